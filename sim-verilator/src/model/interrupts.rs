//! Interrupts of one card: table, thresholds, moderation.

use abi::msix::{ARM_LOCAL, ENTRY_BYTES, PBA_OFFSET, TABLE_OFFSET, VECTORS};
use abi::registers::msix;

use crate::host::HostMemory;
use crate::pair::CLOCK_KHZ;

const COUNT: usize = VECTORS as usize;
/// Longest interval between two messages of a vector: 64 us in ticks.
const MAX_INTERVAL_TICKS: u64 = 64 * CLOCK_KHZ as u64 / 1000;

#[derive(Clone, Copy)]
struct Entry {
    address: u64,
    /// {data 32, control 32}.
    rest: u64,
    pending: bool,
    /// No message before this tick.
    not_before: u64,
}

/// A threshold the host waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    pub level: u64,
    pub of_local: bool,
}

/// See the module.
pub struct Interrupts {
    /// In configuration space.
    pub enabled: bool,
    table: [Entry; COUNT],
    interval: u32,
    sent: u32,
    armed: [Option<Threshold>; COUNT],
}

impl Default for Interrupts {
    fn default() -> Self {
        // Masked.
        let entry = Entry { address: 0, rest: 1 << 32, pending: false, not_before: 0 };
        Interrupts { enabled: false, table: [entry; COUNT], interval: 0, sent: 0, armed: [None; COUNT] }
    }
}

impl Interrupts {
    /// The function was reset.
    pub fn reset(&mut self) {
        *self = Interrupts { sent: self.sent, ..Default::default() };
    }

    /// The host arms a vector with what it has written into ARM.
    pub fn arm(&mut self, vector: u32, value: u64) {
        self.armed[vector as usize] =
            Some(Threshold { level: value & ((1 << 48) - 1), of_local: value & ARM_LOCAL != 0 });
    }

    /// Raises an armed vector if `reached` says so of its threshold.
    pub fn check(&mut self, vector: u32, reached: impl FnOnce(Threshold) -> bool) {
        if self.armed[vector as usize].is_some_and(reached) {
            self.armed[vector as usize] = None;
            self.raise(vector);
        }
    }

    /// Raises a vector.
    pub fn raise(&mut self, vector: u32) {
        self.table[vector as usize].pending = true;
    }

    /// Sends what may go.
    pub fn send(&mut self, now: u64, host: &HostMemory) {
        for entry in self.table.iter_mut().filter(|e| e.pending) {
            if self.enabled && entry.rest >> 32 & 1 == 0 && now >= entry.not_before {
                entry.pending = false;
                entry.not_before = now + u64::from(self.interval).min(MAX_INTERVAL_TICKS);
                self.sent = self.sent.wrapping_add(1);
                host.write(entry.address & !3, &(entry.rest as u32).to_le_bytes());
            }
        }
    }

    fn entry(word: u32) -> Option<(usize, bool)> {
        let at = word.checked_sub(TABLE_OFFSET).filter(|at| *at < VECTORS * ENTRY_BYTES)?;
        Some(((at / ENTRY_BYTES) as usize, at % ENTRY_BYTES != 0))
    }

    /// A 64-bit word of table, pending bits or the MSIX block; none if it is another's.
    pub fn read_word(&self, word: u32) -> Option<u64> {
        let bits = |set: &dyn Fn(usize) -> bool| (0..COUNT).fold(0, |all, v| all | u64::from(set(v)) << v);
        if let Some((vector, second)) = Self::entry(word) {
            let entry = &self.table[vector];
            return Some(if second { entry.rest } else { entry.address });
        }
        match word {
            PBA_OFFSET => Some(bits(&|v| self.table[v].pending)),
            msix::INTERVAL => Some(u64::from(self.interval) | bits(&|v| self.armed[v].is_some()) << 32),
            msix::SENT => Some(self.sent.into()),
            _ => None,
        }
    }

    /// Writes such a word; false if it is another's.
    pub fn write_word(&mut self, word: u32, value: u64, low: Option<u32>) -> bool {
        if let Some((vector, second)) = Self::entry(word) {
            let entry = &mut self.table[vector];
            *(if second { &mut entry.rest } else { &mut entry.address }) =
                if second { value & 0x1_FFFF_FFFF } else { value };
            return true;
        }
        if let (msix::INTERVAL, Some(ticks)) = (word, low) {
            self.interval = ticks;
        }
        false
    }
}
