//! The shelf as a process: two nodes, preemption, stopped clients, failures, restarts, and rubbish on its socket.

use disk::{Disk, DiskError, Epoch, Key, ShelfControl, ShelfDisk};
use nix::sys::signal::{kill, Signal};
use nix::unistd::Pid;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant};

const A: Key = Key(0xa);
const B: Key = Key(0xb);
const TIMEOUT: Duration = Duration::from_secs(10);
const DISK_BYTES: u64 = 16 << 20;

/// A shelf with the disks `a0` and `a1`, stopped when dropped.
struct Process {
    child: Child,
    directory: tempfile::TempDir,
}

impl Process {
    fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let child = Self::spawn(directory.path());
        Self { child, directory }
    }

    fn spawn(directory: &Path) -> Child {
        let mut child = Command::new(env!("CARGO_BIN_EXE_shelf"))
            .arg("--socket")
            .arg(directory.join("socket"))
            .arg("--dir")
            .arg(directory)
            .args([format!("--disk=a0={DISK_BYTES}"), "--disk=a1=1M".to_string()])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // It says that it listens.
        let mut line = [0; 5];
        child.stdout.as_mut().unwrap().read_exact(&mut line).unwrap();
        child
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    fn restart(&mut self) {
        self.child = Self::spawn(self.directory.path());
    }

    fn socket(&self) -> PathBuf {
        self.directory.path().join("socket")
    }

    fn open(&self, name: &str, key: Key, epoch: u32) -> ShelfDisk {
        ShelfDisk::open(&self.socket(), name, key, Epoch(epoch), TIMEOUT).unwrap()
    }

    fn control(&self, action: &[&str]) -> std::process::Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shelf"));
        command.arg("ctl").arg("--socket").arg(self.socket()).args(action).output().unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Already dead in some tests.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read_u64(disk: &dyn Disk, offset: u64) -> u64 {
    let mut bytes = [0; 8];
    disk.read_at(offset, &mut bytes).unwrap();
    u64::from_le_bytes(bytes)
}

fn held(disk: &dyn Disk) {
    disk.register().unwrap();
    disk.reserve().unwrap();
}

#[test]
fn transfers_of_every_length_arrive() {
    let shelf = Process::start();
    let disk = shelf.open("a0", A, 1);
    let pattern = |length: usize| (0..length).map(|at| (at * 7 + length) as u8).collect::<Vec<_>>();
    for (offset, length) in [(0, 1), (1, 4095), (4096, 4096), (513, 1 << 20), (12_345, 5 << 20), (9, (9 << 20) + 77)] {
        disk.write_at(offset, &pattern(length)).unwrap();
        let mut read = vec![0; length];
        disk.read_at(offset, &mut read).unwrap();
        assert!(read == pattern(length), "{length} bytes at {offset}");
    }
    let pieces: Vec<_> = (0..100u64).map(|at| (at * 50_000, pattern(20_000 + at as usize))).collect();
    disk.write_many(&pieces.iter().map(|(at, data)| (*at, data.as_slice())).collect::<Vec<_>>()).unwrap();
    let mut read: Vec<_> = pieces.iter().map(|(at, data)| (*at, vec![0; data.len()])).collect();
    disk.read_many(&mut read.iter_mut().map(|(at, data)| (*at, data.as_mut_slice())).collect::<Vec<_>>()).unwrap();
    assert!(read == pieces);
    let beyond = disk.write_at(DISK_BYTES - 1, &[1, 2]);
    assert!(matches!(beyond, Err(DiskError::OutOfRange { .. })), "{beyond:?}");
    let unknown = ShelfDisk::open(&shelf.socket(), "zz", A, Epoch(1), TIMEOUT).map(drop);
    assert_eq!(unknown, Err(DiskError::NoSuchDisk { disk: "zz".to_string() }));
}

// Shows F5: only the holder writes, everybody reads.
#[test]
fn only_the_holder_writes() {
    let shelf = Process::start();
    let (a, b) = (shelf.open("a0", A, 1), shelf.open("a0", B, 2));
    assert!(matches!(a.reserve(), Err(DiskError::NotRegistered { .. })));
    held(&a);
    b.register().unwrap();
    assert_eq!(b.reserve(), Err(DiskError::Reserved { disk: "a0".to_string(), holder: A }));
    a.write_at(0, b"from a").unwrap();
    let refused = b.write_at(0, b"from b").unwrap_err();
    assert_eq!(refused, DiskError::Reserved { disk: "a0".to_string(), holder: A });
    assert!(refused.is_refused());
    let mut read = [0; 6];
    b.read_at(0, &mut read).unwrap();
    assert_eq!(&read, b"from a");
    a.release().unwrap();
    b.reserve().unwrap();
    b.write_at(0, b"from b").unwrap();
    assert_eq!(a.write_at(0, b"from a"), Err(DiskError::Reserved { disk: "a0".to_string(), holder: B }));
    let seen = a.read_reservation().unwrap();
    assert_eq!((seen.holder, seen.registered, seen.epoch), (Some(B), vec![A, B], Some(Epoch(2))));
}

// Shows F5, M11: when a preempt has returned, no write of the victim happens any more, however many are on their way.
#[test]
fn preempting_a_node_that_writes_stops_it_at_once() {
    let shelf = Process::start();
    for round in 0..20 {
        // Ownership goes back and forth, each time with a higher epoch.
        let (owner, taker) = if round % 2 == 0 { (A, B) } else { (B, A) };
        let writer = shelf.open("a0", owner, 2 * round + 1);
        let other = shelf.open("a0", taker, 2 * round + 2);
        writer.register().unwrap();
        other.register().unwrap();
        let reserved = writer.reserve();
        assert!(reserved.is_ok(), "{reserved:?}");
        let began = Arc::new(AtomicBool::new(false));
        let writer_thread = {
            let began = began.clone();
            std::thread::spawn(move || {
                for count in 1u64.. {
                    // Eight writes in one call: several of them are on their way when the preempt comes.
                    let data = count.to_le_bytes();
                    let writes: Vec<_> = (0..8).map(|slot| (slot * 4096, data.as_slice())).collect();
                    if let Err(error) = writer.write_many(&writes) {
                        return error;
                    }
                    began.store(true, Ordering::Release);
                }
                unreachable!()
            })
        };
        while !began.load(Ordering::Acquire) {
            std::thread::yield_now();
        }
        other.preempt(owner).unwrap();
        let counts: Vec<_> = (0..8).map(|slot| read_u64(&other, slot * 4096)).collect();
        let refused = writer_thread.join().unwrap();
        assert_eq!(refused, DiskError::Reserved { disk: "a0".to_string(), holder: taker });
        let later: Vec<_> = (0..8).map(|slot| read_u64(&other, slot * 4096)).collect();
        assert_eq!(counts, later);
        other.release().unwrap();
    }
}

/// Not a test of its own: with `DISK_TEST_SOCKET` set it is the process that the next test stops.
#[test]
fn writer_process() {
    let Some(socket) = std::env::var_os("DISK_TEST_SOCKET") else { return };
    let disk = ShelfDisk::open(Path::new(&socket), "a0", A, Epoch(1), TIMEOUT).unwrap();
    held(&disk);
    let error = loop {
        let data = vec![0x11; 3 << 20];
        if let Err(error) = disk.write_at(0, &data) {
            break error;
        }
    };
    assert!(error.is_refused(), "{error}");
    println!("refused");
}

// Shows F5, M8: a node that is stopped in the middle of a write and goes on later writes nothing (rule R7).
#[test]
fn a_stopped_node_that_goes_on_writes_nothing() {
    let shelf = Process::start();
    for round in 0..5u64 {
        let mut writer = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "writer_process", "--nocapture"])
            .env("DISK_TEST_SOCKET", shelf.socket())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let taker = shelf.open("a0", B, 2);
        taker.register().unwrap();
        let deadline = Instant::now() + TIMEOUT;
        while taker.read_reservation().unwrap().holder != Some(A) || (round == 0 && read_u64(&taker, 0) == 0) {
            assert!(Instant::now() < deadline, "the writer does not write");
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_micros(700 * round));
        stop(writer.id());
        taker.preempt(A).unwrap();
        let image = vec![0x22; 3 << 20];
        // The taker's own epoch, which the disk keeps; the next round's writer must not be refused for its epoch only.
        if round == 4 {
            taker.write_at(0, &image).unwrap();
        }
        let mut before = vec![0; 3 << 20];
        taker.read_at(0, &mut before).unwrap();
        kill(Pid::from_raw(writer.id() as i32), Signal::SIGCONT).unwrap();
        let mut output = String::new();
        writer.stdout.take().unwrap().read_to_string(&mut output).unwrap();
        assert!(writer.wait().unwrap().success() && output.contains("refused"), "{output}");
        let mut after = vec![0; 3 << 20];
        taker.read_at(0, &mut after).unwrap();
        assert!(before == after, "round {round}: the stopped node wrote after it was preempted");
        taker.unregister().unwrap();
    }
}

