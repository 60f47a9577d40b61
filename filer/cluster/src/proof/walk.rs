//! Seeded random walks of two machines through a world full of faults.

use super::world::{Faults, Seen, World};
use crate::message::Role;
use crate::safeguards::Safeguards;
use crate::types::{Identity, Node};
use crate::{Command, Status, TakeoverForm};

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
    append_percent: 30,
    disk_ms: 4,
    solo: false,
};

/// Every seed has its own character: how often things fail, where, and how slow the disks are.
fn character(seed: u64, faults: Faults) -> Faults {
    let every_ms = faults.every_ms * [1, 3, 10][seed as usize % 3];
    let tempt_percent = faults.tempt_percent * [0, 1, 4, 10][seed as usize / 3 % 4];
    let disk_ms = faults.disk_ms * [1, 1, 10][seed as usize / 12 % 3];
    // Hardly any traffic: what would end a mirror session by itself does not come.
    let append_percent = faults.append_percent / [1, 1, 1, 30][seed as usize / 36 % 4];
    Faults { every_ms, tempt_percent, disk_ms, append_percent, ..faults }
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
            Ok(seen) => total.add(&seen),
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
    let seen = check(0..5, CALM, 4000);
    assert!(seen.acks > 100 && seen.mirrored >= 10, "{seen:?}");
}

// Shows M11: disks that answer more slowly than the mailboxes are polled delay a start, and do not starve it.
#[test]
fn slow_disks_starve_nobody() {
    check(0..5, Faults { disk_ms: 60, ..CALM }, 10_000);
}

pub(super) const CALM: Faults = Faults { every_ms: 1_000_000_000, loss_percent: 0, tempt_percent: 0, ..ALL };

pub(super) fn role(status: &Status, identity: Identity) -> Role {
    status.identities[identity.index()].role
}

/// The steps of the last timeline of an identity.
pub(super) fn steps(status: &Status, identity: Identity) -> Vec<String> {
    status.identities[identity.index()].timeline.iter().map(|milestone| milestone.step.clone()).collect()
}

/// A pair that serves and mirrors both identities.
pub(super) fn pair(seed: u64) -> World {
    let mut world = World::new(seed, CALM, Safeguards::default());
    world.run(4000);
    assert_eq!(world.unrest(), None);
    world
}

// Shows M4, M9, M10, F10, F11, G8, S8: D2's states through a death, a takeover, a reboot and a giveback.
#[test]
fn the_life_of_a_pair() {
    let mut world = pair(1);
    for node in Node::BOTH {
        let status = world.status(node);
        let other = &status.identities[node.partner().home_identity().index()];
        assert_eq!(status.state, "normal");
        assert!(other.takeover_possible, "{}", other.takeover_text);
    }

    world.kill_for_good(Node::B);
    world.run(world.now + 2500);
    let status = world.status(Node::A);
    assert_eq!((status.state.as_str(), status.partner_alive), ("takeover", false));
    // The partner's card lives on and takes the mirror of both identities.
    assert_eq!((role(&status, Identity::A), role(&status, Identity::B)), (Role::Mirrored, Role::Mirrored));
    let taken = steps(&status, Identity::B);
    let order = ["suspected", "reserved", "fenced", "surveyed", "promised", "committed", "restored", "opened", "alone"];
    assert!(order.iter().all(|step| taken.iter().any(|t| t == step)), "{taken:?}");
    assert!(order.windows(2).all(|w| taken.iter().position(|t| t == w[0]) < taken.iter().position(|t| t == w[1])));

    world.restart(Node::B);
    world.run(world.now + 4000);
    let status = world.status(Node::B);
    assert_eq!((status.state.as_str(), role(&status, Identity::B)), ("rebooting", Role::Standby));
    assert!(status.identities[1].waiting_for.contains("giveback"), "{}", status.identities[1].waiting_for);

    world.operator(Node::A, Command::Giveback { force: false });
    world.run(world.now + 4000);
    assert_eq!(world.unrest(), None);
    assert_eq!((world.status(Node::A).state.as_str(), world.status(Node::B).state.as_str()), ("normal", "normal"));
    assert_eq!(world.violation, None);
}

// Shows G1, G2, G4: a graceful takeover from either node, in sync at both ends, and back.
#[test]
fn a_graceful_takeover_from_either_side() {
    for (at, command) in
        [(Node::A, Command::Takeover { form: TakeoverForm::Graceful }), (Node::B, Command::PleaseTakeover)]
    {
        let mut world = pair(2);
        world.operator(at, command);
        world.run(world.now + 2500);
        let (a, b) = (world.status(Node::A), world.status(Node::B));
        assert_eq!((a.state.as_str(), b.state.as_str()), ("takeover", "stopped"), "{:?}", steps(&a, Identity::B));
        assert!(b.partner_alive && world.seen.yields == 1);
        world.run(world.now + 3000);
        world.operator(Node::A, Command::Giveback { force: false });
        world.run(world.now + 5000);
        assert_eq!((world.unrest(), world.violation.clone()), (None, None));
        assert_eq!(world.status(Node::B).state, "normal");
    }
}

