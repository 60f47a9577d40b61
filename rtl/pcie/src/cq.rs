//! Completer request: parses what the host asks for.
//!
//! A memory write is shifted from DWORD to memory alignment, beat by beat, and written speculatively into a FIFO; it is
//! committed with its last beat, if that is good and where the descriptor said it would be. Everything that wants an
//! answer goes into a queue of its own together with the number of posted packets before it. The hard block is given
//! a credit (`np_req`) for every place in that queue, so the queue never holds up the posted writes behind it. 24 credits are given; a
//! function-level reset, of which the hard block may know nothing, finds up to 32 more there (its counter ends at 32), for 64 places.
//!
//! A whole line that finds the FIFO empty is announced with its first beat, together with its ticket, which is in the last one: the
//! packet is complete here, so nobody behind has to put it together again.
//!
//! The descriptor (PG213 "Completer Request Descriptor", memory formats): address type 0..2, address 2..64, DWORDs
//! 64..75, request type 75..79 (0 memory read, 1 memory write, 2 to 11 want an answer too, 12 and above are messages),
//! requester 80..96, tag 96..104, target function 104..112, BAR 112..115, BAR aperture 115..121, traffic class 121..124,
//! attributes 124..127. The BARs are aligned to their size, so the low address bits are the offset.

use crate::streams::{CqIn, Posted, PostedBeat, PostedOut, Request, RequestOut};
use rtl_prims::fifo::Fifo;
use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct CompleterRequest {
    pub clock: Signal<In, Clock>,
    /// Of the bus: a packet half-way in is forgotten, requests are dropped; committed writes stay.
    pub reset: Signal<In, Bit>,
    /// Take nothing more: power is failing.
    pub stop: Signal<In, Bit>,
    pub cq: CqIn,
    /// Credits for requests that want an answer, to the hard block's `pcie_cq_np_req`.
    pub np_req: Signal<Out, Bits<2>>,
    pub posted: PostedOut,
    pub request: RequestOut,
    /// No committed write is left in the FIFO.
    pub empty: Signal<Out, Bit>,
    /// Pulses for every posted packet dropped as malformed or unsupported.
    pub dropped: Signal<Out, Bit>,
    writes: Fifo<PostedBeat, 8, 9>,
    reads: Fifo<Request, 6, 7>,
    // The packet being parsed.
    payload: DFF<Bit>,
    keeping: DFF<Bit>,
    registers: DFF<Bit>,
    unit: DFF<Bits<24>>,
    shift: DFF<Bits<2>>,
    left: DFF<Bits<7>>,
    previous: DFF<Bits<128>>,
    previous_enable: DFF<Bits<16>>,
    /// The beat that the shift pushed out behind the last one goes in now.
    flush: DFF<Bit>,
    /// So far it is a whole line.
    whole: DFF<Bit>,
    /// The oldest packet in the FIFO, of which nothing has left, is a whole line with this ticket.
    line: DFF<Bit>,
    ticket: DFF<Bits<32>>,
    sequence: DFF<Bits<16>>,
    /// Credits given and requests waiting: together never more than places.
    promised: DFF<Bits<5>>,
    give: DFF<Bit>,
    descriptor_bits: Signal<Local, Bits<128>>,
    enable: Signal<Local, Bits<16>>,
    address: Signal<Local, Bits<64>>,
    dwords: Signal<Local, Bits<11>>,
    rounded: Signal<Local, Bits<11>>,
    kind: Signal<Local, Bits<4>>,
    bar: Signal<Local, Bits<3>>,
    known_bar: Signal<Local, Bit>,
    good_write: Signal<Local, Bit>,
    wants_answer: Signal<Local, Bit>,
    take: Signal<Local, Bit>,
    over: Signal<Local, Bit>,
    write: Signal<Local, Bit>,
    commit: Signal<Local, Bit>,
    sequence_now: Signal<Local, Bits<16>>,
    beat: Signal<Local, PostedBeat>,
    shown: Signal<Local, Posted>,
    waiting: Signal<Local, Request>,
    data_in: Signal<Local, Bits<128>>,
    enable_in: Signal<Local, Bits<16>>,
    joined: Signal<Local, Bits<128>>,
    joined_enable: Signal<Local, Bits<16>>,
    popped: Signal<Local, Bit>,
}

