//! Directories and names: looking up, making, removing, renaming, listing.

use crate::layer::{Entry, Inode, Layer};
use crate::limits::{entry_charge, INODE_CHARGE_BYTES};
use crate::name;
use crate::types::*;
use crate::{Volume, VolumeError};
use std::ops::Bound;

impl Volume {
    /// Finds a name, whatever its case, and gives it as it is stored.
    pub fn lookup(&self, directory: InodeId, name: &str) -> Result<DirectoryEntry, VolumeError> {
        self.directory(directory)?;
        let entry = self.entry(directory, &self.fold_table.fold(name))?.ok_or(VolumeError::NotFound)?;
        Ok(DirectoryEntry { name: entry.name.into(), inode: entry.inode, kind: entry.kind })
    }

    /// Makes an empty file.
    pub fn create_file(
        &mut self,
        directory: InodeId,
        name: &str,
        attributes: u32,
        now: FileTime,
    ) -> Result<InodeId, VolumeError> {
        self.create(Kind::File, directory, name, attributes, now)
    }

    /// Makes an empty directory.
    pub fn make_directory(
        &mut self,
        directory: InodeId,
        name: &str,
        attributes: u32,
        now: FileTime,
    ) -> Result<InodeId, VolumeError> {
        self.create(Kind::Directory, directory, name, attributes, now)
    }

    fn create(
        &mut self,
        kind: Kind,
        directory: InodeId,
        name: &str,
        attributes: u32,
        now: FileTime,
    ) -> Result<InodeId, VolumeError> {
        let parent = self.linked_directory(directory)?;
        name::check(name)?;
        let key = self.fold_table.fold(name);
        if self.entry(directory, &key)?.is_some() {
            return Err(VolumeError::Exists);
        }
        self.usage.charge_metadata(INODE_CHARGE_BYTES + entry_charge(name), &self.limits)?;
        let id = InodeId(self.usage.next_inode);
        self.usage.next_inode += 1;
        self.usage.inodes += 1;
        let inode = Inode {
            kind,
            attributes,
            links: 1,
            size: 0,
            blocks: 0,
            created: now,
            accessed: now,
            modified: now,
            changed: now,
            parent: directory,
            entries: 0,
        };
        self.active.set_inode(id, Some(inode));
        self.active.set_entry(directory, key, Some(Entry { name: name.into(), inode: id, kind }));
        self.touch_directory(directory, Inode { entries: parent.entries + 1, ..parent }, now);
        Ok(id)
    }

    /// Removes the name of a file or of an empty directory. The inode goes with it, or when the last hold on it goes.
    pub fn remove(&mut self, directory: InodeId, name: &str, now: FileTime) -> Result<(), VolumeError> {
        let parent = self.directory(directory)?;
        let key = self.fold_table.fold(name);
        let entry = self.entry(directory, &key)?.ok_or(VolumeError::NotFound)?;
        let inode = self.inode(entry.inode)?;
        if inode.entries > 0 {
            return Err(VolumeError::NotEmpty);
        }
        self.usage.return_metadata(entry_charge(&entry.name));
        self.active.set_entry(directory, key, None);
        self.touch_directory(directory, Inode { entries: parent.entries - 1, ..parent }, now);
        self.unlink(entry.inode, inode, now);
        Ok(())
    }

