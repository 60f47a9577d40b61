//! The parent of a lab's processes.
//!
//! It runs inside the lab's namespace, starts the processes, signals them on command and reaps them. Every child is told
//! to die with its parent (PR_SET_PDEATHSIG), so whatever ends the supervisor ends the lab.

use crate::layout::{CardKind, Layout, DISK_BYTES};
use crate::protocol::{read_line, ProcessState, Request, Response};
use crate::{namespace, protocol};
use anyhow::{bail, Context, Result};
use driver::shm;
use nix::sys::signal::{kill, Signal};
use nix::unistd::Pid;
use node::config::Name;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::Write;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a process may take until its socket answers.
const START_PATIENCE: Duration = Duration::from_secs(20);

/// One process of the lab.
struct Process {
    name: String,
    child: Option<Child>,
    frozen: bool,
    ended: Option<String>,
}

impl Process {
    fn new(name: String) -> Process {
        Process { name, child: None, frozen: false, ended: None }
    }

    fn pid(&self) -> Option<Pid> {
        self.child.as_ref().map(|child| Pid::from_raw(child.id() as i32))
    }

    /// Notices whether the process has ended by itself.
    fn refresh(&mut self) {
        if let Some(child) = &mut self.child {
            if let Ok(Some(status)) = child.try_wait() {
                self.child = None;
                self.frozen = false;
                self.ended = Some(status.to_string());
            }
        }
    }

    fn signal(&mut self, signal: Signal) -> Result<()> {
        self.refresh();
        let pid = self.pid().with_context(|| format!("{} is not running", self.name))?;
        kill(pid, signal).with_context(|| format!("{}: {signal}", self.name))
    }

    /// Sends a signal that ends the process and waits until it is gone.
    fn end(&mut self, signal: Signal) -> Result<()> {
        self.signal(signal)?;
        if signal != Signal::SIGKILL && self.frozen {
            self.signal(Signal::SIGCONT)?;
        }
        if let Some(mut child) = self.child.take() {
            self.ended = Some(child.wait()?.to_string());
        }
        self.frozen = false;
        Ok(())
    }

