//! What each subcommand of the lab does.

use crate::layout::{filers, CardKind, Description, Layout};
use crate::protocol::{self, Request};
use crate::supervisor::{chassis_command, Supervisor};
use crate::{namespace, status};
use anyhow::{bail, Context, Result};
use driver::shm;
use node::admin;
use node::config::Name;
use serde_json::json;
use std::fs;
use std::io::Write;
use std::os::unix::net::{UnixListener, UnixStream};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

/// How long `lab up` waits for the supervisor, and for a filer to serve.
const UP_PATIENCE: Duration = Duration::from_secs(60);
/// How long a giveback may take before the command stops watching it.
const GIVEBACK_PATIENCE: Duration = Duration::from_secs(60);
/// How long the shelf may take to answer an operator.
const SHELF_PATIENCE: Duration = Duration::from_secs(5);
const SHARE: &str = "share";
const USER: &str = "lab";

/// Sends one request to the supervisor of a lab that is up.
pub fn ask(layout: &Layout, request: &Request) -> Result<()> {
    layout.describe()?;
    protocol::call(&layout.socket(), request).map(|_| ())
}

/// `lab up`.
pub fn up(layout: &Layout, card: CardKind, standalone: bool, silence_ms: Option<u64>, json: bool) -> Result<()> {
    let progress = |text: &str| {
        if !json {
            println!("lab: {text}");
        }
    };
    claim(layout)?;
    let result = start(layout, card, standalone, silence_ms, &progress);
    if result.is_err() {
        // What has been started must not stay behind; the reason to report is the first one.
        let _ = protocol::call(&layout.socket(), &Request::Down);
    }
    let description = result?;
    let address = |name: Name| layout.address(name).to_string();
    if json {
        println!(
            "{}",
            json!({
                "dir": layout.dir(), "card": card, "port": 445,
                "share": description.share, "user": description.user, "password": description.password,
                "filers": { "a": { "address": address(Name::A) }, "b": { "address": address(Name::B) } },
            })
        );
    } else {
        progress(if standalone {
            "up. The filer is 10.77.0.11."
        } else {
            "up. Filer a is 10.77.0.11, filer b is 10.77.0.12."
        });
        println!(
            "Try:  {}",
            status::own_command(
                layout,
                &format!(
                    "exec -- smbclient //{}/{} -U {}%{}",
                    address(Name::A),
                    description.share,
                    description.user,
                    description.password
                )
            )
        );
    }
    return Ok(());

    fn start(
        layout: &Layout,
        card: CardKind,
        standalone: bool,
        silence_ms: Option<u64>,
        progress: &dyn Fn(&str),
    ) -> Result<Description> {
        let password = password()?;
        write_configuration(layout, card, standalone, silence_ms)?;
        progress(match card {
            CardKind::Rtl => "starting the shelf and the chassis with two simulated cards",
            CardKind::Shm => {
                "starting the shelf; the cards are software (their memory does not survive a real power failure)"
            }
        });
        let supervisor = spawn_supervisor(layout, card)?;
        let description = Description {
            card,
            standalone,
            supervisor,
            share: SHARE.into(),
            user: USER.into(),
            password: password.clone(),
        };
        fs::write(layout.description_file(), serde_json::to_string_pretty(&description)?)?;
        for &name in filers(standalone) {
            progress(&format!("preparing the disks of filer {name}"));
            initialise(layout, name, card, &password)?;
        }
        for &name in filers(standalone) {
            progress(&format!("starting filer {name}"));
            protocol::call(&layout.socket(), &Request::Start(name))?;
        }
        progress(if standalone { "waiting until it serves" } else { "waiting until both serve and mirror each other" });
        wait_until(layout, UP_PATIENCE, "every filer serving, in sync, able to take over", |statuses| {
            filers(standalone).iter().all(|&name| {
                statuses[name.index()].as_ref().is_some_and(|status| {
                    // In sync is not enough: whoever has not heard that its partner is would refuse a takeover.
                    let ready = || status.in_sync() && status.could_take_over(name.partner());
                    status.serves(name) && (standalone || ready())
                })
            })
        })?;
        Ok(description)
    }
}

