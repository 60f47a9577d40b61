//! The behavioural card pair: the golden reference, and the card for everything that needs no cycles.
//!
//! Transactions instead of clocks. A posted write is stored, stamped and published at once; its frame arrives at the
//! partner after the link's latency and the ack after as much again. Written from the specification, not from the
//! RTL, so that the two can be compared.

mod card;
mod dma;
mod header;
mod health;
mod interrupts;
mod mailbox;
mod mirror;
mod window;

use std::collections::VecDeque;
use std::io;

use crate::host::HostMemory;
use crate::memory::NvMemory;
use crate::pair::{is_beat, Bar, CardPair, Completion, ReadTag, Side};
use crate::random::Random;
use card::Card;
use mirror::Message;

/// One way of the cable in cycles: transceivers and three metres (card.md section 9).
pub const LATENCY_CYCLES: u64 = 33;
/// Cycles between two looks at the clock.
const QUANTUM: u64 = 16;
/// Bits of a frame that carries one line, for the odds that noise hits it.
const FRAME_BITS: f64 = 6.0 * 132.0;
/// Largest payload of a posted write, bytes.
const MAX_TLP_BYTES: u64 = 256;
/// Bytes the bus carries in a cycle.
const BEAT_BYTES: usize = 16;

enum Slot {
    On(Box<Card>),
    Off(NvMemory),
}

/// Two model cards and a cable.
pub struct ModelPair {
    slots: [Option<Slot>; 2],
    ids: [u64; 2],
    hosts: [HostMemory; 2],
    now: u64,
    activity: u64,
    plugged: bool,
    /// The cable was connected when last looked at.
    trained: bool,
    noise: f64,
    random: Random,
    /// On the way from each side, with the cycle of arrival.
    flights: [VecDeque<(u64, Message)>; 2],
    /// Until when each bus is busy with what was posted. A card has stored that already, but who posts faster than a bus carries
    /// leaves the partner no time for its acks, and the mirror is lost as no bus could lose it.
    carried_at: [u64; 2],
    counts: [(u64, u64); 2],
    next_tag: ReadTag,
    completions: [VecDeque<(ReadTag, Completion)>; 2],
}

impl ModelPair {
    /// Two cards over the memories given, without power. `seed` decides which frames noise hits.
    pub fn new(memories: [NvMemory; 2], ids: [u64; 2], seed: u64) -> Self {
        ModelPair {
            slots: memories.map(|m| Some(Slot::Off(m))),
            ids,
            hosts: Default::default(),
            now: 0,
            activity: 0,
            plugged: true,
            trained: false,
            noise: 0.0,
            random: Random::new(seed),
            flights: Default::default(),
            carried_at: [0; 2],
            counts: [(0, 0); 2],
            next_tag: 0,
            completions: Default::default(),
        }
    }

    fn card(&mut self, side: Side) -> Option<&mut Card> {
        match self.slots[side.index()].as_mut() {
            Some(Slot::On(card)) => Some(card),
            _ => None,
        }
    }

    /// Both ends of the cable are there and drive it.
    fn connected(&self) -> bool {
        let drives = |slot: &Option<Slot>| matches!(slot, Some(Slot::On(card)) if !card.looped());
        self.plugged && self.slots.iter().all(drives)
    }

    fn train(&mut self) {
        let trained = self.connected();
        self.trained = trained;
        self.flights = Default::default();
        for side in Side::BOTH {
            if let Some(card) = self.card(side) {
                card.set_trained(trained);
            }
        }
        self.activity = self.now;
    }

    /// Takes what the cards have to say and puts it on the cable.
    fn collect(&mut self) {
        let trained = self.connected();
        for side in Side::BOTH {
            let messages = self.card(side).map(Card::take_outgoing).unwrap_or_default();
            for message in messages {
                if !trained {
                    continue;
                }
                if !matches!(message, Message::Beat { .. } | Message::Hello(_)) {
                    self.activity = self.now;
                }
                self.counts[side.index()].0 += 1;
                // A damaged frame costs a NAK and a replay: everything behind it is late by a round trip.
                let mut due = self.now + LATENCY_CYCLES;
                while self.noise > 0.0 && self.random.chance((self.noise * FRAME_BITS).min(0.9)) {
                    self.counts[side.index()].1 += 1;
                    due += 2 * LATENCY_CYCLES;
                    for (end, sender) in [(side, true), (side.other(), false)] {
                        if let Some(card) = self.card(end) {
                            card.count_replay(sender);
                        }
                    }
                }
                let queue = &mut self.flights[side.index()];
                let due = due.max(queue.back().map_or(0, |(at, _)| *at));
                queue.push_back((due, message));
            }
        }
    }

    fn deliver(&mut self) {
        for side in Side::BOTH {
            while self.flights[side.index()].front().is_some_and(|(due, _)| *due <= self.now) {
                let (_, message) = self.flights[side.index()].pop_front().expect("there is one");
                if let Some(card) = self.card(side.other()) {
                    card.receive(message);
                }
            }
        }
    }
}

