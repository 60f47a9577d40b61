//! Crash consistency: whatever instant the power goes, the disk holds one consistency point, whole.
//!
//! A workload with consistency points runs on a disk that records its writes. Then the disk is rebuilt as it would be
//! after a power cut at each point of the recording: the writes before it; or those up to the last flush and an
//! arbitrary part of the later ones, since a disk may keep some of what was not flushed and lose the rest, in any
//! order, and tear a write between two sectors. Each time the volume is opened and compared with the reference model
//! as it was at exactly the position that the opened volume names.

mod common;

use common::model::{step, Model};
use common::recording::{Event, OverlayDisk, RecordingDisk};
use common::{seeds, Announce, Random};
use disk::{Disk, Epoch};
use nvlog::{Position, Term};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use volume::{ConsistencyPoint, FileTime, FormatOptions, OpenOptions, Volume, DISK_BYTES_MIN};

const SECTOR: usize = 512;

fn point(position: u64, random: &mut Random) -> ConsistencyPoint {
    let bytes = random.below(20_000);
    let session = (0..bytes).map(|at| (position + at) as u8).collect();
    ConsistencyPoint { position: Position(position), epoch: Epoch(1), term: Term(1), session }
}

struct Recording {
    /// The disk before the first recorded event.
    image: Vec<u8>,
    events: Vec<Event>,
    /// Point and model at each consistency point that was begun, by position.
    states: BTreeMap<u64, (ConsistencyPoint, Model)>,
}

fn record(seed: u64) -> Recording {
    let mut random = Random(seed);
    let disk = RecordingDisk::new(DISK_BYTES_MIN);
    let shared: Arc<dyn Disk> = disk.clone();
    let first = point(0, &mut random);
    let options = FormatOptions { volume_id: 7, created: FileTime(0), first: first.clone() };
    Volume::format(&shared, &options).unwrap();
    disk.events.lock().unwrap().clear();
    let image = disk.inner.content();
    let mut model = Model::new(0);
    let mut states = BTreeMap::from([(0, (first, model.clone()))]);
    let mut volume = Volume::open(shared.clone(), OpenOptions::default()).unwrap().0;
    let mut time = 0;
    for round in 0..8 {
        for _ in 0..60 {
            time += 1;
            step(&mut random, &mut volume, &mut model, time);
        }
        let begun = point(time, &mut random);
        let job = volume.begin_consistency_point(begun.clone()).unwrap();
        states.insert(time, (begun, model.clone()));
        let job = std::thread::spawn(move || job.run());
        for _ in 0..20 {
            time += 1;
            step(&mut random, &mut volume, &mut model, time);
        }
        volume.finish_consistency_point(job.join().unwrap()).unwrap();
        let done = *states.keys().next_back().unwrap();
        disk.events.lock().unwrap().push(Event::Done(done));
        if round == 4 {
            // Opened again in the middle: what opening writes is part of the recording.
            drop(volume);
            volume = Volume::open(shared.clone(), OpenOptions::default()).unwrap().0;
            volume.release_orphans().unwrap();
            model = states[&done].1.clone().reopened();
        }
    }
    drop(volume);
    let events = disk.events.lock().unwrap().clone();
    Recording { image, events, states }
}

fn apply(image: &mut [u8], offset: u64, data: &[u8]) {
    image[offset as usize..offset as usize + data.len()].copy_from_slice(data);
}

/// Opens the volume on a disk with this content and compares it with the model. Returns its position.
fn check(base: &Arc<Mutex<Vec<u8>>>, lost: &[(u64, Vec<u8>)], recording: &Recording, done: u64) -> u64 {
    let disk = OverlayDisk::new(base.clone());
    for (offset, data) in lost {
        disk.write_at(*offset, data).unwrap();
    }
    let (mut volume, found) = Volume::open(Arc::new(disk), OpenOptions::default()).unwrap();
    let position = found.position.0;
    assert!(position >= done, "consistency point {done} was reported as done, {position} is on the disk");
    let (expected, model) = &recording.states[&position];
    assert_eq!(found, *expected);
    volume.release_orphans().unwrap();
    model.clone().reopened().check(&volume);
    position
}

// Shows F3: after a power cut at any instant the volume is at a consistency point, with exactly its position.
#[test]
fn every_prefix_of_the_writes_opens_at_a_consistency_point() {
    for seed in seeds(2) {
        let _announce = Announce(seed);
        let recording = record(seed);
        let base = Arc::new(Mutex::new(recording.image.clone()));
        let (mut done, mut checked, mut at_positions) = (0, 0, std::collections::BTreeSet::new());
        for event in &recording.events {
            match event {
                Event::Write(offset, data) => {
                    // Torn in its middle, then whole.
                    let torn = &data[..data.len() / 2 / SECTOR * SECTOR];
                    if !torn.is_empty() {
                        at_positions.insert(check(&base, &[(*offset, torn.to_vec())], &recording, done));
                    }
                    apply(&mut base.lock().unwrap(), *offset, data);
                }
                Event::Flush => continue,
                Event::Done(position) => done = *position,
            }
            at_positions.insert(check(&base, &[], &recording, done));
            checked += 1;
        }
        assert_eq!(at_positions.len(), recording.states.len(), "every consistency point was seen by some prefix");
        println!("seed {seed}: {checked} prefixes, {} consistency points", at_positions.len());
    }
}

