//! The crossing alone, between two clocks of any ratio, phase and jitter of which PCIe's stops when it likes, with synchronisers that
//! take a cycle more at random, under resets of either side at any moment.
//!
//! Every packet has a number, and a log knows its beats and when it began, so that both ends can be held to: whole, in order, once,
//! no gap inside, nothing of before a reset behind it.

use rtl_pcie::crossing::{Crossing, HEAD_START, SYNCHRONISERS};
use rtl_prims::random::Random;
use rtl_prims::testing::{Model, Port, Verilated};
use rust_hdl::prelude::*;
use std::collections::VecDeque;

/// The synchronisers on PCIe's clock, by their bit of `late`; the others are on the core's.
const BUS_SYNCHRONISERS: u128 = 0b00_1001_0101_0101_1010_0011;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Beat {
    data: u128,
    user: u128,
    keep: u128,
    last: bool,
}

/// The ports of a stream, the side's own name before each.
struct Stream {
    data: Port,
    user: Port,
    keep: Port,
    last: Port,
    valid: Port,
    ready: Port,
}

impl Stream {
    fn new(verilated: &Verilated, name: &str) -> Stream {
        let p = |part| verilated.port(&format!("{name}${part}"));
        Stream {
            data: p("data"),
            user: p("user"),
            keep: p("keep"),
            last: p("last"),
            valid: p("valid"),
            ready: p("ready"),
        }
    }
    fn get(&self, model: &Model) -> Beat {
        let last = model.get(self.last) == 1;
        Beat { data: model.get(self.data), user: model.get(self.user), keep: model.get(self.keep), last }
    }
    fn show(&self, model: &mut Model, beat: Option<Beat>) {
        model.set(self.valid, beat.is_some().into());
        if let Some(beat) = beat {
            model.set(self.data, beat.data);
            model.set(self.user, beat.user);
            model.set(self.keep, beat.keep);
            model.set(self.last, beat.last.into());
        }
    }
}

/// Packets with the time of their first beat, by number.
type Log = Vec<(Vec<Beat>, u64)>;

/// The producer's end of a stream.
#[derive(Default)]
struct Sender {
    packet: Vec<Beat>,
    next: usize,
    shown: bool,
}

impl Sender {
    /// Whether the beat on the stream is the first of a packet that has just been made.
    fn fresh(&self) -> bool {
        self.packet.is_empty()
    }
    /// After an edge at which the beat was taken or not.
    fn edge(&mut self, taken: bool, log: &mut Log, now: u64) {
        if taken {
            if self.next == 0 {
                log.push((self.packet.clone(), now));
            }
            self.next += 1;
            self.shown = false;
            if self.next == self.packet.len() {
                self.forget();
            }
        }
    }
    fn forget(&mut self) {
        (self.packet, self.next, self.shown) = (Vec::new(), 0, false);
    }
    fn beat(&self) -> Option<Beat> {
        self.shown.then(|| self.packet[self.next])
    }
}

/// The consumer's end of a stream.
#[derive(Default)]
struct Receiver {
    /// Number of the packet that is coming, and beats of it.
    coming: Option<(usize, usize)>,
    offered: Option<Beat>,
    /// Number of the last whole packet, if the next has to follow it.
    last: Option<usize>,
    received: u64,
    /// Numbers may be missing before the next packet: a reset, or bus mastering was off.
    gap: bool,
    /// What began before this must not come.
    since: u64,
}

