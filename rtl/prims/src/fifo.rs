//! A synchronous FIFO on block RAM whose writer may take back what it has not committed.
//!
//! The RAM's output register is the head of the queue: the RAM is read at the oldest place in every cycle. So an entry that was written
//! before the cycle of its commit is `valid` in the cycle after that, one that is committed as it is written in the second; and one cycle
//! per entry after that. Depth is 2^N; `NP1` is N + 1, the width of the pointers, which tells full from empty.

use rust_hdl::prelude::*;

/// See the module. `write` may be high only while `used` is below 2^N.
#[derive(LogicBlock)]
pub struct Fifo<D: Synth, const N: usize, const NP1: usize> {
    pub clock: Signal<In, Clock>,
    /// Synchronous.
    pub reset: Signal<In, Bit>,
    /// Take `data_in`.
    pub write: Signal<In, Bit>,
    pub data_in: Signal<In, D>,
    /// Show the reader everything written up to and including this cycle. Tie it high for an ordinary FIFO.
    pub commit: Signal<In, Bit>,
    /// Forget what was written before this cycle and not committed. A write in this cycle comes after that.
    pub rollback: Signal<In, Bit>,
    /// Entries that occupy the RAM, uncommitted ones included.
    pub used: Signal<Out, Bits<NP1>>,
    /// Nothing committed is left.
    pub empty: Signal<Out, Bit>,
    /// `data_out` is the oldest entry.
    pub valid: Signal<Out, Bit>,
    pub data_out: Signal<Out, D>,
    /// The reader takes it.
    pub ready: Signal<In, Bit>,
    ram: RAM<D, N>,
    written: DFF<Bits<NP1>>,
    committed: DFF<Bits<NP1>>,
    /// `committed`, but for an entry that was written in the last cycle: the RAM did not have it yet when it was read.
    readable: DFF<Bits<NP1>>,
    read: DFF<Bits<NP1>>,
    base: Signal<Local, Bits<NP1>>,
    tail: Signal<Local, Bits<NP1>>,
    next_read: Signal<Local, Bits<NP1>>,
}

impl<D: Synth, const N: usize, const NP1: usize> Default for Fifo<D, N, NP1> {
    fn default() -> Self {
        assert_eq!(NP1, N + 1, "the pointers of a FIFO are one bit wider than its address");
        Fifo {
            clock: Default::default(),
            reset: Default::default(),
            write: Default::default(),
            data_in: Default::default(),
            commit: Default::default(),
            rollback: Default::default(),
            used: Default::default(),
            empty: Default::default(),
            valid: Default::default(),
            data_out: Default::default(),
            ready: Default::default(),
            ram: Default::default(),
            written: Default::default(),
            committed: Default::default(),
            readable: Default::default(),
            read: Default::default(),
            base: Default::default(),
            tail: Default::default(),
            next_read: Default::default(),
        }
    }
}

impl<D: Synth, const N: usize, const NP1: usize> Logic for Fifo<D, N, NP1> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, written, committed, readable, read);
        self.ram.read_clock.next = self.clock.val();
        self.ram.write_clock.next = self.clock.val();
        // Write side.
        self.base.next = self.written.q.val();
        if self.rollback.val() {
            self.base.next = self.committed.q.val();
        }
        self.tail.next = self.base.val();
        if self.write.val() {
            self.tail.next = self.base.val() + 1;
        }
        self.ram.write_enable.next = self.write.val();
        self.ram.write_address.next = bit_cast::<N, NP1>(self.base.val());
        self.ram.write_data.next = self.data_in.val();
        self.written.d.next = self.tail.val();
        self.readable.d.next = self.committed.q.val();
        if self.commit.val() {
            self.committed.d.next = self.tail.val();
            self.readable.d.next = self.base.val();
        }
        // Read side.
        self.valid.next = self.read.q.val() != self.readable.q.val();
        self.next_read.next = self.read.q.val();
        if self.valid.val() & self.ready.val() {
            self.next_read.next = self.read.q.val() + 1;
        }
        self.read.d.next = self.next_read.val();
        self.ram.read_address.next = bit_cast::<N, NP1>(self.next_read.val());
        self.data_out.next = self.ram.read_data.val();
        self.used.next = self.written.q.val() - self.read.q.val();
        self.empty.next = self.read.q.val() == self.committed.q.val();
        if self.reset.val() {
            self.written.d.next = bits::<NP1>(0);
            self.committed.d.next = bits::<NP1>(0);
            self.readable.d.next = bits::<NP1>(0);
            self.read.d.next = bits::<NP1>(0);
        }
    }
}
