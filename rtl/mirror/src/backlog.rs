//! CATCHUP: what has been staged and not sent, as places in LOCAL instead of bytes.
//!
//! While the outbox is full ingress goes on: the beats of its chunks are dropped, since memory has them, and what is kept is where
//! they are. Runs of chunks that continue each other are one entry: lines of a queue are consecutive slots with consecutive
//! marks, payload is consecutive bytes. As soon as the outbox has room the oldest entry is read back, cut into frames and put in, in
//! the order in which the chunks were staged. So the partner is sent the same writes in the same order, in the same session, only later.
//!
//! ```text
//! stage ─► newest ─► runs ─► ask ─► LOCAL ─► answers ─► outbox
//!            │                └────► frames ────┘│
//!            └─► pending ◄─────────── wipes ◄────┘
//! ```
//! What is read must be what was staged. `pending` has a bit for each 8 bytes that wait to be read; a write that is staged
//! meanwhile and finds its bit set has overwritten what the partner was still to be sent: that is a `clash`, and the session
//! ends, for the partner must not see newer bytes in front of older ones. Places share bits, some 1.5 MiB and more apart, so a
//! clash may be a false one.
//!
//! It is never missed, and never comes too late, although memory has a write before it is staged here: when a frame has been read,
//! everything that may have overwritten it is in memory, and what of that has not been taken yet stands in front of the mirror (`left`).
//! The frame is kept back in the outbox (`withheld`), and its bits stay set, until all of that has been taken and looked at.
//!
//! Nothing that stands there ever waits for room: at the bounds `full` asks for nothing new to be stored, and what is on its way by
//! then has its place.

use crate::pending::Pending;
use rtl_prims::fifo::Fifo;
use rust_hdl::prelude::*;

/// Units of 16 bytes that `pending` tells apart.
pub const PENDING_UNITS: u64 = 1 << 17;
/// Entries that may wait before ingress is held: the memory has place for the chunks that are on their way by then, 32 in the
/// staging FIFO and a few in front of it.
const RUNS: u64 = 2048 - 64;
/// Beats asked for and not answered; the outbox keeps room for them.
pub const READ_AHEAD: u64 = 64;
/// Frames of these, at most.
pub const FRAMES_AHEAD: u64 = 16;

/// Chunks that continue each other.
#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
struct Run {
    /// Whole lines, published.
    lines: Bit,
    /// A beat with missing bytes.
    masked: Bit,
    queue: Bits<6>,
    /// Units of 16 bytes.
    address: Bits<28>,
    units: Bits<16>,
    /// Mark of the first line, or byte enables.
    value: Bits<48>,
}

/// A part of a run that is one frame.
#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
struct Part {
    lines: Bit,
    masked: Bit,
    queue: Bits<6>,
    address: Bits<28>,
    units: Bits<7>,
    value: Bits<48>,
}

/// What has been read and need not be kept any more.
#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
struct Wipe {
    address: Bits<28>,
    units: Bits<7>,
    /// Of each unit: its lower, its upper 8 bytes.
    low: Bit,
    high: Bit,
    /// Once so many beats have been taken.
    after: Bits<16>,
}

/// See the module.
#[derive(LogicBlock)]
pub struct Backlog {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    // A staged beat is dropped. Everything from `address` on is good with the first beat of a chunk.
    pub take: Signal<In, Bit>,
    pub enable: Signal<In, Bits<16>>,
    pub first: Signal<In, Bit>,
    pub last: Signal<In, Bit>,
    pub address: Signal<In, Bits<28>>,
    pub length: Signal<In, Bits<7>>,
    pub publish: Signal<In, Bit>,
    pub queue: Signal<In, Bits<6>>,
    pub mark: Signal<In, Bits<48>>,
    /// Beats that are in memory and have not been taken.
    pub left: Signal<In, Bits<9>>,
    /// Beats that may wait here before ingress is held.
    pub bound: Signal<In, Bits<28>>,
    /// Nothing new may be stored. What stands in front of the mirror by then is taken.
    pub full: Signal<Out, Bit>,
    /// A beat taken a cycle ago has overwritten what waits.
    pub clash: Signal<Out, Bit>,
    /// Forget everything.
    pub flush: Signal<In, Bit>,
    /// Nothing waits, and nothing that did is remembered.
    pub done: Signal<Out, Bit>,
    // Reading back.
    /// The outbox has room for what is asked.
    pub room: Signal<In, Bit>,
    pub ask: Signal<Out, Bit>,
    pub ask_address: Signal<Out, Bits<28>>,
    pub asked: Signal<In, Bit>,
    pub answered: Signal<In, Bit>,
    // Into the outbox, with the answer.
    pub put: Signal<Out, Bit>,
    pub close: Signal<Out, Bit>,
    pub out_lines: Signal<Out, Bit>,
    pub out_masked: Signal<Out, Bit>,
    pub out_queue: Signal<Out, Bits<6>>,
    pub out_address: Signal<Out, Bits<28>>,
    pub out_length: Signal<Out, Bits<7>>,
    pub out_enable: Signal<Out, Bits<16>>,
    pub out_mark: Signal<Out, Bits<48>>,
    /// The newest frames of the outbox that may not be sent yet.
    pub withheld: Signal<Out, Bits<7>>,

