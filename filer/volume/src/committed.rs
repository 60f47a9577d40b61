//! The committed state: what the last consistency point left on the disk, and a bounded cache of its blocks.
//!
//! Metadata is read through a snapshot of the metadata store, which stays as it is while the next consistency point is
//! being committed. A block of the snapshot is never overwritten before that commit is through and the snapshot is
//! replaced, so neither is the content read from it.

use crate::allocator::Allocator;
use crate::backend::{AreaBackend, MetadataArea};
use crate::codec::{self, SessionPlace};
use crate::layer::{Entry, Inode, Page};
use crate::limits::Usage;
use crate::name::FoldTable;
use crate::superblock::{Geometry, Superblock};
use crate::types::{ConsistencyPoint, InodeId, BLOCK_BYTES, FILE_BYTES_MAX};
use crate::VolumeError;
use disk::Disk;
use lru::LruCache;
use redb::{Database, ReadOnlyTable, ReadableDatabase, ReadableTable, TableDefinition};
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub const INODES: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("inodes");
/// By directory and folded name.
pub const ENTRIES: TableDefinition<'_, (u64, &str), &[u8]> = TableDefinition::new("entries");
/// First block of the data area and number of blocks, by inode and first block in the file.
pub const EXTENTS: TableDefinition<'_, (u64, u64), (u64, u32)> = TableDefinition::new("extents");
pub const BITMAP: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("bitmap");
/// Inodes without a name.
pub const ORPHANS: TableDefinition<'_, u64, ()> = TableDefinition::new("orphans");
pub const POINT: TableDefinition<'_, (), &[u8]> = TableDefinition::new("point");

/// Memory for redb's own cache of metadata pages, in bytes.
const METADATA_CACHE_BYTES: usize = 32 << 20;
/// The longest piece read at once, in blocks.
const READ_BLOCKS_MAX: u64 = 256;

/// A run of blocks of a file and where it lies in the data area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// First block in the file.
    pub block: u64,
    /// First block in the data area.
    pub place: u64,
    pub count: u64,
}

impl Extent {
    /// The part of the extent inside `blocks`, which it overlaps.
    pub fn clip(self, blocks: &Range<u64>) -> Self {
        let start = self.block.max(blocks.start);
        let end = (self.block + self.count).min(blocks.end);
        Self { block: start, place: self.place + (start - self.block), count: end - start }
    }
}

/// The store as both the service and a running consistency point use it.
pub struct Store {
    pub disk: Arc<dyn Disk>,
    pub geometry: Geometry,
    pub area: Arc<MetadataArea>,
    pub database: Database,
    pub fold_table: Arc<FoldTable>,
    cache: Mutex<LruCache<u64, Page>>,
}

struct Snapshot {
    inodes: ReadOnlyTable<u64, &'static [u8]>,
    entries: ReadOnlyTable<(u64, &'static str), &'static [u8]>,
    extents: ReadOnlyTable<(u64, u64), (u64, u32)>,
}

/// Everything that opening a store finds.
pub struct Opened {
    pub store: Arc<Store>,
    pub committed: Committed,
    pub allocator: Allocator,
    pub usage: Usage,
    pub orphans: Vec<InodeId>,
    pub point: ConsistencyPoint,
    pub place: SessionPlace,
}

/// Reads the committed state.
pub struct Committed {
    store: Arc<Store>,
    snapshot: Snapshot,
    /// Inodes from this number on are not in the snapshot.
    next_inode: u64,
}

impl Store {
    /// What a failure of redb means: the disk's error if it had one.
    pub fn error(&self, error: impl Into<redb::Error>) -> VolumeError {
        metadata_error(&self.area, error)
    }

    /// Makes an empty metadata store.
    pub fn create(disk: &Arc<dyn Disk>, geometry: Geometry) -> Result<Self, VolumeError> {
        Self::open(disk, geometry, Arc::new(FoldTable::built_in()), 1)
    }

