//! Reads and writes past the page cache, of any offset and length.
//!
//! O_DIRECT wants offset, length and memory aligned to the device's blocks. Whole pieces go through a buffer of that alignment; the
//! edges of an unaligned write are read first and written with what was there before, under a lock, so that two
//! writes into one block do not undo each other.

use std::fs::{File, OpenOptions};
use std::io::{Seek, SeekFrom};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;
use std::sync::{PoisonError, RwLock};

/// Alignment of everything that reaches the device: no device of today has larger logical blocks.
const BLOCK: u64 = 4096;

/// An open device.
pub struct Device {
    file: File,
    size: u64,
    /// Held exclusively by writes that change part of a block.
    edges: RwLock<()>,
}

impl Device {
    pub fn open(path: &Path) -> std::io::Result<Device> {
        let mut file = OpenOptions::new().read(true).write(true).custom_flags(nix::libc::O_DIRECT).open(path)?;
        let size = file.seek(SeekFrom::End(0))? / BLOCK * BLOCK;
        Ok(Device { file, size, edges: RwLock::new(()) })
    }

    /// Bytes that can be used: whole blocks.
    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn file(&self) -> &File {
        &self.file
    }

    pub fn read(&self, offset: u64, length: usize) -> std::io::Result<Vec<u8>> {
        if length == 0 {
            return Ok(Vec::new());
        }
        let (start, end) = (offset / BLOCK * BLOCK, (offset + length as u64).next_multiple_of(BLOCK));
        let mut buffer = Aligned::new((end - start) as usize);
        self.file.read_exact_at(buffer.bytes(), start)?;
        let within = (offset - start) as usize;
        Ok(buffer.bytes()[within..within + length].to_vec())
    }

    pub fn write(&self, offset: u64, data: &[u8]) -> std::io::Result<()> {
        if data.is_empty() {
            return Ok(());
        }
        let end = offset + data.len() as u64;
        let (start, stop) = (offset / BLOCK * BLOCK, end.next_multiple_of(BLOCK));
        let mut buffer = Aligned::new((stop - start) as usize);
        let within = (offset - start) as usize;
        if offset == start && end == stop {
            let _shared = self.edges.read().unwrap_or_else(PoisonError::into_inner);
            buffer.bytes().copy_from_slice(data);
            return self.file.write_all_at(buffer.bytes(), start);
        }
        let _exclusive = self.edges.write().unwrap_or_else(PoisonError::into_inner);
        let last = (stop - start - BLOCK) as usize;
        self.file.read_exact_at(&mut buffer.bytes()[..BLOCK as usize], start)?;
        if last > 0 {
            self.file.read_exact_at(&mut buffer.bytes()[last..], stop - BLOCK)?;
        }
        buffer.bytes()[within..within + data.len()].copy_from_slice(data);
        self.file.write_all_at(buffer.bytes(), start)
    }

    pub fn flush(&self) -> std::io::Result<()> {
        self.file.sync_data()
    }
}

/// Memory that begins at a multiple of [`BLOCK`].
struct Aligned {
    memory: Vec<u8>,
    start: usize,
    length: usize,
}

impl Aligned {
    fn new(length: usize) -> Aligned {
        let memory = vec![0; length + BLOCK as usize];
        let start = memory.as_ptr().align_offset(BLOCK as usize);
        Aligned { memory, start, length }
    }

    fn bytes(&mut self) -> &mut [u8] {
        &mut self.memory[self.start..self.start + self.length]
    }
}
