//! The DMA engine alone, against a host that does whatever the bus allows, and some things it does not.

mod bench;

use abi::dma::*;
use abi::geometry::{NV_HEADER_BYTES, REMOTE_OFFSET};
use abi::registers::{dma, DMA_HALTED, DMA_RUNNING, DMA_STOPPED};
use bench::{Answer, Bench, Random, Stress, DATA, LOCAL, TIMEOUT};

const COUNT: u32 = 8;

fn to_card(host: u64, card: u64, length: u32, cookie: u32) -> Descriptor {
    Descriptor {
        host_address: host,
        card_offset: card,
        opcode: OPCODE_TO_CARD,
        flags: 0,
        length,
        queue: 0,
        cookie,
        crc: 0,
    }
}

fn to_host(host: u64, card: u64, length: u32, cookie: u32) -> Descriptor {
    Descriptor { opcode: OPCODE_TO_HOST, ..to_card(host, card, length, cookie) }
}

/// Offset in the bench's memory of an offset in the card.
fn place(card: u64) -> usize {
    (if card >= REMOTE_OFFSET { LOCAL + card - REMOTE_OFFSET } else { card }) as usize
}

/// A host and a card as they should be after what was done.
struct Shadow {
    host: Vec<u8>,
    memory: Vec<u8>,
}

impl Shadow {
    fn of(bench: &Bench) -> Shadow {
        Shadow { host: bench.host.clone(), memory: bench.memory.clone() }
    }

    /// Carries out a descriptor; gives the CRC of its bytes.
    fn apply(&mut self, d: Descriptor) -> u32 {
        let host = (d.host_address - bench::HOST) as usize..(d.host_address - bench::HOST) as usize + d.length as usize;
        let card = place(d.card_offset)..place(d.card_offset) + d.length as usize;
        if d.opcode == OPCODE_TO_CARD {
            let bytes = self.host[host].to_vec();
            self.memory[card].copy_from_slice(&bytes);
            crc32c::crc32c(&bytes)
        } else {
            let bytes = self.memory[card].to_vec();
            self.host[host].copy_from_slice(&bytes);
            crc32c::crc32c(&bytes)
        }
    }

    fn check(&self, bench: &Bench, what: &str) {
        let data = (DATA - bench::HOST) as usize;
        if let Some(at) = (data..self.host.len()).find(|&i| self.host[i] != bench.host[i]) {
            panic!("{what}: host byte {at:#x} is {:#x}, expected {:#x}", bench.host[at], self.host[at]);
        }
        if let Some(at) = (0..self.memory.len()).find(|&i| self.memory[i] != bench.memory[i]) {
            panic!("{what}: card byte {at:#x} is {:#x}, expected {:#x}", bench.memory[at], self.memory[at]);
        }
    }
}

/// Submits descriptors one behind the other and checks all that came of them.
fn carry_out(bench: &mut Bench, first: &mut u32, descriptors: &[Descriptor], what: &str) {
    let mut shadow = Shadow::of(bench);
    for group in descriptors.chunks(COUNT as usize) {
        let crcs: Vec<u32> = group.iter().map(|d| shadow.apply(*d)).collect();
        for (i, d) in group.iter().enumerate() {
            bench.put(*first + i as u32, COUNT, *d);
        }
        bench.submit(*first + group.len() as u32);
        for (i, d) in group.iter().enumerate() {
            let n = *first + i as u32;
            let c = bench.wait(n, COUNT);
            assert_eq!((c.status, c.cookie, c.crc), (STATUS_OK, d.cookie, crcs[i]), "{what}: {d:x?}");
        }
        *first += group.len() as u32;
    }
    bench.run(3);
    shadow.check(bench, what);
    assert!(bench.chunk_closed(), "{what}: the last chunk is closed");
}

// Shows C6: both directions with every alignment of either end, for every small length; nothing beside the bytes is touched.
#[test]
fn every_alignment_and_small_length() {
    let mut bench = Bench::new(1);
    bench.start(COUNT);
    let mut n = 0;
    for from in 0..16u64 {
        let mut all = Vec::new();
        for to in 0..16u64 {
            for length in [1, 2, 3, 5, 15, 16, 17, 31, 32, 33, 49] {
                let at = 0x1_0000 + 0x100 * (to + 16 * (from % 4));
                all.push(to_card(DATA + from, at + to, length, all.len() as u32));
                all.push(to_host(DATA + 0x1_0000 + 0x100 * to + to, at + from, length, all.len() as u32));
            }
        }
        carry_out(&mut bench, &mut n, &all, &format!("from {from}"));
    }
}

