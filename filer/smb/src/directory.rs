//! QUERY_DIRECTORY (MS-SMB2 3.3.5.18).
//!
//! A listing is resumed by name: the open remembers the last name given out, and the volume gives the names after it in
//! their order. Whatever is made or removed meanwhile, a name that exists throughout comes once, and nothing comes
//! twice.

use serde::{Deserialize, Serialize};
use volume::{InodeId, Metadata, Volume, ROOT};

use crate::access;
use crate::dispatch::Request;
use crate::info;
use crate::name;
use crate::open::{volume_status, Target};
use crate::server::Server;
use crate::status::{Outcome, Status};
use crate::wire::{utf16, utf16_bytes, Put, Reply, HEADER_BYTES};

const FLAG_RESTART: u8 = 0x01;
const FLAG_SINGLE: u8 = 0x02;
const FLAG_REOPEN: u8 = 0x10;

/// The longest pattern; names are half as long.
const PATTERN_BYTES_MAX: usize = 1024;
/// Names asked of the volume at a time.
const NAMES_PER_STEP: usize = 128;
/// Names looked at in one request: a pattern that matches little cannot make one request arbitrarily long. Reached, an
/// empty result would end the listing, so the request goes on until one name matched; this bounds what comes after it.
const NAMES_AFTER_MATCH_MAX: usize = 65_536;

/// Where a listing stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// The pattern of the first request; later ones go on with it. `None` before.
    pattern: Option<String>,
    place: Place,
    /// Something was given out since the pattern was set: the end is then NO_MORE_FILES, else NO_SUCH_FILE.
    any: bool,
}

/// The last thing given out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
enum Place {
    #[default]
    Start,
    Dot,
    DotDot,
    Name(String),
}

/// Levels of detail (MS-FSCC 2.4), by what an entry contains.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Names,
    Directory,
    Full,
    Both,
    IdFull,
    IdBoth,
}

impl Level {
    fn from_class(class: u8) -> Outcome<Level> {
        match class {
            1 => Ok(Level::Directory),
            2 => Ok(Level::Full),
            3 => Ok(Level::Both),
            12 => Ok(Level::Names),
            37 => Ok(Level::IdBoth),
            38 => Ok(Level::IdFull),
            _ => Err(Status::INVALID_INFO_CLASS),
        }
    }

    /// Bytes of an entry before the name.
    fn fixed_bytes(self) -> usize {
        match self {
            Level::Names => 12,
            Level::Directory => 64,
            Level::Full => 68,
            Level::Both => 94,
            Level::IdFull => 80,
            Level::IdBoth => 104,
        }
    }
}

/// Appends one entry, NextEntryOffset zero.
fn put_entry(reply: &mut Reply, level: Level, metadata: &Metadata, name: &[u8]) {
    reply.put_u32(0);
    reply.put_u32(0);
    if level == Level::Names {
        reply.put_u32(name.len() as u32);
        reply.put(name);
        return;
    }
    info::put_times(reply, metadata);
    reply.put_u64(metadata.size);
    reply.put_u64(metadata.allocation);
    reply.put_u32(info::attributes(metadata));
    reply.put_u32(name.len() as u32);
    if level != Level::Directory {
        // EaSize.
        reply.put_u32(0);
    }
    match level {
        // ShortNameLength, Reserved, ShortName: none.
        Level::Both => reply.put_zeros(26),
        Level::IdBoth => {
            reply.put_zeros(26 + 2);
            reply.put_u64(metadata.inode.0);
        }
        Level::IdFull => {
            reply.put_u32(0);
            reply.put_u64(metadata.inode.0);
        }
        Level::Names | Level::Directory | Level::Full => {}
    }
    reply.put(name);
}

/// A listing as it proceeds: gives (where we are then, name, inode), in order.
struct Walk<'a> {
    volume: &'a Volume,
    directory: InodeId,
    parent: InodeId,
    place: Place,
    buffered: std::collections::VecDeque<volume::DirectoryEntry>,
    exhausted: bool,
}

impl Walk<'_> {
    fn next(&mut self) -> Outcome<Option<(String, InodeId)>> {
        let (place, name, inode) = match &self.place {
            Place::Start => (Place::Dot, ".".to_owned(), self.directory),
            Place::Dot => (Place::DotDot, "..".to_owned(), self.parent),
            Place::DotDot | Place::Name(_) => {
                let after = match &self.place {
                    Place::Name(name) => Some(name.as_str()),
                    _ => None,
                };
                if self.buffered.is_empty() && !self.exhausted {
                    let names = self.volume.read_directory(self.directory, after, NAMES_PER_STEP);
                    self.buffered = names.map_err(volume_status)?.into();
                    self.exhausted = self.buffered.len() < NAMES_PER_STEP;
                }
                let Some(entry) = self.buffered.pop_front() else { return Ok(None) };
                (Place::Name(entry.name.clone()), entry.name, entry.inode)
            }
        };
        self.place = place;
        Ok(Some((name, inode)))
    }
}

