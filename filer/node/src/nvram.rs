//! What a node keeps in the state area of its card besides the log.
//!
//! ```text
//! 0        region header of identity A   64 KiB, two copies (nvlog::region)
//! 64 KiB   region header of identity B
//! 128 KiB  block of identity A           8 KiB, two copies of 4 KiB (cluster::IdentityNv)
//! 136 KiB  block of identity B
//! 144 KiB  node block                    8 KiB, two copies (cluster::NodeNv)
//! 152 KiB  end of what is used and of what a resync sends
//! ```
//! A block is written to its older copy: {sequence u64, length u32, CRC-32C u32 over sequence, length and data, data}. A
//! cut in the middle of a write leaves the other copy.

use crate::config::Name;
use cluster::{FormatError, Identity, IdentityNv, NodeNv};
use driver::{Card, CardError};
use nvlog::region::{PAIR_BYTES, SLOT_BYTES};
use nvlog::{RegionError, RegionHeader};

/// Bytes of the state area in use, from its start: a multiple of 256.
pub const USED_BYTES: u32 = 152 << 10;
const BLOCKS_OFFSET: u64 = 2 * PAIR_BYTES as u64;
const COPY_BYTES: usize = 4096;
const HEAD_BYTES: usize = 16;
const NODE_BLOCK: usize = 2;

