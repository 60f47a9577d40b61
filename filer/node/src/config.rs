//! The configuration of one node, read from a TOML file.
//!
//! Everything that may differ between two installations is here and nowhere else; what belongs to the service (shares,
//! users, files) lives on the identity's disks, so that the partner has it too.

use serde::{Deserialize, Serialize};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

/// The name of a node, and of the identity it serves in normal operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Name {
    /// The first node of the pair: odd epochs, card queue 0.
    A,
    /// The second node of the pair: even epochs, card queue 1.
    B,
}

impl Name {
    /// Both names, in their fixed order.
    pub const BOTH: [Name; 2] = [Name::A, Name::B];

    /// Card queue, and index wherever the two are kept in an array.
    pub fn index(self) -> usize {
        self as usize
    }

    /// The side of a pair of software cards that belongs to the node.
    pub fn side(self) -> driver::Side {
        match self {
            Name::A => driver::Side::A,
            Name::B => driver::Side::B,
        }
    }

    /// The other one.
    pub fn partner(self) -> Name {
        match self {
            Name::A => Name::B,
            Name::B => Name::A,
        }
    }
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Name::A => "a",
            Name::B => "b",
        })
    }
}

impl std::str::FromStr for Name {
    type Err = String;
    fn from_str(text: &str) -> Result<Name, String> {
        match text {
            "a" => Ok(Name::A),
            "b" => Ok(Name::B),
            other => Err(format!("`{other}` is no filer of the pair; say `a` or `b`")),
        }
    }
}

/// How this node reaches its card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CardBackend {
    /// A card served over a vfio-user socket; `path` names the socket.
    VfioUser,
    /// The software card in a directory; `path` names the directory. Survives the process, not a power failure.
    Shm,
}

/// The `[card]` table.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardConfig {
    /// Which backend.
    pub backend: CardBackend,
    /// Socket or directory.
    pub path: PathBuf,
}

/// The `[pair]` table; a standalone filer has none.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PairConfig {
    /// Where this node hears the partner's heartbeats.
    pub listen: SocketAddr,
    /// Where the partner hears ours.
    pub peer: SocketAddr,
}

/// The `[timing]` table.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimingConfig {
    /// How long the partner must be silent on every path before it is suspected, in milliseconds.
    #[serde(default = "default_silence_ms")]
    pub silence_ms: u64,
    /// The longest a consistency point waits while there is something to write, in milliseconds.
    #[serde(default = "default_consistency_point_ms")]
    pub consistency_point_ms: u64,
    /// A mailbox disk that could not be read for this long is replaced by a spare, in milliseconds.
    #[serde(default = "default_replace_ms")]
    pub replace_ms: u64,
}

fn default_replace_ms() -> u64 {
    10_000
}

fn default_silence_ms() -> u64 {
    300
}

fn default_consistency_point_ms() -> u64 {
    5_000
}

impl Default for TimingConfig {
    fn default() -> Self {
        TimingConfig {
            silence_ms: default_silence_ms(),
            consistency_point_ms: default_consistency_point_ms(),
            replace_ms: default_replace_ms(),
        }
    }
}

/// The `[takeover]` table: what happens without an operator.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TakeoverConfig {
    /// Take over when the partner's card, power or host fails (F9).
    pub on_hardware_failure: bool,
    /// Take over when the partner's process ends, panics or gets stuck while its card lives (F9).
    pub on_software_failure: bool,
    /// Give the partner's identity back this long after it is there again and in sync, in milliseconds; 0: an operator
    /// does (F11).
    pub auto_giveback_ms: u64,
}

impl Default for TakeoverConfig {
    fn default() -> Self {
        TakeoverConfig { on_hardware_failure: true, on_software_failure: true, auto_giveback_ms: 0 }
    }
}

/// The `[log]` table: the rings of one identity. Both nodes and both identities use the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogConfig {
    /// Lines in the line ring, a power of two, 1024 or more.
    pub line_count: u32,
    /// Bytes of the payload ring, a multiple of 64, 256 KiB or more.
    pub payload_bytes: u32,
}

impl Default for LogConfig {
    fn default() -> Self {
        LogConfig { line_count: 8192, payload_bytes: 2560 << 10 }
    }
}

/// One `[[identity]]`: a service that keeps its address wherever it is served.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityConfig {
    /// Whose identity it is.
    pub name: Name,
    /// The address clients know.
    pub address: Ipv4Addr,
    /// Length of the network prefix of `address` in bits.
    pub prefix: u8,
    /// Where frames for other networks go.
    #[serde(default)]
    pub gateway: Option<Ipv4Addr>,
    /// Virtual MAC, six hexadecimal bytes with colons. It must not belong to an interface of the host.
    pub mac: String,
    /// TCP port of the SMB service.
    #[serde(default = "default_port")]
    pub port: u16,
    /// The identity's disks: three or more with a partner; the first carries the volume. A name is one of the shelf's disks, a
    /// path that begins with `/` is a block device with persistent reservations (`block-check` tells whether it has them).
    pub disks: Vec<String>,
    /// Empty disks that replace a mailbox disk that fails (M12). With the others at most eight.
    #[serde(default)]
    pub spares: Vec<String>,
}

