//! A TCP front-end for tests and trials: the server over a volume in memory, no log, no card. One thread per
//! connection, one lock around the state.
//!
//! With a shadow, every input is also given to a second server over a second volume, whose state goes through its
//! serialised form now and then. The two must answer the same bytes: this is what a partner does that replays the log.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};

use disk::{Disk, Epoch, Key, MemDisk};
use smb::{Config, ConnectionId, Server, Signing, Stamp, Step};
use volume::{ConsistencyPoint, FileTime, FormatOptions, OpenOptions, Volume};

/// Time of the first of January 1970 as FILETIME.
const UNIX_EPOCH_FILETIME: u64 = 116_444_736_000_000_000;
/// Messages between two serialisations of the shadow.
const SERIALISE_EVERY: u64 = 64;

pub fn now() -> FileTime {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970");
    FileTime(UNIX_EPOCH_FILETIME + since.as_nanos() as u64 / 100)
}

/// An empty volume on a disk in memory.
pub fn volume(bytes: u64) -> Volume {
    let disk: Arc<dyn Disk> = Arc::new(MemDisk::new("memory", bytes, Key(1), Epoch(1)));
    let options = FormatOptions { volume_id: 0x5AFE, created: FileTime(1), first: ConsistencyPoint::default() };
    Volume::format(&disk, &options).expect("a new disk can be formatted");
    Volume::open(disk, OpenOptions::default()).expect("a formatted disk can be opened").0
}

struct Service {
    server: Server,
    volume: Volume,
}

impl Service {
    fn new(config: &Config, signing: Signing, bytes: u64) -> Self {
        let mut server = Server::new(config.clone());
        server.set_signing(signing);
        Service { server, volume: volume(bytes) }
    }

    fn execute(&mut self, connection: ConnectionId, message: &[u8], component: usize, stamp: &Stamp) -> Step {
        let needs = self.server.needs(connection, message, component);
        self.volume.load(&needs).expect("memory can be read");
        let step = self.server.execute(&mut self.volume, connection, message, component, stamp);
        if self.volume.dirty_bytes() > self.volume.dirty_limit() / 2 {
            let job = self.volume.begin_consistency_point(ConsistencyPoint::default()).expect("none is under way");
            self.volume.finish_consistency_point(job.run()).expect("memory can be written");
        }
        step
    }
}

pub struct State {
    live: Service,
    shadow: Option<Service>,
    connections: ConnectionId,
    messages: u64,
    /// Answers so far: for figures.
    pub replies: u64,
}

impl State {
    pub fn open_count(&self) -> usize {
        self.live.server.open_count()
    }

    fn execute(&mut self, connection: ConnectionId, message: &[u8], component: usize, stamp: &Stamp) -> Step {
        let step = self.live.execute(connection, message, component, stamp);
        self.messages += 1;
        self.replies += u64::from(step.reply.is_some());
        if let Some(shadow) = &mut self.shadow {
            if self.messages.is_multiple_of(SERIALISE_EVERY) {
                let saved = postcard::to_stdvec(&shadow.server).expect("the state can be saved");
                shadow.server = postcard::from_bytes(&saved).expect("the state can be restored");
            }
            let again = shadow.execute(connection, message, component, stamp);
            assert_eq!(step, again, "the replay of message {} differs", self.messages);
        }
        step
    }
}

/// A running front-end. It lives as long as the process.
pub struct Frontend {
    pub address: SocketAddr,
    state: Arc<Mutex<State>>,
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    // A thread that failed says so by its panic; the others may go on.
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Frontend {
    pub fn start(
        listen: &str,
        config: Config,
        signing: Signing,
        volume_bytes: u64,
        with_shadow: bool,
    ) -> std::io::Result<Frontend> {
        let listener = TcpListener::bind(listen)?;
        let address = listener.local_addr()?;
        let live = Service::new(&config, signing, volume_bytes);
        let shadow = with_shadow.then(|| Service::new(&config, signing, volume_bytes));
        let state = Arc::new(Mutex::new(State { live, shadow, connections: 0, messages: 0, replies: 0 }));
        let shared = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = shared.clone();
                std::thread::spawn(move || serve(&state, stream));
            }
        });
        Ok(Frontend { address, state })
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    /// False once a thread has failed: a replay differed.
    pub fn healthy(&self) -> bool {
        !self.state.is_poisoned()
    }
}

fn stamp() -> Stamp {
    let mut seed = [0; 12];
    getrandom::fill(&mut seed).expect("the system has entropy");
    Stamp { utc: now(), time_ms: now().0 / 10_000, seed, refusal: None }
}

fn serve(state: &Mutex<State>, stream: TcpStream) {
    let connection = {
        let mut state = lock(state);
        state.connections += 1;
        let connection = state.connections;
        state.live.server.connect(connection).expect("few connections");
        if let Some(shadow) = &mut state.shadow {
            shadow.server.connect(connection).expect("few connections");
        }
        connection
    };
    // A client may go away at any time.
    let _ = converse(state, connection, stream);
    let stamp = stamp();
    let mut state = lock(state);
    let state = &mut *state;
    for service in [Some(&mut state.live), state.shadow.as_mut()].into_iter().flatten() {
        service.server.disconnect(&mut service.volume, connection, &stamp);
    }
}

fn converse(state: &Mutex<State>, connection: ConnectionId, mut stream: TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut received = Vec::new();
    let mut chunk = vec![0; 256 * 1024];
    loop {
        while let Ok(Some(length)) = smb::frame(&received) {
            let message = &received[smb::FRAME_PREFIX_BYTES..length];
            for component in 0..Server::components(message) {
                let step = lock(state).execute(connection, message, component, &stamp());
                if let Some(reply) = step.reply {
                    stream.write_all(&reply)?;
                }
                if step.close {
                    return Ok(());
                }
            }
            received.drain(..length);
        }
        if smb::frame(&received).is_err() {
            return Ok(());
        }
        match stream.read(&mut chunk)? {
            0 => return Ok(()),
            count => received.extend_from_slice(&chunk[..count]),
        }
    }
}
