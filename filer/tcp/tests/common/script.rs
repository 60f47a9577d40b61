//! Segments by hand: a client that sends exactly what a test says, and shows exactly what comes back.

use std::collections::VecDeque;

use bytes::Bytes;
use smoltcp::phy::ChecksumCapabilities;
use smoltcp::wire::{
    EthernetAddress, EthernetFrame, EthernetProtocol, EthernetRepr, IpProtocol, Ipv4Packet, Ipv4Repr, TcpControl,
    TcpPacket, TcpRepr, TcpSeqNumber, TcpTimestampRepr,
};
use tcp::{Applied, Config, ConnId, Endpoint, Input, Position};

use super::{CLIENT, CLIENT_MAC, PORT, SERVER, SERVER_MAC};

pub const IRS: u32 = 0xffff_ff00;
pub const CLIENT_PORT: u16 = 50_000;

/// A segment the server sent, with numbers relative to the initial ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub seq: u32,
    pub ack: Option<u32>,
    pub control: TcpControl,
    pub window: u32,
    pub sack: Vec<(u32, u32)>,
    pub text: Vec<u8>,
    pub tsval: u32,
    pub mss: Option<u16>,
    pub window_scale: Option<u8>,
}

/// A segment to be sent.
#[derive(Clone, Debug)]
pub struct Send {
    pub control: TcpControl,
    pub seq: u32,
    pub ack: Option<u32>,
    pub window: u16,
    pub text: Vec<u8>,
    pub tsval: u32,
    pub sack: Vec<(u32, u32)>,
    pub port: u16,
    pub to_port: u16,
}

/// Plain segment.
pub fn segment(seq: u32, ack: u32) -> Send {
    Send {
        control: TcpControl::None,
        seq,
        ack: Some(ack),
        window: 512,
        text: vec![],
        tsval: 0,
        sack: vec![],
        port: CLIENT_PORT,
        to_port: PORT,
    }
}

impl Send {
    pub fn text(mut self, text: &[u8]) -> Send {
        self.text = text.to_vec();
        self
    }
    pub fn control(mut self, control: TcpControl) -> Send {
        self.control = control;
        self
    }
    pub fn window(mut self, window: u16) -> Send {
        self.window = window;
        self
    }
    pub fn sack(mut self, blocks: &[(u32, u32)]) -> Send {
        self.sack = blocks.to_vec();
        self
    }
    pub fn tsval(mut self, tsval: u32) -> Send {
        self.tsval = tsval;
        self
    }
    pub fn port(mut self, port: u16) -> Send {
        self.port = port;
        self
    }
    pub fn no_ack(mut self) -> Send {
        self.ack = None;
        self
    }
}

pub struct Script {
    pub endpoint: Endpoint,
    pub now_us: u64,
    pub position: u64,
    pub iss: u32,
    /// Release everything at once; otherwise only when a test says so.
    pub release: bool,
    pub timestamps: bool,
    pub inputs: Vec<Input>,
    /// Frames other than TCP.
    pub others: Vec<Vec<u8>>,
    seen: VecDeque<Seen>,
}

impl Script {
    pub fn new() -> Script {
        Script::with(super::config())
    }

    pub fn with(config: Config) -> Script {
        let mut endpoint = Endpoint::new(config).expect("settings");
        endpoint.set_receive_budget(32 << 20);
        endpoint.resume(1_000_000);
        let mut script = Script::over(endpoint);
        // The ceiling of the timestamp clock, and the first announcement.
        script.settle();
        script.inputs.clear();
        script
    }

    pub fn over(endpoint: Endpoint) -> Script {
        Script {
            endpoint,
            now_us: 1_000_000,
            position: 0,
            iss: 0,
            release: true,
            timestamps: true,
            inputs: vec![],
            others: vec![],
            seen: VecDeque::new(),
        }
    }

    /// A connection, established.
    pub fn connected() -> (Script, ConnId) {
        let mut script = Script::new();
        let conn = script.connect();
        (script, conn)
    }

    pub fn connect(&mut self) -> ConnId {
        self.syn(CLIENT_PORT);
        let answer = self.next();
        assert_eq!((answer.control, answer.ack), (TcpControl::Syn, Some(1)));
        self.send(segment(1, 1));
        self.nothing();
        let conn = self.endpoint.connections().last().expect("connected");
        self.inputs.clear();
        conn
    }

    pub fn syn(&mut self, port: u16) {
        self.send(segment(0, 0).control(TcpControl::Syn).no_ack().port(port));
        if let Some(Input::Open { open, .. }) = self.inputs.iter().rev().find(|i| matches!(i, Input::Open { .. })) {
            self.iss = open.iss;
        }
    }

