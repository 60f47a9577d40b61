//! What bounds the mirror: speed of the line, patience with a partner that does not answer, whom it talks to.

use crate::card::Load;
use crate::dut::settings;
use crate::random::seeds;
use crate::world::World;
use abi::events::{LOST_BY_HOST, LOST_FENCED, LOST_MEMORY, LOST_PARTNER, LOST_STALLED};

/// Beats of both directions in the given number of ticks, and payload beats among them.
fn measure(world: &mut World, ticks: u64) -> [(u64, u64); 2] {
    world.record = true;
    world.take_frames(0);
    world.take_frames(1);
    world.run(ticks);
    world.record = false;
    [0, 1].map(|card| {
        let frames = world.take_frames(card);
        let payload = frames.iter().filter(|f| f.kind < 8).map(|f| f.payload.len() as u64).sum();
        let beats = frames.iter().map(|f| 2 + f.mask.is_some() as u64 + f.payload.len() as u64).sum();
        (beats, payload)
    })
}

// Shows C16: while chunks wait the line is never idle, and the efficiency is that of the framing: 4 of 6 beats for a
// line, 16 of 18 for 256 bytes, 64 of 66 for 1 KiB.
#[test]
fn wire_speed() {
    for (lines, payload_of_frame) in [(8, 4), (0, 16), (0, 64)] {
        let mut world = World::busy(1);
        world.mirroring();
        for card in &mut world.cards {
            card.load = Load { every: 1, lines, large: payload_of_frame as usize, ..Load::default() };
        }
        world.run(1_000);
        let ticks = 20_000;
        for (beats, payload) in measure(&mut world, ticks) {
            let ideal = (ticks * payload_of_frame) as f64 / (payload_of_frame + 2) as f64;
            println!(
                "{payload_of_frame} beats: line used {:.4}, payload {:.4} of the formula",
                beats as f64 / ticks as f64,
                payload as f64 / ideal
            );
            // In CATCHUP, with rings as small as here, reading back may run dry for a moment.
            assert!(beats + 100 >= ticks, "{} idle beats", ticks - beats);
            // Three beats of BEAT every `beat_ticks`.
            let beat_share = 3.0 / settings().beat_ticks as f64;
            assert!(payload as f64 >= ideal * (1.0 - beat_share) - 100.0, "{payload} payload beats of {ideal}");
        }
        world.settle();
    }
}

// Shows C9: a resync gets its share of a line that live chunks would fill.
#[test]
fn resync_ends_on_a_busy_line() {
    let mut world = World::busy(2);
    for card in &mut world.cards {
        card.load = Load { every: 1, lines: 8, ..Load::default() };
    }
    world.mirroring();
    world.settle();
}

/// Ticks from the first beat of a line at the stage to the first beat of its frame on the line, and to its mark.
// Shows C16: the latency of the logic, unloaded.
#[test]
fn latency() {
    let mut world = World::busy(3);
    for card in &mut world.cards {
        card.load = Load::default();
    }
    world.mirroring();
    world.latency = 1;
    world.run(200);
    world.cards[0].load = Load { every: 1, lines: 8, ..Load::default() };
    let begin = world.ticks;
    while world.cards[0].is_idle() {
        world.step();
        assert!(world.ticks < begin + 5, "a line is staged");
    }
    world.cards[0].load = Load::default();
    let staged = world.ticks;
    let marks = world.cards[0].marks;
    world.until("the mark", 100, |world| world.cards[0].marks > marks);
    let ticks = world.ticks - staged;
    println!("stage to mark with a line of one tick each way: {ticks} ticks");
    assert!(ticks <= 48, "{ticks} ticks");
}

