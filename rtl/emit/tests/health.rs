//! Battery, memory errors, scrub, erase, counters, events: what the card knows about itself.

mod support;

use abi::events as code;
use abi::geometry::{NV_HEADER_BYTES, REMOTE_OFFSET};
use abi::registers::{counters, ctrl, events, mem, power, remote};
use abi::registers::{ERASE_DONE, ERASE_FAILED, ERASE_IDLE, ERASE_KEY, ERASE_REFUSED, ERASE_UNLOCKED};
use abi::registers::{POISON_DOUBLE, POISON_SINGLE, STATE_ARMED, STATE_DIRTY, STATE_VALID, TEST_START};
use support::{arm, line, Card, Queue, Random, Stress, LOCAL_BYTES};

/// Status of a completion that ends a request whose data is lost.
const COMPLETER_ABORT: u8 = 4;

/// Takes all events: code, sequence, argument.
fn take_events(card: &mut Card) -> Vec<(u32, u32, u64)> {
    let mut found = Vec::new();
    loop {
        let head = card.read64(events::CODE);
        let (code, sequence) = (head as u32, (head >> 32) as u32);
        if code == 0 {
            return found;
        }
        found.push((code, sequence, card.read64(events::ARGUMENT)));
        card.write32(events::CONSUME, sequence);
        card.settle();
    }
}

/// Lets mains fail and drives the card until power may go.
fn fail(card: &mut Card) -> u64 {
    card.power_fail = true;
    let start = card.cycle;
    while !card.power_safe {
        card.tick();
        assert!(card.cycle - start < 10_000, "the drain ends");
    }
    card.cycle - start
}

fn poison(card: &mut Card, offset: u64, how: u32) {
    card.write32(mem::POISON_AT, offset as u32);
    card.write32(mem::POISON, how);
    card.settle();
}

// Shows C7: a single wrong bit is corrected, counted and reported with its address; two are reported, are never given out
// as data by a read of any length that touches them, and are healed by a write of the whole unit; memory around is
// answered as before.
#[test]
fn memory_errors_are_corrected_or_reported_never_hidden() {
    let mut card = Card::new(71);
    card.stress = Stress::SOME;
    card.run(1_000);
    take_events(&mut card);
    let at = 0x30_0000u64;
    let data: Vec<u8> = (0..=255).collect();
    card.write(2, at, &data);
    card.settle();
    poison(&mut card, at + 0x40, POISON_SINGLE);
    assert_eq!(card.read(2, at, 256).unwrap(), data, "corrected");
    assert_eq!(card.read64(mem::CORRECTED), 1);
    assert_eq!(card.read32(mem::CORRECTED_AT), at as u32 + 0x40);
    assert_eq!(take_events(&mut card), [(code::ECC_CORRECTED, 2, at + 0x40)]);

    poison(&mut card, at + 0x80, POISON_DOUBLE);
    let before = card.read32(mem::UNCORRECTED);
    assert_eq!(before, 0, "nobody has looked yet");
    for (offset, bytes) in [(0x80, 16), (0x80, 4), (0x00, 256), (0x8C, 64), (0x70, 32)] {
        assert_eq!(card.read(2, at + offset, bytes), Err(COMPLETER_ABORT), "{bytes} bytes at {offset:#x}");
        assert_eq!(card.read(2, at, 128).unwrap(), data[..128], "what lies in front is there");
    }
    assert_eq!(card.read32(mem::UNCORRECTED), 5);
    assert_eq!(card.read32(mem::UNCORRECTED_AT), at as u32 + 0x80);
    // The corrected unit stays wrong in memory until somebody writes it: every read of it is another correction.
    for (code, _, argument) in take_events(&mut card) {
        assert!([(code::ECC_UNCORRECTED, at + 0x80), (code::ECC_CORRECTED, at + 0x40)].contains(&(code, argument)));
    }
    // Some bytes do not heal it, all bytes do.
    card.write(2, at + 0x80, &[1; 8]);
    assert_eq!(card.read(2, at + 0x80, 16), Err(COMPLETER_ABORT));
    card.write(2, at + 0x80, &data[..16]);
    assert_eq!(card.read(2, at + 0x80, 16).unwrap(), data[..16]);
    // The header cannot be poisoned, and nothing can while the card is armed.
    poison(&mut card, NV_HEADER_BYTES - 16, POISON_DOUBLE);
    poison(&mut card, 2 * LOCAL_BYTES as u64, POISON_DOUBLE);
    arm(&mut card);
    poison(&mut card, at, POISON_DOUBLE);
    assert!(card.wrong_bits.values().all(|&wrong| wrong == 1), "{:?}", card.wrong_bits);
}

