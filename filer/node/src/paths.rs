//! The paths of the status protocol on which messages travel (M1): datagrams, and the card's mailbox over the link.
//!
//! The third path, the status slots on the mailbox disks, goes through the storage thread (`storage.rs`).

use crate::config::PairConfig;
use cluster::Path;
use driver::{BusError, Card, CardError};
use std::net::{SocketAddr, UdpSocket};
use std::os::fd::{AsFd, BorrowedFd};

/// The slot of the card's mailbox that carries status messages, in both directions.
const STATUS_SLOT: usize = 0;
/// Datagrams read in one turn.
const DATAGRAMS_PER_TURN: usize = 16;
/// Longest datagram that is looked at; a status message is shorter.
const DATAGRAM_BYTES_MAX: usize = 2048;

/// See the module.
pub struct Paths {
    udp: Option<(UdpSocket, SocketAddr)>,
    /// The card has a mailbox, and there is a partner to use it with.
    mailbox: bool,
    /// Sequence of the last message taken from the card's mailbox.
    taken: Option<u64>,
}

impl Paths {
    /// Opens the socket. A card without a mailbox is left out: two paths remain.
    pub fn open(pair: Option<&PairConfig>, card: &mut Card) -> Result<Paths, std::io::Error> {
        let udp = match pair {
            Some(pair) => {
                let socket = UdpSocket::bind(pair.listen)?;
                socket.set_nonblocking(true)?;
                Some((socket, pair.peer))
            }
            None => None,
        };
        let mailbox = pair.is_some() && !matches!(card.mailbox_read(STATUS_SLOT), Err(e) if is_unsupported(&e));
        Ok(Paths { udp, mailbox, taken: None })
    }

    /// Whether the card carries messages.
    pub fn has_mailbox(&self) -> bool {
        self.mailbox
    }

    /// Sends a message on a path.
    pub fn send(&mut self, card: &mut Card, path: Path, bytes: &[u8]) -> Result<(), CardError> {
        match path {
            Path::Udp => {
                if let Some((socket, peer)) = &self.udp {
                    // A partner that is not there refuses; that is what heartbeats are for.
                    let _ = socket.send_to(bytes, peer);
                }
                Ok(())
            }
            Path::Card if self.mailbox => card.mailbox_send(STATUS_SLOT, bytes),
            Path::Card | Path::Mailbox => Ok(()),
        }
    }

    /// Datagrams that have arrived.
    pub fn datagrams(&self) -> Vec<Vec<u8>> {
        let Some((socket, _)) = &self.udp else { return Vec::new() };
        let mut bytes = [0u8; DATAGRAM_BYTES_MAX];
        // Errors are those of earlier sends (the partner is not there): silence says the same.
        (0..DATAGRAMS_PER_TURN).map_while(|_| socket.recv(&mut bytes).ok().map(|n| bytes[..n].to_vec())).collect()
    }

    /// The message in the card's mailbox, if it is another one than before. Reads the card.
    pub fn mail(&mut self, card: &mut Card) -> Result<Option<Vec<u8>>, CardError> {
        if !self.mailbox {
            return Ok(None);
        }
        let message = card.mailbox_read(STATUS_SLOT)?.filter(|message| self.taken != Some(message.sequence));
        Ok(message.map(|message| {
            self.taken = Some(message.sequence);
            message.bytes
        }))
    }

    /// Becomes readable when a datagram arrives.
    pub fn wake_fd(&self) -> Option<BorrowedFd<'_>> {
        self.udp.as_ref().map(|(socket, _)| socket.as_fd())
    }
}

fn is_unsupported(error: &CardError) -> bool {
    matches!(error, CardError::Bus(BusError::Unsupported { .. }))
}
