//! The engine's packets on RQ: read requests, data for the host, completions.
//!
//! Read requests go first: they are one beat, and everything else waits for what they bring. Data for the host leaves in packets up to
//! the next boundary of the largest payload the host allows (MPS, 128 to 1024 bytes). The first bytes of an address that is not
//! 16-byte aligned leave as a packet of their own, up to that alignment, so that the beats of all others are whole rows. A packet
//! begins when all of it is here. The completion of a descriptor comes behind its data.
//!
//! *No beat is lost between packets.* Where and how long the next packet is has been worked out while the present one leaves, so its
//! descriptor can follow the last row at once: 64 of 65 beats are data with packets of 1024 bytes. And the rows hold two of the longest packets, one
//! that leaves and one that comes.
//!
//! *Nor between descriptors.* The transfer is told to go on when its last row is here. What it announces next waits until the data
//! and the completion of the descriptor before have left; its rows come in behind meanwhile.

use crate::streams::ReadRequest;
use rtl_pcie::rq::RequestDescriptor;
use rtl_pcie::streams::RqOut;
use rtl_prims::fifo::Fifo;
use rust_hdl::prelude::*;

#[derive(LogicState, Copy, Clone, Debug, PartialEq)]
enum State {
    Idle,
    /// The length of the next data packet is known.
    Data,
    /// Its payload is going out.
    Payload,
    /// The completion's payload is going out.
    Completion,
}

#[derive(LogicBlock, Default)]
pub struct Writer {
    pub clock: Signal<In, Clock>,
    /// Of the bus: a packet half-way out is abandoned.
    pub reset: Signal<In, Bit>,
    /// The ring stops: no new packet begins, what waits is forgotten.
    pub stop: Signal<In, Bit>,
    /// `cfg_max_payload`: 128 bytes shifted left by this.
    pub max_payload: Signal<In, Bits<2>>,
    // Read requests.
    pub request_valid: Signal<In, Bit>,
    pub request: Signal<In, ReadRequest>,
    pub request_ready: Signal<Out, Bit>,
    // Data: begins with its place and length, one descriptor ahead of what leaves at most...
    pub start: Signal<In, Bit>,
    pub address: Signal<In, Bits<64>>,
    pub bytes: Signal<In, Bits<24>>,
    /// The rest of the data that was announced last will not come.
    pub cancel: Signal<In, Bit>,
    /// ...and comes in rows, aligned as in host memory.
    pub row_valid: Signal<In, Bit>,
    pub row: Signal<In, Bits<128>>,
    /// There is room for four rows more.
    pub room: Signal<Out, Bit>,
    // A completion; stays until `done`.
    pub complete: Signal<In, Bit>,
    /// It is of bytes for the card.
    pub complete_to_card: Signal<In, Bit>,
    pub complete_address: Signal<In, Bits<64>>,
    pub completion: Signal<In, Bits<128>>,
    pub done: Signal<Out, Bit>,
    pub rq: RqOut,
    rows: Fifo<Bits<128>, 7, 8>,
    state: DFF<State>,
    /// Where the next packet begins, and bytes from there on.
    at: DFF<Bits<64>>,
    left: DFF<Bits<24>>,
    cancelled: DFF<Bit>,
    /// Data of the next descriptor is announced.
    pending: DFF<Bit>,
    pending_at: DFF<Bits<64>>,
    pending_left: DFF<Bits<24>>,
    pending_cancelled: DFF<Bit>,
    /// The completion of what was announced before is still to come: its data has left or is leaving.
    owed: DFF<Bit>,
    /// The ring has stopped in the middle of a packet: when that is out everything is forgotten.
    void: DFF<Bit>,
    // The next packet; `known` if that is worked out.
    known: DFF<Bit>,
    next_words: DFF<Bits<9>>,
    next_beats: DFF<Bits<7>>,
    next_size: DFF<Bits<11>>,
    next_enables: DFF<Bits<8>>,
    // The packet that leaves.
    words: DFF<Bits<9>>,
    beats: DFF<Bits<7>>,
    size: DFF<Bits<11>>,
    enables: DFF<Bits<8>>,
    lane: DFF<Bits<2>>,
    out_data: DFF<Bits<128>>,
    out_user: DFF<Bits<8>>,
    out_keep: DFF<Bits<4>>,
    out_last: DFF<Bit>,
    out_valid: DFF<Bit>,
    advance: Signal<Local, Bit>,
    asked: Signal<Local, ReadRequest>,
    descriptor: Signal<Local, RequestDescriptor>,
    packet: Signal<Local, RequestDescriptor>,
    answer: Signal<Local, RequestDescriptor>,
    unit: Signal<Local, Bits<11>>,
    inside: Signal<Local, Bits<11>>,
    lead16: Signal<Local, Bits<4>>,
    lead: Signal<Local, Bits<2>>,
    room_here: Signal<Local, Bits<11>>,
    final_one: Signal<Local, Bit>,
    size_now: Signal<Local, Bits<11>>,
    limit: Signal<Local, Bits<11>>,
    tail: Signal<Local, Bits<2>>,
    end_row: Signal<Local, Bits<11>>,
    words_now: Signal<Local, Bits<11>>,
    beats_now: Signal<Local, Bits<11>>,
    first_mask: Signal<Local, Bits<4>>,
    last_mask: Signal<Local, Bits<4>>,
    payload: Signal<Local, Bits<128>>,
    sends_row: Signal<Local, Bit>,
    last_row: Signal<Local, Bit>,
    idle: Signal<Local, Bit>,
    void_now: Signal<Local, Bit>,
    may_begin: Signal<Local, Bit>,
    begins: Signal<Local, Bit>,
    load: Signal<Local, Bit>,
    may_complete: Signal<Local, Bit>,
}

