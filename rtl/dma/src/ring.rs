//! The ring: registers, descriptors fetched ahead, retirement in order.
//!
//! Descriptors are fetched one at a time, up to six ahead of the one being executed. Each is judged when it comes, and goes to the
//! issuer and to the transfer. Its completion is written when the transfer has finished; only then it counts. The first that fails
//! halts the ring.

use crate::streams::Job;
use abi::geometry::{NV_HEADER_BYTES, REMOTE_OFFSET};
use abi::registers::dma;
use rtl_prims::fifo::Fifo;
use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct Ring {
    pub clock: Signal<In, Clock>,
    /// The host's addresses are void.
    pub forget: Signal<In, Bit>,
    /// Power is failing.
    pub stop: Signal<In, Bit>,
    // Register bus: 64-bit words of BAR0.
    pub write: Signal<In, Bit>,
    pub write_word: Signal<In, Bits<13>>,
    pub write_data: Signal<In, Bits<64>>,
    pub write_low: Signal<In, Bit>,
    pub write_high: Signal<In, Bit>,
    pub read_word: Signal<In, Bits<13>>,
    /// The word asked for; 0 if it is none of this block's.
    pub read_data: Signal<Out, Bits<64>>,
    pub quarantined: Signal<In, Bits<16>>,
    pub unexpected: Signal<In, Bit>,
    /// The ring is enabled and has not halted.
    pub running: Signal<Out, Bit>,
    pub halted: Signal<Out, Bit>,
    /// Descriptors retired since ENABLE.
    pub retired: Signal<Out, Bits<32>>,
    /// Pulses when a descriptor to the card has been retired without an error, and its queue.
    pub counted: Signal<Out, Bit>,
    pub counted_queue: Signal<Out, Bit>,
    // Fetching.
    pub fetch: Signal<Out, Bit>,
    pub fetch_address: Signal<Out, Bits<64>>,
    pub fetch_sent: Signal<In, Bit>,
    pub fetched: Signal<In, Bit>,
    pub fetch_bad: Signal<In, Bit>,
    pub descriptor: Signal<In, Bits<256>>,
    /// The host has not answered the fetch in time.
    pub fetch_late: Signal<In, Bit>,
    pub fetching: Signal<Out, Bit>,
    // Descriptors in order.
    pub issue_valid: Signal<Out, Bit>,
    pub issue_job: Signal<Out, Job>,
    pub issue_ready: Signal<In, Bit>,
    pub transfer_valid: Signal<Out, Bit>,
    pub transfer_job: Signal<Out, Job>,
    pub transfer_ready: Signal<In, Bit>,
    // Retirement.
    pub finished: Signal<In, Bit>,
    pub status: Signal<In, Bits<15>>,
    pub crc: Signal<In, Bits<32>>,
    pub sequence: Signal<In, Bits<48>>,
    pub cookie: Signal<In, Bits<32>>,
    pub queue: Signal<In, Bit>,
    pub to_card: Signal<In, Bit>,
    pub complete: Signal<Out, Bit>,
    pub complete_address: Signal<Out, Bits<64>>,
    pub completion: Signal<Out, Bits<128>>,
    pub complete_done: Signal<In, Bit>,
    to_issue: Fifo<Job, 3, 4>,
    to_transfer: Fifo<Job, 3, 4>,
    enable: DFF<Bit>,
    ring_address: DFF<Bits<64>>,
    count: DFF<Bits<32>>,
    tail: DFF<Bits<32>>,
    completion_address: DFF<Bits<64>>,
    has_halted: DFF<Bit>,
    cause: DFF<Bits<32>>,
    fetched_count: DFF<Bits<32>>,
    retired_count: DFF<Bits<32>>,
    strays: DFF<Bits<32>>,
    awaiting: DFF<Bit>,
    here: DFF<Bit>,
    found: DFF<Bits<256>>,
    low: Signal<Local, Bits<32>>,
    low_aligned: Signal<Local, Bits<32>>,
    high: Signal<Local, Bits<32>>,
    on: Signal<Local, Bit>,
    place: Signal<Local, Bits<32>>,
    done_place: Signal<Local, Bits<32>>,
    lap: Signal<Local, Bits<32>>,
    state: Signal<Local, Bits<64>>,
    word: Signal<Local, Bits<256>>,
    offset: Signal<Local, Bits<42>>,
    remote_offset: Signal<Local, Bits<42>>,
    length: Signal<Local, Bits<42>>,
    limit: Signal<Local, Bits<42>>,
    remote_end: Signal<Local, Bits<42>>,
    in_local: Signal<Local, Bit>,
    in_remote: Signal<Local, Bit>,
    to: Signal<Local, Bit>,
    from: Signal<Local, Bit>,
    sane: Signal<Local, Bit>,
    judged: Signal<Local, Job>,
    header_word: Constant<Bits<64>>,
    at_header: Constant<Bits<13>>,
    at_control: Constant<Bits<13>>,
    at_ring: Constant<Bits<13>>,
    at_count: Constant<Bits<13>>,
    at_completion: Constant<Bits<13>>,
    at_retired: Constant<Bits<13>>,
    at_quarantined: Constant<Bits<13>>,
    local_bytes: Constant<Bits<42>>,
    remote_begin: Constant<Bits<42>>,
    header_end: Constant<Bits<42>>,
}

