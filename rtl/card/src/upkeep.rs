//! Upkeep of the memory: error counts, boot sweep, scrub, poison, erase. The MEM block.
//!
//! The memory corrects single-bit errors in what it reads and says so; the stored bits stay wrong until somebody writes
//! them. Five things are done here, one at a time:
//!
//! - *Sweep*: before the boot sequence reads the NV header, the memory (or its first part, see `Settings::sweep_bytes`)
//!   is read once. VALID needs a sweep without uncorrectable errors.
//! - *Scrub*: every SCRUB_PERIOD ticks one unit is read, and written back if an error was corrected in it. A read takes
//!   the read port for one access. The write back waits for a cycle in which nobody else writes, and is given up if
//!   somebody wrote to the unit since it was read: scrubbing never holds off a line, and never brings back old data.
//! - *Poison*: a write without bytes that tells the memory to flip stored bits.
//! - *Erase*: zeros over everything outside the NV header, then everything is read back. It begins by making the
//!   card forget its queues and its image (`forget`); until it is over, a power failure leaves the header DIRTY.
//!
//! Once power is failing nothing is written from here, because nothing may be stored behind the CLEAN header.

use crate::addresses::addresses;
use crate::registers::header;
use abi::geometry::NV_HEADER_BYTES;
use abi::registers::mem;
use rtl_prims::stream::{ReadOut, WriteOut};
use rust_hdl::prelude::*;

addresses! {
    /// The registers.
    MemAddresses {
        header = mem::BASE,
        corrected = mem::CORRECTED,
        corrected_at = mem::CORRECTED_AT,
        scrub_at = mem::SCRUB_AT,
        scrub_passes = mem::SCRUB_PASSES,
        poison_at = mem::POISON_AT,
        erase_unlock = mem::ERASE_UNLOCK,
        erase = mem::ERASE,
        erase_state = mem::ERASE_STATE,
    }
}

#[derive(LogicState, Copy, Clone, Debug, PartialEq)]
enum Work {
    /// The boot sweep.
    Sweep,
    Idle,
    /// One unit is asked for...
    ScrubRead,
    /// ...awaited...
    ScrubWait,
    /// ...and written back.
    ScrubWrite,
    Poison,
    Erase,
    Verify,
}

