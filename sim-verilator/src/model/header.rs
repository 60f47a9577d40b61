//! The NV header of the model: what a card must know again after a power cycle.
//!
//! Two copies with a CRC-32C, so that a cut between them leaves one. The layout is the model's own: an RTL card does not
//! read it, and finds its own magic missing.

use abi::geometry::{NV_HEADER_OFFSET, QUEUES};
use serde::{Deserialize, Serialize};

use super::mirror::Image;
use crate::memory::NvMemory;

const MAGIC: &[u8; 8] = b"SVNVMDL1";
/// Bytes from one copy to the other.
const COPY_STRIDE: u64 = 4096;

/// What is kept of a queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueHeader {
    pub enabled: bool,
    pub epoch: u32,
    pub line_base: u32,
    pub line_count: u32,
    pub payload_base: u32,
    pub payload_bytes: u32,
    pub local: u64,
    pub mirrored: u64,
}

/// The header.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The drain of a power failure was finished; a running card's header is not clean.
    pub clean: bool,
    pub generation: u16,
    pub hw_sequence: u64,
    pub queues: [QueueHeader; QUEUES],
    pub image: Image,
}

impl Header {
    /// Writes both copies.
    pub fn write(&self, memory: &mut NvMemory) {
        let body = postcard::to_stdvec(self).expect("a header of plain numbers");
        let mut bytes = MAGIC.to_vec();
        bytes.extend((body.len() as u32).to_le_bytes());
        bytes.extend(crc32c::crc32c(&body).to_le_bytes());
        bytes.extend(body);
        for copy in 0..2 {
            memory.write(NV_HEADER_OFFSET + copy * COPY_STRIDE, &bytes);
        }
    }

    /// The first copy that holds, if any.
    pub fn read(memory: &[u8]) -> Option<Self> {
        (0..2).find_map(|copy| {
            let bytes = memory.get((NV_HEADER_OFFSET + copy * COPY_STRIDE) as usize..)?;
            let (magic, bytes) = bytes.split_at_checked(8)?;
            let (length, bytes) = bytes.split_at_checked(4)?;
            let (sum, bytes) = bytes.split_at_checked(4)?;
            let length = u32::from_le_bytes(length.try_into().ok()?) as usize;
            let body = bytes.get(..length.min(COPY_STRIDE as usize))?;
            let holds = magic == MAGIC && crc32c::crc32c(body) == u32::from_le_bytes(sum.try_into().ok()?);
            holds.then(|| postcard::from_bytes(body).ok()).flatten()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn either_copy_is_enough_and_damage_to_both_is_noticed() {
        let mut memory = NvMemory::anonymous().unwrap();
        assert_eq!(Header::read(memory.bytes()), None);
        let header = Header { clean: true, generation: 7, hw_sequence: 1 << 40, ..Default::default() };
        header.write(&mut memory);
        memory.write(20, &[0xFF; 8]);
        assert_eq!(Header::read(memory.bytes()), Some(header));
        memory.write(COPY_STRIDE + 20, &[0xFF; 8]);
        assert_eq!(Header::read(memory.bytes()), None);
    }
}
