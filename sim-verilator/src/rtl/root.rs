//! The root port of one RTL card: host requests as packets, completions and memory writes back.
//!
//! Posted writes and reads wait in two queues, as in a real root port: a read never passes an earlier write, a write
//! may pass a read that has no credit (`np_req`), so nothing can deadlock.

use std::collections::{BTreeMap, VecDeque};

use abi::watermark::WATERMARK_BYTES;

use super::requester::Requester;
use super::tlp::{
    complete, completion_tag, memory_read, memory_write, requester_request, sequence_number, BadPacket, Beat,
    Collector, Completed, OpenRead, Requested, MAX_PAYLOAD_BYTES, MAX_READ_BYTES,
};
use crate::host::HostMemory;
use crate::pair::{Bar, Completion, ReadTag};

/// Reads under way at a time.
const MAX_TAGS: u8 = 32;

/// Cycles until the hard block says that a packet of the card cannot be overtaken any more.
const NUMBER_LATENCY_CYCLES: u64 = 12;

struct Posted {
    beats: Vec<Beat>,
    bytes: usize,
}

/// A part of a host's read.
struct ReadPart {
    bar: usize,
    offset: u64,
    bytes: usize,
    /// Posted writes that must have gone before.
    after: u64,
    read: ReadTag,
    at: usize,
}

/// A host's read.
struct Read {
    data: Vec<u8>,
    missing: usize,
    failed: bool,
}

struct Flight {
    part: ReadPart,
    open: OpenRead,
}

/// What is being sent.
struct Sending {
    beats: Vec<Beat>,
    next: usize,
    bytes: usize,
}

/// One host's end of the bus.
pub struct RootPort {
    posted: VecDeque<Posted>,
    parts: VecDeque<ReadPart>,
    posted_in: u64,
    posted_out: u64,
    backlog: usize,
    sending: Option<Sending>,
    credits: u32,
    flights: BTreeMap<u8, Flight>,
    next_flight: u8,
    reads: BTreeMap<ReadTag, Read>,
    completions: Collector,
    requests: Collector,
    /// Numbers (`seq_num`) of packets that have gone to the host, and when the card is told.
    numbers: VecDeque<(u64, u8)>,
    /// The card's reads.
    pub requester: Requester,
    /// Where the card's writes go, and its reads come from.
    pub host: HostMemory,
    /// The cycle of the card's last write that was not a watermark line.
    pub written_at: u64,
}

fn number(bar: Bar) -> usize {
    match bar {
        Bar::Registers => 0,
        Bar::Aperture => 1,
    }
}

impl RootPort {
    pub fn new(host: HostMemory, seed: u64) -> Self {
        RootPort {
            posted: VecDeque::new(),
            parts: VecDeque::new(),
            posted_in: 0,
            posted_out: 0,
            backlog: 0,
            sending: None,
            credits: 0,
            flights: BTreeMap::new(),
            next_flight: 0,
            reads: BTreeMap::new(),
            completions: Collector::default(),
            requests: Collector::default(),
            numbers: VecDeque::new(),
            requester: Requester::new(seed),
            host,
            written_at: 0,
        }
    }

    /// Queues a write, cut at [`MAX_PAYLOAD_BYTES`] boundaries; register writes at 8 bytes, as a CPU would.
    pub fn write(&mut self, bar: Bar, offset: u64, data: &[u8]) {
        let unit = match bar {
            Bar::Registers => 8,
            Bar::Aperture => MAX_PAYLOAD_BYTES,
        };
        let mut at = 0;
        while at < data.len() {
            let address = offset + at as u64;
            let end = data.len().min(at + unit - (address % unit as u64) as usize);
            let beats = memory_write(number(bar), address, &data[at..end]);
            self.posted.push_back(Posted { beats, bytes: end - at });
            self.posted_in += 1;
            self.backlog += end - at;
            at = end;
        }
    }

    /// Queues a read, cut at [`MAX_READ_BYTES`] boundaries; register reads at 8 bytes.
    pub fn read(&mut self, tag: ReadTag, bar: Bar, offset: u64, bytes: usize) {
        let unit = match bar {
            Bar::Registers => 8,
            Bar::Aperture => MAX_READ_BYTES,
        };
        let mut at = 0;
        let mut missing = 0;
        while at < bytes {
            let address = offset + at as u64;
            let end = bytes.min(at + unit - (address % unit as u64) as usize);
            self.parts.push_back(ReadPart {
                bar: number(bar),
                offset: address,
                bytes: end - at,
                after: self.posted_in,
                read: tag,
                at,
            });
            missing += 1;
            at = end;
        }
        self.reads.insert(tag, Read { data: vec![0; bytes], missing, failed: false });
    }

    /// The next finished read, in order.
    pub fn completion(&mut self) -> Option<(ReadTag, Completion)> {
        let first = self.reads.first_entry().filter(|r| r.get().missing == 0)?;
        let (tag, read) = first.remove_entry();
        Some((tag, if read.failed { Completion::Failed } else { Completion::Data(read.data) }))
    }

    /// Bytes of writes the card has not taken.
    pub fn backlog(&self) -> usize {
        self.backlog
    }

