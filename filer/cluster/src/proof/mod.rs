//! What shows that the protocol is right: the product's own machines in a simulated world.

mod model;
mod operation;
mod suspicion;
mod walk;
mod world;
