//! The Linux kernel's TCP as client, through real TAP devices on a bridge, in a private network namespace.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpStream};
use std::os::fd::AsFd;
use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use nix::poll::{poll, PollFd, PollFlags, PollTimeout};
use nix::sched::{unshare, CloneFlags};
use tcp::tap::{Tap, FRAME_BYTES_MAX};
use tcp::{Applied, Config, ConnId, Endpoint, Input, Position, Saved};

const SERVER: Ipv4Addr = Ipv4Addr::new(10, 77, 0, 11);
const PORT: u16 = 4450;
const MIB: u64 = 1 << 20;
/// Not a power of two, so that bytes that are shifted show.
const PERIOD: usize = 1_048_573;

fn period() -> Bytes {
    let mut state = 1u64;
    (0..PERIOD)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        })
        .collect::<Vec<u8>>()
        .into()
}

/// The stream from `offset` on: at most `length` bytes, in one piece.
fn stream(period: &Bytes, offset: u64, length: u64) -> Bytes {
    let from = (offset % PERIOD as u64) as usize;
    let to = (from as u64 + length).min(PERIOD as u64) as usize;
    period.slice(from..to)
}

/// Runs `test` in a thread that has a network namespace of its own, with a bridge and two TAP devices.
fn in_namespace(test: impl FnOnce() + Send + 'static) {
    let run = move || {
        if let Err(error) = unshare(CloneFlags::CLONE_NEWNET) {
            eprintln!("SKIPPED: a network namespace cannot be made here ({error}); run as root");
            return;
        }
        let setup = "ip link set lo up && ip link add br0 type bridge && ip addr add 10.77.0.1/24 dev br0 \
            && ip link set br0 up \
            && for t in tap-a tap-b; do \
                ip tuntap add $t mode tap vnet_hdr && ip link set $t master br0 && ip link set $t up || exit 1; done";
        match Command::new("sh").args(["-c", setup]).output() {
            Ok(output) if output.status.success() => test(),
            Ok(output) => {
                eprintln!("SKIPPED: no TAP devices here: {}", String::from_utf8_lossy(&output.stderr).trim());
            }
            Err(error) => eprintln!("SKIPPED: no shell: {error}"),
        }
    };
    std::thread::spawn(run).join().expect("the test thread panicked");
}

#[derive(Clone)]
struct Entry {
    stream: u32,
    /// `None`: a step of the service.
    input: Option<([u8; tcp::BODY_BYTES], Bytes)>,
}

/// A server whose service checks what it receives against the stream, and sends the stream back after the client's end
/// of stream. Its state is the connection's: how much was consumed and sent.
struct Server {
    endpoint: Endpoint,
    tap: Tap,
    period: Bytes,
    download: u64,
    log: Vec<Entry>,
    saved: Saved,
    started: Instant,
    received: Arc<AtomicU64>,
}

impl Server {
    fn config() -> Config {
        Config::new([2, 0, 0, 0, 0x77, 0x11], SERVER, &[PORT], *b"a secret of test")
    }

    fn new(tap: Tap, download: u64) -> Server {
        let mut endpoint = Endpoint::new(Server::config()).expect("settings");
        endpoint.set_receive_budget(32 << 20);
        let (saved, started) = (endpoint.save(), Instant::now());
        endpoint.resume(0);
        Server { endpoint, tap, period: period(), download, log: vec![], saved, started, received: Arc::default() }
    }

    fn now_us(&self) -> u64 {
        self.started.elapsed().as_micros() as u64
    }

    fn append(&mut self, entry: Entry) -> Position {
        self.log.push(entry);
        Position(self.saved.position.0 + self.log.len() as u64)
    }

    fn turn(&mut self, frame: &mut [u8]) {
        let mut frames = 0;
        while let Some(length) = self.tap.receive(frame).expect("tap") {
            let now_us = self.now_us();
            self.endpoint.on_frame(now_us, &frame[..length]);
            frames += 1;
            if frames == 32 {
                break;
            }
        }
        let now_us = self.now_us();
        self.endpoint.on_timer(now_us);
        while let Some(input) = self.endpoint.poll_input() {
            let (body, payload) = input.encode();
            let position = self.append(Entry { stream: input.conn().0, input: Some((body, payload)) });
            let applied = self.endpoint.apply(position, &input).expect("apply");
            if applied == Applied::Received {
                self.received.fetch_add(1, Ordering::Relaxed);
            }
        }
        for conn in self.endpoint.connections().collect::<Vec<_>>() {
            while serve_due(&self.endpoint, conn, self.download) {
                let position = self.append(Entry { stream: conn.0, input: None });
                serve(&mut self.endpoint, position, conn, &self.period, self.download);
            }
        }
        self.endpoint.release(Position(self.saved.position.0 + self.log.len() as u64));
        let now_us = self.now_us();
        let tap = &mut self.tap;
        let more = self.endpoint.transmit(now_us, &mut |slices| tap.send(slices));
        if self.log.len() > 3000 {
            self.saved = self.endpoint.save();
            self.log.clear();
        }
        if frames == 0 && !more {
            let wait_us = self.endpoint.next_timer().map_or(10_000, |at| at.saturating_sub(self.now_us()));
            let wait_ms = (wait_us / 1000).min(10) as u16;
            let mut fds = [PollFd::new(self.tap.as_fd(), PollFlags::POLLIN)];
            let _ = poll(&mut fds, PollTimeout::from(wait_ms));
        }
    }

