//! The card's tool on simulated cards, over their sockets.

mod common;

use std::num::NonZeroU64;
use std::process::Command;

use common::{program, Process};
use driver::health::Poison;
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

/// What a command that must not work says: on standard output and as an error.
fn fails(process: &Process, side: Side, arguments: &[&str]) -> (String, String) {
    let mut command = Command::new(program("nvcard"));
    let output = command.args(arguments).arg("--card").arg(process.socket(side)).output().expect("it runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    assert!(!output.status.success(), "{arguments:?}: {}", text(output.stdout));
    (text(output.stdout), text(output.stderr))
}

fn open(process: &Process, side: Side) -> Card {
    let bus = VfioUserBus::open(&process.socket(side)).expect("the card is free");
    let mut card = Card::open(Box::new(bus)).expect("it is a card");
    card.wait_ready(common::PATIENCE).expect("it gets ready");
    card
}

fn boot(process: &Process, side: Side, nonce: u64) -> Card {
    let mut card = open(process, side);
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
    let report = json(&process, Side::A, &["selftest", "--destroy-log", "--loopback"]);
    for test in ["registers", "memory", "dma", "interrupt", "link", "battery", "loopback", "log"] {
        let found = report["tests"].as_array().expect("an array").iter().find(|t| t["test"] == test);
        assert_eq!(found.expect("it is tested")["outcome"], "passed", "{report}");
    }
    let report = json(&process, Side::A, &["bench", "--destroy-log", "--mirror", "--rounds", "10"]);
    let median = |key: &str| report["figures"][key]["median_ns"].as_u64().expect("a number");
    assert!(median("line_mirrored") > 0 && report["mirrored"] == true, "{report}");
    // A DMA is handed over in less time than it takes, and the host need not look.
    assert!(median("dma_to_host_1m") > median("dma_submit_1m") && median("line_woken") > 0, "{report}");
    assert_eq!(report["image"]["by_dma"], true, "{report}");
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
    let (text, _) = fails(&process, Side::A, &["selftest"]);
    assert!(text.contains("THE CARD FAILED"), "{text}");
    assert!(text.lines().any(|line| line.starts_with("link") && line.contains("FAILED")), "{text}");
}

// Shows C14: the event log, oldest first, each event once.
#[test]
fn events_are_shown_once() {
    for kind in ["model", "rtl"] {
        let dir = tempfile::tempdir().expect("a directory");
        let process = Process::start(dir.path(), kind);
        let _partner = boot(&process, Side::B, 0xB);
        let mut card = boot(&process, Side::A, 0xA);
        common::wait_for("the link", || card.link().expect("the card is there").peer_card_id != 0);
        drop(card);
        let found = json(&process, Side::A, &["events"]);
        let events = found["events"].as_array().expect("an array");
        let said: Vec<&str> = events.iter().map(|e| e["event"].as_str().expect("text")).collect();
        assert!(said[0].contains("booted, power generation 1"), "{kind}: {said:?}");
        assert!(said.iter().any(|e| e.contains("link up")), "{kind}: {said:?}");
        let numbers: Vec<u64> = events.iter().map(|e| e["sequence"].as_u64().expect("a number")).collect();
        assert!(numbers.windows(2).all(|w| w[0] < w[1]), "{kind}: {numbers:?}");
        let again = json(&process, Side::A, &["events"]);
        let first = again["events"][0]["sequence"].as_u64().unwrap_or(u64::MAX);
        assert!(first > *numbers.last().expect("there were some"), "{kind}: {again}");
    }
}

// Shows C14: an erase takes two commands and a card that is not in use; then everything is zero. A memory that has lost
// something fails the self-test.
#[test]
fn erase_takes_two_steps_and_lost_memory_fails_the_selftest() {
    let dir = tempfile::tempdir().expect("a directory");
    let process = Process::start(dir.path(), "model");
    let (first, second) = (dir.path().join("first"), dir.path().join("second"));
    let mut card = open(&process, Side::A);
    card.write_state(0, &[0x77; 4096]).expect("it can be written");
    card.poison(card.info().local_bytes + (1 << 20), Poison::Double).expect("it is not armed");
    // Finding it is what counts it.
    let _ = card.read_remote(1 << 20, &mut [0; 64]);
    drop(card);
    let (text, _) = fails(&process, Side::A, &["selftest"]);
    assert!(text.lines().any(|line| line.starts_with("memory errors") && line.contains("FAILED")), "{text}");

    let dumped = |file: &std::path::Path| {
        json(&process, Side::A, &["dump", file.to_str().expect("text")]);
        std::fs::read(file).expect("it is there")[40 + (1 << 20)..].to_vec()
    };
    assert!(dumped(&first).starts_with(&[0x77; 4096]));
    let plan = json(&process, Side::A, &["erase"]);
    let key = plan["key"].as_str().expect("a key").to_owned();
    assert!(dumped(&dir.path().join("still")).starts_with(&[0x77; 4096]), "the first step does nothing");
    assert!(fails(&process, Side::A, &["erase", "--key", "12345678"]).1.contains("not this card's key"));
    let report = json(&process, Side::A, &["erase", "--key", &key]);
    assert_eq!(report["erased_bytes"], 16 << 20);
    assert!(dumped(&second).iter().all(|byte| *byte == 0), "everything is zero");

    drop(boot(&process, Side::A, 0xA));
    assert!(fails(&process, Side::A, &["erase", "--key", &key]).1.contains("armed"));
}

// A card without power in a slot of a machine that runs: ones are not taken for values.
#[test]
fn a_card_without_power_says_so() {
    let dir = tempfile::tempdir().expect("a directory");
    let process = Process::start(dir.path(), "model");
    assert_eq!(process.command(r#"{"cmd":"power","card":"a","on":false,"host":true}"#)["ok"], true);
    assert!(fails(&process, Side::A, &["info"]).1.contains("every read gives ones"));
}
