//! One identity in live operation: the engine, its log, its gate and its consistency points.
//!
//! A turn appends what has come in and applies it, executes complete requests, posts everything in one batch, lets out
//! what has become durable, and looks after consistency points. Nothing in a turn waits for the card or for a disk.

use crate::card::CardQueue;
use crate::clock::Clock;
use crate::config::Name;
use crate::engine::{self, Engine, EngineError};
use crate::secret::PairKey;
use crate::session::SessionError;
use cluster::AckPolicy;
use driver::{BusError, Watermarks};
use nvlog::{AppendError, Epoch, Kind, Log, Position, RegionHeader};
use smb::Refusal;
use std::io::IoSlice;
use std::sync::mpsc::{sync_channel, Receiver, TryRecvError};
use std::time::Instant;
use tcp::Input;
use volume::{ConsistencyPoint, JobResult, VolumeError};

/// Inputs and requests taken in one turn: bounds how long the other duties of the loop wait.
const INPUTS_PER_TURN: usize = 256;
const REQUESTS_PER_TURN: usize = 64;
/// Replies a connection may have unacknowledged before its next request waits (R4), in bytes.
const UNACKED_MAX: u64 = 4 << 20;
/// Time until a consistency point that failed is tried again.
const POINT_RETRY_US: u64 = 500_000;
/// A consistency point starts when replaying what came since the last one would take this long: a restore is to take less.
const REPLAY_US_MAX: u64 = 300_000;
/// Time between two ticks (P0).
const TICK_US: u64 = 1_000_000;

