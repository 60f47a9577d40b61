//! What an operator orders, and how fast failures are met, in the simulated world: D3's figures, halt, reboot, forced forms,
//! and what is kept over a reboot.

use super::walk::{pair, role, steps, CALM};
use super::world::World;
use crate::message::Role;
use crate::safeguards::Safeguards;
use crate::status::Failure;
use crate::types::{Identity, Node};
use crate::{Command, Reason, TakeoverForm, TakeoverOn};

/// Runs until `done`, at most `ms`; how long it took.
fn until(world: &mut World, ms: u64, done: impl Fn(&World) -> bool) -> u64 {
    let began = world.now;
    while !done(world) {
        assert!(world.now - began < ms, "not within {ms} ms");
        world.run(world.now + 1);
    }
    assert_eq!(world.violation, None);
    world.now - began
}

fn serves(world: &World, node: Node, identity: Identity) -> bool {
    let report = &world.status(node).identities[identity.index()];
    report.acknowledging && report.role.owns()
}

fn rested(world: &World) -> bool {
    world.unrest().is_none()
}

// Shows M5, S8: the silence is what is configured, also for a node that has just come back itself (its patience after
// booting ends when it has heard its partner), and also when the last message comes from a slot on a disk.
#[test]
fn a_second_failure_is_met_as_fast_as_the_first() {
    let mut slowest_ms = 0;
    for seed in 0..40 {
        let mut world = World::new(seed, CALM, Safeguards::default());
        until(&mut world, 8000, rested);
        for round in 0..4 {
            let victim = if serves(&world, Node::A, Identity::A) { Node::A } else { Node::B };
            let heir = victim.partner();
            world.kill_for_good(victim);
            let ms = until(&mut world, 3000, |world| serves(world, heir, Identity::A));
            let timeline = world.status(heir).identities[Identity::A.index()].timeline.clone();
            assert!(ms < 900, "seed {seed} round {round}: {ms} ms, {timeline:?}");
            slowest_ms = slowest_ms.max(ms);
            world.restart(victim);
            // As soon as they have found each other and are in sync, the other one fails.
            until(&mut world, 20_000, |world| world.in_sync(heir) && world.status(victim).messages.new > 0);
        }
    }
    println!("slowest {slowest_ms} ms");
}

// Shows G6: the partner takes over at once, without waiting for silence; what is at risk is said before.
#[test]
fn halt_is_met_at_once() {
    let mut world = pair(5);
    assert_eq!(world.assess(Node::B, &Command::Halt).at_risk, None);
    world.operator(Node::B, Command::Halt);
    let ms = until(&mut world, 2000, |world| serves(world, Node::A, Identity::B));
    assert!(ms < 290, "{ms} ms");
    let status = world.status(Node::A);
    assert_eq!(status.partner_failure, Some(Failure::Halted));
    assert!(status.conditions.iter().any(|open| open.name == "partner.failed" && open.advice.contains("maintenance")));
    assert!(status.identities[1].last.starts_with("taken over in "), "{}", status.identities[1].last);
    let risk = world.assess(Node::A, &Command::Halt).at_risk.expect("nobody is left");
    assert!(risk.contains("nobody serves") && risk.contains("nothing is heard"), "{risk}");
    world.restart(Node::B);
    world.run(world.now + 4000);
    assert!(world.status(Node::A).conditions.iter().all(|open| open.name != "partner.failed"));
}

// Shows S5, S9: drained, flagged, waited for; after it nothing is replayed, and the flag is gone.
#[test]
fn a_reboot_is_waited_for_and_replays_nothing() {
    for alone in [false, true] {
        let mut world = pair(6);
        if alone {
            world.kill_for_good(Node::B);
            world.run(world.now + 3000);
        }
        let takeovers = world.seen.takeovers;
        world.operator(Node::A, Command::Reboot);
        until(&mut world, 3000, |world| !world.runs(Node::A));
        assert!(world.flagged(Node::A, Identity::A), "the flag is written before");
        until(&mut world, 5000, |world| world.runs(Node::A) && serves(world, Node::A, Identity::A));
        assert_eq!((world.seen.takeovers - takeovers, world.seen.elective_restores > 0), (0, true));
        assert!(!world.flagged(Node::A, Identity::A), "and cleared after");
    }
}

