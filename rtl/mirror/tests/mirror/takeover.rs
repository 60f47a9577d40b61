//! Fence, lift, power: what a takeover and a restart lean on.

use crate::card::{Load, ALL_INCONSISTENT, ALL_IN_SYNC, LINES, LINE_BASES, PAYLOADS};
use crate::random::seeds;
use crate::world::World;
use abi::registers::{IMAGE_INCONSISTENT, IMAGE_IN_SYNC, MIRROR_LOST};

/// The part of REMOTE that belongs to queue 0.
pub fn fenced_part(world: &World) -> Vec<u8> {
    let remote = &world.cards[1].remote;
    [&remote[LINE_BASES[0]..LINE_BASES[0] + LINES * 64], &remote[PAYLOADS[0].clone()]].concat()
}

// Shows C4 (fence, section 4 of the specification): after FENCE_DONE nothing of the queue is stored, not by live frames, not by a
// resync, not after a power cycle; its MIRRORED stands still at or below SEALED, and so does the state of its part of
// the image; the other queue is mirrored and resynced all the time; lifting makes the part INCONSISTENT until a new
// resync is complete.
#[test]
fn fenced_queue_writes_nothing() {
    for seed in seeds(1..5) {
        let mut world = World::busy(seed);
        world.mirroring();
        let mut random = crate::random::Random::new(seed);
        world.latency = 5 + random.below(100);
        world.faults.drops = if random.one_in(2) { 50 } else { 0 };
        world.cards[1].memory_every = 1 + random.below(3);
        world.cards[1].persist_ticks = 1 + random.below(400);
        world.run(random.below(5_000));
        world.cards[1].commands.fence = 1;
        world.run(1);
        world.until("FENCE_DONE", 5_000, |world| world.cards[1].get("fence_done") == 1);
        assert_eq!(world.cards[1].header.fence_mask, 1, "the fence is persistent before FENCE_DONE");
        let (before, sealed) = (fenced_part(&world), world.cards[1].get("sealed0"));
        assert_eq!(world.cards[1].get("queue_states"), ALL_IN_SYNC);
        let check = |world: &World| {
            assert!(fenced_part(world) == before, "something was stored after FENCE_DONE");
            assert_eq!(world.cards[1].get("sealed0"), sealed);
            assert_eq!(world.cards[1].get("queue_states") & 3, IMAGE_IN_SYNC as u128, "the sealed part's state");
            assert!(world.cards[0].mirrored[0] as u128 <= sealed, "MIRRORED beyond SEALED");
        };
        let other = world.cards[0].mirrored[1];
        for _ in 0..20 {
            world.run(500);
            check(&world);
        }
        assert_eq!(world.cards[0].get("fenced"), 1);
        assert_eq!(world.cards[0].get("mirror_state"), 3, "the session goes on");
        assert!(world.cards[0].mirrored[1] > other, "the other queue is mirrored");
        // A new session, which the host begins and accepts.
        world.cards[0].commands.start_resync = true;
        world.run(1);
        let session = world.cards[0].get("session");
        world.until("another session", 60_000, |world| {
            check(world);
            world.cards[0].get("session") != session && world.cards[0].get("mirror_state") == 3
        });
        let other = world.cards[0].mirrored[1];
        world.run(5_000);
        assert!(world.cards[0].mirrored[1] > other, "the other queue is mirrored again");
        assert_eq!(world.cards[0].get("fenced"), 1);
        // A cut, then a restart of the card that fenced.
        world.line(false);
        world.run(3_000);
        world.line(true);
        world.run(10_000);
        check(&world);
        world.power_cycle(1, 50);
        assert_eq!(world.cards[1].get("fence_done"), 1);
        world.run(10_000);
        check(&world);
        world.cards[1].commands.lift = 1;
        world.run(1);
        world.until("lifted", 2_000, |world| world.cards[1].header.fence_mask == 0);
        assert_eq!(world.cards[1].header.queue_states & 3, IMAGE_INCONSISTENT as u128);
        world.settle();
    }
}