    /// Gives a file or directory another name, in the same or another directory. With `replace`, a file that has the
    /// name already is removed; a directory never is.
    pub fn rename(
        &mut self,
        from_directory: InodeId,
        from_name: &str,
        to_directory: InodeId,
        to_name: &str,
        replace: bool,
        now: FileTime,
    ) -> Result<(), VolumeError> {
        self.directory(from_directory)?;
        let from_key = self.fold_table.fold(from_name);
        let entry = self.entry(from_directory, &from_key)?.ok_or(VolumeError::NotFound)?;
        self.linked_directory(to_directory)?;
        name::check(to_name)?;
        if entry.kind == Kind::Directory && self.is_below(to_directory, entry.inode)? {
            return Err(VolumeError::IntoItself);
        }
        let to_key = self.fold_table.fold(to_name);
        let same_key = from_directory == to_directory && from_key == to_key;
        let replaced = if same_key { None } else { self.entry(to_directory, &to_key)? };
        if let Some(replaced) = &replaced {
            if !replace {
                return Err(VolumeError::Exists);
            }
            if replaced.kind == Kind::Directory {
                return Err(VolumeError::IsDirectory);
            }
        }
        let inode = self.inode(entry.inode)?;
        let replaced = match replaced {
            Some(replaced) => Some((replaced.inode, self.inode(replaced.inode)?, replaced.name)),
            None => None,
        };
        let from = self.inode(from_directory)?;
        let to = self.inode(to_directory)?;

        // Nothing below fails: an operation that is refused has changed nothing.
        self.usage.return_metadata(entry_charge(&entry.name));
        if let Err(full) = self.usage.charge_metadata(entry_charge(to_name), &self.limits) {
            self.usage.recharge_metadata(entry_charge(&entry.name));
            return Err(full);
        }
        self.active.set_entry(from_directory, from_key, None);
        if from_directory == to_directory {
            let entries = from.entries - u64::from(replaced.is_some());
            self.touch_directory(from_directory, Inode { entries, ..from }, now);
        } else {
            self.touch_directory(from_directory, Inode { entries: from.entries - 1, ..from }, now);
            let entries = to.entries + u64::from(replaced.is_none());
            self.touch_directory(to_directory, Inode { entries, ..to }, now);
        }
        if let Some((id, inode, name)) = replaced {
            self.usage.return_metadata(entry_charge(&name));
            self.unlink(id, inode, now);
        }
        let renamed = Entry { name: to_name.into(), inode: entry.inode, kind: entry.kind };
        self.active.set_entry(to_directory, to_key, Some(renamed));
        self.active.set_inode(entry.inode, Some(Inode { parent: to_directory, changed: now, ..inode }));
        Ok(())
    }

