//! What a machine is told once, at its creation.

use crate::types::{DiskIndex, Identity, Node};
use thiserror::Error;

/// Disks one identity may have.
pub const DISKS_MAX: usize = 8;

/// One disk of an identity and what it is used for. A disk may be both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DiskRole {
    /// It carries mailbox slots and counts for the majority. The first mailbox disk is the arbiter.
    pub mailbox: bool,
    /// It carries data: without its reservation the identity cannot be served.
    pub data: bool,
    /// It replaces a mailbox disk that fails (M12). Empty until then.
    pub spare: bool,
}

/// The disks of one identity in their fixed order, the same on both nodes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdentityConfig {
    /// 1 to [`DISKS_MAX`] disks. With a partner at least three must be mailboxes (two can't arbitrate).
    pub disks: Vec<DiskRole>,
}

impl IdentityConfig {
    /// `count` mailbox disks, the first of which carries the data.
    pub fn simple(count: usize) -> Self {
        IdentityConfig { disks: (0..count).map(|i| DiskRole { mailbox: true, data: i == 0, spare: false }).collect() }
    }

    /// Indices of the mailbox disks in their fixed order.
    pub fn mailboxes(&self) -> impl Iterator<Item = DiskIndex> + '_ {
        self.disks.iter().enumerate().filter(|(_, role)| role.mailbox).map(|(i, _)| i as DiskIndex)
    }

    /// The same with `count` more disks that replace mailboxes that fail.
    pub fn with_spares(mut self, count: usize) -> Self {
        self.disks.extend((0..count).map(|_| DiskRole { mailbox: false, data: false, spare: true }));
        self
    }
}

/// Times of the machine in milliseconds of the caller's clock. All may be scaled together ([`Timing::scaled`]); their
/// order matters, see [`Config::check`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Timing {
    /// A status message goes out on UDP and over the card this often. Default 50.
    pub heartbeat_ms: u64,
    /// Status slots are written to and read from the mailbox disks this often. Default 100.
    pub mailbox_ms: u64,
    /// The partner is suspected after silence on every path for this long (M5). Default 300.
    pub silence_ms: u64,
    /// After boot nobody is suspected for this long, so that two nodes booting together find each other. Default 1000.
    pub boot_patience_ms: u64,
    /// A mirror that makes no progress because the link is down is given up after this long (step 10). Default 20.
    pub mirror_patience_ms: u64,
    /// An owner whose reservation was taken leaves the taker this long before it preempts back (step 25). Default 1000.
    pub contest_ms: u64,
    /// A mailbox disk that its owner could not read for this long is replaced by a spare (M12). Default 10000.
    pub replace_ms: u64,
    /// How often the mailboxes are read again while waiting for the other node (steps 24 and 34). Default 20.
    pub poll_ms: u64,
    /// First pause after a takeover attempt that failed; doubles up to 32 times itself. Default 500.
    pub backoff_ms: u64,
    /// Countdown of a graceful takeover (D3): what is not shut down at its end is taken by force. Default 15000.
    pub countdown_ms: u64,
    /// Giveback without an operator this long after the partner is back and in sync; 0 turns it off. Default 0.
    pub auto_giveback_ms: u64,
    /// A partner that announced its reboot is not suspected for this long: within it a drained node has to be back.
    /// Default 10000, half of what today's least patient client waits.
    pub reboot_ms: u64,
}

impl Default for Timing {
    fn default() -> Self {
        Timing {
            heartbeat_ms: 50,
            mailbox_ms: 100,
            silence_ms: 300,
            boot_patience_ms: 1000,
            mirror_patience_ms: 20,
            contest_ms: 1000,
            replace_ms: 10_000,
            poll_ms: 20,
            backoff_ms: 500,
            countdown_ms: 15_000,
            auto_giveback_ms: 0,
            reboot_ms: 10_000,
        }
    }
}

impl Timing {
    /// The defaults stretched to another silence time, as the lab needs for simulated cards. `countdown_ms`, `replace_ms`,
    /// `reboot_ms` and `auto_giveback_ms` are left alone: they are an operator's patience, not the hardware's.
    pub fn scaled(silence_ms: u64) -> Self {
        let base = Timing::default();
        let scale = |ms: u64| (ms * silence_ms / base.silence_ms).max(1);
        Timing {
            heartbeat_ms: scale(base.heartbeat_ms),
            mailbox_ms: scale(base.mailbox_ms),
            silence_ms,
            boot_patience_ms: scale(base.boot_patience_ms),
            mirror_patience_ms: scale(base.mirror_patience_ms),
            contest_ms: scale(base.contest_ms),
            poll_ms: scale(base.poll_ms),
            backoff_ms: scale(base.backoff_ms),
            ..base
        }
    }
}

