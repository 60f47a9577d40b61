//! Recovery: noise, a line that trains anew, a resync of a full ring.
//!
//! Below a bit error rate of 1e-7 waiting for errors takes longer than a benchmark may. There single wrong bits are put on the line at
//! random moments of a full load, what one of them costs is measured, and the cost at a rate is that times its errors per second: they
//! are so far apart that they do not meet.

use abi::line::LINE_BYTES;
use abi::registers::{link, mirror, LINK_UP, MIRROR_LOST, MODE_LIVE};
use abi::watermark as wm;
use sim_verilator::pair::{CardPair, Side, CLOCK_KHZ};

use crate::figure::{Figure, Goal};
use crate::lines::line_beats_per_cycle;
use crate::rig::{Failure, Rig, LINE_COUNT};
use crate::{quantiles, Effort};

/// Rates that are waited for, and those that are computed from single errors.
const SAMPLED: [f64; 2] = [1e-6, 1e-7];
const COMPUTED: [f64; 5] = [1e-8, 1e-9, 1e-10, 1e-11, 1e-12];
/// Bits of a beat on the coded line.
const CODED_BITS: f64 = 132.0;
/// Trainings under load that take long, beyond what the replay buffer holds, in us.
const LONG_TRAININGS_US: [u64; 3] = [25, 50, 100];
/// Lines between two wrong bits: more than a recovery needs.
const GAP_LINES: u64 = 600;

fn microseconds(cycles: f64) -> f64 {
    cycles * 1e3 / f64::from(CLOCK_KHZ)
}

/// Whether only a resync helps.
fn is_lost(rig: &mut Rig) -> Result<bool, Failure> {
    // The watermark line tells without a register read.
    Ok(rig.state() & wm::STATE_MIRRORING == 0 && rig.read32(Side::A, mirror::STATE)? == MIRROR_LOST)
}

/// Cycles and beats for `lines` lines under full load, `meanwhile` as in [`Rig::stream`].
fn run(
    rig: &mut Rig,
    lines: u64,
    meanwhile: impl FnMut(&mut Rig, u64) -> Result<(), Failure>,
) -> Result<(f64, f64), Failure> {
    rig.drain()?;
    let (start, (_, beats)) = (rig.pair.cycles(), rig.pair.line_use(Side::A));
    rig.stream(lines, meanwhile)?;
    rig.drain()?;
    let used = rig.pair.line_use(Side::A).1 - beats;
    Ok(((rig.pair.cycles() - start) as f64, used as f64))
}

/// Noise, from rates at which errors are many to those at which they are rare.
pub fn noise(rig: &mut Rig, effort: &Effort, figures: &mut Vec<Figure>) -> Result<(), Failure> {
    let lines = GAP_LINES * effort.errors;
    let clean = run(rig, lines, |_, _| Ok(()))?;
    let hit = run(rig, lines, |r, n| {
        if n % GAP_LINES == GAP_LINES / 2 {
            r.pair.damage_next(Side::A);
        }
        Ok(())
    })?;
    let cycles = (hit.0 - clean.0) / effort.errors as f64;
    let bytes = (hit.1 - clean.1) * 16.0 / effort.errors as f64;
    // Alone on the line: nothing behind the damaged frame tells the partner that something is missing.
    let mut alone = Vec::new();
    for n in 0..effort.errors.min(20) {
        rig.pair.advance(500 + n % 37);
        rig.pair.damage_next(Side::A);
        alone.push(rig.latency()?[1]);
    }
    figures.extend([
        Figure::new("error_cycles", "one wrong bit under full load: line lost for", microseconds(cycles), "us"),
        Figure::new("error_bytes", "one wrong bit under full load: sent again", bytes, "B"),
        Figure::new(
            "error_alone",
            "one wrong bit in a line alone: posted to MIRRORED, worst",
            microseconds(quantiles(alone)[1] as f64),
            "us",
        ),
    ]);
    for rate in SAMPLED {
        rig.pair.set_noise(rate);
        let lines = if rate < 1e-6 { effort.noisy_lines * 4 } else { effort.noisy_lines };
        let damaged = rig.pair.cable_counts(Side::A).1;
        let (noisy, _) = run(rig, lines, |_, _| Ok(()))?;
        rig.pair.set_noise(0.0);
        let errors = rig.pair.cable_counts(Side::A).1 - damaged;
        let share = 100.0 * (clean.0 / (GAP_LINES * effort.errors) as f64 * lines as f64) / noisy;
        figures.push(Figure::new(
            format!("noise_{rate:e}"),
            format!("throughput at a bit error rate of {rate:e} ({errors} beats hit)"),
            share.min(100.0),
            "%",
        ));
    }
    for rate in COMPUTED {
        let per_cycle = rate * line_beats_per_cycle() * CODED_BITS;
        figures.push(Figure::new(
            format!("noise_{rate:e}"),
            format!(
                "throughput lost at {rate:e}, from single errors ({:.2e} a second)",
                per_cycle * f64::from(CLOCK_KHZ) * 1e3
            ),
            100.0 * per_cycle * cycles,
            "%",
        ));
    }
    Ok(())
}

