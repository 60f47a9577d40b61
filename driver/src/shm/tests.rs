//! A host that is killed, and a host that is frozen, at every single store it does to memory that outlives it.

use std::cell::RefCell;
use std::panic::{catch_unwind, resume_unwind, AssertUnwindSafe};
use std::path::Path;
use std::rc::Rc;

use abi::geometry::{RINGS_OFFSET, STATE_OFFSET};
use abi::line::{ENTRY_BYTES, STAMP_OFFSET};
use abi::registers::{ctrl, logq, mirror, remote};
use abi::watermark;

use super::*;
use crate::line::{self, Line};
use crate::memory::steps;

const LINE_BASE: u32 = RINGS_OFFSET as u32;
const LINES: u32 = 128;
const PAYLOAD_BASE: u32 = LINE_BASE + LINES * 64;
const PAYLOAD_BYTES: u32 = 8192;
const LOCAL_BYTES: u64 = RINGS_OFFSET + 64 * 1024;
/// Position of the first line.
const FIRST: u64 = 100;

/// In memory if the machine has such a place: the tests make thousands of pairs.
fn tempdir() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() }.expect("a directory for the files")
}

fn line(position: u64) -> Line {
    let mut entry = [position as u8; ENTRY_BYTES];
    entry[8..16].copy_from_slice(&position.to_le_bytes());
    line::seal(&entry, position)
}

fn lines(positions: std::ops::Range<u64>) -> Vec<u8> {
    positions.flat_map(line).collect()
}

fn offset(position: u64) -> u64 {
    u64::from(LINE_BASE) + position % u64::from(LINES) * 64
}

fn open(dir: &Path, side: Side) -> ShmBus {
    ShmBus::open_sized(dir, side, LOCAL_BYTES).expect("the card opens")
}

fn write(bus: &mut ShmBus, register: u32, value: u32) {
    bus.write32(register, value).expect("the card is there");
}

fn boot(bus: &mut ShmBus, nonce: u64) {
    bus.write64(ctrl::BOOT_NONCE, nonce).expect("the card is there");
    write(bus, ctrl::CONTROL, 1);
}

fn open_queue(bus: &mut ShmBus, position: u64) -> DmaBuffer {
    let memory = bus.dma_buffer(64, crate::DmaAccess::CardWrites).expect("memory");
    write(bus, logq::CONTROL, 0);
    write(bus, logq::LINE_BASE, LINE_BASE);
    write(bus, logq::LINE_COUNT, LINES);
    write(bus, logq::PAYLOAD_BASE, PAYLOAD_BASE);
    write(bus, logq::PAYLOAD_BYTES, PAYLOAD_BYTES);
    bus.write64(logq::POSITION, position).expect("the card is there");
    bus.write64(logq::WATERMARK_ADDRESS, memory.iova()).expect("the card is there");
    write(bus, logq::CONTROL, 1);
    memory
}

/// Resyncs what the tests use and no more: every word of it is a place to be killed.
fn resync(bus: &mut ShmBus) {
    let state = STATE_OFFSET as u32;
    let lines = (offset(FIRST) as u32, offset(FIRST + 12) as u32);
    let ranges = [(state, state + 64), lines, (PAYLOAD_BASE, PAYLOAD_BASE + 64)];
    for (i, (start, end)) in ranges.into_iter().enumerate() {
        write(bus, mirror::RANGE0_START + 8 * i as u32, start);
        write(bus, mirror::RANGE0_END + 8 * i as u32, end);
    }
    write(bus, mirror::COMMAND, contract::COMMAND_START_RESYNC);
    write(bus, mirror::COMMAND, contract::COMMAND_ACCEPT);
}

/// A pair in which A mirrors to B.
struct Pair {
    dir: tempfile::TempDir,
    control: Control,
    a: ShmBus,
    b: Rc<RefCell<ShmBus>>,
    memory: DmaBuffer,
}

