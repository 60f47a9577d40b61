//! The DMA engine of a card: transfers submitted to a ring, completions polled from another.
//!
//! The card executes transfers in the order in which they were submitted and retires them in that order. The first that fails
//! halts it: [`Dma::poll`] says why, [`Dma::restart`] begins anew. Completions lie in host memory, so polling costs no access to the
//! card.

use std::sync::Arc;

use abi::dma::{
    Completion, Descriptor, COMPLETION_BYTES, DESCRIPTOR_BYTES, FLAG_CHECK, MAX_BYTES, MAX_RING, MIN_RING,
    OPCODE_TO_CARD, OPCODE_TO_HOST, STATUS_BAD_DESCRIPTOR, STATUS_CARD_FAILED, STATUS_CRC, STATUS_HOST_READ,
    STATUS_LOST, STATUS_OK, STATUS_TIMEOUT,
};
use abi::registers::dma;

use crate::queue::{lock, SharedBus};
use crate::{BusError, DmaBuffer};

/// Why a transfer was not taken, or did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum DmaError {
    /// The bus failed.
    #[error(transparent)]
    Bus(#[from] BusError),
    /// This card has none.
    #[error("the card has no DMA engine: post the bytes, or read them through BAR2")]
    NoEngine,
    /// The engine has one ring.
    #[error("the DMA engine is open already: it has one ring, and one user")]
    Taken,
    /// A ring of another size.
    #[error("a DMA ring of {count} entries: it must be a power of two from {MIN_RING} to {MAX_RING}")]
    BadCount {
        /// What was asked for.
        count: u32,
    },
    /// As many transfers are under way as the ring has entries.
    #[error("the DMA ring is full with {count} transfers: poll their completions first")]
    Full {
        /// Entries of the ring.
        count: u32,
    },
    /// More than a descriptor can say, nothing, or outside the buffer.
    #[error("a DMA transfer of {bytes} bytes at offset {offset} of a buffer of {buffer} bytes: 1 to {MAX_BYTES} bytes, inside")]
    BadLength {
        /// Bytes of the transfer.
        bytes: usize,
        /// Where in the buffer.
        offset: usize,
        /// Bytes of the buffer.
        buffer: usize,
    },
}

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From host memory into LOCAL; mirrored as posted writes are.
    ToCard,
    /// From LOCAL, or from REMOTE (at [`abi::geometry::REMOTE_OFFSET`]), into host memory.
    ToHost,
}

/// A transfer. Both ends may have any alignment.
#[derive(Clone, Copy)]
pub struct Transfer<'a> {
    pub direction: Direction,
    /// Host memory the card may reach that way.
    pub buffer: &'a DmaBuffer,
    /// Byte offset inside it.
    pub buffer_offset: usize,
    /// Byte offset in BAR2.
    pub card_offset: u64,
    pub bytes: usize,
    /// Log queue whose DMA watermarks count it.
    pub queue: usize,
    /// Given back when it is done.
    pub cookie: u32,
    /// CRC-32C the bytes have to have.
    pub check: Option<u32>,
}

/// Why a transfer failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    BadDescriptor,
    /// The bytes have another CRC-32C than the transfer said.
    Crc,
    /// The host refused the card's read.
    HostRead,
    /// The host did not answer the card's read.
    Timeout,
    CardFailed,
    /// The card's memory has lost what was asked for.
    Lost,
    /// A status this driver does not know.
    Unknown(u16),
}

/// A transfer that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    pub cookie: u32,
    /// CRC-32C of the bytes.
    pub crc: u32,
    /// Hardware sequence the card was at.
    pub hw_sequence: u64,
    /// The ring has halted behind a transfer that failed.
    pub result: Result<(), Failure>,
}

/// The DMA engine, opened by [`crate::Card::open_dma`]; its only user.
///
/// ```compile_fail,E0596
/// fn submit_through_a_shared_reference(dma: &driver::Dma, transfer: &driver::Transfer) {
///     let _ = dma.submit(transfer);
/// }
/// ```
pub struct Dma {
    bus: SharedBus,
    ring: DmaBuffer,
    completions: DmaBuffer,
    count: u32,
    /// Transfers submitted, and completions seen, since the ring was started. Both wrap.
    submitted: u32,
    seen: u32,
    _token: Arc<()>,
}

impl Dma {
    /// Checks the number of entries of a ring.
    pub(crate) fn check_count(count: u32) -> Result<(), DmaError> {
        if count.is_power_of_two() && (MIN_RING..=MAX_RING).contains(&count) {
            Ok(())
        } else {
            Err(DmaError::BadCount { count })
        }
    }

    /// Starts the engine of the card on `bus` with rings in these buffers.
    pub(crate) fn start(
        bus: SharedBus,
        ring: DmaBuffer,
        completions: DmaBuffer,
        count: u32,
        token: Arc<()>,
    ) -> Result<Dma, DmaError> {
        let mut dma = Dma { bus, ring, completions, count, submitted: 0, seen: 0, _token: token };
        dma.restart()?;
        Ok(dma)
    }

