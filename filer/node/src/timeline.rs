//! When what happened in a restore: the line of times that tells how long clients waited, and for what.

use crate::config::Name;
use serde::{Deserialize, Serialize};

/// Times are milliseconds of UTC since 1970. A field is `None` while its moment has not come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// Whose service was restored.
    pub identity: Name,
    /// `takeover` (the partner's image), `reboot` (the own card) or `giveback`.
    pub kind: String,
    /// When the last request in the log was begun: the last sign of service before.
    pub last_request_ms: Option<u64>,
    /// When this node began to act: the partner was suspected, or this node started.
    pub detected_ms: Option<u64>,
    /// When the log was sealed: the old owner can change nothing any more.
    pub fenced_ms: Option<u64>,
    /// When the engine stood where the log ends.
    pub restored_ms: Option<u64>,
    /// When the first frame for a client left.
    pub first_reply_ms: Option<u64>,
    /// Entries replayed.
    pub replayed: u64,
}

impl Timeline {
    /// A timeline that begins now.
    pub fn begin(identity: Name, kind: &str, now_ms: u64) -> Timeline {
        Timeline {
            identity,
            kind: kind.into(),
            last_request_ms: None,
            detected_ms: Some(now_ms),
            fenced_ms: None,
            restored_ms: None,
            first_reply_ms: None,
            replayed: 0,
        }
    }

    /// How long the service was away, as far as this node can know.
    pub fn blackout_ms(&self) -> Option<u64> {
        Some(self.first_reply_ms?.saturating_sub(self.last_request_ms?))
    }
}
