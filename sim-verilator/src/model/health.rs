//! Battery, memory upkeep, counters and events of a model card: the blocks POWER, MEM, COUNTERS and EVENTS.
//!
//! The model has no bits to flip: an error is a note beside the memory, and what a read finds there is decided here.

use std::collections::{BTreeMap, VecDeque};

use abi::events::{self as code, RING_ENTRIES};
use abi::registers::*;

/// The longest drain the card is built for, ticks: 100 us.
const DRAIN_LIMIT: u32 = 25_000;
/// What the battery must hold under load, millivolts.
const LIMIT_MILLIVOLTS: u32 = 3_300;
/// What the model's battery measures.
const MILLIVOLTS: u32 = 3_900;
const TEMPERATURE_MILLICELSIUS: u32 = 31_000;
const CHARGE_PERMILLE: u32 = 980;

/// An event in the ring.
#[derive(Clone, Copy, Debug)]
struct Event {
    code: u32,
    sequence: u32,
    argument: u64,
    tick: u64,
}

/// The ring of events.
#[derive(Debug, Default)]
pub struct Events {
    ring: VecDeque<Event>,
    last: u32,
    lost: u32,
}

impl Events {
    /// Something has happened at `tick`.
    pub fn push(&mut self, code: u32, argument: u64, tick: u64) {
        self.last = self.last.wrapping_add(1);
        if self.ring.len() == RING_ENTRIES {
            self.lost = self.lost.wrapping_add(1);
            return;
        }
        self.ring.push_back(Event { code, sequence: self.last, argument, tick });
    }

    fn consume(&mut self, sequence: u32) {
        if self.ring.front().is_some_and(|e| e.sequence == sequence) {
            self.ring.pop_front();
        }
    }
}

/// What runs in COUNTERS, in the order of the registers from POSTED_TLPS on. The model has no packets of its own
/// making and never stalls: it counts what the host sends, what it stores, and frames.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    pub ticks: u64,
    pub posted_tlps: u64,
    pub read_tlps: u64,
    pub host_tlps: u64,
    pub lines: u64,
    pub stored_bytes: u64,
    pub remote_bytes: u64,
    pub read_bytes: u64,
    pub frames_sent: u64,
    pub frames_received: u64,
}

/// What memory upkeep has to do to the memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    None,
    /// Everything outside the header becomes zero, and queues and image are forgotten.
    Erase,
}

/// The four blocks.
#[derive(Debug, Default)]
pub struct Health {
    pub events: Events,
    pub counts: Counts,
    snapshot: Counts,
    snapshots: u32,
    test_ends: Option<u64>,
    test_result: u32,
    /// Errors in memory by unit of 16 bytes: wrong bits.
    errors: BTreeMap<u64, u32>,
    corrected: u32,
    uncorrected: u32,
    corrected_at: u32,
    uncorrected_at: u32,
    scrub_at: u64,
    scrub_period: u32,
    scrub_due: u64,
    scrub_passes: u32,
    poison_at: u32,
    erase: u32,
    erase_until: u64,
}

impl Health {
    /// A read of `bytes` at `offset`: whether it can be answered.
    pub fn read(&mut self, offset: u64, bytes: u64, tick: u64) -> bool {
        let units: Vec<u64> = self.errors.range(offset / 16..(offset + bytes).div_ceil(16)).map(|(u, _)| *u).collect();
        units.into_iter().fold(true, |good, unit| self.meet(unit, tick) && good)
    }

    /// The memory is asked for a unit: false if it is lost.
    fn meet(&mut self, unit: u64, tick: u64) -> bool {
        match self.errors.get(&unit) {
            None => true,
            Some(1) => {
                self.errors.remove(&unit);
                self.corrected += 1;
                self.corrected_at = (unit * 16) as u32;
                self.events.push(code::ECC_CORRECTED, unit * 16, tick);
                true
            }
            Some(_) => {
                self.uncorrected += 1;
                self.uncorrected_at = (unit * 16) as u32;
                self.events.push(code::ECC_UNCORRECTED, unit * 16, tick);
                false
            }
        }
    }

    /// A write: units it covers whole are healed, and so is a single wrong bit in one it touches.
    pub fn written(&mut self, offset: u64, bytes: u64) {
        if self.errors.is_empty() {
            return;
        }
        let end = offset + bytes;
        self.errors.retain(|&unit, wrong| {
            let (from, to) = (unit * 16, unit * 16 + 16);
            let touched = from < end && offset < to;
            let whole = offset <= from && to <= end;
            !(whole || (touched && *wrong == 1))
        });
    }

    /// Time is `tick`; memory has `units` units.
    pub fn tick(&mut self, tick: u64, units: u64) {
        if self.test_ends.is_some_and(|end| tick >= end) {
            self.test_ends = None;
            self.test_result = TEST_PASSED;
            let argument = u64::from(TEST_PASSED) | u64::from(MILLIVOLTS) << 32;
            self.events.push(code::HOLDUP_TEST, argument, tick);
        }
        if self.erase == ERASE_UNLOCKED && tick >= self.erase_until {
            self.refuse(tick);
        }
        let period = u64::from(self.scrub_period).max(64);
        while self.scrub_period != 0 && tick >= self.scrub_due {
            self.scrub_due += period;
            self.meet(self.scrub_at / 16, tick);
            self.scrub_at += 16;
            if self.scrub_at / 16 >= units {
                self.scrub_at = 0;
                self.scrub_passes += 1;
            }
        }
    }