// Shows C7: the scrub finds wrong bits without the host reading them and writes corrected data back, never over newer data,
// however lines arrive meanwhile; it does not make a line wait more than a few cycles.
#[test]
fn the_scrub_heals_and_never_brings_back_old_data() {
    let seed = 72;
    println!("seed {seed}");
    let slowest = |scrub: bool| {
        let mut card = Card::new(seed);
        card.stress = Stress { read_latency: 20, ..Stress::NONE };
        card.run(1_000);
        if scrub {
            card.write32(mem::SCRUB_PERIOD, 64);
        }
        card.write32(mem::SCRUB_START, 1);
        card.settle();
        let mut random = Random(seed);
        let mut slowest = 0;
        // The scrub begins at 0; the host may write behind the header.
        while scrub && card.read32(mem::SCRUB_AT) < NV_HEADER_BYTES as u32 {
            card.run(1_000);
        }
        for round in 0..400 {
            // A unit that the scrub is about to reach, wrong, and written by the host at about the time it is read.
            let reached = if scrub { card.read32(mem::SCRUB_AT) } else { 0x10_0000 + 64 * round };
            let unit = reached as usize / 16 + 1;
            card.wrong_bits.insert(unit, 1);
            card.run(random.below(160));
            let data = random.bytes(16);
            let start = card.cycle;
            card.write(2, unit as u64 * 16, &data);
            while card.cycle_of_last_host_write < start || card.waiting() > 0 {
                card.tick();
            }
            slowest = slowest.max(card.cycle_of_last_host_write - start);
            card.run(300);
            assert!(card.memory[unit * 16..unit * 16 + 16] == data[..], "round {round}: old data came back");
        }
        (slowest, card)
    };
    let (without, _) = slowest(false);
    let (with, mut card) = slowest(true);
    println!("slowest write: {without} cycles without the scrub, {with} with it");
    assert!(with <= without + 4, "the scrub holds off a write for {} cycles", with - without);
    // Left alone it heals what is in its way.
    card.wrong_bits.clear();
    let next = card.read32(mem::SCRUB_AT) as usize / 16 + 8;
    card.wrong_bits.insert(next, 1);
    card.run(64 * 40);
    assert!(card.wrong_bits.is_empty(), "the scrub has written it back");
    assert!(card.read32(mem::CORRECTED) > 0);
}

