//! The mailbox of one card: what its host has written and sent, what the partner's card has brought.

use abi::mailbox::{OWN_OFFSET, PEER_OFFSET, SLOTS, SLOT_BYTES};
use abi::registers::mailbox;

use super::mirror::Message;

/// What is in a slot.
pub type Content = [u8; SLOT_BYTES];

/// See the module.
pub struct Mailbox {
    written: [Content; SLOTS],
    sent: [Content; SLOTS],
    sent_count: [u32; SLOTS],
    pending: [bool; SLOTS],
    received: [Content; SLOTS],
    received_count: [u32; SLOTS],
}

impl Default for Mailbox {
    fn default() -> Self {
        let empty = [[0; SLOT_BYTES]; SLOTS];
        Mailbox {
            written: empty,
            sent: empty,
            sent_count: [0; SLOTS],
            pending: [false; SLOTS],
            received: empty,
            received_count: [0; SLOTS],
        }
    }
}

impl Mailbox {
    /// Command SEND: what has to go out now, if the link is up.
    pub fn send(&mut self, slots: u32) -> Vec<Message> {
        let chosen = || (0..SLOTS).filter(|&slot| slots >> slot & 1 != 0);
        for slot in chosen() {
            self.sent[slot] = self.written[slot];
            self.sent_count[slot] = self.sent_count[slot].wrapping_add(1);
            self.pending[slot] = true;
        }
        chosen().map(|slot| self.message(slot)).collect()
    }

    fn message(&self, slot: usize) -> Message {
        Message::Mail { slot, count: self.sent_count[slot], content: Box::new(self.sent[slot]) }
    }

    /// The link has come up: everything goes again, for the partner's card may have been without power.
    pub fn link_up(&mut self) -> Vec<Message> {
        let used = (0..SLOTS).filter(|&slot| self.sent_count[slot] != 0).collect::<Vec<_>>();
        used.iter().for_each(|&slot| self.pending[slot] = true);
        used.into_iter().map(|slot| self.message(slot)).collect()
    }

    /// A message of the partner has arrived. Gives the answer.
    pub fn receive(&mut self, slot: usize, count: u32, content: Content) -> Message {
        self.received[slot] = content;
        self.received_count[slot] = self.received_count[slot].wrapping_add(1);
        Message::MailAck { slot, count }
    }

    /// The partner's card has the message `count` of `slot`.
    pub fn acked(&mut self, slot: usize, count: u32) {
        if self.sent_count[slot] == count {
            self.pending[slot] = false;
        }
    }

    /// Whether something waits for the partner's card.
    pub fn busy(&self) -> bool {
        self.pending.contains(&true)
    }

    /// Bytes for our slots at an offset of BAR0; false if it is not there.
    pub fn write(&mut self, offset: u32, data: &[u8]) -> bool {
        let Some(at) = offset.checked_sub(OWN_OFFSET).filter(|&at| at < (SLOTS * SLOT_BYTES) as u32) else {
            return false;
        };
        let at = at as usize;
        self.written[at / SLOT_BYTES][at % SLOT_BYTES..][..data.len()].copy_from_slice(data);
        true
    }

    /// The 64-bit word at an offset of BAR0, if it belongs to the mailbox.
    pub fn read_word(&self, offset: u32) -> Option<u64> {
        if let Some(at) = offset.checked_sub(PEER_OFFSET).filter(|&at| at < (SLOTS * SLOT_BYTES) as u32) {
            let at = at as usize;
            let bytes = self.received[at / SLOT_BYTES][at % SLOT_BYTES..][..8].try_into().expect("eight bytes");
            return Some(u64::from_le_bytes(bytes));
        }
        let pair = |counts: &[u32; SLOTS], at: usize| u64::from(counts[at]) | u64::from(counts[at + 1]) << 32;
        Some(match offset {
            // SEND is a command and reads as zero.
            mailbox::SEND => (0..SLOTS).map(|slot| u64::from(self.pending[slot]) << slot << 32).sum(),
            mailbox::SENT0 => pair(&self.sent_count, 0),
            mailbox::SENT2 => pair(&self.sent_count, 2),
            mailbox::RECEIVED0 => pair(&self.received_count, 0),
            mailbox::RECEIVED2 => pair(&self.received_count, 2),
            _ => return None,
        })
    }
}
