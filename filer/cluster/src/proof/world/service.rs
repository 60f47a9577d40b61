//! What the engines on the nodes do, and the promises that are checked whenever one of them acknowledges.

use super::*;

impl World {
    /// Appends, acknowledges, starts consistency points, reports the card: what the engine's loop does.
    pub(super) fn work(&mut self) {
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

    pub(super) fn serve(&mut self, node: Node, identity: Identity) {
        let (n, i) = (node.index(), identity.index());
        let append = self.rng.chance(self.faults.append_percent);
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

    pub(super) fn acknowledge(&mut self, node: Node, identity: Identity) {
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

    pub(super) fn checkpoint(&mut self, node: Node, identity: Identity) {
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

    pub(super) fn cp_land(&mut self, node: Node, identity: Identity, mark: CpMark, content: Vec<u32>) {
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
    pub(super) fn check_exclusive(&mut self) {
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

    pub(super) fn fail(&mut self, why: String) {
        if self.violation.is_none() {
            self.say(|| format!("VIOLATION {why}"));
            self.violation = Some(why);
        }
    }
}