fn random_work(random: &mut Random, n: usize) -> Vec<Descriptor> {
    let work = (0..n).map(|i| {
        let length = 1 + match random.below(4) {
            0 => random.below(40),
            1 => random.below(600),
            2 => random.below(5000),
            _ => random.below(20_000),
        };
        // Reads of the host run ahead, so what goes to it goes elsewhere.
        let host = DATA + random.below(0x8_0000 - length);
        let back = DATA + 0x8_0000 + random.below(0x8_0000 - length);
        let local = NV_HEADER_BYTES + random.below(LOCAL - NV_HEADER_BYTES - length);
        match random.below(4) {
            0 | 1 => to_card(host, local, length as u32, i as u32),
            2 => to_host(back, local, length as u32, i as u32),
            _ => to_host(back, REMOTE_OFFSET + random.below(LOCAL - length), length as u32, i as u32),
        }
    });
    work.collect()
}

// Shows C6: transfers of any length and alignment, mixed, while completions come in any order, cut at 64 or 128 bytes, and everything
// stalls; requests keep to MRRS, MPS, 4 KiB, and the room for completions. All rules are checked by the bench.
#[test]
fn random_transfers_with_a_host_that_reorders_and_splits() {
    for seed in 1..=8u64 {
        println!("seed {seed}");
        let mut bench = Bench::new(seed);
        bench.stress = if seed % 3 == 0 { Stress { boundary: 128, ..Stress::WILD } } else { Stress::WILD };
        bench.max_payload = seed % 4;
        bench.max_read = seed % 4;
        bench.credits = if seed % 2 == 0 { 1 } else { 15 };
        bench.start(COUNT);
        let mut random = Random(seed * 77);
        let work = random_work(&mut random, 60);
        carry_out(&mut bench, &mut 0, &work, &format!("seed {seed}"));
        assert!(bench.most_outstanding >= 8, "many reads are out at a time: {}", bench.most_outstanding);
        assert_eq!(bench.register(dma::UNEXPECTED), 0);
        assert_eq!(bench.register(dma::RETIRED), 60);
    }
}

// Shows C6, C16: to the host no beat is lost, neither between packets nor between descriptors: only descriptors of packets and
// completions come between the data.
#[test]
fn no_beat_is_lost_on_the_way_to_the_host() {
    for max_payload in 0..4 {
        let mut bench = Bench::new(70);
        bench.max_payload = max_payload;
        bench.start(COUNT);
        let length = 16 << 10;
        for n in 0..COUNT {
            bench.put(n, COUNT, to_host(DATA + u64::from(n) * 0x5000, 0x1_0000 + u64::from(n) * 0x5000, length, n));
        }
        bench.submit(COUNT);
        bench.wait(0, COUNT);
        let begin = bench.cycle;
        bench.wait(COUNT - 1, COUNT);
        // Data, descriptors of its packets, the completion; and a beat for the fetch of each descriptor.
        let beats = u64::from(length / 16 + length / (128 << max_payload) + 2 + 1) * u64::from(COUNT - 1);
        let cycles = bench.cycle - begin;
        println!("packets of {} bytes: {beats} beats in {cycles} cycles", 128 << max_payload);
        assert!(cycles <= beats + 8 * u64::from(COUNT - 1), "{} bytes: {beats} in {cycles}", 128 << max_payload);
    }
}

// Shows C6: completions come in descriptor order, behind the data they speak of, one write each; the DMA count of a queue moves
// with each that went to the card.
#[test]
fn completions_are_in_order_and_behind_their_data() {
    let mut bench = Bench::new(9);
    bench.stress = Stress::WILD;
    bench.start(COUNT);
    for n in 0..40 {
        let d = if n % 2 == 0 { to_host(DATA + 64 * 40, 0x1_0000, 1000, n) } else { to_card(DATA, 0x2_0000, 900, n) };
        bench.put(n, COUNT, Descriptor { queue: (n % 4 / 2) as u8, ..d });
        bench.submit(n + 1);
        if n % 8 == 7 {
            bench.wait(n, COUNT);
        }
    }
    let completions: Vec<usize> = (0..bench.wrote.len())
        .filter(|&i| (bench::COMPLETIONS..bench::COMPLETIONS + 16 * u64::from(COUNT)).contains(&bench.wrote[i].0))
        .collect();
    assert_eq!(completions.len(), 40);
    let mut before = 0;
    for (n, &i) in completions.iter().enumerate() {
        assert_eq!(
            bench.wrote[i],
            (bench::COMPLETIONS + 16 * (n as u64 % u64::from(COUNT)), 16),
            "one write, in order"
        );
        let data: usize = bench.wrote[before..i].iter().map(|(_, bytes)| bytes).sum();
        assert_eq!(data, if n % 2 == 0 { 1000 } else { 0 }, "all of its data, and only its data, came before");
        before = i + 1;
    }
    assert_eq!(bench.counted, [10, 10]);
}

