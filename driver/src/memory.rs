//! Memory shared with somebody else: another process, or a card.
//!
//! The other side changes it at any moment, so there are no references to its bytes: it is a slice of atomic 64-bit
//! words, and every access is an atomic one. That makes everything outside this module safe code.

use std::fs::File;
use std::io;
use std::num::NonZeroUsize;
use std::os::fd::AsFd;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU64, Ordering};

use nix::sys::mman::{mmap, munmap, MapFlags, ProtFlags};

/// A shared mapping of a file, as words.
pub(crate) struct Mapping {
    start: NonNull<AtomicU64>,
    words: usize,
}

// SAFETY: the mapping belongs to no thread, and all access goes through atomics.
unsafe impl Send for Mapping {}
// SAFETY: as above.
unsafe impl Sync for Mapping {}

impl Mapping {
    /// Maps the first `bytes` of `file`, which must be at least that long; `bytes` is a multiple of 8.
    pub(crate) fn of_file(file: &File, bytes: usize) -> io::Result<Mapping> {
        let length = NonZeroUsize::new(bytes).filter(|n| n.get() % 8 == 0).ok_or(io::ErrorKind::InvalidInput)?;
        if file.metadata()?.len() < bytes as u64 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let protection = ProtFlags::PROT_READ | ProtFlags::PROT_WRITE;
        // SAFETY: a new mapping at an address the kernel chooses touches no existing memory.
        let start = unsafe { mmap(None, length, protection, MapFlags::MAP_SHARED, file.as_fd(), 0)? };
        Ok(Mapping { start: start.cast(), words: bytes / 8 })
    }

    /// The whole mapping.
    pub(crate) fn words(&self) -> &[AtomicU64] {
        // SAFETY: the mapping is page-aligned, `words * 8` bytes long, readable, writable, and lives until drop. Its
        // words may change under us, which is what `AtomicU64` allows. Nothing in this crate truncates the file.
        unsafe { std::slice::from_raw_parts(self.start.as_ptr(), self.words) }
    }

    /// Length in bytes.
    pub(crate) fn bytes(&self) -> usize {
        self.words * 8
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: exactly the range that `of_file` mapped; no reference outlives `self`. It can't fail for such a range.
        let _ = unsafe { munmap(self.start.cast(), self.words * 8) };
    }
}

/// Stores `data` (a multiple of 8 bytes) at the start of `words`.
pub(crate) fn store(words: &[AtomicU64], data: &[u8]) {
    for (word, bytes) in words.iter().zip(data.chunks_exact(8)) {
        step();
        word.store(u64::from_le_bytes(bytes.try_into().expect("chunks of 8")), Ordering::Relaxed);
    }
}

/// Loads the start of `words` into `data` (a multiple of 8 bytes).
pub(crate) fn load(words: &[AtomicU64], data: &mut [u8]) {
    for (word, bytes) in words.iter().zip(data.chunks_exact_mut(8)) {
        bytes.copy_from_slice(&word.load(Ordering::Relaxed).to_le_bytes());
    }
}

/// Called before every store into memory that outlives the process. Tests stop the world here.
#[inline(always)]
pub(crate) fn step() {
    #[cfg(test)]
    steps::step();
}

/// Something that happens to this thread at a chosen store: a kill, or a pause in which others act.
#[cfg(test)]
pub(crate) mod steps {
    use std::cell::RefCell;

    type Plan = (u64, Option<Box<dyn FnOnce()>>);

    thread_local! {
        static PLAN: RefCell<Plan> = const { RefCell::new((0, None)) };
    }

    /// Lets `action` happen in place of store number `at` (from 0), and before it.
    pub(crate) fn at(at: u64, action: impl FnOnce() + 'static) {
        PLAN.with(|plan| *plan.borrow_mut() = (at, Some(Box::new(action))));
    }

    /// Forgets the plan. True if it happened.
    pub(crate) fn end() -> bool {
        PLAN.with(|plan| plan.borrow_mut().1.take().is_none())
    }

    pub(super) fn step() {
        let action = PLAN.with(|plan| {
            let (left, action) = &mut *plan.borrow_mut();
            if *left == 0 {
                return action.take();
            }
            *left -= 1;
            None
        });
        if let Some(action) = action {
            action();
        }
    }
}
