//! Reviewed building blocks of the hardware: registers, FIFOs, stream interfaces.
#![forbid(unsafe_code)]

pub mod stream;
