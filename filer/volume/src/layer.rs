//! A layer of changes over the committed state.
//!
//! The volume's working state is a stack: the *active* layer, which operations change; the *frozen* one, which a
//! consistency point is writing out; and below them the committed state on the disk. A layer holds whole new values,
//! not differences to them, so that applying it twice does no harm. What it does not mention shines through from
//! below.

use crate::types::{FileTime, InodeId, Kind, BLOCK_BYTES};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The content of one block. Shared and immutable once a layer is frozen.
pub type Page = Arc<[u8]>;

/// What is kept about an inode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Inode {
    pub kind: Kind,
    pub attributes: u32,
    pub links: u32,
    pub size: u64,
    /// Blocks of content, dirty or on disk; holes do not count.
    pub blocks: u64,
    pub created: FileTime,
    pub accessed: FileTime,
    pub modified: FileTime,
    pub changed: FileTime,
    pub parent: InodeId,
    /// Names in the directory; zero for a file.
    pub entries: u64,
}

/// A name in a directory; its key is the folded name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub name: Box<str>,
    pub inode: InodeId,
    pub kind: Kind,
}

/// The changes to the content of one file.
#[derive(Debug, Clone, Default)]
pub struct FileChange {
    /// Blocks from this one on are not looked for in lower layers: the file was cut here. `None`: never cut.
    pub cut: Option<u64>,
    /// New content by block number.
    pub pages: BTreeMap<u64, Page>,
}

/// A set of changes.
#[derive(Debug, Clone, Default)]
pub struct Layer {
    /// `None`: the inode is gone.
    pub inodes: BTreeMap<InodeId, Option<Inode>>,
    /// By directory, then by folded name. `None`: the name is gone.
    pub directories: BTreeMap<InodeId, BTreeMap<Box<str>, Option<Entry>>>,
    pub files: BTreeMap<InodeId, FileChange>,
    /// What the layer costs in memory, roughly, in bytes.
    pub bytes: u64,
}

/// Memory that a changed inode or name takes, about, in bytes.
const RECORD_BYTES: u64 = 256;

impl Layer {
    pub fn set_inode(&mut self, id: InodeId, inode: Option<Inode>) {
        if self.inodes.insert(id, inode).is_none() {
            self.bytes += RECORD_BYTES;
        }
    }

    pub fn set_entry(&mut self, directory: InodeId, key: String, entry: Option<Entry>) {
        let entries = self.directories.entry(directory).or_default();
        if entries.insert(key.into_boxed_str(), entry).is_none() {
            self.bytes += RECORD_BYTES;
        }
    }

    pub fn set_page(&mut self, id: InodeId, block: u64, page: Page) {
        if self.files.entry(id).or_default().pages.insert(block, page).is_none() {
            self.bytes += BLOCK_BYTES;
        }
    }

    pub fn page_mut(&mut self, id: InodeId, block: u64) -> Option<&mut Page> {
        self.files.get_mut(&id)?.pages.get_mut(&block)
    }

    /// Cuts the file: its blocks from `block` on are gone.
    pub fn cut(&mut self, id: InodeId, block: u64) {
        let change = self.files.entry(id).or_default();
        let gone = change.pages.split_off(&block);
        self.bytes -= gone.len() as u64 * BLOCK_BYTES;
        change.cut = Some(change.cut.map_or(block, |cut| cut.min(block)));
    }

    /// Puts the changes of `above` on top of these.
    pub fn merge(&mut self, above: Layer) {
        for (id, inode) in above.inodes {
            self.set_inode(id, inode);
        }
        for (directory, entries) in above.directories {
            for (key, entry) in entries {
                self.set_entry(directory, key.into(), entry);
            }
        }
        for (id, change) in above.files {
            if let Some(cut) = change.cut {
                self.cut(id, cut);
            }
            for (block, page) in change.pages {
                self.set_page(id, block, page);
            }
        }
    }
}
