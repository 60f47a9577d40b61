//! Completer completion: performs reads and sends what they return.
//!
//! One request at a time. Its reads are issued ahead into a buffer that has a place for each of them; the completions
//! are cut from that buffer, one up to every 128-byte boundary (read completion boundary and smallest packet size in
//! one), each with three DWORDs of descriptor in front and the data shifted behind it.
//!
//! A completion begins when all of its data is in the buffer, for `tvalid` may not fall inside a packet (PG213), and for a read can
//! then be ended between two completions, with *completer abort*: when memory has lost what was asked for, or answers no more for
//! 65536 cycles (262 us). In the second case the card has failed from then on. What the card does not know is answered with *unsupported
//! request*. Both carry five more DWORDs behind the descriptor, the request as it came, for the log of the hard block's error
//! reporting (PG213 "Completions with Error Status").
//!
//! What is read goes out behind what the card has written into host memory: [`crate::order`] is asked before each completion, when its
//! data is here.
//!
//! A read may not pass posted writes that came before it (PCIe 2.4.1). It waits until the last of them has been taken
//! from the FIFO, and then until the write path has been seen empty, or has stored so many beats that nothing it held
//! at that time can be left in it.

use crate::streams::{CcOut, Request, RequestIn};
use rtl_prims::fifo::Fifo;
use rtl_prims::stream::ReadOut;
use rust_hdl::prelude::*;

/// Descriptor of a completion, PG213 "Completer Completion Descriptor".
#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
struct Descriptor {
    lower_address: Bits<7>,
    reserved: Bit,
    address_type: Bits<2>,
    reserved2: Bits<6>,
    byte_count: Bits<13>,
    locked: Bit,
    reserved3: Bits<2>,
    dwords: Bits<11>,
    status: Bits<3>,
    poisoned: Bit,
    reserved4: Bit,
    requester: Bits<16>,
    tag: Bits<8>,
    function: Bits<8>,
    bus: Bits<8>,
    completer_enable: Bit,
    class: Bits<3>,
    attributes: Bits<3>,
    force_ecrc: Bit,
}

#[derive(LogicState, Copy, Clone, Debug, PartialEq)]
enum State {
    /// Nothing to do.
    Idle,
    /// Lengths are known; waits for the posted writes before it to be taken.
    Order,
    /// Waits for them to be stored.
    Settle,
    /// The next completion's numbers are computed.
    Head,
    /// A completion is going out.
    Body,
    /// Nothing the card can answer: one completion without data...
    Refuse,
    /// ...whose second beat is the request's descriptor.
    RefuseEnd,
    /// The bus was reset, or memory has lost what was asked for: reads on their way are awaited and forgotten.
    Drain,
}

