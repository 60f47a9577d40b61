//! The bytes of `docs/log-format.md`.

mod common;

use common::{setup, Post, Recorder};
use nvlog::region::{term_at, PAIR_BYTES, SLOT_BYTES, TERMS_MAX};
use nvlog::{Epoch, Kind, Log, Position, RegionError, RegionHeader, Rings, Term, TermStart};

/// Numbers that no other field has.
fn log() -> (Log<Recorder>, Recorder) {
    let recorder = Recorder::default();
    let mut setup = setup(0x0E0D_0C0B, 0x0403_0201, 0x1122_3344_5566_7788);
    setup.payload_next = 0x230;
    (Log::open(recorder.clone(), setup), recorder)
}

/// CRC-32C, the slow and obvious way, as the card's own logic and any other reader would have it.
fn crc32c(bytes: impl IntoIterator<Item = u8>) -> u32 {
    let mut crc = !0u32;
    for byte in bytes {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0x82F6_3B78 } else { crc >> 1 };
        }
    }
    !crc
}

// Shows C3 as far as the host is concerned: the record that is posted is the one the documentation describes.
#[test]
fn a_line_byte_by_byte() {
    let (mut log, recorder) = log();
    log.append(Kind::Begin, 0xA4A3_A2A1, &[0xB1, 0xB2, 0xB3], &[]).expect("it is empty");
    log.flush().expect("the recorder never fails");
    let Post::Line { line, .. } = recorder.posts.borrow()[0].clone() else { panic!("a line") };
    let mut wanted = vec![2, common::IDENTITY, 1, 3 << 1];
    wanted.extend([0x01, 0x02, 0x03, 0x04]);
    wanted.extend([0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11]);
    wanted.extend([0x0B, 0x0C, 0x0D, 0x0E]);
    wanted.extend([0xA1, 0xA2, 0xA3, 0xA4]);
    wanted.extend([0xB1, 0xB2, 0xB3]);
    wanted.resize(56, 0);
    let slot = [0x88, 0x77, 0x66, 0x55];
    wanted.extend(crc32c(wanted[..48].iter().copied().chain(slot)).to_le_bytes());
    wanted.extend(slot);
    assert_eq!(line.to_vec(), wanted);
}

#[test]
fn a_line_with_payload_byte_by_byte() {
    let (mut log, recorder) = log();
    let payload: Vec<u8> = (1..=20).collect();
    log.append(Kind::Receive, 1, &[0xC1; 12], &payload).expect("it is empty");
    log.flush().expect("the recorder never fails");
    let posts = recorder.posts.borrow();
    let (Post::Payload { offset, data }, Post::Line { line, .. }) = (&posts[0], &posts[1]) else {
        panic!("payload, then line")
    };
    assert_eq!(*offset, 0x230);
    let mut padded = payload.clone();
    padded.resize(32, 0);
    assert_eq!(*data, padded, "zero-padded to 16");
    assert_eq!(line[..4], [1, common::IDENTITY, 1, 1 | 12 << 1]);
    assert_eq!(line[24..28], 0x230u32.to_le_bytes());
    assert_eq!(line[28..32], 20u32.to_le_bytes());
    assert_eq!(line[32..36], crc32c(payload).to_le_bytes());
    assert_eq!(line[36..48], [0xC1; 12]);
}

fn header() -> RegionHeader {
    let term = TermStart { term: Term(5), first: Position(0x1122_3344_5566_7788) };
    let rings = Rings { line_base: 0x20_0000, line_count: 4096, payload_base: 0x24_0000, payload_bytes: 0x10_0000 };
    let mut header = RegionHeader::begin(1, Epoch(7), term, rings);
    header.open_term(Position(0x2122_3344_5566_7788));
    header
}

