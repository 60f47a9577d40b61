//! `nvcard selftest`: what can be tested of a card without losing what it holds, and, if that may be lost, the log path.

use std::os::fd::{AsFd, OwnedFd};
use std::time::{Duration, Instant};

use abi::geometry::{SCRATCH_BYTES, SCRATCH_OFFSET};
use abi::line::{ENTRY_BYTES, LINE_BYTES, STAMP_OFFSET};
use abi::msix::{VECTOR_DMA, VECTOR_QUEUE0};
use abi::registers::{self, mirror};
use driver::health::HoldupTest;
use driver::line::seal;
use driver::{Arm, Card, CardBus, Direction, DmaAccess, DmaBuffer, DmaError, LinkState, Transfer};
use nix::errno::Errno;
use nix::poll::{poll, PollFd, PollFlags, PollTimeout};
use serde_json::json;

use crate::cli::{SelftestOptions, Target};
use crate::measure;
use crate::picture::time;
use crate::report::{bytes as bytes_text, table, Failure, Report};

/// How long something that a card must do may take; simulated cards on a busy machine need it.
const PATIENCE: Duration = Duration::from_secs(60);
/// Lines of the log test: more than the ring has, so that it wraps.
const LINES: u64 = 1500;

/// How a test ended.
enum Outcome {
    Passed(String),
    /// It does not apply to this card now.
    Skipped(String),
    Failed(String),
}

use Outcome::{Failed, Passed, Skipped};

type Tested = Result<Outcome, Failure>;

/// Bytes that the DMA test reads without DMA.
const DIRECT_BYTES: usize = 4096;

/// Patterns of 64-bit words, each a function of the byte offset.
const PATTERNS: [(&str, fn(u64) -> u64); 4] = [
    ("ones and zeros", |at| if at % 16 == 0 { 0x5555_5555_5555_5555 } else { 0xAAAA_AAAA_AAAA_AAAA }),
    ("addresses", |at| at << 32 | at),
    ("inverted addresses", |at| !(at << 32 | at)),
    // A multiplicative hash: every bit of the word depends on the address.
    ("noise", |at| (at + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)),
];

/// The ranges of a resync are plain registers as long as none runs: every bit that an address has is set and cleared.
fn register_bits(bus: &mut dyn CardBus, local_bytes: u32) -> Tested {
    if bus.read32(mirror::STATE)? == registers::MIRROR_RESYNC {
        return Ok(Skipped("a resync is running and needs the registers".into()));
    }
    let offsets: Vec<u32> = (0..2 * registers::RESYNC_RANGES as u32).map(|i| mirror::RANGE0_START + 4 * i).collect();
    let mut tests = 0;
    for &offset in &offsets {
        let before = bus.read32(offset)?;
        for bit in 6..local_bytes.ilog2() {
            bus.write32(offset, 1 << bit)?;
            let found = bus.read32(offset)?;
            tests += 1;
            if found != 1 << bit {
                bus.write32(offset, before)?;
                return Ok(Failed(format!("register {offset:#x}: wrote {:#x}, read {found:#x}", 1u32 << bit)));
            }
        }
        bus.write32(offset, before)?;
    }
    Ok(Passed(format!("the chain of blocks is the contract's, {tests} patterns in {} registers", offsets.len())))
}

/// The scratch area, which holds nothing.
fn memory(bus: &mut dyn CardBus) -> Tested {
    let mut found = vec![0; SCRATCH_BYTES as usize];
    for (name, pattern) in PATTERNS {
        let data: Vec<u8> = (0..SCRATCH_BYTES).step_by(8).flat_map(|at| pattern(at).to_le_bytes()).collect();
        bus.post(SCRATCH_OFFSET, &data)?;
        bus.read_block(SCRATCH_OFFSET, &mut found)?;
        if let Some(at) = data.iter().zip(&found).position(|(a, b)| a != b) {
            let (wrote, read) = (data[at], found[at]);
            let offset = SCRATCH_OFFSET + at as u64;
            return Ok(Failed(format!("{name}: byte {offset:#x} of LOCAL: wrote {wrote:#04x}, read {read:#04x}")));
        }
    }
    Ok(Passed(format!("{} patterns in {} of LOCAL", PATTERNS.len(), bytes_text(SCRATCH_BYTES))))
}

