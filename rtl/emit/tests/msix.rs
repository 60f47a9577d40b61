//! Interrupts: the table, masks and pending bits, thresholds, moderation, and what a reset leaves of all that.

mod support;

use abi::msix::{
    ARM_LOCAL, ENTRY_BYTES, PBA_OFFSET, TABLE_OFFSET, VECTORS, VECTOR_EVENT, VECTOR_QUEUE0, VECTOR_QUEUE1,
};
use abi::registers::{ctrl, logq, msix};
use support::{arm, line, Card, Queue, Random, Stress, Watermark};

const MESSAGE_ADDRESS: u64 = 0xFEE0_0000;

fn entry(vector: u32) -> u32 {
    TABLE_OFFSET + vector * ENTRY_BYTES
}

/// What the host's kernel does: an address and a number of its own for every vector, then the mask off.
fn connect(card: &mut Card, vector: u32) {
    card.write32(entry(vector), MESSAGE_ADDRESS as u32 + 4 * vector);
    card.write32(entry(vector) + 4, 0x5A);
    card.write32(entry(vector) + 8, 0x4100 + vector);
    card.write32(entry(vector) + 12, 0);
}

fn address(vector: u32) -> u64 {
    0x5A << 32 | (MESSAGE_ADDRESS + 4 * u64::from(vector))
}

/// Messages of a vector, as cycles.
fn messages(card: &Card, vector: u32) -> Vec<u64> {
    let of = |m: &&(u64, u64, u32)| m.1 == address(vector);
    assert!(card.messages.iter().filter(of).all(|m| m.2 == 0x4100 + vector), "each vector sends its data");
    card.messages.iter().filter(of).map(|m| m.0).collect()
}

/// A card with an open, armed queue 0 and all vectors connected.
fn card(seed: u64) -> (Card, Queue, Random) {
    let mut card = Card::new(seed);
    let queue = Queue::new(0);
    card.run(200);
    arm(&mut card);
    queue.open(&mut card, 0, 1);
    for vector in 0..VECTORS {
        connect(&mut card, vector);
    }
    card.settle();
    card.messages.clear();
    (card, queue, Random(seed))
}

fn post(card: &mut Card, queue: &Queue, random: &mut Random, slot: u64) {
    let line = line(random, slot);
    card.write(2, queue.at(slot), &line);
}

// Shows C5: the table keeps what is written, whole or in halves, is masked after power-on, and reads back.
#[test]
fn the_table_can_be_written_and_read() {
    let mut card = Card::new(1);
    for vector in 0..VECTORS {
        assert_eq!(card.read32(entry(vector) + 12), 1, "masked");
        card.write64(entry(vector), 0x1111_2222_3333_4440 + u64::from(vector));
        card.write64(entry(vector) + 8, 0x77 + u64::from(vector));
    }
    for vector in 0..VECTORS {
        assert_eq!(card.read64(entry(vector)), 0x1111_2222_3333_4440 + u64::from(vector));
        assert_eq!(card.read64(entry(vector) + 8), 0x77 + u64::from(vector));
    }
    connect(&mut card, 1);
    assert_eq!(card.read64(entry(1)), address(1));
    assert_eq!(card.read64(entry(0)), 0x1111_2222_3333_4440, "its neighbours keep theirs");
    assert_eq!(card.read64(entry(2)), 0x1111_2222_3333_4442);
    assert_eq!(card.read64(PBA_OFFSET), 0);
}

// Shows C5: a threshold interrupts once, behind the watermark line that reaches it, and at once if a line has already.
#[test]
fn a_threshold_interrupts_once_and_behind_its_line() {
    let (mut card, queue, mut random) = card(2);
    card.stress = Stress::SOME;
    for lap in 0..40u64 {
        let first = lap * 10;
        card.messages.clear();
        card.write64(queue.register(logq::ARM), (first + 7) | ARM_LOCAL);
        for slot in first..first + 10 {
            post(&mut card, &queue, &mut random, slot);
            card.run(random.below(60));
        }
        card.settle();
        let came = messages(&card, VECTOR_QUEUE0);
        assert_eq!(came.len(), 1, "lap {lap}: once");
        let told =
            card.host_writes.iter().rev().find(|(cycle, at, _)| *cycle < came[0] && *at == queue.watermark_address);
        let told = Watermark::from_line(&told.expect("a line came before").2).local;
        assert!(told >= first + 7, "lap {lap}: the line before says {told}");
        // And again, for what is reached already.
        card.write64(queue.register(logq::ARM), (first + 3) | ARM_LOCAL);
        card.settle();
        assert_eq!(messages(&card, VECTOR_QUEUE0).len(), 2, "lap {lap}: at once");
        assert_eq!(card.read32(msix::ARMED), 0);
    }
    // MIRRORED does not move without a partner, and another queue is another vector.
    card.messages.clear();
    card.write64(queue.register(logq::ARM), 1);
    card.settle();
    assert_eq!(card.read32(msix::ARMED), 1);
    assert!(messages(&card, VECTOR_QUEUE0).is_empty() && messages(&card, VECTOR_QUEUE1).is_empty());
    // In halves, as a host without 64-bit stores writes it.
    card.write32(queue.register(logq::ARM), 3);
    card.run(50);
    card.write32(queue.register(logq::ARM) + 4, (ARM_LOCAL >> 32) as u32);
    card.settle();
    assert_eq!(messages(&card, VECTOR_QUEUE0).len(), 1);
}

