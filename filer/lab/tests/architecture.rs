//! The structure of the repository, checked: imports go one way, and every requirement's proof can be found.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The crates, from the most basic to the most composed (`docs/architecture.md`, section 5).
const ORDER: &[&str] = &[
    "driver/abi",
    "rtl/lint",
    "rtl/prims",
    "rtl/link",
    "rtl/pcie",
    "rtl/mirror",
    "rtl/dma",
    "rtl/card",
    "rtl/emit",
    "driver",
    "sim-verilator",
    "filer/nvlog",
    "filer/disk",
    "filer/volume",
    "filer/tcp",
    "filer/smb",
    "filer/cluster",
    "filer/node",
    "filer/lab",
];

/// What a crate must not know although it stands above it: (crate, crates it may import). The hardware does not know the
/// driver, and the pure crates know neither cards nor each other's business.
const ONLY: &[(&str, &[&str])] = &[
    ("filer/nvlog", &["driver/abi"]),
    ("filer/disk", &["filer/nvlog"]),
    ("filer/volume", &["filer/nvlog", "filer/disk"]),
    ("filer/tcp", &["filer/nvlog"]),
    ("filer/smb", &["filer/nvlog", "filer/volume"]),
    ("filer/cluster", &["filer/nvlog", "filer/disk"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// For each crate: the folders of the project's crates it depends on. Tests may look further down (a test of `volume` may
/// use `disk`), but never up, so development dependencies count for the order and not for [`ONLY`].
fn dependencies(section: &[&str]) -> BTreeMap<String, Vec<String>> {
    let root = root();
    let read = |path: PathBuf| -> toml::Table {
        fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())).parse().unwrap()
    };
    let workspace = read(root.join("Cargo.toml"));
    let named = workspace["workspace"]["dependencies"].as_table().unwrap();
    ORDER
        .iter()
        .map(|folder| {
            let manifest = read(root.join(folder).join("Cargo.toml"));
            let mut found = Vec::new();
            for section in section {
                for (name, value) in manifest.get(*section).and_then(|s| s.as_table()).into_iter().flatten() {
                    let direct = value.get("path").and_then(|p| p.as_str()).map(|path| root.join(folder).join(path));
                    let shared = named
                        .get(name)
                        .and_then(|d| d.get("path"))
                        .and_then(|p| p.as_str())
                        .map(|path| root.join(path));
                    if let Some(path) = direct.or(shared) {
                        let path = path.canonicalize().unwrap();
                        found.push(path.strip_prefix(&root).unwrap().to_str().unwrap().to_string());
                    }
                }
            }
            (folder.to_string(), found)
        })
        .collect()
}

/// Imports that go the wrong way in a set of dependencies.
fn violations(all: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let place = |folder: &str| ORDER.iter().position(|name| *name == folder);
    let mut found = Vec::new();
    for (folder, imports) in all {
        for import in imports {
            if import == folder {
                continue; // a crate's tests turn on a feature of the crate
            }
            match (place(folder), place(import)) {
                (Some(own), Some(other)) if other < own => {}
                _ => found.push(format!("{folder} imports {import}, which is not above it")),
            }
        }
    }
    found
}

#[test]
fn imports_go_only_towards_the_more_basic_crate() {
    let all = dependencies(&["dependencies", "build-dependencies", "dev-dependencies"]);
    assert_eq!(violations(&all), Vec::<String>::new());
    let members = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    for folder in ORDER {
        assert!(members.contains(&format!("\"{folder}\"")), "{folder} is no member of the workspace");
    }
    // The check itself notices a wrong import.
    let mut wrong = all;
    wrong.get_mut("filer/tcp").unwrap().push("filer/smb".into());
    assert_eq!(violations(&wrong), ["filer/tcp imports filer/smb, which is not above it"]);
}

#[test]
fn a_pure_crate_knows_only_what_it_must() {
    let all = dependencies(&["dependencies"]);
    for (folder, allowed) in ONLY {
        for import in &all[*folder] {
            assert!(allowed.contains(&import.as_str()), "{folder} imports {import}; it may import {allowed:?}");
        }
    }
    for rtl in ORDER.iter().filter(|folder| folder.starts_with("rtl/")) {
        assert!(!all[*rtl].contains(&"driver".to_string()), "{rtl} knows the driver");
    }
}

/// Every requirement and what it asks for, in a few words.
const REQUIREMENTS: &[(&str, &str)] = &[
    ("C1", "the card's logic is written in rust-hdl and emitted as Verilog"),
    ("C2", "PCIe user logic for any legal read and write"),
    ("C3", "a posted write is one atomic record: stamped, stored, mirrored, in order"),
    ("C4", "the link: frames, CRC, sequence, acks, replay, training"),
    ("C5", "two watermarks, in registers and in host memory"),
    ("C6", "DMA both ways"),
    ("C7", "battery: ordered drain, contents survive"),
    ("C8", "the partner's records readable without the partner; remote mailbox"),
    ("C9", "resynchronisation by the card"),
    ("C10", "heartbeat in hardware"),
    ("C11", "hardware errors counted and reported, never a hang or a silent loss"),
    ("C12", "one register map in one place"),
    ("C13", "one driver for every way to reach a card"),
    ("C14", "the card's tool"),
    ("C15", "boards"),
    ("C16", "mirroring at wire speed"),
    ("S1", "saved before TCP acknowledges a request"),
    ("S2", "saved before an operation starts, each component of a compound by itself"),
    ("S3", "saved when the operation completes; the reply is sent again after a crash"),
    ("S4", "saved when the reply is acknowledged; never sent again after that"),
    ("S5", "elective reboot"),
    ("S6", "elective takeover"),
    ("S7", "non-elective reboot"),
    ("S8", "non-elective takeover"),
    ("S9", "the flag value"),
    ("S10", "a standalone server survives its reboots"),
    ("S11", "a second protocol can use the save points"),
    ("S12", "unmodified clients notice nothing but a pause"),
    ("M1", "three redundant status paths"),
    ("M2", "the fields of a status message"),
    ("M3", "generation and sequence order all paths"),
    ("M4", "the states and transitions"),
    ("M5", "configurable timeouts; failure only when every path is silent"),
    ("M6", "takeover can be disabled"),
    ("M7", "the takeover operation"),
    ("M8", "a filer that is taken over stops writing"),
    ("M9", "giveback"),
    ("M10", "the reboot steps"),
    ("M11", "never two in control of a disk, no endless seizing"),
    ("M12", "a failed mailbox disk is replaced"),
    ("G1", "graceful takeover asked for by the filer to be taken over"),
    ("G2", "graceful takeover asked for by the partner"),
    ("G3", "requests in process completed, others kept"),
    ("G4", "the heartbeat stops when the shutdown is complete"),
    ("G5", "an expired countdown can be forced"),
    ("G6", "halt"),
    ("G7", "please-die is repeated"),
    ("G8", "the partner serves two identities; giveback"),
    ("G9", "command line and graphical interface"),
    ("F1", "every request in both logs before it is processed"),
    ("F2", "the reply goes out before the change is on disk"),
    ("F3", "consistency points are atomic and say which requests they contain"),
    ("F4", "own crash and partner's crash are recovered by the same code"),
    ("F5", "dual-ported disks, fenced by reservations"),
    ("F6", "RAID"),
    ("F7", "a distant mirror"),
    ("F8", "both filers serve at the same time"),
    ("F9", "hardware and software failures told apart"),
    ("F10", "a second network identity after takeover"),
    ("F11", "recovery message and automatic giveback"),
];

/// The id a part of the list begins with: a letter and digits. Those that begin with R are rules of the architecture.
fn requirement(part: &str) -> Option<String> {
    let part = part.trim();
    let digits = part.chars().skip(1).take_while(char::is_ascii_digit).count();
    (digits > 0 && !part.starts_with('R')).then(|| part.chars().take(1 + digits).collect())
}

/// Collects `// Shows ID, ID: …` comments with the test function that follows.
fn proofs() -> BTreeMap<String, Vec<String>> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() && !path.ends_with("target") && !path.ends_with(".git") {
                walk(&path, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    let root = root();
    let mut files = Vec::new();
    for top in ["driver", "rtl", "sim-verilator", "filer", "boards"] {
        walk(&root.join(top), &mut files);
    }
    files.sort();
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in files {
        if file.ends_with("filer/lab/tests/architecture.rs") {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        let place = file.strip_prefix(&root).unwrap().display().to_string();
        let mut waiting: Vec<String> = Vec::new();
        for line in text.lines() {
            let line = line.trim();
            if let Some((ids, _)) = line.strip_prefix("// Shows ").and_then(|rest| rest.split_once(':')) {
                waiting.extend(ids.split(',').filter_map(requirement));
            } else if let Some(name) =
                line.trim_start_matches("pub ").strip_prefix("fn ").filter(|_| !waiting.is_empty())
            {
                let name = name.split(['(', '<']).next().unwrap_or_default();
                for id in waiting.drain(..) {
                    assert!(REQUIREMENTS.iter().any(|(known, _)| *known == id), "{place}: `{id}` is no requirement");
                    found.entry(id).or_default().push(format!("`{place}` {name}"));
                }
            }
        }
        assert!(waiting.is_empty(), "{place}: a `// Shows …` comment without a test behind it");
    }
    found
}

fn page(proofs: &BTreeMap<String, Vec<String>>) -> String {
    let mut page = String::from(
        "# Requirements and their proofs\n\nMade from the `// Shows …` comments of the tests by \
         `UPDATE=1 cargo test --release -p lab --test architecture`; the same test fails when this page is out of date. A row \
         without a test is not shown yet.\n\n| id | what | shown by |\n|---|---|---|\n",
    );
    for (id, what) in REQUIREMENTS {
        let tests = proofs.get(*id).map(|tests| tests.join("<br>")).unwrap_or_else(|| "not yet".into());
        page += &format!("| {id} | {what} | {tests} |\n");
    }
    page
}

#[test]
fn the_requirements_page_lists_every_proof() {
    let path = root().join("docs/requirements.md");
    let wanted = page(&proofs());
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, &wanted).unwrap();
    }
    let present = fs::read_to_string(&path).unwrap_or_default();
    assert!(present == wanted, "docs/requirements.md is out of date; UPDATE=1 makes it again");
}

/// What first light promises to show has a proof somewhere.
#[test]
fn the_first_rows_are_proved() {
    let proofs = proofs();
    for id in ["S1", "S2", "S3", "S4", "S7", "S8", "S10", "S12", "F1", "F2", "F3", "F4", "C1", "C3", "C4", "C5", "C12"]
    {
        assert!(proofs.contains_key(id), "no test shows {id}");
    }
}

/// What `docs/card-rules.md` names and is not there: files, and names that the file before them does not have as a word.
fn missing_of_the_card_rules(page: &str) -> Vec<String> {
    let mut missing = Vec::new();
    for line in page.lines().filter(|line| line.starts_with('|')) {
        let mut file = None;
        for name in line.split('`').skip(1).step_by(2) {
            if name.contains('/') {
                file = fs::read_to_string(root().join(name)).ok();
                if file.is_none() {
                    missing.push(format!("{name}: no such file"));
                }
                continue;
            }
            let text = file.as_deref().unwrap_or_default();
            // Of a test program only functions count.
            let wanted = if line.split(&format!("`{name}`")).next().is_some_and(|before| before.contains("/tests/")) {
                format!("fn {name}(")
            } else {
                name.to_string()
            };
            let word = |c: char| c.is_alphanumeric() || c == '_';
            let found = text.match_indices(&wanted).any(|(at, _)| {
                let rest = &text[at + wanted.len()..];
                !text[..at].ends_with(word) && (wanted.ends_with('(') || !rest.starts_with(word))
            });
            if !found {
                missing.push(format!("{name}: not in the file named before it: {line}"));
            }
        }
    }
    missing
}

// Every rule of the card is where its page says, and is shown by tests that exist.
#[test]
fn the_rules_of_the_card_can_be_found() {
    let page = fs::read_to_string(root().join("docs/card-rules.md")).expect("docs/card-rules.md is there");
    assert!(page.lines().filter(|line| line.starts_with("| ")).count() > 45, "the page has lost its rules");
    assert_eq!(missing_of_the_card_rules(&page), Vec::<String>::new());
    let moved = page.replace("`completes`", "`complete`").replace("tests/lines.rs` `half", "tests/line.rs` `half");
    assert!(missing_of_the_card_rules(&moved).len() >= 3, "a name that is wrong is noticed");
}
