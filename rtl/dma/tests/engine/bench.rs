//! The verilated engine with an adversarial host, a memory and a store stage around it.
//!
//! The host answers reads in any order of tags, in parts cut at 64- or 128-byte boundaries, after any time, or badly, or not at all,
//! as a test asks; everything the engine sends is held against the rules of the bus.

use abi::dma::{Completion, Descriptor, COMPLETION_BYTES, DESCRIPTOR_BYTES};
use abi::registers::dma;
use rtl_dma::engine::Engine;
pub use rtl_prims::random::Random;
use rtl_prims::testing::{Model, Port, Verilated};
use rust_hdl::prelude::*;
use std::collections::{BTreeMap, VecDeque};
use std::sync::OnceLock;

/// LOCAL of the bench in bytes; REMOTE is as large.
pub const LOCAL: u64 = 1 << 20;
/// Cycles the engine waits for the host.
pub const TIMEOUT: u64 = 3000;
/// Where host memory begins for the card, and how much of it there is.
pub const HOST: u64 = 0xF_FFF0_0000;
pub const HOST_BYTES: usize = 4 << 20;
/// Places in host memory.
pub const RING: u64 = HOST;
pub const COMPLETIONS: u64 = HOST + 0x1_0000;
pub const DATA: u64 = HOST + 0x10_0000;

/// How the host answers the reads of an address range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Good,
    /// Completion status: 1 unsupported request, 4 completer abort.
    Refused(u8),
    Poisoned,
    /// The hard block found the completion malformed (error code).
    Error(u8),
    /// The last beat is marked `discontinue`.
    Discontinued,
    Never,
    /// After this many cycles.
    Late(u64),
}

/// How lively everything is.
#[derive(Clone, Copy)]
pub struct Stress {
    /// Cycles from a read to its first completion, at least and at most.
    pub latency: (u64, u64),
    /// Boundary at which completions are cut, 64 or 128, and whether more often than needed.
    pub boundary: u64,
    pub split: bool,
    /// Percentages of cycles in which RQ, store stage and memory hold off, and in which RC pauses.
    pub stalls: u64,
}

impl Stress {
    pub const NONE: Stress = Stress { latency: (20, 20), boundary: 128, split: false, stalls: 0 };
    pub const WILD: Stress = Stress { latency: (1, 400), boundary: 64, split: true, stalls: 30 };
}

struct Read {
    tag: u8,
    address: u64,
    left: usize,
    /// Bytes in front of the first enabled one, from the request's byte enables.
    due: u64,
    answer: Answer,
}

/// One beat on RC.
#[derive(Clone, Copy)]
struct Beat {
    data: u128,
    user: u128,
    keep: u128,
    last: bool,
}

struct Ports(BTreeMap<&'static str, Port>);

const PORTS: &[&str] = &[
    "reset",
    "forget",
    "stop",
    "failed",
    "hung",
    "max_payload",
    "max_read",
    "credits",
    "write",
    "write_word",
    "write_data",
    "write_low",
    "write_high",
    "read_word",
    "read_data",
    "rq$data",
    "rq$user",
    "rq$keep",
    "rq$last",
    "rq$valid",
    "rq$ready",
    "rc$data",
    "rc$user",
    "rc$keep",
    "rc$last",
    "rc$valid",
    "rc$ready",
    "memory$valid",
    "memory$address",
    "memory$ready",
    "memory$data_valid",
    "memory$data",
    "out_valid",
    "out_unit",
    "out_data",
    "out_enable",
    "out_last",
    "out_ready",
    "stored",
    "sequence",
    "retired",
    "halted",
    "counted",
    "counted_queue",
];

fn verilated() -> &'static Verilated {
    static ENGINE: OnceLock<Verilated> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let mut engine = Engine::new(LOCAL, TIMEOUT as u32);
        engine.connect_all();
        Verilated::build(&engine, "engine")
    })
}

