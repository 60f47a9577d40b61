//! What goes wrong in the simulated world, and when.

use super::*;

impl World {
    /// Faults like to come where it hurts: in the middle of a step of the protocol.
    pub(super) fn tempt(&mut self, node: Node, action: &Action) {
        let tender = match action {
            Action::WriteMailbox { slot, .. } => *slot != Slot::Status,
            Action::Reserve { .. }
            | Action::OpenRegion { .. }
            | Action::Restore { .. }
            | Action::AcceptMirror { .. } => true,
            Action::StartResync { .. } | Action::Drain { .. } | Action::Release { .. } => true,
            _ => false,
        };
        if !tender || self.calm || !self.rng.chance(self.faults.tempt_percent) {
            return;
        }
        let ms = self.rng.below(12);
        let kind = self.rng.below(5);
        let victim = if self.faults.solo || self.rng.chance(70) { node } else { node.partner() };
        self.after(ms, Task::Tempted(victim, kind));
    }

    pub(super) fn tempted(&mut self, node: Node, kind: u64) {
        self.seen.faults += 1;
        let n = node.index();
        match kind {
            0 | 1 if self.faults.kill && self.hosts[n].machine.is_some() => {
                self.kill(node, kind == 1 && self.faults.power)
            }
            2 | 3 if self.faults.freeze && self.running(node) => {
                self.say(|| format!("FAULT {node} frozen"));
                self.hosts[n].frozen_at = Some(self.now);
                let ms = 20 + self.rng.below(2500);
                self.after(ms, Task::Thaw(node));
            }
            4 if self.faults.link && self.link_up => {
                self.say(|| "FAULT link down".into());
                self.link_up = false;
                let ms = 1 + self.rng.below(800);
                self.after(ms, Task::LinkUp);
            }
            _ => {}
        }
    }

    // Faults.

    pub(super) fn kill(&mut self, node: Node, power: bool) {
        let n = node.index();
        self.say(|| format!("FAULT {node} killed, power cut {power}"));
        let host = &mut self.hosts[n];
        host.machine = None;
        host.engines = [None, None];
        host.programs = Default::default();
        host.frozen_at = None;
        if power {
            // The battery keeps the contents; the session is gone on both sides.
            for card in &mut self.cards {
                card.state = Mirror::Lost;
                card.queue.clear();
            }
            self.cards[n].off = true;
        }
        let ms = 100 + self.rng.below(4000);
        self.after(ms, Task::Restart(node));
    }

    pub(super) fn fault(&mut self) {
        let ms = 1 + self.rng.below(2 * self.faults.every_ms);
        self.after(ms, Task::Fault);
        if self.calm {
            return;
        }
        let node = if self.faults.solo || self.rng.chance(50) { Node::A } else { Node::B };
        let identity = if self.rng.chance(50) { Identity::A } else { Identity::B };
        self.seen.faults += 1;
        match self.rng.below(8) {
            0 | 1 if self.faults.kill && self.hosts[node.index()].machine.is_some() => self.kill(node, false),
            2 if self.faults.power => {
                self.kill(node, true);
                if self.rng.chance(30) && !self.faults.solo {
                    self.kill(node.partner(), true);
                }
            }
            3 if self.faults.freeze && self.running(node) => {
                self.say(|| format!("FAULT {node} frozen"));
                self.hosts[node.index()].frozen_at = Some(self.now);
                let ms = 20 + self.rng.below(3000);
                self.after(ms, Task::Thaw(node));
            }
            4 if self.faults.link && self.link_up => {
                self.say(|| "FAULT link down".into());
                self.link_up = false;
                // Short cuts are caught up within the session; long ones end it.
                let longest = if self.rng.chance(40) { 15 } else { 2500 };
                let ms = 1 + self.rng.below(longest);
                self.after(ms, Task::LinkUp);
            }
            5 if self.faults.disk && self.rng.chance(20) => {
                let disk = self.rng.below(MAILBOXES as u64) as usize;
                self.wipe(identity, disk);
            }
            5 if self.faults.disk => {
                let disk = self.rng.below(DISKS as u64) as usize;
                let who = 1 + self.rng.below(3);
                let down = [who & 1 != 0, who & 2 != 0];
                self.say(|| format!("FAULT disk {disk} of {identity} down for {down:?}"));
                if self.disks[identity.index()].iter().all(|d| d.down == [false, false]) {
                    self.disks[identity.index()][disk].down = down;
                    let ms = 100 + self.rng.below(3000);
                    self.after(ms, Task::DiskUp(identity, disk));
                }
            }
            7 if self.faults.kill && self.running(node) => {
                // TAKE_ME: the card fails; it is replaced by one that still has its contents, with a restart.
                self.say(|| format!("FAULT {node} cannot log"));
                self.give(node, Event::CannotLog { why: "the test says so".into() });
                let ms = 200 + self.rng.below(3000);
                self.after(ms, Task::Tempted(node, 0));
            }
            6 if self.faults.operator => {
                let command = match self.rng.below(6) {
                    0 if self.rng.chance(30) => Command::Takeover { form: TakeoverForm::Immediate },
                    0 => Command::Takeover { form: TakeoverForm::Graceful },
                    1 => Command::PleaseTakeover,
                    2 => Command::Reboot,
                    3 if self.rng.chance(30) => Command::Halt,
                    _ => Command::Giveback { force: self.rng.chance(30) },
                };
                self.say(|| format!("OPERATOR at {node}: {command:?}"));
                self.give(node, Event::Operator(command));
            }
            _ => {}
        }
    }

    pub(super) fn thaw(&mut self, node: Node) {
        let n = node.index();
        let Some(at) = self.hosts[n].frozen_at.take() else { return };
        let ms = self.now - at;
        self.say(|| format!("{node} thaws after {ms} ms"));
        // R7: noticed before anything else.
        self.give(node, Event::NotRunningFor { ms });
        while let Some(event) = self.hosts[n].inbox.pop_front() {
            self.give(node, event);
        }
    }
}
