//! A host that keeps to no habit: legal and illegal requests in any order, with any tag, while the card's streams and its memory
//! are held off, against a model of what each request means.

mod support;

use abi::geometry::{NV_HEADER_BYTES, REMOTE_OFFSET};
use abi::registers::{ctrl, id};
use std::collections::BTreeMap;
use support::{packet, wants_answer, Beat, Card, Random, Stress, LOCAL_BYTES, MEMORY_READ, MEMORY_WRITE};

/// What the answer to a request has to be.
struct Expected {
    /// Status, or the bytes still to come.
    answer: Result<Vec<u8>, u8>,
    /// Byte count and lower address of the next completion.
    byte_count: u32,
    lower_address: u32,
    /// Bytes of the first DWORD that come before the first enabled one, and bytes wanted.
    lead: usize,
    /// Where the first byte still to come is in memory.
    from: usize,
    /// What was written while the request was open: a posted write may pass a read (PCIe Base 2.4.1), not the other way.
    later: Vec<(usize, u8)>,
}

/// First enabled byte and number of bytes from there to the last enabled one (PCIe Base 4.0, table 2-38).
fn extent(dwords: usize, first: u8, last: u8) -> (usize, usize) {
    if dwords == 1 {
        return match first {
            0 => (0, 1),
            _ => {
                let lead = first.trailing_zeros() as usize;
                (lead, 8 - first.leading_zeros() as usize - lead)
            }
        };
    }
    let lead = first.trailing_zeros() as usize;
    (lead, dwords * 4 - lead - (last.leading_zeros() as usize - 4))
}

/// The host's picture of the card.
struct Picture {
    memory: Vec<u8>,
    open: BTreeMap<u8, Expected>,
    refused: u32,
    dropped: u32,
}

impl Picture {
    /// Applies the posted write of these enables.
    fn write(&mut self, at: usize, first: u8, last: u8, payload: &[u8]) {
        let dwords = payload.len() / 4;
        for (n, byte) in payload.iter().enumerate() {
            let enables = match n / 4 {
                0 => first,
                d if d == dwords - 1 => last,
                _ => 15,
            };
            if enables >> (n % 4) & 1 == 1 {
                self.memory[at + n] = *byte;
                for read in self.open.values_mut() {
                    if read.answer.as_ref().is_ok_and(|left| (read.from..read.from + left.len()).contains(&(at + n))) {
                        read.later.push((at + n, *byte));
                    }
                }
            }
        }
    }

    /// Checks a completion against what its request has to get.
    fn check(&mut self, c: &support::Completion, what: &str) {
        let expected = self.open.get_mut(&c.tag).unwrap_or_else(|| panic!("{what}: tag {} was not asked for", c.tag));
        assert_eq!(c.byte_count, expected.byte_count, "{what}: byte count");
        assert_eq!(c.lower_address, expected.lower_address, "{what}: lower address");
        let left = match &mut expected.answer {
            Err(status) => {
                assert_eq!(c.status, *status, "{what}: status");
                self.open.remove(&c.tag);
                return;
            }
            Ok(left) => left,
        };
        assert_eq!(c.status, 0, "{what}: status");
        let here = (c.data.len() - expected.lead).min(left.len());
        for (n, (found, wanted)) in c.data[expected.lead..expected.lead + here].iter().zip(left.iter()).enumerate() {
            let at = expected.from + n;
            assert!(found == wanted || expected.later.contains(&(at, *found)), "{what}: {found:#x} at {at:#x}");
        }
        assert!(here == left.len() || (expected.lower_address as usize + here) % 128 == 0, "{what}: where it is cut");
        left.drain(..here);
        if left.is_empty() {
            self.open.remove(&c.tag);
            return;
        }
        expected.lead = 0;
        expected.from += here;
        expected.byte_count -= here as u32;
        expected.lower_address = 0;
    }
}

/// Random byte enables: contiguous runs for long packets, anything for one or two DWORDs aligned to eight bytes (PCIe 2.2.5).
fn enables(random: &mut Random, at: u64, dwords: usize) -> (u8, u8) {
    if dwords == 1 {
        return (random.below(16) as u8, 0);
    }
    if dwords == 2 && at % 8 == 0 {
        return (1 + random.below(15) as u8, 1 + random.below(15) as u8);
    }
    (15 << random.below(4) & 15, 15 >> random.below(4))
}

/// DWORDs from `at` on that do not cross a 4-KiB boundary.
fn length(random: &mut Random, at: u64, most: u64) -> usize {
    let room = (4096 - at % 4096) / 4;
    let most = most.min(room);
    1 + match random.below(3) {
        0 => random.below(most.min(3)),
        1 => random.below(most.min(40)),
        _ => random.below(most),
    } as usize
}

