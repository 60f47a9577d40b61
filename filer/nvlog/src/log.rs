//! Appending.

use crate::entry::{encode, padded, Head, Line, PayloadRef, BODY_BYTES, BODY_BYTES_WITH_PAYLOAD, PAYLOAD_ALIGN};
use crate::space::{Need, Promise, Space, Usage};
use crate::{Epoch, Kind, Position, Scan, Term};
use abi::line::LINE_BYTES;

/// How far a device has a log: positions *below* these are durable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    /// On this node's card.
    pub local: u64,
    /// On both cards.
    pub mirrored: u64,
}

/// What a log writes to: one queue of a card.
pub trait LogDevice {
    /// Why it could not.
    type Error: std::error::Error + Send + Sync + 'static;
    /// Posts a run of lines, the first of which belongs to `position`. The line of position p lies at `p % line_count`
    /// of the ring; a run may wrap.
    fn post_lines(&mut self, position: Position, lines: &[Line]) -> Result<(), Self::Error>;
    /// Posts bytes into the payload ring; `offset` and length are multiples of 16. Lines posted later are not durable
    /// before it.
    fn post_payload(&mut self, offset: u32, data: &[u8]) -> Result<(), Self::Error>;
    /// How far it is.
    fn watermarks(&self) -> Result<Marks, Self::Error>;
}

/// What a log is opened with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LogSetup {
    /// The identity whose log it is.
    pub identity: u8,
    /// The epoch of its region.
    pub epoch: Epoch,
    /// The term that begins. Persisted in the region's header before anything is appended.
    pub term: Term,
    /// Position of the first entry to append, not 0.
    pub next: Position,
    /// Lines in the ring, a power of two.
    pub line_count: u32,
    /// Bytes of the payload ring, a multiple of 16, 1 KiB or more.
    pub payload_bytes: u32,
    /// Offset in the payload ring where the first payload goes, a multiple of 16.
    pub payload_next: u32,
}

/// How far a log is durable: the last position that is; [`Position::ZERO`] if none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Durable {
    /// On this node's card.
    pub local: Position,
    /// On both cards.
    pub mirrored: Position,
}

/// Why an entry was not appended. Nothing has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    /// There is no room for this kind of entry until something is trimmed.
    #[error("the log is full for {kind:?}: {} lines and {} payload bytes needed, {} and {} available",
        needed.lines, needed.payload_bytes, available.lines, available.payload_bytes)]
    Full {
        /// The kind asked for.
        kind: Kind,
        /// What it needs.
        needed: Need,
        /// What it may use.
        available: Need,
    },
    /// It can never fit.
    #[error("an entry's {part} of {bytes} bytes is longer than {max}")]
    TooLong {
        /// Body or payload.
        part: &'static str,
        /// Its length in bytes.
        bytes: usize,
        /// The longest possible, bytes.
        max: usize,
    },
}

/// The log of one identity, being appended to.
///
/// [`append`](Log::append) only fills buffers; [`flush`](Log::flush) posts them. Neither allocates once the buffers
/// have grown to what a batch needs.
pub struct Log<D> {
    device: D,
    identity: u8,
    epoch: Epoch,
    term: Term,
    space: Space,
    /// For each line of the ring: `payload_head` after its entry, which is where the tail goes when it is trimmed.
    payload_after: Box<[u64]>,
    /// Position of the first line in `lines`; everything below has been posted.
    unposted: Position,
    lines: Vec<Line>,
    payload: Vec<u8>,
    /// Pieces of `payload` that are contiguous in the ring: offset in the ring, start in `payload`.
    runs: Vec<(u32, usize)>,
}

impl<D: LogDevice> Log<D> {
    /// Opens an empty log: a new region, or one whose entries are all in a consistency point.
    ///
    /// # Panics
    /// If `setup` breaks its own rules.
    pub fn open(device: D, setup: LogSetup) -> Log<D> {
        let next = setup.next.0;
        Log::with_space(device, setup, |payload| {
            Space::new(next, next, setup.line_count.into(), payload, payload, setup.payload_bytes.into())
        })
    }

