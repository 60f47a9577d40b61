//! The card pair without hardware: as Verilated RTL and as a behavioural model, behind one interface.
//!
//! [`pair::CardPair`] is that interface: PCIe requests in, completions and writes to host memory out, time advanced by
//! the caller. [`model`] is the golden reference, [`rtl`] the Verilated card. [`chassis`] serves a pair to other processes,
//! [`bus`] to the driver in this one. `docs/simulation.md` says what is faithful and what is not.

pub mod bench;
pub mod bus;
pub mod chassis;
pub mod host;
pub mod interrupts;
pub mod memory;
pub mod model;
pub mod pair;
pub mod random;
pub mod rtl;
