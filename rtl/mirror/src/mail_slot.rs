//! One slot of the mailbox: which message it has sent, whether the partner has it, what has come from the partner.
//!
//! Ours has three banks. One takes what the host writes, one is the newest message sent, and one may be under way on the
//! line, where an older message can still be while a newer one replaces it. SEND makes the written bank the newest and
//! picks one for writing that is neither. So what is sent is never written to, and the host never waits.
//!
//! The partner's has two: one is shown, the other takes the frame that arrives and is shown once that was good.

use rust_hdl::prelude::*;

/// See the module.
#[derive(LogicBlock)]
pub struct MailSlot {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    // Ours.
    /// The host has written a message.
    pub send: Signal<In, Bit>,
    /// The link is new: the partner's card may have lost what it had.
    pub again: Signal<In, Bit>,
    /// A message of this slot is on its way to the line, out of `busy_bank`.
    pub busy: Signal<In, Bit>,
    pub busy_bank: Signal<In, Bits<2>>,
    /// Its last beat has left.
    pub gone: Signal<In, Bit>,
    /// The partner has message `acked_count`.
    pub acked: Signal<In, Bit>,
    pub acked_count: Signal<In, Bits<32>>,
    /// It wants to go out, now.
    pub wants: Signal<Out, Bit>,
    pub pending: Signal<Out, Bit>,
    pub count: Signal<Out, Bits<32>>,
    pub newest: Signal<Out, Bits<2>>,
    pub writing: Signal<Out, Bits<2>>,
    // The partner's.
    /// A frame with message `arrived_count` was good.
    pub arrived: Signal<In, Bit>,
    pub arrived_count: Signal<In, Bits<32>>,
    pub answered: Signal<In, Bit>,
    pub answers: Signal<Out, Bit>,
    pub answer_count: Signal<Out, Bits<32>>,
    pub received: Signal<Out, Bits<32>>,
    pub shown: Signal<Out, Bit>,
    sent: DFF<Bits<32>>,
    waits: DFF<Bit>,
    newest_bank: DFF<Bits<2>>,
    /// Not the bank itself but its distance from 1, so that zeros are a good start.
    writing_bank: DFF<Bits<2>>,
    /// Cycles until it is said once more.
    pause: DFF<Bits<16>>,
    answer: DFF<Bit>,
    answering: DFF<Bits<32>>,
    seen: DFF<Bits<32>>,
    bank: DFF<Bit>,
    avoid: Signal<Local, Bits<2>>,
    writing_now: Signal<Local, Bits<2>>,
    retry_ticks: Constant<Bits<16>>,
}

impl MailSlot {
    /// A message that is not acknowledged is said again after `retry_ticks`.
    pub fn new(retry_ticks: u32) -> Self {
        MailSlot {
            clock: Default::default(),
            reset: Default::default(),
            send: Default::default(),
            again: Default::default(),
            busy: Default::default(),
            busy_bank: Default::default(),
            gone: Default::default(),
            acked: Default::default(),
            acked_count: Default::default(),
            wants: Default::default(),
            pending: Default::default(),
            count: Default::default(),
            newest: Default::default(),
            writing: Default::default(),
            arrived: Default::default(),
            arrived_count: Default::default(),
            answered: Default::default(),
            answers: Default::default(),
            answer_count: Default::default(),
            received: Default::default(),
            shown: Default::default(),
            sent: Default::default(),
            waits: Default::default(),
            newest_bank: Default::default(),
            writing_bank: Default::default(),
            pause: Default::default(),
            answer: Default::default(),
            answering: Default::default(),
            seen: Default::default(),
            bank: Default::default(),
            avoid: Default::default(),
            writing_now: Default::default(),
            retry_ticks: Constant::new(u64::from(retry_ticks.min(0xFFFF)).to_bits()),
        }
    }
}

impl Logic for MailSlot {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, sent, waits, newest_bank, writing_bank, pause, answer, answering, seen, bank);
        self.writing_now.next = self.writing_bank.q.val() ^ bits::<2>(1);

        // Ours.
        if self.pause.q.val().any() {
            self.pause.d.next = self.pause.q.val() - 1;
        }
        if self.gone.val() {
            self.pause.d.next = self.retry_ticks.val();
        }
        if self.acked.val() & (self.acked_count.val() == self.sent.q.val()) {
            self.waits.d.next = false;
        }
        if self.again.val() & self.sent.q.val().any() {
            self.waits.d.next = true;
            self.pause.d.next = bits::<16>(0);
        }
        // The third of the banks 0, 1, 2 is what is left of 3 when the other two are taken out bit by bit.
        self.avoid.next = self.newest_bank.q.val();
        if self.busy.val() {
            self.avoid.next = self.busy_bank.val();
        }
        if self.send.val() {
            self.sent.d.next = self.sent.q.val() + 1;
            self.waits.d.next = true;
            self.pause.d.next = bits::<16>(0);
            self.newest_bank.d.next = self.writing_now.val();
            self.writing_bank.d.next = ((self.writing_now.val() ^ self.avoid.val()) ^ bits::<2>(3)) ^ bits::<2>(1);
        }
        self.wants.next = self.waits.q.val() & !self.pause.q.val().any();
        self.pending.next = self.waits.q.val();
        self.count.next = self.sent.q.val();
        self.newest.next = self.newest_bank.q.val();
        self.writing.next = self.writing_now.val();

        // The partner's.
        if self.answered.val() {
            self.answer.d.next = false;
        }
        if self.arrived.val() {
            self.answer.d.next = true;
            self.answering.d.next = self.arrived_count.val();
            self.seen.d.next = self.seen.q.val() + 1;
            self.bank.d.next = !self.bank.q.val();
        }
        self.answers.next = self.answer.q.val();
        self.answer_count.next = self.answering.q.val();
        self.received.next = self.seen.q.val();
        self.shown.next = self.bank.q.val();

        if self.reset.val() {
            self.sent.d.next = bits::<32>(0);
            self.waits.d.next = false;
            self.newest_bank.d.next = bits::<2>(0);
            self.writing_bank.d.next = bits::<2>(0);
            self.pause.d.next = bits::<16>(0);
            self.answer.d.next = false;
            self.seen.d.next = bits::<32>(0);
        }
    }
}
