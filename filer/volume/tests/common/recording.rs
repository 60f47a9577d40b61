//! Disks for crash tests: one that records what is written to it, and one that shows an image with changes on top.

use disk::{Disk, DiskError, Epoch, Key, MemDisk, Reservation};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

#[derive(Debug, Clone)]
pub enum Event {
    Write(u64, Vec<u8>),
    Flush,
    /// Not from the disk: the test says that this consistency point was reported as done.
    Done(u64),
}

/// A disk that passes everything on and remembers writes and flushes in their order.
pub struct RecordingDisk {
    pub inner: MemDisk,
    pub events: Mutex<Vec<Event>>,
}

impl RecordingDisk {
    /// A disk full of rubbish, so that nothing can rely on zeros.
    pub fn new(size: u64) -> Arc<Self> {
        let content = vec![0xa5; size as usize];
        let inner = MemDisk::with_content("recorded", content, Key(1), Epoch(1));
        Arc::new(Self { inner, events: Mutex::new(Vec::new()) })
    }
}

/// A disk that fails after some more writes and flushes, until it is healed.
pub struct FailingDisk {
    pub inner: MemDisk,
    /// How many still succeed; negative: any number.
    pub countdown: Mutex<i64>,
}

impl FailingDisk {
    fn count(&self) -> Result<(), DiskError> {
        let mut countdown = self.countdown.lock().unwrap();
        match *countdown {
            0 => Err(DiskError::Failed { disk: "failing".to_string(), reason: "as the test wants it".to_string() }),
            left => {
                *countdown = left - i64::from(left > 0);
                Ok(())
            }
        }
    }
}

/// An image that is shared, and blocks that differ from it.
pub struct OverlayDisk {
    pub base: Arc<Mutex<Vec<u8>>>,
    size: u64,
    changed: Mutex<BTreeMap<u64, Vec<u8>>>,
}

const BLOCK: u64 = 4096;

impl OverlayDisk {
    pub fn new(base: Arc<Mutex<Vec<u8>>>) -> Self {
        let size = base.lock().unwrap().len() as u64;
        Self { base, size, changed: Mutex::new(BTreeMap::new()) }
    }

    fn pieces(offset: u64, length: usize) -> impl Iterator<Item = (u64, usize, std::ops::Range<usize>)> {
        let end = offset + length as u64;
        (offset / BLOCK..end.div_ceil(BLOCK)).map(move |block| {
            let start = offset.max(block * BLOCK);
            let stop = end.min((block + 1) * BLOCK);
            (block, (start - block * BLOCK) as usize, (start - offset) as usize..(stop - offset) as usize)
        })
    }
}

macro_rules! no_reservations {
    () => {
        fn epoch(&self) -> Epoch {
            Epoch(1)
        }
        fn set_epoch(&self, _: Epoch) {}
        fn key(&self) -> Key {
            Key(1)
        }
        fn register(&self) -> Result<(), DiskError> {
            Ok(())
        }
        fn unregister(&self) -> Result<(), DiskError> {
            Ok(())
        }
        fn reserve(&self) -> Result<(), DiskError> {
            Ok(())
        }
        fn preempt(&self, _: Key) -> Result<(), DiskError> {
            Ok(())
        }
        fn release(&self) -> Result<(), DiskError> {
            Ok(())
        }
        fn read_reservation(&self) -> Result<Reservation, DiskError> {
            Ok(Reservation::default())
        }
    };
}

impl Disk for RecordingDisk {
    fn size(&self) -> u64 {
        self.inner.size()
    }
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), DiskError> {
        self.inner.read_at(offset, buffer)
    }
    fn write_at(&self, offset: u64, data: &[u8]) -> Result<(), DiskError> {
        self.events.lock().unwrap().push(Event::Write(offset, data.to_vec()));
        self.inner.write_at(offset, data)
    }
    fn flush(&self) -> Result<(), DiskError> {
        self.events.lock().unwrap().push(Event::Flush);
        Ok(())
    }
    no_reservations!();
}

impl Disk for FailingDisk {
    fn size(&self) -> u64 {
        self.inner.size()
    }
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), DiskError> {
        self.inner.read_at(offset, buffer)
    }
    fn write_at(&self, offset: u64, data: &[u8]) -> Result<(), DiskError> {
        self.count()?;
        self.inner.write_at(offset, data)
    }
    fn flush(&self) -> Result<(), DiskError> {
        self.count()
    }
    no_reservations!();
}

impl Disk for OverlayDisk {
    fn size(&self) -> u64 {
        self.size
    }
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), DiskError> {
        let base = self.base.lock().unwrap();
        let changed = self.changed.lock().unwrap();
        for (block, start, range) in Self::pieces(offset, buffer.len()) {
            let piece = &mut buffer[range];
            match changed.get(&block) {
                Some(content) => piece.copy_from_slice(&content[start..start + piece.len()]),
                None => {
                    let from = (block * BLOCK) as usize + start;
                    piece.copy_from_slice(&base[from..from + piece.len()]);
                }
            }
        }
        Ok(())
    }
    fn write_at(&self, offset: u64, data: &[u8]) -> Result<(), DiskError> {
        let base = self.base.lock().unwrap();
        let mut changed = self.changed.lock().unwrap();
        for (block, start, range) in Self::pieces(offset, data.len()) {
            let piece = &data[range];
            let from = (block * BLOCK) as usize;
            let content = changed.entry(block).or_insert_with(|| base[from..from + BLOCK as usize].to_vec());
            content[start..start + piece.len()].copy_from_slice(piece);
        }
        Ok(())
    }
    fn flush(&self) -> Result<(), DiskError> {
        Ok(())
    }
    no_reservations!();
}
