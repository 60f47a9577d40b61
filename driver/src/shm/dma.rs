//! The DMA engine: the host copies for its card, a descriptor at a time, in accesses and polls.
//!
//! Like everything here it works in words of eight bytes: where a transfer begins or ends inside one, the rest of the word is stored
//! as it was.

use abi::dma::*;
use abi::geometry::QUEUES;
use abi::registers::{self, dma, logq};

use super::files::word;
use super::registers::queue_register;
use super::ShmBus;
use crate::DmaAccess;

/// Descriptors executed in one access or poll.
const BATCH: u32 = 8;

/// The ring and its registers.
#[derive(Default)]
pub(super) struct Dma {
    enabled: bool,
    ring_address: u64,
    completion_address: u64,
    count: u32,
    tail: u32,
    retired: u32,
    halt_cause: u32,
    marks: [Marks; QUEUES],
}

impl Dma {
    /// A register of the DMA block.
    pub fn read(&self, offset: u32) -> u64 {
        match offset {
            dma::CONTROL => self.enabled.into(),
            dma::STATE if self.halt_cause != 0 => registers::DMA_HALTED.into(),
            dma::STATE if self.enabled => registers::DMA_RUNNING.into(),
            dma::RING_ADDRESS => self.ring_address,
            dma::RING_COUNT => self.count.into(),
            dma::TAIL => self.tail.into(),
            dma::COMPLETION_ADDRESS => self.completion_address,
            dma::RETIRED => self.retired.into(),
            dma::HALT_CAUSE => self.halt_cause.into(),
            _ => 0,
        }
    }

    /// Writes one; ARM is the interrupts' matter.
    pub fn write(&mut self, offset: u32, value: u64) {
        match offset {
            dma::CONTROL => {
                self.enabled = value & 1 != 0;
                (self.retired, self.halt_cause) = (0, 0);
            }
            dma::TAIL => self.tail = value as u32,
            _ if self.enabled => {}
            dma::RING_ADDRESS => self.ring_address = value & !63,
            dma::RING_COUNT => self.count = value as u32,
            dma::COMPLETION_ADDRESS => self.completion_address = value & !63,
            _ => {}
        }
    }

    /// The host's addresses are void.
    pub fn reset(&mut self) {
        *self = Dma { marks: self.marks, ..Default::default() };
    }

    /// DMA watermarks of a queue: here, and at the partner.
    pub fn watermarks(&self, q: usize) -> (u64, u64) {
        (self.marks[q].local, self.marks[q].mirrored)
    }

    pub fn retired(&self) -> u32 {
        self.retired
    }

    pub fn halted(&self) -> bool {
        self.halt_cause != 0
    }
}

impl ShmBus {
    /// Executes what has been submitted.
    pub(super) fn run_dma(&mut self) {
        for _ in 0..BATCH {
            if !self.dma.enabled || self.dma.halted() || self.dma.retired == self.dma.tail || self.dma.count == 0 {
                break;
            }
            let at =
                self.dma.ring_address + u64::from(self.dma.retired & (self.dma.count - 1)) * DESCRIPTOR_BYTES as u64;
            let Some(bytes) = self.host_load(at, DESCRIPTOR_BYTES) else {
                self.dma.halt_cause = 2;
                break;
            };
            let words: Vec<u64> = bytes.as_chunks::<8>().0.iter().map(|word| u64::from_le_bytes(*word)).collect();
            let words: [u64; 4] = words.try_into().expect("a descriptor has four words");
            self.execute(words);
        }
        for q in 0..QUEUES {
            let [local, mirrored] =
                [logq::LOCAL, logq::MIRRORED].map(|register| self.me().register64(queue_register(q, register)));
            self.dma.marks[q].settle(local, mirrored);
        }
    }

