//! The top of the card.
//!
//! ```text
//! CQ ─► parser ─► ingress (assembler) ─► store ─┬─► memory ─► LOCAL, REMOTE
//!          │           │                        └─► mirror ◄─► link
//!          │           └─► registers, log queues          └─► memory
//! CC ◄─ completer ◄─ memory, registers
//! RQ ◄─ watermark writer ◄─ log queues
//! ```

use crate::counters::Counters;
use crate::dma_marks::DmaMarks;
use crate::events::Events;
use crate::ingress::Ingress;
use crate::interrupts::Interrupts;
use crate::line_crc::LineCrc;
use crate::log_queue::LogQueue;
use crate::memory::Memory;
use crate::merge::Merge;
use crate::nv_header::NvHeader;
use crate::power::Power;
use crate::registers::RegisterFile;
use crate::store::Store;
use crate::upkeep::Upkeep;
use crate::watermark::WatermarkWriter;
use rtl_dma::engine::Engine;
use rtl_mirror::{Mirror, QueueIn};
use rtl_pcie::completer::Completer;
use rtl_pcie::cq::CompleterRequest;
use rtl_pcie::msix::Msix;
use rtl_pcie::order::Order;
use rtl_pcie::rq::RequesterMux;
use rtl_pcie::streams::{CcOut, CqIn, PostedIn, RcIn, RequestIn, RqIn, RqOut};
use rtl_prims::stream::{ReadOut, StageIn, WriteOut};
use rust_hdl::prelude::*;

/// What differs between cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Size of LOCAL, and of REMOTE, in bytes: a power of two up to 128 MiB.
    pub local_bytes: u64,
    /// Core clock in kHz.
    pub clock_khz: u64,
    /// A slot missing below a published one is reported after this many cycles.
    pub hole_cycles: u32,
    /// A DMA read the host has not answered after this many cycles is given up.
    pub dma_timeout_cycles: u32,
    /// The longest drain the battery has to carry, cycles.
    pub drain_cycles: u32,
    /// What the battery's voltage must not fall below while it does, millivolts.
    pub holdup_millivolts: u16,
    /// How much of the memory is read at boot before its contents may be VALID, bytes from the start of LOCAL.
    pub sweep_bytes: u64,
    /// Timers of the mirror.
    pub mirror: rtl_mirror::Settings,
}

impl Settings {
    /// The simulated card: 8 MiB, 250 MHz, holes reported after 1 ms, DMA reads given up after 10 ms, drains of up to 100 us.
    pub fn simulation() -> Self {
        Settings {
            local_bytes: abi::geometry::SIM_LOCAL_BYTES,
            clock_khz: 250_000,
            hole_cycles: 250_000,
            dma_timeout_cycles: 2_500_000,
            drain_cycles: 25_000,
            holdup_millivolts: 3_300,
            // Both copies of the NV header: reading 16 MiB at every boot takes a simulation seconds.
            sweep_bytes: 8 << 10,
            mirror: rtl_mirror::Settings::new(abi::geometry::SIM_LOCAL_BYTES),
        }
    }
}

#[derive(LogicBlock)]
pub struct Card {
    /// Core clock.
    pub clock: Signal<In, Clock>,
    /// Of the bus (PERST#, hot reset): PCIe state and host addresses, nothing of the memory path.
    pub reset: Signal<In, Bit>,
    /// Function-level reset, `cfg_flr_in_process`: the same for this function. `flr_done` is for `cfg_flr_done`.
    pub flr: Signal<In, Bit>,
    pub flr_done: Signal<Out, Bit>,
    /// Bus master enable of the function: while it is low the card has no host addresses.
    pub bus_master: Signal<In, Bit>,
    /// `cfg_interrupt_msix_enable` and `_mask` of the function.
    pub msix_enable: Signal<In, Bit>,
    pub msix_mask: Signal<In, Bit>,
    // PCIe hard block.
    pub cq: CqIn,
    pub cq_np_req: Signal<Out, Bits<2>>,
    pub cc: CcOut,
    pub rq: RqOut,
    pub rc: RcIn,
    /// `cfg_max_payload` and `cfg_max_read_req`: 128 bytes shifted left by these.
    pub max_payload: Signal<In, Bits<2>>,
    pub max_read: Signal<In, Bits<3>>,
    /// `pcie_tfc_nph_av`: reads of host memory that the hard block takes, at least.
    pub rq_credits: Signal<In, Bits<4>>,
    /// `pcie_rq_seq_num0` and its `vld`: the write on RQ with this number cannot be overtaken any more.
    pub rq_seq_num: Signal<In, Bits<6>>,
    pub rq_seq_num_valid: Signal<In, Bit>,
    // Memory, units of 16 bytes: LOCAL at 0, REMOTE behind it.
    pub mem_write: WriteOut,
    pub mem_read: ReadOut,
    /// Beside the data of a read: bit 0 a wrong bit was corrected, bit 1 the data is lost.
    pub mem_read_error: Signal<In, Bits<2>>,
    /// Beside a write: stored bits to flip, for tests.
    pub mem_write_inject: Signal<Out, Bits<2>>,
    // What keeps the contents while mains are off: a battery, or flash.
    /// The contents are there.
    pub persist_restored: Signal<In, Bit>,
    /// They have been kept without a gap since `persist_watch` was last high.
    pub persist_held: Signal<In, Bit>,
    /// From now on a gap has to be remembered.
    pub persist_watch: Signal<Out, Bit>,
    /// Everything is stored: keep it (self-refresh from the battery, or flush to flash)...
    pub persist_save: Signal<Out, Bit>,
    /// ...and that is done, or needs nothing any more of what mains feed.
    pub persist_saved: Signal<In, Bit>,
    // Link, before line coding.
    pub tx_data: Signal<Out, Bits<128>>,
    pub tx_control: Signal<Out, Bit>,
    pub tx_valid: Signal<Out, Bit>,
    pub tx_ready: Signal<In, Bit>,
    pub rx_data: Signal<In, Bits<128>>,
    pub rx_control: Signal<In, Bit>,
    pub rx_valid: Signal<In, Bit>,
    pub link_up: Signal<In, Bit>,
    // What the line coding says, if the board has one between these ports and its transceiver (`coded`).
    pub coded: Signal<In, Bit>,
    pub coding: Signal<In, Bits<2>>,
    pub coding_header_errors: Signal<In, Bits<32>>,
    pub coding_locks_lost: Signal<In, Bits<32>>,
    /// Near-end loopback: the line coding loops its words; without one the card loops its beats.
    pub loopback: Signal<Out, Bit>,
    // Board.
    /// Mains are failing: drain, write the header, then say `power_safe`. Once seen it counts until power is really
    /// gone.
    pub power_fail: Signal<In, Bit>,
    pub power_safe: Signal<Out, Bit>,
    pub battery_good: Signal<In, Bit>,
    pub battery_millivolts: Signal<In, Bits<16>>,
    /// Thousandths of a degree Celsius, two's complement.
    pub battery_temperature: Signal<In, Bits<32>>,
    /// Thousandths of its capacity.
    pub battery_charge: Signal<In, Bits<16>>,
    /// Put the load of a power failure on the battery: the hold-up test.
    pub battery_load: Signal<Out, Bit>,
    pub card_id: Signal<In, Bits<64>>,
    pub board: Signal<In, Bits<32>>,
    pub build_hash: Signal<In, Bits<64>>,

