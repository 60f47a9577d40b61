//! What can be done to a pair of software cards from outside: pull the cable, cut the mains.

use std::path::Path;
use std::sync::atomic::Ordering;

use abi::geometry::{QUEUES, SIM_LOCAL_BYTES};
use abi::registers::{ctrl, logq, mirror, BLOCK_STRIDE};

use super::files::{control, word, Files};
use super::now_ns;
use crate::{BusError, Side};

/// The outside of a pair of software cards. Any process may hold one at any time.
pub struct Control {
    files: Files,
}

/// What a pair looks like from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// The cable is in.
    pub link: bool,
    /// Card A, card B.
    pub cards: [CardStatus; 2],
}

/// What a card looks like from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CardStatus {
    /// It has mains.
    pub power: bool,
    /// Serial.
    pub card_id: u64,
    /// Power generation.
    pub generation: u32,
    /// MIRROR.STATE, see `abi::registers::MIRROR_*`.
    pub mirror_state: u32,
    /// REMOTE.IMAGE_STATE, see `abi::registers::IMAGE_*`.
    pub image_state: u32,
    /// Bit n: queue n of the partner is fenced.
    pub fenced: u32,
    /// For each queue: slots below are durable on this card.
    pub local: [u64; QUEUES],
    /// For each queue: slots below are durable on both cards.
    pub mirrored: [u64; QUEUES],
    /// For each queue of the partner: slots below are in the image.
    pub sealed: [u64; QUEUES],
}

impl Control {
    /// The pair in `dir`; made if there is none.
    pub fn open(dir: &Path) -> Result<Control, BusError> {
        Ok(Control { files: Files::open(dir, SIM_LOCAL_BYTES)? })
    }

    /// Plugs the cable in or pulls it.
    pub fn link(&self, up: bool) {
        self.change(|files| files.control.word(control::LINK).store(up.into(), Ordering::SeqCst));
    }

    /// Gives `side` mains or cuts them. A card that is switched on again starts as after any power failure: its memory
    /// is there, its host has to boot and arm it, its mirror is lost. The host process of a card without power gets
    /// [`BusError::Gone`]; killing it, as a power cut does, is the caller's part.
    pub fn power(&self, side: Side, on: bool) {
        self.change(|files| {
            let was = files.control.word(control::POWER[side.index()]).swap(on.into(), Ordering::SeqCst);
            if on && was == 0 {
                files.control.word(control::POWER_ONS[side.index()]).fetch_add(1, Ordering::SeqCst);
            }
        });
    }

    fn change(&self, change: impl FnOnce(&Files)) {
        self.files.control.word(control::CHANGED_NS).store(now_ns(), Ordering::SeqCst);
        change(&self.files);
        self.files.control.word(control::CHANGES).fetch_add(1, Ordering::SeqCst);
    }

    /// What the pair looks like.
    pub fn status(&self) -> Status {
        let control = &self.files.control;
        let card = |side: Side| {
            let file = &self.files.cards[side.index()];
            let queue = |register: u32| std::array::from_fn(|q| file.register64(register + q as u32 * BLOCK_STRIDE));
            let fenced = [0, 1].map(|q| file.get(word::GATE[q]) & 1 == 1);
            CardStatus {
                power: control.get(control::POWER[side.index()]) == 1,
                card_id: file.get(word::CARD_ID),
                generation: file.register32(ctrl::GENERATION),
                mirror_state: file.register32(mirror::STATE),
                image_state: super::mirror::image_state(file.get(word::IMAGE)),
                fenced: u32::from(fenced[0]) | u32::from(fenced[1]) << 1,
                local: queue(logq::LOCAL),
                mirrored: queue(logq::MIRRORED),
                sealed: [0, 1].map(|q| file.get(if fenced[q] { word::SEALED[q] } else { word::RX_SEALED[q] })),
            }
        };
        Status { link: control.get(control::LINK) == 1, cards: [card(Side::A), card(Side::B)] }
    }
}
