//! A reference model of the volume: maps and byte vectors, as plain as can be. And random operations on both.

use super::Random;
use std::collections::BTreeMap;
use volume::{FileTime, InodeId, Kind, MetadataChange, Volume, VolumeError, BLOCK_BYTES};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub kind: Kind,
    pub attributes: u32,
    pub links: u32,
    pub content: Vec<u8>,
    /// Which blocks have content.
    pub mapped: std::collections::BTreeSet<u64>,
    pub created: u64,
    pub modified: u64,
    pub changed: u64,
    pub parent: u64,
    /// By lower-case name; the model's names are ASCII.
    pub names: BTreeMap<String, (String, u64)>,
    pub holds: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    pub nodes: BTreeMap<u64, Node>,
    pub next: u64,
}

fn node(kind: Kind, parent: u64, attributes: u32, now: u64) -> Node {
    Node {
        kind,
        attributes,
        links: 1,
        content: Vec::new(),
        mapped: Default::default(),
        created: now,
        modified: now,
        changed: now,
        parent,
        names: BTreeMap::new(),
        holds: 0,
    }
}

fn key(name: &str) -> String {
    name.to_ascii_lowercase()
}

type Outcome<T> = Result<T, VolumeError>;

impl Model {
    pub fn new(created: u64) -> Self {
        Self { nodes: BTreeMap::from([(1, node(Kind::Directory, 1, 0, created))]), next: 2 }
    }

    fn directory(&mut self, id: u64) -> Outcome<&mut Node> {
        let node = self.nodes.get_mut(&id).ok_or(VolumeError::NoSuchInode(InodeId(id)))?;
        match node.kind {
            Kind::Directory => Ok(node),
            Kind::File => Err(VolumeError::NotDirectory),
        }
    }

    fn file(&mut self, id: u64) -> Outcome<&mut Node> {
        let node = self.nodes.get_mut(&id).ok_or(VolumeError::NoSuchInode(InodeId(id)))?;
        match node.kind {
            Kind::File => Ok(node),
            Kind::Directory => Err(VolumeError::IsDirectory),
        }
    }

    pub fn lookup(&mut self, directory: u64, name: &str) -> Outcome<u64> {
        self.directory(directory)?.names.get(&key(name)).map(|found| found.1).ok_or(VolumeError::NotFound)
    }

    pub fn create(&mut self, kind: Kind, directory: u64, name: &str, attributes: u32, now: u64) -> Outcome<u64> {
        let id = self.next;
        let parent = self.directory(directory)?;
        if parent.links == 0 {
            return Err(VolumeError::NotFound);
        }
        if parent.names.contains_key(&key(name)) {
            return Err(VolumeError::Exists);
        }
        parent.names.insert(key(name), (name.to_string(), id));
        (parent.modified, parent.changed) = (now, now);
        self.next += 1;
        self.nodes.insert(id, node(kind, directory, attributes, now));
        Ok(id)
    }

    fn unlink(&mut self, id: u64, now: u64) {
        let node = self.nodes.get_mut(&id).unwrap();
        (node.links, node.changed) = (0, now);
        if node.holds == 0 {
            self.nodes.remove(&id);
        }
    }

    pub fn remove(&mut self, directory: u64, name: &str, now: u64) -> Outcome<()> {
        let id = self.lookup(directory, name)?;
        if !self.nodes[&id].names.is_empty() {
            return Err(VolumeError::NotEmpty);
        }
        let parent = self.directory(directory)?;
        parent.names.remove(&key(name));
        (parent.modified, parent.changed) = (now, now);
        self.unlink(id, now);
        Ok(())
    }

