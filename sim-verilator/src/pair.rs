//! What every simulated card pair can do, whatever it is made of (RTL or model): the host's requests, time, faults.
//!
//! Requests are PCIe transactions: a posted write is handed over and forgotten, a read is answered by a completion
//! that is collected later. Nothing happens between calls of [`CardPair::advance`], and the same calls in the same
//! order give the same result, so that a test can be repeated from its seed.

use crate::host::HostMemory;

/// One of the two cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    A,
    B,
}

impl Side {
    /// Both, in order.
    pub const BOTH: [Side; 2] = [Side::A, Side::B];

    /// The partner's.
    pub fn other(self) -> Side {
        match self {
            Side::A => Side::B,
            Side::B => Side::A,
        }
    }

    /// 0 or 1.
    pub fn index(self) -> usize {
        self as usize
    }

    /// `a` or `b`, as in file names and commands.
    pub fn letter(self) -> &'static str {
        match self {
            Side::A => "a",
            Side::B => "b",
        }
    }
}

/// A window of the card in the host's address space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bar {
    /// BAR0.
    Registers,
    /// BAR2: LOCAL, and REMOTE at [`abi::geometry::REMOTE_OFFSET`].
    Aperture,
}

/// Core clock of a simulated card in kHz: a cycle is 4 ns of simulated time.
pub const CLOCK_KHZ: u32 = 250_000;

/// Whether a write is the host's beat: a sign of life, and nobody waits for what it causes.
pub fn is_beat(bar: Bar, offset: u64) -> bool {
    bar == Bar::Registers && offset & !7 == u64::from(abi::registers::beat::HOST_BEAT)
}

/// Names a read until its completion has been collected.
pub type ReadTag = u64;

/// Cycles that a card gets to take what its host has posted, before it is reset: 0.8 ms. A bus that gives up gives its devices less.
pub const FLUSH_CYCLES: u64 = 200_000;

/// The answer to a read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Completion {
    /// The bytes asked for.
    Data(Vec<u8>),
    /// The card answered "unsupported request" or has no power: a real root port would give all ones.
    Failed,
}

/// PCIe's clock of a card, beside the clock of its core.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum UserClock {
    /// Its edges are the core's.
    #[default]
    Together,
    /// It has an edge in this share of the core's cycles, before the core's or at the same time: a clock that is as fast or slower, of any
    /// phase, with jitter.
    Random(f64),
    /// It stands.
    Stopped,
}

/// Two cards and the link between them.
pub trait CardPair: Send {
    /// A posted write. Any length and alignment; it is split into TLPs as a root port would.
    fn write(&mut self, side: Side, bar: Bar, offset: u64, data: &[u8]);
    /// A read of any length; ordered behind every earlier write of the same host.
    fn read(&mut self, side: Side, bar: Bar, offset: u64, bytes: usize) -> ReadTag;
    /// The next finished read of a host, in the order they were asked.
    fn completion(&mut self, side: Side) -> Option<(ReadTag, Completion)>;
    /// Bytes of posted writes that the hard block has not yet handed over. The card has them a few cycles later; a read is answered behind them.
    fn backlog(&self, side: Side) -> usize;

    /// Lets time pass.
    fn advance(&mut self, cycles: u64);
    /// Cycles since the pair was made.
    fn cycles(&self) -> u64;
    /// The cycle of the last thing that was more than a sign of life: a TLP, a frame that carries or asks for data, an
    /// operation in progress.
    fn last_activity(&self) -> u64;

    /// Where the card's memory writes go.
    fn host(&self, side: Side) -> &HostMemory;
    /// PCIe reset of a card (PERST#, FLR, the host's death): host addresses and vectors are forgotten, the log path
    /// goes on.
    fn reset(&mut self, side: Side);

    /// Function-level reset: to the card the same as [`CardPair::reset`], by another way.
    fn function_reset(&mut self, side: Side) {
        self.reset(side);
    }
    /// Bus master enable falls and rises again: the card forgets host addresses; the host's own requests go on.
    fn bus_master_off(&mut self, side: Side) {
        self.reset(side);
    }

    /// PCIe's clock of a card, from now on; a slot that is powered on has one that runs. The model knows one clock only.
    fn set_user_clock(&mut self, _side: Side, _clock: UserClock) {}

    /// MSI-X is enabled in the card's configuration space. A reset disables it.
    fn set_msix(&mut self, side: Side, enabled: bool);

    /// Plugs or cuts the cable.
    fn set_cable(&mut self, plugged: bool);
    /// Whether the cable is plugged.
    fn cable(&self) -> bool;
    /// Bit error rate of the cable, 0 to 1.
    fn set_noise(&mut self, rate: f64);
    /// Bit error rate.
    fn noise(&self) -> f64;

    /// Mains fail at the card: it drains, writes its header and stops. The memory keeps its contents. Returns whether
    /// the drain finished, in which case the contents will be valid.
    fn power_off(&mut self, side: Side) -> bool;
    /// The same with a hold-up that ends after so many cycles, whatever the card is doing then. The model drains at once.
    fn power_off_within(&mut self, side: Side, _cycles: u64) -> bool {
        self.power_off(side)
    }
    /// The card is gone from one cycle to the next, as when mains fail and the battery is dead: no drain, no header.
    fn kill(&mut self, side: Side);
    /// Mains return: the card boots from its memory.
    fn power_on(&mut self, side: Side);
    /// The card is replaced by one from the factory: gone without a drain, memory zero, and powered on. Its host is not
    /// asked.
    fn replace(&mut self, side: Side);
    /// What the board's monitor says of the card's battery: good or bad. It is good again at the next power-on.
    fn set_battery(&mut self, side: Side, good: bool);
    /// Whether the card has power.
    fn powered(&self, side: Side) -> bool;
    /// The card's memory, LOCAL then REMOTE, as it is now.
    fn memory(&self, side: Side) -> &[u8];

    /// Frames this card put on the cable, and how often noise damaged something on its way.
    fn cable_counts(&self, from: Side) -> (u64, u64);
    /// Packets of the card that break the rules of PCIe. Not zero means a bug in the card.
    fn bus_errors(&self, side: Side) -> u64;
}
