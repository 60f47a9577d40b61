//! Two mirrors back to back, as Verilator sees them.

mod frames;
mod limits;
mod link;
mod lint;
mod takeover;
mod world;
