//! READ and WRITE (MS-SMB2 3.3.5.12, 3.3.5.13), and what has to be in memory before they run.

use volume::{BlockRange, InodeId, Volume, BLOCK_BYTES};

use crate::access;
use crate::dispatch::Request;
use crate::header::{command, Header};
use crate::info::class;
use crate::lock::Range;
use crate::open::{volume_status, Target};
use crate::server::Server;
use crate::status::{Outcome, Status};
use crate::wire::{Put, Reader, Reply, HEADER_BYTES};
use crate::IO_BYTES_MAX;

/// Offsets are signed in the file systems clients know.
const OFFSET_MAX: u64 = i64::MAX as u64;

/// The largest file, in bytes: that of NTFS, which clients know, just below what the volume can.
pub const FILE_BYTES_MAX: u64 = 0xFFF_FFFF_0000;

/// Fixed part of a READ response before the data.
const READ_RESPONSE_BYTES: usize = 16;

/// Where the FileId of READ and WRITE stands.
pub const FILE_ID_OFFSET: usize = HEADER_BYTES + 16;

/// Offset and length in the file, at the same place in READ and WRITE.
pub fn place(reader: &Reader) -> Outcome<(u64, u32)> {
    Ok((reader.u64(HEADER_BYTES + 8)?, reader.u32(HEADER_BYTES + 4)?))
}

impl Server {
    pub(crate) fn read(&mut self, volume: &mut Volume, request: &Request, reply: &mut Reply) -> Outcome<()> {
        request.structure(49)?;
        let reader = request.reader;
        let (offset, length) = place(&reader)?;
        let minimum = reader.u32(HEADER_BYTES + 32)?;
        let (id, open) = self.open_of(request, reply, FILE_ID_OFFSET)?;
        request.paid(length)?;
        if let Target::Pipe(_) = open.target {
            return self.read_pipe(id, length, reply);
        }
        let inode = open.file()?;
        open.allowed(access::READ_DATA | access::EXECUTE)?;
        if offset > OFFSET_MAX || offset + u64::from(length) > OFFSET_MAX {
            return Err(Status::INVALID_PARAMETER);
        }
        let range = Range { offset, length: length.into() };
        if !self.files.get(&inode.0).ok_or(Status::FILE_CLOSED)?.may_access(id, range, false) {
            return Err(Status::FILE_LOCK_CONFLICT);
        }
        let data = volume.read(inode, offset, length.into()).map_err(volume_status)?;
        if (data.is_empty() && length > 0) || data.len() < minimum as usize {
            return Err(Status::END_OF_FILE);
        }
        write_data(reply, &data);
        self.move_position(id, offset + data.len() as u64);
        Ok(())
    }

    /// FilePositionInformation follows reads and writes (MS-FSA 2.1.5.3, 2.1.5.4).
    fn move_position(&mut self, open: u64, position: u64) {
        if let Some(open) = self.opens.get_mut(&open) {
            open.position = position;
        }
    }

    pub(crate) fn write(&mut self, volume: &mut Volume, request: &Request, reply: &mut Reply) -> Outcome<()> {
        request.structure(49)?;
        let reader = request.reader;
        let data_offset = usize::from(reader.u16(HEADER_BYTES + 2)?);
        let (offset, length) = place(&reader)?;
        let (id, open) = self.open_of(request, reply, FILE_ID_OFFSET)?;
        request.paid(length)?;
        let data = reader.part(data_offset, length as usize)?;
        if let Target::Pipe(_) = open.target {
            self.write_pipe(id, data)?;
        } else {
            let inode = open.file()?;
            open.allowed(access::WRITE_DATA | access::APPEND_DATA)?;
            if offset > OFFSET_MAX || offset + u64::from(length) > OFFSET_MAX {
                return Err(Status::INVALID_PARAMETER);
            }
            if length > 0 && offset + u64::from(length) > FILE_BYTES_MAX {
                return Err(Status::INVALID_PARAMETER);
            }
            let range = Range { offset, length: length.into() };
            if !self.files.get(&inode.0).ok_or(Status::FILE_CLOSED)?.may_access(id, range, true) {
                return Err(Status::FILE_LOCK_CONFLICT);
            }
            let sticky = open.sticky_write_time;
            self.write_file(volume, inode, offset, data, sticky, request)?;
            self.move_position(id, offset + u64::from(length));
        }
        reply.put_u16(17);
        reply.put_u16(0);
        reply.put_u32(length);
        reply.put_u32(0);
        reply.put_u32(0);
        Ok(())
    }

