//! One log queue: posting, and the watermarks the card keeps in host memory.

use std::os::fd::BorrowedFd;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use abi::line::LINE_BYTES;
use abi::registers::logq;
use abi::watermark;

use crate::line::{self, Line};
use crate::wait::wait;
use crate::{Arm, BusError, CardBus, CardError, DmaBuffer, Patience};

/// The bus, shared by a card and its queues.
pub(crate) type SharedBus = Arc<Mutex<Box<dyn CardBus>>>;

/// Locks the bus. A thread that panicked in the middle of an access leaves nothing half-done that matters.
pub(crate) fn lock(bus: &SharedBus) -> MutexGuard<'_, Box<dyn CardBus>> {
    bus.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// How long a card may take to write a watermark line for the first time. Microseconds on hardware; a simulated card
/// on a busy machine needs more.
const FIRST_WATERMARK: Duration = Duration::from_secs(10);

/// Where a queue's rings are in LOCAL and where it starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueSetup {
    /// Byte offset of the line ring in LOCAL, a multiple of 64.
    pub line_base: u32,
    /// Lines in the ring: a power of two, 128 or more.
    pub line_count: u32,
    /// Byte offset of the payload ring in LOCAL, a multiple of 64.
    pub payload_base: u32,
    /// Bytes of the payload ring, a multiple of 64.
    pub payload_bytes: u32,
    /// Position of the first line that will be posted.
    pub position: u64,
    /// Epoch of the region, repeated in the watermarks.
    pub epoch: u32,
}

/// What the card last wrote into host memory about a queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Watermarks {
    /// Positions below this are durable on this card.
    pub local: u64,
    /// Positions below this are durable on both cards.
    pub mirrored: u64,
    /// Transfers of the DMA engine for this queue that are durable here, counted from a start of the card's choosing.
    pub dma_local: u64,
    /// Those that a mirrored line behind them has proved durable on both cards.
    pub dma_mirrored: u64,
    /// See `abi::watermark::STATE_*`.
    pub state: u32,
    /// Epoch of the queue.
    pub epoch: u32,
    /// Error events of the card, counted, wrapping.
    pub events: u32,
    /// Power generation of the card.
    pub generation: u32,
    /// The partner host's beat as last heard.
    pub peer_beat: u64,
    /// Card ticks since `peer_beat` changed, when the card last wrote the line.
    pub beat_age: u64,
}

impl Watermarks {
    /// The card counts: battery, contents and memory are good, and the host has armed it.
    pub fn armed(&self) -> bool {
        self.state & watermark::STATE_ARMED != 0
    }
    /// The link is up.
    pub fn link_up(&self) -> bool {
        self.state & watermark::STATE_LINK_UP != 0
    }
    /// The mirror is in sync and every published line goes to the partner.
    pub fn mirroring(&self) -> bool {
        self.state & watermark::STATE_MIRRORING != 0
    }
    /// The partner's card refuses this queue: the identity has been taken over.
    pub fn fenced(&self) -> bool {
        self.state & watermark::STATE_FENCED != 0
    }
    /// The card has failed.
    pub fn failed(&self) -> bool {
        self.state & watermark::STATE_FAILED != 0
    }
}

/// One log queue of a card; its only writer.
///
/// There is one value for each open queue, and posting takes it whole. It may go to another thread, but not be in two:
///
/// ```
/// fn movable<T: Send>() {}
/// movable::<driver::Queue>();
/// ```
/// ```compile_fail,E0599
/// fn two_writers(queue: driver::Queue) -> [driver::Queue; 2] {
///     [queue.clone(), queue]
/// }
/// ```
/// ```compile_fail,E0596
/// fn post_through_a_shared_reference(queue: &driver::Queue, line: &driver::line::Line) {
///     let _ = queue.post_line(1, line);
/// }
/// ```
pub struct Queue {
    bus: SharedBus,
    number: usize,
    setup: QueueSetup,
    buffer: DmaBuffer,
    /// Where in `buffer` this queue's watermark line is, bytes.
    buffer_offset: usize,
    /// Held while the queue is open, so that the card gives it out once.
    _token: Arc<()>,
}

impl Queue {
    /// Programs queue `number` and enables it. The caller ([`crate::Card`]) has checked the geometry.
    pub(crate) fn open(
        bus: SharedBus,
        number: usize,
        setup: QueueSetup,
        buffer: DmaBuffer,
        buffer_offset: usize,
        token: Arc<()>,
    ) -> Result<Queue, CardError> {
        let base = number as u32 * abi::registers::BLOCK_STRIDE;
        // What an earlier queue of this number was told is not this one's.
        for offset in (0..watermark::WATERMARK_BYTES).step_by(8) {
            buffer.store64(buffer_offset + offset, 0);
        }
        {
            let mut bus = lock(&bus);
            bus.write32(base + logq::CONTROL, 0)?;
            bus.write32(base + logq::EPOCH, setup.epoch)?;
            bus.write32(base + logq::LINE_BASE, setup.line_base)?;
            bus.write32(base + logq::LINE_COUNT, setup.line_count)?;
            bus.write32(base + logq::PAYLOAD_BASE, setup.payload_base)?;
            bus.write32(base + logq::PAYLOAD_BYTES, setup.payload_bytes)?;
            bus.write64(base + logq::POSITION, setup.position)?;
            bus.write64(base + logq::WATERMARK_ADDRESS, buffer.iova() + buffer_offset as u64)?;
            bus.write32(base + logq::CONTROL, 1)?;
        }
        let queue = Queue { bus, number, setup, buffer, buffer_offset, _token: token };
        queue.wait_for_card()?;
        Ok(queue)
    }

