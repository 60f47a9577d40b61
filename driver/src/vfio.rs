//! A card in a slot, through VFIO (`pci-driver`).
//!
//! **Not run on hardware yet.** What can be checked without a device bound to vfio-pci is checked: the stores into a BAR
//! (`bar.rs`) on memory, and the errors of [`VfioBus::open`]. Interrupts, IOMMU mappings and reset are written from
//! the interfaces' documentation; the conformance suite in a guest with the simulated card behind its IOMMU is to show
//! them.
//!
//! The device is bound to vfio-pci beforehand and alone in its IOMMU group. Opening it is exclusive: VFIO gives a group to
//! one process at a time.

use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::ptr::NonNull;

use abi::geometry::{BAR0_BYTES, BAR2_BYTES};
use nix::errno::Errno;
use nix::sys::eventfd::{EfdFlags, EventFd};
use pci_driver::backends::vfio::VfioPciDevice;
use pci_driver::device::PciDevice;
use pci_driver::regions::{MappedOwningPciRegion, Permissions};

use crate::bar::{Bar, IdBlock, LineStore};
use crate::{BusError, CardBus, DmaBuffer};

/// First address given to the card: above what a 32-bit BAR or firmware could occupy.
const FIRST_IOVA: u64 = 1 << 32;

/// A card in a slot.
pub struct VfioBus {
    // The order of the fields is the order in which they are dropped: first the views into the mappings, then the
    // mappings, then the device (which ends all DMA), and only then the memory that it could write.
    registers: Bar,
    aperture: Bar,
    _mapped: [MappedOwningPciRegion; 2],
    device: VfioPciDevice,
    buffers: Vec<DmaBuffer>,
    /// Eventfds of the MSI-X vectors enabled so far, from 0 on.
    events: Vec<EventFd>,
    path: PathBuf,
    next_iova: u64,
}

impl VfioBus {
    /// Takes the card at `device`, its directory in sysfs: `/sys/bus/pci/devices/0000:41:00.0`.
    pub fn open(device: &Path) -> Result<VfioBus, BusError> {
        let missing = |why: &str| BusError::Missing { card: device.display().to_string(), why: why.into() };
        if !device.exists() {
            return Err(missing("there is no such PCI device; `lspci -d 1234:5350` lists the cards"));
        }
        let driver = std::fs::read_link(device.join("driver")).ok();
        if driver.as_deref().and_then(Path::file_name).is_none_or(|name| name != "vfio-pci") {
            return Err(missing("it is not bound to vfio-pci; bind it with driverctl or /sys/bus/pci/drivers_probe"));
        }
        let opened = VfioPciDevice::open(device).map_err(|source| match source.raw_os_error() {
            Some(libc) if Errno::from_raw(libc) == Errno::EBUSY => {
                BusError::Busy { card: device.display().to_string() }
            }
            _ => BusError::Os { what: format!("opening {} with VFIO", device.display()), source },
        })?;
        let map = |index: usize, bytes: u64| {
            let bar = opened.bar(index).ok_or_else(|| missing("it has no such BAR as a card has"))?;
            let mapped = bar.map(.., Permissions::ReadWrite).map_err(|source| BusError::Os {
                what: format!("mapping BAR{index} of {}", device.display()),
                source,
            })?;
            if mapped.len() as u64 != bytes {
                return Err(missing("its BARs do not have a card's sizes"));
            }
            Ok(mapped)
        };
        let mapped = [map(0, BAR0_BYTES)?, map(2, BAR2_BYTES)?];
        let line_store = LineStore::detect();
        let bar = |mapped: &MappedOwningPciRegion| {
            let start = NonNull::new(mapped.as_mut_ptr()).expect("mmap never maps at 0");
            // SAFETY: `map` has mapped that much at a page boundary, for reading and writing. The mapping is kept beside
            // the `Bar` and dropped after it, and nobody else has references into it.
            unsafe { Bar::new(start, mapped.len() as u64, line_store) }
        };
        let (registers, aperture) = (bar(&mapped[0]), bar(&mapped[1]));
        // Before the device may write to memory: it is a card and does what cards do.
        if !IdBlock::is_card(registers.id()) {
            return Err(missing("it is not a Savepoint card of this driver's contract"));
        }
        let bus = VfioBus {
            registers,
            aperture,
            _mapped: mapped,
            device: opened,
            buffers: Vec::new(),
            events: Vec::new(),
            path: device.to_owned(),
            next_iova: FIRST_IOVA,
        };
        bus.enable_bus_master()?;
        Ok(bus)
    }

