//! Disks of the kernel: block devices with SCSI-3 persistent reservations.
//!
//! Reservations are set by the `IOC_PR_*` ioctls (linux/pr.h) and read by PERSISTENT RESERVE IN (`scsi.rs`): the kernel has no
//! ioctl for reading them. Type 1, write exclusive; registrations persist through power loss of the device (the kernel sets
//! APTPL). Reads and writes go past the page cache (O_DIRECT), which on a dual-ported disk would be stale.
//!
//! Any of these calls can hang as long as the kernel's error handling does, so each runs on the handle's own thread
//! (`lane.rs`) and the caller waits with a timeout. Two things differ from the shelf:
//!
//! * A SCSI registration belongs to a path (an I_T nexus), not to a process. So that no write of a process before this one is
//!   under way, a handle locks the device node: the lock is free only when that process is gone, and the kernel lets
//!   no process go before its direct writes have ended.
//! * The disk does not know epochs: [`Reservation::epoch`] is `None`, and a lower one is not refused. The reservation
//!   alone keeps an old owner out (`arbitration.md` does not need more).

mod direct;
mod lane;
mod scsi;

use crate::reservation::{Key, Reservation};
use crate::{Disk, DiskError, Epoch};
use direct::Device;
use lane::Lane;
use nix::fcntl::{Flock, FlockArg};
use scsi::{Conflict, PrCommand};
use std::fs::File;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::Arc;
use std::time::Duration;

/// A handle to a block device.
pub struct BlockDisk {
    name: String,
    key: Key,
    size: u64,
    timeout: Duration,
    /// For writes and flushes.
    write_timeout: Duration,
    epoch: Arc<AtomicU32>,
    device: Arc<Device>,
    lane: Lane,
    /// Held as long as a handle of this session is; a reader has none.
    _lock: Option<Arc<Flock<File>>>,
}

impl BlockDisk {
    /// Opens the device at `path` for the node with this key. Calls of the handle return within `timeout`.
    pub fn open(path: &Path, key: Key, epoch: Epoch, timeout: Duration) -> Result<Self, DiskError> {
        let name = path.display().to_string();
        let failed = |reason: String| DiskError::Failed { disk: name.clone(), reason };
        let lock = File::open(path).map_err(|error| failed(error.to_string()))?;
        let lock = Flock::lock(lock, FlockArg::LockExclusiveNonblock)
            .map_err(|(_, errno)| failed(format!("another process of this host uses it ({errno})")))?;
        Ok(Self { _lock: Some(Arc::new(lock)), ..Self::open_reader(path, key, epoch, timeout)? })
    }

    /// Opens the device beside a process that uses it. For reading only: nothing tells this handle's writes from that process'.
    pub fn open_reader(path: &Path, key: Key, epoch: Epoch, timeout: Duration) -> Result<Self, DiskError> {
        let name = path.display().to_string();
        let failed = |reason: String| DiskError::Failed { disk: name.clone(), reason };
        if key.0 == 0 {
            return Err(failed("zero is not a key".into()));
        }
        let device = Device::open(path).map_err(|error| failed(error.to_string()))?;
        let size = device.size();
        Ok(Self {
            lane: Lane::start(&name).map_err(|error| failed(format!("no thread: {error}")))?,
            name,
            key,
            size,
            timeout,
            write_timeout: timeout,
            epoch: Arc::new(AtomicU32::new(epoch.0)),
            device: Arc::new(device),
            _lock: None,
        })
    }

    /// Another handle of the same session whose writes and flushes may take longer. Calls of two handles are not ordered: each
    /// has its own part of the disk to write.
    pub fn with_write_timeout(&self, write_timeout: Duration) -> Result<Self, DiskError> {
        let no_thread = |error: std::io::Error| DiskError::Failed {
            disk: self.name.clone(),
            reason: format!("no thread: {error}"),
        };
        Ok(Self {
            lane: Lane::start(&self.name).map_err(no_thread)?,
            name: self.name.clone(),
            key: self.key,
            size: self.size,
            timeout: self.timeout,
            write_timeout,
            epoch: self.epoch.clone(),
            device: self.device.clone(),
            _lock: self._lock.clone(),
        })
    }

