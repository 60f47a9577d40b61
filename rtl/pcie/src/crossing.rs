//! Between PCIe's clock and the core's: everything the hard block and the card say to each other.
//!
//! `user_clk` comes from the slot and may stop at any time, the core's clock runs from the battery. Between the two stand FIFOs only, and
//! the reset of `handshake`:
//!
//! | signal | how |
//! |---|---|
//! | CQ, RC | a FIFO of beats each ([`Inbound`]): a packet is accepted when the core has read its last beat |
//! | RQ, CC | a FIFO of beats each and one of tokens ([`Outbound`]): `valid` does not fall inside a packet. RQ's holds two packets of 1024 bytes |
//! | `cq_np_req`, `rq_seq_num` | a FIFO each with an entry for a credit or a number; 24 credits and 29 numbers fit into 32 places |
//! | settings of the function | one FIFO that carries all of them when one changes, so that the core never sees half a change |
//! | how fast PCIe's clock is | `pace` |
//! | resets | `handshake` |
//!
//! **Read credits** (`pcie_tfc_nph_av`) are old when they arrive, and the card's reads may be in the FIFO of RQ meanwhile. So the settings
//! also say how many reads had left when the credits were counted (with the four cycles PG213 has it take), and the core is shown what is
//! left after those that had not.
//!
//! **Bus master.** What is in the FIFO of RQ when the host takes bus mastering away must not wait there for the next host: packets that
//! have not begun are dropped.
//!
//! Whoever drives `perst` resets the hard block by it too: its clock, if it had stopped, comes back with `user_reset` high.

use crate::handshake::{BusEnd, CoreEnd};
use crate::pace::Pace;
use crate::packets::{Inbound, Outbound};
use crate::streams::{CcIn, CcOut, CqIn, CqOut, RcIn, RcOut, RqIn, RqOut};
use rtl_prims::crossing::AsyncFifo;
use rust_hdl::prelude::*;

/// Bits of [`Crossing::late`].
pub const SYNCHRONISERS: usize = 23;

/// Beats of a packet after which it may go out on RQ and CC, see [`Outbound`].
pub const HEAD_START: u64 = 3;

#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
struct CqBeat {
    last: Bit,
    keep: Bits<4>,
    /// Up to `discontinue`; the rest is TPH and parity.
    user: Bits<42>,
    data: Bits<128>,
}

#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
struct RcBeat {
    last: Bit,
    keep: Bits<4>,
    user: Bits<43>,
    data: Bits<128>,
}

#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
struct RqBeat {
    last: Bit,
    keep: Bits<4>,
    enables: Bits<8>,
    /// `seq_num`, in two parts as in `tuser`.
    number_low: Bits<4>,
    number_high: Bits<2>,
    data: Bits<128>,
}

#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
struct CcBeat {
    last: Bit,
    keep: Bits<4>,
    data: Bits<128>,
}

/// What the hard block says of the function.
#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
struct Told {
    bus_master: Bit,
    msix_enable: Bit,
    msix_mask: Bit,
    max_payload: Bits<2>,
    max_read: Bits<3>,
    credits: Bits<4>,
    /// Reads that had left RQ when the credits were counted, wrapping.
    reads: Bits<5>,
}

/// See the module. The ports without `core_` are the hard block's (PG213) on `user_clock`, those with it the card's.
#[derive(LogicBlock)]
pub struct Crossing {
    // The hard block.
    pub user_clock: Signal<In, Clock>,
    pub user_reset: Signal<In, Bit>,
    pub flr: Signal<In, Bit>,
    pub flr_done: Signal<Out, Bit>,
    pub bus_master: Signal<In, Bit>,
    pub msix_enable: Signal<In, Bit>,
    pub msix_mask: Signal<In, Bit>,
    pub cq: CqIn,
    pub cq_np_req: Signal<Out, Bits<2>>,
    pub cc: CcOut,
    pub rq: RqOut,
    pub rc: RcIn,
    pub max_payload: Signal<In, Bits<2>>,
    pub max_read: Signal<In, Bits<3>>,
    pub rq_credits: Signal<In, Bits<4>>,
    pub rq_seq_num: Signal<In, Bits<6>>,
    pub rq_seq_num_valid: Signal<In, Bit>,
    // The core.
    pub clock: Signal<In, Clock>,
    /// PERST#, high while it is asserted, of no clock.
    pub perst: Signal<In, Bit>,
    pub core_reset: Signal<Out, Bit>,
    pub core_bus_master: Signal<Out, Bit>,
    pub core_msix_enable: Signal<Out, Bit>,
    pub core_msix_mask: Signal<Out, Bit>,
    pub core_cq: CqOut,
    pub core_np_req: Signal<In, Bits<2>>,
    pub core_cc: CcIn,
    pub core_rq: RqIn,
    pub core_rc: RcOut,
    pub core_max_payload: Signal<Out, Bits<2>>,
    pub core_max_read: Signal<Out, Bits<3>>,
    pub core_credits: Signal<Out, Bits<4>>,
    pub core_seq_num: Signal<Out, Bits<6>>,
    pub core_seq_num_valid: Signal<Out, Bit>,
    /// Simulation: which synchronisers miss a change in this cycle. Zero in hardware.
    pub late: Signal<In, Bits<23>>,

