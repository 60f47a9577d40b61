//! Two cards: mirror, resync, fence, death on either side.

use std::num::NonZeroU64;

use abi::geometry::{STATE_OFFSET, STATE_PART_BYTES};
use abi::registers::logq;

use super::{line, lines, mirrored_pair, remote_line, setup, start_card, unstamped, until, Bench, Check, Host};
use crate::{Card, ImageState, LinkState, MirrorState, Side};

pub(super) const CHECKS: &[Check] = &[
    Check { name: "the link comes up when both are booted, and says who is there", needs: &[], run: link_up },
    Check { name: "what is mirrored is at the partner, stamps included", needs: &[], run: mirrored },
    Check { name: "mirrored watermarks count only after ACCEPT", needs: &[], run: accept },
    Check { name: "mirrored watermarks count only while both cards are armed", needs: &[], run: both_armed },
    Check { name: "a resync brings what was there before", needs: &[], run: resync },
    Check { name: "the state area is mirrored", needs: &[], run: state_area },
    Check { name: "DROP freezes the mirrored watermark", needs: &[], run: drop_mirror },
    Check { name: "a cut stops the mirror, not the log; a repair continues the session", needs: &[], run: cut },
    Check { name: "a long cut loses the mirror; a resync brings it back", needs: &[], run: long_cut },
    Check { name: "the partner's host may be dead", needs: &[], run: partner_host_dead },
    Check { name: "the image can be read and is sealed when its owner is dead", needs: &[], run: owner_dead },
    Check { name: "a fence seals one queue and leaves the other", needs: &[], run: fence },
    Check { name: "a fence refuses all of one identity and nothing of the other", needs: &[], run: fence_of_one },
    Check { name: "a resync of the other identity leaves a sealed image alone", needs: &[], run: resync_under_fence },
    Check { name: "a fence survives the host that ordered it", needs: &[], run: fence_survives },
    Check { name: "lifting a fence needs a resync", needs: &[], run: lift },
    Check {
        name: "an owner that was fenced takes over again, and is mirrored",
        needs: &[],
        run: reopened_while_fenced,
    },
    Check { name: "host, card and link are told apart by their signs of life", needs: &[], run: signs_of_life },
    Check { name: "a partner that lost power ends the session", needs: &[], run: partner_power },
];

fn link_up(bench: &mut dyn Bench) {
    let mut a = start_card(bench, Side::A);
    bench.pause(50);
    assert_ne!(a.link().expect("the card is there").state, LinkState::Up, "the partner has not booted");
    let mut b = start_card(bench, Side::B);
    until(bench, "the link", || {
        a.link().expect("the card is there").state == LinkState::Up
            && b.link().expect("the card is there").state == LinkState::Up
    });
    let (link_a, link_b) = (a.link().expect("the card is there"), b.link().expect("the card is there"));
    assert_eq!(link_a.peer_card_id, b.info().card_id);
    assert_eq!(link_b.peer_card_id, a.info().card_id);
    assert_eq!(link_a.peer_nonce, b.state().expect("the card is there").boot_nonce);
    assert_eq!(a.mirror_state().expect("the card is there"), MirrorState::Lost, "training a link starts no resync");
    assert_eq!(b.image().expect("the card is there").state, ImageState::Invalid);
}

