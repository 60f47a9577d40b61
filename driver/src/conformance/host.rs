//! What happens to a card under its host: reset, loss of power, memory that goes bad.

use abi::geometry::SCRATCH_OFFSET;
use std::os::fd::AsFd;
use std::time::Duration;

use abi::msix::VECTOR_QUEUE0;
use abi::registers::{
    logq, CAPABILITY_BATTERY, CAPABILITY_COUNTERS, CAPABILITY_DMA, CAPABILITY_ECC, CAPABILITY_EVENTS,
    CAPABILITY_LOOPBACK, CAPABILITY_MSIX,
};

use super::{line, lines, setup, start_card, unstamped, until, Bench, Check, Host, Need};
use crate::health::Poison;
use crate::{Arm, BusError, Card, CardError, DmaError, Patience, Side};

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "a reset of the function makes the card forget the host, not the log",
        needs: &[],
        run: function_reset,
    },
    Check {
        name: "a card that loses its power under a live host is gone, and comes back",
        needs: &[Need::PowerUnderHost],
        run: lost,
    },
    Check { name: "a host that waits for a position is woken, with and without interrupts", needs: &[], run: waits },
    Check {
        name: "a reset from elsewhere is noticed, and what has lost its addresses is named",
        needs: &[Need::OutsideReset, Need::Dma],
        run: outside_reset,
    },
    Check { name: "what a card does not have is refused by name", needs: &[], run: not_capable },
    Check {
        name: "memory errors are corrected or reported, never given out as data",
        needs: &[Need::MemoryErrors],
        run: memory_errors,
    },
];

/// C7: PERST#, FLR and the host's death never reach the memory path.
fn function_reset(bench: &mut dyn Bench) {
    let mut host = Host::start(bench, Side::A, 1);
    host.queue.post_lines(1, &lines(1..21, 3)).expect("it can be posted");
    host.wait_local(bench, 21);
    let before = host.watermarks();
    host.card.reset().expect("a function can be reset");
    // The card takes lines as before, but no longer knows where to say so: or it would write into the memory of the
    // next host.
    host.queue.post_line(21, &line(21, 3)).expect("it can be posted");
    until(bench, "the register", || host.card.register64(logq::LOCAL).expect("BAR0 can be read") == 22);
    bench.pause(50);
    assert_eq!(host.watermarks().local, before.local, "nothing is written to a host that was reset");
    assert_eq!(host.card.register64(logq::WATERMARK_ADDRESS).expect("BAR0 can be read"), 0, "the address is forgotten");
    let state = host.card.state().expect("the card is there");
    assert!(state.armed && u32::from(state.generation) == before.generation, "{state:?}");
    // The next host, which is the same one here, goes on where the log is.
    let Host { mut card, queue } = host;
    drop(queue);
    let mut queue = card.open_queue(0, setup(0, 22)).expect("the queue opens");
    queue.post_line(22, &line(22, 3)).expect("it can be posted");
    until(bench, "the watermark after the reset", || queue.watermarks().expect("the card is there").local == 23);
    for position in 1..23 {
        assert_eq!(unstamped(super::local_line(&mut card, position)), line(position, 3));
    }
}

/// A hot reset, or somebody who writes to the `reset` of the device in sysfs: the card forgets the host and goes on.
fn outside_reset(bench: &mut dyn Bench) {
    let mut host = Host::start(bench, Side::A, 1);
    let mut dma = super::dma::engine(&mut host.card, 4);
    host.queue.post_lines(1, &lines(1..5, 3)).expect("it can be posted");
    host.wait_local(bench, 5);
    host.card.check_attached().expect("nobody has reset it");
    bench.reset(Side::A);
    let found = host.card.check_attached();
    assert!(matches!(found, Err(CardError::WasReset { what: "queue 0" })), "{found:?}");
    let Host { mut card, queue } = host;
    drop(queue);
    // A queue that is opened again is attached; the engine is not before it is restarted.
    let queue = card.open_queue(0, setup(0, 5)).expect("the queue opens");
    let found = card.check_attached();
    assert!(matches!(found, Err(CardError::WasReset { what: "the DMA engine" })), "{found:?}");
    dma.restart().expect("the card is there");
    card.check_attached().expect("everything has been opened again");
    drop(dma);
    card.check_attached().expect("what is closed has nothing to lose");
    drop(queue);
    bench.reset(Side::A);
    card.check_attached().expect("what is closed has nothing to lose");
}

