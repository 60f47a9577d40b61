//! Bytes nobody should send: nothing panics, everything stays bounded, and the gate holds.

mod common;

use bytes::Bytes;
use common::script::{segment, Script, Send};
use common::Rng;
use proptest::prelude::*;
use smoltcp::wire::TcpControl;
use tcp::{ConnId, Endpoint, Input, Position};

const BUDGET: u64 = 2 << 20;

/// A session with connections in several states, and frames that fit it.
fn session(rng: &mut Rng) -> (Script, Vec<Vec<u8>>) {
    let mut script = Script::new();
    script.endpoint.set_receive_budget(BUDGET);
    let conn = script.connect();
    script.reply(conn, &[1; 5000]);
    script.send(segment(1, 1).text(&[2; 3000]));
    script.send(segment(9000, 1).text(&[3; 3000]));
    script.syn(50_001);
    script.drain();
    script.others.clear();
    let mut frames = vec![];
    for control in [TcpControl::None, TcpControl::Psh, TcpControl::Fin, TcpControl::Syn, TcpControl::Rst] {
        for text in [0, 1, 1448, 60_000] {
            let length = if control == TcpControl::Syn || control == TcpControl::Rst { 0 } else { text };
            let seq = [1, 3001, 9000, 60_000][rng.below(4) as usize];
            let ack = rng.below(6000) as u32;
            let send = segment(seq, ack).text(&vec![9; length]).control(control).sack(&[(100, 2000), (3000, 4000)]);
            frames.push(script.frame(&send.port(50_000 + rng.below(3) as u16)));
        }
    }
    // ICMP and ARP.
    let mut icmp = frames[0].clone();
    icmp[tcp::VNET_HEADER_BYTES + 23] = 1;
    let mut arp = frames[0].clone();
    arp[tcp::VNET_HEADER_BYTES + 12..][..8].copy_from_slice(&[8, 6, 0, 1, 8, 0, 6, 4]);
    frames.extend([icmp, arp]);
    (script, frames)
}

