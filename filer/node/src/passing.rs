//! Frames that come too late for one filer and too early for the other.
//!
//! While an identity is handed over by plan, its clients go on sending to its virtual MAC, and the switch goes on delivering to
//! the filer that is draining. It logs nothing any more, so a client would have to send again, and waits at least 200 ms
//! before it does (the shortest retransmission timeout of Linux and Windows). So the filer that gives up keeps what
//! arrives, and puts it on the network again when the other one has announced itself: the identity's own MAC, seen as a
//! sender, is that announcement. Twice delivered or out of order, TCP does not mind.
//!
//! The source address of such a frame is replaced by one that no switch knows ([`tcp::passed_on_source`]), so that none learns
//! that a client has moved; the other filer's endpoint knows it and does not answer there. Frames that open a connection are left to the client, because an endpoint learns the client's address from them.

use std::collections::VecDeque;

/// Most that is kept of one identity.
const FRAMES_MAX: usize = 512;
const BYTES_MAX: usize = 8 << 20;
/// Longest time frames are kept: whoever takes over later finds clients that have sent again.
const PATIENCE_US: u64 = 1_000_000;

/// virtio_net_hdr in front of every frame of a TAP device.
const HEADER: usize = 10;
const DESTINATION: usize = HEADER;
const SOURCE: usize = HEADER + 6;
const ETHER_TYPE: usize = HEADER + 12;
const IP: usize = HEADER + 14;
const IPV4: [u8; 2] = [0x08, 0x00];
const PROTOCOL_TCP: u8 = 6;
const TCP_FLAGS: usize = 13;
const TCP_SYN: u8 = 2;

/// The frames kept of one identity.
pub struct Passing {
    mac: [u8; 6],
    until_us: u64,
    frames: VecDeque<Vec<u8>>,
    bytes: usize,
    announced: bool,
}

impl Passing {
    /// Begins to keep frames to this MAC.
    pub fn begin(mac: [u8; 6], now_us: u64) -> Passing {
        Passing { mac, until_us: now_us + PATIENCE_US, frames: VecDeque::new(), bytes: 0, announced: false }
    }

    /// The identity is still drained: the time that frames are kept begins anew.
    pub fn extend(&mut self, now_us: u64) {
        self.until_us = now_us + PATIENCE_US;
    }

    /// Looks at a frame that has arrived.
    pub fn see(&mut self, frame: &[u8]) {
        if frame.get(SOURCE..SOURCE + 6) == Some(&self.mac) {
            self.announced = true;
            return;
        }
        let room = self.frames.len() < FRAMES_MAX && self.bytes + frame.len() <= BYTES_MAX;
        if room && frame.get(DESTINATION..DESTINATION + 6) == Some(&self.mac) && is_of_a_connection(frame) {
            self.bytes += frame.len();
            self.frames.push_back(frame.to_vec());
        }
    }

    /// The other filer has announced itself.
    pub fn is_announced(&self) -> bool {
        self.announced
    }

    /// Nobody has taken the identity in time.
    pub fn is_over(&self, now_us: u64) -> bool {
        now_us >= self.until_us
    }

    /// The frames as they arrived: for the own endpoint, when the identity stays after all.
    pub fn kept(self) -> VecDeque<Vec<u8>> {
        self.frames
    }

    /// The frames for the other filer, from an address that is neither the client's nor the identity's.
    pub fn for_the_other(self) -> impl Iterator<Item = Vec<u8>> {
        let source = tcp::passed_on_source(self.mac);
        self.frames.into_iter().map(move |mut frame| {
            frame[SOURCE..SOURCE + 6].copy_from_slice(&source);
            frame
        })
    }
}

/// A TCP segment over IPv4 that does not open a connection.
fn is_of_a_connection(frame: &[u8]) -> bool {
    let header_bytes = |first: &u8| usize::from(first & 0xF) * 4;
    let is_tcp = frame.get(ETHER_TYPE..IP) == Some(&IPV4) && frame.get(IP + 9) == Some(&PROTOCOL_TCP);
    let flags = frame.get(IP).and_then(|first| frame.get(IP + header_bytes(first) + TCP_FLAGS));
    is_tcp && flags.is_some_and(|flags| flags & TCP_SYN == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAC: [u8; 6] = [2, 0x53, 0x50, 0, 0, 0xA];
    const CLIENT: [u8; 6] = [2, 9, 9, 9, 9, 9];

    fn frame(destination: [u8; 6], source: [u8; 6], protocol: u8, flags: u8) -> Vec<u8> {
        let mut frame = vec![0; HEADER];
        frame.extend(destination);
        frame.extend(source);
        frame.extend(IPV4);
        let mut ip = [0u8; 40];
        (ip[0], ip[9], ip[20 + TCP_FLAGS]) = (0x45, protocol, flags);
        frame.extend(ip);
        frame
    }

    // Shows G3: what arrives while an identity is handed over is kept and passed on, and not as if the client had moved.
    #[test]
    fn segments_to_the_identity_are_kept_until_the_other_speaks() {
        let mut passing = Passing::begin(MAC, 0);
        passing.see(&frame(MAC, CLIENT, 6, 0x10));
        passing.see(&frame(MAC, CLIENT, 6, TCP_SYN));
        passing.see(&frame(MAC, CLIENT, 17, 0x10));
        passing.see(&frame(CLIENT, CLIENT, 6, 0x10));
        for length in 0..60 {
            passing.see(&frame(MAC, CLIENT, 6, 0x10)[..length]);
        }
        assert!(!passing.is_announced() && !passing.is_over(PATIENCE_US - 1) && passing.is_over(PATIENCE_US));
        passing.see(&frame([0xFF; 6], MAC, 6, 0x10));
        assert!(passing.is_announced());
        let kept: Vec<Vec<u8>> = passing.for_the_other().filter(|frame| frame.len() == 64).collect();
        assert_eq!(kept.len(), 1);
        let source = &kept[0][SOURCE..SOURCE + 6];
        assert!(source != CLIENT && source != MAC && source[0] & 3 == 2, "{source:02x?}");
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let mut passing = Passing::begin(MAC, 0);
        for _ in 0..FRAMES_MAX * 2 {
            passing.see(&frame(MAC, CLIENT, 6, 0x10));
        }
        assert_eq!(passing.kept().len(), FRAMES_MAX);
        let mut passing = Passing::begin(MAC, 0);
        let mut large = frame(MAC, CLIENT, 6, 0x10);
        large.resize(BYTES_MAX / 4, 0);
        (0..9).for_each(|_| passing.see(&large));
        assert_eq!(passing.kept().len(), 4);
    }
}
