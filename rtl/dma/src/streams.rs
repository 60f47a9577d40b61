//! What passes between the parts of the engine.

use rust_hdl::prelude::*;

/// A descriptor that has been fetched.
#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
pub struct Job {
    /// As it was in the ring, reserved word included.
    pub descriptor: Bits<256>,
    /// It makes no sense: nothing is transferred.
    pub bad: Bit,
    /// From the host to the card.
    pub to_card: Bit,
}

/// A read on its way, in the order in which they were asked.
#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
pub struct Asked {
    /// Tag, and number of its place in the buffer.
    pub tag: Bits<4>,
    /// First row inside the place.
    pub row: Bits<5>,
    /// Rows, 1 to 32.
    pub rows: Bits<6>,
    /// Last read of its descriptor.
    pub last: Bit,
}

/// A read request for RQ.
#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
pub struct ReadRequest {
    /// Host address of the first DWORD.
    pub address: Bits<64>,
    pub dwords: Bits<11>,
    pub first_enable: Bits<4>,
    pub last_enable: Bits<4>,
    pub tag: Bits<4>,
}
