//! Order between what goes to the host on RQ and on CC.
//!
//! The hard block has a path of its own for each of the two streams: a completion may reach the host before a write that left the card
//! earlier. On a bus a completion pushes the writes before it, and drivers count on that: who reads LOGQ.LOCAL or DMA.RETIRED expects
//! host memory to say at least as much. So every write carries a number (`seq_num` in `tuser`), the hard block gives it back on
//! `pcie_rq_seq_num0` once the write cannot be overtaken any more (PG213 "Requester Request Interface"), and the completer asks here
//! before it sends what a register holds:
//!
//! 1. *Lines*: what the register says and the watermark line in host memory does not is on its way: a line that was due when the
//!    completer asked has to leave.
//! 2. *Numbers*: the last write that had left by then has to have its number back.
//!
//! Nothing waits when every line has been told and every number is back, which is nearly always. At most [`ROOM`] writes are without
//! their numbers, then RQ pauses; and if for 65 536 cycles (262 us) none comes back and no line leaves, order is given up until
//! the next write: a host that takes no writes must not lose its reads as well. While the card may not write (bus master off, power failing)
//! nothing waits, and what has left until then counts as told: the hard block may have dropped it, and `crossing` has dropped what had not
//! begun to go out, so that its number never comes. The host gives all addresses anew before it can expect anything again.

use rust_hdl::prelude::*;

/// Writes that may be on their way without their number, a little less than half of the numbers there are.
pub const ROOM: u64 = 28;

#[derive(LogicState, Copy, Clone, Debug, PartialEq)]
enum Phase {
    /// Nobody asks, or nothing is on its way.
    Idle,
    /// Lines that were due have to leave.
    Lines,
    /// The writes before have to have their numbers back.
    Numbers,
    /// The answer may go.
    Clear,
}

#[derive(LogicBlock)]
pub struct Order {
    pub clock: Signal<In, Clock>,
    /// Of the bus: what was on its way is forgotten.
    pub reset: Signal<In, Bit>,
    /// The card may not write: nothing waits.
    pub mute: Signal<In, Bit>,
    /// The last beat of a write has been taken on RQ.
    pub sent: Signal<In, Bit>,
    /// A packet is half-way out on RQ.
    pub inside: Signal<In, Bit>,
    /// `pcie_rq_seq_num0` and `pcie_rq_seq_num_vld0`.
    pub number_back: Signal<In, Bits<6>>,
    pub number_back_valid: Signal<In, Bit>,
    /// Number of the next write, and of the last one: a read carries that, because it has no place in the order.
    pub next_number: Signal<Out, Bits<6>>,
    pub last_number: Signal<Out, Bits<6>>,
    /// Another packet may begin.
    pub room: Signal<Out, Bit>,
    /// Bit n: queue n has something its watermark line does not say; its line is being copied into the writer.
    pub line_due: Signal<In, Bits<2>>,
    pub line_taken: Signal<In, Bits<2>>,
    /// A line is in the writer.
    pub line_busy: Signal<In, Bit>,
    /// The completer has an answer, and what it says is fixed.
    pub ask: Signal<In, Bit>,
    /// It may go.
    pub clear: Signal<Out, Bit>,
    /// Pulses when order has been given up.
    pub given_up: Signal<Out, Bit>,
    phase: DFF<Phase>,
    last: DFF<Bits<6>>,
    back: DFF<Bits<6>>,
    need: DFF<Bits<2>>,
    barrier: DFF<Bits<6>>,
    /// Everything was told and back in the last cycle.
    calm: DFF<Bit>,
    /// The card may not write, or the packet that is half-way out began then.
    muted: DFF<Bit>,
    silent: DFF<Bits<16>>,
    last_now: Signal<Local, Bits<6>>,
    ahead: Signal<Local, Bits<6>>,
    open: Signal<Local, Bits<6>>,
    left: Signal<Local, Bits<6>>,
    news: Signal<Local, Bit>,
    due: Signal<Local, Bits<2>>,
    limit: Constant<Bits<6>>,
}

