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

mod allocator;
mod backend;
mod codec;
mod committed;
mod consistency;
mod content;
mod error;
mod layer;
mod limits;
mod name;
mod namespace;
mod superblock;
mod types;
mod verify;

use allocator::Allocator;
use codec::SessionPlace;
use committed::{Committed, Store};
pub use consistency::{Job, JobResult};
use disk::Disk;
pub use error::VolumeError;
use layer::{Inode, Layer};
use limits::{Limits, Usage};
use name::FoldTable;
pub use name::{fold, NAME_UNITS_MAX};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use superblock::Superblock;
pub use superblock::{DISK_BYTES_MIN, FORMAT_VERSION};
pub use types::*;
pub use verify::Report;

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
    /// What operations change.
    active: Layer,
    /// What a consistency point is writing out.
    frozen: Option<Arc<Layer>>,
    store: OpenStore,
    usage: Usage,
    limits: Limits,
    holds: BTreeMap<InodeId, u64>,
    /// Inodes without a name.
    orphans: BTreeSet<InodeId>,
    fold_table: Arc<FoldTable>,
    /// What the last consistency point wrote out. Freeing so much memory takes a while: the next job does it.
    retired: Option<Arc<Layer>>,
    disk: Arc<dyn Disk>,
    superblock: Superblock,
    cache_blocks: usize,
}

/// What is open of the disk.
struct OpenStore {
    store: Arc<Store>,
    committed: Committed,
    /// `None` while a consistency point has it, and after one has failed.
    allocator: Option<Allocator>,
    /// Where the session state of the last consistency point is.
    session_place: SessionPlace,
}

impl Volume {
    /// Makes an empty volume on the disk, whatever was there before.
    pub fn format(disk: &Arc<dyn Disk>, options: &FormatOptions) -> Result<(), VolumeError> {
        let superblock = Superblock::plan(options.volume_id, disk.size())?;
        check_session(&options.first, &superblock.limits)?;
        superblock.erase(&**disk)?;
        let store = Store::create(disk, superblock.geometry)?;
        let (time, usage) = (options.created, Usage::of_empty_volume());
        let root = Inode {
            kind: Kind::Directory,
            attributes: 0,
            links: 1,
            size: 0,
            blocks: 0,
            created: time,
            accessed: time,
            modified: time,
            changed: time,
            parent: ROOT,
            entries: 0,
        };
        Job::first(store, root, usage, options.first.clone()).run().outcome?;
        superblock.write(&**disk)
    }

    /// Opens the volume of a disk, as of its last consistency point, and gives that. Only the node that holds the disk
    /// may do so, and only one `Volume` of a disk may be open at a time.
    pub fn open(disk: Arc<dyn Disk>, options: OpenOptions) -> Result<(Self, ConsistencyPoint), VolumeError> {
        let superblock = Superblock::read(&*disk)?;
        let cache_blocks = options.cache_bytes / BLOCK_BYTES as usize;
        let opened = Committed::open(&disk, &superblock, cache_blocks)?;
        let volume = Self {
            fold_table: opened.store.fold_table.clone(),
            retired: None,
            active: Layer::default(),
            frozen: None,
            store: OpenStore {
                store: opened.store,
                committed: opened.committed,
                allocator: Some(opened.allocator),
                session_place: opened.place,
            },
            usage: opened.usage,
            limits: superblock.limits,
            holds: BTreeMap::new(),
            orphans: opened.orphans.into_iter().collect(),
            disk,
            superblock,
            cache_blocks,
        };
        Ok((volume, opened.point))
    }

    /// The number given when the volume was made.
    pub fn volume_id(&self) -> u64 {
        self.superblock.volume_id
    }

    /// Total and free space.
    pub fn statistics(&self) -> Statistics {
        Statistics {
            total: self.limits.blocks * BLOCK_BYTES,
            free: (self.limits.blocks - self.usage.blocks) * BLOCK_BYTES,
            inodes: self.usage.inodes,
        }
    }

    /// Changes that no consistency point has begun to write yet, in bytes of memory. After a restore this includes what
    /// was replayed.
    pub fn dirty_bytes(&self) -> u64 {
        self.active.bytes
    }

    /// A consistency point has to begin before [`Volume::dirty_bytes`] exceeds this: the reserve on the disk is made
    /// for twice as much.
    pub fn dirty_limit(&self) -> u64 {
        self.limits.dirty_bytes
    }

    /// The longest session state that a consistency point takes, in bytes.
    pub fn session_limit(&self) -> u64 {
        self.limits.session_bytes
    }

    /// Freezes the state and gives the job that writes it to the disk; run it on another thread. Operations go on
    /// meanwhile, and belong to the next consistency point.
    pub fn begin_consistency_point(&mut self, point: ConsistencyPoint) -> Result<Job, VolumeError> {
        if self.frozen.is_some() {
            return Err(VolumeError::ConsistencyPointUnderWay);
        }
        check_session(&point, &self.limits)?;
        self.reopen()?;
        let open = &mut self.store;
        let Some(allocator) = open.allocator.take() else { return Err(VolumeError::ConsistencyPointUnderWay) };
        let layer = Arc::new(std::mem::take(&mut self.active));
        self.frozen = Some(layer.clone());
        Ok(Job {
            store: open.store.clone(),
            layer,
            allocator,
            usage: self.usage,
            orphans: self.orphans.clone(),
            point,
            old_place: open.session_place.clone(),
            retired: self.retired.take(),
        })
    }

    /// Takes back what the job did. An error means that the consistency point may not have happened: the volume goes
    /// on with all changes in memory, and the next consistency point contains them. `result` is of the job that
    /// [`Volume::begin_consistency_point`] gave last.
    pub fn finish_consistency_point(&mut self, result: JobResult) -> Result<(), VolumeError> {
        let frozen = self.frozen.take();
        let advanced = result.outcome.and_then(|finished| {
            self.store.committed.advance(finished.next_inode)?;
            self.store.allocator = Some(finished.allocator);
            self.store.session_place = finished.place;
            Ok(())
        });
        if advanced.is_ok() {
            self.retired = frozen;
        } else if let Some(frozen) = frozen {
            let mut merged = Arc::unwrap_or_clone(frozen);
            merged.merge(std::mem::take(&mut self.active));
            self.active = merged;
            // If this fails, the state before stays readable, and the next consistency point tries again.
            let _ = self.reopen();
        }
        advanced
    }

    /// Opens the metadata store again after a consistency point has failed: whether its commit happened only the disk
    /// knows. Layers hold whole values, so it does no harm to apply them to either state.
    fn reopen(&mut self) -> Result<(), VolumeError> {
        if self.store.allocator.is_none() {
            let opened = Committed::open(&self.disk, &self.superblock, self.cache_blocks)?;
            self.store = OpenStore {
                store: opened.store,
                committed: opened.committed,
                allocator: Some(opened.allocator),
                session_place: opened.place,
            };
        }
        Ok(())
    }

    fn committed(&self) -> &Committed {
        &self.store.committed
    }

    /// The layers over the committed state, the uppermost first.
    fn layers(&self) -> impl Iterator<Item = &Layer> {
        [Some(&self.active), self.frozen.as_deref()].into_iter().flatten()
    }
}

fn check_session(point: &ConsistencyPoint, limits: &Limits) -> Result<(), VolumeError> {
    let (bytes, limit) = (point.session.len() as u64, limits.session_bytes);
    match bytes <= limit {
        true => Ok(()),
        false => Err(VolumeError::SessionTooLarge { bytes, limit }),
    }
}