    /// The node dies. After `gap`, another one goes on with what was saved and logged, on another device.
    fn move_to(self, mut tap: Tap, gap: Duration) -> Server {
        let Server { saved, log, period, download, received, tap: old, .. } = self;
        drop(old);
        std::thread::sleep(gap);
        // The other node has read and thrown away what was sent to an identity it does not serve.
        while tap.receive(&mut [0; FRAME_BYTES_MAX]).expect("tap").is_some() {}
        let bytes = postcard::to_stdvec(&saved).expect("encodes");
        let began = Instant::now();
        let mut endpoint =
            Endpoint::restore(Server::config(), postcard::from_bytes(&bytes).expect("decodes")).expect("restore");
        endpoint.set_receive_budget(32 << 20);
        for (at, entry) in log.iter().enumerate() {
            let position = Position(saved.position.0 + 1 + at as u64);
            match &entry.input {
                Some((body, payload)) => {
                    let input = Input::decode(entry.stream, body, payload.clone()).expect("decodes");
                    endpoint.apply(position, &input).expect("replay");
                }
                None => serve(&mut endpoint, position, ConnId(entry.stream), &period, download),
            }
        }
        let started = Instant::now();
        endpoint.resume(0);
        eprintln!("restored {} bytes and {} entries in {:?}", bytes.len(), log.len(), began.elapsed());
        Server { endpoint, tap, period, download, log, saved, started, received }
    }
}

fn serve_due(endpoint: &Endpoint, conn: ConnId, download: u64) -> bool {
    let Some(status) = endpoint.status(conn) else { return false };
    let open = matches!(status.state, tcp::State::Established | tcp::State::CloseWait);
    let sending = endpoint.at_end(conn) && endpoint.received(conn).is_empty() && open;
    !endpoint.received(conn).is_empty() || (sending && (status.sent == download || endpoint.unacked(conn) < 8 * MIB))
}

fn serve(endpoint: &mut Endpoint, position: Position, conn: ConnId, period: &Bytes, download: u64) {
    let status = endpoint.status(conn).expect("exists");
    let received = endpoint.received(conn);
    if !received.is_empty() {
        let expected = stream(period, status.consumed, received.len() as u64);
        assert!(received[..expected.len()] == expected[..], "wrong bytes behind {}", status.consumed);
        endpoint.consume(position, conn, expected.len()).expect("exists");
    } else if status.sent < download {
        let bytes = stream(period, status.sent, (download - status.sent).min(256 << 10));
        endpoint.send(position, conn, bytes).expect("exists");
    } else {
        endpoint.close(position, conn).expect("exists");
    }
}

/// Sends `upload` bytes, ends the stream, and checks `download` bytes that come back.
fn client(upload: u64, download: u64, progress: &AtomicU64) -> std::io::Result<(Duration, Duration)> {
    let period = period();
    let mut socket = TcpStream::connect((SERVER, PORT))?;
    socket.set_read_timeout(Some(Duration::from_secs(30)))?;
    socket.set_write_timeout(Some(Duration::from_secs(30)))?;
    let local = socket.local_addr()?;
    let began = Instant::now();
    let mut sent = 0;
    while sent < upload {
        let bytes = stream(&period, sent, (upload - sent).min(MIB));
        socket.write_all(&bytes)?;
        sent += bytes.len() as u64;
        progress.store(sent, Ordering::Relaxed);
    }
    socket.shutdown(Shutdown::Write)?;
    let mut buffer = vec![0; 1 << 20];
    let mut received = 0;
    let mut up = None;
    loop {
        let length = socket.read(&mut buffer)?;
        up.get_or_insert_with(|| began.elapsed());
        if length == 0 {
            break;
        }
        let mut checked = 0;
        while checked < length {
            let expected = stream(&period, received + checked as u64, (length - checked) as u64);
            assert!(buffer[checked..checked + expected.len()] == expected[..], "wrong bytes behind {received}");
            checked += expected.len();
        }
        received += length as u64;
        progress.store(upload + received, Ordering::Relaxed);
    }
    assert_eq!(received, download);
    assert_eq!(local, socket.local_addr()?);
    let up = up.unwrap_or_default();
    Ok((up, began.elapsed() - up))
}