impl Logic for CompleterRequest {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, writes, reads);
        dff_setup!(
            self,
            clock,
            payload,
            keeping,
            registers,
            unit,
            shift,
            left,
            previous,
            previous_enable,
            flush,
            whole,
            line,
            ticket,
            sequence,
            promised,
            give
        );
        // The descriptor, as it would be in this beat.
        self.descriptor_bits.next = self.cq.data.val();
        self.address.next = self.descriptor_bits.val().get_bits::<64>(0);
        self.dwords.next = self.descriptor_bits.val().get_bits::<11>(64);
        self.kind.next = self.descriptor_bits.val().get_bits::<4>(75);
        self.bar.next = self.descriptor_bits.val().get_bits::<3>(112);
        self.rounded.next = self.dwords.val() + 3;
        self.known_bar.next = (self.bar.val() == 0) | (self.bar.val() == 2);
        self.good_write.next = (self.kind.val() == 1)
            & self.known_bar.val()
            & (self.dwords.val() != 0)
            & (self.dwords.val() <= 256)
            & !self.cq.last.val();
        self.wants_answer.next = (self.kind.val() != 1) & (self.kind.val() < 12);

        // A packet is taken beat by beat whenever both FIFOs have room, whatever it is: the credits see to it that the
        // queue of requests always has.
        self.cq.ready.next =
            (self.writes.used.val() < 252) & (self.reads.used.val() < 63) & !self.stop.val() & !self.reset.val();
        self.take.next = self.cq.ready.val() & self.cq.valid.val();
        self.enable.next = self.cq.user.val().get_bits::<16>(8);

        // The shift. In the flush cycle only what was left of the beat before goes out.
        self.data_in.next = self.cq.data.val();
        self.enable_in.next = self.enable.val();
        if self.flush.q.val() {
            self.data_in.next = bits::<128>(0);
            self.enable_in.next = bits::<16>(0);
        }
        self.joined.next = self.data_in.val();
        self.joined_enable.next = self.enable_in.val();
        self.over.next = false;
        if self.shift.q.val() == 1 {
            self.joined.next = (self.data_in.val() << 32) | (self.previous.q.val() >> 96);
            self.joined_enable.next = (self.enable_in.val() << 4) | (self.previous_enable.q.val() >> 12);
            self.over.next = self.enable.val().get_bits::<4>(12) != 0;
        }
        if self.shift.q.val() == 2 {
            self.joined.next = (self.data_in.val() << 64) | (self.previous.q.val() >> 64);
            self.joined_enable.next = (self.enable_in.val() << 8) | (self.previous_enable.q.val() >> 8);
            self.over.next = self.enable.val().get_bits::<8>(8) != 0;
        }
        if self.shift.q.val() == 3 {
            self.joined.next = (self.data_in.val() << 96) | (self.previous.q.val() >> 32);
            self.joined_enable.next = (self.enable_in.val() << 12) | (self.previous_enable.q.val() >> 4);
            self.over.next = self.enable.val().get_bits::<12>(4) != 0;
        }

        self.write.next = false;
        self.commit.next = false;
        self.writes.rollback.next = false;
        self.writes.reset.next = false;
        self.reads.rollback.next = false;
        self.reads.reset.next = self.reset.val();
        self.reads.write.next = false;
        self.dropped.next = false;
        self.beat.next.last = false;
        if self.writes.valid.val() & self.posted.ready.val() {
            self.line.d.next = false;
        }
        if self.flush.q.val() {
            self.flush.d.next = false;
            self.write.next = true;
            self.commit.next = true;
            self.beat.next.last = true;
        }
        if self.take.val() {
            if !self.payload.q.val() {
                self.payload.d.next = !self.cq.last.val();
                self.keeping.d.next = self.good_write.val();
                self.registers.d.next = self.bar.val() == 0;
                self.unit.d.next = self.address.val().get_bits::<24>(4);
                if self.bar.val() == 0 {
                    self.unit.d.next = bit_cast::<24, 12>(self.address.val().get_bits::<12>(4));
                }
                self.shift.d.next = self.address.val().get_bits::<2>(2);
                self.left.d.next = self.rounded.val().get_bits::<7>(2);
                self.whole.d.next = (self.dwords.val() == 16) & (self.address.val().get_bits::<4>(2) == 0);
                self.previous.d.next = bits::<128>(0);
                self.previous_enable.d.next = bits::<16>(0);
                self.reads.write.next = self.wants_answer.val();
                self.dropped.next = !self.wants_answer.val() & !self.good_write.val();
            } else {
                self.previous.d.next = self.cq.data.val();
                self.previous_enable.d.next = self.enable.val();
                self.unit.d.next = self.unit.q.val() + 1;
                self.left.d.next = self.left.q.val() - 1;
                self.write.next = self.keeping.q.val();
                if !self.enable.val().all() {
                    self.whole.d.next = false;
                }
                if self.cq.last.val() {
                    self.payload.d.next = false;
                    self.beat.next.last = !self.over.val();
                    if self.keeping.q.val() {
                        if (self.left.q.val() == 1) & !self.cq.user.val().get_bit(41) {
                            self.commit.next = !self.over.val();
                            self.flush.d.next = self.over.val();
                            // `left` says that there were four beats. The shift is none.
                            self.line.d.next = (self.whole.q.val() & self.enable.val().all()) & self.writes.empty.val();
                            self.ticket.d.next = self.cq.data.val().get_bits::<32>(96);
                        } else {
                            self.write.next = false;
                            self.writes.rollback.next = true;
                            self.dropped.next = true;
                        }
                    }
                }
            }
        }
        if self.reset.val() & self.payload.q.val() {
            self.payload.d.next = false;
            self.writes.rollback.next = self.keeping.q.val();
        }
        self.sequence_now.next = self.sequence.q.val();
        if self.commit.val() {
            self.sequence_now.next = self.sequence.q.val() + 1;
        }
        self.sequence.d.next = self.sequence_now.val();

        self.beat.next.data = self.joined.val();
        self.beat.next.enable = self.joined_enable.val();
        self.beat.next.unit = self.unit.q.val();
        self.beat.next.registers = self.registers.q.val();
        self.writes.data_in.next = self.beat.val();
        self.writes.write.next = self.write.val();
        self.writes.commit.next = self.commit.val();
        self.posted.valid.next = self.writes.valid.val();
        self.shown.next.beat = self.writes.data_out.val();
        self.shown.next.line = self.line.q.val();
        self.shown.next.ticket = self.ticket.q.val();
        self.posted.beat.next = self.shown.val();
        self.writes.ready.next = self.posted.ready.val();
        self.empty.next = self.writes.empty.val() & !self.flush.q.val();

        self.waiting.next.address = self.address.val().get_bits::<26>(2);
        if self.bar.val() == 0 {
            self.waiting.next.address = bit_cast::<26, 14>(self.address.val().get_bits::<14>(2));
        }
        self.waiting.next.registers = self.bar.val() == 0;
        self.waiting.next.unsupported =
            (self.kind.val() != 0) | !self.known_bar.val() | (self.dwords.val() == 0) | (self.dwords.val() > 1024);
        self.waiting.next.dwords = self.dwords.val();
        self.waiting.next.first_enable = self.cq.user.val().get_bits::<4>(0);
        self.waiting.next.last_enable = self.cq.user.val().get_bits::<4>(4);
        self.waiting.next.descriptor = self.descriptor_bits.val();
        self.waiting.next.order = self.sequence_now.val();
        self.reads.data_in.next = self.waiting.val();
        self.reads.commit.next = self.reads.write.val();
        self.request.valid.next = self.reads.valid.val();
        self.request.request.next = self.reads.data_out.val();
        self.reads.ready.next = self.request.ready.val();

        // Credits: 24 places are promised, one credit a cycle at most.
        self.popped.next = self.reads.valid.val() & self.request.ready.val();
        self.give.d.next = false;
        if (self.promised.q.val() < 24) & !self.popped.val() {
            self.give.d.next = true;
            self.promised.d.next = self.promised.q.val() + 1;
        }
        if self.popped.val() & (self.promised.q.val() != 0) {
            self.promised.d.next = self.promised.q.val() - 1;
        }
        if self.reset.val() {
            self.promised.d.next = bits::<5>(0);
            self.give.d.next = false;
        }
        self.np_req.next = bits::<2>(0);
        if self.give.q.val() {
            self.np_req.next = bits::<2>(1);
        }
    }
}
