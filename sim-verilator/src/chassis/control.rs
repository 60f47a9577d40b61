//! The control socket: one JSON object per line in, one per line out.
//!
//! ```text
//! {"cmd":"status"}                          what both cards are doing
//! {"cmd":"link","up":false}                 cuts or plugs the cable
//! {"cmd":"noise","rate":1e-6}               bit error rate of the cable, 0 to 0.1
//! {"cmd":"power","card":"a","on":false}     mains of one card and its host; with "host":true the host keeps its power
//! {"cmd":"replace"}                         both cards are replaced by new ones; hosts stay connected
//! {"cmd":"reset","card":"a"}                PCIe reset of one card
//! {"cmd":"battery","card":"a","good":false} what the board says of a card's battery
//! ```
//! Answers are `{"ok":true, …}` or `{"ok":false,"error":"…"}`.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::{UnixListener, UnixStream};

use abi::registers::{beat, ctrl, link, logq, mirror, remote, BLOCK_STRIDE};
use serde::Deserialize;
use serde_json::{json, Value};

use super::engine::Engine;
use super::server::Port;
use crate::pair::{Bar, CardPair, Completion, Side, CLOCK_KHZ};

/// Longest command line, bytes.
const MAX_LINE_BYTES: u64 = 4096;
/// Highest bit error rate that can be asked for: beyond it no frame ever arrives.
const MAX_NOISE: f64 = 0.1;

#[derive(Deserialize)]
#[serde(tag = "cmd", rename_all = "lowercase", deny_unknown_fields)]
enum Command {
    Status,
    Link {
        up: bool,
    },
    Noise {
        rate: f64,
    },
    Power {
        card: Card,
        on: bool,
        /// The host keeps its power, and finds its card gone.
        #[serde(default)]
        host: bool,
    },
    Replace,
    Reset {
        card: Card,
    },
    Battery {
        card: Card,
        good: bool,
    },
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Card {
    A,
    B,
}

impl From<Card> for Side {
    fn from(card: Card) -> Side {
        match card {
            Card::A => Side::A,
            Card::B => Side::B,
        }
    }
}

/// What commands act on.
#[derive(Clone)]
pub struct Control {
    pub engine: Engine,
    pub ports: [Port; 2],
    /// `rtl` or `model`.
    pub kind: &'static str,
}

impl Control {
    /// Serves the control socket for as long as the process lives, a thread per client.
    pub fn run(self, listener: UnixListener) {
        for stream in listener.incoming().flatten() {
            let control = self.clone();
            let spawned = std::thread::Builder::new().name("control".into()).spawn(move || control.client(stream));
            if let Err(e) = spawned {
                eprintln!("chassis: no thread for a control client: {e}");
            }
        }
    }

    fn client(&self, stream: UnixStream) {
        let Ok(mut writer) = stream.try_clone() else { return };
        let mut reader = BufReader::new(stream);
        loop {
            let mut line = Vec::new();
            match reader.by_ref().take(MAX_LINE_BYTES).read_until(b'\n', &mut line) {
                Ok(0) | Err(_) => return,
                Ok(_) => {}
            }
            let answer = self.answer(&line).unwrap_or_else(|error| json!({ "ok": false, "error": error }));
            // A client that does not take its answer has left.
            if writeln!(writer, "{answer}").is_err() {
                return;
            }
        }
    }

    /// Does what one line says.
    pub fn answer(&self, line: &[u8]) -> Result<Value, String> {
        let command: Command = serde_json::from_slice(line).map_err(|e| format!("not a command: {e}"))?;
        let stopped = |_| "the simulation has stopped".to_string();
        match command {
            Command::Status => return self.status(),
            Command::Link { up } => self.engine.disturb(move |pair| pair.set_cable(up)).map_err(stopped)?,
            Command::Noise { rate } => {
                if !(0.0..=MAX_NOISE).contains(&rate) {
                    return Err(format!("noise rate {rate} is not between 0 and {MAX_NOISE}"));
                }
                self.engine.disturb(move |pair| pair.set_noise(rate)).map_err(stopped)?
            }
            Command::Power { card, on, host } => return self.power(card.into(), on, host),
            Command::Replace => {
                let replace = |pair: &mut dyn CardPair| {
                    pair.set_cable(true);
                    pair.set_noise(0.0);
                    Side::BOTH.into_iter().for_each(|side| pair.replace(side));
                };
                self.engine.disturb(replace).map_err(stopped)?
            }
            Command::Battery { card, good } => {
                self.engine.disturb(move |pair| pair.set_battery(card.into(), good)).map_err(stopped)?
            }
            Command::Reset { card } => self.engine.reset(card.into()).map_err(stopped)?,
        }
        Ok(json!({ "ok": true }))
    }

