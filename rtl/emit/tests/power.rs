//! Power: what the card has reported is there when power comes back, wherever it was cut.

mod support;

use abi::registers::{ctrl, logq, remote};
use support::{arm, line, same_but_stamp, stamp, Card, Queue, Random, Stress, LOCAL_BYTES};

const SEED: u64 = 0xB0_0001;

/// Lets mains fail and drives the card until it says that power may go.
fn fail(card: &mut Card) -> u64 {
    card.power_fail = true;
    let start = card.cycle;
    while !card.power_safe {
        card.tick();
        assert!(card.cycle - start < 5_000, "the drain ends");
    }
    card.cycle - start
}

// Shows C7: a new card starts with generation 1, not VALID, not DIRTY; every power cycle that ends with a drain raises the
// generation, is VALID, and goes on with the hardware sequence.
#[test]
fn generations_and_validity() {
    let mut card = Card::new(1);
    card.run(300);
    assert_eq!(card.read32(ctrl::STATE), abi::registers::STATE_READY | abi::registers::STATE_BATTERY);
    assert_eq!(card.read32(ctrl::GENERATION), 1);
    let queue = Queue::new(1);
    queue.open(&mut card, 1000, 33);
    let first = card.read64(ctrl::HW_SEQUENCE);
    for generation in 2..5 {
        // A line uses up a number.
        let slot = 1000 + u64::from(generation);
        card.write(2, queue.at(slot), &line(&mut Random(SEED), slot));
        card.settle();
        let sequence = card.read64(ctrl::HW_SEQUENCE);
        assert_eq!(sequence, first + u64::from(generation) - 1);
        let cycles = fail(&mut card);
        println!("drained in {cycles} cycles");
        card = Card::with_memory(1, card.memory);
        card.run(300);
        let state = card.read32(ctrl::STATE);
        assert_eq!(state & abi::registers::STATE_VALID, abi::registers::STATE_VALID);
        assert_eq!(state & abi::registers::STATE_DIRTY, 0);
        assert_eq!(card.read32(ctrl::GENERATION), generation);
        assert_eq!(card.read64(ctrl::HW_SEQUENCE), sequence);
    }
    // Power vanishes without a drain.
    card = Card::with_memory(1, card.memory);
    card.run(300);
    let state = card.read32(ctrl::STATE);
    assert_eq!(state & abi::registers::STATE_VALID, 0);
    assert_eq!(state & abi::registers::STATE_DIRTY, abi::registers::STATE_DIRTY);
    assert_eq!(card.read32(ctrl::GENERATION), 5);
}

// Shows C7: one copy of the header suffices, whichever it is.
#[test]
fn either_copy_of_the_header_will_do() {
    let mut card = Card::new(2);
    card.run(300);
    fail(&mut card);
    for copy in 0..2 {
        let mut memory = card.memory.clone();
        memory[4096 * copy + 20] ^= 1;
        let mut again = Card::with_memory(2, memory);
        again.run(300);
        assert_eq!(again.read32(ctrl::STATE) & abi::registers::STATE_VALID, abi::registers::STATE_VALID);
        assert_eq!(again.read32(ctrl::GENERATION), 2);
    }
    let mut memory = card.memory.clone();
    memory[20] ^= 1;
    memory[4096 + 20] ^= 1;
    let mut neither = Card::with_memory(2, memory);
    neither.run(300);
    assert_eq!(neither.read32(ctrl::STATE) & abi::registers::STATE_VALID, 0);
    assert_eq!(neither.read32(ctrl::GENERATION), 1);
}

