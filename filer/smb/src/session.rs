//! SESSION_SETUP and LOGOFF (MS-SMB2 3.3.5.5, 3.3.5.6).
//!
//! A session belongs to one connection and lives until LOGOFF, the end of the connection, or a new session that names
//! it as its predecessor. Every established session has a key and signs.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use volume::Volume;

use crate::connection::{Dialect, SIGNING_REQUIRED};
use crate::dispatch::Request;
use crate::limits;
use crate::ntlm::{Authenticated, Exchange};
use crate::server::{ConnectionId, Server, Signing, Stamp};
use crate::signing::{derive_bytes, derive_key, preauth_update, Signer};
use crate::spnego::{self, NegState, Token};
use crate::status::{Outcome, Status};
use crate::tree::Tree;
use crate::wire::{Put, Reply, HEADER_BYTES};

/// SMB2_SESSION_FLAG_BINDING.
const FLAG_BINDING: u8 = 0x01;

/// Longest security buffer of one SESSION_SETUP.
const TOKEN_BYTES_MAX: usize = 16 * 1024;

/// Longest MechTypeList, which is kept until the client has proven itself: twenty mechanisms and more.
const MECH_TYPES_BYTES_MAX: usize = 512;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Session {
    pub connection: ConnectionId,
    /// The user's configured name, once authenticated.
    pub user: Option<String>,
    /// An authentication under way: the first, or a repeated one of an established session.
    pub authentication: Option<Authentication>,
    /// Pre-authentication integrity hash, until the key is derived.
    #[serde(with = "serde_bytes")]
    pub preauth: Vec<u8>,
    pub signer: Option<Signer>,
    /// By us or by the client (3.3.5.5.3).
    pub signing_required: bool,
    pub trees: BTreeMap<u32, Tree>,
    pub tree_counter: u32,
    /// Opens of this session, to be limited and closed.
    pub opens: usize,
}

/// Where an authentication stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Authentication {
    /// The client's MechTypeList, over which mechListMIC is computed; `None` without SPNEGO.
    mech_types: Option<Vec<u8>>,
    /// NTLM was not the client's first choice: RFC 4178 5 then demands the MIC.
    mic_required: bool,
    /// `None` until NEGOTIATE_MESSAGE came.
    exchange: Option<Exchange>,
}

/// What an authentication step says to the client.
enum Progress {
    /// STATUS_MORE_PROCESSING_REQUIRED with this token.
    Continue(Vec<u8>),
    /// The user is proven; the last token.
    Done(Authenticated, Vec<u8>),
}

impl Session {
    /// Authenticated, and so able to do more than SESSION_SETUP.
    pub fn established(&self) -> bool {
        self.signer.is_some()
    }
}

impl Server {
    pub(crate) fn session_setup(
        &mut self,
        volume: &mut Volume,
        request: &Request,
        component: &[u8],
        reply: &mut Reply,
    ) -> Outcome<()> {
        let reader = request.reader;
        let flags = reader.u8(HEADER_BYTES + 2)?;
        let security_mode = reader.u8(HEADER_BYTES + 3)?;
        let offset = usize::from(reader.u16(HEADER_BYTES + 12)?);
        let length = usize::from(reader.u16(HEADER_BYTES + 14)?);
        let previous = reader.u64(HEADER_BYTES + 16)?;
        if reader.u16(HEADER_BYTES)? != 25 || length > TOKEN_BYTES_MAX {
            return Err(Status::INVALID_PARAMETER);
        }
        let token = reader.slice(offset, length)?;
        if flags & FLAG_BINDING != 0 {
            // 3.3.5.5: no multichannel.
            return Err(if request.dialect >= Dialect::Smb300 {
                Status::REQUEST_NOT_ACCEPTED
            } else {
                Status::INVALID_PARAMETER
            });
        }

        let id = match request.session_id {
            0 => self.begin_session(request)?,
            id => id,
        };
        reply.session_id = id;
        let session = self.sessions.get_mut(&id).filter(|session| session.connection == request.connection);
        let session = session.ok_or(Status::USER_SESSION_DELETED)?;
        session.signing_required |= u16::from(security_mode) & SIGNING_REQUIRED != 0;
        if !session.established() && request.dialect == Dialect::Smb311 {
            preauth_update(&mut session.preauth, component);
        }

        match self.authenticate(id, token, request.stamp) {
            Ok(Progress::Continue(token)) => {
                reply.status = Status::MORE_PROCESSING_REQUIRED;
                write_response(reply, &token);
                Ok(())
            }
            Ok(Progress::Done(authenticated, token)) => {
                self.establish(id, request.dialect, &authenticated);
                if previous != 0 && previous != id {
                    self.end_predecessor(volume, previous, &authenticated.user, request.stamp);
                }
                write_response(reply, &token);
                Ok(())
            }
            Err(status) => {
                self.end_session(volume, id, request.stamp);
                Err(status)
            }
        }
    }

