//! What can go wrong in a volume.

use crate::types::InodeId;
use disk::DiskError;

/// Why a volume refuses an operation. A refused operation has changed nothing.
///
/// The variants up to `NameInUse` are outcomes: they follow from the operations before and come out the same on
/// replay. The others come from the disk or from the caller.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VolumeError {
    #[error("there is nothing of this name")]
    NotFound,
    #[error("the name is taken")]
    Exists,
    #[error("the directory is not empty")]
    NotEmpty,
    #[error("the volume is full")]
    NoSpace,
    #[error("a name has at most {} UTF-16 units", crate::name::NAME_UNITS_MAX)]
    NameTooLong,
    #[error("a name is not empty, not `.` or `..`, and has no NUL, `/` or `\\`")]
    InvalidName,
    #[error("this is a directory")]
    IsDirectory,
    #[error("this is not a directory")]
    NotDirectory,
    #[error("a file has at most {} bytes", crate::types::FILE_BYTES_MAX)]
    FileTooLarge,
    #[error("a directory cannot be moved into itself")]
    IntoItself,
    #[error("the root directory cannot be removed or renamed")]
    IsRoot,
    #[error("there is no inode {}", .0 .0)]
    NoSuchInode(InodeId),

    #[error("inode {} is not held", .0 .0)]
    NotHeld(InodeId),
    #[error("a consistency point is under way; finish it first")]
    ConsistencyPointUnderWay,
    #[error("the session state has {bytes} bytes, this volume has room for {limit}")]
    SessionTooLarge { bytes: u64, limit: u64 },
    #[error(transparent)]
    Disk(#[from] DiskError),
    #[error("the disk holds no volume: {reason}; `filer init` makes one")]
    NotFormatted { reason: String },
    #[error("the volume has format version {found}, this program knows version {known}; use a program that knows it")]
    UnknownVersion { found: u32, known: u32 },
    #[error("the disk has {bytes} bytes, a volume needs at least {needed}")]
    DiskTooSmall { bytes: u64, needed: u64 },
    #[error("the volume is damaged: {what}")]
    Damaged { what: String },
    #[error("the metadata store failed: {reason}")]
    Metadata { reason: String },
}
