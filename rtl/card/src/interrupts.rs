//! Who is interrupted, and when: thresholds, and the MSIX block of registers.
//!
//! The host arms a vector with a threshold, and the vector is raised once when what it watches has reached it: at once if it has
//! already. A queue's vector watches what its last watermark line *said*, not what the card knows: the interrupt comes behind
//! the line, and the host that wakes up finds in its memory what it was woken for. Without a watermark address it watches the
//! watermark itself. The DMA vector watches the count of completions written. The vector of events needs no arming: anything that
//! counts as an error, or changes the state in a watermark line, raises it.

use crate::addresses::addresses;
use abi::registers::{dma, logq, msix, BLOCK_STRIDE};
use rust_hdl::prelude::*;

addresses! {
    /// Where the registers are; ARM of queue 1 lies a stride higher.
    InterruptAddresses {
        header = msix::BASE,
        interval = msix::INTERVAL,
        sent = msix::SENT,
        arm0 = logq::ARM,
        arm1 = logq::ARM + BLOCK_STRIDE,
        arm_dma = dma::ARM,
    }
}

/// One vector with a threshold on a queue's watermarks.
#[derive(LogicBlock, Default)]
pub struct Threshold {
    pub clock: Signal<In, Clock>,
    /// Of the function.
    pub reset: Signal<In, Bit>,
    /// The host arms.
    pub arm: Signal<In, Bit>,
    /// Threshold, and whether it is one of LOCAL.
    pub threshold: Signal<In, Bits<48>>,
    pub of_local: Signal<In, Bit>,
    // What it watches.
    pub local: Signal<In, Bits<48>>,
    pub mirrored: Signal<In, Bits<48>>,
    pub armed: Signal<Out, Bit>,
    pub raise: Signal<Out, Bit>,
    waits: DFF<Bit>,
    level: DFF<Bits<48>>,
    local_counts: DFF<Bit>,
    watched: Signal<Local, Bits<48>>,
}

impl Logic for Threshold {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, waits, level, local_counts);
        self.watched.next = self.mirrored.val();
        if self.local_counts.q.val() {
            self.watched.next = self.local.val();
        }
        self.raise.next = self.waits.q.val() & (self.watched.val() >= self.level.q.val());
        if self.raise.val() {
            self.waits.d.next = false;
        }
        if self.arm.val() {
            self.waits.d.next = true;
            self.level.d.next = self.threshold.val();
            self.local_counts.d.next = self.of_local.val();
        }
        self.armed.next = self.waits.q.val();
        if self.reset.val() {
            self.waits.d.next = false;
        }
    }
}

#[derive(LogicBlock)]
pub struct Interrupts {
    pub clock: Signal<In, Clock>,
    /// Of the function.
    pub reset: Signal<In, Bit>,
    // Register bus.
    pub write: Signal<In, Bit>,
    pub write_word: Signal<In, Bits<13>>,
    pub write_data: Signal<In, Bits<64>>,
    pub write_low: Signal<In, Bit>,
    pub write_high: Signal<In, Bit>,
    pub read_word: Signal<In, Bits<13>>,
    /// The word asked for; 0 if it is none of this block's.
    pub read_data: Signal<Out, Bits<64>>,
    // What the host has been told of each queue.
    pub local0: Signal<In, Bits<48>>,
    pub mirrored0: Signal<In, Bits<48>>,
    pub local1: Signal<In, Bits<48>>,
    pub mirrored1: Signal<In, Bits<48>>,
    /// DMA completions written, wrapping.
    pub dma_retired: Signal<In, Bits<32>>,
    /// The DMA ring has halted.
    pub dma_halted: Signal<In, Bit>,
    /// Something happened that counts.
    pub happened: Signal<In, Bit>,
    /// A message was sent.
    pub message_sent: Signal<In, Bit>,
    /// Bit n: vector n of `abi::msix`.
    pub raise: Signal<Out, Bits<4>>,
    /// Shortest time between two messages of a vector, cycles.
    pub interval: Signal<Out, Bits<14>>,
    at: InterruptAddresses,
    header_word: Constant<Bits<64>>,
    /// 64 us in cycles.
    longest: Constant<Bits<32>>,
    queue0: Threshold,
    queue1: Threshold,
    dma_waits: DFF<Bit>,
    dma_level: DFF<Bits<32>>,
    spacing: DFF<Bits<32>>,
    messages: DFF<Bits<32>>,
    half: DFF<Bits<32>>,
    low: Signal<Local, Bits<32>>,
    both: Signal<Local, Bit>,
    threshold: Signal<Local, Bits<48>>,
    of_local: Signal<Local, Bit>,
    dma_ahead: Signal<Local, Bits<32>>,
    raise_dma: Signal<Local, Bit>,
    armed: Signal<Local, Bits<64>>,
}

