//! The in-process backend of the driver: a host on one side of a card pair in the same process.
//!
//! Time passes only inside calls: a read runs the pair until its completion has come, and [`CardBus::poll`], which the
//! driver calls whenever it looks at a watermark in its own memory, lets [`POLL_CYCLES`] pass. So a test that drives
//! both hosts from one thread is exactly repeatable.

use std::fs::File;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use abi::geometry::{BAR0_BYTES, BAR2_BYTES};
use abi::msix::VECTORS;
use abi::registers::id;
use driver::{BusError, CardBus, DmaAccess, DmaBuffer, DmaSpace};
use nix::sys::eventfd::{EfdFlags, EventFd};

use crate::interrupts;
use crate::pair::{Bar, CardPair, Completion, ReadTag, Side, FLUSH_CYCLES};

/// Cycles that pass when a host looks at its watermarks.
pub const POLL_CYCLES: u64 = 64;
/// A completion that has not come after this many cycles will not come.
const READ_TIMEOUT_CYCLES: u64 = 1_000_000;
/// Posted writes wait while the card has this many bytes of them before it.
const BACKLOG_BYTES: usize = 1 << 16;
/// Addresses for the card: such as an IOMMU gives.
const IOVAS: std::ops::Range<u64> = 1 << 32..1 << 39;

/// A card pair shared by its two hosts and the test that owns it.
pub type SharedPair = Arc<Mutex<Box<dyn CardPair>>>;

/// Puts a pair where several hosts can reach it.
pub fn share(pair: Box<dyn CardPair>) -> SharedPair {
    Arc::new(Mutex::new(pair))
}

/// Locks a pair. A panic in another test thread leaves the simulation between two calls, which is a good state.
pub fn lock(pair: &SharedPair) -> MutexGuard<'_, Box<dyn CardPair>> {
    pair.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One host's bus to its card.
pub struct SimBus {
    pair: SharedPair,
    side: Side,
    memory: DmaSpace,
}

impl SimBus {
    /// The host on `side` of the pair.
    pub fn new(pair: SharedPair, side: Side) -> Self {
        SimBus { pair, side, memory: DmaSpace::new(vec![IOVAS], 4096) }
    }

    fn gone(&self, why: &str) -> BusError {
        BusError::Gone { card: format!("simulated card {}", self.side.letter()), why: why.into() }
    }

    fn write(&mut self, bar: Bar, offset: u64, data: &[u8]) -> Result<(), BusError> {
        let mut pair = lock(&self.pair);
        if !pair.powered(self.side) {
            return Err(self.gone("it has no power"));
        }
        pair.write(self.side, bar, offset, data);
        while pair.backlog(self.side) > BACKLOG_BYTES {
            pair.advance(POLL_CYCLES);
        }
        Ok(())
    }

    fn read(&mut self, bar: Bar, offset: u64, data: &mut [u8]) -> Result<(), BusError> {
        let mut pair = lock(&self.pair);
        if !pair.powered(self.side) {
            return Err(self.gone("it has no power"));
        }
        let tag = pair.read(self.side, bar, offset, data.len());
        match answer(pair.as_mut(), self.side, tag, READ_TIMEOUT_CYCLES) {
            Some(Completion::Data(bytes)) => {
                data.copy_from_slice(&bytes);
                Ok(())
            }
            Some(Completion::Failed) => Err(BusError::BadAccess { what: "read", offset, bytes: data.len() as u64 }),
            None => Err(self.gone("it did not complete a read")),
        }
    }
}

/// The completion of the read `tag`, if it comes within so many cycles; those of reads that were given up are dropped.
fn answer(pair: &mut dyn CardPair, side: Side, tag: ReadTag, cycles: u64) -> Option<Completion> {
    let end = pair.cycles() + cycles;
    while pair.cycles() < end {
        match pair.completion(side) {
            Some((answered, completion)) if answered == tag => return Some(completion),
            Some(_) => {}
            None => pair.advance(8),
        }
    }
    None
}

fn check(what: &'static str, offset: u64, bytes: usize, unit: u64, size: u64) -> Result<(), BusError> {
    let bytes = bytes as u64;
    let inside = offset.checked_add(bytes).is_some_and(|end| end <= size);
    if inside && offset % unit == 0 && bytes % unit == 0 {
        Ok(())
    } else {
        Err(BusError::BadAccess { what, offset, bytes })
    }
}

