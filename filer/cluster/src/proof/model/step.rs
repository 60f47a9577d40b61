//! One step of the world, and whether it broke a promise.

use super::*;

impl World {
    pub(super) fn acknowledge(&self, state: &mut State, node: Node, x: Identity, upto: usize) {
        let i = x.index();
        let Some(engine) = &mut state.hosts[node.index()].work[i].engine else { return };
        engine.acked = upto;
        let content = engine.content.clone();
        // What was acknowledged before may be acknowledged again, by a stale owner too: it is the same.
        let estate = &mut state.estates[i];
        let known = estate.acked.len().min(upto);
        if estate.acked[..known] != content[..known] {
            state.violation = Some("an acknowledged entry is missing");
            return;
        }
        if upto <= estate.acked.len() {
            return;
        }
        estate.acked = content[..upto].to_vec();
        let bits = |ops: &[u8]| ops.iter().fold(0, |bits, op| bits | World::bit(*op));
        if bits(&estate.acked) & estate.dead != 0 {
            state.violation = Some("a lost entry has come back");
        }
        // What a later owner has is not lost, even if a stale owner acknowledges once more what both have.
        let epoch = state.cards[node.index()].queues[i].local.nv.as_ref().map_or(Epoch(0), |nv| nv.epoch);
        let later = state.cards.iter().flat_map(|card| &card.queues[i].local.entries).filter(|(e, _)| *e > epoch);
        let later = later.fold(0, |bits, (_, op)| bits | World::bit(*op));
        estate.dead |= estate.issued & !bits(&content) & !later;
    }

