//! What has happened, in order: the EVENTS block.
//!
//! ```text
//! sources ─► one place each ─► FIFO of 32 ─► CODE, SEQUENCE, ARGUMENT, TICK
//! ```
//! Any number of things may happen in one cycle, and one event can be written in each, so every source has a place of its
//! own in front of the ring, and the ring takes from the first that is occupied. An event that finds its place or the
//! ring occupied is lost, counted, and uses up a number, so that the reader sees where something is missing.
//!
//! The oldest event stays readable, unchanged, until it is consumed by its number: a host that dies in between, or two
//! that read, lose nothing and consume nothing twice.

use crate::addresses::addresses;
use crate::registers::header;
use abi::events as codes;
use abi::registers::events;
use rtl_prims::fifo::Fifo;
use rust_hdl::prelude::*;

addresses! {
    /// The registers.
    EventAddresses {
        header = events::BASE,
        waiting = events::WAITING,
        code = events::CODE,
        argument = events::ARGUMENT,
        tick = events::TICK,
        consume = events::CONSUME,
    }
}

/// An event in the ring.
#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
pub struct Entry {
    pub code: Bits<16>,
    pub tick: Bits<48>,
    pub sequence: Bits<32>,
    pub argument: Bits<64>,
}

/// One source of events and its place in front of the ring.
#[derive(LogicBlock)]
pub struct Source {
    pub clock: Signal<In, Clock>,
    /// It happens in this cycle.
    pub fire: Signal<In, Bit>,
    pub argument: Signal<In, Bits<64>>,
    /// The ring takes what is waiting.
    pub take: Signal<In, Bit>,
    pub waiting: Signal<Out, Bit>,
    pub code: Signal<Out, Bits<16>>,
    /// One bit: which source this is.
    pub place: Signal<Out, Bits<16>>,
    pub waiting_argument: Signal<Out, Bits<64>>,
    /// What happens in this cycle finds the place occupied.
    pub lost: Signal<Out, Bit>,
    occupied: DFF<Bit>,
    kept: DFF<Bits<64>>,
    number: Constant<Bits<16>>,
    bit: Constant<Bits<16>>,
}

impl Source {
    fn new(place: usize) -> Self {
        Source {
            clock: Default::default(),
            fire: Default::default(),
            argument: Default::default(),
            take: Default::default(),
            waiting: Default::default(),
            code: Default::default(),
            place: Default::default(),
            waiting_argument: Default::default(),
            lost: Default::default(),
            occupied: Default::default(),
            kept: Default::default(),
            number: Constant::new(u64::from(SOURCE_CODES[place]).to_bits()),
            bit: Constant::new((1u64 << place).to_bits()),
        }
    }
}

impl Logic for Source {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, occupied, kept);
        self.lost.next = self.fire.val() & self.occupied.q.val() & !self.take.val();
        if self.take.val() {
            self.occupied.d.next = false;
        }
        if self.fire.val() & !self.lost.val() {
            self.occupied.d.next = true;
            self.kept.d.next = self.argument.val();
        }
        self.waiting.next = self.occupied.q.val();
        self.code.next = self.number.val();
        self.place.next = self.bit.val();
        self.waiting_argument.next = self.kept.q.val();
    }
}

/// How many sources there are.
const SOURCES: usize = 16;

