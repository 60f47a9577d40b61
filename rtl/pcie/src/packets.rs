//! One stream of packets from one clock to the other: [`Inbound`] from the hard block, [`Outbound`] to it.
//!
//! A beat is `W` bits whose lowest is *last*. What a reset cuts short is described in `handshake`.

use rtl_prims::crossing::AsyncFifo;
use rust_hdl::prelude::*;

/// From the hard block to the core. `NP1` is N + 1.
#[derive(LogicBlock)]
pub struct Inbound<const W: usize, const N: usize, const NP1: usize> {
    pub bus_clock: Signal<In, Clock>,
    pub core_clock: Signal<In, Clock>,
    // From the handshake's bus side.
    pub begins: Signal<In, Bit>,
    pub going: Signal<In, Bit>,
    /// The hard block is in reset and has forgotten its half of a packet too.
    pub user_reset: Signal<In, Bit>,
    // The hard block.
    pub valid: Signal<In, Bit>,
    pub beat: Signal<In, Bits<W>>,
    pub ready: Signal<Out, Bit>,
    /// A packet is half-way in.
    pub inside: Signal<Out, Bit>,
    // The core.
    pub closed: Signal<In, Bit>,
    pub arriving: Signal<Out, Bit>,
    pub core_valid: Signal<Out, Bit>,
    pub core_beat: Signal<Out, Bits<W>>,
    pub core_ready: Signal<In, Bit>,
    /// Simulation: all bits of a synchroniser miss a change: the reader's, the writer's.
    pub late: Signal<In, Bits<2>>,
    fifo: AsyncFifo<Bits<W>, N, NP1>,
    half: DFF<Bit>,
    /// The beginning of this packet is lost in a reset that the hard block has not had: its end is not wanted.
    skip: DFF<Bit>,
    take: Signal<Local, Bit>,
    all: Constant<Bits<NP1>>,
}

impl<const W: usize, const N: usize, const NP1: usize> Default for Inbound<W, N, NP1> {
    fn default() -> Self {
        Inbound {
            bus_clock: Default::default(),
            core_clock: Default::default(),
            begins: Default::default(),
            going: Default::default(),
            user_reset: Default::default(),
            valid: Default::default(),
            beat: Default::default(),
            ready: Default::default(),
            inside: Default::default(),
            closed: Default::default(),
            arriving: Default::default(),
            core_valid: Default::default(),
            core_beat: Default::default(),
            core_ready: Default::default(),
            late: Default::default(),
            fifo: Default::default(),
            half: Default::default(),
            skip: Default::default(),
            take: Default::default(),
            all: Constant::new(((1u64 << NP1) - 1).to_bits()),
        }
    }
}

impl<const W: usize, const N: usize, const NP1: usize> Logic for Inbound<W, N, NP1> {
    #[hdl_gen]
    fn update(&mut self) {
        self.fifo.write_clock.next = self.bus_clock.val();
        self.fifo.read_clock.next = self.core_clock.val();
        dff_setup!(self, bus_clock, half, skip);
        self.fifo.late_to_reader.next = bits::<NP1>(0);
        if self.late.val().get_bit(0) {
            self.fifo.late_to_reader.next = self.all.val();
        }
        self.fifo.late_to_writer.next = bits::<NP1>(0);
        if self.late.val().get_bit(1) {
            self.fifo.late_to_writer.next = self.all.val();
        }
        // Bus side.
        self.ready.next = (self.begins.val() | (self.half.q.val() & self.going.val())) & self.fifo.room.val();
        if self.skip.q.val() {
            self.ready.next = self.going.val();
        }
        self.take.next = self.valid.val() & self.ready.val();
        self.fifo.write.next = self.take.val() & !self.skip.q.val();
        self.fifo.data_in.next = self.beat.val();
        if self.half.q.val() & !self.going.val() {
            self.skip.d.next = true;
        }
        if self.take.val() {
            self.half.d.next = !self.beat.val().get_bit(0);
            if self.beat.val().get_bit(0) {
                self.skip.d.next = false;
            }
        }
        if self.user_reset.val() {
            self.half.d.next = false;
            self.skip.d.next = false;
        }
        self.inside.next = self.half.q.val();
        // Core side.
        self.arriving.next = self.fifo.valid.val();
        self.core_valid.next = self.fifo.valid.val() & !self.closed.val();
        self.core_beat.next = self.fifo.data_out.val();
        self.fifo.ready.next = self.core_ready.val() | self.closed.val();
    }
}