impl Default for Order {
    fn default() -> Self {
        Order {
            clock: Default::default(),
            reset: Default::default(),
            mute: Default::default(),
            sent: Default::default(),
            inside: Default::default(),
            number_back: Default::default(),
            number_back_valid: Default::default(),
            next_number: Default::default(),
            last_number: Default::default(),
            room: Default::default(),
            line_due: Default::default(),
            line_taken: Default::default(),
            line_busy: Default::default(),
            ask: Default::default(),
            clear: Default::default(),
            given_up: Default::default(),
            phase: Default::default(),
            last: Default::default(),
            back: Default::default(),
            need: Default::default(),
            barrier: Default::default(),
            calm: Default::default(),
            muted: Default::default(),
            silent: Default::default(),
            last_now: Default::default(),
            ahead: Default::default(),
            open: Default::default(),
            left: Default::default(),
            news: Default::default(),
            due: Default::default(),
            limit: Constant::new(ROOM.to_bits()),
        }
    }
}

impl Logic for Order {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, phase, last, back, need, barrier, calm, muted, silent);
        // Numbers wrap; what is neither out nor new is a number from before a reset.
        self.ahead.next = self.number_back.val() - self.back.q.val();
        self.open.next = self.last.q.val() - self.back.q.val();
        self.news.next = self.number_back_valid.val() & (self.ahead.val() != 0) & (self.ahead.val() <= self.open.val());
        if self.news.val() {
            self.back.d.next = self.number_back.val();
        }
        self.last_now.next = self.last.q.val();
        if self.sent.val() {
            self.last_now.next = self.last.q.val() + 1;
        }
        self.last.d.next = self.last_now.val();
        self.muted.d.next = self.mute.val() | (self.muted.q.val() & self.inside.val());
        if self.mute.val() | self.muted.q.val() {
            self.back.d.next = self.last_now.val();
        }
        self.next_number.next = self.last.q.val() + 1;
        self.last_number.next = self.last.q.val();
        self.room.next = self.open.val() < self.limit.val();

        self.due.next = self.line_due.val() & !self.line_taken.val();
        self.calm.d.next =
            (self.line_due.val() == 0) & !self.line_busy.val() & (self.open.val() == 0) & !self.sent.val();
        // Less than half a lap behind: at most ROOM and a few are open.
        self.left.next = self.barrier.q.val() - self.back.q.val();
        match self.phase.q.val() {
            Phase::Idle => {
                self.need.d.next = self.due.val();
                if self.ask.val() & !self.calm.q.val() {
                    self.phase.d.next = Phase::Lines;
                }
            }
            Phase::Lines => {
                self.need.d.next = self.need.q.val() & self.due.val();
                self.barrier.d.next = self.last.q.val();
                if (self.need.q.val() == 0) & !self.line_busy.val() {
                    self.phase.d.next = Phase::Numbers;
                }
            }
            Phase::Numbers => {
                if (self.left.val() == 0) | self.left.val().get_bit(5) {
                    self.phase.d.next = Phase::Clear;
                }
            }
            Phase::Clear => {}
            _ => {
                self.phase.d.next = Phase::Idle;
            }
        }
        self.silent.d.next = bits::<16>(0);
        if (self.open.val() != 0) | (self.phase.q.val() == Phase::Lines) {
            self.silent.d.next = self.silent.q.val() + 1;
        }
        if self.news.val() | self.sent.val() {
            self.silent.d.next = bits::<16>(0);
        }
        self.given_up.next = self.silent.q.val().all() & !self.reset.val();
        if self.silent.q.val().all() {
            self.back.d.next = self.last.q.val();
        }
        if (self.silent.q.val().all() | self.mute.val()) & (self.phase.q.val() != Phase::Idle) {
            self.phase.d.next = Phase::Clear;
        }
        if !self.ask.val() | self.reset.val() {
            self.phase.d.next = Phase::Idle;
        }
        if self.reset.val() {
            self.last.d.next = self.last.q.val();
            self.back.d.next = self.last.q.val();
        }
        self.clear.next =
            (self.phase.q.val() == Phase::Clear) | ((self.phase.q.val() == Phase::Idle) & self.calm.q.val());
    }
}
