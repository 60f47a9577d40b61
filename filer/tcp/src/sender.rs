//! The volatile half of sending: what to send next, when to send it again, and how fast.
//!
//! Congestion control is RFC 5681 with the initial window of RFC 6928. Loss recovery is RFC 6675 with SACK and
//! RFC 6582 without; both use one picture of what is in flight: everything from `una` to `next`, less what SACK
//! reported, less what is deemed lost, plus what was sent again. After a timeout, and after a restore, everything not
//! reported is deemed lost and is sent again in slow start; `next` never goes back.

use crate::gate::Permit;
use crate::ranges::Ranges;
use crate::rtt::Rtt;

/// Most payload of one frame: the largest IP packet less the longest headers.
const FRAME_PAYLOAD_MAX: u64 = 65_535 - 20 - 60;
/// A window larger than this is of no use to anybody.
const CWND_MAX: u64 = 64 << 20;
/// RFC 5681 3.2.
const DUP_THRESH: u32 = 3;
/// A handshake is given up after this many SYN-ACKs.
const SYN_ACKS_MAX: u32 = 6;

/// A loss that is being repaired.
#[derive(Debug)]
struct Loss {
    /// It is over when everything below this offset is acknowledged (RecoveryPoint of RFC 6675).
    point: u64,
    /// Everything below this offset that was lost has been sent again (HighRxt).
    high_rxt: u64,
    /// Found by timeout or restore: all that SACK does not report is deemed lost.
    all: bool,
    /// One segment may be sent again whatever is in flight (RFC 6675 5 (4.3)).
    free: bool,
}

/// What to send next: our stream from `start` to `end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Plan {
    pub start: u64,
    pub end: u64,
    pub again: bool,
}

/// What an expired retransmission timer means to the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expired {
    /// There is something to send.
    Send,
    /// The client is not there any more.
    GiveUp,
}

/// See the module documentation.
#[derive(Debug)]
pub(crate) struct Sender {
    /// Oldest offset not acknowledged on the wire.
    pub una: u64,
    /// Next offset never sent.
    pub next: u64,
    /// Segment size in payload bytes, options taken into account.
    pub mss: u64,
    cwnd: u64,
    ssthresh: u64,
    loss: Option<Loss>,
    sacked: Ranges,
    sack: bool,
    dup_acks: u32,
    rtt: Rtt,
    /// The segment that is being timed: its end, and when it left.
    timed: Option<(u64, u64)>,
    /// The client's window, and the segment it came in (SND.WND, SND.WL1, SND.WL2).
    window: u64,
    window_seq: i64,
    window_ack: u64,
    window_max: u64,
    /// When to retransmit or probe.
    pub retransmit_at_us: Option<u64>,
    /// The next segment is a probe of a closed window.
    probe: bool,
    last_sent_us: u64,
}

impl Sender {
    /// The state of a node that knows what is logged and nothing else. Everything up to `end` may have been sent
    /// before, so all of it counts as sent, and as lost.
    pub fn restored(acked: u64, end: u64, mss: u64, sack: bool, now_us: u64) -> Sender {
        let initial = initial_window(mss);
        Sender {
            una: acked,
            next: if acked == 0 { 1 } else { end },
            mss,
            cwnd: initial,
            ssthresh: CWND_MAX,
            loss: (acked > 0 && acked < end).then_some(Loss { point: end, high_rxt: acked, all: true, free: false }),
            sacked: Ranges::default(),
            sack,
            dup_acks: 0,
            rtt: if acked == 0 { Rtt::new() } else { Rtt::restored() },
            timed: None,
            // The client's window is not known until it says something; it was at least this, most probably.
            window: initial,
            window_seq: i64::MIN,
            window_ack: 0,
            window_max: initial,
            retransmit_at_us: None,
            probe: false,
            last_sent_us: now_us,
        }
    }

    /// An acknowledgement number that the client can rightly send (RFC 5961 5.2).
    pub fn is_acceptable(&self, ack: i64) -> bool {
        ack <= self.next as i64 && ack >= self.una as i64 - self.window_max as i64
    }

