//! What transfers by the DMA engine cost.

use std::time::Instant;

use super::{relax, rounds, MeasureError, Samples, PATIENCE};
use crate::{Card, Direction, Dma, DmaAccess, DmaBuffer, DmaError, Queue, Transfer};

/// Sizes measured: keys of handing over, into the card, into the host; name; bytes.
pub(super) const DMA_SIZES: [([&str; 3], &str, usize); 3] = [
    (["dma_submit_4k", "dma_to_card_4k", "dma_to_host_4k"], "4 KiB", 4 << 10),
    (["dma_submit_64k", "dma_to_card_64k", "dma_to_host_64k"], "64 KiB", 64 << 10),
    (["dma_submit_1m", "dma_to_card_1m", "dma_to_host_1m"], "1 MiB", 1 << 20),
];
/// The longest of them.
const LONGEST: usize = 1 << 20;

/// The DMA engine being measured: one transfer at a time, in the payload ring of a queue.
pub(super) struct DmaRounds {
    dma: Dma,
    buffer: DmaBuffer,
    queue: usize,
    place: u64,
}

impl DmaRounds {
    /// None if the card has no engine.
    ///
    /// # Panics
    /// If the queue's payload ring is smaller than the longest transfer.
    pub fn open(card: &mut Card, queue: &Queue) -> Result<Option<DmaRounds>, MeasureError> {
        let setup = queue.setup();
        assert!(setup.payload_bytes as usize >= LONGEST, "a payload ring of {} bytes", setup.payload_bytes);
        let dma = match card.open_dma(4) {
            Err(DmaError::NoEngine) => return Ok(None),
            opened => opened?,
        };
        let buffer = card.dma_buffer(LONGEST, DmaAccess::Both)?;
        Ok(Some(DmaRounds { dma, buffer, queue: queue.number(), place: setup.payload_base.into() }))
    }

    /// Times of handing a transfer over, and of the same until its completion is in host memory.
    pub fn transfers(&mut self, most: u32, bytes: usize, direction: Direction) -> Result<[Samples; 2], MeasureError> {
        let (mut submitted, mut completed) = (Vec::new(), Vec::new());
        for cookie in rounds(most) {
            let transfer = Transfer {
                direction,
                buffer: &self.buffer,
                buffer_offset: 0,
                card_offset: self.place,
                bytes,
                queue: self.queue,
                cookie,
                check: None,
            };
            let start = Instant::now();
            self.dma.submit(&transfer)?;
            submitted.push(start.elapsed().as_nanos() as u64);
            let mut looks = 0;
            let done = loop {
                if let Some(done) = self.dma.poll()? {
                    break done;
                }
                if looks % 1024 == 1023 && start.elapsed() > PATIENCE {
                    return Err(MeasureError::Stuck { what: "the completion of a DMA transfer has not come" });
                }
                relax(looks);
                looks += 1;
            };
            completed.push(start.elapsed().as_nanos() as u64);
            done.result.map_err(|failure| MeasureError::Transfer { bytes, failure })?;
        }
        Ok([Samples::new(submitted), Samples::new(completed)])
    }
}
