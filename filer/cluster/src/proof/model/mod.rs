//! The model checker's world: two nodes, one identity, three mailbox disks, and the product's own [`Core`] on both nodes.
//!
//! Where [`super::world`] samples, this enumerates: every order in which writes land, reservations move, cards mirror, hosts
//! freeze, die and come back, inside the bounds of [`Bounds`]. What is left out of it (and covered by the walks): the
//! second identity, lost and delayed status messages (a running node always knows the partner's last status), and
//! readings of the mailboxes that are torn between two disks.

use crate::action::{AckPolicy, Action, Plan};
use crate::arbiter::{Input, Mode, Order, Phase, Taking};
use crate::config::{Config, IdentityConfig, Timing};
use crate::core::{Core, Resync};
use crate::event::*;
use crate::message::Role;
use crate::nv::IdentityNv;
use crate::record::Record;
use crate::types::{Area, CardId, DiskIndex, Epoch, Identity, Node, Position};
use crate::view::{DiskState, Safeguards, View};
use stateright::{Model, Property};

mod explore;

const X: Identity = Identity::A;
const I: usize = 0;
const DISKS: usize = 3;

/// Attempts or patience without a count: their number is bounded by the epochs.
const UNLIMITED: u8 = 255;

/// How far the exploration goes.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    pub faults: u8,
    /// Kinds of faults: 1 freeze, 2 power cut, 4 link, 8 mailbox disk, 16 host killed while its card lives. 32: attempts to
    /// take over without any reason, which count as no fault.
    pub kinds: u8,
    pub ops: u8,
    pub attempts: u8,
    pub patience: u8,
    pub epochs: u32,
    pub generations: u32,
    pub cps: u8,
    pub yields: u8,
    /// Node A starts alone (its mirror was lost, the link is back), not mirrored.
    pub alone: bool,
}

pub const ONE_FAULT: Bounds = Bounds {
    faults: 1,
    kinds: 31,
    ops: 2,
    attempts: 1,
    patience: 1,
    epochs: 5,
    generations: 2,
    cps: 0,
    yields: 0,
    alone: false,
};

