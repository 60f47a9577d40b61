//! Requester request: what the card asks of host memory.
//!
//! `tvalid` may not drop inside a packet (PG213), so whoever sends one has all of it before its first beat goes out. Relaxed and
//! id-based ordering stay off: the host may rely on the order in which the writes were sent. [`RequesterMux`] lets one packet of
//! several sources out at a time, without a cycle of its own, and numbers them for [`crate::order`].

use crate::streams::{RqIn, RqOut};
use rust_hdl::prelude::*;

/// Descriptor of a requester request, PG213 "Requester Request Descriptor", memory formats.
#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
pub struct RequestDescriptor {
    /// Byte address; the lowest two bits are the address type, zero.
    pub address: Bits<64>,
    pub dwords: Bits<11>,
    /// 0 memory read, 1 memory write.
    pub kind: Bits<4>,
    pub poisoned: Bit,
    pub requester: Bits<16>,
    pub tag: Bits<8>,
    pub completer: Bits<16>,
    pub requester_enable: Bit,
    pub class: Bits<3>,
    pub attributes: Bits<3>,
    pub force_ecrc: Bit,
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
    descriptor: Signal<Local, RequestDescriptor>,
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

/// A memory write of one DWORD: an interrupt message.
#[derive(LogicBlock, Default)]
pub struct RequesterMessage {
    pub clock: Signal<In, Clock>,
    /// Of the bus: a packet half-way out is abandoned, as the hard block abandons it.
    pub reset: Signal<In, Bit>,
    /// A message is there; it and its address stay until `done`.
    pub valid: Signal<In, Bit>,
    /// Host address; bits 0 and 1 do not count.
    pub address: Signal<In, Bits<64>>,
    pub data: Signal<In, Bits<32>>,
    /// The last beat has been taken.
    pub done: Signal<Out, Bit>,
    pub rq: RqOut,
    second: DFF<Bit>,
    descriptor: Signal<Local, RequestDescriptor>,
}

impl Logic for RequesterMessage {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, second);
        self.descriptor.next.address = (self.address.val() >> 2) << 2;
        self.descriptor.next.dwords = bits::<11>(1);
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
        self.rq.user.next = bits::<62>(0x0F);
        self.rq.keep.next = bits::<4>(15);
        self.rq.last.next = self.second.q.val();
        self.rq.data.next = self.descriptor.val().into();
        if self.second.q.val() {
            self.rq.keep.next = bits::<4>(1);
            self.rq.data.next = bit_cast::<128, 32>(self.data.val());
        }
        self.done.next = false;
        if self.valid.val() & self.rq.ready.val() {
            self.second.d.next = !self.second.q.val();
            self.done.next = self.second.q.val();
        }
        if self.reset.val() {
            self.second.d.next = false;
            self.done.next = false;
        }
    }
}

/// One packet at a time of three sources. Watermark lines go first, then messages, then the DMA engine: the first two are a few
/// beats and rare, and a DMA packet is at most as long as the largest payload.
#[derive(LogicBlock, Default)]
pub struct RequesterMux {
    pub clock: Signal<In, Clock>,
    /// Of the bus.
    pub reset: Signal<In, Bit>,
    pub watermark: RqIn,
    pub message: RqIn,
    pub dma: RqIn,
    pub rq: RqOut,
    /// Another packet may begin.
    pub room: Signal<In, Bit>,
    /// Numbers of the next write and of the last one.
    pub next_number: Signal<In, Bits<6>>,
    pub last_number: Signal<In, Bits<6>>,
    /// The last beat of a write has been taken.
    pub sent: Signal<Out, Bit>,
    /// A packet is half-way out.
    pub open: Signal<Out, Bit>,
    /// A packet of `owner` is half-way out.
    inside: DFF<Bit>,
    owner: DFF<Bits<2>>,
    /// Its first beat has been taken.
    begun: DFF<Bit>,
    /// It is a write.
    write: DFF<Bit>,
    grant: Signal<Local, Bits<2>>,
    may: Signal<Local, Bit>,
    valid: Signal<Local, Bit>,
    data: Signal<Local, Bits<128>>,
    user: Signal<Local, Bits<62>>,
    last: Signal<Local, Bit>,
    write_now: Signal<Local, Bit>,
    number: Signal<Local, Bits<6>>,
}

impl Logic for RequesterMux {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, inside, owner, begun, write);
        self.open.next = self.inside.q.val();
        self.grant.next = bits::<2>(2);
        if self.message.valid.val() {
            self.grant.next = bits::<2>(1);
        }
        if self.watermark.valid.val() {
            self.grant.next = bits::<2>(0);
        }
        if self.inside.q.val() {
            self.grant.next = self.owner.q.val();
        }
        self.owner.d.next = self.grant.val();
        self.may.next = self.inside.q.val() | self.room.val();
        self.watermark.ready.next = (self.rq.ready.val() & self.may.val()) & (self.grant.val() == 0);
        self.message.ready.next = (self.rq.ready.val() & self.may.val()) & (self.grant.val() == 1);
        self.dma.ready.next = (self.rq.ready.val() & self.may.val()) & (self.grant.val() == 2);
        self.valid.next = self.dma.valid.val();
        self.data.next = self.dma.data.val();
        self.user.next = self.dma.user.val();
        self.rq.keep.next = self.dma.keep.val();
        self.last.next = self.dma.last.val();
        if self.grant.val() == 1 {
            self.valid.next = self.message.valid.val();
            self.data.next = self.message.data.val();
            self.user.next = self.message.user.val();
            self.rq.keep.next = self.message.keep.val();
            self.last.next = self.message.last.val();
        }
        if self.grant.val() == 0 {
            self.valid.next = self.watermark.valid.val();
            self.data.next = self.watermark.data.val();
            self.user.next = self.watermark.user.val();
            self.rq.keep.next = self.watermark.keep.val();
            self.last.next = self.watermark.last.val();
        }
        // The descriptor says what the packet is; its number is in `seq_num` of the same beat, bits 24..28 and 60..62.
        self.write_now.next = self.write.q.val();
        self.number.next = bits::<6>(0);
        if !self.begun.q.val() {
            self.write_now.next = self.data.val().get_bits::<4>(75) == 1;
            self.number.next = self.last_number.val();
            if self.write_now.val() {
                self.number.next = self.next_number.val();
            }
        }
        self.rq.valid.next = self.valid.val() & self.may.val();
        self.rq.data.next = self.data.val();
        self.rq.last.next = self.last.val();
        self.rq.user.next = (self.user.val() | (bit_cast::<62, 4>(self.number.val().get_bits::<4>(0)) << 24))
            | (bit_cast::<62, 2>(self.number.val().get_bits::<2>(4)) << 60);
        self.sent.next = false;
        // A packet that waits for its first beat to be taken keeps its turn too: nothing on a stream may change until it is.
        if self.valid.val() & self.may.val() {
            self.inside.d.next = true;
            if self.rq.ready.val() {
                self.inside.d.next = !self.last.val();
                self.begun.d.next = !self.last.val();
                self.write.d.next = self.write_now.val();
                self.sent.next = self.last.val() & self.write_now.val();
            }
        }
        if self.reset.val() {
            self.inside.d.next = false;
            self.begun.d.next = false;
        }
    }
}
