//! Bundles of signals that only the mirror has.

use rust_hdl::prelude::*;

/// What the mirror has to know of a log queue of this card: the queue's end.
#[derive(LogicInterface, Clone, Debug, Default)]
#[join = "QueueIn"]
pub struct QueueOut {
    /// The host has enabled the queue.
    pub enable: Signal<Out, Bit>,
    /// High for one cycle when the queue was enabled or its position was set: the partner has to hear the new position.
    /// Marks of the queue that are still on their way are void from here on, and none is reported before the partner has
    /// acknowledged the position.
    pub changed: Signal<Out, Bit>,
    /// No published slot lies above the LOCAL watermark: the queue has no hole.
    pub settled: Signal<Out, Bit>,
    /// Byte offset of the line ring in LOCAL.
    pub line_base: Signal<Out, Bits<32>>,
    /// Lines in the ring.
    pub line_count: Signal<Out, Bits<32>>,
    /// Byte offset of the payload ring in LOCAL.
    pub payload_base: Signal<Out, Bits<32>>,
    /// Bytes of the payload ring.
    pub payload_bytes: Signal<Out, Bits<32>>,
    /// LOCAL watermark.
    pub position: Signal<Out, Bits<64>>,
}

/// The mirror's end of [`QueueOut`].
#[derive(LogicInterface, Clone, Debug, Default)]
#[join = "QueueOut"]
pub struct QueueIn {
    pub enable: Signal<In, Bit>,
    pub changed: Signal<In, Bit>,
    pub settled: Signal<In, Bit>,
    pub line_base: Signal<In, Bits<32>>,
    pub line_count: Signal<In, Bits<32>>,
    pub payload_base: Signal<In, Bits<32>>,
    pub payload_bytes: Signal<In, Bits<32>>,
    pub position: Signal<In, Bits<64>>,
}