fn default_port() -> u16 {
    445
}

impl IdentityConfig {
    /// The virtual MAC as six bytes.
    pub fn mac_bytes(&self) -> Result<[u8; 6], ConfigError> {
        let bad = || {
            ConfigError::Invalid(format!(
                "identity {}: `{}` is no MAC address like 02:53:50:00:00:0a",
                self.name, self.mac
            ))
        };
        let bytes: Vec<u8> = self
            .mac
            .split(':')
            .map(|part| u8::from_str_radix(part, 16))
            .collect::<Result<_, _>>()
            .map_err(|_| bad())?;
        bytes.try_into().map_err(|_| bad())
    }
}

/// Everything a node is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Which node of the pair this is.
    pub node: Name,
    /// Unix socket on which the operator's commands arrive.
    pub admin_socket: PathBuf,
    /// The key both nodes share, 32 bytes in hexadecimal: wraps what is secret at rest, signs heartbeats. Kept off the shelf.
    pub pair_key: PathBuf,
    /// Unix socket of the shelf. Not needed where every disk is a block device.
    #[serde(default)]
    pub shelf: Option<PathBuf>,
    /// TAP device that carries the clients' frames.
    pub tap: String,
    /// The card.
    pub card: CardConfig,
    /// The partner, if there is one.
    #[serde(default)]
    pub pair: Option<PairConfig>,
    /// Patience.
    #[serde(default)]
    pub timing: TimingConfig,
    /// What happens without an operator.
    #[serde(default)]
    pub takeover: TakeoverConfig,
    /// Ring sizes.
    #[serde(default)]
    pub log: LogConfig,
    /// The identities of the pair (a standalone filer: its own).
    #[serde(rename = "identity")]
    pub identities: Vec<IdentityConfig>,
}

/// Why a configuration was refused.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration {path}: {source}; give another with --config", path = path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is no TOML, or has unknown or missing fields.
    #[error("the configuration {path} does not parse: {message}", path = path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Place and reason.
        message: String,
    },
    /// The fields contradict each other or leave their range.
    #[error("the configuration is not usable: {0}")]
    Invalid(String),
}

impl Config {
    /// Reads and checks a file.
    pub fn load(path: &Path) -> Result<Config, ConfigError> {
        let text =
            std::fs::read_to_string(path).map_err(|source| ConfigError::Unreadable { path: path.into(), source })?;
        let config: Config =
            toml::from_str(&text).map_err(|e| ConfigError::Syntax { path: path.into(), message: e.to_string() })?;
        config.check()?;
        Ok(config)
    }

    /// The identity of a name, if this node knows it.
    pub fn identity(&self, name: Name) -> Option<&IdentityConfig> {
        self.identities.iter().find(|identity| identity.name == name)
    }

    fn check(&self) -> Result<(), ConfigError> {
        let invalid = |text: String| Err(ConfigError::Invalid(text));
        if self.identity(self.node).is_none() {
            return invalid(format!("there is no [[identity]] named `{}`, the node's own", self.node));
        }
        for name in Name::BOTH {
            if self.identities.iter().filter(|identity| identity.name == name).count() > 1 {
                return invalid(format!("identity `{name}` is there twice"));
            }
        }
        if self.pair.is_some() && self.identity(self.node.partner()).is_none() {
            return invalid(format!(
                "with a [pair], the partner's [[identity]] `{}` is needed as well",
                self.node.partner()
            ));
        }
        for identity in &self.identities {
            identity.mac_bytes()?;
            let needed = if self.pair.is_some() { 3 } else { 1 };
            if identity.disks.len() < needed {
                return invalid(format!(
                    "identity `{}` has {} disk(s); {needed} are needed, since who serves is decided by a majority of them",
                    identity.name,
                    identity.disks.len()
                ));
            }
            let on_shelf = |disk: &&String| !disk.starts_with('/');
            if let (None, Some(disk)) = (&self.shelf, identity.disks.iter().chain(&identity.spares).find(on_shelf)) {
                return invalid(format!(
                    "identity `{}`: disk {disk} is on a shelf, but `shelf` is missing",
                    identity.name
                ));
            }
            if identity.prefix == 0 || identity.prefix > 30 {
                return invalid(format!(
                    "identity `{}`: a prefix of {} bits; 1 to 30 are possible",
                    identity.name, identity.prefix
                ));
            }
        }
        if !self.log.line_count.is_power_of_two() || self.log.line_count < 1024 {
            return invalid(format!(
                "log.line_count is {}; a power of two from 1024 on is needed",
                self.log.line_count
            ));
        }
        if self.log.payload_bytes % 64 != 0 || self.log.payload_bytes < 256 << 10 {
            return invalid(format!(
                "log.payload_bytes is {}; a multiple of 64 from 262144 on is needed",
                self.log.payload_bytes
            ));
        }
        Ok(())
    }
}
