//! The consistency point: writing a frozen layer out and committing it.
//!
//! The order is what makes it atomic. File content and session state go to blocks that the committed state does not
//! use; they are flushed; then one commit of the metadata store makes them, the names and inodes, the allocation map
//! and the log position the committed state. Before that commit the disk shows the state before, after it the new
//! one, and nothing in between at any time.

use crate::allocator::Allocator;
use crate::codec::{self, SessionPlace};
use crate::committed::{guarded, overlapping, Extent, Store, BITMAP, ENTRIES, EXTENTS, INODES, ORPHANS, POINT};
use crate::layer::{FileChange, Inode, Layer, Page};
use crate::limits::Usage;
use crate::types::{ConsistencyPoint, InodeId, BLOCK_BYTES};
use crate::VolumeError;
use redb::{Table, WriteTransaction};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// Content gathered before it is sent to the disk, in bytes.
const BATCH_BYTES: usize = 8 << 20;
/// The longest single write, in bytes.
const WRITE_BYTES_MAX: usize = 1 << 20;

type ExtentTable<'txn> = Table<'txn, (u64, u64), (u64, u32)>;

/// The work of a consistency point. It holds all it needs: run it on another thread.
pub struct Job {
    pub(crate) store: Arc<Store>,
    pub(crate) layer: Arc<Layer>,
    pub(crate) allocator: Allocator,
    pub(crate) usage: Usage,
    pub(crate) orphans: BTreeSet<InodeId>,
    pub(crate) point: ConsistencyPoint,
    /// Where the committed state keeps its session state.
    pub(crate) old_place: SessionPlace,
    /// To be freed.
    pub(crate) retired: Option<Arc<Layer>>,
}

/// What a [`Job`] leaves behind, for [`Volume::finish_consistency_point`](crate::Volume::finish_consistency_point).
pub struct JobResult {
    pub(crate) outcome: Result<Finished, VolumeError>,
}

pub(crate) struct Finished {
    pub allocator: Allocator,
    pub place: SessionPlace,
    pub next_inode: u64,
}

impl Job {
    /// Writes everything and commits. Takes as long as the disk takes.
    pub fn run(mut self) -> JobResult {
        drop(self.retired.take());
        let store = self.store.clone();
        store.area.allow_writing(true);
        let outcome = guarded("writing a consistency point", || self.commit());
        store.area.allow_writing(false);
        // An error of the disk comes first: what redb says after one means nothing.
        let outcome = store.area.check_written().map_err(VolumeError::Disk).and(outcome);
        JobResult { outcome }
    }

    fn commit(mut self) -> Result<Finished, VolumeError> {
        let store = self.store.clone();
        let mut transaction = store.database.begin_write().map_err(|error| store.error(error))?;
        // Opening after a crash must not take a walk over all metadata; this also makes it a two-phase commit.
        transaction.set_quick_repair(true);
        let mut writer = BlockWriter::new(&store);
        {
            let mut extents = transaction.open_table(EXTENTS).map_err(|error| store.error(error))?;
            for (id, change) in &self.layer.files {
                write_file(&store, &mut self.allocator, &mut writer, &mut extents, *id, change)?;
            }
        }
        let place = self.write_session(&mut writer)?;
        writer.send()?;
        store.disk.flush()?;
        self.write_metadata(&transaction, &place)?;
        transaction.commit().map_err(|error| store.error(error))?;
        Ok(Finished { allocator: self.allocator, place, next_inode: self.usage.next_inode })
    }

    fn write_session(&mut self, writer: &mut BlockWriter<'_>) -> Result<SessionPlace, VolumeError> {
        let session = &self.point.session;
        let mut place = SessionPlace { bytes: session.len() as u64, crc: crc32c::crc32c(session), extents: Vec::new() };
        let mut rest = session.as_slice();
        while !rest.is_empty() {
            let wanted = (rest.len() as u64).div_ceil(BLOCK_BYTES).min(u64::from(u32::MAX));
            let (start, count) = self.allocator.allocate(wanted).ok_or_else(out_of_reserve)?;
            for block in start..start + count {
                let (piece, behind) = rest.split_at(rest.len().min(BLOCK_BYTES as usize));
                writer.push(block, piece)?;
                rest = behind;
            }
            place.extents.push((start, count as u32));
        }
        for (start, count) in &self.old_place.extents {
            self.allocator.free_later(*start, u64::from(*count));
        }
        Ok(place)
    }

    fn write_metadata(&mut self, transaction: &WriteTransaction, place: &SessionPlace) -> Result<(), VolumeError> {
        let store = &self.store;
        let mut inodes = transaction.open_table(INODES).map_err(|error| store.error(error))?;
        let mut orphans = transaction.open_table(ORPHANS).map_err(|error| store.error(error))?;
        for (id, inode) in &self.layer.inodes {
            match inode {
                Some(inode) => inodes.insert(id.0, codec::encode_inode(inode).as_slice()).map(drop),
                None => inodes.remove(id.0).map(drop),
            }
            .map_err(|error| store.error(error))?;
        }
        orphans.retain(|id, ()| self.orphans.contains(&InodeId(id))).map_err(|error| store.error(error))?;
        for id in &self.orphans {
            orphans.insert(id.0, ()).map_err(|error| store.error(error))?;
        }
        let mut entries = transaction.open_table(ENTRIES).map_err(|error| store.error(error))?;
        for (directory, changes) in &self.layer.directories {
            for (key, entry) in changes {
                match entry {
                    Some(entry) => {
                        entries.insert((directory.0, &**key), codec::encode_entry(entry).as_slice()).map(drop)
                    }
                    None => entries.remove((directory.0, &**key)).map(drop),
                }
                .map_err(|error| store.error(error))?;
            }
        }
        let mut bitmap = transaction.open_table(BITMAP).map_err(|error| store.error(error))?;
        for (index, chunk) in self.allocator.settle() {
            bitmap.insert(index, chunk.as_slice()).map_err(|error| store.error(error))?;
        }
        let mut point = transaction.open_table(POINT).map_err(|error| store.error(error))?;
        let record = codec::encode_point(&self.point, &self.usage, place);
        point.insert((), record.as_slice()).map_err(|error| store.error(error))?;
        Ok(())
    }

