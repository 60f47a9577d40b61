//! Turns frames into beats: picks the next frame, builds its header, computes both CRCs, one beat a cycle.
//!
//! A pipeline of four registers behind the choice; the line stops it as a whole. A frame that waits in the outbox starts
//! in the cycle after the end beat of the one before it.
//!
//! ```text
//! choose ─► built ─► checked ─► reduced ─► out
//!           header   CRC-8      CRC-32C    CRC-32C finished,
//!           or beat  inserted   of a beat  end beat completed
//! ```

use crate::frame::{header_check, Entry, Header, Trailer};
use rtl_prims::crc::{crc32c_advance, crc32c_reduce};
use rtl_prims::linear::Linear;
use rust_hdl::prelude::*;

#[derive(LogicState, Copy, Clone, Debug, PartialEq)]
enum Step {
    Choose,
    Mask,
    Payload,
    Finish,
}

/// See the module. The requests are levels; the matching `..._sent` is high in the cycle in which the frame begins.
#[derive(LogicBlock)]
pub struct Framer {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    /// The line is trained; while it is not, beats are thrown away so that nothing stale waits for it.
    pub link_up: Signal<In, Bit>,
    // Frames without a sequence, most urgent first, with the payload they carry.
    pub hello: Signal<In, Bit>,
    pub hello_sent: Signal<Out, Bit>,
    pub hello_first: Signal<In, Bits<128>>,
    pub hello_second: Signal<In, Bits<128>>,
    pub nak: Signal<In, Bit>,
    pub nak_sent: Signal<Out, Bit>,
    pub beat: Signal<In, Bit>,
    pub beat_sent: Signal<Out, Bit>,
    pub beat_payload: Signal<In, Bits<128>>,
    // Messages of the mailbox: 16 beats out of its own memory, and answers.
    pub mail: Signal<In, Bit>,
    pub mail_slot: Signal<In, Bits<2>>,
    pub mail_count: Signal<In, Bits<32>>,
    pub mail_sent: Signal<Out, Bit>,
    /// Its last beat has been read.
    pub mail_gone: Signal<Out, Bit>,
    pub mail_address: Signal<Out, Bits<4>>,
    pub mail_data: Signal<In, Bits<128>>,
    pub answer: Signal<In, Bit>,
    pub answer_slot: Signal<In, Bits<2>>,
    pub answer_count: Signal<In, Bits<32>>,
    pub answer_sent: Signal<Out, Bit>,
    /// An ack waits; it goes alone only when no frame is there to carry it.
    pub ack_due: Signal<In, Bit>,
    pub ack: Signal<In, Bits<24>>,
    // What qualifies an ack: it is in the start beat, which is built earlier.
    pub armed: Signal<In, Bit>,
    pub fenced: Signal<In, Bits<2>>,
    /// The end beat that carries `ack_said` is built in this cycle.
    pub ack_sent: Signal<Out, Bit>,
    pub ack_said: Signal<Out, Bits<24>>,
    pub session: Signal<In, Bits<8>>,
    // Sequenced frames.
    /// They may be sent.
    pub enable: Signal<In, Bit>,
    pub pending: Signal<In, Bit>,
    pub entry: Signal<In, Entry>,
    pub sequence: Signal<In, Bits<24>>,
    pub next_sequence: Signal<In, Bits<24>>,
    pub take: Signal<Out, Bit>,
    pub beat_address: Signal<Out, Bits<11>>,
    pub beat_data: Signal<In, Bits<128>>,
    /// No sequenced frame is under way.
    pub quiet: Signal<Out, Bit>,
    /// A frame has begun.
    pub begun: Signal<Out, Bit>,
    // The line.
    pub data: Signal<Out, Bits<128>>,
    pub control: Signal<Out, Bit>,
    pub valid: Signal<Out, Bit>,
    pub ready: Signal<In, Bit>,
    step: DFF<Step>,
    /// The frame comes from the outbox.
    sequenced: DFF<Bit>,
    /// The frame comes from the mailbox.
    mailed: DFF<Bit>,
    left: DFF<Bits<7>>,
    pointer: DFF<Bits<11>>,
    enables: DFF<Bits<16>>,
    /// What ack, `armed` and `fenced` were when the start beat was built.
    head_ack: DFF<Bits<24>>,
    head_armed: DFF<Bit>,
    head_fenced: DFF<Bits<2>>,
    first_payload: DFF<Bits<128>>,
    second_payload: DFF<Bits<128>>,
    built: DFF<Bits<128>>,
    built_valid: DFF<Bit>,
    built_start: DFF<Bit>,
    built_end: DFF<Bit>,
    checked: DFF<Bits<128>>,
    checked_valid: DFF<Bit>,
    checked_start: DFF<Bit>,
    checked_end: DFF<Bit>,
    reduced: DFF<Bits<128>>,
    reduced_valid: DFF<Bit>,
    reduced_start: DFF<Bit>,
    reduced_end: DFF<Bit>,
    sum: DFF<Bits<32>>,
    crc: DFF<Bits<32>>,
    out: DFF<Bits<128>>,
    out_valid: DFF<Bit>,
    out_control: DFF<Bit>,
    header: Signal<Local, Header>,
    trailer: Signal<Local, Trailer>,
    move_on: Signal<Local, Bit>,
    choose: Signal<Local, Bit>,
    length: Signal<Local, Bits<7>>,
    flags: Signal<Local, Bits<4>>,
    speaker: Signal<Local, Bits<4>>,
    crc_next: Signal<Local, Bits<32>>,
    crc_final: Signal<Local, Bits<32>>,
    check: Linear<128, 8>,
    reduce: Linear<128, 32>,
    reduce_ack: Linear<24, 32>,
    advance: Linear<32, 32>,
    advance_ack: Linear<32, 32>,
    block_start: Constant<Bits<8>>,
    block_terminate: Constant<Bits<8>>,
    kind_hello: Constant<Bits<4>>,
    kind_beat: Constant<Bits<4>>,
    kind_ack: Constant<Bits<4>>,
    kind_nak: Constant<Bits<4>>,
    kind_mail: Constant<Bits<4>>,
    kind_answer: Constant<Bits<4>>,
    flag_armed: Constant<Bits<4>>,
}

