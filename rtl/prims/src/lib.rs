//! Reviewed building blocks of the hardware: registers, FIFOs, CRCs, stream interfaces.
//!
//! Registers are `rust_hdl`'s `DFF`: power-on value zero, and where a state must survive a reset input, the kernel
//! says so at its end.
#![deny(unsafe_code)]

pub mod crc;
pub mod crossing;
pub mod fifo;
pub mod linear;
#[cfg(feature = "testing")]
mod mutants;
#[cfg(feature = "testing")]
pub mod random;
pub mod run;
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
    isolate_assignments(&modules.defines())
}

/// Tells Verilator that every variable may be computed apart from the others of its block.
///
/// rust-hdl makes one `always` block of a whole kernel. To a scheduler of blocks, two kernels that each use a signal of the
/// other are then a loop, although no signal depends on itself, and it evaluates them until nothing changes. Taken apart,
/// what is computed once is computed once. It matters for more than speed: kernels hand the clock on to what they contain,
/// and a clock that is one of many results of a block may reach two registers in different rounds of evaluation, the
/// second of which then takes what the first has become.
fn isolate_assignments(verilog: &str) -> String {
    let mut isolated = String::with_capacity(verilog.len() * 5 / 4);
    for line in verilog.lines() {
        let declaration = line.trim_start();
        let is_variable = declaration.starts_with("reg ") || declaration.starts_with("output reg ");
        match line.strip_suffix(';') {
            // Not memories (`reg [..] name[..]`): they are written by clocked blocks.
            Some(rest) if is_variable && !rest.ends_with(']') => {
                isolated.push_str(rest);
                isolated.push_str(" /*verilator isolate_assignments*/;");
            }
            _ => isolated.push_str(line),
        }
        isolated.push('\n');
    }
    isolated
}
