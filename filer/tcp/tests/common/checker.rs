//! Watches every frame the server sends and compares it with what was durable at that moment, from the log alone: it
//! knows nothing of the endpoint's own bookkeeping.

use std::collections::BTreeMap;

use smoltcp::wire::{EthernetFrame, EthernetProtocol, IpProtocol, Ipv4Packet, TcpOption, TcpPacket};
use tcp::{Input, Position};

/// What the log says about a connection; positions ascend.
#[derive(Default)]
struct Conn {
    opened: Position,
    iss: u32,
    irs: u32,
    scaled: bool,
    timestamp_offset: u32,
    /// Acknowledgement numbers (relative) and edges, by position.
    acks: Vec<(Position, u64)>,
    edges: Vec<(Position, u64)>,
    /// Ends of our stream by position.
    ends: Vec<(Position, u64)>,
    /// Acknowledged by the client.
    acked: Vec<(Position, u64)>,
    /// Largest edge the client saw.
    edge_seen: u64,
}

/// See the module documentation.
#[derive(Default)]
pub struct Checker {
    conns: BTreeMap<u32, Conn>,
    by_port: BTreeMap<u16, u32>,
    clock: Vec<(Position, u64)>,
    last_tsval: BTreeMap<u32, u32>,
    /// Bytes below the logged `Acked` that a restored server may not send again.
    pub floor: BTreeMap<u32, u64>,
    /// The first rule that was broken.
    pub broken: Option<String>,
}

fn durable_value(list: &[(Position, u64)], durable: Position) -> u64 {
    list.iter().take_while(|entry| entry.0 <= durable).last().map_or(0, |entry| entry.1)
}

impl Checker {
    pub fn log_input(&mut self, position: Position, input: &Input) {
        let id = input.conn().0;
        match input {
            Input::Open { open, .. } => {
                self.by_port.insert(open.ends.remote_port, id);
                let conn = Conn {
                    opened: position,
                    iss: open.iss,
                    irs: open.irs,
                    scaled: open.window_scale.is_some(),
                    timestamp_offset: open.timestamp_offset,
                    acks: vec![(position, 1)],
                    edges: vec![(position, open.edge.into())],
                    ends: vec![(position, 1)],
                    acked: vec![],
                    edge_seen: 0,
                };
                self.conns.insert(id, conn);
            }
            Input::Receive { edge, bytes, fin, .. } => {
                let Some(conn) = self.conns.get_mut(&id) else { return };
                let ack = conn.acks.last().map_or(0, |a| a.1) + bytes.len() as u64 + u64::from(*fin);
                conn.acks.push((position, ack));
                let last = conn.edges.last().map_or(0, |e| e.1);
                conn.edges.push((position, last + u64::from(edge.wrapping_sub(last as u32))));
            }
            Input::Window { edge, .. } => {
                let Some(conn) = self.conns.get_mut(&id) else { return };
                conn.edges.push((position, *edge));
            }
            Input::Acked { acked, .. } => {
                let Some(conn) = self.conns.get_mut(&id) else { return };
                conn.acked.push((position, *acked));
            }
            Input::Clock { ceiling_ms } => self.clock.push((position, *ceiling_ms)),
            Input::Reset { .. } | Input::Closed { .. } => {}
        }
    }

    pub fn log_sent(&mut self, position: Position, conn: u32, bytes: u64) {
        let Some(conn) = self.conns.get_mut(&conn) else { return };
        let end = conn.ends.last().map_or(0, |e| e.1) + bytes;
        conn.ends.push((position, end));
    }

    /// The log ends at `last`: what came after it is lost.
    pub fn crash(&mut self, last: Position) {
        self.conns.retain(|_, conn| conn.opened <= last);
        self.by_port.retain(|_, id| self.conns.contains_key(id));
        self.clock.retain(|entry| entry.0 <= last);
        self.floor.clear();
        for (id, conn) in self.conns.iter_mut() {
            for list in [&mut conn.acks, &mut conn.edges, &mut conn.ends, &mut conn.acked] {
                list.retain(|entry| entry.0 <= last);
            }
            if let Some((_, acked)) = conn.acked.last() {
                self.floor.insert(*id, *acked);
            }
        }
    }

    fn rule(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds && self.broken.is_none() {
            self.broken = Some(what());
        }
    }

    /// A frame leaves while everything up to `durable` is durable.
    pub fn frame(&mut self, durable: Position, frame: &[u8]) {
        let ethernet = EthernetFrame::new_checked(frame).expect("Ethernet");
        if ethernet.ethertype() != EthernetProtocol::Ipv4 {
            return;
        }
        let ip = Ipv4Packet::new_checked(ethernet.payload()).expect("IP");
        if ip.next_header() != IpProtocol::Tcp {
            return;
        }
        let tcp = TcpPacket::new_checked(ip.payload()).expect("TCP");
        assert!(tcp.verify_checksum(&ip.src_addr().into(), &ip.dst_addr().into()), "checksum");
        if tcp.rst() {
            return;
        }
        let Some(&id) = self.by_port.get(&tcp.dst_port()) else {
            return self.rule(false, || "S1: an answer to a SYN that is not logged".into());
        };
        let conn = self.conns.get_mut(&id).expect("known");
        let opened = conn.opened;
        let ack_allowed = durable_value(&conn.acks, durable);
        let edge_allowed = durable_value(&conn.edges, durable);
        let end_allowed = durable_value(&conn.ends, durable);
        let seq = u64::from((tcp.seq_number().0 as u32).wrapping_sub(conn.iss));
        let length = tcp.payload().len() as u64 + u64::from(tcp.syn()) + u64::from(tcp.fin());
        let ack = u64::from((tcp.ack_number().0 as u32).wrapping_sub(conn.irs));
        let scale = if conn.scaled && !tcp.syn() { 8 } else { 0 };
        let edge = ack + (u64::from(tcp.window_len()) << scale);
        let seen = conn.edge_seen;
        conn.edge_seen = conn.edge_seen.max(edge);
        let offset = conn.timestamp_offset;
        self.rule(opened <= durable, || format!("S1: SYN-ACK of {id} before its position"));
        self.rule(ack <= ack_allowed, || format!("S1: ack {ack} of {id}, durable {ack_allowed}"));
        self.rule(seq + length <= end_allowed || length == 0, || {
            format!("S1: {seq}+{length} of {id} sent, durable {end_allowed}")
        });
        self.rule(edge <= edge_allowed.max(ack), || format!("R9: edge {edge} of {id}, durable {edge_allowed}"));
        let unit = 1 << scale;
        self.rule(edge + unit > seen, || format!("R9: edge of {id} shrinks from {seen} to {edge}"));
        if let Some(floor) = self.floor.get(&id).copied() {
            self.rule(seq >= floor || length == 0, || format!("S4: {seq} of {id} sent again, logged as acked {floor}"));
        }
        let mut options = tcp.options();
        while let Ok((rest, option)) = TcpOption::parse(options) {
            if let TcpOption::TimeStamp { tsval, .. } = option {
                let clock = u64::from(tsval.wrapping_sub(offset));
                let ceiling = durable_value(&self.clock, durable);
                self.rule(clock <= ceiling, || format!("TSval {clock} of {id}, durable ceiling {ceiling}"));
                let last = *self.last_tsval.get(&id).unwrap_or(&tsval);
                self.rule(tsval.wrapping_sub(last) as i32 >= 0, || format!("TSval of {id} goes back"));
                self.last_tsval.insert(id, tsval);
            }
            if option == TcpOption::EndOfList {
                break;
            }
            options = rest;
        }
    }
}
