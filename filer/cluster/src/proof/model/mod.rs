//! The model checker's world: two nodes, one identity or both, three mailbox disks for each, and the product's own [`Core`] on both
//! nodes.
//!
//! Where [`super::world`] samples, this enumerates: every order in which writes land, reservations move, cards mirror, hosts
//! freeze, die and come back, inside the bounds of [`Bounds`]. What is left out of it (and covered by the walks): lost and
//! delayed status messages (a running node always knows the partner's last status), and readings of the mailboxes that are
//! torn between two disks.

use crate::action::{AckPolicy, Action, Plan};
use crate::arbiter::{Input, Mode, Order, Phase, Taking};
use crate::config::{Config, IdentityConfig, Timing};
use crate::core::{Core, Resync};
use crate::event::*;
use crate::message::Role;
use crate::nv::IdentityNv;
use crate::record::{Kind, Record};
use crate::safeguards::Safeguards;
use crate::types::{Area, CardId, DiskIndex, Epoch, Identity, Node, Position};
use crate::view::{DiskState, View};
use stateright::{Model, Property};

mod effects;
mod enabled;
mod explore;
mod step;
mod traps;

const DISKS: usize = 3;

/// Attempts or patience without a count: their number is bounded by the epochs.
const UNLIMITED: u8 = 255;

/// How far the exploration goes.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    pub faults: u8,
    /// Kinds of faults: 1 freeze, 2 power cut, 4 link, 8 mailbox disk, 16 host killed while its card lives, 64 a mailbox loses its
    /// contents, 128 a node cannot log (TAKE_ME), 256 power cut with the NVRAM's contents lost. And what counts as no
    /// fault: 32 attempts to take over without any reason, 512 a mailbox that its owner cannot read is replaced.
    pub kinds: u16,
    pub ops: u8,
    pub attempts: u8,
    pub patience: u8,
    pub epochs: u32,
    pub generations: u32,
    pub cps: u8,
    pub yields: u8,
    /// Every identity starts at home and mirrored (0); A's alone, with MIRROR_LOST on two disks and the link back (1), or paused, with
    /// MIRROR_LOST on one disk and the link still down (2); or nobody has ever served (3).
    pub start: u8,
    /// Identity A (1), or both (2).
    pub identities: u8,
    /// The disk with the data.
    pub data: u8,
    /// What dies stays dead.
    pub mourning: bool,
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
    start: 0,
    identities: 1,
    data: 0,
    mourning: false,
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
    image: Image,
    state: Mirror,
    /// The identities that the resync under way carries.
    carried: [bool; 2],
    queues: [Queue; 2],
}

/// What a card has of one identity.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
struct Queue {
    local: Ring,
    remote: Ring,
    fence: FenceState,
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

/// Reservations asked for, and taken so far.
type Reserve = (Vec<DiskIndex>, Vec<(DiskIndex, DiskResult)>);

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
    inbox: Vec<(Identity, Input)>,
    work: [Work; 2],
}

/// What a host does for one identity.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
struct Work {
    /// A frozen or dead host's write that was already on its way.
    in_flight: bool,
    engine: Option<Engine>,
    reading: bool,
    write: Option<Write>,
    reserve: Option<Reserve>,
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
    estates: [Estate; 2],
    link: bool,
    faults: u8,
    attempts: u8,
    patience: u8,
    cps: u8,
    yields: u8,
    violation: Option<&'static str>,
}

/// What belongs to one identity, whoever serves it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
struct Estate {
    disks: Vec<Disk>,
    store: (CpMark, Vec<u8>),
    acked: Vec<u8>,
    dead: u8,
    issued: u8,
    ops: u8,
}

/// How a node dies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Death {
    /// The process; the card lives.
    Process,
    /// The power; the battery keeps the card's contents.
    Power,
    /// The power, and the card's contents.
    Contents,
}

