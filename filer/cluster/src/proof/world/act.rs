//! What a machine orders is carried out, now or after a while.

use super::*;

impl World {
    pub(super) fn act(&mut self, node: Node, action: Action) {
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
                self.seen.reserves += 1;
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

    pub(super) fn send(&mut self, node: Node, path: Path, bytes: Vec<u8>) {
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
}
