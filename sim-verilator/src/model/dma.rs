//! The DMA engine of one card: one descriptor at a time, at once.

use abi::dma::*;
use abi::geometry::{QUEUES, SIM_LOCAL_BYTES};
use abi::registers::{dma, DMA_HALTED, DMA_RUNNING, DMA_STOPPED};

use crate::host::HostMemory;

/// Descriptors executed between two looks at the clock.
pub const BATCH: usize = 4;

/// The ring and its registers.
#[derive(Default)]
pub struct Dma {
    enabled: bool,
    ring_address: u64,
    completion_address: u64,
    count: u32,
    tail: u32,
    pub retired: u32,
    halt_cause: u32,
    marks: [Marks; QUEUES],
}

/// What a descriptor wants, once it makes sense.
pub struct Work {
    pub descriptor: Descriptor,
    pub place: Place,
}

impl Dma {
    /// The function was reset.
    pub fn reset(&mut self) {
        *self = Dma { marks: self.marks, ..Default::default() };
    }

    pub fn halted(&self) -> bool {
        self.halt_cause != 0
    }

    pub fn watermarks(&self, queue: usize) -> (u64, u64) {
        (self.marks[queue].local, self.marks[queue].mirrored)
    }

    /// Looks what a line behind the transfers has proved.
    pub fn settle(&mut self, queue: usize, local: u64, mirrored: u64) {
        self.marks[queue].settle(local, mirrored);
    }

    /// The next descriptor, if there is one; `Err` with its cookie if it makes no sense.
    pub fn next(&mut self, host: &HostMemory) -> Option<Result<Work, Descriptor>> {
        if !self.enabled || self.halted() || self.retired == self.tail || self.count == 0 {
            return None;
        }
        let mut bytes = [0; DESCRIPTOR_BYTES];
        if !host.read(self.ring_address + self.place() * DESCRIPTOR_BYTES as u64, &mut bytes) {
            self.halt_cause = 2;
            return None;
        }
        let word = |i: usize| u64::from_le_bytes(bytes[8 * i..8 * i + 8].try_into().expect("eight bytes"));
        let words = [word(0), word(1), word(2), word(3)];
        let descriptor = Descriptor::from_words(words);
        let place = Descriptor::place(words, SIM_LOCAL_BYTES);
        Some(place.map(|place| Work { descriptor, place }).ok_or(descriptor))
    }

    fn place(&self) -> u64 {
        u64::from(self.retired & (self.count - 1))
    }

    /// Writes the completion of the descriptor executed.
    pub fn retire(&mut self, d: &Descriptor, status: u16, crc: u32, hw_sequence: u64, armed: bool, host: &HostMemory) {
        let wrong = status == STATUS_OK && d.flags & FLAG_CHECK != 0 && crc != d.crc;
        let status = if wrong { STATUS_CRC } else { status };
        let phase = self.retired & self.count == 0;
        let completion = Completion { cookie: d.cookie, crc, hw_sequence, status, phase };
        let bytes: Vec<u8> = completion.to_words().iter().flat_map(|word| word.to_le_bytes()).collect();
        host.write(self.completion_address + self.place() * COMPLETION_BYTES as u64, &bytes);
        self.retired = self.retired.wrapping_add(1);
        if status != STATUS_OK {
            self.halt_cause = 1;
        } else if d.opcode == OPCODE_TO_CARD && armed {
            self.marks[usize::from(d.queue)].local += 1;
        }
    }

    /// A 64-bit word of the DMA block; none if it is another's.
    pub fn read_word(&self, word: u32) -> Option<u64> {
        let pair = |low: u32, high: u32| Some(u64::from(high) << 32 | u64::from(low));
        let state = match (self.enabled, self.halted()) {
            (_, true) => DMA_HALTED,
            (true, false) => DMA_RUNNING,
            (false, false) => DMA_STOPPED,
        };
        match word {
            dma::CONTROL => pair(self.enabled.into(), state),
            dma::RING_ADDRESS => Some(self.ring_address),
            dma::RING_COUNT => pair(self.count, self.tail),
            dma::COMPLETION_ADDRESS => Some(self.completion_address),
            dma::RETIRED => pair(self.retired, self.halt_cause),
            // A model's host answers at once: nothing is ever given up.
            dma::QUARANTINED | dma::ARM => Some(0),
            _ => None,
        }
    }

    /// Writes one; ARM is the interrupts' matter.
    pub fn write_word(&mut self, word: u32, value: u64, low: Option<u32>, high: Option<u32>) {
        match word {
            dma::CONTROL => {
                if let Some(v) = low {
                    self.enabled = v & 1 != 0;
                    (self.retired, self.halt_cause) = (0, 0);
                }
            }
            dma::RING_COUNT => {
                self.tail = high.unwrap_or(self.tail);
                self.count = low.filter(|_| !self.enabled).unwrap_or(self.count);
            }
            dma::RING_ADDRESS if !self.enabled => self.ring_address = value & !63,
            dma::COMPLETION_ADDRESS if !self.enabled => self.completion_address = value & !63,
            _ => {}
        }
    }
}
