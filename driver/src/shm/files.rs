//! The files of a software card pair, and what is where in them.
//!
//! ```text
//! control         what a lab changes: link, mains                      one page
//! card-a, card-b  0       register image: BAR0, as far as it has registers
//!                 4096    words that are not registers (module `word`)
//!                 8192    LOCAL
//!                 ...     REMOTE
//! ```
//! A card's file is locked by the process that is its host. The host of the other card maps it too, and is its link:
//! it writes REMOTE and the words named `RX_`, and nothing else.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use abi::geometry::{REMOTE_OFFSET, RINGS_OFFSET};
use nix::fcntl::{Flock, FlockArg};

use crate::memory::{step, Mapping};
use crate::{BusError, Side};

const PAGE: usize = 4096;
/// Bytes before LOCAL.
const HEAD_BYTES: usize = 4 * PAGE;
/// First word of each file, written last.
const MAGIC: u64 = u64::from_le_bytes(*b"SVPSHM02");

/// Words of a card's file that are not registers, by index. One writer each: the card's host, or, for `RX_`, the host
/// of the other card, as the link.
pub(super) mod word {
    // What the file is; written once.
    pub const MAGIC: usize = 0;
    pub const LOCAL_BYTES: usize = 1;
    pub const CARD_ID: usize = 2;
    /// Power-on the card has last booted from.
    pub const BOOTED: usize = 3;
    /// When that was, ns of the monotonic clock.
    pub const POWER_ON_NS: usize = 4;
    /// Events of the card, counted.
    pub const EVENTS: usize = 5;
    // What the partner looks at with every post: one cache line.
    /// For each queue: twice the number of times it was fenced or lifted, plus 1 while it is fenced. Never the same value
    /// again, so that a sender that slept through a fence and its lifting notices.
    pub const GATE: [usize; 2] = [8, 9];
    /// State of the image of the partner, two bits for each queue; above them a bit for each queue that is fenced; above
    /// these a number that every change of state by either side raises (except INCONSISTENT to IN_SYNC of the same
    /// resync). Written by both sides, by compare and exchange.
    pub const IMAGE: usize = 10;
    /// The host has armed the card.
    pub const ARMED: usize = 11;
    /// Boot nonce in force.
    pub const NONCE: usize = 12;
    // What the link writes.
    /// For each queue: slots received without a gap.
    pub const RX_SEALED: [usize; 2] = [16, 17];
    pub const RX_IMAGE_CARD_ID: usize = 18;
    pub const RX_IMAGE_NONCE: usize = 19;
    /// Frames received.
    pub const RX_FRAMES: usize = 20;
    /// For each queue: RX_SEALED when it was fenced.
    pub const SEALED: [usize; 2] = [24, 25];
    // The mailbox, for each slot.
    /// The newest message the partner's host has brought: {bank 1, 15 zero, power generation 16, count 32}.
    pub const RX_MAIL: [usize; 4] = [128, 129, 130, 131];
    /// The newest one this card's own host has fetched, likewise.
    pub const MAIL_FETCHED: [usize; 4] = [132, 133, 134, 135];
    /// Messages brought or fetched, counted. Written by both hosts, by addition.
    pub const MAIL_RECEIVED: [usize; 4] = [136, 137, 138, 139];
    /// The newest message sent: {zero 16, power generation 16, count 32}. Its bank is the count's lowest bit.
    pub const MAIL_SENT: [usize; 4] = [140, 141, 142, 143];
    /// The newest one of these that the partner's card has.
    pub const MAIL_DELIVERED: [usize; 4] = [144, 145, 146, 147];
    // Signs of life.
    pub const HOST_BEAT: usize = 32;
    /// When HOST_BEAT changed, ns of the monotonic clock.
    pub const HOST_BEAT_NS: usize = 33;
    // The sending side of the mirror.
    /// The partner's IMAGE word this session leads to.
    pub const SESSION_IMAGE: usize = 40;
    /// For each queue: the partner's GATE when the session began.
    pub const SESSION_GATE: [usize; 2] = [41, 42];
    /// The partner's nonce of this session.
    pub const SESSION_NONCE: usize = 43;
    /// For each queue: slots published without a gap.
    pub const HEAD: [usize; 2] = [48, 49];
    /// Number of entries in JOURNAL.
    pub const JOURNAL_COUNT: usize = 56;
    /// What has been or is being stored in LOCAL and may not be in the partner's REMOTE yet: {offset 32, bytes 32}.
    pub const JOURNAL: usize = 64;
    pub const JOURNAL_ENTRIES: usize = 64;
}

