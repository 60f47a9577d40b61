//! The endpoint of one identity: frames in, inputs out, applied inputs in, frames out.
//!
//! The public methods are here; what becomes of a frame is in `listen.rs`, the bookkeeping in `upkeep.rs`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::IoSlice;

use bytes::Bytes;

use crate::arrival::Challenges;
use crate::budget::Budget;
use crate::clock::Clock;
use crate::config::ConfigError;
use crate::connection::Connection;
use crate::departure::Outside;
use crate::durable::Durable;
use crate::emit::{self, Local};
use crate::gate::Gate;
use crate::upkeep::OUTAGE_US;
use crate::{
    Applied, ApplyError, Config, ConnId, Counters, Ends, Input, NoConnection, Open, Position, ResetReason,
    RestoreError, Saved, Status,
};

/// When the address is announced, counted from the first announcement.
const ANNOUNCEMENTS_US: [u64; 4] = [0, 50_000, 200_000, 1_000_000];
/// After a restore, segments of unknown connections are not answered for this long.
const SILENCE_US: u64 = 60_000_000;
/// While nothing may be sent, timers are looked at again after this long.
const PAUSED_RETRY_US: u64 = 10_000;
/// While the budget holds somebody back, it is looked at again after this long.
const STARVED_RETRY_US: u64 = 10_000;

/// The TCP endpoint of one identity. See the crate's documentation for how to drive it.
#[derive(Debug)]
pub struct Endpoint {
    pub(crate) config: Config,
    pub(crate) local: Local,
    pub(crate) connections: BTreeMap<ConnId, Box<Connection>>,
    pub(crate) by_ends: BTreeMap<Ends, ConnId>,
    /// The last position applied, and the last one released.
    pub(crate) applied: Position,
    pub(crate) released: Position,
    /// Number of the last connection opened, applied or (`issued_conn`) asked for.
    pub(crate) last_conn: u32,
    pub(crate) issued_conn: u32,
    /// `Open` inputs that are not applied yet, with what they promise.
    pub(crate) opening: BTreeMap<Ends, u64>,
    pub(crate) opens: VecDeque<Input>,
    pub(crate) half_open: usize,
    pub(crate) time_wait: VecDeque<ConnId>,
    pub(crate) unacked_total: u64,
    pub(crate) clock: Clock,
    pub(crate) budget: Budget,
    pub(crate) challenges: Challenges,
    pub(crate) counters: Counters,
    /// Gates that wait, in the order of their positions.
    pub(crate) gates: VecDeque<(Position, ConnId)>,
    /// Frames outside of connections, with the position each depends on.
    pub(crate) outbox: VecDeque<(Position, Vec<u8>)>,
    /// Announcements to come.
    pub(crate) announcements_us: VecDeque<u64>,
    pub(crate) with_input: VecDeque<ConnId>,
    pub(crate) with_output: VecDeque<ConnId>,
    pub(crate) timers: BTreeSet<(u64, ConnId)>,
    pub(crate) starved: bool,
    /// In service.
    pub(crate) serving: bool,
    /// Segments of unknown connections are not answered before.
    pub(crate) silent_until_us: u64,
    /// The first call of [`on_timer`](Endpoint::on_timer) since the last one of [`transmit`](Endpoint::transmit).
    pub(crate) unsent_since_us: Option<u64>,
    /// The latest time heard of.
    pub(crate) now_us: u64,
}

impl Endpoint {
    /// The endpoint of an identity that has never served: no connections, nothing applied. Call
    /// [`resume`](Endpoint::resume) to begin service.
    pub fn new(config: Config) -> Result<Endpoint, ConfigError> {
        config.check()?;
        let mut budget = Budget::default();
        budget.set_total(config.receive_capacity as u64, config.max_connections);
        Ok(Endpoint {
            local: Local { mac: config.mac, address: config.address },
            connections: BTreeMap::new(),
            by_ends: BTreeMap::new(),
            applied: Position(0),
            released: Position(0),
            last_conn: 0,
            issued_conn: 0,
            opening: BTreeMap::new(),
            opens: VecDeque::new(),
            half_open: 0,
            time_wait: VecDeque::new(),
            unacked_total: 0,
            clock: Clock::new(0, Position(0)),
            budget,
            challenges: Challenges::default(),
            counters: Counters::default(),
            gates: VecDeque::new(),
            outbox: VecDeque::new(),
            announcements_us: VecDeque::new(),
            with_input: VecDeque::new(),
            with_output: VecDeque::new(),
            timers: BTreeSet::new(),
            starved: false,
            serving: false,
            silent_until_us: 0,
            unsent_since_us: None,
            now_us: 0,
            config,
        })
    }

