//! What is emitted is what was reviewed.

use rtl_card::Settings;
use std::collections::BTreeSet;
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

// What is proved is what is emitted (docs/formal.md).
#[test]
fn the_fifos_that_are_proved_have_not_drifted() {
    for (name, verilog) in rtl_emit::small_fifos() {
        let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../formal/small/{name}.v"));
        let kept = std::fs::read_to_string(&kept).unwrap_or_else(|e| panic!("{}: {e}", kept.display()));
        assert!(
            kept == verilog,
            "{name}: run `cargo run -p rtl-emit --bin emit-blocks -- rtl/formal/small`, then `make formal`"
        );
    }
}

// A safeguard whose edit no longer applies would not be taken out (docs/mutations.md).
#[test]
fn every_mutation_still_applies() {
    for script in ["mutate-card", "mutate-rtl"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts").join(script);
        let output = Command::new("python3").arg(path).arg("--check").output().expect("python3 runs");
        assert!(
            output.status.success(),
            "{script}: {}",
            String::from_utf8_lossy(&[output.stdout, output.stderr].concat())
        );
    }
}

/// What Verilator's lint says of this source.
fn lint(top: &str, verilog: &str) {
    let directory = std::env::temp_dir().join(format!("savepoint-lint-{}-{top}", std::process::id()));
    std::fs::create_dir_all(&directory).expect("the temporary directory is writable");
    let source = directory.join("card.v");
    std::fs::write(&source, verilog).expect("writable");
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
        .args(["--lint-only", "-Wall", "--default-language", "1364-2005", "--top-module", top])
        .args(waived)
        .arg(&source)
        .output()
        .expect("verilator has to be installed (apt install verilator)");
    let _ = std::fs::remove_dir_all(&directory);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

// Shows C1: Verilator finds nothing in the card but what rust-hdl's way of writing explains.
#[test]
fn verilator_lint_is_clean() {
    lint(rtl_emit::TOP, &rtl_emit::verilog(&Settings::simulation()));
}

// Shows C1, C2: nor in the card for a hard block of 256 bit; and that is the same card, module by module, behind width blocks.
#[test]
fn the_card_for_256_bit_is_the_same_card() {
    let wide = rtl_emit::verilog_256(&Settings::simulation());
    lint(rtl_emit::TOP_256, &wide);
    // From one header to the next `endmodule`, which may have a comment behind it.
    let modules = |text: &str| -> BTreeSet<String> {
        text.split("\nmodule ").skip(1).map(|m| m[..m.find("endmodule").expect("an end")].trim().to_string()).collect()
    };
    let inner = format!("{}$top", rtl_emit::TOP_256);
    let of_wide = modules(&wide.replace(&inner, rtl_emit::TOP));
    let of_card = modules(&std::fs::read_to_string(golden()).expect("rtl/emit/golden/card.v is there"));
    assert!(of_card.len() > 1000, "{} modules", of_card.len());
    for module in of_card {
        assert!(of_wide.contains(&module), "not in the card for 256 bit:\n{}", module.lines().next().unwrap_or(""));
    }
}
