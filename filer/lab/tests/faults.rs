//! Faults of other things than filers, and mistakes of operators and clients: clear errors, nothing lost, nothing hangs.

mod common;

use common::{binary, seed, serves, Lab, Random, CLIENT_PATIENCE};
use lab::client::complaints;
use lab::layout::CardKind;
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_secs(120);

// Shows S10, S7: a standalone server is killed twice in the middle of a copy; its session goes on after each restart.
#[test]
fn a_standalone_server_survives_its_own_death() {
    let seed = seed();
    let mut random = Random::new(seed);
    let lab = Lab::with("standalone", CardKind::Shm, &["--standalone"]);
    let contents = random.bytes(32 << 20);
    let original = lab.file("original", &contents);
    let mut client = lab.session("a");
    client.run("ls", CLIENT_PATIENCE).unwrap();
    let before = lab.connections("a");
    client.begin(&format!("put {} copy", original.display())).unwrap();
    for _ in 0..2 {
        std::thread::sleep(Duration::from_millis(50 + random.below(150)));
        lab.run(&["kill", "a"]);
        lab.run(&["start", "a"]);
        lab.wait_served("a", "a");
    }
    client.finish(PATIENCE).unwrap();
    let back = lab.work.join("back");
    client.run(&format!("get copy {}", back.display()), PATIENCE).unwrap();
    assert_eq!(lab.connections("a"), before, "seed {seed}");
    let printed = client.quit().unwrap();
    assert!(complaints(&printed).is_empty(), "seed {seed}: {printed:#?}");
    assert!(std::fs::read(back).unwrap() == contents, "seed {seed}");
}

/// The link is cut and connected again under a copy, then the filer is killed: the partner's image must be complete again.
fn link_cut(name: &str, card: CardKind, mebibytes: usize) {
    let seed = seed();
    let mut random = Random::new(seed);
    let lab = Lab::up(name, card);
    let contents = random.bytes(mebibytes << 20);
    let original = lab.file("original", &contents);
    let mut client = lab.session("a");
    client.begin(&format!("put {} copy", original.display())).unwrap();
    std::thread::sleep(Duration::from_millis(100 + random.below(200)));
    lab.run(&["link", "down"]);
    lab.wait("a going on alone", CLIENT_PATIENCE, |s| {
        s["filers"]["a"]["identities"][0]["acknowledged_by"] == "this-card"
    });
    lab.run(&["link", "up"]);
    lab.wait_in_sync();
    lab.run(&["kill", "a"]);
    client.finish(PATIENCE).unwrap();
    let back = lab.work.join("back");
    client.run(&format!("get copy {}", back.display()), PATIENCE).unwrap();
    let printed = client.quit().unwrap();
    assert!(complaints(&printed).is_empty(), "seed {seed}: {printed:#?}");
    assert!(std::fs::read(back).unwrap() == contents, "seed {seed}");
}

// Shows S8, C9: the link fails and comes back under a copy, through the software card.
#[test]
fn a_link_that_was_down_is_mirrored_again_before_a_takeover() {
    link_cut("link-shm", CardKind::Shm, 64);
}

// Shows C4, C9: the same through the Verilated cards: re-training, HELLO, resync by the card.
#[test]
fn a_link_that_was_down_is_mirrored_again_by_the_real_cards() {
    link_cut("link-rtl", CardKind::Rtl, 6);
}

// Shows C4: a noisy link between the Verilated cards costs replays, nothing else.
#[test]
fn noise_on_the_link_is_not_noticed() {
    let seed = seed();
    let mut random = Random::new(seed);
    let lab = Lab::up("noise", CardKind::Rtl);
    lab.run(&["link", "noise", "1e-6"]);
    let contents = random.bytes(3 << 20);
    let original = lab.file("original", &contents);
    let back = lab.work.join("back");
    let mut client = lab.session("a");
    client.run(&format!("put {} copy", original.display()), PATIENCE).unwrap();
    lab.run(&["kill", "a"]);
    client.run(&format!("get copy {}", back.display()), PATIENCE).unwrap();
    let printed = client.quit().unwrap();
    assert!(complaints(&printed).is_empty(), "seed {seed}: {printed:#?}");
    assert!(std::fs::read(back).unwrap() == contents, "seed {seed}");
}

