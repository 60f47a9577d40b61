//! Takes frames apart: checks them, decides on their sequence, and keeps the good ones until they are stored.
//!
//! ```text
//! line ─► taken ─► parsed ─► reduced ─► judged
//!                  header    CRC-32C    frame complete: CRC, session and sequence decide
//!                  CRC-8     of a beat  whether its beats in the FIFO are committed
//! ```
//! Store and forward: nothing of a frame is seen by [`crate::store::Store`] before its last beat was good. A sequenced
//! frame is taken only if it is the next of its session; then `expected` moves on. What comes earlier was taken before
//! and is acknowledged again; what comes later shows that something is missing.
//!
//! The FIFO holds everything the partner's outbox can have in flight: 510 frames, with a start beat and perhaps a mask
//! beat each, and 2048 beats of payload.

use crate::frame::header_check;
use crate::settings::Settings;
use rtl_prims::crc::{crc32c_advance, crc32c_reduce};
use rtl_prims::fifo::Fifo;
use rtl_prims::linear::Linear;
use rust_hdl::prelude::*;

/// See the module. What a frame said (`kind` to `second_payload`) is good while one of the verdicts is high.
#[derive(LogicBlock)]
pub struct Receiver {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    pub data: Signal<In, Bits<128>>,
    pub control: Signal<In, Bit>,
    pub line_valid: Signal<In, Bit>,
    // What decides.
    /// HELLO has been exchanged: sequenced frames count.
    pub up: Signal<In, Bit>,
    /// The partner is another: forget its session.
    pub forget: Signal<In, Bit>,
    /// Forget its session and take no frame of it again, although its SYNC_START may still be under way.
    pub bar: Signal<In, Bit>,
    /// Take no sequenced frame for now; it will be sent again.
    pub stop: Signal<In, Bit>,
    // Verdicts, one cycle each.
    /// A frame without error, of any kind.
    pub good: Signal<Out, Bit>,
    /// A frame with an error, or a piece of one.
    pub bad: Signal<Out, Bit>,
    /// A sequenced frame was taken.
    pub accepted: Signal<Out, Bit>,
    /// A sequenced frame that had been taken before.
    pub duplicate: Signal<Out, Bit>,
    /// A sequenced frame whose predecessor is missing.
    pub gap: Signal<Out, Bit>,
    /// An unsequenced frame says that nothing is missing.
    pub complete: Signal<Out, Bit>,
    /// A SYNC_START was taken: another session.
    pub started: Signal<Out, Bit>,
    pub kind: Signal<Out, Bits<4>>,
    pub length: Signal<Out, Bits<9>>,
    pub ack: Signal<Out, Bits<24>>,
    /// The speaker is armed; queues whose frames it drops.
    pub armed: Signal<Out, Bit>,
    pub fenced: Signal<Out, Bits<2>>,
    pub first_payload: Signal<Out, Bits<128>>,
    pub second_payload: Signal<Out, Bits<128>>,
    /// The partner's session; 0 is none.
    pub session: Signal<Out, Bits<8>>,
    /// Next sequence number to take.
    pub expected: Signal<Out, Bits<24>>,
    // Beats of the frame that is being judged, for the mailbox.
    pub line_start: Signal<Out, Bit>,
    pub line_body: Signal<Out, Bit>,
    pub line_beat: Signal<Out, Bits<128>>,
    // Frames that were taken: start beat, mask beat if there is one, payload.
    pub valid: Signal<Out, Bit>,
    pub beat: Signal<Out, Bits<128>>,
    pub ready: Signal<In, Bit>,
    pub empty: Signal<Out, Bit>,
    taken: DFF<Bits<128>>,
    taken_control: DFF<Bit>,
    taken_valid: DFF<Bit>,
    /// Inside a frame.
    inside: DFF<Bit>,
    /// Beats still to come before the end beat.
    left: DFF<Bits<9>>,
    parsed: DFF<Bits<128>>,
    parsed_start: DFF<Bit>,
    parsed_body: DFF<Bit>,
    parsed_end: DFF<Bit>,
    parsed_bad: DFF<Bit>,
    reduced: DFF<Bits<128>>,
    reduced_start: DFF<Bit>,
    reduced_body: DFF<Bit>,
    reduced_end: DFF<Bit>,
    reduced_bad: DFF<Bit>,
    sum: DFF<Bits<32>>,
    judged: DFF<Bits<128>>,
    judged_start: DFF<Bit>,
    judged_body: DFF<Bit>,
    judged_end: DFF<Bit>,
    judged_bad: DFF<Bit>,
    crc: DFF<Bits<32>>,
    /// The frame did not fit into the FIFO.
    overflow: DFF<Bit>,
    bodies: DFF<Bits<2>>,
    frame_kind: DFF<Bits<4>>,
    frame_flags: DFF<Bits<4>>,
    frame_session: DFF<Bits<8>>,
    frame_sequence: DFF<Bits<24>>,
    frame_length: DFF<Bits<9>>,
    frame_fenced: DFF<Bits<2>>,
    frame_ack: DFF<Bits<24>>,
    first: DFF<Bits<128>>,
    second: DFF<Bits<128>>,
    their_session: DFF<Bits<8>>,
    barred: DFF<Bits<8>>,
    next_sequence: DFF<Bits<24>>,
    was_good: DFF<Bit>,
    was_bad: DFF<Bit>,
    was_accepted: DFF<Bit>,
    was_duplicate: DFF<Bit>,
    was_gap: DFF<Bit>,
    was_complete: DFF<Bit>,
    was_started: DFF<Bit>,
    fifo: Fifo<Bits<128>, 12, 13>,
    block: Signal<Local, Bits<8>>,
    is_start: Signal<Local, Bit>,
    is_end: Signal<Local, Bit>,
    is_body: Signal<Local, Bit>,
    is_data: Signal<Local, Bit>,
    header_good: Signal<Local, Bit>,
    header_length: Signal<Local, Bits<9>>,
    header_address: Signal<Local, Bits<33>>,
    top: Signal<Local, Bits<33>>,
    crc_next: Signal<Local, Bits<32>>,
    crc_final: Signal<Local, Bits<32>>,
    crc_good: Signal<Local, Bit>,
    fits: Signal<Local, Bit>,
    whole: Signal<Local, Bit>,
    sequenced: Signal<Local, Bit>,
    distance: Signal<Local, Bits<24>>,
    takes: Signal<Local, Bit>,
    check: Linear<128, 8>,
    reduce: Linear<128, 32>,
    reduce_ack: Linear<24, 32>,
    advance: Linear<32, 32>,
    advance_ack: Linear<32, 32>,
    block_start: Constant<Bits<8>>,
    block_terminate: Constant<Bits<8>>,
    kind_data: Constant<Bits<4>>,
    kind_sync_start: Constant<Bits<4>>,
    local_units: Constant<Bits<33>>,
    largest: Constant<Bits<9>>,
    depth: Constant<Bits<13>>,
}

