//! `nvcard bench`.

use std::num::NonZeroU64;
use std::time::{Instant, SystemTime};

use driver::measure::{figures, image_read, mirror, start, Plan, FIGURES};
use driver::Card;
use serde_json::json;

use crate::cli::{BenchOptions, Target};
use crate::picture::{bars, svg, time};
use crate::report::{bytes, Failure, Progress, Report};

/// A number that tells this session of a card from the last one: the clock does.
pub fn nonce() -> NonZeroU64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |d| d.as_nanos() as u64);
    NonZeroU64::new(now | 1).expect("bit 0 is set")
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
    let mut queue = start(&mut card, options.queue.into(), nonce())?;
    if options.mirror {
        mirror(&mut card, &queue)?;
    }
    let mut progress = Progress::new("measuring", FIGURES as u64);
    let plan = Plan { rounds: options.rounds, mirrored: options.mirror, interrupts: true };
    let found = figures(&mut card, &mut queue, plan, |n| progress.at(n as u64))?;
    drop(progress);
    let image_bytes = u64::from(card.info().local_bytes);
    let mut reading = Progress::new("reading the image", image_bytes);
    let image = image_read(&mut card, |at| reading.at(at))?;
    drop(reading);

    let mut text = format!(
        "{address} ({}): attached in {}, {} of the image read in {} {}\n",
        address.backend(),
        time(attach.as_nanos() as u64),
        bytes(image.bytes),
        time(image.time.as_nanos() as u64),
        if image.by_dma { "by DMA" } else { "through BAR2: this card has no DMA engine" }
    );
    if found.iter().all(|figure| figure.key != "line_woken") {
        text += "waking by an interrupt: skipped: this card has no interrupts\n";
    }
    let mut values = serde_json::Map::new();
    for figure in &found {
        let samples = &figure.samples;
        let [mid, high, longest] = [0.5, 0.99, 1.0].map(|part| time(samples.quantile_ns(part)));
        let rate = figure.mib_per_s().map_or(String::new(), |rate| format!(", {rate:.1} MiB/s"));
        text += &format!("\n{}{rate}: median {mid}, 99 % {high}, longest {longest}\n{}", figure.name, bars(samples));
        values.insert(figure.key.into(), figure.value());
    }
    if let Some(path) = &options.picture {
        let histograms: Vec<_> = found.iter().map(|figure| (figure.name.clone(), &figure.samples)).collect();
        let picture = svg(&format!("{address} ({})", address.backend()), &histograms);
        std::fs::write(path, picture).map_err(|e| Failure::file("writing", path, e))?;
        text += &format!("\npicture in {}\n", path.display());
    }
    let report = json!({
        "card": address.to_string(),
        "backend": address.backend(),
        "mirrored": options.mirror,
        "attach_ns": attach.as_nanos() as u64,
        "image": { "bytes": image.bytes, "read_ns": image.time.as_nanos() as u64, "by_dma": image.by_dma },
        "figures": values,
    });
    Ok(Report::new(report, text))
}
