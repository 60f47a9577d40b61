//! The volatile half of receiving: from segments in any order to in-order bytes that wait to be logged, and from
//! released acknowledgements to segments that carry them.

use std::collections::BTreeMap;

use bytes::{Bytes, BytesMut};

use crate::durable::Durable;
use crate::gate::Permit;
use crate::input::RECEIVE_BYTES_MAX;

/// Most out-of-order pieces kept per connection; their bytes are bounded by the window.
const PIECES_MAX: usize = 512;
/// An acknowledgement waits this long for company (RFC 9293 3.8.6.3 allows 500 ms), and so does the reserve.
pub(crate) const ACK_DELAY_US: u64 = 40_000;
/// What a client is promised that has not shown how much it sends.
pub(crate) const WINDOW_FIRST: u64 = 65_535;
/// A client that is silent for this long starts with that again.
const WINDOW_IDLE_US: u64 = 1_000_000;
/// RFC 7323 5.5: a TSval older than this no longer rejects anything.
const TS_RECENT_LIFETIME_US: u64 = 24 * 24 * 3600 * 1_000_000;

/// See the module documentation.
#[derive(Debug)]
pub(crate) struct Receiver {
    /// Everything of the client's stream below this offset has arrived.
    pub next: u64,
    /// The part of it that has not become an input yet.
    pending: BytesMut,
    pending_fin: bool,
    /// TSval of the segment that completed `pending`.
    pending_tsval: u32,
    /// Where the client's FIN is, once it has arrived, in order or not.
    fin_at: Option<u64>,
    /// Segments beyond `next`, by offset; they do not overlap.
    pieces: BTreeMap<u64, BytesMut>,
    /// Offset of the piece that arrived last: its SACK block goes first (RFC 2018 4).
    latest_piece: u64,
    /// The edge in the last input made, applied or not. Promised to the client, as far as R9 is concerned.
    pub granted: u64,
    /// What the client should be promised, and when it last sent something new.
    window_target: u64,
    text_us: u64,
    /// TS.Recent of RFC 7323, and when it was set.
    ts_recent: u32,
    ts_recent_us: u64,
    /// Acknowledgement number of the last segment sent (Last.ACK.sent of RFC 7323).
    pub last_ack: u64,
    /// Largest window edge sent.
    advertised: u64,
    /// The next segment must leave at once and acknowledge everything.
    pub ack_now: bool,
    /// When a delayed acknowledgement leaves.
    pub ack_at_us: Option<u64>,
}

impl Receiver {
    /// The state of a node that knows what is logged and nothing else.
    pub fn new(durable: &Durable, now_us: u64) -> Receiver {
        Receiver {
            next: durable.received,
            pending: BytesMut::new(),
            pending_fin: false,
            pending_tsval: durable.tsval,
            fin_at: durable.fin_received.then(|| durable.received - 1),
            pieces: BTreeMap::new(),
            latest_piece: 0,
            granted: durable.edge,
            window_target: WINDOW_FIRST,
            text_us: now_us,
            ts_recent: durable.tsval,
            ts_recent_us: now_us,
            last_ack: 0,
            advertised: 0,
            ack_now: false,
            ack_at_us: None,
        }
    }

    /// An input was applied that another receiver made (this one was rebuilt since): goes on behind it.
    pub fn catch_up(&mut self, durable: &Durable, now_us: u64) {
        self.granted = self.granted.max(durable.edge);
        if self.reported() < durable.received {
            *self = Receiver { granted: self.granted, ..Receiver::new(durable, now_us) };
            self.ack_now = true;
        }
    }

    /// Everything below this offset has become an input.
    pub fn reported(&self) -> u64 {
        self.next - self.pending.len() as u64 - u64::from(self.pending_fin)
    }

    /// Bytes the client may send that have not become an input.
    pub fn promised(&self) -> u64 {
        if self.fin_at.is_some_and(|fin| fin < self.next) {
            return 0;
        }
        self.granted.saturating_sub(self.reported())
    }

    /// There is something to log.
    pub fn has_pending(&self) -> bool {
        !self.pending.is_empty() || self.pending_fin
    }

