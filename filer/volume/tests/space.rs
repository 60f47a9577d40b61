//! A full volume: refusals that change nothing, and consistency points that never run out of room.

mod common;

use common::{seeds, Announce, Random};
use disk::{Disk, Epoch, Key, MemDisk};
use nvlog::{Position, Term};
use std::sync::Arc;
use volume::*;

const NOW: FileTime = FileTime(1);

fn point(position: u64, session_bytes: u64) -> ConsistencyPoint {
    let session = vec![position as u8; session_bytes as usize];
    ConsistencyPoint { position: Position(position), epoch: Epoch(1), term: Term(1), session }
}

fn new_volume(disk_bytes: u64) -> (Arc<dyn Disk>, Volume) {
    let disk: Arc<dyn Disk> = Arc::new(MemDisk::new("test", disk_bytes, Key(1), Epoch(1)));
    let options = FormatOptions { volume_id: 7, created: NOW, first: point(0, 0) };
    Volume::format(&disk, &options).unwrap();
    let volume = Volume::open(disk.clone(), OpenOptions::default()).unwrap().0;
    (disk, volume)
}

fn consistency_point(volume: &mut Volume, position: u64, session_bytes: u64) {
    let job = volume.begin_consistency_point(point(position, session_bytes)).unwrap();
    volume.finish_consistency_point(job.run()).unwrap();
}

/// As the node does it: before the changes exceed the limit.
fn when_due(volume: &mut Volume, position: u64) {
    if volume.dirty_bytes() + (1 << 20) > volume.dirty_limit() {
        let session_bytes = volume.session_limit();
        consistency_point(volume, position, session_bytes);
    }
}

fn sound(volume: &Volume) -> Report {
    let report = volume.verify().unwrap();
    assert_eq!(report.problems, Vec::<String>::new());
    report
}

// Shows F3: a volume that is full of data can be overwritten for ever; a consistency point has its room.
#[test]
fn a_full_volume_can_still_be_changed() {
    let (disk, mut volume) = new_volume(DISK_BYTES_MIN);
    let file = volume.create_file(ROOT, "big", 0, NOW).unwrap();
    let mut size = 0;
    let piece = |at: u64| vec![at as u8 | 1; 256 << 10];
    loop {
        match volume.write(file, size, &piece(size), NOW) {
            Ok(()) => size += 256 << 10,
            Err(error) => {
                assert_eq!(error, VolumeError::NoSpace);
                break;
            }
        }
        when_due(&mut volume, size);
    }
    assert!(volume.statistics().free < 256 << 10);
    let before = sound(&volume);
    let other = volume.create_file(ROOT, "other", 0, NOW).unwrap();
    let free = volume.statistics().free;
    assert_eq!(volume.write(other, 5, &vec![1; free.max(1) as usize], NOW), Err(VolumeError::NoSpace));
    assert_eq!(volume.metadata(other).unwrap().size, 0);
    volume.remove(ROOT, "other", NOW).unwrap();
    assert_eq!(sound(&volume).blocks, before.blocks);

    // Overwritten all over, three times, in an order that leaves no two blocks together.
    for round in 1..=3u64 {
        let blocks = size / BLOCK_BYTES;
        for at in 0..blocks {
            let block = at * 4099 % blocks;
            volume.write(file, block * BLOCK_BYTES, &[round as u8; 4096], NOW).unwrap();
            when_due(&mut volume, round);
        }
    }
    sound(&volume);
    // The changes of two consistency points in one, as after a crash during the second: the reserve is made for that.
    let twice = 2 * volume.dirty_limit();
    for at in 0..twice / BLOCK_BYTES {
        volume.write(file, at * BLOCK_BYTES, &[9; 4096], NOW).unwrap();
    }
    let session_bytes = volume.session_limit();
    consistency_point(&mut volume, 5, session_bytes);
    drop(volume);
    let (mut volume, found) = Volume::open(disk, OpenOptions::default()).unwrap();
    assert_eq!(found, point(5, session_bytes));
    assert!(volume.read(file, 0, twice).unwrap().iter().all(|byte| *byte == 9));
    sound(&volume);
    volume.set_end(file, 0, NOW).unwrap();
    assert_eq!(volume.statistics().free, volume.statistics().total);
    consistency_point(&mut volume, 6, 0);
    sound(&volume);
}

/// The length of the metadata store, from its length records (`docs/volume-format.md`).
fn store_bytes(disk: &dyn Disk) -> u64 {
    let mut records = vec![0; 8192];
    disk.read_at((1 << 20) + 4096, &mut records).unwrap();
    let number = |at: usize| u64::from_le_bytes(records[at..at + 8].try_into().unwrap());
    [0, 4096].map(|at| (number(at + 8), number(at + 16))).into_iter().max().unwrap().1
}

