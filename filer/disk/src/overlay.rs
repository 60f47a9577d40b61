//! A disk seen through a sheet of glass: writes stay in memory, the disk below is only read.
//!
//! For whoever has to open a volume without owning its disk: opening may repair the metadata store, and that belongs to the
//! owner alone.

use crate::{Disk, DiskError, Epoch, Key, Reservation};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Granularity of what has been written.
const BLOCK: u64 = 4096;

/// See the module. Reservations are those of the disk below and cannot be changed through it.
pub struct OverlayDisk {
    below: Arc<dyn Disk>,
    written: Mutex<BTreeMap<u64, Box<[u8]>>>,
}

impl OverlayDisk {
    /// A view of `below` through which nothing has been written.
    pub fn new(below: Arc<dyn Disk>) -> Self {
        Self { below, written: Mutex::new(BTreeMap::new()) }
    }

    fn written(&self) -> MutexGuard<'_, BTreeMap<u64, Box<[u8]>>> {
        // Blocks are inserted whole; a panic elsewhere leaves none half done.
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn refuse(&self) -> Result<(), DiskError> {
        Err(DiskError::Failed {
            disk: "below an overlay".into(),
            reason: "reservations are changed on the disk".into(),
        })
    }

    fn check(&self, offset: u64, length: u64) -> Result<(), DiskError> {
        let size = self.size();
        match offset.checked_add(length) {
            Some(end) if end <= size => Ok(()),
            _ => Err(DiskError::OutOfRange { disk: "below an overlay".into(), offset, length, size }),
        }
    }
}

/// The part of `[offset, offset + length)` that lies in block `block`: within the block, and within the range.
fn part(block: u64, offset: u64, length: u64) -> (std::ops::Range<usize>, std::ops::Range<usize>) {
    let start = offset.max(block * BLOCK);
    let end = (offset + length).min((block + 1) * BLOCK);
    let within = |base: u64| (start - base) as usize..(end - base) as usize;
    (within(block * BLOCK), within(offset))
}

impl Disk for OverlayDisk {
    fn size(&self) -> u64 {
        self.below.size()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), DiskError> {
        self.below.read_at(offset, buffer)?;
        let length = buffer.len() as u64;
        if length > 0 {
            for (block, bytes) in self.written().range(offset / BLOCK..=(offset + length - 1) / BLOCK) {
                let (in_block, in_buffer) = part(*block, offset, length);
                buffer[in_buffer].copy_from_slice(&bytes[in_block]);
            }
        }
        Ok(())
    }

    fn write_at(&self, offset: u64, data: &[u8]) -> Result<(), DiskError> {
        let length = data.len() as u64;
        self.check(offset, length)?;
        if length == 0 {
            return Ok(());
        }
        let mut written = self.written();
        for block in offset / BLOCK..=(offset + length - 1) / BLOCK {
            let (in_block, in_data) = part(block, offset, length);
            if !written.contains_key(&block) {
                let start = block * BLOCK;
                let mut bytes = vec![0; (self.size() - start).min(BLOCK) as usize];
                self.below.read_at(start, &mut bytes)?;
                bytes.resize(BLOCK as usize, 0);
                written.insert(block, bytes.into());
            }
            if let Some(bytes) = written.get_mut(&block) {
                bytes[in_block].copy_from_slice(&data[in_data]);
            }
        }
        Ok(())
    }

    fn flush(&self) -> Result<(), DiskError> {
        Ok(())
    }

    fn epoch(&self) -> Epoch {
        self.below.epoch()
    }

    fn set_epoch(&self, _: Epoch) {}

    fn key(&self) -> Key {
        self.below.key()
    }

    fn register(&self) -> Result<(), DiskError> {
        self.refuse()
    }

    fn unregister(&self) -> Result<(), DiskError> {
        self.refuse()
    }

    fn reserve(&self) -> Result<(), DiskError> {
        self.refuse()
    }

    fn preempt(&self, _: Key) -> Result<(), DiskError> {
        self.refuse()
    }

    fn release(&self) -> Result<(), DiskError> {
        self.refuse()
    }

    fn read_reservation(&self) -> Result<Reservation, DiskError> {
        self.below.read_reservation()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MemDisk;

    #[test]
    fn writes_are_seen_above_and_not_below() {
        let size = 3 * BLOCK + 100;
        let plain: Vec<u8> = (0..size).map(|at| at as u8).collect();
        let below = Arc::new(MemDisk::with_content("d", plain.clone(), Key(1), Epoch(1)));
        let overlay = OverlayDisk::new(below.clone());
        let mut expected = plain.clone();
        for (offset, length) in [(0, 10), (BLOCK - 3, 7), (10, 2 * BLOCK as usize), (size - 5, 5), (0, 0), (size, 0)] {
            let data = vec![0xA5; length];
            overlay.write_at(offset, &data).unwrap();
            expected[offset as usize..offset as usize + length].copy_from_slice(&data);
            let mut all = vec![0; size as usize];
            overlay.read_at(0, &mut all).unwrap();
            assert!(all == expected, "after {length} bytes at {offset}");
            let mut few = [0; 9];
            overlay.read_at(BLOCK - 4, &mut few).unwrap();
            assert_eq!(few[..], expected[BLOCK as usize - 4..BLOCK as usize + 5]);
        }
        assert!(below.content() == plain);
        assert!(overlay.write_at(size - 1, &[0, 0]).is_err() && overlay.register().is_err());
    }
}
