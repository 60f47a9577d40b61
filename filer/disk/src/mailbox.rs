//! Mailboxes: small records that both nodes can read, at the start of every disk.
//!
//! A *slot* belongs to one node and one kind (`arbitration.md`, RECORDS) and holds up to [`DATA_BYTES_MAX`] bytes. It
//! has two copies of one 4 KiB block each, written in turn: the older one is overwritten, so that a write torn by a
//! power cut leaves the slot as it was. A copy says where it belongs, carries a sequence number, and ends in a CRC-32C
//! over all of it. All slots of a disk are read with one call.
//!
//! Only the holder of the reservation can write a slot; everybody can read them. Block 0 of the area is not used.
//!
//! Layout of a copy, little endian: magic u64 · format version u16 · node u8 · kind u8 · data length u32 · sequence u64
//! · data, zero-padded · CRC-32C u32 of the bytes before it.

use crate::{Disk, DiskError};

/// Bytes of one copy of a slot.
pub const SLOT_BYTES: usize = 4096;
/// Bytes that a slot can hold.
pub const DATA_BYTES_MAX: usize = SLOT_BYTES - HEADER_BYTES - CRC_BYTES;
/// Nodes that have slots.
pub const NODES: usize = 2;

const MAGIC: u64 = u64::from_le_bytes(*b"SVPTMBOX");
const VERSION: u16 = 1;
const HEADER_BYTES: usize = 24;
const CRC_BYTES: usize = 4;
const KINDS: usize = 3;
const COPIES: usize = 2;
const FIRST_SLOT_OFFSET: u64 = SLOT_BYTES as u64;

/// What a slot is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlotKind {
    /// The ownership record: IN_SYNC, MIRROR_LOST, COMMIT or CLAIM.
    Record,
    /// The promise (INTENT): a slot of its own, because in the ownership slot it would erase the owner's proof.
    Promise,
    /// The status message: the node's sign of life on this path.
    Status,
}

/// What a slot of a disk holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Slot {
    /// Never written.
    #[default]
    Empty,
    Valid {
        /// Counts the writes of this slot on this disk, from 1.
        sequence: u64,
        data: Vec<u8>,
    },
    /// Something was written here, and neither copy of it can be read.
    Damaged,
}

/// All slots of one disk.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mailbox {
    slots: [[Slot; KINDS]; NODES],
}

impl Mailbox {
    /// The slot of a node. `node` is 0 for node A and 1 for node B.
    pub fn slot(&self, node: usize, kind: SlotKind) -> &Slot {
        &self.slots[node][kind as usize]
    }
}

/// Why a slot could not be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailboxError {
    #[error("a mailbox slot holds {DATA_BYTES_MAX} bytes, {0} were given")]
    TooLong(usize),
    #[error(
        "mailbox of disk: slot of node {node} has format version {found}, this program knows {VERSION}; \
         use a program that knows it"
    )]
    UnknownVersion { node: usize, found: u16 },
    #[error(transparent)]
    Disk(#[from] DiskError),
}

/// One copy of a slot as found on the disk.
enum Copy {
    Empty,
    Valid { sequence: u64, data: Vec<u8> },
    Damaged,
}

fn offset_of(node: usize, kind: SlotKind, copy: usize) -> u64 {
    FIRST_SLOT_OFFSET + (((node * KINDS + kind as usize) * COPIES + copy) * SLOT_BYTES) as u64
}

/// Reads all slots of a disk.
pub fn read_all(disk: &dyn Disk) -> Result<Mailbox, MailboxError> {
    let mut area = vec![0; NODES * KINDS * COPIES * SLOT_BYTES];
    disk.read_at(FIRST_SLOT_OFFSET, &mut area)?;
    let mut mailbox = Mailbox::default();
    let copies = area.chunks_exact(COPIES * SLOT_BYTES);
    let places =
        (0..NODES).flat_map(|node| [SlotKind::Record, SlotKind::Promise, SlotKind::Status].map(|kind| (node, kind)));
    for ((node, kind), pair) in places.zip(copies) {
        let (slot, _) = choose(pair, node, kind)?;
        mailbox.slots[node][kind as usize] = slot;
    }
    Ok(mailbox)
}

