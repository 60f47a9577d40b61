//! What a node orders is carried out: at once where nothing can come between, else it waits for a [`Step`].

use super::*;

impl World {
    /// Gives an input to a node's core, and carries out what it orders.
    pub(super) fn give(&self, state: &mut State, node: Node, input: Input) {
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

    pub(super) fn carry_out(&self, state: &mut State, node: Node, orders: Vec<Order>) {
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

    pub(super) fn mirror_answer(&self, state: &mut State, node: Node) {
        let facts = MirrorFacts { answer: true, ..self.facts(state, node) };
        let mut orders = Vec::new();
        if let Some(core) = &mut state.hosts[node.index()].core {
            core.mirror_facts(facts, &mut orders);
        }
        self.carry_out(state, node, orders);
    }

    pub(super) fn act(&self, state: &mut State, node: Node, action: Action) {
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
                if self.safe.cp_abandoned {
                    state.hosts[n].cp = None;
                }
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

    pub(super) fn survey(&self, state: &State, node: Node) -> Survey {
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
            cp: (!state.disks[self.bounds.data as usize].down[n]).then_some(state.store.0),
        }
    }

    pub(super) fn view(&self, state: &State, node: Node) -> View {
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
    pub(super) fn tell(&self, state: &mut State) {
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

    pub(super) fn disk_write(&self, state: &mut State, node: Node, disk: usize, epoch: Epoch) -> DiskResult {
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
}
