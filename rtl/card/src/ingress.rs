//! Ingress: where a posted write goes.
//!
//! Every beat is classified by its address: registers; the line ring of an enabled queue (to the assembler, if it
//! consists of whole words); the rest of LOCAL (stored as it is); REMOTE, the NV header and what lies above LOCAL (dropped
//! and counted). A line that the parser announces as whole passes by the assembler, if nothing of it is in there and nothing is on its
//! way out of it: four beats, as the assembler would put them out, five cycles earlier. Everything keeps the order in which it came. A register write waits until all writes before it
//! are stored, so that enabling, moving or fencing a queue never meets lines that were sent before.

use crate::assembler::Assembler;
use rtl_mirror::Owner;
use rtl_pcie::streams::{Posted, PostedBeat, PostedIn};
use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct Ingress {
    pub clock: Signal<In, Clock>,
    pub posted: PostedIn,
    // The queues' line rings.
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
    // Register bus.
    pub write: Signal<Out, Bit>,
    pub write_word: Signal<Out, Bits<13>>,
    pub write_data: Signal<Out, Bits<64>>,
    pub write_low: Signal<Out, Bit>,
    pub write_high: Signal<Out, Bit>,
    // To the store stage.
    pub out_valid: Signal<Out, Bit>,
    pub out_unit: Signal<Out, Bits<24>>,
    pub out_data: Signal<Out, Bits<128>>,
    pub out_enable: Signal<Out, Bits<16>>,
    pub out_whole: Signal<Out, Bit>,
    pub out_last: Signal<Out, Bit>,
    pub out_queue: Signal<Out, Bit>,
    /// Whose the place is, see [`Owner`].
    pub out_owned: Signal<Out, Bits<2>>,
    pub out_ring_slot: Signal<Out, Bits<22>>,
    pub out_ticket: Signal<Out, Bits<32>>,
    pub out_ready: Signal<In, Bit>,
    /// The store stage holds nothing.
    pub store_empty: Signal<In, Bit>,
    /// Posted packets taken from the FIFO, wrapping.
    pub taken: Signal<Out, Bits<16>>,
    /// Nothing is on its way to memory or registers. Half lines in the assembler do not count.
    pub quiet: Signal<Out, Bit>,
    /// Pulses for every packet dropped for its address.
    pub dropped: Signal<Out, Bit>,

    assembler: Assembler,
    here: DFF<Bit>,
    beat: DFF<PostedBeat>,
    line: DFF<Bit>,
    /// Its packet is a whole line, with this ticket.
    straight: DFF<Bit>,
    ticket: DFF<Bits<32>>,
    queue: DFF<Bit>,
    owned: DFF<Bits<2>>,
    whose: Owner,
    ring_slot: DFF<Bits<22>>,
    outside: DFF<Bit>,
    /// The low word of a register beat has been written, the high one is next.
    second: DFF<Bit>,
    taken_count: DFF<Bits<16>>,
    arriving: Signal<Local, Posted>,
    incoming: Signal<Local, PostedBeat>,
    incoming_enable: Signal<Local, Bits<16>>,
    base0: Signal<Local, Bits<24>>,
    base1: Signal<Local, Bits<24>>,
    size0: Signal<Local, Bits<24>>,
    size1: Signal<Local, Bits<24>>,
    offset0: Signal<Local, Bits<24>>,
    offset1: Signal<Local, Bits<24>>,
    in_ring0: Signal<Local, Bit>,
    in_ring1: Signal<Local, Bit>,
    even: Signal<Local, Bits<8>>,
    odd: Signal<Local, Bits<8>>,
    whole_words: Signal<Local, Bit>,
    current: Signal<Local, PostedBeat>,
    current_unit: Signal<Local, Bits<24>>,
    current_data: Signal<Local, Bits<128>>,
    current_enable: Signal<Local, Bits<16>>,
    pass_raw: Signal<Local, Bit>,
    pass_line: Signal<Local, Bit>,
    settled: Signal<Local, Bit>,
    consumed: Signal<Local, Bit>,
    takes: Signal<Local, Bit>,
    word: Signal<Local, Bits<13>>,
    quarter0: Signal<Local, Bit>,
    quarter1: Signal<Local, Bit>,
    quarter2: Signal<Local, Bit>,
    quarter3: Signal<Local, Bit>,
    /// Units of 16 bytes in LOCAL.
    region: Constant<Bits<24>>,
    /// First unit behind the NV header.
    behind_header: Constant<Bits<24>>,
}