// Shows S5: a node that does not come back from its reboot is taken over when its time is over.
#[test]
fn a_reboot_that_does_not_end_is_taken_over() {
    let mut world = pair(7);
    world.operator(Node::A, Command::Reboot);
    until(&mut world, 3000, |world| !world.runs(Node::A));
    world.kill_for_good(Node::A);
    world.forget_restarts();
    world.run(world.now + 5000);
    let status = world.status(Node::B);
    assert_eq!((status.state.as_str(), status.identities[0].takeover_reason), ("normal", Some(Reason::PartnerReboots)));
    until(&mut world, 12_000, |world| serves(world, Node::B, Identity::A));
}

// Shows M6: a disable survives the reboot of either node, with its reason, and says so in words.
#[test]
fn a_disable_survives_reboots() {
    let mut world = pair(8);
    world.operator(Node::A, Command::Disable { reason: "shelf is being moved".into() });
    world.run(world.now + 500);
    for node in Node::BOTH {
        world.kill_for_good(node);
    }
    world.run(world.now + 100);
    // B has only its own memory that A was disabled.
    world.restart(Node::B);
    world.run(world.now + 5000);
    let status = world.status(Node::B);
    assert_eq!(status.identities[0].takeover_reason, Some(Reason::Operator));
    assert_eq!(role(&status, Identity::A), Role::Standby);
    world.restart(Node::A);
    world.run(world.now + 4000);
    let status = world.status(Node::A);
    assert_eq!(status.disabled_reason.as_deref(), Some("shelf is being moved"));
    assert!(status.conditions.iter().any(|open| open.text.contains("shelf is being moved")));
    let refused = world.assess(Node::B, &Command::Takeover { form: TakeoverForm::Graceful }).refused;
    assert!(refused.as_ref().is_some_and(|why| why.contains("disabled by the operator")), "{refused:?}");
    world.operator(Node::A, Command::Enable);
    world.run(world.now + 1000);
    assert!(world.status(Node::B).identities[0].takeover_possible);
}

// Shows F9: failures are told apart, and what is excluded waits for an operator.
#[test]
fn excluded_failures_wait_for_the_operator() {
    let mut world = World::new(9, CALM, Safeguards::default());
    world.takeover_on = TakeoverOn { hardware: true, software: false };
    world.restart(Node::A);
    world.restart(Node::B);
    until(&mut world, 8000, rested);
    world.kill_for_good(Node::B);
    world.run(world.now + 4000);
    let status = world.status(Node::A);
    let report = &status.identities[1];
    assert_eq!(
        (status.partner_failure, report.takeover_reason),
        (Some(Failure::HostSilent), Some(Reason::FailureExcluded))
    );
    assert!(report.takeover_text.contains("excludes failures of this kind"));
    world.power_off(Node::B);
    until(&mut world, 2000, |world| serves(world, Node::A, Identity::B));
    assert_eq!(world.status(Node::A).partner_failure, Some(Failure::PowerLost));
}

// Shows F9: a panic is told, and met without waiting for silence.
#[test]
fn a_panic_is_met_at_once() {
    let mut world = pair(10);
    world.panic(Node::B);
    let ms = until(&mut world, 2000, |world| serves(world, Node::A, Identity::B));
    assert!(ms < 290, "{ms} ms");
    assert_eq!(world.status(Node::A).partner_failure, Some(Failure::Panic));
}

// Shows G5, F11: forced forms say what may be lost; without the partner's image only force goes on, from the consistency point.
#[test]
fn force_says_what_may_be_lost_and_serves() {
    let mut world = pair(11);
    // The owner runs alone: its partner's image is not complete.
    world.cut_link();
    world.run(world.now + 3000);
    world.kill_for_good(Node::A);
    world.run(world.now + 4000);
    let status = world.status(Node::B);
    assert!(!serves(&world, Node::B, Identity::A), "{:?}", steps(&status, Identity::A));
    let force = Command::Takeover { form: TakeoverForm::Force };
    let risk = world.assess(Node::B, &force).at_risk.expect("acknowledged requests are lost");
    assert!(risk.contains("identity a") && risk.contains("are lost"), "{risk}");
    world.expect_loss(Identity::A);
    world.operator(Node::B, force);
    until(&mut world, 2000, |world| serves(world, Node::B, Identity::A));
    // The old owner comes back and is passive; the pair heals.
    world.join_link();
    world.restart(Node::A);
    until(&mut world, 10_000, rested);
    assert_eq!(role(&world.status(Node::A), Identity::A), Role::Standby);
}

