//! The contract has a version, and cannot change without it.
//!
//! `driver/abi/contract.txt` has a line for each version with a fingerprint of everything that both sides of a bus or a cable have to
//! agree on: the register table, the constants, the layouts in the modules' diagrams. Words about them may change freely.

use std::fmt::Write;

/// The contract's own words for its versions.
const VERSIONS: &str = include_str!("../abi/contract.txt");
/// The modules of the contract.
const SOURCES: [(&str, &str); 8] = [
    ("dma", include_str!("../abi/src/dma.rs")),
    ("events", include_str!("../abi/src/events.rs")),
    ("frame", include_str!("../abi/src/frame.rs")),
    ("geometry", include_str!("../abi/src/geometry.rs")),
    ("line", include_str!("../abi/src/line.rs")),
    ("mailbox", include_str!("../abi/src/mailbox.rs")),
    ("msix", include_str!("../abi/src/msix.rs")),
    ("watermark", include_str!("../abi/src/watermark.rs")),
];

/// Public constants of a module: `NAME: type = value`.
fn constants(source: &str) -> Vec<String> {
    let code: Vec<&str> = source.lines().map(|line| line.split("//").next().unwrap_or_default().trim()).collect();
    let code = code.join(" ");
    let parts = code.split("pub const ").skip(1).filter(|part| !part.starts_with("fn "));
    parts.filter_map(|part| Some(part.split_once(';')?.0.split_whitespace().collect::<Vec<_>>().join(" "))).collect()
}

/// The numbers in a module's diagrams: where fields begin and end, and how long they are.
fn diagrams(source: &str) -> Vec<&str> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in source.lines().filter_map(|line| line.strip_prefix("//!")) {
        if line.trim_start().starts_with("```") {
            inside = !inside;
        } else if inside {
            found.extend(
                line.split(|c: char| !c.is_ascii_digit() && c != '.')
                    .filter(|t| t.starts_with(|c: char| c.is_ascii_digit())),
            );
        }
    }
    found
}

/// Everything that must not change under a version.
fn contract() -> String {
    let mut text = format!("version {}\n", abi::ABI_VERSION);
    for block in abi::registers::BLOCKS {
        let (name, kind, version) = (block.name, block.kind, block.version);
        let _ = writeln!(text, "{name} type {kind} version {version} at {:#x} times {}", block.base, block.count);
        for register in block.registers {
            let (name, offset, bits, access) = (register.name, register.offset, register.bits, register.access);
            let _ = writeln!(text, "  {name} {offset:#x} {bits} {access:?}");
        }
    }
    let bits = include_str!("../abi/src/registers.rs");
    let bits = bits.split("block! {").map(|part| part.split_once("\n}").map_or(part, |(_, behind)| behind));
    let bits: Vec<String> = bits.skip(1).flat_map(constants).collect();
    let _ = writeln!(text, "{bits:?}");
    for (module, source) in SOURCES {
        let _ = writeln!(text, "{module} {:?} {:?}", constants(source), diagrams(source));
    }
    text
}

/// FNV-1a, 64 bit.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3))
}

/// Version and fingerprint of each line; what was before fingerprints has none.
fn versions() -> Vec<(u32, Option<u64>)> {
    let lines = VERSIONS.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let parse = |line: &str| {
        let mut words = line.split_whitespace();
        let version = words.next()?.parse().ok()?;
        let mark = words.next()?;
        words.next()?;
        Some((version, u64::from_str_radix(mark, 16).ok()))
    };
    lines
        .map(|line| parse(line).unwrap_or_else(|| panic!("contract.txt: {line:?} is not: version fingerprint words")))
        .collect()
}

// Shows C12: RTL, driver and documentation cannot come to speak of different contracts under one version.
#[test]
fn a_change_of_the_contract_is_a_new_version() {
    let versions = versions();
    assert!(versions.windows(2).all(|w| w[0].0 + 1 == w[1].0), "one line for each version: {versions:?}");
    let found = fingerprint(&contract());
    assert_eq!(
        versions.last(),
        Some(&(abi::ABI_VERSION, Some(found))),
        "the contract has changed: raise abi::ABI_VERSION and add a line to driver/abi/contract.txt, with the fingerprint that this \
         test then finds (now {found:016x}); a line that has been released is not changed"
    );
}

#[test]
fn the_fingerprint_sees_numbers_and_not_words() {
    let source = "//! ```text\n//! 0..8   kind  {a 4, b 4}\n//! ```\n/// A word.\npub const A: u8 = 1;\npub const B: &str =\n    \"x\";";
    assert_eq!(
        (constants(source), diagrams(source)),
        (vec!["A: u8 = 1".into(), "B: &str = \"x\"".into()], vec!["0..8", "4", "4"])
    );
    let text = contract();
    for what in [
        "LOGQ type 3",
        "POSITION 0x20 64 ReadWrite",
        "CAPABILITY_CODING: u32 = 1024",
        "STATE_ARMED: u32 = 1 << 0",
        "57..89",
    ] {
        assert!(text.contains(what), "{what} in {text}");
    }
}
