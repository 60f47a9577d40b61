//! The mirror as a whole: the ports, and how its parts are wired.
//!
//! ```text
//! stage, LOCAL ─► source ─► outbox ─► framer ─► line
//!                              ▲  └─► marks      ▲    MIRRORED
//!                         acks │                 │ HELLO, BEAT, ACK, NAK, FENCED
//!                           session ─────────────┘
//!                              ▲
//! line ─► receiver ────────────┘
//!             └─► store ─► REMOTE, SEALED, image state
//! ```

use crate::framer::Framer;
use crate::mailbox::Mailbox;
use crate::marks::Marks;
use crate::outbox::Outbox;
use crate::ports::QueueIn;
use crate::receiver::Receiver;
use crate::session::Session;
use crate::settings::Settings;
use crate::source::Source;
use crate::store::Store;
use rtl_prims::stream::{ReadOut, StageIn, WriteOut};
use rust_hdl::prelude::*;

/// Sends what ingress has stored to the partner's card, and stores what the partner's card sends.
///
/// Commands are high for one cycle. Outputs without a `valid` beside them are levels and may be read in any cycle.
#[derive(LogicBlock)]
pub struct Mirror {
    /// Core clock.
    pub clock: Signal<In, Clock>,
    /// Power-on reset, synchronous; hold it for a cycle or more.
    pub reset: Signal<In, Bit>,

    // The line, before line coding. `*_control` marks the first and the last beat of a frame.
    pub tx_data: Signal<Out, Bits<128>>,
    pub tx_control: Signal<Out, Bit>,
    pub tx_valid: Signal<Out, Bit>,
    pub tx_ready: Signal<In, Bit>,
    pub rx_data: Signal<In, Bits<128>>,
    pub rx_control: Signal<In, Bit>,
    pub rx_valid: Signal<In, Bit>,
    /// The line is trained in both directions.
    pub link_up: Signal<In, Bit>,

    /// From ingress: what has been stored in LOCAL. Never held off while the mirror is LOST or power fails.
    pub stage: StageIn,
    /// Frames that wait to be sent to a partner that is heard, in front of what is staged now: none, one, or (2) more.
    pub waiting: Signal<Out, Bits<2>>,
    /// The partner stores this publish: the MIRRORED watermark of `mirrored_queue` becomes `mirrored_mark`, low half.
    pub mirrored_valid: Signal<Out, Bit>,
    pub mirrored_queue: Signal<Out, Bits<6>>,
    pub mirrored_mark: Signal<Out, Bits<48>>,
    /// The log queues of this card.
    pub queue0: QueueIn,
    pub queue1: QueueIn,

    /// Into REMOTE. Addresses are the partner's LOCAL addresses; the base of REMOTE has to be added.
    pub write: WriteOut,
    /// A published line of the partner has been stored in REMOTE.
    pub published_valid: Signal<Out, Bit>,
    pub published_queue: Signal<Out, Bits<6>>,
    pub published_slot: Signal<Out, Bits<32>>,

    /// From LOCAL, for the resync.
    pub read: ReadOut,
    /// Ingress starts nothing new while this is high...
    pub hold: Signal<Out, Bit>,
    /// ...and everything it had begun is accepted by memory and staged.
    pub held: Signal<In, Bit>,

    // Who we are.
    pub card_id: Signal<In, Bits<64>>,
    /// 0 until the host has given one; the link does not come up before.
    pub nonce: Signal<In, Bits<64>>,
    pub armed: Signal<In, Bit>,
    pub host_beat: Signal<In, Bits<64>>,
    pub ticks: Signal<In, Bits<48>>,

    // Commands, see the MIRROR and REMOTE blocks of `abi::registers`.
    pub start_resync: Signal<In, Bit>,
    pub accept: Signal<In, Bit>,
    pub drop_mirror: Signal<In, Bit>,
    /// An answer on `read` is lost, not good.
    pub unreadable: Signal<In, Bit>,
    /// Bit n: fence queue n.
    pub fence: Signal<In, Bits<2>>,
    /// Bit n: lift the fence of queue n.
    pub lift: Signal<In, Bits<2>>,
    // Ranges of a resync, byte offsets in LOCAL, 64-byte aligned.
    pub range0_start: Signal<In, Bits<32>>,
    pub range0_end: Signal<In, Bits<32>>,
    pub range1_start: Signal<In, Bits<32>>,
    pub range1_end: Signal<In, Bits<32>>,
    pub range2_start: Signal<In, Bits<32>>,
    pub range2_end: Signal<In, Bits<32>>,
    pub range3_start: Signal<In, Bits<32>>,
    pub range3_end: Signal<In, Bits<32>>,
    pub range4_start: Signal<In, Bits<32>>,
    pub range4_end: Signal<In, Bits<32>>,

