//! Real VFIO: the Verilated cards in the slots of a stock Debian guest, behind its IOMMU, opened through the kernel's
//! vfio-pci. `scripts/guest-run` starts the guests (docs/guest.md); the console of each is kept beside the test's binary.
//!
//! The programs that run inside are the driver's.

mod common;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use common::{program, signal, Process};
use nix::sys::signal::Signal;
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
        Guest::with(name, process, cards, program, &[], seconds, arguments)
    }

    /// The same, with other programs at hand in the guest.
    fn with(
        name: &str,
        process: &Process,
        cards: &[Side],
        program: &Path,
        others: &[PathBuf],
        seconds: u32,
        arguments: &[&str],
    ) -> Guest {
        let log = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("guest-{name}.log"));
        let mut command = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/guest-run"));
        command.arg("--binary").arg(program).arg("--log").arg(&log).args(["--timeout", &seconds.to_string()]);
        command.args(["--hugepages", "8"]);
        for other in others {
            command.arg("--with").arg(other);
        }
        for card in cards {
            command.arg("--card").arg(process.socket(*card));
        }
        command.arg("--serial").arg(process.dir.join("chassis.sock")).arg("--").args(arguments);
        let child = command.stdout(Stdio::piped()).spawn().expect("bash and scripts/guest-run are there");
        Guest { child, log, started: Instant::now() }
    }

    /// The lines its console says, as it says them.
    fn lines(&mut self) -> impl Iterator<Item = String> {
        BufReader::new(self.child.stdout.take().expect("piped, and asked for once")).lines().map_while(Result::ok)
    }

    /// Its machine stops from one instruction to the next.
    fn kill(self) {}

    /// Waits for the program in the guest; what it said.
    ///
    /// # Panics
    /// If it failed, or the guest did not come up.
    fn passed(mut self) -> String {
        if self.child.stdout.is_some() {
            self.lines().for_each(|line| println!("{line}"));
        }
        let status = self.child.wait().expect("it ends");
        let said = std::fs::read_to_string(&self.log).unwrap_or_default();
        println!("guest: {} after {} s, console in {}", status, self.started.elapsed().as_secs(), self.log.display());
        assert!(status.success(), "{status}; the console is in {}; above is what was said", self.log.display());
        said
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            // The script ends QEMU with SIGKILL when it is ended itself.
            signal(self.child.id(), Signal::SIGTERM);
            let _ = self.child.wait();
        }
    }
}

