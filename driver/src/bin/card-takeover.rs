//! `card-takeover`: two hosts and nothing but their cards. The owner logs until somebody kills it; the heir notices by the
//! cards alone that the owner's host is silent, fences, and reads what the owner has logged out of its own card.
//!
//! It is the smallest program that does with the driver what a pair of filers does, and a test of it: every line and
//! payload the heir finds is checked.

use std::io::Write;
use std::num::NonZeroU64;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use abi::geometry::RINGS_OFFSET;
use abi::line::{ENTRY_BYTES, LINE_BYTES, STAMP_OFFSET};
use clap::{Args, Parser, Subcommand};
use driver::line::{seal, Line};
use driver::vfio::VfioApi;
use driver::{Address, Card, CardError, ImageState, LinkState, MirrorState, OpenOptions, QueueSetup};

/// How long anything but the owner's death may take; simulated cards on a busy machine need it.
const PATIENCE: Duration = Duration::from_secs(120);
/// Lines the owner posts at a time.
const BATCH: u64 = 8;
/// Payload of each line, bytes.
const PAYLOAD_BYTES: usize = 64;
/// The owner's queue and the epoch it serves in.
const QUEUE: usize = 0;
const SETUP: QueueSetup = QueueSetup {
    line_base: RINGS_OFFSET as u32,
    line_count: 1024,
    payload_base: RINGS_OFFSET as u32 + (64 << 10),
    payload_bytes: 1024 * PAYLOAD_BYTES as u32,
    position: 1,
    epoch: 7,
};

/// Two hosts and their cards: one logs and dies, the other takes over. WHAT THE CARDS HOLD IS LOST.
#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    role: Role,
}

#[derive(Subcommand)]
enum Role {
    /// Logs for ever, and says how far both cards have it.
    Owner(Host),
    /// Waits for the owner, then for its silence, and takes over.
    Heir {
        #[command(flatten)]
        host: Host,
        /// Silence of the owner's host that counts as its death, milliseconds of this host's time.
        #[arg(long, default_value_t = 3000)]
        silence_ms: u64,
    },
}

#[derive(Args)]
struct Host {
    /// This host's card: PCI address, socket, or file.
    #[arg(long)]
    card: Address,
    /// The crate that opens a card in a slot.
    #[arg(long, default_value = "pci-driver")]
    vfio: VfioApi,
    /// Binds a card in a slot to vfio-pci first.
    #[arg(long)]
    bind: bool,
}

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

impl Host {
    /// Opens, boots and arms the card.
    fn start(&self, nonce: u64) -> Outcome<Card> {
        if self.bind {
            self.card.bind()?;
        }
        let mut card = Card::open(self.card.open(OpenOptions { vfio: self.vfio })?)?;
        card.wait_ready(PATIENCE)?;
        card.boot(NonZeroU64::new(nonce).ok_or("a nonce is not 0")?)?;
        card.arm()?;
        say(format_args!("card {:#018x} is armed", card.info().card_id));
        Ok(card)
    }
}

fn say(what: std::fmt::Arguments) {
    println!("{what}");
    // Whoever listens may be a pipe.
    let _ = std::io::stdout().flush();
}

fn wait(what: &str, mut done: impl FnMut() -> Result<bool, CardError>) -> Outcome<()> {
    let start = Instant::now();
    while !done()? {
        if start.elapsed() > PATIENCE {
            return Err(format!("waited {} s for {what}", PATIENCE.as_secs()).into());
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    Ok(())
}

fn line(position: u64) -> Line {
    let mut entry = [position as u8; ENTRY_BYTES];
    entry[..8].copy_from_slice(&position.to_le_bytes());
    seal(&entry, position)
}

fn payload(position: u64) -> [u8; PAYLOAD_BYTES] {
    std::array::from_fn(|i| (position as u8).wrapping_mul(31).wrapping_add(i as u8))
}

fn payload_offset(position: u64) -> u32 {
    (position % (u64::from(SETUP.payload_bytes) / PAYLOAD_BYTES as u64)) as u32 * PAYLOAD_BYTES as u32
}

fn own(host: &Host) -> Outcome<()> {
    let mut card = host.start(0x0111)?;
    let mut queue = card.open_queue(QUEUE, SETUP)?;
    wait("the link", || Ok(card.link_state()? == LinkState::Up))?;
    card.start_resync(&[SETUP.line_base..SETUP.payload_base + SETUP.payload_bytes])?;
    wait("the resync", || Ok(card.mirror_state()? == MirrorState::Synced))?;
    card.accept_mirror()?;
    let mut next = SETUP.position;
    for beat in 1.. {
        card.set_host_beat(beat)?;
        for position in next..next + BATCH {
            queue.post_payload(payload_offset(position), &payload(position))?;
        }
        queue.post_lines(next, &(next..next + BATCH).map(line).collect::<Vec<_>>())?;
        next += BATCH;
        wait("both cards to have it", || Ok(queue.watermarks()?.mirrored == next))?;
        say(format_args!("mirrored {next}"));
    }
    Ok(())
}

fn inherit(host: &Host, silence: Duration) -> Outcome<()> {
    let mut card = host.start(0x0222)?;
    wait("an image of the partner", || Ok(card.image()?.state == ImageState::InSync))?;
    say(format_args!("the partner mirrors to this card"));
    let (mut beat, mut since) = (card.peer_beat()?, Instant::now());
    while since.elapsed() < silence {
        let now = card.peer_beat()?;
        if now != beat {
            (beat, since) = (now, Instant::now());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    say(format_args!("the partner's host is silent since beat {beat}"));
    card.fence(QUEUE, SETUP.epoch)?;
    wait("the seal", || card.fence_done(QUEUE))?;
    let sealed = card.sealed(QUEUE)?;
    let image = card.image()?;
    if image.state != ImageState::InSync || image.fence_epoch[QUEUE] != SETUP.epoch {
        return Err(format!("the image proves nothing: {image:?}").into());
    }
    let first = sealed.saturating_sub(SETUP.line_count.into()).max(SETUP.position);
    for position in first..sealed {
        let mut found = [0; LINE_BYTES];
        let slot = position % u64::from(SETUP.line_count) * LINE_BYTES as u64;
        card.read_remote(u64::from(SETUP.line_base) + slot, &mut found)?;
        found[STAMP_OFFSET..STAMP_OFFSET + 8].fill(0);
        let mut bytes = [0; PAYLOAD_BYTES];
        card.read_remote(u64::from(SETUP.payload_base) + u64::from(payload_offset(position)), &mut bytes)?;
        // The owner may have posted payloads of the batch whose lines did not come any more: they are of the next lap.
        let overwritten = position < sealed.saturating_sub(u64::from(SETUP.line_count) - BATCH);
        if found != line(position) || (bytes != payload(position) && !overwritten) {
            return Err(format!("position {position} of {sealed} is not what was logged").into());
        }
    }
    say(format_args!("sealed {sealed}, {} positions as they were logged", sealed - first));
    Ok(())
}

fn main() -> ExitCode {
    let outcome = match &Arguments::parse().role {
        Role::Owner(host) => own(host),
        Role::Heir { host, silence_ms } => inherit(host, Duration::from_millis(*silence_ms)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("card-takeover: {e}");
            ExitCode::FAILURE
        }
    }
}
