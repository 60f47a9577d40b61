//! Posted writes and DMA into one store stage.
//!
//! Here is decided who goes first, on the link as well: what this stage lets through is stored and sent in this order, so that a
//! line never passes what it describes. Posted writes go first, for a line is what a save point waits for. The DMA engine gets a
//! chunk of at most 256 bytes when nothing else comes and the way to the partner is short (not `crowded`): a line that comes
//! next waits for that little only. Behind [`PATIENCE`] posted beats in a row it gets one in any case, a tenth of the link.
//!
//! When nothing has been posted for some time its chunks have up to 1 KiB, which the link carries with a quarter of the overhead.
//! With the first posted write they are short again, the one that is being put together as well (decision 0105).
//!
//! A chunk is not mixed with others, because the stage puts chunks together by position; so if the engine runs dry inside one, the
//! chunk is ended, with a beat of no byte, as soon as a posted write wants to pass or the mirror wants the stage to hold.

use rust_hdl::prelude::*;

/// Beats of posted writes for which the DMA engine waits at most. As lines these are 144 beats on the link, and a chunk 18.
pub const PATIENCE: u64 = 96;

#[derive(LogicBlock)]
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
    /// The mirror wants nothing new begun.
    pub hold: Signal<In, Bit>,
    /// Bulk that is let through now makes lines wait on their way to the partner.
    pub crowded: Signal<In, Bit>,
    pub valid: Signal<Out, Bit>,
    pub unit: Signal<Out, Bits<24>>,
    pub data: Signal<Out, Bits<128>>,
    pub enable: Signal<Out, Bits<16>>,
    pub whole: Signal<Out, Bit>,
    /// What follows does not continue this beat's chunk.
    pub ends: Signal<Out, Bit>,
    pub from_dma: Signal<Out, Bit>,
    /// Chunks of DMA have up to 1 KiB.
    pub big: Signal<Out, Bit>,
    pub ready: Signal<In, Bit>,
    in_ingress: DFF<Bit>,
    in_dma: DFF<Bit>,
    waited: DFF<Bits<8>>,
    /// Cycles in which nothing was posted, up to `quiet_cycles`.
    silence: DFF<Bits<16>>,
    impatient: Signal<Local, Bit>,
    dma_turn: Signal<Local, Bit>,
    close: Signal<Local, Bit>,
    grant_dma: Signal<Local, Bit>,
    taken: Signal<Local, Bit>,
    ingress_ends: Signal<Local, Bit>,
    dma_ends: Signal<Local, Bit>,
    patience: Constant<Bits<8>>,
    quiet_cycles: Constant<Bits<16>>,
}

impl Merge {
    /// Chunks grow when nothing has been posted for `quiet_cycles`.
    pub fn new(quiet_cycles: u16) -> Self {
        Merge {
            clock: Default::default(),
            ingress_valid: Default::default(),
            ingress_unit: Default::default(),
            ingress_data: Default::default(),
            ingress_enable: Default::default(),
            ingress_whole: Default::default(),
            ingress_last: Default::default(),
            ingress_ready: Default::default(),
            dma_valid: Default::default(),
            dma_unit: Default::default(),
            dma_data: Default::default(),
            dma_enable: Default::default(),
            dma_last: Default::default(),
            dma_ready: Default::default(),
            hold: Default::default(),
            crowded: Default::default(),
            valid: Default::default(),
            unit: Default::default(),
            data: Default::default(),
            enable: Default::default(),
            whole: Default::default(),
            ends: Default::default(),
            from_dma: Default::default(),
            big: Default::default(),
            ready: Default::default(),
            in_ingress: Default::default(),
            in_dma: Default::default(),
            waited: Default::default(),
            silence: Default::default(),
            impatient: Default::default(),
            dma_turn: Default::default(),
            close: Default::default(),
            grant_dma: Default::default(),
            taken: Default::default(),
            ingress_ends: Default::default(),
            dma_ends: Default::default(),
            patience: Constant::new(PATIENCE.to_bits()),
            quiet_cycles: Constant::new(u64::from(quiet_cycles).to_bits()),
        }
    }
}

impl Logic for Merge {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, in_ingress, in_dma, waited, silence);
        self.close.next = (self.in_dma.q.val() & !self.dma_valid.val()) & (self.ingress_valid.val() | self.hold.val());
        self.impatient.next = self.waited.q.val() == self.patience.val();
        self.dma_turn.next = (self.dma_valid.val() & !self.in_ingress.q.val())
            & ((!self.ingress_valid.val() & !self.crowded.val()) | self.impatient.val());
        self.grant_dma.next = (self.in_dma.q.val() & self.dma_valid.val()) | self.dma_turn.val();
        if self.ingress_valid.val() {
            self.silence.d.next = bits::<16>(0);
        } else if self.silence.q.val() != self.quiet_cycles.val() {
            self.silence.d.next = self.silence.q.val() + 1;
        }
        self.big.next =
            (self.silence.q.val() == self.quiet_cycles.val()) & !self.ingress_valid.val() & !self.hold.val();
        // Where a chunk ends.
        self.ingress_ends.next =
            self.ingress_last.val() | self.ingress_unit.val().get_bits::<4>(0).all() | !self.ingress_enable.val().all();
        if self.ingress_whole.val() {
            self.ingress_ends.next = self.ingress_unit.val().get_bits::<2>(0).all();
        }
        self.dma_ends.next = ((self.dma_last.val() | !self.dma_enable.val().all())
            | (self.dma_unit.val().get_bits::<4>(0).all() & !self.big.val()))
            | self.dma_unit.val().get_bits::<6>(0).all();

        self.valid.next = self.ingress_valid.val() & !self.in_dma.q.val();
        self.unit.next = self.ingress_unit.val();
        self.data.next = self.ingress_data.val();
        self.enable.next = self.ingress_enable.val();
        self.whole.next = self.ingress_whole.val();
        self.ends.next = self.ingress_ends.val();
        self.from_dma.next = false;
        if self.grant_dma.val() {
            self.valid.next = true;
            self.unit.next = self.dma_unit.val();
            self.data.next = self.dma_data.val();
            self.enable.next = self.dma_enable.val();
            self.whole.next = false;
            self.ends.next = self.dma_ends.val();
            self.from_dma.next = true;
        }
        if self.close.val() {
            self.valid.next = true;
            self.unit.next = self.dma_unit.val();
            self.enable.next = bits::<16>(0);
            self.whole.next = false;
            self.ends.next = true;
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
                self.waited.d.next = bits::<8>(0);
            } else {
                self.in_ingress.d.next = !self.ingress_ends.val();
                if self.dma_valid.val() & !self.impatient.val() {
                    self.waited.d.next = self.waited.q.val() + 1;
                }
            }
        }
    }
}
