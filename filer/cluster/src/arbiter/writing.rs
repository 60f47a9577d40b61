//! Writing a record or a promise to the mailboxes: the answers of the disks come one by one, and a majority is what counts.

use super::{Arbiter, Context, Order};
use crate::config::DISKS_MAX;
use crate::event::{DiskResult, Holder, Slot};
use crate::members::Members;
use crate::record::Record;
use crate::types::{DiskIndex, Epoch};
use crate::view::View;

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

impl Arbiter {
    pub(super) fn on_written(&mut self, slot: Slot, disk: DiskIndex, result: DiskResult) {
        let asked = |w: &&mut Writing| w.slot == slot && (disk as usize) < DISKS_MAX && w.pending & 1 << disk != 0;
        let Some(writing) = self.writing.as_mut().filter(asked) else { return };
        writing.pending &= !(1 << disk);
        match result {
            DiskResult::Ok => writing.ok |= 1 << disk,
            DiskResult::Refused => writing.refused = true,
            DiskResult::Failed => {}
        }
    }

    pub(super) fn begin_writing(&mut self, slot: Slot, disks: &[DiskIndex]) {
        let pending = disks.iter().fold(0, |mask, disk| mask | 1 << disk);
        self.writing = Some(Writing { slot, pending, ok: 0, refused: false, consumed: false });
    }

    pub(super) fn write_record(&mut self, ctx: &mut Context, record: Record, epoch: Epoch, disks: Vec<DiskIndex>) {
        self.begin_writing(Slot::Record, &disks);
        ctx.out.push(Order::Record { identity: self.identity, record, epoch, disks });
    }

    pub(super) fn write_promise(&mut self, ctx: &mut Context, promise: Epoch, epoch: Epoch, disks: Vec<DiskIndex>) {
        self.begin_writing(Slot::Promise, &disks);
        ctx.out.push(Order::Promise { identity: self.identity, promise, epoch, disks });
    }

    /// Mailbox disks this node holds and may write to.
    pub(super) fn held(&self, view: &View) -> Vec<DiskIndex> {
        let held = |i: &DiskIndex| view.disk(*i).is_some_and(|d| d.holder == Holder::Me);
        self.writable.iter().filter(held).collect()
    }

    /// What records say of the mailboxes: 0 while they are those of the configuration.
    pub(super) fn mailboxes(&self, ctx: &Context) -> u8 {
        if self.members == Members::configured(ctx.disks) {
            0
        } else {
            self.members.0
        }
    }

    pub(super) fn progress(&self) -> Progress {
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
    pub(super) fn consume(&mut self) {
        if let Some(writing) = &mut self.writing {
            writing.consumed = true;
            if writing.pending == 0 {
                self.writing = None;
            }
        }
    }

    /// Every disk of the write under way has answered.
    pub(super) fn settled(&self) -> bool {
        self.writing.as_ref().is_none_or(|w| w.pending == 0)
    }

    /// Forgets a write that is settled. Gives whether nothing is under way.
    pub(super) fn settle(&mut self) -> bool {
        if self.writing.as_ref().is_some_and(|w| w.pending == 0) {
            self.writing = None;
        }
        self.writing.is_none()
    }
}
