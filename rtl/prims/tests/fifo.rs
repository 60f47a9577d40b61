//! The FIFO against a queue of the standard library, in both simulators at once.

use rtl_prims::fifo::Fifo;
use rtl_prims::testing::Verilated;
use rust_hdl::prelude::*;
use std::collections::VecDeque;

type Subject = Fifo<Bits<16>, 4, 5>;

// Shows C1: native simulation and emitted Verilog agree, and both behave as a FIFO that can take back.
#[test]
fn behaves_as_a_queue_with_rollback() {
    let mut native = Subject::default();
    native.connect_all();
    assert_eq!(rtl_lint::check(&native), Vec::<String>::new());
    let verilated = Verilated::build(&native, "fifo");
    let mut model = verilated.model();
    let inputs = ["write", "data_in", "commit", "rollback", "ready", "reset"].map(|p| verilated.port(p));
    let outputs = ["valid", "data_out", "used", "empty"].map(|p| verilated.port(p));
    let seed = std::env::var("SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(1u64);
    println!("SEED={seed}");
    let mut state = seed;
    let mut random = |n: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 20) % n
    };
    let (mut committed, mut pending) = (VecDeque::new(), VecDeque::new());
    let (mut taken, mut fullest) = (0, 0);
    for cycle in 0..6_000u64 {
        let slow = cycle / 500 % 2;
        model.settle();
        let used = model.get(outputs[2]) as u64;
        fullest = fullest.max(used);
        let write = used < 16 && random(3) > 0;
        let (commit, rollback) = (random(4) == 0, random(9) == 0);
        let ready = random(2 + 6 * slow) == 0;
        let reset = cycle % 1_999 == 1_998;
        let data = random(1 << 16);
        for (port, value) in
            inputs.iter().zip([write as u64, data, commit as u64, rollback as u64, ready as u64, reset as u64])
        {
            model.set(*port, value as u128);
        }
        native.write.next = write;
        native.data_in.next = data.to_bits();
        native.commit.next = commit;
        native.rollback.next = rollback;
        native.ready.next = ready;
        native.reset.next = reset;
        assert!(simulate(&mut native, 50));
        model.settle();
        let valid = model.get(outputs[0]) == 1;
        assert_eq!(native.valid.val(), valid, "cycle {cycle}");
        assert_eq!(native.used.val().to_u128(), model.get(outputs[2]), "cycle {cycle}");
        assert_eq!(model.get(outputs[2]) as usize, committed.len() + pending.len(), "cycle {cycle}");
        assert_eq!(model.get(outputs[3]) == 1, committed.is_empty(), "cycle {cycle}");
        if valid {
            assert_eq!(native.data_out.val().to_u128(), model.get(outputs[1]), "cycle {cycle}");
            assert_eq!(committed.front().copied(), Some(model.get(outputs[1]) as u64), "cycle {cycle}");
            if ready {
                committed.pop_front();
                taken += 1;
            }
        }
        if rollback {
            pending.clear();
        }
        if write {
            pending.push_back(data);
        }
        if commit {
            committed.append(&mut pending);
        }
        if reset {
            committed.clear();
            pending.clear();
        }
        native.clock.next = Clock { clk: true };
        assert!(simulate(&mut native, 50));
        native.clock.next = Clock { clk: false };
        assert!(simulate(&mut native, 50));
        model.tick();
    }
    assert!(taken > 500 && fullest == 16, "{taken} entries went through, {fullest} at once");
}
