//! A lab for one test: made for it, ended with it, its logs kept in `target/lab-logs` when it fails.
#![allow(dead_code)] // each test binary uses its part

use lab::client::{Session, Target};
use lab::layout::CardKind;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

/// The shortest patience among common clients is smbclient's: 20 s for a reply. Whatever takes longer has failed.
pub const CLIENT_PATIENCE: Duration = Duration::from_secs(20);

pub fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_lab"))
}

/// A number that differs from run to run and can be given again with SEED.
pub fn seed() -> u64 {
    let seed = match std::env::var("SEED") {
        Ok(text) => text.parse().expect("SEED is a number"),
        Err(_) => {
            let mut bytes = [0u8; 4];
            getrandom::fill(&mut bytes).unwrap();
            u64::from(u32::from_le_bytes(bytes))
        }
    };
    println!("seed {seed} (run again with SEED={seed})");
    seed
}

/// Numbers from a seed (xorshift64*), good enough to choose moments and file contents.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }
    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(count + 8);
        while bytes.len() < count {
            bytes.extend(self.next().to_le_bytes());
        }
        bytes.truncate(count);
        bytes
    }
}

pub struct Lab {
    pub dir: PathBuf,
    pub work: PathBuf,
    info: Value,
    name: String,
}

impl Lab {
    /// Starts a lab for the test `name`.
    pub fn up(name: &str, card: CardKind) -> Lab {
        Lab::with(name, card, &[])
    }

    /// Starts a lab with further options of `lab up`.
    pub fn with(name: &str, card: CardKind, options: &[&str]) -> Lab {
        Lab::with_environment(name, card, options, &[])
    }