/// Where two cards are in a guest's slots.
const BOTH: [&str; 6] = ["--a", "00:01.0", "--b", "00:02.0", "--control", "/dev/ttyS1"];
fn conforms(api: &str) {
    let _turn = turn();
    let dir = tempfile::tempdir().expect("a directory");
    let process = Process::start(dir.path(), "rtl");
    let arguments = [&BOTH[..], &["--bind", "--vfio", api]].concat();
    let name = format!("conformance-{api}");
    let said = Guest::start(&name, &process, &Side::BOTH, &program("card-conformance"), 240, &arguments).passed();
    let passed = said.lines().filter(|line| line.starts_with("ok ")).count();
    // Nothing is passed by: what is stated of this backend is that it lacks nothing. (The kernel may speak in the middle of a line.)
    let all = driver::conformance::checks().count();
    assert!(passed + 3 >= all, "only {passed} checks of {all} ran");
    assert!(said.contains(&format!("vfio, {api}: ")), "another backend ran");
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

// Shows C14: the card's tool in the guest finds the card, binds it, tests it and gives it back.
#[test]
fn nvcard_through_vfio() {
    let _turn = turn();
    let dir = tempfile::tempdir().expect("a directory");
    let process = Process::start(dir.path(), "rtl");
    let script = dir.path().join("script");
    std::fs::write(
        &script,
        "#!/bin/sh -ex\n\
         nvcard list\n\
         if nvcard info --card 00:01.0; then exit 1; fi\n\
         nvcard bind --card 00:01.0\n\
         nvcard list\n\
         nvcard selftest --destroy-log --loopback --card 00:01.0\n\
         nvcard bench --destroy-log --rounds 10 --card 00:01.0\n\
         nvcard stats --json --card 00:01.0\n\
         nvcard events --card 00:01.0\n\
         nvcard regs ID --card 00:01.0 --vfio vfio-ioctls\n\
         card-takeover owner --card 00:01.0 &\n\
         sleep 3\n\
         nvcard list\n\
         if nvcard info --card 00:01.0 --vfio vfio-ioctls; then exit 1; fi\n\
         kill -9 $!\n\
         wait $! || true\n\
         nvcard info --card 00:01.0\n\
         nvcard unbind --card 00:01.0\n\
         nvcard list\n",
    )
    .expect("it can be written");
    let mut guest =
        Guest::with("nvcard", &process, &[Side::A], &script, &[program("nvcard"), program("card-takeover")], 500, &[]);
    let said: Vec<String> = guest.lines().collect();
    let found = |what: &[&str]| said.iter().any(|line| what.iter().all(|word| line.contains(word)));
    guest.passed();
    assert!(found(&["0000:00:01.0", "no driver"]), "{said:#?}");
    assert!(found(&["not bound to vfio-pci"]), "{said:#?}");
    assert!(found(&["0000:00:01.0", "vfio-pci", "good"]), "{said:#?}");
    for test in ["registers", "memory", "dma", "interrupt", "loopback", "log"] {
        assert!(found(&[test, "passed"]), "{test}: {said:#?}");
    }
    // The guest has huge pages set aside, so a large buffer is of them.
    assert!(found(&["dma", "host memory of 2 MiB pages"]), "{said:#?}");
    for figure in ["posting a line, host time", "1 MiB into the host by DMA", "its interrupt has woken the host"] {
        assert!(found(&[figure, "median"]), "{figure}: {said:#?}");
    }
    assert!(found(&["8 MiB of the image read in", "by DMA"]), "{said:#?}");
    assert!(found(&["\"frames_sent\""]), "{said:#?}");
    assert!(found(&["booted, power generation"]), "{said:#?}");
    assert!(found(&["the card passed"]) && found(&["SAVEPNT1"]), "{said:#?}");
    // Another process has the card: it is named, whichever crate found out. It is killed: its card can be opened, armed as it
    // was left.
    assert!(found(&["0000:00:01.0", "in use by process", "(card-takeover)"]), "{said:#?}");
    assert!(found(&["nvcard: ", "is in use by process", "(card-takeover): stop that process"]), "{said:#?}");
    assert!(found(&["state", "armed: yes"]), "{said:#?}");
}

// Shows C8, C13: two machines, each with its card and nothing else in common. One is killed; the other notices by its card,
// fences, and has in its own card everything that the first was told is durable at both.
#[test]
fn one_guest_dies_and_the_other_takes_over() {
    let _turn = turn();
    let dir = tempfile::tempdir().expect("a directory");
    let process = Process::start(dir.path(), "rtl");
    let takeover = program("card-takeover");
    let start = |name: &str, card: Side, role: &str| {
        Guest::start(name, &process, &[card], &takeover, 200, &[role, "--card", "00:01.0", "--bind"])
    };
    let heir = start("heir", Side::B, "heir");
    let mut owner = start("owner", Side::A, "owner");
    let number = |line: &str, word: &str| line.strip_prefix(word)?.split([',', ' ']).next()?.parse::<u64>().ok();
    let acknowledged = owner.lines().filter_map(|line| number(&line, "mirrored ")).find(|n| *n > 200);
    let acknowledged = acknowledged.expect("the owner's guest logs; see its console");
    owner.kill();
    let said = heir.passed();
    let sealed = said.lines().find_map(|line| number(line, "sealed ")).expect("the heir says how far");
    println!("{acknowledged} were acknowledged when the owner was killed, {sealed} are sealed");
    // The owner went on between its last word that we read and its end.
    assert!(sealed >= acknowledged);
}

// Shows C5 and R8 through VFIO: a save point needs no system call, no PCIe read and no allocation, with either crate.
#[test]
fn a_save_point_is_quiet() {
    let _turn = turn();
    for api in ["pci-driver", "vfio-ioctls"] {
        let dir = tempfile::tempdir().expect("a directory");
        let process = Process::start(dir.path(), "rtl");
        let arguments = ["--card", "00:01.0", "--bind", "--points", "200", "--vfio", api];
        let name = format!("quiet-{api}");
        let said = Guest::start(&name, &process, &[Side::A], &program("card-quiet"), 120, &arguments).passed();
        assert!(said.contains("0 system calls, 0 reads of the card, 0 allocations"), "{said}");
    }
}