    /// The endpoint as it was at `saved.position`. Apply the rest of the log to it, then call
    /// [`resume`](Endpoint::resume). Nothing leaves before a position is released, the saved one or a later one.
    pub fn restore(config: Config, saved: Saved) -> Result<Endpoint, RestoreError> {
        if saved.version != Saved::VERSION {
            return Err(RestoreError::Version { found: saved.version, expected: Saved::VERSION });
        }
        let mut endpoint = Endpoint::new(config)?;
        endpoint.applied = saved.position;
        endpoint.last_conn = saved.last_conn;
        endpoint.issued_conn = saved.last_conn;
        endpoint.clock = Clock::new(saved.clock_ceiling_ms, saved.position);
        for durable in saved.connections {
            let conn = durable.conn;
            let known = endpoint.connections.contains_key(&conn) || endpoint.by_ends.contains_key(&durable.open.ends);
            if known || !durable.is_sound() {
                return Err(RestoreError::Damaged { conn });
            }
            endpoint.insert(durable);
            endpoint.changed(saved.position, conn);
        }
        Ok(endpoint)
    }

    /// The durable state, at the last position applied.
    pub fn save(&self) -> Saved {
        Saved {
            version: Saved::VERSION,
            position: self.applied,
            last_conn: self.last_conn,
            clock_ceiling_ms: self.clock.ceiling_ms(),
            connections: self.connections.values().map(|connection| connection.durable.clone()).collect(),
        }
    }

    /// Begins service, or begins it again; until then frames are ignored, and there are neither inputs nor outputs.
    /// All volatile state is rebuilt from the durable one: everything logged is acknowledged, everything not
    /// acknowledged is sent, and the address is announced.
    pub fn resume(&mut self, now_us: u64) {
        self.now_us = now_us;
        self.serving = true;
        self.silent_until_us = now_us + SILENCE_US;
        self.unsent_since_us = None;
        self.clock.start(now_us);
        self.with_input.clear();
        self.with_output.clear();
        self.timers.clear();
        self.time_wait.clear();
        self.opens.clear();
        self.opening.clear();
        self.budget.clear();
        for connection in self.connections.values_mut() {
            let gate = std::mem::replace(&mut connection.gate, Gate::closed());
            **connection = Connection::new(connection.durable.clone(), gate, &self.config, now_us);
            self.budget.change(0, connection.receiver.promised());
            if connection.durable.time_wait() {
                self.time_wait.push_back(connection.id());
            }
        }
        let all: Vec<ConnId> = self.connections.keys().copied().collect();
        for conn in all {
            self.touch(conn);
        }
        self.announce(now_us);
    }

    /// Announces the address on the network: gratuitous ARP at 0, 50, 200 and 1000 ms from now.
    pub fn announce(&mut self, now_us: u64) {
        self.announcements_us = ANNOUNCEMENTS_US.iter().map(|after_us| now_us + after_us).collect();
        self.on_timer(now_us);
    }

    /// Does what is due by now. Call it when [`next_timer`](Endpoint::next_timer) has passed, or more often.
    pub fn on_timer(&mut self, now_us: u64) {
        self.now_us = self.now_us.max(now_us);
        if !self.serving || self.is_paused(now_us) {
            return;
        }
        self.unsent_since_us.get_or_insert(now_us);
        let late_us = self.timers.first().map_or(0, |timer| now_us.saturating_sub(timer.0));
        if late_us > OUTAGE_US {
            self.forgive(late_us);
        }
        while self.announcements_us.front().is_some_and(|at_us| *at_us <= now_us) {
            self.announcements_us.pop_front();
            self.post(Position(0), emit::arp_announcement(self.local));
            self.acknowledge_again();
        }
        while let Some(&(at_us, conn)) = self.timers.first() {
            if at_us > now_us {
                break;
            }
            self.timers.pop_first();
            if let Some(connection) = self.connections.get_mut(&conn) {
                connection.timer_us = None;
                connection.on_timer(now_us, &self.config);
                self.touch(conn);
            }
        }
        if self.starved {
            self.feed();
        }
    }

