//! Two processes: the owner of a software card is killed with SIGKILL while it posts, and its partner takes over.
//!
//! What `src/shm/tests.rs` does at every store in one process, this does for real: another process, another core, a
//! signal.

use std::io::{BufRead, BufReader};
use std::num::NonZeroU64;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use abi::geometry::RINGS_OFFSET;
use abi::line::{ENTRY_BYTES, STAMP_OFFSET};
use driver::shm::{control, ShmBus};
use driver::{line, Card, ImageState, LinkState, MirrorState, QueueSetup, Side};

const DIR_VARIABLE: &str = "SHM_KILL_DIR";

fn setup() -> QueueSetup {
    QueueSetup {
        line_base: RINGS_OFFSET as u32,
        line_count: 1024,
        payload_base: RINGS_OFFSET as u32 + (64 << 10),
        payload_bytes: 64 << 10,
        position: 1,
        epoch: 1,
    }
}

fn wanted(position: u64) -> line::Line {
    let mut entry = [position as u8; ENTRY_BYTES];
    entry[..8].copy_from_slice(&position.to_le_bytes());
    line::seal(&entry, position)
}

fn card(dir: &Path, side: Side) -> Card {
    let mut card = Card::open(Box::new(ShmBus::open(dir, side).expect("the card opens"))).expect("it is a card");
    card.boot(NonZeroU64::new(1 + side.index() as u64).expect("not 0")).expect("it boots");
    card.arm().expect("it can be armed");
    card
}

/// The process that will be killed: mirrors, says so, and posts until it dies.
fn post_until_killed(dir: &Path) -> ! {
    let mut card = card(dir, Side::A);
    let mut queue = card.open_queue(0, setup()).expect("the queue opens");
    while card.link().expect("the card is there").state != LinkState::Up {
        std::thread::yield_now();
    }
    card.start_resync(&[setup().line_base..setup().payload_base + setup().payload_bytes]).expect("it starts");
    assert_eq!(card.mirror_state().expect("the card is there"), MirrorState::Synced);
    card.accept_mirror().expect("it is synced");
    println!("mirroring");
    let mut next = 1;
    loop {
        // A payload that says which position is next, then lines in runs of different length.
        let run = 1 + next % 7;
        let payload = [(next % 251) as u8; 512];
        queue.post_payload((next % 120) as u32 * 512, &payload).expect("it can be posted");
        let lines: Vec<_> = (next..next + run).map(wanted).collect();
        queue.post_lines(next, &lines).expect("it can be posted");
        next += run;
        assert_eq!(queue.watermarks().expect("the card is there").mirrored, next, "the software card is synchronous");
    }
}

// Shows C8, S8 for the software card: kill -9 at random moments; the partner has everything that was acknowledged.
#[test]
fn killed_for_real() {
    if let Some(dir) = std::env::var_os(DIR_VARIABLE) {
        post_until_killed(Path::new(&dir));
    }
    let seed = std::env::var("SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(20_001u64);
    println!("seed {seed}");
    let mut random = seed;
    for round in 0..10 {
        let dir = tempfile::tempdir().expect("a directory for the files");
        let mut b = card(dir.path(), Side::B);
        let mut child = Command::new(std::env::current_exe().expect("this program"))
            .args(["--exact", "killed_for_real", "--nocapture"])
            .env(DIR_VARIABLE, dir.path())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts again");
        let mut output = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        while output.next().expect("the child says so").expect("text") != "mirroring" {}
        // xorshift64: any number below 4 ms.
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        std::thread::sleep(Duration::from_micros(random % 4000));
        child.kill().expect("it can be killed");
        child.wait().expect("it is dead");

        b.fence(0, 1).expect("it can be ordered");
        assert!(b.fence_done(0).expect("the card is there"));
        let sealed = b.sealed(0).expect("the card is there");
        let acknowledged = control(dir.path()).expect("the pair is there").status().cards[0].mirrored[0];
        println!("round {round}: {acknowledged} acknowledged, {sealed} sealed");
        assert!(acknowledged <= sealed);
        assert!(sealed - acknowledged <= 7, "a synchronous card is at most one run ahead");
        assert_eq!(b.image().expect("the card is there").state, ImageState::InSync);
        for position in sealed.saturating_sub(1000).max(1)..sealed {
            let mut found = [0; 64];
            let at = u64::from(setup().line_base) + position % 1024 * 64;
            b.read_remote(at, &mut found).expect("REMOTE can be read");
            found[STAMP_OFFSET..STAMP_OFFSET + 8].fill(0);
            assert_eq!(found, wanted(position), "position {position} of {sealed}");
        }
    }
}