impl Receiver {
    fn reset(&mut self, since: u64) {
        (self.coming, self.offered, self.gap, self.since) = (None, None, true, since);
    }
    fn take(&mut self, name: &str, beat: Beat, log: &Log, mask: Beat) {
        let (number, at) = self.coming.unwrap_or(((beat.data & 0xFFFF_FFFF) as usize, 0));
        let (packet, began) = log.get(number).unwrap_or_else(|| panic!("{name}: {beat:?} is of no packet"));
        if at == 0 {
            assert!(*began >= self.since, "{name}: packet {number} of {began}, before the reset at {}", self.since);
            let follows = self.last.is_none_or(|last| if self.gap { number > last } else { number == last + 1 });
            assert!(follows, "{name}: packet {number} after {:?}", self.last);
            self.gap = false;
        }
        let sent = packet[at];
        let seen = Beat { user: beat.user & mask.user, ..beat };
        assert_eq!(seen, Beat { user: sent.user & mask.user, ..sent }, "{name}: packet {number} beat {at}");
        self.coming = Some((number, at + 1));
        if beat.last {
            (self.coming, self.last) = (None, Some(number));
            self.received += 1;
        }
    }
}

struct Clock {
    period: u64,
    jitter: u64,
    /// Edges come at this time, give or take the jitter.
    ideal: u64,
    next: u64,
    stopped: bool,
}

impl Clock {
    fn new(period: u64, jitter: u64, phase: u64) -> Clock {
        Clock { period, jitter, ideal: phase, next: phase, stopped: false }
    }
    fn advance(&mut self, random: &mut Random) {
        self.ideal += self.period;
        self.next = self.ideal + if self.jitter > 0 { random.below(self.jitter) } else { 0 };
    }
    fn resume(&mut self, now: u64, random: &mut Random) {
        self.stopped = false;
        self.ideal = now + 1 + random.below(3 * self.period);
        self.next = self.ideal;
    }
}

/// What happens to the bus.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Event {
    None,
    /// `user_reset` for that many edges of the bus.
    UserReset(u64),
    /// PERST#, with PCIe's clock stopped or not, until that time; then `user_reset` for a while.
    Perst(u64),
    /// PERST# that does not reach the hard block, until that time.
    Glitch(u64),
    Flr,
    /// PCIe's clock stands until that time.
    Stop(u64),
}

struct Bench {
    model: Model,
    random: Random,
    now: u64,
    bus: Clock,
    core: Clock,
    p: Ports,
    log: [Log; 4],
    senders: [Sender; 4],
    receivers: [Receiver; 4],
    event: Event,
    user_reset: bool,
    perst: bool,
    flr: bool,
    /// Edges of the bus for which the reset has still to last.
    reset_left: u64,
    was_core_reset: bool,
    core_reset_since: Option<u64>,
    /// Edges of the core since PERST# came.
    pressed: u32,
    /// RQ and CC may be cut: PERST# that the hard block does not know of, or not yet.
    cut_until: u64,
    bus_cause: u64,
    /// When the last reset began, as the core's end is concerned.
    core_cause: u64,
    late: u128,
    bus_master: bool,
    settings: VecDeque<u128>,
    /// A reset has cleared what the core knows of them.
    zeroed: bool,
    credits: [u64; 2],
    numbers: VecDeque<u128>,
    numbers_sent: u64,
    numbers_received: u64,
    /// Reads the host takes, and what the hard block has said of that in the last cycles.
    read_credits: u64,
    said: VecDeque<u64>,
    read_pause: u64,
    resets: u64,
    reads: u64,
    calm: bool,
    trace: Option<(u64, u64)>,
}

struct Ports {
    user_clock: Port,
    clock: Port,
    user_reset: Port,
    perst: Port,
    flr: Port,
    flr_done: Port,
    core_reset: Port,
    late: Port,
    bus: [Stream; 4],
    core: [Stream; 4],
    np: Port,
    core_np: Port,
    seq: [Port; 2],
    core_seq: [Port; 2],
    settings: [Port; 5],
    core_settings: [Port; 5],
    credits: Port,
    core_credits: Port,
}

const NAMES: [&str; 4] = ["cq", "rc", "rq", "cc"];
const CQ: usize = 0;
const RC: usize = 1;
const RQ: usize = 2;
const CC: usize = 3;
/// Bits of `tuser` that cross.
const USERS: [u128; 4] = [(1 << 42) - 1, (1 << 43) - 1, 0xFF | 0xF << 24 | 3 << 60, 0];
const WIDTHS: [u32; 5] = [1, 1, 1, 2, 3];

