//! What the host may do to the card over PCIe, and what it gets for it.

mod support;

use abi::geometry::{NV_HEADER_BYTES, REMOTE_OFFSET};
use abi::registers::ctrl;
use support::{packet, read_packet, write_packet, Card, Random, Stress, LOCAL_BYTES, MEMORY_READ, MEMORY_WRITE};

const SEED: u64 = 0x5EED_0001;

/// Where random accesses of a test may go: LOCAL behind the NV header.
fn offset(random: &mut Random, bytes: usize) -> u64 {
    // Close together, so that accesses meet; a packet may not cross a 4-KiB boundary.
    let page = 4096 * (16 + random.below(4));
    NV_HEADER_BYTES + page + random.below(4096 - bytes as u64 + 1)
}

// Shows C2: memory writes of any alignment and length up to 1 KiB land where they should with their byte enables, and
// reads of any alignment and length up to 4 KiB return them, split at 128-byte boundaries, in order behind the writes.
#[test]
fn reads_and_writes_of_any_shape() {
    println!("seed {SEED:#x}");
    let mut card = Card::new(SEED);
    let mut random = Random(SEED);
    let mut shadow = card.memory.clone();
    for round in 0..600 {
        if round == 200 {
            card.stress = Stress::SOME;
        }
        for _ in 0..random.below(6) {
            let length = match random.below(3) {
                0 => 1 + random.below(16),
                1 => 1 + random.below(256),
                _ => 1 + random.below(1018),
            } as usize;
            let at = offset(&mut random, length);
            let data = random.bytes(length);
            shadow[at as usize..at as usize + length].copy_from_slice(&data);
            card.write(2, at, &data);
        }
        let length = match random.below(3) {
            0 => 1 + random.below(16),
            1 => 1 + random.below(300),
            _ => 1 + random.below(4096),
        } as usize;
        let at = offset(&mut random, length);
        let found = card.read(2, at, length).expect("inside LOCAL");
        assert_eq!(found, shadow[at as usize..at as usize + length], "round {round}: {length} bytes at {at:#x}");
    }
    card.settle();
    let mutable = NV_HEADER_BYTES as usize..LOCAL_BYTES;
    assert!(card.memory[mutable.clone()] == shadow[mutable], "nothing else was touched");
    assert!(card.memory[LOCAL_BYTES..] == shadow[LOCAL_BYTES..], "REMOTE was not touched");
    assert_eq!(card.read64(ctrl::UNSUPPORTED), 0, "nothing was refused or dropped");
}

// Shows C2: byte enables with holes, allowed in packets of one and two DWORDs, and the write of no byte at all.
#[test]
fn byte_enables_with_holes() {
    let mut card = Card::new(2);
    for first in 0..16u8 {
        for last in [0u8, 1, 5, 9, 15] {
            let at = 0x2_0000 + 4 * first as u64 + 256 * last as u64;
            let dwords = if last == 0 { 1 } else { 2 };
            let payload: Vec<u8> = (0..dwords * 4).map(|n| 0x40 + n as u8).collect();
            let mut expected = card.memory[at as usize..at as usize + dwords * 4].to_vec();
            for n in 0..dwords * 4 {
                let enables = first as u32 | (last as u32) << 4;
                if enables >> n & 1 == 1 {
                    expected[n] = payload[n];
                }
            }
            card.send(packet(MEMORY_WRITE, 2, at, dwords, first, last, 0, &payload));
            assert_eq!(card.read(2, at, dwords * 4).unwrap(), expected, "enables {first:04b} {last:04b}");
        }
    }
}

// Shows C2: byte count and lower address of reads with holes in the byte enables (PCIe table 2-38), and the read of no byte.
#[test]
fn byte_counts_of_small_reads() {
    let mut card = Card::new(3);
    for (enables, count, lower) in [
        (0b1111, 4, 0),
        (0b1001, 4, 0),
        (0b0111, 3, 0),
        (0b0101, 3, 0),
        (0b1110, 3, 1),
        (0b1010, 3, 1),
        (0b0011, 2, 0),
        (0b0110, 2, 1),
        (0b1100, 2, 2),
        (0b0001, 1, 0),
        (0b0010, 1, 1),
        (0b0100, 1, 2),
        (0b1000, 1, 3),
        (0b0000, 1, 0),
    ] {
        card.send(packet(MEMORY_READ, 2, 0x2_0044, 1, enables, 0, 7, &[]));
        card.settle();
        let c = card.completions.pop_front().expect("a completion");
        assert_eq!((c.byte_count, c.lower_address, c.dwords), (count, 0x44 + lower, 1), "enables {enables:04b}");
        assert_eq!(c.data, card.memory[0x2_0044..0x2_0048]);
        assert!(card.completions.is_empty());
    }
}

