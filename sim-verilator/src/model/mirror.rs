//! The mirror of the model: messages between two cards, the sender's session, the receiver's image.
//!
//! One level above the frames of [`abi::frame`]: a message is what one frame means. Bits, blocks and checksums have no
//! counterpart here; order, sequence numbers, sessions, acks and the fence do.

use std::collections::VecDeque;
use std::ops::Range;

use abi::frame::{PEER_FLAG_ARMED, PEER_FLAG_IN_SYNC};
use abi::geometry::QUEUES;
use abi::registers::*;

use super::window::Window;

/// Beats of 16 bytes, and frames, that a session may have on the way without an ack, as the outbox holds them. What is stored beyond
/// that waits in CATCHUP.
pub const REPLAY_BEATS: usize = 2048 - 64;
pub const REPLAY_FRAMES: usize = 510;
/// By so much less than the smallest ring may wait in CATCHUP...
pub const CATCHUP_SPARE_BYTES: u64 = 384 * 16;
/// ...but so much in any case.
pub const CATCHUP_LEAST_BYTES: u64 = 64 * 16;

/// What a sequenced frame carries.
#[derive(Clone, Debug)]
pub enum Body {
    /// Bytes for the image; `queue` owns them; `slot` if they are a whole published line.
    Data { offset: u64, bytes: Vec<u8>, queue: Option<usize>, slot: Option<u64> },
    /// Geometry and position of a queue.
    Queue { queue: usize, position: u64 },
    /// A resync begins.
    SyncStart,
    /// A resync is complete.
    SyncDone,
}

/// A sequenced frame.
#[derive(Clone, Debug)]
pub struct Frame {
    pub session: u8,
    pub sequence: u64,
    pub body: Body,
    /// What its ack means to the sender: LOCAL of the queue when the frame was made.
    mark: Option<(usize, u64)>,
}

/// Who speaks, at the start of every training.
#[derive(Clone, Copy, Debug)]
pub struct Hello {
    pub card_id: u64,
    pub nonce: u64,
    /// The session this card last received from the other, and what it wants next of it.
    pub session: u8,
    pub wanted: u64,
    pub flags: u16,
}

/// Everything that travels.
#[derive(Clone, Debug)]
pub enum Message {
    Frame(Frame),
    Hello(Hello),
    Beat {
        host_beat: u64,
        flags: u16,
        /// Queues that the speaker refuses, one bit each.
        fenced: u32,
    },
    /// `armed`: what is acknowledged is durable at the speaker.
    Ack {
        session: u8,
        wanted: u64,
        armed: bool,
    },
    Fenced {
        queues: u32,
    },
    /// The newest message of a mailbox slot. Neither session nor fence matter to it.
    Mail {
        slot: usize,
        count: u32,
        content: Box<super::mailbox::Content>,
    },
    /// It has arrived.
    MailAck {
        slot: usize,
        count: u32,
    },
}

/// The sending side.
#[derive(Default)]
pub struct Sender {
    /// As in the register MIRROR.STATE.
    pub state: u32,
    pub session: u8,
    /// Queues the partner refuses, one bit each.
    pub fenced: u32,
    /// The partner's last word came from an armed card.
    pub peer_armed: bool,
    /// What the partner has acked, per queue.
    pub acked: [u64; QUEUES],
    next: u64,
    unacked: VecDeque<Frame>,
    unacked_beats: usize,
    /// CATCHUP: the places of the newest of `unacked`, those beyond the replay buffer, with the cost of each frame. The card would read
    /// their bytes back from LOCAL; they are kept here, so what has to be noticed is a write to one of these places.
    late: VecDeque<(Range<u64>, usize)>,
    late_beats: usize,
    /// The session ended because such a place was written to.
    pub overwritten: bool,
    /// Nonce of the partner this session is with.
    peer_nonce: u64,
}