    bus_end: BusEnd,
    core_end: CoreEnd,
    pace: Pace,
    requests: Inbound<175, 5, 6>,
    answers: Inbound<176, 5, 6>,
    writes: Outbound<147, 7, 8, 5, 6>,
    completions: Outbound<133, 5, 6, 4, 5>,
    credits: AsyncFifo<Bits<2>, 5, 6>,
    numbers: AsyncFifo<Bits<6>, 5, 6>,
    settings: AsyncFifo<Bits<17>, 4, 5>,
    // Bus side.
    told: DFF<Bits<17>>,
    /// Something has been told since the last reset.
    told_since: DFF<Bit>,
    reads_left: DFF<Bits<5>>,
    left1: DFF<Bits<5>>,
    left2: DFF<Bits<5>>,
    left3: DFF<Bits<5>>,
    left4: DFF<Bits<5>>,
    // Core side.
    known: DFF<Bits<17>>,
    reads_in: DFF<Bits<5>>,
    going: Signal<Local, Bit>,
    closed: Signal<Local, Bit>,
    cq_beat: Signal<Local, CqBeat>,
    rc_beat: Signal<Local, RcBeat>,
    rq_beat: Signal<Local, RqBeat>,
    cc_beat: Signal<Local, CcBeat>,
    cq_bits: Signal<Local, Bits<175>>,
    rc_bits: Signal<Local, Bits<176>>,
    rq_bits: Signal<Local, Bits<147>>,
    cc_bits: Signal<Local, Bits<133>>,
    telling: Signal<Local, Told>,
    told_now: Signal<Local, Bits<17>>,
    open_reads: Signal<Local, Bits<5>>,
    seen_credits: Signal<Local, Bits<5>>,
    free_credits: Signal<Local, Bits<5>>,
    all6: Constant<Bits<6>>,
    all5: Constant<Bits<5>>,
}

impl Crossing {
    /// `head_start`: see [`Outbound`].
    pub fn new(head_start: u64) -> Self {
        Crossing {
            user_clock: Default::default(),
            user_reset: Default::default(),
            flr: Default::default(),
            flr_done: Default::default(),
            bus_master: Default::default(),
            msix_enable: Default::default(),
            msix_mask: Default::default(),
            cq: Default::default(),
            cq_np_req: Default::default(),
            cc: Default::default(),
            rq: Default::default(),
            rc: Default::default(),
            max_payload: Default::default(),
            max_read: Default::default(),
            rq_credits: Default::default(),
            rq_seq_num: Default::default(),
            rq_seq_num_valid: Default::default(),
            clock: Default::default(),
            perst: Default::default(),
            core_reset: Default::default(),
            core_bus_master: Default::default(),
            core_msix_enable: Default::default(),
            core_msix_mask: Default::default(),
            core_cq: Default::default(),
            core_np_req: Default::default(),
            core_cc: Default::default(),
            core_rq: Default::default(),
            core_rc: Default::default(),
            core_max_payload: Default::default(),
            core_max_read: Default::default(),
            core_credits: Default::default(),
            core_seq_num: Default::default(),
            core_seq_num_valid: Default::default(),
            late: Default::default(),
            bus_end: Default::default(),
            core_end: Default::default(),
            pace: Default::default(),
            requests: Default::default(),
            answers: Default::default(),
            writes: Outbound::new(head_start),
            completions: Outbound::new(head_start),
            credits: Default::default(),
            numbers: Default::default(),
            settings: Default::default(),
            told: Default::default(),
            told_since: Default::default(),
            reads_left: Default::default(),
            left1: Default::default(),
            left2: Default::default(),
            left3: Default::default(),
            left4: Default::default(),
            known: Default::default(),
            reads_in: Default::default(),
            going: Default::default(),
            closed: Default::default(),
            cq_beat: Default::default(),
            rc_beat: Default::default(),
            rq_beat: Default::default(),
            cc_beat: Default::default(),
            cq_bits: Default::default(),
            rc_bits: Default::default(),
            rq_bits: Default::default(),
            cc_bits: Default::default(),
            telling: Default::default(),
            told_now: Default::default(),
            open_reads: Default::default(),
            seen_credits: Default::default(),
            free_credits: Default::default(),
            all6: Constant::new(63u64.to_bits()),
            all5: Constant::new(31u64.to_bits()),
        }
    }
}

