//! The rules of the reservation (SPC-4, type 1), command by command.

use disk::{Disk, DiskError, Epoch, Key, MemDisk, REGISTRATIONS_MAX};

fn three() -> (MemDisk, MemDisk, MemDisk) {
    let a = MemDisk::new("d", 4096, Key(1), Epoch(1));
    let (b, c) = (a.open(Key(2), Epoch(1)), a.open(Key(3), Epoch(1)));
    (a, b, c)
}

fn reserved(holder: u64) -> Result<(), DiskError> {
    Err(DiskError::Reserved { disk: "d".to_string(), holder: Key(holder) })
}

fn not_registered(key: u64) -> Result<(), DiskError> {
    Err(DiskError::NotRegistered { disk: "d".to_string(), key: Key(key) })
}

// Shows F5.
#[test]
fn without_a_registration_nothing_is_taken_or_given_back() {
    let (a, b, _) = three();
    assert_eq!(a.reserve(), not_registered(1));
    assert_eq!(a.release(), not_registered(1));
    assert_eq!(a.unregister(), not_registered(1));
    assert_eq!(a.preempt(Key(2)), not_registered(1));
    b.register().unwrap();
    b.reserve().unwrap();
    assert_eq!(a.preempt(Key(2)), not_registered(1));
    assert_eq!(b.read_reservation().unwrap().holder, Some(Key(2)));
}

// Shows F5.
#[test]
fn commands_do_what_the_standard_says() {
    let (a, b, c) = three();
    for disk in [&a, &b, &c] {
        disk.register().unwrap();
        disk.register().unwrap();
    }
    a.reserve().unwrap();
    a.reserve().unwrap();
    assert_eq!(b.reserve(), reserved(1));
    b.release().unwrap();
    assert_eq!(a.read_reservation().unwrap().holder, Some(Key(1)), "a release by another one changes nothing");
    // Preempting one that is registered and holds nothing removes its registration and nothing else.
    b.preempt(Key(3)).unwrap();
    let seen = a.read_reservation().unwrap();
    assert_eq!((seen.holder, seen.registered), (Some(Key(1)), vec![Key(1), Key(2)]));
    assert_eq!(c.reserve(), not_registered(3));
    assert_eq!(b.preempt(Key(3)), Err(DiskError::NoSuchKey { disk: "d".to_string(), victim: Key(3) }));
    // Preempting the holder takes its place.
    let before = a.read_reservation().unwrap().generation;
    b.preempt(Key(1)).unwrap();
    let seen = a.read_reservation().unwrap();
    assert_eq!((seen.holder, seen.registered), (Some(Key(2)), vec![Key(2)]));
    assert!(seen.generation > before);
    assert_eq!(a.write_at(0, b"x"), reserved(2));
    assert_eq!(a.release(), not_registered(1));
    // The holder that unregisters leaves the disk free.
    b.unregister().unwrap();
    let seen = a.read_reservation().unwrap();
    assert_eq!((seen.holder, seen.registered), (None, vec![]));
    a.write_at(0, b"x").unwrap();
}

#[test]
fn registrations_are_bounded() {
    let first = MemDisk::new("d", 4096, Key(1), Epoch(1));
    first.register().unwrap();
    let others: Vec<_> = (2..=REGISTRATIONS_MAX as u64).map(|key| first.open(Key(key), Epoch(1))).collect();
    others.iter().for_each(|disk| disk.register().unwrap());
    let one_more = first.open(Key(100), Epoch(1));
    assert_eq!(one_more.register(), Err(DiskError::RegistrationsFull { disk: "d".to_string() }));
    others[0].unregister().unwrap();
    one_more.register().unwrap();
}

// Shows M8.
#[test]
fn epochs_only_rise() {
    let (a, b, _) = three();
    a.write_at(0, b"1").unwrap();
    b.set_epoch(Epoch(9));
    b.write_at(0, b"9").unwrap();
    let stale = DiskError::StaleEpoch { disk: "d".to_string(), epoch: Epoch(1), highest: Epoch(9) };
    assert_eq!(a.write_at(0, b"1"), Err(stale.clone()));
    assert!(stale.is_refused());
    let mut byte = [0];
    a.read_at(0, &mut byte).unwrap();
    assert_eq!(&byte, b"9");
    // A refused write does not raise the epoch.
    b.register().unwrap();
    b.reserve().unwrap();
    a.set_epoch(Epoch(50));
    assert_eq!(a.write_at(0, b"1"), reserved(2));
    assert_eq!(b.read_reservation().unwrap().epoch, Some(Epoch(9)));
}
