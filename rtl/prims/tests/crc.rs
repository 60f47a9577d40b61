//! The CRC maps against an independent implementation, and what is emitted for them against what is simulated.

use rtl_prims::crc::{crc32c_advance, crc32c_reduce, crc8_reduce};
use rtl_prims::linear::Linear;
use rtl_prims::testing::Verilated;
use rust_hdl::prelude::*;

fn apply(columns: &[u64], x: u128) -> u64 {
    columns.iter().enumerate().filter(|(i, _)| x >> i & 1 == 1).fold(0, |y, (_, c)| y ^ c)
}

/// Xorshift: enough to vary bits, and the same everywhere.
fn random(state: &mut u64) -> u128 {
    let mut next = || {
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        *state as u128
    };
    next() << 64 | next()
}

// Shows C4: the link's CRC is CRC-32C as everybody else computes it.
#[test]
fn crc32c_of_beats_is_crc32c_of_bytes() {
    let (reduce, advance) = (crc32c_reduce(128), crc32c_advance(128));
    let (reduce24, advance24) = (crc32c_reduce(24), crc32c_advance(24));
    let mut state = 0x5EED;
    for beats in 1..70 {
        let mut bytes = Vec::new();
        let mut crc = 0xFFFF_FFFFu64;
        for _ in 0..beats {
            let beat = random(&mut state);
            bytes.extend(beat.to_le_bytes());
            crc = apply(&advance, crc as u128) ^ apply(&reduce, beat);
        }
        let tail = random(&mut state) & 0xFF_FFFF;
        bytes.extend(&tail.to_le_bytes()[..3]);
        crc = apply(&advance24, crc as u128) ^ apply(&reduce24, tail);
        assert_eq!(!crc as u32, crc32c::crc32c(&bytes), "{beats} beats");
    }
}

#[test]
fn crc8_has_its_check_value() {
    // CRC-8 with polynomial 0x07 over "123456789" is 0xF4 (CRC catalogue), each byte most significant bit first.
    let mut x = 0u128;
    for (i, byte) in b"123456789".iter().enumerate() {
        x |= (byte.reverse_bits() as u128) << (8 * i);
    }
    assert_eq!(apply(&crc8_reduce(72, |_| true), x), 0xF4);
    assert_eq!(apply(&crc8_reduce(128, |i| i < 72), x | 0xFFFF << 72), 0xF4, "bits that are not covered do not count");
}

#[derive(LogicBlock)]
struct Maps {
    clock: Signal<In, Clock>,
    beat: Signal<In, Bits<128>>,
    crc: Signal<In, Bits<32>>,
    reduced: Signal<Out, Bits<32>>,
    advanced: Signal<Out, Bits<32>>,
    check: Signal<Out, Bits<8>>,
    kept: DFF<Bit>,
    reduce: Linear<128, 32>,
    advance: Linear<32, 32>,
    check8: Linear<128, 8>,
}

impl Default for Maps {
    fn default() -> Self {
        Maps {
            clock: Default::default(),
            beat: Default::default(),
            crc: Default::default(),
            reduced: Default::default(),
            advanced: Default::default(),
            check: Default::default(),
            kept: Default::default(),
            reduce: Linear::new(crc32c_reduce(128)),
            advance: Linear::new(crc32c_advance(128)),
            check8: Linear::new(crc8_reduce(128, |i| (8..111).contains(&i) || i >= 119)),
        }
    }
}

impl Logic for Maps {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, kept);
        self.reduce.x.next = self.beat.val();
        self.check8.x.next = self.beat.val();
        self.advance.x.next = self.crc.val();
        self.reduced.next = self.reduce.y.val();
        self.check.next = self.check8.y.val();
        self.advanced.next = self.advance.y.val();
    }
}

// Shows C1: the hand-made Verilog of the map says what its simulation says, in both spellings: the one that simulators
// see and the one that synthesis tools see.
#[test]
fn linear_map_emits_what_it_simulates() {
    let mut native = Maps::default();
    native.connect_all();
    let spellings = [Verilated::build(&native, "maps"), Verilated::build_as_synthesised(&native, "maps")];
    let mut state = 0xC0FFEE;
    let mut vectors: Vec<u128> = (0..128).map(|i| 1 << i).collect();
    vectors.extend((0..300).map(|_| random(&mut state)));
    for verilated in spellings {
        let mut model = verilated.model();
        let [beat, crc] = ["beat", "crc"].map(|p| verilated.port(p));
        let [reduced, advanced, check] = ["reduced", "advanced", "check"].map(|p| verilated.port(p));
        for &x in &vectors {
            native.beat.next = x.to_bits();
            native.crc.next = (x & 0xFFFF_FFFF).to_bits();
            assert!(simulate(&mut native, 20), "the native simulation settles");
            model.set(beat, x);
            model.set(crc, x & 0xFFFF_FFFF);
            model.settle();
            assert_eq!(model.get(reduced), native.reduced.val().to_u128(), "{x:x}");
            assert_eq!(model.get(advanced), native.advanced.val().to_u128(), "{x:x}");
            assert_eq!(model.get(check), native.check.val().to_u128(), "{x:x}");
        }
    }
}
