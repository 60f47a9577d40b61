//! The status protocol from outside: what a machine does with bytes that reach it.

use cluster::{
    Action, Ask, Boot, CardId, Config, DiskView, Epoch, Event, Evidence, FenceState, Holder, Identity, IdentityConfig,
    IdentityStatus, Indicator, Machine, Message, MessageError, Node, Path, Role, Slot, Status, Timing,
};

const KEY: [u8; 32] = [9; 32];
const PAIR: u64 = 42;

fn config(node: Node) -> Config {
    Config {
        node,
        partner: true,
        pair_id: PAIR,
        pair_key: KEY,
        product_version: 3,
        identities: [Some(IdentityConfig::simple(3)), Some(IdentityConfig::simple(3))],
        timing: Timing::default(),
        attempts_max: 8,
        takeover_on: Default::default(),
    }
}

fn boot() -> Event {
    Event::Start(Box::new(Boot {
        card: CardId(1),
        node: None,
        local: [None, None],
        fences: [FenceState::default(), FenceState::default()],
    }))
}

fn started(node: Node) -> Machine {
    let mut machine = Machine::new(config(node)).unwrap();
    machine.handle(0, boot());
    machine
}

fn message(sequence: u64) -> Message {
    Message {
        node: Node::B,
        indicator: Indicator::Normal,
        generation: 5,
        sequence,
        other_generation: 1,
        other_sequence: 0,
        product_version: 3,
        ask: Ask::None,
        reason: 0,
        farewell: cluster::Farewell::None,
        progress: sequence,
        identities: [
            IdentityStatus { role: Role::Standby, ..IdentityStatus::default() },
            IdentityStatus { role: Role::Mirrored, epoch: Epoch(2), ..IdentityStatus::default() },
        ],
    }
}

fn tell(machine: &mut Machine, now_ms: u64, path: Path, message: &Message) -> Vec<Action> {
    machine.handle(now_ms, Event::Message { path, bytes: message.encode(PAIR, &KEY) })
}

fn sent(actions: &[Action], by: Path) -> Option<Message> {
    actions.iter().find_map(|action| match action {
        Action::Send { path, bytes } if *path == by => Message::decode(bytes, PAIR, &KEY, Node::A).ok(),
        _ => None,
    })
}

fn silent_ms(status: &Status, path: Path) -> Option<u64> {
    status.paths.iter().find(|report| report.path == path).and_then(|report| report.silent_ms)
}

// Shows M2: every field survives the wire; the bytes are those of the documentation.
#[test]
fn a_message_byte_by_byte() {
    let mut original = message(0x0102_0304_0506_0708);
    original.ask = Ask::PleaseDie;
    original.reason = 7;
    original.identities[0].take_me = true;
    original.identities[1].yielding = true;
    original.identities[1].wants_resync = true;
    original.identities[1].fence = Epoch(77);
    let bytes = original.encode(PAIR, &KEY);
    assert_eq!(bytes.len(), 120);
    assert_eq!(&bytes[..8], b"SPST\x01\x00\x01\x00");
    assert_eq!(bytes[8..16], PAIR.to_le_bytes());
    assert_eq!(bytes[16..20], 5u32.to_le_bytes());
    assert_eq!(bytes[24..32], [8, 7, 6, 5, 4, 3, 2, 1]);
    assert_eq!(bytes[44..46], [3, 7]);
    assert_eq!(bytes[56..58], [1, 1]);
    assert_eq!(bytes[72..74], [7, 6]);
    assert_eq!(bytes[80..84], 77u32.to_le_bytes());
    assert_eq!(Message::decode(&bytes, PAIR, &KEY, Node::B), Ok(original));
}