    /// Waits until a fresh process answers.
    fn wait_until(&mut self, layout: &Layout, answers: impl Fn() -> bool) -> Result<()> {
        let begun = Instant::now();
        while !answers() {
            self.refresh();
            let log = layout.log(&self.name);
            if let Some(ended) = &self.ended {
                bail!("{} ended ({ended}); its last words are in {}", self.name, log.display());
            }
            if begun.elapsed() > START_PATIENCE {
                bail!("{} does not answer after {START_PATIENCE:?}; see {}", self.name, log.display());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

/// Everything the supervisor looks after.
pub struct Supervisor {
    layout: Layout,
    card: CardKind,
    binaries: PathBuf,
    chassis: Process,
    shelf: Process,
    filers: [Process; 2],
}

impl Supervisor {
    /// Prepares the namespace and starts chassis and shelf. The filers are started by [`Request::Start`].
    pub fn start(layout: Layout, card: CardKind) -> Result<Supervisor> {
        namespace::enter_new()?;
        namespace::configure()?;
        let binaries = std::env::current_exe()?.parent().context("the lab's own path")?.to_path_buf();
        let mut supervisor = Supervisor {
            layout,
            card,
            binaries,
            chassis: Process::new("chassis".into()),
            shelf: Process::new("shelf".into()),
            filers: Name::BOTH.map(|name| Process::new(format!("filer-{name}"))),
        };
        supervisor.start_shelf()?;
        // Software cards need no process: their files are made by whoever opens them first.
        if card == CardKind::Rtl {
            supervisor.start_chassis()?;
        }
        Ok(supervisor)
    }

    /// Serves requests until [`Request::Down`].
    pub fn serve(mut self, listener: UnixListener) -> Result<()> {
        for stream in listener.incoming() {
            let mut stream = stream?;
            stream.set_read_timeout(Some(Duration::from_secs(5)))?;
            stream.set_write_timeout(Some(Duration::from_secs(5)))?;
            let request: Request = match read_line(&mut stream) {
                Ok(request) => request,
                Err(reason) => {
                    answer(&mut stream, &Response::Failed(format!("{reason:#}")));
                    continue;
                }
            };
            let down = matches!(request, Request::Down);
            let response = self.handle(request).unwrap_or_else(|reason| Response::Failed(format!("{reason:#}")));
            answer(&mut stream, &response);
            if down {
                return Ok(());
            }
        }
        Ok(())
    }

    fn handle(&mut self, request: Request) -> Result<Response> {
        match request {
            Request::Kill(name) => self.filers[name.index()].end(Signal::SIGKILL)?,
            Request::Freeze(name) => {
                let filer = &mut self.filers[name.index()];
                filer.signal(Signal::SIGSTOP)?;
                filer.frozen = true;
            }
            Request::Thaw(name) => {
                let filer = &mut self.filers[name.index()];
                filer.signal(Signal::SIGCONT)?;
                filer.frozen = false;
            }
            Request::Start(name) => self.start_filer(name)?,
            Request::PowerCut(names) => {
                for name in &names {
                    let filer = &mut self.filers[name.index()];
                    filer.refresh();
                    if filer.child.is_some() {
                        filer.end(Signal::SIGKILL)?;
                    }
                }
                for name in names {
                    self.power(name, false)?;
                }
            }
            Request::Processes => {
                return Ok(Response::Processes(
                    self.processes()
                        .map(|process| {
                            process.refresh();
                            ProcessState {
                                name: process.name.clone(),
                                pid: process.pid().map(Pid::as_raw),
                                frozen: process.frozen,
                                ended: process.ended.clone(),
                            }
                        })
                        .collect(),
                ));
            }
            Request::Down => {
                for process in self.processes() {
                    process.refresh();
                    if process.child.is_some() {
                        process.end(Signal::SIGKILL)?;
                    }
                }
            }
        }
        Ok(Response::Done)
    }

    fn processes(&mut self) -> impl Iterator<Item = &mut Process> {
        self.filers.iter_mut().chain([&mut self.chassis, &mut self.shelf])
    }

    fn power(&mut self, name: Name, on: bool) -> Result<()> {
        match self.card {
            CardKind::Rtl => chassis_command(
                &self.layout,
                &serde_json::json!({ "cmd": "power", "card": name.to_string(), "on": on }),
            ),
            CardKind::Shm => {
                let control = shm::control(&self.layout.chassis_dir()).context("the software card")?;
                control.power(name.side(), on);
                Ok(())
            }
        }
    }

    fn start_shelf(&mut self) -> Result<()> {
        std::fs::create_dir_all(self.layout.shelf_dir())?;
        let mut arguments = vec![
            "--socket".into(),
            self.layout.shelf_socket().into_os_string(),
            "--dir".into(),
            self.layout.shelf_dir().into_os_string(),
        ];
        let disks = |name: &Name| [self.layout.disks(*name), vec![self.layout.spare(*name)]].concat();
        for disk in Name::BOTH.iter().flat_map(disks) {
            arguments.extend(["--disk".into(), format!("{disk}={DISK_BYTES}").into()]);
        }
        self.shelf.child = Some(self.spawn("shelf", "shelf", &arguments)?);
        let socket = self.layout.shelf_socket();
        self.shelf.wait_until(&self.layout, || UnixStream::connect(&socket).is_ok())
    }

    fn start_chassis(&mut self) -> Result<()> {
        let dir = self.layout.chassis_dir();
        let arguments = ["--dir".into(), dir.clone().into_os_string(), "--card".into(), "rtl".into()];
        self.chassis.child = Some(self.spawn("chassis", "chassis", &arguments)?);
        let control = self.layout.chassis_socket();
        self.chassis.wait_until(&self.layout, || {
            ["card-a.sock", "card-b.sock"].iter().all(|socket| dir.join(socket).exists())
                && UnixStream::connect(&control).is_ok()
        })
    }

    fn start_filer(&mut self, name: Name) -> Result<()> {
        self.filers[name.index()].refresh();
        if self.filers[name.index()].child.is_some() {
            bail!("filer {name} is running already");
        }
        self.power(name, true)?;
        let arguments = ["run".into(), "--config".into(), self.layout.filer_config(name).into_os_string()];
        let child = self.spawn("filer", &format!("filer-{name}"), &arguments)?;
        let filer = &mut self.filers[name.index()];
        filer.child = Some(child);
        filer.ended = None;
        Ok(())
    }

    /// Starts a binary from the lab's own directory. It goes through `lab child`, which arranges for the process to die
    /// with the supervisor before it becomes the binary.
    fn spawn(&self, program: &str, log: &str, arguments: &[OsString]) -> Result<Child> {
        let path = self.layout.log(log);
        let log = File::options().create(true).append(true).open(&path).with_context(|| path.display().to_string())?;
        let program = self.binaries.join(program);
        if !program.exists() {
            bail!("{} is missing; `make build` makes it", program.display());
        }
        Command::new(std::env::current_exe()?)
            .args([OsStr::new("child"), OsStr::new("--"), program.as_os_str()])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()
            .with_context(|| format!("cannot start {}", program.display()))
    }
}

/// Becomes the command, after having asked the kernel for death with the parent.
pub fn become_child(command: &[String]) -> Result<()> {
    use std::os::unix::process::CommandExt;
    nix::sys::prctl::set_pdeathsig(Signal::SIGKILL).context("PR_SET_PDEATHSIG")?;
    let (program, arguments) = command.split_first().context("no command")?;
    Err(Command::new(program).args(arguments).exec()).with_context(|| format!("cannot run {program}"))
}

/// Sends one command to the chassis and checks that it was carried out.
pub fn chassis_command(layout: &Layout, command: &serde_json::Value) -> Result<()> {
    let answer: serde_json::Value = protocol::exchange(&layout.chassis_socket(), command, Duration::from_secs(20))?;
    match answer.get("error") {
        Some(reason) => bail!("the chassis refused: {reason}"),
        None => Ok(()),
    }
}

fn answer(stream: &mut UnixStream, response: &Response) {
    // The command line may be gone by now; then nobody is interested.
    if let Ok(line) = serde_json::to_string(response) {
        let _ = stream.write_all(format!("{line}\n").as_bytes());
    }
}
