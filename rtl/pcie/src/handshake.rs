//! Reset across the two clocks: what the bus had before a reset must not arrive behind it, in either direction, although either
//! side may be far ahead of the other and PCIe's clock may stand still.
//!
//! Three levels cross, each straight out of a flip-flop. `asks` and `holds` are a four-phase handshake, `wants` is a request for one:
//!
//! | step | bus side ([`BusEnd`], PCIe's clock) | core side ([`CoreEnd`]) |
//! |---|---|---|
//! | 1 | is reset, or sees `wants`: lets nothing in or out, raises `asks` | |
//! | 2 | | sees it: holds the card in reset, throws away what arrives, raises `holds` |
//! | 3 | sees it: throws away what arrives until [`QUIET`] cycles have brought nothing and its own reset is over, lowers `asks` | |
//! | 4 | | sees it: when nothing has come for [`QUIET`] cycles and PERST# is over, lets the card go, lowers `holds` |
//! | | sees it: opens | |
//!
//! PERST# reaches the core side by a wire of its own, because PCIe's clock may be gone by then: the card is reset at once, and `wants` is
//! up until the bus side asks. A level that has changed stays until the other side has answered, so neither can miss one, however
//! different the clocks are.
//!
//! Why [`QUIET`]: what was written before a level changed is visible one cycle later than the level at most (two synchronisers may
//! differ by one), and one more until it is at the head of its FIFO.
//!
//! A function-level reset takes the same steps, but it begins with the packets that are half-way over: they end (the hard block
//! goes on and knows nothing of it), and no other begins.

use rtl_prims::crossing::Synchroniser;
use rust_hdl::prelude::*;

/// Cycles without an arrival after which nothing more is on its way.
pub const QUIET: u64 = 4;

#[derive(LogicState, Copy, Clone, Debug, PartialEq)]
enum BusPhase {
    /// Packets go over.
    Open,
    /// Those that have begun end.
    Ending,
    /// Steps 1 to 3.
    Asking,
    /// Step 4.
    Leaving,
}

/// The bus side, on PCIe's clock.
#[derive(LogicBlock)]
pub struct BusEnd {
    pub clock: Signal<In, Clock>,
    /// The hard block's `user_reset`.
    pub user_reset: Signal<In, Bit>,
    /// `cfg_flr_in_process`; `flr_done` is for `cfg_flr_done`.
    pub flr: Signal<In, Bit>,
    pub flr_done: Signal<Out, Bit>,
    /// A packet is half-way over one of the streams.
    pub inside: Signal<In, Bit>,
    /// Something has come out of one of the FIFOs.
    pub arriving: Signal<In, Bit>,
    /// A packet may begin.
    pub begins: Signal<Out, Bit>,
    /// A packet may go on.
    pub going: Signal<Out, Bit>,
    /// What comes is thrown away.
    pub discard: Signal<Out, Bit>,
    // To the other side, and from it.
    pub asks: Signal<Out, Bit>,
    pub holds: Signal<In, Bit>,
    pub wants: Signal<In, Bit>,
    /// Simulation, see `Synchroniser`: `holds`, `wants`.
    pub late: Signal<In, Bits<2>>,
    holds_seen: Synchroniser<1>,
    wants_seen: Synchroniser<1>,
    phase: DFF<BusPhase>,
    asking: DFF<Bit>,
    /// A reset came in step 4: one more round.
    again: DFF<Bit>,
    calm: DFF<Bits<3>>,
    held: Signal<Local, Bit>,
    wanted: Signal<Local, Bit>,
    quiet: Constant<Bits<3>>,
}

impl Default for BusEnd {
    fn default() -> Self {
        BusEnd {
            clock: Default::default(),
            user_reset: Default::default(),
            flr: Default::default(),
            flr_done: Default::default(),
            inside: Default::default(),
            arriving: Default::default(),
            begins: Default::default(),
            going: Default::default(),
            discard: Default::default(),
            asks: Default::default(),
            holds: Default::default(),
            wants: Default::default(),
            late: Default::default(),
            holds_seen: Default::default(),
            wants_seen: Default::default(),
            phase: Default::default(),
            asking: Default::default(),
            again: Default::default(),
            calm: Default::default(),
            held: Default::default(),
            wanted: Default::default(),
            quiet: Constant::new(QUIET.to_bits()),
        }
    }
}

