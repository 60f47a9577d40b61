//! The DMA engine: bytes both ways, in order, checked, mirrored.

use std::time::Instant;

use abi::geometry::{REMOTE_OFFSET, STATE_OFFSET};

use super::{lines, mirrored_pair, start_card, until, Bench, Check, Need};
use crate::{Card, Direction, Dma, DmaAccess, DmaBuffer, Done, Failure, Side, Transfer};

pub(super) const CHECKS: &[Check] = &[
    Check { name: "DMA moves bytes both ways, whatever their alignment", needs: &[Need::Dma], run: every_alignment },
    Check { name: "DMA retires transfers in order, for several laps of its ring", needs: &[Need::Dma], run: in_order },
    Check { name: "a CRC that does not hold halts the DMA ring", needs: &[Need::Dma], run: a_wrong_crc_halts },
    Check {
        name: "memory the card may not reach halts the DMA ring",
        needs: &[Need::Dma],
        run: a_foreign_address_halts,
    },
    Check { name: "what DMA stores is mirrored before a line behind it", needs: &[Need::Dma], run: dma_is_mirrored },
];

/// Where the checks put bytes in LOCAL: the state area.
pub(super) const PLACE: u64 = STATE_OFFSET;

/// The card's DMA engine with a ring of `descriptors`.
pub(super) fn engine(card: &mut Card, descriptors: u32) -> Dma {
    card.open_dma(descriptors).expect("the card has a DMA engine")
}

pub(super) fn buffer(card: &mut Card, bytes: usize, seed: u64) -> DmaBuffer {
    let buffer = card.dma_buffer(bytes, DmaAccess::Both).expect("host memory");
    let mut word = seed;
    for offset in (0..buffer.bytes()).step_by(8) {
        word = word.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
        buffer.store64(offset, word);
    }
    buffer
}

pub(super) fn bytes_of(buffer: &DmaBuffer, offset: usize, bytes: usize) -> Vec<u8> {
    (offset..offset + bytes).map(|at| buffer.load64(at & !7).to_le_bytes()[at & 7]).collect()
}

pub(super) fn wait(bench: &mut dyn Bench, dma: &mut Dma) -> Done {
    let (start, patience) = (Instant::now(), bench.patience());
    loop {
        if let Some(done) = dma.poll().expect("the card is there") {
            return done;
        }
        assert!(start.elapsed() < patience, "waited {patience:?} for a DMA completion");
        bench.pause(2);
    }
}

pub(super) fn transfer(
    buffer: &DmaBuffer,
    direction: Direction,
    at: usize,
    card_offset: u64,
    bytes: usize,
) -> Transfer<'_> {
    Transfer { direction, buffer, buffer_offset: at, card_offset, bytes, queue: 0, cookie: at as u32, check: None }
}

fn every_alignment(bench: &mut dyn Bench) {
    let mut card = start_card(bench, Side::A);
    let mut dma = engine(&mut card, 16);
    let source = buffer(&mut card, 8192, 1);
    let target = buffer(&mut card, 8192, 2);
    for step in 0..16usize {
        for bytes in [1, 16, 17, 63, 300] {
            let (from, to, back) = (step, (step * 7 + bytes) % 16, (step * 5 + 3) % 16);
            let before = bytes_of(&target, 0, 512);
            dma.submit(&transfer(&source, Direction::ToCard, 1000 + from, PLACE + to as u64, bytes)).expect("room");
            dma.submit(&transfer(&target, Direction::ToHost, 64 + back, PLACE + to as u64, bytes)).expect("room");
            let expected = bytes_of(&source, 1000 + from, bytes);
            let crc = crc32c::crc32c(&expected);
            for direction in ["to the card", "to the host"] {
                let done = wait(bench, &mut dma);
                assert_eq!((done.result, done.crc), (Ok(()), crc), "{bytes} bytes {direction}");
            }
            let mut whole = before;
            whole[64 + back..64 + back + bytes].copy_from_slice(&expected);
            assert_eq!(bytes_of(&target, 0, 512), whole, "{bytes} bytes from {from} over {to} to {back}");
        }
    }
}

