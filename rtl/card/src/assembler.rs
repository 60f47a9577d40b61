//! The line assembler: puts a line's eight words together however they arrive, and lets go of it when it is whole.
//!
//! Where the host has no 64-byte store, a line arrives as eight 8-byte writes in any order, mixed with those of other
//! lines. Each of [`LINES`] places holds the address of a line and a mask of the words that have arrived. Word 6 is the
//! hardware's (the stamp): what the host stores there is dropped, wherever it comes, so that it can neither begin a line nor
//! change one that has been stored. The words themselves lie in two block RAMs, one for the even
//! and one for the odd words. A whole line is read out in four beats and its place is free again. A line that arrives
//! in one packet takes the same way, unless it is announced and nothing of it is here (`ingress`): its fourth beat makes it
//! whole, and the read-out follows one cycle behind.
//!
//! If there is no place for another line, one of the half lines has to go, the places taking turns: what is there is stored
//! with byte enables and not published. The host rewrites such a line as a whole.

use rust_hdl::prelude::*;

/// Lines that can be in the making at the same time.
pub const LINES: usize = 32;

/// One place of the assembler.
#[derive(LogicBlock, Default)]
pub struct Place {
    pub clock: Signal<In, Clock>,
    /// Line in question: its offset in LOCAL in units of 64 bytes.
    pub line: Signal<In, Bits<22>>,
    pub queue: Signal<In, Bit>,
    /// Its place in the ring.
    pub ring_slot: Signal<In, Bits<22>>,
    /// Words that arrive, as a mask over the whole line.
    pub words: Signal<In, Bits<8>>,
    /// Upper half of word 7: the slot number in the host's ticket.
    pub ticket: Signal<In, Bits<32>>,
    /// Begin this line here with these words.
    pub allocate: Signal<In, Bit>,
    /// These words of the line that is here have arrived.
    pub update: Signal<In, Bit>,
    /// The place is free.
    pub vacate: Signal<In, Bit>,
    /// The line in question is here.
    pub hit: Signal<Out, Bit>,
    /// It is here, and these words make it whole.
    pub completes: Signal<Out, Bit>,
    pub busy: Signal<Out, Bit>,
    pub line_here: Signal<Out, Bits<22>>,
    pub queue_here: Signal<Out, Bit>,
    pub ring_slot_here: Signal<Out, Bits<22>>,
    pub ticket_here: Signal<Out, Bits<32>>,
    pub words_here: Signal<Out, Bits<8>>,
    used: DFF<Bit>,
    tag: DFF<Bits<22>>,
    tag_queue: DFF<Bit>,
    tag_slot: DFF<Bits<22>>,
    arrived: DFF<Bits<8>>,
    slot_number: DFF<Bits<32>>,
    together: Signal<Local, Bits<8>>,
}

impl Logic for Place {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, used, tag, tag_queue, tag_slot, arrived, slot_number);
        self.together.next = (self.arrived.q.val() | self.words.val()) | bits::<8>(0x40);
        self.hit.next = self.used.q.val() & (self.tag.q.val() == self.line.val());
        self.completes.next = self.hit.val() & self.together.val().all();
        self.busy.next = self.used.q.val();
        self.line_here.next = self.tag.q.val();
        self.queue_here.next = self.tag_queue.q.val();
        self.ring_slot_here.next = self.tag_slot.q.val();
        self.ticket_here.next = self.slot_number.q.val();
        self.words_here.next = self.arrived.q.val();
        if self.update.val() {
            self.arrived.d.next = self.arrived.q.val() | self.words.val();
        }
        if self.vacate.val() {
            self.used.d.next = false;
        }
        if self.allocate.val() {
            self.used.d.next = true;
            self.tag.d.next = self.line.val();
            self.tag_queue.d.next = self.queue.val();
            self.tag_slot.d.next = self.ring_slot.val();
            self.arrived.d.next = self.words.val();
        }
        if (self.allocate.val() | self.update.val()) & self.words.val().get_bit(7) {
            self.slot_number.d.next = self.ticket.val();
        }
    }
}

