//! One card: registers, lines, watermarks.

use abi::geometry::{REMOTE_OFFSET, STATE_OFFSET};
use abi::line::STAMP_OFFSET;
use abi::registers::{ctrl, logq, Access, BLOCKS};

use super::{entry, line, lines, setup, stamp, start_card, unstamped, until, Bench, Check, Host};
use crate::line::seal;
use crate::{CardError, Side};

pub(super) const CHECKS: &[Check] = &[
    Check { name: "the register chain is the contract's", needs: &[], run: register_chain },
    Check { name: "read-only registers ignore writes", needs: &[], run: read_only_registers },
    Check { name: "a posted line is stored, stamped and counted", needs: &[], run: one_line },
    Check { name: "nothing counts before the card is armed", needs: &[], run: unarmed },
    Check { name: "a line ring wraps, also inside one run", needs: &[], run: ring_wraps },
    Check { name: "a line is assembled from stores in any order", needs: &[], run: assembled },
    Check { name: "two interleaved lines are assembled", needs: &[], run: interleaved },
    Check { name: "the stamp's place is the card's alone", needs: &[], run: late_stamp },
    Check { name: "a watermark is a contiguous prefix", needs: &[], run: prefix },
    Check { name: "a line with a foreign ticket is stored, not published", needs: &[], run: foreign_ticket },
    Check { name: "a line with a bad checksum is counted", needs: &[], run: bad_checksum },
    Check { name: "payload is in memory when its line is durable", needs: &[], run: payload },
    Check { name: "the host cannot write NV header and REMOTE", needs: &[], run: forbidden_writes },
    Check { name: "a queue has one writer, and refuses rings that are none", needs: &[], run: queue_setup },
    Check { name: "LOCAL and watermarks survive the host", needs: &[], run: host_death },
    Check { name: "memory survives a power cycle, arming does not", needs: &[], run: power_cycle },
];

/// C12: the chain that the RTL decodes is the one the driver and the documentation come from.
fn register_chain(bench: &mut dyn Bench) {
    // `Card::open` has compared every header.
    let mut card = start_card(bench, Side::A);
    let mut visited = 0;
    let mut offset = 0;
    loop {
        let header = card.register64(offset).expect("BAR0 can be read");
        visited += 1;
        offset = (header >> 32) as u32;
        if offset == 0 {
            break;
        }
    }
    assert_eq!(visited, BLOCKS.iter().map(|b| b.count).sum::<u32>(), "blocks in the chain");
    let info = *card.info();
    assert_ne!(info.card_id, 0, "a card has a serial");
    assert_ne!(info.clock_khz, 0, "a tick is something");
}

fn read_only_registers(bench: &mut dyn Bench) {
    let mut bus = bench.open(Side::A).expect("the bus opens");
    for block in BLOCKS.iter().filter(|b| b.name == "ID") {
        for register in block.registers.iter().filter(|r| r.access == Access::ReadOnly) {
            let offset = block.base + register.offset;
            let before = bus.read32(offset).expect("BAR0 can be read");
            bus.write32(offset, !before).expect("BAR0 can be written");
            assert_eq!(bus.read32(offset).expect("BAR0 can be read"), before, "{}", register.name);
        }
    }
}

/// C3, C5: one posted write is one record; the watermark in host memory says when it is durable, and the register says
/// the same.
fn one_line(bench: &mut dyn Bench) {
    let mut host = Host::start(bench, Side::A, 1);
    assert_eq!(host.watermarks().local, 1, "a queue starts at its position");
    host.queue.post_line(1, &line(1, 0x11)).expect("it can be posted");
    host.wait_local(bench, 2);
    assert_eq!(unstamped(host.local_line(1)), line(1, 0x11), "what was posted");
    assert_eq!(
        u32::from(stamp(&host.local_line(1)).generation),
        host.watermarks().generation,
        "stamped with the power generation"
    );
    host.queue.post_line(2, &line(2, 0x22)).expect("it can be posted");
    host.wait_local(bench, 3);
    let (first, second) = (stamp(&host.local_line(1)), stamp(&host.local_line(2)));
    assert!(first.sequence < second.sequence, "the hardware sequence rises: {first:?}, {second:?}");
    let watermarks = host.watermarks();
    assert_eq!(
        host.card.register64(logq::LOCAL).expect("BAR0 can be read"),
        watermarks.local,
        "register and host memory agree"
    );
    assert_eq!(watermarks.epoch, 7, "the epoch the host gave the queue");
    assert!(watermarks.armed() && !watermarks.fenced() && !watermarks.failed(), "{watermarks:?}");
}

