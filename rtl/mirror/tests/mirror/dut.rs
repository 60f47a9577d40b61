//! The mirror as the tests see it: its constants, its ports.

use rtl_mirror::{Mirror, Settings};
use rtl_prims::testing::{Model, Port, Verilated};
use rust_hdl::prelude::Block;
use std::sync::OnceLock;

/// LOCAL of a test card.
pub const LOCAL_BYTES: usize = 64 << 10;

/// Timers short enough for tests, in the order of the real ones.
pub fn settings() -> Settings {
    Settings {
        local_bytes: LOCAL_BYTES as u64,
        retry_ticks: 600,
        retries: 4,
        hello_ticks: 300,
        beat_ticks: 500,
        dead_ticks: 5_000,
        stall_ticks: 30_000,
        quiet_ticks: 200,
        staged_beats: 128,
    }
}

/// The verilated mirror, one for the process.
fn verilated() -> &'static Verilated {
    static BUILT: OnceLock<Verilated> = OnceLock::new();
    BUILT.get_or_init(|| {
        let mut mirror = Mirror::new(&settings());
        mirror.connect_all();
        Verilated::build(&mirror, "mirror")
    })
}

#[rustfmt::skip]
const PORTS: &[&str] = &[
    "reset", "tx_data", "tx_control", "tx_valid", "tx_ready", "rx_data", "rx_control", "rx_valid", "link_up",
    "stage$valid", "stage$data", "stage$enable", "stage$first", "stage$last", "stage$address", "stage$length",
    "stage$publish", "stage$queue", "stage$mark", "stage$left", "stage$ready", "mirrored_valid", "mirrored_queue", "mirrored_mark",
    "unreadable", "lost_reason", "catching_up",
    "queue0$enable", "queue0$changed", "queue0$settled", "queue0$line_base", "queue0$line_count", "queue0$position",
    "queue0$payload_base", "queue0$payload_bytes", "queue1$payload_base", "queue1$payload_bytes",
    "queue1$enable", "queue1$changed", "queue1$settled", "queue1$line_base", "queue1$line_count", "queue1$position",
    "write$valid", "write$address", "write$data", "write$enable", "write$ready", "published_valid", "published_queue",
    "published_slot", "read$valid", "read$address", "read$ready", "read$data_valid", "read$data", "hold", "held",
    "card_id", "nonce", "armed", "host_beat", "ticks", "start_resync", "accept", "drop_mirror", "fence", "lift",
    "range0_start", "range0_end", "range1_start", "range1_end", "range2_start", "range2_end", "range3_start",
    "range3_end", "range4_start", "range4_end", "link_state", "session", "peer_card_id", "peer_nonce", "frames_sent",
    "frames_received", "crc_errors", "naks_sent", "naks_received", "replays", "trainings", "mirror_state", "fenced",
    "cursor", "image_state", "queue_states", "fence_mask", "fence_done", "sealed0", "sealed1", "image_card_id", "image_nonce",
    "peer_flags", "peer_beat", "peer_beat_age", "peer_card_age", "load", "load_queue_states", "load_fence_mask",
    "load_sealed0", "load_sealed1", "load_image_card_id", "load_image_nonce", "persist", "persisted", "power_fail",
    "drained", "mail_write", "mail_write_word", "mail_write_data", "mail_write_low", "mail_write_high", "mail_read_word",
    "mail_read_data", "mail_read_unit", "mail_beat",
];

/// Place of a port in [`PORTS`], found when the test is compiled: the simulation asks for many in every cycle.
pub const fn place(name: &str) -> usize {
    let mut i = 0;
    while i < PORTS.len() {
        let (a, b) = (PORTS[i].as_bytes(), name.as_bytes());
        let mut same = a.len() == b.len();
        let mut j = 0;
        while same && j < a.len() {
            same = a[j] == b[j];
            j += 1;
        }
        if same {
            return i;
        }
        i += 1;
    }
    panic!("no such port")
}

/// The place of a port by its name.
macro_rules! at {
    ($name:literal) => {
        const { crate::dut::place($name) }
    };
}
pub(crate) use at;

/// One mirror.
pub struct Dut {
    model: Model,
    ports: Vec<Port>,
}

impl Dut {
    pub fn new() -> Dut {
        Dut { model: verilated().model(), ports: PORTS.iter().map(|name| verilated().port(name)).collect() }
    }

    pub fn set(&mut self, port: usize, value: u128) {
        self.model.set(self.ports[port], value);
    }

    pub fn get(&self, port: usize) -> u128 {
        self.model.get(self.ports[port])
    }

    /// Lets combinational logic settle.
    pub fn settle(&mut self) {
        self.model.settle();
    }

    /// The next clock edge.
    pub fn tick(&mut self) {
        self.model.tick();
    }
}
