//! The mailbox: messages from host to host that need neither a session nor a living reader.

use abi::mailbox::{MESSAGE_BYTES, OWN_OFFSET, SLOTS};

use super::{line, mirrored_pair, start_card, until, Bench, Check, Need};
use crate::{Card, CardError, MailboxMessage, Side};

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "a message reaches the partner's mailbox, of any length, slot by slot",
        needs: &[Need::Mailbox],
        run: delivered,
    },
    Check { name: "the newest message of a slot is the one that is there", needs: &[Need::Mailbox], run: newest },
    Check { name: "half a message is never delivered", needs: &[Need::Mailbox], run: unsent },
    Check { name: "messages wait for the link", needs: &[Need::Mailbox], run: waits_for_link },
    Check { name: "messages outlive both hosts", needs: &[Need::Mailbox], run: hosts_dead },
    Check { name: "messages pass a fence", needs: &[Need::Mailbox], run: passes_fence },
    Check {
        name: "a card without power has lost its messages and gets them again",
        needs: &[Need::Mailbox],
        run: power,
    },
];

fn read(card: &mut Card, slot: usize) -> Option<MailboxMessage> {
    card.mailbox_read(slot).expect("the card is there")
}

fn wait_for(bench: &mut dyn Bench, card: &mut Card, slot: usize, bytes: &[u8]) -> MailboxMessage {
    until(bench, "a message", || read(card, slot).is_some_and(|m| m.bytes == bytes));
    read(card, slot).expect("it is there")
}

/// Both cards, booted.
fn start(bench: &mut dyn Bench) -> (Card, Card) {
    (start_card(bench, Side::A), start_card(bench, Side::B))
}

fn delivered(bench: &mut dyn Bench) {
    let (mut a, mut b) = start(bench);
    assert_eq!(read(&mut b, 0), None, "nothing was sent");
    for (slot, bytes) in [(0, 0), (1, 1), (2, 9), (3, MESSAGE_BYTES)] {
        let message: Vec<u8> = (0..bytes).map(|i| (i * 3 + slot) as u8).collect();
        a.mailbox_send(slot, &message).expect("it fits");
        let found = wait_for(bench, &mut b, slot, &message);
        assert_eq!(found.sequence as u32, 1, "the first of slot {slot}");
        assert_eq!(read(&mut a, slot), None, "it went one way");
    }
    until(bench, "the card to know", || (0..SLOTS).all(|s| a.mailbox_delivered(s).expect("the card is there")));
    b.mailbox_send(0, b"the other way").expect("it fits");
    wait_for(bench, &mut a, 0, b"the other way");
    assert_eq!(read(&mut b, 0).expect("still there").bytes, b"", "the same slot has two ends");
    assert!(matches!(a.mailbox_send(SLOTS, b""), Err(CardError::NoSuchSlot { .. })));
    assert!(matches!(a.mailbox_send(0, &[0; MESSAGE_BYTES + 1]), Err(CardError::MessageTooLong { .. })));
}

fn newest(bench: &mut dyn Bench) {
    let (mut a, mut b) = start(bench);
    let mut last = 0;
    for round in 0..40u32 {
        for slot in 0..SLOTS {
            let bytes = vec![round as u8; 8 + (round as usize * 13) % 200];
            a.mailbox_send(slot, &bytes).expect("it fits");
        }
        // Whatever is there now is whole and never older than before.
        if let Some(found) = read(&mut b, 1) {
            assert!(found.bytes.iter().all(|&byte| byte == found.bytes[0]), "{found:?} in round {round}");
            assert!(found.sequence >= last, "sequence {:#x} after {last:#x}", found.sequence);
            last = found.sequence;
        }
    }
    let found = wait_for(bench, &mut b, 1, &vec![39; 8 + (39 * 13) % 200]);
    assert_eq!(found.sequence as u32, 40);
}

