//! Two line codings, the bits between them in the test's hands.
//!
//! The transmitter's words become a string of bits; the receiver cuts its words from it wherever its slips have brought
//! it. So locking, slipping and every bit error happen where they would on a line.

use rtl_link::LineCoding;
use rtl_prims::testing::{Model, Port, Verilated};
use rust_hdl::prelude::*;
use std::collections::VecDeque;
use std::sync::OnceLock;

/// Cycles of a test's error monitor.
const PERIOD_CYCLES: u32 = 3_000;
const START: u128 = 0x78;
const END: u128 = 0xFF;

fn subject() -> LineCoding {
    let mut coding = LineCoding::new(PERIOD_CYCLES);
    coding.connect_all();
    coding
}

fn verilated() -> &'static Verilated {
    static CODING: OnceLock<Verilated> = OnceLock::new();
    CODING.get_or_init(|| Verilated::build(&subject(), "line_coding"))
}

/// xorshift64*.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }
    fn below(&mut self, n: u64) -> u64 {
        (self.next() >> 11) % n
    }
    fn beat(&mut self) -> u128 {
        u128::from(self.next()) << 64 | u128::from(self.next())
    }
}

fn seed(default: u64) -> u64 {
    let seed = std::env::var("SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(default);
    println!("SEED={seed}");
    seed
}

/// A beat and whether it is the first or last of a frame.
type Beat = (u128, bool);

/// One coding, with its line.
struct End {
    model: Model,
    /// Bits on their way to this end.
    line: VecDeque<bool>,
    /// Bits to leave out: a slip, or where the receiver begins.
    skip: usize,
    slips: u32,
    sent: VecDeque<Beat>,
    received: Vec<Beat>,
}

fn port(name: &str) -> Port {
    verilated().port(name)
}

impl End {
    fn new(offset: usize) -> End {
        End {
            model: verilated().model(),
            line: VecDeque::new(),
            skip: offset,
            slips: 0,
            sent: VecDeque::new(),
            received: Vec::new(),
        }
    }

    /// One cycle. `take`: the line takes words; `signal`: it hears something.
    fn tick(&mut self, take: bool, signal: bool) -> Vec<bool> {
        let m = &mut self.model;
        m.set(port("tx_valid"), !self.sent.is_empty() as u128);
        if let Some(&(data, control)) = self.sent.front() {
            m.set(port("tx_data"), data);
            m.set(port("tx_control"), control as u128);
        }
        m.set(port("tx_words_ready"), take as u128);
        m.set(port("rx_signal"), signal as u128);
        let skipped = self.skip.min(self.line.len());
        self.line.drain(..skipped);
        self.skip -= skipped;
        let there = self.line.len() >= 132 && self.skip == 0;
        m.set(port("rx_words_valid"), there as u128);
        if there {
            for name in ["rx_word0", "rx_word1"] {
                let word = (0..66).fold(0u128, |word, bit| {
                    word | u128::from(self.line.pop_front().expect("enough were there")) << bit
                });
                m.set(port(name), word);
            }
        }
        m.settle();
        let mut bits = Vec::new();
        if take {
            for name in ["tx_word0", "tx_word1"] {
                let word = m.get(port(name));
                bits.extend((0..66).map(|bit| word >> bit & 1 == 1));
            }
        }
        if m.get(port("tx_ready")) == 1 {
            self.sent.pop_front();
        }
        if m.get(port("rx_slip")) == 1 {
            self.skip += 1;
            self.slips += 1;
        }
        if m.get(port("rx_valid")) == 1 {
            self.received.push((m.get(port("rx_data")), m.get(port("rx_control")) == 1));
        }
        m.tick();
        bits
    }

    fn get(&self, name: &str) -> u64 {
        self.model.get(port(name)) as u64
    }
}

/// A frame of `length` payload beats with a CRC-32C over its start beat and payload in the end beat.
fn frame(random: &mut Random, length: u64) -> Vec<Beat> {
    let mut beats = vec![(random.beat() & !0xFF | START, true)];
    beats.extend((0..length).map(|_| (random.beat(), false)));
    let crc = crc(&beats);
    beats.push((END | u128::from(crc) << 8, true));
    beats
}

fn crc(beats: &[Beat]) -> u32 {
    beats.iter().fold(0, |crc, (beat, _)| crc32c::crc32c_append(crc, &beat.to_le_bytes()))
}

/// The frames that a receiver would take: start to end without anything foreign, the CRC right.
fn good_frames(beats: &[Beat]) -> Vec<Vec<Beat>> {
    let mut frames = Vec::new();
    let mut now: Vec<Beat> = Vec::new();
    for &(beat, control) in beats {
        match (control, beat & 0xFF) {
            (true, START) => now = vec![(beat, true)],
            (true, END) if !now.is_empty() => {
                let sum = crc(&now);
                if beat >> 8 == u128::from(sum) {
                    now.push((beat, true));
                    frames.push(std::mem::take(&mut now));
                }
                now.clear();
            }
            (true, _) => now.clear(),
            (false, _) if !now.is_empty() => now.push((beat, false)),
            _ => {}
        }
    }
    frames
}

/// Lets `a` send to `b` for some cycles; `damage` is asked for each bit. 25 of 32 cycles take words.
fn run(a: &mut End, b: &mut End, cycles: u64, mut damage: impl FnMut() -> bool) {
    for cycle in 0..cycles {
        let bits = a.tick(cycle * 25 % 32 < 25, true);
        b.line.extend(bits.into_iter().map(|bit| bit ^ damage()));
        b.tick(true, true);
    }
}

// Shows C4, C1: kernels keep to the subset, and native simulation and emitted Verilog agree on random beats and words.
#[test]
fn native_and_verilog_agree() {
    let mut native = subject();
    assert_eq!(rtl_lint::check(&native), Vec::<String>::new());
    let mut model = verilated().model();
    let mut random = Random(seed(11));
    let outputs = ["tx_word0", "tx_word1", "rx_data"];
    let mut valid_beats = 0;
    for cycle in 0..3_000u64 {
        let beat = random.beat();
        // Mostly what was sent last, so that it locks.
        let (word0, word1) = (model.get(port("tx_word0")), model.get(port("tx_word1")));
        let flip = if random.below(200) == 0 { 1u128 << random.below(66) } else { 0 };
        let (control, valid, ready, loopback) =
            (cycle % 4 == 0, random.below(3) > 0, random.below(4) > 0, cycle / 1_000 == 1);
        let beat = if control { beat & !0xFF | [START, END][(cycle / 4 % 2) as usize] } else { beat };
        for (name, value) in [
            ("tx_data", beat),
            ("tx_control", control as u128),
            ("tx_valid", valid as u128),
            ("tx_words_ready", ready as u128),
            ("rx_word0", word0 ^ flip),
            ("rx_word1", word1),
            ("rx_words_valid", ready as u128),
            ("rx_signal", 1),
            ("loopback", loopback as u128),
        ] {
            model.set(port(name), value);
        }
        native.tx_data.next = (beat as u64).into_wide(beat);
        native.tx_control.next = control;
        native.tx_valid.next = valid;
        native.tx_words_ready.next = ready;
        native.rx_word0.next = 0u64.into_wide(word0 ^ flip);
        native.rx_word1.next = 0u64.into_wide(word1);
        native.rx_words_valid.next = ready;
        native.rx_signal.next = true;
        native.loopback.next = loopback;
        assert!(simulate(&mut native, 50));
        model.settle();
        let found = [native.tx_word0.val().to_u128(), native.tx_word1.val().to_u128(), native.rx_data.val().to_u128()];
        assert_eq!(found, outputs.map(|name| model.get(port(name))), "cycle {cycle}");
        let flags = [native.rx_valid.val(), native.rx_control.val(), native.rx_slip.val(), native.link_up.val()];
        let names = ["rx_valid", "rx_control", "rx_slip", "link_up"];
        assert_eq!(flags, names.map(|name| model.get(port(name)) == 1), "cycle {cycle}");
        valid_beats += u32::from(flags[0]);
        native.clock.next = Clock { clk: true };
        assert!(simulate(&mut native, 50));
        native.clock.next = Clock { clk: false };
        assert!(simulate(&mut native, 50));
        model.tick();
    }
    assert!(valid_beats > 50, "{valid_beats} beats came through");
}

/// A number of any width, from 128 bits.
trait IntoWide<const N: usize> {
    fn into_wide(self, value: u128) -> Bits<N>;
}

impl<const N: usize> IntoWide<N> for u64 {
    fn into_wide(self, value: u128) -> Bits<N> {
        let high: Bits<N> = bit_cast::<N, 64>(((value >> 64) as u64).to_bits());
        let low: Bits<N> = bit_cast::<N, 64>((value as u64).to_bits());
        high << 64 | low
    }
}

// Shows C4: whatever bit the receiver begins with, it slips to the boundary, locks, and then hands over every beat as it was
// sent, frames back to back or with gaps.
#[test]
fn locks_from_any_bit_and_carries_every_beat() {
    let mut random = Random(seed(12));
    for offset in (0..66).step_by(5).chain([1, 65]) {
        let (mut a, mut b) = (End::new(0), End::new(offset));
        let mut cycles = 0;
        while b.get("link_up") == 0 {
            run(&mut a, &mut b, 10, || false);
            cycles += 10;
            assert!(cycles < 10_000, "offset {offset}: no lock after {cycles} cycles, {} slips", b.slips);
        }
        let mut expected = Vec::new();
        for _ in 0..40 {
            let length = random.below(18);
            let beats = frame(&mut random, length);
            expected.extend(beats.iter().copied());
            a.sent.extend(beats);
            if random.below(2) == 0 {
                run(&mut a, &mut b, 40, || false);
            }
        }
        run(&mut a, &mut b, 1_500, || false);
        assert!(b.received == expected, "offset {offset}: {} beats of {}", b.received.len(), expected.len());
        assert_eq!((b.get("header_errors"), b.get("locks_lost"), b.get("coding")), (0, 0, 1));
    }
}

// Shows C4: one wrong bit on the line is up to three in the beats, across blocks and frames, and no frame with any of them
// passes the CRC; all others arrive.
#[test]
fn every_single_bit_error_is_caught_by_the_crc() {
    let mut random = Random(seed(13));
    let (mut a, mut b) = (End::new(0), End::new(0));
    while b.get("link_up") == 0 {
        run(&mut a, &mut b, 50, || false);
    }
    let mut multiplied = 0;
    for error_at in 0..1_400u64 {
        let frames: Vec<Vec<Beat>> = (0..3).map(|n| frame(&mut random, [4, 0, 2][n])).collect();
        for beats in &frames {
            a.sent.extend(beats.iter().copied());
        }
        b.received.clear();
        let mut bit = 0;
        run(&mut a, &mut b, 24, || {
            bit += 1;
            bit == error_at + 1
        });
        run(&mut a, &mut b, 12, || false);
        let good = good_frames(&b.received);
        assert!(good.iter().all(|f| frames.contains(f)), "bit {error_at}: a damaged frame was taken");
        assert!(good.len() >= 1, "bit {error_at}: one bit costs at most two frames");
        let sent: Vec<Beat> = frames.concat();
        let wrong = |(x, y): (&Beat, &Beat)| (x.0 ^ y.0).count_ones();
        if b.received.len() == sent.len() {
            let bits: u32 = b.received.iter().zip(&sent).map(wrong).sum();
            assert!(bits <= 3, "bit {error_at} became {bits}");
            multiplied += u32::from(bits == 3);
            assert!(bits == 0 || good.len() < 3);
        }
    }
    println!("{multiplied} errors became three");
    assert!(multiplied > 400);
}

// Shows C4: with random errors no damaged frame is ever taken, the link says when there are too many, and comes back by
// itself when the line is quiet again.
#[test]
fn noise_never_gets_through_and_the_link_comes_back() {
    let mut random = Random(seed(14));
    for rate in [20_000u64, 2_000, 200, 20, 3] {
        let (mut a, mut b) = (End::new(0), End::new(7));
        while b.get("link_up") == 0 {
            run(&mut a, &mut b, 50, || false);
        }
        let mut frames = Vec::new();
        let mut noise = Random(rate);
        for _ in 0..60 {
            let length = random.below(18);
            let beats = frame(&mut random, length);
            a.sent.extend(beats.iter().copied());
            frames.push(beats);
            run(&mut a, &mut b, 30, || noise.below(rate) == 0);
        }
        let good = good_frames(&b.received);
        println!("1 bit in {rate}: {} of {} frames, {} lost locks", good.len(), frames.len(), b.get("locks_lost"));
        assert!(good.iter().all(|f| frames.contains(f)), "1 bit in {rate}: a damaged frame was taken");
        assert!(rate < 2_000 || good.len() > 20);
        if rate == 20 {
            assert_eq!(
                b.get("coding") & 2,
                2 * (b.get("coding") & 1),
                "the error rate is high, if there is a lock at all"
            );
        }
        if rate == 3 {
            assert!(b.get("locks_lost") > 0);
            assert_eq!(b.get("link_up"), 0);
        }
        a.sent.clear();
        run(&mut a, &mut b, 12_000 + 3 * u64::from(PERIOD_CYCLES), || false);
        assert_eq!(b.get("link_up"), 1, "1 bit in {rate}: the link is back");
    }
}

// Shows C4: in near-end loopback a card hears itself through coder and decoder, and its partner loses the lock; without a
// signal there is no lock.
#[test]
fn loopback_hears_itself_and_cuts_the_line() {
    let mut random = Random(seed(15));
    let (mut a, mut b) = (End::new(0), End::new(3));
    while b.get("link_up") == 0 {
        run(&mut a, &mut b, 50, || false);
    }
    a.model.set(port("loopback"), 1);
    run(&mut a, &mut b, 300, || false);
    assert_eq!((a.get("link_up"), b.get("link_up")), (1, 0));
    let beats = frame(&mut random, 9);
    a.sent.extend(beats.iter().copied());
    run(&mut a, &mut b, 100, || false);
    assert_eq!(a.received, beats);
    a.model.set(port("loopback"), 0);
    let mut cycles = 0;
    while b.get("link_up") == 0 {
        run(&mut a, &mut b, 50, || false);
        cycles += 50;
        assert!(cycles < 20_000, "the partner finds its lock again");
    }
    assert_eq!(a.get("link_up"), 0, "nobody speaks to it");
    b.tick(true, false);
    b.tick(true, true);
    assert_eq!(b.get("link_up"), 0, "no signal, no lock");
}
