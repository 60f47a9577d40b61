//! The DMA engine: descriptors, completions, and what their fields mean.
//!
//! One ring of descriptors in host memory and a ring of as many completions. The host writes descriptors and raises DMA.TAIL; the
//! card fetches, executes and retires them in that order. The completion of descriptor n (counted from ENABLE on) is written into
//! entry n mod RING_COUNT, as one write, behind everything the descriptor wrote. The host zeroes the completions before ENABLE; the
//! phase bit is 1 in the first lap and flips with every lap.
//!
//! ```text
//! descriptor  0..64     host address, any alignment
//!             64..104   offset in the card's memory, any alignment: LOCAL at 0, REMOTE at 128 MiB as in BAR2
//!             104..112  opcode                      112..128  flags
//!             128..152  length in bytes, 1 to 2^24 - 1
//!             152..160  log queue whose DMA watermarks count it
//!             160..192  cookie, given back in the completion
//!             192..224  CRC-32C the bytes have to have (FLAG_CHECK)
//!             224..256  reserved, zero
//! completion  0..32     cookie                      32..64    CRC-32C of the bytes
//!             64..112   hardware sequence the card was at when the bytes were stored or read
//!             112..127  status                      127       phase
//! ```
//! Bytes for the card are read from the host ahead of earlier descriptors: a transfer that reads what an earlier one writes into host
//! memory has to wait for its completion.
//!
//! The first descriptor that fails stops the ring: its completion says why, nothing behind it is executed, and DMA.STATE is HALTED
//! until the host writes 0 and then 1 to DMA.CONTROL. The DMA watermark of its queue stays below it.

use crate::geometry::{NV_HEADER_BYTES, QUEUES, REMOTE_OFFSET};

/// Bytes of a descriptor.
pub const DESCRIPTOR_BYTES: usize = 32;
/// Bytes of a completion.
pub const COMPLETION_BYTES: usize = 16;
/// Longest transfer of one descriptor in bytes.
pub const MAX_BYTES: u32 = (1 << 24) - 1;
/// Descriptors in a ring: a power of two between these.
pub const MIN_RING: u32 = 2;
/// See [`MIN_RING`].
pub const MAX_RING: u32 = 1 << 16;

/// From host memory into LOCAL; stored and mirrored as posted writes are.
pub const OPCODE_TO_CARD: u8 = 1;
/// From LOCAL or REMOTE into host memory.
pub const OPCODE_TO_HOST: u8 = 2;

/// The bytes have to have the CRC-32C in the descriptor.
pub const FLAG_CHECK: u16 = 1;

/// Done.
pub const STATUS_OK: u16 = 0;
/// Opcode, flags, queue, length or offset make no sense; nothing was transferred.
pub const STATUS_BAD_DESCRIPTOR: u16 = 1;
/// The bytes have another CRC-32C. They have been transferred.
pub const STATUS_CRC: u16 = 2;
/// The host refused a read, or answered it with poisoned or malformed data. Some bytes may have been stored.
pub const STATUS_HOST_READ: u16 = 3;
/// The host did not answer a read in time. Some bytes may have been stored.
pub const STATUS_TIMEOUT: u16 = 4;
/// The card's memory has failed.
pub const STATUS_CARD_FAILED: u16 = 5;

/// The card's memory has lost what was asked for (CTRL and MEM count it). Some bytes before it may have been written.
pub const STATUS_LOST: u16 = 6;

/// Where the fields are, by byte.
pub const HOST_ADDRESS_OFFSET: usize = 0;
/// Word {offset 40, opcode 8, flags 16}.
pub const CARD_OFFSET: usize = 8;
/// Word {length 24, queue 8, cookie 32}.
pub const LENGTH_OFFSET: usize = 16;
/// Word {CRC-32C 32, zero 32}.
pub const CRC_OFFSET: usize = 24;

/// A descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Descriptor {
    pub host_address: u64,
    /// 40 bits.
    pub card_offset: u64,
    pub opcode: u8,
    pub flags: u16,
    /// 24 bits.
    pub length: u32,
    pub queue: u8,
    pub cookie: u32,
    pub crc: u32,
}

