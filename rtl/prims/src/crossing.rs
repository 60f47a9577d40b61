//! Crossings between clocks: the only two ways in which a signal may go from one clock to another.
//!
//! - [`Synchroniser`]: one bit that changes rarely, through two flip-flops. The other side sees every level that lasts
//!   longer than its own clock, one or two of its cycles later.
//! - [`AsyncFifo`]: a stream. Both pointers cross as Gray code, in which one bit changes at a time, so that a pointer
//!   caught in the middle of a change is read as the old or the new one. Either clock may stop at any time, for any
//!   time: nothing is lost, doubled or reordered; the other side sees a FIFO that is full, or empty.
//!
//! Both flip-flops of a synchroniser ([`SyncFlop`]) carry the attribute `ASYNC_REG`: Vivado places them side by side, so that the first
//! has nearly the whole period to settle, and optimises neither away. Constraints for the paths that end in one
//! (`set_max_delay -datapath_only` of one period of the faster clock) are the board's, see `boards/`.
//!
//! What a real flip-flop does with a signal that changes at its clock edge is not in the logic: it keeps the old value
//! for one cycle more, at random. [`Synchroniser`] has that in simulation as an input (`late`), which tests drive at random
//! and hardware ties low.

use rust_hdl::prelude::*;

/// `N` bits, each of which crosses by itself: more than one only for Gray code, or for bits that have nothing to do with
/// each other.
#[derive(LogicBlock, Default)]
pub struct Synchroniser<const N: usize> {
    /// Of the side that reads.
    pub clock: Signal<In, Clock>,
    /// From the other side, straight out of a flip-flop.
    pub from: Signal<In, Bits<N>>,
    /// Simulation: which bits' first flip-flop misses a change in this cycle. Zero in hardware.
    pub late: Signal<In, Bits<N>>,
    pub to: Signal<Out, Bits<N>>,
    first: SyncFlop<N>,
    second: SyncFlop<N>,
}

/// One stage of a synchroniser: a `DFF`, with the attribute on its register in the emitted Verilog.
#[derive(LogicBlock, Default)]
pub struct SyncFlop<const N: usize> {
    pub d: Signal<In, Bits<N>>,
    pub q: Signal<Out, Bits<N>>,
    pub clock: Signal<In, Clock>,
}

impl<const N: usize> Logic for SyncFlop<N> {
    fn update(&mut self) {
        if self.clock.pos_edge() {
            self.q.next = self.d.val();
        }
    }
    fn connect(&mut self) {
        self.q.connect();
    }
    fn hdl(&self) -> Verilog {
        // The port is declared by rust-hdl, without attributes, so the register is a signal of its own.
        Verilog::Custom(format!(
            "(* ASYNC_REG = \"TRUE\" *) reg [{top}:0] stage;\ninitial begin\n   stage = {N}'h0;\nend\n\n\
             always @(posedge clock) begin\n   stage <= d;\nend\n\nalways @(*) begin\n   q = stage;\nend",
            top = N - 1
        ))
    }
    fn timing(&self) -> Vec<TimingInfo> {
        let names = |name: &str| vec![name.to_string()];
        vec![TimingInfo { name: "dff".into(), clock: "clock".into(), inputs: names("d"), outputs: names("q") }]
    }
}

impl<const N: usize> Logic for Synchroniser<N> {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, first, second);
        self.first.d.next = (self.from.val() & !self.late.val()) | (self.first.q.val() & self.late.val());
        self.second.d.next = self.first.q.val();
        self.to.next = self.second.q.val();
    }
}

/// A FIFO of 2^N entries whose ends have clocks of their own; `NP1` is N + 1.
///
/// An entry is seen by the reader two or three of its cycles after the edge that wrote it, which is what the synchroniser takes: the RAM is
/// read at the oldest place in every cycle, whether or not something is there yet, so that its output register has the entry when
/// the pointer that tells of it has come through both flip-flops. (The first of them had it a cycle earlier, and then the RAM had
/// the entry.) Room is seen as late by the writer.
#[derive(LogicBlock)]
pub struct AsyncFifo<D: Synth, const N: usize, const NP1: usize> {
    pub write_clock: Signal<In, Clock>,
    /// Take `data_in`, if `room`.
    pub write: Signal<In, Bit>,
    pub data_in: Signal<In, D>,
    pub room: Signal<Out, Bit>,
    pub read_clock: Signal<In, Clock>,
    /// `data_out` is the oldest entry.
    pub valid: Signal<Out, Bit>,
    pub data_out: Signal<Out, D>,
    /// The reader takes it.
    pub ready: Signal<In, Bit>,
    // Simulation only, see `Synchroniser`.
    pub late_to_reader: Signal<In, Bits<NP1>>,
    pub late_to_writer: Signal<In, Bits<NP1>>,
    ram: RAM<D, N>,
    // The writer's side.
    written: DFF<Bits<NP1>>,
    written_gray: DFF<Bits<NP1>>,
    read_seen: Synchroniser<NP1>,
    // The reader's side.
    read: DFF<Bits<NP1>>,
    read_gray: DFF<Bits<NP1>>,
    written_seen: Synchroniser<NP1>,
    next_written: Signal<Local, Bits<NP1>>,
    next_read: Signal<Local, Bits<NP1>>,
    fetched: Signal<Local, Bits<NP1>>,
    full_gray: Signal<Local, Bits<NP1>>,
    takes: Signal<Local, Bit>,
    top: Constant<Bits<NP1>>,
}

