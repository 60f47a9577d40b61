//! RQ and CC are not ordered by the hard block: what a register says waits until host memory says as much.

mod support;

use std::collections::VecDeque;

use abi::registers::{ctrl, logq, msix};
use abi::watermark::STATE_ARMED;

use support::{arm, line, read_packet, Card, Queue, Random, Stress, Watermark};

/// An armed card with an open queue that has been told of.
fn card(seed: u64) -> (Card, Queue, Random) {
    let mut card = Card::new(seed);
    let queue = Queue::new(0);
    card.run(200);
    arm(&mut card);
    queue.open(&mut card, 0, 1);
    card.settle();
    (card, queue, Random(seed))
}

/// What the watermark line says in host memory, as far as no completion can overtake it.
fn settled(card: &Card, queue: &Queue) -> Option<Watermark> {
    let lines = &card.host_writes[..card.settled_writes];
    lines.iter().rev().find(|(_, at, _)| *at == queue.watermark_address).map(|(.., line)| Watermark::from_line(line))
}

// Shows C2, C5: with numbers that come back late, after any time, no read of LOCAL or STATE is answered before host memory says as much.
#[test]
fn a_register_is_behind_its_line() {
    for (seed, latency, stress) in [(1, 0, Stress::NONE), (2, 60, Stress::NONE), (3, 300, Stress::SOME)] {
        println!("seed {seed}");
        let (mut card, queue, mut random) = card(seed);
        card.stress = stress;
        card.number_latency = Some(latency);
        let (mut slot, mut asked, mut answered, mut fresh) = (0, 0, 0, 0);
        let mut before = 0;
        for cycle in 0..60_000u64 {
            if cycle >= 40_000 && answered == asked {
                break;
            }
            if cycle < 40_000 && cycle % 40 == 0 && card.waiting() < 40 {
                if random.chance(60) {
                    card.write(2, queue.at(slot), &line(&mut random, slot));
                    slot += 1;
                }
                if random.chance(40) {
                    card.send(read_packet(0, queue.register(logq::LOCAL).into(), 8, 7));
                    asked += 1;
                }
            }
            card.tick();
            while let Some(c) = card.completions.pop_front() {
                let local = u64::from_le_bytes(c.data.try_into().expect("eight bytes"));
                let told = settled(&card, &queue).expect("the queue was opened before");
                assert!(told.local >= local, "cycle {cycle}: LOCAL is {local}, host memory says {}", told.local);
                answered += 1;
                fresh += u32::from(local > before);
                before = local;
            }
        }
        card.settle();
        println!("{slot} lines, {answered} reads, {fresh} of them with news");
        assert!(answered == asked && fresh > 100, "{asked} {answered} {fresh}");
        // The state of the card is in the lines as well.
        card.battery_good = false;
        card.run(5);
        let state = card.read32(ctrl::STATE);
        assert_eq!(state & abi::registers::STATE_ARMED, 0);
        assert_eq!(settled(&card, &queue).expect("told").state & STATE_ARMED, 0, "host memory knows");
    }
}

// Shows C2, C11: a read of the card's memory is answered behind everything that had left for host memory when the host asked (PCIe Base 2.4.1).
#[test]
fn a_read_of_memory_passes_no_write() {
    for (seed, latency, stress) in [(6, 60, Stress::NONE), (7, 300, Stress::SOME)] {
        println!("seed {seed}");
        let (mut card, queue, mut random) = card(seed);
        card.stress = stress;
        card.number_latency = Some(latency);
        let (mut slot, mut asked, mut answered, mut waited) = (0, 0, 0, 0);
        // Of each read: writes that had left when it was asked.
        let mut left = VecDeque::new();
        for cycle in 0..60_000usize {
            if cycle >= 40_000 && answered == asked {
                break;
            }
            if cycle < 40_000 && cycle % 40 == 0 && card.waiting() < 40 {
                card.write(2, queue.at(slot), &line(&mut random, slot));
                slot += 1;
                if random.chance(40) {
                    card.send(read_packet(2, queue.at(slot - 1), 16, 7));
                    left.push_back(card.host_writes.len());
                    asked += 1;
                    waited += u32::from(card.settled_writes < card.host_writes.len());
                }
            }
            card.tick();
            while card.completions.pop_front().is_some() {
                let then = left.pop_front().expect("it was asked");
                assert!(card.settled_writes >= then, "cycle {cycle}: {} of {then} writes settled", card.settled_writes);
                answered += 1;
            }
        }
        println!("{slot} lines, {answered} reads, {waited} of them with writes on their way");
        assert!(answered == asked && waited > 50, "{asked} {answered} {waited}");
    }
}

// Shows C2, C5: a count of interrupts sent is behind the messages it counts.
#[test]
fn a_count_of_messages_is_behind_them() {
    let (mut card, _, mut random) = card(4);
    card.number_latency = Some(200);
    let entry = abi::msix::TABLE_OFFSET + abi::msix::VECTOR_EVENT * abi::msix::ENTRY_BYTES;
    card.write32(entry, 0xFEE0_0000);
    card.write32(entry + 12, 0);
    card.settle();
    for _ in 0..100 {
        // A refused write is an event.
        card.write(2, 0, &[1; 8]);
        card.run(random.below(60));
        let sent = card.read32(msix::SENT) as usize;
        assert!(card.settled_messages >= sent, "{sent} sent, {} cannot be overtaken", card.settled_messages);
    }
    assert!(card.messages.len() > 20);
}

