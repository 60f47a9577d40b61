//! Interrupts of a card: when to be woken.

use std::os::fd::OwnedFd;
use std::time::Duration;

use abi::msix::ARM_LOCAL;
use abi::registers::{logq, msix, BLOCK_STRIDE};

use super::{check_queue, Card, CardError};
use crate::queue::lock;
use crate::Watermarks;

/// What a queue's interrupt waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arm {
    /// Positions below this are durable on this card.
    Local(u64),
    /// Positions below this are durable on both cards.
    Mirrored(u64),
}

impl Arm {
    /// As LOGQ.ARM wants it.
    pub(crate) fn value(self) -> u64 {
        match self {
            Arm::Local(position) => position | ARM_LOCAL,
            Arm::Mirrored(position) => position,
        }
    }

    /// Whether it has come.
    pub(crate) fn reached(self, watermarks: &Watermarks) -> bool {
        match self {
            Arm::Local(position) => watermarks.local >= position,
            Arm::Mirrored(position) => watermarks.mirrored >= position,
        }
    }
}

impl Card {
    /// Connects interrupt `vector` (`abi::msix::VECTOR_*`) to an eventfd. A reset of the card disconnects it. A card without
    /// hardware raises its interrupts in accesses and polls of its own host.
    pub fn interrupt(&mut self, vector: u32) -> Result<OwnedFd, CardError> {
        Ok(lock(&self.bus).interrupt(vector)?)
    }

    /// Lets the interrupt of `queue` come once, when a watermark in host memory has reached a position: at once if it has. What was
    /// armed before is forgotten.
    pub fn arm_interrupt(&mut self, queue: usize, arm: Arm) -> Result<(), CardError> {
        check_queue(queue)?;
        Ok(lock(&self.bus).write64(logq::ARM + queue as u32 * BLOCK_STRIDE, arm.value())?)
    }

    /// Sets the shortest time between two interrupts of the same vector, up to 64 µs. What is raised in between comes once.
    pub fn moderate_interrupts(&mut self, interval: Duration) -> Result<(), CardError> {
        let ticks = interval.as_nanos() * u128::from(self.info.clock_khz) / 1_000_000;
        Ok(lock(&self.bus).write32(msix::INTERVAL, ticks.min(u128::from(u32::MAX)) as u32)?)
    }
}
