//! The node: heartbeats, detection and time, around the two arbiters.
//!
//! Nothing here decides who may serve; it decides when to try. What it tells the arbiters (`Attempt`, `Poll`,
//! `PatienceOver`, `Verify`) is safe at any moment.

use crate::action::Action;
use crate::arbiter::{Input, Mode, Order, Phase, Taking};
use crate::config::{Config, ConfigError, DISKS_MAX};
use crate::core::{Core, Resync};
use crate::detect::Peer;
use crate::event::{Boot, DiskResult, Event, Evidence, Slot};
use crate::message::{Ask, Farewell, IdentityStatus};
use crate::nv::clip;
use crate::nv::NodeNv;
use crate::operator::Operator;
use crate::record::{encode_promise, Owner};
use crate::safeguards::Safeguards;
use crate::status::{Entry, Failure, Milestone, Reason};
use crate::types::Identity;

/// Milestones kept of one takeover.
const MILESTONES_MAX: usize = 64;
/// Copies of the last message: one that is lost costs the partner only its silence time.
const FAREWELLS: usize = 3;

/// What the machine keeps of one identity beside its arbiter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Side {
    /// Status writes whose answer is missing.
    pub status_pending: u8,
    /// Next `Poll`.
    pub poll_ms: u64,
    /// The wait under 25 or 34 began.
    pub wait_since_ms: Option<u64>,
    /// Failed attempts in a row; those that disturbed the owner.
    pub attempts: u32,
    pub disturbed: u32,
    pub next_attempt_ms: u64,
    /// Nobody has served it since, as far as both say.
    pub idle_since_ms: Option<u64>,
    /// The partner has served it since.
    pub owned_since_ms: Option<u64>,
    /// An operator, or the end of a countdown, wants it taken over now.
    pub forced: Option<Taking>,
    pub timeline: Vec<Milestone>,
    pub last_failure: Option<Reason>,
    /// This node has served it since it booted.
    pub served: bool,
    /// What the last takeover, restore or giveback came to.
    pub last: String,
    /// Why the attempt under way may not take over from another owner.
    pub forbidden: Option<Reason>,
    /// Mailbox disks that could not be read since.
    pub unread_since_ms: [Option<u64>; DISKS_MAX],
}

impl Side {
    /// Forgets failed attempts and the pause they earned.
    pub(crate) fn try_again(&mut self) {
        (self.attempts, self.disturbed, self.next_attempt_ms) = (0, 0, 0);
    }
}

/// The machine of one node. Clone, compare and hash it freely: it holds everything and touches nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Machine {
    pub(crate) config: Config,
    pub(crate) now_ms: u64,
    pub(crate) core: Option<Core>,
    pub(crate) generation: u32,
    pub(crate) sequence: u64,
    pub(crate) progress: u64,
    pub(crate) peer: Peer,
    pub(crate) sides: [Side; 2],
    pub(crate) operator: Operator,
    pub(crate) boot_ms: u64,
    heartbeat_ms: u64,
    pub(crate) mailbox_ms: u64,
    link_down_since_ms: Option<u64>,
    resync_held_since_ms: Option<u64>,
    pub(crate) evidence: Option<Evidence>,
    /// How the partner failed, if it has.
    pub(crate) failure: Option<Failure>,
    /// The partner has announced a reboot and is waited for until then.
    pub(crate) reboot_until_ms: Option<u64>,
    /// The partner said that takeovers are disabled; kept over a reboot.
    pub(crate) partner_disabled: bool,
    /// Said in the last messages.
    pub(crate) farewell: Farewell,
    /// What the last message said of the identities, and asked for: whatever changes is said at once.
    pub(crate) said: ([IdentityStatus; 2], Ask),
    /// [`Action::Shutdown`] was ordered.
    ended: bool,
    /// Reported and not over.
    pub(crate) conditions: Vec<Entry>,
    safe: Safeguards,
    out: Vec<Action>,
}

impl Machine {
    /// A machine that waits for [`Event::Start`].
    ///
    /// # Errors
    /// What is wrong with the configuration.
    pub fn new(config: Config) -> Result<Machine, ConfigError> {
        config.check()?;
        let peer = Peer::new(config.node.partner(), config.pair_id, config.pair_key);
        Ok(Machine {
            now_ms: 0,
            core: None,
            generation: 0,
            sequence: 0,
            progress: 0,
            peer,
            sides: Default::default(),
            operator: Operator::default(),
            boot_ms: 0,
            heartbeat_ms: 0,
            mailbox_ms: 0,
            link_down_since_ms: None,
            resync_held_since_ms: None,
            evidence: None,
            failure: None,
            reboot_until_ms: None,
            partner_disabled: false,
            farewell: Farewell::None,
            said: Default::default(),
            ended: false,
            conditions: Vec::new(),
            safe: Safeguards::default(),
            out: Vec::new(),
            config,
        })
    }

    /// The same with safeguards removed, for tests that want to see what they are good for.
    #[cfg(test)]
    pub(crate) fn without(config: Config, safe: Safeguards) -> Result<Machine, ConfigError> {
        Machine::new(config).map(|machine| Machine { safe, ..machine })
    }

