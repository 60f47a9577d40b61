//! The thread that clocks the pair, and the queues through which everybody else reaches it.
//!
//! Hosts hand over requests and are never waited for: a posted write goes into a bounded inbox, a read is answered
//! through a channel. A host that freezes or dies therefore stops nobody but itself.
//!
//! While something happens the thread runs flat out. When the pair has been quiet for [`SETTLED_CYCLES`] it lets only
//! short bursts of time pass, so that they use at most [`IDLE_SHARE`] of a core: heartbeats go on, slower, and
//! simulated time slows with them. A host access ends the wait at once.

use std::collections::VecDeque;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::pair::{Bar, CardPair, Completion, ReadTag, Side, FLUSH_CYCLES};
use abi::registers::id;

/// Share of a core an idle pair may use.
pub const IDLE_SHARE: f64 = 0.025;
/// Cycles without activity after which the pair counts as idle.
const SETTLED_CYCLES: u64 = 256;
/// Cycles between two looks at the inbox while something happens.
const BATCH_CYCLES: u64 = 64;
/// Cycles of an idle burst: one heartbeat interval of the cards.
const IDLE_CYCLES: u64 = 2_500;
/// Cycles at full speed after something from outside changed that has timers behind it (cable, power, reset): the
/// link's own timers are shorter.
pub const EVENT_CYCLES: u64 = 60_000;
/// Shortest sleep, so that a model, whose bursts cost nothing, does not spend its share on waking up.
const MIN_SLEEP: Duration = Duration::from_millis(5);
/// Bytes of posted writes of one host that may wait; beyond that the host waits.
const INBOX_BYTES: usize = 1 << 20;
/// Bytes of posted writes handed to the pair at a time.
const PAIR_BYTES: usize = 16 << 10;

enum Request {
    Write { bar: Bar, offset: u64, data: Vec<u8> },
    Read { bar: Bar, offset: u64, bytes: usize, reply: SyncSender<Completion> },
    Reset { reply: SyncSender<()> },
}

/// A read that the card answers behind everything its host has posted, so that a reset does not overtake that on its way into the card.
struct Flush {
    answer: Receiver<Completion>,
    /// The cycle from which on the card is not waited for any more.
    end: u64,
}

/// Something to do with the pair between two cycles; true if it has consequences that should not take long.
type Command = Box<dyn FnOnce(&mut dyn CardPair) -> bool + Send>;

#[derive(Default)]
struct Inbox {
    requests: [VecDeque<Request>; 2],
    bytes: [usize; 2],
    commands: VecDeque<Command>,
    stop: bool,
}

impl Inbox {
    fn is_empty(&self) -> bool {
        self.requests.iter().all(VecDeque::is_empty) && self.commands.is_empty() && !self.stop
    }
}

#[derive(Default)]
struct Shared {
    inbox: Mutex<Inbox>,
    /// Something came in.
    arrived: Condvar,
    /// An inbox has room again.
    room: Condvar,
}

impl Shared {
    fn inbox(&self) -> MutexGuard<'_, Inbox> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A handle to the running pair.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
}

/// The simulation has ended.
#[derive(Debug, thiserror::Error)]
#[error("the simulation has stopped")]
pub struct Stopped;

impl Engine {
    /// Starts the thread. It ends when [`Engine::stop`] is called, and gives the pair back.
    pub fn start(pair: Box<dyn CardPair>) -> (Engine, JoinHandle<Box<dyn CardPair>>) {
        let shared = Arc::new(Shared::default());
        let engine = Engine { shared: shared.clone() };
        let thread = std::thread::Builder::new()
            .name("simulation".into())
            .spawn(move || run(&shared, pair))
            .expect("a thread at start-up");
        (engine, thread)
    }