// Shows C4, C11: a partner that stops storing holds ingress up when a whole ring waits for it, and for the stall time at most; then
// the mirror is lost and the log goes on alone; when it recovers, all is resynced.
#[test]
fn stalled_partner() {
    let mut world = World::busy(4);
    world.mirroring();
    world.cards[0].automatic = false;
    world.cards[1].memory_every = u64::MAX;
    world.cards[0].load = Load { every: 4, lines: 8, ..Load::default() };
    let stall = settings().stall_ticks as u64;
    let lost = world.until("the mirror is lost", stall + 5_000, |w| w.cards[0].get("mirror_state") == 0);
    assert!(lost > stall - 1_000, "after {lost} ticks already");
    let (blocked, marks) = (world.cards[0].blocked, world.cards[0].marks);
    assert!(blocked > 100, "a ring was full");
    world.run(5_000);
    assert_eq!(world.cards[0].blocked, blocked, "ingress is not held up any more");
    assert_eq!(world.cards[0].marks, marks, "nothing is reported as mirrored");
    world.settle();
}

// Shows C4: with the line down ingress is not held up at all: when the outbox is full the mirror is lost.
#[test]
fn cut_line_does_not_hold_ingress() {
    let mut world = World::busy(5);
    world.mirroring();
    world.line(false);
    world.cards[0].load = Load { every: 1, lines: 8, ..Load::default() };
    let blocked = world.cards[0].blocked;
    world.until("the mirror is lost", 20_000, |world| world.cards[0].get("mirror_state") == 0);
    world.run(100);
    assert!(world.cards[0].blocked <= blocked + 2, "{} ticks", world.cards[0].blocked - blocked);
    world.settle();
}

// Shows C4: a line that looks trained and carries nothing is noticed, and the mirror goes on where it was.
#[test]
fn silent_line() {
    let mut world = World::busy(6);
    world.mirroring();
    let session = world.cards[0].get("session");
    for card in &mut world.cards {
        card.load.every = 200;
    }
    world.faults.drops = 1;
    let dead = settings().dead_ticks as u64;
    let ticks = world.until("the link is not up", 2 * dead, |w| w.cards.iter().all(|c| c.get("link_state") == 1));
    assert!(ticks >= 4 * settings().retry_ticks as u64);
    world.faults.drops = 0;
    world.until("up", 2_000, |w| w.cards.iter().all(|c| c.get("link_state") == 2));
    world.settle();
    assert_eq!(world.cards[0].get("session"), session, "continued, not resynced");
}

// Shows C10: what the partner's host and card say of themselves arrives, and ages when it stops.
#[test]
fn beats() {
    let mut world = World::busy(7);
    world.mirroring();
    world.run(5_000);
    let card = &world.cards[0];
    assert!(card.get("peer_beat") > 0 && card.get("peer_beat_age") < 2_500);
    assert!(card.get("peer_card_age") < 1_000);
    assert_eq!(card.get("peer_flags"), 3, "ARMED and IN_SYNC");
    assert_eq!(card.get("peer_card_id"), 0xB);
    world.line(false);
    world.run(4_000);
    let card = &world.cards[0];
    assert!(card.get("peer_beat_age") > 3_900 && card.get("peer_card_age") > 3_900);
    assert_eq!(card.get("peer_flags"), 0, "nobody vouches for a partner that is not heard");
}

// Shows C4: identity is checked. A card that hears itself, or one without a host, stays in HELLO.
#[test]
fn strangers() {
    let mut world = World::new(8);
    world.cards[1].nonce = 0;
    world.run(5_000);
    assert_eq!([0, 1].map(|i| world.cards[i].get("link_state")), [1, 1], "no nonce");
    world.cards[1].nonce = 77;
    world.until("up", 2_000, |w| w.cards.iter().all(|c| c.get("link_state") == 2));
    assert_eq!(world.cards[0].get("peer_nonce"), 77);
    world.line(false);
    world.run(10);
    world.cards[1].rename(0xA);
    world.line(true);
    world.run(5_000);
    assert_eq!([0, 1].map(|i| world.cards[i].get("link_state")), [1, 1], "cabled to itself");
}

