//! A software card in files, for machines without one.
//!
//! The registers, the log aperture and the guarantees towards the host are the card's; the power-fail guarantee is not,
//! and the capability `VOLATILE` says so. The memory is in files that outlive the process (`files`); the mirror is a
//! second store, into the file of the partner's card (`mirror`); another process can pull the cable or cut the mains
//! ([`control()`]).
//!
//! There is no card that runs by itself: it is the host process that does what its card would, within each access and
//! in [`CardBus::poll`]. So a host that is killed takes its card's logic with it at any instruction, and all that is
//! left is the order of its stores into shared memory. Everything here is arranged so that every prefix of that order
//! is a state the card could be in:
//!
//! - a line is stored in LOCAL before HEAD and the watermark LOCAL say so, and in REMOTE before SEALED does;
//! - what is on its way to REMOTE is in a journal first, and a host that opens the card again finishes it;
//! - a sender advances its mirrored watermark only when, *after* both stores and a full barrier, the partner's fence is
//!   still open; a fence closes, and *after* a full barrier reads how much it has sealed. So whatever a sender may
//!   acknowledge is sealed, also if it was frozen in between for any time. A thawed sender may still store the rest of
//!   one batch, of at most 4 KiB, behind the seal: into slots that hold nothing live.

mod control;
mod dma;
mod files;
mod ingress;
mod interrupts;
mod mailbox;
mod mirror;
mod registers;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::sync::atomic::{fence, Ordering};

use abi::geometry::{BAR0_BYTES, BAR2_BYTES, QUEUES, REMOTE_OFFSET, SIM_LOCAL_BYTES};
use abi::msix::VECTORS;
use abi::registers::{self as contract, beat, ctrl, link, logq, mirror as mirror_block, remote, BLOCK_STRIDE};
use abi::watermark::{self, WATERMARK_BYTES};
use nix::fcntl::Flock;
use nix::sys::eventfd::{EfdFlags, EventFd};

use crate::{BusError, CardBus, DmaAccess, DmaBuffer, Side};
pub use control::{CardStatus, Control, Status};
use dma::Dma;
pub use files::card_name;
use files::{word, CardFile, Files};
use ingress::Partial;
use interrupts::Interrupts;
use registers::queue_register;

/// Opens the outside of the pair in `dir`: link, mains, status. Makes the pair if there is none.
pub fn control(dir: &Path) -> Result<Control, BusError> {
    Control::open(dir)
}

/// A slot missing below a published one for this long is a hole, ns.
const HOLE_NS: u64 = 1_000_000;

/// A software card. One process at a time is its host.
pub struct ShmBus {
    files: Files,
    side: Side,
    dir: PathBuf,
    _lock: Flock<File>,
    /// Which power-on of the card this host found.
    power_on: u64,
    /// Number of the last change outside that was taken notice of.
    changes: u64,
    /// The link was up when last looked at.
    link_up: bool,
    /// When the partner's beat last changed, as far as was heard, ns; 0 if it never was.
    heard_ns: u64,
    /// Whether the partner's card has a host, and when that was last looked at, ns.
    partner: files::Watch,
    partner_has_host: bool,
    watched_ns: u64,
    /// Everything stored goes to the partner: the session stands and the link is up.
    sending: bool,
    queues: [QueueState; QUEUES],
    partials: Vec<Partial>,
    /// Host memory, and what the card may do with it.
    buffers: Vec<(DmaBuffer, DmaAccess)>,
    next_iova: u64,
    /// Low half of a 64-bit register whose high half is to follow.
    low_half: Option<(u32, u32)>,
    interrupts: Interrupts,
    dma: Dma,
}

/// What the card keeps about a queue besides its registers.
#[derive(Default)]
struct QueueState {
    enabled: bool,
    /// LOCAL byte offsets {start, end} of the rings; empty while disabled.
    lines: (u64, u64),
    payload: (u64, u64),
    /// Bit n: the line of slot HEAD + n has been published.
    window: u64,
    /// When the window began to have a hole, ns; 0 without one.
    hole_ns: u64,
    /// Where the watermark line goes: index in `buffers`, byte offset.
    watermark: Option<(usize, usize)>,
    /// What was last written there.
    written: [u64; WATERMARK_BYTES / 8],
}

/// How often the partner's card is asked whether it has a host, ns.
const WATCH_NS: u64 = 5_000_000;

/// The machine's monotonic clock in ns: the same for every process.
fn now_ns() -> u64 {
    let time = nix::time::clock_gettime(nix::time::ClockId::CLOCK_MONOTONIC).expect("Linux has a monotonic clock");
    time.tv_sec() as u64 * 1_000_000_000 + time.tv_nsec() as u64
}

