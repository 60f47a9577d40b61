//! The three paths of the status protocol: each may be lost, and only the silence of all of them is a failure.

mod common;

use common::{seed, serves, Lab, Random, CLIENT_PATIENCE};
use lab::client::complaints;
use lab::layout::CardKind;
use serde_json::Value;
use std::time::Duration;

const COPY_PATIENCE: Duration = Duration::from_secs(120);
/// Much longer than the silence after which a partner of which nothing is heard is suspected.
const LONG: Duration = Duration::from_millis(2500);
const DISKS: [&str; 6] = ["a0", "a1", "a2", "b0", "b1", "b2"];

/// Milliseconds since the last sign of life of the partner on a path, as filer b has it.
fn silent_ms(status: &Value, path: &str) -> Option<u64> {
    let paths = status["filers"]["b"]["cluster"]["paths"].as_array()?;
    paths.iter().find(|report| report["path"] == path)?["silent_ms"].as_u64()
}

/// New messages of the partner that filer b has received, on whichever path.
fn messages(status: &Value) -> u64 {
    status["filers"]["b"]["cluster"]["messages"]["new"].as_u64().unwrap_or_default()
}

fn udp(lab: &Lab, up: bool) {
    lab.run(&["exec", "--", "ip", "link", "set", "lo", if up { "up" } else { "down" }]);
}

fn link(lab: &Lab, up: bool) {
    lab.run(&["link", if up { "up" } else { "down" }]);
}

fn disks(lab: &Lab, up: bool) {
    for disk in DISKS {
        lab.run(&["disk", if up { "heal" } else { "fail" }, disk]);
    }
}

// Shows M1, C8: with any one path dead, and with two of them, the partner is not suspected and a copy goes on; the status
// says which path is silent. With all three dead at once, because the filer stands still, it is taken over.
#[test]
fn only_the_silence_of_all_paths_is_a_failure() {
    let seed = seed();
    let mut random = Random::new(seed);
    let lab = Lab::up("paths", CardKind::Shm);
    let contents = random.bytes(24 << 20);
    let original = lab.file("original", &contents);
    let mut client = lab.session("a");
    client.run("ls", CLIENT_PATIENCE).unwrap();
    lab.wait("life on every path", CLIENT_PATIENCE, |s| {
        ["udp", "card", "mailbox"].iter().all(|path| silent_ms(s, path).is_some_and(|silent| silent < 400))
    });
    let epoch = lab.served("a", "a").unwrap()["epoch"].clone();
    type Cut = fn(&Lab, bool);
    let cases: [(&str, &[Cut], &[&str]); 5] = [
        ("udp", &[udp], &["udp"]),
        ("link", &[link], &["card"]),
        ("disks", &[disks], &["mailbox"]),
        ("udp-and-link", &[udp, link], &["udp", "card"]),
        ("udp-and-disks", &[udp, disks], &["udp", "mailbox"]),
    ];
    for (name, cuts, silent) in cases {
        println!("without {name}");
        client.begin(&format!("put {} copy-{name}", original.display())).unwrap();
        cuts.iter().for_each(|cut| cut(&lab, false));
        std::thread::sleep(LONG / 2);
        let before = messages(&lab.status());
        std::thread::sleep(LONG / 2);
        let status = lab.status();
        // Not only the card's beat: whole messages, on whatever path is left.
        assert!(messages(&status) > before + 5, "no messages without {name} (seed {seed})");
        for path in silent {
            let ms = silent_ms(&status, path).unwrap();
            assert!(
                ms > LONG.as_millis() as u64 / 2,
                "{path} carries life although it is cut: {ms} ms ({name}, seed {seed})"
            );
        }
        assert!(serves(&status, "a", "a") && serves(&status, "b", "b"), "{name}, seed {seed}: {status}");
        assert_eq!(lab.served("a", "a").unwrap()["epoch"], epoch, "{name}: taken over meanwhile (seed {seed})");
        cuts.iter().for_each(|cut| cut(&lab, true));
        lab.wait_in_sync();
        client.finish(COPY_PATIENCE).unwrap();
    }
    client.begin(&format!("put {} copy", original.display())).unwrap();
    lab.run(&["freeze", "a"]);
    lab.wait_served("b", "a");
    client.finish(COPY_PATIENCE).unwrap();
    let back = lab.work.join("back");
    for name in ["copy-udp", "copy-link", "copy-disks", "copy-udp-and-link", "copy-udp-and-disks", "copy"] {
        client.run(&format!("get {name} {}", back.display()), COPY_PATIENCE).unwrap();
        assert!(std::fs::read(&back).unwrap() == contents, "{name} differs (seed {seed})");
    }
    let printed = client.quit().unwrap();
    assert!(complaints(&printed).is_empty(), "seed {seed}: {printed:#?}");
}
