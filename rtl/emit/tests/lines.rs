//! Log lines: assembled, stamped, stored, counted.

mod support;

use abi::registers::{ctrl, logq};
use abi::watermark::{STATE_ARMED, STATE_FAILED, STATE_HOLE};
use rtl_card::assembler::LINES;
use support::{arm, line, same_but_stamp, stamp, write_packet, Card, Queue, Random, Stress};

const SEED: u64 = 0x11E5_0001;

fn ready(seed: u64) -> (Card, [Queue; 2]) {
    let mut card = Card::new(seed);
    let queues = [Queue::new(0), Queue::new(1)];
    for queue in &queues {
        queue.open(&mut card, 0, 7);
    }
    arm(&mut card);
    card.settle();
    (card, queues)
}

// Shows C3, C5: a line in one packet is stored whole, stamped in order, and raises the watermark, in registers and in host
// memory.
#[test]
fn whole_lines_are_stored_stamped_and_counted() {
    println!("seed {SEED:#x}");
    let (mut card, queues) = ready(SEED);
    let mut random = Random(SEED);
    let mut sent: Vec<(usize, u64, [u8; 64])> = Vec::new();
    let mut next = [0u64; 2];
    for n in 0..700 {
        if n == 300 {
            card.stress = Stress::SOME;
        }
        let q = random.below(2) as usize;
        let l = line(&mut random, next[q]);
        card.write(2, queues[q].at(next[q]), &l);
        sent.push((q, next[q], l));
        next[q] += 1;
        if random.chance(10) {
            card.run(random.clone().below(60));
        }
    }
    card.settle();
    card.stress = Stress::NONE;
    // What the stalls have held up is stored, and told to the host.
    card.run(500);
    let mut last = 0;
    for (q, slot, l) in &sent {
        // What the ring still holds.
        if next[*q] - slot <= queues[*q].line_count {
            let at = queues[*q].at(*slot) as usize;
            assert!(same_but_stamp(&card.memory[at..at + 64], l), "queue {q} slot {slot}");
            let stamp = stamp(&card.memory[at..at + 64]);
            assert_eq!(stamp.generation, 1);
            assert!(stamp.sequence > last, "stamps rise in the order in which the lines came");
            last = stamp.sequence;
        }
    }
    for (q, queue) in queues.iter().enumerate() {
        assert_eq!(queue.local(&mut card), next[q]);
        assert_eq!(queue.watermark(&card).expect("a watermark line").local, next[q]);
        assert_eq!(card.read64(queue.register(logq::TICKET_ERRORS)), 0);
    }
    assert_eq!(card.read64(ctrl::HW_SEQUENCE), last + 1);
}

// Shows C3: the same for packets that carry several lines, up to 1 KiB.
#[test]
fn runs_of_lines_in_one_packet() {
    let (mut card, queues) = ready(2);
    let mut random = Random(2);
    let mut slot = 0;
    for lines in [1usize, 2, 3, 4, 8, 16, 16, 16, 5] {
        // A packet may not leave the ring.
        let data: Vec<u8> = (0..lines as u64).flat_map(|n| line(&mut random, slot + n)).collect();
        card.write(2, queues[0].at(slot), &data);
        slot += lines as u64;
    }
    card.settle();
    assert_eq!(queues[0].local(&mut card), slot);
    assert_eq!(card.read64(queues[0].register(logq::TICKET_ERRORS)), 0);
}

/// All the ways in which the eight words of a line can be sent, as 8-byte writes; word 6 included, as a host does.
fn words(queue: &Queue, slot: u64, line: &[u8; 64]) -> Vec<(u64, Vec<u8>)> {
    (0..8).map(|n| (queue.at(slot) + 8 * n as u64, line[8 * n..8 * n + 8].to_vec())).collect()
}

