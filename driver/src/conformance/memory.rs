//! Host memory: what is lent to a card, how, and for how long.

use std::panic::{catch_unwind, resume_unwind, AssertUnwindSafe};

use super::dma::{buffer, bytes_of, engine, transfer, wait, PLACE};
use super::{lines, start_card, Bench, Check, Host, Need};
use crate::{Card, Direction, Dma, DmaAccess, DmaBuffer, Failure, Side};

pub(super) const CHECKS: &[Check] = &[
    Check { name: "memory that was let go the card cannot reach", needs: &[Need::Dma], run: let_go },
    Check { name: "a host that panics lets go of its card and of its memory", needs: &[Need::Dma], run: panics },
    Check { name: "memory lent for reading is not written", needs: &[Need::Dma, Need::ReadOnlyMemory], run: read_only },
];

/// Asserts that the card can reach nothing at `iova`.
fn unreachable(bench: &mut dyn Bench, card: &mut Card, dma: &mut Dma, iova: u64) {
    // The address and nothing behind it: nobody maps this memory.
    let foreign = DmaBuffer::allocate(4096, iova).expect("memory");
    dma.submit(&transfer(&foreign, Direction::ToCard, 0, PLACE, 64)).expect("room");
    assert_eq!(wait(bench, dma).result, Err(Failure::HostRead), "the card still reaches {iova:#x}");
    dma.restart().expect("the card is there");
    let memory = buffer(card, 4096, 1);
    dma.submit(&transfer(&memory, Direction::ToCard, 0, PLACE, 64)).expect("room");
    assert_eq!(wait(bench, dma).result, Ok(()), "what it was lent it reaches");
}

fn let_go(bench: &mut dyn Bench) {
    let mut card = start_card(bench, Side::A);
    let mut dma = engine(&mut card, 8);
    let first = buffer(&mut card, 4096, 2);
    let iova = first.iova();
    let kept = first.clone();
    // Behind it, so that what is too long for one page finds no place there.
    let _last = buffer(&mut card, 4096, 3);
    drop(first);
    let _more = buffer(&mut card, 3 * 4096, 4);
    dma.submit(&transfer(&kept, Direction::ToCard, 0, PLACE, 64)).expect("room");
    assert_eq!(wait(bench, &mut dma).result, Ok(()), "a clone keeps it");
    drop(kept);
    let _even_more = buffer(&mut card, 3 * 4096, 5);
    unreachable(bench, &mut card, &mut dma, iova);
}

fn panics(bench: &mut dyn Bench) {
    let mut host = Host::start(bench, Side::A, 1);
    let dma = engine(&mut host.card, 8);
    // Higher than anything the next host will ask for.
    let _pad = buffer(&mut host.card, 1 << 20, 6);
    let memory = buffer(&mut host.card, 4096, 7);
    let iova = memory.iova();
    host.queue.post_lines(1, &lines(1..6, 3)).expect("it can be posted");
    host.wait_local(bench, 6);
    let ended = catch_unwind(AssertUnwindSafe(move || {
        let _held = (host, dma, memory);
        // A panic without its message.
        resume_unwind(Box::new("the host's own fault"));
    }));
    assert!(ended.is_err());
    let mut card = Card::open(bench.open(Side::A).expect("nobody has the card any more")).expect("it is a card");
    assert!(card.state().expect("the card is there").armed, "the card goes on");
    let mut dma = engine(&mut card, 8);
    unreachable(bench, &mut card, &mut dma, iova);
}

fn read_only(bench: &mut dyn Bench) {
    let mut card = start_card(bench, Side::A);
    let mut dma = engine(&mut card, 8);
    let lent = card.dma_buffer(4096, DmaAccess::CardReads).expect("host memory");
    lent.write(0, &[0x3C; 4096]);
    dma.submit(&transfer(&lent, Direction::ToCard, 0, PLACE, 512)).expect("room");
    assert_eq!(wait(bench, &mut dma).result, Ok(()), "it may be read");
    let other = buffer(&mut card, 4096, 9);
    dma.submit(&transfer(&other, Direction::ToCard, 0, PLACE, 512)).expect("room");
    // A write that the IOMMU refuses is posted: nobody tells the card.
    dma.submit(&transfer(&lent, Direction::ToHost, 0, PLACE, 512)).expect("room");
    for _ in 0..2 {
        assert_eq!(wait(bench, &mut dma).result, Ok(()));
    }
    assert_eq!(bytes_of(&lent, 0, 4096), [0x3C; 4096], "it was written");
    dma.submit(&transfer(&other, Direction::ToHost, 1024, PLACE, 512)).expect("room");
    assert_eq!(wait(bench, &mut dma).result, Ok(()));
    assert_eq!(bytes_of(&other, 1024, 512), bytes_of(&other, 0, 512), "memory lent for both is");
}
