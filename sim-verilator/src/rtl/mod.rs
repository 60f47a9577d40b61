//! The Verilated card pair: two instances of the RTL, their memories, root ports and the cable.
//!
//! One core clock for both cards (their crystals differ in reality; that comes with the crossings). In each cycle a
//! card's inputs are set, its logic settles, the outputs of the cycle are taken, and the clock rises. Between cards
//! everything takes at least the cable's latency, so the order in which they are stepped does not matter.

mod dut;
mod line;
mod requester;
mod root;
mod tlp;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use abi::frame::{BLOCK_START, KIND_MAIL, KIND_NAK, KIND_UNSEQUENCED};

use crate::host::HostMemory;
use crate::memory::NvMemory;
use crate::pair::{is_beat, Bar, CardPair, Completion, ReadTag, Side};
use crate::random::Random;
use dut::{Dut, Inputs, Outputs};
use line::{Line, LineBeat, TRAINING_CYCLES};
use root::RootPort;
use tlp::{BadPacket, Beat};

pub use line::{LATENCY_CYCLES, RATE_10G_BEATS, RATE_25G_BEATS, RATE_CYCLES};

/// Cycles from a memory read to its data.
const MEMORY_LATENCY_CYCLES: u64 = 12;
/// A drain that has not finished after this many cycles has failed: 4 ms, far beyond what is left in the FIFOs.
const DRAIN_CYCLES: u64 = 1_000_000;
/// Cycles a PCIe reset is held.
const RESET_CYCLES: u64 = 16;
/// A frame without an ack is waited for this long before the pair may count as quiet: five retries.
const ACK_CYCLES: u64 = 10_000;

/// Beside read data: a wrong bit was corrected.
const CORRECTED: u8 = 1;
/// Beside read data: it is lost.
const LOST: u8 = 2;

/// What a write does to the wrong bits of a unit: all bytes replace it, some bytes correct what can be corrected, and
/// `inject` flips more.
fn write_check_bits(wrong_bits: &mut BTreeMap<u32, u8>, unit: u32, enable: u16, inject: u8) {
    let wrong = wrong_bits.remove(&unit).unwrap_or(0);
    let kept = if enable == u16::MAX || (enable != 0 && wrong == 1) { 0 } else { wrong };
    if kept + inject > 0 {
        wrong_bits.insert(unit, kept.saturating_add(inject));
    }
}

/// What moves over a card's ports in one cycle: valid and ready.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pins {
    /// A beat of the host's requests.
    pub cq: bool,
    pub memory_write: bool,
    pub memory_read: bool,
    /// A beat to the cable, and from it.
    pub tx: bool,
    pub rx: bool,
    /// That beat is the first or last of a frame.
    pub tx_control: bool,
    pub rx_control: bool,
    /// A beat of the card's own requests.
    pub rq: bool,
    /// The last one of a packet.
    pub rq_last: bool,
}

/// Every cycle of a pair since recording began.
pub type PinLog = Arc<Mutex<Vec<[Pins; 2]>>>;

/// A card with power.
struct Card {
    dut: Dut,
    inputs: Inputs,
    outputs: Outputs,
    /// Memory reads on their way: cycle of arrival, beat, error bits beside it.
    reads: VecDeque<(u64, [u8; 16], u8)>,
}

impl Card {
    /// What has moved in the cycle that was stepped last.
    fn pins(&self) -> Pins {
        let (inputs, outputs) = (&self.inputs, &self.outputs);
        let rq = outputs.rq_valid != 0 && inputs.rq_ready != 0;
        Pins {
            cq: inputs.cq_valid != 0 && outputs.cq_ready != 0,
            memory_write: outputs.mem_write_valid != 0 && inputs.mem_write_ready != 0,
            memory_read: outputs.mem_read_valid != 0 && inputs.mem_read_ready != 0,
            tx: outputs.tx_valid != 0 && inputs.tx_ready != 0,
            rx: inputs.rx_valid != 0,
            tx_control: outputs.tx_control != 0,
            rx_control: inputs.rx_control != 0,
            rq,
            rq_last: rq && outputs.rq_last != 0,
        }
    }
}

