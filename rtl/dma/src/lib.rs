//! The DMA engine: host memory to NVRAM and back (`abi::dma` has descriptors and completions).
//!
//! ```text
//! ring ──► fetch ──► jobs ──┬─► issue ─► reads on RQ ─► host ─► RC ─► buffer ─┐ rows of 16 bytes
//!                           │                                    memory ─────┤ (to the host)
//!                           └─► transfer ◄──────────────────────────────────┘
//!                                 │ shifted, CRC
//!                                 ├─► store, mirror (to the card)
//!                                 └─► writes on RQ, then the completion on RQ
//! ```
//! - [`ring::Ring`] holds the registers, fetches descriptors ahead and retires them in order.
//! - [`issue::Issue`] cuts what has to be read from the host into requests and gives them tags.
//! - [`buffer::Buffer`] has a place for every byte that was asked for, takes completions in any order, and hands the rows out in
//!   the order of the requests.
//! - [`transfer::Transfer`] executes one descriptor at a time: moves the rows to the alignment they are to have, sums them up, and
//!   sends them where they belong.
//! - [`writer::Writer`] makes the packets on RQ.
//! - [`engine::Engine`] puts them together and gives up on a host or a memory that does not answer.
#![forbid(unsafe_code)]

pub mod buffer;
pub mod engine;
pub mod issue;
pub mod ring;
pub mod streams;
pub mod transfer;
pub mod writer;
