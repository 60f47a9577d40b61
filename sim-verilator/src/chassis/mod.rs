//! The chassis: a process that holds both cards and lets each host reach its own over a vfio-user socket.
//!
//! `D/card-a.sock` and `D/card-b.sock` are the slots, `D/card-a.nv` and `D/card-b.nv` the battery-backed memories,
//! `D/chassis.sock` takes commands ([`control`]). Ending the process in order (SIGTERM) is a power failure of both
//! cards with a full drain; killing it is one without.

pub mod control;
pub mod engine;
pub mod pci;
pub mod server;
pub mod vfio_user;

use std::io;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use control::Control;
use engine::Engine;
use server::Port;

use crate::memory::NvMemory;
use crate::pair::{CardPair, Side};

/// Why a chassis did not start.
#[derive(Debug, thiserror::Error)]
#[error("{what} {}: {source}", path.display())]
pub struct ChassisError {
    what: &'static str,
    path: PathBuf,
    source: io::Error,
}

fn at<T>(what: &'static str, path: &Path, result: io::Result<T>) -> Result<T, ChassisError> {
    result.map_err(|source| ChassisError { what, path: path.into(), source })
}

/// A running chassis.
pub struct Chassis {
    engine: Engine,
    ports: [Port; 2],
    thread: JoinHandle<Box<dyn CardPair>>,
}

/// Opens the memories of both cards in `dir`.
pub fn memories(dir: &Path) -> Result<[NvMemory; 2], ChassisError> {
    let open = |side: Side| {
        let path = dir.join(format!("card-{}.nv", side.letter()));
        at("cannot open the card memory", &path, NvMemory::open(&path))
    };
    Ok([open(Side::A)?, open(Side::B)?])
}

impl Chassis {
    /// Gives both cards power and opens the sockets in `dir`.
    pub fn start(dir: &Path, mut pair: Box<dyn CardPair>, kind: &'static str) -> Result<Self, ChassisError> {
        for side in Side::BOTH {
            pair.power_on(side);
        }
        let hosts = Side::BOTH.map(|s| pair.host(s).clone());
        let bind = |name: &str| {
            let path = dir.join(name);
            at("cannot open the socket", &path, server::bind(&path))
        };
        let sockets = [bind("card-a.sock")?, bind("card-b.sock")?];
        let commands = bind("chassis.sock")?;
        let (engine, thread) = Engine::start(pair);
        let ports = [Port::new(), Port::new()];
        for ((side, socket), host) in Side::BOTH.into_iter().zip(sockets).zip(hosts) {
            let (engine, port) = (engine.clone(), ports[side.index()].clone());
            spawn("slot", move || server::run(socket, side, engine, host, port));
        }
        let control = Control { engine: engine.clone(), ports: ports.clone(), kind };
        spawn("commands", move || control.run(commands));
        Ok(Chassis { engine, ports, thread })
    }

    /// Mains fail: both cards drain, write their headers and stop. Returns whether both drains finished.
    pub fn power_fail(self) -> bool {
        self.engine.stop();
        for port in &self.ports {
            port.set_powered(false);
        }
        match self.thread.join() {
            Ok(mut pair) => Side::BOTH.map(|side| pair.power_off(side)) == [true, true],
            Err(_) => false,
        }
    }
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().name(name.into()).spawn(body).expect("a thread at start-up");
}
