//! Positions in the log of one identity.

use serde::{Deserialize, Serialize};

/// A position in the log of one identity, counted from 1. Position 0 stands for "before the first entry".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position(pub u64);