/// Writes a slot and flushes it. `node` is 0 for node A and 1 for node B.
pub fn write(disk: &dyn Disk, node: usize, kind: SlotKind, data: &[u8]) -> Result<(), MailboxError> {
    assert!(node < NODES, "there is no node {node}");
    if data.len() > DATA_BYTES_MAX {
        return Err(MailboxError::TooLong(data.len()));
    }
    let mut pair = vec![0; COPIES * SLOT_BYTES];
    disk.read_at(offset_of(node, kind, 0), &mut pair)?;
    let (slot, older) = choose(&pair, node, kind)?;
    let sequence = match slot {
        Slot::Valid { sequence, .. } => sequence + 1,
        Slot::Empty | Slot::Damaged => 1,
    };
    disk.write_at(offset_of(node, kind, older), &encode(node, kind, sequence, data))?;
    disk.flush()?;
    Ok(())
}

/// The content of a slot and the copy to overwrite next.
fn choose(pair: &[u8], node: usize, kind: SlotKind) -> Result<(Slot, usize), MailboxError> {
    let (first, second) = pair.split_at(SLOT_BYTES);
    Ok(match (decode(first, node, kind)?, decode(second, node, kind)?) {
        (Copy::Valid { sequence: a, data }, Copy::Valid { sequence: b, .. }) if a > b => {
            (Slot::Valid { sequence: a, data }, 1)
        }
        (_, Copy::Valid { sequence, data }) => (Slot::Valid { sequence, data }, 0),
        (Copy::Valid { sequence, data }, _) => (Slot::Valid { sequence, data }, 1),
        (Copy::Empty, Copy::Empty) => (Slot::Empty, 0),
        // The very first write was torn: nothing was ever acknowledged here.
        (Copy::Damaged, Copy::Empty) => (Slot::Empty, 0),
        (Copy::Empty | Copy::Damaged, Copy::Damaged) => (Slot::Damaged, 0),
    })
}

fn encode(node: usize, kind: SlotKind, sequence: u64, data: &[u8]) -> Vec<u8> {
    let mut block = Vec::with_capacity(SLOT_BYTES);
    block.extend_from_slice(&MAGIC.to_le_bytes());
    block.extend_from_slice(&VERSION.to_le_bytes());
    block.extend_from_slice(&[node as u8, kind as u8]);
    block.extend_from_slice(&(data.len() as u32).to_le_bytes());
    block.extend_from_slice(&sequence.to_le_bytes());
    block.extend_from_slice(data);
    block.resize(SLOT_BYTES - CRC_BYTES, 0);
    let crc = crc32c::crc32c(&block);
    block.extend_from_slice(&crc.to_le_bytes());
    block
}

fn decode(block: &[u8], node: usize, kind: SlotKind) -> Result<Copy, MailboxError> {
    if block.iter().all(|byte| *byte == 0) {
        return Ok(Copy::Empty);
    }
    let (body, crc) = block.split_at(SLOT_BYTES - CRC_BYTES);
    let (header, data) = body.split_at(HEADER_BYTES);
    let field = |at: usize, bytes: usize| {
        header[at..at + bytes].iter().rev().fold(0u64, |value, byte| value << 8 | u64::from(*byte))
    };
    if field(0, 8) != MAGIC || crc32c::crc32c(body).to_le_bytes() != crc {
        return Ok(Copy::Damaged);
    }
    // The checksum holds, so this was written so: a version we do not know is never taken for something else.
    if field(8, 2) != u64::from(VERSION) {
        return Err(MailboxError::UnknownVersion { node, found: field(8, 2) as u16 });
    }
    let length = field(12, 4) as usize;
    if field(10, 1) != node as u64 || field(11, 1) != kind as u64 || length > DATA_BYTES_MAX {
        return Ok(Copy::Damaged);
    }
    Ok(Copy::Valid { sequence: field(16, 8), data: data[..length].to_vec() })
}