/// Which failures of the partner cause a takeover by themselves (F9). What is excluded waits for an operator; what a
/// failure is counted as is said by [`crate::Failure::class`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TakeoverOn {
    /// Card, power, host reset. Default yes.
    pub hardware: bool,
    /// A process that ended, panicked or got stuck while its card lives. Default yes.
    pub software: bool,
}

impl Default for TakeoverOn {
    fn default() -> Self {
        TakeoverOn { hardware: true, software: true }
    }
}

/// Everything a machine is told.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Config {
    /// Which node this is.
    pub node: Node,
    /// Whether there is a partner. Without one the node runs alone on the majority of its own mailboxes (S10).
    pub partner: bool,
    /// Names the pair; messages of another pair are foreign.
    pub pair_id: u64,
    /// Secret of the pair: authenticates status messages (HMAC-SHA-256).
    pub pair_key: [u8; 32],
    /// Version of the product; a partner with another version is not taken over unplanned (M6).
    pub product_version: u32,
    /// Identity A and identity B; `None`: not configured here. A node without a partner has its home identity only.
    pub identities: [Option<IdentityConfig>; 2],
    /// Times.
    pub timing: Timing,
    /// Takeover attempts of one identity that disturbed its owner and failed, in a row, after which the operator decides.
    /// Default 8.
    pub attempts_max: u32,
    /// F9.
    pub takeover_on: TakeoverOn,
}

/// What is wrong with a [`Config`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ConfigError {
    /// The node's own identity is missing.
    #[error("{node} has no configuration for {identity}: add its [[identity]] table")]
    HomeIdentityMissing { node: Node, identity: Identity },
    /// With a partner both nodes must know both identities.
    #[error("{identity} is not configured: with a partner both identities are needed")]
    IdentityMissing { identity: Identity },
    /// Too few or too many disks.
    #[error("{identity} has {found} mailbox disks, needed are {needed} to 8: two disks can't arbitrate")]
    Mailboxes { identity: Identity, found: usize, needed: usize },
    /// One disk cannot be both.
    #[error("{identity}: disk {disk} is a spare and a mailbox at once")]
    SpareMailbox { identity: Identity, disk: usize },
    /// No data disk.
    #[error("{identity} has no data disk")]
    NoData { identity: Identity },
    /// Times in the wrong order.
    #[error("timing: {name} must be {rule}")]
    Timing { name: &'static str, rule: &'static str },
}

impl Config {
    /// Checks what the machine relies on: disks per identity and the order of the times (heartbeat at most a third of
    /// the silence, mirror patience below the silence, boot patience above it).
    pub fn check(&self) -> Result<(), ConfigError> {
        let home = self.node.home_identity();
        if self.identities[home.index()].is_none() {
            return Err(ConfigError::HomeIdentityMissing { node: self.node, identity: home });
        }
        for identity in Identity::BOTH {
            match &self.identities[identity.index()] {
                None if self.partner => return Err(ConfigError::IdentityMissing { identity }),
                None => {}
                Some(disks) => {
                    let found = disks.mailboxes().count();
                    let needed = if self.partner { 3 } else { 1 };
                    if found < needed || disks.disks.len() > DISKS_MAX {
                        return Err(ConfigError::Mailboxes { identity, found, needed });
                    }
                    if let Some(disk) = disks.disks.iter().position(|role| role.spare && role.mailbox) {
                        return Err(ConfigError::SpareMailbox { identity, disk });
                    }
                    if !disks.disks.iter().any(|role| role.data) {
                        return Err(ConfigError::NoData { identity });
                    }
                }
            }
        }
        let timing = &self.timing;
        let rules = [
            (timing.heartbeat_ms == 0, "heartbeat_ms", "at least 1"),
            (timing.heartbeat_ms * 3 > timing.silence_ms, "heartbeat_ms", "at most a third of silence_ms"),
            (timing.mailbox_ms == 0, "mailbox_ms", "at least 1"),
            (timing.mirror_patience_ms >= timing.silence_ms, "mirror_patience_ms", "below silence_ms"),
            (timing.boot_patience_ms <= timing.silence_ms, "boot_patience_ms", "above silence_ms"),
            (timing.poll_ms == 0, "poll_ms", "at least 1"),
            (timing.backoff_ms == 0, "backoff_ms", "at least 1"),
        ];
        match rules.iter().find(|(broken, _, _)| *broken) {
            Some((_, name, rule)) => Err(ConfigError::Timing { name, rule }),
            None => Ok(()),
        }
    }
}