/// What a card is reset by.
#[derive(Clone, Copy, PartialEq)]
enum Reset {
    /// PERST# or hot reset.
    Bus,
    Function,
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
        if reset != Reset::BusMaster {
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
            let Some(frame) = self.slots[side.index()].cycle(self.now, trained, arriving, ready) else { continue };
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

    /// Which of memory write, memory read, CC, RQ and line take something in this cycle.
    fn readiness(&mut self) -> [bool; 5] {
        if self.stalls == 0.0 {
            return [true; 5];
        }
        std::array::from_fn(|_| !self.random.chance(self.stalls))
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
    fn cycle(&mut self, now: u64, trained: bool, arriving: Option<LineBeat>, ready: [bool; 5]) -> Option<Seen> {
        let card = self.card.as_mut()?;
        let inputs = &mut card.inputs;
        let by = (now < self.reset_until).then_some(self.reset);
        inputs.reset = (by == Some(Reset::Bus)).into();
        inputs.flr = (by == Some(Reset::Function)).into();
        inputs.bus_master = (by != Some(Reset::BusMaster)).into();
        // Without bus mastering the host's own requests go on.
        let resetting = matches!(by, Some(Reset::Bus | Reset::Function));
        inputs.power_fail = self.power_fail.into();
        inputs.link_up = trained.into();
        let arriving = arriving.filter(|_| trained);
        inputs.rx_valid = arriving.is_some().into();
        if let Some(beat) = arriving {
            inputs.rx_data = words(beat.data);
            inputs.rx_control = beat.control.into();
        }
        let request = if resetting || self.power_fail { None } else { self.root.request_beat() };
        inputs.cq_valid = request.is_some().into();
        if let Some(beat) = request {
            inputs.cq_data = words(beat.data);
            inputs.cq_user = [beat.user as u32, (beat.user >> 32) as u32, (beat.user >> 64) as u32];
            inputs.cq_keep = beat.keep;
            inputs.cq_last = beat.last.into();
        }
        let completion = if resetting { None } else { self.root.requester.beat(now, &self.root.host) };
        inputs.rc_valid = completion.is_some().into();
        if let Some(beat) = completion {
            inputs.rc_data = words(beat.data);
            inputs.rc_user = [beat.user as u32, (beat.user >> 32) as u32, (beat.user >> 64) as u32];
            inputs.rc_keep = beat.keep;
            inputs.rc_last = beat.last.into();
        }
        let number_back = self.root.number_back(now);
        inputs.rq_seq_num_valid = number_back.is_some().into();
        inputs.rq_seq_num = number_back.unwrap_or(0);
        let data = card.reads.pop_front_if(|(due, ..)| *due <= now);
        inputs.mem_read_data_valid = data.is_some().into();
        if let Some((_, beat, error)) = data {
            inputs.mem_read_data = words(u128::from_le_bytes(beat));
            inputs.mem_read_error = error;
        }
        let [write_ready, read_ready, cc_ready, rq_ready, line_free] = ready;
        inputs.mem_write_ready = write_ready.into();
        inputs.mem_read_ready = read_ready.into();
        inputs.cc_ready = cc_ready.into();
        inputs.rq_ready = rq_ready.into();
        let line_ready = line_free && self.line.ready();
        inputs.tx_ready = line_ready.into();

        card.dut.settle(&card.inputs, &mut card.outputs);
        let out = &card.outputs;

        if request.is_some() && out.cq_ready != 0 {
            self.root.request_taken();
        }
        self.root.credit(out.cq_np_req);
        if completion.is_some() && out.rc_ready != 0 {
            self.root.requester.taken();
        }
        if out.mem_write_valid != 0 && write_ready {
            let data = number(&out.mem_write_data).to_le_bytes();
            self.memory.write_beat(out.mem_write_address.into(), &data, out.mem_write_enable);
            if !self.wrong_bits.is_empty() || out.mem_write_inject != 0 {
                write_check_bits(
                    &mut self.wrong_bits,
                    out.mem_write_address,
                    out.mem_write_enable,
                    out.mem_write_inject,
                );
            }
        }
        if out.mem_read_valid != 0 && read_ready {
            let beat = self.memory.read_beat(out.mem_read_address.into());
            let error = match self.wrong_bits.get(&out.mem_read_address) {
                None => 0,
                Some(1) => CORRECTED,
                Some(_) => LOST,
            };
            // What is lost looks like anything but what was written.
            let beat = if error == LOST { beat.map(|byte| !byte) } else { beat };
            card.reads.push_back((now + MEMORY_LATENCY_CYCLES, beat, error));
        }
        let mut error = None;
        if out.cc_valid == 0 && !resetting {
            error = self.root.completion_gap().err();
        }
        if out.rq_valid == 0 && !resetting {
            error = self.root.requester_gap().err().or(error);
        }
        if out.cc_valid != 0 && cc_ready && !resetting {
            let beat = Beat { data: number(&out.cc_data), user: 0, keep: out.cc_keep, last: out.cc_last != 0 };
            error = self.root.completion_beat(&beat).err();
        }
        if out.rq_valid != 0 && rq_ready && !resetting {
            let user = u128::from(out.rq_user);
            let beat = Beat { data: number(&out.rq_data), user, keep: out.rq_keep, last: out.rq_last != 0 };
            error = self.root.requester_beat(now, &beat).err().or(error);
        }
        let sent = (out.tx_valid != 0 && line_ready)
            .then(|| LineBeat { data: number(&out.tx_data), control: out.tx_control != 0 });
        card.dut.clock();
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

fn words(value: u128) -> [u32; 4] {
    std::array::from_fn(|i| (value >> (32 * i)) as u32)
}

fn number(words: &[u32; 4]) -> u128 {
    words.iter().rev().fold(0, |value, word| value << 32 | u128::from(*word))
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

    fn set_msix(&mut self, side: Side, enabled: bool) {
        if let Some(card) = &mut self.slots[side.index()].card {
            card.inputs.msix_enable = enabled.into();
        }
    }

    fn reset(&mut self, side: Side) {
        self.reset_by(side, Reset::Bus);
    }

    fn function_reset(&mut self, side: Side) {
        self.reset_by(side, Reset::Function);
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
        let i = side.index();
        if self.slots[i].card.is_none() {
            return true;
        }
        self.slots[i].power_fail = true;
        let end = self.now + DRAIN_CYCLES;
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
        slot.card = Some(Card {
            dut: Dut::new(self.random.next() as u32),
            inputs,
            outputs: Outputs::default(),
            reads: VecDeque::new(),
        });
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
