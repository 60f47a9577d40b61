//! A card: who it is, its mirror, its image of the partner, and the queues it gives out.

mod engine;
mod interrupts;
mod mailbox;

use std::num::NonZeroU64;
use std::ops::Range;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use abi::geometry::{QUEUES, REMOTE_OFFSET, RINGS_OFFSET, SCRATCH_BYTES, SCRATCH_OFFSET, STATE_BYTES, STATE_OFFSET};
use abi::line::LINE_BYTES;
use abi::registers::{self, beat, ctrl, id, link, logq, mirror, remote, BLOCK_STRIDE, RESYNC_RANGES};
use abi::watermark::WATERMARK_BYTES;

use crate::queue::{lock, SharedBus};
use crate::{
    Beat, BusError, CardBus, CardInfo, CardState, DmaAccess, DmaBuffer, Image, ImageState, Link, LinkState,
    MirrorState, Queue, QueueSetup, Region,
};

pub use interrupts::Arm;
pub use mailbox::MailboxMessage;

/// Why a card could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum CardError {
    /// The bus failed.
    #[error(transparent)]
    Bus(#[from] BusError),
    /// Something else answers there.
    #[error("no Savepoint card: the magic register reads {found:#018x}, not {:#018x}", abi::MAGIC)]
    NotACard {
        /// What the magic register read.
        found: u64,
    },
    /// A card of another contract.
    #[error(
        "the card speaks register contract {found}, this driver {}: update the older of the two",
        abi::ABI_VERSION
    )]
    WrongAbi {
        /// The card's version.
        found: u32,
    },
    /// The block chain or the geometry is not the contract's.
    #[error("the card's {what} is {found:#x}, expected {expected:#x}")]
    WrongLayout {
        /// Which part.
        what: &'static str,
        /// What the card says.
        found: u64,
        /// What the contract says.
        expected: u64,
    },
    /// The boot sequence of the card did not finish.
    #[error("the card was not ready after {waited_ms} ms")]
    NotReady {
        /// How long was waited.
        waited_ms: u64,
    },
    /// A queue that does not exist.
    #[error("queue {queue} does not exist: the card has {QUEUES}")]
    NoSuchQueue {
        /// The number asked for.
        queue: usize,
    },
    /// A queue has one writer.
    #[error("queue {queue} is open already: a queue has one writer")]
    QueueTaken {
        /// The number asked for.
        queue: usize,
    },
    /// The card does not write to this host's memory.
    #[error(
        "the card wrote no watermark for queue {queue} within {waited_ms} ms: see that it is ready, is a bus master and \
         may reach this memory (IOMMU)"
    )]
    NoWatermark {
        /// The queue.
        queue: usize,
        /// How long was waited.
        waited_ms: u64,
    },
    /// The card has forgotten this host.
    #[error("the card was reset by someone else: {what} has lost its host addresses; drop it and open it again")]
    WasReset {
        /// What was attached and is not any more.
        what: &'static str,
    },
    /// A transfer whose completion does not come.
    #[error("the DMA engine has not answered for {waited_ms} ms: see that the card may reach this memory (IOMMU)")]
    SilentEngine {
        /// How long was waited.
        waited_ms: u64,
    },
    /// Rings that the card would not take.
    #[error("queue {queue}: {what} is {value:#x}, {must}")]
    BadSetup {
        /// The queue.
        queue: usize,
        /// Which value.
        what: &'static str,
        /// Its value.
        value: u64,
        /// What it must be.
        must: &'static str,
    },
    /// An access outside an area of LOCAL or REMOTE.
    #[error("{bytes} bytes at {offset:#x} are outside {area} ({size:#x} bytes) or not 8-byte aligned")]
    OutOfRange {
        /// Which area.
        area: &'static str,
        /// Offset inside it in bytes.
        offset: u64,
        /// Length in bytes.
        bytes: u64,
        /// Size of the area in bytes.
        size: u64,
    },
    /// More or other ranges than a resync can send.
    #[error("a resync takes up to {RESYNC_RANGES} ranges of LOCAL, 64-byte aligned: {why}")]
    BadRanges {
        /// What is wrong with them.
        why: String,
    },
    /// A mailbox slot that does not exist.
    #[error("mailbox slot {slot} does not exist: the card has {}", abi::mailbox::SLOTS)]
    NoSuchSlot {
        /// The number asked for.
        slot: usize,
    },
    /// A message that does not fit.
    #[error(
        "a message of {bytes} bytes for mailbox slot {slot} is too long: up to {} fit",
        abi::mailbox::MESSAGE_BYTES
    )]
    MessageTooLong {
        /// The slot.
        slot: usize,
        /// Its length.
        bytes: usize,
    },
    /// This card, or the backend that stands for one, cannot do it: see `ID.CAPABILITIES`.
    #[error("this card has no {what}")]
    NotCapable {
        /// What was asked for.
        what: &'static str,
    },
    /// Not while watermarks count.
    #[error("{what} is refused while the card is armed: power-cycle it and do not arm it")]
    Armed {
        /// What was asked for.
        what: &'static str,
    },
    /// The card did not take one of the two steps.
    #[error("the erase was refused: {why}")]
    EraseRefused {
        /// The reason.
        why: &'static str,
    },
    /// Others took snapshots all the time.
    #[error("no consistent snapshot of the counters in {tries} tries: another process takes snapshots of this card")]
    NoSnapshot {
        /// How often it was tried.
        tries: u32,
    },
    /// The card does not do that in the state it is in.
    #[error("{command} needs the mirror to be {needs}, it is {found:?}")]
    WrongMirrorState {
        /// What was asked for.
        command: &'static str,
        /// The state it needs.
        needs: &'static str,
        /// The state it is in.
        found: MirrorState,
    },
}

