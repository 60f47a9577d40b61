//! The header of a region: what makes its entries believable, kept in the card's state area.
//!
//! A region is the rings of one identity on one card during one epoch. Its header says where the rings are, which
//! terms have written them from which position on (R6). Which region came before, and how the service ended, is the
//! business of the protocol that decides who serves, which keeps its own blocks.
//!
//! Each identity has a pair of slots in the state area and writes them alternately, so that a cut during a write leaves
//! the other one. The newest whole one counts.
//!
//! ```text
//! 0..8     magic "SVPREGN1"
//! 8..10    format version       10  identity      11  zero
//! 12..16   length of the header in bytes, checksum included
//! 16..24   sequence of this header, one higher at each write; its low bit is the slot
//! 24..28   epoch                28..32  number of terms
//! 32..40   first position of the region
//! 40..56   line base, line count, payload base, payload bytes (offsets in LOCAL)
//! 56..     terms: term u32, zero u32, first position u64
//! ..       zeros up to a multiple of 8, less 4
//! last 4   CRC-32C of everything before
//! ```

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::{Epoch, Position, Term};

/// Version of the format of a header. Another one is refused, never reinterpreted.
pub const FORMAT_VERSION: u16 = 1;
/// Bytes of an identity's pair of slots in the state area.
pub const PAIR_BYTES: usize = 64 << 10;
/// Bytes of one slot, the longest possible header.
pub const SLOT_BYTES: usize = PAIR_BYTES / 2;
/// Terms a header can hold. A consistency point lets old ones go.
pub const TERMS_MAX: usize = 1024;

const MAGIC: [u8; 8] = *b"SVPREGN1";
const FIXED_BYTES: usize = 56;
const TERM_BYTES: usize = 16;

/// From which position on a term is in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermStart {
    /// The term.
    pub term: Term,
    /// Its first position: entries of older terms at or above it are void.
    pub first: Position,
}

/// The term that is in force at `position`: the newest one that starts at or below it.
pub fn term_at(terms: &[TermStart], position: Position) -> Option<Term> {
    terms.iter().filter(|t| t.first <= position).map(|t| t.term).max()
}

/// Where a region's rings are in LOCAL, bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rings {
    /// Offset of the line ring.
    pub line_base: u32,
    /// Lines in it.
    pub line_count: u32,
    /// Offset of the payload ring.
    pub payload_base: u32,
    /// Bytes in it.
    pub payload_bytes: u32,
}

/// The header of a region.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegionHeader {
    /// The identity whose log it is.
    pub identity: u8,
    /// The epoch of the region.
    pub epoch: Epoch,
    /// One higher at each write; [`RegionHeader::stored`] raises it.
    pub sequence: u64,
    /// The terms, oldest first.
    pub terms: Vec<TermStart>,
    /// First position of the region.
    pub first: Position,
    /// Where its rings are.
    pub rings: Rings,
}

/// Why a pair of slots gives no header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegionError {
    /// Another program wrote it.
    #[error(
        "the region header has format version {0}, this program reads {FORMAT_VERSION}: use the version that wrote it"
    )]
    OtherVersion(u16),
    /// Something was written there and none of it is whole.
    #[error("both copies of the region header are damaged: use the other card's")]
    Damaged,
    /// More terms than fit.
    #[error("a region header holds {TERMS_MAX} terms, this one has {0}: a consistency point must come first")]
    TooManyTerms(usize),
}

impl RegionHeader {
    /// The header of a region that begins in empty rings.
    pub fn begin(identity: u8, epoch: Epoch, term: TermStart, rings: Rings) -> RegionHeader {
        RegionHeader { identity, epoch, sequence: 0, terms: vec![term], first: term.first, rings }
    }

    /// Byte offset of an identity's pair of slots from the start of the state area.
    pub fn pair_offset(identity: u8) -> u64 {
        u64::from(identity) * PAIR_BYTES as u64
    }

    /// Raises the sequence and gives the bytes to write and where: an offset from the start of the state area. Length
    /// and offset are multiples of 8. Durable once the card says so of a line posted later.
    pub fn stored(&mut self) -> Result<(u64, Vec<u8>), RegionError> {
        if self.terms.len() > TERMS_MAX {
            return Err(RegionError::TooManyTerms(self.terms.len()));
        }
        self.sequence += 1;
        let slot = self.sequence % 2 * SLOT_BYTES as u64;
        Ok((Self::pair_offset(self.identity) + slot, self.encode()))
    }

    /// Opens a term that starts at `first`: terms that would start there or later never wrote anything that counts.
    pub fn open_term(&mut self, first: Position) -> Term {
        let term = Term(self.terms.iter().map(|t| t.term.0).max().unwrap_or(0) + 1);
        self.terms.push(TermStart { term, first });
        term
    }

