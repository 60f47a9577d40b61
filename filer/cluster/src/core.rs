//! Both arbiters of a node and the mirror between them, without time.
//!
//! The card has one mirror for all its queues, so a resync always carries every identity this node serves: this is where the
//! two arbiters meet (`arbitration.md` 10, 13 to 18). The other direction, being the target of a resync, needs the
//! host only to lift a fence.

use crate::action::Action;
use crate::arbiter::{Arbiter, Context, Input, Mode, Order, Phase};
use crate::config::{Config, IdentityConfig};
use crate::event::{Boot, Mirror, MirrorFacts};
use crate::message::{IdentityStatus, Role};
use crate::safeguards::Safeguards;
use crate::types::{CardId, Epoch, Identity, Node};

/// This node's mirror as the host drives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Resync {
    /// The mirror is lost.
    Idle,
    /// A resync of these identities runs.
    Running([bool; 2]),
    /// Accepted: mirrored watermarks count for these identities.
    Active([bool; 2]),
}

/// See the module.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Core {
    pub node: Node,
    pub partner: bool,
    pub card: CardId,
    pub disks: [Option<IdentityConfig>; 2],
    pub arbiters: [Option<Arbiter>; 2],
    pub mirror: MirrorFacts,
    /// Mirror orders whose answer is missing.
    awaiting: u8,
    pub resync: Resync,
    /// The partner gives signs of life.
    pub peer_alive: bool,
    /// What it says.
    pub peer: [IdentityStatus; 2],
    /// A resync broke: no other until [`Core::allow_resync`].
    pub resync_held: bool,
    pub safe: Safeguards,
}

impl Core {
    pub fn new(config: &Config, boot: &Boot, safe: Safeguards) -> Core {
        let arbiter = |identity: Identity| {
            let i = identity.index();
            config.identities[i].as_ref().map(|_| {
                // A block written to another card proves nothing (20: serials).
                let nv = boot.local[i].clone().filter(|nv| nv.card == boot.card);
                Arbiter::new(identity, nv, boot.fences[i])
            })
        };
        Core {
            node: config.node,
            partner: config.partner,
            card: boot.card,
            disks: config.identities.clone(),
            arbiters: Identity::BOTH.map(arbiter),
            mirror: MirrorFacts::default(),
            awaiting: 0,
            resync: Resync::Idle,
            peer_alive: false,
            peer: Default::default(),
            resync_held: false,
            safe,
        }
    }

    /// Runs `run` on one arbiter with its context.
    fn with(&mut self, identity: Identity, out: &mut Vec<Order>, run: impl FnOnce(&mut Arbiter, &mut Context)) {
        let i = identity.index();
        if let (Some(arbiter), Some(disks)) = (&mut self.arbiters[i], &self.disks[i]) {
            let mut ctx = Context {
                node: self.node,
                partner: self.partner,
                card: self.card,
                disks,
                mirror: &self.mirror,
                partner_fence: self.peer[i].fence,
                safe: self.safe,
                out,
            };
            run(arbiter, &mut ctx);
        }
    }

    /// First step after boot: the old mirror session is dropped, the mailboxes are read.
    pub fn start(&mut self, out: &mut Vec<Order>) {
        self.drop_mirror(out);
        for identity in Identity::BOTH {
            self.with(identity, out, |arbiter, ctx| arbiter.start(ctx));
        }
    }

    pub fn input(&mut self, identity: Identity, input: Input, out: &mut Vec<Order>) {
        self.with(identity, out, |arbiter, ctx| arbiter.handle(ctx, input));
        self.pump(out);
    }

    pub fn mirror_facts(&mut self, facts: MirrorFacts, out: &mut Vec<Order>) {
        if facts.answer {
            self.awaiting = self.awaiting.saturating_sub(1);
        }
        self.mirror = MirrorFacts { answer: false, ..facts };
        self.pump(out);
    }

    pub fn set_peer(&mut self, alive: bool, peer: [IdentityStatus; 2], out: &mut Vec<Order>) {
        self.peer_alive = alive;
        self.peer = peer;
        self.pump(out);
    }

    /// 10: the link has been down for too long.
    pub fn give_up_mirror(&mut self, out: &mut Vec<Order>) {
        if self.resync != Resync::Idle {
            self.drop_mirror(out);
            self.mirror_lost(out);
        }
        self.pump(out);
    }

    pub fn allow_resync(&mut self, out: &mut Vec<Order>) {
        self.resync_held = false;
        self.pump(out);
    }