// Shows C5: what a card that is not armed acknowledges is not durable: the resync ends and is accepted, and nothing is reported as
// mirrored before the partner is armed; then everything is. A partner that is disarmed stops it again.
#[test]
fn unarmed_partner() {
    for seed in seeds(9..13) {
        let mut world = World::busy(seed);
        world.cards[1].armed = false;
        world.mirroring();
        world.run(5_000);
        assert_eq!(world.cards[0].marks, 0, "nothing counts");
        assert!(world.cards[1].marks > 0, "the other direction does not depend on it");
        assert!(world.cards[1].published > 0, "but all is stored");
        let mut random = crate::random::Random::new(seed);
        world.cards[1].armed = true;
        world.until("the first mark", 2 * world.latency + 100, |w| w.cards[0].marks > 0);
        for _ in 0..5 {
            world.run(2_000 + random.below(100));
            world.cards[1].armed = false;
            // `Card::observe` knows what the partner had stored while it was armed.
            world.run(2_000);
            let marks = world.cards[0].marks;
            world.run(1_000);
            assert_eq!(world.cards[0].marks, marks, "nothing counts any more");
            world.cards[1].armed = true;
        }
        world.settle();
    }
}

// Shows C4, C10: a card whose power fails says so: the partner's link is down at once, not after the silence it takes to notice, and its
// ingress is held up by nobody. If the word is lost, the silence is noticed.
#[test]
fn last_gasp() {
    for (lost, seed) in [(false, 14), (true, 15)] {
        let mut world = World::busy(seed);
        world.mirroring();
        world.cards[0].automatic = false;
        world.cards[0].load = Load { every: 4, lines: 8, ..Load::default() };
        world.run(500);
        world.cards[1].power_fail = true;
        if lost {
            world.faults.drops = 1;
        }
        let marks = world.cards[0].marks;
        let dead = settings().dead_ticks as u64;
        let ticks = world.until("the link is down", 2 * dead, |w| w.cards[0].get("link_state") == 1);
        assert_eq!(world.cards[0].get("peer_flags"), if lost { 0 } else { 8 });
        // The largest frame may have begun before it.
        assert_eq!(ticks < world.latency + 50 + 66, !lost, "after {ticks} ticks");
        if lost {
            continue;
        }
        let blocked = world.cards[0].blocked;
        world.until("the mirror is lost", 20_000, |w| w.cards[0].get("mirror_state") == 0);
        assert!(world.cards[0].blocked <= blocked + 2, "ingress goes on alone");
        assert!(world.cards[0].marks <= marks + 20, "what had been acknowledged before");
        world.cards[1].power_fail = false;
        world.power_cycle(1, 50);
        assert_eq!(world.cards[0].get("peer_flags"), 8, "until it is heard again");
        world.settle();
        world.until("ARMED and IN_SYNC are told", 1_000, |w| w.cards[0].get("peer_flags") == 3);
    }
}

// Shows C5: an ack is as good as the word ARMED in front of it, also if the card is disarmed while the frame that carries both is on its
// way out.
#[test]
fn disarmed_in_a_frame() {
    for seed in seeds(16..18) {
        let mut world = World::busy(seed);
        world.mirroring();
        let mut random = crate::random::Random::new(seed);
        world.cards[0].load = Load { every: 8, lines: 8, ..Load::default() };
        world.cards[1].load = Load { every: 1, large: 16, ..Load::default() };
        world.faults.throttle = 3;
        for _ in 0..100 {
            world.run(100 + random.below(100));
            world.cards[1].armed = false;
            // `Card::observe` compares every mark with what was durable.
            world.run(2 * world.latency + 50);
            world.cards[1].armed = true;
        }
        assert!(world.cards[0].marks > 100, "it was mirrored in between");
    }
}

// Shows C4, C9: another card, or the same in another life, does not continue a session, even if it says that it follows it.
#[test]
fn only_the_same_partner_continues() {
    for another_card in [true, false] {
        let mut world = World::busy(18);
        world.mirroring();
        let session = world.cards[0].get("session");
        // The same one does.
        world.line(false);
        world.run(100);
        world.line(true);
        world.until("up", 2_000, |w| w.cards.iter().all(|c| c.get("link_state") == 2));
        world.run(1_000);
        assert_eq!((world.cards[0].get("mirror_state"), world.cards[0].get("session")), (3, session));
        world.line(false);
        world.run(100);
        world.cards[0].automatic = false;
        if another_card {
            world.cards[1].rename(0xC);
        } else {
            world.cards[1].nonce ^= 0x10;
        }
        world.line(true);
        world.until("the mirror is lost", 2_000, |w| w.cards[0].get("mirror_state") == 0);
        assert_eq!(world.cards[0].get("lost_reason"), u128::from(LOST_PARTNER));
        world.settle();
    }
}