    /// The first consistency point of a new volume: a root directory and nothing else.
    pub(crate) fn first(store: Store, root: Inode, usage: Usage, point: ConsistencyPoint) -> Self {
        let mut layer = Layer::default();
        layer.set_inode(crate::ROOT, Some(root));
        let allocator = Allocator::new(store.geometry.data_blocks);
        Self {
            store: Arc::new(store),
            layer: Arc::new(layer),
            allocator,
            usage,
            orphans: BTreeSet::new(),
            point,
            old_place: SessionPlace::default(),
            retired: None,
        }
    }
}

fn out_of_reserve() -> VolumeError {
    VolumeError::Damaged { what: "no free block is left for a consistency point, which has a reserve".to_string() }
}

/// Writes a file's changed blocks to new places and puts them into the extent table.
fn write_file(
    store: &Store,
    allocator: &mut Allocator,
    writer: &mut BlockWriter<'_>,
    extents: &mut ExtentTable<'_>,
    id: InodeId,
    change: &FileChange,
) -> Result<(), VolumeError> {
    if let Some(cut) = change.cut {
        unmap(store, allocator, extents, id, cut..u64::MAX)?;
    }
    let mut pages = change.pages.iter().peekable();
    while let Some((first, page)) = pages.next() {
        let mut run = vec![page];
        while let Some((_, page)) = pages.next_if(|(block, _)| **block == first + run.len() as u64) {
            run.push(page);
        }
        unmap(store, allocator, extents, id, *first..first + run.len() as u64)?;
        let mut block = *first;
        let mut rest = run.as_slice();
        while !rest.is_empty() {
            let wanted = (rest.len() as u64).min(u64::from(u32::MAX));
            let (place, count) = allocator.allocate(wanted).ok_or_else(out_of_reserve)?;
            let (piece, behind) = rest.split_at(count as usize);
            for (at, page) in (place..).zip(piece) {
                writer.push(at, page)?;
            }
            store.remember((place..).zip(piece.iter().map(|page| Page::clone(page))));
            extents.insert((id.0, block), (place, count as u32)).map_err(|error| store.error(error))?;
            block += count;
            rest = behind;
        }
    }
    Ok(())
}

/// Takes a range of blocks out of a file's extents; what they covered becomes free with the commit.
fn unmap(
    store: &Store,
    allocator: &mut Allocator,
    extents: &mut ExtentTable<'_>,
    id: InodeId,
    blocks: Range<u64>,
) -> Result<(), VolumeError> {
    for old in overlapping(extents, id, &blocks).map_err(|error| store.error(error))? {
        store.check_place(old.place, old.count)?;
        extents.remove((id.0, old.block)).map_err(|error| store.error(error))?;
        let inside = old.clip(&blocks);
        let before = inside.block - old.block;
        if before > 0 {
            put(store, extents, id, Extent { count: before, ..old })?;
        }
        let behind = old.count - before - inside.count;
        if behind > 0 {
            let (block, place) = (inside.block + inside.count, inside.place + inside.count);
            put(store, extents, id, Extent { block, place, count: behind })?;
        }
        allocator.free_later(inside.place, inside.count);
    }
    Ok(())
}

fn put(store: &Store, extents: &mut ExtentTable<'_>, id: InodeId, extent: Extent) -> Result<(), VolumeError> {
    let inserted = extents.insert((id.0, extent.block), (extent.place, extent.count as u32));
    inserted.map(drop).map_err(|error| store.error(error))
}

/// Gathers blocks into long writes and sends several of these at once.
struct BlockWriter<'a> {
    store: &'a Store,
    /// First block and content.
    runs: Vec<(u64, Vec<u8>)>,
    bytes: usize,
}

impl<'a> BlockWriter<'a> {
    fn new(store: &'a Store) -> Self {
        Self { store, runs: Vec::new(), bytes: 0 }
    }

    /// Adds a block; a short piece is padded with zeros.
    fn push(&mut self, place: u64, piece: &[u8]) -> Result<(), VolumeError> {
        let block = BLOCK_BYTES as usize;
        match self.runs.last_mut() {
            Some((start, run))
                if *start + (run.len() / block) as u64 == place && run.len() + block <= WRITE_BYTES_MAX =>
            {
                run.extend_from_slice(piece);
                run.resize(run.len() + block - piece.len(), 0);
            }
            _ => {
                let mut run = Vec::with_capacity(WRITE_BYTES_MAX);
                run.extend_from_slice(piece);
                run.resize(block, 0);
                self.runs.push((place, run));
            }
        }
        self.bytes += block;
        match self.bytes >= BATCH_BYTES {
            true => self.send(),
            false => Ok(()),
        }
    }

    fn send(&mut self) -> Result<(), VolumeError> {
        let writes: Vec<_> = self.runs.iter().map(|(start, run)| (self.store.offset_of(*start), &run[..])).collect();
        self.store.disk.write_many(&writes)?;
        self.runs.clear();
        self.bytes = 0;
        Ok(())
    }
}