    /// The frame of a segment, virtio_net_hdr in front.
    pub fn frame(&self, send: &Send) -> Vec<u8> {
        let syn = send.control == TcpControl::Syn;
        let mut sack_ranges = [None; 3];
        for (to, (start, end)) in sack_ranges.iter_mut().zip(&send.sack) {
            *to = Some((self.iss.wrapping_add(*start), self.iss.wrapping_add(*end)));
        }
        let tsval = if send.tsval == 0 { 1000 + (self.now_us / 1000) as u32 } else { send.tsval };
        let repr = TcpRepr {
            src_port: send.port,
            dst_port: send.to_port,
            control: send.control,
            seq_number: TcpSeqNumber(IRS.wrapping_add(send.seq) as i32),
            ack_number: send.ack.map(|ack| TcpSeqNumber(self.iss.wrapping_add(ack) as i32)),
            window_len: send.window,
            window_scale: syn.then_some(7),
            max_seg_size: syn.then_some(1460),
            sack_permitted: syn,
            sack_ranges,
            timestamp: self.timestamps.then(|| TcpTimestampRepr::new(tsval, 0)),
            payload: &send.text,
        };
        let tcp_bytes = repr.header_len() + send.text.len();
        let mut frame = vec![0; tcp::VNET_HEADER_BYTES + 14 + 20 + tcp_bytes];
        let ethernet = &mut frame[tcp::VNET_HEADER_BYTES..];
        EthernetRepr {
            src_addr: EthernetAddress(CLIENT_MAC),
            dst_addr: EthernetAddress(SERVER_MAC),
            ethertype: EthernetProtocol::Ipv4,
        }
        .emit(&mut EthernetFrame::new_unchecked(&mut ethernet[..]));
        Ipv4Repr {
            src_addr: CLIENT,
            dst_addr: SERVER,
            next_header: IpProtocol::Tcp,
            payload_len: tcp_bytes,
            hop_limit: 64,
        }
        .emit(&mut Ipv4Packet::new_unchecked(&mut ethernet[14..]), &ChecksumCapabilities::default());
        repr.emit(
            &mut TcpPacket::new_unchecked(&mut ethernet[34..]),
            &CLIENT.into(),
            &SERVER.into(),
            &ChecksumCapabilities::default(),
        );
        frame
    }

    pub fn send(&mut self, send: Send) {
        let frame = self.frame(&send);
        self.endpoint.on_frame(self.now_us, &frame);
        self.settle();
    }

    /// Lets time pass, with timers at their time.
    pub fn pass(&mut self, us: u64) {
        let until_us = self.now_us + us;
        let mut turns = 0;
        while let Some(at_us) = self.endpoint.next_timer().filter(|at_us| *at_us <= until_us) {
            self.now_us = self.now_us.max(at_us);
            self.endpoint.on_timer(self.now_us);
            self.settle();
            turns += 1;
            assert!(turns < 100_000, "timers without end");
        }
        self.now_us = until_us;
        self.endpoint.on_timer(self.now_us);
        self.settle();
    }

    pub fn next_position(&mut self) -> Position {
        self.position += 1;
        Position(self.position)
    }

    /// The service sends.
    pub fn reply(&mut self, conn: ConnId, bytes: &[u8]) {
        let position = self.next_position();
        self.endpoint.send(position, conn, Bytes::copy_from_slice(bytes)).expect("exists");
        self.settle();
    }

    pub fn consume(&mut self, conn: ConnId, n: usize) {
        let position = self.next_position();
        self.endpoint.consume(position, conn, n).expect("exists");
        self.settle();
    }

    pub fn close(&mut self, conn: ConnId) {
        let position = self.next_position();
        self.endpoint.close(position, conn).expect("exists");
        self.settle();
    }

    /// Logs, applies, releases and sends.
    pub fn settle(&mut self) {
        while let Some(input) = self.endpoint.poll_input() {
            let position = self.next_position();
            let (body, payload) = input.encode();
            assert_eq!(Input::decode(input.conn().0, &body, payload).as_ref(), Ok(&input), "encoding");
            let _: Applied = self.endpoint.apply(position, &input).expect("apply");
            self.inputs.push(input);
        }
        if self.release {
            self.endpoint.release(Position(self.position));
        }
        self.transmit();
    }

    pub fn transmit(&mut self) {
        let (seen, others, iss) = (&mut self.seen, &mut self.others, self.iss);
        let iss = self
            .inputs
            .iter()
            .rev()
            .find_map(|i| if let Input::Open { open, .. } = i { Some(open.iss) } else { None })
            .unwrap_or(iss);
        self.endpoint.transmit(self.now_us, &mut |slices| {
            let frame: Vec<u8> = slices.iter().flat_map(|slice| slice.to_vec()).collect();
            for frame in super::link::offload_any(&frame) {
                match look(&frame, iss) {
                    Some(segment) => seen.push_back(segment),
                    None => others.push(frame),
                }
            }
            true
        });
    }

    /// The next segment the server sent.
    #[track_caller]
    pub fn next(&mut self) -> Seen {
        self.seen.pop_front().expect("the server sent nothing")
    }

    pub fn drain(&mut self) -> Vec<Seen> {
        self.seen.drain(..).collect()
    }

    #[track_caller]
    pub fn nothing(&mut self) {
        assert_eq!(self.seen.pop_front(), None, "the server should have been silent");
    }
}

fn look(frame: &[u8], iss: u32) -> Option<Seen> {
    let ethernet = EthernetFrame::new_checked(frame).expect("Ethernet");
    if ethernet.ethertype() != EthernetProtocol::Ipv4 {
        return None;
    }
    let ip = Ipv4Packet::new_checked(ethernet.payload()).expect("IP");
    if ip.next_header() != IpProtocol::Tcp {
        return None;
    }
    let tcp = TcpPacket::new_checked(ip.payload()).expect("TCP");
    let caps = ChecksumCapabilities::default();
    let repr = TcpRepr::parse(&tcp, &ip.src_addr().into(), &ip.dst_addr().into(), &caps).expect("TCP");
    Some(Seen {
        seq: (repr.seq_number.0 as u32).wrapping_sub(iss),
        ack: repr.ack_number.map(|ack| (ack.0 as u32).wrapping_sub(IRS)),
        control: repr.control,
        window: u32::from(repr.window_len) << if repr.control == TcpControl::Syn { 0 } else { 8 },
        sack: repr.sack_ranges.iter().flatten().map(|b| (b.0.wrapping_sub(IRS), b.1.wrapping_sub(IRS))).collect(),
        text: repr.payload.to_vec(),
        tsval: repr.timestamp.map_or(0, |t| t.tsval),
        mss: repr.max_seg_size,
        window_scale: repr.window_scale,
    })
}