/// A card. Queues opened on it keep working independently of it.
pub struct Card {
    pub(crate) bus: SharedBus,
    info: CardInfo,
    watermarks: DmaBuffer,
    /// One token for each open queue; the queue's is dropped with it.
    taken: [std::sync::Weak<()>; QUEUES],
    /// The same for the DMA engine.
    engine: std::sync::Weak<()>,
}

impl Card {
    /// Takes the card on `bus` after checking that it is one, speaks this contract and has its geometry.
    pub fn open(mut bus: Box<dyn CardBus>) -> Result<Card, CardError> {
        let found = bus.read64(id::MAGIC)?;
        if found != abi::MAGIC {
            return Err(CardError::NotACard { found });
        }
        let found = bus.read32(id::ABI_VERSION)?;
        if found != abi::ABI_VERSION {
            return Err(CardError::WrongAbi { found });
        }
        check_blocks(bus.as_mut())?;
        let queues = bus.read32(id::QUEUES)?;
        expect("number of queues", queues.into(), QUEUES as u64)?;
        let local_bytes = bus.read32(id::LOCAL_BYTES)?;
        if u64::from(local_bytes) <= RINGS_OFFSET || u64::from(local_bytes) > REMOTE_OFFSET {
            return Err(CardError::WrongLayout {
                what: "size of LOCAL",
                found: local_bytes.into(),
                expected: REMOTE_OFFSET,
            });
        }
        let info = CardInfo {
            card_id: bus.read64(id::CARD_ID)?,
            board: bus.read32(id::BOARD)?,
            build_hash: bus.read64(id::BUILD_HASH)?,
            local_bytes,
            capabilities: bus.read32(id::CAPABILITIES)?,
            clock_khz: bus.read32(id::CLOCK_KHZ)?,
        };
        let watermarks = bus.dma_buffer(QUEUES * WATERMARK_BYTES, DmaAccess::CardWrites)?;
        Ok(Card {
            bus: Arc::new(Mutex::new(bus)),
            info,
            watermarks,
            taken: Default::default(),
            engine: Default::default(),
        })
    }

    /// Who the card is.
    pub fn info(&self) -> &CardInfo {
        &self.info
    }

    /// Waits until the card's boot sequence is over.
    pub fn wait_ready(&mut self, timeout: Duration) -> Result<(), CardError> {
        let start = Instant::now();
        while !self.state()?.ready {
            if start.elapsed() >= timeout {
                return Err(CardError::NotReady { waited_ms: timeout.as_millis() as u64 });
            }
            lock(&self.bus).poll()?;
            std::thread::sleep(Duration::from_micros(200));
        }
        Ok(())
    }

    /// Gives the card its session's random number, which lets the link come up, and returns the one in force: after a
    /// restart of the host alone the card keeps the one it has.
    pub fn boot(&mut self, nonce: NonZeroU64) -> Result<u64, CardError> {
        let mut bus = lock(&self.bus);
        bus.write64(ctrl::BOOT_NONCE, nonce.get())?;
        Ok(bus.read64(ctrl::BOOT_NONCE)?)
    }

