//! The filer: one node of a pair of file servers that never loses a client session.
#![forbid(unsafe_code)]

use clap::{Parser, Subcommand};
use node::admin::{self, Request, Response};
use node::config::Config;
use node::init;
use node::run::Node;
use node::trial;
use std::io::Read;
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
    /// Who serves what, and whether a takeover is possible.
    Status {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Take the partner's identity over although it is well, without losing anything.
    Takeover,
    /// Return the partner's identity.
    Giveback,
    /// Forbid takeovers.
    Disable,
    /// Allow them again.
    Enable,
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
            let mut node = Node::start(Config::load(&config)?)?;
            Ok(node.run()?)
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
        Command::Cf { config, command } => {
            let config = Config::load(&config.ok_or("say which filer: --config FILE")?)?;
            let ask = |request: Request| admin::call(&config.admin_socket, &request);
            match command {
                Cluster::Status { json } => match ask(Request::Status)? {
                    Response::Status(status) if json => println!("{}", serde_json::to_string_pretty(&status)?),
                    Response::Status(status) => println!("{}", admin::explain(&status.cluster)),
                    other => return Err(format!("the filer answered {other:?}").into()),
                },
                Cluster::Takeover => drop(ask(Request::Takeover)?),
                Cluster::Giveback => drop(ask(Request::Giveback)?),
                Cluster::Disable => drop(ask(Request::Disable)?),
                Cluster::Enable => drop(ask(Request::Enable)?),
            }
            Ok(())
        }
    }
}