impl ShmBus {
    /// Becomes the host of `side`'s card of the pair in `dir`. Makes the pair if there is none.
    pub fn open(dir: &Path, side: Side) -> Result<ShmBus, BusError> {
        ShmBus::open_sized(dir, side, SIM_LOCAL_BYTES)
    }

    /// As [`ShmBus::open`]; a pair that has to be made gets a LOCAL of `local_bytes` (a multiple of 4096, up to
    /// 128 MiB) in each card.
    pub fn open_sized(dir: &Path, side: Side, local_bytes: u64) -> Result<ShmBus, BusError> {
        let files = Files::open(dir, local_bytes)?;
        let lock = files.lock(side, dir)?;
        let power_on = files.control.get(files::control::POWER_ONS[side.index()]);
        let mut bus = ShmBus {
            files,
            side,
            dir: dir.to_owned(),
            _lock: lock,
            power_on,
            changes: 0,
            link_up: false,
            heard_ns: 0,
            partner: files::Watch::open(dir, side.partner())?,
            partner_has_host: true,
            watched_ns: 0,
            sending: false,
            queues: Default::default(),
            partials: Vec::new(),
            buffers: Vec::new(),
            next_iova: 1 << 32,
            low_half: None,
            interrupts: Interrupts::default(),
            dma: Dma::default(),
        };
        bus.check_power()?;
        if bus.me().get(word::BOOTED) != power_on {
            bus.power_up();
        }
        bus.attach();
        Ok(bus)
    }

    /// This card.
    fn me(&self) -> &CardFile {
        &self.files.cards[self.side.index()]
    }

    /// The card at the other end of the link.
    fn peer(&self) -> &CardFile {
        &self.files.cards[self.side.partner().index()]
    }

    /// The boot sequence after a power-on: memory, rings and image are as they were, everything volatile starts anew.
    fn power_up(&mut self) {
        let me = self.me();
        me.set(word::ARMED, 0);
        me.set(word::NONCE, 0);
        me.set_register32(ctrl::CONTROL, 0);
        me.set_register32(mirror_block::STATE, contract::MIRROR_LOST);
        me.set(word::JOURNAL_COUNT, 0);
        me.set(word::HOST_BEAT, 0);
        me.set(word::POWER_ON_NS, now_ns());
        for block in [link::STATE & !0xFF, beat::HOST_BEAT & !0xFF] {
            for offset in (8..BLOCK_STRIDE).step_by(8) {
                me.set_register64(block + offset, 0);
            }
        }
        let generation = self.files.control.get(files::control::POWER_ONS[self.side.index()]) as u16;
        me.set_register32(ctrl::GENERATION, generation.into());
        self.empty_mailbox(generation);
        me.set(word::BOOTED, self.power_on);
    }

    /// A new host: what pointed into the old one is forgotten, what it left half-done is finished.
    fn attach(&mut self) {
        for q in 0..QUEUES {
            self.me().set_register64(queue_register(q, logq::WATERMARK_ADDRESS), 0);
            self.load_queue(q);
        }
        // A resync ends with the host that ran it.
        if self.me().register32(mirror_block::STATE) == contract::MIRROR_RESYNC {
            self.lose_mirror();
        }
        self.finish_fences();
        self.run();
    }

    fn gone(&self, why: &str) -> BusError {
        BusError::Gone { card: self.dir.join(files::card_name(self.side)).display().to_string(), why: why.into() }
    }

    /// Fails if the card has no power, or had none since it was opened.
    fn check_power(&self) -> Result<(), BusError> {
        let control = &self.files.control;
        if control.get(files::control::POWER[self.side.index()]) != 1 {
            return Err(self.gone("it has no power"));
        }
        if control.get(files::control::POWER_ONS[self.side.index()]) != self.power_on {
            return Err(self.gone("its power was off"));
        }
        Ok(())
    }

    /// Everything the card does by itself.
    fn run(&mut self) {
        self.watch_link();
        for q in 0..QUEUES {
            self.settle(q);
        }
        self.listen();
        self.exchange_mail();
        self.run_dma();
        let now = now_ns();
        for q in 0..QUEUES {
            let state = &mut self.queues[q];
            state.hole_ns = match state.window {
                0 => 0,
                _ if state.hole_ns == 0 => now,
                _ => state.hole_ns,
            };
            self.write_watermark(q, Some(now));
        }
        self.interrupt_host();
    }

