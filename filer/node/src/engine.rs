//! The engine of one identity: a deterministic state machine over its logged inputs.
//!
//! `(state, logged input) → (state, outputs)`. Live operation appends an input to the log and applies it here; recovery
//! reads the same entries and applies them with the same functions (rule 3 of `docs/architecture.md`). Nothing else may
//! change the state: no clock, no random number, no order of a hash map. Time and entropy come in with ticks (P0) and
//! with the beginning of an operation (P2).
//!
//! An operation is two entries that follow each other at once: *begin* executes one component of a request and keeps the
//! outcome, *complete* checks the outcome against the digest in the entry and hands the reply to TCP at its own position,
//! so that the reply waits until the log up to there is durable.
//!
//! A *complete* can say that the operation was refused instead of executed ([`Refusal`]): its disk had failed, or
//! executing it ended a process before. So a replay executes an operation only when it comes to its *complete*; one at the
//! end of the log that has none is left to the caller ([`Engine::undecided`], `restore.rs`).

use crate::session::{Request, Session};
use bytes::Bytes;
use nvlog::{Kind, Position};
use smb::{Refusal, Server, Stamp, Step};
use std::collections::{BTreeMap, BTreeSet};
use tcp::{Applied, ConnId, Endpoint, Input};
use volume::{FileTime, Volume};

/// First byte of a P0 body that is a tick. TCP's inputs use small numbers ([`tcp::Input::encode`]).
const TICK: u8 = 0x80;
/// Bytes of the largest body the engine writes: that of a line without a payload.
pub const BODY_BYTES: usize = 24;

/// Why an entry could not be applied.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The entry does not decode: written by another version, or damaged in a way its checksum does not see.
    #[error("log entry {position:?} does not decode: {reason}")]
    Malformed {
        /// Its position.
        position: Position,
        /// What is wrong.
        reason: String,
    },
    /// Replay had another outcome than the live run: a bug. The volume must not be served.
    #[error("replay of log entry {position:?} (connection {connection}) differs from the live run: the volume stays offline")]
    Diverged {
        /// Position of the P3.
        position: Position,
        /// Its connection.
        connection: u32,
    },
}

/// A P2 as the log has it.
#[derive(Clone, Copy)]
struct Begun {
    position: Position,
    conn: ConnId,
    utc: FileTime,
    seed: [u8; 12],
    component: u16,
}

/// Outcome of an operation between its P2 and its P3.
struct Executed {
    conn: ConnId,
    step: Step,
    refusal: Option<Refusal>,
    /// Bytes of the whole message in the receive stream, prefix included.
    framed_bytes: usize,
    last: bool,
}

/// One identity's service in memory.
pub struct Engine {
    /// TCP connections.
    pub endpoint: Endpoint,
    /// SMB sessions.
    pub server: Server,
    /// Files.
    pub volume: Volume,
    time_ms: u64,
    utc: FileTime,
    /// Connections the SMB server knows. One that has been closed from our side still exists in TCP for a while.
    attached: BTreeSet<ConnId>,
    /// Requests of which some components have been executed.
    requests: BTreeMap<ConnId, Request>,
    /// A P2 of the log that a replay has not executed yet.
    begun: Option<Begun>,
    executed: Option<Executed>,
    applied: Position,
    /// Served last, so that the next request comes from another connection. Not part of the state: the log has the order.
    cursor: ConnId,
    /// When the newest operation began, for the timeline of a restore.
    last_request: Option<FileTime>,
}

impl Engine {
    /// The engine in the state of a consistency point.
    pub fn new(endpoint: Endpoint, session: Session, volume: Volume, applied: Position) -> Engine {
        Engine {
            endpoint,
            server: session.server,
            volume,
            time_ms: session.time_ms,
            utc: FileTime(session.utc),
            attached: session.attached.into_iter().map(ConnId).collect(),
            requests: session.requests.into_iter().map(|(conn, request)| (ConnId(conn), request)).collect(),
            begun: None,
            executed: None,
            applied,
            cursor: ConnId(0),
            last_request: None,
        }
    }

