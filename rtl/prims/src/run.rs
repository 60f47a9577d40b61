//! How many ones a window begins with: the slots by which a watermark may move, all of them in one cycle.
//!
//! Adding one to the window turns the run of ones at its low end to zeros and the zero behind it to a one; the place of that
//! zero is the length of the run. Whoever counts slots has to move over a whole run at once: slots that come meanwhile are judged by
//! the watermark, and those that it lags behind would fall out of the window.

use rust_hdl::prelude::*;

/// See the module. Combinational.
#[derive(LogicBlock, Default)]
pub struct Run {
    /// Bit n: the slot n above the watermark is there.
    pub window: Signal<In, Bits<64>>,
    /// Ones in front of the first zero, 0 to 64.
    pub length: Signal<Out, Bits<7>>,
    carried: Signal<Local, Bits<64>>,
    /// Only the first zero, if there is one.
    zero: Signal<Local, Bits<64>>,
}

impl Logic for Run {
    #[hdl_gen]
    fn update(&mut self) {
        self.carried.next = self.window.val() + 1;
        self.zero.next = self.carried.val() & !self.window.val();
        self.length.next = bits::<7>(0);
        if (self.zero.val() & bits::<64>(0xAAAA_AAAA_AAAA_AAAAu64)) != 0 {
            self.length.next = self.length.val() | bits::<7>(1);
        }
        if (self.zero.val() & bits::<64>(0xCCCC_CCCC_CCCC_CCCCu64)) != 0 {
            self.length.next = self.length.val() | bits::<7>(2);
        }
        if (self.zero.val() & bits::<64>(0xF0F0_F0F0_F0F0_F0F0u64)) != 0 {
            self.length.next = self.length.val() | bits::<7>(4);
        }
        if (self.zero.val() & bits::<64>(0xFF00_FF00_FF00_FF00u64)) != 0 {
            self.length.next = self.length.val() | bits::<7>(8);
        }
        if (self.zero.val() & bits::<64>(0xFFFF_0000_FFFF_0000u64)) != 0 {
            self.length.next = self.length.val() | bits::<7>(16);
        }
        if (self.zero.val() & bits::<64>(0xFFFF_FFFF_0000_0000u64)) != 0 {
            self.length.next = self.length.val() | bits::<7>(32);
        }
        if !self.zero.val().any() {
            self.length.next = bits::<7>(64);
        }
    }
}
