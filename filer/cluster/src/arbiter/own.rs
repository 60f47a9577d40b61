//! Serving: `arbitration.md` 7 to 18, and the yielding side of 33.

use super::{Arbiter, Context, Input, Note, Phase, Progress};
use crate::action::{AckPolicy, Action};
use crate::event::Holder;
use crate::nv::Flag;
use crate::record::{Kind, Predecessor, Record};
use crate::types::DiskIndex;
use crate::view::{DiskState, View};

/// How an owner runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Mode {
    /// 10 and 11: nothing leaves until MIRROR_LOST is on a majority.
    Paused,
    /// 12: local durability is enough.
    Alone,
    /// 14 to 16: a resync runs; lone acknowledgements continue.
    Resync,
    /// 17 and 18: acknowledging by the mirror again; IN_SYNC is written once everything acknowledged is mirrored.
    Withdraw { covered: bool },
    /// 7.
    Mirrored,
    /// 33: finishing what is in progress.
    Drain,
    /// 33: drained and paused, the partner is asked to take over.
    Yield,
    /// S5: finishing what is in progress before a reboot.
    Park { mirrored: bool },
    /// S5: drained and paused, the flag is written: the process may end.
    Parked { mirrored: bool },
}

impl Mode {
    /// Whether the mode counts on the mirror, or is about to.
    pub fn relies_on_mirror(self) -> bool {
        match self {
            Mode::Paused | Mode::Alone => false,
            Mode::Resync | Mode::Withdraw { .. } | Mode::Mirrored | Mode::Drain | Mode::Yield => true,
            Mode::Park { mirrored } | Mode::Parked { mirrored } => mirrored,
        }
    }

    /// Whether new requests are held back because the identity is about to be left.
    pub fn leaves(self) -> bool {
        matches!(self, Mode::Drain | Mode::Yield | Mode::Park { .. } | Mode::Parked { .. })
    }
}

/// An owner.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Own {
    pub mode: Mode,
    /// The record of the mode (or, while verifying, any) is being written.
    begun: bool,
    /// Outputs are held until a mailbox write that began after a gap in running has succeeded (R7).
    verifying: bool,
    /// The newest record is missing on a mailbox that can be written: it is written to all of them again (M12).
    refreshing: bool,
    /// What was written allows outputs to leave once a reading that begins after it shows that everything is still held.
    confirming: bool,
    /// A mailbox without contents is being reserved (37, 38).
    reserving: bool,
}

impl Own {
    pub(super) fn new() -> Own {
        Own::resuming(Mode::Paused)
    }

    pub(super) fn resuming(mode: Mode) -> Own {
        Own { mode, begun: false, verifying: false, refreshing: false, confirming: false, reserving: false }
    }
}

impl Arbiter {
    fn own_mut(&mut self) -> Option<&mut Own> {
        match &mut self.phase {
            Phase::Own(own) => Some(own),
            _ => None,
        }
    }

    fn own_mode(&mut self, mode: Mode) {
        if let Some(own) = self.own_mut() {
            own.mode = mode;
            own.begun = false;
            own.confirming = false;
        }
    }

    /// MIRROR_LOST or a CLAIM of the present epoch is on a majority; or, after a gap in running, any record.
    pub(super) fn confirm(&mut self, ctx: &mut Context) {
        if !ctx.safe.hold_before_alone {
            return self.confirmed(ctx);
        }
        if let Some(own) = self.own_mut() {
            own.confirming = true;
        }
        self.read(ctx);
    }

    fn confirmed(&mut self, ctx: &mut Context) {
        let Some(own) = self.own_mut() else { return };
        (own.confirming, own.verifying) = (false, false);
        match own.mode {
            Mode::Paused => self.run_alone(ctx),
            _ => self.own_policy(ctx),
        }
    }

