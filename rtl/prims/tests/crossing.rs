//! The asynchronous FIFO between clocks of any phase and speed that stop when they like, in both simulators at once.

use rtl_prims::crossing::AsyncFifo;
use rtl_prims::testing::Verilated;
use rust_hdl::prelude::*;
use std::collections::VecDeque;

type Subject = AsyncFifo<Bits<16>, 3, 4>;
const ENTRIES: usize = 8;

/// When the first flip-flop of a synchroniser may miss a change: the source has had one edge since it last looked, and it
/// missed nothing the last time. (A change that is older than that has arrived in any flip-flop.)
#[derive(Default)]
struct Uncertain {
    edges: u32,
    missed: bool,
}

impl Uncertain {
    fn source_edge(&mut self) {
        self.edges += 1;
    }
    /// The bits to miss if an edge comes now.
    fn mask(&self, random: u64) -> u64 {
        if self.edges == 1 && !self.missed {
            random
        } else {
            0
        }
    }
    fn edge(&mut self, mask: u64) {
        self.missed = mask != 0 && self.edges > 0;
        self.edges = 0;
    }
}

// Shows C1, C7: native simulation and emitted Verilog agree; with any phases, any speeds, stopped clocks and synchronisers that
// miss bits at random, nothing is lost, doubled, reordered or overwritten.
#[test]
fn carries_a_stream_between_any_two_clocks() {
    let mut native = Subject::default();
    native.connect_all();
    assert_eq!(rtl_lint::check(&native), Vec::<String>::new());
    let verilated = Verilated::build(&native, "async_fifo");
    let seed = std::env::var("SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(1u64);
    println!("SEED={seed}");
    let mut state = seed;
    let mut random = |n: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 20) % n
    };
    let p = |name| verilated.port(name);
    let (write_clock, read_clock) = (p("write_clock"), p("read_clock"));
    let inputs = ["write", "data_in", "ready", "late_to_reader", "late_to_writer"].map(p);
    let (room_port, valid_port, data_port) = (p("room"), p("valid"), p("data_out"));
    let (mut taken, mut fullest, mut stops) = (0, 0, 0);
    let mut model = verilated.model();
    let mut queue = VecDeque::new();
    let (mut to_reader, mut to_writer) = (Uncertain::default(), Uncertain::default());
    // Chances out of 16 of an edge in a step: 0 is a clock that stands still.
    let (mut write_speed, mut read_speed) = (8, 8);
    for step in 0..40_000u64 {
        if step % 200 == 0 {
            write_speed = [0, 1, 4, 8, 15, 16][random(6) as usize];
            read_speed = [0, 1, 4, 8, 15, 16][random(6) as usize];
            stops += u32::from(write_speed == 0 || read_speed == 0);
        }
        let (write_edge, read_edge) = (random(16) < write_speed, random(16) < read_speed);
        model.settle();
        let write = random(4) > 0;
        let ready = random(4) > 0;
        let data = random(1 << 16);
        let late_read = to_reader.mask(random(16));
        let late_write = to_writer.mask(random(16));
        for (port, value) in inputs.iter().zip([write as u64, data, ready as u64, late_read, late_write]) {
            model.set(*port, value as u128);
        }
        native.write.next = write;
        native.data_in.next = data.to_bits();
        native.ready.next = ready;
        native.late_to_reader.next = late_read.to_bits();
        native.late_to_writer.next = late_write.to_bits();
        assert!(simulate(&mut native, 50));
        model.settle();
        let (room, valid) = (model.get(room_port) == 1, model.get(valid_port) == 1);
        assert_eq!((native.room.val(), native.valid.val()), (room, valid), "step {step}");
        if valid {
            let found = model.get(data_port);
            assert_eq!(native.data_out.val().to_u128(), found, "step {step}");
            assert_eq!(queue.front().copied(), Some(found as u64), "step {step}: the oldest entry");
        }
        assert!(!room || queue.len() < ENTRIES, "step {step}: room where there is none");
        // A head that is seen when only the writer's clock moves stays.
        if write_edge && write && room {
            queue.push_back(data);
        }
        fullest = fullest.max(queue.len());
        if read_edge && valid && ready {
            queue.pop_front();
            taken += 1;
        }
        if read_edge {
            to_reader.edge(late_read);
        }
        if write_edge {
            to_writer.edge(late_write);
            to_reader.source_edge();
        }
        if read_edge {
            to_writer.source_edge();
        }
        let clocks: Vec<_> = [(write_edge, write_clock), (read_edge, read_clock)]
            .into_iter()
            .filter_map(|(edge, clock)| edge.then_some(clock))
            .collect();
        model.edge(&clocks);
        for level in [true, false] {
            native.write_clock.next = Clock { clk: level && write_edge };
            native.read_clock.next = Clock { clk: level && read_edge };
            assert!(simulate(&mut native, 50));
        }
    }
    println!("{taken} entries, {stops} stops");
    assert!(taken > 3_000 && fullest == ENTRIES && stops > 20);
}

// Shows C2: at equal speeds an entry goes through in every cycle, and an entry is seen within five edges of the reader.
#[test]
fn runs_at_full_rate() {
    let mut native = Subject::default();
    native.connect_all();
    let verilated = Verilated::build(&native, "async_fifo");
    let mut model = verilated.model();
    let p = |name| verilated.port(name);
    let clocks = [p("write_clock"), p("read_clock")];
    model.set(p("write"), 1);
    model.set(p("ready"), 1);
    model.settle();
    let mut waited = 0;
    while model.get(p("valid")) == 0 {
        model.edge(&clocks);
        waited += 1;
    }
    assert!(waited <= 5, "{waited} cycles");
    for cycle in 0..100 {
        assert_eq!((model.get(p("valid")), model.get(p("room"))), (1, 1), "cycle {cycle}");
        model.edge(&clocks);
    }
}
