//! Taking over: `arbitration.md` 19 to 23.

use super::{Arbiter, Context, Input, Note, Own, Phase, Progress, Taking, Waiting};
use crate::action::{Action, Plan};
use crate::event::Image;
use crate::judge::{Base, Verdict};
use crate::nv::{Flag, IdentityNv};
use crate::plan;
use crate::record::{Kind, Predecessor, Record};
use crate::status::Reason;
use crate::types::{DiskIndex, Epoch, Position};
use crate::view::View;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum TakeStep {
    /// 19: pre-read.
    Look,
    /// 19: arbiter, mailboxes, data disks.
    Reserve,
    /// 19: read again while holding.
    Read,
    /// 20: waiting for sealed.
    Fence,
    /// 20: reading what there is to restore.
    Survey,
    /// 21: INTENT.
    Intent,
    /// 21: COMMIT.
    Commit,
    /// 21: is everything still held? Writes are not refused on a disk that nobody holds.
    Confirm,
    /// 22.
    Restore,
    /// 22: the region in NVRAM.
    Open,
    /// Withdrawing as soon as the own write is settled.
    Abort(Reason),
}

/// A takeover under way.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Take {
    pub step: TakeStep,
    take: Taking,
    base: Option<Base>,
    /// The new epoch.
    epoch: Epoch,
    /// The epoch mailbox writes carry until then.
    write_epoch: Epoch,
    /// Mailbox disks that are held.
    held: Vec<DiskIndex>,
    plan: Option<Plan>,
    predecessor: Option<Predecessor>,
    /// Reservations may have been taken.
    disturbed: bool,
    /// This node was the last owner but cannot restore (see [`Phase::Standby`]).
    region_lost: bool,
}

impl Take {
    /// 39: an operator decided.
    pub fn is_forced(&self) -> bool {
        self.take == Taking::Force
    }
}

impl Arbiter {
    /// 19: begins with a look that costs the owner nothing.
    pub(super) fn begin_take(&mut self, ctx: &mut Context, take: Taking) {
        if self.cannot_log || !self.settle() {
            return;
        }
        self.phase = Phase::Take(Take {
            step: TakeStep::Look,
            take,
            base: None,
            epoch: Epoch(0),
            write_epoch: Epoch(0),
            held: Vec::new(),
            plan: None,
            predecessor: None,
            disturbed: false,
            region_lost: false,
        });
        self.read(ctx);
    }

    fn take_mut(&mut self) -> Option<&mut Take> {
        match &mut self.phase {
            Phase::Take(take) => Some(take),
            _ => None,
        }
    }

    fn take_step(&mut self, step: TakeStep) {
        if let Some(take) = self.take_mut() {
            take.step = step;
        }
    }

    /// Withdraws once the own write is settled.
    fn abort(&mut self, why: Reason) {
        self.take_step(TakeStep::Abort(why));
    }

    pub(super) fn take_read(&mut self, ctx: &mut Context, view: &View) {
        let Phase::Take(take) = &self.phase else { return };
        let (step, taking) = (take.step, take.take);
        let judge = self.judge(ctx);
        match step {
            TakeStep::Look if !judge.majority_readable(view) => self.abort(Reason::NoMajority),
            TakeStep::Look if taking == Taking::Force && !judge.majority_votes(view) => self.begin_reserve(ctx),
            TakeStep::Look => match judge.verdict(view, false) {
                Verdict::Own { epoch } if !(taking == Taking::Force && self.restore_failed) => {
                    self.begin_contest_from_boot(ctx, epoch, false)
                }
                Verdict::Take(Base::Image { .. }) | Verdict::Own { .. } | Verdict::OwnLost { .. }
                    if taking == Taking::Force =>
                {
                    self.begin_reserve(ctx)
                }
                Verdict::RanAlone { .. } | Verdict::Virgin if taking == Taking::Force => self.begin_reserve(ctx),
                Verdict::OwnLost { .. } => {
                    if let Some(take) = self.take_mut() {
                        take.region_lost = true;
                    }
                    self.abort(Reason::NvramNotInSync);
                }
                Verdict::RanAlone { .. } => self.abort(Reason::OwnerRanAlone),
                Verdict::Virgin if self.identity.home() == ctx.node => {
                    self.begin_contest_from_boot(ctx, Epoch(0), true);
                }
                Verdict::Virgin => self.abort(Reason::PartnerAlive),
                Verdict::Own { .. } => self.abort(Reason::NvramNotInSync),
                Verdict::Take(_) if taking == Taking::Own => self.abort(Reason::PartnerAlive),
                // 19: look at the own card first, so that what cannot succeed costs the owner nothing.
                Verdict::Take(Base::Image { .. }) if ctx.mirror.image != Image::InSync => {
                    self.abort(Reason::NvramNotInSync);
                }
                Verdict::Take(_) => self.begin_reserve(ctx),
            },
            TakeStep::Read => self.decide(ctx, view),
            TakeStep::Confirm if judge.holds_enough(view) => self.begin_restore(ctx),
            TakeStep::Confirm => self.abort(Reason::NoMajority),
            _ => {}
        }
    }

