//! The link and both ends of the mirror.

use std::sync::atomic::{fence, Ordering};

use abi::geometry::QUEUES;
use abi::registers::{self, link, logq, mirror, remote, RESYNC_RANGES};

use super::files::{control, word};
use super::ingress::BATCH_BYTES;
use super::registers::queue_register;
use super::ShmBus;
use crate::memory::step;

/// Low bits of the IMAGE word that hold the states, two for each queue.
const STATES: u64 = 0xF;
/// The bits above: fenced queues.
const FENCED: u64 = 3 << FENCED_SHIFT;
const FENCED_SHIFT: u32 = 4;

/// The state of queue `q`'s part of the image.
pub(super) fn queue_state(word: u64, q: usize) -> u32 {
    (word >> (2 * q)) as u32 & 3
}

/// IMAGE_STATE: the lowest.
pub(super) fn image_state(word: u64) -> u32 {
    queue_state(word, 0).min(queue_state(word, 1))
}

/// QUEUE_STATES.
pub(super) fn queue_states(word: u64) -> u32 {
    (word & STATES) as u32
}

fn with_state(word: u64, q: usize, state: u32) -> u64 {
    word & !(3 << (2 * q)) | u64::from(state) << (2 * q)
}

/// With `state` for every queue that is not fenced.
fn with_open_states(word: u64, state: u32) -> u64 {
    let open = |q: &usize| word >> FENCED_SHIFT >> q & 1 == 0;
    (0..QUEUES).filter(open).fold(word, |word, q| with_state(word, q, state))
}

/// The same states, the next number.
fn next_image(word: u64) -> u64 {
    ((word | STATES | FENCED) + 1) | word & (STATES | FENCED)
}

/// Whether `word` is the one that a session leads to. A fence that came meanwhile does not end the session.
fn same_image(word: u64, session: u64) -> bool {
    word & !(FENCED | STATES) == session & !(FENCED | STATES)
        && (0..QUEUES).all(|q| word >> FENCED_SHIFT >> q & 1 == 1 || queue_state(word, q) == queue_state(session, q))
}

impl ShmBus {
    /// Counts an event of the card.
    pub(super) fn event(&self) {
        self.me().set(word::EVENTS, self.me().get(word::EVENTS).wrapping_add(1));
    }

    /// LINK.STATE as it is now.
    pub(super) fn link_state(&self) -> u32 {
        let control = &self.files.control;
        let partner = self.side.partner().index();
        if control.get(control::LINK) != 1 || control.get(control::POWER[partner]) != 1 {
            return registers::LINK_DOWN;
        }
        // A card that was switched on and has not booted has no nonce, whatever its memory still says.
        let booted = self.peer().get(word::BOOTED) == control.get(control::POWER_ONS[partner]);
        if !booted || self.peer().get(word::NONCE) == 0 || self.me().get(word::NONCE) == 0 {
            return registers::LINK_HELLO;
        }
        registers::LINK_UP
    }

    fn mirror_state(&self) -> u32 {
        self.me().register32(mirror::STATE)
    }

    /// Whether a session stands, with the link up or down.
    fn has_session(&self) -> bool {
        matches!(self.mirror_state(), registers::MIRROR_SYNCED | registers::MIRROR_MIRRORING)
    }

    /// Notices what has changed at the link since the last time: loses the mirror if the partner is not the one of the
    /// session any more, sends what has waited if it is.
    pub(super) fn watch_link(&mut self) {
        let changes = self.files.control.get(control::CHANGES);
        let up = self.link_state() == registers::LINK_UP;
        if up != self.link_up {
            self.link_up = up;
            self.event();
        }
        // A cut and a repair between two looks are a new training too.
        if up && (changes != self.changes || self.me().register64(link::PEER_NONCE) != self.peer().get(word::NONCE)) {
            self.me().count(link::TRAININGS);
            self.me().set_register64(link::PEER_CARD_ID, self.peer().get(word::CARD_ID));
            self.me().set_register64(link::PEER_NONCE, self.peer().get(word::NONCE));
        }
        self.changes = changes;
        if up && self.has_session() {
            let same_peer = self.peer().get(word::NONCE) == self.me().get(word::SESSION_NONCE);
            let same_image = same_image(self.peer().get(word::IMAGE), self.me().get(word::SESSION_IMAGE));
            if !(same_peer && same_image) {
                self.lose_mirror();
            } else {
                self.replay();
            }
        }
        self.sending = up && self.has_session();
    }

    /// Whether the partner takes frames of `queue` in this session. Remembers it when it does not.
    fn accepted(&self, queue: Option<usize>) -> bool {
        let Some(q) = queue else { return true };
        let session = self.me().get(word::SESSION_GATE[q]);
        if session & 1 == 0 && self.peer().get(word::GATE[q]) == session {
            return true;
        }
        let fenced = self.me().register32(mirror::FENCED);
        if fenced & 1 << q == 0 {
            self.me().set_register32(mirror::FENCED, fenced | 1 << q);
            self.event();
        }
        false
    }

