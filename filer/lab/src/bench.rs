//! What `make bench` measures, one function for each kind of figure.

use crate::client::{complaints, Session, Target};
use crate::layout::CardKind;
use anyhow::{bail, Context, Result};
use driver::{Card, CardBus, QueueSetup};
use serde_json::{json, Value};
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(300);
const SAMBA_PORT: u16 = 4451;
/// Save points measured on each card, in batches of three (P1, P2, P3 of one small request).
const BATCHES: usize = 2000;
const ROUNDS: usize = 3;

/// A lab that is measured.
pub struct Server {
    dir: PathBuf,
    target: Target,
}

impl Server {
    /// Starts a lab below `work`. Software cards get the product's own patience with a silent partner; simulated ones
    /// need the lab's.
    pub fn lab(work: &Path, card: CardKind) -> Result<Server> {
        let dir = work.join("lab");
        let kind = serde_json::to_value(card)?;
        let patience: &[&str] = match card {
            CardKind::Shm => &["--silence-ms", "300"],
            CardKind::Rtl => &[],
        };
        let output = lab(&dir, &[&["up", "--json", "--card", kind.as_str().context("card")?], patience].concat())?;
        let info: Value = serde_json::from_str(&output)?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_string();
        let target = Target {
            address: text(&info["filers"]["a"]["address"]),
            share: text(&info["share"]),
            user: text(&info["user"]),
            password: text(&info["password"]),
        };
        Ok(Server { dir, target })
    }

    fn session(&self) -> Result<Session> {
        Session::start(&binary("lab")?, &self.dir, &self.target, &[])
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = lab(&self.dir, &["down"]);
    }
}

/// The Samba that is compared with, outside every lab.
pub struct Peer {
    dir: PathBuf,
}

impl Peer {
    /// Starts it.
    pub fn start(work: &Path) -> Result<Peer> {
        let dir = work.join("samba");
        let status = Command::new("scripts/samba").arg("start").arg(&dir).arg(SAMBA_PORT.to_string()).status()?;
        if !status.success() {
            bail!("scripts/samba did not start a peer");
        }
        Ok(Peer { dir })
    }

    fn run(&self, share: &str, commands: &str) -> Result<f64> {
        let begun = Instant::now();
        let output = Command::new("smbclient")
            .args(["-p", &SAMBA_PORT.to_string(), "-U", "bench%bench", &format!("//127.0.0.1/{share}"), "-c", commands])
            .output()?;
        if !output.status.success() {
            bail!("smbclient against Samba: {}", String::from_utf8_lossy(&output.stdout));
        }
        Ok(begun.elapsed().as_secs_f64())
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        let _ = Command::new("scripts/samba").arg("stop").arg(&self.dir).status();
    }
}

fn binary(name: &str) -> Result<PathBuf> {
    Ok(std::env::current_exe()?.with_file_name(name))
}

