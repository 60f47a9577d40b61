//! The card's tool, run as a process, on software cards. (`sim-verilator/tests/nvcard.rs` runs it on the simulated ones,
//! `guest.rs` there through VFIO.)

use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use abi::geometry::{RINGS_OFFSET, STATE_OFFSET};
use driver::shm::{self, ShmBus};
use driver::{Card, CardBus, Side};
use serde_json::Value;

fn nvcard(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nvcard")).args(arguments).output().expect("it runs")
}

/// What a command that must work says, as JSON.
fn json(arguments: &[&str]) -> Value {
    let output = nvcard(&[arguments, &["--json"]].concat());
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(output.status.success(), "{arguments:?}: {text}{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{arguments:?}: {e}: {text}"))
}

/// What a command that must not work says.
fn refused(arguments: &[&str]) -> String {
    let output = nvcard(arguments);
    assert!(!output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stdout));
    let said = String::from_utf8(output.stderr).expect("text");
    assert!(!said.is_empty() && !said.contains("panicked"), "{said}");
    // The same as JSON, except what the command line itself refuses. Who has a card may differ for an instant: a child that
    // another test starts has its open files until it becomes another program.
    if output.status.code() == Some(1) {
        let output = nvcard(&[arguments, &["--json"]].concat());
        let value: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let error = value["error"].as_str().expect("an error").split(" by process ").next().expect("a first part");
        assert!(said.contains(error), "{said} is not {error}");
    }
    said
}

struct Pair {
    dir: tempfile::TempDir,
}

impl Pair {
    fn new() -> Pair {
        let dir = tempfile::tempdir().expect("a directory");
        shm::control(dir.path()).expect("a pair of cards");
        Pair { dir }
    }
    fn path(&self) -> &Path {
        self.dir.path()
    }
    fn file(&self, name: &str) -> String {
        self.path().join(name).to_str().expect("text").into()
    }
    fn card(&self, side: Side) -> String {
        self.file(shm::card_name(side))
    }
    fn bus(&self, side: Side) -> ShmBus {
        ShmBus::open(self.path(), side).expect("the card is free")
    }
}

// Shows C14: list, and who has a card that cannot be opened.
#[test]
fn list_finds_cards_and_names_who_has_them() {
    let pair = Pair::new();
    let taken = pair.bus(Side::B);
    let folder = pair.path().to_str().expect("text");
    let listed = json(&["list", folder]);
    let of = |name: &str| {
        let cards = listed["cards"].as_array().expect("an array");
        cards.iter().find(|c| c["card"] == name).unwrap_or_else(|| panic!("{name} in {listed}")).clone()
    };
    let (free, busy) = (of(&pair.card(Side::A)), of(&pair.card(Side::B)));
    assert_eq!((&free["opened"], &free["backend"]), (&true.into(), &"shm".into()));
    assert_eq!(busy["opened"], false);
    let who = format!("process {} (", std::process::id());
    assert!(busy["state"].as_str().is_some_and(|s| s.contains(&who)), "{busy}");
    assert!(refused(&["info", "--card", &pair.card(Side::B)]).contains(&who));
    drop(taken);
    assert_eq!(
        json(&["list", folder])["cards"].as_array().expect("an array").iter().filter(|c| c["opened"] == true).count(),
        2
    );
    assert!(refused(&["list", "/nowhere"]).contains("is not a folder"));
}

// Shows C12, C14: what the tool decodes is what the driver reads.
#[test]
fn registers_are_decoded_by_the_contract() {
    let pair = Pair::new();
    let card = pair.card(Side::A);
    let info = json(&["info", "--card", &card]);
    let registers = json(&["regs", "--card", &card]);
    let value = |block: &str, register: &str| registers[block]["registers"][register]["value"].clone();
    assert_eq!(value("ID", "MAGIC"), abi::MAGIC);
    assert_eq!(value("ID", "CARD_ID"), info["card_id"]);
    assert_eq!(value("ID", "LOCAL_BYTES"), info["local_bytes"]);
    assert_eq!(value("MIRROR", "COMMAND"), Value::Null, "commands are not read");
    for block in abi::registers::BLOCKS {
        for i in 0..block.count {
            let name = if block.count > 1 { format!("{}{i}", block.name) } else { block.name.into() };
            let found = registers[&name]["registers"].as_object().unwrap_or_else(|| panic!("{name} is missing"));
            assert_eq!(found.len(), block.registers.len(), "{name}");
        }
    }
    let one = json(&["regs", "logq1", "--card", &card]);
    assert_eq!(one.as_object().expect("an object").keys().collect::<Vec<_>>(), ["LOGQ1"]);
    assert!(refused(&["regs", "NONE", "--card", &card]).contains("LOGQ0, LOGQ1, LINK"));
    let fw = json(&["fw", "--card", &card]);
    assert_eq!(fw["abi_version"], abi::ABI_VERSION);
    assert!(fw["capabilities"].as_array().expect("an array").contains(&"volatile".into()));
}