/// Takes the directory, or says why it can't be had.
fn claim(layout: &Layout) -> Result<()> {
    let dir = layout.dir();
    if layout.description_file().exists() {
        if protocol::call(&layout.socket(), &Request::Processes).is_ok() {
            bail!("a lab is up in {} already; `lab down` ends it, `--dir` makes another", dir.display());
        }
        // Its supervisor is dead and so is everything it had started: only files are left.
        fs::remove_dir_all(dir).with_context(|| format!("cannot remove the dead lab in {}", dir.display()))?;
    }
    if fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
        bail!("{} is not empty and is no lab; choose another directory with --dir", dir.display());
    }
    for sub in ["log", "a", "b", "chassis"] {
        fs::create_dir_all(dir.join(sub)).with_context(|| format!("cannot make {}", dir.join(sub).display()))?;
    }
    Ok(())
}

fn password() -> Result<String> {
    let mut bytes = [0u8; 8];
    getrandom::fill(&mut bytes).context("no random numbers from the kernel")?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn write_configuration(layout: &Layout, card: CardKind, standalone: bool, silence_ms: Option<u64>) -> Result<()> {
    for &name in filers(standalone) {
        let mut config = layout.config(name, card, standalone);
        if let Some(silence_ms) = silence_ms {
            config.timing.silence_ms = silence_ms;
        }
        fs::write(layout.filer_config(name), toml::to_string(&config)?)?;
    }
    Ok(())
}

fn spawn_supervisor(layout: &Layout, card: CardKind) -> Result<i32> {
    let log = fs::File::options().create(true).append(true).open(layout.log("supervisor"))?;
    let kind = serde_json::to_value(card)?;
    let mut child = Command::new(std::env::current_exe()?)
        .arg("--dir")
        .arg(layout.dir())
        .args(["supervisor", "--card", kind.as_str().context("card")?])
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()
        .context("cannot start the supervisor")?;
    let begun = Instant::now();
    while UnixStream::connect(layout.socket()).is_err() {
        if let Some(status) = child.try_wait()? {
            let words = fs::read_to_string(layout.log("supervisor")).unwrap_or_default();
            bail!("the supervisor ended ({status}): {}", words.trim());
        }
        if begun.elapsed() > UP_PATIENCE {
            bail!("the supervisor does not answer; see {}", layout.log("supervisor").display());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(child.id() as i32)
}

/// `lab supervisor`: starts everything, then listens (the socket is the sign that all is up).
pub fn supervise(layout: Layout, card: CardKind) -> Result<()> {
    nix::unistd::setsid().context("setsid")?;
    let socket = layout.socket();
    let supervisor = Supervisor::start(layout, card)?;
    supervisor.serve(UnixListener::bind(&socket).with_context(|| socket.display().to_string())?)
}

/// Runs `filer init` for one identity.
fn initialise(layout: &Layout, name: Name, card: CardKind, password: &str) -> Result<()> {
    let binary = std::env::current_exe()?.with_file_name("filer");
    let mut child = Command::new(&binary)
        .arg("init")
        .arg("--config")
        .arg(layout.filer_config(name))
        .args(["--share", SHARE, "--user", USER, "--password-stdin"])
        .args(match card {
            // A simulated card moves a megabyte in about a second, and smbclient gives each request 20 s from the moment
            // it has sent it: two large writes under way are enough, also where the simulation shares its processor.
            CardKind::Rtl => &["--credits", "32"][..],
            CardKind::Shm => &[],
        })
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", binary.display()))?;
    writeln!(child.stdin.take().context("stdin")?, "{password}")?;
    let output = child.wait_with_output()?;
    if !output.status.success() {
        bail!("filer init for {name}: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}

/// Polls both filers until they are as wanted.
pub fn wait_until(
    layout: &Layout,
    patience: Duration,
    wanted: &str,
    reached: impl Fn(&[Option<admin::Status>; 2]) -> bool,
) -> Result<()> {
    let begun = Instant::now();
    loop {
        let statuses = status::of_filers(layout);
        if reached(&statuses) {
            return Ok(());
        }
        if begun.elapsed() > patience {
            bail!(
                "waited {patience:?} for: {wanted}. What there is instead:\n{}",
                status::describe(layout, &statuses)?
            );
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// `lab exec`.
pub fn exec(layout: &Layout, command: &[String]) -> Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    namespace::enter_of(layout.describe()?.supervisor)?;
    let (program, arguments) = command.split_first().context("no command")?;
    Err(Command::new(program).args(arguments).exec()).with_context(|| format!("cannot run {program}"))
}

/// `lab start`.
pub fn start(layout: &Layout, name: Name) -> Result<()> {
    ask(layout, &Request::Start(name))?;
    wait_until(layout, UP_PATIENCE, &format!("filer {name} answering"), |statuses| statuses[name.index()].is_some())
}

/// `lab giveback`: tells whoever serves the identity to hand it back, and waits until that has happened.
pub fn giveback(layout: &Layout, name: Name) -> Result<()> {
    layout.describe()?;
    let partner = name.partner();
    let statuses = status::of_filers(layout);
    if statuses[name.index()].as_ref().is_some_and(|status| status.serves(name)) {
        println!("lab: filer {name} serves its identity already");
        return Ok(());
    }
    let order = admin::Request::Order(cluster::Command::Giveback { force: false });
    let begun = Instant::now();
    loop {
        match admin::call(&layout.admin_socket(partner), &order) {
            Ok(_) => break,
            // The one to whom it is given back has just been started, and is not heard or not in sync yet.
            Err(admin::AdminError::Refused(_)) if begun.elapsed() < GIVEBACK_PATIENCE => {
                std::thread::sleep(Duration::from_millis(100));
            }
            Err(reason) => return Err(reason).with_context(|| format!("filer {partner}")),
        }
    }
    wait_until(layout, GIVEBACK_PATIENCE, &format!("identity {name} back on filer {name}"), |statuses| {
        statuses[name.index()].as_ref().is_some_and(|status| status.serves(name))
    })
}

/// `lab disk fail` and `lab disk heal`.
pub fn disk_fault(layout: &Layout, disk: &str, fail: bool) -> Result<()> {
    layout.describe()?;
    let mut shelf = disk::ShelfControl::connect(&layout.shelf_socket(), SHELF_PATIENCE)?;
    Ok(if fail { shelf.fail(disk) } else { shelf.heal(disk) }?)
}

/// `lab link up` and `lab link down`.
pub fn link(layout: &Layout, up: bool) -> Result<()> {
    match layout.describe()?.card {
        CardKind::Rtl => chassis_command(layout, &json!({ "cmd": "link", "up": up })),
        CardKind::Shm => {
            shm::control(&layout.chassis_dir())?.link(up);
            Ok(())
        }
    }
}

/// `lab link noise`.
pub fn noise(layout: &Layout, rate: f64) -> Result<()> {
    if !(0.0..=1e-3).contains(&rate) {
        bail!("a noise rate of {rate}; 0 to 1e-3 errors per bit are possible");
    }
    match layout.describe()?.card {
        CardKind::Rtl => chassis_command(layout, &json!({ "cmd": "noise", "rate": rate })),
        CardKind::Shm => bail!("software cards have no noise on their link; use a lab with `--card rtl`"),
    }
}

/// `lab down`.
pub fn down(layout: &Layout) -> Result<()> {
    let description = layout.describe()?;
    if protocol::call(&layout.socket(), &Request::Down).is_ok() {
        let begun = Instant::now();
        while fs::metadata(format!("/proc/{}", description.supervisor)).is_ok()
            && begun.elapsed() < Duration::from_secs(5)
        {
            std::thread::sleep(Duration::from_millis(10));
        }
    }
    fs::remove_dir_all(layout.dir()).with_context(|| format!("cannot remove {}", layout.dir().display()))
}