    /// Opens a log behind the entries of `scan`, which stay live until they are trimmed: the same region in a new term.
    /// `next` and `payload_next` of `setup` are taken from the scan.
    pub fn resume(device: D, setup: LogSetup, scan: &Scan<'_>) -> Log<D> {
        let ring = u64::from(setup.payload_bytes);
        let with_payload = || scan.entries.iter().filter(|e| !e.payload.is_empty());
        let end = |e: &crate::Entry<'_>| u64::from(e.payload_offset) + padded(e.payload.len()) as u64;
        let first = scan.last.0 + 1 - scan.entries.len() as u64;
        let payload_first = with_payload().next().map_or(0, |e| u64::from(e.payload_offset));
        let setup = LogSetup {
            next: scan.last.next(),
            payload_next: with_payload().next_back().map_or(0, |e| (end(e) % ring) as u32),
            ..setup
        };
        let mut log = Log::with_space(device, setup, |_| {
            Space::new(first, setup.next.0, setup.line_count.into(), payload_first, payload_first, ring)
        });
        // Walk the entries as they were placed, to know where each one's payload ends.
        let mut head = payload_first;
        for entry in &scan.entries {
            if !entry.payload.is_empty() {
                let lap = head - head % ring;
                let start = lap + u64::from(entry.payload_offset);
                head = if start < head { start + ring } else { start } + padded(entry.payload.len()) as u64;
            }
            let index = log.index(entry.position);
            log.payload_after[index] = head;
        }
        log.space.payload_head = head;
        log
    }

    fn with_space(device: D, setup: LogSetup, space: impl Fn(u64) -> Space) -> Log<D> {
        assert!(setup.next > Position::ZERO, "position 0 is before every entry");
        assert!(setup.line_count.is_power_of_two() && setup.line_count >= 16, "{} lines", setup.line_count);
        assert!(
            setup.payload_bytes >= 1024 && (setup.payload_bytes as usize).is_multiple_of(PAYLOAD_ALIGN),
            "{} payload bytes",
            setup.payload_bytes
        );
        assert!(
            setup.payload_next < setup.payload_bytes && (setup.payload_next as usize).is_multiple_of(PAYLOAD_ALIGN),
            "payload at {}",
            setup.payload_next
        );
        Log {
            device,
            identity: setup.identity,
            epoch: setup.epoch,
            term: setup.term,
            space: space(setup.payload_next.into()),
            payload_after: vec![0; setup.line_count as usize].into(),
            unposted: setup.next,
            lines: Vec::new(),
            payload: Vec::new(),
            runs: Vec::new(),
        }
    }

    /// Appends an entry. It is in a buffer until [`flush`](Log::flush). The body is up to 24 bytes, with a payload up
    /// to 12.
    pub fn append(&mut self, kind: Kind, stream: u32, body: &[u8], payload: &[u8]) -> Result<Position, AppendError> {
        self.check_lengths(body, payload)?;
        self.check_space(kind, Space::need(payload.len()))?;
        Ok(self.place(kind, stream, body, payload))
    }

    /// Sets space aside for one entry of `kind` with a payload of up to `payload_bytes_max`.
    pub fn promise(&mut self, kind: Kind, payload_bytes_max: usize) -> Result<Promise, AppendError> {
        self.check_payload_length(payload_bytes_max)?;
        let need = Space::need(payload_bytes_max);
        self.check_space(kind, need)?;
        Ok(self.space.promise(need))
    }

    /// Appends an entry into space set aside for it. There is always room.
    ///
    /// # Panics
    /// If the payload is longer than was promised.
    pub fn append_promised(
        &mut self,
        promise: Promise,
        kind: Kind,
        stream: u32,
        body: &[u8],
        payload: &[u8],
    ) -> Result<Position, AppendError> {
        assert!(
            padded(payload.len()) as u64 <= promise.need.payload_bytes,
            "{} bytes of payload, {} promised",
            payload.len(),
            promise.need.payload_bytes
        );
        self.space.release(promise);
        self.check_lengths(body, payload)?;
        Ok(self.place(kind, stream, body, payload))
    }

    /// Gives a promise back.
    pub fn release(&mut self, promise: Promise) {
        self.space.release(promise);
    }

    fn check_lengths(&self, body: &[u8], payload: &[u8]) -> Result<(), AppendError> {
        let max = if payload.is_empty() { BODY_BYTES } else { BODY_BYTES_WITH_PAYLOAD };
        if body.len() > max {
            return Err(AppendError::TooLong { part: "body", bytes: body.len(), max });
        }
        self.check_payload_length(payload.len())
    }

    fn check_payload_length(&self, bytes: usize) -> Result<(), AppendError> {
        let max = self.space.payload_max() as usize;
        if bytes > max {
            return Err(AppendError::TooLong { part: "payload", bytes, max });
        }
        Ok(())
    }

    fn check_space(&self, kind: Kind, needed: Need) -> Result<(), AppendError> {
        if self.space.fits(kind, needed) {
            Ok(())
        } else {
            Err(AppendError::Full { kind, needed, available: self.space.available(kind) })
        }
    }

