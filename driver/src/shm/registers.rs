//! What reading and writing a register does.

use abi::geometry::QUEUES;
use abi::msix::VECTOR_DMA;
use abi::registers::{self, beat, ctrl, dma, id, link, logq, mailbox, mirror, msix, remote, Access, BLOCK_STRIDE};
use abi::watermark::WATERMARK_BYTES;

use super::files::{control, word};
use super::{now_ns, ShmBus};

/// Core clock: a tick is a nanosecond of the machine's monotonic clock.
const CLOCK_KHZ: u32 = 1_000_000;

/// A register of queue `q`.
pub(super) fn queue_register(q: usize, register: u32) -> u32 {
    register + q as u32 * BLOCK_STRIDE
}

impl ShmBus {
    /// Takes a queue's geometry from its registers.
    pub(super) fn load_queue(&mut self, q: usize) {
        let me = self.me();
        let register = |offset| u64::from(me.register32(queue_register(q, offset)));
        let enabled = register(logq::CONTROL) & 1 == 1;
        let (base, bytes) = (register(logq::LINE_BASE), register(logq::LINE_COUNT) * 64);
        let (payload_base, payload_bytes) = (register(logq::PAYLOAD_BASE), register(logq::PAYLOAD_BYTES));
        let ring = |base, bytes| if enabled { (base, base + bytes) } else { (0, 0) };
        let state = &mut self.queues[q];
        state.enabled = enabled;
        state.lines = ring(base, bytes);
        state.payload = ring(payload_base, payload_bytes);
        state.window = 0;
        state.hole_ns = 0;
    }

    /// Reads the register at `offset`, where one begins.
    pub(super) fn read_register(&mut self, offset: u32) -> u64 {
        let me = self.me();
        let low = |value: u32| u64::from(value);
        match offset {
            id::MAGIC => abi::MAGIC,
            id::ABI_VERSION => low(abi::ABI_VERSION),
            id::CARD_ID => me.get(word::CARD_ID),
            id::LOCAL_BYTES => me.local_bytes() as u64,
            id::QUEUES => QUEUES as u64,
            id::CAPABILITIES => low(registers::CAPABILITY_VOLATILE
                | registers::CAPABILITY_MAILBOX
                | registers::CAPABILITY_MSIX
                | registers::CAPABILITY_DMA),
            id::CLOCK_KHZ => low(CLOCK_KHZ),
            ctrl::STATE => {
                let always = registers::STATE_VALID | registers::STATE_BATTERY | registers::STATE_READY;
                low(always) | if me.get(word::ARMED) == 1 { low(registers::STATE_ARMED) } else { 0 }
            }
            ctrl::BOOT_NONCE => me.get(word::NONCE),
            link::STATE => low(self.link_state()),
            link::FRAMES_RECEIVED => me.get(word::RX_FRAMES),
            remote::IMAGE_STATE => low(super::mirror::image_state(me.get(word::IMAGE))),
            remote::QUEUE_STATES => low(super::mirror::queue_states(me.get(word::IMAGE))),
            remote::SEALED0 => self.sealed(0),
            remote::SEALED1 => self.sealed(1),
            remote::IMAGE_CARD_ID => me.get(word::RX_IMAGE_CARD_ID),
            remote::IMAGE_NONCE => me.get(word::RX_IMAGE_NONCE),
            beat::HOST_BEAT => me.get(word::HOST_BEAT),
            beat::PEER_BEAT_AGE => self.beat_age(now_ns()),
            beat::PEER_CARD_AGE if self.link_state() == registers::LINK_DOWN => {
                now_ns().saturating_sub(self.files.control.get(control::CHANGED_NS))
            }
            beat::TICKS => now_ns().saturating_sub(me.get(word::POWER_ON_NS)),
            dma::CONTROL..=dma::ARM => self.dma.read(offset),
            msix::INTERVAL | msix::ARMED | msix::SENT => low(self.interrupts.read(offset)),
            mailbox::PENDING => low(self.mail_pending()),
            mailbox::SENT0..=mailbox::SENT3 => low(self.mail_sent((offset - mailbox::SENT0) as usize / 4)),
            mailbox::RECEIVED0..=mailbox::RECEIVED3 => {
                low(self.mail_received((offset - mailbox::RECEIVED0) as usize / 4))
            }
            _ if offset % 8 == 4 => low(me.register32(offset)),
            _ => match registers::find(offset) {
                Some((_, 32)) => low(me.register32(offset)),
                _ => me.register64(offset),
            },
        }
    }

