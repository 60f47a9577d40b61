//! Reading and writing little-endian structures.
//!
//! Reading is lenient and borrows: a [`Reader`] knows the whole component (offsets in SMB2 count from its header),
//! every access is checked, and a field outside the message becomes STATUS_INVALID_PARAMETER, which is what Windows
//! answers to one. Writing appends to the reply under construction; a [`Reply`] remembers where its component begins,
//! so that offsets can be written relative to the header.

use crate::status::{Outcome, Status};

/// Size of the SMB2 header (MS-SMB2 2.2.1).
pub const HEADER_BYTES: usize = 64;

/// Checked little-endian access to a message or a part of one. Offsets count from the start of the slice.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    bytes: &'a [u8],
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Reader { bytes }
    }

    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    fn array<const N: usize>(&self, offset: usize) -> Outcome<[u8; N]> {
        let end = offset.checked_add(N).ok_or(Status::INVALID_PARAMETER)?;
        let slice = self.bytes.get(offset..end).ok_or(Status::INVALID_PARAMETER)?;
        slice.try_into().map_err(|_| Status::INVALID_PARAMETER)
    }

    pub fn u8(&self, offset: usize) -> Outcome<u8> {
        self.array::<1>(offset).map(|b| b[0])
    }

    pub fn u16(&self, offset: usize) -> Outcome<u16> {
        self.array(offset).map(u16::from_le_bytes)
    }

    pub fn u32(&self, offset: usize) -> Outcome<u32> {
        self.array(offset).map(u32::from_le_bytes)
    }

    pub fn u64(&self, offset: usize) -> Outcome<u64> {
        self.array(offset).map(u64::from_le_bytes)
    }

    pub fn guid(&self, offset: usize) -> Outcome<[u8; 16]> {
        self.array(offset)
    }

    pub fn slice(&self, offset: usize, length: usize) -> Outcome<&'a [u8]> {
        let end = offset.checked_add(length).ok_or(Status::INVALID_PARAMETER)?;
        self.bytes.get(offset..end).ok_or(Status::INVALID_PARAMETER)
    }

    /// A variable part described by an offset field and a length field. An empty part may have any offset: clients
    /// leave garbage there.
    pub fn part(&self, offset: usize, length: usize) -> Outcome<&'a [u8]> {
        if length == 0 {
            return Ok(&[]);
        }
        self.slice(offset, length)
    }
}

/// A UTF-16LE string. Odd lengths and lone surrogates are malformed: a name that cannot be given back as it came must
/// not be stored.
pub fn utf16(bytes: &[u8]) -> Option<String> {
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    char::decode_utf16(units).collect::<Result<String, _>>().ok()
}

/// The UTF-16LE bytes of a string.
pub fn utf16_bytes(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// Appends little-endian fields to a buffer.
pub trait Put {
    fn put(&mut self, bytes: &[u8]);

    fn put_u8(&mut self, value: u8) {
        self.put(&[value]);
    }

    fn put_u16(&mut self, value: u16) {
        self.put(&value.to_le_bytes());
    }

    fn put_u32(&mut self, value: u32) {
        self.put(&value.to_le_bytes());
    }

    fn put_u64(&mut self, value: u64) {
        self.put(&value.to_le_bytes());
    }

    fn put_zeros(&mut self, count: usize) {
        for _ in 0..count {
            self.put(&[0]);
        }
    }
}

impl Put for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// The reply component being written: its header's place, its body, and what the header will say.
pub struct Reply<'a> {
    buffer: &'a mut Vec<u8>,
    /// Where this component's header begins in the buffer of the whole reply.
    start: usize,
    /// SUCCESS unless the handler sets a warning or an intermediate status. A failure is returned, not set here.
    pub status: Status,
    pub session_id: u64,
    pub tree_id: u32,
    /// The open this component made or used: what a related one after it means by the all-ones id.
    pub file_id: Option<u64>,
    /// The connection ends at once, without a reply.
    pub terminate: bool,
}

impl<'a> Reply<'a> {
    /// Begins a component: the header's place is reserved and filled in when the component is finished.
    pub fn begin(buffer: &'a mut Vec<u8>, session_id: u64, tree_id: u32) -> Self {
        let start = buffer.len();
        buffer.resize(start + HEADER_BYTES, 0);
        let status = Status::SUCCESS;
        Reply { buffer, start, status, session_id, tree_id, file_id: None, terminate: false }
    }

    /// Bytes of the component so far, header included: the offset the next byte gets.
    pub fn len(&self) -> usize {
        self.buffer.len() - self.start
    }

    /// The component so far.
    pub fn component(&mut self) -> &mut [u8] {
        &mut self.buffer[self.start..]
    }

    /// Throws away everything from `length` on, as counted by [`Reply::len`].
    pub fn truncate(&mut self, length: usize) {
        self.buffer.truncate(self.start + length);
    }

    /// Overwrites a field written before; `offset` as counted by [`Reply::len`].
    pub fn patch(&mut self, offset: usize, bytes: &[u8]) {
        self.component()[offset..offset + bytes.len()].copy_from_slice(bytes);
    }

    pub fn patch_u32(&mut self, offset: usize, value: u32) {
        self.patch(offset, &value.to_le_bytes());
    }

    /// Appends zeros until the length is a multiple of `alignment`.
    pub fn align(&mut self, alignment: usize) {
        let padded = self.len().next_multiple_of(alignment);
        self.buffer.resize(self.start + padded, 0);
    }
}

impl Put for Reply<'_> {
    fn put(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_outside_the_message_are_invalid_parameters() {
        let reader = Reader::new(&[1, 2, 3, 4]);
        assert_eq!(reader.u32(0), Ok(0x0403_0201));
        assert_eq!(reader.u32(1), Err(Status::INVALID_PARAMETER));
        assert_eq!(reader.u16(usize::MAX), Err(Status::INVALID_PARAMETER));
        assert_eq!(reader.slice(2, usize::MAX), Err(Status::INVALID_PARAMETER));
        assert_eq!(reader.part(99, 0), Ok(&[][..]));
    }

    #[test]
    fn names_that_are_not_utf16_are_not_decoded() {
        assert_eq!(utf16(&utf16_bytes("Grüße 🎲")).as_deref(), Some("Grüße 🎲"));
        assert_eq!(utf16(&[0x00, 0xD8]), None, "a lone surrogate");
        assert_eq!(utf16(&[0x61]), None, "half a unit");
    }
}