// Shows C7: VALID is a CLEAN header, a rail that never fell, and a sweep without lost units; each missing one is named and
// makes the image inconsistent, and the boot waits until the contents are there.
#[test]
fn valid_needs_header_rail_and_sweep() {
    let mut card = Card::new(73);
    card.run(1_000);
    assert!(card.watched, "gaps of the rail are remembered from READY on");
    card.save_cycles = 500;
    let cycles = fail(&mut card);
    assert!(cycles > 500, "power is safe when the contents are kept, not before");
    let memory = card.memory;
    fn lose(card: &mut Card, unit: usize, wrong: u32) {
        card.wrong_bits.insert(unit, wrong);
    }
    let boot = |change: fn(&mut Card)| {
        let mut card = Card::with_memory(73, memory.clone());
        change(&mut card);
        card.run(2_000);
        (card.read32(ctrl::STATE) & (STATE_VALID | STATE_DIRTY), card.read32(power::VALIDITY))
    };
    assert_eq!(boot(|_| {}), (STATE_VALID, 7));
    assert_eq!(boot(|card| card.rail_held = false), (0, 5));
    assert_eq!(boot(|card| lose(card, 300, 2)), (0, 3));
    assert_eq!(boot(|card| lose(card, 300, 1)), (STATE_VALID, 7), "corrected is good");
    assert_eq!(boot(|card| lose(card, 2, 2)), (0, 3), "the second copy of the header is read");
    assert_eq!(boot(|card| card.memory[20] ^= 1), (STATE_VALID, 7));
    assert_eq!(boot(|card| card.restored_after = 1_500), (STATE_VALID, 7));
    let mut late = Card::with_memory(73, memory.clone());
    late.restored_after = 1_500;
    late.run(1_400);
    assert!(!late.watched && late.written.is_empty(), "not ready, nothing written, before the contents are there");
    // Without a drain.
    let mut dirty = Card::with_memory(73, memory);
    dirty.run(2_000);
    let mut again = Card::with_memory(73, dirty.memory);
    again.run(2_000);
    assert_eq!(again.read32(power::VALIDITY), 6);
    assert_eq!(again.read32(power::DRAIN_TICKS), 0);
}

// Shows C7: the drain's length is measured, kept in the header, and within what the battery is tested for.
#[test]
fn the_drain_is_measured() {
    let mut card = Card::new(74);
    card.run(1_000);
    let queue = Queue::new(0);
    queue.open(&mut card, 0, 1);
    card.settle();
    let mut random = Random(74);
    for slot in 0..12 {
        let l = line(&mut random, slot);
        card.write(2, queue.at(slot), &l);
    }
    card.run(20);
    let cycles = fail(&mut card);
    let mut back = Card::with_memory(74, card.memory);
    back.run(1_000);
    let ticks = u64::from(back.read32(power::DRAIN_TICKS));
    assert!(ticks > 4 && ticks < cycles, "{ticks} ticks until the header, {cycles} cycles in all");
    assert!(ticks < u64::from(back.read32(power::DRAIN_LIMIT)));
}

// Shows C7, C13: the hold-up test loads the battery for the longest drain, keeps the lowest voltage, and a battery that
// fails it is bad: not ARMED until one passes.
#[test]
fn the_holdup_test_judges_the_battery() {
    let mut card = Card::new(75);
    card.run(1_000);
    arm(&mut card);
    card.settle();
    take_events(&mut card);
    let limit = card.read32(power::LIMIT_MILLIVOLTS);
    let ticks = u64::from(card.read32(power::DRAIN_LIMIT));
    for (under_load, passes) in [(limit, true), (limit - 1, false), (limit + 5, true)] {
        card.millivolts.1 = under_load as u16;
        card.write32(power::TEST, TEST_START);
        card.run(ticks / 2);
        assert_eq!(card.read32(power::TEST_RESULT), 1, "running");
        assert_eq!(card.read32(power::MILLIVOLTS), under_load);
        card.run(ticks / 2 + 500);
        assert_eq!(card.read32(power::TEST_RESULT), if passes { 2 } else { 3 });
        assert_eq!(card.read32(power::TEST_MILLIVOLTS), under_load);
        assert_eq!(card.read32(ctrl::STATE) & STATE_ARMED != 0, passes);
    }
    let seen: Vec<u32> = take_events(&mut card).iter().map(|&(code, ..)| code).collect();
    let (test, battery) = (code::HOLDUP_TEST, code::BATTERY);
    assert!(
        [[test, test, battery, battery, test], [test, battery, test, battery, test]]
            .contains(&[seen[0], seen[1], seen[2], seen[3], seen[4]]),
        "{seen:?}"
    );
}