    /// The state above the volume, for a consistency point. `None` between a P2 and its P3.
    pub fn session(&self) -> Option<Session> {
        (self.executed.is_none() && self.begun.is_none()).then(|| Session {
            tcp: self.endpoint.save(),
            server: self.server.clone(),
            time_ms: self.time_ms,
            utc: self.utc.0,
            attached: self.attached.iter().map(|conn| conn.0).collect(),
            requests: self.requests.iter().map(|(conn, request)| (conn.0, *request)).collect(),
        })
    }

    /// The last position applied.
    pub fn applied(&self) -> Position {
        self.applied
    }

    /// Identity time in milliseconds: advances by logged ticks only and stands still while nobody serves.
    pub fn time_ms(&self) -> u64 {
        self.time_ms
    }

    /// UTC as of the last tick or operation.
    pub fn utc(&self) -> FileTime {
        self.utc
    }

    /// UTC of the newest operation applied.
    pub fn last_request(&self) -> Option<FileTime> {
        self.last_request
    }

    /// Whether an executed P2 waits for its P3, and the P3's connection and body.
    pub fn is_executing(&self) -> Option<(ConnId, [u8; BODY_BYTES])> {
        self.executed.as_ref().map(|executed| (executed.conn, encode_complete(executed.step.digest, executed.refusal)))
    }

    /// The log ended with a P2 that has no P3: nobody knows yet what executing it does.
    pub fn undecided(&self) -> Option<Position> {
        self.begun.map(|begun| begun.position)
    }

    /// Executes the P2 at the end of the log, or refuses it.
    pub fn decide(&mut self, refusal: Option<Refusal>) -> Result<(), EngineError> {
        match self.begun.take() {
            Some(begun) => self.execute(begun, refusal),
            None => Ok(()),
        }
    }

    /// Bytes received that no complete request has taken yet, over all connections.
    pub fn partial_bytes(&self) -> usize {
        self.attached.iter().map(|conn| self.endpoint.received(*conn).len()).sum()
    }

    /// Applies an entry read from the log.
    pub fn replay(
        &mut self,
        position: Position,
        kind: Kind,
        stream: u32,
        body: &[u8],
        payload: Bytes,
    ) -> Result<(), EngineError> {
        let malformed = |reason: String| EngineError::Malformed { position, reason };
        if self.begun.is_some() && kind != Kind::Complete {
            return Err(malformed("a P2 is not followed by its P3".into()));
        }
        match kind {
            Kind::Event if body.first() == Some(&TICK) => {
                let (utc, time_ms) = decode_tick(body).ok_or_else(|| malformed("a short tick".into()))?;
                self.tick(position, utc, time_ms);
                Ok(())
            }
            Kind::Event | Kind::Receive | Kind::Acked => {
                let input = Input::decode(stream, body, payload).map_err(|e| malformed(e.to_string()))?;
                self.input(position, &input)
            }
            Kind::Begin => {
                let (utc, seed, component) = decode_begin(body).ok_or_else(|| malformed("a short P2".into()))?;
                self.begun = Some(Begun { position, conn: ConnId(stream), utc, seed, component });
                self.applied = position;
                self.last_request = Some(utc);
                Ok(())
            }
            Kind::Complete => {
                let (digest, refusal) = decode_complete(body).ok_or_else(|| malformed("not a P3".into()))?;
                self.decide(refusal)?;
                self.complete(position, ConnId(stream), digest)
            }
        }
    }

    /// Applies a tick (P0).
    pub fn tick(&mut self, position: Position, utc: FileTime, time_ms: u64) {
        self.utc = utc;
        self.time_ms = time_ms;
        self.applied = position;
    }

    /// Applies what the network did (P0, P1, P4).
    pub fn input(&mut self, position: Position, input: &Input) -> Result<(), EngineError> {
        let applied = self
            .endpoint
            .apply(position, input)
            .map_err(|e| EngineError::Malformed { position, reason: e.to_string() })?;
        self.applied = position;
        let conn = input.conn();
        match applied {
            Applied::Nothing => {}
            Applied::Opened => match self.server.connect(conn.0) {
                Ok(()) => {
                    self.attached.insert(conn);
                }
                // Too many connections: reset, as a listener with a full backlog does.
                Err(_) => self.abort(position, conn),
            },
            Applied::Received => self.check_stream(position, conn),
            Applied::Gone => self.detach(conn),
        }
        Ok(())
    }

