//! From words to beats.
//!
//! The descrambler adds to each bit those received 39 and 58 bits before, so it needs no starting point, and one wrong bit
//! on the line is three wrong bits here. A start or end block begins a beat, wherever it comes; the block behind it ends
//! that beat, and data blocks then pair up until the next control block. A block that is none of those that exist, or that
//! comes where it cannot, ends the frame: nothing is given out until the next start, and the frame that lacks its end, or
//! beats, does not pass the receiver's checks.

use rust_hdl::prelude::*;

/// See the module.
#[derive(LogicBlock)]
pub struct Decoder {
    pub clock: Signal<In, Clock>,
    pub word0: Signal<In, Bits<66>>,
    pub word1: Signal<In, Bits<66>>,
    pub words_valid: Signal<In, Bit>,
    /// Block lock. Without it nothing is given out.
    pub locked: Signal<In, Bit>,
    // The sync headers of these words, for the block lock.
    pub good0: Signal<Out, Bit>,
    pub good1: Signal<Out, Bit>,
    pub data: Signal<Out, Bits<128>>,
    pub control: Signal<Out, Bit>,
    pub valid: Signal<Out, Bit>,
    /// The last 58 bits received, the latest in the highest place.
    received: DFF<Bits<58>>,
    plain: DFF<Bits<128>>,
    head0: DFF<Bits<2>>,
    head1: DFF<Bits<2>>,
    here: DFF<Bit>,
    /// The first half of a beat, if it is here.
    half: DFF<Bit>,
    kept: DFF<Bits<64>>,
    kept_control: DFF<Bit>,
    inside: DFF<Bit>,
    out: DFF<Bits<128>>,
    out_control: DFF<Bit>,
    out_valid: DFF<Bit>,
    first_head: Signal<Local, Bits<2>>,
    second_head: Signal<Local, Bits<2>>,
    line: Signal<Local, Bits<128>>,
    window: Signal<Local, Bits<186>>,
    block0: Signal<Local, Bits<64>>,
    block1: Signal<Local, Bits<64>>,
    type0: Signal<Local, Bits<8>>,
    type1: Signal<Local, Bits<8>>,
    data0: Signal<Local, Bit>,
    data1: Signal<Local, Bit>,
    begin0: Signal<Local, Bit>,
    begin1: Signal<Local, Bit>,
    end0: Signal<Local, Bit>,
    end1: Signal<Local, Bit>,
    idle0: Signal<Local, Bit>,
    idle1: Signal<Local, Bit>,
    // Between the two blocks.
    half_between: Signal<Local, Bit>,
    inside_between: Signal<Local, Bit>,
    kept_between: Signal<Local, Bits<64>>,
    control_between: Signal<Local, Bit>,
    beat0: Signal<Local, Bit>,
    beat1: Signal<Local, Bit>,
    header_data: Constant<Bits<2>>,
    header_control: Constant<Bits<2>>,
    type_start: Constant<Bits<8>>,
    type_end: Constant<Bits<8>>,
    type_idle: Constant<Bits<8>>,
}

impl Default for Decoder {
    fn default() -> Self {
        Decoder {
            clock: Default::default(),
            word0: Default::default(),
            word1: Default::default(),
            words_valid: Default::default(),
            locked: Default::default(),
            good0: Default::default(),
            good1: Default::default(),
            data: Default::default(),
            control: Default::default(),
            valid: Default::default(),
            received: Default::default(),
            plain: Default::default(),
            head0: Default::default(),
            head1: Default::default(),
            here: Default::default(),
            half: Default::default(),
            kept: Default::default(),
            kept_control: Default::default(),
            inside: Default::default(),
            out: Default::default(),
            out_control: Default::default(),
            out_valid: Default::default(),
            first_head: Default::default(),
            second_head: Default::default(),
            line: Default::default(),
            window: Default::default(),
            block0: Default::default(),
            block1: Default::default(),
            type0: Default::default(),
            type1: Default::default(),
            data0: Default::default(),
            data1: Default::default(),
            begin0: Default::default(),
            begin1: Default::default(),
            end0: Default::default(),
            end1: Default::default(),
            idle0: Default::default(),
            idle1: Default::default(),
            half_between: Default::default(),
            inside_between: Default::default(),
            kept_between: Default::default(),
            control_between: Default::default(),
            beat0: Default::default(),
            beat1: Default::default(),
            header_data: Constant::new(crate::HEADER_DATA.to_bits()),
            header_control: Constant::new(crate::HEADER_CONTROL.to_bits()),
            type_start: Constant::new(crate::TYPE_START.to_bits()),
            type_end: Constant::new(crate::TYPE_END.to_bits()),
            type_idle: Constant::new(crate::TYPE_IDLE.to_bits()),
        }
    }
}

