//! Sequenced frames that the partner has not acknowledged: the staging FIFO and the replay buffer in one.
//!
//! Frames are put in once, in order, and get their sequence number there. Five pointers run around the same ring:
//!
//! ```text
//! retired ≤ acked ≤ next to send ≤ high ≤ written
//!    │        │          │           │        └ sequence of the frame being put in
//!    │        │          │           └ first frame that was never sent
//!    │        │          └ goes back to `acked` when the partner misses something
//!    │        └ the partner's cumulative ack
//!    └ receipts of acknowledged frames are handed out one a cycle; then their space is free
//! ```
//! Because the partner acknowledges only what it has stored, everything it may have to buffer is in here too: its
//! buffer is as large as this one and cannot overflow. That is why the link works without separate credits.

use crate::backlog::{FRAMES_AHEAD, READ_AHEAD};
use crate::frame::{Entry, Receipt};
use rust_hdl::prelude::*;

/// Beats of payload the buffer holds.
pub const BEATS: u64 = 2048;
/// Frames it has numbers for.
pub const FRAMES: u64 = 512;
/// Largest payload of a frame that is put in, in beats.
pub const FRAME_BEATS: u64 = 64;

/// See the module.
#[derive(LogicBlock)]
pub struct Outbox {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    // Putting in. Only while `room`, looked at before the first beat of a frame.
    /// A beat of payload.
    pub put: Signal<In, Bit>,
    pub data: Signal<In, Bits<128>>,
    /// The frame is complete, together with its last beat or, without payload, alone. `entry` (but for its pointer)
    /// and `mark` are good in this cycle.
    pub close: Signal<In, Bit>,
    pub entry: Signal<In, Entry>,
    pub mark: Signal<In, Bits<48>>,
    /// A frame of the largest size fits.
    pub room: Signal<Out, Bit>,
    /// What is read ahead in CATCHUP fits as well.
    pub room_ahead: Signal<Out, Bit>,
    /// The newest frames that may not be sent yet.
    pub withheld: Signal<In, Bits<7>>,
    /// Forget everything; sequence numbers go on.
    pub flush: Signal<In, Bit>,
    /// While nothing is in here: go on with this number if it is ahead of ours.
    pub adopt: Signal<In, Bit>,
    pub wanted: Signal<In, Bits<24>>,
    /// The partner can have received everything before `wanted`.
    pub plausible: Signal<Out, Bit>,
    // From the partner.
    pub ack_valid: Signal<In, Bit>,
    pub ack: Signal<In, Bits<24>>,
    /// The ack is one of this session's, or says nothing new.
    pub ack_fits: Signal<Out, Bit>,
    /// Send again from the oldest unacknowledged frame.
    pub rewind: Signal<In, Bit>,
    // To the framer.
    pub pending: Signal<Out, Bit>,
    pub sequence: Signal<Out, Bits<24>>,
    pub next_entry: Signal<Out, Entry>,
    /// The number the next frame put in will have.
    pub next_sequence: Signal<Out, Bits<24>>,
    /// The framer has begun to send it.
    pub take: Signal<In, Bit>,
    pub beat_address: Signal<In, Bits<11>>,
    /// One cycle after the address.
    pub beat: Signal<Out, Bits<128>>,
    // Receipts.
    pub retire: Signal<Out, Bit>,
    pub receipt: Signal<Out, Receipt>,
    // Status.
    /// Nothing waits for an acknowledgement.
    pub empty: Signal<Out, Bit>,
    /// Something has been sent and not acknowledged.
    pub unacked: Signal<Out, Bit>,
    /// An ack has covered something new.
    pub progress: Signal<Out, Bit>,
    /// More than one frame waits to be sent.
    pub backlog: Signal<Out, Bit>,
    beats: RAM<Bits<128>, 11>,
    entries: RAM<Entry, 9>,
    receipts: RAM<Receipt, 9>,
    retired: DFF<Bits<24>>,
    acked: DFF<Bits<24>>,
    sending: DFF<Bits<24>>,
    high: DFF<Bits<24>>,
    written: DFF<Bits<24>>,
    /// `written` a cycle ago: what the RAM can already be read for.
    visible: DFF<Bits<24>>,
    freed: DFF<Bits<12>>,
    filled: DFF<Bits<12>>,
    begun: DFF<Bits<12>>,
    filled_next: Signal<Local, Bits<12>>,
    sending_next: Signal<Local, Bits<24>>,
    retired_next: Signal<Local, Bits<24>>,
    stored: Signal<Local, Entry>,
    filed: Signal<Local, Receipt>,
    flags: Signal<Local, Bits<4>>,
    used_beats: Signal<Local, Bits<12>>,
    used_frames: Signal<Local, Bits<24>>,
    ack_distance: Signal<Local, Bits<24>>,
    high_distance: Signal<Local, Bits<24>>,
    sending_distance: Signal<Local, Bits<24>>,
    wanted_distance: Signal<Local, Bits<24>>,
    ahead: Signal<Local, Bits<24>>,
    waiting: Signal<Local, Bits<24>>,
    /// `written`, without what is withheld.
    ripe: Signal<Local, Bits<24>>,
    good_ack: Signal<Local, Bit>,
    behind: Signal<Local, Bit>,
    retiring: Signal<Local, Bit>,
    beats_limit: Constant<Bits<12>>,
    frames_limit: Constant<Bits<24>>,
    beats_ahead: Constant<Bits<12>>,
    frames_ahead: Constant<Bits<24>>,
}

