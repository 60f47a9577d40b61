//! What is written into the mailbox slots of an identity's disks: who owns it, since when, and who promised to take it.
//!
//! `arbitration.md` 1 to 3. Each node has three slots on each mailbox disk: the *record* (its claim to ownership, or
//! its loss of the mirror), the *promise* (the epoch it is about to take; a slot of its own, because in the record
//! slot it would erase the owner's proof) and its *status* message ([`crate::message`]).
//!
//! ```text
//! record, 72 bytes                            promise, 24 bytes
//! 0   magic "SPMR"                            0   magic "SPMP"
//! 4   version u16 (1)                         4   version u16 (1)
//! 6   kind u8: 1 IN_SYNC, 2 MIRROR_LOST,      6   identity u8, node u8
//!     3 COMMIT, 4 FOUNDED; identity u8        8   epoch u32
//! 8   epoch u32      12  seq u32              12  pair u64
//! 16  generation u32 20  node u8, reserved 3  20  CRC-32C of bytes 0..20
//! 24  card u64 (the writer's)
//! 32  pair u64
//! 40  predecessor: epoch u32 (0: none), area u8, reserved 3, card u64, last position u64
//! 64  mailboxes u8 (0: as configured), reserved 3   68  CRC-32C of bytes 0..68
//! ```

use crate::codec::{Reader, Writer};
use crate::types::{Area, CardId, Epoch, Identity, Node, Position};
use thiserror::Error;

/// Version of the record, promise and NVRAM formats. Others are refused, never reinterpreted.
pub const FORMAT_VERSION: u16 = 1;
/// Bytes of an encoded record.
pub const RECORD_BYTES: usize = 72;
/// Bytes of an encoded promise.
pub const PROMISE_BYTES: usize = 24;

/// What a record says (`arbitration.md` 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The partner's image was complete when this was written; acknowledgements wait for the mirror.
    InSync,
    /// The owner may acknowledge alone. The first of an epoch, written over somebody's attempt, is a CLAIM.
    MirrorLost,
    /// A taker's decision: it owns the identity from this epoch on, if this reached a majority.
    Commit,
    /// The identity was made, and nobody has owned it since (35): epoch and sequence are 0. In the slot of its home node, whose
    /// first CLAIM replaces it.
    Founded,
}

/// Where the log goes on before a region: the region before it and its last position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Predecessor {
    /// Epoch of that region.
    pub epoch: Epoch,
    /// The card it was restored from.
    pub card: CardId,
    /// Which half of that card's memory.
    pub area: Area,
    /// Last position that belongs to the identity's history; entries of that region above it are void.
    pub last: Position,
}

/// A record slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Record {
    /// Epoch of the ownership it speaks of. The newest record is the one with the highest (epoch, seq).
    pub epoch: Epoch,
    /// Counts the records of one epoch; kept in NVRAM ([`crate::nv::IdentityNv::seq`]).
    pub seq: u32,
    /// What it says.
    pub kind: Kind,
    /// With [`Kind::InSync`]: the resync that made the image complete.
    pub generation: u32,
    /// The writer's card.
    pub card: CardId,
    /// The mailbox disks it was written under, a bit for each; 0: those of the configuration (M12).
    pub mailboxes: u8,
    /// The region before this epoch's; `None` for the first epoch of an identity.
    pub predecessor: Option<Predecessor>,
}

impl Record {
    /// What stands on every mailbox before an identity is served for the first time (35).
    pub fn founded() -> Record {
        Record {
            epoch: Epoch(0),
            seq: 0,
            kind: Kind::Founded,
            generation: 0,
            card: CardId(0),
            mailboxes: 0,
            predecessor: None,
        }
    }

    /// What orders records.
    pub fn rank(&self) -> (Epoch, u32) {
        (self.epoch, self.seq)
    }
}

/// Why bytes from a disk or from NVRAM are not what was expected there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FormatError {
    /// Not ours, torn, or damaged: counts as empty.
    #[error("no valid block")]
    Invalid,
    /// A version this program does not know: counts as unreadable, never as empty.
    #[error("format version {0} is not known to this program (it knows 1)")]
    Version(u16),
    /// Written for another pair, identity or node.
    #[error("the block belongs to another pair, identity or node")]
    Foreign,
}

/// Whom a slot belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The pair.
    pub pair_id: u64,
    /// The identity whose disk it is.
    pub identity: Identity,
    /// The node whose slot it is.
    pub node: Node,
}

fn write_predecessor(out: &mut Writer, predecessor: &Option<Predecessor>) {
    let none = Predecessor { epoch: Epoch(0), card: CardId(0), area: Area::Local, last: Position(0) };
    let p = predecessor.as_ref().unwrap_or(&none);
    out.u32(p.epoch.0).u8(p.area as u8).bytes(&[0; 3]).u64(p.card.0).u64(p.last.0);
}

