//! A host, a memory and a link around the verilated card: what every test of the card needs.
//!
//! The host speaks TLPs as the hard block would hand them over (PG213). The memory takes and answers when it likes, and
//! so do the hard block's streams: all of that from one seed.

#![allow(dead_code)] // Each test program uses its part.

use rtl_card::Settings;
pub use rtl_prims::random::Random;
use rtl_prims::testing::{Model, Port, Verilated};
use std::collections::{HashMap, VecDeque};
use std::sync::OnceLock;

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

struct Ports {
    reset: Port,
    /// Of the card for 256 bit: PERST#, and the hard block's clock.
    bus: Option<[Port; 2]>,
    clock: Port,
    flr: Port,
    bus_master: Port,
    msix_enable: Port,
    msix_mask: Port,
    cq_data: Port,
    cq_user: Port,
    cq_keep: Port,
    cq_last: Port,
    cq_valid: Port,
    cq_ready: Port,
    np_req: Port,
    cc_data: Port,
    cc_keep: Port,
    cc_last: Port,
    cc_valid: Port,
    cc_ready: Port,
    rc_valid: Port,
    max_payload: Port,
    max_read: Port,
    rq_credits: Port,
    rq_seq_num: Port,
    rq_seq_num_valid: Port,
    rq_data: Port,
    rq_keep: Port,
    rq_user: Port,
    rq_last: Port,
    rq_valid: Port,
    rq_ready: Port,
    write_valid: Port,
    write_address: Port,
    write_data: Port,
    write_enable: Port,
    write_ready: Port,
    read_valid: Port,
    read_address: Port,
    read_ready: Port,
    read_data_valid: Port,
    read_data: Port,
    read_error: Port,
    write_inject: Port,
    persist_restored: Port,
    persist_held: Port,
    persist_watch: Port,
    persist_save: Port,
    persist_saved: Port,
    tx_data: Port,
    tx_control: Port,
    tx_valid: Port,
    tx_ready: Port,
    rx_data: Port,
    rx_control: Port,
    rx_valid: Port,
    link_up: Port,
    coded: Port,
    coding: Port,
    loopback: Port,
    power_fail: Port,
    power_safe: Port,
    battery_good: Port,
    battery_millivolts: Port,
    battery_load: Port,
    card_id: Port,
    board: Port,
    build_hash: Port,
}

/// One beat of the completer request stream.
#[derive(Clone, Copy, Debug)]
pub struct Beat {
    pub data: u128,
    pub user: u128,
    pub keep: u128,
    pub last: bool,
}

/// Request types of PG213.
pub const MEMORY_READ: u8 = 0;
pub const MEMORY_WRITE: u8 = 1;

/// Builds a packet. `payload` has four bytes for each DWORD; a read has none and says how many it wants.
#[allow(clippy::too_many_arguments)]
pub fn packet(
    kind: u8,
    bar: u8,
    address: u64,
    dwords: usize,
    first_be: u8,
    last_be: u8,
    tag: u8,
    payload: &[u8],
) -> Vec<Beat> {
    let descriptor = (address & !3) as u128
        | (dwords as u128) << 64
        | (kind as u128) << 75
        | 0x0102u128 << 80
        | (tag as u128) << 96
        | (bar as u128) << 112
        | if bar == 0 { 16u128 } else { 28 } << 115;
    let enables = (first_be as u128) | (last_be as u128) << 4;
    let mut beats = vec![Beat { data: descriptor, user: enables | 1 << 40, keep: 15, last: payload.is_empty() }];
    let words = payload.len() / 4;
    for (n, chunk) in payload.chunks(16).enumerate() {
        let mut data = [0u8; 16];
        data[..chunk.len()].copy_from_slice(chunk);
        let mut byte_enable = 0u128;
        for lane in 0..chunk.len() / 4 {
            let word = n * 4 + lane;
            let enable = match word {
                0 => first_be,
                w if w == words - 1 => last_be,
                _ => 15,
            };
            byte_enable |= (enable as u128) << (lane * 4);
        }
        let keep = (1u128 << (chunk.len() / 4)) - 1;
        beats.push(Beat { data: u128::from_le_bytes(data), user: byte_enable << 8, keep, last: false });
    }
    beats.last_mut().expect("a packet has a beat").last = true;
    beats
}