    parser: CompleterRequest,
    completer: Completer,
    ingress: Ingress,
    store: Store,
    line_crc: LineCrc,
    queue0: LogQueue,
    queue1: LogQueue,
    registers: RegisterFile,
    watermarks: WatermarkWriter,
    interrupts: Interrupts,
    msix: Msix,
    requester: RequesterMux,
    order: Order,
    dma: Engine,
    dma_marks0: DmaMarks,
    dma_marks1: DmaMarks,
    dma_had_halted: DFF<Bit>,
    merge: Merge,
    memory: Memory,
    mirror: Mirror,
    nv_header: NvHeader,
    power: Power,
    upkeep: Upkeep,
    counters: Counters,
    event_ring: Events,
    /// Low in the first cycle after power-on.
    started: DFF<Bit>,
    failing: DFF<Bit>,
    events: DFF<Bits<32>>,
    was_taken: DFF<Bits<16>>,
    was_looped: DFF<Bit>,
    loops_beats: Signal<Local, Bit>,
    armed: Signal<Local, Bit>,
    flags: Signal<Local, Bits<32>>,
    common: Signal<Local, Bits<8>>,
    error_event: Signal<Local, Bit>,
    flr_seen: DFF<Bit>,
    /// The function is being reset.
    function_reset: Signal<Local, Bit>,
    /// What the host has lent the card, addresses, rings and vectors, is void.
    forget: Signal<Local, Bit>,
}

impl Card {
    /// A card with these settings.
    pub fn new(settings: &Settings) -> Self {
        let local_bytes = settings.local_bytes;
        assert!(local_bytes.is_power_of_two() && local_bytes <= 128 << 20, "LOCAL is a power of two up to 128 MiB");
        Card {
            clock: Default::default(),
            reset: Default::default(),
            flr: Default::default(),
            flr_done: Default::default(),
            bus_master: Default::default(),
            msix_enable: Default::default(),
            msix_mask: Default::default(),
            cq: Default::default(),
            cq_np_req: Default::default(),
            cc: Default::default(),
            rq: Default::default(),
            rc: Default::default(),
            max_payload: Default::default(),
            max_read: Default::default(),
            rq_credits: Default::default(),
            rq_seq_num: Default::default(),
            rq_seq_num_valid: Default::default(),
            mem_write: Default::default(),
            mem_read: Default::default(),
            mem_read_error: Default::default(),
            mem_write_inject: Default::default(),
            persist_restored: Default::default(),
            persist_held: Default::default(),
            persist_watch: Default::default(),
            persist_save: Default::default(),
            persist_saved: Default::default(),
            tx_data: Default::default(),
            tx_control: Default::default(),
            tx_valid: Default::default(),
            tx_ready: Default::default(),
            rx_data: Default::default(),
            rx_control: Default::default(),
            rx_valid: Default::default(),
            link_up: Default::default(),
            coded: Default::default(),
            coding: Default::default(),
            coding_header_errors: Default::default(),
            coding_locks_lost: Default::default(),
            loopback: Default::default(),
            power_fail: Default::default(),
            power_safe: Default::default(),
            battery_good: Default::default(),
            battery_millivolts: Default::default(),
            battery_temperature: Default::default(),
            battery_charge: Default::default(),
            battery_load: Default::default(),
            card_id: Default::default(),
            board: Default::default(),
            build_hash: Default::default(),
            parser: Default::default(),
            completer: Completer::new(local_bytes, Ingress::PATH_BEATS),
            ingress: Ingress::new(local_bytes),
            store: Default::default(),
            line_crc: Default::default(),
            queue0: LogQueue::new(0, settings.hole_cycles),
            queue1: LogQueue::new(1, settings.hole_cycles),
            registers: RegisterFile::new(local_bytes, settings.clock_khz),
            watermarks: Default::default(),
            interrupts: Interrupts::new(settings.clock_khz),
            msix: Default::default(),
            requester: Default::default(),
            order: Default::default(),
            dma: Engine::new(local_bytes, settings.dma_timeout_cycles),
            dma_marks0: Default::default(),
            dma_marks1: Default::default(),
            dma_had_halted: Default::default(),
            merge: Merge::new(settings.mirror.quiet_ticks),
            memory: Memory::new(local_bytes),
            mirror: Mirror::new(&settings.mirror),
            nv_header: Default::default(),
            power: Power::new(settings.drain_cycles, settings.holdup_millivolts),
            upkeep: Upkeep::new(local_bytes, settings.sweep_bytes),
            counters: Default::default(),
            event_ring: Default::default(),
            started: Default::default(),
            failing: Default::default(),
            events: Default::default(),
            was_taken: Default::default(),
            was_looped: Default::default(),
            loops_beats: Default::default(),
            armed: Default::default(),
            flags: Default::default(),
            common: Default::default(),
            error_event: Default::default(),
            flr_seen: Default::default(),
            function_reset: Default::default(),
            forget: Default::default(),
        }
    }
}