    // LINK block.
    pub link_state: Signal<Out, Bits<2>>,
    pub session: Signal<Out, Bits<8>>,
    /// 0 before the first HELLO.
    pub peer_card_id: Signal<Out, Bits<64>>,
    pub peer_nonce: Signal<Out, Bits<64>>,
    pub frames_sent: Signal<Out, Bits<64>>,
    pub frames_received: Signal<Out, Bits<64>>,
    pub crc_errors: Signal<Out, Bits<32>>,
    pub naks_sent: Signal<Out, Bits<32>>,
    pub naks_received: Signal<Out, Bits<32>>,
    pub replays: Signal<Out, Bits<32>>,
    pub trainings: Signal<Out, Bits<32>>,

    // MIRROR block.
    pub mirror_state: Signal<Out, Bits<2>>,
    /// Why it was LOST last: a `LOST_` number of `abi::events`, 0 if it never was in a session.
    pub lost_reason: Signal<Out, Bits<3>>,
    /// Bit n: the partner refuses queue n.
    pub fenced: Signal<Out, Bits<2>>,
    pub cursor: Signal<Out, Bits<32>>,
    /// CATCHUP: more waits for the partner than the outbox holds.
    pub catching_up: Signal<Out, Bit>,

    // REMOTE block, all of it part of the NV header.
    pub image_state: Signal<Out, Bits<2>>,
    /// Two bits for each queue: the state of its part of the image. These go into the NV header.
    pub queue_states: Signal<Out, Bits<4>>,
    /// Bit n: queue n is or is being fenced. This, not `fence_done`, goes into the NV header.
    pub fence_mask: Signal<Out, Bits<2>>,
    /// Bit n: queue n is fenced, drained, and that is persistent.
    pub fence_done: Signal<Out, Bits<2>>,
    pub sealed0: Signal<Out, Bits<64>>,
    pub sealed1: Signal<Out, Bits<64>>,
    pub image_card_id: Signal<Out, Bits<64>>,
    pub image_nonce: Signal<Out, Bits<64>>,
    /// Flags of the partner's last HELLO or BEAT; 0 while the link is not up.
    pub peer_flags: Signal<Out, Bits<16>>,

    // BEAT block.
    pub peer_beat: Signal<Out, Bits<64>>,
    pub peer_beat_age: Signal<Out, Bits<64>>,
    pub peer_card_age: Signal<Out, Bits<64>>,

    // MAILBOX block and slots: register bus, 64-bit words of BAR0.
    pub mail_write: Signal<In, Bit>,
    pub mail_write_word: Signal<In, Bits<13>>,
    pub mail_write_data: Signal<In, Bits<64>>,
    pub mail_write_low: Signal<In, Bit>,
    pub mail_write_high: Signal<In, Bit>,
    pub mail_read_word: Signal<In, Bits<13>>,
    /// The register at `mail_read_word`, 0 if it is none of the block's.
    pub mail_read_data: Signal<Out, Bits<64>>,
    /// A 16-byte unit of BAR0; a cycle later `mail_beat` has it, if it is one of the partner's slots.
    pub mail_read_unit: Signal<In, Bits<12>>,
    pub mail_beat: Signal<Out, Bits<128>>,

    // The NV header.
    /// One cycle, before the nonce is given: take what the header of the last power-on said.
    pub load: Signal<In, Bit>,
    pub load_queue_states: Signal<In, Bits<4>>,
    pub load_fence_mask: Signal<In, Bits<2>>,
    pub load_sealed0: Signal<In, Bits<64>>,
    pub load_sealed1: Signal<In, Bits<64>>,
    pub load_image_card_id: Signal<In, Bits<64>>,
    pub load_image_nonce: Signal<In, Bits<64>>,
    /// The header has to be written with the values that the REMOTE outputs have now; stays high until `persisted`.
    pub persist: Signal<Out, Bit>,
    /// One cycle: the header has been written since `persist` rose.
    pub persisted: Signal<In, Bit>,
    /// Power fails: take no more frames, acknowledge nothing, swallow what is staged, store what was taken.
    pub power_fail: Signal<In, Bit>,
    /// Everything taken from the link is stored and the REMOTE outputs will not change any more. Good while
    /// `power_fail` is high.
    pub drained: Signal<Out, Bit>,
    source: Source,
    outbox: Outbox,
    framer: Framer,
    marks: Marks,
    receiver: Receiver,
    store: Store,
    talk: Session,
    // `mailbox` is a word of SystemVerilog, and `mail` a signal of it.
    letters: Mailbox,
    same_card: Signal<Local, Bit>,
    mirroring: Constant<Bits<2>>,
    lost: Constant<Bits<2>>,
    in_sync: Constant<Bits<2>>,
}

