//! The run of ones against `trailing_ones`, in both simulators.

use rtl_prims::random::Random;
use rtl_prims::run::Run;
use rtl_prims::testing::Verilated;
use rust_hdl::prelude::*;

// Shows C3: a watermark moves over all that is there and nothing else: every length with nothing behind it, with everything, and with
// random bits.
#[test]
fn counts_the_ones_in_front_of_the_first_zero() {
    let mut native = Run::default();
    native.connect_all();
    assert_eq!(rtl_lint::check(&native), Vec::<String>::new());
    let verilated = Verilated::build(&native, "run");
    let mut model = verilated.model();
    let (window, length) = (verilated.port("window"), verilated.port("length"));
    let mut random = Random(0x5EED);
    let mut counts = |value: u64| {
        native.window.next = value.to_bits();
        assert!(simulate(&mut native, 50));
        model.set(window, value.into());
        model.settle();
        let expected = u64::from(value.trailing_ones());
        assert_eq!(native.length.val(), expected.to_bits::<7>(), "natively, {value:#x}");
        assert_eq!(model.get(length) as u64, expected, "as Verilog, {value:#x}");
    };
    counts(u64::MAX);
    for ones in 0..64 {
        let run = (1u64 << ones) - 1;
        let behind = !(run | 1 << ones);
        for rest in [0, behind, behind & random.next(), behind & random.next()] {
            counts(run | rest);
        }
    }
}
