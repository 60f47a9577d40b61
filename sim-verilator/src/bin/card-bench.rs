//! `card-bench`: what the RTL card pair does, in cycles, and how fast this machine simulates it.

use std::fs::File;
use std::process::ExitCode;
use std::time::Instant;

use abi::dma::{Completion as DmaCompletion, Descriptor, DESCRIPTOR_BYTES, OPCODE_TO_CARD, OPCODE_TO_HOST, STATUS_OK};
use abi::line::LINE_BYTES;
use abi::registers::*;
use abi::watermark as wm;
use clap::Parser;
use driver::DmaBuffer;
use serde_json::json;
use sim_verilator::memory::NvMemory;
use sim_verilator::pair::{Bar, CardPair, Completion, Side, CLOCK_KHZ};
use sim_verilator::rtl::{RtlPair, LATENCY_CYCLES};

/// Measures the simulated RTL card pair.
#[derive(Parser)]
struct Arguments {
    /// Print one JSON object instead of text.
    #[arg(long)]
    json: bool,
}

/// Where the bench's host has its watermark line.
const IOVA: u64 = 0x5_0000_0000;
const LINE_BASE: u32 = 2 << 20;
const LINE_COUNT: u32 = 4096;
/// Lines of the throughput run: more than a ring.
const LINES: u64 = 20_000;
/// Single lines of the latency run.
const SINGLES: u64 = 200;
/// Cycles the clock rate is measured over.
const IDLE_CYCLES: u64 = 300_000;
/// Something that has not happened after this many cycles will not.
const PATIENCE_CYCLES: u64 = 5_000_000;

/// Where the rings and the data of the DMA runs are in host memory.
const DMA_IOVA: u64 = 0x6_0000_0000;
const DMA_BYTES: u64 = 1 << 20;
const COMPLETIONS_OFFSET: u64 = 4096;
const DATA_OFFSET: u64 = 64 << 10;
/// Entries of the DMA ring.
const DMA_RING: u32 = 16;
/// Bytes of a transfer, and transfers of a run.
const TRANSFER_BYTES: u32 = 64 << 10;
const TRANSFERS: u32 = 8;
/// Where in LOCAL they go.
const DMA_PLACE: u64 = 4 << 20;
/// Latencies of host memory, cycles: 0.5, 1 and 2 µs.
const READ_LATENCIES: [u64; 3] = [125, 250, 500];
/// Bytes a cycle the core moves, and the link: 256-byte chunks of 16 beats in frames of 18, 25 of 32 cycles.
const CORE_BYTES: f64 = 16.0;
const LINK_BYTES: f64 = 16.0 * 16.0 / 18.0 * 25.0 / 32.0;

type Failure = Box<dyn std::error::Error>;

/// Card A with one queue, mirrored to card B.
struct Bench {
    pair: RtlPair,
    page: DmaBuffer,
    dma: DmaBuffer,
}