    /// Makes the next record of this epoch; its sequence is in NVRAM before any disk sees it (3).
    pub(super) fn next_record(&mut self, ctx: &mut Context, kind: Kind) {
        let Some(nv) = &mut self.nv else { return };
        nv.seq += 1;
        let predecessor = nv.chain.first().map(|link| Predecessor {
            epoch: link.epoch,
            card: link.card,
            area: link.area,
            last: link.last,
        });
        let generation = if kind == Kind::InSync { nv.generation } else { 0 };
        let nv = nv.clone();
        let (epoch, seq, card, mailboxes) = (nv.epoch, nv.seq, nv.card, self.mailboxes(ctx));
        self.record = Some(Record { epoch, seq, kind, generation, card, mailboxes, predecessor });
        ctx.act(Action::PersistIdentity { nv });
    }

    /// 10 and 11: pause, and write MIRROR_LOST.
    pub(super) fn own_pause(&mut self, ctx: &mut Context) {
        self.set_policy(ctx, AckPolicy::Paused);
        self.next_record(ctx, Kind::MirrorLost);
        self.own_mode(Mode::Paused);
    }

    /// Ends a drain that came to nothing.
    fn undrain(&mut self, ctx: &mut Context) {
        let Phase::Own(own) = &self.phase else { return };
        if own.mode.leaves() {
            if self.nv.as_ref().is_some_and(|nv| nv.flag != Flag::NonElective) {
                self.flag(ctx, Flag::NonElective);
            }
            ctx.act(Action::ResumeWrites { identity: self.identity });
            ctx.act(Action::Serve { identity: self.identity });
        }
    }

    fn own_policy(&mut self, ctx: &mut Context) {
        let Phase::Own(own) = &self.phase else { return };
        let policy = match own.mode {
            _ if own.verifying => AckPolicy::Paused,
            Mode::Paused | Mode::Yield | Mode::Parked { .. } => AckPolicy::Paused,
            Mode::Alone | Mode::Resync | Mode::Park { mirrored: false } => AckPolicy::Local,
            Mode::Withdraw { .. } if !ctx.safe.mirrored_while_withdrawing => AckPolicy::Local,
            Mode::Withdraw { .. } | Mode::Mirrored | Mode::Drain | Mode::Park { mirrored: true } => AckPolicy::Mirrored,
        };
        self.set_policy(ctx, policy);
    }

    pub(super) fn own_input(&mut self, ctx: &mut Context, input: Input) {
        let Phase::Own(own) = &self.phase else { return };
        match (own.mode, input) {
            (_, Input::WriteRefused) => return self.begin_contest(ctx, false),
            (_, Input::Verify) => {
                if let Some(own) = self.own_mut() {
                    // A reading from before the gap confirms nothing.
                    (own.verifying, own.confirming) = (true, false);
                }
            }
            (_, Input::Check) => self.look(ctx),
            (_, Input::Reserved(_)) => {
                if let Some(own) = self.own_mut() {
                    own.reserving = false;
                }
                self.look(ctx);
            }
            (Mode::Mirrored | Mode::Alone, Input::Replace { failed, spare }) => self.replace(ctx, failed, spare),
            (Mode::Yield, Input::PatienceOver) => return self.begin_contest(ctx, false),
            (Mode::Yield, Input::Poll) => self.look(ctx),
            (_, Input::Poll) => {
                if own.confirming {
                    self.look(ctx);
                }
                // A write that failed is written again.
                if self.progress() == Progress::Failed {
                    self.settle();
                    if let Some(own) = self.own_mut() {
                        own.begun = false;
                    }
                }
            }
            // 34: the taker's fence (20) ends the mirror, and that is no reason to serve again: nothing is acknowledged while
            // yielding. Whoever goes on after all finds then that the mirror is lost (`Core::pump_stray`).
            (Mode::Yield, Input::MirrorLost) => return,
            (mode, Input::MirrorLost) if mode != Mode::Resync && mode.relies_on_mirror() => {
                let epoch = self.epoch();
                self.note(ctx, Note::MirrorLost { epoch });
                self.undrain(ctx);
                self.own_pause(ctx);
            }
            (Mode::Resync, Input::MirrorLost) => self.own_mode(Mode::Alone),
            (Mode::Alone, Input::ClaimOverFence) if ctx.safe.claim => return self.begin_contest(ctx, true),
            (Mode::Alone, Input::ResyncBegun) => {
                if let Some(nv) = &mut self.nv {
                    nv.generation += 1;
                    let nv = nv.clone();
                    ctx.act(Action::PersistIdentity { nv });
                }
                self.own_mode(Mode::Resync);
            }
            (Mode::Resync, Input::Synced) => {
                self.own_mode(Mode::Withdraw { covered: false });
                if !ctx.safe.cover_before_withdrawing {
                    self.withdraw_loss(ctx);
                }
            }
            (Mode::Withdraw { covered: false }, Input::AckCovered) => self.withdraw_loss(ctx),
            (Mode::Mirrored, Input::Yield { drain: true }) => {
                self.own_mode(Mode::Drain);
                ctx.act(Action::Drain { identity: self.identity });
            }
            // What is in progress is in the log; the partner replays it.
            (Mode::Mirrored | Mode::Drain, Input::Yield { drain: false }) => self.yield_now(ctx),
            (Mode::Drain, Input::Drained) => {
                self.flag(ctx, Flag::ElectiveTakeover);
                self.yield_now(ctx);
            }
            (Mode::Mirrored | Mode::Alone, Input::Park) => {
                self.own_mode(Mode::Park { mirrored: own.mode == Mode::Mirrored });
                ctx.act(Action::Drain { identity: self.identity });
            }
            (Mode::Park { mirrored }, Input::Drained) => {
                let epoch = self.epoch();
                self.flag(ctx, Flag::ElectiveReboot);
                ctx.act(Action::SuspendWrites { identity: self.identity });
                self.own_mode(Mode::Parked { mirrored });
                self.note(ctx, Note::Parked { epoch });
            }
            (Mode::Drain | Mode::Park { .. } | Mode::Parked { .. }, Input::Unyield) => {
                let mirrored = own.mode.relies_on_mirror();
                self.undrain(ctx);
                self.own_mode(if mirrored { Mode::Mirrored } else { Mode::Alone });
            }
            (Mode::Yield, Input::Unyield) => return self.begin_contest(ctx, false),
            _ => {}
        }
        self.own_policy(ctx);
    }

