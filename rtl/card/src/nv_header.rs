//! The NV header: what the card has to know again after power comes back.
//!
//! It lies at the start of LOCAL, twice (the second copy 4 KiB behind the first), so that one of them is whole even if
//! power vanishes while the other is written. At power-on the first good copy is read; then both are written again
//! marked DIRTY, and only then does the card take its first packet. When power fails, everything taken is drained and
//! both are written marked CLEAN. So a DIRTY header at power-on says that the last drain did not finish.
//!
//! ```text
//! beat 0       magic 64 | version 16 | state 16 (1 CLEAN, 2 DIRTY) | power generation 16 | reserved 16
//!      1       next hardware sequence 64 | CLEAN: how long the drain took, ticks 32 | reserved 32
//!      2..5    queue 0: enable 32, epoch 32, line base 32, line count 32 | payload base 32, payload bytes 32,
//!              reserved 64 | LOCAL 64, MIRRORED 64
//!      5..8    queue 1
//!      8       image state 32 (two bits for each queue) | fence mask 32 | fence epoch of queue 0 32 | of queue 1 32
//!      9       sealed slots of queue 0 64 | of queue 1 64
//!      10      card id of the image 64 | its nonce 64
//!      11      CRC-32C of beats 0..11 | zero 96
//! ```

use rtl_prims::crc::{crc32c_advance, crc32c_reduce};
use rtl_prims::linear::Linear;
use rtl_prims::stream::{ReadOut, WriteOut};
use rust_hdl::prelude::*;

/// First eight bytes of the header.
pub const MAGIC: u64 = u64::from_le_bytes(*b"SVPTNVH1");

#[derive(LogicState, Copy, Clone, Debug, PartialEq)]
enum State {
    /// The memory is not there yet, or is being swept.
    Restore,
    /// Reading a copy.
    Read,
    /// It is here: is it good?
    Judge,
    /// Its contents are handed out.
    Load,
    /// Both copies are being written.
    Write,
    /// The card works.
    Run,
    /// Drained and CLEAN: power may go.
    Safe,
}

#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
struct Beat0 {
    magic: Bits<64>,
    version: Bits<16>,
    state: Bits<16>,
    generation: Bits<16>,
    reserved: Bits<16>,
}

#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
struct Beat8 {
    image_state: Bits<32>,
    fence_mask: Bits<32>,
    fence_epoch0: Bits<32>,
    fence_epoch1: Bits<32>,
}

#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
struct Pair {
    low: Bits<64>,
    high: Bits<64>,
}