impl Logic for Decoder {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(
            self,
            clock,
            received,
            plain,
            head0,
            head1,
            here,
            half,
            kept,
            kept_control,
            inside,
            out,
            out_control,
            out_valid
        );
        self.first_head.next = self.word0.val().get_bits::<2>(0);
        self.second_head.next = self.word1.val().get_bits::<2>(0);
        self.good0.next =
            (self.first_head.val() == self.header_data.val()) | (self.first_head.val() == self.header_control.val());
        self.good1.next =
            (self.second_head.val() == self.header_data.val()) | (self.second_head.val() == self.header_control.val());

        // Descrambler.
        self.line.next = (bit_cast::<128, 64>(self.word1.val().get_bits::<64>(2)) << 64)
            | bit_cast::<128, 64>(self.word0.val().get_bits::<64>(2));
        self.window.next = (bit_cast::<186, 128>(self.line.val()) << 58) | bit_cast::<186, 58>(self.received.q.val());
        self.here.d.next = self.words_valid.val() & self.locked.val();
        if self.words_valid.val() {
            self.received.d.next = self.line.val().get_bits::<58>(70);
            self.plain.d.next =
                self.line.val() ^ (self.window.val().get_bits::<128>(19) ^ self.window.val().get_bits::<128>(0));
            self.head0.d.next = self.first_head.val();
            self.head1.d.next = self.second_head.val();
        }

        // What the blocks are.
        self.block0.next = self.plain.q.val().get_bits::<64>(0);
        self.block1.next = self.plain.q.val().get_bits::<64>(64);
        self.type0.next = self.plain.q.val().get_bits::<8>(0);
        self.type1.next = self.plain.q.val().get_bits::<8>(64);
        self.data0.next = self.head0.q.val() == self.header_data.val();
        self.data1.next = self.head1.q.val() == self.header_data.val();
        self.begin0.next =
            (self.head0.q.val() == self.header_control.val()) & (self.type0.val() == self.type_start.val());
        self.begin1.next =
            (self.head1.q.val() == self.header_control.val()) & (self.type1.val() == self.type_start.val());
        self.end0.next = (self.head0.q.val() == self.header_control.val()) & (self.type0.val() == self.type_end.val());
        self.end1.next = (self.head1.q.val() == self.header_control.val()) & (self.type1.val() == self.type_end.val());
        self.idle0.next =
            (self.head0.q.val() == self.header_control.val()) & (self.type0.val() == self.type_idle.val());
        self.idle1.next =
            (self.head1.q.val() == self.header_control.val()) & (self.type1.val() == self.type_idle.val());

        // The first block, then the second one.
        self.beat0.next = self.half.q.val() & self.data0.val();
        self.half_between.next = ((!self.half.q.val() & self.data0.val()) | self.end0.val()) & self.inside.q.val();
        self.inside_between.next = self.inside.q.val() & (self.data0.val() | (self.idle0.val() & !self.half.q.val()));
        self.kept_between.next = self.block0.val();
        self.control_between.next = self.begin0.val() | self.end0.val();
        if self.begin0.val() {
            self.half_between.next = true;
            self.inside_between.next = true;
        }
        self.beat1.next = self.half_between.val() & self.data1.val();
        self.out_valid.d.next = false;
        if self.here.q.val() {
            self.half.d.next =
                ((!self.half_between.val() & self.data1.val()) | self.end1.val()) & self.inside_between.val();
            self.inside.d.next =
                self.inside_between.val() & (self.data1.val() | (self.idle1.val() & !self.half_between.val()));
            self.kept.d.next = self.block1.val();
            self.kept_control.d.next = self.begin1.val() | self.end1.val();
            if self.begin1.val() {
                self.half.d.next = true;
                self.inside.d.next = true;
            }
            self.out_valid.d.next = self.beat0.val() | self.beat1.val();
            self.out.d.next =
                (bit_cast::<128, 64>(self.block1.val()) << 64) | bit_cast::<128, 64>(self.kept_between.val());
            self.out_control.d.next = self.control_between.val();
            if self.beat0.val() {
                self.out.d.next =
                    (bit_cast::<128, 64>(self.block0.val()) << 64) | bit_cast::<128, 64>(self.kept.q.val());
                self.out_control.d.next = self.kept_control.q.val();
            }
        }
        if !self.locked.val() {
            self.half.d.next = false;
            self.inside.d.next = false;
        }
        self.data.next = self.out.q.val();
        self.control.next = self.out_control.q.val();
        self.valid.next = self.out_valid.q.val();
    }
}
