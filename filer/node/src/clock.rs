//! The node's clocks. Everything below the event loop gets its times from here, as numbers.

use std::time::{Instant, SystemTime, UNIX_EPOCH};
use volume::FileTime;

/// 1970-01-01 in units of 100 ns since 1601-01-01 (MS-DTYP 2.3.3).
const UNIX_EPOCH_FILETIME: u64 = 116_444_736_000_000_000;

/// A monotonic clock that starts at 0, and UTC.
pub struct Clock {
    begun: Instant,
}

impl Clock {
    /// Starts at 0.
    pub fn new() -> Clock {
        Clock { begun: Instant::now() }
    }

    /// Microseconds since the start.
    pub fn now_us(&self) -> u64 {
        self.begun.elapsed().as_micros() as u64
    }

    /// Milliseconds since the start.
    pub fn now_ms(&self) -> u64 {
        self.begun.elapsed().as_millis() as u64
    }

    /// Milliseconds of UTC since 1970.
    pub fn utc_ms() -> u64 {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
    }

    /// UTC for file times.
    pub fn utc() -> FileTime {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| (since.as_nanos() / 100) as u64);
        FileTime(UNIX_EPOCH_FILETIME + since)
    }

    /// A file time as milliseconds since 1970; 0 for what was before.
    pub fn filetime_ms(time: FileTime) -> u64 {
        time.0.saturating_sub(UNIX_EPOCH_FILETIME) / 10_000
    }
}

impl Default for Clock {
    fn default() -> Clock {
        Clock::new()
    }
}