    /// Waits until the card has written the watermark line for the first time: before that it says nothing, and a card
    /// that cannot reach host memory (IOMMU, bus mastering) is found here and not at the first save point.
    fn wait_for_card(&self) -> Result<(), CardError> {
        let start = Instant::now();
        // A power generation is never 0.
        while self.watermarks()?.generation == 0 {
            if start.elapsed() >= FIRST_WATERMARK {
                return Err(CardError::NoWatermark {
                    queue: self.number,
                    waited_ms: FIRST_WATERMARK.as_millis() as u64,
                });
            }
            std::thread::sleep(Duration::from_micros(50));
        }
        Ok(())
    }

    /// Number of the queue: 0 belongs to identity A, 1 to identity B.
    pub fn number(&self) -> usize {
        self.number
    }

    /// What the queue was opened with.
    pub fn setup(&self) -> &QueueSetup {
        &self.setup
    }

    /// Posts the line of `position`. It carries its ticket already ([`line::seal`]); the stamp is the card's.
    pub fn post_line(&mut self, position: u64, line: &Line) -> Result<(), BusError> {
        self.post_lines(position, std::slice::from_ref(line))
    }

    /// Posts a run of lines, the first of which belongs to `position`. A run may wrap at the end of the ring.
    ///
    /// # Panics
    /// If a line's ticket does not name its position, which would be stored and never published.
    pub fn post_lines(&mut self, position: u64, lines: &[Line]) -> Result<(), BusError> {
        for (i, line) in lines.iter().enumerate() {
            assert_eq!(line::slot(line), (position + i as u64) as u32, "ticket of position {}", position + i as u64);
        }
        let count = u64::from(self.setup.line_count);
        assert!(lines.len() as u64 <= count, "a run of {} lines in a ring of {count}", lines.len());
        let index = (position % count) as usize;
        let (first, wrapped) = lines.split_at(lines.len().min(count as usize - index));
        let base = u64::from(self.setup.line_base);
        let mut bus = lock(&self.bus);
        bus.post(base + (index * LINE_BYTES) as u64, first.as_flattened())?;
        if !wrapped.is_empty() {
            bus.post(base, wrapped.as_flattened())?;
        }
        Ok(())
    }

    /// Posts raw bytes into the payload ring at `offset`; both `offset` and the length are multiples of 8. It does not
    /// wrap. A line posted later is published after it.
    pub fn post_payload(&mut self, offset: u32, data: &[u8]) -> Result<(), BusError> {
        let end = u64::from(offset) + data.len() as u64;
        if end > u64::from(self.setup.payload_bytes) {
            return Err(BusError::BadAccess {
                what: "post into the payload ring",
                offset: offset.into(),
                bytes: data.len() as u64,
            });
        }
        lock(&self.bus).post(u64::from(self.setup.payload_base) + u64::from(offset), data)
    }

    /// Posts raw bytes anywhere into BAR2, past the queue's own discipline: for the conformance suite.
    pub(crate) fn post_raw(&self, offset: u64, data: &[u8]) -> Result<(), BusError> {
        lock(&self.bus).post(offset, data)
    }

    /// Waits until a position is durable: looks at the watermarks for a while, then sleeps until the queue's interrupt, if
    /// `interrupt` is connected to it ([`crate::Card::interrupt`]), or naps. False if the time is over.
    pub fn wait(&self, arm: Arm, patience: Patience, interrupt: Option<BorrowedFd>) -> Result<bool, BusError> {
        let register = logq::ARM + self.number as u32 * abi::registers::BLOCK_STRIDE;
        wait(
            patience,
            interrupt,
            || Ok(arm.reached(&self.watermarks()?)),
            || lock(&self.bus).write64(register, arm.value()),
        )
    }

    /// What the card last wrote into host memory. No access to the card (R8).
    pub fn watermarks(&self) -> Result<Watermarks, BusError> {
        lock(&self.bus).poll()?;
        let word = |offset: usize| self.buffer.load64(self.buffer_offset + offset);
        // A line may change between two of these loads. Each number is true by itself, and `local` is loaded after
        // `mirrored`, so that it is never the smaller one.
        let mirrored = word(watermark::MIRRORED_OFFSET);
        let local = word(watermark::LOCAL_OFFSET);
        let state_epoch = word(watermark::STATE_OFFSET);
        let events_generation = word(watermark::EVENTS_OFFSET);
        Ok(Watermarks {
            local,
            mirrored,
            dma_local: word(watermark::DMA_LOCAL_OFFSET),
            dma_mirrored: word(watermark::DMA_MIRRORED_OFFSET),
            state: state_epoch as u32,
            epoch: (state_epoch >> 32) as u32,
            events: events_generation as u32,
            generation: (events_generation >> 32) as u32,
            peer_beat: word(watermark::PEER_BEAT_OFFSET),
            beat_age: word(watermark::BEAT_AGE_OFFSET),
        })
    }
}

impl Drop for Queue {
    /// Takes the host address back before the memory goes. The queue itself stays as it is: its contents are for
    /// recovery.
    fn drop(&mut self) {
        let base = self.number as u32 * abi::registers::BLOCK_STRIDE;
        // A card that is gone writes nothing any more.
        let _ = lock(&self.bus).write64(base + logq::WATERMARK_ADDRESS, 0);
    }
}
