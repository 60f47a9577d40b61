//! Interrupts: armed with a threshold, raised once.

use std::fs::File;
use std::io::Read;

use abi::msix::{VECTOR_DMA, VECTOR_EVENT, VECTOR_QUEUE0};

use super::dma::{buffer, engine, transfer, wait, PLACE};
use super::{lines, until, Bench, Check, Host, Need};
use crate::{Arm, Direction, Failure, Side, Transfer};

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "a threshold interrupts once, when it is reached",
        needs: &[Need::Interrupts],
        run: a_threshold_interrupts_once,
    },
    Check {
        name: "a threshold that is reached already interrupts at once",
        needs: &[Need::Interrupts],
        run: what_is_reached_interrupts_at_once,
    },
    Check { name: "a change of state interrupts", needs: &[Need::Interrupts], run: a_change_of_state_interrupts },
    Check {
        name: "the DMA engine interrupts when all is done, and when it halts",
        needs: &[Need::Dma, Need::Interrupts],
        run: dma_interrupts,
    },
];

/// How often an interrupt was raised since it was last asked.
fn raised(event: &mut File) -> u64 {
    let mut count = [0; 8];
    match event.read(&mut count) {
        Ok(_) => u64::from_ne_bytes(count),
        Err(_) => 0,
    }
}

/// The event of a vector.
fn connect(host: &mut Host, vector: u32) -> File {
    File::from(host.interrupt(vector))
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
    let mut event = connect(&mut host, VECTOR_QUEUE0);
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
    let mut event = connect(&mut host, VECTOR_QUEUE0);
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
    let mut event = connect(&mut host, VECTOR_EVENT);
    quiet(&host, bench);
    raised(&mut event);
    bench.link(false);
    until(bench, "the interrupt", || {
        let _ = host.watermarks();
        raised(&mut event) > 0
    });
}

fn dma_interrupts(bench: &mut dyn Bench) {
    let mut host = Host::start(bench, Side::A, 1);
    let mut dma = engine(&mut host.card, 8);
    let memory = buffer(&mut host.card, 4096, 8);
    let mut event = connect(&mut host, VECTOR_DMA);
    let good = transfer(&memory, Direction::ToCard, 0, PLACE, 600);
    for round in 0..3 {
        for _ in 0..3 {
            dma.submit(&good).expect("room");
        }
        if round == 2 {
            // Nothing behind it is executed, so without an interrupt here a host would sleep for ever.
            dma.submit(&Transfer { check: Some(0xBAD), ..good }).expect("room");
            dma.submit(&good).expect("room");
        }
        dma.arm_interrupt().expect("the card is there");
        let mut count = 0;
        until(bench, "the interrupt", || {
            let _ = host.watermarks();
            count += raised(&mut event);
            count > 0
        });
        assert_eq!(count, 1, "once");
        for _ in 0..3 {
            // What it is about is in host memory before it.
            assert_eq!(dma.poll().expect("the card is there").map(|done| done.result), Some(Ok(())), "round {round}");
        }
    }
    assert_eq!(wait(bench, &mut dma).result, Err(Failure::Crc));
    quiet(&host, bench);
    assert_eq!(raised(&mut event), 0, "it was not armed again");
}