// Shows C14: the self-test passes on a good card and leaves what it holds. (What is bad fails: `sim-verilator`.)
#[test]
fn selftest_passes_and_leaves_the_contents() {
    let pair = Pair::new();
    let card = pair.card(Side::A);
    let mut bus = pair.bus(Side::A);
    let held: Vec<u8> = (0..4096u32).map(|i| (i * 7) as u8).collect();
    for offset in [STATE_OFFSET, RINGS_OFFSET] {
        bus.post(offset, &held).expect("it can be posted");
    }
    drop(bus);
    let report = json(&["selftest", "--card", &card]);
    assert_eq!(report["passed"], true, "{report}");
    let outcome = |report: &Value, name: &str| {
        let tests = report["tests"].as_array().expect("an array").clone();
        tests.iter().find(|t| t["test"] == name).unwrap_or_else(|| panic!("{name} in {report}"))["outcome"].clone()
    };
    assert_eq!((outcome(&report, "memory"), outcome(&report, "log")), ("passed".into(), "skipped".into()));
    assert_eq!((outcome(&report, "dma"), outcome(&report, "interrupt")), ("passed".into(), "passed".into()));
    let mut bus = pair.bus(Side::A);
    for offset in [STATE_OFFSET, RINGS_OFFSET] {
        let mut found = vec![0; held.len()];
        bus.read_block(offset, &mut found).expect("it can be read");
        assert!(found == held, "the contents at {offset:#x} stay");
    }
    drop(bus);
    let report = json(&["selftest", "--destroy-log", "--card", &card]);
    assert_eq!(outcome(&report, "log"), "passed", "{report}");
    assert!(report.to_string().contains("an interrupt of the queue"), "{report}");
    let text = String::from_utf8(nvcard(&["selftest", "--card", &card]).stdout).expect("text");
    assert!(text.contains("the card passed"), "{text}");
}

// Shows C14: a card's memory as a file, and every way a file or a card can be the wrong one.
#[test]
fn dump_and_restore() {
    let pair = Pair::new();
    let (a, b) = (pair.card(Side::A), pair.card(Side::B));
    let mut bus = pair.bus(Side::A);
    let held: Vec<u8> = (0..8192u32).map(|i| (i * 11) as u8).collect();
    bus.post(RINGS_OFFSET, &held).expect("it can be posted");
    drop(bus);
    let (first, second) = (pair.file("first"), pair.file("second"));
    assert_eq!(json(&["dump", &first, "--card", &a])["area"], "LOCAL");
    assert!(refused(&["dump", &first, "--card", &a]).contains("exists"), "nothing is overwritten");
    assert!(refused(&["restore", &first, "--card", &b]).contains("--overwrite"));
    assert_eq!(json(&["restore", &first, "--overwrite", "--card", &b])["different"], 0);
    json(&["dump", &second, "--card", &b]);
    let (one, two) = (std::fs::read(&first).expect("it is there"), std::fs::read(&second).expect("it is there"));
    assert!(one[40 + STATE_OFFSET as usize..] == two[40 + STATE_OFFSET as usize..], "everything behind the NV header");
    assert!(two[40 + RINGS_OFFSET as usize..].starts_with(&held));

    let damaged = |name: &str, change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = one.clone();
        change(&mut bytes);
        std::fs::write(pair.file(name), bytes).expect("it can be written");
        refused(&["restore", &pair.file(name), "--overwrite", "--card", &b])
    };
    assert!(damaged("flipped", &|bytes| bytes[3_000_000] ^= 1).contains("damaged"));
    assert!(damaged("short", &|bytes| bytes.truncate(100_000)).contains("shorter or longer"));
    assert!(damaged("tiny", &|bytes| bytes.truncate(10)).contains("no file of"));
    assert!(damaged("foreign", &|bytes| bytes[0] = b'X').contains("no file of"));
    let mut armed = Card::open(Box::new(pair.bus(Side::B))).expect("it is a card");
    armed.boot(NonZeroU64::MIN).expect("it boots");
    armed.arm().expect("it can be armed");
    drop(armed);
    assert!(refused(&["restore", &first, "--overwrite", "--card", &b]).contains("is armed"));
}

// Shows C14: figures as text, as JSON and as a picture; not without being told that the log may be lost.
#[test]
fn bench_measures_only_what_it_may() {
    let pair = Pair::new();
    let card = pair.card(Side::A);
    assert!(refused(&["bench", "--card", &card]).contains("--destroy-log"));
    let picture = pair.file("picture.svg");
    let report = json(&["bench", "--destroy-log", "--rounds", "50", "--picture", &picture, "--card", &card]);
    let line = &report["figures"]["line_local"];
    assert_eq!(line["rounds"], 50);
    let ns = |key: &str| line[key].as_u64().expect("a number");
    assert!(ns("min_ns") <= ns("median_ns") && ns("median_ns") <= ns("p99_ns") && ns("p99_ns") <= ns("max_ns"));
    assert!(report["figures"]["payload_64k"]["mib_per_s"].as_f64().is_some_and(|rate| rate > 0.0), "{report}");
    for key in ["dma_submit_4k", "dma_to_card_64k", "dma_to_host_1m", "line_woken"] {
        assert!(report["figures"][key]["median_ns"].as_u64().is_some_and(|ns| ns > 0), "{key}: {report}");
    }
    assert_eq!((&report["image"]["bytes"], &report["image"]["by_dma"]), (&(8 << 20).into(), &true.into()));
    let svg = std::fs::read_to_string(&picture).expect("it is there");
    assert!(svg.starts_with("<svg") && svg.contains("a line, until durable here"), "{svg}");
    let text = nvcard(&["bench", "--destroy-log", "--rounds", "10", "--card", &card]).stdout;
    assert!(String::from_utf8(text).expect("text").contains("###"), "bars");
}

