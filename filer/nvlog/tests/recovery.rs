//! What a scan finds after a crash at any byte of what was posted, over laps, trims, restarts and damage (R5, R6).

mod common;

use common::{expect, setup, term, Never, Post, Recorder, Rings, Written, LINES, PAYLOAD};
use nvlog::{line_ranges, payload_ranges, scan, AppendError, Damage, Fault, Kind, Log, Position, TermStart};
use proptest::prelude::*;

/// One thing a server does to its log.
#[derive(Clone, Debug)]
enum Step {
    Append {
        kind: Kind,
        body: usize,
        payload: usize,
    },
    Flush,
    /// A consistency point contains everything but the last `keep` entries that are posted.
    Trim {
        keep: u64,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let payload = prop_oneof![3 => Just(0usize), 3 => 1usize..40, 2 => 100usize..=512];
    prop_oneof![
        12 => (prop::sample::select(&Kind::ALL[..]), 0usize..=12, payload).prop_map(|(kind, body, payload)| Step::Append { kind, body, payload }),
        4 => Just(Step::Flush),
        1 => (0u64..6).prop_map(|keep| Step::Trim { keep }),
    ]
}

/// A server's run over rings that hold whatever they held.
struct Run {
    log: Log<Recorder>,
    recorder: Recorder,
    /// Everything ever appended in this run.
    written: Vec<Written>,
    salt: u8,
    /// For each post, what had been trimmed when it was made: a consistency point is on disk before space is used again.
    trimmed_at: Vec<Position>,
}

impl Run {
    fn new(log: Log<Recorder>, recorder: Recorder, salt: u8) -> Run {
        Run { log, recorder, written: Vec::new(), salt, trimmed_at: Vec::new() }
    }

