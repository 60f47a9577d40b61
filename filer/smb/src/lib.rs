//! The SMB server, dialects 2.0.2 to 3.1.1, as a pure state machine over [`volume::Volume`].
//!
//! **Live is replay.** [`Server::execute`] is a function of (state, message, [`Stamp`]): it reads no clock and draws no
//! random number, and its state holds ordered maps only. Session ids, file ids, challenges and salts are derived from
//! the stamp's seed and from counters in the state. The same message executed again from the same saved state gives
//! the same bytes, signature included, so a reply that was lost with a filer is produced again by the one that takes
//! over, and the client's TCP drops the duplicate.
//!
//! **A component is an operation.** A compound of three requests is three calls of `execute`, each under its own save
//! points; what one component hands to the next (file id, failure) is part of the state. The framed reply of the whole
//! message comes out of the call for its last component.
//!
//! What the server does not do is listed in `docs/smb.md`.

#![forbid(unsafe_code)]

mod access;
mod config;
mod connection;
mod create;
mod directory;
mod dispatch;
mod frame;
mod header;
mod info;
mod ioctl;
mod lock;
mod name;
mod negotiate;
mod ntlm;
mod open;
mod pipe;
mod query;
mod read_write;
mod server;
mod session;
mod set_info;
mod signing;
mod spnego;
mod status;
#[cfg(test)]
mod tests;
mod tree;
mod wire;

pub use config::{nt_hash, Config, Share, User};
pub use frame::{frame, FrameError, FRAME_PREFIX_BYTES, MESSAGE_BYTES_MAX};
pub use server::{ConnectionId, Refusal, Server, Signing, Stamp, Step, TooManyConnections};

/// Largest READ, WRITE and transaction in bytes; what NEGOTIATE advertises to dialects that know large MTU.
pub const IO_BYTES_MAX: u32 = 1 << 20;

/// Longest reply to one message, in bytes: a compound of READs cannot ask for more at a time.
pub const REPLY_BYTES_MAX: usize = 4 << 20;

/// Limits on what clients can make the server remember. Beyond one, the client gets a proper status.
pub mod limits {
    pub const CONNECTIONS_MAX: usize = 4096;
    pub const SESSIONS_PER_CONNECTION_MAX: usize = 64;
    pub const SESSIONS_MAX: usize = 8192;
    pub const TREES_PER_SESSION_MAX: usize = 256;
    pub const OPENS_PER_SESSION_MAX: usize = 16_384;
    pub const OPENS_MAX: usize = 65_536;
    pub const PIPES_PER_SESSION_MAX: usize = 64;
    pub const LOCKS_PER_FILE_MAX: usize = 4096;
    /// Credits a client can hold (MS-SMB2 3.3.1.2).
    pub const CREDITS_MAX: u64 = 512;
}
