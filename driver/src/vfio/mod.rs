//! A card in a slot, through VFIO.
//!
//! Two crates can open it, chosen at run time ([`VfioApi`]): `pci-driver`, or `vfio-ioctls` with its container and group
//! interface (Debian's kernels have no iommufd). Both end in the same kernel driver; what differs is in the private trait
//! `Function` and its two implementations. Accesses to the BARs are neither's: see `bar.rs`.
//!
//! The device is bound to vfio-pci beforehand ([`crate::pci`] does it) and alone in its IOMMU group. Opening it is
//! exclusive: VFIO gives a group to one process at a time.
//!
//! A card that is pulled out, or loses its power, answers every read with ones. A read that gives nothing but ones is
//! therefore followed by one of the magic register, and if that is ones too the card is [`BusError::Gone`]. Writes to a
//! card that is gone go nowhere; watermarks simply stop.

mod ioctls;
mod pci_driver;

use std::io;
use std::ops::Range;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::ptr::NonNull;
use std::str::FromStr;

use abi::geometry::{BAR0_BYTES, BAR2_BYTES};
use abi::registers::id;
use nix::errno::Errno;
use nix::sys::eventfd::{EfdFlags, EventFd};

use crate::bar::{Bar, IdBlock, LineStore};
use crate::bus::ONES;
use crate::dma_space::DmaSpace;
use crate::{holder, pci, BusError, CardBus, DmaAccess, DmaBuffer};

/// First address given to the card: above what a 32-bit BAR or firmware could occupy.
const FIRST_IOVA: u64 = 1 << 32;
/// The BARs of a card: registers and log aperture.
const CARD_BARS: [usize; 2] = [0, 2];

/// The crate that speaks to VFIO.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum VfioApi {
    /// `pci-driver`: maps memory with no more rights than the card needs, knows the IOMMU's address ranges.
    #[default]
    PciDriver,
    /// `vfio-ioctls`: the crate of the virtual machine monitors.
    Ioctls,
}

impl VfioApi {
    /// Both.
    pub const ALL: [VfioApi; 2] = [VfioApi::PciDriver, VfioApi::Ioctls];

    /// The name of the crate.
    pub fn name(self) -> &'static str {
        match self {
            VfioApi::PciDriver => "pci-driver",
            VfioApi::Ioctls => "vfio-ioctls",
        }
    }
}

impl FromStr for VfioApi {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = VfioApi::ALL.into_iter().find(|api| api.name() == name);
        found.ok_or_else(|| format!("{name} is neither pci-driver nor vfio-ioctls"))
    }
}

/// A PCI function that VFIO has given us: what differs between the two crates.
trait Function: Send {
    /// Where BAR number `CARD_BARS[index]` is mapped, and its length in bytes. It stays there as long as `self` lives.
    fn bar(&self, index: usize) -> (NonNull<u8>, u64);
    /// Addresses at which memory may be mapped for the card.
    fn iova_ranges(&self) -> &[Range<u64>];
    /// Smallest page of the IOMMU.
    fn page_bytes(&self) -> u64;
    /// Lets the card reach memory.
    ///
    /// # Safety
    /// `bytes` from `address` on are mapped read-write until `unmap` or the end of `self`, and accessed with atomics alone.
    unsafe fn map(&self, iova: u64, bytes: usize, address: *const u8, access: DmaAccess) -> io::Result<()>;
    /// Ends a mapping.
    fn unmap(&self, iova: u64, bytes: usize) -> io::Result<()>;
    /// Lets the function answer to its BARs and write to memory.
    fn set_bus_master(&self) -> io::Result<()>;
    /// MSI-X vectors it has.
    fn msix_vectors(&self) -> u32;
    /// Connects vectors from 0 on to these eventfds, instead of those connected before.
    fn enable_msix(&self, events: &[EventFd]) -> io::Result<()>;
    /// Resets the function.
    fn reset(&self) -> io::Result<()>;
}

/// A card in a slot.
pub struct VfioBus {
    // The order of the fields is the order in which they are dropped: first the views into the mappings, then the
    // mappings with the device (which ends all DMA), and only then the memory that it could write. A panic drops them in
    // the same order, and the kernel does as much for a process that is killed.
    registers: Bar,
    aperture: Bar,
    function: Box<dyn Function>,
    memory: DmaSpace,
    /// Eventfds of the MSI-X vectors enabled so far, from 0 on.
    events: Vec<EventFd>,
    path: PathBuf,
}

