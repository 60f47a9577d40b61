//! SEALED of one queue: the contiguous prefix of slots whose lines are stored.
//!
//! Lines may arrive out of order within a window of 64 slots; the count moves over a slot once it and all before it
//! are there, over all such slots at once. The sender's window has moved by then, and its next line may be 63 slots above.

use rtl_prims::run::Run;
use rust_hdl::prelude::*;

/// See the module.
#[derive(LogicBlock, Default)]
pub struct Tracker {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    /// Begin anew at `position`.
    pub load: Signal<In, Bit>,
    pub position: Signal<In, Bits<64>>,
    /// The line of `slot` is stored.
    pub publish: Signal<In, Bit>,
    /// Low half of the slot counter.
    pub slot: Signal<In, Bits<32>>,
    /// Slots below this are stored.
    pub sealed: Signal<Out, Bits<64>>,
    /// `sealed` does not move any more by itself.
    pub settled: Signal<Out, Bit>,
    prefix: DFF<Bits<64>>,
    /// Bit n: slot `prefix` + n is stored.
    window: DFF<Bits<64>>,
    low: Signal<Local, Bits<32>>,
    offset: Signal<Local, Bits<32>>,
    marked: Signal<Local, Bits<64>>,
    run: Run,
}

impl Logic for Tracker {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, prefix, window);
        self.low.next = self.prefix.q.val().get_bits::<32>(0);
        self.offset.next = self.slot.val() - self.low.val();
        self.marked.next = self.window.q.val();
        if self.publish.val() & (self.offset.val() < bits::<32>(64)) {
            self.marked.next = self.window.q.val() | (bits::<64>(1) << self.offset.val().get_bits::<6>(0));
        }
        self.run.window.next = self.marked.val();
        self.window.d.next = self.marked.val() >> self.run.length.val();
        self.prefix.d.next = self.prefix.q.val() + bit_cast::<64, 7>(self.run.length.val());
        if self.load.val() {
            self.prefix.d.next = self.position.val();
            self.window.d.next = bits::<64>(0);
        }
        self.sealed.next = self.prefix.q.val();
        self.settled.next = !self.marked.val().get_bit(0);
        if self.reset.val() {
            self.prefix.d.next = bits::<64>(0);
            self.window.d.next = bits::<64>(0);
        }
    }
}
