//! What can go wrong in a volume.

use crate::types::InodeId;
use disk::DiskError;

/// Why a volume refuses an operation. A refused operation has changed nothing.
///
/// Some are outcomes of the operations before, the others come from the disk or from the caller: see
/// [`VolumeError::is_outcome`].
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

impl VolumeError {
    /// Whether the refusal follows from the operations before: replay will meet it again (rule R3). Any other error is
    /// one of the disk or of the program; nothing that depends on it may become state or leave for a client.
    pub fn is_outcome(&self) -> bool {
        match self {
            Self::NotFound
            | Self::Exists
            | Self::NotEmpty
            | Self::NoSpace
            | Self::NameTooLong
            | Self::InvalidName
            | Self::IsDirectory
            | Self::NotDirectory
            | Self::FileTooLarge
            | Self::IntoItself
            | Self::NoSuchInode(_) => true,
            Self::NotHeld(_)
            | Self::ConsistencyPointUnderWay
            | Self::SessionTooLarge { .. }
            | Self::Disk(_)
            | Self::NotFormatted { .. }
            | Self::UnknownVersion { .. }
            | Self::DiskTooSmall { .. }
            | Self::Damaged { .. }
            | Self::Metadata { .. } => false,
        }
    }
}
