//! `make bench`: figures of the whole, for both kinds of card, side by side with Samba.
//!
//! Every figure is printed as it is and written to `target/bench/filer.json`. Absolute times belong to the machine; what
//! can be compared is the ratio to Samba in the same run.
#![forbid(unsafe_code)]

use anyhow::{bail, Context, Result};
use clap::Parser;
use lab::bench::{blackout, client_figures, save_points, simulation, Peer, Server};
use lab::layout::CardKind;
use serde_json::{json, Value};
use std::path::PathBuf;

/// Figures of the filer for both cards, side by side with Samba.
#[derive(Parser)]
struct Arguments {
    /// Where the figures go as JSON.
    #[arg(long, default_value = "target/bench/filer.json")]
    output: PathBuf,
    /// Takeovers of each kind to measure for each card.
    #[arg(long, default_value_t = 20)]
    takeovers: u32,
    /// Nothing but the takeovers, through the software card.
    #[arg(long)]
    takeovers_only: bool,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let work = std::env::temp_dir().join(format!("savepoint-bench-{}", std::process::id()));
    std::fs::create_dir_all(&work)?;
    let result = measure(&arguments, &work);
    std::fs::remove_dir_all(&work)?;
    let figures = result?;
    if let Some(parent) = arguments.output.parent() {
        std::fs::create_dir_all(parent)?;
    }
    std::fs::write(&arguments.output, serde_json::to_string_pretty(&figures)?)
        .with_context(|| arguments.output.display().to_string())?;
    println!("written to {}", arguments.output.display());
    Ok(())
}

fn measure(arguments: &Arguments, work: &std::path::Path) -> Result<Value> {
    if arguments.takeovers_only {
        let filer = Server::lab(work, CardKind::Shm)?;
        let blackout = blackout(work, &filer, arguments.takeovers)?;
        println!("  {blackout}");
        return Ok(json!({ "cards": { "shm": { "blackout": blackout } } }));
    }
    println!("simulation of the cards");
    let simulation = simulation()?;
    println!("  {simulation}");
    let mut cards = serde_json::Map::new();
    for card in [CardKind::Shm, CardKind::Rtl] {
        let label = serde_json::to_value(card)?.as_str().context("card")?.to_string();
        println!("card {label}: save points");
        let points = save_points(work, card)?;
        println!("  {points}");
        println!("card {label}: a client, in turns with Samba");
        // A simulated card moves a few megabytes in a second; the sizes keep each round at a few seconds.
        let (mebibytes, files) = match card {
            CardKind::Shm => (256, 500),
            CardKind::Rtl => (4, 20),
        };
        let filer = Server::lab(work, card)?;
        let peer = Peer::start(work)?;
        let client = client_figures(work, &filer, &peer, mebibytes, files)?;
        println!("  {client}");
        drop(peer);
        println!("card {label}: {} takeovers of each kind, and as many givebacks", arguments.takeovers);
        let blackout = blackout(work, &filer, arguments.takeovers)?;
        println!("  {blackout}");
        cards.insert(label, json!({ "save_points": points, "client": client, "blackout": blackout }));
    }
    if cards.is_empty() {
        bail!("nothing was measured");
    }
    Ok(json!({ "simulation": simulation, "cards": cards }))
}
