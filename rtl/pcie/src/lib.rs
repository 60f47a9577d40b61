//! PCI Express user logic: what the hard block's CQ, CC and RQ streams mean.
//!
//! The hard block of an UltraScale+ device (PG213) hands requests of the host to the *completer request* stream, takes
//! answers from the *completer completion* stream and requests of the card from the *requester request* stream. This
//! crate turns them into what the rest of the card works with:
//!
//! - [`cq::CompleterRequest`] parses requests. Memory writes become runs of 16-byte beats aligned to the memory; reads
//!   wait in a queue of their own, so that no posted write ever waits for a read.
//! - [`completer::Completer`] performs reads, of memory or registers, and sends completions split at 128 bytes.
//! - [`rq::RequesterWrite`] sends 64-byte writes to host memory, and [`rq::RequesterMux`] the packets of all who have some.
//! - [`order::Order`] keeps what registers say behind what was written into host memory.
//! - [`msix::Msix`] is the table of interrupt vectors and sends their messages.
//! - [`hard256::Hard256`] joins a hard block of 256 bit to all of these, which work on 128.
//! - [`crossing::Crossing`] stands between PCIe's clock and the core's.
//!
//! All payloads on these streams are DWORD-aligned: the first DWORD follows the descriptor whatever its address is. The
//! barrel shifters between that and the 16-byte lanes of the memory are in the parser and in the completer.
#![forbid(unsafe_code)]

pub mod completer;
pub mod cq;
pub mod crossing;
pub mod handshake;
pub mod hard256;
pub mod msix;
pub mod order;
pub mod pace;
pub mod packets;
pub mod rq;
pub mod straddle;
pub mod streams;
pub mod width;