#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
struct Disk {
    holder: Option<Node>,
    epoch: Epoch,
    records: [Option<Record>; 2],
    promises: [Epoch; 2],
    down: [bool; 2],
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
struct Ring {
    nv: Option<IdentityNv>,
    /// Entry at position index + 1.
    entries: Vec<(Epoch, u8)>,
    last: usize,
}

impl Ring {
    fn put(&mut self, pos: usize, entry: (Epoch, u8)) {
        self.entries.truncate(pos - 1);
        self.entries.push(entry);
        self.last = pos;
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
struct Card {
    off: bool,
    local: Ring,
    remote: Ring,
    image: Image,
    fence: FenceState,
    state: Mirror,
    mirrored: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Content {
    Record(Record),
    Promise(Epoch),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Write {
    content: Content,
    epoch: Epoch,
    disks: Vec<DiskIndex>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Engine {
    content: Vec<u8>,
    serving: bool,
    draining: bool,
    suspended: bool,
    policy: AckPolicy,
    acked: usize,
    cp_wanted: bool,
    cover_wanted: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
struct Host {
    core: Option<Core>,
    frozen: bool,
    /// A frozen or dead host's write that was already on its way.
    in_flight: bool,
    inbox: Vec<Input>,
    engine: Option<Engine>,
    reading: bool,
    write: Option<Write>,
    reserve: Option<(Vec<DiskIndex>, Vec<(DiskIndex, DiskResult)>)>,
    restore: Option<Plan>,
    open: Option<IdentityNv>,
    reopen: Option<Epoch>,
    cp: Option<(CpMark, Vec<u8>)>,
}

/// One state of the world.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State {
    hosts: [Host; 2],
    cards: [Card; 2],
    disks: Vec<Disk>,
    store: (CpMark, Vec<u8>),
    link: bool,
    acked: Vec<u8>,
    dead: u8,
    issued: u8,
    ops: u8,
    faults: u8,
    attempts: u8,
    patience: u8,
    cps: u8,
    yields: u8,
    violation: Option<&'static str>,
}

/// One step of the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    Append(Node),
    Acknowledge(Node),
    MirrorEntry(Node),
    SyncDone(Node),
    CardTells(Node),
    Read(Node),
    WriteLands(Node),
    ReserveNext(Node),
    Restore(Node),
    Open(Node),
    CpBegins(Node),
    CpLands(Node),
    Attempt(Node),
    Poll(Node),
    Patience(Node),
    Check(Node),
    AllowResync(Node),
    Covered(Node),
    Yield(Node),
    Freeze(Node),
    Thaw(Node),
    Kill(Node, bool),
    Restart(Node),
    LinkDown,
    LinkUp,
    DiskDown(usize, u8),
    DiskUp,
}

/// The model: bounds and safeguards.
#[derive(Clone)]
pub struct World {
    pub bounds: Bounds,
    pub safe: Safeguards,
    configs: [Config; 2],
}

fn card_id(node: Node) -> CardId {
    CardId(100 + node as u64)
}

impl World {
    pub fn new(bounds: Bounds, safe: Safeguards) -> World {
        let config = |node| Config {
            node,
            partner: true,
            pair_id: 7,
            pair_key: [0; 32],
            product_version: 1,
            identities: [Some(IdentityConfig::simple(DISKS)), None],
            timing: Timing::default(),
            attempts_max: 8,
            takeover_on: Default::default(),
        };
        World { bounds, safe, configs: [config(Node::A), config(Node::B)] }
    }

    /// A new pair, driven without faults until identity A is served by node A and mirrored.
    fn initial(&self) -> State {
        let mut state = State {
            hosts: Default::default(),
            cards: Default::default(),
            disks: vec![Disk::default(); DISKS],
            store: Default::default(),
            link: true,
            acked: Vec::new(),
            dead: 0,
            issued: 0,
            ops: self.bounds.ops,
            faults: self.bounds.faults,
            attempts: 1,
            patience: 1,
            cps: 0,
            yields: 0,
            violation: None,
        };
        self.boot(&mut state, Node::A);
        self.boot(&mut state, Node::B);
        for _ in 0..200 {
            if state.hosts[0].core.as_ref().is_some_and(|core| mode(core) == Some(Mode::Mirrored)) {
                break;
            }
            let steps = self.steps(&state);
            let calm = |step: &&Step| {
                !matches!(
                    step,
                    Step::Freeze(_) | Step::Kill(..) | Step::LinkDown | Step::DiskDown(..) | Step::Attempt(_)
                )
            };
            let next = steps.iter().filter(calm).find_map(|step| self.step(&state, *step));
            state = next.expect("a calm pair comes to rest");
        }
        if self.bounds.alone {
            state.link = false;
            while !state.hosts[0].core.as_ref().is_some_and(|core| mode(core) == Some(Mode::Alone)) {
                let steps = [Step::CardTells(Node::A), Step::WriteLands(Node::A), Step::CardTells(Node::B)];
                state = steps
                    .iter()
                    .find_map(|step| self.steps(&state).contains(step).then(|| self.step(&state, *step)).flatten())
                    .expect("a node without its link runs alone");
            }
            state.link = true;
        }
        state.ops = 0;
        (state.attempts, state.patience, state.cps, state.yields) =
            (self.bounds.attempts, self.bounds.patience, self.bounds.cps, self.bounds.yields);
        state
    }

    fn boot(&self, state: &mut State, node: Node) {
        let n = node.index();
        state.cards[n].off = false;
        let card = &state.cards[n];
        let boot = Boot {
            card: card_id(node),
            node: None,
            local: [card.local.nv.clone(), None],
            fences: [card.fence, FenceState::default()],
        };
        let mut core = Core::new(&self.configs[n], &boot, self.safe);
        let mut orders = Vec::new();
        core.start(&mut orders);
        state.hosts[n] = Host { core: Some(core), ..Host::default() };
        self.carry_out(state, node, orders);
        self.tell(state);
    }

    fn alive(&self, state: &State, node: Node) -> bool {
        let host = &state.hosts[node.index()];
        host.core.is_some() && !host.frozen
    }

    /// Gives an input to a node's core, and carries out what it orders.
    fn give(&self, state: &mut State, node: Node, input: Input) {
        let host = &mut state.hosts[node.index()];
        if host.frozen {
            host.inbox.push(input);
            return;
        }
        let Some(core) = &mut host.core else { return };
        let mut orders = Vec::new();
        core.input(X, input, &mut orders);
        self.carry_out(state, node, orders);
    }

    fn facts(&self, state: &State, node: Node) -> MirrorFacts {
        let card = &state.cards[node.index()];
        let peer = &state.cards[node.partner().index()];
        let up = state.link && !peer.off;
        MirrorFacts {
            state: card.state,
            link_up: up,
            peer_armed: up,
            fenced: [up && peer.fence.fenced, false],
            image: card.image,
            answer: false,
        }
    }

    fn carry_out(&self, state: &mut State, node: Node, orders: Vec<Order>) {
        let n = node.index();
        for order in orders {
            match order {
                Order::Note(..) => {}
                Order::Record { record, epoch, disks, .. } => {
                    state.hosts[n].write = Some(Write { content: Content::Record(record), epoch, disks });
                }
                Order::Promise { promise, epoch, disks, .. } => {
                    state.hosts[n].write = Some(Write { content: Content::Promise(promise), epoch, disks });
                }
                Order::Act(action) => self.act(state, node, action),
            }
        }
    }

    fn mirror_answer(&self, state: &mut State, node: Node) {
        let facts = MirrorFacts { answer: true, ..self.facts(state, node) };
        let mut orders = Vec::new();
        if let Some(core) = &mut state.hosts[node.index()].core {
            core.mirror_facts(facts, &mut orders);
        }
        self.carry_out(state, node, orders);
    }

    fn act(&self, state: &mut State, node: Node, action: Action) {
        let n = node.index();
        let p = node.partner().index();
        match action {
            Action::ReadMailbox { .. } => state.hosts[n].reading = true,
            Action::Reserve { disks, .. } => state.hosts[n].reserve = Some((disks, Vec::new())),
            Action::Release { disks, .. } => {
                for disk in disks {
                    let disk = &mut state.disks[disk as usize];
                    if disk.holder == Some(node) && !disk.down[n] {
                        disk.holder = None;
                    }
                }
            }
            Action::Fence { epoch, .. } => {
                let fence = &mut state.cards[n].fence;
                fence.fenced = true;
                fence.epoch = fence.epoch.max(epoch);
                self.give(state, node, Input::FenceDone);
            }
            Action::LiftFence { .. } => {
                state.cards[n].fence.fenced = false;
                state.cards[n].image = Image::Inconsistent;
            }
            Action::Survey { .. } => {
                let survey = self.survey(state, node);
                self.give(state, node, Input::Surveyed(Box::new(survey)));
            }
            Action::Restore { plan, .. } => state.hosts[n].restore = Some(plan),
            Action::OpenRegion { nv } => state.hosts[n].open = Some(nv),
            Action::ReopenRegion { epoch, .. } => state.hosts[n].reopen = Some(epoch),
            Action::PersistIdentity { nv } => {
                state.cards[n].local.nv = Some(nv.clone());
                if state.cards[n].state != Mirror::Lost && state.link {
                    state.cards[p].remote.nv = Some(nv);
                }
            }
            Action::Serve { .. } => {
                if let Some(engine) = &mut state.hosts[n].engine {
                    engine.serving = true;
                    engine.draining = false;
                }
            }
            Action::SetAckPolicy { policy, .. } => {
                if let Some(engine) = &mut state.hosts[n].engine {
                    engine.policy = policy;
                }
            }
            Action::SuspendWrites { .. } => {
                state.hosts[n].cp = None;
                if let Some(engine) = &mut state.hosts[n].engine {
                    engine.suspended = true;
                }
            }
            Action::ResumeWrites { .. } => {
                if let Some(engine) = &mut state.hosts[n].engine {
                    engine.suspended = false;
                }
            }
            Action::StopServing { .. } => {
                state.hosts[n].engine = None;
                state.hosts[n].cp = None;
            }
            Action::RunCp { .. } => {
                if let Some(engine) = &mut state.hosts[n].engine {
                    engine.cp_wanted = true;
                }
            }
            Action::Drain { .. } => {
                if let Some(engine) = &mut state.hosts[n].engine {
                    engine.draining = true;
                    engine.cp_wanted = true;
                }
            }
            Action::DropMirror => {
                state.cards[n].state = Mirror::Lost;
                self.mirror_answer(state, node);
            }
            Action::StartResync { .. } => {
                if state.link && !state.cards[p].off {
                    state.cards[n].state = Mirror::Resync;
                    state.cards[n].mirrored = 0;
                    state.cards[p].image = Image::Inconsistent;
                }
                self.mirror_answer(state, node);
            }
            Action::AcceptMirror { .. } => {
                if state.cards[n].state == Mirror::Synced {
                    state.cards[n].state = Mirror::Mirroring;
                }
                if let Some(engine) = &mut state.hosts[n].engine {
                    engine.cover_wanted = true;
                }
                self.mirror_answer(state, node);
            }
            Action::Send { .. }
            | Action::HostBeat
            | Action::WriteMailbox { .. }
            | Action::PersistNode { .. }
            | Action::Shutdown { .. }
            | Action::Log(_) => {}
        }
    }

    fn survey(&self, state: &State, node: Node) -> Survey {
        let n = node.index();
        let region = |ring: &Ring| {
            ring.nv.clone().map(|nv| Region { last: Position((ring.last as u64).max(nv.first.0 - 1)), nv })
        };
        let card = &state.cards[n];
        Survey {
            local: region(&card.local),
            remote: region(&card.remote),
            image: card.image,
            image_card: card_id(node.partner()),
            cp: (!state.disks[0].down[n]).then_some(state.store.0),
        }
    }

    fn view(&self, state: &State, node: Node) -> View {
        let disk = |disk: &Disk| {
            (!disk.down[node.index()]).then(|| DiskState {
                holder: match disk.holder {
                    None => Holder::Nobody,
                    Some(holder) if holder == node => Holder::Me,
                    Some(_) => Holder::Partner,
                },
                epoch: disk.epoch,
                records: disk.records,
                promises: disk.promises,
            })
        };
        View { disks: state.disks.iter().map(disk).collect() }
    }

    /// Running nodes know what the partner says.
    fn tell(&self, state: &mut State) {
        // What one node does on hearing changes what the other hears: a few rounds settle it.
        for _ in 0..4 {
            let mut changed = false;
            for node in Node::BOTH {
                if !self.alive(state, node) {
                    continue;
                }
                let alive = self.alive(state, node.partner());
                let peer = &state.hosts[node.partner().index()];
                let says = match (&peer.core, alive) {
                    (Some(core), true) => Some(Identity::BOTH.map(|x| core.identity_status(x))),
                    _ => None,
                };
                let Some(core) = &mut state.hosts[node.index()].core else { continue };
                let says = says.unwrap_or(core.peer);
                if core.peer_alive != alive || core.peer != says {
                    changed = true;
                    let mut orders = Vec::new();
                    core.set_peer(alive, says, &mut orders);
                    self.carry_out(state, node, orders);
                }
            }
            if !changed {
                return;
            }
        }
    }

    fn disk_write(&self, state: &mut State, node: Node, disk: usize, epoch: Epoch) -> DiskResult {
        let disk = &mut state.disks[disk];
        if disk.down[node.index()] {
            DiskResult::Failed
        } else if disk.holder.is_some_and(|holder| holder != node) || epoch < disk.epoch {
            DiskResult::Refused
        } else {
            disk.epoch = disk.epoch.max(epoch);
            DiskResult::Ok
        }
    }

    fn mirror_works(&self, state: &State, node: Node) -> bool {
        let (own, peer) = (&state.cards[node.index()], &state.cards[node.partner().index()]);
        state.link && !own.off && !peer.off && !peer.fence.fenced && own.state != Mirror::Lost
    }

    fn able(&self, state: &State, node: Node) -> bool {
        let host = &state.hosts[node.index()];
        host.core.is_some()
            && host.engine.as_ref().is_some_and(|engine| match engine.policy {
                AckPolicy::Paused => false,
                AckPolicy::Local => true,
                AckPolicy::Mirrored => {
                    state.cards[node.index()].state == Mirror::Mirroring && self.mirror_works(state, node)
                }
            })
    }

    /// Somebody can acknowledge: what every state has to be able to come back to.
    fn served(&self, state: &State) -> bool {
        Node::BOTH.into_iter().any(|node| self.alive(state, node) && self.able(state, node))
    }

    fn bit(op: u8) -> u8 {
        1 << (op - 1)
    }

    fn acknowledge(&self, state: &mut State, node: Node, upto: usize) {
        let Some(engine) = &mut state.hosts[node.index()].engine else { return };
        engine.acked = upto;
        let content = engine.content.clone();
        // What was acknowledged before may be acknowledged again, by a stale owner too: it is the same.
        let known = state.acked.len().min(upto);
        if state.acked[..known] != content[..known] {
            state.violation = Some("an acknowledged entry is missing");
            return;
        }
        if upto <= state.acked.len() {
            return;
        }
        state.acked = content[..upto].to_vec();
        let bits = |ops: &[u8]| ops.iter().fold(0, |bits, op| bits | World::bit(*op));
        if bits(&state.acked) & state.dead != 0 {
            state.violation = Some("a lost entry has come back");
        }
        // What a later owner has is not lost, even if a stale owner acknowledges once more what both have.
        let epoch = state.cards[node.index()].local.nv.as_ref().map_or(Epoch(0), |nv| nv.epoch);
        let later = state.cards.iter().flat_map(|card| &card.local.entries).filter(|(e, _)| *e > epoch);
        let later = later.fold(0, |bits, (_, op)| bits | World::bit(*op));
        state.dead |= state.issued & !bits(&content) & !later;
    }

    fn upto(&self, state: &State, node: Node) -> usize {
        let card = &state.cards[node.index()];
        state.hosts[node.index()].engine.as_ref().map_or(0, |engine| match engine.policy {
            AckPolicy::Paused => 0,
            AckPolicy::Local => engine.content.len(),
            AckPolicy::Mirrored if card.state == Mirror::Mirroring => card.mirrored.min(engine.content.len()),
            AckPolicy::Mirrored => 0,
        })
    }

    fn steps(&self, state: &State) -> Vec<Step> {
        let mut steps = Vec::new();
        if state.violation.is_some() {
            return steps;
        }
        for node in Node::BOTH {
            let n = node.index();
            let (host, card) = (&state.hosts[n], &state.cards[n]);
            let alive = self.alive(state, node);
            if host.write.is_some() && (alive || host.in_flight) {
                steps.push(Step::WriteLands(node));
            }
            if let (Some(_), true) = (&host.cp, alive || host.in_flight) {
                steps.push(Step::CpLands(node));
            }
            if self.mirror_works(state, node) {
                if card.state == Mirror::Resync {
                    steps.push(Step::SyncDone(node));
                } else if state.cards[1 - n].remote.last < card.local.last {
                    steps.push(Step::MirrorEntry(node));
                }
            }
            if host.frozen {
                steps.push(Step::Thaw(node));
            }
            if host.core.is_none() {
                steps.push(Step::Restart(node));
            }
            if !alive {
                continue;
            }
            let Some(core) = &host.core else { continue };
            let Some(arbiter) = &core.arbiters[I] else { continue };
            if core.mirror != self.facts(state, node) {
                steps.push(Step::CardTells(node));
            }
            if host.reading {
                steps.push(Step::Read(node));
            }
            if host.reserve.is_some() {
                steps.push(Step::ReserveNext(node));
            }
            if host.restore.is_some() {
                steps.push(Step::Restore(node));
            }
            if host.open.is_some() || host.reopen.is_some() {
                steps.push(Step::Open(node));
            }
            if let Some(engine) = &host.engine {
                if engine.serving && !engine.draining && state.ops < self.bounds.ops {
                    steps.push(Step::Append(node));
                }
                if self.upto(state, node) > engine.acked {
                    steps.push(Step::Acknowledge(node));
                }
                let free = state.cps > 0
                    && (core_epoch(core), engine.content.len() as u64)
                        != (state.store.0.epoch, state.store.0.position.0);
                if engine.serving && !engine.suspended && host.cp.is_none() && (engine.cp_wanted || free) {
                    steps.push(Step::CpBegins(node));
                }
                if engine.cover_wanted && card.state == Mirror::Mirroring && card.mirrored >= engine.acked {
                    steps.push(Step::Covered(node));
                }
                let missing = state.disks.iter().any(|d| !d.down[n] && d.holder != Some(node));
                if arbiter.owns() && missing && !host.reading {
                    steps.push(Step::Check(node));
                }
                if state.yields > 0 && mode(core) == Some(Mode::Mirrored) && core.peer[I].role == Role::Standby {
                    steps.push(Step::Yield(node));
                }
            }
            let peer = &state.hosts[1 - n];
            let suspicious = !self.alive(state, node.partner())
                || !state.link
                || !peer.core.as_ref().is_some_and(served_by)
                || core.peer[I].yielding
                || self.bounds.kinds & 32 != 0;
            let standby = matches!(arbiter.phase, Phase::Standby { .. });
            if standby && state.attempts > 0 && suspicious && !host.reading {
                steps.push(Step::Attempt(node));
            }
            match &arbiter.phase {
                Phase::Contest(contest) if contest.waits() && !host.reading => {
                    steps.push(Step::Poll(node));
                    if state.patience > 0 {
                        steps.push(Step::Patience(node));
                    }
                }
                Phase::Own(own) if own.mode == Mode::Yield && !host.reading => {
                    steps.push(Step::Poll(node));
                    if state.patience > 0 {
                        steps.push(Step::Patience(node));
                    }
                }
                Phase::Own(_) if host.write.is_none() && arbiter.writing.is_some() => steps.push(Step::Poll(node)),
                Phase::Contest(_) | Phase::Boot
                    if !host.reading && host.reserve.is_none() && host.write.is_none() && host.restore.is_none() =>
                {
                    steps.push(Step::Poll(node));
                }
                _ => {}
            }
            if core.resync_held && core_generation(core) < self.bounds.generations {
                steps.push(Step::AllowResync(node));
            }
            if state.faults > 0 {
                let kind = |bit: u8| self.bounds.kinds & bit != 0;
                if kind(1) {
                    steps.push(Step::Freeze(node));
                }
                if kind(2) {
                    steps.push(Step::Kill(node, true));
                }
                if kind(16) {
                    steps.push(Step::Kill(node, false));
                }
            }
        }
        let kind = |bit: u8| state.faults > 0 && self.bounds.kinds & bit != 0;
        if !state.link {
            steps.push(Step::LinkUp);
        } else if kind(4) {
            steps.push(Step::LinkDown);
        }
        if state.disks.iter().any(|d| d.down != [false, false]) {
            steps.push(Step::DiskUp);
        } else if kind(8) {
            for disk in [0, 2] {
                for who in 1..4 {
                    steps.push(Step::DiskDown(disk, who));
                }
            }
        }
        steps
    }

    fn step(&self, before: &State, step: Step) -> Option<State> {
        let mut state = before.clone();
        let s = &mut state;
        match step {
            Step::Append(node) => {
                s.ops += 1;
                let op = s.ops;
                s.issued |= World::bit(op);
                let epoch = s.cards[node.index()].local.nv.as_ref()?.epoch;
                let engine = s.hosts[node.index()].engine.as_mut()?;
                engine.content.push(op);
                let pos = engine.content.len();
                s.cards[node.index()].local.put(pos, (epoch, op));
            }
            Step::Acknowledge(node) => {
                let upto = self.upto(s, node);
                self.acknowledge(s, node, upto);
            }
            Step::MirrorEntry(node) => {
                let n = node.index();
                let pos = s.cards[1 - n].remote.last + 1;
                let entry = *s.cards[n].local.entries.get(pos - 1)?;
                s.cards[1 - n].remote.put(pos, entry);
                s.cards[1 - n].remote.nv = s.cards[n].local.nv.clone();
                s.cards[n].mirrored = pos;
            }
            Step::SyncDone(node) => {
                let n = node.index();
                s.cards[1 - n].remote = s.cards[n].local.clone();
                s.cards[1 - n].image = Image::InSync;
                s.cards[n].mirrored = s.cards[n].local.last;
                s.cards[n].state = Mirror::Synced;
            }
            Step::CardTells(node) => {
                let facts = self.facts(s, node);
                let mut orders = Vec::new();
                let core = s.hosts[node.index()].core.as_mut()?;
                core.mirror_facts(facts, &mut orders);
                // 10: the patience with a link that is down is over, or not.
                if !facts.link_up && core.resync != Resync::Idle {
                    core.give_up_mirror(&mut orders);
                }
                self.carry_out(s, node, orders);
            }
            Step::Read(node) => {
                s.hosts[node.index()].reading = false;
                let view = self.view(s, node);
                self.give(s, node, Input::Read(view));
            }
            Step::WriteLands(node) => self.write_lands(s, node)?,
            Step::ReserveNext(node) => {
                let n = node.index();
                let (disks, mut results) = s.hosts[n].reserve.take()?;
                let disk = *disks.get(results.len())?;
                let target = &mut s.disks[disk as usize];
                results.push(if target.down[n] {
                    (disk, DiskResult::Failed)
                } else {
                    target.holder = Some(node);
                    (disk, DiskResult::Ok)
                });
                if results.len() == disks.len() {
                    self.give(s, node, Input::Reserved(results));
                } else {
                    s.hosts[n].reserve = Some((disks, results));
                }
            }
            Step::Restore(node) => self.restore(s, node)?,
            Step::Open(node) => self.open(s, node)?,
            Step::CpBegins(node) => {
                let n = node.index();
                let epoch = s.cards[n].local.nv.as_ref()?.epoch;
                let engine = s.hosts[n].engine.as_mut()?;
                if !std::mem::take(&mut engine.cp_wanted) {
                    s.cps -= 1;
                }
                let mark = CpMark { epoch, position: Position(engine.content.len() as u64) };
                s.hosts[n].cp = Some((mark, engine.content.clone()));
            }
            Step::CpLands(node) => {
                let n = node.index();
                let (mark, content) = s.hosts[n].cp.take()?;
                let alive = self.alive(s, node);
                s.hosts[n].in_flight &= alive;
                match self.disk_write(s, node, 0, mark.epoch) {
                    DiskResult::Ok => {
                        let landing = s.cards[n].local.nv.as_ref().map_or(mark.epoch, |nv| nv.epoch);
                        let epoch = if self.safe.cp_start_epoch { mark.epoch } else { landing };
                        let mark = CpMark { epoch, ..mark };
                        s.store = (mark, content);
                        self.give(s, node, Input::CpDone(mark));
                        let engine = s.hosts[n].engine.as_ref();
                        if engine.is_some_and(|e| e.draining && e.content.len() as u64 == mark.position.0) {
                            self.give(s, node, Input::Drained);
                        }
                    }
                    result => {
                        if let Some(engine) = &mut s.hosts[n].engine {
                            engine.cp_wanted = true;
                        }
                        if result == DiskResult::Refused {
                            self.give(s, node, Input::WriteRefused);
                        }
                    }
                }
            }
            Step::Attempt(node) => {
                s.attempts -= u8::from(s.attempts != UNLIMITED);
                self.give(s, node, Input::Attempt { take: Taking::Any });
            }
            Step::Poll(node) => self.give(s, node, Input::Poll),
            Step::Patience(node) => {
                s.patience -= u8::from(s.patience != UNLIMITED);
                self.give(s, node, Input::PatienceOver);
            }
            Step::Check(node) => self.give(s, node, Input::Check),
            Step::AllowResync(node) => {
                let mut orders = Vec::new();
                s.hosts[node.index()].core.as_mut()?.allow_resync(&mut orders);
                self.carry_out(s, node, orders);
            }
            Step::Covered(node) => {
                s.hosts[node.index()].engine.as_mut()?.cover_wanted = false;
                self.give(s, node, Input::AckCovered);
            }
            Step::Yield(node) => {
                s.yields -= 1;
                self.give(s, node, Input::Yield { drain: true });
            }
            Step::Freeze(node) => {
                s.faults -= 1;
                s.hosts[node.index()].frozen = true;
                s.hosts[node.index()].in_flight = true;
            }
            Step::Thaw(node) => {
                let n = node.index();
                s.hosts[n].frozen = false;
                s.hosts[n].in_flight = false;
                let inbox = std::mem::take(&mut s.hosts[n].inbox);
                // R7: the gap is noticed before anything else.
                self.give(s, node, Input::Verify);
                for input in inbox {
                    self.give(s, node, input);
                }
            }
            Step::Kill(node, power) => {
                let n = node.index();
                s.faults -= 1;
                let host = &s.hosts[n];
                s.hosts[n] =
                    Host { write: host.write.clone(), cp: host.cp.clone(), in_flight: true, ..Host::default() };
                if power {
                    s.cards[n].off = true;
                    s.cards[0].state = Mirror::Lost;
                    s.cards[1].state = Mirror::Lost;
                }
            }
            Step::Restart(node) => self.boot(s, node),
            Step::LinkDown => {
                s.faults -= 1;
                s.link = false;
            }
            Step::LinkUp => s.link = true,
            Step::DiskDown(disk, who) => {
                s.faults -= 1;
                s.disks[disk].down = [who & 1 != 0, who & 2 != 0];
            }
            Step::DiskUp => s.disks.iter_mut().for_each(|d| d.down = [false, false]),
        }
        self.tell(s);
        if self.able(s, Node::A) && self.able(s, Node::B) {
            s.violation = Some("two nodes can acknowledge");
        }
        for node in Node::BOTH {
            let engine = s.hosts[node.index()].engine.as_ref();
            if self.able(s, node) && engine.is_some_and(|engine| !engine.content.starts_with(&s.acked)) {
                s.violation = Some("an acknowledged entry is missing");
            }
        }
        let epoch = |host: &Host| host.core.as_ref().map_or(0, |core| core_epoch(core).0);
        (state.hosts.iter().all(|host| epoch(host) <= self.bounds.epochs) && state != *before).then_some(state)
    }

    fn write_lands(&self, s: &mut State, node: Node) -> Option<()> {
        let n = node.index();
        let alive = self.alive(s, node);
        let write = s.hosts[n].write.as_mut()?;
        let disk = write.disks.remove(0);
        let write = write.clone();
        // A host that stands still issues no further write.
        s.hosts[n].in_flight &= alive;
        if write.disks.is_empty() {
            s.hosts[n].write = None;
        }
        let result = self.disk_write(s, node, disk as usize, write.epoch);
        let slot = match write.content {
            Content::Record(record) => {
                if result == DiskResult::Ok {
                    s.disks[disk as usize].records[n] = Some(record);
                }
                Slot::Record
            }
            Content::Promise(epoch) => {
                if result == DiskResult::Ok {
                    s.disks[disk as usize].promises[n] = epoch;
                }
                Slot::Promise
            }
        };
        if s.hosts[n].core.is_some() {
            self.give(s, node, Input::Written { slot, disk, result });
        }
        Some(())
    }

    fn restore(&self, s: &mut State, node: Node) -> Option<()> {
        let n = node.index();
        let plan = s.hosts[n].restore.take()?;
        let mut content = s.store.1.clone();
        for region in &plan.regions {
            let ring = match region.area {
                Area::Local => &s.cards[n].local,
                Area::Remote => &s.cards[n].remote,
            };
            content.truncate(region.after.0 as usize);
            for pos in region.after.0..region.last.0 {
                match ring.entries.get(pos as usize) {
                    Some((epoch, op)) if *epoch == region.epoch => content.push(*op),
                    _ => {
                        s.violation = Some("the chain of epochs cannot be replayed");
                        return Some(());
                    }
                }
            }
        }
        let last = Position(content.len() as u64);
        s.hosts[n].engine = Some(Engine {
            content,
            serving: false,
            draining: false,
            suspended: true,
            policy: AckPolicy::Paused,
            acked: 0,
            cp_wanted: false,
            cover_wanted: false,
        });
        self.give(s, node, Input::Restored(Some(last)));
        Some(())
    }

    fn open(&self, s: &mut State, node: Node) -> Option<()> {
        let n = node.index();
        let last = s.hosts[n].engine.as_ref()?.content.len();
        let epoch = match s.hosts[n].open.take() {
            Some(mut nv) => {
                nv.first = Position(last as u64 + 1);
                if let Some(link) = nv.chain.first_mut() {
                    link.last = Position(last as u64);
                }
                let epoch = nv.epoch;
                s.cards[n].local.nv = Some(nv.clone());
                if s.cards[n].state != Mirror::Lost && s.link {
                    s.cards[1 - n].remote.nv = Some(nv);
                }
                epoch
            }
            None => s.hosts[n].reopen.take()?,
        };
        s.cards[n].local.entries.truncate(last);
        s.cards[n].local.last = last;
        self.give(s, node, Input::RegionOpened { epoch, last: Position(last as u64) });
        Some(())
    }
}

fn mode(core: &Core) -> Option<Mode> {
    match core.arbiters[I].as_ref().map(|a| &a.phase) {
        Some(Phase::Own(own)) => Some(own.mode),
        _ => None,
    }
}

fn served_by(core: &Core) -> bool {
    mode(core).is_some()
}

fn core_epoch(core: &Core) -> Epoch {
    core.arbiters[I].as_ref().map_or(Epoch(0), |a| a.epoch())
}

fn core_generation(core: &Core) -> u32 {
    core.arbiters[I].as_ref().and_then(|a| a.nv.as_ref()).map_or(0, |nv| nv.generation)
}

impl Model for World {
    type State = State;
    type Action = Step;

    fn init_states(&self) -> Vec<State> {
        vec![self.initial()]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Step>) {
        actions.extend(self.steps(state));
    }

    fn next_state(&self, state: &State, step: Step) -> Option<State> {
        self.step(state, step)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![Property::always(SAFE, |_, state: &State| state.violation.is_none())]
    }
}

const SAFE: &str = "acknowledged entries stay, one server, the chain is whole";