    /// Takes an event at `now_ms` (monotonic; an earlier time than before counts as the same) and returns what to do,
    /// in the order described at [`Action`].
    pub fn handle(&mut self, now_ms: u64, event: Event) -> Vec<Action> {
        if self.ended {
            return Vec::new();
        }
        let gap_ms = now_ms.saturating_sub(self.now_ms);
        self.now_ms = self.now_ms.max(now_ms);
        // R7: noticed by the clock alone, if nobody else has.
        if self.core.is_some() && gap_ms * 2 >= self.config.timing.silence_ms {
            self.was_not_running();
        }
        self.event(event);
        if self.core.is_some() && !self.ended {
            self.drive();
        }
        std::mem::take(&mut self.out)
    }

    /// When the next [`Event::Tick`] is due at the latest, in the caller's milliseconds.
    pub fn next_ms(&self) -> u64 {
        let timing = &self.config.timing;
        let step = timing.poll_ms.min(timing.heartbeat_ms).min(timing.mirror_patience_ms.max(1));
        self.now_ms + step
    }

    fn event(&mut self, event: Event) {
        match event {
            Event::Start(boot) => self.start(&boot),
            Event::Tick => {}
            Event::EngineProgress { count } => self.progress = count,
            Event::NotRunningFor { ms } => {
                if ms * 2 >= self.config.timing.silence_ms {
                    self.was_not_running();
                }
            }
            Event::Message { path, bytes } => self.receive(path, &bytes),
            Event::CardBeat { host_age_ms } => {
                if let Some(age_ms) = host_age_ms {
                    self.peer.beat(self.now_ms, age_ms);
                }
            }
            Event::Evidence(evidence) => self.evidence = Some(evidence),
            Event::MailboxRead { identity, disks } => self.mailbox_read(identity, &disks),
            Event::MailboxWritten { identity, slot: Slot::Status, disk, result } => {
                self.sides[identity.index()].status_pending &= !(1 << (disk % 8));
                if result == DiskResult::Refused {
                    self.input(identity, Input::WriteRefused);
                }
            }
            Event::MailboxWritten { identity, slot, disk, result } => {
                self.input(identity, Input::Written { slot, disk, result });
            }
            Event::Reserved { identity, results } => self.input(identity, Input::Reserved(results)),
            Event::FenceDone { identity } => self.input(identity, Input::FenceDone),
            Event::Surveyed { identity, survey } => self.input(identity, Input::Surveyed(survey)),
            Event::Restored { identity, result } => {
                if let Err(why) = &result {
                    self.milestone(identity, "restore-failed", why.clone());
                }
                self.input(identity, Input::Restored(result.ok()));
            }
            Event::RegionOpened { identity, epoch, last } => self.input(identity, Input::RegionOpened { epoch, last }),
            Event::CpDone { identity, mark } => self.input(identity, Input::CpDone(mark)),
            Event::Drained { identity } => self.input(identity, Input::Drained),
            Event::AckCovered { identity } => self.input(identity, Input::AckCovered),
            Event::WriteRefused { identity } => self.input(identity, Input::WriteRefused),
            Event::Mirror(facts) => self.core_do(|core, out| core.mirror_facts(facts, out)),
            Event::CannotLog { why } => {
                let told = |core: &Core| core.arbiters.iter().flatten().all(|arbiter| arbiter.cannot_log);
                if self.core.as_ref().is_some_and(told) {
                    return;
                }
                self.raise_cannot_log(&why);
                for identity in Identity::BOTH {
                    self.input(identity, Input::CannotLog);
                }
            }
            Event::Panicked { why } => {
                self.raise_panicked(&why);
                self.shut_down(Farewell::Panic, false);
            }
            Event::Operator(command) => self.command(command),
        }
    }

    fn start(&mut self, boot: &Boot) {
        if self.core.is_some() {
            return;
        }
        // M3: the mailboxes and the partner's echo may know of a later one; then it is raised again.
        let nv = boot.node.clone().unwrap_or_default();
        self.generation = nv.generation.saturating_add(1);
        (self.operator.disabled, self.partner_disabled) = (nv.disabled, nv.partner_disabled);
        self.persist_node();
        if self.operator.disabled.is_some() {
            self.raise_disabled();
        }
        self.boot_ms = self.now_ms;
        self.peer.restart_silence(self.now_ms);
        self.core = Some(Core::new(&self.config, boot, self.safe));
        self.core_do(|core, out| core.start(out));
        self.heartbeat_ms = self.now_ms;
        self.mailbox_ms = self.now_ms;
    }

    pub(crate) fn persist_node(&mut self) {
        let disabled = self.operator.disabled.as_deref().map(|reason| clip(reason).to_string());
        let nv = NodeNv { generation: self.generation, disabled, partner_disabled: self.partner_disabled };
        self.out.push(Action::PersistNode { nv });
    }

