//! `nvcard dump` and `nvcard restore`: a card's memory as a file.
//!
//! ```text
//! 0    magic        ASCII `SVPDUMP1`
//! 8    card id      u64, little-endian like everything here
//! 16   length       u64, bytes of memory that follow the header
//! 24   area         u32: 0 LOCAL, 1 REMOTE
//! 28   contract     u32: ABI version of the card
//! 32   generation   u32: power generation when it was read
//! 36   CRC-32C      u32, over the header before it and the memory
//! 40   memory
//! ```

use std::fs::File;
use std::io::{Read, Write};

use abi::geometry::{RINGS_OFFSET, STATE_BYTES, STATE_OFFSET};
use driver::{BulkReader, Card, Region};
use serde_json::json;

use crate::cli::{Area, DumpOptions, RestoreOptions, Target};
use crate::report::{bytes, Failure, Progress, Report};

const MAGIC: &[u8; 8] = b"SVPDUMP1";
const HEADER: usize = 40;
const PIECE: usize = 64 << 10;
/// Longest memory a file may claim to hold, bytes: half of BAR2.
const MAX_BYTES: u64 = abi::geometry::REMOTE_OFFSET;

/// What a file says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Header {
    card_id: u64,
    bytes: u64,
    area: u32,
    contract: u32,
    generation: u32,
}

impl Header {
    /// All but the checksum.
    fn encode(&self) -> [u8; HEADER - 4] {
        let mut out = [0; HEADER - 4];
        out[..8].copy_from_slice(MAGIC);
        out[8..16].copy_from_slice(&self.card_id.to_le_bytes());
        out[16..24].copy_from_slice(&self.bytes.to_le_bytes());
        out[24..28].copy_from_slice(&self.area.to_le_bytes());
        out[28..32].copy_from_slice(&self.contract.to_le_bytes());
        out[32..36].copy_from_slice(&self.generation.to_le_bytes());
        out
    }

    fn decode(bytes: &[u8; HEADER]) -> Result<(Header, u32), &'static str> {
        let u32_at = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
        let u64_at = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("eight bytes"));
        if &bytes[..8] != MAGIC {
            return Err("it is no file of `nvcard dump`");
        }
        let header = Header {
            card_id: u64_at(8),
            bytes: u64_at(16),
            area: u32_at(24),
            contract: u32_at(28),
            generation: u32_at(32),
        };
        if header.bytes > MAX_BYTES || header.area > 1 {
            return Err("its header makes no sense");
        }
        Ok((header, u32_at(36)))
    }
}

pub fn dump(card: &mut Card, options: &DumpOptions) -> Result<Report, Failure> {
    let info = *card.info();
    let total = u64::from(info.local_bytes);
    let path = &options.file;
    let writing = |e| Failure::file("writing", path, e);
    let mut file = File::create_new(path).map_err(|e| Failure::file("making", path, e))?;
    let header = Header {
        card_id: info.card_id,
        bytes: total,
        area: (options.area == Area::Remote).into(),
        contract: abi::ABI_VERSION,
        generation: card.state()?.generation.into(),
    };
    let mut memory = vec![0; total as usize];
    let mut progress = Progress::new("reading", total);
    let region = if options.area == Area::Remote { Region::Remote } else { Region::Local };
    let mut reader = BulkReader::new(card)?;
    for (i, piece) in memory.chunks_mut(PIECE).enumerate() {
        let offset = (i * PIECE) as u64;
        reader.read(card, region, offset, piece)?;
        progress.at(offset);
    }
    drop(progress);
    let crc = crc32c::crc32c_append(crc32c::crc32c(&header.encode()), &memory);
    let parts: [&[u8]; 3] = [&header.encode(), &crc.to_le_bytes(), &memory];
    parts.iter().try_for_each(|part| file.write_all(part)).and_then(|()| file.sync_all()).map_err(writing)?;
    let area = if options.area == Area::Local { "LOCAL" } else { "REMOTE" };
    let text = format!("{area} of card {:#018x}, {}, is in {}", info.card_id, bytes(total), path.display());
    let value = json!({ "file": path, "area": area, "bytes": total, "card_id": info.card_id, "crc32c": crc });
    Ok(Report::new(value, text))
}