    pub fn rename(&mut self, from: u64, name: &str, to: u64, new: &str, replace: bool, now: u64) -> Outcome<()> {
        let id = self.lookup(from, name)?;
        if self.directory(to)?.links == 0 {
            return Err(VolumeError::NotFound);
        }
        let mut at = to;
        while self.nodes[&id].kind == Kind::Directory && at != 1 {
            if at == id {
                return Err(VolumeError::IntoItself);
            }
            at = self.nodes[&at].parent;
        }
        let existing = self.directory(to)?.names.get(&key(new)).map(|found| found.1).filter(|found| *found != id);
        if let Some(existing) = existing {
            if !replace {
                return Err(VolumeError::Exists);
            }
            if self.nodes[&existing].kind == Kind::Directory {
                return Err(VolumeError::IsDirectory);
            }
        }
        self.directory(from)?.names.remove(&key(name));
        self.directory(to)?.names.insert(key(new), (new.to_string(), id));
        for directory in [from, to] {
            let directory = self.directory(directory)?;
            (directory.modified, directory.changed) = (now, now);
        }
        if let Some(existing) = existing {
            self.unlink(existing, now);
        }
        let node = self.nodes.get_mut(&id).unwrap();
        (node.parent, node.changed) = (to, now);
        Ok(())
    }

    pub fn write(&mut self, id: u64, offset: u64, data: &[u8], now: u64) -> Outcome<()> {
        let node = self.file(id)?;
        let end = offset as usize + data.len();
        if node.content.len() < end {
            node.content.resize(end, 0);
        }
        node.content[offset as usize..end].copy_from_slice(data);
        node.mapped.extend(offset / BLOCK_BYTES..(end as u64).div_ceil(BLOCK_BYTES));
        (node.modified, node.changed) = (now, now);
        Ok(())
    }

    pub fn set_end(&mut self, id: u64, size: u64, now: u64) -> Outcome<()> {
        let node = self.file(id)?;
        node.content.resize(size as usize, 0);
        node.mapped.retain(|block| *block < size.div_ceil(BLOCK_BYTES));
        (node.modified, node.changed) = (now, now);
        Ok(())
    }

    /// The state as it is opened again: nothing is held, and what has no name is gone once that is said.
    pub fn reopened(mut self) -> Self {
        self.nodes.retain(|_, node| node.links > 0);
        self.nodes.values_mut().for_each(|node| node.holds = 0);
        self
    }

    /// Compares everything; panics with the difference.
    pub fn check(&self, volume: &Volume) {
        for (id, node) in &self.nodes {
            let found = volume.metadata(InodeId(*id)).unwrap_or_else(|error| panic!("inode {id}: {error}"));
            let size = node.content.len() as u64;
            let allocation = node.mapped.len() as u64 * BLOCK_BYTES;
            assert_eq!(
                (found.kind, found.attributes, found.links, found.size, found.allocation),
                (node.kind, node.attributes, node.links, size, allocation),
                "inode {id}"
            );
            assert_eq!(
                (found.created.0, found.modified.0, found.changed.0, found.parent.0),
                (node.created, node.modified, node.changed, node.parent),
                "times of inode {id}"
            );
            match node.kind {
                Kind::File => {
                    let content = volume.read(InodeId(*id), 0, u64::MAX).unwrap();
                    if content != node.content {
                        let at = content.iter().zip(&node.content).position(|(a, b)| a != b);
                        panic!("content of inode {id} of {} bytes differs at {at:?}", node.content.len());
                    }
                }
                Kind::Directory => {
                    let listing = volume.read_directory(InodeId(*id), None, usize::MAX).unwrap();
                    let mut found: Vec<_> = listing.into_iter().map(|entry| (entry.name, entry.inode.0)).collect();
                    let mut expected: Vec<_> = node.names.values().cloned().collect();
                    found.sort();
                    expected.sort();
                    assert_eq!(found, expected, "directory {id}");
                }
            }
        }
        assert_eq!(volume.statistics().inodes, self.nodes.len() as u64, "number of inodes");
        let report = volume.verify().unwrap();
        assert_eq!(report.problems, Vec::<String>::new());
    }
}

