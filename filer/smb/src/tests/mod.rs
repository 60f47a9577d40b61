//! Tests of the commands with hand-built requests: [`bench`] is the client and the server it talks to, [`bodies`] what it
//! sends.

mod bench;
mod bodies;
mod compound;
mod create;
mod directory;
mod info;
mod negotiate;
mod read_write;
mod robust;
mod session;

use bench::*;
use bodies::*;

use volume::ConsistencyPoint;

use crate::connection::Dialect;
use crate::frame::frame;
use crate::header::{command, FLAG_RELATED, FLAG_SIGNED};
use crate::ntlm::client;
use crate::status::Status;
use crate::wire::{utf16_bytes, Put, Reader, HEADER_BYTES};
use crate::{Server, Stamp};
