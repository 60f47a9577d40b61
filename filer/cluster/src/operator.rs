//! The operator: planned takeover and giveback (D3), halt and reboot (S5), disable and enable.
//!
//! What is asked of the partner is repeated in every message until it is answered, so a lost one costs nothing. A command
//! that [`Machine::assess`] refuses changes nothing; a new one replaces the one under way.

use crate::arbiter::{Input, Mode, Phase, Taking};
use crate::event::{Command, TakeoverForm};
use crate::machine::Machine;
use crate::message::{Ask, Farewell, Message, Role};
use crate::nv::clip;
use crate::status::{Reason, Severity};
use crate::types::Identity;

/// What the operator has under way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Operator {
    /// Takeovers were disabled here, for this reason; kept over a reboot.
    pub disabled: Option<String>,
    pub command: Option<Command>,
    deadline_ms: u64,
    /// Sent in every message.
    pub ask: Ask,
    /// The partner asked this node to yield, and still does.
    asked_to_yield: bool,
    /// The partner's last request to be taken over was granted; not again until it is withdrawn.
    granted: bool,
    /// Why it was not.
    pub refusal: Option<Reason>,
    in_sync_since_ms: Option<u64>,
}

impl Operator {
    /// D2 step 222 is under way.
    pub fn gives_back(&self) -> bool {
        matches!(self.command, Some(Command::Giveback { .. }))
    }

    /// What is left of the countdown.
    pub fn countdown_ms(&self, now_ms: u64) -> Option<u64> {
        self.command.as_ref().map(|_| self.deadline_ms.saturating_sub(now_ms))
    }
}

