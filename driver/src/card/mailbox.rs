//! Messages to the partner's host, through the cards; `abi::mailbox` says how a slot looks.

use abi::mailbox::*;
use abi::registers::{ctrl, mailbox, CAPABILITY_MAILBOX};

use super::{Card, CardError};
use crate::queue::lock;
use crate::{BusError, CardBus};

/// Times a slot is read anew because it changed meanwhile.
const READS: usize = 8;

/// A message of the partner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailboxMessage {
    /// Rises with each message of a slot, over power cycles too: {power generation of the partner's card 32, count 32}.
    pub sequence: u64,
    /// What was sent.
    pub bytes: Vec<u8>,
}

/// A slot with this message in it.
fn seal(sequence: u64, message: &[u8]) -> [u8; SLOT_BYTES] {
    let mut slot = [0; SLOT_BYTES];
    slot[SEQUENCE_OFFSET..][..8].copy_from_slice(&sequence.to_le_bytes());
    slot[LENGTH_OFFSET..][..4].copy_from_slice(&(message.len() as u32).to_le_bytes());
    slot[MESSAGE_OFFSET..][..message.len()].copy_from_slice(message);
    let sum = sum(&slot, message.len());
    slot[CRC_OFFSET..][..4].copy_from_slice(&sum.to_le_bytes());
    slot
}

fn sum(slot: &[u8; SLOT_BYTES], length: usize) -> u32 {
    crc32c::crc32c_append(crc32c::crc32c(&slot[..CRC_OFFSET]), &slot[MESSAGE_OFFSET..][..length])
}

/// The message in a slot, if it is whole.
fn unseal(slot: &[u8; SLOT_BYTES]) -> Option<MailboxMessage> {
    let word = |at: usize| u32::from_le_bytes(slot[at..at + 4].try_into().expect("four bytes"));
    let length = word(LENGTH_OFFSET) as usize;
    if length > MESSAGE_BYTES || sum(slot, length) != word(CRC_OFFSET) {
        return None;
    }
    Some(MailboxMessage {
        sequence: u64::from(word(SEQUENCE_OFFSET)) | u64::from(word(SEQUENCE_OFFSET + 4)) << 32,
        bytes: slot[MESSAGE_OFFSET..][..length].to_vec(),
    })
}

impl Card {
    /// Sends up to 240 bytes from `slot` to the partner. The card repeats the message until the partner's card has it,
    /// or a newer one of the slot replaces it; neither host needs to be alive for that, nor a session of the mirror.
    pub fn mailbox_send(&mut self, slot: usize, message: &[u8]) -> Result<(), CardError> {
        self.check_mailbox(slot)?;
        if message.len() > MESSAGE_BYTES {
            return Err(CardError::MessageTooLong { slot, bytes: message.len() });
        }
        let mut bus = lock(&self.bus);
        let generation = bus.read32(ctrl::GENERATION)?;
        let count = bus.read32(mailbox::SENT0 + 4 * slot as u32)?.wrapping_add(1);
        let data = seal(u64::from(generation) << 32 | u64::from(count), message);
        let base = OWN_OFFSET + (slot * SLOT_BYTES) as u32;
        let used = (MESSAGE_OFFSET + message.len()).div_ceil(8);
        for (i, word) in data.as_chunks::<8>().0[..used].iter().enumerate() {
            bus.write64(base + 8 * i as u32, u64::from_le_bytes(*word))?;
        }
        Ok(bus.write32(mailbox::SEND, 1 << slot)?)
    }

    /// Whether the partner's card has the newest message of `slot`.
    pub fn mailbox_delivered(&mut self, slot: usize) -> Result<bool, CardError> {
        self.check_mailbox(slot)?;
        let mut bus = lock(&self.bus);
        bus.poll()?;
        Ok(bus.read32(mailbox::PENDING)? & 1 << slot == 0)
    }

    /// The newest message of the partner's `slot` that has arrived; nothing if there is none, or none that is whole.
    pub fn mailbox_read(&mut self, slot: usize) -> Result<Option<MailboxMessage>, CardError> {
        self.check_mailbox(slot)?;
        let mut bus = lock(&self.bus);
        bus.poll()?;
        if bus.read32(mailbox::RECEIVED0 + 4 * slot as u32)? == 0 {
            return Ok(None);
        }
        for _ in 0..READS {
            if let Some(message) = unseal(&read_slot(bus.as_mut(), slot)?) {
                return Ok(Some(message));
            }
        }
        Ok(None)
    }

    fn check_mailbox(&self, slot: usize) -> Result<(), CardError> {
        if self.info.capabilities & CAPABILITY_MAILBOX == 0 {
            let why = "its logic has no mailbox: update the card";
            return Err(BusError::Unsupported { what: "the mailbox", why }.into());
        }
        if slot < SLOTS {
            Ok(())
        } else {
            Err(CardError::NoSuchSlot { slot })
        }
    }
}

/// Reads the words of a slot that its message needs; the others are zero.
fn read_slot(bus: &mut dyn CardBus, slot: usize) -> Result<[u8; SLOT_BYTES], BusError> {
    let base = PEER_OFFSET + (slot * SLOT_BYTES) as u32;
    let mut data = [0; SLOT_BYTES];
    let mut words = MESSAGE_OFFSET / 8;
    let mut at = 0;
    while at < words {
        let word = bus.read64(base + 8 * at as u32)?;
        data[8 * at..8 * at + 8].copy_from_slice(&word.to_le_bytes());
        if 8 * at == LENGTH_OFFSET {
            words = (MESSAGE_OFFSET + (word as u32 as usize).min(MESSAGE_BYTES)).div_ceil(8);
        }
        at += 1;
    }
    Ok(data)
}

#[cfg(test)]
mod tests {
    use super::*;

    // Shows C8: what is in a slot is delivered whole or not at all.
    #[test]
    fn a_damaged_slot_is_no_message() {
        for length in [0, 1, 7, 8, 239, 240] {
            let message: Vec<u8> = (0..length).map(|i| i as u8 ^ 0x5A).collect();
            let slot = seal(0x7_0000_0009, &message);
            assert_eq!(unseal(&slot), Some(MailboxMessage { sequence: 0x7_0000_0009, bytes: message }));
            for bit in 0..8 * (MESSAGE_OFFSET + length) {
                let mut damaged = slot;
                damaged[bit / 8] ^= 1 << (bit % 8);
                assert_eq!(unseal(&damaged), None, "bit {bit} of a message of {length} bytes");
            }
        }
        // Half of one message, half of the next.
        let (old, new) = (seal(1, &[1; 240]), seal(2, &[2; 240]));
        for cut in (8..SLOT_BYTES).step_by(8) {
            let mut torn = old;
            torn[..cut].copy_from_slice(&new[..cut]);
            assert_eq!(unseal(&torn), None, "torn at {cut}");
        }
        assert_eq!(unseal(&[0; SLOT_BYTES]), None, "an empty slot");
    }
}
