//! Names, holds, and the rest of what SMB asks of a volume.

use disk::{Disk, Epoch, Key, MemDisk};
use std::sync::Arc;
use volume::*;

const NOW: FileTime = FileTime(5);

fn new_volume() -> (Arc<dyn Disk>, Volume) {
    let disk: Arc<dyn Disk> = Arc::new(MemDisk::new("test", DISK_BYTES_MIN, Key(1), Epoch(1)));
    let first = ConsistencyPoint::default();
    Volume::format(&disk, &FormatOptions { volume_id: 0x1234, created: NOW, first }).unwrap();
    let volume = Volume::open(disk.clone(), OpenOptions::default()).unwrap().0;
    (disk, volume)
}

fn commit(volume: &mut Volume) {
    let job = volume.begin_consistency_point(ConsistencyPoint::default()).unwrap();
    volume.finish_consistency_point(job.run()).unwrap();
}

#[test]
fn names_keep_their_case_and_are_found_in_any() {
    let (_disk, mut volume) = new_volume();
    let id = volume.create_file(ROOT, "Straße Ünïcode Ωμέγα ж.TXT", 0, NOW).unwrap();
    for committed in [false, true] {
        for name in ["STRAßE ÜNÏCODE ΩΜΈΓΑ Ж.txt", "straße ünïcode ωμέγα ж.txt", "Straße Ünïcode Ωμέγα ж.TXT"]
        {
            let found = volume.lookup(ROOT, name).unwrap();
            assert_eq!((found.inode, found.name.as_str()), (id, "Straße Ünïcode Ωμέγα ж.TXT"), "{committed}");
            assert_eq!(volume.create_file(ROOT, name, 0, NOW), Err(VolumeError::Exists));
        }
        assert_eq!(volume.lookup(ROOT, "strasse ünïcode ωμέγα ж.txt"), Err(VolumeError::NotFound));
        commit(&mut volume);
    }
    volume.rename(ROOT, "STRAßE ÜNÏCODE ΩΜΈΓΑ Ж.txt", ROOT, "straße ünïcode ωμέγα Ж.txt", false, NOW).unwrap();
    assert_eq!(volume.lookup(ROOT, "Straße Ünïcode Ωμέγα ж.TXT").unwrap().name, "straße ünïcode ωμέγα Ж.txt");
    assert_eq!(volume.read_directory(ROOT, None, 10).unwrap().len(), 1);
}

#[test]
fn what_cannot_be_a_name_is_refused() {
    let (_disk, mut volume) = new_volume();
    for name in ["", ".", "..", "a/b", "a\\b", "a\0b"] {
        assert_eq!(volume.create_file(ROOT, name, 0, NOW), Err(VolumeError::InvalidName), "{name:?}");
    }
    // 255 UTF-16 units, whatever they take in UTF-8; a character outside the BMP is two.
    for (character, count) in [("a", 255), ("é", 255), ("漢", 255), ("𝄞", 127)] {
        volume.create_file(ROOT, &character.repeat(count), 0, NOW).unwrap();
        assert_eq!(volume.create_file(ROOT, &character.repeat(count + 1), 0, NOW), Err(VolumeError::NameTooLong));
    }
    commit(&mut volume);
    assert_eq!(volume.lookup(ROOT, &"A".repeat(255)).unwrap().name, "a".repeat(255));
    assert_eq!(volume.lookup(ROOT, &"a".repeat(4000)), Err(VolumeError::NotFound));
}

#[test]
fn a_listing_goes_on_where_it_stopped_whatever_happens_meanwhile() {
    let (_disk, mut volume) = new_volume();
    for at in 0..300 {
        volume.create_file(ROOT, &format!("Name {at:03}"), 0, NOW).unwrap();
        if at == 150 {
            commit(&mut volume);
        }
    }
    let mut seen = Vec::new();
    let mut after: Option<String> = None;
    let mut round = 0;
    loop {
        let listing = volume.read_directory(ROOT, after.as_deref(), 7).unwrap();
        let Some(last) = listing.last() else { break };
        after = Some(last.name.clone());
        seen.extend(listing.iter().map(|entry| entry.name.clone()));
        // The cursor's name goes, names before and behind it come and go, and a consistency point passes.
        volume.remove(ROOT, &after.clone().unwrap(), NOW).unwrap();
        volume.create_file(ROOT, &format!("aa {round}"), 0, NOW).unwrap();
        volume.create_file(ROOT, &format!("zz {round}"), 0, NOW).unwrap();
        if round % 3 == 0 {
            commit(&mut volume);
        }
        round += 1;
        if round > 200 {
            break;
        }
    }
    let stable: Vec<_> = seen.iter().filter(|name| name.starts_with("Name")).cloned().collect();
    assert_eq!(stable, (0..300).map(|at| format!("Name {at:03}")).collect::<Vec<_>>());
    assert_eq!(volume.read_directory(InodeId(2), None, 1), Err(VolumeError::NotDirectory));
    assert_eq!(volume.read_directory(InodeId(9999), None, 1), Err(VolumeError::NoSuchInode(InodeId(9999))));
}

