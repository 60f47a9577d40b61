//! One card of the model: its state, what survives a power cycle, and what happens as time passes: watermark lines, events, DMA.
//! What the host's writes and reads mean is in `ingress` and `registers`, what the partner's frames do in `link`.

mod ingress;
mod link;
mod registers;

use abi::dma::{OPCODE_TO_CARD, STATUS_BAD_DESCRIPTOR, STATUS_HOST_READ, STATUS_OK};
use abi::events as code;
use abi::geometry::*;
use abi::line::LINE_BYTES;
use abi::msix::{VECTOR_DMA, VECTOR_EVENT};
use abi::registers::*;
use abi::watermark as wm;

use super::dma::{Dma, BATCH};
use super::header::{Header, QueueHeader};
use super::health::Health;
use super::interrupts::Interrupts;
use super::mailbox::Mailbox;
use super::mirror::{Hello, Message, Receiver, Sender};
use super::window::{Assembler, Window};
use crate::host::HostMemory;
use crate::memory::NvMemory;

/// Ticks between two BEATs: 10 µs.
const BEAT_TICKS: u64 = 2_500;
/// A hole older than this is reported: 1 ms.
const HOLE_TICKS: u64 = 250_000;
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
}