// Shows C6: a transfer to the card is completed, and counted, when its last byte is stored, not when it has come.
#[test]
fn nothing_is_completed_that_is_not_stored() {
    let mut bench = Bench::new(33);
    bench.start(COUNT);
    bench.memory_dead = true;
    bench.put(0, COUNT, to_card(DATA, 0x1_0000, 16, 1));
    bench.submit(1);
    (0..2_000).for_each(|_| bench.tick());
    assert_eq!(bench.asked.len(), 2, "the descriptor and its bytes were asked for");
    assert!(bench.completion(0, COUNT).is_none(), "memory has not taken them");
    assert_eq!(bench.counted, [0, 0]);
    bench.memory_dead = false;
    assert_eq!(bench.wait(0, COUNT).status, STATUS_OK);
    assert_eq!(bench.memory[0x1_0000..][..16], *bench.host_bytes(DATA, 16));
}

// Shows C6: without a credit for it no read goes out, neither of a descriptor nor of data: on RQ posted writes would wait
// behind it (PG213, "Transmit Credit").
#[test]
fn no_read_goes_out_without_a_credit() {
    let mut bench = Bench::new(34);
    bench.start(COUNT);
    bench.put(0, COUNT, to_card(DATA, 0x1_0000, 4_000, 1));
    bench.credits = 0;
    bench.submit(1);
    (0..2_000).for_each(|_| bench.tick());
    assert_eq!(bench.most_outstanding, 0, "nothing was read");
    bench.credits = 1;
    assert_eq!(bench.wait(0, COUNT).status, STATUS_OK);
}

// Shows C6: the same while the engine is a descriptor ahead: short transfers to the host, and to the card, behind long ones, whose data and
// completion have not left when the short one has all of its bytes.
#[test]
fn a_short_transfer_does_not_overtake_a_long_one() {
    let mut bench = Bench::new(12);
    bench.start(COUNT);
    let lengths = [2000u32, 16, 3000, 1, 40, 0, 2500, 5];
    for n in 0..5 * COUNT {
        let length = lengths[(n % COUNT) as usize];
        let host = DATA + 0x1000 * u64::from(n % COUNT);
        // Length 0 stands for bytes for the card.
        let d =
            if length == 0 { to_card(DATA + 0x2_0000, 0x2_0000, 48, n) } else { to_host(host, 0x1_0000, length, n) };
        bench.put(n, COUNT, d);
        if n % COUNT == COUNT - 1 {
            bench.submit(n + 1);
            bench.wait(n, COUNT);
        }
    }
    let mut data = 0;
    let mut completions = 0;
    for &(address, bytes) in &bench.wrote {
        if (bench::COMPLETIONS..bench::COMPLETIONS + 16 * u64::from(COUNT)).contains(&address) {
            assert_eq!(data, lengths[completions % COUNT as usize] as usize, "data before completion {completions}");
            (data, completions) = (0, completions + 1);
        } else {
            data += bytes;
        }
    }
    assert_eq!(completions, 5 * COUNT as usize);
}

// Shows C6, C11: behind a descriptor that fails nothing begins, also while its completion waits behind its data.
#[test]
fn nothing_begins_behind_a_failed_descriptor() {
    let mut bench = Bench::new(13);
    bench.start(COUNT);
    let failing = to_host(DATA + 0x1_0000, 0x1_0000, 4000, 1);
    bench.put(0, COUNT, Descriptor { flags: FLAG_CHECK, crc: 1, ..failing });
    bench.put(1, COUNT, to_card(DATA, 0x2_0000, 512, 2));
    let before = bench.memory.clone();
    bench.submit(2);
    assert_eq!(bench.wait(0, COUNT).status, STATUS_CRC);
    bench.run(2000);
    assert!(bench.memory == before, "the second descriptor wrote into the card");
    assert_eq!(bench.completion(1, COUNT), None);
}

