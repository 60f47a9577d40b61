//! Host memory as the card sees it: what the host has mapped for DMA, by I/O virtual address.
//!
//! A mapping exists while the host that made it lives; the card's writes outside any mapping are counted and go
//! nowhere, as an IOMMU would have it.
//!
//! One range of addresses is not memory but the host's interrupt controller, as on x86: a write there is an interrupt message, and
//! its data says which of the eventfds connected is raised.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use memmap2::{MmapOptions, MmapRaw};

/// Largest single mapping, bytes.
const MAX_MAPPING_BYTES: u64 = 64 << 30;
/// Where interrupt messages go: 1 MiB that nobody can map.
pub const MESSAGE_ADDRESS: u64 = 0xFEE0_0000;
/// End of it.
const MESSAGE_END: u64 = MESSAGE_ADDRESS + (1 << 20);
/// Most mappings a host may hold at a time.
const MAX_MAPPINGS: usize = 65_536;

struct Mapping {
    memory: MmapRaw,
    bytes: u64,
    writable: bool,
}

#[derive(Default)]
struct Inner {
    mappings: BTreeMap<u64, Mapping>,
    /// The eventfd of each interrupt vector.
    events: BTreeMap<u32, File>,
    interrupts: u64,
    writes: u64,
    faults: u64,
}

/// The DMA space of one host; cheap to clone, shared by the card's simulation and the bus that
/// the host sits on.
#[derive(Clone, Default)]
pub struct HostMemory {
    inner: Arc<Mutex<Inner>>,
}

impl HostMemory {
    /// A host that has mapped nothing.
    pub fn new() -> Self {
        Self::default()
    }

