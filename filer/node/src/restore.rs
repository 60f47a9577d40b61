//! The one way to restore an identity (rule 2 of `docs/architecture.md`).
//!
//! The state of the last consistency point, then the entries of the regions since, oldest first, applied by the engine
//! that also runs live. Own reboot and takeover differ only in the plan: which half of the card holds which region.

use crate::card::CardQueue;
use crate::clock::Clock;
use crate::config::{IdentityConfig, Name};
use crate::engine::{Engine, EngineError};
use crate::nvram::{self, Half};
use crate::secret::PairKey;
use crate::session::{Session, SessionError};
use bytes::Bytes;
use cluster::{Area, Plan, PlanRegion};
use driver::{Card, CardError};
use nvlog::{
    line_ranges, payload_ranges, scan, Damage, Expect, Log, LogSetup, Position, RegionHeader, Rings, Scan, Term,
    TermStart,
};
use std::ops::Range;
use tcp::Endpoint;
use volume::{ConsistencyPoint, Volume};

/// Why an identity was not restored. The node goes on without it.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The card failed.
    #[error(transparent)]
    Card(#[from] CardError),
    /// The state area is not usable.
    #[error(transparent)]
    Nvram(#[from] crate::nvram::NvramError),
    /// The session state is not usable.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// TCP does not take its state back.
    #[error("the saved connections: {0}")]
    Tcp(#[from] tcp::RestoreError),
    /// The saved sessions do not fit the volume.
    #[error("the saved sessions: {0}")]
    Volume(#[from] volume::VolumeError),
    /// An entry that was durable is not good any more.
    #[error(transparent)]
    Damage(#[from] Damage),
    /// An entry could not be applied, or had another outcome than before.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The plan names a region that is not there.
    #[error("there is no region of {name} with epoch {epoch} in this card's {half:?} memory, which the takeover's plan needs")]
    NoRegion {
        /// Whose.
        name: Name,
        /// Its epoch.
        epoch: u32,
        /// Where it was looked for.
        half: Half,
    },
    /// The identity is not in the configuration.
    #[error("identity {0} is not configured on this node")]
    Unknown(Name),
    /// Consistency point and plan do not meet.
    #[error("the log begins after position {after}, but the consistency point ends at {point}")]
    Gap {
        /// Where the plan's first region begins.
        after: Position,
        /// Last position of the consistency point.
        point: Position,
    },
}

/// The log of one identity as read from one half of the card.
pub struct Image {
    lines: Vec<u8>,
    payload: Vec<u8>,
    /// The header found beside it.
    pub header: RegionHeader,
}

impl Image {
    /// Reads the header of an identity, and of its rings what the entries after `after` up to `last` need: a card reads
    /// slowly, and clients wait. `None`: nothing was ever logged there.
    pub fn read(
        card: &mut Card,
        half: Half,
        name: Name,
        after: Position,
        last: Position,
    ) -> Result<Option<Image>, RestoreError> {
        let contents = nvram::Contents::read(card, half)?;
        let Some(header) = contents.regions[name.index()].clone() else { return Ok(None) };
        let Rings { line_base, line_count, payload_base, payload_bytes } = header.rings;
        let mut lines = vec![0u8; line_count as usize * abi::line::LINE_BYTES];
        let mut payload = vec![0u8; payload_bytes as usize];
        let positions = after.next()..=last;
        for range in line_ranges(positions.clone(), line_count) {
            read_range(card, half, line_base, &mut lines, range)?;
        }
        for range in payload_ranges(&lines, payload_bytes, positions) {
            read_range(card, half, payload_base, &mut payload, range)?;
        }
        Ok(Some(Image { lines, payload, header }))
    }

    /// The entries that a region of the plan stands for.
    fn entries(&self, region: &PlanRegion) -> Result<Scan<'_>, Damage> {
        let expect = Expect {
            identity: self.header.identity,
            epoch: region.epoch,
            terms: &self.header.terms,
            after: region.after,
            sealed: region.last,
            // Whatever stands behind the sealed end was never acknowledged and does not come back.
            until: Some(region.last),
        };
        scan(&self.lines, &self.payload, expect)
    }
}

/// Reads a byte range of a ring that begins at `base`.
fn read_range(card: &mut Card, half: Half, base: u32, ring: &mut [u8], range: Range<u32>) -> Result<(), CardError> {
    let bytes = &mut ring[range.start as usize..range.end as usize];
    nvram::read(card, half, u64::from(base + range.start), bytes)
}

/// A restored identity before its region is opened.
pub struct Restored {
    /// The state at the end of the log.
    pub engine: Engine,
    /// The consistency point it began with: epoch and last position.
    pub point: (nvlog::Epoch, Position),
    /// Entries replayed.
    pub replayed: u64,
    /// UTC of the last request in the log, in milliseconds.
    pub last_request_ms: Option<u64>,
    /// The log in LOCAL and the regions of the plan that lie in it.
    local: Option<(Image, Vec<PlanRegion>)>,
    /// The newest term of any region replayed.
    term: Term,
}

/// Settings of the TCP endpoint of an identity: the same on both nodes.
pub fn endpoint_config(identity: &IdentityConfig, key: &PairKey) -> Result<tcp::Config, crate::config::ConfigError> {
    let secret = key.derive(&format!("TCP secret of identity {}", identity.name));
    let secret = secret.first_chunk::<16>().copied().unwrap_or_default();
    Ok(tcp::Config::new(identity.mac_bytes()?, identity.address, &[identity.port], secret))
}

/// Restores an identity in memory.
pub fn restore(
    card: &mut Card,
    identity: &IdentityConfig,
    key: &PairKey,
    mut volume: Volume,
    point: &ConsistencyPoint,
    plan: &Plan,
) -> Result<Restored, RestoreError> {
    let name = identity.name;
    let session = Session::from_bytes(&point.session, key)?;
    let config = endpoint_config(identity, key).map_err(|_| RestoreError::Unknown(name))?;
    let endpoint = Endpoint::restore(config, session.tcp.clone())?;
    session.server.restore_holds(&mut volume)?;
    let contained = point.position.previous();
    let mut engine = Engine::new(endpoint, session, volume, contained);
    let (mut replayed, mut term) = (0, point.term);
    let mut images: [Option<Image>; 2] = [None, None];
    for region in &plan.regions {
        let half = half(region.area);
        let slot = &mut images[half as usize];
        if slot.is_none() {
            // All regions of this half at once: they lie in the same rings.
            let of_half = || plan.regions.iter().filter(|other| other.area == region.area);
            let after = of_half().map(|region| region.after).min().unwrap_or(region.after);
            let last = of_half().map(|region| region.last).max().unwrap_or(region.last);
            *slot = Image::read(card, half, name, after, last)?;
        }
        let image = slot.as_ref().ok_or(RestoreError::NoRegion { name, epoch: region.epoch.0, half })?;
        for entry in image.entries(region)?.entries {
            if entry.position <= engine.applied() {
                continue;
            }
            if entry.position != engine.applied().next() {
                return Err(RestoreError::Gap { after: entry.position.previous(), point: engine.applied() });
            }
            engine.replay(
                entry.position,
                entry.kind,
                entry.stream,
                entry.body(),
                Bytes::copy_from_slice(entry.payload),
            )?;
            replayed += 1;
            term = term.max(entry.term);
        }
        term = term.max(image.header.terms.iter().map(|start| start.term).max().unwrap_or_default());
    }
    let [local, _] = images;
    let of_local = plan.regions.iter().filter(|region| region.area == Area::Local).copied().collect();
    Ok(Restored {
        last_request_ms: engine.last_request().map(Clock::filetime_ms),
        engine,
        point: (point.epoch, contained),
        replayed,
        local: local.map(|image| (image, of_local)),
        term,
    })
}

impl Restored {
    /// The header of the region that is opened for this identity, with a new term that begins behind the last position.
    pub fn header(&self, name: Name, epoch: nvlog::Epoch, rings: Rings) -> RegionHeader {
        let first = self.engine.applied().next();
        match &self.local {
            // The rings go on, and with them the terms of what is in them.
            Some((image, _)) => {
                let mut header = image.header.clone();
                header.epoch = epoch;
                header.terms.retain(|start| start.first < first);
                let term = Term(self.term.0 + 1);
                header.terms.push(TermStart { term, first });
                header
            }
            None => {
                RegionHeader::begin(name.index() as u8, epoch, TermStart { term: Term(self.term.0 + 1), first }, rings)
            }
        }
    }

    /// The log behind the last position, in the rings of an opened queue.
    pub fn log(&self, device: CardQueue, header: &RegionHeader) -> Result<Log<CardQueue>, Damage> {
        let setup = LogSetup {
            identity: header.identity,
            epoch: header.epoch,
            term: header.terms.last().map_or(Term(1), |start| start.term),
            next: self.engine.applied().next(),
            line_count: header.rings.line_count,
            payload_bytes: header.rings.payload_bytes,
            payload_next: 0,
        };
        let Some((image, regions)) = &self.local else { return Ok(Log::open(device, setup)) };
        let mut live: Option<Scan<'_>> = None;
        for region in regions {
            let found = image.entries(region)?;
            live = Some(match live {
                None => found,
                Some(mut before) => {
                    before.entries.extend(found.entries);
                    before.last = found.last;
                    before
                }
            });
        }
        Ok(match live.filter(|live| !live.entries.is_empty()) {
            Some(live) => Log::resume(device, setup, &live),
            None => Log::open(device, setup),
        })
    }
}

/// The half of this node's card that an area of a plan means.
fn half(area: Area) -> Half {
    match area {
        Area::Local => Half::Local,
        Area::Remote => Half::Remote,
    }
}
