//! The contiguous prefix of published slots, and the assembler that makes whole lines (card.md section 2).

use abi::line::LINE_BYTES;

/// Slots above the prefix that may already be published.
pub const WINDOW_SLOTS: u64 = 64;
/// Lines the assembler holds at a time.
pub const ASSEMBLER_LINES: usize = 32;
/// The bytes of a line that the hardware stamps; what the host stores there is ignored.
const STAMP_MASK: u64 = 0xFF << abi::line::STAMP_OFFSET;

/// Which slots are there: everything below `next`, and of the [`WINDOW_SLOTS`] from `next` on those whose bit is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// The first slot that is missing.
    pub next: u64,
    ahead: u64,
}

impl Window {
    /// Everything below `next` is there, nothing else.
    pub fn at(next: u64) -> Self {
        Window { next, ahead: 0 }
    }

    /// The slot a ticket means: the one nearest to the window whose low half is `low`.
    pub fn slot(&self, low: u32) -> u64 {
        self.next.wrapping_add_signed(i64::from(low.wrapping_sub(self.next as u32) as i32))
    }

    /// Publishes `slot`; false if it lies outside the window.
    pub fn publish(&mut self, slot: u64) -> bool {
        let distance = slot.wrapping_sub(self.next);
        if distance >= WINDOW_SLOTS {
            return false;
        }
        self.ahead |= 1 << distance;
        let run = self.ahead.trailing_ones();
        self.next += u64::from(run);
        self.ahead = self.ahead.checked_shr(run).unwrap_or(0);
        true
    }

    /// Whether a slot is missing below a published one.
    pub fn has_hole(&self) -> bool {
        self.ahead != 0
    }
}

/// A line that is not whole yet.
#[derive(Clone, Debug)]
pub struct Partial {
    /// Byte offset of the line in LOCAL.
    pub offset: u64,
    /// Which of its bytes have come.
    pub mask: u64,
    /// Those bytes.
    pub data: [u8; LINE_BYTES],
}

/// Lines in the making, oldest first.
#[derive(Clone, Debug, Default)]
pub struct Assembler {
    lines: Vec<Partial>,
}

/// What a store into a line ring leads to.
#[derive(Debug)]
pub struct Stored {
    /// The line, if it is whole now.
    pub whole: Option<[u8; LINE_BYTES]>,
    /// A partial that had to leave: to be stored byte by byte, unpublished.
    pub evicted: Option<Partial>,
}

impl Assembler {
    /// Takes `data`, which lies inside the line at `offset` from byte `at` on.
    pub fn store(&mut self, offset: u64, at: usize, data: &[u8]) -> Stored {
        let all = if data.len() == LINE_BYTES { u64::MAX } else { ((1u64 << data.len()) - 1) << at };
        let bytes = all & !STAMP_MASK;
        let mut evicted = None;
        let index = match self.lines.iter().position(|p| p.offset == offset) {
            Some(index) => index,
            // The stamp's bytes alone neither begin a line nor re-open one that is complete.
            None if bytes == 0 => return Stored { whole: None, evicted },
            None => {
                if self.lines.len() == ASSEMBLER_LINES {
                    evicted = Some(self.lines.remove(0));
                }
                self.lines.push(Partial { offset, mask: 0, data: [0; LINE_BYTES] });
                self.lines.len() - 1
            }
        };
        let partial = &mut self.lines[index];
        partial.data[at..at + data.len()].copy_from_slice(data);
        partial.mask |= bytes;
        let whole = (partial.mask | STAMP_MASK == u64::MAX).then(|| self.lines.remove(index).data);
        Stored { whole, evicted }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_waits_for_the_missing_slot_and_takes_all_behind_it() {
        let mut window = Window::at(10);
        for slot in [12, 11, 73] {
            assert!(window.publish(slot));
            assert_eq!(window.next, 10);
        }
        assert!(window.has_hole());
        assert!(!window.publish(74), "beyond the window");
        assert!(!window.publish(9), "below the prefix");
        assert!(window.publish(10));
        assert_eq!(window.next, 13);
        for slot in 13..73 {
            assert!(window.publish(slot));
        }
        assert_eq!((window.next, window.has_hole()), (74, false));
    }

    #[test]
    fn a_full_window_closes_at_once() {
        let mut window = Window::at(0);
        for slot in 1..WINDOW_SLOTS {
            window.publish(slot);
        }
        window.publish(0);
        assert_eq!(window, Window::at(WINDOW_SLOTS));
    }

    #[test]
    fn a_ticket_means_the_nearest_slot_across_the_wrap_of_its_low_half() {
        let window = Window::at((7 << 32) - 2);
        assert_eq!(window.slot(1), (7 << 32) + 1);
        assert_eq!(window.slot(u32::MAX), (7 << 32) - 1);
    }

    #[test]
    fn a_line_is_whole_whatever_the_order_of_its_stores() {
        let mut assembler = Assembler::default();
        for qword in [7, 0, 6, 3, 2, 1, 5] {
            assert!(assembler.store(640, qword * 8, &[qword as u8; 8]).whole.is_none());
        }
        let line = assembler.store(640, 32, &[4; 8]).whole.expect("all but the stamp have come");
        assert!((0..8).all(|q| line[q * 8..q * 8 + 8] == [q as u8; 8]));
        assert!(assembler.store(640, 48, &[6; 8]).whole.is_none());
        assert!(assembler.lines.is_empty(), "a late store of the stamp begins nothing");
    }

    #[test]
    fn the_oldest_partial_leaves_when_there_is_no_room() {
        let mut assembler = Assembler::default();
        for i in 0..ASSEMBLER_LINES as u64 {
            assert!(assembler.store(i * 64, 0, &[1; 8]).evicted.is_none());
        }
        assert_eq!(assembler.store(1 << 20, 0, &[1; 8]).evicted.expect("one had to leave").offset, 0);
    }
}