impl Descriptor {
    /// As the four words in the ring.
    pub fn to_words(self) -> [u64; 4] {
        [
            self.host_address,
            self.card_offset & ((1 << 40) - 1) | (self.opcode as u64) << 40 | (self.flags as u64) << 48,
            (self.length & MAX_BYTES) as u64 | (self.queue as u64) << 24 | (self.cookie as u64) << 32,
            self.crc as u64,
        ]
    }

    /// Where the bytes are in a card with `local_bytes` of LOCAL and as much of REMOTE; none if the descriptor in `words` makes no
    /// sense ([`STATUS_BAD_DESCRIPTOR`]).
    pub fn place(words: [u64; 4], local_bytes: u64) -> Option<Place> {
        let d = Descriptor::from_words(words);
        let (from, length) = (d.card_offset, d.length as u64);
        let in_local = from + length <= local_bytes;
        let remote = from >= REMOTE_OFFSET;
        let offset = if remote { from - REMOTE_OFFSET } else { from };
        let legal = match d.opcode {
            OPCODE_TO_CARD => in_local && from >= NV_HEADER_BYTES,
            OPCODE_TO_HOST => in_local || remote && offset + length <= local_bytes,
            _ => false,
        };
        let reserved = words[3] >> 32;
        let sane = length > 0 && usize::from(d.queue) < QUEUES && d.flags & !FLAG_CHECK == 0 && reserved == 0;
        (legal && sane).then_some(Place { offset, remote })
    }

    /// From the four words in the ring. The reserved word is the caller's to look at.
    pub fn from_words(words: [u64; 4]) -> Self {
        Descriptor {
            host_address: words[0],
            card_offset: words[1] & ((1 << 40) - 1),
            opcode: (words[1] >> 40) as u8,
            flags: (words[1] >> 48) as u16,
            length: words[2] as u32 & MAX_BYTES,
            queue: (words[2] >> 24) as u8,
            cookie: (words[2] >> 32) as u32,
            crc: words[3] as u32,
        }
    }
}

/// Where a transfer begins in the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Bytes from the beginning of LOCAL or REMOTE.
    pub offset: u64,
    /// It is REMOTE.
    pub remote: bool,
}

/// DMA watermarks of a queue: descriptors into the card that are stored here, and at the partner. No descriptor is acknowledged by
/// itself: what was done when a later line was posted is at the partner when that line is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Marks {
    /// Descriptors done here.
    pub local: u64,
    /// Descriptors known to be done at the partner.
    pub mirrored: u64,
    /// Descriptors done when LOCAL was the second number: mirrored when MIRRORED is above.
    sample: Option<(u64, u64)>,
}

impl Marks {
    /// Takes notice of the queue's own watermarks.
    pub fn settle(&mut self, local: u64, mirrored: u64) {
        match self.sample {
            Some((done, at)) if mirrored > at => {
                self.mirrored = done;
                self.sample = None;
            }
            Some((_, at)) if local < at => self.sample = None,
            None if self.local != self.mirrored => self.sample = Some((self.local, local)),
            _ => {}
        }
    }
}

/// A completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Completion {
    pub cookie: u32,
    pub crc: u32,
    /// 48 bits.
    pub hw_sequence: u64,
    /// 15 bits.
    pub status: u16,
    pub phase: bool,
}

impl Completion {
    /// As the two words in the ring.
    pub fn to_words(self) -> [u64; 2] {
        [
            self.cookie as u64 | (self.crc as u64) << 32,
            self.hw_sequence & ((1 << 48) - 1) | ((self.status & 0x7FFF) as u64) << 48 | (self.phase as u64) << 63,
        ]
    }

    /// From the two words in the ring.
    pub fn from_words(words: [u64; 2]) -> Self {
        Completion {
            cookie: words[0] as u32,
            crc: (words[0] >> 32) as u32,
            hw_sequence: words[1] & ((1 << 48) - 1),
            status: (words[1] >> 48) as u16 & 0x7FFF,
            phase: words[1] >> 63 != 0,
        }
    }
}
