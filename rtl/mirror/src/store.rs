//! Stores what was received, in order, and keeps the state of the image: IN_SYNC or not, fenced or not, sealed where.
//!
//! A frame counts as applied, and may be acknowledged, when its last write has been accepted by memory. What must
//! survive a power cycle before the partner may hear of it (a resync has begun, a resync is complete, a queue is fenced)
//! waits for the NV header: `persist` rises, the card writes the header, `persisted` answers.
//!
//! A fence is of one queue. From the order on nothing new is taken until everything taken before is stored and the header
//! says so; then the fence is done, and frames of the queue take their numbers and leave no other trace. Each queue
//! has a part of the image with a state of its own: a resync of the others does not touch that of a fenced one.

use crate::tracker::Tracker;
use rtl_prims::stream::WriteOut;
use rust_hdl::prelude::*;

#[derive(LogicState, Copy, Clone, Debug, PartialEq)]
enum Phase {
    Header,
    Mask,
    Payload,
    Declare,
    Skip,
    Persist,
}

/// See the module.
#[derive(LogicBlock)]
pub struct Store {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    // Frames taken by the receiver.
    pub valid: Signal<In, Bit>,
    pub beat: Signal<In, Bits<128>>,
    pub ready: Signal<Out, Bit>,
    pub empty: Signal<In, Bit>,
    /// Take no more frames, so that `empty` comes.
    pub stop: Signal<Out, Bit>,
    /// Forget the partner's session: a fence was lifted.
    pub forget: Signal<Out, Bit>,
    /// Everything that was taken is applied.
    pub idle: Signal<Out, Bit>,
    /// Next sequence number to apply.
    pub applied: Signal<Out, Bits<24>>,
    pub write: WriteOut,
    pub published_valid: Signal<Out, Bit>,
    pub published_queue: Signal<Out, Bits<6>>,
    pub published_slot: Signal<Out, Bits<32>>,
    // The image.
    pub peer_card_id: Signal<In, Bits<64>>,
    pub peer_nonce: Signal<In, Bits<64>>,
    pub fence: Signal<In, Bits<2>>,
    pub lift: Signal<In, Bits<2>>,
    /// The lowest of the queues' states.
    pub image_state: Signal<Out, Bits<2>>,
    /// Two bits for each queue.
    pub queue_states: Signal<Out, Bits<4>>,
    pub fence_mask: Signal<Out, Bits<2>>,
    pub fence_done: Signal<Out, Bits<2>>,
    pub sealed0: Signal<Out, Bits<64>>,
    pub sealed1: Signal<Out, Bits<64>>,
    pub image_card_id: Signal<Out, Bits<64>>,
    pub image_nonce: Signal<Out, Bits<64>>,
    pub load: Signal<In, Bit>,
    pub load_queue_states: Signal<In, Bits<4>>,
    pub load_fence_mask: Signal<In, Bits<2>>,
    pub load_sealed0: Signal<In, Bits<64>>,
    pub load_sealed1: Signal<In, Bits<64>>,
    pub load_image_card_id: Signal<In, Bits<64>>,
    pub load_image_nonce: Signal<In, Bits<64>>,
    pub persist: Signal<Out, Bit>,
    pub persisted: Signal<In, Bit>,
    pub power_fail: Signal<In, Bit>,
    pub drained: Signal<Out, Bit>,
    phase: DFF<Phase>,
    sequence: DFF<Bits<24>>,
    left: DFF<Bits<9>>,
    address: DFF<Bits<28>>,
    enables: DFF<Bits<16>>,
    publish: DFF<Bit>,
    queue: DFF<Bits<6>>,
    next_applied: DFF<Bits<24>>,
    state0: DFF<Bits<2>>,
    state1: DFF<Bits<2>>,
    mask: DFF<Bits<2>>,
    done: DFF<Bits<2>>,
    /// Fences and lifts that were ordered and have not begun.
    fence_wait: DFF<Bits<2>>,
    lift_wait: DFF<Bits<2>>,
    /// Fences that `persist` covers.
    fencing: DFF<Bits<2>>,
    /// The header is being written for a frame, which then is applied.
    for_frame: DFF<Bit>,
    card_id: DFF<Bits<64>>,
    nonce: DFF<Bits<64>>,
    was_published: DFF<Bit>,
    slot: DFF<Bits<32>>,
    tracker0: Tracker,
    tracker1: Tracker,
    kind: Signal<Local, Bits<4>>,
    length: Signal<Local, Bits<9>>,
    masked: Signal<Local, Bit>,
    frame_queue: Signal<Local, Bits<6>>,
    /// The frame is of a fenced queue.
    drops: Signal<Local, Bit>,
    settled: Signal<Local, Bit>,
    /// Everything taken is stored and counted, and the header may be written.
    quiet: Signal<Local, Bit>,
    kept: Signal<Local, Bits<2>>,
    kind_data: Constant<Bits<4>>,
    kind_queue: Constant<Bits<4>>,
    kind_sync_start: Constant<Bits<4>>,
    kind_sync_done: Constant<Bits<4>>,
    inconsistent: Constant<Bits<2>>,
    in_sync: Constant<Bits<2>>,
}