// Shows M3: forged, truncated, foreign and replayed messages are counted and change nothing.
#[test]
fn what_is_not_authentic_is_counted_and_ignored() {
    let mut machine = started(Node::A);
    let good = message(10).encode(PAIR, &KEY);
    let mut give = |bytes: Vec<u8>| {
        machine.handle(10, Event::Message { path: Path::Udp, bytes });
    };
    for len in 0..good.len() {
        give(good[..len].to_vec());
    }
    give([good.clone(), vec![0]].concat());
    for at in 0..good.len() {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        give(bytes);
    }
    give(message(10).encode(PAIR, &[8; 32]));
    give(message(10).encode(PAIR + 1, &KEY));
    give(Message { node: Node::A, ..message(10) }.encode(PAIR, &KEY));
    let counters = machine.status().messages;
    assert_eq!((counters.truncated, counters.forged, counters.foreign, counters.new), (121, 121, 2, 0));
    assert!(!machine.status().partner_alive);

    assert!(tell(&mut machine, 20, Path::Udp, &message(10)).is_empty() || machine.status().partner_alive);
    tell(&mut machine, 21, Path::Udp, &message(10));
    tell(&mut machine, 22, Path::Udp, &message(9));
    tell(&mut machine, 23, Path::Udp, &Message { generation: 4, ..message(999) });
    let counters = machine.status().messages;
    assert_eq!((counters.new, counters.old), (1, 3));
}

// Shows M3: the same message on a second path is old, but the path is alive; order follows (generation, sequence) alone.
#[test]
fn three_paths_are_one_stream() {
    let mut machine = started(Node::A);
    tell(&mut machine, 10, Path::Udp, &message(10));
    tell(&mut machine, 12, Path::Card, &message(10));
    let status = machine.status();
    assert_eq!((status.messages.new, status.messages.old), (1, 1));
    assert_eq!((silent_ms(&status, Path::Udp), silent_ms(&status, Path::Card)), (Some(2), Some(0)));

    // An older one that was on its way for long changes nothing.
    let older = Message { identities: Default::default(), ..message(11) };
    tell(&mut machine, 14, Path::Udp, &message(12));
    tell(&mut machine, 15, Path::Card, &older);
    assert_eq!(machine.status().identities[1].partner_role, Role::Mirrored);

    // A slot on a mailbox disk is the third path.
    let mut view = DiskView { holder: Holder::Partner, epoch: Epoch(0), slots: Default::default() };
    view.slots[Node::B as usize][Slot::Status as usize] = message(13).encode(PAIR, &KEY);
    machine.handle(16, Event::MailboxRead { identity: Identity::B, disks: vec![Some(view), None, None] });
    assert_eq!(silent_ms(&machine.status(), Path::Mailbox), Some(0));
    assert_eq!(machine.status().messages.new, 3);
}

// Shows M3 and R7: a recorded message of the time before this node's boot is no sign of life.
#[test]
fn a_message_that_does_not_know_this_boot_is_no_sign_of_life() {
    let mut machine = started(Node::A);
    tell(&mut machine, 10, Path::Udp, &Message { other_generation: 0, ..message(10) });
    assert!(!machine.status().partner_alive);
    assert_eq!(machine.status().messages.stale, 1);
    tell(&mut machine, 11, Path::Udp, &message(11));
    assert!(machine.status().partner_alive);
}

// Shows M3: the generation is raised at every boot, above NVRAM, the own mailbox slot and what the partner remembers.
#[test]
fn the_generation_rises_above_everything_remembered() {
    let persisted = |actions: &[Action]| {
        actions.iter().rev().find_map(|action| match action {
            Action::PersistNode { nv } => Some(nv.generation),
            _ => None,
        })
    };
    let mut machine = Machine::new(config(Node::A)).unwrap();
    assert_eq!(persisted(&machine.handle(0, boot())), Some(1));

    let mut view = DiskView { holder: Holder::Nobody, epoch: Epoch(0), slots: Default::default() };
    let own = Message { node: Node::A, generation: 6, ..message(1) };
    view.slots[Node::A as usize][Slot::Status as usize] = own.encode(PAIR, &KEY);
    let event = Event::MailboxRead { identity: Identity::A, disks: vec![Some(view), None, None] };
    assert_eq!(persisted(&machine.handle(1, event)), Some(7));

    let heard = tell(&mut machine, 2, Path::Udp, &Message { other_generation: 20, ..message(1) });
    assert_eq!(persisted(&heard), Some(21));
    assert_eq!(sent(&machine.handle(60, Event::Tick), Path::Udp).unwrap().generation, 21);
}

