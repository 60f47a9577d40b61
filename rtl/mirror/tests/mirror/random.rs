//! Random numbers that are the same everywhere, and the seeds to run.

/// Xorshift64*; the seed is printed by whoever makes one.
#[derive(Clone)]
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }
    pub fn below(&mut self, n: u64) -> u64 {
        (self.next() >> 16) % n
    }
    pub fn one_in(&mut self, n: u64) -> bool {
        n > 0 && self.below(n) == 0
    }
    pub fn beat(&mut self) -> u128 {
        (self.next() as u128) << 64 | self.next() as u128
    }
}

/// Seeds to run: those of `SEED` (`7` or `1..100`), else the given ones. Each is printed when it begins, so that a failure can
/// be repeated.
pub fn seeds(default: std::ops::Range<u64>) -> std::ops::Range<u64> {
    let Ok(text) = std::env::var("SEED") else { return default };
    let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("SEED={text}: a number or a range of numbers"));
    match text.split_once("..") {
        Some((from, to)) => number(from)..number(to),
        None => number(&text)..number(&text) + 1,
    }
}
