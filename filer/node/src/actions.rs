//! Carrying out what the cluster machine orders.

use crate::admin::{self, CardStatus, IdentityStatus, LoggedEvent, Request, Response, Status, Waiting};
use crate::clock::Clock;
use crate::config::CardBackend;
use crate::nvram::{self, Contents, Half};
use crate::passing::Passing;
use crate::restore::{RestoreError, Restored};
use crate::restoring::Restoring;
use crate::run::{acknowledged_by, image_state, name, Ended, Node, NodeError};
use crate::service::{Opened, Service, ServiceError};
use crate::storage::Job;
use crate::timeline::Timeline;
use cluster::{
    AckPolicy, Action, Area, CardId, CpMark, Event, Identity, IdentityNv, MirrorFacts, Plan, Region, Survey,
};
use driver::{CardError, QueueSetup};
use nvlog::{Epoch, Position, Rings};
use std::io::IoSlice;
use std::ops::Range;
use volume::{ConsistencyPoint, Volume, VolumeError};

/// Events kept for the operator; the log of the process has all of them.
const EVENTS_KEPT: usize = 256;

/// A volume that is open while the machine decides about a restore.
pub struct Surveying {
    volume: Volume,
    point: ConsistencyPoint,
}

impl Node {
    /// Carries one action out. What takes time is begun here and reported later.
    pub(crate) fn perform(&mut self, action: Action) -> Result<(), NodeError> {
        match action {
            Action::Send { path, bytes } => self.paths.send(&mut self.card, path, &bytes)?,
            Action::HostBeat => {
                self.beat += 1;
                self.card.set_host_beat(self.beat)?;
            }
            Action::ReadMailbox { identity } => self.storage.submit(Job::Read(identity)),
            Action::WriteMailbox { identity, slot, bytes, epoch, disks } => {
                self.storage.submit(Job::Write { identity, slot, bytes, epoch, disks })
            }
            Action::Reserve { identity, disks } => {
                self.begin_timeline(identity);
                self.storage.submit(Job::Reserve(identity, disks));
            }
            Action::Release { identity, disks } => {
                if self.services[identity.index()].is_none() {
                    // Nothing of this volume may be written any more, and nothing of it is needed.
                    if let Some(gate) = self.storage.gate(identity) {
                        gate.set_open(false);
                    }
                    self.forget(identity);
                }
                self.storage.submit(Job::Release(identity, disks));
            }
            Action::Fence { identity, epoch } => {
                self.card.fence(identity.index(), epoch.0)?;
                self.fencing[identity.index()] = true;
            }
            Action::LiftFence { identity } => self.card.lift(identity.index())?,
            Action::Survey { identity } => {
                // One volume of a disk at a time.
                self.forget(identity);
                // An owner that comes back to its own reservations has not taken any.
                if self.timelines[identity.index()].as_ref().is_none_or(|timeline| timeline.restored_ms.is_some()) {
                    self.begin_timeline(identity);
                }
                self.storage.submit(Job::Open(identity));
            }
            Action::Restore { identity, plan } => self.restore(identity, plan),
            Action::OpenRegion { nv } => self.open_region(nv)?,
            Action::ReopenRegion { identity, epoch } => self.reopen_region(identity, epoch)?,
            Action::PersistNode { nv } => self.nvram.node(&mut self.card, &nv)?,
            Action::PersistIdentity { nv } => self.nvram.identity(&mut self.card, &nv)?,
            Action::Serve { identity } => {
                let now_us = self.clock.now_us();
                let kept = self.passing[identity.index()].take();
                if let Some(service) = self.service(identity) {
                    service.serve(now_us);
                    // It stays after all.
                    for frame in kept.into_iter().flat_map(Passing::kept) {
                        service.engine.endpoint.on_frame(now_us, &frame);
                    }
                }
            }
            Action::SetAckPolicy { identity, policy } => {
                if let Some(service) = self.service(identity) {
                    service.policy = policy;
                }
            }
            Action::SuspendWrites { identity } => self.allow_writes(identity, false),
            Action::ResumeWrites { identity } => self.allow_writes(identity, true),
            Action::StopServing { identity } => {
                self.services[identity.index()] = None;
                self.forget(identity);
                self.covering[identity.index()] = false;
                self.card.disable_queue(identity.index())?;
            }
            Action::RunCp { identity } => {
                if let Some(service) = self.service(identity) {
                    service.point_wanted = true;
                }
            }
            Action::Drain { identity } => {
                let mac = self.config.identity(name(identity)).and_then(|identity| identity.mac_bytes().ok());
                self.passing[identity.index()] = mac.map(|mac| Passing::begin(mac, self.clock.now_us()));
                if let Some(service) = self.service(identity) {
                    service.draining = true;
                    service.point_wanted = true;
                }
            }
            Action::DropMirror => {
                self.card.drop_mirror()?;
                self.report_mirror()?;
            }
            Action::StartResync { identities } => {
                let mut ranges = vec![state_range()];
                // What is not live is of no use to a restore; what is appended from now on the card sends by itself.
                for service in identities.iter().filter_map(|identity| self.services[identity.index()].as_ref()) {
                    let rings = nvram::rings(service.name, &self.config.log);
                    let [lines, payload] = service.log.live_ranges();
                    ranges.push(rings.line_base + lines.start..rings.line_base + lines.end);
                    ranges.push(whole_lines(rings.payload_base, payload));
                }
                // A link that has gone down meanwhile: the mirror stays lost, and the answer says so.
                if let Err(reason) = self.card.start_resync(&ranges) {
                    eprintln!("filer: no resync: {reason}");
                }
                self.report_mirror()?;
            }
            Action::AcceptMirror { identities } => {
                match self.card.accept_mirror() {
                    Ok(()) => identities.iter().for_each(|identity| self.covering[identity.index()] = true),
                    Err(CardError::WrongMirrorState { .. }) => {}
                    Err(other) => return Err(other.into()),
                }
                self.report_mirror()?;
            }
            Action::Shutdown { restart } => self.ending = Some(Ended { restart }),
            Action::Log(entry) => {
                eprintln!("filer: {}", admin::sentence(&entry));
                self.logged += 1;
                self.event_log.push_back(LoggedEvent { number: self.logged, at_ms: Clock::utc_ms(), entry });
                if self.event_log.len() > EVENTS_KEPT {
                    self.event_log.pop_front();
                }
            }
        }
        Ok(())
    }