impl Default for Outbox {
    fn default() -> Self {
        Outbox {
            clock: Default::default(),
            reset: Default::default(),
            put: Default::default(),
            data: Default::default(),
            close: Default::default(),
            entry: Default::default(),
            mark: Default::default(),
            room: Default::default(),
            room_ahead: Default::default(),
            withheld: Default::default(),
            flush: Default::default(),
            adopt: Default::default(),
            wanted: Default::default(),
            plausible: Default::default(),
            ack_valid: Default::default(),
            ack: Default::default(),
            ack_fits: Default::default(),
            rewind: Default::default(),
            pending: Default::default(),
            sequence: Default::default(),
            next_entry: Default::default(),
            next_sequence: Default::default(),
            take: Default::default(),
            beat_address: Default::default(),
            beat: Default::default(),
            retire: Default::default(),
            receipt: Default::default(),
            empty: Default::default(),
            unacked: Default::default(),
            progress: Default::default(),
            backlog: Default::default(),
            beats: Default::default(),
            entries: Default::default(),
            receipts: Default::default(),
            retired: Default::default(),
            acked: Default::default(),
            sending: Default::default(),
            high: Default::default(),
            written: Default::default(),
            visible: Default::default(),
            freed: Default::default(),
            filled: Default::default(),
            begun: Default::default(),
            filled_next: Default::default(),
            sending_next: Default::default(),
            retired_next: Default::default(),
            stored: Default::default(),
            filed: Default::default(),
            flags: Default::default(),
            used_beats: Default::default(),
            used_frames: Default::default(),
            ack_distance: Default::default(),
            high_distance: Default::default(),
            sending_distance: Default::default(),
            wanted_distance: Default::default(),
            ahead: Default::default(),
            waiting: Default::default(),
            ripe: Default::default(),
            good_ack: Default::default(),
            behind: Default::default(),
            retiring: Default::default(),
            beats_limit: Constant::new((BEATS - FRAME_BEATS).to_bits()),
            frames_limit: Constant::new((FRAMES - 2).to_bits()),
            // One part of a run is cut while those before it are open.
            beats_ahead: Constant::new((BEATS - FRAME_BEATS - READ_AHEAD).to_bits()),
            frames_ahead: Constant::new((FRAMES - 2 - FRAMES_AHEAD - 1).to_bits()),
        }
    }
}

