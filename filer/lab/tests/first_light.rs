//! First light: what an unmodified client sees when the filer it talks to dies, through the real cards and through the
//! software card.

mod common;

use common::{seed, serves, Lab, Random, CLIENT_PATIENCE};
use lab::client::{complaints, Session};
use lab::layout::CardKind;
use std::time::{Duration, Instant};

/// A copy of a few MiB through simulated cards may take this long without a fault.
const COPY_PATIENCE: Duration = Duration::from_secs(120);

fn put(path: &std::path::Path, name: &str) -> String {
    format!("put {} {name}", path.display())
}

fn get(name: &str, path: &std::path::Path) -> String {
    format!("get {name} {}", path.display())
}

/// Ends a client and checks that it never complained.
fn quit_content(session: Session) {
    let printed = session.quit().unwrap();
    assert!(complaints(&printed).is_empty(), "the client complained: {printed:#?}");
}

/// One copy, the filer killed in the middle, the copy read back through the partner.
fn copy_survives_a_kill(name: &str, card: CardKind, mebibytes: usize) {
    let seed = seed();
    let mut random = Random::new(seed);
    let lab = Lab::up(name, card);
    let contents = random.bytes(mebibytes << 20);
    let original = lab.file("original", &contents);
    let back = lab.work.join("back");

    let mut client = lab.session("a");
    client.run("ls", CLIENT_PATIENCE).unwrap();
    let before = lab.connections("a");
    assert_eq!(before.len(), 1);
    let process = client.pid();
    client.begin(&put(&original, "copy")).unwrap();
    // Somewhere in the first half of the copy: when this much of the log has been written.
    let goal = random.below(mebibytes as u64 * 4) + 8;
    lab.wait("the copy under way", COPY_PATIENCE, |status| {
        status["filers"]["a"]["identities"][0]["last"].as_u64().is_some_and(|last| last > goal)
    });
    assert!(!client.is_idle(), "the copy was over before the kill");
    lab.run(&["kill", "a"]);
    client.finish(COPY_PATIENCE).unwrap();
    client.run(&get("copy", &back), COPY_PATIENCE).unwrap();
    assert_eq!(lab.connections("a"), before, "the TCP connection is another one (seed {seed})");
    assert_eq!(client.pid(), process);
    quit_content(client);
    assert!(std::fs::read(&back).unwrap() == contents, "the copy differs from the original (seed {seed})");

    let status = lab.status();
    assert!(serves(&status, "b", "a") && serves(&status, "b", "b"), "b serves both: {status}");
    let ring = lab.served("b", "a").unwrap();
    assert!(
        (mebibytes << 20) as u64 >= 4 * ring["payload_bytes"].as_u64().unwrap(),
        "the file is not several times larger than the ring, so consistency points were not in the game"
    );
    let restore =
        status["filers"]["b"]["restores"].as_array().unwrap().iter().find(|r| r["identity"] == "a").unwrap().clone();
    assert_eq!(restore["kind"], "takeover");
    let moments: Vec<u64> = ["detected_ms", "fenced_ms", "restored_ms", "first_reply_ms"]
        .iter()
        .map(|m| restore[m].as_u64().unwrap())
        .collect();
    assert!(moments.is_sorted(), "the timeline runs backwards: {restore}");
}

// Shows S1, S2, S3, S8, S12, F1, F2, F4: a copy through the Verilated cards goes on at the partner on the same connection.
#[test]
fn a_copy_survives_the_death_of_its_filer_through_the_real_cards() {
    copy_survives_a_kill("copy-rtl", CardKind::Rtl, 12);
}

// Shows S8, S12, F3: the same through the software card, at a speed at which consistency points follow each other closely.
#[test]
fn a_copy_survives_the_death_of_its_filer_through_the_software_card() {
    copy_survives_a_kill("copy-shm", CardKind::Shm, 64);
}

