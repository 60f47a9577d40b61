//! The command line of the lab.
#![forbid(unsafe_code)]

use clap::{Parser, Subcommand, ValueEnum};
use lab::commands;
use lab::layout::{CardKind, Layout, DEFAULT_DIR};
use node::config::Name;
use std::path::PathBuf;
use std::process::ExitCode;

/// A whole Savepoint installation on one machine: two cards, a disk shelf and two filers in a private network.
///
/// Try it: `lab up`, then `lab exec -- smbclient //10.77.0.11/share -U lab%PASSWORD` (the password is printed by `lab up`),
/// copy something, and from another terminal `lab kill a`. `lab status` shows who serves what. `lab down` ends it.
#[derive(Parser)]
#[command(name = "lab", version, max_term_width = 110)]
struct Arguments {
    /// The lab's directory. Two labs in two directories do not disturb each other.
    #[arg(long, global = true, value_name = "DIR", default_value = DEFAULT_DIR)]
    dir: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make the installation and start it.
    Up {
        /// Which cards: `rtl`, the simulated hardware, or `shm`, the fast software card.
        #[arg(long, value_enum, default_value = "rtl")]
        card: CardKind,
        /// One filer without a partner.
        #[arg(long)]
        standalone: bool,
        /// How long a partner must be silent on every path before it is suspected, instead of what suits the cards.
        #[arg(long, value_name = "MS", value_parser = clap::value_parser!(u64).range(60..=60_000))]
        silence_ms: Option<u64>,
        /// Print what a script needs as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Run a command in the lab's network, as a client of the filers.
    Exec {
        /// The command and its arguments.
        #[arg(last = true, required = true)]
        command: Vec<String>,
    },
    /// Kill a filer (SIGKILL).
    Kill { filer: Name },
    /// Stop a filer where it stands (SIGSTOP).
    Freeze { filer: Name },
    /// Let a frozen filer go on (SIGCONT).
    Thaw { filer: Name },
    /// Start a filer that is not running; its card gets power first if it has none.
    Start { filer: Name },
    /// Return a filer's identity to it after a takeover.
    Giveback { filer: Name },
    /// Take the mains away from hosts and cards. The cards' memory stays, on battery.
    PowerCut { what: Which },
    /// Faults of the shared disks.
    Disk {
        #[command(subcommand)]
        fault: DiskFault,
    },
    /// Faults of the link between the cards.
    Link {
        #[command(subcommand)]
        fault: LinkFault,
    },
    /// Who serves what: sessions, positions, watermarks, the last takeover.
    Status {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// End the lab and remove its directory.
    Down,
    /// The process that keeps a lab up (started by `lab up`).
    #[command(hide = true)]
    Supervisor {
        #[arg(long, value_enum)]
        card: CardKind,
    },
    /// Become a command that dies with its parent (used by the supervisor).
    #[command(hide = true)]
    Child {
        #[arg(last = true, required = true)]
        command: Vec<String>,
    },
}

/// Whose mains.
#[derive(Clone, Copy, ValueEnum)]
enum Which {
    A,
    B,
    Both,
}

#[derive(Subcommand)]
enum DiskFault {
    /// Let every access to a disk fail. Disks are named a0, a1, a2, b0, b1, b2.
    Fail { disk: String },
    /// Let a failed disk work again.
    Heal { disk: String },
}

#[derive(Subcommand)]
enum LinkFault {
    /// Cut the link.
    Down,
    /// Connect it again.
    Up,
    /// Flip bits on it at this rate (errors per bit, for example 1e-6; 0 ends it). Simulated cards only.
    Noise { rate: f64 },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments) {
        Ok(code) => code,
        Err(reason) => {
            eprintln!("lab: {reason:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    use lab::protocol::Request;
    let layout = Layout::new(&arguments.dir)?;
    let ask = |request: Request| commands::ask(&layout, &request);
    match arguments.command {
        Command::Up { card, standalone, silence_ms, json } => {
            commands::up(&layout, card, standalone, silence_ms, json)?
        }
        Command::Exec { command } => return commands::exec(&layout, &command),
        Command::Kill { filer } => ask(Request::Kill(filer))?,
        Command::Freeze { filer } => ask(Request::Freeze(filer))?,
        Command::Thaw { filer } => ask(Request::Thaw(filer))?,
        Command::Start { filer } => commands::start(&layout, filer)?,
        Command::Giveback { filer } => commands::giveback(&layout, filer)?,
        Command::PowerCut { what } => ask(Request::PowerCut(match what {
            Which::A => vec![Name::A],
            Which::B => vec![Name::B],
            Which::Both => Name::BOTH.to_vec(),
        }))?,
        Command::Disk { fault: DiskFault::Fail { disk } } => commands::disk_fault(&layout, &disk, true)?,
        Command::Disk { fault: DiskFault::Heal { disk } } => commands::disk_fault(&layout, &disk, false)?,
        Command::Link { fault: LinkFault::Down } => commands::link(&layout, false)?,
        Command::Link { fault: LinkFault::Up } => commands::link(&layout, true)?,
        Command::Link { fault: LinkFault::Noise { rate } } => commands::noise(&layout, rate)?,
        Command::Status { json } => lab::status::show(&layout, json)?,
        Command::Down => commands::down(&layout)?,
        Command::Supervisor { card } => commands::supervise(layout, card)?,
        Command::Child { command } => lab::supervisor::become_child(&command)?,
    }
    Ok(ExitCode::SUCCESS)
}
