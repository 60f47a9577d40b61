//! Being taken over, and coming back after a reboot: `arbitration.md` 24 to 31.

use super::{Arbiter, Context, Input, Mode, Note, Own, Phase, Progress, Waiting};
use crate::action::{AckPolicy, Action};
use crate::event::{Slot, Survey};
use crate::judge::Contest;
use crate::nv::{Flag, IdentityNv};
use crate::plan::{self, PlanError};
use crate::record::{Kind, Predecessor, Record};
use crate::types::{DiskIndex, Epoch, Position};
use crate::view::View;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ContestStep {
    /// 24: the own write has to settle first.
    Settle,
    /// 24: read.
    Read,
    /// 25: the other node is at it; read again until it gave up or the wait is over.
    Wait,
    /// 25: preempting everything.
    Reserve,
    /// 26: read again while holding.
    Check,
    /// 31: what is there to restore.
    Survey,
    Restore,
    /// 28: the new region in NVRAM first.
    Open,
    /// 28: CLAIM.
    Write,
    /// 31: going on in the region that is there.
    Reopen,
    /// Stopping as soon as the own write is settled.
    Leave,
}

/// An owner that has to find out whether it still is one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ContestState {
    pub step: ContestStep,
    /// The epoch it owns; 0: the identity never had an owner.
    mine: Epoch,
    /// The state is not in memory: after a reboot.
    restore: bool,
    virgin: bool,
    /// 13: raise the epoch whatever is found.
    force_claim: bool,
    /// 25: waited long enough.
    patience_over: bool,
    /// How it ran before.
    before: Mode,
    claim: bool,
    /// The epoch a CLAIM would have, from the reading under 26; and the epoch mailbox writes carry until then.
    claim_epoch: Option<Epoch>,
    write_epoch: Epoch,
    held: Vec<DiskIndex>,
}

impl ContestState {
    pub(super) fn restores(&self) -> bool {
        self.restore
    }

    /// Whether it waits for the other node (25).
    pub fn waits(&self) -> bool {
        self.step == ContestStep::Wait && !self.patience_over
    }
}

impl Arbiter {
    /// 9: a write was refused or a reservation is missing: pause, read.
    pub(super) fn begin_contest(&mut self, ctx: &mut Context, force_claim: bool) {
        let Phase::Own(own) = &self.phase else { return };
        let before = own.mode;
        let mine = self.epoch();
        // Whoever goes on after all accepts input again, also by a CLAIM.
        self.serving &= !before.leaves();
        self.set_policy(ctx, AckPolicy::Paused);
        ctx.act(Action::SuspendWrites { identity: self.identity });
        if !force_claim {
            self.note(ctx, Note::ReservationLost { epoch: mine });
        }
        self.enter_contest(ctx, mine, before, false, false, force_claim);
    }

    /// 31: a rebooting owner has the same questions, and its state to restore.
    pub(super) fn begin_contest_from_boot(&mut self, ctx: &mut Context, mine: Epoch, virgin: bool) {
        self.enter_contest(ctx, mine, Mode::Paused, true, virgin, false);
    }

    fn enter_contest(
        &mut self,
        ctx: &mut Context,
        mine: Epoch,
        before: Mode,
        restore: bool,
        virgin: bool,
        force_claim: bool,
    ) {
        self.phase = Phase::Contest(ContestState {
            step: ContestStep::Settle,
            mine,
            restore,
            virgin,
            force_claim,
            patience_over: false,
            before,
            claim: false,
            claim_epoch: None,
            write_epoch: Epoch(0),
            held: Vec::new(),
        });
        self.contest_advance(ctx);
    }

    fn contest_mut(&mut self) -> Option<&mut ContestState> {
        match &mut self.phase {
            Phase::Contest(contest) => Some(contest),
            _ => None,
        }
    }

    fn contest_step(&mut self, step: ContestStep) {
        if let Some(contest) = self.contest_mut() {
            contest.step = step;
        }
    }

    pub(super) fn contest_read(&mut self, ctx: &mut Context, view: &View) {
        let Phase::Contest(contest) = &self.phase else { return };
        let (step, mine) = (contest.step, contest.mine);
        let judge = self.judge(ctx);
        match step {
            ContestStep::Read | ContestStep::Wait => {
                if !judge.majority_readable(view) {
                    // Read again at the next poll.
                    return self.contest_step(ContestStep::Wait);
                }
                if judge.overtaken(view, mine) {
                    return self.leave(ctx);
                }
                if judge.holds_all_readable(view) {
                    return self.check(ctx, view);
                }
                if judge.contested(view) && !contest.patience_over {
                    return self.contest_step(ContestStep::Wait);
                }
                self.contest_step(ContestStep::Reserve);
                self.reserve_all(ctx);
            }
            ContestStep::Check => self.check(ctx, view),
            _ => {}
        }
    }

