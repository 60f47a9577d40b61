//! A hard block of 256 bit (Gen3 x8) on a card of 128 bit: CQ and RC are halved, CC and RQ paired.
//!
//! ```text
//! hard block, 256 bit                          card, 128 bit
//!   CQ ────────────────► halve ──────────────► CQ
//!   RC ──► straddle ───► halve ──────────────► RC
//!   CC ◄─ FIFO, 16 beats ◄─ pair ◄──────────── CC
//!   RQ ◄─ FIFO, 64 beats ◄─ pair ◄──────────── RQ
//! ```
//!
//! One clock. Packets come out as they went in: the narrow side is what PG213 says of a 128-bit interface, the wide side what it says of
//! a 256-bit one (`tuser` has the same layout on both; `byte_en` has 32 bits of which the narrow side uses 16). CQ cannot straddle at
//! 256 bit. Parity is not carried: the hard block is told not to check it, and the card does not. `np_req`, numbers and the function's
//! configuration pass by this block, with two exceptions that the FIFO of RQ makes:
//!
//! - *Read credits* (`pcie_tfc_nph_av`) know nothing of reads that are still in it. They are taken off, and so are those that left in the last
//!   four cycles, because PG213 has the credits take as long: a read without a credit would block the writes behind it.
//! - *Bus master.* What is in it when the host takes bus mastering away must not wait there for the next host: packets that have not
//!   begun to leave are dropped.

use crate::straddle::Straddle;
use crate::streams::{CcIn, CqOut, RcOut, RqIn};
use crate::width::{Half, Halve, Pair, WideBeat};
use rust_hdl::prelude::*;

/// CQ of 256 bit, from the hard block.
#[derive(LogicInterface, Clone, Debug, Default)]
pub struct Cq256In {
    /// Descriptor in DWORDs 0..4 of a packet's first beat, payload behind it.
    pub data: Signal<In, Bits<256>>,
    /// `first_be` 0..4, `last_be` 4..8, `byte_en` 8..40, `sop` 40, `discontinue` 41, TPH 42..53, parity 53..85.
    pub user: Signal<In, Bits<88>>,
    pub keep: Signal<In, Bits<8>>,
    pub last: Signal<In, Bit>,
    pub valid: Signal<In, Bit>,
    pub ready: Signal<Out, Bit>,
}

/// CC of 256 bit, to the hard block.
#[derive(LogicInterface, Clone, Debug, Default)]
pub struct Cc256Out {
    pub data: Signal<Out, Bits<256>>,
    /// `discontinue` 0, parity 1..33.
    pub user: Signal<Out, Bits<33>>,
    pub keep: Signal<Out, Bits<8>>,
    pub last: Signal<Out, Bit>,
    pub valid: Signal<Out, Bit>,
    pub ready: Signal<In, Bit>,
}

/// RQ of 256 bit, to the hard block.
#[derive(LogicInterface, Clone, Debug, Default)]
pub struct Rq256Out {
    pub data: Signal<Out, Bits<256>>,
    /// `first_be` 0..4, `last_be` 4..8, `addr_offset` 8..11, `discontinue` 11, TPH 12..24, `seq_num` 24..28 and 60..62.
    pub user: Signal<Out, Bits<62>>,
    pub keep: Signal<Out, Bits<8>>,
    pub last: Signal<Out, Bit>,
    pub valid: Signal<Out, Bit>,
    pub ready: Signal<In, Bit>,
}

/// RC of 256 bit, from the hard block, with straddle or without: `tlast` and `tkeep` are not looked at.
#[derive(LogicInterface, Clone, Debug, Default)]
pub struct Rc256In {
    pub data: Signal<In, Bits<256>>,
    /// `byte_en` 0..32, `is_sof_0` 32, `is_sof_1` 33, `is_eof_0` 34..38, `is_eof_1` 38..42, `discontinue` 42, parity 43..75.
    pub user: Signal<In, Bits<75>>,
    pub valid: Signal<In, Bit>,
    pub ready: Signal<Out, Bit>,
}

