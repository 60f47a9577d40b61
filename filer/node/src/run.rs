//! The event loop of a node.
//!
//! One thread, one turn after the other: frames in, each identity's turn, frames out, what the storage thread has done,
//! heartbeats, the operator. The cluster machine decides; this loop carries its actions out (`actions.rs`) and tells it
//! what became of them. A turn never waits for a disk; it waits for the card only where something is read from it, which
//! happens in restores and when the state area is written.

use crate::actions::Surveying;
use crate::admin::{self, Admin, LoggedEvent};
use crate::card;
use crate::clock::Clock;
use crate::config::{Config, ConfigError, Name};
use crate::nvram::{self, Contents, Half, NvramError};
use crate::passing::Passing;
use crate::paths::Paths;
use crate::restore::Restored;
use crate::restoring::Restoring;
use crate::secret::{PairKey, SecretError};
use crate::service::{PointOutcome, Service, ServiceError};
use crate::storage::{Done, Storage, StorageError};
use crate::timeline::Timeline;
use abi::registers::{logq, BLOCK_STRIDE};
use cluster::{
    AckPolicy, Boot, CardId, CpMark, DiskRole, Event, Evidence, FenceState, Identity, Machine, Mirror, MirrorFacts,
    Node as ClusterNode, Path, TakeoverOn, Timing,
};
use driver::{Card, CardError, Image, ImageState, LinkState, MirrorState};
use nix::errno::Errno;
use nix::poll::{ppoll, PollFd, PollFlags};
use nix::sys::time::TimeSpec;
use nvlog::Position;
use std::collections::VecDeque;
use std::os::fd::AsFd;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tcp::tap::Tap;

/// Frames read in one turn.
const FRAMES_PER_TURN: usize = 64;
/// Longest frame with its virtio_net_hdr.
const FRAME_BYTES_MAX: usize = 10 + 14 + 65_535;
/// How long the loop sleeps while outputs wait for a watermark, which arrives in memory and wakes nobody.
const WATERMARK_POLL: Duration = Duration::from_micros(50);
/// How long it sleeps while a replay runs on its thread, or the card is about to finish a fence.
const REPLAY_POLL: Duration = Duration::from_micros(500);
/// How long it sleeps at most otherwise.
const IDLE_POLL: Duration = Duration::from_millis(5);
/// While nothing in the watermark line has changed, the card's registers are looked at this often within the patience with a
/// silent partner: often enough to notice, and seldom enough for a card that is simulated.
const CARD_POLLS_PER_SILENCE: u64 = 6;
/// Version of the product; a partner with another one is not taken over unplanned (M6).
const PRODUCT_VERSION: u32 = 1;

