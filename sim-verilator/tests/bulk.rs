//! RTL against model in bulk: ten million lines in every run of the tests, and as many as a night has time for in `make soak-card`.
//!
//! A seed is a pair of each kind, both hosts logging as fast as their cards take it, and a comparison of everything at rest. One seed
//! in four has a good cable; the others have stalls, or noise, losses, cuts, resyncs under load and bus resets, or all of them. Every other
//! four seeds have hosts that write nothing twice: with a good cable they never lose a mirror, although they post faster than the link takes
//! it and are in CATCHUP all the time. Two seeds run at a time, in a thread each.

mod rig;

use std::io::Write;
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use abi::registers::link;
use rig::compare::compare;
use rig::stimulus::{Generator, Op};
use rig::{Rig, IDS};
use sim_verilator::memory::NvMemory;
use sim_verilator::model::ModelPair;
use sim_verilator::pair::{CardPair, Side};
use sim_verilator::rtl::RtlPair;

/// Comparisons in a seed, and things done before each.
const ROUNDS: usize = 3;
const OPS: usize = 150_000;
/// Seeds of a run of the tests: 219 000 lines each and more.
const SEEDS: RangeInclusive<u64> = 1..=46;
/// What they are for.
const LINES: u64 = 10_000_000;
/// Seeds at a time.
const THREADS: usize = 2;

fn memories() -> [NvMemory; 2] {
    [NvMemory::anonymous().unwrap(), NvMemory::anonymous().unwrap()]
}

/// What a seed did.
#[derive(Default)]
struct Done {
    lines: u64,
    cycles: u64,
    damaged: u64,
    cuts: u64,
    resets: u64,
    /// Looks at a mirror that was in CATCHUP.
    catchups: u64,
}

impl Done {
    fn add(&mut self, other: &Done) {
        self.lines += other.lines;
        self.cycles += other.cycles;
        self.damaged += other.damaged;
        self.cuts += other.cuts;
        self.resets += other.resets;
        self.catchups += other.catchups;
    }
}

/// Stalls, losses, and whether the cable and the bus have faults.
fn trouble(seed: u64) -> (f64, f64, bool) {
    match seed % 4 {
        0 => (0.0, 0.0, false),
        1 => (0.1, 0.0, false),
        2 => (0.0, 1e-5, true),
        _ => (0.05, 1e-4, true),
    }
}

fn one(seed: u64) -> Done {
    let (stalls, losses, faults) = trouble(seed);
    let mut rtl = RtlPair::new(memories(), IDS, seed);
    rtl.set_stalls(stalls);
    rtl.set_losses(losses);
    let model: Box<dyn CardPair> = Box::new(ModelPair::new(memories(), IDS, 1));
    let mut rigs = [Rig::new("model", model), Rig::new("rtl", Box::new(rtl))];
    // The low half of the slot counter wraps on the way.
    let positions = [(1 << 32) - 5_000, seed];
    for rig in &mut rigs {
        rig.start(positions);
    }
    let orderly = seed / 4 % 2 == 0;
    let mut generator = Generator::dense(seed, positions, faults);
    if orderly {
        generator = generator.orderly();
    }
    let sessions = Side::BOTH.map(|side| rigs[1].read32(side, link::SESSION));
    let mut done = Done::default();
    for _ in 0..ROUNDS {
        let ops = generator.ops(OPS);
        for rig in &mut rigs {
            ops.iter().for_each(|op| rig.apply(op));
        }
        done.cuts += ops.iter().filter(|op| matches!(op, Op::Cable(false))).count() as u64;
        done.resets += ops.iter().filter(|op| matches!(op, Op::Reset(_))).count() as u64;
        compare(&mut rigs, seed);
    }
    let rtl = &mut rigs[1];
    if orderly && !faults {
        let now = Side::BOTH.map(|side| rtl.read32(side, link::SESSION));
        assert_eq!(now, sessions, "a mirror was lost that nothing was wrong with");
    }
    done.catchups = rtl.catchups;
    for side in Side::BOTH {
        done.lines += rtl.shadows[side.index()].next - positions[side.index()];
        done.damaged += rtl.pair.cable_counts(side).1;
    }
    done.cycles = rtl.pair.cycles();
    done
}

/// All seeds of a range; prints what was done, and in which time.
fn run(seeds: RangeInclusive<u64>) -> Done {
    let (next, start) = (AtomicU64::new(*seeds.start()), Instant::now());
    let mut total = Done::default();
    std::thread::scope(|scope| {
        let work = || {
            let mut mine = Done::default();
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed > *seeds.end() {
                    return mine;
                }
                // A seed that fails says which it is, also when the failure is in the rig.
                let done =
                    std::panic::catch_unwind(|| one(seed)).unwrap_or_else(|_| panic!("bulk: seed {seed} failed"));
                // Not captured by the test harness: a night's run is watched.
                let _ =
                        writeln!(
                    std::io::stderr(),
                    "bulk: seed {seed}: {} lines, {} k cycles, {} beats damaged, {} cuts, {} resets, {} looks at CATCHUP; {} s so far",
                    done.lines, done.cycles / 1000, done.damaged, done.cuts, done.resets, done.catchups, start.elapsed().as_secs()
                );
                mine.add(&done);
            }
        };
        let threads: Vec<_> = (0..THREADS).map(|_| scope.spawn(work)).collect();
        threads.into_iter().for_each(|thread| match thread.join() {
            Ok(done) => total.add(&done),
            Err(failure) => std::panic::resume_unwind(failure),
        });
    });
    println!(
        "bulk: {:.2} million lines in {:.1} million cycles, {} beats damaged, {} cuts, {} bus resets, {} looks at CATCHUP, {} s",
        total.lines as f64 / 1e6,
        total.cycles as f64 / 1e6,
        total.damaged,
        total.cuts,
        total.resets,
        total.catchups,
        start.elapsed().as_secs()
    );
    total
}

// Shows C3, C4, C5, C11 on ten million lines: whatever stalls, is noisy, lost, cut or reset, RTL and model end with the same memories,
// images, stamps and counters, and at no time a watermark claims what a memory does not hold.
#[test]
fn ten_million_lines_are_what_the_model_says() {
    let done = run(SEEDS);
    assert!(done.lines >= LINES, "{} lines: more seeds are needed", done.lines);
    assert!(done.catchups > 1000, "{} looks at CATCHUP: it is hardly there", done.catchups);
    assert!(done.damaged > 1000 && done.cuts > 100 && done.resets > 100, "the faults happen");
}

/// `SEEDS=100..200 make soak-card`.
#[test]
#[ignore = "for a night: make soak-card"]
fn soak() {
    let text = std::env::var("SEEDS").unwrap_or_else(|_| "1000..1100".into());
    let seeds = text
        .split_once("..")
        .and_then(|(from, to)| Some(from.parse().ok()?..=to.trim_start_matches('=').parse().ok()?));
    run(seeds.unwrap_or_else(|| panic!("SEEDS={text}: say first..last, for instance 1000..1100")));
}
