//! Every kernel of this crate keeps to what means the same in Rust and in Verilog.

use rtl_dma::engine::Engine;
use rust_hdl::prelude::*;

// Shows C1: kernels mean the same natively and as Verilog.
#[test]
fn kernels_keep_to_the_safe_subset() {
    let mut engine = Engine::new(8 << 20, 1000);
    engine.connect_all();
    assert_eq!(rtl_lint::check(&engine), [""; 0]);
}