fn pair() -> Pair {
    let dir = tempdir();
    let mut a = open(dir.path(), Side::A);
    let mut b = open(dir.path(), Side::B);
    boot(&mut a, 1);
    boot(&mut b, 2);
    let memory = open_queue(&mut a, FIRST);
    resync(&mut a);
    let control = control(dir.path()).expect("the pair is there");
    assert_eq!(a.read32(mirror::STATE).expect("the card is there"), contract::MIRROR_MIRRORING);
    Pair { dir, control, a, b: Rc::new(RefCell::new(b)), memory }
}

/// One of everything a host does to its card. Posts lines up to position FIRST + 12.
fn work(a: &mut ShmBus, control: &Control, with_resync: bool) {
    let post = |a: &mut ShmBus, at: u64, data: &[u8]| a.post(at, data).expect("the card is there");
    post(a, u64::from(PAYLOAD_BASE), &[0x51; 48]);
    post(a, offset(FIRST), &lines(FIRST..FIRST + 3));
    post(a, STATE_OFFSET, &[0x52; 64]);
    post(a, offset(FIRST + 4), &lines(FIRST + 4..FIRST + 5));
    post(a, offset(FIRST + 3), &lines(FIRST + 3..FIRST + 4));
    let split = line(FIRST + 5);
    for qword in [7, 0, 3, 1, 2, 5, 4] {
        post(a, offset(FIRST + 5) + 8 * qword as u64, &split[8 * qword..8 * qword + 8]);
    }
    control.link(false);
    a.poll().expect("the card is there");
    post(a, u64::from(PAYLOAD_BASE) + 48, &[0x53; 16]);
    post(a, offset(FIRST + 6), &lines(FIRST + 6..FIRST + 8));
    control.link(true);
    post(a, offset(FIRST + 8), &lines(FIRST + 8..FIRST + 9));
    if with_resync {
        resync(a);
    }
    post(a, offset(FIRST + 9), &lines(FIRST + 9..FIRST + 12));
    a.poll().expect("the card is there");
}

/// What the host of A was told is durable at both.
fn acknowledged(memory: &DmaBuffer) -> u64 {
    memory.load64(watermark::MIRRORED_OFFSET)
}

/// The lines below `end` are whole in `region` (BAR2 offset 0 or REMOTE), and so is the payload posted before them.
fn check_lines(bus: &mut ShmBus, region: u64, end: u64, what: &str) {
    let mut found = [0; 64];
    for position in FIRST..end {
        bus.read_block(region + offset(position), &mut found).expect("the card is there");
        found[STAMP_OFFSET..STAMP_OFFSET + 8].fill(0);
        assert_eq!(found, line(position), "{what}: position {position} of {end}");
    }
    for (behind, at, byte, bytes) in [(FIRST, 0, 0x51, 48), (FIRST + 6, 48, 0x53, 16)] {
        if end > behind {
            let mut found = vec![0; bytes];
            bus.read_block(region + u64::from(PAYLOAD_BASE) + at, &mut found).expect("the card is there");
            assert!(
                found.iter().all(|&b| b == byte),
                "{what}: payload before position {behind}, {end} are durable: {found:x?}"
            );
        }
    }
}

fn fence(bus: &mut ShmBus) -> u64 {
    write(bus, remote::FENCE, 1);
    assert_eq!(bus.read32(remote::FENCE_DONE).expect("the card is there"), 1);
    bus.read64(remote::SEALED0).expect("the card is there")
}

/// Runs `f` until it is killed; true if it was.
fn until_killed(at: u64, f: impl FnOnce()) -> bool {
    steps::at(at, || resume_unwind(Box::new("killed")));
    let result = catch_unwind(AssertUnwindSafe(f));
    let happened = steps::end();
    match result {
        Ok(()) => assert!(!happened),
        Err(cause) if happened && cause.downcast_ref() == Some(&"killed") => {}
        Err(cause) => resume_unwind(cause),
    }
    happened
}

