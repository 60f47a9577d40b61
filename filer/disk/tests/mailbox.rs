//! Mailbox slots: what is read back, and what a torn or damaged write leaves.

use disk::mailbox::{read_all, write, MailboxError, Slot, SlotKind, DATA_BYTES_MAX, SLOT_BYTES};
use disk::{Disk, DiskError, Epoch, Key, MemDisk, MAILBOX_BYTES};

const KINDS: [SlotKind; 3] = [SlotKind::Record, SlotKind::Promise, SlotKind::Status];

fn disk() -> MemDisk {
    MemDisk::new("mailbox", MAILBOX_BYTES + 4096, Key(1), Epoch(1))
}

fn valid(sequence: u64, data: &[u8]) -> Slot {
    Slot::Valid { sequence, data: data.to_vec() }
}

// Shows M1: each node has its record and its promise on every disk, and the other node can read them.
#[test]
fn every_slot_keeps_its_own_content() {
    let disk = disk();
    assert_eq!(*read_all(&disk).unwrap().slot(1, SlotKind::Promise), Slot::Empty);
    for round in 1..=3u64 {
        for node in 0..2 {
            for kind in KINDS {
                write(&disk, node, kind, format!("{node} {kind:?} {round}").as_bytes()).unwrap();
            }
        }
        let mailbox = read_all(&disk.open(Key(2), Epoch(0))).unwrap();
        for node in 0..2 {
            for kind in KINDS {
                assert_eq!(*mailbox.slot(node, kind), valid(round, format!("{node} {kind:?} {round}").as_bytes()));
            }
        }
    }
    assert!(disk.content()[MAILBOX_BYTES as usize..].iter().all(|byte| *byte == 0));
    write(&disk, 0, SlotKind::Record, &[7; DATA_BYTES_MAX]).unwrap();
    assert_eq!(write(&disk, 0, SlotKind::Record, &[7; DATA_BYTES_MAX + 1]), Err(MailboxError::TooLong(4069)));
}

#[test]
fn only_the_holder_writes_a_slot() {
    let (a, b) = {
        let a = disk();
        let b = a.open(Key(2), Epoch(2));
        (a, b)
    };
    a.register().unwrap();
    a.reserve().unwrap();
    write(&a, 0, SlotKind::Record, b"owner").unwrap();
    let refused = write(&b, 1, SlotKind::Promise, b"taker");
    let reserved = DiskError::Reserved { disk: "mailbox".to_string(), holder: Key(1) };
    assert_eq!(refused, Err(MailboxError::Disk(reserved)));
    assert_eq!(*read_all(&b).unwrap().slot(0, SlotKind::Record), valid(1, b"owner"));
}

// Shows F3 for the mailbox: a write cut off anywhere leaves the old content or the new one.
#[test]
fn a_torn_write_leaves_the_slot_as_it_was() {
    for writes in 0..4u64 {
        let before = disk();
        for round in 0..writes {
            write(&before, 1, SlotKind::Record, &[round as u8; 3000]).unwrap();
        }
        let old = before.content();
        write(&before, 1, SlotKind::Record, &[99; 3500]).unwrap();
        let new = before.content();
        let at = (0..old.len()).find(|at| old[*at] != new[*at]).unwrap() / SLOT_BYTES * SLOT_BYTES;
        for written in (0..=SLOT_BYTES).step_by(64) {
            let mut torn = old.clone();
            torn[at..at + written].copy_from_slice(&new[at..at + written]);
            let torn = MemDisk::with_content("torn", torn, Key(1), Epoch(1));
            let found = read_all(&torn).unwrap().slot(1, SlotKind::Record).clone();
            let previous = match writes {
                0 => Slot::Empty,
                _ => valid(writes, &[writes as u8 - 1; 3000]),
            };
            let whole = torn.content() == new;
            assert_eq!(found, if whole { valid(writes + 1, &[99; 3500]) } else { previous }, "{written} bytes");
            // And the next write succeeds on top of it.
            write(&torn, 1, SlotKind::Record, b"next").unwrap();
            assert!(matches!(read_all(&torn).unwrap().slot(1, SlotKind::Record),
                Slot::Valid { data, .. } if data == b"next"));
        }
    }
}

#[test]
fn damage_is_reported_and_an_unknown_version_refused() {
    let disk = disk();
    write(&disk, 0, SlotKind::Promise, b"one").unwrap();
    write(&disk, 0, SlotKind::Promise, b"two").unwrap();
    let first = (1 + 2) * SLOT_BYTES as u64;
    let mut one = vec![0; SLOT_BYTES];
    disk.read_at(first, &mut one).unwrap();
    assert!(one.windows(3).any(|window| window == b"one"), "the test knows where the slot is");
    // A copy in the wrong place is not taken for the slot of that place.
    let second_node = first + 2 * KINDS.len() as u64 * SLOT_BYTES as u64;
    disk.write_at(second_node, &one).unwrap();
    disk.write_at(second_node + SLOT_BYTES as u64, &one).unwrap();
    assert_eq!(*read_all(&disk).unwrap().slot(1, SlotKind::Promise), Slot::Damaged);
    disk.write_at(first + 30, &[0xff; 8]).unwrap();
    assert_eq!(*read_all(&disk).unwrap().slot(0, SlotKind::Promise), valid(2, b"two"));
    disk.write_at(first + SLOT_BYTES as u64 + 30, &[0xff; 8]).unwrap();
    assert_eq!(*read_all(&disk).unwrap().slot(0, SlotKind::Promise), Slot::Damaged);

    one[8] = 2;
    let crc = crc32c::crc32c(&one[..SLOT_BYTES - 4]);
    one[SLOT_BYTES - 4..].copy_from_slice(&crc.to_le_bytes());
    disk.write_at(first, &one).unwrap();
    assert_eq!(read_all(&disk), Err(MailboxError::UnknownVersion { node: 0, found: 2 }));
}
