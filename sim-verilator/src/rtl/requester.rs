//! Host memory as the card's reads see it: completions after the latency of a host, in parts, and in any order of tags if the pair
//! is made to stall at random.

use std::collections::VecDeque;

use super::tlp::{read_completion, Beat, ReadRequest, MAX_PAYLOAD_BYTES};
use crate::host::HostMemory;
use crate::random::Random;

/// Cycles from a read request to its first completion unless set: 1 µs.
pub const READ_LATENCY_CYCLES: u64 = 250;
/// Completions end at these boundaries, bytes (the host's read completion boundary is 64).
const COMPLETION_BYTES: u64 = 128;

struct Open {
    tag: u8,
    /// Where the next completion begins.
    address: u64,
    left: usize,
    due: u64,
}

/// The reads of one card.
pub struct Requester {
    open: Vec<Open>,
    beats: VecDeque<Beat>,
    pub latency_cycles: u64,
    /// The largest payload of a write that the host takes.
    pub max_payload_bytes: usize,
    /// Answer in any order.
    pub shuffle: bool,
    random: Random,
}

impl Requester {
    pub fn new(seed: u64) -> Self {
        Requester {
            open: Vec::new(),
            beats: VecDeque::new(),
            latency_cycles: READ_LATENCY_CYCLES,
            max_payload_bytes: MAX_PAYLOAD_BYTES,
            shuffle: false,
            random: Random::new(seed),
        }
    }

    /// Whether a read is open.
    pub fn idle(&self) -> bool {
        self.open.is_empty() && self.beats.is_empty()
    }

    /// A read request has come at `now`.
    pub fn ask(&mut self, now: u64, request: ReadRequest) {
        let more = if self.shuffle { self.random.next() % (self.latency_cycles + 1) } else { 0 };
        let due = now + self.latency_cycles + more;
        self.open.push(Open { tag: request.tag, address: request.address, left: request.bytes, due });
    }

    /// The beat on RC in this cycle; another packet only if it may begin.
    pub fn beat(&mut self, now: u64, host: &HostMemory, begin: bool) -> Option<Beat> {
        if self.beats.is_empty() && begin {
            self.answer(now, host);
        }
        self.beats.front().copied()
    }

    /// The card took the beat.
    pub fn taken(&mut self) {
        self.beats.pop_front();
    }

    /// The card is gone or was reset.
    pub fn abort(&mut self) {
        self.open.clear();
        self.beats.clear();
    }

    fn answer(&mut self, now: u64, host: &HostMemory) {
        let due = |open: &Open| open.due <= now;
        let chosen = if self.shuffle {
            let all: Vec<usize> = (0..self.open.len()).filter(|&i| due(&self.open[i])).collect();
            if all.is_empty() {
                return;
            }
            all[self.random.next() as usize % all.len()]
        } else {
            match self.open.first() {
                Some(first) if due(first) => 0,
                _ => return,
            }
        };
        let open = &mut self.open[chosen];
        let bytes = open.left.min((COMPLETION_BYTES - open.address % COMPLETION_BYTES) as usize);
        // Whole DWORDs are read, as a host does; what was not asked for may not be there.
        let lead = (open.address % 4) as usize;
        let mut data = vec![0; (lead + bytes).next_multiple_of(4)];
        let good = host.read(open.address, &mut data[lead..lead + bytes]);
        self.beats.extend(read_completion(open.tag, open.address, open.left, bytes, good.then_some(&data)));
        open.address += bytes as u64;
        open.left -= bytes;
        if open.left == 0 || !good {
            self.open.remove(chosen);
        }
    }
}
