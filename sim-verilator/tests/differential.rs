//! The RTL against the model: the same random work, and in the end the same memories, stamps and counters.

mod rig;

use abi::geometry::STATE_OFFSET;
use abi::line::LINE_BYTES;
use abi::registers::*;
use rig::stimulus::Generator;
use rig::{line_base, payload_base, queue, Rig, IDS, LINE_COUNT, PAYLOAD_BYTES};
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

/// Brings both pairs to rest with both mirrors on and compares everything that can be compared.
fn compare(rigs: &mut [Rig], seed: u64) {
    for rig in rigs.iter_mut() {
        rig.pair.set_noise(0.0);
        rig.pair.set_cable(true);
        for side in Side::BOTH {
            rig.wait("the link", |rig| rig.read32(side, link::STATE) == LINK_UP);
            rig.step(20_000);
            if rig.read32(side, mirror::STATE) != MIRROR_MIRRORING {
                rig.mirror(side);
            }
            rig.drain(side);
            assert_eq!(rig.pair.bus_errors(side), 0, "seed {seed}");
        }
    }
    for side in Side::BOTH {
        let q = queue(side);
        let at = |register: u32| register + q as u32 * BLOCK_STRIDE;
        for (what, offset, bytes) in [
            ("state area", STATE_OFFSET, 8192),
            ("line ring", line_base(q), LINE_COUNT * LINE_BYTES as u64),
            ("payload ring", payload_base(q), PAYLOAD_BYTES),
        ] {
            let found: Vec<_> = rigs.iter().map(|rig| rig.images(side, offset, bytes)).collect();
            for (rig, (own, image)) in rigs.iter().zip(&found) {
                assert_same(own, image, &format!("seed {seed}: {} {what} of {side:?} and its image", rig.name));
                assert_same(own, &found[0].0, &format!("seed {seed}: {what} of {side:?} in {} and model", rig.name));
            }
        }
        let numbers: Vec<_> = rigs
            .iter_mut()
            .map(|rig| {
                [
                    rig.read64(side, ctrl::HW_SEQUENCE),
                    rig.read64(side, at(logq::LOCAL)),
                    rig.read64(side, at(logq::MIRRORED)),
                    rig.read32(side, at(logq::TICKET_ERRORS)).into(),
                    rig.read32(side, at(logq::CRC_ERRORS)).into(),
                    rig.read64(side.other(), remote::SEALED0 + 8 * q as u32),
                    rig.read32(side.other(), remote::IMAGE_STATE).into(),
                    rig.read64(side.other(), remote::IMAGE_CARD_ID),
                    rig.read32(side, ctrl::DROPPED_WRITES).into(),
                ]
            })
            .collect();
        for (rig, found) in rigs.iter().zip(&numbers) {
            assert_eq!(
                *found, numbers[0],
                "seed {seed}: sequence, local, mirrored, ticket and CRC errors, sealed, image, its card, dropped of {side:?} in {}",
                rig.name
            );
        }
    }
}

fn assert_same(a: &[u8], b: &[u8], what: &str) {
    if let Some(i) = a.iter().zip(b).position(|(x, y)| x != y) {
        let line = i / 64 * 64;
        panic!("{what} differ at byte {i:#x}:\n{:02x?}\n{:02x?}", &a[line..line + 64], &b[line..line + 64]);
    }
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
