//! When something is tried: what a failure of the partner is (F9), whether it causes a takeover, with what pause after one that came
//! to nothing, and when a mailbox disk is replaced (M12).
//!
//! None of it decides who may serve: whatever is tried here at a wrong moment is refused by the arbiters.

use crate::arbiter::{Input, Note, Phase, Taking};
use crate::config::DISKS_MAX;
use crate::event::{Evidence, Holder};
use crate::machine::Machine;
use crate::members::Members;
use crate::message::{Indicator, Role};
use crate::status::{Failure, FailureClass, Reason, Severity};
use crate::types::{DiskIndex, Identity, Node};
use crate::view::View;

/// Doublings of the pause between attempts.
const BACKOFF_DOUBLINGS_MAX: u32 = 5;

impl Machine {
    /// How the partner failed, as far as it can be told (F9); reports what changes.
    pub(crate) fn diagnose(&mut self) {
        let silence_ms = self.config.timing.silence_ms;
        let patient = self.peer.known() || self.now_ms - self.boot_ms >= self.config.timing.boot_patience_ms;
        let silent = patient && self.peer.silent(self.now_ms, silence_ms) && !self.waits_for_reboot();
        let asks = |identity| self.peer_alive() && self.peer_says(identity).take_me;
        let failure = match self.evidence {
            _ if !self.config.partner => None,
            Some(Evidence::HostReset) if self.waits_for_reboot() => None,
            Some(Evidence::HostReset) => Some(Failure::HostReset),
            Some(Evidence::Panic) => Some(Failure::Panic),
            Some(Evidence::Halted) => Some(Failure::Halted),
            None if Identity::BOTH.into_iter().any(asks) => Some(Failure::CardFailed),
            None if !silent => None,
            None if self.peer.sends(self.now_ms, silence_ms) => Some(Failure::EngineStuck),
            None if self.core.as_ref().is_some_and(|core| core.mirror.link_up) => Some(Failure::HostSilent),
            None => Some(Failure::PowerLost),
        };
        if failure != self.failure {
            self.failure = failure;
            self.report_failure();
        }
    }

    /// The partner has announced a reboot and its time is not over.
    pub(crate) fn waits_for_reboot(&self) -> bool {
        self.reboot_until_ms.is_some_and(|until_ms| self.now_ms < until_ms)
    }

    /// F9: the partner has failed in a way that the configuration excludes from takeover.
    pub(crate) fn excluded(&self) -> Option<Reason> {
        let on = self.config.takeover_on;
        if self.waits_for_reboot() {
            return Some(Reason::PartnerReboots);
        }
        let allowed = match self.failure?.class() {
            FailureClass::Hardware => on.hardware,
            FailureClass::Software => on.software,
            FailureClass::Operator => true,
        };
        (!allowed).then_some(Reason::FailureExcluded)
    }

    /// Whether takeovers are forbidden in general, and by what (M6).
    pub(crate) fn forbidden(&self) -> Option<Reason> {
        let message = self.peer.message.as_ref();
        if !self.config.partner {
            Some(Reason::NoPartner)
        } else if self.operator.disabled.is_some() || self.partner_disabled {
            Some(Reason::Operator)
        } else if self.peer_alive() && message.is_some_and(|m| m.indicator == Indicator::NoTakeover) {
            Some(Reason::GivesBack)
        } else if message.is_some_and(|m| m.product_version != self.config.product_version) {
            Some(Reason::VersionMismatch)
        } else {
            None
        }
    }

