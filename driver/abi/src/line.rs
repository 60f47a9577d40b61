//! The log line: 64 bytes, written by one posted write.
//!
//! ```text
//! 0..48   the entry          the host's; the card does not look at it
//! 48..56  stamp              the card's: power generation 16 | hardware sequence 48
//! 56..60  CRC-32C            over bytes 0..48 and 60..64
//! 60..64  slot               low half of the queue's slot counter
//! ```
//! Bytes 56..64 together are the *ticket*. Little-endian throughout.

/// Bytes in a line.
pub const LINE_BYTES: usize = 64;
/// Bytes of the line that belong to the entry.
pub const ENTRY_BYTES: usize = 48;
/// Offset of the stamp.
pub const STAMP_OFFSET: usize = 48;
/// Offset of the CRC-32C.
pub const CRC_OFFSET: usize = 56;
/// Offset of the slot counter's low half.
pub const SLOT_OFFSET: usize = 60;

/// The stamp the hardware puts on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp {
    /// Power generation, 16 bit.
    pub generation: u16,
    /// Hardware sequence, 48 bit.
    pub sequence: u64,
}

impl Stamp {
    /// From the eight bytes at [`STAMP_OFFSET`].
    pub fn from_bits(bits: u64) -> Self {
        Stamp { generation: (bits >> 48) as u16, sequence: bits & ((1 << 48) - 1) }
    }
    /// As the eight bytes at [`STAMP_OFFSET`].
    pub fn to_bits(self) -> u64 {
        (self.generation as u64) << 48 | self.sequence & ((1 << 48) - 1)
    }
}
