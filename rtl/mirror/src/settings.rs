//! What differs between cards: memory size and the timers, in core clock ticks.

/// Constants of a mirror. They end up in the emitted Verilog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Size of LOCAL in bytes. A frame that would write above it is refused.
    pub local_bytes: u64,
    /// Nothing acknowledged for this long: go back to the oldest unacknowledged frame. Twice the worst round trip.
    pub retry_ticks: u32,
    /// Times in a row that going back may fail before the session is negotiated anew.
    pub retries: u32,
    /// HELLO is repeated this often until the partner has answered.
    pub hello_ticks: u32,
    /// BEAT is sent this often.
    pub beat_ticks: u32,
    /// No good frame for this long: the link counts as down.
    pub dead_ticks: u32,
    /// Frames wait and nothing is acknowledged for this long: the mirror is lost, so that the log goes on.
    pub stall_ticks: u32,
    /// Nothing has been posted for this long: bulk goes in frames of up to 1 KiB. With the next posted write they have at most
    /// 256 bytes again.
    pub quiet_ticks: u16,
    /// Beats that ingress may store after it has been told to hold, with those in its staging FIFO, and some to spare: so much less than a
    /// ring waits in CATCHUP at most.
    pub staged_beats: u16,
}

impl Settings {
    /// For a core clock of 250 MHz: retry 8 µs, HELLO and BEAT 10 µs, dead 100 µs, stalled 1 ms, quiet 16 µs.
    pub fn new(local_bytes: u64) -> Self {
        Settings {
            local_bytes,
            retry_ticks: 2_000,
            retries: 4,
            hello_ticks: 2_500,
            beat_ticks: 2_500,
            dead_ticks: 25_000,
            stall_ticks: 250_000,
            quiet_ticks: 4_096,
            staged_beats: 384,
        }
    }
}