    /// Passes on what came too late, once the other filer has announced itself.
    pub(crate) fn pass_on(&mut self, now_us: u64) {
        for (passing, service) in self.passing.iter_mut().zip(&self.services) {
            let Some(kept) = passing else { continue };
            if service.as_ref().is_some_and(|service| service.draining) {
                kept.extend(now_us);
            }
            if kept.is_announced() {
                for frame in passing.take().into_iter().flat_map(Passing::for_the_other) {
                    // A device that takes no more: the client sends again.
                    let _ = self.tap.send(&[IoSlice::new(&frame)]);
                }
            } else if kept.is_over(now_us) {
                *passing = None;
            }
        }
    }

    fn service(&mut self, identity: Identity) -> Option<&mut Service> {
        self.services[identity.index()].as_mut()
    }

    /// The answer that a mirror order gets.
    fn report_mirror(&mut self) -> Result<(), NodeError> {
        let image = self.card.image()?;
        self.facts = self.read_facts(&image)?;
        self.events.push_back(Event::Mirror(MirrorFacts { answer: true, ..self.facts }));
        Ok(())
    }

    fn allow_writes(&mut self, identity: Identity, allow: bool) {
        if let Some(gate) = self.storage.gate(identity) {
            gate.set_open(allow);
        }
        if let Some(service) = self.service(identity) {
            service.writes_allowed = allow;
        }
    }

    fn begin_timeline(&mut self, identity: Identity) {
        if self.services[identity.index()].is_none() {
            // Whether it is a giveback shows when the plan is there.
            let kind = if name(identity) == self.config.node { "reboot" } else { "takeover" };
            self.timelines[identity.index()] = Some(Timeline::begin(name(identity), kind, Clock::utc_ms()));
        }
    }

    /// The storage thread has opened a volume: adds what the card knows and tells the machine.
    pub(crate) fn surveyed(
        &mut self,
        identity: Identity,
        opened: Result<(Volume, ConsistencyPoint), VolumeError>,
    ) -> Result<(), NodeError> {
        let cp = match opened {
            Ok((volume, point)) => {
                let mark = CpMark { epoch: point.epoch, position: point.position.previous() };
                self.surveying[identity.index()] = Some(Surveying { volume, point });
                Some(mark)
            }
            Err(reason) => {
                eprintln!("filer: the volume of {identity} cannot be opened: {reason}");
                None
            }
        };
        let local = Contents::read(&mut self.card, Half::Local)?;
        let image = self.card.image()?;
        // An image that was never synced holds nothing that is worth reading.
        let remote = match image_state(image.state) {
            cluster::Image::Invalid => Contents::default(),
            _ => Contents::read(&mut self.card, Half::Remote)?,
        };
        let region = |nv: &Option<IdentityNv>, last: Position| {
            nv.clone().map(|nv| Region { last: last.max(nv.first.previous()), nv })
        };
        let survey = Survey {
            local: region(&local.identities[identity.index()], self.local_last(identity)?),
            remote: region(&remote.identities[identity.index()], Position(image.sealed[identity.index()]).previous()),
            image: image_state(image.state),
            image_card: CardId(image.card_id),
            cp,
        };
        self.tell(Event::Surveyed { identity, survey: Box::new(survey) })
    }

