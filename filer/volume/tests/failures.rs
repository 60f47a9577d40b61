//! Disks that fail, owners that change, and disks that hold something else.

mod common;

use common::model::{step, Model};
use common::recording::FailingDisk;
use common::{seeds, Announce, Random};
use disk::{Disk, DiskError, Epoch, Key, MemDisk};
use nvlog::{Position, Term};
use std::sync::{Arc, Mutex};
use volume::*;

const NOW: FileTime = FileTime(1);

fn point(position: u64) -> ConsistencyPoint {
    let session = vec![position as u8; 100];
    ConsistencyPoint { position: Position(position), epoch: Epoch(1), term: Term(1), session }
}

fn format(disk: &Arc<dyn Disk>) -> Result<(), VolumeError> {
    Volume::format(disk, &FormatOptions { volume_id: 7, created: FileTime(0), first: point(0) })
}

/// A disk and a second handle to it, which makes it fail.
fn new_disk() -> (Arc<dyn Disk>, MemDisk) {
    let disk = MemDisk::with_content("test", vec![0x5a; DISK_BYTES_MIN as usize], Key(1), Epoch(1));
    let other = disk.open(Key(2), Epoch(2));
    (Arc::new(disk), other)
}

// Shows F3: a disk that fails during a consistency point costs no change; the next one contains everything.
#[test]
fn a_failed_consistency_point_loses_nothing() {
    for seed in seeds(6) {
        let _announce = Announce(seed);
        let mut random = Random(seed);
        let inner = MemDisk::with_content("test", vec![0x5a; DISK_BYTES_MIN as usize], Key(1), Epoch(1));
        let failing = Arc::new(FailingDisk { inner, countdown: Mutex::new(-1) });
        let disk: Arc<dyn Disk> = failing.clone();
        format(&disk).unwrap();
        let mut volume = Volume::open(disk.clone(), OpenOptions { cache_bytes: 8192 }).unwrap().0;
        let mut model = Model::new(0);
        let mut failures = 0;
        for time in 1..800 {
            step(&mut random, &mut volume, &mut model, time);
            if time % 40 != 0 {
                continue;
            }
            let job = volume.begin_consistency_point(point(time)).unwrap();
            if random.chance(2) {
                *failing.countdown.lock().unwrap() = random.below(30) as i64;
            }
            let job = std::thread::spawn(move || job.run());
            // Operations go on, and read from the disk, while the job fails and before anybody knows.
            for _ in 0..20 {
                step(&mut random, &mut volume, &mut model, time);
            }
            let result = volume.finish_consistency_point(job.join().unwrap());
            *failing.countdown.lock().unwrap() = -1;
            if let Err(error) = &result {
                failures += 1;
                assert!(matches!(error, VolumeError::Disk(DiskError::Failed { .. })), "{error}");
                assert!(!error.is_outcome());
            }
        }
        assert!(failures > 2, "the disk failed during {failures} consistency points only");
        let job = volume.begin_consistency_point(point(800)).unwrap();
        volume.finish_consistency_point(job.run()).unwrap();
        model.check(&volume);
        drop(volume);
        let (mut volume, found) = Volume::open(disk, OpenOptions::default()).unwrap();
        assert_eq!(found, point(800));
        volume.release_orphans().unwrap();
        model.reopened().check(&volume);
    }
}

// Shows F5, M8: an owner that was preempted writes nothing, not even while it is closed; the taker finds the last
// consistency point and goes on from there.
#[test]
fn a_preempted_owner_writes_nothing() {
    let (disk, taker) = new_disk();
    disk.register().unwrap();
    disk.reserve().unwrap();
    format(&disk).unwrap();
    let mut volume = Volume::open(disk.clone(), OpenOptions::default()).unwrap().0;
    let file = volume.create_file(ROOT, "kept", 0, NOW).unwrap();
    volume.write(file, 0, b"committed", NOW).unwrap();
    let job = volume.begin_consistency_point(point(1)).unwrap();
    volume.finish_consistency_point(job.run()).unwrap();
    volume.write(file, 0, b"later    ", NOW).unwrap();

    taker.register().unwrap();
    taker.preempt(Key(1)).unwrap();
    let image = taker.content();
    let job = volume.begin_consistency_point(point(2)).unwrap();
    let refused = volume.finish_consistency_point(job.run()).unwrap_err();
    assert!(matches!(&refused, VolumeError::Disk(error) if error.is_refused()), "{refused}");
    assert_eq!(&volume.read(file, 0, 100).unwrap()[..], b"later    ", "what is in memory stays readable");
    drop(volume);
    assert!(taker.content() == image, "the preempted owner changed the disk");

    let (volume, found) = Volume::open(Arc::new(taker), OpenOptions::default()).unwrap();
    assert_eq!(found, point(1));
    assert_eq!(&volume.read(file, 0, 100).unwrap()[..], b"committed");
}

// Shows S2 for the volume's part: an operation whose blocks were loaded does not meet the disk (rule R3).
#[test]
fn what_was_loaded_is_read_and_changed_without_the_disk() {
    let (disk, switch) = new_disk();
    format(&disk).unwrap();
    let mut volume = Volume::open(disk.clone(), OpenOptions::default()).unwrap().0;
    let file = volume.create_file(ROOT, "file", 0, NOW).unwrap();
    let content: Vec<u8> = (0..3_000_000u32).map(|at| (at / 977) as u8).collect();
    volume.write(file, 0, &content, NOW).unwrap();
    let job = volume.begin_consistency_point(point(1)).unwrap();
    volume.finish_consistency_point(job.run()).unwrap();
    drop(volume);
    let mut volume = Volume::open(disk, OpenOptions::default()).unwrap().0;
    let range = BlockRange { inode: file, offset: 100_000, length: 2_000_000 };
    volume.load(&[range]).unwrap();
    switch.fail();
    let read = volume.read(file, 100_000, 2_000_000).unwrap();
    assert!(read[..] == content[100_000..2_100_000]);
    volume.write(file, 200_001, b"in the middle of a block", NOW).unwrap();
    assert_eq!(&volume.read(file, 200_000, 3).unwrap()[1..], b"in");
    let beyond = volume.load(&[BlockRange { offset: 2_500_000, ..range }]);
    assert!(matches!(beyond, Err(VolumeError::Disk(DiskError::Failed { .. }))), "{beyond:?}");
    let refused = volume.write(file, 2_500_001, b"x", NOW).unwrap_err();
    assert!(!refused.is_outcome());
    switch.heal();
    assert_eq!(volume.read(file, 2_500_001, 1).unwrap()[0], content[2_500_001], "a refused write changes nothing");
}

