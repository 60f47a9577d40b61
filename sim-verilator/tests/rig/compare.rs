//! Two pairs that were given the same work hold the same.

use abi::geometry::STATE_OFFSET;
use abi::line::LINE_BYTES;
use abi::registers::*;
use sim_verilator::pair::Side;

use super::{line_base, payload_base, queue, Rig, LINE_COUNT, PAYLOAD_BYTES};

/// Brings both pairs to rest with both mirrors on and compares everything that can be compared.
pub fn compare(rigs: &mut [Rig], seed: u64) {
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
            rig.forget(side);
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
