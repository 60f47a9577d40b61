//! MIRRORED: turns receipts of acknowledged frames into watermarks.
//!
//! A mark counts once the frame of the line is stored at the partner, only while MIRRORING, and only while the partner's acks
//! come from a card that is ARMED. Else the newest mark of each queue is remembered, and reported when the host accepts the
//! mirror or an armed ack covers it. Marks of a queue whose frames the partner drops never count: its acks cover
//! frames that it has not stored. A queue whose
//! position was set anew is void until the partner has acknowledged the new position: marks still on their way belong
//! to the old one.

use crate::frame::Receipt;
use rust_hdl::prelude::*;

/// See the module.
#[derive(LogicBlock)]
pub struct Marks {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    pub retire: Signal<In, Bit>,
    pub receipt: Signal<In, Receipt>,
    /// The session is over.
    pub flush: Signal<In, Bit>,
    /// The position of queue 0 or 1 was set.
    pub changed0: Signal<In, Bit>,
    pub changed1: Signal<In, Bit>,
    /// The queues are open.
    pub enable0: Signal<In, Bit>,
    pub enable1: Signal<In, Bit>,
    /// Bit n: a QUEUE frame of queue n was put into the outbox.
    pub declared: Signal<In, Bits<2>>,
    pub mirroring: Signal<In, Bit>,
    /// The newest ack came from an armed card.
    pub armed: Signal<In, Bit>,
    /// Bit n: the partner has dropped frames of queue n in this session.
    pub refused: Signal<In, Bits<2>>,
    /// The host accepts the mirror.
    pub accepted: Signal<In, Bit>,
    pub mirrored_valid: Signal<Out, Bit>,
    pub mirrored_queue: Signal<Out, Bits<6>>,
    pub mirrored_mark: Signal<Out, Bits<48>>,
    /// SYNC_START and SYNC_DONE were acknowledged.
    pub start_retired: Signal<Out, Bit>,
    pub done_retired: Signal<Out, Bit>,
    mark0: DFF<Bits<48>>,
    mark1: DFF<Bits<48>>,
    good0: DFF<Bit>,
    good1: DFF<Bit>,
    /// The position was set and the QUEUE frame is not yet in the outbox.
    waits0: DFF<Bit>,
    waits1: DFF<Bit>,
    /// QUEUE frames in the outbox.
    open0: DFF<Bits<8>>,
    open1: DFF<Bits<8>>,
    emit0: DFF<Bit>,
    emit1: DFF<Bit>,
    out_valid: DFF<Bit>,
    out_queue: DFF<Bits<6>>,
    out_mark: DFF<Bits<48>>,
    /// What is reported of the queue now would be of a position that does not hold any more.
    void0: Signal<Local, Bit>,
    void1: Signal<Local, Bit>,
    counts: Signal<Local, Bit>,
    kind: Signal<Local, Bits<4>>,
    queue: Signal<Local, Bits<6>>,
    mark: Signal<Local, Bits<48>>,
    is_line: Signal<Local, Bit>,
    is_queue: Signal<Local, Bit>,
    line0: Signal<Local, Bit>,
    line1: Signal<Local, Bit>,
    queue0: Signal<Local, Bit>,
    queue1: Signal<Local, Bit>,
    kind_queue: Constant<Bits<4>>,
    kind_sync_start: Constant<Bits<4>>,
    kind_sync_done: Constant<Bits<4>>,
}

impl Default for Marks {
    fn default() -> Self {
        Marks {
            clock: Default::default(),
            reset: Default::default(),
            retire: Default::default(),
            receipt: Default::default(),
            flush: Default::default(),
            changed0: Default::default(),
            changed1: Default::default(),
            enable0: Default::default(),
            enable1: Default::default(),
            void0: Default::default(),
            void1: Default::default(),
            counts: Default::default(),
            declared: Default::default(),
            mirroring: Default::default(),
            armed: Default::default(),
            refused: Default::default(),
            accepted: Default::default(),
            mirrored_valid: Default::default(),
            mirrored_queue: Default::default(),
            mirrored_mark: Default::default(),
            start_retired: Default::default(),
            done_retired: Default::default(),
            mark0: Default::default(),
            mark1: Default::default(),
            good0: Default::default(),
            good1: Default::default(),
            waits0: Default::default(),
            waits1: Default::default(),
            open0: Default::default(),
            open1: Default::default(),
            emit0: Default::default(),
            emit1: Default::default(),
            out_valid: Default::default(),
            out_queue: Default::default(),
            out_mark: Default::default(),
            kind: Default::default(),
            queue: Default::default(),
            mark: Default::default(),
            is_line: Default::default(),
            is_queue: Default::default(),
            line0: Default::default(),
            line1: Default::default(),
            queue0: Default::default(),
            queue1: Default::default(),
            kind_queue: Constant::new((abi::frame::KIND_QUEUE as u64).to_bits()),
            kind_sync_start: Constant::new((abi::frame::KIND_SYNC_START as u64).to_bits()),
            kind_sync_done: Constant::new((abi::frame::KIND_SYNC_DONE as u64).to_bits()),
        }
    }
}

