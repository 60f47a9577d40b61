//! The conformance suite on the software card.

use driver::conformance::{run, ShmBench};

// Shows C5, C8, C9, C10, C12, C13 for the software card: the suite every backend has to pass.
#[test]
fn shm_conforms() {
    run("shm", || {
        let dir = tempfile::tempdir().expect("a directory for the files");
        ShmBench::new(dir).expect("a pair of cards")
    });
}
