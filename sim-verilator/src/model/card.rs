//! One card of the model: what the host's writes and reads mean, when watermarks move, what survives.

use abi::dma::{OPCODE_TO_CARD, STATUS_BAD_DESCRIPTOR, STATUS_HOST_READ, STATUS_OK};
use abi::events as code;
use abi::geometry::*;
use abi::line::{Stamp, CRC_OFFSET, ENTRY_BYTES, LINE_BYTES, SLOT_OFFSET, STAMP_OFFSET};
use abi::msix::{VECTOR_DMA, VECTOR_EVENT};
use abi::registers::*;
use abi::watermark as wm;

use super::dma::{Dma, BATCH};
use super::header::{Header, QueueHeader};
use super::health::{Action, Health};
use super::interrupts::Interrupts;
use super::mailbox::Mailbox;
use super::mirror::{Body, Hello, Image, Message, Receiver, Sender, CATCHUP_LEAST_BYTES, CATCHUP_SPARE_BYTES};
use super::window::{Assembler, Window};
use crate::host::HostMemory;
use crate::memory::NvMemory;
use crate::pair::CLOCK_KHZ;

/// Ticks between two BEATs: 10 µs.
const BEAT_TICKS: u64 = 2_500;
/// A hole older than this is reported: 1 ms.
const HOLE_TICKS: u64 = 250_000;
/// Bytes of one resync block.
const RESYNC_BLOCK: u32 = 256;
/// What the model can do.
const CAPABILITIES: u32 = CAPABILITY_MAILBOX
    | CAPABILITY_DMA
    | CAPABILITY_MSIX
    | CAPABILITY_BATTERY
    | CAPABILITY_ECC
    | CAPABILITY_ERASE
    | CAPABILITY_COUNTERS
    | CAPABILITY_EVENTS
    | CAPABILITY_LOOPBACK;
/// Bytes of LOCAL.
const LOCAL: u64 = SIM_LOCAL_BYTES;

/// One log queue.
#[derive(Clone, Debug, Default)]
struct Queue {
    enabled: bool,
    epoch: u32,
    line_base: u32,
    line_count: u32,
    payload_base: u32,
    payload_bytes: u32,
    window: Window,
    /// What the register shows: the prefix while the card is armed, frozen otherwise.
    local: u64,
    mirrored: u64,
    watermark_address: u64,
    ticket_errors: u32,
    crc_errors: u32,
    hole_since: Option<u64>,
    written: Option<Vec<u8>>,
}

impl Queue {
    fn line_ring(&self) -> std::ops::Range<u64> {
        let base = u64::from(self.line_base);
        base..base + u64::from(self.line_count) * LINE_BYTES as u64
    }

    fn payload_ring(&self) -> std::ops::Range<u64> {
        let base = u64::from(self.payload_base);
        base..base + u64::from(self.payload_bytes)
    }
}

/// The link as the card sees it.
#[derive(Default)]
struct LinkState {
    trained: bool,
    /// A HELLO went out in this training.
    greeted: bool,
    peer: Option<Hello>,
    sent: u64,
    received: u64,
    trainings: u32,
    naks_sent: u32,
    naks_received: u32,
}

/// What events are made of when it changes.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    link_up: bool,
    mirror_state: u32,
    fenced: u32,
    holes: [bool; QUEUES],
}

/// A card with power.
pub struct Card {
    id: u64,
    now: u64,
    booted_at: u64,
    memory: NvMemory,
    host: HostMemory,
    arm: bool,
    battery_good: bool,
    valid: bool,
    dirty: bool,
    generation: u16,
    hw_sequence: u64,
    nonce: u64,
    unsupported: u32,
    dropped: u32,
    queues: [Queue; QUEUES],
    assembler: Assembler,
    sender: Sender,
    receiver: Receiver,
    link: LinkState,
    ranges: [(u32, u32); RESYNC_RANGES],
    /// The range and the offset the resync has reached.
    resync: Option<(usize, u32)>,
    cursor: u32,
    host_beat: u64,
    peer_beat: u64,
    peer_beat_at: u64,
    frame_at: u64,
    next_beat: u64,
    mailbox: Mailbox,
    health: Health,
    /// The receiver hears this card's own transmitter.
    looped: bool,
    /// What was last seen of link, mirror, fences and holes, to notice changes.
    seen: Seen,
    pub interrupts: Interrupts,
    dma: Dma,
    /// Low half of a threshold whose high half is to follow.
    arm_half: u32,
    /// What the last event interrupt was about: error count and the queues' states.
    told: (u32, [u32; QUEUES]),
    /// Messages for the partner, in order.
    pub outgoing: Vec<Message>,
}

