//! A whole Savepoint installation on one machine, for trying, testing and demonstrating.
//!
//! A *lab* is a directory and, while it is up, one supervisor process in a network namespace of its own. The supervisor
//! is the parent of everything else: the card chassis, the disk shelf and the two filers, each a process of its own that
//! can be killed, frozen and started again, as the machines they stand for can. A bridge connects the filers' TAP
//! devices with the client's address. Since the namespace lives exactly as long as the supervisor and every child dies
//! with it, `lab down` has nothing to clean up that could be forgotten.
//!
//! ```text
//!   lab (command line) ──lab.sock──► supervisor ──┬── chassis ── card-a.sock, card-b.sock, chassis.sock
//!                                                 ├── shelf ──── shelf.sock
//!                                                 ├── filer a ── a/admin.sock, tap-a ─┐
//!                                                 └── filer b ── b/admin.sock, tap-b ─┴─ br0 10.77.0.1 (client)
//! ```
#![forbid(unsafe_code)]

pub mod bench;
pub mod client;
pub mod commands;
pub mod layout;
pub mod namespace;
pub mod protocol;
pub mod status;
pub mod supervisor;
