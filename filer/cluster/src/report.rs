//! What the machine tells the operator: event log entries, the timeline, and the status with its words.

use crate::action::{AckPolicy, Action};
use crate::arbiter::{Mode, Note, Phase, Waiting};
use crate::event::{Image, Path};
use crate::machine::Machine;
use crate::message::Role;
use crate::status::{Entry, IdentityReport, PathReport, Reason, Severity, Status};
use crate::types::Identity;

impl Machine {
    /// An entry that is no condition: it happened, and is over.
    pub(crate) fn note_entry(
        &mut self,
        name: &str,
        identity: Option<Identity>,
        severity: Severity,
        text: &str,
        advice: &str,
    ) {
        let (name, text, advice) = (name.into(), text.into(), advice.into());
        self.push(Action::Log(Entry { name, identity, severity, text, advice, resolved: true }));
    }

    /// A condition begins, or is another than before. It lasts until [`Machine::resolve`].
    pub(crate) fn raise(
        &mut self,
        name: &str,
        identity: Option<Identity>,
        severity: Severity,
        text: &str,
        advice: &str,
    ) {
        let entry =
            Entry { name: name.into(), identity, severity, text: text.into(), advice: advice.into(), resolved: false };
        match self.conditions.iter_mut().find(|open| open.name == name && open.identity == identity) {
            Some(open) if *open == entry => return,
            Some(open) => *open = entry.clone(),
            None => self.conditions.push(entry.clone()),
        }
        self.push(Action::Log(entry));
    }

    /// A condition is over, if it was there.
    pub(crate) fn resolve(&mut self, name: &str, identity: Option<Identity>, text: &str) {
        let at = self.conditions.iter().position(|open| open.name == name && open.identity == identity);
        if let Some(at) = at {
            self.conditions.remove(at);
            self.note_entry(name, identity, Severity::Info, text, "");
        }
    }

    pub(crate) fn raise_cannot_log(&mut self, why: &str) {
        let text = format!("this node cannot log: {why}; outputs are held and the partner is asked to take over");
        self.raise("nvram.down", None, Severity::Error, &text, "repair or replace the card, then restart");
    }

    pub(crate) fn raise_panicked(&mut self, why: &str) {
        let text = format!("the software of this node has failed: {why}; the partner is told to take over");
        self.raise("node.panicked", None, Severity::Error, &text, "keep the log for the report, then start it again");
    }

    pub(crate) fn raise_disabled(&mut self) {
        let reason = self.operator.disabled.clone().unwrap_or_default();
        let text = format!("takeover is disabled by an operator: {reason}");
        self.raise("takeover.disabled", None, Severity::Warning, &text, "`filer cf enable` allows takeovers again");
    }

    pub(crate) fn raise_limit(&mut self, identity: Identity) {
        let text =
            format!("takeovers of {identity} failed {} times in a row; no more are tried", self.config.attempts_max);
        let advice = "find out why from the timeline of `filer cf status`, then `filer cf enable`";
        self.raise("takeover.limit", Some(identity), Severity::Error, &text, advice);
    }

    /// F11: the partner has failed, in another way than before, or is back.
    pub(crate) fn report_failure(&mut self) {
        match self.failure {
            Some(failure) => {
                self.raise("partner.failed", None, Severity::Error, failure.text(), failure.advice());
            }
            None => self.resolve("partner.failed", None, "the partner is back"),
        }
    }

