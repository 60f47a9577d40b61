//! Block lock and the monitor of the error rate (IEEE 802.3 clause 49.2.13, figures 49-14 and 49-15).
//!
//! Which of 66 bits begins a block is found by trial: 64 good sync headers in a row are a lock; one bad one before that
//! means to look one bit further (`slip`). A lock is lost when 16 of 64 headers are bad. Sixteen bad ones in 125 us are a
//! high error rate, and the link is not used.

use rust_hdl::prelude::*;

/// See the module.
#[derive(LogicBlock)]
pub struct Lock {
    pub clock: Signal<In, Clock>,
    /// The transceiver hears something; without it there is no lock.
    pub signal: Signal<In, Bit>,
    /// Two sync headers are here, good or bad.
    pub valid: Signal<In, Bit>,
    pub good0: Signal<In, Bit>,
    pub good1: Signal<In, Bit>,
    /// One cycle: the transceiver moves the boundary of the words by one bit.
    pub slip: Signal<Out, Bit>,
    pub locked: Signal<Out, Bit>,
    pub high_error_rate: Signal<Out, Bit>,
    /// Bad headers while locked, counted.
    pub header_errors: Signal<Out, Bits<32>>,
    pub locks_lost: Signal<Out, Bits<32>>,
    is_locked: DFF<Bit>,
    /// Pairs of headers looked at since the last start, and bad ones among them.
    pairs: DFF<Bits<6>>,
    bad: DFF<Bits<7>>,
    /// Pairs to ignore: a slip takes its time.
    settle: DFF<Bits<6>>,
    slipping: DFF<Bit>,
    errors: DFF<Bits<32>>,
    lost: DFF<Bits<32>>,
    // The monitor.
    timer: DFF<Bits<32>>,
    recent: DFF<Bits<7>>,
    is_high: DFF<Bit>,
    bad_now: Signal<Local, Bits<7>>,
    bad_sum: Signal<Local, Bits<7>>,
    recent_sum: Signal<Local, Bits<7>>,
    judged: Signal<Local, Bit>,
    full: Signal<Local, Bit>,
    period: Constant<Bits<32>>,
    patience: Constant<Bits<6>>,
}

/// Pairs of blocks for which a slip is given time.
const SLIP_PAIRS: u64 = 16;

impl Lock {
    /// The error rate is judged every `period_cycles`: 125 us.
    pub fn new(period_cycles: u32) -> Self {
        Lock {
            clock: Default::default(),
            signal: Default::default(),
            valid: Default::default(),
            good0: Default::default(),
            good1: Default::default(),
            slip: Default::default(),
            locked: Default::default(),
            high_error_rate: Default::default(),
            header_errors: Default::default(),
            locks_lost: Default::default(),
            is_locked: Default::default(),
            pairs: Default::default(),
            bad: Default::default(),
            settle: Default::default(),
            slipping: Default::default(),
            errors: Default::default(),
            lost: Default::default(),
            timer: Default::default(),
            recent: Default::default(),
            is_high: Default::default(),
            bad_now: Default::default(),
            bad_sum: Default::default(),
            recent_sum: Default::default(),
            judged: Default::default(),
            full: Default::default(),
            period: Constant::new(u64::from(period_cycles).to_bits()),
            patience: Constant::new(SLIP_PAIRS.to_bits()),
        }
    }
}

impl Logic for Lock {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, is_locked, pairs, bad, settle, slipping, errors, lost, timer, recent, is_high);
        self.bad_now.next = bits::<7>(0);
        if self.good0.val() ^ self.good1.val() {
            self.bad_now.next = bits::<7>(1);
        }
        if !self.good0.val() & !self.good1.val() {
            self.bad_now.next = bits::<7>(2);
        }
        self.bad_sum.next = self.bad.q.val() + self.bad_now.val();
        self.judged.next = self.valid.val() & (self.settle.q.val() == 0);
        self.full.next = self.pairs.q.val() == 31;
        self.slipping.d.next = false;
        if self.valid.val() & (self.settle.q.val() != 0) {
            self.settle.d.next = self.settle.q.val() - 1;
        }
        if self.judged.val() {
            self.pairs.d.next = self.pairs.q.val() + 1;
            self.bad.d.next = self.bad_sum.val();
            if self.full.val() {
                self.pairs.d.next = bits::<6>(0);
                self.bad.d.next = bits::<7>(0);
            }
            if self.is_locked.q.val() {
                self.errors.d.next = self.errors.q.val() + bit_cast::<32, 7>(self.bad_now.val());
                if self.bad_sum.val() >= 16 {
                    self.is_locked.d.next = false;
                    self.lost.d.next = self.lost.q.val() + 1;
                }
            } else if self.full.val() & (self.bad_sum.val() == 0) {
                self.is_locked.d.next = true;
            }
            if (!self.is_locked.q.val() & (self.bad_now.val() != 0))
                | (self.is_locked.q.val() & (self.bad_sum.val() >= 16))
            {
                self.slipping.d.next = true;
                self.settle.d.next = self.patience.val();
                self.pairs.d.next = bits::<6>(0);
                self.bad.d.next = bits::<7>(0);
            }
        }

        // The error rate.
        self.recent_sum.next = self.recent.q.val();
        if (self.judged.val() & self.is_locked.q.val()) & (self.recent.q.val() < 16) {
            self.recent_sum.next = self.recent.q.val() + self.bad_now.val();
        }
        self.recent.d.next = self.recent_sum.val();
        self.timer.d.next = self.timer.q.val() + 1;
        if self.recent_sum.val() >= 16 {
            self.is_high.d.next = true;
        }
        if self.timer.q.val() == self.period.val() {
            self.timer.d.next = bits::<32>(0);
            self.recent.d.next = bits::<7>(0);
            self.is_high.d.next = self.recent_sum.val() >= 16;
        }
        if !self.signal.val() {
            if self.is_locked.q.val() {
                self.lost.d.next = self.lost.q.val() + 1;
            }
            self.is_locked.d.next = false;
            self.slipping.d.next = false;
            self.pairs.d.next = bits::<6>(0);
            self.bad.d.next = bits::<7>(0);
        }
        self.slip.next = self.slipping.q.val();
        self.locked.next = self.is_locked.q.val();
        self.high_error_rate.next = self.is_high.q.val();
        self.header_errors.next = self.errors.q.val();
        self.locks_lost.next = self.lost.q.val();
    }
}
