//! A host, a memory and a link around the verilated card: what every test of the card needs.
//!
//! The host speaks TLPs as the hard block would hand them over (PG213). The memory takes and answers when it likes, and
//! so do the hard block's streams: all of that from one seed.

#![allow(dead_code, unused_imports)] // Each test program uses its part.

mod dut;
mod packets;
mod queue;

use dut::{model, Ports};
pub use packets::*;
pub use queue::*;
pub use rtl_prims::random::Random;
use rtl_prims::testing::Model;
use std::collections::{HashMap, VecDeque};

pub const LOCAL_BYTES: usize = abi::geometry::SIM_LOCAL_BYTES as usize;

/// How lively card and surroundings are: percentages of cycles in which something is held off.
#[derive(Clone, Copy)]
pub struct Stress {
    /// The host pauses between beats.
    pub cq_gaps: u64,
    pub cc_stalls: u64,
    pub rq_stalls: u64,
    pub memory_stalls: u64,
    /// Cycles a read takes, at most.
    pub read_latency: u64,
}

impl Stress {
    pub const NONE: Stress = Stress { cq_gaps: 0, cc_stalls: 0, rq_stalls: 0, memory_stalls: 0, read_latency: 1 };
    pub const SOME: Stress = Stress { cq_gaps: 20, cc_stalls: 30, rq_stalls: 30, memory_stalls: 30, read_latency: 12 };
}

/// The card with its surroundings.
pub struct Card {
    model: Model,
    ports: Ports,
    pub random: Random,
    pub stress: Stress,
    /// LOCAL, then REMOTE. Survives [`Card::power_cycle`].
    pub memory: Vec<u8>,
    /// Byte writes in the order in which memory took them: unit, enable.
    pub written: Vec<(u32, u16)>,
    cq: VecDeque<Beat>,
    cq_shown: bool,
    /// Wrong stored bits, by unit: what the memory's ECC has to deal with.
    pub wrong_bits: HashMap<usize, u32>,
    /// Cycle of the answer, data, error bits beside it.
    reads: VecDeque<(u64, u128, u128)>,
    cc: Vec<u32>,
    /// Descriptor and byte enables of the last request with each tag: a refusal gives them back.
    asked: Vec<(u128, u128)>,
    pub completions: VecDeque<Completion>,
    rq: Vec<(u128, u128)>,
    rq_user: u128,
    /// Packets on RQ that have not been looked at.
    pub requests: VecDeque<Requested>,
    /// Numbers of packets (`seq_num`) that the hard block has not given back: when it may, number, and how many of `host_writes` and
    /// of `messages` there are up to this packet.
    numbers: VecDeque<(u64, u8, usize, usize)>,
    /// Cycles until it does, at most; none: never.
    pub number_latency: Option<u64>,
    /// How many of `host_writes` and of `messages` cannot be overtaken any more.
    pub settled_writes: usize,
    pub settled_messages: usize,
    /// Writes to host memory: cycle, address, line.
    pub host_writes: Vec<(u64, u64, [u8; 64])>,
    pub cycle: u64,
    pub reset: bool,
    pub flr: bool,
    pub bus_master: bool,
    pub msix_enable: bool,
    pub msix_mask: bool,
    /// Interrupt messages: cycle, address, data.
    pub messages: Vec<(u64, u64, u32)>,
    pub link_up: bool,
    /// The line takes a beat.
    pub tx_ready: bool,
    /// State of the line coding, if there is one.
    pub coding: Option<u8>,
    /// The card wants its line coding to loop back.
    pub loopback: bool,
    pub power_fail: bool,
    pub power_safe: bool,
    pub battery_good: bool,
    /// Voltage of the battery at rest and under the hold-up load.
    pub millivolts: (u16, u16),
    /// Cycles until the contents are there, and whether they were kept without a gap.
    pub restored_after: u64,
    pub rail_held: bool,
    /// Cycles it takes to keep the contents once the card wants it.
    pub save_cycles: u64,
    saving: u64,
    /// The card wants gaps to be remembered.
    pub watched: bool,
    pub card_id: u64,
    pub rx: Option<(u128, bool)>,
    pub tx: Option<(u128, bool)>,
    /// Memory reads answered so far, and how many will be at all.
    pub reads_taken: u64,
    pub read_limit: Option<u64>,
    /// Never take a completion.
    pub block_cc: bool,
    /// Requests that want an answer wait for credits, as in the hard block.
    pub credits: u64,
    /// It keeps them in a reset.
    pub keeps_credits: bool,
    pub cycle_of_last_cq: u64,
    pub cycle_of_last_memory_write: u64,
    /// The same, outside the NV header and with data that was not there before: not the scrub's.
    pub cycle_of_last_host_write: u64,
}

