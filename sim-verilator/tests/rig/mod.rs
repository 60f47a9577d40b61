//! A card pair in the test's own hands: both hosts, registers, watermark pages, and the checks that hold at all times.

#![allow(dead_code)] // each test binary uses its part

pub mod compare;
pub mod stimulus;

use std::collections::BTreeMap;
use std::fs::File;

use abi::geometry::SIM_LOCAL_BYTES;
use abi::line::LINE_BYTES;
use abi::registers::*;
use abi::watermark as wm;
use driver::DmaBuffer;
use sim_verilator::pair::{Bar, CardPair, Completion, Side};

/// Serials of the cards.
pub const IDS: [u64; 2] = [0x5350_0000_0000_000A, 0x5350_0000_0000_000B];
/// Lines of a test ring: the smallest, so that it wraps often.
pub const LINE_COUNT: u64 = 128;
pub const PAYLOAD_BYTES: u64 = 16 << 10;
/// Where a watermark page lies for its card.
const IOVA: u64 = 0x5_0000_0000;
/// Cycles after which something that should happen will not.
const PATIENCE_CYCLES: u64 = 3_000_000;

/// Byte offset of the line ring of a queue.
pub fn line_base(queue: usize) -> u64 {
    (2 << 20) + ((queue as u64) << 20)
}

/// Byte offset of the payload ring of a queue.
pub fn payload_base(queue: usize) -> u64 {
    line_base(queue) + (512 << 10)
}

/// How power goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Death {
    /// The hold-up lasts as long as the drain.
    Drained,
    /// Nothing holds the card up.
    Undrained,
    /// The hold-up ends after so many cycles of the drain.
    Within(u64),
}

/// What a line says and what it describes.
#[derive(Clone)]
pub struct Logged {
    pub line: [u8; LINE_BYTES],
    /// Offset in the payload ring counted from the beginning of time, and the bytes.
    pub payload: Option<(u64, Vec<u8>)>,
}

/// One queue as its host remembers it.
#[derive(Clone, Default)]
pub struct Shadow {
    pub lines: BTreeMap<u64, Logged>,
    /// First position that has not been posted.
    pub next: u64,
    /// Payload bytes posted since the beginning of time.
    pub payload: u64,
    /// What the watermark line said last.
    pub local: u64,
    pub mirrored: u64,
}

/// A pair with queue 0 on card A and queue 1 on card B.
pub struct Rig {
    pub pair: Box<dyn CardPair>,
    pub pages: [DmaBuffer; 2],
    pub shadows: [Shadow; 2],
    /// For messages.
    pub name: &'static str,
    /// How often a host that looked after its mirror has found it in CATCHUP.
    pub catchups: u64,
}

/// The queue a side's host logs to: A to 0, B to 1.
pub fn queue(side: Side) -> usize {
    side.index()
}

fn at(side: Side, register: u32) -> u32 {
    register + queue(side) as u32 * BLOCK_STRIDE
}

impl Rig {
    /// Gives both cards power and their hosts a page; queues are not open yet.
    pub fn new(name: &'static str, mut pair: Box<dyn CardPair>) -> Self {
        for side in Side::BOTH {
            pair.power_on(side);
        }
        let pages = [0, 1].map(|_| DmaBuffer::allocate(4096, IOVA).expect("memory"));
        let rig = Rig { pair, pages, shadows: Default::default(), name, catchups: 0 };
        for side in Side::BOTH {
            rig.map(side);
        }
        rig
    }

    fn map(&self, side: Side) {
        let page = &self.pages[side.index()];
        let file = File::from(page.fd().try_clone_to_owned().expect("a descriptor"));
        self.pair.host(side).map(IOVA, 4096, &file, 0, true).expect("mapped");
    }

    pub fn read(&mut self, side: Side, bar: Bar, offset: u64, bytes: usize) -> Vec<u8> {
        let tag = self.pair.read(side, bar, offset, bytes);
        let end = self.pair.cycles() + PATIENCE_CYCLES;
        loop {
            if let Some((t, completion)) = self.pair.completion(side) {
                assert_eq!(t, tag, "{}: completions in order", self.name);
                match completion {
                    Completion::Data(data) => return data,
                    Completion::Failed => panic!("{}: read of {bytes} at {offset:#x} failed", self.name),
                }
            }
            assert!(self.pair.cycles() < end, "{}: no completion for {bytes} bytes at {offset:#x}", self.name);
            self.step(8);
        }
    }

    pub fn read32(&mut self, side: Side, offset: u32) -> u32 {
        u32::from_le_bytes(self.read(side, Bar::Registers, offset.into(), 4).try_into().unwrap())
    }

