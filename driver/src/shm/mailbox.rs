//! The mailbox: what both hosts do for their cards.
//!
//! A sender's host writes into the partner's file, as the link, when the link is up and it has something to do. If it
//! is dead by then, the receiver's host fetches the message. Each has a place of its own (RX and FETCHED), of two
//! banks, and a word that names the newest message and its bank and is written last: wherever a host is killed, a slot
//! shows the message before or the one after.

use std::sync::atomic::{fence, Ordering};

use abi::mailbox::{OWN_OFFSET, PEER_OFFSET, SLOTS, SLOT_BYTES};

use super::files::{mail, word, CardFile};
use super::ShmBus;

/// Bit of RX_MAIL and MAIL_FETCHED that names the bank.
const BANK: u64 = 1 << 63;

/// Which message a word of the file names: {power generation 16, count 32}.
fn key(word: u64) -> u64 {
    word & !BANK
}

fn is_message(key: u64) -> bool {
    key as u32 != 0
}

/// Puts the message `key`, which is at `from` in `source`, into the bank of `area` that is not shown, then shows it.
fn place(source: &CardFile, from: usize, card: &CardFile, area: usize, word: usize, key: u64) {
    let bank = !card.get(word) & BANK;
    let to = area + (bank >> 63) as usize * mail::SLOT_WORDS;
    for i in 0..mail::SLOT_WORDS {
        card.set_mail(to + i, source.mail(from + i));
    }
    card.set(word, key | bank);
}

/// Whether `card` has the message `key` of the partner's `slot`.
fn has(card: &CardFile, slot: usize, key_wanted: u64) -> bool {
    [word::RX_MAIL[slot], word::MAIL_FETCHED[slot]].iter().any(|&w| key(card.get(w)) == key_wanted)
}

/// Where the newest message sent from `slot` is.
fn sent_at(slot: usize, key: u64) -> usize {
    mail::SENT + (2 * slot + (key & 1) as usize) * mail::SLOT_WORDS
}

impl ShmBus {
    /// Command SEND.
    pub(super) fn send_mail(&mut self, slots: u32) {
        let me = self.me();
        for slot in (0..SLOTS).filter(|slot| slots & 1 << slot != 0) {
            let sent = me.get(word::MAIL_SENT[slot]);
            let next = sent & !0xFFFF_FFFF | u64::from((sent as u32).wrapping_add(1));
            for i in 0..mail::SLOT_WORDS {
                me.set_mail(sent_at(slot, next) + i, me.mail(mail::WRITTEN + slot * mail::SLOT_WORDS + i));
            }
            me.set(word::MAIL_SENT[slot], next);
        }
    }

    /// Brings each card what the other has sent.
    pub(super) fn exchange_mail(&mut self) {
        if !self.link_up {
            return;
        }
        let (me, peer) = (self.me(), self.peer());
        for slot in 0..SLOTS {
            let sent = me.get(word::MAIL_SENT[slot]);
            if is_message(sent) {
                if !has(peer, slot, sent) {
                    place(
                        me,
                        sent_at(slot, sent),
                        peer,
                        mail::RX + 2 * slot * mail::SLOT_WORDS,
                        word::RX_MAIL[slot],
                        sent,
                    );
                    peer.add(word::MAIL_RECEIVED[slot], 1);
                }
                if me.get(word::MAIL_DELIVERED[slot]) != sent {
                    me.set(word::MAIL_DELIVERED[slot], sent);
                }
            }
            let theirs = peer.get(word::MAIL_SENT[slot]);
            if is_message(theirs) && !has(me, slot, theirs) {
                let area = mail::FETCHED + 2 * slot * mail::SLOT_WORDS;
                let before = me.get(word::MAIL_FETCHED[slot]);
                place(peer, sent_at(slot, theirs), me, area, word::MAIL_FETCHED[slot], theirs);
                // The sender writes over this bank only after it has sent another one.
                fence(Ordering::Acquire);
                if peer.get(word::MAIL_SENT[slot]) == theirs {
                    me.add(word::MAIL_RECEIVED[slot], 1);
                } else {
                    me.set(word::MAIL_FETCHED[slot], before);
                }
            }
        }
    }

    /// The boot sequence: slots are in the card's logic, not in its memory, and empty after a power-on.
    pub(super) fn empty_mailbox(&self, generation: u16) {
        let me = self.me();
        for slot in 0..SLOTS {
            for word in [word::RX_MAIL, word::MAIL_FETCHED, word::MAIL_RECEIVED, word::MAIL_DELIVERED] {
                me.set(word[slot], 0);
            }
            me.set(word::MAIL_SENT[slot], u64::from(generation) << 32);
        }
    }

    /// SENTn.
    pub(super) fn mail_sent(&self, slot: usize) -> u32 {
        self.me().get(word::MAIL_SENT[slot]) as u32
    }

    /// RECEIVEDn.
    pub(super) fn mail_received(&self, slot: usize) -> u32 {
        self.me().get(word::MAIL_RECEIVED[slot]) as u32
    }

    /// PENDING.
    pub(super) fn mail_pending(&self) -> u32 {
        let me = self.me();
        let pending = |slot: usize| {
            let sent = me.get(word::MAIL_SENT[slot]);
            is_message(sent) && me.get(word::MAIL_DELIVERED[slot]) != sent
        };
        (0..SLOTS).filter(|&slot| pending(slot)).map(|slot| 1 << slot).sum()
    }

    /// The word at a byte offset of BAR0, if the partner's slots are there.
    pub(super) fn mail_word(&self, offset: u32) -> Option<u64> {
        let at = offset.checked_sub(PEER_OFFSET).filter(|&at| at < (SLOTS * SLOT_BYTES) as u32)? as usize;
        let slot = at / SLOT_BYTES;
        let me = self.me();
        let (rx, fetched) = (me.get(word::RX_MAIL[slot]), me.get(word::MAIL_FETCHED[slot]));
        let (area, newest) = if key(fetched) > key(rx) { (mail::FETCHED, fetched) } else { (mail::RX, rx) };
        if !is_message(key(newest)) {
            return Some(0);
        }
        let bank = 2 * slot + (newest >> 63) as usize;
        Some(me.mail(area + bank * mail::SLOT_WORDS + at % SLOT_BYTES / 8))
    }

    /// Writes half or all of a word of our slots; false if none are at this offset.
    pub(super) fn write_mail_word(&self, offset: u32, value: u64, bytes: u32) -> bool {
        let Some(at) = offset.checked_sub(OWN_OFFSET).filter(|&at| at < (SLOTS * SLOT_BYTES) as u32) else {
            return false;
        };
        let index = mail::WRITTEN + at as usize / 8;
        let old = self.me().mail(index);
        let new = match (bytes, at % 8) {
            (8, _) => value,
            (_, 0) => old & !0xFFFF_FFFF | value & 0xFFFF_FFFF,
            _ => old & 0xFFFF_FFFF | value << 32,
        };
        self.me().set_mail(index, new);
        true
    }
}
