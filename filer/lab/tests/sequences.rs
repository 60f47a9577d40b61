//! Random sequences of faults and orders, each under a client that copies without end: no byte lost, never two servers, no
//! complaint, and service again without an operator.
//!
//! A sequence is drawn from its seed: `SEED=n cargo test -p lab --test sequences` runs that one alone, `COUNT` says how many
//! (`make soak-lab`).

mod common;

use common::{serves, Lab, Random, CLIENT_PATIENCE};
use lab::client::{complaints, Session};
use lab::layout::CardKind;
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// Sequences in CI, the same ones every time; `make soak-lab` takes others.
const FIRST: u64 = 1;
const COUNT: u64 = 50;
/// Sequences that share a lab: making one takes longer than a sequence.
const PER_LAB: u64 = 10;
/// Bytes of the file that is copied.
const FILE_BYTES: usize = 2 << 20;
/// How long until both identities are served again after the last fault. A client gives up after 20 s.
const SERVICE_PATIENCE: Duration = Duration::from_secs(15);
const SYNC_PATIENCE: Duration = Duration::from_secs(40);

/// What is known about who has acknowledged what: epochs of each identity and the node that served them.
#[derive(Default)]
struct Owners(BTreeMap<(String, u64), String>);

impl Owners {
    /// Notes who serves now, and checks that nobody else served the same epoch, and that not both acknowledge at once.
    fn note(&mut self, status: &Value, what: &str) {
        for identity in ["a", "b"] {
            let mut acknowledging = Vec::new();
            for filer in ["a", "b"] {
                let reports = status["filers"][filer]["cluster"]["identities"].as_array().cloned().unwrap_or_default();
                for report in reports.iter().filter(|r| r["identity"] == identity && r["acknowledging"] == true) {
                    let epoch = report["epoch"].as_u64().unwrap_or_default();
                    acknowledging.push((filer, epoch));
                    let owner = self.0.entry((identity.into(), epoch)).or_insert_with(|| filer.into());
                    assert_eq!(owner, filer, "{what}: epoch {epoch} of {identity} has two owners");
                }
            }
            // Two answers are two moments: the same identity may have moved on between them, but then the epoch rose.
            if let [(_, one), (_, other)] = acknowledging[..] {
                assert_ne!(one, other, "{what}: both filers acknowledge for {identity} in one epoch");
            }
        }
    }
}

struct World {
    lab: Lab,
    random: Random,
    down: [bool; 2],
    frozen: [bool; 2],
    link_cut: bool,
    disks: Vec<String>,
    trace: Vec<String>,
}

const NAMES: [&str; 2] = ["a", "b"];

impl World {
    fn new(lab: Lab, seed: u64) -> World {
        let (down, frozen) = ([false; 2], [false; 2]);
        World { lab, random: Random::new(seed), down, frozen, link_cut: false, disks: Vec::new(), trace: Vec::new() }
    }

    fn freeze(&mut self, which: usize) {
        self.act(&["freeze", NAMES[which]]);
        self.frozen[which] = true;
    }

    /// Draws until something can be done.
    fn step(&mut self) {
        while !self.try_step() {}
        // Long enough for a takeover, or not.
        let pause = if self.random.below(3) == 0 { 400 + self.random.below(600) } else { self.random.below(200) };
        std::thread::sleep(Duration::from_millis(pause));
    }

