//! Writes the blocks that `make formal` proves something about, each small enough for a solver, into a folder.

use rtl_card::log_queue::LogQueue;
use rtl_prims::crossing::AsyncFifo;
use rtl_prims::fifo::Fifo;
use rust_hdl::prelude::*;
use std::path::Path;

fn main() -> std::io::Result<()> {
    let Some(folder) = std::env::args_os().nth(1) else {
        eprintln!("usage: emit-blocks FOLDER");
        std::process::exit(2);
    };
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let write = |name: &str, verilog: String| std::fs::write(folder.join(format!("{name}.v")), verilog);
    let mut fifo = Fifo::<Bits<2>, 2, 3>::default();
    fifo.connect_all();
    write("fifo", rtl_prims::emit(&fifo, "fifo"))?;
    let mut crossing = AsyncFifo::<Bits<2>, 2, 3>::default();
    crossing.connect_all();
    write("async_fifo", rtl_prims::emit(&crossing, "async_fifo"))?;
    let mut queue = LogQueue::new(0, 16);
    queue.connect_all();
    write("log_queue", rtl_prims::emit(&queue, "log_queue"))
}