/// From the core to the hard block, which wants every packet without a gap: `valid` may not fall inside one. So a token crosses beside
/// the beats, and a packet begins when its token is there. `NP1` is N + 1, `TP1` is T + 1.
///
/// The token is written with the packet's last beat, or, while `keeps_up`, with beat number `head_start` of a longer one. The core's blocks
/// have no gaps inside a packet either, so with a head start of three beats the others arrive in time if the bus's clock is not faster
/// than the core's by more than one cycle in a packet, which `pace` sees to: two beats more than the first are on their way when the first goes
/// out, one for two synchronisers that differ by a cycle, one for the difference of the clocks.
#[derive(LogicBlock)]
pub struct Outbound<const W: usize, const N: usize, const NP1: usize, const T: usize, const TP1: usize> {
    pub bus_clock: Signal<In, Clock>,
    pub core_clock: Signal<In, Clock>,
    // The core.
    pub closed: Signal<In, Bit>,
    /// The bus's clock is slow enough for a head start.
    pub keeps_up: Signal<In, Bit>,
    pub core_valid: Signal<In, Bit>,
    pub core_beat: Signal<In, Bits<W>>,
    pub core_ready: Signal<Out, Bit>,
    /// The first beat of a packet has been taken.
    pub entered: Signal<Out, Bit>,
    // From the handshake's bus side, and for it.
    pub begins: Signal<In, Bit>,
    pub going: Signal<In, Bit>,
    pub discard: Signal<In, Bit>,
    pub arriving: Signal<Out, Bit>,
    /// Packets that begin now are dropped whole: the hard block may not have them.
    pub drop_next: Signal<In, Bit>,
    // The hard block.
    pub valid: Signal<Out, Bit>,
    pub beat: Signal<Out, Bits<W>>,
    pub ready: Signal<In, Bit>,
    /// A packet is half-way out.
    pub inside: Signal<Out, Bit>,
    /// The first beat of a packet has been taken, or dropped.
    pub left: Signal<Out, Bit>,
    /// Simulation: all bits of a synchroniser miss a change: of the beats the reader's and the writer's, of the tokens likewise.
    pub late: Signal<In, Bits<4>>,
    beats: AsyncFifo<Bits<W>, N, NP1>,
    tokens: AsyncFifo<Bits<1>, T, TP1>,
    // Core side.
    told: DFF<Bit>,
    count: DFF<Bits<3>>,
    write: Signal<Local, Bit>,
    // Bus side.
    half: DFF<Bit>,
    /// Its first beat has been taken.
    begun: DFF<Bit>,
    dropping: DFF<Bit>,
    drops: Signal<Local, Bit>,
    offer: Signal<Local, Bit>,
    take: Signal<Local, Bit>,
    head_start: Constant<Bits<3>>,
    all_beats: Constant<Bits<NP1>>,
    all_tokens: Constant<Bits<TP1>>,
}

impl<const W: usize, const N: usize, const NP1: usize, const T: usize, const TP1: usize> Outbound<W, N, NP1, T, TP1> {
    /// `head_start`: 1 to 6 beats, or 0 for none.
    pub fn new(head_start: u64) -> Self {
        assert!(head_start < 7, "a head start of {head_start} beats is none");
        Outbound {
            bus_clock: Default::default(),
            core_clock: Default::default(),
            closed: Default::default(),
            keeps_up: Default::default(),
            core_valid: Default::default(),
            core_beat: Default::default(),
            core_ready: Default::default(),
            entered: Default::default(),
            begins: Default::default(),
            going: Default::default(),
            discard: Default::default(),
            arriving: Default::default(),
            drop_next: Default::default(),
            valid: Default::default(),
            beat: Default::default(),
            ready: Default::default(),
            inside: Default::default(),
            left: Default::default(),
            late: Default::default(),
            beats: Default::default(),
            tokens: Default::default(),
            told: Default::default(),
            count: Default::default(),
            write: Default::default(),
            half: Default::default(),
            begun: Default::default(),
            dropping: Default::default(),
            drops: Default::default(),
            offer: Default::default(),
            take: Default::default(),
            // The count stops at 6.
            head_start: Constant::new(if head_start == 0 { 7u64 } else { head_start - 1 }.to_bits()),
            all_beats: Constant::new(((1u64 << NP1) - 1).to_bits()),
            all_tokens: Constant::new(((1u64 << TP1) - 1).to_bits()),
        }
    }
}

