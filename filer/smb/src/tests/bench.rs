//! A [`Bench`] is a client and the server it talks to. It keeps everything it put in, and when it is dropped, it puts
//! it all into a second server over a second volume, saved and restored before every single step, and compares the
//! steps byte for byte. So every test that uses it also shows that a replay gives the same replies, signatures
//! included.

use std::collections::BTreeMap;
use std::sync::Arc;

use disk::{Disk, Epoch, Key, MemDisk};
use volume::{ConsistencyPoint, FileTime, FormatOptions, OpenOptions, Volume};

use super::bodies::*;
use crate::connection::Dialect;
use crate::frame::FRAME_PREFIX_BYTES;
use crate::header::{command, FLAG_RELATED, FLAG_RESPONSE, FLAG_SIGNED, PROTOCOL_SMB2};
use crate::ntlm::client;
use crate::signing::{derive_key, preauth_initial, preauth_update, Algorithm, Sender, Signer};
use crate::status::Status;
use crate::wire::{utf16_bytes, Put, Reader, HEADER_BYTES};
use crate::{nt_hash, Config, ConnectionId, Server, Share, Signing, Stamp, Step, User};

pub const USER: &str = "games";
pub const PASSWORD: &str = "Passw0rd1";
pub const CONNECTION: ConnectionId = 7;
pub const START: FileTime = FileTime(0x01DA_0000_0000_0000);
const VOLUME_BYTES: u64 = volume::DISK_BYTES_MIN;

fn volume() -> Volume {
    let disk: Arc<dyn Disk> = Arc::new(MemDisk::new("memory", VOLUME_BYTES, Key(1), Epoch(1)));
    let options = FormatOptions { volume_id: 0x5AFE, created: START, first: ConsistencyPoint::default() };
    Volume::format(&disk, &options).unwrap();
    Volume::open(disk, OpenOptions::default()).unwrap().0
}

fn config() -> Config {
    let share = |path: &str, read_only| Share { path: path.into(), read_only };
    Config {
        server_guid: [0x11; 16],
        netbios_name: "FILER".into(),
        dns_name: "filer.example".into(),
        shares: BTreeMap::from([
            ("share".into(), share("", false)),
            ("readonly".into(), share("", true)),
            ("missing".into(), share("no/such/directory", false)),
        ]),
        users: BTreeMap::from([
            (USER.into(), User { nt_hash: nt_hash(PASSWORD) }),
            ("other".into(), User { nt_hash: nt_hash("secret") }),
        ]),
    }
}

/// What was put in.
enum Input {
    OfferSigning,
    Connect(ConnectionId),
    Disconnect(ConnectionId, Stamp),
    Execute { connection: ConnectionId, message: Vec<u8>, component: usize, stamp: Stamp, step: Step },
}

/// A response, or one component of it.
#[derive(Clone, Debug)]
pub struct Response {
    pub status: Status,
    /// The whole component.
    pub bytes: Vec<u8>,
}

impl Response {
    pub fn reader(&self) -> Reader<'_> {
        Reader::new(&self.bytes)
    }

    pub fn u16(&self, offset: usize) -> u16 {
        self.reader().u16(offset).unwrap()
    }

    pub fn u32(&self, offset: usize) -> u32 {
        self.reader().u32(offset).unwrap()
    }

    pub fn u64(&self, offset: usize) -> u64 {
        self.reader().u64(offset).unwrap()
    }

    pub fn session_id(&self) -> u64 {
        self.u64(40)
    }

    pub fn tree_id(&self) -> u32 {
        self.u32(36)
    }

    pub fn credits(&self) -> u16 {
        self.u16(14)
    }

    /// FileId of a CREATE response.
    pub fn file_id(&self) -> u64 {
        self.u64(HEADER_BYTES + 64)
    }

    /// CreateAction of a CREATE response.
    pub fn action(&self) -> u32 {
        self.u32(HEADER_BYTES + 4)
    }

    /// Output of QUERY_INFO or QUERY_DIRECTORY, data of READ is at another place.
    pub fn output(&self) -> &[u8] {
        self.reader().slice(self.u16(HEADER_BYTES + 2).into(), self.u32(HEADER_BYTES + 4) as usize).unwrap()
    }

    /// Data of a READ response.
    pub fn data(&self) -> &[u8] {
        let offset = self.reader().u8(HEADER_BYTES + 2).unwrap();
        self.reader().slice(offset.into(), self.u32(HEADER_BYTES + 4) as usize).unwrap()
    }
}

