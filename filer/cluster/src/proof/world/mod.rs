//! Two nodes, two cards with their link, the disks of both identities, the networks: everything a [`Machine`] is connected to, under
//! a simulated clock and a seed.
//!
//! The world is deliberately unkind: disks of one identity are read and written at different moments, messages are delayed,
//! duplicated and lost, a frozen node's write in flight still lands, a killed process forgets everything but its card.
//! It knows every entry ever logged and checks, whenever a node acknowledges one, that nothing acknowledged before is missing
//! and that no other node could acknowledge.

use crate::config::{Config, IdentityConfig, Timing};
use crate::event::*;
use crate::nv::{IdentityNv, NodeNv};
use crate::record::{Owner, Record};
use crate::safeguards::Safeguards;
use crate::types::{Area, CardId, Epoch, Identity, Node, Position};
use crate::{AckPolicy, Action, Machine, Plan};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};

mod act;
mod faults;
mod hand;
mod hardware;
mod service;

/// A small deterministic generator (xorshift64*).
pub struct Rng(u64);

impl Rng {
    pub fn new(seed: u64) -> Rng {
        Rng(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11
    }
    /// 0 to `n - 1`.
    pub fn below(&mut self, n: u64) -> u64 {
        self.next() % n.max(1)
    }
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// Mailbox disks of an identity, and with its spare.
const MAILBOXES: usize = 3;
const DISKS: usize = 4;
const PAIR_ID: u64 = 7;

#[derive(Clone, Default)]
struct SimDisk {
    holder: Option<Node>,
    epoch: Epoch,
    slots: [[Vec<u8>; 3]; 2],
    /// Unreachable by node.
    down: [bool; 2],
}

#[derive(Clone, Default)]
struct Store {
    mark: CpMark,
    content: Vec<u32>,
}

/// The rings of one identity in one half of a card.
#[derive(Clone, Default)]
struct Ring {
    nv: Option<IdentityNv>,
    entries: BTreeMap<u64, (Epoch, u32)>,
    last: u64,
}

#[derive(Clone)]
enum Frame {
    SyncStart,
    /// The state area: no ring, so no fence concerns it.
    Nv(Identity, Option<IdentityNv>),
    /// A queue begins behind this position.
    Queue(Identity, u64),
    Entry(Identity, u64, Epoch, u32),
    SyncDone,
}

#[derive(Clone, Default)]
struct Card {
    node_nv: Option<NodeNv>,
    local: [Ring; 2],
    remote: [Ring; 2],
    image: Image,
    fence: [FenceState; 2],
    state: Mirror,
    queue: VecDeque<Frame>,
    mirrored: [u64; 2],
    peer_fences: [bool; 2],
    /// The card lost power and has not come back.
    off: bool,
}

/// What the process on a node knows of one identity.
#[derive(Clone)]
struct Engine {
    content: Vec<u32>,
    serving: bool,
    draining: bool,
    suspended: bool,
    policy: AckPolicy,
    acked: u64,
    cp_wanted: bool,
    cp_running: bool,
    cover_wanted: bool,
}

struct Host {
    machine: Option<Machine>,
    incarnation: u32,
    frozen_at: Option<u64>,
    inbox: VecDeque<Event>,
    engines: [Option<Engine>; 2],
    programs: [VecDeque<Op>; 2],
    op_running: [bool; 2],
    beat_ms: u64,
    progress: u64,
    last_facts: Option<MirrorFacts>,
}

#[derive(Clone)]
enum Op {
    Read { disk: usize, views: Vec<Option<DiskView>> },
    Write { disk: usize, slot: Slot, bytes: Vec<u8>, epoch: Epoch },
    Reserve { disks: Vec<u8>, at: usize, results: Vec<(u8, DiskResult)> },
    Release { disks: Vec<u8> },
}

enum Task {
    Tick(Node),
    Deliver { to: Node, incarnation: u32, event: Event },
    Issue { node: Node, incarnation: u32, identity: Identity },
    Land { node: Node, incarnation: u32, identity: Identity, op: Op },
    CpLand { node: Node, incarnation: u32, identity: Identity, mark: CpMark, content: Vec<u32> },
    Frame(Node),
    Work,
    Thaw(Node),
    Restart(Node),
    LinkUp,
    DiskUp(Identity, usize),
    Fault,
    Tempted(Node, u64),
}

/// What may go wrong.
#[derive(Clone, Copy)]
pub struct Faults {
    /// Mean time between two faults.
    pub every_ms: u64,
    pub freeze: bool,
    pub kill: bool,
    pub power: bool,
    pub link: bool,
    pub disk: bool,
    pub operator: bool,
    pub loss_percent: u64,
    /// How many of a hundred tender moments are met by a fault.
    pub tempt_percent: u64,
    /// How often an identity logs something: in that part of its turns.
    pub append_percent: u64,
    /// Longest time one disk operation takes.
    pub disk_ms: u64,
    /// Node A alone, configured without a partner (S10).
    pub solo: bool,
}

/// How often what happened, to see that a walk goes somewhere.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    pub acks: u64,
    pub takeovers: u64,
    pub claims: u64,
    pub alone: u64,
    pub mirrored: u64,
    pub stopped: u64,
    pub withdrawn: u64,
    pub yields: u64,
    pub own_restores: u64,
    pub elective_restores: u64,
    pub reboots: u64,
    pub replaced: u64,
    pub wiped: u64,
    pub reserves: u64,
    pub faults: u64,
    pub steps: u64,
}

impl Seen {
    /// Adds another walk's.
    pub fn add(&mut self, other: &Seen) {
        self.acks += other.acks;
        self.takeovers += other.takeovers;
        self.claims += other.claims;
        self.alone += other.alone;
        self.mirrored += other.mirrored;
        self.stopped += other.stopped;
        self.withdrawn += other.withdrawn;
        self.yields += other.yields;
        self.own_restores += other.own_restores;
        self.elective_restores += other.elective_restores;
        self.reboots += other.reboots;
        self.replaced += other.replaced;
        self.wiped += other.wiped;
        self.reserves += other.reserves;
        self.faults += other.faults;
        self.steps += other.steps;
    }
}

pub struct World {
    pub now: u64,
    rng: Rng,
    tasks: BinaryHeap<Reverse<(u64, u64)>>,
    bodies: BTreeMap<(u64, u64), Task>,
    order: u64,
    hosts: [Host; 2],
    cards: [Card; 2],
    disks: [Vec<SimDisk>; 2],
    stores: [Store; 2],
    link_up: bool,
    link_moving: [bool; 2],
    /// The last answer to a mirror order arrives then.
    mirror_answer_ms: [u64; 2],
    pub faults: Faults,
    pub takeover_on: crate::TakeoverOn,
    deaf: [bool; 2],
    pub calm: bool,
    acked: [Vec<u32>; 2],
    dead: [BTreeSet<u32>; 2],
    issued: [BTreeSet<u32>; 2],
    next_op: u32,
    safe: Safeguards,
    timing: Timing,
    pub seen: Seen,
    pub violation: Option<String>,
    pub trace: Vec<String>,
    pub tracing: bool,
}

fn card_id(node: Node) -> CardId {
    CardId(100 + node as u64)
}

impl World {
    pub fn new(seed: u64, faults: Faults, safe: Safeguards) -> World {
        let host = || Host {
            machine: None,
            incarnation: 0,
            frozen_at: None,
            inbox: VecDeque::new(),
            engines: [None, None],
            programs: Default::default(),
            op_running: [false; 2],
            beat_ms: 0,
            progress: 0,
            last_facts: None,
        };
        let mut world = World {
            now: 0,
            rng: Rng::new(seed),
            tasks: BinaryHeap::new(),
            bodies: BTreeMap::new(),
            order: 0,
            hosts: [host(), host()],
            cards: Default::default(),
            disks: [vec![SimDisk::default(); DISKS], vec![SimDisk::default(); DISKS]],
            stores: Default::default(),
            link_up: true,
            link_moving: [false; 2],
            mirror_answer_ms: [0; 2],
            faults,
            takeover_on: Default::default(),
            deaf: [false; 2],
            calm: false,
            acked: Default::default(),
            dead: Default::default(),
            issued: Default::default(),
            next_op: 1,
            safe,
            timing: Timing { countdown_ms: 3000, replace_ms: 1500, ..Timing::default() },
            seen: Seen::default(),
            violation: None,
            trace: Vec::new(),
            tracing: false,
        };
        world.found();
        world.boot(Node::A);
        if !faults.solo {
            world.boot(Node::B);
        }
        world.after(1, Task::Work);
        let first = world.faults.every_ms + 3000;
        world.after(first, Task::Fault);
        world
    }

