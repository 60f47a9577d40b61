//! The events of the card: what the codes in the EVENTS block mean, and their arguments.
//!
//! An event says that something has happened; how things are now, the other registers say. Codes are never given another
//! meaning; a program ignores those it does not know.

/// The boot sequence is over. Argument: power generation in bits 0..16, CTRL.STATE in bits 32..64.
pub const BOOTED: u32 = 1;
/// The link is up. Argument: serial of the partner's card.
pub const LINK_UP: u32 = 2;
/// The link was up and is not any more. Argument: 0.
pub const LINK_DOWN: u32 = 3;
/// The mirror is lost. Argument: why, one of the `LOST_` numbers.
pub const MIRROR_LOST: u32 = 4;
/// The partner refuses queues. Argument: MIRROR.FENCED.
pub const FENCED: u32 = 5;
/// A slot has been missing below a published one for 1 ms. Argument: the slot in bits 0..48, the queue in bits 48..64.
pub const LOG_HOLE: u32 = 6;
/// A line was stored and not published, because slot and address disagree. Argument: the low half of the slot as its
/// ticket says in bits 0..32, the queue in bits 48..64.
pub const BAD_TICKET: u32 = 7;
/// A line was published whose CRC-32C does not hold. Argument: as of [`BAD_TICKET`].
pub const BAD_CRC: u32 = 8;
/// A single-bit error of the memory, corrected. Argument: its byte offset, LOCAL at 0, REMOTE behind.
pub const ECC_CORRECTED: u32 = 9;
/// Sixteen bytes of the memory are lost. Argument: as of [`ECC_CORRECTED`].
pub const ECC_UNCORRECTED: u32 = 10;
/// The memory has not taken a write for too long: the card is FAILED. Argument: 0.
pub const FAILED: u32 = 11;
/// The battery became good or bad. Argument: 1 good, 0 bad.
pub const BATTERY: u32 = 12;
/// A hold-up test is over. Argument: POWER.TEST_RESULT in bits 0..32, POWER.TEST_MILLIVOLTS in bits 32..64.
pub const HOLDUP_TEST: u32 = 13;
/// An erase is over or was refused. Argument: MEM.ERASE_STATE.
pub const ERASE: u32 = 14;
/// Line coding: block lock was found or lost, or the bit error rate became high or low. Argument: LINK.CODING.
pub const CODING: u32 = 15;

/// The mirror was lost because the host ordered it.
pub const LOST_BY_HOST: u64 = 1;
/// The partner refuses a queue of this card.
pub const LOST_FENCED: u64 = 2;
/// Memory that had to be sent to the partner cannot be read.
pub const LOST_MEMORY: u64 = 3;
/// Nothing was acknowledged for too long, with the link up or down.
pub const LOST_STALLED: u64 = 4;
/// The partner came back as another: another card, another life, or it does not know the session.
pub const LOST_PARTNER: u64 = 5;
/// Bytes were overwritten that had not been sent yet, while the mirror was in CATCHUP.
pub const LOST_OVERWRITTEN: u64 = 6;

/// Entries of the ring.
pub const RING_ENTRIES: usize = 32;