pub struct Bench {
    pub server: Server,
    pub volume: Volume,
    pub connection: ConnectionId,
    pub session_id: u64,
    pub tree_id: u32,
    pub signer: Option<Signer>,
    pub next_message_id: u64,
    pub dialect: Dialect,
    pub preauth: Vec<u8>,
    /// Whether the client's SESSION_SETUP says that it demands signing.
    pub demand_signing: bool,
    clock: u64,
    inputs: Vec<Input>,
}

impl Drop for Bench {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.replay();
        }
    }
}

impl Bench {
    /// A client with a TCP connection and nothing else.
    pub fn new() -> Bench {
        let mut bench = Bench {
            server: Server::new(config()),
            volume: volume(),
            connection: CONNECTION,
            session_id: 0,
            tree_id: 0,
            signer: None,
            next_message_id: 0,
            dialect: Dialect::Smb202,
            preauth: preauth_initial(),
            demand_signing: false,
            clock: 0,
            inputs: Vec::new(),
        };
        bench.connect(CONNECTION);
        bench
    }

    /// A client that is connected to the share.
    pub fn on_share() -> Bench {
        Bench::on_share_with(Dialect::Smb311)
    }

    pub fn on_share_with(dialect: Dialect) -> Bench {
        let mut bench = Bench::new();
        bench.negotiate(dialect);
        assert_eq!(bench.log_on(USER, PASSWORD).status, Status::SUCCESS);
        assert_eq!(bench.tree_connect(r"\\filer\share").status, Status::SUCCESS);
        bench
    }

    pub fn connect(&mut self, connection: ConnectionId) {
        self.server.connect(connection).unwrap();
        self.inputs.push(Input::Connect(connection));
    }

    /// Makes the server offer signing instead of requiring it, from the next connection on.
    pub fn offer_signing(&mut self) {
        self.server.set_signing(Signing::Offered);
        self.inputs.push(Input::OfferSigning);
        self.reconnect(CONNECTION + 1);
    }

    /// A further TCP connection, which the client goes on with.
    pub fn reconnect(&mut self, connection: ConnectionId) {
        self.connect(connection);
        self.connection = connection;
        (self.session_id, self.tree_id, self.signer, self.next_message_id) = (0, 0, None, 0);
        self.preauth = preauth_initial();
    }

    pub fn disconnect(&mut self, connection: ConnectionId) {
        let stamp = self.stamp();
        self.server.disconnect(&mut self.volume, connection, &stamp);
        self.inputs.push(Input::Disconnect(connection, stamp));
    }

    pub fn stamp(&mut self) -> Stamp {
        self.clock += 1;
        let mut seed = [0; 12];
        seed[..8].copy_from_slice(&self.clock.to_le_bytes());
        Stamp { utc: FileTime(START.0 + self.clock * 10_000_000), time_ms: self.clock, seed, refusal: None }
    }

    /// The time of the last step.
    pub fn now(&self) -> u64 {
        START.0 + self.clock * 10_000_000
    }

    /// Everything again on a second server and volume, saved and restored before each step.
    fn replay(&self) {
        let mut server = Server::new(config());
        let mut volume = volume();
        for (i, input) in self.inputs.iter().enumerate() {
            let saved = postcard::to_stdvec(&server).unwrap();
            server = postcard::from_bytes(&saved).unwrap();
            match input {
                Input::OfferSigning => server.set_signing(Signing::Offered),
                Input::Connect(connection) => server.connect(*connection).unwrap(),
                Input::Disconnect(connection, stamp) => server.disconnect(&mut volume, *connection, stamp),
                Input::Execute { connection, message, component, stamp, step } => {
                    let again = server.execute(&mut volume, *connection, message, *component, stamp);
                    assert_eq!(&again, step, "input {i} has another outcome in the replay");
                }
            }
        }
        let (live, replayed) = (postcard::to_stdvec(&self.server), postcard::to_stdvec(&server));
        assert_eq!(live, replayed, "the state after the replay");
    }

    /// Takes note of a step that a test did by itself.
    pub fn record(&mut self, message: Vec<u8>, component: usize, stamp: Stamp, step: Step) {
        self.inputs.push(Input::Execute { connection: self.connection, message, component, stamp, step });
    }

    /// Ends a bench whose state a test has tampered with: no replay leads to it.
    pub fn forget(mut self) {
        self.inputs.clear();
        self.server = Server::new(config());
    }

    /// Gives one component of a message to the server.
    pub fn step(&mut self, message: &[u8], component: usize) -> Step {
        let stamp = self.stamp();
        let step = self.server.execute(&mut self.volume, self.connection, message, component, &stamp);
        self.record(message.to_vec(), component, stamp, step.clone());
        step
    }

