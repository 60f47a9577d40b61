//! The battery-backed memory of a simulated card: LOCAL, then REMOTE, in one mapped file.
//!
//! A mapped file *is* the battery: whatever the card has written is in the page cache the moment it is written, so it
//! outlives the card, its host and this process (`kill -9`), though not a crash of the machine that simulates. The RTL
//! reaches it through the card's memory port in 16-byte units, the model by bytes.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

use abi::geometry::SIM_LOCAL_BYTES;
use memmap2::{MmapMut, MmapOptions};

/// LOCAL and REMOTE of a simulated card together, in bytes.
pub const MEMORY_BYTES: u64 = 2 * SIM_LOCAL_BYTES;

/// The memory behind one card. All offsets are in bytes from the start of LOCAL; REMOTE begins at
/// [`SIM_LOCAL_BYTES`]. Accesses outside read zeros and write nothing: what is not there cannot be stored.
pub struct NvMemory {
    map: MmapMut,
    /// Holds the lock; none for anonymous memory.
    _file: Option<File>,
}

impl NvMemory {
    /// Maps `path`, creating it filled with zeros if it is missing. A file of another size is refused: it belongs to
    /// another geometry and must not be reinterpreted.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        match file.metadata()?.len() {
            0 => file.set_len(MEMORY_BYTES)?,
            MEMORY_BYTES => {}
            bytes => {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    format!(
                        "{} has {bytes} bytes, a card's memory has {MEMORY_BYTES}: another version's file? Move it away to start with empty memory",
                        path.display()
                    ),
                ))
            }
        }
        // One writer: two chassis over the same memory would be two cards in one slot.
        lock_exclusively(&file, path)?;
        // SAFETY: the mapping aliases only the file. Another process that wrote to it would change card contents,
        // not Rust's view of types (bytes have no invalid values), and every access copies. Truncation by another
        // chassis is excluded by the lock, which the open file holds as long as the mapping lives.
        let map = unsafe { MmapOptions::new().len(MEMORY_BYTES as usize).map_mut(&file)? };
        Ok(NvMemory { map, _file: Some(file) })
    }

    /// Memory of a card without a file, for tests.
    pub fn anonymous() -> io::Result<Self> {
        Ok(NvMemory { map: MmapMut::map_anon(MEMORY_BYTES as usize)?, _file: None })
    }

    /// All bytes, LOCAL then REMOTE.
    pub fn bytes(&self) -> &[u8] {
        &self.map
    }

    /// Bytes from `offset` on.
    pub fn read(&self, offset: u64, into: &mut [u8]) {
        match usize::try_from(offset).ok().and_then(|at| self.map.get(at..at.checked_add(into.len())?)) {
            Some(from) => into.copy_from_slice(from),
            None => into.fill(0),
        }
    }

    /// Stores `data` at `offset`.
    pub fn write(&mut self, offset: u64, data: &[u8]) {
        if let Some(to) = usize::try_from(offset).ok().and_then(|at| self.map.get_mut(at..at.checked_add(data.len())?))
        {
            to.copy_from_slice(data);
        }
    }

    /// Zeros everywhere, as in a card that comes from the factory.
    pub fn clear(&mut self) {
        self.map.fill(0);
    }

    /// One beat of the memory port: 16 bytes at unit `address`.
    pub fn read_beat(&self, address: u64) -> [u8; 16] {
        let mut beat = [0; 16];
        self.read(address * 16, &mut beat);
        beat
    }

    /// One beat of the memory port, bytes whose bit in `enable` is set.
    pub fn write_beat(&mut self, address: u64, data: &[u8; 16], enable: u16) {
        if enable == 0xFFFF {
            return self.write(address * 16, data);
        }
        for (i, byte) in data.iter().enumerate().filter(|(i, _)| enable >> i & 1 != 0) {
            self.write(address * 16 + i as u64, &[*byte]);
        }
    }
}

fn lock_exclusively(file: &File, path: &Path) -> io::Result<()> {
    file.try_lock().map_err(|e| {
        io::Error::new(io::ErrorKind::AddrInUse, format!("{} is in use by another chassis ({e})", path.display()))
    })
}
