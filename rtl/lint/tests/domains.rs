//! No signal of the card goes from PCIe's clock to the core's, or back, but through a reviewed crossing.

use rtl_lint::domains::{check, Domains};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Ports of the card on PCIe's clock; PERST# has none.
const OUTSIDE: &[(&str, &str)] = &[
    ("user_reset", "user_clock"),
    ("flr", "user_clock"),
    ("flr_done", "user_clock"),
    ("bus_master", "user_clock"),
    ("msix_enable", "user_clock"),
    ("msix_mask", "user_clock"),
    ("cq_np_req", "user_clock"),
    ("max_payload", "user_clock"),
    ("max_read", "user_clock"),
    ("rq_credits", "user_clock"),
    ("rq_seq_num", "user_clock"),
    ("rq_seq_num_valid", "user_clock"),
    ("perst", ""),
];

fn reviewed(inputs: &BTreeSet<String>, outputs: &BTreeSet<String>) -> Option<BTreeMap<&'static str, &'static str>> {
    let has =
        |ports: &[&str], all: &BTreeSet<String>| ports.len() == all.len() && ports.iter().all(|p| all.contains(*p));
    // `Synchroniser` and `AsyncFifo` of rtl/prims/src/crossing.rs.
    if has(&["clock", "from", "late"], inputs) && has(&["to"], outputs) {
        return Some([("from", ""), ("to", "clock")].into());
    }
    let fifo = ["write_clock", "write", "data_in", "read_clock", "ready", "late_to_reader", "late_to_writer"];
    (has(&fifo, inputs) && has(&["room", "valid", "data_out"], outputs)).then(|| {
        [("write", "write_clock"), ("data_in", "write_clock"), ("room", "write_clock")]
            .into_iter()
            .chain([("ready", "read_clock"), ("valid", "read_clock"), ("data_out", "read_clock")])
            .collect()
    })
}

fn card() -> String {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../emit/golden/card.v");
    std::fs::read_to_string(golden).expect("rtl/emit/golden/card.v is there")
}

fn look(verilog: &str) -> Domains {
    let streams: Vec<String> = ["cq", "cc", "rq", "rc"]
        .iter()
        .flat_map(|stream| ["data", "user", "keep", "last", "valid", "ready"].map(|part| format!("{stream}${part}")))
        .collect();
    let streams = streams.iter().map(|port| (port.as_str(), "user_clock"));
    let outside: BTreeMap<&str, &str> = OUTSIDE.iter().copied().chain(streams).collect();
    check(verilog, "card", "clock", &outside, &reviewed)
}

// Shows C7, C11: in the Verilog that is reviewed, simulated and synthesised every register is fed from its own clock; the only ways across
// are the FIFOs and synchronisers of rtl/prims, and what goes into a synchroniser comes straight out of a flip-flop.
#[test]
fn the_clocks_of_the_card_meet_in_reviewed_crossings_only() {
    let found = look(&card());
    println!("{:?}, {} crossings", found.registers, found.crossings);
    assert_eq!(found.findings, [""; 0]);
    // Nothing was overlooked: both clocks have registers, no register has another one.
    assert_eq!(found.registers.keys().collect::<Vec<_>>(), ["card.clock", "card.user_clock"]);
    assert!(found.registers["card.clock"] > 900 && found.registers["card.user_clock"] > 30);
    assert!(found.crossings >= 13, "nine FIFOs and four synchronisers");
}

// Shows C7, C11: a bad crossing is found, whatever way it takes.
#[test]
fn a_bad_crossing_is_found() {
    let good = card();
    let edits = [
        // The core is told of bus mastering by a wire.
        ("core_bus_master = known$q[32'h0];", "core_bus_master = bus_master;"),
        // A condition on the other clock.
        (
            "reads_in$d = reads_in$q + 32'h1;",
            "if (user_reset) begin\n                                        reads_in$d = 5'h0;\nend",
        ),
        // Logic before a synchroniser.
        ("bus_end$holds = core_end$holds;", "bus_end$holds = core_end$holds & core_end$wants;"),
        // A register on the wrong clock.
        ("bus_end$clock = user_clock;", "bus_end$clock = clock;"),
        // PERST# without a synchroniser.
        ("core_reset = core_end$closed;", "core_reset = core_end$closed | perst;"),
        // An output to the hard block from the core's clock.
        ("flr_done = bus_end$flr_done;", "flr_done = core_end$closed;"),
    ];
    for (was, becomes) in edits {
        assert_eq!(good.matches(was).count(), 1, "{was}");
        let found = look(&good.replace(was, becomes));
        assert!(!found.findings.is_empty(), "{becomes} is not found");
        println!("{becomes}: {}", found.findings[0]);
    }
}

/// Modules that should have the attribute of a synchroniser's flip-flop and don't, or have it and shouldn't.
fn wrongly_marked(verilog: &str) -> Vec<String> {
    const MARK: &str = "(* ASYNC_REG = \"TRUE\" *) reg";
    let modules: BTreeMap<&str, &str> =
        verilog.split("\nmodule ").skip(1).filter_map(|text| Some((text.split_once('(')?.0, text))).collect();
    let flops: BTreeSet<String> = modules
        .iter()
        .filter(|(name, text)| text.starts_with(&format!("{name}(clock,from,late,to);")))
        .flat_map(|(name, _)| [format!("{name}$first"), format!("{name}$second")])
        .collect();
    assert!(flops.len() >= 2 * 22, "four synchronisers, and two in each of nine FIFOs: {flops:?}");
    modules
        .iter()
        .filter(|(name, text)| text.contains(MARK) != flops.contains(**name))
        .map(|(name, _)| name.to_string())
        .collect()
}

// Shows C7: both flip-flops of every synchroniser, and no others, carry the attribute by which Vivado keeps them side by side.
#[test]
fn synchronisers_are_marked() {
    let good = card();
    assert_eq!(wrongly_marked(&good), [""; 0]);
    // One that is forgotten is found.
    assert_eq!(wrongly_marked(&good.replacen("(* ASYNC_REG = \"TRUE\" *) ", "", 1)).len(), 1);
}
