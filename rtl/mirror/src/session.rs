//! The state of the link: HELLO, liveness, acks, NAKs, retries, and what the partner says of itself.
//!
//! ```text
//! DOWN ──line trained──► HELLO ──HELLO heard──► UP
//!   ▲                      ▲                     │
//!   └── line lost (any) ── └── nothing heard, or retries used up
//! ```
//! In HELLO, HELLO is sent again and again. Whoever hears one goes UP and answers it once (an answer carries
//! `PEER_FLAG_ANSWER` and is not answered), so that a side that went back alone is heard without disturbing the other.
//! HELLO says which session of the partner's the speaker follows and which sequence it wants next. If that is the
//! session we are in, and the partner is the same card in the same life, everything unacknowledged is sent again;
//! otherwise the mirror is lost.

use crate::settings::Settings;
use rust_hdl::prelude::*;

#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
struct HelloFirst {
    magic: Bits<32>,
    version: Bits<16>,
    flags: Bits<16>,
    card_id: Bits<64>,
}

#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
struct HelloSecond {
    nonce: Bits<64>,
    session: Bits<8>,
    resume: Bits<8>,
    wanted: Bits<24>,
    reserved: Bits<24>,
}

#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
struct BeatPayload {
    host_beat: Bits<64>,
    tick: Bits<48>,
    flags: Bits<16>,
}

