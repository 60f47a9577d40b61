//! What the nodes say to each other (M2 to M4): messages that come in on three paths, and those that go out.

use crate::action::Action;
use crate::arbiter::{Input, Mode, Phase};
use crate::event::{DiskView, Evidence, Path, Slot};
use crate::machine::Machine;
use crate::message::{Ask, Farewell, IdentityStatus, Indicator, Message, Role};
use crate::status::Reason;
use crate::types::{DiskIndex, Identity};
use crate::view::View;

impl Machine {
    pub(crate) fn peer_alive(&self) -> bool {
        self.config.partner && self.peer.alive(self.now_ms, self.config.timing.silence_ms)
    }

    /// What the partner last said about an identity.
    pub(crate) fn peer_says(&self, identity: Identity) -> IdentityStatus {
        self.peer.message.map(|message| message.identities[identity.index()]).unwrap_or_default()
    }

    pub(crate) fn receive(&mut self, path: Path, bytes: &[u8]) {
        if !self.config.partner || self.core.is_none() {
            return;
        }
        let message = self.peer.receive(self.now_ms, path, bytes, self.generation);
        if self.peer.echoed_generation > self.generation {
            // M3: the partner heard a later life of this node than NVRAM remembers.
            self.generation = self.peer.echoed_generation.saturating_add(1);
            self.sequence = 0;
            self.persist_node();
        }
        if let Some(message) = message {
            self.told(&message);
        }
    }

    /// A new message of the partner.
    fn told(&mut self, message: &Message) {
        let reboots = message.farewell == Farewell::Reboot;
        self.evidence = match message.farewell {
            Farewell::None | Farewell::Reboot => None,
            Farewell::Halt => Some(Evidence::Halted),
            Farewell::Panic => Some(Evidence::Panic),
        };
        self.reboot_until_ms = reboots.then(|| self.now_ms + self.config.timing.reboot_ms);
        if message.farewell != Farewell::None {
            self.peer.gone();
        }
        if self.partner_disabled != (message.indicator == Indicator::Disable) {
            self.partner_disabled = !self.partner_disabled;
            self.persist_node();
        }
        self.refresh_peer();
        for identity in Identity::BOTH {
            let theirs = message.identities[identity.index()];
            let Some(core) = &self.core else { return };
            let Some(arbiter) = &core.arbiters[identity.index()] else { continue };
            if !arbiter.owns() {
                continue;
            }
            if theirs.role.owns() && theirs.epoch > arbiter.epoch() {
                // M8: it serves by a later epoch; pause and read (24). A yielder has paused, and that is what it waits for (34).
                let yields = self.mode(identity) == Some(Mode::Yield);
                self.input(identity, if yields { Input::Check } else { Input::WriteRefused });
            } else if theirs.role == Role::Taking && self.mode(identity) != Some(Mode::Yield) {
                self.input(identity, Input::Check);
            }
        }
        self.asked(message);
    }

    pub(crate) fn refresh_peer(&mut self) {
        let alive = self.peer_alive();
        let says = Identity::BOTH.map(|identity| self.peer_says(identity));
        let Some(core) = &self.core else { return };
        if core.peer_alive != alive || core.peer != says {
            self.core_do(|core, out| core.set_peer(alive, says, out));
        }
    }

    pub(crate) fn mailbox_read(&mut self, identity: Identity, disks: &[Option<DiskView>]) {
        let partner = self.config.node.partner();
        for disk in disks.iter().flatten() {
            // M3: generations that an own status slot remembers count too.
            let own = &disk.slots[self.config.node.index()][Slot::Status as usize];
            let decoded = Message::decode(own, self.config.pair_id, &self.config.pair_key, self.config.node);
            if let Some(generation) = decoded.ok().map(|m| m.generation).filter(|g| *g > self.generation) {
                self.generation = generation.saturating_add(1);
                self.sequence = 0;
                self.persist_node();
            }
            self.receive(Path::Mailbox, &disk.slots[partner.index()][Slot::Status as usize]);
        }
        let view = View::decode(disks, self.config.pair_id, identity);
        self.look_at_disks(identity, &view);
        self.input(identity, Input::Read(view));
    }