    pub fn read64(&mut self, side: Side, offset: u32) -> u64 {
        u64::from_le_bytes(self.read(side, Bar::Registers, offset.into(), 8).try_into().unwrap())
    }

    pub fn write32(&mut self, side: Side, offset: u32, value: u32) {
        self.pair.write(side, Bar::Registers, offset.into(), &value.to_le_bytes());
    }

    pub fn write64(&mut self, side: Side, offset: u32, value: u64) {
        self.pair.write(side, Bar::Registers, offset.into(), &value.to_le_bytes());
    }

    /// Lets time pass until `done`.
    pub fn wait(&mut self, what: &str, mut done: impl FnMut(&mut Rig) -> bool) {
        let end = self.pair.cycles() + PATIENCE_CYCLES;
        while !done(self) {
            assert!(self.pair.cycles() < end, "{}: gave up waiting for {what}", self.name);
            self.step(64);
        }
    }

    /// Waits for the boot, then nonce and ARM.
    pub fn boot(&mut self, side: Side, nonce: u64) {
        self.wait("READY", |rig| rig.read32(side, ctrl::STATE) & STATE_READY != 0);
        self.write64(side, ctrl::BOOT_NONCE, nonce);
        self.write32(side, ctrl::CONTROL, 1);
    }

    /// Opens the side's own queue at `position`.
    pub fn open(&mut self, side: Side, position: u64, epoch: u32) {
        let q = queue(side);
        self.write32(side, at(side, logq::CONTROL), 0);
        self.write32(side, at(side, logq::EPOCH), epoch);
        self.write32(side, at(side, logq::LINE_BASE), line_base(q) as u32);
        self.write32(side, at(side, logq::LINE_COUNT), LINE_COUNT as u32);
        self.write32(side, at(side, logq::PAYLOAD_BASE), payload_base(q) as u32);
        self.write32(side, at(side, logq::PAYLOAD_BYTES), PAYLOAD_BYTES as u32);
        self.write64(side, at(side, logq::POSITION), position);
        self.write64(side, at(side, logq::WATERMARK_ADDRESS), IOVA);
        self.write32(side, at(side, logq::CONTROL), 1);
        self.shadows[side.index()] =
            Shadow { next: position, local: position, mirrored: position, ..Default::default() };
        // The first watermark line has to say the new position before the old one may be trusted no more.
        self.wait("the first watermark line", |rig| {
            rig.page(side).0 == position && rig.page(side).2 >> 32 == u64::from(epoch)
        });
    }

    /// Local, mirrored and state/epoch as the card wrote them into host memory.
    pub fn page(&self, side: Side) -> (u64, u64, u64) {
        let page = &self.pages[side.index()];
        let mirrored = page.load64(wm::MIRRORED_OFFSET);
        (page.load64(wm::LOCAL_OFFSET), mirrored, page.load64(wm::STATE_OFFSET))
    }

    /// Brings the side's mirror to MIRRORING, whatever state it is in.
    pub fn mirror(&mut self, side: Side) {
        self.wait("the link", |rig| rig.read32(side, link::STATE) == LINK_UP);
        self.start_resync(side);
        self.wait("SYNCED", |rig| rig.read32(side, mirror::STATE) == MIRROR_SYNCED);
        self.write32(side, mirror::COMMAND, COMMAND_ACCEPT);
        self.wait("MIRRORING", |rig| rig.read32(side, mirror::STATE) == MIRROR_MIRRORING);
    }

    /// Orders a resync of all that the side's host uses.
    fn start_resync(&mut self, side: Side) {
        let q = queue(side);
        let ranges = [
            (abi::geometry::STATE_OFFSET, abi::geometry::STATE_OFFSET + 8192),
            (line_base(q), line_base(q) + LINE_COUNT * LINE_BYTES as u64),
            (payload_base(q), payload_base(q) + PAYLOAD_BYTES),
            (0, 0),
            (0, 0),
        ];
        for (i, (start, end)) in ranges.into_iter().enumerate() {
            self.write32(side, mirror::RANGE0_START + 8 * i as u32, start as u32);
            self.write32(side, mirror::RANGE0_END + 8 * i as u32, end as u32);
        }
        self.write32(side, mirror::COMMAND, COMMAND_START_RESYNC);
    }

