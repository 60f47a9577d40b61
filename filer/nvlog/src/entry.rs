//! The bytes of an entry.
//!
//! ```text
//! 0        kind             u8    P0 to P4
//! 1        identity         u8
//! 2        format version   u8
//! 3        flags            u8    bit 0: has a payload; bits 1 to 7: length of the body in bytes
//! 4..8     term             u32
//! 8..16    position         u64
//! 16..20   epoch            u32
//! 20..24   stream           u32   connection or whatever the body's owner counts by
//! 24..48   body, up to 24 bytes, zero-padded; with a payload instead:
//! 24..28   payload offset   u32   in the payload ring, bytes, a multiple of 16
//! 28..32   payload length   u32   bytes, not 0
//! 32..36   payload CRC-32C  u32
//! 36..48   body, up to 12 bytes, zero-padded
//! 48..56   the card's stamp
//! 56..64   ticket: CRC-32C over 0..48 and 60..64, low half of the position
//! ```
//! All numbers are little-endian.

use abi::line::{CRC_OFFSET, ENTRY_BYTES, LINE_BYTES, SLOT_OFFSET, STAMP_OFFSET};

use crate::{Epoch, Position, Term};

/// Version of the format of an entry. Another one is refused, never reinterpreted.
pub const FORMAT_VERSION: u8 = 1;
/// Longest body of an entry without a payload, bytes.
pub const BODY_BYTES: usize = 24;
/// Longest body of an entry with a payload, bytes.
pub const BODY_BYTES_WITH_PAYLOAD: usize = 12;
/// Payloads begin at multiples of this many bytes in their ring and are zero-padded to it: one beat of the card.
pub const PAYLOAD_ALIGN: usize = 16;

const FLAG_PAYLOAD: u8 = 1;
const BODY_OFFSET: usize = 24;
const PAYLOAD_BODY_OFFSET: usize = 36;

/// A line of the log as it is posted and as it is read back.
pub type Line = [u8; LINE_BYTES];

/// What an entry records: the four save points of the documents, and P0 for every other input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// P0: an input that is not a client's bytes: a tick, a SYN, an operator's command.
    Event = 0,
    /// P1: bytes a client sent, in order. Only then may TCP acknowledge them.
    Receive = 1,
    /// P2: an operation is about to start, with everything that is not a function of the log.
    Begin = 2,
    /// P3: an operation has completed; its outcome and reply.
    Complete = 3,
    /// P4: a client has acknowledged bytes of a reply.
    Acked = 4,
}

impl Kind {
    /// All kinds, by number.
    pub const ALL: [Kind; 5] = [Kind::Event, Kind::Receive, Kind::Begin, Kind::Complete, Kind::Acked];
}

/// One entry, its payload borrowed from the ring it was read from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Its place in the order.
    pub position: Position,
    /// What it records.
    pub kind: Kind,
    /// The term it was appended in.
    pub term: Term,
    /// The epoch of its region.
    pub epoch: Epoch,
    /// Connection, or whatever the body's owner counts by.
    pub stream: u32,
    body: [u8; BODY_BYTES],
    body_bytes: u8,
    /// Offset of the payload in its ring; 0 without one.
    pub(crate) payload_offset: u32,
    /// The payload; empty without one.
    pub payload: &'a [u8],
}

impl Entry<'_> {
    /// The body, as long as it was appended.
    pub fn body(&self) -> &[u8] {
        &self.body[..usize::from(self.body_bytes)]
    }
}

impl std::fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entry")
            .field("position", &self.position.0)
            .field("kind", &self.kind)
            .field("term", &self.term.0)
            .field("stream", &self.stream)
            .field("body", &self.body())
            .field("payload", &format_args!("{} bytes", self.payload.len()))
            .finish()
    }
}

/// Where a payload is and what it must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PayloadRef {
    pub offset: u32,
    pub bytes: u32,
    pub crc: u32,
}

/// What goes into a line, before it is one.
pub(crate) struct Head<'a> {
    pub kind: Kind,
    pub identity: u8,
    pub term: Term,
    pub position: Position,
    pub epoch: Epoch,
    pub stream: u32,
    /// At most [`BODY_BYTES`], or [`BODY_BYTES_WITH_PAYLOAD`] with a payload.
    pub body: &'a [u8],
    pub payload: Option<PayloadRef>,
}

