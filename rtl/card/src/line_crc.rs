//! Checks the CRC-32C in a line's ticket against the line as it is stored.
//!
//! The CRC covers bytes 0..48 and 60..64: all but the stamp and itself. It is counted, never acted on: what the host
//! wrote is kept as it is, and recovery judges.

use rtl_prims::crc::{crc32c_advance, crc32c_reduce};
use rtl_prims::linear::Linear;
use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct LineCrc {
    pub clock: Signal<In, Clock>,
    /// A beat of a line is stored.
    pub valid: Signal<In, Bit>,
    /// Which one of the four.
    pub number: Signal<In, Bits<2>>,
    pub data: Signal<In, Bits<128>>,
    /// In the cycle of the fourth beat: the CRC does not hold.
    pub wrong: Signal<Out, Bit>,
    crc: DFF<Bits<32>>,
    reduce_beat: Linear<128, 32>,
    advance_beat: Linear<32, 32>,
    reduce_slot: Linear<32, 32>,
    advance_slot: Linear<32, 32>,
    sum: Signal<Local, Bits<32>>,
    told: Signal<Local, Bits<32>>,
}

impl Default for LineCrc {
    fn default() -> Self {
        LineCrc {
            clock: Default::default(),
            valid: Default::default(),
            number: Default::default(),
            data: Default::default(),
            wrong: Default::default(),
            crc: Default::default(),
            reduce_beat: Linear::new(crc32c_reduce(128)),
            advance_beat: Linear::new(crc32c_advance(128)),
            reduce_slot: Linear::new(crc32c_reduce(32)),
            advance_slot: Linear::new(crc32c_advance(32)),
            sum: Default::default(),
            told: Default::default(),
        }
    }
}

impl Logic for LineCrc {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, crc);
        self.reduce_beat.x.next = self.data.val();
        self.advance_beat.x.next = self.crc.q.val();
        if self.number.val() == 0 {
            self.advance_beat.x.next = bits::<32>(0xFFFF_FFFFu64);
        }
        self.reduce_slot.x.next = self.data.val().get_bits::<32>(96);
        self.advance_slot.x.next = self.crc.q.val();
        self.sum.next = self.reduce_slot.y.val() ^ self.advance_slot.y.val();
        self.told.next = !self.data.val().get_bits::<32>(64);
        self.wrong.next = self.valid.val() & (self.number.val() == 3) & (self.sum.val() != self.told.val());
        if self.valid.val() & (self.number.val() != 3) {
            self.crc.d.next = self.reduce_beat.y.val() ^ self.advance_beat.y.val();
        }
    }
}
