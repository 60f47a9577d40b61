//! What arrives in the log aperture: assemble lines, stamp them, publish them.

use abi::geometry::{NV_HEADER_BYTES, QUEUES, STATE_BYTES, STATE_OFFSET, STATE_PART_BYTES};
use abi::line::{Stamp, LINE_BYTES, STAMP_OFFSET};
use abi::registers::{ctrl, logq};

use super::files::word;
use super::registers::queue_register;
use super::{now_ns, ShmBus};
use crate::line::{self, Line};

/// Bytes between two looks at the partner's fence: what a thawed host may still store behind it.
pub(super) const BATCH_BYTES: usize = 4096;
/// Lines the assembler holds at a time.
const PARTIALS: usize = 32;
/// All qwords of a line but the stamp's, which the hardware writes.
const WHOLE: u8 = !(1 << (STAMP_OFFSET / 8));
/// Slots in a queue's window.
const WINDOW: u32 = 64;

/// A line of which not every qword has arrived.
pub(super) struct Partial {
    queue: usize,
    offset: u64,
    mask: u8,
    line: Line,
}

/// What a byte offset in LOCAL belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Target {
    /// A line ring.
    Lines(usize),
    /// Everything else the host may write; of this queue, or of none.
    Raw(Option<usize>),
    /// Not the host's.
    Refused,
}

impl ShmBus {
    /// What lies at `offset`, and where that ends.
    fn target(&self, offset: u64) -> (Target, u64) {
        let mut end = self.me().local_bytes() as u64;
        if offset < NV_HEADER_BYTES {
            return (Target::Refused, NV_HEADER_BYTES);
        }
        if offset >= end {
            return (Target::Refused, u64::MAX);
        }
        if let Some(state) = offset.checked_sub(STATE_OFFSET).filter(|&state| state < STATE_BYTES) {
            let part = state / STATE_PART_BYTES;
            let queue = (part < QUEUES as u64).then_some(part as usize);
            return (Target::Raw(queue), STATE_OFFSET + (part + 1) * STATE_PART_BYTES);
        }
        for (q, state) in self.queues.iter().enumerate() {
            for ((start, stop), target) in [(state.lines, Target::Lines(q)), (state.payload, Target::Raw(Some(q)))] {
                if (start..stop).contains(&offset) {
                    return (target, stop);
                }
                if start > offset && start < stop {
                    end = end.min(start);
                }
            }
        }
        (Target::Raw(None), end)
    }

    /// The queue that what lies at `offset` belongs to, and where that ends.
    pub(super) fn owner(&self, offset: u64) -> (Option<usize>, u64) {
        match self.target(offset) {
            (Target::Lines(q), end) => (Some(q), end),
            (Target::Raw(queue), end) => (queue, end),
            (Target::Refused, end) => (None, end),
        }
    }

    /// A posted write, 8-byte aligned.
    pub(super) fn take(&mut self, mut offset: u64, mut data: &[u8]) {
        self.watch_link();
        while !data.is_empty() {
            let (target, end) = self.target(offset);
            let bytes = data.len().min((end - offset).min(BATCH_BYTES as u64) as usize);
            let bytes = match target {
                Target::Refused => {
                    self.me().count(ctrl::DROPPED_WRITES);
                    self.event();
                    data.len().min((end - offset) as usize)
                }
                Target::Raw(queue) => {
                    self.store_raw(queue, offset, &data[..bytes]);
                    bytes
                }
                Target::Lines(q) => {
                    let bytes = self.take_lines(q, offset, &data[..bytes]);
                    self.settle(q);
                    self.write_watermark(q, None);
                    bytes
                }
            };
            offset += bytes as u64;
            data = &data[bytes..];
        }
    }

    /// A write that is never part of a line, 8-byte aligned.
    pub(super) fn take_raw(&mut self, mut offset: u64, mut data: &[u8]) {
        self.watch_link();
        while !data.is_empty() {
            let (queue, end) = self.owner(offset);
            let bytes = data.len().min((end - offset).min(BATCH_BYTES as u64) as usize);
            self.store_raw(queue, offset, &data[..bytes]);
            offset += bytes as u64;
            data = &data[bytes..];
        }
    }

    fn store_raw(&mut self, queue: Option<usize>, offset: u64, data: &[u8]) {
        let mirrored = self.journal(queue, offset, data.len());
        let start = offset as usize / 8;
        crate::memory::store(&self.me().local()[start..], data);
        if mirrored {
            crate::memory::store(&self.peer().remote()[start..], data);
            self.peer().add(word::RX_FRAMES, 1);
            self.journal_done();
        }
    }

