//! The driver's conformance suite on the simulated cards: in this process and through a chassis process.

mod common;

use std::time::Duration;

use common::Process;
use driver::conformance::{run, Bench, Need};
use driver::vfio_user::VfioUserBus;
use driver::{BusError, CardBus};
use sim_verilator::bench::SimBench;
use sim_verilator::pair::Side;

fn ours(side: driver::Side) -> Side {
    Side::BOTH[side.index()]
}

fn in_process(kind: &str) -> SimBench {
    let made = if kind == "model" { SimBench::model() } else { SimBench::rtl() };
    made.expect("memory for two cards")
}

/// A chassis process.
struct InChassis {
    _dir: tempfile::TempDir,
    process: Process,
}

impl InChassis {
    fn new(kind: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let process = Process::start(dir.path(), kind);
        InChassis { _dir: dir, process }
    }

    fn command(&self, command: &str) {
        let answer = self.process.command(command);
        assert_eq!(answer["ok"], true, "{command}: {answer}");
    }
}

impl Bench for InChassis {
    fn open(&mut self, side: driver::Side) -> Result<Box<dyn CardBus>, BusError> {
        Ok(Box::new(VfioUserBus::open(&self.process.socket(ours(side)))?))
    }
    fn link(&mut self, up: bool) {
        self.command(&format!(r#"{{"cmd":"link","up":{up}}}"#));
    }
    fn power(&mut self, side: driver::Side, on: bool) {
        let card = ours(side).letter();
        self.command(&format!(r#"{{"cmd":"power","card":"{card}","on":{on}}}"#));
    }
    fn offers(&self) -> &'static [Need] {
        &[Need::PowerUnderHost, Need::BadBattery, Need::OutsideReset]
    }
    fn battery(&mut self, side: driver::Side, good: bool) {
        let card = ours(side).letter();
        self.command(&format!(r#"{{"cmd":"battery","card":"{card}","good":{good}}}"#));
    }
    fn reset(&mut self, side: driver::Side) {
        let card = ours(side).letter();
        self.command(&format!(r#"{{"cmd":"reset","card":"{card}"}}"#));
    }
    fn pause(&mut self, micros: u64) {
        std::thread::sleep(Duration::from_micros(micros));
        // Idle cards slow down; a long pause is meant in their time.
        if micros >= 100 {
            let process = &self.process;
            let now = || process.command(r#"{"cmd":"status"}"#)["simulated_us"].as_u64().expect("a number");
            let end = now() + micros;
            common::wait_for("the cards' time", || now() >= end);
        }
    }
    fn patience(&self) -> Duration {
        common::PATIENCE
    }
}

// Shows C5, C8, C13 for the in-process backend.
#[test]
fn model_in_process() {
    run("in-process", || in_process("model"));
}

// Shows C5, C8, C9, C13: the card that is built owes and keeps the same as the model and the software card.
#[test]
fn rtl_in_process() {
    run("in-process", || in_process("rtl"));
}

// Shows C13 for vfio-user.
#[test]
fn model_in_a_chassis() {
    run("vfio-user", || InChassis::new("model"));
}

// Shows C13 for the same card through vfio-user.
#[test]
fn rtl_in_a_chassis() {
    run("vfio-user", || InChassis::new("rtl"));
}
