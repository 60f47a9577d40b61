//! The bookkeeping behind [`Endpoint`]: which connections exist, and which have inputs, outputs, timers or gates to look
//! after.

use crate::connection::Connection;
use crate::durable::Durable;
use crate::emit::{self, Header};
use crate::gate::Gate;
use crate::{ConnId, Endpoint, Position};

/// Most frames that wait in the outbox.
const OUTBOX_FRAMES_MAX: usize = 256;
/// A timer that is later than this, or an output that waits longer, is not the client's fault: this process was frozen,
/// or its owner does not let it speak.
pub(crate) const OUTAGE_US: u64 = 1_000_000;

impl Endpoint {
    pub(crate) fn insert(&mut self, durable: Durable) {
        let conn = durable.conn;
        self.by_ends.insert(durable.open.ends, conn);
        self.half_open += usize::from(durable.half_open());
        self.unacked_total += durable.unacked_bytes();
        let connection = Connection::new(durable, Gate::closed(), &self.config, self.now_us);
        self.connections.insert(conn, Box::new(connection));
    }

    /// Both streams have ended, and no TIME-WAIT is ours. Otherwise sees to the limit of TIME-WAIT.
    pub(crate) fn is_over(&mut self, conn: ConnId) -> bool {
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

    pub(crate) fn remove(&mut self, conn: ConnId) {
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
    pub(crate) fn changed(&mut self, position: Position, conn: ConnId) {
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
    pub(crate) fn set_timer(&mut self, conn: ConnId) {
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
    pub(crate) fn is_paused(&self, now_us: u64) -> bool {
        self.unsent_since_us.is_some_and(|since_us| now_us > since_us + OUTAGE_US)
    }

    /// For `late_us` this endpoint did not run. The clients' silence in that time does not count, and they may have to
    /// be called back as after a restore.
    pub(crate) fn forgive(&mut self, late_us: u64) {
        for connection in self.connections.values_mut().filter(|c| !c.durable.half_open()) {
            connection.heard_us = (connection.heard_us + late_us).min(self.now_us);
            connection.unheard = true;
        }
        self.acknowledge_again();
    }

    /// The first acknowledgement after a restore may be lost like any other frame, and a client that waits in
    /// retransmission backoff would not ask for it.
    pub(crate) fn acknowledge_again(&mut self) {
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
    pub(crate) fn feed(&mut self) {
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

    pub(crate) fn post_all(&mut self, position: Position, frame: Option<Vec<u8>>) {
        if let Some(frame) = frame {
            self.counters.resets_out += 1;
            self.post(position, frame);
        }
    }

    /// The RST that ends a connection (RFC 9293 3.10.5).
    pub(crate) fn reset_of(&self, conn: ConnId) -> Option<Vec<u8>> {
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
