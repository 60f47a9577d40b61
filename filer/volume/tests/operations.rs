//! Operations against a reference model, across consistency points and openings.

mod common;

use common::model::{step, Model};
use common::{seeds, Announce, Random};
use disk::{Disk, Epoch, Key, MemDisk};
use nvlog::{Position, Term};
use std::sync::Arc;
use volume::{ConsistencyPoint, FileTime, FormatOptions, OpenOptions, Volume, DISK_BYTES_MIN};

fn point(position: u64) -> ConsistencyPoint {
    let session = format!("session at {position}").into_bytes();
    ConsistencyPoint { position: Position(position), epoch: Epoch(3), term: Term(2), session }
}

fn new_volume() -> (Arc<dyn Disk>, Volume) {
    let disk: Arc<dyn Disk> =
        Arc::new(MemDisk::with_content("test", vec![0xa5; DISK_BYTES_MIN as usize], Key(1), Epoch(1)));
    let options = FormatOptions { volume_id: 7, created: FileTime(0), first: point(0) };
    Volume::format(&disk, &options).unwrap();
    let (volume, first) = Volume::open(disk.clone(), OpenOptions::default()).unwrap();
    assert_eq!(first, point(0));
    (disk, volume)
}

// Shows F3: what is opened again is exactly the state at the consistency point, with its position and session state.
#[test]
fn random_operations_agree_with_the_model() {
    for seed in seeds(8) {
        let _announce = Announce(seed);
        let mut random = Random(seed);
        // A cache of a few blocks, so that most reads go to the disk.
        let small = OpenOptions { cache_bytes: 16 * 4096 };
        let (disk, mut volume) = new_volume();
        let mut model = Model::new(0);
        let mut committed = (0, model.clone());
        let mut under_way = None;
        for time in 1..1500 {
            step(&mut random, &mut volume, &mut model, time);
            match random.below(60) {
                0 if under_way.is_none() => {
                    let job = volume.begin_consistency_point(point(time)).unwrap();
                    // The job may run now or when it is waited for: operations go on either way.
                    let job = std::thread::spawn(move || job.run());
                    under_way = Some((job, time, model.clone()));
                }
                1..8 => {
                    if let Some((job, time, model)) = under_way.take() {
                        volume.finish_consistency_point(job.join().unwrap()).unwrap();
                        committed = (time, model);
                    }
                }
                8 if random.chance(3) => {
                    if let Some((job, time, model)) = under_way.take() {
                        job.join().unwrap();
                        committed = (time, model);
                    }
                    drop(volume);
                    let opened = Volume::open(disk.clone(), small).unwrap();
                    volume = opened.0;
                    assert_eq!(opened.1, point(committed.0));
                    volume.release_orphans().unwrap();
                    model = committed.1.clone().reopened();
                    model.check(&volume);
                }
                _ => {}
            }
        }
        model.check(&volume);
    }
}
