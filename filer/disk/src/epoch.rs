//! The epoch of an ownership (rule R6).

/// Raised at every change of ownership of an identity: odd for node A, even for node B (`arbitration.md` 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Epoch(pub u32);