impl CardBus for SimBus {
    fn read32(&mut self, offset: u32) -> Result<u32, BusError> {
        check("32-bit read of BAR0", offset.into(), 4, 4, BAR0_BYTES)?;
        let mut bytes = [0; 4];
        self.read(Bar::Registers, offset.into(), &mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn write32(&mut self, offset: u32, value: u32) -> Result<(), BusError> {
        check("32-bit write to BAR0", offset.into(), 4, 4, BAR0_BYTES)?;
        self.write(Bar::Registers, offset.into(), &value.to_le_bytes())
    }

    fn read64(&mut self, offset: u32) -> Result<u64, BusError> {
        check("64-bit read of BAR0", offset.into(), 8, 8, BAR0_BYTES)?;
        let mut bytes = [0; 8];
        self.read(Bar::Registers, offset.into(), &mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn write64(&mut self, offset: u32, value: u64) -> Result<(), BusError> {
        check("64-bit write to BAR0", offset.into(), 8, 8, BAR0_BYTES)?;
        self.write(Bar::Registers, offset.into(), &value.to_le_bytes())
    }

    fn post(&mut self, offset: u64, data: &[u8]) -> Result<(), BusError> {
        check("posted write to BAR2", offset, data.len(), 8, BAR2_BYTES)?;
        self.write(Bar::Aperture, offset, data)
    }

    fn read_block(&mut self, offset: u64, data: &mut [u8]) -> Result<(), BusError> {
        check("read of BAR2", offset, data.len(), 8, BAR2_BYTES)?;
        self.read(Bar::Aperture, offset, data)
    }

    fn dma_buffer(&mut self, bytes: usize, access: DmaAccess) -> Result<DmaBuffer, BusError> {
        let os = |source| BusError::Os { what: "mapping memory for the card".into(), source };
        let host = lock(&self.pair).host(self.side).clone();
        let map = |buffer: &DmaBuffer| {
            let file = File::from(buffer.fd().try_clone_to_owned().map_err(os)?);
            let writable = access != DmaAccess::CardReads;
            host.map(buffer.iova(), buffer.bytes() as u64, &file, 0, writable).map_err(os)
        };
        let unmap = |buffer: &DmaBuffer| {
            host.unmap(buffer.iova(), buffer.bytes() as u64);
            Ok(())
        };
        self.memory.allocate(bytes, map, unmap)
    }

    fn interrupt(&mut self, vector: u32) -> Result<OwnedFd, BusError> {
        if vector >= VECTORS {
            return Err(BusError::Unsupported { what: "that interrupt vector", why: "the card has fewer" });
        }
        let os = |source| BusError::Os { what: "making an eventfd".into(), source };
        let event = EventFd::from_flags(EfdFlags::EFD_CLOEXEC | EfdFlags::EFD_NONBLOCK).map_err(|e| os(e.into()))?;
        let raised = event.as_fd().try_clone_to_owned().map_err(os)?;
        let mut pair = lock(&self.pair);
        interrupts::connect(pair.as_mut(), self.side, vector, Some(raised));
        drain(pair.as_mut(), self.side);
        Ok(event.into())
    }

    fn reset(&mut self) -> Result<(), BusError> {
        let mut pair = lock(&self.pair);
        if !pair.powered(self.side) {
            return Err(self.gone("it has no power"));
        }
        drain(pair.as_mut(), self.side);
        pair.reset(self.side);
        Ok(())
    }

    fn poll(&mut self) -> Result<(), BusError> {
        lock(&self.pair).advance(POLL_CYCLES);
        Ok(())
    }
}

impl Drop for SimBus {
    /// The host is gone: the card must not write into memory that belongs to nobody.
    fn drop(&mut self) {
        let mut pair = lock(&self.pair);
        pair.host(self.side).clear();
        drain(pair.as_mut(), self.side);
        pair.reset(self.side);
    }
}

/// A reset comes behind everything the host has posted: the card answers a read behind all of it. A card that takes nothing, or answers
/// nothing, is waited for no longer than [`FLUSH_CYCLES`].
fn drain(pair: &mut dyn CardPair, side: Side) {
    let tag = pair.read(side, Bar::Registers, id::MAGIC.into(), 4);
    answer(pair, side, tag, FLUSH_CYCLES);
}
