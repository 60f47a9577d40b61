//! Packets of the hard block's streams (PG213): the host's requests as beats, completions and the card's requests read and checked.

/// One beat of the completer request stream.
#[derive(Clone, Copy, Debug)]
pub struct Beat {
    pub data: u128,
    pub user: u128,
    pub keep: u128,
    pub last: bool,
}

/// Request types of PG213.
pub const MEMORY_READ: u8 = 0;
pub const MEMORY_WRITE: u8 = 1;

/// Builds a packet. `payload` has four bytes for each DWORD; a read has none and says how many it wants.
#[allow(clippy::too_many_arguments)]
pub fn packet(
    kind: u8,
    bar: u8,
    address: u64,
    dwords: usize,
    first_be: u8,
    last_be: u8,
    tag: u8,
    payload: &[u8],
) -> Vec<Beat> {
    let descriptor = (address & !3) as u128
        | (dwords as u128) << 64
        | (kind as u128) << 75
        | 0x0102u128 << 80
        | (tag as u128) << 96
        | (bar as u128) << 112
        | if bar == 0 { 16u128 } else { 28 } << 115;
    let enables = (first_be as u128) | (last_be as u128) << 4;
    let mut beats = vec![Beat { data: descriptor, user: enables | 1 << 40, keep: 15, last: payload.is_empty() }];
    let words = payload.len() / 4;
    for (n, chunk) in payload.chunks(16).enumerate() {
        let mut data = [0u8; 16];
        data[..chunk.len()].copy_from_slice(chunk);
        let mut byte_enable = 0u128;
        for lane in 0..chunk.len() / 4 {
            let word = n * 4 + lane;
            let enable = match word {
                0 => first_be,
                w if w == words - 1 => last_be,
                _ => 15,
            };
            byte_enable |= (enable as u128) << (lane * 4);
        }
        let keep = (1u128 << (chunk.len() / 4)) - 1;
        beats.push(Beat { data: u128::from_le_bytes(data), user: byte_enable << 8, keep, last: false });
    }
    beats.last_mut().expect("a packet has a beat").last = true;
    beats
}

/// A posted write of any alignment and length up to 1 KiB less what alignment costs.
pub fn write_packet(bar: u8, offset: u64, data: &[u8]) -> Vec<Beat> {
    assert!(!data.is_empty());
    let lead = (offset % 4) as usize;
    let end = lead + data.len();
    let dwords = end.div_ceil(4);
    assert!(dwords <= 256, "a packet carries at most 1 KiB");
    let mut payload = vec![0xEE; dwords * 4];
    payload[lead..end].copy_from_slice(data);
    let head = 0xFu8 << lead & 15;
    let tail = 15 >> (dwords * 4 - end);
    if dwords == 1 {
        packet(MEMORY_WRITE, bar, offset, 1, head & tail, 0, 0, &payload)
    } else {
        packet(MEMORY_WRITE, bar, offset, dwords, head, tail, 0, &payload)
    }
}

/// A completion as it came.
#[derive(Clone, Debug)]
pub struct Completion {
    pub lower_address: u32,
    pub byte_count: u32,
    pub dwords: usize,
    pub status: u8,
    pub tag: u8,
    pub data: Vec<u8>,
}

/// A memory request of the card.
#[derive(Clone, Debug)]
pub struct Requested {
    pub cycle: u64,
    pub address: u64,
    /// `first_be` 0..4, `last_be` 4..8.
    pub enables: u8,
    pub payload: Vec<u8>,
}

impl Requested {
    /// From the beats on RQ (data, keep), which are checked against the rules.
    pub fn new(cycle: u64, beats: &[(u128, u128)], user: u128) -> Requested {
        let (descriptor, keep) = beats[0];
        assert_eq!(keep, 15, "the descriptor is there");
        let dwords = (descriptor >> 64 & 0x7FF) as usize;
        assert_eq!(descriptor >> 75, 1, "a memory write, no attributes, nothing else");
        let mut payload = Vec::new();
        for (n, (data, keep)) in beats[1..].iter().enumerate() {
            let here = (dwords - n * 4).min(4);
            assert_eq!(*keep, (1 << here) - 1, "tkeep covers what the length says");
            payload.extend_from_slice(&data.to_le_bytes()[..here * 4]);
        }
        assert_eq!(payload.len(), dwords * 4, "as long as its descriptor says");
        Requested { cycle, address: descriptor as u64, enables: user as u8, payload }
    }
}

/// A read request for some bytes.
pub fn read_packet(bar: u8, offset: u64, bytes: usize, tag: u8) -> Vec<Beat> {
    let lead = (offset % 4) as usize;
    let end = lead + bytes;
    let dwords = end.div_ceil(4);
    let head = 0xFu8 << lead & 15;
    let tail = 15 >> (dwords * 4 - end);
    if dwords == 1 {
        packet(MEMORY_READ, bar, offset, 1, head & tail, 0, tag, &[])
    } else {
        packet(MEMORY_READ, bar, offset, dwords, head, tail, tag, &[])
    }
}

/// Whether a packet with this descriptor is one that is answered.
pub fn wants_answer(descriptor: u128) -> bool {
    let kind = descriptor >> 75 & 15;
    kind != MEMORY_WRITE as u128 && kind < 12
}

/// From the DWORDs on CC, which are checked against the request it answers.
pub fn completion(words: &[u32], asked: &[(u128, u128)]) -> Completion {
    let status = words[1] >> 11 & 7;
    let (descriptor, enables) = asked[words[2] as u8 as usize];
    assert_eq!(words[1] >> 16, (descriptor >> 80) as u32 & 0xFFFF, "the requester's id comes back");
    assert_eq!(words[0] >> 29 & 1, (descriptor >> 75 & 15 == 7) as u32, "a locked read is answered as one");
    if status != 0 {
        // PG213 "Completions with Error Status": eight DWORDs, the last five are the request.
        assert_eq!(words.len(), 8, "a refusal has two beats");
        assert_eq!(words[1] & 0x7FF, 0, "a refusal has no payload");
        let again = words[4..8].iter().rev().fold(0u128, |all, w| all << 32 | *w as u128);
        assert_eq!((again, words[3] as u128), (descriptor, enables), "a refusal names its request");
    }
    let data = if status == 0 { &words[3..] } else { &[] };
    Completion {
        lower_address: words[0] & 0x7F,
        byte_count: words[0] >> 16 & 0x1FFF,
        dwords: (words[1] & 0x7FF) as usize,
        status: (words[1] >> 11 & 7) as u8,
        tag: words[2] as u8,
        data: data.iter().flat_map(|w| w.to_le_bytes()).collect(),
    }
}