/// The line is lost and trains anew, idle and under full load; then long enough for the mirror to be lost.
pub fn training(rig: &mut Rig, figures: &mut Vec<Figure>) -> Result<(), Failure> {
    rig.drain()?;
    rig.pair.set_cable(false);
    rig.pair.set_cable(true);
    let idle = rig.latency()?[1];
    figures.push(Figure::new(
        "retrain_idle",
        "re-train, idle: line lost and a line posted, to MIRRORED",
        microseconds(idle as f64),
        "us",
    ));
    let lines = u64::from(LINE_COUNT);
    let clean = run(rig, lines, |_, _| Ok(()))?;
    let (start, (_, beats)) = (rig.pair.cycles(), rig.pair.line_use(Side::A));
    rig.stream(lines, |r, n| {
        if n == lines / 2 {
            r.pair.set_cable(false);
            r.pair.set_cable(true);
        }
        Ok(())
    })?;
    let wanted = rig.position;
    rig.until("the mirror after a re-train", |r| Ok(r.mirrored() == wanted || is_lost(r)?))?;
    let lost = is_lost(rig)?;
    let lost_text = "mirrors lost by a re-train under full load";
    figures.push(Figure::new("retrain_loaded_lost", lost_text, f64::from(u8::from(lost)), "").goal(Goal::AtMost(0.0)));
    if !lost {
        let cycles = (rig.pair.cycles() - start) as f64 - clean.0;
        let bytes = ((rig.pair.line_use(Side::A).1 - beats) as f64 - clean.1) * 16.0;
        figures.extend([
            Figure::new("retrain_loaded", "re-train under full load: line lost for", microseconds(cycles), "us"),
            Figure::new("retrain_bytes", "re-train under full load: sent again", bytes, "B"),
        ]);
    }
    for micros in LONG_TRAININGS_US {
        loaded_training(rig, micros, figures)?;
    }
    rig.pair.set_cable(false);
    rig.until("the loss of the mirror", |r| {
        // It is lost when a whole ring waits for the partner.
        if r.pair.backlog(Side::A) == 0 {
            (0..16).for_each(|_| r.post());
        }
        r.pair.advance(100);
        is_lost(r)
    })?;
    rig.pair.set_cable(true);
    rig.until("the link", |r| Ok(r.read32(Side::A, link::STATE)? == LINK_UP))?;
    let before = rig.pair.line_use(Side::A).1;
    let cycles = rig.resync()?;
    let beats = rig.pair.line_use(Side::A).1 - before;
    rig.accept()?;
    rig.drain()?;
    let ring = u64::from(LINE_COUNT) * LINE_BYTES as u64;
    let rate = ring as f64 / cycles as f64 * f64::from(CLOCK_KHZ) / 1e6;
    figures.extend([
        Figure::new(
            "resync_full_ring",
            format!("resync of a full ring of {} KiB ({rate:.2} GB/s)", ring >> 10),
            microseconds(cycles as f64),
            "us",
        ),
        Figure::new("resync_bytes", "resync of a full ring: on the line", beats as f64 * 16.0, "B"),
    ]);
    Ok(())
}

/// The line is gone for so long under lines at its full rate, which do not wait for the mirror unless a whole ring would be overwritten:
/// is the mirror lost, and how long does it take to catch up while lines come at half the rate?
fn loaded_training(rig: &mut Rig, micros: u64, figures: &mut Vec<Figure>) -> Result<(), Failure> {
    // Cycles for each line at the rate of the link, in 1/100.
    let line_cycles = (6.0 / line_beats_per_cycle() * 100.0) as u64;
    let gone = micros * u64::from(CLOCK_KHZ) / 1000;
    rig.drain()?;
    let start = rig.pair.cycles();
    let post_at = |rig: &mut Rig, from: u64, posted: &mut u64, percent: u64| {
        while (rig.pair.cycles() - from) * 100 >= *posted * line_cycles * 100 / percent {
            rig.post();
            *posted += 1;
        }
        rig.pair.advance(16);
    };
    let mut posted = 0;
    while rig.pair.cycles() - start < 2_000 {
        post_at(rig, start, &mut posted, 100);
    }
    let first = rig.position;
    rig.pair.set_cable(false);
    while rig.pair.cycles() - start < 2_000 + gone {
        post_at(rig, start, &mut posted, 100);
    }
    let waiting = rig.position - rig.mirrored();
    rig.pair.set_cable(true);
    let (from, mut posted) = (rig.pair.cycles(), 0);
    let mut lost = false;
    rig.until("the end of CATCHUP", |r| {
        post_at(r, from, &mut posted, 50);
        lost = is_lost(r)?;
        Ok(lost || (r.mirrored() > first && r.read32(Side::A, mirror::MODE)? == MODE_LIVE))
    })?;
    let text = format!("mirrors lost by a line that is gone for {micros} us under full load ({waiting} lines wait)");
    figures.push(
        Figure::new(format!("retrain_{micros}us_lost"), text, f64::from(u8::from(lost)), "").goal(Goal::AtMost(0.0)),
    );
    if lost {
        rig.until("the link", |r| Ok(r.read32(Side::A, link::STATE)? == LINK_UP))?;
        rig.resync()?;
        rig.accept()?;
    } else {
        let text = format!("... after {micros} us, until it has caught up with lines at half the rate");
        let cycles = (rig.pair.cycles() - from) as f64;
        figures.push(Figure::new(format!("retrain_{micros}us_catchup"), text, microseconds(cycles), "us"));
    }
    rig.drain()
}