// Shows C4: a fence that is lifted at once, while acks of what it dropped are still on their way, lets none of them count.
#[test]
fn fence_and_lift() {
    for seed in seeds(1..9) {
        let mut world = World::busy(seed);
        world.mirroring();
        let mut random = crate::random::Random::new(seed);
        world.latency = 5 + random.below(300);
        world.cards[0].load = Load { every: 6, lines: 8, ..Load::default() };
        world.cards[1].persist_ticks = 1 + random.below(20);
        for _ in 0..5 {
            world.run(2_000 + random.below(500));
            world.cards[1].commands.fence = 1;
            world.run(1);
            world.until("FENCE_DONE", 5_000, |world| world.cards[1].get("fence_done") == 1);
            world.run(random.below(200));
            world.cards[1].commands.lift = 1;
            world.run(1);
            world.until("lifted", 2_000, |world| world.cards[1].get("fence_mask") == 0);
            // `Card::observe` compares every mark with what is stored.
            world.run(3_000);
        }
        world.settle();
    }
}

// Shows C9: however often a resync is begun anew under live traffic, it ends with equal images; while it runs the image is
// INCONSISTENT, durably so before the first write.
#[test]
fn resync_under_traffic() {
    for seed in seeds(1..5) {
        let mut world = World::busy(seed);
        let mut random = crate::random::Random::new(seed);
        let mut looked = 0;
        world.cards[0].load.every = 4 + random.below(20);
        world.cards[0].memory_every = 1 + random.below(3);
        world.cards[1].memory_every = 1 + random.below(3);
        world.cards[1].persist_ticks = 1 + random.below(2_000);
        for _ in 0..6 {
            world.run(random.below(8_000));
            world.cards[0].commands.drop_mirror = random.one_in(2);
            world.cards[0].commands.start_resync = !world.cards[0].commands.drop_mirror;
            let mut begun = false;
            for _ in 0..6_000 {
                world.step();
                let state = world.cards[0].get("mirror_state");
                begun |= state == 1;
                // Before SYNC_START is stored, and behind SYNC_DONE, it says otherwise.
                let stored = world.cards[0].is_begun() && world.cards[1].get("image_state") == 1;
                if begun && state == 1 && stored {
                    looked += 1;
                    assert_eq!(world.cards[1].header.queue_states, ALL_INCONSISTENT);
                }
            }
        }
        world.settle();
        assert!(looked > 500, "{looked} looks at the header of a running resync");
        assert!(world.cards[0].get("session") >= 5, "session {}", world.cards[0].get("session"));
    }
}

// Shows C7, C9: power cycles of either card at any moment, with noise: SEALED and the image state survive, a session of an
// earlier life is never continued, and after the next resync all is equal.
#[test]
fn power_cycles() {
    for seed in seeds(1..6) {
        let mut world = World::busy(seed);
        let mut random = crate::random::Random::new(seed);
        world.faults.flips = if random.one_in(2) { 1_000 } else { 0 };
        for _ in 0..6 {
            world.run(random.below(9_000));
            let card = random.below(2) as usize;
            world.power_cycle(card, 1 + random.below(2_000));
            let position = random.below(1 << 40);
            world.cards[card].open(0, position);
            world.run(random.below(3_000));
            world.cards[card].open(1, position / 3);
        }
        world.settle();
        assert!(world.cards.iter().all(|card| card.published > 30));
    }
}

// Shows S7 (the part of the card): a queue opened anew while the mirror runs is followed from its new position, and marks of
// the old position are not reported for the new one.
#[test]
fn queue_opened_anew() {
    for seed in seeds(1..4) {
        let mut world = World::busy(seed);
        world.mirroring();
        for i in 0..8u64 {
            for card in 0..2 {
                let position = world.cards[card].random.below(1 << 20) + if i % 2 == 0 { 1 << 30 } else { 0 };
                world.cards[card].open((i / 2 % 2) as usize, position);
            }
            world.run(1_500);
            assert!(world.cards.iter().all(|card| card.get("mirror_state") == 3));
        }
        world.settle();
    }
}