pub const BOARD: u32 = 0;
pub const BUILD_HASH: u64 = 0x0123_4567_89AB_CDEF;

impl Card {
    /// A card whose memory holds noise, just switched on.
    pub fn new(seed: u64) -> Card {
        let mut random = Random(seed | 1);
        let memory = random.bytes(2 * LOCAL_BYTES);
        Card::with_memory(seed, memory)
    }

    /// A card that finds this memory when it is switched on.
    pub fn with_memory(seed: u64, memory: Vec<u8>) -> Card {
        Card::of(model(false), seed, memory)
    }

    /// A card behind a hard block of 256 bit. Both of its clocks are one.
    pub fn wide(seed: u64) -> Card {
        let memory = Random(seed | 1).bytes(2 * LOCAL_BYTES);
        Card::of(model(true), seed, memory)
    }

    fn of((model, ports): (Model, Ports), seed: u64, memory: Vec<u8>) -> Card {
        let mut card = Card {
            model,
            ports,
            random: Random(seed.wrapping_mul(0x9E37_79B9) | 1),
            stress: Stress::NONE,
            memory,
            written: Vec::new(),
            wrong_bits: HashMap::new(),
            cq: VecDeque::new(),
            cq_shown: false,
            reads: VecDeque::new(),
            cc: Vec::new(),
            asked: vec![(0, 0); 256],
            completions: VecDeque::new(),
            rq: Vec::new(),
            rq_user: 0,
            requests: VecDeque::new(),
            numbers: VecDeque::new(),
            number_latency: Some(8),
            settled_writes: 0,
            settled_messages: 0,
            host_writes: Vec::new(),
            cycle: 0,
            reset: false,
            flr: false,
            bus_master: true,
            msix_enable: true,
            msix_mask: false,
            messages: Vec::new(),
            link_up: false,
            tx_ready: true,
            coding: None,
            loopback: false,
            power_fail: false,
            power_safe: false,
            battery_good: true,
            millivolts: (3_900, 3_700),
            restored_after: 0,
            rail_held: true,
            save_cycles: 1,
            saving: 0,
            watched: false,
            card_id: 0xCA4D_0000_0000_0000 | seed,
            rx: None,
            tx: None,
            reads_taken: 0,
            read_limit: None,
            block_cc: false,
            credits: 0,
            keeps_credits: false,
            cycle_of_last_cq: 0,
            cycle_of_last_memory_write: 0,
            cycle_of_last_host_write: 0,
        };
        let (board, hash) = (card.ports.board, card.ports.build_hash);
        card.model.set(board, BOARD as u128);
        card.model.set(hash, BUILD_HASH as u128);
        card
    }

