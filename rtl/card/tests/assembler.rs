//! The line assembler alone, in Verilator, against what it is for: a line leaves once, whole, when its seventh word has come,
//! whatever the order; and what has to leave earlier leaves as it is, unpublished.

use std::collections::VecDeque;
use std::sync::OnceLock;

use rtl_card::assembler::{Assembler, LINES};
use rtl_prims::random::Random;
use rtl_prims::testing::{Model, Port, Verilated};
use rust_hdl::prelude::Block;

/// The word that the hardware writes.
const STAMP: usize = 6;

/// A beat that came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Out {
    unit: u32,
    words: [Option<u64>; 2],
    whole: bool,
    queue: bool,
    ring_slot: u32,
    ticket: u32,
}

struct Bench {
    model: Model,
    inputs: [Port; 9],
    outputs: [Port; 9],
    random: Random,
    /// The store stage takes a beat in this share of the cycles.
    ready_percent: u64,
    out: VecDeque<Out>,
}

impl Bench {
    fn new(seed: u64, ready_percent: u64) -> Bench {
        println!("SEED={seed}");
        static BUILT: OnceLock<Verilated> = OnceLock::new();
        let built = BUILT.get_or_init(|| {
            let mut assembler = Assembler::default();
            assembler.connect_all();
            Verilated::build(&assembler, "assembler")
        });
        let inputs = ["valid", "unit", "data", "even", "odd", "queue", "ring_slot", "forget", "out_ready"];
        let outputs = [
            "ready",
            "out_valid",
            "out_unit",
            "out_data",
            "out_enable",
            "out_whole",
            "out_queue",
            "out_ring_slot",
            "out_ticket",
        ];
        Bench {
            model: built.model(),
            inputs: inputs.map(|name| built.port(name)),
            outputs: outputs.map(|name| built.port(name)),
            random: Random(seed),
            ready_percent,
            out: VecDeque::new(),
        }
    }

    /// One cycle; says whether the beat on offer was taken.
    fn cycle(&mut self) -> bool {
        let takes = self.random.chance(self.ready_percent);
        self.model.set(self.inputs[8], takes.into());
        self.model.settle();
        let [ready, valid, unit, data, enable, whole, queue, ring_slot, ticket] =
            self.outputs.map(|port| self.model.get(port));
        if valid == 1 && takes {
            let word = |half: u32| match enable >> (8 * half) & 0xFF {
                0 => None,
                0xFF => Some((data >> (64 * half)) as u64),
                other => panic!("byte enables {other:#x} of a word"),
            };
            self.out.push_back(Out {
                unit: unit as u32,
                words: [word(0), word(1)],
                whole: whole == 1,
                queue: queue == 1,
                ring_slot: ring_slot as u32,
                ticket: ticket as u32,
            });
        }
        self.model.tick();
        ready == 1
    }

    /// Stores words of a line that lie in one beat: the line's place in the ring, number of the beat, even and odd word.
    fn store(&mut self, line: u32, beat: usize, words: [Option<u64>; 2]) {
        let data = u128::from(words[0].unwrap_or(0xDEAD)) | u128::from(words[1].unwrap_or(0xBEEF)) << 64;
        let values = [
            1,
            u128::from(line * 4) + beat as u128,
            data,
            words[0].is_some().into(),
            words[1].is_some().into(),
            (line & 1).into(),
            (line & 0xFF).into(),
        ];
        for (port, value) in self.inputs.into_iter().zip(values) {
            self.model.set(port, value);
        }
        let mut patience = 200;
        while !self.cycle() {
            patience -= 1;
            assert!(patience > 0, "a word of line {line} is never taken");
        }
        self.model.set(self.inputs[0], 0);
    }

    fn rest(&mut self) {
        (0..40).for_each(|_| assert!(self.cycle() || self.ready_percent < 100));
    }

    /// The line that comes out next is this one, whole.
    fn expect_whole(&mut self, line: u32, words: &[u64; 8]) {
        for beat in 0..4 {
            let out = self.out.pop_front().unwrap_or_else(|| panic!("beat {beat} of line {line} has come out"));
            let stamped = beat == STAMP / 2;
            let expected = Out {
                unit: line * 4 + beat as u32,
                // Whatever stands in the stamp's place, the store stage puts the stamp there.
                words: [if stamped { out.words[0] } else { Some(words[2 * beat]) }, Some(words[2 * beat + 1])],
                whole: true,
                queue: line & 1 == 1,
                ring_slot: line & 0xFF,
                ticket: (words[7] >> 32) as u32,
            };
            assert_eq!(out, expected, "beat {beat} of line {line}");
        }
    }
}

/// The fourteen words of two lines that the host writes: line and number.
const WORDS: [(usize, usize); 14] = {
    let mut words = [(0, 0); 14];
    let mut i = 0;
    while i < 14 {
        let word = i % 7;
        words[i] = (i / 7, if word == STAMP { 7 } else { word });
        i += 1;
    }
    words
};

