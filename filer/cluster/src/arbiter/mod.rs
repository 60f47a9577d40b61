//! The state machine of one identity on one node: `arbitration.md` 7 to 34, without time.
//!
//! An arbiter is passive (`Standby`), takes the identity over (`take`), serves it (`own`), or has had its reservation taken and
//! finds out what that means (`contest`; a rebooting owner enters there too). Time comes in only as
//! [`Input::Poll`] ("try again what failed") and [`Input::PatienceOver`]; both are always safe. Every order that
//! is answered is outstanding at most once, and no step is left before its answer is there, so that no answer can be
//! mistaken for a later one.

mod contest;
mod own;
mod take;

use crate::action::{AckPolicy, Action};
use crate::config::{IdentityConfig, DISKS_MAX};
use crate::event::{CpMark, DiskResult, FenceState, Holder, MirrorFacts, Slot, Survey};
use crate::members::Members;
use crate::message::Role;
use crate::nv::{ChainLink, IdentityNv, CHAIN_MAX};
use crate::record::Record;
use crate::status::Reason;
use crate::types::{CardId, DiskIndex, Epoch, Identity, Node, Position};
use crate::view::{Judge, Safeguards, Verdict, View};
pub(crate) use contest::ContestState;
pub(crate) use own::{Mode, Own};
pub(crate) use take::Take;

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
    /// The process is about to end.
    Ending,
}

impl Waiting {
    /// An operator can have it served from what there is, by force.
    pub fn operator_decides(self) -> bool {
        !matches!(self, Waiting::CannotLog | Waiting::Ending)
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

/// A mailbox write under way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Writing {
    pub slot: Slot,
    /// Bit for each disk whose answer is missing.
    pending: u8,
    /// Bit for each disk that has it.
    ok: u8,
    refused: bool,
    /// Its majority has been made use of; only the rest is awaited.
    consumed: bool,
}

/// How far a write is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Nothing under way.
    Idle,
    /// Under way.
    Pending,
    /// On a majority; not yet made use of.
    Majority,
    /// Settled, and at least one disk refused it.
    Refused,
    /// Settled without a majority; nobody refused.
    Failed,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Phase {
    /// Reading the mailboxes after boot (29).
    Boot,
    Standby {
        /// The last owner was this node, but its region is gone: the partner is asked to take over.
        region_lost: bool,
    },
    Take(Take),
    Own(Own),
    Contest(ContestState),
    Stopped(Waiting),
}

/// One identity on one node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Arbiter {
    pub identity: Identity,
    pub phase: Phase,
    /// The block in LOCAL.
    pub nv: Option<IdentityNv>,
    pub fence: FenceState,
    /// The newest consistency point known to have landed.
    pub cp: CpMark,
    /// The newest own record of the present epoch.
    pub record: Option<Record>,
    pub writing: Option<Writing>,
    /// The mailboxes, and those of them that may be written to, by the last reading (M12).
    pub members: Members,
    pub writable: Members,
    reading: bool,
    read_again: bool,
    pub policy: AckPolicy,
    pub cannot_log: bool,
    /// The node has state of the identity in memory, or is making it.
    pub restored: bool,
    /// `Serve` was ordered.
    serving: bool,
    /// The last restore failed: what it was made from is not tried again by force.
    restore_failed: bool,
}

impl Arbiter {
    pub fn new(identity: Identity, nv: Option<IdentityNv>, fence: FenceState) -> Arbiter {
        Arbiter {
            identity,
            phase: Phase::Boot,
            nv,
            fence,
            cp: CpMark::default(),
            record: None,
            writing: None,
            members: Members::default(),
            writable: Members::default(),
            reading: false,
            read_again: false,
            policy: AckPolicy::Paused,
            cannot_log: false,
            restored: false,
            serving: false,
            restore_failed: false,
        }
    }

    /// First step after boot (29).
    pub fn start(&mut self, ctx: &mut Context) {
        self.members = Members::configured(ctx.disks);
        self.writable = self.members;
        self.read(ctx);
    }

