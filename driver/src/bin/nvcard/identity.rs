//! `nvcard info` and `nvcard fw`.

use abi::geometry::QUEUES;
use abi::registers::{self, logq, BLOCKS, BLOCK_STRIDE};
use driver::{Card, CardInfo};
use serde_json::{json, Value};

use crate::report::{bytes, table, Failure, Report};

fn yes(flag: bool) -> &'static str {
    if flag {
        "yes"
    } else {
        "no"
    }
}

/// Names of the bits in ID.CAPABILITIES.
const CAPABILITIES: &[(u32, &str)] = &[
    (registers::CAPABILITY_VOLATILE, "volatile"),
    (registers::CAPABILITY_DMA, "DMA"),
    (registers::CAPABILITY_MSIX, "MSI-X"),
    (registers::CAPABILITY_MAILBOX, "mailbox"),
    (registers::CAPABILITY_BATTERY, "battery monitoring"),
    (registers::CAPABILITY_ECC, "error correction"),
    (registers::CAPABILITY_ERASE, "erase"),
    (registers::CAPABILITY_COUNTERS, "counters"),
    (registers::CAPABILITY_EVENTS, "events"),
    (registers::CAPABILITY_LOOPBACK, "loopback"),
    (registers::CAPABILITY_CODING, "line coding"),
];

/// The names of what a card can do.
fn capabilities(info: &CardInfo) -> Vec<&'static str> {
    CAPABILITIES.iter().filter(|(bit, _)| info.capabilities & bit != 0).map(|(_, name)| *name).collect()
}

fn board(info: &CardInfo) -> String {
    match info.board {
        0 => "simulation".into(),
        n => format!("board {n} (see boards/)"),
    }
}