/// See the module.
#[derive(LogicBlock)]
pub struct Session {
    pub clock: Signal<In, Clock>,
    pub reset: Signal<In, Bit>,
    pub link_up: Signal<In, Bit>,
    pub power_fail: Signal<In, Bit>,
    // Who we are.
    pub card_id: Signal<In, Bits<64>>,
    pub nonce: Signal<In, Bits<64>>,
    pub armed: Signal<In, Bit>,
    pub host_beat: Signal<In, Bits<64>>,
    pub ticks: Signal<In, Bits<48>>,
    // From the receiver.
    pub good: Signal<In, Bit>,
    pub bad: Signal<In, Bit>,
    pub accepted: Signal<In, Bit>,
    pub duplicate: Signal<In, Bit>,
    pub gap: Signal<In, Bit>,
    pub complete: Signal<In, Bit>,
    /// The partner's session is another one.
    pub started: Signal<In, Bit>,
    /// What the start beat said of the speaker.
    pub speaks_armed: Signal<In, Bit>,
    pub speaks_fenced: Signal<In, Bits<2>>,
    pub kind: Signal<In, Bits<4>>,
    pub length: Signal<In, Bits<9>>,
    pub received_ack: Signal<In, Bits<24>>,
    pub first_payload: Signal<In, Bits<128>>,
    pub second_payload: Signal<In, Bits<128>>,
    pub their_session: Signal<In, Bits<8>>,
    pub expected: Signal<In, Bits<24>>,
    /// The partner is not the one it was.
    pub forget: Signal<Out, Bit>,
    // From the store.
    /// Everything received is applied.
    pub store_idle: Signal<In, Bit>,
    /// The next frame to store. What is before it is in memory, so it is the ack as it stands.
    pub applied: Signal<In, Bits<24>>,
    pub fence_mask: Signal<In, Bits<2>>,
    pub image_in_sync: Signal<In, Bit>,
    // To and from the outbox and the source.
    pub session: Signal<In, Bits<8>>,
    pub mirror_lost: Signal<In, Bit>,
    pub outbox_empty: Signal<In, Bit>,
    pub unacked: Signal<In, Bit>,
    pub progress: Signal<In, Bit>,
    pub plausible: Signal<In, Bit>,
    /// The ack of this frame lies where acks of this session can.
    pub ack_fits: Signal<In, Bit>,
    pub wanted: Signal<Out, Bits<24>>,
    pub adopt: Signal<Out, Bit>,
    pub ack_valid: Signal<Out, Bit>,
    pub ack: Signal<Out, Bits<24>>,
    pub rewind: Signal<Out, Bit>,
    /// Nothing has been heard for a while, or the line is down.
    pub silent: Signal<Out, Bit>,
    /// The mirror cannot go on: another life, another session, or no progress.
    pub lose: Signal<Out, Bit>,
    /// With it: the partner is another one than that of this session, or does not know it.
    pub estranged: Signal<Out, Bit>,
    /// The partner says, with every ack, whose frames it has dropped...
    pub peer_fence: Signal<Out, Bit>,
    pub peer_fence_mask: Signal<Out, Bits<2>>,
    /// ...and whether what it has acknowledged is durable there.
    pub peer_armed: Signal<Out, Bit>,
    // To the framer.
    pub up: Signal<Out, Bit>,
    pub send_hello: Signal<Out, Bit>,
    pub hello_sent: Signal<In, Bit>,
    pub hello_first: Signal<Out, Bits<128>>,
    pub hello_second: Signal<Out, Bits<128>>,
    /// Queues of which frames are, or in this session have been, dropped.
    pub own_fenced: Signal<Out, Bits<2>>,
    pub send_nak: Signal<Out, Bit>,
    pub nak_sent: Signal<In, Bit>,
    pub send_beat: Signal<Out, Bit>,
    pub beat_sent: Signal<In, Bit>,
    pub beat_payload: Signal<Out, Bits<128>>,
    pub ack_due: Signal<Out, Bit>,
    pub own_ack: Signal<Out, Bits<24>>,
    pub ack_sent: Signal<In, Bit>,
    pub ack_said: Signal<In, Bits<24>>,
    pub frame_begun: Signal<In, Bit>,
    // Registers.
    pub link_state: Signal<Out, Bits<2>>,
    pub peer_card_id: Signal<Out, Bits<64>>,
    pub peer_nonce: Signal<Out, Bits<64>>,
    pub peer_flags: Signal<Out, Bits<16>>,
    pub peer_beat: Signal<Out, Bits<64>>,
    pub peer_beat_age: Signal<Out, Bits<64>>,
    pub peer_card_age: Signal<Out, Bits<64>>,
    pub frames_sent: Signal<Out, Bits<64>>,
    pub frames_received: Signal<Out, Bits<64>>,
    pub crc_errors: Signal<Out, Bits<32>>,
    pub naks_sent: Signal<Out, Bits<32>>,
    pub naks_received: Signal<Out, Bits<32>>,
    pub replays: Signal<Out, Bits<32>>,
    pub trainings: Signal<Out, Bits<32>>,
    state: DFF<Bits<2>>,
    hello_timer: DFF<Bits<32>>,
    hello_due: DFF<Bit>,
    answer_due: DFF<Bit>,
    beat_timer: DFF<Bits<32>>,
    beat_due: DFF<Bit>,
    /// As the partner has been told by a BEAT.
    told_armed: DFF<Bit>,
    told_fenced: DFF<Bits<2>>,
    /// Fences of this session of the partner's, lifted ones included.
    dropped: DFF<Bits<2>>,
    partner_armed: DFF<Bit>,
    /// Our power fails, and the partner has not been told.
    gasp: DFF<Bit>,
    was_failing: DFF<Bit>,
    /// The partner has said that its power fails.
    gone: DFF<Bit>,
    /// A frame is missing. There is one NAK until the next frame is taken or nothing is missing any more.
    nak_due: DFF<Bit>,
    nak_done: DFF<Bit>,
    last_ack: DFF<Bits<24>>,
    ack_again: DFF<Bit>,
    retry_timer: DFF<Bits<32>>,
    retry_count: DFF<Bits<32>>,
    stall_timer: DFF<Bits<32>>,
    card: DFF<Bits<64>>,
    life: DFF<Bits<64>>,
    /// Nothing of this session has been acknowledged yet: the partner cannot be asked to know it.
    unheard: DFF<Bit>,
    flags: DFF<Bits<16>>,
    beat: DFF<Bits<64>>,
    beat_age: DFF<Bits<64>>,
    card_age: DFF<Bits<64>>,
    sent: DFF<Bits<64>>,
    received: DFF<Bits<64>>,
    errors: DFF<Bits<32>>,
    naks_out: DFF<Bits<32>>,
    naks_in: DFF<Bits<32>>,
    rewinds: DFF<Bits<32>>,
    ups: DFF<Bits<32>>,
    is_up: Signal<Local, Bit>,
    is_hello: Signal<Local, Bit>,
    is_partner: Signal<Local, Bit>,
    hello: Signal<Local, Bit>,
    same: Signal<Local, Bit>,
    resumes: Signal<Local, Bit>,
    /// The partner asks for what it missed.
    asked: Signal<Local, Bit>,
    retry: Signal<Local, Bit>,
    stalled: Signal<Local, Bit>,
    our_flags: Signal<Local, Bits<16>>,
    their_flags: Signal<Local, Bits<16>>,
    hello_out_first: Signal<Local, HelloFirst>,
    hello_out_second: Signal<Local, HelloSecond>,
    beat_out: Signal<Local, BeatPayload>,
    link_down: Constant<Bits<2>>,
    link_hello: Constant<Bits<2>>,
    link_is_up: Constant<Bits<2>>,
    magic: Constant<Bits<32>>,
    version: Constant<Bits<16>>,
    kind_hello: Constant<Bits<4>>,
    kind_beat: Constant<Bits<4>>,
    kind_nak: Constant<Bits<4>>,
    hello_beats: Constant<Bits<9>>,
    flag_armed: Constant<Bits<16>>,
    flag_in_sync: Constant<Bits<16>>,
    flag_answer: Constant<Bits<16>>,
    flag_gasp: Constant<Bits<16>>,
    retry_ticks: Constant<Bits<32>>,
    retries: Constant<Bits<32>>,
    hello_ticks: Constant<Bits<32>>,
    beat_ticks: Constant<Bits<32>>,
    dead_ticks: Constant<Bits<64>>,
    stall_ticks: Constant<Bits<32>>,
}

