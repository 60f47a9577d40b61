//! The register page of the documentation is the contract's.

use std::process::Command;

use abi::registers::{block_header, find, BLOCKS, BLOCK_STRIDE};

// Shows C12: documentation, RTL and driver come from one table; this is the documentation's part.
#[test]
fn the_register_page_is_up_to_date() {
    let output = Command::new(env!("CARGO_BIN_EXE_register-page")).output().expect("the generator runs");
    let generated = String::from_utf8(output.stdout).expect("text");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/registers.md");
    let page = std::fs::read_to_string(path).expect("docs/registers.md");
    assert!(
        page == generated,
        "docs/registers.md is out of date: cargo run -p savepoint-driver --bin register-page > docs/registers.md"
    );
}

// Shows C12: the table itself holds together: registers lie inside their block, aligned, and none overlaps another.
#[test]
fn the_register_table_holds_together() {
    let mut previous_end = 0;
    for block in BLOCKS {
        assert!(block.base >= previous_end && block.base % BLOCK_STRIDE == 0, "{}", block.name);
        previous_end = block.base + block.count * BLOCK_STRIDE;
        let mut end = 8;
        for register in block.registers {
            let bytes = register.bits / 8;
            assert!(register.bits == 32 || register.bits == 64, "{}", register.name);
            assert!(register.offset >= end && register.offset % bytes == 0, "{}.{}", block.name, register.name);
            end = register.offset + bytes;
            for instance in 0..block.count {
                let (found, bits) = find(block.base + instance * BLOCK_STRIDE + register.offset).expect("it is there");
                assert!(found.name == register.name && bits == register.bits);
            }
        }
        assert!(end <= BLOCK_STRIDE, "{}", block.name);
        assert!(block_header(block.base).is_some() && block_header(block.base + 8).is_none());
    }
    assert!(find(previous_end).is_none());
}
