//! A function through the crate `vfio-ioctls`, container and group interface.
//!
//! The crate opens and configures; it maps no BARs, reports no address ranges, maps memory for reading and writing only,
//! and tells nobody when a reset was refused. What is missing is done here, as far as it can be.

use std::io;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, IntoRawFd};
use std::path::Path;
use std::ptr::NonNull;
use std::sync::Arc;

use nix::sys::eventfd::EventFd;
use nix::sys::mman::{mmap, munmap, MapFlags, ProtFlags};
use vfio_bindings::bindings::vfio::{
    vfio_iommu_type1_dma_map, VFIO_BASE, VFIO_DMA_MAP_FLAG_READ, VFIO_DMA_MAP_FLAG_WRITE, VFIO_TYPE,
};
use vfio_ioctls::{VfioContainer, VfioDevice, VfioError};
use vmm_sys_util::ioctl::ioctl_with_ref;
use vmm_sys_util::ioctl_io_nr;

use super::{Function, CARD_BARS, FIRST_IOVA};
use crate::DmaAccess;

/// `VFIO_PCI_CONFIG_REGION_INDEX` and `VFIO_PCI_MSIX_IRQ_INDEX` (linux/vfio.h).
const CONFIG_REGION: u32 = 7;
const MSIX_INDEX: u32 = 2;
/// Offset of the command register in configuration space; "memory space enable" and "bus master enable" in it.
const COMMAND: u64 = 4;
const COMMAND_MEMORY_AND_MASTER: u16 = 1 << 1 | 1 << 2;
/// The narrowest address width an IOMMU of Intel or AMD has, as an address. The kernel knows more exactly and refuses what
/// does not fit; the crate does not pass on what it knows.
const IOVA_END: u64 = 1 << 39;

// linux/vfio.h.
ioctl_io_nr!(VFIO_IOMMU_MAP_DMA, VFIO_TYPE.into(), VFIO_BASE + 13);

pub(super) struct IoctlsFunction {
    // Dropped in this order: the mappings, then the device, then the container with its mappings of memory.
    bars: Vec<MappedBar>,
    device: VfioDevice,
    container: Arc<VfioContainer>,
}

impl IoctlsFunction {
    pub fn open(path: &Path) -> io::Result<Self> {
        let container = Arc::new(VfioContainer::new(None).map_err(os_error)?);
        let device = VfioDevice::new(path, container.clone(), false).map_err(os_error)?;
        let bars = CARD_BARS.iter().map(|&index| MappedBar::of(&device, index as u32));
        let bars = bars.collect::<io::Result<_>>()?;
        Ok(IoctlsFunction { bars, device, container })
    }

    fn command(&self) -> u16 {
        let mut bytes = [0; 2];
        self.device.region_read(CONFIG_REGION, &mut bytes, COMMAND);
        u16::from_le_bytes(bytes)
    }
}

/// The operating system's answer inside the crate's error, where there is one: it tells a card that is busy from one that
/// is not there.
fn os_error(error: VfioError) -> io::Error {
    let mut inner: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    while let Some(e) = inner {
        if let Some(io) = e.downcast_ref::<io::Error>().and_then(io::Error::raw_os_error) {
            return io::Error::from_raw_os_error(io);
        }
        if let Some(errno) = e.downcast_ref::<vmm_sys_util::errno::Error>() {
            return io::Error::from_raw_os_error(errno.errno());
        }
        inner = e.source();
    }
    io::Error::other(error)
}

impl Function for IoctlsFunction {
    fn bar(&self, index: usize) -> (NonNull<u8>, u64) {
        let bar = &self.bars[index];
        (bar.start, bar.bytes.get() as u64)
    }

    fn iova_ranges(&self) -> &[Range<u64>] {
        const RANGES: &[Range<u64>] = &[FIRST_IOVA..IOVA_END];
        RANGES
    }

    fn page_bytes(&self) -> u64 {
        4096
    }