/// C3, C5: two watermarks; the second one means that the partner has it.
fn mirrored(bench: &mut dyn Bench) {
    let (mut a, mut b) = mirrored_pair(bench, 100);
    let setup = *a.queue.setup();
    let payload: Vec<u8> = (0..600u32).map(|i| i as u8).collect();
    a.queue.post_payload(64, &payload).expect("it can be posted");
    a.queue.post_lines(100, &lines(100..140, 5)).expect("it can be posted");
    a.wait_mirrored(bench, 140);
    assert!(a.watermarks().local >= 140 && a.watermarks().mirroring(), "{:?}", a.watermarks());
    for position in 100..140 {
        let here = a.local_line(position);
        assert_eq!(unstamped(here), line(position, 5));
        assert_eq!(remote_line(&mut b.card, &setup, position), here, "the partner has it with the same stamp");
    }
    let mut found = vec![0; payload.len()];
    b.card.read_remote(u64::from(setup.payload_base) + 64, &mut found).expect("REMOTE can be read");
    assert_eq!(found, payload, "payload included");
    assert_eq!(b.card.sealed(0).expect("the card is there"), 140);
    let image = b.card.image().expect("the card is there");
    assert_eq!((image.state, image.card_id), (ImageState::InSync, a.card.info().card_id));
    assert_eq!(image.nonce, a.card.state().expect("the card is there").boot_nonce);
    // Both at once, each its own queue.
    b.mirror(bench);
    for round in 0..5 {
        a.queue.post_line(140 + round, &line(140 + round, 1)).expect("it can be posted");
        b.queue.post_line(1 + round, &line(1 + round, 2)).expect("it can be posted");
    }
    a.wait_mirrored(bench, 145);
    b.wait_mirrored(bench, 6);
    let setup = *b.queue.setup();
    assert_eq!(unstamped(remote_line(&mut a.card, &setup, 5)), line(5, 2));
    assert_eq!(a.card.register64(logq::MIRRORED).expect("BAR0 can be read"), 145, "register and host memory agree");
}

fn accept(bench: &mut dyn Bench) {
    let mut a = Host::start(bench, Side::A, 1);
    let mut b = Host::start(bench, Side::B, 1);
    a.queue.post_line(1, &line(1, 1)).expect("it can be posted");
    a.wait_local(bench, 2);
    assert!(a.card.accept_mirror().is_err(), "there is nothing to accept");
    a.resync(bench);
    assert_eq!(b.card.image().expect("the card is there").state, ImageState::InSync, "the partner persists it first");
    a.queue.post_line(2, &line(2, 1)).expect("it can be posted");
    a.wait_local(bench, 3);
    bench.pause(50);
    assert_eq!(a.watermarks().mirrored, 1, "SYNCED is not MIRRORING");
    assert!(!a.watermarks().mirroring());
    a.card.accept_mirror().expect("it is synced");
    a.wait_mirrored(bench, 3);
    let setup = *a.queue.setup();
    assert_eq!(unstamped(remote_line(&mut b.card, &setup, 2)), line(2, 1));
}

/// Boots `side`'s card, without arming it.
fn unarmed(bench: &mut dyn Bench, side: Side, nonce: u64) -> Card {
    let mut card = Card::open(bench.open(side).expect("the bus opens")).expect("it is a card");
    card.wait_ready(bench.patience()).expect("it gets ready");
    card.boot(NonZeroU64::new(nonce).expect("not 0")).expect("it boots");
    card
}

/// Without battery or contents at either end nothing is durable at both.
fn both_armed(bench: &mut dyn Bench) {
    let mut card = unarmed(bench, Side::A, 0xA11CE);
    let mut b = unarmed(bench, Side::B, 0xB0B);
    let queue = card.open_queue(0, setup(0, 1)).expect("the queue opens");
    let mut a = Host { card, queue };
    a.mirror(bench);
    a.queue.post_line(1, &line(1, 1)).expect("it can be posted");
    bench.pause(50);
    assert_eq!((a.watermarks().local, a.watermarks().mirrored), (1, 1), "neither is armed");
    b.arm().expect("it can be armed");
    bench.pause(50);
    assert_eq!((a.watermarks().local, a.watermarks().mirrored), (1, 1), "the own card is not armed");
    a.card.arm().expect("it can be armed");
    a.wait_mirrored(bench, 2);
    drop((a, b));
    // The other way round: only the partner's card is not armed. A power cycle disarms it.
    bench.power(Side::B, false);
    bench.pause(50);
    bench.power(Side::B, true);
    let mut b = unarmed(bench, Side::B, 0xB0B0);
    let mut a = Host::start(bench, Side::A, 2);
    a.mirror(bench);
    a.queue.post_line(2, &line(2, 1)).expect("it can be posted");
    a.wait_local(bench, 3);
    bench.pause(50);
    assert_eq!(a.watermarks().mirrored, 2, "the partner's card is not armed");
    assert!(!b.state().expect("the card is there").armed);
    b.arm().expect("it can be armed");
    a.wait_mirrored(bench, 3);
}

