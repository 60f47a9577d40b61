//! What people want to know about connections.

use crate::connection::Connection;
use crate::{ConnId, Ends};

/// State of a connection (RFC 9293 3.3.2). LISTEN and CLOSED are not states of a connection here, and SYN-SENT does not
/// occur in a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum State {
    SynReceived,
    Established,
    CloseWait,
    LastAck,
    FinWait1,
    FinWait2,
    Closing,
    TimeWait,
}

/// What is known about a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Status {
    /// Its number.
    pub conn: ConnId,
    /// Its ends.
    pub ends: Ends,
    /// Its state, as far as it is logged.
    pub state: State,
    /// Bytes received and logged.
    pub received: u64,
    /// Bytes of them that the service consumed.
    pub consumed: u64,
    /// Bytes sent.
    pub sent: u64,
    /// Bytes of them that the client acknowledged, as far as it is logged.
    pub acked: u64,
    /// Bytes the client may send.
    pub window: u64,
}

/// What has happened to an endpoint. All are counts of frames unless their names say otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counters {
    /// Frames taken.
    pub frames_in: u64,
    /// Frames sent.
    pub frames_out: u64,
    /// Bytes of stream sent, repetitions included.
    pub bytes_out: u64,
    /// Bytes of stream sent again.
    pub retransmitted_bytes: u64,
    /// RSTs made.
    pub resets_out: u64,
    /// Challenge ACKs allowed (RFC 5961).
    pub challenge_acks: u64,
    /// Frames that carried our own MAC or IP address as source.
    pub impostors: u64,
    /// Not addressed to us, or of no interest.
    pub dropped_not_ours: u64,
    /// Not a frame of its kind.
    pub dropped_malformed: u64,
    /// With a wrong checksum.
    pub dropped_checksum: u64,
    /// SYNs beyond the limits.
    pub dropped_limit: u64,
    /// Segments of unknown connections.
    pub dropped_unknown: u64,
    /// Answers for which the outbox had no room.
    pub dropped_outbox: u64,
    /// Segments the gate held back at the last check. Anything but 0 is a bug in this crate.
    pub withheld_segments: u64,
}

impl Connection {
    pub(crate) fn status(&self) -> Status {
        let durable = &self.durable;
        let our_fin_acked = durable.closed && durable.acked == durable.end;
        let state = match (durable.closed, durable.fin_received) {
            _ if durable.half_open() => State::SynReceived,
            (false, false) => State::Established,
            (false, true) => State::CloseWait,
            (true, false) if our_fin_acked => State::FinWait2,
            (true, false) => State::FinWait1,
            (true, true) if our_fin_acked => State::TimeWait,
            (true, true) if durable.closed_first => State::Closing,
            (true, true) => State::LastAck,
        };
        Status {
            conn: durable.conn,
            ends: durable.open.ends,
            state,
            received: durable.received - u64::from(durable.fin_received) - 1,
            consumed: durable.consumed() - 1,
            sent: durable.data_end() - 1,
            acked: durable.acked.max(1).min(durable.data_end()) - 1,
            window: self.receiver.promised(),
        }
    }
}
