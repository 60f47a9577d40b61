//! A line that can lose, damage, repeat and reorder frames.

use crate::frames::{self, Beat, Frame};
use crate::random::Random;
use std::collections::VecDeque;

/// What goes wrong on the line, as one in so many; 0 is never.
#[derive(Clone, Copy, Debug, Default)]
pub struct Faults {
    /// Beats with one to four flipped bits, control flag included.
    pub flips: u64,
    /// Frames that vanish.
    pub drops: u64,
    /// Frames that lose a beat.
    pub holes: u64,
    /// Frames that arrive twice.
    pub repeats: u64,
    /// Frames that change places with the next.
    pub swaps: u64,
    /// Cycles in which the line cannot take a beat.
    pub throttle: u64,
}

/// One direction of the line.
#[derive(Default)]
pub struct Direction {
    /// Beats of the frame that is being sent.
    frame: Vec<Beat>,
    /// A frame that waits for the next one to overtake it.
    swapped: Option<Vec<Beat>>,
    /// Beats on their way, with the tick they arrive.
    flight: VecDeque<(u64, Beat)>,
    /// Frames sent, when they are recorded.
    pub frames: Vec<Frame>,
}

impl Direction {
    /// The line is cut: what was on it is gone.
    pub fn cut(&mut self) {
        *self = Direction { frames: std::mem::take(&mut self.frames), ..Default::default() };
    }

    /// The beat that arrives now.
    pub fn arrive(&mut self, now: u64) -> Option<Beat> {
        self.flight.pop_front_if(|(due, _)| *due <= now).map(|(_, beat)| beat)
    }

    /// The card sends a beat. Whole frames are read, then spoilt and put on their way; the first beat is due at `arrival`.
    pub fn send(&mut self, beat: Beat, faults: Faults, random: &mut Random, arrival: u64, record: bool) {
        if self.frame.is_empty() && !(beat.control && beat.data as u8 == abi::frame::BLOCK_START) {
            // The rest of a frame that a cut has beheaded.
            return;
        }
        self.frame.push(beat);
        let ends = self.frame.len() > 1 && beat.control;
        if !ends {
            return;
        }
        let mut frame = std::mem::take(&mut self.frame);
        let read = frames::read(&frame).unwrap_or_else(|error| panic!("a bad frame was sent: {error}\n{frame:x?}"));
        if record {
            self.frames.push(read);
        }
        if random.one_in(faults.drops) {
            return;
        }
        if random.one_in(faults.holes) {
            frame.remove(random.below(frame.len() as u64) as usize);
        }
        for beat in &mut frame {
            if random.one_in(faults.flips) {
                for _ in 0..1 + random.below(4) {
                    match random.below(129) {
                        128 => beat.control = !beat.control,
                        bit => beat.data ^= 1 << bit,
                    }
                }
            }
        }
        let mut arriving = frame.clone();
        if random.one_in(faults.repeats) {
            arriving.extend(frame);
        }
        if let Some(earlier) = self.swapped.take() {
            arriving.extend(earlier);
        } else if random.one_in(faults.swaps) {
            self.swapped = Some(arriving);
            return;
        }
        for beat in arriving {
            let due = arrival.max(self.flight.back().map_or(0, |(due, _)| due + 1));
            self.flight.push_back((due, beat));
        }
    }
}
