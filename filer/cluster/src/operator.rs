//! The operator: planned takeover and giveback (D3), disable and enable.
//!
//! What is asked of the partner is repeated in every message until it is answered, so a lost one costs nothing.

use crate::arbiter::{Input, Mode, Phase};
use crate::event::Command;
use crate::machine::Machine;
use crate::message::{Ask, Message, Role};
use crate::status::Severity;
use crate::types::Identity;

/// What the operator has under way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Operator {
    pub disabled: bool,
    pub command: Option<Command>,
    deadline_ms: u64,
    /// Sent in every message.
    pub ask: Ask,
    /// The partner asked this node to yield, and still does.
    asked_to_yield: bool,
    /// The partner's last request to be taken over was granted; not again until it is withdrawn.
    granted: bool,
    in_sync_since_ms: Option<u64>,
}

impl Machine {
    pub(crate) fn command(&mut self, command: Command) {
        match command {
            Command::Enable => {
                self.operator.disabled = false;
                for side in &mut self.sides {
                    side.try_again();
                }
                self.entry("takeover.disabled", None, Severity::Info, "takeover is enabled", "", true);
            }
            Command::Disable => {
                self.operator.disabled = true;
                let advice = "`filer cf enable` allows takeovers again";
                self.entry("takeover.disabled", None, Severity::Warning, "takeover is disabled", advice, false);
            }
            Command::Takeover { immediate: true } => {
                for identity in Identity::BOTH {
                    let passive = matches!(self.phase(identity), Some(Phase::Standby { .. }));
                    self.sides[identity.index()].forced = passive;
                }
            }
            Command::Takeover { immediate: false } => self.begin(command, Ask::PleaseShutdown),
            Command::PleaseTakeover => self.begin(command, Ask::PleaseTakeover),
            Command::Giveback => self.begin(command, Ask::None),
        }
    }

    fn begin(&mut self, command: Command, ask: Ask) {
        self.operator.command = Some(command);
        self.operator.ask = ask;
        self.operator.deadline_ms = self.now_ms + self.config.timing.countdown_ms;
    }

    fn end(&mut self) {
        self.operator.command = None;
        self.operator.ask = Ask::None;
    }

    /// What the partner asks for.
    pub(crate) fn asked(&mut self, message: &Message) {
        self.operator.asked_to_yield = message.ask == Ask::PleaseShutdown;
        match message.ask {
            Ask::PleaseTakeover => {
                // G1: check that it can be done, then answer with "please shutdown".
                let possible =
                    Identity::BOTH.iter().all(|x| self.takeover_refused(*x, true).is_none() || !theirs(message, *x));
                if possible && !self.operator.granted && self.operator.command.is_none() {
                    self.operator.granted = true;
                    self.begin(Command::Takeover { immediate: false }, Ask::PleaseShutdown);
                }
            }
            Ask::PleaseDie => {
                for identity in Identity::BOTH {
                    let said = message.identities[identity.index()];
                    if said.role.owns() && self.mode(identity).is_some() {
                        self.input(identity, Input::Check);
                    }
                }
            }
            Ask::None | Ask::PleaseShutdown => self.operator.granted = false,
        }
    }

    pub(crate) fn drive_operator(&mut self) {
        self.drive_auto_giveback();
        let partner_identity = self.config.node.partner().home_identity();
        let over = self.now_ms >= self.operator.deadline_ms;
        let alive = self.peer_alive();
        for identity in Identity::BOTH {
            let giveback = self.operator.command == Some(Command::Giveback) && identity == partner_identity;
            let wanted = alive && (self.operator.asked_to_yield || giveback);
            let passive = self.peer_says(identity).role == Role::Standby;
            match self.mode(identity) {
                Some(Mode::Mirrored) if wanted && passive => self.input(identity, Input::Yield),
                Some(Mode::Drain) if !wanted => self.input(identity, Input::Unyield),
                Some(Mode::Yield) if !wanted && passive => self.input(identity, Input::Unyield),
                _ => {}
            }
        }
        match &self.operator.command {
            Some(Command::Giveback) => {
                let serves =
                    matches!(self.phase(partner_identity), Some(Phase::Own(_) | Phase::Contest(_) | Phase::Take(_)));
                if !serves {
                    self.end();
                } else if over {
                    self.end();
                    self.entry(
                        "giveback.failed",
                        Some(partner_identity),
                        Severity::Warning,
                        "the identity was not given back in time; it is served on here",
                        "see `filer cf status`: the partner must be up, passive and in sync",
                        false,
                    );
                }
            }
            Some(Command::Takeover { .. }) => {
                let missing = |identity: &Identity| matches!(self.phase(*identity), Some(Phase::Standby { .. }));
                let theirs = |identity: &Identity| self.peer_says(*identity).role.owns();
                let busy = Identity::BOTH.iter().any(|x| matches!(self.phase(*x), Some(Phase::Take(_))));
                let left: Vec<Identity> = Identity::BOTH.into_iter().filter(|x| missing(x) && theirs(x)).collect();
                if left.is_empty() && !busy {
                    self.end();
                } else if over {
                    // G5: the countdown is over: take it by force.
                    self.end();
                    for identity in left {
                        self.sides[identity.index()].forced = true;
                    }
                }
            }
            Some(Command::PleaseTakeover) => {
                let serves = Identity::BOTH.iter().any(|x| self.mode(*x).is_some());
                if !serves {
                    self.end();
                } else if over {
                    self.end();
                    let text = "the partner did not take over in time; service goes on here";
                    let advice = "see `filer cf status` on the partner for its reason";
                    self.entry("takeover.refused", None, Severity::Warning, text, advice, false);
                }
            }
            Some(Command::Enable | Command::Disable) | None => {}
        }
    }

    /// F11: giveback without an operator, once the partner has been back and in sync for long enough.
    fn drive_auto_giveback(&mut self) {
        let wait_ms = self.config.timing.auto_giveback_ms;
        let partner_identity = self.config.node.partner().home_identity();
        let ready = wait_ms != 0
            && self.mode(partner_identity) == Some(Mode::Mirrored)
            && self.peer_alive()
            && self.peer_says(partner_identity).role == Role::Standby;
        if !ready {
            self.operator.in_sync_since_ms = None;
            return;
        }
        let since = *self.operator.in_sync_since_ms.get_or_insert(self.now_ms);
        if self.now_ms - since >= wait_ms && self.operator.command.is_none() {
            self.operator.in_sync_since_ms = None;
            self.begin(Command::Giveback, Ask::None);
        }
    }
}

fn theirs(message: &Message, identity: Identity) -> bool {
    message.identities[identity.index()].role.owns()
}
