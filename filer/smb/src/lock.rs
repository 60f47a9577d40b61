//! Byte-range locks (MS-SMB2 3.3.5.14, MS-FSA 2.1.4.10 and 2.1.5.7). Nothing waits: a lock that conflicts is refused at
//! once, whether or not the client would have waited.

use serde::{Deserialize, Serialize};

use crate::access;
use crate::dispatch::Request;
use crate::limits;
use crate::open::OpenFile;
use crate::server::Server;
use crate::status::{Outcome, Status};
use crate::wire::{Put, Reply, HEADER_BYTES};

const FLAG_SHARED: u32 = 0x0000_0001;
const FLAG_EXCLUSIVE: u32 = 0x0000_0002;
const FLAG_UNLOCK: u32 = 0x0000_0004;
const FLAG_FAIL_IMMEDIATELY: u32 = 0x0000_0010;

const ELEMENT_BYTES: usize = 24;

/// A range of bytes. It may reach to the very end of the 64-bit space, not beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    pub offset: u64,
    pub length: u64,
}

impl Range {
    /// An empty range overlaps only what it lies strictly inside of.
    fn overlaps(&self, other: &Range) -> bool {
        let end = |range: &Range| u128::from(range.offset) + u128::from(range.length);
        u128::from(self.offset) < end(other) && u128::from(other.offset) < end(self)
    }
}

/// A lock that is held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    pub open: u64,
    pub range: Range,
    pub exclusive: bool,
}

impl OpenFile {
    /// Whether `open` may read (or write) the range beside the locks there are.
    pub fn may_access(&self, open: u64, range: Range, write: bool) -> bool {
        range.length == 0
            || !self.locks.iter().any(|lock| {
                let own = lock.open == open;
                // Own exclusive locks allow everything; a shared one forbids writing even to its owner.
                let forbids = if write { !(own && lock.exclusive) } else { lock.exclusive && !own };
                forbids && lock.range.overlaps(&range)
            })
    }

    fn lockable(&self, open: u64, range: Range, exclusive: bool) -> bool {
        !self.locks.iter().any(|lock| {
            let conflicts = if lock.open == open { exclusive } else { exclusive || lock.exclusive };
            conflicts && lock.range.overlaps(&range)
        })
    }
}

impl Server {
    pub(crate) fn lock(&mut self, request: &Request, reply: &mut Reply) -> Outcome<()> {
        request.structure(48)?;
        let reader = request.reader;
        let count = usize::from(reader.u16(HEADER_BYTES + 2)?);
        let (id, open) = self.open_of(request, reply, HEADER_BYTES + 8)?;
        let inode = open.file()?;
        if count == 0 {
            return Err(Status::INVALID_PARAMETER);
        }
        open.allowed(access::READ_DATA | access::WRITE_DATA)?;
        let elements = reader.slice(HEADER_BYTES + 24, count * ELEMENT_BYTES)?;
        let file = self.files.get_mut(&inode.0).ok_or(Status::FILE_CLOSED)?;
        let before = file.locks.clone();
        let outcome = apply(file, id, elements);
        if outcome.is_err() {
            // All or nothing but for unlocks, which stand as far as they went (3.3.5.14.1).
            let unlocking = crate::wire::Reader::new(elements).u32(16)? & FLAG_UNLOCK != 0;
            if !unlocking {
                file.locks = before;
            }
        }
        outcome?;
        reply.put_u16(4);
        reply.put_u16(0);
        Ok(())
    }
}

fn apply(file: &mut OpenFile, open: u64, elements: &[u8]) -> Outcome<()> {
    let mut unlocking = None;
    for element in elements.chunks_exact(ELEMENT_BYTES) {
        let element = crate::wire::Reader::new(element);
        let range = Range { offset: element.u64(0)?, length: element.u64(8)? };
        let flags = element.u32(16)?;
        if u128::from(range.offset) + u128::from(range.length) > 1 << 64 {
            return Err(Status::INVALID_LOCK_RANGE);
        }
        // Several locks at once cannot wait for each other (3.3.5.14.2).
        if elements.len() > ELEMENT_BYTES && flags & (FLAG_UNLOCK | FLAG_FAIL_IMMEDIATELY) == 0 {
            return Err(Status::INVALID_PARAMETER);
        }
        let unlock = match flags & !FLAG_FAIL_IMMEDIATELY {
            FLAG_UNLOCK if flags & FLAG_FAIL_IMMEDIATELY == 0 => true,
            FLAG_SHARED | FLAG_EXCLUSIVE => false,
            _ => return Err(Status::INVALID_PARAMETER),
        };
        // The first element says whether this request locks or unlocks.
        if *unlocking.get_or_insert(unlock) != unlock {
            return Err(Status::INVALID_PARAMETER);
        }
        if unlock {
            let held = file.locks.iter().position(|lock| lock.open == open && lock.range == range);
            file.locks.remove(held.ok_or(Status::RANGE_NOT_LOCKED)?);
            continue;
        }
        let exclusive = flags & FLAG_EXCLUSIVE != 0;
        if !file.lockable(open, range, exclusive) {
            return Err(Status::LOCK_NOT_GRANTED);
        }
        if file.locks.len() >= limits::LOCKS_PER_FILE_MAX {
            return Err(Status::INSUFFICIENT_RESOURCES);
        }
        file.locks.push(Lock { open, range, exclusive });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn file(locks: &[(u64, u64, u64, bool)]) -> OpenFile {
        let lock = |&(open, offset, length, exclusive): &_| Lock { open, range: Range { offset, length }, exclusive };
        OpenFile {
            parent: 1,
            name: "f".into(),
            opens: BTreeSet::new(),
            delete_pending: false,
            locks: locks.iter().map(lock).collect(),
        }
    }

    #[test]
    fn ranges_overlap_as_in_the_specification() {
        let range = |offset, length| Range { offset, length };
        assert!(range(0, 10).overlaps(&range(9, 1)));
        assert!(!range(0, 10).overlaps(&range(10, 1)));
        assert!(range(5, 0).overlaps(&range(0, 10)), "an empty range inside");
        assert!(!range(0, 0).overlaps(&range(0, 10)), "an empty range at the edge");
        assert!(range(u64::MAX, 1).overlaps(&range(u64::MAX, 1)), "the last byte there is");
    }

    #[test]
    fn locks_bind_other_opens_and_shared_ones_also_their_owner() {
        let range = Range { offset: 5, length: 1 };
        let exclusive = file(&[(1, 0, 10, true)]);
        assert!(exclusive.may_access(1, range, true) && exclusive.may_access(1, range, false));
        assert!(!exclusive.may_access(2, range, true) && !exclusive.may_access(2, range, false));
        let shared = file(&[(1, 0, 10, false)]);
        assert!(shared.may_access(2, range, false) && !shared.may_access(2, range, true));
        assert!(!shared.may_access(1, range, true), "a shared lock forbids writing to its owner too");
        assert!(shared.lockable(2, range, false) && !shared.lockable(2, range, true));
        assert!(exclusive.lockable(1, range, false) && !exclusive.lockable(1, range, true));
    }
}
