//! The ticket of a line: what the card checks before it publishes one.

use abi::line::{CRC_OFFSET, ENTRY_BYTES, LINE_BYTES, SLOT_OFFSET};

/// A line, as it is posted: the stamp bytes are the card's and are ignored.
pub type Line = [u8; LINE_BYTES];

/// Makes the line of `position` out of the bytes of an entry: slot counter and CRC-32C, stamp zero.
pub fn seal(entry: &[u8; ENTRY_BYTES], position: u64) -> Line {
    let mut line = [0; LINE_BYTES];
    line[..ENTRY_BYTES].copy_from_slice(entry);
    line[SLOT_OFFSET..].copy_from_slice(&(position as u32).to_le_bytes());
    let crc = checksum(&line);
    line[CRC_OFFSET..SLOT_OFFSET].copy_from_slice(&crc.to_le_bytes());
    line
}

/// CRC-32C of a line over everything but the stamp and the CRC itself.
pub fn checksum(line: &Line) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(&line[..ENTRY_BYTES]), &line[SLOT_OFFSET..])
}

/// Whether the CRC of a line holds.
pub fn is_whole(line: &Line) -> bool {
    line[CRC_OFFSET..SLOT_OFFSET] == checksum(line).to_le_bytes()
}

/// Low half of the slot counter in the ticket.
pub fn slot(line: &Line) -> u32 {
    u32::from_le_bytes(line[SLOT_OFFSET..].try_into().expect("four bytes"))
}