    /// Takes what can go into one input: bytes, FIN, and the TSval they came with.
    pub fn take_pending(&mut self) -> (Bytes, bool, u32) {
        let length = self.pending.len().min(RECEIVE_BYTES_MAX);
        let bytes = self.pending.split_to(length).freeze();
        let fin = self.pending_fin && self.pending.is_empty();
        if fin {
            self.pending_fin = false;
        }
        (bytes, fin, self.pending_tsval)
    }

    /// PAWS (RFC 7323 5.3): true when a segment with this TSval is too old to be one of this connection.
    pub fn is_ancient(&self, now_us: u64, tsval: u32) -> bool {
        (tsval.wrapping_sub(self.ts_recent) as i32) < 0
            && now_us.saturating_sub(self.ts_recent_us) < TS_RECENT_LIFETIME_US
    }

    /// Remembers the TSval to echo (RFC 7323 4.3) of an acceptable segment that starts at `offset`.
    pub fn note_timestamp(&mut self, now_us: u64, offset: i64, tsval: u32) {
        if offset <= self.last_ack as i64 && !self.is_ancient(now_us, tsval) {
            self.ts_recent = tsval;
            self.ts_recent_us = now_us;
        }
    }

    /// The TSecr to send.
    pub fn ts_recent(&self) -> u32 {
        self.ts_recent
    }

    /// What the client should be promised: it doubles with every window the client fills, so that those who send
    /// much get much, and it starts again after a pause, so that those who pause hold little.
    pub fn window_target(&self) -> u64 {
        self.window_target
    }

    fn note_use(&mut self, now_us: u64, bytes: u64) {
        if now_us.saturating_sub(self.text_us) > WINDOW_IDLE_US {
            self.window_target = WINDOW_FIRST;
        }
        self.text_us = now_us;
        self.window_target = (self.window_target + bytes).min(u64::from(u16::MAX) << 14);
    }

    /// Takes the text of an acceptable segment: `bytes` from `offset` on, and FIN. Nothing at or beyond `edge` is
    /// taken.
    pub fn text(&mut self, now_us: u64, offset: i64, bytes: &[u8], fin: bool, edge: u64, tsval: u32) {
        let skip = (self.next as i64 - offset).max(0) as usize;
        let Some(fresh) = bytes.get(skip..) else {
            // All of it is old.
            self.ack_now = true;
            return;
        };
        let start = offset.max(self.next as i64) as u64;
        let room = edge.saturating_sub(start).min(usize::MAX as u64) as usize;
        let limit = self.fin_at.map_or(usize::MAX, |fin| fin.saturating_sub(start) as usize);
        let taken = &fresh[..fresh.len().min(room).min(limit)];
        if taken.len() < bytes.len() {
            self.ack_now = true;
        }
        if fin && self.fin_at.is_none() && taken.len() == fresh.len() {
            let end = start + taken.len() as u64;
            // A FIN below bytes that arrived already contradicts them and is ignored.
            let beyond = self.pieces.last_key_value().map_or(0, |(at, piece)| at + piece.len() as u64);
            if beyond <= end {
                self.fin_at = Some(end);
            }
        }
        if start == self.next {
            let before = self.next;
            let filled_hole = !self.pieces.is_empty();
            self.append(taken);
            self.pull_pieces();
            if self.fin_at == Some(self.next) && !self.pending_fin {
                self.pending_fin = true;
                self.next += 1;
            }
            if filled_hole {
                // RFC 5681 4.2: acknowledge at once when a gap is filled.
                self.ack_now = true;
            }
            if self.next > before {
                self.pending_tsval = tsval;
                self.note_use(now_us, self.next - before);
            }
        } else {
            self.ack_now = true;
            self.keep_piece(start, taken);
        }
    }

    fn append(&mut self, bytes: &[u8]) {
        self.pending.extend_from_slice(bytes);
        self.next += bytes.len() as u64;
    }

    fn pull_pieces(&mut self) {
        while let Some(entry) = self.pieces.first_entry() {
            if *entry.key() > self.next {
                break;
            }
            let (at, piece) = entry.remove_entry();
            let skip = (self.next - at) as usize;
            if let Some(fresh) = piece.get(skip..) {
                self.append(fresh);
            }
        }
    }