impl Session {
    /// With the timers of `settings`.
    pub fn new(settings: &Settings) -> Self {
        Session {
            clock: Default::default(),
            reset: Default::default(),
            link_up: Default::default(),
            power_fail: Default::default(),
            card_id: Default::default(),
            nonce: Default::default(),
            armed: Default::default(),
            host_beat: Default::default(),
            ticks: Default::default(),
            good: Default::default(),
            bad: Default::default(),
            accepted: Default::default(),
            duplicate: Default::default(),
            gap: Default::default(),
            complete: Default::default(),
            started: Default::default(),
            speaks_armed: Default::default(),
            speaks_fenced: Default::default(),
            kind: Default::default(),
            length: Default::default(),
            received_ack: Default::default(),
            first_payload: Default::default(),
            second_payload: Default::default(),
            their_session: Default::default(),
            expected: Default::default(),
            forget: Default::default(),
            store_idle: Default::default(),
            applied: Default::default(),
            fence_mask: Default::default(),
            image_in_sync: Default::default(),
            session: Default::default(),
            mirror_lost: Default::default(),
            outbox_empty: Default::default(),
            unacked: Default::default(),
            progress: Default::default(),
            plausible: Default::default(),
            ack_fits: Default::default(),
            wanted: Default::default(),
            adopt: Default::default(),
            ack_valid: Default::default(),
            ack: Default::default(),
            rewind: Default::default(),
            silent: Default::default(),
            lose: Default::default(),
            estranged: Default::default(),
            peer_fence: Default::default(),
            peer_fence_mask: Default::default(),
            peer_armed: Default::default(),
            up: Default::default(),
            send_hello: Default::default(),
            hello_sent: Default::default(),
            hello_first: Default::default(),
            hello_second: Default::default(),
            own_fenced: Default::default(),
            send_nak: Default::default(),
            nak_sent: Default::default(),
            send_beat: Default::default(),
            beat_sent: Default::default(),
            beat_payload: Default::default(),
            ack_due: Default::default(),
            own_ack: Default::default(),
            ack_sent: Default::default(),
            ack_said: Default::default(),
            frame_begun: Default::default(),
            link_state: Default::default(),
            peer_card_id: Default::default(),
            peer_nonce: Default::default(),
            peer_flags: Default::default(),
            peer_beat: Default::default(),
            peer_beat_age: Default::default(),
            peer_card_age: Default::default(),
            frames_sent: Default::default(),
            frames_received: Default::default(),
            crc_errors: Default::default(),
            naks_sent: Default::default(),
            naks_received: Default::default(),
            replays: Default::default(),
            trainings: Default::default(),
            state: Default::default(),
            hello_timer: Default::default(),
            hello_due: Default::default(),
            answer_due: Default::default(),
            beat_timer: Default::default(),
            beat_due: Default::default(),
            told_armed: Default::default(),
            told_fenced: Default::default(),
            dropped: Default::default(),
            partner_armed: Default::default(),
            gasp: Default::default(),
            was_failing: Default::default(),
            gone: Default::default(),
            nak_due: Default::default(),
            nak_done: Default::default(),
            last_ack: Default::default(),
            ack_again: Default::default(),
            retry_timer: Default::default(),
            retry_count: Default::default(),
            stall_timer: Default::default(),
            card: Default::default(),
            life: Default::default(),
            unheard: Default::default(),
            flags: Default::default(),
            beat: Default::default(),
            beat_age: Default::default(),
            card_age: Default::default(),
            sent: Default::default(),
            received: Default::default(),
            errors: Default::default(),
            naks_out: Default::default(),
            naks_in: Default::default(),
            rewinds: Default::default(),
            ups: Default::default(),
            is_up: Default::default(),
            is_hello: Default::default(),
            is_partner: Default::default(),
            hello: Default::default(),
            same: Default::default(),
            resumes: Default::default(),
            asked: Default::default(),
            retry: Default::default(),
            stalled: Default::default(),
            our_flags: Default::default(),
            their_flags: Default::default(),
            hello_out_first: Default::default(),
            hello_out_second: Default::default(),
            beat_out: Default::default(),
            link_down: Constant::new((abi::registers::LINK_DOWN as u64).to_bits()),
            link_hello: Constant::new((abi::registers::LINK_HELLO as u64).to_bits()),
            link_is_up: Constant::new((abi::registers::LINK_UP as u64).to_bits()),
            magic: Constant::new((abi::frame::HELLO_MAGIC as u64).to_bits()),
            version: Constant::new((abi::ABI_VERSION as u64).to_bits()),
            kind_hello: Constant::new((abi::frame::KIND_HELLO as u64).to_bits()),
            kind_beat: Constant::new((abi::frame::KIND_BEAT as u64).to_bits()),
            kind_nak: Constant::new((abi::frame::KIND_NAK as u64).to_bits()),
            hello_beats: Constant::new((abi::frame::HELLO_BYTES as u64 / 16 as u64).to_bits()),
            flag_armed: Constant::new((abi::frame::PEER_FLAG_ARMED as u64).to_bits()),
            flag_in_sync: Constant::new((abi::frame::PEER_FLAG_IN_SYNC as u64).to_bits()),
            flag_answer: Constant::new((abi::frame::PEER_FLAG_ANSWER as u64).to_bits()),
            flag_gasp: Constant::new((abi::frame::PEER_FLAG_LAST_GASP as u64).to_bits()),
            retry_ticks: Constant::new((settings.retry_ticks as u64).to_bits()),
            retries: Constant::new((settings.retries as u64).to_bits()),
            hello_ticks: Constant::new((settings.hello_ticks as u64).to_bits()),
            beat_ticks: Constant::new((settings.beat_ticks as u64).to_bits()),
            dead_ticks: Constant::new((settings.dead_ticks as u64).to_bits()),
            stall_ticks: Constant::new((settings.stall_ticks as u64).to_bits()),
        }
    }
}