// Shows C14: counters, again and again, as a script reads them.
#[test]
fn stats_count_and_watch() {
    let pair = Pair::new();
    let card = pair.card(Side::A);
    nvcard(&["selftest", "--destroy-log", "--card", &card]);
    assert_eq!(json(&["stats", "--card", &card])["queue_0_durable_here_below"], 1501);
    let output = nvcard(&["stats", "--watch", "1", "--count", "2", "--json", "--card", &card]);
    let text = String::from_utf8(output.stdout).expect("text");
    let rounds: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect();
    assert_eq!(rounds.len(), 2, "{text}");
    assert!(rounds[1]["per_second"]["frames_sent"].is_number(), "{text}");
    assert!(refused(&["stats", "--watch", "0", "--card", &card]).contains("1..=3600"));
}

#[test]
fn wrong_cards_are_explained() {
    let pair = Pair::new();
    let other = pair.path().join("other");
    std::fs::write(&other, [0; 64]).expect("it can be written");
    for (card, said) in [
        ("ffff:ff:1f.7", "no such PCI device"),
        ("/nowhere/card-a.sock", "no socket or file"),
        (other.to_str().expect("text"), "not a software card"),
        (pair.path().to_str().expect("text"), "neither a socket nor a file"),
    ] {
        let found = refused(&["info", "--card", card]);
        assert!(found.contains(said), "{card}: {found}");
    }
    assert!(refused(&["bind", "--card", &pair.card(Side::A)]).contains("nothing to bind"));
    assert!(refused(&["bind", "--card", "ffff:ff:1f.7"]).contains("no PCI device"));
    assert!(refused(&["info", "--card", "41:00.0", "--vfio", "uio"]).contains("neither pci-driver nor vfio-ioctls"));
}

#[test]
fn completions_and_man_pages_come_from_the_command_line() {
    let commands = [
        "list", "info", "regs", "stats", "events", "selftest", "bench", "dump", "restore", "erase", "bind", "unbind",
        "fw",
    ];
    for shell in ["bash", "zsh", "fish"] {
        let text = String::from_utf8(nvcard(&["completions", shell]).stdout).expect("text");
        assert!(commands.iter().all(|command| text.contains(command)), "{shell}");
    }
    let dir = tempfile::tempdir().expect("a directory");
    let folder: PathBuf = dir.path().join("man");
    assert!(nvcard(&["man", folder.to_str().expect("text")]).status.success());
    for page in commands.map(|command| format!("nvcard-{command}.1")).into_iter().chain(["nvcard.1".into()]) {
        let text = std::fs::read_to_string(folder.join(&page)).unwrap_or_else(|e| panic!("{page}: {e}"));
        assert!(text.contains(".SH"), "{page}");
    }
    let help = String::from_utf8(nvcard(&["--help"]).stdout).expect("text");
    assert!(commands.iter().all(|command| help.contains(command)) && help.contains("Examples:"), "{help}");
}

// What a host needs besides the tool is installed, and refers to what is there.
#[test]
fn the_installation_is_complete() {
    let dir = tempfile::tempdir().expect("a directory");
    let install = concat!(env!("CARGO_MANIFEST_DIR"), "/dist/install");
    let output =
        Command::new(install).arg(dir.path()).env("NVCARD", env!("CARGO_BIN_EXE_nvcard")).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = |path: &str| {
        std::fs::read_to_string(dir.path().join(path)).unwrap_or_else(|e| panic!("{path} is not installed: {e}"))
    };
    let rule = text("etc/udev/rules.d/99-savepoint-card.rules");
    let ids =
        format!("ATTR{{vendor}}==\"{:#06x}\", ATTR{{device}}==\"{:#06x}\"", abi::PCI_VENDOR_ID, abi::PCI_DEVICE_ID);
    assert!(rule.contains(&ids) && rule.contains("savepoint-card@"), "{rule}");
    let unit = text("etc/systemd/system/savepoint-card@.service");
    assert!(unit.contains("/usr/bin/nvcard bind --card %i"), "{unit}");
    assert!(text("etc/modules-load.d/savepoint.conf").contains("vfio-pci"));
    assert!(text("etc/sysctl.d/60-savepoint.conf").contains("nr_hugepages"));
    assert!(text("etc/security/limits.d/savepoint.conf").contains("memlock"));
    assert!(text("usr/share/man/man1/nvcard-selftest.1").contains("selftest"));
    assert!(text("usr/share/bash-completion/completions/nvcard").contains("selftest"));
    assert!(dir.path().join("usr/bin/nvcard").exists());
}
