//! The Verilated card pair: two instances of the RTL, their memories, root ports and the cable.
//!
//! One core clock for both cards (their crystals differ in reality; the line coding's crossings are the board's). In each cycle a
//! card's inputs are set, its logic settles, the outputs of the cycle are taken, and the clock rises. PCIe's clock of each card is one of
//! its own ([`UserClock`]). Between cards everything takes at least the cable's latency, so the order in which they are stepped does not
//! matter.

mod card;
mod dut;
mod line;
mod requester;
mod root;
mod tlp;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use abi::frame::{BLOCK_START, KIND_MAIL, KIND_NAK, KIND_UNSEQUENCED};

use crate::host::HostMemory;
use crate::memory::NvMemory;
use crate::pair::{is_beat, Bar, CardPair, Completion, ReadTag, Side, UserClock};
use crate::random::Random;
use card::{BoardState, BusState, Card, Readiness, UserEdge};
use dut::Inputs;
use line::{Line, LineBeat, TRAINING_CYCLES};
use root::RootPort;
use tlp::BadPacket;

pub use card::Pins;
pub use line::{LATENCY_CYCLES, RATE_10G_BEATS, RATE_25G_BEATS, RATE_CYCLES};

/// A drain that has not finished after this many cycles has failed: 4 ms, far beyond what is left in the FIFOs.
const DRAIN_CYCLES: u64 = 1_000_000;
/// Cycles PERST# is held, and bus mastering is off.
const RESET_CYCLES: u64 = 16;
/// Edges of PCIe's clock for which the hard block stays in reset behind PERST#.
const USER_RESET_EDGES: u64 = 8;
/// A function-level reset the card has not finished after this many cycles is over all the same, as for a host that waits 100 ms.
const FLR_CYCLES: u64 = 20_000;
/// A frame without an ack is waited for this long before the pair may count as quiet: five retries.
const ACK_CYCLES: u64 = 10_000;

/// Every cycle of a pair since recording began.
pub type PinLog = Arc<Mutex<Vec<[Pins; 2]>>>;

/// What a card is reset by.
#[derive(Clone, Copy, PartialEq)]
enum Reset {
    /// PERST# or hot reset.
    Bus,
    /// Bus master enable is low, and nothing else happens.
    BusMaster,
}

struct Slot {
    id: u64,
    memory: NvMemory,
    /// Wrong stored bits by unit of 16 bytes, as the memory's ECC sees them. They outlive the card, not the process.
    wrong_bits: BTreeMap<u32, u8>,
    root: RootPort,
    card: Option<Card>,
    power_fail: bool,
    reset_until: u64,
    reset: Reset,
    user_clock: UserClock,
    /// Edges of PCIe's clock for which the hard block is in reset still.
    user_reset_edges: u64,
    /// A function-level reset goes on.
    flr: bool,
    /// From this card to the other.
    line: Line,
    /// What this side has sent and been acked, from watching the cable.
    last_sent: u64,
    acked: u64,
    frame_at: u64,
    bus_errors: u64,
}

/// Two RTL cards and a cable.
pub struct RtlPair {
    slots: [Slot; 2],
    now: u64,
    activity: u64,
    plugged: bool,
    noise: f64,
    losses: f64,
    /// The line is trained from this cycle on.
    trained_at: Option<u64>,
    stalls: f64,
    random: Random,
    next_tag: ReadTag,
    pins: Option<PinLog>,
}

impl RtlPair {
    /// Two cards over the memories given, without power. `seed` decides noise, stalls, and what registers without a
    /// reset value hold at power-on.
    pub fn new(memories: [NvMemory; 2], ids: [u64; 2], seed: u64) -> Self {
        let mut random = Random::new(seed);
        let mut ids = ids.into_iter();
        let slots = memories.map(|memory| Slot {
            id: ids.next().expect("two"),
            memory,
            wrong_bits: BTreeMap::new(),
            root: RootPort::new(HostMemory::new(), random.next()),
            card: None,
            power_fail: false,
            reset_until: 0,
            reset: Reset::Bus,
            user_clock: UserClock::Together,
            user_reset_edges: 0,
            flr: false,
            line: Line::new(random.next()),
            last_sent: 0,
            acked: 0,
            frame_at: 0,
            bus_errors: 0,
        });
        RtlPair {
            slots,
            now: 0,
            activity: 0,
            plugged: true,
            noise: 0.0,
            losses: 0.0,
            trained_at: None,
            stalls: 0.0,
            random,
            next_tag: 0,
            pins: None,
        }
    }