    /// One step towards MIRRORING, without waiting: what a driver does when it looks after its mirror now and then.
    pub fn tend(&mut self, side: Side) {
        self.catchups += u64::from(self.read32(side, mirror::MODE) == MODE_CATCHUP);
        match self.read32(side, mirror::STATE) {
            MIRROR_LOST if self.read32(side, link::STATE) == LINK_UP => self.start_resync(side),
            MIRROR_SYNCED => self.write32(side, mirror::COMMAND, COMMAND_ACCEPT),
            _ => {}
        }
    }

    /// A reset of the side's bus while nothing is under way on it; the host then says again where its watermark line is.
    pub fn reset_bus(&mut self, side: Side) {
        self.wait("an idle bus", |rig| rig.pair.backlog(side) == 0);
        // The reset takes what has not come through the crossing to the core's clock with it; an answer comes behind all of that.
        self.read32(side, ctrl::STATE);
        self.pair.reset(side);
        self.show_watermarks(side);
    }

    /// Says where the watermark line is, which a card forgets with every reset.
    pub fn show_watermarks(&mut self, side: Side) {
        self.write64(side, at(side, logq::WATERMARK_ADDRESS), IOVA);
    }

    /// In a process that was forked: host memory of its own, so that the cards write into this process and not into its parent.
    pub fn unshare(&mut self) {
        for side in Side::BOTH {
            let copy = DmaBuffer::allocate(4096, IOVA).expect("memory");
            let mut bytes = vec![0; 4096];
            self.pages[side.index()].read(0, &mut bytes);
            copy.write(0, &bytes);
            self.pages[side.index()] = copy;
            self.pair.host(side).clear();
            self.map(side);
        }
    }

    /// Mains of `side` fail and return. Whatever a watermark had announced is there, the card knows how it ended, and says so; the
    /// shadow goes on where the card is. Returns whether the contents count as drained.
    pub fn power_cycle(&mut self, side: Side, death: Death, what: &str) -> bool {
        let i = side.index();
        self.check(side);
        let (local, mirrored, state) = self.page(side);
        let mirroring = state as u32 & wm::STATE_MIRRORING != 0;
        let generation = self.generation_in_memory(side);
        let mut shadow = self.shadows[i].clone();
        // Whether CLEAN has been written: what is known before the card says it.
        let clean = match death {
            Death::Drained => {
                assert!(self.pair.power_off(side), "{what}: the drain finished");
                Some(true)
            }
            Death::Undrained => {
                self.pair.kill(side);
                Some(false)
            }
            // One of the two copies may be there although the card was not through.
            Death::Within(cycles) => self.pair.power_off_within(side, cycles).then_some(true),
        };
        // What the card wrote into host memory as it went is a promise too.
        self.check(side);
        let (local, mirrored) = (local.max(self.page(side).0), mirrored.max(self.page(side).1));
        self.power_on(side);
        self.wait("READY", |rig| rig.read32(side, ctrl::STATE) & STATE_READY != 0);
        let state = self.read32(side, ctrl::STATE) & (STATE_VALID | STATE_DIRTY);
        let drained = clean.unwrap_or(state == STATE_VALID);
        assert_eq!(state, if drained { STATE_VALID } else { STATE_DIRTY }, "{what}");
        assert_eq!(self.read32(side, ctrl::GENERATION), generation + 1, "{what}");
        let kept = self.read64(side, at(side, logq::LOCAL));
        if drained {
            assert!(
                (local..=shadow.next).contains(&kept),
                "{what}: announced {local}, kept {kept}, posted {}",
                shadow.next
            );
        }
        // Every line that counts is whole. Without a drain that is what was announced, whatever the header says.
        let counts = if drained { kept } else { local };
        shadow.lines = shadow.lines.split_off(&counts.saturating_sub(LINE_COUNT));
        self.shadows[i].lines = shadow.lines.clone();
        let memory = self.pair.memory(side).to_vec();
        for position in shadow.lines.keys().copied().filter(|p| *p < counts).collect::<Vec<_>>() {
            self.check_entry(side, position, &memory[..SIM_LOCAL_BYTES as usize], what);
        }
        // A host that has dropped its mirror has taken its word back: until the resync is through, the image says INCONSISTENT.
        let sealed = self.read64(side.other(), remote::SEALED0 + 8 * queue(side) as u32);
        if mirroring {
            assert!(sealed >= mirrored, "{what}: the partner has {sealed}, {mirrored} was announced");
        }
        self.shadows[i].lines.clear();
        drained
    }

    /// The generation in the NV header (`rtl/card/src/nv_header.rs`), without asking the card: that would take time.
    fn generation_in_memory(&self, side: Side) -> u32 {
        u16::from_le_bytes(self.pair.memory(side)[12..14].try_into().expect("two bytes")).into()
    }