impl VfioBus {
    /// Takes the card at `device`, its directory in sysfs: `/sys/bus/pci/devices/0000:41:00.0`.
    pub fn open(device: &Path, api: VfioApi) -> Result<VfioBus, BusError> {
        let missing = |why: &str| BusError::Missing { card: device.display().to_string(), why: why.into() };
        if !device.exists() {
            return Err(missing("there is no such PCI device; `nvcard list` shows the cards"));
        }
        let driver = std::fs::read_link(device.join("driver")).ok();
        if driver.as_deref().and_then(Path::file_name).is_none_or(|name| name != pci::VFIO_DRIVER) {
            return Err(missing("it is not bound to vfio-pci; `nvcard bind` does that"));
        }
        let group = pci::group(device);
        let opened: io::Result<Box<dyn Function>> = match api {
            VfioApi::PciDriver => pci_driver::PciDriverFunction::open(device).map(|f| Box::new(f) as _),
            VfioApi::Ioctls => ioctls::IoctlsFunction::open(device).map(|f| Box::new(f) as _),
        };
        let function = opened.map_err(|source| match source.raw_os_error().map(Errno::from_raw) {
            Some(Errno::EBUSY) => {
                BusError::Busy { card: device.display().to_string(), holder: holder::of(&group.unwrap_or_default()) }
            }
            _ => BusError::Os {
                what: format!("opening {} with VFIO ({}){}", device.display(), api.name(), advice(&source)),
                source,
            },
        })?;
        let line_store = LineStore::detect();
        let bar = |index: usize, bytes: u64| {
            let (start, mapped) = function.bar(index);
            if mapped != bytes {
                return Err(missing("its BARs do not have a card's sizes"));
            }
            // SAFETY: `Function` has mapped that much at a page boundary, for reading and writing, for as long as it lives;
            // it is kept beside the `Bar` and dropped after it, and nobody else has references into the mapping.
            Ok(unsafe { Bar::new(start, mapped, line_store) })
        };
        let (registers, aperture) = (bar(0, BAR0_BYTES)?, bar(1, BAR2_BYTES)?);
        let memory = DmaSpace::new(
            function.iova_ranges().iter().map(|r| r.start.max(FIRST_IOVA)..r.end).filter(|r| !r.is_empty()).collect(),
            function.page_bytes(),
        );
        let bus = VfioBus { registers, aperture, function, memory, events: Vec::new(), path: device.to_owned() };
        // Before the device may write to memory: it is a card and does what cards do. One that only speaks another version of
        // the contract is opened, so that `Card::open` can say which.
        match IdBlock::magic(bus.registers.id()) {
            abi::MAGIC => {}
            u64::MAX => return Err(bus.gone()),
            _ => return Err(missing("it is not a Savepoint card: its magic register is another")),
        }
        bus.function.set_bus_master().map_err(|source| bus.os("enabling bus mastering of", source))?;
        Ok(bus)
    }

    fn os(&self, what: &str, source: io::Error) -> BusError {
        BusError::Os { what: format!("{what} {}", self.path.display()), source }
    }

    fn gone(&self) -> BusError {
        BusError::Gone { card: self.path.display().to_string(), why: ONES.into() }
    }

    /// Ones may be a value; together with a magic register of ones they are no card.
    fn check_ones(&self, all_ones: bool) -> Result<(), BusError> {
        if all_ones && self.registers.read64(id::MAGIC.into()) == u64::MAX {
            Err(self.gone())
        } else {
            Ok(())
        }
    }

    fn check(bar: &Bar, what: &'static str, offset: u64, bytes: usize, align: u64) -> Result<(), BusError> {
        let bytes = bytes as u64;
        if bar.holds(offset, bytes, align) {
            Ok(())
        } else {
            Err(BusError::BadAccess { what, offset, bytes })
        }
    }
}

/// What to do about the refusals that happen to everybody once.
fn advice(error: &io::Error) -> &'static str {
    match error.raw_os_error().map(Errno::from_raw) {
        Some(Errno::EACCES | Errno::EPERM) => {
            "; be root, or let this user open /dev/vfio/* (udev rule, docs/card-bring-up.md)"
        }
        Some(Errno::ENOENT | Errno::ENODEV) => {
            "; are the modules vfio_iommu_type1 and vfio-pci loaded, and is the IOMMU on (intel_iommu=on, amd_iommu=on)?"
        }
        Some(Errno::EINVAL) => "; is another device of its IOMMU group bound to a driver of the kernel?",
        _ => "",
    }
}