// Shows C8, S8 for the software card: its owner's host killed at any instruction, the partner seals and finds
// everything that was acknowledged.
#[test]
fn killed_anywhere_the_partner_has_what_was_acknowledged() {
    for at in 0.. {
        let Pair { dir, control, mut a, b, memory } = pair();
        let killed = until_killed(at, || work(&mut a, &control, true));
        let acknowledged = acknowledged(&memory);
        drop(a);
        control.link(true);
        let mut b = b.borrow_mut();
        let sealed = fence(&mut b);
        let image = b.read32(remote::IMAGE_STATE).expect("the card is there");
        if image == contract::IMAGE_IN_SYNC {
            assert!(acknowledged <= sealed, "killed at {at}: {acknowledged} acknowledged, {sealed} sealed");
            check_lines(&mut b, REMOTE_OFFSET, sealed, &format!("killed at {at}, the image"));
        } else {
            // Killed in the middle of the resync: the image proves nothing, but its owner has everything.
            assert_eq!(image, contract::IMAGE_INCONSISTENT);
        }
        let mut a = open(dir.path(), Side::A);
        let local = a.read64(logq::LOCAL).expect("the card is there");
        assert!(acknowledged <= local, "killed at {at}");
        check_lines(&mut a, 0, local, &format!("killed at {at}, LOCAL"));
        if !killed {
            assert!(at > 300, "only {at} stores");
            assert_eq!((acknowledged, sealed, local), (FIRST + 12, FIRST + 12, FIRST + 12));
            return;
        }
    }
}

// Shows C9 for the software card: the image of a partner that has gone on alone for more than a lap proves nothing from
// the first write of a resync to its last, wherever that is cut.
#[test]
fn killed_in_a_resync_the_image_proves_nothing() {
    for at in 0.. {
        let Pair { dir: _dir, control: _control, mut a, b, memory: _memory } = pair();
        write(&mut a, mirror::COMMAND, contract::COMMAND_DROP);
        let before = b.borrow().me().get(word::IMAGE);
        let end = FIRST + 200;
        for position in FIRST..end {
            a.post(offset(position), &line(position)).expect("the card is there");
        }
        write(&mut a, mirror::RANGE1_START, LINE_BASE);
        write(&mut a, mirror::RANGE1_END, LINE_BASE + LINES * 64);
        let killed = until_killed(at, || write(&mut a, mirror::COMMAND, contract::COMMAND_START_RESYNC));
        drop(a);
        let mut b = b.borrow_mut();
        let untouched = b.me().get(word::IMAGE) == before;
        let sealed = fence(&mut b);
        match b.read32(remote::IMAGE_STATE).expect("the card is there") {
            contract::IMAGE_INCONSISTENT => assert!(killed),
            state => {
                // Before its first write, or behind its last.
                let wanted = if untouched { FIRST } else { end };
                assert_eq!((state, sealed), (contract::IMAGE_IN_SYNC, wanted), "killed at {at}");
                for position in sealed.saturating_sub(LINES.into()).max(FIRST)..sealed {
                    let mut found = [0; 64];
                    b.read_block(REMOTE_OFFSET + offset(position), &mut found).expect("the card is there");
                    found[STAMP_OFFSET..STAMP_OFFSET + 8].fill(0);
                    assert_eq!(found, line(position), "killed at {at}: position {position} of {sealed}");
                }
            }
        }
        if !killed {
            assert!(at > 1000 && sealed == end);
            return;
        }
    }
}

