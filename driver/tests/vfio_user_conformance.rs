//! The conformance suite over a vfio-user socket: the client under test, the crate's server, and a software card behind
//! it. (`sim-verilator` runs the same suite against `chassis`.)

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use abi::geometry::{BAR0_BYTES, BAR2_BYTES};
use abi::registers::{id, CAPABILITY_DMA, CAPABILITY_MSIX};
use driver::conformance::{run, Bench, Need};
use driver::shm::{self, Control, ShmBus};
use driver::vfio_user::VfioUserBus;
use driver::{BusError, CardBus, DmaAccess, DmaBuffer, Side};
use vfio_bindings::bindings::vfio::{vfio_region_info, VFIO_REGION_INFO_FLAG_READ, VFIO_REGION_INFO_FLAG_WRITE};
use vfio_user::{DmaMapFlags, DmaUnmapFlags, IrqInfo, Server, ServerBackend, ServerRegion};

/// Memory the client has given the card: the software card writes its own, and this carries it over.
struct Mapped {
    client: File,
    card: DmaBuffer,
}

/// A software card as a vfio-user device.
struct Device {
    dir: PathBuf,
    side: Side,
    /// Opened by the first access of a client, when the card has power.
    bus: Option<ShmBus>,
    mapped: Vec<Mapped>,
}

impl Device {
    /// Its host has gone.
    fn disconnect(&mut self) {
        self.bus = None;
        self.mapped.clear();
    }

    /// What the card wrote into host memory reaches the client.
    fn carry(&mut self) {
        if let Some(bus) = &mut self.bus {
            if bus.poll().is_err() {
                return;
            }
        }
        for mapped in &self.mapped {
            for offset in (0..128).step_by(8) {
                let word = mapped.card.load64(offset);
                mapped.client.write_all_at(&word.to_le_bytes(), offset as u64).expect("the client's memory is there");
            }
        }
    }
}

/// The device, shared between the server and the thread that lets the card go on when nobody accesses it.
struct Shared(Arc<Mutex<Device>>);

impl Shared {
    fn with<T>(&self, access: impl FnOnce(&mut ShmBus) -> Result<T, BusError>) -> io::Result<T> {
        let mut device = self.0.lock().expect("no panic");
        if device.bus.is_none() {
            device.bus = Some(ShmBus::open(&device.dir, device.side).map_err(io::Error::other)?);
        }
        let result = access(device.bus.as_mut().expect("it has just been opened")).map_err(io::Error::other)?;
        device.carry();
        Ok(result)
    }
}

impl ServerBackend for Shared {
    fn region_read(&mut self, region: u32, offset: u64, data: &mut [u8]) -> io::Result<()> {
        self.with(|bus| {
            match (region, data.len()) {
                // This server raises no interrupts and copies watermarks alone, so its card is one without MSI-X and DMA.
                (0, 4) if offset as u32 == id::CAPABILITIES => {
                    let capabilities = bus.read32(id::CAPABILITIES)? & !(CAPABILITY_MSIX | CAPABILITY_DMA);
                    data.copy_from_slice(&capabilities.to_le_bytes());
                }
                (0, 4) => data.copy_from_slice(&bus.read32(offset as u32)?.to_le_bytes()),
                (0, 8) => data.copy_from_slice(&bus.read64(offset as u32)?.to_le_bytes()),
                (2, _) => bus.read_block(offset, data)?,
                _ => data.fill(0xFF),
            }
            Ok(())
        })
    }
    fn region_write(&mut self, region: u32, offset: u64, data: &[u8]) -> io::Result<()> {
        self.with(|bus| match (region, data.len()) {
            (0, 4) => bus.write32(offset as u32, u32::from_le_bytes(data.try_into().expect("four bytes"))),
            (0, 8) => bus.write64(offset as u32, u64::from_le_bytes(data.try_into().expect("eight bytes"))),
            (2, _) => bus.post(offset, data),
            _ => Ok(()),
        })
    }
    fn dma_map(&mut self, _: DmaMapFlags, _: u64, address: u64, size: u64, fd: Option<File>) -> io::Result<()> {
        let card = self.with(|bus| bus.dma_buffer(size as usize, DmaAccess::Both))?;
        assert_eq!(card.iova(), address, "both give the same addresses to the first buffer");
        self.0.lock().expect("no panic").mapped.push(Mapped { client: fd.expect("memory comes as a memfd"), card });
        Ok(())
    }
    fn dma_unmap(&mut self, _: DmaUnmapFlags, _: u64, _: u64) -> io::Result<()> {
        Ok(())
    }
    fn reset(&mut self) -> io::Result<()> {
        self.with(|bus| bus.reset())
    }
    fn set_irqs(&mut self, _: u32, _: u32, _: u32, _: u32, _: Vec<File>) -> io::Result<()> {
        Ok(())
    }
}

