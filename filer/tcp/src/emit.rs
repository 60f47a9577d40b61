//! Frames to be sent. Checksums of TCP are left partial and segmentation to the device: a frame carries up to 64 KiB.

use std::io::IoSlice;
use std::net::{IpAddr, Ipv4Addr};

use smoltcp::phy::ChecksumCapabilities;
use smoltcp::wire::{
    checksum, ArpOperation, ArpPacket, ArpRepr, EthernetAddress, EthernetFrame, EthernetProtocol, EthernetRepr,
    Icmpv4DstUnreachable, Icmpv4Message, IpProtocol, Ipv4Packet, Ipv4Repr, TcpOption, TcpPacket, TcpSeqNumber,
};

use crate::packet::{VNET_GSO_TCPV4, VNET_HEADER_BYTES, VNET_NEEDS_CSUM};
use crate::Ends;

const ETHERNET_BYTES: usize = 14;
const ARP_BYTES: usize = 28;
const IPV4_BYTES: usize = 20;
const TCP_BYTES: usize = 20;
const TCP_OPTIONS_MAX: usize = 40;
/// Virtio, Ethernet, IP and TCP header with all options.
const HEADERS_MAX: usize = VNET_HEADER_BYTES + ETHERNET_BYTES + IPV4_BYTES + TCP_BYTES + TCP_OPTIONS_MAX;
/// Offset of the checksum in a TCP header.
const TCP_CHECKSUM_AT: u16 = 16;
/// RFC 1700; what Linux uses.
const HOP_LIMIT: u8 = 64;

/// Where frames go. Returns false when it cannot take the frame.
pub(crate) type Sink<'a> = dyn FnMut(&[IoSlice<'_>]) -> bool + 'a;

/// Our side of the link.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Local {
    pub mac: [u8; 6],
    pub address: Ipv4Addr,
}

/// The header of a segment. Its text is handed over beside it.
#[derive(Debug, Default, Clone)]
pub(crate) struct Header {
    pub seq: u32,
    /// `None`: no ACK flag (only in answers to segments without one).
    pub ack: Option<u32>,
    pub syn: bool,
    pub fin: bool,
    pub rst: bool,
    pub psh: bool,
    pub window: u16,
    pub mss: Option<u16>,
    pub window_scale: Option<u8>,
    pub sack_permitted: bool,
    /// TSval and TSecr.
    pub timestamp: Option<(u32, u32)>,
    pub sack: [Option<(u32, u32)>; 3],
    /// Payload bytes per segment, if the device has to cut.
    pub segment_bytes: u16,
}

impl Header {
    fn options(&self, buffer: &mut [u8; TCP_OPTIONS_MAX]) -> usize {
        let mut list = [TcpOption::NoOperation; 8];
        let mut count = 0;
        let mut push = |option| {
            list[count] = option;
            count += 1;
        };
        if let Some(mss) = self.mss {
            push(TcpOption::MaxSegmentSize(mss));
        }
        if let Some(scale) = self.window_scale {
            push(TcpOption::NoOperation);
            push(TcpOption::WindowScale(scale));
        }
        if self.sack_permitted {
            push(TcpOption::SackPermitted);
        }
        if let Some((tsval, tsecr)) = self.timestamp {
            push(TcpOption::TimeStamp { tsval, tsecr });
        }
        if self.sack[0].is_some() {
            push(TcpOption::SackRange(self.sack));
        }
        let length: usize = list[..count].iter().map(TcpOption::buffer_len).sum();
        let padded = length.next_multiple_of(4);
        // The padding goes in front as NOPs, which keeps the list in one form: no End of List.
        buffer[..padded - length].fill(1);
        let mut rest = &mut buffer[padded - length..padded];
        for option in &list[..count] {
            rest = option.emit(rest);
        }
        padded
    }
}

