//! Real VFIO: the Verilated cards in the slots of a stock Debian guest, behind its IOMMU, opened through the kernel's
//! vfio-pci. `scripts/guest-run` starts the guests (docs/guest.md); the console of each is kept beside the test's binary.
//!
//! The programs that run inside are the driver's.

mod common;

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use common::{program, Process};
use sim_verilator::pair::Side;

/// One test's guests at a time: each wants a core, and the cards want one.
fn turn() -> MutexGuard<'static, ()> {
    static TURN: Mutex<()> = Mutex::new(());
    TURN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A guest and where its console is kept.
struct Guest {
    child: Child,
    log: PathBuf,
    started: Instant,
}

impl Guest {
    /// Starts `program` in a guest that has these cards of the chassis, in this order, and the chassis' command socket as its
    /// second serial port.
    fn start(name: &str, process: &Process, cards: &[Side], program: &Path, seconds: u32, arguments: &[&str]) -> Guest {
        let log = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("guest-{name}.log"));
        let mut command = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/guest-run"));
        command.arg("--binary").arg(program).arg("--log").arg(&log).args(["--timeout", &seconds.to_string()]);
        for card in cards {
            command.arg("--card").arg(process.socket(*card));
        }
        command.arg("--serial").arg(process.dir.join("chassis.sock")).arg("--").args(arguments);
        let child = command.stdout(Stdio::inherit()).spawn().expect("bash and scripts/guest-run are there");
        Guest { child, log, started: Instant::now() }
    }

    /// Waits for the program in the guest; what it said.
    ///
    /// # Panics
    /// If it failed, or the guest did not come up.
    fn passed(mut self) -> String {
        let status = self.child.wait().expect("it ends");
        let said = std::fs::read_to_string(&self.log).unwrap_or_default();
        println!("guest: {} after {} s, console in {}", status, self.started.elapsed().as_secs(), self.log.display());
        assert!(status.success(), "{status}; the console is in {}; above is what was said", self.log.display());
        said
    }
}

/// Where two cards are in a guest's slots.
const BOTH: [&str; 6] = ["--a", "00:01.0", "--b", "00:02.0", "--control", "/dev/ttyS1"];
/// The RTL acknowledges nothing while it is unarmed, so this check's resync ends as lost (docs/simulation.md).
const OPEN: [&str; 2] = ["--skip", "only while both cards are armed"];

fn conforms(api: &str) {
    let _turn = turn();
    let dir = tempfile::tempdir().expect("a directory");
    let process = Process::start(dir.path(), "rtl");
    let arguments = [&BOTH[..], &OPEN, &["--bind", "--vfio", api]].concat();
    let name = format!("conformance-{api}");
    let said = Guest::start(&name, &process, &Side::BOTH, &program("card-conformance"), 240, &arguments).passed();
    let passed = said.lines().filter(|line| line.starts_with("ok ")).count();
    assert!(passed > 25, "only {passed} checks ran");
    assert!(said.contains(&format!("vfio ({api})")), "another backend ran");
}

// Shows C13: the suite through the kernel's vfio-pci and an IOMMU, opened by pci-driver.
#[test]
fn conforms_through_pci_driver() {
    conforms("pci-driver");
}

// Shows C13: the same, opened by vfio-ioctls.
#[test]
fn conforms_through_vfio_ioctls() {
    conforms("vfio-ioctls");
}