impl Logic for Card {
    #[hdl_gen]
    fn update(&mut self) {
        clock!(
            self, clock, parser, completer, ingress, store, line_crc, queue0, queue1, registers, watermarks,
            interrupts, msix, requester, order, dma, dma_marks0, dma_marks1, merge, memory, mirror, nv_header, power,
            upkeep, counters, event_ring
        );
        dff_setup!(self, clock, started, failing, events, was_taken, was_looped, flr_seen, dma_had_halted);
        self.started.d.next = true;
        self.failing.d.next = self.failing.q.val() | self.power_fail.val();

        // PCIe. A falling bus master enable lets packets end that are half-way out; a reset does not.
        self.function_reset.next = self.reset.val() | self.flr.val();
        self.forget.next = self.function_reset.val() | !self.bus_master.val();
        self.flr_seen.d.next = self.flr.val();
        self.flr_done.next = self.flr_seen.q.val();
        CqIn::link(&mut self.cq, &mut self.parser.cq);
        CcOut::link(&mut self.cc, &mut self.completer.cc);
        RqOut::link(&mut self.rq, &mut self.requester.rq);
        RqIn::join(&mut self.requester.watermark, &mut self.watermarks.rq);
        RqIn::join(&mut self.requester.message, &mut self.msix.rq);
        RqIn::join(&mut self.requester.dma, &mut self.dma.rq);
        RcIn::link(&mut self.rc, &mut self.dma.rc);
        self.requester.reset.next = self.function_reset.val();
        self.requester.room.next = self.order.room.val();
        self.requester.next_number.next = self.order.next_number.val();
        self.requester.last_number.next = self.order.last_number.val();
        self.order.reset.next = self.function_reset.val();
        self.order.mute.next = self.failing.q.val() | !self.bus_master.val();
        self.order.sent.next = self.requester.sent.val();
        self.order.inside.next = self.requester.open.val();
        self.order.number_back.next = self.rq_seq_num.val();
        self.order.number_back_valid.next = self.rq_seq_num_valid.val();
        self.order.line_due.next = self.watermarks.line_due.val();
        self.order.line_taken.next = self.watermarks.line_taken.val();
        self.order.line_busy.next = self.watermarks.line_busy.val();
        self.order.ask.next = self.completer.ask.val();
        self.completer.clear.next = self.order.clear.val();
        self.cq_np_req.next = self.parser.np_req.val();
        self.parser.reset.next = self.function_reset.val();
        self.parser.stop.next = !self.nv_header.ready.val() | self.failing.q.val();
        RequestIn::join(&mut self.completer.request, &mut self.parser.request);
        PostedIn::join(&mut self.ingress.posted, &mut self.parser.posted);
        self.completer.failed.next = self.store.failed.val();
        self.store.fail.next = self.completer.hung.val() | self.dma.hung.val();
        self.completer.reset.next = self.function_reset.val();
        self.completer.taken.next = self.ingress.taken.val();
        self.completer.quiet.next = self.ingress.quiet.val();
        self.completer.stored.next = self.store.stored.val();
        ReadOut::join(&mut self.completer.memory, &mut self.memory.host);
        ReadOut::join(&mut self.completer.registers, &mut self.registers.read);

        // Ingress to store.
        self.ingress.enable0.next = self.queue0.enable.val();
        self.ingress.line_base0.next = self.queue0.line_base.val();
        self.ingress.line_count0.next = self.queue0.line_count.val();
        self.ingress.payload_base0.next = self.queue0.payload_ring_base.val();
        self.ingress.payload_bytes0.next = self.queue0.payload_ring_bytes.val();
        self.ingress.enable1.next = self.queue1.enable.val();
        self.ingress.line_base1.next = self.queue1.line_base.val();
        self.ingress.line_count1.next = self.queue1.line_count.val();
        self.ingress.payload_base1.next = self.queue1.payload_ring_base.val();
        self.ingress.payload_bytes1.next = self.queue1.payload_ring_bytes.val();
        self.ingress.store_empty.next = self.store.empty.val();
        self.merge.ingress_valid.next = self.ingress.out_valid.val();
        self.merge.ingress_unit.next = self.ingress.out_unit.val();
        self.merge.ingress_data.next = self.ingress.out_data.val();
        self.merge.ingress_enable.next = self.ingress.out_enable.val();
        self.merge.ingress_whole.next = self.ingress.out_whole.val();
        self.merge.ingress_last.next = self.ingress.out_last.val();
        self.ingress.out_ready.next = self.merge.ingress_ready.val();
        self.merge.dma_valid.next = self.dma.out_valid.val();
        self.merge.dma_unit.next = self.dma.out_unit.val();
        self.merge.dma_data.next = self.dma.out_data.val();
        self.merge.dma_enable.next = self.dma.out_enable.val();
        self.merge.dma_last.next = self.dma.out_last.val();
        self.dma.out_ready.next = self.merge.dma_ready.val();
        self.merge.hold.next = self.mirror.hold.val() & !self.failing.q.val();
        self.merge.crowded.next = self.store.crowded.val();
        self.store.waiting.next = self.mirror.waiting.val();
        self.merge.ready.next = self.store.ready.val();
        self.store.valid.next = self.merge.valid.val();
        self.store.unit.next = self.merge.unit.val();
        self.store.data.next = self.merge.data.val();
        self.store.enable.next = self.merge.enable.val();
        self.store.whole.next = self.merge.whole.val();
        self.store.ends.next = self.merge.ends.val();
        self.store.big.next = self.merge.big.val();
        self.store.from_dma.next = self.merge.from_dma.val();
        self.store.queue.next = self.ingress.out_queue.val();
        self.store.owned.next = self.ingress.out_owned.val();
        self.store.enable0.next = self.queue0.enable.val();
        self.store.line_base0.next = self.queue0.line_base.val();
        self.store.line_count0.next = self.queue0.line_count.val();
        self.store.payload_base0.next = self.queue0.payload_ring_base.val();
        self.store.payload_bytes0.next = self.queue0.payload_ring_bytes.val();
        self.store.enable1.next = self.queue1.enable.val();
        self.store.line_base1.next = self.queue1.line_base.val();
        self.store.line_count1.next = self.queue1.line_count.val();
        self.store.payload_base1.next = self.queue1.payload_ring_base.val();
        self.store.payload_bytes1.next = self.queue1.payload_ring_bytes.val();
        self.store.ring_slot.next = self.ingress.out_ring_slot.val();
        self.store.ticket.next = self.ingress.out_ticket.val();
        self.store.stamp.next = self.nv_header.stamp.val();
        self.store.hold.next = self.mirror.hold.val() & !self.failing.q.val();
        self.nv_header.stamped.next = self.store.stamped.val();

        // The line in the store stage and its queue.
        self.line_crc.valid.next = self.store.line_beat.val();
        self.line_crc.number.next = self.store.line_number.val();
        self.line_crc.data.next = self.store.memory.data.val();
        self.queue0.ring_slot.next = self.store.line_ring_slot.val();
        self.queue0.ticket.next = self.store.line_ticket.val();
        self.queue0.publish.next = self.store.publish.val() & !self.store.line_queue.val();
        self.queue0.reject.next = self.store.reject.val() & !self.store.line_queue.val();
        self.queue0.crc_error.next =
            self.store.publish.val() & !self.store.line_queue.val() & self.line_crc.wrong.val();
        self.queue1.ring_slot.next = self.store.line_ring_slot.val();
        self.queue1.ticket.next = self.store.line_ticket.val();
        self.queue1.publish.next = self.store.publish.val() & self.store.line_queue.val();
        self.queue1.reject.next = self.store.reject.val() & self.store.line_queue.val();
        self.queue1.crc_error.next = self.store.publish.val() & self.store.line_queue.val() & self.line_crc.wrong.val();
        self.store.line_good.next = self.queue0.good.val();
        self.store.line_mark.next = self.queue0.mark.val();
        if self.store.line_queue.val() {
            self.store.line_good.next = self.queue1.good.val();
            self.store.line_mark.next = self.queue1.mark.val();
        }

        // Memory.
        WriteOut::join(&mut self.store.memory, &mut self.memory.ingress);
        WriteOut::join(&mut self.mirror.write, &mut self.memory.remote);
        WriteOut::join(&mut self.nv_header.write, &mut self.memory.header);
        ReadOut::join(&mut self.mirror.read, &mut self.memory.resync);
        ReadOut::join(&mut self.nv_header.read, &mut self.memory.header_read);
        WriteOut::join(&mut self.upkeep.memory_write, &mut self.memory.upkeep);
        ReadOut::join(&mut self.upkeep.memory_read, &mut self.memory.upkeep_read);
        self.memory.upkeep_inject.next = self.upkeep.inject.val();
        self.memory.error.next = self.mem_read_error.val();
        self.mem_write_inject.next = self.memory.inject.val();
        self.completer.lost.next = self.memory.host_lost.val();
        self.nv_header.lost.next = self.memory.header_lost.val();
        WriteOut::link(&mut self.mem_write, &mut self.memory.write);
        ReadOut::link(&mut self.mem_read, &mut self.memory.read);

        // Registers.
        self.registers.write.next = self.ingress.write.val();
        self.registers.write_word.next = self.ingress.write_word.val();
        self.registers.write_data.next = self.ingress.write_data.val();
        self.registers.write_low.next = self.ingress.write_low.val();
        self.registers.write_high.next = self.ingress.write_high.val();
        self.queue0.write.next = self.ingress.write.val();
        self.queue0.write_word.next = self.ingress.write_word.val();
        self.queue0.write_data.next = self.ingress.write_data.val();
        self.queue0.write_low.next = self.ingress.write_low.val();
        self.queue0.write_high.next = self.ingress.write_high.val();
        self.queue0.read_word.next = self.registers.read_word.val();
        self.registers.queue0_data.next = self.queue0.read_data.val();
        self.queue1.write.next = self.ingress.write.val();
        self.queue1.write_word.next = self.ingress.write_word.val();
        self.queue1.write_data.next = self.ingress.write_data.val();
        self.queue1.write_low.next = self.ingress.write_low.val();
        self.queue1.write_high.next = self.ingress.write_high.val();
        self.queue1.read_word.next = self.registers.read_word.val();
        self.registers.queue1_data.next = self.queue1.read_data.val();
        self.registers.board.next = self.board.val();
        self.registers.build_hash.next = self.build_hash.val();
        self.registers.card_id.next = self.card_id.val();
        self.registers.generation.next = self.nv_header.generation.val();
        self.registers.hw_sequence.next = self.nv_header.sequence.val();
        self.registers.link_state.next = self.mirror.link_state.val();
        self.registers.session.next = self.mirror.session.val();
        self.registers.peer_card_id.next = self.mirror.peer_card_id.val();
        self.registers.peer_nonce.next = self.mirror.peer_nonce.val();
        self.registers.frames_sent.next = self.mirror.frames_sent.val();
        self.registers.frames_received.next = self.mirror.frames_received.val();
        self.registers.crc_errors.next = self.mirror.crc_errors.val();
        self.registers.coded.next = self.coded.val();
        self.registers.coding.next = self.coding.val();
        self.registers.header_errors.next = self.coding_header_errors.val();
        self.registers.locks_lost.next = self.coding_locks_lost.val();
        self.registers.naks_sent.next = self.mirror.naks_sent.val();
        self.registers.naks_received.next = self.mirror.naks_received.val();
        self.registers.replays.next = self.mirror.replays.val();
        self.registers.trainings.next = self.mirror.trainings.val();
        self.registers.mirror_state.next = self.mirror.mirror_state.val();
        self.registers.fenced.next = self.mirror.fenced.val();
        self.registers.cursor.next = self.mirror.cursor.val();
        self.registers.catching_up.next = self.mirror.catching_up.val();
        self.registers.image_state.next = self.mirror.image_state.val();
        self.registers.queue_states.next = self.mirror.queue_states.val();
        self.registers.fence_done.next = self.mirror.fence_done.val();
        self.registers.peer_flags.next = self.mirror.peer_flags.val();
        self.registers.sealed0.next = self.mirror.sealed0.val();
        self.registers.sealed1.next = self.mirror.sealed1.val();
        self.registers.image_card_id.next = self.mirror.image_card_id.val();
        self.registers.image_nonce.next = self.mirror.image_nonce.val();
        self.registers.peer_beat.next = self.mirror.peer_beat.val();
        self.registers.peer_beat_age.next = self.mirror.peer_beat_age.val();
        self.registers.peer_card_age.next = self.mirror.peer_card_age.val();
        self.registers.count_refused.next = self.completer.refused.val();
        self.registers.count_malformed.next = self.parser.dropped.val();
        self.registers.count_dropped.next = self.ingress.dropped.val();

        // Blocks with a decode of their own.
        self.power.write.next = self.ingress.write.val();
        self.power.write_word.next = self.ingress.write_word.val();
        self.power.write_data.next = self.ingress.write_data.val();
        self.power.write_low.next = self.ingress.write_low.val();
        self.power.read_word.next = self.registers.read_word.val();
        self.upkeep.write.next = self.ingress.write.val();
        self.upkeep.write_word.next = self.ingress.write_word.val();
        self.upkeep.write_data.next = self.ingress.write_data.val();
        self.upkeep.write_low.next = self.ingress.write_low.val();
        self.upkeep.write_high.next = self.ingress.write_high.val();
        self.upkeep.read_word.next = self.registers.read_word.val();
        self.counters.write.next = self.ingress.write.val();
        self.counters.write_word.next = self.ingress.write_word.val();
        self.counters.write_low.next = self.ingress.write_low.val();
        self.counters.read_word.next = self.registers.read_word.val();
        self.event_ring.write.next = self.ingress.write.val();
        self.event_ring.write_word.next = self.ingress.write_word.val();
        self.event_ring.write_data.next = self.ingress.write_data.val();
        self.event_ring.write_low.next = self.ingress.write_low.val();
        self.event_ring.read_word.next = self.registers.read_word.val();
        self.registers.blocks_data.next = (self.power.read_data.val() | self.upkeep.read_data.val())
            | ((self.counters.read_data.val() | self.event_ring.read_data.val()) | self.mirror.mail_read_data.val())
            | (self.interrupts.read_data.val() | self.msix.read_data.val())
            | self.dma.read_data.val();
        self.mirror.mail_write.next = self.ingress.write.val();
        self.mirror.mail_write_word.next = self.ingress.write_word.val();
        self.mirror.mail_write_data.next = self.ingress.write_data.val();
        self.mirror.mail_write_low.next = self.ingress.write_low.val();
        self.mirror.mail_write_high.next = self.ingress.write_high.val();
        self.mirror.mail_read_word.next = self.registers.read_word.val();
        self.mirror.mail_read_unit.next = self.registers.read_unit.val();
        self.registers.mail_beat.next = self.mirror.mail_beat.val();

        // Power.
        self.power.battery_good.next = self.battery_good.val();
        self.power.millivolts.next = self.battery_millivolts.val();
        self.power.temperature.next = self.battery_temperature.val();
        self.power.charge.next = self.battery_charge.val();
        self.battery_load.next = self.power.load.val();
        self.power.validity.next = self.nv_header.validity.val();
        self.power.generation.next = self.nv_header.generation.val();
        self.power.drain_ticks.next = self.nv_header.drain_ticks.val();
        self.nv_header.tick.next = self.registers.tick.val().get_bits::<32>(0);

        // Upkeep of the memory.
        self.upkeep.restored.next = self.persist_restored.val();
        self.nv_header.swept.next = self.upkeep.swept.val();
        self.nv_header.sweep_clean.next = self.upkeep.sweep_clean.val();
        self.nv_header.rail_held.next = self.persist_held.val();
        self.persist_watch.next = self.nv_header.ready.val();
        self.persist_save.next = self.nv_header.save.val();
        self.power_safe.next = self.nv_header.save.val() & self.persist_saved.val();
        self.upkeep.failing.next = self.failing.q.val();
        self.upkeep.ready.next = self.nv_header.ready.val();
        self.upkeep.booted.next = self.registers.boot_nonce.val() != 0;
        self.upkeep.card_id.next = self.card_id.val();
        self.upkeep.read_error.next = self.mem_read_error.val();
        self.upkeep.other_write.next =
            (self.mem_write.valid.val() & self.mem_write.ready.val()) & !self.memory.upkeep.ready.val();
        self.upkeep.other_unit.next = self.mem_write.address.val();
        self.upkeep.corrected.next = self.memory.corrected.val();
        self.upkeep.uncorrected.next = self.memory.uncorrected.val();
        self.upkeep.error_unit.next = self.memory.error_unit.val();
        self.nv_header.forget.next = self.upkeep.forget.val();
        self.nv_header.erasing.next = self.upkeep.erasing.val();

        // Counters.
        self.was_taken.d.next = self.ingress.taken.val();
        self.counters.tick.next = self.registers.tick.val();
        self.counters.frames_sent.next = self.mirror.frames_sent.val();
        self.counters.frames_received.next = self.mirror.frames_received.val();
        self.counters.posted_tlp.next = self.ingress.taken.val() != self.was_taken.q.val();
        self.counters.read_tlp.next = self.parser.request.valid.val() & self.completer.request.ready.val();
        self.counters.completion_tlp.next = (self.cc.valid.val() & self.cc.last.val()) & self.cc.ready.val();
        self.counters.host_tlp.next = (self.rq.valid.val() & self.rq.last.val()) & self.rq.ready.val();
        self.counters.line.next = self.store.stamped.val();
        self.counters.stored.next = self.store.memory.valid.val() & self.memory.ingress.ready.val();
        self.counters.stored_enable.next = self.store.memory.enable.val();
        self.counters.remote.next = self.mirror.write.valid.val() & self.memory.remote.ready.val();
        self.counters.remote_enable.next = self.mirror.write.enable.val();
        self.counters.read.next = self.mem_read.valid.val() & self.mem_read.ready.val();
        self.counters.stall_host.next = self.cq.valid.val() & !self.cq.ready.val();
        self.counters.stall_memory.next = self.mem_write.valid.val() & !self.mem_write.ready.val();
        self.counters.stall_mirror.next = (self.ingress.out_valid.val() & !self.store.ready.val())
            & (!self.store.memory.valid.val() | self.memory.ingress.ready.val());
        self.counters.stall_line.next =
            (self.mirror.tx_valid.val() & !self.tx_ready.val()) & !self.registers.loopback.val();

        // Events.
        self.event_ring.tick.next = self.registers.tick.val();
        self.event_ring.ready.next = self.nv_header.ready.val();
        self.event_ring.generation.next = self.nv_header.generation.val();
        self.event_ring.link_is_up.next = self.mirror.link_state.val() == 2;
        self.event_ring.peer_card_id.next = self.mirror.peer_card_id.val();
        self.event_ring.mirror_is_lost.next = self.mirror.mirror_state.val() == 0;
        self.event_ring.lost_reason.next = self.mirror.lost_reason.val();
        self.event_ring.fenced.next = self.mirror.fenced.val();
        self.event_ring.hole0.next = self.queue0.hole.val();
        self.event_ring.hole1.next = self.queue1.hole.val();
        self.event_ring.local0.next = self.queue0.first_missing.val();
        self.event_ring.local1.next = self.queue1.first_missing.val();
        self.event_ring.rejected.next = self.store.reject.val();
        self.event_ring.crc_wrong.next = self.store.publish.val() & self.line_crc.wrong.val();
        self.event_ring.line_queue.next = self.store.line_queue.val();
        self.event_ring.line_ticket.next = self.store.line_ticket.val();
        self.event_ring.corrected.next = self.memory.corrected.val();
        self.event_ring.uncorrected.next = self.memory.uncorrected.val();
        self.event_ring.error_at.next = bit_cast::<32, 28>(self.memory.error_unit.val()) << 4;
        self.event_ring.failed.next = self.store.failed.val();
        self.event_ring.battery.next = self.power.good.val();
        self.event_ring.tested.next = self.power.tested.val();
        self.event_ring.test_result.next = self.power.result.val();
        self.event_ring.erase_over.next = self.upkeep.erase_over.val();
        self.event_ring.erase_state.next = self.upkeep.erase_outcome.val();
        self.event_ring.coding.next = self.coding.val();

        // State.
        self.armed.next = self.registers.arm_wanted.val()
            & self.power.good.val()
            & self.nv_header.ready.val()
            & !self.store.failed.val()
            & !self.failing.q.val();
        self.flags.next = (((bit_cast::<32, 1>(self.armed.val().into())
            | (bit_cast::<32, 1>(self.store.failed.val().into()) << 1))
            | (bit_cast::<32, 1>(self.nv_header.valid.val().into()) << 2))
            | (bit_cast::<32, 1>(self.power.good.val().into()) << 3))
            | ((bit_cast::<32, 1>(self.nv_header.ready.val().into()) << 4)
                | (bit_cast::<32, 1>(self.nv_header.dirty.val().into()) << 5));
        self.registers.state.next = self.flags.val();
        self.upkeep.armed.next = self.armed.val();
        self.event_ring.state.next = self.flags.val();
        self.error_event.next = (self.completer.refused.val() | self.parser.dropped.val())
            | (self.ingress.dropped.val() | self.store.reject.val())
            | (self.store.publish.val() & self.line_crc.wrong.val())
            | (self.dma.halted.val() & !self.dma_had_halted.q.val())
            | self.order.given_up.val();
        if self.error_event.val() {
            self.events.d.next = self.events.q.val() + 1;
        }

        // Queues.
        self.queue0.armed.next = self.armed.val();
        self.queue1.armed.next = self.armed.val();
        self.queue0.bus_reset.next = self.forget.val();
        self.queue1.bus_reset.next = self.forget.val();
        self.queue0.mirrored_valid.next = self.mirror.mirrored_valid.val() & (self.mirror.mirrored_queue.val() == 0);
        self.queue0.mirrored_mark.next = self.mirror.mirrored_mark.val();
        self.queue1.mirrored_valid.next = self.mirror.mirrored_valid.val() & (self.mirror.mirrored_queue.val() == 1);
        self.queue1.mirrored_mark.next = self.mirror.mirrored_mark.val();

        // Watermark lines.
        self.common.next = ((((bit_cast::<8, 1>(self.armed.val().into())
            | (bit_cast::<8, 1>((self.mirror.link_state.val() == 2).into()) << 1))
            | (bit_cast::<8, 1>((self.mirror.mirror_state.val() == 3).into()) << 2))
            | (bit_cast::<8, 1>(self.store.failed.val().into()) << 5))
            | (bit_cast::<8, 1>((self.mirror.mirror_state.val() == 1).into()) << 6))
            | (bit_cast::<8, 1>(self.mirror.peer_flags.val().get_bit(0).into()) << 7);
        self.watermarks.reset.next = self.function_reset.val();
        self.watermarks.stop.next = self.failing.q.val() | !self.bus_master.val();
        self.watermarks.local0.next = self.queue0.local.val();
        self.watermarks.mirrored0.next = self.queue0.mirrored.val();
        self.watermarks.state0.next = (self.common.val()
            | (bit_cast::<8, 1>(self.mirror.fenced.val().get_bit(0).into()) << 3))
            | (bit_cast::<8, 1>(self.queue0.hole.val().into()) << 4);
        self.watermarks.epoch0.next = self.queue0.epoch.val();
        self.watermarks.address0.next = self.queue0.watermark_address.val();
        self.watermarks.fresh0.next = self.queue0.watermark_fresh.val();
        self.watermarks.local1.next = self.queue1.local.val();
        self.watermarks.mirrored1.next = self.queue1.mirrored.val();
        self.watermarks.state1.next = (self.common.val()
            | (bit_cast::<8, 1>(self.mirror.fenced.val().get_bit(1).into()) << 3))
            | (bit_cast::<8, 1>(self.queue1.hole.val().into()) << 4);
        self.watermarks.epoch1.next = self.queue1.epoch.val();
        self.watermarks.address1.next = self.queue1.watermark_address.val();
        self.watermarks.fresh1.next = self.queue1.watermark_fresh.val();
        self.watermarks.events.next = self.events.q.val();
        self.watermarks.generation.next = self.nv_header.generation.val();
        self.watermarks.peer_beat.next = self.mirror.peer_beat.val();
        self.watermarks.beat_age.next = self.mirror.peer_beat_age.val();

        // DMA.
        self.dma.reset.next = self.function_reset.val();
        self.dma.forget.next = self.forget.val();
        self.dma.stop.next = self.failing.q.val();
        self.dma.failed.next = self.store.failed.val();
        self.dma.max_payload.next = self.max_payload.val();
        self.dma.max_read.next = self.max_read.val();
        self.dma.credits.next = self.rq_credits.val();
        self.dma.write.next = self.ingress.write.val();
        self.dma.write_word.next = self.ingress.write_word.val();
        self.dma.write_data.next = self.ingress.write_data.val();
        self.dma.write_low.next = self.ingress.write_low.val();
        self.dma.write_high.next = self.ingress.write_high.val();
        self.dma.read_word.next = self.registers.read_word.val();
        ReadOut::join(&mut self.dma.memory, &mut self.memory.dma);
        self.dma.lost.next = self.memory.dma_lost.val();
        self.dma.stored.next = self.store.dma_stored.val();
        self.dma.sequence.next = self.nv_header.sequence.val();
        self.dma_had_halted.d.next = self.dma.halted.val();
        self.dma_marks0.armed.next = self.armed.val();
        self.dma_marks0.counted.next = self.dma.counted.val() & !self.dma.counted_queue.val();
        self.dma_marks0.local.next = self.queue0.local.val();
        self.dma_marks0.mirrored.next = self.queue0.mirrored.val();
        self.dma_marks1.armed.next = self.armed.val();
        self.dma_marks1.counted.next = self.dma.counted.val() & self.dma.counted_queue.val();
        self.dma_marks1.local.next = self.queue1.local.val();
        self.dma_marks1.mirrored.next = self.queue1.mirrored.val();
        self.watermarks.dma_local0.next = self.dma_marks0.dma_local.val();
        self.watermarks.dma_mirrored0.next = self.dma_marks0.dma_mirrored.val();
        self.watermarks.dma_local1.next = self.dma_marks1.dma_local.val();
        self.watermarks.dma_mirrored1.next = self.dma_marks1.dma_mirrored.val();
        self.interrupts.dma_retired.next = self.dma.retired.val();
        self.interrupts.dma_halted.next = self.dma.halted.val();

        // Interrupts.
        self.interrupts.reset.next = self.forget.val();
        self.interrupts.write.next = self.ingress.write.val();
        self.interrupts.write_word.next = self.ingress.write_word.val();
        self.interrupts.write_data.next = self.ingress.write_data.val();
        self.interrupts.write_low.next = self.ingress.write_low.val();
        self.interrupts.write_high.next = self.ingress.write_high.val();
        self.interrupts.read_word.next = self.registers.read_word.val();
        self.interrupts.local0.next = self.watermarks.told_local0.val();
        self.interrupts.mirrored0.next = self.watermarks.told_mirrored0.val();
        self.interrupts.local1.next = self.watermarks.told_local1.val();
        self.interrupts.mirrored1.next = self.watermarks.told_mirrored1.val();
        self.interrupts.happened.next = self.error_event.val() | self.watermarks.state_changed.val();
        self.interrupts.message_sent.next = self.msix.sent.val();
        self.msix.reset.next = self.forget.val();
        self.msix.bus_reset.next = self.function_reset.val();
        self.msix.write.next = self.ingress.write.val();
        self.msix.write_word.next = self.ingress.write_word.val();
        self.msix.write_data.next = self.ingress.write_data.val();
        self.msix.write_low.next = self.ingress.write_low.val();
        self.msix.write_high.next = self.ingress.write_high.val();
        self.msix.read_word.next = self.registers.read_word.val();
        self.msix.raise.next = self.interrupts.raise.val();
        self.msix.interval.next = self.interrupts.interval.val();
        self.msix.permit.next =
            (self.msix_enable.val() & !self.msix_mask.val()) & (self.bus_master.val() & !self.failing.q.val());

        // Mirror.
        self.mirror.reset.next = !self.started.q.val();
        self.tx_data.next = self.mirror.tx_data.val();
        self.tx_control.next = self.mirror.tx_control.val();
        self.tx_valid.next = self.mirror.tx_valid.val();
        self.mirror.tx_ready.next = self.tx_ready.val();
        self.mirror.rx_data.next = self.rx_data.val();
        self.mirror.rx_control.next = self.rx_control.val();
        self.mirror.rx_valid.next = self.rx_valid.val();
        self.mirror.link_up.next = self.link_up.val();
        self.loopback.next = self.registers.loopback.val();
        self.loops_beats.next = self.registers.loopback.val() & !self.coded.val();
        // Looped back: the line sees nothing, and what it brings is not heard. A change is a cut for both ends.
        self.was_looped.d.next = self.loops_beats.val();
        if self.loops_beats.val() {
            self.tx_valid.next = false;
            self.mirror.tx_ready.next = true;
            self.mirror.rx_data.next = self.mirror.tx_data.val();
            self.mirror.rx_control.next = self.mirror.tx_control.val();
            self.mirror.rx_valid.next = self.mirror.tx_valid.val();
            self.mirror.link_up.next = true;
        }
        if self.was_looped.q.val() ^ self.loops_beats.val() {
            self.mirror.link_up.next = false;
        }
        StageIn::join(&mut self.mirror.stage, &mut self.store.stage);
        QueueIn::join(&mut self.mirror.queue0, &mut self.queue0.mirror);
        QueueIn::join(&mut self.mirror.queue1, &mut self.queue1.mirror);
        self.mirror.held.next = self.store.held.val();
        self.mirror.card_id.next = self.card_id.val();
        self.mirror.nonce.next = self.registers.boot_nonce.val();
        self.mirror.armed.next = self.armed.val();
        self.mirror.host_beat.next = self.registers.own_beat.val();
        self.mirror.ticks.next = self.registers.tick.val();
        self.mirror.start_resync.next = self.registers.start_resync.val();
        self.mirror.accept.next = self.registers.accept.val();
        self.mirror.drop_mirror.next = self.registers.drop_mirror.val();
        self.mirror.unreadable.next = self.memory.resync_lost.val();
        self.mirror.fence.next = self.registers.fence.val();
        self.mirror.lift.next = self.registers.lift.val();
        self.mirror.range0_start.next = self.registers.range0_start.val();
        self.mirror.range0_end.next = self.registers.range0_end.val();
        self.mirror.range1_start.next = self.registers.range1_start.val();
        self.mirror.range1_end.next = self.registers.range1_end.val();
        self.mirror.range2_start.next = self.registers.range2_start.val();
        self.mirror.range2_end.next = self.registers.range2_end.val();
        self.mirror.range3_start.next = self.registers.range3_start.val();
        self.mirror.range3_end.next = self.registers.range3_end.val();
        self.mirror.range4_start.next = self.registers.range4_start.val();
        self.mirror.range4_end.next = self.registers.range4_end.val();
        self.mirror.power_fail.next = self.failing.q.val();

        // NV header.
        self.nv_header.failing.next = self.failing.q.val();
        self.nv_header.drained.next = (self.parser.empty.val() & self.ingress.quiet.val())
            & (self.store.dma_stored.val() & self.mirror.drained.val());
        self.nv_header.persist.next = self.mirror.persist.val();
        self.mirror.persisted.next = self.nv_header.persisted.val();
        self.nv_header.queue0.next = self.queue0.save_record.val();
        self.nv_header.queue1.next = self.queue1.save_record.val();
        self.nv_header.queue_states.next = self.mirror.queue_states.val();
        self.nv_header.fence_mask.next = self.mirror.fence_mask.val();
        self.nv_header.fence_epoch0.next = self.registers.fence_epoch0.val();
        self.nv_header.fence_epoch1.next = self.registers.fence_epoch1.val();
        self.nv_header.sealed0.next = self.mirror.sealed0.val();
        self.nv_header.sealed1.next = self.mirror.sealed1.val();
        self.nv_header.image_card_id.next = self.mirror.image_card_id.val();
        self.nv_header.image_nonce.next = self.mirror.image_nonce.val();
        self.queue0.load.next = self.nv_header.load.val() | self.upkeep.forget.val();
        self.queue0.load_record.next = self.nv_header.load_queue0.val();
        self.queue1.load.next = self.nv_header.load.val() | self.upkeep.forget.val();
        self.queue1.load_record.next = self.nv_header.load_queue1.val();
        self.registers.load.next = self.nv_header.load.val();
        self.registers.load_fence_epoch0.next = self.nv_header.load_fence_epoch0.val();
        self.registers.load_fence_epoch1.next = self.nv_header.load_fence_epoch1.val();
        self.mirror.load.next = self.nv_header.load.val() | self.upkeep.forget.val();
        self.mirror.load_queue_states.next = self.nv_header.load_queue_states.val();
        self.mirror.load_fence_mask.next = self.nv_header.load_fence_mask.val();
        self.mirror.load_sealed0.next = self.nv_header.load_sealed0.val();
        self.mirror.load_sealed1.next = self.nv_header.load_sealed1.val();
        self.mirror.load_image_card_id.next = self.nv_header.load_image_card_id.val();
        self.mirror.load_image_nonce.next = self.nv_header.load_image_nonce.val();
        // An erase: as in a new card, but what is fenced stays fenced.
        if self.upkeep.forget.val() {
            self.queue0.load_record.next = bits::<384>(0);
            self.queue1.load_record.next = bits::<384>(0);
            self.mirror.load_queue_states.next = bits::<4>(0);
            self.mirror.load_fence_mask.next = self.mirror.fence_mask.val();
            self.mirror.load_sealed0.next = bits::<64>(0);
            self.mirror.load_sealed1.next = bits::<64>(0);
            self.mirror.load_image_card_id.next = bits::<64>(0);
            self.mirror.load_image_nonce.next = bits::<64>(0);
        }
    }
}
