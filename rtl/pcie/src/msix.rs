//! MSI-X: the table, the pending bits, and the message itself (PCI Local Bus 3.0, section 6.8.2).
//!
//! A vector that is raised stays pending until its message can go: interrupts enabled and not masked in configuration space, the
//! vector not masked in the table, and the shortest interval since its last message over. A vector that is raised again before
//! that is still one message. The message is a memory write of one DWORD on RQ like any other, so it comes behind every write that
//! was sent before it.
//!
//! A reset of the function masks all vectors and forgets their addresses and what was pending.

use crate::rq::RequesterMessage;
use crate::streams::RqOut;
use abi::msix::{PBA_OFFSET, TABLE_OFFSET};
use rust_hdl::prelude::*;

/// One entry of the table.
#[derive(LogicBlock)]
pub struct Vector {
    pub clock: Signal<In, Clock>,
    /// Of the function.
    pub reset: Signal<In, Bit>,
    // Register bus.
    pub write: Signal<In, Bit>,
    pub write_word: Signal<In, Bits<13>>,
    pub write_data: Signal<In, Bits<64>>,
    pub write_low: Signal<In, Bit>,
    pub write_high: Signal<In, Bit>,
    pub read_word: Signal<In, Bits<13>>,
    /// The word asked for; 0 if it is not of this entry.
    pub read_data: Signal<Out, Bits<64>>,
    pub raise: Signal<In, Bit>,
    /// Messages may be sent at all.
    pub permit: Signal<In, Bit>,
    /// Shortest time between two messages, cycles.
    pub interval: Signal<In, Bits<14>>,
    /// The message is being sent.
    pub taken: Signal<In, Bit>,
    pub pending: Signal<Out, Bit>,
    pub due: Signal<Out, Bit>,
    pub address: Signal<Out, Bits<64>>,
    pub data: Signal<Out, Bits<32>>,
    place: DFF<Bits<64>>,
    message: DFF<Bits<32>>,
    /// Not masked: a table that was never written is masked.
    open: DFF<Bit>,
    waiting: DFF<Bit>,
    pause: DFF<Bits<14>>,
    address_word: Constant<Bits<13>>,
    data_word: Constant<Bits<13>>,
}

impl Vector {
    /// Entry `number` of the table.
    pub fn new(number: u64) -> Self {
        let word = u64::from(TABLE_OFFSET) / 8 + 2 * number;
        Vector {
            clock: Default::default(),
            reset: Default::default(),
            write: Default::default(),
            write_word: Default::default(),
            write_data: Default::default(),
            write_low: Default::default(),
            write_high: Default::default(),
            read_word: Default::default(),
            read_data: Default::default(),
            raise: Default::default(),
            permit: Default::default(),
            interval: Default::default(),
            taken: Default::default(),
            pending: Default::default(),
            due: Default::default(),
            address: Default::default(),
            data: Default::default(),
            place: Default::default(),
            message: Default::default(),
            open: Default::default(),
            waiting: Default::default(),
            pause: Default::default(),
            address_word: Constant::new(word.to_bits()),
            data_word: Constant::new((word + 1).to_bits()),
        }
    }
}

impl Logic for Vector {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, place, message, open, waiting, pause);
        if self.write.val() & (self.write_word.val() == self.address_word.val()) {
            if self.write_low.val() {
                self.place.d.next = (bit_cast::<64, 32>(self.place.q.val().get_bits::<32>(32)) << 32)
                    | bit_cast::<64, 32>(self.write_data.val().get_bits::<32>(0));
            }
            if self.write_high.val() {
                self.place.d.next = (bit_cast::<64, 32>(self.write_data.val().get_bits::<32>(32)) << 32)
                    | bit_cast::<64, 32>(self.place.q.val().get_bits::<32>(0));
            }
            if self.write_low.val() & self.write_high.val() {
                self.place.d.next = self.write_data.val();
            }
        }
        if self.write.val() & (self.write_word.val() == self.data_word.val()) {
            if self.write_low.val() {
                self.message.d.next = self.write_data.val().get_bits::<32>(0);
            }
            if self.write_high.val() {
                self.open.d.next = !self.write_data.val().get_bit(32);
            }
        }
        self.read_data.next = bits::<64>(0);
        if self.read_word.val() == self.address_word.val() {
            self.read_data.next = self.place.q.val();
        }
        if self.read_word.val() == self.data_word.val() {
            self.read_data.next = bit_cast::<64, 32>(self.message.q.val());
            if !self.open.q.val() {
                self.read_data.next = bit_cast::<64, 32>(self.message.q.val()) | bits::<64>(0x1_0000_0000u64);
            }
        }
        if self.pause.q.val() != 0 {
            self.pause.d.next = self.pause.q.val() - 1;
        }
        if self.taken.val() {
            self.waiting.d.next = false;
            self.pause.d.next = self.interval.val();
        }
        if self.raise.val() {
            self.waiting.d.next = true;
        }
        self.pending.next = self.waiting.q.val();
        self.due.next = (self.waiting.q.val() & self.open.q.val()) & (self.permit.val() & (self.pause.q.val() == 0));
        self.address.next = self.place.q.val();
        self.data.next = self.message.q.val();
        if self.reset.val() {
            self.place.d.next = bits::<64>(0);
            self.message.d.next = bits::<32>(0);
            self.open.d.next = false;
            self.waiting.d.next = false;
            self.pause.d.next = bits::<14>(0);
        }
    }
}

