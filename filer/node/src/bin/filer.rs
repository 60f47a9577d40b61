//! The filer: one node of a pair of file servers that never loses a client session.
#![forbid(unsafe_code)]

use clap::{Args, Parser, Subcommand};
use cluster::{Command as Order, TakeoverForm};
use node::admin::{self, Request, Response};
use node::config::Config;
use node::init;
use node::operator;
use node::run::Node;
use node::trial;
use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::ExitCode;

/// One node of a pair of file servers that never loses a client session.
///
/// Prepare each node once with `filer init`, then keep `filer run` running on both. `filer cf status` says who serves what.
#[derive(Parser)]
#[command(name = "filer", version, max_term_width = 110)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Prepare the disks of this node's identity, the pair key, a share and a user.
    Init {
        /// The node's configuration.
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
        /// Name of the share.
        #[arg(long)]
        share: String,
        /// Name of the user.
        #[arg(long)]
        user: String,
        /// SMB credits a client can hold, each for 64 KiB of requests under way. Fewer suit a slow card: no request may wait
        /// longer than its client's patience.
        #[arg(long, default_value_t = 512, value_parser = clap::value_parser!(u16).range(1..=512))]
        credits: u16,
        /// Read the user's password from standard input.
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// Serve, until killed: there is nothing to shut down that a restart would not restore.
    Run {
        /// The node's configuration.
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
    },
    /// Try the last request of a log, handed over on standard input (started by `filer run` in a restore).
    #[command(hide = true)]
    Trial,
    /// What has happened: the newest events, with what to do about them.
    Events {
        /// The node's configuration (for its admin socket).
        #[arg(long, value_name = "FILE")]
        config: PathBuf,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// The cluster: who serves what, takeover and giveback.
    Cf {
        /// The node's configuration (for its admin socket).
        #[arg(long, value_name = "FILE", global = true)]
        config: Option<PathBuf>,
        #[command(subcommand)]
        command: Cluster,
    },
}

#[derive(Subcommand)]
enum Cluster {
    /// Who serves what, whether a takeover is possible and why not, and what the last one did.
    Status {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Take the partner's identity over. Without an option: the partner finishes what is in progress and hands over; at the end
    /// of the countdown it is taken by force. Nothing is lost, no client notices more than a pause.
    Takeover {
        /// At once, without the partner's consent, as after a failure. Loses nothing that was acknowledged.
        #[arg(long)]
        immediate: bool,
        /// At once, from whatever this node can reach, even where acknowledged requests are lost by it.
        #[arg(long, conflicts_with = "immediate")]
        force: bool,
        /// The other way round: ask the partner to take over what this node serves.
        #[arg(long, conflicts_with_all = ["immediate", "force"])]
        by_partner: bool,
        #[command(flatten)]
        sure: Sure,
    },
    /// Return the partner's identity to it.
    Giveback {
        /// Without finishing what is in progress; the partner replays it.
        #[arg(long)]
        force: bool,
        #[command(flatten)]
        sure: Sure,
    },
    /// End this node at once; the partner takes over.
    Halt(Sure),
    /// Finish what is in progress, write everything, start again. Clients wait; the partner does not take over meanwhile.
    Reboot(Sure),
    /// Forbid takeovers in both directions, across reboots, until enabled.
    Disable {
        /// Why, for whoever reads the status later.
        #[arg(long, default_value = "")]
        reason: String,
        #[command(flatten)]
        sure: Sure,
    },
    /// Allow takeovers again, and retry where an operator was waited for.
    Enable(Sure),
}

/// The confirmation.
#[derive(Args)]
struct Sure {
    /// Do not ask, whatever may be lost.
    #[arg(long)]
    yes: bool,
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("filer: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<(), Box<dyn std::error::Error>> {
    match arguments.command {
        Command::Init { config, share, user, credits, password_stdin: _ } => {
            let config = Config::load(&config)?;
            let mut password = String::new();
            std::io::stdin().take(4096).read_to_string(&mut password)?;
            let password = password.trim_end_matches('\n').to_string();
            if password.is_empty() {
                return Err("the password on standard input is empty".into());
            }
            init::init(&config, &init::Request { share, user, password, credits_max: credits })?;
            println!("identity {} is ready: `filer run` serves it", config.node);
            Ok(())
        }
        Command::Run { config } => {
            let ended = Node::start(Config::load(&config)?)?.run()?;
            if ended.restart {
                println!("filer: starting again");
                // The same process: whoever supervises it sees no end.
                return Err(std::process::Command::new(std::env::current_exe()?)
                    .args(std::env::args_os().skip(1))
                    .exec()
                    .into());
            }
            Ok(())
        }
        Command::Trial => {
            match trial::run(std::io::stdin().lock()) {
                Ok(word) => println!("{word}"),
                Err(reason) => {
                    println!("{reason}");
                    std::process::exit(trial::CANNOT_TRY);
                }
            }
            Ok(())
        }
        Command::Events { config, json } => {
            match admin::call(&Config::load(&config)?.admin_socket, &Request::Events)? {
                Response::Events(events) if json => println!("{}", serde_json::to_string_pretty(&events)?),
                Response::Events(events) => events.iter().for_each(|event| println!("{} ms {event}", event.at_ms)),
                other => return Err(format!("the filer answered {other:?}").into()),
            }
            Ok(())
        }
        Command::Cf { config, command } => {
            let config = Config::load(&config.ok_or("say which filer: --config FILE")?)?;
            let socket = config.admin_socket;
            let (command, sure) = match command {
                Cluster::Status { json } => {
                    match admin::call(&socket, &Request::Status)? {
                        Response::Status(status) if json => println!("{}", serde_json::to_string_pretty(&status)?),
                        Response::Status(status) => println!("{}", admin::explain(&status.cluster)),
                        other => return Err(format!("the filer answered {other:?}").into()),
                    }
                    return Ok(());
                }
                Cluster::Takeover { by_partner: true, sure, .. } => (Order::PleaseTakeover, sure),
                Cluster::Takeover { immediate, force, sure, .. } => {
                    let form = match (immediate, force) {
                        (true, _) => TakeoverForm::Immediate,
                        (_, true) => TakeoverForm::Force,
                        _ => TakeoverForm::Graceful,
                    };
                    (Order::Takeover { form }, sure)
                }
                Cluster::Giveback { force, sure } => (Order::Giveback { force }, sure),
                Cluster::Halt(sure) => (Order::Halt, sure),
                Cluster::Reboot(sure) => (Order::Reboot, sure),
                Cluster::Disable { reason, sure } => (Order::Disable { reason }, sure),
                Cluster::Enable(sure) => (Order::Enable, sure),
            };
            operator::carry_out(&socket, &command, sure.yes, &mut std::io::stdin().lock(), &mut std::io::stdout())?;
            Ok(())
        }
    }
}
