//! `nvcard regs`: the register map of `abi`, with what the card has in it.

use abi::registers::{Access, Block, Register, BLOCKS, BLOCK_STRIDE};
use driver::Card;
use serde_json::{json, Map, Value};

use crate::report::{table, Failure, Report};

/// A block and which of its instances.
struct Instance {
    block: &'static Block,
    name: String,
    base: u32,
}

fn instances() -> impl Iterator<Item = Instance> {
    BLOCKS.iter().flat_map(|block| {
        (0..block.count).map(move |i| Instance {
            block,
            name: if block.count > 1 { format!("{}{i}", block.name) } else { block.name.into() },
            base: block.base + i * BLOCK_STRIDE,
        })
    })
}

/// A register's value. Nothing for one that only takes commands.
fn value(card: &mut Card, base: u32, register: &Register) -> Result<Option<u64>, Failure> {
    if register.access == Access::Command {
        return Ok(None);
    }
    let offset = base + register.offset;
    let word = card.register64(offset & !7)?;
    Ok(Some(match (register.bits, offset % 8) {
        (64, _) => word,
        (_, 0) => word & 0xFFFF_FFFF,
        _ => word >> 32,
    }))
}

pub fn regs(card: &mut Card, wanted: Option<&str>) -> Result<Report, Failure> {
    let matches = |instance: &Instance| {
        wanted.is_none_or(|w| w.eq_ignore_ascii_case(&instance.name) || w.eq_ignore_ascii_case(instance.block.name))
    };
    let (mut rows, mut blocks) = (Vec::new(), Map::new());
    for instance in instances().filter(matches) {
        let block = instance.block;
        rows.push(vec![format!(
            "{} at {:#06x}, version {}: {}",
            instance.name, instance.base, block.version, block.doc
        )]);
        let mut registers = Map::new();
        let mut lines = Vec::new();
        for register in block.registers {
            let found = value(card, instance.base, register)?;
            let digits = register.bits as usize / 4 + 2;
            lines.push(vec![
                format!("  {:#06x}", instance.base + register.offset),
                register.name.into(),
                found.map_or("(command)".into(), |v| format!("{v:#0digits$x}")),
                found.map_or(String::new(), |v| v.to_string()),
                register.doc.into(),
            ]);
            registers.insert(
                register.name.into(),
                json!({
                    "offset": instance.base + register.offset,
                    "bits": register.bits,
                    "access": format!("{:?}", register.access),
                    "value": found,
                    "doc": register.doc,
                }),
            );
        }
        rows.push(vec![table(&lines)]);
        blocks
            .insert(instance.name, json!({ "base": instance.base, "version": block.version, "registers": registers }));
    }
    if blocks.is_empty() {
        let names: Vec<String> = instances().map(|i| i.name).collect();
        return Err(Failure::Refused(format!(
            "there is no block {}; there are {}",
            wanted.unwrap_or_default(),
            names.join(", ")
        )));
    }
    let text: Vec<String> = rows.into_iter().flatten().collect();
    Ok(Report::new(Value::Object(blocks), text.join("\n")))
}