fn resync(bench: &mut dyn Bench) {
    let mut a = Host::start(bench, Side::A, 1);
    a.queue.post_payload(0, &[0xAB; 1024]).expect("it can be posted");
    a.queue.post_lines(1, &lines(1..101, 6)).expect("it can be posted");
    a.wait_local(bench, 101);
    let mut b = Host::start(bench, Side::B, 1);
    a.mirror(bench);
    a.wait_mirrored(bench, 101);
    let setup = *a.queue.setup();
    for position in 1..101 {
        assert_eq!(remote_line(&mut b.card, &setup, position), a.local_line(position), "original stamps");
    }
    let mut found = [0; 1024];
    b.card.read_remote(setup.payload_base.into(), &mut found).expect("REMOTE can be read");
    assert_eq!(found, [0xAB; 1024]);
}

fn state_area(bench: &mut dyn Bench) {
    let (mut a, mut b) = mirrored_pair(bench, 1);
    let state: Vec<u8> = (0..4096u32).map(|i| (i / 3) as u8).collect();
    a.card.write_state(64 << 10, &state).expect("it can be written");
    a.queue.post_line(1, &line(1, 0)).expect("it can be posted");
    a.wait_mirrored(bench, 2);
    let mut found = vec![0; state.len()];
    b.card.read_remote(STATE_OFFSET + (64 << 10), &mut found).expect("REMOTE can be read");
    assert_eq!(found, state, "it is ordered before the line");
}

fn drop_mirror(bench: &mut dyn Bench) {
    let (mut a, mut b) = mirrored_pair(bench, 1);
    a.queue.post_line(1, &line(1, 0)).expect("it can be posted");
    a.wait_mirrored(bench, 2);
    a.card.drop_mirror().expect("it can be dropped");
    until(bench, "the mirror to be lost", || a.card.mirror_state().expect("the card is there") == MirrorState::Lost);
    a.queue.post_line(2, &line(2, 0)).expect("it can be posted");
    a.wait_local(bench, 3);
    bench.pause(50);
    assert_eq!(a.watermarks().mirrored, 2);
    assert!(!a.watermarks().mirroring());
    let image = b.card.image().expect("the card is there");
    assert_eq!((image.state, image.sealed[0]), (ImageState::InSync, 2), "the image is what it was, a true prefix");
}

/// C4, C9: the log goes on, the image stays a true prefix, and the same session goes on where it stopped.
fn cut(bench: &mut dyn Bench) {
    let (mut a, mut b) = mirrored_pair(bench, 1);
    a.queue.post_line(1, &line(1, 0)).expect("it can be posted");
    a.wait_mirrored(bench, 2);
    let session = a.card.link().expect("the card is there").session;
    bench.link(false);
    until(bench, "the link to be down", || !a.watermarks().link_up());
    a.queue.post_payload(128, &[0x77; 64]).expect("it can be posted");
    a.queue.post_lines(2, &lines(2..12, 1)).expect("it can be posted");
    a.wait_local(bench, 12);
    bench.pause(50);
    assert_eq!(a.watermarks().mirrored, 2, "nobody has acknowledged it");
    let image = b.card.image().expect("the card is there");
    assert_eq!((image.state, image.sealed[0]), (ImageState::InSync, 2), "a link that is down makes nothing stale");
    bench.link(true);
    a.wait_mirrored(bench, 12);
    assert_eq!(a.card.link().expect("the card is there").session, session, "the same session");
    let setup = *a.queue.setup();
    assert_eq!(unstamped(remote_line(&mut b.card, &setup, 11)), line(11, 1));
    let mut found = [0; 64];
    b.card.read_remote(u64::from(setup.payload_base) + 128, &mut found).expect("REMOTE can be read");
    assert_eq!(found, [0x77; 64], "payload included");
}