    fn begin_session(&mut self, request: &Request) -> Outcome<u64> {
        let of_connection = self.sessions.values().filter(|session| session.connection == request.connection).count();
        if of_connection >= limits::SESSIONS_PER_CONNECTION_MAX || self.sessions.len() >= limits::SESSIONS_MAX {
            return Err(Status::INSUFFICIENT_RESOURCES);
        }
        let connection = self.connections.get(&request.connection).ok_or(Status::INTERNAL_ERROR)?;
        let preauth = connection.preauth.clone();
        let signing_required = connection.signing == Signing::Required;
        let id = self.new_session_id(&request.stamp.seed);
        let session = Session {
            connection: request.connection,
            user: None,
            authentication: None,
            preauth,
            signer: None,
            signing_required,
            trees: BTreeMap::new(),
            tree_counter: 0,
            opens: 0,
        };
        self.sessions.insert(id, session);
        Ok(id)
    }

    /// Not guessable, and not in use. 32 bits, as servers usually give: some clients keep no more.
    fn new_session_id(&mut self, seed: &[u8]) -> u64 {
        loop {
            let entropy = derive_bytes(seed, "session id", self.next_id());
            let id = u64::from(u32::from_le_bytes(*entropy.first_chunk().expect("32 bytes")));
            if id != 0 && id != u64::from(u32::MAX) && !self.sessions.contains_key(&id) {
                return id;
            }
        }
    }

