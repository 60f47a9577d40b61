//! The host's side of the card.
//!
//! [`CardBus`] is what a bus to a card can do: register accesses, posted writes into the log aperture, block reads,
//! host memory the card can write. [`Card`] and [`Queue`] are the driver proper and run unchanged on every bus:
//!
//! | backend | what is behind it |
//! |---|---|
//! | [`shm::ShmBus`] | a software card in files, for machines without one; it reports `VOLATILE` |
//! | [`vfio_user::VfioUserBus`] | a card served over a vfio-user socket (the simulated pair of `chassis`) |
//! | [`vfio::VfioBus`] | a card in a slot, through VFIO by `pci-driver` or by `vfio-ioctls`, chosen at run time |
//! | in-process | the Verilated pair, in the crate `sim-verilator` |
//!
//! Nothing here knows what a log entry means: the driver moves 64-byte lines and payload bytes, and says how far they
//! are durable. The register layout is the crate `abi`'s.

mod address;
mod bar;
mod bulk;
mod bus;
mod card;
pub mod conformance;
mod dma;
mod dma_ring;
mod dma_space;
pub mod health;
mod holder;
pub mod line;
pub mod measure;
mod memory;
pub mod pci;
mod queue;
pub mod shm;
mod status;
pub mod vfio;
pub mod vfio_user;
mod wait;

pub use address::{Address, OpenOptions};
pub use bulk::{BulkReader, Region};
pub use bus::{BusError, CardBus};
pub use card::{Arm, Card, CardError, MailboxMessage};
pub use dma::{DmaAccess, DmaBuffer};
pub use dma_ring::{Direction, Dma, DmaError, Done, Failure, Transfer};
pub use dma_space::DmaSpace;
pub use health::{Event, EventKind};
pub use queue::{Queue, QueueSetup, Watermarks};
pub use status::{Beat, CardInfo, CardState, Image, ImageState, Link, LinkState, MirrorState};
pub use wait::Patience;

/// Which card, and which node, of the pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Node a, its card, and the identity it normally serves (queue 0).
    A,
    /// Node b, its card, and the identity it normally serves (queue 1).
    B,
}

impl Side {
    /// 0 or 1.
    pub fn index(self) -> usize {
        self as usize
    }

    /// The other one.
    pub fn partner(self) -> Side {
        match self {
            Side::A => Side::B,
            Side::B => Side::A,
        }
    }
}
