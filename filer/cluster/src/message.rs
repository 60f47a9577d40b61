//! The status message (D2): the same bytes on all three paths, authenticated with the pair key.
//!
//! Every node sends its status over UDP, over the card's link and into its status slot on the mailbox disks it holds. The
//! receiver takes each message once, whichever path it came by first: it is *new* only if its (generation, sequence)
//! is higher than the last new one (M3).
//!
//! ```text
//! 0   magic "SPST"            4   version u16 (1)       6   node u8, indicator u8
//! 8   pair u64
//! 16  generation u32          20  other generation u32
//! 24  sequence u64            32  other's last sequence seen u64
//! 40  product version u32     44  ask u8, reason u8, farewell u8, reserved u8
//! 48  progress u64
//! 56  identity A: role u8, flags u8, reserved 2, epoch u32, fence u32, reserved u32
//! 72  identity B: the same
//! 88  HMAC-SHA-256 of bytes 0..88, 32 bytes
//! ```

use crate::codec::{Reader, Writer};
use crate::types::{Epoch, Identity, Node};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use thiserror::Error;

/// Version of the status protocol (M2).
pub const PROTOCOL_VERSION: u16 = 1;
/// Bytes of a status message.
pub const MESSAGE_BYTES: usize = 120;
const BODY_BYTES: usize = 88;

/// D2's state indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Indicator {
    /// Operating normally.
    Normal,
    /// This node has taken, or is taking, the other's disks.
    Takeover,
    /// The receiver shall not take this node over.
    NoTakeover,
    /// Takeover is disabled for both.
    Disable,
}

/// What one node asks of the other; repeated in every message until it is answered (D3).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    /// Nothing.
    #[default]
    None,
    /// "Please takeover": take over what I serve, gracefully (D3 fig. 4).
    PleaseTakeover,
    /// "Please shutdown": drain and yield what you serve (D3 fig. 5).
    PleaseShutdown,
    /// "Please die": I serve your identity; don't come back without a giveback (G7).
    PleaseDie,
}

/// Why a node will not be heard for a while: its last messages say so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Farewell {
    /// It goes on.
    #[default]
    None,
    /// An operator halted it: take over at once (G6).
    Halt,
    /// An operator reboots it with everything drained: wait (S5).
    Reboot,
    /// Its software has failed: positive evidence, stronger than silence.
    Panic,
}

/// What a node does with one identity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Not configured, or the node has not finished reading the mailboxes.
    #[default]
    Unknown,
    /// Passive; the other owns it or nobody does.
    Standby,
    /// Owner, restoring from its own card.
    Restoring,
    /// Taking it over (steps 19 to 22).
    Taking,
    /// Owner whose outputs are held back.
    Paused,
    /// Owner that acknowledges without the partner (step 12).
    Alone,
    /// Owner, alone, while a resync runs (steps 14 to 18).
    Resync,
    /// Owner that acknowledges what the partner's card has (step 7).
    Mirrored,
    /// Owner whose reservation was taken away (steps 24 to 28).
    Contesting,
    /// Owner that has drained and waits to be taken over (step 33).
    Yielding,
    /// Only an operator can go on.
    Stopped,
}

impl Role {
    /// Whether the node acts as owner, or is about to.
    pub fn owns(self) -> bool {
        !matches!(self, Role::Unknown | Role::Standby | Role::Taking | Role::Stopped)
    }

    fn from_wire(value: u8) -> Option<Role> {
        const ROLES: [Role; 11] = [
            Role::Unknown,
            Role::Standby,
            Role::Restoring,
            Role::Taking,
            Role::Paused,
            Role::Alone,
            Role::Resync,
            Role::Mirrored,
            Role::Contesting,
            Role::Yielding,
            Role::Stopped,
        ];
        ROLES.get(value as usize).copied()
    }
}

/// One identity in a status message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct IdentityStatus {
    /// What the sender does with it.
    pub role: Role,
    /// Epoch of the sender's ownership; 0 when it does not own it.
    pub epoch: Epoch,
    /// Epoch up to which the sender's card refuses the receiver's frames; 0: it refuses nothing.
    pub fence: Epoch,
    /// The sender cannot log (R7): take it over now.
    pub take_me: bool,
    /// The sender has drained and paused (step 33): take it over now.
    pub yielding: bool,
    /// The sender is ready to resync and waits for the receiver to lift its fence (steps 13 and 14).
    pub wants_resync: bool,
}

/// A status message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Message {
    /// The sender.
    pub node: Node,
    /// State indicator.
    pub indicator: Indicator,
    /// The sender's boot generation.
    pub generation: u32,
    /// Counts the sender's messages within the generation.
    pub sequence: u64,
    /// The receiver's generation as the sender last heard it; 0: nothing heard.
    pub other_generation: u32,
    /// The receiver's last sequence the sender has seen.
    pub other_sequence: u64,
    /// Product version of the sender.
    pub product_version: u32,
    /// What the sender asks for.
    pub ask: Ask,
    /// Why takeover is not wanted: [`crate::Reason`] as a number, 0 for none.
    pub reason: u8,
    /// Whether these are its last words.
    pub farewell: Farewell,
    /// Progress of the sender's engine loop: a sign of life only if it moves.
    pub progress: u64,
    /// Both identities.
    pub identities: [IdentityStatus; 2],
}