    /// 26 and 27, on a reading made while holding.
    fn check(&mut self, ctx: &mut Context, view: &View) {
        let Phase::Contest(contest) = &self.phase else { return };
        let judge = self.judge(ctx);
        let decision = judge.contest(view, contest.mine);
        let floor = view.highest_epoch().max(self.epoch()).max(self.fence.epoch).max(ctx.partner_fence);
        let claim_epoch = if ctx.safe.parity { ctx.node.epoch_above(floor) } else { floor.0.checked_add(1).map(Epoch) };
        let (held, write_epoch) = (self.held(view), view.write_epoch());
        let sequence = view.sequence(ctx.node, contest.mine);
        // A region that was opened for a CLAIM that never was written: its number may be too low by now.
        let unfinished_claim = self.epoch() > contest.mine;
        let (restore, forced) = (contest.restore, contest.force_claim || contest.virgin || unfinished_claim);
        match decision {
            Contest::NotHeld => return self.contest_step(ContestStep::Wait),
            Contest::Stop => return self.leave(ctx),
            Contest::Claim | Contest::Resume => {}
        }
        let claim = forced || decision == Contest::Claim;
        if claim && claim_epoch.is_none() {
            return self.stop(ctx, Waiting::Exhausted);
        }
        if restore && !ctx.safe.sequence_in_nvram {
            if let (Some(nv), Some(sequence)) = (self.nv.as_mut(), sequence) {
                nv.seq = sequence;
            }
        }
        if let Some(contest) = self.contest_mut() {
            (contest.claim, contest.claim_epoch, contest.held) = (claim, claim_epoch, held);
            contest.write_epoch = write_epoch;
        }
        match (restore, claim) {
            (true, _) => {
                self.contest_step(ContestStep::Survey);
                ctx.act(Action::Survey { identity: self.identity });
            }
            // A CLAIM that was refused before: its region is there, and its number is still above everybody's.
            (false, true) if unfinished_claim && self.epoch() >= floor => self.write_claim(ctx),
            (false, true) => self.open_claim(ctx),
            (false, false) => self.resume(ctx),
        }
    }

    /// 27: nothing was tried: go on as before, rewriting an unfinished record.
    fn resume(&mut self, ctx: &mut Context) {
        let Phase::Contest(contest) = &self.phase else { return };
        let before = contest.before;
        let epoch = self.epoch();
        self.note(ctx, Note::Resumed { epoch });
        ctx.act(Action::ResumeWrites { identity: self.identity });
        match before {
            // The same record again, not a newer one: it may stand on a minority.
            Mode::Paused => self.phase = Phase::Own(Own::resuming(Mode::Paused)),
            Mode::Withdraw { .. } => {
                self.phase = Phase::Own(Own::new());
                self.own_pause(ctx);
            }
            Mode::Alone | Mode::Resync => {
                let mode = if before == Mode::Resync { Mode::Resync } else { Mode::Alone };
                self.phase = Phase::Own(Own::resuming(mode));
                let policy = AckPolicy::Local;
                self.set_policy(ctx, policy);
                self.contain_older_regions(ctx);
            }
            Mode::Mirrored | Mode::Drain | Mode::Yield | Mode::Park { .. } | Mode::Parked { .. } => {
                let mirrored = before.relies_on_mirror();
                self.phase = Phase::Own(Own::resuming(if mirrored { Mode::Mirrored } else { Mode::Alone }));
                if before != Mode::Mirrored {
                    if let Some(nv) = self.nv.as_mut() {
                        nv.flag = Flag::NonElective;
                        let nv = nv.clone();
                        ctx.act(Action::PersistIdentity { nv });
                    }
                    self.serve(ctx);
                }
                self.set_policy(ctx, if mirrored { AckPolicy::Mirrored } else { AckPolicy::Local });
                self.contain_older_regions(ctx);
            }
        }
    }

    /// 28: the region first, then the record.
    fn open_claim(&mut self, ctx: &mut Context) {
        let Phase::Contest(contest) = &self.phase else { return };
        let (Some(epoch), virgin) = (contest.claim_epoch, contest.virgin) else { return };
        let chain = if virgin { Some(Vec::new()) } else { self.chain_after_own() };
        let Some(chain) = chain else { return self.stop(ctx, Waiting::Exhausted) };
        let nv = IdentityNv {
            identity: self.identity,
            epoch,
            seq: 1,
            generation: 0,
            card: ctx.card,
            first: Position(1),
            chain,
            flag: Flag::NonElective,
        };
        self.nv = Some(nv.clone());
        self.note(ctx, Note::Claims { epoch });
        self.contest_step(ContestStep::Open);
        ctx.act(Action::OpenRegion { nv });
    }

    /// 28: the record, on every disk that is held.
    fn write_claim(&mut self, ctx: &mut Context) {
        let Phase::Contest(contest) = &self.phase else { return };
        let (held, write_epoch) = (contest.held.clone(), contest.write_epoch);
        self.contest_step(ContestStep::Write);
        if let Some(record) = self.record {
            self.write_record(ctx, record, write_epoch, held);
        }
    }