impl Receiver {
    /// A receiver for a partner with `settings.local_bytes` of LOCAL.
    pub fn new(settings: &Settings) -> Self {
        Receiver {
            clock: Default::default(),
            reset: Default::default(),
            data: Default::default(),
            control: Default::default(),
            line_valid: Default::default(),
            up: Default::default(),
            forget: Default::default(),
            bar: Default::default(),
            stop: Default::default(),
            good: Default::default(),
            bad: Default::default(),
            accepted: Default::default(),
            duplicate: Default::default(),
            gap: Default::default(),
            complete: Default::default(),
            started: Default::default(),
            kind: Default::default(),
            length: Default::default(),
            ack: Default::default(),
            armed: Default::default(),
            fenced: Default::default(),
            first_payload: Default::default(),
            second_payload: Default::default(),
            session: Default::default(),
            expected: Default::default(),
            line_start: Default::default(),
            line_body: Default::default(),
            line_beat: Default::default(),
            valid: Default::default(),
            beat: Default::default(),
            ready: Default::default(),
            empty: Default::default(),
            taken: Default::default(),
            taken_control: Default::default(),
            taken_valid: Default::default(),
            inside: Default::default(),
            left: Default::default(),
            parsed: Default::default(),
            parsed_start: Default::default(),
            parsed_body: Default::default(),
            parsed_end: Default::default(),
            parsed_bad: Default::default(),
            reduced: Default::default(),
            reduced_start: Default::default(),
            reduced_body: Default::default(),
            reduced_end: Default::default(),
            reduced_bad: Default::default(),
            sum: Default::default(),
            judged: Default::default(),
            judged_start: Default::default(),
            judged_body: Default::default(),
            judged_end: Default::default(),
            judged_bad: Default::default(),
            crc: Default::default(),
            overflow: Default::default(),
            bodies: Default::default(),
            frame_kind: Default::default(),
            frame_flags: Default::default(),
            frame_session: Default::default(),
            frame_sequence: Default::default(),
            frame_length: Default::default(),
            frame_fenced: Default::default(),
            frame_ack: Default::default(),
            first: Default::default(),
            second: Default::default(),
            their_session: Default::default(),
            barred: Default::default(),
            next_sequence: Default::default(),
            was_good: Default::default(),
            was_bad: Default::default(),
            was_accepted: Default::default(),
            was_duplicate: Default::default(),
            was_gap: Default::default(),
            was_complete: Default::default(),
            was_started: Default::default(),
            fifo: Default::default(),
            block: Default::default(),
            is_start: Default::default(),
            is_end: Default::default(),
            is_body: Default::default(),
            is_data: Default::default(),
            header_good: Default::default(),
            header_length: Default::default(),
            header_address: Default::default(),
            top: Default::default(),
            crc_next: Default::default(),
            crc_final: Default::default(),
            crc_good: Default::default(),
            fits: Default::default(),
            whole: Default::default(),
            sequenced: Default::default(),
            distance: Default::default(),
            takes: Default::default(),
            check: Linear::new(header_check()),
            reduce: Linear::new(crc32c_reduce(128)),
            reduce_ack: Linear::new(crc32c_reduce(24)),
            advance: Linear::new(crc32c_advance(128)),
            advance_ack: Linear::new(crc32c_advance(24)),
            block_start: Constant::new((abi::frame::BLOCK_START as u64).to_bits()),
            block_terminate: Constant::new((abi::frame::BLOCK_TERMINATE as u64).to_bits()),
            kind_data: Constant::new((abi::frame::KIND_DATA as u64).to_bits()),
            kind_sync_start: Constant::new((abi::frame::KIND_SYNC_START as u64).to_bits()),
            local_units: Constant::new((settings.local_bytes / 16).to_bits()),
            largest: Constant::new((abi::frame::MAX_PAYLOAD_BYTES as u64 / 16).to_bits()),
            depth: Constant::new(4096u64.to_bits()),
        }
    }
}

