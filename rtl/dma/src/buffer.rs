//! Completion buffer: a place of 512 bytes for each of 16 tags.
//!
//! A read never crosses a 512-byte boundary, and its bytes lie in its place as they lie in host memory. So a completion says
//! itself where it belongs (the descriptor's lower address), however the host splits and whatever order it chooses: nothing has to be
//! remembered of a tag but that it is out, has come, or has come badly. A place holds at most eight completions of 64 bytes, which
//! is 128 headers for all of them: as many as the hard block has room for.
//!
//! Rows leave in the order in which the reads were asked, each read when all of it has come.
//!
//! A tag whose read the engine has given up is *quarantined*: it is not used again before its last completion has come, because that
//! would be taken for an answer to the next read. Completions nobody waits for are counted and dropped.

use crate::streams::Asked;
use rtl_pcie::streams::RcIn;
use rtl_prims::fifo::Fifo;
use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct Buffer {
    pub clock: Signal<In, Clock>,
    /// Of the bus: no completion of before will come any more.
    pub reset: Signal<In, Bit>,
    /// The ring stops: give up all reads.
    pub abandon: Signal<In, Bit>,
    pub rc: RcIn,

    /// A read with this tag is being sent.
    pub take: Signal<In, Bit>,
    /// It fetches a descriptor.
    pub take_fetch: Signal<In, Bit>,
    /// A tag that is free, if one is.
    pub free: Signal<Out, Bit>,
    pub free_tag: Signal<Out, Bits<4>>,

    // The descriptor that was fetched.
    pub fetched: Signal<Out, Bit>,
    pub fetch_bad: Signal<Out, Bit>,
    pub descriptor: Signal<Out, Bits<256>>,

    // Data reads in order.
    pub ask: Signal<In, Bit>,
    pub asked: Signal<In, Asked>,
    /// No more reads may be asked.
    pub full: Signal<Out, Bit>,

    /// The transfer wants rows, up to the last read of its descriptor.
    pub wanted: Signal<In, Bit>,
    /// The consumer has room for four rows more.
    pub room: Signal<In, Bit>,
    pub row_valid: Signal<Out, Bit>,
    pub row: Signal<Out, Bits<128>>,
    /// The read at the head has come badly.
    pub bad: Signal<Out, Bit>,
    /// Something is being waited for.
    pub waiting: Signal<Out, Bit>,
    /// Something came.
    pub progress: Signal<Out, Bit>,
    pub quarantined: Signal<Out, Bits<16>>,
    /// Pulses for a completion nobody waits for.
    pub unexpected: Signal<Out, Bit>,

    lane0: RAM<Bits<32>, 9>,
    lane1: RAM<Bits<32>, 9>,
    lane2: RAM<Bits<32>, 9>,
    lane3: RAM<Bits<32>, 9>,
    order: Fifo<Asked, 4, 5>,
    /// Reads that are out, and what became of them.
    out: DFF<Bits<16>>,
    come: DFF<Bits<16>>,
    spoilt: DFF<Bits<16>>,
    given_up: DFF<Bits<16>>,
    fetch_out: DFF<Bit>,
    fetch_tag: DFF<Bits<4>>,
    // The packet on RC.
    inside: DFF<Bit>,
    tag: DFF<Bits<4>>,
    keeping: DFF<Bit>,
    wrong: DFF<Bit>,
    final_part: DFF<Bit>,
    position: DFF<Bits<7>>,
    collected: DFF<Bits<256>>,
    fetch_done: DFF<Bit>,
    fetch_wrong: DFF<Bit>,
    // Rows going out.
    reading: DFF<Bit>,
    row_tag: DFF<Bits<4>>,
    row_at: DFF<Bits<5>>,
    rows_left: DFF<Bits<6>>,
    /// The last read of the descriptor has been reached: what follows is the next one's.
    served: DFF<Bit>,
    came: DFF<Bit>,

    header: Signal<Local, Bits<96>>,
    tag_now: Signal<Local, Bits<4>>,
    tag_high: Signal<Local, Bits<4>>,
    tag_bit: Signal<Local, Bits<16>>,
    known: Signal<Local, Bit>,
    header_wrong: Signal<Local, Bit>,
    position_now: Signal<Local, Bits<7>>,
    keep_now: Signal<Local, Bit>,
    wrong_now: Signal<Local, Bit>,
    final_now: Signal<Local, Bit>,
    ends: Signal<Local, Bit>,
    fetching: Signal<Local, Bit>,
    data: Signal<Local, Bits<128>>,
    count: Signal<Local, Bits<3>>,
    turn: Signal<Local, Bits<2>>,
    turned: Signal<Local, Bits<128>>,
    there: Signal<Local, Bits<4>>,
    turned_there: Signal<Local, Bits<4>>,
    upper: Signal<Local, Bits<5>>,
    place: Signal<Local, Bits<9>>,
    place_next: Signal<Local, Bits<9>>,
    store: Signal<Local, Bit>,
    head: Signal<Local, Asked>,
    head_bit: Signal<Local, Bits<16>>,
    head_here: Signal<Local, Bit>,
    head_bad: Signal<Local, Bit>,
    read_address: Signal<Local, Bits<9>>,
    issue_row: Signal<Local, Bit>,
    took: Signal<Local, Bits<16>>,
    arrived: Signal<Local, Bits<16>>,
    released: Signal<Local, Bits<16>>,
    row_bit: Signal<Local, Bits<16>>,
    busy: Signal<Local, Bits<16>>,
}

