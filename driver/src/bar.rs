//! A BAR mapped into this process.
//!
//! Every access is a volatile one of exactly the width asked for: the compiler neither merges nor drops nor repeats it.
//! A line is posted by MOVDIR64B where the processor has it: one 64-byte write whatever the memory type (VFIO maps BARs
//! uncached), hence one TLP. Elsewhere it is eight 8-byte stores, which the card assembles.

use std::ptr::NonNull;

use abi::line::LINE_BYTES;
use abi::registers::id;
use volatile::access::ReadOnly;
use volatile::{map_field, VolatilePtr};

use crate::line::Line;

/// How a whole line is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineStore {
    /// One 64-byte write.
    Direct,
    /// Eight 8-byte stores.
    Words,
}

impl LineStore {
    /// The best this processor has.
    pub fn detect() -> LineStore {
        #[cfg(target_arch = "x86_64")]
        {
            use std::arch::x86_64::{__cpuid, __cpuid_count};
            // CPUID leaf 7, sub-leaf 0, ECX bit 28: MOVDIR64B (Intel SDM volume 2, CPUID).
            if __cpuid(0).eax >= 7 && __cpuid_count(7, 0).ecx & 1 << 28 != 0 {
                return LineStore::Direct;
            }
        }
        LineStore::Words
    }
}

/// A mapped BAR, or other memory that behaves like one.
pub(crate) struct Bar {
    start: NonNull<u8>,
    bytes: u64,
    line_store: LineStore,
}

// SAFETY: the mapping belongs to no thread; who may access it when is the owner's business (`CardBus` takes `&mut`).
unsafe impl Send for Bar {}

impl Bar {
    /// # Safety
    /// `start` is aligned to 64 bytes; `bytes` from there on are mapped, readable and writable for as long as the `Bar`
    /// exists, and no Rust reference to them does.
    pub unsafe fn new(start: NonNull<u8>, bytes: u64, line_store: LineStore) -> Bar {
        Bar { start, bytes, line_store }
    }

    /// Whether `bytes` at `offset` are inside and aligned to `align`.
    pub fn holds(&self, offset: u64, bytes: u64, align: u64) -> bool {
        offset % align == 0 && bytes % align == 0 && offset.checked_add(bytes).is_some_and(|end| end <= self.bytes)
    }

    /// # Panics
    /// If it is not inside or not aligned.
    fn at<T: Copy>(&self, offset: u64) -> VolatilePtr<'_, T> {
        let size = std::mem::size_of::<T>() as u64;
        assert!(self.holds(offset, size, size), "{size} bytes at {offset:#x} of a BAR of {:#x}", self.bytes);
        // SAFETY: inside the mapping and aligned, as just checked; valid as long as `self` by the contract of `new`.
        unsafe { VolatilePtr::new(self.start.add(offset as usize).cast()) }
    }

    pub fn read32(&self, offset: u64) -> u32 {
        u32::from_le(self.at(offset).read())
    }

    pub fn write32(&self, offset: u64, value: u32) {
        self.at(offset).write(value.to_le());
    }

    pub fn read64(&self, offset: u64) -> u64 {
        u64::from_le(self.at(offset).read())
    }

    pub fn write64(&self, offset: u64, value: u64) {
        self.at(offset).write(value.to_le());
    }

    /// Stores `data`, a multiple of 8 bytes, in rising order; what is stored later is not seen before it.
    pub fn post(&self, offset: u64, data: &[u8]) {
        let (mut at, mut rest) = (offset, data);
        while !rest.is_empty() {
            match rest.first_chunk::<LINE_BYTES>() {
                Some(line) if self.line_store == LineStore::Direct && at % LINE_BYTES as u64 == 0 => {
                    self.store_line(at, line);
                    at += LINE_BYTES as u64;
                    rest = &rest[LINE_BYTES..];
                }
                _ => {
                    let (word, tail) = rest.split_first_chunk::<8>().expect("posts are multiples of 8 bytes");
                    self.write64(at, u64::from_le_bytes(*word));
                    at += 8;
                    rest = tail;
                }
            }
        }
        self.order();
    }

    #[cfg(target_arch = "x86_64")]
    fn store_line(&self, offset: u64, line: &Line) {
        assert!(self.holds(offset, LINE_BYTES as u64, LINE_BYTES as u64));
        // SAFETY: the processor has the instruction (`LineStore::Direct` is only chosen if it does, or by a test that
        // asked). The destination is 64-byte aligned and inside the mapping, as just checked; the source is 64 readable
        // bytes. Nothing else is touched, no flags change.
        unsafe {
            let to = self.start.as_ptr().add(offset as usize);
            std::arch::asm!("movdir64b {0}, [{1}]", in(reg) to, in(reg) line.as_ptr(), options(nostack, preserves_flags));
        }
    }

    #[cfg(not(target_arch = "x86_64"))]
    fn store_line(&self, _: u64, _: &Line) {
        unreachable!("only x86 has MOVDIR64B");
    }

    /// MOVDIR64B is weakly ordered, as write-combining stores are: without this a later post could overtake an earlier
    /// one, and a line its payload.
    fn order(&self) {
        #[cfg(target_arch = "x86_64")]
        if self.line_store == LineStore::Direct {
            // SAFETY: every x86-64 processor has SFENCE; it touches no memory.
            unsafe { std::arch::x86_64::_mm_sfence() };
        }
    }

    /// Loads into `data`, a multiple of 8 bytes.
    pub fn read_block(&self, offset: u64, data: &mut [u8]) {
        for (i, word) in data.chunks_exact_mut(8).enumerate() {
            word.copy_from_slice(&self.read64(offset + 8 * i as u64).to_le_bytes());
        }
    }

    /// The ID block, if the BAR begins with one.
    pub fn id(&self) -> VolatilePtr<'_, IdBlock, ReadOnly> {
        assert!(self.bytes >= std::mem::size_of::<IdBlock>() as u64);
        // SAFETY: long enough, as just checked, and aligned by the contract of `new`; any bytes are an `IdBlock`.
        unsafe { VolatilePtr::new_read_only(self.start.cast()) }
    }
}

