//! Cards, link and disks of the simulated world.

use super::*;

impl World {
    // The card and its link.

    pub(super) fn facts(&self, node: Node) -> MirrorFacts {
        let card = &self.cards[node.index()];
        let peer = &self.cards[node.partner().index()];
        MirrorFacts {
            state: card.state,
            link_up: self.link_up && !peer.off,
            peer_armed: !peer.off,
            fenced: if self.link_up { [peer.fence[0].fenced, peer.fence[1].fenced] } else { card.peer_fences },
            image: card.image,
            answer: false,
        }
    }

    pub(super) fn answer_mirror(&mut self, node: Node) {
        let facts = MirrorFacts { answer: true, ..self.facts(node) };
        // Mirror orders are carried out, and answered, one after the other.
        let n = node.index();
        let at_ms = (self.now + 1 + self.rng.below(4)).max(self.mirror_answer_ms[n]);
        self.mirror_answer_ms[n] = at_ms;
        let incarnation = self.hosts[n].incarnation;
        self.after(at_ms - self.now, Task::Deliver { to: node, incarnation, event: Event::Mirror(facts) });
    }

    /// A posted write goes to the partner as well, if there is a session.
    pub(super) fn live(&mut self, node: Node, frame: Frame) {
        let card = &mut self.cards[node.index()];
        if card.state != Mirror::Lost {
            card.queue.push_back(frame);
            self.move_link(node);
        }
    }

    pub(super) fn move_link(&mut self, node: Node) {
        let n = node.index();
        if !self.link_moving[n] && self.link_up && !self.cards[n].queue.is_empty() {
            self.link_moving[n] = true;
            let ms = self.rng.below(3);
            self.after(ms, Task::Frame(node));
        }
    }

    pub(super) fn start_resync(&mut self, node: Node, identities: &[Identity]) {
        let n = node.index();
        let card = &mut self.cards[n];
        card.queue.clear();
        if self.link_up {
            card.state = Mirror::Resync;
            card.queue.push_back(Frame::SyncStart);
            for identity in Identity::BOTH {
                card.queue.push_back(Frame::Nv(identity, card.local[identity.index()].nv.clone()));
            }
            for identity in identities {
                let ring = &card.local[identity.index()];
                let epoch = ring.nv.as_ref().map(|nv| nv.epoch).unwrap_or_default();
                card.mirrored[identity.index()] = 0;
                let before = ring.nv.as_ref().map_or(0, |nv| nv.first.0 - 1);
                card.queue.push_back(Frame::Queue(*identity, before));
                for (pos, (e, op)) in &ring.entries {
                    if *e == epoch && *pos <= ring.last {
                        card.queue.push_back(Frame::Entry(*identity, *pos, *e, *op));
                    }
                }
            }
            card.queue.push_back(Frame::SyncDone);
        }
        self.answer_mirror(node);
        self.move_link(node);
    }

    /// One frame arrives at the partner's card.
    pub(super) fn frame(&mut self, node: Node) {
        let n = node.index();
        self.link_moving[n] = false;
        if !self.link_up || self.cards[node.partner().index()].off || self.cards[n].off {
            return;
        }
        let batch = 1 + self.rng.below(6);
        for _ in 0..batch {
            let payload = self.rng.chance(30);
            let Some(frame) = self.cards[n].queue.pop_front() else { break };
            let (left, right) = self.cards.split_at_mut(1);
            let (own, peer) = if n == 0 { (&mut left[0], &mut right[0]) } else { (&mut right[0], &mut left[0]) };
            // A fence refuses its queue, and whatever does not say whose it is; a refused frame ends the session.
            let fenced = [peer.fence[0].fenced, peer.fence[1].fenced];
            let refused = match &frame {
                Frame::Entry(identity, ..) | Frame::Queue(identity, _) if fenced[identity.index()] => true,
                Frame::Entry(..) => fenced != [false, false] && payload,
                Frame::Queue(..) => false,
                Frame::SyncStart | Frame::Nv(..) | Frame::SyncDone => fenced != [false, false],
            };
            if refused {
                own.peer_fences = fenced;
                own.state = Mirror::Lost;
                own.queue.clear();
                return;
            }
            match frame {
                Frame::SyncStart => peer.image = Image::Inconsistent,
                Frame::Nv(identity, nv) => {
                    peer.remote[identity.index()].nv = nv;
                }
                Frame::Queue(identity, last) => {
                    let i = identity.index();
                    if peer.fence[i].fenced {
                        own.peer_fences[i] = true;
                    } else {
                        peer.remote[i].last = last;
                    }
                }
                Frame::Entry(identity, pos, epoch, op) => {
                    let i = identity.index();
                    if peer.fence[i].fenced {
                        own.peer_fences[i] = true;
                        continue;
                    }
                    let ring = &mut peer.remote[i];
                    ring.entries.insert(pos, (epoch, op));
                    ring.last = pos;
                    own.mirrored[i] = pos;
                }
                Frame::SyncDone => {
                    peer.image = Image::InSync;
                    if own.state == Mirror::Resync {
                        own.state = Mirror::Synced;
                    }
                }
            }
        }
        if !self.cards[n].queue.is_empty() {
            self.move_link(node);
        }
    }

