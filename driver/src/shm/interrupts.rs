//! Interrupts: the host raises its own eventfds, in whatever access or poll finds the reason.
//!
//! So they wake other threads of the host, and never one that nobody polls for: `CardBus::poll` has to go on while a thread
//! sleeps. Table and pending bits belong to PCI and are not here; a vector that was never connected raises nothing.

use abi::geometry::QUEUES;
use abi::msix::{ARM_LOCAL, VECTORS, VECTOR_DMA, VECTOR_EVENT};
use abi::registers::{logq, msix};
use abi::watermark::STATE_OFFSET;
use nix::sys::eventfd::EventFd;

use super::files::word;
use super::registers::queue_register;
use super::{now_ns, ShmBus};

/// Longest interval between two interrupts of a vector, ns.
const MAX_INTERVAL_NS: u64 = 64_000;

/// What the card keeps for this host about its interrupts.
#[derive(Default)]
pub(super) struct Interrupts {
    events: [Option<EventFd>; VECTORS as usize],
    armed: [Option<u64>; VECTORS as usize],
    pending: [bool; VECTORS as usize],
    not_before_ns: [u64; VECTORS as usize],
    interval_ns: u32,
    sent: u32,
    /// Errors counted and states when the last event was told.
    told: Option<(u64, [u64; QUEUES])>,
}

impl Interrupts {
    pub fn connect(&mut self, vector: u32, event: EventFd) {
        self.events[vector as usize] = Some(event);
    }

    pub fn arm(&mut self, vector: usize, value: u64) {
        self.armed[vector] = Some(value);
    }

    /// A register of the MSIX block.
    pub fn read(&self, offset: u32) -> u32 {
        match offset {
            msix::INTERVAL => self.interval_ns,
            msix::ARMED => (0..VECTORS).fold(0, |all, v| all | u32::from(self.armed[v as usize].is_some()) << v),
            msix::SENT => self.sent,
            _ => 0,
        }
    }

    pub fn set_interval(&mut self, ticks: u32) {
        self.interval_ns = ticks;
    }

    /// Raises `vector` if it is armed and `reached` says so of its threshold.
    pub fn check(&mut self, vector: usize, reached: impl FnOnce(u64) -> bool) {
        if self.armed[vector].is_some_and(reached) {
            self.armed[vector] = None;
            self.pending[vector] = true;
        }
    }

    fn send(&mut self) {
        for vector in 0..VECTORS as usize {
            let (Some(event), true) = (&self.events[vector], self.pending[vector]) else { continue };
            let now = now_ns();
            if now >= self.not_before_ns[vector] {
                self.pending[vector] = false;
                self.not_before_ns[vector] = now + u64::from(self.interval_ns).min(MAX_INTERVAL_NS);
                self.sent = self.sent.wrapping_add(1);
                // An eventfd whose counter is full has been raised.
                let _ = event.write(1);
            }
        }
    }
}

impl ShmBus {
    /// Raises what has a reason, behind the watermark lines.
    pub(super) fn interrupt_host(&mut self) {
        for q in 0..QUEUES {
            let [local, mirrored] =
                [logq::LOCAL, logq::MIRRORED].map(|register| self.me().register64(queue_register(q, register)));
            self.interrupts.check(q, |armed| {
                let watched = if armed & ARM_LOCAL != 0 { local } else { mirrored };
                watched >= armed & ((1 << 48) - 1)
            });
        }
        let (retired, halted) = (self.dma.retired(), self.dma.halted());
        self.interrupts.check(VECTOR_DMA as usize, |armed| halted || retired.wrapping_sub(armed as u32) as i32 >= 0);
        let state = |q: usize| self.queues[q].written[STATE_OFFSET / 8] & 0xFFFF_FFFF;
        let now = Some((self.me().get(word::EVENTS), std::array::from_fn(state)));
        if now != self.interrupts.told {
            self.interrupts.pending[VECTOR_EVENT as usize] |= self.interrupts.told.is_some();
            self.interrupts.told = now;
        }
        self.interrupts.send();
    }
}