    /// An arbiter's note becomes a milestone and, where it matters, an entry.
    pub(crate) fn report(&mut self, identity: Identity, note: Note) {
        let begins = matches!(note, Note::AttemptBegins | Note::ReservationLost { .. } | Note::Yielding { .. });
        if begins {
            self.sides[identity.index()].timeline.clear();
            if let Some(silent_ms) = self.peer.silent_ms(self.now_ms, Path::Udp) {
                self.milestone(identity, "last-heard", format!("{silent_ms} ms before, on the network"));
            }
        }
        let (step, text) = match note {
            Note::AttemptBegins => ("suspected", self.failure.map(|f| f.text().to_string()).unwrap_or_default()),
            Note::Reserved => ("reserved", String::new()),
            Note::Fenced => ("fenced", String::new()),
            Note::Surveyed => ("surveyed", String::new()),
            Note::Promised { epoch } => ("promised", format!("epoch {epoch}")),
            Note::Committed { epoch } => ("committed", format!("epoch {epoch}")),
            Note::Restored { last } => ("restored", format!("up to position {last}")),
            Note::Opened { epoch } => ("opened", format!("epoch {epoch}")),
            Note::RunsAlone { epoch } => ("alone", format!("epoch {epoch}")),
            Note::RunsMirrored { epoch } => ("mirrored", format!("epoch {epoch}")),
            Note::MirrorLost { epoch } => ("mirror-lost", format!("epoch {epoch}")),
            Note::ReservationLost { epoch } => ("reservation-lost", format!("epoch {epoch}")),
            Note::Resumed { epoch } => ("resumed", format!("epoch {epoch}")),
            Note::Claims { epoch } => ("claims", format!("epoch {epoch}")),
            Note::Stopped { epoch } => ("stopped", format!("epoch {epoch}")),
            Note::Withdrawn { why, .. } => ("withdrawn", why.text().into()),
            Note::RestoreFailed => ("restore-failed", String::new()),
            Note::Yielding { epoch } => ("yielding", format!("epoch {epoch}")),
            Note::Parked { epoch } => ("parked", format!("epoch {epoch}")),
            Note::Replaces { failed, spare, .. } => ("replaces", format!("mailbox disk {failed} by {spare}")),
            Note::WaitsForOperator(why) => ("waits", why.text().into()),
        };
        self.milestone(identity, step, text.clone());
        self.remember(identity, note);
        let id = Some(identity);
        match note {
            Note::RunsAlone { .. } => {
                let text = format!("{identity} is served by this node alone: {text}");
                let advice = "bring the partner or the link back; a resync starts by itself";
                self.raise("mirror.lost", id, Severity::Warning, &text, advice);
                for name in
                    ["service.stopped", "takeover.withdrawn", "takeover.limit", "restore.failed", "reservation.lost"]
                {
                    self.resolve(name, id, &text);
                }
            }
            Note::RunsMirrored { .. } => self.resolve("mirror.lost", id, "mirrored again"),
            Note::ReservationLost { .. } => {
                let text = format!("a reservation of {identity} is missing: outputs are held until it is clear why");
                self.raise("reservation.lost", id, Severity::Error, &text, "none: it is decided within seconds");
            }
            Note::Resumed { .. } | Note::Claims { .. } => {
                self.resolve("reservation.lost", id, &format!("{identity} is served on"));
            }
            Note::Stopped { .. } => {
                let text = format!("{identity} is not served by this node any more: the partner has it");
                for name in ["reservation.lost", "takeover.committed", "mirror.lost"] {
                    self.resolve(name, id, &text);
                }
                if identity == self.config.node.home_identity() {
                    let advice = "`filer cf giveback` on the partner brings it back";
                    self.raise("service.stopped", id, Severity::Warning, &text, advice);
                }
            }
            Note::Committed { .. } => {
                let text = format!("{identity} is taken over: {text}");
                let advice = "`filer cf giveback` returns it when the partner is back";
                self.raise("takeover.committed", id, Severity::Warning, &text, advice);
            }
            Note::Withdrawn { why, disturbed: true } => {
                self.resolve("takeover.committed", id, "it was given up again");
                let text = format!("a takeover of {identity} was given up: {}", why.text());
                self.raise("takeover.withdrawn", id, Severity::Warning, &text, "see the timeline of `filer cf status`");
            }
            Note::RestoreFailed => {
                let text = format!("{identity} could not be restored on this node");
                let advice = "see the log of the restore; the other node's copy is tried next";
                self.raise("restore.failed", id, Severity::Error, &text, advice);
            }
            Note::Replaces { failed, spare, .. } => {
                let text = format!("mailbox disk {failed} of {identity} is replaced by disk {spare}");
                let advice = "put an empty disk in the place of the one that failed: it is the next spare";
                self.note_entry("mailbox.replaced", id, Severity::Warning, &text, advice);
            }
            Note::WaitsForOperator(Waiting::Ending) => {}
            Note::WaitsForOperator(why) => {
                let text = format!("{identity}: {}", why.text());
                let advice = match why.operator_decides() {
                    true => "`filer cf takeover --force` serves it from what there is, and says what may be lost",
                    false => "repair or replace the card, then start this node again",
                };
                self.raise("service.stopped", id, Severity::Error, &text, advice);
            }
            _ => {}
        }
    }

    /// Keeps what a takeover, restore or giveback came to.
    fn remember(&mut self, identity: Identity, note: Note) {
        let side = &mut self.sides[identity.index()];
        let took_ms = side.timeline.first().map_or(0, |first| self.now_ms - first.at_ms);
        let taken = side.timeline.iter().any(|milestone| milestone.step == "committed");
        side.last = match note {
            Note::RunsAlone { epoch } if taken => format!("taken over in {took_ms} ms, epoch {epoch}"),
            Note::RunsAlone { epoch } => format!("served by this node since epoch {epoch}, after {took_ms} ms"),
            Note::Withdrawn { why, .. } => format!("an attempt was given up after {took_ms} ms: {}", why.text()),
            Note::Stopped { epoch } => {
                format!("left to the partner after {took_ms} ms; epoch {epoch} was this node's last")
            }
            Note::Resumed { epoch } => format!("kept after the partner's attempt, epoch {epoch}, in {took_ms} ms"),
            Note::WaitsForOperator(why) => why.text().into(),
            _ => return,
        };
    }

