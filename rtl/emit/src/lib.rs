//! Writes the card out as Verilog, the same bytes every time.
#![forbid(unsafe_code)]

use rtl_card::{Card, Settings, Top, Top256};
use rtl_prims::crossing::AsyncFifo;
use rtl_prims::fifo::Fifo;
use rust_hdl::prelude::*;

/// Name of the top module.
pub const TOP: &str = "card";

/// Name of the top module of the card behind a hard block of 256 bit.
pub const TOP_256: &str = "top256";

/// The core of a card, with its one clock, connected and ready to be emitted or simulated.
pub fn card(settings: &Settings) -> Card {
    let mut card = Card::new(settings);
    card.connect_all();
    card
}

/// Runs something on a stack of 16 MiB: rust-hdl's blocks are built on the stack, and the card is half a MiB that moves a few times.
///
/// # Panics
/// When there is no thread to be had, or `work` panics.
pub fn on_a_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(16 << 20).spawn_scoped(scope, work);
        let result = thread.expect("a thread").join();
        result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

/// The card with PCIe's clock of its own, likewise; see [`on_a_deep_stack`].
pub fn top(settings: &Settings) -> Top {
    let mut card = Top::new(settings);
    card.connect_all();
    card
}

/// The same for a hard block of 256 bit.
pub fn card_256(settings: &Settings) -> Top256 {
    let mut card = Top256::new(settings);
    card.connect_all();
    card
}

/// The card as one Verilog file.
pub fn verilog(settings: &Settings) -> String {
    on_a_deep_stack(|| rtl_prims::emit(&top(settings), TOP))
}

/// The card for a hard block of 256 bit as one Verilog file.
pub fn verilog_256(settings: &Settings) -> String {
    on_a_deep_stack(|| rtl_prims::emit(&card_256(settings), TOP_256))
}

/// The FIFOs that `make formal` proves, of a size that suits a solver: four entries of two bits. Name and Verilog, as kept in `rtl/formal/small`.
pub fn small_fifos() -> [(&'static str, String); 2] {
    let mut fifo = Fifo::<Bits<2>, 2, 3>::default();
    fifo.connect_all();
    let mut crossing = AsyncFifo::<Bits<2>, 2, 3>::default();
    crossing.connect_all();
    [("fifo", rtl_prims::emit(&fifo, "fifo")), ("async_fifo", rtl_prims::emit(&crossing, "async_fifo"))]
}
