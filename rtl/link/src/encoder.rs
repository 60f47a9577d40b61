//! From beats to scrambled words.
//!
//! A control beat becomes a control block (its lowest byte is a block type already) and a data block, any other beat two
//! data blocks; without a beat two idle blocks go out. The 64 bits behind each sync header are scrambled with
//! x^58 + x^39 + 1, each bit with what was sent 39 and 58 bits before: in one cycle 128 bits, in four steps of at most 39,
//! because the fortieth depends on the first.

use rust_hdl::prelude::*;

/// See the module.
#[derive(LogicBlock)]
pub struct Encoder {
    pub clock: Signal<In, Clock>,
    pub data: Signal<In, Bits<128>>,
    pub control: Signal<In, Bit>,
    pub valid: Signal<In, Bit>,
    pub ready: Signal<Out, Bit>,
    // Two blocks, the first one in `word0`: sync header in bits 0..2, bit 0 goes first.
    pub word0: Signal<Out, Bits<66>>,
    pub word1: Signal<Out, Bits<66>>,
    /// The transceiver takes both.
    pub words_ready: Signal<In, Bit>,
    /// The last 58 bits sent, the latest in the highest place.
    sent: DFF<Bits<58>>,
    out: DFF<Bits<128>>,
    head0: DFF<Bits<2>>,
    head1: DFF<Bits<2>>,
    plain: Signal<Local, Bits<128>>,
    before: Signal<Local, Bits<58>>,
    part0: Signal<Local, Bits<39>>,
    part1: Signal<Local, Bits<39>>,
    part2: Signal<Local, Bits<39>>,
    part3: Signal<Local, Bits<11>>,
    window1: Signal<Local, Bits<97>>,
    window2: Signal<Local, Bits<78>>,
    scrambled: Signal<Local, Bits<128>>,
    idle: Constant<Bits<64>>,
    header_data: Constant<Bits<2>>,
    header_control: Constant<Bits<2>>,
}

impl Default for Encoder {
    fn default() -> Self {
        Encoder {
            clock: Default::default(),
            data: Default::default(),
            control: Default::default(),
            valid: Default::default(),
            ready: Default::default(),
            word0: Default::default(),
            word1: Default::default(),
            words_ready: Default::default(),
            sent: Default::default(),
            out: Default::default(),
            head0: Default::default(),
            head1: Default::default(),
            plain: Default::default(),
            before: Default::default(),
            part0: Default::default(),
            part1: Default::default(),
            part2: Default::default(),
            part3: Default::default(),
            window1: Default::default(),
            window2: Default::default(),
            scrambled: Default::default(),
            idle: Constant::new(crate::TYPE_IDLE.to_bits()),
            header_data: Constant::new(crate::HEADER_DATA.to_bits()),
            header_control: Constant::new(crate::HEADER_CONTROL.to_bits()),
        }
    }
}

impl Logic for Encoder {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, sent, out, head0, head1);
        self.plain.next = (bit_cast::<128, 64>(self.idle.val()) << 64) | bit_cast::<128, 64>(self.idle.val());
        if self.valid.val() {
            self.plain.next = self.data.val();
        }
        self.before.next = self.sent.q.val();
        self.part0.next = self.plain.val().get_bits::<39>(0)
            ^ (self.before.val().get_bits::<39>(19) ^ self.before.val().get_bits::<39>(0));
        self.window1.next = (bit_cast::<97, 39>(self.part0.val()) << 58) | bit_cast::<97, 58>(self.before.val());
        self.part1.next =
            self.plain.val().get_bits::<39>(39) ^ (self.part0.val() ^ self.window1.val().get_bits::<39>(39));
        self.window2.next = (bit_cast::<78, 39>(self.part1.val()) << 39) | bit_cast::<78, 39>(self.part0.val());
        self.part2.next =
            self.plain.val().get_bits::<39>(78) ^ (self.part1.val() ^ self.window2.val().get_bits::<39>(20));
        self.part3.next = self.plain.val().get_bits::<11>(117)
            ^ (self.part2.val().get_bits::<11>(0) ^ self.part1.val().get_bits::<11>(20));
        self.scrambled.next = ((bit_cast::<128, 11>(self.part3.val()) << 117)
            | (bit_cast::<128, 39>(self.part2.val()) << 78))
            | ((bit_cast::<128, 39>(self.part1.val()) << 39) | bit_cast::<128, 39>(self.part0.val()));
        if self.words_ready.val() {
            self.sent.d.next = self.scrambled.val().get_bits::<58>(70);
            self.out.d.next = self.scrambled.val();
            self.head0.d.next = self.header_control.val();
            self.head1.d.next = self.header_control.val();
            if self.valid.val() {
                self.head1.d.next = self.header_data.val();
                if !self.control.val() {
                    self.head0.d.next = self.header_data.val();
                }
            }
        }
        self.ready.next = self.words_ready.val();
        self.word0.next =
            (bit_cast::<66, 64>(self.out.q.val().get_bits::<64>(0)) << 2) | bit_cast::<66, 2>(self.head0.q.val());
        self.word1.next =
            (bit_cast::<66, 64>(self.out.q.val().get_bits::<64>(64)) << 2) | bit_cast::<66, 2>(self.head1.q.val());
    }
}
