//! Cards among the PCI devices of this machine, and which driver they are bound to.
//!
//! Everything here is files of sysfs (Documentation/ABI/testing/sysfs-bus-pci of the kernel); `root` of each function is
//! its mount point, `/sys` outside of tests.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The kernel's driver that gives a device to a process.
pub const VFIO_DRIVER: &str = "vfio-pci";
/// Where sysfs is.
pub const SYSFS: &str = "/sys";

/// A card in a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PciCard {
    /// `0000:41:00.0`.
    pub address: String,
    /// The driver it is bound to.
    pub driver: Option<String>,
    /// Number of its IOMMU group; none if the IOMMU is off.
    pub iommu_group: Option<u32>,
    /// Other devices in the group: they would have to be given away with it.
    pub group_mates: Vec<String>,
    /// Node of the memory nearest to the slot.
    pub numa_node: Option<u32>,
    /// Speed and width of its PCIe link, in the kernel's words.
    pub link: Option<String>,
}

impl PciCard {
    /// Its directory in sysfs.
    pub fn path(&self, root: &Path) -> PathBuf {
        device(root, &self.address)
    }
}

/// Why a card could not be bound to another driver.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// There is no such device.
    #[error("no PCI device {address}: `nvcard list` shows the cards")]
    Missing {
        /// The address asked for.
        address: String,
    },
    /// It is something else.
    #[error(
        "{address} is device {vendor:04x}:{device:04x}, not a Savepoint card ({:04x}:{:04x}); it stays as it is",
        abi::PCI_VENDOR_ID,
        abi::PCI_DEVICE_ID
    )]
    NotACard {
        /// The address asked for.
        address: String,
        /// Vendor found there.
        vendor: u16,
        /// Device id found there.
        device: u16,
    },
    /// VFIO needs an IOMMU.
    #[error("{address} is in no IOMMU group: switch the IOMMU on (firmware, and intel_iommu=on or amd_iommu=on for the kernel)")]
    NoIommu {
        /// The address asked for.
        address: String,
    },
    /// The module is not loaded.
    #[error("the kernel has no driver {driver}: `modprobe {driver}`")]
    NoDriver {
        /// The driver wanted.
        driver: &'static str,
    },
    /// The kernel bound something else, or nothing.
    #[error("{address} is bound to {found} afterwards, not to {wanted}; the kernel's log (dmesg) says why")]
    Refused {
        /// The address asked for.
        address: String,
        /// Wanted driver.
        wanted: String,
        /// What it has.
        found: String,
    },
    /// sysfs refused.
    #[error("{what}: {source}{}", if source.kind() == io::ErrorKind::PermissionDenied { "; be root" } else { "" })]
    Os {
        /// What was tried.
        what: String,
        /// The answer.
        source: io::Error,
    },
}

fn device(root: &Path, address: &str) -> PathBuf {
    root.join("bus/pci/devices").join(address)
}

/// A number of sysfs, written as `0x1234`.
fn hex(path: &Path) -> Option<u16> {
    let text = fs::read_to_string(path).ok()?;
    u16::from_str_radix(text.trim().trim_start_matches("0x"), 16).ok()
}

fn word(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn last(path: &Path) -> Option<String> {
    Some(fs::read_link(path).ok()?.file_name()?.to_str()?.to_owned())
}

fn ids(path: &Path) -> Option<(u16, u16)> {
    Some((hex(&path.join("vendor"))?, hex(&path.join("device"))?))
}

/// The device file of a device's IOMMU group, `/dev/vfio/12`.
pub fn group(device: &Path) -> Option<PathBuf> {
    Some(Path::new("/dev/vfio").join(last(&device.join("iommu_group"))?))
}

/// Every card of this machine, by address.
pub fn cards(root: &Path) -> Vec<PciCard> {
    let mut found: Vec<PciCard> = fs::read_dir(root.join("bus/pci/devices"))
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| card(root, entry.file_name().to_str()?))
        .collect();
    found.sort_by(|a, b| a.address.cmp(&b.address));
    found
}

/// The card at `address`, if one is there.
pub fn card(root: &Path, address: &str) -> Option<PciCard> {
    let path = device(root, address);
    if ids(&path)? != (abi::PCI_VENDOR_ID, abi::PCI_DEVICE_ID) {
        return None;
    }
    let mates = fs::read_dir(path.join("iommu_group/devices")).into_iter().flatten().flatten();
    let link = || {
        let (speed, width) = (word(&path.join("current_link_speed"))?, word(&path.join("current_link_width"))?);
        Some(format!("{speed} x{width}"))
    };
    Some(PciCard {
        address: address.to_owned(),
        driver: last(&path.join("driver")),
        iommu_group: last(&path.join("iommu_group")).and_then(|n| n.parse().ok()),
        group_mates: mates.filter_map(|m| m.file_name().into_string().ok()).filter(|m| m != address).collect(),
        numa_node: word(&path.join("numa_node")).and_then(|n| n.parse().ok()),
        link: link(),
    })
}

