//! Register addresses for kernels, taken from `abi`.
//!
//! A kernel cannot name a Rust constant, but it can read a field that is one. [`addresses!`] makes a struct of such
//! fields; they become `localparam`s in the Verilog. An address counts 64-bit words of BAR0.

/// Defines a struct of register addresses: `addresses! { Name { field = byte offset, ... } }`.
macro_rules! addresses {
    ($(#[$doc:meta])* $name:ident { $($field:ident = $offset:expr),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name { $(pub $field: Constant<Bits<13>>,)* }
        impl Default for $name {
            fn default() -> Self {
                $name { $($field: Constant::new((u64::from($offset) / 8).to_bits()),)* }
            }
        }
        impl Logic for $name {
            fn update(&mut self) {}
        }
        // What `LogicInterface` derives, which only takes signals.
        impl Block for $name {
            fn connect_all(&mut self) {}
            fn update_all(&mut self) {}
            fn has_changed(&self) -> bool {
                false
            }
            fn accept(&self, name: &str, probe: &mut dyn Probe) {
                probe.visit_start_namespace(name, self);
                $(self.$field.accept(stringify!($field), probe);)*
                probe.visit_end_namespace(name, self);
            }
        }
    };
}
pub(crate) use addresses;
