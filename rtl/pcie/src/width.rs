//! Between beats of 32 bytes and beats of 16: what both directions of a 256-bit hard block have in common.
//!
//! The card works on beats of 16 bytes (decision 0207 says why). [`Halve`] hands on the halves of a wide beat one after the other, so
//! that the narrow side sees a beat in every cycle in which it has a place for one. [`Pair`] joins two narrow beats of a packet to a wide
//! one and keeps the packet until all of it is here: `tvalid` may not fall inside a packet on RQ and CC (PG213), a wide
//! beat is taken in every cycle, and only every second one brings a new one.

use rtl_prims::fifo::Fifo;
use rust_hdl::prelude::*;

/// Sixteen bytes from the hard block: a beat of the narrow side.
#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
pub struct Half {
    pub data: Bits<128>,
    /// Byte enables.
    pub enable: Bits<16>,
    /// DWORDs that are there.
    pub keep: Bits<4>,
    /// What stands beside the first beat of a packet: `first_be`, `last_be` and the TPH bits, in this order.
    pub side: Bits<19>,
    pub first: Bit,
    pub last: Bit,
    /// The packet is to be forgotten; beside its last beat only.
    pub discontinue: Bit,
}

/// See the module.
#[derive(LogicBlock, Default)]
pub struct Halve {
    pub clock: Signal<In, Clock>,
    /// Of the bus.
    pub reset: Signal<In, Bit>,
    /// A wide beat is there: `lower`, and `upper` if it has `two` halves.
    pub valid: Signal<In, Bit>,
    pub lower: Signal<In, Half>,
    pub upper: Signal<In, Half>,
    pub two: Signal<In, Bit>,
    pub ready: Signal<Out, Bit>,
    pub out_valid: Signal<Out, Bit>,
    pub out: Signal<Out, Half>,
    pub out_ready: Signal<In, Bit>,
    full: DFF<Bit>,
    now: DFF<Half>,
    /// Another half waits behind `now`.
    more: DFF<Bit>,
    behind: DFF<Half>,
}

impl Logic for Halve {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, full, now, more, behind);
        self.ready.next = !self.full.q.val() | (self.out_ready.val() & !self.more.q.val());
        if self.full.q.val() & self.out_ready.val() {
            self.full.d.next = self.more.q.val();
            self.now.d.next = self.behind.q.val();
            self.more.d.next = false;
        }
        if self.valid.val() & self.ready.val() {
            self.full.d.next = true;
            self.now.d.next = self.lower.val();
            self.more.d.next = self.two.val();
            self.behind.d.next = self.upper.val();
        }
        if self.reset.val() {
            self.full.d.next = false;
            self.more.d.next = false;
        }
        self.out_valid.next = self.full.q.val();
        self.out.next = self.now.q.val();
    }
}

/// A wide beat for the hard block.
#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
pub struct WideBeat {
    pub data: Bits<256>,
    pub keep: Bits<8>,
    /// As in [`Pair::side`].
    pub side: Bits<30>,
    pub last: Bit,
}

/// See the module. The longest packet has at most 2^N wide beats: one that had more would wait for ever.
#[derive(LogicBlock)]
pub struct Pair<const N: usize, const NP1: usize> {
    pub clock: Signal<In, Clock>,
    /// Of the bus: what is here is forgotten.
    pub reset: Signal<In, Bit>,
    pub valid: Signal<In, Bit>,
    pub data: Signal<In, Bits<128>>,
    /// All DWORDs but in the last beat of a packet.
    pub keep: Signal<In, Bits<4>>,
    /// `tuser` of RQ without its parity: bits 0..28, 60..62. All of it belongs to the first beat of a packet but `discontinue` (11).
    pub side: Signal<In, Bits<30>>,
    pub last: Signal<In, Bit>,
    pub ready: Signal<Out, Bit>,
    pub out_valid: Signal<Out, Bit>,
    pub out: Signal<Out, WideBeat>,
    pub out_ready: Signal<In, Bit>,
    /// What has not begun to leave is thrown away.
    pub drop: Signal<In, Bit>,
    /// A beat leaves, or is thrown away.
    pub left: Signal<Out, Bit>,
    beats: Fifo<WideBeat, N, NP1>,
    /// A lower half waits for its upper one.
    half: DFF<Bit>,
    lower: DFF<Bits<128>>,
    lower_side: DFF<Bits<30>>,
    /// A wide beat of the packet has been written.
    begun: DFF<Bit>,
    /// A packet is leaving: its first beat has been shown.
    leaving: DFF<Bit>,
    /// A packet is being thrown away.
    dropping: DFF<Bit>,
    drop_now: Signal<Local, Bit>,
    head: Signal<Local, WideBeat>,
    take: Signal<Local, Bit>,
    write: Signal<Local, Bit>,
    aborts: Signal<Local, Bit>,
    side_now: Signal<Local, Bits<30>>,
    beat: Signal<Local, WideBeat>,
    places: Constant<Bits<NP1>>,
}

