//! The shelf: one process that alone opens the disk images and serves them over a Unix socket.
//!
//! One thread per connection; it reads a request whole, executes it, and writes the reply, so a client that is stopped
//! in the middle of a request holds up nobody. No lock is held while a socket is read or written.
//!
//! A client that lost its connection, or gave up on a slow call, opens another one for the same *lane*. A request of
//! the old connection may still be on its way then, and a late write must not undo a newer one: the lane remembers the
//! generation of its newest connection, requests execute under the lane's lock, and older connections are closed.

use crate::reservation::Session;
use crate::store::{Refusal, Store, StoreError};
use crate::wire::{self, Hello, HelloError, Operation, Reply, Request, Status};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Connections at a time.
const CONNECTIONS_MAX: usize = 256;
/// A client that takes no reply for so long is given up.
const SEND_TIMEOUT: Duration = Duration::from_secs(30);
const BUFFER_BYTES: usize = 64 << 10;

/// What `shelf ctl status --json` prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShelfStatus {
    pub disks: Vec<DiskStatus>,
}

/// One disk in [`ShelfStatus`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiskStatus {
    pub name: String,
    /// Size in bytes.
    pub size: u64,
    pub failed: bool,
    /// The key that holds the reservation.
    pub holder: Option<u64>,
    pub registered: Vec<u64>,
    /// The highest epoch that a write carried.
    pub epoch: Option<u32>,
}

/// Why the shelf does not start.
#[derive(Debug, thiserror::Error)]
pub enum ShelfError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("{} is in use by another shelf; stop it first", path.display())]
    InUse { path: PathBuf },
    #[error("the shelf has no disk; make one with `--disk NAME=BYTES`")]
    NoDisks,
}

/// A disk that the shelf is asked to have.
#[derive(Debug, Clone)]
pub struct DiskSpec {
    pub name: String,
    /// Size in bytes.
    pub size: u64,
}

/// A shelf that is ready to serve.
pub struct Shelf {
    listener: UnixListener,
    shared: Arc<Shared>,
    /// Locked as long as this shelf runs, so that no second one opens the images.
    _lock: File,
}

struct Shared {
    disks: Vec<Store>,
    lanes: Mutex<BTreeMap<LaneId, Arc<Lane>>>,
    connections: Mutex<usize>,
}

/// Disk, session and number.
type LaneId = (usize, u64, u32);

/// The newest generation that may execute. Held while a request of the lane executes.
#[derive(Default)]
struct Lane {
    generation: Mutex<u64>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What these mutexes guard is valid after every statement that changes it.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shelf {
    /// Opens the disks in `directory`, makes those of `disks` that do not exist, and listens.
    pub fn open(socket: &Path, directory: &Path, disks: &[DiskSpec]) -> Result<Self, ShelfError> {
        let at = |path: &Path| {
            let path = path.to_path_buf();
            move |source| ShelfError::Io { path, source }
        };
        fs::create_dir_all(directory).map_err(at(directory))?;
        let lock_path = directory.join("shelf.lock");
        let lock_file = File::create(&lock_path).map_err(at(&lock_path))?;
        if lock_file.try_lock().is_err() {
            return Err(ShelfError::InUse { path: directory.to_path_buf() });
        }
        let mut stores = BTreeMap::new();
        for spec in disks {
            stores.insert(spec.name.clone(), Store::open(directory, &spec.name, Some(spec.size))?);
        }
        for entry in fs::read_dir(directory).map_err(at(directory))? {
            let path = entry.map_err(at(directory))?.path();
            let name = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
            if path.extension().is_some_and(|extension| extension == "json") && !stores.contains_key(name) {
                stores.insert(name.to_string(), Store::open(directory, name, None)?);
            }
        }
        if stores.is_empty() {
            return Err(ShelfError::NoDisks);
        }
        if socket.exists() {
            if UnixStream::connect(socket).is_ok() {
                return Err(ShelfError::InUse { path: socket.to_path_buf() });
            }
            fs::remove_file(socket).map_err(at(socket))?;
        }
        let listener = UnixListener::bind(socket).map_err(at(socket))?;
        let shared = Shared {
            disks: stores.into_values().collect(),
            lanes: Mutex::new(BTreeMap::new()),
            connections: Mutex::new(0),
        };
        Ok(Self { listener, shared: Arc::new(shared), _lock: lock_file })
    }

    /// Names of the disks.
    pub fn disks(&self) -> Vec<String> {
        self.shared.disks.iter().map(|disk| disk.name.clone()).collect()
    }

    /// Serves until the process ends.
    pub fn serve(&self) -> ! {
        loop {
            match self.listener.accept() {
                Ok((stream, _)) => Shared::start(&self.shared, stream),
                Err(error) => {
                    // Out of descriptors, most likely: give the connections there are time to end.
                    complain(format_args!("accept: {error}"));
                    std::thread::sleep(Duration::from_millis(100));
                }
            }
        }
    }
}

/// A connection that is counted until it ends, however it ends.
struct Counted(Arc<Shared>);

impl Drop for Counted {
    fn drop(&mut self) {
        *lock(&self.0.connections) -= 1;
    }
}

/// Tells the operator. That nobody listens is no reason to stop serving disks.
fn complain(what: std::fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "shelf: {what}");
}

