//! `card-bench`: what the RTL card pair does, in cycles of the simulated clock, beside what it should do, and how fast this machine
//! simulates it. `make bench-card` writes it to `target/bench/card.json`.

mod dma;
mod figure;
mod lines;
mod recovery;
mod rig;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use nix::time::{clock_gettime, ClockId};
use serde_json::json;
use sim_verilator::pair::{CardPair, CLOCK_KHZ};

use figure::{Figure, Goal};
use rig::{Failure, Rig};

/// Measures the simulated RTL card pair: every figure but the last is counted in simulated cycles and is the same on every machine.
///
/// Goals are in brackets; what misses its goal says MISSED, and is named again at the end. A missed goal is no error.
#[derive(Parser)]
struct Arguments {
    /// Print one JSON object instead of text.
    #[arg(long)]
    json: bool,
    /// Write the JSON object into this file too.
    #[arg(long)]
    out: Option<PathBuf>,
    /// A tenth of the work: figures of rare events get rough.
    #[arg(long)]
    quick: bool,
}

/// How much is measured.
pub struct Effort {
    /// Single lines of a latency run.
    singles: u64,
    /// Lines of a throughput run.
    lines: u64,
    /// Bytes of each size of payload.
    payload_bytes: u64,
    /// Single wrong bits.
    errors: u64,
    /// Lines under noise of 1e-6; four times as many under 1e-7.
    noisy_lines: u64,
    /// Cycles the idle clock rate is measured over.
    idle_cycles: u64,
}

const FULL: Effort = Effort {
    singles: 200,
    lines: 20_000,
    payload_bytes: 128 << 10,
    errors: 40,
    noisy_lines: 25_000,
    idle_cycles: 300_000,
};
const QUICK: Effort =
    Effort { singles: 30, lines: 4_000, payload_bytes: 32 << 10, errors: 6, noisy_lines: 3_000, idle_cycles: 50_000 };

/// Median and 99th percentile.
pub fn quantiles(mut values: Vec<u64>) -> [u64; 2] {
    values.sort_unstable();
    [values[values.len() / 2], values[values.len() * 99 / 100]]
}

/// Seconds of processor time this process has used: other jobs on the machine do not count.
fn cpu_seconds() -> Result<f64, Failure> {
    let time = clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID)?;
    Ok(time.tv_sec() as f64 + time.tv_nsec() as f64 / 1e9)
}

fn measure(effort: &Effort) -> Result<Vec<Figure>, Failure> {
    let say = |what: &str| eprintln!("card-bench: {what} ...");
    let mut figures = Vec::new();
    say("boot and first resync");
    let mut rig = Rig::start()?;
    say("latency of single lines");
    let idle = lines::latency(&mut rig, effort, &mut figures)?;
    say("lines at the rate of the link");
    let (cycles, cpu) = (rig.pair.cycles(), cpu_seconds()?);
    lines::records(&mut rig, effort, &mut figures)?;
    let busy_rate = (rig.pair.cycles() - cycles) as f64 / (cpu_seconds()? - cpu);
    say("payloads");
    lines::payloads(&mut rig, effort, &mut figures)?;
    say("DMA");
    dma::measure(&mut rig, effort, idle, &mut figures)?;
    say("noise");
    recovery::noise(&mut rig, effort, &mut figures)?;
    say("re-train and resync");
    recovery::training(&mut rig, &mut figures)?;
    say("clock rate");
    let cpu = cpu_seconds()?;
    rig.pair.advance(effort.idle_cycles);
    let idle_rate = effort.idle_cycles as f64 / (cpu_seconds()? - cpu);
    figures.extend([
        Figure::new(
            "simulated_cycles_per_second",
            "simulated cycles of the pair in a second of one core, busy",
            busy_rate / 1e6,
            "M/s",
        )
        .goal(Goal::AtLeast(1.0)),
        Figure::new("simulated_cycles_per_second_idle", "... idle", idle_rate / 1e6, "M/s"),
    ]);
    Ok(figures)
}

fn store(path: &Path, text: &str) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, text).map_err(|e| format!("{}: {e}", path.display()).into())
}

fn run(arguments: &Arguments) -> Result<(), Failure> {
    let figures = measure(if arguments.quick { &QUICK } else { &FULL })?;
    let report = json!({
        "clock_khz": CLOCK_KHZ,
        "quick": arguments.quick,
        "figures": figures.iter().map(Figure::json).collect::<Vec<_>>(),
    });
    if let Some(path) = &arguments.out {
        store(path, &format!("{report:#}\n"))?;
    }
    if arguments.json {
        println!("{report}");
        return Ok(());
    }
    for figure in &figures {
        println!("{}", figure.line());
    }
    let missed: Vec<&str> = figures.iter().filter(|f| f.missed()).map(|f| f.name.as_str()).collect();
    println!("\nmissed goals: {}", if missed.is_empty() { "none".into() } else { missed.join(", ") });
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