impl Logic for Crossing {
    #[hdl_gen]
    fn update(&mut self) {
        self.bus_end.clock.next = self.user_clock.val();
        self.core_end.clock.next = self.clock.val();
        self.requests.bus_clock.next = self.user_clock.val();
        self.requests.core_clock.next = self.clock.val();
        self.answers.bus_clock.next = self.user_clock.val();
        self.answers.core_clock.next = self.clock.val();
        self.writes.bus_clock.next = self.user_clock.val();
        self.writes.core_clock.next = self.clock.val();
        self.completions.bus_clock.next = self.user_clock.val();
        self.completions.core_clock.next = self.clock.val();
        self.credits.write_clock.next = self.clock.val();
        self.credits.read_clock.next = self.user_clock.val();
        self.numbers.write_clock.next = self.user_clock.val();
        self.numbers.read_clock.next = self.clock.val();
        self.settings.write_clock.next = self.user_clock.val();
        self.settings.read_clock.next = self.clock.val();
        dff_setup!(self, user_clock, told, told_since, reads_left, left1, left2, left3, left4);
        dff_setup!(self, clock, known, reads_in);

        // Resets.
        self.bus_end.user_reset.next = self.user_reset.val();
        self.bus_end.flr.next = self.flr.val();
        self.flr_done.next = self.bus_end.flr_done.val();
        self.bus_end.holds.next = self.core_end.holds.val();
        self.bus_end.wants.next = self.core_end.wants.val();
        self.bus_end.late.next = self.late.val().get_bits::<2>(0);
        self.core_end.perst.next = self.perst.val();
        self.core_end.asks.next = self.bus_end.asks.val();
        self.core_end.late.next = self.late.val().get_bits::<2>(2);
        self.going.next = self.bus_end.going.val();
        self.closed.next = self.core_end.closed.val();
        self.core_reset.next = self.core_end.closed.val();
        self.bus_end.inside.next = (self.requests.inside.val() | self.answers.inside.val())
            | (self.writes.inside.val() | self.completions.inside.val());
        self.bus_end.arriving.next =
            (self.writes.arriving.val() | self.completions.arriving.val()) | self.credits.valid.val();
        self.core_end.arriving.next = (self.requests.arriving.val() | self.answers.arriving.val())
            | (self.numbers.valid.val() | self.settings.valid.val());

        self.pace.bus_clock.next = self.user_clock.val();
        self.pace.core_clock.next = self.clock.val();
        self.pace.closed.next = self.closed.val();
        self.pace.late.next = self.late.val().get_bits::<1>(22);
        self.writes.keeps_up.next = self.pace.keeps_up.val();
        self.completions.keeps_up.next = self.pace.keeps_up.val();

        // CQ.
        self.requests.begins.next = self.bus_end.begins.val();
        self.requests.going.next = self.going.val();
        self.requests.user_reset.next = self.user_reset.val();
        self.requests.closed.next = self.closed.val();
        self.requests.late.next = self.late.val().get_bits::<2>(4);
        self.cq_beat.next.last = self.cq.last.val();
        self.cq_beat.next.keep = self.cq.keep.val();
        self.cq_beat.next.user = self.cq.user.val().get_bits::<42>(0);
        self.cq_beat.next.data = self.cq.data.val();
        self.requests.valid.next = self.cq.valid.val();
        self.requests.beat.next = self.cq_beat.val().into();
        self.cq.ready.next = self.requests.ready.val();
        self.cq_bits.next = self.requests.core_beat.val();
        self.core_cq.valid.next = self.requests.core_valid.val();
        self.core_cq.last.next = self.cq_bits.val().get_bit(0);
        self.core_cq.keep.next = self.cq_bits.val().get_bits::<4>(1);
        self.core_cq.user.next = bit_cast::<88, 42>(self.cq_bits.val().get_bits::<42>(5));
        self.core_cq.data.next = self.cq_bits.val().get_bits::<128>(47);
        self.requests.core_ready.next = self.core_cq.ready.val();

        // RC.
        self.answers.begins.next = self.bus_end.begins.val();
        self.answers.going.next = self.going.val();
        self.answers.user_reset.next = self.user_reset.val();
        self.answers.closed.next = self.closed.val();
        self.answers.late.next = self.late.val().get_bits::<2>(6);
        self.rc_beat.next.last = self.rc.last.val();
        self.rc_beat.next.keep = self.rc.keep.val();
        self.rc_beat.next.user = self.rc.user.val().get_bits::<43>(0);
        self.rc_beat.next.data = self.rc.data.val();
        self.answers.valid.next = self.rc.valid.val();
        self.answers.beat.next = self.rc_beat.val().into();
        self.rc.ready.next = self.answers.ready.val();
        self.rc_bits.next = self.answers.core_beat.val();
        self.core_rc.valid.next = self.answers.core_valid.val();
        self.core_rc.last.next = self.rc_bits.val().get_bit(0);
        self.core_rc.keep.next = self.rc_bits.val().get_bits::<4>(1);
        self.core_rc.user.next = bit_cast::<75, 43>(self.rc_bits.val().get_bits::<43>(5));
        self.core_rc.data.next = self.rc_bits.val().get_bits::<128>(48);
        self.answers.core_ready.next = self.core_rc.ready.val();

        // RQ.
        self.writes.begins.next = self.bus_end.begins.val();
        self.writes.going.next = self.going.val();
        self.writes.discard.next = self.bus_end.discard.val();
        self.writes.closed.next = self.closed.val();
        self.writes.drop_next.next = !self.bus_master.val();
        self.writes.late.next = self.late.val().get_bits::<4>(8);
        self.rq_beat.next.last = self.core_rq.last.val();
        self.rq_beat.next.keep = self.core_rq.keep.val();
        self.rq_beat.next.enables = self.core_rq.user.val().get_bits::<8>(0);
        self.rq_beat.next.number_low = self.core_rq.user.val().get_bits::<4>(24);
        self.rq_beat.next.number_high = self.core_rq.user.val().get_bits::<2>(60);
        self.rq_beat.next.data = self.core_rq.data.val();
        self.writes.core_valid.next = self.core_rq.valid.val();
        self.writes.core_beat.next = self.rq_beat.val().into();
        self.core_rq.ready.next = self.writes.core_ready.val();
        self.rq_bits.next = self.writes.beat.val();
        self.rq.valid.next = self.writes.valid.val();
        self.rq.last.next = self.rq_bits.val().get_bit(0);
        self.rq.keep.next = self.rq_bits.val().get_bits::<4>(1);
        self.rq.user.next = (bit_cast::<62, 8>(self.rq_bits.val().get_bits::<8>(5))
            | (bit_cast::<62, 4>(self.rq_bits.val().get_bits::<4>(13)) << 24))
            | (bit_cast::<62, 2>(self.rq_bits.val().get_bits::<2>(17)) << 60);
        self.rq.data.next = self.rq_bits.val().get_bits::<128>(19);
        self.writes.ready.next = self.rq.ready.val();

        // CC.
        self.completions.begins.next = self.bus_end.begins.val();
        self.completions.going.next = self.going.val();
        self.completions.discard.next = self.bus_end.discard.val();
        self.completions.closed.next = self.closed.val();
        self.completions.drop_next.next = false;
        self.completions.late.next = self.late.val().get_bits::<4>(12);
        self.cc_beat.next.last = self.core_cc.last.val();
        self.cc_beat.next.keep = self.core_cc.keep.val();
        self.cc_beat.next.data = self.core_cc.data.val();
        self.completions.core_valid.next = self.core_cc.valid.val();
        self.completions.core_beat.next = self.cc_beat.val().into();
        self.core_cc.ready.next = self.completions.core_ready.val();
        self.cc_bits.next = self.completions.beat.val();
        self.cc.valid.next = self.completions.valid.val();
        self.cc.last.next = self.cc_bits.val().get_bit(0);
        self.cc.keep.next = self.cc_bits.val().get_bits::<4>(1);
        self.cc.user.next = bits::<33>(0);
        self.cc.data.next = self.cc_bits.val().get_bits::<128>(5);
        self.completions.ready.next = self.cc.ready.val();

        // Credits to the hard block.
        self.credits.late_to_reader.next = bits::<6>(0);
        if self.late.val().get_bit(16) {
            self.credits.late_to_reader.next = self.all6.val();
        }
        self.credits.late_to_writer.next = bits::<6>(0);
        if self.late.val().get_bit(17) {
            self.credits.late_to_writer.next = self.all6.val();
        }
        self.credits.write.next = (self.core_np_req.val() != 0) & !self.closed.val();
        self.credits.data_in.next = self.core_np_req.val();
        self.credits.ready.next = self.going.val() | self.bus_end.discard.val();
        self.cq_np_req.next = bits::<2>(0);
        if self.credits.valid.val() & self.going.val() {
            self.cq_np_req.next = self.credits.data_out.val();
        }

        // Numbers to the core.
        self.numbers.late_to_reader.next = bits::<6>(0);
        if self.late.val().get_bit(18) {
            self.numbers.late_to_reader.next = self.all6.val();
        }
        self.numbers.late_to_writer.next = bits::<6>(0);
        if self.late.val().get_bit(19) {
            self.numbers.late_to_writer.next = self.all6.val();
        }
        self.numbers.write.next = self.rq_seq_num_valid.val() & self.going.val();
        self.numbers.data_in.next = self.rq_seq_num.val();
        self.numbers.ready.next = true;
        self.core_seq_num_valid.next = self.numbers.valid.val() & !self.closed.val();
        self.core_seq_num.next = self.numbers.data_out.val();

        // Settings. A change that finds no room is told as soon as there is, with what has changed since.
        self.settings.late_to_reader.next = bits::<5>(0);
        if self.late.val().get_bit(20) {
            self.settings.late_to_reader.next = self.all5.val();
        }
        self.settings.late_to_writer.next = bits::<5>(0);
        if self.late.val().get_bit(21) {
            self.settings.late_to_writer.next = self.all5.val();
        }
        self.telling.next.bus_master = self.bus_master.val();
        self.telling.next.msix_enable = self.msix_enable.val();
        self.telling.next.msix_mask = self.msix_mask.val();
        self.telling.next.max_payload = self.max_payload.val();
        self.telling.next.max_read = self.max_read.val();
        self.telling.next.credits = self.rq_credits.val();
        self.telling.next.reads = self.left4.q.val();
        self.told_now.next = self.telling.val().into();
        self.settings.data_in.next = self.told_now.val();
        self.settings.write.next =
            self.going.val() & (!self.told_since.q.val() | (self.told_now.val() != self.told.q.val()));
        if self.settings.write.val() & self.settings.room.val() {
            self.told.d.next = self.told_now.val();
            self.told_since.d.next = true;
        }
        self.settings.ready.next = true;
        if self.settings.valid.val() {
            self.known.d.next = self.settings.data_out.val();
        }
        self.core_bus_master.next = self.known.q.val().get_bit(0);
        self.core_msix_enable.next = self.known.q.val().get_bit(1);
        self.core_msix_mask.next = self.known.q.val().get_bit(2);
        self.core_max_payload.next = self.known.q.val().get_bits::<2>(3);
        self.core_max_read.next = self.known.q.val().get_bits::<3>(5);

        // Reads that the credits do not count yet: descriptor bits 75..79 are 1 for a write.
        if self.writes.left.val() & (self.rq_bits.val().get_bits::<4>(94) != 1) {
            self.reads_left.d.next = self.reads_left.q.val() + 1;
        }
        self.left1.d.next = self.reads_left.q.val();
        self.left2.d.next = self.left1.q.val();
        self.left3.d.next = self.left2.q.val();
        self.left4.d.next = self.left3.q.val();
        if self.writes.entered.val() & (self.core_rq.data.val().get_bits::<4>(75) != 1) {
            self.reads_in.d.next = self.reads_in.q.val() + 1;
        }
        self.open_reads.next = self.reads_in.q.val() - self.known.q.val().get_bits::<5>(12);
        self.seen_credits.next = bit_cast::<5, 4>(self.known.q.val().get_bits::<4>(8));
        self.free_credits.next = self.seen_credits.val() - self.open_reads.val();
        self.core_credits.next = bits::<4>(0);
        if self.open_reads.val() < self.seen_credits.val() {
            self.core_credits.next = self.free_credits.val().get_bits::<4>(0);
        }

        if !self.going.val() {
            self.told_since.d.next = false;
            self.reads_left.d.next = bits::<5>(0);
            self.left1.d.next = bits::<5>(0);
            self.left2.d.next = bits::<5>(0);
            self.left3.d.next = bits::<5>(0);
            self.left4.d.next = bits::<5>(0);
        }
        if self.closed.val() {
            self.known.d.next = bits::<17>(0);
            self.reads_in.d.next = bits::<5>(0);
        }
    }
}
