//! What the command line and the supervisor say to each other: one JSON line each way per connection.

use anyhow::{bail, Context, Result};
use node::config::Name;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

/// Longest line either side accepts, in bytes.
const LINE_BYTES_MAX: u64 = 64 << 10;

/// What the supervisor can do.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    /// End a filer with SIGKILL.
    Kill(Name),
    /// Stop a filer with SIGSTOP.
    Freeze(Name),
    /// Continue a filer with SIGCONT.
    Thaw(Name),
    /// Start a filer (and power its card on if it was cut).
    Start(Name),
    /// Take the mains away from these hosts and their cards.
    PowerCut(Vec<Name>),
    /// Which processes run.
    Processes,
    /// End everything.
    Down,
}

/// State of one process of the lab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessState {
    /// `chassis`, `shelf`, `filer-a` or `filer-b`.
    pub name: String,
    /// Process id, if it runs.
    pub pid: Option<i32>,
    /// Stopped by `lab freeze`.
    pub frozen: bool,
    /// How it ended, if it did by itself.
    pub ended: Option<String>,
}

/// The supervisor's answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Response {
    /// Done.
    Done,
    /// Not done, and why.
    Failed(String),
    /// The answer to [`Request::Processes`].
    Processes(Vec<ProcessState>),
}

/// Sends one request and waits for its answer.
pub fn call(socket: &Path, request: &Request) -> Result<Response> {
    let response: Response = exchange(socket, request, Duration::from_secs(30))?;
    if let Response::Failed(reason) = &response {
        bail!("{reason}");
    }
    Ok(response)
}

/// One JSON line out, one back, with a limit on time.
pub fn exchange<Q: Serialize, A: for<'de> Deserialize<'de>>(
    socket: &Path,
    request: &Q,
    patience: Duration,
) -> Result<A> {
    let mut stream = UnixStream::connect(socket).with_context(|| format!("nothing answers at {}", socket.display()))?;
    stream.set_read_timeout(Some(patience))?;
    stream.set_write_timeout(Some(patience))?;
    let mut line = serde_json::to_string(request)?;
    line.push('\n');
    stream.write_all(line.as_bytes()).with_context(|| format!("cannot write to {}", socket.display()))?;
    read_line(&mut stream).with_context(|| format!("no answer from {} within {patience:?}", socket.display()))
}

/// Reads one JSON line of bounded length.
pub fn read_line<A: for<'de> Deserialize<'de>>(stream: &mut UnixStream) -> Result<A> {
    let mut line = String::new();
    BufReader::new(stream.take(LINE_BYTES_MAX)).read_line(&mut line)?;
    serde_json::from_str(&line).with_context(|| format!("not understood: `{}`", line.trim_end()))
}
