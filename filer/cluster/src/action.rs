//! What the machine orders. The node carries the actions out and feeds the answers back as [`Event`](crate::Event)s.
//!
//! Order: actions of one batch are *begun* in their order, and NVRAM actions ([`Action::PersistNode`],
//! [`Action::PersistIdentity`]) are *finished* (durable in LOCAL) before the next action is begun. Operations on one
//! disk never overtake each other. Disk and card operations run beside the event loop; the machine never waits.

use crate::event::{Path, Slot};
use crate::nv::{ChainLink, IdentityNv, NodeNv};
use crate::status::Entry;
use crate::types::{Area, DiskIndex, Epoch, Identity, Position};
use serde::{Deserialize, Serialize};

/// When outputs of an identity may leave (R1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AckPolicy {
    /// When their position is durable at the partner.
    Mirrored,
    /// When their position is durable on this card.
    Local,
    /// Never: nothing leaves, whatever the watermarks say. Inputs go on being logged.
    Paused,
}

/// One region to replay, in full or in part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PlanRegion {
    /// Half of this node's card.
    pub area: Area,
    /// Epoch its entries must carry.
    pub epoch: Epoch,
    /// Entries above this position are replayed.
    pub after: Position,
    /// Up to this one, which must be there: a gap or a bad checksum below it is damage, not the end.
    pub last: Position,
}

/// How to restore an identity (R2): the consistency point, then these regions in order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Plan {
    /// Oldest first; no two overlap, none has a gap to the one before.
    pub regions: Vec<PlanRegion>,
    /// Last position of the whole: what [`Event::Restored`](crate::Event::Restored) must report.
    pub last: Position,
    /// The log was left on purpose with everything in the consistency point (S9).
    pub elective: bool,
}

/// An order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Send a status message on UDP or the card.
    Send { path: Path, bytes: Vec<u8> },
    /// Raise the card's host beat.
    HostBeat,
    /// Read holder and slots of all disks of the identity. Answer: one `MailboxRead`.
    ReadMailbox { identity: Identity },
    /// Write an own slot on these disks, in this order, and flush. `epoch` is the epoch the write carries. Answer: one
    /// `MailboxWritten` for each disk, as it is known.
    WriteMailbox { identity: Identity, slot: Slot, bytes: Vec<u8>, epoch: Epoch, disks: Vec<DiskIndex> },
    /// Take the reservation of these disks one after the other in this order, whoever holds it: reserve a free disk, preempt (and abort
    /// the writes of) the partner, succeed where this node holds it already. Answer: one `Reserved`.
    Reserve { identity: Identity, disks: Vec<DiskIndex> },
    /// Give up the reservation of these disks where this node holds it. No answer.
    Release { identity: Identity, disks: Vec<DiskIndex> },
    /// Order the own card to refuse the identity's queue up to this epoch, wait for FENCE_DONE. Answer: `FenceDone`.
    Fence { identity: Identity, epoch: Epoch },
    /// Let the card accept the queue again. The image becomes INCONSISTENT. No answer.
    LiftFence { identity: Identity },
    /// Read everything a restore could use (after a preceding `Fence` is done). Answer: `Surveyed`.
    Survey { identity: Identity },
    /// Restore the identity in memory. Answer: `Restored`.
    Restore { identity: Identity, plan: Plan },
    /// Open a new region in LOCAL: all appended entries durable, then the block `nv` with `nv.first` and the newest link's `last`
    /// filled in by the node from the last position its state contains, then the queue with the new epoch.
    /// From here on everything is appended with `nv.epoch`. Answer: `RegionOpened`.
    OpenRegion { nv: IdentityNv },
    /// Go on in the region that is open in LOCAL, after a restore from it: a new term. Answer: `RegionOpened`.
    ReopenRegion { identity: Identity, epoch: Epoch },
    /// Store the node block. No answer.
    PersistNode { nv: NodeNv },
    /// Store an identity block in LOCAL's state area. No answer.
    PersistIdentity { nv: IdentityNv },
    /// Accept clients' input: announce the address, process requests. Also ends a drain. The policy is set apart.
    Serve { identity: Identity },
    /// Set when outputs may leave; effective before anything else is sent.
    SetAckPolicy { identity: Identity, policy: AckPolicy },
    /// Stop writing to the identity's disks at once (M8). A consistency point in progress is abandoned: its remaining writes
    /// are dropped, not delayed. Until [`Action::ResumeWrites`].
    SuspendWrites { identity: Identity },
    /// Consistency points are allowed again.
    ResumeWrites { identity: Identity },
    /// Give the identity up: drop its state and its connections silently (no RST, no FIN), free its address.
    StopServing { identity: Identity },
    /// Start a consistency point soon. Answer: a `CpDone` of at least the position at its start.
    RunCp { identity: Identity },
    /// Take no new requests, finish those in progress, run a consistency point that contains the whole log. Answer: `Drained`.
    Drain { identity: Identity },
    /// Declare the mirror lost: nothing is sent to the partner's card any more. Answer: a `Mirror` with `answer` set.
    DropMirror,
    /// Send state area and rings of these identities, then everything new. The mirror was dropped before. Answer: a `Mirror`
    /// with `answer` set; the course is reported by further `Mirror` events.
    StartResync { identities: Vec<Identity> },
    /// After SYNCED: let mirrored watermarks count; report `AckCovered` for each of these as soon as the mirrored
    /// watermark covers everything acknowledged. Answer: a `Mirror` with `answer` set.
    AcceptMirror { identities: Vec<Identity> },
    /// End this process: everything that had to be written and told has been. `restart`: start it again at once (S5).
    /// Nothing is ordered after it.
    Shutdown { restart: bool },
    /// Write an entry of the event log.
    Log(Entry),
}

impl Plan {
    /// The chain for a new region that follows this plan: the regions replayed, newest first.
    pub fn chain(&self, card: crate::types::CardId) -> Vec<ChainLink> {
        self.regions
            .iter()
            .rev()
            .map(|r| ChainLink { epoch: r.epoch, card, area: r.area, first: Position(r.after.0 + 1), last: r.last })
            .collect()
    }
}