fn unarmed(bench: &mut dyn Bench) {
    let mut card = crate::Card::open(bench.open(Side::A).expect("the bus opens")).expect("it is a card");
    card.wait_ready(bench.patience()).expect("it gets ready");
    let mut queue = card.open_queue(0, setup(0, 1)).expect("the queue opens");
    queue.post_line(1, &line(1, 1)).expect("it can be posted");
    bench.pause(20);
    assert_eq!(queue.watermarks().expect("the card is there").local, 1, "an unarmed card promises nothing");
    card.arm().expect("it can be armed");
    until(bench, "the watermark after arming", || queue.watermarks().expect("the card is there").local == 2);
}

fn ring_wraps(bench: &mut dyn Bench) {
    // The first run is on both sides of the end of the ring; then three laps in runs that do not divide it.
    let mut host = Host::start(bench, Side::A, 120);
    let mut next = 120;
    for (lap, run) in [20, 50, 100, 128, 77].into_iter().enumerate() {
        host.queue.post_lines(next, &lines(next..next + run, lap as u8)).expect("it can be posted");
        next += run;
        host.wait_local(bench, next);
    }
    for position in next - 128..next {
        let stored = unstamped(host.local_line(position));
        let lap = if position >= next - 77 { 4 } else { 3 };
        assert_eq!(stored, line(position, lap), "position {position}");
    }
}

/// Eight-byte stores in an order that is neither rising nor falling; the stamp's is among them and means nothing.
fn assembled(bench: &mut dyn Bench) {
    let host = Host::start(bench, Side::A, 1);
    let setup = *host.queue.setup();
    // The bus again, below the queue: the host that stores without MOVDIR64B.
    let orders: [[usize; 8]; 4] =
        [[0, 1, 2, 3, 4, 5, 6, 7], [7, 6, 5, 4, 3, 2, 1, 0], [3, 7, 0, 6, 1, 5, 2, 4], [6, 2, 4, 0, 7, 5, 3, 1]];
    for (i, order) in orders.iter().enumerate() {
        let position = 1 + i as u64;
        let line = line(position, i as u8);
        for (n, &qword) in order.iter().enumerate() {
            let last = order[n..].iter().all(|&q| q == 6);
            if !last {
                assert_eq!(host.watermarks().local, position, "not whole after {n} stores of order {order:?}");
            }
            let offset = super::line_offset(&setup, position) + 8 * qword as u64;
            host.queue.post_raw(offset, &line[8 * qword..8 * qword + 8]).expect("it can be posted");
            bench.pause(2);
        }
        host.wait_local(bench, position + 1);
    }
    let mut host = host;
    for (i, _) in orders.iter().enumerate() {
        let position = 1 + i as u64;
        assert_eq!(unstamped(host.local_line(position)), line(position, i as u8));
    }
}

/// What a host stores in the stamp's place behind the line does not change it, also not when the card runs out of places for half
/// lines and has to store them as they are.
fn late_stamp(bench: &mut dyn Bench) {
    /// More lines than an assembler has places.
    const HALF_LINES: u64 = 33;
    let mut host = Host::start(bench, Side::A, 1);
    let setup = *host.queue.setup();
    let place = |position| super::line_offset(&setup, position);
    host.queue.post_raw(place(1), &line(1, 1)).expect("it can be posted");
    host.wait_local(bench, 2);
    let stored = host.local_line(1);
    assert_ne!(stored[STAMP_OFFSET..STAMP_OFFSET + 8], [0xA5; 8], "the card's stamp");
    host.queue.post_raw(place(1) + STAMP_OFFSET as u64, &[0xA5; 8]).expect("it can be posted");
    for position in 2..2 + HALF_LINES {
        host.queue.post_raw(place(position), &line(position, 2)[..8]).expect("it can be posted");
    }
    assert_eq!(host.local_line(1), stored);
    for position in 2..2 + HALF_LINES {
        host.queue.post_raw(place(position), &line(position, 3)).expect("it can be posted");
    }
    host.wait_local(bench, 2 + HALF_LINES);
    assert_eq!(host.local_line(1), stored);
    assert_eq!(unstamped(host.local_line(1 + HALF_LINES)), line(1 + HALF_LINES, 3));
}

