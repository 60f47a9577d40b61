//! A request that may kill is tried where it can do no harm: in a process of its own.
//!
//! A log can end with a request that was begun (P2) and never completed (P3). Mostly a power cut or a signal came between
//! the two. But executing it may be what ended the process, and would end the next one too, and the partner's. So
//! before a restore executes it, `filer trial` does: a fresh process gets consistency point, plan and log, replays them
//! on a copy-on-write view of the disk and executes the last request. If that process dies or hangs, the request is not
//! executed but answered with an error, which the log then says (its P3 carries the refusal).
//!
//! The process is not forked but started anew: a fork of a process with threads inherits their locks, and the connection
//! to the shelf (`docs/decisions/0905-a-trial-is-a-process-of-its-own.md`).

use crate::config::{Config, ConfigError, Name};
use crate::restore::{self, Images, RestoreError};
use crate::secret::{PairKey, SecretError};
use crate::storage::{self, AnyDisk};
use cluster::Plan;
use disk::{Disk, DiskError, OverlayDisk};
use serde::{Deserialize, Serialize};
use smb::Refusal;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant};
use volume::{OpenOptions, Volume, VolumeError};

/// Longest time a trial may take. A request executes in milliseconds; replaying the log before it in less than a second.
pub const PATIENCE: Duration = Duration::from_secs(3);
const POLL: Duration = Duration::from_millis(2);
/// What a trial prints when it has survived.
const SURVIVED: &str = "survived";
/// Most bytes of a trial's input: both rings of both halves, and the configuration.
const INPUT_BYTES_MAX: u64 = 1 << 30;

/// What is to be tried.
pub struct Trial<'a> {
    /// Whose log.
    pub identity: Name,
    /// What is replayed.
    pub plan: &'a Plan,
    /// The log.
    pub images: &'a Images,
}

/// Why nothing can be said about a request.
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    /// The process cannot be started or spoken to.
    #[error("`{program} trial`: {source}", program = program.display())]
    Process {
        /// The program.
        program: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It ended with a reason of its own: what is wrong is not the request.
    #[error("{0}")]
    Failed(String),
    /// The input does not decode.
    #[error("the input of the trial does not decode: {0}")]
    Malformed(String),
    /// The node has given the restore up.
    #[error("given up before it was done")]
    Cancelled,
}

/// What a trial is given on its standard input.
#[derive(Serialize, Deserialize)]
struct Input {
    config: String,
    identity: Name,
    plan: Plan,
    images: Images,
    refuse: bool,
}

/// This program, of which `filer trial` is a part.
pub fn program() -> Result<PathBuf, TrialError> {
    std::env::current_exe().map_err(|source| TrialError::Process { program: "filer".into(), source })
}

/// Finds out how the last request of a log is to be treated: executed (`None`) or refused.
pub fn decide(
    program: &Path,
    config: &Config,
    trial: &Trial<'_>,
    cancelled: &AtomicBool,
) -> Result<Option<Refusal>, TrialError> {
    if survives(program, config, trial, false, cancelled)? {
        return Ok(None);
    }
    Ok(Some(match survives(program, config, trial, true, cancelled)? {
        true => Refusal::Fatal,
        false => Refusal::Disconnect,
    }))
}

fn survives(
    program: &Path,
    config: &Config,
    trial: &Trial<'_>,
    refuse: bool,
    cancelled: &AtomicBool,
) -> Result<bool, TrialError> {
    let process = |source| TrialError::Process { program: program.into(), source };
    let malformed = |reason: String| TrialError::Malformed(reason);
    let input = Input {
        config: toml::to_string(config).map_err(|e| malformed(e.to_string()))?,
        identity: trial.identity,
        plan: trial.plan.clone(),
        images: trial.images.clone(),
        refuse,
    };
    let input = postcard::to_stdvec(&input).map_err(|e| malformed(e.to_string()))?;
    let mut child = Command::new(program)
        .arg("trial")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .map_err(process)?;
    let begun = Instant::now();
    let mut pipe = child.stdin.take();
    // A process that dies early does not read everything; how it ended says what there is to say.
    let feeder = std::thread::spawn(move || pipe.as_mut().map(|pipe| pipe.write_all(&input)));
    let ended = loop {
        match child.try_wait().map_err(process)? {
            Some(status) => break Some(status),
            None if cancelled.load(Ordering::Relaxed) => {
                end(&mut child);
                let _ = feeder.join();
                return Err(TrialError::Cancelled);
            }
            None if begun.elapsed() > PATIENCE => {
                end(&mut child);
                break None;
            }
            None => std::thread::sleep(POLL),
        }
    };
    let _ = feeder.join();
    let Some(status) = ended else { return Ok(false) };
    let mut answer = String::new();
    if let Some(mut output) = child.stdout.take() {
        output.read_to_string(&mut answer).map_err(process)?;
    }
    match status.code() {
        Some(0) if answer.trim() == SURVIVED => Ok(true),
        // It says that it could not even try.
        Some(CANNOT_TRY) => Err(TrialError::Failed(answer.trim().to_string())),
        // A signal, or a panic.
        _ => Ok(false),
    }
}

fn end(child: &mut Child) {
    // It may have ended by itself meanwhile.
    let _ = child.kill();
    let _ = child.wait();
}

/// Exit status of a trial that failed for a reason that is not the request's.
pub const CANNOT_TRY: i32 = 3;

/// Why a trial cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum CannotTry {
    /// Its input.
    #[error("the input of the trial does not decode: {0}")]
    Malformed(String),
    /// Standard input.
    #[error("reading the input of the trial: {0}")]
    Input(#[from] std::io::Error),
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The pair key.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// The disk.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// The volume.
    #[error(transparent)]
    Volume(#[from] VolumeError),
    /// The log before the request.
    #[error(transparent)]
    Restore(#[from] RestoreError),
}

/// `filer trial`: replays what comes on standard input and executes the last request. Returns what is printed if the
/// process is still there then.
pub fn run(input: impl Read) -> Result<&'static str, CannotTry> {
    let mut bytes = Vec::new();
    input.take(INPUT_BYTES_MAX).read_to_end(&mut bytes)?;
    let input: Input = postcard::from_bytes(&bytes).map_err(|e| CannotTry::Malformed(e.to_string()))?;
    let config: Config = toml::from_str(&input.config).map_err(|e| CannotTry::Malformed(e.to_string()))?;
    let key = PairKey::load(&config.pair_key)?;
    let identity = config.identity(input.identity).ok_or(RestoreError::Unknown(input.identity))?;
    let data = identity.disks.first().map_or("", String::as_str);
    // Read only: it registers nothing, and what the opening repairs stays in memory.
    let disk = AnyDisk::open_reader(&config, data, storage::key(&key, config.node))?.shared();
    let overlay: Arc<dyn Disk> = Arc::new(OverlayDisk::new(disk));
    let (volume, point) = Volume::open(overlay, OpenOptions::default())?;
    let replayed =
        restore::replay(identity, &key, volume, &point, &input.plan, &input.images, &AtomicBool::new(false))?;
    let mut engine = replayed.engine;
    // What comes back is the engine's own judgement, which the restore will hear as well: it is no death.
    let _ = engine.decide(input.refuse.then_some(Refusal::Fatal));
    Ok(SURVIVED)
}