    /// One step of SPNEGO and NTLM. Any failure is STATUS_LOGON_FAILURE but for tokens that are not tokens.
    fn authenticate(&mut self, id: u64, token: &[u8], stamp: &Stamp) -> Outcome<Progress> {
        let challenge = derive_bytes(&stamp.seed, "NTLM challenge", id);
        let challenge = *challenge.first_chunk::<8>().expect("32 bytes");
        let begin = |message: &[u8]| {
            Exchange::begin(&self.config, message, challenge, stamp.utc.0).map_err(|_| Status::LOGON_FAILURE)
        };
        let session = self.sessions.get_mut(&id).ok_or(Status::USER_SESSION_DELETED)?;
        match spnego::read(token).ok_or(Status::INVALID_PARAMETER)? {
            Token::Init { mech_types, offers_ntlm, prefers_ntlm, mech_token } => {
                if !offers_ntlm || mech_types.len() > MECH_TYPES_BYTES_MAX {
                    return Err(Status::LOGON_FAILURE);
                }
                let exchange = match mech_token {
                    Some(message) if prefers_ntlm => Some(begin(message)?),
                    _ => None,
                };
                let state = if prefers_ntlm { NegState::AcceptIncomplete } else { NegState::RequestMic };
                let answer = spnego::response(state, true, exchange.as_ref().map(Exchange::challenge), None);
                session.authentication = Some(Authentication {
                    mech_types: Some(mech_types.to_vec()),
                    mic_required: !prefers_ntlm,
                    exchange,
                });
                Ok(Progress::Continue(answer))
            }
            Token::Response { token, mech_list_mic } => {
                let authentication = session.authentication.as_mut().ok_or(Status::INVALID_PARAMETER)?;
                let mech_types = authentication.mech_types.as_deref().ok_or(Status::INVALID_PARAMETER)?;
                let message = token.ok_or(Status::INVALID_PARAMETER)?;
                let Some(exchange) = &authentication.exchange else {
                    let exchange = begin(message)?;
                    let token = exchange.challenge();
                    let answer = spnego::response(NegState::AcceptIncomplete, false, Some(token), None);
                    authentication.exchange = Some(exchange);
                    return Ok(Progress::Continue(answer));
                };
                let authenticated = exchange.finish(&self.config, message).map_err(|_| Status::LOGON_FAILURE)?;
                let mic = match mech_list_mic {
                    Some(given) if !authenticated.mech_list_mic_holds(mech_types, given) => {
                        return Err(Status::LOGON_FAILURE);
                    }
                    Some(_) => Some(authenticated.server_mech_list_mic(mech_types)),
                    None if authentication.mic_required => return Err(Status::LOGON_FAILURE),
                    None => None,
                };
                let answer = spnego::response(NegState::AcceptCompleted, false, None, mic.as_ref().map(|mic| &mic[..]));
                Ok(Progress::Done(authenticated, answer))
            }
            Token::Raw(message) => match &session.authentication {
                Some(Authentication { mech_types: None, exchange: Some(exchange), .. }) => {
                    let authenticated = exchange.finish(&self.config, message).map_err(|_| Status::LOGON_FAILURE)?;
                    Ok(Progress::Done(authenticated, Vec::new()))
                }
                _ => {
                    let exchange = begin(message)?;
                    let answer = exchange.challenge().to_vec();
                    let exchange = Some(exchange);
                    session.authentication = Some(Authentication { mech_types: None, mic_required: false, exchange });
                    Ok(Progress::Continue(answer))
                }
            },
        }
    }

    /// Derives the keys (3.3.5.5.3). A repeated authentication leaves them as they are.
    fn establish(&mut self, id: u64, dialect: Dialect, authenticated: &Authenticated) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let Some(connection) = self.connections.get(&session.connection) else { return };
        session.authentication = None;
        if session.established() {
            return;
        }
        let key = &authenticated.session_key;
        let signing_key = match dialect {
            Dialect::Smb202 | Dialect::Smb210 => *key,
            Dialect::Smb300 | Dialect::Smb302 => derive_key(key, b"SMB2AESCMAC\0", b"SmbSign\0"),
            Dialect::Smb311 => derive_key(key, b"SMBSigningKey\0", &session.preauth),
        };
        session.preauth.clear();
        session.user = Some(authenticated.user.clone());
        session.signer = Some(Signer::new(connection.algorithm, signing_key));
    }

    /// A client that reconnected names its old session, which ends if it was the same user's (3.3.5.5.3).
    fn end_predecessor(&mut self, volume: &mut Volume, previous: u64, user: &str, stamp: &Stamp) {
        let same_user = |session: &Session| session.user.as_deref() == Some(user);
        if self.sessions.get(&previous).is_some_and(same_user) {
            self.end_session(volume, previous, stamp);
        }
    }

    pub(crate) fn logoff(&mut self, volume: &mut Volume, request: &Request, reply: &mut Reply) -> Outcome<()> {
        request.structure(4)?;
        self.end_session(volume, request.session_id, request.stamp);
        reply.put_u16(4);
        reply.put_u16(0);
        Ok(())
    }

    /// Closes everything the session has and forgets it.
    pub(crate) fn end_session(&mut self, volume: &mut Volume, id: u64, stamp: &Stamp) {
        self.close_opens(volume, stamp, |open| open.session == id);
        self.sessions.remove(&id);
    }
}

fn write_response(reply: &mut Reply, token: &[u8]) {
    reply.put_u16(9);
    reply.put_u16(0);
    reply.put_u16(HEADER_BYTES as u16 + 8);
    reply.put_u16(token.len() as u16);
    reply.put(token);
}
