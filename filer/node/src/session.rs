//! The state of an identity above its volume, as it is kept inside a consistency point.
//!
//! The bytes are `postcard` of [`Session`] behind a version number, wrapped with the pair key: session keys and password
//! hashes are in there, and the disk may be read by others.

use crate::secret::{PairKey, SecretError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of this form. Another one is refused, never reinterpreted.
pub const VERSION: u32 = 1;
const PURPOSE: &str = "session state";

/// Progress of a compound of which some components have been executed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The component that comes next.
    pub next_component: u16,
}

/// Everything a restore needs besides the files and the log.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Session {
    /// Connections: positions in their streams, bytes not yet consumed, replies not yet acknowledged.
    pub tcp: tcp::Saved,
    /// Sessions, trees, opens, shares, users.
    pub server: smb::Server,
    /// Identity time.
    pub time_ms: u64,
    /// Last UTC seen, in units of 100 ns since 1601.
    pub utc: u64,
    /// Connections the SMB server knows.
    pub attached: Vec<u32>,
    /// Requests in progress.
    pub requests: BTreeMap<u32, Request>,
}

/// Why saved session state was refused.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// Another version wrote it.
    #[error("the session state on the disk has version {found}, this program reads version {VERSION}: use the program that wrote it")]
    Version {
        /// The version found.
        found: u32,
    },
    /// The pair key does not open it.
    #[error("the session state on the disk: {0}")]
    Secret(#[from] SecretError),
    /// It does not decode.
    #[error("the session state on the disk does not decode: {0}")]
    Malformed(String),
}

impl Session {
    /// As bytes for the disk.
    pub fn to_bytes(&self, key: &PairKey) -> Result<Vec<u8>, SessionError> {
        let plain = postcard::to_stdvec(self).map_err(|e| SessionError::Malformed(e.to_string()))?;
        let mut bytes = VERSION.to_le_bytes().to_vec();
        bytes.extend(key.wrap(PURPOSE, &plain)?);
        Ok(bytes)
    }

    /// From the disk.
    pub fn from_bytes(bytes: &[u8], key: &PairKey) -> Result<Session, SessionError> {
        let (version, wrapped) =
            bytes.split_first_chunk::<4>().ok_or_else(|| SessionError::Malformed("it is empty".into()))?;
        match u32::from_le_bytes(*version) {
            VERSION => {}
            found => return Err(SessionError::Version { found }),
        }
        postcard::from_bytes(&key.unwrap(PURPOSE, wrapped)?).map_err(|e| SessionError::Malformed(e.to_string()))
    }
}
