//! Reading a log back (R5, R6).
//!
//! The card's watermark says up to where entries were durable. Up to there every one of them must be good, and a bad
//! one is [`Damage`], to be repaired from the other card or refused loudly. Beyond it the posted stream may have been
//! cut anywhere: the first entry that is not good is the end, and nothing behind it counts, however good it looks.

use std::ops::RangeInclusive;

use abi::line::LINE_BYTES;

use crate::entry::{decode, padded, Line, FORMAT_VERSION, PAYLOAD_ALIGN};
use crate::region::{term_at, TermStart};
use crate::{Entry, Epoch, Kind, Position, Term};

/// Which entries count.
#[derive(Clone, Copy, Debug)]
pub struct Expect<'a> {
    /// The identity whose log it is.
    pub identity: u8,
    /// The epoch of the region.
    pub epoch: Epoch,
    /// The terms of the region, by first position.
    pub terms: &'a [TermStart],
    /// Everything up to here is in a consistency point; entries from the next position on are wanted.
    pub after: Position,
    /// Everything up to here is known to have been durable: the card's watermark, or where it was sealed. (A watermark
    /// register counts positions *below* it: this is one less.)
    pub sealed: Position,
    /// Nothing after this counts, however good it looks: the end a region was sealed at, which every later reading must
    /// find again. None for a ring that only this node has written and whose writer is dead.
    pub until: Option<Position>,
}

/// What a ring held.
#[derive(Clone, Debug)]
pub struct Scan<'a> {
    /// The entries after `Expect::after`, in order, without a gap.
    pub entries: Vec<Entry<'a>>,
    /// Position of the last one; `Expect::after` if there is none.
    pub last: Position,
    /// Why the entry after `last` does not count. That is the normal end of a log, and tells the curious how it ended.
    pub end: Fault,
}

/// An entry that was durable is not good any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the log is damaged at position {position} (durable up to {sealed}): {fault}. Its other copy may be good")]
pub struct Damage {
    /// The first bad position.
    pub position: Position,
    /// How far the log is known to have been durable.
    pub sealed: Position,
    /// What is wrong there.
    pub fault: Fault,
}

/// Why an entry does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The line's checksum, ticket or body length does not hold: never written whole, or broken since.
    #[error("the line's checksum does not hold")]
    Line,
    /// The line belongs to another position: an older lap of the ring, or the first line of a full one.
    #[error("the line is that of position {0}")]
    OtherPosition(Position),
    /// The line belongs to another identity.
    #[error("the line belongs to identity {0}")]
    OtherIdentity(u8),
    /// The line is of another format.
    #[error("the line has format version {0}, this program reads {FORMAT_VERSION}")]
    OtherVersion(u8),
    /// The line was written in another epoch.
    #[error("the line was written in epoch {0}")]
    OtherEpoch(Epoch),
    /// The line was written in another term than the one this position belongs to: it is void.
    #[error("the line was written in term {0} and is void")]
    OtherTerm(Term),
    /// No entry of that kind exists.
    #[error("the line is of the unknown kind {0}")]
    UnknownKind(u8),
    /// The line points outside the payload ring.
    #[error("the line's payload is not inside the ring")]
    PayloadPlace,
    /// The payload's checksum does not hold.
    #[error("the payload's checksum does not hold")]
    Payload,
    /// The region was sealed before this position.
    #[error("the region was sealed before it")]
    Sealed,
}

/// Reads the entries of a region out of its two rings. `lines` is the whole line ring, `payload` the whole payload
/// ring.
///
/// # Panics
/// If `lines` is not a power of two of whole lines.
pub fn scan<'a>(lines: &[u8], payload: &'a [u8], expect: Expect<'_>) -> Result<Scan<'a>, Damage> {
    let (lines, rest) = lines.as_chunks::<LINE_BYTES>();
    assert!(
        rest.is_empty() && lines.len().is_power_of_two(),
        "a line ring of {} lines and {} bytes",
        lines.len(),
        rest.len()
    );
    let mut entries = Vec::new();
    let mut last = expect.after;
    loop {
        let position = last.next();
        let result = if expect.until.is_some_and(|until| position > until) {
            Err(Fault::Sealed)
        } else {
            check(&lines[(position.0 % lines.len() as u64) as usize], payload, position, &expect)
        };
        match result {
            Ok(entry) => entries.push(entry),
            Err(fault) if position <= expect.sealed => return Err(Damage { position, sealed: expect.sealed, fault }),
            Err(end) => return Ok(Scan { entries, last, end }),
        }
        last = position;
    }
}