/// More than can wait: the mirror is lost, the watermark stands, nothing is overwritten at the partner.
fn long_cut(bench: &mut dyn Bench) {
    let (mut a, mut b) = mirrored_pair(bench, 1);
    bench.link(false);
    until(bench, "the link to be down", || !a.watermarks().link_up());
    let mut next = 1;
    let mut rounds = 0;
    while a.card.mirror_state().expect("the card is there") != MirrorState::Lost {
        assert!(rounds < 5000, "a mirror that is never lost would need an endless memory");
        a.queue.post_line(next, &line(next, 1)).expect("it can be posted");
        a.queue.post_payload(0, &[rounds as u8; 1024]).expect("it can be posted");
        next += 1;
        rounds += 1;
        a.wait_local(bench, next);
    }
    bench.link(true);
    until(bench, "the link", || a.watermarks().link_up());
    bench.pause(100);
    assert_eq!(a.watermarks().mirrored, 1, "training a link starts no resync");
    assert_eq!(b.card.sealed(0).expect("the card is there"), 1);
    a.mirror(bench);
    a.wait_mirrored(bench, next);
    let setup = *a.queue.setup();
    assert_eq!(remote_line(&mut b.card, &setup, next - 1), a.local_line(next - 1));
}

/// C8: the card takes what comes without its host.
fn partner_host_dead(bench: &mut dyn Bench) {
    let (mut a, b) = mirrored_pair(bench, 1);
    drop(b);
    a.queue.post_lines(1, &lines(1..21, 2)).expect("it can be posted");
    a.wait_mirrored(bench, 21);
    let mut b = start_card(bench, Side::B);
    let setup = *a.queue.setup();
    for position in 1..21 {
        assert_eq!(remote_line(&mut b, &setup, position), a.local_line(position));
    }
    assert_eq!(b.sealed(0).expect("the card is there"), 21);
    a.queue.post_line(21, &line(21, 2)).expect("it can be posted");
    a.wait_mirrored(bench, 22);
}

/// C8: after the owner's host has died in the middle of posting, its partner fences, reads and finds everything that
/// was acknowledged.
fn owner_dead(bench: &mut dyn Bench) {
    let (mut a, mut b) = mirrored_pair(bench, 1);
    let setup = *a.queue.setup();
    a.queue.post_lines(1, &lines(1..41, 2)).expect("it can be posted");
    a.wait_mirrored(bench, 41);
    a.queue.post_raw(super::line_offset(&setup, 41), &line(41, 2)[..24]).expect("it can be posted");
    drop(a);
    b.card.fence(0, 7).expect("it can be ordered");
    until(bench, "the fence", || b.card.fence_done(0).expect("the card is there"));
    assert_eq!(b.card.sealed(0).expect("the card is there"), 41);
    let image = b.card.image().expect("the card is there");
    assert_eq!((image.state, image.fenced, image.fence_epoch[0]), (ImageState::InSync, [true, false], 7));
    for position in 1..41 {
        assert_eq!(unstamped(remote_line(&mut b.card, &setup, position)), line(position, 2));
    }
}

/// The fenced sender is told, keeps its log, and can have nothing acknowledged any more.
fn fence(bench: &mut dyn Bench) {
    let (mut a, mut b) = mirrored_pair(bench, 1);
    // Node a serves both identities, as after a takeover: a second queue on the same card and in the same session.
    let mut second = a.card.open_queue(1, setup(1, 500)).expect("the queue opens");
    a.mirror(bench);
    a.queue.post_line(1, &line(1, 0)).expect("it can be posted");
    a.wait_mirrored(bench, 2);
    b.card.fence(0, 9).expect("it can be ordered");
    until(bench, "the fence", || b.card.fence_done(0).expect("the card is there"));
    let sealed = b.card.sealed(0).expect("the card is there");
    assert_eq!(sealed, 2);
    let setup = *a.queue.setup();
    let before = remote_line(&mut b.card, &setup, 2);
    a.queue.post_lines(2, &lines(2..10, 1)).expect("it can be posted");
    a.wait_local(bench, 10);
    until(bench, "the sender to be told", || a.watermarks().fenced());
    bench.pause(50);
    assert_eq!(a.watermarks().mirrored, 2, "nothing is acknowledged after the fence");
    assert_eq!(b.card.sealed(0).expect("the card is there"), sealed);
    assert_eq!(remote_line(&mut b.card, &setup, 2), before, "and nothing is written");
    assert_eq!(a.card.fenced_by_partner().expect("the card is there"), 1);
    second.post_line(500, &line(500, 1)).expect("it can be posted");
    until(bench, "the other queue", || second.watermarks().expect("the card is there").mirrored == 501);
    assert!(!second.watermarks().expect("the card is there").fenced());
}

