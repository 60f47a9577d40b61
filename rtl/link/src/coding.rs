//! The line coding as a whole, between the card's line port and a transceiver's words.

use crate::decoder::Decoder;
use crate::encoder::Encoder;
use crate::lock::Lock;
use rust_hdl::prelude::*;

/// See the crate. All of it runs with the core's clock; the transceiver's clocks end in the FIFOs of the board's wrapper.
#[derive(LogicBlock)]
pub struct LineCoding {
    pub clock: Signal<In, Clock>,
    // The card's line port.
    pub tx_data: Signal<In, Bits<128>>,
    pub tx_control: Signal<In, Bit>,
    pub tx_valid: Signal<In, Bit>,
    pub tx_ready: Signal<Out, Bit>,
    pub rx_data: Signal<Out, Bits<128>>,
    pub rx_control: Signal<Out, Bit>,
    pub rx_valid: Signal<Out, Bit>,
    /// Locked, and not too many errors.
    pub link_up: Signal<Out, Bit>,
    // The transceiver: two words of 66 bits at a time, the first sent in `word0`, its first bit in bit 0.
    pub tx_word0: Signal<Out, Bits<66>>,
    pub tx_word1: Signal<Out, Bits<66>>,
    pub tx_words_ready: Signal<In, Bit>,
    pub rx_word0: Signal<In, Bits<66>>,
    pub rx_word1: Signal<In, Bits<66>>,
    pub rx_words_valid: Signal<In, Bit>,
    /// One cycle: begin the words one bit later.
    pub rx_slip: Signal<Out, Bit>,
    /// The transceiver hears something.
    pub rx_signal: Signal<In, Bit>,
    /// Near-end loopback: the receiver hears the transmitter's words, the line nothing that could be locked to.
    pub loopback: Signal<In, Bit>,
    // Registers LINK.CODING, HEADER_ERRORS, LOCKS_LOST.
    pub coding: Signal<Out, Bits<2>>,
    pub header_errors: Signal<Out, Bits<32>>,
    pub locks_lost: Signal<Out, Bits<32>>,
    encoder: Encoder,
    decoder: Decoder,
    lock: Lock,
    was_looped: DFF<Bit>,
    looping: Signal<Local, Bit>,
    taken: DFF<Bit>,
}

impl LineCoding {
    /// The error rate is judged every `period_cycles`: 125 us of the core's clock.
    pub fn new(period_cycles: u32) -> Self {
        LineCoding {
            clock: Default::default(),
            tx_data: Default::default(),
            tx_control: Default::default(),
            tx_valid: Default::default(),
            tx_ready: Default::default(),
            rx_data: Default::default(),
            rx_control: Default::default(),
            rx_valid: Default::default(),
            link_up: Default::default(),
            tx_word0: Default::default(),
            tx_word1: Default::default(),
            tx_words_ready: Default::default(),
            rx_word0: Default::default(),
            rx_word1: Default::default(),
            rx_words_valid: Default::default(),
            rx_slip: Default::default(),
            rx_signal: Default::default(),
            loopback: Default::default(),
            coding: Default::default(),
            header_errors: Default::default(),
            locks_lost: Default::default(),
            encoder: Default::default(),
            decoder: Default::default(),
            lock: Lock::new(period_cycles),
            was_looped: Default::default(),
            looping: Default::default(),
            taken: Default::default(),
        }
    }
}

impl Logic for LineCoding {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, encoder, decoder, lock);
        dff_setup!(self, clock, was_looped, taken);
        self.was_looped.d.next = self.loopback.val();
        self.looping.next = self.loopback.val();
        self.encoder.data.next = self.tx_data.val();
        self.encoder.control.next = self.tx_control.val();
        self.encoder.valid.next = self.tx_valid.val();
        self.encoder.words_ready.next = self.tx_words_ready.val() | self.looping.val();
        self.tx_ready.next = self.encoder.ready.val();
        // Words are new once after each time they were taken.
        self.taken.d.next = self.encoder.words_ready.val();
        self.tx_word0.next = self.encoder.word0.val();
        self.tx_word1.next = self.encoder.word1.val();
        self.decoder.word0.next = self.rx_word0.val();
        self.decoder.word1.next = self.rx_word1.val();
        self.decoder.words_valid.next = self.rx_words_valid.val();
        self.lock.signal.next = self.rx_signal.val();
        if self.looping.val() {
            // The partner finds no sync headers in this, and loses its lock.
            self.tx_word0.next = bits::<66>(0);
            self.tx_word1.next = bits::<66>(0);
            self.decoder.word0.next = self.encoder.word0.val();
            self.decoder.word1.next = self.encoder.word1.val();
            self.decoder.words_valid.next = self.taken.q.val();
            self.lock.signal.next = true;
        }
        if self.was_looped.q.val() ^ self.looping.val() {
            self.lock.signal.next = false;
        }
        self.decoder.locked.next = self.lock.locked.val();
        self.lock.valid.next = self.decoder.words_valid.val();
        self.lock.good0.next = self.decoder.good0.val();
        self.lock.good1.next = self.decoder.good1.val();
        self.rx_slip.next = self.lock.slip.val() & !self.looping.val();
        self.rx_data.next = self.decoder.data.val();
        self.rx_control.next = self.decoder.control.val();
        self.rx_valid.next = self.decoder.valid.val();
        self.link_up.next = self.lock.locked.val() & !self.lock.high_error_rate.val();
        self.coding.next = bits::<2>(0);
        if self.lock.locked.val() {
            self.coding.next = bits::<2>(1);
            if self.lock.high_error_rate.val() {
                self.coding.next = bits::<2>(3);
            }
        }
        self.header_errors.next = self.lock.header_errors.val();
        self.locks_lost.next = self.lock.locks_lost.val();
    }
}
