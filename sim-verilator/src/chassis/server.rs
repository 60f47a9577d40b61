//! One card's socket: a host connects, drives its card, and leaves, one after another.
//!
//! A device is opened by one host at a time. When the connection ends, however it ends, the card's PCIe side
//! is reset behind the writes the host had posted, and then the host's memory is unmapped; only then may the next come. A card
//! without power accepts nobody.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use abi::geometry::{BAR0_BYTES, BAR2_BYTES};

use super::engine::Engine;
use super::pci::{ConfigSpace, Effect, CONFIG_BYTES};
use super::vfio_user::{serve, Device};
use crate::host::HostMemory;
use crate::interrupts;
use crate::pair::{Bar, Completion, Side};

/// `VFIO_PCI_CONFIG_REGION_INDEX`.
const CONFIG_REGION: u32 = 7;

/// The current client of a card, for disconnecting it from outside, and whether the card takes clients.
#[derive(Clone)]
pub struct Port {
    inner: Arc<Mutex<PortState>>,
}

struct PortState {
    powered: bool,
    client: Option<UnixStream>,
}

impl Port {
    /// The port of a card with power.
    pub fn new() -> Self {
        Port { inner: Arc::new(Mutex::new(PortState { powered: true, client: None })) }
    }

    fn with<R>(&self, act: impl FnOnce(&mut PortState) -> R) -> R {
        act(&mut self.inner.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The card loses or gets its power. Losing it ends the connection.
    pub fn set_powered(&self, powered: bool) {
        self.with(|port| {
            port.powered = powered;
            if !powered {
                if let Some(client) = port.client.take() {
                    // It may have left already.
                    let _ = client.shutdown(std::net::Shutdown::Both);
                }
            }
        });
    }

    /// Whether a host is connected.
    pub fn connected(&self) -> bool {
        self.with(|port| port.client.is_some())
    }

    /// Takes a client unless the card is without power.
    fn admit(&self, stream: &UnixStream) -> io::Result<bool> {
        let handle = stream.try_clone()?;
        Ok(self.with(|port| {
            if port.powered {
                port.client = Some(handle);
            }
            port.powered
        }))
    }

    fn leave(&self) {
        self.with(|port| port.client = None);
    }
}

impl Default for Port {
    fn default() -> Self {
        Self::new()
    }
}

/// A card's function as its host sees it.
struct Function {
    side: Side,
    engine: Engine,
    host: HostMemory,
    config: ConfigSpace,
}

fn bar(region: u32) -> Option<(Bar, u64)> {
    match region {
        0 => Some((Bar::Registers, BAR0_BYTES)),
        2 => Some((Bar::Aperture, BAR2_BYTES)),
        _ => None,
    }
}

impl Device for Function {
    fn region_bytes(&self, region: u32) -> u64 {
        match bar(region) {
            Some((_, bytes)) => bytes,
            None if region == CONFIG_REGION => CONFIG_BYTES as u64,
            None => 0,
        }
    }

    fn read(&mut self, region: u32, offset: u64, into: &mut [u8]) {
        if region == CONFIG_REGION {
            return self.config.read(offset, into);
        }
        let inside = |bytes: u64| offset.checked_add(into.len() as u64).is_some_and(|end| end <= bytes);
        let Some((bar, _)) = bar(region).filter(|(_, bytes)| inside(*bytes) && !into.is_empty()) else {
            return into.fill(0xFF);
        };
        match self.engine.read(self.side, bar, offset, into.len()) {
            Ok(Completion::Data(data)) => into.copy_from_slice(&data),
            // What a root port makes of an unsupported request.
            Ok(Completion::Failed) | Err(_) => into.fill(0xFF),
        }
    }

    fn write(&mut self, region: u32, offset: u64, data: Vec<u8>) {
        if region == CONFIG_REGION {
            if self.config.write(offset, &data) == Effect::Reset {
                let _ = self.engine.reset(self.side);
            }
            return;
        }
        let inside = |bytes: u64| offset.checked_add(data.len() as u64).is_some_and(|end| end <= bytes);
        if let Some((bar, _)) = bar(region).filter(|(_, bytes)| inside(*bytes) && !data.is_empty()) {
            // A simulation that has stopped takes nothing more; the connection ends next.
            let _ = self.engine.write(self.side, bar, offset, data);
        }
    }

    fn map(&mut self, iova: u64, bytes: u64, file: Option<File>, offset: u64, writable: bool) -> io::Result<()> {
        let file =
            file.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "memory without a file cannot be shared"))?;
        self.host.map(iova, bytes, &file, offset, writable)
    }

    fn unmap(&mut self, iova: u64, bytes: u64) {
        self.host.unmap(iova, bytes);
    }

    fn connect(&mut self, first: u32, events: Vec<Option<OwnedFd>>) {
        let side = self.side;
        // A simulation that has stopped interrupts nobody any more.
        let _ = self.engine.disturb(move |pair| {
            for (vector, event) in (first..).zip(events) {
                interrupts::connect(pair, side, vector, event);
            }
        });
    }

    fn reset(&mut self) {
        self.config = ConfigSpace::new();
        let _ = self.engine.reset(self.side);
    }
}

/// Binds a card's socket, replacing what a chassis that was killed has left there.
pub fn bind(path: &Path) -> io::Result<UnixListener> {
    match std::fs::remove_file(path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
        _ => {}
    }
    UnixListener::bind(path)
}

/// Serves a card's socket for as long as the process lives.
pub fn run(listener: UnixListener, side: Side, engine: Engine, host: HostMemory, port: Port) {
    for stream in listener.incoming() {
        let Ok(stream) = stream else { continue };
        match port.admit(&stream) {
            Ok(true) => {}
            Ok(false) => continue,
            Err(e) => {
                eprintln!("chassis: card {}: a client was turned away: {e}", side.letter());
                continue;
            }
        }
        let mut function = Function { side, engine: engine.clone(), host: host.clone(), config: ConfigSpace::new() };
        match serve(stream, &mut function) {
            Err(e) if e.kind() == io::ErrorKind::InvalidData => {
                eprintln!("chassis: card {}: client disconnected for {e}", side.letter());
            }
            // It left, or was disconnected because its card lost power.
            Ok(()) | Err(_) => {}
        }
        // First the card forgets the addresses, then they end: in the other order it would write into nothing.
        let _ = engine.reset(side);
        host.clear();
        port.leave();
    }
}
