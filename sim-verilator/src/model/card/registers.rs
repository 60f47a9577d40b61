//! Registers of the model's card, and reads of its memory.

use abi::events as code;
use abi::geometry::*;
use abi::msix::VECTOR_DMA;
use abi::registers::*;

use super::{Card, LOCAL};
use crate::model::health::Action;
use crate::model::mirror::{Body, Image, Receiver};
use crate::model::window::{Assembler, Window};
use crate::pair::CLOCK_KHZ;

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

impl Card {
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

    pub(super) fn announce(&mut self, queue: usize) {
        let position = self.queues[queue].window.next;
        self.send_frame(Body::Queue { queue, position }, Some((queue, position)));
    }

    pub(super) fn read_word(&self, word: u32) -> u64 {
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
