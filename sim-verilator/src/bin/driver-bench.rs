//! `driver-bench`: what a card costs its host, on every backend, as one JSON object. `make bench-driver` writes it to
//! `target/bench/driver.json`.
//!
//! In this process it measures itself; over sockets, on software cards and in a guest the driver's own programs do, which lie
//! beside this one.

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use clap::Parser;
use driver::conformance::{checks, lacking, Bench, ShmBench};
use driver::measure::{figures, image_read, mirror, start, Plan};
use driver::shm;
use driver::{Card, Side};
use serde_json::{json, Map, Value};
use sim_verilator::bench::SimBench;

/// Measures the driver on every backend.
#[derive(Parser)]
struct Arguments {
    /// Where the result goes.
    #[arg(long)]
    out: PathBuf,
    /// Repetitions of each measurement on simulated cards; software cards are measured a hundred times as often.
    #[arg(long, default_value_t = 200)]
    rounds: u32,
    /// No guest: neither QEMU nor a network is needed then.
    #[arg(long)]
    no_guest: bool,
}

type Outcome<T> = Result<T, Box<dyn Error>>;

/// A folder that goes with this value.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Outcome<Folder> {
        let path = std::env::temp_dir().join(format!("driver-bench-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Folder(path))
    }
}

impl AsRef<Path> for Folder {
    fn as_ref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left is in the folder for temporary files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A chassis with Verilated cards; ends with this value.
struct Chassis {
    folder: Folder,
    child: Child,
}

impl Chassis {
    fn start(name: &str) -> Outcome<Chassis> {
        let folder = Folder::new(name)?;
        let mut child = Command::new(beside("chassis")?)
            .args(["--card", "rtl", "--dir"])
            .arg(&folder.0)
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().ok_or("piped")?).read_line(&mut line)?;
        if !line.contains("ready") {
            return Err(format!("chassis said {line:?}").into());
        }
        Ok(Chassis { folder, child })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.0.join(name)
    }
}