// Shows C3: eight-byte stores of several lines, in any order and mixed with each other, make the same whole lines; each is
// published by its last word, whether or not word 6 comes, and none before.
#[test]
fn lines_are_assembled_from_words_in_any_order() {
    println!("seed {SEED:#x}");
    let (mut card, queues) = ready(SEED + 1);
    let mut random = Random(SEED + 1);
    let mut slot = 0u64;
    for round in 0..60 {
        // Up to as many lines at once as there are places.
        let lines = 1 + random.below(LINES as u64);
        let mut stores = Vec::new();
        let mut sent = Vec::new();
        for n in 0..lines {
            let l = line(&mut random, slot + n);
            let mut these = words(&queues[0], slot + n, &l);
            if random.chance(30) {
                these.remove(6);
            }
            stores.extend(these);
            sent.push(l);
        }
        for n in (1..stores.len()).rev() {
            stores.swap(n, random.below(n as u64 + 1) as usize);
        }
        // Word 6 belongs to the hardware: it does not matter where it comes, behind the line included. The last word is another,
        // so that it is the one that counts.
        while stores[stores.len() - 1].0 % 64 == 48 {
            let (last, other) = (stores.len() - 1, random.below(stores.len() as u64 - 1) as usize);
            stores.swap(last, other);
        }
        let before = queues[0].local(&mut card);
        let (last, all_but_one) = stores.split_last().expect("there are stores");
        for (at, data) in all_but_one {
            card.write(2, *at, data);
        }
        card.settle();
        assert!(queues[0].local(&mut card) < before + lines, "round {round}: the last word is missing");
        card.write(2, last.0, &last.1);
        card.settle();
        assert_eq!(queues[0].local(&mut card), before + lines, "round {round}");
        for (n, l) in sent.iter().enumerate() {
            let at = queues[0].at(slot + n as u64) as usize;
            assert!(same_but_stamp(&card.memory[at..at + 64], l), "round {round} line {n}");
        }
        slot += lines;
    }
    assert_eq!(card.read64(queues[0].register(logq::TICKET_ERRORS)), 0, "no line was torn or misplaced");
}

// Shows C3: a line in one packet, which passes by the assembler, and lines in words are one stream: behind half of itself, behind a line
// that is on its way out of the assembler, and in front of one, with and without stalls. No word of an older half comes behind it.
#[test]
fn whole_lines_among_words() {
    println!("seed {SEED:#x}");
    let (mut card, queues) = ready(SEED + 2);
    let mut random = Random(SEED + 2);
    let mut sent = Vec::new();
    for slot in 0..400u64 {
        if slot == 200 {
            card.stress = Stress::SOME;
        }
        let l = line(&mut random, slot);
        let kind = random.below(3);
        if kind == 0 {
            for (at, data) in words(&queues[0], slot, &l) {
                card.write(2, at, &data);
            }
        } else {
            if kind == 1 {
                let older = line(&mut random, slot);
                let half = 1 + random.below(6) as usize;
                for (at, data) in words(&queues[0], slot, &older).into_iter().take(half) {
                    card.write(2, at, &data);
                }
            }
            if random.chance(50) {
                card.run(random.clone().below(60));
            }
            card.write(2, queues[0].at(slot), &l);
        }
        sent.push(l);
    }
    card.settle();
    card.stress = Stress::NONE;
    card.run(500);
    let held = sent.len() - (queues[0].line_count as usize).min(sent.len());
    for (slot, l) in sent.iter().enumerate().skip(held) {
        let at = queues[0].at(slot as u64) as usize;
        assert!(same_but_stamp(&card.memory[at..at + 64], l), "slot {slot}");
    }
    assert_eq!(queues[0].local(&mut card), sent.len() as u64);
    assert_eq!(card.read64(queues[0].register(logq::TICKET_ERRORS)), 0, "no line was torn or misplaced");
}

// Shows C3: all arrival orders of the four 16-byte parts of two lines.
#[test]
fn every_order_of_the_parts_of_two_lines() {
    let (mut card, queues) = ready(3);
    let mut random = Random(3);
    let mut slot = 0u64;
    let mut order: Vec<usize> = (0..8).collect();
    let mut count = 0;
    // Heap's algorithm; every twelfth order, so that the test stays short.
    let mut stack = [0usize; 8];
    let mut n = 0;
    while n < 8 {
        if count % 12 == 0 {
            let lines = [line(&mut random, slot), line(&mut random, slot + 1)];
            for &part in &order {
                let data = &lines[part / 4][part % 4 * 16..][..16];
                card.write(2, queues[1].at(slot + part as u64 / 4) + part as u64 % 4 * 16, data);
            }
            slot += 2;
        }
        count += 1;
        loop {
            if n >= 8 || stack[n] < n {
                break;
            }
            stack[n] = 0;
            n += 1;
        }
        if n < 8 {
            order.swap(if n % 2 == 0 { 0 } else { stack[n] }, n);
            stack[n] += 1;
            n = 0;
        }
    }
    card.taken();
    card.settle();
    assert_eq!(count, 40320);
    assert_eq!(queues[1].local(&mut card), slot);
    assert_eq!(card.read64(queues[1].register(logq::TICKET_ERRORS)), 0);
}

