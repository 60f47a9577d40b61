//! Executing one component: the checks every request goes through (MS-SMB2 3.3.5.2), the handler of its command, and
//! the finished, signed reply (3.3.4.1).

use bytes::Bytes;
use ring::digest;
use volume::Volume;

use crate::connection::{Chain, Dialect, Negotiation};
use crate::frame::FRAME_PREFIX_BYTES;
use crate::header::{command, Component, Components, Header, Response, FLAG_RESPONSE, PROTOCOL_SMB1};
use crate::negotiate::{header_for_smb1, Smb1Answer};
use crate::server::{ConnectionId, Refusal, Server, Stamp, Step};
use crate::signing::{first_16, preauth_update, Sender, Signer};
use crate::status::{Outcome, Status};
use crate::wire::{Put, Reader, Reply, HEADER_BYTES};
use crate::REPLY_BYTES_MAX;

/// A request that passed the general checks, as its handler sees it.
pub struct Request<'a> {
    pub header: Header,
    /// The whole component: offsets count from its header.
    pub reader: Reader<'a>,
    pub connection: ConnectionId,
    pub dialect: Dialect,
    /// Of the header, or of the component before for a related one.
    pub session_id: u64,
    pub tree_id: u32,
    chain_file: Option<u64>,
    chain_failure: Option<Status>,
    pub stamp: &'a Stamp,
}

/// The longest response to one request: the largest READ, and room for headers and for the rest of a full compound.
const COMPONENT_BYTES_MAX: usize = crate::IO_BYTES_MAX as usize + 64 * 1024;

/// The id by which a related component means the file of the one before.
const FILE_ID_OF_CHAIN: u64 = u64::MAX;
/// Payload that one credit pays for (3.3.5.2.5).
const BYTES_PER_CREDIT: u64 = 65_536;

impl Request<'_> {
    /// Checks StructureSize, the first field of every body.
    pub fn structure(&self, size: u16) -> Outcome<()> {
        if self.reader.u16(HEADER_BYTES)? == size {
            Ok(())
        } else {
            Err(Status::INVALID_PARAMETER)
        }
    }

    /// Reads a FileId at `offset`. Both halves we give out are the same number.
    pub fn file_id(&self, offset: usize) -> Outcome<u64> {
        let (persistent, volatile) = (self.reader.u64(offset)?, self.reader.u64(offset + 8)?);
        if self.header.related() && volatile == FILE_ID_OF_CHAIN {
            return self.chain_file.ok_or(self.chain_failure.unwrap_or(Status::FILE_CLOSED));
        }
        if persistent != volatile {
            return Err(Status::FILE_CLOSED);
        }
        Ok(volatile)
    }

    /// Refuses transfers larger than negotiated, or than the credits charged pay for.
    pub fn paid(&self, bytes: u32) -> Outcome<()> {
        if bytes > self.dialect.io_bytes_max() {
            return Err(Status::INVALID_PARAMETER);
        }
        if self.dialect.large_mtu() && u64::from(bytes) > self.header.charge() * BYTES_PER_CREDIT {
            return Err(Status::INVALID_PARAMETER);
        }
        Ok(())
    }
}

impl Step {
    /// Nothing to say; the connection ends.
    fn close() -> Step {
        Step { reply: None, digest: [0; 16], close: true }
    }
}

impl Server {
    /// Executes component `component` of `message` (one whole message without its frame prefix); components in order,
    /// each once. Whatever the bytes are, it answers or says that the connection is to be closed.
    pub fn execute(
        &mut self,
        volume: &mut Volume,
        connection: ConnectionId,
        message: &[u8],
        component: usize,
        stamp: &Stamp,
    ) -> Step {
        if stamp.refusal == Some(Refusal::Disconnect) {
            return Step::close();
        }
        if message.starts_with(&PROTOCOL_SMB1) {
            return self.execute_smb1(connection, message, stamp);
        }
        let Some(state) = self.connections.get_mut(&connection) else { return Step::close() };
        let chain = match component {
            0 => Chain { reply: vec![0; FRAME_PREFIX_BYTES], ..Chain::default() },
            _ => state.chain.take().unwrap_or_default(),
        };
        let Some(part) = Components::of(message).nth(component).filter(|_| chain.next == component) else {
            return Step::close();
        };
        self.execute_component(volume, connection, part, chain, stamp).unwrap_or_else(Step::close)
    }

