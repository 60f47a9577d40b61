//! Prints the register page of the documentation, `docs/registers.md`, from the contract (C12).
//!
//! `cargo run -p savepoint-driver --bin register-page > docs/registers.md`

use abi::registers::{Access, BLOCKS, BLOCK_STRIDE};

fn main() {
    print!("{}", page());
}

fn page() -> String {
    let mut page = String::from(
        "# Registers of the card\n\n\
         Generated from `driver/abi/src/registers.rs` by `cargo run -p savepoint-driver --bin register-page`; a test fails \
         when it drifts.\n\n\
         BAR0 is 64 KiB, little-endian. The blocks form a chain: the first 64-bit word of each is its header {type 16, version \
         16, offset of the next block 32 (0 ends the chain)}. Registers may be read and written with 32 or 64 bits; a 64-bit \
         register written in halves is written low half first. Offsets are from the start of the block.\n\n\
         | block | type | version | at | what for |\n|---|---|---|---|---|\n",
    );
    for block in BLOCKS {
        let at =
            (0..block.count).map(|i| format!("{:#06x}", block.base + i * BLOCK_STRIDE)).collect::<Vec<_>>().join(", ");
        page += &format!("| {} | {} | {} | {at} | {} |\n", block.name, block.kind, block.version, block.doc);
    }
    for block in BLOCKS {
        page += &format!(
            "\n## {}\n\n{}\n\n| offset | bits | access | name | meaning |\n|---|---|---|---|---|\n",
            block.name, block.doc
        );
        for register in block.registers {
            let access = match register.access {
                Access::ReadOnly => "r",
                Access::ReadWrite => "rw",
                Access::Command => "command",
            };
            page += &format!(
                "| {:#04x} | {} | {access} | {} | {} |\n",
                register.offset, register.bits, register.name, register.doc
            );
        }
    }
    page
}
