//! The durable state of one connection: what a node that continues it must know, and nothing else.
//!
//! It is a function of the log. It changes in two ways only: by an applied [`Input`](crate::Input), and by what the
//! service above does ([`consume`](Durable::consume), [`send`](Durable::send), [`close`](Durable::close)), which
//! itself follows from the log. Round-trip times, the congestion window, timers and out-of-order segments are not in
//! it: they are rebuilt by whoever continues.

use std::collections::VecDeque;
use std::io::IoSlice;

use bytes::{Buf, Bytes, BytesMut};
use serde::{Deserialize, Serialize};

use crate::{ApplyError, ConnId, Open};

/// An empty receive buffer larger than this gives its memory back.
const KEPT_CAPACITY: usize = 128 << 10;
/// No stream is this long: a saved state with a larger offset is damaged.
const OFFSET_MAX: u64 = 1 << 60;

/// A piece of our stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Chunk {
    /// Offset of its first byte.
    start: u64,
    bytes: Bytes,
}

/// See the module documentation. Offsets count as in [`Input`](crate::Input).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Durable {
    pub conn: ConnId,
    pub open: Open,
    /// Everything of the client's stream below this offset is logged.
    pub received: u64,
    /// The client's FIN is logged: it is the last number below `received`.
    pub fin_received: bool,
    /// Logged bytes that were not consumed.
    unread: BytesMut,
    /// The client was promised (or is about to be) that it may send bytes below this offset.
    pub edge: u64,
    /// TSval of the last logged bytes.
    pub tsval: u32,
    /// Everything of our stream below this offset was acknowledged, and that is logged.
    pub acked: u64,
    /// Our stream from `acked` on.
    unacked: VecDeque<Chunk>,
    /// End of our stream so far, FIN included.
    pub end: u64,
    /// Our stream is complete: the last number below `end` is our FIN.
    pub closed: bool,
    /// We sent FIN before the client did: TIME-WAIT is ours (RFC 9293 3.6).
    pub closed_first: bool,
}

impl Durable {
    pub fn new(conn: ConnId, open: &Open) -> Durable {
        Durable {
            conn,
            received: 1,
            fin_received: false,
            unread: BytesMut::new(),
            edge: u64::from(open.edge).max(1),
            tsval: open.timestamp.unwrap_or(0),
            acked: 0,
            unacked: VecDeque::new(),
            end: 1,
            closed: false,
            closed_first: false,
            open: open.clone(),
        }
    }

    /// True when the fields fit each other. Saved states come from a disk.
    pub fn is_sound(&self) -> bool {
        let received = self.unread.len() as u64 + 1 + u64::from(self.fin_received);
        let kept: u64 = self.unacked.iter().map(|c| c.bytes.len() as u64).sum();
        let contiguous = self.unacked.iter().zip(self.unacked.iter().skip(1));
        self.edge < OFFSET_MAX
            && self.end < OFFSET_MAX
            && self.received < OFFSET_MAX
            && received <= self.received
            && self.acked <= self.end
            && self.unacked.front().is_none_or(|c| c.start == self.acked.max(1))
            && contiguous.into_iter().all(|(a, b)| a.start + a.bytes.len() as u64 == b.start)
            && self.acked.max(1).min(self.data_end()) + kept == self.data_end()
            && self.open.mss > 0
            && self.open.window_scale.unwrap_or(0) <= 14
            && self.open.ends.remote.is_ipv4()
    }

    fn mismatch(&self, field: &'static str, expected: u64, found: u64) -> ApplyError {
        ApplyError::Mismatch { conn: self.conn, field, expected, found }
    }

    /// The next bytes of the client's stream (see [`Input::Receive`](crate::Input::Receive)).
    pub fn receive(&mut self, offset: u32, edge: u32, tsval: u32, bytes: &Bytes, fin: bool) -> Result<(), ApplyError> {
        if self.fin_received || self.received as u32 & 0x00ff_ffff != offset {
            return Err(self.mismatch("offset", self.received & 0x00ff_ffff, offset.into()));
        }
        let edge = self.edge + u64::from(edge.wrapping_sub(self.edge as u32));
        self.raise_edge(edge)?;
        self.unread.extend_from_slice(bytes);
        self.received += bytes.len() as u64 + u64::from(fin);
        self.fin_received = fin;
        self.tsval = tsval;
        Ok(())
    }

