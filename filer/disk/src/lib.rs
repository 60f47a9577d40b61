//! Dual-ported disks with reservations.
//!
//! Both filers of a pair can reach every disk; the reservation decides which of them may write (requirement F5). The
//! model is SCSI-3 persistent reservations, type 1 "write exclusive": a node *registers* its key, one registered node
//! *reserves* the disk, everybody may go on reading, and only the holder may write. *Preempt* takes the reservation
//! away from a node that no longer answers; once it has returned, no write of the old holder reaches the disk, even
//! one that was already on its way. On top of SCSI every write carries the *epoch* of the ownership it belongs to
//! (rule R6), and a disk refuses a lower epoch than the highest it has seen.
//!
//! [`Disk`] is what `volume` and the mailboxes need. Its implementations: [`MemDisk`] for tests, [`ShelfDisk`], the
//! client of the embedded shelf (binary `shelf`, [`Shelf`]), and [`BlockDisk`], a block device of the kernel. The first [`MAILBOX_BYTES`] of each disk belong to its
//! [`mailbox`].

// Only `block/scsi.rs` may: the ioctls of block devices.
#![deny(unsafe_code)]

mod block;
mod client;
mod error;
pub mod mailbox;
mod memory;
mod overlay;
mod reservation;
mod server;
mod store;
mod wire;

pub use block::BlockDisk;
pub use client::{ShelfControl, ShelfDisk};
pub use error::DiskError;
pub use memory::MemDisk;
pub use nvlog::Epoch;
pub use overlay::OverlayDisk;
pub use reservation::{Key, Reservation, ReservationError, ReservationState, Session, REGISTRATIONS_MAX};
pub use server::{DiskSpec, DiskStatus, Shelf, ShelfError, ShelfStatus};
pub use store::StoreError;

/// Bytes at the start of every disk that belong to its mailbox; data begins behind them.
pub const MAILBOX_BYTES: u64 = 1 << 20;

/// One node's access to one disk. A handle is opened with the node's [`Key`] and carries the [`Epoch`] of its writes.
///
/// All calls block, and all of them return within the timeout of the implementation. Offsets and lengths are in bytes
/// and need no alignment. A write that returned is visible to every later read of every handle; it survives a power
/// cut only after a [`Disk::flush`] that began later. A write that failed may have happened, wholly or in part,
/// unless the error is one of a refusal ([`DiskError::is_refused`]).
pub trait Disk: Send + Sync {
    /// Size in bytes. It never changes.
    fn size(&self) -> u64;

    /// Fills `buffer` from `offset`. Allowed without a reservation.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), DiskError>;

    /// Writes `data` at `offset`, if the reservation and the epoch allow it.
    fn write_at(&self, offset: u64, data: &[u8]) -> Result<(), DiskError>;

    /// Several reads, in any order on the disk. Implementations overlap them where they can.
    fn read_many(&self, reads: &mut [(u64, &mut [u8])]) -> Result<(), DiskError> {
        reads.iter_mut().try_for_each(|(offset, buffer)| self.read_at(*offset, buffer))
    }

    /// Several writes, in any order on the disk. Implementations overlap them where they can.
    fn write_many(&self, writes: &[(u64, &[u8])]) -> Result<(), DiskError> {
        writes.iter().try_for_each(|(offset, data)| self.write_at(*offset, data))
    }

    /// Makes every write that returned before this call survive a power cut.
    fn flush(&self) -> Result<(), DiskError>;

    /// The epoch that this handle's writes carry.
    fn epoch(&self) -> Epoch;

    /// Sets the epoch for later writes of this handle.
    fn set_epoch(&self, epoch: Epoch);

    /// The key of the node that opened the handle.
    fn key(&self) -> Key;

    /// Registers this handle's key. The key now belongs to this handle: when another handle, say one of the same node
    /// before its reboot, was registered with it, that one's writes are refused from here on (`arbitration.md` 29,
    /// "drop old writes"), while a reservation held by the key stays.
    fn register(&self) -> Result<(), DiskError>;

    /// Removes this handle's registration, and its reservation if it holds one.
    fn unregister(&self) -> Result<(), DiskError>;

    /// Takes the reservation. Needs a registration; fails with [`DiskError::Reserved`] while another key holds it, and
    /// succeeds without effect if this key does.
    fn reserve(&self) -> Result<(), DiskError>;

    /// Removes the registration of `victim` and, if `victim` held the reservation, gives the reservation to this
    /// handle (PREEMPT AND ABORT). When it returns, every write of `victim` has either completed or will be refused.
    fn preempt(&self, victim: Key) -> Result<(), DiskError>;

    /// Gives the reservation back; the registration stays. No effect if this handle does not hold it.
    fn release(&self) -> Result<(), DiskError>;

    /// The registrations, the holder and the highest epoch (PERSISTENT RESERVE IN).
    fn read_reservation(&self) -> Result<Reservation, DiskError>;
}
