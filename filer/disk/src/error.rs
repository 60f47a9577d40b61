//! What can go wrong with a disk.

use crate::reservation::{Key, ReservationError};
use crate::Epoch;

/// Why a call to a [`Disk`](crate::Disk) failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiskError {
    /// The write or reservation command conflicts with the reservation that another key holds.
    #[error("disk {disk} is reserved by {holder}; this node may not write to it")]
    Reserved { disk: String, holder: Key },
    /// The handle's registration was preempted, taken over by a newer handle of the same key, or never made.
    #[error("disk {disk}: the registration of {key} is gone or belongs to another session; register again")]
    NotRegistered { disk: String, key: Key },
    /// The write carries an epoch below one that the disk has seen: ownership has moved on.
    #[error("disk {disk} refuses epoch {}, it has seen epoch {}", .epoch.0, .highest.0)]
    StaleEpoch { disk: String, epoch: Epoch, highest: Epoch },
    /// A preempt names a key that is not registered.
    #[error("disk {disk}: no registration of {victim} to preempt")]
    NoSuchKey { disk: String, victim: Key },
    /// The disk keeps as many registrations as it can.
    #[error("disk {disk} has no room for another registration; unregister an unused key first")]
    RegistrationsFull { disk: String },
    /// The disk reports a failure of its own.
    #[error("disk {disk} has failed: {reason}")]
    Failed { disk: String, reason: String },
    /// No answer in time. A write may or may not happen or have happened.
    #[error("disk {disk} did not answer within {timeout_ms} ms")]
    Timeout { disk: String, timeout_ms: u64 },
    /// The call reaches beyond the end of the disk.
    #[error("disk {disk}: bytes {offset}+{length} are outside its {size} bytes")]
    OutOfRange { disk: String, offset: u64, length: u64, size: u64 },
    /// The shelf has no disk of this name.
    #[error("the shelf has no disk {disk}; see `shelf ctl status`")]
    NoSuchDisk { disk: String },
    /// The shelf cannot be reached, or what answers is not a shelf of this version.
    #[error("shelf at {socket}: {reason}")]
    Shelf { socket: String, reason: String },
}

impl DiskError {
    /// Another node owns the disk now: the caller has to pause (rule R7, `arbitration.md` 9), not to retry.
    pub fn is_refused(&self) -> bool {
        matches!(self, Self::Reserved { .. } | Self::NotRegistered { .. } | Self::StaleEpoch { .. })
    }

    pub(crate) fn from_reservation(disk: &str, error: ReservationError) -> Self {
        let disk = disk.to_string();
        match error {
            ReservationError::Reserved { holder } => Self::Reserved { disk, holder },
            ReservationError::NotRegistered { key } => Self::NotRegistered { disk, key },
            ReservationError::StaleEpoch { epoch, highest } => Self::StaleEpoch { disk, epoch, highest },
            ReservationError::NoSuchKey { victim } => Self::NoSuchKey { disk, victim },
            ReservationError::Full => Self::RegistrationsFull { disk },
        }
    }
}
