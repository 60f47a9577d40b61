//! The reservation state of one disk: a small pure state machine, shared by the shelf and by [`MemDisk`](crate::MemDisk).
//!
//! It follows SPC-4 5.13 (persistent reservations) for type 1, "write exclusive", with two additions of this project.
//! A registration binds a key to one *session* (SCSI: an I_T nexus), so that writes of a node's previous life, which
//! may still sit in a socket's buffer, are told from those of its present one. And each write carries an epoch.

use crate::Epoch;
use std::fmt;

/// Nodes that may be registered with one disk at a time.
pub const REGISTRATIONS_MAX: usize = 16;

/// The reservation key of a node. Zero is not a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(pub u64);

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "key {:#x}", self.0)
    }
}

/// One life of one handle: what SCSI calls an I_T nexus. Chosen at random when a handle is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session(pub u64);

/// Who is registered with a disk and who may write to it, as PERSISTENT RESERVE IN reports it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reservation {
    /// Counts the changes of registrations and preemptions (PRGENERATION).
    pub generation: u32,
    /// The holder of the reservation, if any.
    pub holder: Option<Key>,
    /// All registered keys, ascending.
    pub registered: Vec<Key>,
    /// The highest epoch that a write carried.
    pub epoch: Option<Epoch>,
}

/// Why the state machine refuses a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReservationError {
    Reserved { holder: Key },
    NotRegistered { key: Key },
    StaleEpoch { epoch: Epoch, highest: Epoch },
    NoSuchKey { victim: Key },
    Full,
}

/// The reservation state of one disk. Commands that change it say so with `Ok(true)`: the shelf persists it then,
/// before it answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReservationState {
    pub generation: u32,
    pub holder: Option<Key>,
    /// Ascending by key, at most [`REGISTRATIONS_MAX`].
    pub registrations: Vec<(Key, Session)>,
    pub epoch: Option<Epoch>,
}

impl ReservationState {
    fn find(&self, key: Key) -> Option<usize> {
        self.registrations.iter().position(|(registered, _)| *registered == key)
    }

    fn require(&self, key: Key, session: Session) -> Result<(), ReservationError> {
        match self.find(key) {
            Some(index) if self.registrations[index].1 == session => Ok(()),
            _ => Err(ReservationError::NotRegistered { key }),
        }
    }

    /// REGISTER AND IGNORE EXISTING KEY: binds the key to `session`, whoever had it before.
    pub fn register(&mut self, key: Key, session: Session) -> Result<bool, ReservationError> {
        match self.find(key) {
            Some(index) if self.registrations[index].1 == session => return Ok(false),
            Some(index) => self.registrations[index].1 = session,
            None if self.registrations.len() == REGISTRATIONS_MAX => return Err(ReservationError::Full),
            None => {
                self.registrations.push((key, session));
                self.registrations.sort_by_key(|(key, _)| *key);
            }
        }
        self.generation = self.generation.wrapping_add(1);
        Ok(true)
    }

    /// REGISTER with a zero key: the registration goes, and the reservation with it.
    pub fn unregister(&mut self, key: Key, session: Session) -> Result<bool, ReservationError> {
        self.require(key, session)?;
        self.registrations.retain(|(registered, _)| *registered != key);
        if self.holder == Some(key) {
            self.holder = None;
        }
        self.generation = self.generation.wrapping_add(1);
        Ok(true)
    }

    /// RESERVE, type 1.
    pub fn reserve(&mut self, key: Key, session: Session) -> Result<bool, ReservationError> {
        self.require(key, session)?;
        match self.holder {
            Some(holder) if holder == key => Ok(false),
            Some(holder) => Err(ReservationError::Reserved { holder }),
            None => {
                self.holder = Some(key);
                Ok(true)
            }
        }
    }

    /// RELEASE. A node that does not hold the reservation changes nothing (SPC-4 5.13.11.2).
    pub fn release(&mut self, key: Key, session: Session) -> Result<bool, ReservationError> {
        self.require(key, session)?;
        let held = self.holder == Some(key);
        if held {
            self.holder = None;
        }
        Ok(held)
    }

    /// PREEMPT (AND ABORT: the caller runs this under the lock under which writes run, so none is in flight).
    pub fn preempt(&mut self, key: Key, session: Session, victim: Key) -> Result<bool, ReservationError> {
        self.require(key, session)?;
        if self.find(victim).is_none() {
            return Err(ReservationError::NoSuchKey { victim });
        }
        if victim != key {
            self.registrations.retain(|(registered, _)| *registered != victim);
        }
        if self.holder == Some(victim) {
            self.holder = Some(key);
        }
        self.generation = self.generation.wrapping_add(1);
        Ok(true)
    }

    /// Whether a write may run now. `Ok(true)`: it raises the highest epoch, which must be persistent before the write
    /// starts.
    pub fn admit_write(&mut self, key: Key, session: Session, epoch: Epoch) -> Result<bool, ReservationError> {
        match self.holder {
            Some(holder) if holder != key => return Err(ReservationError::Reserved { holder }),
            Some(_) => self.require(key, session)?,
            // Nobody holds the reservation: a disk being set up. A preempted session of a registered key is still
            // refused, so that a node's previous life cannot write.
            None => {
                if self.find(key).is_some() {
                    self.require(key, session)?;
                }
            }
        }
        match self.epoch {
            Some(highest) if epoch < highest => Err(ReservationError::StaleEpoch { epoch, highest }),
            Some(highest) if epoch == highest => Ok(false),
            _ => {
                self.epoch = Some(epoch);
                Ok(true)
            }
        }
    }

    /// The state as readers see it.
    pub fn report(&self) -> Reservation {
        Reservation {
            generation: self.generation,
            holder: self.holder,
            registered: self.registrations.iter().map(|(key, _)| *key).collect(),
            epoch: self.epoch,
        }
    }
}