#[derive(LogicBlock)]
pub struct NvHeader {
    pub clock: Signal<In, Clock>,
    pub read: ReadOut,
    pub write: WriteOut,
    /// Power is failing: nothing new comes in.
    pub failing: Signal<In, Bit>,
    /// Everything that had come in is stored.
    pub drained: Signal<In, Bit>,
    /// The mirror wants its part written now.
    pub persist: Signal<In, Bit>,
    pub persisted: Signal<Out, Bit>,
    /// The boot sequence is over.
    pub ready: Signal<Out, Bit>,
    pub valid: Signal<Out, Bit>,
    pub dirty: Signal<Out, Bit>,
    /// Everything is drained and the header written: hold the contents.
    pub save: Signal<Out, Bit>,
    /// The boot sweep is over...
    pub swept: Signal<In, Bit>,
    /// ...and found nothing that is lost.
    pub sweep_clean: Signal<In, Bit>,
    /// The memory has never been without power since the header was written.
    pub rail_held: Signal<In, Bit>,
    /// Beside the data that is read: it is lost.
    pub lost: Signal<In, Bit>,
    /// One cycle: the contents are void.
    pub forget: Signal<In, Bit>,
    /// The contents are being erased: the header does not become CLEAN.
    pub erasing: Signal<In, Bit>,
    pub generation: Signal<Out, Bits<16>>,
    /// The stamp of the next line.
    pub stamp: Signal<Out, Bits<64>>,
    pub stamped: Signal<In, Bit>,
    pub sequence: Signal<Out, Bits<48>>,
    /// Low half of the card's clock ticks.
    pub tick: Signal<In, Bits<32>>,
    /// How long the last drain took; 0 if it did not finish.
    pub drain_ticks: Signal<Out, Bits<32>>,
    /// POWER.VALIDITY.
    pub validity: Signal<Out, Bits<3>>,
    // What is kept.
    pub queue0: Signal<In, Bits<384>>,
    pub queue1: Signal<In, Bits<384>>,
    pub queue_states: Signal<In, Bits<4>>,
    pub fence_mask: Signal<In, Bits<2>>,
    pub fence_epoch0: Signal<In, Bits<32>>,
    pub fence_epoch1: Signal<In, Bits<32>>,
    pub sealed0: Signal<In, Bits<64>>,
    pub sealed1: Signal<In, Bits<64>>,
    pub image_card_id: Signal<In, Bits<64>>,
    pub image_nonce: Signal<In, Bits<64>>,
    /// One cycle: what was kept.
    pub load: Signal<Out, Bit>,
    pub load_queue0: Signal<Out, Bits<384>>,
    pub load_queue1: Signal<Out, Bits<384>>,
    pub load_queue_states: Signal<Out, Bits<4>>,
    pub load_fence_mask: Signal<Out, Bits<2>>,
    pub load_fence_epoch0: Signal<Out, Bits<32>>,
    pub load_fence_epoch1: Signal<Out, Bits<32>>,
    pub load_sealed0: Signal<Out, Bits<64>>,
    pub load_sealed1: Signal<Out, Bits<64>>,
    pub load_image_card_id: Signal<Out, Bits<64>>,
    pub load_image_nonce: Signal<Out, Bits<64>>,
    state: DFF<State>,
    /// Which copy, and which beat of it.
    second: DFF<Bit>,
    beat: DFF<Bits<4>>,
    returned: DFF<Bits<4>>,
    clean: DFF<Bit>,
    leaving: DFF<Bit>,
    /// A beat of this copy was lost.
    broken: DFF<Bit>,
    void: DFF<Bit>,
    found: DFF<Bits<3>>,
    for_mirror: DFF<Bit>,
    is_valid: DFF<Bit>,
    is_dirty: DFF<Bit>,
    is_ready: DFF<Bit>,
    generation_here: DFF<Bits<16>>,
    next_sequence: DFF<Bits<48>>,
    failed_at: DFF<Bits<32>>,
    was_failing: DFF<Bit>,
    drained_in: DFF<Bits<32>>,
    last_drain: DFF<Bits<32>>,
    first: DFF<Bits<128>>,
    kept_sequence: DFF<Bits<128>>,
    kept0: DFF<Bits<384>>,
    kept1: DFF<Bits<384>>,
    kept_fence: DFF<Bits<128>>,
    kept_sealed: DFF<Bits<128>>,
    kept_image: DFF<Bits<128>>,
    crc: DFF<Bits<32>>,
    crc_good: DFF<Bit>,
    reduce: Linear<128, 32>,
    advance: Linear<32, 32>,
    good: Signal<Local, Bit>,
    was_clean: Signal<Local, Bit>,
    intact: Signal<Local, Bit>,
    reasons: Signal<Local, Bits<3>>,
    sum: Signal<Local, Bits<32>>,
    inverse: Signal<Local, Bits<32>>,
    beat0: Signal<Local, Beat0>,
    beat1: Signal<Local, Pair>,
    beat8: Signal<Local, Beat8>,
    state0: Signal<Local, Bits<2>>,
    state1: Signal<Local, Bits<2>>,
    beat9: Signal<Local, Pair>,
    beat10: Signal<Local, Pair>,
    out: Signal<Local, Bits<128>>,
    address: Signal<Local, Bits<28>>,
    magic: Constant<Bits<64>>,
}

