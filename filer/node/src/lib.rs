//! One node of a pair: its identities, its event loop, restore, the operator's socket.
//!
//! [`engine`] is the deterministic state machine of an identity; [`service`] runs it live over a log; [`restore`] brings it
//! back from a consistency point and a log, [`trial`] first tries a request that may have killed the process before. [`run`] is the event loop of the process, [`actions`] carries out what the
//! cluster machine decides, [`storage`] does what may wait for a disk.
#![forbid(unsafe_code)]

pub mod actions;
pub mod admin;
mod card;
pub mod clock;
pub mod config;
pub mod engine;
mod fault;
pub mod init;
pub mod nvram;
pub mod operator;
mod passing;
mod paths;
pub mod restore;
mod restoring;
pub mod run;
pub mod secret;
pub mod service;
pub mod session;
pub mod storage;
pub mod timeline;
pub mod trial;
