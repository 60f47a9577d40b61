//! File content: reading, writing, cutting. Nothing here touches the disk but reads of blocks that are not in memory.

use crate::layer::{FileChange, Inode, Page};
use crate::types::*;
use crate::{Volume, VolumeError};
use bytes::{Bytes, BytesMut};
use std::ops::Range;
use std::sync::Arc;

const BLOCK: usize = BLOCK_BYTES as usize;
/// What is brought into memory at once, in blocks.
const LOAD_BLOCKS_MAX: u64 = 1024;

impl Volume {
    /// Up to `length` bytes from `offset`: fewer where the file ends. Holes read as zeros. The bytes stay what they are
    /// whatever happens to the file.
    pub fn read(&self, id: InodeId, offset: u64, length: u64) -> Result<Bytes, VolumeError> {
        let inode = self.file(id)?;
        let end = offset.saturating_add(length).min(inode.size);
        if offset >= end {
            return Ok(Bytes::new());
        }
        let first = offset / BLOCK_BYTES;
        let pages = self.pages(id, first..end.div_ceil(BLOCK_BYTES))?;
        let mut bytes = BytesMut::with_capacity((end - offset) as usize);
        for (block, page) in (first..).zip(pages) {
            let start = block * BLOCK_BYTES;
            let within = (offset.max(start) - start) as usize..(end.min(start + BLOCK_BYTES) - start) as usize;
            match page {
                Some(page) => bytes.extend_from_slice(&page[within]),
                None => bytes.resize(bytes.len() + within.len(), 0),
            }
        }
        Ok(bytes.freeze())
    }

    /// Brings the content of these ranges into memory, as far as it is not there and fits: what follows at once finds it
    /// there. An error here keeps a disk that fails from being met in the middle of an operation.
    pub fn load(&self, ranges: &[BlockRange]) -> Result<(), VolumeError> {
        for range in ranges {
            let inode = self.file(range.inode)?;
            let end = range.offset.saturating_add(range.length).min(inode.size).div_ceil(BLOCK_BYTES);
            let mut first = range.offset / BLOCK_BYTES;
            while first < end {
                let next = end.min(first + LOAD_BLOCKS_MAX);
                self.pages(range.inode, first..next)?;
                first = next;
            }
        }
        Ok(())
    }

    /// Writes `data` at `offset`, wholly or not at all; the file grows as needed, and what lies between its old end and
    /// `offset` is a hole.
    pub fn write(&mut self, id: InodeId, offset: u64, data: &[u8], now: FileTime) -> Result<(), VolumeError> {
        let inode = self.file(id)?;
        if data.is_empty() {
            return Ok(());
        }
        let end = match offset.checked_add(data.len() as u64) {
            Some(end) if end <= FILE_BYTES_MAX => end,
            _ => return Err(VolumeError::FileTooLarge),
        };
        let blocks = offset / BLOCK_BYTES..end.div_ceil(BLOCK_BYTES);
        let added = (blocks.end - blocks.start) - self.mapped(id, blocks.clone())?;
        if self.usage.blocks + added > self.limits.blocks {
            return Err(VolumeError::NoSpace);
        }
        // Blocks that are written in part: their other bytes have to be in the active layer first.
        let (first, last) = (blocks.start, blocks.end - 1);
        if !offset.is_multiple_of(BLOCK_BYTES) || (first == last && !end.is_multiple_of(BLOCK_BYTES)) {
            self.bring_up(id, first)?;
        }
        if first != last && !end.is_multiple_of(BLOCK_BYTES) {
            self.bring_up(id, last)?;
        }

        let mut rest = data;
        for block in blocks {
            let start = if block == first { (offset % BLOCK_BYTES) as usize } else { 0 };
            let (piece, behind) = rest.split_at(rest.len().min(BLOCK - start));
            rest = behind;
            if piece.len() == BLOCK {
                self.active.set_page(id, block, Arc::from(piece));
            } else if let Some(page) = self.active.page_mut(id, block) {
                Arc::make_mut(page)[start..start + piece.len()].copy_from_slice(piece);
            }
        }
        self.usage.blocks += added;
        let size = inode.size.max(end);
        let written = Inode { size, blocks: inode.blocks + added, modified: now, changed: now, ..inode };
        self.active.set_inode(id, Some(written));
        Ok(())
    }

