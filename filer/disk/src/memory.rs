//! A disk in memory, for tests and simulation: same reservations, same refusals, no shelf.

use crate::reservation::{Key, Reservation, ReservationError, ReservationState, Session};
use crate::Epoch;
use crate::{Disk, DiskError};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A handle to a disk in memory. [`MemDisk::open`] gives further handles, for other nodes, to the same disk.
pub struct MemDisk {
    medium: Arc<Medium>,
    key: Key,
    session: Session,
    epoch: AtomicU32,
}

struct Medium {
    name: String,
    size: u64,
    sessions: AtomicU64,
    content: Mutex<Content>,
}

struct Content {
    bytes: Vec<u8>,
    reservation: ReservationState,
    failed: bool,
}

impl MemDisk {
    /// A new disk of `size` bytes, all zero, and a handle to it.
    pub fn new(name: &str, size: u64, key: Key, epoch: Epoch) -> Self {
        Self::with_content(name, vec![0; size as usize], key, epoch)
    }

    /// A new disk with this content.
    pub fn with_content(name: &str, bytes: Vec<u8>, key: Key, epoch: Epoch) -> Self {
        let content = Content { bytes, reservation: ReservationState::default(), failed: false };
        let size = content.bytes.len() as u64;
        let medium = Medium { name: name.to_string(), size, sessions: AtomicU64::new(1), content: Mutex::new(content) };
        Self { medium: Arc::new(medium), key, session: Session(0), epoch: AtomicU32::new(epoch.0) }
    }

    /// Another handle to the same disk.
    pub fn open(&self, key: Key, epoch: Epoch) -> Self {
        let session = Session(self.medium.sessions.fetch_add(1, Ordering::Relaxed));
        Self { medium: self.medium.clone(), key, session, epoch: AtomicU32::new(epoch.0) }
    }

    /// Makes every call fail until [`MemDisk::heal`].
    pub fn fail(&self) {
        self.lock().failed = true;
    }

    /// Ends [`MemDisk::fail`]; the content is what it was.
    pub fn heal(&self) {
        self.lock().failed = false;
    }

    /// A copy of everything on the disk.
    pub fn content(&self) -> Vec<u8> {
        self.lock().bytes.clone()
    }

    fn lock(&self) -> MutexGuard<'_, Content> {
        // A panic elsewhere leaves plain bytes behind; there is no broken state to protect.
        self.medium.content.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_working(&self) -> Result<MutexGuard<'_, Content>, DiskError> {
        let content = self.lock();
        if content.failed {
            let reason = "failed by the test".to_string();
            return Err(DiskError::Failed { disk: self.medium.name.clone(), reason });
        }
        Ok(content)
    }

    fn range(&self, offset: u64, length: usize) -> Result<std::ops::Range<usize>, DiskError> {
        let (length, size) = (length as u64, self.medium.size);
        match offset.checked_add(length) {
            Some(end) if end <= size => Ok(offset as usize..end as usize),
            _ => Err(DiskError::OutOfRange { disk: self.medium.name.clone(), offset, length, size }),
        }
    }

    fn command(
        &self,
        run: impl FnOnce(&mut ReservationState) -> Result<bool, ReservationError>,
    ) -> Result<(), DiskError> {
        let mut content = self.lock_working()?;
        match run(&mut content.reservation) {
            Ok(_) => Ok(()),
            Err(error) => Err(DiskError::from_reservation(&self.medium.name, error)),
        }
    }
}

impl Disk for MemDisk {
    fn size(&self) -> u64 {
        self.medium.size
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), DiskError> {
        let range = self.range(offset, buffer.len())?;
        buffer.copy_from_slice(&self.lock_working()?.bytes[range]);
        Ok(())
    }

    fn write_at(&self, offset: u64, data: &[u8]) -> Result<(), DiskError> {
        let range = self.range(offset, data.len())?;
        let mut content = self.lock_working()?;
        content
            .reservation
            .admit_write(self.key, self.session, self.epoch())
            .map_err(|error| DiskError::from_reservation(&self.medium.name, error))?;
        content.bytes[range].copy_from_slice(data);
        Ok(())
    }

    fn flush(&self) -> Result<(), DiskError> {
        self.lock_working().map(drop)
    }

    fn epoch(&self) -> Epoch {
        Epoch(self.epoch.load(Ordering::Acquire))
    }

    fn set_epoch(&self, epoch: Epoch) {
        self.epoch.store(epoch.0, Ordering::Release);
    }

    fn key(&self) -> Key {
        self.key
    }

    fn register(&self) -> Result<(), DiskError> {
        self.command(|state| state.register(self.key, self.session))
    }

    fn unregister(&self) -> Result<(), DiskError> {
        self.command(|state| state.unregister(self.key, self.session))
    }

    fn reserve(&self) -> Result<(), DiskError> {
        self.command(|state| state.reserve(self.key, self.session))
    }

    fn preempt(&self, victim: Key) -> Result<(), DiskError> {
        self.command(|state| state.preempt(self.key, self.session, victim))
    }

    fn release(&self) -> Result<(), DiskError> {
        self.command(|state| state.release(self.key, self.session))
    }

    fn read_reservation(&self) -> Result<Reservation, DiskError> {
        Ok(self.lock_working()?.reservation.report())
    }
}