impl<D: Synth, const N: usize, const NP1: usize> Default for AsyncFifo<D, N, NP1> {
    fn default() -> Self {
        assert_eq!(NP1, N + 1, "the pointers of a FIFO are one bit wider than its address");
        assert!(N >= 2, "Gray code tells full from empty by its two highest bits");
        AsyncFifo {
            write_clock: Default::default(),
            write: Default::default(),
            data_in: Default::default(),
            room: Default::default(),
            read_clock: Default::default(),
            valid: Default::default(),
            data_out: Default::default(),
            ready: Default::default(),
            late_to_reader: Default::default(),
            late_to_writer: Default::default(),
            ram: Default::default(),
            written: Default::default(),
            written_gray: Default::default(),
            read_seen: Default::default(),
            read: Default::default(),
            read_gray: Default::default(),
            written_seen: Default::default(),
            next_written: Default::default(),
            next_read: Default::default(),
            fetched: Default::default(),
            full_gray: Default::default(),
            takes: Default::default(),
            top: Constant::new((3u64 << (N - 1)).to_bits()),
        }
    }
}

impl<D: Synth, const N: usize, const NP1: usize> Logic for AsyncFifo<D, N, NP1> {
    #[hdl_gen]
    fn update(&mut self) {
        self.written.clock.next = self.write_clock.val();
        self.written_gray.clock.next = self.write_clock.val();
        self.read_seen.clock.next = self.write_clock.val();
        self.read.clock.next = self.read_clock.val();
        self.read_gray.clock.next = self.read_clock.val();
        self.written_seen.clock.next = self.read_clock.val();
        self.ram.write_clock.next = self.write_clock.val();
        self.ram.read_clock.next = self.read_clock.val();
        self.written.d.next = self.written.q.val();
        self.written_gray.d.next = self.written_gray.q.val();
        self.read.d.next = self.read.q.val();
        self.read_gray.d.next = self.read_gray.q.val();

        // Writer. Full: the reader's pointer is one lap behind, which in Gray code differs in the two highest bits.
        self.read_seen.from.next = self.read_gray.q.val();
        self.read_seen.late.next = self.late_to_writer.val();
        self.full_gray.next = self.read_seen.to.val() ^ self.top.val();
        self.room.next = self.written_gray.q.val() != self.full_gray.val();
        self.takes.next = self.write.val() & self.room.val();
        self.next_written.next = self.written.q.val() + 1;
        self.ram.write_address.next = bit_cast::<N, NP1>(self.written.q.val());
        self.ram.write_data.next = self.data_in.val();
        self.ram.write_enable.next = self.takes.val();
        if self.takes.val() {
            self.written.d.next = self.next_written.val();
            self.written_gray.d.next = self.next_written.val() ^ (self.next_written.val() >> 1);
        }

        // Reader. `read` is what has been taken, and where the RAM's output register was read in the cycle before. The place of
        // an entry is given back when the entry is taken.
        self.written_seen.from.next = self.written_gray.q.val();
        self.written_seen.late.next = self.late_to_reader.val();
        self.valid.next = self.read_gray.q.val() != self.written_seen.to.val();
        self.next_read.next = self.read.q.val() + 1;
        self.fetched.next = self.read.q.val();
        if self.valid.val() & self.ready.val() {
            self.fetched.next = self.next_read.val();
        }
        self.ram.read_address.next = bit_cast::<N, NP1>(self.fetched.val());
        self.read.d.next = self.fetched.val();
        self.read_gray.d.next = self.fetched.val() ^ (self.fetched.val() >> 1);
        self.data_out.next = self.ram.read_data.val();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // Shows C7: the pointers that cross change one bit at a time, over several laps.
    #[test]
    fn pointers_cross_as_gray_code() {
        let mut fifo = AsyncFifo::<Bits<8>, 2, 3>::default();
        fifo.connect_all();
        fifo.write.next = true;
        fifo.ready.next = true;
        let (mut laps, mut before) = (0, [0u64; 2]);
        for _ in 0..160 {
            for level in [true, false] {
                fifo.write_clock.next = Clock { clk: level };
                fifo.read_clock.next = Clock { clk: level };
                assert!(simulate(&mut fifo, 50));
            }
            let now = [fifo.written_gray.q.val().to_u64(), fifo.read_gray.q.val().to_u64()];
            for (now, before) in now.iter().zip(before) {
                assert!((now ^ before).count_ones() <= 1, "{before:03b} to {now:03b}");
            }
            laps += u32::from(before[1] != 0 && now[1] == 0);
            before = now;
        }
        assert!(laps >= 5);
    }
}
