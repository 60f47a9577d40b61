//! Writes the queues' watermark lines into host memory, so that nobody has to read a register to wait.
//!
//! A queue's line goes out when something in it has changed since it last did. Changes coalesce: at most one line
//! leaves every 32 cycles (128 ns at 250 MHz), whichever queue it is of. The partner host's beat alone moves a line at
//! most every 4096 cycles, so that two idle cards stay quiet; its age never does.

use abi::watermark as layout;
use rtl_pcie::rq::RequesterWrite;
use rtl_pcie::streams::RqOut;
use rust_hdl::prelude::*;

/// The watermark line, laid out as `abi::watermark` says.
#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
pub struct WatermarkLine {
    pub local: Bits<64>,
    pub mirrored: Bits<64>,
    pub dma_local: Bits<64>,
    pub dma_mirrored: Bits<64>,
    pub state: Bits<32>,
    pub epoch: Bits<32>,
    pub events: Bits<32>,
    pub generation: Bits<32>,
    pub peer_beat: Bits<64>,
    pub beat_age: Bits<64>,
}

// The struct above and the contract are one.
const _: () = {
    assert!(layout::LOCAL_OFFSET == 0 && layout::MIRRORED_OFFSET == 8 && layout::DMA_LOCAL_OFFSET == 16);
    assert!(layout::DMA_MIRRORED_OFFSET == 24 && layout::STATE_OFFSET == 32 && layout::EPOCH_OFFSET == 36);
    assert!(layout::EVENTS_OFFSET == 40 && layout::GENERATION_OFFSET == 44 && layout::PEER_BEAT_OFFSET == 48);
    assert!(layout::BEAT_AGE_OFFSET == 56 && layout::WATERMARK_BYTES == 64);
};

/// What a queue's line is made of, and whether it has to go.
#[derive(LogicBlock, Default)]
pub struct WatermarkSource {
    pub clock: Signal<In, Clock>,
    pub local: Signal<In, Bits<48>>,
    pub mirrored: Signal<In, Bits<48>>,
    pub dma_local: Signal<In, Bits<48>>,
    pub dma_mirrored: Signal<In, Bits<48>>,
    pub state: Signal<In, Bits<8>>,
    pub epoch: Signal<In, Bits<32>>,
    pub events: Signal<In, Bits<32>>,
    pub address: Signal<In, Bits<64>>,
    /// The host has just given the address.
    pub fresh: Signal<In, Bit>,
    /// The partner's beat has moved, and it is time to say so.
    pub beat_moved: Signal<In, Bit>,
    /// The line is being copied into the writer: from here on, changes are new.
    pub taken: Signal<In, Bit>,
    /// The writer is sending a line.
    pub busy: Signal<In, Bit>,
    pub due: Signal<Out, Bit>,
    /// What the host has been told: of the last line that has left, or, without an address, the watermarks themselves. Zero while
    /// a line is on its way.
    pub told_local: Signal<Out, Bits<48>>,
    pub told_mirrored: Signal<Out, Bits<48>>,
    sent_local: DFF<Bits<48>>,
    sent_mirrored: DFF<Bits<48>>,
    sent_dma_local: DFF<Bits<48>>,
    sent_dma_mirrored: DFF<Bits<48>>,
    sent_state: DFF<Bits<8>>,
    sent_epoch: DFF<Bits<32>>,
    sent_events: DFF<Bits<32>>,
    asked: DFF<Bit>,
}

impl Logic for WatermarkSource {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(
            self,
            clock,
            sent_local,
            sent_mirrored,
            sent_dma_local,
            sent_dma_mirrored,
            sent_state,
            sent_epoch,
            sent_events,
            asked
        );
        if self.taken.val() {
            self.sent_local.d.next = self.local.val();
            self.sent_mirrored.d.next = self.mirrored.val();
            self.sent_dma_local.d.next = self.dma_local.val();
            self.sent_dma_mirrored.d.next = self.dma_mirrored.val();
            self.sent_state.d.next = self.state.val();
            self.sent_epoch.d.next = self.epoch.val();
            self.sent_events.d.next = self.events.val();
            self.asked.d.next = false;
        }
        if self.fresh.val() | self.beat_moved.val() {
            self.asked.d.next = true;
        }
        self.told_local.next = bits::<48>(0);
        self.told_mirrored.next = bits::<48>(0);
        if self.address.val() == 0 {
            self.told_local.next = self.local.val();
            self.told_mirrored.next = self.mirrored.val();
        } else if !self.busy.val() & !self.asked.q.val() {
            // A position that was set back since counts at once.
            self.told_local.next = self.sent_local.q.val();
            if self.local.val() < self.sent_local.q.val() {
                self.told_local.next = self.local.val();
            }
            self.told_mirrored.next = self.sent_mirrored.q.val();
            if self.mirrored.val() < self.sent_mirrored.q.val() {
                self.told_mirrored.next = self.mirrored.val();
            }
        }
        self.due.next = (self.address.val() != 0)
            & ((self.asked.q.val() | (self.local.val() != self.sent_local.q.val()))
                | (self.mirrored.val() != self.sent_mirrored.q.val())
                | (self.dma_local.val() != self.sent_dma_local.q.val())
                | (self.dma_mirrored.val() != self.sent_dma_mirrored.q.val())
                | (self.state.val() != self.sent_state.q.val())
                | (self.epoch.val() != self.sent_epoch.q.val())
                | (self.events.val() != self.sent_events.q.val()));
    }
}