impl Logic for Session {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(
            self,
            clock,
            state,
            hello_timer,
            hello_due,
            answer_due,
            beat_timer,
            beat_due,
            told_armed,
            told_fenced,
            dropped,
            partner_armed,
            gasp,
            was_failing,
            gone,
            nak_due,
            nak_done,
            last_ack,
            ack_again,
            retry_timer,
            retry_count,
            stall_timer,
            card,
            life,
            unheard,
            flags,
            beat,
            beat_age,
            card_age,
            sent,
            received,
            errors,
            naks_out,
            naks_in,
            rewinds,
            ups
        );
        self.forget.next = false;
        self.adopt.next = false;
        self.asked.next = false;
        self.lose.next = false;
        self.estranged.next = false;
        self.is_up.next = (self.state.q.val() == self.link_is_up.val()) & !self.power_fail.val();

        // Counters.
        if self.frame_begun.val() {
            self.sent.d.next = self.sent.q.val() + 1;
        }
        if self.good.val() {
            self.received.d.next = self.received.q.val() + 1;
        }
        if self.bad.val() {
            self.errors.d.next = self.errors.q.val() + 1;
        }
        self.card_age.d.next = self.card_age.q.val() + 1;
        self.beat_age.d.next = self.beat_age.q.val() + 1;