impl Card {
    /// Boots a card from its memory: reads the header, raises the generation, marks the header DIRTY.
    pub fn boot(id: u64, memory: NvMemory, host: HostMemory, now: u64) -> Self {
        let header = Header::read(memory.bytes());
        let clean = header.as_ref().is_some_and(|h| h.clean);
        let found = header.clone().unwrap_or_default();
        let mut card = Card {
            id,
            now,
            booted_at: now,
            memory,
            host,
            arm: false,
            battery_good: true,
            valid: clean,
            dirty: header.is_some() && !clean,
            generation: found.generation.wrapping_add(1),
            // From one: a stamp of zeros means that no card has stamped.
            hw_sequence: found.hw_sequence.max(1),
            nonce: 0,
            unsupported: 0,
            dropped: 0,
            queues: found.queues.map(|q| Queue {
                enabled: clean && q.enabled,
                epoch: q.epoch,
                line_base: q.line_base,
                line_count: q.line_count,
                payload_base: q.payload_base,
                payload_bytes: q.payload_bytes,
                window: Window::at(q.local),
                local: q.local,
                mirrored: q.mirrored,
                ..Default::default()
            }),
            assembler: Assembler::default(),
            sender: Sender::default(),
            receiver: Receiver::load(found.image),
            link: LinkState::default(),
            ranges: [(0, 0); RESYNC_RANGES],
            resync: None,
            cursor: 0,
            host_beat: 0,
            peer_beat: 0,
            peer_beat_at: now,
            frame_at: now,
            next_beat: now,
            mailbox: Mailbox::default(),
            health: Health::default(),
            looped: false,
            seen: Seen::default(),
            interrupts: Interrupts::default(),
            dma: Dma::default(),
            arm_half: 0,
            told: (0, [0; QUEUES]),
            outgoing: Vec::new(),
        };
        card.write_header(false);
        let state = card.read_word(ctrl::STATE);
        card.health.events.push(code::BOOTED, u64::from(card.generation) | state << 32, 0);
        card
    }

    /// Power fails: the drain (nothing is under way between two calls) and the header. Gives the memory back.
    pub fn power_fail(mut self) -> NvMemory {
        self.write_header(true);
        self.into_memory()
    }

    /// What is left of a card that had no time to drain.
    pub fn into_memory(self) -> NvMemory {
        self.memory
    }

    fn write_header(&mut self, clean: bool) {
        let header = Header {
            clean,
            generation: self.generation,
            hw_sequence: self.hw_sequence,
            queues: [0, 1].map(|i: usize| {
                let q = &self.queues[i];
                QueueHeader {
                    enabled: q.enabled,
                    epoch: q.epoch,
                    line_base: q.line_base,
                    line_count: q.line_count,
                    payload_base: q.payload_base,
                    payload_bytes: q.payload_bytes,
                    local: q.local,
                    mirrored: q.mirrored,
                }
            }),
            image: self.receiver.save(),
        };
        header.write(&mut self.memory);
    }

    /// The memory behind the card.
    pub fn memory(&self) -> &NvMemory {
        &self.memory
    }

    /// PCIe reset: the host and what it armed are forgotten; log, mirror and image are not touched.
    pub fn reset(&mut self) {
        for queue in &mut self.queues {
            queue.watermark_address = 0;
            queue.written = None;
        }
        self.interrupts.reset();
        self.dma.reset();
    }

    fn armed(&self) -> bool {
        self.arm && self.battery_good
    }

    /// The board says how the battery is.
    pub fn set_battery(&mut self, good: bool) {
        if good != self.battery_good {
            self.battery_good = good;
            self.health.events.push(abi::events::BATTERY, good.into(), self.now - self.booted_at);
        }
    }

    // ---- ingress ----

    /// A posted write into BAR2.
    pub fn post(&mut self, offset: u64, data: &[u8]) {
        let end = offset.saturating_add(data.len() as u64);
        self.health.counts.posted_tlps += 1;
        if offset < NV_HEADER_BYTES || end > LOCAL {
            self.dropped += 1;
            return;
        }
        let mut at = offset;
        while at < end {
            let from = (at - offset) as usize;
            match self.queues.iter().position(|q| q.enabled && q.line_ring().contains(&at)) {
                Some(queue) => {
                    let line = at & !(LINE_BYTES as u64 - 1);
                    let stop = end.min(line + LINE_BYTES as u64);
                    self.store_line(queue, line, (at - line) as usize, &data[from..(stop - offset) as usize]);
                    at = stop;
                }
                None => {
                    // Up to the next line: a ring may begin there.
                    let stop = end.min((at | (LINE_BYTES as u64 - 1)) + 1);
                    self.store_raw(at, &data[from..(stop - offset) as usize], None);
                    at = stop;
                }
            }
        }
        self.refresh();
    }

