//! The protocol between the shelf and its clients, over a Unix stream socket. `docs/shelf.md` has the tables.
//!
//! Everything is little endian. A client opens a connection with a [`Hello`]; after the answer it sends requests, any
//! number of them ahead, and gets the replies in the order of the requests. A message is a length, a fixed header and
//! at most [`PAYLOAD_BYTES_MAX`] bytes of payload; whoever meets a longer or shorter one closes the connection.

use crate::reservation::{Key, Reservation, ReservationError, Session, REGISTRATIONS_MAX};
use crate::{DiskError, Epoch};
use std::io::{self, Read, Write};

pub const MAGIC: u64 = u64::from_le_bytes(*b"SVPTSHLF");
pub const VERSION: u32 = 1;
/// Payload of one request or reply, in bytes.
pub const PAYLOAD_BYTES_MAX: usize = 1 << 20;
/// Length of a disk's name, in bytes.
pub const NAME_BYTES_MAX: usize = 64;

const HELLO_BYTES: usize = 40 + NAME_BYTES_MAX;
const REQUEST_BYTES: usize = 40;
const REPLY_BYTES: usize = 16;

/// Opens a connection. With an empty disk name it is a control connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hello {
    pub session: Session,
    /// Connections of one session are numbered; a new one with a number replaces the one before.
    pub lane: u32,
    /// Counts the connections of a lane, so that a late one does not replace a newer one.
    pub generation: u64,
    pub disk: String,
}

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Operation {
    /// `count` bytes from `offset`.
    Read = 1,
    /// The payload, at `offset`.
    Write = 2,
    Flush = 3,
    Register = 4,
    Unregister = 5,
    Reserve = 6,
    /// `argument` is the victim's key.
    Preempt = 7,
    Release = 8,
    ReadReservation = 9,
    /// Lane `argument` of this session up to generation `offset` executes nothing any more.
    Settle = 10,
    /// Control: a report on all disks, as JSON.
    Status = 16,
    /// Control: the disk named by the payload fails every call from now on.
    Fail = 17,
    /// Control: the disk named by the payload works again.
    Heal = 18,
}

impl Operation {
    const ALL: [Self; 13] = [
        Self::Read,
        Self::Write,
        Self::Flush,
        Self::Register,
        Self::Unregister,
        Self::Reserve,
        Self::Preempt,
        Self::Release,
        Self::ReadReservation,
        Self::Settle,
        Self::Status,
        Self::Fail,
        Self::Heal,
    ];
}

/// The fixed part of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    pub operation: Operation,
    pub key: Key,
    pub epoch: Epoch,
    pub offset: u64,
    pub count: u32,
    pub argument: u64,
    pub payload_bytes: usize,
}

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Status {
    Ok = 0,
    Reserved = 1,
    NotRegistered = 2,
    StaleEpoch = 3,
    NoSuchKey = 4,
    RegistrationsFull = 5,
    /// The payload says why.
    Failed = 6,
    /// `value` is the size of the disk.
    OutOfRange = 7,
    NoSuchDisk = 8,
    /// The shelf serves as many connections as it can.
    Busy = 9,
    UnknownVersion = 10,
}

impl Status {
    const ALL: [Self; 11] = [
        Self::Ok,
        Self::Reserved,
        Self::NotRegistered,
        Self::StaleEpoch,
        Self::NoSuchKey,
        Self::RegistrationsFull,
        Self::Failed,
        Self::OutOfRange,
        Self::NoSuchDisk,
        Self::Busy,
        Self::UnknownVersion,
    ];
}

/// The fixed part of a reply; in the answer to a [`Hello`], `value` is the size of the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reply {
    pub status: Status,
    pub value: u64,
    pub payload_bytes: usize,
}

impl From<ReservationError> for Reply {
    fn from(error: ReservationError) -> Self {
        let (status, value) = match error {
            ReservationError::Reserved { holder } => (Status::Reserved, holder.0),
            ReservationError::NotRegistered { key } => (Status::NotRegistered, key.0),
            ReservationError::StaleEpoch { highest, .. } => (Status::StaleEpoch, u64::from(highest.0)),
            ReservationError::NoSuchKey { victim } => (Status::NoSuchKey, victim.0),
            ReservationError::Full => (Status::RegistrationsFull, 0),
        };
        Self { status, value, payload_bytes: 0 }
    }
}

