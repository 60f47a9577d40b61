//! `lab status`: who serves what, in words or as JSON.

use crate::layout::Layout;
use crate::protocol::{self, ProcessState, Request, Response};
use anyhow::{bail, Result};
use node::admin::{self, Status};
use node::config::Name;
use node::timeline::Timeline;
use serde_json::json;
use std::fmt::Write;

/// Asks both filers. One that does not answer (dead, frozen, not started) is `None`.
pub fn of_filers(layout: &Layout) -> [Option<Status>; 2] {
    let running: Vec<String> = processes(layout)
        .unwrap_or_default()
        .into_iter()
        .filter(|process| process.pid.is_some() && !process.frozen)
        .map(|process| process.name)
        .collect();
    Name::BOTH.map(|name| {
        // A frozen filer would keep us waiting for its answer.
        if !running.contains(&format!("filer-{name}")) {
            return None;
        }
        match admin::call(&layout.admin_socket(name), &admin::Request::Status) {
            Ok(admin::Response::Status(status)) => Some(*status),
            _ => None,
        }
    })
}

fn processes(layout: &Layout) -> Result<Vec<ProcessState>> {
    match protocol::call(&layout.socket(), &Request::Processes)? {
        Response::Processes(list) => Ok(list),
        other => bail!("the supervisor answered {other:?}"),
    }
}

/// `lab status`.
pub fn show(layout: &Layout, as_json: bool) -> Result<()> {
    let description = layout.describe()?;
    let statuses = of_filers(layout);
    if as_json {
        let [a, b] = &statuses;
        println!(
            "{}",
            json!({
                "dir": layout.dir(), "card": description.card, "processes": processes(layout)?,
                "filers": { "a": a, "b": b },
            })
        );
    } else {
        print!("{}", describe(layout, &statuses)?);
    }
    Ok(())
}

/// The status in words.
pub fn describe(layout: &Layout, statuses: &[Option<Status>; 2]) -> Result<String> {
    let mut text = String::new();
    for process in processes(layout)? {
        let state = match (process.pid, process.frozen, &process.ended) {
            (Some(pid), true, _) => format!("frozen (process {pid})"),
            (Some(pid), false, _) => format!("running (process {pid})"),
            (None, _, Some(ended)) => format!("not running ({ended})"),
            (None, _, None) => "not started".into(),
        };
        if process.name == "chassis" && process.pid.is_none() && process.ended.is_none() {
            continue; // software cards have no chassis
        }
        writeln!(text, "{:<9} {state}", process.name)?;
    }
    for status in statuses.iter().flatten() {
        filer(&mut text, status)?;
    }
    Ok(text)
}

fn filer(text: &mut String, status: &Status) -> std::fmt::Result {
    let card = &status.card;
    let word = |good: bool, yes: &'static str, no: &'static str| if good { yes } else { no };
    writeln!(
        text,
        "\nfiler {}: card {}{}, {}, link {}, mirror {}",
        status.node,
        card.backend,
        word(card.volatile, " (volatile)", ""),
        word(card.armed, "armed", "not armed"),
        word(card.link_up, "up", "down"),
        word(card.mirroring, "in sync", "not in sync"),
    )?;
    for line in admin::explain(&status.cluster).lines() {
        writeln!(text, "  {line}")?;
    }
    if status.identities.is_empty() {
        writeln!(text, "  serves nobody")?;
    }
    for identity in &status.identities {
        writeln!(
            text,
            "  serves {} at {}: {} connections, {} sessions, {} open files; outputs wait for {}",
            identity.name,
            identity.address,
            identity.connections,
            identity.sessions,
            identity.opens,
            identity.acknowledged_by
        )?;
        writeln!(
            text,
            "    epoch {}, term {}; log at {}, durable here {}, at the partner {}, on disk {}; {} of {} lines, {} of {} KiB in use",
            identity.epoch,
            identity.term,
            identity.last,
            identity.durable_local,
            identity.durable_mirrored,
            identity.consistency_point,
            identity.lines_used,
            identity.line_count,
            identity.payload_used >> 10,
            identity.payload_bytes >> 10
        )?;
    }
    status.restores.iter().try_for_each(|timeline| draw(text, timeline))
}

/// A timeline, drawn: one row for each moment, with the time since the one before.
fn draw(text: &mut String, timeline: &Timeline) -> std::fmt::Result {
    writeln!(
        text,
        "  last restore of {}: {}, {} log entries replayed",
        timeline.identity, timeline.kind, timeline.replayed
    )?;
    let moments = [
        ("last request before", timeline.last_request_ms),
        ("detected", timeline.detected_ms),
        ("fenced", timeline.fenced_ms),
        ("restored", timeline.restored_ms),
        ("first reply after", timeline.first_reply_ms),
    ];
    let Some(zero) = moments.iter().find_map(|(_, at)| *at) else { return Ok(()) };
    let mut before = zero;
    for (what, at) in moments {
        let Some(at) = at else { continue };
        let step_ms = at.saturating_sub(before);
        // One mark for each started tenth of a second, 50 at the most.
        let bar = "▇".repeat((step_ms.div_ceil(100) as usize).min(50));
        writeln!(text, "    {:>8.3} s  {what:<20} {bar}", at.saturating_sub(zero) as f64 / 1000.0)?;
        before = at;
    }
    Ok(())
}

/// A command line for this lab as the user would type it.
pub fn own_command(layout: &Layout, rest: &str) -> String {
    let binary = std::env::args().next().unwrap_or_else(|| "lab".into());
    if layout.dir() == std::path::Path::new(crate::layout::DEFAULT_DIR) {
        format!("{binary} {rest}")
    } else {
        format!("{binary} --dir {} {rest}", layout.dir().display())
    }
}