impl Interrupts {
    /// For a core clock of `clock_khz`.
    pub fn new(clock_khz: u64) -> Self {
        let longest = 64 * clock_khz / 1000;
        assert!(longest < 1 << 14, "64 us fit into the interval's counter");
        Interrupts {
            clock: Default::default(),
            reset: Default::default(),
            write: Default::default(),
            write_word: Default::default(),
            write_data: Default::default(),
            write_low: Default::default(),
            write_high: Default::default(),
            read_word: Default::default(),
            read_data: Default::default(),
            local0: Default::default(),
            mirrored0: Default::default(),
            local1: Default::default(),
            mirrored1: Default::default(),
            dma_retired: Default::default(),
            dma_halted: Default::default(),
            happened: Default::default(),
            message_sent: Default::default(),
            raise: Default::default(),
            interval: Default::default(),
            at: Default::default(),
            header_word: Constant::new(crate::registers::header("MSIX", 0).to_bits()),
            longest: Constant::new(longest.to_bits()),
            queue0: Default::default(),
            queue1: Default::default(),
            dma_waits: Default::default(),
            dma_level: Default::default(),
            spacing: Default::default(),
            messages: Default::default(),
            half: Default::default(),
            low: Default::default(),
            both: Default::default(),
            threshold: Default::default(),
            of_local: Default::default(),
            dma_ahead: Default::default(),
            raise_dma: Default::default(),
            armed: Default::default(),
        }
    }
}

impl Logic for Interrupts {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, queue0, queue1);
        dff_setup!(self, clock, dma_waits, dma_level, spacing, messages, half);
        // A threshold may come as two halves, the low one first: it counts when the high one comes.
        self.low.next = self.half.q.val();
        if self.write.val() & self.write_low.val() {
            self.low.next = self.write_data.val().get_bits::<32>(0);
            self.half.d.next = self.low.val();
        }
        self.both.next = self.write.val() & self.write_high.val();
        self.threshold.next =
            (bit_cast::<48, 16>(self.write_data.val().get_bits::<16>(32)) << 32) | bit_cast::<48, 32>(self.low.val());
        self.of_local.next = self.write_data.val().get_bit(63);
        self.queue0.reset.next = self.reset.val();
        self.queue0.arm.next = self.both.val() & (self.write_word.val() == self.at.arm0.val());
        self.queue0.threshold.next = self.threshold.val();
        self.queue0.of_local.next = self.of_local.val();
        self.queue0.local.next = self.local0.val();
        self.queue0.mirrored.next = self.mirrored0.val();
        self.queue1.reset.next = self.reset.val();
        self.queue1.arm.next = self.both.val() & (self.write_word.val() == self.at.arm1.val());
        self.queue1.threshold.next = self.threshold.val();
        self.queue1.of_local.next = self.of_local.val();
        self.queue1.local.next = self.local1.val();
        self.queue1.mirrored.next = self.mirrored1.val();

        // The count of completions wraps: reached means not more than half the circle ahead.
        self.dma_ahead.next = self.dma_retired.val() - self.dma_level.q.val();
        self.raise_dma.next = self.dma_waits.q.val() & (!self.dma_ahead.val().get_bit(31) | self.dma_halted.val());
        if self.raise_dma.val() {
            self.dma_waits.d.next = false;
        }
        if (self.write.val() & self.write_low.val()) & (self.write_word.val() == self.at.arm_dma.val()) {
            self.dma_waits.d.next = true;
            self.dma_level.d.next = self.write_data.val().get_bits::<32>(0);
        }
        self.raise.next = ((bit_cast::<4, 1>(self.queue0.raise.val().into())
            | (bit_cast::<4, 1>(self.queue1.raise.val().into()) << 1))
            | (bit_cast::<4, 1>(self.happened.val().into()) << 2))
            | (bit_cast::<4, 1>(self.raise_dma.val().into()) << 3);

        if (self.write.val() & self.write_low.val()) & (self.write_word.val() == self.at.interval.val()) {
            self.spacing.d.next = self.write_data.val().get_bits::<32>(0);
        }
        self.interval.next = self.spacing.q.val().get_bits::<14>(0);
        if self.spacing.q.val() > self.longest.val() {
            self.interval.next = self.longest.val().get_bits::<14>(0);
        }
        if self.message_sent.val() {
            self.messages.d.next = self.messages.q.val() + 1;
        }
        self.armed.next = (bit_cast::<64, 1>(self.queue0.armed.val().into())
            | (bit_cast::<64, 1>(self.queue1.armed.val().into()) << 1))
            | (bit_cast::<64, 1>(self.dma_waits.q.val().into()) << 3);
        self.read_data.next = bits::<64>(0);
        if self.read_word.val() == self.at.header.val() {
            self.read_data.next = self.header_word.val();
        }
        if self.read_word.val() == self.at.interval.val() {
            self.read_data.next = (self.armed.val() << 32) | bit_cast::<64, 32>(self.spacing.q.val());
        }
        if self.read_word.val() == self.at.sent.val() {
            self.read_data.next = bit_cast::<64, 32>(self.messages.q.val());
        }
        if self.reset.val() {
            self.dma_waits.d.next = false;
            self.spacing.d.next = bits::<32>(0);
        }
    }
}