// Shows S12, F4 (query of death): a request that ends the process that executes it ends one filer, not two; it is answered with
// an error after the takeover, and nobody else notices.
#[test]
fn a_request_that_kills_is_executed_once() {
    let seed = seed();
    let mut random = Random::new(seed);
    let lab = Lab::with_environment("query-of-death", CardKind::Shm, &[], &[("SAVEPOINT_FATAL_NAME", "poison.bin")]);
    let contents = random.bytes(48 << 20);
    let (original, small) = (lab.file("original", &contents), lab.file("small", b"small"));
    let (mut copier, mut killer) = (lab.session("a"), lab.session("a"));
    copier.run("ls", CLIENT_PATIENCE).unwrap();
    killer.run("ls", CLIENT_PATIENCE).unwrap();
    let survivor = lab.status()["filers"]["b"]["pid"].clone();
    copier.begin(&format!("put {} copy", original.display())).unwrap();
    killer.run(&format!("put {} poison.bin", small.display()), CLIENT_PATIENCE).unwrap();
    // The session of whoever sent it goes on as well.
    killer.run(&format!("put {} harmless", small.display()), CLIENT_PATIENCE).unwrap();
    copier.finish(PATIENCE).unwrap();
    let status = lab.status();
    assert!(status["filers"]["a"].is_null(), "the request did not end filer a (seed {seed})");
    assert!(serves(&status, "b", "a") && status["filers"]["b"]["pid"] == survivor, "{status}");
    let printed = killer.quit().unwrap();
    let complaints_of_killer = complaints(&printed);
    assert_eq!(complaints_of_killer.len(), 1, "{printed:#?}");
    assert!(complaints_of_killer[0].contains("NT_STATUS_INTERNAL_ERROR"), "{printed:#?}");
    // Its refusal is in the log: the next one that replays it comes to the same state.
    lab.run(&["start", "a"]);
    lab.wait_both_mirrored("b");
    lab.run(&["kill", "b"]);
    let back = lab.work.join("back");
    copier.run(&format!("get copy {}", back.display()), PATIENCE).unwrap();
    let printed = copier.quit().unwrap();
    assert!(complaints(&printed).is_empty(), "seed {seed}: {printed:#?}");
    assert!(std::fs::read(back).unwrap() == contents, "seed {seed}");
}

// Shows R3, S12: a disk that cannot be read for a while is an error for who reads then, and the replay of the log, in which the
// disk works again, comes to the same outcome and goes on.
#[test]
fn a_read_error_is_part_of_the_log() {
    let lab = Lab::with("unreadable", CardKind::Shm, &["--standalone"]);
    let seed = seed();
    let contents = Random::new(seed).bytes(1 << 20);
    let original = lab.file("original", &contents);
    let mut client = lab.session("a");
    client.run(&format!("put {} file", original.display()), CLIENT_PATIENCE).unwrap();
    let written = lab.served("a", "a").unwrap()["last"].as_u64();
    lab.wait("a consistency point with the file", CLIENT_PATIENCE, |s| {
        s["filers"]["a"]["identities"][0]["consistency_point"].as_u64() >= written
    });
    // A new process has nothing of the file in memory.
    lab.run(&["kill", "a"]);
    lab.run(&["start", "a"]);
    lab.wait_served("a", "a");
    client.run("allinfo file", CLIENT_PATIENCE).unwrap();
    lab.run(&["disk", "fail", "a0"]);
    client.run(&format!("get file {}", lab.work.join("none").display()), CLIENT_PATIENCE).unwrap();
    lab.run(&["disk", "heal", "a0"]);
    lab.run(&["kill", "a"]);
    lab.run(&["start", "a"]);
    lab.wait_served("a", "a");
    let back = lab.work.join("back");
    client.run(&format!("get file {}", back.display()), CLIENT_PATIENCE).unwrap();
    let printed = client.quit().unwrap();
    assert!(complaints(&printed).iter().all(|line| line.contains("NT_STATUS_UNEXPECTED_IO_ERROR")), "{printed:#?}");
    assert!(!complaints(&printed).is_empty(), "the disk's failure was not noticed (seed {seed})");
    assert!(std::fs::read(back).unwrap() == contents, "seed {seed}");
}