#[derive(LogicBlock)]
pub struct Completer {
    pub clock: Signal<In, Clock>,
    /// Of the bus.
    pub reset: Signal<In, Bit>,
    pub request: RequestIn,
    pub cc: CcOut,
    /// Memory, LOCAL first, REMOTE behind it.
    pub memory: ReadOut,
    /// Registers, as memory of 16-byte units.
    pub registers: ReadOut,
    /// Posted packets taken from the FIFO so far, wrapping.
    pub taken: Signal<In, Bits<16>>,
    /// The write path is empty.
    pub quiet: Signal<In, Bit>,
    /// Pulses for every beat the write path stores.
    pub stored: Signal<In, Bit>,
    /// Memory does not answer any more: its reads are refused.
    pub failed: Signal<In, Bit>,
    /// Beside the data of `memory`: it is lost.
    pub lost: Signal<In, Bit>,
    /// A register's contents are to be sent...
    pub ask: Signal<Out, Bit>,
    /// ...and may be: host memory says as much.
    pub clear: Signal<In, Bit>,
    /// Pulses for every request refused.
    pub refused: Signal<Out, Bit>,
    /// Pulses when memory has stopped answering reads.
    pub hung: Signal<Out, Bit>,
    now: DFF<Request>,
    state: DFF<State>,
    // Reads to issue.
    issue_unit: DFF<Bits<28>>,
    issue_left: DFF<Bits<9>>,
    /// Reads issued whose beat has not been used.
    reserved: DFF<Bits<6>>,
    /// Reads issued that have not returned.
    open: DFF<Bits<6>>,
    buffer: Fifo<Bits<128>, 6, 7>,
    // The completion going out.
    dwords: DFF<Bits<11>>,
    bytes: DFF<Bits<13>>,
    /// DWORD inside a 128-byte block.
    position: DFF<Bits<5>>,
    /// First enabled byte of the first DWORD; later completions begin at zero.
    lead: DFF<Bits<2>>,
    chunk: DFF<Bits<6>>,
    beats_in: DFF<Bits<5>>,
    lanes: DFF<Bits<7>>,
    first: DFF<Bit>,
    previous: DFF<Bits<128>>,
    settle: DFF<Bits<5>>,
    /// The request is refused because memory does not answer.
    aborted: DFF<Bit>,
    /// Cycles for which a completion has waited for its data.
    waited: DFF<Bits<16>>,
    out_data: DFF<Bits<128>>,
    out_keep: DFF<Bits<4>>,
    out_last: DFF<Bit>,
    out_valid: DFF<Bit>,
    /// Some of what the request asks for is lost.
    broken: DFF<Bit>,
    incoming: Signal<Local, Request>,
    first_enable: Signal<Local, Bits<4>>,
    address: Signal<Local, Bits<26>>,
    unit: Signal<Local, Bits<24>>,
    remote: Signal<Local, Bit>,
    inside: Signal<Local, Bit>,
    lead_now: Signal<Local, Bits<2>>,
    tail_now: Signal<Local, Bits<2>>,
    tail_enable: Signal<Local, Bits<4>>,
    edges: Signal<Local, Bits<13>>,
    bytes_all: Signal<Local, Bits<13>>,
    behind: Signal<Local, Bits<16>>,
    span: Signal<Local, Bits<6>>,
    chunk_now: Signal<Local, Bits<6>>,
    offset: Signal<Local, Bits<2>>,
    units_round: Signal<Local, Bits<12>>,
    in_round: Signal<Local, Bits<7>>,
    issue: Signal<Local, Bit>,
    returned: Signal<Local, Bit>,
    advance: Signal<Local, Bit>,
    step: Signal<Local, Bit>,
    used: Signal<Local, Bit>,
    current: Signal<Local, Bits<128>>,
    shifted: Signal<Local, Bits<128>>,
    header: Signal<Local, Descriptor>,
    header_bits: Signal<Local, Bits<96>>,
    chunk_bytes: Signal<Local, Bits<13>>,
    issued: Signal<Local, Bit>,
    request_bits: Signal<Local, Bits<128>>,
    /// The descriptor of the request being answered.
    answered: Signal<Local, Bits<128>>,
    enables_again: Signal<Local, Bits<32>>,
    kind: Signal<Local, Bits<4>>,
    reads_memory: Signal<Local, Bit>,
    /// Units of 16 bytes in LOCAL, and in REMOTE.
    region: Constant<Bits<28>>,
    /// Beats the write path can hold between FIFO and memory.
    depth: Constant<Bits<5>>,
}

