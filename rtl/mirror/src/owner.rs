//! Whose a place in LOCAL is: the queue in whose rings, or in whose part of the state area, it lies.
//!
//! A fence refuses what belongs to one queue, so every frame names the queue it belongs to. What is in no ring of an open
//! queue and in no identity's part of the state area belongs to nobody.

use abi::geometry::{STATE_OFFSET, STATE_PART_BYTES};
use rust_hdl::prelude::*;

/// See the module. Combinational.
#[derive(LogicBlock)]
pub struct Owner {
    /// The place, units of 16 bytes.
    pub unit: Signal<In, Bits<28>>,
    // The rings of open queues, bytes.
    pub enable0: Signal<In, Bit>,
    pub line_base0: Signal<In, Bits<32>>,
    pub line_count0: Signal<In, Bits<32>>,
    pub payload_base0: Signal<In, Bits<32>>,
    pub payload_bytes0: Signal<In, Bits<32>>,
    pub enable1: Signal<In, Bit>,
    pub line_base1: Signal<In, Bits<32>>,
    pub line_count1: Signal<In, Bits<32>>,
    pub payload_base1: Signal<In, Bits<32>>,
    pub payload_bytes1: Signal<In, Bits<32>>,
    /// It is this queue's, and no other's. 0 if it is nobody's.
    pub owned: Signal<Out, Bits<2>>,
    from_lines0: Signal<Local, Bits<28>>,
    from_payload0: Signal<Local, Bits<28>>,
    lines0: Signal<Local, Bits<28>>,
    from_lines1: Signal<Local, Bits<28>>,
    from_payload1: Signal<Local, Bits<28>>,
    lines1: Signal<Local, Bits<28>>,
    in0: Signal<Local, Bit>,
    in1: Signal<Local, Bit>,
    part: Signal<Local, Bits<16>>,
    state0: Constant<Bits<16>>,
    state1: Constant<Bits<16>>,
}

/// Units of 16 bytes in a part of the state area are two to the power of this.
const PART_BITS: u32 = (STATE_PART_BYTES / 16).trailing_zeros();
const _: () = assert!(PART_BITS == 12 && STATE_OFFSET % STATE_PART_BYTES == 0, "parts are told by bits 12 and up");

impl Default for Owner {
    fn default() -> Self {
        Owner {
            unit: Default::default(),
            enable0: Default::default(),
            line_base0: Default::default(),
            line_count0: Default::default(),
            payload_base0: Default::default(),
            payload_bytes0: Default::default(),
            enable1: Default::default(),
            line_base1: Default::default(),
            line_count1: Default::default(),
            payload_base1: Default::default(),
            payload_bytes1: Default::default(),
            owned: Default::default(),
            from_lines0: Default::default(),
            from_payload0: Default::default(),
            lines0: Default::default(),
            from_lines1: Default::default(),
            from_payload1: Default::default(),
            lines1: Default::default(),
            in0: Default::default(),
            in1: Default::default(),
            part: Default::default(),
            state0: Constant::new((STATE_OFFSET / STATE_PART_BYTES).to_bits()),
            state1: Constant::new((STATE_OFFSET / STATE_PART_BYTES + 1).to_bits()),
        }
    }
}

impl Logic for Owner {
    #[hdl_gen]
    fn update(&mut self) {
        // A place below the base gives a difference that is larger than any ring.
        self.from_lines0.next = self.unit.val() - self.line_base0.val().get_bits::<28>(4);
        self.from_payload0.next = self.unit.val() - self.payload_base0.val().get_bits::<28>(4);
        self.lines0.next = bit_cast::<28, 26>(self.line_count0.val().get_bits::<26>(0)) << 2;
        self.from_lines1.next = self.unit.val() - self.line_base1.val().get_bits::<28>(4);
        self.from_payload1.next = self.unit.val() - self.payload_base1.val().get_bits::<28>(4);
        self.lines1.next = bit_cast::<28, 26>(self.line_count1.val().get_bits::<26>(0)) << 2;
        self.part.next = self.unit.val().get_bits::<16>(12);
        self.in0.next = (self.part.val() == self.state0.val())
            | (self.enable0.val()
                & ((self.from_lines0.val() < self.lines0.val())
                    | (self.from_payload0.val() < self.payload_bytes0.val().get_bits::<28>(4))));
        self.in1.next = (self.part.val() == self.state1.val())
            | (self.enable1.val()
                & ((self.from_lines1.val() < self.lines1.val())
                    | (self.from_payload1.val() < self.payload_bytes1.val().get_bits::<28>(4))));
        self.owned.next = bits::<2>(0);
        if self.in0.val() {
            self.owned.next = bits::<2>(1);
        } else if self.in1.val() {
            self.owned.next = bits::<2>(2);
        }
    }
}