/// Places in the mailbox pages, in words. Each area has the slots one behind the other; all but the first have two
/// banks for each slot.
pub(super) mod mail {
    use abi::mailbox::{SLOTS, SLOT_BYTES};
    pub const SLOT_WORDS: usize = SLOT_BYTES / 8;
    /// What the host has written and not sent yet.
    pub const WRITTEN: usize = 0;
    /// What it has sent.
    pub const SENT: usize = WRITTEN + SLOTS * SLOT_WORDS;
    /// What the partner's host has brought.
    pub const RX: usize = SENT + 2 * SLOTS * SLOT_WORDS;
    /// What this card's own host has fetched from the partner's card.
    pub const FETCHED: usize = RX + 2 * SLOTS * SLOT_WORDS;
    pub const WORDS: usize = FETCHED + 2 * SLOTS * SLOT_WORDS;
}
const _: () = assert!(mail::WORDS * 8 <= 2 * PAGE, "the mailbox fits into its pages");

/// Words of the control file.
pub(super) mod control {
    pub const MAGIC: usize = 0;
    /// Raised after every change of anything below.
    pub const CHANGES: usize = 1;
    /// 1: the cable is in.
    pub const LINK: usize = 2;
    /// When LINK or a POWER changed, ns of the monotonic clock.
    pub const CHANGED_NS: usize = 3;
    /// For each card: 1 if it has mains.
    pub const POWER: [usize; 2] = [4, 5];
    /// For each card: how often it was switched on.
    pub const POWER_ONS: [usize; 2] = [6, 7];
}

/// Name of a card's file.
pub fn card_name(side: Side) -> &'static str {
    match side {
        Side::A => "card-a",
        Side::B => "card-b",
    }
}

/// A card's file, mapped.
pub(super) struct CardFile {
    mapping: Mapping,
    local_bytes: usize,
}

impl CardFile {
    /// The register image.
    pub fn registers(&self) -> &[AtomicU64] {
        &self.mapping.words()[..PAGE / 8]
    }

    /// A word that is not a register.
    pub fn word(&self, index: usize) -> &AtomicU64 {
        &self.mapping.words()[PAGE / 8..2 * PAGE / 8][index]
    }

    /// A word of the mailbox.
    pub fn mail(&self, index: usize) -> u64 {
        self.mapping.words()[2 * PAGE / 8..HEAD_BYTES / 8][index].load(Ordering::Relaxed)
    }

    pub fn set_mail(&self, index: usize, value: u64) {
        step();
        self.mapping.words()[2 * PAGE / 8..HEAD_BYTES / 8][index].store(value, Ordering::Relaxed);
    }

    pub fn get(&self, index: usize) -> u64 {
        self.word(index).load(Ordering::Acquire)
    }

    pub fn set(&self, index: usize, value: u64) {
        step();
        self.word(index).store(value, Ordering::Release);
    }

    pub fn local(&self) -> &[AtomicU64] {
        &self.mapping.words()[HEAD_BYTES / 8..][..self.local_bytes / 8]
    }

    pub fn remote(&self) -> &[AtomicU64] {
        &self.mapping.words()[(HEAD_BYTES + self.local_bytes) / 8..][..self.local_bytes / 8]
    }

    pub fn local_bytes(&self) -> usize {
        self.local_bytes
    }

    /// A register of the image, 32 bit.
    pub fn register32(&self, offset: u32) -> u32 {
        (self.register64(offset & !7) >> (8 * (offset & 4))) as u32
    }

    pub fn register64(&self, offset: u32) -> u64 {
        self.registers()[offset as usize / 8].load(Ordering::Acquire)
    }

    pub fn set_register32(&self, offset: u32, value: u32) {
        let shift = 8 * (offset & 4);
        let old = self.register64(offset & !7);
        self.set_register64(offset & !7, old & !(0xFFFF_FFFF << shift) | u64::from(value) << shift);
    }

