//! Inputs: everything the network does to the durable state of a connection, in the form in which it is logged.
//!
//! The endpoint turns frames into inputs ([`crate::Endpoint::poll_input`]); the owner appends each one to the log and
//! hands it back with its position ([`crate::Endpoint::apply`]). Recovery reads the same inputs from the log and hands
//! them back in the same order (R3). Nothing else the network sends changes durable state.
//!
//! An encoded input is a body of [`BODY_BYTES`] bytes, which fits into a log line next to the description of a payload,
//! and a payload, which is empty for all but `Open` and `Receive`. All numbers are little-endian.
//!
//! | input   | body\[0\] | body\[1..4\]             | body\[4..12\]                    | payload          |
//! |---------|-----------|--------------------------|----------------------------------|------------------|
//! | Open    | 1         | 0                        | 0                                | [`Open`], 50 bytes |
//! | Receive | 2, 3: FIN | offset, low 24 bits      | edge, low 32 bits; TSval         | the bytes        |
//! | Acked   | 4         | 0                        | acked                            | –                |
//! | Window  | 5         | 0                        | edge                             | –                |
//! | Reset   | 6         | reason, 0, 0             | 0                                | –                |
//! | Closed  | 7         | 0                        | 0                                | –                |
//! | Clock   | 8         | 0                        | ceiling_ms                       | –                |

use std::net::IpAddr;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

/// Size of the body of an encoded input.
pub const BODY_BYTES: usize = 12;
/// Most bytes one [`Input::Receive`] carries.
pub const RECEIVE_BYTES_MAX: usize = 65_536;

/// Number of a connection: counted up from 1, so that a number is not used again before 2^32 further connections.
/// It is the stream number of the connection's log entries. 0 is never a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ConnId(pub u32);

/// The two ends of a connection. The local address is the identity's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Ends {
    /// Address of the client.
    pub remote: IpAddr,
    /// Port of the client.
    pub remote_port: u16,
    /// Port of this server.
    pub local_port: u16,
}

/// A SYN that was accepted, and everything that was chosen in answer to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// Who is connecting to what.
    pub ends: Ends,
    /// Link address the SYN came from.
    pub remote_mac: [u8; 6],
    /// Our initial sequence number (RFC 6528).
    pub iss: u32,
    /// The client's initial sequence number.
    pub irs: u32,
    /// Largest segment the client takes, in bytes of TCP payload without options.
    pub mss: u16,
    /// The client's window scale; `None`: it did not offer the option, and neither do we then.
    pub window_scale: Option<u8>,
    /// Both sides may send SACK blocks.
    pub sack: bool,
    /// The client's TSval; `None`: it did not offer timestamps, and neither do we then.
    pub timestamp: Option<u32>,
    /// What we add to our clock to make our TSval on this connection (RFC 7323 7.1).
    pub timestamp_offset: u32,
    /// First window edge, as an offset in the client's stream (see [`Input::Receive`]).
    pub edge: u32,
}

/// Why a connection was reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResetReason {
    /// The client sent RST.
    Peer = 1,
    /// The client did not answer for [`crate::Config::user_timeout_us`], or not to keepalive probes.
    Timeout = 2,
}