#[derive(LogicBlock)]
pub struct Assembler {
    pub clock: Signal<In, Clock>,
    // A beat of a line: whole words only.
    pub valid: Signal<In, Bit>,
    /// Offset in LOCAL, units of 16 bytes.
    pub unit: Signal<In, Bits<24>>,
    pub data: Signal<In, Bits<128>>,
    /// The even and the odd word of the beat are there.
    pub even: Signal<In, Bit>,
    pub odd: Signal<In, Bit>,
    pub queue: Signal<In, Bit>,
    pub ring_slot: Signal<In, Bits<22>>,
    pub ready: Signal<Out, Bit>,
    /// Words of the line that `unit` is in are here.
    pub begun: Signal<Out, Bit>,
    /// Bit n: forget what has arrived for queue n.
    pub forget: Signal<In, Bits<2>>,
    // A line on its way out: four beats.
    pub out_valid: Signal<Out, Bit>,
    pub out_unit: Signal<Out, Bits<24>>,
    pub out_data: Signal<Out, Bits<128>>,
    pub out_enable: Signal<Out, Bits<16>>,
    /// The line is whole; else it has to leave half-done.
    pub out_whole: Signal<Out, Bit>,
    pub out_queue: Signal<Out, Bit>,
    pub out_ring_slot: Signal<Out, Bits<22>>,
    pub out_ticket: Signal<Out, Bits<32>>,
    pub out_ready: Signal<In, Bit>,
    /// No line is on its way out.
    pub idle: Signal<Out, Bit>,
    /// On the heap, [`LINES`] of them: a card is built on the stack of a test.
    places: Vec<Place>,
    number: Vec<Constant<Bits<5>>>,
    even_words: RAM<Bits<64>, 7>,
    odd_words: RAM<Bits<64>, 7>,
    /// Place being emptied, how far, and whether its line is whole.
    leaving: DFF<Bit>,
    leaving_place: DFF<Bits<5>>,
    leaving_whole: DFF<Bit>,
    issue: DFF<Bits<3>>,
    shown: DFF<Bits<2>>,
    showing: DFF<Bit>,
    /// The place to empty next if none is free.
    victim: DFF<Bits<5>>,
    line: Signal<Local, Bits<22>>,
    beat: Signal<Local, Bits<2>>,
    /// The even word of the beat, unless it is the stamp's.
    low: Signal<Local, Bit>,
    /// There is a word of the host's in the beat.
    any_word: Signal<Local, Bit>,
    pair: Signal<Local, Bits<8>>,
    words: Signal<Local, Bits<8>>,
    any_hit: Signal<Local, Bit>,
    hit_place: Signal<Local, Bits<5>>,
    hit_leaving: Signal<Local, Bit>,
    completes: Signal<Local, Bit>,
    any_free: Signal<Local, Bit>,
    free_place: Signal<Local, Bits<5>>,
    target: Signal<Local, Bits<5>>,
    advance: Signal<Local, Bit>,
    done: Signal<Local, Bit>,
    can_start: Signal<Local, Bit>,
    take: Signal<Local, Bit>,
    out_line: Signal<Local, Bits<22>>,
    out_words: Signal<Local, Bits<8>>,
    out_pair: Signal<Local, Bits<2>>,
    read_beat: Signal<Local, Bits<2>>,
}

impl Default for Assembler {
    fn default() -> Self {
        Assembler {
            clock: Default::default(),
            valid: Default::default(),
            unit: Default::default(),
            data: Default::default(),
            even: Default::default(),
            odd: Default::default(),
            queue: Default::default(),
            ring_slot: Default::default(),
            ready: Default::default(),
            begun: Default::default(),
            forget: Default::default(),
            out_valid: Default::default(),
            out_unit: Default::default(),
            out_data: Default::default(),
            out_enable: Default::default(),
            out_whole: Default::default(),
            out_queue: Default::default(),
            out_ring_slot: Default::default(),
            out_ticket: Default::default(),
            out_ready: Default::default(),
            idle: Default::default(),
            places: (0..LINES).map(|_| Place::default()).collect(),
            number: (0..LINES as u64).map(|i| Constant::new(i.to_bits())).collect(),
            even_words: Default::default(),
            odd_words: Default::default(),
            leaving: Default::default(),
            leaving_place: Default::default(),
            leaving_whole: Default::default(),
            issue: Default::default(),
            shown: Default::default(),
            showing: Default::default(),
            victim: Default::default(),
            line: Default::default(),
            beat: Default::default(),
            low: Default::default(),
            any_word: Default::default(),
            pair: Default::default(),
            words: Default::default(),
            any_hit: Default::default(),
            hit_place: Default::default(),
            hit_leaving: Default::default(),
            completes: Default::default(),
            any_free: Default::default(),
            free_place: Default::default(),
            target: Default::default(),
            advance: Default::default(),
            done: Default::default(),
            can_start: Default::default(),
            take: Default::default(),
            out_line: Default::default(),
            out_words: Default::default(),
            out_pair: Default::default(),
            read_beat: Default::default(),
        }
    }
}

