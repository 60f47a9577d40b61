//! The hard block's packet formats at 128 bit, seen from the host's end (PG213, DWORD-aligned mode).
//!
//! Only what a root port sends to and takes from this card: memory reads and writes as completer requests (CQ),
//! completions (CC), memory writes as requester requests (RQ). What the card sends is checked on the way: a packet
//! that the real hard block would refuse is an error here, not something to be lenient about.

/// Largest payload of a packet in bytes (MPS of the simulated slot).
pub const MAX_PAYLOAD_BYTES: usize = 256;
/// Largest read request in bytes (MRRS).
pub const MAX_READ_BYTES: usize = 4096;
/// Largest read request of the card in bytes (its MRRS).
const MAX_REQUEST_BYTES: usize = 512;
/// The card's own requester id, which comes back in completions.
const REQUESTER_OF_CARD: u128 = 0x0200;
/// Read completion boundary of an endpoint, bytes (PCIe Base 2.3.1.1).
const COMPLETION_BOUNDARY: usize = 128;
/// Bus address of BAR0 and of BAR2: high, so that address bits get lost visibly if they do.
const BAR_BASE: [u64; 2] = [0xF7A0_0000, 0x0000_00C2_5000_0000];
/// The root port's requester id.
const REQUESTER: u64 = 0x0100;

/// One beat of a stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beat {
    pub data: u128,
    /// Sideband; as many bits as the stream has.
    pub user: u128,
    /// DWORDs that are there, one bit each.
    pub keep: u8,
    pub last: bool,
}

/// Byte enables of the first and the last DWORD of an access, and the number of DWORDs.
fn enables(offset: u64, bytes: usize) -> (u8, u8, usize) {
    let lead = (offset % 4) as usize;
    let dwords = (lead + bytes).div_ceil(4);
    let tail = (lead + bytes - 1) % 4;
    let first = 0xF << lead & 0xF;
    let last = 0xF >> (3 - tail);
    if dwords == 1 {
        (first & last, 0, 1)
    } else {
        (first, last, dwords)
    }
}

/// Descriptor of a completer request and its first/last byte enables.
fn request(kind: u64, bar: usize, offset: u64, bytes: usize, tag: u8) -> (u128, u128) {
    let (first, last, dwords) = enables(offset, bytes);
    let (bar_id, aperture) = [(0u64, 16u64), (2, 28)][bar];
    let low = (BAR_BASE[bar] + offset) & !3;
    let high = dwords as u64 | kind << 11 | REQUESTER << 16 | u64::from(tag) << 32 | bar_id << 48 | aperture << 51;
    (u128::from(high) << 64 | u128::from(low), u128::from(first) | u128::from(last) << 4)
}

/// A posted write of up to [`MAX_PAYLOAD_BYTES`] that does not cross a 4 KiB boundary.
pub fn memory_write(bar: usize, offset: u64, data: &[u8]) -> Vec<Beat> {
    let (descriptor, byte_enables) = request(1, bar, offset, data.len(), 0);
    let mut beats = vec![Beat { data: descriptor, user: byte_enables | 1 << 40, keep: 0xF, last: false }];
    let lead = (offset % 4) as usize;
    let dwords = (lead + data.len()).div_ceil(4);
    let mut payload = vec![0; dwords * 4];
    payload[lead..lead + data.len()].copy_from_slice(data);
    for (i, chunk) in payload.chunks(16).enumerate() {
        let mut bytes = [0; 16];
        bytes[..chunk.len()].copy_from_slice(chunk);
        let valid = (0..chunk.len()).filter(|b| (lead..lead + data.len()).contains(&(i * 16 + b)));
        let byte_en = valid.fold(0u128, |mask, b| mask | 1 << b);
        beats.push(Beat {
            data: u128::from_le_bytes(bytes),
            user: byte_en << 8,
            keep: (1u8 << (chunk.len() / 4)) - 1,
            last: i == (payload.len() - 1) / 16,
        });
    }
    beats
}

/// A read of up to [`MAX_READ_BYTES`] that does not cross a 4 KiB boundary.
pub fn memory_read(bar: usize, offset: u64, bytes: usize, tag: u8) -> Vec<Beat> {
    let (descriptor, byte_enables) = request(0, bar, offset, bytes, tag);
    vec![Beat { data: descriptor, user: byte_enables | 1 << 40, keep: 0xF, last: true }]
}

/// Something the card sent that the hard block would not have taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the card sent a bad {stream} packet: {what}")]
pub struct BadPacket {
    stream: &'static str,
    what: String,
}

/// Collects the beats of one stream into packets.
#[derive(Default)]
pub struct Collector {
    dwords: Vec<u32>,
    user: u128,
}