/// Whether the line holds the good entry of `position`.
fn check<'a>(line: &Line, payload: &'a [u8], position: Position, expect: &Expect<'_>) -> Result<Entry<'a>, Fault> {
    let decoded = decode(line).ok_or(Fault::Line)?;
    // The version first: of another format nothing else may be believed.
    if decoded.version != FORMAT_VERSION {
        return Err(Fault::OtherVersion(decoded.version));
    }
    if decoded.identity != expect.identity {
        return Err(Fault::OtherIdentity(decoded.identity));
    }
    if decoded.position != position {
        return Err(Fault::OtherPosition(decoded.position));
    }
    if decoded.epoch != expect.epoch {
        return Err(Fault::OtherEpoch(decoded.epoch));
    }
    if term_at(expect.terms, position) != Some(decoded.term) {
        return Err(Fault::OtherTerm(decoded.term));
    }
    let kind = Kind::ALL.get(usize::from(decoded.kind)).copied().ok_or(Fault::UnknownKind(decoded.kind))?;
    let bytes = match decoded.payload {
        None => &[][..],
        Some(reference) => {
            let range = reference.offset as usize..reference.offset as usize + reference.bytes as usize;
            let placed = (reference.offset as usize).is_multiple_of(PAYLOAD_ALIGN);
            let bytes = payload.get(range).filter(|bytes| placed && !bytes.is_empty()).ok_or(Fault::PayloadPlace)?;
            if crc32c::crc32c(bytes) != reference.crc {
                return Err(Fault::Payload);
            }
            bytes
        }
    };
    Ok(decoded.entry(kind, bytes))
}

/// Byte ranges of the payload ring that the lines of `positions` point to, merged where they touch: what has to be read
/// besides the lines. A line that is not good points nowhere; [`scan`] says what is wrong with it.
///
/// # Panics
/// As [`scan`].
pub fn payload_ranges(
    lines: &[u8],
    payload_bytes: u32,
    positions: RangeInclusive<Position>,
) -> Vec<std::ops::Range<u32>> {
    let (lines, _) = lines.as_chunks::<LINE_BYTES>();
    assert!(lines.len().is_power_of_two(), "a line ring of {} lines", lines.len());
    let mut ranges: Vec<std::ops::Range<u32>> = Vec::new();
    for position in
        positions.start().0..=positions.end().0.min(positions.start().0.saturating_add(lines.len() as u64 - 1))
    {
        let decoded = decode(&lines[(position % lines.len() as u64) as usize]);
        let Some(reference) = decoded.filter(|line| line.position.0 == position).and_then(|line| line.payload) else {
            continue;
        };
        let Some(end) =
            reference.offset.checked_add(padded(reference.bytes as usize) as u32).filter(|end| *end <= payload_bytes)
        else {
            continue;
        };
        match ranges.last_mut() {
            Some(last) if last.end == reference.offset => last.end = end,
            _ => ranges.push(reference.offset..end),
        }
    }
    ranges
}

/// Byte ranges of a line ring that hold the lines of `positions`: one, or two if they wrap; all of it if there are more
/// than it has lines. For reading or resyncing only what is live.
pub fn line_ranges(positions: RangeInclusive<Position>, line_count: u32) -> [std::ops::Range<u32>; 2] {
    let count = u64::from(line_count);
    let (first, last) = (positions.start().0, positions.end().0);
    if last < first {
        return [0..0, 0..0];
    }
    let line = LINE_BYTES as u32;
    let (start, end) = ((first % count) as u32 * line, ((last % count) as u32 + 1) * line);
    if last - first >= count - 1 {
        [0..line_count * line, 0..0]
    } else if start < end {
        [start..end, 0..0]
    } else {
        [start..line_count * line, 0..end]
    }
}