    /// Takes the acknowledgement, the window and the SACK blocks (as offsets) of an acceptable segment.
    /// `pure` says that the segment carried nothing else. True when `una` advanced.
    pub fn acknowledged(
        &mut self,
        now_us: u64,
        seq: i64,
        ack: u64,
        window: u64,
        blocks: &[Option<(u64, u64)>],
        pure: bool,
    ) -> bool {
        let in_flight_before = self.next - self.una;
        let window_before = self.window;
        if ack >= self.una && (self.window_seq < seq || (self.window_seq == seq && self.window_ack <= ack)) {
            self.window = window;
            self.window_seq = seq;
            self.window_ack = ack;
            self.window_max = self.window_max.max(window);
        }
        let mut news = false;
        for &(start, end) in blocks.iter().flatten() {
            if start >= self.una && end <= self.next && self.sack {
                news |= self.sacked.insert(start, end);
            }
        }
        let advanced = ack > self.una;
        if advanced {
            self.advance(now_us, ack, in_flight_before);
        } else if ack == self.una && self.una < self.next && pure {
            let duplicate = if self.sack { news } else { window == window_before };
            self.dup_acks += u32::from(duplicate);
        }
        if window_before == 0 && self.window > 0 {
            self.rtt.progress();
        }
        if window_before == 0 && self.window > 0 && self.una < self.next && self.loss.is_none() {
            // What is in flight was a probe, or was thrown away: it is sent again at once.
            self.loss = Some(Loss { point: self.next, high_rxt: self.una, all: true, free: false });
        }
        self.detect_loss();
        if advanced {
            self.retransmit_at_us = (self.una < self.next).then(|| now_us + self.rtt.rto_us());
        } else if self.una == self.next && self.window > window_before && !self.probe {
            // The window grew: the persist timer, if it was that, begins anew if it is still needed.
            self.retransmit_at_us = None;
        }
        advanced
    }

    fn advance(&mut self, now_us: u64, ack: u64, in_flight_before: u64) {
        let acked = ack - self.una;
        self.una = ack;
        self.sacked.remove_below(ack);
        self.dup_acks = 0;
        self.probe = false;
        if let Some((end, sent_us)) = self.timed {
            if ack >= end {
                self.rtt.sample(now_us.saturating_sub(sent_us));
                self.timed = None;
            }
        }
        self.rtt.progress();
        let mut repairing = false;
        if let Some(loss) = &mut self.loss {
            if ack >= loss.point {
                if !loss.all {
                    self.cwnd = self.ssthresh;
                }
                self.loss = None;
            } else {
                loss.high_rxt = loss.high_rxt.max(ack);
                repairing = !loss.all;
                if !loss.all && !self.sack {
                    // A partial acknowledgement: the next segment is lost too (RFC 6582 3.2).
                    loss.high_rxt = ack;
                    loss.free = true;
                }
            }
        }
        // The window grows only when it was what limited us (RFC 7661 says why).
        if !repairing && in_flight_before + 3 * self.mss >= self.cwnd / 2 {
            let growth =
                if self.cwnd < self.ssthresh { acked } else { (self.mss * acked.min(self.cwnd) / self.cwnd).max(1) };
            self.cwnd = (self.cwnd + growth).min(CWND_MAX);
        }
    }

    fn detect_loss(&mut self) {
        if self.loss.is_some() || self.una >= self.next || self.window == 0 {
            return;
        }
        if self.dup_acks >= DUP_THRESH || (self.sack && self.lost_edge() > self.una) {
            self.ssthresh = ((self.next - self.una) / 2).max(2 * self.mss);
            self.cwnd = self.ssthresh;
            self.loss = Some(Loss { point: self.next, high_rxt: self.una, all: false, free: true });
        }
    }

    /// Everything below this offset that SACK does not report is lost (IsLost of RFC 6675).
    fn lost_edge(&self) -> u64 {
        let mut bytes = 0;
        for (count, (start, end)) in (1u32..).zip(self.sacked.descending()) {
            bytes += end - start;
            if count >= DUP_THRESH || bytes > u64::from(DUP_THRESH - 1) * self.mss {
                return start;
            }
        }
        self.una
    }

    /// Where the lost part ends.
    fn lost_end(&self, loss: &Loss) -> u64 {
        if loss.all {
            loss.point
        } else {
            let first = if self.dup_acks >= DUP_THRESH || !self.sack { self.una + self.mss } else { self.una };
            self.lost_edge().max(first).min(self.next)
        }
    }

    /// Bytes in flight (Pipe of RFC 6675).
    fn pipe(&self) -> u64 {
        let (lost_end, resent_end) = match &self.loss {
            None => (self.una, self.una),
            Some(loss) => (self.lost_end(loss), loss.high_rxt.max(self.una)),
        };
        let mut pipe = self.sacked.missing(lost_end, self.next) + self.sacked.missing(self.una, resent_end);
        if !self.sack {
            // Every duplicate acknowledgement is a segment that arrived (RFC 6582 3.2).
            pipe = pipe.saturating_sub(u64::from(self.dup_acks) * self.mss);
        }
        pipe
    }