    /// 35: what `filer init` leaves on the mailboxes of both identities.
    fn found(&mut self) {
        for identity in Identity::BOTH {
            let node = identity.home();
            let bytes = Record::founded().encode(Owner { pair_id: PAIR_ID, identity, node });
            for disk in &mut self.disks[identity.index()][..MAILBOXES] {
                disk.slots[node.index()][Slot::Record as usize].clone_from(&bytes);
            }
        }
    }

    fn say(&mut self, text: impl FnOnce() -> String) {
        if self.tracing {
            let line = format!("{:>7} {}", self.now, text());
            self.trace.push(line);
        }
    }

    fn after(&mut self, ms: u64, task: Task) {
        let key = (self.now + ms, self.order);
        self.order += 1;
        self.tasks.push(Reverse(key));
        self.bodies.insert(key, task);
    }

    fn config(&self, node: Node) -> Config {
        Config {
            node,
            partner: !self.faults.solo,
            pair_id: PAIR_ID,
            pair_key: [3; 32],
            product_version: 1,
            identities: [
                Some(IdentityConfig::simple(MAILBOXES).with_spares(1)),
                (!self.faults.solo).then(|| IdentityConfig::simple(MAILBOXES).with_spares(1)),
            ],
            timing: self.timing.clone(),
            attempts_max: 8,
            takeover_on: self.takeover_on,
        }
    }