impl Shared {
    fn start(shared: &Arc<Self>, stream: UnixStream) {
        let mut connections = lock(&shared.connections);
        let full = *connections >= CONNECTIONS_MAX;
        if full {
            drop(connections);
            let text = b"the shelf serves as many connections as it can";
            let reply = Reply { status: Status::Busy, value: 0, payload_bytes: text.len() };
            // The client sees the connection close if this does not arrive.
            let _ = stream.set_nonblocking(true).and_then(|()| reply.send(&mut &stream, text));
            return;
        }
        *connections += 1;
        drop(connections);
        let counted = Counted(shared.clone());
        let spawned = std::thread::Builder::new().spawn(move || {
            if let Err(error) = counted.0.connection(stream) {
                complain(format_args!("connection closed: {error}"));
            }
        });
        if let Err(error) = spawned {
            complain(format_args!("no thread for a connection: {error}"));
        }
    }

    fn connection(&self, stream: UnixStream) -> io::Result<()> {
        stream.set_write_timeout(Some(SEND_TIMEOUT))?;
        let mut input = BufReader::with_capacity(BUFFER_BYTES, stream.try_clone()?);
        let mut output = BufWriter::with_capacity(BUFFER_BYTES, stream);
        let hello = match Hello::receive(&mut input) {
            Ok(hello) => hello,
            Err(HelloError::Version(version)) => {
                let text = format!("the shelf speaks protocol version {}, not {version}", wire::VERSION);
                let status = Status::UnknownVersion;
                Reply { status, value: 0, payload_bytes: text.len() }.send(&mut output, text.as_bytes())?;
                return output.flush();
            }
            Err(HelloError::Io(error)) => return Err(error),
        };
        if hello.disk.is_empty() {
            Reply { status: Status::Ok, value: 0, payload_bytes: 0 }.send(&mut output, &[])?;
            return self.serve_control(&mut input, &mut output);
        }
        let Some(index) = self.disks.iter().position(|disk| disk.name == hello.disk) else {
            Reply { status: Status::NoSuchDisk, value: 0, payload_bytes: 0 }.send(&mut output, &[])?;
            return output.flush();
        };
        let id = (index, hello.session.0, hello.lane);
        let lane = lock(&self.lanes).entry(id).or_default().clone();
        {
            // Waits for the request of an older connection that is executing now.
            let mut generation = lock(&lane.generation);
            *generation = hello.generation.max(*generation);
        }
        Reply { status: Status::Ok, value: self.disks[index].size, payload_bytes: 0 }.send(&mut output, &[])?;
        let result = self.serve_disk(index, &hello, &lane, &mut input, &mut output);
        let mut lanes = lock(&self.lanes);
        if *lock(&lane.generation) == hello.generation {
            lanes.remove(&id);
        }
        result
    }

    fn serve_disk(
        &self,
        index: usize,
        hello: &Hello,
        lane: &Lane,
        input: &mut BufReader<UnixStream>,
        output: &mut BufWriter<UnixStream>,
    ) -> io::Result<()> {
        let disk = &self.disks[index];
        let mut payload = Vec::new();
        let mut answer = Vec::new();
        loop {
            // Replies to requests that were sent ahead leave together.
            if input.buffer().is_empty() {
                output.flush()?;
            }
            let Some(request) = Request::receive(input)? else { return Ok(()) };
            payload.resize(request.payload_bytes, 0);
            input.read_exact(&mut payload)?;
            answer.clear();
            let result = if request.operation == Operation::Settle {
                self.settle(index, hello.session, &request);
                Ok(())
            } else {
                let generation = lock(&lane.generation);
                if *generation != hello.generation {
                    return Ok(());
                }
                execute(disk, hello.session, &request, &payload, &mut answer)?
            };
            let reply = match result {
                Ok(()) => Reply { status: Status::Ok, value: 0, payload_bytes: answer.len() },
                Err(refusal) => {
                    answer.clear();
                    refuse(disk, refusal, &mut answer)
                }
            };
            reply.send(output, &answer)?;
        }
    }