    /// Arms the card: from now on watermarks count.
    pub fn arm(&mut self) -> Result<(), CardError> {
        Ok(lock(&self.bus).write32(ctrl::CONTROL, 1)?)
    }

    /// State of the card.
    pub fn state(&mut self) -> Result<CardState, CardError> {
        let mut bus = lock(&self.bus);
        let state = bus.read32(ctrl::STATE)?;
        let bit = |mask: u32| state & mask != 0;
        Ok(CardState {
            armed: bit(registers::STATE_ARMED),
            failed: bit(registers::STATE_FAILED),
            valid: bit(registers::STATE_VALID),
            battery: bit(registers::STATE_BATTERY),
            ready: bit(registers::STATE_READY),
            dirty: bit(registers::STATE_DIRTY),
            generation: bus.read32(ctrl::GENERATION)? as u16,
            hw_sequence: bus.read64(ctrl::HW_SEQUENCE)?,
            boot_nonce: bus.read64(ctrl::BOOT_NONCE)?,
        })
    }

    /// Opens queue `number` at `setup.position`. Both its watermarks start there.
    pub fn open_queue(&mut self, number: usize, setup: QueueSetup) -> Result<Queue, CardError> {
        self.check_setup(number, &setup)?;
        if self.taken[number].strong_count() > 0 {
            return Err(CardError::QueueTaken { queue: number });
        }
        let token = Arc::new(());
        self.taken[number] = Arc::downgrade(&token);
        Queue::open(self.bus.clone(), number, setup, self.watermarks.clone(), number * WATERMARK_BYTES, token)
    }

    /// Disables a queue that nobody writes to: its rings and its LOCAL watermark stay, but a resync leaves it out. A queue
    /// of an identity that the partner serves must not be enabled, or the partner's fence refuses the whole mirror.
    pub fn disable_queue(&mut self, number: usize) -> Result<(), CardError> {
        match self.taken.get(number) {
            None => Err(CardError::NoSuchQueue { queue: number }),
            Some(token) if token.strong_count() > 0 => Err(CardError::QueueTaken { queue: number }),
            Some(_) => Ok(lock(&self.bus).write32(number as u32 * BLOCK_STRIDE + logq::CONTROL, 0)?),
        }
    }

    fn check_setup(&self, queue: usize, setup: &QueueSetup) -> Result<(), CardError> {
        if queue >= QUEUES {
            return Err(CardError::NoSuchQueue { queue });
        }
        let bad = |what, value: u64, must| Err(CardError::BadSetup { queue, what, value, must });
        if !setup.line_count.is_power_of_two() || setup.line_count < 128 {
            return bad("the number of lines", setup.line_count.into(), "must be a power of two, 128 or more");
        }
        let lines = (setup.line_base, u64::from(setup.line_count) * LINE_BYTES as u64);
        let payload = (setup.payload_base, u64::from(setup.payload_bytes));
        for (what, (base, bytes)) in [("the line ring's base", lines), ("the payload ring's base", payload)] {
            if base % 64 != 0
                || u64::from(base) < RINGS_OFFSET
                || u64::from(base) + bytes > self.info.local_bytes.into()
            {
                return bad(
                    what,
                    base.into(),
                    "must be 64-byte aligned, with its ring between 2 MiB and the end of LOCAL",
                );
            }
        }
        if setup.payload_bytes % 64 != 0 {
            return bad("the payload ring's size", setup.payload_bytes.into(), "must be a multiple of 64");
        }
        let start = u64::from(lines.0).max(payload.0.into());
        if start < (u64::from(lines.0) + lines.1).min(u64::from(payload.0) + payload.1) {
            return bad("the payload ring's base", payload.0.into(), "must not lie in the line ring");
        }
        Ok(())
    }

    /// Reads from LOCAL. Offset and length are multiples of 8 bytes.
    pub fn read_local(&mut self, offset: u64, data: &mut [u8]) -> Result<(), CardError> {
        self.read_region(Region::Local, offset, data)
    }

    /// Reads from REMOTE, the image of the partner's LOCAL. Offset and length are multiples of 8 bytes.
    pub fn read_remote(&mut self, offset: u64, data: &mut [u8]) -> Result<(), CardError> {
        self.read_region(Region::Remote, offset, data)
    }

