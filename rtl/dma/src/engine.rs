//! The engine put together, and the two things it waits for without trusting them: the host and memory.
//!
//! A host that sends nothing for `timeout_cycles` while something is awaited of it ends the descriptor (or the fetch of one) and
//! halts the ring; what it still owes is quarantined. A memory that sends nothing for 65536 cycles (262 us) has failed, and the card
//! with it.

use crate::buffer::Buffer;
use crate::issue::Issue;
use crate::ring::Ring;
use crate::transfer::Transfer;
use crate::writer::Writer;
use rtl_pcie::streams::{RcIn, RqOut};
use rtl_prims::stream::ReadOut;
use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct Engine {
    pub clock: Signal<In, Clock>,
    /// The function is being reset: nothing of before comes back.
    pub reset: Signal<In, Bit>,
    /// The host's addresses are void.
    pub forget: Signal<In, Bit>,
    /// Power is failing.
    pub stop: Signal<In, Bit>,
    /// Memory has failed.
    pub failed: Signal<In, Bit>,
    /// Pulses when memory has not answered.
    pub hung: Signal<Out, Bit>,
    // Configuration of the function.
    pub max_payload: Signal<In, Bits<2>>,
    pub max_read: Signal<In, Bits<3>>,
    pub credits: Signal<In, Bits<4>>,
    // Register bus.
    pub write: Signal<In, Bit>,
    pub write_word: Signal<In, Bits<13>>,
    pub write_data: Signal<In, Bits<64>>,
    pub write_low: Signal<In, Bit>,
    pub write_high: Signal<In, Bit>,
    pub read_word: Signal<In, Bits<13>>,
    pub read_data: Signal<Out, Bits<64>>,
    // Host.
    pub rq: RqOut,
    pub rc: RcIn,
    // Card.
    pub memory: ReadOut,
    /// Beside data of `memory`: it is lost.
    pub lost: Signal<In, Bit>,
    pub out_valid: Signal<Out, Bit>,
    pub out_unit: Signal<Out, Bits<24>>,
    pub out_data: Signal<Out, Bits<128>>,
    pub out_enable: Signal<Out, Bits<16>>,
    pub out_last: Signal<Out, Bit>,
    pub out_ready: Signal<In, Bit>,
    /// No row of the engine is in the store stage.
    pub stored: Signal<In, Bit>,
    pub sequence: Signal<In, Bits<48>>,
    // What others watch.
    pub retired: Signal<Out, Bits<32>>,
    pub halted: Signal<Out, Bit>,
    pub counted: Signal<Out, Bit>,
    pub counted_queue: Signal<Out, Bit>,
    ring: Ring,
    issue: Issue,
    buffer: Buffer,
    transfer: Transfer,
    writer: Writer,
    host_wait: DFF<Bits<32>>,
    memory_wait: DFF<Bits<16>>,
    stopped: Signal<Local, Bit>,
    late: Signal<Local, Bit>,
    patience: Constant<Bits<32>>,
}

impl Engine {
    /// For a card with LOCAL and REMOTE of `local_bytes` each, and a host that may take `timeout_cycles` to answer.
    pub fn new(local_bytes: u64, timeout_cycles: u32) -> Self {
        Engine {
            clock: Default::default(),
            reset: Default::default(),
            forget: Default::default(),
            stop: Default::default(),
            failed: Default::default(),
            hung: Default::default(),
            max_payload: Default::default(),
            max_read: Default::default(),
            credits: Default::default(),
            write: Default::default(),
            write_word: Default::default(),
            write_data: Default::default(),
            write_low: Default::default(),
            write_high: Default::default(),
            read_word: Default::default(),
            read_data: Default::default(),
            rq: Default::default(),
            rc: Default::default(),
            memory: Default::default(),
            lost: Default::default(),
            out_valid: Default::default(),
            out_unit: Default::default(),
            out_data: Default::default(),
            out_enable: Default::default(),
            out_last: Default::default(),
            out_ready: Default::default(),
            stored: Default::default(),
            sequence: Default::default(),
            retired: Default::default(),
            halted: Default::default(),
            counted: Default::default(),
            counted_queue: Default::default(),
            ring: Ring::new(local_bytes),
            issue: Default::default(),
            buffer: Default::default(),
            transfer: Transfer::new(local_bytes),
            writer: Default::default(),
            host_wait: Default::default(),
            memory_wait: Default::default(),
            stopped: Default::default(),
            late: Default::default(),
            patience: Constant::new(u64::from(timeout_cycles).to_bits()),
        }
    }
}

impl Logic for Engine {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(self, clock, ring, issue, buffer, transfer, writer);
        dff_setup!(self, clock, host_wait, memory_wait);
        RqOut::link(&mut self.rq, &mut self.writer.rq);
        RcIn::link(&mut self.rc, &mut self.buffer.rc);
        ReadOut::link(&mut self.memory, &mut self.transfer.memory);
        self.stopped.next = !self.ring.running.val();

