//! What benchmarks and tests of a simulated pair in this process share: a bench for the driver's conformance suite, and the rings of
//! the DMA engine in a host's memory.

use std::fs::File;
use std::io;
use std::time::Duration;

use abi::dma::{Completion as DmaCompletion, Descriptor, COMPLETION_BYTES, DESCRIPTOR_BYTES};
use abi::registers::dma;
use driver::conformance::{Bench, Need};
use driver::{BusError, CardBus, DmaBuffer};

use crate::bus::{lock, share, SharedPair, SimBus};
use crate::host::HostMemory;
use crate::memory::NvMemory;
use crate::model::ModelPair;
use crate::pair::{Bar, CardPair, Side, CLOCK_KHZ};
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

/// Descriptors, completions and data of one DMA engine in one stretch of host memory.
pub struct DmaRing {
    memory: DmaBuffer,
    entries: u32,
}

/// Where the completions and the data begin in it.
const COMPLETIONS_OFFSET: usize = 4096;
const DATA_OFFSET: usize = 64 << 10;

impl DmaRing {
    /// A ring of `entries` descriptors at `iova`, with `data_bytes` of data. At most 128 entries, a power of two.
    pub fn new(iova: u64, entries: u32, data_bytes: usize) -> io::Result<DmaRing> {
        assert!(entries.is_power_of_two() && entries as usize * DESCRIPTOR_BYTES <= COMPLETIONS_OFFSET);
        let memory = DmaBuffer::allocate(DATA_OFFSET + data_bytes, iova).map_err(io::Error::other)?;
        Ok(DmaRing { memory, entries })
    }

    /// Lets the card of this host reach it.
    pub fn map(&self, host: &HostMemory) -> io::Result<()> {
        let file = File::from(self.memory.fd().try_clone_to_owned()?);
        host.map(self.memory.iova(), self.memory.bytes() as u64, &file, 0, true)
    }

    /// Starts the engine anew with an empty ring: what it was doing is given up.
    pub fn start(&self, pair: &mut dyn CardPair, side: Side) {
        let mut write = |register: u32, data: &[u8]| pair.write(side, Bar::Registers, register.into(), data);
        write(dma::CONTROL, &0u32.to_le_bytes());
        for offset in (0..self.entries as usize * COMPLETION_BYTES).step_by(8) {
            self.memory.store64(COMPLETIONS_OFFSET + offset, 0);
        }
        write(dma::RING_ADDRESS, &self.memory.iova().to_le_bytes());
        write(dma::COMPLETION_ADDRESS, &(self.memory.iova() + COMPLETIONS_OFFSET as u64).to_le_bytes());
        write(dma::RING_COUNT, &self.entries.to_le_bytes());
        write(dma::TAIL, &0u32.to_le_bytes());
        write(dma::CONTROL, &1u32.to_le_bytes());
    }

    /// Host address of byte `offset` of the data.
    pub fn data_address(&self, offset: u64) -> u64 {
        self.memory.iova() + DATA_OFFSET as u64 + offset
    }

    /// The data.
    pub fn store(&self, offset: usize, data: &[u8]) {
        self.memory.write(DATA_OFFSET + offset, data);
    }

    /// Writes descriptor `n`, counted from the start of the engine on. The engine sees it when the host raises DMA.TAIL.
    pub fn set(&self, n: u32, descriptor: &Descriptor) {
        for (i, word) in descriptor.to_words().into_iter().enumerate() {
            self.memory.store64((n % self.entries) as usize * DESCRIPTOR_BYTES + 8 * i, word);
        }
    }

    /// The completion of descriptor `n`, if it has been written.
    pub fn completion(&self, n: u32) -> Option<DmaCompletion> {
        let at = COMPLETIONS_OFFSET + (n % self.entries) as usize * COMPLETION_BYTES;
        let found = DmaCompletion::from_words([self.memory.load64(at), self.memory.load64(at + 8)]);
        (found.phase == (n / self.entries % 2 == 0)).then_some(found)
    }
}