impl Logic for BusEnd {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, holds_seen, wants_seen);
        dff_setup!(self, clock, phase, asking, again, calm);
        self.holds_seen.from.next = self.holds.val().into();
        self.holds_seen.late.next = self.late.val().get_bits::<1>(0);
        self.wants_seen.from.next = self.wants.val().into();
        self.wants_seen.late.next = self.late.val().get_bits::<1>(1);
        self.held.next = self.holds_seen.to.val() == 1;
        self.wanted.next = (self.user_reset.val() | self.again.q.val()) | (self.wants_seen.to.val() == 1);
        self.going.next = ((self.phase.q.val() == BusPhase::Open) | (self.phase.q.val() == BusPhase::Ending))
            & !self.user_reset.val();
        self.begins.next = (self.phase.q.val() == BusPhase::Open) & !(self.wanted.val() | self.flr.val());
        self.discard.next = self.phase.q.val() == BusPhase::Asking;
        self.flr_done.next = false;
        self.calm.d.next = bits::<3>(0);
        match self.phase.q.val() {
            BusPhase::Open => {
                if self.flr.val() {
                    self.phase.d.next = BusPhase::Ending;
                }
                if self.wanted.val() {
                    self.phase.d.next = BusPhase::Asking;
                    self.asking.d.next = true;
                    self.again.d.next = false;
                }
            }
            BusPhase::Ending => {
                if self.wanted.val() | !self.inside.val() {
                    self.phase.d.next = BusPhase::Asking;
                    self.asking.d.next = true;
                }
            }
            BusPhase::Asking => {
                if self.held.val() & !self.arriving.val() {
                    self.calm.d.next = self.calm.q.val();
                    if self.calm.q.val() != self.quiet.val() {
                        self.calm.d.next = self.calm.q.val() + 1;
                    }
                }
                if self.calm.q.val() == self.quiet.val() {
                    self.flr_done.next = self.flr.val();
                    if !self.user_reset.val() & !self.flr.val() {
                        self.phase.d.next = BusPhase::Leaving;
                        self.asking.d.next = false;
                    }
                }
            }
            BusPhase::Leaving => {
                if self.user_reset.val() {
                    self.again.d.next = true;
                }
                if !self.held.val() {
                    self.phase.d.next = BusPhase::Open;
                }
            }
            _ => {
                self.phase.d.next = BusPhase::Open;
            }
        }
        self.asks.next = self.asking.q.val();
    }
}

#[derive(LogicState, Copy, Clone, Debug, PartialEq)]
enum CorePhase {
    /// The card works.
    Open,
    /// PERST#: the card is in reset, and the bus side does not know yet.
    Wanting,
    /// Both know.
    Closed,
}

/// The core side, on the core's clock.
#[derive(LogicBlock)]
pub struct CoreEnd {
    pub clock: Signal<In, Clock>,
    /// PERST#, high while it is asserted; needs no clock of the bus.
    pub perst: Signal<In, Bit>,
    /// Something has come out of one of the FIFOs.
    pub arriving: Signal<In, Bit>,
    /// The card's `reset`. What comes is thrown away.
    pub closed: Signal<Out, Bit>,
    // To the other side, and from it.
    pub asks: Signal<In, Bit>,
    pub holds: Signal<Out, Bit>,
    pub wants: Signal<Out, Bit>,
    /// Simulation, see `Synchroniser`: `asks`, `perst`.
    pub late: Signal<In, Bits<2>>,
    asks_seen: Synchroniser<1>,
    perst_seen: Synchroniser<1>,
    phase: DFF<CorePhase>,
    holding: DFF<Bit>,
    wanting: DFF<Bit>,
    calm: DFF<Bits<3>>,
    asked: Signal<Local, Bit>,
    pressed: Signal<Local, Bit>,
    quiet: Constant<Bits<3>>,
}

impl Default for CoreEnd {
    fn default() -> Self {
        CoreEnd {
            clock: Default::default(),
            perst: Default::default(),
            arriving: Default::default(),
            closed: Default::default(),
            asks: Default::default(),
            holds: Default::default(),
            wants: Default::default(),
            late: Default::default(),
            asks_seen: Default::default(),
            perst_seen: Default::default(),
            phase: Default::default(),
            holding: Default::default(),
            wanting: Default::default(),
            calm: Default::default(),
            asked: Default::default(),
            pressed: Default::default(),
            quiet: Constant::new(QUIET.to_bits()),
        }
    }
}

impl Logic for CoreEnd {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, asks_seen, perst_seen);
        dff_setup!(self, clock, phase, holding, wanting, calm);
        self.asks_seen.from.next = self.asks.val().into();
        self.asks_seen.late.next = self.late.val().get_bits::<1>(0);
        self.perst_seen.from.next = self.perst.val().into();
        self.perst_seen.late.next = self.late.val().get_bits::<1>(1);
        self.asked.next = self.asks_seen.to.val() == 1;
        self.pressed.next = self.perst_seen.to.val() == 1;
        self.closed.next = self.phase.q.val() != CorePhase::Open;
        self.calm.d.next = bits::<3>(0);
        match self.phase.q.val() {
            CorePhase::Open => {
                if self.pressed.val() {
                    self.phase.d.next = CorePhase::Wanting;
                    self.wanting.d.next = true;
                }
                if self.asked.val() {
                    self.phase.d.next = CorePhase::Closed;
                    self.wanting.d.next = false;
                    self.holding.d.next = true;
                }
            }
            CorePhase::Wanting => {
                if self.asked.val() {
                    self.phase.d.next = CorePhase::Closed;
                    self.wanting.d.next = false;
                    self.holding.d.next = true;
                }
            }
            CorePhase::Closed => {
                if (!self.asked.val() & !self.pressed.val()) & !self.arriving.val() {
                    self.calm.d.next = self.calm.q.val() + 1;
                    if self.calm.q.val() == self.quiet.val() {
                        self.phase.d.next = CorePhase::Open;
                        self.holding.d.next = false;
                    }
                }
            }
            _ => {
                self.phase.d.next = CorePhase::Open;
            }
        }
        self.holds.next = self.holding.q.val();
        self.wants.next = self.wanting.q.val();
    }
}