    /// A higher window edge. Edges never go back, and never jump by more than the largest window there is
    /// (RFC 7323 2.3).
    pub fn raise_edge(&mut self, edge: u64) -> Result<(), ApplyError> {
        if edge < self.edge || edge - self.edge > 1 << 30 {
            return Err(self.mismatch("edge", self.edge, edge));
        }
        self.edge = edge;
        Ok(())
    }

    /// The client has everything below `acked`: it need not be kept any more (S4).
    pub fn acked(&mut self, acked: u64) -> Result<(), ApplyError> {
        if acked < self.acked || acked > self.end {
            return Err(self.mismatch("acked", self.end, acked));
        }
        self.acked = acked;
        while let Some(chunk) = self.unacked.front_mut() {
            let done = acked.saturating_sub(chunk.start);
            if done < chunk.bytes.len() as u64 {
                chunk.bytes.advance(done as usize);
                chunk.start += done;
                break;
            }
            self.unacked.pop_front();
        }
        Ok(())
    }

    /// Logged bytes that were not consumed.
    pub fn unread(&self) -> &[u8] {
        &self.unread
    }

    /// Offset of the first byte not consumed.
    pub fn consumed(&self) -> u64 {
        self.received - u64::from(self.fin_received) - self.unread.len() as u64
    }

    /// Takes bytes off the front of [`unread`](Durable::unread); at most all of them.
    pub fn consume(&mut self, n: usize) {
        self.unread.advance(n.min(self.unread.len()));
        if self.unread.is_empty() && self.unread.capacity() > KEPT_CAPACITY {
            self.unread = BytesMut::new();
        }
    }

    /// Appends to our stream. After [`close`](Durable::close) there is nothing to append to.
    pub fn send(&mut self, bytes: Bytes) {
        if self.closed || bytes.is_empty() {
            return;
        }
        let length = bytes.len() as u64;
        self.unacked.push_back(Chunk { start: self.end, bytes });
        self.end += length;
    }

    /// Ends our stream.
    pub fn close(&mut self) {
        if !self.closed {
            self.closed = true;
            self.closed_first = !self.fin_received;
            self.end += 1;
        }
    }

    /// The last byte of data, our FIN not counted, is below this offset.
    pub fn data_end(&self) -> u64 {
        self.end - u64::from(self.closed)
    }

    /// Bytes of data kept because the client did not acknowledge them.
    pub fn unacked_bytes(&self) -> u64 {
        self.data_end() - self.acked.max(1).min(self.data_end())
    }

    /// The handshake is not complete.
    pub fn half_open(&self) -> bool {
        self.acked == 0
    }

    /// Both streams are complete and acknowledged.
    pub fn finished(&self) -> bool {
        self.closed && self.fin_received && self.acked == self.end
    }

    /// Finished, but kept in TIME-WAIT.
    pub fn time_wait(&self) -> bool {
        self.finished() && self.closed_first
    }

    /// Fills `slices` with our stream from `start` to `end` at most, and returns how many there are and where they
    /// end.
    pub fn slices<'a>(&'a self, start: u64, end: u64, slices: &mut [IoSlice<'a>]) -> (usize, u64) {
        let mut at = start;
        let mut count = 0;
        let first = self.unacked.partition_point(|c| c.start + c.bytes.len() as u64 <= start);
        for chunk in self.unacked.iter().skip(first) {
            if at >= end || count == slices.len() || chunk.start > at {
                break;
            }
            let from = (at - chunk.start) as usize;
            let to = ((end - chunk.start).min(chunk.bytes.len() as u64)) as usize;
            slices[count] = IoSlice::new(&chunk.bytes[from..to]);
            count += 1;
            at = chunk.start + to as u64;
        }
        (count, at)
    }
}
