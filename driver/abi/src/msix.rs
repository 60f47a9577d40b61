//! Interrupts: which vector means what, and where table and pending bits are in BAR0.
//!
//! An interrupt only says "look": whatever it is about is in host memory or in a register before its message is sent. Vectors of
//! queues and DMA are one-shot: the host arms them with a threshold (LOGQ.ARM, DMA.ARM) each time it wants to sleep.

/// Vectors of a card.
pub const VECTORS: u32 = 4;
/// Queue n has reached its threshold: vector n.
pub const VECTOR_QUEUE0: u32 = 0;
/// See [`VECTOR_QUEUE0`].
pub const VECTOR_QUEUE1: u32 = 1;
/// An error was counted, or the state in a watermark line has changed. Needs no arming.
pub const VECTOR_EVENT: u32 = 2;
/// The DMA ring has reached its threshold, or has halted.
pub const VECTOR_DMA: u32 = 3;

/// Byte offset of the MSI-X table in BAR0: for each vector {address 64, data 32, control 32 with bit 0 MASK}.
pub const TABLE_OFFSET: u32 = 0x4000;
/// Bytes of an entry.
pub const ENTRY_BYTES: u32 = 16;
/// Byte offset of the pending bits in BAR0: bit n of the first word is vector n.
pub const PBA_OFFSET: u32 = 0x5000;

/// Bit of LOGQ.ARM: the threshold is one of LOCAL, not of MIRRORED.
pub const ARM_LOCAL: u64 = 1 << 63;