#[test]
fn closing_a_volume_writes_nothing() {
    let (disk, other) = new_disk();
    format(&disk).unwrap();
    let mut volume = Volume::open(disk.clone(), OpenOptions::default()).unwrap().0;
    let job = volume.begin_consistency_point(point(1)).unwrap();
    volume.finish_consistency_point(job.run()).unwrap();
    volume.create_file(ROOT, "not committed", 0, NOW).unwrap();
    let before = other.content();
    drop(volume);
    assert!(other.content() == before);
}

// Shows S4 for the volume's part: what is read from a file that is removed and overwritten stays what it was (rule R4).
#[test]
fn bytes_that_were_read_stay() {
    let (disk, _) = new_disk();
    format(&disk).unwrap();
    let mut volume = Volume::open(disk, OpenOptions { cache_bytes: 8192 }).unwrap().0;
    let file = volume.create_file(ROOT, "a", 0, NOW).unwrap();
    volume.write(file, 0, &[1; 100_000], NOW).unwrap();
    let in_memory = volume.read(file, 10, 90_000).unwrap();
    let mut position = 0;
    let mut commit = |volume: &mut Volume| {
        position += 1;
        let job = volume.begin_consistency_point(point(position)).unwrap();
        volume.finish_consistency_point(job.run()).unwrap();
    };
    commit(&mut volume);
    let from_disk = volume.read(file, 10, 90_000).unwrap();
    volume.write(file, 0, &[2; 100_000], NOW).unwrap();
    commit(&mut volume);
    volume.remove(ROOT, "a", NOW).unwrap();
    for round in 0..4u8 {
        commit(&mut volume);
        let other = volume.create_file(ROOT, &round.to_string(), 0, NOW).unwrap();
        volume.write(other, 0, &vec![0xee; 5 << 20], NOW).unwrap();
    }
    assert!(in_memory.iter().chain(from_disk.iter()).all(|byte| *byte == 1));
}

#[test]
fn what_is_no_volume_is_refused() {
    let open = |disk: &Arc<dyn Disk>| Volume::open(disk.clone(), OpenOptions::default()).map(drop);
    let (disk, _) = new_disk();
    assert!(matches!(open(&disk), Err(VolumeError::NotFormatted { .. })));
    format(&disk).unwrap();
    open(&disk).unwrap();
    // The version is the third word of the superblock.
    disk.write_at((1 << 20) + 8, &2u32.to_le_bytes()).unwrap();
    let refused = open(&disk).unwrap_err();
    assert_eq!(refused, VolumeError::UnknownVersion { found: 2, known: FORMAT_VERSION });
    assert!(refused.to_string().contains("version 2"));
    disk.write_at((1 << 20) + 8, &1u32.to_le_bytes()).unwrap();
    open(&disk).unwrap();
    disk.write_at((1 << 20) + 60, &[0xff]).unwrap();
    assert!(matches!(open(&disk), Err(VolumeError::Damaged { .. })));
    let small: Arc<dyn Disk> = Arc::new(MemDisk::new("small", 1 << 20, Key(1), Epoch(1)));
    assert!(matches!(open(&small), Err(VolumeError::DiskTooSmall { .. })));
    assert!(matches!(format(&small), Err(VolumeError::DiskTooSmall { .. })));
}

// Any byte of the metadata may be damaged: that is an error, not a panic, and not somebody else's data.
#[test]
fn damaged_metadata_is_an_error() {
    let (disk, other) = new_disk();
    format(&disk).unwrap();
    let mut volume = Volume::open(disk.clone(), OpenOptions::default()).unwrap().0;
    for at in 0..300 {
        let file = volume.create_file(ROOT, &format!("file {at}"), 0, NOW).unwrap();
        volume.write(file, 0, &[at as u8; 5000], NOW).unwrap();
    }
    let job = volume.begin_consistency_point(point(1)).unwrap();
    volume.finish_consistency_point(job.run()).unwrap();
    drop(volume);
    let image = other.content();
    for seed in seeds(12) {
        let _announce = Announce(seed);
        let mut random = Random(seed);
        let mut damaged = image.clone();
        // In the length records and the first megabyte of the store, where everything of so small a volume is.
        for _ in 0..40 {
            let at = (1 << 20) + 4096 + random.below(2 << 20) as usize;
            damaged[at] ^= 1 << random.below(8);
        }
        let disk: Arc<dyn Disk> = Arc::new(MemDisk::with_content("damaged", damaged, Key(1), Epoch(1)));
        let Ok((mut volume, _)) = Volume::open(disk, OpenOptions::default()) else { continue };
        // Whatever comes out, it comes out as a result.
        let _ = volume.verify();
        let _ = volume.create_file(ROOT, "another", 0, NOW);
        if let Ok(job) = volume.begin_consistency_point(point(2)) {
            let _ = volume.finish_consistency_point(job.run());
        }
    }
}