    pub fn set_register64(&self, offset: u32, value: u64) {
        step();
        self.registers()[offset as usize / 8].store(value, Ordering::Release);
    }

    /// Changes a word from `old` to `new`, unless somebody else has changed it: one full barrier.
    pub fn exchange(&self, index: usize, old: u64, new: u64) -> bool {
        step();
        self.word(index).compare_exchange(old, new, Ordering::SeqCst, Ordering::Relaxed).is_ok()
    }

    /// Raises a word that counts.
    pub fn add(&self, index: usize, count: u64) {
        step();
        self.word(index).fetch_add(count, Ordering::Relaxed);
    }

    /// Raises a 32-bit counter register, wrapping.
    pub fn count(&self, offset: u32) {
        self.set_register32(offset, self.register32(offset).wrapping_add(1));
    }
}

/// The control file, mapped.
pub(super) struct ControlFile {
    mapping: Mapping,
}

impl ControlFile {
    pub fn word(&self, index: usize) -> &AtomicU64 {
        &self.mapping.words()[index]
    }

    pub fn get(&self, index: usize) -> u64 {
        self.word(index).load(Ordering::Acquire)
    }
}

/// Attempts to lock a card's file, and the pause between two.
const LOCK_ATTEMPTS: u32 = 5;
const LOCK_PAUSE: std::time::Duration = std::time::Duration::from_millis(2);

/// All three files of a pair.
pub(super) struct Files {
    pub control: ControlFile,
    pub cards: [CardFile; 2],
}

impl Files {
    /// Opens the pair in `dir`, making what is missing with LOCALs of `local_bytes`.
    pub fn open(dir: &Path, local_bytes: u64) -> Result<Files, BusError> {
        let os = |what: String| move |source: std::io::Error| BusError::Os { what, source };
        std::fs::create_dir_all(dir).map_err(os(format!("creating {}", dir.display())))?;
        let open = |name: &str| {
            let path = dir.join(name);
            OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(&path)
                .map_err(os(format!("opening {}", path.display())))
        };
        // One process at a time makes the files. One that is killed here leaves files without a magic, and the next
        // makes them again.
        let control = open("control")?;
        let control = Flock::lock(control, FlockArg::LockExclusive)
            .map_err(|(_, errno)| os(format!("locking {}/control", dir.display()))(errno.into()))?;
        let control = open_control(&control, dir)?;
        let card = |side: Side| open_card(&open(card_name(side))?, &dir.join(card_name(side)), local_bytes);
        let cards = [card(Side::A)?, card(Side::B)?];
        if cards[0].local_bytes != cards[1].local_bytes {
            return Err(wrong_file(dir, "the two cards differ in size"));
        }
        Ok(Files { control, cards })
    }

    /// Locks `side`'s file for its host. The lock goes when the process does, however it ends.
    pub fn lock(&self, side: Side, dir: &Path) -> Result<Flock<File>, BusError> {
        let path = dir.join(card_name(side));
        let os = |source| BusError::Os { what: format!("locking {}", path.display()), source };
        let mut file = OpenOptions::new().read(true).write(true).open(&path).map_err(os)?;
        for attempt in 1.. {
            file = match Flock::lock(file, FlockArg::LockExclusiveNonblock) {
                Ok(lock) => return Ok(lock),
                // The partner may just be looking whether somebody is there ([`Watch`]).
                Err((file, nix::errno::Errno::EWOULDBLOCK)) if attempt < LOCK_ATTEMPTS => file,
                Err((file, nix::errno::Errno::EWOULDBLOCK)) => {
                    // Closed before the question who has it open.
                    drop(file);
                    return Err(BusError::Busy { card: path.display().to_string(), holder: crate::holder::of(&path) });
                }
                Err((_, errno)) => return Err(os(errno.into())),
            };
            std::thread::sleep(LOCK_PAUSE);
        }
        unreachable!("the last attempt returns")
    }
}

/// Whether a card has a host: its lock says so, and goes with the process. What a reset of the bus tells a card of hardware.
pub(super) struct Watch(Option<File>);

impl Watch {
    /// Watches the host of `side`.
    pub fn open(dir: &Path, side: Side) -> Result<Watch, BusError> {
        let path = dir.join(card_name(side));
        let os = |source| BusError::Os { what: format!("opening {}", path.display()), source };
        Ok(Watch(Some(OpenOptions::new().read(true).write(true).open(&path).map_err(os)?)))
    }

