//! `card-conformance`: the conformance suite against two cards of a simulated pair, wherever they are reached: in slots of
//! this machine (a guest's), over sockets. The chassis that holds them has to be at hand too, because the suite pulls
//! cables and cuts mains.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::FileTypeExt;
use std::os::unix::net::UnixStream;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::Parser;
use driver::conformance::{checks, lacking, Bench, Need};
use driver::vfio::VfioApi;
use driver::{Address, BusError, CardBus, OpenOptions as CardOptions, Side};
use serde_json::{json, Value};

/// Patience with a simulated card on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs the conformance suite on a simulated pair of cards. THEIR CONTENTS ARE LOST.
#[derive(Parser)]
struct Arguments {
    /// Card of side A: a PCI address or a socket.
    #[arg(long)]
    a: Address,
    /// Card of side B.
    #[arg(long)]
    b: Address,
    /// The chassis' command socket, or a serial port that is connected to it.
    #[arg(long)]
    control: PathBuf,
    /// The crate that opens cards in slots.
    #[arg(long, default_value = "pci-driver")]
    vfio: VfioApi,
    /// Binds cards in slots to vfio-pci first.
    #[arg(long)]
    bind: bool,
    /// Only checks whose name contains this.
    #[arg(long)]
    only: Option<String>,
    /// Says how it went as one JSON object on the last line.
    #[arg(long)]
    json: bool,
}

/// The line to the chassis.
struct Control {
    reader: BufReader<File>,
    writer: File,
}

impl Control {
    fn open(path: &Path) -> Result<Control, String> {
        let error = |e: std::io::Error| format!("cannot reach the chassis through {}: {e}", path.display());
        let socket = path.metadata().map_err(error)?.file_type().is_socket();
        let file = if socket {
            let stream = UnixStream::connect(path).map_err(error)?;
            File::from(std::os::fd::OwnedFd::from(stream))
        } else {
            OpenOptions::new().read(true).write(true).open(path).map_err(error)?
        };
        Ok(Control { reader: BufReader::new(file.try_clone().map_err(error)?), writer: file })
    }

    /// # Panics
    /// If the chassis does not do it.
    fn command(&mut self, command: Value) -> Value {
        writeln!(self.writer, "{command}").expect("the chassis takes commands");
        let mut line = String::new();
        self.reader.read_line(&mut line).expect("the chassis answers");
        let answer: Value = serde_json::from_str(&line).unwrap_or_else(|e| panic!("{command}: {line:?}: {e}"));
        assert_eq!(answer["ok"], true, "{command}: {answer}");
        answer
    }
}

struct Slots<'a> {
    cards: [&'a Address; 2],
    options: CardOptions,
    control: &'a mut Control,
}

/// As the chassis calls it.
fn letter(side: Side) -> &'static str {
    match side {
        Side::A => "a",
        Side::B => "b",
    }
}

impl Bench for Slots<'_> {
    fn open(&mut self, side: Side) -> Result<Box<dyn CardBus>, BusError> {
        self.cards[side.index()].open(self.options)
    }
    fn link(&mut self, up: bool) {
        self.control.command(json!({ "cmd": "link", "up": up }));
    }
    fn power(&mut self, side: Side, on: bool) {
        // The machine in whose slot the card is, ours, keeps its own power.
        let answer = self.control.command(json!({ "cmd": "power", "card": letter(side), "on": on, "host": true }));
        assert_ne!(answer["drained"], false, "the drain finished");
    }
    fn offers(&self) -> &'static [Need] {
        match self.cards[0] {
            // The crate's client maps all memory for reading and writing.
            Address::Socket(_) => &[Need::PowerUnderHost, Need::BadBattery, Need::OutsideReset],
            _ => &[Need::PowerUnderHost, Need::ReadOnlyMemory, Need::BadBattery, Need::OutsideReset],
        }
    }
    fn battery(&mut self, side: Side, good: bool) {
        self.control.command(json!({ "cmd": "battery", "card": letter(side), "good": good }));
    }
    fn reset(&mut self, side: Side) {
        self.control.command(json!({ "cmd": "reset", "card": letter(side) }));
    }
    fn pause(&mut self, micros: u64) {
        std::thread::sleep(Duration::from_micros(micros));
        // Idle cards slow down; a long pause is meant in their time.
        if micros >= 100 {
            let mut now =
                || self.control.command(json!({ "cmd": "status" }))["simulated_us"].as_u64().expect("a number");
            let (end, start) = (now() + micros, Instant::now());
            while now() < end {
                assert!(start.elapsed() < PATIENCE, "the cards' time stands still");
                std::thread::sleep(Duration::from_millis(5));
            }
        }
    }
    fn patience(&self) -> Duration {
        PATIENCE
    }
}

fn run(arguments: &Arguments) -> Result<bool, String> {
    let cards = [&arguments.a, &arguments.b];
    if arguments.bind {
        cards.into_iter().try_for_each(Address::bind).map_err(|e| e.to_string())?;
    }
    let mut control = Control::open(&arguments.control)?;
    let options = CardOptions { vfio: arguments.vfio };
    let backend = match cards[0] {
        Address::Pci(_) => format!("vfio, {}", arguments.vfio.name()),
        other => other.backend().into(),
    };
    let (mut passed, mut passed_by, mut failed) = (0, 0, Vec::new());
    let start = Instant::now();
    let lacking = lacking(&backend, &mut Slots { cards, options, control: &mut control });
    let wanted = |name: &str| arguments.only.as_deref().is_none_or(|only| name.contains(only));
    for check in checks().filter(|check| wanted(check.name)) {
        if let Some(need) = check.lacks(&lacking) {
            println!("passed by, no {}: {}", need.text(), check.name);
            passed_by += 1;
            continue;
        }
        let begun = Instant::now();
        let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| {
            control.command(json!({ "cmd": "replace" }));
            (check.run)(&mut Slots { cards, options, control: &mut control });
        }));
        let word = if outcome.is_ok() { "ok    " } else { "FAILED" };
        println!("{word} {} ({} ms)", check.name, begun.elapsed().as_millis());
        match outcome {
            Ok(()) => passed += 1,
            Err(_) => failed.push(check.name),
        }
    }
    let ms = start.elapsed().as_millis() as u64;
    println!("{backend}: {passed} passed, {passed_by} passed by, {} failed, {ms} ms", failed.len());
    if arguments.json {
        println!(
            "{}",
            json!({ "passed": passed, "passed_by": passed_by, "failed": failed, "ms": ms, "backend": backend })
        );
    }
    if passed + passed_by == 0 && failed.is_empty() {
        return Err("no check has such a name".into());
    }
    Ok(failed.is_empty())
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(e) => {
            eprintln!("card-conformance: {e}");
            ExitCode::FAILURE
        }
    }
}