/// Sends a segment with this text to `ends`. False when the sink did not take it.
pub(crate) fn segment(
    local: Local,
    remote_mac: [u8; 6],
    ends: &Ends,
    header: &Header,
    text: &[IoSlice<'_>],
    sink: &mut Sink<'_>,
) -> bool {
    let mut buffer = [0u8; HEADERS_MAX];
    let text_bytes: usize = text.iter().map(|slice| slice.len()).sum();
    let headers = write_headers(&mut buffer, local, remote_mac, ends, header, text_bytes);
    const TEXT_SLICES_MAX: usize = crate::connection::TEXT_SLICES_MAX;
    let mut slices = [IoSlice::new(&[]); TEXT_SLICES_MAX + 1];
    slices[0] = IoSlice::new(&buffer[..headers]);
    slices[1..=text.len()].copy_from_slice(text);
    sink(&slices[..=text.len()])
}

/// The same as one frame, without text.
pub(crate) fn bare_segment(local: Local, remote_mac: [u8; 6], ends: &Ends, header: &Header) -> Vec<u8> {
    let mut buffer = [0u8; HEADERS_MAX];
    let headers = write_headers(&mut buffer, local, remote_mac, ends, header, 0);
    buffer[..headers].to_vec()
}

fn write_headers(
    buffer: &mut [u8; HEADERS_MAX],
    local: Local,
    remote_mac: [u8; 6],
    ends: &Ends,
    header: &Header,
    text_bytes: usize,
) -> usize {
    let mut options = [0u8; TCP_OPTIONS_MAX];
    let options_bytes = header.options(&mut options);
    let tcp_bytes = TCP_BYTES + options_bytes;
    let frame = &mut buffer[VNET_HEADER_BYTES..];
    // IPv6 takes its place here: header, pseudo header and GSO type are all that depends on it.
    let IpAddr::V4(remote) = ends.remote else {
        debug_assert!(false, "no connection with an IPv6 address can be opened");
        return 0;
    };
    ethernet(frame, local.mac, remote_mac, EthernetProtocol::Ipv4);
    let ip_at = ETHERNET_BYTES;
    Ipv4Repr {
        src_addr: local.address,
        dst_addr: remote,
        next_header: IpProtocol::Tcp,
        payload_len: tcp_bytes + text_bytes,
        hop_limit: HOP_LIMIT,
    }
    .emit(&mut Ipv4Packet::new_unchecked(&mut frame[ip_at..]), &ChecksumCapabilities::default());
    let tcp_at = ip_at + IPV4_BYTES;
    let mut tcp = TcpPacket::new_unchecked(&mut frame[tcp_at..tcp_at + tcp_bytes]);
    tcp.set_src_port(ends.local_port);
    tcp.set_dst_port(ends.remote_port);
    tcp.set_seq_number(TcpSeqNumber(header.seq as i32));
    tcp.set_ack_number(TcpSeqNumber(header.ack.unwrap_or(0) as i32));
    tcp.clear_flags();
    tcp.set_header_len(tcp_bytes as u8);
    tcp.set_ack(header.ack.is_some());
    tcp.set_syn(header.syn);
    tcp.set_fin(header.fin);
    tcp.set_rst(header.rst);
    tcp.set_psh(header.psh);
    tcp.set_window_len(header.window);
    tcp.set_urgent_at(0);
    tcp.options_mut().copy_from_slice(&options[..options_bytes]);
    let length = (tcp_bytes + text_bytes) as u32;
    tcp.set_checksum(checksum::pseudo_header(&local.address.into(), &remote.into(), IpProtocol::Tcp, length));
    let cut = header.segment_bytes > 0 && text_bytes > usize::from(header.segment_bytes);
    let vnet = &mut buffer[..VNET_HEADER_BYTES];
    vnet[0] = VNET_NEEDS_CSUM;
    vnet[1] = if cut { VNET_GSO_TCPV4 } else { 0 };
    vnet[2..4].copy_from_slice(&((tcp_at + tcp_bytes) as u16).to_le_bytes());
    vnet[4..6].copy_from_slice(&(if cut { header.segment_bytes } else { 0 }).to_le_bytes());
    vnet[6..8].copy_from_slice(&(tcp_at as u16).to_le_bytes());
    vnet[8..10].copy_from_slice(&TCP_CHECKSUM_AT.to_le_bytes());
    VNET_HEADER_BYTES + tcp_at + tcp_bytes
}

fn ethernet(frame: &mut [u8], from: [u8; 6], to: [u8; 6], ethertype: EthernetProtocol) {
    EthernetRepr { src_addr: EthernetAddress(from), dst_addr: EthernetAddress(to), ethertype }
        .emit(&mut EthernetFrame::new_unchecked(frame));
}

/// An answer to an ARP request.
pub(crate) fn arp_reply(local: Local, to_mac: [u8; 6], to: Ipv4Addr) -> Vec<u8> {
    arp(local, to_mac, ArpOperation::Reply, to_mac, to)
}

/// A gratuitous ARP: an ARP request for our own address, which makes everybody update what they know (RFC 5227 3).
pub(crate) fn arp_announcement(local: Local) -> Vec<u8> {
    arp(local, [0xff; 6], ArpOperation::Request, [0; 6], local.address)
}

fn arp(local: Local, frame_to: [u8; 6], operation: ArpOperation, target_mac: [u8; 6], target: Ipv4Addr) -> Vec<u8> {
    let mut out = vec![0u8; VNET_HEADER_BYTES + ETHERNET_BYTES + ARP_BYTES];
    let frame = &mut out[VNET_HEADER_BYTES..];
    ethernet(frame, local.mac, frame_to, EthernetProtocol::Arp);
    ArpRepr::EthernetIpv4 {
        operation,
        source_hardware_addr: EthernetAddress(local.mac),
        source_protocol_addr: local.address,
        target_hardware_addr: EthernetAddress(target_mac),
        target_protocol_addr: target,
    }
    .emit(&mut ArpPacket::new_unchecked(&mut frame[ETHERNET_BYTES..]));
    out
}

/// An ICMP message with its checksum filled in.
pub(crate) fn icmpv4(local: Local, remote_mac: [u8; 6], remote: Ipv4Addr, mut message: Vec<u8>) -> Vec<u8> {
    if let Some(field) = message.get_mut(2..4) {
        field.fill(0);
    }
    let sum = !checksum::data(&message);
    if let Some(field) = message.get_mut(2..4) {
        field.copy_from_slice(&sum.to_be_bytes());
    }
    let mut out = vec![0u8; VNET_HEADER_BYTES + ETHERNET_BYTES + IPV4_BYTES];
    let frame = &mut out[VNET_HEADER_BYTES..];
    ethernet(frame, local.mac, remote_mac, EthernetProtocol::Ipv4);
    Ipv4Repr {
        src_addr: local.address,
        dst_addr: remote,
        next_header: IpProtocol::Icmp,
        payload_len: message.len(),
        hop_limit: HOP_LIMIT,
    }
    .emit(&mut Ipv4Packet::new_unchecked(&mut frame[ETHERNET_BYTES..]), &ChecksumCapabilities::default());
    out.extend_from_slice(&message);
    out
}

/// ICMP "host unreachable" (RFC 792) about a segment of the client's with this sequence number.
pub(crate) fn host_unreachable(local: Local, remote_mac: [u8; 6], ends: &Ends, seq: u32) -> Option<Vec<u8>> {
    /// Bytes of the TCP header that are quoted: ports and sequence number.
    const QUOTED_BYTES: usize = 8;
    let IpAddr::V4(remote) = ends.remote else { return None };
    let mut message = vec![0u8; 8 + IPV4_BYTES + QUOTED_BYTES];
    (message[0], message[1]) =
        (u8::from(Icmpv4Message::DstUnreachable), u8::from(Icmpv4DstUnreachable::HostUnreachable));
    Ipv4Repr {
        src_addr: remote,
        dst_addr: local.address,
        next_header: IpProtocol::Tcp,
        payload_len: TCP_BYTES,
        hop_limit: HOP_LIMIT,
    }
    .emit(&mut Ipv4Packet::new_unchecked(&mut message[8..]), &ChecksumCapabilities::default());
    let quoted = &mut message[8 + IPV4_BYTES..];
    quoted[0..2].copy_from_slice(&ends.remote_port.to_be_bytes());
    quoted[2..4].copy_from_slice(&ends.local_port.to_be_bytes());
    quoted[4..8].copy_from_slice(&seq.to_be_bytes());
    Some(icmpv4(local, remote_mac, remote, message))
}
