//! What an operator can order, from either filer, under a client that never stops copying.

mod common;

use common::{seed, serves, Lab, Random, CLIENT_PATIENCE};
use lab::client::{complaints, Session};
use lab::layout::CardKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

const COPY_PATIENCE: Duration = Duration::from_secs(120);

/// A client of one identity that has always a copy under way.
struct Copier {
    client: Session,
    original: PathBuf,
    copies: u32,
}

impl Copier {
    fn new(lab: &Lab, identity: &str, original: &Path) -> Copier {
        let mut client = lab.session(identity);
        client.run("ls", CLIENT_PATIENCE).unwrap();
        Copier { client, original: original.into(), copies: 0 }
    }

    /// Keeps it busy.
    fn copy(&mut self) {
        for _ in 0..2 {
            self.copies += 1;
            self.client.begin(&format!("put {} copy-{}", self.original.display(), self.copies)).unwrap();
        }
    }

    /// Waits for everything, reads it back and compares.
    fn check(mut self, lab: &Lab, contents: &[u8], seed: u64) {
        self.client.finish(COPY_PATIENCE).unwrap();
        let back = lab.work.join("back");
        for copy in 1..=self.copies {
            self.client.run(&format!("get copy-{copy} {}", back.display()), COPY_PATIENCE).unwrap();
            assert!(std::fs::read(&back).unwrap() == contents, "copy {copy} differs (seed {seed})");
        }
        let printed = self.client.quit().unwrap();
        assert!(complaints(&printed).is_empty(), "seed {seed}: {printed:#?}");
    }
}

// Shows G1 to G8, M9, S6: takeover asked for by either side, gracefully and at once, halt, and giveback, each under a copy.
#[test]
fn every_planned_takeover_from_both_sides() {
    let seed = seed();
    let mut random = Random::new(seed);
    let lab = Lab::up("planned", CardKind::Shm);
    let contents = random.bytes(16 << 20);
    let original = lab.file("original", &contents);
    let before = {
        let mut copier = Copier::new(&lab, "a", &original);
        let before = lab.connections("a");
        // (ordered on, command, who serves a's identity then, who gives it back)
        let orders: [(&str, &[&str], &str, &str); 5] = [
            ("b", &["takeover"], "b", "a"),
            ("a", &["takeover", "--by-partner"], "b", "a"),
            ("b", &["takeover", "--immediate", "--yes"], "b", "a"),
            ("a", &["takeover"], "a", "b"),
            ("b", &["takeover", "--by-partner"], "a", "b"),
        ];
        for (filer, command, heir, home) in orders {
            println!("{filer}: {}", command.join(" "));
            copier.copy();
            let printed = lab.order(filer, command);
            println!("{printed}");
            lab.wait_served(heir, home);
            // A planned takeover leaves the other filer up and passive.
            let status = lab.status();
            assert!(status["filers"][home].is_object() && !serves(&status, home, home), "{status}");
            lab.wait_both_mirrored(heir);
            copier.copy();
            println!("{}", lab.order(heir, &["giveback"]));
            lab.wait_ready();
        }
        println!("a: halt");
        copier.copy();
        let refused = lab.cf("a", &["halt"]);
        assert!(!refused.status.success(), "halt without a confirmation");
        assert!(String::from_utf8_lossy(&refused.stderr).contains("not confirmed"), "{refused:?}");
        lab.order("a", &["halt", "--yes"]);
        lab.wait_served("b", "a");
        lab.run(&["start", "a"]);
        lab.wait_both_mirrored("b");
        lab.order("b", &["giveback"]);
        lab.wait_in_sync();
        assert_eq!(lab.connections("a"), before, "seed {seed}");
        copier.check(&lab, &contents, seed);
        before
    };
    assert_eq!(before.len(), 1);
}

/// Waits until `heir` serves both identities, mirrored, and has heard that the other filer waits for its own.
fn wait_for_giveback(lab: &Lab, heir: &str, home: &str) {
    lab.wait_both_mirrored(heir);
    lab.wait("a giveback being possible", Duration::from_secs(60), |s| {
        let cluster = &s["filers"][heir]["cluster"];
        let waits = |report: &serde_json::Value| report["identity"] == home && report["partner_role"] == "standby";
        cluster["partner_alive"] == true && cluster["identities"].as_array().is_some_and(|list| list.iter().any(waits))
    });
}

