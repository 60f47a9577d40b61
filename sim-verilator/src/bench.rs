//! A simulated pair in this process as a bench for the driver's conformance suite.

use std::io;
use std::time::Duration;

use driver::conformance::{Bench, Need};
use driver::{BusError, CardBus};

use crate::bus::{lock, share, SharedPair, SimBus};
use crate::memory::NvMemory;
use crate::model::ModelPair;
use crate::pair::{CardPair, Side, CLOCK_KHZ};
use crate::rtl::RtlPair;

/// Patience with a simulated card on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// Serials of the two cards.
const CARD_IDS: [u64; 2] = [0xA, 0xB];

/// A pair of cards with power, over memory that ends with it.
pub struct SimBench {
    pair: SharedPair,
}

impl SimBench {
    /// Verilated cards.
    pub fn rtl() -> io::Result<SimBench> {
        let memories = [NvMemory::anonymous()?, NvMemory::anonymous()?];
        Ok(Self::of(Box::new(RtlPair::new(memories, CARD_IDS, 1))))
    }

    /// Model cards.
    pub fn model() -> io::Result<SimBench> {
        let memories = [NvMemory::anonymous()?, NvMemory::anonymous()?];
        Ok(Self::of(Box::new(ModelPair::new(memories, CARD_IDS, 1))))
    }

    fn of(mut pair: Box<dyn CardPair>) -> SimBench {
        Side::BOTH.into_iter().for_each(|side| pair.power_on(side));
        SimBench { pair: share(pair) }
    }

    /// The pair itself, to look at it.
    pub fn pair(&self) -> SharedPair {
        self.pair.clone()
    }
}

impl Bench for SimBench {
    fn open(&mut self, side: driver::Side) -> Result<Box<dyn CardBus>, BusError> {
        Ok(Box::new(SimBus::new(self.pair.clone(), Side::BOTH[side.index()])))
    }
    fn link(&mut self, up: bool) {
        lock(&self.pair).set_cable(up);
    }
    fn power(&mut self, side: driver::Side, on: bool) {
        let side = Side::BOTH[side.index()];
        let mut pair = lock(&self.pair);
        if on {
            pair.power_on(side);
        } else {
            assert!(pair.power_off(side), "the drain finished");
        }
    }
    fn offers(&self) -> &'static [Need] {
        &[Need::PowerUnderHost, Need::ReadOnlyMemory, Need::BadBattery, Need::OutsideReset]
    }
    fn battery(&mut self, side: driver::Side, good: bool) {
        lock(&self.pair).set_battery(Side::BOTH[side.index()], good);
    }
    fn reset(&mut self, side: driver::Side) {
        lock(&self.pair).reset(Side::BOTH[side.index()]);
    }
    fn pause(&mut self, micros: u64) {
        lock(&self.pair).advance(micros * u64::from(CLOCK_KHZ) / 1000);
    }
    fn patience(&self) -> Duration {
        PATIENCE
    }
}
