//! CATCHUP: the outbox is full and ingress goes on; what the partner stores is compared with what was staged in every cycle
//! by `world`, so that a byte that was read back too late, twice, or in another order fails wherever it happens.

use crate::card::Load;
use crate::random::{seeds, Random};
use crate::takeover::fenced_part;
use crate::world::World;
use abi::events::LOST_OVERWRITTEN;

/// How often a chunk is stored: often enough to fill the outbox in some thousand ticks, and seldom enough to be caught up with.
const BUSY: u64 = 9;
const CALM: u64 = 30;

/// A mirror in step, and a busy host.
fn loaded(seed: u64) -> World {
    let mut world = World::busy(seed);
    world.mirroring();
    world.cards[0].load = Load { every: BUSY, lines: 6, shuffled: true, ..Load::default() };
    world
}

/// Until what the host stores has to wait in CATCHUP.
#[track_caller]
fn falls_behind(world: &mut World) {
    world.until("CATCHUP", 12_000, |w| w.cards[0].get("catching_up") == 1);
}

/// Until the mirror has caught up, within so many ticks, beside a host that stores a chunk every `calm` ticks; then that is as busy as before.
#[track_caller]
fn catches_up(world: &mut World, calm: u64, ticks: u64) {
    let busy = std::mem::replace(&mut world.cards[0].load.every, calm);
    world.until("the mirror catches up", ticks, |w| w.cards[0].get("catching_up") == 0);
    world.cards[0].load.every = busy;
}

// Shows C3, C4: while the partner stores nothing for some 20 us, ingress waits for nobody; afterwards the partner is sent what was
// stored, in that order, in the same session, and catches up with a host that goes on.
#[test]
fn ingress_is_not_held_by_a_slow_partner() {
    let mut late = 0;
    for seed in seeds(1..5) {
        let mut world = loaded(seed);
        let mut random = Random::new(seed);
        let (session, blocked) = (world.cards[0].get("session"), world.cards[0].blocked);
        for _ in 0..4 {
            world.cards[1].memory_every = u64::MAX;
            falls_behind(&mut world);
            world.run(random.below(100));
            world.cards[1].memory_every = 1;
            catches_up(&mut world, CALM, 30_000);
        }
        assert_eq!(world.cards[0].blocked, blocked, "ingress was held");
        assert_eq!((world.cards[0].get("mirror_state"), world.cards[0].get("session")), (3, session));
        late += world.cards[0].late;
        world.settle();
    }
    assert!(late > 1_000, "{late} ticks in CATCHUP");
}

// Shows C3, C4: a line that is cut under load and trained anew, and one that loses and damages frames meanwhile: the session goes on,
// and ingress waits for nobody.
#[test]
fn a_retrain_under_load_loses_no_mirror() {
    let mut late = 0;
    for seed in seeds(11..14) {
        let mut world = loaded(seed);
        let mut random = Random::new(seed);
        let (session, blocked) = (world.cards[0].get("session"), world.cards[0].blocked);
        world.faults.flips = if random.one_in(2) { 2_000 } else { 0 };
        for _ in 0..3 {
            world.line(false);
            falls_behind(&mut world);
            world.run(random.below(100));
            world.line(true);
            catches_up(&mut world, CALM, 60_000);
            world.run(random.below(1_000));
        }
        assert_eq!(world.cards[0].blocked, blocked, "ingress was held");
        assert_eq!((world.cards[0].get("mirror_state"), world.cards[0].get("session")), (3, session));
        late += world.cards[0].late;
        world.settle();
    }
    assert!(late > 1_000, "{late} ticks in CATCHUP");
}

// Shows C3, C4: a host whose processor writes its combining buffers out in parts: the halves of a unit are stored apart, with others
// between them, and are not taken for something that overwrites.
#[test]
fn halves_of_a_unit_do_not_clash() {
    for seed in seeds(41..43) {
        let mut world = loaded(seed);
        world.cards[0].load = Load { every: 5, lines: 1, halves: true, lingering: true, ..Load::default() };
        let session = world.cards[0].get("session");
        for _ in 0..3 {
            world.cards[1].memory_every = u64::MAX;
            falls_behind(&mut world);
            world.run(500);
            world.cards[1].memory_every = 1;
            catches_up(&mut world, 20, 60_000);
        }
        assert_eq!((world.cards[0].get("mirror_state"), world.cards[0].get("session")), (3, session));
        world.settle();
    }
}

