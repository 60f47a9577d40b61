//! The node: heartbeats, detection and time, around the two arbiters.
//!
//! Nothing here decides who may serve; it decides when to try. What it tells the arbiters (`Attempt`, `Poll`,
//! `PatienceOver`, `Verify`) is safe at any moment.

use crate::action::Action;
use crate::arbiter::{Input, Mode, Note, Order, Phase, Taking};
use crate::config::{Config, ConfigError, DISKS_MAX};
use crate::core::{Core, Resync};
use crate::detect::Peer;
use crate::event::{Boot, DiskResult, DiskView, Event, Evidence, Holder, Path, Slot};
use crate::members::Members;
use crate::message::{Ask, Farewell, IdentityStatus, Indicator, Message, Role};
use crate::nv::clip;
use crate::nv::NodeNv;
use crate::operator::Operator;
use crate::record::{encode_promise, Owner};
use crate::status::{Entry, Failure, FailureClass, Milestone, Reason, Severity};
use crate::types::{DiskIndex, Identity, Node};
use crate::view::{Safeguards, View};

/// Milestones kept of one takeover.
const MILESTONES_MAX: usize = 64;
/// Doublings of the pause between attempts.
const BACKOFF_DOUBLINGS_MAX: u32 = 5;
/// Copies of the last message: one that is lost costs the partner only its silence time.
const FAREWELLS: usize = 3;

