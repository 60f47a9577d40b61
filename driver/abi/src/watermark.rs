//! The watermark line: what the card writes into host memory so that nobody waits for a PCIe read (R8 of the design).
//!
//! One 64-byte write for each queue, whenever something in it has changed.
//!
//! ```text
//! 0   local          u64   slots below this are durable on this card
//! 8   mirrored       u64   slots below this are durable on both cards
//! 16  dma_local      u64   descriptors of the DMA engine, to the card and for this queue, that are durable on this card
//! 24  dma_mirrored   u64   those that a mirrored line behind them has proved durable on both cards
//! 32  state          u32   see the STATE_ bits
//! 36  epoch          u32   the epoch the host gave the queue
//! 40  events         u32   counts error events of the card, wrapping
//! 44  generation     u32   power generation of the card
//! 48  peer_beat      u64   the partner host's beat as last heard over the link
//! 56  beat_age       u64   card ticks since that beat changed
//! ```

/// Bytes of a watermark line.
pub const WATERMARK_BYTES: usize = 64;
pub const LOCAL_OFFSET: usize = 0;
pub const MIRRORED_OFFSET: usize = 8;
pub const DMA_LOCAL_OFFSET: usize = 16;
pub const DMA_MIRRORED_OFFSET: usize = 24;
pub const STATE_OFFSET: usize = 32;
pub const EPOCH_OFFSET: usize = 36;
pub const EVENTS_OFFSET: usize = 40;
pub const GENERATION_OFFSET: usize = 44;
pub const PEER_BEAT_OFFSET: usize = 48;
pub const BEAT_AGE_OFFSET: usize = 56;

/// Battery, contents and memory are good and the host has armed the card: watermarks count.
pub const STATE_ARMED: u32 = 1 << 0;
/// The link is trained and frames arrive.
pub const STATE_LINK_UP: u32 = 1 << 1;
/// Every published line goes to the partner: the mirror is in sync.
pub const STATE_MIRRORING: u32 = 1 << 2;
/// The partner's card refuses this queue: its host has taken the identity over.
pub const STATE_FENCED: u32 = 1 << 3;
/// A slot has been missing below a published one for too long.
pub const STATE_HOLE: u32 = 1 << 4;
/// The card has failed and only drains.
pub const STATE_FAILED: u32 = 1 << 5;
/// A resync is running.
pub const STATE_RESYNC: u32 = 1 << 6;
/// The partner's card says that its host has armed it.
pub const STATE_PEER_ARMED: u32 = 1 << 7;