impl Logic for Marks {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(
            self, clock, mark0, mark1, good0, good1, waits0, waits1, open0, open1, emit0, emit1, out_valid, out_queue,
            out_mark
        );
        self.void0.next = (self.changed0.val() | !self.enable0.val()) | self.refused.val().get_bit(0);
        self.void1.next = (self.changed1.val() | !self.enable1.val()) | self.refused.val().get_bit(1);
        self.counts.next = self.mirroring.val() & self.armed.val();
        self.kind.next = self.receipt.val().kind;
        self.queue.next = self.receipt.val().queue;
        self.mark.next = self.receipt.val().mark;
        self.is_line.next = self.retire.val() & self.receipt.val().publish;
        self.is_queue.next = self.retire.val() & (self.kind.val() == self.kind_queue.val());
        self.line0.next = self.is_line.val() & !self.queue.val().any() & self.good0.q.val() & !self.void0.val();
        self.line1.next =
            self.is_line.val() & (self.queue.val() == bits::<6>(1)) & self.good1.q.val() & !self.void1.val();
        self.queue0.next = self.is_queue.val() & !self.queue.val().any();
        self.queue1.next = self.is_queue.val() & (self.queue.val() == bits::<6>(1));
        self.start_retired.next = self.retire.val() & (self.kind.val() == self.kind_sync_start.val());
        self.done_retired.next = self.retire.val() & (self.kind.val() == self.kind_sync_done.val());

        // Report.
        self.out_valid.d.next = false;
        self.out_queue.d.next = self.queue.val();
        self.out_mark.d.next = self.mark.val();
        if self.line0.val() | self.line1.val() {
            self.out_valid.d.next = self.counts.val();
            if self.mirroring.val() & !self.armed.val() {
                self.emit0.d.next = self.emit0.q.val() | self.line0.val();
                self.emit1.d.next = self.emit1.q.val() | self.line1.val();
            }
        } else if self.emit0.q.val() & self.armed.val() {
            self.emit0.d.next = false;
            self.out_valid.d.next = self.good0.q.val() & !self.void0.val();
            self.out_queue.d.next = bits::<6>(0);
            self.out_mark.d.next = self.mark0.q.val();
        } else if self.emit1.q.val() & self.armed.val() {
            self.emit1.d.next = false;
            self.out_valid.d.next = self.good1.q.val() & !self.void1.val();
            self.out_queue.d.next = bits::<6>(1);
            self.out_mark.d.next = self.mark1.q.val();
        }
        // Which marks count: those behind the last QUEUE frame.
        if self.declared.val().get_bit(0) {
            self.waits0.d.next = false;
        }
        if self.declared.val().get_bit(1) {
            self.waits1.d.next = false;
        }
        if self.declared.val().get_bit(0) & !self.queue0.val() {
            self.open0.d.next = self.open0.q.val() + 1;
        } else if !self.declared.val().get_bit(0) & self.queue0.val() {
            self.open0.d.next = self.open0.q.val() - 1;
            self.good0.d.next = (self.open0.q.val() == bits::<8>(1)) & !self.waits0.q.val();
            self.emit0.d.next = self.mirroring.val();
        }
        if self.declared.val().get_bit(1) & !self.queue1.val() {
            self.open1.d.next = self.open1.q.val() + 1;
        } else if !self.declared.val().get_bit(1) & self.queue1.val() {
            self.open1.d.next = self.open1.q.val() - 1;
            self.good1.d.next = (self.open1.q.val() == bits::<8>(1)) & !self.waits1.q.val();
            self.emit1.d.next = self.mirroring.val();
        }
        if self.void0.val() {
            self.good0.d.next = false;
        }
        if self.changed0.val() {
            self.waits0.d.next = true;
        }
        if self.void1.val() {
            self.good1.d.next = false;
        }
        if self.changed1.val() {
            self.waits1.d.next = true;
        }
        if self.line0.val() | self.queue0.val() {
            self.mark0.d.next = self.mark.val();
        }
        if self.line1.val() | self.queue1.val() {
            self.mark1.d.next = self.mark.val();
        }

        if self.accepted.val() {
            self.emit0.d.next = true;
            self.emit1.d.next = true;
        }
        self.mirrored_valid.next = self.out_valid.q.val() & !self.void0.val();
        if self.out_queue.q.val().any() {
            self.mirrored_valid.next = self.out_valid.q.val() & !self.void1.val();
        }
        self.mirrored_queue.next = self.out_queue.q.val();
        self.mirrored_mark.next = self.out_mark.q.val();

        if self.flush.val() | self.reset.val() {
            self.good0.d.next = false;
            self.good1.d.next = false;
            self.open0.d.next = bits::<8>(0);
            self.open1.d.next = bits::<8>(0);
            self.emit0.d.next = false;
            self.emit1.d.next = false;
            self.out_valid.d.next = false;
        }
        if self.reset.val() {
            self.waits0.d.next = false;
            self.waits1.d.next = false;
        }
    }
}
