//! `nvcard stats`: counters, once or again and again.

use std::io::Write;
use std::time::{Duration, Instant};

use abi::geometry::QUEUES;
use abi::registers::{ctrl, logq, BLOCK_STRIDE, CAPABILITY_COUNTERS, CAPABILITY_ECC};
use driver::Card;
use serde_json::{json, Map, Value};

use crate::cli::StatsOptions;
use crate::report::{table, Failure, Report};

type Counts = Vec<(String, u64)>;

/// Everything that only ever rises.
fn counts(card: &mut Card) -> Result<Counts, Failure> {
    let link = card.link()?;
    let beat = card.beat()?;
    let mut counts: Counts = vec![
        ("ticks".into(), beat.ticks),
        ("frames sent".into(), link.frames_sent),
        ("frames received".into(), link.frames_received),
        ("frames damaged".into(), link.crc_errors.into()),
        ("NAKs sent".into(), link.naks_sent.into()),
        ("NAKs received".into(), link.naks_received.into()),
        ("replays".into(), link.replays.into()),
        ("trainings".into(), link.trainings.into()),
    ];
    let word = card.register64(ctrl::UNSUPPORTED)?;
    counts.push(("unsupported requests".into(), word & 0xFFFF_FFFF));
    counts.push(("writes refused".into(), word >> 32));
    if card.info().capabilities & CAPABILITY_COUNTERS != 0 {
        let c = card.counters()?;
        let more = [
            ("posted packets", c.posted_tlps),
            ("read packets", c.read_tlps),
            ("completions", c.completion_tlps),
            ("packets to host memory", c.host_tlps),
            ("lines", c.lines),
            ("bytes stored for the host", c.stored_bytes),
            ("bytes stored for the partner", c.remote_bytes),
            ("bytes read", c.read_bytes),
            ("ticks the host waited", c.stalls_host),
            ("ticks memory was waited for", c.stalls_memory),
            ("ticks the mirror was waited for", c.stalls_mirror),
            ("ticks the line was waited for", c.stalls_line),
        ];
        counts.extend(more.map(|(name, n)| (name.to_owned(), n)));
    }
    if card.info().capabilities & CAPABILITY_ECC != 0 {
        let memory = card.memory()?;
        counts.push(("memory errors corrected".into(), memory.corrected.into()));
        counts.push(("memory errors uncorrected".into(), memory.uncorrected.into()));
    }
    for queue in 0..QUEUES as u32 {
        let base = queue * BLOCK_STRIDE;
        let mut name = |what: &str, value| counts.push((format!("queue {queue}: {what}"), value));
        name("durable here below", card.register64(base + logq::LOCAL)?);
        name("durable at both below", card.register64(base + logq::MIRRORED)?);
        let errors = card.register64(base + logq::TICKET_ERRORS)?;
        name("bad tickets", errors & 0xFFFF_FFFF);
        name("bad checksums", errors >> 32);
    }
    Ok(counts)
}

/// A counter's name for scripts.
fn key(name: &str) -> String {
    name.replace(": ", "_").replace(' ', "_")
}

fn object(counts: &Counts) -> Value {
    Value::Object(counts.iter().map(|(name, n)| (key(name), json!(n))).collect::<Map<_, _>>())
}

pub fn stats(card: &mut Card, options: &StatsOptions, as_json: bool) -> Result<Report, Failure> {
    let mut before = counts(card)?;
    let Some(seconds) = options.watch else {
        let rows: Vec<_> = before.iter().map(|(name, n)| vec![name.clone(), n.to_string()]).collect();
        return Ok(Report::new(object(&before), table(&rows)));
    };
    let mut rounds = 0;
    let mut last = Instant::now();
    while options.count.is_none_or(|count| rounds < count) {
        std::thread::sleep(Duration::from_secs(seconds).saturating_sub(last.elapsed()));
        let now = counts(card)?;
        let passed = last.elapsed().as_secs_f64();
        last = Instant::now();
        rounds += 1;
        let rate = |i: usize| now[i].1.saturating_sub(before[i].1) as f64 / passed;
        let text = if as_json {
            let rates: Map<_, _> = (0..now.len()).map(|i| (key(&now[i].0), json!(rate(i)))).collect();
            // One line for each round, so that a script can read them as they come.
            format!("{}\n", json!({ "counters": object(&now), "per_second": rates }))
        } else {
            let rows: Vec<_> = (0..now.len())
                .map(|i| {
                    vec![
                        now[i].0.clone(),
                        now[i].1.to_string(),
                        if rate(i) > 0.0 { format!("{:.0}/s", rate(i)) } else { String::new() },
                    ]
                })
                .collect();
            format!("{}\n", table(&rows))
        };
        // The reader has gone: then nobody watches any more.
        if std::io::stdout().write_all(text.as_bytes()).is_err() {
            break;
        }
        before = now;
    }
    Ok(Report::silent())
}