impl Logic for Assembler {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, leaving, leaving_place, leaving_whole, issue, shown, showing, victim);
        self.even_words.read_clock.next = self.clock.val();
        self.even_words.write_clock.next = self.clock.val();
        self.odd_words.read_clock.next = self.clock.val();
        self.odd_words.write_clock.next = self.clock.val();

        self.line.next = self.unit.val().get_bits::<22>(2);
        self.beat.next = self.unit.val().get_bits::<2>(0);
        self.low.next = self.even.val() & (self.beat.val() != 3);
        self.any_word.next = self.low.val() | self.odd.val();
        self.pair.next = bits::<8>(0);
        if self.low.val() {
            self.pair.next = bits::<8>(1);
        }
        if self.odd.val() {
            self.pair.next = bits::<8>(2);
        }
        if self.low.val() & self.odd.val() {
            self.pair.next = bits::<8>(3);
        }
        self.words.next = self.pair.val();
        if self.beat.val() == 1 {
            self.words.next = self.pair.val() << 2;
        }
        if self.beat.val() == 2 {
            self.words.next = self.pair.val() << 4;
        }
        if self.beat.val() == 3 {
            self.words.next = self.pair.val() << 6;
        }

        // Which place.
        self.any_hit.next = false;
        self.hit_place.next = bits::<5>(0);
        self.completes.next = false;
        self.any_free.next = false;
        self.free_place.next = bits::<5>(0);
        for i in 0..32 {
            self.places[i].clock.next = self.clock.val();
            self.places[i].line.next = self.line.val();
            self.places[i].queue.next = self.queue.val();
            self.places[i].ring_slot.next = self.ring_slot.val();
            self.places[i].words.next = self.words.val();
            self.places[i].ticket.next = self.data.val().get_bits::<32>(96);
            if self.places[i].hit.val() {
                self.any_hit.next = true;
                self.hit_place.next = self.number[i].val();
            }
            if self.places[i].completes.val() {
                self.completes.next = true;
            }
            // From the last to the first: the first free place is taken.
            if !self.places[31 - i].busy.val() {
                self.any_free.next = true;
                self.free_place.next = self.number[31 - i].val();
            }
        }
        self.begun.next = self.any_hit.val();
        self.target.next = self.free_place.val();
        if self.any_hit.val() {
            self.target.next = self.hit_place.val();
        }

        // The way out.
        self.advance.next = !self.showing.q.val() | self.out_ready.val();
        self.done.next = self.leaving.q.val() & self.advance.val() & (self.issue.q.val() == 4);
        self.read_beat.next = self.shown.q.val();
        if self.advance.val() {
            self.read_beat.next = self.issue.q.val().get_bits::<2>(0);
            self.showing.d.next = false;
            if self.leaving.q.val() & (self.issue.q.val() != 4) {
                self.showing.d.next = true;
                self.shown.d.next = self.issue.q.val().get_bits::<2>(0);
                self.issue.d.next = self.issue.q.val() + 1;
            }
        }
        if self.done.val() {
            self.leaving.d.next = false;
        }
        self.even_words.read_address.next =
            (bit_cast::<7, 5>(self.leaving_place.q.val()) << 2) | bit_cast::<7, 2>(self.read_beat.val());
        self.odd_words.read_address.next =
            (bit_cast::<7, 5>(self.leaving_place.q.val()) << 2) | bit_cast::<7, 2>(self.read_beat.val());

        // The way in. A line on its way out takes no more words, and only one line at a time is on its way out.
        self.can_start.next = !self.leaving.q.val() | self.done.val();
        self.hit_leaving.next =
            self.any_hit.val() & self.leaving.q.val() & (self.hit_place.val() == self.leaving_place.q.val());
        self.ready.next = ((self.any_hit.val() | self.any_free.val())
            & (!self.hit_leaving.val() & (self.can_start.val() | !self.completes.val())))
            | !self.any_word.val();
        self.take.next = (self.valid.val() & self.ready.val()) & self.any_word.val();
        self.even_words.write_address.next =
            (bit_cast::<7, 5>(self.target.val()) << 2) | bit_cast::<7, 2>(self.beat.val());
        self.odd_words.write_address.next =
            (bit_cast::<7, 5>(self.target.val()) << 2) | bit_cast::<7, 2>(self.beat.val());
        self.even_words.write_data.next = self.data.val().get_bits::<64>(0);
        self.odd_words.write_data.next = self.data.val().get_bits::<64>(64);
        self.even_words.write_enable.next = self.take.val() & self.low.val();
        self.odd_words.write_enable.next = self.take.val() & self.odd.val();

        self.out_line.next = bits::<22>(0);
        self.out_words.next = bits::<8>(0);
        self.out_queue.next = false;
        self.out_ring_slot.next = bits::<22>(0);
        self.out_ticket.next = bits::<32>(0);
        for i in 0..32 {
            self.places[i].allocate.next =
                self.take.val() & !self.any_hit.val() & (self.free_place.val() == self.number[i].val());
            self.places[i].update.next = self.take.val() & self.places[i].hit.val();
            self.places[i].vacate.next = (self.done.val() & (self.leaving_place.q.val() == self.number[i].val()))
                | (self.forget.val().get_bit(0) & !self.places[i].queue_here.val())
                | (self.forget.val().get_bit(1) & self.places[i].queue_here.val());
            if self.leaving_place.q.val() == self.number[i].val() {
                self.out_line.next = self.places[i].line_here.val();
                self.out_words.next = self.places[i].words_here.val();
                self.out_queue.next = self.places[i].queue_here.val();
                self.out_ring_slot.next = self.places[i].ring_slot_here.val();
                self.out_ticket.next = self.places[i].ticket_here.val();
            }
        }
        if self.take.val() & self.completes.val() {
            self.leaving.d.next = true;
            self.leaving_place.d.next = self.hit_place.val();
            self.leaving_whole.d.next = true;
            self.issue.d.next = bits::<3>(0);
        }
        if (self.valid.val() & self.any_word.val()) & !self.any_hit.val() & !self.any_free.val() & !self.leaving.q.val()
        {
            self.leaving.d.next = true;
            self.leaving_place.d.next = self.victim.q.val();
            self.leaving_whole.d.next = false;
            self.issue.d.next = bits::<3>(0);
            self.victim.d.next = self.victim.q.val() + 1;
        }

        self.out_valid.next = self.showing.q.val();
        self.out_unit.next = (bit_cast::<24, 22>(self.out_line.val()) << 2) | bit_cast::<24, 2>(self.shown.q.val());
        self.out_data.next = (bit_cast::<128, 64>(self.odd_words.read_data.val()) << 64)
            | bit_cast::<128, 64>(self.even_words.read_data.val());
        self.out_whole.next = self.leaving_whole.q.val();
        // Byte enables: everything of a whole line, else the words that have arrived.
        self.out_pair.next = self.out_words.val().get_bits::<2>(0);
        if self.shown.q.val() == 1 {
            self.out_pair.next = self.out_words.val().get_bits::<2>(2);
        }
        if self.shown.q.val() == 2 {
            self.out_pair.next = self.out_words.val().get_bits::<2>(4);
        }
        if self.shown.q.val() == 3 {
            self.out_pair.next = self.out_words.val().get_bits::<2>(6);
        }
        self.out_enable.next = bits::<16>(0);
        if self.out_pair.val() == 1 {
            self.out_enable.next = bits::<16>(0x00FF);
        }
        if self.out_pair.val() == 2 {
            self.out_enable.next = bits::<16>(0xFF00);
        }
        if (self.out_pair.val() == 3) | self.leaving_whole.q.val() {
            self.out_enable.next = bits::<16>(0xFFFF);
        }
        self.idle.next = !self.leaving.q.val();
    }
}
