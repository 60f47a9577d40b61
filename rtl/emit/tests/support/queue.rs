//! Lines, queues and watermark lines as the tests use them.

use super::{Card, Random};

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