#[test]
fn directories_are_moved_and_never_into_themselves() {
    let (_disk, mut volume) = new_volume();
    let a = volume.make_directory(ROOT, "a", 16, NOW).unwrap();
    let b = volume.make_directory(a, "b", 16, NOW).unwrap();
    let file = volume.create_file(b, "file", 32, NOW).unwrap();
    assert_eq!(volume.rename(ROOT, "a", b, "a", false, NOW), Err(VolumeError::IntoItself));
    assert_eq!(volume.rename(ROOT, "a", a, "a", false, NOW), Err(VolumeError::IntoItself));
    assert_eq!(volume.remove(ROOT, "a", NOW), Err(VolumeError::NotEmpty));
    volume.rename(a, "b", ROOT, "B2", false, NOW).unwrap();
    assert_eq!(volume.metadata(b).unwrap().parent, ROOT);
    assert_eq!(volume.lookup(b, "FILE").unwrap().inode, file);
    volume.create_file(ROOT, "c", 0, NOW).unwrap();
    assert_eq!(volume.rename(ROOT, "b2", ROOT, "C", false, NOW), Err(VolumeError::Exists));
    assert_eq!(volume.rename(ROOT, "c", ROOT, "b2", true, NOW), Err(VolumeError::IsDirectory));
    volume.remove(ROOT, "a", NOW).unwrap();
    assert_eq!(volume.lookup(a, "x"), Err(VolumeError::NoSuchInode(a)));
}

// Shows S12 for the volume's part: a file that is open is there until it is closed, across a restart too.
#[test]
fn a_held_file_outlives_its_name() {
    let (disk, mut volume) = new_volume();
    let file = volume.create_file(ROOT, "open", 0, NOW).unwrap();
    let directory = volume.make_directory(ROOT, "dir", 0, NOW).unwrap();
    volume.write(file, 0, b"still here", NOW).unwrap();
    for id in [file, file, directory] {
        volume.hold(id).unwrap();
    }
    volume.remove(ROOT, "open", NOW).unwrap();
    volume.remove(ROOT, "dir", NOW).unwrap();
    assert_eq!(volume.lookup(ROOT, "open"), Err(VolumeError::NotFound));
    assert_eq!(volume.metadata(file).unwrap().links, 0);
    assert_eq!(volume.create_file(directory, "x", 0, NOW), Err(VolumeError::NotFound));
    volume.write(file, 10, b", and growing", NOW).unwrap();
    commit(&mut volume);
    drop(volume);
    let mut volume = Volume::open(disk, OpenOptions::default()).unwrap().0;
    assert_eq!(volume.orphans(), vec![file, directory]);
    volume.hold(file).unwrap();
    volume.release_orphans().unwrap();
    assert_eq!(volume.metadata(directory), Err(VolumeError::NoSuchInode(directory)));
    assert_eq!(&volume.read(file, 0, 100).unwrap()[..], b"still here, and growing");
    volume.release(file).unwrap();
    assert_eq!(volume.metadata(file), Err(VolumeError::NoSuchInode(file)));
    assert_eq!(volume.release(file), Err(VolumeError::NotHeld(file)));
    let statistics = volume.statistics();
    assert_eq!((statistics.free, statistics.inodes), (statistics.total, 1));
    commit(&mut volume);
    assert_eq!(volume.verify().unwrap().problems, Vec::<String>::new());
}

