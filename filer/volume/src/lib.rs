//! A write-anywhere file system with consistency points.