impl Bench {
    fn start() -> Result<Self, Failure> {
        let mut pair = RtlPair::new([NvMemory::anonymous()?, NvMemory::anonymous()?], [0xA, 0xB], 1);
        let page = DmaBuffer::allocate(4096, IOVA)?;
        pair.host(Side::A).map(IOVA, 4096, &File::from(page.fd().try_clone_to_owned()?), 0, true)?;
        let dma = DmaBuffer::allocate(DMA_BYTES as usize, DMA_IOVA)?;
        pair.host(Side::A).map(DMA_IOVA, DMA_BYTES, &File::from(dma.fd().try_clone_to_owned()?), 0, true)?;
        for side in Side::BOTH {
            pair.power_on(side);
        }
        let mut bench = Bench { pair, page, dma };
        for side in Side::BOTH {
            bench.until("READY", |b| Ok(b.read32(side, ctrl::STATE)? & STATE_READY != 0))?;
            bench.write(side, ctrl::BOOT_NONCE, &(0x10 + side.index() as u64).to_le_bytes());
            bench.write(side, ctrl::CONTROL, &1u32.to_le_bytes());
        }
        for (register, value) in [(logq::LINE_BASE, LINE_BASE), (logq::LINE_COUNT, LINE_COUNT)] {
            bench.write(Side::A, register, &value.to_le_bytes());
        }
        bench.write(Side::A, logq::POSITION, &0u64.to_le_bytes());
        bench.write(Side::A, logq::WATERMARK_ADDRESS, &IOVA.to_le_bytes());
        bench.write(Side::A, logq::CONTROL, &1u32.to_le_bytes());
        bench.until("the link", |b| Ok(b.read32(Side::A, link::STATE)? == LINK_UP))?;
        bench.write(Side::A, mirror::RANGE0_START, &LINE_BASE.to_le_bytes());
        bench.write(Side::A, mirror::RANGE0_END, &(LINE_BASE + LINE_COUNT * LINE_BYTES as u32).to_le_bytes());
        bench.until("SYNCED", |b| {
            // While the partners are still greeting each other the order may get lost: then it is given again.
            if b.read32(Side::A, mirror::STATE)? == MIRROR_LOST {
                b.write(Side::A, mirror::COMMAND, &COMMAND_START_RESYNC.to_le_bytes());
            }
            b.pair.advance(1_000);
            Ok(b.read32(Side::A, mirror::STATE)? == MIRROR_SYNCED)
        })?;
        bench.write(Side::A, mirror::COMMAND, &COMMAND_ACCEPT.to_le_bytes());
        bench.until("MIRRORING", |b| Ok(b.page.load64(wm::STATE_OFFSET) as u32 & wm::STATE_MIRRORING != 0))?;
        Ok(bench)
    }

    fn until(&mut self, what: &str, mut done: impl FnMut(&mut Bench) -> Result<bool, Failure>) -> Result<(), Failure> {
        let end = self.pair.cycles() + PATIENCE_CYCLES;
        while !done(self)? {
            if self.pair.cycles() > end {
                return Err(format!("gave up waiting for {what}").into());
            }
            self.pair.advance(1);
        }
        Ok(())
    }

    fn write(&mut self, side: Side, register: u32, data: &[u8]) {
        self.pair.write(side, Bar::Registers, register.into(), data);
    }

    fn read32(&mut self, side: Side, register: u32) -> Result<u32, Failure> {
        let tag = self.pair.read(side, Bar::Registers, register.into(), 4);
        loop {
            match self.pair.completion(side) {
                Some((t, Completion::Data(data))) if t == tag => return Ok(u32::from_le_bytes(data[..].try_into()?)),
                Some(_) => return Err(format!("register {register:#x} could not be read").into()),
                None => self.pair.advance(1),
            }
        }
    }

    fn post(&mut self, position: u64) {
        let line = driver::line::seal(&[position as u8; 48], position);
        let offset = u64::from(LINE_BASE) + position % u64::from(LINE_COUNT) * LINE_BYTES as u64;
        self.pair.write(Side::A, Bar::Aperture, offset, &line);
    }

    /// Starts the DMA engine anew and fills its ring with transfers.
    fn start_dma(&mut self, opcode: u8) {
        self.write(Side::A, dma::CONTROL, &0u32.to_le_bytes());
        for offset in (0..u64::from(DMA_RING) * 16).step_by(8) {
            self.dma.store64((COMPLETIONS_OFFSET + offset) as usize, 0);
        }
        self.write(Side::A, dma::RING_ADDRESS, &DMA_IOVA.to_le_bytes());
        self.write(Side::A, dma::COMPLETION_ADDRESS, &(DMA_IOVA + COMPLETIONS_OFFSET).to_le_bytes());
        self.write(Side::A, dma::RING_COUNT, &DMA_RING.to_le_bytes());
        for n in 0..DMA_RING {
            let at = u64::from(n % TRANSFERS) * u64::from(TRANSFER_BYTES);
            let descriptor = Descriptor {
                host_address: DMA_IOVA + DATA_OFFSET + at,
                card_offset: DMA_PLACE + at,
                opcode,
                flags: 0,
                length: TRANSFER_BYTES,
                queue: 0,
                cookie: n,
                crc: 0,
            };
            for (i, word) in descriptor.to_words().into_iter().enumerate() {
                self.dma.store64(n as usize * DESCRIPTOR_BYTES + 8 * i, word);
            }
        }
        self.write(Side::A, dma::TAIL, &0u32.to_le_bytes());
        self.write(Side::A, dma::CONTROL, &1u32.to_le_bytes());
        self.pair.advance(200);
    }