    /// What to send next, at most one frame.
    pub fn plan(&self, permit: Permit) -> Option<Plan> {
        let end = permit.end;
        let window_end = self.una + self.window;
        if self.probe {
            let probe_end = window_end.min(self.una + self.mss).max(self.una + 1).min(end);
            return (probe_end > self.una).then_some(Plan {
                start: self.una,
                end: probe_end,
                again: self.una < self.next,
            });
        }
        let room = self.cwnd.saturating_sub(self.pipe());
        if let Some(loss) = &self.loss {
            let limit = self.lost_end(loss).min(window_end).min(end);
            if let Some((start, hole_end)) = self.sacked.hole(loss.high_rxt.max(self.una), limit) {
                let length = (hole_end - start).min(FRAME_PAYLOAD_MAX);
                let length = match () {
                    () if loss.free => length.min(self.mss),
                    () if room >= length.min(self.mss) => self.whole_segments(length.min(room), length),
                    () => return None,
                };
                return Some(Plan { start, end: start + length, again: true });
            }
        }
        let limit = end.min(window_end);
        let available = limit.saturating_sub(self.next);
        if available == 0 {
            return None;
        }
        let everything = end - self.next;
        let length = self.whole_segments(available.min(room).min(FRAME_PAYLOAD_MAX), everything);
        // RFC 9293 3.8.6.2.1: no silly segments. Whatever is released leaves at once, there is no Nagle delay.
        let worthwhile = length >= self.mss || length == everything || length >= self.window_max / 2;
        (length > 0 && worthwhile).then_some(Plan { start: self.next, end: self.next + length, again: false })
    }

    /// `length`, less a last segment that is not full, unless it is the end of `everything`.
    fn whole_segments(&self, length: u64, everything: u64) -> u64 {
        if length < everything && length > self.mss {
            length - length % self.mss
        } else {
            length
        }
    }

    /// A planned segment left.
    pub fn sent(&mut self, now_us: u64, plan: Plan) {
        if plan.again {
            // Karn: nothing sent twice is timed.
            self.timed = None;
            if let Some(loss) = &mut self.loss {
                loss.high_rxt = loss.high_rxt.max(plan.end);
                loss.free = false;
            }
        } else if self.timed.is_none() && !self.probe {
            self.timed = Some((plan.end, now_us));
        }
        self.next = self.next.max(plan.end);
        self.probe = false;
        self.last_sent_us = now_us;
        if self.retransmit_at_us.is_none() {
            self.retransmit_at_us = Some(now_us + self.rtt.rto_us());
        }
    }

    /// Nothing can be sent: sees to it that the window is probed if that is the reason, and restarts slowly after a
    /// pause (RFC 5681 4.1).
    pub fn idle(&mut self, now_us: u64, permit: Permit) {
        if self.una == self.next && permit.end > self.next && self.retransmit_at_us.is_none() {
            self.retransmit_at_us = Some(now_us + self.rtt.rto_us());
        }
    }

    /// Something is about to be sent after a pause.
    pub fn wake(&mut self, now_us: u64) {
        if self.una == self.next && now_us.saturating_sub(self.last_sent_us) > self.rtt.rto_us() {
            self.cwnd = self.cwnd.min(initial_window(self.mss));
        }
    }

    /// The retransmission timer expired (RFC 6298 5.4). `silent_us`: how long nothing was heard of the client.
    pub fn expired(&mut self, now_us: u64, permit: Permit, silent_us: u64, user_timeout_us: u64) -> Expired {
        self.retransmit_at_us = None;
        if self.una == self.next && permit.end <= self.next {
            return Expired::Send;
        }
        let give_up = if self.una == 0 { self.rtt.backoff() + 1 >= SYN_ACKS_MAX } else { silent_us >= user_timeout_us };
        if give_up {
            return Expired::GiveUp;
        }
        if self.una > 0 {
            if self.window == 0 || self.una == self.next {
                // RFC 9293 3.8.6.1: the window may have opened without our knowing.
                self.probe = true;
            } else {
                if self.rtt.backoff() == 0 {
                    self.ssthresh = ((self.next - self.una) / 2).max(2 * self.mss);
                } else {
                    // The client may have taken back what it reported (RFC 2018 8).
                    self.sacked.clear();
                }
                self.cwnd = self.mss;
                self.loss = Some(Loss { point: self.next, high_rxt: self.una, all: true, free: false });
                self.dup_acks = 0;
            }
        }
        self.timed = None;
        self.rtt.back_off();
        self.retransmit_at_us = Some(now_us + self.rtt.rto_us());
        Expired::Send
    }

    /// An acknowledgement was logged that this sender may not have seen (it was rebuilt since).
    pub fn catch_up(&mut self, acked: u64) {
        if acked > self.una {
            self.una = acked;
            self.next = self.next.max(acked);
            self.sacked.remove_below(acked);
        }
    }

    /// The SYN-ACK left, for the first time or again.
    pub fn syn_sent(&mut self, now_us: u64, again: bool) {
        self.timed = (!again).then_some((1, now_us));
        self.last_sent_us = now_us;
        if self.retransmit_at_us.is_none() {
            self.retransmit_at_us = Some(now_us + self.rtt.rto_us());
        }
    }

    /// The path takes only smaller segments.
    pub fn shrink_mss(&mut self, mss: u64) {
        self.mss = self.mss.min(mss);
    }
}

/// RFC 6928 2.
fn initial_window(mss: u64) -> u64 {
    (10 * mss).min((2 * mss).max(14_600))
}
