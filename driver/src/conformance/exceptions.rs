//! What not every backend can do, stated.
//!
//! A check says what it needs; a pair says what it has, the card in `ID.CAPABILITIES` and the bench for itself. What a backend lacks
//! is in [`STATED`], and running the suite compares it with what is found: so no check is passed by unnoticed, and the table in
//! `docs/driver.md` is true.

use abi::registers::*;

use super::{checks, Bench};
use crate::{Card, Side};

/// What a check needs that not every card or bench has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A DMA engine.
    Dma,
    /// MSI-X.
    Interrupts,
    /// A mailbox.
    Mailbox,
    /// A memory that counts its errors, and can be given some.
    MemoryErrors,
    /// An event log.
    Events,
    /// Mains can be cut while the card's host lives.
    PowerUnderHost,
    /// Host memory is lent for reading alone if it is lent for reading.
    ReadOnlyMemory,
    /// The battery can be made a bad one.
    BadBattery,
    /// The card can be reset behind its host's back.
    OutsideReset,
}

use Need::*;

impl Need {
    /// All of them.
    const ALL: [Need; 9] =
        [Dma, Interrupts, Mailbox, MemoryErrors, Events, PowerUnderHost, ReadOnlyMemory, BadBattery, OutsideReset];

    /// What it is, in words that go behind "no".
    pub fn text(self) -> &'static str {
        match self {
            Dma => "DMA engine",
            Interrupts => "MSI-X",
            Mailbox => "mailbox",
            MemoryErrors => "ECC",
            Events => "event log",
            PowerUnderHost => "power cut under a live host",
            ReadOnlyMemory => "memory for reading alone",
            BadBattery => "battery to spoil",
            OutsideReset => "reset from elsewhere",
        }
    }

    /// The capability with which a card has it; none if it is the bench that has.
    fn capability(self) -> Option<u32> {
        match self {
            Dma => Some(CAPABILITY_DMA),
            Interrupts => Some(CAPABILITY_MSIX),
            Mailbox => Some(CAPABILITY_MAILBOX),
            MemoryErrors => Some(CAPABILITY_ECC),
            Events => Some(CAPABILITY_EVENTS),
            PowerUnderHost | ReadOnlyMemory | BadBattery | OutsideReset => None,
        }
    }
}

/// What a backend lacks, in the order of [`Need::ALL`].
struct Stated {
    backend: &'static str,
    lacks: &'static [Need],
}

/// All backends on which the suite runs.
const STATED: &[Stated] = &[
    Stated { backend: "in-process", lacks: &[] },
    // The crate's client maps all memory for both.
    Stated { backend: "vfio-user", lacks: &[ReadOnlyMemory] },
    Stated { backend: "vfio, pci-driver", lacks: &[] },
    Stated { backend: "vfio, vfio-ioctls", lacks: &[] },
    // Files have neither a battery nor memory errors, and nobody but its host resets a software card.
    Stated { backend: "shm", lacks: &[MemoryErrors, Events, BadBattery, OutsideReset] },
    // The crate's server, in tests: it carries accesses and watermarks of a software card, and nothing else.
    Stated {
        backend: "vfio-user, the crate's server",
        lacks: &[Dma, Interrupts, MemoryErrors, Events, PowerUnderHost, ReadOnlyMemory, BadBattery, OutsideReset],
    },
];

/// What the pair on `bench` cannot do; the checks that need it are passed by.
///
/// # Panics
/// If that is more or less than is stated of `backend`.
pub fn lacking(backend: &str, bench: &mut dyn Bench) -> Vec<Need> {
    let stated = STATED.iter().find(|stated| stated.backend == backend);
    let stated = stated.unwrap_or_else(|| panic!("nothing is stated of {backend}"));
    let card = Card::open(bench.open(Side::A).expect("the bus opens")).expect("it is a card");
    let has = |need: &Need| match need.capability() {
        Some(bit) => card.info().capabilities & bit != 0,
        None => bench.offers().contains(need),
    };
    let found: Vec<Need> = Need::ALL.into_iter().filter(|need| !has(need)).collect();
    assert_eq!(found, stated.lacks, "what {backend} lacks (left) is not what is stated of it");
    found
}

/// The table of `docs/driver.md`: each check that some backend passes by, and why.
pub fn exceptions() -> String {
    let row = |cells: Vec<&str>| format!("| {} |\n", cells.join(" | "));
    let heads = std::iter::once("check").chain(STATED.iter().map(|stated| stated.backend));
    let mut text = row(heads.collect());
    text += &format!("|{}\n", "---|".repeat(STATED.len() + 1));
    for check in checks() {
        let why: Vec<Option<Need>> = STATED.iter().map(|stated| check.lacks(stated.lacks)).collect();
        if why.iter().any(Option::is_some) {
            let cells: Vec<String> =
                why.iter().map(|need| need.map_or("yes".into(), |need| format!("no {}", need.text()))).collect();
            text += &row(std::iter::once(check.name).chain(cells.iter().map(String::as_str)).collect());
        }
    }
    text + "\nAll other checks run on all of them.\n"
}
