//! Received frames: checked views of whatever the wire may carry, with everything that is wrong turned away.
//!
//! A frame starts with the 10 bytes of `struct virtio_net_hdr` (Linux `uapi/linux/virtio_net.h`, little-endian on the
//! machines we run on): flags, gso_type, hdr_len, gso_size, csum_start, csum_offset.

use std::net::{IpAddr, Ipv4Addr};

use smoltcp::wire::{
    ArpOperation, ArpPacket, ArpRepr, EthernetFrame, EthernetProtocol, Icmpv4DstUnreachable, Icmpv4Message,
    Icmpv4Packet, IpProtocol, Ipv4Packet, TcpOption, TcpPacket,
};

/// Size of the virtio_net_hdr in front of every frame.
pub const VNET_HEADER_BYTES: usize = 10;
/// The checksum is partial: the frame never left this machine, or a card has checked it.
pub(crate) const VNET_NEEDS_CSUM: u8 = 1;
/// A card has checked the checksum.
const VNET_DATA_VALID: u8 = 2;
/// The payload is to be cut into segments of gso_size.
pub(crate) const VNET_GSO_TCPV4: u8 = 1;

/// A frame that concerns us.
#[derive(Debug)]
pub(crate) enum Packet<'a> {
    /// Somebody asks who has our address.
    ArpRequest { from_mac: [u8; 6], from: Ipv4Addr },
    /// Somebody else uses our MAC or IP address.
    Impostor,
    /// An ICMP echo request; the whole ICMP message, checksum verified.
    Echo { from_mac: [u8; 6], from: IpAddr, message: &'a [u8] },
    /// A router cannot forward a segment of ours this large (RFC 1191); the quoted TCP header starts with ports and
    /// sequence number.
    TooBig { to: IpAddr, ports: (u16, u16), seq: u32, mtu: u16 },
    /// A TCP segment to our address.
    Tcp(Segment<'a>),
}

/// Why a frame was thrown away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refused {
    /// Not addressed to us, or of no interest.
    NotOurs,
    /// It breaks a format.
    Malformed,
    /// A checksum is wrong.
    Checksum,
}

/// The source address of frames to `mac` that one filer passes on to the other while an identity is handed over: neither the
/// identity's nor the client's, so that no switch learns anything from it.
pub fn passed_on_source(mac: [u8; 6]) -> [u8; 6] {
    // Bit 1 of the first byte says "locally administered"; bit 2 tells it from the identity's.
    let [first, rest @ ..] = mac;
    let [b, c, d, e, f] = rest;
    [(first ^ 4) | 2, b, c, d, e, f]
}

/// A TCP segment.
#[derive(Debug)]
pub(crate) struct Segment<'a> {
    pub from_mac: [u8; 6],
    /// Another filer has passed it on ([`passed_on_source`]): `from_mac` is not the sender's.
    pub passed_on: bool,
    pub from: IpAddr,
    pub from_port: u16,
    pub to_port: u16,
    pub seq: u32,
    /// Acknowledgement number, if the ACK flag is set.
    pub ack: Option<u32>,
    pub syn: bool,
    pub fin: bool,
    pub rst: bool,
    pub window: u16,
    pub options: Options,
    pub payload: &'a [u8],
}

impl Segment<'_> {
    /// Length in sequence numbers.
    pub fn length(&self) -> u64 {
        self.payload.len() as u64 + u64::from(self.syn) + u64::from(self.fin)
    }
}

/// The options we know.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Options {
    pub mss: Option<u16>,
    pub window_scale: Option<u8>,
    pub sack_permitted: bool,
    pub sack: [Option<(u32, u32)>; 3],
    /// TSval and TSecr.
    pub timestamp: Option<(u32, u32)>,
}

/// Looks at a frame. `mac` and `address` are ours.
pub(crate) fn parse(frame: &[u8], mac: [u8; 6], address: Ipv4Addr) -> Result<Packet<'_>, Refused> {
    let (vnet, ethernet) = frame.split_at_checked(VNET_HEADER_BYTES).ok_or(Refused::Malformed)?;
    let checksum_known_good = vnet[0] & (VNET_NEEDS_CSUM | VNET_DATA_VALID) != 0;
    let ethernet = EthernetFrame::new_checked(ethernet).map_err(|_| Refused::Malformed)?;
    let from_mac = ethernet.src_addr().0;
    if from_mac == mac {
        return Ok(Packet::Impostor);
    }
    let to_us = ethernet.dst_addr().0 == mac;
    match ethernet.ethertype() {
        EthernetProtocol::Arp if to_us || ethernet.dst_addr().is_broadcast() => arp(ethernet.payload(), mac, address),
        EthernetProtocol::Ipv4 if to_us => {
            let mut packet = ipv4(ethernet.payload(), from_mac, address, checksum_known_good)?;
            if let Packet::Tcp(segment) = &mut packet {
                segment.passed_on = from_mac == passed_on_source(mac);
            }
            Ok(packet)
        }
        _ => Err(Refused::NotOurs),
    }
}