// Shows C2, C11: numbers that never come, old ones that come after a reset, and a card that may not write hold up no read for ever.
#[test]
fn a_lost_number_holds_up_nothing_for_ever() {
    let (mut card, queue, mut random) = card(5);
    card.number_latency = None;
    for slot in 0..40 {
        card.write(2, queue.at(slot), &line(&mut random, slot));
        card.run(60);
    }
    let start = card.cycle;
    assert_eq!(queue.local(&mut card), 40);
    let waited = card.cycle - start;
    assert!((60_000..140_000).contains(&waited), "answered after {waited} cycles");
    // Bus master off: the card writes nothing, so there is nothing to wait for.
    card.write(2, queue.at(40), &line(&mut random, 40));
    card.run(10);
    card.bus_master = false;
    card.run(10);
    let start = card.cycle;
    assert_eq!(queue.local(&mut card), 41);
    assert!(card.cycle - start < 100, "{} cycles", card.cycle - start);
    card.bus_master = true;
    // A reset, and what was on its way before it comes back in the middle of new lines.
    card.write64(queue.register(logq::WATERMARK_ADDRESS), queue.watermark_address);
    card.run(60);
    card.reset = true;
    card.run(5);
    card.reset = false;
    card.number_latency = Some(100);
    card.old_numbers_come();
    card.write64(queue.register(logq::WATERMARK_ADDRESS), queue.watermark_address);
    for slot in 41..80 {
        card.write(2, queue.at(slot), &line(&mut random, slot));
        let local = queue.local(&mut card);
        assert!(settled(&card, &queue).is_some_and(|told| told.local >= local), "slot {slot}");
    }
}

/// Writes that may be without their numbers: see `rtl/pcie/src/order.rs`.
const ROOM: usize = 28;

/// A card that was reset when all the writes that may be out had no numbers yet, the queue after that, and those numbers.
fn reset_with_numbers_out(seed: u64) -> (Card, Queue, Random, u64, Vec<u8>) {
    let (mut card, queue, mut random) = card(seed);
    card.number_latency = None;
    card.take_numbers();
    // What is out already never gets its number; then there is room for all.
    card.run(70_000);
    let before = card.host_writes.len();
    let mut slot = 0;
    while card.host_writes.len() - before < ROOM {
        assert!(slot < 40, "RQ has paused before {ROOM} writes were out");
        card.write(2, queue.at(slot), &line(&mut random, slot));
        card.run(60);
        slot += 1;
    }
    let old = card.take_numbers();
    assert_eq!(old.len(), ROOM);
    card.reset = true;
    card.run(5);
    card.reset = false;
    card.run(20);
    (card, queue, random, slot, old)
}

// Shows C2, C11: numbers from before a reset that come back late say nothing of the writes after it: no read is answered before host
// memory says as much...
#[test]
fn old_numbers_let_no_read_pass() {
    let (mut card, queue, mut random, mut slot, old) = reset_with_numbers_out(6);
    card.write64(queue.register(logq::WATERMARK_ADDRESS), queue.watermark_address);
    // More than half of the numbers there are lie between the oldest and the newest write.
    for _ in 0..10 {
        card.write(2, queue.at(slot), &line(&mut random, slot));
        card.run(60);
        slot += 1;
    }
    card.send(read_packet(0, queue.register(logq::LOCAL).into(), 8, 7));
    card.run(100);
    for number in old {
        card.give_numbers(&[number]);
        card.run(50);
        assert!(
            card.completions.is_empty(),
            "LOCAL was told on the strength of number {number}, given before the reset"
        );
    }
    // Its own numbers let it go.
    card.number_latency = Some(0);
    card.old_numbers_come();
    card.run(200);
    let answer = card.completions.pop_front().expect("the numbers have come");
    assert_eq!(answer.data, slot.to_le_bytes());
    assert!(settled(&card, &queue).is_some_and(|told| told.local == slot));
}

// Shows C2, C11: ...and none waits for writes of which there are none.
#[test]
fn old_numbers_hold_up_no_read() {
    let (mut card, queue, mut random, slot, old) = reset_with_numbers_out(7);
    card.number_latency = Some(0);
    card.write64(queue.register(logq::WATERMARK_ADDRESS), queue.watermark_address);
    card.write(2, queue.at(slot), &line(&mut random, slot));
    card.settle();
    for number in old {
        card.give_numbers(&[number]);
        card.run(10);
        let start = card.cycle;
        assert_eq!(queue.local(&mut card), slot + 1);
        assert!(card.cycle - start < 200, "after number {number} a read took {} cycles", card.cycle - start);
    }
}

// Shows C2, C11: writes that bus mastering found on their way, or half-way out, as it fell may be dropped: they count as told when it is on again,
// and no read waits for their numbers.
#[test]
fn what_was_dropped_counts_as_told() {
    let (mut card, queue, mut random) = card(8);
    card.number_latency = None;
    for cycles in 0..60 {
        card.write64(queue.register(logq::WATERMARK_ADDRESS), queue.watermark_address);
        card.settle();
        card.write(2, queue.at(cycles), &line(&mut random, cycles));
        card.taken();
        card.run(cycles);
        card.bus_master = false;
        card.run(1 + cycles % 4);
        card.bus_master = true;
        let start = card.cycle;
        queue.local(&mut card);
        assert!(card.cycle - start < 200, "{} cycles, bus master off after {cycles}", card.cycle - start);
    }
}
