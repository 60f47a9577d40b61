//! What the node can say about itself: the status for `filer cf status`, the event log, the timeline of a takeover.

use crate::event::{Command, MirrorFacts, Path};
use crate::message::{Indicator, Role};
use crate::types::{Epoch, Identity, Node};
use serde::{Deserialize, Serialize};

/// How much an entry matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// For the record.
    Info,
    /// Redundancy is reduced.
    Warning,
    /// Service is in danger or interrupted.
    Error,
}

/// An entry of the event log. Entries with the same name and identity replace each other; `resolved` ends it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Entry {
    /// Stable name, e.g. `takeover.done`.
    pub name: String,
    /// The identity concerned, if one is.
    pub identity: Option<Identity>,
    /// How much it matters.
    pub severity: Severity,
    /// What happened, in words.
    pub text: String,
    /// What to do about it; empty when nothing.
    pub advice: String,
    /// The condition of this name is over.
    pub resolved: bool,
}

/// Why a takeover is not wanted or not possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// There is no partner.
    NoPartner,
    /// The operator disabled it, here or at the partner.
    Operator,
    /// The image on this card is not complete.
    NvramNotInSync,
    /// This card cannot log.
    NvramDown,
    /// The partner runs another version.
    VersionMismatch,
    /// The node is booting.
    Booting,
    /// This node already serves it.
    AlreadyServed,
    /// The owner may have acknowledged entries that only its own card has.
    OwnerRanAlone,
    /// No majority of the mailbox disks, or no data disk, can be had.
    NoMajority,
    /// Too many attempts failed in a row.
    TooManyAttempts,
    /// The partner does not act as owner and has not failed: nothing to take over.
    PartnerAlive,
    /// The configuration excludes failures of this kind (F9).
    FailureExcluded,
    /// The partner has announced a reboot and is waited for.
    PartnerReboots,
    /// The node is ending.
    Ending,
    /// The partner is giving an identity back and must not be taken over meanwhile.
    GivesBack,
}

/// How the partner failed, as far as it can be told from here (D4 step 331).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Failure {
    /// Silent on every path, its card too: power, chassis, or everything between.
    PowerLost,
    /// Its card saw the host reset.
    HostReset,
    /// It cannot log and asked to be taken over.
    CardFailed,
    /// Its card lives, its host is silent: the process ended or hangs.
    HostSilent,
    /// It sends, but its engine does not move.
    EngineStuck,
    /// It said that its software failed.
    Panic,
    /// An operator halted it.
    Halted,
}

/// What a failure is counted as (F9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailureClass {
    /// See [`crate::TakeoverOn::hardware`].
    Hardware,
    /// See [`crate::TakeoverOn::software`].
    Software,
    /// Wanted.
    Operator,
}

impl Failure {
    /// What it is counted as. A silent host whose card and power live counts as software: that is what it mostly is.
    pub fn class(self) -> FailureClass {
        match self {
            Failure::PowerLost | Failure::HostReset | Failure::CardFailed => FailureClass::Hardware,
            Failure::HostSilent | Failure::EngineStuck | Failure::Panic => FailureClass::Software,
            Failure::Halted => FailureClass::Operator,
        }
    }

    /// In words.
    pub fn text(self) -> &'static str {
        match self {
            Failure::PowerLost => "the partner and its card are silent on every path",
            Failure::HostReset => "the partner's card saw its host reset",
            Failure::CardFailed => "the partner cannot log and asks to be taken over",
            Failure::HostSilent => "the partner is silent on every path while its card lives",
            Failure::EngineStuck => "the partner sends, but its engine does not move",
            Failure::Panic => "the partner said that its software failed",
            Failure::Halted => "the partner was halted by an operator",
        }
    }

    /// What to do about it.
    pub fn advice(self) -> &'static str {
        match self {
            Failure::PowerLost => "check power, chassis and cables of the partner, then start it",
            Failure::HostReset => "look at the partner's console for the reason, then start it",
            Failure::CardFailed => "repair or replace the partner's card, then start it",
            Failure::HostSilent | Failure::EngineStuck | Failure::Panic => "look at the partner's log, then start it",
            Failure::Halted => "start the partner when its maintenance is done",
        }
    }
}

impl Reason {
    /// The number in a status message.
    pub fn wire(self) -> u8 {
        self as u8 + 1
    }

    /// The reason of a number in a status message; `None` for 0 and for those of a later version.
    pub fn from_wire(value: u8) -> Option<Reason> {
        const REASONS: [Reason; 15] = [
            Reason::NoPartner,
            Reason::Operator,
            Reason::NvramNotInSync,
            Reason::NvramDown,
            Reason::VersionMismatch,
            Reason::Booting,
            Reason::AlreadyServed,
            Reason::OwnerRanAlone,
            Reason::NoMajority,
            Reason::TooManyAttempts,
            Reason::PartnerAlive,
            Reason::FailureExcluded,
            Reason::PartnerReboots,
            Reason::Ending,
            Reason::GivesBack,
        ];
        REASONS.get((value as usize).checked_sub(1)?).copied()
    }