// Shows C3: all arrival orders of the words of two lines (card.md 10.5). What the assembler does with a word depends on nothing but
// which words have come, so every order is shown by showing every word next in every set of words that have come: 14 * 2^13
// pairs, in as many orders as it takes. The stamp's word is stored too, anywhere, and means nothing.
#[test]
fn all_arrival_orders_of_two_lines() {
    let mut bench = Bench::new(7, 60);
    let mut shown = vec![0u16; 1 << WORDS.len()];
    let full = (1 << WORDS.len()) - 1;
    let (mut orders, mut pairs) = (0u32, 0u32);
    let mut lines = [2, 3];
    for set in 0..full {
        for word in (0..WORDS.len()).filter(|word| set >> word & 1 == 0) {
            if shown[set] >> word & 1 == 1 {
                continue;
            }
            orders += 1;
            let written: [[u64; 8]; 2] = [0; 2].map(|_| [0; 8].map(|_: u8| bench.random.next()));
            let mut come = 0usize;
            while come != full {
                // To the set first, through pairs that have not been shown where there are any; then the word.
                let within = if come & set == come && come != set { set } else { full } & !come;
                let fresh = within as u16 & !shown[come];
                let next = match () {
                    () if come == set => word,
                    () if fresh != 0 => fresh.trailing_zeros() as usize,
                    () => within.trailing_zeros() as usize,
                };
                pairs += u32::from(shown[come] >> next & 1 == 0);
                shown[come] |= 1 << next;
                come |= 1 << next;
                let (line, number) = WORDS[next];
                if bench.random.chance(15) {
                    let noise = bench.random.next();
                    let line = bench.random.below(2) as usize;
                    bench.store(lines[line], STAMP / 2, [Some(noise), None]);
                }
                let mut words = [None; 2];
                words[number % 2] = Some(written[line][number]);
                bench.store(lines[line], number / 2, words);
                let of_line = 0x7F << (7 * line);
                if come & of_line == of_line {
                    bench.rest();
                    bench.expect_whole(lines[line], &written[line]);
                }
                assert!(bench.out.is_empty(), "only whole lines come out: {:?}", bench.out);
            }
            lines = lines.map(|line| (line + 2) % (1 << 20));
        }
    }
    println!("{orders} orders, {pairs} pairs");
    assert_eq!(pairs, 14 << 13);
}

// Shows C3: as many lines as there are places may be in the making; the words of all of them in any order, one or two to a beat.
#[test]
fn every_place_holds_a_line() {
    for seed in 1..20 {
        let mut bench = Bench::new(seed, 50);
        let mut written: Vec<[u64; 8]> = Vec::new();
        let mut beats = Vec::new();
        for line in 0..LINES {
            written.push([0; 8].map(|_: u8| bench.random.next()));
            for beat in 0..4 {
                if bench.random.chance(50) {
                    beats.push((line, beat, [true, true]));
                } else {
                    beats.push((line, beat, [true, false]));
                    beats.push((line, beat, [false, true]));
                }
            }
        }
        for i in (1..beats.len()).rev() {
            let other = bench.random.below(i as u64 + 1) as usize;
            beats.swap(i, other);
        }
        let mut missing = vec![0b1011_1111u8; LINES];
        for (line, beat, which) in beats {
            let words = [0, 1].map(|half| which[half].then_some(written[line][2 * beat + half]));
            bench.store(1000 + line as u32, beat, words);
            let come = u8::from(which[0]) | u8::from(which[1]) << 1;
            let was = missing[line];
            missing[line] &= !(come << (2 * beat));
            if missing[line] == 0 && was != 0 {
                bench.rest();
                bench.expect_whole(1000 + line as u32, &written[line]);
            }
            assert!(bench.out.is_empty(), "seed {seed}: only whole lines come out: {:?}", bench.out);
        }
        assert_eq!(missing, [0; LINES]);
    }
}

// Shows C3: when all places are taken a half line leaves with the words that have come, not whole, so that it is stored and not
// published; the others stay, and it may be written again as a whole.
#[test]
fn a_half_line_leaves_as_it_is() {
    let mut bench = Bench::new(3, 70);
    let written: Vec<[u64; 8]> = (0..=LINES).map(|_| [0; 8].map(|_: u8| bench.random.next())).collect();
    for line in 0..LINES {
        bench.store(line as u32, 1, [None, Some(written[line][3])]);
        bench.store(line as u32, 3, [Some(0x5A5A), Some(written[line][7])]);
    }
    bench.rest();
    assert!(bench.out.is_empty());
    bench.store(LINES as u32, 0, [Some(written[LINES][0]), Some(written[LINES][1])]);
    bench.rest();
    let left: Vec<Out> = bench.out.drain(..).collect();
    let gone = left[0].unit / 4;
    let words: Vec<_> = left.iter().flat_map(|out| out.words).collect();
    let of = &written[gone as usize];
    assert_eq!(words, [None, None, None, Some(of[3]), None, None, None, Some(of[7])], "line {gone}");
    assert!(left.iter().enumerate().all(|(i, out)| !out.whole && out.unit == gone * 4 + i as u32));
    // The others are completed where they were; the one that left last, as a whole.
    let (mut open, mut again) = ((0..=LINES as u32).collect::<Vec<_>>(), Vec::new());
    open.retain(|&line| line != gone);
    again.push(gone);
    for line in open.into_iter().chain(again) {
        for beat in 0..4 {
            let from = 2 * beat;
            let words = [from, from + 1].map(|word| Some(written[line as usize][word]));
            bench.store(line, beat, words);
        }
        bench.rest();
        bench.expect_whole(line, &written[line as usize]);
        assert!(bench.out.is_empty());
    }
}