    /// Takes a store into a line ring word by word; what is less than a word cannot be assembled and is stored as it is.
    fn store_line(&mut self, queue: usize, line: u64, at: usize, data: &[u8]) {
        let end = at + data.len();
        let mut from = at;
        while from < end {
            let stop = end.min((from | 7) + 1);
            let part = &data[from - at..stop - at];
            if part.len() == 8 {
                self.store_word(queue, line, from, part);
            } else {
                self.store_raw(line + from as u64, part, None);
            }
            from = stop;
        }
    }

    fn store_word(&mut self, queue: usize, line: u64, at: usize, word: &[u8]) {
        let stored = self.assembler.store(line, at, word);
        if let Some(partial) = stored.evicted {
            for (i, byte) in partial.data.iter().enumerate().filter(|(i, _)| partial.mask >> i & 1 != 0) {
                self.store_raw(partial.offset + i as u64, &[*byte], None);
            }
        }
        let Some(mut whole) = stored.whole else { return };
        let stamp = Stamp { generation: self.generation, sequence: self.hw_sequence };
        self.hw_sequence = (self.hw_sequence + 1) & ((1 << 48) - 1);
        whole[STAMP_OFFSET..CRC_OFFSET].copy_from_slice(&stamp.to_bits().to_le_bytes());

        let q = &mut self.queues[queue];
        let slot = q.window.slot(u32::from_le_bytes(whole[SLOT_OFFSET..].try_into().expect("four bytes")));
        let index = (line - u64::from(q.line_base)) / LINE_BYTES as u64;
        let published = slot % u64::from(q.line_count) == index && q.window.publish(slot);
        if published {
            let sum = crc32c::crc32c_append(crc32c::crc32c(&whole[..ENTRY_BYTES]), &whole[SLOT_OFFSET..]);
            let ticket = u32::from_le_bytes(whole[CRC_OFFSET..SLOT_OFFSET].try_into().expect("four bytes"));
            if sum != ticket {
                q.crc_errors += 1;
                self.line_event(code::BAD_CRC, queue, &whole);
            }
        } else {
            q.ticket_errors += 1;
            self.line_event(code::BAD_TICKET, queue, &whole);
        }
        self.health.counts.lines += 1;
        self.store_raw(line, &whole, published.then_some((queue, slot)));
    }

    fn line_event(&mut self, code: u32, queue: usize, line: &[u8; LINE_BYTES]) {
        let slot = u32::from_le_bytes(line[SLOT_OFFSET..].try_into().expect("four bytes"));
        self.health.events.push(code, u64::from(slot) | (queue as u64) << 48, self.now - self.booted_at);
    }

    /// The queue that a place in LOCAL belongs to.
    fn owner(&self, offset: u64) -> Option<usize> {
        let part = offset.checked_sub(STATE_OFFSET).map(|at| (at / STATE_PART_BYTES) as usize);
        part.filter(|&part| part < QUEUES).or_else(|| {
            let holds = |q: &Queue| q.line_ring().contains(&offset) || q.payload_ring().contains(&offset);
            self.queues.iter().position(|q| q.enabled && holds(q))
        })
    }

    /// Stores and mirrors bytes; `published` if they are a whole line with its queue and slot.
    fn store_raw(&mut self, offset: u64, data: &[u8], published: Option<(usize, u64)>) {
        self.memory.write(offset, data);
        self.health.written(offset, data.len() as u64);
        self.health.counts.stored_bytes += data.len() as u64;
        let queue = self.owner(offset);
        let mark = published.map(|(q, _)| (q, self.queues[q].window.next));
        let slot = published.map(|(_, slot)| slot);
        self.send_frame(Body::Data { offset, bytes: data.to_vec(), queue, slot }, mark);
    }

    /// Bytes that may wait for the partner in CATCHUP: less than the smallest ring of an open queue.
    fn catchup_bound(&self) -> u64 {
        let rings = self.queues.iter().filter(|q| q.enabled).flat_map(|q| [q.line_ring(), q.payload_ring()]);
        let smallest = rings.map(|ring| ring.end - ring.start).filter(|bytes| *bytes > 0).min().unwrap_or(u64::MAX);
        smallest.saturating_sub(CATCHUP_SPARE_BYTES).max(CATCHUP_LEAST_BYTES)
    }

