//! `chassis`: both cards of a pair, served over vfio-user. See `docs/simulation.md`.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use nix::sys::signal::{SigSet, Signal};
use sim_verilator::chassis::{memories, Chassis};
use sim_verilator::model::ModelPair;
use sim_verilator::pair::CardPair;
use sim_verilator::rtl::RtlPair;

/// Holds a pair of cards and serves each on a vfio-user socket.
#[derive(Parser)]
struct Arguments {
    /// Folder for sockets and card memories; made if it is missing.
    #[arg(long)]
    dir: PathBuf,
    /// What the cards are made of.
    #[arg(long, value_enum, default_value = "rtl")]
    card: Kind,
    /// Seed of the noise on the link.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    /// The Verilated RTL.
    Rtl,
    /// The behavioural model.
    Model,
}

/// Serials of the two cards: they say in which slot a card sits.
const CARD_IDS: [u64; 2] = [0x5350_0000_0000_000A, 0x5350_0000_0000_000B];

/// Tells whoever started us. Nobody may be listening any more, which must not stop a drain.
fn say(what: &str) {
    let _ = writeln!(std::io::stdout(), "chassis: {what}");
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
    // Before any thread exists, so that all inherit the mask and the signal waits for us.
    let mut signals = SigSet::empty();
    signals.add(Signal::SIGTERM);
    signals.add(Signal::SIGINT);
    signals.thread_block()?;

    std::fs::create_dir_all(&arguments.dir).map_err(|e| format!("cannot make {}: {e}", arguments.dir.display()))?;
    let memories = memories(&arguments.dir)?;
    let (pair, kind): (Box<dyn CardPair>, _) = match arguments.card {
        Kind::Model => (Box::new(ModelPair::new(memories, CARD_IDS, arguments.seed)), "model"),
        Kind::Rtl => (Box::new(RtlPair::new(memories, CARD_IDS, arguments.seed)), "rtl"),
    };
    let chassis = Chassis::start(&arguments.dir, pair, kind)?;
    say(&format!("cards {kind} in {}, ready", arguments.dir.display()));
    signals.wait()?;
    if chassis.power_fail() {
        say("power failed, both cards drained");
        Ok(())
    } else {
        Err("power failed and a card did not finish its drain: its contents will not count as valid".into())
    }
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("chassis: {e}");
            ExitCode::FAILURE
        }
    }
}