fn in_order(bench: &mut dyn Bench) {
    let mut card = start_card(bench, Side::A);
    let mut dma = engine(&mut card, 4);
    let memory = buffer(&mut card, 4096, 3);
    let mut wanted = 0;
    for n in 0..30u32 {
        let direction = if n % 3 == 2 { Direction::ToHost } else { Direction::ToCard };
        let bytes = 1 + n as usize * 67 % 900;
        dma.submit(&Transfer { cookie: n, ..transfer(&memory, direction, 0, PLACE, bytes) }).expect("room");
        if dma.under_way() == 4 {
            let full = dma.submit(&transfer(&memory, Direction::ToCard, 0, PLACE, 8));
            assert!(matches!(full, Err(crate::DmaError::Full { count: 4 })));
            assert_eq!(wait(bench, &mut dma).cookie, wanted);
            wanted += 1;
        }
    }
    while dma.under_way() > 0 {
        let done = wait(bench, &mut dma);
        assert_eq!((done.cookie, done.result), (wanted, Ok(())));
        wanted += 1;
    }
    assert_eq!(wanted, 30);
}

fn a_wrong_crc_halts(bench: &mut dyn Bench) {
    let mut card = start_card(bench, Side::A);
    let mut dma = engine(&mut card, 8);
    let memory = buffer(&mut card, 4096, 4);
    let right = crc32c::crc32c(&bytes_of(&memory, 5, 600));
    for check in [right, right ^ 0x100, right] {
        let transfer = Transfer { check: Some(check), ..transfer(&memory, Direction::ToCard, 5, PLACE, 600) };
        dma.submit(&transfer).expect("room");
    }
    assert_eq!(wait(bench, &mut dma).result, Ok(()));
    let done = wait(bench, &mut dma);
    assert_eq!((done.result, done.crc), (Err(Failure::Crc), right));
    for _ in 0..20 {
        assert_eq!(dma.poll().expect("the card is there"), None, "nothing behind it is executed");
        bench.pause(5);
    }
    dma.restart().expect("the card is there");
    dma.submit(&transfer(&memory, Direction::ToCard, 5, PLACE, 600)).expect("room");
    assert_eq!(wait(bench, &mut dma).result, Ok(()), "after a restart it goes on");
}

fn a_foreign_address_halts(bench: &mut dyn Bench) {
    let mut card = start_card(bench, Side::A);
    let mut dma = engine(&mut card, 8);
    // Host memory the card was never given.
    let foreign = DmaBuffer::allocate(4096, 0x7777_0000_0000).expect("memory");
    dma.submit(&transfer(&foreign, Direction::ToCard, 0, PLACE, 64)).expect("room");
    assert_eq!(wait(bench, &mut dma).result, Err(Failure::HostRead));
    // And a place in the card that is nobody's.
    dma.restart().expect("the card is there");
    let memory = buffer(&mut card, 4096, 5);
    dma.submit(&transfer(&memory, Direction::ToCard, 0, REMOTE_OFFSET + PLACE, 64)).expect("room");
    assert_eq!(wait(bench, &mut dma).result, Err(Failure::BadDescriptor));
}

fn dma_is_mirrored(bench: &mut dyn Bench) {
    let (mut a, mut b) = mirrored_pair(bench, 1);
    let mut dma = engine(&mut a.card, 8);
    let memory = buffer(&mut a.card, 8192, 6);
    for lap in 0..4u64 {
        let (at, bytes) = (3 + lap as usize * 11, 2000);
        let place = PLACE + 4096 + 100 * lap;
        dma.submit(&transfer(&memory, Direction::ToCard, at, place, bytes)).expect("room");
        assert_eq!(wait(bench, &mut dma).result, Ok(()));
        a.queue.post_lines(1 + lap, &lines(1 + lap..2 + lap, 7)).expect("the card is there");
        a.wait_mirrored(bench, 2 + lap);
        let start = place & !7;
        let mut found = vec![0; 2016];
        b.card.read_remote(start, &mut found).expect("REMOTE can be read");
        let skip = (place - start) as usize;
        assert_eq!(found[skip..skip + bytes], bytes_of(&memory, at, bytes), "lap {lap}: in the partner's card");
    }
    // REMOTE can be fetched by DMA too.
    let mut fetch = b.card.open_dma(2).expect("the card has a DMA engine");
    let copy = buffer(&mut b.card, 4096, 7);
    let last = PLACE + 4096 + 300;
    fetch.submit(&transfer(&copy, Direction::ToHost, 0, REMOTE_OFFSET + last, 2000)).expect("room");
    assert_eq!(wait(bench, &mut fetch).result, Ok(()));
    assert_eq!(bytes_of(&copy, 0, 2000), bytes_of(&memory, 36, 2000));
    until(bench, "the DMA watermark", || a.watermarks().dma_local == 4);
}