impl CardPair for ModelPair {
    fn write(&mut self, side: Side, bar: Bar, offset: u64, data: &[u8]) {
        if !is_beat(bar, offset) {
            self.activity = self.now;
        }
        let mut carried_at = self.carried_at[side.index()].max(self.now);
        let Some(card) = self.card(side) else { return };
        let mut at = 0;
        while at < data.len() {
            let address = offset + at as u64;
            let room = match bar {
                Bar::Aperture => MAX_TLP_BYTES - address % MAX_TLP_BYTES,
                Bar::Registers => 8 - address % 8,
            };
            let part = &data[at..data.len().min(at + room as usize)];
            match bar {
                Bar::Aperture => card.post(address, part),
                Bar::Registers => card.write_register(address as u32, part),
            }
            at += part.len();
            // A beat of header, then the payload.
            carried_at += 1 + part.len().div_ceil(BEAT_BYTES) as u64;
        }
        self.carried_at[side.index()] = carried_at;
    }

    fn read(&mut self, side: Side, bar: Bar, offset: u64, bytes: usize) -> ReadTag {
        self.activity = self.now;
        let tag = self.next_tag;
        self.next_tag += 1;
        let completion = match self.card(side) {
            None => Completion::Failed,
            Some(card) => {
                let mut data = vec![0; bytes];
                match bar {
                    Bar::Aperture => card.read_aperture(offset, &mut data).then_some(()),
                    Bar::Registers => Some(card.read_registers(offset, &mut data)),
                }
                .map_or(Completion::Failed, |()| Completion::Data(data))
            }
        };
        self.completions[side.index()].push_back((tag, completion));
        tag
    }

    fn completion(&mut self, side: Side) -> Option<(ReadTag, Completion)> {
        self.completions[side.index()].pop_front()
    }

    fn backlog(&self, side: Side) -> usize {
        self.carried_at[side.index()].saturating_sub(self.now) as usize * BEAT_BYTES
    }

    fn advance(&mut self, cycles: u64) {
        let end = self.now + cycles;
        while self.now < end {
            self.now = end.min(self.now + QUANTUM);
            // A loopback begins and ends behind the pair's back.
            if self.connected() != self.trained {
                self.train();
            }
            self.deliver();
            for side in Side::BOTH {
                let now = self.now;
                if let Some(card) = self.card(side) {
                    card.tick(now);
                    if card.busy() {
                        self.activity = now;
                    }
                }
            }
            self.collect();
        }
    }

    fn cycles(&self) -> u64 {
        self.now
    }

    fn last_activity(&self) -> u64 {
        self.activity
    }

    fn host(&self, side: Side) -> &HostMemory {
        &self.hosts[side.index()]
    }

    fn reset(&mut self, side: Side) {
        self.activity = self.now;
        if let Some(card) = self.card(side) {
            card.reset();
        }
    }

    fn set_msix(&mut self, side: Side, enabled: bool) {
        if let Some(card) = self.card(side) {
            card.interrupts.enabled = enabled;
        }
    }

    fn set_cable(&mut self, plugged: bool) {
        if plugged != self.plugged {
            self.plugged = plugged;
            self.train();
        }
    }

    fn cable(&self) -> bool {
        self.plugged
    }

    fn set_noise(&mut self, rate: f64) {
        self.noise = rate;
    }

    fn noise(&self) -> f64 {
        self.noise
    }

    fn power_off(&mut self, side: Side) -> bool {
        let slot = self.slots[side.index()].take();
        self.slots[side.index()] = slot.map(|slot| match slot {
            Slot::On(card) => Slot::Off(card.power_fail()),
            off => off,
        });
        self.train();
        true
    }

    fn kill(&mut self, side: Side) {
        let slot = self.slots[side.index()].take();
        self.slots[side.index()] = slot.map(|slot| match slot {
            Slot::On(card) => Slot::Off(card.into_memory()),
            off => off,
        });
        self.train();
    }

    fn power_on(&mut self, side: Side) {
        let i = side.index();
        let slot = self.slots[i].take();
        self.slots[i] = slot.map(|slot| match slot {
            Slot::Off(memory) => Slot::On(Box::new(Card::boot(self.ids[i], memory, self.hosts[i].clone(), self.now))),
            on => on,
        });
        self.train();
    }

    fn replace(&mut self, side: Side) {
        self.kill(side);
        if let Some(Slot::Off(memory)) = &mut self.slots[side.index()] {
            memory.clear();
        }
        self.power_on(side);
    }

    fn set_battery(&mut self, side: Side, good: bool) {
        if let Some(card) = self.card(side) {
            card.set_battery(good);
        }
    }

    fn powered(&self, side: Side) -> bool {
        matches!(self.slots[side.index()], Some(Slot::On(_)))
    }

    fn memory(&self, side: Side) -> &[u8] {
        match self.slots[side.index()].as_ref() {
            Some(Slot::On(card)) => card.memory().bytes(),
            Some(Slot::Off(memory)) => memory.bytes(),
            None => &[],
        }
    }

    fn cable_counts(&self, from: Side) -> (u64, u64) {
        self.counts[from.index()]
    }

    fn bus_errors(&self, _side: Side) -> u64 {
        0
    }
}

/// Two model cards over memory without files, both with power; for tests.
pub fn anonymous(ids: [u64; 2], seed: u64) -> io::Result<ModelPair> {
    let mut pair = ModelPair::new([NvMemory::anonymous()?, NvMemory::anonymous()?], ids, seed);
    for side in Side::BOTH {
        pair.power_on(side);
    }
    Ok(pair)
}
