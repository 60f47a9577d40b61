//! Waiting for a card: a bounded spin on the host's own memory, then sleep until an interrupt.
//!
//! A save point is durable in about a microsecond, which is less than going to sleep costs; a card that is busy or alone
//! takes longer, and then the core has better things to do. A filer's event loop does the same itself: it looks at the
//! watermarks in each round, and puts the eventfd among the others before it sleeps.

use std::os::fd::{AsRawFd, BorrowedFd};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::poll::{poll, PollFd, PollFlags, PollTimeout};

use crate::BusError;

/// Longest sleep between two looks at a card that has no interrupts.
const NAP: Duration = Duration::from_micros(50);
/// Longest sleep even with an interrupt: one that got lost (a reset in between disconnects it) costs this much.
const LONGEST_SLEEP: Duration = Duration::from_millis(100);

/// How long to wait, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Looks at the watermarks before sleeping.
    pub spins: u32,
    /// After so long it is enough.
    pub timeout: Duration,
}

/// Waits until `done`: spins, then lets `arm` order an interrupt and sleeps until `event` has it. Returns whether it came
/// in time. Without an event it naps. `arm` is called before each sleep, and `done` after it: what happens between the last look
/// and the arming raises the interrupt at once, as the contract of LOGQ.ARM has it.
pub(crate) fn wait<E: From<BusError>>(
    patience: Patience,
    event: Option<BorrowedFd>,
    mut done: impl FnMut() -> Result<bool, E>,
    mut arm: impl FnMut() -> Result<(), E>,
) -> Result<bool, E> {
    for _ in 0..patience.spins {
        if done()? {
            return Ok(true);
        }
        std::hint::spin_loop();
    }
    let start = Instant::now();
    while !done()? {
        let Some(left) = patience.timeout.checked_sub(start.elapsed()).filter(|left| !left.is_zero()) else {
            return Ok(false);
        };
        match event {
            Some(event) => {
                arm()?;
                sleep(event, left.min(LONGEST_SLEEP))?;
            }
            None => std::thread::sleep(left.min(NAP)),
        }
    }
    Ok(true)
}

/// Sleeps until the eventfd has something, which is taken, or the time is over.
fn sleep(event: BorrowedFd, time: Duration) -> Result<(), BusError> {
    let os = |errno: Errno| BusError::Os { what: "waiting for an interrupt".into(), source: errno.into() };
    let mut fds = [PollFd::new(event, PollFlags::POLLIN)];
    // Rounded up: a timeout of 0 would spin.
    let timeout = PollTimeout::try_from(time.as_millis() + 1).unwrap_or(PollTimeout::MAX);
    match poll(&mut fds, timeout) {
        Ok(0) | Err(Errno::EINTR) => Ok(()),
        Ok(_) => match nix::unistd::read(event.as_raw_fd(), &mut [0; 8]) {
            // Somebody else may have taken it.
            Ok(_) | Err(Errno::EAGAIN) => Ok(()),
            Err(errno) => Err(os(errno)),
        },
        Err(errno) => Err(os(errno)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nix::sys::eventfd::{EfdFlags, EventFd};
    use std::os::fd::AsFd;

    fn event() -> EventFd {
        EventFd::from_flags(EfdFlags::EFD_NONBLOCK | EfdFlags::EFD_CLOEXEC).expect("an eventfd")
    }

    const PATIENCE: Patience = Patience { spins: 10, timeout: Duration::from_secs(20) };

    #[test]
    fn what_comes_while_spinning_needs_no_interrupt() {
        let mut looks = 0;
        let done = || {
            looks += 1;
            Ok::<_, BusError>(looks == 10)
        };
        let event = event();
        assert!(wait(PATIENCE, Some(event.as_fd()), done, || panic!("it sleeps")).expect("no error"));
    }

    #[test]
    fn what_comes_later_is_woken_by_the_interrupt() {
        let event = event();
        let armed = std::cell::Cell::new(0);
        let arm = || {
            armed.set(armed.get() + 1);
            // The card has it at once.
            event.write(1).expect("it can be written");
            Ok::<_, BusError>(())
        };
        let start = Instant::now();
        assert!(wait(PATIENCE, Some(event.as_fd()), || Ok(armed.get() == 3), arm).expect("no error"));
        assert_eq!(armed.get(), 3, "armed anew before each sleep");
        assert!(start.elapsed() < LONGEST_SLEEP, "woken, not timed out: {:?}", start.elapsed());
        assert_eq!(event.read(), Err(Errno::EAGAIN), "what woke us has been taken");
    }

    #[test]
    fn a_lost_interrupt_costs_time_only_and_patience_ends() {
        let event = event();
        let start = Instant::now();
        let done = || Ok::<_, BusError>(start.elapsed() > Duration::from_millis(150));
        assert!(wait(PATIENCE, Some(event.as_fd()), done, || Ok(())).expect("no error"));
        let short = Patience { spins: 1, timeout: Duration::from_millis(20) };
        let never = || Ok::<_, BusError>(false);
        assert!(!wait(short, Some(event.as_fd()), never, || Ok(())).expect("no error"));
        assert!(!wait(short, None, never, || Ok(())).expect("no error"));
    }
}