#[derive(LogicBlock, Default)]
pub struct WatermarkWriter {
    pub clock: Signal<In, Clock>,
    /// Of the bus.
    pub reset: Signal<In, Bit>,
    /// Send nothing more: power is failing.
    pub stop: Signal<In, Bit>,
    pub rq: RqOut,
    pub local0: Signal<In, Bits<48>>,
    pub mirrored0: Signal<In, Bits<48>>,
    pub dma_local0: Signal<In, Bits<48>>,
    pub dma_mirrored0: Signal<In, Bits<48>>,
    pub state0: Signal<In, Bits<8>>,
    pub epoch0: Signal<In, Bits<32>>,
    pub address0: Signal<In, Bits<64>>,
    pub fresh0: Signal<In, Bit>,
    pub local1: Signal<In, Bits<48>>,
    pub mirrored1: Signal<In, Bits<48>>,
    pub dma_local1: Signal<In, Bits<48>>,
    pub dma_mirrored1: Signal<In, Bits<48>>,
    pub state1: Signal<In, Bits<8>>,
    pub epoch1: Signal<In, Bits<32>>,
    pub address1: Signal<In, Bits<64>>,
    pub fresh1: Signal<In, Bit>,
    pub events: Signal<In, Bits<32>>,
    pub generation: Signal<In, Bits<16>>,
    pub peer_beat: Signal<In, Bits<64>>,
    pub beat_age: Signal<In, Bits<64>>,
    // What the host has been told.
    pub told_local0: Signal<Out, Bits<48>>,
    pub told_mirrored0: Signal<Out, Bits<48>>,
    pub told_local1: Signal<Out, Bits<48>>,
    pub told_mirrored1: Signal<Out, Bits<48>>,
    // For the order between lines and answers, see `rtl_pcie::order`: bit n is queue n.
    pub line_due: Signal<Out, Bits<2>>,
    pub line_taken: Signal<Out, Bits<2>>,
    pub line_busy: Signal<Out, Bit>,
    /// The state in a line has changed.
    pub state_changed: Signal<Out, Bit>,
    state_before0: DFF<Bits<8>>,
    state_before1: DFF<Bits<8>>,
    source0: WatermarkSource,
    source1: WatermarkSource,
    requester: RequesterWrite,
    busy: DFF<Bit>,
    line: DFF<Bits<512>>,
    address: DFF<Bits<64>>,
    /// The queue served last.
    last: DFF<Bit>,
    pause: DFF<Bits<5>>,
    beat_pause: DFF<Bits<12>>,
    beat_told: DFF<Bits<64>>,
    pick0: Signal<Local, Bit>,
    pick1: Signal<Local, Bit>,
    free: Signal<Local, Bit>,
    beat_moved: Signal<Local, Bit>,
    next_line: Signal<Local, WatermarkLine>,
}