// Shows C5: the watermark is the contiguous prefix: lines that overtake each other count when the gap closes.
#[test]
fn the_watermark_is_the_contiguous_prefix() {
    println!("seed {SEED:#x}");
    let (mut card, queues) = ready(SEED + 2);
    let mut random = Random(SEED + 2);
    let mut base = 0u64;
    for _ in 0..30 {
        let count = 1 + random.below(64);
        let mut slots: Vec<u64> = (base..base + count).collect();
        for n in (1..slots.len()).rev() {
            slots.swap(n, random.below(n as u64 + 1) as usize);
        }
        let mut here = vec![false; count as usize];
        for &slot in &slots {
            let l = line(&mut random, slot);
            card.write(2, queues[0].at(slot), &l);
            here[(slot - base) as usize] = true;
            if random.chance(15) {
                card.settle();
                let prefix = here.iter().take_while(|&&h| h).count() as u64;
                assert_eq!(queues[0].local(&mut card), base + prefix);
                assert_eq!(queues[0].watermark(&card).expect("written").local, base + prefix);
            }
        }
        card.settle();
        base += count;
        assert_eq!(queues[0].local(&mut card), base);
    }
    // Nothing the host was told ever went back.
    let mut last = 0;
    for (_, address, line) in &card.host_writes {
        if *address == queues[0].watermark_address {
            let local = support::Watermark::from_line(line).local;
            assert!(local >= last);
            last = local;
        }
    }
}

// Shows C3, C11: a line whose ticket does not fit its address, or names a slot outside the window, is stored and counted, and
// does not move the watermark; a wrong CRC is counted and does.
#[test]
fn tickets_that_do_not_fit() {
    let (mut card, queues) = ready(4);
    let mut random = Random(4);
    let queue = queues[0];
    for slot in 0..3 {
        let l = line(&mut random, slot);
        card.write(2, queue.at(slot), &l);
    }
    let wrong = [
        (line(&mut random, 4), queue.at(3), "slot 4 at the place of slot 3"),
        (line(&mut random, 3 + 256), queue.at(3), "a round too far"),
        (line(&mut random, 2), queue.at(2), "below the watermark"),
        (line(&mut random, 3 + 64), queue.at(67), "just above the window"),
    ];
    for (n, (l, at, what)) in wrong.into_iter().enumerate() {
        card.write(2, at, &l);
        card.settle();
        assert_eq!(queue.local(&mut card), 3, "{what}");
        assert_eq!(card.read32(queue.register(logq::TICKET_ERRORS)), n as u32 + 1, "{what}");
        assert!(same_but_stamp(&card.memory[at as usize..at as usize + 64], &l), "{what} is stored");
    }
    let edge = line(&mut random, 3 + 63);
    card.write(2, queue.at(66), &edge);
    let mut bad_crc = line(&mut random, 3);
    bad_crc[5] ^= 1;
    card.write(2, queue.at(3), &bad_crc);
    card.settle();
    assert_eq!(queue.local(&mut card), 4);
    assert_eq!(card.read32(queue.register(logq::TICKET_ERRORS)), 4, "the window has 64 slots");
    assert_eq!(card.read32(queue.register(logq::CRC_ERRORS)), 1);
    for slot in 4..66 {
        let l = line(&mut random, slot);
        card.write(2, queue.at(slot), &l);
    }
    card.settle();
    assert_eq!(queue.local(&mut card), 67, "the line at the window's edge counts when the gap closes");
    let mut stamp_differs = line(&mut random, 67);
    stamp_differs[48..56].copy_from_slice(&[0xA5; 8]);
    card.write(2, queue.at(67), &stamp_differs);
    card.settle();
    assert_eq!(card.read32(queue.register(logq::CRC_ERRORS)), 1, "the CRC does not cover the stamp");
}

// Shows C3: a line more than there are places drives out a half line; it is stored with the host's words (the stamp's is not one of
// them) and not published, and may be written again.
#[test]
fn half_lines_that_must_leave_are_stored_unpublished() {
    let (mut card, queues) = ready(5);
    let mut random = Random(5);
    let queue = queues[0];
    let lines: Vec<[u8; 64]> = (0..LINES as u64 + 1).map(|slot| line(&mut random, slot)).collect();
    let before = card.memory.clone();
    for (slot, l) in lines.iter().enumerate() {
        for (at, data) in words(&queue, slot as u64, l).into_iter().skip(1) {
            card.write(2, at, &data);
        }
    }
    card.settle();
    let at = queue.at(0) as usize;
    assert!(card.memory[at + 8..at + 48] == lines[0][8..48], "its words are stored");
    assert!(card.memory[at + 56..at + 64] == lines[0][56..], "its words are stored");
    assert!(card.memory[at..at + 8] == before[at..at + 8], "and no others");
    assert!(card.memory[at + 48..at + 56] == before[at + 48..at + 56], "and no others");
    let at = queue.at(1) as usize;
    assert!(card.memory[at..at + 64] == before[at..at + 64], "the others wait");
    assert_eq!(queue.local(&mut card), 0);
    for (slot, l) in lines.iter().enumerate().skip(1) {
        card.write(2, queue.at(slot as u64), &l[..8]);
    }
    card.write(2, queue.at(0), &lines[0]);
    card.settle();
    assert_eq!(queue.local(&mut card), LINES as u64 + 1);
}

