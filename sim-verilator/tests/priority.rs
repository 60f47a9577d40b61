//! Lines and bulk on one link: what a line waits for while the DMA engine stores all the time, and what is left for DMA while
//! lines come without pause, and whose bulk is.

mod rig;

use std::fs::File;

use abi::dma::{Completion, Descriptor, COMPLETION_BYTES, DESCRIPTOR_BYTES, OPCODE_TO_CARD, STATUS_OK};
use abi::line::{ENTRY_BYTES, LINE_BYTES};
use abi::registers::{dma, remote};
use driver::DmaBuffer;
use rig::{line_base, payload_base, Rig, IDS, LINE_COUNT, PAYLOAD_BYTES};
use sim_verilator::memory::NvMemory;
use sim_verilator::pair::{Bar, Side};
use sim_verilator::rtl::RtlPair;

/// Where rings and data lie in host memory.
const IOVA: u64 = 0x6_0000_0000;
const COMPLETIONS: u64 = 4096;
const DATA: u64 = 8192;
const TRANSFER_BYTES: u32 = 32 << 10;
/// Entries of the ring.
const RING: u32 = 16;
/// Where the transfers go.
const PLACE: u64 = 5 << 20;

/// Card A with a host that keeps its DMA engine busy.
struct Loaded {
    rig: Rig,
    memory: DmaBuffer,
    tail: u32,
    done: u32,
}

impl Loaded {
    fn start() -> Loaded {
        Self::start_at(PLACE, TRANSFER_BYTES)
    }

    /// With transfers of `length` bytes to `place`.
    fn start_at(place: u64, length: u32) -> Loaded {
        let memories = [NvMemory::anonymous().unwrap(), NvMemory::anonymous().unwrap()];
        let mut rig = Rig::new("rtl", Box::new(RtlPair::new(memories, IDS, 1)));
        rig.start([0, 0]);
        let bytes = DATA + u64::from(TRANSFER_BYTES);
        let memory = DmaBuffer::allocate(bytes as usize, IOVA).expect("memory");
        let file = File::from(memory.fd().try_clone_to_owned().expect("a descriptor"));
        rig.pair.host(Side::A).map(IOVA, bytes, &file, 0, true).expect("mapped");
        for n in 0..RING {
            let descriptor = Descriptor {
                host_address: IOVA + DATA,
                card_offset: place,
                opcode: OPCODE_TO_CARD,
                flags: 0,
                length,
                queue: 0,
                cookie: n,
                crc: 0,
            };
            for (i, word) in descriptor.to_words().into_iter().enumerate() {
                memory.store64(n as usize * DESCRIPTOR_BYTES + 8 * i, word);
            }
        }
        rig.write64(Side::A, dma::RING_ADDRESS, IOVA);
        rig.write64(Side::A, dma::COMPLETION_ADDRESS, IOVA + COMPLETIONS);
        rig.write32(Side::A, dma::RING_COUNT, RING);
        rig.write32(Side::A, dma::CONTROL, 1);
        Loaded { rig, memory, tail: 0, done: 0 }
    }

    /// Sees to it that the engine never runs out of transfers; says how many are done.
    fn feed(&mut self) -> u32 {
        loop {
            let at = (COMPLETIONS + u64::from(self.done % RING) * COMPLETION_BYTES as u64) as usize;
            let found = Completion::from_words([self.memory.load64(at), self.memory.load64(at + 8)]);
            if found.phase != (self.done / RING % 2 == 0) {
                break;
            }
            assert_eq!(found.status, STATUS_OK);
            self.done += 1;
        }
        if self.tail - self.done < 4 {
            self.tail = self.done + RING - 1;
            self.rig.write32(Side::A, dma::TAIL, self.tail);
        }
        self.done
    }

    fn post(&mut self, position: u64) {
        let line = driver::line::seal(&[position as u8; ENTRY_BYTES], position);
        let offset = line_base(0) + position % LINE_COUNT * LINE_BYTES as u64;
        self.rig.pair.write(Side::A, Bar::Aperture, offset, &line);
    }

    /// Cycles from a line at CQ to MIRRORED in host memory.
    fn line(&mut self, position: u64) -> u64 {
        let start = self.rig.pair.cycles();
        self.post(position);
        while self.rig.page(Side::A).1 <= position {
            self.rig.pair.advance(1);
            assert!(self.rig.pair.cycles() - start < 100_000, "line {position} is mirrored");
        }
        self.rig.pair.cycles() - start
    }
}

/// 99th percentile.
fn p99(mut cycles: Vec<u64>) -> u64 {
    cycles.sort_unstable();
    cycles[cycles.len() * 99 / 100]
}

