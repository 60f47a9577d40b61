//! Every reset in every state: {PERST#, PERST# with PCIe's clock stopped, FLR, bus master off, re-train, partner's reset, power} x
//! {idle, ingress, replay, catch-up, resync, fenced, fenced in catch-up}.
//!
//! Whatever happens to card A (or its partner), what its host posted ends in its memory and, unless its queue is fenced, in the partner's;
//! a fenced image stays as it is. All the time the rig's own checks hold: no watermark is ahead of a memory, none goes back.

mod rig;

use abi::registers::*;
use rig::stimulus::{Generator, Op};
use rig::{Rig, IDS};
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

/// Does it to the card; afterwards its host has said again where its watermark line is.
fn strike(rig: &mut Rig, reset: Reset, what: &str) {
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
            rig.power_cycle(Side::A, true, what);
            let position = rig.read64(Side::A, logq::LOCAL);
            rig.boot(Side::A, 0x3000);
            rig.open(Side::A, position, 9);
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
    for (r, reset) in RESETS.into_iter().enumerate() {
        for (s, state) in STATES.into_iter().enumerate() {
            one(reset, state, 1 + (r * STATES.len() + s) as u64);
        }
    }
}
