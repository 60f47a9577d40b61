//! Every reset in every state: {PERST#, PERST# with PCIe's clock stopped, FLR, bus master off, re-train, partner's reset, power} x
//! {idle, ingress, replay, catch-up, resync, fenced, fenced in catch-up}.
//!
//! Whatever happens to card A (or its partner), what its host posted ends in its memory and, unless its queue is fenced, in the partner's;
//! a fenced image stays as it is. A reset of the bus forgets what the host has lent, and nothing else; a re-train forgets nothing. All the
//! time the rig's own checks hold: no watermark is ahead of a memory, none goes back.

mod rig;

use abi::msix;
use abi::registers::*;
use rig::stimulus::{Generator, Op};
use rig::{queue, Death, Rig, IDS};
use sim_verilator::memory::NvMemory;
use sim_verilator::pair::{Side, UserClock};
use sim_verilator::rtl::RtlPair;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Reset {
    Perst,
    /// PERST# while PCIe's clock stands, as when the slot loses its reference clock first.
    PerstStopped,
    Flr,
    BusMasterOff,
    Retrain,
    PartnerReset,
    Power,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Idle,
    Ingress,
    Replay,
    CatchUp,
    Resync,
    Fenced,
    FencedInCatchUp,
}

const RESETS: [Reset; 7] = [
    Reset::Perst,
    Reset::PerstStopped,
    Reset::Flr,
    Reset::BusMasterOff,
    Reset::Retrain,
    Reset::PartnerReset,
    Reset::Power,
];
const STATES: [State; 7] =
    [State::Idle, State::Ingress, State::Replay, State::Resync, State::Fenced, State::CatchUp, State::FencedInCatchUp];

impl State {
    fn fenced(self) -> bool {
        matches!(self, State::Fenced | State::FencedInCatchUp)
    }
}

/// Posts without letting the card take all of it.
fn post(rig: &mut Rig, generator: &mut Generator, ops: usize) {
    for op in generator.ops(ops) {
        if !matches!(op, Op::Advance(_)) {
            rig.apply(&op);
        }
    }
}

/// B's image of A's ring and payloads.
fn image(rig: &Rig) -> (Vec<u8>, Vec<u8>) {
    let lines = rig.images(Side::A, rig::line_base(0), rig::LINE_COUNT * 64).1;
    (lines, rig.images(Side::A, rig::payload_base(0), rig::PAYLOAD_BYTES).1)
}

/// Brings card A into the state.
fn enter(rig: &mut Rig, generator: &mut Generator, state: State) {
    match state {
        State::Idle => {
            rig.drain(Side::A);
            rig.drain(Side::B);
        }
        State::Ingress => {
            post(rig, generator, 40);
            // Whose turn it is, chance decides.
            let packets = (0..100).any(|_| {
                post(rig, generator, 10);
                rig.pair.backlog(Side::A) > 0
            });
            assert!(packets, "packets are under way");
        }
        State::Replay => {
            let before = rig.read32(Side::A, link::REPLAYS);
            rig.pair.set_noise(3e-4);
            post(rig, generator, 60);
            rig.wait("a replay", |rig| rig.read32(Side::A, link::REPLAYS) != before);
            rig.pair.set_noise(0.0);
        }
        State::Resync => {
            rig.drain(Side::A);
            rig.write32(Side::A, mirror::COMMAND, COMMAND_DROP);
            rig.wait("LOST", |rig| rig.read32(Side::A, mirror::STATE) == MIRROR_LOST);
            // What is posted now is in the partner's image when the resync has brought it.
            post(rig, generator, 10);
            rig.tend(Side::A);
            rig.wait("RESYNC", |rig| rig.read32(Side::A, mirror::STATE) == MIRROR_RESYNC);
            post(rig, generator, 10);
        }
        State::CatchUp => rig.fall_behind(Side::A),
        State::Fenced | State::FencedInCatchUp => {
            if state == State::FencedInCatchUp {
                rig.fall_behind(Side::A);
                rig.pair.set_cable(true);
                rig.wait("the link", |rig| rig.read32(Side::B, link::STATE) == LINK_UP);
            }
            rig.write32(Side::B, remote::FENCE_EPOCH0, 4);
            rig.write32(Side::B, remote::FENCE, 1);
            rig.wait("FENCE_DONE", |rig| rig.read32(Side::B, remote::FENCE_DONE) & 1 != 0);
            post(rig, generator, 20);
        }
    }
}