impl Reply {
    /// The error that a reply other than `Ok` means.
    pub fn error(&self, disk: &str, request: &Request, text: &[u8]) -> Option<DiskError> {
        let name = disk.to_string();
        let refused = |error| Some(DiskError::from_reservation(disk, error));
        match self.status {
            Status::Ok => None,
            Status::Reserved => refused(ReservationError::Reserved { holder: Key(self.value) }),
            Status::NotRegistered => refused(ReservationError::NotRegistered { key: Key(self.value) }),
            Status::StaleEpoch => {
                refused(ReservationError::StaleEpoch { epoch: request.epoch, highest: Epoch(self.value as u32) })
            }
            Status::NoSuchKey => refused(ReservationError::NoSuchKey { victim: Key(self.value) }),
            Status::RegistrationsFull => refused(ReservationError::Full),
            Status::OutOfRange => Some(DiskError::OutOfRange {
                disk: name,
                offset: request.offset,
                length: u64::from(request.count).max(request.payload_bytes as u64),
                size: self.value,
            }),
            Status::NoSuchDisk => Some(DiskError::NoSuchDisk { disk: name }),
            Status::Failed | Status::Busy | Status::UnknownVersion => {
                Some(DiskError::Failed { disk: name, reason: String::from_utf8_lossy(text).into_owned() })
            }
        }
    }
}

/// Writes numbers one behind the other.
#[derive(Default)]
struct Fields(Vec<u8>);

impl Fields {
    fn put<const N: usize>(&mut self, bytes: [u8; N]) -> &mut Self {
        self.0.extend_from_slice(&bytes);
        self
    }
}

/// Reads numbers one behind the other, from a slice that is known to be long enough.
struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let (head, rest) = self.0.split_at(N);
        self.0 = rest;
        let mut bytes = [0; N];
        bytes.copy_from_slice(head);
        bytes
    }
    fn u8(&mut self) -> u8 {
        u8::from_le_bytes(self.take())
    }
    fn u32(&mut self) -> u32 {
        u32::from_le_bytes(self.take())
    }
    fn u64(&mut self) -> u64 {
        u64::from_le_bytes(self.take())
    }
}

fn malformed(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("malformed message: {what}"))
}

/// What a peer sent instead of a hello of this version.
#[derive(Debug)]
pub enum HelloError {
    Version(u32),
    Io(io::Error),
}

impl From<io::Error> for HelloError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Hello {
    pub fn send(&self, stream: &mut impl Write) -> io::Result<()> {
        let mut fields = Fields::default();
        fields.put(MAGIC.to_le_bytes()).put(VERSION.to_le_bytes()).put(self.lane.to_le_bytes());
        fields.put(self.session.0.to_le_bytes()).put(self.generation.to_le_bytes());
        fields.put((self.disk.len() as u64).to_le_bytes());
        let mut bytes = fields.0;
        bytes.extend_from_slice(self.disk.as_bytes());
        bytes.resize(HELLO_BYTES, 0);
        stream.write_all(&bytes)
    }

    pub fn receive(stream: &mut impl Read) -> Result<Self, HelloError> {
        // The first twelve bytes are the same in every version.
        let mut start = [0; 12];
        stream.read_exact(&mut start)?;
        let mut cursor = Cursor(&start);
        if cursor.u64() != MAGIC {
            return Err(malformed("no hello").into());
        }
        match cursor.u32() {
            VERSION => {}
            version => return Err(HelloError::Version(version)),
        }
        let mut rest = [0; HELLO_BYTES - 12];
        stream.read_exact(&mut rest)?;
        let mut cursor = Cursor(&rest);
        let lane = cursor.u32();
        let session = Session(cursor.u64());
        let generation = cursor.u64();
        let name_bytes = cursor.u64();
        if name_bytes > NAME_BYTES_MAX as u64 {
            return Err(malformed("name too long").into());
        }
        let name = &cursor.0[..name_bytes as usize];
        let disk = std::str::from_utf8(name).map_err(|_| malformed("name is not UTF-8"))?.to_string();
        Ok(Self { session, lane, generation, disk })
    }
}

impl Request {
    pub fn send(&self, stream: &mut impl Write, payload: &[u8]) -> io::Result<()> {
        let mut fields = Fields::default();
        fields.put(((REQUEST_BYTES + self.payload_bytes) as u32).to_le_bytes());
        fields.put([self.operation as u8, 0, 0, 0]).put(self.epoch.0.to_le_bytes());
        fields.put(self.count.to_le_bytes()).put([0; 4]);
        fields.put(self.key.0.to_le_bytes()).put(self.offset.to_le_bytes()).put(self.argument.to_le_bytes());
        stream.write_all(&fields.0)?;
        stream.write_all(payload)
    }

