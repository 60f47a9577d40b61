//! Lines and payloads: latency, how full the link is, how much of it is payload.

use abi::line::LINE_BYTES;
use sim_verilator::pair::{Bar, CardPair, Side, CLOCK_KHZ};
use sim_verilator::rtl::{LATENCY_CYCLES, RATE_10G_BEATS, RATE_25G_BEATS, RATE_CYCLES};

use crate::figure::{Figure, Goal};
use crate::rig::{Failure, Rig, PAYLOAD_BASE, PAYLOAD_BYTES};
use crate::{quantiles, Effort};

/// Bytes of a beat of the line.
const BEAT_BYTES: f64 = 16.0;
/// Start and end beat of a frame.
const FRAME_BEATS: u64 = 2;
/// Largest payload of a frame the format permits.
const FRAME_BYTES: u64 = 1024;
/// Sizes of payload that are measured.
const SIZES: [u64; 6] = [64, 128, 256, 512, 1024, 4096];
/// Bytes between two payloads: none continues another.
const STRIDE: u64 = 8192;
/// Lines in front of a measurement, so that what is on its way is in balance.
const LEAD: u64 = 300;

/// Cycles from one posted line to its watermarks, nothing else going on.
pub fn latency(rig: &mut Rig, effort: &Effort, figures: &mut Vec<Figure>) -> Result<[u64; 2], Failure> {
    let (mut local, mut mirrored) = (Vec::new(), Vec::new());
    for n in 0..effort.singles {
        rig.pair.advance(500 + n % 37);
        let [l, m] = rig.latency()?;
        local.push(l);
        mirrored.push(m);
    }
    let (local, mirrored) = (quantiles(local), quantiles(mirrored));
    let line = 2 * LATENCY_CYCLES;
    let figure = |name: &str, text: &str, cycles: u64| Figure::new(name, text, cycles as f64, "cycles");
    figures.extend([
        figure("local_cycles", "posted line at CQ to LOCAL in host memory, median", local[0]),
        figure("mirrored_cycles", "... to MIRRORED, line included, median", mirrored[0]).goal(Goal::AtMost(150.0)),
        figure("mirrored_logic_cycles", "... to MIRRORED, logic alone, median", mirrored[0] - line)
            .goal(Goal::AtMost(64.0)),
        figure("mirrored_logic_cycles_p99", "... to MIRRORED, logic alone, p99", mirrored[1] - line),
        figure("line_cycles", "of these, both ways of the line (transceivers and 3 m)", line),
    ]);
    Ok([local[0], mirrored[0]])
}

/// Records as fast as the card takes them at both speeds of the line.
pub fn records(rig: &mut Rig, effort: &Effort, figures: &mut Vec<Figure>) -> Result<(), Failure> {
    for (gigabits, beats) in [(25.78125, RATE_25G_BEATS), (10.3125, RATE_10G_BEATS)] {
        rig.pair.set_line_rate(beats);
        rig.stream(LEAD, |_, _| Ok(()))?;
        let lines = if beats == RATE_25G_BEATS { effort.lines } else { effort.lines / 4 };
        let (start, marked) = (rig.pair.cycles(), rig.mirrored());
        let used = rig.pair.line_use(Side::A);
        rig.stream(lines, |_, _| Ok(()))?;
        let (cycles, done) = (rig.pair.cycles() - start, rig.mirrored() - marked);
        let (places, taken) = used_since(rig, used);
        rig.drain()?;
        let per_second = done as f64 / cycles as f64 * f64::from(CLOCK_KHZ) / 1e3;
        let formula = gigabits * 64.0 / 66.0 * 1e3 / (line_beats() * BEAT_BYTES * 8.0);
        let name = format!("{gigabits}");
        figures.extend([
            Figure::new(
                format!("occupied_{name}"),
                format!("link occupied while records wait, {gigabits} Gb/s"),
                100.0 * taken as f64 / places as f64,
                "%",
            )
            .goal(Goal::AtLeast(99.5)),
            Figure::new(
                format!("records_formula_{name}"),
                format!("mirrored records per second, {gigabits} Gb/s, by formula"),
                formula,
                "M/s",
            ),
            Figure::new(
                format!("records_measured_{name}"),
                format!("mirrored records per second, {gigabits} Gb/s, measured"),
                per_second,
                "M/s",
            )
            .goal(Goal::AtLeast(0.99 * formula)),
        ]);
    }
    rig.pair.set_line_rate(RATE_25G_BEATS);
    Ok(())
}

fn line_beats() -> f64 {
    (LINE_BYTES as u64 / 16 + FRAME_BEATS) as f64
}

fn used_since(rig: &Rig, (places, beats): (u64, u64)) -> (u64, u64) {
    let now = rig.pair.line_use(Side::A);
    (now.0 - places, now.1 - beats)
}

/// Payload bytes in a hundred bytes of the line, for frames as large as the format permits.
fn formula_percent(bytes: u64) -> f64 {
    let frames = bytes.div_ceil(FRAME_BYTES);
    let beats = bytes / 16 + FRAME_BEATS * frames;
    100.0 * bytes as f64 / (beats as f64 * BEAT_BYTES)
}

/// What part of the line is payload, by size of what is posted.
pub fn payloads(rig: &mut Rig, effort: &Effort, figures: &mut Vec<Figure>) -> Result<(), Failure> {
    for bytes in SIZES {
        let count = (effort.payload_bytes / bytes).max(16);
        let data: Vec<u8> = (0..bytes).map(|i| i as u8).collect();
        rig.drain()?;
        let start = rig.pair.line_use(Side::A);
        for n in 0..count {
            if bytes == LINE_BYTES as u64 {
                rig.post();
            } else {
                let offset = PAYLOAD_BASE + n * STRIDE % PAYLOAD_BYTES;
                rig.pair.write(Side::A, Bar::Aperture, offset, &data);
            }
            rig.pace();
        }
        // A line is behind every earlier write: when it is there, all are.
        rig.post();
        rig.drain()?;
        let (_, beats) = used_since(rig, start);
        let measured = 100.0 * (count * bytes) as f64 / ((beats as f64 - line_beats()) * BEAT_BYTES);
        let formula = formula_percent(bytes);
        figures.push(
            Figure::new(
                format!("efficiency_{bytes}"),
                format!(
                    "payload efficiency, {bytes} B: {measured:.1} % (coded {:.1} %), of the formula's {formula:.1} %",
                    measured * 64.0 / 66.0
                ),
                100.0 * measured / formula,
                "%",
            )
            .goal(Goal::AtLeast(99.0)),
        );
    }
    Ok(())
}

/// The share of the line that 25 Gb/s of payload are: beats a cycle.
pub fn line_beats_per_cycle() -> f64 {
    RATE_25G_BEATS as f64 / RATE_CYCLES as f64
}

/// Bytes of bulk payload a cycle that the line carries in the largest frames.
pub fn bulk_bytes_per_cycle() -> f64 {
    line_beats_per_cycle() * BEAT_BYTES * formula_percent(FRAME_BYTES) / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    // Shows the table of docs/link-format.md, section 1.
    #[test]
    fn the_formula_is_that_of_the_frame_format() {
        let found = [64, 256, 1024, 4096].map(|bytes| (formula_percent(bytes) * 10.0).round() / 10.0);
        assert_eq!(found, [66.7, 88.9, 97.0, 97.0]);
    }
}