/// See the module.
#[derive(LogicBlock)]
pub struct Upkeep {
    pub clock: Signal<In, Clock>,
    // Register bus: 64-bit words of BAR0.
    pub write: Signal<In, Bit>,
    pub write_word: Signal<In, Bits<13>>,
    pub write_data: Signal<In, Bits<64>>,
    pub write_low: Signal<In, Bit>,
    pub write_high: Signal<In, Bit>,
    pub read_word: Signal<In, Bits<13>>,
    pub read_data: Signal<Out, Bits<64>>,
    /// The memory's contents are there: the sweep may begin.
    pub restored: Signal<In, Bit>,
    pub swept: Signal<Out, Bit>,
    pub sweep_clean: Signal<Out, Bit>,
    /// Power is failing.
    pub failing: Signal<In, Bit>,
    pub ready: Signal<In, Bit>,
    pub armed: Signal<In, Bit>,
    /// The host has given the boot nonce: the partner may be writing.
    pub booted: Signal<In, Bit>,
    pub card_id: Signal<In, Bits<64>>,
    pub memory_write: WriteOut,
    /// Beside the write: stored bits to flip, 0 to 2.
    pub inject: Signal<Out, Bits<2>>,
    pub memory_read: ReadOut,
    /// Beside the data of that read: bit 0 corrected, bit 1 lost.
    pub read_error: Signal<In, Bits<2>>,
    /// Somebody else's write, as memory takes it.
    pub other_write: Signal<In, Bit>,
    pub other_unit: Signal<In, Bits<28>>,
    // One cycle each: an error of whatever read.
    pub corrected: Signal<In, Bit>,
    pub uncorrected: Signal<In, Bit>,
    pub error_unit: Signal<In, Bits<28>>,
    /// One cycle: queues and image are void.
    pub forget: Signal<Out, Bit>,
    /// An erase is running.
    pub erasing: Signal<Out, Bit>,
    /// One cycle: an erase is over or was refused.
    pub erase_over: Signal<Out, Bit>,
    pub erase_outcome: Signal<Out, Bits<32>>,
    at: MemAddresses,
    header_word: Constant<Bits<64>>,
    key: Constant<Bits<64>>,
    patience: Constant<Bits<32>>,
    units: Constant<Bits<28>>,
    sweep_units: Constant<Bits<28>>,
    first_unit: Constant<Bits<28>>,
    work: DFF<Work>,
    corrected_count: DFF<Bits<32>>,
    uncorrected_count: DFF<Bits<32>>,
    corrected_last: DFF<Bits<28>>,
    uncorrected_last: DFF<Bits<28>>,
    // Sweep, erase and verify: next unit, reads open, what was found.
    next: DFF<Bits<28>>,
    open: DFF<Bits<8>>,
    bad: DFF<Bit>,
    is_swept: DFF<Bit>,
    is_clean: DFF<Bit>,
    // Scrub.
    period: DFF<Bits<32>>,
    timer: DFF<Bits<32>>,
    scrub: DFF<Bits<28>>,
    passes: DFF<Bits<32>>,
    kept: DFF<Bits<128>>,
    overtaken: DFF<Bit>,
    // Poison.
    poison_at: DFF<Bits<32>>,
    poison: DFF<Bits<2>>,
    // Erase.
    state: DFF<Bits<3>>,
    unlocked_for: DFF<Bits<32>>,
    over: DFF<Bit>,
    low: Signal<Local, Bits<32>>,
    high: Signal<Local, Bits<32>>,
    both: Signal<Local, Bit>,
    allowed: Signal<Local, Bit>,
    unlocks: Signal<Local, Bit>,
    starts: Signal<Local, Bit>,
    refuses: Signal<Local, Bit>,
    poison_unit: Signal<Local, Bits<28>>,
    poison_fits: Signal<Local, Bit>,
    reading: Signal<Local, Bit>,
    writing: Signal<Local, Bit>,
    limit: Signal<Local, Bits<28>>,
    at_end: Signal<Local, Bit>,
    issued: Signal<Local, Bit>,
    stored: Signal<Local, Bit>,
    finding: Signal<Local, Bit>,
    all_back: Signal<Local, Bit>,
    hit: Signal<Local, Bit>,
    due: Signal<Local, Bit>,
    slowest: Signal<Local, Bits<32>>,
    after: Signal<Local, Bits<28>>,
}

impl Upkeep {
    /// For a LOCAL of `local_bytes`, of which the first `sweep_bytes` are swept at boot.
    ///
    /// # Panics
    /// When there is nothing to sweep, or more than there is memory.
    pub fn new(local_bytes: u64, sweep_bytes: u64) -> Self {
        assert!((16..=2 * local_bytes).contains(&sweep_bytes), "the sweep covers a part of the memory");
        Upkeep {
            clock: Default::default(),
            write: Default::default(),
            write_word: Default::default(),
            write_data: Default::default(),
            write_low: Default::default(),
            write_high: Default::default(),
            read_word: Default::default(),
            read_data: Default::default(),
            restored: Default::default(),
            swept: Default::default(),
            sweep_clean: Default::default(),
            failing: Default::default(),
            ready: Default::default(),
            armed: Default::default(),
            booted: Default::default(),
            card_id: Default::default(),
            memory_write: Default::default(),
            inject: Default::default(),
            memory_read: Default::default(),
            read_error: Default::default(),
            other_write: Default::default(),
            other_unit: Default::default(),
            corrected: Default::default(),
            uncorrected: Default::default(),
            error_unit: Default::default(),
            forget: Default::default(),
            erasing: Default::default(),
            erase_over: Default::default(),
            erase_outcome: Default::default(),
            at: Default::default(),
            header_word: Constant::new(header("MEM", 0).to_bits()),
            key: Constant::new(abi::registers::ERASE_KEY.to_bits()),
            patience: Constant::new(u64::from(abi::registers::ERASE_PATIENCE).to_bits()),
            units: Constant::new((2 * local_bytes / 16).to_bits()),
            sweep_units: Constant::new((sweep_bytes / 16).to_bits()),
            first_unit: Constant::new((NV_HEADER_BYTES / 16).to_bits()),
            work: Default::default(),
            corrected_count: Default::default(),
            uncorrected_count: Default::default(),
            corrected_last: Default::default(),
            uncorrected_last: Default::default(),
            next: Default::default(),
            open: Default::default(),
            bad: Default::default(),
            is_swept: Default::default(),
            is_clean: Default::default(),
            period: Default::default(),
            timer: Default::default(),
            scrub: Default::default(),
            passes: Default::default(),
            kept: Default::default(),
            overtaken: Default::default(),
            poison_at: Default::default(),
            poison: Default::default(),
            state: Default::default(),
            unlocked_for: Default::default(),
            over: Default::default(),
            low: Default::default(),
            high: Default::default(),
            both: Default::default(),
            allowed: Default::default(),
            unlocks: Default::default(),
            starts: Default::default(),
            refuses: Default::default(),
            poison_unit: Default::default(),
            poison_fits: Default::default(),
            reading: Default::default(),
            writing: Default::default(),
            limit: Default::default(),
            at_end: Default::default(),
            issued: Default::default(),
            stored: Default::default(),
            finding: Default::default(),
            all_back: Default::default(),
            hit: Default::default(),
            due: Default::default(),
            slowest: Default::default(),
            after: Default::default(),
        }
    }
}

