//! What becomes of a frame: it goes to its connection, opens one, or is answered without one.

use std::hash::Hasher;
use std::net::IpAddr;

use siphasher::sip::SipHasher24;

use crate::emit::{self, Header};
use crate::packet::{self, Packet, Refused, Segment};
use crate::{ConnId, Endpoint, Ends, Input, Open, Position};

/// RFC 9293 3.7.1: without the option.
const MSS_DEFAULT: u16 = 536;
/// A smaller one is a mistake or an attack: it would make us send mostly headers.
const MSS_MIN: u16 = 216;
/// RFC 791: no path has a smaller MTU.
const MTU_MIN: u16 = 576;

impl Endpoint {
    /// Takes one received frame, a virtio_net_hdr of 10 bytes in front.
    pub fn on_frame(&mut self, now_us: u64, frame: &[u8]) {
        if !self.serving {
            return;
        }
        self.note_time(now_us);
        self.counters.frames_in += 1;
        match packet::parse(frame, self.local.mac, self.local.address) {
            Ok(Packet::Tcp(segment)) => self.on_segment(now_us, &segment),
            Ok(Packet::ArpRequest { from_mac, from }) => {
                self.post(Position(0), emit::arp_reply(self.local, from_mac, from));
            }
            Ok(Packet::Impostor) => {
                self.counters.impostors += 1;
                if self.announcements_us.is_empty() {
                    self.announce(now_us);
                }
            }
            Ok(Packet::Echo { from_mac, from: IpAddr::V4(from), message }) => {
                let mut message = message.to_vec();
                // Type 0: echo reply. The rest is sent back as it came (RFC 792).
                message[0] = 0;
                self.post(Position(0), emit::icmpv4(self.local, from_mac, from, message));
            }
            Ok(Packet::Echo { from: IpAddr::V6(_), .. }) => {}
            Ok(Packet::TooBig { to, ports: (local_port, remote_port), seq, mtu }) => {
                self.on_too_big(&Ends { remote: to, remote_port, local_port }, seq, mtu);
            }
            Err(Refused::NotOurs) => self.counters.dropped_not_ours += 1,
            Err(Refused::Malformed) => self.counters.dropped_malformed += 1,
            Err(Refused::Checksum) => self.counters.dropped_checksum += 1,
        }
    }

    /// RFC 1191, for numbers in flight only (RFC 5927 4.1).
    fn on_too_big(&mut self, ends: &Ends, seq: u32, mtu: u16) {
        let Some(&conn) = self.by_ends.get(ends) else { return };
        let Some(connection) = self.connections.get_mut(&conn) else { return };
        if !connection.is_in_flight(seq) {
            return;
        }
        connection.shrink_mtu(mtu.max(MTU_MIN));
        self.touch(conn);
    }

    fn on_segment(&mut self, now_us: u64, segment: &Segment<'_>) {
        let ends = Ends { remote: segment.from, remote_port: segment.from_port, local_port: segment.to_port };
        let known = self.by_ends.get(&ends).copied();
        if let Some(conn) = known {
            let Some(connection) = self.connections.get_mut(&conn) else { return };
            let again = segment.syn && segment.ack.is_none() && !segment.rst;
            if again && connection.durable.time_wait() && !connection.doomed && connection.is_new_syn(segment) {
                // The client begins anew before TIME-WAIT is over (RFC 9293 3.6.1): first the old one ends.
                connection.closed_due = true;
                self.touch(conn);
                self.listen(ends, segment);
                return;
            }
            if let Some(reset) = connection.arrives(now_us, segment, &mut self.challenges) {
                self.reset(segment, &ends, reset);
            }
            self.touch(conn);
        } else if segment.rst {
            self.counters.dropped_unknown += 1;
        } else if segment.syn && segment.ack.is_none() && self.config.ports.contains(&ends.local_port) {
            self.listen(ends, segment);
        } else if now_us < self.silent_until_us && self.config.ports.contains(&ends.local_port) {
            // Whoever served this identity before us may know this connection better.
            self.counters.dropped_unknown += 1;
        } else {
            self.counters.dropped_unknown += 1;
            // RFC 9293 3.10.7.1.
            let header = match segment.ack {
                Some(ack) => Header { seq: ack, rst: true, ..Header::default() },
                None => {
                    let ack = segment.seq.wrapping_add(segment.length() as u32);
                    Header { ack: Some(ack), rst: true, ..Header::default() }
                }
            };
            self.reset(segment, &ends, header);
        }
    }

    /// A RST that belongs to no connection. It says that the connection does not exist, which depends on everything
    /// applied so far.
    fn reset(&mut self, segment: &Segment<'_>, ends: &Ends, header: Header) {
        self.counters.resets_out += 1;
        let frame = emit::bare_segment(self.local, segment.from_mac, ends, &header);
        self.post(self.applied, frame);
    }

    /// A SYN to a port that is served.
    fn listen(&mut self, ends: Ends, segment: &Segment<'_>) {
        if segment.fin || self.opening.contains_key(&ends) {
            return;
        }
        let total = self.connections.len() + self.opening.len();
        let half_open = self.half_open + self.opening.len();
        if total >= self.config.max_connections || half_open >= self.config.max_half_open {
            self.counters.dropped_limit += 1;
            return;
        }
        let edge = self.budget.first_limit().min(crate::receiver::WINDOW_FIRST);
        self.budget.change(0, edge);
        self.opening.insert(ends, edge);
        self.issued_conn = self.next_conn();
        let conn = ConnId(self.issued_conn);
        let options = &segment.options;
        let hash = |label| self.hash(label, &ends);
        let clock_ms = self.clock.now_ms(self.now());
        let open = Open {
            ends,
            remote_mac: segment.from_mac,
            // RFC 6528 3: a clock that ticks every 4 µs, plus a keyed hash of the ends. The clock is the timestamp
            // clock, because it goes on after a takeover.
            iss: (clock_ms as u32).wrapping_mul(250).wrapping_add(hash(b"initial sequence number")),
            irs: segment.seq,
            mss: options.mss.unwrap_or(MSS_DEFAULT).max(MSS_MIN),
            window_scale: options.window_scale,
            sack: options.sack_permitted,
            timestamp: options.timestamp.map(|(tsval, _)| tsval),
            timestamp_offset: hash(b"timestamp offset"),
            edge: 1 + edge as u32,
        };
        self.opens.push_back(Input::Open { conn, open: Box::new(open) });
    }

    fn next_conn(&self) -> u32 {
        let mut next = self.issued_conn;
        loop {
            next = next.wrapping_add(1);
            if next != 0 && !self.connections.contains_key(&ConnId(next)) {
                return next;
            }
        }
    }

    fn hash(&self, label: &[u8], ends: &Ends) -> u32 {
        let mut hasher = SipHasher24::new_with_key(&self.config.secret);
        hasher.write(label);
        match ends.remote {
            IpAddr::V4(v4) => hasher.write(&v4.to_ipv6_mapped().octets()),
            IpAddr::V6(v6) => hasher.write(&v6.octets()),
        }
        hasher.write(&ends.remote_port.to_le_bytes());
        hasher.write(&self.local.address.octets());
        hasher.write(&ends.local_port.to_le_bytes());
        hasher.finish() as u32
    }
}
