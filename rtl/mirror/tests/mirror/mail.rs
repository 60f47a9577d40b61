//! The mailbox: messages beside the mirror.

use crate::dut::at;
use crate::random::{seeds, Random};
use crate::world::World;
use abi::mailbox::{OWN_OFFSET, PEER_OFFSET, SLOTS, SLOT_BYTES};
use abi::registers::mailbox;

const WORDS: u64 = SLOT_BYTES as u64 / 8;

/// Word `index` of message `number` of a slot: any word of any other message differs.
fn word(card: usize, slot: u64, number: u64, index: u64) -> u64 {
    (card as u64 + 1) << 60 | slot << 56 | number << 8 | index
}

/// The host of `card` writes message `number` and sends it.
fn send(world: &mut World, card: usize, slot: u64, number: u64) {
    let base = (OWN_OFFSET / 8) as u64 + slot * WORDS;
    let writes = (0..WORDS).map(|index| ((base + index) as u32, word(card, slot, number, index)));
    world.cards[card].mail_writes.extend(writes);
    world.cards[card].mail_writes.push_back((mailbox::SEND / 8, 1 << slot));
}

fn register(world: &mut World, card: usize, offset: u32) -> u64 {
    world.cards[card].set(at!("mail_read_word"), (offset / 8) as u128);
    world.cards[card].dut.settle();
    world.cards[card].get("mail_read_data") as u64
}

/// Times the partner's slot was stored at `card`.
fn received(world: &mut World, card: usize, slot: u64) -> u32 {
    let offset = mailbox::RECEIVED0 + 4 * slot as u32;
    (register(world, card, offset & !7) >> (8 * (offset & 4))) as u32
}

/// The number of the message that the partner's slot shows, read beat by beat while everything goes on. None if it changed
/// twice meanwhile, and the reader may have seen two messages.
fn shown(world: &mut World, card: usize, slot: u64) -> Option<u64> {
    let before = received(world, card, slot);
    let base = (PEER_OFFSET / 16) as u64 + slot * WORDS / 2;
    let mut beats = Vec::new();
    for index in 0..WORDS / 2 {
        world.cards[card].set(at!("mail_read_unit"), (base + index) as u128);
        world.step();
        beats.push(world.cards[card].get("mail_beat"));
    }
    if received(world, card, slot).wrapping_sub(before) > 1 || before == 0 {
        return None;
    }
    let number = (beats[0] >> 8) as u64 & 0xFFFF_FFFF;
    for (index, beat) in beats.iter().enumerate() {
        let index = 2 * index as u64;
        let one = |index| word(1 - card, slot, number, index) as u128;
        // A flip in the middle shows the end of the newer message behind the beginning of the older.
        let newer = word(1 - card, slot, (*beat >> 8) as u64 & 0xFFFF_FFFF, index) as u128;
        assert_eq!(*beat as u64 as u128, newer, "beat {index} of slot {slot} is of no message");
        if received(world, card, slot) == before {
            assert_eq!(*beat, one(index) | one(index + 1) << 64, "slot {slot} of card {card} is whole");
        }
    }
    (received(world, card, slot) == before).then_some(number)
}

fn settle(world: &mut World, newest: &[[u64; SLOTS]; 2]) {
    for card in 0..2 {
        for slot in 0..SLOTS as u64 {
            if newest[card][slot as usize] == 0 {
                continue;
            }
            let mut left = 200;
            while shown(world, 1 - card, slot) != Some(newest[card][slot as usize]) {
                left -= 1;
                assert!(left > 0, "slot {slot} of card {card} does not arrive\n{}", world.describe());
                world.run(100);
            }
        }
    }
    let mut left = 100;
    while (0..2).any(|card| register(world, card, mailbox::SEND) != 0) {
        left -= 1;
        assert!(left > 0, "the card does not hear that it has arrived");
        world.run(100);
    }
}