/// The table and who goes next.
#[derive(LogicBlock)]
pub struct Msix {
    pub clock: Signal<In, Clock>,
    /// Of the function.
    pub reset: Signal<In, Bit>,
    /// Of the bus: a message half-way out is abandoned, as the hard block abandons it.
    pub bus_reset: Signal<In, Bit>,
    // Register bus.
    pub write: Signal<In, Bit>,
    pub write_word: Signal<In, Bits<13>>,
    pub write_data: Signal<In, Bits<64>>,
    pub write_low: Signal<In, Bit>,
    pub write_high: Signal<In, Bit>,
    pub read_word: Signal<In, Bits<13>>,
    /// The word asked for; 0 if it is none of this block's.
    pub read_data: Signal<Out, Bits<64>>,
    /// Enabled in configuration space, not masked there, bus master.
    pub permit: Signal<In, Bit>,
    pub interval: Signal<In, Bits<14>>,
    /// Bit n: vector n.
    pub raise: Signal<In, Bits<4>>,
    /// Pulses for every message sent.
    pub sent: Signal<Out, Bit>,
    pub rq: RqOut,
    vector0: Vector,
    vector1: Vector,
    vector2: Vector,
    vector3: Vector,
    requester: RequesterMessage,
    busy: DFF<Bit>,
    address: DFF<Bits<64>>,
    data: DFF<Bits<32>>,
    pick0: Signal<Local, Bit>,
    pick1: Signal<Local, Bit>,
    pick2: Signal<Local, Bit>,
    pick3: Signal<Local, Bit>,
    free: Signal<Local, Bit>,
    pending: Signal<Local, Bits<64>>,
    pending_word: Constant<Bits<13>>,
}

const _: () = assert!(abi::msix::VECTORS == 4, "as many vectors as the table has instances");

impl Default for Msix {
    fn default() -> Self {
        Msix {
            clock: Default::default(),
            reset: Default::default(),
            bus_reset: Default::default(),
            write: Default::default(),
            write_word: Default::default(),
            write_data: Default::default(),
            write_low: Default::default(),
            write_high: Default::default(),
            read_word: Default::default(),
            read_data: Default::default(),
            permit: Default::default(),
            interval: Default::default(),
            raise: Default::default(),
            sent: Default::default(),
            rq: Default::default(),
            vector0: Vector::new(0),
            vector1: Vector::new(1),
            vector2: Vector::new(2),
            vector3: Vector::new(3),
            requester: Default::default(),
            busy: Default::default(),
            address: Default::default(),
            data: Default::default(),
            pick0: Default::default(),
            pick1: Default::default(),
            pick2: Default::default(),
            pick3: Default::default(),
            free: Default::default(),
            pending: Default::default(),
            pending_word: Constant::new((u64::from(PBA_OFFSET) / 8).to_bits()),
        }
    }
}