    /// Executes component `component` of the first request of a connection (P2), or refuses it.
    pub fn begin(
        &mut self,
        position: Position,
        conn: ConnId,
        utc: FileTime,
        seed: [u8; 12],
        component: u16,
        refusal: Option<Refusal>,
    ) -> Result<(), EngineError> {
        self.execute(Begun { position, conn, utc, seed, component }, refusal)
    }

    fn execute(&mut self, begun: Begun, refusal: Option<Refusal>) -> Result<(), EngineError> {
        let Begun { position, conn, utc, seed, component } = begun;
        let malformed = |reason: &str| EngineError::Malformed { position, reason: reason.into() };
        if self.executed.is_some() {
            return Err(malformed("a P2 before the P3 of the one before"));
        }
        let received = self.endpoint.received(conn);
        let framed_bytes = match smb::frame(received) {
            Ok(Some(framed_bytes)) => framed_bytes,
            _ => return Err(malformed("a P2 without a complete request")),
        };
        let message = &received[smb::FRAME_PREFIX_BYTES..framed_bytes];
        let components = Server::components(message);
        if usize::from(component) >= components || component != self.requests.get(&conn).map_or(0, |r| r.next_component)
        {
            return Err(malformed("a P2 for a component that is not the next one"));
        }
        self.utc = self.utc.max(utc);
        let stamp = Stamp { utc: self.utc, time_ms: self.time_ms, seed, refusal };
        if refusal.is_none() {
            crate::fault::check(message);
        }
        let step = self.server.execute(&mut self.volume, conn.0, message, usize::from(component), &stamp);
        let last = usize::from(component) + 1 == components;
        self.executed = Some(Executed { conn, step, refusal, framed_bytes, last });
        self.applied = position;
        self.cursor = conn;
        self.last_request = Some(utc);
        Ok(())
    }

    /// Makes the outcome of the operation visible at its own P3.
    pub fn finish(&mut self, position: Position, conn: ConnId) -> Result<(), EngineError> {
        let digest = self.executed.as_ref().map_or([0; 16], |executed| executed.step.digest);
        self.complete(position, conn, digest)
    }

    /// Makes the outcome of the operation visible (P3), after checking it against the digest of the live run.
    pub fn complete(&mut self, position: Position, conn: ConnId, digest: [u8; 16]) -> Result<(), EngineError> {
        let diverged = EngineError::Diverged { position, connection: conn.0 };
        let Some(executed) = self.executed.take() else { return Err(diverged) };
        if executed.conn != conn || executed.step.digest != digest {
            return Err(diverged);
        }
        self.applied = position;
        if let Some(reply) = executed.step.reply {
            // A connection that is gone needs no reply.
            let _ = self.endpoint.send(position, conn, reply);
        }
        if executed.last {
            self.requests.remove(&conn);
            let _ = self.endpoint.consume(position, conn, executed.framed_bytes);
        } else {
            self.requests.entry(conn).or_default().next_component += 1;
        }
        if executed.step.close {
            let _ = self.endpoint.close(position, conn);
            self.detach(conn);
        } else {
            self.check_stream(position, conn);
        }
        Ok(())
    }

    /// The next connection with a complete request, in turn, and the component that comes next. Connections with more
    /// than `unacked_max` bytes of replies that the client has not acknowledged wait (R4).
    pub fn next_request(&self, unacked_max: u64) -> Option<(ConnId, u16)> {
        if self.executed.is_some() {
            return None;
        }
        let after = self.attached.range((std::ops::Bound::Excluded(self.cursor), std::ops::Bound::Unbounded));
        let until = self.attached.range(..=self.cursor);
        after.chain(until).copied().find_map(|conn| {
            let complete = matches!(smb::frame(self.endpoint.received(conn)), Ok(Some(_)));
            (complete && self.endpoint.unacked(conn) <= unacked_max)
                .then(|| (conn, self.requests.get(&conn).map_or(0, |request| request.next_component)))
        })
    }

