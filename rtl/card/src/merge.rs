//! Posted writes and DMA into one store stage.
//!
//! Posted writes go first, for a line is what a save point waits for. The DMA engine gets a chunk of at most 256 bytes in between
//! when nothing else comes, or after 64 beats for which it had to wait; but not while the staging FIFO is filling up, where a line
//! would have to wait behind it. A chunk is not mixed with others, because the stage puts chunks together by position; so if the
//! engine runs dry inside one, the chunk is ended, with a beat of no byte, as soon as a posted write wants to pass or the mirror
//! wants the stage to hold.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct Merge {
    pub clock: Signal<In, Clock>,
    // Posted writes.
    pub ingress_valid: Signal<In, Bit>,
    pub ingress_unit: Signal<In, Bits<24>>,
    pub ingress_data: Signal<In, Bits<128>>,
    pub ingress_enable: Signal<In, Bits<16>>,
    pub ingress_whole: Signal<In, Bit>,
    pub ingress_last: Signal<In, Bit>,
    pub ingress_ready: Signal<Out, Bit>,
    // DMA.
    pub dma_valid: Signal<In, Bit>,
    pub dma_unit: Signal<In, Bits<24>>,
    pub dma_data: Signal<In, Bits<128>>,
    pub dma_enable: Signal<In, Bits<16>>,
    pub dma_last: Signal<In, Bit>,
    pub dma_ready: Signal<Out, Bit>,
    // The store stage.
    pub hold: Signal<In, Bit>,
    pub crowded: Signal<In, Bit>,
    pub valid: Signal<Out, Bit>,
    pub unit: Signal<Out, Bits<24>>,
    pub data: Signal<Out, Bits<128>>,
    pub enable: Signal<Out, Bits<16>>,
    pub whole: Signal<Out, Bit>,
    pub last: Signal<Out, Bit>,
    pub from_dma: Signal<Out, Bit>,
    pub ready: Signal<In, Bit>,
    in_ingress: DFF<Bit>,
    in_dma: DFF<Bit>,
    waited: DFF<Bits<6>>,
    dma_turn: Signal<Local, Bit>,
    close: Signal<Local, Bit>,
    grant_dma: Signal<Local, Bit>,
    taken: Signal<Local, Bit>,
    ingress_ends: Signal<Local, Bit>,
    dma_ends: Signal<Local, Bit>,
}

impl Logic for Merge {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, in_ingress, in_dma, waited);
        self.close.next = (self.in_dma.q.val() & !self.dma_valid.val()) & (self.ingress_valid.val() | self.hold.val());
        self.dma_turn.next = self.dma_valid.val()
            & (!self.in_ingress.q.val() & !self.crowded.val())
            & (!self.ingress_valid.val() | self.waited.q.val().all());
        self.grant_dma.next = (self.in_dma.q.val() & self.dma_valid.val()) | self.dma_turn.val();
        // Where a chunk ends, the store stage decides by the same rules.
        self.ingress_ends.next =
            self.ingress_last.val() | self.ingress_unit.val().get_bits::<4>(0).all() | !self.ingress_enable.val().all();
        if self.ingress_whole.val() {
            self.ingress_ends.next = self.ingress_unit.val().get_bits::<2>(0).all();
        }
        self.dma_ends.next =
            self.dma_last.val() | self.dma_unit.val().get_bits::<4>(0).all() | !self.dma_enable.val().all();

        self.valid.next = self.ingress_valid.val() & !self.in_dma.q.val();
        self.unit.next = self.ingress_unit.val();
        self.data.next = self.ingress_data.val();
        self.enable.next = self.ingress_enable.val();
        self.whole.next = self.ingress_whole.val();
        self.last.next = self.ingress_last.val();
        self.from_dma.next = false;
        if self.grant_dma.val() {
            self.valid.next = true;
            self.unit.next = self.dma_unit.val();
            self.data.next = self.dma_data.val();
            self.enable.next = self.dma_enable.val();
            self.whole.next = false;
            self.last.next = self.dma_last.val();
            self.from_dma.next = true;
        }
        if self.close.val() {
            self.valid.next = true;
            self.unit.next = self.dma_unit.val();
            self.enable.next = bits::<16>(0);
            self.whole.next = false;
            self.last.next = true;
            self.from_dma.next = true;
        }
        self.ingress_ready.next = self.ready.val() & !self.grant_dma.val() & !self.in_dma.q.val();
        self.dma_ready.next = self.ready.val() & self.grant_dma.val();
        self.taken.next = self.valid.val() & self.ready.val();
        if self.taken.val() {
            if self.close.val() {
                self.in_dma.d.next = false;
            } else if self.grant_dma.val() {
                self.in_dma.d.next = !self.dma_ends.val();
                self.waited.d.next = bits::<6>(0);
            } else {
                self.in_ingress.d.next = !self.ingress_ends.val();
                if self.dma_valid.val() & !self.waited.q.val().all() {
                    self.waited.d.next = self.waited.q.val() + 1;
                }
            }
        }
    }
}
