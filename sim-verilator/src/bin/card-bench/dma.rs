//! DMA: bandwidth, and what it does to lines.

use abi::dma::{OPCODE_TO_CARD, OPCODE_TO_HOST, STATUS_OK};
use abi::registers::dma;
use sim_verilator::pair::{CardPair, Side, CLOCK_KHZ};

use crate::figure::{Figure, Goal};
use crate::lines::bulk_bytes_per_cycle;
use crate::rig::{Failure, Rig, DMA_RING, TRANSFER_BYTES};
use crate::{quantiles, Effort};

/// Bytes a cycle of the core.
const CORE_BYTES: f64 = 16.0;
/// Transfers whose rate is measured: as many as the ring takes, so that the start counts little.
const RUN: u32 = DMA_RING - 1;
/// Latencies of host memory: 0.5, 1 and 2 µs.
const LATENCIES_NS: [u64; 3] = [500, 1000, 2000];

/// Largest payloads, `cfg_max_payload`, and the name of each: 256, 512 and 1024 bytes.
const PAYLOADS: [(u8, &str); 3] = [(1, "256"), (2, "512"), (3, "1024")];

/// Both directions at each latency of host memory, packets of each size to the host, and single lines while the engine stores without
/// pause.
pub fn measure(rig: &mut Rig, effort: &Effort, idle: [u64; 2], figures: &mut Vec<Figure>) -> Result<(), Failure> {
    for latency_ns in LATENCIES_NS {
        rig.pair.set_read_latency(latency_ns * u64::from(CLOCK_KHZ) / 1_000_000);
        let (name, text) = (format!("host_to_nvram_{latency_ns}ns"), "DMA host to NVRAM, until mirrored");
        let limit = CORE_BYTES.min(bulk_bytes_per_cycle());
        figures.push(share(name, text, latency_ns, rate(rig, OPCODE_TO_CARD)?, limit).goal(Goal::AtLeast(97.0)));
    }
    for (code, bytes) in PAYLOADS {
        rig.pair.set_max_payload(code);
        // A packet has a beat of descriptor, so this much of the core is data at best.
        let rows = (8u32 << code) as f64;
        let ceiling = 100.0 * rows / (rows + 1.0);
        for latency_ns in LATENCIES_NS {
            rig.pair.set_read_latency(latency_ns * u64::from(CLOCK_KHZ) / 1_000_000);
            let name = format!("nvram_to_host_{bytes}B_{latency_ns}ns");
            let text = format!("DMA NVRAM to host, packets of {bytes} B (at most {ceiling:.1} %)");
            let goal = if code == 3 { 97.0 } else { 0.98 * ceiling };
            let rate = rate(rig, OPCODE_TO_HOST)?;
            figures.push(share(name, &text, latency_ns, rate, CORE_BYTES).goal(Goal::AtLeast(goal)));
        }
    }
    rig.pair.set_max_payload(1);
    rig.pair.set_read_latency(250);
    let [local, mirrored] = under_load(rig, effort)?.map(quantiles);
    let figure = |name: &str, text: &str, cycles: u64| Figure::new(name, text, cycles as f64, "cycles");
    figures.extend([
        figure("dma_local_cycles", "posted line to LOCAL under DMA, median", local[0]),
        figure("dma_local_cycles_p99", "posted line to LOCAL under DMA, p99", local[1])
            .goal(Goal::AtMost(idle[0] as f64 + 100.0)),
        figure("dma_mirrored_cycles", "posted line to MIRRORED under DMA, line included, median", mirrored[0]),
        figure("dma_mirrored_cycles_p99", "posted line to MIRRORED under DMA, line included, p99", mirrored[1])
            .goal(Goal::AtMost(idle[1] as f64 + 100.0)),
    ]);
    Ok(())
}

/// A rate in bytes a cycle as a share of what there could be.
fn share(name: String, text: &str, latency_ns: u64, rate: f64, limit: f64) -> Figure {
    let microseconds = latency_ns as f64 / 1e3;
    let text = format!("{text}, reads {microseconds} us: {:.2} of {:.2} GB/s", giga(rate), giga(limit));
    Figure::new(name, text, 100.0 * rate / limit, "%")
}

/// GB/s at the core clock.
fn giga(bytes_per_cycle: f64) -> f64 {
    bytes_per_cycle * f64::from(CLOCK_KHZ) / 1e6
}

/// Bytes a cycle of a run of transfers, from the moment the card is told of them. What goes to the card counts when it is in both.
fn rate(rig: &mut Rig, opcode: u8) -> Result<f64, Failure> {
    rig.drain()?;
    rig.start_dma(opcode);
    let start = rig.pair.cycles();
    rig.write(Side::A, dma::TAIL, &RUN.to_le_bytes());
    rig.until("the last DMA completion", |r| Ok(r.dma_completion(RUN - 1).is_some()))?;
    match rig.dma_completion(RUN - 1) {
        Some(done) if done.status == STATUS_OK => {}
        other => return Err(format!("a DMA transfer ended with {other:?}").into()),
    }
    if opcode == OPCODE_TO_CARD {
        // A line is framed behind what the engine has stored.
        rig.post();
        rig.drain()?;
    }
    Ok(f64::from(RUN * TRANSFER_BYTES) / (rig.pair.cycles() - start) as f64)
}

/// Cycles from single lines to LOCAL and MIRRORED while the DMA engine stores all the time.
fn under_load(rig: &mut Rig, effort: &Effort) -> Result<[Vec<u64>; 2], Failure> {
    rig.start_dma(OPCODE_TO_CARD);
    let (mut tail, mut done) = (0u32, 0u32);
    let (mut local, mut mirrored) = (Vec::new(), Vec::new());
    for n in 0..effort.singles {
        while rig.dma_completion(done).is_some() {
            done += 1;
        }
        // Never fewer than four transfers in front of the engine.
        if tail - done < 4 {
            tail = done + DMA_RING - 1;
            rig.write(Side::A, dma::TAIL, &tail.to_le_bytes());
        }
        rig.pair.advance(500 + n % 37);
        let [l, m] = rig.latency()?;
        local.push(l);
        mirrored.push(m);
    }
    rig.until("the end of DMA", |r| Ok(r.dma_completion(tail - 1).is_some()))?;
    rig.post();
    rig.drain()?;
    Ok([local, mirrored])
}