impl Ingress {
    /// For a LOCAL of `local_bytes`.
    pub fn new(local_bytes: u64) -> Self {
        Ingress {
            clock: Default::default(),
            posted: Default::default(),
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
            write: Default::default(),
            write_word: Default::default(),
            write_data: Default::default(),
            write_low: Default::default(),
            write_high: Default::default(),
            out_valid: Default::default(),
            out_unit: Default::default(),
            out_data: Default::default(),
            out_enable: Default::default(),
            out_whole: Default::default(),
            out_last: Default::default(),
            out_queue: Default::default(),
            out_owned: Default::default(),
            out_ring_slot: Default::default(),
            out_ticket: Default::default(),
            out_ready: Default::default(),
            store_empty: Default::default(),
            taken: Default::default(),
            quiet: Default::default(),
            dropped: Default::default(),
            assembler: Default::default(),
            here: Default::default(),
            beat: Default::default(),
            line: Default::default(),
            straight: Default::default(),
            ticket: Default::default(),
            queue: Default::default(),
            owned: Default::default(),
            whose: Default::default(),
            ring_slot: Default::default(),
            outside: Default::default(),
            second: Default::default(),
            taken_count: Default::default(),
            arriving: Default::default(),
            incoming: Default::default(),
            incoming_enable: Default::default(),
            base0: Default::default(),
            base1: Default::default(),
            size0: Default::default(),
            size1: Default::default(),
            offset0: Default::default(),
            offset1: Default::default(),
            in_ring0: Default::default(),
            in_ring1: Default::default(),
            even: Default::default(),
            odd: Default::default(),
            whole_words: Default::default(),
            current: Default::default(),
            current_unit: Default::default(),
            current_data: Default::default(),
            current_enable: Default::default(),
            pass_raw: Default::default(),
            pass_line: Default::default(),
            settled: Default::default(),
            consumed: Default::default(),
            takes: Default::default(),
            word: Default::default(),
            quarter0: Default::default(),
            quarter1: Default::default(),
            quarter2: Default::default(),
            quarter3: Default::default(),
            region: Constant::new((local_bytes / 16).to_bits()),
            behind_header: Constant::new((abi::geometry::NV_HEADER_BYTES / 16).to_bits()),
        }
    }

    /// Beats that can be between the FIFO and the memory: one here, two lines in the assembler's read-out (one leaving, one
    /// waiting to), one in the store stage, and some to spare.
    pub const PATH_BEATS: u64 = 16;
}

