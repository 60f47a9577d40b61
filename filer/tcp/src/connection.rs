//! One connection: durable state, the gate in front of it, and the volatile halves that talk to the wire.
//!
//! What arrives is in `arrival.rs`, what leaves in `departure.rs`; here is what becomes an input, and when.

use crate::budget::Budget;
use crate::durable::Durable;
use crate::gate::{Gate, Permit};
use crate::receiver::Receiver;
use crate::sender::{Expired, Sender};
use crate::{Config, ConnId, Input, Position, ResetReason};

/// Our window scale: windows up to 16 MiB in steps of 256 bytes.
pub(crate) const WINDOW_SCALE: u8 = 8;
/// A client that may send less than this gets a larger window without having sent anything.
const WINDOW_LOW: u64 = 32 << 10;
/// Most pieces of our stream in one frame.
pub(crate) const TEXT_SLICES_MAX: usize = 64;
/// Acknowledged bytes that make an `Acked` input at once.
const ACKED_BYTES: u64 = 64 << 10;
/// Fewer of them wait this long for company.
const ACKED_DELAY_US: u64 = 10_000;
/// TIME-WAIT, twice a maximum segment lifetime of 30 s (RFC 9293 3.4.2 allows what suits the network), and the longest
/// wait for the client's FIN after ours was acknowledged.
const LINGER_US: u64 = 60_000_000;
/// IPv4 and TCP header.
pub(crate) const HEADERS_BYTES: u16 = 40;
/// The timestamp option with its padding.
const TIMESTAMP_BYTES: u64 = 12;

/// See the module documentation.
#[derive(Debug)]
pub(crate) struct Connection {
    pub durable: Durable,
    pub gate: Gate<Permit>,
    pub receiver: Receiver,
    pub sender: Sender,
    pub remote_mac: [u8; 6],
    /// Nothing was heard of the client since a restore.
    pub unheard: bool,
    /// When an acceptable segment was last heard.
    pub heard_us: u64,
    /// Keepalive probes since then.
    pub keepalives: u32,
    pub keepalive_due: bool,
    /// The client may be in retransmission backoff because nobody answered it: it is to be told that somebody does.
    pub wake_due: bool,
    pub syn_ack_due: bool,
    /// The SYN-ACK has left at least once.
    pub syn_ack_sent: bool,
    /// `acked` of the last `Acked` input made.
    acked_reported: u64,
    acked_at_us: Option<u64>,
    acked_due: bool,
    pub reset_due: Option<ResetReason>,
    pub closed_due: bool,
    linger_at_us: Option<u64>,
    /// The input that ends the connection is made: it neither hears nor speaks any more.
    pub doomed: bool,
    /// The client wants a larger window than the budget allows.
    pub starved: bool,
    // Membership in the endpoint's queues.
    pub input_queued: bool,
    pub output_queued: bool,
    pub timer_us: Option<u64>,
}

impl Connection {
    /// The connection as a node sees it that knows what is logged and nothing else. Everything logged is to be
    /// acknowledged and everything not acknowledged to be sent, as soon as the gate opens.
    pub fn new(durable: Durable, gate: Gate<Permit>, config: &Config, now_us: u64) -> Connection {
        let ours = u64::from(config.mtu - HEADERS_BYTES);
        let options = if durable.open.timestamp.is_some() { TIMESTAMP_BYTES } else { 0 };
        let mss = u64::from(durable.open.mss).min(ours).saturating_sub(options).max(64);
        let mut receiver = Receiver::new(&durable, now_us);
        receiver.ack_now = !durable.half_open();
        let sender = Sender::restored(durable.acked, durable.end, mss, durable.open.sack, now_us);
        let mut connection = Connection {
            remote_mac: durable.open.remote_mac,
            receiver,
            sender,
            unheard: !durable.half_open(),
            heard_us: now_us,
            keepalives: 0,
            keepalive_due: false,
            wake_due: !durable.half_open(),
            syn_ack_due: durable.half_open(),
            syn_ack_sent: false,
            acked_reported: durable.acked,
            acked_at_us: None,
            acked_due: false,
            reset_due: None,
            closed_due: false,
            linger_at_us: None,
            doomed: false,
            starved: false,
            input_queued: false,
            output_queued: false,
            timer_us: None,
            durable,
            gate,
        };
        connection.note_linger(now_us);
        connection
    }

    pub fn id(&self) -> ConnId {
        self.durable.conn
    }

    /// Durable state changed at `position`: what it allows leaves when that is released.
    pub fn promise(&mut self, position: Position) {
        let Durable { received: ack, edge, end, .. } = self.durable;
        self.gate.promise(position, Permit { ack, edge, end });
    }

    /// The scale of the window fields we send.
    pub fn window_scale(&self) -> u8 {
        if self.durable.open.window_scale.is_some() {
            WINDOW_SCALE
        } else {
            0
        }
    }

    /// Starts the wait that ends the connection once our FIN is acknowledged: TIME-WAIT, or for the client's FIN.
    pub fn note_linger(&mut self, now_us: u64) {
        if self.durable.closed && self.durable.acked == self.durable.end {
            self.linger_at_us = Some(now_us + LINGER_US);
        }
    }