/// A posted write of any alignment and length up to 1 KiB less what alignment costs.
pub fn write_packet(bar: u8, offset: u64, data: &[u8]) -> Vec<Beat> {
    assert!(!data.is_empty());
    let lead = (offset % 4) as usize;
    let end = lead + data.len();
    let dwords = end.div_ceil(4);
    assert!(dwords <= 256, "a packet carries at most 1 KiB");
    let mut payload = vec![0xEE; dwords * 4];
    payload[lead..end].copy_from_slice(data);
    let head = 0xFu8 << lead & 15;
    let tail = 15 >> (dwords * 4 - end);
    if dwords == 1 {
        packet(MEMORY_WRITE, bar, offset, 1, head & tail, 0, 0, &payload)
    } else {
        packet(MEMORY_WRITE, bar, offset, dwords, head, tail, 0, &payload)
    }
}

/// A completion as it came.
#[derive(Clone, Debug)]
pub struct Completion {
    pub lower_address: u32,
    pub byte_count: u32,
    pub dwords: usize,
    pub status: u8,
    pub tag: u8,
    pub data: Vec<u8>,
}

/// A memory request of the card.
#[derive(Clone, Debug)]
pub struct Requested {
    pub cycle: u64,
    pub address: u64,
    /// `first_be` 0..4, `last_be` 4..8.
    pub enables: u8,
    pub payload: Vec<u8>,
}

impl Requested {
    /// From the beats on RQ (data, keep), which are checked against the rules.
    fn new(cycle: u64, beats: &[(u128, u128)], user: u128) -> Requested {
        let (descriptor, keep) = beats[0];
        assert_eq!(keep, 15, "the descriptor is there");
        let dwords = (descriptor >> 64 & 0x7FF) as usize;
        assert_eq!(descriptor >> 75, 1, "a memory write, no attributes, nothing else");
        let mut payload = Vec::new();
        for (n, (data, keep)) in beats[1..].iter().enumerate() {
            let here = (dwords - n * 4).min(4);
            assert_eq!(*keep, (1 << here) - 1, "tkeep covers what the length says");
            payload.extend_from_slice(&data.to_le_bytes()[..here * 4]);
        }
        assert_eq!(payload.len(), dwords * 4, "as long as its descriptor says");
        Requested { cycle, address: descriptor as u64, enables: user as u8, payload }
    }
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

fn verilated() -> &'static Verilated {
    static CARD: OnceLock<Verilated> = OnceLock::new();
    CARD.get_or_init(|| Verilated::build(&rtl_emit::card(&Settings::simulation()), rtl_emit::TOP))
}

/// The card behind a hard block of 256 bit, and the crossing to PCIe's clock.
fn verilated_256() -> &'static Verilated {
    static CARD: OnceLock<Verilated> = OnceLock::new();
    CARD.get_or_init(|| {
        rtl_emit::on_a_deep_stack(|| Verilated::build(&rtl_emit::card_256(&Settings::simulation()), rtl_emit::TOP_256))
    })
}