    /// Sets the end of the file: cuts it, or lets it grow by a hole.
    pub fn set_end(&mut self, id: InodeId, size: u64, now: FileTime) -> Result<(), VolumeError> {
        let inode = self.file(id)?;
        if size > FILE_BYTES_MAX {
            return Err(VolumeError::FileTooLarge);
        }
        let mut blocks = inode.blocks;
        if size < inode.size {
            let kept = size.div_ceil(BLOCK_BYTES);
            let gone = match kept {
                0 => inode.blocks,
                _ => self.mapped(id, kept..inode.size.div_ceil(BLOCK_BYTES))?,
            };
            // Behind the end a block holds zeros, so that growing again shows zeros.
            let within = (size % BLOCK_BYTES) as usize;
            if within != 0 && self.mapped(id, kept - 1..kept)? == 1 {
                self.bring_up(id, kept - 1)?;
                if let Some(page) = self.active.page_mut(id, kept - 1) {
                    Arc::make_mut(page)[within..].fill(0);
                }
            }
            if gone > 0 {
                self.active.cut(id, kept);
            }
            blocks -= gone;
            self.usage.blocks -= gone;
        }
        self.active.set_inode(id, Some(Inode { size, blocks, modified: now, changed: now, ..inode }));
        Ok(())
    }

    /// Makes the active layer hold a page of its own for the block, with the content it has.
    fn bring_up(&mut self, id: InodeId, block: u64) -> Result<(), VolumeError> {
        if self.active.page_mut(id, block).is_none() {
            let page = self.page(id, block)?.unwrap_or_else(|| Arc::from([0; BLOCK]));
            self.active.set_page(id, block, page);
        }
        Ok(())
    }

    /// The content of a block; `None` for a hole.
    fn page(&self, id: InodeId, block: u64) -> Result<Option<Page>, VolumeError> {
        Ok(self.pages(id, block..block + 1)?.pop().flatten())
    }

    /// The content of a range of blocks; `None` for a hole.
    fn pages(&self, id: InodeId, blocks: Range<u64>) -> Result<Vec<Option<Page>>, VolumeError> {
        let mut pages = vec![None; (blocks.end - blocks.start) as usize];
        // Blocks that the layers seen so far leave open.
        let mut open = vec![true; pages.len()];
        for layer in self.layers() {
            let Some(change) = layer.files.get(&id) else { continue };
            for (block, page) in change.pages.range(blocks.clone()) {
                let index = (block - blocks.start) as usize;
                if open[index] {
                    pages[index] = Some(page.clone());
                    open[index] = false;
                }
            }
            if let Some(cut) = change.cut.filter(|cut| *cut < blocks.end) {
                open[cut.saturating_sub(blocks.start) as usize..].fill(false);
            }
        }
        if open.contains(&true) {
            self.committed().fill(id, blocks.start, &open, &mut pages)?;
        }
        Ok(pages)
    }

    /// How many blocks of the range have content.
    fn mapped(&self, id: InodeId, blocks: Range<u64>) -> Result<u64, VolumeError> {
        let mut mapped = 0;
        let mut below = blocks.clone();
        let mut seen: Vec<&FileChange> = Vec::new();
        for layer in self.layers() {
            let Some(change) = layer.files.get(&id) else { continue };
            if below.start < below.end {
                let own = change.pages.range(below.clone());
                mapped += own.filter(|(block, _)| !seen.iter().any(|above| above.pages.contains_key(block))).count();
            }
            below.end = below.end.min(change.cut.unwrap_or(u64::MAX)).max(below.start);
            seen.push(change);
        }
        let mut mapped = mapped as u64;
        if below.start < below.end && mapped < blocks.end - blocks.start {
            for extent in self.committed().extents(id, below)? {
                let run = extent.block..extent.block + extent.count;
                let covered = |block: &u64| seen.iter().any(|above| above.pages.contains_key(block));
                mapped += match seen.is_empty() {
                    true => run.end - run.start,
                    false => run.filter(|block| !covered(block)).count() as u64,
                };
            }
        }
        Ok(mapped)
    }

    fn file(&self, id: InodeId) -> Result<Inode, VolumeError> {
        let inode = self.inode(id)?;
        match inode.kind {
            Kind::File => Ok(inode),
            Kind::Directory => Err(VolumeError::IsDirectory),
        }
    }
}