impl Logic for Receiver {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(
            self,
            clock,
            taken,
            taken_control,
            taken_valid,
            inside,
            left,
            parsed,
            parsed_start,
            parsed_body,
            parsed_end,
            parsed_bad,
            reduced,
            reduced_start,
            reduced_body,
            reduced_end,
            reduced_bad,
            sum,
            judged,
            judged_start,
            judged_body,
            judged_end,
            judged_bad,
            crc,
            overflow,
            bodies,
            frame_kind,
            frame_flags,
            frame_session,
            frame_sequence,
            frame_length,
            frame_fenced,
            frame_ack,
            first,
            second,
            their_session,
            barred,
            next_sequence,
            was_good,
            was_bad,
            was_accepted,
            was_duplicate,
            was_gap,
            was_complete,
            was_started
        );
        clock!(self, clock, fifo);
        self.fifo.reset.next = self.reset.val();
        self.taken.d.next = self.data.val();
        self.taken_control.d.next = self.control.val();
        self.taken_valid.d.next = self.line_valid.val();

        // Parsed: where a frame begins and ends. Whatever does not fit ends the frame as a bad one.
        self.block.next = self.taken.q.val().get_bits::<8>(0);
        self.is_start.next =
            self.taken_valid.q.val() & self.taken_control.q.val() & (self.block.val() == self.block_start.val());
        self.is_end.next =
            self.taken_valid.q.val() & self.taken_control.q.val() & (self.block.val() == self.block_terminate.val());
        self.is_body.next = self.taken_valid.q.val() & !self.taken_control.q.val();
        self.check.x.next = self.taken.q.val();
        self.header_length.next = self.taken.q.val().get_bits::<9>(48);
        self.header_address.next = bit_cast::<33, 32>(self.taken.q.val().get_bits::<32>(57));
        self.top.next = self.header_address.val() + bit_cast::<33, 9>(self.header_length.val());
        self.is_data.next = self.taken.q.val().get_bits::<4>(8) == self.kind_data.val();
        self.header_good.next = (self.check.y.val() == self.taken.q.val().get_bits::<8>(111))
            & (self.header_length.val() <= self.largest.val())
            & (!self.is_data.val() | (self.header_length.val().any() & (self.top.val() <= self.local_units.val())));
        self.parsed.d.next = self.taken.q.val();
        self.parsed_start.d.next = false;
        self.parsed_body.d.next = false;
        self.parsed_end.d.next = false;
        self.parsed_bad.d.next = false;
        if self.is_start.val() {
            // Without its end beat the frame before is lost.
            self.parsed_bad.d.next = self.inside.q.val() | !self.header_good.val();
            self.parsed_start.d.next = self.header_good.val();
            self.inside.d.next = self.header_good.val();
            self.left.d.next = self.header_length.val();
            if self.taken.q.val().get_bit(12) {
                self.left.d.next = self.header_length.val() + 1;
            }
        } else if self.is_end.val() {
            self.inside.d.next = false;
            self.parsed_end.d.next = self.inside.q.val() & !self.left.q.val().any();
            self.parsed_bad.d.next = self.inside.q.val() & self.left.q.val().any();
        } else if self.is_body.val() & self.inside.q.val() {
            self.left.d.next = self.left.q.val() - 1;
            self.parsed_body.d.next = self.left.q.val().any();
            self.parsed_bad.d.next = !self.left.q.val().any();
            self.inside.d.next = self.left.q.val().any();
        } else if self.taken_valid.q.val() & self.taken_control.q.val() {
            self.parsed_bad.d.next = true;
            self.inside.d.next = false;
        }