    pub(super) fn survey(&mut self, node: Node, identity: Identity) -> Survey {
        let (n, i) = (node.index(), identity.index());
        let region =
            |ring: &Ring| ring.nv.clone().map(|nv| Region { last: Position(ring.last.max(nv.first.0 - 1)), nv });
        let card = &self.cards[n];
        let store = &self.stores[i];
        let readable = !self.disks[i][0].down[n];
        Survey {
            local: region(&card.local[i]),
            remote: region(&card.remote[i]),
            image: card.image,
            image_card: card_id(node.partner()),
            cp: readable.then_some(store.mark),
        }
    }

    pub(super) fn restore(&mut self, node: Node, identity: Identity, plan: Plan) {
        let (n, i) = (node.index(), identity.index());
        let mut content = self.stores[i].content.clone();
        let mut result = Ok(());
        self.seen.elective_restores += u64::from(plan.elective && plan.regions.is_empty());
        for region in &plan.regions {
            let ring = match region.area {
                Area::Local => &self.cards[n].local[i],
                Area::Remote => &self.cards[n].remote[i],
            };
            content.truncate(region.after.0 as usize);
            if content.len() as u64 != region.after.0 {
                result = Err(format!("gap before {}", region.after.0));
                break;
            }
            for pos in region.after.0 + 1..=region.last.0 {
                match ring.entries.get(&pos) {
                    Some((epoch, op)) if *epoch == region.epoch => content.push(*op),
                    other => {
                        result = Err(format!("{identity} position {pos} of epoch {:?}: {other:?}", region.epoch));
                    }
                }
            }
        }
        if let Err(why) = &result {
            let why = format!("{node} could not restore {identity}: {why}; plan {plan:?}");
            return self.fail(why);
        }
        let last = content.len() as u64;
        self.hosts[n].engines[i] = Some(Engine {
            content,
            serving: false,
            draining: false,
            suspended: true,
            policy: AckPolicy::Paused,
            acked: 0,
            cp_wanted: false,
            cp_running: false,
            cover_wanted: false,
        });
        let ms = 5 + self.rng.below(120);
        let incarnation = self.hosts[n].incarnation;
        let event = Event::Restored { identity, result: Ok(Position(last)) };
        self.after(ms, Task::Deliver { to: node, incarnation, event });
    }

    // Disks.

    /// A disk that failed answers again, or an empty one stands in its place.
    pub(super) fn disk_up(&mut self, identity: Identity, disk: usize) {
        self.disks[identity.index()][disk].down = [false, false];
        if self.rng.chance(30) {
            self.wipe(identity, disk);
        }
    }