    /// Brings into memory what the next component of a connection's request is going to touch, so that its execution
    /// does not wait for a disk.
    pub fn load(&self, conn: ConnId, component: u16) -> Result<(), volume::VolumeError> {
        let received = self.endpoint.received(conn);
        let Ok(Some(framed_bytes)) = smb::frame(received) else { return Ok(()) };
        let message = &received[smb::FRAME_PREFIX_BYTES..framed_bytes];
        self.volume.load(&self.server.needs(conn.0, message, usize::from(component)))
    }

    /// Looks at the front of a connection's stream: bytes that are no SMB, or the end of the stream.
    fn check_stream(&mut self, position: Position, conn: ConnId) {
        match smb::frame(self.endpoint.received(conn)) {
            Err(_) => self.abort(position, conn),
            Ok(None) if self.endpoint.at_end(conn) => {
                let _ = self.endpoint.close(position, conn);
                self.detach(conn);
            }
            Ok(_) => {}
        }
    }

    fn abort(&mut self, position: Position, conn: ConnId) {
        let _ = self.endpoint.abort(position, conn);
        self.detach(conn);
    }

    /// Ends what the SMB server keeps for a connection.
    fn detach(&mut self, conn: ConnId) {
        self.requests.remove(&conn);
        if self.attached.remove(&conn) {
            let stamp = Stamp { utc: self.utc, time_ms: self.time_ms, seed: [0; 12], refusal: None };
            self.server.disconnect(&mut self.volume, conn.0, &stamp);
        }
    }
}

/// Body of a tick.
pub fn encode_tick(utc: FileTime, time_ms: u64) -> [u8; BODY_BYTES] {
    let mut body = [0u8; BODY_BYTES];
    body[0] = TICK;
    body[8..16].copy_from_slice(&utc.0.to_le_bytes());
    body[16..24].copy_from_slice(&time_ms.to_le_bytes());
    body
}

fn decode_tick(body: &[u8]) -> Option<(FileTime, u64)> {
    let word = |at: usize| Some(u64::from_le_bytes(body.get(at..at + 8)?.try_into().ok()?));
    Some((FileTime(word(8)?), word(16)?))
}

/// Body of a P2: time, entropy, component.
pub fn encode_begin(utc: FileTime, seed: [u8; 12], component: u16) -> [u8; BODY_BYTES] {
    let mut body = [0u8; BODY_BYTES];
    body[0..8].copy_from_slice(&utc.0.to_le_bytes());
    body[8..20].copy_from_slice(&seed);
    body[20..22].copy_from_slice(&component.to_le_bytes());
    body
}

fn decode_begin(body: &[u8]) -> Option<(FileTime, [u8; 12], u16)> {
    let utc = u64::from_le_bytes(body.get(0..8)?.try_into().ok()?);
    let seed = body.get(8..20)?.try_into().ok()?;
    let component = u16::from_le_bytes(body.get(20..22)?.try_into().ok()?);
    Some((FileTime(utc), seed, component))
}

/// Body of a P3: the digest of outcome and reply, and whether the operation was refused.
pub fn encode_complete(digest: [u8; 16], refusal: Option<Refusal>) -> [u8; BODY_BYTES] {
    let mut body = [0u8; BODY_BYTES];
    body[..16].copy_from_slice(&digest);
    body[16] = match refusal {
        None => 0,
        Some(Refusal::DiskFailed) => 1,
        Some(Refusal::Fatal) => 2,
        Some(Refusal::Disconnect) => 3,
    };
    body
}

fn decode_complete(body: &[u8]) -> Option<([u8; 16], Option<Refusal>)> {
    let refusal = match body.get(16)? {
        0 => None,
        1 => Some(Refusal::DiskFailed),
        2 => Some(Refusal::Fatal),
        3 => Some(Refusal::Disconnect),
        _ => return None,
    };
    Some((*body.first_chunk()?, refusal))
}