    /// Writes the register at `offset`, where one begins.
    pub(super) fn write_register(&mut self, offset: u32, value: u64) {
        let me = self.me();
        let value32 = value as u32;
        match offset {
            ctrl::CONTROL => {
                me.set_register32(offset, value32 & 1);
                me.set(word::ARMED, value & 1);
            }
            ctrl::BOOT_NONCE => {
                if me.get(word::NONCE) == 0 {
                    me.set(word::NONCE, value);
                }
            }
            mirror::COMMAND => match value32 {
                registers::COMMAND_START_RESYNC => self.start_resync(),
                registers::COMMAND_ACCEPT => self.accept(),
                registers::COMMAND_DROP => self.lose_mirror(),
                _ => {}
            },
            remote::FENCE => self.fence(value32),
            remote::LIFT => self.lift(value32),
            msix::INTERVAL => self.interrupts.set_interval(value32),
            dma::ARM => self.interrupts.arm(VECTOR_DMA as usize, value),
            dma::CONTROL..=dma::UNEXPECTED => self.dma.write(offset, value),
            mailbox::SEND => self.send_mail(value32),
            beat::HOST_BEAT => {
                // The time first: a partner that reads in between takes the beat for older than it is by one beat.
                me.set(word::HOST_BEAT_NS, now_ns());
                me.set(word::HOST_BEAT, value);
            }
            _ => {
                let queue = (logq::BASE..logq::BASE + QUEUES as u32 * BLOCK_STRIDE).contains(&offset);
                if queue {
                    let q = ((offset - logq::BASE) / BLOCK_STRIDE) as usize;
                    self.write_queue_register(q, offset - q as u32 * BLOCK_STRIDE, value);
                } else {
                    self.set_plain(offset, value);
                }
            }
        }
    }

    fn set_plain(&self, offset: u32, value: u64) {
        match registers::find(offset) {
            Some((register, 32)) if register.access == Access::ReadWrite => {
                self.me().set_register32(offset, value as u32)
            }
            Some((register, 64)) if register.access == Access::ReadWrite => self.me().set_register64(offset, value),
            _ => {}
        }
    }

    /// A register of queue `q`, by its offset in the block of queue 0.
    fn write_queue_register(&mut self, q: usize, register: u32, value: u64) {
        match register {
            logq::CONTROL => {
                let enable = value & 1 == 1;
                if enable && !self.queues[q].enabled {
                    if !self.geometry_holds(q) {
                        return self.me().count(ctrl::UNSUPPORTED);
                    }
                    // The partner does not know this ring: it takes a resync to tell it.
                    self.lose_mirror();
                }
                self.me().set_register32(queue_register(q, logq::CONTROL), value as u32 & 1);
                self.load_queue(q);
            }
            logq::WATERMARK_ADDRESS => {
                self.me().set_register64(queue_register(q, register), value);
                self.queues[q].watermark = self.host_address(value);
                self.queues[q].written = [0; WATERMARK_BYTES / 8];
            }
            logq::ARM => self.interrupts.arm(q, value),
            logq::EPOCH => self.set_plain(queue_register(q, register), value),
            // Geometry and position: only while the queue is quiet.
            _ if self.queues[q].enabled => {}
            logq::POSITION => {
                let me = self.me();
                for register in [logq::POSITION, logq::LOCAL, logq::MIRRORED] {
                    me.set_register64(queue_register(q, register), value);
                }
                me.set(word::HEAD[q], value);
            }
            _ => self.set_plain(queue_register(q, register), value),
        }
    }

    fn geometry_holds(&self, q: usize) -> bool {
        let me = self.me();
        let register = |offset| me.register32(queue_register(q, offset));
        let local_bytes = me.local_bytes() as u64;
        let inside =
            |base: u32, bytes: u64| base % 64 == 0 && bytes % 64 == 0 && u64::from(base) + bytes <= local_bytes;
        let count = register(logq::LINE_COUNT);
        count.is_power_of_two()
            && count >= 128
            && inside(register(logq::LINE_BASE), u64::from(count) * 64)
            && inside(register(logq::PAYLOAD_BASE), register(logq::PAYLOAD_BYTES).into())
    }

    /// Where a host address is: a buffer and an offset in it. As behind an IOMMU, what was not given to the card it
    /// can't write.
    pub(super) fn host_address(&self, address: u64) -> Option<(usize, usize)> {
        let bytes = WATERMARK_BYTES as u64;
        self.buffers.iter().enumerate().find_map(|(i, (buffer, _))| {
            let offset = address.checked_sub(buffer.iova())?;
            (address % bytes == 0 && offset + bytes <= buffer.bytes() as u64).then_some((i, offset as usize))
        })
    }
}