impl Default for NvHeader {
    fn default() -> Self {
        NvHeader {
            clock: Default::default(),
            read: Default::default(),
            write: Default::default(),
            failing: Default::default(),
            drained: Default::default(),
            persist: Default::default(),
            persisted: Default::default(),
            ready: Default::default(),
            valid: Default::default(),
            dirty: Default::default(),
            save: Default::default(),
            swept: Default::default(),
            sweep_clean: Default::default(),
            rail_held: Default::default(),
            lost: Default::default(),
            forget: Default::default(),
            erasing: Default::default(),
            generation: Default::default(),
            stamp: Default::default(),
            stamped: Default::default(),
            sequence: Default::default(),
            tick: Default::default(),
            drain_ticks: Default::default(),
            validity: Default::default(),
            queue0: Default::default(),
            queue1: Default::default(),
            queue_states: Default::default(),
            fence_mask: Default::default(),
            fence_epoch0: Default::default(),
            fence_epoch1: Default::default(),
            sealed0: Default::default(),
            sealed1: Default::default(),
            image_card_id: Default::default(),
            image_nonce: Default::default(),
            load: Default::default(),
            load_queue0: Default::default(),
            load_queue1: Default::default(),
            load_queue_states: Default::default(),
            load_fence_mask: Default::default(),
            load_fence_epoch0: Default::default(),
            load_fence_epoch1: Default::default(),
            load_sealed0: Default::default(),
            load_sealed1: Default::default(),
            load_image_card_id: Default::default(),
            load_image_nonce: Default::default(),
            state: Default::default(),
            second: Default::default(),
            beat: Default::default(),
            returned: Default::default(),
            clean: Default::default(),
            leaving: Default::default(),
            broken: Default::default(),
            void: Default::default(),
            found: Default::default(),
            for_mirror: Default::default(),
            is_valid: Default::default(),
            is_dirty: Default::default(),
            is_ready: Default::default(),
            generation_here: Default::default(),
            next_sequence: Default::default(),
            failed_at: Default::default(),
            was_failing: Default::default(),
            drained_in: Default::default(),
            last_drain: Default::default(),
            first: Default::default(),
            kept_sequence: Default::default(),
            kept0: Default::default(),
            kept1: Default::default(),
            kept_fence: Default::default(),
            kept_sealed: Default::default(),
            kept_image: Default::default(),
            crc: Default::default(),
            crc_good: Default::default(),
            reduce: Linear::new(crc32c_reduce(128)),
            advance: Linear::new(crc32c_advance(128)),
            good: Default::default(),
            was_clean: Default::default(),
            intact: Default::default(),
            reasons: Default::default(),
            sum: Default::default(),
            inverse: Default::default(),
            beat0: Default::default(),
            beat1: Default::default(),
            beat8: Default::default(),
            state0: Default::default(),
            state1: Default::default(),
            beat9: Default::default(),
            beat10: Default::default(),
            out: Default::default(),
            address: Default::default(),
            magic: Constant::new(MAGIC.to_bits()),
        }
    }
}

impl Logic for NvHeader {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(
            self,
            clock,
            state,
            second,
            beat,
            returned,
            clean,
            leaving,
            broken,
            void,
            found,
            for_mirror,
            is_valid,
            is_dirty,
            is_ready,
            generation_here,
            next_sequence,
            failed_at,
            was_failing,
            drained_in,
            last_drain,
            first,
            kept_sequence,
            kept0,
            kept1,
            kept_fence,
            kept_sealed,
            kept_image,
            crc,
            crc_good
        );
        // What a copy consists of now.
        self.beat0.next.magic = self.magic.val();
        self.beat0.next.version = bits::<16>(1);
        self.beat0.next.state = bits::<16>(2);
        if self.clean.q.val() {
            self.beat0.next.state = bits::<16>(1);
        }
        self.beat0.next.generation = self.generation_here.q.val();
        self.beat0.next.reserved = bits::<16>(0);
        self.beat1.next.low = bit_cast::<64, 48>(self.next_sequence.q.val());
        self.beat1.next.high = bit_cast::<64, 32>(self.drained_in.q.val());
        self.beat8.next.image_state = bit_cast::<32, 4>(self.queue_states.val());
        self.beat8.next.fence_mask = bit_cast::<32, 2>(self.fence_mask.val());
        self.beat8.next.fence_epoch0 = self.fence_epoch0.val();
        self.beat8.next.fence_epoch1 = self.fence_epoch1.val();
        self.beat9.next.low = self.sealed0.val();
        self.beat9.next.high = self.sealed1.val();
        self.beat10.next.low = self.image_card_id.val();
        self.beat10.next.high = self.image_nonce.val();
        self.inverse.next = !self.crc.q.val();
        self.out.next = bit_cast::<128, 32>(self.inverse.val());
        if self.beat.q.val() == 0 {
            self.out.next = self.beat0.val().into();
        }
        if self.beat.q.val() == 1 {
            self.out.next = self.beat1.val().into();
        }
        if self.beat.q.val() == 2 {
            self.out.next = self.queue0.val().get_bits::<128>(0);
        }
        if self.beat.q.val() == 3 {
            self.out.next = self.queue0.val().get_bits::<128>(128);
        }
        if self.beat.q.val() == 4 {
            self.out.next = self.queue0.val().get_bits::<128>(256);
        }
        if self.beat.q.val() == 5 {
            self.out.next = self.queue1.val().get_bits::<128>(0);
        }
        if self.beat.q.val() == 6 {
            self.out.next = self.queue1.val().get_bits::<128>(128);
        }
        if self.beat.q.val() == 7 {
            self.out.next = self.queue1.val().get_bits::<128>(256);
        }
        if self.beat.q.val() == 8 {
            self.out.next = self.beat8.val().into();
        }
        if self.beat.q.val() == 9 {
            self.out.next = self.beat9.val().into();
        }
        if self.beat.q.val() == 10 {
            self.out.next = self.beat10.val().into();
        }

