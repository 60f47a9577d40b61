//! The client: smoltcp's TCP socket, which shares no code with the endpoint. It sends requests and checks replies.

use std::collections::VecDeque;

use smoltcp::iface::{Config, Interface, SocketHandle, SocketSet};
use smoltcp::phy::{Device, DeviceCapabilities, Medium, RxToken, TxToken};
use smoltcp::socket::tcp;
use smoltcp::time::Instant;
use smoltcp::wire::{EthernetAddress, IpCidr};

use super::{pattern, CLIENT, CLIENT_MAC, PORT, SERVER};

/// A FIN is not acknowledged within this time only if it is not sent.
const FIN_PATIENCE_US: u64 = 100_000_000;

/// Frames in and out.
#[derive(Default)]
pub struct Port {
    pub rx: VecDeque<Vec<u8>>,
    pub tx: VecDeque<Vec<u8>>,
}

pub struct Rx(Vec<u8>);
pub struct Tx<'a>(&'a mut VecDeque<Vec<u8>>);

impl RxToken for Rx {
    fn consume<R, F: FnOnce(&[u8]) -> R>(self, f: F) -> R {
        f(&self.0)
    }
}

impl TxToken for Tx<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, len: usize, f: F) -> R {
        let mut frame = vec![0; len];
        let result = f(&mut frame);
        self.0.push_back(frame);
        result
    }
}

impl Device for Port {
    type RxToken<'a> = Rx;
    type TxToken<'a> = Tx<'a>;
    fn receive(&mut self, _: Instant) -> Option<(Rx, Tx<'_>)> {
        Some((Rx(self.rx.pop_front()?), Tx(&mut self.tx)))
    }
    fn transmit(&mut self, _: Instant) -> Option<Tx<'_>> {
        Some(Tx(&mut self.tx))
    }
    fn capabilities(&self) -> DeviceCapabilities {
        let mut caps = DeviceCapabilities::default();
        caps.medium = Medium::Ethernet;
        caps.max_transmission_unit = 1514;
        caps
    }
}

/// One request: so many bytes up, so many down.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    pub up: u32,
    pub down: u32,
}

/// The bytes of a request.
pub fn request_bytes(at: usize, request: Request) -> Vec<u8> {
    let mut out = request.up.to_le_bytes().to_vec();
    out.extend(request.down.to_le_bytes());
    out.extend(pattern(at as u64 + 1000, request.up as usize));
    out
}

/// The reply to a request with this body.
pub fn reply_bytes(body: &[u8], down: u32) -> Vec<u8> {
    let sum = body.iter().fold(0xcbf2_9ce4_8422_2325u64, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x100_0000_01b3));
    let mut out = sum.to_le_bytes().to_vec();
    out.extend(pattern(sum, down as usize));
    out
}

/// One connection of the client.
pub struct Flow {
    handle: SocketHandle,
    requests: Vec<Request>,
    /// Bytes to send and bytes expected, over the whole connection.
    to_send: Vec<u8>,
    sent: usize,
    expected: Vec<u8>,
    received: usize,
    closing_us: Option<u64>,
    pub done: bool,
    pub error: Option<String>,
}

pub struct Client {
    pub port: Port,
    iface: Interface,
    sockets: SocketSet<'static>,
    pub flows: Vec<Flow>,
}

impl Client {
    /// A client that makes one connection for each list of requests. All requests are sent as fast as the window
    /// allows.
    pub fn new(flows: &[Vec<Request>], buffer_bytes: usize) -> Client {
        let mut port = Port::default();
        let mut config = Config::new(EthernetAddress(CLIENT_MAC).into());
        config.random_seed = 7;
        let mut iface = Interface::new(config, &mut port, Instant::ZERO);
        iface.update_ip_addrs(|list| list.push(IpCidr::new(CLIENT.into(), 24)).expect("room"));
        let mut sockets = SocketSet::new(vec![]);
        let flows = flows
            .iter()
            .enumerate()
            .map(|(at, requests)| {
                let buffer = || tcp::SocketBuffer::new(vec![0; buffer_bytes]);
                let mut socket = tcp::Socket::new(buffer(), buffer());
                // Timestamps: a clock that stands still is a clock.
                socket.set_tsval_generator(Some(|| 4711));
                socket.connect(iface.context(), (SERVER, PORT), 40_000 + at as u16).expect("connect");
                let to_send: Vec<u8> =
                    requests.iter().enumerate().flat_map(|(at, request)| request_bytes(at, *request)).collect();
                let expected = requests
                    .iter()
                    .enumerate()
                    .flat_map(|(at, r)| reply_bytes(&pattern(at as u64 + 1000, r.up as usize), r.down))
                    .collect();
                Flow {
                    handle: sockets.add(socket),
                    requests: requests.clone(),
                    to_send,
                    sent: 0,
                    expected,
                    received: 0,
                    closing_us: None,
                    done: false,
                    error: None,
                }
            })
            .collect();
        Client { port, iface, sockets, flows }
    }

    pub fn next_us(&mut self, now_us: u64) -> Option<u64> {
        let now = Instant::from_micros(now_us as i64);
        self.iface.poll_at(now, &self.sockets).map(|at| at.total_micros().max(0) as u64)
    }

    pub fn turn(&mut self, now_us: u64) {
        let now = Instant::from_micros(now_us as i64);
        self.iface.poll(now, &mut self.port, &mut self.sockets);
        for flow in &mut self.flows {
            let socket = self.sockets.get_mut::<tcp::Socket>(flow.handle);
            while socket.can_send() && flow.sent < flow.to_send.len() {
                flow.sent += socket.send_slice(&flow.to_send[flow.sent..]).expect("send");
            }
            while socket.can_recv() {
                let (expected, received) = (&flow.expected, &mut flow.received);
                let wrong = socket
                    .recv(|bytes| {
                        let end = (*received + bytes.len()).min(expected.len());
                        let same = expected[*received..end] == bytes[..];
                        *received += bytes.len();
                        (bytes.len(), !same)
                    })
                    .expect("receive");
                if wrong && flow.error.is_none() {
                    flow.error = Some(format!("wrong bytes before {} of {}", flow.received, flow.expected.len()));
                }
            }
            if flow.received == flow.expected.len() && flow.closing_us.is_none() {
                flow.closing_us = Some(now_us);
                socket.close();
            }
            // smoltcp 0.14 forgets to send a lost FIN again when duplicate acknowledgements come in at the same time
            // (its fast retransmit stops the timer): what it waits for then will never come.
            let forgotten = socket.state() == tcp::State::FinWait1
                && flow.closing_us.is_some_and(|since_us| now_us > since_us + FIN_PATIENCE_US);
            flow.done = flow.closing_us.is_some()
                && (forgotten || matches!(socket.state(), tcp::State::TimeWait | tcp::State::Closed))
                && flow.error.is_none();
            if socket.state() == tcp::State::Closed && flow.closing_us.is_none() && flow.error.is_none() {
                flow.error = Some(format!("reset after {} of {}", flow.received, flow.expected.len()));
            }
        }
        self.iface.poll(now, &mut self.port, &mut self.sockets);
    }

    pub fn done(&self) -> bool {
        self.flows.iter().all(|flow| flow.done)
    }

    pub fn error(&self) -> Option<String> {
        self.flows.iter().find_map(|flow| flow.error.clone())
    }

    pub fn progress(&self) -> Vec<(usize, usize, tcp::State)> {
        self.flows
            .iter()
            .map(|flow| (flow.sent, flow.received, self.sockets.get::<tcp::Socket>(flow.handle).state()))
            .collect()
    }
}
