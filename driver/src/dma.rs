//! Host memory that a card can write.

use std::fs::File;
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;

use nix::sys::memfd::{memfd_create, MemFdCreateFlag};

use crate::memory::Mapping;
use crate::BusError;

/// Host memory that a card can write (and software cards write for it). Clones share the memory.
///
/// It is a memfd, so that a card simulated in another process can map it.
#[derive(Clone)]
pub struct DmaBuffer {
    inner: Arc<Inner>,
}

struct Inner {
    mapping: Mapping,
    file: File,
    iova: u64,
}

impl DmaBuffer {
    /// Allocates zeroed memory, `bytes` rounded up to whole pages, which the card will see at `iova`. For backends:
    /// making the card see it there is the caller's business.
    pub fn allocate(bytes: usize, iova: u64) -> Result<DmaBuffer, BusError> {
        let os =
            |source: std::io::Error| BusError::Os { what: format!("allocating {bytes} bytes for the card"), source };
        let bytes = bytes.max(1).next_multiple_of(4096);
        let file = File::from(memfd_create(c"savepoint-dma", MemFdCreateFlag::MFD_CLOEXEC).map_err(|e| os(e.into()))?);
        file.set_len(bytes as u64).map_err(os)?;
        let mapping = Mapping::of_file(&file, bytes).map_err(os)?;
        Ok(DmaBuffer { inner: Arc::new(Inner { mapping, file, iova }) })
    }

    /// Address of the memory as the card sees it, page-aligned.
    pub fn iova(&self) -> u64 {
        self.inner.iova
    }

    /// Length in bytes.
    pub fn bytes(&self) -> usize {
        self.inner.mapping.bytes()
    }

    /// Where the memory is in this process, for an IOMMU to map.
    pub(crate) fn address(&self) -> *const u8 {
        self.inner.mapping.words().as_ptr().cast()
    }

    /// The memfd behind the memory.
    pub fn fd(&self) -> BorrowedFd<'_> {
        self.inner.file.as_fd()
    }

    /// Loads the 64-bit word at byte `offset`; what the card wrote before it is visible afterwards.
    ///
    /// # Panics
    /// If the word is not inside the buffer.
    pub fn load64(&self, offset: usize) -> u64 {
        self.word(offset).load(Ordering::Acquire)
    }

    /// Stores a 64-bit word at byte `offset`, as a card would. For software cards.
    ///
    /// # Panics
    /// If the word is not inside the buffer.
    pub fn store64(&self, offset: usize, value: u64) {
        self.word(offset).store(value, Ordering::Release);
    }

    fn word(&self, offset: usize) -> &AtomicU64 {
        assert!(offset % 8 == 0, "offset {offset} is not 8-byte aligned");
        &self.inner.mapping.words()[offset / 8]
    }
}