fn region(index: u32, size: u64) -> ServerRegion {
    let argsz = std::mem::size_of::<vfio_region_info>() as u32;
    let flags = VFIO_REGION_INFO_FLAG_READ | VFIO_REGION_INFO_FLAG_WRITE;
    let region_info = vfio_region_info { argsz, flags, index, size, ..Default::default() };
    ServerRegion { region_info, sparse_areas: Vec::new(), mmap_fd: None }
}

/// Serves one card until told to stop.
fn serve(socket: &Path, device: Arc<Mutex<Device>>, stop: &AtomicBool) {
    let mut regions: Vec<ServerRegion> = (0..9).map(|i| region(i, 0)).collect();
    regions[0] = region(0, BAR0_BYTES);
    regions[2] = region(2, BAR2_BYTES);
    let irqs = (0..5).map(|index| IrqInfo { index, flags: 0, count: 0 }).collect();
    let server = Server::new(socket, true, irqs, regions).expect("the socket is free");
    while !stop.load(Ordering::Relaxed) {
        // A client that dies in the middle of a message is an error here, and nothing else.
        let _ = server.run(&mut Shared(device.clone()));
        device.lock().expect("no panic").disconnect();
    }
}

struct SocketBench {
    dir: tempfile::TempDir,
    control: Control,
    devices: Vec<Arc<Mutex<Device>>>,
    stop: Arc<AtomicBool>,
    threads: Vec<std::thread::JoinHandle<()>>,
}

impl SocketBench {
    fn new() -> SocketBench {
        let dir = tempfile::tempdir().expect("a directory for the files");
        let control = shm::control(dir.path()).expect("a pair of cards");
        let stop = Arc::new(AtomicBool::new(false));
        let (mut threads, mut devices) = (Vec::new(), Vec::new());
        for side in [Side::A, Side::B] {
            let device = Device { dir: dir.path().to_owned(), side, bus: None, mapped: Vec::new() };
            let device = Arc::new(Mutex::new(device));
            devices.push(device.clone());
            let (served, ended, socket) = (device.clone(), stop.clone(), socket(dir.path(), side));
            threads.push(std::thread::spawn(move || serve(&socket, served, &ended)));
            let ended = stop.clone();
            threads.push(std::thread::spawn(move || {
                while !ended.load(Ordering::Relaxed) {
                    device.lock().expect("no panic").carry();
                    std::thread::sleep(Duration::from_micros(500));
                }
            }));
        }
        let bench = SocketBench { dir, control, devices, stop, threads };
        let start = Instant::now();
        while ![Side::A, Side::B].iter().all(|&side| socket(bench.dir.path(), side).exists()) {
            assert!(start.elapsed() < Duration::from_secs(10), "the servers start");
            std::thread::sleep(Duration::from_millis(1));
        }
        bench
    }
}

fn socket(dir: &Path, side: Side) -> PathBuf {
    dir.join(if side == Side::A { "a.sock" } else { "b.sock" })
}

