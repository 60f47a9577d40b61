//! The software pair as a bench.

use std::path::Path;
use std::time::Duration;

use super::{Bench, Need};
use crate::shm::{self, Control, ShmBus};
use crate::{BusError, CardBus, Side};

/// A software pair in a folder, which goes with it if it is one that does.
pub struct ShmBench<F: AsRef<Path>> {
    folder: F,
    control: Control,
}

impl<F: AsRef<Path>> ShmBench<F> {
    /// The pair in `folder`; makes it if there is none.
    pub fn new(folder: F) -> Result<Self, BusError> {
        let control = shm::control(folder.as_ref())?;
        Ok(ShmBench { folder, control })
    }
}

impl<F: AsRef<Path>> Bench for ShmBench<F> {
    fn open(&mut self, side: Side) -> Result<Box<dyn CardBus>, BusError> {
        Ok(Box::new(ShmBus::open(self.folder.as_ref(), side)?))
    }
    fn link(&mut self, up: bool) {
        self.control.link(up);
    }
    fn power(&mut self, side: Side, on: bool) {
        self.control.power(side, on);
    }
    fn offers(&self) -> &'static [Need] {
        &[Need::PowerUnderHost, Need::ReadOnlyMemory]
    }
    fn battery(&mut self, _: Side, _: bool) {
        unreachable!("files have no battery");
    }
    fn reset(&mut self, _: Side) {
        unreachable!("nobody but its host resets a software card");
    }
    fn pause(&mut self, micros: u64) {
        std::thread::sleep(Duration::from_micros(micros));
    }
}