impl Logic for Outbox {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, retired, acked, sending, high, written, visible, freed, filled, begun);
        self.beats.read_clock.next = self.clock.val();
        self.beats.write_clock.next = self.clock.val();
        self.entries.read_clock.next = self.clock.val();
        self.entries.write_clock.next = self.clock.val();
        self.receipts.read_clock.next = self.clock.val();
        self.receipts.write_clock.next = self.clock.val();

        // Putting in.
        self.filled_next.next = self.filled.q.val();
        if self.put.val() {
            self.filled_next.next = self.filled.q.val() + 1;
        }
        self.filled.d.next = self.filled_next.val();
        self.beats.write_enable.next = self.put.val();
        self.beats.write_address.next = bit_cast::<11, 12>(self.filled.q.val());
        self.beats.write_data.next = self.data.val();
        self.stored.next = self.entry.val();
        self.stored.next.pointer = bit_cast::<11, 12>(self.begun.q.val());
        self.entries.write_enable.next = self.close.val();
        self.entries.write_address.next = bit_cast::<9, 24>(self.written.q.val());
        self.entries.write_data.next = self.stored.val();
        self.filed.next.kind = self.entry.val().kind;
        self.flags.next = self.entry.val().flags;
        self.filed.next.publish = self.flags.val().get_bit(2);
        self.filed.next.queue = self.entry.val().queue;
        self.filed.next.mark = self.mark.val();
        self.filed.next.tail = self.filled_next.val();
        self.receipts.write_enable.next = self.close.val();
        self.receipts.write_address.next = bit_cast::<9, 24>(self.written.q.val());
        self.receipts.write_data.next = self.filed.val();
        self.ripe.next = self.written.q.val() - bit_cast::<24, 7>(self.withheld.val());
        self.visible.d.next = self.ripe.val();
        if self.close.val() {
            self.written.d.next = self.written.q.val() + 1;
            self.begun.d.next = self.filled_next.val();
        }
        self.used_beats.next = self.filled.q.val() - self.freed.q.val();
        self.used_frames.next = self.written.q.val() - self.retired.q.val();
        self.room.next =
            (self.used_beats.val() <= self.beats_limit.val()) & (self.used_frames.val() < self.frames_limit.val());

        self.room_ahead.next =
            (self.used_beats.val() <= self.beats_ahead.val()) & (self.used_frames.val() < self.frames_ahead.val());

        // Acknowledgements: only what has been sent can be acknowledged; anything else is stale or from another life.
        self.ack_distance.next = self.ack.val() - self.acked.q.val();
        self.high_distance.next = self.high.q.val() - self.acked.q.val();
        self.ack_fits.next = self.ack_distance.val() <= self.high_distance.val();
        self.good_ack.next = self.ack_valid.val() & self.ack_fits.val() & self.ack_distance.val().any();
        if self.good_ack.val() {
            self.acked.d.next = self.ack.val();
        }
        self.progress.next = self.good_ack.val();
        self.wanted_distance.next = self.wanted.val() - self.acked.q.val();
        self.plausible.next =
            (self.wanted_distance.val() <= self.high_distance.val()) | self.wanted_distance.val().get_bit(23);

        // Sending.
        self.sending_distance.next = self.sending.q.val() - self.acked.q.val();
        self.behind.next = self.sending_distance.val() > self.high_distance.val();
        self.sending_next.next = self.sending.q.val();
        if self.take.val() {
            self.sending_next.next = self.sending.q.val() + 1;
            if self.sending.q.val() == self.high.q.val() {
                self.high.d.next = self.high.q.val() + 1;
            }
        }
        if self.behind.val() | self.rewind.val() {
            self.sending_next.next = self.acked.q.val();
        }
        self.pending.next = (self.sending.q.val() != self.visible.q.val()) & !self.behind.val() & !self.rewind.val();
        self.waiting.next = self.ripe.val() - self.sending.q.val();
        self.backlog.next = self.waiting.val() > bits::<24>(1);
        self.sequence.next = self.sending.q.val();
        self.next_sequence.next = self.written.q.val();
        self.next_entry.next = self.entries.read_data.val();
        self.beats.read_address.next = self.beat_address.val();
        self.beat.next = self.beats.read_data.val();

        // Receipts.
        self.retiring.next = self.retired.q.val() != self.acked.q.val();
        self.retired_next.next = self.retired.q.val();
        if self.retiring.val() {
            self.retired_next.next = self.retired.q.val() + 1;
            self.freed.d.next = self.receipts.read_data.val().tail;
        }
        self.retire.next = self.retiring.val();
        self.receipt.next = self.receipts.read_data.val();
        self.empty.next = self.retired.q.val() == self.written.q.val();
        self.unacked.next = self.acked.q.val() != self.high.q.val();

        // Starting over.
        self.ahead.next = self.wanted.val() - self.written.q.val();
        if self.flush.val() {
            self.acked.d.next = self.written.q.val();
            self.high.d.next = self.written.q.val();
            self.written.d.next = self.written.q.val();
            self.visible.d.next = self.written.q.val();
            self.retired_next.next = self.written.q.val();
            self.sending_next.next = self.written.q.val();
            self.freed.d.next = self.filled.q.val();
            self.filled.d.next = self.filled.q.val();
            self.begun.d.next = self.filled.q.val();
        } else if self.adopt.val() & !self.ahead.val().get_bit(23) & !self.close.val() {
            self.acked.d.next = self.wanted.val();
            self.high.d.next = self.wanted.val();
            self.written.d.next = self.wanted.val();
            self.visible.d.next = self.wanted.val();
            self.retired_next.next = self.wanted.val();
            self.sending_next.next = self.wanted.val();
        }
        if self.reset.val() {
            self.acked.d.next = bits::<24>(0);
            self.high.d.next = bits::<24>(0);
            self.written.d.next = bits::<24>(0);
            self.visible.d.next = bits::<24>(0);
            self.retired_next.next = bits::<24>(0);
            self.sending_next.next = bits::<24>(0);
            self.freed.d.next = bits::<12>(0);
            self.filled.d.next = bits::<12>(0);
            self.begun.d.next = bits::<12>(0);
        }
        self.sending.d.next = self.sending_next.val();
        self.entries.read_address.next = bit_cast::<9, 24>(self.sending_next.val());
        self.retired.d.next = self.retired_next.val();
        self.receipts.read_address.next = bit_cast::<9, 24>(self.retired_next.val());
    }
}