fn check(script: &mut Script) {
    script.settle();
    for seen in script.drain() {
        assert!(seen.text.len() <= 1460);
    }
    script.others.clear();
    script.inputs.truncate(8);
    assert!(script.endpoint.promised() <= BUDGET, "{} promised", script.endpoint.promised());
    assert!(script.endpoint.connections().count() <= 1024);
    assert_eq!(script.endpoint.counters().withheld_segments, 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    // Shows S1's floor: no byte from the wire makes the endpoint panic or promise more than it may.
    #[test]
    fn mutated_frames(seed: u64, mutations in proptest::collection::vec((any::<usize>(), any::<u8>(), 0u8..6), 1..60)) {
        let mut rng = Rng(seed);
        let (mut script, frames) = session(&mut rng);
        for (at, value, how) in mutations {
            let mut frame = frames[rng.below(frames.len() as u64) as usize].clone();
            // Checksums do not stand in the way.
            frame[0] = 1;
            // Mostly the headers.
            let place = at % frame.len().min(if how < 4 { 110 } else { usize::MAX });
            match how {
                0 => frame[place] = value,
                1 => frame[place] ^= 1 << (value % 8),
                2 => frame.truncate(place),
                3 => {
                    let end = (place + 4).min(frame.len());
                    frame[place..end].fill(value);
                }
                4 => frame.extend(std::iter::repeat_n(value, place)),
                _ => {}
            }
            // An IP header that was changed on purpose has a checksum that fits.
            if value % 2 == 0 && frame.len() > 44 && frame[24] == 0x45 {
                smoltcp::wire::Ipv4Packet::new_unchecked(&mut frame[24..]).fill_checksum();
            }
            script.endpoint.on_frame(script.now_us, &frame);
            if value % 5 == 0 {
                script.pass(u64::from(value) * 10_000);
            }
            check(&mut script);
        }
        script.pass(400_000_000);
        check(&mut script);
    }

    #[test]
    fn arbitrary_frames(frames in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..200), 0..20)) {
        let mut script = Script::new();
        for frame in frames {
            script.endpoint.on_frame(script.now_us, &frame);
            check(&mut script);
        }
    }

    // A damaged log is refused or applied, and never a panic.
    #[test]
    fn arbitrary_log_entries(
        entries in proptest::collection::vec((0u32..4, 0u8..10, any::<[u8; 11]>(), proptest::collection::vec(any::<u8>(), 0..60)), 0..60)
    ) {
        let mut endpoint = Endpoint::new(common::config()).unwrap();
        for (at, (stream, tag, rest, payload)) in entries.into_iter().enumerate() {
            let mut body = [0; tcp::BODY_BYTES];
            body[0] = tag;
            body[1..].copy_from_slice(&rest);
            if at % 2 == 0 {
                body[1..4].fill(0);
                body[5..].fill(0);
            }
            if let Ok(input) = Input::decode(stream, &body, Bytes::from(payload)) {
                let _ = endpoint.apply(Position(at as u64 + 1), &input);
            }
        }
        let saved = postcard::to_stdvec(&endpoint.save()).unwrap();
        let mut endpoint = Endpoint::restore(common::config(), postcard::from_bytes(&saved).unwrap()).unwrap();
        endpoint.resume(0);
        endpoint.release(Position(1000));
        endpoint.transmit(0, &mut |_| true);
    }

    // A damaged saved state is refused or restored, and never a panic.
    #[test]
    fn mutated_saved_states(seed: u64, changes in proptest::collection::vec((any::<usize>(), any::<u8>()), 1..8)) {
        let (script, _) = session(&mut Rng(seed));
        let mut bytes = postcard::to_stdvec(&script.endpoint.save()).unwrap();
        for (at, value) in changes {
            let place = at % bytes.len().min(if value % 2 == 0 { 100 } else { usize::MAX });
            bytes[place] = value;
        }
        let Ok(saved) = postcard::from_bytes(&bytes) else { return Ok(()) };
        let Ok(mut endpoint) = Endpoint::restore(common::config(), saved) else { return Ok(()) };
        endpoint.resume(0);
        endpoint.release(Position(u64::MAX));
        endpoint.transmit(0, &mut |_| true);
        endpoint.on_timer(u64::from(u32::MAX));
        endpoint.transmit(u64::from(u32::MAX), &mut |_| true);
    }
}