    /// Reads the header; the caller reads `payload_bytes` of payload. `None`: the peer closed the connection.
    pub fn receive(stream: &mut impl Read) -> io::Result<Option<Self>> {
        let mut length = [0; 4];
        match stream.read_exact(&mut length) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            result => result?,
        }
        let length = u32::from_le_bytes(length) as usize;
        if !(REQUEST_BYTES..=REQUEST_BYTES + PAYLOAD_BYTES_MAX).contains(&length) {
            return Err(malformed("length of a request"));
        }
        let mut header = [0; REQUEST_BYTES];
        stream.read_exact(&mut header)?;
        let mut cursor = Cursor(&header);
        let code = cursor.u8();
        cursor.take::<3>();
        let operation = Operation::ALL.into_iter().find(|operation| *operation as u8 == code);
        let operation = operation.ok_or_else(|| malformed("unknown operation"))?;
        let epoch = Epoch(cursor.u32());
        let count = cursor.u32();
        cursor.take::<4>();
        let (key, offset, argument) = (Key(cursor.u64()), cursor.u64(), cursor.u64());
        if count as usize > PAYLOAD_BYTES_MAX {
            return Err(malformed("count"));
        }
        Ok(Some(Self { operation, key, epoch, offset, count, argument, payload_bytes: length - REQUEST_BYTES }))
    }
}

impl Reply {
    pub fn send(&self, stream: &mut impl Write, payload: &[u8]) -> io::Result<()> {
        let mut fields = Fields::default();
        fields.put(((REPLY_BYTES + self.payload_bytes) as u32).to_le_bytes());
        fields.put([self.status as u8, 0, 0, 0]).put([0; 4]).put(self.value.to_le_bytes());
        stream.write_all(&fields.0)?;
        stream.write_all(payload)
    }

    /// Reads the header; the caller reads `payload_bytes` of payload.
    pub fn receive(stream: &mut impl Read) -> io::Result<Self> {
        let mut header = [0; 4 + REPLY_BYTES];
        stream.read_exact(&mut header)?;
        let mut cursor = Cursor(&header);
        let length = cursor.u32() as usize;
        if !(REPLY_BYTES..=REPLY_BYTES + PAYLOAD_BYTES_MAX).contains(&length) {
            return Err(malformed("length of a reply"));
        }
        let code = cursor.u8();
        cursor.take::<7>();
        let status = Status::ALL.into_iter().find(|status| *status as u8 == code);
        let status = status.ok_or_else(|| malformed("unknown status"))?;
        Ok(Self { status, value: cursor.u64(), payload_bytes: length - REPLY_BYTES })
    }
}

/// A [`Reservation`] as the payload of a reply.
pub fn encode_reservation(reservation: &Reservation) -> Vec<u8> {
    let mut fields = Fields::default();
    fields.put(reservation.generation.to_le_bytes());
    fields.put([u8::from(reservation.epoch.is_some()), 0, 0, 0]);
    fields.put(reservation.epoch.unwrap_or_default().0.to_le_bytes());
    fields.put((reservation.registered.len() as u32).to_le_bytes());
    fields.put(reservation.holder.map_or(0, |key| key.0).to_le_bytes());
    for key in &reservation.registered {
        fields.put(key.0.to_le_bytes());
    }
    fields.0
}

pub fn decode_reservation(payload: &[u8]) -> io::Result<Reservation> {
    if payload.len() < 24 {
        return Err(malformed("reservation"));
    }
    let mut cursor = Cursor(payload);
    let generation = cursor.u32();
    let has_epoch = cursor.u8() != 0;
    cursor.take::<3>();
    let epoch = has_epoch.then_some(Epoch(cursor.u32()));
    let keys = cursor.u32() as usize;
    let holder = match cursor.u64() {
        0 => None,
        key => Some(Key(key)),
    };
    if keys > REGISTRATIONS_MAX || cursor.0.len() != keys * 8 {
        return Err(malformed("registrations"));
    }
    let registered = (0..keys).map(|_| Key(cursor.u64())).collect();
    Ok(Reservation { generation, holder, registered, epoch })
}