    /// Looks. Holds the lock for an instant if nobody else does, so a host that comes at this instant tries again.
    pub fn has_host(&mut self) -> bool {
        let Some(file) = self.0.take() else { return true };
        match Flock::lock(file, FlockArg::LockSharedNonblock) {
            Err((file, errno)) => {
                self.0 = Some(file);
                errno == nix::errno::Errno::EWOULDBLOCK
            }
            Ok(lock) => {
                // A lock that cannot be given back: then there is no file to look at any more, and the beat alone counts.
                self.0 = lock.unlock().ok();
                false
            }
        }
    }
}

fn wrong_file(path: &Path, why: &str) -> BusError {
    BusError::Missing {
        card: path.display().to_string(),
        why: format!("{why}; it was not made by this version. Move it away to start with empty cards"),
    }
}

fn open_control(file: &File, dir: &Path) -> Result<ControlFile, BusError> {
    let path = dir.join("control");
    let os = |source| BusError::Os { what: format!("preparing {}", path.display()), source };
    let length = file.metadata().map_err(os)?.len();
    if length != 0 && length != PAGE as u64 {
        return Err(wrong_file(&path, "it has another size than a control file"));
    }
    file.set_len(PAGE as u64).map_err(os)?;
    let control = ControlFile { mapping: Mapping::of_file(file, PAGE).map_err(os)? };
    match control.get(control::MAGIC) {
        MAGIC => {}
        0 => {
            for index in
                [control::LINK, control::POWER[0], control::POWER[1], control::POWER_ONS[0], control::POWER_ONS[1]]
            {
                control.word(index).store(1, Ordering::Relaxed);
            }
            control.word(control::CHANGES).store(1, Ordering::Relaxed);
            control.word(control::MAGIC).store(MAGIC, Ordering::Release);
        }
        _ => return Err(wrong_file(&path, "it has another magic number")),
    }
    Ok(control)
}

fn open_card(file: &File, path: &Path, local_bytes: u64) -> Result<CardFile, BusError> {
    let os = |source| BusError::Os { what: format!("preparing {}", path.display()), source };
    let length = file.metadata().map_err(os)?.len();
    if length != 0 {
        if length <= HEAD_BYTES as u64 {
            return Err(wrong_file(path, "it is too short for a card"));
        }
        let mapping = Mapping::of_file(file, HEAD_BYTES).map_err(os)?;
        let words = &mapping.words()[PAGE / 8..];
        match words[word::MAGIC].load(Ordering::Acquire) {
            MAGIC => {
                let local_bytes = words[word::LOCAL_BYTES].load(Ordering::Relaxed);
                if length != HEAD_BYTES as u64 + 2 * local_bytes {
                    return Err(wrong_file(path, "its size is not what it says of itself"));
                }
                let mapping = Mapping::of_file(file, length as usize).map_err(os)?;
                return Ok(CardFile { mapping, local_bytes: local_bytes as usize });
            }
            0 => {}
            _ => return Err(wrong_file(path, "it has another magic number")),
        }
    }
    if local_bytes % 4096 != 0 || !(RINGS_OFFSET + 4096..=REMOTE_OFFSET).contains(&local_bytes) {
        return Err(BusError::Unsupported {
            what: "a LOCAL of that size",
            why: "it is a multiple of 4 KiB between 2 and 128 MiB",
        });
    }
    let bytes = HEAD_BYTES + 2 * local_bytes as usize;
    file.set_len(0).map_err(os)?;
    file.set_len(bytes as u64).map_err(os)?;
    let mapping = Mapping::of_file(file, bytes).map_err(os)?;
    let mut serial = [0; 8];
    File::open("/dev/urandom").and_then(|mut f| f.read_exact(&mut serial)).map_err(os)?;
    let card = CardFile { mapping, local_bytes: local_bytes as usize };
    card.set(word::LOCAL_BYTES, local_bytes);
    // 0 means "no card".
    card.set(word::CARD_ID, u64::from_le_bytes(serial) | 1);
    card.set(word::MAGIC, MAGIC);
    Ok(card)
}