    fn place(&mut self, kind: Kind, stream: u32, body: &[u8], payload: &[u8]) -> Position {
        let position = Position(self.space.head);
        let offset = self.space.place(payload.len());
        let reference = (!payload.is_empty()).then(|| self.buffer_payload(offset, payload));
        let (identity, term, epoch) = (self.identity, self.term, self.epoch);
        self.lines.push(encode(&Head { kind, identity, term, position, epoch, stream, body, payload: reference }));
        let index = self.index(position);
        self.payload_after[index] = self.space.payload_head;
        position
    }

    fn buffer_payload(&mut self, offset: u32, payload: &[u8]) -> PayloadRef {
        let contiguous = self
            .runs
            .last()
            .is_some_and(|&(start, from)| start as usize + (self.payload.len() - from) == offset as usize);
        if !contiguous {
            self.runs.push((offset, self.payload.len()));
        }
        self.payload.extend_from_slice(payload);
        self.payload.resize(padded(self.payload.len()), 0);
        PayloadRef { offset, bytes: payload.len() as u32, crc: crc32c::crc32c(payload) }
    }

    fn index(&self, position: Position) -> usize {
        (position.0 % self.space.line_count) as usize
    }

    /// Posts everything appended: payloads first, then lines. After an error the card is to be taken as failed; nothing
    /// that was not durable before becomes so.
    pub fn flush(&mut self) -> Result<(), D::Error> {
        for (i, &(offset, start)) in self.runs.iter().enumerate() {
            let end = self.runs.get(i + 1).map_or(self.payload.len(), |&(_, next)| next);
            self.device.post_payload(offset, &self.payload[start..end])?;
        }
        if !self.lines.is_empty() {
            self.device.post_lines(self.unposted, &self.lines)?;
        }
        self.unposted = Position(self.space.head);
        self.lines.clear();
        self.payload.clear();
        self.runs.clear();
        Ok(())
    }

    /// How far the log is durable. Never beyond what has been posted, whatever the device says.
    pub fn durable(&self) -> Result<Durable, D::Error> {
        let marks = self.device.watermarks()?;
        let last = |mark: u64| Position(mark.min(self.unposted.0)).previous();
        Ok(Durable { local: last(marks.local), mirrored: last(marks.mirrored) })
    }

    /// Last position appended; [`Position::ZERO`] if none.
    pub fn last(&self) -> Position {
        Position(self.space.head).previous()
    }

    /// Oldest live position; one past [`last`](Log::last) if the log is empty.
    pub fn first(&self) -> Position {
        Position(self.space.tail)
    }

    /// Frees everything up to and including `position`: a consistency point contains it. Positions freed already, or
    /// not yet posted, change nothing.
    pub fn trim(&mut self, position: Position) {
        let position = position.min(self.unposted.previous());
        if position.0 >= self.space.tail {
            self.space.payload_tail = self.payload_after[self.index(position)];
            self.space.tail = position.0 + 1;
        }
    }

    /// Goes on in a new region in the same rings: what is appended from now on carries this epoch and term.
    ///
    /// # Panics
    /// If something appended has not been flushed: it would be posted with the old epoch behind the new region's start.
    pub fn begin_region(&mut self, epoch: Epoch, term: Term) {
        assert!(self.lines.is_empty(), "a region begins behind entries that are posted");
        self.epoch = epoch;
        self.term = term;
    }

    /// What can be appended as `kind` right now, without touching what is promised or kept for other kinds.
    pub fn space(&self, kind: Kind) -> Need {
        self.space.available(kind)
    }

    /// Where the live entries are: byte ranges in the line ring and in the payload ring. A ring whose live part wraps is
    /// given as a whole.
    pub fn live_ranges(&self) -> [std::ops::Range<u32>; 2] {
        let ring = |tail: u64, head: u64, size: u64, unit: u64| {
            let (start, used) = (tail % size, head - tail);
            let range = if start + used <= size { start..start + used } else { 0..size };
            (range.start * unit) as u32..(range.end * unit) as u32
        };
        let space = &self.space;
        [
            ring(space.tail, space.head, space.line_count, LINE_BYTES as u64),
            ring(space.payload_tail, space.payload_head, space.payload_bytes, 1),
        ]
    }

    /// How full the rings are.
    pub fn usage(&self) -> Usage {
        self.space.usage()
    }

    /// Longest payload of an entry, bytes.
    pub fn payload_max(&self) -> usize {
        self.space.payload_max() as usize
    }

    /// The term being written.
    pub fn term(&self) -> Term {
        self.term
    }

    /// The epoch of the region.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// The device.
    pub fn device(&self) -> &D {
        &self.device
    }

    /// The device, for what is not the log's business.
    pub fn device_mut(&mut self) -> &mut D {
        &mut self.device
    }

    /// Gives the device back; what was not flushed is gone.
    pub fn into_device(self) -> D {
        self.device
    }
}