impl Default for Framer {
    fn default() -> Self {
        Framer {
            clock: Default::default(),
            reset: Default::default(),
            link_up: Default::default(),
            hello: Default::default(),
            hello_sent: Default::default(),
            hello_first: Default::default(),
            hello_second: Default::default(),
            nak: Default::default(),
            nak_sent: Default::default(),
            beat: Default::default(),
            beat_sent: Default::default(),
            beat_payload: Default::default(),
            mail: Default::default(),
            mail_slot: Default::default(),
            mail_count: Default::default(),
            mail_sent: Default::default(),
            mail_gone: Default::default(),
            mail_address: Default::default(),
            mail_data: Default::default(),
            answer: Default::default(),
            answer_slot: Default::default(),
            answer_count: Default::default(),
            answer_sent: Default::default(),
            ack_due: Default::default(),
            ack: Default::default(),
            armed: Default::default(),
            fenced: Default::default(),
            ack_sent: Default::default(),
            ack_said: Default::default(),
            session: Default::default(),
            enable: Default::default(),
            pending: Default::default(),
            entry: Default::default(),
            sequence: Default::default(),
            next_sequence: Default::default(),
            take: Default::default(),
            beat_address: Default::default(),
            beat_data: Default::default(),
            quiet: Default::default(),
            begun: Default::default(),
            data: Default::default(),
            control: Default::default(),
            valid: Default::default(),
            ready: Default::default(),
            step: Default::default(),
            sequenced: Default::default(),
            mailed: Default::default(),
            left: Default::default(),
            pointer: Default::default(),
            enables: Default::default(),
            head_ack: Default::default(),
            head_armed: Default::default(),
            head_fenced: Default::default(),
            first_payload: Default::default(),
            second_payload: Default::default(),
            built: Default::default(),
            built_valid: Default::default(),
            built_start: Default::default(),
            built_end: Default::default(),
            checked: Default::default(),
            checked_valid: Default::default(),
            checked_start: Default::default(),
            checked_end: Default::default(),
            reduced: Default::default(),
            reduced_valid: Default::default(),
            reduced_start: Default::default(),
            reduced_end: Default::default(),
            sum: Default::default(),
            crc: Default::default(),
            out: Default::default(),
            out_valid: Default::default(),
            out_control: Default::default(),
            header: Default::default(),
            trailer: Default::default(),
            move_on: Default::default(),
            choose: Default::default(),
            length: Default::default(),
            flags: Default::default(),
            speaker: Default::default(),
            crc_next: Default::default(),
            crc_final: Default::default(),
            check: Linear::new(header_check()),
            reduce: Linear::new(crc32c_reduce(128)),
            reduce_ack: Linear::new(crc32c_reduce(24)),
            advance: Linear::new(crc32c_advance(128)),
            advance_ack: Linear::new(crc32c_advance(24)),
            block_start: Constant::new((abi::frame::BLOCK_START as u64).to_bits()),
            block_terminate: Constant::new((abi::frame::BLOCK_TERMINATE as u64).to_bits()),
            kind_hello: Constant::new((abi::frame::KIND_HELLO as u64).to_bits()),
            kind_beat: Constant::new((abi::frame::KIND_BEAT as u64).to_bits()),
            kind_ack: Constant::new((abi::frame::KIND_ACK as u64).to_bits()),
            kind_nak: Constant::new((abi::frame::KIND_NAK as u64).to_bits()),
            kind_mail: Constant::new((abi::frame::KIND_MAIL as u64).to_bits()),
            kind_answer: Constant::new((abi::frame::KIND_MAIL_ACK as u64).to_bits()),
            flag_armed: Constant::new((abi::frame::FLAG_ARMED as u64).to_bits()),
        }
    }
}