impl Drop for Chassis {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A program that was built with this one.
fn beside(name: &str) -> Outcome<PathBuf> {
    let path = std::env::current_exe()?.with_file_name(name);
    match path.exists() {
        true => Ok(path),
        false => Err(format!("{} is missing: make build", path.display()).into()),
    }
}

/// What a program says, which must end well.
fn output(command: &mut Command) -> Outcome<String> {
    let output = command.stderr(Stdio::inherit()).output()?;
    let text = String::from_utf8(output.stdout)?;
    match output.status.success() {
        true => Ok(text),
        false => Err(format!("{command:?}: {}: {text}", output.status).into()),
    }
}

/// The JSON object at the end of what a program says.
fn last_object(text: &str) -> Outcome<Value> {
    let start = text.rfind("\n{").map_or(0, |at| at + 1);
    let mut values = serde_json::Deserializer::from_str(&text[start..]).into_iter();
    values.next().ok_or("it said nothing")?.map_err(|e| format!("{e}: {text}").into())
}

fn ms(start: Instant) -> u64 {
    start.elapsed().as_millis() as u64
}

/// Runs the suite; how long it took, ms.
fn conformance<B: Bench>(backend: &str, mut fresh: impl FnMut() -> Outcome<B>) -> Outcome<u64> {
    let lacking = lacking(backend, &mut fresh()?);
    let start = Instant::now();
    for check in checks().filter(|check| check.lacks(&lacking).is_none()) {
        (check.run)(&mut fresh()?);
    }
    Ok(ms(start))
}

fn in_process(rounds: u32) -> Outcome<Value> {
    let mut bench = SimBench::rtl()?;
    let mut partner = Card::open(bench.open(Side::B)?)?;
    partner.wait_ready(Duration::from_secs(60))?;
    partner.boot(NonZeroU64::MIN)?;
    partner.arm()?;
    let attach = Instant::now();
    let mut card = Card::open(bench.open(Side::A)?)?;
    let attach = attach.elapsed();
    let mut queue = start(&mut card, 0, NonZeroU64::MAX)?;
    mirror(&mut card, &queue)?;
    // Time passes in this thread alone: while it slept nothing would wake it.
    let found = figures(&mut card, &mut queue, Plan { rounds, mirrored: true, interrupts: false }, |_| {})?;
    let image = image_read(&mut card, |_| {})?;
    let figures: Map<String, Value> = found.iter().map(|figure| (figure.key.into(), figure.value())).collect();
    Ok(json!({
        "backend": "in-process",
        "mirrored": true,
        "attach_ns": attach.as_nanos() as u64,
        "image": { "bytes": image.bytes, "read_ns": image.time.as_nanos() as u64, "by_dma": image.by_dma },
        "figures": figures,
        "conformance_ms": conformance("in-process", || Ok(SimBench::rtl()?))?,
    }))
}

/// `nvcard bench` on side A; side B's card has been booted by its own self-test, and mirrors without its host.
fn measured(a: &Path, b: &Path, rounds: u32) -> Outcome<Value> {
    let nvcard = beside("nvcard")?;
    output(Command::new(&nvcard).args(["selftest", "--destroy-log", "--card"]).arg(b))?;
    let rounds = rounds.to_string();
    let mut command = Command::new(&nvcard);
    command.args(["bench", "--json", "--destroy-log", "--mirror", "--rounds", &rounds, "--card"]).arg(a);
    last_object(&output(&mut command)?)
}

fn vfio_user(rounds: u32) -> Outcome<Value> {
    let chassis = Chassis::start("socket")?;
    let (a, b) = (chassis.path("card-a.sock"), chassis.path("card-b.sock"));
    let mut value = measured(&a, &b, rounds)?;
    let mut command = Command::new(beside("card-conformance")?);
    command.arg("--json").arg("--a").arg(&a).arg("--b").arg(&b).arg("--control").arg(chassis.path("chassis.sock"));
    value["conformance_ms"] = last_object(&output(&mut command)?)?["ms"].clone();
    Ok(value)
}

fn software(rounds: u32) -> Outcome<Value> {
    let folder = Folder::new("shm")?;
    shm::control(folder.as_ref())?;
    let card = |side| folder.0.join(shm::card_name(side));
    let mut value = measured(&card(Side::A), &card(Side::B), rounds)?;
    let quiet = output(Command::new(beside("card-quiet")?).arg("--card").arg(card(Side::A)))?;
    value["save_point"] = save_point(&quiet)?;
    drop(folder);
    value["conformance_ms"] = json!(conformance("shm", || Ok(ShmBench::new(Folder::new("shm")?)?))?);
    Ok(value)
}

/// The three numbers that `card-quiet` says.
fn save_point(said: &str) -> Outcome<Value> {
    let line = said.lines().find(|line| line.contains("save points of three lines")).ok_or("card-quiet says it")?;
    let (_, costs) = line.split_once(": ").ok_or("card-quiet says it")?;
    let numbers: Vec<u64> =
        costs.split(", ").map(|cost| cost.split(' ').next().unwrap_or_default().parse()).collect::<Result<_, _>>()?;
    match numbers[..] {
        [calls, reads, allocations] => {
            Ok(json!({ "system_calls": calls, "card_reads": reads, "allocations": allocations }))
        }
        _ => Err(format!("card-quiet said {said:?}").into()),
    }
}

/// Runs a program of the driver in a guest with both cards; what it said.
fn in_guest(chassis: &Chassis, script: &str) -> Outcome<String> {
    let path = chassis.path("script");
    std::fs::write(&path, format!("#!/bin/sh -e\n{script}\n"))?;
    let mut command = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../scripts/guest-run"));
    command.arg("--binary").arg(&path).args(["--hugepages", "8", "--timeout", "900", "--log"]).arg(chassis.path("log"));
    for name in ["nvcard", "card-conformance", "card-quiet"] {
        command.arg("--with").arg(beside(name)?);
    }
    command.arg("--card").arg(chassis.path("card-a.sock")).arg("--card").arg(chassis.path("card-b.sock"));
    output(command.arg("--serial").arg(chassis.path("chassis.sock")))
}

fn guest(api: &str, rounds: u32) -> Outcome<Value> {
    let chassis = Chassis::start(api)?;
    let said = in_guest(
        &chassis,
        &format!(
            "nvcard bind --card 00:01.0; nvcard bind --card 00:02.0\n\
             card-quiet --points 1 --card 00:02.0 --vfio {api}\n\
             nvcard bench --json --destroy-log --mirror --rounds {rounds} --card 00:01.0 --vfio {api}\n\
             echo; echo measured\n\
             card-quiet --points 200 --card 00:01.0 --vfio {api}\n\
             card-conformance --a 00:01.0 --b 00:02.0 --control /dev/ttyS1 --vfio {api} --json"
        ),
    )?;
    // The partner was booted by a save point of its own.
    let (bench, rest) = said.split_once("\nmeasured").ok_or("the guest says so")?;
    let mut value = last_object(bench)?;
    value["backend"] = json!(format!("vfio in a guest, {api}"));
    value["save_point"] = save_point(rest)?;
    value["conformance_ms"] = last_object(rest)?["ms"].clone();
    Ok(value)
}

/// Rows of the table that are figures: key, what it is.
const ROWS: &[(&str, &str)] = &[
    ("post_line", "posting a line, host time"),
    ("post_three", "posting a batch of three, host time"),
    ("dma_submit_4k", "handing over a DMA of 4 KiB, host time"),
    ("dma_submit_64k", "... of 64 KiB"),
    ("dma_submit_1m", "... of 1 MiB"),
    ("line_local", "a line, until durable here"),
    ("line_mirrored", "a line, until durable at both"),
    ("line_woken", "a line, until its interrupt has woken the host"),
    ("dma_to_card_4k", "4 KiB into the card by DMA, until done"),
    ("dma_to_card_64k", "64 KiB into the card"),
    ("dma_to_card_1m", "1 MiB into the card"),
    ("dma_to_host_4k", "4 KiB into the host by DMA, until done"),
    ("dma_to_host_64k", "64 KiB into the host"),
    ("dma_to_host_1m", "1 MiB into the host"),
    ("payload_64k", "64 KiB posted, and a line, until durable at both"),
    ("register_read", "register read"),
    ("block_read", "4 KiB read through BAR2"),
];

/// `0.85 us`, `12.3 ms`: three digits that mean something.
fn time(ns: f64) -> String {
    match ns {
        ns if ns < 1e3 => format!("{ns:.0} ns"),
        ns if ns < 1e6 => format!("{:.1} us", ns / 1e3),
        ns if ns < 1e9 => format!("{:.1} ms", ns / 1e6),
        ns => format!("{:.1} s", ns / 1e9),
    }
}

/// All backends beside each other: medians.
fn table(backends: &[(String, Value)]) -> String {
    let of = |found: Option<f64>| found.map_or("-".to_owned(), time);
    let mut rows: Vec<Vec<String>> =
        vec![std::iter::once("medians".to_owned()).chain(backends.iter().map(|b| b.0.clone())).collect()];
    let mut row = |name: &str, cell: &dyn Fn(&Value) -> String| {
        rows.push(std::iter::once(name.to_owned()).chain(backends.iter().map(|(_, value)| cell(value))).collect());
    };
    row("attach", &|v| of(v["attach_ns"].as_f64()));
    for (key, name) in ROWS {
        row(name, &|v| of(v["figures"][key]["median_ns"].as_f64()));
    }
    row("reading a full image", &|v| match (v["image"]["bytes"].as_u64(), v["image"]["read_ns"].as_f64()) {
        (Some(bytes), Some(ns)) => format!("{} ({} MiB)", time(ns), bytes >> 20),
        _ => "-".into(),
    });
    row("a save point: system calls, reads of the card", &|v| match &v["save_point"] {
        Value::Null => "-".into(),
        cost => format!("{}, {}", cost["system_calls"], cost["card_reads"]),
    });
    row("conformance suite", &|v| of(v["conformance_ms"].as_f64().map(|ms| ms * 1e6)));
    let width = |i: usize| rows.iter().map(|row| row[i].len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..=backends.len()).map(width).collect();
    let line = |row: &Vec<String>| {
        row.iter().zip(&widths).map(|(cell, &w)| format!("{cell:<w$}")).collect::<Vec<_>>().join("  ")
    };
    rows.iter().map(|row| line(row).trim_end().to_owned() + "\n").collect()
}

/// What is measured: name, and how.
type Measurement = (&'static str, fn(u32) -> Outcome<Value>);

const BACKENDS: &[Measurement] = &[
    ("shm", |rounds| software(rounds * 100)),
    ("in-process", in_process),
    ("vfio-user", vfio_user),
    ("guest, pci-driver", |rounds| guest("pci-driver", rounds)),
    ("guest, vfio-ioctls", |rounds| guest("vfio-ioctls", rounds)),
];

fn run(arguments: &Arguments) -> Outcome<()> {
    let mut found: Vec<(String, Value)> = Vec::new();
    let mut failed = Vec::new();
    for (name, measure) in BACKENDS.iter().filter(|(name, _)| !(arguments.no_guest && name.starts_with("guest"))) {
        eprintln!("driver-bench: {name}");
        let start = Instant::now();
        match measure(arguments.rounds) {
            Ok(mut value) => {
                value["measuring_ms"] = json!(ms(start));
                found.push((name.to_string(), value));
            }
            // The others can still be measured.
            Err(error) => {
                eprintln!("driver-bench: {name}: {error}");
                failed.push(*name);
            }
        }
        eprintln!("driver-bench: {name}: {} s", start.elapsed().as_secs());
    }
    println!("{}", table(&found));
    if let Some(folder) = arguments.out.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let backends: Map<String, Value> = found.into_iter().collect();
    let result = json!({ "backends": backends, "failed": failed });
    std::fs::write(&arguments.out, format!("{result:#}\n"))?;
    println!("all of it in {}", arguments.out.display());
    match failed[..] {
        [] => Ok(()),
        _ => Err(format!("not measured: {}", failed.join("; ")).into()),
    }
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("driver-bench: {e}");
            ExitCode::FAILURE
        }
    }
}
