//! The card's event log: what happened is said once, in order, with what it was about.

use super::{line, lines, mirrored_pair, setup, start_card, until, Bench, Check, Host, Need};
use crate::health::{Event, EventKind, LostReason, Poison};
use crate::{Card, Side};

pub(super) const CHECKS: &[Check] = &[
    Check { name: "what happens to link and mirror is in the event log", needs: &[Need::Events], run: mirror },
    Check { name: "what is wrong with the log is in the event log", needs: &[Need::Events], run: log },
    Check {
        name: "memory errors are in the event log, with their place",
        needs: &[Need::Events, Need::MemoryErrors],
        run: memory,
    },
    Check {
        name: "a bad battery is in the event log, and nothing counts while it is bad",
        needs: &[Need::Events, Need::BadBattery],
        run: battery,
    },
];

/// What a card has said so far.
#[derive(Default)]
struct Log {
    events: Vec<Event>,
    /// How many of them were asked for.
    told: usize,
}

impl Log {
    /// Waits until what comes next in the log, among other things, is `kind`.
    fn wait(&mut self, bench: &mut dyn Bench, card: &mut Card, kind: EventKind) {
        self.find(bench, card, &format!("the event {kind:?}"), |found| found == kind);
    }

    fn find(&mut self, bench: &mut dyn Bench, card: &mut Card, what: &str, is: impl Fn(EventKind) -> bool) {
        until(bench, what, || {
            for event in card.events().expect("the card keeps events") {
                let event = event.expect("the card is there");
                if let Some(last) = self.events.last() {
                    assert!(event.sequence == last.sequence + 1 && event.tick >= last.tick, "{last:?}, then {event:?}");
                }
                self.events.push(event);
            }
            let found = self.events[self.told..].iter().position(|event| is(event.kind));
            found.inspect(|at| self.told += at + 1).is_some()
        });
    }

    /// How often something was said.
    fn count(&self, kind: EventKind) -> usize {
        self.events.iter().filter(|event| event.kind == kind).count()
    }
}

fn mirror(bench: &mut dyn Bench) {
    let (mut a, mut b) = mirrored_pair(bench, 1);
    let mut log = Log::default();
    let generation = a.watermarks().generation as u16;
    log.find(
        bench,
        &mut a.card,
        "the boot",
        |kind| matches!(kind, EventKind::Booted { generation: g, .. } if g == generation),
    );
    log.wait(bench, &mut a.card, EventKind::LinkUp { peer_card_id: b.card.info().card_id });
    a.card.drop_mirror().expect("the card is there");
    log.wait(bench, &mut a.card, EventKind::MirrorLost(LostReason::Host));
    a.mirror(bench);
    // Longer than what waits for the partner can: the link goes down, then the mirror.
    bench.link(false);
    log.wait(bench, &mut a.card, EventKind::LinkDown);
    let mut next = 1;
    while a.card.mirror_state().expect("the card is there") == crate::MirrorState::Mirroring {
        assert!(next < 5000, "a mirror that is never lost would need an endless memory");
        a.queue.post_line(next, &line(next, 1)).expect("it can be posted");
        // One behind the other, as a log does: what is overwritten before it is sent would end the mirror for that.
        let place = next as u32 * 1024 % setup(0, 0).payload_bytes;
        a.queue.post_payload(place, &[next as u8; 1024]).expect("it can be posted");
        next += 1;
        a.wait_local(bench, next);
    }
    log.wait(bench, &mut a.card, EventKind::MirrorLost(LostReason::Stalled));
    bench.link(true);
    log.wait(bench, &mut a.card, EventKind::LinkUp { peer_card_id: b.card.info().card_id });
    a.mirror(bench);
    b.card.fence(0, 9).expect("it can be ordered");
    until(bench, "the fence", || b.card.fence_done(0).expect("the card is there"));
    a.queue.post_line(next, &line(next, 1)).expect("it can be posted");
    log.wait(bench, &mut a.card, EventKind::Fenced { queues: 1 });
    for (kind, times) in [
        (EventKind::LinkUp { peer_card_id: b.card.info().card_id }, 2),
        (EventKind::LinkDown, 1),
        (EventKind::MirrorLost(LostReason::Host), 1),
        (EventKind::MirrorLost(LostReason::Stalled), 1),
    ] {
        assert_eq!(log.count(kind), times, "{kind:?} in {:?}", log.events);
    }
    assert_eq!(a.card.events_lost().expect("the card keeps events"), 0);
}

fn log(bench: &mut dyn Bench) {
    let mut host = Host::start(bench, Side::A, 1);
    let mut log = Log::default();
    // The line of slot 2 in the place of slot 1.
    let offset = super::line_offset(host.queue.setup(), 1);
    host.queue.post_raw(offset, &line(2, 9)).expect("it can be posted");
    log.wait(bench, &mut host.card, EventKind::BadTicket { queue: 0, slot: 2 });
    let mut broken = line(1, 1);
    broken[5] ^= 0x40;
    host.queue.post_line(1, &broken).expect("it can be posted");
    log.wait(bench, &mut host.card, EventKind::BadCrc { queue: 0, slot: 1 });
    // Slot 2 stays away for longer than a millisecond.
    host.queue.post_line(3, &line(3, 1)).expect("it can be posted");
    bench.pause(1_500);
    log.wait(bench, &mut host.card, EventKind::LogHole { queue: 0, slot: 2 });
    host.queue.post_lines(2, &lines(2..3, 1)).expect("it can be posted");
    host.wait_local(bench, 4);
}

fn memory(bench: &mut dyn Bench) {
    let mut card = Card::open(bench.open(Side::A).expect("the bus opens")).expect("it is a card");
    card.wait_ready(bench.patience()).expect("it gets ready");
    let offset = abi::geometry::SCRATCH_OFFSET as u32 + 256;
    let mut log = Log::default();
    card.write_scratch(256, &[0x5A; 64]).expect("it can be written");
    card.poison(offset + 16, Poison::Single).expect("it is not armed");
    card.read_local(offset.into(), &mut [0; 64]).expect("one wrong bit is corrected");
    log.wait(bench, &mut card, EventKind::EccCorrected { offset: offset + 16 });
    card.write_scratch(256, &[0x5A; 64]).expect("it can be written");
    card.poison(offset + 32, Poison::Double).expect("it is not armed");
    // It fails or gives ones: the bus decides.
    let _ = card.read_local(offset.into(), &mut [0; 64]);
    log.wait(bench, &mut card, EventKind::EccUncorrected { offset: offset + 32 });
}

fn battery(bench: &mut dyn Bench) {
    let mut host = Host::start(bench, Side::A, 1);
    let _partner = start_card(bench, Side::B);
    let mut log = Log::default();
    host.queue.post_lines(1, &lines(1..4, 1)).expect("it can be posted");
    host.wait_local(bench, 4);
    bench.battery(Side::A, false);
    log.wait(bench, &mut host.card, EventKind::Battery { good: false });
    until(bench, "the host to be told", || !host.watermarks().armed());
    host.queue.post_lines(4, &lines(4..6, 1)).expect("it can be posted");
    bench.pause(50);
    assert_eq!(host.watermarks().local, 4, "a card that could lose it does not acknowledge it");
    let state = host.card.state().expect("the card is there");
    assert!(!state.battery && !state.armed, "{state:?}");
    bench.battery(Side::A, true);
    log.wait(bench, &mut host.card, EventKind::Battery { good: true });
    until(bench, "the host to be told", || host.watermarks().armed());
    host.wait_local(bench, 6);
}
