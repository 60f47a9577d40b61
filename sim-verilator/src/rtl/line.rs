//! The cable between two RTL cards: beats with latency, bit errors, losses and cuts.
//!
//! Line coding is not part of the cards yet, so a beat travels as 128 bits and the mark that tells control beats from
//! data. The line is slower than the core: it takes 25 beats in 32 cycles, which is 25 Gb/s of payload at 250 MHz.

use std::collections::VecDeque;

use crate::random::Random;

/// Cycles from one card's transmitter to the other's receiver: two transceivers and three metres.
pub const LATENCY_CYCLES: u64 = 33;
/// Cycles from a plugged cable and two cards with power to a trained line.
pub const TRAINING_CYCLES: u64 = 200;
/// Beats a line of 25.78125 Gb/s takes in [`RATE_CYCLES`] at 250 MHz: 64 of 66 bits are payload, 25 Gb/s.
pub const RATE_25G_BEATS: u64 = 25;
/// The same of a line of 10.3125 Gb/s.
pub const RATE_10G_BEATS: u64 = 10;
/// See [`RATE_25G_BEATS`].
pub const RATE_CYCLES: u64 = 32;
/// Bits of a beat, the control mark included.
const BEAT_BITS: u64 = 129;

/// What one beat is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineBeat {
    pub data: u128,
    pub control: bool,
}

/// One direction of the cable.
pub struct Line {
    flight: VecDeque<(u64, LineBeat)>,
    random: Random,
    bit_errors: f64,
    losses: f64,
    /// Bits until the next error, and beats until the next loss.
    next_error: Option<u64>,
    next_loss: Option<u64>,
    phase: u64,
    /// Beats it takes in [`RATE_CYCLES`].
    rate_beats: u64,
    /// Frames put on the line, and beats that were damaged or lost.
    pub frames: u64,
    pub damaged: u64,
    /// Cycles in which it would have taken a beat, and beats it took.
    pub places: u64,
    pub beats: u64,
}

impl Line {
    pub fn new(seed: u64) -> Self {
        Line {
            flight: VecDeque::new(),
            random: Random::new(seed),
            bit_errors: 0.0,
            losses: 0.0,
            next_error: None,
            next_loss: None,
            phase: 0,
            rate_beats: RATE_25G_BEATS,
            frames: 0,
            damaged: 0,
            places: 0,
            beats: 0,
        }
    }

    /// Rates of bit errors (per bit) and of lost beats (per beat).
    pub fn set_faults(&mut self, bit_errors: f64, losses: f64) {
        self.bit_errors = bit_errors;
        self.losses = losses;
        self.next_error = self.gap(bit_errors);
        self.next_loss = self.gap(losses);
    }

    /// Another speed: beats in [`RATE_CYCLES`].
    pub fn set_rate(&mut self, beats: u64) {
        self.rate_beats = beats.min(RATE_CYCLES);
    }

    /// One wrong bit in the next beat, whatever the noise.
    pub fn damage_next(&mut self) {
        self.next_error = Some(self.random.below(BEAT_BITS));
    }

    /// Trials until the next event of probability `rate`: geometric, so that good beats cost no random number.
    fn gap(&mut self, rate: f64) -> Option<u64> {
        if rate <= 0.0 {
            return None;
        }
        let uniform = ((self.random.next() >> 11) as f64 + 1.0) / (1u64 << 53) as f64;
        Some((uniform.ln() / (1.0 - rate.min(0.999_999)).ln()) as u64)
    }

    /// Whether the line takes a beat in this cycle.
    pub fn ready(&self) -> bool {
        self.phase < self.rate_beats
    }

    /// Ends a cycle: the beat the card has sent in it, if any.
    pub fn send(&mut self, now: u64, beat: Option<LineBeat>) {
        self.places += u64::from(self.ready());
        // Spread the idle cycles, 7 of 32, by error accumulation.
        self.phase += RATE_CYCLES - self.rate_beats;
        if self.phase >= RATE_CYCLES {
            self.phase -= RATE_CYCLES;
        }
        let Some(mut beat) = beat else { return };
        self.beats += 1;
        if let Some(loss) = &mut self.next_loss {
            if *loss == 0 {
                self.damaged += 1;
                self.next_loss = self.gap(self.losses);
                return;
            }
            *loss -= 1;
        }
        let mut hit = false;
        while let Some(error) = self.next_error.filter(|e| *e < BEAT_BITS) {
            hit = true;
            if error == 128 {
                beat.control = !beat.control;
            } else {
                beat.data ^= 1 << error;
            }
            self.next_error = self.gap(self.bit_errors).map(|gap| error + 1 + gap);
        }
        self.damaged += u64::from(hit);
        self.next_error = self.next_error.map(|e| e - BEAT_BITS);
        self.flight.push_back((now + LATENCY_CYCLES, beat));
    }

    /// The beat that arrives in this cycle.
    pub fn receive(&mut self, now: u64) -> Option<LineBeat> {
        self.flight.pop_front_if(|(due, _)| *due <= now).map(|(_, beat)| beat)
    }

    /// Everything on the way is lost.
    pub fn cut(&mut self) {
        self.flight.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_takes_25_of_32_cycles() {
        let mut line = Line::new(1);
        let mut taken = 0;
        for now in 0..3200 {
            taken += u64::from(line.ready());
            line.send(now, None);
        }
        assert_eq!(taken, 2500);
    }

    #[test]
    fn errors_come_at_the_rate_asked_for() {
        let mut line = Line::new(2);
        line.set_faults(1e-3, 0.0);
        let (mut flipped, mut now) = (0, 0);
        let beat = LineBeat { data: 0, control: false };
        for _ in 0..20_000 {
            line.send(now, Some(beat));
            now += 1;
            if let Some(got) = line.receive(now + LATENCY_CYCLES) {
                flipped += u64::from(got.data.count_ones()) + u64::from(got.control);
            }
        }
        // 2580 expected, standard deviation about 51.
        assert!((2300..2860).contains(&flipped), "{flipped} flipped bits");
        line.set_faults(0.0, 0.5);
        let before = line.damaged;
        for _ in 0..1000 {
            line.send(now, Some(beat));
        }
        assert!((400..600).contains(&(line.damaged - before)), "{} lost", line.damaged - before);
    }
}
