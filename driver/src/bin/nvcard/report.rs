//! What a command says, and why one failed.

use std::io::Write;
use std::path::Path;

use driver::measure::MeasureError;
use driver::pci::BindError;
use driver::{BusError, CardError, DmaError};
use serde_json::{json, Value};

/// Why a command did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Card(#[from] CardError),
    #[error(transparent)]
    Bus(#[from] BusError),
    #[error(transparent)]
    Bind(#[from] BindError),
    #[error(transparent)]
    Measure(#[from] MeasureError),
    #[error(transparent)]
    Dma(#[from] DmaError),
    #[error("{what}: {source}")]
    File { what: String, source: std::io::Error },
    /// It could, but it would do harm, or it needs to know more.
    #[error("{0}")]
    Refused(String),
}

impl Failure {
    pub fn file(what: &str, path: &Path, source: std::io::Error) -> Failure {
        Failure::File { what: format!("{what} {}", path.display()), source }
    }
}

/// What a command found out.
pub struct Report {
    value: Value,
    text: String,
    good: bool,
}

impl Report {
    /// The same for scripts and for people.
    pub fn new(value: Value, text: String) -> Report {
        Report { value, text, good: true }
    }

    /// Something was tested, and this says whether it is well.
    pub fn judged(value: Value, text: String, good: bool) -> Report {
        Report { value, text, good }
    }

    /// Everything has been said already.
    pub fn silent() -> Report {
        Report::new(Value::Null, String::new())
    }

    pub fn good(&self) -> bool {
        self.good
    }
}

/// Says it. A reader that has gone (`nvcard list | head -1`) is no error.
pub fn print(outcome: Result<Report, Failure>, as_json: bool) {
    let mut out = std::io::stdout().lock();
    let _ = match outcome {
        Ok(Report { value: Value::Null, .. }) => Ok(()),
        Ok(report) if as_json => writeln!(out, "{:#}", report.value),
        Ok(report) => writeln!(out, "{}", report.text.trim_end()),
        Err(failure) if as_json => writeln!(out, "{:#}", json!({ "error": failure.to_string() })),
        Err(failure) => writeln!(std::io::stderr(), "nvcard: {failure}"),
    };
}

/// Lines of a table, each column as wide as its longest cell.
pub fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |i: usize| rows.iter().filter_map(|r| r.get(i)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, &w)| format!("{cell:<w$}")).collect();
        text += cells.join("  ").trim_end();
        text.push('\n');
    }
    text
}

/// Says how far something is that takes more than a second, where somebody watches.
pub struct Progress {
    what: &'static str,
    total: u64,
    shown: std::time::Instant,
    begun: bool,
}

impl Progress {
    pub fn new(what: &'static str, total: u64) -> Progress {
        Progress { what, total, shown: std::time::Instant::now(), begun: false }
    }

    pub fn at(&mut self, done: u64) {
        if self.shown.elapsed().as_millis() < 500 {
            return;
        }
        self.shown = std::time::Instant::now();
        self.begun = true;
        eprint!("\r{}: {} %  ", self.what, done.saturating_mul(100) / self.total.max(1));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.begun {
            eprintln!("\r{}: done   ", self.what);
        }
    }
}

/// `1 byte`, `16 KiB`, `8 MiB`: exact, in the largest unit that divides it.
pub fn bytes(n: u64) -> String {
    match n {
        n if n > 0 && n % (1 << 20) == 0 => format!("{} MiB", n >> 20),
        n if n > 0 && n % (1 << 10) == 0 => format!("{} KiB", n >> 10),
        n => format!("{n} B"),
    }
}