    /// Starts the process of a node. Its old writes are dropped by the new incarnation (29).
    fn boot(&mut self, node: Node) {
        let n = node.index();
        let machine = Machine::without(self.config(node), self.safe).expect("the test's configuration is good");
        self.cards[n].off = false;
        let card = &self.cards[n];
        let boot = Boot {
            card: card_id(node),
            node: card.node_nv.clone(),
            local: [card.local[0].nv.clone(), card.local[1].nv.clone()],
            fences: card.fence,
        };
        let host = &mut self.hosts[n];
        host.incarnation += 1;
        host.machine = Some(machine);
        host.frozen_at = None;
        host.inbox.clear();
        host.engines = [None, None];
        host.programs = Default::default();
        host.op_running = [false; 2];
        host.last_facts = None;
        self.say(|| format!("{node} boots"));
        self.give(node, Event::Start(Box::new(boot)));
        self.after(1, Task::Tick(node));
    }

    fn running(&self, node: Node) -> bool {
        let host = &self.hosts[node.index()];
        host.machine.is_some() && host.frozen_at.is_none()
    }

    /// Gives an event to a node now, or queues it while it is frozen.
    fn give(&mut self, node: Node, event: Event) {
        let n = node.index();
        if self.deaf[n] && matches!(event, Event::Message { .. } | Event::CardBeat { .. }) {
            return;
        }
        if self.hosts[n].frozen_at.is_some() {
            self.hosts[n].inbox.push_back(event);
            return;
        }
        let now = self.now;
        let Some(machine) = &mut self.hosts[n].machine else { return };
        let text = if self.tracing
            && !matches!(
                event,
                Event::Tick | Event::Message { .. } | Event::EngineProgress { .. } | Event::CardBeat { .. }
            ) {
            let mut text = format!("{event:?}");
            text.truncate(300);
            Some(text)
        } else {
            None
        };
        let actions = machine.handle(now, event);
        if let Some(text) = text {
            if !text.starts_with("MailboxRead") && !text.contains("slot: Status") {
                self.say(|| format!("{node} <- {text}"));
            }
        }
        for action in actions {
            self.act(node, action);
        }
    }