/// Header word of the DMA block: type, version, offset of the next block.
fn header_word() -> u64 {
    abi::registers::block_header(dma::BASE).expect("the block is in the table")
}

impl Ring {
    /// For a card with LOCAL and REMOTE of `local_bytes` each.
    pub fn new(local_bytes: u64) -> Self {
        let at = |register: u32| Constant::new((u64::from(register) / 8).to_bits());
        Ring {
            clock: Default::default(),
            forget: Default::default(),
            stop: Default::default(),
            write: Default::default(),
            write_word: Default::default(),
            write_data: Default::default(),
            write_low: Default::default(),
            write_high: Default::default(),
            read_word: Default::default(),
            read_data: Default::default(),
            quarantined: Default::default(),
            unexpected: Default::default(),
            running: Default::default(),
            halted: Default::default(),
            retired: Default::default(),
            counted: Default::default(),
            counted_queue: Default::default(),
            fetch: Default::default(),
            fetch_address: Default::default(),
            fetch_sent: Default::default(),
            fetched: Default::default(),
            fetch_bad: Default::default(),
            descriptor: Default::default(),
            fetch_late: Default::default(),
            fetching: Default::default(),
            issue_valid: Default::default(),
            issue_job: Default::default(),
            issue_ready: Default::default(),
            transfer_valid: Default::default(),
            transfer_job: Default::default(),
            transfer_ready: Default::default(),
            finished: Default::default(),
            status: Default::default(),
            crc: Default::default(),
            sequence: Default::default(),
            cookie: Default::default(),
            queue: Default::default(),
            to_card: Default::default(),
            complete: Default::default(),
            complete_address: Default::default(),
            completion: Default::default(),
            complete_done: Default::default(),
            to_issue: Default::default(),
            to_transfer: Default::default(),
            enable: Default::default(),
            ring_address: Default::default(),
            count: Default::default(),
            tail: Default::default(),
            completion_address: Default::default(),
            has_halted: Default::default(),
            cause: Default::default(),
            fetched_count: Default::default(),
            retired_count: Default::default(),
            strays: Default::default(),
            awaiting: Default::default(),
            here: Default::default(),
            found: Default::default(),
            low: Default::default(),
            low_aligned: Default::default(),
            high: Default::default(),
            on: Default::default(),
            place: Default::default(),
            done_place: Default::default(),
            lap: Default::default(),
            state: Default::default(),
            word: Default::default(),
            offset: Default::default(),
            remote_offset: Default::default(),
            length: Default::default(),
            limit: Default::default(),
            remote_end: Default::default(),
            in_local: Default::default(),
            in_remote: Default::default(),
            to: Default::default(),
            from: Default::default(),
            sane: Default::default(),
            judged: Default::default(),
            header_word: Constant::new(header_word().to_bits()),
            at_header: at(dma::BASE),
            at_control: at(dma::CONTROL),
            at_ring: at(dma::RING_ADDRESS),
            at_count: at(dma::RING_COUNT),
            at_completion: at(dma::COMPLETION_ADDRESS),
            at_retired: at(dma::RETIRED),
            at_quarantined: at(dma::QUARANTINED),
            local_bytes: Constant::new(local_bytes.to_bits()),
            remote_begin: Constant::new(REMOTE_OFFSET.to_bits()),
            header_end: Constant::new(NV_HEADER_BYTES.to_bits()),
        }
    }
}