/// The scratch area again, by DMA: there, checked on the way, and back.
fn dma(card: &mut Card) -> Tested {
    let bytes = SCRATCH_BYTES as usize;
    let mut dma = match card.open_dma(4) {
        Err(DmaError::NoEngine) => return Ok(Skipped("this card has no DMA engine".into())),
        opened => opened?,
    };
    // Room for more, in one piece: a host that has huge pages gives one.
    let source = card.dma_buffer(DmaBuffer::HUGE_PAGE_BYTES as usize, DmaAccess::CardReads)?;
    let target = card.dma_buffer(DmaBuffer::HUGE_PAGE_BYTES as usize, DmaAccess::CardWrites)?;
    let (mut fetched, mut stored) = (vec![0; bytes], vec![0; DIRECT_BYTES]);
    for (name, pattern) in PATTERNS {
        let data: Vec<u8> = (0..SCRATCH_BYTES).step_by(8).flat_map(|at| pattern(at).to_le_bytes()).collect();
        source.write(0, &data);
        target.write(0, &vec![0xEE; bytes]);
        for (direction, buffer, check) in [
            (Direction::ToCard, &source, Some(crc32c::crc32c(&data))),
            (Direction::ToHost, &target, Some(crc32c::crc32c(&data))),
        ] {
            let card_offset = SCRATCH_OFFSET;
            dma.submit(&Transfer {
                direction,
                buffer,
                buffer_offset: 0,
                card_offset,
                bytes,
                queue: 0,
                cookie: 0,
                check,
            })?;
            let start = Instant::now();
            let done = loop {
                match dma.poll()? {
                    Some(done) => break done,
                    None if start.elapsed() > PATIENCE => {
                        return Ok(Failed(format!("{name}: no completion within {} s", PATIENCE.as_secs())))
                    }
                    None => std::thread::yield_now(),
                }
            };
            if let Err(failure) = done.result {
                return Ok(Failed(format!("{name}: {direction:?}: {failure:?}")));
            }
        }
        target.read(0, &mut fetched);
        // What the engine stored, as the processor sees it: not all, because each eight bytes are a round trip.
        card.read_local(SCRATCH_OFFSET, &mut stored)?;
        for (what, found) in [("fetched by DMA", &fetched), ("stored by DMA", &stored)] {
            if let Some(at) = data.iter().zip(found).position(|(a, b)| a != b) {
                let (wrote, read) = (data[at], found[at]);
                return Ok(Failed(format!("{name}: byte {at:#x}: wrote {wrote:#04x}, {what} {read:#04x}")));
            }
        }
    }
    let pages = bytes_text(source.page_bytes());
    Ok(Passed(format!(
        "{} patterns of {} both ways, host memory of {pages} pages",
        PATTERNS.len(),
        bytes_text(SCRATCH_BYTES)
    )))
}

/// Whether an interrupt arrives: that of the DMA engine, because a queue's needs a queue.
fn interrupt(card: &mut Card) -> Tested {
    if card.info().capabilities & registers::CAPABILITY_MSIX == 0 {
        return Ok(Skipped("this card has no interrupts".into()));
    }
    let mut dma = match card.open_dma(4) {
        Err(DmaError::NoEngine) => {
            return Ok(Skipped("this card has no DMA engine; --destroy-log tests the interrupt of a queue".into()))
        }
        opened => opened?,
    };
    let event = card.interrupt(VECTOR_DMA)?;
    let buffer = card.dma_buffer(4096, DmaAccess::CardWrites)?;
    let (direction, card_offset) = (Direction::ToHost, SCRATCH_OFFSET);
    let start = Instant::now();
    let transfer = Transfer {
        direction,
        buffer: &buffer,
        buffer_offset: 0,
        card_offset,
        bytes: 4096,
        queue: 0,
        cookie: 0,
        check: None,
    };
    dma.submit(&transfer)?;
    dma.arm_interrupt()?;
    // A software card does its part when its host looks.
    if !raised(&event, || dma.poll().map(drop))? {
        return Ok(Failed(format!("none came within {} s of a DMA transfer", PATIENCE.as_secs())));
    }
    Ok(Passed(format!(
        "of the DMA engine, {} after the transfer was handed over",
        time(start.elapsed().as_nanos() as u64)
    )))
}

/// Waits for an eventfd, looking at the card now and then.
fn raised<E>(event: &OwnedFd, mut look: impl FnMut() -> Result<(), E>) -> Result<bool, Failure>
where
    Failure: From<E>,
{
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        look()?;
        let mut fds = [PollFd::new(event.as_fd(), PollFlags::POLLIN)];
        match poll(&mut fds, PollTimeout::from(10u8)) {
            Ok(0) | Err(Errno::EINTR) => {}
            Ok(_) => return Ok(true),
            Err(errno) => return Err(Failure::Refused(format!("waiting for an interrupt: {errno}"))),
        }
    }
    Ok(false)
}