/// Why a node cannot run.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The configuration as the cluster sees it.
    #[error("the configuration is not usable: {0}")]
    Cluster(#[from] cluster::ConfigError),
    /// The pair key.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The card.
    #[error("the card: {0}")]
    Card(#[from] CardError),
    /// The card's state area.
    #[error(transparent)]
    Nvram(#[from] NvramError),
    /// The shelf.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The network device.
    #[error(transparent)]
    Tap(#[from] tcp::tap::TapError),
    /// A socket.
    #[error("{what}: {source}")]
    Socket {
        /// Which.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The network device stopped working.
    #[error("reading from the TAP device: {0}")]
    Frames(std::io::Error),
    /// Waiting for events failed.
    #[error("waiting for events: {0}")]
    Poll(Errno),
    /// A service cannot go on.
    #[error("identity {name}: {source}")]
    Service {
        /// Whose.
        name: Name,
        /// Why.
        source: ServiceError,
    },
}

/// How a node has ended by order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// It is to be started again at once (S5).
    pub restart: bool,
}

/// A running node.
pub struct Node {
    pub(crate) config: Config,
    pub(crate) key: PairKey,
    pub(crate) clock: Clock,
    pub(crate) card: Card,
    pub(crate) nvram: nvram::Writer,
    pub(crate) storage: Storage,
    pub(crate) machine: Machine,
    /// Events that the machine has not been told yet.
    pub(crate) events: VecDeque<Event>,
    pub(crate) services: [Option<Service>; 2],
    /// Identities whose disks are held and whose volume is open, before their restore.
    pub(crate) surveying: [Option<Surveying>; 2],
    /// Restores under way.
    pub(crate) restoring: [Option<Restoring>; 2],
    /// Identities restored, before their region is open.
    pub(crate) restored: [Option<Restored>; 2],
    /// What arrived for identities that are being handed over.
    pub(crate) passing: [Option<Passing>; 2],
    /// Fences that the card has not finished.
    pub(crate) fencing: [bool; 2],
    /// Identities whose mirrored watermark has to catch up with what was acknowledged.
    pub(crate) covering: [bool; 2],
    pub(crate) timelines: [Option<Timeline>; 2],
    pub(crate) tap: Tap,
    pub(crate) paths: Paths,
    pub(crate) beat: u64,
    pub(crate) facts: MirrorFacts,
    /// The newest events, oldest first, and how many there were.
    pub(crate) event_log: VecDeque<LoggedEvent>,
    pub(crate) logged: u64,
    /// The machine has ordered the end of this process.
    pub(crate) ending: Option<Ended>,
    admin: Admin,
    peer_beat: (u64, u64),
    card_polled_us: u64,
    card_poll_us: u64,
    card_state: u32,
    turns: u64,
}

impl Node {
    /// Opens everything a node needs and tells the machine what was found. Serves nobody yet.
    pub fn start(config: Config) -> Result<Node, NodeError> {
        let clock = Clock::new();
        let key = PairKey::load(&config.pair_key)?;
        let mut machine = Machine::new(cluster_config(&config, &key))?;
        let tap = Tap::open(&config.tap)?;
        let mut card = card::open(&config)?;
        let paths = Paths::open(config.pair.as_ref(), &mut card).map_err(|source| NodeError::Socket {
            what: format!(
                "the heartbeat socket {}",
                config.pair.as_ref().map_or(String::new(), |p| p.listen.to_string())
            ),
            source,
        })?;
        let storage = Storage::start(&config, &key)?;
        let contents = Contents::read(&mut card, Half::Local)?;
        let image = card.image()?;
        let boot = Boot {
            card: CardId(card.info().card_id),
            node: contents.node,
            local: contents.identities,
            fences: [0, 1]
                .map(|queue| FenceState { fenced: image.fenced[queue], epoch: nvlog::Epoch(image.fence_epoch[queue]) }),
        };
        let admin = admin::listen(&config.admin_socket).map_err(|source| NodeError::Socket {
            what: format!("the admin socket {}", config.admin_socket.display()),
            source,
        })?;
        let actions = machine.handle(clock.now_ms(), Event::Start(Box::new(boot)));
        let nvram = nvram::Writer::open(&mut card)?;
        let card_poll_us = config.timing.silence_ms * 1000 / CARD_POLLS_PER_SILENCE;
        let mut node = Node {
            config,
            key,
            clock,
            card,
            nvram,
            storage,
            machine,
            events: VecDeque::new(),
            services: [None, None],
            surveying: [None, None],
            restoring: [None, None],
            restored: [None, None],
            passing: [None, None],
            fencing: [false; 2],
            covering: [false; 2],
            timelines: [None, None],
            tap,
            paths,
            beat: 0,
            facts: MirrorFacts::default(),
            event_log: VecDeque::new(),
            logged: 0,
            ending: None,
            admin,
            peer_beat: (0, 0),
            card_polled_us: 0,
            card_poll_us,
            card_state: 0,
            turns: 0,
        };
        for action in actions {
            node.perform(action)?;
        }
        node.poll_card(true)?;
        Ok(node)
    }

    /// Runs until it is told to end, or something fails that the node cannot live without. What can still be told to the
    /// partner then, so that it does not wait for silence, has been told.
    pub fn run(&mut self) -> Result<Ended, NodeError> {
        let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| self.turns()));
        // The panic's message has been printed where it happened.
        let why = match &outcome {
            Ok(Ok(ended)) => return Ok(*ended),
            Ok(Err(reason)) => reason.to_string(),
            Err(_) => "the event loop panicked".into(),
        };
        let said = std::panic::catch_unwind(AssertUnwindSafe(|| self.tell(Event::Panicked { why })));
        match outcome {
            Ok(result) => result,
            Err(panic) => {
                drop(said);
                std::panic::resume_unwind(panic)
            }
        }
    }

    fn turns(&mut self) -> Result<Ended, NodeError> {
        let mut frame = vec![0u8; FRAME_BYTES_MAX];
        let mut turn_ms = self.clock.now_ms();
        let half_silence_ms = self.config.timing.silence_ms / 2;
        loop {
            let now_ms = self.clock.now_ms();
            let gap_ms = now_ms.saturating_sub(turn_ms);
            turn_ms = now_ms;
            if gap_ms > half_silence_ms {
                // A process that was stopped may have been taken over meanwhile: nothing leaves before the machine has
                // made sure (R7, last point).
                self.tell(Event::NotRunningFor { ms: gap_ms })?;
            }
            self.turns += 1;
            self.tell(Event::EngineProgress { count: self.turns })?;
            let busy = self.turn(&mut frame)?;
            if let Some(ended) = self.ending {
                self.admin.finish();
                return Ok(ended);
            }
            if !busy {
                self.sleep()?;
            }
        }
    }

    /// One turn; returns whether there was anything to do, so that the next one should follow at once.
    fn turn(&mut self, frame: &mut [u8]) -> Result<bool, NodeError> {
        let now_us = self.clock.now_us();
        let mut busy = self.receive_frames(now_us, frame)?;
        self.pass_on(now_us);
        for name in Name::BOTH {
            busy |= self.serve(name, now_us)?;
        }
        busy |= self.take_storage_results()?;
        busy |= self.poll_restores()?;
        self.receive_heartbeats()?;
        self.poll_card(false)?;
        self.poll_waits()?;
        if self.clock.now_ms() >= self.machine.next_ms() {
            self.tell(Event::Tick)?;
        }
        self.pump()?;
        while let Some(waiting) = self.admin.next() {
            self.answer(waiting)?;
        }
        Ok(busy)
    }

    fn receive_frames(&mut self, now_us: u64, frame: &mut [u8]) -> Result<bool, NodeError> {
        for count in 0..FRAMES_PER_TURN {
            let Some(length) = self.tap.receive(frame).map_err(NodeError::Frames)? else { return Ok(count > 0) };
            for service in self.services.iter_mut().flatten().filter(|service| service.serving) {
                service.engine.endpoint.on_frame(now_us, &frame[..length]);
            }
            self.passing.iter_mut().flatten().for_each(|passing| passing.see(&frame[..length]));
        }
        Ok(true)
    }

    /// One turn of an identity.
    fn serve(&mut self, name: Name, now_us: u64) -> Result<bool, NodeError> {
        let Some(service) = &mut self.services[name.index()] else { return Ok(false) };
        let failed = |source: ServiceError| NodeError::Service { name, source };
        let mut busy = service.turn(now_us).map_err(failed)?;
        if let Some(reason) = service.last_disk_error.take() {
            eprintln!("filer: {name}: a request was refused because its blocks cannot be read: {reason}");
        }
        let tap = &mut self.tap;
        let had_replied = service.replied;
        busy |= service.output(now_us, &mut |frame| tap.send(frame)).map_err(failed)?;
        if service.replied && !had_replied {
            if let Some(timeline) = &mut self.timelines[name.index()] {
                timeline.first_reply_ms = Some(Clock::utc_ms());
            }
        }
        let identity = identity(name);
        match service.consistency_point(now_us).map_err(failed)? {
            None => {}
            Some(PointOutcome::Landed { epoch, position }) => {
                self.events.push_back(Event::CpDone { identity, mark: CpMark { epoch, position } })
            }
            Some(PointOutcome::Refused) => self.events.push_back(Event::WriteRefused { identity }),
            Some(PointOutcome::Failed(reason)) => {
                eprintln!("filer: consistency point of {name} failed, it will be tried again: {reason}")
            }
        }
        if service.is_drained() {
            service.draining = false;
            service.serving = false;
            self.events.push_back(Event::Drained { identity });
        }
        Ok(busy)
    }

    fn take_storage_results(&mut self) -> Result<bool, NodeError> {
        let mut any = false;
        while let Some(done) = self.storage.poll() {
            any = true;
            match done {
                Done::Read(identity, disks) => {
                    // The look before a takeover asks for the image (19): as it is now, not as it was at the last poll. A
                    // giveback that is ordered as soon as it can be would find it incomplete, and pause.
                    if self.facts.image != cluster::Image::InSync {
                        self.poll_card(true)?;
                    }
                    self.tell(Event::MailboxRead { identity, disks })?
                }
                Done::Written { identity, slot, disk, result } => {
                    self.tell(Event::MailboxWritten { identity, slot, disk, result })?
                }
                Done::Reserved(identity, results) => self.tell(Event::Reserved { identity, results })?,
                Done::Opened(identity, opened) => self.surveyed(identity, *opened)?,
            }
        }
        Ok(any)
    }

    fn receive_heartbeats(&mut self) -> Result<(), NodeError> {
        for bytes in self.paths.datagrams() {
            self.tell(Event::Message { path: Path::Udp, bytes })?;
        }
        Ok(())
    }

    /// Looks at the card: its watermark line costs nothing; its registers are read when that line says that something
    /// changed, and now and then.
    pub(crate) fn poll_card(&mut self, at_once: bool) -> Result<(), NodeError> {
        let now_us = self.clock.now_us();
        let line =
            self.services.iter().flatten().next().map(Service::watermarks).transpose().map_err(CardError::from)?;
        let changed = line.is_some_and(|line| line.state != self.card_state);
        if let Some(line) = line {
            self.card_state = line.state;
            if line.failed() || (!line.armed() && line.generation != 0) {
                self.tell(Event::CannotLog { why: "the card is not armed any more".into() })?;
            }
            self.note_beat(line.peer_beat, now_us);
        }
        if !at_once && !changed && now_us.saturating_sub(self.card_polled_us) < self.card_poll_us {
            return Ok(());
        }
        self.card_polled_us = now_us;
        if line.is_none() {
            let beat = self.card.peer_beat()?;
            self.note_beat(beat, now_us);
        }
        if let Some(bytes) = self.paths.mail(&mut self.card)? {
            self.tell(Event::Message { path: Path::Card, bytes })?;
        }
        let image = self.card.image()?;
        let facts = self.read_facts(&image)?;
        // Its card lives and says that its host does not hold it any more.
        let host_reset = self.facts.link_up && facts.link_up && self.facts.peer_armed && !facts.peer_armed;
        if facts != self.facts || at_once {
            self.facts = facts;
            self.tell(Event::Mirror(facts))?;
        }
        if host_reset {
            self.tell(Event::Evidence(Evidence::HostReset))?;
        }
        let heard = self.facts.link_up && self.peer_beat.0 != 0;
        let host_age_ms = heard.then(|| now_us.saturating_sub(self.peer_beat.1) / 1000);
        self.tell(Event::CardBeat { host_age_ms })
    }

    fn note_beat(&mut self, beat: u64, now_us: u64) {
        if beat != self.peer_beat.0 {
            self.peer_beat = (beat, now_us);
        }
    }

    /// The card's mirror as its registers show it now.
    pub(crate) fn read_facts(&mut self, image: &Image) -> Result<MirrorFacts, NodeError> {
        let link = self.card.link_state()?;
        let fenced = self.card.fenced_by_partner()?;
        Ok(MirrorFacts {
            state: match self.card.mirror_state()? {
                MirrorState::Lost => Mirror::Lost,
                MirrorState::Resync => Mirror::Resync,
                MirrorState::Synced => Mirror::Synced,
                MirrorState::Mirroring => Mirror::Mirroring,
            },
            link_up: link == LinkState::Up,
            peer_armed: image.peer_armed,
            fenced: [fenced & 1 != 0, fenced & 2 != 0],
            image: image_state(image.state),
            answer: false,
        })
    }

    /// Checks what the card has been asked to do and takes a while.
    fn poll_waits(&mut self) -> Result<(), NodeError> {
        for index in 0..2 {
            let identity = Identity::BOTH[index];
            if self.fencing[index] && self.card.fence_done(index)? {
                self.fencing[index] = false;
                if let Some(timeline) = &mut self.timelines[index] {
                    timeline.fenced_ms = Some(Clock::utc_ms());
                }
                self.tell(Event::FenceDone { identity })?;
            }
            if self.covering[index] {
                let covered = match &self.services[index] {
                    Some(service) => service.acknowledged_is_mirrored().map_err(CardError::from)?,
                    None => true,
                };
                if covered {
                    self.covering[index] = false;
                    self.tell(Event::AckCovered { identity })?;
                }
            }
        }
        Ok(())
    }

    /// Tells the machine something and carries out what it orders.
    pub(crate) fn tell(&mut self, event: Event) -> Result<(), NodeError> {
        self.events.push_back(event);
        self.pump()
    }

    /// Tells the machine everything that waits. Carrying out an action may add events; they come behind.
    fn pump(&mut self) -> Result<(), NodeError> {
        while let Some(event) = self.events.pop_front() {
            for action in self.machine.handle(self.clock.now_ms(), event) {
                self.perform(action)?;
            }
        }
        Ok(())
    }

    /// Sleeps until a frame, a heartbeat, a result or a timer.
    fn sleep(&mut self) -> Result<(), NodeError> {
        let waits = self.services.iter().flatten().any(Service::awaits_durability);
        let now_us = self.clock.now_us();
        let restores = self.restoring.iter().any(Option::is_some) || self.fencing.contains(&true);
        let mut longest = match (waits, restores) {
            (true, _) => WATERMARK_POLL,
            (_, true) => REPLAY_POLL,
            _ => IDLE_POLL,
        };
        for service in self.services.iter().flatten().filter(|service| service.serving) {
            if let Some(timer_us) = service.engine.endpoint.next_timer() {
                longest = longest.min(Duration::from_micros(timer_us.saturating_sub(now_us)));
            }
        }
        let mut fds = vec![
            PollFd::new(self.tap.as_fd(), PollFlags::POLLIN),
            PollFd::new(self.storage.wake_fd(), PollFlags::POLLIN),
        ];
        if let Some(socket) = self.paths.wake_fd() {
            fds.push(PollFd::new(socket, PollFlags::POLLIN));
        }
        match ppoll(&mut fds, Some(TimeSpec::from_duration(longest)), None) {
            Ok(_) | Err(Errno::EINTR) => Ok(()),
            Err(reason) => Err(NodeError::Poll(reason)),
        }
    }

    /// Last position without a gap of a queue in LOCAL.
    pub(crate) fn local_last(&mut self, identity: Identity) -> Result<Position, CardError> {
        let below = self.card.register64(logq::LOCAL + identity.index() as u32 * BLOCK_STRIDE)?;
        Ok(Position(below).previous())
    }
}

/// The identity of a name, in the cluster's words.
pub fn identity(name: Name) -> Identity {
    Identity::BOTH[name.index()]
}

/// The name of an identity.
pub fn name(identity: Identity) -> Name {
    Name::BOTH[identity.index()]
}

/// The state of the partner's image, in the cluster's words.
pub fn image_state(state: ImageState) -> cluster::Image {
    match state {
        ImageState::Invalid => cluster::Image::Invalid,
        ImageState::Inconsistent => cluster::Image::Inconsistent,
        ImageState::InSync => cluster::Image::InSync,
    }
}

/// What the machine is told once.
pub fn cluster_config(config: &Config, key: &PairKey) -> cluster::Config {
    cluster::Config {
        node: ClusterNode::BOTH[config.node.index()],
        partner: config.pair.is_some(),
        pair_id: key.pair_id(),
        pair_key: key.derive("heartbeats"),
        product_version: PRODUCT_VERSION,
        identities: Name::BOTH.map(|name| {
            config.identity(name).map(|identity| {
                let mailboxes =
                    (0..identity.disks.len()).map(|index| DiskRole { mailbox: true, data: index == 0, spare: false });
                let spares = identity.spares.iter().map(|_| DiskRole { mailbox: false, data: false, spare: true });
                cluster::IdentityConfig { disks: mailboxes.chain(spares).collect() }
            })
        }),
        timing: Timing {
            replace_ms: config.timing.replace_ms,
            auto_giveback_ms: config.takeover.auto_giveback_ms,
            ..Timing::scaled(config.timing.silence_ms)
        },
        attempts_max: 8,
        takeover_on: TakeoverOn {
            hardware: config.takeover.on_hardware_failure,
            software: config.takeover.on_software_failure,
        },
    }
}

/// Whether outputs of an identity wait for the partner, for this card, or for a decision.
pub fn acknowledged_by(policy: AckPolicy) -> &'static str {
    match policy {
        AckPolicy::Mirrored => "partner",
        AckPolicy::Local => "this-card",
        AckPolicy::Paused => "nobody",
    }
}
