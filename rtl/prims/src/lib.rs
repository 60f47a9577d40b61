//! Reviewed building blocks of the hardware: registers, FIFOs, stream interfaces.