impl CardBus for VfioBus {
    fn read32(&mut self, offset: u32) -> Result<u32, BusError> {
        Self::check(&self.registers, "register read", offset.into(), 4, 4)?;
        let value = self.registers.read32(offset.into());
        self.check_ones(value == u32::MAX)?;
        Ok(value)
    }

    fn write32(&mut self, offset: u32, value: u32) -> Result<(), BusError> {
        Self::check(&self.registers, "register write", offset.into(), 4, 4)?;
        self.registers.write32(offset.into(), value);
        Ok(())
    }

    fn read64(&mut self, offset: u32) -> Result<u64, BusError> {
        Self::check(&self.registers, "register read", offset.into(), 8, 8)?;
        let value = self.registers.read64(offset.into());
        self.check_ones(value == u64::MAX)?;
        Ok(value)
    }

    fn write64(&mut self, offset: u32, value: u64) -> Result<(), BusError> {
        Self::check(&self.registers, "register write", offset.into(), 8, 8)?;
        self.registers.write64(offset.into(), value);
        Ok(())
    }

    fn post(&mut self, offset: u64, data: &[u8]) -> Result<(), BusError> {
        Self::check(&self.aperture, "post", offset, data.len(), 8)?;
        self.aperture.post(offset, data);
        Ok(())
    }

    fn read_block(&mut self, offset: u64, data: &mut [u8]) -> Result<(), BusError> {
        Self::check(&self.aperture, "block read", offset, data.len(), 8)?;
        self.aperture.read_block(offset, data);
        // A card that went while it was read is still gone at the last word.
        self.check_ones(data.last_chunk::<8>().is_some_and(|word| word == &[0xFF; 8]))
    }

    fn dma_buffer(&mut self, bytes: usize, access: DmaAccess) -> Result<DmaBuffer, BusError> {
        let VfioBus { function, memory, path, .. } = self;
        let map = |buffer: &DmaBuffer| {
            // SAFETY: the memory is page-aligned, mapped read-write, and `memory` keeps a clone of the buffer until it has been
            // unmapped or the device has been closed. All access from this process is atomic, so the card may write at any time.
            unsafe { function.map(buffer.iova(), buffer.bytes(), buffer.address(), access) }.map_err(|source| {
                let limit = match source.raw_os_error().map(Errno::from_raw) {
                    Some(Errno::ENOMEM) => " (the limit of locked memory, `ulimit -l`, may be too low)",
                    _ => "",
                };
                BusError::Os {
                    what: format!("mapping {} bytes of memory for {}{limit}", buffer.bytes(), path.display()),
                    source,
                }
            })
        };
        memory.allocate(bytes, map, |buffer| function.unmap(buffer.iova(), buffer.bytes()))
    }

    fn interrupt(&mut self, vector: u32) -> Result<OwnedFd, BusError> {
        if vector >= self.function.msix_vectors() {
            return Err(BusError::Unsupported {
                what: "that interrupt vector",
                why: "the card has fewer; poll the watermarks",
            });
        }
        while self.events.len() <= vector as usize {
            let event = EventFd::from_flags(EfdFlags::EFD_CLOEXEC | EfdFlags::EFD_NONBLOCK);
            self.events.push(event.map_err(|errno| self.os("making an eventfd for", errno.into()))?);
        }
        // VFIO enables vectors from 0 on, all at once.
        self.function.enable_msix(&self.events).map_err(|source| self.os("enabling interrupts of", source))?;
        let event = &self.events[vector as usize];
        event.as_fd().try_clone_to_owned().map_err(|source| self.os("sharing an eventfd of", source))
    }

    fn reset(&mut self) -> Result<(), BusError> {
        self.function.reset().map_err(|source| self.os("resetting", source))?;
        self.function.set_bus_master().map_err(|source| self.os("enabling bus mastering of", source))?;
        self.check_ones(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_card_says_so() {
        for api in VfioApi::ALL {
            let open = |path: &Path| VfioBus::open(path, api).err().expect("there is none");
            let error = open(Path::new("/sys/bus/pci/devices/ffff:ff:1f.7"));
            assert!(
                matches!(error, BusError::Missing { .. }) && error.to_string().contains("no such PCI device"),
                "{error}"
            );
            let dir = tempfile::tempdir().expect("a directory");
            let error = open(dir.path());
            assert!(
                matches!(error, BusError::Missing { .. }) && error.to_string().contains("not bound to vfio-pci"),
                "{error}"
            );
        }
    }

    #[test]
    fn the_crates_have_names() {
        for api in VfioApi::ALL {
            assert_eq!(api.name().parse(), Ok(api));
        }
        assert!("uio".parse::<VfioApi>().is_err());
    }
}