// Shows C2, C11: what the card does not know is answered as unsupported, and counted.
#[test]
fn unsupported_requests_are_answered() {
    let mut card = Card::new(4);
    let outside_local = LOCAL_BYTES as u64;
    let outside_remote = REMOTE_OFFSET + LOCAL_BYTES as u64;
    let requests = [
        (read_packet(1, 0, 4, 1), "BAR 1"),
        (read_packet(6, 0, 4, 2), "expansion ROM"),
        (read_packet(2, outside_local, 64, 3), "above LOCAL"),
        (read_packet(2, outside_remote, 64, 4), "above REMOTE"),
        (packet(2, 0, 0, 1, 15, 0, 5, &[]), "I/O read"),
        (packet(3, 0, 0, 1, 15, 0, 6, &[1, 2, 3, 4]), "I/O write"),
        (packet(4, 2, 0x2_0000, 1, 15, 0, 7, &[1, 2, 3, 4]), "fetch and add"),
        (packet(7, 2, 0x2_0000, 1, 15, 0, 8, &[]), "locked read"),
    ];
    let before = card.memory.clone();
    for (n, (request, what)) in requests.into_iter().enumerate() {
        card.send(request);
        card.settle();
        let c = card.completions.pop_front().unwrap_or_else(|| panic!("{what} is answered"));
        assert_eq!((c.status, c.dwords, c.tag), (1, 0, n as u8 + 1), "{what}");
        assert_eq!(card.read32(ctrl::UNSUPPORTED) as usize, n + 1, "{what} is counted");
    }
    assert!(card.memory[NV_HEADER_BYTES as usize..] == before[NV_HEADER_BYTES as usize..]);
    assert_eq!(card.read(2, 0x2_0000, 4).unwrap(), before[0x2_0000..0x2_0004], "and the card goes on");
}

// Shows C11: a packet that the hard block aborts, or that is not as long as it says, leaves no trace but a count.
#[test]
fn malformed_packets_are_dropped_whole() {
    let mut card = Card::new(5);
    card.run(200);
    let before = card.memory.clone();
    let data = [0xAB; 256];
    let mut aborted = write_packet(2, 0x2_0004, &data);
    aborted.last_mut().unwrap().user |= 1 << 41;
    let mut short = write_packet(2, 0x2_0008, &data);
    short.truncate(5);
    short.last_mut().unwrap().last = true;
    let mut long = write_packet(2, 0x2_000C, &data);
    long[0].data -= 8u128 << 64;
    let mut empty = write_packet(2, 0x2_0000, &data);
    empty.truncate(1);
    empty[0].last = true;
    let huge = packet(MEMORY_WRITE, 2, 0x2_0000, 257, 15, 15, 0, &[0xCD; 1028]);
    let other_bar = write_packet(4, 0x2_0000, &data);
    let message = packet(12, 0, 0, 0, 0, 0, 0, &[]);
    let mut count = 0;
    for (bad, what) in [
        (aborted, "aborted"),
        (short, "short"),
        (long, "long"),
        (empty, "empty"),
        (huge, "huge"),
        (other_bar, "other BAR"),
        (message, "message"),
    ] {
        card.send(bad);
        card.write(2, 0x3_0000, &[count as u8; 20]);
        count += 1;
        assert_eq!(card.read32(ctrl::UNSUPPORTED), count, "{what}");
        assert_eq!(card.read(2, 0x2_0000, 512).unwrap(), before[0x2_0000..0x2_0200], "{what}");
        assert_eq!(card.read(2, 0x3_0000, 20).unwrap(), [count as u8 - 1; 20], "what follows {what} is taken");
    }
}