#[test]
fn clients_that_make_mistakes_get_clear_errors() {
    let lab = Lab::up("mistakes", CardKind::Shm);
    let good = lab.target("a");
    let try_once = |user: &str, password: &str, share: &str| {
        let output = Command::new(binary())
            .arg("--dir")
            .arg(&lab.dir)
            .args([
                "exec",
                "--",
                "smbclient",
                &format!("//{}/{share}", good.address),
                "-U",
                &format!("{user}%{password}"),
                "-c",
                "ls",
            ])
            .output()
            .unwrap();
        assert!(!output.status.success());
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
    };
    assert!(try_once(&good.user, "wrong", &good.share).contains("NT_STATUS_LOGON_FAILURE"));
    assert!(try_once("nobody", &good.password, &good.share).contains("NT_STATUS_LOGON_FAILURE"));
    assert!(try_once(&good.user, &good.password, "elsewhere").contains("NT_STATUS_BAD_NETWORK_NAME"));

    // Bytes that are no SMB, by random and by design; the connection ends, the server goes on.
    let seed = seed();
    let mut random = Random::new(seed);
    for round in 0..40 {
        let garbage = match round % 4 {
            0 => random.bytes(700),
            1 => b"GET / HTTP/1.1\r\nHost: filer\r\n\r\n".to_vec(),
            2 => [&[0, 0, 1, 0][..], &random.bytes(256)].concat(),
            _ => [&[0, 0, 0, 80, 0xFE, b'S', b'M', b'B', 64, 0][..], &random.bytes(74)].concat(),
        };
        let mut peer = Command::new(binary())
            .arg("--dir")
            .arg(&lab.dir)
            .args([
                "exec",
                "--",
                "bash",
                "-c",
                &format!("exec 3<>/dev/tcp/{}/445; cat >&3; timeout 2 cat <&3 >/dev/null", good.address),
            ])
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let _ = peer.stdin.take().unwrap().write_all(&garbage);
        peer.wait().unwrap();
    }
    let small = lab.file("small", b"still there");
    let mut client = lab.session("a");
    client.run(&format!("put {} file", small.display()), CLIENT_PATIENCE).unwrap();
    client.run(&format!("get file {}", lab.work.join("back").display()), CLIENT_PATIENCE).unwrap();
    let printed = client.quit().unwrap();
    assert!(complaints(&printed).is_empty(), "seed {seed}: {printed:#?}");
    assert_eq!(std::fs::read(lab.work.join("back")).unwrap(), b"still there");
    assert!(serves(&lab.status(), "a", "a"));
}

// Shows F3: a full disk is an error for the client that fills it, and for nobody else; nothing that was there is lost.
#[test]
fn a_full_disk_is_a_clear_error() {
    let lab = Lab::up("full", CardKind::Shm);
    let seed = seed();
    let contents = Random::new(seed).bytes(64 << 20);
    let (large, small) = (lab.file("large", &contents), lab.file("small", b"kept"));
    let mut other = lab.session("a");
    other.run(&format!("put {} kept", small.display()), CLIENT_PATIENCE).unwrap();
    // smbclient sends writes ahead and gives its connection up when one of them fails, whatever the server.
    let mut filling = lab.session("a");
    for number in 0..20 {
        filling.begin(&format!("put {} large-{number}", large.display())).unwrap();
    }
    filling.finish(PATIENCE).unwrap();
    let printed = filling.quit().unwrap();
    let first = complaints(&printed).first().map(|line| line.to_string()).unwrap_or_default();
    assert!(first.contains("NT_STATUS_DISK_FULL"), "{printed:#?}");
    other.run(&format!("get kept {}", lab.work.join("back").display()), CLIENT_PATIENCE).unwrap();
    other.run("rm large-0", CLIENT_PATIENCE).unwrap();
    other.run(&format!("put {} again", small.display()), CLIENT_PATIENCE).unwrap();
    let printed = other.quit().unwrap();
    assert!(complaints(&printed).is_empty(), "{printed:#?}");
    assert_eq!(std::fs::read(lab.work.join("back")).unwrap(), b"kept");
    // And a takeover of the full volume works like any other.
    lab.run(&["kill", "a"]);
    let mut client = lab.session("a");
    client.run(&format!("get large-1 {}", lab.work.join("large-back").display()), PATIENCE).unwrap();
    assert!(complaints(&client.quit().unwrap()).is_empty());
    assert!(std::fs::read(lab.work.join("large-back")).unwrap() == contents);
}

