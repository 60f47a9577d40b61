//! `filer cf`: the operator's commands, from question to result.
//!
//! A command is assessed first: what it will do, why it can't be done, what may be lost. What may lose something, and every
//! forced form, wants a word typed (or `--yes`). Then it is ordered, and what happens is printed until it is over.

use crate::admin::{self, AdminError, Request, Response, Status};
use cluster::{Assessment, Command, Role, TakeoverForm};
use std::io::{BufRead, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// How often the filer is asked how it goes on.
const WATCH: Duration = Duration::from_millis(100);
/// Longest time a command is watched: the countdown of a graceful takeover, and what follows it.
const WATCH_PATIENCE: Duration = Duration::from_secs(60);
/// What has to be typed.
const WORD: &str = "yes";

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum OperatorError {
    /// The filer did not take it.
    #[error(transparent)]
    Admin(#[from] AdminError),
    /// It cannot be done now.
    #[error("cannot be done: {0}")]
    Refused(String),
    /// The operator did not confirm it.
    #[error("not confirmed: nothing was done (type `{WORD}`, or give --yes)")]
    NotConfirmed,
    /// The filer's answer fits no question.
    #[error("the filer answered something else than was asked: {0}")]
    Unexpected(String),
    /// The terminal.
    #[error("reading the confirmation: {0}")]
    Terminal(#[from] std::io::Error),
    /// It did not come to an end.
    #[error("not over after {} s; `filer cf status` shows how it goes on", WATCH_PATIENCE.as_secs())]
    NotOver,
}

/// Carries a command out: `confirmed` by the command line, or asked for on `terminal`; progress goes to `out`.
pub fn carry_out(
    socket: &Path,
    command: &Command,
    confirmed: bool,
    terminal: &mut dyn BufRead,
    out: &mut dyn Write,
) -> Result<(), OperatorError> {
    let assessment = match admin::call(socket, &Request::Assess(command.clone()))? {
        Response::Assessment(assessment) => assessment,
        other => return Err(OperatorError::Unexpected(format!("{other:?}"))),
    };
    if let Some(why) = assessment.refused {
        return Err(OperatorError::Refused(why));
    }
    writeln!(out, "{}", assessment.effect)?;
    if must_confirm(command, &assessment) && !confirmed {
        confirm(&assessment, terminal, out)?;
    }
    let seen = events(socket)?.last().map_or(0, |event| event.number);
    admin::call(socket, &Request::Order(command.clone()))?;
    watch(socket, command, seen, out)
}

/// Whether a command may do harm that its name alone does not say.
fn must_confirm(command: &Command, assessment: &Assessment) -> bool {
    assessment.at_risk.is_some()
        || matches!(
            command,
            Command::Takeover { form: TakeoverForm::Immediate | TakeoverForm::Force }
                | Command::Giveback { force: true }
                | Command::Halt
        )
}

fn confirm(assessment: &Assessment, terminal: &mut dyn BufRead, out: &mut dyn Write) -> Result<(), OperatorError> {
    match &assessment.at_risk {
        Some(risk) => writeln!(out, "At risk: {risk}")?,
        None => writeln!(out, "Nothing that was acknowledged is lost by it; clients wait for a moment.")?,
    }
    write!(out, "Type `{WORD}` to go on: ")?;
    out.flush()?;
    let mut line = String::new();
    terminal.read_line(&mut line)?;
    match line.trim() == WORD {
        true => Ok(()),
        false => Err(OperatorError::NotConfirmed),
    }
}

fn events(socket: &Path) -> Result<Vec<admin::LoggedEvent>, OperatorError> {
    match admin::call(socket, &Request::Events)? {
        Response::Events(events) => Ok(events),
        other => Err(OperatorError::Unexpected(format!("{other:?}"))),
    }
}

fn status(socket: &Path) -> Result<Box<Status>, OperatorError> {
    match admin::call(socket, &Request::Status)? {
        Response::Status(status) => Ok(status),
        other => Err(OperatorError::Unexpected(format!("{other:?}"))),
    }
}

/// Prints events until the command is over.
fn watch(socket: &Path, command: &Command, mut seen: u64, out: &mut dyn Write) -> Result<(), OperatorError> {
    let ends_the_node = matches!(command, Command::Halt | Command::Reboot);
    let begun = Instant::now();
    while begun.elapsed() < WATCH_PATIENCE {
        let (news, status) = match events(socket).and_then(|news| Ok((news, status(socket)?))) {
            Ok(answers) => answers,
            // Also a request that was read and found no event loop any more: it is refused in its last moments.
            Err(OperatorError::Admin(_)) if ends_the_node => {
                writeln!(out, "the filer has ended")?;
                return Ok(());
            }
            Err(reason) => return Err(reason),
        };
        if ends_the_node && status.uptime_ms < begun.elapsed().as_millis() as u64 {
            writeln!(out, "the filer has started again")?;
            return Ok(());
        }
        for event in news.iter().filter(|event| event.number > seen) {
            writeln!(out, "{event}")?;
        }
        seen = news.last().map_or(seen, |event| event.number.max(seen));
        let busy = |role: Role| matches!(role, Role::Taking | Role::Restoring | Role::Yielding | Role::Paused);
        let under_way = status.cluster.command.is_some() || status.cluster.identities.iter().any(|i| busy(i.role));
        if !under_way && !ends_the_node {
            return Ok(());
        }
        std::thread::sleep(WATCH);
    }
    Err(OperatorError::NotOver)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assessment(at_risk: Option<&str>) -> Assessment {
        Assessment { refused: None, at_risk: at_risk.map(str::to_string), effect: "it happens".into() }
    }

    // Shows G5, G6: forced forms want a word, the others only when something is at risk.
    #[test]
    fn what_may_do_harm_wants_a_word() {
        let forced = Command::Takeover { form: TakeoverForm::Force };
        let graceful = Command::Takeover { form: TakeoverForm::Graceful };
        assert!(must_confirm(&forced, &assessment(None)) && must_confirm(&Command::Halt, &assessment(None)));
        assert!(must_confirm(&Command::Giveback { force: true }, &assessment(None)));
        assert!(!must_confirm(&graceful, &assessment(None)) && must_confirm(&graceful, &assessment(Some("a file"))));
        for (typed, good) in [("yes\n", true), ("y\n", false), ("", false), ("no\n", false)] {
            let mut out = Vec::new();
            let confirmed = confirm(&assessment(Some("acknowledged requests")), &mut typed.as_bytes(), &mut out);
            assert_eq!(confirmed.is_ok(), good, "`{typed}`");
            assert!(String::from_utf8(out).unwrap().contains("acknowledged requests"));
        }
    }
}
