//! The link of the model's card: frames out and in, HELLO, fences, resync.

use abi::events as code;
use abi::geometry::QUEUES;
use abi::line::LINE_BYTES;
use abi::registers::*;

use super::{Card, LOCAL};
use crate::model::mirror::{Body, Hello, Message, CATCHUP_LEAST_BYTES, CATCHUP_SPARE_BYTES};

/// Bytes of one resync block.
const RESYNC_BLOCK: u32 = 256;

impl Card {
    /// Bytes that may wait for the partner in CATCHUP: less than the smallest ring of an open queue.
    fn catchup_bound(&self) -> u64 {
        let rings = self.queues.iter().filter(|q| q.enabled).flat_map(|q| [q.line_ring(), q.payload_ring()]);
        let smallest = rings.map(|ring| ring.end - ring.start).filter(|bytes| *bytes > 0).min().unwrap_or(u64::MAX);
        smallest.saturating_sub(CATCHUP_SPARE_BYTES).max(CATCHUP_LEAST_BYTES)
    }

    pub(super) fn send_frame(&mut self, body: Body, mark: Option<(usize, u64)>) {
        let was = self.sender.state;
        let message = self.sender.frame(body, mark, self.catchup_bound());
        if was != MIRROR_LOST && self.sender.state == MIRROR_LOST {
            self.resync = None;
        }
        if let (Some(message), LINK_UP) = (message, self.link_state()) {
            self.outgoing.push(message);
        }
    }

    pub(super) fn link_state(&self) -> u32 {
        match (self.link.trained, self.nonce, &self.link.peer) {
            (false, ..) => LINK_DOWN,
            (true, nonce, Some(_)) if nonce != 0 => LINK_UP,
            _ => LINK_HELLO,
        }
    }

    /// The transmitter is looped back to the receiver: the cable sees nothing.
    pub fn looped(&self) -> bool {
        self.looped
    }

    /// The line has been trained or was lost.
    pub fn set_trained(&mut self, trained: bool) {
        // In loopback the line is always there.
        let trained = trained || self.looped;
        if trained && !self.link.trained {
            self.link.trainings += 1;
        }
        self.link.trained = trained;
        self.link.greeted = false;
        self.link.peer = None;
        self.outgoing.clear();
        self.greet();
        self.refresh();
    }

    pub(super) fn greet(&mut self) {
        if self.link.trained && self.nonce != 0 && !self.link.greeted {
            self.link.greeted = true;
            self.outgoing.push(Message::Hello(Hello {
                card_id: self.id,
                nonce: self.nonce,
                session: self.receiver.session,
                wanted: self.receiver.wanted,
                flags: self.receiver.flags(self.armed()),
            }));
        }
    }

    /// A message has arrived.
    pub fn receive(&mut self, message: Message) {
        self.link.received += 1;
        self.frame_at = self.now;
        match message {
            // Cabled to itself: refused.
            Message::Hello(hello) if hello.card_id == self.id || hello.nonce == 0 => return,
            Message::Hello(hello) => {
                self.greet();
                self.link.peer = Some(hello);
                self.receiver.peer_flags = hello.flags;
                let again = self.sender.resume(&hello);
                self.outgoing.extend(again);
                if self.link_state() == LINK_UP {
                    self.outgoing.extend(self.mailbox.link_up());
                }
                if self.sender.state == MIRROR_LOST {
                    self.resync = None;
                }
            }
            _ if self.link_state() != LINK_UP => {}
            Message::Frame(frame) => {
                let Some(peer) = self.link.peer else { return };
                let received = self.receiver.receive(frame, &peer, self.armed());
                if let Some((offset, bytes)) = received.store {
                    self.memory.write(LOCAL + offset, &bytes);
                    self.health.written(LOCAL + offset, bytes.len() as u64);
                    self.health.counts.remote_bytes += bytes.len() as u64;
                }
                if received.persist {
                    self.write_header(false);
                }
                self.outgoing.extend(received.replies);
            }
            Message::Beat { host_beat, flags, fenced } => {
                self.sender.fenced |= fenced;
                if host_beat != self.peer_beat {
                    self.peer_beat = host_beat;
                    self.peer_beat_at = self.now;
                }
                self.receiver.peer_flags = flags;
                self.sender.peer_armed = flags & abi::frame::PEER_FLAG_ARMED != 0;
            }
            Message::Ack { session, wanted, armed } => {
                self.sender.peer_armed = armed;
                self.sender.ack(session, wanted);
            }
            Message::Fenced { queues } => self.sender.fenced |= queues,
            Message::Mail { slot, count, content } => self.outgoing.push(self.mailbox.receive(slot, count, *content)),
            Message::MailAck { slot, count } => self.mailbox.acked(slot, count),
        }
        self.refresh();
    }