// Shows C8: whatever a slot shows is one whole message, and never an older one than before, with noise, cuts, a fence and a busy mirror;
// the newest of every slot arrives, and its card knows.
#[test]
fn messages_arrive() {
    for seed in seeds(1..4) {
        let mut world = World::busy(seed);
        let mut random = Random::new(seed);
        world.mirroring();
        world.latency = 5 + random.below(200);
        world.faults.flips = 2_000;
        world.faults.drops = 100;
        world.cards[1].commands.fence = 1;
        let mut newest = [[0u64; SLOTS]; 2];
        let mut seen = [[0u64; SLOTS]; 2];
        for round in 0..400u64 {
            let (card, slot) = (random.below(2) as usize, random.below(SLOTS as u64));
            newest[card][slot as usize] = round + 1;
            send(&mut world, card, slot, round + 1);
            world.run(random.below(300));
            if random.one_in(50) {
                world.line(false);
                world.run(random.below(500));
                world.line(true);
            }
            if let Some(number) = shown(&mut world, 1 - card, slot) {
                let last = &mut seen[card][slot as usize];
                assert!(number >= *last, "slot {slot} went from {last} back to {number}");
                assert!(number <= newest[card][slot as usize]);
                *last = number;
            }
        }
        world.faults = Default::default();
        settle(&mut world, &newest);
        assert!((0..SLOTS).all(|slot| seen[0][slot] > 0 && seen[1][slot] > 0), "{seen:?}");
    }
}

// Shows C8: a host that writes over a slot without sending it, at any moment, spoils neither what is under way nor what is said again.
#[test]
fn what_is_not_sent_does_not_leave() {
    for seed in seeds(1..4) {
        let mut world = World::new(seed);
        let mut random = Random::new(seed);
        world.until("up", 5_000, |w| w.cards.iter().all(|c| c.get("link_state") == 2));
        let mut newest = [[0u64; SLOTS]; 2];
        for round in 1..60u64 {
            send(&mut world, 0, 2, round);
            newest[0][2] = round;
            let base = (OWN_OFFSET / 8) as u64 + 2 * WORDS;
            world.run(WORDS + random.below(60));
            // Garbage, as fast as it can be written, then a training, which has everything said again.
            for index in 0..WORDS {
                world.cards[0].mail_writes.push_back(((base + index) as u32, 0xBAD));
            }
            world.run(random.below(60));
            if random.one_in(3) {
                world.line(false);
                world.run(20);
                world.line(true);
            }
            settle(&mut world, &newest);
        }
    }
}

// Shows C8, C9: messages leave the line to the mirror, however many a host sends.
#[test]
fn messages_leave_the_line_to_lines() {
    let mut world = World::busy(1);
    world.mirroring();
    for card in &mut world.cards {
        card.load = crate::card::Load { every: 1, lines: 8, ..crate::card::Load::default() };
    }
    world.run(1_000);
    world.record = true;
    world.take_frames(0);
    let ticks = 20_000;
    for _ in 0..ticks / 40 {
        if world.cards[0].mail_writes.is_empty() {
            send(&mut world, 0, 0, 1);
        }
        world.run(40);
    }
    let frames = world.take_frames(0);
    let beats = |mail: bool| -> u64 {
        let chosen = frames.iter().filter(|f| (f.kind >= abi::frame::KIND_MAIL) == mail);
        chosen.map(|f| f.payload.len() as u64 + 2).sum()
    };
    println!("{} beats of messages, {} of everything else, of {ticks}", beats(true), beats(false));
    assert!(beats(true) > ticks / 20, "they were sent");
    assert!(beats(true) < ticks / 9, "a tenth of the line");
    world.settle();
}

// Shows C8: what is on its way out is not written over, however often the host sends meanwhile: the line stands still inside a message
// while the host sends two more and writes a fourth.
#[test]
fn a_message_under_way_is_left_alone() {
    for delay in 0..30 {
        let mut world = World::new(delay);
        world.until("up", 5_000, |w| w.cards.iter().all(|c| c.get("link_state") == 2));
        world.latency = 5;
        world.run(600);
        send(&mut world, 0, 1, 1);
        world.run(WORDS + 1 + delay);
        world.faults.throttle = 1;
        send(&mut world, 0, 1, 2);
        send(&mut world, 0, 1, 3);
        for index in 0..WORDS {
            let base = (OWN_OFFSET / 8) as u64 + WORDS;
            world.cards[0].mail_writes.push_back(((base + index) as u32, word(0, 1, 4, index)));
        }
        world.run(3 * WORDS + 10);
        world.faults.throttle = 0;
        let mut left = 500;
        while received(&mut world, 1, 1) == 0 {
            left -= 1;
            assert!(left > 0, "no message arrives, delay {delay}");
            world.step();
        }
        let first = shown(&mut world, 1, 1).expect("the next is not there yet");
        assert!(first == 1 || first == 3, "message {first}, delay {delay}");
        let mut newest = [[0u64; SLOTS]; 2];
        newest[0][1] = 3;
        settle(&mut world, &newest);
    }
}
