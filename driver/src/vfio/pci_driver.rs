//! A function through the crate `pci-driver`.

use std::io;
use std::ops::Range;
use std::os::fd::{AsFd, AsRawFd};
use std::path::Path;
use std::ptr::NonNull;

use nix::sys::eventfd::EventFd;
use pci_driver::backends::vfio::VfioPciDevice;
use pci_driver::device::PciDevice;
use pci_driver::regions::{MappedOwningPciRegion, Permissions};

use super::{Function, CARD_BARS};
use crate::DmaAccess;

pub(super) struct PciDriverFunction {
    // Dropped in this order: the mappings, then the device.
    bars: Vec<MappedOwningPciRegion>,
    device: VfioPciDevice,
    iova_ranges: Vec<Range<u64>>,
}

impl PciDriverFunction {
    pub fn open(device: &Path) -> io::Result<Self> {
        let device = VfioPciDevice::open(device)?;
        let map = |&index: &usize| {
            let bar = device.bar(index).ok_or_else(|| io::Error::other(format!("the device has no BAR{index}")))?;
            bar.map(.., Permissions::ReadWrite)
        };
        let bars = CARD_BARS.iter().map(map).collect::<io::Result<Vec<_>>>()?;
        let iova_ranges = device.iommu().valid_iova_ranges().to_vec();
        Ok(PciDriverFunction { bars, device, iova_ranges })
    }
}

impl Function for PciDriverFunction {
    fn bar(&self, index: usize) -> (NonNull<u8>, u64) {
        let mapped = &self.bars[index];
        (NonNull::new(mapped.as_mut_ptr()).expect("mmap never maps at 0"), mapped.len() as u64)
    }

    fn iova_ranges(&self) -> &[Range<u64>] {
        &self.iova_ranges
    }

    fn page_bytes(&self) -> u64 {
        self.device.iommu().alignment() as u64
    }

    unsafe fn map(&self, iova: u64, bytes: usize, address: *const u8, access: DmaAccess) -> io::Result<()> {
        let permissions = match access {
            DmaAccess::CardReads => Permissions::Read,
            DmaAccess::CardWrites => Permissions::Write,
            DmaAccess::Both => Permissions::ReadWrite,
        };
        // SAFETY: the caller's promise.
        unsafe { self.device.iommu().map(iova, bytes, address, permissions) }
    }

    fn unmap(&self, iova: u64, bytes: usize) -> io::Result<()> {
        self.device.iommu().unmap(iova, bytes)
    }

    fn set_bus_master(&self) -> io::Result<()> {
        let command = self.device.config().command();
        command.memory_space_enable().write(true)?;
        command.bus_master_enable().write(true)
    }

    fn msix_vectors(&self) -> u32 {
        self.device.interrupts().msi_x().max() as u32
    }

    fn enable_msix(&self, events: &[EventFd]) -> io::Result<()> {
        let fds: Vec<_> = events.iter().map(|event| event.as_fd().as_raw_fd()).collect();
        self.device.interrupts().msi_x().enable(&fds)
    }

    fn reset(&self) -> io::Result<()> {
        self.device.reset()
    }
}