    /// Up to `limit` names of a directory that come after the name `after`, in the order of the folded names. A name
    /// that exists during the whole of a listing is listed once, whatever is made or removed meanwhile; `after` itself
    /// need not exist any more.
    pub fn read_directory(
        &self,
        directory: InodeId,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<DirectoryEntry>, VolumeError> {
        self.directory(directory)?;
        let after = after.map(|after| self.fold_table.fold(after));
        let mut active = changes_after(Some(&self.active), directory, after.as_deref()).peekable();
        let mut frozen = changes_after(self.frozen.as_deref(), directory, after.as_deref()).peekable();
        let mut committed = self.committed().entries_after(directory, after.as_deref())?;
        let mut stored = committed.next().transpose()?;
        let mut listing = Vec::new();
        while listing.len() < limit {
            // The smallest key of the three; where several layers have it, the uppermost counts.
            let keys = [active.peek().map(|e| e.0), frozen.peek().map(|e| e.0), stored.as_ref().map(|e| &*e.0)];
            let Some(key) = keys.iter().flatten().min().map(|key| key.to_string()) else { break };
            let from_active = active.next_if(|e| e.0 == key).map(|e| e.1.clone());
            let from_frozen = frozen.next_if(|e| e.0 == key).map(|e| e.1.clone());
            let from_store = match stored.take_if(|e| e.0 == key) {
                Some((_, entry)) => {
                    stored = committed.next().transpose()?;
                    Some(Some(entry))
                }
                None => None,
            };
            if let Some(Some(entry)) = from_active.or(from_frozen).or(from_store) {
                listing.push(DirectoryEntry { name: entry.name.into(), inode: entry.inode, kind: entry.kind });
            }
        }
        Ok(listing)
    }

    /// What is known about an inode.
    pub fn metadata(&self, id: InodeId) -> Result<Metadata, VolumeError> {
        let inode = self.inode(id)?;
        Ok(Metadata {
            inode: id,
            kind: inode.kind,
            size: inode.size,
            allocation: inode.blocks * BLOCK_BYTES,
            created: inode.created,
            accessed: inode.accessed,
            modified: inode.modified,
            changed: inode.changed,
            attributes: inode.attributes,
            links: inode.links,
            parent: inode.parent,
        })
    }

    /// Changes times and attributes.
    pub fn set_metadata(&mut self, id: InodeId, change: &MetadataChange, now: FileTime) -> Result<(), VolumeError> {
        let inode = self.inode(id)?;
        let changed = Inode {
            created: change.created.unwrap_or(inode.created),
            accessed: change.accessed.unwrap_or(inode.accessed),
            modified: change.modified.unwrap_or(inode.modified),
            changed: change.changed.unwrap_or(now),
            attributes: change.attributes.unwrap_or(inode.attributes),
            ..inode
        };
        self.active.set_inode(id, Some(changed));
        Ok(())
    }

    /// Keeps an inode alive while it is open, even when its name is removed. Holds are counted in memory only: whoever
    /// opens the volume again holds again what its session state says is open, and then calls
    /// [`Volume::release_orphans`].
    pub fn hold(&mut self, id: InodeId) -> Result<(), VolumeError> {
        self.inode(id)?;
        *self.holds.entry(id).or_default() += 1;
        Ok(())
    }

    /// Undoes one [`Volume::hold`]; the last one frees an inode that has no name any more.
    pub fn release(&mut self, id: InodeId) -> Result<(), VolumeError> {
        let count = self.holds.get_mut(&id).ok_or(VolumeError::NotHeld(id))?;
        *count -= 1;
        if *count == 0 {
            self.holds.remove(&id);
            if self.orphans.contains(&id) {
                let inode = self.inode(id)?;
                self.free_inode(id, &inode);
            }
        }
        Ok(())
    }

    /// Inodes without a name that nobody holds, ascending. There are none but after [`Volume::open`].
    pub fn orphans(&self) -> Vec<InodeId> {
        self.orphans.iter().copied().filter(|id| !self.holds.contains_key(id)).collect()
    }

    /// Frees every inode that has neither a name nor a hold.
    pub fn release_orphans(&mut self) -> Result<(), VolumeError> {
        for id in self.orphans() {
            let inode = self.inode(id)?;
            self.free_inode(id, &inode);
        }
        Ok(())
    }

    fn unlink(&mut self, id: InodeId, inode: Inode, now: FileTime) {
        if self.holds.contains_key(&id) {
            self.orphans.insert(id);
            self.active.set_inode(id, Some(Inode { links: 0, changed: now, ..inode }));
        } else {
            self.free_inode(id, &inode);
        }
    }

    fn free_inode(&mut self, id: InodeId, inode: &Inode) {
        self.orphans.remove(&id);
        self.usage.blocks -= inode.blocks;
        self.usage.inodes -= 1;
        self.usage.return_metadata(INODE_CHARGE_BYTES);
        if inode.blocks > 0 {
            self.active.cut(id, 0);
        }
        self.active.set_inode(id, None);
    }

    fn touch_directory(&mut self, id: InodeId, inode: Inode, now: FileTime) {
        self.active.set_inode(id, Some(Inode { modified: now, changed: now, ..inode }));
    }

    /// Whether `inode` is `above` or somewhere below it.
    fn is_below(&self, inode: InodeId, above: InodeId) -> Result<bool, VolumeError> {
        let mut at = inode;
        // No path is longer than there are inodes, unless damage has made a ring of it.
        for _ in 0..=self.usage.inodes {
            if at == above || at == ROOT {
                return Ok(at == above);
            }
            at = self.inode(at)?.parent;
        }
        Err(VolumeError::Damaged { what: format!("the directories above {inode:?} form a ring") })
    }

    pub(crate) fn inode(&self, id: InodeId) -> Result<Inode, VolumeError> {
        let changed = self.active.inodes.get(&id).or_else(|| self.frozen.as_ref()?.inodes.get(&id));
        let inode = match changed {
            Some(inode) => *inode,
            None => self.committed().inode(id)?,
        };
        inode.ok_or(VolumeError::NoSuchInode(id))
    }

    fn directory(&self, id: InodeId) -> Result<Inode, VolumeError> {
        let inode = self.inode(id)?;
        match inode.kind {
            Kind::Directory => Ok(inode),
            Kind::File => Err(VolumeError::NotDirectory),
        }
    }

    /// A directory that may get names: one that was removed while open may not.
    fn linked_directory(&self, id: InodeId) -> Result<Inode, VolumeError> {
        let inode = self.directory(id)?;
        if inode.links == 0 {
            return Err(VolumeError::NotFound);
        }
        Ok(inode)
    }

    fn entry(&self, directory: InodeId, key: &str) -> Result<Option<Entry>, VolumeError> {
        for layer in self.layers() {
            if let Some(entry) = layer.directories.get(&directory).and_then(|entries| entries.get(key)) {
                return Ok(entry.clone());
            }
        }
        self.committed().entry(directory, key)
    }
}

/// A layer's changes to a directory behind the folded name `after`.
fn changes_after<'a>(
    layer: Option<&'a Layer>,
    directory: InodeId,
    after: Option<&str>,
) -> impl Iterator<Item = (&'a str, &'a Option<Entry>)> {
    let start = after.map_or(Bound::Unbounded, Bound::Excluded);
    let entries = layer.and_then(|layer| layer.directories.get(&directory));
    let range = entries.map(|entries| entries.range::<str, _>((start, Bound::Unbounded)));
    range.into_iter().flatten().map(|(key, entry)| (&**key, entry))
}
