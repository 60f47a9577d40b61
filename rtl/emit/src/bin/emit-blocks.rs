//! Writes the FIFOs that `make formal` proves into a folder; the rest is proved in the golden card.

use std::path::Path;

fn main() -> std::io::Result<()> {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("usage: emit-blocks FOLDER (rtl/formal/small)");
        std::process::exit(2);
    };
    for (name, verilog) in rtl_emit::small_fifos() {
        std::fs::write(Path::new(&folder).join(format!("{name}.v")), verilog)?;
    }
    Ok(())
}
