//! Executes one descriptor at a time.
//!
//! Source rows of 16 bytes, from the completion buffer or from memory, come into one FIFO; rows of the destination's alignment leave
//! for the store stage or for RQ. Between them every byte moves by (destination - source) mod 16 places: a row out of the present
//! row and the one before. If the destination begins at a lower place than the source, the first source row alone makes no row.
//!
//! The CRC-32C is summed over the destination's rows, 16 bytes a cycle, with zeros where bytes are not part of the transfer. Zeros behind
//! the end are taken back afterwards, a byte in each cycle, and the start value is set back by as many bytes as the first row has zeros
//! in front: the step over a zero byte is linear and can be undone.
//!
//! Bytes for the card are done when the last row has left the store stage, bytes for the host when the writer has the last row: it sends
//! the completion behind them. The result stands beside until then, so that the next descriptor can begin; but not behind one that failed, nor
//! can there be two results.

use crate::streams::Job;
use abi::dma::{STATUS_BAD_DESCRIPTOR, STATUS_CARD_FAILED, STATUS_CRC, STATUS_HOST_READ, STATUS_LOST, STATUS_TIMEOUT};
use rtl_prims::crc::{crc32c_advance, crc32c_reduce, crc32c_retreat};
use rtl_prims::fifo::Fifo;
use rtl_prims::linear::Linear;
use rtl_prims::stream::ReadOut;
use rust_hdl::prelude::*;

#[derive(LogicState, Copy, Clone, Debug, PartialEq)]
enum State {
    Idle,
    /// The start value of the CRC goes back over the zeros in front.
    Seed,
    /// The first source row makes no row.
    Preload,
    Run,
    /// The last row is on its way.
    Settle,
    /// The CRC goes back over the zeros behind the end.
    Unwind,
    /// The result waits until the one before has been retired.
    Finish,
    /// The descriptor has failed: nothing behind it is executed, until the ring is started anew.
    Failed,
}

