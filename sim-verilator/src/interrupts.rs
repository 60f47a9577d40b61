//! What a host's kernel does to connect an interrupt of its card.
//!
//! A vfio-user server is that kernel for its client, and so is the bus in this process: both give every vector a message of its own,
//! write it into the card's MSI-X table, take the mask off and enable interrupts in configuration space.

use std::os::fd::OwnedFd;

use abi::msix::{ENTRY_BYTES, TABLE_OFFSET, VECTORS};

use crate::host::MESSAGE_ADDRESS;
use crate::pair::{Bar, CardPair, Side};

/// Connects `vector` of a card to an eventfd, or masks it. A vector the card does not have is ignored.
pub fn connect(pair: &mut dyn CardPair, side: Side, vector: u32, event: Option<OwnedFd>) {
    if vector >= VECTORS {
        return;
    }
    let masked = event.is_none();
    pair.host(side).connect(vector, event);
    let entry = u64::from(TABLE_OFFSET + vector * ENTRY_BYTES);
    let control = u64::from(masked) << 32;
    pair.write(side, Bar::Registers, entry, &MESSAGE_ADDRESS.to_le_bytes());
    pair.write(side, Bar::Registers, entry + 8, &(control | u64::from(vector)).to_le_bytes());
    pair.set_msix(side, true);
}