// Shows C2: no posted write ever waits for a read. The host takes no completion at all, and asks for as many reads as it has
// credits for; its writes go on.
#[test]
fn posted_writes_pass_blocked_reads() {
    let mut card = Card::new(6);
    card.run(200);
    card.block_cc = true;
    assert!(card.credits > 0, "the card gives credits");
    for n in 0..card.credits {
        card.send(read_packet(2, 0x2_0000, 4096, n as u8));
    }
    card.taken();
    card.run(500);
    assert!(card.credits <= 1, "one read is being answered, the others wait with their credits");
    for n in 0..500u64 {
        card.write(2, 0x4_0000 + 64 * n, &[n as u8; 64]);
    }
    card.taken();
    card.run(100);
    for n in 0..500usize {
        assert_eq!(card.memory[0x4_0000 + 64 * n..][..64], [n as u8; 64]);
    }
    card.block_cc = false;
    let mut patience = 100_000;
    let mut bytes = 0;
    while patience > 0 {
        card.tick();
        patience -= 1;
        while let Some(c) = card.completions.pop_front() {
            bytes += c.data.len();
        }
    }
    assert_eq!(bytes, 24 * 4096, "every read is answered in the end");
    assert_eq!(card.credits, 24, "and the credits are back");
}

// Shows C2, C11: the hard block may keep its credits in a function-level reset, and the card gives all of its own again: all the reads that
// come of both find a place, and posted writes go past them.
#[test]
fn credits_of_before_a_function_level_reset() {
    let mut card = Card::new(9);
    card.keeps_credits = true;
    card.read(2, 0x2_0000, 16).expect("inside LOCAL");
    for round in 0..3 {
        card.reset = true;
        card.run(5);
        card.reset = false;
        card.block_cc = true;
        // Used as they come: the hard block counts to 32, and what comes then is lost.
        let reads = 44;
        for n in 0..reads {
            card.send(read_packet(2, 0x2_0000, 16, n as u8));
        }
        card.taken();
        let byte = 0x30 + round;
        card.write(2, 0x4_0000, &[byte; 64]);
        card.taken();
        card.run(100);
        assert_eq!(card.memory[0x4_0000..0x4_0040], [byte; 64], "round {round}");
        card.block_cc = false;
        card.run(5_000);
        assert_eq!(card.completions.len(), reads, "round {round}");
        card.completions.clear();
    }
}

// Shows C11: writes where the host may not write are dropped and counted: REMOTE, the NV header, above LOCAL.
#[test]
fn forbidden_writes_are_dropped_and_counted() {
    let mut card = Card::new(7);
    card.run(1_000);
    let before = card.memory.clone();
    let forbidden = [0, 0x1000, NV_HEADER_BYTES - 64, LOCAL_BYTES as u64, REMOTE_OFFSET, REMOTE_OFFSET + 0x2_0000];
    for (n, at) in forbidden.into_iter().enumerate() {
        card.write(2, at, &[0x99; 64]);
        assert_eq!(card.read32(ctrl::DROPPED_WRITES) as usize, n + 1, "{at:#x}");
    }
    assert!(card.memory == before);
    card.write(2, NV_HEADER_BYTES, &[0x99; 64]);
    assert_eq!(card.read(2, NV_HEADER_BYTES, 64).unwrap(), [0x99; 64]);
    assert_eq!(card.read(2, REMOTE_OFFSET + 0x2_0000, 64).unwrap(), before[LOCAL_BYTES + 0x2_0000..][..64]);
    assert_eq!(card.read32(ctrl::DROPPED_WRITES) as usize, forbidden.len());
}

// Shows C11: a reset of the bus in the middle of anything loses what was not whole, and nothing else; afterwards the card
// answers as before.
#[test]
fn bus_reset_at_any_cycle() {
    for cycle in 0..140 {
        let mut card = Card::new(8);
        card.run(200);
        for n in 0..4u64 {
            card.write(2, 0x2_0000 + 128 * n, &[0x10 + n as u8; 100]);
        }
        card.send(read_packet(2, 0x2_0000, 1024, 1));
        card.send(read_packet(0, 0, 64, 2));
        card.run(cycle);
        let left = card.waiting();
        card.reset = true;
        card.run(3);
        card.reset = false;
        card.completions.clear();
        card.run(60);
        assert!(card.completions.is_empty(), "cycle {cycle}: nothing of the old life is answered");
        // Each packet has 8 beats; one that was taken whole is stored.
        let whole = (4 * 8usize).saturating_sub(left.saturating_sub(2)) / 8;
        for n in 0..whole as u64 {
            let found = card.read(2, 0x2_0000 + 128 * n, 100).unwrap();
            assert_eq!(found, [0x10 + n as u8; 100], "cycle {cycle}: write {n}");
        }
        assert_eq!(card.read64(abi::registers::id::MAGIC), abi::MAGIC);
    }
}