impl Logic for Upkeep {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(
            self,
            clock,
            work,
            corrected_count,
            uncorrected_count,
            corrected_last,
            uncorrected_last,
            next,
            open,
            bad,
            is_swept,
            is_clean,
            period,
            timer,
            scrub,
            passes,
            kept,
            overtaken,
            poison_at,
            poison,
            state,
            unlocked_for,
            over
        );
        // Errors, whoever met them.
        if self.corrected.val() {
            self.corrected_count.d.next = self.corrected_count.q.val() + 1;
            self.corrected_last.d.next = self.error_unit.val();
        }
        if self.uncorrected.val() {
            self.uncorrected_count.d.next = self.uncorrected_count.q.val() + 1;
            self.uncorrected_last.d.next = self.error_unit.val();
        }

        // Commands.
        self.low.next = self.write_data.val().get_bits::<32>(0);
        self.high.next = self.write_data.val().get_bits::<32>(32);
        self.both.next = self.write_low.val() & self.write_high.val();
        self.allowed.next = !self.armed.val() & !self.booted.val() & !self.failing.val();
        self.erasing.next = (self.state.q.val() == 2) | (self.state.q.val() == 3);
        self.unlocks.next = false;
        self.starts.next = false;
        self.refuses.next = false;
        if self.write.val() & self.both.val() {
            if self.write_word.val() == self.at.erase_unlock.val() {
                self.unlocks.next =
                    self.allowed.val() & (self.write_data.val() == self.card_id.val()) & !self.erasing.val();
                self.refuses.next =
                    (!self.allowed.val() | (self.write_data.val() != self.card_id.val())) & !self.erasing.val();
            }
            if self.write_word.val() == self.at.erase.val() {
                self.starts.next =
                    self.allowed.val() & (self.write_data.val() == self.key.val()) & (self.state.q.val() == 1);
                self.refuses.next =
                    (!self.allowed.val() | (self.write_data.val() != self.key.val()) | (self.state.q.val() != 1))
                        & !self.erasing.val();
            }
        }
        if (self.state.q.val() == 1) & (self.unlocked_for.q.val() == self.patience.val()) {
            self.refuses.next = !self.starts.val();
        }
        self.poison_unit.next = self.poison_at.q.val().get_bits::<28>(4);
        self.poison_fits.next =
            (self.poison_unit.val() >= self.first_unit.val()) & (self.poison_unit.val() < self.units.val());
        if self.write.val() {
            if (self.write_word.val() == self.at.scrub_at.val()) & self.write_high.val() {
                self.period.d.next = self.high.val();
            }
            if (self.write_word.val() == self.at.poison_at.val()) & self.write_low.val() {
                self.poison_at.d.next = self.low.val();
            }
            if (self.write_word.val() == self.at.poison_at.val()) & self.write_high.val() {
                if (self.high.val() == 1) | (self.high.val() == 2) {
                    if !self.armed.val() {
                        self.poison.d.next = self.high.val().get_bits::<2>(0);
                    }
                }
            }
        }