    pub(crate) fn indicator(&self) -> Indicator {
        let partner_identity = self.config.node.partner().home_identity();
        if self.operator.disabled.is_some() {
            Indicator::Disable
        } else if self.operator.gives_back() {
            // D2 step 222: not before the partner serves again.
            Indicator::NoTakeover
        } else if matches!(self.phase(partner_identity), Some(Phase::Own(_) | Phase::Take(_))) {
            Indicator::Takeover
        } else {
            Indicator::Normal
        }
    }

    pub(crate) fn says(&self) -> ([IdentityStatus; 2], Ask) {
        let status = |identity| self.core.as_ref().map(|core| core.identity_status(identity)).unwrap_or_default();
        (Identity::BOTH.map(status), self.ask())
    }

    fn message(&mut self) -> Vec<u8> {
        self.sequence += 1;
        let (other_generation, other_sequence) = self.peer.rank();
        let (identities, ask) = self.says();
        let message = Message {
            node: self.config.node,
            indicator: self.indicator(),
            generation: self.generation,
            sequence: self.sequence,
            other_generation,
            other_sequence,
            product_version: self.config.product_version,
            ask,
            reason: match (&self.operator.disabled, self.operator.refusal) {
                (Some(_), _) => Reason::Operator.wire(),
                (None, refusal) => refusal.map_or(0, Reason::wire),
            },
            farewell: self.farewell,
            progress: self.progress,
            identities,
        };
        message.encode(self.config.pair_id, &self.config.pair_key)
    }

    /// G7: while the partner believes that it serves what this node has taken over, it is told to stop.
    fn ask(&self) -> Ask {
        let usurped = |identity: &Identity| {
            let theirs = self.peer_says(*identity);
            let arbiter = self.core.as_ref().and_then(|core| core.arbiters[identity.index()].as_ref());
            arbiter.is_some_and(|a| a.owns() && theirs.role.owns() && theirs.epoch < a.epoch())
        };
        if self.peer_alive() && Identity::BOTH.iter().any(usurped) {
            Ask::PleaseDie
        } else {
            self.operator.ask
        }
    }

    pub(crate) fn heartbeat(&mut self) {
        if !self.config.partner {
            return;
        }
        self.said = self.says();
        let bytes = self.message();
        self.push(Action::HostBeat);
        self.push(Action::Send { path: Path::Udp, bytes: bytes.clone() });
        self.push(Action::Send { path: Path::Card, bytes });
    }

    /// The mailbox path: the own status on disks that are held, the partner's wherever it is; and a look at the reservations.
    pub(crate) fn mailbox_status(&mut self, identity: Identity) {
        let i = identity.index();
        let arbiter = self.core.as_ref().and_then(|core| core.arbiters[i].as_ref());
        let Some(disks) = arbiter.map(|arbiter| arbiter.writable.iter().collect::<Vec<DiskIndex>>()) else { return };
        let serves = self.mode(identity).is_some_and(|mode| mode != Mode::Yield);
        if serves && self.sides[i].status_pending == 0 {
            let bytes = self.message();
            self.sides[i].status_pending = disks.iter().fold(0, |mask, disk| mask | 1 << disk);
            let epoch = self.core.as_ref().and_then(|core| core.arbiters[i].as_ref()).map(|arbiter| arbiter.epoch());
            let epoch = epoch.unwrap_or_default();
            self.push(Action::WriteMailbox { identity, slot: Slot::Status, bytes, epoch, disks });
        }
        if matches!(self.phase(identity), Some(Phase::Own(_) | Phase::Standby { .. })) {
            self.input(identity, Input::Check);
        }
    }
}