    /// Why this node could not take the identity over now; `planned`: with the partner's help.
    pub(crate) fn takeover_refused(&self, identity: Identity, planned: bool) -> Option<Reason> {
        let core = self.core.as_ref();
        match self.forbidden() {
            Some(Reason::VersionMismatch) if planned => {}
            Some(reason) => return Some(reason),
            None => {}
        }
        if let Some(reason) = self.excluded().filter(|_| !planned) {
            return Some(reason);
        }
        match self.phase(identity) {
            Some(Phase::Boot) | None => return Some(Reason::Booting),
            Some(Phase::Own(_) | Phase::Contest(_)) => return Some(Reason::AlreadyServed),
            Some(Phase::Take(_) | Phase::Standby { .. } | Phase::Stopped(_)) => {}
        }
        if core.is_none_or(|core| core.mirror.image != Image::InSync) {
            return Some(Reason::NvramNotInSync);
        }
        let theirs = self.peer_says(identity);
        if matches!(theirs.role, Role::Alone | Role::Resync | Role::Paused) {
            return Some(Reason::OwnerRanAlone);
        }
        if self.sides[identity.index()].disturbed >= self.config.attempts_max {
            return Some(Reason::TooManyAttempts);
        }
        None
    }

    fn identity_report(&self, identity: Identity) -> Option<IdentityReport> {
        let arbiter = self.core.as_ref()?.arbiters[identity.index()].as_ref()?;
        let refused = self.takeover_refused(identity, false);
        let side = &self.sides[identity.index()];
        let role = arbiter.role();
        let takeover_text = match (refused, side.last_failure) {
            (Some(reason), _) => format!("this node could not take it over: {}", reason.text()),
            (None, Some(last)) => format!("this node would try; the last attempt ended: {}", last.text()),
            (None, None) => "this node would take it over if the partner failed".into(),
        };
        let waiting_for = match &arbiter.phase {
            Phase::Stopped(why) => why.text().to_string(),
            Phase::Standby { .. } if self.peer_alive() && self.peer_says(identity).role.owns() => {
                "the partner serves it; `filer cf giveback` there brings it here".into()
            }
            Phase::Boot => "a majority of the mailbox disks has to be read first".into(),
            Phase::Contest(contest) if contest.waits() => {
                "the partner holds the disks; this node waits for it to finish or to give up".into()
            }
            _ => String::new(),
        };
        Some(IdentityReport {
            identity,
            role,
            epoch: if role.owns() { arbiter.epoch() } else { Default::default() },
            acknowledging: arbiter.policy != AckPolicy::Paused,
            partner_role: self.peer_says(identity).role,
            takeover_possible: refused.is_none(),
            takeover_text,
            takeover_reason: refused,
            last: side.last.clone(),
            timeline: side.timeline.clone(),
            waiting_for,
        })
    }

    /// The status, for the operator.
    pub fn status(&self) -> Status {
        let home = self.config.node.home_identity();
        let other = self.config.node.partner().home_identity();
        let booting = |identity| match self.phase(identity) {
            Some(Phase::Boot) => true,
            Some(Phase::Contest(_)) => {
                let core = self.core.as_ref();
                core.is_some_and(|core| core.identity_status(identity).role == Role::Restoring)
            }
            _ => false,
        };
        // D2 step 252: a node whose partner holds its disks goes on rebooting until a giveback (241).
        let waits = self.mode(home).is_none() && !self.sides[home.index()].served;
        let state = if self.core.is_none() || booting(home) || waits && self.mode(other).is_none() {
            "rebooting"
        } else if self.mode(other).is_some() {
            "takeover"
        } else if self.mode(home).is_some() {
            "normal"
        } else {
            "stopped"
        };
        let silent = |path| PathReport { path, silent_ms: self.peer.silent_ms(self.now_ms, path) };
        Status {
            node: self.config.node,
            state: state.into(),
            indicator: self.indicator(),
            generation: self.generation,
            partner_alive: self.peer_alive(),
            partner_failure: self.failure,
            paths: [Path::Udp, Path::Card, Path::Mailbox].map(silent).to_vec(),
            disabled_by: self.forbidden().into_iter().collect(),
            disabled_reason: self.operator.disabled.clone(),
            conditions: self.conditions.clone(),
            mirror: self.core.as_ref().map(|core| core.mirror).unwrap_or_default(),
            identities: Identity::BOTH.into_iter().filter_map(|x| self.identity_report(x)).collect(),
            messages: self.peer.counters,
            command: self.operator.command.clone(),
            countdown_ms: self.operator.countdown_ms(self.now_ms),
        }
    }

    /// Whether the identity runs mirrored here: for callers that wait for redundancy.
    pub fn is_mirrored(&self, identity: Identity) -> bool {
        self.mode(identity) == Some(Mode::Mirrored)
    }
}
