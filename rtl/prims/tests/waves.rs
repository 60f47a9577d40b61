//! Waveforms on request: with `WAVES=FOLDER` each model of a test leaves an FST file there.

use rtl_prims::fifo::Fifo;
use rtl_prims::testing::Verilated;
use rust_hdl::prelude::*;
use std::path::Path;
use std::process::Command;

/// Entries go through a FIFO. Records itself if `WAVES` is set.
#[test]
fn recorded() {
    let mut fifo = Fifo::<Bits<8>, 2, 3>::default();
    fifo.connect_all();
    let fifo = Verilated::build(&fifo, "recorded");
    let [write, commit, ready, data, out, valid] =
        ["write", "commit", "ready", "data_in", "data_out", "valid"].map(|name| fifo.port(name));
    let mut model = fifo.model();
    for port in [write, commit, ready] {
        model.set(port, 1);
    }
    let mut seen = Vec::new();
    for value in 0..40 {
        model.set(data, value);
        model.settle();
        if model.get(valid) == 1 {
            seen.push(model.get(out));
        }
        model.tick();
    }
    assert_eq!(seen, (0..seen.len() as u128).collect::<Vec<_>>());
    assert!(seen.len() > 30);
}

// The recording of a test holds its signals and their changes; without the request nothing is written.
#[test]
fn a_test_leaves_its_waveforms_where_it_is_told_to() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("waves");
    let _ = std::fs::remove_dir_all(&folder);
    let run = |waves: &Path| {
        let test = std::env::current_exe().expect("a test knows its own path");
        let output =
            Command::new(test).args(["--exact", "recorded"]).env("WAVES", waves).output().expect("it runs again");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    run(Path::new(""));
    assert!(!folder.exists());
    run(&folder);
    let recording = std::fs::read(folder.join("recorded-0.fst")).expect("a recording named after the test");
    // The header of the format: type 0, its length 329, first and last time, then a test of the byte order, the writer's memory,
    // and how many scopes, variables and signals there are.
    let number = |at: usize| u64::from_be_bytes(recording[at..at + 8].try_into().expect("eight bytes"));
    assert_eq!((recording[0], number(1)), (0, 329), "an FST file begins with its header");
    assert!(number(17) >= 2 * 2 * 39, "two samples a cycle, two nanoseconds apart: {} ns", number(17));
    assert!(number(49) >= 12, "the ports at least: {} signals", number(49));
    // Every value changes: what is not compressed away of 40 values is longer than header and names alone.
    assert!(recording.len() > 600, "{} bytes", recording.len());
}
