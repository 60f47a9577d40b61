//! The chassis as a process, driven over vfio-user: both hosts, power, faults, and hosts that die.

mod common;

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use abi::geometry::REMOTE_OFFSET;
use abi::registers::*;
use abi::watermark as wm;
use common::*;
use driver::CardBus;
use nix::sys::signal::Signal;
use sim_verilator::bus::{share, SimBus};
use sim_verilator::chassis::engine::{Engine, EVENT_CYCLES};
use sim_verilator::memory::NvMemory;
use sim_verilator::pair::{Bar, CardPair, Completion, Side, UserClock};
use sim_verilator::rtl::RtlPair;

const KINDS: &[&str] = &["model", "rtl"];

/// Two hosts, booted, with queue 0 of A mirrored to B.
fn mirrored(process: &Process) -> (Host, Host) {
    let mut a = Host::connect(process, Side::A);
    let mut b = Host::connect(process, Side::B);
    a.boot(0xA1);
    b.boot(0xB1);
    a.open_queue(1000, 5);
    a.mirror();
    (a, b)
}

/// Posts lines from `position` on and waits until both cards have them.
fn log_lines(host: &mut Host, position: u64, count: u64) {
    for p in position..position + count {
        host.post_line(p);
    }
    wait_for("both watermarks", || host.watermarks() == (position + count, position + count));
}

// Shows C5: the host learns how far it is durable, here and at the partner, from its own memory; C8: the partner's
// host reads the mirrored lines from its own card.
#[test]
fn a_line_is_announced_in_host_memory_and_readable_at_the_partner() {
    for kind in KINDS {
        let dir = tempfile::tempdir().unwrap();
        let process = Process::start(dir.path(), kind);
        let (mut a, mut b) = mirrored(&process);
        log_lines(&mut a, 1000, 300);
        let state = a.state();
        assert_eq!(state & wm::STATE_MIRRORING, wm::STATE_MIRRORING);
        assert_eq!(a.page.load64(wm::STATE_OFFSET) >> 32, 5, "epoch");
        for position in 1300 - u64::from(LINE_COUNT)..1300 {
            let offset = u64::from(LINE_BASE) + 64 * (position % u64::from(LINE_COUNT));
            let here = a.aperture(offset, 64);
            assert_eq!(unstamped(&here), line(position), "{kind}: position {position} in LOCAL");
            assert_eq!(b.aperture(REMOTE_OFFSET + offset, 64), here, "{kind}: position {position} in REMOTE");
        }
        assert_eq!(b.read64(remote::SEALED0), 1300);
        assert_eq!(b.read32(remote::IMAGE_STATE), IMAGE_IN_SYNC);
    }
}

/// Run as a process of its own by the tests below: a host of card A that does what `SIM_TEST_CHILD` says until killed.
#[test]
#[ignore = "a helper process of the other tests"]
fn child_host() {
    let Ok(task) = std::env::var("SIM_TEST_CHILD") else { return };
    let (dir, task) = task.split_once('|').expect("folder|task");
    let process = std::mem::ManuallyDrop::new(Process {
        dir: dir.into(),
        child: Command::new("true").spawn().expect("a process to name"),
    });
    let mut host = Host::connect(&process, Side::A);
    println!("connected");
    match task {
        "log" => {
            host.boot(0xA1);
            host.open_queue(1000, 5);
            host.mirror();
            for position in 1000.. {
                host.post_line(position);
                println!("{position}");
            }
        }
        "read" => loop {
            host.aperture(0, 1 << 20);
        },
        other => panic!("unknown task {other}"),
    }
}

fn spawn_child(process: &Process, task: &str) -> std::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_host", "--ignored", "--nocapture"])
        .env("SIM_TEST_CHILD", format!("{}|{task}", process.dir.display()))
        .stdout(Stdio::piped())
        .spawn()
        .expect("a child")
}