pub struct Bench {
    model: Model,
    ports: Ports,
    pub random: Random,
    pub stress: Stress,
    pub host: Vec<u8>,
    /// LOCAL, then REMOTE.
    pub memory: Vec<u8>,
    pub cycle: u64,
    pub reset: bool,
    pub forget: bool,
    pub failed: bool,
    pub max_payload: u64,
    pub max_read: u64,
    pub credits: u64,
    /// Never take or answer anything of memory.
    pub memory_dead: bool,
    reads: Vec<Read>,
    rc: VecDeque<Beat>,
    packet: Vec<(u128, u128)>,
    packet_user: u128,
    memory_reads: VecDeque<(u64, u128)>,
    /// The row in the store stage: unit, data, enable.
    staged: Option<(u32, u128, u16)>,
    /// The chunk in the store stage is not finished.
    chunk_open: bool,
    pub answers: Vec<(std::ops::Range<u64>, Answer)>,
    pub sequence: u64,
    /// Data reads asked: address, bytes. Writes: address, bytes.
    pub asked: Vec<(u64, usize)>,
    pub wrote: Vec<(u64, usize)>,
    pub most_outstanding: usize,
    pub counted: [u32; 2],
    pub hung: bool,
}

impl Bench {
    pub fn new(seed: u64) -> Bench {
        let v = verilated();
        let ports = Ports(PORTS.iter().map(|name| (*name, v.port(name))).collect());
        let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        let noise = |random: &mut Random, n: usize| -> Vec<u8> {
            (0..n / 8).flat_map(|_| random.next().to_le_bytes()).collect()
        };
        let host = noise(&mut random, HOST_BYTES);
        let memory = noise(&mut random, 2 * LOCAL as usize);
        Bench {
            model: v.model(),
            ports,
            random,
            stress: Stress::NONE,
            host,
            memory,
            cycle: 0,
            reset: false,
            forget: false,
            failed: false,
            max_payload: 1,
            max_read: 2,
            credits: 15,
            memory_dead: false,
            reads: Vec::new(),
            rc: VecDeque::new(),
            packet: Vec::new(),
            packet_user: 0,
            memory_reads: VecDeque::new(),
            staged: None,
            chunk_open: false,
            answers: Vec::new(),
            sequence: 1,
            asked: Vec::new(),
            wrote: Vec::new(),
            most_outstanding: 0,
            counted: [0; 2],
            hung: false,
        }
    }

    fn set(&mut self, name: &str, value: u128) {
        self.model.set(self.ports.0[name], value);
    }

    fn get(&self, name: &str) -> u128 {
        self.model.get(self.ports.0[name])
    }

    pub fn tick(&mut self) {
        self.set("write", 0);
        self.cycle_with_inputs();
    }