impl Logic for WatermarkWriter {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, source0, source1, requester);
        dff_setup!(self, clock, busy, line, address, last, pause, beat_pause, beat_told, state_before0, state_before1);
        self.state_before0.d.next = self.state0.val();
        self.state_before1.d.next = self.state1.val();
        self.state_changed.next =
            (self.state0.val() != self.state_before0.q.val()) | (self.state1.val() != self.state_before1.q.val());
        self.source0.busy.next = self.busy.q.val();
        self.source1.busy.next = self.busy.q.val();
        self.told_local0.next = self.source0.told_local.val();
        self.told_mirrored0.next = self.source0.told_mirrored.val();
        self.told_local1.next = self.source1.told_local.val();
        self.told_mirrored1.next = self.source1.told_mirrored.val();
        RqOut::link(&mut self.rq, &mut self.requester.rq);
        self.beat_pause.d.next = self.beat_pause.q.val() + 1;
        self.beat_moved.next = (self.beat_pause.q.val() == 0) & (self.peer_beat.val() != self.beat_told.q.val());
        if self.beat_moved.val() {
            self.beat_told.d.next = self.peer_beat.val();
        }
        self.source0.local.next = self.local0.val();
        self.source0.mirrored.next = self.mirrored0.val();
        self.source0.dma_local.next = self.dma_local0.val();
        self.source0.dma_mirrored.next = self.dma_mirrored0.val();
        self.source0.state.next = self.state0.val();
        self.source0.epoch.next = self.epoch0.val();
        self.source0.events.next = self.events.val();
        self.source0.address.next = self.address0.val();
        self.source0.fresh.next = self.fresh0.val();
        self.source0.beat_moved.next = self.beat_moved.val();
        self.source1.local.next = self.local1.val();
        self.source1.mirrored.next = self.mirrored1.val();
        self.source1.dma_local.next = self.dma_local1.val();
        self.source1.dma_mirrored.next = self.dma_mirrored1.val();
        self.source1.state.next = self.state1.val();
        self.source1.epoch.next = self.epoch1.val();
        self.source1.events.next = self.events.val();
        self.source1.address.next = self.address1.val();
        self.source1.fresh.next = self.fresh1.val();
        self.source1.beat_moved.next = self.beat_moved.val();

        if self.pause.q.val() != 0 {
            self.pause.d.next = self.pause.q.val() - 1;
        }
        self.free.next = !self.busy.q.val() & (self.pause.q.val() == 0) & !self.stop.val() & !self.reset.val();
        self.pick0.next = self.free.val() & self.source0.due.val() & (self.last.q.val() | !self.source1.due.val());
        self.pick1.next = self.free.val() & self.source1.due.val() & !self.pick0.val();
        self.line_due.next =
            (bit_cast::<2, 1>(self.source1.due.val().into()) << 1) | bit_cast::<2, 1>(self.source0.due.val().into());
        self.line_taken.next =
            (bit_cast::<2, 1>(self.pick1.val().into()) << 1) | bit_cast::<2, 1>(self.pick0.val().into());
        self.line_busy.next = self.busy.q.val();
        self.source0.taken.next = self.pick0.val();
        self.source1.taken.next = self.pick1.val();
        self.next_line.next.local = bit_cast::<64, 48>(self.local0.val());
        self.next_line.next.mirrored = bit_cast::<64, 48>(self.mirrored0.val());
        self.next_line.next.dma_local = bit_cast::<64, 48>(self.dma_local0.val());
        self.next_line.next.dma_mirrored = bit_cast::<64, 48>(self.dma_mirrored0.val());
        self.next_line.next.state = bit_cast::<32, 8>(self.state0.val());
        self.next_line.next.epoch = self.epoch0.val();
        self.next_line.next.events = self.events.val();
        self.next_line.next.generation = bit_cast::<32, 16>(self.generation.val());
        self.next_line.next.peer_beat = self.peer_beat.val();
        self.next_line.next.beat_age = self.beat_age.val();
        if self.pick1.val() {
            self.next_line.next.local = bit_cast::<64, 48>(self.local1.val());
            self.next_line.next.mirrored = bit_cast::<64, 48>(self.mirrored1.val());
            self.next_line.next.dma_local = bit_cast::<64, 48>(self.dma_local1.val());
            self.next_line.next.dma_mirrored = bit_cast::<64, 48>(self.dma_mirrored1.val());
            self.next_line.next.state = bit_cast::<32, 8>(self.state1.val());
            self.next_line.next.epoch = self.epoch1.val();
        }
        if self.pick0.val() | self.pick1.val() {
            self.busy.d.next = true;
            self.line.d.next = self.next_line.val().into();
            self.address.d.next = self.address0.val();
            self.last.d.next = false;
            if self.pick1.val() {
                self.address.d.next = self.address1.val();
                self.last.d.next = true;
            }
            self.pause.d.next = bits::<5>(31);
        }
        self.requester.reset.next = self.reset.val();
        self.requester.valid.next = self.busy.q.val();
        self.requester.address.next = self.address.q.val();
        self.requester.line.next = self.line.q.val();
        if self.requester.done.val() | self.reset.val() {
            self.busy.d.next = false;
        }
    }
}
