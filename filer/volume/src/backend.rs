//! The metadata store's file: an area of the disk that pretends to be one.
//!
//! redb wants a file that grows and shrinks. The area is as long as it is, so the length redb asked for last is kept
//! in two records before it, written in turn and flushed at once: it never says less than what a later write needs.
//!
//! Writes are gathered until redb asks for a sync, then sent together: one round trip to the shelf for a commit's
//! pages instead of one for each. And they are let through only while a consistency point runs or the volume is being
//! opened. redb also writes when it is closed; a filer that stops has no business on a disk that may have another
//! owner by then, and a store that was not closed costs the next opening nothing, since every commit saves what a
//! repair would look for (redb: "quick repair").
//!
//! redb takes nothing more, not even reads, after one write has failed, and the service goes on reading. So it is not told:
//! after the first error of a write or flush the area *pretends* to go on and sends nothing any more, the order of what
//! reached the disk stays one that redb knows, and the consistency point fails because its job asks for the error.
//! The pages that the service reads are those of the state before, which no failed commit touches.

use crate::superblock::Geometry;
use disk::{Disk, DiskError};
use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

const RECORD_BYTES: usize = 4096;
const RECORD_MAGIC: u64 = u64::from_le_bytes(*b"SVPTLNGT");
/// Gathered writes at which they are sent without waiting for a sync, in bytes.
const PENDING_BYTES_MAX: usize = 8 << 20;

/// The state that the volume and redb's backend share.
pub struct MetadataArea {
    disk: Arc<dyn Disk>,
    geometry: Geometry,
    open_for_writing: AtomicBool,
    state: Mutex<AreaState>,
}

struct AreaState {
    length: u64,
    /// Sequence number of the newest length record; its parity says which of the two it is.
    sequence: u64,
    /// Writes not sent yet, by offset; they do not overlap.
    pending: BTreeMap<u64, Vec<u8>>,
    pending_bytes: usize,
    /// The first error of a write or flush. Nothing is sent after it.
    failed: Option<DiskError>,
    /// The last error of a read, until it is asked for.
    read_error: Option<DiskError>,
}

impl std::fmt::Debug for MetadataArea {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MetadataArea").field("geometry", &self.geometry).finish_non_exhaustive()
    }
}

impl MetadataArea {
    /// Opens the area with the length it had.
    pub fn open(disk: Arc<dyn Disk>, geometry: Geometry) -> Result<Arc<Self>, DiskError> {
        let mut records = vec![0; 2 * RECORD_BYTES];
        disk.read_at(geometry.length_records_offset, &mut records)?;
        let newest = records.chunks_exact(RECORD_BYTES).filter_map(decode_record).max();
        let (sequence, length) = newest.unwrap_or((0, 0));
        let state =
            AreaState { length, sequence, pending: BTreeMap::new(), pending_bytes: 0, failed: None, read_error: None };
        let open_for_writing = AtomicBool::new(false);
        Ok(Arc::new(Self { disk, geometry, open_for_writing, state: Mutex::new(state) }))
    }

    /// Lets writes through, or not.
    pub fn allow_writing(&self, allowed: bool) {
        self.open_for_writing.store(allowed, Ordering::Release);
    }

    /// The disk error behind a failed read of redb, if there is one.
    pub fn take_read_error(&self) -> Option<DiskError> {
        self.lock().read_error.take()
    }

    /// The error after which nothing was written any more, if there was one.
    pub fn check_written(&self) -> Result<(), DiskError> {
        self.lock().failed.clone().map_or(Ok(()), Err)
    }

