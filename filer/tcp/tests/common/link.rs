//! A link that loses, duplicates, delays and reorders, and the network card in front of it that does what the
//! virtio_net_hdr asks for: cuts segments and completes checksums.

use std::collections::BTreeMap;

use smoltcp::wire::{EthernetFrame, EthernetProtocol, Ipv4Packet, TcpPacket};

use super::Rng;

#[derive(Clone, Copy, Debug, Default)]
pub struct Faults {
    pub loss_per_mille: u64,
    pub duplicate_per_mille: u64,
    /// Each frame takes 50 µs and up to this much more.
    pub jitter_us: u64,
}

/// One direction.
#[derive(Default)]
pub struct Link {
    pub faults: Faults,
    in_flight: BTreeMap<(u64, u64), Vec<u8>>,
    sent: u64,
}

impl Link {
    pub fn new(faults: Faults) -> Link {
        Link { faults, ..Link::default() }
    }

    pub fn send(&mut self, now_us: u64, frame: Vec<u8>, rng: &mut Rng) {
        if rng.chance(self.faults.loss_per_mille) {
            return;
        }
        let copies = 1 + u64::from(rng.chance(self.faults.duplicate_per_mille));
        for _ in 0..copies {
            self.sent += 1;
            let at_us = now_us + 50 + rng.below(self.faults.jitter_us + 1);
            self.in_flight.insert((at_us, self.sent), frame.clone());
        }
    }

    pub fn next_us(&self) -> Option<u64> {
        self.in_flight.keys().next().map(|key| key.0)
    }

    pub fn receive(&mut self, now_us: u64) -> Option<Vec<u8>> {
        if self.next_us()? > now_us {
            return None;
        }
        self.in_flight.pop_first().map(|(_, frame)| frame)
    }

    pub fn cut(&mut self) {
        self.in_flight.clear();
    }
}

/// The Ethernet frames a card makes of a frame with a virtio_net_hdr.
pub fn offload(frame: &[u8]) -> Vec<Vec<u8>> {
    let (vnet, frame) = frame.split_at(tcp::VNET_HEADER_BYTES);
    let needs_checksum = vnet[0] & 1 != 0;
    if needs_checksum {
        let ip = Ipv4Packet::new_checked(&frame[14..]).expect("IP header");
        let tcp = TcpPacket::new_checked(ip.payload()).expect("TCP header");
        assert!(tcp.verify_partial_checksum(&ip.src_addr().into(), &ip.dst_addr().into()), "partial checksum");
    }
    let cut_bytes = usize::from(u16::from_le_bytes([vnet[4], vnet[5]]));
    if vnet[1] == 0 {
        assert!(frame.len() <= 1514, "a frame of {} bytes without segmentation", frame.len());
        let mut frame = frame.to_vec();
        if needs_checksum {
            checksums(&mut frame);
        }
        return vec![frame];
    }
    assert_eq!(vnet[1], 1, "GSO type");
    assert!(needs_checksum && cut_bytes > 0);
    let header_bytes = usize::from(u16::from_le_bytes([vnet[2], vnet[3]]));
    let (header, text) = frame.split_at(header_bytes);
    let pieces: Vec<&[u8]> = text.chunks(cut_bytes).collect();
    let mut out = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let mut frame = [header, piece].concat();
        let length = (frame.len() - 14) as u16;
        let mut ip = Ipv4Packet::new_unchecked(&mut frame[14..]);
        ip.set_total_len(length);
        let mut tcp = TcpPacket::new_unchecked(&mut frame[34..]);
        let seq = tcp.seq_number() + at * cut_bytes;
        tcp.set_seq_number(seq);
        if at + 1 < pieces.len() {
            tcp.set_fin(false);
            tcp.set_psh(false);
        }
        assert!(frame.len() <= 1514);
        checksums(&mut frame);
        out.push(frame);
    }
    out
}

fn checksums(frame: &mut [u8]) {
    assert_eq!(EthernetFrame::new_unchecked(&frame[..]).ethertype(), EthernetProtocol::Ipv4);
    let mut ip = Ipv4Packet::new_checked(&mut frame[14..]).expect("IP header");
    ip.fill_checksum();
    let (from, to) = (ip.src_addr().into(), ip.dst_addr().into());
    let mut tcp = TcpPacket::new_checked(ip.payload_mut()).expect("TCP header");
    tcp.fill_checksum(&from, &to);
}

/// A frame from the wire, as a device without receive offloads hands it over.
pub fn with_vnet_header(frame: &[u8]) -> Vec<u8> {
    [&[0u8; tcp::VNET_HEADER_BYTES][..], frame].concat()
}

/// The same for frames of any protocol.
pub fn offload_any(frame: &[u8]) -> Vec<Vec<u8>> {
    if frame[0] & 1 == 0 {
        return vec![frame[tcp::VNET_HEADER_BYTES..].to_vec()];
    }
    offload(frame)
}