impl Logic for Msix {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, vector0, vector1, vector2, vector3, requester);
        dff_setup!(self, clock, busy, address, data);
        RqOut::link(&mut self.rq, &mut self.requester.rq);
        self.vector0.write.next = self.write.val();
        self.vector0.write_word.next = self.write_word.val();
        self.vector0.write_data.next = self.write_data.val();
        self.vector0.write_low.next = self.write_low.val();
        self.vector0.write_high.next = self.write_high.val();
        self.vector0.read_word.next = self.read_word.val();
        self.vector0.reset.next = self.reset.val();
        self.vector0.permit.next = self.permit.val();
        self.vector0.interval.next = self.interval.val();
        self.vector0.raise.next = self.raise.val().get_bit(0);
        self.vector1.write.next = self.write.val();
        self.vector1.write_word.next = self.write_word.val();
        self.vector1.write_data.next = self.write_data.val();
        self.vector1.write_low.next = self.write_low.val();
        self.vector1.write_high.next = self.write_high.val();
        self.vector1.read_word.next = self.read_word.val();
        self.vector1.reset.next = self.reset.val();
        self.vector1.permit.next = self.permit.val();
        self.vector1.interval.next = self.interval.val();
        self.vector1.raise.next = self.raise.val().get_bit(1);
        self.vector2.write.next = self.write.val();
        self.vector2.write_word.next = self.write_word.val();
        self.vector2.write_data.next = self.write_data.val();
        self.vector2.write_low.next = self.write_low.val();
        self.vector2.write_high.next = self.write_high.val();
        self.vector2.read_word.next = self.read_word.val();
        self.vector2.reset.next = self.reset.val();
        self.vector2.permit.next = self.permit.val();
        self.vector2.interval.next = self.interval.val();
        self.vector2.raise.next = self.raise.val().get_bit(2);
        self.vector3.write.next = self.write.val();
        self.vector3.write_word.next = self.write_word.val();
        self.vector3.write_data.next = self.write_data.val();
        self.vector3.write_low.next = self.write_low.val();
        self.vector3.write_high.next = self.write_high.val();
        self.vector3.read_word.next = self.read_word.val();
        self.vector3.reset.next = self.reset.val();
        self.vector3.permit.next = self.permit.val();
        self.vector3.interval.next = self.interval.val();
        self.vector3.raise.next = self.raise.val().get_bit(3);
        self.pending.next = ((bit_cast::<64, 1>(self.vector0.pending.val().into())
            | (bit_cast::<64, 1>(self.vector1.pending.val().into()) << 1))
            | (bit_cast::<64, 1>(self.vector2.pending.val().into()) << 2))
            | (bit_cast::<64, 1>(self.vector3.pending.val().into()) << 3);
        self.read_data.next = (self.vector0.read_data.val() | self.vector1.read_data.val())
            | (self.vector2.read_data.val() | self.vector3.read_data.val());
        if self.read_word.val() == self.pending_word.val() {
            self.read_data.next = self.pending.val();
        }

        self.free.next = !self.busy.q.val() & !self.reset.val();
        self.pick0.next = self.free.val() & self.vector0.due.val();
        self.pick1.next = self.free.val() & self.vector1.due.val() & !self.vector0.due.val();
        self.pick2.next = self.free.val() & self.vector2.due.val() & !self.vector0.due.val() & !self.vector1.due.val();
        self.pick3.next = (self.free.val() & self.vector3.due.val())
            & (!self.vector0.due.val() & !self.vector1.due.val() & !self.vector2.due.val());
        self.vector0.taken.next = self.pick0.val();
        self.vector1.taken.next = self.pick1.val();
        self.vector2.taken.next = self.pick2.val();
        self.vector3.taken.next = self.pick3.val();
        if self.pick0.val() {
            self.address.d.next = self.vector0.address.val();
            self.data.d.next = self.vector0.data.val();
        }
        if self.pick1.val() {
            self.address.d.next = self.vector1.address.val();
            self.data.d.next = self.vector1.data.val();
        }
        if self.pick2.val() {
            self.address.d.next = self.vector2.address.val();
            self.data.d.next = self.vector2.data.val();
        }
        if self.pick3.val() {
            self.address.d.next = self.vector3.address.val();
            self.data.d.next = self.vector3.data.val();
        }
        if (self.pick0.val() | self.pick1.val()) | (self.pick2.val() | self.pick3.val()) {
            self.busy.d.next = true;
        }
        self.requester.reset.next = self.bus_reset.val();
        self.requester.valid.next = self.busy.q.val();
        self.requester.address.next = self.address.q.val();
        self.requester.data.next = self.data.q.val();
        self.sent.next = self.requester.done.val();
        if self.requester.done.val() | self.bus_reset.val() {
            self.busy.d.next = false;
        }
    }
}
