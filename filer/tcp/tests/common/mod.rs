//! What the tests share: a simulated clock and link, a server that logs, crashes and is restored, and an independent
//! client (smoltcp's own TCP socket).
#![allow(dead_code)]

pub mod checker;
pub mod client;
pub mod link;
pub mod script;
pub mod server;

pub const SERVER_MAC: [u8; 6] = [2, 0, 0, 0, 0xaa, 1];
pub const CLIENT_MAC: [u8; 6] = [2, 0, 0, 0, 0xcc, 1];
pub const SERVER: std::net::Ipv4Addr = std::net::Ipv4Addr::new(10, 0, 0, 11);
pub const CLIENT: std::net::Ipv4Addr = std::net::Ipv4Addr::new(10, 0, 0, 1);
pub const PORT: u16 = 445;

/// SplitMix64: enough randomness for a test, from a seed that is printed when it fails.
pub struct Rng(pub u64);

impl Rng {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
    pub fn below(&mut self, n: u64) -> u64 {
        if n == 0 {
            0
        } else {
            self.next() % n
        }
    }
    pub fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1000) < per_mille
    }
}

/// Bytes that look random and follow from a number.
pub fn pattern(seed: u64, length: usize) -> Vec<u8> {
    let mut rng = Rng(seed);
    let mut out = Vec::with_capacity(length + 8);
    while out.len() < length {
        out.extend_from_slice(&rng.next().to_le_bytes());
    }
    out.truncate(length);
    out
}

/// Settings of the server under test.
pub fn config() -> tcp::Config {
    tcp::Config::new(SERVER_MAC, SERVER, &[PORT], *b"0123456789abcdef")
}
