//! The layout of a volume on its disk, and the block that says it.
//!
//! The superblock is written once, as the last step of making a volume, and never changed. `docs/volume-format.md` is
//! the byte-exact description.

use crate::limits::Limits;
use crate::name::{FoldTable, TABLE_BYTES};
use crate::types::BLOCK_BYTES;
use crate::VolumeError;
use disk::{Disk, MAILBOX_BYTES};

/// The format this program reads and writes. Any other is refused, never reinterpreted.
pub const FORMAT_VERSION: u32 = 1;

const MAGIC: u64 = u64::from_le_bytes(*b"SVPTVOLM");
const SUPERBLOCK_OFFSET: u64 = MAILBOX_BYTES;
const SUPERBLOCK_BYTES: usize = 4096;
const MIB: u64 = 1 << 20;
const FOLD_TABLE_OFFSET: u64 = SUPERBLOCK_OFFSET + 64 * 1024;

/// The smallest disk that a volume fits on, in bytes.
pub const DISK_BYTES_MIN: u64 = 64 * MIB;

/// Where things lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Geometry {
    /// Two blocks with the length of the metadata store.
    pub length_records_offset: u64,
    pub metadata_offset: u64,
    pub metadata_bytes: u64,
    pub data_offset: u64,
    pub data_blocks: u64,
}

/// What the superblock holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Superblock {
    pub volume_id: u64,
    pub geometry: Geometry,
    pub limits: Limits,
    /// CRC-32C of the table that folds names.
    pub fold_table_crc: u32,
}

impl Superblock {
    /// Divides a disk of this size. How the shares are chosen: `docs/volume-format.md`, "Space".
    pub fn plan(volume_id: u64, disk_bytes: u64) -> Result<Self, VolumeError> {
        if disk_bytes < DISK_BYTES_MIN {
            return Err(VolumeError::DiskTooSmall { bytes: disk_bytes, needed: DISK_BYTES_MIN });
        }
        let metadata_offset = MAILBOX_BYTES + MIB;
        let metadata_bytes = (disk_bytes / 8 / MIB * MIB).max(16 * MIB);
        let data_offset = metadata_offset + metadata_bytes;
        let data_blocks = (disk_bytes - data_offset) / BLOCK_BYTES;
        let geometry = Geometry {
            length_records_offset: SUPERBLOCK_OFFSET + SUPERBLOCK_BYTES as u64,
            metadata_offset,
            metadata_bytes,
            data_offset,
            data_blocks,
        };
        let dirty_bytes = (disk_bytes / 32).clamp(2 * MIB, 64 * MIB);
        let session_bytes = dirty_bytes;
        // A consistency point writes its changes beside what they replace; after a crash during one, the next may have
        // the changes of two to write. The same holds for the session state.
        let reserve = (3 * dirty_bytes + 3 * session_bytes) / BLOCK_BYTES;
        let limits = Limits {
            blocks: data_blocks - reserve,
            metadata_bytes: metadata_bytes / METADATA_INFLATION,
            dirty_bytes,
            session_bytes,
        };
        let fold_table_crc = crc32c::crc32c(&FoldTable::built_in().to_bytes());
        Ok(Self { volume_id, geometry, limits, fold_table_crc })
    }

    /// Reads the superblock of a disk.
    pub fn read(disk: &dyn Disk) -> Result<Self, VolumeError> {
        let not_formatted = |reason: &str| VolumeError::NotFormatted { reason: reason.to_string() };
        if disk.size() < DISK_BYTES_MIN {
            return Err(VolumeError::DiskTooSmall { bytes: disk.size(), needed: DISK_BYTES_MIN });
        }
        let mut block = vec![0; SUPERBLOCK_BYTES];
        disk.read_at(SUPERBLOCK_OFFSET, &mut block)?;
        let mut reader = crate::codec::Reader::new(&block, "the superblock");
        if reader.u64()? != MAGIC {
            return Err(not_formatted("it has no superblock"));
        }
        // The version is looked at before the checksum: another version may have another checksum.
        match reader.u32()? {
            FORMAT_VERSION => {}
            found => return Err(VolumeError::UnknownVersion { found, known: FORMAT_VERSION }),
        }
        let (body, crc) = block.split_at(SUPERBLOCK_BYTES - 4);
        if crc32c::crc32c(body).to_le_bytes() != crc {
            return Err(VolumeError::Damaged { what: "the checksum of the superblock is wrong".to_string() });
        }
        reader.u32()?;
        let volume_id = reader.u64()?;
        let disk_bytes = reader.u64()?;
        let superblock = Self {
            volume_id,
            geometry: Geometry {
                length_records_offset: reader.u64()?,
                metadata_offset: reader.u64()?,
                metadata_bytes: reader.u64()?,
                data_offset: reader.u64()?,
                data_blocks: reader.u64()?,
            },
            limits: Limits {
                blocks: reader.u64()?,
                metadata_bytes: reader.u64()?,
                dirty_bytes: reader.u64()?,
                session_bytes: reader.u64()?,
            },
            fold_table_crc: reader.u32()?,
        };
        if disk_bytes != disk.size() {
            let what = format!("it was made on a disk of {disk_bytes} bytes, this one has {}", disk.size());
            return Err(VolumeError::Damaged { what });
        }
        Ok(superblock)
    }

    /// Reads the table that folds the names of this volume.
    pub fn read_fold_table(&self, disk: &dyn Disk) -> Result<FoldTable, VolumeError> {
        let mut bytes = [0; TABLE_BYTES];
        disk.read_at(FOLD_TABLE_OFFSET, &mut bytes)?;
        match crc32c::crc32c(&bytes) == self.fold_table_crc {
            true => Ok(FoldTable::from_bytes(&bytes)),
            false => Err(VolumeError::Damaged { what: "the table that folds names".to_string() }),
        }
    }

    /// Writes the table that folds names, then the superblock, and flushes them.
    pub fn write(&self, disk: &dyn Disk) -> Result<(), VolumeError> {
        let mut block = crate::codec::Writer::default()
            .u64(MAGIC)
            .u32(FORMAT_VERSION)
            .u32(0)
            .u64(self.volume_id)
            .u64(disk.size())
            .u64(self.geometry.length_records_offset)
            .u64(self.geometry.metadata_offset)
            .u64(self.geometry.metadata_bytes)
            .u64(self.geometry.data_offset)
            .u64(self.geometry.data_blocks)
            .u64(self.limits.blocks)
            .u64(self.limits.metadata_bytes)
            .u64(self.limits.dirty_bytes)
            .u64(self.limits.session_bytes)
            .u32(self.fold_table_crc)
            .0;
        block.resize(SUPERBLOCK_BYTES - 4, 0);
        let crc = crc32c::crc32c(&block);
        block.extend_from_slice(&crc.to_le_bytes());
        disk.write_at(FOLD_TABLE_OFFSET, &FoldTable::built_in().to_bytes())?;
        disk.flush()?;
        disk.write_at(SUPERBLOCK_OFFSET, &block)?;
        disk.flush()?;
        Ok(())
    }

    /// Makes the disk hold no volume, and the metadata area no store.
    pub fn erase(&self, disk: &dyn Disk) -> Result<(), VolumeError> {
        let zeros = vec![0; SUPERBLOCK_BYTES * 3];
        disk.write_at(SUPERBLOCK_OFFSET, &zeros)?;
        disk.flush()?;
        Ok(())
    }
}

/// How many bytes of the metadata area stand behind one charged byte. What is charged is about what a record takes in
/// a full page; half-empty pages, the copies of a commit, and a store that only grows by doubling need the rest.
const METADATA_INFLATION: u64 = 8;