fn arp(payload: &[u8], mac: [u8; 6], address: Ipv4Addr) -> Result<Packet<'_>, Refused> {
    let packet = ArpPacket::new_checked(payload).map_err(|_| Refused::Malformed)?;
    let ArpRepr::EthernetIpv4 { operation, source_hardware_addr, source_protocol_addr, target_protocol_addr, .. } =
        ArpRepr::parse(&packet).map_err(|_| Refused::Malformed)?
    else {
        return Err(Refused::NotOurs);
    };
    if source_protocol_addr == address || source_hardware_addr.0 == mac {
        return Ok(Packet::Impostor);
    }
    if operation == ArpOperation::Request && target_protocol_addr == address {
        return Ok(Packet::ArpRequest { from_mac: source_hardware_addr.0, from: source_protocol_addr });
    }
    Err(Refused::NotOurs)
}

fn ipv4(payload: &[u8], from_mac: [u8; 6], address: Ipv4Addr, checked: bool) -> Result<Packet<'_>, Refused> {
    let packet = Ipv4Packet::new_checked(payload).map_err(|_| Refused::Malformed)?;
    if packet.version() != 4 {
        return Err(Refused::Malformed);
    }
    if packet.dst_addr() != address {
        return Err(Refused::NotOurs);
    }
    if !packet.verify_checksum() {
        return Err(Refused::Checksum);
    }
    // Fragments are not reassembled: TCP never needs them, because every segment fits the MSS we announced.
    if packet.more_frags() || packet.frag_offset() != 0 {
        return Err(Refused::NotOurs);
    }
    let source = packet.src_addr();
    if source.is_multicast() || source.is_broadcast() || source.is_unspecified() || source == address {
        return Err(Refused::Malformed);
    }
    match packet.next_header() {
        IpProtocol::Tcp => {
            tcp(packet.payload(), from_mac, IpAddr::V4(source), IpAddr::V4(address), checked).map(Packet::Tcp)
        }
        IpProtocol::Icmp => icmpv4(packet.payload(), from_mac, source, address),
        _ => Err(Refused::NotOurs),
    }
}

fn icmpv4(payload: &[u8], from_mac: [u8; 6], from: Ipv4Addr, address: Ipv4Addr) -> Result<Packet<'_>, Refused> {
    let packet = Icmpv4Packet::new_checked(payload).map_err(|_| Refused::Malformed)?;
    if !packet.verify_checksum() {
        return Err(Refused::Checksum);
    }
    match packet.msg_type() {
        Icmpv4Message::EchoRequest => Ok(Packet::Echo { from_mac, from: IpAddr::V4(from), message: payload }),
        Icmpv4Message::DstUnreachable
            if packet.msg_code() == u8::from(Icmpv4DstUnreachable::FragRequired) && payload.len() >= 8 =>
        {
            // RFC 1191 4: the MTU is in the low half of the second word; the datagram is quoted behind it.
            let mtu = u16::from_be_bytes([payload[6], payload[7]]);
            let quoted = &payload[8..];
            let header_bytes = usize::from(quoted.first().ok_or(Refused::Malformed)? & 0x0f) * 4;
            let header = quoted.get(..header_bytes.max(20)).ok_or(Refused::Malformed)?;
            let tcp = quoted.get(header_bytes..header_bytes + 8).ok_or(Refused::Malformed)?;
            if header[9] != u8::from(IpProtocol::Tcp) || header[12..16] != address.octets() {
                return Err(Refused::NotOurs);
            }
            Ok(Packet::TooBig {
                to: IpAddr::V4(Ipv4Addr::new(header[16], header[17], header[18], header[19])),
                ports: (u16::from_be_bytes([tcp[0], tcp[1]]), u16::from_be_bytes([tcp[2], tcp[3]])),
                seq: u32::from_be_bytes([tcp[4], tcp[5], tcp[6], tcp[7]]),
                mtu,
            })
        }
        _ => Err(Refused::NotOurs),
    }
}

fn tcp(payload: &[u8], from_mac: [u8; 6], from: IpAddr, to: IpAddr, checked: bool) -> Result<Segment<'_>, Refused> {
    let packet = TcpPacket::new_checked(payload).map_err(|_| Refused::Malformed)?;
    if !checked && !packet.verify_checksum(&from.into(), &to.into()) {
        return Err(Refused::Checksum);
    }
    if packet.src_port() == 0 || packet.dst_port() == 0 {
        return Err(Refused::Malformed);
    }
    Ok(Segment {
        from_mac,
        passed_on: false,
        from,
        from_port: packet.src_port(),
        to_port: packet.dst_port(),
        seq: packet.seq_number().0 as u32,
        ack: packet.ack().then(|| packet.ack_number().0 as u32),
        syn: packet.syn(),
        fin: packet.fin(),
        rst: packet.rst(),
        window: packet.window_len(),
        options: options(packet.options()),
        payload: packet.payload(),
    })
}

/// Options that are cut off or have a wrong length end the list; those before them count (RFC 9293 3.1 has receivers
/// be ready for illegal ones).
fn options(mut rest: &[u8]) -> Options {
    let mut options = Options::default();
    while let Ok((next, option)) = TcpOption::parse(rest) {
        match option {
            TcpOption::EndOfList => break,
            TcpOption::MaxSegmentSize(mss) => options.mss = Some(mss),
            // RFC 7323 2.3: larger ones count as 14.
            TcpOption::WindowScale(scale) => options.window_scale = Some(scale.min(14)),
            TcpOption::SackPermitted => options.sack_permitted = true,
            TcpOption::SackRange(ranges) => options.sack = ranges,
            TcpOption::TimeStamp { tsval, tsecr } => options.timestamp = Some((tsval, tsecr)),
            TcpOption::NoOperation | TcpOption::Unknown { .. } => {}
        }
        rest = next;
    }
    options
}
