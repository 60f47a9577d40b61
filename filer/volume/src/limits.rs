//! How much a volume may hold, charged logically (rule R3).
//!
//! What an operation costs follows from the operation and the state before it, never from where things lie on the disk
//! or from when consistency points happened to run. So the replay of a log meets "volume full" exactly where the live
//! run met it. The physical side is kept behind these numbers by reserves: see `docs/volume-format.md`, "Space".

use crate::VolumeError;

/// What an inode is charged in the metadata area, in bytes.
pub const INODE_CHARGE_BYTES: u64 = 160;

/// What a name is charged in the metadata area, in bytes: the folded and the stored form and the record around them.
pub fn entry_charge(name: &str) -> u64 {
    // Folding changes the length of a name in UTF-8 by at most one byte in two (U+0250 and its like: 2 bytes to 3).
    64 + name.len() as u64 * 5 / 2
}

/// What a volume may hold; fixed when it is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Blocks of file content.
    pub blocks: u64,
    /// Charged bytes of metadata.
    pub metadata_bytes: u64,
    /// Changes in memory at which a consistency point has to begin, in bytes.
    pub dirty_bytes: u64,
    /// The longest session state, in bytes.
    pub session_bytes: u64,
}

/// What a volume holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    pub next_inode: u64,
    pub inodes: u64,
    pub blocks: u64,
    pub metadata_bytes: u64,
}

impl Usage {
    /// A root directory and nothing else.
    pub fn of_empty_volume() -> Self {
        Self { next_inode: crate::ROOT.0 + 1, inodes: 1, blocks: 0, metadata_bytes: INODE_CHARGE_BYTES }
    }

    pub fn charge_metadata(&mut self, bytes: u64, limits: &Limits) -> Result<(), VolumeError> {
        if self.metadata_bytes + bytes > limits.metadata_bytes {
            return Err(VolumeError::NoSpace);
        }
        self.metadata_bytes += bytes;
        Ok(())
    }

    /// Undoes [`Usage::return_metadata`].
    pub fn recharge_metadata(&mut self, bytes: u64) {
        self.metadata_bytes += bytes;
    }

    pub fn return_metadata(&mut self, bytes: u64) {
        self.metadata_bytes -= bytes;
    }
}
