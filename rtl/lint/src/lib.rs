//! Finds the three shapes of rust-hdl kernel code that simulate one way and synthesise another.
