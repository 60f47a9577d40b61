//! The conformance suite: what a card owes its host, checked through the driver on any backend (C13).
//!
//! A backend brings a [`Bench`]: a pair of cards, each with a bus to it, and hands on the cable and the mains. Every
//! check gets a fresh pair, says in its name what must hold, and panics where it does not. [`run`] runs all of them.

mod dma;
mod events;
mod exceptions;
mod host;
mod interrupts;
mod link;
mod mailbox;
mod memory;
mod queue;
mod software;

use std::num::NonZeroU64;
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::line::{seal, Line};
use crate::{BusError, Card, CardBus, MirrorState, Queue, QueueSetup, Side, Watermarks};
use abi::geometry::RINGS_OFFSET;
use abi::line::{ENTRY_BYTES, STAMP_OFFSET};

pub use exceptions::{exceptions, lacking, Need};
pub use software::ShmBench;

/// A pair of cards on a bench.
pub trait Bench {
    /// A bus to `side`'s card. The last one has been dropped: that host is dead, its card is not.
    fn open(&mut self, side: Side) -> Result<Box<dyn CardBus>, BusError>;
    /// Plugs the cable in or pulls it.
    fn link(&mut self, up: bool);
    /// Gives `side` mains or cuts them. With [`Need::PowerUnderHost`] its host may be alive, and finds its card gone.
    fn power(&mut self, side: Side, on: bool);
    /// What this bench can do of the things that `ID.CAPABILITIES` does not say.
    fn offers(&self) -> &'static [Need];
    /// Makes `side`'s battery good or bad. Only if the bench offers [`Need::BadBattery`].
    fn battery(&mut self, side: Side, good: bool);
    /// Resets `side`'s card, as somebody else does, without its host knowing. Only if the bench offers [`Need::OutsideReset`].
    fn reset(&mut self, side: Side);
    /// Lets the cards go on for a moment, about `micros` of their own time. Simulations without a clock of their own
    /// are stepped here and in [`CardBus::poll`].
    fn pause(&mut self, micros: u64);
    /// How long something that must happen may take, in wall time.
    fn patience(&self) -> Duration {
        Duration::from_secs(20)
    }
}

/// One check.
pub struct Check {
    /// What must hold.
    pub name: &'static str,
    /// What card and bench must have for that.
    pub needs: &'static [Need],
    /// Panics if it does not.
    pub run: fn(&mut dyn Bench),
}

/// All checks.
pub fn checks() -> impl Iterator<Item = &'static Check> {
    let host = queue::CHECKS.iter().chain(host::CHECKS).chain(interrupts::CHECKS);
    host.chain(memory::CHECKS).chain(dma::CHECKS).chain(link::CHECKS).chain(mailbox::CHECKS).chain(events::CHECKS)
}

impl Check {
    /// What it needs and `lacking` has.
    pub fn lacks(&self, lacking: &[Need]) -> Option<Need> {
        self.needs.iter().copied().find(|need| lacking.contains(need))
    }
}

/// Runs all checks, each on a fresh pair, and prints their names. A check that needs what `backend` lacks is passed by.
///
/// # Panics
/// At the first check that fails, and if the backend lacks more or less than is stated ([`exceptions`]).
pub fn run<B: Bench>(backend: &str, mut fresh: impl FnMut() -> B) {
    let lacking = lacking(backend, &mut fresh());
    for check in checks() {
        match check.lacks(&lacking) {
            Some(need) => println!("conformance: passed by, no {}: {}", need.text(), check.name),
            None => {
                println!("conformance: {}", check.name);
                (check.run)(&mut fresh());
            }
        }
    }
}

/// Waits until `done` holds.
fn until(bench: &mut dyn Bench, what: &str, mut done: impl FnMut() -> bool) {
    let start = Instant::now();
    let patience = bench.patience();
    while !done() {
        assert!(start.elapsed() < patience, "waited {patience:?} for {what}");
        bench.pause(5);
    }
}

/// Geometry the checks use: a small ring, so that it wraps soon.
fn setup(queue: usize, position: u64) -> QueueSetup {
    let base = RINGS_OFFSET as u32 + queue as u32 * (64 << 10);
    QueueSetup {
        line_base: base,
        line_count: 128,
        payload_base: base + (32 << 10),
        payload_bytes: 16 << 10,
        position,
        epoch: 7 + queue as u32,
    }
}

/// An entry that says which position and which lap it is.
fn entry(position: u64, mark: u8) -> [u8; ENTRY_BYTES] {
    let mut entry = [mark; ENTRY_BYTES];
    entry[8..16].copy_from_slice(&position.to_le_bytes());
    entry
}

fn line(position: u64, mark: u8) -> Line {
    seal(&entry(position, mark), position)
}

fn lines(positions: std::ops::Range<u64>, mark: u8) -> Vec<Line> {
    positions.map(|p| line(p, mark)).collect()
}