impl Sender {
    /// The session is over; only the host begins another.
    pub fn lose(&mut self) {
        self.state = MIRROR_LOST;
        self.unacked.clear();
        self.unacked_beats = 0;
        self.late.clear();
        self.late_beats = 0;
    }

    /// As in the register MIRROR.MODE.
    pub fn mode(&self) -> u32 {
        if self.late.is_empty() {
            MODE_LIVE
        } else {
            MODE_CATCHUP
        }
    }

    /// A new session with the partner whose nonce is given.
    pub fn start(&mut self, peer_nonce: u64) {
        self.lose();
        self.state = MIRROR_RESYNC;
        self.session = self.session.checked_add(1).unwrap_or(1);
        self.fenced = 0;
        self.overwritten = false;
        self.next = 0;
        self.acked = [0; QUEUES];
        self.peer_nonce = peer_nonce;
    }

    /// Makes the next frame of the session, or ends the session: if there is no room during a resync, if `bound` bytes wait in CATCHUP, or if
    /// what waits there is written to.
    pub fn frame(&mut self, body: Body, mark: Option<(usize, u64)>, bound: u64) -> Option<Message> {
        if self.state == MIRROR_LOST {
            return None;
        }
        let place = match &body {
            // What is noticed is noticed of 8 bytes.
            Body::Data { offset, bytes, .. } => offset & !7..(offset + bytes.len() as u64).next_multiple_of(8),
            _ => 0..0,
        };
        self.overwritten = self.late.iter().any(|(late, _)| late.start < place.end && place.start < late.end);
        let beats = cost(&body);
        self.unacked_beats += beats;
        let fits = self.late.is_empty() && self.unacked_beats <= REPLAY_BEATS && self.unacked.len() < REPLAY_FRAMES;
        if !fits {
            self.late_beats += beats;
            self.late.push_back((place, beats));
        }
        if self.overwritten || !fits && self.state == MIRROR_RESYNC || self.waiting() >= bound {
            self.lose();
            return None;
        }
        let frame = Frame { session: self.session, sequence: self.next, body, mark };
        self.next += 1;
        self.unacked.push_back(frame.clone());
        Some(Message::Frame(frame))
    }

    /// Bytes that wait in CATCHUP.
    fn waiting(&self) -> u64 {
        self.late.iter().map(|(place, _)| place.end - place.start).sum()
    }

    /// Room for a frame of this many bytes.
    pub fn has_room(&self, bytes: usize) -> bool {
        self.unacked_beats + bytes / 8 <= REPLAY_BEATS / 2
    }

    /// An ack of the partner.
    pub fn ack(&mut self, session: u8, wanted: u64) {
        if session != self.session {
            return;
        }
        while self.unacked.front().is_some_and(|f| f.sequence < wanted) {
            let frame = self.unacked.pop_front().expect("there is one");
            self.unacked_beats -= cost(&frame.body);
            if let Some((queue, mark)) = frame.mark {
                self.acked[queue] = self.acked[queue].max(mark);
            }
            if matches!(frame.body, Body::SyncDone) && self.state == MIRROR_RESYNC {
                self.state = MIRROR_SYNCED;
            }
        }
        // What has room in the replay buffer now is read back.
        while let Some((_, cost)) = self.late.front() {
            if self.unacked_beats + cost > REPLAY_BEATS + self.late_beats
                || self.unacked.len() >= REPLAY_FRAMES + self.late.len()
            {
                break;
            }
            self.late_beats -= cost;
            self.late.pop_front();
        }
    }

    /// The link is up again: what has to be sent once more, or the session is lost.
    pub fn resume(&mut self, hello: &Hello) -> Vec<Message> {
        let same = hello.nonce == self.peer_nonce && hello.session == self.session;
        if self.state == MIRROR_LOST || !same {
            self.lose();
            return Vec::new();
        }
        self.ack(hello.session, hello.wanted);
        self.unacked.iter().cloned().map(Message::Frame).collect()
    }

    /// Whether frames wait for an ack.
    pub fn pending(&self) -> bool {
        !self.unacked.is_empty()
    }
}