impl Machine {
    pub(crate) fn command(&mut self, command: Command) {
        if let Some(why) = self.assess(&command).refused {
            let text = format!("an operator's command was refused: {why}");
            return self.note_entry("operator.refused", None, Severity::Info, &text, "see `filer cf status`");
        }
        match command {
            Command::Enable => {
                self.operator.disabled = None;
                for side in &mut self.sides {
                    side.try_again();
                }
                self.persist_node();
                self.resolve("takeover.disabled", None, "takeover is enabled");
                for identity in Identity::BOTH {
                    self.resolve("takeover.limit", Some(identity), "an operator has decided");
                }
            }
            Command::Disable { reason } => {
                self.operator.disabled = Some(clip(&reason).to_string());
                self.persist_node();
                self.raise_disabled();
            }
            Command::Takeover { form: TakeoverForm::Graceful } => self.begin(command, Ask::PleaseShutdown),
            Command::Takeover { form } => {
                let taking = if form == TakeoverForm::Force { Taking::Force } else { Taking::Any };
                let open = self.open_to(form);
                for identity in Identity::BOTH {
                    self.sides[identity.index()].forced = open.contains(&identity).then_some(taking);
                }
            }
            Command::PleaseTakeover => self.begin(command, Ask::PleaseTakeover),
            Command::Giveback { .. } | Command::Reboot => self.begin(command, Ask::None),
            Command::Halt => {
                let advice = "start it again when the maintenance is done";
                self.raise("node.halted", None, Severity::Warning, "this node was halted by an operator", advice);
                self.shut_down(Farewell::Halt, false);
            }
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
                let asked = Identity::BOTH.into_iter().filter(|x| theirs(message, *x));
                self.operator.refusal = asked.filter_map(|x| self.takeover_refused(x, true)).next();
                let free = !self.operator.granted && self.operator.command.is_none();
                if self.operator.refusal.is_none() && free {
                    self.operator.granted = true;
                    self.begin(Command::Takeover { form: TakeoverForm::Graceful }, Ask::PleaseShutdown);
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
            Ask::None | Ask::PleaseShutdown => (self.operator.granted, self.operator.refusal) = (false, None),
        }
        // Its answer to "please takeover", if it is no.
        let refusal = Reason::from_wire(message.reason).filter(|_| message.ask == Ask::None);
        if let (Some(Command::PleaseTakeover), Some(why)) = (&self.operator.command, refusal) {
            self.end();
            self.takeover_was_refused(why.text());
        }
    }

    pub(crate) fn drive_operator(&mut self) {
        self.drive_auto_giveback();
        let partner_identity = self.config.node.partner().home_identity();
        let over = self.now_ms >= self.operator.deadline_ms;
        let alive = self.peer_alive();
        let reboots = self.operator.command == Some(Command::Reboot);
        let hurry = self.operator.command == Some(Command::Giveback { force: true });
        for identity in Identity::BOTH {
            let giveback = self.operator.gives_back() && identity == partner_identity;
            let wanted = alive && (self.operator.asked_to_yield || giveback) && !reboots;
            let passive = self.peer_says(identity).role == Role::Standby;
            let drain = !(giveback && hurry);
            match self.mode(identity) {
                Some(Mode::Mirrored) if wanted && passive => self.input(identity, Input::Yield { drain }),
                Some(Mode::Drain) if !wanted => self.input(identity, Input::Unyield),
                Some(Mode::Drain) if !drain => self.input(identity, Input::Yield { drain }),
                Some(Mode::Yield) if !wanted && passive => self.input(identity, Input::Unyield),
                Some(Mode::Mirrored | Mode::Alone) if reboots => self.input(identity, Input::Park),
                Some(Mode::Park { .. } | Mode::Parked { .. }) if !reboots => self.input(identity, Input::Unyield),
                _ => {}
            }
        }
        match &self.operator.command {
            Some(Command::Giveback { .. }) => {
                let serves =
                    matches!(self.phase(partner_identity), Some(Phase::Own(_) | Phase::Contest(_) | Phase::Take(_)));
                let id = Some(partner_identity);
                let role = self.peer_says(partner_identity).role;
                // D2 step 222: this node remains there until the other one is NORMAL.
                if !serves && (matches!(role, Role::Alone | Role::Resync | Role::Mirrored) || !alive || over) {
                    self.end();
                    self.resolve("giveback.failed", id, "the partner has it");
                } else if over {
                    self.end();
                    let text = "the identity was not given back in time; it is served on here";
                    let advice = "see `filer cf status`: the partner must be up, passive and in sync";
                    self.raise("giveback.failed", id, Severity::Warning, text, advice);
                }
            }
            Some(Command::Reboot) => {
                let parked = |identity: &Identity| matches!(self.mode(*identity), Some(Mode::Parked { .. }) | None);
                let left: Vec<Identity> = Identity::BOTH.into_iter().filter(|x| !parked(x)).collect();
                if !left.is_empty() && over {
                    let text = "not everything was drained before the reboot; the log is replayed after it";
                    self.note_entry("reboot.forced", None, Severity::Warning, text, "");
                }
                if left.is_empty() || over {
                    self.end();
                    self.shut_down(Farewell::Reboot, true);
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
                        self.sides[identity.index()].forced = Some(Taking::Any);
                    }
                }
            }
            Some(Command::PleaseTakeover) => {
                let serves = Identity::BOTH.iter().any(|x| self.mode(*x).is_some());
                if !serves {
                    self.end();
                    self.resolve("takeover.refused", None, "the partner has taken over");
                } else if over {
                    self.end();
                    self.takeover_was_refused("it did not answer in time");
                }
            }
            Some(Command::Enable | Command::Disable { .. } | Command::Halt) | None => {}
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
            self.begin(Command::Giveback { force: false }, Ask::None);
        }
    }

    fn takeover_was_refused(&mut self, why: &str) {
        let text = format!("the partner did not take over: {why}; service goes on here");
        let advice = "see `filer cf status` on the partner";
        self.raise("takeover.refused", None, Severity::Warning, &text, advice);
    }
}

fn theirs(message: &Message, identity: Identity) -> bool {
    message.identities[identity.index()].role.owns()
}