    /// S9: how the identity is being left; in NVRAM, and with a mirror in the partner's, before anything else happens.
    fn flag(&mut self, ctx: &mut Context, flag: Flag) {
        if let Some(nv) = &mut self.nv {
            nv.flag = flag;
            let nv = nv.clone();
            ctx.act(Action::PersistIdentity { nv });
        }
    }

    /// 33: paused; the partner is asked to take over.
    fn yield_now(&mut self, ctx: &mut Context) {
        let epoch = self.epoch();
        ctx.act(Action::SuspendWrites { identity: self.identity });
        self.own_mode(Mode::Yield);
        self.note(ctx, Note::Yielding { epoch });
    }

    /// 18: everything acknowledged is mirrored; write IN_SYNC.
    fn withdraw_loss(&mut self, ctx: &mut Context) {
        self.next_record(ctx, Kind::InSync);
        self.own_mode(Mode::Withdraw { covered: true });
    }

    /// M12: the same statement under the new set of mailboxes, to all that stay; the spare follows when they show it.
    fn replace(&mut self, ctx: &mut Context, failed: DiskIndex, spare: DiskIndex) {
        let Some(record) = self.record.filter(|_| self.settled()) else { return };
        let role = |disk: DiskIndex| ctx.disks.disks.get(disk as usize);
        let fits = self.members.contains(failed) && !self.members.contains(spare) && role(spare).is_some();
        // One change at a time: the one before is on every disk.
        if !fits || self.writable != self.members || role(failed).is_some_and(|role| role.data) {
            return;
        }
        self.members = self.members.without(failed).with(spare);
        self.writable = if ctx.safe.admit_last { self.members.without(spare) } else { self.members };
        let epoch = self.epoch();
        self.note(ctx, Note::Replaces { epoch, failed, spare });
        self.next_record(ctx, record.kind);
        if let Some(own) = self.own_mut() {
            own.refreshing = true;
        }
        self.reserve_blank(ctx, vec![spare]);
    }

    /// A mailbox without contents that nobody holds says nothing about who serves: it is taken, so that it can be filled (37, 38).
    fn reserve_blank(&mut self, ctx: &mut Context, disks: Vec<DiskIndex>) {
        let identity = self.identity;
        if let Some(own) = self.own_mut().filter(|own| !own.reserving && !disks.is_empty()) {
            own.reserving = true;
            ctx.act(Action::Reserve { identity, disks });
        }
    }