    newest: DFF<Run>,
    newest_valid: DFF<Bit>,
    newest_end: DFF<Bits<28>>,
    newest_mark: DFF<Bits<48>>,
    /// Inside a chunk: its last beats may not be in memory yet.
    inside: DFF<Bit>,
    runs: Fifo<Run, 11, 12>,
    // The run that is asked for.
    run: DFF<Run>,
    run_valid: DFF<Bit>,
    /// Beats of its present part still to ask for.
    rest: DFF<Bits<7>>,
    place: DFF<Bits<28>>,
    parts: Fifo<Part, 4, 5>,
    got: DFF<Bits<7>>,
    /// Asked for and not answered.
    open: DFF<Bits<7>>,
    /// Frames that are withheld.
    wipes: Fifo<Wipe, 6, 7>,
    kept: DFF<Bits<7>>,
    wiping: DFF<Bits<28>>,
    wipe_left: DFF<Bits<7>>,
    wiping_low: DFF<Bit>,
    wiping_high: DFF<Bit>,
    /// Beats taken and not on their way.
    waiting: DFF<Bits<28>>,
    is_full: DFF<Bit>,
    /// Beats taken.
    taken: DFF<Bits<16>>,
    pending_low: Pending,
    pending_high: Pending,
    /// The unit of the next beat of the chunk.
    next_unit: DFF<Bits<28>>,
    // The beat taken a cycle ago, and the one before it.
    check_low: DFF<Bit>,
    check_high: DFF<Bit>,
    check_index: DFF<Bits<17>>,
    set_low: DFF<Bit>,
    set_high: DFF<Bit>,
    set_index: DFF<Bits<17>>,
    /// `pending` is cleared at power-on and after a loss, 131 us; a session begins behind that.
    sweeping: DFF<Bit>,
    sweep: DFF<Bits<15>>,
    wipe_low: DFF<Bits<4>>,
    wipe_high: DFF<Bits<4>>,
    wipe_row: DFF<Bits<15>>,
    unit: Signal<Local, Bits<28>>,
    index: Signal<Local, Bits<17>>,
    wipe_index: Signal<Local, Bits<17>>,
    coming: Signal<Local, Run>,
    old: Signal<Local, Run>,
    current: Signal<Local, Run>,
    current_address: Signal<Local, Bits<28>>,
    current_units: Signal<Local, Bits<16>>,
    answer_value: Signal<Local, Bits<48>>,
    joins: Signal<Local, Bit>,
    begins: Signal<Local, Bit>,
    pulls: Signal<Local, Bit>,
    cuts: Signal<Local, Bit>,
    to_boundary: Signal<Local, Bits<7>>,
    part_units: Signal<Local, Bits<7>>,
    part: Signal<Local, Part>,
    answer: Signal<Local, Part>,
    same: Signal<Local, Bit>,
    wipe_busy: Signal<Local, Bit>,
    wipe_unit: Signal<Local, Bits<2>>,
    wipe_fits: Signal<Local, Bits<3>>,
    wipe_units: Signal<Local, Bits<4>>,
    wipe_shifted: Signal<Local, Bits<4>>,
    waiting_less: Signal<Local, Bits<28>>,
    wipe: Signal<Local, Wipe>,
    next_wipe: Signal<Local, Wipe>,
    seen: Signal<Local, Bits<16>>,
    idle: Signal<Local, Bit>,
    got_next: Signal<Local, Bits<7>>,
    longest: Constant<Bits<16>>,
    runs_limit: Constant<Bits<12>>,
    last_row: Constant<Bits<15>>,
    ahead: Constant<Bits<7>>,
}