impl Collector {
    /// The stream showed no beat in this cycle, which it may not do inside a packet.
    pub fn gap(&self, stream: &'static str) -> Result<(), BadPacket> {
        if self.dwords.is_empty() {
            Ok(())
        } else {
            Err(BadPacket { stream, what: "tvalid fell inside a packet".into() })
        }
    }

    /// Takes a beat; gives the DWORDs and the first beat's sideband when the packet is complete.
    pub fn take(&mut self, stream: &'static str, beat: &Beat) -> Result<Option<(Vec<u32>, u128)>, BadPacket> {
        let count = beat.keep.count_ones() as usize;
        if beat.keep & 0xF == 0 || beat.keep != (1 << count) - 1 || (!beat.last && count != 4) {
            return Err(BadPacket { stream, what: format!("tkeep {:#x}, tlast {}", beat.keep, beat.last) });
        }
        if self.dwords.is_empty() {
            self.user = beat.user;
        }
        self.dwords.extend((0..count).map(|i| (beat.data >> (32 * i)) as u32));
        Ok(beat.last.then(|| (std::mem::take(&mut self.dwords), self.user)))
    }
}

/// A read that is being answered.
#[derive(Clone, Debug)]
pub struct OpenRead {
    /// Descriptor and byte enables of the request.
    request: (u128, u8),
    offset: u64,
    data: Vec<u8>,
    got: usize,
}

impl OpenRead {
    /// A read that was sent as [`memory_read`].
    pub fn new(packet: &Beat, offset: u64, bytes: usize) -> Self {
        OpenRead { request: (packet.data, packet.user as u8), offset, data: vec![0; bytes], got: 0 }
    }
}

/// What a completion did.
#[derive(Debug, PartialEq, Eq)]
pub enum Completed {
    /// More will come.
    Part,
    /// The read is answered.
    Whole(Vec<u8>),
    /// The card refused it.
    Refused,
}

/// Tag of a completion packet.
pub fn completion_tag(dwords: &[u32]) -> Result<u8, BadPacket> {
    match dwords {
        [_, _, third, ..] => Ok(*third as u8),
        _ => Err(BadPacket { stream: "CC", what: format!("{} DWORDs", dwords.len()) }),
    }
}

/// Applies a completion packet to the read with its tag (PG213 "Completer Completion Descriptor").
pub fn complete(read: &mut OpenRead, dwords: &[u32]) -> Result<Completed, BadPacket> {
    let bad = |what: String| Err(BadPacket { stream: "CC", what });
    let &[d0, d1, d2, ref payload @ ..] = dwords else { return bad(format!("{} DWORDs", dwords.len())) };
    let requester = u64::from(d1 >> 16);
    if requester != REQUESTER {
        return bad(format!("requester {requester:#x}"));
    }
    let status = d1 >> 11 & 7;
    if d1 >> 14 & 1 != 0 || d2 >> 31 != 0 {
        return bad("poisoned or with ECRC".into());
    }
    if status != 0 {
        // PG213 "Completions with Error Status": behind the descriptor the byte enables and the request as it came.
        let &[enables, ref request @ ..] = payload else { return bad("a refusal of three DWORDs".into()) };
        let request = request.iter().rev().fold(0u128, |all, d| all << 32 | u128::from(*d));
        if payload.len() != 5 || d1 & 0x7FF != 0 || (request, enables) != (read.request.0, read.request.1.into()) {
            return bad(format!("status {status}, and not its request behind it"));
        }
        return Ok(Completed::Refused);
    }
    let at = read.offset + read.got as u64;
    let left = read.data.len() - read.got;
    let (lower, count, length) = ((d0 & 0x7F) as u64, (d0 >> 16 & 0x1FFF) as usize, (d1 & 0x7FF) as usize);
    if lower != at % 128 || count != left || length != payload.len() {
        return bad(format!(
            "lower address {lower:#x}, byte count {count}, length {length} with {} DWORDs; expected {:#x}, {left}",
            payload.len(),
            at % 128
        ));
    }
    let lead = (at % 4) as usize;
    let bytes = left.min(payload.len() * 4 - lead.min(payload.len() * 4));
    let end = at + bytes as u64;
    if payload.len() * 4 > MAX_PAYLOAD_BYTES || payload.len() != (lead + bytes).div_ceil(4) {
        return bad(format!("{} DWORDs for {bytes} bytes", payload.len()));
    }
    if bytes < left && end % COMPLETION_BOUNDARY as u64 != 0 {
        return bad(format!("split at {end:#x}, not a read completion boundary"));
    }
    let all: Vec<u8> = payload.iter().flat_map(|d| d.to_le_bytes()).collect();
    read.data[read.got..read.got + bytes].copy_from_slice(&all[lead..lead + bytes]);
    read.got += bytes;
    Ok(if bytes == left { Completed::Whole(std::mem::take(&mut read.data)) } else { Completed::Part })
}