    /// Lets go of a volume that is open for a restore, and of the restore.
    fn forget(&mut self, identity: Identity) {
        let index = identity.index();
        if self.restoring[index].take().is_some() {
            self.events.push_back(Event::Restored { identity, result: Err(RestoreError::Cancelled.to_string()) });
        }
        self.restored[index] = None;
        self.surveying[index] = None;
    }

    fn restore(&mut self, identity: Identity, plan: Plan) {
        if let Some(timeline) = &mut self.timelines[identity.index()] {
            if timeline.identity == self.config.node && plan.regions.iter().any(|region| region.area == Area::Remote) {
                timeline.kind = "giveback".into();
            }
        }
        match self.surveying[identity.index()].take() {
            Some(Surveying { volume, point }) => {
                self.restoring[identity.index()] = Some(Restoring::begin(name(identity), volume, point, plan))
            }
            None => self.finish_restore(identity, Err(RestoreError::Unknown(name(identity)))),
        }
    }

    /// Lets restores go on; returns whether one has more to do at once.
    pub(crate) fn poll_restores(&mut self) -> Result<bool, NodeError> {
        for identity in Identity::BOTH {
            let Some(restoring) = &mut self.restoring[identity.index()] else { continue };
            if let Some(result) = restoring.turn(&mut self.card, &self.config, &self.key) {
                self.restoring[identity.index()] = None;
                self.finish_restore(identity, result);
            }
        }
        Ok(self.restoring.iter().flatten().any(Restoring::is_reading))
    }

    fn finish_restore(&mut self, identity: Identity, result: Result<Restored, RestoreError>) {
        let result = match result {
            Ok(restored) => {
                if let Some(timeline) = &mut self.timelines[identity.index()] {
                    timeline.restored_ms = Some(Clock::utc_ms());
                    timeline.replayed = restored.replayed;
                    timeline.last_request_ms = restored.last_request_ms;
                }
                let last = restored.engine.applied();
                self.restored[identity.index()] = Some(restored);
                Ok(last)
            }
            Err(reason) => {
                eprintln!("filer: {identity} is not restored: {reason}");
                Err(reason.to_string())
            }
        };
        self.events.push_back(Event::Restored { identity, result });
    }

    /// Opens a new region: of an identity just restored, or of one that is being served and continues in a new epoch.
    fn open_region(&mut self, mut nv: IdentityNv) -> Result<(), NodeError> {
        let identity = nv.identity;
        let last = match (&self.restored[identity.index()], &self.services[identity.index()]) {
            (Some(restored), _) => restored.engine.applied(),
            (None, Some(service)) => service.log.last(),
            (None, None) => return Ok(()),
        };
        nv.first = last.next();
        if let Some(link) = nv.chain.first_mut() {
            link.last = last;
        }
        let epoch = nv.epoch;
        if self.restored[identity.index()].is_some() {
            self.nvram.identity(&mut self.card, &nv)?;
            self.begin_service(identity, epoch)
        } else {
            self.continue_service(identity, &nv)
        }
    }

    fn reopen_region(&mut self, identity: Identity, epoch: Epoch) -> Result<(), NodeError> {
        self.begin_service(identity, epoch)
    }

    /// Turns a restored identity into a service: header of the region with its new term, queue, log.
    fn begin_service(&mut self, identity: Identity, epoch: Epoch) -> Result<(), NodeError> {
        let name = name(identity);
        let Some(restored) = self.restored[identity.index()].take() else { return Ok(()) };
        let last = restored.engine.applied();
        let mut region = restored.header(name, epoch, nvram::rings(name, &self.config.log));
        nvram::write_region(&mut self.card, &mut region)?;
        let queue = self.card.open_queue(identity.index(), queue_setup(&region.rings, last.next(), epoch))?;
        let log = match restored.log(crate::card::CardQueue(queue), &region) {
            Ok(log) => log,
            Err(reason) => {
                self.events.push_back(Event::Restored { identity, result: Err(reason.to_string()) });
                return Ok(());
            }
        };
        if let Some(gate) = self.storage.gate(identity) {
            gate.set_epoch(epoch);
            gate.set_open(true);
        }
        let opened = Opened { name, engine: restored.engine, log, region, point: restored.point };
        let point_ms = self.config.timing.consistency_point_ms;
        self.services[identity.index()] = Some(Service::new(opened, self.key.clone(), point_ms, self.clock.now_us()));
        self.events.push_back(Event::RegionOpened { identity, epoch, last });
        Ok(())
    }

