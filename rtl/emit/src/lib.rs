//! Writes the card out as Verilog, the same bytes every time.