/// Why a service cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The card failed.
    #[error(transparent)]
    Card(#[from] BusError),
    /// The engine refused one of its own inputs: a bug.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// An entry that can never be logged.
    #[error(transparent)]
    Append(#[from] AppendError),
    /// The session state cannot be written down.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// No entropy.
    #[error("no random numbers from the kernel: {0}")]
    Entropy(getrandom::Error),
}

/// What became of a consistency point.
pub enum PointOutcome {
    /// It is on the disk and contains everything up to this position.
    Landed { epoch: Epoch, position: Position },
    /// The disk refuses this node's writes.
    Refused,
    /// It failed otherwise, and will be tried again.
    Failed(VolumeError),
}

struct RunningPoint {
    epoch: Epoch,
    position: Position,
    replay_us: u64,
    result: Receiver<JobResult>,
}

/// One identity as this node serves it.
pub struct Service {
    /// Whose.
    pub name: Name,
    /// Its state machine.
    pub engine: Engine,
    /// Its log.
    pub log: Log<CardQueue>,
    /// Header of the region the log writes to.
    pub region: RegionHeader,
    /// When outputs leave.
    pub policy: AckPolicy,
    /// Clients' input is accepted.
    pub serving: bool,
    /// No new input; a consistency point shall contain the whole log.
    pub draining: bool,
    /// Consistency points may be started.
    pub writes_allowed: bool,
    /// A consistency point is wanted as soon as possible.
    pub point_wanted: bool,
    /// Epoch and last position of the newest consistency point.
    pub point: (Epoch, Position),
    /// The first frame of a client's connection has left since the restore.
    pub replied: bool,
    /// Requests that were refused because their blocks could not be read.
    pub disk_errors: u64,
    /// The last such failure, until somebody takes it.
    pub last_disk_error: Option<String>,
    running: Option<RunningPoint>,
    /// An input for which the log has no room yet.
    pending: Option<Input>,
    /// Something besides ticks was logged since the last consistency point began.
    changed: bool,
    point_begun_us: u64,
    /// What replaying everything since the last consistency point began would take: what it took live.
    replay_us: u64,
    /// After a failure: not before this.
    point_blocked_us: u64,
    point_ms: u64,
    tick_us: u64,
    released: Position,
    key: PairKey,
}

/// What a service begins with.
pub struct Opened {
    /// Whose.
    pub name: Name,
    /// Its state machine, at the end of the log.
    pub engine: Engine,
    /// Its log.
    pub log: Log<CardQueue>,
    /// Header of the region the log writes to.
    pub region: RegionHeader,
    /// Epoch and last position of the consistency point it was restored from.
    pub point: (Epoch, Position),
}

impl Service {
    /// A service that is restored and paused.
    pub fn new(opened: Opened, key: PairKey, point_ms: u64, now_us: u64) -> Service {
        Service {
            name: opened.name,
            engine: opened.engine,
            log: opened.log,
            region: opened.region,
            policy: AckPolicy::Paused,
            serving: false,
            draining: false,
            writes_allowed: true,
            point_wanted: false,
            point: opened.point,
            replied: false,
            disk_errors: 0,
            last_disk_error: None,
            running: None,
            pending: None,
            changed: true,
            point_begun_us: now_us,
            replay_us: 0,
            point_blocked_us: 0,
            point_ms,
            tick_us: now_us,
            released: Position::ZERO,
            key,
        }
    }

    /// Begins to accept clients, or goes on after a drain.
    pub fn serve(&mut self, now_us: u64) {
        self.draining = false;
        if !self.serving {
            self.serving = true;
            self.tick_us = now_us;
            self.engine.endpoint.resume(now_us);
        }
    }

    /// Appends and applies what has come in, executes requests, posts. Returns whether there was anything to do.
    pub fn turn(&mut self, now_us: u64) -> Result<bool, ServiceError> {
        let before = self.log.last();
        self.finish_operation()?;
        if self.serving && !self.draining {
            self.engine.endpoint.on_timer(now_us);
            let begun = Instant::now();
            self.take_inputs()?;
            self.execute_requests()?;
            if self.log.last() != before {
                self.replay_us += begun.elapsed().as_micros() as u64;
            }
            self.tick(now_us)?;
            self.engine.endpoint.set_receive_budget(self.log.space(Kind::Receive).payload_bytes);
        }
        self.log.flush()?;
        Ok(self.log.last() != before)
    }

    /// A log that broke off between a P2 and its P3 goes on with the P3.
    fn finish_operation(&mut self) -> Result<(), ServiceError> {
        if let Some((conn, body)) = self.engine.is_executing() {
            let position = self.log.append(Kind::Complete, conn.0, &body, &[])?;
            self.engine.finish(position, conn)?;
        }
        Ok(())
    }

    fn take_inputs(&mut self) -> Result<(), ServiceError> {
        for _ in 0..INPUTS_PER_TURN {
            let Some(input) = self.pending.take().or_else(|| self.engine.endpoint.poll_input()) else { break };
            let kind = match &input {
                Input::Receive { .. } => Kind::Receive,
                Input::Acked { .. } => Kind::Acked,
                _ => Kind::Event,
            };
            let (body, payload) = input.encode();
            match self.log.append(kind, input.conn().0, &body, &payload) {
                Ok(position) => self.engine.input(position, &input)?,
                Err(AppendError::Full { .. }) => {
                    self.pending = Some(input);
                    self.point_wanted = true;
                    break;
                }
                Err(other) => return Err(other.into()),
            }
            self.changed = true;
        }
        Ok(())
    }

    fn execute_requests(&mut self) -> Result<(), ServiceError> {
        for _ in 0..REQUESTS_PER_TURN {
            // Beyond this a consistency point could not be written in one piece; requests wait for the one under way.
            if self.engine.volume.dirty_bytes() >= self.engine.volume.dirty_limit() {
                self.point_wanted = true;
                break;
            }
            let Some((conn, component)) = self.engine.next_request(UNACKED_MAX) else { break };
            // The worst case of a P3 is one line: the reply itself is a function of the log.
            let promise = match self.log.promise(Kind::Complete, 0) {
                Ok(promise) => promise,
                Err(_) => {
                    self.point_wanted = true;
                    break;
                }
            };
            if self.log.space(Kind::Begin).lines == 0 {
                self.log.release(promise);
                self.point_wanted = true;
                break;
            }
            // A block that cannot be read now may be readable in a replay, so the answer may not depend on it: the log
            // says that the operation was refused (R3).
            let refusal = match self.engine.load(conn, component) {
                Err(reason) if !reason.is_outcome() => {
                    self.disk_errors += 1;
                    self.last_disk_error = Some(reason.to_string());
                    Some(Refusal::DiskFailed)
                }
                _ => None,
            };
            let mut seed = [0u8; 12];
            getrandom::fill(&mut seed).map_err(ServiceError::Entropy)?;
            let utc = Clock::utc().max(self.engine.utc());
            let position = self.log.append(Kind::Begin, conn.0, &engine::encode_begin(utc, seed, component), &[])?;
            // Posted before it is executed: if executing it ends this process, the log says which request it was.
            self.log.flush()?;
            self.engine.begin(position, conn, utc, seed, component, refusal)?;
            let Some((conn, body)) = self.engine.is_executing() else { continue };
            let position = self.log.append_promised(promise, Kind::Complete, conn.0, &body, &[])?;
            self.engine.finish(position, conn)?;
            self.changed = true;
        }
        Ok(())
    }

    fn tick(&mut self, now_us: u64) -> Result<(), ServiceError> {
        let passed_us = now_us.saturating_sub(self.tick_us);
        if passed_us < TICK_US {
            return Ok(());
        }
        let (utc, time_ms) = (Clock::utc().max(self.engine.utc()), self.engine.time_ms() + passed_us / 1000);
        match self.log.append(Kind::Event, 0, &engine::encode_tick(utc, time_ms), &[]) {
            Ok(position) => self.engine.tick(position, utc, time_ms),
            // No room: identity time stands still a little longer.
            Err(_) => self.point_wanted = true,
        }
        self.tick_us = now_us;
        Ok(())
    }

    /// The card's view of the log, from host memory.
    pub fn watermarks(&self) -> Result<Watermarks, BusError> {
        self.log.device().0.watermarks()
    }

    /// Lets out what is durable where the policy says (R1). Returns whether frames are still waiting for the sink.
    pub fn output(&mut self, now_us: u64, sink: &mut dyn FnMut(&[IoSlice<'_>]) -> bool) -> Result<bool, ServiceError> {
        let durable = self.log.durable()?;
        let durable = match self.policy {
            AckPolicy::Paused => return Ok(false),
            AckPolicy::Mirrored => durable.mirrored,
            AckPolicy::Local => durable.local,
        };
        if durable > self.released {
            self.released = durable;
            self.engine.endpoint.release(durable);
        }
        if !self.serving {
            return Ok(false);
        }
        let replied = &mut self.replied;
        Ok(self.engine.endpoint.transmit(now_us, &mut |frame| {
            let sent = sink(frame);
            // An announcement is no answer: only IPv4 counts (EtherType behind virtio_net_hdr and addresses).
            *replied |= sent && frame.first().is_some_and(|head| head.get(22..24) == Some(&[0x08, 0x00]));
            sent
        }))
    }

    /// Whether outputs wait for the log to become durable.
    pub fn awaits_durability(&self) -> bool {
        self.policy != AckPolicy::Paused && self.released < self.log.last()
    }

    /// Whether everything that has been acknowledged is at the partner too (`arbitration.md` 17).
    pub fn acknowledged_is_mirrored(&self) -> Result<bool, BusError> {
        Ok(self.log.durable()?.mirrored >= self.released)
    }

    /// Looks after consistency points: takes the result of one that has ended, starts one that is due.
    pub fn consistency_point(&mut self, now_us: u64) -> Result<Option<PointOutcome>, ServiceError> {
        if let Some(running) = &self.running {
            match running.result.try_recv() {
                Ok(result) => return Ok(self.finish_point(result, now_us)),
                Err(TryRecvError::Empty) => return Ok(None),
                // The thread died: a bug in the volume. The next point contains the same changes.
                Err(TryRecvError::Disconnected) => self.running = None,
            }
        }
        let aged = now_us.saturating_sub(self.point_begun_us) >= self.point_ms * 1000;
        let volume = &self.engine.volume;
        let due = self.point_wanted
            || self.log.usage().is_half_full()
            || volume.dirty_bytes() >= volume.dirty_limit() / 2
            || self.replay_us >= REPLAY_US_MAX
            || (aged && self.changed);
        if due && self.writes_allowed && now_us >= self.point_blocked_us && self.engine.is_executing().is_none() {
            self.begin_point(now_us)?;
        }
        Ok(None)
    }

    fn begin_point(&mut self, now_us: u64) -> Result<(), ServiceError> {
        let Some(session) = self.engine.session() else { return Ok(()) };
        let position = self.engine.applied();
        let point = ConsistencyPoint {
            position: position.next(),
            epoch: self.log.epoch(),
            term: self.log.term(),
            session: session.to_bytes(&self.key)?,
        };
        self.point_wanted = false;
        self.point_begun_us = now_us;
        match self.engine.volume.begin_consistency_point(point) {
            Ok(job) => {
                let (sender, result) = sync_channel(1);
                let name = self.name;
                let thread = std::thread::Builder::new().name(format!("point-{name}"));
                // Nobody waits for the result any more when the service has been given up meanwhile.
                let started = thread.spawn(move || drop(sender.send(job.run())));
                if let Err(reason) = started {
                    eprintln!("filer: no thread for a consistency point of {name}: {reason}");
                }
                self.changed = false;
                let replay_us = std::mem::take(&mut self.replay_us);
                self.running = Some(RunningPoint { epoch: self.log.epoch(), position, replay_us, result });
            }
            Err(reason) => eprintln!("filer: consistency point of {}: {reason}", self.name),
        }
        Ok(())
    }

    fn finish_point(&mut self, result: JobResult, now_us: u64) -> Option<PointOutcome> {
        let running = self.running.take()?;
        match self.engine.volume.finish_consistency_point(result) {
            Ok(()) => {
                self.log.trim(running.position);
                self.region.forget_terms(running.position);
                self.point = (running.epoch, running.position);
                Some(PointOutcome::Landed { epoch: running.epoch, position: running.position })
            }
            Err(reason) => {
                self.changed = true;
                self.replay_us += running.replay_us;
                self.point_blocked_us = now_us + POINT_RETRY_US;
                let refused = matches!(&reason, VolumeError::Disk(disk) if disk.is_refused());
                Some(if refused { PointOutcome::Refused } else { PointOutcome::Failed(reason) })
            }
        }
    }

    /// A drain is over when the newest consistency point contains the whole log.
    pub fn is_drained(&self) -> bool {
        self.draining && self.running.is_none() && self.point.1 >= self.log.last()
    }
}