/// Why a message was ignored; each is counted ([`crate::status::MessageCounters`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum MessageError {
    /// Too short or too long.
    #[error("the message has {0} bytes instead of 120")]
    Length(usize),
    /// The HMAC does not hold: forged, damaged, or sealed with another key.
    #[error("the message is not authentic")]
    Forged,
    /// Another pair, our own node, or nonsense in a field.
    #[error("the message is from another pair or malformed")]
    Foreign,
    /// A protocol version this program does not know.
    #[error("status protocol version {0} is not known to this program")]
    Version(u16),
}

impl Message {
    /// The bytes for the wire and the slot.
    pub fn encode(&self, pair_id: u64, key: &[u8; 32]) -> Vec<u8> {
        let mut out = Writer::default();
        out.bytes(b"SPST").u16(PROTOCOL_VERSION).u8(self.node as u8).u8(self.indicator as u8).u64(pair_id);
        out.u32(self.generation).u32(self.other_generation).u64(self.sequence).u64(self.other_sequence);
        out.u32(self.product_version).u8(self.ask as u8).u8(self.reason);
        out.u8(self.farewell as u8).u8(0).u64(self.progress);
        for identity in &self.identities {
            let flags = identity.take_me as u8 | (identity.yielding as u8) << 1 | (identity.wants_resync as u8) << 2;
            out.u8(identity.role as u8).u8(flags).u16(0).u32(identity.epoch.0).u32(identity.fence.0).u32(0);
        }
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
        mac.update(&out.0);
        out.bytes(&mac.finalize().into_bytes());
        out.0
    }

    /// Reads and authenticates a message from `expect`.
    ///
    /// # Errors
    /// [`MessageError`]; nothing in the bytes is trusted before the HMAC holds.
    pub fn decode(bytes: &[u8], pair_id: u64, key: &[u8; 32], expect: Node) -> Result<Message, MessageError> {
        if bytes.len() != MESSAGE_BYTES {
            return Err(MessageError::Length(bytes.len()));
        }
        let (body, tag) = bytes.split_at(BODY_BYTES);
        let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
        mac.update(body);
        mac.verify_slice(tag).map_err(|_| MessageError::Forged)?;
        let mut reader = Reader(body);
        if reader.take(4) != Some(b"SPST") {
            return Err(MessageError::Foreign);
        }
        match reader.u16() {
            Some(PROTOCOL_VERSION) => {}
            other => return Err(MessageError::Version(other.unwrap_or(0))),
        }
        Self::body(&mut reader, pair_id, expect).ok_or(MessageError::Foreign)
    }

    fn body(reader: &mut Reader, pair_id: u64, expect: Node) -> Option<Message> {
        let node = reader.u8()?;
        let indicator = match reader.u8()? {
            0 => Indicator::Normal,
            1 => Indicator::Takeover,
            2 => Indicator::NoTakeover,
            3 => Indicator::Disable,
            _ => return None,
        };
        let pair = reader.u64()?;
        if node != expect as u8 || pair != pair_id {
            return None;
        }
        let (generation, other_generation) = (reader.u32()?, reader.u32()?);
        let (sequence, other_sequence) = (reader.u64()?, reader.u64()?);
        let product_version = reader.u32()?;
        let ask = match reader.u8()? {
            0 => Ask::None,
            1 => Ask::PleaseTakeover,
            2 => Ask::PleaseShutdown,
            3 => Ask::PleaseDie,
            _ => return None,
        };
        let reason = reader.u8()?;
        let farewell = match reader.u8()? {
            0 => Farewell::None,
            1 => Farewell::Halt,
            2 => Farewell::Reboot,
            3 => Farewell::Panic,
            _ => return None,
        };
        reader.u8()?;
        let progress = reader.u64()?;
        let mut identities = [IdentityStatus::default(); 2];
        for identity in Identity::BOTH {
            let role = Role::from_wire(reader.u8()?)?;
            let flags = reader.u8()?;
            reader.u16()?;
            let (epoch, fence) = (Epoch(reader.u32()?), Epoch(reader.u32()?));
            reader.u32()?;
            identities[identity.index()] = IdentityStatus {
                role,
                epoch,
                fence,
                take_me: flags & 1 != 0,
                yielding: flags & 2 != 0,
                wants_resync: flags & 4 != 0,
            };
        }
        Some(Message {
            node: expect,
            indicator,
            generation,
            sequence,
            other_generation,
            other_sequence,
            product_version,
            ask,
            reason,
            farewell,
            progress,
            identities,
        })
    }
}