impl Completer {
    /// For a card with LOCAL and REMOTE of `local_bytes` each, whose write path holds less than `path_beats` beats.
    pub fn new(local_bytes: u64, path_beats: u64) -> Self {
        Completer {
            clock: Default::default(),
            reset: Default::default(),
            request: Default::default(),
            cc: Default::default(),
            memory: Default::default(),
            registers: Default::default(),
            taken: Default::default(),
            quiet: Default::default(),
            stored: Default::default(),
            failed: Default::default(),
            lost: Default::default(),
            ask: Default::default(),
            clear: Default::default(),
            refused: Default::default(),
            hung: Default::default(),
            now: Default::default(),
            state: Default::default(),
            issue_unit: Default::default(),
            issue_left: Default::default(),
            reserved: Default::default(),
            open: Default::default(),
            buffer: Default::default(),
            dwords: Default::default(),
            bytes: Default::default(),
            position: Default::default(),
            lead: Default::default(),
            chunk: Default::default(),
            beats_in: Default::default(),
            lanes: Default::default(),
            first: Default::default(),
            previous: Default::default(),
            settle: Default::default(),
            aborted: Default::default(),
            waited: Default::default(),
            out_data: Default::default(),
            out_keep: Default::default(),
            out_last: Default::default(),
            out_valid: Default::default(),
            broken: Default::default(),
            incoming: Default::default(),
            first_enable: Default::default(),
            address: Default::default(),
            unit: Default::default(),
            remote: Default::default(),
            inside: Default::default(),
            lead_now: Default::default(),
            tail_now: Default::default(),
            tail_enable: Default::default(),
            edges: Default::default(),
            bytes_all: Default::default(),
            behind: Default::default(),
            span: Default::default(),
            chunk_now: Default::default(),
            offset: Default::default(),
            units_round: Default::default(),
            in_round: Default::default(),
            issue: Default::default(),
            returned: Default::default(),
            advance: Default::default(),
            step: Default::default(),
            used: Default::default(),
            current: Default::default(),
            shifted: Default::default(),
            header: Default::default(),
            header_bits: Default::default(),
            chunk_bytes: Default::default(),
            issued: Default::default(),
            request_bits: Default::default(),
            answered: Default::default(),
            enables_again: Default::default(),
            kind: Default::default(),
            reads_memory: Default::default(),
            region: Constant::new((local_bytes / 16).to_bits()),
            depth: Constant::new(path_beats.to_bits()),
        }
    }
}

