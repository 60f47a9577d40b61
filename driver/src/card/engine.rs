//! The DMA engine of a card, and memory for it.

use std::sync::Arc;

use abi::dma::{COMPLETION_BYTES, DESCRIPTOR_BYTES};
use abi::registers::CAPABILITY_DMA;

use super::{Card, CardError};
use crate::queue::lock;
use crate::{Dma, DmaAccess, DmaBuffer, DmaError};

impl Card {
    /// Host memory for transfers: zeroed, at least `bytes` long.
    pub fn dma_buffer(&mut self, bytes: usize, access: DmaAccess) -> Result<DmaBuffer, CardError> {
        Ok(lock(&self.bus).dma_buffer(bytes, access)?)
    }

    /// Opens the DMA engine with a ring of `count` transfers, a power of two from 2 to 65536.
    pub fn open_dma(&mut self, count: u32) -> Result<Dma, DmaError> {
        if self.info.capabilities & CAPABILITY_DMA == 0 {
            return Err(DmaError::NoEngine);
        }
        Dma::check_count(count)?;
        if self.engine.strong_count() > 0 {
            return Err(DmaError::Taken);
        }
        let token = Arc::new(());
        self.engine = Arc::downgrade(&token);
        let (ring, completions) = {
            let mut bus = lock(&self.bus);
            let ring = bus.dma_buffer(count as usize * DESCRIPTOR_BYTES, DmaAccess::CardReads)?;
            (ring, bus.dma_buffer(count as usize * COMPLETION_BYTES, DmaAccess::CardWrites)?)
        };
        Dma::start(self.bus.clone(), ring, completions, count, token)
    }
}