impl Logic for Ring {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, to_issue, to_transfer);
        dff_setup!(
            self,
            clock,
            enable,
            ring_address,
            count,
            tail,
            completion_address,
            has_halted,
            cause,
            fetched_count,
            retired_count,
            strays,
            awaiting,
            here,
            found
        );
        self.low.next = self.write_data.val().get_bits::<32>(0);
        self.high.next = self.write_data.val().get_bits::<32>(32);
        // Rings begin at 64-byte boundaries.
        self.low_aligned.next = bit_cast::<32, 26>(self.write_data.val().get_bits::<26>(6)) << 6;
        self.on.next = (self.enable.q.val() & !self.has_halted.q.val()) & !self.stop.val();
        self.running.next = self.on.val();
        self.halted.next = self.has_halted.q.val();

        // Fetch.
        self.place.next = self.fetched_count.q.val() & (self.count.q.val() - bits::<32>(1));
        self.fetch_address.next = self.ring_address.q.val() + (bit_cast::<64, 32>(self.place.val()) << 5);
        self.fetch.next = (self.on.val() & !self.awaiting.q.val() & !self.here.q.val())
            & ((self.fetched_count.q.val() != self.tail.q.val()) & (self.to_transfer.used.val() < 6))
            & (self.to_issue.used.val() < 6);
        if self.fetch_sent.val() {
            self.awaiting.d.next = true;
            self.fetched_count.d.next = self.fetched_count.q.val() + 1;
        }
        self.fetching.next = self.awaiting.q.val();
        self.here.d.next = false;
        self.found.d.next = self.descriptor.val();
        if self.fetched.val() & self.awaiting.q.val() {
            self.awaiting.d.next = false;
            self.here.d.next = !self.fetch_bad.val();
        }

        // Judge.
        self.word.next = self.found.q.val();
        self.to.next = self.word.val().get_bits::<8>(104) == 1;
        self.from.next = self.word.val().get_bits::<8>(104) == 2;
        self.offset.next = bit_cast::<42, 40>(self.word.val().get_bits::<40>(64));
        self.length.next = bit_cast::<42, 24>(self.word.val().get_bits::<24>(128));
        self.limit.next = self.offset.val() + self.length.val();
        self.remote_offset.next = self.offset.val() - self.remote_begin.val();
        self.remote_end.next = self.remote_offset.val() + self.length.val();
        self.in_local.next = self.limit.val() <= self.local_bytes.val();
        self.in_remote.next =
            (self.offset.val() >= self.remote_begin.val()) & (self.remote_end.val() <= self.local_bytes.val());
        self.sane.next = ((self.word.val().get_bits::<15>(113) == 0) & (self.word.val().get_bits::<7>(153) == 0))
            & ((self.word.val().get_bits::<32>(224) == 0) & (self.length.val() != 0));
        self.judged.next.descriptor = self.word.val();
        self.judged.next.to_card = self.to.val();
        self.judged.next.bad = !(self.sane.val()
            & ((self.to.val() & self.in_local.val() & (self.offset.val() >= self.header_end.val()))
                | (self.from.val() & (self.in_local.val() | self.in_remote.val()))));
        self.to_issue.write.next = self.here.q.val();
        self.to_issue.commit.next = self.here.q.val();
        self.to_issue.rollback.next = false;
        self.to_issue.data_in.next = self.judged.val();
        self.to_issue.ready.next = self.issue_ready.val();
        self.to_issue.reset.next = !self.on.val();
        self.issue_valid.next = self.to_issue.valid.val() & self.on.val();
        self.issue_job.next = self.to_issue.data_out.val();
        self.to_transfer.write.next = self.here.q.val();
        self.to_transfer.commit.next = self.here.q.val();
        self.to_transfer.rollback.next = false;
        self.to_transfer.data_in.next = self.judged.val();
        self.to_transfer.ready.next = self.transfer_ready.val();
        self.to_transfer.reset.next = !self.on.val();
        self.transfer_valid.next = self.to_transfer.valid.val() & self.on.val();
        self.transfer_job.next = self.to_transfer.data_out.val();

        // Retire. The phase is 1 in the first lap.
        self.done_place.next = self.retired_count.q.val() & (self.count.q.val() - bits::<32>(1));
        self.lap.next = self.retired_count.q.val() & self.count.q.val();
        self.complete.next = self.finished.val() & self.on.val();
        self.complete_address.next = self.completion_address.q.val() + (bit_cast::<64, 32>(self.done_place.val()) << 4);
        self.completion.next = ((bit_cast::<128, 15>(self.status.val()) << 112)
            | (bit_cast::<128, 48>(self.sequence.val()) << 64))
            | ((bit_cast::<128, 32>(self.crc.val()) << 32) | bit_cast::<128, 32>(self.cookie.val()));
        if self.lap.val() == 0 {
            self.completion.next = (bits::<128>(1) << 127)
                | (((bit_cast::<128, 15>(self.status.val()) << 112)
                    | (bit_cast::<128, 48>(self.sequence.val()) << 64))
                    | ((bit_cast::<128, 32>(self.crc.val()) << 32) | bit_cast::<128, 32>(self.cookie.val())));
        }
        self.counted.next = false;
        self.counted_queue.next = self.queue.val();
        self.retired.next = self.retired_count.q.val();
        if self.complete_done.val() {
            self.retired_count.d.next = self.retired_count.q.val() + 1;
            if self.status.val() == 0 {
                self.counted.next = self.to_card.val();
            } else {
                self.has_halted.d.next = true;
                self.cause.d.next = bits::<32>(1);
            }
        }
        if self.fetched.val() & self.awaiting.q.val() & self.fetch_bad.val() {
            self.has_halted.d.next = true;
            self.cause.d.next = bits::<32>(2);
        }
        if self.fetch_late.val() {
            self.has_halted.d.next = true;
            self.cause.d.next = bits::<32>(3);
        }
        if self.unexpected.val() {
            self.strays.d.next = self.strays.q.val() + 1;
        }
        if !self.on.val() {
            self.awaiting.d.next = false;
            self.here.d.next = false;
        }

        // Registers.
        if self.write.val() {
            if (self.write_word.val() == self.at_control.val()) & self.write_low.val() {
                self.enable.d.next = self.low.val().get_bit(0);
            }
            if (self.write_word.val() == self.at_ring.val()) & !self.enable.q.val() {
                if self.write_low.val() {
                    self.ring_address.d.next = (bit_cast::<64, 32>(self.ring_address.q.val().get_bits::<32>(32)) << 32)
                        | bit_cast::<64, 32>(self.low_aligned.val());
                }
                if self.write_high.val() {
                    self.ring_address.d.next = (bit_cast::<64, 32>(self.high.val()) << 32)
                        | bit_cast::<64, 32>(self.ring_address.q.val().get_bits::<32>(0));
                }
                if self.write_low.val() & self.write_high.val() {
                    self.ring_address.d.next = (self.write_data.val() >> 6) << 6;
                }
            }
            if (self.write_word.val() == self.at_completion.val()) & !self.enable.q.val() {
                if self.write_low.val() {
                    self.completion_address.d.next =
                        (bit_cast::<64, 32>(self.completion_address.q.val().get_bits::<32>(32)) << 32)
                            | bit_cast::<64, 32>(self.low_aligned.val());
                }
                if self.write_high.val() {
                    self.completion_address.d.next = (bit_cast::<64, 32>(self.high.val()) << 32)
                        | bit_cast::<64, 32>(self.completion_address.q.val().get_bits::<32>(0));
                }
                if self.write_low.val() & self.write_high.val() {
                    self.completion_address.d.next = (self.write_data.val() >> 6) << 6;
                }
            }
            if self.write_word.val() == self.at_count.val() {
                if self.write_low.val() & !self.enable.q.val() {
                    self.count.d.next = self.low.val();
                }
                if self.write_high.val() {
                    self.tail.d.next = self.high.val();
                }
            }
        }
        if !self.enable.q.val() {
            self.fetched_count.d.next = bits::<32>(0);
            self.retired_count.d.next = bits::<32>(0);
            self.has_halted.d.next = false;
            self.cause.d.next = bits::<32>(0);
        }
        self.state.next = bits::<64>(0);
        if self.enable.q.val() {
            self.state.next = bits::<64>(0x1_0000_0001u64);
        }
        if self.has_halted.q.val() {
            self.state.next = bits::<64>(0x2_0000_0001u64);
        }
        self.read_data.next = bits::<64>(0);
        if self.read_word.val() == self.at_header.val() {
            self.read_data.next = self.header_word.val();
        }
        if self.read_word.val() == self.at_control.val() {
            self.read_data.next = self.state.val();
        }
        if self.read_word.val() == self.at_ring.val() {
            self.read_data.next = self.ring_address.q.val();
        }
        if self.read_word.val() == self.at_count.val() {
            self.read_data.next =
                (bit_cast::<64, 32>(self.tail.q.val()) << 32) | bit_cast::<64, 32>(self.count.q.val());
        }
        if self.read_word.val() == self.at_completion.val() {
            self.read_data.next = self.completion_address.q.val();
        }
        if self.read_word.val() == self.at_retired.val() {
            self.read_data.next =
                (bit_cast::<64, 32>(self.cause.q.val()) << 32) | bit_cast::<64, 32>(self.retired_count.q.val());
        }
        if self.read_word.val() == self.at_quarantined.val() {
            self.read_data.next =
                (bit_cast::<64, 32>(self.strays.q.val()) << 32) | bit_cast::<64, 16>(self.quarantined.val());
        }
        if self.forget.val() {
            self.enable.d.next = false;
            self.ring_address.d.next = bits::<64>(0);
            self.completion_address.d.next = bits::<64>(0);
            self.count.d.next = bits::<32>(0);
            self.tail.d.next = bits::<32>(0);
        }
    }
}
