//! File information classes (MS-FSCC 2.4) as QUERY_INFO gives them, and the encodings shared with CREATE, CLOSE and
//! QUERY_DIRECTORY.

use volume::{FileTime, Kind, Metadata};

use crate::open::{Open, OpenFile};
use crate::status::{Outcome, Status};
use crate::wire::{utf16_bytes, Put};

pub const ATTRIBUTE_READONLY: u32 = 0x0000_0001;
pub const ATTRIBUTE_HIDDEN: u32 = 0x0000_0002;
pub const ATTRIBUTE_SYSTEM: u32 = 0x0000_0004;
pub const ATTRIBUTE_DIRECTORY: u32 = 0x0000_0010;
pub const ATTRIBUTE_ARCHIVE: u32 = 0x0000_0020;
pub const ATTRIBUTE_NORMAL: u32 = 0x0000_0080;
pub const ATTRIBUTE_TEMPORARY: u32 = 0x0000_0100;
const ATTRIBUTE_OFFLINE: u32 = 0x0000_1000;
const ATTRIBUTE_NOT_CONTENT_INDEXED: u32 = 0x0000_2000;
/// What a client can set and we keep; DIRECTORY and NORMAL follow from the rest.
pub const ATTRIBUTES_KEPT: u32 = ATTRIBUTE_READONLY
    | ATTRIBUTE_HIDDEN
    | ATTRIBUTE_SYSTEM
    | ATTRIBUTE_ARCHIVE
    | ATTRIBUTE_TEMPORARY
    | ATTRIBUTE_OFFLINE
    | ATTRIBUTE_NOT_CONTENT_INDEXED;

/// What a client may say when it creates; what is not kept is a wish.
pub const ATTRIBUTES_VALID: u32 = 0x0000_7FB7;

/// Classes, by the names of MS-FSCC 2.4.
pub mod class {
    pub const BASIC: u8 = 4;
    pub const STANDARD: u8 = 5;
    pub const INTERNAL: u8 = 6;
    pub const EA: u8 = 7;
    pub const ACCESS: u8 = 8;
    pub const NAME: u8 = 9;
    pub const RENAME: u8 = 10;
    pub const DISPOSITION: u8 = 13;
    pub const POSITION: u8 = 14;
    pub const FULL_EA: u8 = 15;
    pub const MODE: u8 = 16;
    pub const ALIGNMENT: u8 = 17;
    pub const ALL: u8 = 18;
    pub const ALLOCATION: u8 = 19;
    pub const END_OF_FILE: u8 = 20;
    pub const ALTERNATE_NAME: u8 = 21;
    pub const STREAM: u8 = 22;
    pub const COMPRESSION: u8 = 28;
    pub const NETWORK_OPEN: u8 = 34;
    pub const ATTRIBUTE_TAG: u8 = 35;
    pub const NORMALIZED_NAME: u8 = 48;
    pub const ID: u8 = 59;
}

/// The attributes clients see.
pub fn attributes(metadata: &Metadata) -> u32 {
    let kept = metadata.attributes & ATTRIBUTES_KEPT;
    match (metadata.kind, kept) {
        (Kind::Directory, _) => kept | ATTRIBUTE_DIRECTORY,
        (Kind::File, 0) => ATTRIBUTE_NORMAL,
        (Kind::File, _) => kept,
    }
}

/// Creation, last access, last write, change.
pub fn put_times(out: &mut impl Put, metadata: &Metadata) {
    for FileTime(time) in [metadata.created, metadata.accessed, metadata.modified, metadata.changed] {
        out.put_u64(time);
    }
}

/// Allocation, then end of file.
pub fn put_sizes(out: &mut impl Put, metadata: &Metadata) {
    out.put_u64(metadata.allocation);
    out.put_u64(metadata.size);
}

/// Whether a name is its own 8.3 name (MS-FSCC 2.1.5.2.1). Others have none: we make none up.
fn is_short_name(name: &str) -> bool {
    let (base, extension) = name.split_once('.').unwrap_or((name, ""));
    let plain =
        |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'()-@^_`{}~".contains(&byte));
    (1..=8).contains(&base.len()) && extension.len() <= 3 && plain(base) && plain(extension)
}

/// What a class is made from.
pub struct Subject<'a> {
    pub metadata: Metadata,
    pub open: &'a Open,
    pub file: &'a OpenFile,
    /// Path from the share's root, beginning with `\`.
    pub path: String,
    pub volume_id: u64,
}

