//! What the shelf keeps of one disk: an image file, and a small state file with the reservation.
//!
//! The check of the reservation and the write happen under one lock, the one under which reservations change: so when
//! a preempt has been answered, no write that it forbids is still on its way (requirement F5). A change of the state
//! is in the state file, on stable storage, before it is answered (persist through power loss, SPC-4 5.13.5).

use crate::reservation::{Key, Reservation, ReservationError, ReservationState, Session};
use crate::Epoch;
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

const STATE_VERSION: u32 = 1;

/// The state file, as JSON.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StateFile {
    version: u32,
    size: u64,
    failed: bool,
    generation: u32,
    holder: Option<u64>,
    /// Key and session.
    registrations: Vec<(u64, u64)>,
    epoch: Option<u32>,
}

/// What can go wrong with the files of the shelf.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{}: not a state file of a disk: {reason}; restore it, or remove it and the image", path.display())]
    State { path: PathBuf, reason: String },
    #[error("{}: format version {found}, this program knows {STATE_VERSION}; use a program that knows it", path.display())]
    Version { path: PathBuf, found: u64 },
    #[error("disk {name} has {found} bytes, {wanted} were asked for; a disk's size never changes")]
    Size { name: String, found: u64, wanted: u64 },
    #[error("{name:?} is no name for a disk: use 1 to 64 of a-z, 0-9, - and _")]
    Name { name: String },
}

/// Why the store refuses an operation.
#[derive(Debug)]
pub enum Refusal {
    Reservation(ReservationError),
    Failed(String),
    OutOfRange,
}

/// One disk of the shelf.
#[derive(Debug)]
pub struct Store {
    pub name: String,
    pub size: u64,
    image: File,
    state_path: PathBuf,
    /// Held while a write runs and while the reservation changes.
    state: Mutex<State>,
}

#[derive(Debug, Clone)]
struct State {
    reservation: ReservationState,
    failed: bool,
}

pub fn check_name(name: &str) -> Result<(), StoreError> {
    let good = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if name.is_empty() || name.len() > crate::wire::NAME_BYTES_MAX || !name.chars().all(good) {
        return Err(StoreError::Name { name: name.to_string() });
    }
    Ok(())
}