// Shows F3, F2: what was not flushed may survive in any part and order; the log covers it, the disk stays consistent.
#[test]
fn any_part_of_the_unflushed_writes_may_survive() {
    for seed in seeds(2) {
        let _announce = Announce(seed);
        let mut random = Random(seed ^ 0xfeed);
        let recording = record(seed);
        let base = Arc::new(Mutex::new(recording.image.clone()));
        let mut done = 0;
        let mut unflushed: Vec<(u64, &Vec<u8>)> = Vec::new();
        for event in &recording.events {
            match event {
                Event::Write(offset, data) => unflushed.push((*offset, data)),
                Event::Done(position) => done = *position,
                Event::Flush => {
                    for _ in 0..12 {
                        let survivors = unflushed.iter().filter(|_| random.chance(2));
                        let mut survivors: Vec<_> = survivors.map(|(at, data)| (*at, data.to_vec())).collect();
                        if let Some((_, torn)) = survivors.last_mut() {
                            torn.truncate(random.below(torn.len() as u64 + 1) as usize / SECTOR * SECTOR);
                        }
                        check(&base, &survivors, &recording, done);
                    }
                    for (offset, data) in unflushed.drain(..) {
                        apply(&mut base.lock().unwrap(), offset, data);
                    }
                }
            }
        }
    }
}

// Shows F3: the metadata store may grow, which changes its length record, at any instant.
#[test]
fn the_metadata_store_may_be_growing() {
    let disk = RecordingDisk::new(DISK_BYTES_MIN);
    let shared: Arc<dyn Disk> = disk.clone();
    let mut random = Random(5);
    let options = FormatOptions { volume_id: 7, created: FileTime(0), first: point(0, &mut random) };
    Volume::format(&shared, &options).unwrap();
    disk.events.lock().unwrap().clear();
    let base = Arc::new(Mutex::new(disk.inner.content()));
    let name = |at: u64| format!("{at:0>250}");
    let mut volume = Volume::open(shared, OpenOptions::default()).unwrap().0;
    const FILES: u64 = 500;
    for round in 1..=4 {
        for at in 0..FILES {
            volume.create_file(volume::ROOT, &name(round * FILES + at), 0, FileTime(1)).unwrap();
        }
        let job = volume.begin_consistency_point(point(round, &mut random)).unwrap();
        volume.finish_consistency_point(job.run()).unwrap();
        disk.events.lock().unwrap().push(Event::Done(round));
    }
    drop(volume);
    let events = disk.events.lock().unwrap().clone();
    let is_record =
        |event: &Event| matches!(event, Event::Write(at, _) if (1 << 20) + 4096 <= *at && *at < (1 << 20) + 12288);
    let growths: Vec<_> = (0..events.len()).filter(|at| is_record(&events[*at])).collect();
    assert!(!growths.is_empty(), "the store grew");
    let check = |lost: &[(u64, Vec<u8>)], done: u64| {
        let disk = OverlayDisk::new(base.clone());
        for (offset, data) in lost {
            disk.write_at(*offset, data).unwrap();
        }
        let (volume, found) = Volume::open(Arc::new(disk), OpenOptions::default()).unwrap();
        let position = found.position.0;
        assert!(position >= done && position <= 4);
        assert_eq!(volume.statistics().inodes, 1 + position * FILES);
        assert_eq!(volume.verify().unwrap().problems, Vec::<String>::new());
    };
    let (mut done, mut unflushed) = (0, Vec::new());
    for (at, event) in events.iter().enumerate() {
        let near = growths.iter().any(|growth| (growth.saturating_sub(2)..growth + 12).contains(&at));
        match event {
            Event::Write(offset, data) => {
                if near {
                    check(&[(*offset, data[..data.len() / 2 / SECTOR * SECTOR].to_vec())], done);
                }
                unflushed.push((*offset, data.clone()));
            }
            Event::Done(position) => done = *position,
            Event::Flush => {
                for _ in 0..if near { 6 } else { 0 } {
                    let survivors: Vec<_> = unflushed.iter().filter(|_| random.chance(2)).cloned().collect();
                    check(&survivors, done);
                }
                for (offset, data) in unflushed.drain(..) {
                    apply(&mut base.lock().unwrap(), offset, &data);
                }
            }
        }
        if near && unflushed.len() < 40 {
            check(&unflushed, done);
        }
    }
}
