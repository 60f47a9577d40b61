//! Writes the card out as Verilog, the same bytes every time.
#![forbid(unsafe_code)]

use rtl_card::{Card, Settings};
use rust_hdl::prelude::*;

/// Name of the top module.
pub const TOP: &str = "card";

/// A card, connected and ready to be emitted or simulated.
pub fn card(settings: &Settings) -> Card {
    let mut card = Card::new(settings);
    card.connect_all();
    card
}

/// The card as one Verilog file.
pub fn verilog(settings: &Settings) -> String {
    rtl_prims::emit(&card(settings), TOP)
}