    /// Keeps out-of-order bytes, without those that are kept already.
    fn keep_piece(&mut self, mut start: u64, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let before = self.pieces.range_mut(..=start).next_back();
            if let Some((at, piece)) = before {
                let end = *at + piece.len() as u64;
                if end > start {
                    // The front is kept already.
                    let skip = ((end - start) as usize).min(bytes.len());
                    self.latest_piece = *at;
                    bytes = &bytes[skip..];
                    start += skip as u64;
                    continue;
                }
            }
            let gap = self.pieces.range(start..).next().map_or(u64::MAX, |(at, _)| at - start);
            let (fits, rest) = bytes.split_at(bytes.len().min(gap.min(usize::MAX as u64) as usize));
            let full = self.pieces.len() >= PIECES_MAX;
            match self.pieces.range_mut(..=start).next_back() {
                Some((at, piece)) if *at + piece.len() as u64 == start => {
                    piece.extend_from_slice(fits);
                    self.latest_piece = *at;
                }
                // As good as lost. The client sends it again.
                _ if full => return,
                _ => {
                    self.pieces.insert(start, BytesMut::from(fits));
                    self.latest_piece = start;
                }
            }
            start += fits.len() as u64;
            bytes = rest;
        }
    }

    /// Up to three SACK blocks as offsets, the one with the latest segment first (RFC 2018 4).
    pub fn sack_blocks(&self) -> [Option<(u64, u64)>; 3] {
        let mut blocks = [None; 3];
        if self.pieces.is_empty() {
            return blocks;
        }
        let mut merged: Vec<(u64, u64)> = Vec::new();
        for (&at, piece) in &self.pieces {
            let end = at + piece.len() as u64;
            match merged.last_mut() {
                Some(last) if last.1 == at => last.1 = end,
                _ => merged.push((at, end)),
            }
        }
        let latest = merged.iter().position(|m| m.0 <= self.latest_piece && self.latest_piece < m.1).unwrap_or(0);
        let others = merged.iter().enumerate().filter(|(at, _)| *at != latest).map(|(_, m)| *m);
        for (block, range) in blocks.iter_mut().zip(std::iter::once(merged[latest]).chain(others)) {
            *block = Some(range);
        }
        blocks
    }

    /// The acknowledgement number of a segment that carries no data, if one has to leave now. `mss` is the client's
    /// segment size.
    ///
    /// While data streams in, the last segment's worth is not acknowledged at once but within [`ACK_DELAY_US`]: should
    /// this node die, the next one has an acknowledgement to send that advances, which ends the client's
    /// retransmission backoff.
    pub fn ack_due(&mut self, now_us: u64, permit: Permit, fin: bool, mss: u64) -> Option<u64> {
        let fresh = permit.ack.saturating_sub(self.last_ack);
        let opened = permit.edge.saturating_sub(self.advertised);
        if self.ack_now || self.ack_at_us.is_some_and(|at| at <= now_us) || (fin && fresh > 0) {
            return Some(permit.ack);
        }
        if fresh >= 2 * mss {
            return Some(permit.ack - mss);
        }
        if opened >= 2 * mss && self.advertised.saturating_sub(self.last_ack) < opened {
            // The window at least doubles: the client may be waiting for it.
            return Some(permit.ack);
        }
        if fresh > 0 && self.ack_at_us.is_none() {
            self.ack_at_us = Some(now_us + ACK_DELAY_US);
        }
        None
    }

    /// The window field of a segment that acknowledges `ack`: the edge, rounded down to the scale. Rounding may take
    /// back up to one unit; RFC 7323 2.4 has the client ready for that, and bytes up to the edge stay acceptable.
    pub fn window(&self, ack: u64, permit: Permit, scale: u8) -> u16 {
        (permit.edge.saturating_sub(ack) >> scale).min(u64::from(u16::MAX)) as u16
    }

    /// A segment with these numbers left.
    pub fn sent(&mut self, now_us: u64, ack: u64, window: u64, permit: Permit) {
        self.last_ack = self.last_ack.max(ack);
        self.advertised = self.advertised.max(ack + window);
        if ack >= permit.ack {
            self.ack_now = false;
            self.ack_at_us = None;
        } else {
            self.ack_at_us = Some(now_us + ACK_DELAY_US);
        }
    }
}
