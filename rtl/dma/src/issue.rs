//! Cuts what a descriptor wants from the host into read requests.
//!
//! A request ends at the next boundary of the size the host allows (MRRS), at most 512 bytes; being a power of two, that boundary is
//! one of 4 KiB too. A request is made only when the buffer has a place for all of its answer, the hard block says that the
//! host takes one (`pcie_tfc_nph_av`: a request without a credit would block the posted writes behind it on RQ), and the last one was four
//! cycles ago, by which time that number counts it.

use crate::streams::{Asked, Job, ReadRequest};
use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct Issue {
    pub clock: Signal<In, Clock>,
    /// The ring stops.
    pub reset: Signal<In, Bit>,
    /// Of the bus: a request that has not left does not.
    pub bus_reset: Signal<In, Bit>,
    /// `cfg_max_read_req`: 128 bytes shifted left by this.
    pub max_read: Signal<In, Bits<3>>,
    /// `pcie_tfc_nph_av`: requests the host takes, at least.
    pub credits: Signal<In, Bits<4>>,
    // Descriptors in order.
    pub valid: Signal<In, Bit>,
    pub job: Signal<In, Job>,
    pub ready: Signal<Out, Bit>,
    /// A descriptor is to be fetched from this address, 32-byte aligned...
    pub fetch: Signal<In, Bit>,
    pub fetch_address: Signal<In, Bits<64>>,
    /// ...and is being fetched.
    pub fetched: Signal<Out, Bit>,
    // The buffer.
    pub tag_free: Signal<In, Bit>,
    pub tag: Signal<In, Bits<4>>,
    pub full: Signal<In, Bit>,
    pub take: Signal<Out, Bit>,
    pub ask: Signal<Out, Bit>,
    pub asked: Signal<Out, Asked>,
    // To the writer: taken in the cycle in which both are high.
    pub request_valid: Signal<Out, Bit>,
    pub request: Signal<Out, ReadRequest>,
    pub request_ready: Signal<In, Bit>,
    busy: DFF<Bit>,
    address: DFF<Bits<64>>,
    left: DFF<Bits<24>>,
    pause: DFF<Bits<2>>,
    held: DFF<Bit>,
    holding: DFF<ReadRequest>,
    descriptor: Signal<Local, Bits<256>>,
    inside: Signal<Local, Bits<10>>,
    unit: Signal<Local, Bits<10>>,
    room: Signal<Local, Bits<10>>,
    size: Signal<Local, Bits<10>>,
    lead: Signal<Local, Bits<2>>,
    limit: Signal<Local, Bits<10>>,
    end_rows: Signal<Local, Bits<10>>,
    words: Signal<Local, Bits<10>>,
    rows: Signal<Local, Bits<10>>,
    final_one: Signal<Local, Bit>,
    tail: Signal<Local, Bits<2>>,
    first_mask: Signal<Local, Bits<4>>,
    last_mask: Signal<Local, Bits<4>>,
    may: Signal<Local, Bit>,
    sends_data: Signal<Local, Bit>,
    sends_fetch: Signal<Local, Bit>,
    record: Signal<Local, Asked>,
    made: Signal<Local, ReadRequest>,
}