    fn power(&self, side: Side, on: bool, host: bool) -> Result<Value, String> {
        let port = &self.ports[side.index()];
        let stopped = |_| "the simulation has stopped".to_string();
        if on {
            self.engine.disturb(move |pair| pair.power_on(side)).map_err(stopped)?;
            port.set_powered(true);
            return Ok(json!({ "ok": true }));
        }
        if !host {
            // The host first: a host without power sees nothing.
            port.set_powered(false);
        }
        let drained = self.engine.disturb(move |pair| pair.power_off(side)).map_err(stopped)?;
        Ok(json!({ "ok": true, "drained": drained }))
    }

    fn status(&self) -> Result<Value, String> {
        struct Cable {
            cycles: u64,
            plugged: bool,
            noise: f64,
            powered: [bool; 2],
            counts: [(u64, u64); 2],
            dma: [(u64, u64); 2],
            bus_errors: [u64; 2],
        }
        let cable = self
            .engine
            .look(|pair| Cable {
                cycles: pair.cycles(),
                plugged: pair.cable(),
                noise: pair.noise(),
                powered: Side::BOTH.map(|s| pair.powered(s)),
                counts: Side::BOTH.map(|s| pair.cable_counts(s)),
                dma: Side::BOTH.map(|s| pair.host(s).counts()),
                bus_errors: Side::BOTH.map(|s| pair.bus_errors(s)),
            })
            .map_err(|e| e.to_string())?;
        let mut cards = serde_json::Map::new();
        for side in Side::BOTH {
            let i = side.index();
            let mut card = json!({
                "powered": cable.powered[i],
                "client": self.ports[i].connected(),
                "frames_sent": cable.counts[i].0,
                "frames_damaged": cable.counts[i].1,
                "host_writes": cable.dma[i].0,
                "host_faults": cable.dma[i].1,
                "bus_errors": cable.bus_errors[i],
            });
            if cable.powered[i] {
                card["registers"] = self.registers(side)?;
            }
            cards.insert(side.letter().into(), card);
        }
        Ok(json!({
            "ok": true,
            "kind": self.kind,
            "cycles": cable.cycles,
            "simulated_us": cable.cycles * 1000 / u64::from(CLOCK_KHZ),
            "link": cable.plugged,
            "noise": cable.noise,
            "cards": cards,
        }))
    }

    fn registers(&self, side: Side) -> Result<Value, String> {
        let read = |offset: u32| -> Result<u64, String> {
            match self.engine.read(side, Bar::Registers, u64::from(offset & !7), 8) {
                Ok(Completion::Data(data)) => {
                    let word = u64::from_le_bytes(data.try_into().map_err(|_| "a register of another size")?);
                    Ok(word >> (8 * (offset & 4)))
                }
                Ok(Completion::Failed) => Err(format!("register {offset:#x} could not be read")),
                Err(e) => Err(e.to_string()),
            }
        };
        let low = |offset: u32| -> Result<u64, String> { Ok(read(offset)? & 0xFFFF_FFFF) };
        let mut queues = Vec::new();
        for queue in 0..abi::geometry::QUEUES as u32 {
            let at = queue * BLOCK_STRIDE;
            queues.push(json!({
                "enabled": low(at + logq::CONTROL)? & 1 != 0,
                "epoch": low(at + logq::EPOCH)?,
                "local": read(at + logq::LOCAL)?,
                "mirrored": read(at + logq::MIRRORED)?,
                "ticket_errors": low(at + logq::TICKET_ERRORS)?,
                "crc_errors": low(at + logq::CRC_ERRORS)?,
            }));
        }
        Ok(json!({
            "state": low(ctrl::STATE)?,
            "generation": low(ctrl::GENERATION)?,
            "hw_sequence": read(ctrl::HW_SEQUENCE)?,
            "unsupported": low(ctrl::UNSUPPORTED)?,
            "dropped_writes": low(ctrl::DROPPED_WRITES)?,
            "link_state": low(link::STATE)?,
            "session": low(link::SESSION)?,
            "link_crc_errors": low(link::CRC_ERRORS)?,
            "replays": low(link::REPLAYS)?,
            "trainings": low(link::TRAININGS)?,
            "mirror_state": low(mirror::STATE)?,
            "fenced": low(mirror::FENCED)?,
            "image_state": low(remote::IMAGE_STATE)?,
            "fence_done": low(remote::FENCE_DONE)?,
            "sealed": [read(remote::SEALED0)?, read(remote::SEALED1)?],
            "peer_beat": read(beat::PEER_BEAT)?,
            "queues": queues,
        }))
    }
}
