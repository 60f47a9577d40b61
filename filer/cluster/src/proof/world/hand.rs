//! The hand of a test in the world: faults and commands at chosen moments, and what it can see.

use super::*;

impl World {
    /// Whether a node's process runs.
    pub fn runs(&self, node: Node) -> bool {
        self.hosts[node.index()].machine.is_some()
    }

    /// What a command would do.
    pub fn assess(&self, node: Node, command: &Command) -> crate::Assessment {
        self.hosts[node.index()].machine.as_ref().expect("the node runs").assess(command)
    }

    /// Whether the identity was left on purpose, as NVRAM says (S9).
    pub fn flagged(&self, node: Node, identity: Identity) -> bool {
        let nv = self.cards[node.index()].local[identity.index()].nv.as_ref();
        nv.is_some_and(|nv| nv.flag != crate::Flag::NonElective)
    }

    /// Everything this node serves is mirrored.
    pub fn in_sync(&self, node: Node) -> bool {
        let machine = self.hosts[node.index()].machine.as_ref().expect("the node runs");
        Identity::BOTH.into_iter().all(|identity| machine.is_mirrored(identity))
    }

    /// The status of a node that runs.
    pub fn status(&self, node: Node) -> crate::Status {
        self.hosts[node.index()].machine.as_ref().expect("the node runs").status()
    }

    /// An operator's command at a node.
    pub fn operator(&mut self, node: Node, command: Command) {
        self.give(node, Event::Operator(command));
    }

    /// A process whose software fails says so before it ends.
    pub fn panic(&mut self, node: Node) {
        self.give(node, Event::Panicked { why: "the test says so".into() });
    }

    /// Nobody starts anything again.
    pub fn forget_restarts(&mut self) {
        self.bodies.retain(|_, task| !matches!(task, Task::Restart(_)));
    }

    /// The card goes with its host.
    pub fn power_off(&mut self, node: Node) {
        self.kill(node, true);
        self.forget_restarts();
    }

    pub fn cut_link(&mut self) {
        self.link_up = false;
    }

    pub fn join_link(&mut self) {
        self.task(Task::LinkUp);
    }

    /// The image of the partner on a node's card is not complete any more.
    pub fn spoil_image(&mut self, node: Node) {
        self.cards[node.index()].image = Image::Inconsistent;
        self.run(self.now + 10);
    }

    /// Nothing reaches the node, no message and no beat; what it sends arrives.
    pub fn deafen(&mut self, node: Node) {
        self.deaf[node.index()] = true;
    }

    pub fn lose_disk(&mut self, node: Node, identity: Identity, disk: usize) {
        self.disks[identity.index()][disk].down[node.index()] = true;
    }

    pub fn find_disk(&mut self, node: Node, identity: Identity, disk: usize) {
        self.disks[identity.index()][disk].down[node.index()] = false;
    }

    /// A disk loses everything it held.
    pub fn empty_disk(&mut self, identity: Identity, disk: usize) {
        self.disks[identity.index()][disk] = SimDisk::default();
    }

    pub fn shows_record(&self, identity: Identity, disk: usize, node: Node) -> bool {
        !self.disks[identity.index()][disk].slots[node.index()][Slot::Record as usize].is_empty()
    }

    pub fn hear(&mut self, node: Node) {
        self.deaf[node.index()] = false;
    }

    /// What was acknowledged for an identity may be lost from here on: an operator wants it so.
    pub fn expect_loss(&mut self, identity: Identity) {
        let i = identity.index();
        (self.acked[i], self.issued[i]) = Default::default();
    }

    /// A world in which only the test makes things happen.
    pub(super) fn quiet(&self) -> bool {
        self.faults.every_ms >= 1_000_000_000
    }

    /// How many entries of an identity have been acknowledged.
    pub fn acknowledged(&self, identity: Identity) -> usize {
        self.acked[identity.index()].len()
    }

    /// Kills a node; it does not come back before [`World::restart`].
    pub fn kill_for_good(&mut self, node: Node) {
        let host = &mut self.hosts[node.index()];
        host.machine = None;
        host.engines = [None, None];
        host.programs = Default::default();
    }

    /// Starts a node again.
    pub fn restart(&mut self, node: Node) {
        self.boot(node);
    }

    /// Stops a node's process until [`World::wake`].
    pub fn freeze(&mut self, node: Node) {
        self.hosts[node.index()].frozen_at = Some(self.now);
    }

    /// Lets it run again.
    pub fn wake(&mut self, node: Node) {
        self.thaw(node);
    }

    /// Why the pair has not come to rest: every identity served by one node, mirrored to the other.
    pub fn unrest(&self) -> Option<String> {
        if self.faults.solo {
            let alone = self.hosts[0].engines[0].as_ref().is_some_and(|engine| engine.policy == AckPolicy::Local);
            return (!alone).then(|| "the only node does not acknowledge".into());
        }
        for identity in Identity::BOTH {
            let mirrored = Node::BOTH.iter().any(|node| {
                self.hosts[node.index()].machine.as_ref().is_some_and(|machine| machine.is_mirrored(identity))
            });
            if !mirrored {
                let state = |node: Node| {
                    let machine = self.hosts[node.index()].machine.as_ref();
                    machine.map(|m| {
                        format!(
                            "{node}: {:?} {:?}",
                            m.phase(identity),
                            m.core.as_ref().map(|c| (c.resync, c.mirror, c.resync_held, c.peer_alive, c.peer))
                        )
                    })
                };
                let disks = self.disks[identity.index()].iter().map(|d| {
                    let owner = |node| Owner { pair_id: PAIR_ID, identity, node };
                    let record = |node: Node| {
                        let slot = &d.slots[node.index()][Slot::Record as usize];
                        Record::decode(slot, owner(node)).ok().map(|r| (r.epoch.0, r.seq, r.kind, r.mailboxes))
                    };
                    format!("{:?} {:?} {:?}", d.holder, d.down, Node::BOTH.map(record))
                });
                let disks: Vec<String> = disks.collect();
                let (a, b) = (state(Node::A), state(Node::B));
                return Some(format!("{identity} is not mirrored: {a:?} {b:?}\n{}", disks.join("\n")));
            }
        }
        None
    }
}