fn hostile(mut card: Card, seed: u64, requests: usize, stress: Stress) {
    println!("seed {seed:#x}");
    let mut random = Random(seed);
    card.run(200);
    card.stress = stress;
    let mut picture = Picture { memory: card.memory.clone(), open: BTreeMap::new(), refused: 0, dropped: 0 };
    let mut tag = 0u8;
    for n in 0..requests {
        // A tag is free again when its request has been answered, and a request needs a credit in the end.
        while picture.open.len() >= 20 {
            card.tick();
            while let Some(c) = card.completions.pop_front() {
                picture.check(&c, &format!("request {n}"));
            }
        }
        while picture.open.contains_key(&tag) {
            tag = tag.wrapping_add(1 + random.below(9) as u8);
        }
        let page = NV_HEADER_BYTES + 4096 * (1 + random.below(3));
        let at = page + 4 * random.below(1024);
        let (request, what): (Vec<Beat>, &str) = match random.below(16) {
            0..=5 => {
                let dwords = length(&mut random, at, 256);
                let (first, last) = enables(&mut random, at, dwords);
                let payload = random.bytes(dwords * 4);
                picture.write(at as usize, first, last, &payload);
                (packet(MEMORY_WRITE, 2, at, dwords, first, last, tag, &payload), "write")
            }
            6..=10 => {
                let dwords = length(&mut random, at, 1024);
                let (first, last) = enables(&mut random, at, dwords);
                let remote = random.chance(30);
                let base = if remote { REMOTE_OFFSET } else { 0 };
                let from = at as usize + if remote { LOCAL_BYTES } else { 0 };
                let (lead, bytes) = extent(dwords, first, last);
                let expected = Expected {
                    answer: Ok(picture.memory[from + lead..from + lead + bytes].to_vec()),
                    byte_count: bytes as u32,
                    lower_address: ((at as usize + lead) & 0x7F) as u32,
                    lead,
                    from: from + lead,
                    later: Vec::new(),
                };
                picture.open.insert(tag, expected);
                (packet(MEMORY_READ, 2, base + at, dwords, first, last, tag, &[]), "read")
            }
            11 => {
                // Registers that no write changes.
                let (first, last) = enables(&mut random, 0, 2);
                let (lead, bytes) = extent(2, first, last);
                let word = abi::MAGIC.to_le_bytes();
                let expected = Expected {
                    answer: Ok(word[lead..lead + bytes].to_vec()),
                    byte_count: bytes as u32,
                    lower_address: id::MAGIC + lead as u32,
                    lead,
                    // Not in memory.
                    from: usize::MAX / 2,
                    later: Vec::new(),
                };
                picture.open.insert(tag, expected);
                (packet(MEMORY_READ, 0, id::MAGIC.into(), 2, first, last, tag, &[]), "register")
            }
            12 => {
                // A read of nothing that is there: another BAR, above LOCAL or REMOTE, no DWORD at all.
                let (bar, at) =
                    *[(1, at), (4, at), (6, at), (2, LOCAL_BYTES as u64 + at), (2, REMOTE_OFFSET * 2 - 4096)]
                        .get(random.below(5) as usize)
                        .expect("one of five");
                let dwords = length(&mut random, at, 1024);
                let (first, last) = enables(&mut random, at, dwords);
                let (lead, bytes) = extent(dwords, first, last);
                let lower_address = ((at as usize + lead) & 0x7F) as u32;
                let expected = Expected {
                    answer: Err(1),
                    byte_count: bytes as u32,
                    lower_address,
                    lead,
                    from: 0,
                    later: Vec::new(),
                };
                picture.open.insert(tag, expected);
                picture.refused += 1;
                (packet(MEMORY_READ, bar, at, dwords, first, last, tag, &[]), "read of nothing")
            }
            13 => {
                // What is neither a memory read nor a memory write.
                let kind = 2 + random.below(10) as u8;
                let (dwords, payload) = match kind {
                    4 | 5 => (1 + random.below(2) as usize, true),
                    6 => (2 + 2 * random.below(2) as usize, true),
                    3 | 10 | 11 => (1, true),
                    _ => (1, false),
                };
                let byte_count = match kind {
                    4 | 5 => dwords as u32 * 4,
                    6 => dwords as u32 * 2,
                    _ => 4,
                };
                let lower_address = if kind == 7 { (at & 0x7F) as u32 } else { 0 };
                let expected =
                    Expected { answer: Err(1), byte_count, lower_address, lead: 0, from: 0, later: Vec::new() };
                picture.open.insert(tag, expected);
                picture.refused += 1;
                let payload = if payload { random.bytes(dwords * 4) } else { Vec::new() };
                (packet(kind, 2, at, dwords, 15, if dwords == 1 { 0 } else { 15 }, tag, &payload), "other type")
            }
            14 => {
                // A write that leaves no trace: aborted, cut short, too long, to another BAR, or a message.
                let dwords = 3 + length(&mut random, at, 200).min(200);
                let mut bad = packet(MEMORY_WRITE, 2, at, dwords, 15, 15, tag, &random.bytes(dwords * 4));
                match random.below(5) {
                    0 => bad.last_mut().expect("it has a beat").user |= 1 << 41,
                    1 => {
                        bad.truncate(1 + random.below(bad.len() as u64 - 1) as usize);
                        bad.last_mut().expect("it has a beat").last = true;
                    }
                    2 => bad[0].data += 9 << 64,
                    3 => bad[0].data |= 1 << 112,
                    _ => bad[0].data |= 12 << 75,
                }
                picture.refused += 1;
                (bad, "bad write")
            }
            _ => {
                // Where the host may not write.
                let at = *[at - page, LOCAL_BYTES as u64 + at, REMOTE_OFFSET + at]
                    .get(random.below(3) as usize)
                    .expect("one of three");
                let dwords = length(&mut random, at, 256);
                let payload = random.bytes(dwords * 4);
                picture.dropped += 1;
                let last = if dwords == 1 { 0 } else { 15 };
                (packet(MEMORY_WRITE, 2, at, dwords, 15, last, tag, &payload), "forbidden write")
            }
        };
        assert!(wants_answer(request[0].data) == picture.open.contains_key(&tag), "the model knows who is answered");
        card.send(request);
        // Often several packets stand behind each other.
        if random.chance(40) {
            card.run(random.below(30));
        }
        while let Some(c) = card.completions.pop_front() {
            picture.check(&c, &format!("request {n}, {what}"));
        }
    }
    let mut patience = 200_000;
    while !picture.open.is_empty() {
        card.tick();
        while let Some(c) = card.completions.pop_front() {
            picture.check(&c, "the end");
        }
        patience -= 1;
        assert!(patience > 0, "unanswered: {:?}", picture.open.keys());
    }
    card.stress = Stress::NONE;
    card.settle();
    assert!(card.completions.is_empty(), "nothing is answered twice");
    assert!(
        card.memory[NV_HEADER_BYTES as usize..] == picture.memory[NV_HEADER_BYTES as usize..],
        "LOCAL and REMOTE are what the legal writes made of them"
    );
    assert_eq!(card.read32(ctrl::UNSUPPORTED), picture.refused, "every refusal is counted");
    assert_eq!(card.read32(ctrl::DROPPED_WRITES), picture.dropped, "and every forbidden write");
}

