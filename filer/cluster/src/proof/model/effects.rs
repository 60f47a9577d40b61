//! What a node orders is carried out: at once where nothing can come between, else it waits for a [`Step`].

use super::*;

impl World {
    /// Gives an input to a node's core, and carries out what it orders.
    pub(super) fn give(&self, state: &mut State, node: Node, x: Identity, input: Input) {
        let host = &mut state.hosts[node.index()];
        if host.frozen {
            host.inbox.push((x, input));
            return;
        }
        let Some(core) = &mut host.core else { return };
        let mut orders = Vec::new();
        core.input(x, input, &mut orders);
        self.carry_out(state, node, orders);
    }

    pub(super) fn carry_out(&self, state: &mut State, node: Node, orders: Vec<Order>) {
        let n = node.index();
        for order in orders {
            match order {
                Order::Note(..) => {}
                Order::Record { identity, record, epoch, disks } => {
                    state.hosts[n].work[identity.index()].write =
                        Some(Write { content: Content::Record(record), epoch, disks });
                }
                Order::Promise { identity, promise, epoch, disks } => {
                    state.hosts[n].work[identity.index()].write =
                        Some(Write { content: Content::Promise(promise), epoch, disks });
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
            Action::ReadMailbox { identity } => state.hosts[n].work[identity.index()].reading = true,
            Action::Reserve { identity, disks } => {
                state.hosts[n].work[identity.index()].reserve = Some((disks, Vec::new()));
            }
            Action::Release { identity, disks } => {
                for disk in disks {
                    let disk = &mut state.estates[identity.index()].disks[disk as usize];
                    if disk.holder == Some(node) && !disk.down[n] {
                        disk.holder = None;
                    }
                }
            }
            Action::Fence { identity, epoch } => {
                let fence = &mut state.cards[n].queues[identity.index()].fence;
                fence.fenced = true;
                fence.epoch = fence.epoch.max(epoch);
                self.give(state, node, identity, Input::FenceDone);
            }
            Action::LiftFence { identity } => {
                state.cards[n].queues[identity.index()].fence.fenced = false;
                state.cards[n].image = Image::Inconsistent;
            }
            Action::Survey { identity } => {
                let survey = self.survey(state, node, identity);
                self.give(state, node, identity, Input::Surveyed(Box::new(survey)));
            }
            Action::Restore { identity, plan } => state.hosts[n].work[identity.index()].restore = Some(plan),
            Action::OpenRegion { nv } => {
                let i = nv.identity.index();
                state.hosts[n].work[i].open = Some(nv);
            }
            Action::ReopenRegion { identity, epoch } => state.hosts[n].work[identity.index()].reopen = Some(epoch),
            Action::PersistIdentity { nv } => {
                let i = nv.identity.index();
                state.cards[n].queues[i].local.nv = Some(nv.clone());
                if state.cards[n].state != Mirror::Lost && state.link {
                    state.cards[p].queues[i].remote.nv = Some(nv);
                }
            }
            Action::Serve { identity } => {
                if let Some(engine) = &mut state.hosts[n].work[identity.index()].engine {
                    engine.serving = true;
                    engine.draining = false;
                }
            }
            Action::SetAckPolicy { identity, policy } => {
                if let Some(engine) = &mut state.hosts[n].work[identity.index()].engine {
                    engine.policy = policy;
                }
            }
            Action::SuspendWrites { identity } => {
                if self.safe.cp_abandoned {
                    state.hosts[n].work[identity.index()].cp = None;
                }
                if let Some(engine) = &mut state.hosts[n].work[identity.index()].engine {
                    engine.suspended = true;
                }
            }
            Action::ResumeWrites { identity } => {
                if let Some(engine) = &mut state.hosts[n].work[identity.index()].engine {
                    engine.suspended = false;
                }
            }
            Action::StopServing { identity } => {
                let work = &mut state.hosts[n].work[identity.index()];
                (work.engine, work.cp) = (None, None);
            }
            Action::RunCp { identity } => {
                if let Some(engine) = &mut state.hosts[n].work[identity.index()].engine {
                    engine.cp_wanted = true;
                }
            }
            Action::Drain { identity } => {
                if let Some(engine) = &mut state.hosts[n].work[identity.index()].engine {
                    engine.draining = true;
                    engine.cp_wanted = true;
                }
            }
            Action::DropMirror => {
                state.cards[n].state = Mirror::Lost;
                self.mirror_answer(state, node);
            }
            Action::StartResync { identities } => {
                if state.link && !state.cards[p].off {
                    state.cards[n].state = Mirror::Resync;
                    state.cards[n].carried = Identity::BOTH.map(|x| identities.contains(&x));
                    state.cards[n].queues.iter_mut().for_each(|queue| queue.mirrored = 0);
                    state.cards[p].image = Image::Inconsistent;
                }
                self.mirror_answer(state, node);
            }
            Action::AcceptMirror { identities } => {
                if state.cards[n].state == Mirror::Synced {
                    state.cards[n].state = Mirror::Mirroring;
                }
                for x in identities {
                    if let Some(engine) = &mut state.hosts[n].work[x.index()].engine {
                        engine.cover_wanted = true;
                    }
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

    pub(super) fn survey(&self, state: &State, node: Node, x: Identity) -> Survey {
        let n = node.index();
        let region = |ring: &Ring| {
            ring.nv.clone().map(|nv| Region { last: Position((ring.last as u64).max(nv.first.0 - 1)), nv })
        };
        let (card, estate) = (&state.cards[n], &state.estates[x.index()]);
        let queue = &card.queues[x.index()];
        Survey {
            local: region(&queue.local),
            remote: region(&queue.remote),
            image: card.image,
            image_card: card_id(node.partner()),
            cp: (!estate.disks[self.bounds.data as usize].down[n]).then_some(estate.store.0),
        }
    }

    pub(super) fn view(&self, state: &State, node: Node, x: Identity) -> View {
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
        View { disks: state.estates[x.index()].disks.iter().map(disk).collect() }
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

    pub(super) fn disk_write(
        &self,
        state: &mut State,
        node: Node,
        x: Identity,
        disk: usize,
        epoch: Epoch,
    ) -> DiskResult {
        let disk = &mut state.estates[x.index()].disks[disk];
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