/// Lends the card addresses of every kind; nothing is done with them.
fn lend(rig: &mut Rig, side: Side) {
    for vector in 0..msix::VECTORS {
        let entry = msix::TABLE_OFFSET + vector * msix::ENTRY_BYTES;
        rig.write64(side, entry, 0xFEE0_0000);
        rig.write64(side, entry + 8, u64::from(vector));
    }
    rig.write64(side, dma::RING_ADDRESS, 0x7_0000_0000);
    rig.write64(side, dma::COMPLETION_ADDRESS, 0x7_0000_1000);
    rig.write64(side, logq::ARM + queue(side) as u32 * BLOCK_STRIDE, u64::MAX >> 1);
}

/// What the host has lent: addresses, vectors, thresholds.
fn lent(rig: &mut Rig, side: Side) -> Vec<u64> {
    let mut lent = vec![
        rig.read64(side, logq::WATERMARK_ADDRESS + queue(side) as u32 * BLOCK_STRIDE),
        rig.read64(side, dma::RING_ADDRESS),
        rig.read64(side, dma::COMPLETION_ADDRESS),
        rig.read32(side, abi::registers::msix::ARMED).into(),
    ];
    for vector in 0..msix::VECTORS {
        let entry = msix::TABLE_OFFSET + vector * msix::ENTRY_BYTES;
        lent.push(rig.read64(side, entry));
        lent.push(rig.read64(side, entry + 8));
    }
    lent
}

/// The same of a card that has been reset: no addresses, all vectors masked.
fn nothing_lent() -> Vec<u64> {
    let mut lent = vec![0; 4];
    (0..msix::VECTORS).for_each(|_| lent.extend([0, 1 << 32]));
    lent
}

/// What no reset of the bus touches: who the card is, how its queue lies, what it keeps for the partner.
fn kept(rig: &mut Rig, side: Side) -> Vec<u64> {
    let queue = queue(side) as u32 * BLOCK_STRIDE;
    let mut kept: Vec<u64> = [ctrl::BOOT_NONCE, mirror::RANGE0_START, mirror::RANGE1_START, mirror::RANGE2_START]
        .map(|register| rig.read64(side, register))
        .into();
    for register in [logq::CONTROL, logq::EPOCH, logq::LINE_BASE, logq::LINE_COUNT, logq::PAYLOAD_BASE] {
        kept.push(rig.read32(side, register + queue).into());
    }
    for register in [ctrl::CONTROL, ctrl::GENERATION, remote::FENCE_DONE, remote::FENCE_EPOCH0] {
        kept.push(rig.read32(side, register).into());
    }
    kept
}

/// Does it to the card; afterwards its host has said again where its watermark line is.
fn strike(rig: &mut Rig, reset: Reset, what: &str) {
    Side::BOTH.into_iter().for_each(|side| lend(rig, side));
    let lent_before = Side::BOTH.map(|side| lent(rig, side));
    let kept_before = Side::BOTH.map(|side| kept(rig, side));
    match reset {
        Reset::Perst => rig.pair.reset(Side::A),
        Reset::PerstStopped => {
            rig.pair.set_user_clock(Side::A, UserClock::Stopped);
            rig.step(20);
            rig.pair.reset(Side::A);
            rig.step(100);
            rig.pair.set_user_clock(Side::A, UserClock::Together);
        }
        Reset::Flr => rig.pair.function_reset(Side::A),
        Reset::BusMasterOff => rig.pair.bus_master_off(Side::A),
        Reset::Retrain => {
            rig.pair.set_cable(false);
            rig.pair.set_cable(true);
        }
        Reset::PartnerReset => rig.pair.reset(Side::B),
        Reset::Power => {
            rig.power_cycle(Side::A, Death::Drained, what);
            assert_eq!(lent(rig, Side::A), nothing_lent(), "{what}");
            let position = rig.read64(Side::A, logq::LOCAL);
            rig.boot(Side::A, 0x3000);
            rig.open(Side::A, position, 9);
        }
    }
    if reset != Reset::Power {
        let struck = match reset {
            Reset::Retrain => None,
            Reset::PartnerReset => Some(Side::B),
            _ => Some(Side::A),
        };
        for side in Side::BOTH {
            let expected = if struck == Some(side) { nothing_lent() } else { lent_before[side.index()].clone() };
            assert_eq!(lent(rig, side), expected, "{what}: what the host of {side:?} has lent");
            assert_eq!(kept(rig, side), kept_before[side.index()], "{what}: what {side:?} keeps");
        }
    }
    for side in Side::BOTH {
        rig.show_watermarks(side);
    }
}