fn lab(dir: &Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new(binary("lab")?).arg("--dir").arg(dir).args(arguments).output()?;
    if !output.status.success() {
        bail!("lab {arguments:?}: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Cycles per mirrored line and simulated cycles per second, from the simulation's own benchmark.
pub fn simulation() -> Result<Value> {
    let output = Command::new(binary("card-bench")?).arg("--json").output().context("card-bench")?;
    if !output.status.success() {
        bail!("card-bench: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Host time per save point: how long posting takes, and how long until it is durable on both cards.
pub fn save_points(work: &Path, card: CardKind) -> Result<Value> {
    let dir = work.join("cards");
    std::fs::create_dir_all(&dir)?;
    let chassis = match card {
        CardKind::Shm => None,
        CardKind::Rtl => Some(Chassis::start(&dir)?),
    };
    let open = |side: driver::Side| -> Result<Card> {
        let bus: Box<dyn CardBus> = match card {
            CardKind::Shm => Box::new(driver::shm::ShmBus::open(&dir, side)?),
            CardKind::Rtl => {
                let name = if side == driver::Side::A { "a" } else { "b" };
                Box::new(driver::vfio_user::VfioUserBus::open(&dir.join(format!("card-{name}.sock")))?)
            }
        };
        let mut card = Card::open(bus)?;
        card.wait_ready(Duration::from_secs(10))?;
        card.boot(NonZeroU64::new(7 + side as u64).context("nonce")?)?;
        card.arm()?;
        Ok(card)
    };
    let (mut sender, _receiver) = (open(driver::Side::A)?, open(driver::Side::B)?);
    let setup = QueueSetup {
        line_base: abi::geometry::RINGS_OFFSET as u32,
        line_count: 8192,
        payload_base: abi::geometry::RINGS_OFFSET as u32 + 8192 * 64,
        payload_bytes: 1 << 20,
        position: 1,
        epoch: 1,
    };
    let mut queue = sender.open_queue(0, setup)?;
    mirror(&mut sender)?;
    let (mut post_ns, mut durable_ns) = (Vec::new(), Vec::new());
    for batch in 0..BATCHES {
        let position = 1 + batch as u64 * 3;
        let lines = [0, 1, 2].map(|step| driver::line::seal(&[batch as u8; 48], position + step));
        let begun = Instant::now();
        queue.post_lines(position, &lines)?;
        post_ns.push(begun.elapsed().as_nanos() as u64 / 3);
        while queue.watermarks()?.mirrored < position + 3 {
            if begun.elapsed() > Duration::from_secs(5) {
                bail!("line {position} is not mirrored after 5 s");
            }
            std::hint::spin_loop();
        }
        durable_ns.push(begun.elapsed().as_nanos() as u64);
    }
    drop(queue);
    drop(chassis);
    std::fs::remove_dir_all(&dir)?;
    Ok(json!({ "post_ns_per_save_point": spread(post_ns), "batch_of_three_mirrored_ns": spread(durable_ns) }))
}

/// Brings the mirror of a fresh card into sync.
fn mirror(card: &mut Card) -> Result<()> {
    let begun = Instant::now();
    let wait = |card: &mut Card, wanted: driver::MirrorState| -> Result<()> {
        while card.mirror_state()? != wanted {
            if begun.elapsed() > Duration::from_secs(20) {
                bail!("the mirror does not come up: {:?}", card.mirror_state()?);
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    };
    while card.link()?.state != driver::LinkState::Up {
        if begun.elapsed() > Duration::from_secs(20) {
            bail!("the link does not come up");
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    card.start_resync(&[])?;
    wait(card, driver::MirrorState::Synced)?;
    card.accept_mirror()?;
    wait(card, driver::MirrorState::Mirroring)
}

struct Chassis(Child);

impl Chassis {
    fn start(dir: &Path) -> Result<Chassis> {
        let child = Command::new(binary("chassis")?)
            .arg("--dir")
            .arg(dir)
            .args(["--card", "rtl"])
            .stdout(Stdio::null())
            .spawn()?;
        let begun = Instant::now();
        while !dir.join("card-b.sock").exists() {
            if begun.elapsed() > Duration::from_secs(20) {
                bail!("chassis does not come up");
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(Chassis(child))
    }
}

impl Drop for Chassis {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Sequential throughput and puts of 4 KiB files, filer and Samba in turns.
pub fn client_figures(work: &Path, filer: &Server, peer: &Peer, mebibytes: usize, files: usize) -> Result<Value> {
    let (large, small, back) = (work.join("large"), work.join("small"), work.join("back"));
    let mut random = vec![0u8; mebibytes << 20];
    getrandom::fill(&mut random)?;
    std::fs::write(&large, &random)?;
    std::fs::write(&small, &random[..4096])?;
    let put = format!("put {} large", large.display());
    let get = format!("get large {}", back.display());
    let many: Vec<String> =
        (0..files).map(|number| format!("put {} small-{}", small.display(), number % 100)).collect();
    let mut rows = serde_json::Map::new();
    let (mut write, mut read, mut puts) = (Columns::default(), Columns::default(), Columns::default());
    for _ in 0..ROUNDS {
        let mut session = filer.session()?;
        session.run("ls nothing-*", PATIENCE)?;
        write.filer.push(timed(|| session.run(&put, PATIENCE))?);
        read.filer.push(timed(|| session.run(&get, PATIENCE))?);
        puts.filer.push(timed(|| {
            many.iter().try_for_each(|command| session.begin(command))?;
            session.finish(PATIENCE)
        })?);
        let printed = session.quit()?;
        let unexpected: Vec<_> = complaints(&printed).into_iter().filter(|line| !line.contains("nothing-")).collect();
        if !unexpected.is_empty() || std::fs::read(&back)? != random {
            bail!("the filer's figures are worthless: {unexpected:?}");
        }
        for (share, column) in [("fast", 0), ("sync", 1)] {
            write.samba[column].push(peer.run(share, &put)?);
            read.samba[column].push(peer.run(share, &get)?);
            puts.samba[column].push(peer.run(share, &many.join("; "))?);
        }
    }
    rows.insert("sequential_write_mib_s".into(), write.rate(mebibytes as f64));
    rows.insert("sequential_read_mib_s".into(), read.rate(mebibytes as f64));
    rows.insert("put_4k_per_s".into(), puts.rate(files as f64));
    Ok(Value::Object(rows))
}

/// Seconds measured in turns: the filer, Samba as fast as it goes, Samba with durable writes.
#[derive(Default)]
struct Columns {
    filer: Vec<f64>,
    samba: [Vec<f64>; 2],
}

impl Columns {
    fn rate(&self, amount: f64) -> Value {
        let median = |seconds: &[f64]| {
            let mut sorted = seconds.to_vec();
            sorted.sort_by(f64::total_cmp);
            sorted.get(sorted.len() / 2).map_or(0.0, |seconds| amount / seconds)
        };
        let (filer, fast, sync) = (median(&self.filer), median(&self.samba[0]), median(&self.samba[1]));
        json!({ "filer": filer, "samba": fast, "samba_sync": sync, "ratio_to_samba": filer / fast, "ratio_to_samba_sync": filer / sync })
    }
}

fn timed(work: impl FnOnce() -> Result<()>) -> Result<f64> {
    let begun = Instant::now();
    work()?;
    Ok(begun.elapsed().as_secs_f64())
}

/// What ends the service of a filer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// SIGKILL. The card sees that its host is gone, as after a reset of the host.
    Kill,
    /// SIGSTOP: only silence tells.
    Freeze,
    /// `filer cf takeover` at the partner.
    Planned,
    /// `filer cf giveback`.
    Giveback,
}

impl Cause {
    /// As in the table.
    pub fn name(self) -> &'static str {
        match self {
            Cause::Kill => "kill_or_host_reset",
            Cause::Freeze => "freeze",
            Cause::Planned => "planned_takeover",
            Cause::Giveback => "giveback",
        }
    }
}

/// Ends the service of identity a's filer again and again, in each way, under a client that reads a small file without end.
/// Its longest read around each is how long it was kept waiting.
pub fn blackout(work: &Path, filer: &Server, rounds: u32) -> Result<Value> {
    let small = work.join("small");
    if !small.exists() {
        std::fs::write(&small, [7; 4096])?;
    }
    let mut session = filer.session()?;
    session.run(&format!("put {} pulse", small.display()), PATIENCE)?;
    let get = format!("get pulse {}", work.join("pulse").display());
    let mut figures = serde_json::Map::new();
    for cause in [Cause::Kill, Cause::Freeze, Cause::Planned] {
        let (mut waited, mut steps) = ((Vec::new(), Vec::new()), (Vec::new(), Vec::new()));
        for round in 1..=rounds {
            wait_ready(filer)?;
            let act = || match cause {
                Cause::Kill => lab(&filer.dir, &["kill", "a"]).map(drop),
                Cause::Freeze => lab(&filer.dir, &["freeze", "a"]).map(drop),
                Cause::Planned | Cause::Giveback => cf(filer, "b", &["takeover"]),
            };
            waited.0.push(longest_read(&mut session, &get, filer, "b", act)?);
            steps.0.extend(last_restore(filer, "b")?);
            match cause {
                Cause::Kill => lab(&filer.dir, &["start", "a"]).map(drop)?,
                Cause::Freeze => lab(&filer.dir, &["thaw", "a"]).map(drop)?,
                Cause::Planned | Cause::Giveback => {}
            }
            wait(filer, "both identities mirrored on b", |status| {
                let identities = status["filers"]["b"]["identities"].as_array().cloned().unwrap_or_default();
                let reports = status["filers"]["b"]["cluster"]["identities"].as_array().cloned().unwrap_or_default();
                // What the other said before it died may be the last that was heard of it.
                let passive = status["filers"]["b"]["cluster"]["partner_alive"] == true
                    && reports.iter().any(|r| r["identity"] == "a" && r["partner_role"] == "standby");
                passive && identities.len() == 2 && identities.iter().all(|i| i["acknowledged_by"] == "partner")
            })?;
            waited.1.push(longest_read(&mut session, &get, filer, "a", || cf(filer, "b", &["giveback"]))?);
            steps.1.extend(last_restore(filer, "a")?);
            let last = |list: &[u64]| list.last().copied().unwrap_or_default();
            println!("  {} {round}: {} ms, giveback {} ms", cause.name(), last(&waited.0), last(&waited.1));
        }
        figures.insert(
            cause.name().into(),
            json!({ "client_waited_ms": spread(waited.0), "steps_ms": medians(&steps.0) }),
        );
        if cause == Cause::Planned {
            let giveback = json!({ "client_waited_ms": spread(waited.1), "steps_ms": medians(&steps.1) });
            figures.insert(Cause::Giveback.name().into(), giveback);
        }
    }
    session.quit()?;
    Ok(Value::Object(figures))
}

/// Runs `act` while the client reads without end, until `heir` serves identity a. The longest read in milliseconds.
fn longest_read(
    session: &mut Session,
    get: &str,
    filer: &Server,
    heir: &str,
    act: impl FnOnce() -> Result<()> + Send,
) -> Result<u64> {
    std::thread::scope(|scope| {
        let acting = scope.spawn(move || {
            act()?;
            wait(filer, "the identity served", |status| {
                let identities = status["filers"][heir]["identities"].as_array().cloned().unwrap_or_default();
                identities.iter().any(|identity| identity["name"] == "a")
            })
        });
        let mut longest_ms = 0;
        // One more read after the end: the one before may have begun before it.
        let mut over = false;
        loop {
            let begun = Instant::now();
            session.run(get, PATIENCE)?;
            longest_ms = longest_ms.max(begun.elapsed().as_millis() as u64);
            if over {
                break;
            }
            over = acting.is_finished();
        }
        acting.join().unwrap_or_else(|_| bail!("the thread that ends the service panicked"))?;
        Ok(longest_ms)
    })
}

fn cf(filer: &Server, name: &str, arguments: &[&str]) -> Result<()> {
    let config = filer.dir.join(name).join("filer.toml");
    let output = Command::new(binary("filer")?).args(["cf", "--config"]).arg(config).args(arguments).output()?;
    if !output.status.success() {
        bail!("filer cf {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}

/// Waits until each filer serves its own identity, mirrored, and b could take a's over.
fn wait_ready(filer: &Server) -> Result<()> {
    wait(filer, "a pair in sync", |status| {
        let own = |name: &str| {
            let identities = status["filers"][name]["identities"].as_array().cloned().unwrap_or_default();
            identities.len() == 1 && identities.iter().all(|i| i["name"] == name && i["acknowledged_by"] == "partner")
        };
        let reports = status["filers"]["b"]["cluster"]["identities"].as_array().cloned().unwrap_or_default();
        own("a") && own("b") && reports.iter().any(|r| r["identity"] == "a" && r["takeover_possible"] == true)
    })
}

/// The steps of the last restore of identity a on a filer.
fn last_restore(filer: &Server, name: &str) -> Result<Option<Value>> {
    let status: Value = serde_json::from_str(&lab(&filer.dir, &["status", "--json"])?)?;
    let restores = status["filers"][name]["restores"].as_array().cloned().unwrap_or_default();
    Ok(restores.iter().find(|restore| restore["identity"] == "a").map(shares))
}

/// The median of each step.
fn medians(steps: &[Value]) -> Value {
    let names = ["until_detected", "fence", "restore", "first_reply"];
    let median = |name: &str| {
        let mut values: Vec<u64> = steps.iter().filter_map(|step| step[name].as_u64()).collect();
        values.sort_unstable();
        values.get(values.len() / 2).copied()
    };
    Value::Object(names.iter().map(|name| (name.to_string(), json!(median(name)))).collect())
}

/// Milliseconds of each step of one takeover.
fn shares(restore: &Value) -> Value {
    let at = |key: &str| restore[key].as_u64();
    let between = |from: &str, to: &str| Some(at(to)?.saturating_sub(at(from)?));
    json!({
        "until_detected": between("last_request_ms", "detected_ms"),
        "fence": between("detected_ms", "fenced_ms"),
        "restore": between("fenced_ms", "restored_ms"),
        "first_reply": between("restored_ms", "first_reply_ms"),
    })
}

fn wait(filer: &Server, what: &str, reached: impl Fn(&Value) -> bool) -> Result<()> {
    let begun = Instant::now();
    while !reached(&serde_json::from_str(&lab(&filer.dir, &["status", "--json"])?)?) {
        if begun.elapsed() > Duration::from_secs(60) {
            bail!("waited a minute for {what}:\n{}", lab(&filer.dir, &["status"])?);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// Median, 99th percentile and extremes.
fn spread(mut samples: Vec<u64>) -> Value {
    samples.sort_unstable();
    let at =
        |part: f64| samples.get(((samples.len() as f64 * part) as usize).min(samples.len().saturating_sub(1))).copied();
    json!({ "min": samples.first(), "median": at(0.5), "p99": at(0.99), "max": samples.last(), "samples": samples.len() })
}
