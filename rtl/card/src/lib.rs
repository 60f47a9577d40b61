//! The card: ingress, log queues, registers and power, put together.
#![forbid(unsafe_code)]

mod addresses;
pub mod assembler;
mod card;
pub mod counters;
pub mod dma_marks;
pub mod events;
pub mod ingress;
pub mod interrupts;
pub mod line_crc;
pub mod log_queue;
pub mod memory;
pub mod merge;
pub mod nv_header;
pub mod power;
pub mod registers;
pub mod store;
mod top;
mod top256;
pub mod upkeep;
pub mod watermark;

pub use card::{Card, Settings};
pub use top::Top;
pub use top256::Top256;
