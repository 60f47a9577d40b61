//! Two cards with the line coding between them, and errors in the coded bits.

mod support;

use abi::registers::{ctrl, events, id, link, mirror};
use rtl_link::LineCoding;
use rtl_prims::testing::{Model, Port, Verilated};
use rust_hdl::prelude::*;
use std::collections::VecDeque;
use std::sync::OnceLock;
use support::{arm, line, Card, Queue, Random, LOCAL_BYTES};

const SEED: u64 = 0xC0DE_0001;
/// 125 us at 250 MHz.
const PERIOD_CYCLES: u32 = 31_250;
/// Bits on the cable, of each direction.
const CABLE_BITS: usize = 3_000;

fn verilated() -> &'static Verilated {
    static CODING: OnceLock<Verilated> = OnceLock::new();
    CODING.get_or_init(|| {
        let mut coding = LineCoding::new(PERIOD_CYCLES);
        coding.connect_all();
        Verilated::build(&coding, "line_coding")
    })
}

fn port(name: &str) -> Port {
    verilated().port(name)
}

/// Two cards, their line codings, and the cable's bits towards each.
struct Pair {
    cards: [Card; 2],
    codings: [Model; 2],
    cable: [VecDeque<bool>; 2],
    skip: [usize; 2],
    random: Random,
    /// One wrong bit in how many cycles, in each direction; 0: none.
    noise: u64,
    flipped: u64,
    cycle: u64,
}

impl Pair {
    fn new(seed: u64) -> Pair {
        let cable = || VecDeque::from(vec![false; CABLE_BITS]);
        Pair {
            cards: [Card::new(seed), Card::new(seed + 1)],
            codings: [verilated().model(), verilated().model()],
            cable: [cable(), cable()],
            skip: [17, 0],
            random: Random(seed),
            noise: 0,
            flipped: 0,
            cycle: 0,
        }
    }

    fn tick(&mut self) {
        // 25 beats in 32 cycles: 25 Gb/s at 250 MHz.
        let take = self.cycle * 25 % 32 < 25;
        self.cycle += 1;
        for n in 0..2 {
            let (card, m) = (&mut self.cards[n], &mut self.codings[n]);
            m.settle();
            card.rx = (m.get(port("rx_valid")) == 1).then(|| (m.get(port("rx_data")), m.get(port("rx_control")) == 1));
            card.link_up = m.get(port("link_up")) == 1;
            card.coding = Some(m.get(port("coding")) as u8);
            card.tx_ready = take || card.loopback;
            card.tick();
            m.set(port("loopback"), card.loopback as u128);
            m.set(port("tx_valid"), card.tx.is_some() as u128);
            if let Some((data, control)) = card.tx {
                m.set(port("tx_data"), data);
                m.set(port("tx_control"), control as u128);
            }
            m.set(port("tx_words_ready"), take as u128);
            m.set(port("rx_signal"), 1);
            let skipped = self.skip[n];
            self.cable[n].drain(..skipped);
            self.skip[n] = 0;
            m.set(port("rx_words_valid"), take as u128);
            if take {
                for name in ["rx_word0", "rx_word1"] {
                    let word = self.cable[n].drain(..66).enumerate().fold(0u128, |w, (i, b)| w | u128::from(b) << i);
                    m.set(port(name), word);
                }
            }
            m.settle();
            if m.get(port("rx_slip")) == 1 {
                self.skip[n] = 1;
            }
            if take {
                let mut words = ["tx_word0", "tx_word1"].map(|name| m.get(port(name)));
                if self.noise > 0 && self.random.below(self.noise) == 0 {
                    words[self.random.below(2) as usize] ^= 1 << self.random.below(66);
                    self.flipped += 1;
                }
                let bits = words.into_iter().flat_map(|word| (0..66).map(move |bit| word >> bit & 1 == 1));
                self.cable[1 - n].extend(bits);
            }
            m.tick();
        }
    }

    fn run(&mut self, cycles: u64) {
        for _ in 0..cycles {
            self.tick();
        }
    }

    fn read(&mut self, n: usize, offset: u32) -> u64 {
        self.cards[n].send(support::read_packet(0, offset as u64, 8, 1));
        let start = self.cycle;
        let c = loop {
            self.tick();
            if let Some(c) = self.cards[n].completions.pop_front() {
                break c;
            }
            assert!(self.cycle - start < 5_000, "no answer");
        };
        u64::from_le_bytes(c.data.try_into().expect("eight bytes"))
    }

