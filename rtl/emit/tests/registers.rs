//! The register map of the emitted card and the table in `abi` are one.

mod support;

use abi::msix::{ENTRY_BYTES, TABLE_OFFSET, VECTORS};
use abi::registers::{self as reg, Access, BLOCKS, BLOCK_STRIDE};
use support::{Card, BOARD, BUILD_HASH, LOCAL_BYTES};

/// Every register of the table with the address of each of its instances.
fn all() -> Vec<(u32, reg::Register)> {
    let mut found = Vec::new();
    for block in BLOCKS {
        for n in 0..block.count {
            found.extend(block.registers.iter().map(|r| (block.base + n * BLOCK_STRIDE + r.offset, *r)));
        }
    }
    found
}

// Shows C12: the chain of blocks in the RTL is the table's, instance by instance.
#[test]
fn headers_form_the_chain_of_the_table() {
    let mut card = Card::new(1);
    let mut at = 0u32;
    for block in BLOCKS {
        for n in 0..block.count {
            assert_eq!(at, block.base + n * BLOCK_STRIDE, "{} {n} is where the chain leads", block.name);
            let word = card.read64(at);
            assert_eq!(word as u16, block.kind, "type of {}", block.name);
            assert_eq!((word >> 16) as u16, block.version, "version of {}", block.name);
            at = (word >> 32) as u32;
        }
    }
    assert_eq!(at, 0, "the chain ends");
}

// Shows C12: every register of the table exists in the RTL at the table's address, with the table's access.
#[test]
fn every_register_is_decoded_as_the_table_says() {
    let mut card = Card::new(2);
    let value = |address: u32, bits: u32| {
        let pattern = 0x1111_2222_0000_0040u64.wrapping_add((address as u64) << 6) & !0x3F;
        if bits == 32 {
            pattern & 0xFFFF_FFC0
        } else {
            pattern
        }
    };
    let registers = all();
    for (address, register) in &registers {
        let written = value(*address, register.bits);
        let before = card.read64(address & !7) >> (8 * (address & 4));
        if register.bits == 32 {
            card.write32(*address, written as u32);
        } else {
            card.write64(*address, written);
        }
        card.run(50);
        let mask = if register.bits == 32 { 0xFFFF_FFFF } else { u64::MAX };
        let after = (card.read64(address & !7) >> (8 * (address & 4))) & mask;
        let name = register.name;
        match register.access {
            Access::Command => assert_eq!(after, 0, "{name} at {address:#x} reads zero"),
            Access::ReadOnly if name == "TICKS" || name.contains("AGE") => {}
            Access::ReadOnly => assert_eq!(after, before & mask, "{name} at {address:#x} ignores writes"),
            // Bit 0 is all there is, and the pattern does not set it.
            Access::ReadWrite if name == "CONTROL" => assert_eq!(after, 0),
            Access::ReadWrite if name == "POSITION" => assert_eq!(after, written & 0xFFFF_FFFF_FFFF),
            Access::ReadWrite => assert_eq!(after, written, "{name} at {address:#x} keeps what is written"),
        }
    }
    // They kept it all at once: no two registers share a place.
    for (address, register) in &registers {
        if register.access == Access::ReadWrite && register.name != "CONTROL" {
            let mask = match (register.name, register.bits) {
                ("POSITION", _) => 0xFFFF_FFFF_FFFF,
                (_, 32) => 0xFFFF_FFFF,
                _ => u64::MAX,
            };
            let now = (card.read64(address & !7) >> (8 * (address & 4))) & mask;
            assert_eq!(now, value(*address, register.bits) & mask, "{} at {address:#x}", register.name);
        }
    }
}

// Shows C12: what is not in the table reads zero.
#[test]
fn addresses_outside_the_table_read_zero() {
    let mut card = Card::new(3);
    let known: Vec<u32> = all().iter().map(|(address, _)| address & !7).collect();
    let headers: Vec<u32> = BLOCKS.iter().flat_map(|b| (0..b.count).map(move |n| b.base + n * BLOCK_STRIDE)).collect();
    for address in (0..0x1000).step_by(8).chain((0x1000..0x1_0000).step_by(0x7F8)) {
        let table = TABLE_OFFSET..TABLE_OFFSET + VECTORS * ENTRY_BYTES;
        if !table.contains(&address) && !known.contains(&address) && !headers.contains(&address) {
            assert_eq!(card.read64(address), 0, "{address:#x}");
        }
    }
}

// Shows C12: identity.
#[test]
fn the_card_says_who_it_is() {
    let mut card = Card::new(4);
    assert_eq!(card.read64(reg::id::MAGIC), abi::MAGIC);
    assert_eq!(card.read32(reg::id::ABI_VERSION), abi::ABI_VERSION);
    assert_eq!(card.read32(reg::id::BOARD), BOARD);
    assert_eq!(card.read64(reg::id::BUILD_HASH), BUILD_HASH);
    assert_eq!(card.read64(reg::id::CARD_ID), card.card_id);
    assert_eq!(card.read32(reg::id::LOCAL_BYTES), LOCAL_BYTES as u32);
    assert_eq!(card.read32(reg::id::QUEUES), abi::geometry::QUEUES as u32);
    assert_eq!(card.read32(reg::id::CAPABILITIES), rtl_card::registers::CAPABILITIES);
    assert_eq!(card.read32(reg::id::CLOCK_KHZ), 250_000);
    // Registers may be read in one request of any length, and in halves.
    let block = card.read(0, 0, 0x38).unwrap();
    assert_eq!(block[8..16], abi::MAGIC.to_le_bytes());
    assert_eq!(block[0x20..0x28], card.card_id.to_le_bytes());
    assert_eq!(card.read32(reg::id::CARD_ID + 4), (card.card_id >> 32) as u32);
}
