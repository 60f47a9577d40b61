//! Whether PCIe's clock is slow enough for a packet to begin before all of it has crossed.
//!
//! A packet on its way to the hard block may be given a head start ([`crate::packets::Outbound`]), if the hard block does not take beats faster
//! than the core writes them. Both clocks are 250 MHz, from two oscillators; nothing but the board says so. So it is measured: a wave
//! of [`HALF`] cycles of PCIe's clock crosses, and the core counts its own cycles between two of its edges. Two synchronised edges are
//! known to two cycles; with [`LEAST`] the true ratio is 1.2 % at most, which is less than a cycle in a packet of 66 beats.
//!
//! After a reset nothing is known until two edges have come, and packets wait until they are whole. A clock that stands is slow.

use rtl_prims::crossing::Synchroniser;
use rust_hdl::prelude::*;

/// Cycles of PCIe's clock between two edges of the wave.
pub const HALF: u64 = 512;
/// Cycles of the core in that time from which on there may be a head start.
pub const LEAST: u64 = 508;

#[derive(LogicBlock)]
pub struct Pace {
    pub bus_clock: Signal<In, Clock>,
    pub core_clock: Signal<In, Clock>,
    /// The core's side is in reset: what is known is forgotten.
    pub closed: Signal<In, Bit>,
    /// The core keeps up, on its clock.
    pub keeps_up: Signal<Out, Bit>,
    /// Simulation, see `Synchroniser`.
    pub late: Signal<In, Bits<1>>,
    // Bus side.
    count: DFF<Bits<9>>,
    wave: DFF<Bit>,
    // Core side.
    wave_seen: Synchroniser<1>,
    before: DFF<Bits<1>>,
    /// Cycles since the wave's last edge, if there was one; stops at the top.
    cycles: DFF<Bits<10>>,
    known: DFF<Bit>,
    good: DFF<Bit>,
    least: Constant<Bits<10>>,
}

impl Default for Pace {
    fn default() -> Self {
        assert_eq!(HALF, 1 << 9, "the counter wraps once in half a wave");
        Pace {
            bus_clock: Default::default(),
            core_clock: Default::default(),
            closed: Default::default(),
            keeps_up: Default::default(),
            late: Default::default(),
            count: Default::default(),
            wave: Default::default(),
            wave_seen: Default::default(),
            before: Default::default(),
            cycles: Default::default(),
            known: Default::default(),
            good: Default::default(),
            least: Constant::new(LEAST.to_bits()),
        }
    }
}

impl Logic for Pace {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, bus_clock, count, wave);
        self.wave_seen.clock.next = self.core_clock.val();
        dff_setup!(self, core_clock, before, cycles, known, good);
        self.count.d.next = self.count.q.val() + 1;
        if self.count.q.val().all() {
            self.wave.d.next = !self.wave.q.val();
        }
        self.wave_seen.from.next = self.wave.q.val().into();
        self.wave_seen.late.next = self.late.val();
        self.before.d.next = self.wave_seen.to.val();
        if !self.cycles.q.val().all() {
            self.cycles.d.next = self.cycles.q.val() + 1;
        }
        if self.wave_seen.to.val() != self.before.q.val() {
            self.cycles.d.next = bits::<10>(1);
            self.known.d.next = true;
            self.good.d.next = self.known.q.val() & (self.cycles.q.val() >= self.least.val());
        }
        if self.closed.val() {
            self.known.d.next = false;
            self.good.d.next = false;
        }
        self.keeps_up.next = self.good.q.val();
    }
}