// Shows S8, S12: a client that had everything acknowledged and sends its next request into the silence is answered
// soon after the takeover, although there is no acknowledgement that could advance: it is called out of its
// retransmission backoff (RFC 6069).
#[test]
fn a_client_in_backoff_is_called_back() {
    in_namespace(|| {
        let open = |name| Tap::open(name).expect("tap");
        let mut server = Server::new(open("tap-a"), 0);
        let standby = open("tap-b");
        let mut frame = vec![0; FRAME_BYTES_MAX];
        let (to_main, from_client) = std::sync::mpsc::channel();
        let (to_client, from_main) = std::sync::mpsc::channel::<()>();
        let thread = std::thread::spawn(move || {
            let period = period();
            let mut socket = TcpStream::connect((SERVER, PORT)).expect("connect");
            socket.set_nodelay(true).expect("nodelay");
            for at in 0..3 {
                socket.write_all(&period[at * 100..(at + 1) * 100]).expect("write");
                to_main.send(()).expect("main waits");
                from_main.recv().expect("main answers");
            }
            socket
        });
        let mut run = |server: &mut Server, until: &dyn Fn(&Endpoint) -> bool| {
            let began = Instant::now();
            while !until(&server.endpoint) {
                server.turn(&mut frame);
                assert!(began.elapsed() < Duration::from_secs(20), "the client does not come back");
            }
            began.elapsed()
        };
        let consumed = |n: u64| {
            move |endpoint: &Endpoint| {
                endpoint.connections().filter_map(|conn| endpoint.status(conn)).any(|status| status.consumed >= n)
            }
        };
        for at in 1..3 {
            run(&mut server, &consumed(at * 100));
            from_client.recv().expect("client");
            // Long enough for the delayed acknowledgement: nothing is held back.
            let until = Instant::now() + Duration::from_millis(100);
            run(&mut server, &|_| Instant::now() > until);
            if at < 2 {
                to_client.send(()).expect("client");
            }
        }
        // The node is dead when the third request is sent, and comes back when the client has tried for the third or
        // fourth time, after some 1.8 s: its next attempt would come 1.5 s later.
        to_client.send(()).expect("client");
        let mut server = server.move_to(standby, Duration::from_millis(2200));
        let after = run(&mut server, &consumed(300));
        eprintln!("the client came back {after:?} after the restore");
        assert!(after < Duration::from_millis(700), "{after:?}");
        to_client.send(()).expect("client");
        drop(thread.join().expect("client"));
    });
}

// Shows S8, S12 with an unmodified kernel as client: 64 MiB up and 64 MiB down on one connection; in the middle of each
// the server dies and another one goes on at another device. Every byte is compared at both ends.
#[test]
fn the_kernel_does_not_notice_that_the_server_moved() {
    in_namespace(|| {
        let (upload, download) = (64 * MIB, 64 * MIB);
        let progress = Arc::new(AtomicU64::new(0));
        let done = Arc::new(AtomicBool::new(false));
        let thread = std::thread::spawn({
            let (progress, done) = (progress.clone(), done.clone());
            move || {
                let result = client(upload, download, &progress);
                done.store(true, Ordering::Relaxed);
                result
            }
        });
        let open = |name| Tap::open(name).expect("tap");
        let mut server = Server::new(open("tap-a"), download);
        // As in a pair, the other node's device is there all the time.
        let mut standby = open("tap-b");
        let mut frame = vec![0; FRAME_BYTES_MAX];
        let mut moves = vec![("tap-b", upload + download / 2), ("tap-a", upload / 2)];
        let mut moved: Option<(Instant, u64)> = None;
        let began = Instant::now();
        while !done.load(Ordering::Relaxed) || server.endpoint.connections().count() > 0 {
            server.turn(&mut frame);
            let reached = progress.load(Ordering::Relaxed);
            if let Some((at, before)) = moved {
                if reached > before {
                    eprintln!("the client goes on {:?} after the restore", at.elapsed());
                    moved = None;
                }
            }
            if moves.last().is_some_and(|next| reached >= next.1) {
                let (dies, _) = moves.pop().expect("checked");
                server = server.move_to(standby, Duration::from_millis(1500));
                standby = open(dies);
                moved = Some((Instant::now(), progress.load(Ordering::Relaxed)));
            }
            assert!(began.elapsed() < Duration::from_secs(90), "stuck at {reached}: {:?}", server.endpoint.counters());
        }
        assert!(moves.is_empty());
        let (up, down) = thread.join().expect("client").expect("the client saw an error");
        eprintln!("up {up:?}, down {down:?}, {:?}", server.endpoint.counters());
    });
}