// Shows C9: lifting ends the session even if nothing was refused: the image is INCONSISTENT, so nothing more is reported
// as mirrored before a new resync.
#[test]
fn lift_ends_the_session() {
    let mut world = World::busy(1);
    world.mirroring();
    world.cards[0].automatic = false;
    world.cards[1].commands.lift = 1;
    world.run(1);
    world.until("lifted", 2_000, |w| w.cards[1].header.queue_states == 0b1001);
    world.run(4 * world.latency);
    let marks = world.cards[0].marks;
    world.until("the mirror is lost", 20_000, |w| w.cards[0].get("mirror_state") == MIRROR_LOST as u128);
    assert_eq!(world.cards[0].marks, marks, "nothing is mirrored any more");
    world.settle();
}

// Shows C4, C5: acks of what a fence has dropped do not count, also when everything the partner said while the fence stood is lost, and
// the first that is heard comes after it was lifted.
#[test]
fn a_lifted_fence_is_told_to_the_end_of_the_session() {
    for seed in seeds(1..5) {
        let mut world = World::busy(seed);
        world.mirroring();
        world.cards[0].automatic = false;
        world.cards[0].load = Load { every: 20, lines: 8, ..Load::default() };
        world.cards[1].persist_ticks = 2;
        world.run(500);
        world.mute[1] = true;
        world.cards[1].commands.fence = 1;
        world.run(1);
        world.until("FENCE_DONE", 500, |w| w.cards[1].get("fence_done") == 1);
        // Enough of the queue arrives and is dropped.
        world.run(world.latency + 300);
        world.cards[1].commands.lift = 1;
        world.run(1);
        world.until("lifted", 500, |w| w.cards[1].get("fence_mask") == 0);
        world.run(2 * world.latency);
        assert_eq!(world.cards[0].get("fenced"), 0, "it has heard nothing of the fence");
        assert_eq!(world.cards[0].get("mirror_state"), 3, "and is still in the session");
        world.mute[1] = false;
        // `Card::observe` compares every mark with what is stored.
        world.until("the fence is heard of", 2_000, |w| w.cards[0].get("fenced") == 1);
        world.settle();
    }
}

// Shows C4: what the card had taken when the fence was ordered is stored, and counted, before FENCE_DONE.
#[test]
fn a_fence_finishes_what_was_taken() {
    for seed in seeds(1..5) {
        let mut world = World::busy(seed);
        world.mirroring();
        world.cards[0].load = Load { every: 8, lines: 8, ..Load::default() };
        world.run(500);
        // Memory stands still, lines arrive and wait for it; no more than are sent again before the next retry.
        world.cards[1].memory_every = u64::MAX;
        world.run(300);
        world.cards[0].load.every = 0;
        world.until("nothing is staged", 500, |w| w.cards[0].is_idle());
        // Until all of it has arrived.
        world.run(world.latency + 2_000);
        let (taken, stored) = (world.cards[0].queues[0].position, world.cards[1].get("sealed0"));
        assert!(taken as u128 > stored + 10, "lines wait for memory");
        world.cards[1].commands.fence = 1;
        world.run(50);
        assert_eq!(world.cards[1].get("fence_done"), 0);
        world.cards[1].memory_every = 2;
        world.until("FENCE_DONE", 5_000, |w| w.cards[1].get("fence_done") == 1);
        assert_eq!(world.cards[1].get("sealed0") as u64, taken, "seed {seed}");
        world.cards[1].commands.lift = 1;
        // The sender learns from its next line that the session is over.
        world.cards[0].load.every = 50;
        world.until("the mirror is lost", 60_000, |w| w.cards[0].get("mirror_state") == MIRROR_LOST as u128);
        world.settle();
    }
}
