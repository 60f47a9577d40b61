//! A filer process that is killed at any moment, over a real shelf.
//!
//! The process does operations from a seed and takes consistency points, until `kill -9`. What it leaves is compared with the
//! model, which the same seed brings to exactly the position that the volume names; then another process goes on.

mod common;

use common::model::{step, Model};
use common::{seeds, Announce, Random};
use disk::{Disk, DiskSpec, Epoch, Key, MemDisk, Shelf, ShelfDisk};
use nvlog::{Position, Term};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;
use volume::*;

const TIMEOUT: Duration = Duration::from_secs(20);

fn point(position: u64) -> ConsistencyPoint {
    let session = position.to_le_bytes().repeat(500);
    ConsistencyPoint { position: Position(position), epoch: Epoch(1), term: Term(1), session }
}

fn format(disk: &Arc<dyn Disk>) {
    Volume::format(disk, &FormatOptions { volume_id: 7, created: FileTime(0), first: point(0) }).unwrap();
}

fn open_disk(socket: &Path) -> Arc<dyn Disk> {
    let disk = ShelfDisk::open(socket, "d", Key(1), Epoch(1), TIMEOUT).unwrap();
    disk.register().unwrap();
    disk.reserve().unwrap();
    Arc::new(disk)
}

/// Runs the operations of a seed from the first on, on a volume in memory, and gives the model after `position`.
struct Reference {
    random: Random,
    volume: Volume,
    model: Model,
    position: u64,
}

impl Reference {
    fn new(seed: u64) -> Self {
        let disk: Arc<dyn Disk> = Arc::new(MemDisk::new("reference", DISK_BYTES_MIN, Key(1), Epoch(1)));
        format(&disk);
        let volume = Volume::open(disk, OpenOptions::default()).unwrap().0;
        Self { random: Random(seed), volume, model: Model::new(0), position: 0 }
    }

    fn step(&mut self) {
        self.position += 1;
        step(&mut self.random, &mut self.volume, &mut self.model, self.position);
    }
}

/// Not a test of its own: with `VOLUME_TEST_SOCKET` set it is the process that the next test kills.
#[test]
fn filer_process() {
    let Some(socket) = std::env::var_os("VOLUME_TEST_SOCKET") else { return };
    let seed = std::env::var("VOLUME_TEST_SEED").unwrap().parse().unwrap();
    let (mut volume, found) = Volume::open(open_disk(Path::new(&socket)), OpenOptions::default()).unwrap();
    // Restored as the node does it: what was open is held again, then the log behind the consistency point is replayed
    // (here: the operations come from the seed again).
    let mut reference = Reference::new(seed);
    while reference.position < found.position.0 {
        reference.step();
    }
    for (id, node) in &reference.model.nodes {
        for _ in 0..node.holds {
            volume.hold(InodeId(*id)).unwrap();
        }
    }
    volume.release_orphans().unwrap();
    loop {
        let model = reference.model.clone();
        let mut random = reference.random.clone();
        reference.step();
        let mut own = model;
        step(&mut random, &mut volume, &mut own, reference.position);
        if reference.position.is_multiple_of(23) {
            let job = volume.begin_consistency_point(point(reference.position)).unwrap();
            volume.finish_consistency_point(job.run()).unwrap();
        }
    }
}

// Shows F3, F4, S7 for the volume's part: a process killed at any instant leaves a consistency point, and the operations
// behind it lead from there to the state of a run that was never killed.
#[test]
fn killed_processes_leave_a_consistency_point() {
    let directory = tempfile::tempdir().unwrap();
    let socket = directory.path().join("socket");
    let spec = DiskSpec { name: "d".to_string(), size: DISK_BYTES_MIN };
    let shelf = Shelf::open(&socket, directory.path(), &[spec]).unwrap();
    std::thread::spawn(move || shelf.serve());
    for seed in seeds(2) {
        let _announce = Announce(seed);
        let mut random = Random(seed);
        format(&open_disk(&socket));
        let mut reference = Reference::new(seed);
        for _ in 0..10 {
            let mut child = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "filer_process", "--nocapture"])
                .env("VOLUME_TEST_SOCKET", &socket)
                .env("VOLUME_TEST_SEED", seed.to_string())
                .stdout(Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(Duration::from_millis(30 + random.below(200)));
            assert_eq!(child.try_wait().unwrap(), None, "the process ended by itself");
            child.kill().unwrap();
            child.wait().unwrap();
            // Registering again keeps what the dead process still had on its way from being written.
            let (mut volume, found) = Volume::open(open_disk(&socket), OpenOptions::default()).unwrap();
            let position = found.position.0;
            assert_eq!(found, point(position));
            assert!(position >= reference.position, "from {} back to {position}", reference.position);
            while reference.position < position {
                reference.step();
            }
            volume.release_orphans().unwrap();
            reference.model.clone().reopened().check(&volume);
        }
        assert!(reference.position > 100, "the processes came as far as {} only", reference.position);
        println!("seed {seed}: position {} after ten kills", reference.position);
    }
}