    /// One clock cycle: everything around the card acts, then the clock rises.
    pub fn tick(&mut self) {
        let p = &self.ports;
        let m = &mut self.model;
        m.set(p.reset, self.reset as u128);
        if let Some([perst, _]) = p.bus {
            m.set(perst, self.reset as u128);
        }
        m.set(p.flr, self.flr as u128);
        m.set(p.bus_master, self.bus_master as u128);
        m.set(p.msix_enable, self.msix_enable as u128);
        m.set(p.msix_mask, self.msix_mask as u128);
        m.set(p.rc_valid, 0);
        m.set(p.max_payload, 1);
        m.set(p.max_read, 2);
        m.set(p.rq_credits, 15);
        let back = self.numbers.pop_front_if(|&mut (due, ..)| due <= self.cycle);
        m.set(p.rq_seq_num_valid, back.is_some() as u128);
        if let Some((_, number, writes, messages)) = back {
            m.set(p.rq_seq_num, number as u128);
            (self.settled_writes, self.settled_messages) = (writes, messages);
        }
        m.set(p.link_up, self.link_up as u128);
        m.set(p.power_fail, self.power_fail as u128);
        m.set(p.battery_good, self.battery_good as u128);
        let loaded = m.get(p.battery_load) == 1;
        m.set(p.battery_millivolts, if loaded { self.millivolts.1 } else { self.millivolts.0 } as u128);
        m.set(p.persist_restored, (self.cycle >= self.restored_after) as u128);
        m.set(p.persist_held, self.rail_held as u128);
        m.set(p.persist_saved, (self.saving > self.save_cycles) as u128);
        m.set(p.card_id, self.card_id as u128);
        if self.reset || self.flr {
            self.cq.clear();
            self.cq_shown = false;
            self.cc.clear();
            self.rq.clear();
            self.credits = if self.keeps_credits { self.credits } else { 0 };
        }
        // A beat once shown stays until it is taken. A read is shown only if the hard block has a credit for it.
        let needs_credit = self.cq.front().is_some_and(|b| b.user >> 40 & 1 == 1 && wants_answer(b.data));
        if !self.cq_shown && !self.cq.is_empty() && !(needs_credit && self.credits == 0) {
            self.cq_shown = !self.random.chance(self.stress.cq_gaps);
            if self.cq_shown && needs_credit {
                self.credits -= 1;
            }
        }
        m.set(p.cq_valid, self.cq_shown as u128);
        // A wide beat is two of a packet; the second one's byte enables are behind the first one's.
        let upper =
            self.cq.front().filter(|lower| p.bus.is_some() && !lower.last).and_then(|_| self.cq.get(1)).copied();
        if let (true, Some(beat)) = (self.cq_shown, self.cq.front()) {
            let more = upper.unwrap_or(Beat { data: 0, user: 0, keep: 0, last: beat.last });
            m.set_wide(p.cq_data, [beat.data, more.data]);
            m.set(p.cq_user, beat.user | (more.user >> 8 & 0xFFFF) << 24 | more.user & 1 << 41);
            m.set(p.cq_keep, beat.keep | more.keep << 4);
            m.set(p.cq_last, more.last as u128);
        }
        let cc_ready = !self.block_cc && !self.random.chance(self.stress.cc_stalls);
        let rq_ready = !self.random.chance(self.stress.rq_stalls);
        let write_ready = !self.random.chance(self.stress.memory_stalls);
        let read_ready = !self.random.chance(self.stress.memory_stalls);
        m.set(p.cc_ready, cc_ready as u128);
        m.set(p.rq_ready, rq_ready as u128);
        m.set(p.write_ready, write_ready as u128);
        m.set(p.read_ready, read_ready as u128);
        let answer = self.reads.front().is_some_and(|&(due, ..)| due <= self.cycle)
            && self.read_limit.is_none_or(|limit| self.reads_taken < limit);
        self.reads_taken += answer as u64;
        m.set(p.read_data_valid, answer as u128);
        if answer {
            let (_, data, error) = self.reads.pop_front().expect("it is due");
            m.set(p.read_data, data);
            m.set(p.read_error, error);
        }
        m.set(p.tx_ready, self.tx_ready as u128);
        m.set(p.coded, self.coding.is_some() as u128);
        m.set(p.coding, self.coding.unwrap_or(0) as u128);
        m.set(p.rx_valid, self.rx.is_some() as u128);
        if let Some((data, control)) = self.rx {
            m.set(p.rx_data, data);
            m.set(p.rx_control, control as u128);
        }
        m.settle();

        if self.cq_shown && m.get(p.cq_ready) == 1 {
            let beat = self.cq.pop_front().expect("it was shown");
            if needs_credit {
                self.asked[(beat.data >> 96) as u8 as usize] = (beat.data, beat.user & 0xFF);
            }
            if upper.is_some() {
                self.cq.pop_front();
            }
            self.cq_shown = false;
            self.cycle_of_last_cq = self.cycle;
        }
        self.credits = (self.credits + m.get(p.np_req) as u64).min(32);
        let (cc_valid, rq_valid) = (m.get(p.cc_valid) == 1, m.get(p.rq_valid) == 1);
        assert!(cc_valid || self.cc.is_empty(), "CC: tvalid fell inside a packet");
        assert!(rq_valid || self.rq.is_empty() || self.reset || self.flr, "RQ: tvalid fell inside a packet");
        if cc_ready && cc_valid && !self.reset && !self.flr {
            let (data, keep) = (m.get_wide(p.cc_data), m.get(p.cc_keep));
            for lane in 0..8 {
                if keep >> lane & 1 == 1 {
                    self.cc.push((data[lane / 4] >> (32 * (lane % 4))) as u32);
                }
            }
            if m.get(p.cc_last) == 1 {
                let words = std::mem::take(&mut self.cc);
                self.completions.push_back(completion(&words, &self.asked));
            }
        }
        let mut packet_ended = false;
        if rq_ready && rq_valid && !self.reset && !self.flr {
            if self.rq.is_empty() {
                self.rq_user = m.get(p.rq_user);
            }
            let ([lower, upper], keep) = (m.get_wide(p.rq_data), m.get(p.rq_keep));
            self.rq.push((lower, keep & 15));
            if keep > 15 {
                self.rq.push((upper, keep >> 4));
            }
            if m.get(p.rq_last) == 1 {
                let beats = std::mem::take(&mut self.rq);
                self.requests.push_back(Requested::new(self.cycle, &beats, self.rq_user));
                packet_ended = true;
            }
        }
        while let Some(request) = self.requests.pop_front() {
            match request.payload.len() {
                4 => {
                    assert_eq!(request.enables, 0x0F);
                    let data = u32::from_le_bytes(request.payload[..].try_into().expect("four bytes"));
                    self.messages.push((request.cycle, request.address, data));
                }
                64 => {
                    assert_eq!(request.enables, 0xFF, "whole lines, all bytes");
                    let line = request.payload[..].try_into().expect("64 bytes");
                    self.host_writes.push((request.cycle, request.address, line));
                }
                n => panic!("a write of {n} bytes"),
            }
        }
        if packet_ended {
            let number = (self.rq_user >> 24 & 15 | (self.rq_user >> 60 & 3) << 4) as u8;
            let due = self.number_latency.map_or(u64::MAX, |most| self.cycle + 1 + self.cycle * 7 % (most + 1));
            // In the order in which they left.
            let due = due.max(self.numbers.back().map_or(0, |&(before, ..)| before));
            self.numbers.push_back((due, number, self.host_writes.len(), self.messages.len()));
        }
        if read_ready && m.get(p.read_valid) == 1 {
            let at = m.get(p.read_address) as usize * 16;
            let wrong = self.wrong_bits.get(&(at / 16)).copied().unwrap_or(0);
            let mut data = u128::from_le_bytes(self.memory[at..at + 16].try_into().expect("sixteen bytes"));
            if wrong > 1 {
                data ^= 3 << 40;
            }
            let due = self.cycle + 1 + self.random.below(self.stress.read_latency);
            let due = due.max(self.reads.back().map_or(0, |&(d, ..)| d + 1));
            self.reads.push_back((due, data, [0, 1, 2][wrong.min(2) as usize]));
        }
        if write_ready && m.get(p.write_valid) == 1 {
            let unit = m.get(p.write_address) as usize;
            let enable = m.get(p.write_enable) as u16;
            let before: [u8; 16] = self.memory[unit * 16..unit * 16 + 16].try_into().expect("sixteen bytes");
            for (n, byte) in m.get(p.write_data).to_le_bytes().into_iter().enumerate() {
                if enable >> n & 1 == 1 {
                    self.memory[unit * 16 + n] = byte;
                }
            }
            // A write of all bytes replaces the unit; one of some bytes corrects what can be corrected, if it has any.
            let wrong = self.wrong_bits.remove(&unit).unwrap_or(0);
            let kept = if enable == 0xFFFF || (enable != 0 && wrong == 1) { 0 } else { wrong };
            let wrong = kept + m.get(p.write_inject) as u32;
            if wrong > 0 {
                self.wrong_bits.insert(unit, wrong);
            }
            if enable != 0 {
                self.written.push((unit as u32, enable));
            }
            self.cycle_of_last_memory_write = self.cycle;
            if unit >= 4096 && self.memory[unit * 16..unit * 16 + 16] != before {
                self.cycle_of_last_host_write = self.cycle;
            }
        }
        self.tx = (m.get(p.tx_valid) == 1).then(|| (m.get(p.tx_data), m.get(p.tx_control) == 1));
        self.power_safe = m.get(p.power_safe) == 1;
        self.saving = if m.get(p.persist_save) == 1 { self.saving + 1 } else { 0 };
        self.loopback = m.get(p.loopback) == 1;
        self.watched = m.get(p.persist_watch) == 1;
        match p.bus {
            Some([_, user_clock]) => m.edge(&[p.clock, user_clock]),
            None => m.edge(&[p.clock]),
        }
        self.cycle += 1;
    }

