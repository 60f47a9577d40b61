//! The contract between the card and everybody else: registers, lines, frames, watermarks, events, geometry.
//!
//! One place says what every bit means. The RTL takes its constants and its address decode from here, the driver lays
//! its accesses out by it, and the register page of `docs/` is generated from the same table, so that the three
//! cannot part (C12). Nothing here does anything: there are numbers, layouts and pure conversions.
#![no_std]
#![forbid(unsafe_code)]

pub mod dma;
pub mod events;
pub mod frame;
pub mod geometry;
pub mod line;
pub mod mailbox;
pub mod msix;
pub mod registers;
pub mod watermark;

/// First register of every card: the ASCII bytes `SAVEPNT1`, first byte in the lowest address.
pub const MAGIC: u64 = u64::from_le_bytes(*b"SAVEPNT1");
/// Version of this contract: `contract.txt` beside the sources says what is new in each. A driver refuses a card of another version.
pub const ABI_VERSION: u32 = 3;
/// PCI vendor and device ids of the card (vendor id 0x1234 is the one QEMU uses for devices without a vendor).
pub const PCI_VENDOR_ID: u16 = 0x1234;
/// See [`PCI_VENDOR_ID`].
pub const PCI_DEVICE_ID: u16 = 0x5350;