impl Bench {
    fn new(verilated: &Verilated, seed: u64, bus: (u64, u64), core: (u64, u64)) -> Bench {
        let p = |name: &str| verilated.port(name);
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        random.next();
        let (bus_phase, core_phase) = (random.below(bus.0), random.below(core.0));
        Bench {
            model: verilated.model(),
            now: 0,
            bus: Clock::new(bus.0, bus.1, bus_phase),
            core: Clock::new(core.0, core.1, core_phase),
            p: Ports {
                user_clock: p("user_clock"),
                clock: p("clock"),
                user_reset: p("user_reset"),
                perst: p("perst"),
                flr: p("flr"),
                flr_done: p("flr_done"),
                core_reset: p("core_reset"),
                late: p("late"),
                bus: NAMES.map(|name| Stream::new(verilated, name)),
                core: NAMES.map(|name| Stream::new(verilated, &format!("core_{name}"))),
                np: p("cq_np_req"),
                core_np: p("core_np_req"),
                seq: ["rq_seq_num", "rq_seq_num_valid"].map(p),
                core_seq: ["core_seq_num", "core_seq_num_valid"].map(p),
                settings: ["bus_master", "msix_enable", "msix_mask", "max_payload", "max_read"].map(p),
                core_settings: ["bus_master", "msix_enable", "msix_mask", "max_payload", "max_read"]
                    .map(|name| verilated.port(&format!("core_{name}"))),
                credits: p("rq_credits"),
                core_credits: p("core_credits"),
            },
            log: Default::default(),
            senders: Default::default(),
            receivers: Default::default(),
            event: Event::None,
            user_reset: false,
            perst: false,
            flr: false,
            reset_left: 0,
            was_core_reset: false,
            core_reset_since: None,
            pressed: 0,
            cut_until: 0,
            bus_cause: 0,
            core_cause: 0,
            late: 0,
            bus_master: false,
            settings: VecDeque::from([0]),
            zeroed: false,
            credits: [0; 2],
            numbers: VecDeque::new(),
            numbers_sent: 0,
            numbers_received: 0,
            read_credits: 6,
            said: VecDeque::from([6; 4]),
            read_pause: 0,
            resets: 0,
            reads: 0,
            calm: false,
            trace: None,
            random,
        }
    }

    /// A packet for a stream: its number in the first beat, and for RQ what it is.
    fn packet(&mut self, stream: usize) -> Vec<Beat> {
        let number = self.log[stream].len() as u128;
        let longest = [66, 66, 66, 9][stream];
        let read = stream == RQ && self.random.chance(30);
        let beats = match self.random.below(8) {
            _ if read => 1,
            0 => longest,
            1..=2 => 1 + self.random.below(longest),
            _ => 1 + self.random.below(longest.min(6)),
        };
        (0..beats)
            .map(|at| {
                let random = (u128::from(self.random.next()) << 64) | u128::from(self.random.next());
                let kind = u128::from(!read) << 75;
                let data = if at == 0 { (random << 80) | kind | number } else { random };
                let (user, last) = (random >> 3 & USERS[stream], at + 1 == beats);
                Beat { data, user, keep: if last { 0xF >> (random & 3) } else { 0xF }, last }
            })
            .collect()
    }

    /// One edge of either clock, or of both.
    fn step(&mut self) {
        let bus_next = if self.bus.stopped { u64::MAX } else { self.bus.next };
        self.now = bus_next.min(self.core.next);
        let (bus, core) = (bus_next == self.now, self.core.next == self.now);
        self.model.settle();
        if bus {
            self.bus_edge();
        }
        if core {
            self.core_edge();
        }
        let clocks: Vec<Port> = [(bus, self.p.user_clock), (core, self.p.clock)]
            .iter()
            .filter(|(edge, _)| *edge)
            .map(|(_, p)| *p)
            .collect();
        self.model.edge(&clocks);
        self.core_boundary();
        self.drive(bus, core);
        if bus {
            self.bus.advance(&mut self.random);
        }
        if core {
            self.core.advance(&mut self.random);
        }
        self.events();
    }