impl Logic for Framer {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(
            self,
            clock,
            step,
            sequenced,
            mailed,
            left,
            pointer,
            enables,
            head_ack,
            head_armed,
            head_fenced,
            first_payload,
            second_payload,
            built,
            built_valid,
            built_start,
            built_end,
            checked,
            checked_valid,
            checked_start,
            checked_end,
            reduced,
            reduced_valid,
            reduced_start,
            reduced_end,
            sum,
            crc,
            out,
            out_valid,
            out_control
        );
        self.move_on.next = !self.out_valid.q.val() | self.ready.val() | !self.link_up.val();
        self.choose.next = self.move_on.val() & (self.step.q.val() == Step::Choose);
        self.hello_sent.next = false;
        self.nak_sent.next = false;
        self.beat_sent.next = false;
        self.mail_sent.next = false;
        self.mail_gone.next = false;
        self.answer_sent.next = false;
        self.ack_sent.next = false;
        self.take.next = false;
        self.begun.next = false;
        self.length.next = bits::<7>(0);
        self.flags.next = self.entry.val().flags;
        self.beat_address.next = self.pointer.q.val();
        self.quiet.next = !self.sequenced.q.val();

        self.header.next.block = self.block_start.val();
        self.header.next.kind = self.kind_ack.val();
        self.speaker.next = bits::<4>(0);
        if self.armed.val() {
            self.speaker.next = self.flag_armed.val();
        }
        self.header.next.flags = self.speaker.val();
        self.header.next.session = self.session.val();
        self.header.next.sequence = self.next_sequence.val();
        self.header.next.length = bits::<9>(0);
        self.header.next.address = bits::<32>(0);
        self.header.next.credit = bits::<16>(0);
        self.header.next.queue = bits::<6>(0);
        self.header.next.check = bits::<8>(0);
        self.header.next.fenced = self.fenced.val();
        self.header.next.reserved = bits::<7>(0);
        self.trailer.next.block = self.block_terminate.val();
        self.trailer.next.crc = bits::<32>(0);
        // The newest ack, unless the start beat qualifies an older one only: what was applied after the card was disarmed
        // or fenced must not be taken for durable.
        self.ack_said.next = self.head_ack.q.val();
        if (self.armed.val() == self.head_armed.q.val()) & (self.fenced.val() == self.head_fenced.q.val()) {
            self.ack_said.next = self.ack.val();
        }
        self.trailer.next.ack = self.ack_said.val();
        self.trailer.next.reserved = bits::<64>(0);