    fn try_step(&mut self) -> bool {
        let which = self.random.below(2) as usize;
        let name = NAMES[which];
        match self.random.below(13) {
            0 | 1 if !self.down[which] && !self.frozen[which] => {
                self.act(&["kill", name]);
                self.down[which] = true;
            }
            2 | 3 if !self.down[which] && !self.frozen[which] => {
                self.act(&["freeze", name]);
                self.frozen[which] = true;
            }
            4 | 5 if self.frozen[which] => {
                self.act(&["thaw", name]);
                self.frozen[which] = false;
            }
            6 | 7 if self.down[which] => {
                self.act(&["start", name]);
                self.down[which] = false;
            }
            8 if self.random.below(4) == 0 => {
                self.act(&["power-cut", "both"]);
                (self.down, self.frozen) = ([true; 2], [false; 2]);
            }
            9 => {
                self.link_cut = !self.link_cut;
                self.act(&["link", if self.link_cut { "down" } else { "up" }]);
            }
            10 if self.disks.is_empty() => {
                // Any disk but the data disks: without RAID an identity is down without its own.
                let disk = format!("{name}{}", 1 + self.random.below(2));
                self.act(&["disk", "fail", &disk]);
                self.disks.push(disk);
            }
            11 if !self.disks.is_empty() => self.heal_disks(),
            12 if !self.down[which] && !self.frozen[which] => {
                let order: &[&str] = match self.random.below(3) {
                    0 => &["takeover"],
                    1 => &["giveback"],
                    _ => &["takeover", "--immediate", "--yes"],
                };
                self.order(name, order);
            }
            _ => return false,
        }
        true
    }

    fn act(&mut self, command: &[&str]) {
        self.trace.push(command.join(" "));
        let output = self.lab.try_run(command);
        // A filer may have ended by itself; nothing else may go wrong.
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "lab {command:?}: {errors} after {:?}", self.trace);
    }

    /// An order of which it is not waited for the end: the next fault comes in the middle of it.
    fn order(&mut self, filer: &str, order: &[&str]) {
        self.trace.push(format!("{filer}: {}", order.join(" ")));
        let config = self.lab.dir.join(filer).join("filer.toml");
        let mut child = std::process::Command::new(common::binary().with_file_name("filer"))
            .args(["cf", "--config", config.to_str().unwrap()])
            .args(order)
            .stdin(std::process::Stdio::null())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // Whether it can be carried out just now is the filer's business.
        std::thread::spawn(move || child.wait());
    }

    fn heal_disks(&mut self) {
        for disk in std::mem::take(&mut self.disks) {
            self.act(&["disk", "heal", &disk]);
        }
    }

    /// Ends the faults. Who was taken over stays so: that is an operator's matter.
    fn heal(&mut self) {
        self.heal_disks();
        if self.link_cut {
            self.link_cut = false;
            self.act(&["link", "up"]);
        }
        for (which, name) in NAMES.into_iter().enumerate() {
            if std::mem::take(&mut self.frozen[which]) {
                self.act(&["thaw", name]);
            }
            if std::mem::take(&mut self.down[which]) {
                self.act(&["start", name]);
            }
        }
    }
}

fn served(status: &Value) -> bool {
    NAMES.iter().all(|identity| NAMES.iter().any(|filer| serves(status, filer, identity)))
}

/// Everything mirrored, wherever it is served.
fn mirrored(status: &Value) -> bool {
    let identities = |filer: &str| status["filers"][filer]["identities"].as_array().cloned().unwrap_or_default();
    served(status)
        && NAMES.iter().flat_map(|filer| identities(filer)).all(|identity| identity["acknowledged_by"] == "partner")
}

fn sequence(world: &mut World, owners: &mut Owners, client: &mut Session, seed: u64, contents: &[u8]) -> Duration {
    world.random = Random::new(seed);
    world.trace.clear();
    let original = world.lab.file("original", contents);
    let steps = 3 + world.random.below(5);
    let mut copies = 0;
    for _ in 0..steps {
        copies += 1;
        client.begin(&format!("put {} copy-{copies}", original.display())).unwrap();
        world.step();
        owners.note(&world.lab.status(), &format!("seed {seed}, after {:?}", world.trace));
    }
    settle(world, owners, client, copies, seed, contents)
}

