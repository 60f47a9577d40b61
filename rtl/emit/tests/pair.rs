//! Two cards and the line between them.

mod support;

use abi::geometry::REMOTE_OFFSET;
use abi::registers::{ctrl, link, logq, mirror, remote};
use abi::watermark::{STATE_ARMED, STATE_LINK_UP, STATE_MIRRORING, STATE_PEER_ARMED};
use std::collections::VecDeque;
use support::{arm, line, same_but_stamp, Card, Queue, Random, LOCAL_BYTES};

const SEED: u64 = 0x9A1_0001;
/// Cycles a beat is on its way.
const DELAY: usize = 10;

struct Pair {
    cards: [Card; 2],
    lines: [VecDeque<Option<(u128, bool)>>; 2],
}

impl Pair {
    fn new(seed: u64) -> Pair {
        let delay = || VecDeque::from(vec![None; DELAY]);
        Pair { cards: [Card::new(seed), Card::new(seed + 1)], lines: [delay(), delay()] }
    }

    fn tick(&mut self) {
        for n in 0..2 {
            self.cards[n].rx = self.lines[1 - n].pop_front().expect("the line has a length");
            self.cards[n].tick();
            let sent = self.cards[n].tx;
            self.lines[n].push_back(sent);
        }
    }

    fn run(&mut self, cycles: u64) {
        for _ in 0..cycles {
            self.tick();
        }
    }

    /// A register read of one card while both run.
    fn read(&mut self, n: usize, offset: u32) -> u64 {
        self.cards[n].send(support::read_packet(0, offset as u64, 8, 1));
        self.run(120);
        let c = self.cards[n].completions.pop_front().expect("an answer");
        u64::from_le_bytes(c.data.try_into().expect("eight bytes"))
    }

    fn wait(&mut self, what: &str, limit: u64, mut done: impl FnMut(&mut Pair) -> bool) -> u64 {
        let start = self.cards[0].cycle;
        while !done(self) {
            self.tick();
            assert!(self.cards[0].cycle - start < limit, "{what} does not happen");
        }
        self.cards[0].cycle - start
    }
}

/// Both cards booted, armed and mirroring, with both queues open at `position`.
fn mirroring(seed: u64, position: u64) -> (Pair, [Queue; 2]) {
    let mut pair = Pair::new(seed);
    let queues = [Queue::new(0), Queue::new(1)];
    for card in &mut pair.cards {
        for queue in &queues {
            queue.open(card, position, 5);
        }
        arm(card);
        let nonce = card.card_id ^ 0x55;
        card.write64(ctrl::BOOT_NONCE, nonce);
        card.link_up = true;
    }
    pair.run(30_000);
    for n in 0..2 {
        assert_eq!(pair.read(n, link::STATE) as u32, abi::registers::LINK_UP);
        assert_eq!(pair.read(n, link::PEER_CARD_ID), pair.cards[1 - n].card_id);
        pair.cards[n].write32(mirror::COMMAND, abi::registers::COMMAND_START_RESYNC);
    }
    pair.run(5_000);
    for n in 0..2 {
        assert_eq!(pair.read(n, mirror::STATE) as u32, abi::registers::MIRROR_SYNCED);
        pair.cards[n].write32(mirror::COMMAND, abi::registers::COMMAND_ACCEPT);
    }
    pair.run(5_000);
    for n in 0..2 {
        assert_eq!(pair.read(n, mirror::STATE) as u32, abi::registers::MIRROR_MIRRORING);
        assert_eq!(pair.read(n, remote::IMAGE_STATE) as u32, abi::registers::IMAGE_IN_SYNC);
    }
    (pair, queues)
}