#[derive(LogicBlock)]
pub struct Transfer {
    pub clock: Signal<In, Clock>,
    /// The ring stops: forget the descriptor.
    pub reset: Signal<In, Bit>,
    pub valid: Signal<In, Bit>,
    pub job: Signal<In, Job>,
    pub ready: Signal<Out, Bit>,
    /// Memory has failed.
    pub failed: Signal<In, Bit>,
    /// The host has not answered in time.
    pub timed_out: Signal<In, Bit>,
    /// The hardware sequence now.
    pub sequence: Signal<In, Bits<48>>,
    // Rows from the host.
    pub wanted: Signal<Out, Bit>,
    pub room: Signal<Out, Bit>,
    pub row_valid: Signal<In, Bit>,
    pub row: Signal<In, Bits<128>>,
    /// The host's answer is bad.
    pub bad: Signal<In, Bit>,
    // Rows from memory, and beside one that it is lost.
    pub memory: ReadOut,
    pub lost: Signal<In, Bit>,
    // Rows to the store stage.
    pub out_valid: Signal<Out, Bit>,
    pub out_unit: Signal<Out, Bits<24>>,
    pub out_data: Signal<Out, Bits<128>>,
    pub out_enable: Signal<Out, Bits<16>>,
    pub out_last: Signal<Out, Bit>,
    pub out_ready: Signal<In, Bit>,
    /// No row of ours is in the store stage.
    pub stored: Signal<In, Bit>,
    // Rows to the writer.
    pub start: Signal<Out, Bit>,
    pub host_address: Signal<Out, Bits<64>>,
    pub bytes: Signal<Out, Bits<24>>,
    /// The rest of the rows will not come.
    pub cancel: Signal<Out, Bit>,
    pub host_row_valid: Signal<Out, Bit>,
    pub host_row: Signal<Out, Bits<128>>,
    pub host_room: Signal<In, Bit>,
    // The result of the descriptor before, or of a failed one; stays until `retired`.
    pub finished: Signal<Out, Bit>,
    pub status: Signal<Out, Bits<15>>,
    pub crc: Signal<Out, Bits<32>>,
    pub at_sequence: Signal<Out, Bits<48>>,
    pub cookie: Signal<Out, Bits<32>>,
    pub queue: Signal<Out, Bit>,
    pub to_card: Signal<Out, Bit>,
    pub retired: Signal<In, Bit>,
    /// It waits for rows of the host, or of memory.
    pub starved_host: Signal<Out, Bit>,
    pub starved_memory: Signal<Out, Bit>,
    rows: Fifo<Bits<128>, 5, 6>,
    state: DFF<State>,
    now: DFF<Job>,
    shift: DFF<Bits<4>>,
    skip: DFF<Bit>,
    first_mask: DFF<Bits<16>>,
    last_mask: DFF<Bits<16>>,
    first: DFF<Bit>,
    source_left: DFF<Bits<21>>,
    rows_left: DFF<Bits<21>>,
    unit: DFF<Bits<24>>,
    previous: DFF<Bits<128>>,
    steps: DFF<Bits<4>>,
    unwind: DFF<Bits<4>>,
    sum: DFF<Bits<32>>,
    outcome: DFF<Bits<15>>,
    /// There is a result: the rest of it.
    done: DFF<Bit>,
    done_status: DFF<Bits<15>>,
    done_crc: DFF<Bits<32>>,
    done_when: DFF<Bits<48>>,
    done_cookie: DFF<Bits<32>>,
    done_queue: DFF<Bit>,
    done_to_card: DFF<Bit>,
    when: DFF<Bits<48>>,
    // Memory reads.
    read_unit: DFF<Bits<28>>,
    read_left: DFF<Bits<21>>,
    /// Reads issued whose row has not been used.
    reserved: DFF<Bits<6>>,
    /// Reads issued that have not come back: awaited, even if the descriptor is forgotten.
    open: DFF<Bits<6>>,
    /// Memory still owes rows of a forgotten descriptor.
    draining: DFF<Bit>,
    has_out: DFF<Bit>,
    /// The last row sent leaves its chunk in the store stage open.
    opened: DFF<Bit>,
    held_unit: DFF<Bits<24>>,
    held_data: DFF<Bits<128>>,
    held_enable: DFF<Bits<16>>,
    held_last: DFF<Bit>,
    reduce: Linear<128, 32>,
    advance: Linear<32, 32>,
    retreat: Linear<32, 32>,
    incoming: Signal<Local, Bits<256>>,
    working: Signal<Local, Bits<256>>,
    host: Signal<Local, Bits<64>>,
    offset: Signal<Local, Bits<40>>,
    length: Signal<Local, Bits<24>>,
    source_lead: Signal<Local, Bits<4>>,
    lead: Signal<Local, Bits<4>>,
    source_end: Signal<Local, Bits<25>>,
    limit: Signal<Local, Bits<25>>,
    tail: Signal<Local, Bits<4>>,
    shift_now: Signal<Local, Bits<4>>,
    have: Signal<Local, Bit>,
    may: Signal<Local, Bit>,
    step: Signal<Local, Bit>,
    preload: Signal<Local, Bit>,
    used: Signal<Local, Bit>,
    current: Signal<Local, Bits<128>>,
    pair: Signal<Local, Bits<256>>,
    by1: Signal<Local, Bits<256>>,
    by2: Signal<Local, Bits<256>>,
    by4: Signal<Local, Bits<256>>,
    by8: Signal<Local, Bits<256>>,
    moved: Signal<Local, Bits<128>>,
    final_row: Signal<Local, Bit>,
    enable_first: Signal<Local, Bits<16>>,
    enable_last: Signal<Local, Bits<16>>,
    enable: Signal<Local, Bits<16>>,
    mask: Signal<Local, Bits<128>>,
    masked: Signal<Local, Bits<128>>,
    issue: Signal<Local, Bit>,
    issued: Signal<Local, Bit>,
    from_memory: Signal<Local, Bit>,
    running: Signal<Local, Bit>,
    result: Signal<Local, Bits<32>>,
    wrong: Signal<Local, Bit>,
    dropped: Signal<Local, Bit>,
    /// Units of 16 bytes in LOCAL: where REMOTE begins in memory.
    region: Constant<Bits<28>>,
    bad_descriptor: Constant<Bits<15>>,
    crc_differs: Constant<Bits<15>>,
    host_read: Constant<Bits<15>>,
    host_late: Constant<Bits<15>>,
    card_failed: Constant<Bits<15>>,
    memory_lost: Constant<Bits<15>>,
}

