//! The mailbox: messages from host to host, beside the mirror.
//!
//! ```text
//! register writes ─► ours, 3 banks a slot ─► MAIL frame ─► line
//! line ─► MAIL frame ─► the partner's, 2 banks a slot ─► register reads
//! ```
//! A message is one frame of 16 beats without a place in a session: it is neither numbered nor replayed with the mirror's
//! frames, no fence looks at it, and it is said again until a MAIL_ACK names its count, or a newer one replaces it. Since a
//! slot has one message under way at most and the line keeps order, what arrives last is newest. A message is shown
//! once its frame was good; a host that reads meanwhile reads the one before.
//!
//! Frames of the mailbox are at least [`GAP`] ticks apart, so that a busy host takes a tenth of the line at most.

use crate::mail_slot::MailSlot;
use crate::settings::Settings;
use abi::mailbox::{OWN_OFFSET, PEER_OFFSET};
use abi::registers::mailbox;
use rust_hdl::prelude::*;

/// Ticks from the end of one message on the line to the beginning of the next.
pub const GAP: u64 = 180;
// The slots are found by the upper bits of an address.
const _: () = assert!(OWN_OFFSET == 0x1000 && PEER_OFFSET == 0x1800, "see `ours` and `unit` below");

#[derive(LogicState, Copy, Clone, Debug, PartialEq)]
enum Step {
    /// Look at one slot after the other.
    Look,
    /// The framer has been asked.
    Ask,
    /// It sends.
    Send,
    /// Leave the line to others.
    Rest,
}

/// See the module.
#[derive(LogicBlock)]
pub struct Mailbox {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    /// The partner is there.
    pub up: Signal<In, Bit>,
    // Register bus, 64-bit words of BAR0.
    pub write: Signal<In, Bit>,
    pub write_word: Signal<In, Bits<13>>,
    pub write_data: Signal<In, Bits<64>>,
    pub write_low: Signal<In, Bit>,
    pub write_high: Signal<In, Bit>,
    pub read_word: Signal<In, Bits<13>>,
    /// The register at `read_word`; 0 if it is none of this block's.
    pub read_data: Signal<Out, Bits<64>>,
    /// 16-byte unit of BAR0; a cycle later `beat` has it, if it is one of the partner's slots.
    pub read_unit: Signal<In, Bits<12>>,
    pub beat: Signal<Out, Bits<128>>,
    // To the framer.
    pub mail: Signal<Out, Bit>,
    pub mail_slot: Signal<Out, Bits<2>>,
    pub mail_count: Signal<Out, Bits<32>>,
    pub mail_sent: Signal<In, Bit>,
    pub mail_gone: Signal<In, Bit>,
    pub beat_address: Signal<In, Bits<4>>,
    /// One cycle after the address.
    pub beat_data: Signal<Out, Bits<128>>,
    pub answer: Signal<Out, Bit>,
    pub answer_slot: Signal<Out, Bits<2>>,
    pub answer_count: Signal<Out, Bits<32>>,
    pub answer_sent: Signal<In, Bit>,
    // From the receiver: beats whose frame is still to be judged, and the verdict.
    pub line_start: Signal<In, Bit>,
    pub line_body: Signal<In, Bit>,
    pub line_beat: Signal<In, Bits<128>>,
    pub good: Signal<In, Bit>,
    pub kind: Signal<In, Bits<4>>,
    slot0: MailSlot,
    slot1: MailSlot,
    slot2: MailSlot,
    slot3: MailSlot,
    // Ours, a quarter of a beat each: {slot, bank, beat}.
    own0: RAM<Bits<32>, 8>,
    own1: RAM<Bits<32>, 8>,
    own2: RAM<Bits<32>, 8>,
    own3: RAM<Bits<32>, 8>,
    /// The partner's: {slot, bank, beat}.
    peer: RAM<Bits<128>, 7>,
    step: DFF<Step>,
    turn: DFF<Bits<2>>,
    bank: DFF<Bits<2>>,
    count: DFF<Bits<32>>,
    rest: DFF<Bits<8>>,
    was_up: DFF<Bit>,
    // The message that arrives.
    frame_slot: DFF<Bits<2>>,
    frame_count: DFF<Bits<32>>,
    frame_whole: DFF<Bit>,
    number: DFF<Bits<5>>,
    ours: Signal<Local, Bit>,
    slot_written: Signal<Local, Bits<2>>,
    place: Signal<Local, Bits<8>>,
    low: Signal<Local, Bit>,
    send: Signal<Local, Bits<4>>,
    again: Signal<Local, Bit>,
    writing: Signal<Local, Bits<2>>,
    wants: Signal<Local, Bit>,
    newest: Signal<Local, Bits<2>>,
    newest_count: Signal<Local, Bits<32>>,
    busy: Signal<Local, Bit>,
    line_slot: Signal<Local, Bits<2>>,
    hidden: Signal<Local, Bit>,
    shown: Signal<Local, Bit>,
    arrived: Signal<Local, Bit>,
    acked: Signal<Local, Bit>,
    read_slot: Signal<Local, Bits<2>>,
    pending: Signal<Local, Bits<64>>,
    at_send: Constant<Bits<13>>,
    at_sent0: Constant<Bits<13>>,
    at_sent2: Constant<Bits<13>>,
    at_received0: Constant<Bits<13>>,
    at_received2: Constant<Bits<13>>,
    kind_mail: Constant<Bits<4>>,
    kind_ack: Constant<Bits<4>>,
    gap: Constant<Bits<8>>,
}