    /// Waits until nothing of an abandoned connection executes, and sees to it that nothing will.
    fn settle(&self, disk: usize, session: Session, request: &Request) {
        let id = (disk, session.0, request.argument as u32);
        let lane = lock(&self.lanes).get(&id).cloned();
        if let Some(lane) = lane {
            let mut generation = lock(&lane.generation);
            if *generation == request.offset {
                *generation += 1;
            }
        }
    }

    fn serve_control(&self, input: &mut BufReader<UnixStream>, output: &mut BufWriter<UnixStream>) -> io::Result<()> {
        loop {
            output.flush()?;
            let Some(request) = Request::receive(input)? else { return Ok(()) };
            let mut payload = vec![0; request.payload_bytes];
            input.read_exact(&mut payload)?;
            let named = self.disks.iter().find(|disk| disk.name.as_bytes() == payload);
            let (status, answer) = match (request.operation, named) {
                (Operation::Status, _) => (Status::Ok, serde_json::to_vec(&self.status())?),
                (Operation::Fail | Operation::Heal, Some(disk)) => {
                    match disk.set_failed(request.operation == Operation::Fail) {
                        Ok(()) => (Status::Ok, Vec::new()),
                        Err(error) => (Status::Failed, error.to_string().into_bytes()),
                    }
                }
                (Operation::Fail | Operation::Heal, None) => (Status::NoSuchDisk, Vec::new()),
                _ => return Err(io::Error::new(io::ErrorKind::InvalidData, "disk request on a control connection")),
            };
            Reply { status, value: 0, payload_bytes: answer.len() }.send(output, &answer)?;
        }
    }

    fn status(&self) -> ShelfStatus {
        let disks = self.disks.iter().map(|disk| {
            let (failed, reservation) = disk.report();
            DiskStatus {
                name: disk.name.clone(),
                size: disk.size,
                failed,
                holder: reservation.holder.map(|key| key.0),
                registered: reservation.registered.iter().map(|key| key.0).collect(),
                epoch: reservation.epoch.map(|epoch| epoch.0),
            }
        });
        ShelfStatus { disks: disks.collect() }
    }
}

/// Executes a request on a disk. The outer error closes the connection.
fn execute(
    disk: &Store,
    session: Session,
    request: &Request,
    payload: &[u8],
    answer: &mut Vec<u8>,
) -> io::Result<Result<(), Refusal>> {
    let (key, victim) = (request.key, crate::Key(request.argument));
    if key.0 == 0 {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "zero is not a key"));
    }
    Ok(match request.operation {
        Operation::Read => {
            answer.resize(request.count as usize, 0);
            disk.read(request.offset, answer)
        }
        Operation::Write => disk.write(key, session, request.epoch, request.offset, payload),
        Operation::Flush => disk.flush(),
        Operation::Register => disk.command(|state| state.register(key, session)),
        Operation::Unregister => disk.command(|state| state.unregister(key, session)),
        Operation::Reserve => disk.command(|state| state.reserve(key, session)),
        Operation::Preempt => disk.command(|state| state.preempt(key, session, victim)),
        Operation::Release => disk.command(|state| state.release(key, session)),
        Operation::ReadReservation => {
            disk.reservation().map(|reservation| *answer = wire::encode_reservation(&reservation))
        }
        Operation::Settle | Operation::Status | Operation::Fail | Operation::Heal => {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "control request on a disk connection"))
        }
    })
}

fn refuse(disk: &Store, refusal: Refusal, answer: &mut Vec<u8>) -> Reply {
    match refusal {
        Refusal::Reservation(error) => error.into(),
        Refusal::OutOfRange => Reply { status: Status::OutOfRange, value: disk.size, payload_bytes: 0 },
        Refusal::Failed(reason) => {
            answer.extend_from_slice(reason.as_bytes());
            Reply { status: Status::Failed, value: 0, payload_bytes: answer.len() }
        }
    }
}