        // The choice, made in the cycle in which the start beat is built.
        if self.choose.val() {
            self.sequenced.d.next = false;
            self.mailed.d.next = false;
            self.head_ack.d.next = self.ack.val();
            self.head_armed.d.next = self.armed.val();
            self.head_fenced.d.next = self.fenced.val();
            if self.hello.val() {
                self.hello_sent.next = true;
                self.begun.next = true;
                self.header.next.kind = self.kind_hello.val();
                self.length.next = bits::<7>(2);
                self.first_payload.d.next = self.hello_first.val();
                self.second_payload.d.next = self.hello_second.val();
            } else if self.nak.val() {
                self.nak_sent.next = true;
                self.begun.next = true;
                self.header.next.kind = self.kind_nak.val();
            } else if self.beat.val() {
                self.beat_sent.next = true;
                self.begun.next = true;
                self.header.next.kind = self.kind_beat.val();
                self.length.next = bits::<7>(1);
                self.first_payload.d.next = self.beat_payload.val();
            } else if self.answer.val() {
                self.answer_sent.next = true;
                self.begun.next = true;
                self.header.next.kind = self.kind_answer.val();
                self.header.next.queue = bit_cast::<6, 2>(self.answer_slot.val());
                self.header.next.address = self.answer_count.val();
            } else if self.mail.val() {
                self.mail_sent.next = true;
                self.begun.next = true;
                self.mailed.d.next = true;
                self.header.next.kind = self.kind_mail.val();
                self.header.next.queue = bit_cast::<6, 2>(self.mail_slot.val());
                self.header.next.address = self.mail_count.val();
                self.length.next = bits::<7>(16);
                self.pointer.d.next = bits::<11>(0);
                self.beat_address.next = bits::<11>(0);
            } else if self.enable.val() & self.pending.val() {
                self.take.next = true;
                self.begun.next = true;
                self.sequenced.d.next = true;
                self.header.next.kind = self.entry.val().kind;
                self.header.next.flags = self.entry.val().flags | self.speaker.val();
                self.header.next.sequence = self.sequence.val();
                self.header.next.address = bit_cast::<32, 28>(self.entry.val().address);
                self.header.next.queue = self.entry.val().queue;
                self.length.next = self.entry.val().length;
                self.enables.d.next = self.entry.val().enable;
                self.pointer.d.next = self.entry.val().pointer;
                self.beat_address.next = self.entry.val().pointer;
            } else if self.ack_due.val() {
                self.begun.next = true;
            }
            self.header.next.length = bit_cast::<9, 7>(self.length.val());
            self.left.d.next = self.length.val();
        }

