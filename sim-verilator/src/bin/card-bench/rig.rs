//! A pair of cards with one queue on card A, mirrored to card B, and what the measurements ask of it.

use std::fs::File;

use abi::dma::{Completion as DmaCompletion, Descriptor};
use abi::line::LINE_BYTES;
use abi::registers::*;
use abi::watermark as wm;
use driver::DmaBuffer;
use sim_verilator::bench::DmaRing;
use sim_verilator::memory::NvMemory;
use sim_verilator::pair::{Bar, CardPair, Completion, Side};
use sim_verilator::rtl::RtlPair;

/// Whatever goes wrong ends the benchmark.
pub type Failure = Box<dyn std::error::Error>;

/// The queue's ring.
pub const LINE_BASE: u32 = 2 << 20;
/// Lines of it.
pub const LINE_COUNT: u32 = 4096;
/// Where payloads are written.
pub const PAYLOAD_BASE: u64 = 6 << 20;
/// Room for them.
pub const PAYLOAD_BYTES: u64 = 1 << 20;
/// Bytes of a DMA transfer.
pub const TRANSFER_BYTES: u32 = 64 << 10;
/// Transfers that have room of their own in host memory and in LOCAL.
pub const TRANSFERS: u32 = 8;
/// Entries of the DMA ring.
pub const DMA_RING: u32 = 16;

/// Where the host has its watermark line, and the rings and data of DMA.
const IOVA: u64 = 0x5_0000_0000;
const DMA_IOVA: u64 = 0x6_0000_0000;
/// Where in LOCAL transfers go to and come from.
const DMA_PLACE: u64 = 4 << 20;
/// Something that has not happened after this many cycles will not.
const PATIENCE_CYCLES: u64 = 2_000_000;
/// The host is held off when the card has this many bytes to take.
const BACKLOG_BYTES: usize = 4096;

/// See the module.
pub struct Rig {
    pub pair: RtlPair,
    page: DmaBuffer,
    dma: DmaRing,
    /// The next line to post.
    pub position: u64,
}

impl Rig {
    /// Cards booted, queue open, mirror on.
    pub fn start() -> Result<Self, Failure> {
        let mut pair = RtlPair::new([NvMemory::anonymous()?, NvMemory::anonymous()?], [0xA, 0xB], 1);
        let page = DmaBuffer::allocate(4096, IOVA)?;
        pair.host(Side::A).map(IOVA, 4096, &File::from(page.fd().try_clone_to_owned()?), 0, true)?;
        let dma = DmaRing::new(DMA_IOVA, DMA_RING, (TRANSFERS * TRANSFER_BYTES) as usize)?;
        dma.map(pair.host(Side::A))?;
        for side in Side::BOTH {
            pair.power_on(side);
        }
        let mut rig = Rig { pair, page, dma, position: 0 };
        for side in Side::BOTH {
            rig.until("READY", |r| Ok(r.read32(side, ctrl::STATE)? & STATE_READY != 0))?;
            rig.write(side, ctrl::BOOT_NONCE, &(0x10 + side.index() as u64).to_le_bytes());
            rig.write(side, ctrl::CONTROL, &1u32.to_le_bytes());
        }
        for (register, value) in [(logq::LINE_BASE, LINE_BASE), (logq::LINE_COUNT, LINE_COUNT)] {
            rig.write(Side::A, register, &value.to_le_bytes());
        }
        rig.write(Side::A, logq::POSITION, &0u64.to_le_bytes());
        rig.write(Side::A, logq::WATERMARK_ADDRESS, &IOVA.to_le_bytes());
        rig.write(Side::A, logq::CONTROL, &1u32.to_le_bytes());
        rig.until("the link", |r| Ok(r.read32(Side::A, link::STATE)? == LINK_UP))?;
        rig.resync()?;
        rig.accept()?;
        Ok(rig)
    }

    /// Copies the whole ring to the partner; the cycles from the order to SYNCED.
    pub fn resync(&mut self) -> Result<u64, Failure> {
        self.write(Side::A, mirror::RANGE0_START, &LINE_BASE.to_le_bytes());
        self.write(Side::A, mirror::RANGE0_END, &(LINE_BASE + LINE_COUNT * LINE_BYTES as u32).to_le_bytes());
        let mut start = self.pair.cycles();
        self.until("SYNCED", |r| {
            let state = r.read32(Side::A, mirror::STATE)?;
            // While the partners are still greeting each other the order may get lost: then it is given again.
            if state == MIRROR_LOST {
                start = r.pair.cycles();
                r.write(Side::A, mirror::COMMAND, &COMMAND_START_RESYNC.to_le_bytes());
                r.pair.advance(1_000);
            }
            Ok(state == MIRROR_SYNCED)
        })?;
        Ok(self.pair.cycles() - start)
    }