    fn read_region(&mut self, region: Region, offset: u64, data: &mut [u8]) -> Result<(), CardError> {
        self.check_region(region, offset, data.len() as u64)?;
        let base = if region == Region::Remote { REMOTE_OFFSET } else { 0 };
        Ok(lock(&self.bus).read_block(base + offset, data)?)
    }

    pub(crate) fn check_region(&self, region: Region, offset: u64, bytes: u64) -> Result<(), CardError> {
        let area = if region == Region::Remote { "REMOTE" } else { "LOCAL" };
        check_range(area, offset, bytes, self.info.local_bytes.into())
    }

    /// Writes into the state area at `offset` from its start. Offset and length are multiples of 8 bytes. It is
    /// mirrored like a log line and ordered before lines posted later.
    pub fn write_state(&mut self, offset: u64, data: &[u8]) -> Result<(), CardError> {
        check_range("the state area", offset, data.len() as u64, STATE_BYTES)?;
        Ok(lock(&self.bus).post(STATE_OFFSET + offset, data)?)
    }

    /// Writes into the scratch area at `offset` from its start: for self-tests. What is in it has no meaning.
    pub fn write_scratch(&mut self, offset: u64, data: &[u8]) -> Result<(), CardError> {
        check_range("the scratch area", offset, data.len() as u64, SCRATCH_BYTES)?;
        Ok(lock(&self.bus).post(SCRATCH_OFFSET + offset, data)?)
    }

    /// Resets the PCIe function: the card forgets every host address, so that queues opened before see no watermarks any
    /// more and have to be opened again. Log, mirror and arming stay.
    pub fn reset(&mut self) -> Result<(), CardError> {
        Ok(lock(&self.bus).reset()?)
    }

    /// Whether the card still knows where this host's memory is: [`CardError::WasReset`] names what it has forgotten. A hot reset, or
    /// another's reset of the function, leaves log and mirror alone, and watermarks that stand still. A few register reads: for whoever
    /// wonders why nothing moves, not for the fast path.
    pub fn check_attached(&mut self) -> Result<(), CardError> {
        let mut bus = lock(&self.bus);
        for (number, what) in ["queue 0", "queue 1"].into_iter().enumerate() {
            let expected = self.watermarks.iova() + (number * WATERMARK_BYTES) as u64;
            if self.taken[number].strong_count() > 0
                && bus.read64(logq::WATERMARK_ADDRESS + number as u32 * BLOCK_STRIDE)? != expected
            {
                return Err(CardError::WasReset { what });
            }
        }
        // A halted ring is still enabled.
        if self.engine.strong_count() > 0 && bus.read32(registers::dma::CONTROL)? & 1 == 0 {
            return Err(CardError::WasReset { what: "the DMA engine" });
        }
        Ok(())
    }

    /// Starts a resync of these byte ranges of LOCAL to the partner. Ends in [`MirrorState::Synced`], or in `Lost`.
    pub fn start_resync(&mut self, ranges: &[Range<u32>]) -> Result<(), CardError> {
        if ranges.len() > RESYNC_RANGES {
            return Err(CardError::BadRanges { why: format!("{} were given", ranges.len()) });
        }
        for range in ranges {
            if range.start % 64 != 0
                || range.end % 64 != 0
                || range.start > range.end
                || range.end > self.info.local_bytes
            {
                return Err(CardError::BadRanges { why: format!("{:#x}..{:#x} is not one", range.start, range.end) });
            }
        }
        let mut bus = lock(&self.bus);
        let found = mirror_state(bus.as_mut())?;
        if found == MirrorState::Resync {
            return Err(CardError::WrongMirrorState { command: "a resync", needs: "anything but Resync", found });
        }
        for i in 0..RESYNC_RANGES {
            let range = ranges.get(i).cloned().unwrap_or(0..0);
            bus.write32(mirror::RANGE0_START + 8 * i as u32, range.start)?;
            bus.write32(mirror::RANGE0_END + 8 * i as u32, range.end)?;
        }
        Ok(bus.write32(mirror::COMMAND, registers::COMMAND_START_RESYNC)?)
    }

    /// State of the mirror.
    pub fn mirror_state(&mut self) -> Result<MirrorState, CardError> {
        let mut bus = lock(&self.bus);
        bus.poll()?;
        mirror_state(bus.as_mut())
    }

