//! The card with PCIe's clock of its own: the core, which is [`Card`] with its one clock, behind the crossing.
//!
//! ```text
//!          user_clock          │            clock
//!  hard block ── CQ, RC ─► [ crossing ] ─► core ─► memory, link, board
//!             ◄─ CC, RQ ── [          ] ◄─
//! ```
//!
//! Core, memory and link run from the battery's rail; nothing of them hangs on `user_clock` (`rtl_pcie::crossing`). A function-level
//! reset arrives in the core as a reset of the bus: to the card the two are the same.

use crate::card::{Card, Settings};
use rtl_pcie::crossing::{Crossing, HEAD_START};
use rtl_pcie::streams::{CcIn, CcOut, CqIn, CqOut, RcIn, RcOut, RqIn, RqOut};
use rtl_prims::stream::{ReadOut, WriteOut};
use rust_hdl::prelude::*;

#[derive(LogicBlock)]
pub struct Top {
    /// Core clock, from the battery's rail.
    pub clock: Signal<In, Clock>,
    /// The hard block's clock: the slot's, may stop.
    pub user_clock: Signal<In, Clock>,
    /// The hard block's reset, on its clock.
    pub user_reset: Signal<In, Bit>,
    /// PERST#, high while it is asserted. It also resets the hard block.
    pub perst: Signal<In, Bit>,
    // The hard block, on its clock; as of `Card`.
    pub flr: Signal<In, Bit>,
    pub flr_done: Signal<Out, Bit>,
    pub bus_master: Signal<In, Bit>,
    pub msix_enable: Signal<In, Bit>,
    pub msix_mask: Signal<In, Bit>,
    pub cq: CqIn,
    pub cq_np_req: Signal<Out, Bits<2>>,
    pub cc: CcOut,
    pub rq: RqOut,
    pub rc: RcIn,
    pub max_payload: Signal<In, Bits<2>>,
    pub max_read: Signal<In, Bits<3>>,
    pub rq_credits: Signal<In, Bits<4>>,
    pub rq_seq_num: Signal<In, Bits<6>>,
    pub rq_seq_num_valid: Signal<In, Bit>,
    // Everything else is on the core's clock, as of `Card`.
    pub mem_write: WriteOut,
    pub mem_read: ReadOut,
    pub mem_read_error: Signal<In, Bits<2>>,
    pub mem_write_inject: Signal<Out, Bits<2>>,
    pub persist_restored: Signal<In, Bit>,
    pub persist_held: Signal<In, Bit>,
    pub persist_watch: Signal<Out, Bit>,
    pub persist_save: Signal<Out, Bit>,
    pub persist_saved: Signal<In, Bit>,
    pub tx_data: Signal<Out, Bits<128>>,
    pub tx_control: Signal<Out, Bit>,
    pub tx_valid: Signal<Out, Bit>,
    pub tx_ready: Signal<In, Bit>,
    pub rx_data: Signal<In, Bits<128>>,
    pub rx_control: Signal<In, Bit>,
    pub rx_valid: Signal<In, Bit>,
    pub link_up: Signal<In, Bit>,
    pub coded: Signal<In, Bit>,
    pub coding: Signal<In, Bits<2>>,
    pub coding_header_errors: Signal<In, Bits<32>>,
    pub coding_locks_lost: Signal<In, Bits<32>>,
    pub loopback: Signal<Out, Bit>,
    pub power_fail: Signal<In, Bit>,
    pub power_safe: Signal<Out, Bit>,
    pub battery_good: Signal<In, Bit>,
    pub battery_millivolts: Signal<In, Bits<16>>,
    pub battery_temperature: Signal<In, Bits<32>>,
    pub battery_charge: Signal<In, Bits<16>>,
    pub battery_load: Signal<Out, Bit>,
    pub card_id: Signal<In, Bits<64>>,
    pub board: Signal<In, Bits<32>>,
    pub build_hash: Signal<In, Bits<64>>,
    crossing: Crossing,
    core: Card,
}

impl Top {
    /// A card with these settings.
    pub fn new(settings: &Settings) -> Self {
        Top {
            clock: Default::default(),
            user_clock: Default::default(),
            user_reset: Default::default(),
            perst: Default::default(),
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
            crossing: Crossing::new(HEAD_START),
            core: Card::new(settings),
        }
    }
}