/// Node a serves both identities; node b has fenced the first. Returns a, its second queue, and b.
fn fenced_pair(bench: &mut dyn Bench) -> (Host, crate::Queue, Host) {
    let mut a = Host::start(bench, Side::A, 1);
    let b = Host::start(bench, Side::B, 1);
    let mut second = a.card.open_queue(1, setup(1, 500)).expect("the queue opens");
    a.card.write_state(0, &[1; 64]).expect("it can be written");
    a.card.write_state(STATE_PART_BYTES, &[1; 64]).expect("it can be written");
    a.queue.post_payload(0, &[1; 256]).expect("it can be posted");
    second.post_payload(0, &[1; 256]).expect("it can be posted");
    mirror_both(bench, &mut a);
    a.queue.post_line(1, &line(1, 0)).expect("it can be posted");
    second.post_line(500, &line(500, 0)).expect("it can be posted");
    a.wait_mirrored(bench, 2);
    until(bench, "the other queue", || second.watermarks().expect("the card is there").mirrored == 501);
    let mut b = b;
    b.card.fence(0, 9).expect("it can be ordered");
    until(bench, "the fence", || b.card.fence_done(0).expect("the card is there"));
    until(bench, "the sender to be told", || a.watermarks().fenced());
    (a, second, b)
}

/// Resyncs both identities' rings and parts of the state area, in one range that crosses them, and accepts.
fn mirror_both(bench: &mut dyn Bench, a: &mut Host) {
    until(bench, "the link", || a.card.link().expect("the card is there").state == LinkState::Up);
    let (first, second) = (setup(0, 1), setup(1, 1));
    let rings = first.line_base..second.payload_base + second.payload_bytes;
    let state = STATE_OFFSET as u32..(STATE_OFFSET + STATE_PART_BYTES) as u32 + 4096;
    a.card.start_resync(&[state, rings]).expect("the ranges are right");
    until(bench, "the resync", || a.card.mirror_state().expect("the card is there") == MirrorState::Synced);
    a.card.accept_mirror().expect("the mirror is synced");
}

/// What of both identities is in the image that `card` holds: state, payload and the line of one slot.
fn image_of(card: &mut Card, queue: usize, position: u64) -> [u8; 3] {
    let setup = setup(queue, 1);
    let mut byte = |offset: u64| {
        let mut word = [0; 8];
        card.read_remote(offset, &mut word).expect("REMOTE can be read");
        word[0]
    };
    let state = STATE_OFFSET + queue as u64 * STATE_PART_BYTES;
    [byte(state), byte(setup.payload_base.into()), byte(super::line_offset(&setup, position))]
}

/// C4: lines, payload and state of the fenced identity are refused, those of the other are mirrored.
fn fence_of_one(bench: &mut dyn Bench) {
    let (mut a, mut second, mut b) = fenced_pair(bench);
    let before = image_of(&mut b.card, 0, 2);
    a.card.write_state(0, &[2; 64]).expect("it can be written");
    a.queue.post_payload(0, &[2; 256]).expect("it can be posted");
    a.queue.post_line(2, &line(2, 2)).expect("it can be posted");
    a.card.write_state(STATE_PART_BYTES, &[2; 64]).expect("it can be written");
    second.post_payload(0, &[2; 256]).expect("it can be posted");
    second.post_line(501, &line(501, 2)).expect("it can be posted");
    until(bench, "the other queue", || second.watermarks().expect("the card is there").mirrored == 502);
    a.wait_local(bench, 3);
    bench.pause(50);
    assert_eq!(image_of(&mut b.card, 0, 2), before, "nothing of the fenced identity");
    assert_eq!(image_of(&mut b.card, 1, 501), [2; 3], "everything of the other");
    assert_eq!(a.watermarks().mirrored, 2, "nothing of it is acknowledged");
    assert_eq!((b.card.sealed(0).expect("the card is there"), b.card.sealed(1).expect("the card is there")), (2, 502));
    assert!(!second.watermarks().expect("the card is there").fenced());
    assert_eq!(a.card.mirror_state().expect("the card is there"), MirrorState::Mirroring, "the session goes on");
}

