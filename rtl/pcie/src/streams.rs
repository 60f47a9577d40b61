//! The hard block's streams and what the parser makes of them.

use rust_hdl::prelude::*;

/// Completer request, from the hard block. PG213 "Completer Request Interface", 128 bit, DWORD-aligned.
#[derive(LogicInterface, Clone, Debug, Default)]
#[join = "CqOut"]
pub struct CqIn {
    /// Descriptor in the first beat of a packet, payload in the others.
    pub data: Signal<In, Bits<128>>,
    /// `first_be` 0..4, `last_be` 4..8, `byte_en` 8..40, `sop` 40, `discontinue` 41.
    pub user: Signal<In, Bits<88>>,
    /// DWORDs of the beat that are there.
    pub keep: Signal<In, Bits<4>>,
    /// Last beat of the packet.
    pub last: Signal<In, Bit>,
    pub valid: Signal<In, Bit>,
    pub ready: Signal<Out, Bit>,
}

/// The producer's end of [`CqIn`], of a block that stands between the hard block and the card.
#[derive(LogicInterface, Clone, Debug, Default)]
#[join = "CqIn"]
pub struct CqOut {
    pub data: Signal<Out, Bits<128>>,
    pub user: Signal<Out, Bits<88>>,
    pub keep: Signal<Out, Bits<4>>,
    pub last: Signal<Out, Bit>,
    pub valid: Signal<Out, Bit>,
    pub ready: Signal<In, Bit>,
}

/// Completer completion, to the hard block.
#[derive(LogicInterface, Clone, Debug, Default)]
#[join = "CcIn"]
pub struct CcOut {
    /// Three DWORDs of descriptor, then payload.
    pub data: Signal<Out, Bits<128>>,
    /// `discontinue` 0, parity 1..33; always zero.
    pub user: Signal<Out, Bits<33>>,
    pub keep: Signal<Out, Bits<4>>,
    pub last: Signal<Out, Bit>,
    pub valid: Signal<Out, Bit>,
    pub ready: Signal<In, Bit>,
}

/// The consumer's end of [`CcOut`].
#[derive(LogicInterface, Clone, Debug, Default)]
#[join = "CcOut"]
pub struct CcIn {
    pub data: Signal<In, Bits<128>>,
    pub user: Signal<In, Bits<33>>,
    pub keep: Signal<In, Bits<4>>,
    pub last: Signal<In, Bit>,
    pub valid: Signal<In, Bit>,
    pub ready: Signal<Out, Bit>,
}

/// Requester request, to the hard block.
#[derive(LogicInterface, Clone, Debug, Default)]
#[join = "RqIn"]
pub struct RqOut {
    /// Four DWORDs of descriptor, then payload.
    pub data: Signal<Out, Bits<128>>,
    /// `first_be` 0..4, `last_be` 4..8, the rest zero.
    pub user: Signal<Out, Bits<62>>,
    pub keep: Signal<Out, Bits<4>>,
    pub last: Signal<Out, Bit>,
    pub valid: Signal<Out, Bit>,
    pub ready: Signal<In, Bit>,
}

/// The consumer's end of [`RqOut`].
#[derive(LogicInterface, Clone, Debug, Default)]
#[join = "RqOut"]
pub struct RqIn {
    pub data: Signal<In, Bits<128>>,
    pub user: Signal<In, Bits<62>>,
    pub keep: Signal<In, Bits<4>>,
    pub last: Signal<In, Bit>,
    pub valid: Signal<In, Bit>,
    pub ready: Signal<Out, Bit>,
}

/// Requester completion, from the hard block. PG213 "Requester Completion Interface", 128 bit, DWORD-aligned.
#[derive(LogicInterface, Clone, Debug, Default)]
#[join = "RcOut"]
pub struct RcIn {
    /// Three DWORDs of descriptor, then payload.
    pub data: Signal<In, Bits<128>>,
    /// `byte_en` 0..32, `is_sof_0` 32, `is_sof_1` 33, `is_eof_0` 34..38, `is_eof_1` 38..42, `discontinue` 42.
    pub user: Signal<In, Bits<75>>,
    pub keep: Signal<In, Bits<4>>,
    pub last: Signal<In, Bit>,
    pub valid: Signal<In, Bit>,
    pub ready: Signal<Out, Bit>,
}

/// The producer's end of [`RcIn`].
#[derive(LogicInterface, Clone, Debug, Default)]
#[join = "RcIn"]
pub struct RcOut {
    pub data: Signal<Out, Bits<128>>,
    pub user: Signal<Out, Bits<75>>,
    pub keep: Signal<Out, Bits<4>>,
    pub last: Signal<Out, Bit>,
    pub valid: Signal<Out, Bit>,
    pub ready: Signal<In, Bit>,
}

/// One aligned beat of a memory write.
#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
pub struct PostedBeat {
    /// Sixteen bytes, lowest address in bits 0..8.
    pub data: Bits<128>,
    /// Which of them the host wrote.
    pub enable: Bits<16>,
    /// Offset inside the BAR in units of 16 bytes.
    pub unit: Bits<24>,
    /// The write goes to BAR0, else to BAR2.
    pub registers: Bit,
    /// Last beat of the packet.
    pub last: Bit,
}

/// A beat and what is known of the packet that begins with it.
#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
pub struct Posted {
    pub beat: PostedBeat,
    /// It begins a packet of 64 bytes, aligned to 64, with every byte enabled: four beats, if need be one in each cycle. Only told of a
    /// packet that met no other: it is there to let a line through at once, see `rtl_card::ingress`.
    pub line: Bit,
    /// The upper half of the packet's last quadword, if so.
    pub ticket: Bits<32>,
}

/// Posted writes, in the order in which the host's packets came.
#[derive(LogicInterface, Clone, Debug, Default)]
#[join = "PostedIn"]
pub struct PostedOut {
    pub valid: Signal<Out, Bit>,
    pub beat: Signal<Out, Posted>,
    pub ready: Signal<In, Bit>,
}

/// The consumer's end of [`PostedOut`].
#[derive(LogicInterface, Clone, Debug, Default)]
#[join = "PostedOut"]
pub struct PostedIn {
    pub valid: Signal<In, Bit>,
    pub beat: Signal<In, Posted>,
    pub ready: Signal<Out, Bit>,
}

/// A request that wants an answer.
#[derive(LogicStruct, Copy, Clone, Debug, PartialEq, Default)]
pub struct Request {
    /// Offset inside the BAR in DWORDs.
    pub address: Bits<26>,
    /// BAR0, else BAR2.
    pub registers: Bit,
    /// Nothing the card knows: answer *unsupported request*.
    pub unsupported: Bit,
    /// DWORDs to read, 1 to 1024.
    pub dwords: Bits<11>,
    pub first_enable: Bits<4>,
    pub last_enable: Bits<4>,
    /// As it came: the answer takes its identity from it, and a refusal gives it back whole.
    pub descriptor: Bits<128>,
    /// How many posted packets came before it, wrapping: it may not see the card without them.
    pub order: Bits<16>,
}

/// Requests that want an answer, in order.
#[derive(LogicInterface, Clone, Debug, Default)]
#[join = "RequestIn"]
pub struct RequestOut {
    pub valid: Signal<Out, Bit>,
    pub request: Signal<Out, Request>,
    pub ready: Signal<In, Bit>,
}

/// The consumer's end of [`RequestOut`].
#[derive(LogicInterface, Clone, Debug, Default)]
#[join = "RequestOut"]
pub struct RequestIn {
    pub valid: Signal<In, Bit>,
    pub request: Signal<In, Request>,
    pub ready: Signal<Out, Bit>,
}
