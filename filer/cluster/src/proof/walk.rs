//! Seeded random walks of two machines through a world full of faults.

use super::world::{Faults, Seen, World};
use crate::view::Safeguards;

const ALL: Faults = Faults {
    every_ms: 700,
    freeze: true,
    kill: true,
    power: true,
    link: true,
    disk: true,
    operator: true,
    loss_percent: 5,
    tempt_percent: 3,
    disk_ms: 4,
    solo: false,
};

/// Every seed has its own character: how often things fail, where, and how slow the disks are.
fn character(seed: u64, faults: Faults) -> Faults {
    let every_ms = faults.every_ms * [1, 3, 10][seed as usize % 3];
    let tempt_percent = faults.tempt_percent * [0, 1, 4, 10][seed as usize / 3 % 4];
    let disk_ms = faults.disk_ms * [1, 1, 10][seed as usize / 12 % 3];
    Faults { every_ms, tempt_percent, disk_ms, ..faults }
}

/// Runs one seed: faults for `ms`, then calm until everything has to be well again.
fn walk(seed: u64, faults: Faults, safe: Safeguards, ms: u64, tracing: bool) -> Result<Seen, String> {
    let mut world = World::new(seed, character(seed, faults), safe);
    world.tracing = tracing;
    world.run(ms);
    world.calm = true;
    // The longest backoff between attempts is 24 s, and a disturbed owner needs its own patience.
    for _ in 0..120 {
        world.run(world.now + 1000);
        if world.violation.is_some() || world.unrest().is_none() {
            break;
        }
    }
    let problem = world.violation.clone().or_else(|| world.unrest());
    match problem {
        None => Ok(world.seen),
        Some(why) => {
            let tail = world.trace.len().saturating_sub(400);
            Err(format!("seed {seed}: {why}\n{}", world.trace[tail..].join("\n")))
        }
    }
}

fn check(seeds: std::ops::Range<u64>, faults: Faults, ms: u64) -> Seen {
    let mut total = Seen::default();
    for seed in seeds {
        match walk(seed, faults, Safeguards::default(), ms, false) {
            Ok(seen) => {
                total.acks += seen.acks;
                total.takeovers += seen.takeovers;
                total.claims += seen.claims;
                total.alone += seen.alone;
                total.mirrored += seen.mirrored;
                total.stopped += seen.stopped;
                total.withdrawn += seen.withdrawn;
                total.yields += seen.yields;
                total.own_restores += seen.own_restores;
                total.faults += seen.faults;
                total.steps += seen.steps;
            }
            Err(_) => {
                // Once more, with a trace.
                let why = walk(seed, faults, Safeguards::default(), ms, true).expect_err("a walk repeats itself");
                panic!("{why}");
            }
        }
    }
    println!("{total:?}");
    total
}

/// A pair without faults starts, serves and mirrors both identities.
#[test]
fn two_new_nodes_come_to_rest() {
    let calm = Faults { every_ms: 1_000_000_000, loss_percent: 0, tempt_percent: 0, ..ALL };
    let seen = check(0..5, calm, 4000);
    assert!(seen.acks > 100 && seen.mirrored >= 10, "{seen:?}");
}

// Shows M11, M8, F10, S7, S8: acknowledged entries survive every mix of faults, and nobody serves beside the owner.
#[test]
fn random_faults_lose_nothing_and_end_in_service() {
    let seen = check(0..48, ALL, 30_000);
    assert!(seen.takeovers > 50 && seen.claims > 50 && seen.own_restores > 50 && seen.yields > 10, "{seen:?}");
}

// Shows S10: without a partner a node survives its own deaths on the majority of its own mailboxes.
#[test]
fn a_single_node_comes_back_every_time() {
    let solo = Faults { solo: true, freeze: true, link: false, operator: false, ..ALL };
    let seen = check(0..24, solo, 20_000);
    assert!(seen.own_restores > 20 && seen.acks > 1000 && seen.takeovers == 0, "{seen:?}");
}

/// Longer than a push can wait for: `cargo test --release -p savepoint-cluster -- --ignored soak --nocapture`. `SAVEPOINT_SEEDS=first..last`.
#[test]
#[ignore = "minutes to hours; for a night"]
fn soak() {
    let range = std::env::var("SAVEPOINT_SEEDS").unwrap_or_else(|_| "1000..2000".into());
    let (first, last) = range.split_once("..").expect("SAVEPOINT_SEEDS=first..last");
    check(first.parse().expect("a number")..last.parse().expect("a number"), ALL, 30_000);
}

/// Which safeguards a walk misses: `SAVEPOINT_WITHOUT="read_again claim"`, `SAVEPOINT_SEEDS` as above.
#[test]
#[ignore = "for a night"]
fn walks_without_a_safeguard() {
    let names = std::env::var("SAVEPOINT_WITHOUT").unwrap_or_else(|_| "claim".into());
    for name in names.split_whitespace() {
        let safe = Safeguards::without(name).expect("a safeguard's name");
        let found = (0..1000).find_map(|seed| walk(seed, ALL, safe, 30_000, false).err());
        let text = found.unwrap_or_else(|| "nothing found".into());
        println!("{name}: {}", text.lines().next().unwrap_or_default());
    }
}