    /// Probability, in each cycle and for each of them, that memory, hard block and line do not take what the card
    /// offers.
    pub fn set_stalls(&mut self, probability: f64) {
        self.stalls = probability;
        for slot in &mut self.slots {
            slot.root.requester.shuffle = probability > 0.0;
        }
    }

    /// Cycles from a read of host memory to its first completion.
    pub fn set_read_latency(&mut self, cycles: u64) {
        for slot in &mut self.slots {
            slot.root.requester.latency_cycles = cycles;
        }
    }

    /// The largest payload the hosts allow (`cfg_max_payload`): 128 bytes shifted left by 0 to 3. For the cards that are on.
    pub fn set_max_payload(&mut self, code: u8) {
        assert!(code < 4, "a largest payload of {} bytes", 128u32 << code);
        for slot in &mut self.slots {
            slot.root.requester.max_payload_bytes = 128 << code;
            if let Some(card) = slot.card.as_mut() {
                card.inputs.max_payload = code;
            }
        }
    }

    /// Rate of beats that the cable loses whole.
    pub fn set_losses(&mut self, rate: f64) {
        self.losses = rate;
        self.set_line_faults();
    }

    /// Records what moves over the ports, from now on.
    pub fn record_pins(&mut self) -> PinLog {
        self.pins.get_or_insert_default().clone()
    }

    /// Speed of the cable in both directions, beats in [`RATE_CYCLES`].
    pub fn set_line_rate(&mut self, beats: u64) {
        for slot in &mut self.slots {
            slot.line.set_rate(beats);
        }
    }

    /// One wrong bit in the next beat that `from` sends.
    pub fn damage_next(&mut self, from: Side) {
        self.slots[from.index()].line.damage_next();
    }

    /// Cycles since the pair was made in which the line from this card would have taken a beat, and beats it took.
    pub fn line_use(&self, from: Side) -> (u64, u64) {
        let line = &self.slots[from.index()].line;
        (line.places, line.beats)
    }

    fn reset_by(&mut self, side: Side, reset: Reset) {
        let until = self.now + RESET_CYCLES;
        let slot = &mut self.slots[side.index()];
        (slot.reset, slot.reset_until) = (reset, until);
        // Without bus mastering what the card has asked for still arrives, and nobody wants it any more.
        if reset == Reset::Bus {
            slot.user_reset_edges = USER_RESET_EDGES;
            slot.root.abort(false);
            self.set_msix(side, false);
        }
        self.advance(RESET_CYCLES);
        self.activity = self.now;
    }

    fn set_line_faults(&mut self) {
        for slot in &mut self.slots {
            slot.line.set_faults(self.noise, self.losses);
        }
    }

    fn retrain(&mut self) {
        for slot in &mut self.slots {
            slot.line.cut();
        }
        let both = self.plugged && self.slots.iter().all(|s| s.card.is_some());
        self.trained_at = both.then(|| self.now + TRAINING_CYCLES);
        self.activity = self.now;
    }

    fn cycle(&mut self) {
        self.now += 1;
        let trained = self.trained_at.is_some_and(|at| self.now >= at);
        for side in Side::BOTH {
            let arriving = self.slots[side.other().index()].line.receive(self.now);
            let ready = self.readiness();
            let user = self.user_edge(side);
            let Some(frame) = self.slots[side.index()].cycle(self.now, trained, arriving, ready, user) else {
                continue;
            };
            match frame {
                Seen::Data => self.activity = self.now,
                Seen::Ack(wanted) => self.slots[side.other().index()].acked = wanted,
            }
        }
        if let Some(log) = &self.pins {
            let pins = [0, 1].map(|i| self.slots[i].card.as_ref().map(Card::pins).unwrap_or_default());
            log.lock().unwrap_or_else(PoisonError::into_inner).push(pins);
        }
    }

    /// What takes something in this cycle.
    fn readiness(&mut self) -> Readiness {
        let stalls = self.stalls;
        let mut ready = || stalls == 0.0 || !self.random.chance(stalls);
        Readiness { memory_write: ready(), memory_read: ready(), cc: ready(), rq: ready(), line: ready() }
    }