    /// A service goes on in a new epoch, in the same rings (CLAIM, `arbitration.md` 28).
    fn continue_service(&mut self, identity: Identity, nv: &IdentityNv) -> Result<(), NodeError> {
        let failed = |source: ServiceError| NodeError::Service { name: name(identity), source };
        let Some(service) = self.services[identity.index()].as_mut() else { return Ok(()) };
        service.log.flush().map_err(|e| failed(e.into()))?;
        nvram::settle(&mut self.card)?;
        self.nvram.identity(&mut self.card, nv)?;
        let last = service.log.last();
        service.region.epoch = nv.epoch;
        let term = service.region.open_term(last.next());
        nvram::write_region(&mut self.card, &mut service.region)?;
        service.log.begin_region(nv.epoch, term);
        if let Some(gate) = self.storage.gate(identity) {
            gate.set_epoch(nv.epoch);
        }
        self.events.push_back(Event::RegionOpened { identity, epoch: nv.epoch, last });
        Ok(())
    }

    /// Answers the operator.
    pub(crate) fn answer(&mut self, waiting: Waiting) -> Result<(), NodeError> {
        let response = match &waiting.request {
            Request::Status => Response::Status(Box::new(self.status()?)),
            Request::Events => Response::Events(self.event_log.iter().cloned().collect()),
            Request::Assess(command) => Response::Assessment(self.machine.assess(command)),
            Request::Order(command) => match self.machine.assess(command).refused {
                Some(why) => Response::Refused(why),
                None => {
                    let command = command.clone();
                    // Answered first: it may be this process' last act.
                    waiting.answer(Response::Accepted);
                    return self.tell(Event::Operator(command));
                }
            },
        };
        waiting.answer(response);
        Ok(())
    }

    fn status(&mut self) -> Result<Status, NodeError> {
        let state = self.card.state()?;
        let mut identities = Vec::new();
        for service in
            self.services.iter().flatten().filter(|service| service.serving && service.policy != AckPolicy::Paused)
        {
            identities.push(self.identity_status(service)?);
        }
        Ok(Status {
            node: self.config.node,
            pid: std::process::id(),
            uptime_ms: self.clock.now_ms(),
            card: CardStatus {
                backend: match self.config.card.backend {
                    CardBackend::VfioUser => "vfio-user".into(),
                    CardBackend::Shm => "shm".into(),
                },
                volatile: self.card.info().is_volatile(),
                armed: state.armed,
                link_up: self.facts.link_up,
                mailbox: self.paths.has_mailbox(),
                mirroring: self.facts.state == cluster::Mirror::Mirroring,
                generation: state.generation.into(),
            },
            identities,
            cluster: self.machine.status(),
            restores: self.timelines.iter().flatten().cloned().collect(),
        })
    }

    fn identity_status(&self, service: &Service) -> Result<IdentityStatus, NodeError> {
        let durable = service.log.durable().map_err(CardError::from)?;
        let usage = service.log.usage();
        Ok(IdentityStatus {
            name: service.name,
            address: self
                .config
                .identity(service.name)
                .map(|identity| identity.address.to_string())
                .unwrap_or_default(),
            acknowledged_by: acknowledged_by(service.policy).into(),
            epoch: service.log.epoch().0,
            term: service.log.term().0,
            last: service.log.last().0,
            durable_local: durable.local.0,
            durable_mirrored: durable.mirrored.0,
            consistency_point: service.point.1 .0,
            lines_used: usage.lines_used,
            line_count: usage.line_count,
            payload_used: usage.payload_used,
            payload_bytes: usage.payload_bytes,
            connections: service.engine.endpoint.connections().count(),
            sessions: service.engine.server.session_count(),
            opens: service.engine.server.open_count(),
            partial_bytes: service.engine.partial_bytes(),
        })
    }
}

/// A range of the payload ring, widened to the 64 bytes that the card resyncs at a time.
fn whole_lines(base: u32, range: Range<u32>) -> Range<u32> {
    base + range.start / 64 * 64..base + range.end.next_multiple_of(64)
}

/// The part of the state area that is in use.
fn state_range() -> Range<u32> {
    let start = abi::geometry::STATE_OFFSET as u32;
    start..start + nvram::USED_BYTES
}

fn queue_setup(rings: &Rings, first: Position, epoch: Epoch) -> QueueSetup {
    QueueSetup {
        line_base: rings.line_base,
        line_count: rings.line_count,
        payload_base: rings.payload_base,
        payload_bytes: rings.payload_bytes,
        position: first.0,
        epoch: epoch.0,
    }
}
