//! Where a lab keeps its files, and the configuration it writes for the two filers.

use anyhow::{bail, Context, Result};
use node::config::{
    CardBackend, CardConfig, Config, IdentityConfig, LogConfig, Name, PairConfig, TakeoverConfig, TimingConfig,
};
use serde::{Deserialize, Serialize};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

/// The directory used when none is named.
pub const DEFAULT_DIR: &str = "/var/tmp/savepoint-lab";
/// The client's address inside the lab, and the length of its prefix.
pub const CLIENT_ADDRESS: (Ipv4Addr, u8) = (Ipv4Addr::new(10, 77, 0, 1), 24);
/// Bytes of each lab disk (the files are sparse).
pub const DISK_BYTES: u64 = 1 << 30;
/// Disks of each identity.
pub const DISKS_PER_IDENTITY: usize = 3;
/// Unix socket paths end at 107 bytes (unix(7)); the longest name a lab adds is this long.
const LONGEST_SOCKET: usize = "/chassis/chassis.sock".len();

/// The card of a lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum CardKind {
    /// The Verilated hardware of both cards, in the process `chassis`.
    Rtl,
    /// The software card: same registers, shared memory, hundreds of times faster.
    Shm,
}

/// What a lab remembers about itself in `lab.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Description {
    /// Which cards.
    pub card: CardKind,
    /// Only filer a, without a partner.
    pub standalone: bool,
    /// Process id of the supervisor.
    pub supervisor: i32,
    /// SMB share.
    pub share: String,
    /// SMB user.
    pub user: String,
    /// The user's password: made up for this lab, and of no worth outside its namespace.
    pub password: String,
}

/// The filers of a lab.
pub fn filers(standalone: bool) -> &'static [Name] {
    if standalone {
        &[Name::A]
    } else {
        &Name::BOTH
    }
}

/// The files of one lab.
#[derive(Clone, Debug)]
pub struct Layout {
    dir: PathBuf,
}

impl Layout {
    /// A lab in `dir`, which need not exist yet.
    pub fn new(dir: &Path) -> Result<Layout> {
        let dir = std::path::absolute(dir).with_context(|| format!("the directory {}", dir.display()))?;
        if dir.as_os_str().len() + LONGEST_SOCKET > 107 {
            bail!(
                "the path {} is too long: sockets inside it would pass the 107 bytes the kernel allows; choose a directory with a shorter path",
                dir.display()
            );
        }
        Ok(Layout { dir })
    }

    /// The directory itself.
    pub fn dir(&self) -> &Path {
        &self.dir
    }
    /// The lab's description.
    pub fn description_file(&self) -> PathBuf {
        self.dir.join("lab.json")
    }
    /// The supervisor's socket.
    pub fn socket(&self) -> PathBuf {
        self.dir.join("lab.sock")
    }
    /// What a process of the lab prints.
    pub fn log(&self, process: &str) -> PathBuf {
        self.dir.join("log").join(format!("{process}.log"))
    }
    /// NVRAM contents and sockets of the cards.
    pub fn chassis_dir(&self) -> PathBuf {
        self.dir.join("chassis")
    }
    /// The chassis' control socket.
    pub fn chassis_socket(&self) -> PathBuf {
        self.chassis_dir().join("chassis.sock")
    }
    /// The disk images.
    pub fn shelf_dir(&self) -> PathBuf {
        self.dir.join("shelf")
    }
    /// The shelf's socket.
    pub fn shelf_socket(&self) -> PathBuf {
        self.dir.join("shelf.sock")
    }
    /// The key of the pair.
    pub fn pair_key(&self) -> PathBuf {
        self.dir.join("pair.key")
    }
    /// Configuration of one filer.
    pub fn filer_config(&self, name: Name) -> PathBuf {
        self.dir.join(name.to_string()).join("filer.toml")
    }
    /// Admin socket of one filer.
    pub fn admin_socket(&self, name: Name) -> PathBuf {
        self.dir.join(name.to_string()).join("admin.sock")
    }

    /// Reads the description of a lab that is up.
    pub fn describe(&self) -> Result<Description> {
        let path = self.description_file();
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("there is no lab in {} (start one with `lab up`)", self.dir.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is damaged", path.display()))
    }

    /// The disks of an identity, in their fixed order.
    pub fn disks(&self, name: Name) -> Vec<String> {
        (0..DISKS_PER_IDENTITY).map(|number| format!("{name}{number}")).collect()
    }

    /// The disk that replaces a mailbox disk of an identity that fails.
    pub fn spare(&self, name: Name) -> String {
        format!("{name}{DISKS_PER_IDENTITY}")
    }

    /// The address of an identity.
    pub fn address(&self, name: Name) -> Ipv4Addr {
        match name {
            Name::A => Ipv4Addr::new(10, 77, 0, 11),
            Name::B => Ipv4Addr::new(10, 77, 0, 12),
        }
    }

    /// The configuration of one filer. A standalone one knows no partner.
    pub fn config(&self, name: Name, card: CardKind, standalone: bool) -> Config {
        let heartbeat = |name: Name| std::net::SocketAddr::from((Ipv4Addr::LOCALHOST, 7001 + name.index() as u16));
        Config {
            node: name,
            admin_socket: self.admin_socket(name),
            pair_key: self.pair_key(),
            shelf: Some(self.shelf_socket()),
            tap: format!("tap-{name}"),
            card: match card {
                CardKind::Rtl => CardConfig {
                    backend: CardBackend::VfioUser,
                    path: self.chassis_dir().join(format!("card-{name}.sock")),
                },
                CardKind::Shm => CardConfig { backend: CardBackend::Shm, path: self.chassis_dir() },
            },
            pair: (!standalone).then(|| PairConfig { listen: heartbeat(name), peer: heartbeat(name.partner()) }),
            timing: TimingConfig {
                // A simulated card is hundreds of times slower than hardware, and shares two cores with everything else
                // here; patience grows with it, so that "link down before peer stalled before silence" keeps its order.
                silence_ms: match card {
                    CardKind::Rtl => 1500,
                    CardKind::Shm => 500,
                },
                replace_ms: 3_000,
                ..TimingConfig::default()
            },
            takeover: TakeoverConfig::default(),
            log: LogConfig::default(),
            identities: filers(standalone)
                .iter()
                .copied()
                .map(|name| IdentityConfig {
                    name,
                    address: self.address(name),
                    prefix: CLIENT_ADDRESS.1,
                    gateway: None,
                    mac: format!("02:53:50:00:00:0{name}"),
                    port: 445,
                    disks: self.disks(name),
                    spares: vec![self.spare(name)],
                })
                .collect(),
        }
    }
}