/// See the module.
#[derive(LogicBlock)]
pub struct Events {
    pub clock: Signal<In, Clock>,
    // Register bus: 64-bit words of BAR0.
    pub write: Signal<In, Bit>,
    pub write_word: Signal<In, Bits<13>>,
    pub write_data: Signal<In, Bits<64>>,
    pub write_low: Signal<In, Bit>,
    pub read_word: Signal<In, Bits<13>>,
    pub read_data: Signal<Out, Bits<64>>,
    pub tick: Signal<In, Bits<48>>,
    // What can happen; levels unless they say otherwise.
    pub ready: Signal<In, Bit>,
    pub generation: Signal<In, Bits<16>>,
    pub state: Signal<In, Bits<32>>,
    pub link_is_up: Signal<In, Bit>,
    pub peer_card_id: Signal<In, Bits<64>>,
    pub mirror_is_lost: Signal<In, Bit>,
    /// Why, `abi::events`.
    pub lost_reason: Signal<In, Bits<3>>,
    pub fenced: Signal<In, Bits<2>>,
    pub hole0: Signal<In, Bit>,
    pub hole1: Signal<In, Bit>,
    pub local0: Signal<In, Bits<48>>,
    pub local1: Signal<In, Bits<48>>,
    /// One cycle each: the line in the store stage.
    pub rejected: Signal<In, Bit>,
    pub crc_wrong: Signal<In, Bit>,
    pub line_queue: Signal<In, Bit>,
    pub line_ticket: Signal<In, Bits<32>>,
    /// One cycle each.
    pub corrected: Signal<In, Bit>,
    pub uncorrected: Signal<In, Bit>,
    pub error_at: Signal<In, Bits<32>>,
    pub failed: Signal<In, Bit>,
    pub battery: Signal<In, Bit>,
    /// One cycle.
    pub tested: Signal<In, Bit>,
    pub test_result: Signal<In, Bits<64>>,
    /// One cycle.
    pub erase_over: Signal<In, Bit>,
    pub erase_state: Signal<In, Bits<32>>,
    pub coding: Signal<In, Bits<2>>,
    at: EventAddresses,
    header_word: Constant<Bits<64>>,
    sources: [Source; SOURCES],
    ring: Fifo<Bits<160>, 5, 6>,
    lost: DFF<Bits<32>>,
    last: DFF<Bits<32>>,
    was_ready: DFF<Bit>,
    was_up: DFF<Bit>,
    was_lost: DFF<Bit>,
    was_fenced: DFF<Bits<2>>,
    was_hole0: DFF<Bit>,
    was_hole1: DFF<Bit>,
    was_failed: DFF<Bit>,
    was_battery: DFF<Bit>,
    was_coding: DFF<Bits<2>>,
    new_fences: Signal<Local, Bits<2>>,
    line_argument: Signal<Local, Bits<64>>,
    full: Signal<Local, Bit>,
    waits: Signal<Local, Bits<16>>,
    complement: Signal<Local, Bits<16>>,
    negative: Signal<Local, Bits<16>>,
    first: Signal<Local, Bits<16>>,
    any: Signal<Local, Bit>,
    any_lost: Signal<Local, Bit>,
    pushed: Signal<Local, Bit>,
    overflow: Signal<Local, Bit>,
    next_number: Signal<Local, Bits<32>>,
    chosen_code: Signal<Local, Bits<16>>,
    chosen_argument: Signal<Local, Bits<64>>,
    entry: Signal<Local, Entry>,
    head: Signal<Local, Bits<160>>,
    low: Signal<Local, Bits<32>>,
}

/// The code of each source, in the order in which they go first.
const SOURCE_CODES: [u32; SOURCES] = [
    codes::BOOTED,
    codes::LINK_UP,
    codes::LINK_DOWN,
    codes::MIRROR_LOST,
    codes::FENCED,
    codes::LOG_HOLE,
    codes::LOG_HOLE,
    codes::BAD_TICKET,
    codes::BAD_CRC,
    codes::ECC_CORRECTED,
    codes::ECC_UNCORRECTED,
    codes::FAILED,
    codes::BATTERY,
    codes::HOLDUP_TEST,
    codes::ERASE,
    codes::CODING,
];

