//! How people name a card: by its slot, by the socket that serves it, or by its file.

use std::fmt;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::shm::{self, ShmBus};
use crate::vfio::{VfioApi, VfioBus};
use crate::vfio_user::VfioUserBus;
use crate::{pci, BusError, CardBus, Side};

/// A card that could be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A card in a slot: `0000:41:00.0`, or `41:00.0` in domain 0.
    Pci(String),
    /// A card served over a vfio-user socket.
    Socket(PathBuf),
    /// A software card: the folder of its pair, and which of the two.
    Shm(PathBuf, Side),
}

/// What backends let one choose.
#[derive(Clone, Copy, Debug, Default)]
pub struct OpenOptions {
    /// The crate that opens a card in a slot.
    pub vfio: VfioApi,
}

impl Address {
    /// Opens the card.
    pub fn open(&self, options: OpenOptions) -> Result<Box<dyn CardBus>, BusError> {
        Ok(match self {
            Address::Pci(address) => {
                Box::new(VfioBus::open(&Path::new(pci::SYSFS).join("bus/pci/devices").join(address), options.vfio)?)
            }
            Address::Socket(path) => Box::new(VfioUserBus::open(path)?),
            Address::Shm(folder, side) => Box::new(ShmBus::open(folder, *side)?),
        })
    }

    /// Binds a card in a slot to vfio-pci; any other needs nothing.
    pub fn bind(&self) -> Result<(), pci::BindError> {
        match self {
            Address::Pci(address) => pci::bind(Path::new(pci::SYSFS), address),
            Address::Socket(_) | Address::Shm(..) => Ok(()),
        }
    }

    /// Name of the backend.
    pub fn backend(&self) -> &'static str {
        match self {
            Address::Pci(_) => "vfio",
            Address::Socket(_) => "vfio-user",
            Address::Shm(..) => "shm",
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Pci(address) => f.write_str(address),
            Address::Socket(path) => path.display().fmt(f),
            Address::Shm(folder, side) => folder.join(shm::card_name(*side)).display().fmt(f),
        }
    }
}

/// The full form of a PCI address, if `text` is one.
fn pci_address(text: &str) -> Option<String> {
    let (domain, rest) = match text.split(':').collect::<Vec<_>>()[..] {
        [bus, slot] => ("0000", (bus, slot)),
        [domain, bus, slot] => (domain, (bus, slot)),
        _ => return None,
    };
    let (slot, function) = rest.1.split_once('.')?;
    let hex = |text: &str, digits: std::ops::RangeInclusive<usize>| {
        (digits.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit())).then_some(())
    };
    hex(domain, 4..=8)?;
    hex(rest.0, 2..=2)?;
    hex(slot, 2..=2)?;
    (function.len() == 1 && matches!(function.as_bytes()[0], b'0'..=b'7')).then_some(())?;
    Some(format!("{domain}:{}:{slot}.{function}", rest.0).to_ascii_lowercase())
}

impl FromStr for Address {
    type Err = String;

    /// A PCI address by its form, a socket and a file by what is there.
    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(address) = pci_address(text) {
            return Ok(Address::Pci(address));
        }
        let path = Path::new(text);
        let shm = || {
            let (name, folder) = (path.file_name()?, path.parent()?);
            [Side::A, Side::B].into_iter().find(|side| name == shm::card_name(*side)).map(|side| (folder, side))
        };
        match path.metadata() {
            Ok(found) if found.file_type().is_socket() => Ok(Address::Socket(path.into())),
            Ok(found) if found.is_file() => match shm() {
                Some((folder, side)) => Ok(Address::Shm(folder.into(), side)),
                None => Err(format!(
                    "{text} is a file, but not a software card: those are called {} and {}",
                    shm::card_name(Side::A),
                    shm::card_name(Side::B)
                )),
            },
            Ok(_) => Err(format!(
                "{text} is neither a socket nor a file; name the card in it, such as {}",
                path.join("card-a.sock").display()
            )),
            Err(e) => Err(format!("{text} is no PCI address (0000:41:00.0), and no socket or file either: {e}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pci_addresses_are_known_by_their_form() {
        for (text, wanted) in
            [("0000:41:00.0", "0000:41:00.0"), ("41:00.0", "0000:41:00.0"), ("10000:E1:1f.7", "10000:e1:1f.7")]
        {
            assert_eq!(text.parse(), Ok(Address::Pci(wanted.into())), "{text}");
        }
        for text in ["41:00", "41:00.8", "41:0.0", "0000:041:00.0", "g1:00.0", ":41:00.0", "", "a:b:c:d.e", "41:00.0.0"]
        {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }

    #[test]
    fn sockets_and_files_are_known_by_what_is_there() {
        let dir = tempfile::tempdir().expect("a directory");
        let parse = |name: &str| dir.path().join(name).to_str().expect("text").parse::<Address>();
        let _listener = std::os::unix::net::UnixListener::bind(dir.path().join("x.sock")).expect("a socket");
        assert_eq!(parse("x.sock"), Ok(Address::Socket(dir.path().join("x.sock"))));
        shm::control(dir.path()).expect("a pair of cards");
        let name = shm::card_name(Side::B);
        assert_eq!(parse(name), Ok(Address::Shm(dir.path().into(), Side::B)));
        assert_eq!(parse(name).expect("it is one").to_string(), dir.path().join(name).display().to_string());
        std::fs::write(dir.path().join("other"), "x").expect("it can be written");
        assert!(parse("other").expect_err("it is none").contains("not a software card"));
        assert!(parse("").expect_err("it is a folder").contains("neither a socket nor a file"));
        assert!(parse("missing").expect_err("it is not there").contains("no PCI address"));
    }
}
