//! The traps: a safeguard is removed, and the checker has to find what it was for. Beside each stands what the same exploration
//! finds with the safeguard in place, where that is short enough: nothing.

use super::explore::{described, holds};
use super::*;

/// A safeguard removed: the checker has to find the trace.
fn trap(text: &str, expected: &str) {
    let trace = described(text).expect_err("the safeguard is not needed, or the exploration is too small to see why");
    println!("{trace}");
    assert!(trace.contains(expected), "{text}: {trace}");
}

// 26.
#[test]
fn trap_preempting_back_without_reading_again() {
    trap("without=read_again kinds=1 ops=1 seconds=1800", "acknowledge");
}

// 18.
#[test]
fn trap_acknowledging_alone_while_withdrawing() {
    trap("without=mirrored_while_withdrawing start=1 kinds=32 faults=0 ops=1 seconds=1800", "acknowledge");
}

// 17.
#[test]
fn trap_withdrawing_before_lone_acknowledgements_are_mirrored() {
    trap(
        "without=cover_before_withdrawing start=1 kinds=32 faults=0 ops=1 seconds=1800",
        "acknowledged entry is missing",
    );
}

// 13, 27.
#[test]
fn trap_an_abort_behind_the_fence() {
    trap("without=claim kinds=32 faults=0 ops=0 attempts=2 patience=2 goal=mirrored", "out of reach");
}

// 19c: the survivor of a taker that dies between COMMIT and its first MIRROR_LOST.
#[test]
fn trap_a_taker_that_dies_after_its_commit() {
    trap("without=base_of_commit kinds=48 mourning=1 ops=0 attempts=2 goal=heir states=6000000", "out of reach");
}

// 19b: the owner died when only one disk showed its MIRROR_LOST, so it acknowledged nothing alone.
#[test]
fn trap_refusing_for_a_loss_that_one_disk_shows() {
    trap("without=count_losses start=2 kinds=16 mourning=1 ops=0 attempts=2 goal=heir states=6000000", "out of reach");
}

// 3: IN_SYNC reached one disk, its writer died and came back without that disk, and gave the same number to MIRROR_LOST.
#[test]
fn trap_a_sequence_number_reused_after_a_reboot() {
    trap("without=sequence_in_nvram faults=2 kinds=24 start=1 ops=1 data=2 seconds=1800", "acknowledge");
}

// 8, and 24 in front of it: either alone is enough.
#[test]
fn trap_a_consistency_point_stamped_when_it_lands() {
    trap(
        "without=cp_start_epoch without=cp_abandoned kinds=48 ops=1 cps=1 seconds=1800",
        "acknowledged entry is missing",
    );
}

// 21: the owner preempts the taker, runs alone, dies with its NVRAM, comes back with nothing and lets the disks go: the taker's
// writes, decided on what was true before, are not refused.
#[test]
fn trap_a_commit_on_disks_that_nobody_holds() {
    trap("without=hold_after_commit kinds=288 ops=1 seconds=1800", "acknowledged entry is missing");
    holds("kinds=288 ops=1 complete=1 seconds=1800");
}

// M12: MIRROR_LOST was on a majority, and one disk of it lost its contents.
#[test]
fn trap_a_mailbox_that_lost_its_contents_votes() {
    trap("without=blank_has_no_vote start=1 kinds=96 ops=1 seconds=1800", "acknowledge");
}

// 35: a first start that dies twice, whatever it had written; without the record of `filer init` nobody serves.
#[test]
fn trap_a_first_start_without_a_record_on_every_mailbox() {
    trap("without=founded start=3 faults=0 kinds=0 ops=0 goal=served", "out of reach");
    holds("start=3 faults=2 kinds=16 ops=0 attempts=1 goal=served states=6000000");
}

/// Walks one path; every step must be possible where it stands.
fn walk(world: &World, state: State, steps: &[Step]) -> State {
    steps.iter().fold(state, |state, step| {
        let possible = world.steps(&state);
        assert!(possible.contains(step), "{step:?} is not among {possible:?}");
        world.step(&state, *step).expect("inside the bounds")
    })
}

// 11, 36: too deep for the explorations, so one path. The owner stands still with MIRROR_LOST on its way; the taker commits, dies
// before it opens its region, comes back passive and lets the disks go; the owner's write is accepted, and would let it acknowledge
// alone what whoever follows the COMMIT does not have.
#[test]
fn trap_running_alone_on_disks_that_nobody_holds() {
    use Node::{A, B};
    use Step::*;
    const X: Identity = Identity::A;
    let bounds = Bounds { faults: 2, kinds: 17, ops: 1, attempts: 2, start: 2, ..ONE_FAULT };
    let taken = [
        [
            Freeze(A),
            CardTells(B),
            Attempt(B, X),
            Read(B, X),
            ReserveNext(B, X),
            ReserveNext(B, X),
            ReserveNext(B, X),
            Read(B, X),
        ]
        .as_slice(),
        &[WriteLands(B, X); 6],
        &[Read(B, X), Kill(B, Death::Process), Restart(B), Read(B, X), WriteLands(A, X), Thaw(A), WriteLands(A, X)],
    ];
    let end = |safe: Safeguards| {
        let world = World::new(bounds, safe);
        let state = walk(&world, world.initial(), &taken.concat());
        (world, state)
    };
    let (world, state) = end(Safeguards::without("hold_before_alone").expect("its name"));
    assert!(world.able(&state, A, X));
    let lost = [
        [Append(A, X), Acknowledge(A, X), Check(A, X), Read(A, X), Read(A, X), Attempt(A, X), Read(A, X)].as_slice(),
        &[ReserveNext(A, X), ReserveNext(A, X), ReserveNext(A, X), Read(A, X)],
        &[WriteLands(A, X); 6],
        &[Read(A, X), Restore(A, X), Open(A, X), WriteLands(A, X), WriteLands(A, X)],
    ];
    assert_eq!(walk(&world, state, &lost.concat()).violation, Some("an acknowledged entry is missing"));

    let (world, state) = end(Safeguards::default());
    assert!(!world.able(&state, A, X), "a reading is missing");
    let state = walk(&world, state, &[Read(A, X), Read(A, X)]);
    let arbiter = state.hosts[0].core.as_ref().and_then(|core| core.arbiters[X.index()].as_ref());
    assert!(matches!(arbiter.map(|a| &a.phase), Some(Phase::Standby { .. })), "the COMMIT is on a majority");
}