    /// Notes, before it happens, that `bytes` at `offset` are going to be stored, and returns whether they are to be
    /// stored at the partner now. Then [`Self::journal_done`] follows; otherwise they wait for the link.
    pub(super) fn journal(&mut self, queue: Option<usize>, offset: u64, bytes: usize) -> bool {
        if !self.has_session() || !self.accepted(queue) {
            return false;
        }
        let me = self.me();
        let count = me.get(word::JOURNAL_COUNT) as usize;
        if count == word::JOURNAL_ENTRIES {
            // As when a card's replay buffer is full.
            self.lose_mirror();
            self.sending = false;
            return false;
        }
        me.set(word::JOURNAL + count, offset | (bytes as u64) << 32);
        me.set(word::JOURNAL_COUNT, count as u64 + 1);
        self.sending
    }

    /// What was noted last has been stored at the partner.
    pub(super) fn journal_done(&self) {
        self.me().set(word::JOURNAL_COUNT, self.me().get(word::JOURNAL_COUNT) - 1);
    }

    /// Sends what has waited for the link, or was left by a host that was killed.
    fn replay(&mut self) {
        let count = self.me().get(word::JOURNAL_COUNT) as usize;
        if count == 0 {
            return;
        }
        for i in 0..count {
            let entry = self.me().get(word::JOURNAL + i);
            self.send(entry & 0xFFFF_FFFF, entry >> 32);
        }
        self.me().count(link::REPLAYS);
        self.me().set(word::JOURNAL_COUNT, 0);
    }

    /// Stores `bytes` of LOCAL from `offset` on at the partner, but for what it refuses.
    fn send(&self, offset: u64, bytes: u64) {
        let end = offset + bytes;
        let mut at = offset;
        while at < end {
            let (queue, owner_end) = self.owner(at);
            let stop = end.min(owner_end).min(at + BATCH_BYTES as u64);
            if self.accepted(queue) {
                let words = at as usize / 8..stop as usize / 8;
                let (from, to) = (&self.me().local()[words.clone()], &self.peer().remote()[words]);
                for (from, to) in from.iter().zip(to) {
                    step();
                    to.store(from.load(Ordering::Relaxed), Ordering::Relaxed);
                }
                self.peer().add(word::RX_FRAMES, 1);
            }
            at = stop;
        }
    }

    /// Advances the watermarks of `q` to what has been published.
    pub(super) fn settle(&mut self, q: usize) {
        if !self.queues[q].enabled {
            return;
        }
        let me = self.me();
        let head = me.get(word::HEAD[q]);
        let armed = me.get(word::ARMED) == 1;
        if armed {
            me.set_register64(queue_register(q, logq::LOCAL), head);
        }
        if !self.sending || me.get(word::JOURNAL_COUNT) != 0 || !self.accepted(Some(q)) {
            return;
        }
        let mirroring = self.mirror_state() == registers::MIRROR_MIRRORING;
        let mirrored = self.me().register64(queue_register(q, logq::MIRRORED));
        if self.peer().get(word::RX_SEALED[q]) == head && (mirrored == head || !mirroring) {
            return;
        }
        // Both copies are stored. Say so, and only then look whether the partner has closed: it closes first and looks
        // then, so that one of the two sees the other.
        self.peer().set(word::RX_SEALED[q], head);
        fence(Ordering::SeqCst);
        let same_link = self.files.control.get(control::CHANGES) == self.changes;
        let same_image = same_image(self.peer().get(word::IMAGE), self.me().get(word::SESSION_IMAGE));
        let peer_armed = self.peer().get(word::ARMED) == 1;
        if same_link && same_image && self.accepted(Some(q)) && armed && peer_armed && mirroring {
            self.me().set_register64(queue_register(q, logq::MIRRORED), head);
        }
    }

    /// Command DROP, and every other end of a session.
    pub(super) fn lose_mirror(&mut self) {
        if self.mirror_state() != registers::MIRROR_LOST {
            self.me().set_register32(mirror::STATE, registers::MIRROR_LOST);
            self.event();
        }
        self.me().set(word::JOURNAL_COUNT, 0);
        self.sending = false;
    }