    unsafe fn map(&self, iova: u64, bytes: usize, address: *const u8, access: DmaAccess) -> io::Result<()> {
        // The crate's own `vfio_dma_map` maps for both, whatever the card needs.
        let flags = match access {
            DmaAccess::CardReads => VFIO_DMA_MAP_FLAG_READ,
            DmaAccess::CardWrites => VFIO_DMA_MAP_FLAG_WRITE,
            DmaAccess::Both => VFIO_DMA_MAP_FLAG_READ | VFIO_DMA_MAP_FLAG_WRITE,
        };
        let map = vfio_iommu_type1_dma_map {
            argsz: std::mem::size_of::<vfio_iommu_type1_dma_map>() as u32,
            flags,
            vaddr: address as u64,
            iova,
            size: bytes as u64,
        };
        // SAFETY: the number is that of VFIO_IOMMU_MAP_DMA and the argument its structure, which the kernel only reads; the
        // container's descriptor is open as long as `self`. What the mapping allows the card is the caller's promise.
        match unsafe { ioctl_with_ref(self.container.as_ref(), VFIO_IOMMU_MAP_DMA(), &map) } {
            0 => Ok(()),
            _ => Err(io::Error::last_os_error()),
        }
    }

    fn unmap(&self, iova: u64, bytes: usize) -> io::Result<()> {
        self.container.vfio_dma_unmap(iova, bytes).map_err(os_error)
    }

    fn set_bus_master(&self) -> io::Result<()> {
        let command = self.command() | COMMAND_MEMORY_AND_MASTER;
        self.device.region_write(CONFIG_REGION, &command.to_le_bytes(), COMMAND);
        // The crate reports a refused write to the log alone.
        if self.command() & COMMAND_MEMORY_AND_MASTER == COMMAND_MEMORY_AND_MASTER {
            Ok(())
        } else {
            Err(io::Error::other("the command register did not take it"))
        }
    }

    fn msix_vectors(&self) -> u32 {
        self.device.get_irq_info(MSIX_INDEX).map_or(0, |irq| irq.count)
    }

    fn enable_msix(&self, events: &[EventFd]) -> io::Result<()> {
        let own = |event: &EventFd| {
            let fd = event.as_fd().try_clone_to_owned()?.into_raw_fd();
            // SAFETY: a descriptor that has just been made and that nobody else owns.
            Ok(unsafe { vmm_sys_util::eventfd::EventFd::from_raw_fd(fd) })
        };
        let events = events.iter().map(own).collect::<io::Result<Vec<_>>>()?;
        self.device.enable_msix(events.iter().collect()).map_err(os_error)
    }

    fn reset(&self) -> io::Result<()> {
        self.device.reset();
        Ok(())
    }
}

/// A BAR in this process.
struct MappedBar {
    start: NonNull<u8>,
    bytes: NonZeroUsize,
}

// SAFETY: the mapping belongs to no thread; who accesses it is the business of the `Bar` above it.
unsafe impl Send for MappedBar {}

impl MappedBar {
    fn of(device: &VfioDevice, index: u32) -> io::Result<MappedBar> {
        let bytes = NonZeroUsize::new(device.get_region_size(index) as usize)
            .ok_or_else(|| io::Error::other(format!("the device has no BAR{index}")))?;
        let offset = device.get_region_offset(index) as nix::libc::off_t;
        let protection = ProtFlags::PROT_READ | ProtFlags::PROT_WRITE;
        // SAFETY: the device's descriptor is open for as long as `device` is borrowed.
        let fd = unsafe { BorrowedFd::borrow_raw(device.as_raw_fd()) };
        // SAFETY: a new mapping at an address the kernel chooses touches no existing memory.
        let start = unsafe { mmap(None, bytes, protection, MapFlags::MAP_SHARED, fd, offset)? };
        Ok(MappedBar { start: start.cast(), bytes })
    }
}

impl Drop for MappedBar {
    fn drop(&mut self) {
        // SAFETY: exactly what `of` mapped; whoever views it (`VfioBus`) is dropped first. It can't fail for such a range.
        let _ = unsafe { munmap(self.start.cast(), self.bytes.get()) };
    }
}
