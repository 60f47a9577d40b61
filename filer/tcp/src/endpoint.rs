//! The endpoint of one identity: frames in, inputs out, applied inputs in, frames out.
//!
//! The public methods are here; what becomes of a frame that belongs to no connection is in `listen.rs`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::IoSlice;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::arrival::Challenges;
use crate::budget::Budget;
use crate::clock::Clock;
use crate::config::ConfigError;
use crate::connection::Connection;
use crate::departure::Outside;
use crate::durable::Durable;
use crate::emit::{self, Header, Local};
use crate::gate::Gate;
use crate::{Config, ConnId, Counters, Ends, Input, Open, Position, ResetReason, Status};

/// When the address is announced, counted from the first announcement.
const ANNOUNCEMENTS_US: [u64; 4] = [0, 50_000, 200_000, 1_000_000];
/// After a restore, segments of unknown connections are not answered for this long.
const SILENCE_US: u64 = 60_000_000;
/// Most frames that wait in the outbox.
const OUTBOX_FRAMES_MAX: usize = 256;
/// A timer that is later than this, or an output that waits longer, is not the client's fault: this process was frozen,
/// or its owner does not let it speak.
const OUTAGE_US: u64 = 1_000_000;
/// While nothing may be sent, timers are looked at again after this long.
const PAUSED_RETRY_US: u64 = 10_000;
/// While the budget holds somebody back, it is looked at again after this long.
const STARVED_RETRY_US: u64 = 10_000;

/// The durable state of an endpoint at one position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// Version of this form: [`Saved::VERSION`].
    pub version: u32,
    /// Everything up to this position is in it, nothing later.
    pub position: Position,
    last_conn: u32,
    clock_ceiling_ms: u64,
    connections: Vec<Durable>,
}

impl Saved {
    /// The version this code writes and reads.
    pub const VERSION: u32 = 1;
}

/// A saved state that cannot be continued.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RestoreError {
    /// Written by another version of the code.
    #[error(
        "saved TCP state has version {found}, this program reads version {expected}: use the program that wrote it"
    )]
    Version {
        /// The version found.
        found: u32,
        /// [`Saved::VERSION`].
        expected: u32,
    },
    /// The state contradicts itself.
    #[error("saved TCP state is damaged: connection {conn:?} is impossible or there twice")]
    Damaged {
        /// The connection.
        conn: ConnId,
    },
    /// The settings cannot work.
    #[error(transparent)]
    Config(#[from] ConfigError),
}

/// An input that does not fit the state it is applied to: the log is damaged or not this identity's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// Positions only grow.
    #[error("TCP input at position {found} after position {last} was applied")]
    Order {
        /// The last position applied.
        last: Position,
        /// The position of this input.
        found: Position,
    },
    /// A connection is opened that exists.
    #[error("TCP input opens connection {conn:?}, which exists or has an end that is in use")]
    Exists {
        /// The connection.
        conn: ConnId,
    },
    /// A field does not follow from the state.
    #[error("TCP input of connection {conn:?}: {field} is {found}, where the state says {expected}")]
    Mismatch {
        /// The connection.
        conn: ConnId,
        /// The field.
        field: &'static str,
        /// What the state says.
        expected: u64,
        /// What the input says.
        found: u64,
    },
}

/// What an applied input means to the service above.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// Nothing.
    Nothing,
    /// The connection exists from now on.
    Opened,
    /// [`Endpoint::received`] or [`Endpoint::at_end`] changed.
    Received,
    /// The connection does not exist any more.
    Gone,
}

/// The connection does not exist (any more).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("TCP connection {0:?} does not exist")]
pub struct NoConnection(pub ConnId);