impl Logic for Top {
    #[hdl_gen]
    fn update(&mut self) {
        self.crossing.user_clock.next = self.user_clock.val();
        self.crossing.clock.next = self.clock.val();
        self.core.clock.next = self.clock.val();
        self.crossing.late.next = bits::<23>(0);

        // The hard block.
        self.crossing.user_reset.next = self.user_reset.val();
        self.crossing.perst.next = self.perst.val();
        self.crossing.flr.next = self.flr.val();
        self.flr_done.next = self.crossing.flr_done.val();
        self.crossing.bus_master.next = self.bus_master.val();
        self.crossing.msix_enable.next = self.msix_enable.val();
        self.crossing.msix_mask.next = self.msix_mask.val();
        CqIn::link(&mut self.cq, &mut self.crossing.cq);
        self.cq_np_req.next = self.crossing.cq_np_req.val();
        CcOut::link(&mut self.cc, &mut self.crossing.cc);
        RqOut::link(&mut self.rq, &mut self.crossing.rq);
        RcIn::link(&mut self.rc, &mut self.crossing.rc);
        self.crossing.max_payload.next = self.max_payload.val();
        self.crossing.max_read.next = self.max_read.val();
        self.crossing.rq_credits.next = self.rq_credits.val();
        self.crossing.rq_seq_num.next = self.rq_seq_num.val();
        self.crossing.rq_seq_num_valid.next = self.rq_seq_num_valid.val();

        // The core's end of it.
        self.core.reset.next = self.crossing.core_reset.val();
        self.core.flr.next = false;
        self.core.bus_master.next = self.crossing.core_bus_master.val();
        self.core.msix_enable.next = self.crossing.core_msix_enable.val();
        self.core.msix_mask.next = self.crossing.core_msix_mask.val();
        CqOut::join(&mut self.crossing.core_cq, &mut self.core.cq);
        self.crossing.core_np_req.next = self.core.cq_np_req.val();
        CcIn::join(&mut self.crossing.core_cc, &mut self.core.cc);
        RqIn::join(&mut self.crossing.core_rq, &mut self.core.rq);
        RcOut::join(&mut self.crossing.core_rc, &mut self.core.rc);
        self.core.max_payload.next = self.crossing.core_max_payload.val();
        self.core.max_read.next = self.crossing.core_max_read.val();
        self.core.rq_credits.next = self.crossing.core_credits.val();
        self.core.rq_seq_num.next = self.crossing.core_seq_num.val();
        self.core.rq_seq_num_valid.next = self.crossing.core_seq_num_valid.val();

        // The rest of the board.
        WriteOut::link(&mut self.mem_write, &mut self.core.mem_write);
        ReadOut::link(&mut self.mem_read, &mut self.core.mem_read);
        self.core.mem_read_error.next = self.mem_read_error.val();
        self.mem_write_inject.next = self.core.mem_write_inject.val();
        self.core.persist_restored.next = self.persist_restored.val();
        self.core.persist_held.next = self.persist_held.val();
        self.persist_watch.next = self.core.persist_watch.val();
        self.persist_save.next = self.core.persist_save.val();
        self.core.persist_saved.next = self.persist_saved.val();
        self.tx_data.next = self.core.tx_data.val();
        self.tx_control.next = self.core.tx_control.val();
        self.tx_valid.next = self.core.tx_valid.val();
        self.core.tx_ready.next = self.tx_ready.val();
        self.core.rx_data.next = self.rx_data.val();
        self.core.rx_control.next = self.rx_control.val();
        self.core.rx_valid.next = self.rx_valid.val();
        self.core.link_up.next = self.link_up.val();
        self.core.coded.next = self.coded.val();
        self.core.coding.next = self.coding.val();
        self.core.coding_header_errors.next = self.coding_header_errors.val();
        self.core.coding_locks_lost.next = self.coding_locks_lost.val();
        self.loopback.next = self.core.loopback.val();
        self.core.power_fail.next = self.power_fail.val();
        self.power_safe.next = self.core.power_safe.val();
        self.core.battery_good.next = self.battery_good.val();
        self.core.battery_millivolts.next = self.battery_millivolts.val();
        self.core.battery_temperature.next = self.battery_temperature.val();
        self.core.battery_charge.next = self.battery_charge.val();
        self.battery_load.next = self.core.battery_load.val();
        self.core.card_id.next = self.card_id.val();
        self.core.board.next = self.board.val();
        self.core.build_hash.next = self.build_hash.val();
    }
}
