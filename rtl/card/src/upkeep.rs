//! Upkeep of the memory: the MEM block.

use crate::addresses::addresses;
use crate::registers::header;
use abi::registers::mem;
use rust_hdl::prelude::*;

addresses! {
    /// The registers.
    MemAddresses {
        header = mem::BASE,
        scrub_at = mem::SCRUB_AT,
        poison_at = mem::POISON_AT,
    }
}

/// See the module.
#[derive(LogicBlock)]
pub struct Upkeep {
    pub clock: Signal<In, Clock>,
    // Register bus: 64-bit words of BAR0.
    pub write: Signal<In, Bit>,
    pub write_word: Signal<In, Bits<13>>,
    pub write_data: Signal<In, Bits<64>>,
    pub write_low: Signal<In, Bit>,
    pub write_high: Signal<In, Bit>,
    pub read_word: Signal<In, Bits<13>>,
    pub read_data: Signal<Out, Bits<64>>,
    at: MemAddresses,
    header_word: Constant<Bits<64>>,
    period: DFF<Bits<32>>,
    poison_at: DFF<Bits<32>>,
}

impl Default for Upkeep {
    fn default() -> Self {
        Upkeep {
            clock: Default::default(),
            write: Default::default(),
            write_word: Default::default(),
            write_data: Default::default(),
            write_low: Default::default(),
            write_high: Default::default(),
            read_word: Default::default(),
            read_data: Default::default(),
            at: Default::default(),
            header_word: Constant::new(header("MEM", 0).to_bits()),
            period: Default::default(),
            poison_at: Default::default(),
        }
    }
}

impl Logic for Upkeep {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, period, poison_at);
        if self.write.val() {
            if (self.write_word.val() == self.at.scrub_at.val()) & self.write_high.val() {
                self.period.d.next = self.write_data.val().get_bits::<32>(32);
            }
            if (self.write_word.val() == self.at.poison_at.val()) & self.write_low.val() {
                self.poison_at.d.next = self.write_data.val().get_bits::<32>(0);
            }
        }
        self.read_data.next = bits::<64>(0);
        if self.read_word.val() == self.at.header.val() {
            self.read_data.next = self.header_word.val();
        }
        if self.read_word.val() == self.at.scrub_at.val() {
            self.read_data.next = bit_cast::<64, 32>(self.period.q.val()) << 32;
        }
        if self.read_word.val() == self.at.poison_at.val() {
            self.read_data.next = bit_cast::<64, 32>(self.poison_at.q.val());
        }
    }
}