fn interleaved(bench: &mut dyn Bench) {
    let mut host = Host::start(bench, Side::A, 1);
    let setup = *host.queue.setup();
    let (first, second) = (line(1, 1), line(2, 2));
    for qword in [0, 4, 1, 5, 2, 7, 3] {
        for (position, line) in [(2, &second), (1, &first)] {
            let offset = super::line_offset(&setup, position) + 8 * qword as u64;
            host.queue.post_raw(offset, &line[8 * qword..8 * qword + 8]).expect("it can be posted");
        }
    }
    host.wait_local(bench, 3);
    assert_eq!(unstamped(host.local_line(1)), first);
    assert_eq!(unstamped(host.local_line(2)), second);
}

fn prefix(bench: &mut dyn Bench) {
    let mut host = Host::start(bench, Side::A, 1);
    for position in [3, 5, 2] {
        host.queue.post_line(position, &line(position, 0)).expect("it can be posted");
    }
    bench.pause(20);
    assert_eq!(host.watermarks().local, 1, "slot 1 is missing");
    host.queue.post_line(1, &line(1, 0)).expect("it can be posted");
    host.wait_local(bench, 4);
    bench.pause(20);
    assert_eq!(host.watermarks().local, 4, "slot 4 is missing");
    host.queue.post_line(4, &line(4, 0)).expect("it can be posted");
    host.wait_local(bench, 6);
}

fn foreign_ticket(bench: &mut dyn Bench) {
    let mut host = Host::start(bench, Side::A, 1);
    let offset = super::line_offset(host.queue.setup(), 1);
    // The line of slot 2 in the place of slot 1.
    host.queue.post_raw(offset, &line(2, 9)).expect("it can be posted");
    until(bench, "the ticket error to be counted", || {
        host.card.register64(logq::TICKET_ERRORS & !7).expect("BAR0 can be read") as u32 == 1
    });
    assert_eq!(host.watermarks().local, 1, "it was not published");
    host.queue.post_line(1, &line(1, 1)).expect("it can be posted");
    host.wait_local(bench, 2);
}

fn bad_checksum(bench: &mut dyn Bench) {
    let mut host = Host::start(bench, Side::A, 1);
    let mut broken = line(1, 1);
    broken[5] ^= 0x40;
    let events = host.watermarks().events;
    host.queue.post_line(1, &broken).expect("it can be posted");
    host.wait_local(bench, 2);
    until(bench, "the checksum error to be counted", || {
        (host.card.register64(logq::TICKET_ERRORS & !7).expect("BAR0 can be read") >> 32) as u32 == 1
    });
    until(bench, "the event to be counted", || host.watermarks().events != events);
    assert_eq!(unstamped(host.local_line(1)), broken, "a card reports, it does not drop");
}

fn payload(bench: &mut dyn Bench) {
    let mut host = Host::start(bench, Side::A, 1);
    let payload_base = u64::from(host.queue.setup().payload_base);
    let sizes = [8usize, 16, 24, 64, 72, 1000, 4096];
    let mut offset = 0;
    for (i, &bytes) in sizes.iter().enumerate() {
        let position = 1 + i as u64;
        let data: Vec<u8> = (0..bytes).map(|b| (b * 7 + i * 31) as u8).collect();
        host.queue.post_payload(offset, &data).expect("it can be posted");
        host.queue.post_line(position, &line(position, 0)).expect("it can be posted");
        host.wait_local(bench, position + 1);
        let mut found = vec![0; bytes];
        host.card.read_local(payload_base + u64::from(offset), &mut found).expect("LOCAL can be read");
        assert_eq!(found, data, "{bytes} bytes at {offset}");
        offset += bytes as u32;
    }
    let end = host.queue.setup().payload_bytes;
    assert!(host.queue.post_payload(end - 8, &[0; 16]).is_err(), "the payload ring ends");
}

fn forbidden_writes(bench: &mut dyn Bench) {
    let mut host = Host::start(bench, Side::A, 1);
    let dropped = |host: &mut Host| (host.card.register64(ctrl::UNSUPPORTED).expect("BAR0 can be read") >> 32) as u32;
    let before = dropped(&mut host);
    let mut header = [0; 64];
    host.card.read_local(0, &mut header).expect("LOCAL can be read");
    host.queue.post_raw(8, &[0x55; 64]).expect("it can be posted");
    host.queue.post_raw(REMOTE_OFFSET + STATE_OFFSET, &[0x55; 64]).expect("it can be posted");
    until(bench, "the writes to be counted", || dropped(&mut host) > before + 1);
    let mut after = [0; 64];
    host.card.read_local(0, &mut after).expect("LOCAL can be read");
    assert_eq!(header, after, "the NV header is the card's");
    host.card.read_remote(STATE_OFFSET, &mut after).expect("REMOTE can be read");
    assert_ne!(after, [0x55; 64], "REMOTE is the link's");
}