// Shows C7: contents survive the death of the host; C3: every line the dead host posted whole is at the partner.
#[test]
fn a_killed_host_loses_nothing_and_the_next_one_takes_its_place() {
    for kind in KINDS {
        let dir = tempfile::tempdir().unwrap();
        let process = Process::start(dir.path(), kind);
        let mut b = Host::connect(&process, Side::B);
        b.boot(0xB1);
        let mut child = spawn_child(&process, "log");
        wait_for("the child's first lines", || b.read64(remote::SEALED0) > 1040);
        child.kill().unwrap();
        let mut said = String::new();
        child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
        child.wait().unwrap();
        let last: u64 = said.lines().filter_map(|l| l.parse().ok()).last().expect("it logged");

        let mut a = Host::connect(&process, Side::A);
        // The new host finds the queue as the old one left it; nothing has written into its memory.
        wait_for("the last line", || a.read64(logq::LOCAL) > last);
        wait_for("the partner", || b.read64(remote::SEALED0) > last);
        assert_eq!(a.watermarks(), (0, 0), "{kind}: the card forgot the dead host's addresses");
        assert_eq!(a.read64(logq::WATERMARK_ADDRESS), 0);
        let status = process.command(r#"{"cmd":"status"}"#);
        assert_eq!(status["cards"]["a"]["host_faults"], 0, "{kind}: {status}");
        let offset = u64::from(LINE_BASE) + 64 * (last % u64::from(LINE_COUNT));
        assert_eq!(unstamped(&b.aperture(REMOTE_OFFSET + offset, 64)), line(last));
    }
}

// A frozen host stops neither the other card nor the simulation, and can go on when it thaws.
#[test]
fn a_frozen_host_stops_nobody_else() {
    for kind in KINDS {
        let dir = tempfile::tempdir().unwrap();
        let process = Process::start(dir.path(), kind);
        let mut child = spawn_child(&process, "read");
        wait_for("the child", || process.command(r#"{"cmd":"status"}"#)["cards"]["a"]["client"] == true);
        std::thread::sleep(Duration::from_millis(100));
        signal(child.id(), Signal::SIGSTOP);
        let mut b = Host::connect(&process, Side::B);
        b.boot(0xB1);
        b.open_queue(0, 1);
        for position in 0..100 {
            b.post_line(position);
        }
        wait_for("the other card", || b.watermarks().0 == 100);
        assert_eq!(process.command(r#"{"cmd":"status"}"#)["cards"]["a"]["client"], true);
        signal(child.id(), Signal::SIGCONT);
        child.kill().unwrap();
        child.wait().unwrap();
        Host::connect(&process, Side::A).boot(0xA1);
    }
}

// Shows C7: power failure of one card: its host sees it gone, contents and position are there and VALID afterwards.
#[test]
fn a_power_cut_disconnects_the_host_and_keeps_the_contents() {
    for kind in KINDS {
        let dir = tempfile::tempdir().unwrap();
        let process = Process::start(dir.path(), kind);
        let (mut a, mut b) = mirrored(&process);
        log_lines(&mut a, 1000, 200);
        let generation = a.read32(ctrl::GENERATION);
        let sequence = a.read64(ctrl::HW_SEQUENCE);
        let answer = process.command(r#"{"cmd":"power","card":"a","on":false}"#);
        assert_eq!((&answer["ok"], &answer["drained"]), (&true.into(), &true.into()), "{answer}");
        let mut bytes = [0; 4];
        assert!(a.client.region_read(0, 0, &mut bytes).is_err(), "{kind}: the card is gone");
        assert!(vfio_user::Client::new(&process.socket(Side::A)).is_err(), "{kind}: and takes nobody");
        wait_for("the partner to notice", || b.read32(link::STATE) == LINK_DOWN);
        let status = process.command(r#"{"cmd":"status"}"#);
        assert_eq!(status["cards"]["a"]["powered"], false);

        assert_eq!(process.command(r#"{"cmd":"power","card":"a","on":true}"#)["ok"], true);
        let mut a = Host::connect(&process, Side::A);
        wait_for("READY", || a.read32(ctrl::STATE) & STATE_READY != 0);
        let state = a.read32(ctrl::STATE);
        assert_eq!(state & (STATE_VALID | STATE_DIRTY | STATE_ARMED), STATE_VALID, "{kind}");
        assert_eq!(a.read32(ctrl::GENERATION), generation + 1);
        assert!(a.read64(ctrl::HW_SEQUENCE) >= sequence);
        assert_eq!(a.read64(ctrl::BOOT_NONCE), 0);
        assert_eq!(a.read64(logq::LOCAL), 1200);
        for position in 1200 - u64::from(LINE_COUNT)..1200 {
            let offset = u64::from(LINE_BASE) + 64 * (position % u64::from(LINE_COUNT));
            assert_eq!(unstamped(&a.aperture(offset, 64)), line(position), "{kind}: position {position}");
        }
    }
}

// Shows C7: the end of the chassis in order is a drained power failure; its death by SIGKILL is one without a drain,
// which the cards report, and what was written is there all the same.
#[test]
fn memory_outlives_the_chassis() {
    for kind in KINDS {
        let dir = tempfile::tempdir().unwrap();
        let check = |process: &Process, state: u32| {
            let mut a = Host::connect(process, Side::A);
            wait_for("READY", || a.read32(ctrl::STATE) & STATE_READY != 0);
            let found = a.read32(ctrl::STATE) & (STATE_VALID | STATE_DIRTY);
            assert_eq!(found, state, "{kind}");
            let offset = u64::from(LINE_BASE) + 64 * (1049 % u64::from(LINE_COUNT));
            assert_eq!(unstamped(&a.aperture(offset, 64)), line(1049), "{kind}");
            let mut b = Host::connect(process, Side::B);
            assert_eq!(unstamped(&b.aperture(REMOTE_OFFSET + offset, 64)), line(1049), "{kind}");
        };
        let process = Process::start(dir.path(), kind);
        let (mut a, _b) = mirrored(&process);
        log_lines(&mut a, 1000, 50);
        assert!(process.terminate(), "{kind}: both cards drained");

        let process = Process::start(dir.path(), kind);
        check(&process, STATE_VALID);
        drop(process); // SIGKILL
        let process = Process::start(dir.path(), kind);
        check(&process, STATE_DIRTY);
    }
}

/// Two cards with power, whose hosts are this test.
fn powered_pair() -> RtlPair {
    let mut pair = RtlPair::new([0, 1].map(|_| NvMemory::anonymous().unwrap()), [0xA, 0xB], 1);
    for side in Side::BOTH {
        pair.power_on(side);
    }
    pair
}

// Shows C11: a reset comes behind everything the host has posted: not one write of a host that ends is lost on its way through the card's
// clock crossing, in the chassis and in the process.
#[test]
fn a_reset_comes_behind_what_was_posted() {
    let place = |round: u64| 0x20_0000 + 0x1000 * round;
    let data = |round: u64| vec![round as u8 + 1; 64 + 24 * round as usize];
    let rounds = 0..60;

    let (engine, thread) = Engine::start(Box::new(powered_pair()));
    for round in rounds.clone() {
        engine.write(Side::A, Bar::Aperture, place(round), data(round)).unwrap();
        engine.reset(Side::A).unwrap();
        let found = engine.read(Side::A, Bar::Aperture, place(round), data(round).len()).unwrap();
        assert_eq!(found, Completion::Data(data(round)), "in the chassis, round {round}");
    }
    engine.stop();
    thread.join().unwrap();

    let pair = share(Box::new(powered_pair()));
    let mut bus = SimBus::new(pair.clone(), Side::A);
    for round in rounds {
        bus.post(place(round), &data(round)).unwrap();
        if round % 2 == 0 {
            bus.reset().unwrap();
        } else {
            bus = SimBus::new(pair.clone(), Side::A);
        }
        let mut found = vec![0; data(round).len()];
        bus.read_block(place(round), &mut found).unwrap();
        assert_eq!(found, data(round), "in the process, round {round}");
    }
}

// Shows C11: a card that takes nothing, because PCIe's clock stands, is reset all the same, and works when the clock comes back.
#[test]
fn a_card_that_takes_nothing_is_reset() {
    let (engine, thread) = Engine::start(Box::new(powered_pair()));
    engine.disturb(|pair| pair.set_user_clock(Side::A, UserClock::Stopped)).unwrap();
    engine.write(Side::A, Bar::Aperture, 0x20_0000, vec![1; 1 << 16]).unwrap();
    engine.reset(Side::A).unwrap();
    engine.disturb(|pair| pair.set_user_clock(Side::A, UserClock::Together)).unwrap();
    let magic = engine.read(Side::A, Bar::Registers, id::MAGIC.into(), 8).unwrap();
    assert_eq!(magic, Completion::Data(abi::MAGIC.to_le_bytes().to_vec()));
    engine.stop();
    thread.join().unwrap();
}

// Shows C4: a cable that is cut and plugged again continues the session where it was, without a resync.
#[test]
fn a_short_cut_of_the_cable_is_continued() {
    for kind in KINDS {
        let dir = tempfile::tempdir().unwrap();
        let process = Process::start(dir.path(), kind);
        let (mut a, mut b) = mirrored(&process);
        assert_eq!(process.command(r#"{"cmd":"noise","rate":1e-5}"#)["ok"], true);
        log_lines(&mut a, 1000, 100);
        assert_eq!(process.command(r#"{"cmd":"link","up":false}"#)["ok"], true);
        wait_for("link down", || a.state() & wm::STATE_LINK_UP == 0);
        for position in 1100..1120 {
            a.post_line(position);
        }
        wait_for("the local watermark", || a.watermarks().0 == 1120);
        assert_eq!(a.watermarks().1, 1100, "{kind}: nothing is mirrored over a cut cable");
        assert_eq!(b.read64(remote::SEALED0), 1100);
        assert_eq!(process.command(r#"{"cmd":"link","up":true}"#)["ok"], true);
        wait_for("the mirrored watermark", || a.watermarks() == (1120, 1120));
        assert_eq!(a.state() & wm::STATE_MIRRORING, wm::STATE_MIRRORING);
        assert_eq!(b.read64(remote::SEALED0), 1120);
    }
}

// Issue 2: idle cards, connected and mirroring, cost under 5 % of a core.
#[test]
fn an_idle_pair_costs_little() {
    for kind in KINDS {
        let dir = tempfile::tempdir().unwrap();
        let process = Process::start(dir.path(), kind);
        let (mut a, mut b) = mirrored(&process);
        log_lines(&mut a, 1000, 10);
        // Hosts beat while they are idle.
        let beats = |n: u64, a: &mut Host, b: &mut Host| {
            a.write64(beat::HOST_BEAT, n);
            b.write64(beat::HOST_BEAT, n);
            std::thread::sleep(Duration::from_millis(100));
        };
        beats(1, &mut a, &mut b);
        // Not what the boot cost: after it the pair runs on for a while.
        let cycles = || process.command(r#"{"cmd":"status"}"#)["cycles"].as_u64().expect("a number");
        wait_for("the end of the boot", || cycles() > 2 * EVENT_CYCLES);
        let (used, start) = (process.processor_time(), Instant::now());
        for n in 2..42 {
            beats(n, &mut a, &mut b);
        }
        let share = (process.processor_time() - used).as_secs_f64() / start.elapsed().as_secs_f64();
        println!("{kind}: an idle pair with beating hosts uses {:.2} % of a core", share * 100.0);
        assert!(share < 0.05, "{kind}: {:.1} % of a core", share * 100.0);
        // And it is alive: the beat still gets through.
        wait_for("the beat", || b.read64(beat::PEER_BEAT) == 41);
    }
}

// No byte a client sends may take the chassis down or stop the other card.
#[test]
fn garbage_on_the_sockets_ends_only_its_connection() {
    let dir = tempfile::tempdir().unwrap();
    let process = Process::start(dir.path(), "model");
    let mut random = sim_verilator::random::Random::new(7);
    for round in 0..200u64 {
        let mut stream = UnixStream::connect(process.socket(Side::A)).unwrap();
        // Half of them with a plausible header, so that the bodies are looked at too.
        let length = random.below(200) as usize;
        let mut bytes = random.bytes(16 + length);
        if round % 2 == 0 {
            bytes[2..4].copy_from_slice(&(random.below(16) as u16).to_le_bytes());
            bytes[4..8].copy_from_slice(&(16 + length as u32).to_le_bytes());
            bytes[8..12].copy_from_slice(&0u32.to_le_bytes());
        }
        let _ = stream.write_all(&bytes);
        let _ = stream.shutdown(std::net::Shutdown::Both);
    }
    for line in ["", "{", "{\"cmd\":\"noise\",\"rate\":-1}", "{\"cmd\":\"power\",\"card\":\"c\",\"on\":true}", "[]"] {
        let answer = process.command(line);
        assert_eq!(answer["ok"], false, "{line}: {answer}");
        assert!(answer["error"].as_str().is_some_and(|e| !e.is_empty()));
    }
    Host::connect(&process, Side::A).boot(0xA1);
    Host::connect(&process, Side::B).boot(0xB1);
}

// A second chassis over the same memory is refused, clearly.
#[test]
fn an_occupied_folder_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let _process = Process::start(dir.path(), "model");
    let output = Command::new(env!("CARGO_BIN_EXE_chassis"))
        .args(["--card", "model", "--dir"])
        .arg(dir.path())
        .output()
        .expect("it runs");
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("card-a.nv") && said.contains("in use"), "{said}");
}