impl Default for Events {
    fn default() -> Self {
        Events {
            clock: Default::default(),
            write: Default::default(),
            write_word: Default::default(),
            write_data: Default::default(),
            write_low: Default::default(),
            read_word: Default::default(),
            read_data: Default::default(),
            tick: Default::default(),
            ready: Default::default(),
            generation: Default::default(),
            state: Default::default(),
            link_is_up: Default::default(),
            peer_card_id: Default::default(),
            mirror_is_lost: Default::default(),
            lost_reason: Default::default(),
            fenced: Default::default(),
            hole0: Default::default(),
            hole1: Default::default(),
            local0: Default::default(),
            local1: Default::default(),
            rejected: Default::default(),
            crc_wrong: Default::default(),
            line_queue: Default::default(),
            line_ticket: Default::default(),
            corrected: Default::default(),
            uncorrected: Default::default(),
            error_at: Default::default(),
            failed: Default::default(),
            battery: Default::default(),
            tested: Default::default(),
            test_result: Default::default(),
            erase_over: Default::default(),
            erase_state: Default::default(),
            coding: Default::default(),
            at: Default::default(),
            header_word: Constant::new(header("EVENTS", 0).to_bits()),
            sources: std::array::from_fn(Source::new),
            ring: Default::default(),
            lost: Default::default(),
            last: Default::default(),
            was_ready: Default::default(),
            was_up: Default::default(),
            was_lost: Default::default(),
            was_fenced: Default::default(),
            was_hole0: Default::default(),
            was_hole1: Default::default(),
            was_failed: Default::default(),
            was_battery: Default::default(),
            was_coding: Default::default(),
            new_fences: Default::default(),
            line_argument: Default::default(),
            full: Default::default(),
            waits: Default::default(),
            complement: Default::default(),
            negative: Default::default(),
            first: Default::default(),
            any: Default::default(),
            any_lost: Default::default(),
            pushed: Default::default(),
            overflow: Default::default(),
            next_number: Default::default(),
            chosen_code: Default::default(),
            chosen_argument: Default::default(),
            entry: Default::default(),
            head: Default::default(),
            low: Default::default(),
        }
    }
}

impl Logic for Events {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(
            self,
            clock,
            lost,
            last,
            was_ready,
            was_up,
            was_lost,
            was_fenced,
            was_hole0,
            was_hole1,
            was_failed,
            was_battery,
            was_coding
        );
        self.ring.clock.next = self.clock.val();
        for i in 0..16 {
            self.sources[i].clock.next = self.clock.val();
            self.sources[i].argument.next = bits::<64>(0);
        }

        // What has changed.
        self.was_ready.d.next = self.ready.val();
        self.sources[0].fire.next = self.ready.val() & !self.was_ready.q.val();
        self.sources[0].argument.next =
            (bit_cast::<64, 32>(self.state.val()) << 32) | bit_cast::<64, 16>(self.generation.val());
        self.was_up.d.next = self.link_is_up.val();
        self.sources[1].fire.next = self.link_is_up.val() & !self.was_up.q.val();
        self.sources[1].argument.next = self.peer_card_id.val();
        self.sources[2].fire.next = !self.link_is_up.val() & self.was_up.q.val();
        self.was_fenced.d.next = self.fenced.val();
        self.new_fences.next = self.fenced.val() & !self.was_fenced.q.val();
        self.sources[4].fire.next = self.new_fences.val() != 0;
        self.sources[4].argument.next = bit_cast::<64, 2>(self.fenced.val());
        // At power-on it is lost already, and that is no event.
        self.was_lost.d.next = !self.mirror_is_lost.val();
        self.sources[3].fire.next = self.mirror_is_lost.val() & self.was_lost.q.val();
        self.sources[3].argument.next = bit_cast::<64, 3>(self.lost_reason.val());
        self.was_hole0.d.next = self.hole0.val();
        self.sources[5].fire.next = self.hole0.val() & !self.was_hole0.q.val();
        self.sources[5].argument.next = bit_cast::<64, 48>(self.local0.val());
        self.was_hole1.d.next = self.hole1.val();
        self.sources[6].fire.next = self.hole1.val() & !self.was_hole1.q.val();
        self.sources[6].argument.next = bit_cast::<64, 48>(self.local1.val()) | (bits::<64>(1) << 48);
        self.line_argument.next = bit_cast::<64, 32>(self.line_ticket.val());
        if self.line_queue.val() {
            self.line_argument.next = bit_cast::<64, 32>(self.line_ticket.val()) | (bits::<64>(1) << 48);
        }
        self.sources[7].fire.next = self.rejected.val();
        self.sources[7].argument.next = self.line_argument.val();
        self.sources[8].fire.next = self.crc_wrong.val();
        self.sources[8].argument.next = self.line_argument.val();
        self.sources[9].fire.next = self.corrected.val();
        self.sources[9].argument.next = bit_cast::<64, 32>(self.error_at.val());
        self.sources[10].fire.next = self.uncorrected.val();
        self.sources[10].argument.next = bit_cast::<64, 32>(self.error_at.val());
        self.was_failed.d.next = self.failed.val();
        self.sources[11].fire.next = self.failed.val() & !self.was_failed.q.val();
        // A battery that is good from the start is no event.
        self.was_battery.d.next = self.battery.val();
        self.sources[12].fire.next = (self.battery.val() ^ self.was_battery.q.val()) & self.was_ready.q.val();
        if self.battery.val() {
            self.sources[12].argument.next = bits::<64>(1);
        }
        self.sources[13].fire.next = self.tested.val();
        self.sources[13].argument.next = self.test_result.val();
        self.sources[14].fire.next = self.erase_over.val();
        self.sources[14].argument.next = bit_cast::<64, 32>(self.erase_state.val());
        self.was_coding.d.next = self.coding.val();
        self.sources[15].fire.next = self.coding.val() != self.was_coding.q.val();
        self.sources[15].argument.next = bit_cast::<64, 2>(self.coding.val());