impl Mirror {
    /// A mirror with the given constants.
    pub fn new(settings: &Settings) -> Self {
        Mirror {
            clock: Default::default(),
            reset: Default::default(),
            tx_data: Default::default(),
            tx_control: Default::default(),
            tx_valid: Default::default(),
            tx_ready: Default::default(),
            rx_data: Default::default(),
            rx_control: Default::default(),
            rx_valid: Default::default(),
            link_up: Default::default(),
            stage: Default::default(),
            waiting: Default::default(),
            mirrored_valid: Default::default(),
            mirrored_queue: Default::default(),
            mirrored_mark: Default::default(),
            queue0: Default::default(),
            queue1: Default::default(),
            write: Default::default(),
            published_valid: Default::default(),
            published_queue: Default::default(),
            published_slot: Default::default(),
            read: Default::default(),
            hold: Default::default(),
            held: Default::default(),
            card_id: Default::default(),
            nonce: Default::default(),
            armed: Default::default(),
            host_beat: Default::default(),
            ticks: Default::default(),
            start_resync: Default::default(),
            accept: Default::default(),
            drop_mirror: Default::default(),
            unreadable: Default::default(),
            fence: Default::default(),
            lift: Default::default(),
            range0_start: Default::default(),
            range0_end: Default::default(),
            range1_start: Default::default(),
            range1_end: Default::default(),
            range2_start: Default::default(),
            range2_end: Default::default(),
            range3_start: Default::default(),
            range3_end: Default::default(),
            range4_start: Default::default(),
            range4_end: Default::default(),
            link_state: Default::default(),
            session: Default::default(),
            peer_card_id: Default::default(),
            peer_nonce: Default::default(),
            frames_sent: Default::default(),
            frames_received: Default::default(),
            crc_errors: Default::default(),
            naks_sent: Default::default(),
            naks_received: Default::default(),
            replays: Default::default(),
            trainings: Default::default(),
            mirror_state: Default::default(),
            lost_reason: Default::default(),
            fenced: Default::default(),
            cursor: Default::default(),
            catching_up: Default::default(),
            image_state: Default::default(),
            queue_states: Default::default(),
            fence_mask: Default::default(),
            fence_done: Default::default(),
            sealed0: Default::default(),
            sealed1: Default::default(),
            image_card_id: Default::default(),
            image_nonce: Default::default(),
            peer_flags: Default::default(),
            peer_beat: Default::default(),
            peer_beat_age: Default::default(),
            peer_card_age: Default::default(),
            mail_write: Default::default(),
            mail_write_word: Default::default(),
            mail_write_data: Default::default(),
            mail_write_low: Default::default(),
            mail_write_high: Default::default(),
            mail_read_word: Default::default(),
            mail_read_data: Default::default(),
            mail_read_unit: Default::default(),
            mail_beat: Default::default(),
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
            source: Source::new(settings),
            outbox: Default::default(),
            framer: Default::default(),
            marks: Default::default(),
            receiver: Receiver::new(settings),
            store: Default::default(),
            talk: Session::new(settings),
            letters: Mailbox::new(settings),
            same_card: Default::default(),
            mirroring: Constant::new((abi::registers::MIRROR_MIRRORING as u64).to_bits()),
            lost: Constant::new((abi::registers::MIRROR_LOST as u64).to_bits()),
            in_sync: Constant::new((abi::registers::IMAGE_IN_SYNC as u64).to_bits()),
        }
    }
}