    fn open(
        disk: &Arc<dyn Disk>,
        geometry: Geometry,
        fold_table: Arc<FoldTable>,
        cache_blocks: usize,
    ) -> Result<Self, VolumeError> {
        let area = MetadataArea::open(disk.clone(), geometry)?;
        area.allow_writing(true);
        let opened =
            Database::builder().set_cache_size(METADATA_CACHE_BYTES).create_with_backend(AreaBackend(area.clone()));
        area.allow_writing(false);
        area.check_written()?;
        let database = opened.map_err(|error| metadata_error(&area, error))?;
        let blocks = NonZeroUsize::new(cache_blocks).unwrap_or(NonZeroUsize::MIN);
        let cache = Mutex::new(LruCache::new(blocks));
        Ok(Self { disk: disk.clone(), geometry, area, database, fold_table, cache })
    }

    fn cache(&self) -> MutexGuard<'_, LruCache<u64, Page>> {
        // The cache is whole between any two calls to it.
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Remembers what was just written. The block was free in the committed state, so nobody asks for its old content.
    pub fn remember(&self, pages: impl Iterator<Item = (u64, Page)>) {
        let mut cache = self.cache();
        for (place, page) in pages {
            cache.put(place, page);
        }
    }

    /// Byte offset of a block of the data area on the disk.
    pub fn offset_of(&self, place: u64) -> u64 {
        self.geometry.data_offset + place * BLOCK_BYTES
    }

    /// Checks an extent's place, so that a damaged record cannot lead out of the data area.
    pub fn check_place(&self, place: u64, count: u64) -> Result<(), VolumeError> {
        match place.checked_add(count) {
            Some(end) if end <= self.geometry.data_blocks && count > 0 => Ok(()),
            _ => Err(VolumeError::Damaged { what: format!("an extent of {count} blocks at block {place}") }),
        }
    }

    fn read_session(&self, place: &SessionPlace) -> Result<Vec<u8>, VolumeError> {
        let damaged = || VolumeError::Damaged { what: "the session state of the consistency point".to_string() };
        let blocks: u64 = place.extents.iter().map(|(_, count)| u64::from(*count)).sum();
        if blocks != place.bytes.div_ceil(BLOCK_BYTES) || blocks > self.geometry.data_blocks {
            return Err(damaged());
        }
        let mut session = vec![0; (blocks * BLOCK_BYTES) as usize];
        let mut rest = session.as_mut_slice();
        let mut reads = Vec::new();
        for (start, count) in &place.extents {
            self.check_place(*start, u64::from(*count))?;
            let (piece, behind) = rest.split_at_mut(*count as usize * BLOCK_BYTES as usize);
            reads.push((self.offset_of(*start), piece));
            rest = behind;
        }
        self.disk.read_many(&mut reads)?;
        session.truncate(place.bytes as usize);
        match crc32c::crc32c(&session) == place.crc {
            true => Ok(session),
            false => Err(damaged()),
        }
    }
}

/// Runs something that reads the metadata store. redb trusts what it reads: on a damaged page it may panic, and then
/// the answer is an error of this volume, not the end of the node.
pub fn guarded<T>(what: &str, read: impl FnOnce() -> Result<T, VolumeError>) -> Result<T, VolumeError> {
    // A panic leaves redb's own locks poisoned, so that whoever comes next gets the same error; nothing else is shared.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(VolumeError::Damaged { what: format!("the metadata store, found while {what}") }))
}

fn metadata_error(area: &MetadataArea, error: impl Into<redb::Error>) -> VolumeError {
    match area.take_read_error() {
        Some(error) => VolumeError::Disk(error),
        None => VolumeError::Metadata { reason: error.into().to_string() },
    }
}

impl Committed {
    /// Opens the store and reads what has to be in memory.
    pub fn open(disk: &Arc<dyn Disk>, superblock: &Superblock, cache_blocks: usize) -> Result<Opened, VolumeError> {
        guarded("opening it", || Self::open_unguarded(disk, superblock, cache_blocks))
    }