    fn execute(&mut self, words: [u64; 4]) {
        let descriptor = Descriptor::from_words(words);
        let (mut crc, status) = match self.transfer(words) {
            Ok(crc) => (crc, STATUS_OK),
            Err(status) => (0, status),
        };
        let mut status = status;
        if status == STATUS_OK && descriptor.flags & FLAG_CHECK != 0 && crc != descriptor.crc {
            status = STATUS_CRC;
        }
        if status != STATUS_OK && status != STATUS_CRC {
            crc = 0;
        }
        let hw_sequence = self.me().register64(registers::ctrl::HW_SEQUENCE);
        let phase = self.dma.retired & self.dma.count == 0;
        let completion = Completion { cookie: descriptor.cookie, crc, hw_sequence, status, phase };
        let at =
            self.dma.completion_address + u64::from(self.dma.retired & (self.dma.count - 1)) * COMPLETION_BYTES as u64;
        let bytes: Vec<u8> = completion.to_words().iter().flat_map(|word| word.to_le_bytes()).collect();
        self.host_store(at, &bytes);
        self.dma.retired = self.dma.retired.wrapping_add(1);
        if status != STATUS_OK {
            self.dma.halt_cause = 1;
        } else if descriptor.opcode == OPCODE_TO_CARD && self.me().get(word::ARMED) == 1 {
            self.dma.marks[usize::from(descriptor.queue)].local += 1;
        }
    }

    /// Moves the bytes of a descriptor; gives their CRC-32C, or why it could not.
    fn transfer(&mut self, words: [u64; 4]) -> Result<u32, u16> {
        let descriptor = Descriptor::from_words(words);
        let place = Descriptor::place(words, self.me().local_bytes() as u64).ok_or(STATUS_BAD_DESCRIPTOR)?;
        let (start, bytes) = (place.offset, u64::from(descriptor.length));
        if descriptor.opcode == OPCODE_TO_CARD {
            let data = self.host_load(descriptor.host_address, bytes as usize).ok_or(STATUS_HOST_READ)?;
            self.store_bytes(start, &data);
            return Ok(crc32c::crc32c(&data));
        }
        let memory = if place.remote { self.me().remote() } else { self.me().local() };
        let (lead, end) = ((start % 8) as usize, (start % 8 + bytes).next_multiple_of(8) as usize);
        let mut whole = vec![0; end];
        crate::memory::load(&memory[start as usize / 8..], &mut whole);
        let data = &whole[lead..lead + bytes as usize];
        self.host_store(descriptor.host_address, data);
        Ok(crc32c::crc32c(data))
    }

    /// Stores bytes of any alignment in LOCAL, and at the partner.
    fn store_bytes(&mut self, offset: u64, data: &[u8]) {
        let lead = (offset % 8) as usize;
        let start = offset - lead as u64;
        let mut whole = vec![0; (lead + data.len()).next_multiple_of(8)];
        crate::memory::load(&self.me().local()[start as usize / 8..], &mut whole);
        whole[lead..lead + data.len()].copy_from_slice(data);
        self.take_raw(start, &whole);
    }

    /// Bytes of host memory, if the card may reach them.
    fn host_load(&self, address: u64, bytes: usize) -> Option<Vec<u8>> {
        let (buffer, offset) = self.host_range(address, bytes)?;
        let first = offset / 8 * 8;
        let words = (first..offset + bytes).step_by(8).flat_map(|at| self.buffers[buffer].0.load64(at).to_le_bytes());
        Some(words.skip(offset - first).take(bytes).collect())
    }

    /// Stores bytes in host memory; a host that did not lend it gets nothing.
    fn host_store(&self, address: u64, data: &[u8]) {
        let Some((buffer, offset)) = self.host_range(address, data.len()) else { return };
        let (buffer, access) = &self.buffers[buffer];
        if *access == DmaAccess::CardReads {
            return;
        }
        let mut at = offset / 8 * 8;
        while at < offset + data.len() {
            let mut bytes = buffer.load64(at).to_le_bytes();
            for (i, byte) in bytes.iter_mut().enumerate() {
                if let Some(new) = (at + i).checked_sub(offset).and_then(|n| data.get(n)) {
                    *byte = *new;
                }
            }
            buffer.store64(at, u64::from_le_bytes(bytes));
            at += 8;
        }
    }

    fn host_range(&self, address: u64, bytes: usize) -> Option<(usize, usize)> {
        self.buffers.iter().enumerate().find_map(|(i, (buffer, _))| {
            let offset = usize::try_from(address.checked_sub(buffer.iova())?).ok()?;
            (offset.checked_add(bytes)? <= buffer.bytes()).then_some((i, offset))
        })
    }
}
