//! The operator's socket: one JSON line in, one JSON line out, on a Unix socket that only the owner may open.
//!
//! A thread accepts connections and passes each request to the event loop over a bounded channel; the loop answers
//! between two of its turns, so that an answer describes one moment.

use crate::config::Name;
use crate::timeline::Timeline;
use cluster::{Assessment, Command, Entry, Severity};
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{sync_channel, Receiver, SyncSender};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Longest request or answer in bytes.
const LINE_BYTES_MAX: u64 = 1 << 20;
/// Requests that may wait for the event loop; further connections wait in the socket's backlog.
const WAITING_MAX: usize = 8;
/// How long either side waits for the other.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long an ending process waits for an answer to be written.
const LAST_WORDS: Duration = Duration::from_millis(100);

/// What an operator can ask of a running filer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    /// What goes on.
    Status,
    /// The newest events, oldest first.
    Events,
    /// What a command would do, why it cannot be done, and what may be lost by it. Changes nothing.
    Assess(Command),
    /// Carry a command out. Whoever sends it has seen the assessment.
    Order(Command),
}

/// The answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Response {
    /// Accepted; status and events show how it goes on.
    Accepted,
    /// Refused, and why.
    Refused(String),
    /// The answer to [`Request::Status`].
    Status(Box<Status>),
    /// The answer to [`Request::Events`].
    Events(Vec<LoggedEvent>),
    /// The answer to [`Request::Assess`].
    Assessment(Assessment),
}

/// An event and when it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedEvent {
    /// Counts the events of this process.
    pub number: u64,
    /// Milliseconds of UTC since 1970.
    pub at_ms: u64,
    /// What happened.
    pub entry: Entry,
}

impl std::fmt::Display for LoggedEvent {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&sentence(&self.entry))
    }
}

/// An event as a line.
pub fn sentence(entry: &Entry) -> String {
    let severity = match entry.severity {
        _ if entry.resolved => "over",
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    let whose = entry.identity.map_or(String::new(), |identity| format!(" {identity}:"));
    let advice = if entry.advice.is_empty() { String::new() } else { format!(" ({})", entry.advice) };
    format!("{} [{severity}]{whose} {}{advice}", entry.name, entry.text)
}

/// One identity on the node that serves it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IdentityStatus {
    /// Whose identity.
    pub name: Name,
    /// Its address.
    pub address: String,
    /// Who must hold an entry before outputs leave: `partner`, `this-card`, or `nobody` while outputs are paused.
    pub acknowledged_by: String,
    /// Epoch of its ownership.
    pub epoch: u32,
    /// Term of its engine.
    pub term: u32,
    /// Last position of its log.
    pub last: u64,
    /// Last position durable on this card.
    pub durable_local: u64,
    /// Last position durable on both cards.
    pub durable_mirrored: u64,
    /// Last position the newest consistency point contains.
    pub consistency_point: u64,
    /// Log space in use.
    pub lines_used: u64,
    /// Lines in the ring.
    pub line_count: u64,
    /// Payload bytes in use.
    pub payload_used: u64,
    /// Bytes in the payload ring.
    pub payload_bytes: u64,
    /// TCP connections.
    pub connections: usize,
    /// SMB sessions.
    pub sessions: usize,
    /// Open files.
    pub opens: usize,
    /// Bytes received that no complete request has taken yet.
    pub partial_bytes: usize,
}

/// The card as its node sees it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CardStatus {
    /// `vfio-user` or `shm`.
    pub backend: String,
    /// Contents do not survive a power failure.
    pub volatile: bool,
    /// Watermarks count.
    pub armed: bool,
    /// The link to the partner's card carries frames.
    pub link_up: bool,
    /// Status messages go over the link as well; a card without a mailbox leaves two paths.
    pub mailbox: bool,
    /// What this card sends is in sync with the partner's image.
    pub mirroring: bool,
    /// Power generation.
    pub generation: u32,
}