    fn enable_bus_master(&self) -> Result<(), BusError> {
        let enable = || {
            let command = self.device.config().command();
            command.memory_space_enable().write(true)?;
            command.bus_master_enable().write(true)
        };
        enable().map_err(|source| self.os("enabling bus mastering of", source))
    }

    fn os(&self, what: &str, source: std::io::Error) -> BusError {
        BusError::Os { what: format!("{what} {}", self.path.display()), source }
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

impl CardBus for VfioBus {
    fn read32(&mut self, offset: u32) -> Result<u32, BusError> {
        Self::check(&self.registers, "register read", offset.into(), 4, 4)?;
        Ok(self.registers.read32(offset.into()))
    }

    fn write32(&mut self, offset: u32, value: u32) -> Result<(), BusError> {
        Self::check(&self.registers, "register write", offset.into(), 4, 4)?;
        self.registers.write32(offset.into(), value);
        Ok(())
    }

    fn read64(&mut self, offset: u32) -> Result<u64, BusError> {
        Self::check(&self.registers, "register read", offset.into(), 8, 8)?;
        Ok(self.registers.read64(offset.into()))
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
        Ok(())
    }

    fn dma_buffer(&mut self, bytes: usize) -> Result<DmaBuffer, BusError> {
        let iommu = self.device.iommu();
        let align = iommu.alignment() as u64;
        let bytes = bytes.max(1).next_multiple_of(align as usize);
        let fits = |start: u64| {
            let end = start.checked_add(bytes as u64)?;
            iommu.valid_iova_ranges().iter().any(|r| r.start <= start && end <= r.end).then_some(start)
        };
        let candidates = iommu.valid_iova_ranges().iter().map(|r| r.start.max(self.next_iova).next_multiple_of(align));
        let iova = candidates.filter_map(fits).min().ok_or(BusError::Unsupported {
            what: "more memory for the card",
            why: "the IOMMU has no address range left for it",
        })?;
        let buffer = DmaBuffer::allocate(bytes, iova)?;
        // SAFETY: the memory is page-aligned, `bytes` long, mapped read-write, and a clone of the buffer is kept until
        // after the device has been closed. All access from this process is atomic, so the card may write at any time.
        unsafe { iommu.map(iova, bytes, buffer.address(), Permissions::ReadWrite) }
            .map_err(|source| self.os("mapping memory for", source))?;
        self.buffers.push(buffer.clone());
        // A free page between two buffers.
        self.next_iova = iova + bytes as u64 + align;
        Ok(buffer)
    }

    fn interrupt(&mut self, vector: u32) -> Result<OwnedFd, BusError> {
        let interrupts = self.device.interrupts();
        let msi_x = interrupts.msi_x();
        if vector as usize >= msi_x.max() {
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
        let fds: Vec<_> = self.events.iter().map(|event| event.as_fd().as_raw_fd()).collect();
        msi_x.enable(&fds).map_err(|source| self.os("enabling interrupts of", source))?;
        let event = &self.events[vector as usize];
        event.as_fd().try_clone_to_owned().map_err(|source| self.os("sharing an eventfd of", source))
    }

    fn reset(&mut self) -> Result<(), BusError> {
        self.device.reset().map_err(|source| self.os("resetting", source))?;
        self.enable_bus_master()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_card_says_so() {
        let Err(error) = VfioBus::open(Path::new("/sys/bus/pci/devices/ffff:ff:1f.7")) else { panic!("there is none") };
        assert!(
            matches!(error, BusError::Missing { .. }) && error.to_string().contains("no such PCI device"),
            "{error}"
        );
        let dir = tempfile::tempdir().expect("a directory");
        let Err(error) = VfioBus::open(dir.path()) else { panic!("that is a directory") };
        assert!(
            matches!(error, BusError::Missing { .. }) && error.to_string().contains("not bound to vfio-pci"),
            "{error}"
        );
    }
}
