//! Dual-ported disks with reservations.