impl Mailbox {
    /// With the timers of `settings`.
    pub fn new(settings: &Settings) -> Self {
        let word = |offset: u32| Constant::new(u64::from(offset / 8).to_bits());
        Mailbox {
            clock: Default::default(),
            reset: Default::default(),
            up: Default::default(),
            write: Default::default(),
            write_word: Default::default(),
            write_data: Default::default(),
            write_low: Default::default(),
            write_high: Default::default(),
            read_word: Default::default(),
            read_data: Default::default(),
            read_unit: Default::default(),
            beat: Default::default(),
            mail: Default::default(),
            mail_slot: Default::default(),
            mail_count: Default::default(),
            mail_sent: Default::default(),
            mail_gone: Default::default(),
            beat_address: Default::default(),
            beat_data: Default::default(),
            answer: Default::default(),
            answer_slot: Default::default(),
            answer_count: Default::default(),
            answer_sent: Default::default(),
            line_start: Default::default(),
            line_body: Default::default(),
            line_beat: Default::default(),
            good: Default::default(),
            kind: Default::default(),
            slot0: MailSlot::new(settings.retry_ticks),
            slot1: MailSlot::new(settings.retry_ticks),
            slot2: MailSlot::new(settings.retry_ticks),
            slot3: MailSlot::new(settings.retry_ticks),
            own0: Default::default(),
            own1: Default::default(),
            own2: Default::default(),
            own3: Default::default(),
            peer: Default::default(),
            step: Default::default(),
            turn: Default::default(),
            bank: Default::default(),
            count: Default::default(),
            rest: Default::default(),
            was_up: Default::default(),
            frame_slot: Default::default(),
            frame_count: Default::default(),
            frame_whole: Default::default(),
            number: Default::default(),
            ours: Default::default(),
            slot_written: Default::default(),
            place: Default::default(),
            low: Default::default(),
            send: Default::default(),
            again: Default::default(),
            writing: Default::default(),
            wants: Default::default(),
            newest: Default::default(),
            newest_count: Default::default(),
            busy: Default::default(),
            line_slot: Default::default(),
            hidden: Default::default(),
            shown: Default::default(),
            arrived: Default::default(),
            acked: Default::default(),
            read_slot: Default::default(),
            pending: Default::default(),
            at_send: word(mailbox::SEND),
            at_sent0: word(mailbox::SENT0),
            at_sent2: word(mailbox::SENT2),
            at_received0: word(mailbox::RECEIVED0),
            at_received2: word(mailbox::RECEIVED2),
            kind_mail: Constant::new((abi::frame::KIND_MAIL as u64).to_bits()),
            kind_ack: Constant::new((abi::frame::KIND_MAIL_ACK as u64).to_bits()),
            gap: Constant::new(GAP.to_bits()),
        }
    }
}