/// One step of the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    Append(Node, Identity),
    Acknowledge(Node, Identity),
    MirrorEntry(Node, Identity),
    SyncDone(Node),
    CardTells(Node),
    Read(Node, Identity),
    WriteLands(Node, Identity),
    ReserveNext(Node, Identity),
    Restore(Node, Identity),
    Open(Node, Identity),
    CpBegins(Node, Identity),
    CpLands(Node, Identity),
    Attempt(Node, Identity),
    Poll(Node, Identity),
    Patience(Node, Identity),
    Check(Node, Identity),
    AllowResync(Node),
    Covered(Node, Identity),
    Yield(Node, Identity),
    Freeze(Node),
    Thaw(Node),
    Kill(Node, Death),
    CannotLog(Node),
    Wipe(Identity, usize),
    Replace(Node, Identity),
    Restart(Node),
    LinkDown,
    LinkUp,
    DiskDown(Identity, usize, u8),
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
        let mut disks = IdentityConfig::simple(DISKS).with_spares(usize::from(bounds.kinds & 512 != 0));
        disks.disks.iter_mut().enumerate().for_each(|(i, role)| role.data = i == bounds.data as usize);
        let config = |node| Config {
            node,
            partner: true,
            pair_id: 7,
            pair_key: [0; 32],
            product_version: 1,
            identities: [Some(disks.clone()), (bounds.identities == 2).then(|| disks.clone())],
            timing: Timing::default(),
            attempts_max: 8,
            takeover_on: Default::default(),
        };
        World { bounds, safe, configs: [config(Node::A), config(Node::B)] }
    }

    /// The identities there are.
    fn identities(&self) -> &'static [Identity] {
        &Identity::BOTH[..usize::from(self.bounds.identities)]
    }

    /// A new pair, driven without faults until every identity is served at home and mirrored, or as [`Bounds::start`] says.
    fn initial(&self) -> State {
        let mut state = State {
            hosts: Default::default(),
            cards: Default::default(),
            estates: Default::default(),
            link: true,
            faults: self.bounds.faults,
            attempts: 1,
            patience: 1,
            cps: 0,
            yields: 0,
            violation: None,
        };
        for x in self.identities() {
            let estate = &mut state.estates[x.index()];
            estate.disks =
                vec![Disk::default(); self.configs[0].identities[x.index()].as_ref().map_or(0, |d| d.disks.len())];
            estate.ops = self.bounds.ops;
            if self.safe.founded {
                // 35: what `filer init` leaves.
                estate.disks[..DISKS].iter_mut().for_each(|d| d.records[x.home().index()] = Some(Record::founded()));
            }
        }
        self.boot(&mut state, Node::A);
        self.boot(&mut state, Node::B);
        let mirrored = |state: &State, x: Identity| {
            state.hosts[x.home().index()].core.as_ref().is_some_and(|core| mode(core, x) == Some(Mode::Mirrored))
        };
        for _ in 0..400 {
            if self.bounds.start == 3 || self.identities().iter().all(|x| mirrored(&state, *x)) {
                break;
            }
            let steps = self.steps(&state);
            let calm = |step: &&Step| {
                !matches!(
                    step,
                    Step::Freeze(_)
                        | Step::Kill(..)
                        | Step::LinkDown
                        | Step::DiskDown(..)
                        | Step::Attempt(..)
                        | Step::Wipe(..)
                        | Step::CannotLog(_)
                        | Step::Check(..)
                )
            };
            let next = steps.iter().filter(calm).find_map(|step| self.step(&state, *step));
            state = next.expect("a calm pair comes to rest");
        }
        if matches!(self.bounds.start, 1 | 2) {
            let x = Identity::A;
            state.link = false;
            let lost = |state: &State| {
                state.estates[0].disks[0].records[0].is_some_and(|record| record.kind == Kind::MirrorLost)
            };
            let alone = |state: &State| state.hosts[0].core.as_ref().and_then(|c| mode(c, x)) == Some(Mode::Alone);
            while !(alone(&state) || self.bounds.start == 2 && lost(&state)) {
                // The third disk does not have MIRROR_LOST yet.
                let steps = [
                    Step::CardTells(Node::A),
                    Step::Read(Node::A, x),
                    Step::WriteLands(Node::A, x),
                    Step::CardTells(Node::B),
                ];
                state = steps
                    .iter()
                    .find_map(|step| self.steps(&state).contains(step).then(|| self.step(&state, *step)).flatten())
                    .expect("a node without its link runs alone");
            }
            state.link = self.bounds.start == 1;
        }
        state.estates.iter_mut().for_each(|estate| estate.ops = 0);
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
            local: [0, 1].map(|i| card.queues[i].local.nv.clone()),
            fences: [0, 1].map(|i| card.queues[i].fence),
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

    fn facts(&self, state: &State, node: Node) -> MirrorFacts {
        let card = &state.cards[node.index()];
        let peer = &state.cards[node.partner().index()];
        let up = state.link && !peer.off;
        MirrorFacts {
            state: card.state,
            link_up: up,
            peer_armed: up,
            fenced: [0, 1].map(|i| up && peer.queues[i].fence.fenced),
            image: card.image,
            answer: false,
        }
    }

    /// The partner's card takes what this one sends of the identity.
    fn mirror_works(&self, state: &State, node: Node, x: Identity) -> bool {
        let (own, peer) = (&state.cards[node.index()], &state.cards[node.partner().index()]);
        state.link && !own.off && !peer.off && !peer.queues[x.index()].fence.fenced && own.state != Mirror::Lost
    }

    fn able(&self, state: &State, node: Node, x: Identity) -> bool {
        let host = &state.hosts[node.index()];
        host.core.is_some()
            && host.work[x.index()].engine.as_ref().is_some_and(|engine| match engine.policy {
                AckPolicy::Paused => false,
                AckPolicy::Local => true,
                AckPolicy::Mirrored => {
                    state.cards[node.index()].state == Mirror::Mirroring && self.mirror_works(state, node, x)
                }
            })
    }

    /// Somebody can acknowledge, for every identity: what every state has to be able to come back to.
    fn served(&self, state: &State) -> bool {
        let by = |node: Node, x: Identity| self.alive(state, node) && self.able(state, node, x);
        self.identities().iter().all(|x| Node::BOTH.into_iter().any(|node| by(node, *x)))
    }

    /// The survivor of a death has nothing to serve from: the dead node ran alone, or served and left an image that is not
    /// complete. Or nobody survived.
    fn without_heir(&self, state: &State, x: Identity) -> bool {
        let disks = &state.estates[x.index()].disks;
        let dead: Vec<Node> = Node::BOTH.into_iter().filter(|node| state.hosts[node.index()].core.is_none()).collect();
        let lost = |node: Node| {
            let newest = disks.iter().filter_map(|d| d.records[node.index()]);
            newest.filter(|record| record.kind == Kind::MirrorLost).count() * 2 > DISKS
        };
        match dead[..] {
            [] => false,
            [node] => {
                let records = disks.iter().filter_map(|d| d.records[node.index()]);
                // A COMMIT acknowledged nothing: the survivor has everything itself (19c).
                let newest = records.max_by_key(|r| r.rank());
                let served = newest.is_some_and(|r| !matches!(r.kind, Kind::Commit | Kind::Founded));
                lost(node) || served && state.cards[node.partner().index()].image != Image::InSync
            }
            _ => true,
        }
    }

    fn bit(op: u8) -> u8 {
        1 << (op - 1)
    }

    fn upto(&self, state: &State, node: Node, x: Identity) -> usize {
        let card = &state.cards[node.index()];
        let mirrored = card.queues[x.index()].mirrored;
        state.hosts[node.index()].work[x.index()].engine.as_ref().map_or(0, |engine| match engine.policy {
            AckPolicy::Paused => 0,
            AckPolicy::Local => engine.content.len(),
            AckPolicy::Mirrored if card.state == Mirror::Mirroring => mirrored.min(engine.content.len()),
            AckPolicy::Mirrored => 0,
        })
    }
}

fn mode(core: &Core, x: Identity) -> Option<Mode> {
    match core.arbiters[x.index()].as_ref().map(|a| &a.phase) {
        Some(Phase::Own(own)) => Some(own.mode),
        _ => None,
    }
}

/// The highest epoch and generation of any identity.
fn core_epoch(core: &Core) -> Epoch {
    core.arbiters.iter().flatten().map(|arbiter| arbiter.epoch()).max().unwrap_or_default()
}

fn core_generation(core: &Core) -> u32 {
    core.arbiters.iter().flatten().filter_map(|a| a.nv.as_ref()).map(|nv| nv.generation).max().unwrap_or_default()
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