    fn inbound_taken(&self, stream: usize, at: &Stream) -> bool {
        self.senders[stream].shown && self.model.get(at.ready) == 1
    }

    fn bus_edge(&mut self) {
        for stream in [CQ, RC] {
            let taken = self.inbound_taken(stream, &self.p.bus[stream]);
            assert!(!(taken && self.user_reset), "{} takes a beat in reset", NAMES[stream]);
            self.senders[stream].edge(taken, &mut self.log[stream], self.now);
        }
        for stream in [RQ, CC] {
            let port = &self.p.bus[stream];
            let (valid, ready) = (self.model.get(port.valid) == 1, self.model.get(port.ready) == 1);
            let receiver = &mut self.receivers[stream];
            let may_cut = self.now < self.cut_until || self.perst;
            receiver.gap |= may_cut || self.flr;
            if self.user_reset {
                assert!(!valid, "{} shows a beat in reset", NAMES[stream]);
                receiver.reset(self.bus_cause);
                continue;
            }
            if !valid {
                if receiver.coming.is_some() || receiver.offered.is_some() {
                    assert!(may_cut, "{}: valid falls inside {:?} at {}", NAMES[stream], receiver.coming, self.now);
                    receiver.reset(self.bus_cause);
                }
                continue;
            }
            let beat = port.get(&self.model);
            if let Some(offered) = receiver.offered.take() {
                assert_eq!(beat, offered, "{}: a beat that was not taken changes", NAMES[stream]);
            } else if receiver.coming.is_none() {
                assert!(stream != RQ || self.bus_master, "RQ: a packet without bus mastering");
            }
            if !ready {
                receiver.offered = Some(beat);
                continue;
            }
            let begins = receiver.coming.is_none();
            receiver.take(NAMES[stream], beat, &self.log[stream], Beat { user: USERS[stream], ..Beat::default() });
            if stream == RQ && begins && beat.data >> 75 & 15 == 0 {
                assert!(self.read_credits > 0, "RQ: a read without a credit at {}", self.now);
                self.read_credits -= 1;
                self.reads += 1;
            }
        }
        if !self.bus_master {
            self.receivers[RQ].gap = true;
        }
        self.credits[1] += self.model.get(self.p.np) as u64;
        assert!(self.credits[1] <= self.credits[0], "credits out of nothing");
        self.numbers_sent += self.model.get(self.p.seq[1]) as u64;
        if self.flr && self.model.get(self.p.flr_done) == 1 {
            self.flr = false;
            self.event = Event::None;
        }
        self.said.push_back(self.read_credits);
        self.said.pop_front();
        if self.reset_left > 0 && !self.perst {
            self.reset_left -= 1;
            if self.reset_left == 0 {
                self.user_reset = false;
                self.event = Event::None;
            }
        }
    }

