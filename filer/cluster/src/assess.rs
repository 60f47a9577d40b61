//! What a command would do now, why it can't be done, and what it may lose, in words: asked before an operator's command is
//! given (a caller that sees something at risk asks for a confirmation first), and once more when it is carried out.

use crate::arbiter::{Mode, Phase};
use crate::event::{Command, Image, TakeoverForm};
use crate::machine::Machine;
use crate::message::Role;
use crate::status::{Assessment, Reason};
use crate::types::Identity;

const LOST: &str = "requests that the partner acknowledged and that are in its log alone";

impl Machine {
    /// What the command would do now.
    pub fn assess(&self, command: &Command) -> Assessment {
        let (refused, at_risk, effect) = match command {
            Command::Takeover { form } => self.assess_takeover(*form),
            Command::PleaseTakeover => {
                let effect =
                    "the partner is asked; this node drains, and the partner serves its identity until a giveback";
                (self.cannot_be_taken(), None, effect.into())
            }
            Command::Giveback { force } => self.assess_giveback(*force),
            Command::Halt => {
                let effect = "this node ends at once; the partner takes over what it can";
                let risk = self.serves_any().then(|| self.cannot_be_taken()).flatten();
                (None, risk.map(|why| format!("nobody serves until this node is started again: {why}")), effect.into())
            }
            Command::Reboot => {
                let wait_ms = self.config.timing.reboot_ms;
                let effect = format!(
                    "what is in progress is finished, everything is written, and this node starts again; the partner waits \
                     {} s for it before it takes over",
                    wait_ms / 1000
                );
                (None, None, effect)
            }
            Command::Enable => {
                (self.without_partner(), None, "takeovers are possible again, in both directions".into())
            }
            Command::Disable { .. } => {
                let effect =
                    "no takeover in either direction until enabled, also after a reboot; a failure ends service";
                (self.without_partner(), None, effect.into())
            }
        };
        Assessment { refused, at_risk, effect }
    }

    fn without_partner(&self) -> Option<String> {
        (!self.config.partner).then(|| Reason::NoPartner.text().into())
    }

    fn serves_any(&self) -> bool {
        Identity::BOTH.iter().any(|identity| self.mode(*identity).is_some())
    }

    /// Why the partner could not take over what this node serves; the partner's own check follows (G1).
    fn cannot_be_taken(&self) -> Option<String> {
        if let Some(why) = self.without_partner() {
            return Some(why);
        }
        if !self.peer_alive() {
            return Some("nothing is heard from the partner".into());
        }
        if !self.serves_any() {
            return Some("this node serves nothing".into());
        }
        if self.operator.disabled.is_some() || self.forbidden() == Some(Reason::Operator) {
            return Some(Reason::Operator.text().into());
        }
        let alone = |identity: &Identity| self.mode(*identity).is_some_and(|mode| mode != Mode::Mirrored);
        let alone = Identity::BOTH.into_iter().find(alone)?;
        Some(format!("the log of {alone} is not complete at the partner: it is not mirrored"))
    }

    fn assess_takeover(&self, form: TakeoverForm) -> (Option<String>, Option<String>, String) {
        let open = self.open_to(form);
        let effect: String = match form {
            TakeoverForm::Graceful => format!(
                "the partner finishes what is in progress and stops; this node serves its identity; at the end of {} s by \
                 force",
                self.config.timing.countdown_ms / 1000
            ),
            TakeoverForm::Immediate => "this node takes the disks at once and serves; the partner is not asked".into(),
            TakeoverForm::Force => "this node takes the disks at once and serves from what it can reach".into(),
        };
        let refused = match form {
            _ if open.is_empty() => Some("there is nothing that this node does not serve or could start to".into()),
            TakeoverForm::Force => None,
            _ => self.without_partner().or_else(|| {
                let why = open.iter().map(|x| self.takeover_refused(*x, true));
                let reasons: Vec<Reason> = why.flatten().filter(|why| *why != Reason::TooManyAttempts).collect();
                // One that can be taken is enough.
                (reasons.len() == open.len()).then(|| reasons.first().map(|why| why.text().to_string())).flatten()
            }),
        };
        let refused = refused.or_else(|| {
            let graceful = form == TakeoverForm::Graceful && !self.peer_alive();
            graceful.then(|| "nothing is heard from the partner; use the immediate form".into())
        });
        let at_risk = match form {
            TakeoverForm::Graceful => None,
            TakeoverForm::Immediate if self.forbidden() == Some(Reason::VersionMismatch) => {
                Some("the partner runs another version, and its log may not be readable here".into())
            }
            TakeoverForm::Immediate => None,
            TakeoverForm::Force => self.at_risk(&open),
        };
        (refused, at_risk, effect)
    }

    /// The identities a takeover of this form is about. By force: those that wait for a decision, and only where there is none what the
    /// partner may be serving: whoever rescues one identity does not want to take the other from a healthy partner.
    pub(crate) fn open_to(&self, form: TakeoverForm) -> Vec<Identity> {
        let those = |wanted: &dyn Fn(&Phase) -> bool| -> Vec<Identity> {
            Identity::BOTH.into_iter().filter(|identity| self.phase(*identity).is_some_and(wanted)).collect()
        };
        let undecided = match form {
            TakeoverForm::Force => those(&|phase| match phase {
                Phase::Boot => true,
                Phase::Stopped(why) => why.operator_decides(),
                _ => false,
            }),
            TakeoverForm::Graceful | TakeoverForm::Immediate => Vec::new(),
        };
        match undecided.is_empty() {
            true => those(&|phase| matches!(phase, Phase::Standby { .. })),
            false => undecided,
        }
    }

    /// What a takeover by force may lose.
    fn at_risk(&self, open: &[Identity]) -> Option<String> {
        let image = self.core.as_ref().map(|core| core.mirror.image).unwrap_or_default();
        let texts = open.iter().map(|identity| {
            let alone = matches!(self.peer_says(*identity).role, Role::Alone | Role::Resync | Role::Paused);
            match self.phase(*identity) {
                Some(Phase::Stopped(why)) => format!("{identity}: {}; {LOST} are lost", why.text()),
                _ if alone => format!("{identity}: {}; {LOST} are lost", Reason::OwnerRanAlone.text()),
                _ if image != Image::InSync => {
                    format!("{identity}: {}; {LOST} are lost", Reason::NvramNotInSync.text())
                }
                // What the partner wrote last is on the disks; only they know, and only the takeover reads them.
                _ => format!("{identity}: if the partner has run alone since it was last heard, {LOST} are lost"),
            }
        });
        let texts: Vec<String> = texts.collect();
        (!texts.is_empty()).then(|| texts.join("; "))
    }

    fn assess_giveback(&self, force: bool) -> (Option<String>, Option<String>, String) {
        let identity = self.config.node.partner().home_identity();
        let role = self.peer_says(identity).role;
        let refused = match self.mode(identity) {
            _ if !self.config.partner => self.without_partner(),
            None => Some(format!("this node does not serve {identity}")),
            Some(_) if !self.peer_alive() => Some("nothing is heard from the partner: start it first".into()),
            Some(_) if role != Role::Standby => Some(format!("the partner is not ready for it: it says {role:?}")),
            Some(mode) if force && mode != Mode::Mirrored => {
                Some("the partner's card does not have the whole log yet; wait until it is mirrored".into())
            }
            Some(_) => None,
        };
        let effect = if force {
            "the identity is handed over at once; the partner replays the log, so the pause is longer; nothing acknowledged \
             is lost"
        } else {
            "as soon as it is mirrored, what is in progress is finished and the partner serves it again"
        };
        (refused, None, effect.into())
    }
}
