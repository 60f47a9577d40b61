//! Writes the simulated card's Verilog to the file named on the command line.

fn main() -> std::io::Result<()> {
    let Some(path) = std::env::args_os().nth(1) else {
        eprintln!("usage: emit FILE");
        std::process::exit(2);
    };
    std::fs::write(path, rtl_emit::verilog(&rtl_card::Settings::simulation()))
}
