//! The gate: the one place that decides whether something may leave (R1).
//!
//! Whatever a client could see depends on a position in the log: an acknowledgement on the input that logged the
//! bytes, a window edge on the input that promised it, a byte of the stream (SYN and FIN are bytes of it too) on the
//! entry that produced it. Durable state runs ahead of durability, so the values it would allow wait here, each with
//! its position, until [`Gate::release`] says that the position is durable. Senders see only [`Gate::open`]: they have
//! no other way to learn an acknowledgement number, an edge or an end.

use std::collections::VecDeque;

use crate::Position;

/// What may leave on one connection. Every field only grows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Permit {
    /// Acknowledgement numbers up to this offset of the client's stream.
    pub ack: u64,
    /// Window edges up to this offset of the client's stream.
    pub edge: u64,
    /// Bytes of our stream below this offset.
    pub end: u64,
}

/// A value that waits for positions.
#[derive(Debug)]
pub(crate) struct Gate<T> {
    open: T,
    waiting: VecDeque<(Position, T)>,
}

impl<T: Copy + Default> Gate<T> {
    /// A gate that lets nothing through.
    pub fn closed() -> Gate<T> {
        Gate { open: T::default(), waiting: VecDeque::new() }
    }

    /// Lets `value` through as soon as `position` is released. Positions must not go backwards.
    pub fn promise(&mut self, position: Position, value: T) {
        match self.waiting.back_mut() {
            Some(last) if last.0 >= position => last.1 = value,
            _ => self.waiting.push_back((position, value)),
        }
    }

    /// Everything up to and including `durable` may leave. True when that opened the gate further.
    pub fn release(&mut self, durable: Position) -> bool {
        let mut changed = false;
        while self.waiting.front().is_some_and(|first| first.0 <= durable) {
            if let Some((_, value)) = self.waiting.pop_front() {
                self.open = value;
                changed = true;
            }
        }
        changed
    }

    /// What may leave now.
    pub fn open(&self) -> T {
        self.open
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Shows S1: a value leaves when its position is released, not earlier.
    #[test]
    fn a_value_waits_for_its_position() {
        let mut gate = Gate::<u64>::closed();
        gate.promise(Position(3), 30);
        gate.promise(Position(5), 50);
        gate.promise(Position(5), 51);
        assert_eq!(gate.open(), 0);
        assert!(!gate.release(Position(2)));
        assert!(gate.release(Position(4)));
        assert_eq!(gate.open(), 30);
        assert!(gate.release(Position(9)));
        assert_eq!(gate.open(), 51);
    }
}
