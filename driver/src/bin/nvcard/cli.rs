//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use driver::vfio::VfioApi;
use driver::{pci, Address, Card, CardBus, OpenOptions};

use crate::report::Failure;

/// The tool of the Savepoint NVRAM card: finds, shows, tests, measures, copies, erases and binds cards.
#[derive(Parser)]
#[command(name = "nvcard", version, after_help = EXAMPLES)]
pub struct Arguments {
    #[command(flatten)]
    pub target: Target,
    #[command(subcommand)]
    pub command: Command,
}

const EXAMPLES: &str = "\
Examples:
  nvcard list                                 every card in this machine, who has it, battery and link at a glance
  nvcard bind --card 0000:41:00.0             gives the card to vfio-pci, so that it can be opened
  nvcard selftest --card 0000:41:00.0         tests it; its contents stay
  nvcard stats --watch --card sim/card-a.sock a simulated card, served by chassis
  nvcard regs LINK --json --card /run/pair/card-a
A card is named by its PCI address, by the vfio-user socket that serves it, or by the file of a software card. If this
machine has exactly one card in a slot, --card can be left out. One process has a card at a time: stop the filer first.";

/// Which card, and how.
#[derive(Args)]
pub struct Target {
    /// PCI address (0000:41:00.0), vfio-user socket, or file of a software card.
    #[arg(long, global = true, value_name = "CARD")]
    card: Option<Address>,
    /// JSON instead of text.
    #[arg(long, global = true)]
    pub json: bool,
    /// The crate that opens a card in a slot: pci-driver or vfio-ioctls.
    #[arg(long, global = true, default_value = "pci-driver", value_name = "CRATE")]
    vfio: VfioApi,
}

impl Target {
    /// The card that was named, or the only one there is.
    pub fn address(&self) -> Result<Address, Failure> {
        if let Some(address) = &self.card {
            return Ok(address.clone());
        }
        let found = pci::cards(std::path::Path::new(pci::SYSFS));
        match &found[..] {
            [card] => Ok(Address::Pci(card.address.clone())),
            [] => Err(Failure::Refused(
                "this machine has no card in a slot; name a simulated one with --card SOCKET".into(),
            )),
            cards => {
                let addresses: Vec<&str> = cards.iter().map(|c| c.address.as_str()).collect();
                Err(Failure::Refused(format!("which card? --card takes one of {}", addresses.join(", "))))
            }
        }
    }

    pub fn options(&self) -> OpenOptions {
        OpenOptions { vfio: self.vfio }
    }

    /// Its bus.
    pub fn bus(&self) -> Result<Box<dyn CardBus>, Failure> {
        Ok(self.address()?.open(self.options())?)
    }

    /// The card, opened.
    pub fn card(&self) -> Result<Card, Failure> {
        Ok(Card::open(self.bus()?)?)
    }
}

#[derive(Subcommand)]
pub enum Command {
    /// Cards found: where, bound to what, who has them, link and battery at a glance.
    List(ListOptions),
    /// Everything one card says of itself, its link, its mirror and its image of the partner.
    Info,
    /// Registers, decoded by the same table that the hardware is made from.
    Regs {
        /// Only this block: ID, CTRL, LOGQ0, LINK, … (case does not matter).
        block: Option<String>,
    },
    /// Counters.
    Stats(StatsOptions),
    /// The card's event log. Reading an event takes it out of the card.
    Events(EventsOptions),
    /// Tests the card: registers, memory, DMA, interrupt, link, battery. Its contents stay.
    ///
    /// What this card does not have, or cannot be tested now, is skipped, and why is said. Only the scratch area is written. With
    /// --destroy-log the log path is tested too, with --loopback the link by itself.
    Selftest(SelftestOptions),
    /// Latencies and bandwidths, as text and as a picture. The queue's log is lost.
    Bench(BenchOptions),
    /// Copies the card's memory into a file.
    Dump(DumpOptions),
    /// Copies a file of `dump` back. What the card held is lost.
    Restore(RestoreOptions),
    /// Erases everything in the card's memory, the image of the partner included. Two steps: the first says the key.
    Erase {
        /// The key that the first step said.
        #[arg(long)]
        key: Option<String>,
    },
    /// Binds a card in a slot to vfio-pci. Until the next boot; docs/card-bring-up.md says how to make it stay.
    Bind,
    /// Takes a card in a slot away from vfio-pci.
    Unbind,
    /// The card's logic: board, build, contract, what it can do.
    Fw,
    /// Completions for a shell, on standard output.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
    /// Writes man pages into a folder.
    Man {
        /// The folder; made if it is missing.
        folder: PathBuf,
    },
}

#[derive(Args)]
pub struct ListOptions {
    /// Folders to look into for sockets and software cards, besides the slots.
    pub folders: Vec<PathBuf>,
}

#[derive(Args)]
pub struct StatsOptions {
    /// Again every so many seconds, with rates, until interrupted.
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, default_missing_value = "1",
          value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub watch: Option<u64>,
    /// With --watch: ends after so many rounds.
    #[arg(long, value_name = "N", requires = "watch")]
    pub count: Option<u64>,
}

#[derive(Args)]
pub struct EventsOptions {
    /// Waits for more events until interrupted.
    #[arg(long)]
    pub follow: bool,
}

#[derive(Args)]
pub struct SelftestOptions {
    /// Also tests the log path: stamp, watermarks, mirror. The log of queue 0 is lost.
    #[arg(long)]
    pub destroy_log: bool,
    /// Also loops the link back on itself, which takes it down for the partner: the mirror is lost until the next resync.
    #[arg(long)]
    pub loopback: bool,
}

#[derive(Args)]
pub struct BenchOptions {
    /// Says that the log of the queue may be lost; without it nothing is measured.
    #[arg(long)]
    pub destroy_log: bool,
    /// The queue to use.
    #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..abi::geometry::QUEUES as i64))]
    pub queue: u8,
    /// Measures until the partner's card has it, too: needs a booted partner.
    #[arg(long)]
    pub mirror: bool,
    /// Repetitions of each measurement.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u32).range(10..=1_000_000))]
    pub rounds: u32,
    /// Writes the picture to this file (SVG).
    #[arg(long, value_name = "FILE")]
    pub picture: Option<PathBuf>,
}

/// A part of the card's memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Area {
    /// This node's.
    Local,
    /// The image of the partner.
    Remote,
}

#[derive(Args)]
pub struct DumpOptions {
    /// Where to; must not exist yet.
    pub file: PathBuf,
    /// What to copy.
    #[arg(long, value_enum, default_value = "local")]
    pub area: Area,
}

#[derive(Args)]
pub struct RestoreOptions {
    /// A file that `dump` has written.
    pub file: PathBuf,
    /// Says that what the card holds may be lost; without it nothing is written.
    #[arg(long)]
    pub overwrite: bool,
}
