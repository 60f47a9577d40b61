//! Addresses for memory that a card may reach, and the memory behind them.

use std::io;
use std::ops::Range;

use crate::{BusError, DmaBuffer};

/// Hands out I/O virtual addresses, and keeps what lies behind them until nobody uses it and the card cannot reach it.
pub struct DmaSpace {
    ranges: Vec<Range<u64>>,
    page_bytes: u64,
    buffers: Vec<DmaBuffer>,
}

impl DmaSpace {
    /// `ranges` are the addresses that may be used.
    pub fn new(ranges: Vec<Range<u64>>, page_bytes: u64) -> DmaSpace {
        DmaSpace { ranges, page_bytes, buffers: Vec::new() }
    }

    /// Memory of at least `bytes` bytes at an address of its own, which `map` lets the card reach. What nobody uses any
    /// more goes first, by `unmap`.
    pub fn allocate(
        &mut self,
        bytes: usize,
        map: impl FnOnce(&DmaBuffer) -> Result<(), BusError>,
        unmap: impl FnMut(&DmaBuffer) -> io::Result<()>,
    ) -> Result<DmaBuffer, BusError> {
        self.sweep(unmap);
        let bytes = DmaBuffer::rounded(bytes.max(self.page_bytes as usize));
        let iova = self.find(bytes as u64).ok_or(BusError::Unsupported {
            what: "more memory for the card",
            why: "the IOMMU has no address range left for it",
        })?;
        let buffer = DmaBuffer::allocate(bytes, iova)?;
        map(&buffer)?;
        self.buffers.push(buffer.clone());
        Ok(buffer)
    }

    /// Takes back what only this list still knows. What cannot be unmapped stays: the card could still reach it.
    pub fn sweep(&mut self, mut unmap: impl FnMut(&DmaBuffer) -> io::Result<()>) {
        self.buffers.retain(|buffer| buffer.is_shared() || unmap(buffer).is_err());
    }

    /// The lowest free address for so many bytes, a free page behind every buffer, aligned to the length of large ones so
    /// that the IOMMU can use large pages.
    fn find(&self, bytes: u64) -> Option<u64> {
        let align = if bytes >= DmaBuffer::HUGE_PAGE_BYTES { DmaBuffer::HUGE_PAGE_BYTES } else { self.page_bytes };
        let ends = self.buffers.iter().map(|b| b.iova() + b.bytes() as u64 + self.page_bytes);
        let candidates = self.ranges.iter().map(|r| r.start).chain(ends);
        let free = |start: &u64| {
            let Some(end) = start.checked_add(bytes) else { return false };
            self.ranges.iter().any(|r| r.start <= *start && end <= r.end)
                && self
                    .buffers
                    .iter()
                    .all(|b| end + self.page_bytes <= b.iova() || b.iova() + b.bytes() as u64 <= *start)
        };
        candidates.filter_map(|start| start.checked_next_multiple_of(align)).filter(free).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn space() -> DmaSpace {
        DmaSpace::new(vec![0x1000..0x4000, 0x10_0000..0x10_8000], 4096)
    }

    #[test]
    fn what_is_dropped_is_unmapped_and_its_address_is_free_again() {
        let mut space = space();
        let mut unmapped = Vec::new();
        let first = space.allocate(100, |_| Ok(()), |_| unreachable!("nothing is unused")).expect("there is room");
        let second = space.allocate(4096, |_| Ok(()), |_| unreachable!("nothing is unused")).expect("there is room");
        assert_eq!((first.iova(), second.iova()), (0x1000, 0x3000), "a free page between them");
        drop(first);
        let mut unmap = |buffer: &DmaBuffer| {
            unmapped.push(buffer.iova());
            Ok(())
        };
        let third = space.allocate(1, |_| Ok(()), &mut unmap).expect("there is room");
        assert_eq!((third.iova(), unmapped), (0x1000, vec![0x1000]));
    }

    #[test]
    fn what_cannot_be_unmapped_keeps_its_address() {
        let mut space = space();
        drop(space.allocate(1, |_| Ok(()), |_| Ok(())).expect("there is room"));
        let refuse = |_: &DmaBuffer| Err(io::ErrorKind::Other.into());
        assert_eq!(space.allocate(1, |_| Ok(()), refuse).expect("there is room").iova(), 0x3000);
    }

    #[test]
    fn memory_that_could_not_be_mapped_is_not_kept_and_the_end_is_the_end() {
        let mut space = space();
        let refuse = |_: &DmaBuffer| Err(BusError::Unsupported { what: "it", why: "a test" });
        assert!(space.allocate(1, refuse, |_| Ok(())).is_err());
        let kept = space.allocate(0x6000, |_| Ok(()), |_| Ok(())).expect("there is room");
        assert_eq!(kept.iova(), 0x10_0000, "it does not fit into the first range");
        let error = space.allocate(0x6000, |_| Ok(()), |_| Ok(())).err().expect("there is no room");
        assert!(error.to_string().contains("no address range left"), "{error}");
    }
}