// Shows M8: a write of an ownership that has ended is refused by its epoch even where no reservation tells.
#[test]
fn a_lower_epoch_is_refused_for_good() {
    let mut shelf = Process::start();
    let (old, new) = (shelf.open("a0", A, 4), shelf.open("a0", A, 5));
    old.write_at(0, b"4").unwrap();
    new.write_at(0, b"5").unwrap();
    let stale = DiskError::StaleEpoch { disk: "a0".to_string(), epoch: Epoch(4), highest: Epoch(5) };
    assert_eq!(old.write_at(0, b"4"), Err(stale.clone()));
    shelf.kill();
    shelf.restart();
    assert_eq!(old.write_at(0, b"4"), Err(stale));
    old.set_epoch(Epoch(6));
    old.write_at(0, b"6").unwrap();
}

// Shows F5: a node that comes back registers again, and what its previous life still had on its way is dropped.
#[test]
fn a_new_registration_of_a_key_ends_the_old_one() {
    let shelf = Process::start();
    let before = shelf.open("a0", A, 1);
    held(&before);
    before.write_at(0, b"before").unwrap();
    let after = shelf.open("a0", A, 1);
    assert!(matches!(after.write_at(0, b"early "), Err(DiskError::NotRegistered { .. })));
    after.register().unwrap();
    assert_eq!(after.read_reservation().unwrap().holder, Some(A));
    assert!(matches!(before.write_at(0, b"late  "), Err(DiskError::NotRegistered { .. })));
    assert!(matches!(before.release(), Err(DiskError::NotRegistered { .. })));
    after.write_at(0, b"after ").unwrap();
}

