//! The mailbox: where the slots are in BAR0, and what is in one.
//!
//! Four slots each way. The host writes a slot's data, then its bit into MAILBOX.SEND; the card keeps what is written
//! apart from what it sends until then, so a host that dies between the two has sent nothing. The partner's card shows
//! a message once all of it has arrived. A newer message of a slot replaces an older one.
//!
//! ```text
//! 0..8     sequence    {power generation of the sending card 32, SENT count 32}, rising
//! 8..12    length      bytes of the message, 0 to 240
//! 12..16   CRC-32C     over bytes 0..12 and the message
//! 16..256  message     what is behind its end has no meaning
//! ```
//! Sequence and CRC are the hosts': a reader that finds another sum has read while the slot changed, and reads again.

/// Slots each way.
pub const SLOTS: usize = 4;
/// Bytes of a slot.
pub const SLOT_BYTES: usize = 256;
/// Byte offset in BAR0 of our slots, one behind the other. They are written and read as zero.
pub const OWN_OFFSET: u32 = 0x1000;
/// Byte offset in BAR0 of the partner's slots.
pub const PEER_OFFSET: u32 = 0x1800;
/// Offset in a slot of the sequence.
pub const SEQUENCE_OFFSET: usize = 0;
/// Offset in a slot of the length.
pub const LENGTH_OFFSET: usize = 8;
/// Offset in a slot of the CRC-32C.
pub const CRC_OFFSET: usize = 12;
/// Offset in a slot of the message.
pub const MESSAGE_OFFSET: usize = 16;
/// Longest message in bytes.
pub const MESSAGE_BYTES: usize = SLOT_BYTES - MESSAGE_OFFSET;