    /// Whether nothing is on its way in either direction.
    pub fn idle(&self) -> bool {
        self.requester.idle()
            && self.sending.is_none()
            && self.posted.is_empty()
            && self.parts.is_empty()
            && self.flights.is_empty()
    }

    /// The beat on CQ in this cycle; another packet only if it may begin.
    pub fn request_beat(&mut self, begin: bool) -> Option<Beat> {
        if self.sending.is_none() && begin {
            self.sending = self.next_packet();
        }
        self.sending.as_ref().map(|s| s.beats[s.next])
    }

    fn next_packet(&mut self) -> Option<Sending> {
        let tag_free = self.flights.len() < MAX_TAGS as usize;
        if let Some(part) = self.parts.pop_front_if(|p| p.after <= self.posted_out && self.credits > 0 && tag_free) {
            while self.flights.contains_key(&self.next_flight) {
                self.next_flight = (self.next_flight + 1) % MAX_TAGS;
            }
            let tag = self.next_flight;
            self.next_flight = (tag + 1) % MAX_TAGS;
            self.credits -= 1;
            let beats = memory_read(part.bar, part.offset, part.bytes, tag);
            let open = OpenRead::new(&beats[0], part.offset, part.bytes);
            self.flights.insert(tag, Flight { part, open });
            return Some(Sending { beats, next: 0, bytes: 0 });
        }
        let posted = self.posted.pop_front()?;
        self.posted_out += 1;
        Some(Sending { beats: posted.beats, next: 0, bytes: posted.bytes })
    }

    /// The card took the beat.
    pub fn request_taken(&mut self) {
        if let Some(sending) = &mut self.sending {
            sending.next += 1;
            if sending.next == sending.beats.len() {
                self.backlog -= sending.bytes;
                self.sending = None;
            }
        }
    }

    /// The card gives credits for reads (`pcie_cq_np_req`).
    pub fn credit(&mut self, np_req: u8) {
        self.credits += u32::from(np_req.min(2));
    }

    /// CC shows no beat.
    pub fn completion_gap(&self) -> Result<(), BadPacket> {
        self.completions.gap("CC")
    }

    /// RQ shows no beat.
    pub fn requester_gap(&self) -> Result<(), BadPacket> {
        self.requests.gap("RQ")
    }

    /// A beat on CC.
    pub fn completion_beat(&mut self, beat: &Beat) -> Result<(), BadPacket> {
        let Some((dwords, _)) = self.completions.take("CC", beat)? else { return Ok(()) };
        let tag = completion_tag(&dwords)?;
        // A completion for a read that a reset has ended is what a root port calls unexpected, and drops.
        let Some(flight) = self.flights.get_mut(&tag) else { return Ok(()) };
        let completed = complete(&mut flight.open, &dwords)?;
        if completed == Completed::Part {
            return Ok(());
        }
        let flight = self.flights.remove(&tag).expect("it was there");
        if let Some(read) = self.reads.get_mut(&flight.part.read) {
            read.missing -= 1;
            match completed {
                Completed::Whole(data) => read.data[flight.part.at..][..data.len()].copy_from_slice(&data),
                _ => read.failed = true,
            }
        }
        Ok(())
    }

    /// The number of a packet on RQ that cannot be overtaken any more (`pcie_rq_seq_num0`).
    pub fn number_back(&mut self, now: u64) -> Option<u8> {
        self.numbers.pop_front_if(|(due, _)| *due <= now).map(|(_, number)| number)
    }

    /// A beat on RQ, at `now`.
    pub fn requester_beat(&mut self, now: u64, beat: &Beat) -> Result<(), BadPacket> {
        let Some((dwords, user)) = self.requests.take("RQ", beat)? else { return Ok(()) };
        self.numbers.push_back((now + NUMBER_LATENCY_CYCLES, sequence_number(user)));
        match requester_request(&dwords, user, self.requester.max_payload_bytes)? {
            Requested::Write { address, data } => {
                // A watermark line repeats every sign of life of the partner; what else a card writes somebody waits for.
                if !(data.len() == WATERMARK_BYTES && address.is_multiple_of(WATERMARK_BYTES as u64)) {
                    self.written_at = now;
                }
                // A write that hits nothing is counted there.
                let _ = self.host.write(address, &data);
            }
            Requested::Read(request) => self.requester.ask(now, request),
        }
        Ok(())
    }

    /// The bus was reset or the card is gone: what was under way is over, reads fail. Writes that had not reached the
    /// card are lost with it if it is `gone`; else the one that was half-way in is sent again, because the card has forgotten its half.
    pub fn abort(&mut self, gone: bool) {
        if let Some(sending) = &mut self.sending {
            sending.next = 0;
        }
        self.flights.clear();
        self.parts.clear();
        self.credits = 0;
        self.completions = Collector::default();
        self.requests = Collector::default();
        self.numbers.clear();
        self.requester.abort();
        for read in self.reads.values_mut().filter(|r| r.missing > 0) {
            read.missing = 0;
            read.failed = true;
        }
        if gone {
            self.posted.clear();
            self.sending = None;
            self.backlog = 0;
            self.posted_out = self.posted_in;
        }
    }
}