    /// Takes the start of `data`, written into the line ring of `q`, and returns how much that was.
    fn take_lines(&mut self, q: usize, offset: u64, data: &[u8]) -> usize {
        let into_line = offset as usize % LINE_BYTES;
        if into_line == 0 && data.len() >= LINE_BYTES {
            let (lines, _) = data.as_chunks::<LINE_BYTES>();
            if !self.partials.is_empty() {
                let written = offset..offset + lines.as_flattened().len() as u64;
                self.partials.retain(|p| !written.contains(&p.offset));
            }
            self.publish(q, offset, lines);
            return lines.as_flattened().len();
        }
        let bytes = data.len().min(LINE_BYTES - into_line);
        let start = offset - into_line as u64;
        let qwords = (into_line / 8..(into_line + bytes) / 8).fold(0u8, |mask, qword| mask | 1 << qword) & WHOLE;
        if qwords == 0 && bytes == 8 {
            // What the host stores in the stamp's place neither begins a line nor changes one that is stored.
            return bytes;
        }
        let index = match self.partials.iter().position(|p| p.offset == start) {
            Some(index) => index,
            None => {
                if self.partials.len() == PARTIALS {
                    self.evict();
                }
                self.partials.push(Partial { queue: q, offset: start, mask: 0, line: [0; LINE_BYTES] });
                self.partials.len() - 1
            }
        };
        let partial = &mut self.partials[index];
        partial.line[into_line..into_line + bytes].copy_from_slice(&data[..bytes]);
        partial.mask |= qwords;
        if partial.mask == WHOLE {
            let partial = self.partials.remove(index);
            self.publish(q, start, &[partial.line]);
        }
        bytes
    }

    /// Makes room in the assembler: the oldest line goes to memory as far as it is there, unpublished.
    fn evict(&mut self) {
        let partial = self.partials.remove(0);
        for qword in (0..LINE_BYTES / 8).filter(|qword| partial.mask & 1 << qword != 0) {
            let at = qword * 8;
            self.store_raw(Some(partial.queue), partial.offset + at as u64, &partial.line[at..at + 8]);
        }
    }

    /// Stores whole lines, which lie one behind the other in the ring of `q`, and publishes those whose ticket is right.
    fn publish(&mut self, q: usize, offset: u64, lines: &[Line]) {
        let mirrored = self.journal(Some(q), offset, lines.as_flattened().len());
        let count = self.me().register32(queue_register(q, logq::LINE_COUNT));
        let first_index = ((offset - self.queues[q].lines.0) / LINE_BYTES as u64) as u32;
        let generation = self.me().register32(ctrl::GENERATION) as u16;
        let sequence = self.me().register64(ctrl::HW_SEQUENCE);
        // Raised before any line carries it, so that no two lines ever do.
        self.me().set_register64(ctrl::HW_SEQUENCE, sequence + lines.len() as u64);
        let mut head = self.me().get(word::HEAD[q]);
        let mut window = self.queues[q].window;
        let start = offset as usize / 8;
        for (i, line) in lines.iter().enumerate() {
            let stamp = Stamp { generation, sequence: sequence + i as u64 };
            let mut stamped = *line;
            stamped[STAMP_OFFSET..STAMP_OFFSET + 8].copy_from_slice(&stamp.to_bits().to_le_bytes());
            let at = start + i * (LINE_BYTES / 8);
            crate::memory::store(&self.me().local()[at..], &stamped);
            if mirrored {
                crate::memory::store(&self.peer().remote()[at..], &stamped);
            }
            let ahead = line::slot(line).wrapping_sub(head as u32);
            let index = first_index + i as u32;
            if ahead >= WINDOW || (head as u32).wrapping_add(ahead) % count != index {
                self.me().count(queue_register(q, logq::TICKET_ERRORS));
                self.event();
                continue;
            }
            if !line::is_whole(line) {
                self.me().count(queue_register(q, logq::CRC_ERRORS));
                self.event();
            }
            window |= 1 << ahead;
            let whole = window.trailing_ones();
            head += u64::from(whole);
            window = window.checked_shr(whole).unwrap_or(0);
        }
        self.queues[q].window = window;
        self.me().set(word::HEAD[q], head);
        if window != 0 && self.queues[q].hole_ns == 0 {
            self.queues[q].hole_ns = now_ns();
        }
        if mirrored {
            self.peer().add(word::RX_FRAMES, lines.len() as u64);
            self.journal_done();
        }
    }
}