impl Logic for Issue {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, busy, address, left, pause, held, holding);
        // The next piece: from the address to the boundary, or to the end.
        self.unit.next = bits::<10>(512);
        if self.max_read.val() == 0 {
            self.unit.next = bits::<10>(128);
        }
        if self.max_read.val() == 1 {
            self.unit.next = bits::<10>(256);
        }
        self.inside.next = bit_cast::<10, 9>(self.address.q.val().get_bits::<9>(0)) & (self.unit.val() - bits::<10>(1));
        self.room.next = self.unit.val() - self.inside.val();
        self.final_one.next = self.left.q.val() <= bit_cast::<24, 10>(self.room.val());
        self.size.next = self.room.val();
        if self.final_one.val() {
            self.size.next = self.left.q.val().get_bits::<10>(0);
        }
        self.lead.next = self.address.q.val().get_bits::<2>(0);
        self.limit.next = (bit_cast::<10, 2>(self.lead.val()) + self.size.val()) + bits::<10>(3);
        self.words.next = self.limit.val() >> 2;
        self.end_rows.next =
            (bit_cast::<10, 4>(self.address.q.val().get_bits::<4>(0)) + self.size.val()) + bits::<10>(15);
        self.rows.next = self.end_rows.val() >> 4;
        // Byte enables of the first and the last DWORD (PCIe Base 2.2.5).
        self.tail.next = self.limit.val().get_bits::<2>(0);
        self.first_mask.next = bits::<4>(15);
        if self.lead.val() == 1 {
            self.first_mask.next = bits::<4>(14);
        }
        if self.lead.val() == 2 {
            self.first_mask.next = bits::<4>(12);
        }
        if self.lead.val() == 3 {
            self.first_mask.next = bits::<4>(8);
        }
        self.last_mask.next = bits::<4>(15);
        if self.tail.val() == 0 {
            self.last_mask.next = bits::<4>(1);
        }
        if self.tail.val() == 1 {
            self.last_mask.next = bits::<4>(3);
        }
        if self.tail.val() == 2 {
            self.last_mask.next = bits::<4>(7);
        }

        if self.pause.q.val() != 0 {
            self.pause.d.next = self.pause.q.val() - 1;
        }
        self.may.next = (!self.held.q.val() & self.tag_free.val())
            & ((self.pause.q.val() == 0) & (self.credits.val() != 0))
            & !self.reset.val();
        self.sends_fetch.next = self.may.val() & self.fetch.val();
        self.sends_data.next = (self.may.val() & !self.fetch.val()) & (self.busy.q.val() & !self.full.val());
        self.fetched.next = self.sends_fetch.val();
        self.take.next = self.sends_fetch.val() | self.sends_data.val();
        self.ask.next = self.sends_data.val();
        self.record.next.tag = self.tag.val();
        self.record.next.row = self.address.q.val().get_bits::<5>(4);
        self.record.next.rows = self.rows.val().get_bits::<6>(0);
        self.record.next.last = self.final_one.val();
        self.asked.next = self.record.val();

        self.made.next.address = (self.address.q.val() >> 2) << 2;
        self.made.next.dwords = bit_cast::<11, 10>(self.words.val());
        self.made.next.first_enable = self.first_mask.val();
        self.made.next.last_enable = self.last_mask.val();
        self.made.next.tag = self.tag.val();
        if self.words.val() == 1 {
            self.made.next.first_enable = self.first_mask.val() & self.last_mask.val();
            self.made.next.last_enable = bits::<4>(0);
        }
        if self.fetch.val() {
            self.made.next.address = self.fetch_address.val();
            self.made.next.dwords = bits::<11>(8);
            self.made.next.first_enable = bits::<4>(15);
            self.made.next.last_enable = bits::<4>(15);
        }
        if self.held.q.val() & self.request_ready.val() {
            self.held.d.next = false;
        }
        if self.sends_fetch.val() | self.sends_data.val() {
            self.held.d.next = true;
            self.holding.d.next = self.made.val();
            self.pause.d.next = bits::<2>(3);
        }
        if self.sends_data.val() {
            self.address.d.next = self.address.q.val() + bit_cast::<64, 10>(self.size.val());
            self.left.d.next = self.left.q.val() - bit_cast::<24, 10>(self.size.val());
            if self.final_one.val() {
                self.busy.d.next = false;
            }
        }
        self.request_valid.next = self.held.q.val();
        self.request.next = self.holding.q.val();

        // The next descriptor. What needs no reads is the transfer's alone.
        self.descriptor.next = self.job.val().descriptor;
        self.ready.next = !self.busy.q.val();
        if self.valid.val() & !self.busy.q.val() {
            self.busy.d.next = self.job.val().to_card & !self.job.val().bad;
            self.address.d.next = self.descriptor.val().get_bits::<64>(0);
            self.left.d.next = self.descriptor.val().get_bits::<24>(128);
        }
        // A request that has a tag goes out, whatever happens: its completion gives the tag back.
        if self.reset.val() {
            self.busy.d.next = false;
        }
        if self.bus_reset.val() {
            self.held.d.next = false;
        }
    }
}