// Shows C3: half lines of a queue's earlier life never become part of a line of its next one.
#[test]
fn opening_a_queue_forgets_half_lines() {
    let (mut card, queues) = ready(6);
    let mut random = Random(6);
    let queue = queues[0];
    let old = line(&mut random, 0);
    for (at, data) in words(&queue, 0, &old).into_iter().take(4) {
        card.write(2, at, &data);
    }
    queue.open(&mut card, 0, 8);
    let new = line(&mut random, 0);
    for (at, data) in words(&queue, 0, &new).into_iter().skip(4) {
        card.write(2, at, &data);
    }
    card.settle();
    assert_eq!(queue.local(&mut card), 0, "half of it is missing");
    for (at, data) in words(&queue, 0, &new).into_iter().take(4) {
        card.write(2, at, &data);
    }
    card.settle();
    assert_eq!(queue.local(&mut card), 1);
    let at = queue.at(0) as usize;
    assert!(same_but_stamp(&card.memory[at..at + 64], &new));
}

// Shows C3: what is not a line ring is stored as it is: payload rings and the state area; and a disabled queue has no ring.
#[test]
fn raw_writes_and_disabled_queues() {
    let (mut card, queues) = ready(7);
    let mut random = Random(7);
    let queue = queues[0];
    let l = line(&mut random, 0);
    card.write32(queue.register(logq::CONTROL), 0);
    card.write(2, queue.at(0), &l);
    card.settle();
    let at = queue.at(0) as usize;
    assert_eq!(card.memory[at..at + 64], l, "no stamp: it is no line");
    assert_eq!(queue.local(&mut card), 0);
    let payload = random.bytes(1000);
    card.write(2, 0x28_0003, &payload);
    card.settle();
    assert_eq!(card.memory[0x28_0003..0x28_0003 + 1000], payload);
}

// Shows C5: geometry and position are frozen while a queue is enabled, and a ring that is no power of two, too small or
// not aligned is refused.
#[test]
fn geometry_is_guarded() {
    let (mut card, queues) = ready(8);
    let queue = queues[0];
    card.write64(queue.register(logq::POSITION), 99);
    card.write32(queue.register(logq::LINE_COUNT), 512);
    card.settle();
    assert_eq!(queue.local(&mut card), 0);
    assert_eq!(card.read32(queue.register(logq::LINE_COUNT)), 256);
    for (base, count) in [(0x20_0000u32, 192u32), (0x20_0000, 64), (0x20_0020, 256), (0x20_0000, 0)] {
        card.write32(queue.register(logq::CONTROL), 0);
        card.write32(queue.register(logq::LINE_BASE), base);
        card.write32(queue.register(logq::LINE_COUNT), count);
        card.write32(queue.register(logq::CONTROL), 1);
        assert_eq!(card.read32(queue.register(logq::CONTROL)), 0, "{base:#x} {count}");
    }
}

// Shows C5: watermarks move only while the card is armed, and what was stored meanwhile counts from then on.
#[test]
fn watermarks_move_only_while_armed() {
    let (mut card, queues) = ready(9);
    let mut random = Random(9);
    let queue = queues[0];
    for slot in 0..6 {
        if slot == 3 {
            card.settle();
            card.battery_good = false;
            card.run(10);
        }
        let l = line(&mut random, slot);
        card.write(2, queue.at(slot), &l);
    }
    card.settle();
    assert_eq!(queue.local(&mut card), 3);
    assert_eq!(queue.watermark(&card).unwrap().state & abi::watermark::STATE_ARMED, 0);
    assert_eq!(queue.watermark(&card).unwrap().local, 3);
    card.battery_good = true;
    card.settle();
    assert_eq!(queue.local(&mut card), 6);
    assert_eq!(queue.watermark(&card).unwrap().state & abi::watermark::STATE_ARMED, 1);
    assert_eq!(queue.watermark(&card).unwrap().local, 6);
}

