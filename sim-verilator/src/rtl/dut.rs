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
    fn card_clock(card: *mut Model, edges: u32);
    #[cfg(test)]
    fn card_plain(card: *mut Model);
    #[cfg(feature = "waves")]
    fn card_waves(card: *mut Model, path: *const std::ffi::c_char);
}

/// Which of a card's two clocks rise, as the shim has them: bit 0 the core's, bit 1 PCIe's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Edges {
    Core = 1,
    User = 2,
    Both = 3,
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
        let dut = Dut { model: NonNull::new(model).expect("operator new does not return null") };
        #[cfg(feature = "waves")]
        dut.record();
        dut
    }

    /// Records this card's life in the folder `WAVES`, under the name of the thread, which is that of the test, and a number.
    #[cfg(feature = "waves")]
    fn record(&self) {
        use std::sync::atomic::{AtomicU32, Ordering};
        static CARDS: AtomicU32 = AtomicU32::new(0);
        let Some(folder) = std::env::var_os("WAVES").filter(|folder| !folder.is_empty()) else { return };
        let name = std::thread::current().name().unwrap_or("card").replace(|c: char| !c.is_ascii_alphanumeric(), "-");
        let number = CARDS.fetch_add(1, Ordering::Relaxed);
        let path = std::path::Path::new(&folder).join(format!("{name}-{number}.fst"));
        let written = std::fs::create_dir_all(&folder).is_ok();
        eprintln!("waves: {}{}", path.display(), if written { "" } else { ": the folder cannot be made" });
        let text = std::ffi::CString::new(path.into_os_string().into_encoded_bytes())
            .expect("an environment has no zero bytes");
        // SAFETY: `model` lives; the text ends with a zero and is read during the call only.
        unsafe { card_waves(self.model.as_ptr(), text.as_ptr()) }
    }

    /// Sets the inputs with the clocks low and lets the logic settle.
    pub fn settle(&mut self, inputs: &Inputs, outputs: &mut Outputs) {
        // SAFETY: `model` lives; the structs are `repr(C)` and generated together with the C++ that copies them.
        unsafe { card_settle(self.model.as_ptr(), inputs, outputs) }
    }

    /// Raises the clocks of `edges`, those of two at the same time.
    pub fn clock(&mut self, edges: Edges) {
        // SAFETY: `model` lives.
        unsafe { card_clock(self.model.as_ptr(), edges as u32) }
    }
}

impl Drop for Dut {
    fn drop(&mut self) {
        // SAFETY: made by `card_new`, freed once.
        unsafe { card_free(self.model.as_ptr()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// A card with the inputs of one that has power and idle neighbours.
    fn powered() -> Inputs {
        let mut inputs = Inputs::default();
        (inputs.persist_restored, inputs.persist_held, inputs.persist_saved) = (1, 1, 1);
        (inputs.battery_good, inputs.bus_master, inputs.link_up) = (1, 1, 1);
        (inputs.mem_write_ready, inputs.mem_read_ready, inputs.cc_ready, inputs.rq_ready, inputs.tx_ready) =
            (1, 1, 1, 1, 1);
        inputs
    }

    // Shows that stepping the regions of the model by hand (build.rs) gives what Verilator's own `eval` gives, whatever arrives.
    #[test]
    fn the_short_way_gives_what_eval_gives() {
        for seed in 1..=3 {
            let (mut short, mut plain) = (Dut::new(seed), Dut::new(seed));
            // SAFETY: `plain` lives.
            unsafe { card_plain(plain.model.as_ptr()) };
            let mut random = Random::new(seed.into());
            let mut inputs = powered();
            let (mut a, mut b) = (Outputs::default(), Outputs::default());
            for cycle in 0..6_000 {
                // After a quiet boot some inputs change in some cycles, and the words of packets and beats most.
                inputs.mem_read_data_valid = a.mem_read_valid;
                if cycle > 1_500 && random.chance(0.7) {
                    inputs.cq_valid = random.chance(0.5).into();
                    inputs.rx_valid = random.chance(0.5).into();
                    inputs.rx_control = random.chance(0.3).into();
                    inputs.tx_ready = random.chance(0.8).into();
                    inputs.mem_write_ready = random.chance(0.8).into();
                    inputs.rq_ready = random.chance(0.8).into();
                    for word in inputs.cq_data.iter_mut().chain(&mut inputs.rx_data) {
                        *word = random.next() as u32;
                    }
                    // A memory write into LOCAL, half of the time a whole one.
                    inputs.cq_data[1] = 0;
                    inputs.cq_data[2] = 1 + random.below(4) as u32 | 1 << 11;
                    inputs.cq_last = random.chance(0.5).into();
                    inputs.rx_data[0] = inputs.rx_data[0] & !0xFF | [0x78, 0xFF][random.below(2) as usize];
                }
                if random.chance(0.001) {
                    inputs.user_reset ^= 1;
                }
                if random.chance(0.0005) {
                    inputs.perst ^= 1;
                }
                short.settle(&inputs, &mut a);
                plain.settle(&inputs, &mut b);
                assert_eq!(format!("{a:?}"), format!("{b:?}"), "seed {seed} cycle {cycle}");
                // Mostly both clocks at once, sometimes one of them.
                let edges = [Edges::Both, Edges::Both, Edges::Both, Edges::Core, Edges::User][random.below(5) as usize];
                short.clock(edges);
                plain.clock(edges);
            }
        }
    }
}
