//! NEGOTIATE (MS-SMB2 3.3.5.4), its SMB1 form (3.3.5.3), and the check against a man in the middle that repeats it
//! under a signature (FSCTL_VALIDATE_NEGOTIATE_INFO, 3.3.5.15.12).

use crate::connection::{ClientOffer, Connection, Dialect, Negotiation};
use crate::dispatch::Request;
use crate::header::{command, Header, PROTOCOL_SMB1};
use crate::server::{Server, Stamp};
use crate::signing::{derive_bytes, Algorithm};
use crate::spnego;
use crate::status::{Outcome, Status};
use crate::wire::{Put, Reader, Reply, HEADER_BYTES};
use crate::IO_BYTES_MAX;

/// SMB2_GLOBAL_CAP_LARGE_MTU.
const CAPABILITY_LARGE_MTU: u32 = 0x0000_0004;
/// Answer to an SMB1 NEGOTIATE that offers "SMB 2.???": any SMB2 dialect, to be negotiated next.
const WILDCARD_REVISION: u16 = 0x02FF;
/// Largest transfer for a dialect without large MTU.
const SMALL_IO_BYTES_MAX: u32 = 64 * 1024;

const CONTEXT_PREAUTH_INTEGRITY: u16 = 1;
const CONTEXT_SIGNING: u16 = 8;
const HASH_SHA512: u16 = 1;
const SALT_BYTES: usize = 32;
/// Most dialects and contexts looked at; clients send fewer than ten.
const ITEMS_MAX: u16 = 64;

impl Dialect {
    fn capabilities(self) -> u32 {
        if self.large_mtu() {
            CAPABILITY_LARGE_MTU
        } else {
            0
        }
    }

    /// MaxReadSize, MaxWriteSize and MaxTransactSize.
    pub fn io_bytes_max(self) -> u32 {
        if self.large_mtu() {
            IO_BYTES_MAX
        } else {
            SMALL_IO_BYTES_MAX
        }
    }
}

/// What the contexts of a 3.1.1 NEGOTIATE offer (MS-SMB2 2.2.3.1).
struct Contexts {
    sha512: bool,
    /// The client's list of signing algorithms, if it sent one.
    signing: Option<Vec<u16>>,
}

fn read_contexts(reader: &Reader) -> Outcome<Contexts> {
    let count = reader.u16(HEADER_BYTES + 32)?.min(ITEMS_MAX);
    let mut at = reader.u32(HEADER_BYTES + 28)? as usize;
    let mut preauth = None;
    let mut signing = None;
    for _ in 0..count {
        let kind = reader.u16(at)?;
        let length = usize::from(reader.u16(at + 2)?);
        let data = Reader::new(reader.slice(at + 8, length)?);
        let list = |from: usize, count: u16| -> Outcome<Vec<u16>> {
            (0..usize::from(count.min(ITEMS_MAX))).map(|i| data.u16(from + 2 * i)).collect()
        };
        match kind {
            CONTEXT_PREAUTH_INTEGRITY => {
                let hashes = list(4, data.u16(0)?)?;
                if hashes.is_empty() || preauth.replace(hashes).is_some() {
                    return Err(Status::INVALID_PARAMETER);
                }
            }
            CONTEXT_SIGNING => {
                let algorithms = list(2, data.u16(0)?)?;
                if algorithms.is_empty() || signing.replace(algorithms).is_some() {
                    return Err(Status::INVALID_PARAMETER);
                }
            }
            _ => {}
        }
        at = at.checked_add(8 + length.next_multiple_of(8)).ok_or(Status::INVALID_PARAMETER)?;
    }
    let preauth = preauth.ok_or(Status::INVALID_PARAMETER)?;
    Ok(Contexts { sha512: preauth.contains(&HASH_SHA512), signing })
}

/// The strongest algorithm both know; AES-CMAC, the default of SMB 3, when the lists do not meet.
fn choose_signing(offered: &[u16]) -> Algorithm {
    [Algorithm::AesGmac, Algorithm::AesCmac, Algorithm::HmacSha256]
        .into_iter()
        .find(|algorithm| offered.contains(&algorithm.id()))
        .unwrap_or(Algorithm::AesCmac)
}