        // Acks we give. They free the partner's outbox; whether they promise anything, ARMED beside them says.
        if self.duplicate.val() {
            self.ack_again.d.next = true;
        }
        if self.ack_sent.val() {
            self.last_ack.d.next = self.ack_said.val();
            self.ack_again.d.next = false;
        }
        self.own_ack.next = self.applied.val();
        self.ack_due.next = self.is_up.val() & (self.ack_again.q.val() | (self.applied.val() != self.last_ack.q.val()));

        // NAK: one for each gap, until something is accepted.
        if (self.gap.val() | self.bad.val()) & !self.nak_done.q.val() & self.their_session.val().any() {
            self.nak_due.d.next = true;
        }
        if self.nak_sent.val() {
            self.nak_due.d.next = false;
            self.nak_done.d.next = true;
            self.naks_out.d.next = self.naks_out.q.val() + 1;
        }
        if self.accepted.val() | self.complete.val() | !self.is_up.val() {
            self.nak_due.d.next = false;
            self.nak_done.d.next = false;
        }
        self.send_nak.next = self.is_up.val() & self.nak_due.q.val();

        // Whose frames are dropped. A fence that has been lifted is told until the session is another: acks may cover what was
        // dropped while it stood.
        self.dropped.d.next = self.dropped.q.val() | self.fence_mask.val();
        if self.started.val() {
            self.dropped.d.next = self.fence_mask.val();
        }
        self.own_fenced.next = self.dropped.q.val() | self.fence_mask.val();

        // BEAT.
        self.beat_timer.d.next = self.beat_timer.q.val() + 1;
        if self.beat_timer.q.val() >= self.beat_ticks.val() {
            self.beat_timer.d.next = bits::<32>(0);
            self.beat_due.d.next = true;
        }
        // What has changed is told at once.
        self.told_armed.d.next = self.armed.val();
        self.told_fenced.d.next = self.fence_mask.val();
        if (self.told_armed.q.val() != self.armed.val()) | (self.told_fenced.q.val() != self.fence_mask.val()) {
            self.beat_due.d.next = true;
        }
        if self.beat_sent.val() {
            self.beat_due.d.next = false;
        }
        // Our last word: one BEAT although nothing else is said any more.
        self.was_failing.d.next = self.power_fail.val();
        if self.beat_sent.val() | !self.power_fail.val() {
            self.gasp.d.next = false;
        } else if !self.was_failing.q.val() {
            self.gasp.d.next = self.state.q.val() == self.link_is_up.val();
        }
        self.send_beat.next = (self.is_up.val() & self.beat_due.q.val()) | self.gasp.q.val();
        self.our_flags.next = bits::<16>(0);
        if self.armed.val() {
            self.our_flags.next = self.flag_armed.val();
        }
        if self.image_in_sync.val() {
            self.our_flags.next = self.our_flags.val() | self.flag_in_sync.val();
        }
        if self.power_fail.val() {
            self.our_flags.next = self.our_flags.val() | self.flag_gasp.val();
        }
        self.beat_out.next.host_beat = self.host_beat.val();
        self.beat_out.next.tick = self.ticks.val();
        self.beat_out.next.flags = self.our_flags.val();
        self.beat_payload.next = self.beat_out.val().into();

        // HELLO out.
        self.hello_timer.d.next = self.hello_timer.q.val() + 1;
        if self.hello_timer.q.val() >= self.hello_ticks.val() {
            self.hello_timer.d.next = bits::<32>(0);
            self.hello_due.d.next = true;
        }
        if self.hello_sent.val() {
            self.hello_due.d.next = false;
            self.answer_due.d.next = false;
        }
        self.is_hello.next = self.state.q.val() == self.link_hello.val();
        self.send_hello.next = ((self.is_hello.val() & self.hello_due.q.val())
            | (self.is_up.val() & self.answer_due.q.val()))
            & self.nonce.val().any()
            & !self.power_fail.val();
        self.hello_out_first.next.magic = self.magic.val();
        self.hello_out_first.next.version = self.version.val();
        self.hello_out_first.next.flags = self.our_flags.val();
        if self.is_up.val() {
            self.hello_out_first.next.flags = self.our_flags.val() | self.flag_answer.val();
        }
        self.hello_out_first.next.card_id = self.card_id.val();
        self.hello_out_second.next.nonce = self.nonce.val();
        self.hello_out_second.next.session = self.session.val();
        self.hello_out_second.next.resume = self.their_session.val();
        self.hello_out_second.next.wanted = self.expected.val();
        self.hello_out_second.next.reserved = bits::<24>(0);
        self.hello_first.next = self.hello_out_first.val().into();
        self.hello_second.next = self.hello_out_second.val().into();