// Shows F5: reservations, keys and epochs survive the death of the shelf, and its clients do not notice it.
#[test]
fn a_killed_shelf_comes_back_with_everything() {
    let mut shelf = Process::start();
    let (a, b) = (shelf.open("a0", A, 7), shelf.open("a0", B, 7));
    held(&a);
    b.register().unwrap();
    a.write_at(4096, b"kept").unwrap();
    let before = a.read_reservation().unwrap();
    let writer = std::thread::spawn(move || {
        let began = Instant::now();
        let mut count = 0u64;
        while began.elapsed() < Duration::from_millis(1500) {
            count += 1;
            a.write_at(0, &count.to_le_bytes()).unwrap();
        }
        (a, count)
    });
    for _ in 0..4 {
        std::thread::sleep(Duration::from_millis(200));
        shelf.kill();
        std::thread::sleep(Duration::from_millis(50));
        shelf.restart();
    }
    let (a, count) = writer.join().unwrap();
    assert_eq!(read_u64(&b, 0), count);
    assert_eq!(a.read_reservation().unwrap(), before);
    assert_eq!(b.write_at(0, b"no"), Err(DiskError::Reserved { disk: "a0".to_string(), holder: A }));
    shelf.kill();
    let soon = ShelfDisk::open(&shelf.socket(), "a0", A, Epoch(7), Duration::from_millis(300)).map(drop);
    assert!(matches!(soon, Err(DiskError::Shelf { .. })), "{soon:?}");
}