    fn cycle_with_inputs(&mut self) {
        let stalls = self.stress.stalls;
        let rq_ready = !self.random.chance(stalls);
        let store_ready = (self.staged.is_none() || !self.random.chance(stalls)) && !self.memory_dead;
        let memory_ready = !self.random.chance(stalls) && !self.memory_dead;
        self.set("reset", self.reset.into());
        self.set("forget", (self.forget || self.reset).into());
        self.set("stop", 0);
        self.set("failed", self.failed.into());
        self.set("max_payload", self.max_payload.into());
        self.set("max_read", self.max_read.into());
        let credits = self.credits.min(15);
        self.set("credits", credits.into());
        self.set("rq$ready", rq_ready.into());
        self.set("out_ready", store_ready.into());
        self.set("stored", self.staged.is_none().into());
        self.set("sequence", self.sequence.into());
        self.set("memory$ready", memory_ready.into());
        let back = self.memory_reads.front().is_some_and(|(due, _)| *due <= self.cycle) && !self.memory_dead;
        self.set("memory$data_valid", back.into());
        if back {
            let data = self.memory_reads.pop_front().expect("it is due").1;
            self.set("memory$data", data);
        }
        if self.rc.is_empty() {
            self.answer();
        }
        let beat = self.rc.front().copied().filter(|_| !self.random.chance(stalls));
        self.set("rc$valid", beat.is_some().into());
        if let Some(beat) = beat {
            self.set("rc$data", beat.data);
            self.set("rc$user", beat.user);
            self.set("rc$keep", beat.keep);
            self.set("rc$last", beat.last.into());
        }
        self.model.settle();

        if beat.is_some() {
            assert_eq!(self.get("rc$ready"), 1, "there is room for everything that was asked for");
            self.rc.pop_front();
        }
        // The store stage: a row leaves it for memory in the cycle after it came, or later.
        if store_ready {
            if let Some((unit, data, enable)) = self.staged.take() {
                let at = unit as usize * 16;
                for (n, byte) in data.to_le_bytes().into_iter().enumerate().filter(|(n, _)| enable >> n & 1 == 1) {
                    self.memory[at + n] = byte;
                }
            }
            if self.get("out_valid") == 1 {
                let (unit, enable) = (self.get("out_unit") as u32, self.get("out_enable") as u16);
                assert!(u64::from(unit) * 16 < LOCAL, "rows go to LOCAL");
                self.chunk_open = self.get("out_last") == 0 && unit % 16 != 15 && enable == 0xFFFF;
                self.staged = Some((unit, self.get("out_data"), enable));
            }
        }
        if memory_ready && self.get("memory$valid") == 1 {
            let at = self.get("memory$address") as usize * 16;
            let data = u128::from_le_bytes(self.memory[at..at + 16].try_into().expect("sixteen bytes"));
            let due = (self.cycle + 1 + self.random.below(1 + stalls / 3))
                .max(self.memory_reads.back().map_or(0, |(due, _)| due + 1));
            self.memory_reads.push_back((due, data));
        }
        let valid = self.get("rq$valid") == 1;
        let resetting = self.reset;
        if resetting {
            self.packet.clear();
        } else {
            assert!(valid || self.packet.is_empty(), "tvalid fell inside a packet");
        }
        if valid && rq_ready && !resetting {
            if self.packet.is_empty() {
                self.packet_user = self.get("rq$user");
            }
            self.packet.push((self.get("rq$data"), self.get("rq$keep")));
            if self.get("rq$last") == 1 {
                let packet = std::mem::take(&mut self.packet);
                self.request(&packet);
            }
        }
        if self.get("counted") == 1 {
            let queue = self.get("counted_queue") as usize;
            self.counted[queue] += 1;
        }
        self.hung |= self.get("hung") == 1;
        self.model.tick();
        self.cycle += 1;
    }