/// Ends the faults and checks everything that is promised. Returns how long it took until both identities were served.
fn settle(
    world: &mut World,
    owners: &mut Owners,
    client: &mut Session,
    copies: u32,
    seed: u64,
    contents: &[u8],
) -> Duration {
    world.heal();
    let healed = Instant::now();
    let wait = |what: &str, patience: Duration, reached: &dyn Fn(&Value) -> bool, owners: &mut Owners| loop {
        let status = world.lab.status();
        owners.note(&status, &format!("seed {seed}, after {:?}", world.trace));
        if reached(&status) {
            return healed.elapsed();
        }
        assert!(
            healed.elapsed() < patience,
            "seed {seed}: not {what} {patience:?} after {:?}\n{}",
            world.trace,
            world.lab.run(&["status"])
        );
        std::thread::sleep(Duration::from_millis(20));
    };
    let service = wait("served", SERVICE_PATIENCE, &served, owners);
    let finished = client.finish(Duration::from_secs(60));
    assert!(finished.is_ok(), "seed {seed}: {finished:?} after {:?}\n{}", world.trace, world.lab.run(&["status"]));
    wait("mirrored", SYNC_PATIENCE, &mirrored, owners);
    let back = world.lab.work.join("back");
    for copy in 1..=copies {
        client.run(&format!("get copy-{copy} {}", back.display()), CLIENT_PATIENCE).unwrap();
        assert!(std::fs::read(&back).unwrap() == contents, "seed {seed}: copy {copy} differs after {:?}", world.trace);
    }
    service
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

// Shows S7, S8, S12, M8, M11, F5, G5, G8: random sequences of kill, freeze, thaw, start, power cut, link cut, mailbox disk
// failure, takeover, giveback, from either side: no byte lost, never two owners of an epoch, no complaint of the client, and
// service again in bounded time without an operator.
#[test]
fn random_sequences_lose_nothing() {
    let first = number("SEED").unwrap_or(FIRST);
    let count = number("COUNT").unwrap_or(if std::env::var("SEED").is_ok() { 1 } else { COUNT });
    println!("seeds {first} to {} (one alone: SEED=n)", first + count - 1);
    let contents = Random::new(first).bytes(FILE_BYTES);
    let mut slowest = Duration::ZERO;
    let mut seed = first;
    while seed < first + count {
        let lab = Lab::up("sequences", CardKind::Shm);
        let mut client = lab.session("a");
        client.run("ls", CLIENT_PATIENCE).unwrap();
        let connections = lab.connections("a");
        let mut world = World::new(lab, seed);
        let mut owners = Owners::default();
        for _ in 0..PER_LAB.min(first + count - seed) {
            let begun = Instant::now();
            let service = sequence(&mut world, &mut owners, &mut client, seed, &contents);
            slowest = slowest.max(service);
            println!(
                "{seed}: {:.1} s, service {} ms after the last fault: {}",
                begun.elapsed().as_secs_f64(),
                service.as_millis(),
                world.trace.join(", ")
            );
            seed += 1;
        }
        assert_eq!(world.lab.connections("a"), connections, "the client's connection is another one (seed {seed})");
        let printed = client.quit().unwrap();
        assert!(complaints(&printed).is_empty(), "up to seed {seed}: {printed:#?}");
    }
    println!("service again after {} ms at most", slowest.as_millis());
}

// Shows M11: each suspects the other: frozen and thawed together, booting together after a power cut, one that returns during
// the other's takeover, a link that flaps. Each ends in service, without an operator, in bounded time, and with one owner.
#[test]
fn mutual_suspicion_ends_in_service() {
    let seed = common::seed();
    let lab = Lab::up("suspicion", CardKind::Shm);
    let mut client = lab.session("a");
    client.run("ls", CLIENT_PATIENCE).unwrap();
    let (mut world, mut owners) = (World::new(lab, seed), Owners::default());
    let contents = world.random.bytes(FILE_BYTES);
    let original = world.lab.file("original", &contents);
    let pause = |ms: u64| std::thread::sleep(Duration::from_millis(ms));
    type Script = Box<dyn Fn(&mut World)>;
    let mut scripts: Vec<(String, Script)> = vec![
        (
            "both frozen and thawed together".into(),
            Box::new(move |world| {
                (0..2).for_each(|which| world.freeze(which));
                pause(1200);
                // Two signals a few microseconds apart, and in the other order than before.
                world.act(&["thaw", "b"]);
                world.act(&["thaw", "a"]);
                world.frozen = [false; 2];
            }),
        ),
        (
            "both booting together".into(),
            Box::new(|world| {
                world.act(&["power-cut", "both"]);
                let starts = ["a", "b"].map(|name| {
                    let dir = world.lab.dir.clone();
                    std::thread::spawn(move || {
                        let output = std::process::Command::new(common::binary())
                            .arg("--dir")
                            .arg(dir)
                            .args(["start", name])
                            .output()
                            .unwrap();
                        assert!(output.status.success(), "{output:?}");
                    })
                });
                starts.into_iter().for_each(|start| start.join().unwrap());
            }),
        ),
        (
            "a flapping link".into(),
            Box::new(move |world| {
                for flap in 0..12 {
                    world.act(&["link", "down"]);
                    pause(10 + 7 * flap);
                    world.act(&["link", "up"]);
                    pause(5 + 11 * flap);
                }
            }),
        ),
    ];
    // Silence lasts 500 ms in the lab: before, at, and in the middle of the takeover.
    for ms in [450, 500, 520, 560, 620] {
        scripts.push((
            format!("thawed after {ms} ms"),
            Box::new(move |world| {
                world.freeze(0);
                pause(ms);
                world.act(&["thaw", "a"]);
                world.frozen[0] = false;
            }),
        ));
    }
    for ms in [0, 5, 15, 30, 60] {
        scripts.push((
            format!("started {ms} ms after its death"),
            Box::new(move |world| {
                world.act(&["kill", "a"]);
                pause(ms);
                world.act(&["start", "a"]);
            }),
        ));
    }
    for (name, script) in scripts {
        world.trace = vec![name.clone()];
        client.begin(&format!("put {} copy-1", original.display())).unwrap();
        script(&mut world);
        let service = settle(&mut world, &mut owners, &mut client, 1, seed, &contents);
        println!("{name}: served after {} ms", service.as_millis());
        // Back where it began, so that the next one hits the owner again.
        for (heir, home) in [("b", "a"), ("a", "b")] {
            if serves(&world.lab.status(), heir, home) {
                world.lab.order(heir, &["giveback"]);
            }
        }
        world.lab.wait_ready();
    }
    let printed = client.quit().unwrap();
    assert!(complaints(&printed).is_empty(), "seed {seed}: {printed:#?}");
}

// Shows M12: a mailbox disk that fails is replaced by the spare, so that a second one may fail after it, and a takeover still
// finds a majority.
#[test]
fn a_mailbox_disk_that_fails_is_replaced() {
    let seed = common::seed();
    let lab = Lab::up("spare", CardKind::Shm);
    let mut client = lab.session("a");
    let contents = Random::new(seed).bytes(FILE_BYTES);
    let original = lab.file("original", &contents);
    client.run(&format!("put {} before", original.display()), CLIENT_PATIENCE).unwrap();
    lab.run(&["disk", "fail", "a2"]);
    let replaced = |status: &Value| {
        let events = lab.events("a");
        events.iter().any(|event| event["entry"]["name"].as_str().is_some_and(|name| name.contains("replaced")))
            && serves(status, "a", "a")
    };
    lab.wait("the spare in its place", CLIENT_PATIENCE, replaced);
    lab.wait_ready();
    // The spare gets its vote a few mailbox rounds later, when the other disks all show the new set (`members.rs`).
    std::thread::sleep(Duration::from_millis(1500));
    lab.run(&["disk", "fail", "a1"]);
    client.run(&format!("put {} after", original.display()), CLIENT_PATIENCE).unwrap();
    lab.run(&["kill", "a"]);
    let back = lab.work.join("back");
    for name in ["before", "after"] {
        client.run(&format!("get {name} {}", back.display()), CLIENT_PATIENCE).unwrap();
        assert!(std::fs::read(&back).unwrap() == contents, "{name} (seed {seed})");
    }
    assert!(serves(&lab.status(), "b", "a"));
    assert!(complaints(&client.quit().unwrap()).is_empty());
}