    fn begin_reserve(&mut self, ctx: &mut Context) {
        self.note(ctx, Note::AttemptBegins);
        if let Some(take) = self.take_mut() {
            take.step = TakeStep::Reserve;
            take.disturbed = true;
        }
        self.reserve_all(ctx);
    }

    /// 19: the second reading, while holding.
    fn decide(&mut self, ctx: &mut Context, view: &View) {
        let judge = self.judge(ctx);
        if !judge.holds_enough(view) {
            return self.abort(Reason::NoMajority);
        }
        let forced = matches!(&self.phase, Phase::Take(take) if take.take == Taking::Force);
        let usable = |base: &Base| matches!(base, Base::Commit { .. }) || ctx.mirror.image == Image::InSync;
        let base = match judge.verdict(view, true) {
            // What the mailboxes that lost their contents said may have been what mattered.
            _ if !judge.majority_votes(view) => Base::Forced,
            Verdict::Take(base) if !forced || (usable(&base) && !self.restore_failed) => base,
            // 19d.
            Verdict::Own { epoch } if !forced || !self.restore_failed => {
                return self.begin_contest_from_boot(ctx, epoch, false)
            }
            _ if forced => Base::Forced,
            Verdict::Take(base) => base,
            Verdict::Own { epoch } => return self.begin_contest_from_boot(ctx, epoch, false),
            Verdict::RanAlone { .. } => return self.abort(Reason::OwnerRanAlone),
            Verdict::OwnLost { .. } | Verdict::Virgin => return self.abort(Reason::NvramNotInSync),
        };
        // 4: above every record, promise and fence seen.
        let floor = view.highest_epoch().max(self.epoch()).max(self.fence.epoch).max(ctx.partner_fence);
        let next = if ctx.safe.parity { ctx.node.epoch_above(floor) } else { floor.0.checked_add(1).map(Epoch) };
        let Some(epoch) = next else { return self.abort(Reason::TooManyAttempts) };
        let base_epoch = match base {
            Base::Image { epoch, .. } => epoch,
            Base::Commit { predecessor } => predecessor.epoch,
            Base::Forced => view.highest_epoch(),
        };
        let held = self.held(view);
        let write_epoch = view.write_epoch();
        self.fence.fenced = true;
        self.fence.epoch = self.fence.epoch.max(base_epoch);
        let fence = self.fence.epoch;
        let Some(take) = self.take_mut() else { return };
        (take.base, take.epoch, take.write_epoch, take.held) = (Some(base), epoch, write_epoch, held);
        take.step = TakeStep::Fence;
        self.note(ctx, Note::Reserved);
        ctx.act(Action::Fence { identity: self.identity, epoch: fence });
    }

    pub(super) fn take_input(&mut self, ctx: &mut Context, input: Input) {
        let Phase::Take(take) = &self.phase else { return };
        match (take.step, input) {
            (TakeStep::Reserve, Input::Reserved(_)) => {
                self.take_step(TakeStep::Read);
                self.read(ctx);
            }
            (TakeStep::Fence, Input::FenceDone) => {
                self.note(ctx, Note::Fenced);
                self.take_step(TakeStep::Survey);
                ctx.act(Action::Survey { identity: self.identity });
            }
            (TakeStep::Survey, Input::Surveyed(survey)) => {
                let Some(base) = take.base else { return };
                self.cp = survey.cp.unwrap_or_default();
                let plan = match base {
                    Base::Forced => plan::force(&survey, ctx.card, self.restore_failed),
                    // 39: whatever there is, if the image proves to be less than it seemed.
                    base if take.is_forced() => plan::take(&survey, base, ctx.card)
                        .or_else(|_| plan::force(&survey, ctx.card, self.restore_failed)),
                    base => plan::take(&survey, base, ctx.card),
                };
                // Mailboxes that lost their contents do not show every epoch there was; the volume remembers one.
                let epoch =
                    if self.cp.epoch < take.epoch { Some(take.epoch) } else { ctx.node.epoch_above(self.cp.epoch) };
                match (plan, epoch) {
                    (Err(_), _) | (_, None) => self.abort(Reason::NvramNotInSync),
                    (Ok((plan, predecessor)), Some(epoch)) => {
                        self.note(ctx, Note::Surveyed);
                        let (write_epoch, held) = (take.write_epoch, take.held.clone());
                        if let Some(take) = self.take_mut() {
                            (take.plan, take.predecessor) = (Some(plan), Some(predecessor));
                            take.epoch = epoch;
                            take.step = TakeStep::Intent;
                        }
                        self.write_promise(ctx, epoch, write_epoch, held);
                    }
                }
            }
            (TakeStep::Restore, Input::Restored(result)) => self.take_restored(ctx, result),
            (TakeStep::Open, Input::RegionOpened { epoch, last }) if epoch == take.epoch => {
                self.note(ctx, Note::Opened { epoch });
                self.region_opened(last);
                self.phase = Phase::Own(Own::new());
                // 23: served with outputs paused; no consistency point of an epoch that is not yet MIRROR_LOST.
                ctx.act(Action::SuspendWrites { identity: self.identity });
                self.serve(ctx);
                self.own_pause(ctx);
            }
            _ => {}
        }
    }

