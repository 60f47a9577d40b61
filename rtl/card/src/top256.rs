//! The card behind a hard block of 256 bit (Gen3 x8): [`Top`] and the width blocks of `rtl_pcie::hard256`, which are on the hard block's side of
//! the crossing, on its clock.
//!
//! The ports are those of [`Top`], in the same order and with the same names; only the four streams are as wide as the hard block's. With
//! both clocks at 250 MHz the core's 128 bit are the narrower side (decision 0207).

use crate::card::Settings;
use crate::top::Top;
use rtl_pcie::hard256::{Cc256Out, Cq256In, Hard256, Rc256In, Rq256Out};
use rtl_pcie::streams::{CcIn, CqOut, RcOut, RqIn};
use rtl_prims::stream::{ReadOut, WriteOut};
use rust_hdl::prelude::*;

/// Every port is explained at [`Top`].
#[derive(LogicBlock)]
pub struct Top256 {
    pub clock: Signal<In, Clock>,
    pub user_clock: Signal<In, Clock>,
    pub user_reset: Signal<In, Bit>,
    pub perst: Signal<In, Bit>,
    pub flr: Signal<In, Bit>,
    pub flr_done: Signal<Out, Bit>,
    pub bus_master: Signal<In, Bit>,
    pub msix_enable: Signal<In, Bit>,
    pub msix_mask: Signal<In, Bit>,
    pub cq: Cq256In,
    pub cq_np_req: Signal<Out, Bits<2>>,
    pub cc: Cc256Out,
    pub rq: Rq256Out,
    pub rc: Rc256In,
    pub max_payload: Signal<In, Bits<2>>,
    pub max_read: Signal<In, Bits<3>>,
    pub rq_credits: Signal<In, Bits<4>>,
    pub rq_seq_num: Signal<In, Bits<6>>,
    pub rq_seq_num_valid: Signal<In, Bit>,
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
    width: Hard256,
    top: Top,
}

impl Top256 {
    /// A card with these settings.
    pub fn new(settings: &Settings) -> Self {
        Top256 {
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
            width: Default::default(),
            top: Top::new(settings),
        }
    }
}

impl Logic for Top256 {
    #[hdl_gen]
    fn update(&mut self) {
        self.width.clock.next = self.user_clock.val();
        self.width.reset.next = self.user_reset.val();
        // A function that is being reset is no bus master; the packets go through, and the crossing does with them what has to be done.
        self.width.bus_master.next = self.bus_master.val() & !self.flr.val();
        self.width.hard_credits.next = self.rq_credits.val();
        Cq256In::link(&mut self.cq, &mut self.width.hard_cq);
        Cc256Out::link(&mut self.cc, &mut self.width.hard_cc);
        Rq256Out::link(&mut self.rq, &mut self.width.hard_rq);
        Rc256In::link(&mut self.rc, &mut self.width.hard_rc);
        CqOut::join(&mut self.width.cq, &mut self.top.cq);
        CcIn::join(&mut self.width.cc, &mut self.top.cc);
        RqIn::join(&mut self.width.rq, &mut self.top.rq);
        RcOut::join(&mut self.width.rc, &mut self.top.rc);

        self.top.clock.next = self.clock.val();
        self.top.user_clock.next = self.user_clock.val();
        self.top.user_reset.next = self.user_reset.val();
        self.top.perst.next = self.perst.val();
        self.top.flr.next = self.flr.val();
        self.flr_done.next = self.top.flr_done.val();
        self.top.bus_master.next = self.bus_master.val();
        self.top.msix_enable.next = self.msix_enable.val();
        self.top.msix_mask.next = self.msix_mask.val();
        self.cq_np_req.next = self.top.cq_np_req.val();
        self.top.max_payload.next = self.max_payload.val();
        self.top.max_read.next = self.max_read.val();
        self.top.rq_credits.next = self.width.credits.val();
        self.top.rq_seq_num.next = self.rq_seq_num.val();
        self.top.rq_seq_num_valid.next = self.rq_seq_num_valid.val();
        WriteOut::link(&mut self.mem_write, &mut self.top.mem_write);
        ReadOut::link(&mut self.mem_read, &mut self.top.mem_read);
        self.top.mem_read_error.next = self.mem_read_error.val();
        self.mem_write_inject.next = self.top.mem_write_inject.val();
        self.top.persist_restored.next = self.persist_restored.val();
        self.top.persist_held.next = self.persist_held.val();
        self.persist_watch.next = self.top.persist_watch.val();
        self.persist_save.next = self.top.persist_save.val();
        self.top.persist_saved.next = self.persist_saved.val();
        self.tx_data.next = self.top.tx_data.val();
        self.tx_control.next = self.top.tx_control.val();
        self.tx_valid.next = self.top.tx_valid.val();
        self.top.tx_ready.next = self.tx_ready.val();
        self.top.rx_data.next = self.rx_data.val();
        self.top.rx_control.next = self.rx_control.val();
        self.top.rx_valid.next = self.rx_valid.val();
        self.top.link_up.next = self.link_up.val();
        self.top.coded.next = self.coded.val();
        self.top.coding.next = self.coding.val();
        self.top.coding_header_errors.next = self.coding_header_errors.val();
        self.top.coding_locks_lost.next = self.coding_locks_lost.val();
        self.loopback.next = self.top.loopback.val();
        self.top.power_fail.next = self.power_fail.val();
        self.power_safe.next = self.top.power_safe.val();
        self.top.battery_good.next = self.battery_good.val();
        self.top.battery_millivolts.next = self.battery_millivolts.val();
        self.top.battery_temperature.next = self.battery_temperature.val();
        self.top.battery_charge.next = self.battery_charge.val();
        self.battery_load.next = self.top.battery_load.val();
        self.top.card_id.next = self.card_id.val();
        self.top.board.next = self.board.val();
        self.top.build_hash.next = self.build_hash.val();
    }
}
