//! What the protocol keeps in NVRAM: one block for the node, one for each identity the node has a region of.
//!
//! The blocks lie in the state area of LOCAL (the node stores them double-buffered), so a resync carries them to the
//! partner and the image can prove itself (`arbitration.md` 20). The machine hands over whole blocks and
//! never assumes that one is stored until a later action of the same batch is begun.
//!
//! ```text
//! identity block, up to 380 bytes
//! 0   magic "SPNI"       4  version u16 (1)    6  identity u8, flag u8
//! 8   epoch u32          12 seq u32            16 generation u32    20 links u32
//! 24  card u64           32 first position u64
//! 40  links × 40: epoch u32, area u8, reserved 3, card u64, first u64, last u64, reserved u64
//! end CRC-32C of everything before
//!
//! node block, 84 bytes
//! 0   magic "SPNN"       4  version u16 (1)    6  flags u8: 1 disabled here, 2 disabled by the partner
//! 7   reason length u8   8  generation u32     12 reserved u32
//! 16  reason, 64 bytes of UTF-8                80 CRC-32C
//! ```

use crate::codec::{Reader, Writer};
use crate::record::{FormatError, FORMAT_VERSION};
use crate::types::{Area, CardId, Epoch, Identity, Position};

/// Regions before the present one that no consistency point contains yet. A node that would need more runs a
/// consistency point first; see [`crate::Action::RunCp`].
pub const CHAIN_MAX: usize = 8;
/// Largest encoded identity block in bytes.
pub const IDENTITY_NV_BYTES_MAX: usize = 40 + CHAIN_MAX * 40 + 4;
/// Bytes of an encoded node block.
pub const NODE_NV_BYTES: usize = 84;
/// Bytes of the operator's reason that are kept.
pub const REASON_BYTES_MAX: usize = 64;

/// The node's own persistent state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct NodeNv {
    /// Raised at every boot (M3).
    pub generation: u32,
    /// An operator disabled takeovers here, and why; at most [`REASON_BYTES_MAX`] bytes.
    pub disabled: Option<String>,
    /// The partner has said that an operator disabled takeovers there.
    pub partner_disabled: bool,
}

/// How the identity was left (S9): written before, cleared after, obeyed by recovery.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Flag {
    /// Not on purpose: recovery replays the log.
    #[default]
    NonElective,
    /// Drained for a reboot of the owner: the consistency point contains the whole log.
    ElectiveReboot,
    /// Drained for a takeover by the partner: the consistency point contains the whole log.
    ElectiveTakeover,
}

/// One region of the chain of epochs that leads to the present region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ChainLink {
    /// Its epoch.
    pub epoch: Epoch,
    /// The card on which this node read or wrote it.
    pub card: CardId,
    /// Which half of that card.
    pub area: Area,
    /// First position of the region.
    pub first: Position,
    /// Last position that counts; above it everything is void.
    pub last: Position,
}

/// State of one identity's region in LOCAL: the region header as far as the protocol is concerned (`arbitration.md` 3, 6).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdentityNv {
    /// Whose.
    pub identity: Identity,
    /// Epoch of the region that is open in LOCAL.
    pub epoch: Epoch,
    /// Sequence of the newest record of this epoch; raised here before the record is written.
    pub seq: u32,
    /// Number of the last resync this epoch began; raised here before the resync starts.
    pub generation: u32,
    /// The card it was written to: a card that was swapped does not prove anything.
    pub card: CardId,
    /// First position of the region.
    pub first: Position,
    /// Regions before it, newest first, that no consistency point contained when it was opened.
    pub chain: Vec<ChainLink>,
    /// S9.
    pub flag: Flag,
}