fn read_predecessor(reader: &mut Reader) -> Option<Option<Predecessor>> {
    let epoch = Epoch(reader.u32()?);
    let area = match reader.u8()? {
        0 => Area::Local,
        1 => Area::Remote,
        _ => return None,
    };
    reader.take(3)?;
    let (card, last) = (CardId(reader.u64()?), Position(reader.u64()?));
    Some((epoch.0 != 0).then_some(Predecessor { epoch, card, area, last }))
}

impl Record {
    /// The bytes of the slot.
    pub fn encode(&self, owner: Owner) -> Vec<u8> {
        let mut out = Writer::default();
        let kind = match self.kind {
            Kind::InSync => 1,
            Kind::MirrorLost => 2,
            Kind::Commit => 3,
            Kind::Founded => 4,
        };
        out.bytes(b"SPMR").u16(FORMAT_VERSION).u8(kind).u8(owner.identity as u8);
        out.u32(self.epoch.0).u32(self.seq).u32(self.generation).u8(owner.node as u8).bytes(&[0; 3]);
        out.u64(self.card.0).u64(owner.pair_id);
        write_predecessor(&mut out, &self.predecessor);
        out.u8(self.mailboxes).bytes(&[0; 3]);
        out.seal()
    }

    /// Reads a slot; `bytes` may be longer than the record.
    ///
    /// # Errors
    /// [`FormatError`]: an empty slot is `Invalid`.
    pub fn decode(bytes: &[u8], owner: Owner) -> Result<Record, FormatError> {
        let mut reader = Reader::sealed(bytes, RECORD_BYTES).ok_or(FormatError::Invalid)?;
        check_head(&mut reader, b"SPMR")?;
        Self::body(&mut reader, owner).ok_or(FormatError::Invalid)?
    }

    fn body(reader: &mut Reader, owner: Owner) -> Option<Result<Record, FormatError>> {
        let kind = match reader.u8()? {
            1 => Kind::InSync,
            2 => Kind::MirrorLost,
            3 => Kind::Commit,
            4 => Kind::Founded,
            _ => return None,
        };
        let identity = reader.u8()?;
        let (epoch, seq, generation) = (Epoch(reader.u32()?), reader.u32()?, reader.u32()?);
        let node = reader.u8()?;
        reader.take(3)?;
        let (card, pair_id) = (CardId(reader.u64()?), reader.u64()?);
        let predecessor = read_predecessor(reader)?;
        let mailboxes = reader.u8()?;
        let record = Record { epoch, seq, kind, generation, card, mailboxes, predecessor };
        let numbered = match kind {
            Kind::Founded => record == Record::founded() && owner.node == owner.identity.home(),
            _ => owner.node.may_own(epoch),
        };
        if (identity, node, pair_id) != (owner.identity as u8, owner.node as u8, owner.pair_id) || !numbered {
            return Some(Err(FormatError::Foreign));
        }
        Some(Ok(record))
    }
}

fn check_head(reader: &mut Reader, magic: &[u8; 4]) -> Result<(), FormatError> {
    if reader.take(4) != Some(magic) {
        return Err(FormatError::Invalid);
    }
    match reader.u16() {
        Some(FORMAT_VERSION) => Ok(()),
        Some(other) => Err(FormatError::Version(other)),
        None => Err(FormatError::Invalid),
    }
}

/// Encodes a promise: the highest epoch `owner.node` intends to take (`arbitration.md` 1).
pub fn encode_promise(epoch: Epoch, owner: Owner) -> Vec<u8> {
    let mut out = Writer::default();
    out.bytes(b"SPMP").u16(FORMAT_VERSION).u8(owner.identity as u8).u8(owner.node as u8).u32(epoch.0);
    out.u64(owner.pair_id);
    out.seal()
}

/// Reads a promise slot.
///
/// # Errors
/// [`FormatError`]: an empty slot is `Invalid`.
pub fn decode_promise(bytes: &[u8], owner: Owner) -> Result<Epoch, FormatError> {
    let mut reader = Reader::sealed(bytes, PROMISE_BYTES).ok_or(FormatError::Invalid)?;
    check_head(&mut reader, b"SPMP")?;
    let mut fields = || Some((reader.u8()?, reader.u8()?, Epoch(reader.u32()?), reader.u64()?));
    let (identity, node, epoch, pair_id) = fields().ok_or(FormatError::Invalid)?;
    if (identity, node, pair_id) != (owner.identity as u8, owner.node as u8, owner.pair_id) {
        return Err(FormatError::Foreign);
    }
    Ok(epoch)
}