    /// What this node says about an identity in its status message.
    pub fn identity_status(&self, identity: Identity) -> IdentityStatus {
        let i = identity.index();
        let Some(arbiter) = &self.arbiters[i] else { return IdentityStatus::default() };
        let role = arbiter.role();
        IdentityStatus {
            role,
            epoch: if role.owns() { arbiter.epoch() } else { Epoch(0) },
            fence: if arbiter.fence.fenced { arbiter.fence.epoch } else { Epoch(0) },
            take_me: arbiter.take_me(),
            yielding: role == Role::Yielding,
            wants_resync: role == Role::Alone,
        }
    }

    fn drop_mirror(&mut self, out: &mut Vec<Order>) {
        self.awaiting = self.awaiting.saturating_add(1);
        out.push(Order::Act(Action::DropMirror));
    }

    fn mode(&self, i: usize) -> Option<Mode> {
        match self.arbiters[i].as_ref().map(|arbiter| &arbiter.phase) {
            Some(Phase::Own(own)) => Some(own.mode),
            _ => None,
        }
    }

    fn contests(&self, i: usize) -> bool {
        matches!(self.arbiters[i].as_ref().map(|a| &a.phase), Some(Phase::Contest(_)))
    }

    /// The partner's card refuses the queue. What the partner itself says is newer than the card's last word.
    fn fenced(&self, i: usize) -> bool {
        self.mirror.fenced[i] && !(self.peer_alive && self.peer[i].fence == Epoch(0))
    }

    fn mirror_lost(&mut self, out: &mut Vec<Order>) {
        self.resync = Resync::Idle;
        self.resync_held = true;
        for identity in Identity::BOTH {
            self.with(identity, out, |arbiter, ctx| arbiter.handle(ctx, Input::MirrorLost));
        }
    }

    /// Whatever has become possible.
    fn pump(&mut self, out: &mut Vec<Order>) {
        self.pump_running(out);
        self.pump_stray(out);
        self.pump_start(out);
        self.pump_lift(out);
    }

    /// The course of the mirror that runs.
    fn pump_running(&mut self, out: &mut Vec<Order>) {
        let (Resync::Running(mut carried) | Resync::Active(mut carried)) = self.resync else { return };
        let running = matches!(self.resync, Resync::Running(_));
        if self.awaiting == 0 {
            let lost = match self.mirror.state {
                Mirror::Lost => true,
                Mirror::Resync => !running,
                Mirror::Synced | Mirror::Mirroring => false,
            };
            if lost {
                return self.mirror_lost(out);
            }
        }
        for identity in Identity::BOTH {
            let i = identity.index();
            if !carried[i] {
                continue;
            }
            if self.fenced(i) && self.mode(i).is_some() {
                if running {
                    self.drop_mirror(out);
                    return self.mirror_lost(out);
                }
                // Only this queue is refused; the other identity stays mirrored.
                carried[i] = false;
                self.with(identity, out, |arbiter, ctx| arbiter.handle(ctx, Input::MirrorLost));
            } else if self.mode(i).is_none() && !self.contests(i) {
                carried[i] = false;
            }
        }
        if carried == [false, false] {
            self.resync = Resync::Idle;
            return self.drop_mirror(out);
        }
        self.resync = if running { Resync::Running(carried) } else { Resync::Active(carried) };
        // 16 and 17, once every identity that was carried can go on.
        let ready = |i: usize| !carried[i] || self.mode(i) == Some(Mode::Resync);
        if running && self.awaiting == 0 && self.mirror.state == Mirror::Synced && ready(0) && ready(1) {
            self.resync = Resync::Active(carried);
            self.awaiting += 1;
            let identities: Vec<Identity> = Identity::BOTH.into_iter().filter(|x| carried[x.index()]).collect();
            for &identity in &identities {
                self.with(identity, out, |arbiter, ctx| arbiter.handle(ctx, Input::Synced));
            }
            out.push(Order::Act(Action::AcceptMirror { identities }));
        }
    }

    /// Owners that count on a mirror that does not carry them (any more): they were busy contesting when it was lost.
    fn pump_stray(&mut self, out: &mut Vec<Order>) {
        for identity in Identity::BOTH {
            let i = identity.index();
            let carried = match (self.resync, self.mode(i)) {
                (Resync::Running(carried), Some(Mode::Resync)) => carried[i],
                (Resync::Active(carried), Some(mode)) => carried[i] && mode != Mode::Resync,
                _ => false,
            };
            let relies = self.mode(i).is_some_and(Mode::relies_on_mirror);
            if relies && !carried {
                self.with(identity, out, |arbiter, ctx| arbiter.handle(ctx, Input::MirrorLost));
            }
        }
    }

