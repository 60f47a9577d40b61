//! The client of the shelf: a [`Disk`] over a Unix socket.
//!
//! A handle has a few *lanes*, each with a connection of its own, so that a heartbeat does not wait behind a
//! consistency point. A call takes a lane that is free, sends its requests (large transfers in pieces, several ahead)
//! and takes the replies. When the connection breaks, because the shelf was restarted, the call opens another one and
//! starts again, until its timeout. All requests may be executed twice without harm; one that is executed *late* may
//! not, so a lane whose call was given up is settled (see `server.rs`) before the handle does anything else.

use crate::reservation::{Key, Reservation, Session};
use crate::server::ShelfStatus;
use crate::wire::{self, Hello, Operation, Reply, Request, Status, PAYLOAD_BYTES_MAX};
use crate::{Disk, DiskError, Epoch};
use std::io::{self, BufReader, Read};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

const LANES: usize = 4;
/// Requests sent ahead of their replies. Small, so that the replies to writes fit into the socket's buffer.
const REQUESTS_AHEAD_MAX: usize = 8;
const RECONNECT_PAUSE: Duration = Duration::from_millis(20);

/// A handle to a disk of a shelf.
pub struct ShelfDisk {
    socket: PathBuf,
    name: String,
    key: Key,
    session: Session,
    size: u64,
    timeout: Duration,
    /// For writes and flushes.
    write_timeout: Duration,
    /// One for all handles of the session.
    epoch: Arc<AtomicU32>,
    /// The number of this handle's first lane, and of the next handle's.
    first_lane: u32,
    next_first_lane: Arc<AtomicU32>,
    lanes: [Mutex<Lane>; LANES],
    /// Set when `unsettled` holds something.
    any_unsettled: AtomicBool,
    /// For each lane, the newest generation that a call has given up.
    unsettled: Mutex<[Option<u64>; LANES]>,
}

#[derive(Default)]
struct Lane {
    connection: Option<BufReader<UnixStream>>,
    generation: u64,
}

/// One request and where its data comes from or goes to.
struct Call<'a> {
    request: Request,
    data: Data<'a>,
}

