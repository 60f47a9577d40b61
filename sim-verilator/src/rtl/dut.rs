//! The Verilated card as a Rust value. `build.rs` writes the port structs and their C++ twins from the ports of the
//! emitted Verilog, so that a port that changes is a compile error here.

use std::ptr::NonNull;

include!(concat!(env!("OUT_DIR"), "/ports.rs"));

#[repr(C)]
struct Model {
    _opaque: [u8; 0],
}

extern "C" {
    fn card_new(seed: u32) -> *mut Model;
    fn card_free(card: *mut Model);
    fn card_settle(card: *mut Model, inputs: *const Inputs, outputs: *mut Outputs);
    fn card_clock(card: *mut Model);
}

/// One instance of the card.
pub struct Dut {
    model: NonNull<Model>,
}

// SAFETY: an instance has a context of its own (VerilatedContext) and shares nothing with other instances; `&mut self`
// keeps two threads from using one at a time.
unsafe impl Send for Dut {}

impl Dut {
    /// A card at power-on. What has no reset value holds bits decided by `seed`.
    pub fn new(seed: u32) -> Self {
        // SAFETY: takes a number, returns a new object or aborts.
        let model = unsafe { card_new(seed) };
        Dut { model: NonNull::new(model).expect("operator new does not return null") }
    }

    /// Sets the inputs with the clock low and lets the logic settle.
    pub fn settle(&mut self, inputs: &Inputs, outputs: &mut Outputs) {
        // SAFETY: `model` lives; the structs are `repr(C)` and generated together with the C++ that copies them.
        unsafe { card_settle(self.model.as_ptr(), inputs, outputs) }
    }

    /// Raises the clock.
    pub fn clock(&mut self) {
        // SAFETY: `model` lives.
        unsafe { card_clock(self.model.as_ptr()) }
    }
}

impl Drop for Dut {
    fn drop(&mut self) {
        // SAFETY: made by `card_new`, freed once.
        unsafe { card_free(self.model.as_ptr()) }
    }
}