    fn write_file(
        &self,
        volume: &mut Volume,
        inode: InodeId,
        offset: u64,
        data: &[u8],
        sticky: bool,
        request: &Request,
    ) -> Outcome<()> {
        let now = request.stamp.utc;
        let before = if sticky { Some(volume.metadata(inode).map_err(volume_status)?.modified) } else { None };
        volume.write(inode, offset, data, now).map_err(volume_status)?;
        if let Some(modified) = before {
            Server::keep_write_time(volume, inode, modified, now);
        }
        Ok(())
    }
}

impl Server {
    /// What a component reads or changes in part. `None`: it is malformed, or touches no file content.
    pub(crate) fn needs_of(&self, component: &[u8], chain_file: Option<u64>) -> Option<Vec<BlockRange>> {
        let header = Header::read(component).ok()?;
        let reader = Reader::new(component);
        let file_id_offset = match header.command {
            command::READ | command::WRITE | command::SET_INFO => FILE_ID_OFFSET,
            _ => return None,
        };
        let id = match reader.u64(file_id_offset + 8).ok()? {
            u64::MAX => chain_file?,
            id => id,
        };
        let inode = self.opens.get(&id)?.file().ok()?;
        if header.command == command::SET_INFO {
            // A new end of file inside a block: what is behind it becomes zeros.
            let buffer = usize::from(reader.u16(HEADER_BYTES + 8).ok()?);
            let sizes = matches!(reader.u8(HEADER_BYTES + 3).ok()?, class::END_OF_FILE | class::ALLOCATION);
            let end = if sizes { reader.u64(buffer).ok()? } else { return None };
            return Some(partial_blocks(inode, end, 0));
        }
        let (offset, length) = place(&reader).ok()?;
        let length = u64::from(length.min(IO_BYTES_MAX));
        if header.command == command::READ {
            return Some(vec![BlockRange { inode, offset, length }]);
        }
        Some(partial_blocks(inode, offset, length))
    }
}

/// A READ response with these bytes.
pub fn write_data(reply: &mut Reply, data: &[u8]) {
    reply.put_u16(17);
    reply.put_u8((HEADER_BYTES + READ_RESPONSE_BYTES) as u8);
    reply.put_u8(0);
    reply.put_u32(data.len() as u32);
    reply.put_u32(0);
    reply.put_u32(0);
    reply.put(data);
}

/// How long the reply to a READ gets at most, so that its buffer is made once.
pub fn reply_bytes(request: &Request) -> usize {
    let length = request.reader.u32(HEADER_BYTES + 4).unwrap_or(0).min(request.dialect.io_bytes_max());
    HEADER_BYTES + READ_RESPONSE_BYTES + length as usize
}

/// Blocks that a write changes only in part: their other bytes must be known.
pub fn partial_blocks(inode: InodeId, offset: u64, length: u64) -> Vec<BlockRange> {
    let end = offset.saturating_add(length);
    let block = |at: u64| BlockRange { inode, offset: at - at % BLOCK_BYTES, length: BLOCK_BYTES };
    let mut blocks = Vec::new();
    if !offset.is_multiple_of(BLOCK_BYTES) {
        blocks.push(block(offset));
    }
    if !end.is_multiple_of(BLOCK_BYTES) && blocks.first() != Some(&block(end)) {
        blocks.push(block(end));
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_edges_of_a_write_are_needed() {
        let offsets = |offset, length| -> Vec<u64> {
            partial_blocks(InodeId(2), offset, length).iter().map(|range| range.offset).collect()
        };
        assert!(offsets(0, 8192).is_empty());
        assert_eq!(offsets(1, 10), [0], "one block once");
        assert_eq!(offsets(1, 4096), [0, 4096]);
        assert_eq!(offsets(4096, 1), [4096]);
        assert_eq!(offsets(4000, 96), [0]);
    }
}