    /// A reading while serving: is a reservation missing (9)?
    pub(super) fn own_read(&mut self, ctx: &mut Context, view: &View) {
        let data = |i: DiskIndex| ctx.disks.disks.get(i as usize).is_some_and(|role| role.data);
        let blank = |i: &DiskIndex| view.blank(*i) && !data(*i) && view.holder(*i) == Some(Holder::Nobody);
        let free: Vec<DiskIndex> = self.members.iter().filter(blank).collect();
        let lacks = |(i, d): (DiskIndex, &DiskState)| d.holder != Holder::Me && !free.contains(&i);
        let missing = self.judge(ctx).needed(view).any(lacks);
        if !missing {
            self.reserve_blank(ctx, free);
        }
        let Phase::Own(own) = &self.phase else { return };
        if own.mode == Mode::Yield {
            let judge = self.judge(ctx);
            if judge.overtaken(view, self.epoch()) {
                // 34 did its work: the partner has it.
                let epoch = self.epoch();
                self.note(ctx, Note::Stopped { epoch });
                if self.settled() {
                    self.become_standby(ctx, false);
                }
            } else if missing && !judge.contested(view) {
                // The taker has given up: its reservations are released.
                self.begin_contest(ctx, false);
            }
        } else if missing {
            self.begin_contest(ctx, false);
        } else if own.confirming {
            if self.judge(ctx).holds_enough(view) {
                self.confirmed(ctx);
            }
        } else if self.settled() && !own.begun && view.behind(self.writable, ctx.node, self.record) {
            if let Some(own) = self.own_mut() {
                own.refreshing = true;
            }
        }
    }

    pub(super) fn own_advance(&mut self, ctx: &mut Context) {
        let Phase::Own(own) = &self.phase else { return };
        let progress = self.progress();
        if progress == Progress::Refused {
            return self.begin_contest(ctx, false);
        }
        let record_due = match own.mode {
            Mode::Paused => !own.confirming,
            Mode::Withdraw { covered: true } => true,
            _ => own.refreshing,
        };
        if own.begun && progress == Progress::Majority {
            let confirms = own.mode == Mode::Paused || own.verifying && !record_due;
            self.consume();
            if let Some(own) = self.own_mut() {
                own.begun = false;
                own.refreshing = false;
            }
            if confirms {
                self.confirm(ctx);
            } else if matches!(&self.phase, Phase::Own(own) if own.mode == (Mode::Withdraw { covered: true })) {
                let epoch = self.epoch();
                self.note(ctx, Note::RunsMirrored { epoch });
                self.own_mode(Mode::Mirrored);
            }
            self.own_policy(ctx);
            return self.own_advance(ctx);
        }
        if !own.begun && (record_due || own.verifying && !own.confirming) && self.settle() {
            if let Some(record) = self.record {
                let disks: Vec<DiskIndex> = self.writable.iter().collect();
                self.write_record(ctx, record, record.epoch, disks);
                if let Some(own) = self.own_mut() {
                    own.begun = true;
                }
            }
        }
        if !matches!(&self.phase, Phase::Own(own) if own.begun) {
            self.settle();
        }
    }

    /// 12: MIRROR_LOST is on a majority.
    pub(super) fn run_alone(&mut self, ctx: &mut Context) {
        let epoch = self.epoch();
        self.note(ctx, Note::RunsAlone { epoch });
        self.own_mode(Mode::Alone);
        self.serve(ctx);
        ctx.act(Action::ResumeWrites { identity: self.identity });
        self.own_policy(ctx);
        self.contain_older_regions(ctx);
    }

    /// 14: a consistency point that contains all older regions.
    pub(super) fn contain_older_regions(&mut self, ctx: &mut Context) {
        if !self.older_regions_contained() {
            ctx.act(Action::RunCp { identity: self.identity });
        }
    }

    /// 14: nothing but the present region is needed beside the consistency point.
    pub fn older_regions_contained(&self) -> bool {
        self.nv.as_ref().is_none_or(|nv| nv.chain.is_empty() || self.cp.epoch >= nv.epoch)
    }
}
