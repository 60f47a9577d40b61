//! The RTL against the model: the same random work, and in the end the same memories, stamps and counters.

mod rig;

use abi::registers::{link, mirror, MIRROR_LOST, MIRROR_MIRRORING, MODE_LIVE};
use rig::compare::compare;
use rig::stimulus::{Generator, Op};
use rig::{Rig, IDS};
use sim_verilator::memory::NvMemory;
use sim_verilator::model::ModelPair;
use sim_verilator::pair::Side;
use sim_verilator::rtl::RtlPair;

fn memories() -> [NvMemory; 2] {
    [NvMemory::anonymous().unwrap(), NvMemory::anonymous().unwrap()]
}

fn model() -> Rig {
    Rig::new("model", Box::new(ModelPair::new(memories(), IDS, 1)))
}

fn differential(seed: u64, rigs: &mut [Rig], rounds: usize, ops: usize, faults: bool) {
    // Far into the low half of the slot counter's range, so that it wraps in the middle.
    let positions = [(1 << 32) - 150, 5];
    for rig in rigs.iter_mut() {
        rig.start(positions);
    }
    let mut generator = Generator::new(seed, positions, faults);
    for _ in 0..rounds {
        let ops = generator.ops(ops);
        for rig in rigs.iter_mut() {
            for op in &ops {
                rig.apply(op);
            }
        }
        compare(rigs, seed);
    }
}

fn rtl(seed: u64, stalls: f64, losses: f64) -> Rig {
    let mut pair = RtlPair::new(memories(), IDS, seed);
    pair.set_stalls(stalls);
    pair.set_losses(losses);
    Rig::new("rtl", Box::new(pair))
}

// Shows C3: every posted write ends, stamped alike, in LOCAL and in the partner's image, in order; C5: at no time does
// a watermark in host memory claim what a memory does not hold.
#[test]
fn rtl_equals_model_on_a_good_cable() {
    for seed in 1..=4 {
        differential(seed, &mut [model(), rtl(seed, 0.0, 0.0)], 2, 250, false);
    }
}

// Shows C3 with memory, hard block and line holding the card off at random.
#[test]
fn rtl_equals_model_when_everything_around_it_stalls() {
    for seed in 11..=13 {
        differential(seed, &mut [model(), rtl(seed, 0.3, 0.0)], 2, 250, false);
    }
}

// Shows C4: bit errors, lost beats, cuts and re-trains; nothing is lost, duplicated or reordered.
#[test]
fn rtl_equals_model_on_a_bad_cable() {
    for seed in 21..=26 {
        differential(seed, &mut [model(), rtl(seed, 0.05, 1e-4)], 2, 250, true);
    }
}

#[test]
fn the_model_agrees_with_itself_under_faults() {
    for seed in 1..4 {
        differential(seed, &mut [model()], 3, 300, true);
    }
}

// Shows C3, C4: while the cable is out more is logged than the outbox holds: both are in CATCHUP, lose nothing, and go on in the same
// session; whoever then overwrites what waits loses the mirror, in both.
#[test]
fn both_catch_up_and_both_notice_what_is_overwritten() {
    let rigs = &mut [model(), rtl(31, 0.1, 0.0)];
    for rig in rigs.iter_mut() {
        rig.start([500, 5]);
        let session = rig.read32(Side::A, link::SESSION);
        rig.fall_behind(Side::A);
        rig.pair.set_cable(true);
        rig.drain(Side::A);
        rig.wait("LIVE", |rig| rig.read32(Side::A, mirror::MODE) == MODE_LIVE);
        let now = (rig.read32(Side::A, mirror::STATE), rig.read32(Side::A, link::SESSION));
        assert_eq!(now, (MIRROR_MIRRORING, session), "{}", rig.name);
    }
    compare(rigs, 31);
    for rig in rigs.iter_mut() {
        rig.fall_behind(Side::A);
        for value in 0..2 {
            let offset = abi::geometry::STATE_OFFSET;
            rig.apply(&Op::Write { side: Side::A, offset, data: vec![value; 8] });
        }
        rig.wait("LOST", |rig| rig.read32(Side::A, mirror::STATE) == MIRROR_LOST);
        rig.pair.set_cable(true);
    }
    compare(rigs, 32);
}