    /// 13 and 14: starts a resync of everything this node serves.
    fn pump_start(&mut self, out: &mut Vec<Order>) {
        let owned: Vec<Identity> = Identity::BOTH.into_iter().filter(|x| self.mode(x.index()).is_some()).collect();
        let busy = |i: usize| {
            let phase = self.arbiters[i].as_ref().map(|arbiter| &arbiter.phase);
            matches!(phase, Some(Phase::Take(_) | Phase::Contest(_) | Phase::Boot))
        };
        let possible = self.partner && self.mirror.link_up && self.mirror.peer_armed && self.awaiting == 0;
        let alone = owned.iter().any(|x| self.mode(x.index()) == Some(Mode::Alone));
        if !possible || !alone || self.resync_held || busy(0) || busy(1) || matches!(self.resync, Resync::Running(_)) {
            return;
        }
        for &identity in &owned {
            let i = identity.index();
            let Some(arbiter) = &self.arbiters[i] else { return };
            let settled = matches!(self.mode(i), Some(Mode::Alone | Mode::Mirrored));
            let peer = &self.peer[i];
            // The target does not serve, and does not try to.
            let passive = !self.peer_alive || matches!(peer.role, Role::Standby | Role::Stopped);
            if !settled || !passive || !arbiter.older_regions_contained() {
                return;
            }
            // 13: the fence is topped by a new epoch; the partner lifts it when it hears of that.
            if self.peer_alive && peer.fence >= arbiter.epoch() {
                self.with(identity, out, |arbiter, ctx| arbiter.handle(ctx, Input::ClaimOverFence));
                return;
            }
        }
        // The resync makes the image incomplete for every identity: those in sync run alone first (10, 11).
        let mut waits = false;
        for &identity in &owned {
            if self.mode(identity.index()) == Some(Mode::Mirrored) {
                waits = true;
                if let Resync::Active(carried) = &mut self.resync {
                    carried[identity.index()] = false;
                }
                self.with(identity, out, |arbiter, ctx| arbiter.handle(ctx, Input::MirrorLost));
            }
        }
        // A card that refuses one queue refuses every resync (`link-format.md` 6), whatever it is to carry.
        let refused = |i: usize| (self.peer_alive && self.peer[i].fence != Epoch(0)) || self.fenced(i);
        if waits || refused(0) || refused(1) {
            return;
        }
        self.drop_mirror(out);
        let mut carried = [false, false];
        for &identity in &owned {
            carried[identity.index()] = true;
            self.with(identity, out, |arbiter, ctx| arbiter.handle(ctx, Input::ResyncBegun));
        }
        self.awaiting = self.awaiting.saturating_add(1);
        out.push(Order::Act(Action::StartResync { identities: owned }));
        self.resync = Resync::Running(carried);
    }

    /// 13: lifts a fence of this card that has done its work and is in the way: of an owner whose epoch is above it, or of an
    /// identity this node took over and the partner has given up. While one queue is refused the card accepts no
    /// resync at all; and lifting makes the image incomplete, so it waits while anybody may need it: a partner that was mirrored and
    /// contests, stopped or has just booted may be taken over by it, and so may one from which this node is taking.
    fn pump_lift(&mut self, out: &mut Vec<Order>) {
        let needed = |i: &usize| {
            let taking = matches!(self.arbiters[*i].as_ref().map(|arbiter| &arbiter.phase), Some(Phase::Take(_)));
            let relies = !matches!(self.peer[*i].role, Role::Standby | Role::Alone | Role::Taking);
            self.arbiters[*i].is_some() && (taking || relies)
        };
        if !self.peer_alive || (0..2).any(|i| needed(&i)) {
            return;
        }
        for identity in Identity::BOTH {
            let i = identity.index();
            let peer = self.peer[i];
            let Some(arbiter) = self.arbiters[i].as_mut().filter(|arbiter| arbiter.fence.fenced) else { continue };
            let obsolete = match &arbiter.phase {
                Phase::Standby { .. } | Phase::Stopped(_) => peer.wants_resync && peer.epoch > arbiter.fence.epoch,
                // The sealed region is in the consistency point, and a passive partner acknowledges nothing from it.
                Phase::Own(own) => {
                    own.mode != Mode::Paused && peer.role == Role::Standby && arbiter.older_regions_contained()
                }
                _ => false,
            };
            if obsolete {
                arbiter.fence.fenced = false;
                out.push(Order::Act(Action::LiftFence { identity }));
            }
        }
    }
}
