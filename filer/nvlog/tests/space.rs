//! Log space is promised before it is used (R9).

mod common;

use common::{setup, Recorder};
use nvlog::{AppendError, Kind, Log, Position, Promise};
use proptest::prelude::*;

#[derive(Clone, Debug)]
enum Step {
    Append(Kind, usize),
    Promise(Kind, usize),
    /// Redeem promise `which` with this part of its payload, in sixteenths.
    Redeem(usize, usize),
    Release(usize),
    Trim(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let kind = || prop::sample::select(&Kind::ALL[..]);
    let bytes = || prop_oneof![Just(0usize), 1usize..512, Just(512usize)];
    prop_oneof![
        6 => (kind(), bytes()).prop_map(|(k, b)| Step::Append(k, b)),
        4 => (kind(), bytes()).prop_map(|(k, b)| Step::Promise(k, b)),
        4 => (0usize..8, 0usize..=16).prop_map(|(w, n)| Step::Redeem(w, n)),
        1 => (0usize..8).prop_map(Step::Release),
        2 => (0u64..20).prop_map(Step::Trim),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    // Shows R9: whatever else is appended, trimmed and redeemed in between, in any order, a promise is kept. (An append
    // that did not fit would panic in `Space::place`.)
    #[test]
    fn a_promise_is_kept(steps in prop::collection::vec(step(), 1..400)) {
        let mut log = Log::open(Recorder::default(), setup(1, 1, 1));
        let mut promises: Vec<(Promise, Kind, usize)> = Vec::new();
        for step in &steps {
            match *step {
                Step::Append(kind, bytes) => {
                    let space = log.space(kind);
                    let fits = space.lines >= 1 && space.payload_bytes >= bytes.next_multiple_of(16) as u64;
                    match log.append(kind, 0, &[], &vec![1; bytes]) {
                        Ok(_) => prop_assert!(fits),
                        Err(AppendError::Full { .. }) => prop_assert!(!fits, "{space:?} for {bytes} bytes"),
                        Err(error) => prop_assert!(false, "{error}"),
                    }
                }
                Step::Promise(kind, bytes) => {
                    if let Ok(promise) = log.promise(kind, bytes) {
                        promises.push((promise, kind, bytes));
                    }
                }
                Step::Redeem(which, part) if which < promises.len() => {
                    let (promise, kind, bytes) = promises.swap_remove(which);
                    log.append_promised(promise, kind, 0, &[], &vec![2; bytes * part / 16]).expect("it was promised");
                }
                Step::Release(which) if which < promises.len() => log.release(promises.swap_remove(which).0),
                Step::Trim(keep) => {
                    log.flush().expect("the recorder never fails");
                    log.trim(Position(log.last().0.saturating_sub(keep)));
                }
                _ => {}
            }
            let usage = log.usage();
            prop_assert!(usage.lines_used <= usage.line_count && usage.payload_used <= usage.payload_bytes);
        }
        for (promise, kind, bytes) in promises.drain(..) {
            log.append_promised(promise, kind, 0, &[], &vec![3; bytes]).expect("it was promised");
        }
        log.flush().expect("the recorder never fails");
        log.trim(log.last());
        prop_assert_eq!((log.usage().lines_used, log.usage().payload_used), (0, 0), "everything comes back");
        prop_assert_eq!(log.space(Kind::Event).lines, log.usage().line_count);
        prop_assert!(log.space(Kind::Event).payload_bytes + log.payload_max() as u64 >= log.usage().payload_bytes);
    }
}

// Shows R9: when clients have filled their share, operations that were received can still begin, those that have begun
// can still complete, and the server's own events go on after that.
#[test]
fn each_kind_leaves_room_for_the_next() {
    let mut log = Log::open(Recorder::default(), setup(1, 1, 1));
    let fill = |log: &mut Log<Recorder>, kind: Kind| {
        let mut count = 0;
        while log.append(kind, 0, &[], &[7; 64]).is_ok() {
            count += 1;
        }
        count
    };
    for kind in [Kind::Receive, Kind::Begin, Kind::Complete, Kind::Event] {
        assert!(fill(&mut log, kind) > 0, "{kind:?} finds room");
        assert_eq!(fill(&mut log, kind), 0);
    }
    assert!(log.usage().is_half_full());
}

// Shows C5: durable is what the device says of what was posted, as a position, and never more.
#[test]
fn durable_is_never_ahead_of_what_was_posted() {
    let recorder = Recorder::default();
    let mut log = Log::open(recorder.clone(), setup(1, 1, 10));
    assert_eq!(log.durable().expect("the recorder never fails").local, Position(0), "a device that has nothing yet");
    log.append(Kind::Event, 0, &[], &[]).expect("it is empty");
    recorder.marks.borrow_mut().local = 11;
    assert_eq!(log.durable().expect("the recorder never fails").local, Position(9), "position 10 is still in a buffer");
    log.flush().expect("the recorder never fails");
    recorder.marks.borrow_mut().mirrored = 10;
    let durable = log.durable().expect("the recorder never fails");
    assert_eq!((durable.local, durable.mirrored), (Position(10), Position(9)));
}

#[test]
fn what_can_never_fit_is_told_apart_from_what_does_not_fit_now() {
    let mut log = Log::open(Recorder::default(), setup(1, 1, 1));
    assert!(matches!(
        log.append(Kind::Event, 0, &[0; 25], &[]),
        Err(AppendError::TooLong { part: "body", bytes: 25, max: 24 })
    ));
    assert!(matches!(
        log.append(Kind::Event, 0, &[0; 13], &[1]),
        Err(AppendError::TooLong { part: "body", bytes: 13, max: 12 })
    ));
    let max = log.payload_max();
    assert!(matches!(
        log.append(Kind::Event, 0, &[], &vec![0; max + 1]),
        Err(AppendError::TooLong { part: "payload", .. })
    ));
    assert!(log.append(Kind::Event, 0, &[], &vec![0; max]).is_ok());
    assert_eq!(log.last(), Position(1), "what failed left nothing behind");
}
