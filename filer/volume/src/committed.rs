//! The committed state, as of the last consistency point.

use crate::layer::{Entry, Inode, Page};
use crate::types::InodeId;
use crate::VolumeError;
use std::ops::Range;

/// Reads the committed state.
pub struct Committed {
    pub root: Inode,
}

impl Committed {
    pub fn inode(&self, id: InodeId) -> Result<Option<Inode>, VolumeError> {
        Ok((id == crate::ROOT).then_some(self.root))
    }

    pub fn entry(&self, _directory: InodeId, _key: &str) -> Result<Option<Entry>, VolumeError> {
        Ok(None)
    }

    pub fn entries_after(
        &self,
        _directory: InodeId,
        _after: Option<&str>,
    ) -> Result<impl Iterator<Item = Result<(String, Entry), VolumeError>>, VolumeError> {
        Ok(std::iter::empty())
    }

    pub fn page(&self, _id: InodeId, _block: u64) -> Result<Option<Page>, VolumeError> {
        Ok(None)
    }

    pub fn runs(&self, _id: InodeId, _blocks: Range<u64>) -> Result<Vec<Range<u64>>, VolumeError> {
        Ok(Vec::new())
    }
}