    fn open_unguarded(
        disk: &Arc<dyn Disk>,
        superblock: &Superblock,
        cache_blocks: usize,
    ) -> Result<Opened, VolumeError> {
        let fold_table = Arc::new(superblock.read_fold_table(&**disk)?);
        let store = Arc::new(Store::open(disk, superblock.geometry, fold_table, cache_blocks)?);
        let read = store.database.begin_read().map_err(|error| store.error(error))?;
        let (mut point, usage, place) = {
            let table = read.open_table(POINT).map_err(|error| store.error(error))?;
            let record = table.get(()).map_err(|error| store.error(error))?;
            let record = record.ok_or_else(|| VolumeError::Damaged { what: "no consistency point".to_string() })?;
            codec::decode_point(record.value())?
        };
        point.session = store.read_session(&place)?;
        let chunks = {
            let table = read.open_table(BITMAP).map_err(|error| store.error(error))?;
            let all = table.iter().map_err(|error| store.error(error))?;
            let chunk = |row: redb::Result<(_, redb::AccessGuard<'_, &[u8]>), _>| row.map(|(_, v)| v.value().to_vec());
            all.map(chunk).collect::<Result<Vec<_>, _>>().map_err(|error: redb::StorageError| store.error(error))?
        };
        let allocator = Allocator::from_chunks(superblock.geometry.data_blocks, chunks.into_iter())
            .ok_or_else(|| VolumeError::Damaged { what: "the allocation map".to_string() })?;
        let orphans = {
            let table = read.open_table(ORPHANS).map_err(|error| store.error(error))?;
            let all = table.iter().map_err(|error| store.error(error))?;
            let id = |row: redb::Result<(redb::AccessGuard<'_, u64>, _), _>| row.map(|(key, _)| InodeId(key.value()));
            all.map(id).collect::<Result<Vec<_>, _>>().map_err(|error: redb::StorageError| store.error(error))?
        };
        drop(read);
        let committed = Self { snapshot: Snapshot::take(&store)?, store: store.clone(), next_inode: usage.next_inode };
        Ok(Opened { store, committed, allocator, usage, orphans, point, place })
    }

    /// Goes on to the state that was committed last.
    pub fn advance(&mut self, next_inode: u64) -> Result<(), VolumeError> {
        self.snapshot = Snapshot::take(&self.store)?;
        self.next_inode = next_inode;
        Ok(())
    }

    pub fn inode(&self, id: InodeId) -> Result<Option<Inode>, VolumeError> {
        if id.0 >= self.next_inode {
            return Ok(None);
        }
        guarded("reading an inode", || {
            let record = self.snapshot.inodes.get(id.0).map_err(|error| self.store.error(error))?;
            record.map(|record| codec::decode_inode(record.value())).transpose()
        })
    }

    pub fn entry(&self, directory: InodeId, key: &str) -> Result<Option<Entry>, VolumeError> {
        if directory.0 >= self.next_inode {
            return Ok(None);
        }
        guarded("looking up a name", || {
            let record = self.snapshot.entries.get((directory.0, key)).map_err(|error| self.store.error(error))?;
            record.map(|record| codec::decode_entry(key, record.value(), &self.store.fold_table)).transpose()
        })
    }

    /// The names of a directory behind the folded name `after`, with their keys, in order.
    pub fn entries_after(
        &self,
        directory: InodeId,
        after: Option<&str>,
    ) -> Result<impl Iterator<Item = Result<(String, Entry), VolumeError>> + '_, VolumeError> {
        // The empty name comes before every other and is none itself.
        let start = (directory.0, after.unwrap_or(""));
        let end = (directory.0 + 1, "");
        let range = || self.snapshot.entries.range(start..end).map_err(|error| self.store.error(error));
        let mut range = guarded("listing a directory", range)?;
        let mut next = move || match range.next() {
            None => Ok(None),
            Some(Err(error)) => Err(self.store.error(error)),
            Some(Ok((row, record))) => {
                let key = row.value().1;
                Ok(Some((key.to_string(), codec::decode_entry(key, record.value(), &self.store.fold_table)?)))
            }
        };
        let after = after.unwrap_or("").to_string();
        let mut rows = std::iter::from_fn(move || guarded("listing a directory", &mut next).transpose()).peekable();
        rows.next_if(|row| row.as_ref().is_ok_and(|(key, _)| *key == after));
        Ok(rows)
    }

    /// Where the blocks of a file lie: the extents that overlap the range, clipped to it, in order.
    pub fn extents(&self, id: InodeId, blocks: Range<u64>) -> Result<Vec<Extent>, VolumeError> {
        if id.0 >= self.next_inode || blocks.start >= blocks.end {
            return Ok(Vec::new());
        }
        let extents = guarded("reading an extent map", || {
            overlapping(&self.snapshot.extents, id, &blocks).map_err(|error| self.store.error(error))
        })?;
        extents.iter().try_for_each(|extent| self.store.check_place(extent.place, extent.count))?;
        Ok(extents.into_iter().map(|extent| extent.clip(&blocks)).collect())
    }

    /// Fills in the blocks that are `wanted`: from the cache, else from the disk. `wanted[i]` is block `first + i`; what
    /// it does not want, and holes, stay as they are in `pages`.
    pub fn fill(
        &self,
        id: InodeId,
        first: u64,
        wanted: &[bool],
        pages: &mut [Option<Page>],
    ) -> Result<(), VolumeError> {
        let mut missing: Vec<Extent> = Vec::new();
        let extents = self.extents(id, first..first + wanted.len() as u64)?;
        {
            let mut cache = self.store.cache();
            for extent in &extents {
                for at in 0..extent.count {
                    let (index, place) = ((extent.block + at - first) as usize, extent.place + at);
                    if !wanted[index] {
                        continue;
                    }
                    pages[index] = cache.get(&place).cloned();
                    if pages[index].is_some() {
                        continue;
                    }
                    match missing.last_mut() {
                        Some(run)
                            if run.block + run.count == extent.block + at
                                && run.place + run.count == place
                                && run.count < READ_BLOCKS_MAX =>
                        {
                            run.count += 1
                        }
                        _ => missing.push(Extent { block: extent.block + at, place, count: 1 }),
                    }
                }
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        let mut buffers: Vec<Vec<u8>> = missing.iter().map(|run| vec![0; (run.count * BLOCK_BYTES) as usize]).collect();
        let offsets = missing.iter().map(|run| self.store.offset_of(run.place));
        let mut reads: Vec<_> = offsets.zip(buffers.iter_mut().map(|buffer| buffer.as_mut_slice())).collect();
        self.store.disk.read_many(&mut reads)?;
        let mut cache = self.store.cache();
        for (run, buffer) in missing.iter().zip(&buffers) {
            for (at, bytes) in (0..).zip(buffer.chunks_exact(BLOCK_BYTES as usize)) {
                let page: Page = Arc::from(bytes);
                cache.put(run.place + at, page.clone());
                pages[(run.block + at - first) as usize] = Some(page);
            }
        }
        Ok(())
    }

    /// Every inode of the committed state.
    pub fn inodes(&self) -> Result<Vec<(InodeId, Inode)>, VolumeError> {
        guarded("reading all inodes", || {
            let rows = self.snapshot.inodes.iter().map_err(|error| self.store.error(error))?;
            rows.map(|row| {
                let (key, record) = row.map_err(|error| self.store.error(error))?;
                Ok((InodeId(key.value()), codec::decode_inode(record.value())?))
            })
            .collect()
        })
    }
}

impl Snapshot {
    fn take(store: &Store) -> Result<Self, VolumeError> {
        let read = store.database.begin_read().map_err(|error| store.error(error))?;
        Ok(Self {
            inodes: read.open_table(INODES).map_err(|error| store.error(error))?,
            entries: read.open_table(ENTRIES).map_err(|error| store.error(error))?,
            extents: read.open_table(EXTENTS).map_err(|error| store.error(error))?,
        })
    }
}

/// The extents of a file that overlap the range, as they are stored.
pub fn overlapping(
    table: &impl ReadableTable<(u64, u64), (u64, u32)>,
    id: InodeId,
    blocks: &Range<u64>,
) -> Result<Vec<Extent>, redb::StorageError> {
    let mut found = Vec::new();
    // The last one that begins before the range may reach into it.
    let before = table.range((id.0, 0)..(id.0, blocks.start))?.next_back();
    for row in before.into_iter().chain(table.range((id.0, blocks.start)..(id.0, blocks.end))?) {
        let (key, value) = row?;
        let ((_, block), (place, count)) = (key.value(), value.value());
        let extent = Extent { block, place, count: u64::from(count) };
        if block > FILE_BYTES_MAX / BLOCK_BYTES {
            return Err(redb::StorageError::Corrupted(format!("an extent at block {block} of a file")));
        }
        if extent.block + extent.count > blocks.start {
            found.push(extent);
        }
    }
    Ok(found)
}
