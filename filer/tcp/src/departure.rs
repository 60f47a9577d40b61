//! Segments that leave on a connection. [`Connection::emit`] is the only way out, and it passes the gate (R1).

use std::io::IoSlice;

use crate::connection::{Connection, TEXT_SLICES_MAX};
use crate::emit::{self, Header, Local, Sink};
use crate::gate::Permit;

/// Doublings of its timeout that a client is made to undo at once: from 200 ms to 13 s.
const WAKE_MESSAGES: u32 = 6;

/// What a departure needs to know.
pub(crate) struct Outside<'a, 'b> {
    pub now_us: u64,
    /// The timestamp clock.
    pub clock_ms: u64,
    pub local: Local,
    /// What we take as segment size, in bytes.
    pub mss: u16,
    pub sink: &'a mut Sink<'b>,
    pub counters: &'a mut crate::Counters,
}

/// The sink did not take a frame.
#[derive(Debug)]
pub(crate) struct Blocked;

impl Connection {
    /// Sends everything that may leave now.
    pub fn departs(&mut self, out: &mut Outside<'_, '_>) -> Result<(), Blocked> {
        let permit = self.gate.open();
        if self.doomed || permit.end == 0 {
            return Ok(());
        }
        if self.sender.una == 0 {
            return self.send_syn_ack(permit, out);
        }
        self.sender.wake(out.now_us);
        while let Some(plan) = self.sender.plan(permit) {
            let end = self.emit(plan.start, plan.end, permit.ack, permit, out)?;
            if plan.again {
                out.counters.retransmitted_bytes += end - plan.start;
            }
            if end == plan.start {
                break;
            }
            self.sender.sent(out.now_us, crate::sender::Plan { end, ..plan });
        }
        self.sender.idle(out.now_us, permit);
        if std::mem::take(&mut self.keepalive_due) {
            // RFC 9293 3.8.4: a number the client has acknowledged already makes it answer.
            self.emit(self.sender.una - 1, self.sender.una - 1, permit.ack, permit, out)?;
        }
        let fin = self.durable.fin_received && permit.ack == self.durable.received;
        if let Some(ack) = self.receiver.ack_due(out.now_us, permit, fin, self.sender.mss) {
            let seq = self.sender.next.min(permit.end);
            self.emit(seq, seq, ack, permit, out)?;
        }
        if self.wake_due {
            self.wake(permit, out)?;
        }
        Ok(())
    }

    /// After a restore: a client whose segments nobody answered has doubled its retransmission timeout again and again
    /// and may not try for seconds. An acknowledgement that advances ends that, but there is not always one to give.
    /// RFC 6069 has the other way: "host unreachable" for its oldest segment makes a client undo one doubling and, if
    /// the shorter timeout has passed, retransmit at once. It is true, too: we were unreachable. The segment quoted is
    /// the one behind the acknowledgement that just left, because that is the oldest the client can have.
    fn wake(&mut self, permit: Permit, out: &mut Outside<'_, '_>) -> Result<(), Blocked> {
        let open = &self.durable.open;
        let seq = open.irs.wrapping_add(permit.ack as u32);
        if let Some(frame) = emit::host_unreachable(out.local, self.remote_mac, &open.ends, seq) {
            for _ in 0..WAKE_MESSAGES {
                if !(out.sink)(&[IoSlice::new(&frame)]) {
                    return Err(Blocked);
                }
                out.counters.frames_out += 1;
            }
        }
        self.wake_due = false;
        Ok(())
    }

    fn send_syn_ack(&mut self, permit: Permit, out: &mut Outside<'_, '_>) -> Result<(), Blocked> {
        if self.syn_ack_due {
            self.emit(0, 1, permit.ack.min(1), permit, out)?;
            self.sender.syn_sent(out.now_us, self.syn_ack_sent);
            self.syn_ack_due = false;
            self.syn_ack_sent = true;
        }
        Ok(())
    }

    /// Sends our stream from `start` to `end` (or as much of it as one frame takes) with this acknowledgement, and
    /// returns where the segment ended.
    fn emit(
        &mut self,
        start: u64,
        end: u64,
        ack: u64,
        permit: Permit,
        out: &mut Outside<'_, '_>,
    ) -> Result<u64, Blocked> {
        if end > permit.end || ack > permit.ack {
            // Unreachable, and the last chance to keep R1 if it is not.
            debug_assert!(false, "a segment beyond the gate: {start}..{end} ack {ack}, {permit:?}");
            out.counters.withheld_segments += 1;
            return Ok(end);
        }
        let open = &self.durable.open;
        let syn = start == 0 && end > 0;
        let data_end = self.durable.data_end();
        let mut slices = [IoSlice::new(&[]); TEXT_SLICES_MAX];
        let (count, text_end) = if syn || start >= data_end {
            (0, start)
        } else {
            self.durable.slices(start, end.min(data_end), &mut slices)
        };
        let text = text_end > start;
        // Our FIN is the one number after the data.
        let fin = !syn && self.durable.closed && end > data_end && (text_end == data_end || start == data_end);
        let sent_end = if syn { 1 } else { text_end + u64::from(fin) };
        let scale = if syn { 0 } else { self.window_scale() };
        let window = self.receiver.window(ack, permit, scale);
        let mut header = Header {
            seq: open.iss.wrapping_add(start as u32),
            ack: Some(open.irs.wrapping_add(ack as u32)),
            syn,
            fin,
            psh: text && sent_end >= permit.end.min(data_end),
            window,
            segment_bytes: self.sender.mss as u16,
            ..Header::default()
        };
        if open.timestamp.is_some() {
            let tsval = (out.clock_ms as u32).wrapping_add(open.timestamp_offset);
            header.timestamp = Some((tsval, self.receiver.ts_recent()));
        }
        if syn {
            header.mss = Some(out.mss);
            header.window_scale = open.window_scale.map(|_| crate::connection::WINDOW_SCALE);
            header.sack_permitted = open.sack;
        } else if open.sack && !text {
            let irs = open.irs;
            let numbers = |(start, end): (u64, u64)| (irs.wrapping_add(start as u32), irs.wrapping_add(end as u32));
            header.sack = self.receiver.sack_blocks().map(|block| block.map(numbers));
        }
        if !emit::segment(out.local, self.remote_mac, &open.ends, &header, &slices[..count], out.sink) {
            return Err(Blocked);
        }
        out.counters.frames_out += 1;
        out.counters.bytes_out += text_end - start;
        self.receiver.sent(out.now_us, ack, u64::from(window) << scale, permit);
        Ok(sent_end)
    }
}
