//! What a card costs its host: times of posting, of waiting, of reading, on any backend.
//!
//! Everything here goes through [`crate::Card`] and [`crate::Queue`], as a filer does. Times are wall times of this process; on a
//! simulated card they say what the backend costs, not what hardware would.

mod dma;

use std::num::NonZeroU64;
use std::os::fd::{AsFd, OwnedFd};
use std::time::{Duration, Instant};

use abi::geometry::RINGS_OFFSET;
use abi::line::ENTRY_BYTES;
use abi::msix::VECTOR_QUEUE0;
use abi::registers::CAPABILITY_MSIX;
use serde_json::{json, Value};

use crate::line::{seal, Line};
use crate::{
    Arm, BulkReader, BusError, Card, CardError, Direction, DmaError, Failure, LinkState, MirrorState, Patience, Queue,
    QueueSetup, Region, Watermarks,
};
use dma::{DmaRounds, DMA_SIZES};

/// How long a card may take for one measurement; simulated ones need this on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);
/// Lines of one measured round at most.
const MAX_LINES: usize = 64;

/// Why something could not be measured.
#[derive(Debug, thiserror::Error)]
pub enum MeasureError {
    /// The card failed.
    #[error(transparent)]
    Card(#[from] CardError),
    /// The card did not get where it had to be.
    #[error("{what} after {} s", PATIENCE.as_secs())]
    Stuck {
        /// What was waited for.
        what: &'static str,
    },
    /// The DMA engine did not do its work.
    #[error(transparent)]
    Dma(#[from] DmaError),
    /// A transfer failed.
    #[error("a DMA transfer of {bytes} bytes failed: {failure:?}")]
    Transfer {
        /// Its length.
        bytes: usize,
        /// Why.
        failure: Failure,
    },
    /// The watermark did not come.
    #[error("position {position} was not durable after {} s; the card says {last:?}", PATIENCE.as_secs())]
    Late {
        /// Position waited for.
        position: u64,
        /// The last watermarks seen.
        last: Watermarks,
    },
}

impl From<BusError> for MeasureError {
    fn from(error: BusError) -> Self {
        MeasureError::Card(error.into())
    }
}

/// Until when a round is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// The host has handed the lines over.
    Posted,
    /// They are durable on this card.
    Local,
    /// They are durable on both cards.
    Mirrored,
}

/// Times of many rounds of the same, sorted, in nanoseconds.
#[derive(Clone, Debug, Default)]
pub struct Samples {
    sorted_ns: Vec<u64>,
}

impl Samples {
    /// Sorts them.
    pub fn new(mut ns: Vec<u64>) -> Samples {
        ns.sort_unstable();
        Samples { sorted_ns: ns }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.sorted_ns.len()
    }

    /// The time that this part (0 to 1) of the rounds does not exceed: the nearest rank. 0 if there are none.
    pub fn quantile_ns(&self, part: f64) -> u64 {
        let rank = (part * self.count() as f64).ceil() as usize;
        self.sorted_ns.get(rank.clamp(1, self.count().max(1)) - 1).copied().unwrap_or(0)
    }

    /// The arithmetic mean, 0 if there are none.
    pub fn mean_ns(&self) -> u64 {
        (self.sorted_ns.iter().map(|&n| u128::from(n)).sum::<u128>() / self.count().max(1) as u128) as u64
    }

    /// Everything of it, for scripts: times in ns, the histogram as pairs of a bucket's end and what is in it.
    pub fn value(&self) -> Value {
        json!({
            "rounds": self.count(),
            "min_ns": self.quantile_ns(0.0),
            "median_ns": self.quantile_ns(0.5),
            "p99_ns": self.quantile_ns(0.99),
            "max_ns": self.quantile_ns(1.0),
            "mean_ns": self.mean_ns(),
            "histogram": self.histogram().iter().map(|(end, n)| json!([end, n])).collect::<Vec<_>>(),
        })
    }

