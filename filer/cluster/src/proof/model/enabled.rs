//! Which steps a state has, inside the bounds.

use super::*;

impl World {
    pub(super) fn steps(&self, state: &State) -> Vec<Step> {
        let mut steps = Vec::new();
        if state.violation.is_some() {
            return steps;
        }
        for node in Node::BOTH {
            self.steps_of_node(state, node, &mut steps);
            for x in self.identities() {
                self.steps_of_identity(state, node, *x, &mut steps);
            }
        }
        self.steps_of_nobody(state, &mut steps);
        steps
    }

    /// What a card, a host or its process does, or suffers, as a whole.
    fn steps_of_node(&self, state: &State, node: Node, steps: &mut Vec<Step>) {
        let n = node.index();
        let (host, card) = (&state.hosts[n], &state.cards[n]);
        // A card that refuses one queue refuses every resync (`link-format.md` 6).
        let accepted = self.identities().iter().all(|x| self.mirror_works(state, node, *x));
        if accepted && card.state == Mirror::Resync {
            steps.push(Step::SyncDone(node));
        }
        if host.frozen {
            steps.push(Step::Thaw(node));
        }
        if host.core.is_none() && !self.bounds.mourning {
            steps.push(Step::Restart(node));
        }
        let Some(core) = host.core.as_ref().filter(|_| self.alive(state, node)) else { return };
        if core.mirror != self.facts(state, node) {
            steps.push(Step::CardTells(node));
        }
        if core.resync_held && core_generation(core) < self.bounds.generations {
            steps.push(Step::AllowResync(node));
        }
        let kind = |bit: u16| state.faults > 0 && self.bounds.kinds & bit != 0;
        if kind(1) {
            steps.push(Step::Freeze(node));
        }
        if kind(2) {
            steps.push(Step::Kill(node, Death::Power));
        }
        if kind(16) {
            steps.push(Step::Kill(node, Death::Process));
        }
        if kind(128) && core.arbiters.iter().flatten().any(|arbiter| arbiter.owns()) {
            steps.push(Step::CannotLog(node));
        }
        if kind(256) {
            steps.push(Step::Kill(node, Death::Contents));
        }
    }

    /// What a node does for one identity.
    fn steps_of_identity(&self, state: &State, node: Node, x: Identity, steps: &mut Vec<Step>) {
        let (n, i) = (node.index(), x.index());
        let (host, card, estate) = (&state.hosts[n], &state.cards[n], &state.estates[i]);
        let (work, queue) = (&host.work[i], &card.queues[i]);
        let alive = self.alive(state, node);
        if work.write.is_some() && (alive || work.in_flight) {
            steps.push(Step::WriteLands(node, x));
        }
        if work.cp.is_some() && (alive || work.in_flight) {
            steps.push(Step::CpLands(node, x));
        }
        let behind = state.cards[1 - n].queues[i].remote.last < queue.local.last;
        if behind && card.state != Mirror::Resync && self.mirror_works(state, node, x) {
            steps.push(Step::MirrorEntry(node, x));
        }
        let Some(core) = host.core.as_ref().filter(|_| alive) else { return };
        let Some(arbiter) = &core.arbiters[i] else { return };
        if work.reading {
            steps.push(Step::Read(node, x));
        }
        if work.reserve.is_some() {
            steps.push(Step::ReserveNext(node, x));
        }
        if work.restore.is_some() {
            steps.push(Step::Restore(node, x));
        }
        if work.open.is_some() || work.reopen.is_some() {
            steps.push(Step::Open(node, x));
        }
        if let Some(engine) = &work.engine {
            if engine.serving && !engine.draining && estate.ops < self.bounds.ops {
                steps.push(Step::Append(node, x));
            }
            if self.upto(state, node, x) > engine.acked {
                steps.push(Step::Acknowledge(node, x));
            }
            let mark = (arbiter.epoch(), engine.content.len() as u64);
            let free = state.cps > 0 && mark != (estate.store.0.epoch, estate.store.0.position.0);
            if engine.serving && !engine.suspended && work.cp.is_none() && (engine.cp_wanted || free) {
                steps.push(Step::CpBegins(node, x));
            }
            if engine.cover_wanted && card.state == Mirror::Mirroring && queue.mirrored >= engine.acked {
                steps.push(Step::Covered(node, x));
            }
            let amiss = arbiter.members.iter().map(|d| &estate.disks[d as usize]).any(|d| {
                !d.down[n] && (d.holder != Some(node) || work.write.is_none() && d.records[n] != arbiter.record)
            });
            if arbiter.owns() && amiss && !work.reading {
                steps.push(Step::Check(node, x));
            }
            let failed = estate.disks[..DISKS].iter().any(|d| d.down[n]);
            let steady = matches!(mode(core, x), Some(Mode::Mirrored | Mode::Alone));
            if self.bounds.kinds & 512 != 0 && failed && steady && !arbiter.members.contains(DISKS as DiskIndex) {
                steps.push(Step::Replace(node, x));
            }
            let passive = core.peer[i].role == Role::Standby;
            if state.yields > 0 && mode(core, x) == Some(Mode::Mirrored) && passive {
                steps.push(Step::Yield(node, x));
            }
        }
        let peer = &state.hosts[1 - n];
        let suspicious = !self.alive(state, node.partner())
            || !state.link
            || peer.core.as_ref().is_none_or(|core| mode(core, x).is_none())
            || core.peer[i].yielding
            || core.peer[i].take_me
            || self.bounds.kinds & 32 != 0;
        let standby = matches!(arbiter.phase, Phase::Standby { .. });
        if standby && state.attempts > 0 && suspicious && !work.reading {
            steps.push(Step::Attempt(node, x));
        }
        let patient = match &arbiter.phase {
            Phase::Contest(contest) => contest.waits(),
            Phase::Own(own) => own.mode == Mode::Yield,
            _ => false,
        };
        let idle = !work.reading && work.reserve.is_none() && work.write.is_none() && work.restore.is_none();
        let polls = match &arbiter.phase {
            _ if patient => !work.reading,
            Phase::Own(_) => work.write.is_none() && arbiter.writing.is_some(),
            Phase::Contest(_) | Phase::Boot => idle,
            _ => false,
        };
        if polls {
            steps.push(Step::Poll(node, x));
        }
        if patient && !work.reading && state.patience > 0 {
            steps.push(Step::Patience(node, x));
        }
    }

    /// The link and the disks.
    fn steps_of_nobody(&self, state: &State, steps: &mut Vec<Step>) {
        let kind = |bit: u16| state.faults > 0 && self.bounds.kinds & bit != 0;
        if !state.link {
            steps.push(Step::LinkUp);
        } else if kind(4) {
            steps.push(Step::LinkDown);
        }
        if state.estates.iter().flat_map(|estate| &estate.disks).any(|d| d.down != [false, false]) {
            steps.push(Step::DiskUp);
            return;
        }
        for x in self.identities() {
            if kind(8) {
                steps.extend((0..DISKS).flat_map(|disk| (1..4).map(move |who| Step::DiskDown(*x, disk, who))));
            }
            if kind(64) {
                steps.extend((0..DISKS).map(|disk| Step::Wipe(*x, disk)));
            }
        }
    }
}
