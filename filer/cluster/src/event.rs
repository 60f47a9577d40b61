//! What happens to a node, as the machine is told.
//!
//! The caller (`filer/node`) feeds every event with its monotonic clock in milliseconds. A request that an
//! [`Action`](crate::Action) started is answered by exactly one event, or one for each disk where that is said; at most one
//! request of a kind is outstanding for an identity, so requests carry no number.

use crate::nv::{IdentityNv, NodeNv};
use crate::types::{CardId, DiskIndex, Epoch, Identity, Position};
use serde::{Deserialize, Serialize};

/// A path of the status protocol (M1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Path {
    /// Datagrams over the public network.
    Udp,
    /// The card's link: status mailbox and host beat.
    Card,
    /// Status slots on the mailbox disks.
    Mailbox,
}

/// A slot of a mailbox disk. Every node has one of each on every mailbox disk and writes only its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot {
    /// The status message.
    Status,
    /// The promise (`arbitration.md` 1).
    Promise,
    /// The record (`arbitration.md` 2).
    Record,
}

/// Who holds the reservation of a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// Nobody.
    Nobody,
    /// This node (its key, registered by this process).
    Me,
    /// The partner.
    Partner,
    /// A key of neither node: an installation error.
    Stranger,
}

/// One disk as read by [`Action::ReadMailbox`](crate::Action::ReadMailbox). `slots[node][slot]` holds the bytes of the slot
/// (node and slot by `as usize`); an empty, torn or damaged slot is an empty vector.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DiskView {
    /// The holder of the reservation when the slots were read (read the reservation first, then the slots).
    pub holder: Holder,
    /// The highest epoch any write to this disk carried, as the disk reports it; 0 when it does not.
    pub epoch: Epoch,
    /// The slots.
    pub slots: [[Vec<u8>; 3]; 2],
}

/// How one operation on one disk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DiskResult {
    /// Done, and it survives a power cut (mailbox writes are flushed).
    Ok,
    /// Refused by the reservation or for its epoch: somebody else has taken the disk.
    Refused,
    /// Failed or timed out. The caller guarantees that such a write does not land after a later one on the same disk.
    Failed,
}

/// State of the partner's image on this node's card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Image {
    /// Never synced, or the card's contents were lost.
    #[default]
    Invalid,
    /// A resync has not finished.
    Inconsistent,
    /// Complete.
    InSync,
}

/// A region found in NVRAM: its header and how far it goes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Region {
    /// The identity block beside it.
    pub nv: IdentityNv,
    /// Last position without a gap: in LOCAL the card's persisted local watermark, in REMOTE the sealed count.
    /// At least `nv.first - 1`.
    pub last: Position,
}

/// What the volume on the data disk contains: epoch and position taken when the consistency point *started*
/// (`arbitration.md` 8). A volume just formatted says epoch 0, position 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CpMark {
    /// Epoch of the log at its start.
    pub epoch: Epoch,
    /// Last position it contains.
    pub position: Position,
}

/// Everything a restore of one identity could use, read while its disks are held.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Survey {
    /// The region in this card's LOCAL.
    pub local: Option<Region>,
    /// The region in this card's REMOTE.
    pub remote: Option<Region>,
    /// State of the image in REMOTE.
    pub image: Image,
    /// The card whose image it is.
    pub image_card: CardId,
    /// The newest consistency point on the data disks; `None`: unreadable (then nothing can be restored).
    pub cp: Option<CpMark>,
}

/// The fence of one queue as the card kept it across resets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct FenceState {
    /// Whether the card refuses the queue now.
    pub fenced: bool,
    /// Highest epoch ever fenced (FENCE_EPOCH); 0 when none.
    pub epoch: Epoch,
}

/// What a node knows when it starts.
///
/// Before it sends [`Event::Start`] the node has: opened and checked the card (boot nonce set, armed, old mirror session
/// dropped), registered its key anew with every disk so that writes of its previous life are refused (step 29), and
/// read the NVRAM blocks. It holds or releases no reservation by itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Boot {
    /// This card.
    pub card: CardId,
    /// The node block; `None`: no valid one (first boot, or NVRAM lost).
    pub node: Option<NodeNv>,
    /// The identity block in LOCAL, one for each identity; `None`: no region of it was ever opened here, or it is lost.
    pub local: [Option<IdentityNv>; 2],
    /// The card's fences.
    pub fences: [FenceState; 2],
}

/// State of this card's mirror (its sending side).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mirror {
    /// Nothing is sent.
    #[default]
    Lost,
    /// A resync runs.
    Resync,
    /// The partner's card has persisted IN_SYNC; mirrored watermarks do not count yet.
    Synced,
    /// Mirrored watermarks count.
    Mirroring,
}

/// The card as the node last saw it; sent whenever something in it changes, and once after [`Event::Start`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct MirrorFacts {
    /// Sending side.
    pub state: Mirror,
    /// The link is trained and frames arrive.
    pub link_up: bool,
    /// The partner's card is ARMED.
    pub peer_armed: bool,
    /// The partner's card refuses these queues.
    pub fenced: [bool; 2],
    /// State of the partner's image on this card.
    pub image: Image,
    /// Set in the one event that answers a `DropMirror`, `StartResync` or `AcceptMirror`, read after it was carried out.
    /// Until then the machine ignores `state`, which may be older than its order.
    pub answer: bool,
}

