//! A restore under way: read from the card in slices of the event loop's turns, replayed on a thread of its own.
//!
//! Heartbeats and the other identity go on meanwhile. Giving it up ends thread and trial before the volume's disk may be
//! opened again.

use crate::config::{Config, Name};
use crate::restore::{self, Reader, RestoreError, Restored, Source};
use crate::secret::PairKey;
use crate::trial;
use cluster::Plan;
use driver::Card;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{sync_channel, Receiver, TryRecvError};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use volume::{ConsistencyPoint, Volume};

/// How long a turn may read the card for a restore.
const SLICE: Duration = Duration::from_millis(2);

/// See the module.
pub struct Restoring {
    name: Name,
    step: Step,
}

enum Step {
    Reading { reader: Reader, volume: Box<(Volume, ConsistencyPoint)>, plan: Plan },
    Replaying { result: Receiver<Result<Restored, RestoreError>>, thread: JoinHandle<()>, cancelled: Arc<AtomicBool> },
    Over,
}

impl Restoring {
    /// Begins to read what the plan names.
    pub fn begin(name: Name, volume: Volume, point: ConsistencyPoint, plan: Plan) -> Restoring {
        Restoring {
            name,
            step: Step::Reading { reader: Reader::new(name, &plan), volume: Box::new((volume, point)), plan },
        }
    }

    /// Whether the next turn has something to do, rather than to wait for the thread.
    pub fn is_reading(&self) -> bool {
        matches!(self.step, Step::Reading { .. })
    }

    /// Goes on for a moment; the result, once.
    pub fn turn(&mut self, card: &mut Card, config: &Config, key: &PairKey) -> Option<Result<Restored, RestoreError>> {
        match std::mem::replace(&mut self.step, Step::Over) {
            Step::Reading { mut reader, volume, plan } => match reader.step(card, Instant::now() + SLICE) {
                Err(reason) => Some(Err(reason)),
                Ok(None) => {
                    self.step = Step::Reading { reader, volume, plan };
                    None
                }
                Ok(Some(images)) => {
                    let Some(identity) = config.identity(self.name).cloned() else {
                        return Some(Err(RestoreError::Unknown(self.name)));
                    };
                    let (volume, point) = *volume;
                    let source = Source { identity, key: key.clone(), volume, point, plan, images };
                    self.replay(source, config.clone())
                }
            },
            Step::Replaying { result, thread, cancelled } => match result.try_recv() {
                Ok(result) => Some(result),
                Err(TryRecvError::Empty) => {
                    self.step = Step::Replaying { result, thread, cancelled };
                    None
                }
                // The thread panicked: a bug in the engine, met in a replay. The node lives on without this identity.
                Err(TryRecvError::Disconnected) => Some(Err(RestoreError::Panicked)),
            },
            Step::Over => None,
        }
    }

    fn replay(&mut self, source: Source, config: Config) -> Option<Result<Restored, RestoreError>> {
        let (sender, result) = sync_channel(1);
        let cancelled = Arc::new(AtomicBool::new(false));
        let cancel = cancelled.clone();
        let work = move || {
            let try_last = |trial: trial::Trial<'_>| trial::decide(&trial::program()?, &config, &trial, &cancel);
            // Nobody waits for it any more when it has been given up.
            let _ = sender.send(restore::restore(source, &cancel, try_last));
        };
        match std::thread::Builder::new().name(format!("restore-{}", self.name)).spawn(work) {
            Ok(thread) => {
                self.step = Step::Replaying { result, thread, cancelled };
                None
            }
            Err(reason) => Some(Err(RestoreError::Thread(reason))),
        }
    }
}

impl Drop for Restoring {
    fn drop(&mut self) {
        if let Step::Replaying { thread, cancelled, .. } = std::mem::replace(&mut self.step, Step::Over) {
            cancelled.store(true, Ordering::Relaxed);
            // It looks between two entries and every few milliseconds of a trial. A panic in it is no concern any more.
            let _ = thread.join();
        }
    }
}