    fn core_edge(&mut self) {
        let reset = self.model.get(self.p.core_reset) == 1;
        // PERST# is there after a few cycles of the core, whatever PCIe's clock does: two or three in its synchroniser.
        self.pressed = if self.perst { self.pressed + 1 } else { 0 };
        assert!(self.pressed < 6 || reset, "PERST# does not reach the core");
        for stream in [RQ, CC] {
            let taken = self.inbound_taken(stream, &self.p.core[stream]);
            assert!(!(taken && reset), "{} takes a beat in reset", NAMES[stream]);
            if taken && self.senders[stream].next == 0 && stream == RQ {
                self.read_pause = 4;
            }
            self.senders[stream].edge(taken, &mut self.log[stream], self.now);
            if reset {
                self.senders[stream].forget();
            }
        }
        self.read_pause = self.read_pause.saturating_sub(1);
        for stream in [CQ, RC] {
            let port = &self.p.core[stream];
            let (valid, ready) = (self.model.get(port.valid) == 1, self.model.get(port.ready) == 1);
            assert!(!(valid && reset), "{} shows a beat in reset", NAMES[stream]);
            if valid && ready {
                let beat = port.get(&self.model);
                self.receivers[stream].take(
                    NAMES[stream],
                    beat,
                    &self.log[stream],
                    Beat { user: USERS[stream], ..Beat::default() },
                );
            }
        }
        self.credits[0] += self.model.get(self.p.core_np) as u64 * u64::from(!reset);
        if self.model.get(self.p.core_seq[1]) == 1 {
            let number = self.model.get(self.p.core_seq[0]);
            while self.numbers.front().is_some_and(|n| *n != number) && self.numbers_received == 0 {
                // Those of before the reset are lost.
                self.numbers.pop_front();
            }
            assert_eq!(self.numbers.pop_front(), Some(number), "numbers in order");
            self.numbers_received += 1;
        }
        let seen = self.seen_settings();
        if seen == 0 && self.zeroed {
            return;
        }
        self.zeroed &= reset;
        assert!(self.settings.contains(&seen), "settings {seen:x} have never been {:x?}", self.settings);
        while self.settings.front() != Some(&seen) {
            self.settings.pop_front();
        }
    }

    /// The card's reset begins or ends.
    fn core_boundary(&mut self) {
        let reset = self.model.get(self.p.core_reset) == 1;
        if reset != self.was_core_reset {
            self.was_core_reset = reset;
            self.core_reset_since = reset.then_some(self.now);
            self.resets += u64::from(reset);
            if !reset {
                for stream in [CQ, RC] {
                    self.receivers[stream].reset(self.core_cause);
                }
                // The core starts again.
                self.credits = [0; 2];
                self.numbers_received = 0;
                self.numbers.clear();
            }
            self.zeroed |= reset;
        }
    }

    fn seen_settings(&self) -> u128 {
        self.p.core_settings.iter().zip(WIDTHS).fold(0, |all, (port, width)| all << width | self.model.get(*port))
    }

    fn drive(&mut self, bus: bool, core: bool) {
        // A synchroniser may miss a change once, then it has it.
        let bus_bits = if bus { BUS_SYNCHRONISERS } else { 0 };
        let core_bits = if core { !BUS_SYNCHRONISERS & ((1 << SYNCHRONISERS) - 1) } else { 0 };
        let now = bus_bits | core_bits;
        let fresh = u128::from(self.random.next()) & now & !self.late;
        self.late = self.late & !now | fresh;
        self.model.set(self.p.late, self.late);
        if bus {
            for stream in [CQ, RC] {
                let more = if self.calm { 0 } else { 80 };
                self.offer(stream, self.user_reset || self.flr, more);
                let beat = self.senders[stream].beat();
                self.p.bus[stream].show(&mut self.model, beat);
            }
            for stream in [RQ, CC] {
                let ready = self.calm || self.random.chance(75);
                self.model.set(self.p.bus[stream].ready, ready.into());
            }
            if !self.calm && self.random.chance(2) || self.calm && !self.bus_master {
                let value = self.random.next() as u128 & 0xFF;
                // Mostly with bus mastering.
                let value = if self.calm || self.random.chance(80) { value | 0x80 } else { value };
                self.bus_master = value & 0x80 != 0;
                self.settings.push_back(value);
                let mut left = value;
                for (port, width) in self.p.settings.iter().zip(WIDTHS).rev() {
                    self.model.set(*port, left & ((1 << width) - 1));
                    left >>= width;
                }
            }
            let number = u128::from(self.numbers_sent % 64);
            let tell = !self.calm && self.random.chance(30) && self.numbers.len() < 29 && !self.user_reset;
            self.model.set(self.p.seq[1], tell.into());
            self.model.set(self.p.seq[0], number);
            if tell {
                self.numbers.push_back(number);
            }
            if self.read_credits < 6 && self.random.chance(10) {
                self.read_credits += 1;
            }
            self.model.set(self.p.credits, self.said[0].into());
        }
        if core {
            for stream in [RQ, CC] {
                let more = if self.calm { 0 } else { 80 };
                self.offer(stream, self.was_core_reset, more);
                let beat = self.senders[stream].beat();
                self.p.core[stream].show(&mut self.model, beat);
            }
            for stream in [CQ, RC] {
                let ready = self.calm || self.random.chance(75);
                self.model.set(self.p.core[stream].ready, ready.into());
            }
            let open = self.credits[0] - self.credits[1];
            let give = !self.was_core_reset && open < 24 && !self.calm && self.random.chance(50);
            self.model.set(self.p.core_np, give.into());
        }
        self.model.set(self.p.user_reset, self.user_reset.into());
        self.model.set(self.p.perst, self.perst.into());
        self.model.set(self.p.flr, self.flr.into());
    }

