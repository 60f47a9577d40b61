//! A TCP endpoint whose state can be saved and continued.
//!
//! It serves one address of one identity. Frames go in ([`Endpoint::on_frame`]) and come out ([`Endpoint::transmit`]); the
//! time and a secret are handed in; only [`tap`] does I/O. What the network does to durable state comes out as
//! [`Input`]s, which the owner logs and hands back with their positions ([`Endpoint::apply`]): durable state is a function
//! of the log, and so can be made again from a [`Saved`] state and the log behind it ([`Endpoint::restore`]).
//!
//! Whatever leaves waits until the position it depends on is released ([`Endpoint::release`]): acknowledgements,
//! window edges, data, SYN, FIN and RST alike. The module `gate` is the one mechanism for it (R1).
//!
//! `docs/tcp.md` has the whole picture: formats, timers, limits, what happens after a restore, and what is missing.
//!
//! ```
//! use tcp::{Config, Endpoint, Position};
//!
//! let config = Config::new([2, 0, 0, 0, 0, 1], "10.0.0.11".parse().unwrap(), &[445], [0; 16]);
//! let mut endpoint = Endpoint::new(config).unwrap();
//! endpoint.resume(0);
//! let mut position = 0;
//! // One turn. Here the log is a counter, and everything in it is durable at once.
//! while let Some(input) = endpoint.poll_input() {
//!     position += 1;
//!     endpoint.apply(Position(position), &input).unwrap();
//! }
//! endpoint.release(Position(position));
//! let mut frames = 0;
//! endpoint.transmit(0, &mut |_slices| {
//!     frames += 1;
//!     true
//! });
//! assert_eq!(frames, 1, "the address is announced");
//! ```
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
mod saved;
mod sender;
mod status;
pub mod tap;
mod upkeep;

pub use config::{Config, ConfigError, RECEIVE_CAPACITY_MIN};
pub use endpoint::Endpoint;
pub use input::{ConnId, DecodeError, Ends, Input, Open, ResetReason, BODY_BYTES, RECEIVE_BYTES_MAX};
pub use nvlog::Position;
pub use packet::{passed_on_source, VNET_HEADER_BYTES};
pub use saved::{Applied, ApplyError, NoConnection, RestoreError, Saved};
pub use status::{Counters, State, Status};
