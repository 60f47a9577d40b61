//! What is kept per TCP connection: what was negotiated, which message ids may come, and the compound under way.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::server::Signing;
use crate::signing::{preauth_initial, Algorithm};
use crate::status::Status;

/// Dialects in the order of their age (MS-SMB2 2.2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Dialect {
    Smb202,
    Smb210,
    Smb300,
    Smb302,
    Smb311,
}

impl Dialect {
    pub fn from_revision(revision: u16) -> Option<Dialect> {
        match revision {
            0x0202 => Some(Dialect::Smb202),
            0x0210 => Some(Dialect::Smb210),
            0x0300 => Some(Dialect::Smb300),
            0x0302 => Some(Dialect::Smb302),
            0x0311 => Some(Dialect::Smb311),
            _ => None,
        }
    }

    pub fn revision(self) -> u16 {
        match self {
            Dialect::Smb202 => 0x0202,
            Dialect::Smb210 => 0x0210,
            Dialect::Smb300 => 0x0300,
            Dialect::Smb302 => 0x0302,
            Dialect::Smb311 => 0x0311,
        }
    }

    /// Multi-credit operations and transfers above 64 KiB.
    pub fn large_mtu(self) -> bool {
        self >= Dialect::Smb210
    }
}

const SIGNING_ENABLED: u16 = 0x0001;
/// SMB2_NEGOTIATE_SIGNING_REQUIRED, in NEGOTIATE and SESSION_SETUP alike.
pub const SIGNING_REQUIRED: u16 = 0x0002;

/// How far the negotiation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Negotiation {
    /// Nothing was said yet.
    Nothing,
    /// An SMB1 NEGOTIATE was answered with "SMB 2.???": the SMB2 one must follow.
    Wildcard,
    Done(Dialect),
}

/// What NEGOTIATE said, kept to be compared with FSCTL_VALIDATE_NEGOTIATE_INFO.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ClientOffer {
    pub dialects: Vec<u16>,
    pub guid: [u8; 16],
    pub capabilities: u32,
    pub security_mode: u16,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Connection {
    pub negotiation: Negotiation,
    pub offer: ClientOffer,
    /// Pre-authentication integrity hash of the negotiation.
    #[serde(with = "serde_bytes")]
    pub preauth: Vec<u8>,
    /// What sessions of this connection sign with, and whether they must.
    pub algorithm: Algorithm,
    pub signing: Signing,
    pub window: Window,
    /// The message whose components are being executed.
    pub chain: Option<Chain>,
}

impl Connection {
    pub fn new(signing: Signing, credits_max: u64) -> Self {
        Connection {
            negotiation: Negotiation::Nothing,
            offer: ClientOffer::default(),
            preauth: preauth_initial(),
            algorithm: Algorithm::HmacSha256,
            signing,
            window: Window::new(credits_max),
            chain: None,
        }
    }

    /// SecurityMode of NEGOTIATE (MS-SMB2 2.2.4).
    pub fn security_mode(&self) -> u16 {
        match self.signing {
            Signing::Required => SIGNING_ENABLED | SIGNING_REQUIRED,
            Signing::Offered => SIGNING_ENABLED,
        }
    }

    pub fn dialect(&self) -> Option<Dialect> {
        match self.negotiation {
            Negotiation::Done(dialect) => Some(dialect),
            _ => None,
        }
    }
}

/// What one component of a message leaves to the next (MS-SMB2 3.3.5.2.7.2), and the reply so far.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Chain {
    /// The component to be executed next.
    pub next: usize,
    /// Framing and finished components.
    #[serde(with = "serde_bytes")]
    pub reply: Vec<u8>,
    /// Credits granted to components before the last, which carries them all.
    pub credits: u16,
    pub session_id: u64,
    pub tree_id: u32,
    /// The file a related component means by the all-ones id.
    pub file_id: Option<u64>,
    /// The failure that a related component inherits.
    pub failure: Option<Status>,
}

/// The message ids a client may use (MS-SMB2 3.3.1.1): `low..high` without those used already.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Window {
    low: u64,
    high: u64,
    /// Used ids in `low..high`. Bounded by the span.
    used: BTreeSet<u64>,
    /// Ids the client may have and not have used.
    credits_max: u64,
}

impl Window {
    pub fn new(credits_max: u64) -> Self {
        Window { low: 0, high: 1, used: BTreeSet::new(), credits_max }
    }

    /// How far the window may reach beyond the oldest id not used: a client that leaves a hole cannot make it grow.
    fn span_max(&self) -> u64 {
        2 * self.credits_max
    }

    /// Uses up `charge` ids from `message_id` on. False when one of them is not the client's to use.
    pub fn take(&mut self, message_id: u64, charge: u64) -> bool {
        let Some(end) = message_id.checked_add(charge) else { return false };
        if message_id < self.low || end > self.high || self.used.range(message_id..end).next().is_some() {
            return false;
        }
        self.used.extend(message_id..end);
        while self.used.remove(&self.low) {
            self.low += 1;
        }
        true
    }

    /// Ids the client has and has not used.
    fn available(&self) -> u64 {
        self.high - self.low - self.used.len() as u64
    }

    /// Grants what was asked for, within the limits; at least one when the client would have none left.
    pub fn grant(&mut self, requested: u16) -> u16 {
        let by_count = self.credits_max.saturating_sub(self.available());
        let by_span = self.span_max().saturating_sub(self.high - self.low);
        let least = u64::from(self.available() == 0);
        let granted = u64::from(requested).max(1).min(by_count).min(by_span).max(least);
        self.high += granted;
        granted as u16
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::CREDITS_MAX;

    #[test]
    fn an_id_is_used_once_and_only_when_granted() {
        let mut window = Window::new(CREDITS_MAX);
        assert!(!window.take(1, 1), "not granted yet");
        assert!(window.take(0, 1));
        assert!(!window.take(0, 1), "used");
        assert_eq!(window.grant(10), 10);
        assert!(window.take(5, 3));
        assert!(!window.take(4, 2), "5 is used");
        assert!(!window.take(9, 3), "11 is not granted");
        assert!(!window.take(u64::MAX, 2), "no overflow");
        assert!(window.take(1, 4));
        assert!(window.take(8, 3));
        assert!(window.used.is_empty() && window.low == 11);
    }

    #[test]
    fn credits_are_bounded_and_never_run_out() {
        let mut window = Window::new(CREDITS_MAX);
        assert!(window.take(0, 1));
        assert_eq!(u64::from(window.grant(u16::MAX)), CREDITS_MAX);
        // The client never uses id 1: it can go on for a while, then gets no more.
        let mut id = 2;
        while window.take(id, 1) {
            window.grant(u16::MAX);
            id += 1;
        }
        assert_eq!(window.high - window.low, window.span_max());
        assert!(window.used.len() as u64 <= window.span_max());
        assert!(window.take(1, 1), "the one credit it still holds");
        assert!(window.grant(1) >= 1);
    }
}
