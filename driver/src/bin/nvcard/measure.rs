//! `nvcard bench`.

use abi::geometry::RINGS_OFFSET;
use driver::measure::{image_read, register_reads, Rounds, Samples, Until};
use driver::{Card, LinkState, MirrorState, Queue, QueueSetup};
use serde_json::{json, Value};
use std::num::NonZeroU64;
use std::time::{Duration, Instant};

use crate::cli::{BenchOptions, Target};
use crate::picture::{bars, svg, time};
use crate::report::{bytes, Failure, Progress, Report};

/// How long a card may take to get ready, its link to come up, a resync to finish.
const PATIENCE: Duration = Duration::from_secs(30);
/// Sizes of payloads that are measured, bytes.
const PAYLOADS: [usize; 3] = [4 << 10, 64 << 10, 1 << 20];

impl From<driver::measure::MeasureError> for Failure {
    fn from(error: driver::measure::MeasureError) -> Self {
        Failure::Refused(error.to_string())
    }
}

/// Boots and arms a card and opens one of its queues, which starts anew.
pub fn start(card: &mut Card, queue: usize) -> Result<Queue, Failure> {
    card.wait_ready(PATIENCE)?;
    // The clock is random enough to tell this session from the last one.
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(1, |d| d.as_nanos() as u64);
    card.boot(NonZeroU64::new(now | 1).expect("bit 0 is set"))?;
    card.arm()?;
    let setup = QueueSetup {
        line_base: RINGS_OFFSET as u32,
        line_count: 1024,
        payload_base: RINGS_OFFSET as u32 + (64 << 10),
        payload_bytes: 2 << 20,
        position: 1,
        epoch: 1,
    };
    Ok(card.open_queue(queue, setup)?)
}

/// Mirrors the queue to the partner.
pub fn mirror(card: &mut Card, queue: &Queue) -> Result<(), Failure> {
    let wait = |what: &str, done: &mut dyn FnMut() -> Result<bool, Failure>| {
        let begun = Instant::now();
        while !done()? {
            if begun.elapsed() > PATIENCE {
                return Err(Failure::Refused(format!("{what} after {} s", PATIENCE.as_secs())));
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    };
    wait("the link is not up: is the partner's host running and its card booted? Not", &mut || {
        Ok(card.link_state()? == LinkState::Up)
    })?;
    let setup = queue.setup();
    card.start_resync(&[setup.line_base..setup.payload_base + setup.payload_bytes])?;
    wait("the resync has not finished", &mut || Ok(card.mirror_state()? == MirrorState::Synced))?;
    card.accept_mirror()?;
    wait("the mirror does not count", &mut || Ok(card.mirror_state()? == MirrorState::Mirroring))
}

fn value(samples: &Samples) -> Value {
    json!({
        "rounds": samples.count(),
        "min_ns": samples.quantile_ns(0.0),
        "median_ns": samples.quantile_ns(0.5),
        "p99_ns": samples.quantile_ns(0.99),
        "max_ns": samples.quantile_ns(1.0),
        "mean_ns": samples.mean_ns(),
        "histogram": samples.histogram().iter().map(|(end, n)| json!([end, n])).collect::<Vec<_>>(),
    })
}

pub fn bench(target: &Target, options: &BenchOptions) -> Result<Report, Failure> {
    let address = target.address()?;
    if !options.destroy_log {
        return Err(Failure::Refused(format!(
            "measuring posts lines: the log in queue {} of {address} would be lost. If nobody needs it, say --destroy-log",
            options.queue
        )));
    }
    let attach = Instant::now();
    let mut card = Card::open(address.open(target.options())?)?;
    let attach = attach.elapsed();
    let mut queue = start(&mut card, options.queue.into())?;
    if options.mirror {
        mirror(&mut card, &queue)?;
    }
    let rounds = options.rounds;
    let last = if options.mirror { Until::Mirrored } else { Until::Local };
    let mut found: Vec<(&str, String, Samples)> = Vec::new();
    let mut progress = Progress::new("measuring", 10);
    let mut add = |key, name: String, samples: Samples| {
        found.push((key, name, samples));
        progress.at(found.len() as u64);
    };
    add("register_read", "register read".into(), register_reads(&mut card, rounds)?);
    let mut line = Rounds::new(&mut queue)?;
    add("post_line", "posting a line, host time".into(), line.lines(rounds, 1, Until::Posted)?);
    add("post_three", "posting three lines, host time".into(), line.lines(rounds, 3, Until::Posted)?);
    add("line_local", "a line, until durable here".into(), line.lines(rounds, 1, Until::Local)?);
    add("three_local", "three lines, until durable here".into(), line.lines(rounds, 3, Until::Local)?);
    if last == Until::Mirrored {
        add("line_mirrored", "a line, until durable at both".into(), line.lines(rounds, 1, last)?);
    }
    let mut bandwidths = Vec::new();
    for size in PAYLOADS {
        // As many bytes for every size, and at least a few rounds.
        let n = (rounds as usize * 4096 / size).max(3) as u32;
        let samples = line.payload(n, size, last)?;
        let mib_per_s = size as f64 / (1 << 20) as f64 / (samples.mean_ns().max(1) as f64 / 1e9);
        bandwidths.push(json!({ "bytes": size, "mib_per_s": mib_per_s, "latency": value(&samples) }));
        let key = ["payload_4k", "payload_64k", "payload_1m"][bandwidths.len() - 1];
        add(key, format!("{} of payload and a line, {mib_per_s:.1} MiB/s", bytes(size as u64)), samples);
    }
    drop(progress);
    let mut reading = Progress::new("reading the image", card.info().local_bytes.into());
    let image = image_read(&mut card, |at| reading.at(at))?;
    drop(reading);
    let image_bytes = u64::from(card.info().local_bytes);

    let mut text = format!(
        "{address} ({}): attached in {}, image of {} read in {}\n",
        address.backend(),
        time(attach.as_nanos() as u64),
        bytes(image_bytes),
        time(image.as_nanos() as u64)
    );
    let mut values = serde_json::Map::new();
    for (key, name, samples) in &found {
        let [low, mid, high] = [0.5, 0.99, 1.0].map(|part| time(samples.quantile_ns(part)));
        text += &format!("\n{name}: median {low}, 99 % {mid}, longest {high}\n{}", bars(samples));
        values.insert((*key).into(), value(samples));
    }
    if let Some(path) = &options.picture {
        let histograms: Vec<_> = found.iter().map(|(_, name, samples)| (name.clone(), samples)).collect();
        let picture = svg(&format!("{address} ({})", address.backend()), &histograms);
        std::fs::write(path, picture).map_err(|e| Failure::file("writing", path, e))?;
        text += &format!("\npicture in {}\n", path.display());
    }
    let report = json!({
        "card": address.to_string(),
        "backend": address.backend(),
        "mirrored": options.mirror,
        "attach_ns": attach.as_nanos() as u64,
        "image": { "bytes": image_bytes, "read_ns": image.as_nanos() as u64 },
        "payload": bandwidths,
        "latency": values,
    });
    Ok(Report::new(report, text))
}