    /// In words.
    pub fn text(self) -> &'static str {
        match self {
            Reason::NoPartner => "this node has no partner",
            Reason::Operator => "takeover was disabled by the operator",
            Reason::NvramNotInSync => "the partner's log on this node's card is not complete",
            Reason::NvramDown => "this node's card cannot log",
            Reason::VersionMismatch => "the two nodes run different versions",
            Reason::Booting => "this node is still booting",
            Reason::AlreadyServed => "this node already serves the identity",
            Reason::OwnerRanAlone => "the owner ran alone and may hold acknowledged requests that this node has not",
            Reason::NoMajority => "no majority of the mailbox disks with the data disks can be reserved",
            Reason::TooManyAttempts => "too many attempts failed in a row; `filer cf enable` allows the next",
            Reason::PartnerAlive => "the partner is alive",
            Reason::FailureExcluded => "the configuration excludes failures of this kind from takeover",
            Reason::PartnerReboots => "the partner has announced a reboot and is waited for",
            Reason::Ending => "this node is ending",
            Reason::GivesBack => "the partner is giving back and must not be taken over meanwhile",
        }
    }
}

/// One line of the timeline of the last takeover, giveback or restore of an identity.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Milestone {
    /// The caller's clock.
    pub at_ms: u64,
    /// `suspected`, `reserved`, `fenced`, `surveyed`, `promised`, `committed`, `restored`, `opened`, `alone` …
    pub step: String,
    /// Details in words; may be empty.
    pub text: String,
}

/// One identity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityReport {
    /// Which.
    pub identity: Identity,
    /// What this node does with it.
    pub role: Role,
    /// Epoch of this node's ownership, 0 when it has none.
    pub epoch: Epoch,
    /// Whether new requests can be acknowledged now.
    pub acknowledging: bool,
    /// What the partner said it does with it.
    pub partner_role: Role,
    /// Whether this node could take it over now.
    pub takeover_possible: bool,
    /// Why not, or that it could, in words.
    pub takeover_text: String,
    /// The same as a name.
    pub takeover_reason: Option<Reason>,
    /// What the last takeover, restore or giveback of it on this node came to, in words; empty when there was none.
    pub last: String,
    /// Its steps.
    pub timeline: Vec<Milestone>,
    /// Why the node stopped serving it or waits for the operator; empty otherwise.
    pub waiting_for: String,
}

/// Messages received, by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MessageCounters {
    /// New ones.
    pub new: u64,
    /// Seen before on another path, or replayed.
    pub old: u64,
    /// Wrong length.
    pub truncated: u64,
    /// Not authentic.
    pub forged: u64,
    /// Another pair, or nonsense.
    pub foreign: u64,
    /// Unknown protocol version.
    pub version: u64,
    /// Authentic, but sent before the sender had heard this boot of the receiver: no sign of life.
    pub stale: u64,
}

/// One path of the status protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathReport {
    /// Which.
    pub path: Path,
    /// Milliseconds since the last sign of life on it; `None`: never.
    pub silent_ms: Option<u64>,
}

/// Everything `filer cf status --json` prints about the cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// This node.
    pub node: Node,
    /// D2's state of this node: `normal` (210), `takeover` (220), `stopped` (230: it gave its identity up), `rebooting` (240: it
    /// has not served since it booted, be it that the partner holds the disks).
    pub state: String,
    /// D2's indicator as sent.
    pub indicator: Indicator,
    /// Boot generation.
    pub generation: u32,
    /// Whether the partner gives signs of life.
    pub partner_alive: bool,
    /// How it failed, if it has.
    pub partner_failure: Option<Failure>,
    /// The paths.
    pub paths: Vec<PathReport>,
    /// Reasons that forbid takeovers in general.
    pub disabled_by: Vec<Reason>,
    /// What the operator gave as reason, if takeover was disabled here.
    pub disabled_reason: Option<String>,
    /// Conditions that have been reported and are not over.
    pub conditions: Vec<Entry>,
    /// The card.
    pub mirror: MirrorFacts,
    /// Identities.
    pub identities: Vec<IdentityReport>,
    /// Messages.
    pub messages: MessageCounters,
    /// The operator's last command that is still under way.
    pub command: Option<Command>,
    /// What is left of its countdown.
    pub countdown_ms: Option<u64>,
}

/// What a command would do now ([`crate::Machine::assess`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    /// Why it can't be done. It changes nothing then.
    pub refused: Option<String>,
    /// What may be lost by it. The caller asks for a confirmation before it sends the command.
    pub at_risk: Option<String>,
    /// What will happen.
    pub effect: String,
}