/// Beats of a frame in the outbox.
fn cost(body: &Body) -> usize {
    match body {
        Body::Data { bytes, .. } => bytes.len().div_ceil(16),
        Body::Queue { .. } => 1,
        Body::SyncStart | Body::SyncDone => 0,
    }
}

/// What survives a power cycle of the receiving side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Image {
    /// For each queue, as in the register REMOTE.IMAGE_STATE.
    pub states: [u32; QUEUES],
    pub fence: u32,
    pub fence_epochs: [u32; QUEUES],
    pub sealed: [u64; QUEUES],
    pub card_id: u64,
    pub nonce: u64,
}

impl Image {
    /// The register REMOTE.IMAGE_STATE: the lowest.
    pub fn state(&self) -> u32 {
        self.states.into_iter().min().expect("there are queues")
    }

    /// Sets the state of every part that is not fenced.
    fn set_open(&mut self, state: u32) {
        for queue in (0..QUEUES).filter(|queue| self.fence >> queue & 1 == 0) {
            self.states[queue] = state;
        }
    }
}

/// The receiving side.
#[derive(Default)]
pub struct Receiver {
    pub image: Image,
    pub windows: [Window; QUEUES],
    pub session: u8,
    pub wanted: u64,
    /// Flags of the partner's last HELLO or BEAT.
    pub peer_flags: u16,
}

/// What a received frame leads to.
#[derive(Default)]
pub struct Received {
    /// To be stored in REMOTE.
    pub store: Option<(u64, Vec<u8>)>,
    /// To be sent back, in order.
    pub replies: Vec<Message>,
    /// The image's persistent part changed and goes to the header before the replies leave.
    pub persist: bool,
}

impl Receiver {
    /// The image as the header keeps it.
    pub fn save(&self) -> Image {
        Image { sealed: self.windows.map(|w| w.next), ..self.image }
    }

    /// After a boot.
    pub fn load(image: Image) -> Self {
        Receiver { windows: image.sealed.map(Window::at), image, ..Default::default() }
    }

    /// A sequenced frame from the partner.
    pub fn receive(&mut self, frame: Frame, peer: &Hello, armed: bool) -> Received {
        let mut out = Received::default();
        match frame.body {
            Body::SyncStart if frame.session != self.session || frame.sequence == self.wanted => {
                self.session = frame.session;
                self.wanted = frame.sequence;
            }
            _ if frame.session != self.session || frame.sequence != self.wanted => return out,
            _ => {}
        }
        self.wanted += 1;
        match frame.body {
            Body::Data { offset, bytes, queue, slot } => match queue {
                Some(q) if self.image.fence >> q & 1 != 0 => {
                    out.replies.push(Message::Fenced { queues: self.image.fence })
                }
                _ => {
                    out.store = Some((offset, bytes));
                    if let (Some(q), Some(slot)) = (queue, slot) {
                        self.windows[q].publish(slot);
                    }
                }
            },
            Body::Queue { queue, .. } if self.image.fence >> queue & 1 != 0 => {
                out.replies.push(Message::Fenced { queues: self.image.fence })
            }
            Body::Queue { queue, position } => self.windows[queue] = Window::at(position),
            Body::SyncStart => {
                self.image.set_open(IMAGE_INCONSISTENT);
                out.persist = true;
            }
            Body::SyncDone => {
                self.image.set_open(IMAGE_IN_SYNC);
                self.image.card_id = peer.card_id;
                self.image.nonce = peer.nonce;
                out.persist = true;
            }
        }
        out.replies.push(Message::Ack { session: self.session, wanted: self.wanted, armed });
        out
    }

    /// Flags this card puts into HELLO and BEAT.
    pub fn flags(&self, armed: bool) -> u16 {
        let in_sync = if self.image.state() == IMAGE_IN_SYNC { PEER_FLAG_IN_SYNC } else { 0 };
        in_sync | if armed { PEER_FLAG_ARMED } else { 0 }
    }
}