impl Logic for Ingress {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, assembler);
        dff_setup!(
            self,
            clock,
            here,
            beat,
            line,
            straight,
            ticket,
            queue,
            owned,
            ring_slot,
            outside,
            second,
            taken_count
        );
        // Classify.
        self.arriving.next = self.posted.beat.val();
        self.incoming.next = self.arriving.val().beat;
        self.incoming_enable.next = self.incoming.val().enable;
        self.whose.unit.next = bit_cast::<28, 24>(self.incoming.val().unit);
        self.whose.enable0.next = self.enable0.val();
        self.whose.line_base0.next = self.line_base0.val();
        self.whose.line_count0.next = self.line_count0.val();
        self.whose.payload_base0.next = self.payload_base0.val();
        self.whose.payload_bytes0.next = self.payload_bytes0.val();
        self.whose.enable1.next = self.enable1.val();
        self.whose.line_base1.next = self.line_base1.val();
        self.whose.line_count1.next = self.line_count1.val();
        self.whose.payload_base1.next = self.payload_base1.val();
        self.whose.payload_bytes1.next = self.payload_bytes1.val();
        self.base0.next = self.line_base0.val().get_bits::<24>(4);
        self.base1.next = self.line_base1.val().get_bits::<24>(4);
        self.size0.next = bit_cast::<24, 22>(self.line_count0.val().get_bits::<22>(0)) << 2;
        self.size1.next = bit_cast::<24, 22>(self.line_count1.val().get_bits::<22>(0)) << 2;
        self.offset0.next = self.incoming.val().unit - self.base0.val();
        self.offset1.next = self.incoming.val().unit - self.base1.val();
        self.in_ring0.next = self.enable0.val()
            & (self.incoming.val().unit >= self.base0.val())
            & (self.offset0.val() < self.size0.val());
        self.in_ring1.next = self.enable1.val()
            & (self.incoming.val().unit >= self.base1.val())
            & (self.offset1.val() < self.size1.val());
        self.even.next = self.incoming_enable.val().get_bits::<8>(0);
        self.odd.next = self.incoming_enable.val().get_bits::<8>(8);
        self.whole_words.next = (self.even.val().all() | !self.even.val().any())
            & (self.odd.val().all() | !self.odd.val().any())
            & (self.even.val().any() | self.odd.val().any());

        // Act on the beat classified a cycle ago. What leaves the assembler goes first: it is older.
        self.current.next = self.beat.q.val();
        self.current_unit.next = self.current.val().unit;
        self.current_data.next = self.current.val().data;
        self.current_enable.next = self.current.val().enable;
        self.assembler.unit.next = self.current_unit.val();
        // The answer is the same for all four beats: while they pass, nothing enters the assembler.
        self.pass_line.next = ((self.here.q.val() & self.line.q.val())
            & (!self.outside.q.val() & !self.current.val().registers))
            & (self.straight.q.val() & (self.assembler.idle.val() & !self.assembler.begun.val()));
        self.assembler.valid.next = ((self.here.q.val() & self.line.q.val())
            & (!self.outside.q.val() & !self.current.val().registers))
            & !self.pass_line.val();
        self.assembler.data.next = self.current_data.val();
        self.assembler.even.next = self.current_enable.val().get_bit(0);
        self.assembler.odd.next = self.current_enable.val().get_bit(8);
        self.assembler.queue.next = self.queue.q.val();
        self.assembler.ring_slot.next = self.ring_slot.q.val();
        self.assembler.forget.next = bits::<2>(0);
        if !self.enable0.val() {
            self.assembler.forget.next = bits::<2>(1);
        }
        if !self.enable1.val() {
            self.assembler.forget.next = bits::<2>(2);
        }
        if !self.enable0.val() & !self.enable1.val() {
            self.assembler.forget.next = bits::<2>(3);
        }
        self.pass_raw.next = self.here.q.val()
            & !self.line.q.val()
            & !self.outside.q.val()
            & !self.current.val().registers
            & self.assembler.idle.val();
        self.out_valid.next = (self.pass_raw.val() | self.pass_line.val()) | self.assembler.out_valid.val();
        self.out_unit.next = self.current_unit.val();
        self.out_data.next = self.current_data.val();
        self.out_enable.next = self.current_enable.val();
        self.out_whole.next = self.pass_line.val();
        self.out_last.next = self.current.val().last;
        if self.assembler.out_valid.val() {
            self.out_unit.next = self.assembler.out_unit.val();
            self.out_data.next = self.assembler.out_data.val();
            self.out_enable.next = self.assembler.out_enable.val();
            self.out_whole.next = self.assembler.out_whole.val();
            self.out_last.next = self.assembler.out_unit.val().get_bits::<2>(0).all();
        }
        self.out_queue.next = self.queue.q.val();
        self.out_ring_slot.next = self.ring_slot.q.val();
        self.out_ticket.next = self.ticket.q.val();
        self.out_owned.next = self.owned.q.val();
        if self.assembler.out_valid.val() {
            self.out_queue.next = self.assembler.out_queue.val();
            self.out_ring_slot.next = self.assembler.out_ring_slot.val();
            self.out_ticket.next = self.assembler.out_ticket.val();
            self.out_owned.next = bits::<2>(1);
            if self.assembler.out_queue.val() {
                self.out_owned.next = bits::<2>(2);
            }
        }
        self.assembler.out_ready.next = self.out_ready.val();

        // Registers: the low 64 bits, then the high ones. Only whole DWORDs count.
        self.settled.next = self.assembler.idle.val() & self.store_empty.val();
        self.quarter0.next = self.current_enable.val().get_bits::<4>(0).all();
        self.quarter1.next = self.current_enable.val().get_bits::<4>(4).all();
        self.quarter2.next = self.current_enable.val().get_bits::<4>(8).all();
        self.quarter3.next = self.current_enable.val().get_bits::<4>(12).all();
        self.write.next = self.here.q.val() & self.current.val().registers & self.settled.val();
        self.word.next = bit_cast::<13, 12>(self.current_unit.val().get_bits::<12>(0)) << 1;
        self.write_word.next = self.word.val();
        self.write_data.next = self.current_data.val().get_bits::<64>(0);
        self.write_low.next = self.quarter0.val();
        self.write_high.next = self.quarter1.val();
        if self.second.q.val() {
            self.write_word.next = self.word.val() | bits::<13>(1);
            self.write_data.next = self.current_data.val().get_bits::<64>(64);
            self.write_low.next = self.quarter2.val();
            self.write_high.next = self.quarter3.val();
        }
        if self.write.val() {
            self.second.d.next = !self.second.q.val();
        }

        self.consumed.next = false;
        if self.here.q.val() {
            if self.current.val().registers {
                self.consumed.next = self.write.val() & self.second.q.val();
            } else if self.outside.q.val() {
                self.consumed.next = true;
            } else if self.line.q.val() {
                self.consumed.next = self.assembler.ready.val();
                if self.pass_line.val() {
                    self.consumed.next = self.out_ready.val();
                }
            } else {
                self.consumed.next = self.pass_raw.val() & self.out_ready.val();
            }
        }
        self.dropped.next =
            self.consumed.val() & self.outside.q.val() & self.current.val().last & !self.current.val().registers;

        // What follows a register write is classified after it has taken effect.
        self.posted.ready.next = !self.here.q.val() | (self.consumed.val() & !self.current.val().registers);
        self.takes.next = self.posted.ready.val() & self.posted.valid.val();
        if self.consumed.val() {
            self.here.d.next = false;
        }
        if self.takes.val() {
            self.here.d.next = true;
            self.beat.d.next = self.incoming.val();
            self.line.d.next = (self.in_ring0.val() | self.in_ring1.val()) & self.whole_words.val();
            self.straight.d.next = self.arriving.val().line | (self.straight.q.val() & !self.current.val().last);
            if self.arriving.val().line {
                self.ticket.d.next = self.arriving.val().ticket;
            }
            self.queue.d.next = !self.in_ring0.val();
            self.owned.d.next = self.whose.owned.val();
            self.ring_slot.d.next = self.offset0.val().get_bits::<22>(2);
            if !self.in_ring0.val() {
                self.ring_slot.d.next = self.offset1.val().get_bits::<22>(2);
            }
            self.outside.d.next =
                (self.incoming.val().unit >= self.region.val()) | (self.incoming.val().unit < self.behind_header.val());
            if self.incoming.val().last {
                self.taken_count.d.next = self.taken_count.q.val() + 1;
            }
        }
        self.taken.next = self.taken_count.q.val();
        self.quiet.next = !self.here.q.val() & self.settled.val();
    }
}
