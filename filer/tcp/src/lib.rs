//! A TCP endpoint whose state can be saved and continued.