/// A node at one moment.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Status {
    /// Which node.
    pub node: Name,
    /// Process id.
    pub pid: u32,
    /// Milliseconds since the process began.
    pub uptime_ms: u64,
    /// Its card.
    pub card: CardStatus,
    /// The identities it serves.
    pub identities: Vec<IdentityStatus>,
    /// The cluster's view, in words and fields.
    pub cluster: cluster::Status,
    /// The last restore of each identity on this node, oldest first.
    pub restores: Vec<Timeline>,
}

impl Status {
    /// Whether this node serves an identity.
    pub fn serves(&self, name: Name) -> bool {
        self.identities.iter().any(|identity| identity.name == name)
    }
    /// Whether everything this node logs is at the partner too.
    pub fn in_sync(&self) -> bool {
        self.card.mirroring && self.identities.iter().all(|identity| identity.acknowledged_by == "partner")
    }
    /// Whether this node could take an identity over now, by what it has heard of its partner.
    pub fn could_take_over(&self, name: Name) -> bool {
        let identity = crate::run::identity(name);
        self.cluster.identities.iter().any(|report| report.identity == identity && report.takeover_possible)
    }
}

/// The cluster's view in sentences, one a line: states, whether a takeover is possible and why not, what the last one did,
/// and what the operator should look at.
pub fn explain(status: &cluster::Status) -> String {
    let mut lines = Vec::new();
    let mut first = format!("{} is {}, generation {}; ", status.node, status.state, status.generation);
    first += match (status.partner_alive, &status.partner_failure) {
        (true, _) => "its partner is alive",
        (false, Some(failure)) => failure.text(),
        (false, None) => "nothing is heard from its partner",
    };
    for path in &status.paths {
        if let Some(silent_ms) = path.silent_ms {
            first += &format!(", {:?} {silent_ms} ms ago", path.path);
        }
    }
    lines.push(first);
    if !status.disabled_by.is_empty() {
        let why: Vec<&str> = status.disabled_by.iter().map(|reason| reason.text()).collect();
        let given = status.disabled_reason.as_ref().filter(|text| !text.is_empty());
        lines.push(format!(
            "no takeover: {}{}",
            why.join(", "),
            given.map_or(String::new(), |text| format!(" (\"{text}\")"))
        ));
    }
    if let (Some(command), Some(left_ms)) = (&status.command, status.countdown_ms) {
        lines.push(format!("under way: {command:?}, {} s left", left_ms.div_ceil(1000)));
    }
    for identity in &status.identities {
        let mut line = format!(
            "{}: {:?} here, {:?} at the partner; {}",
            identity.identity, identity.role, identity.partner_role, identity.takeover_text
        );
        if !identity.waiting_for.is_empty() {
            line += &format!("; waits for {}", identity.waiting_for);
        }
        lines.push(line);
        if !identity.last.is_empty() {
            lines.push(format!("  last: {}", identity.last));
        }
        let begun_ms = identity.timeline.first().map_or(0, |milestone| milestone.at_ms);
        for milestone in &identity.timeline {
            let text = if milestone.text.is_empty() { String::new() } else { format!(": {}", milestone.text) };
            lines.push(format!("  {:>6} ms {}{text}", milestone.at_ms.saturating_sub(begun_ms), milestone.step));
        }
    }
    lines.extend(status.conditions.iter().map(sentence));
    lines.join("\n")
}