    /// The hard block gives back, one a cycle, what it has kept of numbers.
    pub fn old_numbers_come(&mut self) {
        for number in &mut self.numbers {
            number.0 = self.cycle;
        }
    }

    /// Takes away what the hard block has kept of numbers, oldest first.
    pub fn take_numbers(&mut self) -> Vec<u8> {
        self.numbers.drain(..).map(|(_, number, ..)| number).collect()
    }

    /// The hard block gives these back, one a cycle, before any other. They settle nothing in host memory that was not settled before.
    pub fn give_numbers(&mut self, old: &[u8]) {
        for &number in old.iter().rev() {
            self.numbers.push_front((self.cycle, number, self.settled_writes, self.settled_messages));
        }
    }

    pub fn run(&mut self, cycles: u64) {
        for _ in 0..cycles {
            self.tick();
        }
    }

    /// Queues a packet of the host.
    pub fn send(&mut self, packet: Vec<Beat>) {
        self.cq.extend(packet);
    }

    /// Until the card has taken everything that was sent.
    pub fn taken(&mut self) {
        let mut patience = 100_000;
        while !self.cq.is_empty() {
            self.tick();
            patience -= 1;
            assert!(patience > 0, "the card takes nothing");
        }
    }

    pub fn waiting(&self) -> usize {
        self.cq.len()
    }