    pub fn handle(&mut self, ctx: &mut Context, input: Input) {
        match input {
            Input::Read(view) => {
                self.reading = false;
                if self.read_again {
                    self.read_again = false;
                    self.read(ctx);
                } else {
                    self.on_read(ctx, view);
                }
            }
            Input::Written { slot, disk, result } => self.on_written(slot, disk, result),
            Input::CannotLog => self.cannot_log = true,
            // Nothing leaves any more and nothing is written any more; the reservations stay until the partner takes them.
            Input::Halt => self.stop(ctx, Waiting::Ending),
            Input::CpDone(mark) => self.cp = self.cp.max_by_progress(mark),
            other => match &self.phase {
                Phase::Take(_) => self.take_input(ctx, other),
                Phase::Own(_) => self.own_input(ctx, other),
                Phase::Contest(_) => self.contest_input(ctx, other),
                Phase::Standby { .. } => match other {
                    Input::Attempt { take } => self.begin_take(ctx, take),
                    Input::Check => self.look(ctx),
                    _ => {}
                },
                Phase::Stopped(why) if other == (Input::Attempt { take: Taking::Force }) => {
                    if why.operator_decides() {
                        self.begin_take(ctx, Taking::Force);
                    }
                }
                // 39: fewer mailboxes than a majority have a vote, so the reading after boot decides nothing.
                Phase::Boot if other == (Input::Attempt { take: Taking::Force }) => self.begin_take(ctx, Taking::Force),
                Phase::Boot | Phase::Stopped(_) => {
                    if other == Input::Poll {
                        self.look(ctx);
                    }
                }
            },
        }
        self.advance(ctx);
    }

    /// Whatever has become possible.
    fn advance(&mut self, ctx: &mut Context) {
        match &self.phase {
            Phase::Take(_) => self.take_advance(ctx),
            Phase::Own(_) => self.own_advance(ctx),
            Phase::Contest(_) => self.contest_advance(ctx),
            _ => {
                self.settle();
            }
        }
        if self.cannot_log && matches!(self.phase, Phase::Own(_)) {
            self.stop(ctx, Waiting::CannotLog);
        }
    }

    fn on_read(&mut self, ctx: &mut Context, view: View) {
        self.members = view.members(ctx.disks, self.record);
        self.writable = match ctx.safe.admit_last && !self.forced() {
            true => view.writable(self.members, ctx.disks),
            false => self.members,
        };
        match &self.phase {
            Phase::Boot => self.boot_read(ctx, &view),
            Phase::Take(_) => self.take_read(ctx, &view),
            Phase::Own(_) => self.own_read(ctx, &view),
            Phase::Contest(_) => self.contest_read(ctx, &view),
            Phase::Stopped(_) => {
                // The partner may have taken over meanwhile (TAKE_ME): then this node is passive.
                let mine = self.epoch();
                if self.judge(ctx).overtaken(&view, mine) {
                    self.become_standby(ctx, false);
                }
            }
            Phase::Standby { .. } => {}
        }
    }

    /// 29 to 31: what a node that has just booted finds.
    fn boot_read(&mut self, ctx: &mut Context, view: &View) {
        let judge = self.judge(ctx);
        if judge.all_blank(view) {
            return match self.identity.home() == ctx.node {
                true => self.stop(ctx, Waiting::MailboxesEmpty),
                false => self.become_standby(ctx, false),
            };
        }
        if !judge.majority_readable(view) {
            return;
        }
        match judge.verdict(view, false) {
            Verdict::Virgin if self.identity.home() == ctx.node => self.begin_contest_from_boot(ctx, Epoch(0), true),
            Verdict::Own { epoch } => self.begin_contest_from_boot(ctx, epoch, false),
            Verdict::OwnLost { .. } if ctx.partner => self.become_standby(ctx, true),
            Verdict::OwnLost { .. } => self.stop(ctx, Waiting::RegionLost),
            Verdict::Virgin | Verdict::Take(_) | Verdict::RanAlone { .. } => {
                match self.judge(ctx).minority_above_mine(view) {
                    Some(mine) => self.begin_contest_from_boot(ctx, mine, false),
                    None => self.become_standby(ctx, false),
                }
            }
        }
    }

    pub fn judge<'a>(&'a self, ctx: &Context<'a>) -> Judge<'a> {
        let (members, nv) = (self.members, self.nv.as_ref());
        Judge { node: ctx.node, disks: ctx.disks, members, nv, forced: self.forced(), safe: ctx.safe }
    }