/// A host that still runs when its card goes finds that out, and does not take ones for values.
fn lost(bench: &mut dyn Bench) {
    let mut host = Host::start(bench, Side::A, 1);
    host.queue.post_lines(1, &lines(1..6, 3)).expect("it can be posted");
    host.wait_local(bench, 6);
    bench.power(Side::A, false);
    let gone = |result: Result<(), CardError>| {
        assert!(matches!(result, Err(CardError::Bus(BusError::Gone { .. }))), "a card without power: {result:?}");
    };
    gone(host.card.state().map(drop));
    gone(host.card.register64(logq::LOCAL).map(drop));
    gone(host.card.read_local(SCRATCH_OFFSET, &mut [0; 64]));
    // Posting tells or does not; it must not hang or panic.
    let _ = host.queue.post_line(6, &line(6, 3));
    drop(host);
    let refused = bench.open(Side::A).map_err(CardError::from).and_then(Card::open).map(drop);
    assert!(refused.is_err(), "there is no card to open");
    bench.power(Side::A, true);
    let mut card = start_card(bench, Side::A);
    assert_eq!(card.register64(logq::LOCAL).expect("BAR0 can be read"), 6, "the watermark is in the NV header");
}

/// C5: a bounded spin, then sleep.
fn waits(bench: &mut dyn Bench) {
    let mut host = Host::start(bench, Side::A, 1);
    // A card without interrupts is waited for all the same.
    let has_msix = host.card.info().capabilities & CAPABILITY_MSIX != 0;
    let event = has_msix.then(|| host.interrupt(VECTOR_QUEUE0));
    let mut next = 1;
    for (spins, event) in
        [(1_000_000, None), (0, None), (0, event.as_ref().map(|e| e.as_fd())), (0, event.as_ref().map(|e| e.as_fd()))]
    {
        host.queue.post_lines(next, &lines(next..next + 10, 1)).expect("it can be posted");
        next += 10;
        let patience = Patience { spins, timeout: bench.patience() };
        assert!(host.queue.wait(Arm::Local(next), patience, event).expect("the card is there"), "woken for {next}");
        assert_eq!(host.watermarks().local, next);
    }
    let short = Patience { spins: 10, timeout: Duration::from_millis(30) };
    let event = event.as_ref().map(|e| e.as_fd());
    assert!(!host.queue.wait(Arm::Local(next + 1), short, event).expect("the card is there"), "nothing was posted");
}

fn not_capable(bench: &mut dyn Bench) {
    let mut card = Card::open(bench.open(Side::A).expect("the bus opens")).expect("it is a card");
    let has = card.info().capabilities;
    let refused = |result: Result<(), CardError>| matches!(result, Err(CardError::NotCapable { .. }));
    assert_eq!(has & CAPABILITY_DMA == 0, matches!(card.open_dma(4), Err(DmaError::NoEngine)));
    assert_eq!(has & CAPABILITY_ECC == 0, refused(card.memory().map(drop)));
    assert_eq!(has & CAPABILITY_BATTERY == 0, refused(card.power().map(drop)));
    assert_eq!(has & CAPABILITY_COUNTERS == 0, refused(card.counters().map(drop)));
    assert_eq!(has & CAPABILITY_EVENTS == 0, refused(card.events_lost().map(drop)));
    if has & CAPABILITY_LOOPBACK == 0 {
        assert!(refused(card.set_loopback(false)));
    }
    if has & CAPABILITY_MSIX == 0 {
        assert!(card.interrupt(VECTOR_QUEUE0).is_err());
    }
}

/// C11: one wrong bit is corrected and counted; two are counted, and what they hit is not given out.
fn memory_errors(bench: &mut dyn Bench) {
    let mut card = Card::open(bench.open(Side::A).expect("the bus opens")).expect("it is a card");
    card.wait_ready(bench.patience()).expect("it gets ready");
    let offset = SCRATCH_OFFSET as u32;
    let written: [u8; 64] = std::array::from_fn(|i| i as u8 * 3 + 1);
    let read = |card: &mut Card| {
        let mut found = [0; 64];
        card.read_local(offset.into(), &mut found).map(|()| found)
    };
    card.write_scratch(0, &written).expect("it can be written");
    let before = card.memory().expect("it counts");
    card.poison(offset + 16, Poison::Single).expect("it is not armed");
    assert_eq!(read(&mut card).expect("one wrong bit is corrected"), written);
    let after = card.memory().expect("it counts");
    assert!(after.corrected > before.corrected, "{after:?}");
    assert_eq!((after.uncorrected, after.corrected_at), (before.uncorrected, offset + 16));
    card.write_scratch(0, &written).expect("it can be written");
    card.poison(offset + 32, Poison::Double).expect("it is not armed");
    // A root port makes ones of a failed read; a bus that is told says so.
    if let Ok(found) = read(&mut card) {
        assert_eq!(found[32..48], [0xFF; 16], "what is lost is not given out");
    }
    let after = card.memory().expect("it counts");
    assert!(after.uncorrected > before.uncorrected && after.uncorrected_at == offset + 32, "{after:?}");
    // A write of the whole unit heals it, if the bus brings it whole: eight bytes at a time do not.
    card.write_scratch(0, &written).expect("it can be written");
    if let Ok(found) = read(&mut card) {
        assert!(found == written || found[32..48] == [0xFF; 16], "{found:?}");
    }
}
