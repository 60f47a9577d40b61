//! The records of the metadata store as bytes; `docs/volume-format.md` has the tables. Little endian throughout.

use crate::layer::{Entry, Inode};
use crate::limits::Usage;
use crate::name::FoldTable;
use crate::types::{ConsistencyPoint, FileTime, InodeId, Kind, BLOCK_BYTES, FILE_BYTES_MAX};
use crate::VolumeError;
use nvlog::{Epoch, Position, Term};

/// Takes numbers off the front of a record; a record that is too short is damage, never a panic.
pub struct Reader<'a> {
    bytes: &'a [u8],
    what: &'static str,
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8], what: &'static str) -> Self {
        Self { bytes, what }
    }

    pub fn damaged(&self) -> VolumeError {
        VolumeError::Damaged { what: self.what.to_string() }
    }

    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], VolumeError> {
        let (head, rest) = self.bytes.split_first_chunk().ok_or_else(|| self.damaged())?;
        self.bytes = rest;
        Ok(*head)
    }

    pub fn u8(&mut self) -> Result<u8, VolumeError> {
        Ok(u8::from_le_bytes(self.array()?))
    }

    pub fn u32(&mut self) -> Result<u32, VolumeError> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub fn u64(&mut self) -> Result<u64, VolumeError> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    pub fn rest(self) -> &'a [u8] {
        self.bytes
    }
}

/// Appends numbers to a record.
#[derive(Default)]
pub struct Writer(pub Vec<u8>);

impl Writer {
    pub fn u8(mut self, value: u8) -> Self {
        self.0.push(value);
        self
    }

    pub fn u32(mut self, value: u32) -> Self {
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }

    pub fn u64(mut self, value: u64) -> Self {
        self.0.extend_from_slice(&value.to_le_bytes());
        self
    }
}

fn encode_kind(kind: Kind) -> u8 {
    match kind {
        Kind::File => 1,
        Kind::Directory => 2,
    }
}

fn decode_kind(reader: &mut Reader<'_>) -> Result<Kind, VolumeError> {
    match reader.u8()? {
        1 => Ok(Kind::File),
        2 => Ok(Kind::Directory),
        _ => Err(reader.damaged()),
    }
}

pub fn encode_inode(inode: &Inode) -> Vec<u8> {
    Writer::default()
        .u8(encode_kind(inode.kind))
        .u32(inode.attributes)
        .u32(inode.links)
        .u64(inode.size)
        .u64(inode.blocks)
        .u64(inode.created.0)
        .u64(inode.accessed.0)
        .u64(inode.modified.0)
        .u64(inode.changed.0)
        .u64(inode.parent.0)
        .u64(inode.entries)
        .0
}

pub fn decode_inode(bytes: &[u8]) -> Result<Inode, VolumeError> {
    let mut reader = Reader::new(bytes, "an inode record");
    let inode = Inode {
        kind: decode_kind(&mut reader)?,
        attributes: reader.u32()?,
        links: reader.u32()?,
        size: reader.u64()?,
        blocks: reader.u64()?,
        created: FileTime(reader.u64()?),
        accessed: FileTime(reader.u64()?),
        modified: FileTime(reader.u64()?),
        changed: FileTime(reader.u64()?),
        parent: InodeId(reader.u64()?),
        entries: reader.u64()?,
    };
    match inode.size <= FILE_BYTES_MAX && inode.blocks <= inode.size.div_ceil(BLOCK_BYTES) {
        true => Ok(inode),
        false => Err(reader.damaged()),
    }
}

pub fn encode_entry(entry: &Entry) -> Vec<u8> {
    let mut bytes = Writer::default().u8(encode_kind(entry.kind)).u64(entry.inode.0).0;
    bytes.extend_from_slice(entry.name.as_bytes());
    bytes
}

/// Decodes the entry that is stored under `key`.
pub fn decode_entry(key: &str, bytes: &[u8], table: &FoldTable) -> Result<Entry, VolumeError> {
    let mut reader = Reader::new(bytes, "a directory entry");
    let kind = decode_kind(&mut reader)?;
    let inode = InodeId(reader.u64()?);
    let damaged = reader.damaged();
    let name = std::str::from_utf8(reader.rest()).ok().filter(|name| table.fold(name) == key).ok_or(damaged)?;
    Ok(Entry { name: name.into(), inode, kind })
}

/// Where a consistency point keeps its session state: extents in the data area.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SessionPlace {
    pub bytes: u64,
    /// CRC-32C of the session state.
    pub crc: u32,
    /// First block and number of blocks.
    pub extents: Vec<(u64, u32)>,
}

/// The record of a consistency point; its session state is elsewhere.
pub fn encode_point(point: &ConsistencyPoint, usage: &Usage, place: &SessionPlace) -> Vec<u8> {
    let mut writer = Writer::default()
        .u64(point.position.0)
        .u32(point.epoch.0)
        .u32(point.term.0)
        .u64(usage.next_inode)
        .u64(usage.inodes)
        .u64(usage.blocks)
        .u64(usage.metadata_bytes)
        .u64(place.bytes)
        .u32(place.crc)
        .u32(place.extents.len() as u32);
    for (start, count) in &place.extents {
        writer = writer.u64(*start).u32(*count);
    }
    writer.0
}

pub fn decode_point(bytes: &[u8]) -> Result<(ConsistencyPoint, Usage, SessionPlace), VolumeError> {
    let mut reader = Reader::new(bytes, "the record of the consistency point");
    let point = ConsistencyPoint {
        position: Position(reader.u64()?),
        epoch: Epoch(reader.u32()?),
        term: Term(reader.u32()?),
        session: Vec::new(),
    };
    let usage = Usage {
        next_inode: reader.u64()?,
        inodes: reader.u64()?,
        blocks: reader.u64()?,
        metadata_bytes: reader.u64()?,
    };
    let mut place = SessionPlace { bytes: reader.u64()?, crc: reader.u32()?, extents: Vec::new() };
    for _ in 0..reader.u32()? {
        place.extents.push((reader.u64()?, reader.u32()?));
    }
    Ok((point, usage, place))
}