// Shows S7 for the software card: killed at any instruction and opened again, what was being mirrored is finished, and
// a session that still counts has two equal copies.
#[test]
fn killed_anywhere_the_next_host_finishes_it() {
    for at in 0.. {
        let Pair { dir, control, mut a, b: _b, memory } = pair();
        let killed = until_killed(at, || work(&mut a, &control, true));
        let acknowledged = acknowledged(&memory);
        drop(a);
        control.link(true);
        let mut a = open(dir.path(), Side::A);
        a.poll().expect("the card is there");
        let local = a.read64(logq::LOCAL).expect("the card is there");
        let mirrored = a.read64(logq::MIRRORED).expect("the card is there");
        assert!(acknowledged <= mirrored && mirrored <= local, "killed at {at}: {acknowledged} {mirrored} {local}");
        match a.read32(mirror::STATE).expect("the card is there") {
            contract::MIRROR_LOST => {}
            contract::MIRROR_RESYNC => panic!("killed at {at}: nobody runs that resync"),
            state => {
                assert!(state == contract::MIRROR_SYNCED || mirrored == local, "killed at {at}: {mirrored} of {local}");
                let (here, there) = (a.me().local(), a.peer().remote());
                let differs =
                    (0..here.len()).find(|&i| here[i].load(Ordering::Relaxed) != there[i].load(Ordering::Relaxed));
                assert_eq!(differs, None, "killed at {at}: first word that differs");
            }
        }
        // Stamps are unique, whatever was killed.
        let memory = open_queue(&mut a, local);
        a.post(offset(local), &line(local)).expect("the card is there");
        assert_eq!(memory.load64(watermark::LOCAL_OFFSET), local + 1);
        let stamps: std::collections::BTreeSet<u64> = (FIRST..=local)
            .map(|position| {
                let mut found = [0; 64];
                a.read_block(offset(position), &mut found).expect("the card is there");
                u64::from_le_bytes(found[STAMP_OFFSET..STAMP_OFFSET + 8].try_into().expect("eight bytes"))
            })
            .collect();
        assert_eq!(stamps.len() as u64, local + 1 - FIRST, "killed at {at}");
        if !killed {
            return;
        }
    }
}

/// Freezes A at every store; meanwhile B does `meanwhile`; then A goes on with its work.
fn frozen_anywhere(with_resync: bool, meanwhile: fn(&mut ShmBus)) {
    for at in 0.. {
        let Pair { dir: _dir, control, mut a, b, memory } = pair();
        let seen = Rc::new(RefCell::new(None));
        let (b_meanwhile, seen_meanwhile, memory_then) = (b.clone(), seen.clone(), memory.clone());
        steps::at(at, move || {
            let mut b = b_meanwhile.borrow_mut();
            let sealed = fence(&mut b);
            let image = b.read32(remote::IMAGE_STATE).expect("the card is there");
            *seen_meanwhile.borrow_mut() = Some((sealed, image, acknowledged(&memory_then)));
            meanwhile(&mut b);
        });
        work(&mut a, &control, with_resync);
        let happened = steps::end();
        let mut b = b.borrow_mut();
        let Some((sealed, image, before)) = *seen.borrow() else {
            assert!(!happened && at > 300, "only {at} stores");
            return;
        };
        let now = acknowledged(&memory);
        if image == contract::IMAGE_IN_SYNC {
            assert!(now <= sealed, "frozen at {at}: {sealed} sealed, {before} acknowledged then, {now} after the thaw");
            check_lines(&mut b, REMOTE_OFFSET, sealed, &format!("frozen at {at}, the image"));
        } else {
            assert_eq!(now, before, "frozen at {at} in a resync: nothing counts any more");
        }
        if b.read32(remote::FENCE_DONE).expect("the card is there") == 1 {
            assert_eq!(
                b.read64(remote::SEALED0).expect("the card is there"),
                sealed,
                "frozen at {at}: a seal is final"
            );
        }
    }
}

// Shows C5 and the fence of `shm`: a host that is frozen at any instruction while its partner fences has nothing
// acknowledged after the thaw, and changes nothing that is sealed.
#[test]
fn frozen_anywhere_it_gets_nothing_acknowledged() {
    frozen_anywhere(true, |b| assert_eq!(b.read32(remote::FENCE_DONE).expect("the card is there"), 1));
}

// The same when the fence has been lifted again before the thaw.
#[test]
fn frozen_through_a_fence_and_its_lifting() {
    frozen_anywhere(false, |b| write(b, remote::LIFT, 1));
}

