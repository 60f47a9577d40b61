//! The traps: a safeguard is removed, and the checker has to find what it was for.

use super::explore::described;

#[test]
fn trap_preempting_back_without_reading_again() {
    trap("without=read_again kinds=1 ops=1 seconds=300", "acknowledge");
}

#[test]
fn trap_acknowledging_alone_while_withdrawing() {
    trap("without=mirrored_while_withdrawing alone=1 kinds=32 faults=0 ops=1 seconds=300", "acknowledge");
}

#[test]
fn trap_withdrawing_before_lone_acknowledgements_are_mirrored() {
    trap(
        "without=cover_before_withdrawing alone=1 kinds=32 faults=0 ops=1 seconds=300",
        "acknowledged entry is missing",
    );
}

#[test]
fn trap_an_abort_behind_the_fence() {
    trap("without=claim kinds=32 faults=0 ops=0 attempts=2 patience=2 goal=mirrored", "out of reach");
}

/// A safeguard removed: the checker has to find the trace.
fn trap(text: &str, expected: &str) {
    let trace = described(text).expect_err("the safeguard is not needed, or the exploration is too small to see why");
    println!("{trace}");
    assert!(trace.contains(expected), "{text}: {trace}");
}