    /// Takes in what the partner's BEAT would carry.
    fn listen(&mut self) {
        if self.link_up {
            let now = now_ns();
            if now.saturating_sub(self.watched_ns) >= WATCH_NS {
                self.watched_ns = now;
                self.partner_has_host = self.partner.has_host();
            }
            let (me, peer) = (self.me(), self.peer());
            me.set_register64(beat::PEER_BEAT, peer.get(word::HOST_BEAT));
            // A card whose host is gone is not armed: the end of a process is a reset of the bus.
            let armed = self.partner_has_host && peer.get(word::ARMED) == 1;
            me.set_register32(remote::PEER_FLAGS, armed.into());
            self.heard_ns = self.peer().get(word::HOST_BEAT_NS);
        }
    }

    /// Ticks since the partner's beat changed.
    fn beat_age(&self, now: u64) -> u64 {
        // A partner that has never beaten is as old as this card's power-on.
        now.saturating_sub(self.heard_ns.max(self.me().get(word::POWER_ON_NS)))
    }

    /// Writes what has changed of a queue's watermark line into host memory. What depends on the time stays as it is if
    /// that is not given.
    fn write_watermark(&mut self, q: usize, now: Option<u64>) {
        let Some((buffer, offset)) = self.queues[q].watermark else { return };
        let me = self.me();
        let mirror = me.register32(mirror_block::STATE);
        let flag = |set: bool, bit: u32| if set { bit } else { 0 };
        let hole_ns = self.queues[q].hole_ns;
        let was_hole = self.queues[q].written[watermark::STATE_OFFSET / 8] as u32 & watermark::STATE_HOLE != 0;
        let hole = hole_ns != 0 && now.map_or(was_hole, |now| now.saturating_sub(hole_ns) > HOLE_NS);
        let state = flag(me.get(word::ARMED) == 1, watermark::STATE_ARMED)
            | flag(self.link_up, watermark::STATE_LINK_UP)
            | flag(mirror == contract::MIRROR_MIRRORING, watermark::STATE_MIRRORING)
            | flag(me.register32(mirror_block::FENCED) & 1 << q != 0, watermark::STATE_FENCED)
            | flag(hole, watermark::STATE_HOLE)
            | flag(mirror == contract::MIRROR_RESYNC, watermark::STATE_RESYNC)
            | flag(me.register32(remote::PEER_FLAGS) & 1 != 0, watermark::STATE_PEER_ARMED);
        let epoch = me.register32(queue_register(q, logq::EPOCH));
        let events = me.get(word::EVENTS) as u32;
        let generation = me.register32(ctrl::GENERATION);
        let words = [
            me.register64(queue_register(q, logq::LOCAL)),
            me.register64(queue_register(q, logq::MIRRORED)),
            self.dma.watermarks(q).0,
            self.dma.watermarks(q).1,
            u64::from(state) | u64::from(epoch) << 32,
            u64::from(events) | u64::from(generation) << 32,
            me.register64(beat::PEER_BEAT),
            now.map_or(self.queues[q].written[watermark::BEAT_AGE_OFFSET / 8], |now| self.beat_age(now)),
        ];
        for (i, (&new, old)) in words.iter().zip(self.queues[q].written).enumerate() {
            if new != old {
                self.buffers[buffer].0.store64(offset + 8 * i, new);
            }
        }
        self.queues[q].written = words;
    }

    /// Forgets memory that nobody uses any more.
    fn let_go(&mut self) {
        self.buffers.retain(|(buffer, _)| buffer.is_shared());
        // Those behind it have moved up.
        for q in 0..QUEUES {
            let address = self.me().register64(queue_register(q, logq::WATERMARK_ADDRESS));
            self.queues[q].watermark = self.host_address(address);
        }
    }

    fn check_register(&self, what: &'static str, offset: u32, bytes: u32) -> Result<(), BusError> {
        if offset % bytes != 0 || u64::from(offset) >= BAR0_BYTES {
            return Err(BusError::BadAccess { what, offset: offset.into(), bytes: bytes.into() });
        }
        self.check_power()
    }
}

fn check_block(what: &'static str, offset: u64, bytes: usize) -> Result<(), BusError> {
    let bytes = bytes as u64;
    if offset % 8 != 0 || bytes % 8 != 0 || offset.checked_add(bytes).is_none_or(|end| end > BAR2_BYTES) {
        return Err(BusError::BadAccess { what, offset, bytes });
    }
    Ok(())
}

impl CardBus for ShmBus {
    fn read32(&mut self, offset: u32) -> Result<u32, BusError> {
        self.check_register("register read", offset, 4)?;
        self.run();
        if let Some(word) = self.mail_word(offset & !7) {
            return Ok((word >> (8 * (offset & 4))) as u32);
        }
        if let Some(header) = contract::block_header(offset & !7) {
            return Ok((header >> (8 * (offset & 4))) as u32);
        }
        Ok(match contract::find(offset & !7) {
            Some((_, 64)) => (self.read_register(offset & !7) >> (8 * (offset & 4))) as u32,
            _ if contract::find(offset).is_some() => self.read_register(offset) as u32,
            _ => 0,
        })
    }

