//! The card: ingress, log queues, registers and power, put together.
#![forbid(unsafe_code)]

mod addresses;
mod card;
pub mod assembler;
pub mod ingress;
pub mod log_queue;
pub mod memory;
pub mod line_crc;
pub mod nv_header;
pub mod registers;
pub mod store;
pub mod watermark;

pub use card::{Card, Settings};