/// One input of the endpoint's durable state.
///
/// Offsets count the sequence numbers of one direction of a connection in 64 bits: the SYN is 0, the first byte of
/// data is 1, and the FIN comes after the last byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A client wants to connect: the connection begins to exist.
    Open {
        /// The number the connection gets.
        conn: ConnId,
        /// The SYN and the answer to it.
        open: Box<Open>,
    },
    /// The next bytes of the client's stream, each byte exactly once.
    Receive {
        /// The connection.
        conn: ConnId,
        /// Low 24 bits of the offset of the first byte: a check, the real one is where the stream ended.
        offset: u32,
        /// Low 32 bits of the window edge this input promises: the client may send bytes below it.
        edge: u32,
        /// TSval of the segment the last byte came in (0 without timestamps).
        tsval: u32,
        /// The bytes; empty only when `fin`.
        bytes: Bytes,
        /// The stream ends after them.
        fin: bool,
    },
    /// The client acknowledged everything below this offset of our stream. Written lazily.
    Acked {
        /// The connection.
        conn: ConnId,
        /// Offset in our stream.
        acked: u64,
    },
    /// The client may send bytes below a new edge, although it has sent nothing new.
    Window {
        /// The connection.
        conn: ConnId,
        /// Offset in the client's stream.
        edge: u64,
    },
    /// The connection broke.
    Reset {
        /// The connection.
        conn: ConnId,
        /// What broke it.
        reason: ResetReason,
    },
    /// A connection that both sides have ended, or that was never completed, is forgotten.
    Closed {
        /// The connection.
        conn: ConnId,
    },
    /// The timestamp clock may run up to this value.
    Clock {
        /// Milliseconds of the identity's timestamp clock.
        ceiling_ms: u64,
    },
}

/// An input in a log entry that cannot be one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The body is shorter than [`BODY_BYTES`].
    #[error("TCP input: the body has {found} bytes, expected at least {BODY_BYTES}")]
    Short {
        /// Bytes found.
        found: usize,
    },
    /// The first byte names no input of this version.
    #[error("TCP input: unknown input {found}; the log was written by another version")]
    Unknown {
        /// The byte found.
        found: u8,
    },
    /// A field has a value that no endpoint writes.
    #[error("TCP input {input}: field {field} has the impossible value {found}")]
    Field {
        /// Name of the input.
        input: &'static str,
        /// Name of the field.
        field: &'static str,
        /// Its value.
        found: u64,
    },
}

const OPEN: u8 = 1;
const RECEIVE: u8 = 2;
const RECEIVE_FIN: u8 = 3;
const ACKED: u8 = 4;
const WINDOW: u8 = 5;
const RESET: u8 = 6;
const CLOSED: u8 = 7;
const CLOCK: u8 = 8;

const OPEN_BYTES: usize = 50;
const NO_SCALE: u8 = 0xff;
const FLAG_SACK: u8 = 1;
const FLAG_TIMESTAMP: u8 = 2;

impl Input {
    /// The connection the input is about, which is also the stream number of its log entry; `ConnId(0)`, which is no
    /// connection, for [`Input::Clock`].
    pub fn conn(&self) -> ConnId {
        match self {
            Input::Open { conn, .. }
            | Input::Receive { conn, .. }
            | Input::Acked { conn, .. }
            | Input::Window { conn, .. }
            | Input::Reset { conn, .. }
            | Input::Closed { conn } => *conn,
            Input::Clock { .. } => ConnId(0),
        }
    }

    /// The kind of log entry the input becomes.
    pub fn kind(&self) -> nvlog::Kind {
        match self {
            Input::Receive { .. } => nvlog::Kind::Receive,
            Input::Acked { .. } => nvlog::Kind::Acked,
            _ => nvlog::Kind::Event,
        }
    }

    /// Body and payload of the log entry. The connection is not in them: it is the entry's stream number (0 for
    /// [`Input::Clock`]).
    pub fn encode(&self) -> ([u8; BODY_BYTES], Bytes) {
        let mut body = [0u8; BODY_BYTES];
        let mut payload = Bytes::new();
        match self {
            Input::Open { open, .. } => {
                body[0] = OPEN;
                payload = Bytes::copy_from_slice(&encode_open(open));
            }
            Input::Receive { offset, edge, tsval, bytes, fin, .. } => {
                body[0] = if *fin { RECEIVE_FIN } else { RECEIVE };
                body[1..4].copy_from_slice(&offset.to_le_bytes()[..3]);
                body[4..8].copy_from_slice(&edge.to_le_bytes());
                body[8..12].copy_from_slice(&tsval.to_le_bytes());
                payload = bytes.clone();
            }
            Input::Acked { acked, .. } => {
                body[0] = ACKED;
                body[4..12].copy_from_slice(&acked.to_le_bytes());
            }
            Input::Window { edge, .. } => {
                body[0] = WINDOW;
                body[4..12].copy_from_slice(&edge.to_le_bytes());
            }
            Input::Reset { reason, .. } => {
                body[0] = RESET;
                body[1] = *reason as u8;
            }
            Input::Closed { .. } => body[0] = CLOSED,
            Input::Clock { ceiling_ms } => {
                body[0] = CLOCK;
                body[4..12].copy_from_slice(&ceiling_ms.to_le_bytes());
            }
        }
        (body, payload)
    }