// Shows C6: the CRC in the descriptor is checked, if it is to be; a wrong one halts the ring.
#[test]
fn a_crc_that_does_not_hold_halts_the_ring() {
    for direction in [OPCODE_TO_CARD, OPCODE_TO_HOST] {
        let mut bench = Bench::new(10);
        bench.start(COUNT);
        let right = crc32c::crc32c(if direction == OPCODE_TO_CARD {
            bench.host_bytes(DATA + 3, 777)
        } else {
            &bench.memory[0x2_0005..0x2_0005 + 777]
        });
        let base =
            Descriptor { opcode: direction, flags: FLAG_CHECK, crc: right, ..to_card(DATA + 3, 0x2_0005, 777, 1) };
        bench.put(0, COUNT, base);
        bench.put(1, COUNT, Descriptor { crc: right ^ 1, cookie: 2, ..base });
        bench.put(2, COUNT, base);
        bench.submit(3);
        assert_eq!(bench.wait(0, COUNT).status, STATUS_OK);
        let c = bench.wait(1, COUNT);
        assert_eq!((c.status, c.cookie, c.crc), (STATUS_CRC, 2, right));
        bench.run(2000);
        assert_eq!(bench.completion(2, COUNT), None, "nothing behind it is executed");
        assert_eq!((bench.register(dma::STATE), bench.register(dma::HALT_CAUSE)), (DMA_HALTED, 1));
        assert_eq!(bench.register(dma::RETIRED), 2);
        assert_eq!(bench.counted[0], u32::from(direction == OPCODE_TO_CARD), "the DMA watermark stops below it");
        // After a reset of the ring it goes on.
        bench.start(COUNT);
        assert_eq!(bench.register(dma::STATE), DMA_RUNNING);
        carry_out(&mut bench, &mut 0, &[Descriptor { flags: 0, ..base }], "again");
    }
}

// Shows C11: descriptors that make no sense are answered, and transfer nothing.
#[test]
fn bad_descriptors_halt_the_ring() {
    let good = to_card(DATA, 0x2_0000, 64, 5);
    let bad: Vec<(&str, [u64; 4])> = vec![
        ("opcode 0", Descriptor { opcode: 0, ..good }.to_words()),
        ("opcode 3", Descriptor { opcode: 3, ..good }.to_words()),
        ("a flag", Descriptor { flags: 2, ..good }.to_words()),
        ("queue 2", Descriptor { queue: 2, ..good }.to_words()),
        ("no length", Descriptor { length: 0, ..good }.to_words()),
        ("the NV header", Descriptor { card_offset: NV_HEADER_BYTES - 1, ..good }.to_words()),
        ("above LOCAL", Descriptor { card_offset: LOCAL - 63, ..good }.to_words()),
        ("REMOTE", Descriptor { card_offset: REMOTE_OFFSET + 0x2_0000, ..good }.to_words()),
        ("far above", Descriptor { card_offset: (1 << 40) - 32, ..good }.to_words()),
        ("between", Descriptor { opcode: OPCODE_TO_HOST, card_offset: REMOTE_OFFSET - 1, ..good }.to_words()),
        (
            "above REMOTE",
            Descriptor { opcode: OPCODE_TO_HOST, card_offset: REMOTE_OFFSET + LOCAL - 1, ..good }.to_words(),
        ),
        ("reserved", {
            let mut words = good.to_words();
            words[3] |= 1 << 63;
            words
        }),
    ];
    let mut bench = Bench::new(11);
    for (what, words) in bad {
        bench.start(COUNT);
        let shadow = Shadow::of(&bench);
        bench.asked.clear();
        bench.put_words(0, COUNT, words);
        bench.put(1, COUNT, good);
        bench.submit(2);
        let c = bench.wait(0, COUNT);
        assert_eq!((c.status, c.cookie), (STATUS_BAD_DESCRIPTOR, 5), "{what}");
        bench.run(1000);
        shadow.check(&bench, what);
        assert_eq!(bench.register(dma::STATE), DMA_HALTED, "{what}");
        assert_eq!(bench.completion(1, COUNT), None, "{what}");
    }
}

