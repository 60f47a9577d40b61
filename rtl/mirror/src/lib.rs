//! The mirror: frames, replay, acknowledgement, resync and fence between two cards.
#![forbid(unsafe_code)]

mod backlog;
mod frame;
mod framer;
mod mail_slot;
mod mailbox;
mod marks;
mod mirror;
mod outbox;
mod owner;
mod pending;
mod ports;
mod receiver;
mod session;
mod settings;
mod source;
mod store;
mod tracker;

pub use mirror::Mirror;
pub use owner::Owner;
pub use ports::{QueueIn, QueueOut};
pub use settings::Settings;