impl Subject<'_> {
    /// Encodes a class: the bytes, and the room without which there is no answer: the size of the structure as C pads
    /// it, which is what Windows compares with.
    pub fn encode(&self, class: u8) -> Outcome<(Vec<u8>, usize)> {
        let mut out = Vec::new();
        let fixed = match class {
            class::BASIC => self.basic(&mut out),
            class::STANDARD => self.standard(&mut out),
            class::INTERNAL => self.internal(&mut out),
            class::EA => self.ea(&mut out),
            class::ACCESS => self.access(&mut out),
            class::POSITION => self.position(&mut out),
            class::MODE => self.mode(&mut out),
            class::ALIGNMENT => self.alignment(&mut out),
            class::NAME => self.name(&mut out),
            class::ALL => {
                self.basic(&mut out);
                self.standard(&mut out);
                self.internal(&mut out);
                self.ea(&mut out);
                self.access(&mut out);
                self.position(&mut out);
                self.mode(&mut out);
                self.alignment(&mut out);
                self.name(&mut out);
                // The name's length field and at least two bytes of it (MS-FSCC 2.4.2).
                out.len().min(104)
            }
            class::NORMALIZED_NAME => {
                let name = utf16_bytes(self.path.trim_start_matches('\\'));
                out.put_u32(name.len() as u32);
                out.put(&name);
                8
            }
            class::STREAM => self.stream(&mut out),
            class::COMPRESSION => {
                out.put_u64(self.metadata.size);
                out.put_zeros(8);
                16
            }
            class::NETWORK_OPEN => {
                put_times(&mut out, &self.metadata);
                put_sizes(&mut out, &self.metadata);
                out.put_u32(attributes(&self.metadata));
                out.put_u32(0);
                56
            }
            class::ATTRIBUTE_TAG => {
                out.put_u32(attributes(&self.metadata));
                out.put_u32(0);
                8
            }
            class::ID => {
                out.put_u64(self.volume_id);
                out.put_u64(self.metadata.inode.0);
                out.put_u64(0);
                24
            }
            class::ALTERNATE_NAME => {
                if !is_short_name(&self.file.name) {
                    return Err(Status::OBJECT_NAME_NOT_FOUND);
                }
                let name = utf16_bytes(&self.file.name);
                out.put_u32(name.len() as u32);
                out.put(&name);
                8
            }
            // No extended attributes.
            class::FULL_EA => return Err(Status::NO_EAS_ON_FILE),
            _ => return Err(Status::INVALID_INFO_CLASS),
        };
        Ok((out, fixed))
    }

    fn basic(&self, out: &mut Vec<u8>) -> usize {
        put_times(out, &self.metadata);
        out.put_u32(attributes(&self.metadata));
        out.put_u32(0);
        40
    }

    fn standard(&self, out: &mut Vec<u8>) -> usize {
        put_sizes(out, &self.metadata);
        let pending = self.file.delete_pending;
        out.put_u32(if pending { 0 } else { 1 });
        out.put_u8(pending.into());
        out.put_u8((self.metadata.kind == Kind::Directory).into());
        out.put_u16(0);
        24
    }

    fn internal(&self, out: &mut Vec<u8>) -> usize {
        out.put_u64(self.metadata.inode.0);
        8
    }

    fn ea(&self, out: &mut Vec<u8>) -> usize {
        out.put_u32(0);
        4
    }

    fn access(&self, out: &mut Vec<u8>) -> usize {
        out.put_u32(self.open.access);
        4
    }

    fn position(&self, out: &mut Vec<u8>) -> usize {
        out.put_u64(self.open.position);
        8
    }

    fn mode(&self, out: &mut Vec<u8>) -> usize {
        out.put_u32(self.open.mode);
        4
    }

    fn alignment(&self, out: &mut Vec<u8>) -> usize {
        out.put_u32(0);
        4
    }

    fn name(&self, out: &mut Vec<u8>) -> usize {
        let name = utf16_bytes(&self.path);
        out.put_u32(name.len() as u32);
        out.put(&name);
        8
    }

    /// A file has the unnamed stream, a directory none.
    fn stream(&self, out: &mut Vec<u8>) -> usize {
        if self.metadata.kind == Kind::File {
            let name = utf16_bytes("::$DATA");
            out.put_u32(0);
            out.put_u32(name.len() as u32);
            out.put_u64(self.metadata.size);
            out.put_u64(self.metadata.allocation);
            out.put(&name);
        }
        out.len().min(32)
    }
}