impl Backlog {
    /// For a LOCAL of `local_bytes`.
    pub fn new(local_bytes: u64) -> Self {
        Backlog {
            clock: Default::default(),
            reset: Default::default(),
            take: Default::default(),
            enable: Default::default(),
            first: Default::default(),
            last: Default::default(),
            address: Default::default(),
            length: Default::default(),
            publish: Default::default(),
            queue: Default::default(),
            mark: Default::default(),
            left: Default::default(),
            bound: Default::default(),
            full: Default::default(),
            clash: Default::default(),
            flush: Default::default(),
            done: Default::default(),
            room: Default::default(),
            ask: Default::default(),
            ask_address: Default::default(),
            asked: Default::default(),
            answered: Default::default(),
            put: Default::default(),
            close: Default::default(),
            out_lines: Default::default(),
            out_masked: Default::default(),
            out_queue: Default::default(),
            out_address: Default::default(),
            out_length: Default::default(),
            out_enable: Default::default(),
            out_mark: Default::default(),
            withheld: Default::default(),
            newest: Default::default(),
            newest_valid: Default::default(),
            newest_end: Default::default(),
            newest_mark: Default::default(),
            inside: Default::default(),
            runs: Default::default(),
            run: Default::default(),
            run_valid: Default::default(),
            rest: Default::default(),
            place: Default::default(),
            parts: Default::default(),
            got: Default::default(),
            open: Default::default(),
            wipes: Default::default(),
            kept: Default::default(),
            wiping: Default::default(),
            wipe_left: Default::default(),
            wiping_low: Default::default(),
            wiping_high: Default::default(),
            waiting: Default::default(),
            is_full: Default::default(),
            taken: Default::default(),
            pending_low: Default::default(),
            pending_high: Default::default(),
            check_low: Default::default(),
            check_high: Default::default(),
            set_low: Default::default(),
            set_high: Default::default(),
            wipe_low: Default::default(),
            wipe_high: Default::default(),
            same: Default::default(),
            wipe_busy: Default::default(),
            wipe_unit: Default::default(),
            seen: Default::default(),
            idle: Default::default(),
            next_unit: Default::default(),
            check_index: Default::default(),
            set_index: Default::default(),
            sweeping: Default::default(),
            sweep: Default::default(),
            wipe_row: Default::default(),
            wipe_fits: Default::default(),
            wipe_units: Default::default(),
            wipe_shifted: Default::default(),
            waiting_less: Default::default(),
            unit: Default::default(),
            index: Default::default(),
            wipe_index: Default::default(),
            coming: Default::default(),
            old: Default::default(),
            current: Default::default(),
            current_address: Default::default(),
            current_units: Default::default(),
            answer_value: Default::default(),
            joins: Default::default(),
            begins: Default::default(),
            pulls: Default::default(),
            cuts: Default::default(),
            to_boundary: Default::default(),
            part_units: Default::default(),
            part: Default::default(),
            answer: Default::default(),
            wipe: Default::default(),
            next_wipe: Default::default(),
            got_next: Default::default(),
            longest: Constant::new(((1u64 << 16) - 64).to_bits()),
            runs_limit: Constant::new(RUNS.to_bits()),
            last_row: Constant::new(((local_bytes / 16).min(PENDING_UNITS) / 4 - 1).to_bits()),
            ahead: Constant::new(READ_AHEAD.to_bits()),
        }
    }
}