    /// Command START_RESYNC. The whole resync happens here.
    pub(super) fn start_resync(&mut self) {
        self.lose_mirror();
        self.watch_link();
        if !self.link_up {
            return;
        }
        let (me, peer) = (self.me(), self.peer());
        me.set_register32(mirror::FENCED, 0);
        for q in 0..QUEUES {
            me.set(word::SESSION_GATE[q], peer.get(word::GATE[q]));
        }
        me.set(word::SESSION_NONCE, peer.get(word::NONCE));
        me.set_register32(link::SESSION, me.register32(link::SESSION) + 1 & 0xFF);
        me.set_register32(mirror::STATE, registers::MIRROR_RESYNC);
        // From here until IN_SYNC the image proves nothing, but for the sealed part of a fenced queue: a fence changes this
        // word too, so that a host that slept through one does not spoil it. Whoever changes the number ends this resync.
        let image = loop {
            let old = peer.get(word::IMAGE);
            let new = with_open_states(next_image(old), registers::IMAGE_INCONSISTENT);
            if peer.exchange(word::IMAGE, old, new) {
                break new;
            }
        };
        peer.set(word::RX_IMAGE_CARD_ID, me.get(word::CARD_ID));
        peer.set(word::RX_IMAGE_NONCE, me.get(word::NONCE));
        for q in (0..QUEUES).filter(|&q| self.queues[q].enabled && self.accepted(Some(q))) {
            peer.set(word::RX_SEALED[q], me.get(word::HEAD[q]));
        }
        for range in 0..RESYNC_RANGES as u32 {
            let start = u64::from(me.register32(mirror::RANGE0_START + 8 * range));
            let end = u64::from(me.register32(mirror::RANGE0_END + 8 * range)).min(me.local_bytes() as u64);
            for at in (start..end).step_by(BATCH_BYTES) {
                let intact = same_image(peer.get(word::IMAGE), image)
                    && self.files.control.get(control::CHANGES) == self.changes;
                if !intact {
                    return self.lose_mirror();
                }
                me.set_register32(mirror::CURSOR, at as u32);
                self.send(at, (end - at).min(BATCH_BYTES as u64));
            }
        }
        loop {
            let old = peer.get(word::IMAGE);
            if !same_image(old, image) {
                return self.lose_mirror();
            }
            let in_sync = with_open_states(old, registers::IMAGE_IN_SYNC);
            me.set(word::SESSION_IMAGE, in_sync);
            if peer.exchange(word::IMAGE, old, in_sync) {
                break;
            }
        }
        me.set_register32(mirror::STATE, registers::MIRROR_SYNCED);
        self.event();
    }

    /// Command ACCEPT.
    pub(super) fn accept(&mut self) {
        if self.mirror_state() == registers::MIRROR_SYNCED {
            self.me().set_register32(mirror::STATE, registers::MIRROR_MIRRORING);
            self.event();
        }
    }

    /// Command FENCE: close, full barrier, and only then look how much there is.
    pub(super) fn fence(&mut self, queues: u32) {
        for q in (0..QUEUES).filter(|q| queues & 1 << q != 0) {
            let gate = self.me().get(word::GATE[q]);
            if gate & 1 == 0 {
                self.me().set(word::GATE[q], gate + 1);
            }
        }
        self.finish_fences();
    }

    /// Seals what is fenced. Also after a host was killed in between.
    pub(super) fn finish_fences(&mut self) {
        fence(Ordering::SeqCst);
        let me = self.me();
        for q in 0..QUEUES {
            let done = me.register32(remote::FENCE_DONE);
            if me.get(word::GATE[q]) & 1 == 1 && done & 1 << q == 0 {
                self.change_image(|old| old | 1 << q << FENCED_SHIFT);
                me.set(word::SEALED[q], me.get(word::RX_SEALED[q]));
                me.set_register32(remote::FENCE_DONE, done | 1 << q);
            }
        }
    }

    /// Changes this card's IMAGE word, whatever the partner does to it meanwhile.
    fn change_image(&self, change: impl Fn(u64) -> u64) {
        loop {
            let old = self.me().get(word::IMAGE);
            if self.me().exchange(word::IMAGE, old, change(old)) {
                return;
            }
        }
    }

    /// Command LIFT.
    pub(super) fn lift(&mut self, queues: u32) {
        let me = self.me();
        for q in (0..QUEUES).filter(|q| queues & 1 << q != 0) {
            let gate = me.get(word::GATE[q]);
            if gate & 1 == 0 {
                continue;
            }
            // Before the gate opens, so that nothing is ever accepted into an image that proves anything.
            self.change_image(|old| {
                let state = queue_state(old, q).min(registers::IMAGE_INCONSISTENT);
                with_state(next_image(old), q, state) & !(1 << q << FENCED_SHIFT)
            });
            me.set_register32(remote::FENCE_DONE, me.register32(remote::FENCE_DONE) & !(1 << q));
            me.set(word::GATE[q], gate + 1);
        }
    }

    /// SEALEDn: final once fenced.
    pub(super) fn sealed(&self, q: usize) -> u64 {
        let fenced = self.me().register32(remote::FENCE_DONE) & 1 << q != 0;
        self.me().get(if fenced { word::SEALED[q] } else { word::RX_SEALED[q] })
    }
}