#[test]
fn operators_that_make_mistakes_get_clear_errors() {
    let run = |program: &std::path::Path, arguments: &[&str]| {
        let begun = Instant::now();
        let mut child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that refuses its arguments does not read the password.
        let _ = child.stdin.take().unwrap().write_all(b"password\n");
        let mut text = String::new();
        child.stderr.take().unwrap().read_to_string(&mut text).unwrap();
        assert!(!child.wait().unwrap().success(), "{arguments:?} succeeded");
        assert!(begun.elapsed() < CLIENT_PATIENCE);
        text
    };
    let filer = binary().with_file_name("filer");
    let work = std::env::temp_dir().join(format!("sp-operators-{}", std::process::id()));
    std::fs::create_dir_all(&work).unwrap();
    let missing = work.join("missing.toml");
    assert!(run(&filer, &["run", "--config", missing.to_str().unwrap()]).contains("cannot read the configuration"));
    let broken = work.join("broken.toml");
    std::fs::write(&broken, "node = \"c\"\n").unwrap();
    assert!(run(&filer, &["run", "--config", broken.to_str().unwrap()]).contains("does not parse"));
    // An occupied directory is left as it is.
    std::fs::write(work.join("precious"), "data").unwrap();
    assert!(run(binary(), &["--dir", work.to_str().unwrap(), "up"]).contains("is not empty and is no lab"));
    assert_eq!(std::fs::read(work.join("precious")).unwrap(), b"data");
    assert!(run(binary(), &["--dir", work.join("none").to_str().unwrap(), "kill", "a"]).contains("there is no lab"));

    let lab = Lab::up("operators", CardKind::Shm);
    assert!(run(binary(), &["--dir", lab.dir.to_str().unwrap(), "up"]).contains("a lab is up"));
    assert!(run(binary(), &["--dir", lab.dir.to_str().unwrap(), "thaw", "c"]).contains("no filer of the pair"));
    assert!(run(binary(), &["--dir", lab.dir.to_str().unwrap(), "disk", "fail", "z9"]).contains("z9"));
    let config = lab.dir.join("a/filer.toml");
    let again =
        run(&filer, &["init", "--config", config.to_str().unwrap(), "--share", "s", "--user", "u", "--password-stdin"]);
    assert!(again.contains("belongs to a filer already"), "{again}");
    assert!(serves(&lab.status(), "a", "a"), "the refused command disturbed the filer");
    std::fs::remove_dir_all(work).unwrap();
}

// Two labs run side by side and leave nothing behind.
#[test]
fn two_labs_do_not_disturb_each_other() {
    let (one, two) = (Lab::up("one", CardKind::Shm), Lab::up("two", CardKind::Shm));
    let small = one.file("small", b"one");
    let mut client = one.session("a");
    client.run(&format!("put {} file", small.display()), CLIENT_PATIENCE).unwrap();
    two.run(&["kill", "a"]);
    two.run(&["kill", "b"]);
    client.run(&format!("get file {}", one.work.join("back").display()), CLIENT_PATIENCE).unwrap();
    assert!(complaints(&client.quit().unwrap()).is_empty());
    let dir = two.dir.clone();
    two.run(&["down"]);
    assert!(!dir.exists());
    let left = Command::new("pgrep").args(["-f", dir.to_str().unwrap()]).output().unwrap();
    assert!(left.stdout.is_empty(), "processes are left: {}", String::from_utf8_lossy(&left.stdout));
}
