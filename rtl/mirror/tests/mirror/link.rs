//! The link under faults: nothing lost, duplicated or reordered; marks and seals never ahead of what is stored. The
//! invariants themselves are checked in every cycle by `world`.

use crate::line::Faults;
use crate::random::seeds;
use crate::world::World;

// Shows C3, C4: on a good line both cards mirror to each other, in order, while both hosts write.
#[test]
fn good_line() {
    for seed in seeds(1..4) {
        let mut world = World::busy(seed);
        world.run(20_000);
        world.settle();
        for card in &world.cards {
            assert_eq!([card.get("crc_errors"), card.get("naks_sent"), card.get("replays")], [0; 3]);
            assert!(card.published > 300 && card.marks > 200, "{} published, {} marks", card.published, card.marks);
        }
    }
}

// Shows C4: bit errors, lost, truncated, repeated and reordered frames; go-back-N hides all of them.
#[test]
fn noisy_line() {
    for seed in seeds(1..9) {
        let mut world = World::busy(seed);
        let one_in = |world: &mut World, n: u64| if world.cards[0].random.one_in(3) { 0 } else { n };
        world.faults = Faults {
            flips: one_in(&mut world, 400),
            drops: one_in(&mut world, 60),
            holes: one_in(&mut world, 60),
            repeats: one_in(&mut world, 40),
            swaps: one_in(&mut world, 60),
            throttle: one_in(&mut world, 5),
        };
        world.cards[1].memory_every = 1 + world.cards[1].random.below(4);
        world.latency = 5 + world.cards[1].random.below(100);
        world.run(30_000);
        world.settle();
        for card in &world.cards {
            assert!(card.marks > 100, "{} marks", card.marks);
        }
    }
}

// Shows C4, C9: the line is cut and trained again and again; what can be continued is, what cannot is resynced.
#[test]
fn cuts() {
    for seed in seeds(1..7) {
        let mut world = World::busy(seed);
        let mut random = crate::random::Random::new(seed);
        world.faults.flips = if random.one_in(2) { 2_000 } else { 0 };
        for _ in 0..12 {
            world.run(200 + random.below(4_000));
            world.line(false);
            // Short cuts end before the outbox is full, long ones do not.
            world.run(if random.one_in(2) { 1 + random.below(300) } else { random.below(12_000) });
            world.line(true);
        }
        world.settle();
        for card in &world.cards {
            assert_eq!(card.get("trainings"), 13);
            assert!(card.published > 100, "{} published", card.published);
        }
    }
}
