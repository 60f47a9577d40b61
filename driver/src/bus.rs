//! What a bus to a card can do.

use std::os::fd::OwnedFd;

use crate::{DmaAccess, DmaBuffer};

/// Why an access to a card failed.
#[derive(Debug, thiserror::Error)]
pub enum BusError {
    /// The bus or the card cannot do this at all.
    #[error("{what} is not available on this card: {why}")]
    Unsupported {
        /// What was asked for.
        what: &'static str,
        /// Why it is not there.
        why: &'static str,
    },
    /// Outside the BAR, or not aligned as the access needs.
    #[error("{what} of {bytes} bytes at {offset:#x} is outside the BAR or not aligned")]
    BadAccess {
        /// Which access.
        what: &'static str,
        /// Offset in the BAR in bytes.
        offset: u64,
        /// Length in bytes.
        bytes: u64,
    },
    /// Somebody has the card.
    #[error("{card} is in use by {holder}: stop that process, or open another card")]
    Busy {
        /// Which card.
        card: String,
        /// Who has it, as far as this user may know.
        holder: String,
    },
    /// There is no card where one was looked for.
    #[error("no card at {card}: {why}")]
    Missing {
        /// Where was looked.
        card: String,
        /// What was found instead and what to do.
        why: String,
    },
    /// The card lost power, or the process that simulates it ended. This handle is of no use any more; open a new one.
    #[error("{card} is gone ({why}): open it again when it is back")]
    Gone {
        /// Which card.
        card: String,
        /// How that showed.
        why: String,
    },
    /// The operating system refused.
    #[error("{what}: {source}")]
    Os {
        /// What was tried.
        what: String,
        /// Its answer.
        source: std::io::Error,
    },
}

/// What it means when a card's magic register, of all, reads as ones.
pub(crate) const ONES: &str = "every read gives ones: it was removed, lost its power or is being reset";

/// A bus to one card: BAR0 (registers), BAR2 (log aperture), host memory for the card to write, interrupts, reset.
///
/// Accesses are issued in program order, and a posted write is never overtaken by a later one. Offsets are in bytes
/// from the start of the BAR.
pub trait CardBus: Send {
    /// Reads a 32-bit register of BAR0.
    fn read32(&mut self, offset: u32) -> Result<u32, BusError>;
    /// Writes a 32-bit register of BAR0.
    fn write32(&mut self, offset: u32, value: u32) -> Result<(), BusError>;
    /// Reads a 64-bit register of BAR0. Backends without 64-bit accesses read the low half first.
    fn read64(&mut self, offset: u32) -> Result<u64, BusError>;
    /// Writes a 64-bit register of BAR0. Backends without 64-bit accesses write the low half first.
    fn write64(&mut self, offset: u32, value: u64) -> Result<(), BusError>;
    /// Posts a write into BAR2: a run of whole lines or raw bytes, 8-byte aligned, a multiple of 8 bytes long. How it
    /// is split into packets is the backend's business. Does not wait for the card.
    fn post(&mut self, offset: u64, data: &[u8]) -> Result<(), BusError>;
    /// Reads from BAR2, 8-byte aligned, a multiple of 8 bytes long. Slow; for recovery and diagnosis.
    fn read_block(&mut self, offset: u64, data: &mut [u8]) -> Result<(), BusError>;
    /// Makes zeroed host memory that the card can reach, at least `bytes` long. The card can reach it until its last clone
    /// is dropped and the next buffer is made, or until the bus is dropped. `access` is a promise of what the card will do;
    /// a bus with an IOMMU that can enforces it.
    fn dma_buffer(&mut self, bytes: usize, access: DmaAccess) -> Result<DmaBuffer, BusError>;
    /// Connects interrupt `vector` to an eventfd and returns it.
    fn interrupt(&mut self, vector: u32) -> Result<OwnedFd, BusError>;
    /// Resets the PCIe function (FLR): the card forgets every host address; memory, queues and mirror stay.
    fn reset(&mut self) -> Result<(), BusError>;
    /// Called whenever the host looks at its watermarks. Hardware runs by itself and needs nothing; a software card
    /// does its part here, and a simulated one in the same process gets its clock.
    fn poll(&mut self) -> Result<(), BusError> {
        Ok(())
    }
}
