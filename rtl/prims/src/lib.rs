//! Reviewed building blocks of the hardware: registers, FIFOs, CRCs, stream interfaces.
//!
//! Registers are `rust_hdl`'s `DFF`: power-on value zero, and where a state must survive a reset input, the kernel
//! says so at its end.
#![deny(unsafe_code)]

pub mod crc;
pub mod crossing;
pub mod fifo;
pub mod linear;
pub mod stream;
#[cfg(feature = "testing")]
pub mod testing;

use rust_hdl::prelude::*;

/// A block as Verilog, with `top` as the name of its module. The block has to be connected (`connect_all`).
///
/// # Panics
/// When rust-hdl finds an unconnected signal or a loop: a mistake in the source.
pub fn emit<U: Block>(uut: &U, top: &str) -> String {
    check_all(uut).unwrap_or_else(|error| panic!("{top} cannot be emitted: {error:?}"));
    let mut modules = ModuleDefines::default();
    uut.accept(top, &mut modules);
    modules.defines()
}