    fn step(&mut self, step: &Step) -> Result<(), Never> {
        match *step {
            Step::Append { kind, body, payload } => {
                let n = self.written.len() as u8;
                let body: Vec<u8> = (0..body as u8).map(|i| i ^ n ^ self.salt).collect();
                let payload: Vec<u8> = (0..payload).map(|i| (i as u8).wrapping_mul(7) ^ n ^ self.salt).collect();
                match self.log.append(kind, u32::from(n), &body, &payload) {
                    Ok(position) => self.written.push(Written { position, kind, stream: n.into(), body, payload }),
                    Err(AppendError::Full { .. }) => {
                        // What a server does: take a consistency point, and go on.
                        self.flush()?;
                        self.log.trim(self.log.last());
                    }
                    Err(error) => panic!("{error}"),
                }
            }
            Step::Flush => self.flush()?,
            Step::Trim { keep } => {
                let posted = self.recorder.marks.borrow().local;
                self.log.trim(Position(posted.saturating_sub(1 + keep)));
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Never> {
        let trimmed = self.log.first().previous();
        self.log.flush()?;
        self.trimmed_at.resize(self.recorder.posts.borrow().len(), trimmed);
        Ok(())
    }
}

/// Runs `steps` on top of `rings`, cuts the stream after `cut` of its bytes (in 2^16ths), and checks what a scan finds.
/// Returns the rings as they are then, and the last position found.
fn crash(
    rings: &Rings,
    log: Log<Recorder>,
    recorder: Recorder,
    salt: u8,
    steps: &[Step],
    cut: u16,
    terms: &[TermStart],
    before: &[Written],
    epoch: u32,
) -> (Rings, Position, Vec<Written>, Position) {
    let mut run = Run::new(log, recorder.clone(), salt);
    let mut trimmed = run.log.first().previous();
    for step in steps {
        run.step(step).expect("the recorder never fails");
    }
    run.flush().expect("the recorder never fails");
    let posts = recorder.posts.borrow().clone();
    let total: usize = posts.iter().map(Post::bytes).sum();
    let mut left = total * usize::from(cut) / usize::from(u16::MAX);
    let mut rings = rings.clone();
    let mut whole = before.last().map_or(trimmed, |w| w.position);
    for (i, post) in posts.iter().enumerate() {
        // Space that this post uses was freed by a consistency point that is on disk.
        trimmed = trimmed.max(run.trimmed_at[i]);
        let bytes = left.min(post.bytes());
        rings.store(post, bytes);
        left -= bytes;
        if bytes < post.bytes() {
            break;
        }
        if let Post::Line { position, .. } = post {
            whole = *position;
        }
    }
    let all: Vec<Written> = before.iter().chain(&run.written).cloned().collect();
    let found = scan(&rings.lines, &rings.payload, expect(epoch, terms, trimmed.0, whole.0))
        .expect("nothing that was durable is damaged");
    // The next line may have been whole but for bytes that happened to be there already.
    assert!(found.last == whole || found.last == whole.next(), "durable to {whole}, found to {}", found.last);
    let expected: Vec<Written> =
        all.iter().filter(|w| w.position > trimmed && w.position <= found.last).cloned().collect();
    let entries: Vec<Written> = found.entries.iter().map(Written::read).collect();
    assert_eq!(entries, expected, "from {trimmed}, durable to {whole}");
    let last = found.last;
    (rings, last, expected, trimmed)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    // Shows S7 as far as a log shows it: kill at any byte of the posted stream, and the next scan finds exactly the
    // entries that were whole, over many laps of both rings.
    #[test]
    fn a_crash_leaves_a_prefix(steps in prop::collection::vec(step(), 1..300), cut in any::<u16>()) {
        let recorder = Recorder::default();
        let log = Log::open(recorder.clone(), setup(3, 1, 1));
        crash(&Rings::new(), log, recorder, 0, &steps, cut, &[term(1, 1)], &[], 3);
    }

    // Shows R6: restart after restart in the same rings, each in a new term behind what the last left. Old garbage of
    // earlier terms lies in front of the writer all the time.
    #[test]
    fn every_restart_continues(runs in prop::collection::vec((prop::collection::vec(step(), 1..60), any::<u16>(), 0u64..5), 1..8)) {
        let mut rings = Rings::new();
        let mut terms = vec![term(1, 1)];
        let recorder = Recorder::default();
        let mut log = Log::open(recorder.clone(), setup(3, 1, 1));
        let mut recorder = recorder;
        let mut live: Vec<Written> = Vec::new();
        for (n, (steps, cut, lost)) in runs.iter().enumerate() {
            let (after_crash, last, entries, trimmed) = crash(&rings, log, recorder, n as u8, steps, *cut, &terms, &live, 3);
            rings = after_crash;
            // The copy that is restored from may be shorter than this one: what lies behind it is void from now on.
            let until = Position(last.0.saturating_sub(*lost).max(trimmed.0));
            let mut wanted = expect(3, &terms, trimmed.0, until.0);
            wanted.until = Some(until);
            let found = scan(&rings.lines, &rings.payload, wanted).expect("it was good before");
            prop_assert_eq!(found.last, until);
            recorder = Recorder::default();
            recorder.marks.borrow_mut().local = until.0 + 1;
            log = Log::resume(recorder.clone(), setup(3, terms.len() as u32 + 1, 1), &found);
            prop_assert_eq!(log.last(), until);
            terms.push(term(terms.len() as u32 + 1, until.0 + 1));
            live = entries.into_iter().filter(|w| w.position <= until).collect();
            // Void entries do not count, however good they look.
            let again = scan(&rings.lines, &rings.payload, expect(3, &terms, trimmed.0, until.0)).expect("still good");
            prop_assert_eq!(again.last, until);
        }
    }

    // Shows R5: damage at or below what was durable is an error that names the position, above it is the end; and a
    // flipped bit is never taken for an entry.
    #[test]
    fn damage_is_not_a_tear(steps in prop::collection::vec(step(), 20..120), byte in any::<prop::sample::Index>(), bit in 0u32..8, in_payload in any::<bool>(), sealed in any::<prop::sample::Index>()) {
        let recorder = Recorder::default();
        let mut run = Run::new(Log::open(recorder.clone(), setup(3, 1, 1)), recorder.clone(), 0);
        for step in &steps {
            run.step(step).expect("the recorder never fails");
        }
        run.flush().expect("the recorder never fails");
        let mut rings = Rings::new();
        for post in recorder.posts.borrow().iter() {
            rings.store(post, post.bytes());
        }
        let (after, last) = (run.log.first().previous(), run.log.last());
        let terms = [term(1, 1)];
        let good = scan(&rings.lines, &rings.payload, expect(3, &terms, after.0, last.0)).expect("it is good").entries.iter().map(Written::read).collect::<Vec<_>>();
        prop_assert_eq!(good.len() as u64, last.0 - after.0);
        let ring = if in_payload { &mut rings.payload } else { &mut rings.lines };
        let at = byte.index(ring.len());
        ring[at] ^= 1 << bit;
        // The first entry the damage hits, if any.
        let hit = good.iter().find(|w| {
            let line = (w.position.0 % LINES as u64) as usize * 64;
            let raw = &rings.lines[line..line + 64];
            if in_payload {
                let offset = u32::from_le_bytes(raw[24..28].try_into().unwrap()) as usize;
                !w.payload.is_empty() && (offset..offset + w.payload.len()).contains(&at)
            } else {
                (line..line + 64).contains(&at) && !(48..56).contains(&(at - line))
            }
        });
        let sealed = Position(after.0 + sealed.index((last.0 - after.0) as usize + 1) as u64);
        let result = scan(&rings.lines, &rings.payload, expect(3, &terms, after.0, sealed.0));
        match (hit, result) {
            (None, Ok(found)) => prop_assert_eq!(found.entries.iter().map(Written::read).collect::<Vec<_>>(), good),
            (Some(w), Err(Damage { position, .. })) => prop_assert!(position == w.position && position <= sealed),
            (Some(w), Ok(found)) => {
                prop_assert!(w.position > sealed);
                prop_assert_eq!(found.last, w.position.previous());
            }
            (None, Err(damage)) => prop_assert!(false, "{damage}"),
        }
    }

    // Shows S8 as far as a log shows it: what a takeover reads and what a resync sends is enough to find every live
    // entry, however the rings have wrapped.
    #[test]
    fn the_live_ranges_hold_every_live_entry(steps in prop::collection::vec(step(), 1..300)) {
        let recorder = Recorder::default();
        let mut run = Run::new(Log::open(recorder.clone(), setup(3, 1, 1)), recorder.clone(), 0);
        for step in &steps {
            run.step(step).expect("the recorder never fails");
        }
        run.flush().expect("the recorder never fails");
        let mut rings = Rings::new();
        for post in recorder.posts.borrow().iter() {
            rings.store(post, post.bytes());
        }
        let (after, last) = (run.log.first().previous(), run.log.last());
        let read = |rings: &Rings| {
            let found = scan(&rings.lines, &rings.payload, expect(3, &[term(1, 1)], after.0, last.0));
            found.expect("it is good").entries.iter().map(Written::read).collect::<Vec<_>>()
        };
        let good = read(&rings);
        let copy = |lines: &[std::ops::Range<u32>], payload: &[std::ops::Range<u32>]| {
            let mut part = Rings::new();
            for range in lines.iter().map(|r| r.start as usize..r.end as usize) {
                part.lines[range.clone()].copy_from_slice(&rings.lines[range]);
            }
            for range in payload.iter().map(|r| r.start as usize..r.end as usize) {
                part.payload[range.clone()].copy_from_slice(&rings.payload[range]);
            }
            part
        };
        // What a resync sends.
        let [lines, payload] = run.log.live_ranges();
        prop_assert_eq!(&read(&copy(&[lines], &[payload])), &good);
        // What a takeover reads: the lines, then what they point to.
        let positions = after.next()..=last;
        let lines = line_ranges(positions.clone(), LINES as u32);
        let payload = payload_ranges(&copy(&lines, &[]).lines, PAYLOAD as u32, positions);
        prop_assert_eq!(&read(&copy(&lines, &payload)), &good);
        let bytes: u32 = payload.iter().map(|r| r.end - r.start).sum();
        prop_assert_eq!(u64::from(bytes), good.iter().map(|w| w.payload.len().next_multiple_of(16) as u64).sum::<u64>(), "and no more");
    }

    // Shows R6: what another epoch, identity or format left in the rings is never an entry of this one.
    #[test]
    fn foreign_garbage_is_not_ours(steps in prop::collection::vec(step(), 1..120), ours in 0u64..20) {
        let recorder = Recorder::default();
        let mut run = Run::new(Log::open(recorder.clone(), setup(3, 1, 1)), recorder.clone(), 0);
        for step in &steps {
            run.step(step).expect("the recorder never fails");
        }
        run.flush().expect("the recorder never fails");
        let mut rings = Rings::new();
        for post in recorder.posts.borrow().iter() {
            rings.store(post, post.bytes());
        }
        // The next epoch begins somewhere in the middle of the old one's positions, in the same term number.
        let start = run.log.first().0 + ours.min(run.log.last().0 + 1 - run.log.first().0);
        let recorder = Recorder::default();
        let mut log = Log::open(recorder.clone(), setup(5, 1, start));
        for n in 0..ours.min(10) {
            log.append(Kind::Event, 0, &[n as u8], &[]).expect("it is empty");
        }
        log.flush().expect("the recorder never fails");
        for post in recorder.posts.borrow().iter() {
            rings.store(post, post.bytes());
        }
        let found = scan(&rings.lines, &rings.payload, expect(5, &[term(1, 1)], start - 1, start - 1)).expect("nothing was durable");
        prop_assert_eq!(found.entries.len() as u64, ours.min(10));
        let mut other = expect(5, &[], start - 1, start - 1);
        other.identity = 0;
        prop_assert_eq!(scan(&rings.lines, &rings.payload, other).expect("nothing was durable").entries.len(), 0);
    }

    // No panic on any bytes, and no entry out of noise.
    #[test]
    fn noise_has_no_entries(lines in prop::collection::vec(any::<u8>(), LINES * 64), payload in prop::collection::vec(any::<u8>(), PAYLOAD), after in any::<u32>()) {
        let found = scan(&lines, &payload, expect(3, &[term(1, 1)], after.into(), after.into())).expect("nothing was durable");
        prop_assert_eq!((found.entries.len(), found.end), (0, Fault::Line));
        let after = Position(after.into());
        prop_assert_eq!(payload_ranges(&lines, PAYLOAD as u32, after..=Position(u64::MAX)), vec![]);
        let after = after.0;
        let damage = scan(&lines, &payload, expect(3, &[term(1, 1)], after, after + 1)).expect_err("something was");
        prop_assert_eq!(damage.position, Position(after + 1));
    }
}

/// Every byte, not a sample: a run of one of everything, cut everywhere.
// Shows S7: the crash at every byte of the posted stream.
#[test]
fn every_byte() {
    let steps: Vec<Step> = (0..40)
        .flat_map(|i| {
            let kind = Kind::ALL[i % 5];
            let append = Step::Append { kind, body: i % 13, payload: [0, 1, 16, 100, 300][i % 5] };
            [append, if i % 3 == 0 { Step::Flush } else { Step::Trim { keep: 3 } }]
        })
        .collect();
    for cut in 0..=u16::MAX / 4 {
        let recorder = Recorder::default();
        let log = Log::open(recorder.clone(), setup(3, 1, 1));
        crash(&Rings::new(), log, recorder, 0, &steps, cut * 4, &[term(1, 1)], &[], 3);
    }
}

// Shows R5: a region that was sealed at a position ends there for every later reading.
#[test]
fn a_sealed_region_ends_where_it_was_sealed() {
    let recorder = Recorder::default();
    let mut log = Log::open(recorder.clone(), setup(3, 1, 1));
    for _ in 0..20 {
        log.append(Kind::Event, 0, &[], &[]).expect("it is empty");
    }
    log.flush().expect("the recorder never fails");
    let mut rings = Rings::new();
    for post in recorder.posts.borrow().iter() {
        rings.store(post, post.bytes());
    }
    let terms = [term(1, 1)];
    let mut wanted = expect(3, &terms, 0, 12);
    wanted.until = Some(Position(12));
    let found = scan(&rings.lines, &rings.payload, wanted).expect("it is good");
    assert_eq!((found.last, found.end), (Position(12), Fault::Sealed));
    // A seal above what is there is damage: it was durable once.
    wanted.sealed = Position(25);
    wanted.until = Some(Position(25));
    let damage = scan(&rings.lines, &rings.payload, wanted).expect_err("position 21 is missing");
    assert_eq!((damage.position, damage.fault), (Position(21), Fault::Line));
}

// A ring that is full to the last line is read to the last line, and not twice.
#[test]
fn a_full_ring_is_one_lap() {
    let recorder = Recorder::default();
    let mut log = Log::open(recorder.clone(), setup(3, 1, 40));
    for _ in 0..LINES {
        log.append(Kind::Event, 0, &[], &[]).expect("events may use the last line");
    }
    assert!(matches!(log.append(Kind::Event, 0, &[], &[]), Err(AppendError::Full { .. })));
    log.flush().expect("the recorder never fails");
    let mut rings = Rings::new();
    for post in recorder.posts.borrow().iter() {
        rings.store(post, post.bytes());
    }
    let found = scan(&rings.lines, &rings.payload, expect(3, &[term(1, 1)], 39, 39)).expect("it is good");
    assert_eq!((found.entries.len(), found.end), (LINES, Fault::OtherPosition(Position(40))));
}

/// A ring with ten entries from position 1 on.
fn ten() -> Rings {
    let recorder = Recorder::default();
    let mut log = Log::open(recorder.clone(), setup(3, 1, 1));
    for _ in 0..10 {
        log.append(Kind::Receive, 0, &[], &[5; 20]).expect("it is empty");
    }
    log.flush().expect("the recorder never fails");
    let mut rings = Rings::new();
    for post in recorder.posts.borrow().iter() {
        rings.store(post, post.bytes());
    }
    rings
}

// Shows R5, R6: each thing that makes a whole line not ours, by itself, with a checksum that holds.
#[test]
fn every_reason_not_to_believe_a_line() {
    type Change = fn(&mut [u8]);
    let reasons: [(Change, Fault); 9] = [
        (|line| line[0] = 5, Fault::UnknownKind(5)),
        (|line| line[1] = 0, Fault::OtherIdentity(0)),
        (|line| line[2] = 2, Fault::OtherVersion(2)),
        (|line| line[3] = 1 | 13 << 1, Fault::Line),
        (|line| line[4] = 9, Fault::OtherTerm(nvlog::Term(9))),
        (
            |line| {
                line[8] += 64;
                line[60] += 64
            },
            Fault::OtherPosition(Position(69)),
        ),
        (|line| line[16] = 9, Fault::OtherEpoch(nvlog::Epoch(9))),
        (|line| line[24] += 1, Fault::PayloadPlace),
        (|line| line[60] += 1, Fault::Line),
    ];
    for (change, fault) in reasons {
        let mut rings = ten();
        let line = &mut rings.lines[5 * 64..6 * 64];
        change(line);
        let crc = crc32c::crc32c_append(crc32c::crc32c(&line[..48]), &line[60..]);
        line[56..60].copy_from_slice(&crc.to_le_bytes());
        let terms = [term(1, 1)];
        let found = scan(&rings.lines, &rings.payload, expect(3, &terms, 0, 4)).expect("4 are good");
        assert_eq!((found.last, found.end), (Position(4), fault));
        let damage = scan(&rings.lines, &rings.payload, expect(3, &terms, 0, 5)).expect_err("5 was durable");
        assert_eq!((damage.position, damage.fault), (Position(5), fault));
    }
}

// Shows F3 as far as a log shows it: what a consistency point contains is free again, after a restart too, and nothing
// else is.
#[test]
fn trimming_frees_what_it_says() {
    let rings = ten();
    let found = scan(&rings.lines, &rings.payload, expect(3, &[term(1, 1)], 0, 10)).expect("they are good");
    let recorder = Recorder::default();
    let mut log = Log::resume(recorder.clone(), setup(3, 2, 1), &found);
    assert_eq!((log.usage().lines_used, log.usage().payload_used), (10, 320));
    log.append(Kind::Receive, 0, &[], &[6; 20]).expect("there is room");
    log.trim(Position(11));
    assert_eq!((log.usage().lines_used, log.usage().payload_used), (1, 32), "11 is not posted yet");
    log.trim(Position(3));
    assert_eq!(log.first(), Position(11), "trimming never goes back");
    log.flush().expect("the recorder never fails");
    log.trim(Position(11));
    assert_eq!((log.usage().lines_used, log.usage().payload_used), (0, 0));
    assert_eq!(log.first(), Position(12));
}

// Shows R6: a region that begins in the rings of the one before: each is read by its own epoch, and neither takes the
// other's entries for its own.
#[test]
fn two_regions_in_the_same_rings() {
    let recorder = Recorder::default();
    let mut log = Log::open(recorder.clone(), setup(3, 1, 1));
    let append = |log: &mut Log<Recorder>, count: usize| {
        for _ in 0..count {
            log.append(Kind::Receive, 0, &[], &[5; 20]).expect("there is room");
        }
        log.flush().expect("the recorder never fails");
    };
    append(&mut log, 10);
    log.begin_region(nvlog::Epoch(5), nvlog::Term(2));
    append(&mut log, 5);
    let mut rings = Rings::new();
    for post in recorder.posts.borrow().iter() {
        rings.store(post, post.bytes());
    }
    let terms = [term(1, 1), term(2, 11)];
    let read = |epoch, after, sealed| scan(&rings.lines, &rings.payload, expect(epoch, &terms, after, sealed));
    let first = read(3, 0, 10).expect("the first is good");
    assert_eq!((first.last, first.end), (Position(10), Fault::OtherEpoch(nvlog::Epoch(5))));
    let second = read(5, 10, 15).expect("the second is good");
    assert_eq!((second.entries.len(), second.last), (5, Position(15)));
    assert_eq!(read(5, 0, 10).expect_err("position 1 is not of epoch 5").position, Position(1));
}