fn queue_setup(bench: &mut dyn Bench) {
    let mut card = start_card(bench, Side::A);
    let good = setup(0, 1);
    let mut queue = card.open_queue(0, good).expect("the queue opens");
    assert!(matches!(card.open_queue(0, good), Err(CardError::QueueTaken { queue: 0 })));
    assert!(matches!(card.disable_queue(0), Err(CardError::QueueTaken { queue: 0 })));
    queue.post_line(1, &line(1, 1)).expect("it can be posted");
    until(bench, "the watermark", || queue.watermarks().expect("the card is there").local == 2);
    drop(queue);
    card.disable_queue(0).expect("nobody writes to it");
    assert_eq!(card.register64(logq::LOCAL).expect("BAR0 can be read"), 2, "a disabled queue keeps its watermark");
    drop(card.open_queue(0, good).expect("it is free again"));
    assert!(matches!(card.open_queue(2, good), Err(CardError::NoSuchQueue { queue: 2 })));
    let bad = [
        crate::QueueSetup { line_count: 100, ..good },
        crate::QueueSetup { line_count: 64, ..good },
        crate::QueueSetup { line_base: good.line_base + 8, ..good },
        crate::QueueSetup { line_base: 0, ..good },
        crate::QueueSetup { payload_base: good.line_base, ..good },
        crate::QueueSetup { payload_bytes: u32::MAX & !63, ..good },
    ];
    for setup in bad {
        assert!(matches!(card.open_queue(0, setup), Err(CardError::BadSetup { .. })), "{setup:?}");
    }
}

/// The host dies with a line half-posted. Its card goes on; what was durable is there for the next host.
fn host_death(bench: &mut dyn Bench) {
    let mut host = Host::start(bench, Side::A, 1);
    host.queue.post_lines(1, &lines(1..31, 3)).expect("it can be posted");
    host.wait_local(bench, 31);
    let offset = super::line_offset(host.queue.setup(), 31);
    host.queue.post_raw(offset, &seal(&entry(31, 3), 31)[..32]).expect("it can be posted");
    let generation = host.watermarks().generation;
    drop(host);
    bench.pause(20);
    let mut card = start_card(bench, Side::A);
    assert_eq!(
        u32::from(card.state().expect("the card is there").generation),
        generation,
        "the card had power all the time"
    );
    assert_eq!(card.register64(logq::LOCAL).expect("BAR0 can be read"), 31, "the watermark is still readable");
    for position in 1..31 {
        assert_eq!(unstamped(super::local_line(&mut card, position)), line(position, 3));
    }
    // And the queue can be taken over at the position behind.
    let mut queue = card.open_queue(0, setup(0, 31)).expect("the queue opens");
    queue.post_line(31, &line(31, 4)).expect("it can be posted");
    until(bench, "the watermark of the next host", || queue.watermarks().expect("the card is there").local == 32);
}

fn power_cycle(bench: &mut dyn Bench) {
    let mut host = Host::start(bench, Side::A, 1);
    host.queue.post_lines(1, &lines(1..11, 3)).expect("it can be posted");
    host.wait_local(bench, 11);
    let generation = host.watermarks().generation;
    let last = stamp(&host.local_line(10));
    drop(host);
    bench.power(Side::A, false);
    bench.pause(100);
    bench.power(Side::A, true);
    let mut card = crate::Card::open(bench.open(Side::A).expect("the bus opens")).expect("it is a card");
    card.wait_ready(bench.patience()).expect("it gets ready");
    let state = card.state().expect("the card is there");
    assert_eq!(u32::from(state.generation), generation + 1, "one generation on");
    assert!(!state.armed && state.valid && !state.dirty && state.boot_nonce == 0, "{state:?}");
    assert_eq!(card.register64(logq::LOCAL).expect("BAR0 can be read"), 11, "the watermark is in the NV header");
    assert!(state.hw_sequence > last.sequence, "the hardware sequence goes on");
    for position in 1..11 {
        assert_eq!(unstamped(super::local_line(&mut card, position)), line(position, 3));
    }
}