    /// The next beat of a stream: packets of the core have no gaps inside, those of the hard block may.
    fn offer(&mut self, stream: usize, hold: bool, more: u64) {
        if self.senders[stream].shown {
            return;
        }
        if self.senders[stream].fresh() {
            if hold || !self.random.chance(more) {
                return;
            }
            let packet = self.packet(stream);
            let read = stream == RQ && packet[0].data >> 75 & 15 == 0;
            if read && (self.read_pause > 0 || self.model.get(self.p.core_credits) == 0) {
                return;
            }
            self.senders[stream].packet = packet;
        } else if stream <= RC && self.random.chance(15) {
            return;
        }
        self.senders[stream].shown = true;
    }

    fn reset_bus(&mut self, edges: u64) {
        self.user_reset = true;
        self.reset_left = edges;
        for stream in [CQ, RC] {
            self.senders[stream].forget();
        }
        self.model.set(self.p.user_reset, 1);
        for stream in [CQ, RC] {
            self.p.bus[stream].show(&mut self.model, None);
        }
        self.model.set(self.p.seq[1], 0);
    }

    /// What happens to the bus now.
    fn events(&mut self) {
        let longest = self.bus.period.max(self.core.period);
        match self.event {
            Event::None if !self.calm && self.random.below(400) == 0 => {
                let wait = self.now + self.random.below(60 * longest);
                let edges = 1 + self.random.below(12);
                self.event = match self.random.below(8) {
                    0..=1 => Event::UserReset(edges),
                    2..=4 => Event::Perst(wait),
                    5 => Event::Glitch(wait),
                    6 => Event::Flr,
                    _ => Event::Stop(wait),
                };
                let cause = self.now + 1;
                println!("  {}: {:?}", self.now, self.event);
                match self.event {
                    Event::UserReset(edges) => {
                        (self.bus_cause, self.core_cause) = (cause, cause);
                        self.reset_bus(edges);
                    }
                    Event::Perst(_) | Event::Glitch(_) => {
                        self.perst = true;
                        self.model.set(self.p.perst, 1);
                        self.core_cause = cause;
                        self.bus_cause = cause;
                        if matches!(self.event, Event::Perst(_)) {
                            self.bus.stopped = self.random.chance(60);
                            // The hard block is in reset when its clock comes back, and at once if it does not stop.
                            self.reset_bus(edges);
                        }
                    }
                    Event::Flr => {
                        self.flr = true;
                        self.model.set(self.p.flr, 1);
                    }
                    Event::Stop(_) => self.bus.stopped = true,
                    Event::None => {}
                }
            }
            Event::Perst(until) if self.now >= until && self.perst => {
                self.perst = false;
                if self.bus.stopped {
                    self.bus.resume(self.now, &mut self.random);
                }
            }
            Event::Glitch(until) if self.now >= until => {
                self.perst = false;
                self.cut_until = self.now + 40 * longest;
                self.event = Event::None;
            }
            Event::Stop(until) if self.now >= until => {
                self.bus.resume(self.now, &mut self.random);
                self.event = Event::None;
            }
            _ => {}
        }
        self.model.set(self.p.perst, self.perst.into());
        if let Some(since) = self.core_reset_since.filter(|_| self.event == Event::None) {
            assert!(self.now < since.max(self.trace.map_or(0, |t| t.0)) + 400 * longest, "the core stays in reset");
        }
        if self.event != Event::None {
            self.trace = Some((self.now, 0));
        }
    }