    /// 32, 34 and TAKE_ME: whether it is time to try.
    pub(crate) fn drive_attempt(&mut self, identity: Identity) {
        let i = identity.index();
        let now_ms = self.now_ms;
        let theirs = self.peer_says(identity);
        let alive = self.peer_alive();
        let timing = self.config.timing.clone();
        let side = &mut self.sides[i];
        if alive && theirs.role.owns() {
            let since = *side.owned_since_ms.get_or_insert(now_ms);
            // Longer than the longest pause, or attempts that come rarely would never add up.
            if now_ms - since >= timing.backoff_ms << (BACKOFF_DOUBLINGS_MAX + 1) {
                (side.attempts, side.disturbed) = (0, 0);
                self.resolve("takeover.limit", Some(identity), "the partner has served undisturbed for long enough");
                self.resolve("takeover.withdrawn", Some(identity), "the partner serves on");
            }
        } else {
            side.owned_since_ms = None;
        }
        let phase = self.core.as_ref().and_then(|core| core.arbiters[i].as_ref()).map(|arbiter| &arbiter.phase);
        let standby = matches!(phase, Some(Phase::Standby { .. }));
        let side = &mut self.sides[i];
        if !standby {
            side.idle_since_ms = None;
            if side.forced != Some(Taking::Force) || !matches!(phase, Some(Phase::Stopped(_) | Phase::Boot)) {
                side.forced = None;
                return;
            }
        }
        let nobody = alive && matches!(theirs.role, Role::Standby | Role::Stopped);
        let idle_since = if nobody { *side.idle_since_ms.get_or_insert(now_ms) } else { now_ms };
        if !nobody {
            side.idle_since_ms = None;
        }
        let invited = alive && (theirs.yielding || theirs.take_me);
        let booted = now_ms - self.boot_ms >= timing.boot_patience_ms;
        // Nodes that boot together find each other first; one that has been heard was found.
        let silent = (booted || self.peer.known()) && self.peer.silent(now_ms, timing.silence_ms);
        let evidence = self.evidence.is_some();
        // Alone in the world, or nobody serves although both are there: the mailboxes know whose it is.
        let idle = nobody && booted && now_ms - idle_since >= timing.silence_ms;
        let forced = self.sides[i].forced;
        let graceful = invited && theirs.yielding;
        let limited = self.sides[i].disturbed >= self.config.attempts_max;
        let forbidden = match self.forbidden().or(self.excluded()) {
            _ if forced.is_some() => None,
            Some(Reason::VersionMismatch | Reason::GivesBack) if graceful => None,
            None if limited => Some(Reason::TooManyAttempts),
            other => other,
        };
        if !(invited || silent || evidence || idle || forced.is_some() || !self.config.partner) {
            return;
        }
        let side = &mut self.sides[i];
        if forbidden.is_none() && side.forbidden.is_some() {
            // The pause was earned by attempts that could come to nothing.
            side.next_attempt_ms = now_ms;
        }
        if forced.is_none() && now_ms < side.next_attempt_ms {
            return;
        }
        (side.forced, side.forbidden) = (None, forbidden);
        // Until it is known how it ends, the next one is one pause away.
        side.next_attempt_ms = now_ms + timing.backoff_ms;
        let take = forced.unwrap_or(if forbidden.is_none() { Taking::Any } else { Taking::Own });
        self.input(identity, Input::Attempt { take });
    }

    pub(crate) fn noted(&mut self, identity: Identity, note: Note) {
        let i = identity.index();
        match note {
            Note::Withdrawn { why, disturbed } => {
                let doublings = self.sides[i].attempts.min(BACKOFF_DOUBLINGS_MAX);
                let mut pause_ms = self.config.timing.backoff_ms << doublings;
                if self.config.node == Node::B {
                    // Two nodes that failed together do not try again together.
                    pause_ms += pause_ms / 2;
                }
                let side = &mut self.sides[i];
                side.attempts = side.attempts.saturating_add(1);
                side.disturbed = side.disturbed.saturating_add(disturbed as u32);
                side.next_attempt_ms = self.now_ms + pause_ms;
                side.last_failure = Some(side.forbidden.filter(|_| why == Reason::PartnerAlive).unwrap_or(why));
                if disturbed && side.disturbed == self.config.attempts_max {
                    self.raise_limit(identity);
                }
            }
            Note::RunsAlone { .. } => {
                self.sides[i].last_failure = None;
                self.sides[i].served = true;
                self.sides[i].try_again();
            }
            _ => {}
        }
        self.report(identity, note);
    }

    /// M12: a mailbox disk that its owner cannot read is reported, and after a while replaced by an empty one.
    pub(crate) fn look_at_disks(&mut self, identity: Identity, view: &View) {
        let i = identity.index();
        let Some(arbiter) = self.core.as_ref().and_then(|core| core.arbiters[i].as_ref()) else { return };
        let (members, owns) = (arbiter.members, arbiter.owns());
        let Some(config) = &self.config.identities[i] else { return };
        let configured = config.mailboxes().collect::<Members>();
        let empty =
            |d: &DiskIndex| view.disk(*d).is_some_and(|d| d.records == [None, None] && d.holder != Holder::Partner);
        let free =
            |d: &DiskIndex| !members.contains(*d) && (config.disks[*d as usize].spare || configured.contains(*d));
        let spare = (0..config.disks.len() as DiskIndex).find(|d| free(d) && empty(d));
        let mut failed = Vec::new();
        for disk in 0..DISKS_MAX as DiskIndex {
            let since = &mut self.sides[i].unread_since_ms[disk as usize];
            if !members.contains(disk) || !owns || view.disk(disk).is_some() {
                *since = None;
            } else {
                failed.push((disk, self.now_ms - *since.get_or_insert(self.now_ms)));
            }
        }
        match failed.first() {
            None => self.resolve("mailbox.failed", Some(identity), "every mailbox disk answers"),
            Some((disk, _)) => {
                let text = format!("mailbox disk {disk} of {identity} does not answer");
                let advice =
                    if spare.is_some() { "a spare disk takes its place" } else { "replace it by an empty disk" };
                self.raise("mailbox.failed", Some(identity), Severity::Warning, &text, advice);
            }
        }
        let late = failed.iter().find(|(_, silent_ms)| *silent_ms >= self.config.timing.replace_ms);
        if let (Some((failed, _)), Some(spare)) = (late.copied(), spare) {
            self.input(identity, Input::Replace { failed, spare });
        }
    }
}