        // Reduced.
        self.reduce.x.next = self.parsed.q.val();
        self.reduce_ack.x.next = self.parsed.q.val().get_bits::<24>(40);
        self.sum.d.next = self.reduce.y.val();
        if self.parsed_end.q.val() {
            self.sum.d.next = self.reduce_ack.y.val();
        }
        self.reduced.d.next = self.parsed.q.val();
        self.reduced_start.d.next = self.parsed_start.q.val();
        self.reduced_body.d.next = self.parsed_body.q.val();
        self.reduced_end.d.next = self.parsed_end.q.val();
        self.reduced_bad.d.next = self.parsed_bad.q.val();

        // CRC register; includes the beat in `judged`.
        self.advance.x.next = self.crc.q.val();
        if self.reduced_start.q.val() {
            self.advance.x.next = bits::<32>(0xFFFF_FFFFu64);
        }
        self.advance_ack.x.next = self.crc.q.val();
        self.crc_next.next = self.advance.y.val() ^ self.sum.q.val();
        if self.reduced_end.q.val() {
            self.crc_next.next = self.advance_ack.y.val() ^ self.sum.q.val();
        }
        if self.reduced_start.q.val() | self.reduced_body.q.val() | self.reduced_end.q.val() {
            self.crc.d.next = self.crc_next.val();
        }
        self.judged.d.next = self.reduced.q.val();
        self.judged_start.d.next = self.reduced_start.q.val();
        self.judged_body.d.next = self.reduced_body.q.val();
        self.judged_end.d.next = self.reduced_end.q.val();
        self.judged_bad.d.next = self.reduced_bad.q.val();

        // Judged: beats go into the FIFO, the verdict commits them. A start beat takes back what was not committed.
        self.fits.next = self.fifo.used.val() < self.depth.val();
        self.fifo.data_in.next = self.judged.q.val();
        self.fifo.write.next = (self.judged_start.q.val() | self.judged_body.q.val()) & self.fits.val();
        self.fifo.rollback.next = self.judged_start.q.val();
        if self.judged_start.q.val() {
            self.overflow.d.next = !self.fits.val();
            self.bodies.d.next = bits::<2>(0);
            self.frame_kind.d.next = self.judged.q.val().get_bits::<4>(8);
            self.frame_flags.d.next = self.judged.q.val().get_bits::<4>(12);
            self.frame_session.d.next = self.judged.q.val().get_bits::<8>(16);
            self.frame_sequence.d.next = self.judged.q.val().get_bits::<24>(24);
            self.frame_length.d.next = self.judged.q.val().get_bits::<9>(48);
            self.frame_fenced.d.next = self.judged.q.val().get_bits::<2>(119);
        }
        if self.judged_body.q.val() {
            self.overflow.d.next = self.overflow.q.val() | !self.fits.val();
            if !self.bodies.q.val().any() {
                self.first.d.next = self.judged.q.val();
                self.bodies.d.next = bits::<2>(1);
            } else if self.bodies.q.val() == bits::<2>(1) {
                self.second.d.next = self.judged.q.val();
                self.bodies.d.next = bits::<2>(2);
            }
        }
        self.crc_final.next = self.crc.q.val() ^ bits::<32>(0xFFFF_FFFFu64);
        self.crc_good.next = self.crc_final.val() == self.judged.q.val().get_bits::<32>(8);
        self.whole.next = self.judged_end.q.val() & self.crc_good.val() & !self.overflow.q.val();
        self.frame_ack.d.next = self.judged.q.val().get_bits::<24>(40);
        self.was_good.d.next = self.whole.val();
        self.was_bad.d.next = self.judged_bad.q.val() | (self.judged_end.q.val() & !self.whole.val());
        self.was_accepted.d.next = false;
        self.was_duplicate.d.next = false;
        self.was_gap.d.next = false;
        self.was_started.d.next = false;
        self.was_complete.d.next = false;