/// A read of host memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadRequest {
    /// Of the first byte.
    pub address: u64,
    pub bytes: usize,
    pub tag: u8,
}

/// What a requester request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requested {
    Write { address: u64, data: Vec<u8> },
    Read(ReadRequest),
}

/// `seq_num` of a packet on RQ: bits 24..28 and 60..62 of `tuser` beside its first beat.
pub fn sequence_number(user: u128) -> u8 {
    (user >> 24 & 0xF | (user >> 60 & 3) << 4) as u8
}

/// Takes a requester request apart (PG213 "Requester Request Descriptor") for a host that allows so much payload in a write.
pub fn requester_request(dwords: &[u32], user: u128, max_payload_bytes: usize) -> Result<Requested, BadPacket> {
    let bad = |what: String| Err(BadPacket { stream: "RQ", what });
    let &[d0, d1, d2, d3, ref payload @ ..] = dwords else { return bad(format!("{} DWORDs", dwords.len())) };
    let address = u64::from(d1) << 32 | u64::from(d0 & !3);
    let (length, kind) = ((d2 & 0x7FF) as usize, d2 >> 11 & 0xF);
    if kind > 1 || d0 & 3 != 0 || d2 >> 15 & 1 != 0 || d3 >> 28 & 7 != 0 {
        return bad(format!("type {kind}, or poisoned, translated, or with attributes"));
    }
    let bytes = length * 4;
    if length == 0 || payload.len() != if kind == 1 { length } else { 0 } {
        return bad(format!("length {length} with {} DWORDs", payload.len()));
    }
    if bytes > if kind == 1 { max_payload_bytes } else { MAX_REQUEST_BYTES } {
        return bad(format!("{bytes} bytes are more than the host allows"));
    }
    if address / 4096 != (address + bytes as u64 - 1) / 4096 {
        return bad(format!("{bytes} bytes at {address:#x} cross a 4 KiB boundary"));
    }
    // The card has no use for holes: its bytes are one run (PCIe Base 2.2.5).
    let (first, last) = ((user & 0xF) as u8, (user >> 4 & 0xF) as u8);
    let run = |enables: u8| (enables >> enables.trailing_zeros().min(7)).wrapping_add(1).is_power_of_two();
    let good =
        if length == 1 { last == 0 && run(first) } else { first >> 3 == 1 && last & 1 == 1 && run(first) && run(last) };
    if first == 0 || !good {
        return bad(format!("byte enables {:#x}", user & 0xFF));
    }
    let lead = first.trailing_zeros() as usize;
    let end = bytes - (if length == 1 { first } else { last } << 4).leading_zeros() as usize;
    let address = address + lead as u64;
    Ok(match kind {
        0 => Requested::Read(ReadRequest { address, bytes: end - lead, tag: d3 as u8 }),
        _ => {
            let all: Vec<u8> = payload.iter().flat_map(|d| d.to_le_bytes()).collect();
            Requested::Write { address, data: all[lead..end].to_vec() }
        }
    })
}