    /// Gives a whole message to the server, component by component; no reply may come before the last.
    pub fn exchange(&mut self, message: &[u8]) -> Step {
        let count = Server::components(message);
        for component in 0..count - 1 {
            let step = self.step(message, component);
            if step.close {
                return step;
            }
            assert_eq!(step.reply, None, "component {component} of {count} is not the last");
        }
        self.step(message, count - 1)
    }

    /// One component, not signed. Message ids are used up as a client does.
    pub fn component(&mut self, command: u16, body: &[u8]) -> Vec<u8> {
        let charge = if self.dialect.large_mtu() { 16 } else { 1 };
        let mut bytes = PROTOCOL_SMB2.to_vec();
        bytes.put_u16(HEADER_BYTES as u16);
        bytes.put_u16(charge);
        bytes.put_u32(0);
        bytes.put_u16(command);
        bytes.put_u16(128);
        bytes.put_u32(0);
        bytes.put_u32(0);
        bytes.put_u64(self.next_message_id);
        bytes.put_u32(0xFEFF);
        bytes.put_u32(self.tree_id);
        bytes.put_u64(self.session_id);
        bytes.put_zeros(16);
        bytes.put(body);
        self.next_message_id += u64::from(charge);
        bytes
    }

    /// A compound of these (command, body), all but the first related to the one before if `related`; signed.
    pub fn compound(&mut self, parts: &[(u16, Vec<u8>)], related: bool) -> Vec<u8> {
        let mut message = Vec::new();
        for (i, (command, body)) in parts.iter().enumerate() {
            let mut component = self.component(*command, body);
            if related && i > 0 {
                set_flags(&mut component, FLAG_RELATED);
            }
            if i + 1 < parts.len() {
                component.resize(component.len().next_multiple_of(8), 0);
                let next = component.len() as u32;
                component[20..24].copy_from_slice(&next.to_le_bytes());
            }
            self.sign(&mut component);
            message.extend(component);
        }
        message
    }

    pub fn sign(&self, component: &mut [u8]) {
        if let Some(signer) = &self.signer {
            set_flags(component, FLAG_SIGNED);
            signer.sign_as(component, Sender::Client { cancel: false });
        }
    }

    /// Sends one signed request and takes the response.
    pub fn request(&mut self, command: u16, body: &[u8]) -> Response {
        let message = self.compound(&[(command, body.to_vec())], false);
        let mut responses = self.send(&message);
        assert_eq!(responses.len(), 1);
        responses.remove(0)
    }

    /// Sends a message that is answered, and takes the reply apart.
    pub fn send(&mut self, message: &[u8]) -> Vec<Response> {
        let step = self.exchange(message);
        assert!(!step.close, "the connection was closed");
        self.responses(&step)
    }

    /// Takes a reply apart and checks its framing and signatures.
    pub fn responses(&self, step: &Step) -> Vec<Response> {
        let reply = step.reply.as_ref().expect("a reply");
        let length = u32::from_be_bytes(*reply.first_chunk().unwrap()) as usize;
        assert_eq!(length + FRAME_PREFIX_BYTES, reply.len(), "one whole frame");
        let mut rest = &reply[FRAME_PREFIX_BYTES..];
        let mut responses = Vec::new();
        loop {
            let reader = Reader::new(rest);
            assert_eq!(reader.slice(0, 4), Ok(&PROTOCOL_SMB2[..]));
            let next = reader.u32(20).unwrap() as usize;
            let component = if next == 0 { rest } else { &rest[..next] };
            let flags = reader.u32(16).unwrap();
            assert_ne!(flags & FLAG_RESPONSE, 0);
            if flags & FLAG_SIGNED != 0 {
                let signer = self.signer.as_ref().expect("only what has a key is signed");
                assert!(signer.verify(component, Sender::Server), "the server's signature");
            }
            responses.push(Response { status: Status(reader.u32(8).unwrap()), bytes: component.to_vec() });
            if next == 0 {
                return responses;
            }
            rest = &rest[next..];
        }
    }

    pub fn negotiate(&mut self, dialect: Dialect) -> Response {
        let body = negotiate_body(&[dialect.revision()], &[2, 1, 0]);
        let message = self.component(command::NEGOTIATE, &body);
        let response = self.send(&message).remove(0);
        preauth_update(&mut self.preauth, &message);
        preauth_update(&mut self.preauth, &response.bytes);
        self.dialect = dialect;
        // The ids of the one request that went out before the dialect was known.
        self.next_message_id = 1;
        response
    }

    /// The two rounds of NTLM; the last response. On success the bench signs from here on.
    pub fn log_on(&mut self, user: &str, password: &str) -> Response {
        self.log_on_with(user, password, 0)
    }