impl Logic for Completer {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, buffer);
        dff_setup!(
            self, clock, now, state, issue_unit, issue_left, reserved, open, dwords, bytes, position, lead, chunk,
            beats_in, lanes, first, previous, settle, aborted, waited, out_data, out_keep, out_last, out_valid, broken
        );
        // Byte count of the whole request, PCIe 2.3.1.1 table 2-38: enabled bytes from the first to the last one.
        self.incoming.next = self.request.request.val();
        self.first_enable.next = self.incoming.val().first_enable;
        self.address.next = self.incoming.val().address;
        self.lead_now.next = bits::<2>(0);
        if self.first_enable.val() == 8 {
            self.lead_now.next = bits::<2>(3);
        }
        if (self.first_enable.val() == 4) | (self.first_enable.val() == 12) {
            self.lead_now.next = bits::<2>(2);
        }
        if !self.first_enable.val().get_bit(0) & self.first_enable.val().get_bit(1) {
            self.lead_now.next = bits::<2>(1);
        }
        self.tail_enable.next = self.incoming.val().last_enable;
        if self.incoming.val().dwords == 1 {
            self.tail_enable.next = self.first_enable.val();
        }
        self.tail_now.next = bits::<2>(3);
        if self.tail_enable.val().get_bit(1) {
            self.tail_now.next = bits::<2>(2);
        }
        if self.tail_enable.val().get_bit(2) {
            self.tail_now.next = bits::<2>(1);
        }
        if self.tail_enable.val().get_bit(3) {
            self.tail_now.next = bits::<2>(0);
        }
        self.edges.next = bit_cast::<13, 2>(self.lead_now.val()) + bit_cast::<13, 2>(self.tail_now.val());
        self.bytes_all.next = (bit_cast::<13, 11>(self.incoming.val().dwords) << 2) - self.edges.val();
        // What is not a memory read is refused with a byte count of 4 and no lower address; atomics with the size of their
        // operand (2.2.9).
        self.request_bits.next = self.incoming.val().descriptor;
        self.kind.next = self.request_bits.val().get_bits::<4>(75);
        self.reads_memory.next = (self.kind.val() == 0) | (self.kind.val() == 7);
        if !self.reads_memory.val() {
            self.bytes_all.next = bits::<13>(4);
            if (self.kind.val() == 4) | (self.kind.val() == 5) {
                self.bytes_all.next = bit_cast::<13, 11>(self.incoming.val().dwords) << 2;
            }
            if self.kind.val() == 6 {
                self.bytes_all.next = bit_cast::<13, 11>(self.incoming.val().dwords) << 1;
            }
        }

        // Where the request begins. BAR2 has LOCAL in its lower half and REMOTE in its upper half.
        self.unit.next = self.address.val().get_bits::<24>(2);
        self.remote.next = self.unit.val().get_bit(23) & !self.incoming.val().registers;
        self.inside.next = bit_cast::<28, 23>(self.unit.val().get_bits::<23>(0)) < self.region.val();
        self.units_round.next = (bit_cast::<12, 11>(self.incoming.val().dwords)
            + bit_cast::<12, 2>(self.address.val().get_bits::<2>(0)))
            + bits::<12>(3);

        self.request.ready.next = false;
        self.refused.next = false;
        self.hung.next = false;
        self.ask.next = false;
        self.behind.next = self.taken.val() - self.now.q.val().order;

        // Issue: never more reads than the buffer has places.
        self.issue.next = (self.issue_left.q.val() != 0)
            & (self.reserved.q.val() < 48)
            & ((self.state.q.val() == State::Head) | (self.state.q.val() == State::Body));
        self.memory.valid.next = self.issue.val() & !self.now.q.val().registers;
        self.memory.address.next = self.issue_unit.q.val();
        self.registers.valid.next = self.issue.val() & self.now.q.val().registers;
        self.registers.address.next = self.issue_unit.q.val();
        self.issued.next = (self.memory.valid.val() & self.memory.ready.val())
            | (self.registers.valid.val() & self.registers.ready.val());
        if self.issued.val() {
            self.issue_unit.d.next = self.issue_unit.q.val() + 1;
            self.issue_left.d.next = self.issue_left.q.val() - 1;
        }
        // What a failed memory still sends belongs to nobody.
        self.returned.next = (self.memory.data_valid.val() & !self.failed.val()) | self.registers.data_valid.val();
        self.buffer.write.next = self.returned.val();
        self.buffer.data_in.next = self.memory.data.val();
        if self.registers.data_valid.val() {
            self.buffer.data_in.next = self.registers.data.val();
        }
        self.buffer.commit.next = self.returned.val();
        self.buffer.rollback.next = false;
        self.buffer.reset.next = self.state.q.val() == State::Drain;

        // Cut: the next completion reaches to the next 128-byte boundary or to the end.
        self.span.next = bits::<6>(32) - bit_cast::<6, 5>(self.position.q.val());
        self.chunk_now.next = self.span.val();
        if self.dwords.q.val() < bit_cast::<11, 6>(self.span.val()) {
            self.chunk_now.next = self.dwords.q.val().get_bits::<6>(0);
        }
        self.offset.next = self.position.q.val().get_bits::<2>(0);
        self.in_round.next =
            (bit_cast::<7, 6>(self.chunk_now.val()) + bit_cast::<7, 2>(self.offset.val())) + bits::<7>(3);

        // Descriptor of this completion, or of the refusal.
        self.answered.next = self.now.q.val().descriptor;
        self.header.next.lower_address =
            (bit_cast::<7, 5>(self.position.q.val()) << 2) | bit_cast::<7, 2>(self.lead.q.val());
        self.header.next.reserved = false;
        self.header.next.address_type = bits::<2>(0);
        self.header.next.reserved2 = bits::<6>(0);
        self.header.next.byte_count = self.bytes.q.val();
        self.header.next.locked = self.answered.val().get_bits::<4>(75) == 7;
        self.header.next.reserved3 = bits::<2>(0);
        self.header.next.dwords = bit_cast::<11, 6>(self.chunk.q.val());
        self.header.next.status = bits::<3>(0);
        if self.state.q.val() == State::Refuse {
            self.header.next.dwords = bits::<11>(0);
            self.header.next.status = bits::<3>(1);
            if self.aborted.q.val() | self.broken.q.val() {
                self.header.next.status = bits::<3>(4);
            }
        }
        self.header.next.poisoned = false;
        self.header.next.reserved4 = false;
        self.header.next.requester = self.answered.val().get_bits::<16>(80);
        self.header.next.tag = self.answered.val().get_bits::<8>(96);
        self.header.next.function = self.answered.val().get_bits::<8>(104);
        self.header.next.bus = bits::<8>(0);
        self.header.next.completer_enable = false;
        self.header.next.class = self.answered.val().get_bits::<3>(121);
        self.header.next.attributes = self.answered.val().get_bits::<3>(124);
        self.header.next.force_ecrc = false;
        self.header_bits.next = self.header.val().into();

        self.enables_again.next =
            (bit_cast::<32, 4>(self.now.q.val().last_enable) << 4) | bit_cast::<32, 4>(self.now.q.val().first_enable);

        // Shift: the data lags by as many lanes as the descriptor's three leave over its own alignment.
        self.advance.next = !self.out_valid.q.val() | self.cc.ready.val();
        self.current.next = bits::<128>(0);
        if self.beats_in.q.val() != 0 {
            self.current.next = self.buffer.data_out.val();
        }
        self.shifted.next = self.current.val();
        if self.offset.val() == 2 {
            self.shifted.next = (self.current.val() << 32) | (self.previous.q.val() >> 96);
        }
        if self.offset.val() == 1 {
            self.shifted.next = (self.current.val() << 64) | (self.previous.q.val() >> 64);
        }
        if self.offset.val() == 0 {
            self.shifted.next = (self.current.val() << 96) | (self.previous.q.val() >> 32);
        }
        self.step.next = (self.state.q.val() == State::Body)
            & self.advance.val()
            & (self.buffer.valid.val() | (self.beats_in.q.val() == 0));
        self.used.next = self.step.val() & (self.beats_in.q.val() != 0);
        self.buffer.ready.next = self.used.val();
        self.chunk_bytes.next = (bit_cast::<13, 6>(self.chunk.q.val()) << 2) - bit_cast::<13, 2>(self.lead.q.val());
        if self.issued.val() & !self.used.val() {
            self.reserved.d.next = self.reserved.q.val() + 1;
        }
        if self.used.val() & !self.issued.val() {
            self.reserved.d.next = self.reserved.q.val() - 1;
        }
        if self.issued.val() & !self.returned.val() {
            self.open.d.next = self.open.q.val() + 1;
        }
        if self.returned.val() & !self.issued.val() {
            self.open.d.next = self.open.q.val() - 1;
        }

        if self.memory.data_valid.val() & self.lost.val() {
            self.broken.d.next = true;
        }
        if self.advance.val() {
            self.out_valid.d.next = false;
        }
        match self.state.q.val() {
            State::Idle => {
                if self.request.valid.val() {
                    self.request.ready.next = true;
                    self.now.d.next = self.incoming.val();
                    self.bytes.d.next = self.bytes_all.val();
                    self.lead.d.next = self.lead_now.val();
                    self.dwords.d.next = self.incoming.val().dwords;
                    self.position.d.next = self.address.val().get_bits::<5>(0);
                    if !self.reads_memory.val() {
                        self.position.d.next = bits::<5>(0);
                        self.lead.d.next = bits::<2>(0);
                    }
                    self.issue_unit.d.next = bit_cast::<28, 23>(self.unit.val().get_bits::<23>(0));
                    if self.remote.val() {
                        self.issue_unit.d.next =
                            bit_cast::<28, 23>(self.unit.val().get_bits::<23>(0)) + self.region.val();
                    }
                    self.issue_left.d.next = self.units_round.val().get_bits::<9>(2);
                    self.aborted.d.next = false;
                    self.state.d.next = State::Order;
                    if self.incoming.val().unsupported
                        | (!self.incoming.val().registers & (!self.inside.val() | self.failed.val()))
                    {
                        self.state.d.next = State::Refuse;
                    }
                }
            }
            State::Order => {
                self.settle.d.next = bits::<5>(0);
                if !self.behind.val().get_bit(15) {
                    self.state.d.next = State::Settle;
                }
            }
            State::Settle => {
                if self.stored.val() {
                    self.settle.d.next = self.settle.q.val() + 1;
                }
                if self.quiet.val() | (self.settle.q.val() == self.depth.val()) {
                    self.state.d.next = State::Head;
                }
            }
            State::Head => {
                if self.broken.q.val() {
                    self.issue_left.d.next = bits::<9>(0);
                    self.state.d.next = State::Refuse;
                } else if self.buffer.used.val() >= bit_cast::<7, 5>(self.in_round.val().get_bits::<5>(2)) {
                    self.waited.d.next = bits::<16>(0);
                    self.ask.next = true;
                    if self.clear.val() {
                        self.state.d.next = State::Body;
                    }
                } else {
                    self.waited.d.next = self.waited.q.val() + 1;
                    if self.returned.val() {
                        self.waited.d.next = bits::<16>(0);
                    }
                    if self.waited.q.val().all() | (self.failed.val() & !self.now.q.val().registers) {
                        self.hung.next = true;
                        self.aborted.d.next = true;
                        self.waited.d.next = bits::<16>(0);
                        self.issue_left.d.next = bits::<9>(0);
                        self.state.d.next = State::Refuse;
                    }
                }
                self.chunk.d.next = self.chunk_now.val();
                self.beats_in.d.next = self.in_round.val().get_bits::<5>(2);
                self.lanes.d.next = bit_cast::<7, 6>(self.chunk_now.val()) + bits::<7>(3);
                self.first.d.next = true;
            }
            State::Body => {
                if self.step.val() {
                    self.out_valid.d.next = true;
                    self.out_data.d.next = self.shifted.val();
                    if self.first.q.val() {
                        self.out_data.d.next = (bit_cast::<128, 32>(self.shifted.val().get_bits::<32>(96)) << 96)
                            | bit_cast::<128, 96>(self.header_bits.val());
                    }
                    self.first.d.next = false;
                    self.previous.d.next = self.current.val();
                    if self.used.val() {
                        self.beats_in.d.next = self.beats_in.q.val() - 1;
                    }
                    self.lanes.d.next = self.lanes.q.val() - 4;
                    self.out_keep.d.next = bits::<4>(15);
                    self.out_last.d.next = false;
                    if self.lanes.q.val() <= 4 {
                        self.out_last.d.next = true;
                        if self.lanes.q.val() == 1 {
                            self.out_keep.d.next = bits::<4>(1);
                        }
                        if self.lanes.q.val() == 2 {
                            self.out_keep.d.next = bits::<4>(3);
                        }
                        if self.lanes.q.val() == 3 {
                            self.out_keep.d.next = bits::<4>(7);
                        }
                        self.dwords.d.next = self.dwords.q.val() - bit_cast::<11, 6>(self.chunk.q.val());
                        self.bytes.d.next = self.bytes.q.val() - self.chunk_bytes.val();
                        self.position.d.next = bits::<5>(0);
                        self.lead.d.next = bits::<2>(0);
                        self.state.d.next = State::Head;
                        if self.dwords.q.val() == bit_cast::<11, 6>(self.chunk.q.val()) {
                            self.state.d.next = State::Idle;
                        }
                    }
                }
            }
            State::Refuse => {
                if self.advance.val() {
                    self.out_valid.d.next = true;
                    self.out_data.d.next = (bit_cast::<128, 32>(self.enables_again.val()) << 96)
                        | bit_cast::<128, 96>(self.header_bits.val());
                    self.out_keep.d.next = bits::<4>(15);
                    self.out_last.d.next = false;
                    self.refused.next = true;
                    self.state.d.next = State::RefuseEnd;
                }
            }
            State::RefuseEnd => {
                if self.advance.val() {
                    self.out_valid.d.next = true;
                    self.out_data.d.next = self.answered.val();
                    self.out_keep.d.next = bits::<4>(15);
                    self.out_last.d.next = true;
                    self.state.d.next = State::Idle;
                    // What was read ahead is forgotten.
                    if self.aborted.q.val() | self.broken.q.val() {
                        self.state.d.next = State::Drain;
                    }
                }
            }
            State::Drain => {
                self.broken.d.next = false;
                self.reserved.d.next = bits::<6>(0);
                if (self.open.q.val() == 0) | self.failed.val() {
                    self.open.d.next = bits::<6>(0);
                    self.state.d.next = State::Idle;
                }
            }
            _ => {
                self.state.d.next = State::Idle;
            }
        }
        if self.reset.val() {
            self.state.d.next = State::Drain;
            self.out_valid.d.next = false;
            self.issue_left.d.next = bits::<9>(0);
        }
        self.cc.data.next = self.out_data.q.val();
        self.cc.user.next = bits::<33>(0);
        self.cc.keep.next = self.out_keep.q.val();
        self.cc.last.next = self.out_last.q.val();
        self.cc.valid.next = self.out_valid.q.val();
    }
}
