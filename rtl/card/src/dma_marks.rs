//! The DMA watermarks of one queue: descriptors to the card that are done here, and at the partner.
//!
//! What the engine stores goes to the partner in the same stream as the lines, in the order in which it was stored. So a line that was
//! published after a descriptor was done, and is mirrored, says that the descriptor is too: no mark of its own travels. MIRRORED of
//! a queue without lines stands still.

use rust_hdl::prelude::*;

#[derive(LogicBlock, Default)]
pub struct DmaMarks {
    pub clock: Signal<In, Clock>,
    pub armed: Signal<In, Bit>,
    /// A descriptor of this queue is done.
    pub counted: Signal<In, Bit>,
    // The queue's watermarks.
    pub local: Signal<In, Bits<48>>,
    pub mirrored: Signal<In, Bits<48>>,
    pub dma_local: Signal<Out, Bits<48>>,
    pub dma_mirrored: Signal<Out, Bits<48>>,
    count: DFF<Bits<48>>,
    shown: DFF<Bits<48>>,
    shown_mirrored: DFF<Bits<48>>,
    /// Descriptors done when LOCAL was `at`: they are mirrored when MIRRORED is above.
    sample: DFF<Bits<48>>,
    at: DFF<Bits<48>>,
    waiting: DFF<Bit>,
}

impl Logic for DmaMarks {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, count, shown, shown_mirrored, sample, at, waiting);
        if self.counted.val() {
            self.count.d.next = self.count.q.val() + 1;
        }
        if self.armed.val() {
            self.shown.d.next = self.count.q.val();
        }
        if self.waiting.q.val() {
            // A position that was set anew below the sample begins again.
            if self.local.val() < self.at.q.val() {
                self.waiting.d.next = false;
            }
            if self.mirrored.val() > self.at.q.val() {
                self.waiting.d.next = false;
                self.shown_mirrored.d.next = self.sample.q.val();
            }
        } else if self.shown.q.val() != self.shown_mirrored.q.val() {
            self.waiting.d.next = true;
            self.sample.d.next = self.shown.q.val();
            self.at.d.next = self.local.val();
        }
        self.dma_local.next = self.shown.q.val();
        self.dma_mirrored.next = self.shown_mirrored.q.val();
    }
}