impl Logic for Buffer {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, order);
        dff_setup!(
            self,
            clock,
            out,
            come,
            spoilt,
            given_up,
            fetch_out,
            fetch_tag,
            inside,
            tag,
            keeping,
            wrong,
            final_part,
            position,
            collected,
            fetch_done,
            fetch_wrong,
            reading,
            row_tag,
            row_at,
            rows_left,
            came,
            served
        );
        // The descriptor of a completion (PG213 "Requester Completion Descriptor"): lower address 0..12, error code 12..16, last
        // completion of its request 30, status 43..46, poisoned 46, tag 64..72.
        self.header.next = self.rc.data.val().get_bits::<96>(0);
        self.tag_now.next = self.tag.q.val();
        self.tag_high.next = bits::<4>(0);
        if !self.inside.q.val() {
            self.tag_now.next = self.header.val().get_bits::<4>(64);
            self.tag_high.next = self.header.val().get_bits::<4>(68);
        }
        self.tag_bit.next = bits::<16>(1) << self.tag_now.val();
        self.known.next = ((self.out.q.val() & self.tag_bit.val()) != 0) & (self.tag_high.val() == 0);
        self.header_wrong.next = (self.header.val().get_bits::<4>(12) != 0)
            | (self.header.val().get_bits::<3>(43) != 0)
            | self.header.val().get_bit(46);
        self.position_now.next = self.position.q.val();
        self.keep_now.next = self.keeping.q.val();
        self.final_now.next = self.final_part.q.val();
        self.wrong_now.next = self.wrong.q.val() | (self.rc.last.val() & self.rc.user.val().get_bit(42));
        self.data.next = self.rc.data.val();
        self.there.next = self.rc.keep.val();
        if !self.inside.q.val() {
            self.position_now.next = self.header.val().get_bits::<7>(2);
            self.keep_now.next = self.known.val();
            // A refused read has no other completion.
            self.final_now.next = self.header.val().get_bit(30) | (self.header.val().get_bits::<3>(43) != 0);
            self.wrong_now.next = self.header_wrong.val() | (self.rc.last.val() & self.rc.user.val().get_bit(42));
            self.data.next = bit_cast::<128, 32>(self.rc.data.val().get_bits::<32>(96));
            self.there.next = bit_cast::<4, 1>(self.rc.keep.val().get_bit(3).into());
        }
        self.count.next = bits::<3>(4);
        if !self.inside.q.val() {
            self.count.next = bits::<3>(1);
        }
        self.rc.ready.next = true;
        self.unexpected.next = false;
        if self.rc.valid.val() {
            self.inside.d.next = !self.rc.last.val();
            self.tag.d.next = self.tag_now.val();
            self.keeping.d.next = self.keep_now.val();
            self.wrong.d.next = self.wrong_now.val();
            self.final_part.d.next = self.final_now.val();
            self.position.d.next = self.position_now.val() + bit_cast::<7, 3>(self.count.val());
            self.unexpected.next = !self.inside.q.val() & !self.known.val();
        }
        self.ends.next = self.rc.valid.val() & self.rc.last.val() & self.keep_now.val();
        self.fetching.next = self.fetch_out.q.val() & (self.fetch_tag.q.val() == self.tag_now.val());

        // Into the place: DWORD i of the beat belongs into lane (position + i) mod 4.
        self.turn.next = self.position_now.val().get_bits::<2>(0);
        self.turned.next = self.data.val();
        self.turned_there.next = self.there.val();
        if self.turn.val() == 1 {
            self.turned.next = (self.data.val() << 32) | (self.data.val() >> 96);
            self.turned_there.next = (self.there.val() << 1) | (self.there.val() >> 3);
        }
        if self.turn.val() == 2 {
            self.turned.next = (self.data.val() << 64) | (self.data.val() >> 64);
            self.turned_there.next = (self.there.val() << 2) | (self.there.val() >> 2);
        }
        if self.turn.val() == 3 {
            self.turned.next = (self.data.val() << 96) | (self.data.val() >> 32);
            self.turned_there.next = (self.there.val() << 3) | (self.there.val() >> 1);
        }
        self.upper.next = self.position_now.val().get_bits::<5>(2);
        self.place.next = (bit_cast::<9, 4>(self.tag_now.val()) << 5) | bit_cast::<9, 5>(self.upper.val());
        self.place_next.next = self.place.val() + 1;
        self.store.next = self.rc.valid.val() & self.keep_now.val() & !self.fetching.val();
        self.lane0.write_clock.next = self.clock.val();
        self.lane1.write_clock.next = self.clock.val();
        self.lane2.write_clock.next = self.clock.val();
        self.lane3.write_clock.next = self.clock.val();
        self.lane0.read_clock.next = self.clock.val();
        self.lane1.read_clock.next = self.clock.val();
        self.lane2.read_clock.next = self.clock.val();
        self.lane3.read_clock.next = self.clock.val();
        self.lane0.write_data.next = self.turned.val().get_bits::<32>(0);
        self.lane1.write_data.next = self.turned.val().get_bits::<32>(32);
        self.lane2.write_data.next = self.turned.val().get_bits::<32>(64);
        self.lane3.write_data.next = self.turned.val().get_bits::<32>(96);
        self.lane0.write_enable.next = self.store.val() & self.turned_there.val().get_bit(0);
        self.lane1.write_enable.next = self.store.val() & self.turned_there.val().get_bit(1);
        self.lane2.write_enable.next = self.store.val() & self.turned_there.val().get_bit(2);
        self.lane3.write_enable.next = self.store.val() & self.turned_there.val().get_bit(3);
        self.lane0.write_address.next = self.place.val();
        if self.turn.val() > 0 {
            self.lane0.write_address.next = self.place_next.val();
        }
        self.lane1.write_address.next = self.place.val();
        if self.turn.val() > 1 {
            self.lane1.write_address.next = self.place_next.val();
        }
        self.lane2.write_address.next = self.place.val();
        if self.turn.val() > 2 {
            self.lane2.write_address.next = self.place_next.val();
        }
        self.lane3.write_address.next = self.place.val();

        // A descriptor never crosses a 64-byte boundary, so it comes in one completion of 1, 4 and 3 DWORDs.
        if self.rc.valid.val() & self.fetching.val() & self.keep_now.val() {
            self.collected.d.next = (bit_cast::<256, 128>(self.rc.data.val()) << 128) | (self.collected.q.val() >> 128);
            if !self.inside.q.val() {
                self.collected.d.next = bit_cast::<256, 32>(self.rc.data.val().get_bits::<32>(96)) << 224;
            }
            if self.inside.q.val() & self.rc.last.val() {
                self.collected.d.next =
                    (bit_cast::<256, 96>(self.rc.data.val().get_bits::<96>(0)) << 160) | (self.collected.q.val() >> 96);
            }
        }
        self.fetch_done.d.next = self.ends.val() & self.fetching.val();
        self.fetch_wrong.d.next = self.wrong_now.val() | !self.final_now.val();
        self.fetched.next = self.fetch_done.q.val();
        self.fetch_bad.next = self.fetch_wrong.q.val();
        self.descriptor.next = self.collected.q.val();

        // Rows out.
        self.order.write.next = self.ask.val();
        self.order.commit.next = self.ask.val();
        self.order.rollback.next = false;
        self.order.data_in.next = self.asked.val();
        self.order.reset.next = self.reset.val() | self.abandon.val();
        self.full.next = self.order.used.val() > 14;
        self.head.next = self.order.data_out.val();
        self.head_bit.next = bits::<16>(1) << self.head.val().tag;
        self.head_here.next = self.order.valid.val() & ((self.come.q.val() & self.head_bit.val()) != 0);
        self.head_bad.next = self.order.valid.val() & ((self.spoilt.q.val() & self.head_bit.val()) != 0);
        self.bad.next = (self.head_bad.val() & self.wanted.val()) & !self.served.q.val();
        self.waiting.next = self.fetch_out.q.val() | (self.wanted.val() & !self.reading.q.val());
        self.order.ready.next = false;
        self.issue_row.next = self.reading.q.val() & self.room.val();
        self.released.next = bits::<16>(0);
        self.row_bit.next = bits::<16>(1) << self.row_tag.q.val();
        if self.issue_row.val() {
            self.row_at.d.next = self.row_at.q.val() + 1;
            self.rows_left.d.next = self.rows_left.q.val() - 1;
            if self.rows_left.q.val() == 1 {
                self.reading.d.next = false;
                self.released.next = self.row_bit.val();
            }
        }
        if !self.wanted.val() {
            self.served.d.next = false;
        }
        if (!self.reading.q.val() & self.wanted.val() & !self.served.q.val())
            & (self.head_here.val() & !self.head_bad.val())
        {
            self.served.d.next = self.head.val().last;
            self.reading.d.next = true;
            self.row_tag.d.next = self.head.val().tag;
            self.row_at.d.next = self.head.val().row;
            self.rows_left.d.next = self.head.val().rows;
            self.order.ready.next = true;
        }
        self.read_address.next = (bit_cast::<9, 4>(self.row_tag.q.val()) << 5) | bit_cast::<9, 5>(self.row_at.q.val());
        self.lane0.read_address.next = self.read_address.val();
        self.lane1.read_address.next = self.read_address.val();
        self.lane2.read_address.next = self.read_address.val();
        self.lane3.read_address.next = self.read_address.val();
        self.came.d.next = self.issue_row.val();
        self.row_valid.next = self.came.q.val();
        self.row.next = (bit_cast::<128, 32>(self.lane0.read_data.val())
            | (bit_cast::<128, 32>(self.lane1.read_data.val()) << 32))
            | ((bit_cast::<128, 32>(self.lane2.read_data.val()) << 64)
                | (bit_cast::<128, 32>(self.lane3.read_data.val()) << 96));

        // Tags.
        self.busy.next = self.out.q.val() | self.come.q.val();
        self.free.next = !self.busy.val().all();
        self.free_tag.next = bits::<4>(0);
        if !self.busy.val().get_bit(15) {
            self.free_tag.next = bits::<4>(15);
        }
        if !self.busy.val().get_bit(14) {
            self.free_tag.next = bits::<4>(14);
        }
        if !self.busy.val().get_bit(13) {
            self.free_tag.next = bits::<4>(13);
        }
        if !self.busy.val().get_bit(12) {
            self.free_tag.next = bits::<4>(12);
        }
        if !self.busy.val().get_bit(11) {
            self.free_tag.next = bits::<4>(11);
        }
        if !self.busy.val().get_bit(10) {
            self.free_tag.next = bits::<4>(10);
        }
        if !self.busy.val().get_bit(9) {
            self.free_tag.next = bits::<4>(9);
        }
        if !self.busy.val().get_bit(8) {
            self.free_tag.next = bits::<4>(8);
        }
        if !self.busy.val().get_bit(7) {
            self.free_tag.next = bits::<4>(7);
        }
        if !self.busy.val().get_bit(6) {
            self.free_tag.next = bits::<4>(6);
        }
        if !self.busy.val().get_bit(5) {
            self.free_tag.next = bits::<4>(5);
        }
        if !self.busy.val().get_bit(4) {
            self.free_tag.next = bits::<4>(4);
        }
        if !self.busy.val().get_bit(3) {
            self.free_tag.next = bits::<4>(3);
        }
        if !self.busy.val().get_bit(2) {
            self.free_tag.next = bits::<4>(2);
        }
        if !self.busy.val().get_bit(1) {
            self.free_tag.next = bits::<4>(1);
        }
        if !self.busy.val().get_bit(0) {
            self.free_tag.next = bits::<4>(0);
        }
        self.took.next = bits::<16>(0);
        if self.take.val() {
            self.took.next = bits::<16>(1) << self.free_tag.val();
        }
        self.arrived.next = bits::<16>(0);
        if self.ends.val() & self.final_now.val() {
            self.arrived.next = self.tag_bit.val();
        }
        self.progress.next = self.rc.valid.val();
        self.out.d.next = (self.out.q.val() | self.took.val()) & !self.arrived.val();
        self.come.d.next = (self.come.q.val() | (self.arrived.val() & !self.given_up.q.val())) & !self.released.val();
        if self.arrived.val().any() & self.fetching.val() {
            self.come.d.next = self.come.q.val() & !self.released.val();
            self.fetch_out.d.next = false;
        }
        if self.ends.val() & self.wrong_now.val() & !self.fetching.val() {
            self.spoilt.d.next = self.spoilt.q.val() | self.tag_bit.val();
        }
        self.given_up.d.next = self.given_up.q.val() & !self.arrived.val();
        if self.take_fetch.val() {
            self.fetch_out.d.next = true;
            self.fetch_tag.d.next = self.free_tag.val();
        }
        self.quarantined.next = self.given_up.q.val();
        if self.abandon.val() {
            self.given_up.d.next = (self.out.q.val() | self.took.val()) & !self.arrived.val();
            self.come.d.next = bits::<16>(0);
            self.spoilt.d.next = bits::<16>(0);
            self.fetch_out.d.next = false;
            self.fetch_done.d.next = false;
            self.reading.d.next = false;
            self.came.d.next = false;
        }
        if self.reset.val() {
            self.given_up.d.next = bits::<16>(0);
            self.out.d.next = bits::<16>(0);
            self.come.d.next = bits::<16>(0);
            self.spoilt.d.next = bits::<16>(0);
            self.fetch_out.d.next = false;
            self.fetch_done.d.next = false;
            self.reading.d.next = false;
            self.came.d.next = false;
            self.inside.d.next = false;
        }
    }
}
