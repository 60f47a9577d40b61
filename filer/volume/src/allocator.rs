//! Which blocks of the data area are in use.
//!
//! A bitmap, whole in memory and in chunks in the metadata store. Blocks that a consistency point frees are marked
//! free only after everything it writes has found its place: until its commit they belong to the state before.

use std::collections::BTreeSet;
use std::ops::Range;

/// Blocks in one stored chunk of the bitmap.
pub const CHUNK_BLOCKS: u64 = 4096 * 8;
const CHUNK_WORDS: usize = (CHUNK_BLOCKS / 64) as usize;

/// The allocation map.
#[derive(Debug)]
pub struct Allocator {
    /// One bit for each block, set when in use. Bits behind the last block are set.
    words: Vec<u64>,
    blocks: u64,
    free: u64,
    /// Where the search for free blocks goes on.
    cursor: u64,
    /// Blocks in use by the committed state that the next one does not need: first block and number.
    pending_free: Vec<(u64, u64)>,
    changed_chunks: BTreeSet<u64>,
}

impl Allocator {
    /// A map of `blocks` free blocks.
    pub fn new(blocks: u64) -> Self {
        let chunks = blocks.div_ceil(CHUNK_BLOCKS) as usize;
        let mut allocator = Self {
            words: vec![0; chunks * CHUNK_WORDS],
            blocks,
            free: blocks,
            cursor: 0,
            pending_free: Vec::new(),
            changed_chunks: (0..chunks as u64).collect(),
        };
        for block in blocks..chunks as u64 * CHUNK_BLOCKS {
            allocator.words[(block / 64) as usize] |= 1 << (block % 64);
        }
        allocator
    }

    /// A map from its stored chunks; `None` if they do not belong to so many blocks.
    pub fn from_chunks(blocks: u64, chunks: impl Iterator<Item = Vec<u8>>) -> Option<Self> {
        let mut words = Vec::new();
        for chunk in chunks {
            if chunk.len() != CHUNK_WORDS * 8 {
                return None;
            }
            let word = |bytes: &[u8]| bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
            words.extend(chunk.chunks_exact(8).map(word));
        }
        if words.len() as u64 != blocks.div_ceil(CHUNK_BLOCKS) * CHUNK_WORDS as u64 {
            return None;
        }
        let free = words.iter().map(|word| u64::from(word.count_zeros())).sum();
        Some(Self { words, blocks, free, cursor: 0, pending_free: Vec::new(), changed_chunks: BTreeSet::new() })
    }

    pub fn is_used(&self, block: u64) -> bool {
        self.words[(block / 64) as usize] >> (block % 64) & 1 == 1
    }

    /// Takes up to `wanted` blocks in one run, the first free ones behind the last taken; `None` if all are in use.
    pub fn allocate(&mut self, wanted: u64) -> Option<(u64, u64)> {
        if self.free == 0 || wanted == 0 {
            return None;
        }
        let start = self.next(self.cursor..self.blocks, false).or_else(|| self.next(0..self.blocks, false))?;
        let most = self.blocks.min(start.saturating_add(wanted));
        let end = self.next(start..most, true).unwrap_or(most);
        for block in start..end {
            self.words[(block / 64) as usize] |= 1 << (block % 64);
        }
        self.changed_chunks.extend(start / CHUNK_BLOCKS..=(end - 1) / CHUNK_BLOCKS);
        self.free -= end - start;
        self.cursor = end;
        Some((start, end - start))
    }

    /// The first block of the range that is used, or that is free.
    fn next(&self, range: Range<u64>, used: bool) -> Option<u64> {
        let mut block = range.start;
        while block < range.end {
            let word = self.words[(block / 64) as usize];
            let candidates = if used { word } else { !word } & (!0 << (block % 64));
            if candidates != 0 {
                let found = block / 64 * 64 + u64::from(candidates.trailing_zeros());
                return Some(found).filter(|found| *found < range.end);
            }
            block = (block / 64 + 1) * 64;
        }
        None
    }

    /// Gives blocks back, as of the next commit.
    pub fn free_later(&mut self, start: u64, count: u64) {
        self.pending_free.push((start, count));
    }

    /// Marks what was given back as free, and lists the chunks of the map that differ from the stored ones.
    pub fn settle(&mut self) -> Vec<(u64, Vec<u8>)> {
        for (start, count) in std::mem::take(&mut self.pending_free) {
            for block in start..start + count {
                self.words[(block / 64) as usize] &= !(1 << (block % 64));
            }
            self.changed_chunks.extend(start / CHUNK_BLOCKS..=(start + count - 1) / CHUNK_BLOCKS);
            self.free += count;
        }
        let chunk = |index: u64| {
            let first = index as usize * CHUNK_WORDS;
            self.words[first..first + CHUNK_WORDS].iter().flat_map(|word| word.to_le_bytes()).collect()
        };
        std::mem::take(&mut self.changed_chunks).into_iter().map(|index| (index, chunk(index))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_is_given_once_and_comes_back_with_the_commit() {
        let blocks = CHUNK_BLOCKS + 1000;
        let mut allocator = Allocator::new(blocks);
        let mut seen = BTreeSet::new();
        let mut runs = Vec::new();
        for wanted in (1..).map(|at| at * 37 % 700 + 1) {
            let Some((start, count)) = allocator.allocate(wanted) else { break };
            assert!(count <= wanted && start + count <= blocks);
            assert!((start..start + count).all(|block| seen.insert(block) && allocator.is_used(block)));
            runs.push((start, count));
        }
        assert_eq!(seen.len() as u64, blocks);
        for (start, count) in runs.iter().step_by(2) {
            allocator.free_later(*start, *count);
        }
        assert_eq!(allocator.allocate(1), None, "what is given back is free only after the commit");
        let chunks: Vec<_> = allocator.settle().into_iter().map(|(_, chunk)| chunk).collect();
        let mut again = Allocator::from_chunks(blocks, chunks.into_iter()).unwrap();
        assert!((0..blocks).all(|block| again.is_used(block) == allocator.is_used(block)));
        assert_eq!(again.free, allocator.free);
        let (start, count) = again.allocate(u64::MAX).unwrap();
        assert!(runs.iter().step_by(2).any(|run| run.0 == start && run.1 <= count));
        assert!(Allocator::from_chunks(blocks + CHUNK_BLOCKS, std::iter::empty()).is_none());
    }
}