// Shows M5: silence is the silence of all paths; a beat of the card, or a moving engine, is enough.
#[test]
fn one_path_is_enough_to_be_alive() {
    let mut machine = started(Node::A);
    tell(&mut machine, 1000, Path::Udp, &message(1));
    assert!(machine.status().partner_alive);
    for now_ms in (1010..1400).step_by(10) {
        machine.handle(now_ms, Event::CardBeat { host_age_ms: Some(5) });
    }
    assert!(machine.status().partner_alive);
    for now_ms in (1400..1800).step_by(10) {
        machine.handle(now_ms, Event::CardBeat { host_age_ms: Some(now_ms - 1395) });
    }
    assert!(!machine.status().partner_alive);
}

// Shows F9: a partner that still sends but whose engine does not move is not alive.
#[test]
fn a_stuck_engine_is_not_alive() {
    let mut machine = started(Node::A);
    for (sequence, now_ms) in (1000..1800).step_by(50).enumerate() {
        let stuck = Message { progress: 77, ..message(sequence as u64 + 1) };
        tell(&mut machine, now_ms, Path::Udp, &stuck);
    }
    assert!(!machine.status().partner_alive);
}

// Shows M2: heartbeats carry what was heard of the partner, on both network paths.
#[test]
fn heartbeats_echo_the_partner() {
    let mut machine = started(Node::A);
    tell(&mut machine, 10, Path::Udp, &message(33));
    let actions = machine.handle(100, Event::Tick);
    for path in [Path::Udp, Path::Card] {
        let beat = sent(&actions, path).expect("a heartbeat is due");
        assert_eq!((beat.other_generation, beat.other_sequence, beat.generation), (5, 33, 1));
    }
    assert!(actions.contains(&Action::HostBeat));
}

// Shows M6: a version mismatch and the operator forbid takeovers, and the status says so in words.
#[test]
fn what_forbids_a_takeover_is_named() {
    let mut machine = started(Node::A);
    tell(&mut machine, 10, Path::Udp, &Message { product_version: 4, ..message(1) });
    let report = machine.status().identities[1].clone();
    assert!(!report.takeover_possible && report.takeover_text.contains("different versions"), "{report:?}");

    tell(&mut machine, 11, Path::Udp, &Message { indicator: Indicator::Disable, ..message(2) });
    let report = machine.status().identities[1].clone();
    assert!(report.takeover_text.contains("disabled by the operator"), "{report:?}");

    let text = serde_json::to_string(&machine.status()).unwrap();
    assert!(text.contains("\"takeover_reason\":\"operator\""), "{text}");
}

#[test]
fn any_bytes_are_an_error_and_nothing_more() {
    assert_eq!(Message::decode(&[], PAIR, &KEY, Node::B), Err(MessageError::Length(0)));
    assert_eq!(Message::decode(&[0; 120], PAIR, &KEY, Node::B), Err(MessageError::Forged));
    let mut machine = started(Node::A);
    // Answers nobody asked for, in any state.
    let odd = [
        Event::FenceDone { identity: Identity::A },
        Event::Drained { identity: Identity::B },
        Event::Restored { identity: Identity::A, result: Err("no".into()) },
        Event::MailboxWritten { identity: Identity::A, slot: Slot::Record, disk: 200, result: cluster::DiskResult::Ok },
        Event::MailboxRead { identity: Identity::B, disks: Vec::new() },
        Event::Reserved { identity: Identity::B, results: vec![(99, cluster::DiskResult::Refused)] },
        Event::Evidence(Evidence::HostReset),
        Event::CannotLog { why: "test".into() },
        Event::NotRunningFor { ms: 1_000_000 },
        Event::Operator(cluster::Command::Giveback { force: false }),
    ];
    for event in odd {
        machine.handle(5, event);
    }
}