    /// When to call [`on_timer`](Endpoint::on_timer) next, at the latest.
    pub fn next_timer(&self) -> Option<u64> {
        if !self.serving {
            return None;
        }
        if self.is_paused(self.now_us) {
            return Some(self.now_us + PAUSED_RETRY_US);
        }
        let starved_us = self.starved.then_some(self.now_us + STARVED_RETRY_US);
        [
            self.announcements_us.front().copied(),
            self.timers.first().map(|timer| timer.0),
            Some(self.clock.next_us()),
            starved_us,
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// The next input to be logged and then applied, in this order.
    pub fn poll_input(&mut self) -> Option<Input> {
        if !self.serving {
            return None;
        }
        if let Some(ceiling_ms) = self.clock.next_ceiling_ms(self.now_us) {
            return Some(Input::Clock { ceiling_ms });
        }
        while let Some(conn) = self.with_input.pop_front() {
            let Some(connection) = self.connections.get_mut(&conn) else { continue };
            connection.input_queued = false;
            let input = connection.next_input(&mut self.budget, self.config.receive_capacity);
            self.starved |= connection.starved;
            if connection.doomed {
                let promised = connection.receiver.promised();
                self.budget.change(promised, 0);
                connection.receiver.granted = 0;
            }
            if input.is_some() {
                // It may have more, after the others.
                connection.input_queued = true;
                self.with_input.push_back(conn);
                return input;
            }
        }
        self.opens.pop_front()
    }

    /// Applies an input that has got a position in the log.
    pub fn apply(&mut self, position: Position, input: &Input) -> Result<Applied, ApplyError> {
        if position <= self.applied {
            return Err(ApplyError::Order { last: self.applied, found: position });
        }
        let conn = input.conn();
        match input {
            Input::Clock { ceiling_ms } => {
                self.applied = position;
                self.clock.raise(position, *ceiling_ms);
                self.clock.release(self.released);
                return Ok(Applied::Nothing);
            }
            Input::Open { open, .. } => {
                self.open(conn, open)?;
                self.changed(position, conn);
                return Ok(Applied::Opened);
            }
            _ => {}
        }
        let Some(connection) = self.connections.get_mut(&conn) else {
            // The service ended the connection while the input was on its way to the log.
            self.applied = position;
            return Ok(Applied::Nothing);
        };
        let applied = match input {
            Input::Receive { offset, edge, tsval, bytes, fin, .. } => {
                connection.durable.receive(*offset, *edge, *tsval, bytes, *fin)?;
                connection.receiver.catch_up(&connection.durable, self.now_us);
                Applied::Received
            }
            Input::Acked { acked, .. } => {
                let half_open = connection.durable.half_open();
                let kept = connection.durable.unacked_bytes();
                connection.durable.acked(*acked)?;
                self.unacked_total -= kept - connection.durable.unacked_bytes();
                self.half_open -= usize::from(half_open && !connection.durable.half_open());
                connection.sender.catch_up(*acked);
                connection.note_linger(self.now_us);
                Applied::Nothing
            }
            Input::Window { edge, .. } => {
                connection.durable.raise_edge(*edge)?;
                connection.receiver.catch_up(&connection.durable, self.now_us);
                Applied::Nothing
            }
            Input::Reset { reason, .. } => {
                if *reason == ResetReason::Timeout {
                    let reset = self.reset_of(conn);
                    self.post_all(position, reset);
                }
                Applied::Gone
            }
            Input::Closed { .. } => Applied::Gone,
            Input::Open { .. } | Input::Clock { .. } => Applied::Nothing,
        };
        if applied == Applied::Gone || self.is_over(conn) {
            self.applied = position;
            self.remove(conn);
            return Ok(Applied::Gone);
        }
        self.changed(position, conn);
        Ok(applied)
    }

    /// Received bytes of a connection that were not consumed yet; empty for an unknown connection.
    pub fn received(&self, conn: ConnId) -> &[u8] {
        self.connections.get(&conn).map_or(&[], |connection| connection.durable.unread())
    }

    /// True when nothing follows after [`received`](Endpoint::received): the client closed its direction.
    pub fn at_end(&self, conn: ConnId) -> bool {
        self.connections.get(&conn).is_some_and(|connection| connection.durable.fin_received)
    }

    /// Takes `n` bytes off the front of [`received`](Endpoint::received).
    pub fn consume(&mut self, position: Position, conn: ConnId, n: usize) -> Result<(), NoConnection> {
        self.durable_mut(conn)?.consume(n);
        self.changed(position, conn);
        Ok(())
    }

    /// Appends bytes to the stream to the client. They leave when `position` is released, and are kept until the
    /// client's acknowledgement of them is applied.
    pub fn send(&mut self, position: Position, conn: ConnId, bytes: Bytes) -> Result<(), NoConnection> {
        let durable = self.durable_mut(conn)?;
        let kept = durable.unacked_bytes();
        durable.send(bytes);
        let more = durable.unacked_bytes() - kept;
        self.unacked_total += more;
        self.changed(position, conn);
        Ok(())
    }

    /// Ends the stream to the client: FIN after everything sent.
    pub fn close(&mut self, position: Position, conn: ConnId) -> Result<(), NoConnection> {
        self.durable_mut(conn)?.close();
        self.changed(position, conn);
        Ok(())
    }

    /// Breaks the connection: RST. It does not exist any more when this returns.
    pub fn abort(&mut self, position: Position, conn: ConnId) -> Result<(), NoConnection> {
        self.durable_mut(conn)?;
        self.applied = self.applied.max(position);
        let reset = self.reset_of(conn);
        self.post_all(self.applied, reset);
        self.remove(conn);
        Ok(())
    }

    /// Everything up to and including `durable` is durable where the policy says (R1): outputs that depend on it may
    /// leave with the next [`transmit`](Endpoint::transmit). Going back has no effect.
    pub fn release(&mut self, durable: Position) {
        self.released = self.released.max(durable);
        self.clock.release(self.released);
        while self.gates.front().is_some_and(|gate| gate.0 <= self.released) {
            let Some((_, conn)) = self.gates.pop_front() else { break };
            if let Some(connection) = self.connections.get_mut(&conn) {
                if connection.gate.release(self.released) {
                    self.touch(conn);
                }
            }
        }
    }

    /// Hands every frame that may leave to `sink`, a virtio_net_hdr of 10 bytes in front, as slices to be written
    /// together. `sink` returns false when it cannot take the frame; then it is offered again next time, and this
    /// returns true: there is more.
    pub fn transmit(&mut self, now_us: u64, sink: &mut dyn FnMut(&[IoSlice<'_>]) -> bool) -> bool {
        self.now_us = self.now_us.max(now_us);
        if !self.serving {
            return false;
        }
        self.unsent_since_us = None;
        // Positions in the outbox are not in order: what depends on nothing does not wait for what does.
        let mut at = 0;
        while let Some((position, frame)) = self.outbox.get(at) {
            if *position > self.released {
                at += 1;
                continue;
            }
            if !sink(&[IoSlice::new(frame)]) {
                return true;
            }
            self.counters.frames_out += 1;
            self.outbox.remove(at);
        }
        while let Some(&conn) = self.with_output.front() {
            if let Some(connection) = self.connections.get_mut(&conn) {
                let mut outside = Outside {
                    now_us,
                    clock_ms: self.clock.now_ms(now_us),
                    local: self.local,
                    mss: self.config.mtu - crate::connection::HEADERS_BYTES,
                    sink,
                    counters: &mut self.counters,
                };
                if connection.departs(&mut outside).is_err() {
                    return true;
                }
                connection.output_queued = false;
                self.set_timer(conn);
            }
            self.with_output.pop_front();
        }
        false
    }

    /// Limits what clients have been promised and have not sent, over all connections, in bytes (R9). A promise is
    /// never taken back: with a budget below [`promised`](Endpoint::promised) nothing more is promised until clients
    /// have used up the difference.
    pub fn set_receive_budget(&mut self, bytes: u64) {
        self.budget.set_total(bytes, self.config.max_connections);
    }

    /// Bytes that clients may send at any time and that have not become an input yet, over all connections.
    pub fn promised(&self) -> u64 {
        self.budget.promised()
    }

    /// Bytes sent on a connection whose acknowledgement has not been applied yet (R4).
    pub fn unacked(&self, conn: ConnId) -> u64 {
        self.connections.get(&conn).map_or(0, |connection| connection.durable.unacked_bytes())
    }

    /// Sum of [`unacked`](Endpoint::unacked) over all connections.
    pub fn unacked_total(&self) -> u64 {
        self.unacked_total
    }

    /// All connections, in the order of their numbers.
    pub fn connections(&self) -> impl Iterator<Item = ConnId> + '_ {
        self.connections.keys().copied()
    }

    /// What is known about a connection, for people and tests.
    pub fn status(&self, conn: ConnId) -> Option<Status> {
        self.connections.get(&conn).map(|connection| connection.status())
    }

    /// What has happened since the endpoint was made.
    pub fn counters(&self) -> Counters {
        Counters { challenge_acks: self.challenges.total, ..self.counters }
    }

    pub(crate) fn note_time(&mut self, now_us: u64) {
        self.now_us = self.now_us.max(now_us);
    }

    pub(crate) fn now(&self) -> u64 {
        self.now_us
    }

    fn durable_mut(&mut self, conn: ConnId) -> Result<&mut Durable, NoConnection> {
        self.connections.get_mut(&conn).map(|connection| &mut connection.durable).ok_or(NoConnection(conn))
    }

    fn open(&mut self, conn: ConnId, open: &Open) -> Result<(), ApplyError> {
        if self.connections.contains_key(&conn) || self.by_ends.contains_key(&open.ends) || conn.0 == 0 {
            return Err(ApplyError::Exists { conn });
        }
        let promised = self.opening.remove(&open.ends);
        self.last_conn = conn.0;
        if (conn.0.wrapping_sub(self.issued_conn) as i32) > 0 {
            self.issued_conn = conn.0;
        }
        self.insert(Durable::new(conn, open));
        if let Some(connection) = self.connections.get(&conn) {
            // What was promised when the input was made is the connection's from now on.
            self.budget.change(promised.unwrap_or(0), connection.receiver.promised());
        }
        Ok(())
    }
}
