//! The link frame, before the line coding.
//!
//! A frame is a run of 128-bit beats. Its first and last beat are control beats (two 64b/66b control blocks each), the
//! beats between are data.
//!
//! ```text
//! start beat    0..8     BLOCK_START
//!               8..12    kind                        12..16  flags
//!               16..24   session                     24..48  frame sequence, 24 bit, wrapping
//!               48..57   length of the payload in units of 16 bytes
//!               57..89   address in units of 16 bytes, inside the sender's LOCAL
//!               89..105  credit, cumulative, units of 64 bytes
//!               105..111 queue
//!               111..119 header CRC-8 (polynomial 0x07, initial 0) over bits 8..111 and 119..128, low bit first
//!               119..121 queues whose frames the speaker drops, or has dropped in this session: bit n is queue n
//!               121..128 reserved, zero
//! mask beat     only with FLAG_MASKED: the payload is one beat, bits 0..16 are its byte enables
//! payload       length beats
//! end beat      0..8     BLOCK_TERMINATE
//!               8..40    CRC-32C over the start beat, the mask, the payload and the ack, low bit first
//!               40..64   ack: the next frame sequence wanted, cumulative, 24 bit
//!               64..128  reserved, zero
//! ```
//! Frames of the kinds below [`KIND_UNSEQUENCED`] carry a sequence number, are acknowledged and replayed; the others
//! carry the sequence the sender would use next and are neither.

/// First byte of the start beat.
pub const BLOCK_START: u8 = 0x78;
/// First byte of the end beat.
pub const BLOCK_TERMINATE: u8 = 0xFF;

/// Log lines and raw writes for the partner's REMOTE.
pub const KIND_DATA: u8 = 0;
/// Geometry and position of a queue: one payload beat {line base 32, line count 32, position 64}.
pub const KIND_QUEUE: u8 = 1;
/// A resync begins: the receiver persists INCONSISTENT before it applies anything else.
pub const KIND_SYNC_START: u8 = 2;
/// The resync is complete: the receiver persists IN_SYNC before it acknowledges this frame.
pub const KIND_SYNC_DONE: u8 = 3;
/// Kinds from here on are not sequenced.
pub const KIND_UNSEQUENCED: u8 = 8;
/// Who speaks: two payload beats, see [`HELLO_BYTES`].
pub const KIND_HELLO: u8 = 8;
/// Alive: one payload beat {host beat 64, card tick 48, flags 16}.
pub const KIND_BEAT: u8 = 9;
/// Carries an ack and nothing else.
pub const KIND_ACK: u8 = 10;
/// The receiver wants replay from its ack on.
pub const KIND_NAK: u8 = 11;
/// A message of the mailbox: 16 beats, the whole slot. `queue` is the slot, `address` its SENT count. Neither session nor
/// fence matter to it.
pub const KIND_MAIL: u8 = 13;
/// The message of `queue` (the slot) with the count in `address` is in the mailbox of the speaker.
pub const KIND_MAIL_ACK: u8 = 14;

/// A mask beat follows the start beat.
pub const FLAG_MASKED: u8 = 1;
/// The frame belongs to a resync.
pub const FLAG_RESYNC: u8 = 2;
/// The payload is one whole line that the sender has published.
pub const FLAG_PUBLISH: u8 = 4;
/// The speaker is ARMED, in frames of every kind: only then its ack says that something is durable.
pub const FLAG_ARMED: u8 = 8;
/// `queue` of a DATA frame that belongs to no queue: no fence refuses it.
pub const NO_QUEUE: u8 = 63;

/// Bytes of the HELLO payload: {magic 32, version 16, flags 16, card id 64 | boot nonce 64, session 8, resume 8,
/// wanted sequence 24, reserved 24}.
pub const HELLO_BYTES: usize = 32;
/// First four bytes of HELLO.
pub const HELLO_MAGIC: u32 = u32::from_le_bytes(*b"SVPL");
/// The sender is ARMED (flag in HELLO and BEAT).
pub const PEER_FLAG_ARMED: u16 = 1;
/// The image the sender holds of us is IN_SYNC.
pub const PEER_FLAG_IN_SYNC: u16 = 2;
/// The HELLO answers one that was heard, and is not itself answered.
pub const PEER_FLAG_ANSWER: u16 = 4;
/// The speaker's power is failing: its last word in this life. Best effort; a partner that does not hear it notices the
/// silence.
pub const PEER_FLAG_LAST_GASP: u16 = 8;

/// Largest payload of a frame in bytes.
pub const MAX_PAYLOAD_BYTES: usize = 1024;