/// A file's memory, checked.
fn load(options: &RestoreOptions) -> Result<(Header, Vec<u8>), Failure> {
    let path = &options.file;
    let wrong = |why: &str| Failure::Refused(format!("{}: {why}", path.display()));
    let reading = |e: std::io::Error| Failure::file("reading", path, e);
    let mut file = File::open(path).map_err(reading)?;
    let mut head = [0; HEADER];
    match file.read_exact(&mut head) {
        Err(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => return Err(wrong("it is no file of `nvcard dump`")),
        other => other.map_err(reading)?,
    }
    let (header, crc) = Header::decode(&head).map_err(wrong)?;
    let mut memory = Vec::new();
    file.take(header.bytes + 1).read_to_end(&mut memory).map_err(reading)?;
    if memory.len() as u64 != header.bytes {
        return Err(wrong("it is shorter or longer than its header says"));
    }
    if crc32c::crc32c_append(crc32c::crc32c(&header.encode()), &memory) != crc {
        return Err(wrong("it is damaged: the checksum does not hold"));
    }
    Ok((header, memory))
}

pub fn restore(target: &Target, options: &RestoreOptions) -> Result<Report, Failure> {
    let (header, memory) = load(options)?;
    let address = target.address()?;
    let mut bus = target.bus()?;
    // Looks at the card first, with everything the driver checks.
    let (info, state) = {
        let mut card = Card::open(bus)?;
        (*card.info(), card.state()?)
    };
    if header.bytes != u64::from(info.local_bytes) || header.contract != abi::ABI_VERSION {
        return Err(Failure::Refused(format!(
            "{} is of a card with {} and contract {}; {address} has {} and contract {}",
            options.file.display(),
            bytes(header.bytes),
            header.contract,
            bytes(info.local_bytes.into()),
            abi::ABI_VERSION
        )));
    }
    if state.armed {
        return Err(Failure::Refused(format!(
            "{address} is armed: what it holds may be the only copy. Power-cycle it, then restore before the filer starts"
        )));
    }
    if !options.overwrite {
        return Err(Failure::Refused(format!(
            "what {address} holds would be lost; `nvcard dump` copies it, and --overwrite says that you mean it"
        )));
    }
    bus = target.bus()?;
    // The NV header is the card's own; between it and the state area nothing means anything.
    let areas = [STATE_OFFSET as usize..(STATE_OFFSET + STATE_BYTES) as usize, RINGS_OFFSET as usize..memory.len()];
    let total = areas.iter().map(|a| a.len() as u64).sum();
    let mut progress = Progress::new("writing", 2 * total);
    let mut different = 0u64;
    let mut done = 0;
    for area in areas.clone() {
        for at in area.clone().step_by(PIECE) {
            let piece = &memory[at..(at + PIECE).min(area.end)];
            bus.post(at as u64, piece)?;
            done += piece.len() as u64;
            progress.at(done);
        }
    }
    let mut found = vec![0; PIECE];
    for area in areas {
        for at in area.clone().step_by(PIECE) {
            let piece = &memory[at..(at + PIECE).min(area.end)];
            let found = &mut found[..piece.len()];
            bus.read_block(at as u64, found)?;
            different += piece.iter().zip(&*found).filter(|(a, b)| a != b).count() as u64;
            done += piece.len() as u64;
            progress.at(done);
        }
    }
    drop(progress);
    let value = json!({ "file": options.file, "bytes": total, "different": different, "card_id": info.card_id });
    let text = if different == 0 {
        format!("{} are in {address} and read back the same", bytes(total))
    } else {
        format!("{different} of {total} bytes read back different: the card does not keep what is written")
    };
    Ok(Report::judged(value, text, different == 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_as_it_was_written_and_nonsense_is_refused() {
        let header = Header { card_id: 0xABCD, bytes: 8 << 20, area: 1, contract: 1, generation: 9 };
        let mut bytes = [0; HEADER];
        bytes[..HEADER - 4].copy_from_slice(&header.encode());
        bytes[36..].copy_from_slice(&7u32.to_le_bytes());
        assert_eq!(Header::decode(&bytes), Ok((header, 7)));
        for (at, value) in [(0, b'X'), (23, 0x80), (24, 2)] {
            let mut wrong = bytes;
            wrong[at] = value;
            assert!(Header::decode(&wrong).is_err(), "byte {at}");
        }
    }
}
