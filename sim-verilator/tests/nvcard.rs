//! The card's tool on simulated cards, over their sockets.

mod common;

use std::num::NonZeroU64;
use std::process::Command;

use common::{program, Process};
use driver::vfio_user::VfioUserBus;
use driver::Card;
use serde_json::Value;
use sim_verilator::pair::Side;

/// What a command that must work says.
fn json(process: &Process, side: Side, arguments: &[&str]) -> Value {
    let output = Command::new(program("nvcard"))
        .args(arguments)
        .arg("--json")
        .arg("--card")
        .arg(process.socket(side))
        .output()
        .expect("it runs");
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(output.status.success(), "{arguments:?}: {text}{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{arguments:?}: {e}: {text}"))
}

fn boot(process: &Process, side: Side, nonce: u64) -> Card {
    let bus = VfioUserBus::open(&process.socket(side)).expect("the card is free");
    let mut card = Card::open(Box::new(bus)).expect("it is a card");
    card.wait_ready(common::PATIENCE).expect("it gets ready");
    card.boot(NonZeroU64::new(nonce).expect("not 0")).expect("it boots");
    card.arm().expect("it can be armed");
    card
}

// Shows C14 on the Verilated card: it passes its own test with the partner there, and is measured up to the partner.
#[test]
fn selftest_and_bench_on_the_rtl() {
    let dir = tempfile::tempdir().expect("a directory");
    let process = Process::start(dir.path(), "rtl");
    let _partner = boot(&process, Side::B, 0xB);
    // The link speaks once both are booted.
    drop(boot(&process, Side::A, 0xA));
    let report = json(&process, Side::A, &["selftest", "--destroy-log"]);
    for test in ["registers", "memory", "link", "battery", "log"] {
        let found = report["tests"].as_array().expect("an array").iter().find(|t| t["test"] == test);
        assert_eq!(found.expect("it is tested")["outcome"], "passed", "{report}");
    }
    let report = json(&process, Side::A, &["bench", "--destroy-log", "--mirror", "--rounds", "10"]);
    let median = |key: &str| report["latency"][key]["median_ns"].as_u64().expect("a number");
    assert!(median("line_mirrored") > 0 && report["mirrored"] == true, "{report}");
}

// Shows C14: a self-test that finds something says so, and what. The fault is a cable that damages most frames.
#[test]
fn a_bad_cable_fails_the_selftest() {
    let dir = tempfile::tempdir().expect("a directory");
    let process = Process::start(dir.path(), "rtl");
    let _partner = boot(&process, Side::B, 0xB);
    let mut card = boot(&process, Side::A, 0xA);
    common::wait_for("the link", || card.link().expect("the card is there").peer_card_id != 0);
    drop(card);
    assert_eq!(process.command(r#"{"cmd":"noise","rate":0.002}"#)["ok"], true);
    let output = Command::new(program("nvcard"))
        .arg("selftest")
        .arg("--card")
        .arg(process.socket(Side::A))
        .output()
        .expect("it runs");
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(!output.status.success() && text.contains("THE CARD FAILED"), "{text}");
    assert!(text.lines().any(|line| line.starts_with("link") && line.contains("FAILED")), "{text}");
}