fn one(reset: Reset, state: State, seed: u64) {
    let what = format!("{reset:?} while {state:?}, seed {seed}");
    let memories = [NvMemory::anonymous().unwrap(), NvMemory::anonymous().unwrap()];
    let mut rig = Rig::new("rtl", Box::new(RtlPair::new(memories, IDS, seed)));
    rig.start([100, 200]);
    let mut generator = Generator::new(seed, [100, 200], false);
    post(&mut rig, &mut generator, 20);
    enter(&mut rig, &mut generator, state);
    let fenced = state.fenced();
    let session = rig.read32(Side::A, link::SESSION);
    // No reset but the card's own power ends a session.
    let goes_on = reset != Reset::Power && state != State::Resync && !fenced;
    let sealed = (rig.read64(Side::B, remote::SEALED0), image(&rig));
    strike(&mut rig, reset, &what);
    rig.pair.set_cable(true);
    if state == State::CatchUp {
        // Until the partner is heard no more may wait than the bound, else the mirror is lost.
        rig.wait("the link", |rig| rig.read32(Side::A, link::STATE) == LINK_UP);
    }

    // The host goes on; after power it goes on where the card is.
    let positions = [0, 1].map(|i| rig.shadows[i].next);
    let mut generator = Generator::new(seed + 1, positions, false);
    if state == State::CatchUp {
        generator = generator.orderly();
    }
    if reset == Reset::Power {
        rig.shadows[0].payload = 0;
    } else {
        generator.payloads_from([0, 1].map(|i| rig.shadows[i].payload));
    }
    post(&mut rig, &mut generator, 20);
    let next = rig.shadows[0].next;
    rig.wait("LOCAL", |rig| rig.page(Side::A).0 == next);
    if goes_on {
        rig.drain(Side::A);
        rig.wait("MIRRORING, and nobody orders a resync", |rig| rig.read32(Side::A, mirror::STATE) == MIRROR_MIRRORING);
        assert_eq!(rig.read32(Side::A, link::SESSION), session, "{what}: the session goes on");
    }
    if fenced {
        rig.step(30_000);
        assert_eq!(rig.read32(Side::B, remote::FENCE_DONE) & 1, 1, "{what}");
        assert_eq!(rig.read64(Side::B, remote::SEALED0), sealed.0, "{what}: a seal is final");
        assert!(image(&rig) == sealed.1, "{what}: a sealed image has changed");
        // After power the queue was opened at a position of its own: what counts as mirrored is not above that.
        assert!(rig.page(Side::A).1 <= sealed.0.max(positions[0]), "{what}: MIRRORED above what is sealed");
    } else {
        rig.wait("the mirror", |rig| {
            rig.tend(Side::A);
            rig.step(2_000);
            rig.read32(Side::A, mirror::STATE) == MIRROR_MIRRORING
        });
        rig.drain(Side::A);
        if state == State::CatchUp && reset != Reset::Power {
            assert_eq!(rig.read32(Side::A, link::SESSION), session, "{what}: nothing of it ends the session");
        }
        let (own, there) = rig.images(Side::A, rig::line_base(0), rig::LINE_COUNT * 64);
        assert!(own == there, "{what}: ring and image differ");
        let (own, there) = rig.images(Side::A, rig::payload_base(0), rig::PAYLOAD_BYTES);
        assert!(own == there, "{what}: payloads and image differ");
    }
    for side in Side::BOTH {
        assert_eq!(rig.pair.bus_errors(side), 0, "{what}");
    }
}

// Shows C3, C4, C7, C8, C9, C11: each reset in each state; nothing posted is lost, no image that is sealed changes, no rule of the bus is
// broken.
#[test]
fn every_reset_in_every_state() {
    let mut failed = Vec::new();
    for (r, reset) in RESETS.into_iter().enumerate() {
        for (s, state) in STATES.into_iter().enumerate() {
            if std::panic::catch_unwind(|| one(reset, state, 1 + (r * STATES.len() + s) as u64)).is_err() {
                failed.push(format!("{reset:?} while {state:?}"));
            }
        }
    }
    assert!(failed.is_empty(), "failed: {}", failed.join(", "));
}