    /// Rounds by duration, in buckets whose upper ends (exclusive, ns) rise by a quarter power of two: from the first to
    /// the last that is not empty.
    pub fn histogram(&self) -> Vec<(u64, usize)> {
        let mut buckets: Vec<(u64, usize)> = Vec::new();
        let end = |i: usize| 2f64.powf(i as f64 / 4.0).ceil() as u64;
        let (mut i, mut at) = (0, 0);
        while at < self.count() {
            let inside = self.sorted_ns[at..].partition_point(|&ns| ns < end(i));
            if inside > 0 || !buckets.is_empty() {
                buckets.push((end(i), inside));
            }
            at += inside;
            i += 1;
        }
        buckets
    }
}

/// Boots and arms a card and opens one of its queues for measuring: its log starts anew.
pub fn start(card: &mut Card, queue: usize, nonce: NonZeroU64) -> Result<Queue, MeasureError> {
    card.wait_ready(PATIENCE)?;
    card.boot(nonce)?;
    card.arm()?;
    let setup = QueueSetup {
        line_base: RINGS_OFFSET as u32,
        line_count: 1024,
        payload_base: RINGS_OFFSET as u32 + (64 << 10),
        payload_bytes: 2 << 20,
        position: 1,
        epoch: 1,
    };
    Ok(card.open_queue(queue, setup)?)
}

/// Mirrors a queue to the partner, whose card has to be booted.
pub fn mirror(card: &mut Card, queue: &Queue) -> Result<(), MeasureError> {
    let setup = queue.setup();
    until(card, "the link is not up: is the partner's card booted? Not", |card| {
        Ok(card.link_state()? == LinkState::Up)
    })?;
    card.start_resync(&[setup.line_base..setup.payload_base + setup.payload_bytes])?;
    until(card, "the resync has not finished", |card| Ok(card.mirror_state()? == MirrorState::Synced))?;
    card.accept_mirror()?;
    until(card, "the mirror does not count", |card| Ok(card.mirror_state()? == MirrorState::Mirroring))
}

fn until(
    card: &mut Card,
    what: &'static str,
    done: impl Fn(&mut Card) -> Result<bool, CardError>,
) -> Result<(), MeasureError> {
    let begun = Instant::now();
    while !done(card)? {
        if begun.elapsed() > PATIENCE {
            return Err(MeasureError::Stuck { what });
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(())
}

/// One thing that was measured.
#[derive(Clone, Debug)]
pub struct Figure {
    /// Its name for scripts.
    pub key: &'static str,
    /// Its name for people.
    pub name: String,
    /// Bytes that each round moved, if that is what it is about.
    pub bytes: Option<usize>,
    /// The times.
    pub samples: Samples,
}

impl Figure {
    /// MiB moved per second, if it moved any.
    pub fn mib_per_s(&self) -> Option<f64> {
        let seconds = self.samples.mean_ns().max(1) as f64 / 1e9;
        self.bytes.map(|bytes| bytes as f64 / (1 << 20) as f64 / seconds)
    }

    /// Everything of it, for scripts.
    pub fn value(&self) -> Value {
        let mut value = self.samples.value();
        if let (Some(bytes), Some(rate)) = (self.bytes, self.mib_per_s()) {
            value["bytes"] = json!(bytes);
            value["mib_per_s"] = json!(rate);
        }
        value
    }
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Repetitions of each measurement, as far as they fit into [`FIGURE_TIME`].
    pub rounds: u32,
    /// The queue is mirrored: up to the partner too.
    pub mirrored: bool,
    /// The card raises interrupts while its host sleeps. One that is simulated in this thread cannot.
    pub interrupts: bool,
}

/// Figures of a plan at most: for those who say how far it is.
pub const FIGURES: usize = 20;
/// Longest time for one figure: a card simulated behind an emulated processor needs minutes for what takes others milliseconds.
const FIGURE_TIME: Duration = Duration::from_secs(10);

/// Counts rounds: at least one, at most so many, and none after the time for a figure is over.
fn rounds(most: u32) -> impl Iterator<Item = u32> {
    let start = Instant::now();
    (0..most.max(1)).take_while(move |&n| n == 0 || start.elapsed() < FIGURE_TIME)
}

/// As many bytes for every size, and at least a few rounds.
fn rounds_of(rounds: u32, bytes: usize) -> u32 {
    (rounds as usize * 4096 / bytes).max(3) as u32
}

/// Measures everything about a queue that has been started. Calls `at` after each figure with how many there are.
pub fn figures(
    card: &mut Card,
    queue: &mut Queue,
    plan: Plan,
    mut at: impl FnMut(usize),
) -> Result<Vec<Figure>, MeasureError> {
    let Plan { rounds, mirrored, interrupts } = plan;
    let mut found = Vec::new();
    let mut add = |key, name: String, bytes, samples| {
        found.push(Figure { key, name, bytes, samples });
        at(found.len());
    };
    add("register_read", "register read".into(), None, register_reads(card, rounds)?);
    add("block_read", "reading 4 KiB through BAR2".into(), Some(4096), block_reads(card, rounds)?);
    let wake = Wake::connect(card, queue, interrupts)?;
    let mut line = Rounds::new(queue)?;
    add("post_line", "posting a line, host time".into(), None, line.lines(rounds, 1, Until::Posted)?);
    add("post_three", "posting three lines, host time".into(), None, line.lines(rounds, 3, Until::Posted)?);
    add("line_local", "a line, until durable here".into(), None, line.lines(rounds, 1, Until::Local)?);
    add("three_local", "three lines, until durable here".into(), None, line.lines(rounds, 3, Until::Local)?);
    if let Some(wake) = &wake {
        add("line_woken", "a line, until its interrupt has woken the host".into(), None, line.woken(rounds, wake)?);
    }
    let last = if mirrored { Until::Mirrored } else { Until::Local };
    if mirrored {
        add("line_mirrored", "a line, until durable at both".into(), None, line.lines(rounds, 1, last)?);
    }
    for (key, size, bytes) in [("payload_4k", "4 KiB", 4 << 10), ("payload_64k", "64 KiB", 64 << 10)] {
        let samples = line.payload(rounds_of(rounds, bytes), bytes, last)?;
        add(key, format!("{size} of payload posted, and a line"), Some(bytes), samples);
    }
    if let Some(mut dma) = DmaRounds::open(card, queue)? {
        for (keys, size, bytes) in DMA_SIZES {
            let [submit, to_card] = dma.transfers(rounds_of(rounds, bytes), bytes, Direction::ToCard)?;
            let [_, to_host] = dma.transfers(rounds_of(rounds, bytes), bytes, Direction::ToHost)?;
            add(keys[0], format!("handing over a DMA of {size}, host time"), None, submit);
            add(keys[1], format!("{size} into the card by DMA"), Some(bytes), to_card);
            add(keys[2], format!("{size} into the host by DMA"), Some(bytes), to_host);
        }
    }
    Ok(found)
}

/// A queue being measured: posts lines that mean nothing, one position after the other.
pub struct Rounds<'a> {
    queue: &'a mut Queue,
    position: u64,
}

impl<'a> Rounds<'a> {
    /// Goes on where the queue is.
    pub fn new(queue: &'a mut Queue) -> Result<Self, MeasureError> {
        let position = queue.watermarks()?.local;
        Ok(Rounds { queue, position })
    }

    /// Posts batches of `lines` lines, one batch at a time, and measures each until `until`. Lines are made before the clock
    /// starts: what it costs to make an entry is not the card's.
    pub fn lines(&mut self, rounds: u32, lines: usize, until: Until) -> Result<Samples, MeasureError> {
        let lines = lines.clamp(1, MAX_LINES);
        let mut times = Vec::with_capacity(rounds as usize);
        for _ in self::rounds(rounds) {
            let batch: Vec<Line> = (0..lines as u64).map(|i| seal(&[0x5A; ENTRY_BYTES], self.position + i)).collect();
            let start = Instant::now();
            self.queue.post_lines(self.position, &batch)?;
            let posted = start.elapsed();
            self.position += lines as u64;
            times.push(self.finish(start, posted, until)?);
        }
        Ok(Samples::new(times))
    }

    /// Posts `bytes` of payload and one line behind it, and measures each round until `until`.
    ///
    /// # Panics
    /// If the payload ring is smaller than `bytes`, or `bytes` is no multiple of 8.
    pub fn payload(&mut self, rounds: u32, bytes: usize, until: Until) -> Result<Samples, MeasureError> {
        let ring = self.queue.setup().payload_bytes as usize;
        assert!(bytes <= ring && bytes % 8 == 0, "{bytes} bytes in a payload ring of {ring}");
        let data: Vec<u8> = (0..bytes).map(|i| i as u8).collect();
        let mut times = Vec::with_capacity(rounds as usize);
        let mut offset = 0;
        for _ in self::rounds(rounds) {
            if offset + bytes > ring {
                offset = 0;
            }
            let line = seal(&[0x5A; ENTRY_BYTES], self.position);
            let start = Instant::now();
            self.queue.post_payload(offset as u32, &data)?;
            self.queue.post_line(self.position, &line)?;
            let posted = start.elapsed();
            self.position += 1;
            offset += bytes;
            times.push(self.finish(start, posted, until)?);
        }
        Ok(Samples::new(times))
    }

    /// Posts a line at a time and sleeps until its interrupt.
    fn woken(&mut self, rounds: u32, wake: &Wake) -> Result<Samples, MeasureError> {
        let mut times = Vec::with_capacity(rounds as usize);
        for _ in self::rounds(rounds) {
            let line = seal(&[0x5A; ENTRY_BYTES], self.position);
            let start = Instant::now();
            self.queue.post_line(self.position, &line)?;
            self.position += 1;
            let patience = Patience { spins: 0, timeout: PATIENCE };
            if !self.queue.wait(Arm::Local(self.position), patience, Some(wake.event.as_fd()))? {
                return Err(MeasureError::Late { position: self.position, last: self.queue.watermarks()? });
            }
            times.push(start.elapsed().as_nanos() as u64);
        }
        Ok(Samples::new(times))
    }

    /// The time of a round in ns. Ends when the card has it, whatever is measured, so that no ring overflows.
    fn finish(&self, start: Instant, posted: Duration, until: Until) -> Result<u64, MeasureError> {
        let mark = if until == Until::Mirrored { |w: &Watermarks| w.mirrored } else { |w: &Watermarks| w.local };
        self.wait(mark)?;
        let taken = if until == Until::Posted { posted } else { start.elapsed() };
        Ok(taken.as_nanos() as u64)
    }

    fn wait(&self, mark: fn(&Watermarks) -> u64) -> Result<(), MeasureError> {
        let start = Instant::now();
        for spins in 0u64.. {
            let last = self.queue.watermarks()?;
            if mark(&last) >= self.position {
                break;
            }
            if spins % 1024 == 1023 && start.elapsed() >= PATIENCE {
                return Err(MeasureError::Late { position: self.position, last });
            }
            relax(spins);
        }
        Ok(())
    }
}

/// Looks at a watermark or a completion before the core is left to others: about a millisecond of a real card's.
const LOOKS: u64 = 20_000;

/// Between two looks: hardware answers within microseconds and is waited for spinning, but a simulated card wants the core.
pub(crate) fn relax(looks: u64) {
    match looks {
        ..LOOKS if looks % 64 == 63 => std::thread::yield_now(),
        ..LOOKS => std::hint::spin_loop(),
        _ => std::thread::sleep(Duration::from_micros(50)),
    }
}

/// Reads a register again and again.
pub fn register_reads(card: &mut Card, rounds: u32) -> Result<Samples, MeasureError> {
    let mut times = Vec::with_capacity(rounds as usize);
    for _ in self::rounds(rounds) {
        let start = Instant::now();
        card.register64(abi::registers::beat::TICKS)?;
        times.push(start.elapsed().as_nanos() as u64);
    }
    Ok(Samples::new(times))
}

/// Reads 4 KiB of LOCAL through BAR2 again and again.
fn block_reads(card: &mut Card, rounds: u32) -> Result<Samples, MeasureError> {
    let mut times = Vec::with_capacity(rounds as usize);
    for _ in self::rounds(rounds) {
        let start = Instant::now();
        card.read_local(abi::geometry::STATE_OFFSET, &mut [0; 4096])?;
        times.push(start.elapsed().as_nanos() as u64);
    }
    Ok(Samples::new(times))
}

/// The interrupt of a queue.
struct Wake {
    event: OwnedFd,
}

impl Wake {
    /// None if the card has no interrupts, or they are not wanted.
    fn connect(card: &mut Card, queue: &Queue, wanted: bool) -> Result<Option<Wake>, MeasureError> {
        if !wanted || card.info().capabilities & CAPABILITY_MSIX == 0 {
            return Ok(None);
        }
        Ok(Some(Wake { event: card.interrupt(VECTOR_QUEUE0 + queue.number() as u32)? }))
    }
}

/// Longest time an image is read for: a card without a DMA engine behind an emulated processor needs ten minutes for all of it.
const IMAGE_TIME: Duration = Duration::from_secs(60);

/// What reading an image cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageRead {
    /// Bytes read: all of them, or as many as came in a minute.
    pub bytes: u64,
    /// How long it took.
    pub time: Duration,
    /// By DMA; else through BAR2.
    pub by_dma: bool,
}

/// Reads REMOTE, as a node does that takes over. Says after each piece how many bytes it has.
pub fn image_read(card: &mut Card, mut at: impl FnMut(u64)) -> Result<ImageRead, MeasureError> {
    let total = u64::from(card.info().local_bytes);
    let start = Instant::now();
    let mut reader = BulkReader::new(card)?;
    let mut piece = vec![0; if reader.by_dma() { 256 << 10 } else { 16 << 10 }];
    let mut bytes = 0;
    while bytes < total && start.elapsed() < IMAGE_TIME {
        let length = piece.len().min((total - bytes) as usize);
        reader.read(card, Region::Remote, bytes, &mut piece[..length])?;
        bytes += length as u64;
        at(bytes);
    }
    Ok(ImageRead { bytes, time: start.elapsed(), by_dma: reader.by_dma() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_of_the_nearest_rank() {
        let samples = Samples::new((1..=100).rev().collect());
        assert_eq!([0.0, 0.01, 0.5, 0.99, 1.0].map(|p| samples.quantile_ns(p)), [1, 1, 50, 99, 100]);
        assert_eq!(samples.mean_ns(), 50);
        let one = Samples::new(vec![7]);
        assert_eq!([0.0, 0.5, 1.0].map(|p| one.quantile_ns(p)), [7; 3]);
        let none = Samples::default();
        assert_eq!((none.quantile_ns(0.5), none.mean_ns(), none.histogram()), (0, 0, vec![]));
    }

    #[test]
    fn a_histogram_has_every_round_once() {
        let samples = Samples::new(vec![1, 900, 1000, 1023, 1024, 5000, 1 << 40]);
        let histogram = samples.histogram();
        assert_eq!(histogram.iter().map(|(_, n)| n).sum::<usize>(), 7);
        assert!(histogram.windows(2).all(|w| w[0].0 < w[1].0 || w[0].0 <= 4), "ends rise: {histogram:?}");
        assert_eq!(histogram.iter().find(|(end, _)| *end > 1024).map(|(end, _)| *end), Some(1218));
        assert!(histogram.first().is_some_and(|(_, n)| *n > 0) && histogram.last().is_some_and(|(_, n)| *n > 0));
    }
}