/// How a takeover ordered by an operator goes about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TakeoverForm {
    /// D3 fig. 5: "please shutdown", countdown, and at its end the immediate form (G2, G5).
    Graceful,
    /// At once and without the partner's consent, as after a failure. Loses nothing that was acknowledged: where the image on
    /// this card does not prove itself, it is given up.
    Immediate,
    /// At once, from whatever this node can reach, even where acknowledged requests are lost by it. Also what an
    /// identity needs that waits for an operator's decision. [`crate::Machine::assess`] names what is at risk.
    Force,
}

/// An operator's command. What it would do, why it can't be done and what it may lose is said by [`crate::Machine::assess`]; a
/// command that is refused there changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// Take over what the partner serves.
    Takeover { form: TakeoverForm },
    /// Ask the partner to take over what this node serves, gracefully (D3 fig. 4, G1).
    PleaseTakeover,
    /// Give the partner's identity back to it; `force`: without finishing what is in progress, which the partner then replays.
    Giveback { force: bool },
    /// End this node at once; the partner takes over without waiting for silence (G6).
    Halt,
    /// Drain, write the elective flag and start again, while the partner waits [`crate::Timing::reboot_ms`] (S5, S9).
    Reboot,
    /// Allow takeovers again; also ends a state in which the operator was asked to decide.
    Enable,
    /// Forbid takeovers in both directions until enabled, across reboots. At most [`crate::nv::REASON_BYTES_MAX`] bytes
    /// of the reason are kept.
    Disable { reason: String },
}

/// A sign that the partner's service has ended, stronger than silence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// The partner's card saw its host reset.
    HostReset,
    /// The partner said that its software failed.
    Panic,
    /// The partner said that an operator halted it (G6).
    Halted,
}

/// What happens.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// First event of a machine, exactly once.
    Start(Box<Boot>),
    /// Time passes. At least every [`crate::Machine::next_ms`], at best every few milliseconds.
    Tick,
    /// The engine's loop has come round; `count` rises. Heartbeats carry it, so a deadlocked engine does not look alive.
    EngineProgress { count: u64 },
    /// The process was not running for this long (clock against expected wake-up, or SIGCONT). Send it *before* any
    /// other event or output once it is noticed; see [`crate::AckPolicy::Paused`].
    NotRunningFor { ms: u64 },
    /// Bytes arrived on UDP or in the card's status mailbox. (Status slots on disks come by [`Event::MailboxRead`].)
    Message { path: Path, bytes: Vec<u8> },
    /// The card's beats: milliseconds since the partner's host beat changed; `None`: never heard, or the link is down.
    CardBeat { host_age_ms: Option<u64> },
    /// The partner's service has ended for certain.
    Evidence(Evidence),
    /// Answer to `ReadMailbox`: all disks of the identity in their fixed order; `None`: it could not be read.
    MailboxRead { identity: Identity, disks: Vec<Option<DiskView>> },
    /// Answer to `WriteMailbox`, one for each disk of it.
    MailboxWritten { identity: Identity, slot: Slot, disk: DiskIndex, result: DiskResult },
    /// Answer to `Reserve`: one result for each disk of it, in its order.
    Reserved { identity: Identity, results: Vec<(DiskIndex, DiskResult)> },
    /// Answer to `Fence`: the card refuses the queue, and everything accepted before is sealed.
    FenceDone { identity: Identity },
    /// Answer to `Survey`.
    Surveyed { identity: Identity, survey: Box<Survey> },
    /// Answer to `Restore`: the last position the state now contains, or why it could not be restored.
    Restored { identity: Identity, result: Result<Position, String> },
    /// Answer to `OpenRegion` and `ReopenRegion`: durable in NVRAM; the first position that will be appended next is
    /// `last + 1`.
    RegionOpened { identity: Identity, epoch: Epoch, last: Position },
    /// A consistency point has landed, whoever started it.
    CpDone { identity: Identity, mark: CpMark },
    /// Answer to `Drain`: nothing is in progress and the consistency point contains the whole log.
    Drained { identity: Identity },
    /// Something about the card changed.
    Mirror(MirrorFacts),
    /// With policy Mirrored, asked for by `AcceptMirror`: the mirrored watermark covers everything acknowledged (step 17).
    AckCovered { identity: Identity },
    /// A write of the identity's data was refused, or its reservation is missing (step 9).
    WriteRefused { identity: Identity },
    /// This node cannot log any more: card failed, battery gone (R1, R7). Telling it again changes nothing.
    CannotLog { why: String },
    /// This node's software has failed and its process is about to end: the partner is told, so that it does not wait
    /// for silence. Carry out the actions of the answer before ending.
    Panicked { why: String },
    /// An operator's command.
    Operator(Command),
}
