//! Interrupts: armed with a threshold, raised once.

use std::fs::File;
use std::io::Read;

use abi::msix::{VECTOR_EVENT, VECTOR_QUEUE0};

use super::{lines, until, Bench, Check, Host};
use crate::{Arm, Side};

pub(super) const CHECKS: &[Check] = &[
    Check { name: "a threshold interrupts once, when it is reached", run: a_threshold_interrupts_once },
    Check { name: "a threshold that is reached already interrupts at once", run: what_is_reached_interrupts_at_once },
    Check { name: "a change of state interrupts", run: a_change_of_state_interrupts },
];

/// How often an interrupt was raised since it was last asked.
fn raised(event: &mut File) -> u64 {
    let mut count = [0; 8];
    match event.read(&mut count) {
        Ok(_) => u64::from_ne_bytes(count),
        Err(_) => 0,
    }
}

/// The event of a vector; none for a card that says it has no MSI-X.
fn connect(host: &mut Host, vector: u32) -> Option<File> {
    host.interrupt(vector).map(File::from)
}

/// Runs the card until nothing more can come.
fn quiet(host: &Host, bench: &mut dyn Bench) {
    for _ in 0..50 {
        let _ = host.watermarks();
        bench.pause(5);
    }
}

fn a_threshold_interrupts_once(bench: &mut dyn Bench) {
    let mut host = Host::start(bench, Side::A, 1);
    let Some(mut event) = connect(&mut host, VECTOR_QUEUE0) else { return };
    host.card.arm_interrupt(0, Arm::Local(4)).expect("the card is there");
    host.queue.post_lines(1, &lines(1..3, 1)).expect("the card is there");
    host.wait_local(bench, 3);
    quiet(&host, bench);
    assert_eq!(raised(&mut event), 0, "two lines do not reach four");
    host.queue.post_lines(3, &lines(3..9, 2)).expect("the card is there");
    host.wait_local(bench, 9);
    let mut count = 0;
    until(bench, "the interrupt", || {
        let local = host.watermarks().local;
        count += raised(&mut event);
        assert!(count == 0 || local >= 4, "the watermark is there before its interrupt");
        count > 0
    });
    quiet(&host, bench);
    assert_eq!(count + raised(&mut event), 1, "once");
}

fn what_is_reached_interrupts_at_once(bench: &mut dyn Bench) {
    let mut host = Host::start(bench, Side::A, 1);
    let Some(mut event) = connect(&mut host, VECTOR_QUEUE0) else { return };
    host.queue.post_lines(1, &lines(1..6, 1)).expect("the card is there");
    host.wait_local(bench, 6);
    for _ in 0..3 {
        host.card.arm_interrupt(0, Arm::Local(2)).expect("the card is there");
        let mut count = 0;
        until(bench, "the interrupt", || {
            let _ = host.watermarks();
            count += raised(&mut event);
            count > 0
        });
        assert_eq!(count, 1);
    }
}

fn a_change_of_state_interrupts(bench: &mut dyn Bench) {
    let mut host = Host::start(bench, Side::A, 1);
    let _partner = super::start_card(bench, Side::B);
    until(bench, "the link", || host.watermarks().link_up());
    let Some(mut event) = connect(&mut host, VECTOR_EVENT) else { return };
    quiet(&host, bench);
    raised(&mut event);
    bench.link(false);
    until(bench, "the interrupt", || {
        let _ = host.watermarks();
        raised(&mut event) > 0
    });
}