// Shows S8, S12: a directory listing in the middle, an idle client with an open file, and a half-sent large write.
#[test]
fn listing_idle_and_half_sent_clients_survive_a_kill() {
    let seed = seed();
    let mut random = Random::new(seed);
    let lab = Lab::up("moments", CardKind::Shm);
    let mut setup = lab.session("a");
    let small = lab.file("small", b"contents");
    setup.begin("mkdir many").unwrap();
    for number in 0..600 {
        setup.begin(&put(&small, &format!("many\\file-{number:04}-with-a-name-that-fills-the-reply"))).unwrap();
    }
    setup.finish(COPY_PATIENCE).unwrap();
    quit_content(setup);

    let mut lister = lab.session("a");
    let mut idle = lab.session("a");
    let mut writer = lab.session("a");
    idle.run("open many\\file-0000-with-a-name-that-fills-the-reply", CLIENT_PATIENCE).unwrap();
    let contents = random.bytes(48 << 20);
    let large = lab.file("large", &contents);
    // The client is stopped while its kernel goes on sending what it has buffered: the filer holds half a request.
    writer.begin(&put(&large, "large")).unwrap();
    lab.wait("the write under way", CLIENT_PATIENCE, |s| {
        s["filers"]["a"]["identities"][0]["last"].as_u64().is_some_and(|l| l > 1500)
    });
    let stop = |signal: &str| {
        assert!(std::process::Command::new("kill")
            .args([signal, &writer.pid().to_string()])
            .status()
            .unwrap()
            .success())
    };
    let mut partial = 0;
    for _ in 0..50 {
        stop("-STOP");
        std::thread::sleep(Duration::from_millis(200));
        partial = lab.served("a", "a").unwrap()["partial_bytes"].as_u64().unwrap();
        if partial > 0 {
            break;
        }
        stop("-CONT");
        std::thread::sleep(Duration::from_millis(3));
    }
    assert!(partial > 0, "no half-sent request was caught (seed {seed})");
    for _ in 0..20 {
        lister.begin("ls many\\*").unwrap();
    }
    std::thread::sleep(Duration::from_millis(random.below(80)));
    lab.run(&["kill", "a"]);
    stop("-CONT");
    lister.finish(COPY_PATIENCE).unwrap();
    writer.finish(COPY_PATIENCE).unwrap();
    // The handle opened before the kill is still the same handle.
    idle.run("close 1", CLIENT_PATIENCE).unwrap();
    let listed = lister.quit().unwrap();
    assert!(complaints(&listed).is_empty(), "{listed:#?}");
    for number in 0..600 {
        let name = format!("file-{number:04}-");
        assert_eq!(listed.iter().filter(|line| line.contains(&name)).count(), 20, "{name} (seed {seed})");
    }
    quit_content(idle);
    let back = lab.work.join("back");
    writer.run(&get("large", &back), COPY_PATIENCE).unwrap();
    quit_content(writer);
    assert!(std::fs::read(back).unwrap() == contents, "seed {seed}");
}

/// Kills the serving filer at a random moment, brings it back, gives its identity back, kills the other one, and so on,
/// under one client that never stops copying.
fn kills_in_a_row(name: &str, card: CardKind, kills: u32, mebibytes: usize) {
    let seed = seed();
    let mut random = Random::new(seed);
    let lab = Lab::up(name, card);
    let mut client = lab.session("a");
    let before = {
        client.run("ls", CLIENT_PATIENCE).unwrap();
        lab.connections("a")
    };
    let contents = random.bytes(mebibytes << 20);
    let original = lab.file("original", &contents);
    let mut copies = 0u32;
    for kill in 0..kills {
        // Odd kills hit a while b serves nothing of ours; even ones hit b while it serves a's identity.
        let (victim, heir) = if kill % 2 == 0 { ("a", "b") } else { ("b", "a") };
        for _ in 0..2 {
            copies += 1;
            client.begin(&put(&original, &format!("copy-{copies}"))).unwrap();
        }
        std::thread::sleep(Duration::from_millis(random.below(1500)));
        println!("kill {kill}: {victim}, after {copies} copies begun");
        lab.run(&["kill", victim]);
        let killed = Instant::now();
        lab.wait_served(heir, "a");
        println!("served after {} ms", killed.elapsed().as_millis());
        lab.run(&["start", victim]);
        if victim == "a" {
            // b goes on serving a's identity; it is the next victim once a can take over.
            lab.wait("the pair in sync again", Duration::from_secs(60), |s| {
                s["filers"]["b"]["card"]["mirroring"] == true
                    && s["filers"]["b"]["identities"]
                        .as_array()
                        .is_some_and(|l| l.iter().all(|i| i["acknowledged_by"] == "partner"))
            });
        } else {
            lab.run(&["giveback", "b"]);
            lab.wait_in_sync();
        }
        println!("in sync after {} ms", killed.elapsed().as_millis());
        client.finish(COPY_PATIENCE).unwrap();
        println!("copied after {} ms", killed.elapsed().as_millis());
    }
    let after = lab.connections("a");
    assert!(after == before, "{before:?} became {after:?}, seed {seed}; the client: {:#?}", client.quit());
    for copy in 1..=copies {
        let back = lab.work.join("back");
        client.run(&get(&format!("copy-{copy}"), &back), COPY_PATIENCE).unwrap();
        assert!(std::fs::read(&back).unwrap() == contents, "copy {copy} differs (seed {seed})");
    }
    quit_content(client);
}