    fn reply(&mut self, node: Node, event: Event) {
        let ms = 1 + self.rng.below(4);
        let incarnation = self.hosts[node.index()].incarnation;
        self.after(ms, Task::Deliver { to: node, incarnation, event });
    }

    fn engine(&mut self, node: Node, identity: Identity) -> Option<&mut Engine> {
        self.hosts[node.index()].engines[identity.index()].as_mut()
    }

    fn program(&mut self, node: Node, identity: Identity, op: Op) {
        let host = &mut self.hosts[node.index()];
        host.programs[identity.index()].push_back(op);
        if !host.op_running[identity.index()] {
            host.op_running[identity.index()] = true;
            let incarnation = host.incarnation;
            self.after(0, Task::Issue { node, incarnation, identity });
        }
    }

    /// Runs until `until` or a violation.
    pub fn run(&mut self, until: u64) {
        while self.violation.is_none() {
            let Some(Reverse(key)) = self.tasks.peek().copied() else { return };
            if key.0 > until {
                break;
            }
            self.tasks.pop();
            let Some(task) = self.bodies.remove(&key) else { continue };
            self.now = key.0;
            self.seen.steps += 1;
            self.task(task);
        }
        self.now = self.now.max(until);
    }

    fn task(&mut self, task: Task) {
        match task {
            Task::Tick(node) => {
                let n = node.index();
                if self.running(node) {
                    let count = self.hosts[n].progress;
                    self.give(node, Event::EngineProgress { count });
                    let beat_ms = self.hosts[node.partner().index()].beat_ms;
                    let host_age_ms = (self.link_up && beat_ms > 0).then(|| self.now - beat_ms);
                    self.give(node, Event::CardBeat { host_age_ms });
                    self.give(node, Event::Tick);
                }
                if self.hosts[n].machine.is_some() {
                    let ms = 4 + self.rng.below(8);
                    self.after(ms, Task::Tick(node));
                }
            }
            Task::Deliver { to, incarnation, event } => {
                if self.hosts[to.index()].incarnation == incarnation {
                    if matches!(event, Event::Mirror(_)) {
                        // The answer may be older than what was reported meanwhile.
                        self.hosts[to.index()].last_facts = None;
                    }
                    self.give(to, event);
                }
            }
            Task::Issue { node, incarnation, identity } => self.issue(node, incarnation, identity),
            Task::Land { node, incarnation, identity, op } => self.land(node, incarnation, identity, op),
            Task::CpLand { node, incarnation, identity, mark, content } => {
                if self.hosts[node.index()].incarnation == incarnation {
                    self.cp_land(node, identity, mark, content);
                }
            }
            Task::Frame(node) => self.frame(node),
            Task::Work => self.work(),
            Task::Thaw(node) => self.thaw(node),
            Task::Restart(node) => {
                if self.hosts[node.index()].machine.is_none() {
                    self.boot(node);
                }
            }
            Task::LinkUp => {
                self.link_up = true;
                self.move_link(Node::A);
                self.move_link(Node::B);
            }
            Task::DiskUp(identity, disk) => self.disk_up(identity, disk),
            Task::Fault => self.fault(),
            Task::Tempted(node, kind) => self.tempted(node, kind),
        }
    }
}