enum Data<'a> {
    None,
    Send(&'a [u8]),
    Receive(&'a mut [u8]),
    ReceiveAll(&'a mut Vec<u8>),
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic in a call leaves a lane with a connection in an unknown state; the caller of that call is gone with it.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl ShelfDisk {
    /// Opens the disk `name` of the shelf at `socket` for the node with this key. Every call of the handle returns
    /// within `timeout`, this one included.
    pub fn open(socket: &Path, name: &str, key: Key, epoch: Epoch, timeout: Duration) -> Result<Self, DiskError> {
        let shelf = |reason: String| DiskError::Shelf { socket: socket.display().to_string(), reason };
        crate::store::check_name(name).map_err(|error| shelf(error.to_string()))?;
        if key.0 == 0 {
            return Err(shelf("zero is not a key".to_string()));
        }
        let session = Session(getrandom::u64().map_err(|error| shelf(format!("no random number: {error}")))?);
        let mut disk = Self {
            socket: socket.to_path_buf(),
            name: name.to_string(),
            key,
            session,
            size: 0,
            timeout,
            write_timeout: timeout,
            epoch: Arc::new(AtomicU32::new(epoch.0)),
            first_lane: 0,
            next_first_lane: Arc::new(AtomicU32::new(LANES as u32)),
            lanes: Default::default(),
            any_unsettled: AtomicBool::new(false),
            unsettled: Mutex::new([None; LANES]),
        };
        let deadline = Instant::now() + timeout;
        loop {
            let connected = disk.connect(0, &mut Lane::default(), deadline);
            match connected {
                Ok(size) => {
                    disk.size = size;
                    return Ok(disk);
                }
                Err(Interruption::Broken(error)) => disk.pause(timeout, deadline, &error)?,
                Err(Interruption::Refused(error)) => return Err(error),
            }
        }
    }

    /// Another handle of the same session, with the same registration and epoch, whose writes and flushes may take
    /// longer: flushing what a consistency point wrote takes as long as the disk takes, while a mailbox that does not
    /// answer soon counts as failed. Its other calls keep the timeout of this one. Calls of two handles are not ordered:
    /// each has its own part of the disk to write.
    pub fn with_write_timeout(&self, write_timeout: Duration) -> Self {
        Self {
            socket: self.socket.clone(),
            name: self.name.clone(),
            key: self.key,
            session: self.session,
            size: self.size,
            timeout: self.timeout,
            write_timeout,
            epoch: self.epoch.clone(),
            first_lane: self.next_first_lane.fetch_add(LANES as u32, Ordering::Relaxed),
            next_first_lane: self.next_first_lane.clone(),
            lanes: Default::default(),
            any_unsettled: AtomicBool::new(false),
            unsettled: Mutex::new([None; LANES]),
        }
    }

    /// Waits a little before another attempt, or gives up.
    fn pause(&self, timeout: Duration, deadline: Instant, error: &io::Error) -> Result<(), DiskError> {
        let timed_out = matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut);
        if timed_out {
            return Err(DiskError::Timeout { disk: self.name.clone(), timeout_ms: timeout.as_millis() as u64 });
        }
        if Instant::now() + RECONNECT_PAUSE >= deadline || error.kind() == io::ErrorKind::InvalidData {
            let socket = self.socket.display().to_string();
            return Err(DiskError::Shelf { socket, reason: error.to_string() });
        }
        std::thread::sleep(RECONNECT_PAUSE);
        Ok(())
    }

    /// Gives the lane a new connection; returns the size of the disk.
    fn connect(&self, index: usize, lane: &mut Lane, deadline: Instant) -> Result<u64, Interruption> {
        let stream = UnixStream::connect(&self.socket)?;
        set_deadline(&stream, deadline)?;
        lane.generation += 1;
        let (session, lane_number, generation) = (self.session, self.first_lane + index as u32, lane.generation);
        Hello { session, lane: lane_number, generation, disk: self.name.clone() }.send(&mut &stream)?;
        let mut connection = BufReader::with_capacity(64 << 10, stream);
        let reply = Reply::receive(&mut connection)?;
        let mut text = vec![0; reply.payload_bytes];
        connection.read_exact(&mut text)?;
        if reply.status != Status::Ok {
            return Err(Interruption::Refused(match reply.status {
                Status::NoSuchDisk => DiskError::NoSuchDisk { disk: self.name.clone() },
                _ => DiskError::Shelf {
                    socket: self.socket.display().to_string(),
                    reason: String::from_utf8_lossy(&text).into_owned(),
                },
            }));
        }
        lane.connection = Some(connection);
        Ok(reply.value)
    }

    fn request(&self, operation: Operation) -> Request {
        let epoch = Epoch(self.epoch.load(Ordering::Acquire));
        Request { operation, key: self.key, epoch, offset: 0, count: 0, argument: 0, payload_bytes: 0 }
    }

    fn free_lane(&self) -> (usize, MutexGuard<'_, Lane>) {
        for (index, lane) in self.lanes.iter().enumerate() {
            if let Ok(lane) = lane.try_lock() {
                return (index, lane);
            }
        }
        (0, lock(&self.lanes[0]))
    }

    /// Executes the calls, in order, and gives the first error.
    fn execute(&self, timeout: Duration, calls: &mut [Call<'_>]) -> Result<(), DiskError> {
        let deadline = Instant::now() + timeout;
        let (index, mut lane) = self.free_lane();
        let mut retried = false;
        loop {
            match self.attempt(index, &mut lane, calls, deadline) {
                Ok(None) => return Ok(()),
                // The first attempt may have been executed and only its answer lost: then this is success.
                Ok(Some(DiskError::NoSuchKey { .. })) if retried => return Ok(()),
                Ok(Some(error)) | Err(Interruption::Refused(error)) => return Err(error),
                Err(Interruption::Broken(error)) => {
                    if lane.connection.take().is_some() {
                        retried = true;
                        lock(&self.unsettled)[index] = Some(lane.generation);
                        self.any_unsettled.store(true, Ordering::Release);
                    }
                    self.pause(timeout, deadline, &error)?;
                }
            }
        }
    }

    /// `Ok(Some)`: the shelf executed everything and refused something.
    fn attempt(
        &self,
        index: usize,
        lane: &mut Lane,
        calls: &mut [Call<'_>],
        deadline: Instant,
    ) -> Result<Option<DiskError>, Interruption> {
        if lane.connection.is_none() {
            self.connect(index, lane, deadline)?;
        }
        let Some(connection) = lane.connection.as_mut() else { return Ok(None) };
        set_deadline(connection.get_ref(), deadline)?;
        if self.any_unsettled.load(Ordering::Acquire) {
            let mut unsettled = lock(&self.unsettled);
            for (lane, entry) in (self.first_lane..).zip(unsettled.iter_mut()) {
                let Some(generation) = *entry else { continue };
                let request =
                    Request { argument: u64::from(lane), offset: generation, ..self.request(Operation::Settle) };
                self.converse(connection, &mut [Call { request, data: Data::None }], deadline)?;
                *entry = None;
            }
            self.any_unsettled.store(false, Ordering::Release);
        }
        Ok(self.converse(connection, calls, deadline)?)
    }

    /// Sends the requests, some ahead, and takes the replies.
    fn converse(
        &self,
        connection: &mut BufReader<UnixStream>,
        calls: &mut [Call<'_>],
        deadline: Instant,
    ) -> io::Result<Option<DiskError>> {
        let mut first_error = None;
        let mut sent = 0;
        for answered in 0..calls.len() {
            while sent < calls.len() && sent - answered < REQUESTS_AHEAD_MAX {
                let call = &calls[sent];
                let payload = if let Data::Send(payload) = call.data { payload } else { &[] };
                call.request.send(&mut connection.get_ref(), payload)?;
                sent += 1;
            }
            set_deadline(connection.get_ref(), deadline)?;
            let Call { request, data } = &mut calls[answered];
            let reply = Reply::receive(connection)?;
            let expected = match data {
                Data::Receive(buffer) if reply.status == Status::Ok => {
                    connection.read_exact(&mut buffer[..reply.payload_bytes.min(request.count as usize)])?;
                    request.count as usize
                }
                Data::ReceiveAll(buffer) if reply.status == Status::Ok => {
                    buffer.resize(reply.payload_bytes, 0);
                    connection.read_exact(buffer)?;
                    reply.payload_bytes
                }
                _ => {
                    let mut text = vec![0; reply.payload_bytes];
                    connection.read_exact(&mut text)?;
                    first_error = first_error.or(reply.error(&self.name, request, &text));
                    reply.payload_bytes
                }
            };
            if reply.payload_bytes != expected {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "malformed message: length of the data"));
            }
        }
        Ok(first_error)
    }

    fn command(&self, request: Request) -> Result<(), DiskError> {
        self.execute(self.timeout, &mut [Call { request, data: Data::None }])
    }

    fn check_range(&self, offset: u64, length: usize) -> Result<(), DiskError> {
        let (length, size) = (length as u64, self.size);
        match offset.checked_add(length) {
            Some(end) if end <= size => Ok(()),
            _ => Err(DiskError::OutOfRange { disk: self.name.clone(), offset, length, size }),
        }
    }
}

/// Why an attempt did not get to an answer.
enum Interruption {
    /// The connection broke or timed out.
    Broken(io::Error),
    /// The shelf does not want this connection.
    Refused(DiskError),
}

impl From<io::Error> for Interruption {
    fn from(error: io::Error) -> Self {
        Self::Broken(error)
    }
}

fn set_deadline(stream: &UnixStream, deadline: Instant) -> io::Result<()> {
    let left = deadline.saturating_duration_since(Instant::now());
    if left.is_zero() {
        return Err(io::ErrorKind::TimedOut.into());
    }
    stream.set_read_timeout(Some(left))?;
    stream.set_write_timeout(Some(left))
}

impl Disk for ShelfDisk {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), DiskError> {
        self.read_many(&mut [(offset, buffer)])
    }

    fn write_at(&self, offset: u64, data: &[u8]) -> Result<(), DiskError> {
        self.write_many(&[(offset, data)])
    }

    fn read_many(&self, reads: &mut [(u64, &mut [u8])]) -> Result<(), DiskError> {
        let mut calls = Vec::new();
        for (offset, buffer) in reads {
            self.check_range(*offset, buffer.len())?;
            for (index, piece) in buffer.chunks_mut(PAYLOAD_BYTES_MAX).enumerate() {
                let offset = *offset + (index * PAYLOAD_BYTES_MAX) as u64;
                let request = Request { offset, count: piece.len() as u32, ..self.request(Operation::Read) };
                calls.push(Call { request, data: Data::Receive(piece) });
            }
        }
        self.execute(self.timeout, &mut calls)
    }

    fn write_many(&self, writes: &[(u64, &[u8])]) -> Result<(), DiskError> {
        let mut calls = Vec::new();
        for (offset, data) in writes {
            self.check_range(*offset, data.len())?;
            for (index, piece) in data.chunks(PAYLOAD_BYTES_MAX).enumerate() {
                let offset = *offset + (index * PAYLOAD_BYTES_MAX) as u64;
                let request = Request { offset, payload_bytes: piece.len(), ..self.request(Operation::Write) };
                calls.push(Call { request, data: Data::Send(piece) });
            }
        }
        self.execute(self.write_timeout, &mut calls)
    }

    fn flush(&self) -> Result<(), DiskError> {
        let request = self.request(Operation::Flush);
        self.execute(self.write_timeout, &mut [Call { request, data: Data::None }])
    }

    fn epoch(&self) -> Epoch {
        Epoch(self.epoch.load(Ordering::Acquire))
    }

    fn set_epoch(&self, epoch: Epoch) {
        self.epoch.store(epoch.0, Ordering::Release);
    }

    fn key(&self) -> Key {
        self.key
    }

    fn register(&self) -> Result<(), DiskError> {
        self.command(self.request(Operation::Register))
    }

    fn unregister(&self) -> Result<(), DiskError> {
        self.command(self.request(Operation::Unregister))
    }

    fn reserve(&self) -> Result<(), DiskError> {
        self.command(self.request(Operation::Reserve))
    }

    fn preempt(&self, victim: Key) -> Result<(), DiskError> {
        self.command(Request { argument: victim.0, ..self.request(Operation::Preempt) })
    }

    fn release(&self) -> Result<(), DiskError> {
        self.command(self.request(Operation::Release))
    }

    fn read_reservation(&self) -> Result<Reservation, DiskError> {
        let mut payload = Vec::new();
        let request = self.request(Operation::ReadReservation);
        self.execute(self.timeout, &mut [Call { request, data: Data::ReceiveAll(&mut payload) }])?;
        wire::decode_reservation(&payload)
            .map_err(|error| DiskError::Shelf { socket: self.socket.display().to_string(), reason: error.to_string() })
    }
}

/// The operator's side of a shelf.
pub struct ShelfControl {
    socket: PathBuf,
    connection: BufReader<UnixStream>,
}

impl ShelfControl {
    /// Connects to the shelf at `socket`; every call returns within `timeout`.
    pub fn connect(socket: &Path, timeout: Duration) -> Result<Self, DiskError> {
        let opened = || {
            let stream = UnixStream::connect(socket)?;
            stream.set_read_timeout(Some(timeout))?;
            stream.set_write_timeout(Some(timeout))?;
            Hello { session: Session(0), lane: 0, generation: 0, disk: String::new() }.send(&mut &stream)?;
            let mut connection = BufReader::new(stream);
            let reply = Reply::receive(&mut connection)?;
            let mut text = vec![0; reply.payload_bytes];
            connection.read_exact(&mut text)?;
            match reply.status {
                Status::Ok => Ok(connection),
                _ => Err(io::Error::other(String::from_utf8_lossy(&text).into_owned())),
            }
        };
        let connection = opened().map_err(|error: io::Error| Self::error(socket, error))?;
        Ok(Self { socket: socket.to_path_buf(), connection })
    }

    fn error(socket: &Path, error: io::Error) -> DiskError {
        DiskError::Shelf { socket: socket.display().to_string(), reason: error.to_string() }
    }

    fn execute(&mut self, operation: Operation, disk: &str) -> Result<Vec<u8>, DiskError> {
        let (key, epoch, payload_bytes) = (Key(0), Epoch(0), disk.len());
        let request = Request { operation, key, epoch, offset: 0, count: 0, argument: 0, payload_bytes };
        let mut exchange = || {
            request.send(&mut self.connection.get_ref(), disk.as_bytes())?;
            let reply = Reply::receive(&mut self.connection)?;
            let mut payload = vec![0; reply.payload_bytes];
            self.connection.read_exact(&mut payload)?;
            Ok((reply, payload))
        };
        let (reply, payload) = exchange().map_err(|error| Self::error(&self.socket, error))?;
        match reply.error(disk, &request, &payload) {
            Some(error) => Err(error),
            None => Ok(payload),
        }
    }

    /// All disks and their reservations.
    pub fn status(&mut self) -> Result<ShelfStatus, DiskError> {
        let payload = self.execute(Operation::Status, "")?;
        serde_json::from_slice(&payload).map_err(|error| Self::error(&self.socket, error.into()))
    }

    /// Makes the disk fail every call until [`ShelfControl::heal`].
    pub fn fail(&mut self, disk: &str) -> Result<(), DiskError> {
        self.execute(Operation::Fail, disk).map(drop)
    }

    /// Ends [`ShelfControl::fail`]; the content is what it was.
    pub fn heal(&mut self, disk: &str) -> Result<(), DiskError> {
        self.execute(Operation::Heal, disk).map(drop)
    }
}