// Shows C3: bytes that wait to be sent are overwritten: the partner never sees the newer ones in front of the older ones, the mirror
// is lost, and says why.
#[test]
fn overwriting_what_waits_ends_the_session() {
    for seed in seeds(21..25) {
        let mut world = loaded(seed);
        world.cards[0].automatic = false;
        world.cards[0].load = Load { every: BUSY, lines: 2, scattered: true, lingering: true, ..Load::default() };
        // A round may meet no place twice.
        for _ in 0..60 {
            world.cards[1].memory_every = u64::MAX;
            world.until("CATCHUP", 12_000, |w| {
                w.cards[0].get("catching_up") == 1 || w.cards[0].get("mirror_state") == 0
            });
            world.run(300);
            world.cards[1].memory_every = 1;
            world.cards[0].load.every = CALM;
            world.until("the end of CATCHUP", 60_000, |w| w.cards[0].get("catching_up") == 0);
            world.cards[0].load.every = BUSY;
            if world.cards[0].get("mirror_state") == 0 {
                break;
            }
        }
        assert_eq!(world.cards[0].get("lost_reason"), u128::from(LOST_OVERWRITTEN));
        (world.cards[0].load.scattered, world.cards[0].load.lingering) = (false, false);
        world.settle();
    }
}

// Shows C3: memory has a write before the mirror is shown it. What is read back by then has the newer bytes, and is not sent: it waits until
// the mirror has been shown the write, and the session ends.
#[test]
fn what_was_overwritten_unseen_is_not_sent() {
    for seed in seeds(61..64) {
        let mut world = loaded(seed);
        world.cards[0].automatic = false;
        world.cards[0].load = Load { every: 2, large: 8, ..Load::default() };
        world.cards[1].memory_every = u64::MAX;
        falls_behind(&mut world);
        world.cards[0].load.every = 0;
        world.run(200);
        world.cards[0].overwrite(4_000);
        world.cards[1].memory_every = 1;
        world.run(3_500);
        assert_eq!((world.cards[0].get("catching_up"), world.cards[0].get("mirror_state")), (1, 3), "it waits");
        world.until("the loss", 2_000, |w| w.cards[0].get("mirror_state") == 0);
        assert_eq!(world.cards[0].get("lost_reason"), u128::from(LOST_OVERWRITTEN));
        world.cards[0].load = Load { every: CALM, lines: 6, ..Load::default() };
        world.cards[0].automatic = true;
        world.settle();
    }
}

// Shows C4: a queue that is opened while the mirror is in CATCHUP is told behind everything that waits, and its marks count from there.
#[test]
fn a_queue_is_opened_in_catchup() {
    for seed in seeds(31..33) {
        let mut world = loaded(seed);
        world.cards[1].memory_every = u64::MAX;
        falls_behind(&mut world);
        let position = world.cards[0].random.below(1 << 40);
        world.cards[0].open(1, position);
        world.run(300);
        world.cards[1].memory_every = 1;
        world.settle();
    }
}

// Shows C4: the partner fences queue 0 while the line is down and lines of both queues wait to be read back: nothing of it is stored after FENCE_DONE, its
// MIRRORED stays at or below SEALED, and what is left of the other queue arrives in the same session.
#[test]
fn a_fence_comes_in_catchup() {
    for seed in seeds(51..54) {
        let mut world = loaded(seed);
        let (mut random, session) = (Random::new(seed), world.cards[0].get("session"));
        world.line(false);
        falls_behind(&mut world);
        world.run(random.below(100));
        let other = world.cards[0].mirrored[1];
        world.cards[1].commands.fence = 1;
        world.run(1);
        world.cards[0].load.every = CALM;
        world.until("FENCE_DONE", 5_000, |w| w.cards[1].get("fence_done") == 1);
        assert_eq!(world.cards[0].get("catching_up"), 1, "it waits to be read back still");
        let (before, sealed) = (fenced_part(&world), world.cards[1].get("sealed0"));
        world.line(true);
        world.until("the end of CATCHUP", 60_000, |w| {
            assert!(fenced_part(w) == before, "something was stored after FENCE_DONE");
            w.cards[0].get("catching_up") == 0
        });
        world.run(3_000);
        assert!(fenced_part(&world) == before, "something was stored after FENCE_DONE");
        assert!(world.cards[0].mirrored[0] as u128 <= sealed, "MIRRORED beyond SEALED");
        assert!(world.cards[0].mirrored[1] > other, "the other queue is mirrored");
        assert_eq!((world.cards[0].get("mirror_state"), world.cards[0].get("session")), (3, session));
        world.cards[1].commands.lift = 1;
        world.run(1);
        world.settle();
    }
}