    /// A mailbox loses its contents, if the others know everything it said.
    pub(super) fn wipe(&mut self, identity: Identity, disk: usize) {
        let others = self.disks[identity.index()].clone();
        let contents = std::mem::take(&mut self.disks[identity.index()][disk]);
        let records = |d: &SimDisk| [0, 1].map(|node: usize| d.slots[node][Slot::Record as usize].clone());
        let newest = others.iter().enumerate().filter(|(i, _)| *i != disk).map(|(_, d)| records(d));
        let newest: Vec<_> = newest.filter(|slots| slots.iter().any(|slot| !slot.is_empty())).collect();
        let agree = newest.len() >= 2 && newest.windows(2).all(|w| w[0] == w[1]);
        if !agree || others.iter().any(|d| d.down != [false, false]) {
            self.disks[identity.index()][disk] = contents;
            return;
        }
        self.say(|| format!("FAULT disk {disk} of {identity} is empty"));
        self.seen.wiped += 1;
    }

    pub(super) fn disk_result(&mut self, node: Node, identity: Identity, disk: usize, epoch: Epoch) -> DiskResult {
        let d = &mut self.disks[identity.index()][disk];
        if d.down[node.index()] {
            DiskResult::Failed
        } else if d.holder.is_some_and(|holder| holder != node) || epoch < d.epoch {
            DiskResult::Refused
        } else {
            d.epoch = d.epoch.max(epoch);
            DiskResult::Ok
        }
    }

    pub(super) fn issue(&mut self, node: Node, incarnation: u32, identity: Identity) {
        let (n, i) = (node.index(), identity.index());
        if self.hosts[n].incarnation != incarnation || self.hosts[n].machine.is_none() {
            return;
        }
        if self.hosts[n].frozen_at.is_some() {
            let ms = 5;
            return self.after(ms, Task::Issue { node, incarnation, identity });
        }
        match self.hosts[n].programs[i].pop_front() {
            None => self.hosts[n].op_running[i] = false,
            Some(op) => {
                let ms = self.rng.below(self.faults.disk_ms);
                self.after(ms, Task::Land { node, incarnation, identity, op });
            }
        }
    }

    pub(super) fn land(&mut self, node: Node, incarnation: u32, identity: Identity, op: Op) {
        let (n, i) = (node.index(), identity.index());
        // 29: a new process has registered anew; its predecessor's writes are refused.
        if self.hosts[n].incarnation != incarnation {
            return;
        }
        match op {
            Op::Read { disk, mut views } => {
                let d = &self.disks[i][disk];
                let holder = match d.holder {
                    None => Holder::Nobody,
                    Some(holder) if holder == node => Holder::Me,
                    Some(_) => Holder::Partner,
                };
                let mut slots = d.slots.clone();
                if self.deaf[n] {
                    slots[1 - n][Slot::Status as usize].clear();
                }
                views.push((!d.down[n]).then_some(DiskView { holder, epoch: d.epoch, slots }));
                if views.len() == DISKS {
                    self.reply(node, Event::MailboxRead { identity, disks: views });
                } else {
                    self.hosts[n].programs[i].push_front(Op::Read { disk: disk + 1, views });
                }
            }
            Op::Write { disk, slot, bytes, epoch } => {
                let result = self.disk_result(node, identity, disk, epoch);
                if result == DiskResult::Ok {
                    self.disks[i][disk].slots[n][slot as usize] = bytes;
                }
                self.reply(node, Event::MailboxWritten { identity, slot, disk: disk as u8, result });
            }
            Op::Reserve { disks, at, mut results } => {
                let disk = disks[at];
                let d = &mut self.disks[i][disk as usize];
                if d.down[n] {
                    results.push((disk, DiskResult::Failed));
                } else {
                    d.holder = Some(node);
                    results.push((disk, DiskResult::Ok));
                }
                if results.len() == disks.len() {
                    self.reply(node, Event::Reserved { identity, results });
                } else {
                    self.hosts[n].programs[i].push_front(Op::Reserve { disks, at: at + 1, results });
                }
            }
            Op::Release { disks } => {
                for disk in disks {
                    let d = &mut self.disks[i][disk as usize];
                    if d.holder == Some(node) && !d.down[n] {
                        d.holder = None;
                    }
                }
            }
        }
        self.after(0, Task::Issue { node, incarnation, identity });
    }
}