impl Logic for Mailbox {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, slot0, slot1, slot2, slot3);
        dff_setup!(self, clock, step, turn, bank, count, rest, was_up, frame_slot, frame_count, frame_whole, number);
        self.own0.read_clock.next = self.clock.val();
        self.own0.write_clock.next = self.clock.val();
        self.own1.read_clock.next = self.clock.val();
        self.own1.write_clock.next = self.clock.val();
        self.own2.read_clock.next = self.clock.val();
        self.own2.write_clock.next = self.clock.val();
        self.own3.read_clock.next = self.clock.val();
        self.own3.write_clock.next = self.clock.val();
        self.peer.read_clock.next = self.clock.val();
        self.peer.write_clock.next = self.clock.val();

        // The host writes into ours, and sends them.
        self.ours.next = self.write.val() & (self.write_word.val().get_bits::<6>(7) == bits::<6>(4));
        self.slot_written.next = self.write_word.val().get_bits::<2>(5);
        self.low.next = !self.write_word.val().get_bit(0);
        self.send.next = bits::<4>(0);
        if (self.write.val() & self.write_low.val()) & (self.write_word.val() == self.at_send.val()) {
            self.send.next = self.write_data.val().get_bits::<4>(0);
        }
        self.was_up.d.next = self.up.val();
        self.again.next = self.up.val() & !self.was_up.q.val();
        self.slot0.reset.next = self.reset.val();
        self.slot0.send.next = self.send.val().get_bit(0);
        self.slot0.again.next = self.again.val();
        self.slot1.reset.next = self.reset.val();
        self.slot1.send.next = self.send.val().get_bit(1);
        self.slot1.again.next = self.again.val();
        self.slot2.reset.next = self.reset.val();
        self.slot2.send.next = self.send.val().get_bit(2);
        self.slot2.again.next = self.again.val();
        self.slot3.reset.next = self.reset.val();
        self.slot3.send.next = self.send.val().get_bit(3);
        self.slot3.again.next = self.again.val();
        self.writing.next = self.slot0.writing.val();
        if self.slot_written.val() == bits::<2>(1) {
            self.writing.next = self.slot1.writing.val();
        } else if self.slot_written.val() == bits::<2>(2) {
            self.writing.next = self.slot2.writing.val();
        } else if self.slot_written.val() == bits::<2>(3) {
            self.writing.next = self.slot3.writing.val();
        }
        self.place.next = ((bit_cast::<8, 2>(self.slot_written.val()) << 6)
            | (bit_cast::<8, 2>(self.writing.val()) << 4))
            | bit_cast::<8, 4>(self.write_word.val().get_bits::<4>(1));
        self.own0.write_address.next = self.place.val();
        self.own0.write_data.next = self.write_data.val().get_bits::<32>(0);
        self.own0.write_enable.next = (self.ours.val() & self.low.val()) & self.write_low.val();
        self.own1.write_address.next = self.place.val();
        self.own1.write_data.next = self.write_data.val().get_bits::<32>(32);
        self.own1.write_enable.next = (self.ours.val() & self.low.val()) & self.write_high.val();
        self.own2.write_address.next = self.place.val();
        self.own2.write_data.next = self.write_data.val().get_bits::<32>(0);
        self.own2.write_enable.next = (self.ours.val() & !self.low.val()) & self.write_low.val();
        self.own3.write_address.next = self.place.val();
        self.own3.write_data.next = self.write_data.val().get_bits::<32>(32);
        self.own3.write_enable.next = (self.ours.val() & !self.low.val()) & self.write_high.val();

        // One message at a time goes out.
        self.wants.next = self.slot0.wants.val();
        if self.turn.q.val() == bits::<2>(1) {
            self.wants.next = self.slot1.wants.val();
        } else if self.turn.q.val() == bits::<2>(2) {
            self.wants.next = self.slot2.wants.val();
        } else if self.turn.q.val() == bits::<2>(3) {
            self.wants.next = self.slot3.wants.val();
        }
        self.newest.next = self.slot0.newest.val();
        if self.turn.q.val() == bits::<2>(1) {
            self.newest.next = self.slot1.newest.val();
        } else if self.turn.q.val() == bits::<2>(2) {
            self.newest.next = self.slot2.newest.val();
        } else if self.turn.q.val() == bits::<2>(3) {
            self.newest.next = self.slot3.newest.val();
        }
        self.newest_count.next = self.slot0.count.val();
        if self.turn.q.val() == bits::<2>(1) {
            self.newest_count.next = self.slot1.count.val();
        } else if self.turn.q.val() == bits::<2>(2) {
            self.newest_count.next = self.slot2.count.val();
        } else if self.turn.q.val() == bits::<2>(3) {
            self.newest_count.next = self.slot3.count.val();
        }
        self.mail.next = false;
        self.busy.next = (self.step.q.val() == Step::Ask) | (self.step.q.val() == Step::Send);
        match self.step.q.val() {
            Step::Look => {
                self.bank.d.next = self.newest.val();
                self.count.d.next = self.newest_count.val();
                if self.wants.val() & self.up.val() {
                    self.step.d.next = Step::Ask;
                } else {
                    self.turn.d.next = self.turn.q.val() + 1;
                }
            }
            Step::Ask => {
                self.mail.next = self.up.val();
                if self.mail_sent.val() {
                    self.step.d.next = Step::Send;
                } else if !self.up.val() {
                    self.step.d.next = Step::Look;
                }
            }
            Step::Send => {
                self.rest.d.next = self.gap.val();
                if self.mail_gone.val() {
                    self.step.d.next = Step::Rest;
                }
            }
            Step::Rest => {
                self.rest.d.next = self.rest.q.val() - 1;
                if !self.rest.q.val().any() {
                    self.turn.d.next = self.turn.q.val() + 1;
                    self.step.d.next = Step::Look;
                }
            }
        }
        self.mail_slot.next = self.turn.q.val();
        self.mail_count.next = self.count.q.val();
        self.slot0.busy.next = self.busy.val() & (self.turn.q.val() == bits::<2>(0));
        self.slot0.busy_bank.next = self.bank.q.val();
        self.slot0.gone.next = self.mail_gone.val() & (self.turn.q.val() == bits::<2>(0));
        self.slot1.busy.next = self.busy.val() & (self.turn.q.val() == bits::<2>(1));
        self.slot1.busy_bank.next = self.bank.q.val();
        self.slot1.gone.next = self.mail_gone.val() & (self.turn.q.val() == bits::<2>(1));
        self.slot2.busy.next = self.busy.val() & (self.turn.q.val() == bits::<2>(2));
        self.slot2.busy_bank.next = self.bank.q.val();
        self.slot2.gone.next = self.mail_gone.val() & (self.turn.q.val() == bits::<2>(2));
        self.slot3.busy.next = self.busy.val() & (self.turn.q.val() == bits::<2>(3));
        self.slot3.busy_bank.next = self.bank.q.val();
        self.slot3.gone.next = self.mail_gone.val() & (self.turn.q.val() == bits::<2>(3));
        self.own0.read_address.next = ((bit_cast::<8, 2>(self.turn.q.val()) << 6)
            | (bit_cast::<8, 2>(self.bank.q.val()) << 4))
            | bit_cast::<8, 4>(self.beat_address.val());
        self.own1.read_address.next = ((bit_cast::<8, 2>(self.turn.q.val()) << 6)
            | (bit_cast::<8, 2>(self.bank.q.val()) << 4))
            | bit_cast::<8, 4>(self.beat_address.val());
        self.own2.read_address.next = ((bit_cast::<8, 2>(self.turn.q.val()) << 6)
            | (bit_cast::<8, 2>(self.bank.q.val()) << 4))
            | bit_cast::<8, 4>(self.beat_address.val());
        self.own3.read_address.next = ((bit_cast::<8, 2>(self.turn.q.val()) << 6)
            | (bit_cast::<8, 2>(self.bank.q.val()) << 4))
            | bit_cast::<8, 4>(self.beat_address.val());
        self.beat_data.next = ((bit_cast::<128, 32>(self.own0.read_data.val())
            | (bit_cast::<128, 32>(self.own1.read_data.val()) << 32))
            | (bit_cast::<128, 32>(self.own2.read_data.val()) << 64))
            | (bit_cast::<128, 32>(self.own3.read_data.val()) << 96);

        // The partner's arrive: beats go into the bank that is not shown.
        self.line_slot.next = self.line_beat.val().get_bits::<2>(105);
        if self.line_start.val() {
            self.frame_slot.d.next = self.line_slot.val();
            self.frame_count.d.next = self.line_beat.val().get_bits::<32>(57);
            self.frame_whole.d.next = (self.line_beat.val().get_bits::<4>(8) == self.kind_mail.val())
                & (self.line_beat.val().get_bits::<9>(48) == bits::<9>(16))
                & (self.line_beat.val().get_bits::<4>(107) == bits::<4>(0));
            self.number.d.next = bits::<5>(0);
        }
        self.hidden.next = !self.slot0.shown.val();
        if self.frame_slot.q.val() == bits::<2>(1) {
            self.hidden.next = !self.slot1.shown.val();
        } else if self.frame_slot.q.val() == bits::<2>(2) {
            self.hidden.next = !self.slot2.shown.val();
        } else if self.frame_slot.q.val() == bits::<2>(3) {
            self.hidden.next = !self.slot3.shown.val();
        }
        self.peer.write_address.next =
            (bit_cast::<7, 2>(self.frame_slot.q.val()) << 5) | bit_cast::<7, 4>(self.number.q.val().get_bits::<4>(0));
        if self.hidden.val() {
            self.peer.write_address.next = ((bit_cast::<7, 2>(self.frame_slot.q.val()) << 5) | bits::<7>(16))
                | bit_cast::<7, 4>(self.number.q.val().get_bits::<4>(0));
        }
        self.peer.write_data.next = self.line_beat.val();
        self.peer.write_enable.next =
            (self.line_body.val() & self.frame_whole.q.val()) & !self.number.q.val().get_bit(4);
        if self.line_body.val() & !self.number.q.val().get_bit(4) {
            self.number.d.next = self.number.q.val() + 1;
        }
        self.arrived.next = (self.good.val() & self.up.val()) & self.frame_whole.q.val();
        self.acked.next = (self.good.val() & self.up.val()) & (self.kind.val() == self.kind_ack.val());
        self.slot0.arrived.next = self.arrived.val() & (self.frame_slot.q.val() == bits::<2>(0));
        self.slot0.arrived_count.next = self.frame_count.q.val();
        self.slot0.acked.next = self.acked.val() & (self.frame_slot.q.val() == bits::<2>(0));
        self.slot0.acked_count.next = self.frame_count.q.val();
        self.slot1.arrived.next = self.arrived.val() & (self.frame_slot.q.val() == bits::<2>(1));
        self.slot1.arrived_count.next = self.frame_count.q.val();
        self.slot1.acked.next = self.acked.val() & (self.frame_slot.q.val() == bits::<2>(1));
        self.slot1.acked_count.next = self.frame_count.q.val();
        self.slot2.arrived.next = self.arrived.val() & (self.frame_slot.q.val() == bits::<2>(2));
        self.slot2.arrived_count.next = self.frame_count.q.val();
        self.slot2.acked.next = self.acked.val() & (self.frame_slot.q.val() == bits::<2>(2));
        self.slot2.acked_count.next = self.frame_count.q.val();
        self.slot3.arrived.next = self.arrived.val() & (self.frame_slot.q.val() == bits::<2>(3));
        self.slot3.arrived_count.next = self.frame_count.q.val();
        self.slot3.acked.next = self.acked.val() & (self.frame_slot.q.val() == bits::<2>(3));
        self.slot3.acked_count.next = self.frame_count.q.val();

        // Answers, the lowest slot first.
        self.answer.next = self.up.val()
            & ((self.slot0.answers.val() | self.slot1.answers.val())
                | (self.slot2.answers.val() | self.slot3.answers.val()));
        self.answer_slot.next = bits::<2>(3);
        self.answer_count.next = self.slot3.answer_count.val();
        if self.slot0.answers.val() {
            self.answer_slot.next = bits::<2>(0);
            self.answer_count.next = self.slot0.answer_count.val();
        } else if self.slot1.answers.val() {
            self.answer_slot.next = bits::<2>(1);
            self.answer_count.next = self.slot1.answer_count.val();
        } else if self.slot2.answers.val() {
            self.answer_slot.next = bits::<2>(2);
            self.answer_count.next = self.slot2.answer_count.val();
        }
        self.slot0.answered.next = self.answer_sent.val() & self.slot0.answers.val();
        self.slot1.answered.next = (self.answer_sent.val() & self.slot1.answers.val()) & !self.slot0.answers.val();
        self.slot2.answered.next = (self.answer_sent.val() & self.slot2.answers.val())
            & (!self.slot0.answers.val() & !self.slot1.answers.val());
        self.slot3.answered.next = (self.answer_sent.val() & self.slot3.answers.val())
            & ((!self.slot0.answers.val() & !self.slot1.answers.val()) & !self.slot2.answers.val());

        // Reads.
        self.read_slot.next = self.read_unit.val().get_bits::<2>(4);
        self.shown.next = self.slot0.shown.val();
        if self.read_slot.val() == bits::<2>(1) {
            self.shown.next = self.slot1.shown.val();
        } else if self.read_slot.val() == bits::<2>(2) {
            self.shown.next = self.slot2.shown.val();
        } else if self.read_slot.val() == bits::<2>(3) {
            self.shown.next = self.slot3.shown.val();
        }
        self.peer.read_address.next =
            (bit_cast::<7, 2>(self.read_slot.val()) << 5) | bit_cast::<7, 4>(self.read_unit.val().get_bits::<4>(0));
        if self.shown.val() {
            self.peer.read_address.next = ((bit_cast::<7, 2>(self.read_slot.val()) << 5) | bits::<7>(16))
                | bit_cast::<7, 4>(self.read_unit.val().get_bits::<4>(0));
        }
        self.beat.next = self.peer.read_data.val();
        self.pending.next = bits::<64>(0);
        if self.slot0.pending.val() {
            self.pending.next = bits::<64>(0x1_0000_0000u64);
        }
        if self.slot1.pending.val() {
            self.pending.next = self.pending.val() | bits::<64>(0x2_0000_0000u64);
        }
        if self.slot2.pending.val() {
            self.pending.next = self.pending.val() | bits::<64>(0x4_0000_0000u64);
        }
        if self.slot3.pending.val() {
            self.pending.next = self.pending.val() | bits::<64>(0x8_0000_0000u64);
        }
        self.read_data.next = bits::<64>(0);
        if self.read_word.val() == self.at_send.val() {
            self.read_data.next = self.pending.val();
        }
        if self.read_word.val() == self.at_sent0.val() {
            self.read_data.next =
                (bit_cast::<64, 32>(self.slot1.count.val()) << 32) | bit_cast::<64, 32>(self.slot0.count.val());
        }
        if self.read_word.val() == self.at_sent2.val() {
            self.read_data.next =
                (bit_cast::<64, 32>(self.slot3.count.val()) << 32) | bit_cast::<64, 32>(self.slot2.count.val());
        }
        if self.read_word.val() == self.at_received0.val() {
            self.read_data.next =
                (bit_cast::<64, 32>(self.slot1.received.val()) << 32) | bit_cast::<64, 32>(self.slot0.received.val());
        }
        if self.read_word.val() == self.at_received2.val() {
            self.read_data.next =
                (bit_cast::<64, 32>(self.slot3.received.val()) << 32) | bit_cast::<64, 32>(self.slot2.received.val());
        }

        if self.reset.val() {
            self.step.d.next = Step::Look;
            self.was_up.d.next = false;
            self.frame_whole.d.next = false;
        }
    }
}
