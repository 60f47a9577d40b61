//! Two mirrors back to back, as Verilator sees them.

mod card;
mod catchup;
mod dut;
mod frames;
mod limits;
mod line;
mod link;
mod lint;
mod mail;
mod random;
mod takeover;
mod world;