// Shows C7, C3: power fails at every cycle of a workload of lines and payloads; whatever a watermark said before is in memory
// after it, with queue geometry, positions and fence epochs, and the drain marks the header CLEAN.
#[test]
fn power_cut_at_every_cycle() {
    println!("seed {SEED:#x}");
    let queue = Queue::new(1);
    for cut in 0..420u64 {
        let mut card = Card::new(SEED);
        if cut % 2 == 1 {
            card.stress = Stress::SOME;
        }
        card.run(200);
        queue.open(&mut card, 1000, 33);
        arm(&mut card);
        card.write32(remote::FENCE_EPOCH0, 41);
        card.write32(remote::FENCE_EPOCH1, 42);
        card.settle();
        let mut random = Random(SEED);
        let mut sent = Vec::new();
        let mut payloads = Vec::new();
        for n in 0..30u64 {
            if n % 3 == 0 {
                let payload = random.bytes(1 + random.clone().below(150) as usize);
                let at = 0x40_0000 + 256 * n;
                card.write(2, at, &payload);
                payloads.push((n, at, payload));
            }
            let l = line(&mut random, 1000 + n);
            // Some lines as eight stores.
            if n % 5 == 4 {
                for word in 0..8 {
                    card.write(2, queue.at(1000 + n) + 8 * word, &l[8 * word as usize..][..8]);
                }
            } else {
                card.write(2, queue.at(1000 + n), &l);
            }
            sent.push(l);
        }
        card.run(cut);
        let told = queue.watermark(&card).map_or(1000, |w| w.local);
        fail(&mut card);
        // The host hears nothing more.
        let after = queue.watermark(&card).map_or(1000, |w| w.local);
        let mut back = Card::with_memory(SEED, card.memory);
        back.run(300);
        assert_ne!(back.read32(ctrl::STATE) & abi::registers::STATE_VALID, 0, "cut {cut}");
        let local = queue.local(&mut back);
        assert!(local >= told && local >= after, "cut {cut}: told {told} and {after}, found {local}");
        let mut last = 0;
        for slot in 1000..local {
            let at = queue.at(slot) as usize;
            let stored = &back.memory[at..at + 64];
            assert!(same_but_stamp(stored, &sent[(slot - 1000) as usize]), "cut {cut} slot {slot}");
            assert!(stamp(stored).sequence > last);
            last = stamp(stored).sequence;
        }
        for (n, at, payload) in &payloads {
            // A payload lies before its line in the stream.
            if 1000 + n < local {
                let at = *at as usize;
                assert!(back.memory[at..at + payload.len()] == payload[..], "cut {cut}: payload of {n}");
            }
        }
        // The header was written behind everything else: each line that is whole in memory counts, and its stamp is used up.
        let next_sequence = back.read64(ctrl::HW_SEQUENCE);
        for (n, l) in sent.iter().enumerate() {
            let at = queue.at(1000 + n as u64) as usize;
            if same_but_stamp(&back.memory[at..at + 64], l) {
                assert!(1000 + (n as u64) < local, "cut {cut}: slot {n} came behind the header");
                assert!(stamp(&back.memory[at..at + 64]).sequence < next_sequence, "cut {cut} slot {n}");
            }
        }
        assert_eq!(back.read32(queue.register(logq::CONTROL)), 1);
        assert_eq!(back.read32(queue.register(logq::EPOCH)), 33);
        assert_eq!(back.read32(queue.register(logq::LINE_BASE)) as u64, queue.line_base);
        assert_eq!(back.read32(queue.register(logq::LINE_COUNT)) as u64, queue.line_count);
        assert_eq!(back.read64(queue.register(logq::WATERMARK_ADDRESS)), 0, "host addresses do not survive");
        assert_eq!(back.read32(remote::FENCE_EPOCH0), 41);
        assert_eq!(back.read32(remote::FENCE_EPOCH1), 42);
        assert!(back.read64(ctrl::HW_SEQUENCE) > last, "cut {cut}: no stamp is used twice");
    }
}

// Shows C7: the drain and the boot write nothing but the header.
#[test]
fn boot_touches_nothing_but_the_header() {
    let mut card = Card::new(4);
    let before = card.memory.clone();
    card.run(400);
    fail(&mut card);
    let header = abi::geometry::NV_HEADER_BYTES as usize;
    assert!(card.memory[header..2 * LOCAL_BYTES] == before[header..]);
    assert!(card.written.iter().all(|(unit, _)| (*unit as usize) < header / 16));
}