    /// 39: a takeover by force is under way.
    fn forced(&self) -> bool {
        matches!(&self.phase, Phase::Take(take) if take.is_forced())
    }

    /// Epoch of the region in LOCAL; 0 when there is none.
    pub fn epoch(&self) -> Epoch {
        self.nv.as_ref().map_or(Epoch(0), |nv| nv.epoch)
    }

    /// Whether this node acts as owner of the identity.
    pub fn owns(&self) -> bool {
        matches!(self.phase, Phase::Own(_))
    }

    pub fn role(&self) -> Role {
        match &self.phase {
            Phase::Boot => Role::Unknown,
            Phase::Standby { .. } => Role::Standby,
            Phase::Take(_) => Role::Taking,
            Phase::Contest(contest) if contest.restores() => Role::Restoring,
            Phase::Contest(_) => Role::Contesting,
            Phase::Stopped(_) => Role::Stopped,
            Phase::Own(own) => match own.mode {
                Mode::Paused | Mode::Parked { .. } => Role::Paused,
                Mode::Alone | Mode::Park { mirrored: false } => Role::Alone,
                Mode::Resync | Mode::Withdraw { .. } => Role::Resync,
                Mode::Mirrored | Mode::Drain | Mode::Park { mirrored: true } => Role::Mirrored,
                Mode::Yield => Role::Yielding,
            },
        }
    }

    /// The partner is asked to take over although it hears this node.
    pub fn take_me(&self) -> bool {
        matches!(
            self.phase,
            Phase::Stopped(Waiting::CannotLog | Waiting::RegionLost | Waiting::Unrestorable)
                | Phase::Standby { region_lost: true }
        )
    }

    /// A reading; the one under way will do. Asking for another one each time would starve on disks that answer
    /// more slowly than they are asked.
    fn look(&mut self, ctx: &mut Context) {
        if !self.reading {
            self.read(ctx);
        }
    }

    /// A reading that begins after this.
    fn read(&mut self, ctx: &mut Context) {
        if self.reading {
            self.read_again = true;
        } else {
            self.reading = true;
            ctx.act(Action::ReadMailbox { identity: self.identity });
        }
    }

    fn set_policy(&mut self, ctx: &mut Context, policy: AckPolicy) {
        if self.policy != policy {
            self.policy = policy;
            ctx.act(Action::SetAckPolicy { identity: self.identity, policy });
        }
    }

    fn note(&self, ctx: &mut Context, note: Note) {
        ctx.out.push(Order::Note(self.identity, note));
    }

    fn reserve_all(&mut self, ctx: &mut Context) {
        // 19: the arbiter first, then the other mailboxes, then data disks; the same order on both nodes.
        let mut disks: Vec<DiskIndex> = self.members.iter().collect();
        let data = ctx.disks.disks.iter().enumerate().filter(|(_, role)| role.data).map(|(i, _)| i as DiskIndex);
        disks.extend(data.filter(|i| !self.members.contains(*i)));
        ctx.act(Action::Reserve { identity: self.identity, disks });
    }

    fn release_all(&mut self, ctx: &mut Context) {
        let disks = (0..ctx.disks.disks.len() as DiskIndex).collect();
        ctx.act(Action::Release { identity: self.identity, disks });
    }

    /// Gives everything up: drop the engine, release what is held, be passive.
    fn become_standby(&mut self, ctx: &mut Context, region_lost: bool) {
        self.drop_service(ctx);
        self.release_all(ctx);
        self.record = None;
        self.phase = Phase::Standby { region_lost };
    }

    /// Accept clients' input; what leaves is decided by the policy alone.
    fn serve(&mut self, ctx: &mut Context) {
        if !self.serving {
            self.serving = true;
            ctx.act(Action::Serve { identity: self.identity });
        }
    }

    fn drop_service(&mut self, ctx: &mut Context) {
        self.set_policy(ctx, AckPolicy::Paused);
        if self.restored {
            self.restored = false;
            self.serving = false;
            ctx.act(Action::StopServing { identity: self.identity });
        }
    }

    /// Only the partner or an operator can go on. Reservations stay: nobody else shall write.
    fn stop(&mut self, ctx: &mut Context, why: Waiting) {
        self.drop_service(ctx);
        self.note(ctx, Note::WaitsForOperator(why));
        self.phase = Phase::Stopped(why);
    }

