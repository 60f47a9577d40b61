//! The link frame in software, written from `docs/link-format.md`: the independent reader of what the framer sends.

use abi::frame::*;

/// A beat on the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Beat {
    pub data: u128,
    pub control: bool,
}

/// A frame that has been read and found good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    pub kind: u8,
    pub flags: u8,
    pub session: u8,
    pub sequence: u32,
    pub address: u32,
    pub queue: u8,
    pub mask: Option<u16>,
    pub payload: Vec<u128>,
    pub ack: u32,
    /// Queues whose frames the speaker drops.
    pub fenced: u8,
}

fn field(beat: u128, from: u32, bits: u32) -> u32 {
    (beat >> from) as u32 & (((1u64 << bits) - 1) as u32)
}

/// Bitwise, from the definition: polynomial 0x07, initial 0, over bits 8..111 and 119..128, lowest bit first.
fn header_check(beat: u128) -> u32 {
    (8..111).chain(119..128).fold(0u32, |crc, i| {
        let feedback = crc >> 7 & 1 ^ field(beat, i, 1);
        (crc << 1 ^ if feedback == 1 { 0x07 } else { 0 }) & 0xFF
    })
}

/// Reads one frame, start beat to end beat; an error says what is wrong.
pub fn read(beats: &[Beat]) -> Result<Frame, String> {
    let [start, body @ .., end] = beats else { return Err("shorter than two beats".into()) };
    if !start.control || !end.control || body.iter().any(|b| b.control) {
        return Err("control beats in the wrong places".into());
    }
    if field(start.data, 0, 8) != BLOCK_START as u32 || field(end.data, 0, 8) != BLOCK_TERMINATE as u32 {
        return Err("wrong block types".into());
    }
    if field(start.data, 111, 8) != header_check(start.data) {
        return Err("wrong header check".into());
    }
    if field(start.data, 121, 7) != 0 || end.data >> 64 != 0 || field(start.data, 89, 16) != 0 {
        return Err("reserved bits are not zero".into());
    }
    let mut bytes = start.data.to_le_bytes().to_vec();
    body.iter().for_each(|b| bytes.extend(b.data.to_le_bytes()));
    bytes.extend(&end.data.to_le_bytes()[5..8]);
    if crc32c::crc32c(&bytes) != field(end.data, 8, 32) {
        return Err("wrong CRC-32C".into());
    }
    let flags = field(start.data, 12, 4) as u8;
    let mut payload: Vec<u128> = body.iter().map(|b| b.data).collect();
    let mask = (flags & FLAG_MASKED != 0 && !payload.is_empty()).then(|| payload.remove(0));
    if mask.is_some_and(|m| m >> 16 != 0) || payload.len() != field(start.data, 48, 9) as usize {
        return Err("wrong length".into());
    }
    Ok(Frame {
        kind: field(start.data, 8, 4) as u8,
        flags,
        session: field(start.data, 16, 8) as u8,
        sequence: field(start.data, 24, 24),
        address: field(start.data, 57, 32),
        queue: field(start.data, 105, 6) as u8,
        mask: mask.map(|m| m as u16),
        payload,
        ack: field(end.data, 40, 24),
        fenced: field(start.data, 119, 2) as u8,
    })
}

/// The frames in `docs/link-format.md`: this reader, the page, and (in every other test) the hardware agree.
#[test]
fn examples_of_the_page() {
    let page = include_str!("../../../../docs/link-format.md");
    let beat = |line: &str| (line.len() == 32).then(|| u128::from_str_radix(line, 16).ok()).flatten();
    let frames: Vec<Frame> = page
        .split("```")
        .filter(|block| block.trim().lines().all(|line| beat(line).is_some()))
        .map(|block| {
            let beats: Vec<u128> = block.trim().lines().filter_map(beat).collect();
            let last = beats.len() - 1;
            let beats: Vec<Beat> =
                beats.iter().enumerate().map(|(i, &data)| Beat { data, control: i == 0 || i == last }).collect();
            read(&beats).expect("a good frame")
        })
        .collect();
    let [line, masked] = &frames[..] else { panic!("two examples") };
    assert_eq!((line.kind, line.flags, line.session, line.sequence), (KIND_DATA, FLAG_PUBLISH, 1, 5));
    assert_eq!((line.address * 16, line.queue, line.ack, line.payload.len()), (0x20040, 1, 3, 4));
    assert_eq!((line.flags & FLAG_ARMED, line.fenced, masked.fenced), (0, 0, 0));
    assert_eq!((masked.flags, masked.mask, masked.address * 16), (FLAG_MASKED, Some(0x00F0), 0x30000));
}