/// The TCP endpoint of one identity. See the crate's documentation for how to drive it.
#[derive(Debug)]
pub struct Endpoint {
    pub(crate) config: Config,
    pub(crate) local: Local,
    pub(crate) connections: BTreeMap<ConnId, Box<Connection>>,
    pub(crate) by_ends: BTreeMap<Ends, ConnId>,
    /// The last position applied, and the last one released.
    pub(crate) applied: Position,
    released: Position,
    /// Number of the last connection opened, applied or (`issued_conn`) asked for.
    last_conn: u32,
    pub(crate) issued_conn: u32,
    /// `Open` inputs that are not applied yet, with what they promise.
    pub(crate) opening: BTreeMap<Ends, u64>,
    pub(crate) opens: VecDeque<Input>,
    pub(crate) half_open: usize,
    time_wait: VecDeque<ConnId>,
    unacked_total: u64,
    pub(crate) clock: Clock,
    pub(crate) budget: Budget,
    pub(crate) challenges: Challenges,
    pub(crate) counters: Counters,
    /// Gates that wait, in the order of their positions.
    gates: VecDeque<(Position, ConnId)>,
    /// Frames outside of connections, with the position each depends on.
    pub(crate) outbox: VecDeque<(Position, Vec<u8>)>,
    /// Announcements to come.
    pub(crate) announcements_us: VecDeque<u64>,
    with_input: VecDeque<ConnId>,
    with_output: VecDeque<ConnId>,
    timers: BTreeSet<(u64, ConnId)>,
    starved: bool,
    /// In service.
    pub(crate) serving: bool,
    /// Segments of unknown connections are not answered before.
    pub(crate) silent_until_us: u64,
    /// The first call of [`on_timer`](Endpoint::on_timer) since the last one of [`transmit`](Endpoint::transmit).
    unsent_since_us: Option<u64>,
    /// The latest time heard of.
    now_us: u64,
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
        if let Some(late_us) = self.next_timer().and_then(|at_us| now_us.checked_sub(at_us + OUTAGE_US)) {
            self.forgive(late_us + OUTAGE_US);
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

    fn insert(&mut self, durable: Durable) {
        let conn = durable.conn;
        self.by_ends.insert(durable.open.ends, conn);
        self.half_open += usize::from(durable.half_open());
        self.unacked_total += durable.unacked_bytes();
        let connection = Connection::new(durable, Gate::closed(), &self.config, self.now_us);
        self.connections.insert(conn, Box::new(connection));
    }

    /// Both streams have ended, and no TIME-WAIT is ours. Otherwise sees to the limit of TIME-WAIT.
    fn is_over(&mut self, conn: ConnId) -> bool {
        let Some(connection) = self.connections.get(&conn) else { return false };
        if !connection.durable.finished() {
            return false;
        }
        if connection.durable.time_wait() && self.serving && !self.time_wait.contains(&conn) {
            self.time_wait.push_back(conn);
            if self.time_wait.len() > self.config.max_time_wait {
                let oldest = self.time_wait.pop_front();
                if let Some(oldest) = oldest.and_then(|conn| self.connections.get_mut(&conn)) {
                    oldest.closed_due = true;
                    let conn = oldest.id();
                    self.touch(conn);
                }
            }
        }
        !self.connections.get(&conn).is_some_and(|connection| connection.durable.time_wait())
    }

    fn remove(&mut self, conn: ConnId) {
        let Some(connection) = self.connections.remove(&conn) else { return };
        self.by_ends.remove(&connection.durable.open.ends);
        self.half_open -= usize::from(connection.durable.half_open());
        self.unacked_total -= connection.durable.unacked_bytes();
        self.time_wait.retain(|other| *other != conn);
        if let Some(at_us) = connection.timer_us {
            self.timers.remove(&(at_us, conn));
        }
        self.budget.change(connection.receiver.promised(), 0);
    }

    /// A connection's durable state changed at `position`.
    fn changed(&mut self, position: Position, conn: ConnId) {
        // A caller that names an earlier position than the last one cannot open the gate for what came between.
        self.applied = self.applied.max(position);
        let Some(connection) = self.connections.get_mut(&conn) else { return };
        connection.promise(self.applied);
        if self.applied <= self.released {
            connection.gate.release(self.released);
        } else if self.gates.back() != Some(&(self.applied, conn)) {
            self.gates.push_back((self.applied, conn));
        }
        self.touch(conn);
    }

    /// Something happened to a connection: it may have inputs, outputs or another timer.
    pub(crate) fn touch(&mut self, conn: ConnId) {
        if !self.serving {
            return;
        }
        let Some(connection) = self.connections.get_mut(&conn) else { return };
        if !connection.input_queued {
            connection.input_queued = true;
            self.with_input.push_back(conn);
        }
        if !connection.output_queued {
            connection.output_queued = true;
            self.with_output.push_back(conn);
        }
        self.set_timer(conn);
    }

    /// Timers are lazy: one that is too early does no harm and is set again when it goes off.
    fn set_timer(&mut self, conn: ConnId) {
        let Some(connection) = self.connections.get_mut(&conn) else { return };
        let Some(at_us) = connection.deadline_us(&self.config) else { return };
        // What is due already waits for the sink or the gate: looking again at once would not help.
        let at_us = at_us.max(self.now_us + 1);
        if connection.timer_us.is_some_and(|set_us| set_us <= at_us) {
            return;
        }
        if let Some(set_us) = connection.timer_us.replace(at_us) {
            self.timers.remove(&(set_us, conn));
        }
        self.timers.insert((at_us, conn));
    }

    /// Timers run, but nothing they ask for is sent: the owner does not call [`transmit`](Endpoint::transmit), as R7 has
    /// it in some cases. Then they stop: a client that is not spoken to cannot be blamed for not answering.
    fn is_paused(&self, now_us: u64) -> bool {
        self.unsent_since_us.is_some_and(|since_us| now_us > since_us + OUTAGE_US)
    }

    /// For `late_us` this endpoint did not run. The clients' silence in that time does not count, and they may have to
    /// be called back as after a restore.
    fn forgive(&mut self, late_us: u64) {
        for connection in self.connections.values_mut().filter(|c| !c.durable.half_open()) {
            connection.heard_us += late_us;
            connection.unheard = true;
        }
        self.acknowledge_again();
    }

    /// The first acknowledgement after a restore may be lost like any other frame, and a client that waits in
    /// retransmission backoff would not ask for it.
    fn acknowledge_again(&mut self) {
        let unheard = self.connections.values_mut().filter(|connection| connection.unheard);
        let unheard: Vec<ConnId> = unheard
            .map(|connection| {
                connection.receiver.ack_now = true;
                connection.wake_due = true;
                connection.id()
            })
            .collect();
        for conn in unheard {
            self.touch(conn);
        }
    }

    /// Looks again at the connections the budget held back.
    fn feed(&mut self) {
        self.starved = false;
        let starved: Vec<ConnId> =
            self.connections.values().filter(|connection| connection.starved).map(|c| c.id()).collect();
        for conn in starved {
            self.touch(conn);
        }
    }

    /// Puts a frame into the outbox that may leave when `position` is released.
    pub(crate) fn post(&mut self, position: Position, frame: Vec<u8>) {
        if self.outbox.len() < OUTBOX_FRAMES_MAX {
            self.outbox.push_back((position, frame));
        } else {
            self.counters.dropped_outbox += 1;
        }
    }

    fn post_all(&mut self, position: Position, frame: Option<Vec<u8>>) {
        if let Some(frame) = frame {
            self.counters.resets_out += 1;
            self.post(position, frame);
        }
    }

    /// The RST that ends a connection (RFC 9293 3.10.5).
    fn reset_of(&self, conn: ConnId) -> Option<Vec<u8>> {
        let connection = self.connections.get(&conn)?;
        let open = &connection.durable.open;
        let header = Header {
            seq: open.iss.wrapping_add(connection.sender.next as u32),
            ack: Some(open.irs.wrapping_add(connection.gate.open().ack as u32)),
            rst: true,
            ..Header::default()
        };
        Some(emit::bare_segment(self.local, connection.remote_mac, &open.ends, &header))
    }
}
