//! Every kernel of the card, those of the crates below and of the wider hard block included, keeps to what means the same in Rust and in Verilog.

use rtl_card::{Settings, Top, Top256};
use rust_hdl::prelude::*;

// Shows C1: kernels mean the same natively and as Verilog.
#[test]
fn kernels_keep_to_the_safe_subset() {
    // The card is built on the stack and moves a few times.
    let findings = std::thread::Builder::new().stack_size(16 << 20).spawn(|| {
        let (mut card, mut wide) = (Top::new(&Settings::simulation()), Top256::new(&Settings::simulation()));
        card.connect_all();
        wide.connect_all();
        [rtl_lint::check(&card), rtl_lint::check(&wide)].concat()
    });
    assert_eq!(findings.expect("a thread").join().expect("no panic"), [""; 0]);
}