pub fn info(card: &mut Card) -> Result<Report, Failure> {
    let info = *card.info();
    let (state, link, mirror) = (card.state()?, card.link()?, card.mirror_state()?);
    let (image, beat, refused) = (card.image()?, card.beat()?, card.fenced_by_partner()?);
    let us = |ticks: u64| info.ticks_to_us(ticks);
    let mut rows: Vec<[String; 2]> = vec![
        ["card".into(), format!("{:#018x}, {}", info.card_id, board(&info))],
        ["memory".into(), format!("{} for this node, as much for the partner's image", bytes(info.local_bytes.into()))],
        [
            "contents".into(),
            match (info.is_volatile(), state.valid, state.dirty) {
                (true, ..) => "do not survive a power failure (a software card)".into(),
                (_, true, _) => "were valid at power-on".into(),
                (_, _, true) => {
                    "NOT VALID: the last power failure found them in use and the drain did not finish".into()
                }
                _ => "not valid at power-on: new, erased, or the battery was off".to_string(),
            },
        ],
        [
            "state".into(),
            format!(
                "{}, armed: {}, battery good: {}{}",
                if state.ready { "ready" } else { "booting" },
                yes(state.armed),
                yes(state.battery),
                if state.failed { ", FAILED" } else { "" }
            ),
        ],
        ["power".into(), format!("generation {}, on for {} ms", state.generation, us(beat.ticks) / 1000)],
        [
            "session".into(),
            if state.boot_nonce == 0 { "not booted".into() } else { format!("{:#018x}", state.boot_nonce) },
        ],
        [
            "link".into(),
            format!(
                "{:?}, session {}, came up {} times, {} replays",
                link.state, link.session, link.trainings, link.replays
            ),
        ],
        [
            "partner".into(),
            match link.peer_card_id {
                0 => "not heard yet".into(),
                id => format!(
                    "card {id:#018x}, last heard {} us ago; its host's beat is {}, {} us old",
                    us(beat.card_age_ticks),
                    beat.peer,
                    us(beat.peer_age_ticks)
                ),
            },
        ],
        [
            "mirror".into(),
            format!(
                "{mirror:?}{}",
                if refused == 0 { String::new() } else { format!(", the partner REFUSES queues {refused:#b}") }
            ),
        ],
        [
            "image of partner".into(),
            format!(
                "{:?}, of card {:#018x}, sealed {:?}, fenced {:?}, fence epochs {:?}",
                image.state, image.card_id, image.sealed, image.fenced, image.fence_epoch
            ),
        ],
    ];
    let mut health = serde_json::Map::new();
    if info.capabilities & registers::CAPABILITY_BATTERY != 0 {
        let power = card.power()?;
        rows.push([
            "battery".into(),
            format!(
                "{}, {} mV, {:.1} degrees C, charge {:.1} %, hold-up test {:?}; drains in {} us at most, the last in {} us",
                if state.battery { "good" } else { "BAD" },
                power.millivolts,
                f64::from(power.temperature_millicelsius) / 1000.0,
                f64::from(power.charge_permille) / 10.0,
                power.test,
                us(power.drain_limit_ticks.into()),
                us(power.drain_ticks.into())
            ),
        ]);
        health.insert(
            "battery".into(),
            json!({ "good": state.battery, "millivolts": power.millivolts,
                    "temperature_millicelsius": power.temperature_millicelsius,
                    "charge_permille": power.charge_permille, "test": format!("{:?}", power.test),
                    "test_millivolts": power.test_millivolts, "limit_millivolts": power.limit_millivolts,
                    "drain_us": us(power.drain_ticks.into()), "header_clean": power.header_clean,
                    "rail_held": power.rail_held, "sweep_clean": power.sweep_clean }),
        );
    }
    if info.capabilities & registers::CAPABILITY_ECC != 0 {
        let memory = card.memory()?;
        rows.push([
            "memory errors".into(),
            format!(
                "{} corrected, {} uncorrected, {} scrubs",
                memory.corrected, memory.uncorrected, memory.scrub_passes
            ),
        ]);
        health.insert(
            "memory".into(),
            json!({ "corrected": memory.corrected, "uncorrected": memory.uncorrected,
                    "corrected_at": memory.corrected_at, "uncorrected_at": memory.uncorrected_at,
                    "scrub_passes": memory.scrub_passes, "erase": format!("{:?}", memory.erase) }),
        );
    }
    let mut queues = Vec::new();
    for queue in 0..QUEUES as u32 {
        let base = queue * BLOCK_STRIDE;
        let mut word = |offset: u32| card.register64(base + offset);
        let (control, local, mirrored) = (word(logq::CONTROL)?, word(logq::LOCAL)?, word(logq::MIRRORED)?);
        let (enabled, epoch) = (control & 1 != 0, control >> 32);
        let on = if enabled { "on" } else { "off" };
        rows.push([
            format!("queue {queue}"),
            format!("{on}, epoch {epoch}, durable here below {local}, at both below {mirrored}"),
        ]);
        queues.push(json!({ "enabled": enabled, "epoch": epoch, "local": local, "mirrored": mirrored }));
    }
    let value = json!({
        "card_id": info.card_id,
        "identity": identity(&info),
        "local_bytes": info.local_bytes,
        "state": { "ready": state.ready, "armed": state.armed, "failed": state.failed, "valid": state.valid,
                   "battery": state.battery, "dirty": state.dirty, "generation": state.generation,
                   "hw_sequence": state.hw_sequence, "boot_nonce": state.boot_nonce },
        "link": { "state": format!("{:?}", link.state), "session": link.session, "peer_card_id": link.peer_card_id,
                  "peer_nonce": link.peer_nonce, "trainings": link.trainings },
        "mirror": { "state": format!("{mirror:?}"), "refused_queues": refused },
        "image": { "state": format!("{:?}", image.state), "card_id": image.card_id, "nonce": image.nonce,
                   "sealed": image.sealed, "fenced": image.fenced, "fence_epoch": image.fence_epoch },
        "beat": { "host": beat.host, "peer": beat.peer, "peer_age_us": us(beat.peer_age_ticks),
                  "card_age_us": us(beat.card_age_ticks) },
        "health": health,
        "queues": queues,
    });
    let rows: Vec<Vec<String>> = rows.into_iter().map(Vec::from).collect();
    Ok(Report::new(value, table(&rows)))
}

fn identity(info: &CardInfo) -> Value {
    json!({
        "board": info.board,
        "build_hash": format!("{:016x}", info.build_hash),
        "abi_version": abi::ABI_VERSION,
        "capabilities": capabilities(info),
        "clock_khz": info.clock_khz,
    })
}

pub fn fw(card: &mut Card) -> Result<Report, Failure> {
    let info = *card.info();
    let blocks: Vec<String> = BLOCKS.iter().map(|b| format!("{} v{}", b.name, b.version)).collect();
    let can = capabilities(&info);
    let rows = [
        ["board", &board(&info)],
        ["build", &format!("{:016x}", info.build_hash)],
        ["contract", &format!("version {}; blocks {}", abi::ABI_VERSION, blocks.join(", "))],
        ["can", &if can.is_empty() { "nothing beyond the contract's core".into() } else { can.join(", ") }],
        [
            "core clock",
            &format!("{} kHz, a tick is {} ns", info.clock_khz, 1_000_000 / u64::from(info.clock_khz.max(1))),
        ],
    ];
    let rows: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| cell.to_string()).collect()).collect();
    Ok(Report::new(identity(&info), table(&rows)))
}
