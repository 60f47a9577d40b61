//! Ingress of the model's card: what a posted write stores, when a line is whole, and which slot it publishes.

use abi::events as code;
use abi::geometry::*;
use abi::line::{Stamp, CRC_OFFSET, ENTRY_BYTES, LINE_BYTES, SLOT_OFFSET, STAMP_OFFSET};

use super::{Card, Queue, LOCAL};
use crate::model::mirror::Body;

impl Card {
    /// A posted write into BAR2.
    pub fn post(&mut self, offset: u64, data: &[u8]) {
        let end = offset.saturating_add(data.len() as u64);
        self.health.counts.posted_tlps += 1;
        if offset < NV_HEADER_BYTES || end > LOCAL {
            self.dropped += 1;
            return;
        }
        let mut at = offset;
        while at < end {
            let from = (at - offset) as usize;
            match self.queues.iter().position(|q| q.enabled && q.line_ring().contains(&at)) {
                Some(queue) => {
                    let line = at & !(LINE_BYTES as u64 - 1);
                    let stop = end.min(line + LINE_BYTES as u64);
                    self.store_line(queue, line, (at - line) as usize, &data[from..(stop - offset) as usize]);
                    at = stop;
                }
                None => {
                    // Up to the next line: a ring may begin there.
                    let stop = end.min((at | (LINE_BYTES as u64 - 1)) + 1);
                    self.store_raw(at, &data[from..(stop - offset) as usize], None);
                    at = stop;
                }
            }
        }
        self.refresh();
    }

    /// Takes a store into a line ring word by word; what is less than a word cannot be assembled and is stored as it is.
    fn store_line(&mut self, queue: usize, line: u64, at: usize, data: &[u8]) {
        let end = at + data.len();
        let mut from = at;
        while from < end {
            let stop = end.min((from | 7) + 1);
            let part = &data[from - at..stop - at];
            if part.len() == 8 {
                self.store_word(queue, line, from, part);
            } else {
                self.store_raw(line + from as u64, part, None);
            }
            from = stop;
        }
    }

    fn store_word(&mut self, queue: usize, line: u64, at: usize, word: &[u8]) {
        let stored = self.assembler.store(line, at, word);
        if let Some(partial) = stored.evicted {
            for (i, byte) in partial.data.iter().enumerate().filter(|(i, _)| partial.mask >> i & 1 != 0) {
                self.store_raw(partial.offset + i as u64, &[*byte], None);
            }
        }
        let Some(mut whole) = stored.whole else { return };
        let stamp = Stamp { generation: self.generation, sequence: self.hw_sequence };
        self.hw_sequence = (self.hw_sequence + 1) & ((1 << 48) - 1);
        whole[STAMP_OFFSET..CRC_OFFSET].copy_from_slice(&stamp.to_bits().to_le_bytes());

        let q = &mut self.queues[queue];
        let slot = q.window.slot(u32::from_le_bytes(whole[SLOT_OFFSET..].try_into().expect("four bytes")));
        let index = (line - u64::from(q.line_base)) / LINE_BYTES as u64;
        let published = slot % u64::from(q.line_count) == index && q.window.publish(slot);
        if published {
            let sum = crc32c::crc32c_append(crc32c::crc32c(&whole[..ENTRY_BYTES]), &whole[SLOT_OFFSET..]);
            let ticket = u32::from_le_bytes(whole[CRC_OFFSET..SLOT_OFFSET].try_into().expect("four bytes"));
            if sum != ticket {
                q.crc_errors += 1;
                self.line_event(code::BAD_CRC, queue, &whole);
            }
        } else {
            q.ticket_errors += 1;
            self.line_event(code::BAD_TICKET, queue, &whole);
        }
        self.health.counts.lines += 1;
        self.store_raw(line, &whole, published.then_some((queue, slot)));
    }

    fn line_event(&mut self, code: u32, queue: usize, line: &[u8; LINE_BYTES]) {
        let slot = u32::from_le_bytes(line[SLOT_OFFSET..].try_into().expect("four bytes"));
        self.health.events.push(code, u64::from(slot) | (queue as u64) << 48, self.now - self.booted_at);
    }

    /// The queue that a place in LOCAL belongs to.
    pub(super) fn owner(&self, offset: u64) -> Option<usize> {
        let part = offset.checked_sub(STATE_OFFSET).map(|at| (at / STATE_PART_BYTES) as usize);
        part.filter(|&part| part < QUEUES).or_else(|| {
            let holds = |q: &Queue| q.line_ring().contains(&offset) || q.payload_ring().contains(&offset);
            self.queues.iter().position(|q| q.enabled && holds(q))
        })
    }

    /// Stores and mirrors bytes; `published` if they are a whole line with its queue and slot.
    fn store_raw(&mut self, offset: u64, data: &[u8], published: Option<(usize, u64)>) {
        self.memory.write(offset, data);
        self.health.written(offset, data.len() as u64);
        self.health.counts.stored_bytes += data.len() as u64;
        let queue = self.owner(offset);
        let mark = published.map(|(q, _)| (q, self.queues[q].window.next));
        let slot = published.map(|(_, slot)| slot);
        self.send_frame(Body::Data { offset, bytes: data.to_vec(), queue, slot }, mark);
    }

    /// Stores bytes that are never part of a line, in pieces that belong to one ring each.
    pub(super) fn store_dma(&mut self, offset: u64, data: &[u8]) {
        let mut at = offset;
        let end = offset + data.len() as u64;
        while at < end {
            let stop = end.min((at | (LINE_BYTES as u64 - 1)) + 1);
            self.store_raw(at, &data[(at - offset) as usize..(stop - offset) as usize], None);
            at = stop;
        }
    }
}
