//! Requester request: 64-byte memory writes to host memory, for watermark lines.
//!
//! `tvalid` may not drop inside a packet (PG213), so the whole line is there before its first beat goes out. Relaxed and
//! id-based ordering stay off: the host may rely on the order in which the lines were sent.

use crate::streams::RqOut;
use rust_hdl::prelude::*;

/// Descriptor of a requester request, PG213 "Requester Request Descriptor", memory formats.
#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
struct Descriptor {
    address: Bits<64>,
    dwords: Bits<11>,
    kind: Bits<4>,
    poisoned: Bit,
    requester: Bits<16>,
    tag: Bits<8>,
    completer: Bits<16>,
    requester_enable: Bit,
    class: Bits<3>,
    attributes: Bits<3>,
    force_ecrc: Bit,
}

#[derive(LogicBlock, Default)]
pub struct RequesterWrite {
    pub clock: Signal<In, Clock>,
    /// Of the bus: a packet half-way out is abandoned, as the hard block abandons it.
    pub reset: Signal<In, Bit>,
    /// A line is there; it and its address stay until `done`.
    pub valid: Signal<In, Bit>,
    /// Host address, 64-byte aligned.
    pub address: Signal<In, Bits<64>>,
    /// The line, lowest address in bits 0..8.
    pub line: Signal<In, Bits<512>>,
    /// The last beat has been taken.
    pub done: Signal<Out, Bit>,
    pub rq: RqOut,
    beat: DFF<Bits<3>>,
    descriptor: Signal<Local, Descriptor>,
}

impl Logic for RequesterWrite {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, beat);
        self.descriptor.next.address = self.address.val();
        self.descriptor.next.dwords = bits::<11>(16);
        self.descriptor.next.kind = bits::<4>(1);
        self.descriptor.next.poisoned = false;
        self.descriptor.next.requester = bits::<16>(0);
        self.descriptor.next.tag = bits::<8>(0);
        self.descriptor.next.completer = bits::<16>(0);
        self.descriptor.next.requester_enable = false;
        self.descriptor.next.class = bits::<3>(0);
        self.descriptor.next.attributes = bits::<3>(0);
        self.descriptor.next.force_ecrc = false;
        self.rq.valid.next = self.valid.val() & !self.reset.val();
        self.rq.keep.next = bits::<4>(15);
        self.rq.user.next = bits::<62>(0xFF);
        self.rq.last.next = self.beat.q.val() == 4;
        self.rq.data.next = self.descriptor.val().into();
        if self.beat.q.val() == 1 {
            self.rq.data.next = self.line.val().get_bits::<128>(0);
        }
        if self.beat.q.val() == 2 {
            self.rq.data.next = self.line.val().get_bits::<128>(128);
        }
        if self.beat.q.val() == 3 {
            self.rq.data.next = self.line.val().get_bits::<128>(256);
        }
        if self.beat.q.val() == 4 {
            self.rq.data.next = self.line.val().get_bits::<128>(384);
        }
        self.done.next = false;
        if self.valid.val() & self.rq.ready.val() {
            self.beat.d.next = self.beat.q.val() + 1;
            if self.beat.q.val() == 4 {
                self.beat.d.next = bits::<3>(0);
                self.done.next = true;
            }
        }
        if self.reset.val() {
            self.beat.d.next = bits::<3>(0);
            self.done.next = false;
        }
    }
}
