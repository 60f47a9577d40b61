//! The conformance suite on the software card.

use std::path::Path;
use std::time::Duration;

use driver::conformance::{checks, Bench};
use driver::shm::{self, Control, ShmBus};
use driver::{BusError, CardBus, Side};

struct ShmBench {
    dir: tempfile::TempDir,
    control: Control,
}

impl ShmBench {
    fn new() -> ShmBench {
        let dir = tempfile::tempdir().expect("a directory for the files");
        let control = shm::control(Path::new(dir.path())).expect("a pair of cards");
        ShmBench { dir, control }
    }
}

impl Bench for ShmBench {
    fn open(&mut self, side: Side) -> Result<Box<dyn CardBus>, BusError> {
        Ok(Box::new(ShmBus::open(self.dir.path(), side)?))
    }
    fn link(&mut self, up: bool) {
        self.control.link(up);
    }
    fn power(&mut self, side: Side, on: bool) -> bool {
        self.control.power(side, on);
        true
    }
    fn pause(&mut self, micros: u64) {
        std::thread::sleep(Duration::from_micros(micros));
    }
}

// Shows C5, C8, C9, C10, C12, C13 for the software card: the suite every backend has to pass.
#[test]
fn shm_conforms() {
    for check in checks() {
        println!("{}", check.name);
        (check.run)(&mut ShmBench::new());
    }
}