    /// Posts a write for a host; waits only while that host's own inbox is full.
    pub fn write(&self, side: Side, bar: Bar, offset: u64, data: Vec<u8>) -> Result<(), Stopped> {
        let mut inbox = self.shared.inbox();
        while inbox.bytes[side.index()] > INBOX_BYTES && !inbox.stop {
            inbox = self.shared.room.wait(inbox).unwrap_or_else(PoisonError::into_inner);
        }
        if inbox.stop {
            return Err(Stopped);
        }
        inbox.bytes[side.index()] += data.len();
        inbox.requests[side.index()].push_back(Request::Write { bar, offset, data });
        self.shared.arrived.notify_one();
        Ok(())
    }

    /// Reads for a host and waits for the answer.
    pub fn read(&self, side: Side, bar: Bar, offset: u64, bytes: usize) -> Result<Completion, Stopped> {
        let (reply, answer) = mpsc::sync_channel(1);
        {
            let mut inbox = self.shared.inbox();
            if inbox.stop {
                return Err(Stopped);
            }
            inbox.requests[side.index()].push_back(Request::Read { bar, offset, bytes, reply });
            self.shared.arrived.notify_one();
        }
        answer.recv().map_err(|_| Stopped)
    }

    /// PCIe reset of a host's card, behind everything the host has posted; returns when it has happened.
    pub fn reset(&self, side: Side) -> Result<(), Stopped> {
        let (reply, answer) = mpsc::sync_channel(1);
        {
            let mut inbox = self.shared.inbox();
            if inbox.stop {
                return Err(Stopped);
            }
            inbox.requests[side.index()].push_back(Request::Reset { reply });
            self.shared.arrived.notify_one();
        }
        answer.recv().map_err(|_| Stopped)
    }

    /// Runs `act` on the pair between two cycles. For looking at it.
    pub fn look<R: Send + 'static>(
        &self,
        act: impl FnOnce(&mut dyn CardPair) -> R + Send + 'static,
    ) -> Result<R, Stopped> {
        self.command(act, false)
    }

    /// Runs `act` on the pair between two cycles, and lets the consequences happen at full speed.
    pub fn disturb<R: Send + 'static>(
        &self,
        act: impl FnOnce(&mut dyn CardPair) -> R + Send + 'static,
    ) -> Result<R, Stopped> {
        self.command(act, true)
    }

    fn command<R: Send + 'static>(
        &self,
        act: impl FnOnce(&mut dyn CardPair) -> R + Send + 'static,
        consequences: bool,
    ) -> Result<R, Stopped> {
        let (reply, answer): (_, Receiver<R>) = mpsc::sync_channel(1);
        {
            let mut inbox = self.shared.inbox();
            if inbox.stop {
                return Err(Stopped);
            }
            inbox.commands.push_back(Box::new(move |pair| {
                // Nobody waits any more: then nobody wants to know.
                let _ = reply.send(act(pair));
                consequences
            }));
            self.shared.arrived.notify_one();
        }
        answer.recv().map_err(|_| Stopped)
    }

    /// Ends the thread after the cycle it is in. Waiting hosts get [`Stopped`].
    pub fn stop(&self) {
        self.shared.inbox().stop = true;
        self.shared.arrived.notify_one();
        self.shared.room.notify_all();
    }
}

