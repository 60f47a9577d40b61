//! Two cards and the line between them.
//!
//! The checks that hold in every test run in every cycle:
//! - every frame sent is read by [`crate::frames::read`];
//! - the writes into REMOTE are exactly what the other card staged and read for its resync, in that order, without
//!   gap or repetition;
//! - a published line is whole in REMOTE when SEALED may count it, and SEALED never counts another;
//! - MIRRORED never claims a line that the other card has not sealed.

use crate::card::{Card, Load, LIVE};
use crate::dut::at;
use crate::frames::{Beat, Frame};
use crate::line::{Direction, Faults};
use crate::random::Random;

pub struct World {
    pub cards: [Card; 2],
    directions: [Direction; 2],
    pub faults: Faults,
    pub latency: u64,
    /// What this card sends is lost.
    pub mute: [bool; 2],
    /// Keep every frame sent, for tests that look at them.
    pub record: bool,
    up: bool,
    pub ticks: u64,
    random: Random,
}

impl World {
    /// Both cards with two open queues and a busy writer.
    pub fn busy(seed: u64) -> World {
        let mut world = World::new(seed);
        for card in &mut world.cards {
            let position = card.random.below(1 << 40);
            card.open(0, position);
            // The low half of this one's slots wraps.
            card.open(1, 0xFFFF_FFE0);
            card.load = Load { every: 20, lines: 5, shuffled: true, ..Load::default() };
        }
        world
    }

    pub fn new(seed: u64) -> World {
        println!("SEED={seed}");
        World {
            cards: [Card::new(0xA, seed), Card::new(0xB, seed)],
            directions: Default::default(),
            faults: Faults::default(),
            latency: 40,
            mute: [false; 2],
            record: false,
            up: true,
            ticks: 0,
            random: Random::new(!seed),
        }
    }

    /// Frames sent by a card since the last call.
    pub fn take_frames(&mut self, card: usize) -> Vec<Frame> {
        std::mem::take(&mut self.directions[card].frames)
    }

    /// Cuts the line or trains it.
    pub fn line(&mut self, up: bool) {
        if std::mem::replace(&mut self.up, up) && up {
            return;
        }
        self.directions.iter_mut().for_each(Direction::cut);
    }

    /// Power of a card fails, it drains, writes its header, and comes back after `dark` ticks. Its queues are closed.
    pub fn power_cycle(&mut self, card: usize, dark: u64) {
        self.cards[card].power_fail = true;
        self.until("drained", 1_000, |world| world.cards[card].get("drained") == 1);
        let (header, writes) = (self.cards[card].read_header(), self.cards[card].writes);
        self.run(100);
        assert_eq!(self.cards[card].read_header(), header, "nothing moves once drained");
        assert_eq!(self.cards[card].writes, writes, "nothing is stored once drained");
        self.cards[card].header = header;
        self.line(false);
        self.run(dark);
        self.cards[card].power_on();
        self.line(true);
    }

    pub fn run(&mut self, ticks: u64) {
        (0..ticks).for_each(|_| self.step());
    }

    /// Runs until `done`, at most `ticks`.
    #[track_caller]
    pub fn until(&mut self, what: &str, ticks: u64, done: impl Fn(&World) -> bool) -> u64 {
        let begin = self.ticks;
        while !done(self) {
            assert!(self.ticks - begin < ticks, "{what}: not within {ticks} ticks\n{}", self.describe());
            self.step();
        }
        self.ticks - begin
    }

    #[track_caller]
    pub fn mirroring(&mut self) {
        self.until("both cards mirror", 60_000, |world| world.cards.iter().all(|c| c.get("mirror_state") == 3));
    }

    pub fn describe(&self) -> String {
        let one = |card: &Card| {
            [
                "link_state",
                "mirror_state",
                "session",
                "image_state",
                "fence_mask",
                "fence_done",
                "fenced",
                "sealed0",
                "sealed1",
            ]
            .iter()
            .chain(&["crc_errors", "naks_sent", "replays", "trainings", "frames_sent", "frames_received", "hold"])
            .map(|name| format!("{name}={} ", card.get(name)))
            .collect::<String>()
        };
        format!("tick {}\nA: {}\nB: {}", self.ticks, one(&self.cards[0]), one(&self.cards[1]))
    }

    pub fn step(&mut self) {
        for i in 0..2 {
            let arrived = self.directions[1 - i].arrive(self.ticks);
            let ready = self.up && !self.random.one_in(self.faults.throttle);
            let card = &mut self.cards[i];
            card.drive();
            card.set(at!("link_up"), self.up as u128);
            card.set(at!("tx_ready"), ready as u128);
            card.set(at!("rx_valid"), arrived.is_some() as u128);
            if let Some(beat) = arrived {
                card.set(at!("rx_data"), beat.data);
                card.set(at!("rx_control"), beat.control as u128);
            }
            card.dut.settle();
        }
        let [a, b] = &mut self.cards;
        a.observe(b);
        b.observe(a);
        for i in 0..2 {
            let card = &self.cards[i];
            if self.up && card.flag(at!("tx_valid")) && card.flag(at!("tx_ready")) {
                let beat = Beat { data: card.read(at!("tx_data")), control: card.flag(at!("tx_control")) };
                let arrival = self.ticks + self.latency;
                let drops = if self.mute[i] { 1 } else { self.faults.drops };
                let faults = Faults { drops, ..self.faults };
                self.directions[i].send(beat, faults, &mut self.random, arrival, self.record);
            }
        }
        self.cards.iter_mut().for_each(Card::tick);
        self.ticks += 1;
    }

    /// Stops writers and faults and waits until both cards mirror and have stored everything; then the images
    /// must be equal and both watermarks at the end.
    #[track_caller]
    pub fn settle(&mut self) {
        self.faults = Faults::default();
        self.mute = [false; 2];
        self.line(true);
        for card in &mut self.cards {
            card.automatic = true;
            card.memory_every = 1;
            card.load.every = 1;
            card.load.lines = 8;
            card.load.shuffled = false;
        }
        // Fill the holes. A queue that was closed by a power cycle stays closed.
        for i in 0..2 {
            let mut left = 20_000;
            while !self.cards[i].queues.iter().all(|q| q.above.is_empty()) {
                left -= 1;
                assert!(left > 0, "holes are not filled\n{}", self.describe());
                self.step();
            }
            self.cards[i].load.every = 0;
        }
        self.until("everything is mirrored", 400_000, |world| {
            world.cards.iter().all(|card| {
                let marks = (0..2).all(|q| !card.queues[q].enable || card.mirrored[q] == card.queues[q].position);
                card.is_idle() && card.read(at!("mirror_state")) == 3 && marks && card.is_stored()
            })
        });
        for (one, other) in [(0, 1), (1, 0)] {
            let (from, to) = (&self.cards[one], &self.cards[other]);
            assert_eq!(from.local[LIVE], to.remote[LIVE], "the images are equal");
            for q in 0..2 {
                if from.queues[q].enable {
                    assert_eq!(to.get(["sealed0", "sealed1"][q]) as u64, from.queues[q].position, "sealed");
                }
            }
            assert_eq!(to.header.queue_states, crate::card::ALL_IN_SYNC, "IN_SYNC is persistent");
            assert_eq!(to.header.image_nonce as u64, from.nonce);
            assert_eq!(to.header.image_card_id as u64, from.id);
        }
    }
}