/// Why the state area cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum NvramError {
    /// The card failed.
    #[error(transparent)]
    Card(#[from] CardError),
    /// A region header is of another version or damaged.
    #[error(transparent)]
    Region(#[from] RegionError),
    /// A block is of another version or not ours.
    #[error("the card's state area: {0}")]
    Format(#[from] FormatError),
}

/// Which half of the card's memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    /// This node's own.
    Local,
    /// The image of the partner's.
    Remote,
}

/// Reads part of the card's memory.
pub fn read(card: &mut Card, half: Half, offset: u64, bytes: &mut [u8]) -> Result<(), CardError> {
    match half {
        Half::Local => card.read_local(offset, bytes),
        Half::Remote => card.read_remote(offset, bytes),
    }
}

/// Reads the state area as far as something is in it: a card reads slowly, and a region header is mostly much shorter than
/// the slot it may fill.
fn read_area(card: &mut Card, half: Half) -> Result<Vec<u8>, CardError> {
    let mut area = vec![0u8; USED_BYTES as usize];
    let mut fill = |range: std::ops::Range<usize>| {
        read(card, half, abi::geometry::STATE_OFFSET + range.start as u64, &mut area[range])
    };
    fill(BLOCKS_OFFSET as usize..USED_BYTES as usize)?;
    for slot in (0..BLOCKS_OFFSET as usize).step_by(SLOT_BYTES) {
        fill(slot..slot + COPY_BYTES)?;
    }
    for slot in (0..BLOCKS_OFFSET as usize).step_by(SLOT_BYTES) {
        let length = RegionHeader::encoded_length(&area[slot..]).min(SLOT_BYTES).next_multiple_of(8);
        if length > COPY_BYTES {
            let rest = slot + COPY_BYTES..slot + length;
            read(card, half, abi::geometry::STATE_OFFSET + rest.start as u64, &mut area[rest])?;
        }
    }
    Ok(area)
}

/// The state area of one half, read.
#[derive(Default)]
pub struct Contents {
    /// Region headers.
    pub regions: [Option<RegionHeader>; 2],
    /// Blocks of the cluster protocol.
    pub identities: [Option<IdentityNv>; 2],
    /// The node's block.
    pub node: Option<NodeNv>,
}

impl Contents {
    /// Reads and checks everything that is in use.
    pub fn read(card: &mut Card, half: Half) -> Result<Contents, NvramError> {
        let area = read_area(card, half)?;
        let mut contents = Contents::default();
        for identity in Identity::BOTH {
            let at = RegionHeader::pair_offset(identity.index() as u8) as usize;
            contents.regions[identity.index()] = RegionHeader::newest(&area[at..at + PAIR_BYTES])?;
            if let Some((_, data)) = newest(block(&area, identity.index())) {
                contents.identities[identity.index()] = Some(IdentityNv::decode(data, identity)?);
            }
        }
        if let Some((_, data)) = newest(block(&area, NODE_BLOCK)) {
            contents.node = Some(NodeNv::decode(data)?);
        }
        Ok(contents)
    }
}

/// Writes blocks, each one durable on this card when the call returns.
pub struct Writer {
    sequences: [u64; 3],
}

impl Writer {
    /// Finds out which copies are the older ones.
    pub fn open(card: &mut Card) -> Result<Writer, CardError> {
        let area = read_area(card, Half::Local)?;
        Ok(Writer {
            sequences: [0, 1, 2].map(|number| newest(block(&area, number)).map_or(0, |(sequence, _)| sequence)),
        })
    }

    /// Stores the node's block.
    pub fn node(&mut self, card: &mut Card, nv: &NodeNv) -> Result<(), CardError> {
        self.write(card, NODE_BLOCK, &nv.encode())
    }

    /// Stores an identity's block.
    pub fn identity(&mut self, card: &mut Card, nv: &IdentityNv) -> Result<(), CardError> {
        self.write(card, nv.identity.index(), &nv.encode())
    }

    fn write(&mut self, card: &mut Card, number: usize, data: &[u8]) -> Result<(), CardError> {
        let sequence = self.sequences[number] + 1;
        self.sequences[number] = sequence;
        let mut bytes = sequence.to_le_bytes().to_vec();
        bytes.extend((data.len() as u32).to_le_bytes());
        bytes.extend(crc(sequence, data).to_le_bytes());
        bytes.extend(data);
        bytes.resize(bytes.len().next_multiple_of(8), 0);
        let offset = BLOCKS_OFFSET + ((number * 2 + (sequence % 2) as usize) * COPY_BYTES) as u64;
        card.write_state(offset, &bytes)?;
        settle(card)
    }
}

/// Stores a region header, durable on this card when the call returns. A header left by an earlier region of the same
/// identity is succeeded, not mistaken for the newer one.
pub fn write_region(card: &mut Card, header: &mut RegionHeader) -> Result<(), NvramError> {
    let at = RegionHeader::pair_offset(header.identity) as usize;
    let area = read_area(card, Half::Local)?;
    if let Ok(Some(present)) = RegionHeader::newest(&area[at..at + PAIR_BYTES]) {
        header.sequence = header.sequence.max(present.sequence);
    }
    let (offset, bytes) = header.stored()?;
    card.write_state(offset, &bytes)?;
    Ok(settle(card)?)
}

/// Waits until everything posted before is stored. A read pushes posted writes in front of it (PCIe Base 2.4.1), and the
/// card answers it from the memory they went to.
pub fn settle(card: &mut Card) -> Result<(), CardError> {
    card.read_local(abi::geometry::STATE_OFFSET, &mut [0u8; 8])
}

/// Where the rings of an identity lie in LOCAL: the same on both cards.
pub fn rings(name: Name, log: &crate::config::LogConfig) -> nvlog::Rings {
    let line_bytes = log.line_count * abi::line::LINE_BYTES as u32;
    let base = abi::geometry::RINGS_OFFSET as u32 + name.index() as u32 * (line_bytes + log.payload_bytes);
    nvlog::Rings {
        line_base: base,
        line_count: log.line_count,
        payload_base: base + line_bytes,
        payload_bytes: log.payload_bytes,
    }
}

fn block(area: &[u8], number: usize) -> &[u8] {
    let at = BLOCKS_OFFSET as usize + number * 2 * COPY_BYTES;
    &area[at..at + 2 * COPY_BYTES]
}

/// The newest whole copy of a block: its sequence and data.
fn newest(pair: &[u8]) -> Option<(u64, &[u8])> {
    pair.chunks(COPY_BYTES).filter_map(decode).max_by_key(|(sequence, _)| *sequence)
}

fn decode(copy: &[u8]) -> Option<(u64, &[u8])> {
    let sequence = u64::from_le_bytes(*copy.first_chunk()?);
    let length = u32::from_le_bytes(copy.get(8..12)?.try_into().ok()?) as usize;
    let found = u32::from_le_bytes(copy.get(12..16)?.try_into().ok()?);
    let data = copy.get(HEAD_BYTES..HEAD_BYTES + length)?;
    (sequence != 0 && found == crc(sequence, data)).then_some((sequence, data))
}

fn crc(sequence: u64, data: &[u8]) -> u32 {
    let head = crc32c::crc32c_append(crc32c::crc32c(&sequence.to_le_bytes()), &(data.len() as u32).to_le_bytes());
    crc32c::crc32c_append(head, data)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy(sequence: u64, data: &[u8]) -> Vec<u8> {
        let mut bytes = sequence.to_le_bytes().to_vec();
        bytes.extend((data.len() as u32).to_le_bytes());
        bytes.extend(crc(sequence, data).to_le_bytes());
        bytes.extend(data);
        bytes.resize(COPY_BYTES, 0);
        bytes
    }

    #[test]
    fn a_torn_write_leaves_the_other_copy() {
        let mut pair = [copy(8, b"new"), copy(7, b"old")].concat();
        assert_eq!(newest(&pair), Some((8, &b"new"[..])));
        pair[HEAD_BYTES] ^= 1;
        assert_eq!(newest(&pair), Some((7, &b"old"[..])));
        pair[COPY_BYTES + 9] ^= 0x80; // a length beyond the copy
        assert_eq!(newest(&pair), None);
        assert_eq!(newest(&[0; 2 * COPY_BYTES]), None);
    }
}
