//! Every kernel of this crate keeps to what means the same in Rust and in Verilog.

use rtl_pcie::completer::Completer;
use rtl_pcie::cq::CompleterRequest;
use rtl_pcie::crossing::{Crossing, HEAD_START};
use rtl_pcie::hard256::Hard256;
use rtl_pcie::msix::Msix;
use rtl_pcie::order::Order;
use rtl_pcie::rq::{RequesterMessage, RequesterMux, RequesterWrite};
use rust_hdl::prelude::*;

fn findings<U: Block>(mut uut: U) -> Vec<String> {
    uut.connect_all();
    rtl_lint::check(&uut)
}

// Shows C1: kernels mean the same natively and as Verilog.
#[test]
fn kernels_keep_to_the_safe_subset() {
    assert_eq!(findings(CompleterRequest::default()), [""; 0]);
    assert_eq!(findings(Completer::new(8 << 20, 16)), [""; 0]);
    assert_eq!(findings(RequesterWrite::default()), [""; 0]);
    assert_eq!(findings(RequesterMessage::default()), [""; 0]);
    assert_eq!(findings(RequesterMux::default()), [""; 0]);
    assert_eq!(findings(Order::default()), [""; 0]);
    assert_eq!(findings(Msix::default()), [""; 0]);
    assert_eq!(findings(Hard256::default()), [""; 0]);
    assert_eq!(findings(Crossing::new(HEAD_START)), [""; 0]);
}