// The other order: the fencing host is frozen at any instruction of its fence while the sender goes on.
#[test]
fn a_fence_frozen_anywhere_seals_what_was_acknowledged() {
    for at in 0.. {
        let Pair { dir: _dir, control: _control, mut a, b, memory } = pair();
        a.post(u64::from(PAYLOAD_BASE), &[0x51; 48]).expect("the card is there");
        a.post(offset(FIRST), &line(FIRST)).expect("the card is there");
        let a = Rc::new(RefCell::new(a));
        let a_meanwhile = a.clone();
        steps::at(at, move || {
            let mut a = a_meanwhile.borrow_mut();
            a.post(offset(FIRST + 1), &lines(FIRST + 1..FIRST + 3)).expect("the card is there");
            a.poll().expect("the card is there");
        });
        let sealed = fence(&mut b.borrow_mut());
        let happened = steps::end();
        let mut a = a.borrow_mut();
        a.poll().expect("the card is there");
        let mut b = b.borrow_mut();
        assert_eq!(b.read64(remote::SEALED0).expect("the card is there"), sealed, "a seal is final");
        assert!(acknowledged(&memory) <= sealed, "frozen at {at}: {} of {sealed}", acknowledged(&memory));
        check_lines(&mut b, REMOTE_OFFSET, sealed, &format!("frozen at {at}"));
        if !happened {
            assert!(at > 1);
            return;
        }
    }
}

// A fence that was killed half-way is finished by the next host.
#[test]
fn a_fence_killed_anywhere_is_open_or_sealed() {
    for at in 0.. {
        let Pair { dir, control: _control, mut a, b, memory } = pair();
        a.post(offset(FIRST), &lines(FIRST..FIRST + 2)).expect("the card is there");
        let mut b = Rc::into_inner(b).expect("no other handle").into_inner();
        let killed = until_killed(at, || {
            fence(&mut b);
        });
        drop(b);
        a.post(offset(FIRST + 2), &line(FIRST + 2)).expect("the card is there");
        let mut b = open(dir.path(), Side::B);
        let fenced = b.read32(remote::FENCE_DONE).expect("the card is there") == 1;
        let sealed = b.read64(remote::SEALED0).expect("the card is there");
        a.post(offset(FIRST + 3), &line(FIRST + 3)).expect("the card is there");
        assert!(!fenced || acknowledged(&memory) <= sealed, "killed at {at}");
        assert!(fenced || acknowledged(&memory) == FIRST + 4, "killed at {at}: an open fence stops nobody");
        if !killed {
            assert!(fenced);
            return;
        }
    }
}

// The partner learns of a queue from a resync; until then nothing of it may count as mirrored.
#[test]
fn opening_a_queue_ends_the_session() {
    let Pair { dir: _dir, control: _control, mut a, .. } = pair();
    let memory = open_queue(&mut a, FIRST);
    assert_eq!(a.read32(mirror::STATE).expect("the card is there"), contract::MIRROR_LOST);
    a.post(offset(FIRST), &line(FIRST)).expect("the card is there");
    assert_eq!(acknowledged(&memory), FIRST);
}

#[test]
fn one_host_at_a_time() {
    let dir = tempdir();
    let a = open(dir.path(), Side::A);
    assert!(matches!(ShmBus::open(dir.path(), Side::A), Err(BusError::Busy { .. })));
    drop(open(dir.path(), Side::B));
    drop(a);
    open(dir.path(), Side::A);
}

#[test]
fn without_power_it_is_gone() {
    let Pair { dir, control, mut a, .. } = pair();
    control.power(Side::A, false);
    assert!(matches!(a.post(offset(FIRST), &line(FIRST)), Err(BusError::Gone { .. })));
    assert!(matches!(a.read32(ctrl::STATE), Err(BusError::Gone { .. })));
    control.power(Side::A, true);
    assert!(matches!(a.read32(ctrl::STATE), Err(BusError::Gone { .. })), "it is another host's now");
    drop(a);
    let mut a = open(dir.path(), Side::A);
    assert_eq!(a.read32(ctrl::GENERATION).expect("the card is there"), 2);
}

#[test]
fn foreign_files_are_refused() {
    for (name, contents) in [("card-a", &b"a letter"[..]), ("control", b"another"), ("card-b", &[7; 100_000])] {
        let dir = tempdir();
        std::fs::write(dir.path().join(name), contents).expect("a file");
        assert!(matches!(ShmBus::open(dir.path(), Side::A), Err(BusError::Missing { .. })), "{name}");
        assert_eq!(std::fs::read(dir.path().join(name)).expect("the file"), contents, "{name} is untouched");
    }
}