    fn lock(&self) -> MutexGuard<'_, AreaState> {
        // The state is valid between any two statements that change it.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn check_writing(&self) -> io::Result<()> {
        match self.open_for_writing.load(Ordering::Acquire) {
            true => Ok(()),
            false => Err(io::Error::other("no consistency point is under way")),
        }
    }

    /// Writes or flushes, unless that has failed before.
    fn attempt(&self, state: &mut AreaState, work: impl FnOnce(&dyn Disk) -> Result<(), DiskError>) {
        if state.failed.is_none() {
            state.failed = work(&*self.disk).err();
        }
    }

    fn send_pending(&self, state: &mut AreaState) {
        let pending = std::mem::take(&mut state.pending);
        state.pending_bytes = 0;
        let base = self.geometry.metadata_offset;
        let writes: Vec<_> = pending.iter().map(|(offset, data)| (base + offset, data.as_slice())).collect();
        self.attempt(state, |disk| disk.write_many(&writes));
    }
}

fn encode_record(sequence: u64, length: u64) -> Vec<u8> {
    let mut record = Vec::with_capacity(RECORD_BYTES);
    for field in [RECORD_MAGIC, sequence, length] {
        record.extend_from_slice(&field.to_le_bytes());
    }
    let crc = crc32c::crc32c(&record);
    record.extend_from_slice(&crc.to_le_bytes());
    record.resize(RECORD_BYTES, 0);
    record
}

fn decode_record(record: &[u8]) -> Option<(u64, u64)> {
    let (fields, rest) = record.split_at(24);
    let mut numbers = fields.chunks_exact(8).map(|bytes| bytes.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b)));
    let (magic, sequence, length) = (numbers.next()?, numbers.next()?, numbers.next()?);
    (magic == RECORD_MAGIC && rest[..4] == crc32c::crc32c(fields).to_le_bytes()).then_some((sequence, length))
}

/// What redb is given.
#[derive(Debug)]
pub struct AreaBackend(pub Arc<MetadataArea>);

impl redb::StorageBackend for AreaBackend {
    fn len(&self) -> io::Result<u64> {
        Ok(self.0.lock().length)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let area = &self.0;
        let mut state = area.lock();
        let end = offset.checked_add(out.len() as u64).filter(|end| *end <= state.length);
        let end = end.ok_or(io::ErrorKind::UnexpectedEof)?;
        let before = state.pending.range(..end).next_back();
        if before.is_some_and(|(start, data)| start + data.len() as u64 > offset) {
            area.send_pending(&mut state);
        }
        // Reads of the service and of the job need not wait for each other.
        drop(state);
        area.disk.read_at(area.geometry.metadata_offset + offset, out).map_err(|error| {
            let text = error.to_string();
            area.lock().read_error = Some(error);
            io::Error::other(text)
        })
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        let area = &self.0;
        area.check_writing()?;
        let mut state = area.lock();
        if length > area.geometry.metadata_bytes {
            let room = area.geometry.metadata_bytes;
            return Err(io::Error::other(format!("the metadata area has {room} bytes, the store wants {length}")));
        }
        area.send_pending(&mut state);
        let sequence = state.sequence + 1;
        let offset = area.geometry.length_records_offset + (sequence % 2) * RECORD_BYTES as u64;
        let record = encode_record(sequence, length);
        area.attempt(&mut state, |disk| disk.write_at(offset, &record).and_then(|()| disk.flush()));
        state.sequence = sequence;
        state.length = length;
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        let area = &self.0;
        area.check_writing()?;
        let mut state = area.lock();
        area.send_pending(&mut state);
        area.attempt(&mut state, |disk| disk.flush());
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let area = &self.0;
        area.check_writing()?;
        let mut state = area.lock();
        let end = offset.checked_add(data.len() as u64).filter(|end| *end <= state.length);
        let end = end.ok_or(io::ErrorKind::UnexpectedEof)?;
        let before = state.pending.range(..end).next_back();
        let overlap = before.is_some_and(|(start, pending)| start + pending.len() as u64 > offset);
        let replaces = before.is_some_and(|(start, pending)| *start == offset && pending.len() == data.len());
        if (overlap && !replaces) || state.pending_bytes > PENDING_BYTES_MAX {
            area.send_pending(&mut state);
        }
        if state.pending.insert(offset, data.to_vec()).is_none() {
            state.pending_bytes += data.len();
        }
        Ok(())
    }
}
