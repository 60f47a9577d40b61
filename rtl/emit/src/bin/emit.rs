//! Writes the simulated card's Verilog to the file named on the command line.

use rtl_card::Settings;

fn main() -> std::io::Result<()> {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let (path, wide) = match &arguments[..] {
        [path] => (path, false),
        [option, path] if option == "--256" => (path, true),
        _ => {
            eprintln!(
                "usage: emit [--256] FILE\n  --256  for a PCIe hard block of 256 bit (top module top256, two clocks)"
            );
            std::process::exit(2);
        }
    };
    let settings = Settings::simulation();
    std::fs::write(path, if wide { rtl_emit::verilog_256(&settings) } else { rtl_emit::verilog(&settings) })
}