    /// Forgets what was submitted and begins anew: after a transfer that failed, or a reset of the card.
    pub fn restart(&mut self) -> Result<(), DmaError> {
        let mut bus = lock(&self.bus);
        bus.write32(dma::CONTROL, 0)?;
        // What the ring had under way when it was stopped is over when the card answers.
        bus.read32(dma::STATE)?;
        for offset in (0..self.count as usize * COMPLETION_BYTES).step_by(8) {
            self.completions.store64(offset, 0);
        }
        bus.write64(dma::RING_ADDRESS, self.ring.iova())?;
        bus.write64(dma::COMPLETION_ADDRESS, self.completions.iova())?;
        bus.write32(dma::RING_COUNT, self.count)?;
        bus.write32(dma::TAIL, 0)?;
        bus.write32(dma::CONTROL, 1)?;
        drop(bus);
        (self.submitted, self.seen) = (0, 0);
        Ok(())
    }

    /// Hands a transfer to the card. Its buffer belongs to the card until [`Dma::poll`] has given its completion.
    pub fn submit(&mut self, transfer: &Transfer) -> Result<(), DmaError> {
        let (bytes, offset, buffer) = (transfer.bytes, transfer.buffer_offset, transfer.buffer.bytes());
        let inside = offset.checked_add(bytes).is_some_and(|end| end <= buffer);
        if !inside || bytes == 0 || bytes > MAX_BYTES as usize {
            return Err(DmaError::BadLength { bytes, offset, buffer });
        }
        if self.submitted.wrapping_sub(self.seen) >= self.count {
            return Err(DmaError::Full { count: self.count });
        }
        let descriptor = Descriptor {
            host_address: transfer.buffer.iova() + offset as u64,
            card_offset: transfer.card_offset,
            opcode: match transfer.direction {
                Direction::ToCard => OPCODE_TO_CARD,
                Direction::ToHost => OPCODE_TO_HOST,
            },
            flags: if transfer.check.is_some() { FLAG_CHECK } else { 0 },
            length: bytes as u32,
            queue: transfer.queue.min(usize::from(u8::MAX)) as u8,
            cookie: transfer.cookie,
            crc: transfer.check.unwrap_or(0),
        };
        let at = (self.submitted & (self.count - 1)) as usize * DESCRIPTOR_BYTES;
        for (i, word) in descriptor.to_words().into_iter().enumerate() {
            self.ring.store64(at + 8 * i, word);
        }
        self.submitted = self.submitted.wrapping_add(1);
        Ok(lock(&self.bus).write32(dma::TAIL, self.submitted)?)
    }

    /// Transfers submitted whose completion has not been polled.
    pub fn under_way(&self) -> u32 {
        self.submitted.wrapping_sub(self.seen)
    }

    /// The next completion, if it has come.
    pub fn poll(&mut self) -> Result<Option<Done>, DmaError> {
        if self.under_way() == 0 {
            return Ok(None);
        }
        lock(&self.bus).poll()?;
        let at = (self.seen & (self.count - 1)) as usize * COMPLETION_BYTES;
        // The phase is in the last word: once it is right the rest is there.
        let second = self.completions.load64(at + 8);
        let found = Completion::from_words([self.completions.load64(at), second]);
        if found.phase == (self.seen & self.count != 0) {
            return Ok(None);
        }
        self.seen = self.seen.wrapping_add(1);
        let result = match found.status {
            STATUS_OK => Ok(()),
            STATUS_BAD_DESCRIPTOR => Err(Failure::BadDescriptor),
            STATUS_CRC => Err(Failure::Crc),
            STATUS_HOST_READ => Err(Failure::HostRead),
            STATUS_TIMEOUT => Err(Failure::Timeout),
            STATUS_CARD_FAILED => Err(Failure::CardFailed),
            STATUS_LOST => Err(Failure::Lost),
            other => Err(Failure::Unknown(other)),
        };
        Ok(Some(Done { cookie: found.cookie, crc: found.crc, hw_sequence: found.hw_sequence, result }))
    }

    /// Lets the interrupt of the engine (`abi::msix::VECTOR_DMA`) come once, when all that was submitted is done, or the ring halts.
    pub fn arm_interrupt(&mut self) -> Result<(), DmaError> {
        Ok(lock(&self.bus).write32(dma::ARM, self.submitted)?)
    }
}

impl Drop for Dma {
    /// The card must not write into memory that is about to go.
    fn drop(&mut self) {
        let mut bus = lock(&self.bus);
        // A card that is gone writes nothing any more.
        let _ = bus.write32(dma::CONTROL, 0).and_then(|()| bus.read32(dma::STATE));
    }
}
