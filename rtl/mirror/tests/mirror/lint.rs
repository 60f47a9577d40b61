//! Every kernel of the mirror is free of the shapes that rust-hdl translates wrongly.

use rtl_mirror::{Mirror, Settings};
use rust_hdl::prelude::*;

// Shows C1: what is simulated is what is emitted.
#[test]
fn kernels_are_clean() {
    let mut mirror = Mirror::new(&Settings::new(8 << 20));
    mirror.connect_all();
    let findings = rtl_lint::check(&mirror);
    assert!(findings.is_empty(), "{findings:#?}");
}