    fn send_frame(&mut self, body: Body, mark: Option<(usize, u64)>) {
        let was = self.sender.state;
        let message = self.sender.frame(body, mark, self.catchup_bound());
        if was != MIRROR_LOST && self.sender.state == MIRROR_LOST {
            self.resync = None;
        }
        if let (Some(message), LINK_UP) = (message, self.link_state()) {
            self.outgoing.push(message);
        }
    }

    // ---- the link ----

    fn link_state(&self) -> u32 {
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

    fn greet(&mut self) {
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

    // ---- time ----

    /// Time is `now`; at most a few blocks of work are done.
    pub fn tick(&mut self, now: u64) {
        self.now = now;
        if now >= self.next_beat {
            self.next_beat = now + BEAT_TICKS;
            if self.link_state() == LINK_UP {
                let flags = self.receiver.flags(self.armed());
                let fenced = self.receiver.image.fence;
                self.outgoing.push(Message::Beat { host_beat: self.host_beat, flags, fenced });
            }
        }
        self.resync_block();
        self.run_dma();
        self.health.tick(now - self.booted_at, 2 * LOCAL / 16);
        self.refresh();
    }

    fn resync_block(&mut self) {
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
    fn mirror_lost(&mut self, reason: u64) {
        self.seen.mirror_state = MIRROR_LOST;
        self.health.events.push(code::MIRROR_LOST, reason, self.now - self.booted_at);
    }

    /// Makes events of what has changed.
    fn notice(&mut self) {
        let tick = self.now - self.booted_at;
        let link_up = self.link_state() == LINK_UP;
        let events = &mut self.health.events;
        let was = self.seen;
        if link_up && !was.link_up {
            events.push(code::LINK_UP, self.link.peer.map_or(0, |p| p.card_id), tick);
        }
        if !link_up && was.link_up {
            events.push(code::LINK_DOWN, 0, tick);
        }
        let fenced = self.sender.fenced & !was.fenced != 0;
        if fenced {
            events.push(code::FENCED, self.sender.fenced.into(), tick);
        }
        if self.sender.state == MIRROR_LOST && was.mirror_state != MIRROR_LOST {
            let reason = match (self.sender.overwritten, self.sender.fenced != 0, link_up && !was.link_up) {
                (true, ..) => code::LOST_OVERWRITTEN,
                (_, true, _) => code::LOST_FENCED,
                (.., true) => code::LOST_PARTNER,
                _ => code::LOST_STALLED,
            };
            events.push(code::MIRROR_LOST, reason, tick);
        }
        for (i, q) in self.queues.iter().enumerate() {
            let hole = q.hole_since.is_some_and(|since| self.now - since >= HOLE_TICKS);
            if hole && !was.holes[i] {
                events.push(code::LOG_HOLE, q.window.next | (i as u64) << 48, tick);
            }
            self.seen.holes[i] = hole;
        }
        self.seen.link_up = link_up;
        self.seen.mirror_state = self.sender.state;
        self.seen.fenced = self.sender.fenced;
    }

    /// Moves the watermarks as far as they may go and writes them to the host where they changed.
    fn refresh(&mut self) {
        let armed = self.armed();
        let peer_armed = self.sender.peer_armed;
        for (i, q) in self.queues.iter_mut().enumerate() {
            q.hole_since = q.window.has_hole().then(|| q.hole_since.unwrap_or(self.now));
            if armed {
                q.local = q.window.next;
            }
            let fenced = self.sender.fenced >> i & 1 != 0;
            if armed && peer_armed && !fenced && self.sender.state == MIRROR_MIRRORING {
                q.mirrored = q.mirrored.max(self.sender.acked[i].min(q.local));
            }
        }
        for i in 0..QUEUES {
            self.write_watermark(i);
        }
        self.notice();
        let (retired, halted) = (self.dma.retired, self.dma.halted());
        self.interrupts.check(VECTOR_DMA, |t| halted || retired.wrapping_sub(t.level as u32) as i32 >= 0);
        // Behind the lines. A line is written as soon as something in it changes, so what it says is what is.
        for (i, q) in self.queues.iter().enumerate() {
            self.interrupts.check(i as u32, |t| if t.of_local { q.local } else { q.mirrored } >= t.level);
        }
        let now = (self.events(), std::array::from_fn(|i| self.queue_state(i)));
        if now != self.told {
            self.told = now;
            self.interrupts.raise(VECTOR_EVENT);
        }
        self.interrupts.send(self.now, &self.host);
    }

    /// Executes what has been submitted to the DMA engine.
    fn run_dma(&mut self) {
        for _ in 0..BATCH {
            let host = self.host.clone();
            let Some(work) = self.dma.next(&host) else { break };
            let (descriptor, status, crc) = match work {
                Err(descriptor) => (descriptor, STATUS_BAD_DESCRIPTOR, 0),
                Ok(work) => {
                    let d = work.descriptor;
                    let mut bytes = vec![0; d.length as usize];
                    let mut status = STATUS_OK;
                    if d.opcode == OPCODE_TO_CARD {
                        if host.read(d.host_address, &mut bytes) {
                            self.store_dma(work.place.offset, &bytes);
                        } else {
                            status = STATUS_HOST_READ;
                        }
                    } else {
                        let base = if work.place.remote { LOCAL } else { 0 };
                        self.memory.read(base + work.place.offset, &mut bytes);
                        host.write(d.host_address, &bytes);
                    }
                    (d, status, crc32c::crc32c(&bytes))
                }
            };
            let (sequence, armed) = (self.hw_sequence, self.armed());
            self.dma.retire(&descriptor, status, crc, sequence, armed, &host);
        }
        for (i, q) in self.queues.iter().enumerate() {
            self.dma.settle(i, q.local, q.mirrored);
        }
    }

    /// Stores bytes that are never part of a line, in pieces that belong to one ring each.
    fn store_dma(&mut self, offset: u64, data: &[u8]) {
        let mut at = offset;
        let end = offset + data.len() as u64;
        while at < end {
            let stop = end.min((at | (LINE_BYTES as u64 - 1)) + 1);
            self.store_raw(at, &data[(at - offset) as usize..(stop - offset) as usize], None);
            at = stop;
        }
    }

    /// Errors counted.
    fn events(&self) -> u32 {
        self.dropped + self.unsupported + self.queues.iter().map(|q| q.ticket_errors + q.crc_errors).sum::<u32>()
    }

    fn queue_state(&self, queue: usize) -> u32 {
        let q = &self.queues[queue];
        let bit = |on: bool, mask: u32| if on { mask } else { 0 };
        bit(self.armed(), wm::STATE_ARMED)
            | bit(self.link_state() == LINK_UP, wm::STATE_LINK_UP)
            | bit(self.sender.state == MIRROR_MIRRORING, wm::STATE_MIRRORING)
            | bit(self.sender.fenced >> queue & 1 != 0, wm::STATE_FENCED)
            | bit(q.hole_since.is_some_and(|since| self.now - since >= HOLE_TICKS), wm::STATE_HOLE)
            | bit(self.sender.state == MIRROR_RESYNC, wm::STATE_RESYNC)
            | bit(self.receiver.peer_flags & abi::frame::PEER_FLAG_ARMED != 0, wm::STATE_PEER_ARMED)
    }

    fn write_watermark(&mut self, queue: usize) {
        let address = self.queues[queue].watermark_address;
        if address == 0 {
            return;
        }
        let events = self.events();
        let state = self.queue_state(queue);
        let q = &mut self.queues[queue];
        let mut line = [0; wm::WATERMARK_BYTES];
        line[wm::LOCAL_OFFSET..][..8].copy_from_slice(&q.local.to_le_bytes());
        line[wm::MIRRORED_OFFSET..][..8].copy_from_slice(&q.mirrored.to_le_bytes());
        let (dma_local, dma_mirrored) = self.dma.watermarks(queue);
        line[wm::DMA_LOCAL_OFFSET..][..8].copy_from_slice(&dma_local.to_le_bytes());
        line[wm::DMA_MIRRORED_OFFSET..][..8].copy_from_slice(&dma_mirrored.to_le_bytes());
        line[wm::STATE_OFFSET..][..4].copy_from_slice(&state.to_le_bytes());
        line[wm::EPOCH_OFFSET..][..4].copy_from_slice(&q.epoch.to_le_bytes());
        line[wm::EVENTS_OFFSET..][..4].copy_from_slice(&events.to_le_bytes());
        line[wm::GENERATION_OFFSET..][..4].copy_from_slice(&u32::from(self.generation).to_le_bytes());
        line[wm::PEER_BEAT_OFFSET..][..8].copy_from_slice(&self.peer_beat.to_le_bytes());
        line[wm::BEAT_AGE_OFFSET..][..8].copy_from_slice(&(self.now - self.peer_beat_at).to_le_bytes());
        // The age always changes; it travels with whatever else does.
        let content = line[..wm::BEAT_AGE_OFFSET].to_vec();
        if q.written.as_ref() != Some(&content) {
            q.written = Some(content);
            self.host.write(address, &line);
            self.health.counts.host_tlps += 1;
        }
    }

    // ---- registers ----

    /// A read of BAR2. False if memory that was asked for is lost.
    pub fn read_aperture(&mut self, offset: u64, into: &mut [u8]) -> bool {
        self.health.counts.read_tlps += 1;
        let at = match offset {
            REMOTE_OFFSET.. => LOCAL + (offset - REMOTE_OFFSET),
            _ if offset + into.len() as u64 <= LOCAL => offset,
            _ => {
                into.fill(0);
                return true;
            }
        };
        self.memory.read(at, into);
        self.health.counts.read_bytes += into.len() as u64;
        self.health.read(at, into.len() as u64, self.now - self.booted_at)
    }

    /// A write into BAR0, aligned to its size of 4 or 8 bytes.
    pub fn write_register(&mut self, offset: u32, data: &[u8]) {
        self.health.counts.posted_tlps += 1;
        let word = offset & !7;
        let at = (offset - word) as usize;
        if at + data.len() > 8 {
            self.unsupported += 1;
            return;
        }
        if self.mailbox.write(offset, data) {
            return;
        }
        let mut bytes = self.read_word(word).to_le_bytes();
        bytes[at..at + data.len()].copy_from_slice(data);
        let value = u64::from_le_bytes(bytes);
        let low = (at < 4).then_some(value as u32);
        let high = (at + data.len() > 4).then_some((value >> 32) as u32);
        self.write_word(word, value, low, high);
        self.refresh();
    }

    /// A read of BAR0.
    pub fn read_registers(&mut self, offset: u64, into: &mut [u8]) {
        self.health.counts.read_tlps += 1;
        for (i, byte) in into.iter_mut().enumerate() {
            let at = offset + i as u64;
            *byte = self.read_word((at & !7) as u32).to_le_bytes()[(at & 7) as usize];
        }
    }

    fn write_word(&mut self, word: u32, value: u64, low: Option<u32>, high: Option<u32>) {
        let rings = logq::BASE..logq::BASE + QUEUES as u32 * BLOCK_STRIDE;
        if rings.contains(&word) {
            let queue = ((word - logq::BASE) / BLOCK_STRIDE) as usize;
            return self.write_queue(queue, word - queue as u32 * BLOCK_STRIDE, value, low, high);
        }
        if self.interrupts.write_word(word, value, low) {
            return;
        }
        if let (dma::ARM, Some(level)) = (word, low) {
            self.interrupts.arm(VECTOR_DMA, level.into());
        }
        self.dma.write_word(word, value, low, high);
        match word {
            ctrl::CONTROL => {
                if let Some(v) = low {
                    self.arm = v & 1 != 0;
                }
            }
            ctrl::BOOT_NONCE if self.nonce == 0 => {
                self.nonce = value;
                self.greet();
            }
            mirror::COMMAND => match low {
                Some(COMMAND_START_RESYNC) => self.start_resync(),
                Some(COMMAND_ACCEPT) if self.sender.state == MIRROR_SYNCED => self.sender.state = MIRROR_MIRRORING,
                Some(COMMAND_DROP) => {
                    if self.sender.state != MIRROR_LOST {
                        self.mirror_lost(code::LOST_BY_HOST);
                    }
                    self.sender.lose();
                    self.resync = None;
                }
                _ => {}
            },
            mirror::RANGE0_START..=mirror::RANGE4_START if self.resync.is_none() => {
                let range = &mut self.ranges[((word - mirror::RANGE0_START) / 8) as usize];
                range.0 = low.map_or(range.0, |v| v & !63);
                range.1 = high.map_or(range.1, |v| (v & !63).min(LOCAL as u32));
            }
            remote::FENCE => {
                if let Some(v) = low {
                    self.receiver.image.fence |= v & ((1 << QUEUES) - 1);
                    self.write_header(false);
                }
            }
            remote::LIFT => {
                if let Some(v) = low.filter(|v| v & self.receiver.image.fence != 0) {
                    let image = &mut self.receiver.image;
                    for queue in (0..QUEUES).filter(|&q| v & image.fence & 1 << q != 0) {
                        image.states[queue] = image.states[queue].min(IMAGE_INCONSISTENT);
                    }
                    image.fence &= !v;
                    // The session is over: what it has sent of the queue meanwhile is not there.
                    self.receiver.session = 0;
                    self.write_header(false);
                }
            }
            remote::FENCE_EPOCH0 => {
                let epochs = &mut self.receiver.image.fence_epochs;
                epochs[0] = low.unwrap_or(epochs[0]);
                epochs[1] = high.unwrap_or(epochs[1]);
            }
            beat::HOST_BEAT => self.host_beat = value,
            mailbox::SEND => {
                let messages = self.mailbox.send(low.unwrap_or(0));
                if self.link_state() == LINK_UP {
                    self.outgoing.extend(messages);
                }
            }
            // CONTROL is the upper half of the word.
            link::TRAININGS => {
                if let Some(v) = high {
                    self.looped = v & LINK_LOOPBACK != 0;
                    // The pair trains the line again when it next looks; this end is cut at once.
                    self.set_trained(false);
                }
            }
            _ => {
                let card = (self.armed(), self.nonce != 0, self.id);
                self.health.counts.frames_sent = self.link.sent;
                self.health.counts.frames_received = self.link.received;
                if self.health.write(word, (low, high), self.now - self.booted_at, card) == Action::Erase {
                    self.erase();
                }
            }
        }
    }

    /// Everything outside the header becomes zero; what pointed into it is forgotten.
    fn erase(&mut self) {
        self.memory.write(NV_HEADER_BYTES, &vec![0; (2 * LOCAL - NV_HEADER_BYTES) as usize]);
        self.queues = Default::default();
        self.assembler = Assembler::default();
        let image = Image {
            fence: self.receiver.image.fence,
            fence_epochs: self.receiver.image.fence_epochs,
            ..Default::default()
        };
        self.receiver = Receiver::load(image);
        self.valid = false;
        self.write_header(false);
    }

    fn write_queue(&mut self, queue: usize, word: u32, value: u64, low: Option<u32>, high: Option<u32>) {
        let was_enabled = self.queues[queue].enabled;
        let q = &mut self.queues[queue];
        match word {
            logq::CONTROL => {
                let legal = q.line_count >= 128 && q.line_count.is_power_of_two() && q.line_base % 64 == 0;
                q.enabled = low.map_or(q.enabled, |v| v & 1 != 0 && legal);
                q.epoch = high.unwrap_or(q.epoch);
            }
            logq::WATERMARK_ADDRESS => {
                q.watermark_address = value & !63;
                q.written = None;
            }
            logq::ARM => {
                self.arm_half = low.unwrap_or(self.arm_half);
                if let Some(high) = high {
                    self.interrupts.arm(queue as u32, u64::from(high) << 32 | u64::from(self.arm_half));
                }
            }
            // Geometry and position belong to a queue at rest.
            _ if was_enabled => {}
            logq::LINE_BASE => {
                q.line_base = low.unwrap_or(q.line_base);
                q.line_count = high.unwrap_or(q.line_count);
            }
            logq::PAYLOAD_BASE => {
                q.payload_base = low.unwrap_or(q.payload_base);
                q.payload_bytes = high.unwrap_or(q.payload_bytes);
            }
            logq::POSITION => {
                q.window = Window::at(value);
                q.local = value;
                q.mirrored = value;
                q.hole_since = None;
            }
            _ => {}
        }
        if !was_enabled && self.queues[queue].enabled {
            self.announce(queue);
        }
    }

    fn announce(&mut self, queue: usize) {
        let position = self.queues[queue].window.next;
        self.send_frame(Body::Queue { queue, position }, Some((queue, position)));
    }

    fn start_resync(&mut self) {
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

    fn read_word(&self, word: u32) -> u64 {
        let pair = |low: u32, high: u32| u64::from(high) << 32 | u64::from(low);
        if word & (BLOCK_STRIDE - 1) == 0 {
            if let Some(header) = block_header(word) {
                return header;
            }
        }
        if let Some(found) = self.dma.read_word(word) {
            return found;
        }
        if let Some(found) = self.interrupts.read_word(word) {
            return found;
        }
        if let Some(found) = self.mailbox.read_word(word) {
            return found;
        }
        let rings = logq::BASE..logq::BASE + QUEUES as u32 * BLOCK_STRIDE;
        if rings.contains(&word) {
            let queue = ((word - logq::BASE) / BLOCK_STRIDE) as usize;
            let q = &self.queues[queue];
            return match word - queue as u32 * BLOCK_STRIDE {
                logq::CONTROL => pair(u32::from(q.enabled), q.epoch),
                logq::LINE_BASE => pair(q.line_base, q.line_count),
                logq::PAYLOAD_BASE => pair(q.payload_base, q.payload_bytes),
                logq::POSITION => q.window.next,
                logq::LOCAL => q.local,
                logq::MIRRORED => q.mirrored,
                logq::WATERMARK_ADDRESS => q.watermark_address,
                logq::TICKET_ERRORS => pair(q.ticket_errors, q.crc_errors),
                _ => 0,
            };
        }
        match word {
            id::MAGIC => abi::MAGIC,
            id::ABI_VERSION => pair(abi::ABI_VERSION, 0),
            id::CARD_ID => self.id,
            id::LOCAL_BYTES => pair(LOCAL as u32, QUEUES as u32),
            id::CAPABILITIES => pair(CAPABILITIES, CLOCK_KHZ),
            ctrl::CONTROL => pair(u32::from(self.arm), 0),
            ctrl::STATE => {
                let bit = |on: bool, mask: u32| if on { mask } else { 0 };
                let state = bit(self.armed(), STATE_ARMED)
                    | bit(self.valid, STATE_VALID)
                    | bit(self.dirty, STATE_DIRTY)
                    | bit(self.battery_good, STATE_BATTERY)
                    | STATE_READY;
                pair(state, 0)
            }
            ctrl::GENERATION => u64::from(self.generation),
            ctrl::HW_SEQUENCE => self.hw_sequence,
            ctrl::BOOT_NONCE => self.nonce,
            ctrl::UNSUPPORTED => pair(self.unsupported, self.dropped),
            link::STATE => pair(self.link_state(), u32::from(self.sender.session)),
            link::PEER_CARD_ID => self.link.peer.map_or(0, |p| p.card_id),
            link::PEER_NONCE => self.link.peer.map_or(0, |p| p.nonce),
            link::FRAMES_SENT => self.link.sent,
            link::FRAMES_RECEIVED => self.link.received,
            link::CRC_ERRORS => pair(self.link.naks_sent, self.link.naks_sent),
            link::NAKS_RECEIVED => pair(self.link.naks_received, self.link.naks_received),
            link::TRAININGS => pair(self.link.trainings, u32::from(self.looped)),
            mirror::STATE => pair(self.sender.state, self.sender.fenced),
            mirror::CURSOR => pair(self.cursor, self.sender.mode()),
            mirror::RANGE0_START..=mirror::RANGE4_START => {
                let range = self.ranges[((word - mirror::RANGE0_START) / 8) as usize];
                pair(range.0, range.1)
            }
            remote::IMAGE_STATE => pair(self.receiver.image.state(), 0),
            remote::QUEUE_STATES => {
                let states = self.receiver.image.states;
                pair(states[0] | states[1] << 2, 0)
            }
            // FENCE is a command and reads as zero; FENCE_DONE is the upper half of its word.
            remote::FENCE => pair(0, self.receiver.image.fence),
            // LIFT is a command and reads as zero.
            remote::LIFT => pair(0, u32::from(self.receiver.peer_flags)),
            remote::SEALED0 => self.receiver.windows[0].next,
            remote::SEALED1 => self.receiver.windows[1].next,
            remote::IMAGE_CARD_ID => self.receiver.image.card_id,
            remote::IMAGE_NONCE => self.receiver.image.nonce,
            remote::FENCE_EPOCH0 => pair(self.receiver.image.fence_epochs[0], self.receiver.image.fence_epochs[1]),
            beat::HOST_BEAT => self.host_beat,
            beat::PEER_BEAT => self.peer_beat,
            beat::PEER_BEAT_AGE => self.now - self.peer_beat_at,
            beat::PEER_CARD_AGE => self.now - self.frame_at,
            beat::TICKS => self.now - self.booted_at,
            _ => {
                let rail_and_sweep = VALIDITY_RAIL | VALIDITY_SWEEP;
                let validity = if self.valid { rail_and_sweep | VALIDITY_HEADER } else { rail_and_sweep };
                self.health.word(word, self.generation, validity)
            }
        }
    }
}

/// The header word of the block that begins at `base`, if one does: type, version, offset of the next block.
fn block_header(base: u32) -> Option<u64> {
    let mut bases = BLOCKS.iter().flat_map(|b| (0..b.count).map(move |i| (b.base + i * BLOCK_STRIDE, b)));
    let (_, block) = bases.by_ref().find(|(at, _)| *at == base)?;
    let next = bases.next().map_or(0, |(at, _)| at);
    Some(u64::from(next) << 32 | u64::from(block.version) << 16 | u64::from(block.kind))
}