// Shows G5: what is in progress need not be finished: the partner replays it.
#[test]
fn a_forced_giveback_replays_the_log() {
    let mut world = pair(12);
    world.operator(Node::A, Command::Takeover { form: TakeoverForm::Graceful });
    until(&mut world, 3000, |world| serves(world, Node::A, Identity::B));
    let early = world.assess(Node::A, &Command::Giveback { force: true }).refused;
    assert!(early.is_some(), "not before it is mirrored");
    until(&mut world, 5000, rested);
    let before = world.seen.elective_restores;
    world.operator(Node::A, Command::Giveback { force: true });
    until(&mut world, 3000, |world| serves(world, Node::B, Identity::B));
    assert_eq!(world.seen.elective_restores, before, "it was not left with everything in the consistency point");
    until(&mut world, 5000, rested);
}

// Shows G1: "please takeover" that the partner cannot grant is answered, in words, at once.
#[test]
fn a_takeover_that_cannot_be_granted_is_refused_in_words() {
    let mut world = pair(13);
    world.spoil_image(Node::A);
    world.operator(Node::B, Command::PleaseTakeover);
    world.run(world.now + 300);
    let status = world.status(Node::B);
    let refused = status.conditions.iter().find(|open| open.name == "takeover.refused").expect("a condition");
    assert!(refused.text.contains("log on this node's card is not complete"), "{}", refused.text);
    assert_eq!(status.command, None);
}

// Shows M11: attempts that fail in a row end with the operator, and the condition is over once he has decided.
#[test]
fn endless_attempts_end_with_the_operator() {
    let mut world = pair(14);
    // B hears nothing of A and cannot reach the data disk, so every attempt disturbs A and fails.
    world.deafen(Node::B);
    world.lose_disk(Node::B, Identity::A, 0);
    world.run(world.now + 120_000);
    assert_eq!(world.violation, None);
    let status = world.status(Node::B);
    assert!(status.conditions.iter().any(|open| open.name == "takeover.limit"), "{:?}", status.conditions);
    assert_eq!(status.identities[0].takeover_reason, Some(Reason::TooManyAttempts));
    let tries = world.seen.reserves;
    assert!(tries > 8, "{tries}");
    world.run(world.now + 30_000);
    assert_eq!(world.seen.reserves, tries, "no more attempts");
    assert!(serves(&world, Node::A, Identity::A));
    world.hear(Node::B);
    world.operator(Node::B, Command::Enable);
    world.run(world.now + 1000);
    assert!(world.status(Node::B).conditions.iter().all(|open| open.name != "takeover.limit"));
}

// Shows M12: a spare takes the place of a mailbox disk that failed; then another mailbox may fail, a takeover still finds its
// majority, and the disk that failed first has no say any more when it comes back.
#[test]
fn a_failed_mailbox_disk_is_replaced() {
    let mut world = pair(15);
    for node in Node::BOTH {
        world.lose_disk(node, Identity::A, 1);
    }
    world.run(world.now + 1000);
    let open = |world: &World| world.status(Node::A).conditions.iter().any(|open| open.name == "mailbox.failed");
    assert!(open(&world) && world.seen.replaced == 0);
    // 37: outputs do not pause for it: a blank disk that nobody holds yet is no lost reservation.
    for _ in 0..2000 {
        world.run(world.now + 1);
        assert!(serves(&world, Node::A, Identity::A), "at {} ms", world.now);
    }
    assert_eq!((open(&world), world.seen.replaced), (false, 1));
    for node in Node::BOTH {
        world.lose_disk(node, Identity::A, 2);
        world.find_disk(node, Identity::A, 1);
    }
    world.kill_for_good(Node::A);
    until(&mut world, 2000, |world| serves(world, Node::B, Identity::A));
    world.restart(Node::A);
    until(&mut world, 8000, rested);
    assert_eq!(role(&world.status(Node::A), Identity::A), Role::Standby);
}

// Shows S10, F10: a data disk that goes away at any moment of a restore is waited for: the log is not damaged by it.
#[test]
fn a_data_disk_that_is_away_during_a_restore_is_waited_for() {
    let mut stopped = 0;
    for ms in 0..60 {
        let mut world = pair(22);
        world.kill_for_good(Node::B);
        world.kill_for_good(Node::A);
        world.restart(Node::A);
        world.run(world.now + 5 * ms);
        world.lose_disk(Node::A, Identity::A, 0);
        world.run(world.now + 2000);
        let status = world.status(Node::A);
        stopped += u32::from(status.identities[0].waiting_for.contains("data disk"));
        world.find_disk(Node::A, Identity::A, 0);
        until(&mut world, 4000, |world| serves(world, Node::A, Identity::A));
    }
    assert!(stopped > 0, "the disk was never away while the node looked at it");
}

