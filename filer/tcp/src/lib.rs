//! A TCP endpoint whose state can be saved and continued.
#![deny(unsafe_code)]
#![warn(missing_docs)]

mod arrival;
mod budget;
mod clock;
mod config;
mod connection;
mod departure;
mod durable;
mod emit;
mod endpoint;
mod gate;
mod input;
mod listen;
mod packet;
mod ranges;
mod receiver;
mod rtt;
mod sender;
mod status;
pub mod tap;

pub use config::{Config, ConfigError, RECEIVE_CAPACITY_MIN};
pub use endpoint::{Applied, ApplyError, Endpoint, NoConnection, RestoreError, Saved};
pub use input::{ConnId, DecodeError, Ends, Input, Open, ResetReason, BODY_BYTES, RECEIVE_BYTES_MAX};
pub use nvlog::Position;
pub use packet::VNET_HEADER_BYTES;
pub use status::{Counters, State, Status};