    /// After [`MirrorState::Synced`]: lets mirrored watermarks count from now on.
    pub fn accept_mirror(&mut self) -> Result<(), CardError> {
        let mut bus = lock(&self.bus);
        let found = mirror_state(bus.as_mut())?;
        if found != MirrorState::Synced {
            return Err(CardError::WrongMirrorState { command: "accepting the mirror", needs: "Synced", found });
        }
        Ok(bus.write32(mirror::COMMAND, registers::COMMAND_ACCEPT)?)
    }

    /// Declares the mirror lost: mirrored watermarks stand still until the next resync.
    pub fn drop_mirror(&mut self) -> Result<(), CardError> {
        Ok(lock(&self.bus).write32(mirror::COMMAND, registers::COMMAND_DROP)?)
    }

    /// Byte offset in LOCAL the resync has reached.
    pub fn resync_cursor(&mut self) -> Result<u32, CardError> {
        Ok(lock(&self.bus).read32(mirror::CURSOR)?)
    }

    /// More waits for the partner than the card holds ready: CATCHUP. The mirror goes on, MIRRORED is late.
    pub fn catching_up(&mut self) -> Result<bool, CardError> {
        Ok(lock(&self.bus).read32(mirror::MODE)? == registers::MODE_CATCHUP)
    }

    /// Queues (bit n: queue n) of ours that the partner's card refuses.
    pub fn fenced_by_partner(&mut self) -> Result<u32, CardError> {
        Ok(lock(&self.bus).read32(mirror::FENCED)?)
    }

    /// Orders this card to refuse the partner's frames for `queue` from now on: the partner, of an epoch up to
    /// `epoch`, can have nothing acknowledged any more. Sealed once [`Card::fence_done`] says so.
    pub fn fence(&mut self, queue: usize, epoch: u32) -> Result<(), CardError> {
        check_queue(queue)?;
        let mut bus = lock(&self.bus);
        bus.write32(remote::FENCE_EPOCH0 + 4 * queue as u32, epoch)?;
        Ok(bus.write32(remote::FENCE, 1 << queue)?)
    }

    /// Whether `queue` of the partner is fenced and everything accepted before is stored.
    pub fn fence_done(&mut self, queue: usize) -> Result<bool, CardError> {
        check_queue(queue)?;
        let mut bus = lock(&self.bus);
        bus.poll()?;
        Ok(bus.read32(remote::FENCE_DONE)? & 1 << queue != 0)
    }

    /// Slots of the partner's `queue` received without a gap: positions below it are in the image. Final once fenced.
    pub fn sealed(&mut self, queue: usize) -> Result<u64, CardError> {
        check_queue(queue)?;
        Ok(lock(&self.bus).read64(remote::SEALED0 + 8 * queue as u32)?)
    }

    /// Accepts the partner's frames for `queue` again. The image is inconsistent until the partner's next resync.
    pub fn lift(&mut self, queue: usize) -> Result<(), CardError> {
        check_queue(queue)?;
        Ok(lock(&self.bus).write32(remote::LIFT, 1 << queue)?)
    }

    /// The image of the partner.
    pub fn image(&mut self) -> Result<Image, CardError> {
        let mut bus = lock(&self.bus);
        bus.poll()?;
        let done = bus.read32(remote::FENCE_DONE)?;
        let states = bus.read32(remote::QUEUE_STATES)?;
        Ok(Image {
            state: image_state(bus.read32(remote::IMAGE_STATE)?),
            states: [0, 1].map(|queue| image_state(states >> (2 * queue) & 3)),
            card_id: bus.read64(remote::IMAGE_CARD_ID)?,
            nonce: bus.read64(remote::IMAGE_NONCE)?,
            peer_armed: bus.read32(remote::PEER_FLAGS)? & u32::from(abi::frame::PEER_FLAG_ARMED) != 0,
            sealed: [bus.read64(remote::SEALED0)?, bus.read64(remote::SEALED1)?],
            fenced: [done & 1 != 0, done & 2 != 0],
            fence_epoch: [bus.read32(remote::FENCE_EPOCH0)?, bus.read32(remote::FENCE_EPOCH1)?],
        })
    }

    /// Sets this host's beat, which the partner sees.
    pub fn set_host_beat(&mut self, beat: u64) -> Result<(), CardError> {
        Ok(lock(&self.bus).write64(beat::HOST_BEAT, beat)?)
    }