    pub(super) fn contest_input(&mut self, ctx: &mut Context, input: Input) {
        let Phase::Contest(contest) = &self.phase else { return };
        match (contest.step, input) {
            (ContestStep::Wait, Input::Poll) => self.look(ctx),
            (_, Input::PatienceOver) => {
                if let Some(contest) = self.contest_mut() {
                    contest.patience_over = true;
                }
                if matches!(&self.phase, Phase::Contest(c) if c.step == ContestStep::Wait) {
                    self.look(ctx);
                }
            }
            (ContestStep::Reserve, Input::Reserved(_)) if !ctx.safe.read_again && !contest.restore => {
                self.resume(ctx);
            }
            (ContestStep::Reserve, Input::Reserved(_)) => {
                self.contest_step(ContestStep::Check);
                self.read(ctx);
            }
            (ContestStep::Survey, Input::Surveyed(survey)) => self.contest_surveyed(ctx, &survey),
            (ContestStep::Restore, Input::Restored(result)) => {
                let Some(last) = result else {
                    self.restore_failed = true;
                    self.note(ctx, Note::RestoreFailed);
                    return self.stop(ctx, Waiting::Unrestorable);
                };
                self.note(ctx, Note::Restored { last });
                if contest.claim {
                    self.open_claim(ctx);
                } else {
                    let epoch = self.epoch();
                    self.contest_step(ContestStep::Reopen);
                    ctx.act(Action::ReopenRegion { identity: self.identity, epoch });
                }
            }
            (ContestStep::Open, Input::RegionOpened { epoch, last }) if Some(epoch) == contest.claim_epoch => {
                self.note(ctx, Note::Opened { epoch });
                self.region_opened(last);
                let predecessor = self.nv.as_ref().and_then(|nv| nv.chain.first()).map(|link| Predecessor {
                    epoch: link.epoch,
                    card: link.card,
                    area: link.area,
                    last: link.last,
                });
                let kind = Kind::MirrorLost;
                let (card, mailboxes) = (ctx.card, self.mailboxes(ctx));
                let record = Record { epoch, seq: 1, kind, generation: 0, card, mailboxes, predecessor };
                self.record = Some(record);
                self.write_claim(ctx);
            }
            (ContestStep::Reopen, Input::RegionOpened { epoch, .. }) if epoch == self.epoch() => {
                self.note(ctx, Note::Opened { epoch });
                if let Some(nv) = self.nv.as_mut() {
                    // S9: cleared after, together with the next sequence.
                    nv.flag = Flag::NonElective;
                }
                self.phase = Phase::Own(Own::new());
                ctx.act(Action::SuspendWrites { identity: self.identity });
                self.serve(ctx);
                self.own_pause(ctx);
            }
            _ => {}
        }
    }

    fn contest_surveyed(&mut self, ctx: &mut Context, survey: &Survey) {
        let Phase::Contest(contest) = &self.phase else { return };
        let virgin = contest.virgin;
        self.cp = survey.cp.unwrap_or_default();
        match if virgin { plan::virgin(survey) } else { plan::own(survey) } {
            Ok(plan) => {
                self.note(ctx, Note::Surveyed);
                self.restored = true;
                self.contest_step(ContestStep::Restore);
                ctx.act(Action::Restore { identity: self.identity, plan });
            }
            Err(PlanError::NoConsistencyPoint) => self.stop(ctx, Waiting::DataUnreadable { gone: false }),
            Err(_) if virgin => self.stop(ctx, Waiting::MailboxesEmpty),
            Err(_) => self.stop(ctx, Waiting::Unrestorable),
        }
    }

    /// 24 and 26: the other node has it. Stop, release what is held, be passive.
    fn leave(&mut self, ctx: &mut Context) {
        self.contest_step(ContestStep::Leave);
        self.contest_advance(ctx);
    }

    pub(super) fn contest_advance(&mut self, ctx: &mut Context) {
        let Phase::Contest(contest) = &self.phase else { return };
        let (step, mine) = (contest.step, contest.mine);
        match (step, self.progress()) {
            (ContestStep::Settle, _) if self.settle() => {
                self.contest_step(ContestStep::Read);
                self.read(ctx);
            }
            (ContestStep::Leave, _) if self.settle() => {
                self.note(ctx, Note::Stopped { epoch: mine });
                self.become_standby(ctx, false);
            }
            // 28: refused: 24, still as the owner of the epoch before. The state is in memory by now.
            (ContestStep::Write, Progress::Refused | Progress::Failed) => {
                self.enter_contest(ctx, mine, Mode::Paused, false, false, true);
            }
            (ContestStep::Write, Progress::Majority) => {
                self.consume();
                self.phase = Phase::Own(Own::new());
                self.confirm(ctx);
            }
            _ => {}
        }
        if self.writing.as_ref().is_some_and(|w| w.slot != Slot::Record) {
            self.settle();
        }
    }
}