impl Logic for Backlog {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, runs, parts, wipes, pending_low, pending_high);
        dff_setup!(
            self,
            clock,
            newest,
            newest_valid,
            newest_end,
            newest_mark,
            inside,
            run,
            run_valid,
            rest,
            place,
            got,
            open,
            wiping,
            wipe_left,
            wiping_low,
            wiping_high,
            waiting,
            is_full,
            taken,
            kept,
            next_unit,
            check_low,
            check_high,
            check_index,
            set_low,
            set_high,
            set_index,
            sweeping,
            sweep,
            wipe_low,
            wipe_high,
            wipe_row
        );
        self.runs.reset.next = self.flush.val() | self.reset.val();
        self.parts.reset.next = self.flush.val() | self.reset.val();
        self.wipes.reset.next = self.flush.val() | self.reset.val();
        self.runs.rollback.next = false;
        self.parts.rollback.next = false;
        self.wipes.rollback.next = false;

        // What comes: part of the newest run, or a new one.
        self.begins.next = self.take.val() & self.first.val();
        self.old.next = self.newest.q.val();
        self.coming.next.lines = self.publish.val();
        self.coming.next.masked = !self.publish.val() & !self.enable.val().all();
        self.coming.next.queue = self.queue.val();
        self.coming.next.address = self.address.val();
        self.coming.next.units = bit_cast::<16, 7>(self.length.val());
        self.coming.next.value = self.mark.val();
        if !self.publish.val() {
            self.coming.next.value = bit_cast::<48, 16>(self.enable.val());
        }
        self.joins.next = ((self.newest_valid.q.val() & (self.address.val() == self.newest_end.q.val()))
            & ((self.old.val().lines == self.publish.val()) & (self.old.val().queue == self.queue.val())))
            & (((!self.old.val().masked & !self.coming.val().masked) & (self.old.val().units < self.longest.val()))
                & (!self.publish.val() | (self.mark.val() == self.newest_mark.q.val())));
        self.runs.data_in.next = self.newest.q.val();
        self.runs.write.next = (self.begins.val() & self.newest_valid.q.val()) & !self.joins.val();
        self.runs.commit.next = self.runs.write.val();
        // The reader has nothing older.
        self.pulls.next = ((self.newest_valid.q.val() & !self.inside.q.val())
            & (!self.take.val() & !self.run_valid.q.val()))
            & self.runs.empty.val();
        if self.begins.val() {
            self.newest.d.next = self.coming.val();
            self.newest_valid.d.next = true;
            self.newest_end.d.next = self.address.val() + bit_cast::<28, 7>(self.length.val());
            self.newest_mark.d.next = self.mark.val() + 1;
            if self.joins.val() {
                self.newest.d.next = self.newest.q.val();
                self.newest.d.next.units = self.old.val().units + bit_cast::<16, 7>(self.length.val());
            }
        } else if self.pulls.val() {
            self.newest_valid.d.next = false;
        }
        if self.take.val() {
            self.inside.d.next = !self.last.val();
        }
        self.is_full.d.next =
            (self.runs.used.val() >= self.runs_limit.val()) | (self.waiting.q.val() >= self.bound.val());
        self.full.next = self.is_full.q.val();

        // Has it overwritten what waits?
        self.unit.next = self.next_unit.q.val();
        if self.first.val() {
            self.unit.next = self.address.val();
        }
        if self.take.val() {
            self.next_unit.d.next = self.unit.val() + 1;
        }
        self.index.next =
            self.unit.val().get_bits::<17>(0) ^ (bit_cast::<17, 2>(self.unit.val().get_bits::<2>(17)) << 15);
        self.pending_low.look.next = self.index.val();
        self.pending_high.look.next = self.index.val();
        self.check_low.d.next = self.take.val() & self.enable.val().get_bits::<8>(0).any();
        self.check_high.d.next = self.take.val() & self.enable.val().get_bits::<8>(8).any();
        self.check_index.d.next = self.index.val();
        self.set_low.d.next = self.check_low.q.val();
        self.set_high.d.next = self.check_high.q.val();
        self.set_index.d.next = self.check_index.q.val();
        self.pending_low.set.next = self.check_low.q.val();
        self.pending_low.set_unit.next = self.check_index.q.val();
        self.pending_high.set.next = self.check_high.q.val();
        self.pending_high.set_unit.next = self.check_index.q.val();
        // What the beat before has set is not seen by the look yet.
        self.same.next = self.check_index.q.val() == self.set_index.q.val();
        self.clash.next = (self.check_low.q.val()
            & (self.pending_low.found.val() | (self.set_low.q.val() & self.same.val())))
            | (self.check_high.q.val() & (self.pending_high.found.val() | (self.set_high.q.val() & self.same.val())));

        // What has been read is wiped, up to four units of a line at a time.
        self.pending_low.wipe.next = self.wipe_low.q.val();
        self.pending_low.wipe_row.next = self.wipe_row.q.val();
        self.pending_low.sweep.next = self.sweeping.q.val();
        self.pending_low.sweep_row.next = self.sweep.q.val();
        self.pending_high.wipe.next = self.wipe_high.q.val();
        self.pending_high.wipe_row.next = self.wipe_row.q.val();
        self.pending_high.sweep.next = self.sweeping.q.val();
        self.pending_high.sweep_row.next = self.sweep.q.val();
        self.wipe_low.d.next = self.pending_low.wipe_left.val();
        self.wipe_high.d.next = self.pending_high.wipe_left.val();
        self.wipe_busy.next = self.pending_low.wipe_left.val().any() | self.pending_high.wipe_left.val().any();
        self.next_wipe.next = self.wipes.data_out.val();
        self.wipes.ready.next = false;
        // The units of the next line.
        self.wipe_unit.next = self.wiping.q.val().get_bits::<2>(0);
        self.wipe_index.next =
            self.wiping.q.val().get_bits::<17>(0) ^ (bit_cast::<17, 2>(self.wiping.q.val().get_bits::<2>(17)) << 15);
        self.wipe_fits.next = bits::<3>(4) - bit_cast::<3, 2>(self.wipe_unit.val());
        if self.wipe_left.q.val() < bit_cast::<7, 3>(self.wipe_fits.val()) {
            self.wipe_fits.next = self.wipe_left.q.val().get_bits::<3>(0);
        }
        self.wipe_units.next = bits::<4>(15);
        if self.wipe_fits.val() == bits::<3>(1) {
            self.wipe_units.next = bits::<4>(1);
        } else if self.wipe_fits.val() == bits::<3>(2) {
            self.wipe_units.next = bits::<4>(3);
        } else if self.wipe_fits.val() == bits::<3>(3) {
            self.wipe_units.next = bits::<4>(7);
        }
        self.wipe_shifted.next = self.wipe_units.val() << self.wipe_unit.val();
        if self.wipe_left.q.val().any() & !self.wipe_busy.val() {
            if self.wiping_low.q.val() {
                self.wipe_low.d.next = self.wipe_shifted.val();
            }
            if self.wiping_high.q.val() {
                self.wipe_high.d.next = self.wipe_shifted.val();
            }
            self.wipe_row.d.next = self.wipe_index.val().get_bits::<15>(2);
            self.wiping.d.next = self.wiping.q.val() + bit_cast::<28, 3>(self.wipe_fits.val());
            self.wipe_left.d.next = self.wipe_left.q.val() - bit_cast::<7, 3>(self.wipe_fits.val());
        }
        // Not before everything that was in memory when it was read has been looked at.
        self.seen.next = self.taken.q.val() - self.next_wipe.val().after;
        if (self.wipes.valid.val() & !self.wipe_left.q.val().any()) & !self.seen.val().get_bit(15) {
            self.wipes.ready.next = true;
            self.wiping.d.next = self.next_wipe.val().address;
            self.wipe_left.d.next = self.next_wipe.val().units;
            self.wiping_low.d.next = self.next_wipe.val().low;
            self.wiping_high.d.next = self.next_wipe.val().high;
        }
        self.withheld.next = self.kept.q.val();
        self.waiting_less.next = self.waiting.q.val();
        if self.wipes.ready.val() {
            self.waiting_less.next = self.waiting.q.val() - bit_cast::<28, 7>(self.next_wipe.val().units);
        }
        self.waiting.d.next = self.waiting_less.val();
        if self.take.val() {
            self.waiting.d.next = self.waiting_less.val() + 1;
            self.taken.d.next = self.taken.q.val() + 1;
        }

        // Asking: the next run, cut into frames of a line, of a masked beat, or up to a boundary of 1 KiB.
        self.current.next = self.run.q.val();
        self.current_address.next = self.current.val().address;
        self.current_units.next = self.current.val().units;
        self.runs.ready.next = false;
        if !self.run_valid.q.val() {
            if self.runs.valid.val() {
                self.runs.ready.next = true;
                self.run.d.next = self.runs.data_out.val();
                self.run_valid.d.next = true;
            } else if self.pulls.val() {
                self.run.d.next = self.newest.q.val();
                self.run_valid.d.next = true;
            }
        }
        self.to_boundary.next = bits::<7>(64) - bit_cast::<7, 6>(self.current_address.val().get_bits::<6>(0));
        self.part_units.next = self.to_boundary.val();
        if self.current.val().units < bit_cast::<16, 7>(self.to_boundary.val()) {
            self.part_units.next = self.current_units.val().get_bits::<7>(0);
        }
        if self.current.val().lines {
            self.part_units.next = bits::<7>(4);
        }
        self.cuts.next = ((self.run_valid.q.val() & !self.rest.q.val().any()) & self.room.val())
            & ((self.parts.used.val() < 15) & (self.wipes.used.val() < 47));
        self.part.next.lines = self.current.val().lines;
        self.part.next.masked = self.current.val().masked;
        self.part.next.queue = self.current.val().queue;
        self.part.next.address = self.current.val().address;
        self.part.next.units = self.part_units.val();
        self.part.next.value = self.current.val().value;
        self.parts.data_in.next = self.part.val();
        self.parts.write.next = self.cuts.val();
        self.parts.commit.next = self.cuts.val();
        if self.cuts.val() {
            self.rest.d.next = self.part_units.val();
            self.place.d.next = self.current.val().address;
            self.run.d.next.address = self.current.val().address + bit_cast::<28, 7>(self.part_units.val());
            self.run.d.next.units = self.current.val().units - bit_cast::<16, 7>(self.part_units.val());
            if self.current.val().lines {
                self.run.d.next.value = self.current.val().value + 1;
            }
            self.run_valid.d.next = self.current.val().units != bit_cast::<16, 7>(self.part_units.val());
        }
        self.ask.next = self.rest.q.val().any() & (self.open.q.val() < self.ahead.val());
        self.ask_address.next = self.place.q.val();
        if self.asked.val() {
            self.rest.d.next = self.rest.q.val() - 1;
            self.place.d.next = self.place.q.val() + 1;
        }

        // Answers.
        self.answer.next = self.parts.data_out.val();
        self.got_next.next = self.got.q.val() + 1;
        self.put.next = self.answered.val() & self.parts.valid.val();
        self.close.next = self.put.val() & (self.got_next.val() == self.answer.val().units);
        self.parts.ready.next = self.close.val();
        if self.put.val() {
            self.got.d.next = self.got_next.val();
        }
        if self.close.val() {
            self.got.d.next = bits::<7>(0);
        }
        if self.asked.val() & !self.put.val() {
            self.open.d.next = self.open.q.val() + 1;
        } else if !self.asked.val() & self.put.val() {
            self.open.d.next = self.open.q.val() - 1;
        }
        self.answer_value.next = self.answer.val().value;
        self.wipe.next.address = self.answer.val().address;
        self.wipe.next.units = self.answer.val().units;
        self.wipe.next.low = !self.answer.val().masked | self.answer_value.val().get_bits::<8>(0).any();
        self.wipe.next.high = !self.answer.val().masked | self.answer_value.val().get_bits::<8>(8).any();
        self.wipe.next.after = self.taken.q.val() + bit_cast::<16, 9>(self.left.val());
        self.wipes.data_in.next = self.wipe.val();
        self.wipes.write.next = self.close.val();
        self.wipes.commit.next = self.close.val();
        if self.close.val() & !self.wipes.ready.val() {
            self.kept.d.next = self.kept.q.val() + 1;
        } else if !self.close.val() & self.wipes.ready.val() {
            self.kept.d.next = self.kept.q.val() - 1;
        }
        self.out_lines.next = self.answer.val().lines;
        self.out_masked.next = self.answer.val().masked;
        self.out_queue.next = self.answer.val().queue;
        self.out_address.next = self.answer.val().address;
        self.out_length.next = self.answer.val().units;
        self.out_enable.next = self.answer_value.val().get_bits::<16>(0);
        self.out_mark.next = self.answer.val().value;

        self.idle.next = (!self.waiting.q.val().any() & (!self.wipe_left.q.val().any() & !self.wipe_low.q.val().any()))
            & (!self.wipe_high.q.val().any() & !(self.check_low.q.val() | self.check_high.q.val()));
        self.done.next = self.idle.val() & !self.sweeping.q.val();

        if self.sweeping.q.val() {
            self.sweep.d.next = self.sweep.q.val() + 1;
            if self.sweep.q.val() == self.last_row.val() {
                self.sweeping.d.next = false;
            }
        }
        if self.flush.val() | self.reset.val() {
            // With nothing here, nothing is set. What a memory holds at power-on is unknown.
            if (!self.idle.val() | self.take.val()) | self.reset.val() {
                self.sweeping.d.next = true;
                self.sweep.d.next = bits::<15>(0);
            }
            self.newest_valid.d.next = false;
            self.inside.d.next = false;
            self.run_valid.d.next = false;
            self.rest.d.next = bits::<7>(0);
            self.got.d.next = bits::<7>(0);
            self.open.d.next = bits::<7>(0);
            self.wipe_left.d.next = bits::<7>(0);
            self.wipe_low.d.next = bits::<4>(0);
            self.wipe_high.d.next = bits::<4>(0);
            self.waiting.d.next = bits::<28>(0);
            self.is_full.d.next = false;
            self.kept.d.next = bits::<7>(0);
            self.check_low.d.next = false;
            self.check_high.d.next = false;
        }
    }
}