// Shows C11: a read the host refuses, poisons, or answers with what the hard block finds malformed ends its descriptor and halts the
// ring; the chunk in the store stage is closed, and after a reset of the ring everything works.
#[test]
fn what_the_host_answers_badly_halts_the_ring() {
    let answers = [Answer::Refused(1), Answer::Refused(4), Answer::Poisoned, Answer::Error(5), Answer::Discontinued];
    for (seed, answer) in answers.into_iter().enumerate() {
        for piece in [0, 512, 2048, 3584] {
            let what = format!("{answer:?} at {piece}");
            let mut bench = Bench::new(20 + seed as u64);
            bench.stress = Stress::WILD;
            bench.start(COUNT);
            bench.answers.push((DATA + piece..DATA + piece + 8, answer));
            // Reads end in the middle of a chunk of the store stage.
            bench.put(0, COUNT, to_card(DATA, 0x2_0048, 4096, 1));
            bench.put(1, COUNT, to_card(DATA + 0x1_0000, 0x4_0000, 4096, 2));
            bench.submit(2);
            assert_eq!(bench.wait(0, COUNT).status, STATUS_HOST_READ, "{what}");
            bench.run(3000);
            assert_eq!(bench.completion(1, COUNT), None, "{what}");
            assert_eq!((bench.register(dma::STATE), bench.register(dma::HALT_CAUSE)), (DMA_HALTED, 1), "{what}");
            assert!(bench.chunk_closed(), "{what}: the store stage is not left inside a chunk");
            assert_eq!(bench.counted, [0, 0], "{what}");
            bench.answers.clear();
            assert_eq!(bench.register(dma::QUARANTINED), 0, "{what}: everything that was out has come back");
            bench.start(COUNT);
            let work = random_work(&mut Random(seed as u64 + 5), 10);
            carry_out(&mut bench, &mut 0, &work, &what);
        }
        // The same for the fetch of a descriptor: there is no completion to say it.
        let mut bench = Bench::new(30 + seed as u64);
        bench.start(COUNT);
        bench.answers.push((bench::RING..bench::RING + 32, answer));
        bench.put(0, COUNT, to_card(DATA, 0x2_0000, 64, 1));
        bench.submit(1);
        bench.run(1000);
        assert_eq!((bench.register(dma::STATE), bench.register(dma::HALT_CAUSE)), (DMA_HALTED, 2), "{answer:?}");
        assert_eq!(bench.register(dma::RETIRED), 0);
    }
}

// Shows C6, C11: a read that is not answered ends its descriptor in time; its tag is quarantined until the answer comes, late as it
// is, and what comes then harms nobody.
#[test]
fn a_late_answer_is_quarantined() {
    let mut bench = Bench::new(40);
    bench.start(COUNT);
    bench.answers.push((DATA + 512..DATA + 513, Answer::Late(4 * TIMEOUT)));
    bench.answers.push((DATA + 1024..DATA + 1025, Answer::Never));
    bench.put(0, COUNT, to_card(DATA, 0x2_0000, 2048, 1));
    bench.submit(1);
    let started = bench.cycle;
    assert_eq!(bench.wait(0, COUNT).status, STATUS_TIMEOUT);
    assert!((TIMEOUT..2 * TIMEOUT).contains(&(bench.cycle - started)), "{} cycles", bench.cycle - started);
    bench.run(10);
    assert_eq!(bench.register(dma::QUARANTINED).count_ones(), 2);
    bench.answers.clear();
    // The ring works with the tags that are left, before and while the late answer comes.
    bench.start(COUNT);
    let mut n = 0;
    let mut random = Random(4);
    while bench.cycle < started + 5 * TIMEOUT {
        let work = random_work(&mut random, 8);
        carry_out(&mut bench, &mut n, &work, "with tags out");
    }
    assert_eq!(bench.register(dma::QUARANTINED).count_ones(), 1, "one has come back, one never will");
    assert_eq!(bench.register(dma::UNEXPECTED), 0);
    bench.stray_completion(9);
    bench.stray_completion(0xF3);
    bench.run(10);
    assert_eq!(bench.register(dma::UNEXPECTED), 2, "strays are counted");
    let work = random_work(&mut random, 8);
    carry_out(&mut bench, &mut n, &work, "after the strays");
    // A descriptor that is never fetched.
    bench.start(COUNT);
    bench.answers.push((bench::RING..bench::RING + 32, Answer::Never));
    bench.submit(1);
    bench.run(TIMEOUT + 200);
    assert_eq!((bench.register(dma::STATE), bench.register(dma::HALT_CAUSE)), (DMA_HALTED, 3));
    // A reset of the bus: nothing of before comes back, all tags are good.
    bench.reset = true;
    bench.run(3);
    bench.reset = false;
    bench.run(3);
    assert_eq!(bench.register(dma::QUARANTINED), 0);
}