        // HELLO in. Our own card at the other end, another protocol, a card without a host: not a partner.
        self.their_flags.next = self.first_payload.val().get_bits::<16>(48);
        self.is_partner.next = (self.first_payload.val().get_bits::<32>(0) == self.magic.val())
            & (self.first_payload.val().get_bits::<16>(32) == self.version.val())
            & (self.first_payload.val().get_bits::<64>(64) != self.card_id.val())
            & self.second_payload.val().get_bits::<64>(0).any()
            & self.nonce.val().any();
        self.same.next = (self.second_payload.val().get_bits::<64>(0) == self.life.q.val())
            & (self.first_payload.val().get_bits::<64>(64) == self.card.q.val());
        // Another partner waits until nothing of the one before is left to store; it repeats its HELLO.
        self.hello.next = self.good.val()
            & (self.kind.val() == self.kind_hello.val())
            & (self.length.val() == self.hello_beats.val())
            & (self.state.q.val() != self.link_down.val())
            & self.is_partner.val()
            & (self.same.val() | self.store_idle.val());
        self.wanted.next = self.second_payload.val().get_bits::<24>(80);
        self.resumes.next = self.same.val()
            & (self.second_payload.val().get_bits::<8>(72) == self.session.val())
            & self.plausible.val();

        // Acks and requests of the partner.
        self.ack.next = self.received_ack.val();
        self.ack_valid.next = self.good.val() & self.is_up.val() & (self.kind.val() != self.kind_hello.val());
        self.peer_fence.next = self.ack_valid.val();
        self.peer_fence_mask.next = self.speaks_fenced.val();
        if self.ack_valid.val() {
            self.partner_armed.d.next = self.speaks_armed.val() & self.ack_fits.val();
        }
        if !self.is_up.val() {
            self.partner_armed.d.next = false;
        }
        self.peer_armed.next = self.partner_armed.q.val();
        if self.good.val() {
            self.card_age.d.next = bits::<64>(0);
            if self.is_up.val() {
                if self.kind.val() == self.kind_nak.val() {
                    self.asked.next = true;
                    self.naks_in.d.next = self.naks_in.q.val() + 1;
                    self.rewinds.d.next = self.rewinds.q.val() + 1;
                }
                if (self.kind.val() == self.kind_beat.val()) & self.length.val().any() {
                    self.flags.d.next = self.first_payload.val().get_bits::<16>(112);
                    self.gone.d.next = self.first_payload.val().get_bit(115);
                    if self.beat.q.val() != self.first_payload.val().get_bits::<64>(0) {
                        self.beat.d.next = self.first_payload.val().get_bits::<64>(0);
                        self.beat_age.d.next = bits::<64>(0);
                    }
                }
            }
        }

        // No ack for too long: send again; in vain several times: talk anew; still nothing: the log goes on alone.
        self.retry.next = false;
        self.retry_timer.d.next = self.retry_timer.q.val() + 1;
        if !self.unacked.val() | self.progress.val() | !self.is_up.val() {
            self.retry_timer.d.next = bits::<32>(0);
            self.retry_count.d.next = bits::<32>(0);
        } else if self.asked.val() {
            self.retry_timer.d.next = bits::<32>(0);
        } else if self.retry_timer.q.val() >= self.retry_ticks.val() {
            self.retry.next = true;
            self.retry_timer.d.next = bits::<32>(0);
            self.retry_count.d.next = self.retry_count.q.val() + 1;
            self.rewinds.d.next = self.rewinds.q.val() + 1;
        }
        self.stalled.next = self.stall_timer.q.val() >= self.stall_ticks.val();
        self.stall_timer.d.next = self.stall_timer.q.val() + 1;
        if self.outbox_empty.val() | self.progress.val() | !self.link_up.val() {
            self.stall_timer.d.next = bits::<32>(0);
        } else if self.stalled.val() {
            self.lose.next = true;
        }
        self.rewind.next = self.asked.val() | self.retry.val();
        if self.retry.val() {
            if self.retry_count.q.val() >= self.retries.val() {
                self.state.d.next = self.link_hello.val();
                self.hello_due.d.next = true;
            }
        }