    /// Starts a lab whose processes find these variables in their environment.
    pub fn with_environment(name: &str, card: CardKind, options: &[&str], variables: &[(&str, &str)]) -> Lab {
        let base = std::env::temp_dir().join(format!("sp-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&base);
        std::fs::create_dir_all(base.join("work")).unwrap();
        let dir = base.join("lab");
        let card = serde_json::to_value(card).unwrap();
        let mut lab = Lab { dir, work: base.join("work"), info: Value::Null, name: name.into() };
        let arguments = [&["up", "--json", "--card", card.as_str().unwrap()], options].concat();
        let mut command = Command::new(binary());
        let output =
            command.arg("--dir").arg(&lab.dir).args(arguments).envs(variables.iter().copied()).output().unwrap();
        assert!(output.status.success(), "lab up: {}", String::from_utf8_lossy(&output.stderr));
        lab.info = serde_json::from_slice(&output.stdout).unwrap();
        lab
    }

    pub fn try_run(&self, arguments: &[&str]) -> Output {
        Command::new(binary()).arg("--dir").arg(&self.dir).args(arguments).output().unwrap()
    }

    /// Runs a lab command that must succeed and returns what it printed.
    pub fn run(&self, arguments: &[&str]) -> String {
        let output = self.try_run(arguments);
        assert!(
            output.status.success(),
            "lab {arguments:?}: {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a `filer cf` command for one of the filers.
    pub fn cf(&self, filer: &str, arguments: &[&str]) -> Output {
        let config = self.dir.join(filer).join("filer.toml");
        Command::new(binary().with_file_name("filer"))
            .args(["cf", "--config", config.to_str().unwrap()])
            .args(arguments)
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap()
    }

    /// The same for a command that must succeed; returns what it printed. What one filer knows its partner hears a heartbeat
    /// later, and refuses until then, changing nothing: like an operator, this asks again.
    pub fn order(&self, filer: &str, arguments: &[&str]) -> String {
        let begun = Instant::now();
        loop {
            let output = self.cf(filer, arguments);
            let errors = String::from_utf8_lossy(&output.stderr).into_owned();
            if output.status.success() {
                return String::from_utf8_lossy(&output.stdout).into_owned();
            }
            let for_now = errors.contains("cannot be done") && begun.elapsed() < CLIENT_PATIENCE;
            assert!(for_now, "filer cf {arguments:?} on {filer}: {errors}\n{}", self.run(&["status"]));
            println!("asking again: {errors}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// The events of a filer.
    pub fn events(&self, filer: &str) -> Vec<Value> {
        let config = self.dir.join(filer).join("filer.toml");
        let output = Command::new(binary().with_file_name("filer"))
            .args(["events", "--json", "--config", config.to_str().unwrap()])
            .output()
            .unwrap();
        serde_json::from_slice(&output.stdout).unwrap_or_default()
    }

    pub fn status(&self) -> Value {
        serde_json::from_str(&self.run(&["status", "--json"])).unwrap()
    }

    /// Status of an identity on the filer that serves it.
    pub fn served(&self, filer: &str, identity: &str) -> Option<Value> {
        let status = self.status();
        let list = status["filers"][filer]["identities"].as_array()?.clone();
        list.into_iter().find(|found| found["name"] == identity)
    }

    pub fn wait(&self, what: &str, patience: Duration, reached: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let status = self.status();
            if reached(&status) {
                return status;
            }
            assert!(begun.elapsed() < patience, "waited {patience:?} for {what}; there is\n{}", self.run(&["status"]));
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Waits until a filer serves an identity.
    pub fn wait_served(&self, filer: &str, identity: &str) {
        self.wait(&format!("{filer} serving {identity}"), CLIENT_PATIENCE, |status| serves(status, filer, identity));
    }

    /// Waits until both filers serve their own identities and mirror each other.
    pub fn wait_in_sync(&self) {
        self.wait("both filers in sync", Duration::from_secs(60), |status| {
            ["a", "b"].iter().all(|name| {
                serves(status, name, name)
                    && status["filers"][name]["card"]["mirroring"] == true
                    && status["filers"][name]["identities"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .all(|i| i["acknowledged_by"] == "partner")
            })
        });
    }

    /// Waits until a filer serves both identities, mirrored.
    pub fn wait_both_mirrored(&self, filer: &str) {
        self.wait("both identities mirrored", Duration::from_secs(60), |status| {
            let identities = status["filers"][filer]["identities"].as_array().cloned().unwrap_or_default();
            identities.len() == 2 && identities.iter().all(|identity| identity["acknowledged_by"] == "partner")
        });
    }

    /// Waits until each filer could take the other over, by what it has heard of it.
    pub fn wait_ready(&self) {
        self.wait_in_sync();
        self.wait("each filer able to take the other over", CLIENT_PATIENCE, |status| {
            [("a", "b"), ("b", "a")].iter().all(|(filer, identity)| {
                let reports = status["filers"][filer]["cluster"]["identities"].as_array().cloned().unwrap_or_default();
                reports.iter().any(|report| report["identity"] == *identity && report["takeover_possible"] == true)
            })
        });
    }

    pub fn target(&self, identity: &str) -> Target {
        let text = |value: &Value| value.as_str().unwrap().to_string();
        Target {
            address: text(&self.info["filers"][identity]["address"]),
            share: text(&self.info["share"]),
            user: text(&self.info["user"]),
            password: text(&self.info["password"]),
        }
    }

    pub fn session(&self, identity: &str) -> Session {
        Session::start(binary(), &self.dir, &self.target(identity), &[]).unwrap()
    }

    /// The client's end of its connections to an identity: `address:port`, sorted.
    pub fn connections(&self, identity: &str) -> Vec<String> {
        let address = self.target(identity).address;
        let output = self.run(&["exec", "--", "ss", "-tnH", "state", "established", "dst", &address]);
        let mut found: Vec<String> = output
            .lines()
            .map(|line| line.split_whitespace().skip(2).take(2).collect::<Vec<_>>().join(" -> "))
            .collect();
        found.sort();
        found
    }

    /// A file with contents from a seed, for the client to put.
    pub fn file(&self, name: &str, contents: &[u8]) -> PathBuf {
        let path = self.work.join(name);
        std::fs::write(&path, contents).unwrap();
        path
    }
}

pub fn serves(status: &Value, filer: &str, identity: &str) -> bool {
    status["filers"][filer]["identities"]
        .as_array()
        .is_some_and(|list| list.iter().any(|found| found["name"] == identity))
}

impl Drop for Lab {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/lab-logs").join(&self.name);
            let _ = std::fs::create_dir_all(&kept);
            let _ = std::fs::write(kept.join("status"), self.try_run(&["status"]).stdout);
            for entry in std::fs::read_dir(self.dir.join("log")).into_iter().flatten().flatten() {
                let _ = std::fs::copy(entry.path(), kept.join(entry.file_name()));
            }
            eprintln!("the lab's logs are in {}", kept.display());
        }
        let _ = self.try_run(&["down"]);
        let _ = std::fs::remove_dir_all(self.dir.parent().unwrap());
    }
}