// Shows S1, R9: any order of segments, services, releases, deaths and time keeps every acknowledgement and every byte
// behind the log, and the promises inside the budget.
#[test]
fn anything_in_any_order() {
    for seed in 0..300 {
        let mut rng = Rng(seed);
        let (mut script, _) = session(&mut rng);
        script.release = false;
        // What is durable, and what that allows: acknowledgement number and end of our stream.
        let mut allowed: (u64, u64) = (u64::MAX, u64::MAX);
        for step in 0..150 {
            let conn = ConnId(1);
            let status = script.endpoint.status(conn);
            let received = status.map_or(0, |s| s.received) as u32;
            let sent = status.map_or(0, |s| s.sent) as u32;
            match rng.below(12) {
                0..=5 => {
                    let near = |rng: &mut Rng, n: u32| n.wrapping_add(rng.below(4000) as u32).wrapping_sub(1500);
                    let control = match rng.below(40) {
                        0 => TcpControl::Fin,
                        1 => TcpControl::Syn,
                        2 => TcpControl::Rst,
                        _ => TcpControl::None,
                    };
                    let text = if control == TcpControl::None { rng.below(3000) as usize } else { 0 };
                    let start = rng.below(5000) as u32;
                    let send: Send = segment(near(&mut rng, received + 1), near(&mut rng, sent + 1))
                        .text(&vec![step as u8; text])
                        .control(control)
                        .window(rng.below(600) as u16)
                        .sack(&[(start, start + 1000)]);
                    let frame = script.frame(&send);
                    script.endpoint.on_frame(script.now_us, &frame);
                }
                6 if status.is_some() => {
                    let position = script.next_position();
                    let _ = script.endpoint.send(position, conn, Bytes::from(vec![7; rng.below(9000) as usize]));
                }
                7 if status.is_some() => {
                    let position = script.next_position();
                    let _ = script.endpoint.consume(position, conn, rng.below(9000) as usize);
                }
                8 if status.is_some() && rng.chance(100) => {
                    let position = script.next_position();
                    let _ = script.endpoint.close(position, conn);
                }
                9 => {
                    script.endpoint.release(Position(script.position));
                    if let Some(s) = script.endpoint.status(conn) {
                        // FIN counts one more in each direction.
                        allowed = (s.received + 2, s.sent + 2);
                    }
                }
                10 => {
                    let bits = rng.below(24);
                    let us = rng.below(1 << bits);
                    script.pass(us);
                }
                _ if rng.chance(200) => {
                    let saved = script.endpoint.save();
                    script.endpoint = Endpoint::restore(common::config(), saved).unwrap();
                    script.endpoint.set_receive_budget(BUDGET);
                    script.endpoint.resume(script.now_us);
                    allowed = (0, 0);
                }
                _ => {}
            }
            script.settle();
            for seen in script.drain() {
                if seen.control == TcpControl::Rst || script.endpoint.status(conn).is_none() {
                    continue;
                }
                let end = u64::from(seen.seq) + seen.text.len() as u64;
                let ack = u64::from(seen.ack.unwrap_or(0));
                if seen.control != TcpControl::Syn && ack < 1 << 31 && end < 1 << 31 {
                    let fits = ack <= allowed.0 && (end <= allowed.1 || seen.text.is_empty());
                    assert!(fits, "seed {seed}, step {step}: {}+{} ack {ack}, {allowed:?}", seen.seq, seen.text.len());
                }
            }
            script.others.clear();
            assert!(script.endpoint.promised() <= BUDGET, "seed {seed}, step {step}");
        }
    }
}

// Shows R9: many clients that send as much as they may, to a service that reads nothing: the promises stay inside the
// budget, everybody may send something, and nobody's edge goes back when the budget shrinks.
#[test]
fn promises_stay_inside_the_budget() {
    let mut script = Script::new();
    script.endpoint.set_receive_budget(BUDGET);
    let mut iss = vec![];
    for at in 0..100 {
        script.syn(50_000 + at);
        iss.push(script.iss);
        script.send(segment(1, 1).port(50_000 + at));
        let seen = script.drain();
        assert!(seen[0].window >= 4096, "client {at} may send {}", seen[0].window);
    }
    let mut edges = vec![0u32; 100];
    let mut sent = vec![0u32; 100];
    for round in 0..40 {
        for at in 0..100usize {
            script.iss = iss[at];
            script.drain();
            let room = edges[at].saturating_sub(1 + sent[at]).min(1000 + 40 * at as u32);
            script.send(segment(1 + sent[at], 1).text(&vec![1; room as usize]).port(50_000 + at as u16));
            sent[at] += room;
            script.pass(if at == 0 { 50_000 } else { 0 });
            for seen in script.drain() {
                let edge = seen.ack.unwrap() + seen.window;
                if seen.ack == Some(1 + sent[at]) {
                    assert!(edge + 256 > edges[at], "round {round}: the edge of {at} went back");
                    edges[at] = edges[at].max(edge);
                }
            }
            let budget = if round < 20 { BUDGET } else { BUDGET / 2 };
            if round < 20 {
                assert!(script.endpoint.promised() <= budget);
            }
            script.endpoint.set_receive_budget(budget);
        }
    }
    assert!(script.endpoint.promised() <= BUDGET);
}