        self.sequenced.next = self.whole.val() & !self.frame_kind.q.val().get_bit(3) & self.up.val() & !self.stop.val();
        self.distance.next = self.frame_sequence.q.val() - self.next_sequence.q.val();
        self.takes.next = false;
        if self.whole.val() & self.frame_kind.q.val().get_bit(3) {
            self.was_complete.d.next =
                (self.frame_session.q.val() == self.their_session.q.val()) & !self.distance.val().any();
        }
        if self.sequenced.val() {
            if self.frame_session.q.val() == self.their_session.q.val() {
                if self.their_session.q.val().any() {
                    self.takes.next = !self.distance.val().any();
                    self.was_duplicate.d.next = self.distance.val().get_bit(23);
                    self.was_gap.d.next = self.distance.val().any() & !self.distance.val().get_bit(23);
                }
            } else {
                self.takes.next = (self.frame_kind.q.val() == self.kind_sync_start.val())
                    & (self.frame_session.q.val() != self.barred.q.val());
            }
        }
        self.fifo.commit.next = false;
        if self.takes.val() {
            self.was_accepted.d.next = true;
            self.was_started.d.next = self.frame_kind.q.val() == self.kind_sync_start.val();
            self.fifo.commit.next = true;
            self.their_session.d.next = self.frame_session.q.val();
            self.barred.d.next = bits::<8>(0);
            self.next_sequence.d.next = self.frame_sequence.q.val() + 1;
        }
        if self.bar.val() {
            self.their_session.d.next = bits::<8>(0);
            self.barred.d.next = self.their_session.q.val();
        }
        if self.forget.val() {
            self.their_session.d.next = bits::<8>(0);
            self.barred.d.next = bits::<8>(0);
        }

        self.good.next = self.was_good.q.val();
        self.bad.next = self.was_bad.q.val();
        self.accepted.next = self.was_accepted.q.val();
        self.duplicate.next = self.was_duplicate.q.val();
        self.gap.next = self.was_gap.q.val();
        self.complete.next = self.was_complete.q.val();
        self.started.next = self.was_started.q.val();
        self.kind.next = self.frame_kind.q.val();
        self.length.next = self.frame_length.q.val();
        self.ack.next = self.frame_ack.q.val();
        self.armed.next = self.frame_flags.q.val().get_bit(3);
        self.fenced.next = self.frame_fenced.q.val();
        self.first_payload.next = self.first.q.val();
        self.second_payload.next = self.second.q.val();
        self.session.next = self.their_session.q.val();
        self.expected.next = self.next_sequence.q.val();
        self.line_start.next = self.judged_start.q.val();
        self.line_body.next = self.judged_body.q.val();
        self.line_beat.next = self.judged.q.val();
        self.valid.next = self.fifo.valid.val();
        self.beat.next = self.fifo.data_out.val();
        self.empty.next = self.fifo.empty.val();
        self.fifo.ready.next = self.ready.val();

        if self.reset.val() {
            self.taken_valid.d.next = false;
            self.inside.d.next = false;
            self.parsed_start.d.next = false;
            self.parsed_body.d.next = false;
            self.parsed_end.d.next = false;
            self.parsed_bad.d.next = false;
            self.reduced_start.d.next = false;
            self.reduced_body.d.next = false;
            self.reduced_end.d.next = false;
            self.reduced_bad.d.next = false;
            self.judged_start.d.next = false;
            self.judged_body.d.next = false;
            self.judged_end.d.next = false;
            self.judged_bad.d.next = false;
            self.was_good.d.next = false;
            self.was_bad.d.next = false;
            self.was_accepted.d.next = false;
            self.was_duplicate.d.next = false;
            self.was_gap.d.next = false;
            self.was_started.d.next = false;
            self.was_complete.d.next = false;
            self.their_session.d.next = bits::<8>(0);
            self.barred.d.next = bits::<8>(0);
            self.next_sequence.d.next = bits::<24>(0);
        }
    }
}