    /// `None`: the connection ends without an answer.
    fn execute_component(
        &mut self,
        volume: &mut Volume,
        connection: ConnectionId,
        part: Component,
        mut chain: Chain,
        stamp: &Stamp,
    ) -> Option<Step> {
        let header = Header::read(part.bytes).ok()?;
        if header.flags & FLAG_RESPONSE != 0 {
            return None;
        }
        let state = self.connections.get_mut(&connection)?;
        let dialect = match (state.negotiation, header.command) {
            (Negotiation::Done(dialect), _) => dialect,
            (_, command::NEGOTIATE) => Dialect::Smb202,
            _ => return None,
        };

        if header.command == command::CANCEL {
            // Nothing waits, so there is nothing to cancel; CANCEL is never answered (3.3.5.16).
            return self.finish_component(connection, chain, part.last, [0; 16]);
        }
        let charge = if dialect.large_mtu() { header.charge() } else { 1 };
        if !state.window.take(header.message_id, charge) {
            return None;
        }
        let granted = state.window.grant(header.credits_requested);
        chain.credits = chain.credits.saturating_add(granted);

        let related = header.related();
        if !related {
            (chain.session_id, chain.tree_id) = (header.session_id, header.tree_id);
            (chain.file_id, chain.failure) = (None, None);
        }
        let request = Request {
            header,
            reader: Reader::new(part.bytes),
            connection,
            dialect,
            session_id: chain.session_id,
            tree_id: chain.tree_id,
            chain_file: chain.file_id,
            chain_failure: chain.failure,
            stamp,
        };

        if let command::READ = header.command {
            chain.reply.reserve(crate::read_write::reply_bytes(&request));
        }
        // A compound whose reply has grown so long that one more component might not fit is cut short by errors.
        let full = chain.reply.len() > REPLY_BYTES_MAX - COMPONENT_BYTES_MAX;
        let mut reply = Reply::begin(&mut chain.reply, request.session_id, request.tree_id);
        let mut signer = None;
        let outcome = match (part.malformed, related && chain.next == 0) {
            (true, _) | (_, true) => Err(Status::INVALID_PARAMETER),
            _ if full => Err(Status::INSUFFICIENT_RESOURCES),
            _ => self.check_signature(&request, part.bytes).and_then(|checked| {
                signer = checked;
                match stamp.refusal {
                    Some(Refusal::DiskFailed) => Err(Status::UNEXPECTED_IO_ERROR),
                    Some(_) => Err(Status::INTERNAL_ERROR),
                    None => self.handle(volume, &request, part.bytes, &mut reply),
                }
            }),
        };
        if reply.terminate {
            return None;
        }
        if let Err(status) = outcome {
            // ERROR response (2.2.2): no contexts, one byte of padding as every implementation sends.
            reply.truncate(HEADER_BYTES);
            reply.put_u16(9);
            reply.put_zeros(7);
            reply.status = status;
        }

        // The final SESSION_SETUP response is signed with the key it establishes.
        if header.command == command::SESSION_SETUP && reply.status == Status::SUCCESS && signer.is_none() {
            signer = self.sessions.get(&reply.session_id).and_then(|session| session.signer.clone());
        }
        if !part.last {
            reply.align(8);
        }
        let response = Response {
            status: reply.status,
            credits: if part.last { chain.credits } else { 0 },
            session_id: reply.session_id,
            tree_id: reply.tree_id,
            signed: signer.is_some(),
            next_command: if part.last { 0 } else { reply.len() as u32 },
        };
        reply.patch(0, &header.response(&response));
        if let Some(signer) = &signer {
            signer.sign(reply.component());
        }
        self.update_preauth(&request, part.bytes, &mut reply);

        let digest = outcome_digest(reply.component(), signer.is_some());
        (chain.session_id, chain.tree_id) = (reply.session_id, reply.tree_id);
        if let Some(file_id) = reply.file_id {
            chain.file_id = Some(file_id);
        } else if let (Err(status), None) = (outcome, chain.file_id) {
            chain.failure = Some(status);
        }
        self.finish_component(connection, chain, part.last, digest)
    }

    /// Gives out the reply of the message after its last component, else keeps it for the next one.
    fn finish_component(
        &mut self,
        connection: ConnectionId,
        mut chain: Chain,
        last: bool,
        digest: [u8; 16],
    ) -> Option<Step> {
        if !last {
            chain.next += 1;
            self.connections.get_mut(&connection)?.chain = Some(chain);
            return Some(Step { reply: None, digest, close: false });
        }
        Some(Step { reply: framed(chain.reply), digest, close: false })
    }

    /// The session's signer if the request carries its valid signature, which then signs the response too. `None` for
    /// requests that need no session.
    fn check_signature(&self, request: &Request, component: &[u8]) -> Outcome<Option<Signer>> {
        let header = &request.header;
        let without_session = matches!(header.command, command::NEGOTIATE)
            || (matches!(header.command, command::SESSION_SETUP | command::ECHO) && request.session_id == 0);
        if without_session {
            return Ok(None);
        }
        let session = self.sessions.get(&request.session_id);
        let session = session.filter(|session| session.connection == request.connection);
        let session = session.ok_or(Status::USER_SESSION_DELETED)?;
        let Some(signer) = &session.signer else {
            // Still authenticating: only SESSION_SETUP may come, and there is no key yet to check it with.
            return match header.command {
                command::SESSION_SETUP => Ok(None),
                _ => Err(Status::USER_SESSION_DELETED),
            };
        };
        if !header.signed() {
            // A repeated SESSION_SETUP proves itself by what it carries (3.3.5.2.4 exempts it).
            return match header.command {
                command::SESSION_SETUP => Ok(None),
                _ if session.signing_required => Err(Status::ACCESS_DENIED),
                _ => Ok(None),
            };
        }
        if !signer.verify(component, Sender::Client { cancel: false }) {
            return Err(Status::ACCESS_DENIED);
        }
        Ok(Some(signer.clone()))
    }