    pub(super) fn step(&self, before: &State, step: Step) -> Option<State> {
        let mut state = before.clone();
        let s = &mut state;
        match step {
            Step::Append(node, x) => {
                let (n, i) = (node.index(), x.index());
                s.estates[i].ops += 1;
                let op = s.estates[i].ops;
                s.estates[i].issued |= World::bit(op);
                let epoch = s.cards[n].queues[i].local.nv.as_ref()?.epoch;
                let engine = s.hosts[n].work[i].engine.as_mut()?;
                engine.content.push(op);
                let pos = engine.content.len();
                s.cards[n].queues[i].local.put(pos, (epoch, op));
            }
            Step::Acknowledge(node, x) => {
                let upto = self.upto(s, node, x);
                self.acknowledge(s, node, x, upto);
            }
            Step::MirrorEntry(node, x) => {
                let (n, i) = (node.index(), x.index());
                let pos = s.cards[1 - n].queues[i].remote.last + 1;
                let local = &s.cards[n].queues[i].local;
                let (entry, nv) = (*local.entries.get(pos - 1)?, local.nv.clone());
                let remote = &mut s.cards[1 - n].queues[i].remote;
                remote.put(pos, entry);
                remote.nv = nv;
                s.cards[n].queues[i].mirrored = pos;
            }
            Step::SyncDone(node) => {
                let n = node.index();
                for i in 0..2 {
                    let local = s.cards[n].queues[i].local.clone();
                    let remote = &mut s.cards[1 - n].queues[i].remote;
                    // The state area is sent whole, the rings only of what this node serves.
                    remote.nv.clone_from(&local.nv);
                    if s.cards[n].carried[i] {
                        *remote = local;
                        s.cards[n].queues[i].mirrored = s.cards[n].queues[i].local.last;
                    }
                }
                s.cards[1 - n].image = Image::InSync;
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
            Step::Read(node, x) => {
                s.hosts[node.index()].work[x.index()].reading = false;
                let view = self.view(s, node, x);
                self.give(s, node, x, Input::Read(view));
            }
            Step::WriteLands(node, x) => self.write_lands(s, node, x)?,
            Step::ReserveNext(node, x) => {
                let (n, i) = (node.index(), x.index());
                let (disks, mut results) = s.hosts[n].work[i].reserve.take()?;
                let disk = *disks.get(results.len())?;
                let target = &mut s.estates[i].disks[disk as usize];
                results.push(if target.down[n] {
                    (disk, DiskResult::Failed)
                } else {
                    target.holder = Some(node);
                    (disk, DiskResult::Ok)
                });
                if results.len() == disks.len() {
                    self.give(s, node, x, Input::Reserved(results));
                } else {
                    s.hosts[n].work[i].reserve = Some((disks, results));
                }
            }
            Step::Restore(node, x) => self.restore(s, node, x)?,
            Step::Open(node, x) => self.open(s, node, x)?,
            Step::CpBegins(node, x) => {
                let (n, i) = (node.index(), x.index());
                let epoch = s.cards[n].queues[i].local.nv.as_ref()?.epoch;
                let work = &mut s.hosts[n].work[i];
                let engine = work.engine.as_mut()?;
                if !std::mem::take(&mut engine.cp_wanted) {
                    s.cps -= 1;
                }
                let mark = CpMark { epoch, position: Position(engine.content.len() as u64) };
                work.cp = Some((mark, engine.content.clone()));
            }
            Step::CpLands(node, x) => {
                let (n, i) = (node.index(), x.index());
                let (mark, content) = s.hosts[n].work[i].cp.take()?;
                let alive = self.alive(s, node);
                s.hosts[n].work[i].in_flight &= alive;
                match self.disk_write(s, node, x, self.bounds.data as usize, mark.epoch) {
                    DiskResult::Ok => {
                        let landing = s.cards[n].queues[i].local.nv.as_ref().map_or(mark.epoch, |nv| nv.epoch);
                        let epoch = if self.safe.cp_start_epoch { mark.epoch } else { landing };
                        let mark = CpMark { epoch, ..mark };
                        s.estates[i].store = (mark, content);
                        self.give(s, node, x, Input::CpDone(mark));
                        let engine = s.hosts[n].work[i].engine.as_ref();
                        if engine.is_some_and(|e| e.draining && e.content.len() as u64 == mark.position.0) {
                            self.give(s, node, x, Input::Drained);
                        }
                    }
                    result => {
                        if let Some(engine) = &mut s.hosts[n].work[i].engine {
                            engine.cp_wanted = true;
                        }
                        if result == DiskResult::Refused {
                            self.give(s, node, x, Input::WriteRefused);
                        }
                    }
                }
            }
            Step::Attempt(node, x) => {
                s.attempts -= u8::from(s.attempts != UNLIMITED);
                self.give(s, node, x, Input::Attempt { take: Taking::Any });
            }
            Step::Poll(node, x) => self.give(s, node, x, Input::Poll),
            Step::Patience(node, x) => {
                s.patience -= u8::from(s.patience != UNLIMITED);
                self.give(s, node, x, Input::PatienceOver);
            }
            Step::Check(node, x) => self.give(s, node, x, Input::Check),
            Step::AllowResync(node) => {
                let mut orders = Vec::new();
                s.hosts[node.index()].core.as_mut()?.allow_resync(&mut orders);
                self.carry_out(s, node, orders);
            }
            Step::Covered(node, x) => {
                s.hosts[node.index()].work[x.index()].engine.as_mut()?.cover_wanted = false;
                self.give(s, node, x, Input::AckCovered);
            }
            Step::Yield(node, x) => {
                s.yields -= 1;
                self.give(s, node, x, Input::Yield { drain: true });
            }
            Step::Freeze(node) => {
                s.faults -= 1;
                let host = &mut s.hosts[node.index()];
                host.frozen = true;
                host.work.iter_mut().for_each(|work| work.in_flight = work.write.is_some() || work.cp.is_some());
            }
            Step::Thaw(node) => {
                let n = node.index();
                s.hosts[n].frozen = false;
                s.hosts[n].work.iter_mut().for_each(|work| work.in_flight = false);
                let inbox = std::mem::take(&mut s.hosts[n].inbox);
                // R7: the gap is noticed before anything else.
                for x in self.identities() {
                    self.give(s, node, *x, Input::Verify);
                }
                for (x, input) in inbox {
                    self.give(s, node, x, input);
                }
            }
            Step::Kill(node, death) => {
                let n = node.index();
                s.faults -= 1;
                let host = std::mem::take(&mut s.hosts[n]);
                s.hosts[n].work = host.work.map(|work| {
                    let in_flight = work.write.is_some() || work.cp.is_some();
                    Work { write: work.write, cp: work.cp, in_flight, ..Work::default() }
                });
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
            Step::DiskDown(x, disk, who) => {
                s.faults -= 1;
                s.estates[x.index()].disks[disk].down = [who & 1 != 0, who & 2 != 0];
            }
            Step::CannotLog(node) => {
                s.faults -= 1;
                for x in self.identities() {
                    self.give(s, node, *x, Input::CannotLog);
                }
            }
            Step::Wipe(x, disk) => {
                s.faults -= 1;
                s.estates[x.index()].disks[disk] = Disk::default();
            }
            Step::Replace(node, x) => {
                let disks = &s.estates[x.index()].disks;
                let failed = (0..DISKS).find(|d| disks[*d].down[node.index()])? as DiskIndex;
                self.give(s, node, x, Input::Replace { failed, spare: DISKS as DiskIndex });
            }
            Step::DiskUp => {
                s.estates.iter_mut().flat_map(|estate| &mut estate.disks).for_each(|d| d.down = [false, false]);
            }
        }
        self.tell(s);
        for x in self.identities() {
            if self.able(s, Node::A, *x) && self.able(s, Node::B, *x) {
                s.violation = Some("two nodes can acknowledge");
            }
            for node in Node::BOTH {
                let engine = s.hosts[node.index()].work[x.index()].engine.as_ref();
                let acked = &s.estates[x.index()].acked;
                if self.able(s, node, *x) && engine.is_some_and(|engine| !engine.content.starts_with(acked)) {
                    s.violation = Some("an acknowledged entry is missing");
                }
            }
        }
        let epoch = |host: &Host| host.core.as_ref().map_or(0, |core| core_epoch(core).0);
        (state.hosts.iter().all(|host| epoch(host) <= self.bounds.epochs) && state != *before).then_some(state)
    }

    pub(super) fn write_lands(&self, s: &mut State, node: Node, x: Identity) -> Option<()> {
        let (n, i) = (node.index(), x.index());
        let alive = self.alive(s, node);
        let work = &mut s.hosts[n].work[i];
        let write = work.write.as_mut()?;
        let disk = write.disks.remove(0);
        let write = write.clone();
        // A host that stands still issues no further write.
        work.in_flight &= alive;
        if write.disks.is_empty() {
            work.write = None;
        }
        let result = self.disk_write(s, node, x, disk as usize, write.epoch);
        let slot = match write.content {
            Content::Record(record) => {
                if result == DiskResult::Ok {
                    s.estates[i].disks[disk as usize].records[n] = Some(record);
                }
                Slot::Record
            }
            Content::Promise(epoch) => {
                if result == DiskResult::Ok {
                    s.estates[i].disks[disk as usize].promises[n] = epoch;
                }
                Slot::Promise
            }
        };
        if s.hosts[n].core.is_some() {
            self.give(s, node, x, Input::Written { slot, disk, result });
        }
        Some(())
    }

    pub(super) fn restore(&self, s: &mut State, node: Node, x: Identity) -> Option<()> {
        let (n, i) = (node.index(), x.index());
        let plan = s.hosts[n].work[i].restore.take()?;
        let mut content = s.estates[i].store.1.clone();
        for region in &plan.regions {
            let ring = match region.area {
                Area::Local => &s.cards[n].queues[i].local,
                Area::Remote => &s.cards[n].queues[i].remote,
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
        s.hosts[n].work[i].engine = Some(Engine {
            content,
            serving: false,
            draining: false,
            suspended: true,
            policy: AckPolicy::Paused,
            acked: 0,
            cp_wanted: false,
            cover_wanted: false,
        });
        self.give(s, node, x, Input::Restored(Some(last)));
        Some(())
    }

    pub(super) fn open(&self, s: &mut State, node: Node, x: Identity) -> Option<()> {
        let (n, i) = (node.index(), x.index());
        let last = s.hosts[n].work[i].engine.as_ref()?.content.len();
        let epoch = match s.hosts[n].work[i].open.take() {
            Some(mut nv) => {
                nv.first = Position(last as u64 + 1);
                if let Some(link) = nv.chain.first_mut() {
                    link.last = Position(last as u64);
                }
                let epoch = nv.epoch;
                s.cards[n].queues[i].local.nv = Some(nv.clone());
                if s.cards[n].state != Mirror::Lost && s.link {
                    s.cards[1 - n].queues[i].remote.nv = Some(nv);
                }
                epoch
            }
            None => s.hosts[n].work[i].reopen.take()?,
        };
        s.cards[n].queues[i].local.entries.truncate(last);
        s.cards[n].queues[i].local.last = last;
        self.give(s, node, x, Input::RegionOpened { epoch, last: Position(last as u64) });
        Some(())
    }
}
