//! Line coding: what lies between the beats of the mirror's frames and a serial transceiver.
//!
//! 64b/66b as in IEEE 802.3 clause 49, two blocks for each beat of 128 bits:
//!
//! ```text
//! beat ─► encoder ─► scrambler ─► two words of 66 bits ─► transceiver
//! beat ◄─ decoder ◄─ descrambler ◄─ block lock ◄─ two words of 66 bits
//! ```
//! [`LineCoding`] is all of it. A board's top level connects its words to the gearbox of the transceiver, and its beats
//! to the card. The simulated pair of `sim-verilator` leaves it out, because it makes simulation slower and its logic
//! knows nothing of frames.
#![forbid(unsafe_code)]

pub mod coding;
pub mod decoder;
pub mod encoder;
pub mod lock;

pub use coding::LineCoding;

/// Sync header of a data block: the bit sent first is 0, the next is 1.
pub const HEADER_DATA: u64 = 0b10;
/// Sync header of a control block.
pub const HEADER_CONTROL: u64 = 0b01;
/// Block type of an idle block. A frame's first and last beat bring their types with them: 0x78 and 0xFF.
pub const TYPE_IDLE: u64 = 0x1E;
/// Block type of the first block of a frame.
pub const TYPE_START: u64 = 0x78;
/// Block type of the first block of a frame's last beat.
pub const TYPE_END: u64 = 0xFF;