impl Store {
    /// Opens a disk, and makes it if it does not exist and `size` says how large it is to be.
    pub fn open(directory: &Path, name: &str, size: Option<u64>) -> Result<Self, StoreError> {
        check_name(name)?;
        let state_path = directory.join(format!("{name}.json"));
        let image_path = directory.join(format!("{name}.img"));
        let (state, found) = match fs::read(&state_path) {
            Ok(text) => parse_state(&state_path, &text)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => match size {
                Some(size) => (State { reservation: ReservationState::default(), failed: false }, size),
                None => return Err(StoreError::File { path: state_path, source: error }),
            },
            Err(source) => return Err(StoreError::File { path: state_path, source }),
        };
        if let Some(wanted) = size.filter(|wanted| *wanted != found) {
            return Err(StoreError::Size { name: name.to_string(), found, wanted });
        }
        let image = open_image(&image_path, found).map_err(|source| StoreError::File { path: image_path, source })?;
        let store = Self { name: name.to_string(), size: found, image, state_path, state: Mutex::new(state) };
        let state = store.lock().clone();
        store.persist(&state).map_err(|source| StoreError::File { path: store.state_path.clone(), source })?;
        Ok(store)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it holds the lock with the state half changed: states are replaced whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Replaces the state file, so that at any instant one whole version of it exists.
    fn persist(&self, state: &State) -> io::Result<()> {
        let reservation = &state.reservation;
        let file = StateFile {
            version: STATE_VERSION,
            size: self.size,
            failed: state.failed,
            generation: reservation.generation,
            holder: reservation.holder.map(|key| key.0),
            registrations: reservation.registrations.iter().map(|(key, session)| (key.0, session.0)).collect(),
            epoch: reservation.epoch.map(|epoch| epoch.0),
        };
        let text = serde_json::to_vec_pretty(&file).map_err(io::Error::other)?;
        let new_path = self.state_path.with_extension("json.new");
        let mut new = File::create(&new_path)?;
        new.write_all(&text)?;
        new.sync_all()?;
        fs::rename(&new_path, &self.state_path)?;
        let directory = self.state_path.parent().unwrap_or(Path::new("."));
        File::open(directory)?.sync_all()
    }

    fn check_range(&self, offset: u64, length: usize) -> Result<(), Refusal> {
        match offset.checked_add(length as u64) {
            Some(end) if end <= self.size => Ok(()),
            _ => Err(Refusal::OutOfRange),
        }
    }

    fn check_working(state: &State) -> Result<(), Refusal> {
        match state.failed {
            true => Err(Refusal::Failed("set to fail by the operator; `shelf ctl heal` ends it".to_string())),
            false => Ok(()),
        }
    }

    pub fn read(&self, offset: u64, buffer: &mut [u8]) -> Result<(), Refusal> {
        self.check_range(offset, buffer.len())?;
        Self::check_working(&self.lock())?;
        self.image.read_exact_at(buffer, offset).map_err(|error| Refusal::Failed(error.to_string()))
    }

    pub fn write(&self, key: Key, session: Session, epoch: Epoch, offset: u64, data: &[u8]) -> Result<(), Refusal> {
        self.check_range(offset, data.len())?;
        let mut state = self.lock();
        self.change(&mut state, |reservation| reservation.admit_write(key, session, epoch))?;
        self.image.write_all_at(data, offset).map_err(|error| Refusal::Failed(error.to_string()))
    }

    pub fn flush(&self) -> Result<(), Refusal> {
        Self::check_working(&self.lock())?;
        self.image.sync_data().map_err(|error| Refusal::Failed(error.to_string()))
    }

    /// Runs a reservation command.
    pub fn command(
        &self,
        command: impl FnOnce(&mut ReservationState) -> Result<bool, ReservationError>,
    ) -> Result<(), Refusal> {
        self.change(&mut self.lock(), command)
    }

    fn change(
        &self,
        state: &mut State,
        command: impl FnOnce(&mut ReservationState) -> Result<bool, ReservationError>,
    ) -> Result<(), Refusal> {
        Self::check_working(state)?;
        let mut changed = state.clone();
        if command(&mut changed.reservation).map_err(Refusal::Reservation)? {
            self.persist(&changed).map_err(|error| Refusal::Failed(format!("reservation not persisted: {error}")))?;
            *state = changed;
        }
        Ok(())
    }

    pub fn reservation(&self) -> Result<Reservation, Refusal> {
        let state = self.lock();
        Self::check_working(&state)?;
        Ok(state.reservation.report())
    }

    /// Makes the disk fail every call, or ends that.
    pub fn set_failed(&self, failed: bool) -> io::Result<()> {
        let mut state = self.lock();
        let changed = State { failed, ..state.clone() };
        self.persist(&changed)?;
        *state = changed;
        Ok(())
    }

    /// Whether the disk is set to fail, and its reservation.
    pub fn report(&self) -> (bool, Reservation) {
        let state = self.lock();
        (state.failed, state.reservation.report())
    }
}

fn open_image(path: &Path, size: u64) -> io::Result<File> {
    let image = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
    match image.metadata()?.len() {
        length if length == size => {}
        // New: sparse, so that it takes no room until it is written.
        0 => image.set_len(size)?,
        length => return Err(io::Error::other(format!("the image has {length} bytes instead of {size}"))),
    }
    Ok(image)
}

fn parse_state(path: &Path, text: &[u8]) -> Result<(State, u64), StoreError> {
    let broken = |reason: String| StoreError::State { path: path.to_path_buf(), reason };
    let value: serde_json::Value = serde_json::from_slice(text).map_err(|error| broken(error.to_string()))?;
    match value.get("version").and_then(serde_json::Value::as_u64) {
        Some(version) if version == u64::from(STATE_VERSION) => {}
        Some(found) => return Err(StoreError::Version { path: path.to_path_buf(), found }),
        None => return Err(broken("it has no version".to_string())),
    }
    let file: StateFile = serde_json::from_value(value).map_err(|error| broken(error.to_string()))?;
    let reservation = ReservationState {
        generation: file.generation,
        holder: file.holder.map(Key),
        registrations: file.registrations.iter().map(|(key, session)| (Key(*key), Session(*session))).collect(),
        epoch: file.epoch.map(Epoch),
    };
    Ok((State { reservation, failed: file.failed }, file.size))
}
