//! The streams that run between the parts of the card.
//!
//! Each is a bundle of signals with `valid` and `ready`: a transfer happens in every cycle in which both are high. A
//! producer may not wait for `ready` before it raises `valid`, and keeps `valid` and everything beside it unchanged
//! until the transfer. The two ends of a stream are two types that join: `...Out` is the producer's, `...In` the
//! consumer's.
//!
//! Memory addresses count units of 16 bytes, one beat of the 128-bit data path.

use rust_hdl::prelude::*;

/// What ingress has stored in LOCAL and wants mirrored: chunks of one to 64 beats, in the order in which they were
/// stored. Everything from `address` on is good in the first beat of a chunk only.
#[derive(LogicInterface, Clone, Debug, Default)]
#[join = "StageIn"]
pub struct StageOut {
    /// This beat is there.
    pub valid: Signal<Out, Bit>,
    /// Sixteen bytes, lowest address in bits 0..8.
    pub data: Signal<Out, Bits<128>>,
    /// Byte enables. All ones, except in a chunk of a single beat.
    pub enable: Signal<Out, Bits<16>>,
    /// First beat of a chunk.
    pub first: Signal<Out, Bit>,
    /// Last beat of a chunk.
    pub last: Signal<Out, Bit>,
    /// Where in LOCAL, units of 16 bytes.
    pub address: Signal<Out, Bits<28>>,
    /// Beats in the chunk, 1 to 64. The chunk may not cross a 4 KiB boundary.
    pub length: Signal<Out, Bits<7>>,
    /// The chunk is one whole line that has been published.
    pub publish: Signal<Out, Bit>,
    /// Queue the chunk belongs to; 63 if it is nobody's.
    pub queue: Signal<Out, Bits<6>>,
    /// LOCAL watermark of the queue once this line counts.
    pub mark: Signal<Out, Bits<48>>,
    /// Beats that memory has and the consumer has not, whether they are shown yet or not.
    pub left: Signal<Out, Bits<9>>,
    /// The consumer takes the beat.
    pub ready: Signal<In, Bit>,
}

/// The consumer's end of [`StageOut`].
#[derive(LogicInterface, Clone, Debug, Default)]
#[join = "StageOut"]
pub struct StageIn {
    pub valid: Signal<In, Bit>,
    pub data: Signal<In, Bits<128>>,
    pub enable: Signal<In, Bits<16>>,
    pub first: Signal<In, Bit>,
    pub last: Signal<In, Bit>,
    pub address: Signal<In, Bits<28>>,
    pub length: Signal<In, Bits<7>>,
    pub publish: Signal<In, Bit>,
    pub queue: Signal<In, Bits<6>>,
    pub mark: Signal<In, Bits<48>>,
    pub left: Signal<In, Bits<9>>,
    pub ready: Signal<Out, Bit>,
}

/// Writes into memory. A write is inside the persistence domain once it has been transferred, and every read that is
/// transferred later sees it.
#[derive(LogicInterface, Clone, Debug, Default)]
#[join = "WriteIn"]
pub struct WriteOut {
    /// A write is there.
    pub valid: Signal<Out, Bit>,
    /// Units of 16 bytes.
    pub address: Signal<Out, Bits<28>>,
    /// Sixteen bytes.
    pub data: Signal<Out, Bits<128>>,
    /// Which of them.
    pub enable: Signal<Out, Bits<16>>,
    /// The memory takes the write.
    pub ready: Signal<In, Bit>,
}

/// The memory's end of [`WriteOut`].
#[derive(LogicInterface, Clone, Debug, Default)]
#[join = "WriteOut"]
pub struct WriteIn {
    pub valid: Signal<In, Bit>,
    pub address: Signal<In, Bits<28>>,
    pub data: Signal<In, Bits<128>>,
    pub enable: Signal<In, Bits<16>>,
    pub ready: Signal<Out, Bit>,
}

/// Reads from memory. Data comes back in the order of the requests, one or more cycles later, and cannot be held off:
/// whoever asks has room for the answer.
#[derive(LogicInterface, Clone, Debug, Default)]
#[join = "ReadIn"]
pub struct ReadOut {
    /// A request is there.
    pub valid: Signal<Out, Bit>,
    /// Units of 16 bytes.
    pub address: Signal<Out, Bits<28>>,
    /// The memory takes the request.
    pub ready: Signal<In, Bit>,
    /// `data` answers the oldest open request.
    pub data_valid: Signal<In, Bit>,
    /// Sixteen bytes.
    pub data: Signal<In, Bits<128>>,
}

/// The memory's end of [`ReadOut`].
#[derive(LogicInterface, Clone, Debug, Default)]
#[join = "ReadOut"]
pub struct ReadIn {
    pub valid: Signal<In, Bit>,
    pub address: Signal<In, Bits<28>>,
    pub ready: Signal<Out, Bit>,
    pub data_valid: Signal<Out, Bit>,
    pub data: Signal<Out, Bits<128>>,
}
