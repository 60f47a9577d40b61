//! `nvcard`: the card's tool. Finds cards, shows what they say, tests and measures them, copies and erases their memory,
//! binds them to vfio-pci.
//!
//! Every command gives a [`Report`]: lines for people, and the same as JSON for scripts (`--json`). What a command would
//! destroy it says, and does only when told twice.

mod bind;
mod cli;
mod erase;
mod events;
mod identity;
mod image;
mod list;
mod measure;
mod picture;
mod regs;
mod report;
mod selftest;
mod stats;

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use cli::{Arguments, Command};
use report::{Failure, Report};

fn run(arguments: &Arguments) -> Result<Report, Failure> {
    let target = &arguments.target;
    match &arguments.command {
        Command::List(options) => list::list(options, target),
        Command::Info => identity::info(&mut target.card()?),
        Command::Fw => identity::fw(&mut target.card()?),
        Command::Regs { block } => regs::regs(&mut target.card()?, block.as_deref()),
        Command::Stats(options) => stats::stats(&mut target.card()?, options, target.json),
        Command::Events(options) => events::events(&mut target.card()?, options, target.json),
        Command::Selftest(options) => selftest::selftest(target, options),
        Command::Bench(options) => measure::bench(target, options),
        Command::Dump(options) => image::dump(&mut target.card()?, options),
        Command::Restore(options) => image::restore(target, options),
        Command::Erase { key } => erase::erase(&mut target.card()?, key.as_deref()),
        Command::Bind => bind::bind(target),
        Command::Unbind => bind::unbind(target),
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Arguments::command(), "nvcard", &mut std::io::stdout());
            Ok(Report::silent())
        }
        Command::Man { folder } => man(folder),
    }
}

/// A page for the tool and one for each command.
fn man(folder: &std::path::Path) -> Result<Report, Failure> {
    std::fs::create_dir_all(folder).map_err(|e| Failure::file("making", folder, e))?;
    clap_mangen::generate_to(Arguments::command(), folder).map_err(|e| Failure::file("writing pages to", folder, e))?;
    let text = format!("man pages in {}", folder.display());
    Ok(Report::new(serde_json::json!({ "folder": folder }), text))
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = run(&arguments);
    let good = matches!(&outcome, Ok(report) if report.good());
    report::print(outcome, arguments.target.json);
    if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