        if self.move_on.val() {
            self.built.d.next = self.header.val().into();
            self.built_valid.d.next = false;
            self.built_start.d.next = false;
            self.built_end.d.next = false;
            match self.step.q.val() {
                Step::Choose => {
                    if self.begun.val() {
                        self.built_valid.d.next = true;
                        self.built_start.d.next = true;
                        self.step.d.next = Step::Finish;
                        if self.length.val().any() {
                            self.step.d.next = Step::Payload;
                        }
                        if self.take.val() & self.flags.val().get_bit(0) {
                            self.step.d.next = Step::Mask;
                        }
                    }
                }
                Step::Mask => {
                    self.built.d.next = bit_cast::<128, 16>(self.enables.q.val());
                    self.built_valid.d.next = true;
                    self.step.d.next = Step::Payload;
                }
                Step::Payload => {
                    self.built.d.next = self.first_payload.q.val();
                    if self.sequenced.q.val() {
                        self.built.d.next = self.beat_data.val();
                    }
                    if self.mailed.q.val() {
                        self.built.d.next = self.mail_data.val();
                    }
                    self.built_valid.d.next = true;
                    self.first_payload.d.next = self.second_payload.q.val();
                    self.pointer.d.next = self.pointer.q.val() + 1;
                    self.beat_address.next = self.pointer.q.val() + 1;
                    self.left.d.next = self.left.q.val() - 1;
                    if self.left.q.val() == bits::<7>(1) {
                        self.mail_gone.next = self.mailed.q.val();
                        self.step.d.next = Step::Finish;
                    }
                }
                Step::Finish => {
                    self.built.d.next = self.trailer.val().into();
                    self.built_valid.d.next = true;
                    self.built_end.d.next = true;
                    self.ack_sent.next = true;
                    self.step.d.next = Step::Choose;
                    self.sequenced.d.next = false;
                }
            }
        }

        self.mail_address.next = self.beat_address.val().get_bits::<4>(0);

        // The header's CRC goes to bits 111..119, which were built as zero.
        self.check.x.next = self.built.q.val();
        if self.move_on.val() {
            self.checked.d.next = self.built.q.val();
            if self.built_start.q.val() {
                self.checked.d.next = self.built.q.val() | (bit_cast::<128, 8>(self.check.y.val()) << 111);
            }
            self.checked_valid.d.next = self.built_valid.q.val();
            self.checked_start.d.next = self.built_start.q.val();
            self.checked_end.d.next = self.built_end.q.val();
        }

        // Of the end beat only the ack, bits 40..64, is covered.
        self.reduce.x.next = self.checked.q.val();
        self.reduce_ack.x.next = self.checked.q.val().get_bits::<24>(40);
        if self.move_on.val() {
            self.reduced.d.next = self.checked.q.val();
            self.reduced_valid.d.next = self.checked_valid.q.val();
            self.reduced_start.d.next = self.checked_start.q.val();
            self.reduced_end.d.next = self.checked_end.q.val();
            self.sum.d.next = self.reduce.y.val();
            if self.checked_end.q.val() {
                self.sum.d.next = self.reduce_ack.y.val();
            }
        }

        self.advance.x.next = self.crc.q.val();
        if self.reduced_start.q.val() {
            self.advance.x.next = bits::<32>(0xFFFF_FFFFu64);
        }
        self.advance_ack.x.next = self.crc.q.val();
        self.crc_next.next = self.advance.y.val() ^ self.sum.q.val();
        if self.reduced_end.q.val() {
            self.crc_next.next = self.advance_ack.y.val() ^ self.sum.q.val();
        }
        self.crc_final.next = self.crc_next.val() ^ bits::<32>(0xFFFF_FFFFu64);
        if self.move_on.val() {
            self.out_valid.d.next = self.reduced_valid.q.val();
            self.out_control.d.next = self.reduced_start.q.val() | self.reduced_end.q.val();
            self.out.d.next = self.reduced.q.val();
            if self.reduced_end.q.val() {
                self.out.d.next = self.reduced.q.val() | (bit_cast::<128, 32>(self.crc_final.val()) << 8);
            }
            if self.reduced_valid.q.val() {
                self.crc.d.next = self.crc_next.val();
            }
        }
        self.data.next = self.out.q.val();
        self.control.next = self.out_control.q.val();
        self.valid.next = self.out_valid.q.val();

        if self.reset.val() {
            self.step.d.next = Step::Choose;
            self.sequenced.d.next = false;
            self.mailed.d.next = false;
            self.built_valid.d.next = false;
            self.checked_valid.d.next = false;
            self.reduced_valid.d.next = false;
            self.out_valid.d.next = false;
        }
    }
}