// Shows C7, C13: an erase takes both keys in order, of this card, on a card neither armed nor booted; it leaves zeros
// everywhere but in the header, reads them back, and forgets queues, image and VALID; generation and stamps go on. A power
// failure in the middle leaves the header DIRTY.
#[test]
fn erase_takes_two_keys_and_is_verified() {
    let mut card = Card::new(76);
    card.run(1_000);
    fail(&mut card);
    let mut card = Card::with_memory(76, card.memory);
    card.run(1_000);
    let queue = Queue::new(0);
    queue.open(&mut card, 0, 9);
    card.settle();
    take_events(&mut card);
    let state = |card: &mut Card| {
        card.settle();
        card.read32(mem::ERASE_STATE)
    };
    let id = card.card_id;
    assert_eq!(state(&mut card), ERASE_IDLE);
    card.write64(mem::ERASE, ERASE_KEY);
    assert_eq!(state(&mut card), ERASE_REFUSED, "the second step first");
    card.write64(mem::ERASE_UNLOCK, id ^ 1);
    assert_eq!(state(&mut card), ERASE_REFUSED, "another card's serial");
    card.write64(mem::ERASE_UNLOCK, id);
    assert_eq!(state(&mut card), ERASE_UNLOCKED);
    card.write64(mem::ERASE, ERASE_KEY ^ 1);
    assert_eq!(state(&mut card), ERASE_REFUSED, "a wrong key");
    arm(&mut card);
    card.write64(mem::ERASE_UNLOCK, id);
    assert_eq!(state(&mut card), ERASE_REFUSED, "armed");
    card.write32(ctrl::CONTROL, 0);
    card.write64(mem::ERASE_UNLOCK, id);
    arm(&mut card);
    card.write64(mem::ERASE, ERASE_KEY);
    assert_eq!(state(&mut card), ERASE_REFUSED, "armed between the steps");
    assert!(take_events(&mut card).iter().all(|&(c, _, state)| (c, state) == (code::ERASE, ERASE_REFUSED.into())));
    let header = NV_HEADER_BYTES as usize;
    assert!(card.memory[header..].iter().any(|&b| b != 0), "nothing is erased yet");

    card.write32(ctrl::CONTROL, 0);
    card.write64(mem::ERASE_UNLOCK, id);
    card.write64(mem::ERASE, ERASE_KEY);
    card.run(5_000);
    // Power fails here in another life of the card.
    let sequence = card.read64(ctrl::HW_SEQUENCE);
    let mut patience = 3_000;
    while card.read32(mem::ERASE_STATE) < ERASE_DONE {
        card.run(1_000);
        patience -= 1;
        assert!(patience > 0);
    }
    assert_eq!(card.read32(mem::ERASE_STATE), ERASE_DONE);
    assert!(card.memory[header..].iter().all(|&b| b == 0));
    assert_eq!(card.read32(ctrl::STATE) & STATE_VALID, 0);
    assert_eq!(card.read32(queue.register(abi::registers::logq::CONTROL)), 0);
    assert_eq!(card.read32(remote::IMAGE_STATE), 0);
    assert_eq!(card.read64(ctrl::HW_SEQUENCE), sequence);
    assert_eq!(take_events(&mut card).last().map(|e| (e.0, e.2)), Some((code::ERASE, ERASE_DONE.into())));

    // Booted: refused.
    card.write64(ctrl::BOOT_NONCE, 5);
    card.write64(mem::ERASE_UNLOCK, id);
    assert_eq!(state(&mut card), ERASE_REFUSED);

    // Interrupted, and with memory that does not keep zeros.
    let generation = card.read32(ctrl::GENERATION);
    fail(&mut card);
    let mut card = Card::with_memory(76, card.memory);
    card.run(1_000);
    card.write64(mem::ERASE_UNLOCK, id);
    card.write64(mem::ERASE, ERASE_KEY);
    card.run(3_000);
    fail(&mut card);
    let mut card = Card::with_memory(76, card.memory);
    card.run(1_000);
    assert_eq!(card.read32(ctrl::STATE) & (STATE_VALID | STATE_DIRTY), STATE_DIRTY);
    assert_eq!(card.read32(ctrl::GENERATION), generation + 2, "the count of power-ons goes on");
    card.write64(mem::ERASE_UNLOCK, id);
    card.write64(mem::ERASE, ERASE_KEY);
    card.settle();
    while card.read32(mem::ERASE_STATE) == 2 {
        card.run(10_000);
    }
    card.memory[2 * LOCAL_BYTES - 7] = 1;
    while card.read32(mem::ERASE_STATE) == 3 {
        card.run(10_000);
    }
    assert_eq!(card.read32(mem::ERASE_STATE), ERASE_FAILED);
}