impl Default for Store {
    fn default() -> Self {
        Store {
            clock: Default::default(),
            reset: Default::default(),
            valid: Default::default(),
            beat: Default::default(),
            ready: Default::default(),
            empty: Default::default(),
            stop: Default::default(),
            forget: Default::default(),
            idle: Default::default(),
            applied: Default::default(),
            write: Default::default(),
            published_valid: Default::default(),
            published_queue: Default::default(),
            published_slot: Default::default(),
            peer_card_id: Default::default(),
            peer_nonce: Default::default(),
            fence: Default::default(),
            lift: Default::default(),
            image_state: Default::default(),
            queue_states: Default::default(),
            fence_mask: Default::default(),
            fence_done: Default::default(),
            sealed0: Default::default(),
            sealed1: Default::default(),
            image_card_id: Default::default(),
            image_nonce: Default::default(),
            load: Default::default(),
            load_queue_states: Default::default(),
            load_fence_mask: Default::default(),
            load_sealed0: Default::default(),
            load_sealed1: Default::default(),
            load_image_card_id: Default::default(),
            load_image_nonce: Default::default(),
            persist: Default::default(),
            persisted: Default::default(),
            power_fail: Default::default(),
            drained: Default::default(),
            phase: Default::default(),
            sequence: Default::default(),
            left: Default::default(),
            address: Default::default(),
            enables: Default::default(),
            publish: Default::default(),
            queue: Default::default(),
            next_applied: Default::default(),
            state0: Default::default(),
            state1: Default::default(),
            mask: Default::default(),
            done: Default::default(),
            fence_wait: Default::default(),
            lift_wait: Default::default(),
            fencing: Default::default(),
            for_frame: Default::default(),
            card_id: Default::default(),
            nonce: Default::default(),
            was_published: Default::default(),
            slot: Default::default(),
            tracker0: Default::default(),
            tracker1: Default::default(),
            kind: Default::default(),
            length: Default::default(),
            masked: Default::default(),
            frame_queue: Default::default(),
            drops: Default::default(),
            settled: Default::default(),
            quiet: Default::default(),
            kept: Default::default(),
            kind_data: Constant::new((abi::frame::KIND_DATA as u64).to_bits()),
            kind_queue: Constant::new((abi::frame::KIND_QUEUE as u64).to_bits()),
            kind_sync_start: Constant::new((abi::frame::KIND_SYNC_START as u64).to_bits()),
            kind_sync_done: Constant::new((abi::frame::KIND_SYNC_DONE as u64).to_bits()),
            inconsistent: Constant::new((abi::registers::IMAGE_INCONSISTENT as u64).to_bits()),
            in_sync: Constant::new((abi::registers::IMAGE_IN_SYNC as u64).to_bits()),
        }
    }
}

impl Logic for Store {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(
            self,
            clock,
            phase,
            sequence,
            left,
            address,
            enables,
            publish,
            queue,
            next_applied,
            state0,
            state1,
            mask,
            done,
            fence_wait,
            lift_wait,
            fencing,
            for_frame,
            card_id,
            nonce,
            was_published,
            slot
        );
        clock!(self, clock, tracker0, tracker1);
        self.tracker0.reset.next = self.reset.val();
        self.tracker1.reset.next = self.reset.val();
        self.tracker0.load.next = false;
        self.tracker1.load.next = false;
        self.tracker0.position.next = self.beat.val().get_bits::<64>(64);
        self.tracker1.position.next = self.beat.val().get_bits::<64>(64);
        self.tracker0.slot.next = self.slot.q.val();
        self.tracker1.slot.next = self.slot.q.val();
        self.tracker0.publish.next = self.was_published.q.val() & !self.queue.q.val().any();
        self.tracker1.publish.next = self.was_published.q.val() & (self.queue.q.val() == bits::<6>(1));
        self.settled.next = self.tracker0.settled.val() & self.tracker1.settled.val();
        self.quiet.next = self.settled.val() & self.empty.val() & !self.power_fail.val();