        // The first source that has something: the lowest one among those that wait.
        self.waits.next = bits::<16>(0);
        self.any_lost.next = false;
        for i in 0..16 {
            if self.sources[i].waiting.val() {
                self.waits.next = self.waits.val() | self.sources[i].place.val();
            }
            if self.sources[i].lost.val() {
                self.any_lost.next = true;
            }
        }
        self.complement.next = !self.waits.val();
        self.negative.next = self.complement.val() + 1;
        self.first.next = self.waits.val() & self.negative.val();
        self.any.next = self.waits.val() != 0;
        self.chosen_code.next = bits::<16>(0);
        self.chosen_argument.next = bits::<64>(0);
        for i in 0..16 {
            self.sources[i].take.next = self.first.val().get_bit(i);
            if self.first.val().get_bit(i) {
                self.chosen_code.next = self.sources[i].code.val();
                self.chosen_argument.next = self.sources[i].waiting_argument.val();
            }
        }
        self.full.next = self.ring.used.val() >= 32;
        self.pushed.next = self.any.val() & !self.full.val();
        self.overflow.next = (self.any.val() & self.full.val()) | self.any_lost.val();
        self.next_number.next = self.last.q.val() + 1;
        if self.any.val() {
            self.last.d.next = self.next_number.val();
        }
        if self.any_lost.val() {
            self.last.d.next = self.next_number.val();
            if self.any.val() {
                self.last.d.next = self.next_number.val() + 1;
            }
        }
        if self.overflow.val() {
            self.lost.d.next = self.lost.q.val() + 1;
            if (self.any.val() & self.full.val()) & self.any_lost.val() {
                self.lost.d.next = self.lost.q.val() + 2;
            }
        }
        self.entry.next.code = self.chosen_code.val();
        self.entry.next.tick = self.tick.val();
        self.entry.next.sequence = self.next_number.val();
        self.entry.next.argument = self.chosen_argument.val();
        self.ring.data_in.next = self.entry.val().into();
        self.ring.write.next = self.pushed.val();
        self.ring.commit.next = self.pushed.val();
        self.ring.rollback.next = false;
        self.ring.reset.next = false;

        // Registers.
        self.head.next = self.ring.data_out.val();
        self.low.next = self.write_data.val().get_bits::<32>(0);
        self.ring.ready.next = (self.write.val() & self.write_low.val())
            & (self.write_word.val() == self.at.consume.val())
            & (self.low.val() == self.head.val().get_bits::<32>(64));
        self.read_data.next = bits::<64>(0);
        if self.read_word.val() == self.at.header.val() {
            self.read_data.next = self.header_word.val();
        }
        if self.read_word.val() == self.at.waiting.val() {
            self.read_data.next =
                (bit_cast::<64, 32>(self.lost.q.val()) << 32) | bit_cast::<64, 6>(self.ring.used.val());
        }
        if self.ring.valid.val() {
            if self.read_word.val() == self.at.code.val() {
                self.read_data.next = (bit_cast::<64, 32>(self.head.val().get_bits::<32>(64)) << 32)
                    | bit_cast::<64, 16>(self.head.val().get_bits::<16>(0));
            }
            if self.read_word.val() == self.at.argument.val() {
                self.read_data.next = self.head.val().get_bits::<64>(96);
            }
            if self.read_word.val() == self.at.tick.val() {
                self.read_data.next = bit_cast::<64, 48>(self.head.val().get_bits::<48>(16));
            }
        }
    }
}
