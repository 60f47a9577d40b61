//! The partner as seen through three paths: messages merged by (generation, sequence), signs of life, silence (M1 to M5).
//!
//! A message is a *sign of life* only if it is newer than everything heard on any path, if the sender had heard this boot of the
//! receiver when it was sent (so a recorded one proves nothing after a reboot), and if the sender's engine has moved since
//! the one before. One that another path has overtaken shows that its path works, and nothing about the sender: a status slot
//! is read long after it was written.

use crate::event::Path;
use crate::message::{Message, MessageError};
use crate::status::MessageCounters;
use crate::types::Node;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct PathState {
    /// (generation, sequence) of the newest message on this path.
    rank: (u32, u64),
    progress: u64,
    life_ms: Option<u64>,
}

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Peer {
    node: Node,
    pair_id: u64,
    key: [u8; 32],
    paths: [PathState; 3],
    /// (generation, sequence) of the newest message on any path, and the progress it carried.
    rank: (u32, u64),
    progress: u64,
    /// The last sign of life on any path.
    life_ms: Option<u64>,
    known: bool,
    /// It said its last words, and nothing since.
    gone: bool,
    /// The last new message, whether its sender's engine moves or not.
    heard_ms: Option<u64>,
    /// The newest fresh message.
    pub message: Option<Message>,
    /// Silence counts from here at the earliest.
    floor_ms: u64,
    pub counters: MessageCounters,
    /// The partner remembers a generation of ours above the present one.
    pub echoed_generation: u32,
}

impl Peer {
    pub fn new(node: Node, pair_id: u64, key: [u8; 32]) -> Peer {
        Peer {
            node,
            pair_id,
            key,
            paths: Default::default(),
            rank: (0, 0),
            progress: 0,
            life_ms: None,
            known: false,
            gone: false,
            heard_ms: None,
            message: None,
            floor_ms: 0,
            counters: MessageCounters::default(),
            echoed_generation: 0,
        }
    }

    /// What the own messages echo: the partner's generation and last sequence as heard.
    pub fn rank(&self) -> (u32, u64) {
        self.rank
    }

    /// Silence starts anew: after boot, and after this node was not running (R7).
    pub fn restart_silence(&mut self, now_ms: u64) {
        self.floor_ms = now_ms;
    }

    /// Takes a message. Gives it back if it is new (M3) and fresh.
    pub fn receive(&mut self, now_ms: u64, path: Path, bytes: &[u8], generation: u32) -> Option<Message> {
        let message = match Message::decode(bytes, self.pair_id, &self.key, self.node) {
            Ok(message) => message,
            // Slots that nobody has written yet are no attack.
            Err(MessageError::Length(0)) if path == Path::Mailbox => return None,
            Err(error) => {
                let counter = match error {
                    MessageError::Length(_) => &mut self.counters.truncated,
                    MessageError::Forged => &mut self.counters.forged,
                    MessageError::Foreign => &mut self.counters.foreign,
                    MessageError::Version(_) => &mut self.counters.version,
                };
                *counter = counter.saturating_add(1);
                return None;
            }
        };
        let rank = (message.generation, message.sequence);
        let fresh = message.other_generation == generation;
        let state = &mut self.paths[path as usize];
        if rank <= state.rank {
            // A slot is read more often than it is written.
            if path != Path::Mailbox {
                self.counters.old = self.counters.old.saturating_add(1);
            }
            return None;
        }
        let reboot = message.generation != state.rank.0;
        state.rank = rank;
        if fresh && (reboot || message.progress != state.progress) {
            state.life_ms = Some(now_ms);
        }
        state.progress = message.progress;
        self.echoed_generation = self.echoed_generation.max(message.other_generation);
        if rank <= self.rank {
            if path != Path::Mailbox {
                self.counters.old = self.counters.old.saturating_add(1);
            }
            return None;
        }
        let moved = message.generation != self.rank.0 || message.progress != self.progress;
        self.rank = rank;
        self.progress = message.progress;
        if !fresh {
            self.counters.stale = self.counters.stale.saturating_add(1);
            return None;
        }
        self.counters.new = self.counters.new.saturating_add(1);
        self.heard_ms = Some(now_ms);
        self.gone = false;
        if moved {
            self.life_ms = Some(now_ms);
            self.known = true;
        }
        self.message = Some(message);
        Some(message)
    }

    /// The card saw the partner host's beat `age_ms` ago.
    pub fn beat(&mut self, now_ms: u64, age_ms: u64) {
        let at = now_ms.saturating_sub(age_ms);
        // The card sees a beat later than its host wrote it: after its last words only a message says that it lives again.
        if self.gone {
            return;
        }
        let state = &mut self.paths[Path::Card as usize];
        state.life_ms = state.life_ms.max(Some(at));
        self.life_ms = self.life_ms.max(Some(at));
    }

    /// Milliseconds since the last sign of life on a path.
    pub fn silent_ms(&self, now_ms: u64, path: Path) -> Option<u64> {
        self.paths[path as usize].life_ms.map(|at| now_ms.saturating_sub(at))
    }

    /// Some path gave a sign of life within `silence_ms`.
    pub fn alive(&self, now_ms: u64, silence_ms: u64) -> bool {
        self.life_ms.is_some_and(|at| now_ms.saturating_sub(at) < silence_ms)
    }

    /// The partner has given a sign of life since this node booted.
    pub fn known(&self) -> bool {
        self.known
    }

    /// It has said its last words.
    pub fn gone(&mut self) {
        (self.life_ms, self.heard_ms, self.gone) = (None, None, true);
    }

    /// Messages have come within `silence_ms`, whatever they say.
    pub fn sends(&self, now_ms: u64, silence_ms: u64) -> bool {
        self.heard_ms.is_some_and(|at| now_ms.saturating_sub(at) < silence_ms)
    }

    /// Every path has been silent for `silence_ms` of this node's own running.
    pub fn silent(&self, now_ms: u64, silence_ms: u64) -> bool {
        !self.alive(now_ms, silence_ms) && now_ms.saturating_sub(self.floor_ms) >= silence_ms
    }
}