    /// A packet on RQ.
    fn request(&mut self, packet: &[(u128, u128)]) {
        let (descriptor, keep) = packet[0];
        assert_eq!(keep, 15);
        let address = descriptor as u64;
        let dwords = (descriptor >> 64 & 0x7FF) as usize;
        let kind = descriptor >> 75 & 15;
        let (first, last) = ((self.packet_user & 15) as u32, (self.packet_user >> 4 & 15) as u32);
        assert_eq!(self.packet_user >> 8, 0);
        assert_eq!(descriptor >> 79 & 0x1_FFFF, 0, "not poisoned, requester id of the hard block");
        assert_eq!(descriptor >> 104, 0, "no attributes");
        assert_eq!(address % 4, 0);
        assert!(dwords > 0 && address / 4096 == (address + dwords as u64 * 4 - 1) / 4096, "4 KiB boundary");
        // Byte enables: contiguous from the first byte to the last, and not empty.
        assert!(
            first != 0 && (if dwords == 1 { last == 0 } else { first >> 3 == 1 && last & 1 == 1 }),
            "{first:b} {last:b}"
        );
        let lead = first.trailing_zeros() as usize;
        let end =
            dwords * 4 - if dwords == 1 { first.leading_zeros() - 28 } else { last.leading_zeros() - 28 } as usize;
        let at = address + lead as u64;
        let bytes = end - lead;
        assert!(at >= HOST && at + bytes as u64 <= HOST + HOST_BYTES as u64, "{at:#x} is not the host's");
        match kind {
            0 => {
                assert_eq!(packet.len(), 1);
                assert!(dwords * 4 <= 128 << self.max_read, "MRRS");
                let tag = (descriptor >> 96) as u8;
                assert!(self.reads.iter().all(|r| r.tag != tag), "tag {tag} is out already");
                let late = self.stress.latency.0 + self.random.below(self.stress.latency.1 - self.stress.latency.0 + 1);
                let answer = self.answers.iter().find(|(range, _)| range.contains(&at)).map_or(Answer::Good, |a| a.1);
                let late = if let Answer::Late(cycles) = answer { cycles } else { late };
                if answer != Answer::Never {
                    self.reads.push(Read { tag, address: at, left: bytes, due: self.cycle + late, answer });
                }
                let headers: usize =
                    self.reads.iter().map(|r| (r.address % 64) as usize + r.left).map(|n| n.div_ceil(64)).sum();
                assert!(headers <= 128, "the hard block has room for 128 completion headers");
                self.most_outstanding = self.most_outstanding.max(self.reads.len());
                self.asked.push((at, bytes));
            }
            1 => {
                assert!(dwords * 4 <= 128 << self.max_payload, "MPS");
                assert_eq!(packet.len(), 1 + dwords.div_ceil(4));
                for (n, (data, keep)) in packet[1..].iter().enumerate() {
                    let here = (dwords - n * 4).min(4);
                    assert_eq!(*keep, (1 << here) - 1);
                    for (i, byte) in data.to_le_bytes()[..here * 4].iter().enumerate() {
                        let place = n * 16 + i;
                        if (lead..end).contains(&place) {
                            self.host[(address - HOST) as usize + place] = *byte;
                        }
                    }
                }
                self.wrote.push((at, bytes));
            }
            kind => panic!("request type {kind}"),
        }
    }

    /// Puts a completion on RC: of any read that is due.
    fn answer(&mut self) {
        let due: Vec<usize> = (0..self.reads.len()).filter(|&i| self.reads[i].due <= self.cycle).collect();
        if due.is_empty() {
            return;
        }
        let chosen = due[self.random.below(due.len() as u64) as usize];
        let boundary = self.stress.boundary;
        let read = &mut self.reads[chosen];
        let to_boundary = (boundary - read.address % boundary) as usize;
        let mut bytes = read.left;
        if bytes > to_boundary && (self.stress.split || bytes > 256) {
            let more = self.random.below(3) as usize * boundary as usize;
            bytes = bytes.min(to_boundary + more);
        }
        let (mut status, mut error, mut poisoned, mut discontinue) = (0u128, 0u128, false, false);
        match read.answer {
            Answer::Refused(code) => {
                status = code.into();
                error = 2;
            }
            Answer::Poisoned => {
                poisoned = true;
                error = 1;
            }
            Answer::Error(code) => error = code.into(),
            Answer::Discontinued => discontinue = true,
            Answer::Good | Answer::Never | Answer::Late(_) => {}
        }
        let last_part = bytes == read.left || status != 0;
        let lead = (read.address % 4) as usize;
        let dwords = if status == 0 { (lead + bytes).div_ceil(4) } else { 0 };
        let header = u128::from(read.address & 0xFFF)
            | error << 12
            | (read.left as u128) << 16
            | u128::from(last_part) << 30
            | (dwords as u128) << 32
            | status << 43
            | u128::from(poisoned) << 46
            | u128::from(read.tag) << 64;
        let mut words: Vec<u32> = (0..3).map(|i| (header >> (32 * i)) as u32).collect();
        let from = (read.address - HOST) as usize - lead;
        for word in 0..dwords {
            words.push(u32::from_le_bytes(self.host[from + word * 4..][..4].try_into().expect("four bytes")));
        }
        read.address += bytes as u64;
        read.left -= bytes;
        if last_part {
            self.reads.swap_remove(chosen);
        }
        let count = words.len().div_ceil(4);
        for (n, chunk) in words.chunks(4).enumerate() {
            let data = chunk.iter().rev().fold(0u128, |all, w| all << 32 | u128::from(*w));
            let last = n + 1 == count;
            let user = u128::from(n == 0) << 32 | u128::from(last && discontinue) << 42;
            self.rc.push_back(Beat { data, user, keep: (1 << chunk.len()) - 1, last });
        }
    }

