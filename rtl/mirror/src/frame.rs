//! The frame as bit fields; `abi::frame` is the contract, `docs/link-format.md` the page for readers.

use rtl_prims::crc::crc8_reduce;
use rust_hdl::prelude::*;

/// The start beat. The first field is in the lowest bits.
#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
pub struct Header {
    pub block: Bits<8>,
    pub kind: Bits<4>,
    pub flags: Bits<4>,
    pub session: Bits<8>,
    pub sequence: Bits<24>,
    pub length: Bits<9>,
    pub address: Bits<32>,
    pub credit: Bits<16>,
    pub queue: Bits<6>,
    pub check: Bits<8>,
    /// Queues whose frames the speaker drops.
    pub fenced: Bits<2>,
    pub reserved: Bits<7>,
}

/// The end beat.
#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
pub struct Trailer {
    pub block: Bits<8>,
    pub crc: Bits<32>,
    pub ack: Bits<24>,
    pub reserved: Bits<64>,
}

/// What has to be known to send a sequenced frame, again and again until it is acknowledged.
#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
pub struct Entry {
    pub kind: Bits<4>,
    pub flags: Bits<4>,
    pub length: Bits<7>,
    pub address: Bits<28>,
    pub queue: Bits<6>,
    /// Byte enables of a masked frame.
    pub enable: Bits<16>,
    /// Where the payload begins in the replay buffer.
    pub pointer: Bits<11>,
}

/// What has to be known when a sequenced frame has been acknowledged.
#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
pub struct Receipt {
    pub kind: Bits<4>,
    pub publish: Bit,
    pub queue: Bits<6>,
    /// The watermark that holds at the partner once this frame is stored there.
    pub mark: Bits<48>,
    /// Where the payload ended in the replay buffer, with the bit that tells full from empty.
    pub tail: Bits<12>,
}

/// Bits of the start beat that its CRC-8 covers.
fn checked(bit: usize) -> bool {
    (8..111).contains(&bit) || bit >= 119
}

/// Columns of the header's CRC-8.
pub fn header_check() -> Vec<u64> {
    crc8_reduce(128, checked)
}