    /// Runs until a register has a value.
    fn until(&mut self, n: usize, offset: u32, value: u32) {
        let start = self.cycle;
        while self.read(n, offset) as u32 != value {
            assert!(self.cycle - start < 200_000, "register {offset:#x} of card {n} does not become {value}");
        }
    }
}

/// Both cards booted and armed, queue 0 of card 0 open at `position` and mirrored.
fn mirroring(seed: u64, position: u64) -> (Pair, Queue) {
    let mut pair = Pair::new(seed);
    let queue = Queue::new(0);
    queue.open(&mut pair.cards[0], position, 5);
    for card in &mut pair.cards {
        arm(card);
        let nonce = card.card_id ^ 0x55;
        card.write64(ctrl::BOOT_NONCE, nonce);
    }
    for n in 0..2 {
        pair.until(n, link::STATE, abi::registers::LINK_UP);
    }
    pair.cards[0].write32(mirror::COMMAND, abi::registers::COMMAND_START_RESYNC);
    pair.until(0, mirror::STATE, abi::registers::MIRROR_SYNCED);
    pair.cards[0].write32(mirror::COMMAND, abi::registers::COMMAND_ACCEPT);
    pair.until(0, mirror::STATE, abi::registers::MIRROR_MIRRORING);
    (pair, queue)
}

// Shows C4, C5: over a coded line with wrong bits everything posted arrives at the partner, each mirrored watermark is true
// when it is written, and what noise damaged was caught by a CRC and sent again.
#[test]
fn a_noisy_coded_line_carries_the_mirror() {
    println!("seed {SEED:#x}");
    let (mut pair, queue) = mirroring(SEED, 40);
    assert_eq!(
        pair.read(0, id::CAPABILITIES) as u32 & abi::registers::CAPABILITY_CODING,
        abi::registers::CAPABILITY_CODING
    );
    pair.noise = 120;
    let mut random = Random(SEED);
    let mut next = 40;
    for _ in 0..250 {
        let l = line(&mut random, next);
        pair.cards[0].write(2, queue.at(next), &l);
        next += 1;
        for _ in 0..random.below(120) {
            pair.tick();
            let Some(mark) = queue.watermark(&pair.cards[0]) else { continue };
            assert!(mark.mirrored <= mark.local);
            for slot in mark.mirrored.saturating_sub(3).max(40)..mark.mirrored {
                let at = queue.at(slot) as usize;
                assert!(
                    pair.cards[0].memory[at..at + 64] == pair.cards[1].memory[LOCAL_BYTES + at..][..64],
                    "slot {slot} is at the partner"
                );
            }
        }
    }
    pair.noise = 0;
    pair.run(20_000);
    let mark = queue.watermark(&pair.cards[0]).expect("written");
    assert_eq!((mark.local, mark.mirrored), (next, next));
    let errors = pair.read(0, link::CRC_ERRORS) as u32 + pair.read(1, link::CRC_ERRORS) as u32;
    let replays = pair.read(0, link::REPLAYS) as u32;
    println!("{} wrong bits, {errors} bad frames, {replays} replays", pair.flipped);
    assert!(pair.flipped > 30 && errors > 5 && replays > 0);
}

// Shows C4, C13: the loopback bit lets a card hear itself through its line coding; the partner loses block lock, and both
// find each other again.
#[test]
fn the_loopback_bit_loops_through_the_coding() {
    let (mut pair, _) = mirroring(SEED + 1, 7);
    pair.cards[0].write32(link::CONTROL, abi::registers::LINK_LOOPBACK);
    pair.run(2_000);
    assert_eq!(pair.read(0, link::CODING) as u32, abi::registers::CODING_LOCKED);
    assert_eq!(pair.read(1, link::CODING) as u32 & abi::registers::CODING_LOCKED, 0);
    let heard = pair.read(0, link::FRAMES_RECEIVED);
    pair.run(30_000);
    assert!(pair.read(0, link::FRAMES_RECEIVED) > heard, "its own HELLO comes back");
    assert_eq!(pair.read(0, link::CRC_ERRORS) as u32, 0);
    assert_eq!(
        pair.read(0, link::STATE) as u32,
        abi::registers::LINK_HELLO,
        "a card does not take itself for a partner"
    );
    pair.cards[0].write32(link::CONTROL, 0);
    for n in 0..2 {
        pair.until(n, link::STATE, abi::registers::LINK_UP);
    }
    assert_ne!(pair.read(1, events::WAITING) as u32, 0, "the partner's card has noticed");
}
