//! The SMB2 header (MS-SMB2 2.2.1.2) and the chain of components in one message (3.3.5.2.7).

use crate::status::{Outcome, Status};
use crate::wire::{Reader, HEADER_BYTES};

pub const PROTOCOL_SMB2: [u8; 4] = [0xFE, b'S', b'M', b'B'];
pub const PROTOCOL_SMB1: [u8; 4] = [0xFF, b'S', b'M', b'B'];

pub const FLAG_RESPONSE: u32 = 0x0000_0001;
pub const FLAG_RELATED: u32 = 0x0000_0004;
pub const FLAG_SIGNED: u32 = 0x0000_0008;
const FLAG_PRIORITY_MASK: u32 = 0x0000_0070;

/// Most components taken in one message; Windows and Samba stay below five.
pub const COMPONENTS_MAX: usize = 64;

/// Commands (MS-SMB2 2.2.1.2).
pub mod command {
    pub const NEGOTIATE: u16 = 0;
    pub const SESSION_SETUP: u16 = 1;
    pub const LOGOFF: u16 = 2;
    pub const TREE_CONNECT: u16 = 3;
    pub const TREE_DISCONNECT: u16 = 4;
    pub const CREATE: u16 = 5;
    pub const CLOSE: u16 = 6;
    pub const FLUSH: u16 = 7;
    pub const READ: u16 = 8;
    pub const WRITE: u16 = 9;
    pub const LOCK: u16 = 10;
    pub const IOCTL: u16 = 11;
    pub const CANCEL: u16 = 12;
    pub const ECHO: u16 = 13;
    pub const QUERY_DIRECTORY: u16 = 14;
    pub const CHANGE_NOTIFY: u16 = 15;
    pub const QUERY_INFO: u16 = 16;
    pub const SET_INFO: u16 = 17;
    pub const OPLOCK_BREAK: u16 = 18;
}

/// The fields of a request's header that matter here.
#[derive(Clone, Copy, Debug)]
pub struct Header {
    pub credit_charge: u16,
    pub command: u16,
    pub credits_requested: u16,
    pub flags: u32,
    pub message_id: u64,
    /// The reserved field (the client's process id), given back as it came.
    pub process_id: u32,
    pub tree_id: u32,
    pub session_id: u64,
}

impl Header {
    /// Reads the header of one component. A message that does not begin with one ends the connection.
    pub fn read(component: &[u8]) -> Outcome<Header> {
        let reader = Reader::new(component);
        if reader.slice(0, 4)? != PROTOCOL_SMB2 || reader.u16(4)? != HEADER_BYTES as u16 {
            return Err(Status::INVALID_PARAMETER);
        }
        Ok(Header {
            credit_charge: reader.u16(6)?,
            command: reader.u16(12)?,
            credits_requested: reader.u16(14)?,
            flags: reader.u32(16)?,
            message_id: reader.u64(24)?,
            process_id: reader.u32(32)?,
            tree_id: reader.u32(36)?,
            session_id: reader.u64(40)?,
        })
    }

    pub fn related(&self) -> bool {
        self.flags & FLAG_RELATED != 0
    }

    pub fn signed(&self) -> bool {
        self.flags & FLAG_SIGNED != 0
    }

    /// Message ids this request uses up (MS-SMB2 3.3.5.2.3).
    pub fn charge(&self) -> u64 {
        u64::from(self.credit_charge.max(1))
    }