impl Logic for Mirror {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, source, outbox, framer, marks, receiver, store, talk, letters);
        self.source.reset.next = self.reset.val();
        self.outbox.reset.next = self.reset.val();
        self.framer.reset.next = self.reset.val();
        self.marks.reset.next = self.reset.val();
        self.receiver.reset.next = self.reset.val();
        self.store.reset.next = self.reset.val();
        self.talk.reset.next = self.reset.val();

        // Source.
        StageIn::link(&mut self.stage, &mut self.source.stage);
        QueueIn::link(&mut self.queue0, &mut self.source.queue0);
        QueueIn::link(&mut self.queue1, &mut self.source.queue1);
        ReadOut::link(&mut self.read, &mut self.source.read);
        self.hold.next = self.source.hold.val();
        self.source.held.next = self.held.val();
        self.source.start_resync.next = self.start_resync.val();
        self.source.accept.next = self.accept.val();
        self.source.drop_mirror.next = self.drop_mirror.val();
        self.source.unreadable.next = self.unreadable.val();
        self.source.power_fail.next = self.power_fail.val();
        self.source.range0_start.next = self.range0_start.val();
        self.source.range0_end.next = self.range0_end.val();
        self.source.range1_start.next = self.range1_start.val();
        self.source.range1_end.next = self.range1_end.val();
        self.source.range2_start.next = self.range2_start.val();
        self.source.range2_end.next = self.range2_end.val();
        self.source.range3_start.next = self.range3_start.val();
        self.source.range3_end.next = self.range3_end.val();
        self.source.range4_start.next = self.range4_start.val();
        self.source.range4_end.next = self.range4_end.val();
        self.source.up.next = self.talk.up.val();
        self.source.silent.next = self.talk.silent.val();
        self.source.lose.next = self.talk.lose.val();
        self.source.estranged.next = self.talk.estranged.val();
        self.source.peer_fence.next = self.talk.peer_fence.val();
        self.source.peer_fence_mask.next = self.talk.peer_fence_mask.val();
        self.source.framer_quiet.next = self.framer.quiet.val();
        self.source.room.next = self.outbox.room.val();
        self.source.room_ahead.next = self.outbox.room_ahead.val();
        self.outbox.withheld.next = self.source.withheld.val();
        self.source.backlog.next = self.outbox.backlog.val();
        self.source.outbox_empty.next = self.outbox.empty.val();
        self.source.start_retired.next = self.marks.start_retired.val();
        self.source.done_retired.next = self.marks.done_retired.val();

        // Outbox.
        self.outbox.put.next = self.source.put.val();
        self.outbox.data.next = self.source.data.val();
        self.outbox.close.next = self.source.close.val();
        self.outbox.entry.next = self.source.entry.val();
        self.outbox.mark.next = self.source.mark.val();
        self.outbox.flush.next = self.source.flush.val();
        self.outbox.adopt.next = self.talk.adopt.val();
        self.outbox.wanted.next = self.talk.wanted.val();
        self.outbox.ack_valid.next = self.talk.ack_valid.val();
        self.outbox.ack.next = self.talk.ack.val();
        self.outbox.rewind.next = self.talk.rewind.val();
        self.outbox.take.next = self.framer.take.val();
        self.outbox.beat_address.next = self.framer.beat_address.val();

        // Framer.
        self.framer.link_up.next = self.link_up.val();
        self.framer.hello.next = self.talk.send_hello.val();
        self.framer.hello_first.next = self.talk.hello_first.val();
        self.framer.hello_second.next = self.talk.hello_second.val();
        self.framer.armed.next = self.armed.val();
        self.framer.fenced.next = self.talk.own_fenced.val();
        self.framer.nak.next = self.talk.send_nak.val();
        self.framer.beat.next = self.talk.send_beat.val();
        self.framer.beat_payload.next = self.talk.beat_payload.val();
        self.framer.ack_due.next = self.talk.ack_due.val();
        self.framer.ack.next = self.talk.own_ack.val();
        self.framer.session.next = self.source.session.val();
        self.framer.enable.next = self.talk.up.val();
        self.waiting.next = bits::<2>(0);
        if self.talk.up.val() & self.outbox.backlog.val() {
            self.waiting.next = bits::<2>(2);
        } else if self.talk.up.val() & self.outbox.pending.val() {
            self.waiting.next = bits::<2>(1);
        }
        self.framer.pending.next = self.outbox.pending.val();
        self.framer.entry.next = self.outbox.next_entry.val();
        self.framer.sequence.next = self.outbox.sequence.val();
        self.framer.next_sequence.next = self.outbox.next_sequence.val();
        self.framer.beat_data.next = self.outbox.beat.val();
        self.tx_data.next = self.framer.data.val();
        self.tx_control.next = self.framer.control.val();
        self.tx_valid.next = self.framer.valid.val();
        self.framer.ready.next = self.tx_ready.val();

        // Mailbox.
        self.letters.reset.next = self.reset.val();
        self.letters.up.next = self.talk.up.val();
        self.letters.write.next = self.mail_write.val();
        self.letters.write_word.next = self.mail_write_word.val();
        self.letters.write_data.next = self.mail_write_data.val();
        self.letters.write_low.next = self.mail_write_low.val();
        self.letters.write_high.next = self.mail_write_high.val();
        self.letters.read_word.next = self.mail_read_word.val();
        self.mail_read_data.next = self.letters.read_data.val();
        self.letters.read_unit.next = self.mail_read_unit.val();
        self.mail_beat.next = self.letters.beat.val();
        self.framer.mail.next = self.letters.mail.val();
        self.framer.mail_slot.next = self.letters.mail_slot.val();
        self.framer.mail_count.next = self.letters.mail_count.val();
        self.letters.mail_sent.next = self.framer.mail_sent.val();
        self.letters.mail_gone.next = self.framer.mail_gone.val();
        self.letters.beat_address.next = self.framer.mail_address.val();
        self.framer.mail_data.next = self.letters.beat_data.val();
        self.framer.answer.next = self.letters.answer.val();
        self.framer.answer_slot.next = self.letters.answer_slot.val();
        self.framer.answer_count.next = self.letters.answer_count.val();
        self.letters.answer_sent.next = self.framer.answer_sent.val();
        self.letters.line_start.next = self.receiver.line_start.val();
        self.letters.line_body.next = self.receiver.line_body.val();
        self.letters.line_beat.next = self.receiver.line_beat.val();
        self.letters.good.next = self.receiver.good.val();
        self.letters.kind.next = self.receiver.kind.val();

        // Marks.
        self.marks.retire.next = self.outbox.retire.val();
        self.marks.receipt.next = self.outbox.receipt.val();
        self.marks.flush.next = self.source.flush.val();
        self.marks.changed0.next = self.queue0.changed.val();
        self.marks.changed1.next = self.queue1.changed.val();
        self.marks.enable0.next = self.queue0.enable.val();
        self.marks.enable1.next = self.queue1.enable.val();
        self.marks.declared.next = self.source.declared.val();
        self.marks.accepted.next = self.source.accepted.val();
        self.marks.armed.next = self.talk.peer_armed.val();
        self.marks.refused.next = self.source.fenced.val();
        self.marks.mirroring.next = self.source.mirror_state.val() == self.mirroring.val();
        self.mirrored_valid.next = self.marks.mirrored_valid.val();
        self.mirrored_queue.next = self.marks.mirrored_queue.val();
        self.mirrored_mark.next = self.marks.mirrored_mark.val();

        // Receiver.
        self.receiver.data.next = self.rx_data.val();
        self.receiver.control.next = self.rx_control.val();
        self.receiver.line_valid.next = self.rx_valid.val();
        self.receiver.up.next = self.talk.up.val();
        self.receiver.forget.next = self.talk.forget.val();
        self.receiver.bar.next = self.store.forget.val();
        self.receiver.stop.next = self.store.stop.val() | self.power_fail.val();
        self.receiver.ready.next = self.store.ready.val();

        // Store.
        self.store.valid.next = self.receiver.valid.val();
        self.store.beat.next = self.receiver.beat.val();
        self.store.empty.next = self.receiver.empty.val();
        WriteOut::link(&mut self.write, &mut self.store.write);
        self.published_valid.next = self.store.published_valid.val();
        self.published_queue.next = self.store.published_queue.val();
        self.published_slot.next = self.store.published_slot.val();
        self.image_state.next = self.store.image_state.val();
        self.queue_states.next = self.store.queue_states.val();
        self.fence_mask.next = self.store.fence_mask.val();
        self.fence_done.next = self.store.fence_done.val();
        self.sealed0.next = self.store.sealed0.val();
        self.sealed1.next = self.store.sealed1.val();
        self.image_card_id.next = self.store.image_card_id.val();
        self.image_nonce.next = self.store.image_nonce.val();
        self.persist.next = self.store.persist.val();
        self.drained.next = self.store.drained.val();
        self.store.fence.next = self.fence.val();
        self.store.lift.next = self.lift.val();
        self.store.load.next = self.load.val();
        self.store.load_queue_states.next = self.load_queue_states.val();
        self.store.load_fence_mask.next = self.load_fence_mask.val();
        self.store.load_sealed0.next = self.load_sealed0.val();
        self.store.load_sealed1.next = self.load_sealed1.val();
        self.store.load_image_card_id.next = self.load_image_card_id.val();
        self.store.load_image_nonce.next = self.load_image_nonce.val();
        self.store.persisted.next = self.persisted.val();
        self.store.power_fail.next = self.power_fail.val();
        self.store.peer_card_id.next = self.talk.peer_card_id.val();
        self.store.peer_nonce.next = self.talk.peer_nonce.val();

        // Session.
        self.talk.link_up.next = self.link_up.val();
        self.talk.power_fail.next = self.power_fail.val();
        self.talk.card_id.next = self.card_id.val();
        self.talk.nonce.next = self.nonce.val();
        self.talk.armed.next = self.armed.val();
        self.talk.host_beat.next = self.host_beat.val();
        self.talk.ticks.next = self.ticks.val();
        self.talk.good.next = self.receiver.good.val();
        self.talk.bad.next = self.receiver.bad.val();
        self.talk.accepted.next = self.receiver.accepted.val();
        self.talk.duplicate.next = self.receiver.duplicate.val();
        self.talk.gap.next = self.receiver.gap.val();
        self.talk.complete.next = self.receiver.complete.val();
        self.talk.started.next = self.receiver.started.val();
        self.talk.speaks_armed.next = self.receiver.armed.val();
        self.talk.speaks_fenced.next = self.receiver.fenced.val();
        self.talk.kind.next = self.receiver.kind.val();
        self.talk.length.next = self.receiver.length.val();
        self.talk.first_payload.next = self.receiver.first_payload.val();
        self.talk.second_payload.next = self.receiver.second_payload.val();
        self.talk.expected.next = self.receiver.expected.val();
        self.talk.received_ack.next = self.receiver.ack.val();
        self.talk.their_session.next = self.receiver.session.val();
        self.talk.store_idle.next = self.store.idle.val();
        self.talk.applied.next = self.store.applied.val();
        self.talk.fence_mask.next = self.store.fence_mask.val();
        self.same_card.next = self.store.image_card_id.val() == self.talk.peer_card_id.val();
        self.talk.image_in_sync.next = (self.store.image_state.val() == self.in_sync.val()) & self.same_card.val();
        self.talk.session.next = self.source.session.val();
        self.talk.mirror_lost.next = self.source.mirror_state.val() == self.lost.val();
        self.talk.outbox_empty.next = self.outbox.empty.val();
        self.talk.unacked.next = self.outbox.unacked.val();
        self.talk.progress.next = self.outbox.progress.val();
        self.talk.plausible.next = self.outbox.plausible.val();
        self.talk.ack_fits.next = self.outbox.ack_fits.val();
        self.talk.hello_sent.next = self.framer.hello_sent.val();
        self.talk.nak_sent.next = self.framer.nak_sent.val();
        self.talk.beat_sent.next = self.framer.beat_sent.val();
        self.talk.ack_sent.next = self.framer.ack_sent.val();
        self.talk.ack_said.next = self.framer.ack_said.val();
        self.talk.frame_begun.next = self.framer.begun.val();

        // Registers.
        self.link_state.next = self.talk.link_state.val();
        self.peer_card_id.next = self.talk.peer_card_id.val();
        self.peer_nonce.next = self.talk.peer_nonce.val();
        self.peer_flags.next = self.talk.peer_flags.val();
        self.peer_beat.next = self.talk.peer_beat.val();
        self.peer_beat_age.next = self.talk.peer_beat_age.val();
        self.peer_card_age.next = self.talk.peer_card_age.val();
        self.frames_sent.next = self.talk.frames_sent.val();
        self.frames_received.next = self.talk.frames_received.val();
        self.crc_errors.next = self.talk.crc_errors.val();
        self.naks_sent.next = self.talk.naks_sent.val();
        self.naks_received.next = self.talk.naks_received.val();
        self.replays.next = self.talk.replays.val();
        self.trainings.next = self.talk.trainings.val();
        self.session.next = self.source.session.val();
        self.mirror_state.next = self.source.mirror_state.val();
        self.lost_reason.next = self.source.lost_reason.val();
        self.fenced.next = self.source.fenced.val();
        self.cursor.next = self.source.cursor.val();
        self.catching_up.next = self.source.catching_up.val();
    }
}