    pub fn log_on_with(&mut self, user: &str, password: &str, previous: u64) -> Response {
        self.session_id = 0;
        let mut preauth = self.preauth.clone();
        let negotiate = client::negotiate();
        let first = self.component(command::SESSION_SETUP, &session_setup_body(&negotiate, 0));
        let response = self.send(&first).remove(0);
        assert_eq!(response.status, Status::MORE_PROCESSING_REQUIRED);
        preauth_update(&mut preauth, &first);
        preauth_update(&mut preauth, &response.bytes);
        self.session_id = response.session_id();
        let challenge = token_of(&response).to_vec();
        let (authenticate, key) = client::authenticate(user, password, &negotiate, &challenge, true);
        let mut body = session_setup_body(&authenticate, previous);
        body[3] |= u8::from(self.demand_signing) << 1;
        let second = self.component(command::SESSION_SETUP, &body);
        preauth_update(&mut preauth, &second);
        let signing_key = match self.dialect {
            Dialect::Smb202 | Dialect::Smb210 => key,
            Dialect::Smb300 | Dialect::Smb302 => derive_key(&key, b"SMB2AESCMAC\0", b"SmbSign\0"),
            Dialect::Smb311 => derive_key(&key, b"SMBSigningKey\0", &preauth),
        };
        let algorithm = match self.dialect {
            Dialect::Smb202 | Dialect::Smb210 => Algorithm::HmacSha256,
            Dialect::Smb300 | Dialect::Smb302 => Algorithm::AesCmac,
            Dialect::Smb311 => Algorithm::AesGmac,
        };
        let before = self.signer.replace(Signer::new(algorithm, signing_key));
        let response = self.send(&second).remove(0);
        if response.status == Status::SUCCESS {
            assert_ne!(response.u32(16) & FLAG_SIGNED, 0, "the last response of a log-on is signed");
        } else {
            self.signer = before;
        }
        response
    }

    pub fn tree_connect(&mut self, path: &str) -> Response {
        let path = utf16_bytes(path);
        let mut body = Vec::new();
        body.put_u16(9);
        body.put_u16(0);
        body.put_u16(HEADER_BYTES as u16 + 8);
        body.put_u16(path.len() as u16);
        body.put(&path);
        let response = self.request(command::TREE_CONNECT, &body);
        if response.status == Status::SUCCESS {
            self.tree_id = response.tree_id();
        }
        response
    }

    pub fn create(&mut self, create: &Create) -> Response {
        self.request(command::CREATE, &create.body())
    }

    /// Makes a file with this content and closes it.
    pub fn put_file(&mut self, name: &str, content: &[u8]) {
        let id = self.opened(&Create::file(name).disposition(disposition::OVERWRITE_IF));
        assert_eq!(self.write(id, 0, content).status, Status::SUCCESS);
        assert_eq!(self.close(id).status, Status::SUCCESS);
    }

    /// The id of a CREATE that succeeds.
    pub fn opened(&mut self, create: &Create) -> u64 {
        let response = self.create(create);
        assert_eq!(response.status, Status::SUCCESS, "{}", create.name);
        response.file_id()
    }

    pub fn close(&mut self, id: u64) -> Response {
        self.request(command::CLOSE, &close_body(id))
    }

    pub fn read(&mut self, id: u64, offset: u64, length: u32) -> Response {
        self.request(command::READ, &read_body(id, offset, length))
    }

    pub fn write(&mut self, id: u64, offset: u64, data: &[u8]) -> Response {
        self.request(command::WRITE, &write_body(id, offset, data))
    }

    pub fn query(&mut self, id: u64, kind: u8, class: u8, room: u32) -> Response {
        self.request(command::QUERY_INFO, &query_body(id, kind, class, room))
    }

    pub fn set(&mut self, id: u64, class: u8, buffer: &[u8]) -> Response {
        let mut body = Vec::new();
        body.put_u16(33);
        body.put_u8(1);
        body.put_u8(class);
        body.put_u32(buffer.len() as u32);
        body.put_u16(HEADER_BYTES as u16 + 32);
        body.put_u16(0);
        body.put_u32(0);
        put_file_id(&mut body, id);
        body.put(buffer);
        self.request(command::SET_INFO, &body)
    }

    pub fn rename(&mut self, id: u64, target: &str, replace: bool) -> Response {
        let target = utf16_bytes(target);
        let mut buffer = vec![u8::from(replace)];
        buffer.put_zeros(15);
        buffer.put_u32(target.len() as u32);
        buffer.put(&target);
        self.set(id, crate::info::class::RENAME, &buffer)
    }
}