        self.ring.forget.next = self.forget.val();
        self.ring.stop.next = self.stop.val();
        self.ring.write.next = self.write.val();
        self.ring.write_word.next = self.write_word.val();
        self.ring.write_data.next = self.write_data.val();
        self.ring.write_low.next = self.write_low.val();
        self.ring.write_high.next = self.write_high.val();
        self.ring.read_word.next = self.read_word.val();
        self.read_data.next = self.ring.read_data.val();
        self.ring.quarantined.next = self.buffer.quarantined.val();
        self.ring.unexpected.next = self.buffer.unexpected.val();
        self.ring.fetch_sent.next = self.issue.fetched.val();
        self.ring.fetched.next = self.buffer.fetched.val();
        self.ring.fetch_bad.next = self.buffer.fetch_bad.val();
        self.ring.descriptor.next = self.buffer.descriptor.val();
        self.ring.issue_ready.next = self.issue.ready.val();
        self.ring.transfer_ready.next = self.transfer.ready.val();
        self.ring.finished.next = self.transfer.finished.val();
        self.ring.status.next = self.transfer.status.val();
        self.ring.crc.next = self.transfer.crc.val();
        self.ring.sequence.next = self.transfer.at_sequence.val();
        self.ring.cookie.next = self.transfer.cookie.val();
        self.ring.queue.next = self.transfer.queue.val();
        self.ring.to_card.next = self.transfer.to_card.val();
        self.ring.complete_done.next = self.writer.done.val();
        self.retired.next = self.ring.retired.val();
        self.halted.next = self.ring.halted.val();
        self.counted.next = self.ring.counted.val();
        self.counted_queue.next = self.ring.counted_queue.val();

        self.issue.reset.next = self.stopped.val();
        self.issue.bus_reset.next = self.reset.val();
        self.issue.max_read.next = self.max_read.val();
        self.issue.credits.next = self.credits.val();
        self.issue.valid.next = self.ring.issue_valid.val();
        self.issue.job.next = self.ring.issue_job.val();
        self.issue.fetch.next = self.ring.fetch.val();
        self.issue.fetch_address.next = self.ring.fetch_address.val();
        self.issue.tag_free.next = self.buffer.free.val();
        self.issue.tag.next = self.buffer.free_tag.val();
        self.issue.full.next = self.buffer.full.val();
        self.issue.request_ready.next = self.writer.request_ready.val();

        self.buffer.reset.next = self.reset.val();
        self.buffer.abandon.next = self.stopped.val();
        self.buffer.take.next = self.issue.take.val();
        self.buffer.take_fetch.next = self.issue.fetched.val();
        self.buffer.ask.next = self.issue.ask.val();
        self.buffer.asked.next = self.issue.asked.val();
        self.buffer.wanted.next = self.transfer.wanted.val();
        self.buffer.room.next = self.transfer.room.val();

        self.transfer.reset.next = self.stopped.val();
        self.transfer.valid.next = self.ring.transfer_valid.val();
        self.transfer.job.next = self.ring.transfer_job.val();
        self.transfer.lost.next = self.lost.val();
        self.transfer.failed.next = self.failed.val();
        self.transfer.sequence.next = self.sequence.val();
        self.transfer.row_valid.next = self.buffer.row_valid.val();
        self.transfer.row.next = self.buffer.row.val();
        self.transfer.bad.next = self.buffer.bad.val();
        self.transfer.out_ready.next = self.out_ready.val();
        self.transfer.stored.next = self.stored.val();
        self.transfer.host_room.next = self.writer.room.val();
        self.transfer.retired.next = self.writer.done.val();
        self.out_valid.next = self.transfer.out_valid.val();
        self.out_unit.next = self.transfer.out_unit.val();
        self.out_data.next = self.transfer.out_data.val();
        self.out_enable.next = self.transfer.out_enable.val();
        self.out_last.next = self.transfer.out_last.val();

        self.writer.reset.next = self.reset.val();
        self.writer.stop.next = self.stopped.val();
        self.writer.max_payload.next = self.max_payload.val();
        self.writer.request_valid.next = self.issue.request_valid.val();
        self.writer.request.next = self.issue.request.val();
        self.writer.start.next = self.transfer.start.val();
        self.writer.address.next = self.transfer.host_address.val();
        self.writer.bytes.next = self.transfer.bytes.val();
        self.writer.cancel.next = self.transfer.cancel.val();
        self.writer.row_valid.next = self.transfer.host_row_valid.val();
        self.writer.row.next = self.transfer.host_row.val();
        self.writer.complete.next = self.ring.complete.val();
        self.writer.complete_to_card.next = self.transfer.to_card.val();
        self.writer.complete_address.next = self.ring.complete_address.val();
        self.writer.completion.next = self.ring.completion.val();

        // Patience.
        self.host_wait.d.next = self.host_wait.q.val() + 1;
        if self.buffer.progress.val() | !(self.transfer.starved_host.val() | self.ring.fetching.val()) {
            self.host_wait.d.next = bits::<32>(0);
        }
        self.late.next = self.host_wait.q.val() == self.patience.val();
        self.transfer.timed_out.next = self.late.val();
        self.ring.fetch_late.next = (self.late.val() & self.ring.fetching.val()) & !self.transfer.starved_host.val();
        self.memory_wait.d.next = bits::<16>(0);
        self.hung.next = false;
        if self.transfer.starved_memory.val() & !self.memory.data_valid.val() {
            self.memory_wait.d.next = self.memory_wait.q.val() + 1;
            self.hung.next = self.memory_wait.q.val().all();
        }
    }
}