        // A HELLO may have been sent before the partner heard of the session that our host began meanwhile.
        if self.mirror_lost.val() {
            self.unheard.d.next = true;
        } else if self.progress.val() {
            self.unheard.d.next = false;
        }

        // The state itself.
        self.silent.next = (!self.link_up.val() | self.gone.q.val()) | (self.card_age.q.val() >= self.dead_ticks.val());
        if self.is_up.val() & self.silent.val() {
            self.state.d.next = self.link_hello.val();
            self.hello_due.d.next = true;
        }
        if self.hello.val() {
            self.state.d.next = self.link_is_up.val();
            self.card.d.next = self.first_payload.val().get_bits::<64>(64);
            self.life.d.next = self.second_payload.val().get_bits::<64>(0);
            self.flags.d.next = self.their_flags.val();
            self.gone.d.next = false;
            self.rewind.next = true;
            self.beat_due.d.next = true;
            self.forget.next = !self.same.val();
            self.adopt.next = self.mirror_lost.val();
            if !self.mirror_lost.val() & !self.resumes.val() & !(self.same.val() & self.unheard.q.val()) {
                self.lose.next = true;
                self.estranged.next = true;
            }
            if !self.their_flags.val().get_bit(2) {
                self.answer_due.d.next = true;
            }
        }
        if self.state.q.val() == self.link_down.val() {
            self.state.d.next = self.link_hello.val();
            self.hello_due.d.next = true;
            self.ups.d.next = self.ups.q.val() + 1;
        }
        if !self.link_up.val() {
            self.state.d.next = self.link_down.val();
            self.ups.d.next = self.ups.q.val();
        }

        self.up.next = self.is_up.val();
        self.link_state.next = self.state.q.val();
        self.peer_card_id.next = self.card.q.val();
        self.peer_nonce.next = self.life.q.val();
        self.peer_flags.next = bits::<16>(0);
        if self.gone.q.val() {
            self.peer_flags.next = self.flag_gasp.val();
        }
        if self.is_up.val() {
            self.peer_flags.next = self.flags.q.val();
        }
        self.peer_beat.next = self.beat.q.val();
        self.peer_beat_age.next = self.beat_age.q.val();
        self.peer_card_age.next = self.card_age.q.val();
        self.frames_sent.next = self.sent.q.val();
        self.frames_received.next = self.received.q.val();
        self.crc_errors.next = self.errors.q.val();
        self.naks_sent.next = self.naks_out.q.val();
        self.naks_received.next = self.naks_in.q.val();
        self.replays.next = self.rewinds.q.val();
        self.trainings.next = self.ups.q.val();

        if self.reset.val() {
            self.state.d.next = self.link_down.val();
            self.hello_timer.d.next = bits::<32>(0);
            self.hello_due.d.next = false;
            self.answer_due.d.next = false;
            self.beat_timer.d.next = bits::<32>(0);
            self.beat_due.d.next = false;
            self.told_armed.d.next = false;
            self.told_fenced.d.next = bits::<2>(0);
            self.dropped.d.next = bits::<2>(0);
            self.partner_armed.d.next = false;
            self.gasp.d.next = false;
            self.was_failing.d.next = false;
            self.gone.d.next = false;
            self.nak_due.d.next = false;
            self.nak_done.d.next = false;
            self.last_ack.d.next = bits::<24>(0);
            self.ack_again.d.next = false;
            self.retry_timer.d.next = bits::<32>(0);
            self.retry_count.d.next = bits::<32>(0);
            self.stall_timer.d.next = bits::<32>(0);
            self.card.d.next = bits::<64>(0);
            self.life.d.next = bits::<64>(0);
            self.unheard.d.next = false;
            self.flags.d.next = bits::<16>(0);
            self.beat.d.next = bits::<64>(0);
            self.beat_age.d.next = bits::<64>(0);
            self.card_age.d.next = bits::<64>(0);
            self.sent.d.next = bits::<64>(0);
            self.received.d.next = bits::<64>(0);
            self.errors.d.next = bits::<32>(0);
            self.naks_out.d.next = bits::<32>(0);
            self.naks_in.d.next = bits::<32>(0);
            self.rewinds.d.next = bits::<32>(0);
            self.ups.d.next = bits::<32>(0);
        }
    }
}