// Shows C5: lines in host memory coalesce, keep their distance, stop when nothing changes, and carry what the registers say.
#[test]
fn watermark_lines_coalesce_and_keep_their_distance() {
    let (mut card, queues) = ready(10);
    let mut random = Random(10);
    card.run(500);
    card.host_writes.clear();
    card.run(20_000);
    assert!(card.host_writes.is_empty(), "nothing has changed");
    for slot in 0..200 {
        for queue in &queues {
            let l = line(&mut random, slot);
            card.write(2, queue.at(slot), &l);
        }
    }
    card.settle();
    let cycles: Vec<u64> = card.host_writes.iter().map(|(cycle, _, _)| *cycle).collect();
    assert!(cycles.len() > 20 && cycles.len() < 110, "{} lines for 400 changes", cycles.len());
    assert!(cycles.windows(2).all(|w| w[1] - w[0] >= 32), "at most one in 32 cycles, card-wide");
    for queue in &queues {
        let mark = queue.watermark(&card).unwrap();
        assert_eq!((mark.local, mark.mirrored, mark.epoch, mark.generation, mark.events), (200, 0, 7, 1, 0));
        let count = card.host_writes.iter().filter(|(_, a, _)| *a == queue.watermark_address).count();
        assert!(count * 3 > cycles.len(), "the queues share the writer");
    }
    // A bus reset makes the host's addresses void.
    card.reset = true;
    card.run(2);
    card.reset = false;
    card.host_writes.clear();
    card.write(2, queues[0].at(200), &line(&mut random, 200));
    card.settle();
    assert!(card.host_writes.is_empty(), "nothing is written into the next kernel's memory");
    assert_eq!(queues[0].local(&mut card), 201, "and the log goes on");
}

// Shows C5, C11: a slot that stays missing below a published one for a millisecond is reported, and no longer when it has come.
#[test]
fn a_hole_is_reported_after_a_millisecond() {
    let (mut card, queues) = ready(12);
    let mut random = Random(12);
    let l = line(&mut random, 1);
    card.write(2, queues[0].at(1), &l);
    card.run(240_000);
    assert_eq!(queues[0].watermark(&card).unwrap().state & STATE_HOLE, 0);
    card.run(15_000);
    assert_ne!(queues[0].watermark(&card).unwrap().state & STATE_HOLE, 0);
    assert_eq!(queues[1].watermark(&card).unwrap().state & STATE_HOLE, 0, "the other queue has none");
    let l = line(&mut random, 0);
    card.write(2, queues[0].at(0), &l);
    card.settle();
    let mark = queues[0].watermark(&card).unwrap();
    assert_eq!((mark.local, mark.state & STATE_HOLE), (2, 0));
}

// Shows C11: when memory stops taking writes the card declares itself FAILED, its watermarks stand still, and the host's
// stores go on being taken.
#[test]
fn memory_that_hangs_fails_the_card_and_not_the_host() {
    let (mut card, queues) = ready(13);
    let mut random = Random(13);
    let l = line(&mut random, 0);
    card.write(2, queues[0].at(0), &l);
    card.settle();
    card.stress.memory_stalls = 100;
    for slot in 1..400 {
        let l = line(&mut random, slot);
        card.write(2, queues[0].at(slot), &l);
    }
    card.run(60_000);
    assert!(card.waiting() > 0, "for a while the host is held off");
    card.run(20_000);
    assert_eq!(card.waiting(), 0, "but not for ever");
    let mark = queues[0].watermark(&card).unwrap();
    assert_eq!((mark.local, mark.state & (STATE_FAILED | STATE_ARMED)), (1, STATE_FAILED));
    assert_eq!(card.read32(ctrl::STATE) & abi::registers::STATE_FAILED, abi::registers::STATE_FAILED);
    assert_eq!(card.read(2, 0x20_0000, 64), Err(1), "memory is not read any more");
    card.stress.memory_stalls = 0;
    card.settle();
    assert_eq!(queues[0].local(&mut card), 1, "FAILED is for good");
}

// Shows C5: cycles from the first beat of a posted line to the first beat of the watermark write, unloaded.
#[test]
fn latency_of_a_line() {
    let (mut card, queues) = ready(11);
    let mut random = Random(11);
    card.run(500);
    card.host_writes.clear();
    let start = card.cycle;
    card.send(write_packet(2, queues[0].at(0), &line(&mut random, 0)));
    while card.host_writes.is_empty() {
        card.tick();
    }
    let accepted = card.cycle_of_last_memory_write - start;
    let told = card.host_writes[0].0 - start;
    println!("posted line: in memory after {accepted} cycles, watermark line complete after {told} cycles");
    assert!(accepted <= 10 && told <= 16, "{accepted} and {told} cycles");
}
