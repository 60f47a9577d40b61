//! The card: ingress, log queues, registers and power, put together.
#![forbid(unsafe_code)]

mod addresses;
pub mod assembler;
mod card;
pub mod ingress;
pub mod line_crc;
pub mod log_queue;
pub mod memory;
pub mod nv_header;
pub mod registers;
pub mod store;
pub mod watermark;

pub use card::{Card, Settings};
