//! A thread that carries out one call after the other, and callers that do not wait for ever.
//!
//! A call that is given up before it begins never happens. One that is given up while it runs may still happen, but before
//! everything that is asked of the lane later: the thread is the only one, and it is still in that call.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{channel, sync_channel, Sender};
use std::sync::Arc;
use std::time::Duration;

const WAITING: u8 = 0;
const RUNNING: u8 = 1;
const GIVEN_UP: u8 = 2;

type Call = Box<dyn FnOnce() + Send>;

/// See the module.
pub struct Lane(Sender<Call>);

impl Lane {
    /// Starts the thread. It ends with the lane, after the call it is in.
    pub fn start(name: &str) -> std::io::Result<Lane> {
        let (sender, calls) = channel::<Call>();
        let short: String = name.chars().rev().take(8).collect::<Vec<_>>().into_iter().rev().collect();
        std::thread::Builder::new()
            .name(format!("disk {short}"))
            .spawn(move || calls.into_iter().for_each(|call| call()))?;
        Ok(Lane(sender))
    }

    /// Runs `work` on the thread. `None`: not done in time.
    pub fn run<T: Send + 'static>(&self, timeout: Duration, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let state = Arc::new(AtomicU8::new(WAITING));
        let (answer, answered) = sync_channel(1);
        let begun = state.clone();
        let call = move || {
            if begun.compare_exchange(WAITING, RUNNING, Ordering::AcqRel, Ordering::Acquire).is_ok() {
                // A caller that has given up does not listen any more.
                let _ = answer.send(work());
            }
        };
        self.0.send(Box::new(call)).ok()?;
        let result = answered.recv_timeout(timeout).ok();
        if result.is_none() {
            // Too late if it runs; then it is before whatever comes next.
            let _ = state.compare_exchange(WAITING, GIVEN_UP, Ordering::AcqRel, Ordering::Acquire);
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;
    use std::time::Instant;

    // Shows F5: a call that hangs costs its caller no more than the timeout; what is given up while it waits never happens,
    // and what is given up while it runs happens before anything later.
    #[test]
    fn calls_that_hang_are_given_up_and_keep_their_order() {
        let lane = Lane::start("test").unwrap();
        let (release, hang) = channel::<()>();
        let done = Arc::new(Mutex::new(Vec::new()));
        let note = |number: u32| {
            let done = done.clone();
            move || done.lock().unwrap().push(number)
        };
        let begun = Instant::now();
        let first = note(1);
        let hung = lane.run(Duration::from_millis(50), move || {
            let _ = hang.recv();
            first();
        });
        assert!(hung.is_none());
        assert!(lane.run(Duration::from_millis(50), note(2)).is_none(), "it waits behind the one that hangs");
        assert!(begun.elapsed() < Duration::from_secs(5));
        release.send(()).unwrap();
        assert!(lane.run(Duration::from_secs(10), note(3)).is_some());
        assert_eq!(*done.lock().unwrap(), [1, 3]);
    }
}