/// A line without its stamp.
fn unstamped(mut line: Line) -> Line {
    line[STAMP_OFFSET..STAMP_OFFSET + 8].fill(0);
    line
}

fn stamp(line: &Line) -> abi::line::Stamp {
    abi::line::Stamp::from_bits(u64::from_le_bytes(
        line[STAMP_OFFSET..STAMP_OFFSET + 8].try_into().expect("eight bytes"),
    ))
}

/// One host: its card and one queue.
struct Host {
    card: Card,
    queue: Queue,
}

impl Host {
    /// Opens, boots and arms `side`'s card and opens its queue at `position`.
    fn start(bench: &mut dyn Bench, side: Side, position: u64) -> Host {
        let mut card = start_card(bench, side);
        let queue = card.open_queue(side.index(), setup(side.index(), position)).expect("the queue opens");
        Host { card, queue }
    }

    /// The event of an interrupt vector.
    fn interrupt(&mut self, vector: u32) -> OwnedFd {
        self.card.interrupt(vector).expect("a card with MSI-X has this vector")
    }

    fn watermarks(&self) -> Watermarks {
        self.queue.watermarks().expect("the card is there")
    }

    /// Waits until everything below `position` is durable here.
    fn wait_local(&self, bench: &mut dyn Bench, position: u64) {
        self.wait(bench, "local", position, |w| w.local);
    }

    /// Waits until everything below `position` is durable on both cards.
    fn wait_mirrored(&self, bench: &mut dyn Bench, position: u64) {
        self.wait(bench, "mirrored", position, |w| w.mirrored);
    }

    fn wait(&self, bench: &mut dyn Bench, which: &str, position: u64, watermark: fn(&Watermarks) -> u64) {
        let start = Instant::now();
        let patience = bench.patience();
        while watermark(&self.watermarks()) != position {
            let now = self.watermarks();
            assert!(start.elapsed() < patience, "waited {patience:?} for the {which} watermark {position}: {now:?}");
            bench.pause(5);
        }
    }

    /// The line at the slot of `position`, as this card has it.
    fn local_line(&mut self, position: u64) -> Line {
        let setup = *self.queue.setup();
        let mut line = [0; 64];
        self.card.read_local(line_offset(&setup, position), &mut line).expect("LOCAL can be read");
        line
    }

    /// Resyncs everything and lets the mirror count.
    fn mirror(&mut self, bench: &mut dyn Bench) {
        self.resync(bench);
        self.card.accept_mirror().expect("the mirror is synced");
        until(bench, "the mirror to count", || {
            self.card.mirror_state().expect("the card is there") == MirrorState::Mirroring
        });
    }

    /// Resyncs everything.
    fn resync(&mut self, bench: &mut dyn Bench) {
        until(bench, "the link", || self.card.link().expect("the card is there").state == crate::LinkState::Up);
        let setup = *self.queue.setup();
        let rings = setup.line_base..setup.payload_base + setup.payload_bytes;
        let state = abi::geometry::STATE_OFFSET as u32..abi::geometry::STATE_OFFSET as u32 + 4096;
        self.card.start_resync(&[state, rings]).expect("the ranges are right");
        until(bench, "the resync", || self.card.mirror_state().expect("the card is there") == MirrorState::Synced);
    }
}

/// Opens, boots and arms `side`'s card.
fn start_card(bench: &mut dyn Bench, side: Side) -> Card {
    let mut card = Card::open(bench.open(side).expect("the bus opens")).expect("it is a card");
    card.wait_ready(bench.patience()).expect("it gets ready");
    // Random numbers in production; here it is enough that no two are the same.
    static NONCE: AtomicU64 = AtomicU64::new(1);
    let nonce = NonZeroU64::new(0x5AFE_0000_0000_0000 | NONCE.fetch_add(1, Ordering::Relaxed)).expect("not 0");
    card.boot(nonce).expect("it boots");
    card.arm().expect("it can be armed");
    card
}

/// Both hosts, each with its own queue, A mirroring to B from `position` on.
fn mirrored_pair(bench: &mut dyn Bench, position: u64) -> (Host, Host) {
    let mut a = Host::start(bench, Side::A, position);
    let b = Host::start(bench, Side::B, 1);
    a.mirror(bench);
    (a, b)
}

/// Byte offset in LOCAL, and in the partner's REMOTE, of the line of `position`.
fn line_offset(setup: &QueueSetup, position: u64) -> u64 {
    u64::from(setup.line_base) + position % u64::from(setup.line_count) * 64
}

/// The line of `position` in the image that `card` holds of a queue.
fn remote_line(card: &mut Card, setup: &QueueSetup, position: u64) -> Line {
    let mut line = [0; 64];
    card.read_remote(line_offset(setup, position), &mut line).expect("REMOTE can be read");
    line
}

/// The line of `position` in this card's own queue 0.
fn local_line(card: &mut Card, position: u64) -> Line {
    let mut line = [0; 64];
    card.read_local(line_offset(&setup(0, 1), position), &mut line).expect("LOCAL can be read");
    line
}