// Shows C13: all counters of a snapshot are of one cycle, and count what went through.
#[test]
fn counters_are_a_snapshot() {
    let mut card = Card::new(77);
    card.run(1_000);
    let queue = Queue::new(0);
    queue.open(&mut card, 0, 1);
    arm(&mut card);
    card.settle();
    let snapshot = |card: &mut Card| {
        card.write32(counters::SNAPSHOT, 1);
        card.settle();
        let number = card.read32(counters::SNAPSHOTS);
        let registers = [counters::LINES, counters::STORED_BYTES, counters::POSTED_TLPS, counters::READ_TLPS];
        let values = registers.map(|register| card.read64(register));
        let again = registers.map(|register| card.read64(register));
        assert_eq!(values, again, "a snapshot stands still");
        (number, values)
    };
    let (number, before) = snapshot(&mut card);
    let mut random = Random(77);
    for slot in 0..10 {
        let l = line(&mut random, slot);
        card.write(2, queue.at(slot), &l);
    }
    card.write(2, 0x40_0000, &[7; 100]);
    card.read(2, REMOTE_OFFSET, 8).unwrap();
    let (next, after) = snapshot(&mut card);
    assert_eq!(next, number + 1);
    assert_eq!(after[0] - before[0], 10, "lines");
    assert_eq!(after[1] - before[1], 10 * 64 + 100, "bytes");
    assert_eq!(after[2] - before[2], 12, "eleven writes, and that of the second snapshot");
    assert_eq!(after[3] - before[3], 10, "the reads of the first snapshot, and one");
}

// Shows C13: events come in order, with a number, until they are consumed; a full ring keeps the oldest and counts the rest,
// and the gap shows.
#[test]
fn events_are_kept_in_order_and_losses_are_counted() {
    let mut card = Card::new(78);
    card.run(1_000);
    let booted = take_events(&mut card);
    assert_eq!(booted.len(), 1);
    assert_eq!((booted[0].0, booted[0].1, booted[0].2 as u16), (code::BOOTED, 1, 1));
    let queue = Queue::new(1);
    queue.open(&mut card, 100, 1);
    card.settle();
    let mut random = Random(78);
    // Forty lines whose ticket names another slot.
    for n in 0..40 {
        let bad = line(&mut random, 5_000 + n);
        card.write(2, queue.at(100 + n), &bad);
    }
    card.settle();
    assert_eq!(card.read32(events::WAITING), 32);
    assert_eq!(card.read32(events::LOST), 8);
    // A number that is not the oldest's consumes nothing.
    card.write32(events::CONSUME, 7);
    card.settle();
    assert_eq!(card.read32(events::WAITING), 32);
    for (n, (code, sequence, argument)) in take_events(&mut card).into_iter().enumerate() {
        assert_eq!((code, sequence), (code::BAD_TICKET, 2 + n as u32));
        assert_eq!(argument, 1 << 48 | (5_000 + n as u64));
    }
    let mut wrong = line(&mut random, 100);
    wrong[3] ^= 1;
    card.write(2, queue.at(100), &wrong);
    card.settle();
    card.battery_good = false;
    card.settle();
    card.battery_good = true;
    card.settle();
    let found: Vec<_> = take_events(&mut card);
    assert_eq!(found[0], (code::BAD_CRC, 42, 1 << 48 | 100), "eight numbers are missing");
    assert_eq!(found[1..], [(code::BATTERY, 43, 0), (code::BATTERY, 44, 1)]);
}
