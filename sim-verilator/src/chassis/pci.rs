//! PCI configuration space of a simulated card.
//!
//! A type 0 header with BAR0 (32 bit) and BAR2 (64 bit, prefetchable), a PCI Express capability that offers function-level
//! reset, and MSI-X. Vectors are connected with the protocol's own request (`DEVICE_SET_IRQS`), so enable and mask bits here are
//! the host's to keep.

use abi::geometry::{BAR0_BYTES, BAR2_BYTES};
use abi::msix::{PBA_OFFSET, TABLE_OFFSET, VECTORS};

/// Bytes of configuration space (PCIe extended).
pub const CONFIG_BYTES: usize = 4096;

const COMMAND: usize = 0x04;
const COMMAND_MEMORY: u16 = 1 << 1;
const COMMAND_BUS_MASTER: u16 = 1 << 2;
const PCIE_CAPABILITY: usize = 0x40;
const DEVICE_CONTROL: usize = PCIE_CAPABILITY + 8;
const MSIX_CAPABILITY: usize = 0x80;
/// "Initiate Function Level Reset", PCIe Base 7.5.3.4; reads as zero.
const DEVICE_CONTROL_FLR: u16 = 1 << 15;

/// What a write into configuration space asks of the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    None,
    /// Function-level reset, or bus mastering was turned off: the card forgets the host (card.md section 3).
    Reset,
}

/// Configuration space with the mask of writable bits.
pub struct ConfigSpace {
    bytes: Box<[u8; CONFIG_BYTES]>,
    writable: Box<[u8; CONFIG_BYTES]>,
}

fn put16(space: &mut [u8], at: usize, value: u16) {
    space[at..at + 2].copy_from_slice(&value.to_le_bytes());
}

fn put32(space: &mut [u8], at: usize, value: u32) {
    space[at..at + 4].copy_from_slice(&value.to_le_bytes());
}

impl Default for ConfigSpace {
    fn default() -> Self {
        Self::new()
    }
}

impl ConfigSpace {
    /// As after a reset.
    pub fn new() -> Self {
        let mut bytes = Box::new([0; CONFIG_BYTES]);
        let mut writable = Box::new([0; CONFIG_BYTES]);
        let (b, w) = (bytes.as_mut_slice(), writable.as_mut_slice());
        put16(b, 0x00, abi::PCI_VENDOR_ID);
        put16(b, 0x02, abi::PCI_DEVICE_ID);
        put16(w, COMMAND, COMMAND_MEMORY | COMMAND_BUS_MASTER | 1 << 10);
        put16(b, 0x06, 1 << 4); // status: capability list
        b[0x08] = 1; // revision
        put16(b, 0x0A, 0x0580); // class: memory controller, other
        put32(w, 0x10, !(BAR0_BYTES as u32 - 1));
        put32(b, 0x18, 0b1100); // BAR2: 64 bit, prefetchable
        put32(w, 0x18, !(BAR2_BYTES as u32 - 1));
        put32(w, 0x1C, u32::MAX);
        put16(b, 0x2C, abi::PCI_VENDOR_ID);
        put16(b, 0x2E, abi::PCI_DEVICE_ID);
        b[0x34] = PCIE_CAPABILITY as u8;
        w[0x3C] = 0xFF; // interrupt line: scratch for the host
        b[PCIE_CAPABILITY] = 0x10;
        b[PCIE_CAPABILITY + 1] = MSIX_CAPABILITY as u8;
        put16(b, PCIE_CAPABILITY + 2, 2); // version 2, endpoint
        put32(b, PCIE_CAPABILITY + 4, 1 << 28 | 1 << 15 | 1); // FLR, role-based errors, MPS 256
        put16(w, DEVICE_CONTROL, 0x7FFF);
        put16(b, DEVICE_CONTROL, 0x2810);
        put32(b, PCIE_CAPABILITY + 12, 4 << 4 | 3); // link: Gen3 x4
        put16(b, PCIE_CAPABILITY + 18, 4 << 4 | 3);
        b[MSIX_CAPABILITY] = 0x11;
        put16(b, MSIX_CAPABILITY + 2, VECTORS as u16 - 1);
        put16(w, MSIX_CAPABILITY + 2, 1 << 15 | 1 << 14); // enable, function mask
        put32(b, MSIX_CAPABILITY + 4, TABLE_OFFSET); // in BAR0
        put32(b, MSIX_CAPABILITY + 8, PBA_OFFSET);
        ConfigSpace { bytes, writable }
    }

    /// Bytes from `offset` on; ones outside.
    pub fn read(&self, offset: u64, into: &mut [u8]) {
        match usize::try_from(offset).ok().and_then(|at| self.bytes.get(at..at.checked_add(into.len())?)) {
            Some(from) => into.copy_from_slice(from),
            None => into.fill(0xFF),
        }
    }

    /// Writes what may be written.
    pub fn write(&mut self, offset: u64, data: &[u8]) -> Effect {
        let Ok(at) = usize::try_from(offset) else { return Effect::None };
        let flr = self.covers(at, data, DEVICE_CONTROL + 1, (DEVICE_CONTROL_FLR >> 8) as u8);
        let mastering = self.bus_master();
        for (i, byte) in data.iter().enumerate() {
            let Some(mask) = self.writable.get(at.saturating_add(i)).copied() else { break };
            let old = &mut self.bytes[at + i];
            *old = *old & !mask | byte & mask;
        }
        if flr {
            *self = ConfigSpace::new();
        }
        if flr || (mastering && !self.bus_master()) {
            Effect::Reset
        } else {
            Effect::None
        }
    }

    fn covers(&self, at: usize, data: &[u8], byte: usize, bit: u8) -> bool {
        byte.checked_sub(at).and_then(|i| data.get(i)).is_some_and(|b| b & bit != 0)
    }

    fn bus_master(&self) -> bool {
        u16::from(self.bytes[COMMAND]) & COMMAND_BUS_MASTER != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read32(config: &ConfigSpace, at: u64) -> u32 {
        let mut bytes = [0; 4];
        config.read(at, &mut bytes);
        u32::from_le_bytes(bytes)
    }

    #[test]
    fn bars_report_their_size_to_the_usual_probe() {
        let mut config = ConfigSpace::new();
        for at in [0x10, 0x18, 0x1C, 0x14, 0x20] {
            config.write(at, &[0xFF; 4]);
        }
        assert_eq!(!(read32(&config, 0x10) & !0xF) + 1, BAR0_BYTES as u32);
        let bar2 = u64::from(read32(&config, 0x1C)) << 32 | u64::from(read32(&config, 0x18) & !0xF);
        assert_eq!(!bar2 + 1, BAR2_BYTES);
        assert_eq!(read32(&config, 0x18) & 0xF, 0b1100);
        assert_eq!((read32(&config, 0x14), read32(&config, 0x20)), (0, 0));
    }

    #[test]
    fn flr_and_the_fall_of_bus_mastering_reset_the_function() {
        let mut config = ConfigSpace::new();
        assert_eq!(config.write(COMMAND as u64, &[6, 0]), Effect::None);
        assert_eq!(config.write(COMMAND as u64, &[2, 0]), Effect::Reset);
        assert_eq!(config.write(COMMAND as u64, &[6, 0]), Effect::None);
        assert_eq!(config.write(DEVICE_CONTROL as u64, &0xA810u16.to_le_bytes()), Effect::Reset);
        assert!(!config.bus_master());
        assert_eq!(config.write(u64::MAX, &[1; 16]), Effect::None);
        assert_eq!(config.write(CONFIG_BYTES as u64 - 1, &[1; 16]), Effect::None);
    }
}