impl Drop for SocketBench {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        for side in [Side::A, Side::B] {
            // A client that says nothing wakes the server, which then sees that it is to stop.
            let _ = std::os::unix::net::UnixStream::connect(socket(self.dir.path(), side));
        }
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

impl Bench for SocketBench {
    fn open(&mut self, side: Side) -> Result<Box<dyn CardBus>, BusError> {
        Ok(Box::new(VfioUserBus::open(&socket(self.dir.path(), side))?))
    }
    fn link(&mut self, up: bool) {
        self.control.link(up);
    }
    fn power(&mut self, side: Side, on: bool) {
        // The crate's server cannot end a connection, as a host loses its card; and its client waits for ever for the
        // rest of an error reply. (`chassis` can, and the suite runs on it too.) So the host goes first.
        let start = Instant::now();
        while self.devices[side.index()].lock().expect("no panic").bus.is_some() {
            assert!(start.elapsed() < Duration::from_secs(20), "the host of {side:?} has gone");
            std::thread::sleep(Duration::from_millis(1));
        }
        self.control.power(side, on);
    }
    fn offers(&self) -> &'static [Need] {
        &[]
    }
    fn battery(&mut self, _: Side, _: bool) {
        unreachable!("files have no battery");
    }
    fn reset(&mut self, _: Side) {
        unreachable!("nobody but its host resets a software card");
    }
    fn pause(&mut self, micros: u64) {
        std::thread::sleep(Duration::from_micros(micros.max(500)));
    }
}

// Shows C13: the same driver and the same suite over vfio-user.
#[test]
fn vfio_user_conforms() {
    run("vfio-user, the crate's server", SocketBench::new);
}

// Shows C14: what a card does not have is skipped and said, by test and by measurement.
#[test]
fn a_card_without_dma_and_interrupts_is_tested_without() {
    let bench = SocketBench::new();
    let run = |arguments: &[&str]| {
        let card = socket(bench.dir.path(), Side::A);
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_nvcard"));
        let output = command.args(arguments).arg("--card").arg(card).output().expect("it runs");
        let text = String::from_utf8(output.stdout).expect("text");
        assert!(output.status.success(), "{arguments:?}: {text}{}", String::from_utf8_lossy(&output.stderr));
        text
    };
    let text = run(&["selftest"]);
    for (test, why) in [("dma", "this card has no DMA engine"), ("interrupt", "this card has no interrupts")] {
        let line = text.lines().find(|line| line.starts_with(test)).unwrap_or_else(|| panic!("{test} in {text}"));
        assert!(line.contains("skipped") && line.contains(why), "{text}");
    }
    let text = run(&["bench", "--destroy-log", "--rounds", "10"]);
    assert!(text.contains("through BAR2: this card has no DMA engine"), "{text}");
    assert!(text.contains("skipped: this card has no interrupts"), "{text}");
}

#[test]
fn a_missing_socket_says_so() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("none.sock");
    let Err(error) = VfioUserBus::open(&path) else { panic!("there is no card") };
    assert!(matches!(error, BusError::Missing { .. }) && error.to_string().contains("no such socket"), "{error}");
    // A socket that is left over from a process that died.
    drop(UnixListener::bind(&path).expect("a socket"));
    let Err(error) = VfioUserBus::open(&path) else { panic!("there is no card") };
    assert!(matches!(error, BusError::Missing { .. }) && error.to_string().contains("nobody answers"), "{error}");
}

#[test]
fn a_card_that_is_taken_says_so() {
    let bench = SocketBench::new();
    let path = socket(bench.dir.path(), Side::A);
    let first = VfioUserBus::open(&path).expect("the card is free");
    let Err(error) = VfioUserBus::open(&path) else { panic!("it is taken") };
    assert!(matches!(error, BusError::Busy { .. }), "{error}");
    drop(first);
    VfioUserBus::open(&path).expect("it is free again");
}

// A server that takes no second client leaves it waiting: so does one that is stopped.
#[test]
fn a_server_that_does_not_answer_says_so() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("mute.sock");
    let _listener = UnixListener::bind(&path).expect("a socket");
    let start = Instant::now();
    let Err(error) = VfioUserBus::open(&path) else { panic!("nobody answers") };
    assert!(matches!(error, BusError::Missing { .. }) && error.to_string().contains("no answer"), "{error}");
    assert!(start.elapsed() < Duration::from_secs(8));
}

#[test]
fn a_server_that_hangs_up_says_so() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("short.sock");
    let listener = UnixListener::bind(&path).expect("a socket");
    std::thread::spawn(move || drop(listener.accept()));
    let Err(error) = VfioUserBus::open(&path) else { panic!("it hung up") };
    assert!(matches!(error, BusError::Missing { .. }) && error.to_string().contains("not a card"), "{error}");
}
