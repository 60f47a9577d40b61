//! The card pair as a simulation.