impl<const N: usize, const NP1: usize> Default for Pair<N, NP1> {
    fn default() -> Self {
        Pair {
            clock: Default::default(),
            reset: Default::default(),
            valid: Default::default(),
            data: Default::default(),
            keep: Default::default(),
            side: Default::default(),
            last: Default::default(),
            ready: Default::default(),
            out_valid: Default::default(),
            out: Default::default(),
            out_ready: Default::default(),
            drop: Default::default(),
            left: Default::default(),
            beats: Default::default(),
            half: Default::default(),
            lower: Default::default(),
            lower_side: Default::default(),
            begun: Default::default(),
            leaving: Default::default(),
            dropping: Default::default(),
            drop_now: Default::default(),
            head: Default::default(),
            take: Default::default(),
            write: Default::default(),
            aborts: Default::default(),
            side_now: Default::default(),
            beat: Default::default(),
            places: Constant::new((1u64 << N).to_bits()),
        }
    }
}

impl<const N: usize, const NP1: usize> Logic for Pair<N, NP1> {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, beats);
        dff_setup!(self, clock, half, lower, lower_side, begun, leaving, dropping);
        self.ready.next = self.beats.used.val() < self.places.val();
        self.take.next = self.valid.val() & self.ready.val();
        self.write.next = self.take.val() & (self.half.q.val() | self.last.val());
        if self.take.val() {
            self.half.d.next = !self.half.q.val() & !self.last.val();
            if !self.half.q.val() {
                self.lower.d.next = self.data.val();
                self.lower_side.d.next = self.side.val();
            }
        }
        if self.write.val() {
            self.begun.d.next = !self.last.val();
        }
        self.beat.next.data = bit_cast::<256, 128>(self.data.val());
        self.beat.next.keep = bit_cast::<8, 4>(self.keep.val());
        self.side_now.next = self.side.val();
        self.aborts.next = self.side.val().get_bit(11);
        if self.half.q.val() {
            self.beat.next.data =
                (bit_cast::<256, 128>(self.data.val()) << 128) | bit_cast::<256, 128>(self.lower.q.val());
            self.beat.next.keep = (bit_cast::<8, 4>(self.keep.val()) << 4) | bits::<8>(15);
            self.side_now.next = self.lower_side.q.val();
            self.aborts.next = self.side.val().get_bit(11) | self.lower_side.q.val().get_bit(11);
        }
        self.beat.next.side = self.side_now.val();
        if self.begun.q.val() {
            self.beat.next.side = bit_cast::<30, 1>(self.aborts.val().into()) << 11;
        } else if self.aborts.val() {
            self.beat.next.side = self.side_now.val() | bits::<30>(0x800);
        }
        self.beat.next.last = self.last.val();
        self.beats.data_in.next = self.beat.val();
        self.beats.write.next = self.write.val();
        self.beats.commit.next = self.write.val() & self.last.val();
        self.beats.rollback.next = false;
        self.beats.reset.next = self.reset.val();
        self.head.next = self.beats.data_out.val();
        self.drop_now.next = self.dropping.q.val() | (self.drop.val() & !self.leaving.q.val());
        if self.beats.valid.val() {
            if self.drop_now.val() {
                self.dropping.d.next = !self.head.val().last;
            } else {
                self.leaving.d.next = !self.head.val().last | !self.out_ready.val();
            }
        }
        self.out_valid.next = self.beats.valid.val() & !self.drop_now.val();
        self.out.next = self.head.val();
        self.beats.ready.next = self.out_ready.val() | self.drop_now.val();
        self.left.next = self.beats.valid.val() & (self.out_ready.val() | self.drop_now.val());
        if self.reset.val() {
            self.half.d.next = false;
            self.begun.d.next = false;
            self.leaving.d.next = false;
            self.dropping.d.next = false;
        }
    }
}
