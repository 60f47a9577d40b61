//! What a save point does not cost, on a software card. Through VFIO: `sim-verilator/tests/guest.rs`.

use std::os::unix::process::ExitStatusExt;
use std::process::Command;

use driver::{shm, Side};

// Shows C5 and R8: posting and waiting need no system call, no read of the card and no allocation.
#[test]
fn a_save_point_needs_no_system_call() {
    let dir = tempfile::tempdir().expect("a directory");
    shm::control(dir.path()).expect("a pair of cards");
    let run = |points: &str| {
        Command::new(env!("CARGO_BIN_EXE_card-quiet"))
            .arg("--card")
            .arg(dir.path().join(shm::card_name(Side::A)))
            .args(["--points", points])
            .output()
            .expect("it runs")
    };
    let output = run("1000");
    let text = String::from_utf8_lossy(&output.stdout);
    assert_ne!(output.status.signal(), Some(nix::libc::SIGSYS), "it tried a system call");
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert!(
        text.contains("1000 save points of three lines: 0 system calls, 0 reads of the card, 0 allocations"),
        "{text}"
    );
}