fn model(wide: bool) -> (Model, Ports) {
    let v = if wide { verilated_256() } else { verilated() };
    let p = |name| v.port(name);
    let ports = Ports {
        reset: p(if wide { "user_reset" } else { "reset" }),
        bus: wide.then(|| [p("perst"), p("user_clock")]),
        clock: p("clock"),
        flr: p("flr"),
        bus_master: p("bus_master"),
        msix_enable: p("msix_enable"),
        msix_mask: p("msix_mask"),
        cq_data: p("cq$data"),
        cq_user: p("cq$user"),
        cq_keep: p("cq$keep"),
        cq_last: p("cq$last"),
        cq_valid: p("cq$valid"),
        cq_ready: p("cq$ready"),
        np_req: p("cq_np_req"),
        cc_data: p("cc$data"),
        cc_keep: p("cc$keep"),
        cc_last: p("cc$last"),
        cc_valid: p("cc$valid"),
        cc_ready: p("cc$ready"),
        rc_valid: p("rc$valid"),
        max_payload: p("max_payload"),
        max_read: p("max_read"),
        rq_credits: p("rq_credits"),
        rq_seq_num: p("rq_seq_num"),
        rq_seq_num_valid: p("rq_seq_num_valid"),
        rq_data: p("rq$data"),
        rq_keep: p("rq$keep"),
        rq_user: p("rq$user"),
        rq_last: p("rq$last"),
        rq_valid: p("rq$valid"),
        rq_ready: p("rq$ready"),
        write_valid: p("mem_write$valid"),
        write_address: p("mem_write$address"),
        write_data: p("mem_write$data"),
        write_enable: p("mem_write$enable"),
        write_ready: p("mem_write$ready"),
        read_valid: p("mem_read$valid"),
        read_address: p("mem_read$address"),
        read_ready: p("mem_read$ready"),
        read_data_valid: p("mem_read$data_valid"),
        read_data: p("mem_read$data"),
        read_error: p("mem_read_error"),
        write_inject: p("mem_write_inject"),
        persist_restored: p("persist_restored"),
        persist_held: p("persist_held"),
        persist_watch: p("persist_watch"),
        persist_save: p("persist_save"),
        persist_saved: p("persist_saved"),
        tx_data: p("tx_data"),
        tx_control: p("tx_control"),
        tx_valid: p("tx_valid"),
        tx_ready: p("tx_ready"),
        rx_data: p("rx_data"),
        rx_control: p("rx_control"),
        rx_valid: p("rx_valid"),
        link_up: p("link_up"),
        coded: p("coded"),
        coding: p("coding"),
        loopback: p("loopback"),
        power_fail: p("power_fail"),
        power_safe: p("power_safe"),
        battery_good: p("battery_good"),
        battery_millivolts: p("battery_millivolts"),
        battery_load: p("battery_load"),
        card_id: p("card_id"),
        board: p("board"),
        build_hash: p("build_hash"),
    };
    (v.model(), ports)
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

/// A read request for some bytes.
pub fn read_packet(bar: u8, offset: u64, bytes: usize, tag: u8) -> Vec<Beat> {
    let lead = (offset % 4) as usize;
    let end = lead + bytes;
    let dwords = end.div_ceil(4);
    let head = 0xFu8 << lead & 15;
    let tail = 15 >> (dwords * 4 - end);
    if dwords == 1 {
        packet(MEMORY_READ, bar, offset, 1, head & tail, 0, tag, &[])
    } else {
        packet(MEMORY_READ, bar, offset, dwords, head, tail, tag, &[])
    }
}

/// Whether a packet with this descriptor is one that is answered.
pub fn wants_answer(descriptor: u128) -> bool {
    let kind = descriptor >> 75 & 15;
    kind != MEMORY_WRITE as u128 && kind < 12
}

fn completion(words: &[u32], asked: &[(u128, u128)]) -> Completion {
    let status = words[1] >> 11 & 7;
    let (descriptor, enables) = asked[words[2] as u8 as usize];
    assert_eq!(words[1] >> 16, (descriptor >> 80) as u32 & 0xFFFF, "the requester's id comes back");
    assert_eq!(words[0] >> 29 & 1, (descriptor >> 75 & 15 == 7) as u32, "a locked read is answered as one");
    if status != 0 {
        // PG213 "Completions with Error Status": eight DWORDs, the last five are the request.
        assert_eq!(words.len(), 8, "a refusal has two beats");
        assert_eq!(words[1] & 0x7FF, 0, "a refusal has no payload");
        let again = words[4..8].iter().rev().fold(0u128, |all, w| all << 32 | *w as u128);
        assert_eq!((again, words[3] as u128), (descriptor, enables), "a refusal names its request");
    }
    let data = if status == 0 { &words[3..] } else { &[] };
    Completion {
        lower_address: words[0] & 0x7F,
        byte_count: words[0] >> 16 & 0x1FFF,
        dwords: (words[1] & 0x7FF) as usize,
        status: (words[1] >> 11 & 7) as u8,
        tag: words[2] as u8,
        data: data.iter().flat_map(|w| w.to_le_bytes()).collect(),
    }
}

/// A line with a correct ticket.
pub fn line(random: &mut Random, slot: u64) -> [u8; 64] {
    let mut line = [0; 64];
    line.copy_from_slice(&random.bytes(64));
    line[60..64].copy_from_slice(&(slot as u32).to_le_bytes());
    let crc = crc32c::crc32c_append(crc32c::crc32c(&line[..48]), &line[60..64]);
    line[56..60].copy_from_slice(&crc.to_le_bytes());
    line
}

/// A queue as the tests use it.
#[derive(Clone, Copy)]
pub struct Queue {
    pub number: u32,
    pub line_base: u64,
    pub line_count: u64,
    pub watermark_address: u64,
}

impl Queue {
    pub fn new(number: u32) -> Queue {
        let number_base = 0x20_0000 + 0x10_0000 * number as u64;
        Queue {
            number,
            line_base: number_base,
            line_count: 256,
            watermark_address: 0xFEED_0000_1000 + 64 * number as u64,
        }
    }
    /// A register of this queue.
    pub fn register(&self, offset: u32) -> u32 {
        offset + self.number * abi::registers::BLOCK_STRIDE
    }
    /// Offset of a slot's line in LOCAL.
    pub fn at(&self, slot: u64) -> u64 {
        self.line_base + 64 * (slot % self.line_count)
    }
    pub fn open(&self, card: &mut Card, position: u64, epoch: u32) {
        use abi::registers::logq;
        card.write32(self.register(logq::CONTROL), 0);
        card.write32(self.register(logq::LINE_BASE), self.line_base as u32);
        card.write32(self.register(logq::LINE_COUNT), self.line_count as u32);
        card.write64(self.register(logq::POSITION), position);
        card.write64(self.register(logq::WATERMARK_ADDRESS), self.watermark_address);
        card.write32(self.register(logq::EPOCH), epoch);
        card.write32(self.register(logq::CONTROL), 1);
    }
    pub fn local(&self, card: &mut Card) -> u64 {
        card.read64(self.register(abi::registers::logq::LOCAL))
    }
    /// The last watermark line of this queue in host memory.
    pub fn watermark(&self, card: &Card) -> Option<Watermark> {
        let (_, _, line) = card.host_writes.iter().rev().find(|(_, address, _)| *address == self.watermark_address)?;
        Some(Watermark::from_line(line))
    }
}

/// A watermark line, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Watermark {
    pub local: u64,
    pub mirrored: u64,
    pub state: u32,
    pub epoch: u32,
    pub events: u32,
    pub generation: u32,
}

