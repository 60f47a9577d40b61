//! Reading much of a card's memory: by DMA where the card has an engine, through BAR2 elsewhere.
//!
//! A read of BAR2 is one PCIe round trip for every eight bytes; an image of 8 MiB would be a million of them.

use std::time::{Duration, Instant};

use abi::geometry::REMOTE_OFFSET;

use crate::measure::relax;
use crate::{Card, CardError, Direction, Dma, DmaAccess, DmaBuffer, DmaError, Transfer};

/// Longest transfer, bytes.
const PIECE_BYTES: usize = 256 << 10;
/// How long a card may take for a piece; simulated ones need it on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A part of the card's memory that looks like the partner's other part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Region {
    /// This node's.
    Local,
    /// The image of the partner's.
    Remote,
}

/// Reads in bulk. Holds the card's DMA engine, if it has one that is free.
pub struct BulkReader {
    engine: Option<(Dma, DmaBuffer)>,
}

impl BulkReader {
    /// Takes the card's DMA engine and memory for it.
    pub fn new(card: &mut Card) -> Result<BulkReader, CardError> {
        let dma = match card.open_dma(2) {
            Ok(dma) => dma,
            Err(DmaError::Bus(error)) => return Err(error.into()),
            // None, or somebody else's: BAR2 does it, slowly.
            Err(_) => return Ok(BulkReader { engine: None }),
        };
        let buffer = card.dma_buffer(PIECE_BYTES, DmaAccess::CardWrites)?;
        Ok(BulkReader { engine: Some((dma, buffer)) })
    }

    /// Whether it reads by DMA.
    pub fn by_dma(&self) -> bool {
        self.engine.is_some()
    }

    /// Reads from `region`. Offset and length are multiples of 8 bytes. What the engine cannot fetch (memory that has lost bits) is
    /// read through BAR2, which gives as much of it as there is.
    pub fn read(&mut self, card: &mut Card, region: Region, offset: u64, data: &mut [u8]) -> Result<(), CardError> {
        // The same checks and the same error, whichever way it goes.
        card.check_region(region, offset, data.len() as u64)?;
        for (i, piece) in data.chunks_mut(PIECE_BYTES).enumerate() {
            let at = offset + (i * PIECE_BYTES) as u64;
            let fetched = match &mut self.engine {
                Some((dma, buffer)) => fetch(dma, buffer, region, at, piece)?,
                None => false,
            };
            if !fetched {
                match region {
                    Region::Local => card.read_local(at, piece)?,
                    Region::Remote => card.read_remote(at, piece)?,
                }
            }
        }
        Ok(())
    }
}

/// One transfer; false if the card refused it.
fn fetch(dma: &mut Dma, buffer: &DmaBuffer, region: Region, offset: u64, piece: &mut [u8]) -> Result<bool, CardError> {
    let base = if region == Region::Remote { REMOTE_OFFSET } else { 0 };
    let submitted = dma.submit(&Transfer {
        direction: Direction::ToHost,
        buffer,
        buffer_offset: 0,
        card_offset: base + offset,
        bytes: piece.len(),
        queue: 0,
        cookie: 0,
        check: None,
    });
    let (start, mut looks) = (Instant::now(), 0);
    let done = match submitted {
        Ok(()) => loop {
            match dma.poll() {
                Ok(None) if looks % 1024 == 1023 && start.elapsed() > PATIENCE => {
                    return Err(CardError::SilentEngine { waited_ms: PATIENCE.as_millis() as u64 })
                }
                Ok(None) => relax(looks),
                other => break other.map(|done| done.is_some_and(|done| done.result.is_ok())),
            }
            looks += 1;
        },
        Err(error) => Err(error),
    };
    match done {
        Ok(true) => {
            buffer.read(0, piece);
            Ok(true)
        }
        Err(DmaError::Bus(error)) => Err(error.into()),
        _ => match dma.restart() {
            Err(DmaError::Bus(error)) => Err(error.into()),
            _ => Ok(false),
        },
    }
}