    /// SYNCED becomes MIRRORING.
    pub fn accept(&mut self) -> Result<(), Failure> {
        self.write(Side::A, mirror::COMMAND, &COMMAND_ACCEPT.to_le_bytes());
        self.until("MIRRORING", |r| Ok(r.state() & wm::STATE_MIRRORING != 0))
    }

    /// Lets time pass until `done`.
    pub fn until(
        &mut self,
        what: &str,
        mut done: impl FnMut(&mut Rig) -> Result<bool, Failure>,
    ) -> Result<(), Failure> {
        let end = self.pair.cycles() + PATIENCE_CYCLES;
        while !done(self)? {
            if self.pair.cycles() > end {
                return Err(format!("gave up waiting for {what}").into());
            }
            self.pair.advance(1);
        }
        Ok(())
    }

    /// Cycles until `done`, counted from now.
    pub fn cycles_until(&mut self, what: &str, done: impl Fn(&Rig) -> bool) -> Result<u64, Failure> {
        let start = self.pair.cycles();
        self.until(what, |r| Ok(done(r)))?;
        Ok(self.pair.cycles() - start)
    }

    /// Writes a register.
    pub fn write(&mut self, side: Side, register: u32, data: &[u8]) {
        self.pair.write(side, Bar::Registers, register.into(), data);
    }

    /// Reads one.
    pub fn read32(&mut self, side: Side, register: u32) -> Result<u32, Failure> {
        let tag = self.pair.read(side, Bar::Registers, register.into(), 4);
        loop {
            match self.pair.completion(side) {
                Some((t, Completion::Data(data))) if t == tag => return Ok(u32::from_le_bytes(data[..].try_into()?)),
                Some(_) => return Err(format!("register {register:#x} could not be read").into()),
                None => self.pair.advance(1),
            }
        }
    }

    /// Posts the next line.
    pub fn post(&mut self) {
        let line = driver::line::seal(&[self.position as u8; 48], self.position);
        let offset = u64::from(LINE_BASE) + self.position % u64::from(LINE_COUNT) * LINE_BYTES as u64;
        self.pair.write(Side::A, Bar::Aperture, offset, &line);
        self.position += 1;
    }

    /// Posts the next line, and counts the cycles until it is LOCAL and until it is MIRRORED in host memory.
    pub fn latency(&mut self) -> Result<[u64; 2], Failure> {
        let wanted = self.position + 1;
        self.post();
        let local = self.cycles_until("LOCAL", |r| r.local() >= wanted)?;
        Ok([local, local + self.cycles_until("MIRRORED", |r| r.mirrored() >= wanted)?])
    }

    /// Lets the card take what it was given, down to what a host would hold back.
    pub fn pace(&mut self) {
        while self.pair.backlog(Side::A) >= BACKLOG_BYTES {
            self.pair.advance(16);
        }
    }

    /// Posts `lines` lines as fast as the card takes them, but never over one that is not mirrored. `meanwhile` is called with the number posted, after each.
    pub fn stream(
        &mut self,
        lines: u64,
        mut meanwhile: impl FnMut(&mut Rig, u64) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        for n in 0..lines {
            while self.position - self.mirrored() >= u64::from(LINE_COUNT) {
                self.pair.advance(16);
                if self.state() & wm::STATE_MIRRORING == 0 {
                    break;
                }
            }
            self.post();
            self.pace();
            meanwhile(self, n)?;
        }
        Ok(())
    }

    /// Until every line posted is in both cards.
    pub fn drain(&mut self) -> Result<(), Failure> {
        let wanted = self.position;
        self.until("the last line", |r| Ok(r.mirrored() == wanted))
    }

    /// Starts the DMA engine anew and fills its ring with transfers.
    pub fn start_dma(&mut self, opcode: u8) {
        self.dma.start(&mut self.pair, Side::A);
        for n in 0..DMA_RING {
            let at = u64::from(n % TRANSFERS) * u64::from(TRANSFER_BYTES);
            let descriptor = Descriptor {
                host_address: self.dma.data_address(at),
                card_offset: DMA_PLACE + at,
                opcode,
                flags: 0,
                length: TRANSFER_BYTES,
                queue: 0,
                cookie: n,
                crc: 0,
            };
            self.dma.set(n, &descriptor);
        }
        self.pair.advance(200);
    }

    /// The completion of descriptor `n`, if it has been written.
    pub fn dma_completion(&self, n: u32) -> Option<DmaCompletion> {
        self.dma.completion(n)
    }

    /// What the watermark line in host memory says.
    pub fn local(&self) -> u64 {
        self.page.load64(wm::LOCAL_OFFSET)
    }

    /// See [`Rig::local`].
    pub fn mirrored(&self) -> u64 {
        self.page.load64(wm::MIRRORED_OFFSET)
    }

    /// See [`Rig::local`].
    pub fn state(&self) -> u32 {
        self.page.load64(wm::STATE_OFFSET) as u32
    }
}