impl Transfer {
    /// For a card with LOCAL and REMOTE of `local_bytes` each.
    pub fn new(local_bytes: u64) -> Self {
        Transfer {
            clock: Default::default(),
            reset: Default::default(),
            valid: Default::default(),
            job: Default::default(),
            ready: Default::default(),
            failed: Default::default(),
            timed_out: Default::default(),
            sequence: Default::default(),
            wanted: Default::default(),
            room: Default::default(),
            row_valid: Default::default(),
            row: Default::default(),
            bad: Default::default(),
            memory: Default::default(),
            lost: Default::default(),
            out_valid: Default::default(),
            out_unit: Default::default(),
            out_data: Default::default(),
            out_enable: Default::default(),
            out_last: Default::default(),
            out_ready: Default::default(),
            stored: Default::default(),
            start: Default::default(),
            host_address: Default::default(),
            bytes: Default::default(),
            cancel: Default::default(),
            host_row_valid: Default::default(),
            host_row: Default::default(),
            host_room: Default::default(),
            finished: Default::default(),
            status: Default::default(),
            crc: Default::default(),
            at_sequence: Default::default(),
            cookie: Default::default(),
            queue: Default::default(),
            to_card: Default::default(),
            retired: Default::default(),
            starved_host: Default::default(),
            starved_memory: Default::default(),
            rows: Default::default(),
            state: Default::default(),
            now: Default::default(),
            shift: Default::default(),
            skip: Default::default(),
            first_mask: Default::default(),
            last_mask: Default::default(),
            first: Default::default(),
            source_left: Default::default(),
            rows_left: Default::default(),
            unit: Default::default(),
            previous: Default::default(),
            steps: Default::default(),
            unwind: Default::default(),
            sum: Default::default(),
            outcome: Default::default(),
            done: Default::default(),
            done_status: Default::default(),
            done_crc: Default::default(),
            done_when: Default::default(),
            done_cookie: Default::default(),
            done_queue: Default::default(),
            done_to_card: Default::default(),
            when: Default::default(),
            read_unit: Default::default(),
            read_left: Default::default(),
            reserved: Default::default(),
            open: Default::default(),
            draining: Default::default(),
            has_out: Default::default(),
            opened: Default::default(),
            held_unit: Default::default(),
            held_data: Default::default(),
            held_enable: Default::default(),
            held_last: Default::default(),
            reduce: Linear::new(crc32c_reduce(128)),
            advance: Linear::new(crc32c_advance(128)),
            retreat: Linear::new(crc32c_retreat(8)),
            incoming: Default::default(),
            working: Default::default(),
            host: Default::default(),
            offset: Default::default(),
            length: Default::default(),
            source_lead: Default::default(),
            lead: Default::default(),
            source_end: Default::default(),
            limit: Default::default(),
            tail: Default::default(),
            shift_now: Default::default(),
            have: Default::default(),
            may: Default::default(),
            step: Default::default(),
            preload: Default::default(),
            used: Default::default(),
            current: Default::default(),
            pair: Default::default(),
            by1: Default::default(),
            by2: Default::default(),
            by4: Default::default(),
            by8: Default::default(),
            moved: Default::default(),
            final_row: Default::default(),
            enable_first: Default::default(),
            enable_last: Default::default(),
            enable: Default::default(),
            mask: Default::default(),
            masked: Default::default(),
            issue: Default::default(),
            issued: Default::default(),
            from_memory: Default::default(),
            running: Default::default(),
            result: Default::default(),
            wrong: Default::default(),
            dropped: Default::default(),
            region: Constant::new((local_bytes / 16).to_bits()),
            bad_descriptor: Constant::new(u64::from(STATUS_BAD_DESCRIPTOR).to_bits()),
            crc_differs: Constant::new(u64::from(STATUS_CRC).to_bits()),
            host_read: Constant::new(u64::from(STATUS_HOST_READ).to_bits()),
            host_late: Constant::new(u64::from(STATUS_TIMEOUT).to_bits()),
            card_failed: Constant::new(u64::from(STATUS_CARD_FAILED).to_bits()),
            memory_lost: Constant::new(u64::from(STATUS_LOST).to_bits()),
        }
    }
}