    /// A frame this card sent or received was damaged once; the replay cost time only.
    pub fn count_replay(&mut self, sender: bool) {
        if sender {
            self.link.naks_received += 1;
        } else {
            self.link.naks_sent += 1;
        }
    }

    /// The messages made since the last call.
    pub fn take_outgoing(&mut self) -> Vec<Message> {
        self.link.sent += self.outgoing.len() as u64;
        let outgoing = std::mem::take(&mut self.outgoing);
        if self.looped {
            for message in outgoing {
                self.receive(message);
            }
            return Vec::new();
        }
        outgoing
    }

    /// Work of its own that is not finished.
    pub fn busy(&self) -> bool {
        self.resync.is_some() || (self.link_state() == LINK_UP && (self.sender.pending() || self.mailbox.busy()))
    }

    pub(super) fn resync_block(&mut self) {
        let Some((mut range, mut at)) = self.resync else { return };
        if self.link_state() != LINK_UP || !self.sender.has_room(RESYNC_BLOCK as usize) {
            return;
        }
        while range < RESYNC_RANGES && at >= self.ranges[range].1 {
            range += 1;
            at = self.ranges.get(range).map_or(0, |r| r.0);
        }
        if range == RESYNC_RANGES {
            self.resync = None;
            return self.send_frame(Body::SyncDone, None);
        }
        // A frame has one owner: the block ends where another's ring begins.
        let queue = self.owner(u64::from(at));
        let limit = self.ranges[range].1.min(at + RESYNC_BLOCK);
        let lines = (at..limit).step_by(LINE_BYTES).skip(1);
        let end = lines.into_iter().find(|&line| self.owner(u64::from(line)) != queue).unwrap_or(limit);
        let mut bytes = vec![0; (end - at) as usize];
        if !self.health.read(at.into(), bytes.len() as u64, self.now - self.booted_at) {
            // What cannot be read cannot be sent as if it were good.
            self.sender.lose();
            self.resync = None;
            return self.mirror_lost(code::LOST_MEMORY);
        }
        self.memory.read(u64::from(at), &mut bytes);
        self.health.counts.read_bytes += bytes.len() as u64;
        self.cursor = end;
        self.resync = Some((range, end));
        self.send_frame(Body::Data { offset: u64::from(at), bytes, queue, slot: None }, None);
    }

    /// The mirror is lost for a reason only the caller knows.
    pub(super) fn mirror_lost(&mut self, reason: u64) {
        self.seen.mirror_state = MIRROR_LOST;
        self.health.events.push(code::MIRROR_LOST, reason, self.now - self.booted_at);
    }

    pub(super) fn start_resync(&mut self) {
        let Some(peer) = self.link.peer.filter(|_| self.link_state() == LINK_UP) else { return };
        self.sender.start(peer.nonce);
        self.send_frame(Body::SyncStart, None);
        for queue in 0..QUEUES {
            if self.queues[queue].enabled {
                self.announce(queue);
            }
        }
        self.cursor = self.ranges[0].0;
        self.resync = Some((0, self.ranges[0].0));
    }
}