#[derive(LogicBlock, Default)]
pub struct Hard256 {
    pub clock: Signal<In, Clock>,
    /// The hard block's: packets half-way in or out are abandoned.
    pub reset: Signal<In, Bit>,
    pub bus_master: Signal<In, Bit>,
    /// `pcie_tfc_nph_av`, and what is left of it.
    pub hard_credits: Signal<In, Bits<4>>,
    pub credits: Signal<Out, Bits<4>>,
    pub hard_cq: Cq256In,
    pub hard_cc: Cc256Out,
    pub hard_rq: Rq256Out,
    pub hard_rc: Rc256In,
    pub cq: CqOut,
    pub cc: CcIn,
    pub rq: RqIn,
    pub rc: RcOut,
    cq_halves: Halve,
    straddle: Straddle,
    rc_halves: Halve,
    /// A completion has at most 128 bytes behind three DWORDs of descriptor: five beats.
    cc_pairs: Pair<4, 5>,
    /// A write has at most 1024 bytes behind four DWORDs: 33 beats. While one leaves half of the next comes.
    rq_pairs: Pair<6, 7>,
    /// The next beat from the card begins a packet, the next one to the hard block does.
    inside_in: DFF<Bit>,
    inside_out: DFF<Bit>,
    /// Reads for which no credit has been taken off.
    reads: DFF<Bits<5>>,
    /// A read left one, two, three, four cycles ago.
    gone: DFF<Bits<4>>,
    enters: Signal<Local, Bit>,
    leaves: Signal<Local, Bit>,
    first_data: Signal<Local, Bits<128>>,
    available: Signal<Local, Bits<5>>,
    left_over: Signal<Local, Bits<5>>,
    cq_two: Signal<Local, Bit>,
    cq_lower: Signal<Local, Half>,
    cq_upper: Signal<Local, Half>,
    cq_out: Signal<Local, Half>,
    cq_out_side: Signal<Local, Bits<19>>,
    rc_out: Signal<Local, Half>,
    rc_end: Signal<Local, Bits<2>>,
    cc_out: Signal<Local, WideBeat>,
    cc_side: Signal<Local, Bits<30>>,
    cc_out_side: Signal<Local, Bits<30>>,
    rq_out: Signal<Local, WideBeat>,
    rq_side: Signal<Local, Bits<30>>,
    rq_out_side: Signal<Local, Bits<30>>,
    rq_out_data: Signal<Local, Bits<256>>,
}