    fn run(&mut self, steps: u64) {
        for _ in 0..steps {
            self.step();
        }
        // Everything that is under way arrives.
        self.calm = true;
        for _ in 0..6_000 {
            self.step();
        }
        assert_eq!(self.event, Event::None);
        assert!(!self.was_core_reset);
        for stream in [CQ, RC, RQ, CC] {
            let sent = self.log[stream].len();
            let end = self.receivers[stream].last.map_or(0, |n| n + 1);
            let open = self.receivers[stream].gap;
            assert!(end == sent || open, "{}: {sent} sent, the last received is {end}", NAMES[stream]);
        }
        assert_eq!(self.credits[0], self.credits[1], "every credit has arrived");
        assert_eq!(self.settings.back(), Some(&self.seen_settings()), "the last settings have arrived");
    }
}

fn verilated(head_start: u64) -> Verilated {
    let mut crossing = Crossing::new(head_start);
    crossing.connect_all();
    Verilated::build(&crossing, if head_start == 0 { "crossing_patient" } else { "crossing" })
}

fn seeds() -> std::ops::Range<u64> {
    match std::env::var("SEED").ok().and_then(|s| s.parse::<u64>().ok()) {
        Some(seed) => seed..seed + 1,
        None => 1..101,
    }
}

fn runs(head_start: u64, clocks: impl Fn(&mut Random) -> [(u64, u64); 2]) {
    let verilated = verilated(head_start);
    let (mut received, mut resets, mut reads) = ([0; 4], 0, 0);
    for seed in seeds() {
        println!("SEED={seed}");
        let mut random = Random(seed);
        random.next();
        let [bus, core] = clocks(&mut random);
        println!("  bus {bus:?} core {core:?}");
        let mut bench = Bench::new(&verilated, seed, bus, core);
        bench.run(12_000);
        for (all, receiver) in received.iter_mut().zip(&bench.receivers) {
            *all += receiver.received;
        }
        resets += bench.resets;
        reads += bench.reads;
    }
    println!("{received:?} packets, {resets} resets, {reads} reads");
    if seeds().count() > 1 {
        assert!(received.iter().all(|n| *n > 2_000) && resets > 200 && reads > 500);
    }
}

// Shows C2, C6, C11: between clocks of any ratio, with jitter, stops and resets at any moment, packets arrive whole, in order and once, no
// packet to the hard block has a gap, nothing of before a reset comes behind it, and no read goes out without its credit.
#[test]
fn any_two_clocks() {
    runs(0, |random| {
        let mut clock = || {
            let period = 1_000 + random.below(8_000);
            (period, random.below(period))
        };
        [clock(), clock()]
    });
}

// Shows C2, C6, C11: the same between clocks of any ratio that keep time, with packets that begin before they are whole as soon as the core has
// found out that it keeps up, and never else.
#[test]
fn a_head_start_between_any_two_clocks() {
    runs(HEAD_START, |random| {
        let core = 1_000 + random.below(8_000);
        let bus = match random.below(3) {
            // Too fast by little, which shows in long packets only.
            0 => core - core * random.below(80) / 1_000,
            _ => 1_000 + random.below(8_000),
        };
        [(bus, 1 + bus / 20), (core, 1 + core / 20)]
    });
}

// Shows C2, C6, C11: the same with packets that begin before they are whole, on clocks of the card: PCIe's as fast as the core's, or slower.
#[test]
fn a_head_start_on_the_clocks_of_the_card() {
    runs(HEAD_START, |random| match random.below(3) {
        0 => [(4_000, 0), (4_000, 0)],
        1 => [(3_990 + random.below(20), 200), (4_000, 200)],
        _ => [(4_000 * (1 + random.below(4)), random.below(400)), (4_000, 200)],
    });
}