impl Watermark {
    pub fn from_line(line: &[u8; 64]) -> Watermark {
        use abi::watermark::*;
        let u64_at = |at: usize| u64::from_le_bytes(line[at..at + 8].try_into().expect("eight bytes"));
        let u32_at = |at: usize| u32::from_le_bytes(line[at..at + 4].try_into().expect("four bytes"));
        Watermark {
            local: u64_at(LOCAL_OFFSET),
            mirrored: u64_at(MIRRORED_OFFSET),
            state: u32_at(STATE_OFFSET),
            epoch: u32_at(EPOCH_OFFSET),
            events: u32_at(EVENTS_OFFSET),
            generation: u32_at(GENERATION_OFFSET),
        }
    }
}

/// Arms the card.
pub fn arm(card: &mut Card) {
    card.write32(abi::registers::ctrl::CONTROL, 1);
}

/// The stamp of a line as it lies in memory.
pub fn stamp(line: &[u8]) -> abi::line::Stamp {
    abi::line::Stamp::from_bits(u64::from_le_bytes(line[48..56].try_into().expect("eight bytes")))
}

/// The line as memory has to hold it, whatever its stamp.
pub fn same_but_stamp(stored: &[u8], sent: &[u8; 64]) -> bool {
    stored[..48] == sent[..48] && stored[56..64] == sent[56..]
}