/// Whether frames of the partner's card arrive whole.
fn link(card: &mut Card) -> Tested {
    let before = card.link()?;
    if before.state == LinkState::Down {
        return Ok(Skipped("it is down: no cable, or the partner's card has no power".into()));
    }
    if before.peer_card_id == 0 {
        return Ok(Skipped(
            "it is trained, but the partner's host has not booted its card, which is silent so far".into(),
        ));
    }
    let start = Instant::now();
    // A card says every 10 us that it is alive.
    while card.link()?.frames_received < before.frames_received + 100 {
        if start.elapsed() > PATIENCE {
            return Ok(Failed(format!("it is trained, but no frames arrive within {} s", PATIENCE.as_secs())));
        }
        std::thread::sleep(Duration::from_millis(1));
    }
    let after = card.link()?;
    let (bad, good) =
        (after.crc_errors.wrapping_sub(before.crc_errors), after.frames_received - before.frames_received);
    if u64::from(bad) * 100 > good {
        return Ok(Failed(format!(
            "{bad} of {} frames arrived damaged: check cable and transceivers",
            good + u64::from(bad)
        )));
    }
    Ok(Passed(format!("{:?}, {good} frames received, {bad} damaged", after.state)))
}

/// The battery, measured and under load.
fn battery(card: &mut Card, good: bool) -> Tested {
    let info = *card.info();
    if info.is_volatile() {
        return Ok(Skipped("a software card has none".into()));
    }
    if info.capabilities & registers::CAPABILITY_BATTERY == 0 {
        return Ok(match good {
            true => Passed("the card says that it is good, and measures nothing".into()),
            false => Failed("the card says that it is not good: nothing will be acknowledged".into()),
        });
    }
    card.start_holdup_test()?;
    let start = Instant::now();
    let power = loop {
        let power = card.power()?;
        match power.test {
            HoldupTest::Running if start.elapsed() > PATIENCE => {
                return Ok(Failed(format!("the hold-up test is not over after {} s", PATIENCE.as_secs())))
            }
            HoldupTest::Running | HoldupTest::Never => std::thread::sleep(Duration::from_millis(1)),
            _ => break power,
        }
    };
    let figures = format!(
        "{} mV under the load of a drain, {} mV needed, charge {:.1} %",
        power.test_millivolts,
        power.limit_millivolts,
        f64::from(power.charge_permille) / 10.0
    );
    Ok(match power.test {
        HoldupTest::Passed if card.state()?.battery => Passed(figures),
        _ => Failed(format!("{figures}: nothing will be acknowledged until the battery is charged or replaced")),
    })
}

/// What the memory has found wrong with itself since power-on.
fn memory_errors(card: &mut Card) -> Tested {
    if card.info().capabilities & registers::CAPABILITY_ECC == 0 {
        return Ok(Skipped("the card counts none".into()));
    }
    let memory = card.memory()?;
    Ok(match memory.uncorrected {
        0 => Passed(format!("none uncorrected, {} corrected, {} scrubs", memory.corrected, memory.scrub_passes)),
        n => Failed(format!("{n} units of 16 bytes lost, the last at {:#x}", memory.uncorrected_at)),
    })
}

/// Whether the card hears itself.
fn loopback(card: &mut Card) -> Tested {
    if card.info().capabilities & registers::CAPABILITY_LOOPBACK == 0 {
        return Ok(Skipped("the card cannot loop its link back".into()));
    }
    card.set_loopback(true)?;
    let heard = hear(card);
    // Whatever came of it, the partner gets its link back.
    card.set_loopback(false)?;
    heard
}