#[test]
fn a_failed_disk_fails_until_it_is_healed() {
    let mut shelf = Process::start();
    let (a0, a1) = (shelf.open("a0", A, 1), shelf.open("a1", A, 1));
    held(&a1);
    a1.write_at(0, b"content").unwrap();
    assert!(shelf.control(&["fail", "a1"]).status.success());
    let failed = |result: Result<(), DiskError>| assert!(matches!(result, Err(DiskError::Failed { .. })), "{result:?}");
    failed(a1.write_at(0, b"x"));
    failed(a1.read_at(0, &mut [0; 4]));
    failed(a1.flush());
    failed(a1.reserve());
    failed(a1.read_reservation().map(drop));
    a0.write_at(0, b"works").unwrap();
    shelf.kill();
    shelf.restart();
    failed(a1.write_at(0, b"x"));
    let mut control = ShelfControl::connect(&shelf.socket(), TIMEOUT).unwrap();
    let status = control.status().unwrap();
    assert_eq!(
        status.disks.iter().map(|disk| (disk.name.as_str(), disk.failed)).collect::<Vec<_>>(),
        [("a0", false), ("a1", true)]
    );
    control.heal("a1").unwrap();
    let mut content = [0; 7];
    a1.read_at(0, &mut content).unwrap();
    assert_eq!(&content, b"content");
    let unknown = shelf.control(&["fail", "a7"]);
    assert!(!unknown.status.success());
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("a7"));
}