/// Why a call to a filer failed.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// No filer listens there.
    #[error("no filer answers at {socket}: {source}", socket = socket.display())]
    Unreachable {
        /// The socket.
        socket: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It answered something that is no answer.
    #[error("the filer at {socket} answered something that is not understood: {message}", socket = socket.display())]
    Garbled {
        /// The socket.
        socket: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// It said no.
    #[error("refused: {0}")]
    Refused(String),
}

/// Asks a running filer.
pub fn call(socket: &Path, request: &Request) -> Result<Response, AdminError> {
    let unreachable = |source| AdminError::Unreachable { socket: socket.into(), source };
    let garbled = |message: String| AdminError::Garbled { socket: socket.into(), message };
    let mut stream = UnixStream::connect(socket).map_err(unreachable)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(unreachable)?;
    stream.set_write_timeout(Some(PATIENCE)).map_err(unreachable)?;
    let line = serde_json::to_string(request).map_err(|e| garbled(e.to_string()))?;
    stream.write_all(format!("{line}\n").as_bytes()).map_err(unreachable)?;
    let mut answer = String::new();
    BufReader::new(stream.take(LINE_BYTES_MAX)).read_line(&mut answer).map_err(unreachable)?;
    match serde_json::from_str(&answer).map_err(|e| garbled(e.to_string()))? {
        Response::Refused(reason) => Err(AdminError::Refused(reason)),
        response => Ok(response),
    }
}

/// A request on its way through the event loop.
pub struct Waiting {
    /// What is asked.
    pub request: Request,
    answer: SyncSender<Response>,
}

impl Waiting {
    /// Answers it. Nobody listening any more is no concern of the loop.
    pub fn answer(self, response: Response) {
        let _ = self.answer.send(response);
    }
}

/// The operator's socket, seen from the event loop.
pub struct Admin {
    requests: Receiver<Waiting>,
    /// A request has been read and its answer is not written yet.
    busy: Arc<AtomicBool>,
}

impl Admin {
    /// The next request, if there is one.
    pub fn next(&self) -> Option<Waiting> {
        self.requests.try_recv().ok()
    }

    /// Waits, not for long, until what has been answered is written: before the process ends.
    pub fn finish(&self) {
        let begun = Instant::now();
        while self.busy.load(Ordering::Acquire) && begun.elapsed() < LAST_WORDS {
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}

/// Opens the socket and starts the thread that serves it.
pub fn listen(socket: &Path) -> std::io::Result<Admin> {
    // A filer that was killed leaves its socket behind.
    match std::fs::remove_file(socket) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(e),
        _ => {}
    }
    let listener = UnixListener::bind(socket)?;
    std::fs::set_permissions(socket, std::fs::Permissions::from_mode(0o600))?;
    let (sender, requests) = sync_channel(WAITING_MAX);
    let busy = Arc::new(AtomicBool::new(false));
    let answering = busy.clone();
    std::thread::Builder::new().name("admin".into()).spawn(move || {
        for stream in listener.incoming().flatten() {
            let served = serve(stream, &sender, &answering);
            answering.store(false, Ordering::Release);
            if served.is_none() {
                return;
            }
        }
    })?;
    Ok(Admin { requests, busy })
}

/// Serves one connection; `None` when the event loop is gone.
fn serve(stream: UnixStream, sender: &SyncSender<Waiting>, answering: &AtomicBool) -> Option<()> {
    let (Ok(()), Ok(())) = (stream.set_read_timeout(Some(PATIENCE)), stream.set_write_timeout(Some(PATIENCE))) else {
        return Some(());
    };
    let mut line = String::new();
    if BufReader::new((&stream).take(LINE_BYTES_MAX)).read_line(&mut line).is_err() {
        return Some(());
    }
    let response = match serde_json::from_str(&line) {
        Ok(request) => {
            let (answer, answered) = sync_channel(1);
            answering.store(true, Ordering::Release);
            sender.send(Waiting { request, answer }).ok()?;
            answered
                .recv_timeout(PATIENCE)
                .unwrap_or_else(|_| Response::Refused("the event loop does not answer".into()))
        }
        Err(e) => Response::Refused(format!("not understood: {e}")),
    };
    if let Ok(text) = serde_json::to_string(&response) {
        let _ = (&stream).write_all(format!("{text}\n").as_bytes());
    }
    Some(())
}
