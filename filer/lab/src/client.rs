//! An unmodified client under remote control: one interactive smbclient in a lab, used by the tests and the benchmark.
//!
//! smbclient keeps its own output in a buffer until it ends, but runs `!command` at once and in order. So each command is
//! followed by `!echo` with a number, and when that number comes back, the command is over. The number comes back on
//! standard error: on standard output it could end up inside a line of which the buffer's end was flushed first.
//!
//! It also waits for its standard input with select(2) and then reads a buffer full of it: a second line in that buffer is
//! not seen before a third one arrives. So a line is written only when the pipe is empty, by a thread.

use anyhow::{bail, Context, Result};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{channel, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

const MARK: &str = "finished-command-";

/// Where to connect, and as whom.
#[derive(Clone, Debug)]
pub struct Target {
    /// Address of the identity.
    pub address: String,
    /// Share.
    pub share: String,
    /// User.
    pub user: String,
    /// Password.
    pub password: String,
}

/// A running smbclient.
pub struct Session {
    child: Child,
    input: Option<Sender<String>>,
    lines: Receiver<String>,
    printed: Vec<String>,
    sent: u32,
    finished: u32,
}

impl Session {
    /// Starts smbclient inside the lab in `dir`. The connection is made before the first command runs.
    pub fn start(lab: &Path, dir: &Path, target: &Target, options: &[&str]) -> Result<Session> {
        let mut child = Command::new(lab)
            .arg("--dir")
            .arg(dir)
            .args(["exec", "--", "smbclient"])
            .arg(format!("//{}/{}", target.address, target.share))
            .arg("-U")
            .arg(format!("{}%{}", target.user, target.password))
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot start smbclient")?;
        let (output, errors) = (child.stdout.take().context("stdout")?, child.stderr.take().context("stderr")?);
        let pipe = child.stdin.take().context("stdin")?;
        let (input, commands) = channel();
        std::thread::spawn(move || feed(pipe, commands));
        let (sender, lines) = channel();
        forward(errors, sender.clone());
        forward(output, sender);
        Ok(Session { child, input: Some(input), lines, printed: Vec::new(), sent: 0, finished: 0 })
    }

    /// Process id: the `lab exec` has become smbclient.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Gives a command to the client and does not wait for it.
    pub fn begin(&mut self, command: &str) -> Result<()> {
        self.sent += 1;
        let mark = format!("!echo {MARK}{} >&2", self.sent);
        self.give(command.to_string()).and_then(|()| self.give(mark))
    }

    fn give(&mut self, line: String) -> Result<()> {
        let input = self.input.as_ref().context("the client has been told to quit")?;
        input.send(line).ok().context("the client has ended")
    }

    /// Waits until every command given so far is over.
    pub fn finish(&mut self, patience: Duration) -> Result<()> {
        let end = Instant::now() + patience;
        while self.finished < self.sent {
            match self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(line) => self.note(line),
                Err(RecvTimeoutError::Timeout) => {
                    bail!("the client has finished {} of {} commands after {patience:?}", self.finished, self.sent)
                }
                Err(RecvTimeoutError::Disconnected) => bail!("the client has ended: {}", self.printed.join("\n")),
            }
        }
        Ok(())
    }

    /// Whether every command given so far is over.
    pub fn is_idle(&mut self) -> bool {
        while let Ok(line) = self.lines.try_recv() {
            self.note(line);
        }
        self.finished == self.sent
    }

    /// A command, and the wait for its end.
    pub fn run(&mut self, command: &str, patience: Duration) -> Result<()> {
        self.begin(command)?;
        self.finish(patience).with_context(|| format!("`{command}`"))
    }

    /// Ends the client and returns everything it printed.
    pub fn quit(mut self) -> Result<Vec<String>> {
        // A client that has ended already is told nothing; its exit status says why.
        let _ = self.give("quit".into());
        self.input = None;
        let status = self.child.wait()?;
        while let Ok(line) = self.lines.recv() {
            self.note(line);
        }
        if !status.success() {
            bail!("smbclient ended with {status}: {}", self.printed.join("\n"));
        }
        Ok(std::mem::take(&mut self.printed))
    }

    fn note(&mut self, line: String) {
        match line.strip_prefix(MARK).and_then(|number| number.parse().ok()) {
            Some(number) => self.finished = number,
            None => self.printed.push(line),
        }
    }
}

/// Passes on what a client prints, line by line.
fn forward(output: impl Read + Send + 'static, lines: Sender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            if lines.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                return;
            }
        }
    });
}

/// Writes commands into smbclient's standard input, each one when the one before has been read.
fn feed(mut pipe: ChildStdin, commands: Receiver<String>) {
    for command in commands {
        while rustix::io::ioctl_fionread(&pipe).is_ok_and(|unread| unread > 0) {
            std::thread::sleep(Duration::from_micros(100));
        }
        if writeln!(pipe, "{command}").is_err() {
            return;
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The lines among `printed` in which a client complains.
pub fn complaints(printed: &[String]) -> Vec<&String> {
    printed
        .iter()
        .filter(|line| line.contains("NT_STATUS") || line.to_lowercase().contains("error") || line.contains("failed"))
        .collect()
}
