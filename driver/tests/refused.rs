//! What opens and is not a card of this contract is refused, and the error says what to do.

use std::os::fd::OwnedFd;

use abi::registers::{beat, id, logq, BLOCK_STRIDE};
use driver::shm::{self, ShmBus};
use driver::{BusError, Card, CardBus, CardError, DmaAccess, DmaBuffer, Side};

/// A software card of which one register reads as another value.
struct Altered {
    bus: ShmBus,
    offset: u32,
    value: u64,
}

impl CardBus for Altered {
    fn read32(&mut self, offset: u32) -> Result<u32, BusError> {
        let found = self.bus.read32(offset)?;
        Ok(if offset == self.offset { self.value as u32 } else { found })
    }
    fn read64(&mut self, offset: u32) -> Result<u64, BusError> {
        let found = self.bus.read64(offset)?;
        Ok(if offset == self.offset { self.value } else { found })
    }
    fn write32(&mut self, offset: u32, value: u32) -> Result<(), BusError> {
        self.bus.write32(offset, value)
    }
    fn write64(&mut self, offset: u32, value: u64) -> Result<(), BusError> {
        self.bus.write64(offset, value)
    }
    fn post(&mut self, offset: u64, data: &[u8]) -> Result<(), BusError> {
        self.bus.post(offset, data)
    }
    fn read_block(&mut self, offset: u64, data: &mut [u8]) -> Result<(), BusError> {
        self.bus.read_block(offset, data)
    }
    fn dma_buffer(&mut self, bytes: usize, access: DmaAccess) -> Result<DmaBuffer, BusError> {
        self.bus.dma_buffer(bytes, access)
    }
    fn interrupt(&mut self, vector: u32) -> Result<OwnedFd, BusError> {
        self.bus.interrupt(vector)
    }
    fn reset(&mut self) -> Result<(), BusError> {
        self.bus.reset()
    }
}

// Shows C12, C13: a card of another version, another geometry, or another make is not used.
#[test]
fn cards_of_another_contract_are_refused() {
    let dir = tempfile::tempdir().expect("a directory");
    let open = |offset: u32, value: u64| {
        let bus = ShmBus::open(dir.path(), Side::A).expect("a software card");
        Card::open(Box::new(Altered { bus, offset, value })).map(drop)
    };
    shm::control(dir.path()).expect("a pair");
    let next = u64::from(abi::ABI_VERSION) + 1;
    let error = open(id::ABI_VERSION, next).expect_err("another version");
    assert!(matches!(error, CardError::WrongAbi { found } if u64::from(found) == next), "{error:?}");
    assert!(error.to_string().contains("update the older of the two"), "{error}");
    let error = open(id::MAGIC, u64::from_le_bytes(*b"SOMEBODY")).expect_err("another make");
    assert!(matches!(error, CardError::NotACard { .. }), "{error:?}");
    // Geometry, and blocks: one more of them, one of another version, one elsewhere.
    let header = abi::registers::block_header(logq::BASE).expect("a block begins there");
    let [second, beats] = [logq::BASE + BLOCK_STRIDE, beat::BASE];
    for (offset, value, what) in [
        (id::QUEUES, 3, "number of queues"),
        (id::LOCAL_BYTES, 1 << 20, "size of LOCAL"),
        (id::LOCAL_BYTES, 256 << 20, "size of LOCAL"),
        (logq::BASE, header ^ 1 << 16, "LOGQ"),
        (second, header, "LOGQ"),
        (beats, 0, "BEAT"),
    ] {
        let error = open(offset, value).expect_err("another layout");
        assert!(matches!(error, CardError::WrongLayout { what: found, .. } if found == what), "{what}: {error:?}");
        assert!(error.to_string().contains(what), "{error}");
    }
    // And the card itself is in order.
    open(0xFFF8, 0).expect("nothing that matters was changed");
}