// Shows M12: a mailbox that lost its contents is filled again by the owner, and has no vote before.
#[test]
fn an_empty_mailbox_is_filled_again() {
    let mut world = pair(16);
    world.empty_disk(Identity::A, 2);
    world.run(world.now + 500);
    assert!(world.shows_record(Identity::A, 2, Node::A));
    for node in Node::BOTH {
        world.lose_disk(node, Identity::A, 1);
    }
    world.kill_for_good(Node::A);
    until(&mut world, 2000, |world| serves(world, Node::B, Identity::A));
}

// Shows G5, S8, M12: mailboxes that lost their contents have no vote (rules 35, 38, 39), two of three keep everybody from serving,
// and from saying that the identity is new; an operator decides, and the pair heals.
#[test]
fn two_mailboxes_that_lost_their_contents_wait_for_the_operator() {
    for emptied in [[0, 1].as_slice(), &[1, 2], &[0, 1, 2]] {
        let mut world = pair(17);
        for node in Node::BOTH {
            world.kill_for_good(node);
        }
        emptied.iter().for_each(|disk| world.empty_disk(Identity::A, *disk));
        for node in Node::BOTH {
            world.restart(node);
        }
        world.run(world.now + 10_000);
        let nobody = |world: &World| Node::BOTH.iter().all(|node| !serves(world, *node, Identity::A));
        assert!(nobody(&world) && serves(&world, Node::B, Identity::B), "{emptied:?}");
        let force = Command::Takeover { form: TakeoverForm::Force };
        assert!(world.assess(Node::A, &force).refused.is_none());
        world.expect_loss(Identity::A);
        world.operator(Node::A, force);
        until(&mut world, 2000, |world| serves(world, Node::A, Identity::A));
        assert!(serves(&world, Node::B, Identity::B), "the other identity is left alone");
        until(&mut world, 10_000, rested);
        (0..3).for_each(|disk| assert!(world.shows_record(Identity::A, disk, Node::A), "{emptied:?}"));
    }
}

// Shows G3: (rules 34, 28) a taker that dies after its promise leaves a yielder that has to claim; it accepts input again then.
#[test]
fn a_yielder_that_is_not_taken_serves_on() {
    for seed in 60..70 {
        let mut world = pair(seed);
        world.operator(Node::A, Command::Takeover { form: TakeoverForm::Graceful });
        let promised = |world: &World| steps(&world.status(Node::A), Identity::B).contains(&"promised".to_string());
        until(&mut world, 3000, promised);
        world.kill_for_good(Node::A);
        until(&mut world, 3000, |world| serves(world, Node::B, Identity::B));
        let before = world.acknowledged(Identity::B);
        until(&mut world, 1000, |world| world.acknowledged(Identity::B) > before + 10);
    }
}

// Shows M8, G5, G6 (13): after a takeover and a giveback the fence of that takeover is still on the card. It must not be lifted, which would
// make the image worthless, in the very moment in which the image is needed: while the owner contests, or has just stopped.
#[test]
fn a_fence_is_not_lifted_while_the_image_is_needed() {
    for seed in 40..52 {
        for (at, order) in [
            (Node::B, Command::Takeover { form: TakeoverForm::Immediate }),
            (Node::B, Command::Takeover { form: TakeoverForm::Force }),
            (Node::A, Command::Halt),
        ] {
            let mut world = pair(seed);
            // Traffic would run into the fence and end the mirror session before.
            world.faults.append_percent = 1;
            world.operator(Node::A, Command::Takeover { form: TakeoverForm::Graceful });
            until(&mut world, 3000, |world| serves(world, Node::A, Identity::B));
            until(&mut world, 8000, rested);
            world.operator(Node::A, Command::Giveback { force: false });
            until(&mut world, 8000, |world| serves(world, Node::B, Identity::B) && rested(world));
            until(&mut world, 3000, |world| world.status(Node::B).identities[0].takeover_possible);
            world.operator(at, order.clone());
            until(&mut world, 900, |world| serves(world, Node::B, Identity::A));
            assert!(!steps(&world.status(Node::B), Identity::A).contains(&"withdrawn".to_string()), "{order:?} {seed}");
        }
    }
}
