//! The one way to restore an identity (rule 2 of `docs/architecture.md`).
//!
//! The state of the last consistency point, then the entries of the regions since, oldest first, applied by the engine
//! that also runs live. Own reboot and takeover differ only in the plan: which half of the card holds which region.
//!
//! Two steps, so that a node goes on with its other duties meanwhile: a [`Reader`] takes from the card, a slice at a time,
//! what the plan names; [`replay`] then needs no card and runs on a thread of its own (`restoring.rs`).

use crate::card::CardQueue;
use crate::clock::Clock;
use crate::config::{IdentityConfig, Name};
use crate::engine::{Engine, EngineError};
use crate::nvram::{self, Half};
use crate::secret::PairKey;
use crate::session::{Session, SessionError};
use crate::trial::{Trial, TrialError};
use bytes::Bytes;
use cluster::{Area, Plan, PlanRegion};
use driver::{Card, CardError};
use nvlog::{
    line_ranges, payload_ranges, scan, Damage, Expect, Log, LogSetup, Position, RegionHeader, Rings, Scan, Term,
    TermStart,
};
use serde::{Deserialize, Serialize};
use smb::Refusal;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use tcp::Endpoint;
use volume::{ConsistencyPoint, Volume};

/// Bytes read from the card between two looks at the clock.
const PIECE_BYTES: u32 = 16 << 10;

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
    /// Nobody can say what a request at the end of the log does.
    #[error("the last request of the log cannot be tried: {0}")]
    Trial(#[from] TrialError),
    /// The node has given the restore up.
    #[error("given up before it was done")]
    Cancelled,
    /// The engine panicked.
    #[error("the engine panicked while it replayed the log: a bug; its message is above")]
    Panicked,
    /// The system refused a thread.
    #[error("no thread for the replay: {0}")]
    Thread(std::io::Error),
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
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Image {
    lines: Vec<u8>,
    payload: Vec<u8>,
    /// The header found beside it.
    pub header: RegionHeader,
}

/// What a plan needs of the card: one image for each half.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Images([Option<Image>; 2]);

/// Reads the images of a plan, a slice of time at a time.
pub struct Reader {
    name: Name,
    /// Halves still to be read, with the first and last positions that are needed of them.
    halves: Vec<(Half, Position, Position)>,
    /// Of the half in progress: what is left, the line ring first.
    left: Vec<(Ring, Range<u32>)>,
    /// The payload ring's part is known when the lines are there.
    lines_read: bool,
    images: Images,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Ring {
    Lines,
    Payload,
}

impl Reader {
    /// A reader that has read nothing yet.
    pub fn new(name: Name, plan: &Plan) -> Reader {
        let mut halves: Vec<(Half, Position, Position)> = Vec::new();
        for region in &plan.regions {
            // All regions of a half at once: they lie in the same rings.
            match halves.iter_mut().find(|(half, _, _)| *half == self::half(region.area)) {
                Some((_, after, last)) => {
                    *after = region.after.min(*after);
                    *last = region.last.max(*last);
                }
                None => halves.push((half(region.area), region.after, region.last)),
            }
        }
        Reader { name, halves, left: Vec::new(), lines_read: false, images: Images::default() }
    }

    /// Reads until `until`, at least one piece. Returns the images when all is read.
    pub fn step(&mut self, card: &mut Card, until: Instant) -> Result<Option<Images>, RestoreError> {
        loop {
            let Some(&(half, after, last)) = self.halves.first() else {
                return Ok(Some(std::mem::take(&mut self.images)));
            };
            match &mut self.images.0[half as usize] {
                None => match nvram::Contents::read(card, half)?.regions[self.name.index()].clone() {
                    // Nothing was ever logged there; the replay says what is missing.
                    None => drop(self.halves.remove(0)),
                    Some(header) => {
                        let rings = header.rings;
                        let lines = vec![0u8; rings.line_count as usize * abi::line::LINE_BYTES];
                        let payload = vec![0u8; rings.payload_bytes as usize];
                        self.left = pieces(Ring::Lines, line_ranges(after.next()..=last, rings.line_count));
                        self.lines_read = false;
                        self.images.0[half as usize] = Some(Image { lines, payload, header });
                    }
                },
                Some(image) => match self.left.pop() {
                    Some((ring, range)) => {
                        let (base, bytes) = match ring {
                            Ring::Lines => (image.header.rings.line_base, &mut image.lines),
                            Ring::Payload => (image.header.rings.payload_base, &mut image.payload),
                        };
                        let offset = u64::from(base + range.start);
                        nvram::read(card, half, offset, &mut bytes[range.start as usize..range.end as usize])?;
                    }
                    None if !self.lines_read => {
                        self.lines_read = true;
                        let payload_bytes = image.header.rings.payload_bytes;
                        let ranges = payload_ranges(&image.lines, payload_bytes, after.next()..=last);
                        self.left = pieces(Ring::Payload, ranges);
                    }
                    None => drop(self.halves.remove(0)),
                },
            }
            if Instant::now() >= until {
                return Ok(None);
            }
        }
    }
}

/// Cuts ranges of a ring into pieces that are read without a look at the clock.
fn pieces(ring: Ring, ranges: impl IntoIterator<Item = Range<u32>>) -> Vec<(Ring, Range<u32>)> {
    let cut = |range: Range<u32>| {
        range.clone().step_by(PIECE_BYTES as usize).map(move |at| (ring, at..range.end.min(at + PIECE_BYTES)))
    };
    ranges.into_iter().filter(|range| range.start < range.end).flat_map(cut).collect()
}

impl Image {
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

/// What a restore begins with, disk already read.
pub struct Source {
    /// The identity's configuration.
    pub identity: IdentityConfig,
    /// Opens the session state.
    pub key: PairKey,
    /// The consistency point's files.
    pub volume: Volume,
    /// The consistency point.
    pub point: ConsistencyPoint,
    /// What follows it.
    pub plan: Plan,
    /// What the card has of it.
    pub images: Images,
}

/// The state at the end of the log.
pub struct Replayed {
    /// The engine; the last request of the log may be undecided.
    pub engine: Engine,
    count: u64,
    term: Term,
}

/// Restores an identity in memory. A request at the end of the log that was begun and not completed is handed to `try_last`
/// first: it may be what killed the process before.
pub fn restore(
    source: Source,
    cancelled: &AtomicBool,
    try_last: impl FnOnce(Trial<'_>) -> Result<Option<Refusal>, TrialError>,
) -> Result<Restored, RestoreError> {
    let Source { identity, key, volume, point, plan, images } = source;
    let Replayed { mut engine, count, term } = replay(&identity, &key, volume, &point, &plan, &images, cancelled)?;
    if let Some(position) = engine.undecided() {
        let refusal = try_last(Trial { identity: identity.name, plan: &plan, images: &images })?;
        if let Some(refusal) = refusal {
            let (name, position) = (identity.name, position.0);
            eprintln!("filer: {name}: the request at position {position} of the log ends whoever executes it; it is refused ({refusal:?})");
        }
        engine.decide(refusal)?;
    }
    let Images([local, _]) = images;
    let of_local = plan.regions.iter().filter(|region| region.area == Area::Local).copied().collect();
    Ok(Restored {
        last_request_ms: engine.last_request().map(Clock::filetime_ms),
        engine,
        point: (point.epoch, point.position.previous()),
        replayed: count,
        local: local.map(|image| (image, of_local)),
        term,
    })
}

/// Replays a log up to its end, a last request without P3 excepted.
pub fn replay(
    identity: &IdentityConfig,
    key: &PairKey,
    mut volume: Volume,
    point: &ConsistencyPoint,
    plan: &Plan,
    images: &Images,
    cancelled: &AtomicBool,
) -> Result<Replayed, RestoreError> {
    let name = identity.name;
    let session = Session::from_bytes(&point.session, key)?;
    let config = endpoint_config(identity, key).map_err(|_| RestoreError::Unknown(name))?;
    let endpoint = Endpoint::restore(config, session.tcp.clone())?;
    session.server.restore_holds(&mut volume)?;
    let mut engine = Engine::new(endpoint, session, volume, point.position.previous());
    let (mut count, mut term) = (0, point.term);
    for region in &plan.regions {
        let half = half(region.area);
        let image = images.0[half as usize].as_ref();
        let image = image.ok_or(RestoreError::NoRegion { name, epoch: region.epoch.0, half })?;
        for entry in image.entries(region)?.entries {
            if entry.position <= engine.applied() {
                continue;
            }
            if entry.position != engine.applied().next() {
                return Err(RestoreError::Gap { after: entry.position.previous(), point: engine.applied() });
            }
            if cancelled.load(Ordering::Relaxed) {
                return Err(RestoreError::Cancelled);
            }
            engine.replay(
                entry.position,
                entry.kind,
                entry.stream,
                entry.body(),
                Bytes::copy_from_slice(entry.payload),
            )?;
            count += 1;
            term = term.max(entry.term);
        }
        term = term.max(image.header.terms.iter().map(|start| start.term).max().unwrap_or_default());
    }
    Ok(Replayed { engine, count, term })
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
