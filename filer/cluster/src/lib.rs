//! Who serves: the status protocol and the takeover state machine of a pair of filers.
//!
//! Pure: no clock, no I/O, no randomness. [`Machine::handle`] takes the time and an [`Event`] and returns [`Action`]s; the
//! same machine runs in the product, in the seeded simulation and in the model checker. One machine per node handles
//! both identities; every event and action names its identity.
//!
//! The protocol is `arbitration.md` (in `docs/`), whose step numbers stand in the code. Safety comes from it alone: from records on
//! a majority of the identity's mailbox disks, reservations, and the fence of the own card, never from time. Time
//! ([`Timing`]) only decides when something is tried.
//!
//! The layers, from the pure decision to the clock: `records` on disks and in NVRAM, the decision over what a
//! majority of mailboxes shows (`view`, `judge`), the state machine of one identity without time (`arbiter`), and the
//! node around it with time, detection, messages and the operator (`machine`, `speech`).
#![forbid(unsafe_code)]

mod action;
mod arbiter;
mod assess;
mod attempt;
mod codec;
mod config;
mod core;
mod detect;
mod event;
mod judge;
mod machine;
mod members;
mod message;
mod nv;
mod operator;
mod plan;
mod record;
mod report;
mod safeguards;
mod speech;
pub mod status;
mod types;
mod view;

pub use action::{AckPolicy, Action, Plan, PlanRegion};
pub use config::{Config, ConfigError, DiskRole, IdentityConfig, TakeoverOn, Timing, DISKS_MAX};
pub use event::{
    Boot, Command, CpMark, DiskResult, DiskView, Event, Evidence, FenceState, Holder, Image, Mirror, MirrorFacts, Path,
    Region, Slot, Survey, TakeoverForm,
};
pub use machine::Machine;
pub use message::{
    Ask, Farewell, IdentityStatus, Indicator, Message, MessageError, Role, MESSAGE_BYTES, PROTOCOL_VERSION,
};
pub use nv::{ChainLink, Flag, IdentityNv, NodeNv, CHAIN_MAX, IDENTITY_NV_BYTES_MAX, NODE_NV_BYTES, REASON_BYTES_MAX};
pub use record::{
    decode_promise, encode_promise, FormatError, Kind, Owner, Predecessor, Record, FORMAT_VERSION, PROMISE_BYTES,
    RECORD_BYTES,
};
pub use status::{Assessment, Entry, Failure, FailureClass, Reason, Severity, Status};
pub use types::{Area, CardId, DiskIndex, Epoch, Identity, Node, Position};

#[cfg(test)]
mod proof;