/// A completion for a read of the card, from `address` on, of `left` bytes still to come (PG213 "Requester Completion
/// Descriptor"): `bytes` of them, or, without data, a refusal.
pub fn read_completion(tag: u8, address: u64, left: usize, bytes: usize, data: Option<&Vec<u8>>) -> Vec<Beat> {
    let dwords = data.map_or(0, |d| d.len() / 4);
    let refused = u128::from(data.is_none());
    let header = u128::from(address & 0xFFF)
        | (refused * 2) << 12
        | (left as u128) << 16
        | u128::from(left == bytes || data.is_none()) << 30
        | (dwords as u128) << 32
        | refused << 43
        | REQUESTER_OF_CARD << 48
        | u128::from(tag) << 64;
    let mut all = header.to_le_bytes()[..12].to_vec();
    all.extend(data.into_iter().flatten());
    let count = all.len().div_ceil(16);
    let beat = |(n, chunk): (usize, &[u8])| {
        let mut bytes = [0; 16];
        bytes[..chunk.len()].copy_from_slice(chunk);
        let user = u128::from(n == 0) << 32;
        Beat { data: u128::from_le_bytes(bytes), user, keep: (1u8 << (chunk.len() / 4)) - 1, last: n + 1 == count }
    };
    all.chunks(16).enumerate().map(beat).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enables_of_short_and_unaligned_accesses() {
        assert_eq!(enables(0, 4), (0xF, 0, 1));
        assert_eq!(enables(1, 2), (0b0110, 0, 1));
        assert_eq!(enables(2, 4), (0b1100, 0b0011, 2));
        assert_eq!(enables(0, 64), (0xF, 0xF, 16));
        assert_eq!(enables(7, 1), (0b1000, 0, 1));
    }

    #[test]
    fn requests_of_the_card_are_taken_apart_and_checked() {
        let request = |kind: u32, address: u64, length: u32, payload: &[u32]| {
            let mut all = vec![address as u32, (address >> 32) as u32, length | kind << 11, 7];
            all.extend(payload);
            all
        };
        let write = request(1, 0x5_0000_1000, 2, &[0x4433_2211, 0x8877_6655]);
        let expected = Requested::Write { address: 0x5_0000_1002, data: vec![0x33, 0x44, 0x55] };
        assert_eq!(requester_request(&write, 0x1C, MAX_PAYLOAD_BYTES), Ok(expected));
        assert!(requester_request(&write, 0x15, MAX_PAYLOAD_BYTES).is_err(), "a hole");
        assert!(requester_request(&write, 0x0F, MAX_PAYLOAD_BYTES).is_err(), "nothing of the last DWORD");
        let read = request(0, 0xFF0, 4, &[]);
        assert_eq!(
            requester_request(&read, 0xFF, MAX_PAYLOAD_BYTES),
            Ok(Requested::Read(ReadRequest { address: 0xFF0, bytes: 16, tag: 7 }))
        );
        assert!(requester_request(&request(0, 0xFF0, 5, &[]), 0xFF, MAX_PAYLOAD_BYTES).is_err(), "4 KiB");
        let one = request(0, 0x100, 1, &[]);
        assert_eq!(
            requester_request(&one, 0x06, MAX_PAYLOAD_BYTES),
            Ok(Requested::Read(ReadRequest { address: 0x101, bytes: 2, tag: 7 }))
        );
        // And the answer: descriptor, then data packed behind it.
        let beats = read_completion(7, 0x101, 2, 2, Some(&vec![0, 1, 2, 0]));
        assert_eq!(beats.len(), 1);
        assert_eq!((beats[0].data >> 96, beats[0].data >> 16 & 0x1FFF, beats[0].data & 0xFFF), (0x0002_0100, 2, 0x101));
        assert!(beats[0].last && beats[0].data >> 30 & 1 == 1);
    }

    #[test]
    fn a_write_of_a_line_is_five_beats() {
        let data: Vec<u8> = (0..64).collect();
        let beats = memory_write(1, 0x40, &data);
        assert_eq!(beats.len(), 5);
        assert_eq!(beats[0].data >> 64 & 0x7FF, 16);
        assert_eq!(beats[0].data >> 75 & 0xF, 1);
        assert_eq!(beats[0].data >> 112 & 7, 2);
        assert_eq!(beats[1].user >> 8, 0xFFFF);
        assert_eq!(beats[1].data, u128::from_le_bytes(data[..16].try_into().unwrap()));
        assert!(beats[4].last && !beats[3].last);
    }

    #[test]
    fn completions_are_put_together_and_checked() {
        let completion = |lower: u32, count: u32, payload: &[u32]| {
            let mut dwords = vec![lower | count << 16, payload.len() as u32 | (REQUESTER as u32) << 16, 9];
            dwords.extend(payload);
            dwords
        };
        // 12 bytes from 0x7A on: a part up to the boundary, then the rest.
        let mut read = OpenRead::new(&memory_read(1, 0x7A, 12, 9)[0], 0x7A, 12);
        let first = completion(0x7A, 12, &[0x2211_0000, 0x6655_4433]);
        assert_eq!(completion_tag(&first), Ok(9));
        assert_eq!(complete(&mut read.clone(), &first), Ok(Completed::Part));
        assert!(complete(&mut read.clone(), &completion(0x7A, 12, &[0x2211_0000])).is_err(), "not at a boundary");
        assert!(complete(&mut read.clone(), &completion(0x78, 12, &[0x2211_0000, 0x6655_4433])).is_err());
        let mut refusal = vec![0x7A | 12 << 16, 1 << 11 | (REQUESTER as u32) << 16, 9];
        assert!(complete(&mut read.clone(), &refusal).is_err(), "a refusal gives the request back");
        let request = memory_read(1, 0x7A, 12, 9)[0];
        refusal.push(request.user as u8 as u32);
        refusal.extend((0..4).map(|i| (request.data >> (32 * i)) as u32));
        assert_eq!(complete(&mut read.clone(), &refusal), Ok(Completed::Refused));
        complete(&mut read, &first).unwrap();
        let second = completion(0, 6, &[0xAA99_8877, 0xCCBB]);
        assert_eq!(
            complete(&mut read, &second),
            Ok(Completed::Whole(vec![0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xAA, 0xBB, 0xCC]))
        );
    }
}
