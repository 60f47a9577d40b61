//! Which packets are in a beat of RC, 256 bit with straddle.
//!
//! With straddle the stream has no `tlast`, and `tkeep` says nothing: `is_sof` and `is_eof` in `tuser` do (PG213 "Requester Completion
//! Interface", table of `m_axis_rc_tuser` for up to 256 bit):
//!
//! - `is_sof_0`: a packet begins, in byte 0 if none was open before this beat, else in byte 16;
//! - `is_sof_1`: a second one begins, in byte 16; the first has ended in the lower half;
//! - `is_eof_0`, bit 0: a packet ends here, bits 1..4: in this DWORD; `is_eof_1` the same for a second one, which has its three DWORDs of
//!   descriptor from byte 16 on and so ends in DWORD 6 or 7.
//!
//! A packet never begins anywhere else, so each half of a beat belongs to one packet: this block says to which, and where that ends. The
//! same signals come without straddle, where a beat has one packet. `discontinue` is one bit: the hard block begins no second packet
//! in a beat that has it; if one did it would spoil what ends in the beat.
//!
//! A beat that belongs to no packet (no start, none open) is passed over: what is left of a packet after a reset in its middle.

use crate::width::Half;
use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct Straddle {
    pub clock: Signal<In, Clock>,
    /// Of the bus.
    pub reset: Signal<In, Bit>,
    pub data: Signal<In, Bits<256>>,
    pub user: Signal<In, Bits<75>>,
    /// The beat is being taken.
    pub take: Signal<In, Bit>,
    /// There is something in the beat: `lower`, and `upper` if it has `two` halves.
    pub there: Signal<Out, Bit>,
    pub lower: Signal<Out, Half>,
    pub upper: Signal<Out, Half>,
    pub two: Signal<Out, Bit>,
    /// A packet was open before this beat.
    open: DFF<Bit>,
    starts: Signal<Local, Bits<2>>,
    end0: Signal<Local, Bits<4>>,
    end1: Signal<Local, Bits<4>>,
    lower_there: Signal<Local, Bit>,
    lower_last: Signal<Local, Bit>,
    upper_first: Signal<Local, Bit>,
    upper_there: Signal<Local, Bit>,
    upper_last: Signal<Local, Bit>,
    upper_end: Signal<Local, Bits<2>>,
    discontinue: Signal<Local, Bit>,
}

impl Logic for Straddle {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, open);
        self.starts.next = self.user.val().get_bits::<2>(32);
        self.end0.next = self.user.val().get_bits::<4>(34);
        self.end1.next = self.user.val().get_bits::<4>(38);
        self.discontinue.next = self.user.val().get_bit(42);
        self.lower_there.next = self.open.q.val() | self.starts.val().get_bit(0);
        self.lower_last.next = self.lower_there.val() & (self.end0.val().get_bit(0) & !self.end0.val().get_bit(3));
        self.upper_first.next =
            self.lower_last.val() & ((self.open.q.val() & self.starts.val().get_bit(0)) | self.starts.val().get_bit(1));
        self.upper_there.next = self.lower_there.val() & (!self.lower_last.val() | self.upper_first.val());
        self.upper_last.next = self.upper_there.val() & self.end0.val().get_bit(0);
        self.upper_end.next = self.end0.val().get_bits::<2>(1);
        if self.lower_last.val() {
            self.upper_last.next = self.upper_there.val() & self.end1.val().get_bit(0);
            self.upper_end.next = self.end1.val().get_bits::<2>(1);
        }
        if self.take.val() {
            self.open.d.next = self.upper_there.val() & !self.upper_last.val();
        }
        if self.reset.val() {
            self.open.d.next = false;
        }

        self.lower.next.data = self.data.val().get_bits::<128>(0);
        self.lower.next.enable = self.user.val().get_bits::<16>(0);
        self.lower.next.side = bits::<19>(0);
        self.lower.next.first = !self.open.q.val();
        self.lower.next.last = self.lower_last.val();
        self.lower.next.discontinue = self.lower_last.val() & self.discontinue.val();
        self.lower.next.keep = bits::<4>(15);
        if self.lower_last.val() {
            if self.end0.val().get_bits::<2>(1) == 0 {
                self.lower.next.keep = bits::<4>(1);
            }
            if self.end0.val().get_bits::<2>(1) == 1 {
                self.lower.next.keep = bits::<4>(3);
            }
            if self.end0.val().get_bits::<2>(1) == 2 {
                self.lower.next.keep = bits::<4>(7);
            }
        }
        self.upper.next.data = self.data.val().get_bits::<128>(128);
        self.upper.next.enable = self.user.val().get_bits::<16>(16);
        self.upper.next.side = bits::<19>(0);
        self.upper.next.first = self.upper_first.val();
        self.upper.next.last = self.upper_last.val();
        self.upper.next.discontinue = self.upper_last.val() & self.discontinue.val();
        self.upper.next.keep = bits::<4>(15);
        if self.upper_last.val() {
            if self.upper_end.val() == 0 {
                self.upper.next.keep = bits::<4>(1);
            }
            if self.upper_end.val() == 1 {
                self.upper.next.keep = bits::<4>(3);
            }
            if self.upper_end.val() == 2 {
                self.upper.next.keep = bits::<4>(7);
            }
        }
        self.two.next = self.upper_there.val();
        self.there.next = self.lower_there.val();
    }
}
