//! One step of the world, and whether it broke a promise.

use super::*;

impl World {
    pub(super) fn acknowledge(&self, state: &mut State, node: Node, upto: usize) {
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

    pub(super) fn step(&self, before: &State, step: Step) -> Option<State> {
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
                match self.disk_write(s, node, self.bounds.data as usize, mark.epoch) {
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
            Step::Kill(node, death) => {
                let n = node.index();
                s.faults -= 1;
                let host = &s.hosts[n];
                s.hosts[n] =
                    Host { write: host.write.clone(), cp: host.cp.clone(), in_flight: true, ..Host::default() };
                if death == Death::Contents {
                    s.cards[n] = Card::default();
                }
                if death != Death::Process {
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
            Step::CannotLog(node) => {
                s.faults -= 1;
                self.give(s, node, Input::CannotLog);
            }
            Step::Wipe(disk) => {
                s.faults -= 1;
                s.disks[disk] = Disk::default();
            }
            Step::Replace(node) => {
                let failed = (0..DISKS).find(|d| s.disks[*d].down[node.index()])? as DiskIndex;
                self.give(s, node, Input::Replace { failed, spare: DISKS as DiskIndex });
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

    pub(super) fn write_lands(&self, s: &mut State, node: Node) -> Option<()> {
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

    pub(super) fn restore(&self, s: &mut State, node: Node) -> Option<()> {
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

    pub(super) fn open(&self, s: &mut State, node: Node) -> Option<()> {
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
