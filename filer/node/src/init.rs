//! `filer init`: prepares the disks of the node's own identity, the pair key, the share and the first user.
//!
//! Every mailbox gets the record FOUNDED (`arbitration.md` 35), so that an identity that was prepared never has a mailbox without a
//! record, and one without has lost its contents.

use crate::clock::Clock;
use crate::config::{Config, ConfigError, Name};
use crate::restore::endpoint_config;
use crate::secret::{PairKey, SecretError};
use crate::session::{Session, SessionError};
use crate::storage::{key, AnyDisk};
use cluster::{FormatError, Identity, Kind, Node, Owner, Record};
use disk::mailbox::{self, MailboxError, SlotKind};
use disk::{Disk, DiskError};
use nvlog::{Epoch, Position, Term};
use std::collections::BTreeMap;
use std::sync::Arc;
use tcp::Endpoint;
use volume::{ConsistencyPoint, FormatOptions, OpenOptions, Volume, VolumeError};

/// What the operator gives besides the configuration.
pub struct Request {
    /// Name of the share; it is the root of the volume.
    pub share: String,
    /// Name of the user.
    pub user: String,
    /// The user's password.
    pub password: String,
    /// SMB credits a client can hold: 64 KiB of requests under way for each.
    pub credits_max: u16,
}

/// Why nothing was prepared.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The pair key.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// A disk.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// There is something on the disk already.
    #[error("disk {disk} belongs to a filer already; it is left as it is. Name another disk, or blank this one first")]
    Occupied {
        /// The disk.
        disk: String,
    },
    /// A mailbox.
    #[error("the mailbox of disk {disk}: {source}")]
    Mailbox {
        /// The disk.
        disk: String,
        /// What is wrong with it.
        source: MailboxError,
    },
    /// The TCP settings.
    #[error(transparent)]
    Tcp(#[from] tcp::ConfigError),
    /// The volume.
    #[error("the volume: {0}")]
    Volume(#[from] VolumeError),
    /// The first session state.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// A name that SMB does not take.
    #[error("{0}")]
    Name(String),
    /// No random numbers.
    #[error("no random numbers from the kernel: {0}")]
    Entropy(getrandom::Error),
}

/// Prepares everything. Nothing is changed when it fails before the volume is made.
pub fn init(config: &Config, request: &Request) -> Result<(), InitError> {
    let name_is_good = |name: &str| {
        !name.is_empty() && name.chars().count() <= 80 && !name.contains(['\\', '/', ':', '*', '?', '"', '<', '>', '|'])
    };
    if !name_is_good(&request.share) || request.share.eq_ignore_ascii_case("IPC$") {
        return Err(InitError::Name(format!("`{}` is no name for a share", request.share)));
    }
    if !name_is_good(&request.user) {
        return Err(InitError::Name(format!("`{}` is no name for a user", request.user)));
    }
    let identity = config
        .identity(config.node)
        .ok_or_else(|| ConfigError::Invalid("the node's own [[identity]] is missing".into()))?;
    let pair = PairKey::load_or_create(&config.pair_key)?;
    let node_key = key(&pair, config.node);
    let disks: Vec<Arc<dyn Disk>> = identity
        .disks
        .iter()
        .map(|disk| AnyDisk::open(config, disk, node_key).map(AnyDisk::shared))
        .collect::<Result<_, _>>()?;
    let data = disks.first().ok_or_else(|| ConfigError::Invalid("the identity has no disks".into()))?;
    // Registering would take the registration away from a filer that runs with this configuration.
    for (disk, name) in disks.iter().zip(&identity.disks) {
        if disk.read_reservation()?.holder.is_some() {
            return Err(InitError::Occupied { disk: name.clone() });
        }
    }
    for disk in &disks {
        disk.register()?;
    }
    match Volume::open(data.clone(), OpenOptions::default()) {
        Err(VolumeError::NotFormatted { .. }) => {}
        Err(other) => return Err(other.into()),
        Ok(_) => return Err(InitError::Occupied { disk: identity.disks[0].clone() }),
    }
    let mailboxes: Vec<(&dyn Disk, &String)> = disks.iter().map(|disk| &**disk).zip(&identity.disks).collect();
    for (disk, name) in &mailboxes {
        if is_owned(*disk, name, &pair, config.node)? {
            return Err(InitError::Occupied { disk: name.to_string() });
        }
    }
    // The owner holds its disks from the first moment on.
    for disk in &disks {
        disk.reserve()?;
    }
    // `arbitration.md` 35: all of them before the volume, whose first consistency point ends the preparation. Until then
    // it can be begun again.
    let node = Node::BOTH[config.node.index()];
    let founded = Record::founded().encode(owner(&pair, config.node, node));
    for (disk, name) in &mailboxes {
        mailbox::write(*disk, node.index(), SlotKind::Record, &founded)
            .map_err(|source| InitError::Mailbox { disk: name.to_string(), source })?;
    }
    let utc = Clock::utc();
    let mut server = smb::Server::new(smb_config(config, request)?);
    server.limit_credits(request.credits_max.into());
    let session = Session {
        tcp: Endpoint::new(endpoint_config(identity, &pair)?)?.save(),
        server,
        time_ms: 0,
        utc: utc.0,
        attached: Vec::new(),
        requests: BTreeMap::new(),
    };
    let first =
        ConsistencyPoint { position: Position(1), epoch: Epoch(0), term: Term(0), session: session.to_bytes(&pair)? };
    Volume::format(data, &FormatOptions { volume_id: random()?, created: utc, first })?;
    Ok(())
}

/// Whose slot on a mailbox of the identity of `name`.
fn owner(pair: &PairKey, name: Name, node: Node) -> Owner {
    Owner { pair_id: pair.pair_id(), identity: Identity::BOTH[name.index()], node }
}

/// Whether a record of this identity says that somebody has served it. What other pairs left does not count.
fn is_owned(disk: &dyn Disk, disk_name: &str, pair: &PairKey, name: Name) -> Result<bool, InitError> {
    let mailbox =
        mailbox::read_all(disk).map_err(|source| InitError::Mailbox { disk: disk_name.to_string(), source })?;
    Ok(Node::BOTH.into_iter().any(|node| match mailbox.slot(node.index(), SlotKind::Record) {
        mailbox::Slot::Valid { data, .. } => match Record::decode(data, owner(pair, name, node)) {
            Ok(record) => record.kind != Kind::Founded,
            Err(FormatError::Version(_)) => true,
            Err(FormatError::Invalid | FormatError::Foreign) => false,
        },
        mailbox::Slot::Empty | mailbox::Slot::Damaged => false,
    }))
}

fn smb_config(config: &Config, request: &Request) -> Result<smb::Config, InitError> {
    let guid = [random()?.to_le_bytes(), random()?.to_le_bytes()].concat();
    let netbios_name = format!("FILER-{}", config.node).to_uppercase();
    Ok(smb::Config {
        server_guid: guid.first_chunk::<16>().copied().unwrap_or_default(),
        dns_name: netbios_name.to_lowercase(),
        netbios_name,
        shares: BTreeMap::from([(request.share.clone(), smb::Share { path: String::new(), read_only: false })]),
        users: BTreeMap::from([(request.user.clone(), smb::User { nt_hash: smb::nt_hash(&request.password) })]),
    })
}

fn random() -> Result<u64, InitError> {
    let mut bytes = [0u8; 8];
    getrandom::fill(&mut bytes).map_err(InitError::Entropy)?;
    Ok(u64::from_le_bytes(bytes))
}