impl Logic for Writer {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, rows);
        dff_setup!(
            self,
            clock,
            state,
            at,
            left,
            cancelled,
            pending,
            pending_at,
            pending_left,
            pending_cancelled,
            owed,
            void,
            known,
            next_words,
            next_beats,
            next_size,
            next_enables,
            words,
            beats,
            size,
            enables,
            lane,
            out_data,
            out_user,
            out_keep,
            out_last,
            out_valid
        );
        self.advance.next = !self.out_valid.q.val() | self.rq.ready.val();

        // The next data packet.
        self.unit.next = bits::<11>(1024);
        if self.max_payload.val() == 0 {
            self.unit.next = bits::<11>(128);
        }
        if self.max_payload.val() == 1 {
            self.unit.next = bits::<11>(256);
        }
        if self.max_payload.val() == 2 {
            self.unit.next = bits::<11>(512);
        }
        self.lead16.next = self.at.q.val().get_bits::<4>(0);
        self.lead.next = self.at.q.val().get_bits::<2>(0);
        self.inside.next = bit_cast::<11, 10>(self.at.q.val().get_bits::<10>(0)) & (self.unit.val() - bits::<11>(1));
        self.room_here.next = self.unit.val() - self.inside.val();
        if self.lead16.val() != 0 {
            self.room_here.next = bits::<11>(16) - bit_cast::<11, 4>(self.lead16.val());
        }
        self.final_one.next = self.left.q.val() <= bit_cast::<24, 11>(self.room_here.val());
        self.size_now.next = self.room_here.val();
        if self.final_one.val() {
            self.size_now.next = self.left.q.val().get_bits::<11>(0);
        }
        self.limit.next = (bit_cast::<11, 2>(self.lead.val()) + self.size_now.val()) + bits::<11>(3);
        self.words_now.next = self.limit.val() >> 2;
        self.end_row.next = self.size_now.val() + bits::<11>(15);
        self.beats_now.next = self.end_row.val() >> 4;
        self.tail.next = self.limit.val().get_bits::<2>(0);
        self.first_mask.next = bits::<4>(15);
        if self.lead.val() == 1 {
            self.first_mask.next = bits::<4>(14);
        }
        if self.lead.val() == 2 {
            self.first_mask.next = bits::<4>(12);
        }
        if self.lead.val() == 3 {
            self.first_mask.next = bits::<4>(8);
        }
        self.last_mask.next = bits::<4>(15);
        if self.tail.val() == 0 {
            self.last_mask.next = bits::<4>(1);
        }
        if self.tail.val() == 1 {
            self.last_mask.next = bits::<4>(3);
        }
        if self.tail.val() == 2 {
            self.last_mask.next = bits::<4>(7);
        }

        // Descriptors.
        self.asked.next = self.request.val();
        self.descriptor.next.address = self.asked.val().address;
        self.descriptor.next.dwords = self.asked.val().dwords;
        self.descriptor.next.kind = bits::<4>(0);
        self.descriptor.next.poisoned = false;
        self.descriptor.next.requester = bits::<16>(0);
        self.descriptor.next.tag = bit_cast::<8, 4>(self.asked.val().tag);
        self.descriptor.next.completer = bits::<16>(0);
        self.descriptor.next.requester_enable = false;
        self.descriptor.next.class = bits::<3>(0);
        self.descriptor.next.attributes = bits::<3>(0);
        self.descriptor.next.force_ecrc = false;
        self.packet.next.address = (self.at.q.val() >> 2) << 2;
        self.packet.next.dwords = bit_cast::<11, 9>(self.words.q.val());
        self.packet.next.kind = bits::<4>(1);
        self.packet.next.poisoned = false;
        self.packet.next.requester = bits::<16>(0);
        self.packet.next.tag = bits::<8>(0);
        self.packet.next.completer = bits::<16>(0);
        self.packet.next.requester_enable = false;
        self.packet.next.class = bits::<3>(0);
        self.packet.next.attributes = bits::<3>(0);
        self.packet.next.force_ecrc = false;
        self.answer.next.address = self.complete_address.val();
        self.answer.next.dwords = bits::<11>(4);
        self.answer.next.kind = bits::<4>(1);
        self.answer.next.poisoned = false;
        self.answer.next.requester = bits::<16>(0);
        self.answer.next.tag = bits::<8>(0);
        self.answer.next.completer = bits::<16>(0);
        self.answer.next.requester_enable = false;
        self.answer.next.class = bits::<3>(0);
        self.answer.next.attributes = bits::<3>(0);
        self.answer.next.force_ecrc = false;

        self.known.d.next = true;
        self.next_words.d.next = self.words_now.val().get_bits::<9>(0);
        self.next_beats.d.next = self.beats_now.val().get_bits::<7>(0);
        self.next_size.d.next = self.size_now.val();
        self.next_enables.d.next =
            (bit_cast::<8, 4>(self.last_mask.val()) << 4) | bit_cast::<8, 4>(self.first_mask.val());
        if self.words_now.val() == 1 {
            self.next_enables.d.next = bit_cast::<8, 4>(self.first_mask.val() & self.last_mask.val());
        }

        // The payload of the first packet begins in the lane of its address; in all others that is lane 0.
        self.payload.next = self.rows.data_out.val();
        if self.lane.q.val() == 1 {
            self.payload.next = self.rows.data_out.val() >> 32;
        }
        if self.lane.q.val() == 2 {
            self.payload.next = self.rows.data_out.val() >> 64;
        }
        if self.lane.q.val() == 3 {
            self.payload.next = self.rows.data_out.val() >> 96;
        }
        self.sends_row.next = (self.state.q.val() == State::Payload) & self.advance.val() & self.rows.valid.val();
        self.last_row.next = self.sends_row.val() & (self.beats.q.val() == 1);
        self.idle.next = self.state.q.val() == State::Idle;
        self.void_now.next = self.stop.val() | self.void.q.val();

        // A packet begins when all of it is here, and nothing else is first.
        self.may_begin.next = (self.known.q.val() & (self.left.q.val() != 0))
            & (!self.cancelled.q.val() & !self.void_now.val())
            & !self.request_valid.val();
        self.begins.next = (self.idle.val() & self.may_begin.val())
            & (self.rows.used.val() >= bit_cast::<8, 7>(self.next_beats.q.val()));
        if self.last_row.val() {
            // The row that leaves now is still counted.
            self.begins.next =
                self.may_begin.val() & (self.rows.used.val() > bit_cast::<8, 7>(self.next_beats.q.val()));
        }
        // A completion leaves behind its own data, if there is any: announced data that has not had its turn is its own if it is one of data for
        // the host and no other is owed. (There is none behind a descriptor that failed without data.)
        self.may_complete.next = (self.complete.val() & (self.left.q.val() == 0))
            & ((self.owed.q.val() | self.complete_to_card.val()) | !self.pending.q.val());
        // The next descriptor's turn comes when the one before has left with its completion.
        self.load.next = (self.idle.val() & self.pending.q.val())
            & ((self.left.q.val() == 0) & !self.owed.q.val())
            & (!(self.complete.val() & self.complete_to_card.val()) & !self.cancelled.q.val());

        self.request_ready.next = false;
        self.done.next = false;
        if self.advance.val() {
            self.out_valid.d.next = false;
        }
        match self.state.q.val() {
            State::Idle => {
                if self.request_valid.val() {
                    if self.advance.val() {
                        self.request_ready.next = true;
                        self.out_valid.d.next = true;
                        self.out_data.d.next = self.descriptor.val().into();
                        self.out_user.d.next = (bit_cast::<8, 4>(self.asked.val().last_enable) << 4)
                            | bit_cast::<8, 4>(self.asked.val().first_enable);
                        self.out_keep.d.next = bits::<4>(15);
                        self.out_last.d.next = true;
                    }
                } else if !self.void_now.val() & !self.cancelled.q.val() {
                    if self.may_complete.val() & self.advance.val() {
                        self.out_valid.d.next = true;
                        self.out_data.d.next = self.answer.val().into();
                        self.out_user.d.next = bits::<8>(0xFF);
                        self.out_keep.d.next = bits::<4>(15);
                        self.out_last.d.next = false;
                        self.state.d.next = State::Completion;
                    }
                }
                if self.cancelled.q.val() {
                    self.cancelled.d.next = false;
                    self.left.d.next = bits::<24>(0);
                }
            }
            State::Data => {
                if self.advance.val() {
                    self.out_valid.d.next = true;
                    self.out_data.d.next = self.packet.val().into();
                    self.out_user.d.next = self.enables.q.val();
                    self.out_keep.d.next = bits::<4>(15);
                    self.out_last.d.next = false;
                    self.lane.d.next = self.at.q.val().get_bits::<2>(2);
                    self.at.d.next = self.at.q.val() + bit_cast::<64, 11>(self.size.q.val());
                    self.left.d.next = self.left.q.val() - bit_cast::<24, 11>(self.size.q.val());
                    self.known.d.next = false;
                    self.state.d.next = State::Payload;
                }
            }
            State::Payload => {
                if self.sends_row.val() {
                    self.out_valid.d.next = true;
                    self.out_data.d.next = self.payload.val();
                    self.out_keep.d.next = bits::<4>(15);
                    self.out_last.d.next = false;
                    self.words.d.next = self.words.q.val() - 4;
                    self.beats.d.next = self.beats.q.val() - 1;
                    if self.last_row.val() {
                        self.out_last.d.next = true;
                        if self.words.q.val() == 1 {
                            self.out_keep.d.next = bits::<4>(1);
                        }
                        if self.words.q.val() == 2 {
                            self.out_keep.d.next = bits::<4>(3);
                        }
                        if self.words.q.val() == 3 {
                            self.out_keep.d.next = bits::<4>(7);
                        }
                        self.state.d.next = State::Idle;
                    }
                }
            }
            State::Completion => {
                if self.advance.val() {
                    self.out_valid.d.next = true;
                    self.out_data.d.next = self.completion.val();
                    self.out_keep.d.next = bits::<4>(15);
                    self.out_last.d.next = true;
                    self.done.next = true;
                    self.owed.d.next = false;
                    self.state.d.next = State::Idle;
                }
            }
            _ => {
                self.state.d.next = State::Idle;
            }
        }
        if self.begins.val() {
            self.words.d.next = self.next_words.q.val();
            self.beats.d.next = self.next_beats.q.val();
            self.size.d.next = self.next_size.q.val();
            self.enables.d.next = self.next_enables.q.val();
            self.state.d.next = State::Data;
        }

        // What the transfer announces. Its rows are the last ones here; if they will not all come, those that have are thrown away.
        if self.load.val() {
            self.pending.d.next = false;
            self.pending_cancelled.d.next = false;
            self.owed.d.next = true;
            self.at.d.next = self.pending_at.q.val();
            self.left.d.next = self.pending_left.q.val();
            self.cancelled.d.next = self.pending_cancelled.q.val() | self.cancel.val();
            self.known.d.next = false;
        } else if self.cancel.val() {
            if self.pending.q.val() {
                self.pending_cancelled.d.next = true;
            } else {
                self.cancelled.d.next = true;
            }
        }
        if self.start.val() {
            self.pending.d.next = true;
            self.pending_cancelled.d.next = false;
            self.pending_at.d.next = self.address.val();
            self.pending_left.d.next = self.bytes.val();
        }
        self.rows.write.next = self.row_valid.val();
        self.rows.commit.next = self.row_valid.val();
        self.rows.rollback.next = false;
        self.rows.data_in.next = self.row.val();
        self.rows.ready.next = self.sends_row.val();
        self.rows.reset.next = self.reset.val() | ((self.void_now.val() | self.cancelled.q.val()) & self.idle.val());
        self.room.next = self.rows.used.val() < 120;
        if self.stop.val() {
            self.pending.d.next = false;
            self.pending_cancelled.d.next = false;
            self.void.d.next = true;
        }
        if self.reset.val() | (self.void_now.val() & self.idle.val()) {
            self.left.d.next = bits::<24>(0);
            self.cancelled.d.next = false;
            self.owed.d.next = false;
            self.void.d.next = false;
        }
        if self.reset.val() {
            self.pending.d.next = false;
            self.state.d.next = State::Idle;
            self.out_valid.d.next = false;
        }
        self.rq.valid.next = self.out_valid.q.val();
        self.rq.data.next = self.out_data.q.val();
        self.rq.user.next = bit_cast::<62, 8>(self.out_user.q.val());
        self.rq.keep.next = self.out_keep.q.val();
        self.rq.last.next = self.out_last.q.val();
    }
}