// Shows C3, C5, C8: lines and payloads posted to either card are in both, at the same offset, stamped alike; the mirrored
// watermark follows, and never promises what the partner does not hold.
#[test]
fn what_is_posted_is_in_both_cards() {
    println!("seed {SEED:#x}");
    let (mut pair, queues) = mirroring(SEED, 40);
    let mut random = Random(SEED);
    let mut next = [40u64; 2];
    let mut payloads: [Vec<(usize, usize)>; 2] = Default::default();
    for round in 0..400u64 {
        let n = random.below(2) as usize;
        if random.chance(30) {
            let payload = random.bytes(1 + random.clone().below(700) as usize);
            let at = 0x40_0000 + 1024 * (round % 64) + random.below(64);
            pair.cards[n].write(2, at, &payload);
            payloads[n].push((at as usize, payload.len()));
        }
        let slot = next[n];
        let l = line(&mut random, slot);
        if random.chance(25) {
            for word in 0..8u64 {
                pair.cards[n].write(2, queues[n].at(slot) + 8 * word, &l[8 * word as usize..][..8]);
            }
        } else {
            pair.cards[n].write(2, queues[n].at(slot), &l);
        }
        next[n] += 1;
        for _ in 0..random.below(60) {
            pair.tick();
            // Whatever a watermark says is there, wherever it says.
            for c in 0..2 {
                if let Some(mark) = queues[c].watermark(&pair.cards[c]) {
                    assert!(mark.mirrored <= mark.local);
                    for slot in mark.mirrored.saturating_sub(3).max(40)..mark.mirrored {
                        let at = queues[c].at(slot) as usize;
                        assert!(
                            pair.cards[c].memory[at..at + 64] == pair.cards[1 - c].memory[LOCAL_BYTES + at..][..64],
                            "slot {slot} of card {c} is at the partner"
                        );
                    }
                }
            }
        }
    }
    pair.run(5_000);
    for c in 0..2 {
        let mark = queues[c].watermark(&pair.cards[c]).expect("written");
        assert_eq!((mark.local, mark.mirrored), (next[c], next[c]));
        let all = STATE_ARMED | STATE_LINK_UP | STATE_MIRRORING | STATE_PEER_ARMED;
        assert_eq!(mark.state & all, all);
        let sealed = if c == 0 { remote::SEALED0 } else { remote::SEALED1 };
        assert_eq!(pair.read(1 - c, sealed), next[c], "the partner has every slot");
        for slot in next[c].saturating_sub(256).max(40)..next[c] {
            let at = queues[c].at(slot) as usize;
            let there = &pair.cards[1 - c].memory[LOCAL_BYTES + at..][..64];
            assert!(pair.cards[c].memory[at..at + 64] == *there, "slot {slot} of card {c}");
        }
        for (at, length) in &payloads[c] {
            let there = &pair.cards[1 - c].memory[LOCAL_BYTES + at..][..*length];
            assert!(pair.cards[c].memory[*at..at + length] == *there, "payload at {at:#x} of card {c}");
        }
        assert_eq!(pair.read(c, queues[c].register(logq::TICKET_ERRORS)), 0);
    }
    // The partner's host reads it without this one's help.
    let at = queues[0].at(next[0] - 1);
    pair.cards[1].send(support::read_packet(2, REMOTE_OFFSET + at, 64, 9));
    pair.run(300);
    let c = pair.cards[1].completions.pop_front().expect("an answer");
    assert_eq!(c.data, pair.cards[0].memory[at as usize..at as usize + 64]);
}

// Shows C5: cycles from a posted line to the watermark line that says it is in both cards; card.md's budget is 64 cycles of
// logic.
#[test]
fn latency_of_a_mirrored_line() {
    let (mut pair, queues) = mirroring(SEED + 10, 0);
    let mut random = Random(SEED);
    let mut worst = (0, 0);
    for slot in 0..20 {
        pair.run(1000);
        pair.cards[0].host_writes.clear();
        let l = line(&mut random, slot);
        pair.cards[0].write(2, queues[0].at(slot), &l);
        let queue = queues[0];
        let local = pair.wait("local", 1000, |p| queue.watermark(&p.cards[0]).is_some_and(|w| w.local > slot));
        let rest = pair.wait("mirrored", 2000, |p| queue.watermark(&p.cards[0]).is_some_and(|w| w.mirrored > slot));
        worst = (worst.0.max(local), worst.1.max(local + rest));
        let at = queues[0].at(slot) as usize;
        assert!(same_but_stamp(&pair.cards[1].memory[LOCAL_BYTES + at..][..64], &l));
    }
    println!(
        "posted line to watermark line, worst of 20, unloaded: local {} cycles, mirrored {} cycles, of these {} on the line",
        worst.0,
        worst.1,
        2 * DELAY
    );
    assert!(worst.1 - 2 * DELAY as u64 <= 64, "{} cycles of logic", worst.1 - 2 * DELAY as u64);
}

// Shows C3: the card that has been fenced gets nothing mirrored any more, although it goes on locally.
#[test]
fn a_fenced_queue_is_not_mirrored() {
    let (mut pair, queues) = mirroring(SEED + 20, 0);
    let mut random = Random(SEED);
    for slot in 0..5 {
        let l = line(&mut random, slot);
        pair.cards[0].write(2, queues[0].at(slot), &l);
    }
    pair.run(2_000);
    pair.cards[1].write32(remote::FENCE_EPOCH0, 6);
    pair.cards[1].write32(remote::FENCE, 1);
    pair.run(2_000);
    assert_eq!(pair.read(1, remote::FENCE) >> 32, 1, "FENCE_DONE");
    assert_eq!(pair.read(1, remote::SEALED0), 5);
    let before = pair.cards[1].memory.clone();
    for slot in 5..9 {
        let l = line(&mut random, slot);
        pair.cards[0].write(2, queues[0].at(slot), &l);
    }
    pair.run(3_000);
    let mark = queues[0].watermark(&pair.cards[0]).expect("written");
    assert_eq!((mark.local, mark.mirrored), (9, 5));
    assert_ne!(mark.state & abi::watermark::STATE_FENCED, 0, "and its host is told");
    let ring = LOCAL_BYTES + queues[0].line_base as usize..LOCAL_BYTES + queues[0].line_base as usize + 64 * 256;
    assert!(pair.cards[1].memory[ring.clone()] == before[ring]);
}