/// Binds the card at `address` to vfio-pci, taking it from the driver that has it.
pub fn bind(root: &Path, address: &str) -> Result<(), BindError> {
    let path = checked(root, address)?;
    if fs::symlink_metadata(path.join("iommu_group")).is_err() {
        return Err(BindError::NoIommu { address: address.into() });
    }
    if !root.join("bus/pci/drivers").join(VFIO_DRIVER).exists() {
        return Err(BindError::NoDriver { driver: VFIO_DRIVER });
    }
    if last(&path.join("driver")).as_deref() == Some(VFIO_DRIVER) {
        return Ok(());
    }
    // The override first: whoever probes in between finds it.
    write(&path.join("driver_override"), VFIO_DRIVER)?;
    if path.join("driver").exists() {
        write(&path.join("driver/unbind"), address)?;
    }
    write(&root.join("bus/pci/drivers_probe"), address)?;
    expect(&path, address, Some(VFIO_DRIVER))
}

/// Takes the card at `address` from vfio-pci and lets the kernel bind what it likes, which for a card is nothing.
pub fn unbind(root: &Path, address: &str) -> Result<(), BindError> {
    let path = checked(root, address)?;
    // A line alone clears it.
    write(&path.join("driver_override"), "\n")?;
    if last(&path.join("driver")).as_deref() == Some(VFIO_DRIVER) {
        write(&path.join("driver/unbind"), address)?;
    }
    expect(&path, address, None)
}

fn checked(root: &Path, address: &str) -> Result<PathBuf, BindError> {
    let path = device(root, address);
    let (vendor, device) = ids(&path).ok_or_else(|| BindError::Missing { address: address.into() })?;
    if (vendor, device) != (abi::PCI_VENDOR_ID, abi::PCI_DEVICE_ID) {
        return Err(BindError::NotACard { address: address.into(), vendor, device });
    }
    Ok(path)
}

fn write(path: &Path, text: &str) -> Result<(), BindError> {
    // Not created where it is missing: sysfs has it or has it not.
    let written =
        fs::OpenOptions::new().write(true).open(path).and_then(|mut f| io::Write::write_all(&mut f, text.as_bytes()));
    written.map_err(|source| BindError::Os { what: format!("writing to {}", path.display()), source })
}

fn expect(path: &Path, address: &str, wanted: Option<&str>) -> Result<(), BindError> {
    let found = last(&path.join("driver"));
    if found.as_deref() == wanted {
        return Ok(());
    }
    let word = |driver: Option<&str>| driver.unwrap_or("no driver").to_owned();
    Err(BindError::Refused { address: address.into(), wanted: word(wanted), found: word(found.as_deref()) })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sysfs with one card and one network adapter.
    fn sysfs() -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a directory");
        let make = |address: &str, vendor: &str, device_id: &str| {
            let path = device(dir.path(), address);
            fs::create_dir_all(&path).expect("it can be made");
            for (name, text) in [("vendor", vendor), ("device", device_id), ("driver_override", "(null)\n")] {
                fs::write(path.join(name), text).expect("it can be written");
            }
            path
        };
        let card = make("0000:41:00.0", "0x1234\n", "0x5350\n");
        fs::write(card.join("current_link_speed"), "8.0 GT/s PCIe\n").expect("it can be written");
        fs::write(card.join("current_link_width"), "4\n").expect("it can be written");
        make("0000:00:03.0", "0x8086\n", "0x100e\n");
        fs::write(dir.path().join("bus/pci/drivers_probe"), "").expect("it can be written");
        dir
    }

    fn group_of(dir: &Path, members: &[&str]) {
        let group = dir.join("kernel/iommu_groups/7");
        for member in members {
            fs::create_dir_all(group.join("devices").join(member)).expect("it can be made");
            std::os::unix::fs::symlink(&group, device(dir, member).join("iommu_group")).expect("it can be made");
        }
    }

    #[test]
    fn cards_are_found_among_other_devices() {
        let dir = sysfs();
        let found = cards(dir.path());
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].address.as_str(), found[0].iommu_group), ("0000:41:00.0", None));
        assert_eq!(found[0].link.as_deref(), Some("8.0 GT/s PCIe x4"));
        group_of(dir.path(), &["0000:41:00.0", "0000:00:03.0"]);
        let found = card(dir.path(), "0000:41:00.0").expect("it is one");
        assert_eq!((found.iommu_group, found.group_mates), (Some(7), vec!["0000:00:03.0".to_owned()]));
        assert!(cards(Path::new("/nowhere")).is_empty());
    }

    #[test]
    fn what_cannot_be_bound_says_why() {
        let dir = sysfs();
        let bind = |address: &str| bind(dir.path(), address).expect_err("it cannot be bound").to_string();
        assert!(bind("0000:99:00.0").contains("no PCI device"));
        assert!(bind("0000:00:03.0").contains("8086:100e, not a Savepoint card"));
        assert!(bind("0000:41:00.0").contains("IOMMU"));
        group_of(dir.path(), &["0000:41:00.0"]);
        assert!(bind("0000:41:00.0").contains("modprobe vfio-pci"));
        fs::create_dir_all(dir.path().join("bus/pci/drivers/vfio-pci")).expect("it can be made");
        // Plain files do not do what sysfs does: the order is given, nothing is bound, and that is noticed.
        assert!(bind("0000:41:00.0").contains("bound to no driver afterwards"));
        let written =
            |name: &str| fs::read_to_string(device(dir.path(), "0000:41:00.0").join(name)).expect("it is there");
        assert!(written("driver_override").starts_with(VFIO_DRIVER));
        assert_eq!(fs::read_to_string(dir.path().join("bus/pci/drivers_probe")).expect("it is there"), "0000:41:00.0");
        unbind(dir.path(), "0000:41:00.0").expect("it has no driver");
    }
}