        // What is read and written.
        self.reading.next =
            ((self.work.q.val() == Work::Sweep) & self.restored.val()) | (self.work.q.val() == Work::Verify);
        self.writing.next = self.work.q.val() == Work::Erase;
        self.limit.next = self.units.val();
        if self.work.q.val() == Work::Sweep {
            self.limit.next = self.sweep_units.val();
        }
        self.at_end.next = self.next.q.val() == self.limit.val();
        self.memory_read.valid.next = (self.reading.val() & !self.at_end.val() & (self.open.q.val() < 64))
            | (self.work.q.val() == Work::ScrubRead);
        self.memory_read.address.next = self.next.q.val();
        if self.work.q.val() == Work::ScrubRead {
            self.memory_read.address.next = self.scrub.q.val();
        }
        self.issued.next = self.memory_read.valid.val() & self.memory_read.ready.val();
        if self.issued.val() & !self.memory_read.data_valid.val() {
            self.open.d.next = self.open.q.val() + 1;
        }
        if self.memory_read.data_valid.val() & !self.issued.val() {
            self.open.d.next = self.open.q.val() - 1;
        }
        self.all_back.next = self.at_end.val() & (self.open.q.val() == 0);
        self.hit.next = self.other_write.val() & (self.other_unit.val() == self.scrub.q.val());
        self.memory_write.valid.next = !self.failing.val()
            & (((self.writing.val() & !self.at_end.val()) | (self.work.q.val() == Work::Poison))
                | ((self.work.q.val() == Work::ScrubWrite) & !self.overtaken.q.val()));
        self.memory_write.address.next = self.next.q.val();
        self.memory_write.data.next = bits::<128>(0);
        self.memory_write.enable.next = bits::<16>(0xFFFF);
        self.inject.next = bits::<2>(0);
        if self.work.q.val() == Work::ScrubWrite {
            self.memory_write.address.next = self.scrub.q.val();
            self.memory_write.data.next = self.kept.q.val();
        }
        if self.work.q.val() == Work::Poison {
            self.memory_write.address.next = self.poison_unit.val();
            self.memory_write.enable.next = bits::<16>(0);
            self.inject.next = self.poison.q.val();
        }
        self.stored.next = self.memory_write.valid.val() & self.memory_write.ready.val();
        // A sweep looks for lost units, a verification for anything that is not zero as well.
        self.finding.next = self.memory_read.data_valid.val()
            & (self.read_error.val().get_bit(1)
                | ((self.work.q.val() == Work::Verify) & (self.memory_read.data.val() != 0)));
        if self.finding.val() {
            self.bad.d.next = true;
        }

        // The scrub's clock.
        self.slowest.next = self.period.q.val();
        if self.period.q.val() < 64 {
            self.slowest.next = bits::<32>(64);
        }
        self.due.next = (self.timer.q.val() >= self.slowest.val()) & (self.period.q.val() != 0);
        self.timer.d.next = self.timer.q.val() + 1;
        if (self.timer.q.val() >= self.slowest.val()) & !self.due.val() {
            self.timer.d.next = self.timer.q.val();
        }