impl Server {
    pub(crate) fn negotiate(&mut self, request: &Request, reply: &mut Reply) -> Outcome<()> {
        let reader = request.reader;
        let connection = self.connections.get_mut(&request.connection).ok_or(Status::INTERNAL_ERROR)?;
        if connection.dialect().is_some() {
            // 3.3.5.4: a second NEGOTIATE ends the connection.
            reply.terminate = true;
            return Ok(());
        }
        let count = reader.u16(HEADER_BYTES + 2)?;
        if reader.u16(HEADER_BYTES)? != 36 || count == 0 {
            return Err(Status::INVALID_PARAMETER);
        }
        let dialects: Outcome<Vec<u16>> =
            (0..usize::from(count.min(ITEMS_MAX))).map(|i| reader.u16(HEADER_BYTES + 36 + 2 * i)).collect();
        let dialects = dialects?;
        let dialect = dialects.iter().filter_map(|revision| Dialect::from_revision(*revision)).max();
        let dialect = dialect.ok_or(Status::NOT_SUPPORTED)?;

        let mut signing_context = None;
        connection.algorithm = match dialect {
            Dialect::Smb202 | Dialect::Smb210 => Algorithm::HmacSha256,
            Dialect::Smb300 | Dialect::Smb302 => Algorithm::AesCmac,
            Dialect::Smb311 => {
                let contexts = read_contexts(&reader)?;
                if !contexts.sha512 {
                    return Err(Status::SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP);
                }
                signing_context = contexts.signing.as_deref().map(choose_signing);
                signing_context.unwrap_or(Algorithm::AesCmac)
            }
        };
        connection.offer = ClientOffer {
            dialects,
            guid: reader.guid(HEADER_BYTES + 12)?,
            capabilities: reader.u32(HEADER_BYTES + 8)?,
            security_mode: reader.u16(HEADER_BYTES + 4)?,
        };
        connection.negotiation = Negotiation::Done(dialect);
        let selected = Selected {
            revision: dialect.revision(),
            dialect: Some(dialect),
            signing: signing_context,
            security_mode: connection.security_mode(),
        };
        self.write_negotiate(reply, &selected, request.stamp);
        Ok(())
    }

    pub(crate) fn write_negotiate(&self, reply: &mut Reply, selected: &Selected, stamp: &Stamp) {
        let (dialect, signing) = (selected.dialect, selected.signing);
        let io_bytes_max = dialect.map_or(IO_BYTES_MAX, Dialect::io_bytes_max);
        let with_contexts = dialect == Some(Dialect::Smb311);
        let contexts = if with_contexts { 1 + u16::from(signing.is_some()) } else { 0 };
        let token = spnego::offer();
        reply.put_u16(65);
        reply.put_u16(selected.security_mode);
        reply.put_u16(selected.revision);
        reply.put_u16(contexts);
        reply.put(&self.config.server_guid);
        reply.put_u32(dialect.map_or(0, Dialect::capabilities));
        reply.put_u32(io_bytes_max);
        reply.put_u32(io_bytes_max);
        reply.put_u32(io_bytes_max);
        reply.put_u64(stamp.utc.0);
        reply.put_u64(0);
        reply.put_u16(HEADER_BYTES as u16 + 64);
        reply.put_u16(token.len() as u16);
        let context_offset_field = reply.len();
        reply.put_u32(0);
        reply.put(&token);
        if !with_contexts {
            return;
        }
        reply.align(8);
        reply.patch_u32(context_offset_field, reply.len() as u32);
        reply.put_u16(CONTEXT_PREAUTH_INTEGRITY);
        reply.put_u16(6 + SALT_BYTES as u16);
        reply.put_u32(0);
        reply.put_u16(1);
        reply.put_u16(SALT_BYTES as u16);
        reply.put_u16(HASH_SHA512);
        reply.put(&derive_bytes(&stamp.seed, "negotiate salt", 0)[..SALT_BYTES]);
        if let Some(algorithm) = signing {
            reply.align(8);
            reply.put_u16(CONTEXT_SIGNING);
            reply.put_u16(4);
            reply.put_u32(0);
            reply.put_u16(1);
            reply.put_u16(algorithm.id());
        }
    }

