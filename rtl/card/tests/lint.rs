//! Every kernel of the card, those of the crates below included, keeps to what means the same in Rust and in Verilog.

use rtl_card::{Settings, Top};
use rust_hdl::prelude::*;

// Shows C1: kernels mean the same natively and as Verilog.
#[test]
fn kernels_keep_to_the_safe_subset() {
    let mut card = Top::new(&Settings::simulation());
    card.connect_all();
    assert_eq!(rtl_lint::check(&card), [""; 0]);
}