/// C9: also a new session, of ranges that cross both identities.
fn resync_under_fence(bench: &mut dyn Bench) {
    let (mut a, mut second, mut b) = fenced_pair(bench);
    let before = image_of(&mut b.card, 0, 2);
    a.card.drop_mirror().expect("it can be dropped");
    until(bench, "the mirror to be lost", || a.card.mirror_state().expect("the card is there") == MirrorState::Lost);
    a.card.write_state(0, &[3; 64]).expect("it can be written");
    a.queue.post_payload(0, &[3; 256]).expect("it can be posted");
    a.queue.post_line(2, &line(2, 3)).expect("it can be posted");
    second.post_payload(0, &[3; 256]).expect("it can be posted");
    second.post_line(501, &line(501, 3)).expect("it can be posted");
    mirror_both(bench, &mut a);
    until(bench, "the other queue", || second.watermarks().expect("the card is there").mirrored == 502);
    let image = b.card.image().expect("the card is there");
    assert_eq!((image.states, image.fenced), ([ImageState::InSync; 2], [true, false]));
    assert_eq!(image.sealed, [2, 502]);
    assert_eq!(image_of(&mut b.card, 0, 2), before, "the sealed image is what it was");
    assert_eq!(image_of(&mut b.card, 1, 501)[1..], [3; 2]);
    a.wait_local(bench, 3);
    assert!(a.watermarks().fenced() && a.watermarks().mirrored <= 2, "{:?}", a.watermarks());
    // Lifting makes only its own part inconsistent, and ends the session.
    b.card.lift(0).expect("it can be ordered");
    until(bench, "the fence to be lifted", || !b.card.fence_done(0).expect("the card is there"));
    let states = b.card.image().expect("the card is there").states;
    assert_eq!(states, [ImageState::Inconsistent, ImageState::InSync]);
    mirror_both(bench, &mut a);
    a.wait_mirrored(bench, 3);
    assert!(!a.watermarks().fenced());
    assert_eq!(b.card.image().expect("the card is there").states, [ImageState::InSync; 2]);
    assert_eq!(image_of(&mut b.card, 0, 2), [3; 3]);
}

fn fence_survives(bench: &mut dyn Bench) {
    let (mut a, mut b) = mirrored_pair(bench, 1);
    b.card.fence(0, 9).expect("it can be ordered");
    until(bench, "the fence", || b.card.fence_done(0).expect("the card is there"));
    drop(b);
    a.queue.post_line(1, &line(1, 0)).expect("it can be posted");
    a.wait_local(bench, 2);
    bench.pause(50);
    assert_eq!(a.watermarks().mirrored, 1);
    // Also across a cut, and across the power of the fencing card.
    bench.link(false);
    bench.pause(50);
    bench.link(true);
    bench.pause(50);
    assert_eq!(a.watermarks().mirrored, 1);
    let mut b = start_card(bench, Side::B);
    assert!(b.fence_done(0).expect("the card is there"));
    drop(b);
    bench.power(Side::B, false);
    bench.pause(100);
    bench.power(Side::B, true);
    let mut b = start_card(bench, Side::B);
    until(bench, "the fence after power-on", || b.fence_done(0).expect("the card is there"));
    assert_eq!(b.sealed(0).expect("the card is there"), 1);
}

fn lift(bench: &mut dyn Bench) {
    let (mut a, mut b) = mirrored_pair(bench, 1);
    b.card.fence(0, 9).expect("it can be ordered");
    until(bench, "the fence", || b.card.fence_done(0).expect("the card is there"));
    a.queue.post_line(1, &line(1, 0)).expect("it can be posted");
    until(bench, "the sender to be told", || a.watermarks().fenced());
    b.card.lift(0).expect("it can be ordered");
    until(bench, "the fence to be lifted", || !b.card.fence_done(0).expect("the card is there"));
    assert_eq!(b.card.image().expect("the card is there").state, ImageState::Inconsistent);
    a.queue.post_line(2, &line(2, 0)).expect("it can be posted");
    a.wait_local(bench, 3);
    bench.pause(50);
    assert_eq!(a.watermarks().mirrored, 1, "the session is over");
    a.mirror(bench);
    a.wait_mirrored(bench, 3);
    assert!(!a.watermarks().fenced());
    assert_eq!(b.card.image().expect("the card is there").state, ImageState::InSync);
    assert_eq!(b.card.sealed(0).expect("the card is there"), 3);
}