    /// Runs `work` on the handle's thread and waits for it.
    fn call<T: Send + 'static>(
        &self,
        timeout: Duration,
        work: impl FnOnce(&Device) -> std::io::Result<T> + Send + 'static,
    ) -> Result<T, DiskError> {
        let device = self.device.clone();
        match self.lane.run(timeout, move || work(&device)) {
            None => Err(DiskError::Timeout { disk: self.name.clone(), timeout_ms: timeout.as_millis() as u64 }),
            Some(Ok(value)) => Ok(value),
            // A write that the reservation forbids fails with EBADE (blk_status_to_errno of BLK_STS_RESV_CONFLICT).
            Some(Err(error)) if error.raw_os_error() == Some(nix::libc::EBADE) => Err(self.conflict()),
            Some(Err(error)) => Err(DiskError::Failed { disk: self.name.clone(), reason: error.to_string() }),
        }
    }

    /// Carries out a reservation command.
    fn command(&self, command: PrCommand) -> Result<(), DiskError> {
        match self.call(self.timeout, move |device| scsi::persistent_reserve_out(device.file(), command)) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(Conflict)) => Err(self.conflict()),
            // Devices differ in what they answer to a path that is not registered: LIO reports a failure.
            Err(error @ DiskError::Failed { .. }) => match self.conflict() {
                refused if refused.is_refused() => Err(refused),
                _ => Err(error),
            },
            Err(error) => Err(error),
        }
    }

    /// Why a command or a write was refused: the disk says only that it was.
    fn conflict(&self) -> DiskError {
        match self.read_reservation() {
            Err(error) => error,
            Ok(reservation) => match reservation.holder {
                Some(holder) if holder != self.key => DiskError::Reserved { disk: self.name.clone(), holder },
                _ if !reservation.registered.contains(&self.key) => {
                    DiskError::NotRegistered { disk: self.name.clone(), key: self.key }
                }
                _ => DiskError::Failed { disk: self.name.clone(), reason: "it refuses its own holder".into() },
            },
        }
    }

    fn check(&self, offset: u64, length: u64) -> Result<(), DiskError> {
        match offset.checked_add(length) {
            Some(end) if end <= self.size => Ok(()),
            _ => Err(DiskError::OutOfRange { disk: self.name.clone(), offset, length, size: self.size }),
        }
    }
}

impl Disk for BlockDisk {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), DiskError> {
        self.read_many(&mut [(offset, buffer)])
    }

    fn write_at(&self, offset: u64, data: &[u8]) -> Result<(), DiskError> {
        self.write_many(&[(offset, data)])
    }

    fn read_many(&self, reads: &mut [(u64, &mut [u8])]) -> Result<(), DiskError> {
        let mut wanted = Vec::with_capacity(reads.len());
        for (offset, buffer) in reads.iter() {
            self.check(*offset, buffer.len() as u64)?;
            wanted.push((*offset, buffer.len()));
        }
        let read = move |device: &Device| {
            wanted.into_iter().map(|(offset, length)| device.read(offset, length)).collect::<Result<Vec<_>, _>>()
        };
        let found = self.call(self.timeout, read)?;
        reads.iter_mut().zip(found).for_each(|((_, buffer), bytes)| buffer.copy_from_slice(&bytes));
        Ok(())
    }

    fn write_many(&self, writes: &[(u64, &[u8])]) -> Result<(), DiskError> {
        let mut wanted = Vec::with_capacity(writes.len());
        for (offset, data) in writes {
            self.check(*offset, data.len() as u64)?;
            wanted.push((*offset, data.to_vec()));
        }
        self.call(self.write_timeout, move |device| {
            wanted.into_iter().try_for_each(|(offset, data)| device.write(offset, &data))
        })
    }

    fn flush(&self) -> Result<(), DiskError> {
        self.call(self.write_timeout, Device::flush)
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
        self.command(PrCommand::Register { key: self.key })
    }

    fn unregister(&self) -> Result<(), DiskError> {
        self.command(PrCommand::Unregister { key: self.key })
    }

    fn reserve(&self) -> Result<(), DiskError> {
        self.command(PrCommand::Reserve { key: self.key })
    }

    fn preempt(&self, victim: Key) -> Result<(), DiskError> {
        // The command itself does not tell a victim that is not registered from a preemptor that is not.
        let registered = self.read_reservation()?.registered;
        if registered.contains(&self.key) && !registered.contains(&victim) {
            return Err(DiskError::NoSuchKey { disk: self.name.clone(), victim });
        }
        self.command(PrCommand::Preempt { key: self.key, victim })?;
        // PREEMPT alone lets writes through that the device has begun; PREEMPT AND ABORT hangs for ever on Linux' own target.
        // A reset of the unit ends what is under way (docs/decisions/0707-preempt-and-reset.md).
        self.call(self.timeout, |device| scsi::reset_unit(device.file()))
    }

    fn release(&self) -> Result<(), DiskError> {
        // The device answers well where somebody else holds it (SPC-4 5.13.11.2), and so does this.
        self.command(PrCommand::Release { key: self.key })
    }

    fn read_reservation(&self) -> Result<Reservation, DiskError> {
        self.call(self.timeout, |device| scsi::read_reservation(device.file()))
    }
}
