//! The form in which an endpoint is saved, and what can go wrong when one is restored or driven.

use serde::{Deserialize, Serialize};

use crate::config::ConfigError;
use crate::durable::Durable;
use crate::{ConnId, Position};

/// The durable state of an endpoint at one position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// Version of this form: [`Saved::VERSION`].
    pub version: u32,
    /// Everything up to this position is in it, nothing later.
    pub position: Position,
    pub(crate) last_conn: u32,
    pub(crate) clock_ceiling_ms: u64,
    pub(crate) connections: Vec<Durable>,
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