    /// 22.
    fn begin_restore(&mut self, ctx: &mut Context) {
        let Phase::Take(take) = &self.phase else { return };
        let Some(plan) = take.plan.clone() else { return };
        self.take_step(TakeStep::Restore);
        self.restored = true;
        ctx.act(Action::Restore { identity: self.identity, plan });
    }

    fn take_restored(&mut self, ctx: &mut Context, result: Option<Position>) {
        let Phase::Take(take) = &self.phase else { return };
        let expected = take.plan.as_ref().map(|plan| plan.last);
        let Some(last) = result.filter(|last| Some(*last) == expected) else {
            self.restore_failed = true;
            self.note(ctx, Note::RestoreFailed);
            return self.abort(Reason::NvramNotInSync);
        };
        self.restore_failed = false;
        self.note(ctx, Note::Restored { last });
        let (epoch, card, predecessor) = (take.epoch, ctx.card, take.predecessor);
        let chain = take.plan.as_ref().map(|plan| plan.chain(card)).unwrap_or_default();
        if chain.len() > crate::nv::CHAIN_MAX {
            return self.stop(ctx, Waiting::Exhausted);
        }
        let nv = IdentityNv {
            identity: self.identity,
            epoch,
            seq: 0,
            generation: 0,
            card,
            first: last.next(),
            chain,
            flag: Flag::NonElective,
        };
        self.nv = Some(nv.clone());
        self.record = predecessor.map(|predecessor| self.commit(ctx, epoch, predecessor));
        self.take_step(TakeStep::Open);
        ctx.act(Action::OpenRegion { nv });
    }

    fn commit(&self, ctx: &Context, epoch: Epoch, predecessor: Predecessor) -> Record {
        let (card, mailboxes) = (ctx.card, self.mailboxes(ctx));
        Record { epoch, seq: 0, kind: Kind::Commit, generation: 0, card, mailboxes, predecessor: Some(predecessor) }
    }

    pub(super) fn take_advance(&mut self, ctx: &mut Context) {
        let Phase::Take(take) = &self.phase else { return };
        let (step, epoch, write_epoch, disturbed) = (take.step, take.epoch, take.write_epoch, take.disturbed);
        match (step, self.progress()) {
            (TakeStep::Intent | TakeStep::Commit, Progress::Refused | Progress::Failed) => {
                self.abort(Reason::NoMajority);
                self.take_advance(ctx);
            }
            (TakeStep::Intent, Progress::Majority) if self.settled() => {
                let (held, predecessor) = (take.held.clone(), take.predecessor);
                self.settle();
                self.note(ctx, Note::Promised { epoch });
                self.take_step(TakeStep::Commit);
                if let Some(predecessor) = predecessor {
                    let record = self.commit(ctx, epoch, predecessor);
                    self.write_record(ctx, record, write_epoch, held);
                }
            }
            (TakeStep::Commit, Progress::Majority) => {
                self.consume();
                self.note(ctx, Note::Committed { epoch });
                if ctx.safe.hold_after_commit {
                    self.take_step(TakeStep::Confirm);
                    self.read(ctx);
                } else {
                    self.begin_restore(ctx);
                }
            }
            (TakeStep::Abort(why), _) if self.settle() => {
                let region_lost = take_region_lost(&self.phase);
                self.note(ctx, Note::Withdrawn { why, disturbed });
                if disturbed {
                    self.become_standby(ctx, region_lost);
                } else {
                    self.phase = Phase::Standby { region_lost };
                }
            }
            _ => {}
        }
    }
}

fn take_region_lost(phase: &Phase) -> bool {
    matches!(phase, Phase::Take(take) if take.region_lost)
}