/// Makes a line with its ticket; the stamp is left zero for the card.
pub(crate) fn encode(head: &Head<'_>) -> Line {
    let mut line = [0; LINE_BYTES];
    line[0] = head.kind as u8;
    line[1] = head.identity;
    line[2] = FORMAT_VERSION;
    line[3] = (head.body.len() as u8) << 1;
    line[4..8].copy_from_slice(&head.term.0.to_le_bytes());
    line[8..16].copy_from_slice(&head.position.0.to_le_bytes());
    line[16..20].copy_from_slice(&head.epoch.0.to_le_bytes());
    line[20..24].copy_from_slice(&head.stream.to_le_bytes());
    let mut at = BODY_OFFSET;
    if let Some(payload) = head.payload {
        line[3] |= FLAG_PAYLOAD;
        line[24..28].copy_from_slice(&payload.offset.to_le_bytes());
        line[28..32].copy_from_slice(&payload.bytes.to_le_bytes());
        line[32..36].copy_from_slice(&payload.crc.to_le_bytes());
        at = PAYLOAD_BODY_OFFSET;
    }
    line[at..at + head.body.len()].copy_from_slice(head.body);
    line[SLOT_OFFSET..].copy_from_slice(&(head.position.0 as u32).to_le_bytes());
    let crc = checksum(&line);
    line[CRC_OFFSET..SLOT_OFFSET].copy_from_slice(&crc.to_le_bytes());
    line
}

/// CRC-32C over everything but the stamp and itself.
fn checksum(line: &Line) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(&line[..ENTRY_BYTES]), &line[SLOT_OFFSET..])
}

/// A line read back whose checksum holds.
pub(crate) struct Decoded {
    pub kind: u8,
    pub identity: u8,
    pub version: u8,
    pub term: Term,
    pub position: Position,
    pub epoch: Epoch,
    pub stream: u32,
    pub body: [u8; BODY_BYTES],
    pub body_bytes: u8,
    pub payload: Option<PayloadRef>,
}

/// Reads a line back; nothing if its checksum, its ticket or its body's length does not hold.
pub(crate) fn decode(line: &Line) -> Option<Decoded> {
    let u32_at = |at: usize| u32::from_le_bytes(line[at..at + 4].try_into().expect("four bytes"));
    let position = u64::from_le_bytes(line[8..16].try_into().expect("eight bytes"));
    if u32_at(CRC_OFFSET) != checksum(line) || u32_at(SLOT_OFFSET) != position as u32 {
        return None;
    }
    let payload =
        (line[3] & FLAG_PAYLOAD != 0).then(|| PayloadRef { offset: u32_at(24), bytes: u32_at(28), crc: u32_at(32) });
    let (at, limit) = match payload {
        Some(_) => (PAYLOAD_BODY_OFFSET, BODY_BYTES_WITH_PAYLOAD),
        None => (BODY_OFFSET, BODY_BYTES),
    };
    let body_bytes = line[3] >> 1;
    if usize::from(body_bytes) > limit {
        return None;
    }
    let mut body = [0; BODY_BYTES];
    body[..limit].copy_from_slice(&line[at..STAMP_OFFSET]);
    Some(Decoded {
        kind: line[0],
        identity: line[1],
        version: line[2],
        term: Term(u32_at(4)),
        position: Position(position),
        epoch: Epoch(u32_at(16)),
        stream: u32_at(20),
        body,
        body_bytes,
        payload,
    })
}

impl Decoded {
    /// As an entry, given its kind and the bytes of its payload.
    pub(crate) fn entry<'a>(&self, kind: Kind, payload: &'a [u8]) -> Entry<'a> {
        Entry {
            position: self.position,
            kind,
            term: self.term,
            epoch: self.epoch,
            stream: self.stream,
            body: self.body,
            body_bytes: self.body_bytes,
            payload_offset: self.payload.map_or(0, |p| p.offset),
            payload,
        }
    }
}

/// Bytes a payload takes in its ring.
pub(crate) fn padded(bytes: usize) -> usize {
    bytes.next_multiple_of(PAYLOAD_ALIGN)
}