        self.after.next = self.scrub.q.val() + 1;
        self.over.d.next = false;
        self.unlocked_for.d.next = self.unlocked_for.q.val() + 1;
        if self.unlocks.val() {
            self.state.d.next = bits::<3>(1);
            self.unlocked_for.d.next = bits::<32>(0);
        }
        if self.refuses.val() {
            self.state.d.next = bits::<3>(5);
            self.over.d.next = true;
        }
        if self.starts.val() {
            self.state.d.next = bits::<3>(2);
        }
        self.forget.next = self.starts.val();
        match self.work.q.val() {
            Work::Sweep => {
                if self.issued.val() {
                    self.next.d.next = self.next.q.val() + 1;
                }
                if self.all_back.val() {
                    self.is_swept.d.next = true;
                    self.is_clean.d.next = !self.bad.q.val();
                    self.work.d.next = Work::Idle;
                }
            }
            Work::Idle => {
                self.next.d.next = self.first_unit.val();
                self.bad.d.next = false;
                self.overtaken.d.next = false;
                if self.ready.val() & !self.failing.val() {
                    if self.state.q.val() == 2 {
                        self.work.d.next = Work::Erase;
                    } else if self.poison.q.val() != 0 {
                        self.work.d.next = Work::Poison;
                        if !self.poison_fits.val() {
                            self.work.d.next = Work::Idle;
                            self.poison.d.next = bits::<2>(0);
                        }
                    } else if self.due.val() {
                        self.timer.d.next = bits::<32>(0);
                        self.work.d.next = Work::ScrubRead;
                    }
                }
            }
            Work::ScrubRead => {
                if self.issued.val() {
                    self.work.d.next = Work::ScrubWait;
                }
            }
            Work::ScrubWait => {
                if self.memory_read.data_valid.val() {
                    self.kept.d.next = self.memory_read.data.val();
                    self.work.d.next = Work::ScrubWrite;
                    if !self.read_error.val().get_bit(0) {
                        self.overtaken.d.next = true;
                    }
                }
            }
            Work::ScrubWrite => {
                if (self.stored.val() | self.overtaken.q.val()) | self.failing.val() {
                    self.work.d.next = Work::Idle;
                    self.scrub.d.next = self.after.val();
                    if self.after.val() == self.units.val() {
                        self.scrub.d.next = bits::<28>(0);
                        self.passes.d.next = self.passes.q.val() + 1;
                    }
                }
            }
            Work::Poison => {
                if self.stored.val() | self.failing.val() {
                    self.poison.d.next = bits::<2>(0);
                    self.work.d.next = Work::Idle;
                }
            }
            Work::Erase => {
                if self.stored.val() {
                    self.next.d.next = self.next.q.val() + 1;
                }
                if self.at_end.val() {
                    self.next.d.next = self.first_unit.val();
                    self.state.d.next = bits::<3>(3);
                    self.work.d.next = Work::Verify;
                }
            }
            Work::Verify => {
                if self.issued.val() {
                    self.next.d.next = self.next.q.val() + 1;
                }
                if self.all_back.val() {
                    self.state.d.next = bits::<3>(4);
                    if self.bad.q.val() {
                        self.state.d.next = bits::<3>(6);
                    }
                    self.over.d.next = true;
                    self.work.d.next = Work::Idle;
                }
            }
            _ => {
                self.work.d.next = Work::Idle;
            }
        }
        // From the cycle in which it is asked for to the one in which it is written back.
        if self.hit.val() & ((self.work.q.val() == Work::ScrubWait) | (self.work.q.val() == Work::ScrubWrite)) {
            self.overtaken.d.next = true;
        }
        if (self.hit.val() & self.issued.val()) & (self.work.q.val() == Work::ScrubRead) {
            self.overtaken.d.next = true;
        }
        if (self.write.val() & self.write_high.val()) & (self.write_word.val() == self.at.scrub_passes.val()) {
            self.scrub.d.next = bits::<28>(0);
        }
        self.swept.next = self.is_swept.q.val();
        self.sweep_clean.next = self.is_clean.q.val();
        self.erase_over.next = self.over.q.val();
        self.erase_outcome.next = bit_cast::<32, 3>(self.state.q.val());

        self.read_data.next = bits::<64>(0);
        if self.read_word.val() == self.at.header.val() {
            self.read_data.next = self.header_word.val();
        }
        if self.read_word.val() == self.at.corrected.val() {
            self.read_data.next = (bit_cast::<64, 32>(self.uncorrected_count.q.val()) << 32)
                | bit_cast::<64, 32>(self.corrected_count.q.val());
        }
        if self.read_word.val() == self.at.corrected_at.val() {
            self.read_data.next = (bit_cast::<64, 28>(self.uncorrected_last.q.val()) << 36)
                | (bit_cast::<64, 28>(self.corrected_last.q.val()) << 4);
        }
        if self.read_word.val() == self.at.scrub_at.val() {
            self.read_data.next =
                (bit_cast::<64, 32>(self.period.q.val()) << 32) | (bit_cast::<64, 28>(self.scrub.q.val()) << 4);
        }
        if self.read_word.val() == self.at.scrub_passes.val() {
            self.read_data.next = bit_cast::<64, 32>(self.passes.q.val());
        }
        if self.read_word.val() == self.at.poison_at.val() {
            self.read_data.next = bit_cast::<64, 32>(self.poison_at.q.val());
        }
        if self.read_word.val() == self.at.erase_state.val() {
            self.read_data.next = bit_cast::<64, 3>(self.state.q.val());
            if self.erasing.val() {
                self.read_data.next =
                    (bit_cast::<64, 28>(self.next.q.val()) << 36) | bit_cast::<64, 3>(self.state.q.val());
            }
        }
    }
}