    /// Answers an SMB1 NEGOTIATE with an SMB2 response if it offers SMB2; everything else in SMB1 ends the connection,
    /// a NEGOTIATE with an SMB1 answer that says "no dialect of yours".
    pub(crate) fn negotiate_smb1(connection: &mut Connection, message: &[u8]) -> Smb1Answer {
        const COM_NEGOTIATE: u8 = 0x72;
        const WORDS_OFFSET: usize = 32;
        let reader = Reader::new(message);
        let is_negotiate = reader.u8(4) == Ok(COM_NEGOTIATE) && reader.u8(WORDS_OFFSET) == Ok(0);
        if !is_negotiate || connection.negotiation != Negotiation::Nothing {
            return Smb1Answer::Close;
        }
        // After the word count (0) and the byte count: dialect strings, each 0x02, text, NUL.
        let bytes = message.get(WORDS_OFFSET + 3..).unwrap_or(&[]);
        let offers =
            |name: &[u8]| bytes.split(|byte| *byte == 0).any(|dialect| dialect.strip_prefix(&[2]) == Some(name));
        if offers(b"SMB 2.???") {
            connection.negotiation = Negotiation::Wildcard;
            Smb1Answer::Smb2(Selected {
                revision: WILDCARD_REVISION,
                dialect: None,
                signing: None,
                security_mode: connection.security_mode(),
            })
        } else if offers(b"SMB 2.002") {
            connection.negotiation = Negotiation::Done(Dialect::Smb202);
            Smb1Answer::Smb2(Selected {
                revision: Dialect::Smb202.revision(),
                dialect: Some(Dialect::Smb202),
                signing: None,
                security_mode: connection.security_mode(),
            })
        } else {
            // MS-CIFS 2.2.4.52.2: one word, DialectIndex 0xFFFF, no bytes.
            let mut refusal = vec![0; WORDS_OFFSET + 5];
            let copied = WORDS_OFFSET.min(message.len());
            refusal[..copied].copy_from_slice(&message[..copied]);
            refusal[..4].copy_from_slice(&PROTOCOL_SMB1);
            refusal[5..9].fill(0);
            // SMB_FLAGS_REPLY.
            refusal[9] |= 0x80;
            refusal[WORDS_OFFSET..].copy_from_slice(&[1, 0xFF, 0xFF, 0, 0]);
            Smb1Answer::Refusal(refusal)
        }
    }

    /// FSCTL_VALIDATE_NEGOTIATE_INFO: what the client says it sent and got must be what we got and sent. If not, or
    /// under 3.1.1, where the hash does this, the connection ends.
    pub(crate) fn validate_negotiate(&self, request: &Request, input: &[u8], reply: &mut Reply) -> Outcome<Vec<u8>> {
        let connection = self.connections.get(&request.connection).ok_or(Status::INTERNAL_ERROR)?;
        let offer = &connection.offer;
        let input = Reader::new(input);
        let same = || -> Outcome<bool> {
            let count = input.u16(22)?;
            let dialects: Outcome<Vec<u16>> = (0..usize::from(count)).map(|i| input.u16(24 + 2 * i)).collect();
            Ok(input.u32(0)? == offer.capabilities
                && input.guid(4)? == offer.guid
                && input.u16(20)? == offer.security_mode
                && dialects? == offer.dialects)
        };
        if request.dialect == Dialect::Smb311 || same() != Ok(true) {
            reply.terminate = true;
            return Ok(Vec::new());
        }
        let mut output = Vec::with_capacity(24);
        output.put_u32(request.dialect.capabilities());
        output.put(&self.config.server_guid);
        output.put_u16(connection.security_mode());
        output.put_u16(request.dialect.revision());
        Ok(output)
    }
}

/// What a NEGOTIATE response says.
pub struct Selected {
    pub revision: u16,
    /// `None`: to be negotiated by the next request.
    dialect: Option<Dialect>,
    /// For the signing context, if there is to be one.
    signing: Option<Algorithm>,
    security_mode: u16,
}

/// What to do about an SMB1 message.
pub enum Smb1Answer {
    /// Answer with an SMB2 NEGOTIATE response.
    Smb2(Selected),
    /// Send these bytes, then close.
    Refusal(Vec<u8>),
    Close,
}

/// The header an SMB2 answer to an SMB1 NEGOTIATE is made from: message id 0, one credit.
pub fn header_for_smb1() -> Header {
    Header {
        credit_charge: 0,
        command: command::NEGOTIATE,
        credits_requested: 1,
        flags: 0,
        message_id: 0,
        process_id: 0,
        tree_id: 0,
        session_id: 0,
    }
}