#[test]
fn sparse_files_take_only_what_was_written() {
    let (_disk, mut volume) = new_volume();
    let file = volume.create_file(ROOT, "sparse", 0, NOW).unwrap();
    volume.set_end(file, FILE_BYTES_MAX, NOW).unwrap();
    volume.write(file, FILE_BYTES_MAX - 5, b"the e", NOW).unwrap();
    volume.write(file, 8192, &[1; 4096], NOW).unwrap();
    for _ in 0..2 {
        let found = volume.metadata(file).unwrap();
        assert_eq!((found.size, found.allocation), (FILE_BYTES_MAX, 2 * BLOCK_BYTES));
        assert_eq!(&volume.read(file, FILE_BYTES_MAX - 10, 100).unwrap()[..], b"\0\0\0\0\0the e");
        assert_eq!(&volume.read(file, 8190, 4).unwrap()[..], [0, 0, 1, 1]);
        commit(&mut volume);
    }
    assert_eq!(volume.write(file, FILE_BYTES_MAX - 4, b"12345", NOW), Err(VolumeError::FileTooLarge));
    assert_eq!(volume.write(file, u64::MAX, b"12345", NOW), Err(VolumeError::FileTooLarge));
    assert_eq!(volume.set_end(file, FILE_BYTES_MAX + 1, NOW), Err(VolumeError::FileTooLarge));
    assert_eq!(volume.write(ROOT, 0, b"x", NOW), Err(VolumeError::IsDirectory));
    // Cut in the middle of a block and grown again: zeros, not what was there.
    volume.set_end(file, 8192 + 100, NOW).unwrap();
    volume.set_end(file, 9000, NOW).unwrap();
    let content = volume.read(file, 8192, 4096).unwrap();
    assert!(content[..100].iter().all(|byte| *byte == 1) && content[100..].iter().all(|byte| *byte == 0));
    assert_eq!(volume.metadata(file).unwrap().allocation, BLOCK_BYTES);
    assert_eq!(volume.volume_id(), 0x1234);
}

#[test]
fn times_are_those_of_the_calls() {
    let (_disk, mut volume) = new_volume();
    let times = |volume: &Volume, id| {
        let found = volume.metadata(id).unwrap();
        (found.created.0, found.accessed.0, found.modified.0, found.changed.0)
    };
    let file = volume.create_file(ROOT, "f", 32, FileTime(10)).unwrap();
    assert_eq!((times(&volume, file), times(&volume, ROOT)), ((10, 10, 10, 10), (5, 5, 10, 10)));
    volume.write(file, 0, b"x", FileTime(20)).unwrap();
    assert_eq!(times(&volume, file), (10, 10, 20, 20));
    volume.write(file, 0, b"", FileTime(21)).unwrap();
    volume.read(file, 0, 1).unwrap();
    assert_eq!(times(&volume, file), (10, 10, 20, 20));
    let change = MetadataChange { modified: Some(FileTime(3)), accessed: Some(FileTime(4)), ..Default::default() };
    volume.set_metadata(file, &change, FileTime(30)).unwrap();
    assert_eq!(times(&volume, file), (10, 4, 3, 30));
    volume.rename(ROOT, "f", ROOT, "g", false, FileTime(40)).unwrap();
    assert_eq!((times(&volume, file), times(&volume, ROOT)), ((10, 4, 3, 40), (5, 5, 40, 40)));
}

#[test]
fn a_volume_folds_names_with_the_table_it_was_made_with() {
    let (disk, volume) = new_volume();
    drop(volume);
    // As if this volume came from a time when é had no upper-case form (`docs/volume-format.md`, "Superblock").
    let (superblock_at, table_at) = (1 << 20, (1 << 20) + (64 << 10));
    disk.write_at(table_at + 2 * 0xe9, &0xe9u16.to_le_bytes()).unwrap();
    let refused = Volume::open(disk.clone(), OpenOptions::default()).map(drop);
    assert!(matches!(refused, Err(VolumeError::Damaged { .. })), "{refused:?}");
    let mut table = vec![0; 128 << 10];
    disk.read_at(table_at, &mut table).unwrap();
    let mut superblock = vec![0; 4096];
    disk.read_at(superblock_at, &mut superblock).unwrap();
    superblock[104..108].copy_from_slice(&crc32c::crc32c(&table).to_le_bytes());
    let crc = crc32c::crc32c(&superblock[..4092]);
    superblock[4092..].copy_from_slice(&crc.to_le_bytes());
    disk.write_at(superblock_at, &superblock).unwrap();

    let mut volume = Volume::open(disk, OpenOptions::default()).unwrap().0;
    let small = volume.create_file(ROOT, "café", 0, NOW).unwrap();
    let capital = volume.create_file(ROOT, "CAFÉ", 0, NOW).unwrap();
    commit(&mut volume);
    assert_eq!(volume.lookup(ROOT, "Café").unwrap().inode, small);
    assert_eq!(volume.lookup(ROOT, "cafÉ").unwrap().inode, capital);
    assert_eq!(volume.read_directory(ROOT, None, 9).unwrap().len(), 2);
}