    fn with<R>(&self, act: impl FnOnce(&mut Inner) -> R) -> R {
        // Every critical section leaves the maps whole, so a panic elsewhere does not make them unusable.
        act(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Lets the card reach `bytes` bytes of `file` from `offset` at the I/O address `iova`.
    pub fn map(&self, iova: u64, bytes: u64, file: &File, offset: u64, writable: bool) -> io::Result<()> {
        let refuse = |what: String| Err(io::Error::new(io::ErrorKind::InvalidInput, what));
        if bytes == 0 || bytes > MAX_MAPPING_BYTES || iova.checked_add(bytes).is_none() {
            return refuse(format!("DMA mapping of {bytes} bytes at {iova:#x}: size out of range"));
        }
        if iova < MESSAGE_END && iova + bytes > MESSAGE_ADDRESS {
            return refuse(format!("DMA mapping of {bytes} bytes at {iova:#x}: there the interrupt controller is"));
        }
        // A mapping beyond the end of its file would kill this process with SIGBUS at the first store.
        let file_bytes = file.metadata()?.len();
        if offset.checked_add(bytes).is_none_or(|end| end > file_bytes) {
            return refuse(format!(
                "DMA mapping of {bytes} bytes at {iova:#x}: the file behind it has {file_bytes} bytes, offset {offset}"
            ));
        }
        let mut options = MmapOptions::new();
        options.offset(offset).len(bytes as usize);
        let memory = if writable { options.map_raw(file)? } else { options.map_raw_read_only(file)? };
        self.insert(iova, bytes, memory, writable)
    }

    fn insert(&self, iova: u64, bytes: u64, memory: MmapRaw, writable: bool) -> io::Result<()> {
        self.with(|inner| {
            let overlaps = inner.mappings.range(..iova + bytes).next_back().is_some_and(|(at, m)| at + m.bytes > iova);
            if overlaps || inner.mappings.len() >= MAX_MAPPINGS {
                return Err(io::Error::new(
                    io::ErrorKind::AlreadyExists,
                    format!(
                        "DMA mapping of {bytes} bytes at {iova:#x} overlaps another or exceeds {MAX_MAPPINGS} mappings"
                    ),
                ));
            }
            inner.mappings.insert(iova, Mapping { memory, bytes, writable });
            Ok(())
        })
    }

    /// Ends every mapping that lies inside the range.
    pub fn unmap(&self, iova: u64, bytes: u64) {
        let end = iova.saturating_add(bytes);
        self.with(|inner| inner.mappings.retain(|at, m| *at < iova || at.saturating_add(m.bytes) > end));
    }

    /// The host is gone and its memory with it.
    pub fn clear(&self) {
        self.with(|inner| {
            inner.mappings.clear();
            inner.events.clear();
        });
    }

    /// Connects interrupt `vector` to an eventfd, or to nothing.
    pub fn connect(&self, vector: u32, event: Option<OwnedFd>) {
        self.with(|inner| match event {
            Some(event) => inner.events.insert(vector, File::from(event)),
            None => inner.events.remove(&vector),
        });
    }

    /// Interrupt messages that raised an eventfd.
    pub fn interrupts(&self) -> u64 {
        self.with(|inner| inner.interrupts)
    }

    /// A memory write of the card (RQ), applied in units of eight bytes so that the host never sees half a counter.
    /// Returns whether it hit a writable mapping.
    pub fn write(&self, iova: u64, data: &[u8]) -> bool {
        self.with(|inner| {
            if (MESSAGE_ADDRESS..MESSAGE_END).contains(&iova) {
                let vector = <[u8; 4]>::try_from(data).ok().map(u32::from_le_bytes);
                let Some(mut event) = vector.and_then(|v| inner.events.get(&v)) else {
                    inner.faults += 1;
                    return false;
                };
                // An eventfd whose counter is full has been raised: nothing is lost.
                let _ = event.write(&1u64.to_ne_bytes());
                inner.interrupts += 1;
                return true;
            }
            let hit = inner.mappings.range(..=iova).next_back().and_then(|(at, m)| {
                let offset = iova - at;
                let fits = m.writable && offset.checked_add(data.len() as u64).is_some_and(|end| end <= m.bytes);
                fits.then_some((m, offset as usize))
            });
            let Some((mapping, offset)) = hit else {
                inner.faults += 1;
                return false;
            };
            store(&mapping.memory, offset, data);
            inner.writes += 1;
            true
        })
    }

    /// A memory read of the card. Returns whether all of it lies inside one mapping; a host answers others as unsupported.
    pub fn read(&self, iova: u64, into: &mut [u8]) -> bool {
        self.with(|inner| {
            let hit = inner.mappings.range(..=iova).next_back().and_then(|(at, m)| {
                let offset = iova - at;
                let fits = offset.checked_add(into.len() as u64).is_some_and(|end| end <= m.bytes);
                fits.then_some((m, offset as usize))
            });
            let Some((mapping, offset)) = hit else {
                inner.faults += 1;
                return false;
            };
            load(&mapping.memory, offset, into);
            true
        })
    }

    /// Writes that were applied, and writes that hit no mapping.
    pub fn counts(&self) -> (u64, u64) {
        self.with(|inner| (inner.writes, inner.faults))
    }

    /// Number of mappings.
    pub fn mappings(&self) -> usize {
        self.with(|inner| inner.mappings.len())
    }
}

/// Loads bytes in ascending order, whole aligned 64-bit words at once.
fn load(memory: &MmapRaw, offset: usize, into: &mut [u8]) {
    assert!(offset + into.len() <= memory.len(), "checked by the caller");
    let mut at = 0;
    while at < into.len() {
        let address = memory.as_mut_ptr().wrapping_add(offset + at);
        if (address as usize).is_multiple_of(8) && into.len() - at >= 8 {
            // SAFETY: as in `store`; a read-only mapping may be loaded from.
            let word = unsafe { AtomicU64::from_ptr(address.cast()) }.load(Ordering::Acquire);
            into[at..at + 8].copy_from_slice(&u64::from_le(word).to_le_bytes());
            at += 8;
        } else {
            // SAFETY: inside the mapping as above; a byte has no alignment.
            into[at] = unsafe { address.read_volatile() };
            at += 1;
        }
    }
}

/// Stores `data` in ascending order, whole aligned 64-bit words at once.
fn store(memory: &MmapRaw, offset: usize, data: &[u8]) {
    assert!(offset + data.len() <= memory.len(), "checked by the caller");
    let mut at = 0;
    while at < data.len() {
        let address = memory.as_mut_ptr().wrapping_add(offset + at);
        if (address as usize).is_multiple_of(8) && data.len() - at >= 8 {
            let word = u64::from_le_bytes(data[at..at + 8].try_into().expect("eight bytes"));
            // SAFETY: the range lies inside a live mapping (asserted above; the caller holds the lock), the address is
            // aligned for u64, and other threads or processes reach the memory through atomics or volatile accesses.
            unsafe { AtomicU64::from_ptr(address.cast()) }.store(word.to_le(), Ordering::Release);
            at += 8;
        } else {
            // SAFETY: inside the mapping as above; a byte has no alignment.
            unsafe { address.write_volatile(data[at]) };
            at += 1;
        }
    }
}
