//! Power and fence on the RTL: cuts at any moment, with and without a drain, and a partner that is locked out.

mod rig;

use abi::registers::*;
use abi::watermark as wm;
use rig::stimulus::{Generator, Op};
use rig::{Death, Rig, IDS};
use sim_verilator::memory::NvMemory;
use sim_verilator::model::ModelPair;
use sim_verilator::pair::{Side, UserClock};
use sim_verilator::random::Random;
use sim_verilator::rtl::RtlPair;

fn memories() -> [NvMemory; 2] {
    [NvMemory::anonymous().unwrap(), NvMemory::anonymous().unwrap()]
}

fn rtl(seed: u64) -> Rig {
    let mut pair = RtlPair::new(memories(), IDS, seed);
    pair.set_stalls(if seed % 2 == 0 { 0.2 } else { 0.0 });
    Rig::new("rtl", Box::new(pair))
}

fn model() -> Rig {
    Rig::new("model", Box::new(ModelPair::new(memories(), IDS, 1)))
}

/// Applies random work, and at a random cycle stops in the middle of it.
fn until_some_cycle(rig: &mut Rig, random: &mut Random, positions: [u64; 2]) {
    let mut generator = Generator::new(random.next(), positions, false);
    let end = rig.pair.cycles() + 500 + random.below(8000);
    for op in generator.ops(2000) {
        if let Op::Advance(cycles) = op {
            rig.apply(&Op::Advance(cycles.min(end.saturating_sub(rig.pair.cycles()))));
        } else {
            rig.apply(&op);
        }
        if rig.pair.cycles() >= end {
            return;
        }
    }
}

// Shows C7, C3: whatever a watermark had announced when power failed is there after the boot, and the card says so.
#[test]
fn a_power_cut_at_any_cycle_loses_nothing_that_was_announced() {
    for seed in 1..=12 {
        let mut random = Random::new(seed);
        let mut rig = rtl(seed);
        rig.start([100, 200]);
        until_some_cycle(&mut rig, &mut random, [100, 200]);
        rig.power_cycle(Side::A, Death::Drained, &format!("seed {seed}"));
    }
}

// Shows C7, C3, C11: the same while PCIe's clock has any phase and any rate up to the core's, and with the slot's clock gone before mains
// are, at any time: what the card had accepted is drained from its own clock, what stands in the crossing had never counted.
#[test]
fn a_power_cut_with_pcies_clock_stopped_or_at_any_phase() {
    for seed in 1..=12 {
        let mut random = Random::new(200 + seed);
        let mut rig = rtl(seed);
        let share = [1.0, 0.9, 0.5, 0.25][random.below(4) as usize];
        rig.pair.set_user_clock(Side::A, UserClock::Random(share));
        rig.pair.set_user_clock(Side::B, UserClock::Random(1.0));
        rig.start([100, 200]);
        until_some_cycle(&mut rig, &mut random, [100, 200]);
        let what = format!("seed {seed}, an edge in {share} of the cycles");
        // Two in three find the clock stopped.
        if seed % 3 != 0 {
            rig.pair.set_user_clock(Side::A, UserClock::Stopped);
            rig.step(random.below(200));
        }
        rig.power_cycle(Side::A, if seed % 4 != 0 { Death::Drained } else { Death::Undrained }, &what);
        for side in Side::BOTH {
            assert_eq!(rig.pair.bus_errors(side), 0, "{what}");
        }
    }
}

// Shows C7: a card that died without a drain says so, and its memory still holds what was announced.
#[test]
fn a_death_without_a_drain_is_reported() {
    for seed in 1..=4 {
        let mut random = Random::new(100 + seed);
        let mut rig = rtl(seed);
        rig.start([100, 200]);
        until_some_cycle(&mut rig, &mut random, [100, 200]);
        rig.power_cycle(Side::A, Death::Undrained, &format!("seed {seed}"));
    }
}

// Shows C8 and rule R7: from FENCE_DONE on the image of a fenced queue does not change, and its owner is told that
// nothing is mirrored any more.
#[test]
fn a_fenced_queue_is_sealed_and_its_owner_is_told() {
    for mut rig in [model(), rtl(1), rtl(2)] {
        let name = rig.name;
        rig.start([100, 200]);
        let mut generator = Generator::new(9, [100, 200], false);
        for op in generator.ops(150) {
            rig.apply(&op);
        }
        rig.write32(Side::B, remote::FENCE_EPOCH0, 3);
        rig.write32(Side::B, remote::FENCE, 1);
        for op in generator.ops(20) {
            rig.apply(&op);
        }
        rig.wait("FENCE_DONE", |rig| rig.read32(Side::B, remote::FENCE_DONE) & 1 != 0);
        let sealed = rig.read64(Side::B, remote::SEALED0);
        let ring = |rig: &Rig| {
            let lines = rig.images(Side::A, rig::line_base(0), rig::LINE_COUNT * 64).1;
            let payload = rig.images(Side::A, rig::payload_base(0), rig::PAYLOAD_BYTES).1;
            (lines, payload)
        };
        let image = ring(&rig);
        for op in generator.ops(150) {
            rig.apply(&op);
        }
        let next = rig.shadows[0].next;
        rig.wait("LOCAL", |rig| rig.page(Side::A).0 == next);
        rig.wait("the refusal", |rig| rig.page(Side::A).2 as u32 & wm::STATE_FENCED != 0);
        rig.step(5_000);
        assert!(rig.page(Side::A).1 <= sealed, "{name}: MIRRORED above what is sealed");
        assert_eq!(rig.read64(Side::B, remote::SEALED0), sealed, "{name}: a seal is final");
        assert!(ring(&rig) == image, "{name}: the sealed image changed");
        assert_eq!(rig.read32(Side::A, mirror::FENCED) & 1, 1, "{name}");
    }
}