    /// The input of a log entry with this stream number, body and payload. Bytes of the body beyond [`BODY_BYTES`] are
    /// ignored.
    pub fn decode(stream: u32, body: &[u8], payload: Bytes) -> Result<Input, DecodeError> {
        let conn = ConnId(stream);
        let body: &[u8; BODY_BYTES] = body
            .get(..BODY_BYTES)
            .and_then(|body| body.try_into().ok())
            .ok_or(DecodeError::Short { found: body.len() })?;
        let low = u32::from_le_bytes([body[4], body[5], body[6], body[7]]);
        let high = u32::from_le_bytes([body[8], body[9], body[10], body[11]]);
        let wide = u64::from(high) << 32 | u64::from(low);
        Ok(match body[0] {
            OPEN => Input::Open { conn, open: Box::new(decode_open(&payload)?) },
            tag @ (RECEIVE | RECEIVE_FIN) => {
                let fin = tag == RECEIVE_FIN;
                if payload.len() > RECEIVE_BYTES_MAX || (payload.is_empty() && !fin) {
                    let found = payload.len() as u64;
                    return Err(DecodeError::Field { input: "Receive", field: "length", found });
                }
                let offset = u32::from_le_bytes([body[1], body[2], body[3], 0]);
                Input::Receive { conn, offset, edge: low, tsval: high, bytes: payload, fin }
            }
            ACKED => Input::Acked { conn, acked: wide },
            WINDOW => Input::Window { conn, edge: wide },
            RESET => {
                let reason = match body[1] {
                    1 => ResetReason::Peer,
                    2 => ResetReason::Timeout,
                    found => {
                        return Err(DecodeError::Field { input: "Reset", field: "reason", found: found.into() });
                    }
                };
                Input::Reset { conn, reason }
            }
            CLOSED => Input::Closed { conn },
            CLOCK => Input::Clock { ceiling_ms: wide },
            found => return Err(DecodeError::Unknown { found }),
        })
    }
}

fn encode_open(open: &Open) -> [u8; OPEN_BYTES] {
    let mut out = [0u8; OPEN_BYTES];
    let address = match open.ends.remote {
        IpAddr::V4(v4) => v4.to_ipv6_mapped(),
        IpAddr::V6(v6) => v6,
    };
    out[0..16].copy_from_slice(&address.octets());
    out[16..18].copy_from_slice(&open.ends.remote_port.to_le_bytes());
    out[18..20].copy_from_slice(&open.ends.local_port.to_le_bytes());
    out[20..26].copy_from_slice(&open.remote_mac);
    out[26..30].copy_from_slice(&open.iss.to_le_bytes());
    out[30..34].copy_from_slice(&open.irs.to_le_bytes());
    out[34..36].copy_from_slice(&open.mss.to_le_bytes());
    out[36] = open.window_scale.unwrap_or(NO_SCALE);
    out[37] = if open.sack { FLAG_SACK } else { 0 } | if open.timestamp.is_some() { FLAG_TIMESTAMP } else { 0 };
    out[38..42].copy_from_slice(&open.timestamp.unwrap_or(0).to_le_bytes());
    out[42..46].copy_from_slice(&open.timestamp_offset.to_le_bytes());
    out[46..50].copy_from_slice(&open.edge.to_le_bytes());
    out
}