// Shows S8, S12, F4: ten kills at random moments in one session.
#[test]
fn ten_kills_in_a_row_lose_and_repeat_nothing() {
    kills_in_a_row("ten-kills", CardKind::Shm, 10, 8);
}

// Shows S8, C3: kills in a row through the Verilated cards, with resynchronisation and giveback between them.
#[test]
fn kills_in_a_row_through_the_real_cards() {
    kills_in_a_row("kills-rtl", CardKind::Rtl, 2, 2);
}

// Shows S7: both filers die, one comes back, and the session goes on from its own NVRAM; then the other one.
#[test]
fn a_session_survives_the_death_of_both_filers() {
    let seed = seed();
    let mut random = Random::new(seed);
    let lab = Lab::up("both-die", CardKind::Shm);
    let contents = random.bytes(32 << 20);
    let original = lab.file("original", &contents);
    let mut client = lab.session("a");
    client.run("ls", CLIENT_PATIENCE).unwrap();
    let before = lab.connections("a");
    for (round, survivor) in ["a", "b"].into_iter().enumerate() {
        client.begin(&put(&original, &format!("copy-{round}"))).unwrap();
        std::thread::sleep(Duration::from_millis(100 + random.below(150)));
        lab.run(&["kill", "b"]);
        lab.run(&["kill", "a"]);
        lab.run(&["start", survivor]);
        lab.wait_served(survivor, "a");
        client.finish(COPY_PATIENCE).unwrap();
        let back = lab.work.join("back");
        client.run(&get(&format!("copy-{round}"), &back), COPY_PATIENCE).unwrap();
        assert!(std::fs::read(&back).unwrap() == contents, "round {round}, seed {seed}");
        assert_eq!(lab.connections("a"), before, "round {round}, seed {seed}");
        if round == 0 {
            lab.run(&["start", "b"]);
            lab.wait("b back", CLIENT_PATIENCE, |s| serves(s, "b", "b") || serves(s, "a", "b"));
            lab.run(&["giveback", "b"]);
            lab.wait_in_sync();
        }
    }
    quit_content(client);
}

const POWER_COPIES: u32 = 3;

/// Both hosts and both cards lose the mains in the middle of a copy; the cards' memory stays.
fn power_failure(name: &str, card: CardKind, mebibytes: usize) {
    let seed = seed();
    let mut random = Random::new(seed);
    let lab = Lab::up(name, card);
    let contents = random.bytes(mebibytes << 20);
    let original = lab.file("original", &contents);
    let mut client = lab.session("a");
    client.run("ls", CLIENT_PATIENCE).unwrap();
    let before = lab.connections("a");
    // Several, so that the client is in the middle of one however fast the machine is.
    for copy in 1..=POWER_COPIES {
        client.begin(&put(&original, &format!("copy-{copy}"))).unwrap();
    }
    std::thread::sleep(Duration::from_millis(100 + random.below(300)));
    lab.run(&["power-cut", "both"]);
    assert!(!client.is_idle(), "the copies were over before the power failed (seed {seed})");
    lab.run(&["start", "a"]);
    lab.run(&["start", "b"]);
    lab.wait("somebody serving a", CLIENT_PATIENCE, |s| serves(s, "a", "a") || serves(s, "b", "a"));
    client.finish(COPY_PATIENCE).unwrap();
    let back = lab.work.join("back");
    for copy in 1..=POWER_COPIES {
        client.run(&get(&format!("copy-{copy}"), &back), COPY_PATIENCE).unwrap();
        assert!(std::fs::read(&back).unwrap() == contents, "copy {copy}, seed {seed}");
    }
    assert_eq!(lab.connections("a"), before, "seed {seed}");
    quit_content(client);
}

// Shows S7, S12: a power failure of everything but the batteries.
#[test]
fn a_session_survives_a_power_failure_of_both_nodes() {
    power_failure("power-shm", CardKind::Shm, 32);
}