// Shows C2, C11: any legal request is carried out, any other is answered or dropped and counted, in any mixture.
#[test]
fn requests_of_every_kind() {
    hostile(Card::new(0x5EED_C2), 0x5EED_C2, 4000, Stress::NONE);
}

// Shows C2, C11: the same while completions, memory and the host stall.
#[test]
fn requests_of_every_kind_with_stalls() {
    for seed in 1..4 {
        let seed = 0x5EED_C200 + seed;
        hostile(Card::new(seed), seed, 1500, Stress::SOME);
    }
}

// Shows C2, C11: the same behind a hard block of 256 bit, through the width blocks and the crossing to PCIe's clock.
#[test]
fn requests_of_every_kind_at_256_bit() {
    for (seed, stress) in [(0x5EED_C256, Stress::NONE), (0x5EED_C257, Stress::SOME)] {
        hostile(Card::wide(seed), seed, 1200, stress);
    }
}

// Shows C11: a read that memory stops answering ends with completer abort, between two completions; the card is FAILED, refuses
// further reads of memory, answers registers, and takes what the host posts.
#[test]
fn a_read_that_memory_never_answers_is_aborted() {
    for answered in [0u64, 5, 8, 30, 64] {
        let mut card = Card::new(11);
        // The boot sequence reads memory too.
        card.read64(id::MAGIC);
        card.run(200);
        let expected = card.memory[0x2_0000..0x2_1000].to_vec();
        card.read_limit = Some(card.reads_taken + answered);
        card.send(packet(MEMORY_READ, 2, 0x2_0000, 1024, 15, 15, 9, &[]));
        card.send(packet(MEMORY_READ, 0, id::MAGIC.into(), 2, 15, 15, 10, &[]));
        card.send(packet(MEMORY_READ, 2, 0x2_0000, 1, 15, 0, 11, &[]));
        card.write(2, 0x3_0000, &[7; 64]);
        let mut patience = 200_000;
        while card.completions.back().is_none_or(|c| c.tag != 11) {
            card.tick();
            patience -= 1;
            assert!(patience > 0, "after {answered} beats: never answered");
        }
        let mut bytes: Vec<u8> = Vec::new();
        let mut statuses = Vec::new();
        for c in card.completions.drain(..) {
            if c.tag == 9 {
                bytes.extend(&c.data);
            }
            if c.status != 0 || c.tag != 9 {
                statuses.push((c.tag, c.status));
            }
        }
        assert_eq!(statuses, [(9, 4), (10, 0), (11, 1)], "after {answered} beats");
        // The scrub may have had some of the answers.
        assert!(bytes.len() % 128 == 0 && bytes.len() as u64 <= answered / 8 * 128, "whole completions only");
        assert_eq!(bytes, expected[..bytes.len()]);
        assert!(card.read32(ctrl::STATE) & abi::registers::STATE_FAILED != 0);
        // Late data changes nothing.
        card.read_limit = None;
        card.run(2000);
        assert_eq!(card.read64(id::MAGIC), abi::MAGIC);
        assert_eq!(card.read(2, 0x2_0000, 64), Err(1));
    }
}