        self.address.next = bit_cast::<28, 4>(self.beat.q.val());
        if self.second.q.val() {
            self.address.next = bit_cast::<28, 4>(self.beat.q.val()) | bits::<28>(256);
        }
        self.read.address.next = self.address.val();
        self.write.address.next = self.address.val();
        self.write.data.next = self.out.val();
        self.write.enable.next = bits::<16>(0xFFFF);
        self.read.valid.next = (self.state.q.val() == State::Read) & (self.beat.q.val() != 12);
        self.write.valid.next = self.state.q.val() == State::Write;

        // One CRC serves both directions.
        self.reduce.x.next = self.read.data.val();
        if self.state.q.val() == State::Write {
            self.reduce.x.next = self.out.val();
        }
        self.advance.x.next = self.crc.q.val();
        if ((self.state.q.val() == State::Write) & (self.beat.q.val() == 0))
            | ((self.state.q.val() == State::Read) & (self.returned.q.val() == 0))
        {
            self.advance.x.next = bits::<32>(0xFFFF_FFFFu64);
        }
        self.sum.next = self.reduce.y.val() ^ self.advance.y.val();

        self.good.next = self.crc_good.q.val()
            & (self.first.q.val().get_bits::<64>(0) == self.magic.val())
            & (self.first.q.val().get_bits::<16>(64) == 1);
        self.was_clean.next = self.first.q.val().get_bits::<16>(80) == 1;
        // Valid is what was drained, was never without power since, and can be read.
        self.intact.next = (self.was_clean.val() & self.rail_held.val()) & self.sweep_clean.val();
        self.reasons.next = (bit_cast::<3, 1>(self.was_clean.val().into())
            | (bit_cast::<3, 1>(self.rail_held.val().into()) << 1))
            | (bit_cast::<3, 1>(self.sweep_clean.val().into()) << 2);
        self.load.next = false;
        self.persisted.next = false;
        self.save.next = false;
        if self.stamped.val() {
            self.next_sequence.d.next = self.next_sequence.q.val() + 1;
        }
        self.was_failing.d.next = self.failing.val();
        if self.failing.val() & !self.was_failing.q.val() {
            self.failed_at.d.next = self.tick.val();
        }
        if self.forget.val() {
            self.is_valid.d.next = false;
            self.void.d.next = true;
        }
        match self.state.q.val() {
            State::Restore => {
                if self.swept.val() {
                    self.state.d.next = State::Read;
                }
            }
            State::Read => {
                if self.read.valid.val() & self.read.ready.val() {
                    self.beat.d.next = self.beat.q.val() + 1;
                }
                if self.read.data_valid.val() {
                    if self.lost.val() {
                        self.broken.d.next = true;
                    }
                    self.returned.d.next = self.returned.q.val() + 1;
                    self.crc.d.next = self.sum.val();
                    if self.returned.q.val() == 0 {
                        self.first.d.next = self.read.data.val();
                    }
                    if self.returned.q.val() == 1 {
                        self.kept_sequence.d.next = self.read.data.val();
                    }
                    if (self.returned.q.val() >= 2) & (self.returned.q.val() <= 4) {
                        self.kept0.d.next = (bit_cast::<384, 128>(self.read.data.val()) << 256)
                            | bit_cast::<384, 256>(self.kept0.q.val().get_bits::<256>(128));
                    }
                    if (self.returned.q.val() >= 5) & (self.returned.q.val() <= 7) {
                        self.kept1.d.next = (bit_cast::<384, 128>(self.read.data.val()) << 256)
                            | bit_cast::<384, 256>(self.kept1.q.val().get_bits::<256>(128));
                    }
                    if self.returned.q.val() == 8 {
                        self.kept_fence.d.next = self.read.data.val();
                    }
                    if self.returned.q.val() == 9 {
                        self.kept_sealed.d.next = self.read.data.val();
                    }
                    if self.returned.q.val() == 10 {
                        self.kept_image.d.next = self.read.data.val();
                    }
                    if self.returned.q.val() == 11 {
                        self.crc_good.d.next = (self.read.data.val().get_bits::<32>(0) == self.inverse.val())
                            & !self.broken.q.val()
                            & !self.lost.val();
                        self.state.d.next = State::Judge;
                    }
                }
            }
            State::Judge => {
                self.beat.d.next = bits::<4>(0);
                self.returned.d.next = bits::<4>(0);
                self.broken.d.next = false;
                self.second.d.next = true;
                self.state.d.next = State::Read;
                if self.good.val() {
                    self.generation_here.d.next = self.first.q.val().get_bits::<16>(96) + 1;
                    self.next_sequence.d.next = self.kept_sequence.q.val().get_bits::<48>(0);
                    self.is_valid.d.next = self.intact.val();
                    self.found.d.next = self.reasons.val();
                    self.is_dirty.d.next = !self.was_clean.val();
                    if self.was_clean.val() {
                        self.last_drain.d.next = self.kept_sequence.q.val().get_bits::<32>(64);
                    }
                    self.second.d.next = false;
                    self.state.d.next = State::Load;
                } else if self.second.q.val() {
                    // Neither copy: a card that has never been used, or one whose memory was lost.
                    self.generation_here.d.next = bits::<16>(1);
                    self.found.d.next = self.reasons.val() & 6;
                    self.next_sequence.d.next = bits::<48>(1);
                    self.second.d.next = false;
                    self.state.d.next = State::Write;
                }
            }
            State::Load => {
                self.load.next = true;
                self.state.d.next = State::Write;
            }
            State::Write => {
                if self.write.ready.val() {
                    self.crc.d.next = self.sum.val();
                    self.beat.d.next = self.beat.q.val() + 1;
                    if self.beat.q.val() == 11 {
                        self.beat.d.next = bits::<4>(0);
                        self.second.d.next = true;
                        if self.second.q.val() {
                            self.second.d.next = false;
                            self.is_ready.d.next = true;
                            self.persisted.next = self.for_mirror.q.val();
                            self.for_mirror.d.next = false;
                            self.state.d.next = State::Run;
                            if self.leaving.q.val() {
                                self.state.d.next = State::Safe;
                            }
                        }
                    }
                }
            }
            State::Run => {
                self.beat.d.next = bits::<4>(0);
                if self.failing.val() {
                    if self.drained.val() {
                        self.leaving.d.next = true;
                        self.clean.d.next = !self.erasing.val();
                        self.drained_in.d.next = self.tick.val() - self.failed_at.q.val();
                        self.state.d.next = State::Write;
                    }
                } else if self.persist.val() & !self.for_mirror.q.val() {
                    self.for_mirror.d.next = true;
                    self.state.d.next = State::Write;
                } else if self.void.q.val() {
                    self.void.d.next = false;
                    self.state.d.next = State::Write;
                }
            }
            State::Safe => {
                self.save.next = true;
            }
            _ => {
                self.state.d.next = State::Run;
            }
        }
        self.ready.next = self.is_ready.q.val();
        self.valid.next = self.is_valid.q.val();
        self.dirty.next = self.is_dirty.q.val();
        self.drain_ticks.next = self.last_drain.q.val();
        self.validity.next = self.found.q.val();
        self.generation.next = self.generation_here.q.val();
        self.sequence.next = self.next_sequence.q.val();
        self.stamp.next =
            (bit_cast::<64, 16>(self.generation_here.q.val()) << 48) | bit_cast::<64, 48>(self.next_sequence.q.val());
        self.load_queue0.next = self.kept0.q.val();
        self.load_queue1.next = self.kept1.q.val();
        // An image that was in sync is not, if the drain did not finish or the memory has not kept it.
        self.state0.next = self.kept_fence.q.val().get_bits::<2>(0);
        if !self.intact.val() & (self.kept_fence.q.val().get_bits::<2>(0) == 2) {
            self.state0.next = bits::<2>(1);
        }
        self.state1.next = self.kept_fence.q.val().get_bits::<2>(2);
        if !self.intact.val() & (self.kept_fence.q.val().get_bits::<2>(2) == 2) {
            self.state1.next = bits::<2>(1);
        }
        self.load_queue_states.next = bit_cast::<4, 2>(self.state0.val()) | (bit_cast::<4, 2>(self.state1.val()) << 2);
        self.load_fence_mask.next = self.kept_fence.q.val().get_bits::<2>(32);
        self.load_fence_epoch0.next = self.kept_fence.q.val().get_bits::<32>(64);
        self.load_fence_epoch1.next = self.kept_fence.q.val().get_bits::<32>(96);
        self.load_sealed0.next = self.kept_sealed.q.val().get_bits::<64>(0);
        self.load_sealed1.next = self.kept_sealed.q.val().get_bits::<64>(64);
        self.load_image_card_id.next = self.kept_image.q.val().get_bits::<64>(0);
        self.load_image_nonce.next = self.kept_image.q.val().get_bits::<64>(64);
    }
}
