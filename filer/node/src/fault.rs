//! A request that kills, made to order: what a bug in the engine would do, for the tests that show that the pair survives it.
//!
//! With `SAVEPOINT_FATAL_NAME` in the environment of `filer run`, executing a request that contains this name (as SMB
//! spells it, UTF-16 little endian) aborts the process. Nobody sets it outside tests.

use std::sync::OnceLock;

const VARIABLE: &str = "SAVEPOINT_FATAL_NAME";

/// Aborts if the message contains the fatal name.
pub fn check(message: &[u8]) {
    static FATAL: OnceLock<Option<Vec<u8>>> = OnceLock::new();
    let fatal = FATAL.get_or_init(|| {
        let name = std::env::var(VARIABLE).ok().filter(|name| !name.is_empty())?;
        Some(name.encode_utf16().flat_map(u16::to_le_bytes).collect())
    });
    if let Some(fatal) = fatal {
        if message.windows(fatal.len()).any(|window| window == fatal) {
            eprintln!("filer: a request names what {VARIABLE} says: aborting");
            std::process::abort();
        }
    }
}
