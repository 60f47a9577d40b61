//! A chassis process and hosts that reach it through the vfio-user client of the crate `vfio_user`, which knows nothing
//! of our server.

#![allow(dead_code)] // each test binary uses its part

use std::io::{BufRead, BufReader, Write};
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use abi::registers::*;
use driver::DmaBuffer;
use serde_json::Value;
use sim_verilator::pair::Side;
use vfio_user::Client;

/// Patience with a simulated card on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Where a test queue lies.
pub const LINE_BASE: u32 = 2 << 20;
pub const LINE_COUNT: u32 = 128;
pub const PAYLOAD_BASE: u32 = 3 << 20;
pub const PAYLOAD_BYTES: u32 = 64 << 10;
/// Where the host's watermark page is for the card.
pub const IOVA: u64 = 0x10_0000;

/// Waits until `done` says so.
pub fn wait_for(what: &str, mut done: impl FnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !done() {
        assert!(Instant::now() < end, "gave up waiting for {what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// A program of the driver, built as this test is. Cargo builds for a test the programs of its own package only, and an
/// old one would show nothing.
pub fn program(name: &str) -> PathBuf {
    let chassis = Path::new(env!("CARGO_BIN_EXE_chassis"));
    let mut build = Command::new(env!("CARGO"));
    build.args(["build", "--quiet", "-p", "savepoint-driver", "--bin", name]);
    if chassis.parent().is_some_and(|folder| folder.ends_with("release")) {
        build.arg("--release");
    }
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    assert!(build.current_dir(folder).status().expect("cargo runs").success(), "{name} could not be built");
    chassis.with_file_name(name)
}

/// A chassis process; killed when dropped.
pub struct Process {
    pub dir: PathBuf,
    pub child: Child,
}

impl Process {
    pub fn start(dir: &Path, kind: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_chassis"))
            .args(["--card", kind, "--dir"])
            .arg(dir)
            .stdout(Stdio::piped())
            .spawn()
            .expect("chassis starts");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut line).expect("chassis speaks");
        assert!(line.contains("ready"), "chassis said {line:?}");
        Process { dir: dir.into(), child }
    }

    pub fn socket(&self, side: Side) -> PathBuf {
        self.dir.join(format!("card-{}.sock", side.letter()))
    }

    /// Sends one control command.
    pub fn command(&self, command: &str) -> Value {
        let mut stream = UnixStream::connect(self.dir.join("chassis.sock")).expect("control socket");
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        writeln!(stream, "{command}").unwrap();
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).expect("an answer");
        serde_json::from_str(&line).unwrap_or_else(|e| panic!("{command}: {line:?}: {e}"))
    }

    /// SIGTERM, then its exit status.
    pub fn terminate(mut self) -> bool {
        signal(self.child.id(), nix::sys::signal::Signal::SIGTERM);
        self.child.wait().expect("chassis ends").success()
    }

    /// Processor time it has used so far.
    pub fn processor_time(&self) -> Duration {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("it runs");
        let fields: Vec<&str> = stat.rsplit_once(')').expect("a name").1.split_whitespace().collect();
        let ticks: u64 = fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap();
        Duration::from_millis(ticks * 10)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn signal(pid: u32, signal: nix::sys::signal::Signal) {
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid as i32), signal).expect("it runs");
}

/// A host with one queue's watermark page mapped.
pub struct Host {
    pub client: Client,
    pub page: DmaBuffer,
}

impl Host {
    pub fn connect(process: &Process, side: Side) -> Self {
        let mut client = Client::new(&process.socket(side)).expect("the card takes a client");
        let page = DmaBuffer::allocate(4096, IOVA).expect("memory");
        client.dma_map(0, IOVA, 4096, page.fd().as_raw_fd()).expect("mapped");
        Host { client, page }
    }

    pub fn read32(&mut self, offset: u32) -> u32 {
        let mut bytes = [0; 4];
        self.client.region_read(0, offset.into(), &mut bytes).expect("register");
        u32::from_le_bytes(bytes)
    }

    pub fn read64(&mut self, offset: u32) -> u64 {
        let mut bytes = [0; 8];
        self.client.region_read(0, offset.into(), &mut bytes).expect("register");
        u64::from_le_bytes(bytes)
    }

    pub fn write32(&mut self, offset: u32, value: u32) {
        self.client.region_write(0, offset.into(), &value.to_le_bytes()).expect("register");
    }

    pub fn write64(&mut self, offset: u32, value: u64) {
        self.client.region_write(0, offset.into(), &value.to_le_bytes()).expect("register");
    }

    pub fn post(&mut self, offset: u64, data: &[u8]) {
        self.client.region_write(2, offset, data).expect("aperture");
    }

    pub fn aperture(&mut self, offset: u64, bytes: usize) -> Vec<u8> {
        let mut data = vec![0; bytes];
        self.client.region_read(2, offset, &mut data).expect("aperture");
        data
    }

    /// Waits for the card's boot, gives it a nonce if it has none, and arms it.
    pub fn boot(&mut self, nonce: u64) {
        wait_for("READY", || self.read32(ctrl::STATE) & STATE_READY != 0);
        self.write64(ctrl::BOOT_NONCE, nonce);
        self.write32(ctrl::CONTROL, 1);
    }

    /// Opens queue 0 with its watermark at the start of the page.
    pub fn open_queue(&mut self, position: u64, epoch: u32) {
        self.write32(logq::CONTROL, 0);
        self.write32(logq::EPOCH, epoch);
        self.write32(logq::LINE_BASE, LINE_BASE);
        self.write32(logq::LINE_COUNT, LINE_COUNT);
        self.write32(logq::PAYLOAD_BASE, PAYLOAD_BASE);
        self.write32(logq::PAYLOAD_BYTES, PAYLOAD_BYTES);
        self.write64(logq::POSITION, position);
        self.write64(logq::WATERMARK_ADDRESS, IOVA);
        self.write32(logq::CONTROL, 1);
    }

    /// Brings the mirror to MIRRORING, with the line ring re-sent.
    pub fn mirror(&mut self) {
        wait_for("the link", || self.read32(link::STATE) == LINK_UP);
        self.write32(mirror::RANGE0_START, LINE_BASE);
        self.write32(mirror::RANGE0_END, LINE_BASE + 64 * LINE_COUNT);
        for range in 1..RESYNC_RANGES as u32 {
            self.write64(mirror::RANGE0_START + 8 * range, 0);
        }
        self.write32(mirror::COMMAND, COMMAND_START_RESYNC);
        wait_for("SYNCED", || self.read32(mirror::STATE) == MIRROR_SYNCED);
        self.write32(mirror::COMMAND, COMMAND_ACCEPT);
        wait_for("MIRRORING", || self.read32(mirror::STATE) == MIRROR_MIRRORING);
    }

    /// Posts the line of `position`.
    pub fn post_line(&mut self, position: u64) {
        let offset = u64::from(LINE_BASE) + 64 * (position % u64::from(LINE_COUNT));
        self.post(offset, &line(position));
    }

    /// LOCAL and MIRRORED in host memory: no access to the card.
    pub fn watermarks(&self) -> (u64, u64) {
        let mirrored = self.page.load64(abi::watermark::MIRRORED_OFFSET);
        (self.page.load64(abi::watermark::LOCAL_OFFSET), mirrored)
    }

    pub fn state(&self) -> u32 {
        self.page.load64(abi::watermark::STATE_OFFSET) as u32
    }
}

/// The line a host posts for `position`: recognisable, with a good ticket.
pub fn line(position: u64) -> [u8; 64] {
    let entry = std::array::from_fn(|i| (position as u8).wrapping_mul(7).wrapping_add(i as u8));
    driver::line::seal(&entry, position)
}

/// A line without its stamp, for comparing what came back.
pub fn unstamped(line: &[u8]) -> Vec<u8> {
    let mut line = line.to_vec();
    line[48..56].fill(0);
    line
}