impl<const W: usize, const N: usize, const NP1: usize, const T: usize, const TP1: usize> Logic
    for Outbound<W, N, NP1, T, TP1>
{
    #[hdl_gen]
    fn update(&mut self) {
        self.beats.write_clock.next = self.core_clock.val();
        self.beats.read_clock.next = self.bus_clock.val();
        self.tokens.write_clock.next = self.core_clock.val();
        self.tokens.read_clock.next = self.bus_clock.val();
        dff_setup!(self, core_clock, told, count);
        dff_setup!(self, bus_clock, half, begun, dropping);
        self.beats.late_to_reader.next = bits::<NP1>(0);
        if self.late.val().get_bit(0) {
            self.beats.late_to_reader.next = self.all_beats.val();
        }
        self.beats.late_to_writer.next = bits::<NP1>(0);
        if self.late.val().get_bit(1) {
            self.beats.late_to_writer.next = self.all_beats.val();
        }
        self.tokens.late_to_reader.next = bits::<TP1>(0);
        if self.late.val().get_bit(2) {
            self.tokens.late_to_reader.next = self.all_tokens.val();
        }
        self.tokens.late_to_writer.next = bits::<TP1>(0);
        if self.late.val().get_bit(3) {
            self.tokens.late_to_writer.next = self.all_tokens.val();
        }

        // Core side.
        self.core_ready.next = (self.beats.room.val() & self.tokens.room.val()) & !self.closed.val();
        self.write.next = self.core_valid.val() & self.core_ready.val();
        self.entered.next = self.write.val() & (self.count.q.val() == 0);
        self.beats.write.next = self.write.val();
        self.beats.data_in.next = self.core_beat.val();
        self.tokens.write.next = false;
        self.tokens.data_in.next = bits::<1>(1);
        if self.write.val() {
            if self.count.q.val() != 6 {
                self.count.d.next = self.count.q.val() + 1;
            }
            if ((self.count.q.val() == self.head_start.val()) & self.keeps_up.val()) | self.core_beat.val().get_bit(0) {
                self.tokens.write.next = !self.told.q.val();
                self.told.d.next = true;
            }
            if self.core_beat.val().get_bit(0) {
                self.told.d.next = false;
                self.count.d.next = bits::<3>(0);
            }
        }
        if self.closed.val() {
            self.told.d.next = false;
            self.count.d.next = bits::<3>(0);
        }

        // Bus side. A packet that has been offered stays, as nothing on a stream may change until it is taken.
        self.drops.next = (self.dropping.q.val() & self.half.q.val()) | (self.drop_next.val() & !self.half.q.val());
        self.offer.next = ((self.begins.val() & self.tokens.valid.val()) | (self.half.q.val() & self.going.val()))
            & self.beats.valid.val();
        self.valid.next = self.offer.val() & !self.drops.val();
        self.beat.next = self.beats.data_out.val();
        self.take.next = self.offer.val() & (self.ready.val() | self.drops.val());
        self.left.next = self.take.val() & !self.begun.q.val();
        self.beats.ready.next = self.take.val() | self.discard.val();
        self.tokens.ready.next = self.discard.val();
        if self.offer.val() {
            self.half.d.next = true;
            self.dropping.d.next = self.drops.val();
        }
        if self.take.val() {
            self.begun.d.next = true;
            if self.beat.val().get_bit(0) {
                self.half.d.next = false;
                self.begun.d.next = false;
                self.tokens.ready.next = true;
            }
        }
        if !self.going.val() {
            self.half.d.next = false;
            self.begun.d.next = false;
        }
        self.inside.next = self.half.q.val();
        self.arriving.next = self.beats.valid.val() | self.tokens.valid.val();
    }
}