        self.write.valid.next = false;
        self.write.address.next = self.address.q.val();
        self.write.data.next = self.beat.val();
        self.write.enable.next = self.enables.q.val();
        self.ready.next = false;
        self.forget.next = false;
        self.was_published.d.next = false;
        self.kind.next = self.beat.val().get_bits::<4>(8);
        self.length.next = self.beat.val().get_bits::<9>(48);
        self.masked.next = self.beat.val().get_bit(12);

        self.frame_queue.next = self.beat.val().get_bits::<6>(105);
        self.drops.next = (!self.frame_queue.val().any() & self.done.q.val().get_bit(0))
            | ((self.frame_queue.val() == bits::<6>(1)) & self.done.q.val().get_bit(1));

        // Orders of the host are noted at once; a fence refuses from the next cycle on.
        self.fence_wait.d.next = self.fence_wait.q.val() | self.fence.val();
        self.lift_wait.d.next = self.lift_wait.q.val() | self.lift.val();
        self.mask.d.next = self.mask.q.val() | self.fence.val();
        self.kept.next = self.lift_wait.q.val() ^ bits::<2>(3);

        match self.phase.q.val() {
            Phase::Header => {
                self.sequence.d.next = self.beat.val().get_bits::<24>(24);
                self.address.d.next = self.beat.val().get_bits::<28>(57);
                self.enables.d.next = bits::<16>(0xFFFF);
                self.left.d.next = self.length.val();
                self.for_frame.d.next = false;
                if self.fence_wait.q.val().any() & self.quiet.val() {
                    self.fencing.d.next = self.fence_wait.q.val();
                    self.fence_wait.d.next = self.fence.val();
                    self.phase.d.next = Phase::Persist;
                } else if self.lift_wait.q.val().any() & self.quiet.val() {
                    self.mask.d.next = (self.mask.q.val() & self.kept.val()) | self.fence.val();
                    self.done.d.next = self.done.q.val() & self.kept.val();
                    self.lift_wait.d.next = self.lift.val();
                    if self.lift_wait.q.val().get_bit(0) & (self.state0.q.val() == self.in_sync.val()) {
                        self.state0.d.next = self.inconsistent.val();
                    }
                    if self.lift_wait.q.val().get_bit(1) & (self.state1.q.val() == self.in_sync.val()) {
                        self.state1.d.next = self.inconsistent.val();
                    }
                    self.forget.next = true;
                    self.phase.d.next = Phase::Persist;
                } else if self.valid.val() & !self.power_fail.val() {
                    self.ready.next = true;
                    self.publish.d.next = self.beat.val().get_bit(14);
                    self.queue.d.next = self.beat.val().get_bits::<6>(105);
                    self.phase.d.next = Phase::Skip;
                    if self.drops.val()
                        & ((self.kind.val() == self.kind_data.val()) | (self.kind.val() == self.kind_queue.val()))
                    {
                        if self.masked.val() {
                            self.left.d.next = self.length.val() + 1;
                        }
                    } else if self.kind.val() == self.kind_data.val() {
                        self.phase.d.next = Phase::Payload;
                        if self.masked.val() {
                            self.phase.d.next = Phase::Mask;
                        }
                    } else if (self.kind.val() == self.kind_queue.val()) & (self.length.val() == bits::<9>(1)) {
                        self.phase.d.next = Phase::Declare;
                    } else if (self.kind.val() == self.kind_sync_start.val()) & !self.length.val().any() {
                        if !self.done.q.val().get_bit(0) {
                            self.state0.d.next = self.inconsistent.val();
                        }
                        if !self.done.q.val().get_bit(1) {
                            self.state1.d.next = self.inconsistent.val();
                        }
                        self.card_id.d.next = self.peer_card_id.val();
                        self.nonce.d.next = self.peer_nonce.val();
                        self.tracker0.position.next = bits::<64>(0);
                        self.tracker1.position.next = bits::<64>(0);
                        self.tracker0.load.next = !self.done.q.val().get_bit(0);
                        self.tracker1.load.next = !self.done.q.val().get_bit(1);
                        self.for_frame.d.next = true;
                        self.phase.d.next = Phase::Persist;
                    } else if (self.kind.val() == self.kind_sync_done.val()) & !self.length.val().any() {
                        if !self.done.q.val().get_bit(0) {
                            self.state0.d.next = self.in_sync.val();
                        }
                        if !self.done.q.val().get_bit(1) {
                            self.state1.d.next = self.in_sync.val();
                        }
                        self.for_frame.d.next = true;
                        self.phase.d.next = Phase::Persist;
                    }
                }
            }
            Phase::Mask => {
                self.ready.next = true;
                if self.valid.val() {
                    self.enables.d.next = self.beat.val().get_bits::<16>(0);
                    self.phase.d.next = Phase::Payload;
                }
            }
            Phase::Payload => {
                self.write.valid.next = self.valid.val();
                self.ready.next = self.write.ready.val();
                if self.valid.val() & self.write.ready.val() {
                    self.address.d.next = self.address.q.val() + 1;
                    self.left.d.next = self.left.q.val() - 1;
                    if self.left.q.val() == bits::<9>(1) {
                        self.was_published.d.next = self.publish.q.val();
                        self.slot.d.next = self.beat.val().get_bits::<32>(96);
                        self.next_applied.d.next = self.sequence.q.val() + 1;
                        self.phase.d.next = Phase::Header;
                    }
                }
            }
            Phase::Declare => {
                self.ready.next = true;
                if self.valid.val() {
                    self.tracker0.load.next = !self.queue.q.val().any();
                    self.tracker1.load.next = self.queue.q.val() == bits::<6>(1);
                    self.next_applied.d.next = self.sequence.q.val() + 1;
                    self.phase.d.next = Phase::Header;
                }
            }
            Phase::Skip => {
                // A frame of a kind that is not known: it takes its number and nothing else.
                self.ready.next = self.left.q.val().any();
                if !self.left.q.val().any() {
                    self.next_applied.d.next = self.sequence.q.val() + 1;
                    self.phase.d.next = Phase::Header;
                } else if self.valid.val() {
                    self.left.d.next = self.left.q.val() - 1;
                }
            }
            Phase::Persist => {
                if self.persisted.val() {
                    self.done.d.next = self.done.q.val() | self.fencing.q.val();
                    self.fencing.d.next = bits::<2>(0);
                    if self.for_frame.q.val() {
                        self.next_applied.d.next = self.sequence.q.val() + 1;
                    }
                    self.phase.d.next = Phase::Header;
                }
            }
        }