impl Server {
    pub(crate) fn query_directory(&mut self, volume: &mut Volume, request: &Request, reply: &mut Reply) -> Outcome<()> {
        request.structure(33)?;
        let reader = request.reader;
        let level = Level::from_class(reader.u8(HEADER_BYTES + 2)?);
        let flags = reader.u8(HEADER_BYTES + 3)?;
        let pattern_offset = usize::from(reader.u16(HEADER_BYTES + 24)?);
        let pattern_length = usize::from(reader.u16(HEADER_BYTES + 26)?);
        let output_bytes_max = reader.u32(HEADER_BYTES + 28)?;
        if pattern_length > PATTERN_BYTES_MAX {
            return Err(Status::OBJECT_NAME_INVALID);
        }
        let pattern = utf16(reader.part(pattern_offset, pattern_length)?).ok_or(Status::OBJECT_NAME_INVALID)?;

        let (root, _) = self.disk_tree(request)?;
        let (id, open) = self.open_of(request, reply, HEADER_BYTES + 8)?;
        let Target::Directory { inode, listing } = &open.target else { return Err(Status::INVALID_PARAMETER) };
        let (inode, mut listing) = (InodeId(*inode), listing.clone());
        open.allowed(access::LIST_DIRECTORY)?;
        let level = level?;
        request.paid(output_bytes_max)?;
        if (output_bytes_max as usize) < level.fixed_bytes() {
            return Err(Status::INFO_LENGTH_MISMATCH);
        }

        if flags & FLAG_REOPEN != 0 || listing.pattern.is_none() {
            let pattern = if pattern.is_empty() { "*".to_owned() } else { pattern };
            listing = Listing { pattern: Some(pattern), ..Listing::default() };
        } else if flags & FLAG_RESTART != 0 {
            // A restart may bring a new pattern (3.3.5.18), else it goes on with the old one.
            if !pattern.is_empty() {
                listing.pattern = Some(pattern);
            }
            (listing.place, listing.any) = (Place::Start, false);
        }

        reply.put_u16(9);
        reply.put_u16(HEADER_BYTES as u16 + 8);
        let length_field = reply.len();
        reply.put_u32(0);
        let start = reply.len();
        let single = flags & FLAG_SINGLE != 0;
        let full = list(volume, root, inode, &mut listing, level, single, output_bytes_max as usize, reply)?;
        let length = reply.len() - start;
        reply.patch_u32(length_field, length as u32);

        let outcome = match (length, full, listing.any) {
            (0, true, _) => Err(Status::INFO_LENGTH_MISMATCH),
            (0, false, true) => Err(Status::NO_MORE_FILES),
            (0, false, false) => Err(Status::NO_SUCH_FILE),
            _ => Ok(()),
        };
        listing.any |= length > 0;
        if let Some(Target::Directory { listing: kept, .. }) = self.opens.get_mut(&id).map(|open| &mut open.target) {
            *kept = listing;
        }
        outcome
    }
}

/// Appends entries until the output is full (true) or the directory ends (false), and moves the listing on.
#[allow(clippy::too_many_arguments)]
fn list(
    volume: &Volume,
    root: InodeId,
    directory: InodeId,
    listing: &mut Listing,
    level: Level,
    single: bool,
    output_bytes_max: usize,
    reply: &mut Reply,
) -> Outcome<bool> {
    let pattern = listing.pattern.clone().unwrap_or_default();
    // The root of a share is its own parent: nothing above it is shown.
    let own = volume.metadata(directory).map_err(volume_status)?;
    let parent = if directory == root || directory == ROOT { directory } else { own.parent };
    let mut walk = Walk {
        volume,
        directory,
        parent,
        place: listing.place.clone(),
        buffered: Default::default(),
        exhausted: false,
    };
    let start = reply.len();
    let mut last_entry = None;
    let mut looked_at = 0;
    loop {
        // What is given out now begins where `walk.place` was before.
        let before = walk.place.clone();
        let Some((name, inode)) = walk.next()? else {
            listing.place = before;
            return Ok(false);
        };
        looked_at += usize::from(last_entry.is_some());
        if !name::matches(&pattern, &name) {
            if looked_at >= NAMES_AFTER_MATCH_MAX {
                listing.place = walk.place;
                return Ok(true);
            }
            continue;
        }
        let encoded = utf16_bytes(&name);
        let offset = (reply.len() - start).next_multiple_of(8);
        if offset + level.fixed_bytes() + encoded.len() > output_bytes_max {
            listing.place = before;
            return Ok(true);
        }
        let metadata = volume.metadata(inode).map_err(volume_status)?;
        reply.align(8);
        let at = reply.len();
        if let Some(last) = last_entry {
            reply.patch_u32(last, (at - last) as u32);
        }
        put_entry(reply, level, &metadata, &encoded);
        last_entry = Some(at);
        if single {
            listing.place = walk.place;
            return Ok(true);
        }
    }
}
