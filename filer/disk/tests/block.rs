//! Block devices: real SCSI persistent reservations, by the SCSI target of a stock Debian kernel in a guest.

use std::path::Path;
use std::process::Command;

/// What the kernel needs for a RAM disk that is exported over two loopback paths.
const MODULES: &str = "scsi_mod,sd_mod,target_core_mod,tcm_loop";

// Shows F5, M8: register, reserve, preempt and abort through IOC_PR_*, holder and keys through PERSISTENT RESERVE IN, two
// I_T nexuses: only the holder writes, nothing of the old holder lands after a preempt, mailboxes stay readable.
#[test]
fn reservations_of_a_real_kernel() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let log = Path::new(env!("CARGO_TARGET_TMPDIR")).join("guest-block.log");
    let status = Command::new(root.join("scripts/guest-run"))
        .args(["--binary", env!("CARGO_BIN_EXE_block-check"), "--modules", MODULES, "--timeout", "180", "--quiet"])
        .arg("--log")
        .arg(&log)
        .args(["--", "--make-target"])
        .status()
        .expect("bash and scripts/guest-run are there");
    let said = std::fs::read_to_string(&log).unwrap_or_default();
    assert!(status.success(), "{status}; the guest said:\n{said}");
    assert!(said.contains("all checks passed"), "{said}");
    let steps: Vec<&str> = said.lines().filter(|line| line.starts_with("ok: ")).collect();
    println!("{}", steps.join("\n"));
    assert_eq!(steps.len(), 6, "{said}");
}