    /// Until everything sent has been taken and has had time to be stored.
    pub fn settle(&mut self) {
        self.taken();
        self.run(200);
    }

    pub fn write(&mut self, bar: u8, offset: u64, data: &[u8]) {
        self.send(write_packet(bar, offset, data));
    }

    /// One read request of any alignment, answered by completions that are checked against the rules.
    pub fn read(&mut self, bar: u8, offset: u64, bytes: usize) -> Result<Vec<u8>, u8> {
        let tag = (self.random.next() & 0xFF) as u8;
        self.send(read_packet(bar, offset, bytes, tag));
        let lead = (offset % 4) as usize;
        let mut found = Vec::new();
        let mut address = offset;
        let mut left = bytes;
        let mut patience = 200_000;
        while left > 0 {
            let Some(c) = self.completions.pop_front() else {
                self.tick();
                patience -= 1;
                assert!(patience > 0, "a read is never answered");
                continue;
            };
            assert_eq!(c.tag, tag);
            if c.status != 0 {
                assert_eq!(c.dwords, 0, "a refusal carries nothing");
                return Err(c.status);
            }
            assert_eq!(c.byte_count as usize, left, "bytes still to come, this completion's included");
            assert_eq!(c.lower_address, (address & 0x7F) as u32);
            assert_eq!(c.data.len(), c.dwords * 4);
            let skip = if found.is_empty() { lead } else { 0 };
            let here = (c.data.len() - skip).min(left);
            assert!((address % 128) as usize + here <= 128, "a completion stays inside a 128-byte block");
            assert!(here == left || (address as usize + here) % 128 == 0, "and is cut at a boundary only");
            found.extend_from_slice(&c.data[skip..skip + here]);
            address += here as u64;
            left -= here;
        }
        Ok(found)
    }

    pub fn read32(&mut self, offset: u32) -> u32 {
        let bytes = self.read(0, offset as u64, 4).expect("registers answer");
        u32::from_le_bytes(bytes.try_into().expect("four bytes"))
    }

    pub fn read64(&mut self, offset: u32) -> u64 {
        let bytes = self.read(0, offset as u64, 8).expect("registers answer");
        u64::from_le_bytes(bytes.try_into().expect("eight bytes"))
    }

    pub fn write32(&mut self, offset: u32, value: u32) {
        self.write(0, offset as u64, &value.to_le_bytes());
    }

    pub fn write64(&mut self, offset: u32, value: u64) {
        self.write(0, offset as u64, &value.to_le_bytes());
    }
}