// Shows C5: a masked vector, a masked function, and disabled interrupts keep the interrupt pending until they are not.
#[test]
fn masks_keep_an_interrupt_pending() {
    let (mut card, queue, mut random) = card(3);
    post(&mut card, &queue, &mut random, 0);
    card.settle();
    for how in 0..3 {
        card.messages.clear();
        match how {
            0 => card.write32(entry(0) + 12, 1),
            1 => card.msix_mask = true,
            _ => card.msix_enable = false,
        }
        card.settle();
        card.write64(queue.register(logq::ARM), 1 | ARM_LOCAL);
        card.settle();
        assert!(messages(&card, 0).is_empty(), "{how}");
        assert_eq!(card.read64(PBA_OFFSET), 1, "{how}: pending");
        match how {
            0 => card.write32(entry(0) + 12, 0),
            1 => card.msix_mask = false,
            _ => card.msix_enable = true,
        }
        card.settle();
        assert_eq!(messages(&card, 0).len(), 1, "{how}: one message");
        assert_eq!(card.read64(PBA_OFFSET), 0, "{how}: and nothing pending");
    }
}

// Shows C5: two messages of a vector are at least the interval apart, and what was raised in between comes once, in the end.
#[test]
fn the_interval_moderates_each_vector() {
    let (mut card, queue, mut random) = card(4);
    for (asked, cycles) in [(0, 0), (500, 500), (4_000_000_000, 16_000)] {
        card.write32(msix::INTERVAL, asked);
        card.settle();
        card.run(17_000);
        card.messages.clear();
        // Events need no arming: a refused write each time, more often than the interval allows.
        for _ in 0..100 {
            card.write(2, 0, &[1; 8]);
            card.run(100);
        }
        card.run(17_000);
        let came = messages(&card, VECTOR_EVENT);
        // Counted from when a message is made; a watermark line may hold it up for some cycles.
        assert!(came.windows(2).all(|pair| pair[1] - pair[0] + 16 >= cycles), "{asked}: {came:?}");
        let expected = if cycles == 0 { 100 } else { 10_000 / cycles.max(100) };
        assert!(came.len() as u64 >= expected.min(2) && came.len() as u64 <= expected + 2, "{asked}: {}", came.len());
        assert_eq!(card.read64(PBA_OFFSET), 0);
    }
    post(&mut card, &queue, &mut random, 0);
}

// Shows C11: an error and a change of the card's state raise the vector of events.
#[test]
fn events_interrupt() {
    let (mut card, _, _) = card(5);
    let before = card.read32(msix::SENT) as usize;
    card.write(2, 0, &[1; 8]);
    card.settle();
    assert_eq!(messages(&card, VECTOR_EVENT).len(), 1, "a dropped write");
    card.battery_good = false;
    card.settle();
    assert_eq!(messages(&card, VECTOR_EVENT).len(), 2, "ARMED fell");
    assert_eq!(card.read32(msix::SENT) as usize, before + card.messages.len());
}

// Shows C11, C7: PERST#, FLR and a falling bus master enable clear every host address, vector and threshold; queues, watermarks and
// memory are not touched, in any state of the card.
#[test]
fn a_reset_clears_what_the_host_has_lent() {
    for how in ["PERST#", "FLR", "bus master"] {
        for phase in 0..40u64 {
            let (mut card, queue, mut random) = card(6);
            post(&mut card, &queue, &mut random, 0);
            card.write64(queue.register(logq::ARM), 3 | ARM_LOCAL);
            card.write32(msix::INTERVAL, 100);
            card.settle();
            // In the middle of lines, of a watermark line and of a message.
            card.write(2, 0, &[1; 8]);
            for slot in 1..4 {
                post(&mut card, &queue, &mut random, slot);
            }
            card.run(phase);
            match how {
                "PERST#" => card.reset = true,
                "FLR" => card.flr = true,
                _ => card.bus_master = false,
            }
            card.run(20);
            card.reset = false;
            card.flr = false;
            card.messages.clear();
            card.host_writes.clear();
            let before = card.read64(queue.register(logq::LOCAL));
            for slot in before..before + 3 {
                post(&mut card, &queue, &mut random, slot);
            }
            card.write(2, 0, &[1; 8]);
            card.settle();
            card.bus_master = true;
            card.settle();
            let what = format!("{how}, phase {phase}");
            assert!(card.messages.is_empty() && card.host_writes.is_empty(), "{what}: silence");
            assert_eq!(card.read64(queue.register(logq::WATERMARK_ADDRESS)), 0, "{what}");
            for vector in 0..VECTORS {
                assert_eq!(card.read64(entry(vector)), 0, "{what}");
                assert_eq!(card.read64(entry(vector) + 8), 1 << 32, "{what}: masked");
            }
            assert_eq!((card.read32(msix::ARMED), card.read32(msix::INTERVAL)), (0, 0), "{what}");
            // What was pending went with the table. What happened since is pending, and may be.
            assert_eq!(card.read64(PBA_OFFSET) & !(1 << VECTOR_EVENT), 0, "{what}");
            // The memory path went on.
            assert_eq!(card.read64(queue.register(logq::LOCAL)), before + 3, "{what}");
            assert_eq!(card.read32(queue.register(logq::CONTROL)), 1, "{what}");
            assert!(card.read32(ctrl::STATE) & abi::registers::STATE_ARMED != 0, "{what}");
        }
    }
}
