//! The mirror: frames, replay, acknowledgement, resync and fence between two cards.
#![forbid(unsafe_code)]

mod mirror;
mod ports;
mod settings;

pub use mirror::Mirror;
pub use ports::{QueueIn, QueueOut};
pub use settings::Settings;