// Shows C4: a frame stays in the replay buffer until it is acknowledged: with the smallest frames, of which the most fit, a partner
// that stores nothing for a while, and a line that loses some, nothing is lost or mixed up.
#[test]
fn replay_space() {
    for seed in seeds(19..22) {
        let mut world = World::busy(seed);
        world.mirroring();
        world.cards[0].load = Load { every: 1, small: true, ..Load::default() };
        world.faults.drops = 30;
        let blocked = world.cards[0].blocked;
        for _ in 0..4 {
            world.cards[1].memory_every = u64::MAX;
            world.run(3_500);
            world.cards[1].memory_every = 1;
            // `Card::observe` compares every write with what was staged.
            world.run(3_000);
        }
        assert!(world.cards[0].blocked > blocked || world.cards[0].late > 0, "the buffer was full");
        assert_eq!(world.cards[0].get("mirror_state"), 3);
        world.settle();
    }
}

// Shows C4, C11: the mirror says why it was lost.
#[test]
fn a_loss_says_why() {
    let stall = settings().stall_ticks as u64;
    type Cause = fn(&mut World);
    let causes: [(u64, Cause); 8] = [
        (LOST_BY_HOST, |w| w.cards[0].commands.drop_mirror = true),
        (LOST_BY_HOST, |w| w.cards[0].commands.start_resync = true),
        (LOST_MEMORY, |w| w.cards[0].commands.unreadable = true),
        // Memory of the partner; the line, with ingress going on.
        (LOST_STALLED, |w| w.cards[1].memory_every = u64::MAX),
        (LOST_STALLED, |w| {
            w.line(false);
            w.cards[0].load.every = 1;
        }),
        (LOST_PARTNER, |w| w.power_cycle(1, 50)),
        // A lift ends the session, and the next HELLO shows it.
        (LOST_FENCED, |w| {
            w.cards[1].commands.fence = 2;
            w.run(500);
            w.cards[1].commands.lift = 2;
        }),
        // A fence does not end it by itself.
        (LOST_BY_HOST, |w| {
            w.cards[1].commands.fence = 1;
            w.run(3_000);
            assert_eq!(w.cards[0].get("mirror_state"), 3);
            w.cards[0].commands.drop_mirror = true;
        }),
    ];
    for (n, (reason, cause)) in causes.into_iter().enumerate() {
        let mut world = World::busy(30 + n as u64);
        assert_eq!(world.cards[0].get("lost_reason"), 0, "never lost");
        world.mirroring();
        assert_eq!(world.cards[0].get("lost_reason"), 0, "a start is no loss");
        world.cards[0].automatic = false;
        cause(&mut world);
        world.until("the mirror is lost", stall + 20_000, |w| w.cards[0].get("mirror_state") != 3);
        assert_eq!(world.cards[0].get("lost_reason"), u128::from(reason), "cause {n}");
    }
}

// Shows C3, C4: SEALED keeps up with the window of the sender: a line that fills a hole moves it over all the lines behind it at once,
// and the last slot of the new window may be the next line on the wire.
#[test]
fn a_jump_of_the_whole_window() {
    let mut world = World::busy(17);
    world.mirroring();
    world.cards.iter_mut().for_each(|card| card.load.every = 0);
    world.settle();
    // Back to back.
    for queue in 0..2 {
        for round in 0..3 {
            let first = world.cards[0].queues[queue].position;
            (1..64).rev().for_each(|n| world.cards[0].store_line(queue, first + n));
            world.cards[0].store_line(queue, first);
            (0..64).rev().for_each(|n| world.cards[0].store_line(queue, first + 64 + n));
            // Stored in bursts, as behind a memory that refreshes.
            world.cards[1].memory_every = 1 + 3 * round;
            world.until("everything is stored", 60_000, |world| {
                world.cards[0].is_idle() && world.cards[0].mirrored[queue] == first + 128
            });
        }
    }
    world.settle();
}
