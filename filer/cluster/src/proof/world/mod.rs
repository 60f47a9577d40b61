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
use crate::types::{Area, CardId, Epoch, Identity, Node, Position};
use crate::view::Safeguards;
use crate::{AckPolicy, Action, Machine, Plan};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};

mod faults;
mod hardware;

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
    pub faults: u64,
    pub steps: u64,
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
        world.boot(Node::A);
        if !faults.solo {
            world.boot(Node::B);
        }
        world.after(1, Task::Work);
        let first = world.faults.every_ms + 3000;
        world.after(first, Task::Fault);
        world
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
            pair_id: 7,
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
        let incarnation = self.hosts[n].incarnation;
        let _ = incarnation;
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

    fn act(&mut self, node: Node, action: Action) {
        let n = node.index();
        if self.tracing && !matches!(action, Action::Send { .. } | Action::HostBeat | Action::ReadMailbox { .. }) {
            let quiet = matches!(&action, Action::WriteMailbox { slot: Slot::Status, .. });
            if !quiet {
                let mut text = format!("{action:?}");
                text.truncate(260);
                self.say(|| format!("{node} -> {text}"));
            }
        }
        self.tempt(node, &action);
        match action {
            Action::Send { path, bytes } => self.send(node, path, bytes),
            Action::HostBeat => self.hosts[n].beat_ms = self.now,
            Action::ReadMailbox { identity } => {
                self.program(node, identity, Op::Read { disk: 0, views: Vec::new() });
            }
            Action::WriteMailbox { identity, slot, bytes, epoch, disks } => {
                for disk in disks {
                    let disk = disk as usize;
                    self.program(node, identity, Op::Write { disk, slot, bytes: bytes.clone(), epoch });
                }
            }
            Action::Reserve { identity, disks } => {
                self.program(node, identity, Op::Reserve { disks, at: 0, results: Vec::new() });
            }
            Action::Release { identity, disks } => self.program(node, identity, Op::Release { disks }),
            Action::Fence { identity, epoch } => {
                let fence = &mut self.cards[n].fence[identity.index()];
                fence.fenced = true;
                fence.epoch = fence.epoch.max(epoch);
                self.reply(node, Event::FenceDone { identity });
            }
            Action::LiftFence { identity } => {
                self.cards[n].fence[identity.index()].fenced = false;
                self.cards[n].image = Image::Inconsistent;
            }
            Action::Survey { identity } => {
                let survey = self.survey(node, identity);
                self.reply(node, Event::Surveyed { identity, survey: Box::new(survey) });
            }
            Action::Restore { identity, plan } => self.restore(node, identity, plan),
            Action::OpenRegion { mut nv } => {
                let identity = nv.identity;
                let i = identity.index();
                let Some(engine) = &self.hosts[n].engines[i] else { return self.fail("region without state".into()) };
                let last = engine.content.len() as u64;
                nv.first = Position(last + 1);
                if let Some(link) = nv.chain.first_mut() {
                    link.last = Position(last);
                }
                let epoch = nv.epoch;
                let ring = &mut self.cards[n].local[i];
                ring.nv = Some(nv.clone());
                ring.last = last;
                self.live(node, Frame::Nv(identity, Some(nv)));
                self.live(node, Frame::Queue(identity, last));
                self.reply(node, Event::RegionOpened { identity, epoch, last: Position(last) });
            }
            Action::ReopenRegion { identity, epoch } => {
                let i = identity.index();
                let Some(engine) = &self.hosts[n].engines[i] else { return self.fail("region without state".into()) };
                let last = engine.content.len() as u64;
                self.cards[n].local[i].last = last;
                self.live(node, Frame::Queue(identity, last));
                self.seen.own_restores += 1;
                self.reply(node, Event::RegionOpened { identity, epoch, last: Position(last) });
            }
            Action::Shutdown { restart } => {
                self.say(|| format!("{node} ends, restart {restart}"));
                self.seen.reboots += u64::from(restart);
                self.kill_for_good(node);
                // An operator who halts for good in a walk starts it again some time.
                if restart || !self.quiet() {
                    let ms = if restart { 50 + self.rng.below(500) } else { 100 + self.rng.below(4000) };
                    self.after(ms, Task::Restart(node));
                }
            }
            Action::PersistNode { nv } => self.cards[n].node_nv = Some(nv),
            Action::PersistIdentity { nv } => {
                let identity = nv.identity;
                self.cards[n].local[identity.index()].nv = Some(nv.clone());
                self.live(node, Frame::Nv(identity, Some(nv)));
            }
            Action::Serve { identity } => {
                if let Some(engine) = self.engine(node, identity) {
                    engine.serving = true;
                    engine.draining = false;
                } else {
                    self.fail(format!("{node} serves {identity} without state"));
                }
            }
            Action::SetAckPolicy { identity, policy } => {
                if let Some(engine) = self.engine(node, identity) {
                    engine.policy = policy;
                }
            }
            Action::SuspendWrites { identity } => {
                if let Some(engine) = self.engine(node, identity) {
                    engine.suspended = true;
                    engine.cp_running = false;
                }
            }
            Action::ResumeWrites { identity } => {
                if let Some(engine) = self.engine(node, identity) {
                    engine.suspended = false;
                }
            }
            Action::StopServing { identity } => self.hosts[n].engines[identity.index()] = None,
            Action::RunCp { identity } => {
                if let Some(engine) = self.engine(node, identity) {
                    engine.cp_wanted = true;
                }
            }
            Action::Drain { identity } => {
                self.seen.yields += 1;
                if let Some(engine) = self.engine(node, identity) {
                    engine.draining = true;
                    engine.cp_wanted = true;
                }
            }
            Action::DropMirror => {
                let card = &mut self.cards[n];
                card.state = Mirror::Lost;
                card.queue.clear();
                self.answer_mirror(node);
            }
            Action::StartResync { identities } => self.start_resync(node, &identities),
            Action::AcceptMirror { identities } => {
                let card = &mut self.cards[n];
                if card.state == Mirror::Synced {
                    card.state = Mirror::Mirroring;
                }
                for identity in identities {
                    if let Some(engine) = self.engine(node, identity) {
                        engine.cover_wanted = true;
                    }
                }
                self.answer_mirror(node);
            }
            Action::Log(entry) => match entry.name.as_str() {
                "takeover.committed" => self.seen.takeovers += 1,
                "takeover.withdrawn" => self.seen.withdrawn += 1,
                "mirror.lost" if entry.resolved => self.seen.mirrored += 1,
                "mirror.lost" => self.seen.alone += 1,
                "service.stopped" if !entry.resolved => self.seen.stopped += 1,
                "mailbox.replaced" => self.seen.replaced += 1,
                "reservation.lost" if entry.resolved => self.seen.claims += 1,
                _ => {}
            },
        }
    }

    fn send(&mut self, node: Node, path: Path, bytes: Vec<u8>) {
        let to = node.partner();
        if path == Path::Card && !self.link_up {
            return;
        }
        let loss = if self.calm { 0 } else { self.faults.loss_percent };
        let copies = 1 + u64::from(self.rng.chance(5));
        for _ in 0..copies {
            if self.rng.chance(loss) {
                continue;
            }
            let longest = if self.rng.chance(5) { 200 } else { 5 };
            let ms = 1 + self.rng.below(longest);
            let incarnation = self.hosts[to.index()].incarnation;
            self.after(ms, Task::Deliver { to, incarnation, event: Event::Message { path, bytes: bytes.clone() } });
        }
    }

    // Service.

    /// Appends, acknowledges, starts consistency points, reports the card: what the engine's loop does.
    fn work(&mut self) {
        for node in Node::BOTH {
            if !self.running(node) {
                continue;
            }
            let n = node.index();
            self.hosts[n].progress += 1;
            let facts = self.facts(node);
            if self.hosts[n].last_facts != Some(facts) {
                self.hosts[n].last_facts = Some(facts);
                self.give(node, Event::Mirror(facts));
            }
            for identity in Identity::BOTH {
                self.serve(node, identity);
            }
        }
        self.check_exclusive();
        let ms = 1 + self.rng.below(6);
        self.after(ms, Task::Work);
    }

    fn serve(&mut self, node: Node, identity: Identity) {
        let (n, i) = (node.index(), identity.index());
        let append = self.rng.chance(30);
        let op = self.next_op;
        let Some(engine) = &mut self.hosts[n].engines[i] else { return };
        if engine.serving && !engine.draining && append {
            self.next_op += 1;
            engine.content.push(op);
            self.issued[i].insert(op);
            let pos = engine.content.len() as u64;
            let ring = &mut self.cards[n].local[i];
            let epoch = ring.nv.as_ref().map(|nv| nv.epoch).unwrap_or_default();
            ring.entries.insert(pos, (epoch, op));
            ring.last = pos;
            self.live(node, Frame::Entry(identity, pos, epoch, op));
        }
        self.acknowledge(node, identity);
        self.checkpoint(node, identity);
        let mirroring = self.cards[n].state == Mirror::Mirroring;
        let mirrored = self.cards[n].mirrored[i];
        let Some(engine) = &mut self.hosts[n].engines[i] else { return };
        if engine.cover_wanted && mirroring && mirrored >= engine.acked {
            engine.cover_wanted = false;
            self.give(node, Event::AckCovered { identity });
        }
    }

    fn acknowledge(&mut self, node: Node, identity: Identity) {
        let (n, i) = (node.index(), identity.index());
        let Some(engine) = &self.hosts[n].engines[i] else { return };
        let upto = match engine.policy {
            AckPolicy::Paused => return,
            AckPolicy::Local => engine.content.len() as u64,
            AckPolicy::Mirrored if self.cards[n].state == Mirror::Mirroring => self.cards[n].mirrored[i],
            AckPolicy::Mirrored => return,
        };
        let content = engine.content.clone();
        let upto = upto.min(content.len() as u64);
        if upto <= engine.acked && self.acked[i].len() as u64 >= upto {
            return;
        }
        if let Some(engine) = self.engine(node, identity) {
            engine.acked = engine.acked.max(upto);
        }
        self.seen.acks += 1;
        // What was acknowledged before may be acknowledged again, by a stale owner too: it is the same.
        let known = self.acked[i].len().min(upto as usize);
        if self.acked[i][..known] != content[..known] {
            let at = (0..known).find(|k| self.acked[i][*k] != content[*k]).unwrap_or(known);
            let why = format!("{node} serves {identity} without acknowledged position {}", at + 1);
            return self.fail(why);
        }
        if upto as usize <= self.acked[i].len() {
            return;
        }
        self.acked[i] = content[..upto as usize].to_vec();
        if let Some(op) = self.acked[i].iter().find(|op| self.dead[i].contains(op)) {
            let why = format!("{node} serves {identity} with entry {op}, which had been lost before");
            return self.fail(why);
        }
        // What a later owner has is not lost, even if a stale owner acknowledges once more what both have.
        let epoch = self.cards[n].local[i].nv.as_ref().map(|nv| nv.epoch).unwrap_or_default();
        let later = self.cards.iter().flat_map(|card| card.local[i].entries.values());
        let later = later.filter(|(e, _)| *e > epoch).map(|(_, op)| *op);
        let present: BTreeSet<u32> = content.iter().copied().chain(later).collect();
        let dead: Vec<u32> = self.issued[i].difference(&present).copied().collect();
        self.dead[i].extend(dead);
        self.issued[i] = present;
    }

    fn checkpoint(&mut self, node: Node, identity: Identity) {
        let (n, i) = (node.index(), identity.index());
        let spontaneous = self.rng.chance(2);
        let stale = self.rng.below(30);
        let incarnation = self.hosts[n].incarnation;
        let epoch = self.cards[n].local[i].nv.as_ref().map(|nv| nv.epoch).unwrap_or_default();
        let Some(engine) = &mut self.hosts[n].engines[i] else { return };
        if !engine.serving || engine.suspended || engine.cp_running || !(engine.cp_wanted || spontaneous) {
            return;
        }
        engine.cp_wanted = false;
        engine.cp_running = true;
        let mark = CpMark { epoch, position: Position(engine.content.len() as u64) };
        let content = engine.content.clone();
        self.after(1 + stale, Task::CpLand { node, incarnation, identity, mark, content });
    }

    fn cp_land(&mut self, node: Node, identity: Identity, mark: CpMark, content: Vec<u32>) {
        let (n, i) = (node.index(), identity.index());
        let running = self.hosts[n].engines[i].as_ref().is_some_and(|engine| engine.cp_running);
        if !running {
            return;
        }
        let result = self.disk_result(node, identity, 0, mark.epoch);
        let Some(engine) = &mut self.hosts[n].engines[i] else { return };
        engine.cp_running = false;
        match result {
            DiskResult::Ok => {
                let drained = engine.draining && engine.content.len() as u64 == mark.position.0;
                self.stores[i] = Store { mark, content };
                self.reply(node, Event::CpDone { identity, mark });
                if drained {
                    self.reply(node, Event::Drained { identity });
                }
            }
            DiskResult::Refused => {
                engine.cp_wanted = true;
                self.reply(node, Event::WriteRefused { identity });
            }
            DiskResult::Failed => engine.cp_wanted = true,
        }
    }

    /// Never two nodes able to acknowledge new entries of an identity.
    fn check_exclusive(&mut self) {
        for identity in Identity::BOTH {
            let i = identity.index();
            let able = |node: Node| {
                let n = node.index();
                self.hosts[n].machine.is_some()
                    && self.hosts[n].engines[i].as_ref().is_some_and(|engine| match engine.policy {
                        AckPolicy::Paused => false,
                        AckPolicy::Local => true,
                        AckPolicy::Mirrored => {
                            let peer = &self.cards[node.partner().index()];
                            self.cards[n].state == Mirror::Mirroring
                                && self.link_up
                                && !peer.fence[i].fenced
                                && !peer.off
                        }
                    })
            };
            let missing = Node::BOTH.into_iter().find(|node| {
                let engine = self.hosts[node.index()].engines[i].as_ref();
                able(*node) && engine.is_some_and(|engine| !engine.content.starts_with(&self.acked[i]))
            });
            if let Some(node) = missing {
                return self.fail(format!("{node} can acknowledge without an acknowledged entry of {identity}"));
            }
            if able(Node::A) && able(Node::B) {
                self.fail(format!("both nodes can acknowledge new entries of {identity}"));
            }
        }
    }

    fn fail(&mut self, why: String) {
        if self.violation.is_none() {
            self.say(|| format!("VIOLATION {why}"));
            self.violation = Some(why);
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

    /// Whether a node's process runs.
    pub fn runs(&self, node: Node) -> bool {
        self.hosts[node.index()].machine.is_some()
    }

    /// What a command would do.
    pub fn assess(&self, node: Node, command: &Command) -> crate::Assessment {
        self.hosts[node.index()].machine.as_ref().expect("the node runs").assess(command)
    }

    /// Whether the identity was left on purpose, as NVRAM says (S9).
    pub fn flagged(&self, node: Node, identity: Identity) -> bool {
        let nv = self.cards[node.index()].local[identity.index()].nv.as_ref();
        nv.is_some_and(|nv| nv.flag != crate::Flag::NonElective)
    }

    /// Everything this node serves is mirrored.
    pub fn in_sync(&self, node: Node) -> bool {
        let machine = self.hosts[node.index()].machine.as_ref().expect("the node runs");
        Identity::BOTH.into_iter().all(|identity| machine.is_mirrored(identity))
    }

    /// The status of a node that runs.
    pub fn status(&self, node: Node) -> crate::Status {
        self.hosts[node.index()].machine.as_ref().expect("the node runs").status()
    }

    /// An operator's command at a node.
    pub fn operator(&mut self, node: Node, command: Command) {
        self.give(node, Event::Operator(command));
    }

    /// A process whose software fails says so before it ends.
    pub fn panic(&mut self, node: Node) {
        self.give(node, Event::Panicked { why: "the test says so".into() });
    }

    /// Nobody starts anything again.
    pub fn forget_restarts(&mut self) {
        self.bodies.retain(|_, task| !matches!(task, Task::Restart(_)));
    }

    /// The card goes with its host.
    pub fn power_off(&mut self, node: Node) {
        self.kill(node, true);
        self.forget_restarts();
    }

    pub fn cut_link(&mut self) {
        self.link_up = false;
    }

    pub fn join_link(&mut self) {
        self.task(Task::LinkUp);
    }

    /// The image of the partner on a node's card is not complete any more.
    pub fn spoil_image(&mut self, node: Node) {
        self.cards[node.index()].image = Image::Inconsistent;
        self.run(self.now + 10);
    }

    /// Nothing reaches the node, no message and no beat; what it sends arrives.
    pub fn deafen(&mut self, node: Node) {
        self.deaf[node.index()] = true;
    }

    pub fn lose_disk(&mut self, node: Node, identity: Identity, disk: usize) {
        self.disks[identity.index()][disk].down[node.index()] = true;
    }

    pub fn find_disk(&mut self, node: Node, identity: Identity, disk: usize) {
        self.disks[identity.index()][disk].down[node.index()] = false;
    }

    /// A disk loses everything it held.
    pub fn empty_disk(&mut self, identity: Identity, disk: usize) {
        self.disks[identity.index()][disk] = SimDisk::default();
    }

    pub fn shows_record(&self, identity: Identity, disk: usize, node: Node) -> bool {
        !self.disks[identity.index()][disk].slots[node.index()][Slot::Record as usize].is_empty()
    }

    pub fn hear(&mut self, node: Node) {
        self.deaf[node.index()] = false;
    }

    /// What was acknowledged for an identity may be lost from here on: an operator wants it so.
    pub fn expect_loss(&mut self, identity: Identity) {
        let i = identity.index();
        (self.acked[i], self.issued[i]) = Default::default();
    }

    /// A world in which only the test makes things happen.
    fn quiet(&self) -> bool {
        self.faults.every_ms >= 1_000_000_000
    }

    /// Kills a node; it does not come back before [`World::restart`].
    pub fn kill_for_good(&mut self, node: Node) {
        let host = &mut self.hosts[node.index()];
        host.machine = None;
        host.engines = [None, None];
        host.programs = Default::default();
    }

    /// Starts a node again.
    pub fn restart(&mut self, node: Node) {
        self.boot(node);
    }

    /// Stops a node's process until [`World::wake`].
    pub fn freeze(&mut self, node: Node) {
        self.hosts[node.index()].frozen_at = Some(self.now);
    }

    /// Lets it run again.
    pub fn wake(&mut self, node: Node) {
        self.thaw(node);
    }

    /// Why the pair has not come to rest: every identity served by one node, mirrored to the other.
    pub fn unrest(&self) -> Option<String> {
        if self.faults.solo {
            let alone = self.hosts[0].engines[0].as_ref().is_some_and(|engine| engine.policy == AckPolicy::Local);
            return (!alone).then(|| "the only node does not acknowledge".into());
        }
        for identity in Identity::BOTH {
            let mirrored = Node::BOTH.iter().any(|node| {
                self.hosts[node.index()].machine.as_ref().is_some_and(|machine| machine.is_mirrored(identity))
            });
            if !mirrored {
                let state = |node: Node| {
                    let machine = self.hosts[node.index()].machine.as_ref();
                    machine.map(|m| {
                        format!(
                            "{node}: {:?} {:?}",
                            m.phase(identity),
                            m.core.as_ref().map(|c| (c.resync, c.mirror, c.resync_held, c.peer_alive, c.peer))
                        )
                    })
                };
                let disks = self.disks[identity.index()].iter().map(|d| {
                    let owner = |node| crate::record::Owner { pair_id: 7, identity, node };
                    let record = |node: Node| {
                        let slot = &d.slots[node.index()][Slot::Record as usize];
                        crate::Record::decode(slot, owner(node)).ok().map(|r| (r.epoch.0, r.seq, r.kind, r.mailboxes))
                    };
                    format!("{:?} {:?} {:?}", d.holder, d.down, Node::BOTH.map(record))
                });
                let disks: Vec<String> = disks.collect();
                let (a, b) = (state(Node::A), state(Node::B));
                return Some(format!("{identity} is not mirrored: {a:?} {b:?}\n{}", disks.join("\n")));
            }
        }
        None
    }
}