    /// Lets terms go that no live entry can belong to: a consistency point contains everything up to `position`.
    pub fn forget_terms(&mut self, position: Position) {
        let in_force = term_at(&self.terms, position.next());
        self.terms.retain(|t| Some(t.term) >= in_force);
    }

    fn encode(&self) -> Vec<u8> {
        let length = (FIXED_BYTES + self.terms.len() * TERM_BYTES + 4).next_multiple_of(8);
        let mut out = Vec::with_capacity(length);
        out.extend_from_slice(&MAGIC);
        out.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
        out.extend_from_slice(&[self.identity, 0]);
        out.extend_from_slice(&(length as u32).to_le_bytes());
        out.extend_from_slice(&self.sequence.to_le_bytes());
        out.extend_from_slice(&self.epoch.0.to_le_bytes());
        out.extend_from_slice(&(self.terms.len() as u32).to_le_bytes());
        out.extend_from_slice(&self.first.0.to_le_bytes());
        let Rings { line_base, line_count, payload_base, payload_bytes } = self.rings;
        for value in [line_base, line_count, payload_base, payload_bytes] {
            out.extend_from_slice(&value.to_le_bytes());
        }
        for start in &self.terms {
            out.extend_from_slice(&u64::from(start.term.0).to_le_bytes());
            out.extend_from_slice(&start.first.0.to_le_bytes());
        }
        out.resize(length - 4, 0);
        let crc = crc32c::crc32c(&out);
        out.extend_from_slice(&crc.to_le_bytes());
        out
    }

    /// How many bytes of a slot its header says it has, whether it is whole or not; 0 for an empty slot. For a reader that
    /// has only seen the beginning of the slot, which must be 16 bytes at least.
    pub fn encoded_length(slot: &[u8]) -> usize {
        slot.get(12..16).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes) as usize
    }

    /// The newest whole header in a pair of slots ([`PAIR_BYTES`] read from [`RegionHeader::pair_offset`]); none if
    /// nothing was ever written there.
    pub fn newest(pair: &[u8]) -> Result<Option<RegionHeader>, RegionError> {
        let mut newest: Option<RegionHeader> = None;
        let mut written = false;
        for slot in pair.chunks(SLOT_BYTES).take(2) {
            written |= slot.iter().any(|&byte| byte != 0);
            if let Some(header) = Self::decode(slot)? {
                if newest.as_ref().is_none_or(|n| n.sequence.cmp(&header.sequence) == Ordering::Less) {
                    newest = Some(header);
                }
            }
        }
        if newest.is_none() && written {
            return Err(RegionError::Damaged);
        }
        Ok(newest)
    }

    /// The header in one slot; none if it is not whole.
    fn decode(slot: &[u8]) -> Result<Option<RegionHeader>, RegionError> {
        let u32_at = |at: usize| u32::from_le_bytes(slot[at..at + 4].try_into().expect("four bytes"));
        let u64_at = |at: usize| u64::from_le_bytes(slot[at..at + 8].try_into().expect("eight bytes"));
        if slot.len() < FIXED_BYTES + 8 || slot[..8] != MAGIC {
            return Ok(None);
        }
        let length = u32_at(12) as usize;
        if !length.is_multiple_of(8) || !(FIXED_BYTES + 8..=slot.len()).contains(&length) {
            return Ok(None);
        }
        if u32_at(length - 4) != crc32c::crc32c(&slot[..length - 4]) {
            return Ok(None);
        }
        let version = u16::from_le_bytes([slot[8], slot[9]]);
        if version != FORMAT_VERSION {
            return Err(RegionError::OtherVersion(version));
        }
        let terms = u32_at(28) as usize;
        // The checksum held, so this can only be wrong if this version was never written that way.
        if terms > TERMS_MAX || FIXED_BYTES + terms * TERM_BYTES + 4 > length {
            return Ok(None);
        }
        let term = |i: usize| TermStart {
            term: Term(u32_at(FIXED_BYTES + i * TERM_BYTES)),
            first: Position(u64_at(FIXED_BYTES + i * TERM_BYTES + 8)),
        };
        Ok(Some(RegionHeader {
            identity: slot[10],
            epoch: Epoch(u32_at(24)),
            sequence: u64_at(16),
            terms: (0..terms).map(term).collect(),
            first: Position(u64_at(32)),
            rings: Rings {
                line_base: u32_at(40),
                line_count: u32_at(44),
                payload_base: u32_at(48),
                payload_bytes: u32_at(52),
            },
        }))
    }
}
