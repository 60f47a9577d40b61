//! The node: heartbeats, detection, resync and the operator, around the two arbiters.

use crate::action::Action;
use crate::config::{Config, ConfigError};
use crate::event::{Event, MirrorFacts};
use crate::message::Indicator;
use crate::status::{MessageCounters, Status};

/// The machine of one node. Clone, compare and hash it freely: it holds everything and touches nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Machine {
    config: Config,
    now_ms: u64,
}

impl Machine {
    /// A machine that waits for [`Event::Start`].
    ///
    /// # Errors
    /// What is wrong with the configuration.
    pub fn new(config: Config) -> Result<Machine, ConfigError> {
        config.check()?;
        Ok(Machine { config, now_ms: 0 })
    }

    /// Takes an event at `now_ms` (monotonic; an earlier time than before counts as the same) and returns what to do.
    pub fn handle(&mut self, now_ms: u64, _event: Event) -> Vec<Action> {
        self.now_ms = self.now_ms.max(now_ms);
        Vec::new()
    }

    /// When the next [`Event::Tick`] is due at the latest, in the caller's milliseconds.
    pub fn next_ms(&self) -> u64 {
        self.now_ms + self.config.timing.poll_ms
    }

    /// The status, for the operator.
    pub fn status(&self) -> Status {
        Status {
            node: self.config.node,
            state: "rebooting".into(),
            indicator: Indicator::Normal,
            generation: 0,
            partner_alive: false,
            paths: Vec::new(),
            disabled_by: Vec::new(),
            mirror: MirrorFacts::default(),
            identities: Vec::new(),
            messages: MessageCounters::default(),
            command: None,
        }
    }
}