/// The longest part of a text that is kept.
pub(crate) fn clip(text: &str) -> &str {
    let end = (0..=REASON_BYTES_MAX.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

impl NodeNv {
    /// The bytes of the block.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::default();
        let reason = clip(self.disabled.as_deref().unwrap_or_default());
        let flags = self.disabled.is_some() as u8 | (self.partner_disabled as u8) << 1;
        out.bytes(b"SPNN").u16(FORMAT_VERSION).u8(flags).u8(reason.len() as u8).u32(self.generation).u32(0);
        let mut text = [0; REASON_BYTES_MAX];
        text[..reason.len()].copy_from_slice(reason.as_bytes());
        out.bytes(&text);
        out.seal()
    }

    /// Reads a block; `bytes` may be longer.
    ///
    /// # Errors
    /// [`FormatError`]: an empty one is `Invalid`.
    pub fn decode(bytes: &[u8]) -> Result<NodeNv, FormatError> {
        let mut reader = Reader::sealed(bytes, NODE_NV_BYTES).ok_or(FormatError::Invalid)?;
        if reader.take(4) != Some(b"SPNN") {
            return Err(FormatError::Invalid);
        }
        match reader.u16() {
            Some(FORMAT_VERSION) => {}
            other => return Err(FormatError::Version(other.unwrap_or(0))),
        }
        Self::body(&mut reader).ok_or(FormatError::Invalid)
    }

    fn body(reader: &mut Reader) -> Option<NodeNv> {
        let (flags, length) = (reader.u8()?, reader.u8()? as usize);
        let generation = reader.u32()?;
        reader.u32()?;
        let reason = std::str::from_utf8(reader.take(REASON_BYTES_MAX)?.get(..length)?).ok()?;
        let disabled = (flags & 1 != 0).then(|| reason.to_string());
        Some(NodeNv { generation, disabled, partner_disabled: flags & 2 != 0 })
    }
}

impl IdentityNv {
    /// The bytes of the block, at most [`IDENTITY_NV_BYTES_MAX`].
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Writer::default();
        let flag = match self.flag {
            Flag::NonElective => 0,
            Flag::ElectiveReboot => 1,
            Flag::ElectiveTakeover => 2,
        };
        out.bytes(b"SPNI").u16(FORMAT_VERSION).u8(self.identity as u8).u8(flag);
        out.u32(self.epoch.0).u32(self.seq).u32(self.generation).u32(self.chain.len() as u32);
        out.u64(self.card.0).u64(self.first.0);
        for link in &self.chain {
            out.u32(link.epoch.0).u8(link.area as u8).bytes(&[0; 3]);
            out.u64(link.card.0).u64(link.first.0).u64(link.last.0).u64(0);
        }
        out.seal()
    }

    /// Reads a block; `bytes` may be longer.
    ///
    /// # Errors
    /// [`FormatError`]: an empty one is `Invalid`.
    pub fn decode(bytes: &[u8], identity: Identity) -> Result<IdentityNv, FormatError> {
        let links = bytes.get(20..24).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
        let links = links.filter(|links| *links as usize <= CHAIN_MAX).ok_or(FormatError::Invalid)? as usize;
        let mut reader = Reader::sealed(bytes, 40 + links * 40 + 4).ok_or(FormatError::Invalid)?;
        if reader.take(4) != Some(b"SPNI") {
            return Err(FormatError::Invalid);
        }
        match reader.u16() {
            Some(FORMAT_VERSION) => {}
            other => return Err(FormatError::Version(other.unwrap_or(0))),
        }
        if reader.u8() != Some(identity as u8) {
            return Err(FormatError::Foreign);
        }
        Self::body(&mut reader, identity, links).ok_or(FormatError::Invalid)
    }

    fn body(reader: &mut Reader, identity: Identity, links: usize) -> Option<IdentityNv> {
        let flag = match reader.u8()? {
            0 => Flag::NonElective,
            1 => Flag::ElectiveReboot,
            2 => Flag::ElectiveTakeover,
            _ => return None,
        };
        let (epoch, seq, generation) = (Epoch(reader.u32()?), reader.u32()?, reader.u32()?);
        reader.u32()?;
        let (card, first) = (CardId(reader.u64()?), Position(reader.u64()?));
        let mut chain = Vec::with_capacity(links);
        for _ in 0..links {
            let epoch = Epoch(reader.u32()?);
            let area = match reader.u8()? {
                0 => Area::Local,
                1 => Area::Remote,
                _ => return None,
            };
            reader.take(3)?;
            let (card, first, last) = (CardId(reader.u64()?), Position(reader.u64()?), Position(reader.u64()?));
            reader.u64()?;
            chain.push(ChainLink { epoch, card, area, first, last });
        }
        Some(IdentityNv { identity, epoch, seq, generation, card, first, chain, flag })
    }
}
