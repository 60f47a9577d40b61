//! The words of the volume's interface.

pub use nvlog::{Epoch, Position, Term};

/// Bytes of a block: the unit of space and of what is written.
pub const BLOCK_BYTES: u64 = 4096;

/// The largest file, in bytes.
pub const FILE_BYTES_MAX: u64 = 1 << 44;

/// The number of an inode: a file or a directory. Never used twice in the life of a volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InodeId(pub u64);

/// The root directory.
pub const ROOT: InodeId = InodeId(1);

/// A point in time: units of 100 ns since 1601-01-01 UTC (MS-DTYP 2.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FileTime(pub u64);

/// What an inode is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    File,
    Directory,
}

/// Everything known about an inode but its name and its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Metadata {
    pub inode: InodeId,
    pub kind: Kind,
    /// Length in bytes; zero for a directory.
    pub size: u64,
    /// Bytes of space that the content takes, a multiple of [`BLOCK_BYTES`]; smaller than `size` for a sparse file.
    pub allocation: u64,
    pub created: FileTime,
    pub accessed: FileTime,
    pub modified: FileTime,
    /// Last change of content or metadata.
    pub changed: FileTime,
    /// DOS attributes (MS-FSCC 2.6) as set; the volume gives them no meaning.
    pub attributes: u32,
    /// Names of the inode: 1, or 0 when it was removed while held.
    pub links: u32,
    /// The directory that holds the name.
    pub parent: InodeId,
}

/// What [`Volume::set_metadata`](crate::Volume::set_metadata) changes: the fields that are `Some`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MetadataChange {
    pub created: Option<FileTime>,
    pub accessed: Option<FileTime>,
    pub modified: Option<FileTime>,
    /// Without it, `changed` becomes the time of the call.
    pub changed: Option<FileTime>,
    pub attributes: Option<u32>,
}

/// One name in a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryEntry {
    /// The name as it was given when it was made.
    pub name: String,
    pub inode: InodeId,
    pub kind: Kind,
}

/// Space, in bytes. Charged logically: the same operations give the same numbers, whatever lies where on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statistics {
    pub total: u64,
    pub free: u64,
    /// Inodes in use.
    pub inodes: u64,
}

/// A piece of a file that an operation is about to read or to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlockRange {
    pub inode: InodeId,
    pub offset: u64,
    pub length: u64,
}

/// What a consistency point contains besides the files: it holds the effect of every log entry below `position` and of
/// no other (requirement F3). `epoch` and `term` are those of the time it was started (`arbitration.md` 8).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConsistencyPoint {
    /// The first position that is not contained: replay begins with it.
    pub position: Position,
    pub epoch: Epoch,
    pub term: Term,
    /// The state of everything above the volume (connections, sessions), opaque here.
    pub session: Vec<u8>,
}
