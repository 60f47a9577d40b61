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
mod words;
mod writing;

use crate::action::{AckPolicy, Action};
use crate::event::{CpMark, FenceState};
use crate::judge::{Judge, Verdict};
use crate::members::Members;
use crate::message::Role;
use crate::nv::{ChainLink, IdentityNv, CHAIN_MAX};
use crate::record::Record;
use crate::types::{DiskIndex, Epoch, Identity, Position};
use crate::view::View;
pub(crate) use contest::ContestState;
pub(crate) use own::{Mode, Own};
pub(crate) use take::Take;
pub(crate) use words::{Context, Input, Note, Order, Taking, Waiting};
pub(crate) use writing::{Progress, Writing};

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
            Phase::Stopped(why) => {
                // The partner may have taken over meanwhile (TAKE_ME): then this node is passive.
                let (why, mine) = (*why, self.epoch());
                if self.judge(ctx).overtaken(&view, mine) {
                    return self.become_standby(ctx, false);
                }
                match (why, view.answers(ctx.disks)) {
                    (Waiting::DataUnreadable { .. }, false) => {
                        self.phase = Phase::Stopped(Waiting::DataUnreadable { gone: true });
                    }
                    // It is back: as after a boot. One that answers and cannot be read would be tried without end.
                    (Waiting::DataUnreadable { gone: true }, true) => {
                        self.phase = Phase::Boot;
                        self.boot_read(ctx, &view);
                    }
                    _ => {}
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
            Phase::Stopped(
                Waiting::CannotLog | Waiting::RegionLost | Waiting::Unrestorable | Waiting::DataUnreadable { .. }
            ) | Phase::Standby { region_lost: true }
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