/// S8: two takeovers in a row. The queue of a sender that knows that it is refused is opened anew, at another position;
/// after the lift and a resync the partner has everything, and the sender is told so.
fn reopened_while_fenced(bench: &mut dyn Bench) {
    let (mut a, mut b) = mirrored_pair(bench, 1);
    b.card.fence(0, 9).expect("it can be ordered");
    until(bench, "the fence", || b.card.fence_done(0).expect("the card is there"));
    a.queue.post_line(1, &line(1, 0)).expect("it can be posted");
    until(bench, "the sender to be told", || a.watermarks().fenced());
    a.card.drop_mirror().expect("it can be dropped");
    let Host { mut card, queue } = a;
    drop(queue);
    card.disable_queue(0).expect("nobody writes to it");
    let queue = card.open_queue(0, setup(0, 50)).expect("the queue opens");
    let mut a = Host { card, queue };
    a.queue.post_line(50, &line(50, 0)).expect("it can be posted");
    a.wait_local(bench, 51);
    b.card.lift(0).expect("it can be ordered");
    until(bench, "the fence to be lifted", || !b.card.fence_done(0).expect("the card is there"));
    a.mirror(bench);
    a.wait_mirrored(bench, 51);
    a.queue.post_line(51, &line(51, 0)).expect("it can be posted");
    a.wait_mirrored(bench, 52);
    assert_eq!(b.card.sealed(0).expect("the card is there"), 52);
}

/// C10: host alive, card alive, link alive.
fn signs_of_life(bench: &mut dyn Bench) {
    let (mut a, mut b) = mirrored_pair(bench, 1);
    b.card.set_host_beat(77).expect("it can be written");
    until(bench, "the beat", || a.watermarks().peer_beat == 77);
    let age = |a: &mut Host| {
        let age = a.card.beat().expect("the card is there").peer_age_ticks;
        a.card.info().ticks_to_us(age)
    };
    let young = age(&mut a);
    bench.pause(500);
    assert!(age(&mut a) >= young + 250, "a host that does not beat ages: {young} us, then {} us", age(&mut a));
    assert!(a.watermarks().link_up(), "its card is alive");
    b.card.set_host_beat(78).expect("it can be written");
    until(bench, "the next beat", || a.watermarks().peer_beat == 78);
    bench.link(false);
    until(bench, "the link to be down", || !a.watermarks().link_up());
    b.card.set_host_beat(79).expect("it can be written");
    bench.pause(200);
    assert_eq!(a.watermarks().peer_beat, 78, "nothing is heard over a cut cable");
    let silent = a.card.beat().expect("the card is there").card_age_ticks;
    assert!(a.card.info().ticks_to_us(silent) >= 100, "the card is silent for {silent} ticks");
}

fn partner_power(bench: &mut dyn Bench) {
    let (mut a, b) = mirrored_pair(bench, 1);
    a.queue.post_line(1, &line(1, 0)).expect("it can be posted");
    a.wait_mirrored(bench, 2);
    drop(b);
    bench.power(Side::B, false);
    until(bench, "the link to be down", || !a.watermarks().link_up());
    a.queue.post_line(2, &line(2, 0)).expect("it can be posted");
    a.wait_local(bench, 3);
    bench.power(Side::B, true);
    let mut b = Host::start(bench, Side::B, 1);
    until(bench, "the link", || a.watermarks().link_up());
    until(bench, "the mirror to be lost", || a.card.mirror_state().expect("the card is there") == MirrorState::Lost);
    assert_eq!(a.watermarks().mirrored, 2, "another session");
    let image = b.card.image().expect("the card is there");
    assert_eq!((image.state, image.sealed[0]), (ImageState::InSync, 2), "its memory holds what it held");
    a.mirror(bench);
    a.wait_mirrored(bench, 3);
}
