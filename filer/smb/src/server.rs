//! The server's state and the way into it.

use std::collections::BTreeMap;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use volume::{BlockRange, FileTime, Volume, VolumeError};

use crate::config::Config;
use crate::connection::Connection;
use crate::header::Components;
use crate::limits;
use crate::open::{Open, OpenFile};
use crate::session::Session;

/// Names a connection. Chosen by the caller, which keeps it unique among the connections that live.
pub type ConnectionId = u32;

/// What a P2 fixes beside the order: everything an operation may use that is not in the state or the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// UTC, for file times.
    pub utc: FileTime,
    /// Identity time in milliseconds, for deadlines.
    pub time_ms: u64,
    /// Fresh entropy.
    pub seed: [u8; 12],
    /// The operation is not carried out but answered in this way. Logged like everything else here.
    pub refusal: Option<Refusal>,
}

/// Why an operation is not carried out although the request may be good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A block it needs cannot be read from the disk: the client gets STATUS_UNEXPECTED_IO_ERROR.
    DiskFailed,
    /// Executing it ended the process before: the client gets STATUS_INTERNAL_ERROR.
    Fatal,
    /// Even answering it with an error did: the connection is closed without a look at the request.
    Disconnect,
}

/// What an operation has to say to the outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Bytes for the client, framed for direct TCP and signed. `None` before the last component of a compound, and for
    /// what is not answered (CANCEL).
    pub reply: Option<Bytes>,
    /// Of the outcome, for P3: replay compares it with its own.
    pub digest: [u8; 16],
    /// Close the connection once `reply`, if any, is sent, and call [`Server::disconnect`].
    pub close: bool,
}

/// The connection cannot be served: reset it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{} connections are the most this server keeps: reset the new one", limits::CONNECTIONS_MAX)]
pub struct TooManyConnections;

/// What the server demands of sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Signing {
    /// Every request of an authenticated session must be signed.
    Required,
    /// Only sessions whose client demands it are signed throughout; what comes signed is checked and answered signed.
    /// For comparing with servers that are set up like this: it lets a man in the middle in.
    Offered,
}

/// One identity's SMB service.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Server {
    pub(crate) config: Config,
    pub(crate) connections: BTreeMap<ConnectionId, Connection>,
    pub(crate) sessions: BTreeMap<u64, Session>,
    /// By the number that is both halves of the FileId.
    pub(crate) opens: BTreeMap<u64, Open>,
    /// Files and directories with at least one open, by inode.
    pub(crate) files: BTreeMap<u64, OpenFile>,
    pub(crate) signing: Signing,
    /// Credits a client can hold.
    pub(crate) credits_max: u64,
    /// Source of ids: each taken once.
    pub(crate) counter: u64,
}

impl Server {
    pub fn new(config: Config) -> Self {
        Server {
            config,
            connections: BTreeMap::new(),
            sessions: BTreeMap::new(),
            opens: BTreeMap::new(),
            files: BTreeMap::new(),
            signing: Signing::Required,
            credits_max: limits::CREDITS_MAX,
            counter: 0,
        }
    }

    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Replaces the configuration. Trees and sessions that exist stay; what they may do is looked up anew.
    pub fn configure(&mut self, config: Config) {
        self.config = config;
    }

    /// Sets what connections that are made from now on have to do; [`Signing::Required`] is the default.
    pub fn set_signing(&mut self, signing: Signing) {
        self.signing = signing;
    }

    /// Limits the credits of connections that are made from now on, to 1..=[`limits::CREDITS_MAX`]. A credit is 64 KiB that a
    /// client may have under way: where the log is slow, fewer keep the wait of the last request short.
    pub fn limit_credits(&mut self, credits_max: u64) {
        self.credits_max = credits_max.clamp(1, limits::CREDITS_MAX);
    }

    /// A TCP connection was established.
    pub fn connect(&mut self, connection: ConnectionId) -> Result<(), TooManyConnections> {
        if self.connections.len() >= limits::CONNECTIONS_MAX {
            return Err(TooManyConnections);
        }
        self.connections.insert(connection, Connection::new(self.signing, self.credits_max));
        Ok(())
    }

    /// A TCP connection is gone: its sessions end, their files are closed, files marked for it are deleted.
    /// A connection that is not known is ignored.
    pub fn disconnect(&mut self, volume: &mut Volume, connection: ConnectionId, stamp: &Stamp) {
        if self.connections.remove(&connection).is_none() {
            return;
        }
        let of_connection = |(id, session): (&u64, &Session)| (session.connection == connection).then_some(*id);
        let sessions: Vec<u64> = self.sessions.iter().filter_map(of_connection).collect();
        for session in sessions {
            self.end_session(volume, session, stamp);
        }
    }

    /// How many operations a message is: `execute` is called for each component from 0 on. At least 1: what is not
    /// even SMB is one operation, which closes the connection.
    pub fn components(message: &[u8]) -> usize {
        Components::of(message).count()
    }

    /// What must be in memory before component `component` of `message` is executed, as far as it is known now: a
    /// range that turns out not to be needed does no harm. Empty for what touches no file content.
    pub fn needs(&self, connection: ConnectionId, message: &[u8], component: usize) -> Vec<BlockRange> {
        let Some(part) = Components::of(message).nth(component) else { return Vec::new() };
        let chain = self.connections.get(&connection).and_then(|connection| connection.chain.as_ref());
        self.needs_of(part.bytes, chain.and_then(|chain| chain.file_id)).unwrap_or_default()
    }

    /// Holds again in `volume`, just opened from a consistency point, what the restored state has open, and frees what
    /// nobody has open any more. To be called once, before anything is executed.
    pub fn restore_holds(&self, volume: &mut Volume) -> Result<(), VolumeError> {
        for open in self.opens.values() {
            if let Ok(inode) = open.inode() {
                volume.hold(inode)?;
            }
        }
        volume.release_orphans()
    }

    pub fn open_count(&self) -> usize {
        self.opens.len()
    }

    /// An id never given out before by this server.
    pub(crate) fn next_id(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }

    pub fn session_count(&self) -> usize {
        self.sessions.len()
    }
}