    fn write32(&mut self, offset: u32, value: u32) -> Result<(), BusError> {
        self.check_register("register write", offset, 4)?;
        if self.write_mail_word(offset, value.into(), 4) {
            return Ok(());
        }
        if let Some((_, 64)) = contract::find(offset & !7) {
            // A 64-bit register takes effect as a whole, when its high half comes.
            match self.low_half.take() {
                Some((low_offset, low)) if offset == low_offset + 4 => {
                    self.write_register(low_offset, u64::from(low) | u64::from(value) << 32);
                }
                _ if offset % 8 == 0 => self.low_half = Some((offset, value)),
                _ => {}
            }
        } else if contract::find(offset).is_some() {
            self.write_register(offset, value.into());
        }
        self.run();
        Ok(())
    }

    fn read64(&mut self, offset: u32) -> Result<u64, BusError> {
        self.check_register("register read", offset, 8)?;
        if let Some(word) = self.mail_word(offset) {
            return Ok(word);
        }
        if let Some((_, 64)) = contract::find(offset) {
            self.run();
            return Ok(self.read_register(offset));
        }
        Ok(u64::from(self.read32(offset)?) | u64::from(self.read32(offset + 4)?) << 32)
    }

    fn write64(&mut self, offset: u32, value: u64) -> Result<(), BusError> {
        self.check_register("register write", offset, 8)?;
        if self.write_mail_word(offset, value, 8) {
            return Ok(());
        }
        if let Some((_, 64)) = contract::find(offset) {
            self.write_register(offset, value);
            self.run();
            return Ok(());
        }
        self.write32(offset, value as u32)?;
        self.write32(offset + 4, (value >> 32) as u32)
    }

    fn post(&mut self, offset: u64, data: &[u8]) -> Result<(), BusError> {
        check_block("post", offset, data.len())?;
        self.check_power()?;
        self.take(offset, data);
        Ok(())
    }

    fn read_block(&mut self, offset: u64, data: &mut [u8]) -> Result<(), BusError> {
        check_block("block read", offset, data.len())?;
        self.check_power()?;
        let (memory, start) = match offset.checked_sub(REMOTE_OFFSET) {
            Some(remote) => (self.me().remote(), remote),
            None => (self.me().local(), offset),
        };
        let start = start as usize / 8;
        let present = memory.len().saturating_sub(start).min(data.len() / 8) * 8;
        let (inside, outside) = data.split_at_mut(present);
        // What the link stored before it raised SEALED is there once SEALED has been read.
        fence(Ordering::Acquire);
        if !inside.is_empty() {
            crate::memory::load(&memory[start..], inside);
        }
        outside.fill(0xFF);
        Ok(())
    }

    fn dma_buffer(&mut self, bytes: usize, access: DmaAccess) -> Result<DmaBuffer, BusError> {
        self.let_go();
        // Addresses as an IOMMU gives them: from 4 GiB on, a free page between two buffers, and none twice.
        let iova = self.next_iova;
        let buffer = DmaBuffer::allocate(bytes, iova)?;
        self.next_iova += buffer.bytes() as u64 + 4096;
        self.buffers.push((buffer.clone(), access));
        Ok(buffer)
    }

    fn interrupt(&mut self, vector: u32) -> Result<OwnedFd, BusError> {
        if vector >= VECTORS {
            return Err(BusError::Unsupported { what: "that interrupt vector", why: "the card has fewer" });
        }
        let os = |source| BusError::Os { what: "making an eventfd".into(), source };
        let event = EventFd::from_flags(EfdFlags::EFD_CLOEXEC | EfdFlags::EFD_NONBLOCK).map_err(|e| os(e.into()))?;
        let given = event.as_fd().try_clone_to_owned().map_err(os)?;
        self.interrupts.connect(vector, event);
        Ok(given)
    }

    fn reset(&mut self) -> Result<(), BusError> {
        self.check_power()?;
        self.low_half = None;
        for q in 0..QUEUES {
            self.me().set_register64(queue_register(q, logq::WATERMARK_ADDRESS), 0);
            self.queues[q].watermark = None;
        }
        self.interrupts = Interrupts::default();
        self.dma.reset();
        Ok(())
    }

    fn poll(&mut self) -> Result<(), BusError> {
        self.check_power()?;
        self.run();
        Ok(())
    }
}