    fn dma_completion(&self, n: u32) -> Option<DmaCompletion> {
        let at = (COMPLETIONS_OFFSET + u64::from(n % DMA_RING) * 16) as usize;
        let found = DmaCompletion::from_words([self.dma.load64(at), self.dma.load64(at + 8)]);
        (found.phase == (n / DMA_RING % 2 == 0)).then_some(found)
    }

    /// Bytes a cycle of a run of transfers.
    fn dma_rate(&mut self, opcode: u8) -> Result<f64, Failure> {
        self.start_dma(opcode);
        let start = self.pair.cycles();
        self.write(Side::A, dma::TAIL, &TRANSFERS.to_le_bytes());
        self.until("the last DMA completion", |b| Ok(b.dma_completion(TRANSFERS - 1).is_some()))?;
        match self.dma_completion(TRANSFERS - 1) {
            Some(done) if done.status == STATUS_OK => {}
            other => return Err(format!("a DMA transfer ended with {other:?}").into()),
        }
        Ok(f64::from(TRANSFERS * TRANSFER_BYTES) / (self.pair.cycles() - start) as f64)
    }

    /// Cycles from single lines to LOCAL and MIRRORED, from position `first` on, while the DMA engine stores all the time.
    fn under_load(&mut self, first: u64) -> Result<[Vec<u64>; 2], Failure> {
        self.start_dma(OPCODE_TO_CARD);
        let (mut tail, mut done) = (0u32, 0u32);
        let (mut to_local, mut to_mirrored) = (Vec::new(), Vec::new());
        for position in first..first + SINGLES {
            while self.dma_completion(done).is_some() {
                done += 1;
            }
            // Never fewer than four transfers in front of the engine.
            if tail - done < 4 {
                tail = done + DMA_RING - 1;
                self.write(Side::A, dma::TAIL, &tail.to_le_bytes());
            }
            self.pair.advance(500 + position % 37);
            self.post(position);
            let local = self.cycles_until(|b| b.local() > position)?;
            to_local.push(local);
            to_mirrored.push(local + self.cycles_until(|b| b.mirrored() > position)?);
        }
        Ok([to_local, to_mirrored])
    }

    fn local(&self) -> u64 {
        self.page.load64(wm::LOCAL_OFFSET)
    }

    fn mirrored(&self) -> u64 {
        self.page.load64(wm::MIRRORED_OFFSET)
    }

    /// Cycles until `done`, counted from now.
    fn cycles_until(&mut self, done: impl Fn(&Bench) -> bool) -> Result<u64, Failure> {
        let start = self.pair.cycles();
        self.until("a watermark", |b| Ok(done(b)))?;
        Ok(self.pair.cycles() - start)
    }
}

/// Median and 99th percentile.
fn quantiles(mut values: Vec<u64>) -> [u64; 2] {
    values.sort_unstable();
    [values[values.len() / 2], values[values.len() * 99 / 100]]
}

fn median(mut values: Vec<u64>) -> u64 {
    values.sort_unstable();
    values[values.len() / 2]
}

