//! How fast the volume is: in memory, and to a shelf. `cargo run --release -p savepoint-volume --example speed`

use disk::{Disk, DiskSpec, Epoch, Key, MemDisk, Shelf, ShelfDisk};
use nvlog::{Position, Term};
use std::sync::Arc;
use std::time::{Duration, Instant};
use volume::*;

const DISK_BYTES: u64 = 4 << 30;
const NOW: FileTime = FileTime(1);

fn point(position: u64) -> ConsistencyPoint {
    let session = vec![1; 1 << 20];
    ConsistencyPoint { position: Position(position), epoch: Epoch(1), term: Term(1), session }
}

/// Runs a consistency point and prints how long its parts take.
fn consistency_point(volume: &mut Volume, what: &str) {
    let dirty = volume.dirty_bytes();
    let began = Instant::now();
    let job = volume.begin_consistency_point(point(1)).expect("begin");
    let frozen = began.elapsed();
    let began = Instant::now();
    let result = job.run();
    let ran = began.elapsed();
    let began = Instant::now();
    volume.finish_consistency_point(result).expect("consistency point");
    let (mib, finished) = (dirty >> 20, began.elapsed());
    println!("  consistency point of {what}, {mib} MiB: begin {frozen:?}, job {ran:?}, finish {finished:?}");
}

fn measure(name: &str, disk: Arc<dyn Disk>) {
    println!("{name}");
    let options = FormatOptions { volume_id: 1, created: NOW, first: point(0) };
    let began = Instant::now();
    Volume::format(&disk, &options).expect("format");
    println!("  format: {:?}", began.elapsed());
    let mut volume = Volume::open(disk.clone(), OpenOptions::default()).expect("open").0;

    let file = volume.create_file(ROOT, "big", 0, NOW).expect("create");
    let data = vec![7; 1 << 20];
    for round in ["new", "overwritten"] {
        let began = Instant::now();
        for at in 0..60u64 {
            volume.write(file, at << 20, &data, NOW).expect("write");
        }
        println!("  60 MiB in pieces of 1 MiB, {round}: {:.0} MB/s", 62.9 / began.elapsed().as_secs_f64());
        consistency_point(&mut volume, "one file");
    }
    let began = Instant::now();
    for at in 0..60u64 {
        volume.read(file, at << 20, 1 << 20).expect("read");
    }
    println!("  60 MiB read from the cache: {:.0} MB/s", 62.9 / began.elapsed().as_secs_f64());

    let count = 10_000;
    let small = vec![9; 4096];
    for round in 0..2 {
        let directory = volume.make_directory(ROOT, &format!("dir {round}"), 0, NOW).expect("mkdir");
        let began = Instant::now();
        for at in 0..count {
            let name = format!("file number {at}");
            assert_eq!(volume.lookup(directory, &name), Err(VolumeError::NotFound));
            let file = volume.create_file(directory, &name, 32, NOW).expect("create");
            volume.hold(file).expect("hold");
            volume.write(file, 0, &small, NOW).expect("write");
            volume.set_metadata(file, &MetadataChange::default(), NOW).expect("set_metadata");
            volume.release(file).expect("release");
        }
        println!("  create, write 4 KiB, close: {:.0}/s", f64::from(count) / began.elapsed().as_secs_f64());
        consistency_point(&mut volume, "10000 files");
        let began = Instant::now();
        let mut after: Option<String> = None;
        let mut listed = 0;
        loop {
            let entries = volume.read_directory(directory, after.as_deref(), 500).expect("read_directory");
            let Some(last) = entries.last() else { break };
            after = Some(last.name.clone());
            for entry in &entries {
                volume.metadata(entry.inode).expect("metadata");
                listed += 1;
            }
        }
        println!("  listing with metadata: {:.0} names/s", f64::from(listed) / began.elapsed().as_secs_f64());
    }
    drop(volume);
    let began = Instant::now();
    let (volume, _) = Volume::open(disk, OpenOptions::default()).expect("open");
    println!("  open with 20000 files: {:?}", began.elapsed());
    let began = Instant::now();
    for at in 0..60u64 {
        volume.read(file, at << 20, 1 << 20).expect("read");
    }
    println!("  60 MiB read from the disk: {:.0} MB/s", 62.9 / began.elapsed().as_secs_f64());
}

fn main() {
    measure("in memory", Arc::new(MemDisk::new("memory", DISK_BYTES, Key(1), Epoch(1))));

    let directory = std::env::args().nth(1).map_or_else(std::env::temp_dir, Into::into);
    let directory = directory.join(format!("savepoint-speed-{}", std::process::id()));
    let socket = directory.join("socket");
    let shelf = Shelf::open(&socket, &directory, &[DiskSpec { name: "d".to_string(), size: DISK_BYTES }]);
    let shelf = shelf.expect("shelf");
    std::thread::spawn(move || shelf.serve());
    let timeout = Duration::from_secs(60);
    let disk = ShelfDisk::open(&socket, "d", Key(1), Epoch(1), timeout).expect("disk");
    disk.register().expect("register");
    disk.reserve().expect("reserve");
    measure("through the shelf", Arc::new(disk));
    std::fs::remove_dir_all(&directory).expect("remove");
}