        if self.load.val() {
            self.state0.d.next = self.load_queue_states.val().get_bits::<2>(0);
            self.state1.d.next = self.load_queue_states.val().get_bits::<2>(2);
            self.mask.d.next = self.load_fence_mask.val();
            self.done.d.next = self.load_fence_mask.val();
            self.card_id.d.next = self.load_image_card_id.val();
            self.nonce.d.next = self.load_image_nonce.val();
            self.tracker0.load.next = true;
            self.tracker1.load.next = true;
            self.tracker0.position.next = self.load_sealed0.val();
            self.tracker1.position.next = self.load_sealed1.val();
        }

        self.stop.next = self.fence_wait.q.val().any() | self.lift_wait.q.val().any();
        self.idle.next = self.empty.val() & (self.phase.q.val() == Phase::Header);
        self.applied.next = self.next_applied.q.val();
        self.published_valid.next = self.was_published.q.val();
        self.published_queue.next = self.queue.q.val();
        self.published_slot.next = self.slot.q.val();
        self.image_state.next = self.state0.q.val();
        if self.state1.q.val() < self.state0.q.val() {
            self.image_state.next = self.state1.q.val();
        }
        self.queue_states.next = bit_cast::<4, 2>(self.state0.q.val()) | (bit_cast::<4, 2>(self.state1.q.val()) << 2);
        self.fence_mask.next = self.mask.q.val();
        self.fence_done.next = self.done.q.val();
        self.sealed0.next = self.tracker0.sealed.val();
        self.sealed1.next = self.tracker1.sealed.val();
        self.image_card_id.next = self.card_id.q.val();
        self.image_nonce.next = self.nonce.q.val();
        self.persist.next = self.phase.q.val() == Phase::Persist;
        self.drained.next = self.power_fail.val()
            & self.settled.val()
            & ((self.phase.q.val() == Phase::Header) | (self.phase.q.val() == Phase::Persist));

        if self.reset.val() {
            self.phase.d.next = Phase::Header;
            self.next_applied.d.next = bits::<24>(0);
            self.state0.d.next = bits::<2>(0);
            self.state1.d.next = bits::<2>(0);
            self.mask.d.next = bits::<2>(0);
            self.done.d.next = bits::<2>(0);
            self.fence_wait.d.next = bits::<2>(0);
            self.lift_wait.d.next = bits::<2>(0);
            self.fencing.d.next = bits::<2>(0);
            self.card_id.d.next = bits::<64>(0);
            self.nonce.d.next = bits::<64>(0);
            self.was_published.d.next = false;
        }
    }
}