    /// Gives up everything and says farewell. Nothing is ordered after this.
    pub(crate) fn shut_down(&mut self, farewell: Farewell, restart: bool) {
        for identity in Identity::BOTH {
            if matches!(self.phase(identity), Some(Phase::Own(_) | Phase::Contest(_) | Phase::Take(_))) {
                self.input(identity, Input::Halt);
            }
        }
        self.farewell = farewell;
        for _ in 0..FAREWELLS {
            self.heartbeat();
        }
        self.out.push(Action::Shutdown { restart });
        self.ended = true;
    }

    pub(crate) fn was_not_running(&mut self) {
        self.peer.restart_silence(self.now_ms);
        for identity in Identity::BOTH {
            self.input(identity, Input::Verify);
        }
    }

    pub(crate) fn input(&mut self, identity: Identity, input: Input) {
        self.core_do(|core, out| core.input(identity, input, out));
    }

    /// Runs the core and turns its orders into actions.
    pub(crate) fn core_do(&mut self, run: impl FnOnce(&mut Core, &mut Vec<Order>)) {
        let Some(core) = &mut self.core else { return };
        let mut orders = Vec::new();
        run(core, &mut orders);
        for order in orders {
            match order {
                Order::Act(action) => self.out.push(action),
                Order::Record { identity, record, epoch, disks } => {
                    let bytes = record.encode(self.owner(identity));
                    self.out.push(Action::WriteMailbox { identity, slot: Slot::Record, bytes, epoch, disks });
                }
                Order::Promise { identity, promise, epoch, disks } => {
                    let bytes = encode_promise(promise, self.owner(identity));
                    self.out.push(Action::WriteMailbox { identity, slot: Slot::Promise, bytes, epoch, disks });
                }
                Order::Note(identity, note) => self.noted(identity, note),
            }
        }
    }

    fn owner(&self, identity: Identity) -> Owner {
        Owner { pair_id: self.config.pair_id, identity, node: self.config.node }
    }

    pub(crate) fn phase(&self, identity: Identity) -> Option<&Phase> {
        self.core.as_ref().and_then(|core| core.arbiters[identity.index()].as_ref()).map(|arbiter| &arbiter.phase)
    }

    pub(crate) fn mode(&self, identity: Identity) -> Option<Mode> {
        match self.phase(identity) {
            Some(Phase::Own(own)) => Some(own.mode),
            _ => None,
        }
    }

    pub(crate) fn push(&mut self, action: Action) {
        self.out.push(action);
    }

    /// Does everything that is due.
    fn drive(&mut self) {
        self.refresh_peer();
        self.diagnose();
        self.drive_mirror();
        for identity in Identity::BOTH {
            if self.phase(identity).is_some() {
                self.drive_waits(identity);
                self.drive_attempt(identity);
            }
        }
        self.drive_operator();
        if self.ended {
            return;
        }
        if self.said != self.says() || self.now_ms >= self.heartbeat_ms {
            self.heartbeat_ms = self.now_ms + self.config.timing.heartbeat_ms;
            self.heartbeat();
        }
        if self.now_ms >= self.mailbox_ms {
            self.mailbox_ms = self.now_ms + self.config.timing.mailbox_ms;
            for identity in Identity::BOTH {
                self.mailbox_status(identity);
            }
        }
    }

    fn drive_mirror(&mut self) {
        let Some(core) = &self.core else { return };
        let (link_up, resync, held) = (core.mirror.link_up, core.resync, core.resync_held);
        if link_up || resync == Resync::Idle {
            self.link_down_since_ms = None;
        } else {
            let since = *self.link_down_since_ms.get_or_insert(self.now_ms);
            if self.now_ms - since >= self.config.timing.mirror_patience_ms {
                self.link_down_since_ms = None;
                self.core_do(|core, out| core.give_up_mirror(out));
            }
        }
        if held {
            let since = *self.resync_held_since_ms.get_or_insert(self.now_ms);
            if self.now_ms - since >= self.config.timing.backoff_ms {
                self.resync_held_since_ms = None;
                self.core_do(|core, out| core.allow_resync(out));
            }
        }
    }

    /// `Poll` and `PatienceOver`.
    fn drive_waits(&mut self, identity: Identity) {
        let i = identity.index();
        if self.now_ms >= self.sides[i].poll_ms {
            self.sides[i].poll_ms = self.now_ms + self.config.timing.poll_ms;
            self.input(identity, Input::Poll);
        }
        let waits = match self.phase(identity) {
            Some(Phase::Contest(contest)) => contest.waits(),
            Some(Phase::Own(own)) => own.mode == Mode::Yield,
            _ => false,
        };
        if !waits {
            self.sides[i].wait_since_ms = None;
            return;
        }
        let since = *self.sides[i].wait_since_ms.get_or_insert(self.now_ms);
        // Without a partner nobody else can be at it.
        let patience_ms = if self.config.partner { self.config.timing.contest_ms } else { 0 };
        if self.now_ms - since >= patience_ms {
            self.sides[i].wait_since_ms = None;
            self.input(identity, Input::PatienceOver);
        }
    }

    pub(crate) fn milestone(&mut self, identity: Identity, step: &str, text: String) {
        let timeline = &mut self.sides[identity.index()].timeline;
        if timeline.len() < MILESTONES_MAX {
            timeline.push(Milestone { at_ms: self.now_ms, step: step.into(), text });
        }
    }
}