// Shows C16: a line waits for the link behind DMA at full rate 100 cycles at most (p99, card.md section 9); and DMA has the
// rest of the link.
#[test]
fn a_line_does_not_wait_behind_bulk() {
    let mut loaded = Loaded::start();
    let mut position = 0;
    let mut run = |loaded: &mut Loaded, dma: bool| {
        let mut cycles = Vec::new();
        for _ in 0..300 {
            if dma {
                loaded.feed();
            }
            // No multiple of a frame, so that lines meet frames everywhere.
            loaded.rig.pair.advance(200 + position % 37);
            cycles.push(loaded.line(position));
            position += 1;
        }
        p99(cycles)
    };
    let idle = run(&mut loaded, false);
    loaded.feed();
    loaded.rig.pair.advance(5_000);
    let (start, before) = (loaded.rig.pair.cycles(), loaded.feed());
    let busy = run(&mut loaded, true);
    let done = loaded.feed() - before;
    let rate = f64::from(done) * f64::from(TRANSFER_BYTES) / (loaded.rig.pair.cycles() - start) as f64;
    // 256 bytes are 18 beats, a line takes 6 of every ~400; the line coding leaves 25 of 32 cycles.
    let link = 256.0 / 18.0 * 25.0 / 32.0;
    println!("p99 to MIRRORED: idle {idle}, under DMA {busy} cycles; DMA {rate:.2} bytes a cycle of {link:.2}");
    assert!(busy <= idle + 100, "{busy} cycles under DMA, {idle} without");
    assert!(rate > 0.93 * link, "DMA has the rest of the link: {rate:.2} bytes a cycle of {link:.2}");
}

// Shows C16: lines that come without pause leave bulk a tenth of the link (card.md section 4).
#[test]
fn bulk_keeps_a_tenth_of_the_link() {
    let mut loaded = Loaded::start();
    let mut position = 0;
    let mut counted = None;
    while position < 20_000 {
        while loaded.rig.pair.backlog(Side::A) < 512 && position < 20_000 {
            loaded.post(position);
            position += 1;
        }
        loaded.rig.pair.advance(64);
        let done = loaded.feed();
        if position > 2_000 && counted.is_none() {
            counted = Some((loaded.rig.pair.cycles(), done));
        }
    }
    let (start, before) = counted.expect("the run is long enough");
    let cycles = loaded.rig.pair.cycles() - start;
    let bytes = f64::from(loaded.feed() - before) * f64::from(TRANSFER_BYTES);
    // Beats of its frames, of the beats the link can carry.
    let share = bytes / 256.0 * 18.0 / (cycles as f64 * 25.0 / 32.0);
    println!("DMA has {:.1} % of the link in {cycles} cycles", 100.0 * share);
    assert!(share >= 0.1 && share <= 0.2, "DMA has {:.1} % of the link", 100.0 * share);
}

// Shows C4, C6: what the DMA engine stores in a ring belongs to the ring's queue, whatever was posted before: a partner that has
// fenced the queue refuses it, and takes it when it has not.
#[test]
fn a_fenced_queue_takes_no_dma() {
    /// In nobody's ring.
    const ELSEWHERE: u64 = 6 << 20;
    const REMOTE: u64 = 128 << 20;
    for fenced in [false, true] {
        let mut loaded = Loaded::start_at(payload_base(0), PAYLOAD_BYTES as u32);
        let bytes: Vec<u8> = (0..PAYLOAD_BYTES).map(|i| 1 + i as u8 % 251).collect();
        loaded.memory.write(DATA as usize, &bytes);
        if fenced {
            loaded.rig.write32(Side::B, remote::FENCE, 1);
            loaded.rig.wait("FENCE_DONE", |rig| rig.read32(Side::B, remote::FENCE_DONE) == 1);
        }
        loaded.rig.pair.write(Side::A, Bar::Aperture, ELSEWHERE, &[7; 16]);
        loaded.rig.write32(Side::A, dma::TAIL, 1);
        loaded.tail = 8;
        let mut cycles = 0;
        while loaded.feed() == 0 {
            loaded.rig.pair.advance(64);
            cycles += 64;
            assert!(cycles < 1_000_000, "the transfer ends");
        }
        // Everything keeps its order on the way: when this is there, the transfer is, or was refused.
        loaded.rig.pair.write(Side::A, Bar::Aperture, ELSEWHERE, &[9; 16]);
        loaded
            .rig
            .wait("the write behind it", |rig| rig.read(Side::B, Bar::Aperture, REMOTE + ELSEWHERE, 16) == [9; 16]);
        let found = loaded.rig.read(Side::B, Bar::Aperture, REMOTE + payload_base(0), 4096);
        assert!(found == if fenced { vec![0; 4096] } else { bytes[..4096].to_vec() }, "fenced: {fenced}");
    }
}