impl Logic for Transfer {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, rows);
        dff_setup!(
            self,
            clock,
            state,
            now,
            shift,
            skip,
            first_mask,
            last_mask,
            first,
            source_left,
            rows_left,
            unit,
            previous,
            steps,
            unwind,
            sum,
            outcome,
            done,
            done_status,
            done_crc,
            done_when,
            done_cookie,
            done_queue,
            done_to_card,
            when,
            read_unit,
            read_left,
            reserved,
            open,
            draining,
            has_out,
            opened,
            held_unit,
            held_data,
            held_enable,
            held_last
        );
        // The next descriptor.
        self.incoming.next = self.job.val().descriptor;
        self.host.next = self.incoming.val().get_bits::<64>(0);
        self.offset.next = self.incoming.val().get_bits::<40>(64);
        self.length.next = self.incoming.val().get_bits::<24>(128);
        self.source_lead.next = self.offset.val().get_bits::<4>(0);
        self.lead.next = self.host.val().get_bits::<4>(0);
        if self.job.val().to_card {
            self.source_lead.next = self.host.val().get_bits::<4>(0);
            self.lead.next = self.offset.val().get_bits::<4>(0);
        }
        self.source_end.next =
            (bit_cast::<25, 4>(self.source_lead.val()) + bit_cast::<25, 24>(self.length.val())) + bits::<25>(15);
        self.limit.next = (bit_cast::<25, 4>(self.lead.val()) + bit_cast::<25, 24>(self.length.val())) + bits::<25>(15);
        // Place of the last byte: (lead + length - 1) mod 16, and `end` is 16 more.
        self.tail.next = self.limit.val().get_bits::<4>(0);
        self.shift_now.next = self.source_lead.val() - self.lead.val();

        // The row that leaves: bytes `shift` to `shift` + 16 of {previous, current}; all of the present one if nothing moves.
        self.working.next = self.now.q.val().descriptor;
        self.running.next = self.state.q.val() == State::Run;
        self.have.next = self.rows.valid.val() | (self.source_left.q.val() == 0);
        self.may.next = !self.has_out.q.val() | self.out_ready.val();
        if !self.now.q.val().to_card {
            self.may.next = self.host_room.val();
        }
        self.step.next = self.running.val() & self.have.val() & self.may.val() & (self.rows_left.q.val() != 0);
        self.preload.next = (self.state.q.val() == State::Preload) & self.rows.valid.val();
        self.used.next = (self.step.val() & (self.source_left.q.val() != 0)) | self.preload.val();
        self.rows.ready.next = self.used.val();
        self.current.next = bits::<128>(0);
        if self.source_left.q.val() != 0 {
            self.current.next = self.rows.data_out.val();
        }
        self.pair.next =
            (bit_cast::<256, 128>(self.current.val()) << 128) | bit_cast::<256, 128>(self.previous.q.val());
        self.by1.next = self.pair.val();
        if self.shift.q.val().get_bit(0) {
            self.by1.next = self.pair.val() >> 8;
        }
        self.by2.next = self.by1.val();
        if self.shift.q.val().get_bit(1) {
            self.by2.next = self.by1.val() >> 16;
        }
        self.by4.next = self.by2.val();
        if self.shift.q.val().get_bit(2) {
            self.by4.next = self.by2.val() >> 32;
        }
        self.by8.next = self.by4.val();
        if self.shift.q.val().get_bit(3) {
            self.by8.next = self.by4.val() >> 64;
        }
        self.moved.next = self.by8.val().get_bits::<128>(0);
        if self.shift.q.val() == 0 {
            self.moved.next = self.current.val();
        }
        self.final_row.next = self.rows_left.q.val() == 1;
        self.enable_first.next = bits::<16>(0xFFFF);
        if self.first.q.val() {
            self.enable_first.next = self.first_mask.q.val();
        }
        self.enable_last.next = bits::<16>(0xFFFF);
        if self.final_row.val() {
            self.enable_last.next = self.last_mask.q.val();
        }
        self.enable.next = self.enable_first.val() & self.enable_last.val();
        self.mask.next = bits::<128>(0);
        if self.enable.val().get_bit(0) {
            self.mask.next = self.mask.val() | (bits::<128>(0xFF) << 0);
        }
        if self.enable.val().get_bit(1) {
            self.mask.next = self.mask.val() | (bits::<128>(0xFF) << 8);
        }
        if self.enable.val().get_bit(2) {
            self.mask.next = self.mask.val() | (bits::<128>(0xFF) << 16);
        }
        if self.enable.val().get_bit(3) {
            self.mask.next = self.mask.val() | (bits::<128>(0xFF) << 24);
        }
        if self.enable.val().get_bit(4) {
            self.mask.next = self.mask.val() | (bits::<128>(0xFF) << 32);
        }
        if self.enable.val().get_bit(5) {
            self.mask.next = self.mask.val() | (bits::<128>(0xFF) << 40);
        }
        if self.enable.val().get_bit(6) {
            self.mask.next = self.mask.val() | (bits::<128>(0xFF) << 48);
        }
        if self.enable.val().get_bit(7) {
            self.mask.next = self.mask.val() | (bits::<128>(0xFF) << 56);
        }
        if self.enable.val().get_bit(8) {
            self.mask.next = self.mask.val() | (bits::<128>(0xFF) << 64);
        }
        if self.enable.val().get_bit(9) {
            self.mask.next = self.mask.val() | (bits::<128>(0xFF) << 72);
        }
        if self.enable.val().get_bit(10) {
            self.mask.next = self.mask.val() | (bits::<128>(0xFF) << 80);
        }
        if self.enable.val().get_bit(11) {
            self.mask.next = self.mask.val() | (bits::<128>(0xFF) << 88);
        }
        if self.enable.val().get_bit(12) {
            self.mask.next = self.mask.val() | (bits::<128>(0xFF) << 96);
        }
        if self.enable.val().get_bit(13) {
            self.mask.next = self.mask.val() | (bits::<128>(0xFF) << 104);
        }
        if self.enable.val().get_bit(14) {
            self.mask.next = self.mask.val() | (bits::<128>(0xFF) << 112);
        }
        if self.enable.val().get_bit(15) {
            self.mask.next = self.mask.val() | (bits::<128>(0xFF) << 120);
        }
        self.masked.next = self.moved.val() & self.mask.val();
        self.reduce.x.next = self.masked.val();
        self.advance.x.next = self.sum.q.val();
        self.retreat.x.next = self.sum.q.val();
        self.result.next = !self.sum.q.val();
        self.wrong.next =
            self.working.val().get_bit(112) & (self.result.val() != self.working.val().get_bits::<32>(192));

        // Out.
        if self.has_out.q.val() & self.out_ready.val() {
            self.has_out.d.next = false;
        }
        self.host_row_valid.next = self.step.val() & !self.now.q.val().to_card;
        self.host_row.next = self.moved.val();
        if self.used.val() {
            self.previous.d.next = self.current.val();
            self.source_left.d.next = self.source_left.q.val() - 1;
        }
        if self.step.val() {
            self.first.d.next = false;
            self.rows_left.d.next = self.rows_left.q.val() - 1;
            self.unit.d.next = self.unit.q.val() + 1;
            self.sum.d.next = self.reduce.y.val() ^ self.advance.y.val();
            if self.now.q.val().to_card {
                self.has_out.d.next = true;
                self.held_unit.d.next = self.unit.q.val();
                self.held_data.d.next = self.moved.val();
                self.held_enable.d.next = self.enable.val();
                self.held_last.d.next = self.final_row.val();
                self.opened.d.next =
                    (!self.final_row.val() & self.enable.val().all()) & !self.unit.q.val().get_bits::<4>(0).all();
            }
        }
        // A transfer that ends early ends its chunk with a row of no byte, or what comes next would be taken for its continuation.
        if (!self.running.val() & self.opened.q.val()) & !self.has_out.q.val() {
            self.opened.d.next = false;
            self.has_out.d.next = true;
            self.held_unit.d.next = self.unit.q.val();
            self.held_enable.d.next = bits::<16>(0);
            self.held_last.d.next = true;
        }
        self.out_valid.next = self.has_out.q.val();
        self.out_unit.next = self.held_unit.q.val();
        self.out_data.next = self.held_data.q.val();
        self.out_enable.next = self.held_enable.q.val();
        self.out_last.next = self.held_last.q.val();

        // Memory reads, never more than there are places for.
        self.dropped.next = self.draining.q.val() & self.memory.data_valid.val();
        self.from_memory.next = self.memory.data_valid.val() & !self.draining.q.val();
        self.issue.next = (self.read_left.q.val() != 0) & (self.reserved.q.val() < 28) & !self.draining.q.val();
        self.memory.valid.next = self.issue.val();
        self.memory.address.next = self.read_unit.q.val();
        self.issued.next = self.issue.val() & self.memory.ready.val();
        if self.issued.val() {
            self.read_unit.d.next = self.read_unit.q.val() + 1;
            self.read_left.d.next = self.read_left.q.val() - 1;
        }
        if self.issued.val() & !self.used.val() {
            self.reserved.d.next = self.reserved.q.val() + 1;
        }
        if self.used.val() & !self.issued.val() & (self.reserved.q.val() != 0) {
            self.reserved.d.next = self.reserved.q.val() - 1;
        }
        if self.issued.val() & !self.memory.data_valid.val() {
            self.open.d.next = self.open.q.val() + 1;
        }
        if self.memory.data_valid.val() & !self.issued.val() & (self.open.q.val() != 0) {
            self.open.d.next = self.open.q.val() - 1;
        }
        if self.open.q.val() == 0 {
            self.draining.d.next = false;
        }
        self.rows.write.next = self.row_valid.val() | self.from_memory.val();
        self.rows.data_in.next = self.row.val();
        if self.from_memory.val() {
            self.rows.data_in.next = self.memory.data.val();
        }
        self.rows.commit.next = self.row_valid.val() | self.from_memory.val();
        self.rows.rollback.next = false;
        self.rows.reset.next = self.reset.val() | (self.state.q.val() == State::Idle);
        self.room.next = self.rows.used.val() < 28;
        self.wanted.next = (self.running.val() | (self.state.q.val() == State::Preload)) & self.now.q.val().to_card;
        self.starved_host.next = self.wanted.val() & !self.have.val();
        self.starved_memory.next = self.running.val() & !self.now.q.val().to_card & (self.open.q.val() != 0);

        self.ready.next = false;
        self.start.next = false;
        self.host_address.next = self.working.val().get_bits::<64>(0);
        self.bytes.next = self.working.val().get_bits::<24>(128);
        if self.retired.val() {
            self.done.d.next = false;
        }
        match self.state.q.val() {
            State::Idle => {
                self.reserved.d.next = bits::<6>(0);
                if self.valid.val() & !self.draining.q.val() {
                    self.ready.next = true;
                    self.now.d.next = self.job.val();
                    self.shift.d.next = self.shift_now.val();
                    self.skip.d.next = self.lead.val() < self.source_lead.val();
                    self.first_mask.d.next = bits::<16>(0xFFFF) << self.lead.val();
                    self.last_mask.d.next = bits::<16>(0xFFFF) >> (bits::<4>(15) - self.tail.val());
                    self.first.d.next = true;
                    self.source_left.d.next = self.source_end.val().get_bits::<21>(4);
                    self.rows_left.d.next = self.limit.val().get_bits::<21>(4);
                    self.unit.d.next = self.offset.val().get_bits::<24>(4);
                    self.previous.d.next = bits::<128>(0);
                    self.steps.d.next = self.lead.val();
                    self.unwind.d.next = bits::<4>(15) - self.tail.val();
                    self.sum.d.next = bits::<32>(0xFFFF_FFFFu64);
                    self.outcome.d.next = bits::<15>(0);
                    self.read_unit.d.next = bit_cast::<28, 23>(self.offset.val().get_bits::<23>(4));
                    if self.offset.val().get_bit(27) {
                        self.read_unit.d.next =
                            bit_cast::<28, 23>(self.offset.val().get_bits::<23>(4)) + self.region.val();
                    }
                    self.state.d.next = State::Seed;
                    if self.job.val().bad {
                        self.outcome.d.next = self.bad_descriptor.val();
                        self.state.d.next = State::Finish;
                    } else if !self.job.val().to_card {
                        self.read_left.d.next = self.source_end.val().get_bits::<21>(4);
                    }
                }
            }
            State::Seed => {
                if self.steps.q.val() == 0 {
                    self.start.next = !self.now.q.val().to_card;
                    self.state.d.next = State::Run;
                    if self.skip.q.val() {
                        self.state.d.next = State::Preload;
                    }
                } else {
                    self.sum.d.next = self.retreat.y.val();
                    self.steps.d.next = self.steps.q.val() - 1;
                }
            }
            State::Preload => {
                if self.preload.val() {
                    self.state.d.next = State::Run;
                }
            }
            State::Run => {
                if self.rows_left.q.val() == 0 {
                    self.state.d.next = State::Settle;
                }
            }
            State::Settle => {
                if (self.now.q.val().to_card & !self.has_out.q.val() & self.stored.val()) | !self.now.q.val().to_card {
                    self.when.d.next = self.sequence.val();
                    self.state.d.next = State::Unwind;
                }
            }
            State::Unwind => {
                if self.unwind.q.val() == 0 {
                    self.state.d.next = State::Finish;
                    if self.wrong.val() {
                        self.outcome.d.next = self.crc_differs.val();
                    }
                } else {
                    self.sum.d.next = self.retreat.y.val();
                    self.unwind.d.next = self.unwind.q.val() - 1;
                }
            }
            State::Finish => {
                if !self.done.q.val() | self.retired.val() {
                    self.done.d.next = true;
                    self.done_status.d.next = self.outcome.q.val();
                    self.done_crc.d.next = self.result.val();
                    self.done_when.d.next = self.when.q.val();
                    self.done_cookie.d.next = self.working.val().get_bits::<32>(160);
                    self.done_queue.d.next = self.working.val().get_bit(152);
                    self.done_to_card.d.next = self.now.q.val().to_card;
                    self.state.d.next = State::Idle;
                    if self.outcome.q.val() != 0 {
                        self.state.d.next = State::Failed;
                    }
                }
            }
            State::Failed => {}
            _ => {
                self.state.d.next = State::Idle;
            }
        }
        // What ends a transfer early. The sum of a part is of no use. Until it has begun the writer has only what is of the one before: nothing
        // to cancel.
        self.cancel.next = false;
        if (self.running.val() | (self.state.q.val() == State::Seed))
            | ((self.state.q.val() == State::Preload) | (self.state.q.val() == State::Settle))
        {
            if self.failed.val() {
                self.outcome.d.next = self.card_failed.val();
                self.start.next = false;
                self.cancel.next = !self.now.q.val().to_card & (self.state.q.val() != State::Seed);
                self.read_left.d.next = bits::<21>(0);
                self.state.d.next = State::Finish;
            } else if self.lost.val() & self.from_memory.val() {
                self.outcome.d.next = self.memory_lost.val();
                self.start.next = false;
                self.cancel.next = self.state.q.val() != State::Seed;
                self.read_left.d.next = bits::<21>(0);
                self.state.d.next = State::Finish;
            } else if self.bad.val() & self.starved_host.val() {
                self.outcome.d.next = self.host_read.val();
                self.state.d.next = State::Finish;
            } else if self.timed_out.val() & self.starved_host.val() {
                self.outcome.d.next = self.host_late.val();
                self.state.d.next = State::Finish;
            }
        }
        self.finished.next = self.done.q.val();
        self.status.next = self.done_status.q.val();
        self.crc.next = self.done_crc.q.val();
        self.at_sequence.next = self.done_when.q.val();
        self.cookie.next = self.done_cookie.q.val();
        self.queue.next = self.done_queue.q.val();
        self.to_card.next = self.done_to_card.q.val();
        if self.reset.val() {
            self.done.d.next = false;
            self.state.d.next = State::Idle;
            self.read_left.d.next = bits::<21>(0);
            self.draining.d.next = (self.open.q.val() != 0) & !self.failed.val();
        }
    }
}
