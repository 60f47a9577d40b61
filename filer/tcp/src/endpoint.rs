//! The endpoint of one identity: frames in, inputs out, applied inputs in, frames out.

use std::io::IoSlice;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::{Config, ConnId, Input, Position};

/// The durable state of an endpoint at one position.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    /// Version of this form: [`Saved::VERSION`].
    pub version: u32,
    /// Everything up to this position is in it, nothing later.
    pub position: Position,
}

impl Saved {
    /// The version this code writes and reads.
    pub const VERSION: u32 = 1;
}

/// A saved state that cannot be continued.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RestoreError {
    /// Written by another version of the code.
    #[error("saved TCP state has version {found}, this program reads version {expected}")]
    Version {
        /// The version found.
        found: u32,
        /// [`Saved::VERSION`].
        expected: u32,
    },
}

/// An input that does not fit the state it is applied to: the log is damaged or not this identity's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplyError {
    /// Positions must not go backwards.
    #[error("TCP input at position {found:?} after one at {last:?}")]
    Order {
        /// The last position applied.
        last: Position,
        /// The position of this input.
        found: Position,
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
pub struct Endpoint {
    _config: Config,
}

impl Endpoint {
    /// The endpoint of an identity that has never served: no connections, nothing applied. Call
    /// [`resume`](Endpoint::resume) to begin service.
    pub fn new(config: Config) -> Endpoint {
        Endpoint { _config: config }
    }
    /// The endpoint as it was at `saved.position`. Apply the rest of the log to it, then call
    /// [`resume`](Endpoint::resume).
    pub fn restore(config: Config, _saved: Saved) -> Result<Endpoint, RestoreError> {
        Ok(Endpoint { _config: config })
    }
    /// Begins service; until then frames are ignored, and there are neither inputs nor outputs. Announces the
    /// address.
    pub fn resume(&mut self, _now_us: u64) {}
    /// Announces the address on the network: gratuitous ARP at 0, 50, 200 and 1000 ms from now.
    pub fn announce(&mut self, _now_us: u64) {}
    /// Takes one received frame, a virtio_net_hdr of 10 bytes in front.
    pub fn on_frame(&mut self, _now_us: u64, _frame: &[u8]) {}
    /// Does what is due by now. Call it when [`next_timer`](Endpoint::next_timer) has passed, or more often.
    pub fn on_timer(&mut self, _now_us: u64) {}
    /// When to call [`on_timer`](Endpoint::on_timer) next.
    pub fn next_timer(&self) -> Option<u64> {
        None
    }
    /// The next input to be logged and then applied, in this order.
    pub fn poll_input(&mut self) -> Option<Input> {
        None
    }
    /// Applies an input that has got a position in the log.
    pub fn apply(&mut self, _position: Position, _input: &Input) -> Result<Applied, ApplyError> {
        Ok(Applied::Nothing)
    }
    /// Received bytes of a connection that were not consumed yet; empty for an unknown connection.
    pub fn received(&self, _conn: ConnId) -> &[u8] {
        &[]
    }
    /// True when nothing follows after [`received`](Endpoint::received): the client closed its direction.
    pub fn at_end(&self, _conn: ConnId) -> bool {
        false
    }
    /// Takes `n` bytes off the front of [`received`](Endpoint::received).
    pub fn consume(&mut self, _position: Position, conn: ConnId, _n: usize) -> Result<(), NoConnection> {
        Err(NoConnection(conn))
    }
    /// Appends bytes to the stream to the client. They leave when `position` is released, and are kept until the
    /// client's acknowledgement of them is applied.
    pub fn send(&mut self, _position: Position, conn: ConnId, _bytes: Bytes) -> Result<(), NoConnection> {
        Err(NoConnection(conn))
    }
    /// Ends the stream to the client: FIN after everything sent.
    pub fn close(&mut self, _position: Position, conn: ConnId) -> Result<(), NoConnection> {
        Err(NoConnection(conn))
    }
    /// Breaks the connection: RST. It does not exist any more when this returns.
    pub fn abort(&mut self, _position: Position, conn: ConnId) -> Result<(), NoConnection> {
        Err(NoConnection(conn))
    }
    /// Everything up to and including `durable` is durable where the policy says (R1): outputs that depend on it may
    /// leave with the next [`transmit`](Endpoint::transmit).
    pub fn release(&mut self, _durable: Position) {}
    /// Hands every frame that may leave to `sink`, a virtio_net_hdr of 10 bytes in front, as slices to be written
    /// together. `sink` returns false when it cannot take the frame; then it is offered again next time, and this
    /// returns true: there is more.
    pub fn transmit(&mut self, _now_us: u64, _sink: &mut dyn FnMut(&[IoSlice<'_>]) -> bool) -> bool {
        false
    }
    /// Limits what clients have been promised and have not sent, over all connections, in bytes (R9).
    pub fn set_receive_budget(&mut self, _bytes: u64) {}
    /// The durable state, at the last position applied.
    pub fn save(&self) -> Saved {
        Saved { version: Saved::VERSION, position: Position(0) }
    }
    /// Bytes sent on a connection whose acknowledgement has not been applied yet (R4).
    pub fn unacked(&self, _conn: ConnId) -> u64 {
        0
    }
    /// Sum of [`unacked`](Endpoint::unacked) over all connections.
    pub fn unacked_total(&self) -> u64 {
        0
    }
    /// All connections, in the order of their numbers.
    pub fn connections(&self) -> impl Iterator<Item = ConnId> + '_ {
        std::iter::empty()
    }
}