#[test]
fn a_region_header_byte_by_byte() {
    let mut header = header();
    header.sequence = 8;
    let (offset, bytes) = header.stored().expect("two terms fit");
    assert_eq!(offset, PAIR_BYTES as u64 + SLOT_BYTES as u64, "identity 1, sequence 9: its second slot");
    let mut wanted = b"SVPREGN1".to_vec();
    wanted.extend([1, 0, 1, 0]);
    wanted.extend(96u32.to_le_bytes());
    wanted.extend(9u64.to_le_bytes());
    wanted.extend(7u32.to_le_bytes());
    wanted.extend(2u32.to_le_bytes());
    wanted.extend(0x1122_3344_5566_7788u64.to_le_bytes());
    for value in [0x20_0000u32, 4096, 0x24_0000, 0x10_0000] {
        wanted.extend(value.to_le_bytes());
    }
    wanted.extend(5u64.to_le_bytes());
    wanted.extend(0x1122_3344_5566_7788u64.to_le_bytes());
    wanted.extend(6u64.to_le_bytes());
    wanted.extend(0x2122_3344_5566_7788u64.to_le_bytes());
    wanted.resize(92, 0);
    wanted.extend(crc32c(wanted.clone()).to_le_bytes());
    assert_eq!(bytes, wanted);
    assert_eq!(RegionHeader::encoded_length(&bytes[..16]), bytes.len());
    assert_eq!(RegionHeader::encoded_length(&bytes[..15]), 0);
}

// Shows R6: a header is persisted before anything is appended in its term, and a cut at any byte of that leaves the one
// before or this one.
#[test]
fn a_cut_header_write_leaves_one_of_the_two() {
    let mut pair = vec![0; PAIR_BYTES];
    assert_eq!(RegionHeader::newest(&pair), Ok(None), "nothing was ever written");
    let mut header = header();
    for round in 0..4 {
        let before = RegionHeader::newest(&pair).expect("it is good");
        header.open_term(Position(0x3122_3344_5566_7788 + round));
        let (offset, bytes) = header.stored().expect("it fits");
        let at = offset as usize - PAIR_BYTES;
        for cut in 0..bytes.len() {
            let mut torn = pair.clone();
            torn[at..at + cut].copy_from_slice(&bytes[..cut]);
            match RegionHeader::newest(&torn) {
                Ok(found) => assert_eq!(found, before, "cut at {cut}"),
                // The very first one has none before it.
                Err(error) => assert!(round == 0 && error == RegionError::Damaged, "{error}"),
            }
        }
        pair[at..at + bytes.len()].copy_from_slice(&bytes);
        assert_eq!(RegionHeader::newest(&pair), Ok(Some(header.clone())));
    }
}

#[test]
fn a_header_of_another_format_is_refused() {
    let mut pair = vec![0; PAIR_BYTES];
    let (_, mut bytes) = header().stored().expect("it fits");
    bytes[8] = 2;
    let end = bytes.len() - 4;
    let crc = crc32c(bytes[..end].iter().copied());
    bytes[end..].copy_from_slice(&crc.to_le_bytes());
    pair[..bytes.len()].copy_from_slice(&bytes);
    assert_eq!(RegionHeader::newest(&pair), Err(RegionError::OtherVersion(2)));
    pair[20] ^= 1;
    assert_eq!(RegionHeader::newest(&pair), Err(RegionError::Damaged));
}

#[test]
fn terms_are_bounded_and_can_be_forgotten() {
    let mut header = header();
    header.terms =
        (1..=TERMS_MAX as u32).map(|t| TermStart { term: Term(t), first: Position(u64::from(t) * 10) }).collect();
    header.stored().expect("it is just full");
    header.open_term(Position(1 << 20));
    assert_eq!(header.stored().map(|_| ()), Err(RegionError::TooManyTerms(TERMS_MAX + 1)));
    header.forget_terms(Position(55));
    assert_eq!(header.terms[0].term, Term(5), "position 56 belongs to term 5");
    assert_eq!(term_at(&header.terms, Position(56)), Some(Term(5)));
    header.forget_terms(Position(10_000));
    assert_eq!(header.terms[0].term, Term(1000));
    header.stored().expect("there is room again");
}
