//! Segments that arrive on a connection: RFC 9293 3.10.7.4, with the stricter checks of RFC 5961.

use crate::connection::Connection;
use crate::emit::Header;
use crate::packet::Segment;

/// Challenge ACKs per second, over all connections (RFC 5961 10).
const CHALLENGES_PER_S: u32 = 1000;

/// Limits challenge ACKs.
#[derive(Debug, Default)]
pub(crate) struct Challenges {
    second: u64,
    sent: u32,
    /// All of them.
    pub total: u64,
}

impl Challenges {
    fn allow(&mut self, now_us: u64) -> bool {
        let second = now_us / 1_000_000;
        if second != self.second {
            self.second = second;
            self.sent = 0;
        }
        self.sent += 1;
        let allowed = self.sent <= CHALLENGES_PER_S;
        self.total += u64::from(allowed);
        allowed
    }
}

impl Connection {
    /// Offset in the client's stream of one of its sequence numbers, near where it is now. Negative before the SYN.
    fn offset_in(&self, seq: u32) -> i64 {
        let next = self.receiver.next;
        let reference = self.durable.open.irs.wrapping_add(next as u32);
        next as i64 + i64::from(seq.wrapping_sub(reference) as i32)
    }

    /// Offset in our stream of one of our sequence numbers.
    fn offset_out(&self, seq: u32) -> i64 {
        let una = self.sender.una;
        let reference = self.durable.open.iss.wrapping_add(una as u32);
        una as i64 + i64::from(seq.wrapping_sub(reference) as i32)
    }

    /// True when one of our sequence numbers is in flight.
    pub fn is_in_flight(&self, seq: u32) -> bool {
        let offset = self.offset_out(seq);
        offset >= self.sender.una as i64 && offset < self.sender.next as i64
    }

    /// True when a SYN is a new connection of the same client and not an old duplicate (RFC 6191 2).
    pub fn is_new_syn(&self, segment: &Segment<'_>) -> bool {
        match (self.durable.open.timestamp, segment.options.timestamp) {
            (Some(_), Some((tsval, _))) if tsval != self.receiver.ts_recent() => {
                (tsval.wrapping_sub(self.receiver.ts_recent()) as i32) > 0
            }
            _ => self.offset_in(segment.seq) > self.receiver.next as i64,
        }
    }

    /// Takes a segment. Returns the RST it asks for, if any.
    pub fn arrives(&mut self, now_us: u64, segment: &Segment<'_>, challenges: &mut Challenges) -> Option<Header> {
        if self.doomed {
            return None;
        }
        let next = self.receiver.next as i64;
        let edge = self.durable.edge.max(self.receiver.next);
        let offset = self.offset_in(segment.seq);
        if segment.rst {
            // RFC 5961 3.2. Two numbers are exact: what has arrived, and what the client knows to have arrived.
            if offset == next || offset == self.receiver.last_ack as i64 {
                self.reset_due = Some(crate::ResetReason::Peer);
            } else if offset > next && offset < edge as i64 && challenges.allow(now_us) {
                self.receiver.ack_now = true;
            }
            return None;
        }
        if segment.syn {
            if self.sender.una == 0 && segment.ack.is_none() && segment.seq == self.durable.open.irs {
                // The client did not get our SYN-ACK.
                self.syn_ack_due = true;
            } else if challenges.allow(now_us) {
                // RFC 5961 4.2.
                self.receiver.ack_now = true;
            }
            return None;
        }
        let mut tsval = 0;
        if self.durable.open.timestamp.is_some() {
            // RFC 7323 3.2: once negotiated, timestamps are on every segment.
            tsval = segment.options.timestamp?.0;
            if self.receiver.is_ancient(now_us, tsval) {
                self.receiver.ack_now = true;
                return None;
            }
        }
        let length = segment.length() as i64;
        let acceptable = if length == 0 {
            offset >= next && offset <= edge as i64
        } else {
            offset + length > next && offset < edge as i64
        };
        if !acceptable {
            if length > 0 || challenges.allow(now_us) {
                // Old data, a keepalive, a window probe: all want to know where we are (RFC 9293 3.8.6.1).
                self.receiver.ack_now = true;
            }
            if offset > next || offset + (1 << 30) < next {
                return None;
            }
            // An old segment: its acknowledgement is still worth having (RFC 9293 3.10.7.4, first check).
        }
        let ack = self.offset_out(segment.ack?);
        if self.sender.una == 0 && ack != 1 {
            // RFC 9293 3.10.7.4, SYN-RECEIVED: not an answer to our SYN-ACK.
            return Some(Header { seq: segment.ack?, rst: true, ..Header::default() });
        }
        if !self.sender.is_acceptable(ack) {
            // RFC 5961 5.2.
            if challenges.allow(now_us) {
                self.receiver.ack_now = true;
            }
            return None;
        }
        self.unheard = false;
        self.heard_us = now_us;
        self.keepalives = 0;
        self.wake_due = false;
        if acceptable {
            if !segment.passed_on {
                self.remote_mac = segment.from_mac;
            }
            if self.durable.open.timestamp.is_some() {
                self.receiver.note_timestamp(now_us, offset, tsval);
            }
        }
        if let Ok(ack) = u64::try_from(ack) {
            let window = u64::from(segment.window) << self.durable.open.window_scale.unwrap_or(0);
            let blocks = segment.options.sack.map(|block| {
                let (start, end) = block?;
                Some((u64::try_from(self.offset_out(start)).ok()?, u64::try_from(self.offset_out(end)).ok()?))
            });
            if self.sender.acknowledged(now_us, offset, ack, window, &blocks, length == 0) {
                self.note_acked(now_us);
            }
        }
        if acceptable && length > 0 {
            if self.durable.time_wait() {
                self.note_linger(now_us);
            }
            self.receiver.text(now_us, offset, segment.payload, segment.fin, edge, tsval);
        }
        None
    }
}