    /// Where in this cycle the edge of PCIe's clock is.
    fn user_edge(&mut self, side: Side) -> UserEdge {
        match self.slots[side.index()].user_clock {
            UserClock::Together => UserEdge::With,
            UserClock::Stopped => UserEdge::None,
            UserClock::Random(share) if !self.random.chance(share) => UserEdge::None,
            UserClock::Random(_) if self.random.chance(0.5) => UserEdge::Before,
            UserClock::Random(_) => UserEdge::With,
        }
    }
}

/// What was seen on the cable in a cycle.
enum Seen {
    /// The start of a frame that is more than a sign of life.
    Data,
    /// The end of a frame, which says what the sender wants next.
    Ack(u64),
}

impl Slot {
    fn cycle(
        &mut self,
        now: u64,
        trained: bool,
        arriving: Option<LineBeat>,
        ready: Readiness,
        user: UserEdge,
    ) -> Option<Seen> {
        let card = self.card.as_mut()?;
        let by = (now < self.reset_until).then_some(self.reset);
        let bus = BusState {
            now,
            perst: by == Some(Reset::Bus),
            user_reset: self.user_reset_edges > 0,
            flr: self.flr,
            bus_master: by != Some(Reset::BusMaster),
            power_fail: self.power_fail,
        };
        let board = BoardState {
            now,
            link_up: trained,
            arriving: arriving.filter(|_| trained),
            power_fail: self.power_fail,
            line_ready: ready.line && self.line.ready(),
        };
        if user != UserEdge::None && !bus.perst {
            self.user_reset_edges = self.user_reset_edges.saturating_sub(1);
        }
        let (sent, error) =
            card.cycle(&bus, &board, ready, user, &mut self.root, &mut self.memory, &mut self.wrong_bits);
        self.line.send(now, sent.filter(|_| trained));
        if let Some(error) = error {
            self.report(error);
        }
        sent.filter(|b| b.control).and_then(|beat| self.watch(now, beat.data))
    }

    /// Notes what a control beat of this card says.
    fn watch(&mut self, now: u64, data: u128) -> Option<Seen> {
        if data as u8 != BLOCK_START {
            return Some(Seen::Ack((data >> 40) as u64 & 0xFF_FFFF));
        }
        self.line.frames += 1;
        let kind = (data >> 8) as u8 & 0xF;
        if kind < KIND_UNSEQUENCED {
            self.last_sent = (data >> 24) as u64 & 0xFF_FFFF;
            self.frame_at = now;
        }
        (kind < KIND_UNSEQUENCED || kind == KIND_NAK || kind == KIND_MAIL).then_some(Seen::Data)
    }

    fn unacked(&self, now: u64) -> bool {
        (self.last_sent + 1) & 0xFF_FFFF != self.acked && now - self.frame_at < ACK_CYCLES
    }

    /// The card broke the rules of the bus. The hard block would have refused the packet; so do we, loudly.
    fn report(&mut self, error: BadPacket) {
        self.bus_errors += 1;
        eprintln!("simulated card {:#x}: {error}", self.id);
    }
}

impl CardPair for RtlPair {
    fn write(&mut self, side: Side, bar: Bar, offset: u64, data: &[u8]) {
        if !is_beat(bar, offset) {
            self.activity = self.now;
        }
        let slot = &mut self.slots[side.index()];
        if slot.card.is_some() {
            slot.root.write(bar, offset, data);
        }
    }

    fn read(&mut self, side: Side, bar: Bar, offset: u64, bytes: usize) -> ReadTag {
        self.activity = self.now;
        let tag = self.next_tag;
        self.next_tag += 1;
        let slot = &mut self.slots[side.index()];
        slot.root.read(tag, bar, offset, bytes);
        if slot.card.is_none() {
            slot.root.abort(true);
        }
        tag
    }

    fn completion(&mut self, side: Side) -> Option<(ReadTag, Completion)> {
        self.slots[side.index()].root.completion()
    }

    fn backlog(&self, side: Side) -> usize {
        self.slots[side.index()].root.backlog()
    }

    fn advance(&mut self, cycles: u64) {
        for _ in 0..cycles {
            self.cycle();
        }
    }

    fn cycles(&self) -> u64 {
        self.now
    }

    fn last_activity(&self) -> u64 {
        let busy = |slot: &Slot| !slot.root.idle() || (self.trained_at.is_some() && slot.unacked(self.now));
        if self.slots.iter().any(busy) {
            self.now
        } else {
            self.slots.iter().map(|slot| slot.root.written_at).fold(self.activity, u64::max)
        }
    }

