//! The log of one identity: everything a filer must not forget, as entries in the card's NVRAM.
//!
//! An [`entry`] is one 64-byte line, or a line plus a payload. Lines lie in a ring at `position % line_count`, so a
//! position says where its line is; payloads lie in a second ring, each in one piece, and the line says where. [`Log`]
//! appends: it fills lines and payloads into buffers, posts them in batches, and says how far the card has them
//! durable. [`scan()`] reads a ring back after a crash: it keeps the longest gap-free prefix of good entries of the
//! right identity, epoch and term, and tells a tear (the end) from damage (an error). A [`RegionHeader`] in the card's
//! state area says what a ring's entries are to be believed.
//!
//! `docs/log-format.md` is the byte-exact format. Nothing here reads a clock, does I/O by itself or knows what an entry
//! means.
#![forbid(unsafe_code)]

pub mod entry;
mod log;
mod position;
pub mod region;
mod scan;
mod space;

pub use entry::{Entry, Kind, Line};
pub use log::{AppendError, Durable, Log, LogDevice, LogSetup, Marks};
pub use position::{Epoch, Position, Term};
pub use region::{RegionError, RegionHeader, Rings, TermStart};
pub use scan::{line_ranges, payload_ranges, scan, Damage, Expect, Fault, Scan};
pub use space::{Need, Promise, Usage};
