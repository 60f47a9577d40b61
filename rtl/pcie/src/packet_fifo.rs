//! A FIFO whose writer can take back what it has not yet committed.
//!
//! A packet of the host counts only when its last beat is good (the hard block may abort one half-way), so beats are
//! written speculatively and become visible to the reader together. Used with `commit` in every write it is a plain
//! FIFO. Two to the power of `A` entries on block RAM; `P` is `A + 1`, the width of the pointers.

use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct PacketFifo<D: Synth, const A: usize, const P: usize> {
    pub clock: Signal<In, Clock>,
    /// Forget everything, committed or not.
    pub clear: Signal<In, Bit>,
    pub write: Signal<In, Bit>,
    pub write_data: Signal<In, D>,
    /// Everything written becomes readable, this cycle's write included.
    pub commit: Signal<In, Bit>,
    /// Everything not committed is forgotten.
    pub rollback: Signal<In, Bit>,
    /// There is room for at least four more entries.
    pub room: Signal<Out, Bit>,
    pub valid: Signal<Out, Bit>,
    pub data: Signal<Out, D>,
    pub ready: Signal<In, Bit>,
    /// Nothing committed is left inside.
    pub empty: Signal<Out, Bit>,
    ram: RAM<D, A>,
    head: DFF<Bits<P>>,
    committed: DFF<Bits<P>>,
    tail: DFF<Bits<P>>,
    loaded: DFF<Bit>,
    used: Signal<Local, Bits<P>>,
    head_after: Signal<Local, Bits<P>>,
    shown: Signal<Local, Bits<P>>,
    advance: Signal<Local, Bit>,
    limit: Constant<Bits<P>>,
}

impl<D: Synth, const A: usize, const P: usize> Default for PacketFifo<D, A, P> {
    fn default() -> Self {
        assert_eq!(P, A + 1, "pointers are one bit wider than addresses");
        Self {
            clock: Default::default(),
            clear: Default::default(),
            write: Default::default(),
            write_data: Default::default(),
            commit: Default::default(),
            rollback: Default::default(),
            room: Default::default(),
            valid: Default::default(),
            data: Default::default(),
            ready: Default::default(),
            empty: Default::default(),
            ram: Default::default(),
            head: Default::default(),
            committed: Default::default(),
            tail: Default::default(),
            loaded: Default::default(),
            used: Default::default(),
            head_after: Default::default(),
            shown: Default::default(),
            advance: Default::default(),
            limit: Constant::new(((1u64 << A) - 4).to_bits()),
        }
    }
}

impl<D: Synth, const A: usize, const P: usize> Logic for PacketFifo<D, A, P> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, head, committed, tail, loaded);
        self.ram.read_clock.next = self.clock.val();
        self.ram.write_clock.next = self.clock.val();
        self.used.next = self.head.q.val() - self.tail.q.val();
        self.room.next = self.used.val() <= self.limit.val();
        // Writer.
        self.ram.write_enable.next = self.write.val();
        self.ram.write_data.next = self.write_data.val();
        self.ram.write_address.next = bit_cast::<A, P>(self.head.q.val());
        self.head_after.next = self.head.q.val();
        if self.write.val() {
            self.head_after.next = self.head.q.val() + 1;
        }
        self.head.d.next = self.head_after.val();
        if self.commit.val() {
            self.committed.d.next = self.head_after.val();
        }
        if self.rollback.val() {
            self.head.d.next = self.committed.q.val();
        }
        // Reader: the RAM's output register is the FIFO's output, re-read in place while nobody takes it.
        self.advance.next = !self.loaded.q.val() | self.ready.val();
        self.shown.next = self.tail.q.val() - 1;
        if self.advance.val() {
            self.shown.next = self.tail.q.val();
            self.loaded.d.next = self.tail.q.val() != self.committed.q.val();
            if self.tail.q.val() != self.committed.q.val() {
                self.tail.d.next = self.tail.q.val() + 1;
            }
        }
        self.ram.read_address.next = bit_cast::<A, P>(self.shown.val());
        self.data.next = self.ram.read_data.val();
        self.valid.next = self.loaded.q.val();
        self.empty.next = !self.loaded.q.val() & (self.tail.q.val() == self.committed.q.val());
        if self.clear.val() {
            self.tail.d.next = self.head.q.val();
            self.committed.d.next = self.head.q.val();
            self.head.d.next = self.head.q.val();
            self.loaded.d.next = false;
        }
    }
}