    /// Signs of life. Register reads: use [`crate::Watermarks`] on the fast path.
    pub fn beat(&mut self) -> Result<Beat, CardError> {
        let mut bus = lock(&self.bus);
        bus.poll()?;
        Ok(Beat {
            host: bus.read64(beat::HOST_BEAT)?,
            peer: bus.read64(beat::PEER_BEAT)?,
            peer_age_ticks: bus.read64(beat::PEER_BEAT_AGE)?,
            card_age_ticks: bus.read64(beat::PEER_CARD_AGE)?,
            ticks: bus.read64(beat::TICKS)?,
        })
    }

    /// State of the link alone: one read, where [`Card::link`] needs eleven.
    pub fn link_state(&mut self) -> Result<LinkState, CardError> {
        let mut bus = lock(&self.bus);
        bus.poll()?;
        link_state(bus.as_mut())
    }

    /// The partner host's counter as last heard: one read, where [`Card::beat`] needs five.
    pub fn peer_beat(&mut self) -> Result<u64, CardError> {
        let mut bus = lock(&self.bus);
        bus.poll()?;
        Ok(bus.read64(beat::PEER_BEAT)?)
    }

    /// The link and who is at its other end.
    pub fn link(&mut self) -> Result<Link, CardError> {
        let mut bus = lock(&self.bus);
        bus.poll()?;
        Ok(Link {
            state: link_state(bus.as_mut())?,
            session: bus.read32(link::SESSION)? as u8,
            peer_card_id: bus.read64(link::PEER_CARD_ID)?,
            peer_nonce: bus.read64(link::PEER_NONCE)?,
            frames_sent: bus.read64(link::FRAMES_SENT)?,
            frames_received: bus.read64(link::FRAMES_RECEIVED)?,
            crc_errors: bus.read32(link::CRC_ERRORS)?,
            naks_sent: bus.read32(link::NAKS_SENT)?,
            naks_received: bus.read32(link::NAKS_RECEIVED)?,
            replays: bus.read32(link::REPLAYS)?,
            trainings: bus.read32(link::TRAININGS)?,
        })
    }

    /// Reads any register: for diagnosis and the conformance suite.
    pub fn register64(&mut self, offset: u32) -> Result<u64, CardError> {
        Ok(lock(&self.bus).read64(offset)?)
    }
}

fn expect(what: &'static str, found: u64, expected: u64) -> Result<(), CardError> {
    if found == expected {
        Ok(())
    } else {
        Err(CardError::WrongLayout { what, found, expected })
    }
}

/// Walks the chain of blocks: every block of the contract is where the contract says, with its type and version.
fn check_blocks(bus: &mut dyn CardBus) -> Result<(), CardError> {
    for block in registers::BLOCKS {
        for offset in (0..block.count).map(|i| block.base + i * BLOCK_STRIDE) {
            expect(block.name, bus.read64(offset)?, registers::block_header(offset).expect("a block begins there"))?;
        }
    }
    Ok(())
}

fn check_queue(queue: usize) -> Result<(), CardError> {
    if queue < QUEUES {
        Ok(())
    } else {
        Err(CardError::NoSuchQueue { queue })
    }
}

fn check_range(area: &'static str, offset: u64, bytes: u64, size: u64) -> Result<(), CardError> {
    if offset % 8 == 0 && bytes % 8 == 0 && offset.checked_add(bytes).is_some_and(|end| end <= size) {
        Ok(())
    } else {
        Err(CardError::OutOfRange { area, offset, bytes, size })
    }
}

fn image_state(value: u32) -> ImageState {
    match value {
        registers::IMAGE_IN_SYNC => ImageState::InSync,
        registers::IMAGE_INCONSISTENT => ImageState::Inconsistent,
        // Anything a card of this contract can't say proves nothing.
        _ => ImageState::Invalid,
    }
}

fn link_state(bus: &mut dyn CardBus) -> Result<LinkState, CardError> {
    Ok(match bus.read32(link::STATE)? {
        registers::LINK_UP => LinkState::Up,
        registers::LINK_HELLO => LinkState::Hello,
        _ => LinkState::Down,
    })
}

fn mirror_state(bus: &mut dyn CardBus) -> Result<MirrorState, CardError> {
    Ok(match bus.read32(mirror::STATE)? {
        registers::MIRROR_RESYNC => MirrorState::Resync,
        registers::MIRROR_SYNCED => MirrorState::Synced,
        registers::MIRROR_MIRRORING => MirrorState::Mirroring,
        _ => MirrorState::Lost,
    })
}
