//! The picture of `docs/posted-write.md`: one posted line on its way through both cards, cycle by cycle, drawn from the simulation.
//!
//! `UPDATE=1 cargo test --release -p sim-verilator --test posted_write` draws it anew; without that the test fails when the cards do not
//! what the picture shows.

mod rig;

use std::fmt::Write as _;

use abi::line::ENTRY_BYTES;
use rig::{line_base, Rig, IDS};
use sim_verilator::memory::NvMemory;
use sim_verilator::pair::{Bar, Side};
use sim_verilator::rtl::{Pins, RtlPair, LATENCY_CYCLES};

const PICTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/posted-write.svg");
/// Cycles before and behind what is shown.
const MARGIN: usize = 2;
/// Pixels: a cycle, a row, the column of names.
const CYCLE: usize = 7;
const ROW: usize = 30;
const NAMES: usize = 250;

/// A row of the picture: its name, whether something moves, and whether that is a frame's first or last beat.
type Row = (&'static str, fn(&[Pins; 2]) -> bool, fn(&[Pins; 2]) -> bool);

const ROWS: [Row; 8] = [
    ("A  CQ: the host's write", |p| p[0].cq, |_| false),
    ("A  memory: LOCAL", |p| p[0].memory_write, |_| false),
    ("A  to the line", |p| p[0].tx, |p| p[0].tx_control),
    ("B  from the line", |p| p[1].rx, |p| p[1].rx_control),
    ("B  memory: REMOTE", |p| p[1].memory_write, |_| false),
    ("B  to the line: the ack", |p| p[1].tx, |p| p[1].tx_control),
    ("A  from the line", |p| p[0].rx, |p| p[0].rx_control),
    ("A  RQ: watermark lines", |p| p[0].rq, |p| p[0].rq_last),
];

/// One line posted to a pair at rest: what moves, from its first beat on CQ to the last beat of the watermark line that says MIRRORED.
fn record() -> Vec<[Pins; 2]> {
    let mut pair = RtlPair::new([NvMemory::anonymous().unwrap(), NvMemory::anonymous().unwrap()], IDS, 1);
    let log = pair.record_pins();
    let mut rig = Rig::new("rtl", Box::new(pair));
    rig.start([0, 0]);
    let line = driver::line::seal(&[7; ENTRY_BYTES], 0);
    // Between two signs of life, so that the line is all that moves.
    for _ in 0..100 {
        rig.step(1);
        let quiet = log.lock().unwrap().iter().rev().take(200).all(|p| !p[0].tx && !p[1].tx && !p[0].rq);
        if quiet {
            break;
        }
        rig.step(99);
    }
    let start = log.lock().unwrap().len();
    rig.pair.write(Side::A, Bar::Aperture, line_base(0), &line);
    while rig.pair.cycles() < start as u64 + 400 {
        rig.pair.advance(1);
    }
    let all = log.lock().unwrap()[start..].to_vec();
    let first = all.iter().position(|p| p[0].cq).expect("the write is taken");
    let ends: Vec<usize> = (0..all.len()).filter(|&i| all[i][0].rq_last).collect();
    let [_, mirrored, ..] = ends[..] else { panic!("two watermark lines, {ends:?}") };
    all[first..=(mirrored + MARGIN)].to_vec()
}

fn svg(cycles: &[[Pins; 2]]) -> String {
    let (width, height) = (NAMES + (cycles.len() + 6) * CYCLE, (ROWS.len() + 3) * ROW);
    let x = |cycle: usize| NAMES + cycle * CYCLE;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"13\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n\
         <text x=\"8\" y=\"20\" font-weight=\"bold\">One posted line, {} cycles of 4 ns, of these {} on the cable</text>\n",
        cycles.len() - MARGIN,
        2 * LATENCY_CYCLES
    );
    for cycle in (0..=cycles.len()).step_by(10) {
        writeln!(
            out,
            "<path d=\"M{0} {1}V{2}\" stroke=\"#ddd\"/><text x=\"{0}\" y=\"{3}\" font-size=\"11\" text-anchor=\"middle\">{cycle}</text>",
            x(cycle),
            ROW,
            (ROWS.len() + 2) * ROW,
            (ROWS.len() + 2) * ROW + 16
        )
        .unwrap();
    }
    for (n, (name, active, special)) in ROWS.iter().enumerate() {
        let y = (n + 2) * ROW;
        writeln!(
            out,
            "<text x=\"8\" y=\"{}\">{name}</text><path d=\"M{NAMES} {y}H{}\" stroke=\"#bbb\"/>",
            y - 6,
            x(cycles.len())
        )
        .unwrap();
        let mut last = None;
        for (cycle, pins) in cycles.iter().enumerate().filter(|(_, pins)| active(pins)) {
            let colour = if special(pins) { "#c60" } else { "#369" };
            writeln!(
                out,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"18\" fill=\"{colour}\"/>",
                x(cycle),
                y - 18,
                CYCLE - 1
            )
            .unwrap();
            // The cycle in which something begins and the one in which it ends.
            let begins = last != Some(cycle.wrapping_sub(1));
            let ends = cycles.get(cycle + 1).is_none_or(|next| !active(next));
            for (shown, anchor, place) in [(begins, "end", x(cycle) - 2), (ends && !begins, "start", x(cycle + 1) + 1)]
            {
                if shown {
                    writeln!(
                        out,
                        "<text x=\"{place}\" y=\"{}\" font-size=\"10\" text-anchor=\"{anchor}\">{cycle}</text>",
                        y - 5
                    )
                    .unwrap();
                }
            }
            last = Some(cycle);
        }
    }
    out.push_str("</svg>\n");
    out
}

// Shows C3, C5, C16: a posted line is stored, framed, stored at the partner, acknowledged and reported, in the cycles the documentation shows, and
// in no more than 64 beside those on the cable.
#[test]
fn the_picture_of_a_posted_write_is_current() {
    let recorded = record();
    let logic = recorded.len() - MARGIN - 2 * LATENCY_CYCLES as usize;
    assert!(logic <= 64, "{logic} cycles of logic");
    let drawn = svg(&recorded);
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(PICTURE, &drawn).expect("docs can be written");
    }
    let kept = std::fs::read_to_string(PICTURE).unwrap_or_default();
    assert!(
        kept == drawn,
        "docs/posted-write.svg is not what the cards do: UPDATE=1 cargo test --release -p sim-verilator --test posted_write"
    );
}