    /// Forgets lines that both memories have long overwritten.
    pub fn forget(&mut self, side: Side) {
        let shadow = &mut self.shadows[side.index()];
        let kept = shadow.local.min(shadow.mirrored).saturating_sub(2 * LINE_COUNT);
        shadow.lines = shadow.lines.split_off(&kept);
    }

    /// Both sides booted, queues open, both mirrors on.
    pub fn start(&mut self, positions: [u64; 2]) {
        for side in Side::BOTH {
            self.boot(side, 0x1000 + side.index() as u64);
        }
        for side in Side::BOTH {
            self.open(side, positions[side.index()], 3 + side.index() as u32);
        }
        for side in Side::BOTH {
            self.mirror(side);
        }
    }

    /// Advances, and checks what must hold in every cycle.
    pub fn step(&mut self, cycles: u64) {
        self.pair.advance(cycles);
        for side in Side::BOTH {
            if self.pair.powered(side) {
                self.check(side);
            }
        }
    }

    /// The watermarks in host memory claim nothing that the memories do not hold, and never go back.
    pub fn check(&mut self, side: Side) {
        let (local, mirrored, _) = self.page(side);
        let shadow = &self.shadows[side.index()];
        if shadow.lines.is_empty() {
            return;
        }
        let name = self.name;
        assert!(local >= shadow.local, "{name}: LOCAL went back from {} to {local}", shadow.local);
        assert!(mirrored >= shadow.mirrored, "{name}: MIRRORED went back from {} to {mirrored}", shadow.mirrored);
        assert!(local <= shadow.next, "{name}: LOCAL {local} above what was posted, {}", shadow.next);
        let (own, other) = (self.pair.memory(side), self.pair.memory(side.other()));
        for p in shadow.local..local {
            self.check_entry(side, p, &own[..SIM_LOCAL_BYTES as usize], "LOCAL");
        }
        for p in shadow.mirrored..mirrored {
            self.check_entry(side, p, &other[SIM_LOCAL_BYTES as usize..], "the partner's REMOTE");
        }
        let shadow = &mut self.shadows[side.index()];
        (shadow.local, shadow.mirrored) = (local, mirrored);
    }

    /// The line of `position` and its payload are in `memory`.
    pub fn check_entry(&self, side: Side, position: u64, memory: &[u8], place: &str) {
        let q = queue(side);
        let shadow = &self.shadows[side.index()];
        let Some(entry) = shadow.lines.get(&position) else {
            panic!("{}: position {position} counts and was never posted", self.name);
        };
        // A slot that has been posted again since is not this position's any more.
        if !shadow.lines.contains_key(&(position + LINE_COUNT)) {
            let offset = (line_base(q) + position % LINE_COUNT * LINE_BYTES as u64) as usize;
            let mut found: [u8; LINE_BYTES] = memory[offset..offset + LINE_BYTES].try_into().unwrap();
            found[48..56].fill(0);
            assert_eq!(found, entry.line, "{}: position {position} in {place}", self.name);
        }
        if let Some((start, bytes)) = &entry.payload {
            if shadow.payload - start <= PAYLOAD_BYTES {
                for (i, byte) in bytes.iter().enumerate() {
                    let offset = payload_base(q) + (start + i as u64) % PAYLOAD_BYTES;
                    assert_eq!(
                        memory[offset as usize], *byte,
                        "{}: byte {i} of the payload of position {position} in {place}",
                        self.name
                    );
                }
            }
        }
    }

    /// Waits until everything posted counts on both cards.
    pub fn drain(&mut self, side: Side) {
        let next = self.shadows[side.index()].next;
        self.wait("both watermarks", |rig| {
            let (local, mirrored, _) = rig.page(side);
            (local, mirrored) == (next, next)
        });
    }

    /// Bytes of a region of LOCAL, and of the image of it in the partner.
    pub fn images(&self, side: Side, offset: u64, bytes: u64) -> (Vec<u8>, Vec<u8>) {
        let (from, to) = (offset as usize, (offset + bytes) as usize);
        let remote = SIM_LOCAL_BYTES as usize;
        let (own, other) = (self.pair.memory(side), self.pair.memory(side.other()));
        (own[from..to].to_vec(), other[remote + from..remote + to].to_vec())
    }

    /// Power returns to a card; its host is a new process with the old page mapped anew.
    pub fn power_on(&mut self, side: Side) {
        self.pair.host(side).clear();
        self.map(side);
        self.shadows[side.index()].lines.clear();
        self.pair.power_on(side);
    }
}