fn decode_open(payload: &[u8]) -> Result<Open, DecodeError> {
    let bad = |field, found| DecodeError::Field { input: "Open", field, found };
    let p: &[u8; OPEN_BYTES] = payload.try_into().map_err(|_| bad("length", payload.len() as u64))?;
    let u16_at = |at: usize| u16::from_le_bytes([p[at], p[at + 1]]);
    let u32_at = |at: usize| u32::from_le_bytes([p[at], p[at + 1], p[at + 2], p[at + 3]]);
    let mut address = [0u8; 16];
    address.copy_from_slice(&p[0..16]);
    let mut remote_mac = [0u8; 6];
    remote_mac.copy_from_slice(&p[20..26]);
    let window_scale = match p[36] {
        NO_SCALE => None,
        // RFC 7323 2.3: 14 is the largest.
        scale @ 0..=14 => Some(scale),
        found => return Err(bad("window_scale", found.into())),
    };
    let mss = u16_at(34);
    if mss == 0 {
        return Err(bad("mss", 0));
    }
    let remote = std::net::Ipv6Addr::from(address).to_canonical();
    if remote.is_ipv6() {
        // The form has room for IPv6, this endpoint does not serve it.
        return Err(bad("remote", u64::from(address[0])));
    }
    Ok(Open {
        ends: Ends { remote, remote_port: u16_at(16), local_port: u16_at(18) },
        remote_mac,
        iss: u32_at(26),
        irs: u32_at(30),
        mss,
        window_scale,
        sack: p[37] & FLAG_SACK != 0,
        timestamp: (p[37] & FLAG_TIMESTAMP != 0).then(|| u32_at(38)),
        timestamp_offset: u32_at(42),
        edge: u32_at(46),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open() -> Open {
        Open {
            ends: Ends { remote: "10.0.0.1".parse().unwrap(), remote_port: 50_000, local_port: 445 },
            remote_mac: [2, 3, 4, 5, 6, 7],
            iss: 0x0102_0304,
            irs: 0xfffe_fdfc,
            mss: 1460,
            window_scale: Some(7),
            sack: true,
            timestamp: Some(0x1122_3344),
            timestamp_offset: 0x5566_7788,
            edge: 65_536,
        }
    }

    #[test]
    fn inputs_come_back_as_they_were() {
        let conn = ConnId(7);
        let bytes = Bytes::from_static(b"request");
        for input in [
            Input::Open { conn, open: Box::new(open()) },
            Input::Open { conn, open: Box::new(Open { window_scale: None, sack: false, timestamp: None, ..open() }) },
            Input::Receive { conn, offset: 0x00ab_cdef, edge: 0xffff_fff0, tsval: 9, bytes, fin: false },
            Input::Receive { conn, offset: 1, edge: 2, tsval: 3, bytes: Bytes::new(), fin: true },
            Input::Acked { conn, acked: 1 << 40 },
            Input::Window { conn, edge: 3 << 40 },
            Input::Reset { conn, reason: ResetReason::Peer },
            Input::Reset { conn, reason: ResetReason::Timeout },
            Input::Closed { conn },
            Input::Clock { ceiling_ms: 5 << 33 },
        ] {
            let (body, payload) = input.encode();
            assert_eq!(Input::decode(input.conn().0, &body, payload), Ok(input));
        }
    }

    #[test]
    fn what_no_endpoint_writes_is_refused() {
        let (body, payload) = Input::Open { conn: ConnId(1), open: Box::new(open()) }.encode();
        let with = |at: usize, value: u8| {
            let mut payload = payload.to_vec();
            payload[at] = value;
            Input::decode(1, &body, payload.into())
        };
        assert!(with(30, 9).is_ok());
        assert!(matches!(with(0, 0x20), Err(DecodeError::Field { field: "remote", .. })));
        assert!(matches!(with(36, 15), Err(DecodeError::Field { field: "window_scale", found: 15, .. })));
        assert!(matches!(Input::decode(1, &body[..11], payload), Err(DecodeError::Short { found: 11 })));
        let mut body = [0; BODY_BYTES];
        for (tag, error) in [(0, true), (RECEIVE, true), (RECEIVE_FIN, false), (RESET, true), (9, true)] {
            body[0] = tag;
            assert_eq!(Input::decode(1, &body, Bytes::new()).is_err(), error, "{tag}");
        }
    }
}
