//! The timestamp clock of the identity (RFC 7323): it never runs backwards, not even when another node goes on with it.
//!
//! TSvals may only be used up to a ceiling that is logged and released. The ceiling is raised ahead of time; a node
//! that continues starts at the last one in the log, which is ahead of everything the client has seen.

use crate::gate::Gate;
use crate::Position;

/// How far ahead of the clock a ceiling is set.
const AHEAD_MS: u64 = 20_000;
/// A new ceiling is asked for when the old one is this near.
const NEAR_MS: u64 = 10_000;

/// See the module documentation.
#[derive(Debug)]
pub(crate) struct Clock {
    /// Logged ceiling.
    ceiling_ms: u64,
    /// Released ceiling.
    gate: Gate<u64>,
    /// Ceiling in the last input made.
    asked_ms: u64,
    /// The clock shows `start_ms` at `start_us`.
    start_ms: u64,
    start_us: u64,
}

impl Clock {
    /// A clock whose ceiling is logged at `position`.
    pub fn new(ceiling_ms: u64, position: Position) -> Clock {
        let mut gate = Gate::closed();
        gate.promise(position, ceiling_ms);
        Clock { ceiling_ms, gate, asked_ms: ceiling_ms, start_ms: ceiling_ms, start_us: 0 }
    }

    pub fn ceiling_ms(&self) -> u64 {
        self.ceiling_ms
    }

    /// Starts to run, from the logged ceiling.
    pub fn start(&mut self, now_us: u64) {
        self.start_ms = self.ceiling_ms;
        self.start_us = now_us;
        self.asked_ms = self.ceiling_ms;
    }

    /// A logged ceiling.
    pub fn raise(&mut self, position: Position, ceiling_ms: u64) {
        self.ceiling_ms = self.ceiling_ms.max(ceiling_ms);
        self.asked_ms = self.asked_ms.max(self.ceiling_ms);
        self.gate.promise(position, self.ceiling_ms);
    }

    pub fn release(&mut self, durable: Position) {
        self.gate.release(durable);
    }

    fn running_ms(&self, now_us: u64) -> u64 {
        self.start_ms + now_us.saturating_sub(self.start_us) / 1000
    }

    /// The time to put on the wire: stands still at the released ceiling.
    pub fn now_ms(&self, now_us: u64) -> u64 {
        self.running_ms(now_us).min(self.gate.open().max(self.start_ms))
    }

    /// The ceiling to be logged next, if it is time.
    pub fn next_ceiling_ms(&mut self, now_us: u64) -> Option<u64> {
        let running_ms = self.running_ms(now_us);
        if running_ms + NEAR_MS < self.asked_ms {
            return None;
        }
        self.asked_ms = running_ms + AHEAD_MS;
        Some(self.asked_ms)
    }

    /// When [`next_ceiling_ms`](Clock::next_ceiling_ms) has something to say next.
    pub fn next_us(&self) -> u64 {
        self.start_us + self.asked_ms.saturating_sub(NEAR_MS).saturating_sub(self.start_ms) * 1000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Shows S12: timestamps go on from the logged ceiling on the node that continues, and never pass a released one.
    #[test]
    fn never_backwards_and_never_past_a_released_ceiling() {
        let mut clock = Clock::new(0, Position(0));
        clock.start(5_000_000);
        clock.release(Position(0));
        let ceiling = clock.next_ceiling_ms(5_000_000).unwrap();
        clock.raise(Position(1), ceiling);
        assert_eq!(clock.now_ms(9_000_000), 0, "the ceiling is not released yet");
        clock.release(Position(1));
        assert_eq!(clock.now_ms(9_000_000), 4_000);
        assert_eq!(clock.now_ms(900_000_000), ceiling);
        let mut next = Clock::new(ceiling, Position(1));
        next.start(77);
        assert!(next.now_ms(77) >= clock.now_ms(900_000_000));
    }
}