    // Mailbox writes.

    fn on_written(&mut self, slot: Slot, disk: DiskIndex, result: DiskResult) {
        let asked = |w: &&mut Writing| w.slot == slot && (disk as usize) < DISKS_MAX && w.pending & 1 << disk != 0;
        let Some(writing) = self.writing.as_mut().filter(asked) else { return };
        writing.pending &= !(1 << disk);
        match result {
            DiskResult::Ok => writing.ok |= 1 << disk,
            DiskResult::Refused => writing.refused = true,
            DiskResult::Failed => {}
        }
    }

    fn begin_writing(&mut self, slot: Slot, disks: &[DiskIndex]) {
        let pending = disks.iter().fold(0, |mask, disk| mask | 1 << disk);
        self.writing = Some(Writing { slot, pending, ok: 0, refused: false, consumed: false });
    }

    fn write_record(&mut self, ctx: &mut Context, record: Record, epoch: Epoch, disks: Vec<DiskIndex>) {
        self.begin_writing(Slot::Record, &disks);
        ctx.out.push(Order::Record { identity: self.identity, record, epoch, disks });
    }

    fn write_promise(&mut self, ctx: &mut Context, promise: Epoch, epoch: Epoch, disks: Vec<DiskIndex>) {
        self.begin_writing(Slot::Promise, &disks);
        ctx.out.push(Order::Promise { identity: self.identity, promise, epoch, disks });
    }

    /// Mailbox disks this node holds and may write to.
    fn held(&self, view: &View) -> Vec<DiskIndex> {
        let held = |i: &DiskIndex| view.disk(*i).is_some_and(|d| d.holder == Holder::Me);
        self.writable.iter().filter(held).collect()
    }

    /// What records say of the mailboxes: 0 while they are those of the configuration.
    fn mailboxes(&self, ctx: &Context) -> u8 {
        if self.members == Members::configured(ctx.disks) {
            0
        } else {
            self.members.0
        }
    }

    fn progress(&self) -> Progress {
        let Some(writing) = &self.writing else { return Progress::Idle };
        let majority = writing.ok.count_ones() as usize >= self.members.majority();
        match (writing.pending, writing.refused) {
            (0, true) => Progress::Refused,
            (_, false) if majority && !writing.consumed => Progress::Majority,
            (0, false) if majority => Progress::Idle,
            (0, false) => Progress::Failed,
            _ => Progress::Pending,
        }
    }

    /// The majority of the write under way has been made use of.
    fn consume(&mut self) {
        if let Some(writing) = &mut self.writing {
            writing.consumed = true;
            if writing.pending == 0 {
                self.writing = None;
            }
        }
    }

    /// Every disk of the write under way has answered.
    fn settled(&self) -> bool {
        self.writing.as_ref().is_none_or(|w| w.pending == 0)
    }

    /// Forgets a write that is settled. Gives whether nothing is under way.
    fn settle(&mut self) -> bool {
        if self.writing.as_ref().is_some_and(|w| w.pending == 0) {
            self.writing = None;
        }
        self.writing.is_none()
    }

    // Regions.

    /// The chain for a region that follows the one that is open in LOCAL (28). `None`: too long.
    fn chain_after_own(&self) -> Option<Vec<ChainLink>> {
        let nv = self.nv.as_ref()?;
        let link = |epoch, card, area, first, last| ChainLink { epoch, card, area, first, last };
        let mut chain = vec![link(nv.epoch, nv.card, crate::types::Area::Local, nv.first, nv.first.previous())];
        if self.cp.epoch < nv.epoch {
            chain.extend(nv.chain.iter().filter(|l| l.epoch >= self.cp.epoch));
        }
        (chain.len() <= CHAIN_MAX).then_some(chain)
    }

    /// Takes over what the node filled in when it opened the region: its first position, and where the one before ends.
    fn region_opened(&mut self, last: Position) {
        if let Some(nv) = &mut self.nv {
            nv.first = last.next();
            if let Some(link) = nv.chain.first_mut() {
                link.last = last;
            }
        }
    }
}

impl CpMark {
    /// The later of two consistency points.
    fn max_by_progress(self, other: CpMark) -> CpMark {
        if (other.epoch, other.position) > (self.epoch, self.position) {
            other
        } else {
            self
        }
    }
}
