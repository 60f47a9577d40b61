//! The embedded shelf: serves disk images with reservations, and controls a shelf that runs.

use clap::{Args, Parser, Subcommand};
use disk::{DiskError, DiskSpec, Shelf, ShelfControl, ShelfError, ShelfStatus};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

const CONTROL_TIMEOUT: Duration = Duration::from_secs(10);

/// Serves disk images to both filers, enforces reservations, and lets only the holder write.
#[derive(Parser)]
#[command(version, args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Option<Serve>,
}

#[derive(Args)]
struct Serve {
    /// Unix socket to listen on.
    #[arg(long)]
    socket: PathBuf,
    /// Directory of the images; disks that are there already are served too.
    #[arg(long)]
    dir: PathBuf,
    /// A disk to make if it does not exist: NAME=BYTES, where BYTES may end in K, M, G or T.
    #[arg(long = "disk", value_parser = parse_disk)]
    disks: Vec<DiskSpec>,
}

#[derive(Subcommand)]
enum Command {
    /// Controls a shelf that runs.
    Ctl {
        /// Unix socket of the shelf.
        #[arg(long)]
        socket: PathBuf,
        #[command(subcommand)]
        action: Action,
    },
}

#[derive(Subcommand)]
enum Action {
    /// Shows the disks, who holds them, and the highest epoch written.
    Status {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Makes a disk fail every call.
    Fail { name: String },
    /// Lets a failed disk work again, with the content it had.
    Heal { name: String },
}

fn parse_disk(text: &str) -> Result<DiskSpec, String> {
    let (name, size) = text.split_once('=').ok_or("expected NAME=BYTES")?;
    let units = [('K', 10), ('M', 20), ('G', 30), ('T', 40)];
    let (digits, shift) = match units.into_iter().find(|(unit, _)| size.ends_with(*unit)) {
        Some((_, shift)) => (&size[..size.len() - 1], shift),
        None => (size, 0),
    };
    let number: u64 = digits.parse().map_err(|error| format!("{size}: {error}"))?;
    let size = number.checked_mul(1 << shift).filter(|size| *size > 0 && *size <= i64::MAX as u64);
    Ok(DiskSpec { name: name.to_string(), size: size.ok_or("a size between 1 and 2^63 bytes is needed")? })
}

fn serve(options: &Serve) -> Result<(), ShelfError> {
    let shelf = Shelf::open(&options.socket, &options.dir, &options.disks)?;
    // Whoever waits for this line may be gone; that is no reason not to serve.
    let mut output = std::io::stdout();
    let _ = writeln!(output, "shelf: {} on {}", shelf.disks().join(" "), options.socket.display());
    let _ = output.flush();
    shelf.serve()
}

fn control(socket: &std::path::Path, action: &Action) -> Result<(), DiskError> {
    let mut shelf = ShelfControl::connect(socket, CONTROL_TIMEOUT)?;
    match action {
        Action::Status { json } => print_status(&shelf.status()?, *json),
        Action::Fail { name } => shelf.fail(name)?,
        Action::Heal { name } => shelf.heal(name)?,
    }
    Ok(())
}

fn print_status(status: &ShelfStatus, json: bool) {
    if json {
        println!("{}", serde_json::to_string_pretty(status).unwrap_or_default());
        return;
    }
    for disk in &status.disks {
        let state = if disk.failed { "FAILED" } else { "ok" };
        let holder = disk.holder.map_or("nobody".to_string(), |key| format!("{key:#x}"));
        let epoch = disk.epoch.map_or("-".to_string(), |epoch| epoch.to_string());
        println!("{:16} {:>16} bytes  {state:6}  held by {holder}  epoch {epoch}", disk.name, disk.size);
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match (&cli.command, &cli.serve) {
        (Some(Command::Ctl { socket, action }), _) => control(socket, action).map_err(|error| error.to_string()),
        (None, Some(options)) => serve(options).map_err(|error| error.to_string()),
        (None, None) => Err("`--socket` and `--dir` are needed; see `shelf --help`".to_string()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("shelf: {message}");
            ExitCode::FAILURE
        }
    }
}
