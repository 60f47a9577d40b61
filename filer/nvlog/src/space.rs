//! Log space is promised before it is used (R9).
//!
//! Two things can run out: lines and payload bytes. Each kind of entry leaves a floor for the kinds that must still be
//! possible when it no longer is: P1 stops first, then P2 and P4, then P3, and P0 (ticks, consistency points, the
//! operator) can use the last line. A [`Promise`] sets space aside for one entry that must not fail: the worst-case P3
//! of a P2 that starts.
//!
//! A payload lies in one piece, so when it does not fit before the end of the ring the rest up to the end is lost until
//! it is trimmed. What can be promised is therefore less than what is free: see [`Space::payload_free`].

use crate::entry::{padded, PAYLOAD_ALIGN};
use crate::Kind;

/// Space one or more entries need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// Lines, one for each entry.
    pub lines: u64,
    /// Bytes of payload, each entry's rounded up to 16.
    pub payload_bytes: u64,
}

/// How full a log is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// Lines in use.
    pub lines_used: u64,
    /// Lines in the ring.
    pub line_count: u64,
    /// Bytes of the payload ring in use, lost ends included.
    pub payload_used: u64,
    /// Bytes of the payload ring.
    pub payload_bytes: u64,
}

impl Usage {
    /// Whether a consistency point should start: half of either ring is in use.
    pub fn is_half_full(&self) -> bool {
        self.lines_used * 2 >= self.line_count || self.payload_used * 2 >= self.payload_bytes
    }
}

/// Space set aside for one entry. Redeem it with [`crate::Log::append_promised`] or give it back with
/// [`crate::Log::release`].
#[must_use = "a promise holds log space until it is redeemed or released"]
#[derive(Debug, PartialEq, Eq)]
pub struct Promise {
    pub(crate) need: Need,
}

/// The accounts of both rings.
#[derive(Clone, Debug)]
pub(crate) struct Space {
    /// Next position and oldest live position.
    pub head: u64,
    pub tail: u64,
    pub line_count: u64,
    /// Payload bytes ever placed and ever freed, lost ends included; the ring offset is the remainder.
    pub payload_head: u64,
    pub payload_tail: u64,
    pub payload_bytes: u64,
    promised: Need,
}

impl Space {
    pub fn new(
        tail: u64,
        head: u64,
        line_count: u64,
        payload_tail: u64,
        payload_head: u64,
        payload_bytes: u64,
    ) -> Space {
        Space { head, tail, line_count, payload_head, payload_tail, payload_bytes, promised: Need::default() }
    }

    /// Longest payload of an entry, bytes: an eighth of the ring.
    pub fn payload_max(&self) -> u64 {
        self.payload_bytes / 8 / PAYLOAD_ALIGN as u64 * PAYLOAD_ALIGN as u64
    }

    /// What `kind` leaves for the others, in sixteenths of the line ring and of the payload ring. Received bytes are all
    /// but the whole payload; beside them only a connection request has any, and a small one.
    fn floor_sixteenths(kind: Kind) -> (u64, u64) {
        match kind {
            Kind::Receive => (5, 1),
            Kind::Begin | Kind::Acked => (3, 0),
            Kind::Complete => (1, 0),
            Kind::Event => (0, 0),
        }
    }

    fn lines_free(&self) -> u64 {
        self.line_count - (self.head - self.tail)
    }

    /// Payload bytes that can be placed whatever their order and sizes (up to [`Self::payload_max`]).
    ///
    /// Either everything lies before the end of the ring, and then no end is lost; or one payload will not fit there,
    /// and then less than one longest payload is lost, once: a second loss would be a whole lap later, and the tail is
    /// less than a lap behind. Both bounds hold, so the larger one does. Neither falls by more than what is placed, and
    /// trimming lowers neither: what has been promised stays possible.
    fn payload_free(&self) -> u64 {
        let free = self.payload_bytes - (self.payload_head - self.payload_tail);
        let to_end = self.payload_bytes - self.payload_head % self.payload_bytes;
        free.min(to_end).max(free.saturating_sub(self.payload_max() - PAYLOAD_ALIGN as u64))
    }

    /// What can still be appended as `kind` beyond everything promised.
    pub fn available(&self, kind: Kind) -> Need {
        let (line_floor, payload_floor) = Self::floor_sixteenths(kind);
        let lines = self.lines_free().saturating_sub(self.promised.lines);
        let bytes = self.payload_free().saturating_sub(self.promised.payload_bytes);
        Need {
            lines: lines.saturating_sub(self.line_count * line_floor / 16),
            payload_bytes: bytes.saturating_sub(self.payload_bytes * payload_floor / 16) / PAYLOAD_ALIGN as u64
                * PAYLOAD_ALIGN as u64,
        }
    }

    /// What an entry with a payload of `payload_bytes` needs.
    pub fn need(payload_bytes: usize) -> Need {
        Need { lines: 1, payload_bytes: padded(payload_bytes) as u64 }
    }

    pub fn fits(&self, kind: Kind, need: Need) -> bool {
        let available = self.available(kind);
        need.lines <= available.lines && need.payload_bytes <= available.payload_bytes
    }

    pub fn promise(&mut self, need: Need) -> Promise {
        self.promised.lines += need.lines;
        self.promised.payload_bytes += need.payload_bytes;
        Promise { need }
    }

    pub fn release(&mut self, promise: Promise) {
        self.promised.lines -= promise.need.lines;
        self.promised.payload_bytes -= promise.need.payload_bytes;
    }

    /// Takes a line, and room for a payload in one piece; returns the payload's offset in the ring. The caller has
    /// checked that it fits.
    pub fn place(&mut self, payload_bytes: usize) -> u32 {
        self.head += 1;
        let bytes = padded(payload_bytes) as u64;
        if bytes == 0 {
            return 0;
        }
        let to_end = self.payload_bytes - self.payload_head % self.payload_bytes;
        if bytes > to_end {
            self.payload_head += to_end;
        }
        let offset = (self.payload_head % self.payload_bytes) as u32;
        self.payload_head += bytes;
        assert!(self.payload_head - self.payload_tail <= self.payload_bytes, "the payload ring overran");
        assert!(self.head - self.tail <= self.line_count, "the line ring overran");
        offset
    }

    pub fn usage(&self) -> Usage {
        Usage {
            lines_used: self.head - self.tail,
            line_count: self.line_count,
            payload_used: self.payload_head - self.payload_tail,
            payload_bytes: self.payload_bytes,
        }
    }
}