    /// A completion for a tag nobody has out.
    pub fn stray_completion(&mut self, tag: u8) {
        let header = 4u128 << 16 | 1 << 30 | 1 << 32 | u128::from(tag) << 64 | 0xDEAD_BEEFu128 << 96;
        self.rc.push_back(Beat { data: header, user: 1 << 32, keep: 15, last: true });
    }

    pub fn run(&mut self, cycles: u64) {
        for _ in 0..cycles {
            self.tick();
        }
    }

    pub fn write_register(&mut self, offset: u32, value: u64) {
        self.set("write", 1);
        self.set("write_word", u128::from(offset / 8));
        let half = offset % 8 != 0;
        let wide = matches!(offset, dma::RING_ADDRESS | dma::COMPLETION_ADDRESS);
        self.set("write_data", if half { u128::from(value) << 32 } else { value.into() });
        self.set("write_low", (!half).into());
        self.set("write_high", (half || wide).into());
        self.cycle_with_inputs();
        self.set("write", 0);
    }

    pub fn register(&mut self, offset: u32) -> u32 {
        self.set("read_word", u128::from(offset / 8));
        self.model.settle();
        (self.get("read_data") >> (8 * (offset % 8))) as u32
    }

    /// Programs the ring with `count` entries and enables it.
    pub fn start(&mut self, count: u32) {
        self.write_register(dma::CONTROL, 0);
        self.run(3);
        self.write_register(dma::RING_ADDRESS, RING);
        self.write_register(dma::COMPLETION_ADDRESS, COMPLETIONS);
        self.write_register(dma::RING_COUNT, count.into());
        self.write_register(dma::TAIL, 0);
        let end = (COMPLETIONS - HOST) as usize + count as usize * COMPLETION_BYTES;
        self.host[(COMPLETIONS - HOST) as usize..end].fill(0);
        self.write_register(dma::CONTROL, 1);
    }

    /// Puts descriptor `n` into a ring of `count`.
    pub fn put(&mut self, n: u32, count: u32, descriptor: Descriptor) {
        self.put_words(n, count, descriptor.to_words());
    }

    pub fn put_words(&mut self, n: u32, count: u32, words: [u64; 4]) {
        let at = (RING - HOST) as usize + (n % count) as usize * DESCRIPTOR_BYTES;
        for (i, word) in words.into_iter().enumerate() {
            self.host[at + 8 * i..][..8].copy_from_slice(&word.to_le_bytes());
        }
    }

    pub fn submit(&mut self, tail: u32) {
        self.write_register(dma::TAIL, tail.into());
    }

    /// The completion of descriptor `n`, if it has been written.
    pub fn completion(&self, n: u32, count: u32) -> Option<Completion> {
        let at = (COMPLETIONS - HOST) as usize + (n % count) as usize * COMPLETION_BYTES;
        let word = |i: usize| u64::from_le_bytes(self.host[at + 8 * i..][..8].try_into().expect("eight bytes"));
        let found = Completion::from_words([word(0), word(1)]);
        (found.phase == (n / count % 2 == 0)).then_some(found)
    }

    /// Waits for the completion of descriptor `n`.
    pub fn wait(&mut self, n: u32, count: u32) -> Completion {
        let end = self.cycle + 400_000;
        loop {
            if let Some(found) = self.completion(n, count) {
                return found;
            }
            assert!(self.cycle < end, "descriptor {n} never completes, state {:?}", self.register(dma::STATE));
            self.tick();
        }
    }

    pub fn host_bytes(&self, address: u64, bytes: usize) -> &[u8] {
        &self.host[(address - HOST) as usize..][..bytes]
    }

    /// The store stage is not in the middle of a chunk.
    pub fn chunk_closed(&self) -> bool {
        !self.chunk_open
    }
}