fn run(shared: &Shared, mut pair: Box<dyn CardPair>) -> Box<dyn CardPair> {
    let mut waiting: [VecDeque<(ReadTag, SyncSender<Completion>)>; 2] = Default::default();
    let mut flushes: [Option<Flush>; 2] = Default::default();
    let mut busy_until = pair.cycles() + EVENT_CYCLES;
    // When the idle share allows the next burst. A host access ends the sleep, not the rest.
    let mut next_burst = Instant::now();
    loop {
        let mut inbox = shared.inbox();
        if inbox.stop {
            return pair;
        }
        while let Some(command) = inbox.commands.pop_front() {
            // Without the lock: a power cut simulates a whole drain.
            drop(inbox);
            if command(pair.as_mut()) {
                busy_until = pair.cycles() + EVENT_CYCLES;
            }
            inbox = shared.inbox();
        }
        for side in Side::BOTH {
            let i = side.index();
            hand_over(&mut inbox, side, pair.as_mut(), &mut waiting[i], &mut flushes[i]);
        }
        shared.room.notify_all();
        let empty = inbox.is_empty();
        drop(inbox);

        let settled = empty
            && pair.cycles() >= busy_until
            && pair.cycles() - pair.last_activity() >= SETTLED_CYCLES
            && Side::BOTH.iter().all(|s| waiting[s.index()].is_empty() && pair.backlog(*s) == 0);
        if settled {
            if Instant::now() >= next_burst {
                let used = thread_time(|| pair.advance(IDLE_CYCLES));
                next_burst = Instant::now() + used.mul_f64(1.0 / IDLE_SHARE - 1.0).max(MIN_SLEEP);
            }
            sleep_until_something_arrives(shared, next_burst);
        } else {
            pair.advance(BATCH_CYCLES);
        }
        for side in Side::BOTH {
            while let Some((tag, completion)) = pair.completion(side) {
                let (asked, reply) = waiting[side.index()].pop_front().expect("a completion answers a read");
                assert_eq!(tag, asked, "completions come in the order of the reads");
                // The host may be gone.
                let _ = reply.send(completion);
            }
        }
    }
}

fn hand_over(
    inbox: &mut Inbox,
    side: Side,
    pair: &mut dyn CardPair,
    waiting: &mut VecDeque<(ReadTag, SyncSender<Completion>)>,
    flush: &mut Option<Flush>,
) {
    let i = side.index();
    loop {
        // Also when the card takes nothing: it gets its time and is reset.
        if matches!(inbox.requests[i].front(), Some(Request::Reset { .. })) {
            if !flushed(side, pair, waiting, flush) {
                return;
            }
        } else if pair.backlog(side) >= PAIR_BYTES {
            return;
        }
        match inbox.requests[i].pop_front() {
            None => return,
            Some(Request::Reset { reply }) => {
                pair.reset(side);
                let _ = reply.send(());
            }
            Some(Request::Write { bar, offset, data }) => {
                inbox.bytes[i] -= data.len();
                pair.write(side, bar, offset, &data);
            }
            Some(Request::Read { bar, offset, bytes, reply }) => {
                waiting.push_back((pair.read(side, bar, offset, bytes), reply));
            }
        }
    }
}

/// Whether the card has taken what its host has posted, or has had its time. Asks it when nobody has yet.
fn flushed(
    side: Side,
    pair: &mut dyn CardPair,
    waiting: &mut VecDeque<(ReadTag, SyncSender<Completion>)>,
    flush: &mut Option<Flush>,
) -> bool {
    match flush {
        None => {
            let (reply, answer) = mpsc::sync_channel(1);
            waiting.push_back((pair.read(side, Bar::Registers, id::MAGIC.into(), 4), reply));
            *flush = Some(Flush { answer, end: pair.cycles() + FLUSH_CYCLES });
            false
        }
        Some(asked) => {
            let over = asked.answer.try_recv().is_ok() || pair.cycles() >= asked.end;
            if over {
                *flush = None;
            }
            over
        }
    }
}

fn sleep_until_something_arrives(shared: &Shared, end: Instant) {
    let mut inbox = shared.inbox();
    while inbox.is_empty() {
        let Some(left) = end.checked_duration_since(Instant::now()).filter(|d| !d.is_zero()) else { return };
        inbox = shared.arrived.wait_timeout(inbox, left).unwrap_or_else(PoisonError::into_inner).0;
    }
}

/// Processor time of this thread that `act` takes.
fn thread_time(act: impl FnOnce()) -> Duration {
    let now = || {
        let t = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::new(t.tv_sec as u64, t.tv_nsec as u32)
    };
    let start = now();
    act();
    now().saturating_sub(start)
}