// Shows S7, C5: the same through the Verilated cards: drained, written to the NV header, and read at boot.
#[test]
fn a_session_survives_a_power_failure_through_the_real_cards() {
    power_failure("power-rtl", CardKind::Rtl, 3);
}

// Shows S8, S12: fifty clients at once, each with an open file, none of which notices.
#[test]
fn fifty_sessions_with_open_files_survive_a_kill() {
    let lab = Lab::up("fifty", CardKind::Shm);
    let small = lab.file("small", b"contents of one of fifty");
    let mut clients: Vec<Session> = (0..50).map(|_| lab.session("a")).collect();
    for (number, client) in clients.iter_mut().enumerate() {
        client.begin(&put(&small, &format!("file-{number}"))).unwrap();
        client.begin(&format!("open file-{number}")).unwrap();
    }
    for client in &mut clients {
        client.finish(CLIENT_PATIENCE).unwrap();
    }
    let before = lab.connections("a");
    assert_eq!(before.len(), 50);
    let status = lab.served("a", "a").unwrap();
    assert_eq!((status["sessions"].as_u64(), status["opens"].as_u64()), (Some(50), Some(50)));
    lab.run(&["kill", "a"]);
    lab.wait_served("b", "a");
    let status = lab.served("b", "a").unwrap();
    assert_eq!((status["sessions"].as_u64(), status["opens"].as_u64()), (Some(50), Some(50)));
    for (number, client) in clients.iter_mut().enumerate() {
        client.begin("close 1").unwrap();
        client.begin(&get(&format!("file-{number}"), &lab.work.join(format!("back-{number}")))).unwrap();
    }
    for client in &mut clients {
        client.finish(CLIENT_PATIENCE).unwrap();
    }
    assert_eq!(lab.connections("a"), before);
    for (number, client) in clients.into_iter().enumerate() {
        quit_content(client);
        assert_eq!(std::fs::read(lab.work.join(format!("back-{number}"))).unwrap(), b"contents of one of fifty");
    }
}

// Shows S8, F5: a filer that was frozen through its own takeover and thawed gets nothing acknowledged and writes nothing.
#[test]
fn a_thawed_filer_acknowledges_and_writes_nothing() {
    let seed = seed();
    let mut random = Random::new(seed);
    let lab = Lab::up("thaw", CardKind::Shm);
    let contents = random.bytes(48 << 20);
    let original = lab.file("original", &contents);
    let mut client = lab.session("a");
    client.run("ls", CLIENT_PATIENCE).unwrap();
    client.begin(&put(&original, "copy")).unwrap();
    std::thread::sleep(Duration::from_millis(100 + random.below(200)));
    lab.run(&["freeze", "a"]);
    lab.wait_served("b", "a");
    let epoch = lab.served("b", "a").unwrap()["epoch"].as_u64().unwrap();
    lab.run(&["thaw", "a"]);
    let status = lab.wait("a standing by", CLIENT_PATIENCE, |s| s["filers"]["a"].is_object() && !serves(s, "a", "a"));
    assert!(serves(&status, "b", "a"));
    client.finish(COPY_PATIENCE).unwrap();
    let back = lab.work.join("back");
    client.run(&get("copy", &back), COPY_PATIENCE).unwrap();
    quit_content(client);
    assert!(std::fs::read(&back).unwrap() == contents, "seed {seed}");
    // Nobody else has become the owner since, and the shelf has refused whatever the thawed filer tried.
    assert_eq!(lab.served("b", "a").unwrap()["epoch"].as_u64().unwrap(), epoch, "seed {seed}");
}

// Shows S8: one mailbox disk may fail, and a takeover still works.
#[test]
fn a_failed_mailbox_disk_does_not_stop_a_takeover() {
    let lab = Lab::up("disk", CardKind::Shm);
    lab.run(&["disk", "fail", "a2"]);
    let small = lab.file("small", b"contents");
    let mut client = lab.session("a");
    client.run(&put(&small, "file"), CLIENT_PATIENCE).unwrap();
    lab.run(&["kill", "a"]);
    let begun = Instant::now();
    client.run(&get("file", &lab.work.join("back")), CLIENT_PATIENCE).unwrap();
    println!("the client waited {:?}", begun.elapsed());
    quit_content(client);
    assert_eq!(std::fs::read(lab.work.join("back")).unwrap(), b"contents");
}