/// What the machine keeps of one identity beside its arbiter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Side {
    /// Status writes whose answer is missing.
    status_pending: u8,
    /// Next `Poll`.
    poll_ms: u64,
    /// The wait under 25 or 34 began.
    wait_since_ms: Option<u64>,
    /// Failed attempts in a row; those that disturbed the owner.
    pub attempts: u32,
    pub disturbed: u32,
    next_attempt_ms: u64,
    /// Nobody has served it since, as far as both say.
    idle_since_ms: Option<u64>,
    /// The partner has served it since.
    owned_since_ms: Option<u64>,
    /// An operator, or the end of a countdown, wants it taken over now.
    pub forced: Option<Taking>,
    pub timeline: Vec<Milestone>,
    pub last_failure: Option<Reason>,
    /// What the last takeover, restore or giveback came to.
    pub last: String,
    /// Why the attempt under way may not take over from another owner.
    forbidden: Option<Reason>,
    /// Mailbox disks that could not be read since.
    unread_since_ms: [Option<u64>; DISKS_MAX],
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
    sequence: u64,
    progress: u64,
    pub(crate) peer: Peer,
    pub(crate) sides: [Side; 2],
    pub(crate) operator: Operator,
    boot_ms: u64,
    heartbeat_ms: u64,
    mailbox_ms: u64,
    link_down_since_ms: Option<u64>,
    resync_held_since_ms: Option<u64>,
    evidence: Option<Evidence>,
    /// How the partner failed, if it has.
    pub(crate) failure: Option<Failure>,
    /// The partner has announced a reboot and is waited for until then.
    reboot_until_ms: Option<u64>,
    /// The partner said that takeovers are disabled; kept over a reboot.
    partner_disabled: bool,
    /// Said in the last messages.
    farewell: Farewell,
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

    fn was_not_running(&mut self) {
        self.peer.restart_silence(self.now_ms);
        for identity in Identity::BOTH {
            self.input(identity, Input::Verify);
        }
    }

    pub(crate) fn input(&mut self, identity: Identity, input: Input) {
        self.core_do(|core, out| core.input(identity, input, out));
    }

    /// Runs the core and turns its orders into actions.
    fn core_do(&mut self, run: impl FnOnce(&mut Core, &mut Vec<Order>)) {
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

    // Messages.

    pub(crate) fn peer_alive(&self) -> bool {
        self.config.partner && self.peer.alive(self.now_ms, self.config.timing.silence_ms)
    }

    /// What the partner last said about an identity.
    pub(crate) fn peer_says(&self, identity: Identity) -> IdentityStatus {
        self.peer.message.map(|message| message.identities[identity.index()]).unwrap_or_default()
    }

    fn receive(&mut self, path: Path, bytes: &[u8]) {
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
            self.peer.gone(self.now_ms);
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
                // M8: it serves by a later epoch; pause and read (24).
                self.input(identity, Input::WriteRefused);
            } else if theirs.role == Role::Taking && self.mode(identity) != Some(Mode::Yield) {
                self.input(identity, Input::Check);
            }
        }
        self.asked(message);
    }

    fn refresh_peer(&mut self) {
        let alive = self.peer_alive();
        let says = Identity::BOTH.map(|identity| self.peer_says(identity));
        let Some(core) = &self.core else { return };
        if core.peer_alive != alive || core.peer != says {
            self.core_do(|core, out| core.set_peer(alive, says, out));
        }
    }

    fn mailbox_read(&mut self, identity: Identity, disks: &[Option<DiskView>]) {
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

    /// M12: a mailbox disk that its owner cannot read is reported, and after a while replaced by an empty one.
    fn look_at_disks(&mut self, identity: Identity, view: &View) {
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

    fn message(&mut self) -> Vec<u8> {
        self.sequence += 1;
        let (other_generation, other_sequence) = self.peer.rank();
        let status = |identity| self.core.as_ref().map(|core| core.identity_status(identity)).unwrap_or_default();
        let message = Message {
            node: self.config.node,
            indicator: self.indicator(),
            generation: self.generation,
            sequence: self.sequence,
            other_generation,
            other_sequence,
            product_version: self.config.product_version,
            ask: self.ask(),
            reason: match (&self.operator.disabled, self.operator.refusal) {
                (Some(_), _) => Reason::Operator.wire(),
                (None, refusal) => refusal.map_or(0, Reason::wire),
            },
            farewell: self.farewell,
            progress: self.progress,
            identities: Identity::BOTH.map(status),
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

    // Time.

    /// Does everything that is due.
    fn drive(&mut self) {
        self.refresh_peer();
        self.diagnose();
        let roles = Identity::BOTH.map(|x| self.core.as_ref().map(|core| core.identity_status(x)));
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
        let changed = roles != Identity::BOTH.map(|x| self.core.as_ref().map(|core| core.identity_status(x)));
        if changed || self.now_ms >= self.heartbeat_ms {
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

    fn heartbeat(&mut self) {
        if !self.config.partner {
            return;
        }
        let bytes = self.message();
        self.out.push(Action::HostBeat);
        self.out.push(Action::Send { path: Path::Udp, bytes: bytes.clone() });
        self.out.push(Action::Send { path: Path::Card, bytes });
    }

    /// The mailbox path: the own status on disks that are held, the partner's wherever it is; and a look at the reservations.
    fn mailbox_status(&mut self, identity: Identity) {
        let i = identity.index();
        let arbiter = self.core.as_ref().and_then(|core| core.arbiters[i].as_ref());
        let Some(disks) = arbiter.map(|arbiter| arbiter.writable.iter().collect::<Vec<DiskIndex>>()) else { return };
        let serves = self.mode(identity).is_some_and(|mode| mode != Mode::Yield);
        if serves && self.sides[i].status_pending == 0 {
            let bytes = self.message();
            self.sides[i].status_pending = disks.iter().fold(0, |mask, disk| mask | 1 << disk);
            let epoch = self.core.as_ref().and_then(|core| core.arbiters[i].as_ref()).map(|arbiter| arbiter.epoch());
            let epoch = epoch.unwrap_or_default();
            self.out.push(Action::WriteMailbox { identity, slot: Slot::Status, bytes, epoch, disks });
        }
        if matches!(self.phase(identity), Some(Phase::Own(_) | Phase::Standby { .. })) {
            self.input(identity, Input::Check);
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

    /// How the partner failed, as far as it can be told (F9); reports what changes.
    fn diagnose(&mut self) {
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
    fn waits_for_reboot(&self) -> bool {
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

    /// 32, 34 and TAKE_ME: whether it is time to try.
    fn drive_attempt(&mut self, identity: Identity) {
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
            if side.forced != Some(Taking::Force) || !matches!(phase, Some(Phase::Stopped(_))) {
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

    fn noted(&mut self, identity: Identity, note: Note) {
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
                self.sides[i].try_again();
            }
            _ => {}
        }
        self.report(identity, note);
    }

    pub(crate) fn milestone(&mut self, identity: Identity, step: &str, text: String) {
        let timeline = &mut self.sides[identity.index()].timeline;
        if timeline.len() < MILESTONES_MAX {
            timeline.push(Milestone { at_ms: self.now_ms, step: step.into(), text });
        }
    }
}
