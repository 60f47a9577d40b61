//! The host's side of the card.
//!
//! [`CardBus`] is what a bus to a card can do: register accesses, posted writes into the log aperture, block reads,
//! host memory the card can write. [`Card`] and [`Queue`] are the driver proper and run unchanged on every bus:
//!
//! | backend | what is behind it |
//! |---|---|
//! | [`shm::ShmBus`] | a software card in files, for machines without one; it reports `VOLATILE` |
//! | [`vfio_user::VfioUserBus`] | a card served over a vfio-user socket (the simulated pair of `chassis`) |
//! | in-process | the Verilated pair, in the crate `sim-verilator` |
//!
//! Nothing here knows what a log entry means: the driver moves 64-byte lines and payload bytes, and says how far they
//! are durable. The register layout is the crate `abi`'s.

mod bus;
mod card;
mod dma;
pub mod line;
mod memory;
mod queue;

pub use bus::{BusError, CardBus};
pub use card::{Beat, Card, CardError, CardInfo, CardState, Image, ImageState, Link, LinkState, MirrorState};
pub use dma::DmaBuffer;
pub use queue::{Queue, QueueSetup, Watermarks};