impl Logic for Hard256 {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, cq_halves, straddle, rc_halves, cc_pairs, rq_pairs);
        dff_setup!(self, clock, inside_in, inside_out, reads, gone);
        self.cq_halves.reset.next = self.reset.val();
        self.straddle.reset.next = self.reset.val();
        self.rc_halves.reset.next = self.reset.val();
        self.cc_pairs.reset.next = self.reset.val();
        self.rq_pairs.reset.next = self.reset.val();
        self.rq_pairs.drop.next = !self.bus_master.val();
        self.cc_pairs.drop.next = false;

        // CQ in: a packet ends where `tlast` and `tkeep` say.
        self.cq_two.next = self.hard_cq.keep.val().get_bit(4);
        self.cq_lower.next.data = self.hard_cq.data.val().get_bits::<128>(0);
        self.cq_lower.next.enable = self.hard_cq.user.val().get_bits::<16>(8);
        self.cq_lower.next.keep = self.hard_cq.keep.val().get_bits::<4>(0);
        self.cq_lower.next.side = bit_cast::<19, 8>(self.hard_cq.user.val().get_bits::<8>(0))
            | (bit_cast::<19, 11>(self.hard_cq.user.val().get_bits::<11>(42)) << 8);
        self.cq_lower.next.first = self.hard_cq.user.val().get_bit(40);
        self.cq_lower.next.last = self.hard_cq.last.val() & !self.cq_two.val();
        self.cq_lower.next.discontinue =
            (self.hard_cq.user.val().get_bit(41) & self.hard_cq.last.val()) & !self.cq_two.val();
        self.cq_upper.next.data = self.hard_cq.data.val().get_bits::<128>(128);
        self.cq_upper.next.enable = self.hard_cq.user.val().get_bits::<16>(24);
        self.cq_upper.next.keep = self.hard_cq.keep.val().get_bits::<4>(4);
        self.cq_upper.next.side = bits::<19>(0);
        self.cq_upper.next.first = false;
        self.cq_upper.next.last = self.hard_cq.last.val();
        self.cq_upper.next.discontinue = self.hard_cq.user.val().get_bit(41) & self.hard_cq.last.val();
        self.cq_halves.valid.next = self.hard_cq.valid.val();
        self.cq_halves.lower.next = self.cq_lower.val();
        self.cq_halves.upper.next = self.cq_upper.val();
        self.cq_halves.two.next = self.cq_two.val();
        self.hard_cq.ready.next = self.cq_halves.ready.val() & !self.reset.val();

        // CQ out.
        self.cq_out.next = self.cq_halves.out.val();
        self.cq_out_side.next = self.cq_out.val().side;
        self.cq.valid.next = self.cq_halves.out_valid.val();
        self.cq.data.next = self.cq_out.val().data;
        self.cq.keep.next = self.cq_out.val().keep;
        self.cq.last.next = self.cq_out.val().last;
        self.cq.user.next = ((bit_cast::<88, 8>(self.cq_out_side.val().get_bits::<8>(0))
            | (bit_cast::<88, 16>(self.cq_out.val().enable) << 8))
            | (bit_cast::<88, 1>(self.cq_out.val().first.into()) << 40))
            | ((bit_cast::<88, 1>(self.cq_out.val().discontinue.into()) << 41)
                | (bit_cast::<88, 11>(self.cq_out_side.val().get_bits::<11>(8)) << 42));
        self.cq_halves.out_ready.next = self.cq.ready.val();

        // RC in: `is_sof` and `is_eof` say what is in a beat.
        self.straddle.data.next = self.hard_rc.data.val();
        self.straddle.user.next = self.hard_rc.user.val();
        self.straddle.take.next = self.hard_rc.valid.val() & self.rc_halves.ready.val();
        self.rc_halves.valid.next = self.hard_rc.valid.val() & self.straddle.there.val();
        self.rc_halves.lower.next = self.straddle.lower.val();
        self.rc_halves.upper.next = self.straddle.upper.val();
        self.rc_halves.two.next = self.straddle.two.val();
        self.hard_rc.ready.next = self.rc_halves.ready.val() & !self.reset.val();

        // RC out.
        self.rc_out.next = self.rc_halves.out.val();
        self.rc.valid.next = self.rc_halves.out_valid.val();
        self.rc.data.next = self.rc_out.val().data;
        self.rc.keep.next = self.rc_out.val().keep;
        self.rc.last.next = self.rc_out.val().last;
        self.rc_end.next = bits::<2>(0);
        if self.rc_out.val().keep == 3 {
            self.rc_end.next = bits::<2>(1);
        }
        if self.rc_out.val().keep == 7 {
            self.rc_end.next = bits::<2>(2);
        }
        if (self.rc_out.val().keep == 15) & self.rc_out.val().last {
            self.rc_end.next = bits::<2>(3);
        }
        self.rc.user.next = ((bit_cast::<75, 16>(self.rc_out.val().enable)
            | (bit_cast::<75, 1>(self.rc_out.val().first.into()) << 32))
            | (bit_cast::<75, 1>(self.rc_out.val().last.into()) << 34))
            | ((bit_cast::<75, 2>(self.rc_end.val()) << 35)
                | (bit_cast::<75, 1>(self.rc_out.val().discontinue.into()) << 42));
        self.rc_halves.out_ready.next = self.rc.ready.val();

        // CC: `discontinue` is where RQ has it on its way through.
        self.cc_pairs.valid.next = self.cc.valid.val();
        self.cc_pairs.data.next = self.cc.data.val();
        self.cc_pairs.keep.next = self.cc.keep.val();
        self.cc_pairs.last.next = self.cc.last.val();
        self.cc_side.next = bit_cast::<30, 1>(self.cc.user.val().get_bits::<1>(0)) << 11;
        self.cc_pairs.side.next = self.cc_side.val();
        self.cc.ready.next = self.cc_pairs.ready.val();
        self.cc_out.next = self.cc_pairs.out.val();
        self.cc_out_side.next = self.cc_out.val().side;
        self.hard_cc.valid.next = self.cc_pairs.out_valid.val();
        self.hard_cc.data.next = self.cc_out.val().data;
        self.hard_cc.keep.next = self.cc_out.val().keep;
        self.hard_cc.last.next = self.cc_out.val().last;
        self.hard_cc.user.next = bit_cast::<33, 1>(self.cc_out_side.val().get_bits::<1>(11));
        self.cc_pairs.out_ready.next = self.hard_cc.ready.val();

        // RQ.
        self.rq_pairs.valid.next = self.rq.valid.val();
        self.rq_pairs.data.next = self.rq.data.val();
        self.rq_pairs.keep.next = self.rq.keep.val();
        self.rq_pairs.last.next = self.rq.last.val();
        self.rq_side.next = bit_cast::<30, 28>(self.rq.user.val().get_bits::<28>(0))
            | (bit_cast::<30, 2>(self.rq.user.val().get_bits::<2>(60)) << 28);
        self.rq_pairs.side.next = self.rq_side.val();
        self.rq.ready.next = self.rq_pairs.ready.val();
        self.rq_out.next = self.rq_pairs.out.val();
        self.rq_out_side.next = self.rq_out.val().side;
        self.hard_rq.valid.next = self.rq_pairs.out_valid.val();
        self.rq_out_data.next = self.rq_out.val().data;
        self.hard_rq.data.next = self.rq_out_data.val();
        self.hard_rq.keep.next = self.rq_out.val().keep;
        self.hard_rq.last.next = self.rq_out.val().last;
        self.hard_rq.user.next = bit_cast::<62, 28>(self.rq_out_side.val().get_bits::<28>(0))
            | (bit_cast::<62, 2>(self.rq_out_side.val().get_bits::<2>(28)) << 60);
        self.rq_pairs.out_ready.next = self.hard_rq.ready.val();

        // Read credits. The descriptor's type is in bits 75..79: 0 is a memory read.
        self.enters.next = false;
        if self.rq.valid.val() & self.rq_pairs.ready.val() {
            self.inside_in.d.next = !self.rq.last.val();
            self.enters.next = !self.inside_in.q.val() & (self.rq.data.val().get_bits::<4>(75) == 0);
        }
        self.first_data.next = bit_cast::<128, 256>(self.rq_out_data.val());
        self.leaves.next = false;
        if self.rq_pairs.left.val() {
            self.inside_out.d.next = !self.rq_out.val().last;
            self.leaves.next = !self.inside_out.q.val() & (self.first_data.val().get_bits::<4>(75) == 0);
        }
        self.gone.d.next = (self.gone.q.val() << 1) | bit_cast::<4, 1>(self.leaves.val().into());
        if self.enters.val() & !self.gone.q.val().get_bit(3) {
            self.reads.d.next = self.reads.q.val() + 1;
        }
        if !self.enters.val() & self.gone.q.val().get_bit(3) {
            self.reads.d.next = self.reads.q.val() - 1;
        }
        self.available.next = bit_cast::<5, 4>(self.hard_credits.val());
        self.left_over.next = self.available.val() - self.reads.q.val();
        self.credits.next = bits::<4>(0);
        if self.reads.q.val() < self.available.val() {
            self.credits.next = self.left_over.val().get_bits::<4>(0);
        }
        if self.reset.val() {
            self.inside_in.d.next = false;
            self.inside_out.d.next = false;
            self.reads.d.next = bits::<5>(0);
            self.gone.d.next = bits::<4>(0);
        }
    }
}