    fn handle(&mut self, volume: &mut Volume, request: &Request, component: &[u8], reply: &mut Reply) -> Outcome<()> {
        match request.header.command {
            command::NEGOTIATE => self.negotiate(request, reply),
            command::SESSION_SETUP => self.session_setup(volume, request, component, reply),
            command::LOGOFF => self.logoff(volume, request, reply),
            command::TREE_CONNECT => self.tree_connect(volume, request, reply),
            command::TREE_DISCONNECT => self.tree_disconnect(volume, request, reply),
            command::CREATE => self.create(volume, request, reply),
            command::CLOSE => self.close(volume, request, reply),
            command::FLUSH => self.flush(request, reply),
            command::READ => self.read(volume, request, reply),
            command::WRITE => self.write(volume, request, reply),
            command::LOCK => self.lock(request, reply),
            command::IOCTL => self.ioctl(volume, request, reply),
            command::ECHO => {
                request.structure(4)?;
                reply.put_u16(4);
                reply.put_u16(0);
                Ok(())
            }
            command::QUERY_DIRECTORY => self.query_directory(volume, request, reply),
            command::CHANGE_NOTIFY => Err(Status::NOT_SUPPORTED),
            command::QUERY_INFO => self.query_info(volume, request, reply),
            command::SET_INFO => self.set_info(volume, request, reply),
            // We grant no oplocks, so no acknowledgement can be right.
            command::OPLOCK_BREAK => Err(Status::INVALID_DEVICE_STATE),
            _ => Err(Status::INVALID_PARAMETER),
        }
    }

    /// Keeps the pre-authentication integrity hashes (3.3.5.4, 3.3.5.5): NEGOTIATE with its response, and every
    /// response that continues an authentication.
    fn update_preauth(&mut self, request: &Request, component: &[u8], reply: &mut Reply) {
        let response = reply.component();
        let Some(connection) = self.connections.get_mut(&request.connection) else { return };
        if connection.dialect() != Some(Dialect::Smb311) {
            return;
        }
        match request.header.command {
            command::NEGOTIATE => {
                preauth_update(&mut connection.preauth, component);
                preauth_update(&mut connection.preauth, response);
            }
            command::SESSION_SETUP if reply.status == Status::MORE_PROCESSING_REQUIRED => {
                let session = self.sessions.get_mut(&reply.session_id).filter(|session| !session.established());
                if let Some(session) = session {
                    preauth_update(&mut session.preauth, reply.component());
                }
            }
            _ => {}
        }
    }

    fn execute_smb1(&mut self, connection: ConnectionId, message: &[u8], stamp: &Stamp) -> Step {
        let Some(state) = self.connections.get_mut(&connection).filter(|_| stamp.refusal.is_none()) else {
            return Step::close();
        };
        match Server::negotiate_smb1(state, message) {
            Smb1Answer::Close => Step::close(),
            Smb1Answer::Refusal(bytes) => {
                let mut buffer = vec![0; FRAME_PREFIX_BYTES];
                buffer.put(&bytes);
                let digest = outcome_digest(&bytes, false);
                Step { reply: framed(buffer), digest, close: true }
            }
            Smb1Answer::Smb2(selected) => {
                state.window.take(0, 1);
                let credits = state.window.grant(1);
                let mut buffer = vec![0; FRAME_PREFIX_BYTES];
                let mut reply = Reply::begin(&mut buffer, 0, 0);
                self.write_negotiate(&mut reply, &selected, stamp);
                let response = Response {
                    status: Status::SUCCESS,
                    credits,
                    session_id: 0,
                    tree_id: 0,
                    signed: false,
                    next_command: 0,
                };
                reply.patch(0, &header_for_smb1().response(&response));
                let digest = outcome_digest(reply.component(), false);
                Step { reply: framed(buffer), digest, close: false }
            }
        }
    }
}

/// Fills in the frame prefix. `None` when there is nothing but the prefix.
fn framed(mut buffer: Vec<u8>) -> Option<Bytes> {
    let length = buffer.len() - FRAME_PREFIX_BYTES;
    buffer[..FRAME_PREFIX_BYTES].copy_from_slice(&(length as u32).to_be_bytes());
    (length > 0).then(|| Bytes::from(buffer))
}

/// Digest of a finished component. Of a signed one the header is enough: the signature in it covers the rest.
fn outcome_digest(component: &[u8], signed: bool) -> [u8; 16] {
    let covered = if signed { &component[..HEADER_BYTES] } else { component };
    first_16(digest::digest(&digest::SHA256, covered).as_ref())
}
