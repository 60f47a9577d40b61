//! A TCP endpoint whose state can be saved and continued.
#![forbid(unsafe_code)]
#![warn(missing_docs)]

mod config;
mod endpoint;
mod input;
mod position;

pub use config::{Config, RECEIVE_CAPACITY_MIN};
pub use endpoint::{Applied, ApplyError, Endpoint, NoConnection, RestoreError, Saved};
pub use input::{ConnId, DecodeError, Ends, Input, Open, ResetReason, BODY_BYTES, RECEIVE_BYTES_MAX};
pub use position::Position;
