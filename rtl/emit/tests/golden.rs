//! What is emitted is what was reviewed.

use rtl_card::Settings;
use std::path::Path;
use std::process::Command;

fn golden() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/card.v")
}

// Shows C1: emission is deterministic, and the checked-in Verilog is what the sources give.
#[test]
fn the_golden_copy_has_not_drifted() {
    let emitted = rtl_emit::verilog(&Settings::simulation());
    assert!(emitted == rtl_emit::verilog(&Settings::simulation()), "two emissions differ");
    let golden = std::fs::read_to_string(golden()).expect("rtl/emit/golden/card.v is there");
    if let Some((n, (was, is))) = golden.lines().zip(emitted.lines()).enumerate().find(|(_, (a, b))| a != b) {
        panic!(
            "rtl/emit/golden/card.v line {}:\n  was {was}\n  is  {is}\nIf the change is meant, read the difference and run\n  \
             cargo run -p rtl-emit --bin emit -- rtl/emit/golden/card.v",
            n + 1
        );
    }
    assert_eq!(golden.lines().count(), emitted.lines().count(), "one is longer than the other");
}

// Shows C1: Verilator finds nothing in the card but what rust-hdl's way of writing explains.
#[test]
fn verilator_lint_is_clean() {
    let directory = std::env::temp_dir().join(format!("savepoint-lint-{}", std::process::id()));
    std::fs::create_dir_all(&directory).expect("the temporary directory is writable");
    let source = directory.join("card.v");
    std::fs::write(&source, rtl_emit::verilog(&Settings::simulation())).expect("writable");
    let waived = [
        // Casts and literals are 32 bits wide or masked; the kernels' own widths are checked by Rust's types and the lint.
        "-Wno-WIDTH",
        // One always block for each kernel: signals that only look circular because they share it. rust-hdl's own loop check
        // runs in every emission.
        "-Wno-UNOPTFLAT",
        // Outputs and fields that a parent does not use, enumeration values, and the file name.
        "-Wno-UNUSEDSIGNAL",
        "-Wno-UNUSEDPARAM",
        "-Wno-DECLFILENAME",
    ];
    let output = Command::new("verilator")
        .args(["--lint-only", "-Wall", "--default-language", "1364-2005", "--top-module", rtl_emit::TOP])
        .args(waived)
        .arg(&source)
        .output()
        .expect("verilator has to be installed (apt install verilator)");
    let _ = std::fs::remove_dir_all(&directory);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