/// Does one random operation on both and compares the outcomes. `time` orders everything that was done.
pub fn step(random: &mut Random, volume: &mut Volume, model: &mut Model, time: u64) {
    let now = FileTime(time);
    let ids: Vec<u64> = model.nodes.keys().copied().collect();
    let any = |random: &mut Random| ids[random.below(ids.len() as u64) as usize];
    let of_kind = |random: &mut Random, kind: Kind| {
        let all: Vec<u64> = ids.iter().copied().filter(|id| model.nodes[id].kind == kind).collect();
        // Now and then the wrong kind, to see it refused.
        match all.is_empty() || random.chance(30) {
            true => ids[random.below(ids.len() as u64) as usize],
            false => all[random.below(all.len() as u64) as usize],
        }
    };
    let name = |random: &mut Random| {
        let name = format!("File-{}", random.below(25));
        match random.below(3) {
            0 => name.to_uppercase(),
            1 => name.to_lowercase(),
            _ => name,
        }
    };
    match random.below(100) {
        0..20 => {
            let kind = if random.chance(4) { Kind::Directory } else { Kind::File };
            let (directory, name, attributes) = (of_kind(random, Kind::Directory), name(random), time as u32 % 64);
            let id = InodeId(directory);
            let made = match kind {
                Kind::File => volume.create_file(id, &name, attributes, now),
                Kind::Directory => volume.make_directory(id, &name, attributes, now),
            };
            assert_eq!(made.map(|id| id.0), model.create(kind, directory, &name, attributes, time));
        }
        20..30 => {
            let (directory, name) = (of_kind(random, Kind::Directory), name(random));
            assert_eq!(volume.remove(InodeId(directory), &name, now), model.remove(directory, &name, time));
        }
        30..40 => {
            let (from, to) = (of_kind(random, Kind::Directory), of_kind(random, Kind::Directory));
            let (old, new, replace) = (name(random), name(random), random.chance(2));
            assert_eq!(
                volume.rename(InodeId(from), &old, InodeId(to), &new, replace, now),
                model.rename(from, &old, to, &new, replace, time)
            );
        }
        40..65 => {
            let id = of_kind(random, Kind::File);
            let offset = match random.below(3) {
                0 => random.below(40) * BLOCK_BYTES,
                1 => random.below(1000),
                _ => random.below(40 * BLOCK_BYTES),
            };
            let length = match random.below(3) {
                0 => BLOCK_BYTES * (1 + random.below(8)),
                1 => random.below(100),
                _ => random.below(5 * BLOCK_BYTES),
            };
            let data: Vec<u8> = (0..length).map(|at| (time * 31 + at) as u8 | 1).collect();
            let expected = match data.is_empty() {
                true => model.file(id).map(drop),
                false => model.write(id, offset, &data, time),
            };
            assert_eq!(volume.write(InodeId(id), offset, &data, now), expected);
        }
        65..75 => {
            let (id, size) = (of_kind(random, Kind::File), random.below(44 * BLOCK_BYTES));
            let size = if random.chance(3) { size / BLOCK_BYTES * BLOCK_BYTES } else { size };
            assert_eq!(volume.set_end(InodeId(id), size, now), model.set_end(id, size, time));
        }
        75..85 => {
            let (id, offset) = (of_kind(random, Kind::File), random.below(44 * BLOCK_BYTES));
            let length = random.below(10 * BLOCK_BYTES);
            let expected = model.file(id).map(|node| {
                let end = (offset + length).min(node.content.len() as u64);
                node.content.get(offset as usize..end as usize).unwrap_or_default().to_vec()
            });
            assert_eq!(volume.read(InodeId(id), offset, length).map(|bytes| bytes.to_vec()), expected);
        }
        85..90 => {
            let id = any(random);
            let change = MetadataChange { attributes: Some(time as u32 % 1024), ..Default::default() };
            volume.set_metadata(InodeId(id), &change, now).unwrap();
            let node = model.nodes.get_mut(&id).unwrap();
            (node.attributes, node.changed) = (time as u32 % 1024, time);
        }
        90..96 => {
            let id = any(random);
            volume.hold(InodeId(id)).unwrap();
            model.nodes.get_mut(&id).unwrap().holds += 1;
        }
        _ => {
            let Some(id) = ids.iter().copied().find(|id| model.nodes[id].holds > 0) else { return };
            volume.release(InodeId(id)).unwrap();
            let node = model.nodes.get_mut(&id).unwrap();
            node.holds -= 1;
            if node.holds == 0 && node.links == 0 {
                model.nodes.remove(&id);
            }
        }
    }
}
