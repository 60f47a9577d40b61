//! Which steps a state has, inside the bounds.

use super::*;

impl World {
    pub(super) fn steps(&self, state: &State) -> Vec<Step> {
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
            if host.core.is_none() && !self.bounds.mourning {
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
                let amiss = arbiter.members.iter().map(|i| &state.disks[i as usize]).any(|d| {
                    !d.down[n] && (d.holder != Some(node) || host.write.is_none() && d.records[n] != arbiter.record)
                });
                if arbiter.owns() && amiss && !host.reading {
                    steps.push(Step::Check(node));
                }
                let failed = state.disks[..DISKS].iter().any(|d| d.down[n]);
                let steady = matches!(mode(core), Some(Mode::Mirrored | Mode::Alone));
                if self.bounds.kinds & 512 != 0 && failed && steady && !arbiter.members.contains(DISKS as DiskIndex) {
                    steps.push(Step::Replace(node));
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
                || core.peer[I].take_me
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
                let kind = |bit: u16| self.bounds.kinds & bit != 0;
                if kind(1) {
                    steps.push(Step::Freeze(node));
                }
                if kind(2) {
                    steps.push(Step::Kill(node, Death::Power));
                }
                if kind(16) {
                    steps.push(Step::Kill(node, Death::Process));
                }
                if kind(128) && arbiter.owns() {
                    steps.push(Step::CannotLog(node));
                }
                if kind(256) {
                    steps.push(Step::Kill(node, Death::Contents));
                }
            }
        }
        let kind = |bit: u16| state.faults > 0 && self.bounds.kinds & bit != 0;
        if !state.link {
            steps.push(Step::LinkUp);
        } else if kind(4) {
            steps.push(Step::LinkDown);
        }
        if state.disks.iter().any(|d| d.down != [false, false]) {
            steps.push(Step::DiskUp);
        } else if kind(8) {
            for disk in 0..DISKS {
                for who in 1..4 {
                    steps.push(Step::DiskDown(disk, who));
                }
            }
        }
        if kind(64) && state.disks.iter().all(|d| d.down == [false, false]) {
            steps.extend((0..DISKS).map(Step::Wipe));
        }
        steps
    }
}
