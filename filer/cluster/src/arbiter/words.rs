//! What arbiters are told, and what they answer.

use crate::action::Action;
use crate::config::IdentityConfig;
use crate::event::{CpMark, DiskResult, MirrorFacts, Slot, Survey};
use crate::record::Record;
use crate::safeguards::Safeguards;
use crate::status::Reason;
use crate::types::{CardId, DiskIndex, Epoch, Identity, Node, Position};
use crate::view::View;

/// What an arbiter is told.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Input {
    /// The mailboxes as read.
    Read(View),
    /// One disk of the write under way.
    Written {
        slot: Slot,
        disk: DiskIndex,
        result: DiskResult,
    },
    /// The reservations asked for.
    Reserved(Vec<(DiskIndex, DiskResult)>),
    FenceDone,
    Surveyed(Box<Survey>),
    /// The restore is done, or failed.
    Restored(Option<Position>),
    RegionOpened {
        epoch: Epoch,
        last: Position,
    },
    CpDone(CpMark),
    Drained,
    AckCovered,
    WriteRefused,
    CannotLog,
    /// Take it over if the mailboxes allow it.
    Attempt {
        take: Taking,
    },
    /// Look at the mailboxes while serving: is a reservation missing?
    Check,
    /// The node was not running: a mailbox write has to succeed before anything leaves (R7).
    Verify,
    /// The mirror does not carry this identity any more (10).
    MirrorLost,
    /// 13: the partner's fence has to be topped by a new epoch.
    ClaimOverFence,
    /// A resync of this identity begins with this block in NVRAM (14).
    ResyncBegun,
    /// SYNC_DONE: mirrored acknowledgements from here on (17).
    Synced,
    /// Yield to the partner (33); `drain`: finish what is in progress first.
    Yield {
        drain: bool,
    },
    /// Drain for a reboot (S5).
    Park,
    /// Give up yielding or parking and serve on.
    Unyield,
    /// Give the service up at once: the process is about to end.
    Halt,
    /// M12: put `spare` in the place of the mailbox disk `failed`.
    Replace {
        failed: DiskIndex,
        spare: DiskIndex,
    },
    /// Try again what failed.
    Poll,
    /// A wait for the other node is over (25, 34).
    PatienceOver,
}

/// How far an attempt may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Taking {
    /// Only resume what this node was the last owner of.
    Own,
    /// Take over from the other node too, if nothing acknowledged is lost by it.
    Any,
    /// An operator's decision: from whatever there is.
    Force,
}

/// What an arbiter orders: actions, and mailbox writes that the node around it encodes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Order {
    Act(Action),
    Record { identity: Identity, record: Record, epoch: Epoch, disks: Vec<DiskIndex> },
    Promise { identity: Identity, promise: Epoch, epoch: Epoch, disks: Vec<DiskIndex> },
    Note(Identity, Note),
}

/// What happened, for the event log and the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Note {
    AttemptBegins,
    Reserved,
    Fenced,
    Surveyed,
    Promised { epoch: Epoch },
    Committed { epoch: Epoch },
    Restored { last: Position },
    Opened { epoch: Epoch },
    RunsAlone { epoch: Epoch },
    RunsMirrored { epoch: Epoch },
    MirrorLost { epoch: Epoch },
    ReservationLost { epoch: Epoch },
    Resumed { epoch: Epoch },
    Claims { epoch: Epoch },
    Stopped { epoch: Epoch },
    Withdrawn { why: Reason, disturbed: bool },
    RestoreFailed,
    Yielding { epoch: Epoch },
    Parked { epoch: Epoch },
    Replaces { epoch: Epoch, failed: DiskIndex, spare: DiskIndex },
    WaitsForOperator(Waiting),
}

/// Why only an operator, or the partner, can go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Waiting {
    /// The card cannot log.
    CannotLog,
    /// This node is the last owner but its NVRAM does not have the region.
    RegionLost,
    /// The mailboxes are empty but the volume is not.
    MailboxesEmpty,
    /// Too many regions without a consistency point, or the epochs are used up.
    Exhausted,
    /// The last owner could not be restored from its own card.
    Unrestorable,
    /// The consistency point could not be read; `gone`: and the data disk has not answered since.
    DataUnreadable { gone: bool },
    /// The process is about to end.
    Ending,
}

impl Waiting {
    /// An operator can have it served from what there is, by force.
    pub fn operator_decides(self) -> bool {
        !matches!(self, Waiting::CannotLog | Waiting::DataUnreadable { .. } | Waiting::Ending)
    }

    pub fn text(self) -> &'static str {
        match self {
            Waiting::CannotLog => {
                "this node's card cannot log; the partner may take over, or the card must be repaired"
            }
            Waiting::RegionLost => {
                "this node was the last owner, but its NVRAM does not hold the log; the partner's image is needed"
            }
            Waiting::MailboxesEmpty => {
                "the mailboxes are empty, or show no owner although the volume was in use: they lost their contents, or \
                 `filer init` has not written them; nothing is served until an operator decides"
            }
            Waiting::Exhausted => "too many changes of ownership without a consistency point, or no epoch is left",
            Waiting::Ending => "this node is ending",
            Waiting::DataUnreadable { .. } => {
                "the data disk cannot be read from this node, which goes on when it comes back; the partner may take over"
            }
            Waiting::Unrestorable => "the log on this node's card is damaged; the partner's image is needed",
        }
    }
}

/// What the arbiter needs to know of the node around it.
pub(crate) struct Context<'a> {
    pub node: Node,
    pub partner: bool,
    pub card: CardId,
    pub disks: &'a IdentityConfig,
    pub mirror: &'a MirrorFacts,
    /// The partner's fence as it last said.
    pub partner_fence: Epoch,
    pub safe: Safeguards,
    pub out: &'a mut Vec<Order>,
}

impl Context<'_> {
    pub fn act(&mut self, action: Action) {
        self.out.push(Order::Act(action));
    }
}