fn hear(card: &mut Card) -> Tested {
    let (before, start) = (card.link()?, Instant::now());
    if card.state()?.boot_nonce == 0 {
        return Ok(Skipped("a card that has not been booted says nothing: --destroy-log boots it".into()));
    }
    loop {
        let now = card.link()?;
        if now.frames_received > before.frames_received + 10 {
            let bad = now.crc_errors.wrapping_sub(before.crc_errors);
            let good = now.frames_received - before.frames_received;
            return Ok(if bad == 0 {
                Passed(format!("{good} own frames heard, none damaged"))
            } else {
                Failed(format!("{bad} own frames damaged of {}", good + u64::from(bad)))
            });
        }
        if start.elapsed() > PATIENCE {
            return Ok(Failed(format!("the card does not hear itself within {} s", PATIENCE.as_secs())));
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Lines posted, stamped, counted and stored, around the whole ring.
fn log(card: &mut Card) -> Tested {
    let mut queue = driver::measure::start(card, 0, measure::nonce())?;
    let setup = *queue.setup();
    let line = |position: u64| seal(&[position as u8; ENTRY_BYTES], position);
    let start = Instant::now();
    let mut position = setup.position;
    let end = setup.position + LINES;
    while position < end {
        let run: Vec<_> = (position..end.min(position + 100)).map(line).collect();
        queue.post_lines(position, &run)?;
        position += run.len() as u64;
        let begun = Instant::now();
        while queue.watermarks()?.local != position {
            if begun.elapsed() > PATIENCE {
                return Ok(Failed(format!("position {position} is not durable: {:?}", queue.watermarks()?)));
            }
            std::thread::yield_now();
        }
    }
    let mut last = 0;
    for position in end - 100..end {
        let mut found = [0; LINE_BYTES];
        card.read_local(u64::from(setup.line_base) + position % u64::from(setup.line_count) * 64, &mut found)?;
        let stamp = u64::from_le_bytes(found[STAMP_OFFSET..STAMP_OFFSET + 8].try_into().expect("eight bytes"));
        found[STAMP_OFFSET..STAMP_OFFSET + 8].fill(0);
        if found != line(position) {
            return Ok(Failed(format!("the line of position {position} is not what was posted")));
        }
        if stamp <= last {
            return Ok(Failed(format!("the stamp of position {position} does not rise: {last:#x}, {stamp:#x}")));
        }
        last = stamp;
    }
    let mut text = format!("{LINES} lines durable in {}", time(start.elapsed().as_nanos() as u64));
    if card.info().capabilities & registers::CAPABILITY_MSIX != 0 {
        let event = card.interrupt(VECTOR_QUEUE0)?;
        card.arm_interrupt(0, Arm::Local(end))?;
        if !raised(&event, || queue.watermarks().map(drop))? {
            return Ok(Failed(format!(
                "{text}, but the queue's interrupt did not come within {} s",
                PATIENCE.as_secs()
            )));
        }
        text += ", and an interrupt of the queue";
    }
    Ok(Passed(text))
}

pub fn selftest(target: &Target, options: &SelftestOptions) -> Result<Report, Failure> {
    let mut tests: Vec<(&str, Outcome)> = Vec::new();
    let mut card = target.card()?;
    let info = *card.info();
    card.wait_ready(PATIENCE)?;
    let state = card.state()?;
    drop(card);
    // Below the driver first: what it builds on.
    let mut bus = target.bus()?;
    tests.push(("registers", register_bits(bus.as_mut(), info.local_bytes)?));
    tests.push(("memory", memory(bus.as_mut())?));
    drop(bus);
    let mut card = target.card()?;
    tests.push(("dma", dma(&mut card)?));
    tests.push(("interrupt", interrupt(&mut card)?));
    let log = match options.destroy_log {
        true => log(&mut card)?,
        false => Skipped("it needs the queue for itself: --destroy-log, if nobody needs the log in it".into()),
    };
    tests.push(("link", link(&mut card)?));
    tests.push(("battery", battery(&mut card, state.battery)?));
    tests.push(("memory errors", memory_errors(&mut card)?));
    let loopback = if options.loopback {
        loopback(&mut card)?
    } else {
        Skipped("it takes the link down for the partner: --loopback, if that may be".into())
    };
    tests.push(("loopback", loopback));
    tests.push(("log", log));

    let rows: Vec<Vec<String>> = tests
        .iter()
        .map(|(name, outcome)| {
            let (word, detail) = match outcome {
                Passed(detail) => ("passed", detail),
                Skipped(why) => ("skipped", why),
                Failed(why) => ("FAILED", why),
            };
            vec![name.to_string(), word.into(), detail.clone()]
        })
        .collect();
    let good = !tests.iter().any(|(_, outcome)| matches!(outcome, Failed(_)));
    let values: Vec<_> =
        rows.iter().map(|r| json!({ "test": r[0], "outcome": r[1].to_lowercase(), "detail": r[2] })).collect();
    let verdict = if good { "the card passed" } else { "THE CARD FAILED" };
    let text = format!("{}{verdict}\n", table(&rows));
    Ok(Report::judged(json!({ "card_id": info.card_id, "passed": good, "tests": values }), text, good))
}
