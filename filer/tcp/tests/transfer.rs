//! Whole transfers over a bad link, with an independent client, and with servers that die.

mod common;

use common::client::{Client, Request};
use common::link::{with_vnet_header, Faults, Link};
use common::server::Server;
use common::Rng;

struct World {
    now_us: u64,
    rng: Rng,
    client: Client,
    server: Server,
    up: Link,
    down: Link,
    events: u64,
}

impl World {
    fn new(seed: u64, flows: &[Vec<Request>], faults: Faults, lag_us: u64) -> World {
        World {
            now_us: 1_000_000,
            rng: Rng(seed),
            client: Client::new(flows, 64 << 10),
            server: Server::new(lag_us, 1_000_000),
            up: Link::new(faults),
            down: Link::new(faults),
            events: 0,
        }
    }

    fn step(&mut self) {
        self.events += 1;
        while let Some(frame) = self.up.receive(self.now_us) {
            self.server.endpoint.on_frame(self.now_us, &with_vnet_header(&frame));
        }
        let mut out = vec![];
        self.server.turn(self.now_us, &mut self.rng, &mut out);
        for frame in out {
            self.down.send(self.now_us, frame, &mut self.rng);
        }
        while let Some(frame) = self.down.receive(self.now_us) {
            self.client.port.rx.push_back(frame);
        }
        self.client.turn(self.now_us);
        while let Some(frame) = self.client.port.tx.pop_front() {
            self.up.send(self.now_us, frame, &mut self.rng);
        }
        let next_us = [self.up.next_us(), self.down.next_us(), self.server.next_us(), self.client.next_us(self.now_us)];
        self.now_us = next_us.into_iter().flatten().min().unwrap_or(0).max(self.now_us + 10);
    }

    fn run(&mut self, limit_us: u64) -> Result<(), String> {
        while !self.client.done() {
            self.step();
            self.check()?;
            if self.now_us > limit_us {
                let (events, client, state) = (self.events, self.client.progress(), self.states());
                return Err(format!("not done after {events} events: client {client:?}, server {state:?}"));
            }
        }
        Ok(())
    }

    fn states(&self) -> Vec<tcp::Status> {
        let endpoint = &self.server.endpoint;
        endpoint.connections().filter_map(|conn| endpoint.status(conn)).collect()
    }

    fn check(&self) -> Result<(), String> {
        if let Some(broken) = &self.server.checker.broken {
            return Err(broken.clone());
        }
        match self.client.error() {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }
}

fn mixed(rng: &mut Rng, flows: u64, size_max: u64) -> Vec<Vec<Request>> {
    (0..flows)
        .map(|_| {
            (0..1 + rng.below(4))
                .map(|_| Request { up: rng.below(size_max) as u32, down: rng.below(size_max) as u32 })
                .collect()
        })
        .collect()
}

const CLEAN: Faults = Faults { loss_per_mille: 0, duplicate_per_mille: 0, jitter_us: 0 };

// Shows S1, S3: with nothing lost, nothing is sent twice, and no frame goes ahead of the log.
#[test]
fn a_clean_transfer_in_both_directions() {
    let mut world = World::new(1, &[vec![Request { up: 300_000, down: 300_000 }; 3]], CLEAN, 100);
    world.run(60_000_000).unwrap();
    assert_eq!(world.server.endpoint.counters().retransmitted_bytes, 0);
}

// Shows S1: over links that lose, duplicate and reorder, with a log that lags, every byte arrives once and in order, and
// no segment ever covers a position that is not durable (the checker compares each frame with the log).
#[test]
fn transfers_over_bad_links() {
    for seed in 0..30 {
        let mut rng = Rng(seed);
        let faults =
            Faults { loss_per_mille: rng.below(120), duplicate_per_mille: rng.below(100), jitter_us: rng.below(3000) };
        let flows = 1 + rng.below(4);
        let flows = mixed(&mut rng, flows, 150_000);
        let lag_us = rng.below(20_000);
        let mut world = World::new(seed, &flows, faults, lag_us);
        if let Err(error) = world.run(900_000_000) {
            panic!("seed {seed}, {faults:?}, lag {lag_us} us, {flows:?}: {error}");
        }
    }
}

// Shows S1: the checker finds it when the endpoint is told that everything is durable.
#[test]
fn without_the_gate_the_checker_finds_frames_ahead_of_the_log() {
    let mut world = World::new(3, &[vec![Request { up: 50_000, down: 50_000 }]], CLEAN, 5_000);
    world.server.gate_open = true;
    let error = world.run(60_000_000).expect_err("nothing was found");
    assert!(error.starts_with("S1"), "{error}");
}

// Shows S3, S4, S8, S12: the server dies at every single event of a transfer in both directions, loses what was not
// durable, and is restored; the client sees every byte once, on the same connection. Nothing is sent again whose
// acknowledgement was logged.
#[test]
fn restored_at_every_event() {
    let flows = [vec![Request { up: 30_000, down: 20_000 }, Request { up: 10, down: 60_000 }]];
    let run = |crash_at: Option<u64>| {
        let mut world = World::new(5, &flows, Faults { jitter_us: 300, ..CLEAN }, 1_000);
        while !world.client.done() {
            if Some(world.events) == crash_at {
                // The dead node's frames may be lost on the way, and the takeover takes its time.
                world.down.cut();
                world.now_us += 300_000;
                world.server.crash_and_restore(world.now_us);
            }
            world.step();
            if let Err(error) = world.check() {
                panic!("died at event {crash_at:?}: {error}");
            }
            assert!(world.now_us < 200_000_000, "died at event {crash_at:?}: {:?}", world.client.progress());
        }
        world.events
    };
    let events = run(None);
    assert!(events > 100, "{events}");
    for crash_at in 0..events {
        run(Some(crash_at));
    }
}

// Shows S8, S12: the same over bad links, again and again, with several connections and consistency points in between.
#[test]
fn restored_again_and_again_over_bad_links() {
    for seed in 100..120 {
        let mut rng = Rng(seed);
        let faults =
            Faults { loss_per_mille: rng.below(60), duplicate_per_mille: rng.below(60), jitter_us: rng.below(2000) };
        let flows = 1 + rng.below(3);
        let flows = mixed(&mut rng, flows, 100_000);
        let lag_us = rng.below(10_000);
        let mut world = World::new(seed, &flows, faults, lag_us);
        world.server.save_per_mille = 50;
        let mut crashes = 0;
        while !world.client.done() {
            if crashes < 20 && world.rng.chance(5) {
                crashes += 1;
                world.now_us += world.rng.below(2_000_000);
                world.server.crash_and_restore(world.now_us);
            }
            world.step();
            let state = world.check();
            if state.is_err() || world.now_us > 2_000_000_000 {
                let (progress, server) = (world.client.progress(), world.states());
                panic!("seed {seed}, {faults:?}, lag {lag_us} us, {crashes} crashes, {flows:?}: {state:?} {progress:?} {server:?}");
            }
        }
    }
}