/// Block ID as it lies in BAR0.
#[repr(C)]
#[derive(Clone, Copy)]
pub(crate) struct IdBlock {
    header: u64,
    magic: u64,
    abi_version: u32,
    board: u32,
    build_hash: u64,
    card_id: u64,
    local_bytes: u32,
    queues: u32,
    capabilities: u32,
    clock_khz: u32,
}

/// The struct is laid out as the contract says (C12).
macro_rules! laid_out {
    ($($field:ident $register:ident),*) => {
        $(const _: () = assert!(memoffset::offset_of!(IdBlock, $field) == (id::$register - id::BASE) as usize);)*
    };
}
laid_out!(
    magic MAGIC, abi_version ABI_VERSION, board BOARD, build_hash BUILD_HASH, card_id CARD_ID, local_bytes LOCAL_BYTES,
    queues QUEUES, capabilities CAPABILITIES, clock_khz CLOCK_KHZ
);

impl IdBlock {
    /// What a card's magic register says: `abi::MAGIC` if there is a card, ones if there is nothing.
    pub fn magic(block: VolatilePtr<'_, IdBlock, ReadOnly>) -> u64 {
        u64::from_le(map_field!(block.magic).read())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Memory that looks like a BAR.
    #[repr(C, align(64))]
    struct Memory([u8; 4096]);

    fn with_bar(line_store: LineStore, test: impl FnOnce(&Bar)) -> Box<Memory> {
        let memory = Box::into_raw(Box::new(Memory([0; 4096])));
        {
            // SAFETY: 4096 bytes, aligned to 64, owned by nobody else until `from_raw` below.
            let bar = unsafe { Bar::new(NonNull::new(memory.cast()).expect("a box"), 4096, line_store) };
            test(&bar);
        }
        // SAFETY: from `into_raw` above, and the `Bar` is gone.
        unsafe { Box::from_raw(memory) }
    }

    // Shows C13 as far as it goes without a card in a slot: both ways to store a line leave the same bytes.
    #[test]
    fn a_post_stores_what_was_posted() {
        let data: Vec<u8> = (0..8 + 64 * 3 + 24).map(|i| i as u8 ^ 0x5A).collect();
        let mut stores = vec![LineStore::Words];
        if LineStore::detect() == LineStore::Direct {
            stores.push(LineStore::Direct);
        }
        for store in stores {
            for offset in [0usize, 8, 56, 64, 1024] {
                let memory = with_bar(store, |bar| bar.post(offset as u64, &data));
                assert_eq!(memory.0[offset..offset + data.len()], data, "{store:?} at {offset}");
                assert!(
                    memory.0[..offset].iter().chain(&memory.0[offset + data.len()..]).all(|&b| b == 0),
                    "{store:?} at {offset}"
                );
            }
        }
    }

    #[test]
    fn registers_are_little_endian_and_both_widths_agree() {
        let memory = with_bar(LineStore::Words, |bar| {
            bar.write64(72, 0x1122_3344_5566_7788);
            assert_eq!((bar.read32(72), bar.read32(76)), (0x5566_7788, 0x1122_3344));
            bar.write32(76, 0xAABB_CCDD);
            assert_eq!(bar.read64(72), 0xAABB_CCDD_5566_7788);
            let mut block = [0; 16];
            bar.read_block(64, &mut block);
            assert_eq!(block[8..], 0xAABB_CCDD_5566_7788u64.to_le_bytes());
            bar.write64(id::MAGIC.into(), abi::MAGIC);
            assert_eq!(IdBlock::magic(bar.id()), abi::MAGIC);
            assert!(
                bar.holds(4088, 8, 8)
                    && !bar.holds(4096, 8, 8)
                    && !bar.holds(4, 8, 8)
                    && !bar.holds(u64::MAX - 7, 8, 8)
            );
        });
        assert_eq!(memory.0[76..80], [0xDD, 0xCC, 0xBB, 0xAA]);
    }
}
