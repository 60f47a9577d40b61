//! Host memory that a card can write.

use std::fs::File;
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Arc;

use nix::sys::memfd::{memfd_create, MemFdCreateFlag};

use crate::memory::Mapping;
use crate::BusError;

/// What a card does with host memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DmaAccess {
    /// It reads: descriptors, data on its way to the card.
    CardReads,
    /// It writes: watermarks, completions, data on its way to the host.
    CardWrites,
    /// Either.
    Both,
}

/// Host memory that a card can write (and software cards write for it). Clones share the memory.
///
/// It is a memfd, so that a card simulated in another process can map it. From [`DmaBuffer::HUGE_PAGE_BYTES`] on it is made of
/// huge pages if the machine has enough of them set aside, which makes mapping it for an IOMMU cheap; else of ordinary ones.
#[derive(Clone)]
pub struct DmaBuffer {
    inner: Arc<Inner>,
}

struct Inner {
    mapping: Mapping,
    file: File,
    iova: u64,
    page_bytes: u64,
}

impl DmaBuffer {
    /// Buffers of at least this many bytes are made of huge pages where there are any.
    pub const HUGE_PAGE_BYTES: u64 = 2 << 20;

    /// Length of a buffer that has room for `bytes`: whole pages.
    pub(crate) fn rounded(bytes: usize) -> usize {
        let page = if bytes as u64 >= Self::HUGE_PAGE_BYTES { Self::HUGE_PAGE_BYTES as usize } else { 4096 };
        bytes.max(1).next_multiple_of(page)
    }

    /// Allocates zeroed memory, `bytes` rounded up to whole pages, which the card will see at `iova`. For backends:
    /// making the card see it there is the caller's business.
    pub fn allocate(bytes: usize, iova: u64) -> Result<DmaBuffer, BusError> {
        let bytes = Self::rounded(bytes);
        let make = |flags| {
            let file = File::from(memfd_create(c"savepoint-dma", flags | MemFdCreateFlag::MFD_CLOEXEC)?);
            file.set_len(bytes as u64)?;
            // Mapping reserves huge pages, so it is here that it shows whether there are enough.
            Ok((Mapping::of_file(&file, bytes)?, file))
        };
        let huge = || make(MemFdCreateFlag::MFD_HUGETLB | MemFdCreateFlag::MFD_HUGE_2MB).ok();
        let made = match if bytes as u64 >= Self::HUGE_PAGE_BYTES { huge() } else { None } {
            Some(made) => Ok((made, Self::HUGE_PAGE_BYTES)),
            None => make(MemFdCreateFlag::empty()).map(|made| (made, 4096)),
        };
        let ((mapping, file), page_bytes) =
            made.map_err(|source| BusError::Os { what: format!("allocating {bytes} bytes for the card"), source })?;
        Ok(DmaBuffer { inner: Arc::new(Inner { mapping, file, iova, page_bytes }) })
    }

    /// Whether somebody besides the caller has a clone.
    pub(crate) fn is_shared(&self) -> bool {
        Arc::strong_count(&self.inner) > 1
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

    /// Loads `data` from byte `offset` on, both multiples of 8, word by word.
    ///
    /// # Panics
    /// If it is not inside the buffer or not aligned.
    pub fn read(&self, offset: usize, data: &mut [u8]) {
        for (word, bytes) in self.range(offset, data.len()).iter().zip(data.as_chunks_mut::<8>().0) {
            *bytes = word.load(Ordering::Acquire).to_le_bytes();
        }
    }

    /// Stores `data` from byte `offset` on, both multiples of 8, word by word.
    ///
    /// # Panics
    /// If it is not inside the buffer or not aligned.
    pub fn write(&self, offset: usize, data: &[u8]) {
        for (word, bytes) in self.range(offset, data.len()).iter().zip(data.as_chunks::<8>().0) {
            word.store(u64::from_le_bytes(*bytes), Ordering::Release);
        }
    }

    fn range(&self, offset: usize, bytes: usize) -> &[AtomicU64] {
        assert!(offset % 8 == 0 && bytes % 8 == 0, "{bytes} bytes at {offset} are not 8-byte aligned");
        &self.inner.mapping.words()[offset / 8..(offset + bytes) / 8]
    }

    /// Bytes of a page it is made of: [`DmaBuffer::HUGE_PAGE_BYTES`], or 4096.
    pub fn page_bytes(&self) -> u64 {
        self.inner.page_bytes
    }

    fn word(&self, offset: usize) -> &AtomicU64 {
        assert!(offset % 8 == 0, "offset {offset} is not 8-byte aligned");
        &self.inner.mapping.words()[offset / 8]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Huge pages of 2 MiB that nobody has.
    fn free_huge_pages() -> u64 {
        let free = std::fs::read_to_string("/sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages");
        free.ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0)
    }

    // Shows C6's memory as far as the machine has huge pages; a guest that has some runs `nvcard selftest` (`sim-verilator`).
    #[test]
    fn large_buffers_are_of_huge_pages_where_there_are_any() {
        let small = DmaBuffer::allocate(100, 0x1000).expect("memory");
        assert_eq!((small.page_bytes(), small.bytes()), (4096, 4096));
        let large = DmaBuffer::allocate((2 << 20) + 1, 0x1000).expect("memory");
        assert_eq!(large.bytes(), 4 << 20);
        // Others may take or free some meanwhile: none at all is what can be relied on.
        if free_huge_pages() == 0 {
            assert!(matches!(large.page_bytes(), 4096 | DmaBuffer::HUGE_PAGE_BYTES));
        } else {
            assert_eq!(large.page_bytes(), DmaBuffer::HUGE_PAGE_BYTES);
        }
        large.store64(4 << 20 >> 1, 7);
        assert_eq!(large.load64(2 << 20), 7);
    }

    #[test]
    fn words_and_bytes_are_the_same_memory() {
        let buffer = DmaBuffer::allocate(4096, 0x1000).expect("memory");
        buffer.write(16, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]);
        assert_eq!((buffer.load64(16), buffer.load64(24)), (0x0807_0605_0403_0201, 0x100F_0E0D_0C0B_0A09));
        let mut found = [0; 24];
        buffer.read(8, &mut found);
        assert_eq!((&found[..8], found[8], found[23]), (&[0; 8][..], 1, 16));
    }
}
