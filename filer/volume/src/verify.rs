//! A check of the whole volume, for tests and for an operator who wants to know.

use crate::layer::Inode;
use crate::limits::{entry_charge, Usage, INODE_CHARGE_BYTES};
use crate::types::*;
use crate::{Volume, VolumeError};
use std::collections::{BTreeMap, BTreeSet};

/// What [`Volume::verify`] found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    pub inodes: u64,
    /// Blocks of file content.
    pub blocks: u64,
    /// Everything that is not as it must be, in words. Empty: the volume is sound.
    pub problems: Vec<String>,
    /// A checksum over all names, metadata and content: equal for equal states, wherever things lie on the disk.
    pub digest: u64,
}

impl Volume {
    /// Reads everything and checks it: the tree of names, the counts, the space; and, unless a consistency point is
    /// under way, that exactly the blocks in use are marked so. Takes time and memory in proportion to the volume.
    pub fn verify(&self) -> Result<Report, VolumeError> {
        let mut report = Report { inodes: 1, ..Report::default() };
        let mut digest = Digest::default();
        let mut seen = BTreeSet::from([ROOT]);
        let mut metadata_bytes = INODE_CHARGE_BYTES;
        let mut directories = vec![ROOT];
        digest.inode(&self.inode(ROOT)?);
        while let Some(directory) = directories.pop() {
            let mut entries = 0;
            let mut after: Option<String> = None;
            loop {
                let listing = self.read_directory(directory, after.as_deref(), 1000)?;
                let Some(last) = listing.last() else { break };
                after = Some(last.name.clone());
                for entry in listing {
                    entries += 1;
                    metadata_bytes += entry_charge(&entry.name) + INODE_CHARGE_BYTES;
                    let inode = self.inode(entry.inode)?;
                    let found = (inode.kind, inode.parent, inode.links);
                    if found != (entry.kind, directory, 1) || !seen.insert(entry.inode) {
                        report.problems.push(format!("{} in {:?} leads to {found:?}", entry.name, directory));
                        continue;
                    }
                    digest.bytes(entry.name.as_bytes());
                    digest.number(entry.inode.0);
                    self.verify_inode(entry.inode, &inode, &mut report, &mut digest)?;
                    if entry.kind == Kind::Directory {
                        directories.push(entry.inode);
                    }
                }
            }
            let inode = self.inode(directory)?;
            if inode.entries != entries {
                report.problems.push(format!("{directory:?} has {entries} names and says {}", inode.entries));
            }
        }
        for id in &self.orphans {
            let inode = self.inode(*id)?;
            metadata_bytes += INODE_CHARGE_BYTES;
            if inode.links != 0 || !seen.insert(*id) {
                report.problems.push(format!("{id:?} is listed without a name and has one"));
            }
            self.verify_inode(*id, &inode, &mut report, &mut digest)?;
        }
        let counted =
            Usage { next_inode: self.usage.next_inode, inodes: report.inodes, blocks: report.blocks, metadata_bytes };
        if counted != self.usage {
            report.problems.push(format!("counted {counted:?}, the volume says {:?}", self.usage));
        }
        digest.number(self.usage.next_inode);
        report.digest = digest.0;
        self.verify_committed(&seen, &mut report)?;
        Ok(report)
    }

    fn verify_inode(
        &self,
        id: InodeId,
        inode: &Inode,
        report: &mut Report,
        digest: &mut Digest,
    ) -> Result<(), VolumeError> {
        report.inodes += 1;
        digest.inode(inode);
        if inode.kind == Kind::Directory {
            return Ok(());
        }
        let mapped = self.mapped_blocks(id)?;
        report.blocks += mapped.len() as u64;
        let within = mapped.range(..inode.size.div_ceil(BLOCK_BYTES)).count() as u64;
        if (mapped.len() as u64, within) != (inode.blocks, inode.blocks) {
            let (blocks, says) = (mapped.len(), inode.blocks);
            report.problems.push(format!("{id:?} has {blocks} blocks, {within} before its end, and says {says}"));
        }
        for block in mapped {
            digest.number(block);
            digest.bytes(&self.read(id, block * BLOCK_BYTES, BLOCK_BYTES)?);
        }
        Ok(())
    }

    /// The blocks of a file that have content, found another way than [`Volume::mapped`] does.
    fn mapped_blocks(&self, id: InodeId) -> Result<BTreeSet<u64>, VolumeError> {
        let mut mapped = BTreeSet::new();
        for extent in self.committed().extents(id, 0..u64::MAX)? {
            mapped.extend(extent.block..extent.block + extent.count);
        }
        for change in
            [self.frozen.as_deref(), Some(&self.active)].into_iter().flatten().map(|layer| layer.files.get(&id))
        {
            let Some(change) = change else { continue };
            mapped.retain(|block| change.cut.is_none_or(|cut| *block < cut));
            mapped.extend(change.pages.keys());
        }
        Ok(mapped)
    }

    /// Checks what lies on the disk.
    fn verify_committed(&self, seen: &BTreeSet<InodeId>, report: &mut Report) -> Result<(), VolumeError> {
        let open = &self.store;
        let Some(allocator) = &open.allocator else { return Ok(()) };
        let mut used = BTreeMap::new();
        for (id, _) in open.committed.inodes()? {
            if self.active.bytes == 0 && !seen.contains(&id) {
                report.problems.push(format!("{id:?} is stored and no name leads to it"));
            }
            for extent in open.committed.extents(id, 0..u64::MAX)? {
                for place in extent.place..extent.place + extent.count {
                    if let Some(other) = used.insert(place, id) {
                        report.problems.push(format!("block {place} belongs to {id:?} and to {other:?}"));
                    }
                }
            }
        }
        for (start, count) in &open.session_place.extents {
            for place in *start..*start + u64::from(*count) {
                if let Some(other) = used.insert(place, ROOT) {
                    report.problems.push(format!("block {place} belongs to the session state and to {other:?}"));
                }
            }
        }
        for place in 0..self.superblock.geometry.data_blocks {
            if allocator.is_used(place) != used.contains_key(&place) {
                report.problems.push(format!("block {place}: in use {}, marked otherwise", used.contains_key(&place)));
            }
        }
        Ok(())
    }
}

/// 64-bit FNV-1a: small, and good enough to tell states apart that differ by accident.
struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Digest {
    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    fn number(&mut self, number: u64) {
        self.bytes(&number.to_le_bytes());
    }

    fn inode(&mut self, inode: &Inode) {
        self.bytes(&crate::codec::encode_inode(inode));
    }
}
