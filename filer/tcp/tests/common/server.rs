//! The server under test: an endpoint with a log, and a service that answers requests. It can die, losing all but the
//! durable part of its log, and be restored from an earlier saved state and that log.

use std::collections::VecDeque;

use bytes::Bytes;
use tcp::{Applied, ConnId, Endpoint, Input, Position, Saved};

use super::checker::Checker;
use super::client::reply_bytes;
use super::{config, Rng};

#[derive(Clone, Debug)]
enum Entry {
    Input {
        stream: u32,
        body: [u8; tcp::BODY_BYTES],
        payload: Bytes,
    },
    /// The service does what is next on this connection.
    Serve(ConnId),
}

pub struct Server {
    pub endpoint: Endpoint,
    log: Vec<Entry>,
    /// Position of the entry before `log[0]`.
    base: u64,
    saved: Saved,
    durable: Position,
    /// When positions become durable.
    landing: VecDeque<(u64, Position)>,
    pub lag_us: u64,
    pub checker: Checker,
    /// Break R1 on purpose: tell the endpoint that everything is durable.
    pub gate_open: bool,
    pub save_per_mille: u64,
}

impl Server {
    pub fn new(lag_us: u64, now_us: u64) -> Server {
        Server::with_config(config(), lag_us, now_us)
    }

    pub fn with_config(config: tcp::Config, lag_us: u64, now_us: u64) -> Server {
        let mut endpoint = Endpoint::new(config).expect("settings");
        endpoint.set_receive_budget(1 << 20);
        let saved = endpoint.save();
        endpoint.resume(now_us);
        Server {
            endpoint,
            log: vec![],
            base: 0,
            saved,
            durable: Position(0),
            landing: VecDeque::new(),
            lag_us,
            checker: Checker::default(),
            gate_open: false,
            save_per_mille: 5,
        }
    }

    fn last(&self) -> Position {
        Position(self.base + self.log.len() as u64)
    }

    fn append(&mut self, now_us: u64, entry: Entry) -> Position {
        self.log.push(entry);
        let position = self.last();
        self.landing.push_back((now_us + self.lag_us, position));
        position
    }

    pub fn next_us(&self) -> Option<u64> {
        [self.endpoint.next_timer(), self.landing.front().map(|l| l.0)].into_iter().flatten().min()
    }

    /// Everything between a frame and an answer; frames that leave go to `out` without virtio_net_hdr.
    pub fn turn(&mut self, now_us: u64, rng: &mut Rng, out: &mut Vec<Vec<u8>>) {
        self.endpoint.on_timer(now_us);
        let mut count = 0;
        while let Some(input) = self.endpoint.poll_input() {
            count += 1;
            assert!(count < 100_000, "inputs without end: {input:?}");
            let (body, payload) = input.encode();
            let position = self.append(now_us, Entry::Input { stream: input.conn().0, body, payload });
            self.checker.log_input(position, &input);
            let applied = self.endpoint.apply(position, &input).expect("apply");
            if applied == Applied::Received {
                while self.wants_service(input.conn()) {
                    let position = self.append(now_us, Entry::Serve(input.conn()));
                    let sent = serve(&mut self.endpoint, position, input.conn());
                    self.checker.log_sent(position, input.conn().0, sent);
                }
            }
        }
        while self.landing.front().is_some_and(|l| l.0 <= now_us) {
            self.durable = self.landing.pop_front().expect("checked").1;
        }
        self.endpoint.release(if self.gate_open { Position(u64::MAX) } else { self.durable });
        let (durable, checker) = (self.durable, &mut self.checker);
        self.endpoint.transmit(now_us, &mut |slices| {
            let frame: Vec<u8> = slices.iter().flat_map(|slice| slice.to_vec()).collect();
            for frame in super::link::offload(&frame) {
                checker.frame(durable, &frame);
                out.push(frame);
            }
            true
        });
        assert_eq!(self.endpoint.counters().withheld_segments, 0);
        if rng.chance(self.save_per_mille) {
            // A consistency point: the log before it is not needed any more once it is durable itself.
            let bytes = postcard::to_stdvec(&self.endpoint.save()).expect("encodes");
            let saved: Saved = postcard::from_bytes(&bytes).expect("decodes");
            if saved.position <= self.durable {
                self.log.drain(..(saved.position.0 - self.base) as usize);
                self.base = saved.position.0;
                self.saved = saved;
            }
        }
    }

    fn wants_service(&self, conn: ConnId) -> bool {
        next_request(self.endpoint.received(conn)).is_some() || (self.endpoint.at_end(conn) && !self.is_closed(conn))
    }

    fn is_closed(&self, conn: ConnId) -> bool {
        use tcp::State::*;
        self.endpoint.status(conn).is_none_or(|s| matches!(s.state, LastAck | Closing | TimeWait | FinWait1 | FinWait2))
    }

    /// The node dies. What was not durable is lost; another one goes on with the rest.
    pub fn crash_and_restore(&mut self, now_us: u64) {
        self.log.truncate((self.durable.0 - self.base) as usize);
        self.landing.clear();
        self.checker.crash(self.durable);
        let mut endpoint = Endpoint::restore(self.endpoint_config(), self.saved.clone()).expect("restore");
        endpoint.set_receive_budget(1 << 20);
        for (at, entry) in self.log.iter().enumerate() {
            let position = Position(self.base + 1 + at as u64);
            match entry {
                Entry::Input { stream, body, payload } => {
                    let input = Input::decode(*stream, body, payload.clone()).expect("decodes");
                    endpoint.apply(position, &input).expect("replay");
                }
                Entry::Serve(conn) => {
                    serve(&mut endpoint, position, *conn);
                }
            }
        }
        self.endpoint = endpoint;
        self.endpoint.resume(now_us);
        // A request that was logged and not served is served now, as live operation would have done.
        for conn in self.endpoint.connections().collect::<Vec<_>>() {
            while self.wants_service(conn) {
                let position = self.append(now_us, Entry::Serve(conn));
                let sent = serve(&mut self.endpoint, position, conn);
                self.checker.log_sent(position, conn.0, sent);
            }
        }
    }

    fn endpoint_config(&self) -> tcp::Config {
        config()
    }

    pub fn last_durable(&self) -> Position {
        self.durable
    }
}

fn next_request(received: &[u8]) -> Option<(usize, u32)> {
    let up = u32::from_le_bytes(received.get(0..4)?.try_into().ok()?) as usize;
    let down = u32::from_le_bytes(received.get(4..8)?.try_into().ok()?);
    (received.len() >= 8 + up).then_some((up, down))
}

/// One step of the service, a function of the connection's state alone. Returns how far our stream grew.
fn serve(endpoint: &mut Endpoint, position: Position, conn: ConnId) -> u64 {
    let received = endpoint.received(conn);
    if let Some((up, down)) = next_request(received) {
        let reply = reply_bytes(&received[8..8 + up], down);
        let length = reply.len() as u64;
        endpoint.consume(position, conn, 8 + up).expect("consume");
        endpoint.send(position, conn, Bytes::from(reply)).expect("send");
        length
    } else {
        endpoint.close(position, conn).expect("close");
        1
    }
}