/// GB/s at the core clock.
fn giga(bytes_per_cycle: f64) -> f64 {
    bytes_per_cycle * f64::from(CLOCK_KHZ) / 1e6
}

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let mut bench = Bench::start()?;

    // One line at a time: from the first beat at CQ to the watermark in host memory.
    let (mut to_local, mut to_mirrored) = (Vec::new(), Vec::new());
    for position in 0..SINGLES {
        bench.pair.advance(500 + position % 37);
        bench.post(position);
        let local = bench.cycles_until(|b| b.local() > position)?;
        to_local.push(local);
        to_mirrored.push(local + bench.cycles_until(|b| b.mirrored() > position)?);
    }

    // As many as the card takes.
    let (started, wall) = (bench.pair.cycles(), Instant::now());
    let mut position = SINGLES;
    while position < SINGLES + LINES {
        while bench.pair.backlog(Side::A) < 4096 && position < SINGLES + LINES {
            bench.post(position);
            position += 1;
        }
        bench.pair.advance(16);
    }
    bench.until("the last line", |b| Ok(b.mirrored() == SINGLES + LINES))?;
    let cycles = bench.pair.cycles() - started;
    let busy_rate = cycles as f64 / wall.elapsed().as_secs_f64();
    let per_line = cycles as f64 / LINES as f64;

    // DMA: bandwidth at several latencies of host memory, and what it does to single lines.
    let mut rates = Vec::new();
    for latency in READ_LATENCIES {
        bench.pair.set_read_latency(latency);
        rates.push((latency, bench.dma_rate(OPCODE_TO_CARD)?));
    }
    let to_host = bench.dma_rate(OPCODE_TO_HOST)?;
    let [loaded_local, loaded_mirrored] = bench.under_load(position)?.map(quantiles);

    let wall = Instant::now();
    bench.pair.advance(IDLE_CYCLES);
    let idle_rate = IDLE_CYCLES as f64 / wall.elapsed().as_secs_f64();

    // A frame of a line is 6 beats (card.md section 4); the line takes 25 of 32 cycles.
    let wire = 6.0 * 32.0 / 25.0;
    let (local, mirrored) = (median(to_local), median(to_mirrored));
    if arguments.json {
        let report = json!({
            "cycles_per_mirrored_line": per_line,
            "wire_cycles_per_line": wire,
            "link_efficiency": wire / per_line,
            "lines_per_second_at_clock": f64::from(CLOCK_KHZ) * 1e3 / per_line,
            "cycles_to_local_watermark": local,
            "cycles_to_mirrored_watermark": mirrored,
            "dma_to_card_bytes_per_cycle": rates.iter().map(|(l, r)| json!({"read_latency_cycles": l, "rate": r})).collect::<Vec<_>>(),
            "dma_to_host_bytes_per_cycle": to_host,
            "cycles_to_local_watermark_under_dma": {"median": loaded_local[0], "p99": loaded_local[1]},
            "cycles_to_mirrored_watermark_under_dma": {"median": loaded_mirrored[0], "p99": loaded_mirrored[1]},
            "link_latency_cycles_each_way": LATENCY_CYCLES,
            "simulated_cycles_per_second_busy": busy_rate,
            "simulated_cycles_per_second_idle": idle_rate,
            "clock_khz": CLOCK_KHZ,
        });
        println!("{report}");
    } else {
        println!(
            "cycles per mirrored line        {per_line:.2}  ({:.0} % of what the frames need on the line, {wire:.2})",
            100.0 * wire / per_line
        );
        println!("lines per second at {} MHz     {:.1} M", CLOCK_KHZ / 1000, f64::from(CLOCK_KHZ) / 1e3 / per_line);
        println!("posted write to LOCAL in host memory     {local} cycles");
        println!(
            "posted write to MIRRORED in host memory  {mirrored} cycles, {} of them cable and transceivers",
            2 * LATENCY_CYCLES
        );
        for (latency, rate) in &rates {
            println!(
                "DMA to the card, host memory {:.1} us away   {:.2} GB/s, {:.0} % of the link ({:.2}; core {:.2})",
                *latency as f64 * 1e3 / f64::from(CLOCK_KHZ),
                giga(*rate),
                100.0 * rate / LINK_BYTES,
                giga(LINK_BYTES),
                giga(CORE_BYTES),
            );
        }
        println!("DMA to the host                            {:.2} GB/s", giga(to_host));
        println!(
            "under DMA: to LOCAL {} cycles, p99 {}; to MIRRORED {}, p99 {}",
            loaded_local[0], loaded_local[1], loaded_mirrored[0], loaded_mirrored[1]
        );
        println!(
            "simulated cycles per second, busy and idle  {:.0} k, {:.0} k (both cards)",
            busy_rate / 1e3,
            idle_rate / 1e3
        );
    }
    Ok(())
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("card-bench: {e}");
            ExitCode::FAILURE
        }
    }
}