// Shows C11: memory that stops answering is reported; a failed card ends what it was doing.
#[test]
fn dead_memory_ends_the_transfer() {
    let mut bench = Bench::new(50);
    bench.start(COUNT);
    bench.put(0, COUNT, to_host(DATA, 0x2_0000, 10_000, 1));
    bench.submit(1);
    bench.run(120);
    bench.memory_dead = true;
    bench.run(66_000);
    assert!(bench.hung, "the watchdog barks");
    assert_eq!(bench.completion(0, COUNT), None);
    bench.failed = true;
    assert_eq!(bench.wait(0, COUNT).status, STATUS_CARD_FAILED);
    bench.run(3);
    assert_eq!(bench.register(dma::STATE), DMA_HALTED);
}

// Shows C6, C11: memory that fails at any moment of three transfers to the host ends one of them, and the ring; those before it are
// whole, also what was still to leave.
#[test]
fn memory_that_fails_at_any_moment_spoils_nothing_before() {
    let mut ends = [0; 4];
    for moment in 0..90 {
        let mut bench = Bench::new(80 + moment);
        bench.stress = Stress { latency: (10, 30), ..Stress::WILD };
        bench.start(COUNT);
        let places: Vec<(u64, u64, u32)> =
            (0..3).map(|n| (DATA + 0x2003 * n, 0x1_0000 + 0x1005 * n, 700 - 200 * n as u32)).collect();
        for (n, &(host, card, length)) in places.iter().enumerate() {
            bench.put(n as u32, COUNT, to_host(host, card, length, n as u32));
        }
        bench.submit(3);
        bench.run(100 + moment * 6);
        bench.memory_dead = true;
        bench.failed = true;
        let mut whole = 0;
        for (n, &(host, card, length)) in places.iter().enumerate() {
            let status = bench.wait(n as u32, COUNT).status;
            if status != STATUS_OK {
                assert_eq!(status, STATUS_CARD_FAILED, "moment {moment}");
                bench.run(500);
                assert_eq!(bench.register(dma::STATE), DMA_HALTED, "moment {moment}");
                assert_eq!(bench.completion(n as u32 + 1, COUNT), None, "moment {moment}: nothing behind it");
                break;
            }
            let card = &bench.memory[card as usize..card as usize + length as usize];
            assert!(bench.host_bytes(host, length as usize) == card, "moment {moment}: transfer {n}");
            whole += 1;
        }
        ends[whole] += 1;
    }
    println!("{ends:?}");
    assert!(ends.iter().all(|&n| n > 0), "it fails in each of them, and behind all: {ends:?}");
}

// Shows C6, C11: a reset of the function, or the end of bus mastering, at any cycle ends everything at once: no packet begins any
// more, rings and addresses are gone, and the ring can be used again.
#[test]
fn a_reset_at_any_cycle() {
    for hard in [true, false] {
        for cycle in 0..150 {
            let mut bench = Bench::new(60);
            bench.stress = Stress { latency: (10, 60), ..Stress::WILD };
            bench.start(COUNT);
            bench.put(0, COUNT, to_card(DATA + 5, 0x2_0008, 700, 1));
            bench.put(1, COUNT, to_host(DATA + 0x1_0000, 0x1_0003, 700, 2));
            bench.put(2, COUNT, to_card(DATA, 0x3_0000, 70, 3));
            bench.submit(3);
            bench.run(cycle * 5);
            bench.reset = hard;
            bench.forget = true;
            // A packet that is half-way out may end if the bus itself is not reset.
            bench.run(150);
            let (asked, wrote) = (bench.asked.len(), bench.wrote.len());
            bench.reset = false;
            bench.run(700);
            bench.forget = false;
            bench.run(700);
            assert_eq!((bench.asked.len(), bench.wrote.len()), (asked, wrote), "cycle {cycle}: silence");
            assert_eq!(bench.register(dma::STATE), DMA_STOPPED);
            assert_eq!(bench.register(dma::TAIL), 0);
            assert!(bench.chunk_closed(), "cycle {cycle}");
            bench.start(COUNT);
            let work = random_work(&mut Random(cycle + 1), 3);
            carry_out(&mut bench, &mut 0, &work, &format!("after a reset at {cycle}"));
        }
    }
}