    fn refuse(&mut self, tick: u64) {
        self.erase = ERASE_REFUSED;
        self.events.push(code::ERASE, ERASE_REFUSED.into(), tick);
    }

    /// A write into one of the blocks. `armed` and `booted` are the card's, `id` its serial.
    pub fn write(
        &mut self,
        word: u32,
        (low, high): (Option<u32>, Option<u32>),
        tick: u64,
        (armed, booted, id): (bool, bool, u64),
    ) -> Action {
        let whole = low.zip(high).map(|(l, h)| u64::from(h) << 32 | u64::from(l));
        match word {
            power::TEST if low == Some(TEST_START) && self.test_ends.is_none() => {
                self.test_result = TEST_RUNNING;
                self.test_ends = Some(tick + u64::from(DRAIN_LIMIT));
            }
            mem::SCRUB_AT => {
                if let Some(period) = high {
                    self.scrub_period = period;
                    self.scrub_due = tick;
                }
            }
            mem::SCRUB_PASSES if high.is_some() => self.scrub_at = 0,
            mem::POISON_AT => {
                self.poison_at = low.unwrap_or(self.poison_at);
                let wrong = high.filter(|v| [POISON_SINGLE, POISON_DOUBLE].contains(v) && !armed);
                let unit = u64::from(self.poison_at) / 16;
                let inside = abi::geometry::NV_HEADER_BYTES..2 * abi::geometry::SIM_LOCAL_BYTES;
                if let Some(wrong) = wrong.filter(|_| inside.contains(&(unit * 16))) {
                    *self.errors.entry(unit).or_default() += wrong;
                }
            }
            mem::ERASE_UNLOCK => {
                if let Some(key) = whole {
                    if key == id && !armed && !booted {
                        self.erase = ERASE_UNLOCKED;
                        self.erase_until = tick + u64::from(ERASE_PATIENCE);
                    } else {
                        self.refuse(tick);
                    }
                }
            }
            mem::ERASE => {
                if let Some(key) = whole {
                    if key == ERASE_KEY && self.erase == ERASE_UNLOCKED && !armed && !booted {
                        self.erase = ERASE_DONE;
                        self.errors.clear();
                        self.events.push(code::ERASE, ERASE_DONE.into(), tick);
                        return Action::Erase;
                    }
                    self.refuse(tick);
                }
            }
            counters::SNAPSHOT if low.is_some() => {
                self.snapshots += 1;
                self.snapshot = Counts { ticks: tick, ..self.counts };
            }
            events::CONSUME => {
                if let Some(sequence) = low {
                    self.events.consume(sequence);
                }
            }
            _ => {}
        }
        Action::None
    }

    /// A word of one of the blocks. `validity` and `drain_ticks` come from the header.
    pub fn word(&self, word: u32, generation: u16, validity: u32) -> u64 {
        let pair = |low: u32, high: u32| u64::from(high) << 32 | u64::from(low);
        let event = self.events.ring.front();
        let kept = &self.snapshot;
        match word {
            power::MILLIVOLTS => pair(MILLIVOLTS, TEMPERATURE_MILLICELSIUS),
            power::CHARGE => pair(CHARGE_PERMILLE, validity),
            power::TEST => pair(0, self.test_result),
            power::TEST_MILLIVOLTS => {
                pair(if self.test_result == TEST_NEVER { 0 } else { MILLIVOLTS }, LIMIT_MILLIVOLTS)
            }
            // Nothing is under way between two calls: a drain takes no time.
            power::GENERATION => pair(generation.into(), 0),
            power::DRAIN_LIMIT => pair(DRAIN_LIMIT, 0),
            mem::CORRECTED => pair(self.corrected, self.uncorrected),
            mem::CORRECTED_AT => pair(self.corrected_at, self.uncorrected_at),
            mem::SCRUB_AT => pair(self.scrub_at as u32, self.scrub_period),
            mem::SCRUB_PASSES => pair(self.scrub_passes, 0),
            mem::POISON_AT => pair(self.poison_at, 0),
            mem::ERASE_STATE => pair(self.erase, 0),
            counters::SNAPSHOT => pair(0, self.snapshots),
            counters::TICKS => kept.ticks,
            counters::POSTED_TLPS => kept.posted_tlps,
            counters::READ_TLPS | counters::COMPLETION_TLPS => kept.read_tlps,
            counters::HOST_TLPS => kept.host_tlps,
            counters::LINES => kept.lines,
            counters::STORED_BYTES => kept.stored_bytes,
            counters::REMOTE_BYTES => kept.remote_bytes,
            counters::READ_BYTES => kept.read_bytes,
            counters::FRAMES_SENT => kept.frames_sent,
            counters::FRAMES_RECEIVED => kept.frames_received,
            events::WAITING => pair(self.events.ring.len() as u32, self.events.lost),
            events::CODE => event.map_or(0, |e| pair(e.code, e.sequence)),
            events::ARGUMENT => event.map_or(0, |e| e.argument),
            events::TICK => event.map_or(0, |e| e.tick),
            _ => 0,
        }
    }
}