/// The host dies before SEND: nothing has been sent, and what was sent before stays whole.
fn unsent(bench: &mut dyn Bench) {
    let (mut a, mut b) = start(bench);
    a.mailbox_send(2, &[7; 100]).expect("it fits");
    wait_for(bench, &mut b, 2, &[7; 100]);
    drop(a);
    let mut bus = bench.open(Side::A).expect("the bus opens");
    for word in 0..10 {
        bus.write64(OWN_OFFSET + 2 * 256 + 8 * word, 0x0808_0808_0808_0808).expect("BAR0 can be written");
    }
    drop(bus);
    // The card sends the old message anew after a training.
    bench.link(false);
    bench.pause(50);
    bench.link(true);
    bench.pause(300);
    assert_eq!(read(&mut b, 2).expect("it is whole").bytes, [7; 100]);
    let mut a = start_card(bench, Side::A);
    a.mailbox_send(2, &[9; 16]).expect("it fits");
    wait_for(bench, &mut b, 2, &[9; 16]);
}

fn waits_for_link(bench: &mut dyn Bench) {
    let (mut a, mut b) = start(bench);
    a.mailbox_send(0, b"before").expect("it fits");
    wait_for(bench, &mut b, 0, b"before");
    bench.link(false);
    bench.pause(50);
    a.mailbox_send(0, b"one").expect("it fits");
    a.mailbox_send(0, b"two").expect("it fits");
    bench.pause(100);
    assert_eq!(read(&mut b, 0).expect("still there").bytes, b"before", "the cable is out");
    assert!(!a.mailbox_delivered(0).expect("the card is there"));
    bench.link(true);
    let found = wait_for(bench, &mut b, 0, b"two");
    assert_eq!(found.sequence as u32, 3, "the second is gone: the newest wins");
}

/// C8: the sender's host dies, later the reader's; the cards have it.
fn hosts_dead(bench: &mut dyn Bench) {
    let (mut a, mut b) = start(bench);
    until(bench, "the link", || b.link().expect("the card is there").state == crate::LinkState::Up);
    drop(b);
    a.mailbox_send(3, b"to nobody yet").expect("it fits");
    until(bench, "the card to have it", || a.mailbox_delivered(3).expect("the card is there"));
    drop(a);
    bench.link(false);
    bench.pause(50);
    let mut b = start_card(bench, Side::B);
    let found = read(&mut b, 3).expect("it is in this card");
    assert_eq!(found.bytes, b"to nobody yet");
    // And a message that waits goes out although its host is dead.
    drop(b);
    let mut a = start_card(bench, Side::A);
    a.mailbox_send(3, b"last words").expect("it fits");
    drop(a);
    bench.link(true);
    let mut b = start_card(bench, Side::B);
    let after = wait_for(bench, &mut b, 3, b"last words");
    assert!(after.sequence > found.sequence, "the next host counts on");
}

fn passes_fence(bench: &mut dyn Bench) {
    let (mut a, mut b) = mirrored_pair(bench, 1);
    b.card.fence(0, 9).expect("it can be ordered");
    until(bench, "the fence", || b.card.fence_done(0).expect("the card is there"));
    a.queue.post_line(1, &line(1, 0)).expect("it can be posted");
    until(bench, "the sender to be told", || a.watermarks().fenced());
    a.card.mailbox_send(1, b"I am back").expect("it fits");
    wait_for(bench, &mut b.card, 1, b"I am back");
    b.card.mailbox_send(1, b"you are fenced").expect("it fits");
    wait_for(bench, &mut a.card, 1, b"you are fenced");
}

fn power(bench: &mut dyn Bench) {
    let (mut a, mut b) = start(bench);
    a.mailbox_send(0, b"first life").expect("it fits");
    let first = wait_for(bench, &mut b, 0, b"first life");
    drop(b);
    bench.power(Side::B, false);
    bench.pause(100);
    bench.power(Side::B, true);
    let mut b = start_card(bench, Side::B);
    assert_eq!(wait_for(bench, &mut b, 0, b"first life"), first, "sent again");
    // The sender's own power: what it sent is where it was, what it sends next counts as newer.
    drop(a);
    bench.power(Side::A, false);
    bench.pause(100);
    assert_eq!(read(&mut b, 0).expect("it is in this card").bytes, b"first life");
    bench.power(Side::A, true);
    let mut a = start_card(bench, Side::A);
    a.mailbox_send(0, b"second life").expect("it fits");
    let second = wait_for(bench, &mut b, 0, b"second life");
    assert!(second.sequence > first.sequence, "{:#x} after {:#x}", second.sequence, first.sequence);
}