/// Reboots a filer, whose partner must not take it over, and waits until a new process serves. Gives the status.
fn reboot(lab: &Lab, home: &str, partner: &str) -> serde_json::Value {
    let uptime = |s: &serde_json::Value| s["filers"][home]["uptime_ms"].as_u64().unwrap_or(u64::MAX);
    let old = uptime(&lab.status());
    println!("{home}: {}", lab.order(home, &["reboot", "--yes"]));
    let again = |s: &serde_json::Value| serves(s, home, home) && uptime(s) < old;
    let status = lab.wait("the rebooted filer serving again", CLIENT_PATIENCE, again);
    assert!(!serves(&status, partner, home), "{status}");
    status
}

// Shows G4, G5, G6, S5, S9: takeover and giveback by force, halt and reboot, of either filer by the other, each under a copy.
#[test]
fn force_halt_and_reboot_from_both_sides() {
    let seed = seed();
    let mut random = Random::new(seed);
    let lab = Lab::up("forced", CardKind::Shm);
    let contents = random.bytes(8 << 20);
    let original = lab.file("original", &contents);
    for (home, heir) in [("a", "b"), ("b", "a")] {
        let mut copier = Copier::new(&lab, home, &original);
        let before = lab.connections(home);
        assert_eq!(before.len(), 1);
        copier.copy();
        let refused = lab.cf(heir, &["takeover", "--force"]);
        let words = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && words.contains("not confirmed"), "force without a confirmation: {words}");
        println!("{heir}: {}", lab.order(heir, &["takeover", "--force", "--yes"]));
        lab.wait_served(heir, home);
        wait_for_giveback(&lab, heir, home);
        copier.copy();
        println!("{heir}: {}", lab.order(heir, &["giveback", "--force", "--yes"]));
        lab.wait_ready();

        copier.copy();
        println!("{home}: {}", lab.order(home, &["halt", "--yes"]));
        lab.wait_served(heir, home);
        lab.run(&["start", home]);
        wait_for_giveback(&lab, heir, home);
        lab.order(heir, &["giveback"]);
        lab.wait_ready();

        copier.copy();
        let status = reboot(&lab, home, heir);
        let restores = status["filers"][home]["restores"].as_array().cloned().unwrap_or_default();
        assert!(restores.iter().any(|r| r["identity"] == home && r["kind"] == "reboot"), "{status}");
        lab.wait_ready();
        assert_eq!(lab.connections(home), before, "seed {seed}");
        copier.check(&lab, &contents, seed);
    }
}

// Shows S5, S9: an elective reboot: the filer ends and starts again by itself, nobody takes it over meanwhile, its client
// waits and goes on. Shows M6: disabled with a reason, no takeover follows a death; the reason outlives the reboot.
#[test]
fn a_reboot_and_a_disabled_takeover() {
    let seed = seed();
    let mut random = Random::new(seed);
    let lab = Lab::up("reboot", CardKind::Shm);
    let contents = random.bytes(16 << 20);
    let original = lab.file("original", &contents);
    let mut copier = Copier::new(&lab, "a", &original);
    copier.copy();
    let status = reboot(&lab, "a", "b");
    let restore = status["filers"]["a"]["restores"][0].clone();
    assert_eq!(restore["kind"], "reboot", "{status}");
    lab.wait_in_sync();

    copier.copy();
    lab.order("b", &["disable", "--reason", "testing the cooling"]);
    lab.wait("a knowing", CLIENT_PATIENCE, |s| {
        s["filers"]["a"]["cluster"]["disabled_by"].as_array().is_some_and(|reasons| !reasons.is_empty())
    });
    lab.run(&["kill", "b"]);
    lab.run(&["start", "b"]);
    lab.wait_in_sync();
    lab.run(&["kill", "a"]);
    std::thread::sleep(Duration::from_secs(3));
    let status = lab.status();
    assert!(!serves(&status, "b", "a"), "taken over although disabled: {status}");
    assert_eq!(status["filers"]["b"]["cluster"]["disabled_reason"], "testing the cooling");
    let words = String::from_utf8(lab.cf("b", &["status"]).stdout).unwrap();
    assert!(words.contains("disabled by the operator") && words.contains("testing the cooling"), "{words}");
    lab.run(&["start", "a"]);
    lab.wait_served("a", "a");
    // Whoever enables takeovers while the partner is still taken for dead gets one.
    lab.wait("b hearing a again", CLIENT_PATIENCE, |s| s["filers"]["b"]["cluster"]["partner_alive"] == true);
    lab.order("b", &["enable"]);
    lab.wait_ready();
    copier.copy();
    lab.run(&["kill", "a"]);
    lab.wait_served("b", "a");
    copier.check(&lab, &contents, seed);
}