    /// The header of the response, signature still zero.
    pub fn response(&self, response: &Response) -> [u8; HEADER_BYTES] {
        let signed = if response.signed { FLAG_SIGNED } else { 0 };
        let flags = FLAG_RESPONSE | signed | (self.flags & (FLAG_RELATED | FLAG_PRIORITY_MASK));
        let mut bytes = [0; HEADER_BYTES];
        bytes[0..4].copy_from_slice(&PROTOCOL_SMB2);
        bytes[4..6].copy_from_slice(&(HEADER_BYTES as u16).to_le_bytes());
        bytes[6..8].copy_from_slice(&self.credit_charge.to_le_bytes());
        bytes[8..12].copy_from_slice(&response.status.0.to_le_bytes());
        bytes[12..14].copy_from_slice(&self.command.to_le_bytes());
        bytes[14..16].copy_from_slice(&response.credits.to_le_bytes());
        bytes[16..20].copy_from_slice(&flags.to_le_bytes());
        bytes[20..24].copy_from_slice(&response.next_command.to_le_bytes());
        bytes[24..32].copy_from_slice(&self.message_id.to_le_bytes());
        bytes[32..36].copy_from_slice(&self.process_id.to_le_bytes());
        bytes[36..40].copy_from_slice(&response.tree_id.to_le_bytes());
        bytes[40..48].copy_from_slice(&response.session_id.to_le_bytes());
        bytes
    }
}

/// What the header of a response says beside what it repeats from the request.
pub struct Response {
    pub status: Status,
    pub credits: u16,
    pub session_id: u64,
    pub tree_id: u32,
    pub signed: bool,
    /// Where the next component begins; 0 for the last.
    pub next_command: u32,
}

/// Offset of NextCommand in the header.
const NEXT_COMMAND_OFFSET: usize = 20;

/// The byte ranges of a message's components, in order. The last one reaches to the end of the message; a NextCommand
/// that is misaligned or points outside ends the chain as malformed, and the component that carries it is answered
/// with STATUS_INVALID_PARAMETER as the last one.
pub struct Components<'a> {
    rest: Option<&'a [u8]>,
    left: usize,
}

/// One component of a message.
pub struct Component<'a> {
    pub bytes: &'a [u8],
    pub last: bool,
    /// NextCommand cannot be followed.
    pub malformed: bool,
}

impl<'a> Components<'a> {
    pub fn of(message: &'a [u8]) -> Self {
        Components { rest: Some(message), left: COMPONENTS_MAX }
    }
}

impl<'a> Iterator for Components<'a> {
    type Item = Component<'a>;

    fn next(&mut self) -> Option<Component<'a>> {
        let message = self.rest.take()?;
        self.left -= 1;
        let next = Reader::new(message).u32(NEXT_COMMAND_OFFSET).unwrap_or(0) as usize;
        let is_smb2 = message.starts_with(&PROTOCOL_SMB2);
        if next == 0 || !is_smb2 {
            return Some(Component { bytes: message, last: true, malformed: false });
        }
        let follows = next.is_multiple_of(8) && next >= HEADER_BYTES && message.len() >= next + HEADER_BYTES;
        if !follows || self.left == 0 {
            return Some(Component { bytes: message, last: true, malformed: true });
        }
        self.rest = Some(&message[next..]);
        Some(Component { bytes: &message[..next], last: false, malformed: false })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(next_commands: &[u32]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for next in next_commands {
            let mut header = [0; HEADER_BYTES];
            header[0..4].copy_from_slice(&PROTOCOL_SMB2);
            header[4] = 64;
            header[20..24].copy_from_slice(&next.to_le_bytes());
            bytes.extend_from_slice(&header);
            bytes.extend_from_slice(&[0; 8]);
        }
        bytes
    }

    #[test]
    fn a_chain_is_split_at_next_command() {
        let message = message(&[72, 72, 0]);
        let lengths: Vec<_> = Components::of(&message).map(|c| (c.bytes.len(), c.last, c.malformed)).collect();
        assert_eq!(lengths, [(72, false, false), (72, false, false), (72, true, false)]);
    }

    #[test]
    fn a_chain_that_leaves_the_message_ends_malformed() {
        for next in [1, 8, 71, 144, u32::MAX] {
            let message = message(&[next, 0]);
            let components: Vec<_> = Components::of(&message).collect();
            assert_eq!(components.len(), 1, "NextCommand {next}");
            assert!(components[0].malformed);
        }
    }

    #[test]
    fn a_chain_has_a_longest_length() {
        let message = message(&[72; 200]);
        assert_eq!(Components::of(&message).count(), COMPONENTS_MAX);
    }
}