    fn host(&self, side: Side) -> &HostMemory {
        &self.slots[side.index()].root.host
    }

    fn set_user_clock(&mut self, side: Side, clock: UserClock) {
        self.slots[side.index()].user_clock = clock;
    }

    fn set_msix(&mut self, side: Side, enabled: bool) {
        if let Some(card) = &mut self.slots[side.index()].card {
            card.inputs.msix_enable = enabled.into();
        }
    }

    fn reset(&mut self, side: Side) {
        self.reset_by(side, Reset::Bus);
    }

    fn function_reset(&mut self, side: Side) {
        self.slots[side.index()].flr = true;
        self.set_msix(side, false);
        let end = self.now + FLR_CYCLES;
        // Packets that are half-way over end, no other begins.
        let done = |slot: &Slot| slot.card.as_ref().is_none_or(Card::flr_done);
        while self.now < end && !done(&self.slots[side.index()]) {
            self.cycle();
        }
        let slot = &mut self.slots[side.index()];
        slot.flr = false;
        slot.root.abort(false);
        self.activity = self.now;
    }

    fn bus_master_off(&mut self, side: Side) {
        self.reset_by(side, Reset::BusMaster);
    }

    fn set_cable(&mut self, plugged: bool) {
        if plugged != self.plugged {
            self.plugged = plugged;
            self.retrain();
        }
    }

    fn cable(&self) -> bool {
        self.plugged
    }

    fn set_noise(&mut self, rate: f64) {
        self.noise = rate;
        self.set_line_faults();
    }

    fn noise(&self) -> f64 {
        self.noise
    }

    fn power_off(&mut self, side: Side) -> bool {
        self.power_off_within(side, DRAIN_CYCLES)
    }

    fn power_off_within(&mut self, side: Side, cycles: u64) -> bool {
        let i = side.index();
        if self.slots[i].card.is_none() {
            return true;
        }
        self.slots[i].power_fail = true;
        let end = self.now + cycles;
        let mut safe = false;
        while !safe && self.now < end {
            self.cycle();
            safe = self.slots[i].card.as_ref().is_some_and(|c| c.outputs.power_safe != 0);
        }
        self.kill(side);
        safe
    }

    fn kill(&mut self, side: Side) {
        let slot = &mut self.slots[side.index()];
        slot.card = None;
        slot.power_fail = false;
        slot.root.abort(true);
        self.retrain();
    }

    fn power_on(&mut self, side: Side) {
        let slot = &mut self.slots[side.index()];
        if slot.card.is_some() {
            return;
        }
        let mut inputs = Inputs::default();
        inputs.card_id = slot.id;
        inputs.build_hash = dut::BUILD_HASH;
        inputs.persist_restored = 1;
        inputs.persist_held = 1;
        inputs.persist_saved = 1;
        inputs.battery_good = 1;
        inputs.battery_millivolts = 3_900;
        inputs.battery_temperature = 31_000;
        inputs.battery_charge = 980;
        inputs.bus_master = 1;
        // 256 bytes, 512 bytes, and more reads than the card has tags.
        inputs.max_payload = 1;
        inputs.max_read = 2;
        inputs.rq_credits = 15;
        slot.power_fail = false;
        slot.user_reset_edges = USER_RESET_EDGES;
        if slot.user_clock == UserClock::Stopped {
            slot.user_clock = UserClock::Together;
        }
        slot.card = Some(Card::new(self.random.next() as u32, inputs));
        self.retrain();
    }

    fn replace(&mut self, side: Side) {
        self.kill(side);
        self.slots[side.index()].memory.clear();
        self.power_on(side);
    }

    fn set_battery(&mut self, side: Side, good: bool) {
        if let Some(card) = &mut self.slots[side.index()].card {
            card.inputs.battery_good = good.into();
        }
    }

    fn powered(&self, side: Side) -> bool {
        self.slots[side.index()].card.is_some()
    }

    fn memory(&self, side: Side) -> &[u8] {
        self.slots[side.index()].memory.bytes()
    }

    fn cable_counts(&self, from: Side) -> (u64, u64) {
        let line = &self.slots[from.index()].line;
        (line.frames, line.damaged)
    }

    fn bus_errors(&self, side: Side) -> u64 {
        self.slots[side.index()].bus_errors
    }
}
