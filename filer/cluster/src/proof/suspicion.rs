//! Mutual suspicion: whatever makes both nodes believe the other one dead ends in service without an operator, in bounded time.
//!
//! The bound is checked in the simulated world, whose clock counts every patience and every back-off; that service stays
//! *reachable* from every state is the model's part (`model::explore`).

use super::walk::CALM;
use super::world::{Rng, World};
use crate::message::Role;
use crate::safeguards::Safeguards;
use crate::types::{Identity, Node};

/// From the last disturbance to both identities served and mirrored, at most: the longest contest, one back-off of each
/// node and a resync. In milliseconds.
const BOUND_MS: u64 = 8_000;

/// Runs until everything is served and mirrored again; how long it took.
fn settles(world: &mut World, what: &str) -> u64 {
    let began = world.now;
    while world.violation.is_none() && !rests(world) && world.now - began < BOUND_MS {
        world.run(world.now + 10);
    }
    assert_eq!((world.violation.as_ref(), world.unrest()), (None, None), "{what}");
    assert!(rests(world), "{what}: outputs are held");
    world.now - began
}

/// Both identities are mirrored, and what waits for an acknowledgement gets it.
fn rests(world: &World) -> bool {
    let acknowledges = |identity: Identity| {
        Node::BOTH.into_iter().any(|node| {
            let report = &world.status(node).identities[identity.index()];
            report.role == Role::Mirrored && report.acknowledging
        })
    };
    world.unrest().is_none() && Identity::BOTH.into_iter().all(acknowledges)
}

/// A pair that is served and mirrored, and a generator of its own.
fn prepared(seed: u64) -> (World, Rng) {
    let mut world = World::new(seed, CALM, Safeguards::default());
    let mut rng = Rng::new(seed ^ 0x5EED);
    settles(&mut world, &format!("seed {seed}"));
    world.run(world.now + rng.below(300));
    (world, rng)
}

// Shows M11: both nodes stand still and go on together, as after a stopped hypervisor.
#[test]
fn both_frozen_and_thawed_together() {
    let mut worst_ms = 0;
    for seed in 0..60 {
        let (mut world, mut rng) = prepared(seed);
        for _ in 0..3 {
            let frozen_ms = [100, 400, 1500, 6000][rng.below(4) as usize];
            world.freeze(Node::A);
            world.run(world.now + rng.below(5));
            world.freeze(Node::B);
            world.run(world.now + frozen_ms);
            let first = if rng.chance(50) { Node::A } else { Node::B };
            world.wake(first);
            world.run(world.now + rng.below(40));
            world.wake(first.partner());
            worst_ms = worst_ms.max(settles(&mut world, &format!("seed {seed}, frozen for {frozen_ms} ms")));
        }
    }
    println!("settled after {worst_ms} ms at most");
}

// Shows M10, M11, S7: both lose power at any moment, and boot together.
#[test]
fn both_boot_together() {
    let mut worst_ms = 0;
    for seed in 0..60 {
        let (mut world, mut rng) = prepared(seed);
        for _ in 0..3 {
            world.power_off(Node::A);
            world.run(world.now + rng.below(30));
            world.power_off(Node::B);
            world.run(world.now + 100 + rng.below(2000));
            let first = if rng.chance(50) { Node::A } else { Node::B };
            world.restart(first);
            world.run(world.now + [0, 5, 100, 900][rng.below(4) as usize]);
            world.restart(first.partner());
            worst_ms = worst_ms.max(settles(&mut world, &format!("seed {seed}")));
        }
    }
    println!("settled after {worst_ms} ms at most");
}

// Shows M11, G7: a node comes back at every moment of its partner's takeover.
#[test]
fn one_returns_during_the_takeover() {
    let mut worst_ms = 0;
    for back_ms in (200..1000).step_by(7) {
        let (mut world, _) = prepared(back_ms);
        world.kill_for_good(Node::A);
        world.run(world.now + back_ms);
        world.restart(Node::A);
        worst_ms = worst_ms.max(settles(&mut world, &format!("back after {back_ms} ms")));
    }
    println!("settled after {worst_ms} ms at most");
}

// Shows M11, C9: a link that comes and goes.
#[test]
fn a_flapping_link() {
    let mut worst_ms = 0;
    for seed in 0..20 {
        let (mut world, mut rng) = prepared(seed);
        let longest = [10, 60, 700][seed as usize % 3];
        for _ in 0..60 {
            world.cut_link();
            world.run(world.now + 1 + rng.below(longest));
            world.join_link();
            world.run(world.now + 1 + rng.below(longest));
        }
        worst_ms = worst_ms.max(settles(&mut world, &format!("seed {seed}")));
    }
    println!("settled after {worst_ms} ms at most");
}

// Shows M11: nodes that now and then hear nothing of each other for about as long as the silence, and take each other over.
#[test]
fn flapping_messages() {
    let (mut worst_ms, mut takeovers) = (0, 0);
    for seed in 0..20 {
        let (mut world, mut rng) = prepared(seed);
        for _ in 0..12 {
            for node in Node::BOTH {
                if rng.chance(60) {
                    world.deafen(node);
                }
            }
            world.run(world.now + 250 + rng.below(400));
            Node::BOTH.into_iter().for_each(|node| world.hear(node));
            world.run(world.now + rng.below(1500));
        }
        takeovers += world.seen.takeovers;
        // Attempts that disturbed are paused for; the owner serves meanwhile.
        let ms = settles(&mut world, &format!("seed {seed}"));
        worst_ms = worst_ms.max(ms);
    }
    println!("settled after {worst_ms} ms at most, {takeovers} takeovers");
    assert!(takeovers > 20, "{takeovers}");
}