    /// The client acknowledged something new: it is to be logged, but not each time (S4).
    pub fn note_acked(&mut self, now_us: u64) {
        let fresh = self.sender.una - self.acked_reported;
        let handshake = self.acked_reported == 0;
        let finished = self.durable.closed && self.sender.una == self.durable.end;
        if fresh >= ACKED_BYTES || handshake || finished {
            self.acked_due = true;
        } else if fresh > 0 && self.acked_at_us.is_none() {
            self.acked_at_us = Some(now_us + ACKED_DELAY_US);
        }
    }

    /// The next input of this connection. Promises more to the client when that makes sense.
    pub fn next_input(&mut self, budget: &mut Budget, capacity: usize) -> Option<Input> {
        let conn = self.id();
        if self.doomed {
            return None;
        }
        if self.acked_due && self.sender.una > self.acked_reported {
            self.acked_due = false;
            self.acked_at_us = None;
            self.acked_reported = self.sender.una;
            return Some(Input::Acked { conn, acked: self.sender.una });
        }
        self.acked_due = false;
        if self.receiver.has_pending() {
            let held = self.receiver.promised();
            let offset = self.receiver.reported() as u32 & 0x00ff_ffff;
            let (bytes, fin, tsval) = self.receiver.take_pending();
            if !fin {
                // What these bytes used up is free for everybody before it is given out again.
                let rest = self.receiver.promised();
                budget.change(held, rest);
                let edge = self.edge_target(budget, capacity);
                self.receiver.granted = edge;
                budget.change(rest, self.receiver.promised());
            } else {
                budget.change(held, self.receiver.promised());
            }
            return Some(Input::Receive { conn, offset, edge: self.receiver.granted as u32, tsval, bytes, fin });
        }
        if let Some(reason) = self.reset_due {
            self.doomed = true;
            return Some(Input::Reset { conn, reason });
        }
        if self.closed_due {
            self.doomed = true;
            return Some(Input::Closed { conn });
        }
        let edge = self.window_due(budget, capacity)?;
        let held = self.receiver.promised();
        self.receiver.granted = edge;
        budget.change(held, self.receiver.promised());
        Some(Input::Window { conn, edge })
    }

    /// The edge the client may have: as far as its recent use, the buffer of this connection and the budget of all
    /// allow.
    fn edge_target(&mut self, budget: &Budget, capacity: usize) -> u64 {
        let reported = self.receiver.reported();
        let largest_window = u64::from(u16::MAX) << self.window_scale();
        let by_use = reported + self.receiver.window_target().min(largest_window);
        let by_buffer = self.durable.consumed() + capacity as u64;
        let by_budget = reported + budget.limit(self.receiver.promised());
        let wanted = by_use.min(by_buffer);
        self.starved = by_budget < wanted && by_budget <= self.receiver.granted;
        self.receiver.granted.max(wanted.min(by_budget))
    }

    /// A new edge that is worth an input of its own: the client has little left to send, and gets at least two
    /// segments more.
    fn window_due(&mut self, budget: &Budget, capacity: usize) -> Option<u64> {
        if self.durable.fin_received || self.durable.half_open() || self.receiver.promised() >= WINDOW_LOW {
            return None;
        }
        let edge = self.edge_target(budget, capacity);
        (edge - self.receiver.granted >= 2 * self.sender.mss).then_some(edge)
    }

    /// The path takes IP packets of this size only.
    pub fn shrink_mtu(&mut self, mtu: u16) {
        let options = if self.durable.open.timestamp.is_some() { TIMESTAMP_BYTES } else { 0 };
        self.sender.shrink_mss(u64::from(mtu - HEADERS_BYTES) - options);
    }

    /// When [`on_timer`](Connection::on_timer) has something to do.
    pub fn deadline_us(&self, config: &Config) -> Option<u64> {
        if self.doomed {
            return None;
        }
        [
            self.sender.retransmit_at_us,
            self.receiver.ack_at_us,
            self.acked_at_us,
            self.linger_at_us,
            self.keepalive_at_us(config),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    fn keepalive_at_us(&self, config: &Config) -> Option<u64> {
        let quiet = self.sender.una == self.sender.next && self.sender.una > 0 && self.linger_at_us.is_none();
        let wait_us = config.keepalive_idle_us + u64::from(self.keepalives) * config.keepalive_interval_us;
        quiet.then_some(self.heard_us + wait_us)
    }

    /// Does what is due by now.
    pub fn on_timer(&mut self, now_us: u64, config: &Config) {
        let due = |at_us: Option<u64>| at_us.is_some_and(|at_us| at_us <= now_us);
        if self.doomed {
            return;
        }
        if due(self.linger_at_us) {
            self.linger_at_us = None;
            self.closed_due = true;
        }
        if due(self.acked_at_us) {
            self.acked_at_us = None;
            self.acked_due = true;
        }
        if due(self.sender.retransmit_at_us) {
            let silent_us = now_us.saturating_sub(self.heard_us);
            match self.sender.expired(now_us, self.gate.open(), silent_us, config.user_timeout_us) {
                Expired::Send => self.syn_ack_due |= self.sender.una == 0,
                Expired::GiveUp if self.durable.half_open() => self.closed_due = true,
                Expired::GiveUp => self.reset_due = Some(ResetReason::Timeout),
            }
        }
        if due(self.keepalive_at_us(config)) {
            if self.keepalives >= config.keepalive_probes {
                self.reset_due = Some(ResetReason::Timeout);
            } else {
                self.keepalives += 1;
                self.keepalive_due = true;
            }
        }
    }
}
