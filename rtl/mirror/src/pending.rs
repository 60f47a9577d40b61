//! Marks of [`crate::backlog`]: a bit for one half, 8 bytes, of each unit of 16 bytes.
//!
//! There is a memory for each of the four units of a line, so that a line is wiped in one cycle, and none of them has to be read for
//! it. What is set goes first: a wipe of the same memory is left for the next cycle.

use rust_hdl::prelude::*;

/// See the module.
#[derive(LogicBlock, Default)]
pub struct Pending {
    pub clock: Signal<In, Clock>,
    /// Unit whose bit `found` tells a cycle later. What is set in this cycle is not seen.
    pub look: Signal<In, Bits<17>>,
    pub found: Signal<Out, Bit>,
    pub set: Signal<In, Bit>,
    pub set_unit: Signal<In, Bits<17>>,
    /// Units of a line to clear, and those that are left because their memory was busy.
    pub wipe: Signal<In, Bits<4>>,
    pub wipe_row: Signal<In, Bits<15>>,
    pub wipe_left: Signal<Out, Bits<4>>,
    /// Clear a line whatever else goes on; nothing is set meanwhile.
    pub sweep: Signal<In, Bit>,
    pub sweep_row: Signal<In, Bits<15>>,
    ram0: RAM<Bits<1>, 15>,
    ram1: RAM<Bits<1>, 15>,
    ram2: RAM<Bits<1>, 15>,
    ram3: RAM<Bits<1>, 15>,
    looked: DFF<Bits<2>>,
    look_row: Signal<Local, Bits<15>>,
    set_row: Signal<Local, Bits<15>>,
    setting: Signal<Local, Bits<4>>,
    wiping: Signal<Local, Bits<4>>,
    clear_row: Signal<Local, Bits<15>>,
}

impl Logic for Pending {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, looked);
        self.ram0.read_clock.next = self.clock.val();
        self.ram0.write_clock.next = self.clock.val();
        self.ram1.read_clock.next = self.clock.val();
        self.ram1.write_clock.next = self.clock.val();
        self.ram2.read_clock.next = self.clock.val();
        self.ram2.write_clock.next = self.clock.val();
        self.ram3.read_clock.next = self.clock.val();
        self.ram3.write_clock.next = self.clock.val();

        self.look_row.next = self.look.val().get_bits::<15>(2);
        self.looked.d.next = self.look.val().get_bits::<2>(0);
        self.ram0.read_address.next = self.look_row.val();
        self.ram1.read_address.next = self.look_row.val();
        self.ram2.read_address.next = self.look_row.val();
        self.ram3.read_address.next = self.look_row.val();
        self.found.next = self.ram0.read_data.val().any();
        if self.looked.q.val() == bits::<2>(1) {
            self.found.next = self.ram1.read_data.val().any();
        } else if self.looked.q.val() == bits::<2>(2) {
            self.found.next = self.ram2.read_data.val().any();
        } else if self.looked.q.val() == bits::<2>(3) {
            self.found.next = self.ram3.read_data.val().any();
        }

        self.setting.next = bits::<4>(0);
        if self.set.val() {
            self.setting.next = bits::<4>(1) << self.set_unit.val().get_bits::<2>(0);
        }
        self.set_row.next = self.set_unit.val().get_bits::<15>(2);
        self.wiping.next = self.wipe.val() & !self.setting.val();
        self.wipe_left.next = self.wipe.val() & self.setting.val();
        self.clear_row.next = self.wipe_row.val();
        if self.sweep.val() {
            self.wiping.next = bits::<4>(15);
            self.clear_row.next = self.sweep_row.val();
        }
        self.ram0.write_enable.next = self.setting.val().get_bit(0) | self.wiping.val().get_bit(0);
        self.ram0.write_address.next = self.clear_row.val();
        self.ram0.write_data.next = bits::<1>(0);
        if self.setting.val().get_bit(0) {
            self.ram0.write_address.next = self.set_row.val();
            self.ram0.write_data.next = bits::<1>(1);
        }
        self.ram1.write_enable.next = self.setting.val().get_bit(1) | self.wiping.val().get_bit(1);
        self.ram1.write_address.next = self.clear_row.val();
        self.ram1.write_data.next = bits::<1>(0);
        if self.setting.val().get_bit(1) {
            self.ram1.write_address.next = self.set_row.val();
            self.ram1.write_data.next = bits::<1>(1);
        }
        self.ram2.write_enable.next = self.setting.val().get_bit(2) | self.wiping.val().get_bit(2);
        self.ram2.write_address.next = self.clear_row.val();
        self.ram2.write_data.next = bits::<1>(0);
        if self.setting.val().get_bit(2) {
            self.ram2.write_address.next = self.set_row.val();
            self.ram2.write_data.next = bits::<1>(1);
        }
        self.ram3.write_enable.next = self.setting.val().get_bit(3) | self.wiping.val().get_bit(3);
        self.ram3.write_address.next = self.clear_row.val();
        self.ram3.write_data.next = bits::<1>(0);
        if self.setting.val().get_bit(3) {
            self.ram3.write_address.next = self.set_row.val();
            self.ram3.write_data.next = bits::<1>(1);
        }
    }
}