// Shows G3: (rules 33, 34) whoever has yielded never serves again while the other takes over, although the taker's fence ends the mirror;
// and says at once that it yields, so that the taker does not wait for a heartbeat.
#[test]
fn a_yielder_waits_to_be_taken() {
    for seed in 20..30 {
        let mut world = pair(seed);
        world.operator(Node::A, Command::Takeover { form: TakeoverForm::Graceful });
        let of = |world: &World, node| role(&world.status(node), Identity::B);
        let (mut roles, mut yielded_ms) = (Vec::new(), 0);
        let end = world.now + 3000;
        while world.now < end && of(&world, Node::A) != Role::Alone {
            world.run(world.now + 1);
            let role = of(&world, Node::B);
            if roles.last() != Some(&role) {
                roles.push(role);
                yielded_ms = if role == Role::Yielding { world.now } else { yielded_ms };
            }
            let taking_ms = world.now - yielded_ms;
            assert!(role != Role::Yielding || of(&world, Node::A) != Role::Standby || taking_ms < 25, "{taking_ms} ms");
        }
        assert!(
            matches!(roles[..], [Role::Mirrored, Role::Yielding] | [Role::Mirrored, Role::Yielding, Role::Standby]),
            "{roles:?}"
        );
    }
}

// Shows M8, M11, R7: a node frozen for longer than the silence is taken over, and passive when it thaws.
#[test]
fn a_thawed_node_is_passive() {
    let mut world = pair(3);
    world.freeze(Node::A);
    world.run(world.now + 3000);
    assert_eq!(world.status(Node::B).state, "takeover");
    world.wake(Node::A);
    let status = world.status(Node::A);
    assert!(!status.identities[0].acknowledging, "nothing leaves before a mailbox write has succeeded");
    world.run(world.now + 1000);
    assert_eq!(role(&world.status(Node::A), Identity::A), Role::Standby);
    world.run(world.now + 4000);
    assert_eq!((world.unrest(), world.violation), (None, None));
}

// Shows M6: disabled by an operator on either node, a dead partner is not taken over; enabled, it is.
#[test]
fn a_disabled_takeover_waits_for_the_operator() {
    let mut world = pair(4);
    world.operator(Node::A, Command::Disable { reason: "disks are being moved".into() });
    world.run(world.now + 500);
    assert!(!world.status(Node::B).identities[0].takeover_possible);
    world.kill_for_good(Node::B);
    world.run(world.now + 5000);
    assert_eq!(world.status(Node::A).state, "normal");
    world.operator(Node::A, Command::Enable);
    world.run(world.now + 3000);
    assert_eq!(world.status(Node::A).state, "takeover");
}

// Shows M11, M8, F10, S7, S8: acknowledged entries survive every mix of faults, and nobody serves beside the owner.
#[test]
fn random_faults_lose_nothing_and_end_in_service() {
    let seen = check(0..48, ALL, 30_000);
    assert!(seen.replaced > 0 && seen.wiped > 5, "{seen:?}");
    assert!(seen.reboots > 5 && seen.elective_restores > 2, "{seen:?}");
    assert!(seen.takeovers > 50 && seen.claims > 25 && seen.own_restores > 50 && seen.yields > 10, "{seen:?}");
}

// Shows S10: without a partner a node survives its own deaths on the majority of its own mailboxes.
#[test]
fn a_single_node_comes_back_every_time() {
    let solo = Faults { solo: true, freeze: true, link: false, operator: false, ..ALL };
    let seen = check(0..24, solo, 20_000);
    assert!(seen.own_restores > 20 && seen.acks > 1000 && seen.takeovers == 0, "{seen:?}");
}

/// 10^8 steps and more: `SAVEPOINT_SEEDS=first..last` (3000 seeds are 10^8 steps), on every processor, with a line for each
/// hundred seeds.
#[test]
#[ignore = "a quarter of an hour and more; for a night"]
fn soak() {
    const CHUNK: u64 = 100;
    let range = std::env::var("SAVEPOINT_SEEDS").unwrap_or_else(|_| "1000..4200".into());
    let (first, last) = range.split_once("..").expect("SAVEPOINT_SEEDS=first..last");
    let (first, last): (u64, u64) = (first.parse().expect("a number"), last.parse().expect("a number"));
    let next = std::sync::atomic::AtomicU64::new(first);
    let total = std::sync::Mutex::new(Seen::default());
    let began = std::time::Instant::now();
    let work = || loop {
        let from = next.fetch_add(CHUNK, std::sync::atomic::Ordering::Relaxed);
        if from >= last {
            return;
        }
        let seen = check(from..last.min(from + CHUNK), ALL, 30_000);
        let mut total = total.lock().expect("no walk failed");
        total.add(&seen);
        println!("{} steps after {} s", total.steps, began.elapsed().as_secs());
    };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, |count| count.get()) {
            scope.spawn(work);
        }
    });
    println!("seeds {first}..{last} in {} s: {:?}", began.elapsed().as_secs(), total.lock().expect("no walk failed"));
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