/// Makes files until the volume is full of metadata, and says how many there were room for.
fn fill_with_files(name: impl Fn(u64) -> String) -> u64 {
    let (disk, mut volume) = new_volume(DISK_BYTES_MIN);
    let mut made = 0;
    loop {
        match volume.create_file(ROOT, &name(made), 0, NOW) {
            Ok(_) => made += 1,
            Err(error) => {
                assert_eq!(error, VolumeError::NoSpace);
                break;
            }
        }
        when_due(&mut volume, made);
    }
    consistency_point(&mut volume, 1, 0);
    // Every file has one block, if the blocks last, and is renamed and changed, over and over.
    for round in 0..4u64 {
        for at in 0..made {
            let entry = volume.lookup(ROOT, &name(at)).unwrap();
            let content = volume.write(entry.inode, 0, &[round as u8; 10], NOW);
            assert!(matches!(content, Ok(()) | Err(VolumeError::NoSpace)), "{content:?}");
            let stays = MetadataChange { attributes: Some(round as u32), ..Default::default() };
            volume.set_metadata(entry.inode, &stays, NOW).unwrap();
            // A name in capitals may take more room.
            let renamed = volume.rename(ROOT, &name(at), ROOT, &name(at).to_uppercase(), false, NOW);
            assert!(matches!(renamed, Ok(()) | Err(VolumeError::NoSpace)), "{renamed:?}");
            when_due(&mut volume, at);
        }
        consistency_point(&mut volume, round, 0);
    }
    sound(&volume);
    drop(volume);
    println!("the metadata store has {} KiB", store_bytes(&*disk) >> 10);
    let mut volume = Volume::open(disk, OpenOptions::default()).unwrap().0;
    for at in 0..made {
        volume.remove(ROOT, &name(at), NOW).unwrap();
    }
    consistency_point(&mut volume, 9, 0);
    assert_eq!(sound(&volume).inodes, 1);
    made
}

// Shows F3: metadata that fills its share of the disk can still be changed and committed.
#[test]
fn a_volume_full_of_files_can_still_be_changed() {
    let short = fill_with_files(|at| format!("{:x}", at.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40));
    let long = fill_with_files(|at| format!("{:0>255}", at * 7919 % 100_003));
    let wide = fill_with_files(|at| format!("{}{at:05}", "ɐ".repeat(250)));
    println!("files on the smallest volume: {short} with short names, {long} with long ones, {wide} in wide letters");
    assert!(short > 3000 && long > 1000 && wide > 500);
}

// Shows F3: the extent map of files in single blocks fits too.
#[test]
fn content_in_single_blocks_fits() {
    let (disk, mut volume) = new_volume(DISK_BYTES_MIN);
    let files: Vec<_> = (0..8).map(|at| volume.create_file(ROOT, &at.to_string(), 0, NOW).unwrap()).collect();
    let mut random = Random(1);
    let mut written = 0u64;
    loop {
        let block = (written / 8) * 2;
        let file = files[(random.below(3) + written) as usize % 8];
        match volume.write(file, (block + random.below(2)) * BLOCK_BYTES, &[7; 4096], NOW) {
            Ok(()) => written += 1,
            Err(error) => {
                assert_eq!(error, VolumeError::NoSpace);
                break;
            }
        }
        when_due(&mut volume, written);
    }
    consistency_point(&mut volume, 1, 0);
    sound(&volume);
    println!("{written} single blocks, the metadata store has {} KiB", store_bytes(&*disk) >> 10);
    for file in files {
        volume.set_end(file, 5000, NOW).unwrap();
    }
    consistency_point(&mut volume, 2, 0);
    sound(&volume);
}

// Shows F3, rule R3: the same operations meet "volume full" at the same place and end in the same state, whenever
// consistency points happened to run and whatever was in memory.
#[test]
fn outcomes_do_not_depend_on_consistency_points() {
    for seed in seeds(1) {
        let _announce = Announce(seed);
        let mut results = Vec::new();
        for schedule in [0, 3, 50, 400] {
            let (disk, mut volume) = new_volume(DISK_BYTES_MIN);
            let mut random = Random(seed);
            let mut outcomes = Vec::new();
            let mut full = 0;
            for at in 0..1200u64 {
                let name = random.below(40).to_string();
                let (offset, length) = (random.below(3 << 20), random.below(800 << 10));
                let outcome = match random.below(24) {
                    0 => volume.remove(ROOT, &name, NOW),
                    1 => volume.lookup(ROOT, &name).and_then(|entry| volume.set_end(entry.inode, offset, FileTime(at))),
                    2..6 => volume.create_file(ROOT, &name, 0, FileTime(at)).map(drop),
                    _ => volume.lookup(ROOT, &name).and_then(|entry| {
                        volume.write(entry.inode, offset, &vec![at as u8; length as usize], FileTime(at))
                    }),
                };
                full += u64::from(outcome == Err(VolumeError::NoSpace));
                outcomes.push((outcome, volume.statistics()));
                if schedule > 0 && at % schedule == 0 {
                    consistency_point(&mut volume, at, 0);
                } else if schedule > 0 {
                    when_due(&mut volume, at);
                }
                if schedule == 50 && at % 300 == 0 {
                    drop(volume);
                    volume = Volume::open(disk.clone(), OpenOptions { cache_bytes: 4096 }).unwrap().0;
                }
            }
            assert!(full > 20, "the volume is full from time to time: {full}");
            results.push((outcomes, sound(&volume).digest));
        }
        assert!(results.iter().all(|result| *result == results[0]), "the schedules differ");
    }
}