#[test]
fn a_shelf_that_stands_still_times_out() {
    let shelf = Process::start();
    let disk = ShelfDisk::open(&shelf.socket(), "a0", A, Epoch(1), Duration::from_millis(300)).unwrap();
    disk.write_at(0, &1u64.to_le_bytes()).unwrap();
    stop(shelf.child.id());
    let began = Instant::now();
    let result = disk.write_at(0, &2u64.to_le_bytes());
    assert_eq!(result, Err(DiskError::Timeout { disk: "a0".to_string(), timeout_ms: 300 }));
    assert!(began.elapsed() < Duration::from_secs(2));
    kill(Pid::from_raw(shelf.child.id() as i32), Signal::SIGCONT).unwrap();
    // The abandoned write has happened or will never: it does not come after a later one.
    disk.write_at(0, &3u64.to_le_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(read_u64(&disk, 0), 3);
}

#[test]
fn a_handle_for_long_writes_waits_longer_and_is_the_same_session() {
    let shelf = Process::start();
    let disk = ShelfDisk::open(&shelf.socket(), "a0", A, Epoch(3), Duration::from_millis(200)).unwrap();
    held(&disk);
    let patient = disk.with_write_timeout(TIMEOUT);
    disk.set_epoch(Epoch(4));
    assert_eq!(patient.epoch(), Epoch(4));
    patient.write_at(0, b"1").unwrap();
    stop(shelf.child.id());
    let timeout = Err(DiskError::Timeout { disk: "a0".to_string(), timeout_ms: 200 });
    let waiting = std::thread::spawn(move || (patient.write_at(0, b"2"), patient.flush(), patient));
    assert_eq!(disk.write_at(8, b"3"), timeout);
    kill(Pid::from_raw(shelf.child.id() as i32), Signal::SIGCONT).unwrap();
    let (written, flushed, patient) = waiting.join().unwrap();
    assert_eq!((written, flushed), (Ok(()), Ok(())));
    assert_eq!(disk.read_reservation().unwrap().epoch, Some(Epoch(4)));
    stop(shelf.child.id());
    assert_eq!(patient.read_at(0, &mut [0]), timeout, "reads keep the short timeout");
    kill(Pid::from_raw(shelf.child.id() as i32), Signal::SIGCONT).unwrap();
}

/// Stops a process and waits until all its threads stand still.
fn stop(pid: u32) {
    kill(Pid::from_raw(pid as i32), Signal::SIGSTOP).unwrap();
    let deadline = Instant::now() + TIMEOUT;
    while !std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap().contains(") T ") {
        assert!(Instant::now() < deadline, "process {pid} does not stop");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// A hello as `docs/shelf.md` has it, built by hand.
fn hello(version: u32, session: u64, lane: u32, generation: u64, name: &str) -> Vec<u8> {
    let mut bytes = b"SVPTSHLF".to_vec();
    bytes.extend_from_slice(&version.to_le_bytes());
    bytes.extend_from_slice(&lane.to_le_bytes());
    bytes.extend_from_slice(&session.to_le_bytes());
    bytes.extend_from_slice(&generation.to_le_bytes());
    bytes.extend_from_slice(&(name.len() as u64).to_le_bytes());
    bytes.extend_from_slice(name.as_bytes());
    bytes.resize(104, 0);
    bytes
}

fn write_request(offset: u64, data: &[u8]) -> Vec<u8> {
    let mut bytes = (40 + data.len() as u32).to_le_bytes().to_vec();
    bytes.extend_from_slice(&[2, 0, 0, 0]);
    bytes.extend_from_slice(&1u32.to_le_bytes());
    bytes.extend_from_slice(&[0; 8]);
    bytes.extend_from_slice(&A.0.to_le_bytes());
    bytes.extend_from_slice(&offset.to_le_bytes());
    bytes.extend_from_slice(&[0; 8]);
    bytes.extend_from_slice(data);
    bytes
}

fn connect(shelf: &Process) -> UnixStream {
    let stream = UnixStream::connect(shelf.socket()).unwrap();
    stream.set_read_timeout(Some(TIMEOUT)).unwrap();
    stream
}

fn reply(stream: &mut UnixStream) -> Option<(u8, Vec<u8>)> {
    let mut header = [0; 20];
    stream.read_exact(&mut header).ok()?;
    let mut payload = vec![0; u32::from_le_bytes(header[..4].try_into().unwrap()) as usize - 16];
    stream.read_exact(&mut payload).unwrap();
    Some((header[4], payload))
}

#[test]
fn a_connection_that_was_replaced_writes_nothing_late() {
    let shelf = Process::start();
    let mut old = connect(&shelf);
    old.write_all(&hello(1, 99, 0, 1, "a0")).unwrap();
    assert_eq!(reply(&mut old).unwrap().0, 0);
    // Half of a write is on its way when its client gives up and goes on with a new connection of the same lane.
    let late = write_request(0, b"late");
    old.write_all(&late[..46]).unwrap();
    let mut new = connect(&shelf);
    new.write_all(&hello(1, 99, 0, 2, "a0")).unwrap();
    assert_eq!(reply(&mut new).unwrap().0, 0);
    new.write_all(&write_request(0, b"newer")).unwrap();
    assert_eq!(reply(&mut new).unwrap().0, 0);
    old.write_all(&late[46..]).unwrap();
    assert_eq!(reply(&mut old), None, "the shelf closes the old connection");
    let mut content = [0; 5];
    shelf.open("a0", A, 1).read_at(0, &mut content).unwrap();
    assert_eq!(&content, b"newer");
}

#[test]
fn malformed_messages_close_their_connection_and_nothing_else() {
    let shelf = Process::start();
    let disk = shelf.open("a0", A, 1);
    disk.write_at(0, b"content").unwrap();
    let mut wrong_version = connect(&shelf);
    wrong_version.write_all(&hello(9, 1, 0, 1, "a0")).unwrap();
    let (status, text) = reply(&mut wrong_version).unwrap();
    assert!(status == 10 && String::from_utf8_lossy(&text).contains("version 1"), "{status}");

    let good = hello(1, 5, 0, 1, "a0");
    let mut long_name = good.clone();
    long_name[32..40].copy_from_slice(&65u64.to_le_bytes());
    let mut no_utf8 = good.clone();
    no_utf8[40] = 0xff;
    for bytes in [vec![0; 200], long_name, no_utf8, b"GET / HTTP/1.0\r\n\r\n".repeat(10)] {
        let mut stream = connect(&shelf);
        // The shelf may close before it has read all of it.
        let _ = stream.write_all(&bytes);
        assert_eq!(reply(&mut stream), None);
    }
    let request = write_request(0, b"bad");
    let changed = |at: usize, value: &[u8]| {
        let mut request = request.clone();
        request[at..at + value.len()].copy_from_slice(value);
        request
    };
    let requests = [
        changed(0, &u32::MAX.to_le_bytes()),
        changed(0, &39u32.to_le_bytes()),
        changed(0, &((40 + (1 << 20) + 1) as u32).to_le_bytes()),
        changed(4, &[0]),
        changed(4, &[200]),
        changed(4, &[16]),
        changed(12, &u32::MAX.to_le_bytes()),
        changed(20, &0u64.to_le_bytes()),
    ];
    for (index, request) in requests.iter().enumerate() {
        let mut stream = connect(&shelf);
        stream.write_all(&hello(1, 100 + index as u64, 0, 1, "a0")).unwrap();
        assert_eq!(reply(&mut stream).unwrap().0, 0);
        stream.write_all(request).unwrap();
        assert_eq!(reply(&mut stream), None, "request {index}");
    }
    let mut outside = connect(&shelf);
    outside.write_all(&hello(1, 7, 0, 1, "a0")).unwrap();
    outside.write_all(&write_request(u64::MAX - 1, b"overflow")).unwrap();
    assert_eq!(reply(&mut outside).unwrap().0, 0);
    assert_eq!(reply(&mut outside).unwrap().0, 7);
    // Random bytes behind a good hello.
    let mut state = 1u64;
    for _ in 0..200 {
        let mut bytes = hello(1, state, 0, 1, "a0");
        for _ in 0..100 {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            bytes.push((state >> 56) as u8);
        }
        let mut stream = connect(&shelf);
        let _ = stream.write_all(&bytes);
    }
    let mut content = [0; 7];
    disk.read_at(0, &mut content).unwrap();
    assert_eq!(&content, b"content");
}

#[test]
fn a_shelf_refuses_what_it_cannot_serve() {
    let shelf = Process::start();
    let start = |arguments: &[&str], directory: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_shelf"));
        let output = command.arg("--socket").arg(directory.join("s2")).arg("--dir").arg(directory).args(arguments);
        let output = output.output().unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(start(&[], shelf.directory.path()).contains("in use"));
    let other = tempfile::tempdir().unwrap();
    assert!(start(&[], other.path()).contains("--disk"));
    assert!(start(&["--disk", "../x=1M"], other.path()).contains("no name"));
    assert!(start(&["--disk", "x=lots"], other.path()).contains("lots"));
    std::fs::write(other.path().join("x.json"), r#"{"version": 2}"#).unwrap();
    assert!(start(&[], other.path()).contains("version 2"));
    std::fs::write(other.path().join("x.json"), "rubbish").unwrap();
    assert!(start(&[], other.path()).contains("x.json"));
    let mut stopped = Process::start();
    stopped.kill();
    assert!(start(&["--disk", "a0=1M"], stopped.directory.path()).contains("never changes"));
}
