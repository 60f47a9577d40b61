//! The retransmission timeout (RFC 6298).

/// RFC 6298 2.1.
const RTO_FIRST_US: u64 = 1_000_000;
/// RFC 6298 2.4 wants 1 s; like every stack in use we take 200 ms, which is longer than any client delays an
/// acknowledgement in a data centre.
const RTO_MIN_US: u64 = 200_000;
/// RFC 6298 2.5.
const RTO_MAX_US: u64 = 60_000_000;

/// Round-trip time estimation and backoff.
#[derive(Debug)]
pub(crate) struct Rtt {
    /// Timeout before the first sample.
    first_us: u64,
    smoothed_us: Option<u64>,
    variation_us: u64,
    backoff: u32,
}

impl Rtt {
    /// A connection of which nothing is known.
    pub fn new() -> Rtt {
        Rtt { first_us: RTO_FIRST_US, smoothed_us: None, variation_us: 0, backoff: 0 }
    }

    /// A connection that another node served until now. Its round-trip time was not saved; the clients wait, and most
    /// are near, so we begin with the smallest timeout and let backoff find the right one.
    pub fn restored() -> Rtt {
        Rtt { first_us: RTO_MIN_US, ..Rtt::new() }
    }

    /// A round trip that was measured on a segment sent once (Karn's rule is the caller's).
    pub fn sample(&mut self, rtt_us: u64) {
        let rtt_us = rtt_us.min(RTO_MAX_US);
        match self.smoothed_us {
            None => {
                self.smoothed_us = Some(rtt_us);
                self.variation_us = rtt_us / 2;
            }
            Some(smoothed_us) => {
                self.variation_us = (3 * self.variation_us + smoothed_us.abs_diff(rtt_us)) / 4;
                self.smoothed_us = Some((7 * smoothed_us + rtt_us) / 8);
            }
        }
        self.backoff = 0;
    }

    /// The timer expired: the next timeout is twice as long (RFC 6298 5.5).
    pub fn back_off(&mut self) {
        self.backoff = (self.backoff + 1).min(16);
    }

    /// The client acknowledged something new.
    pub fn progress(&mut self) {
        self.backoff = 0;
    }

    /// Timeouts in a row.
    pub fn backoff(&self) -> u32 {
        self.backoff
    }

    pub fn rto_us(&self) -> u64 {
        let base_us = match self.smoothed_us {
            None => self.first_us,
            Some(smoothed_us) => (smoothed_us + (4 * self.variation_us).max(1000)).max(RTO_MIN_US),
        };
        (base_us << self.backoff).min(RTO_MAX_US)
    }
}
