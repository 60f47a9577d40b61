//! Checks that a block device keeps persistent reservations as a filer needs them, over two paths to it, as two filers have.
//!
//! With `--make-target` it first makes such a device: a RAM disk behind the kernel's own SCSI target (LIO), exported over two
//! loopback paths. That is what the test in a guest does (`tests/block.rs`).

use clap::Parser;
use disk::mailbox::{self, Slot, SlotKind};
use disk::{BlockDisk, Disk, DiskError, Epoch, Key};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Checks a block device over two paths: reservations, preemption under writes, mailboxes. Everything on it is lost.
#[derive(Parser)]
#[command(name = "block-check", version)]
struct Arguments {
    /// The device by this host's first path, /dev/sdX.
    #[arg(required_unless_present = "make_target")]
    first: Option<PathBuf>,
    /// The same device by another path (another I_T nexus).
    #[arg(required_unless_present = "make_target")]
    second: Option<PathBuf>,
    /// Make a device with two paths by the kernel's SCSI target, and check that. Needs root, target_core_mod, tcm_loop, sd_mod.
    #[arg(long, conflicts_with_all = ["first", "second"])]
    make_target: bool,
    /// Yes, what is on the device may be lost.
    #[arg(long)]
    overwrite: bool,
}

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const TIMEOUT: Duration = Duration::from_secs(20);
const A: Key = Key(0xA11CE);
const B: Key = Key(0xB0B);
const CONFIG: &str = "/sys/kernel/config/target";

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("block-check: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Outcome<()> {
    let [first, second] = match (&arguments.first, &arguments.second) {
        (Some(first), Some(second)) if arguments.overwrite => [first.clone(), second.clone()],
        (Some(_), _) => return Err("the check overwrites the device: say --overwrite".into()),
        _ => make_target()?,
    };
    println!("paths: {} and {}", first.display(), second.display());
    let open = |path: &Path, key| BlockDisk::open(path, key, Epoch(1), TIMEOUT);
    let (a, b) = (open(&first, A)?, open(&second, B)?);
    let steps: [(&str, fn(&BlockDisk, &BlockDisk) -> Outcome<()>); 6] = [
        ("reads and writes of any offset and length, seen by the other path at once", contents),
        ("only the holder writes, everybody reads", exclusive),
        ("preempting ends the other's writes", preempting),
        ("no write lands behind a preempt, under a stream of them", stream),
        ("release, unregister, and commands that fit no state", states),
        ("mailboxes of both nodes", mailboxes),
    ];
    for (name, step) in steps {
        let begun = Instant::now();
        step(&a, &b).map_err(|reason| format!("{name}: {reason}"))?;
        println!("ok: {name} ({} ms)", begun.elapsed().as_millis());
    }
    // The lock of a handle: no second process, and no second handle, uses a path.
    match open(&first, A) {
        Err(DiskError::Failed { reason, .. }) if reason.contains("another process") => {}
        other => return Err(format!("a second handle to a path: {:?}", other.map(drop)).into()),
    }
    println!("all checks passed");
    Ok(())
}

fn expect(what: &str, good: bool) -> Outcome<()> {
    if good {
        Ok(())
    } else {
        Err(what.into())
    }
}

fn is_reserved(result: Result<(), DiskError>, by: Key) -> bool {
    let reserved = matches!(result, Err(DiskError::Reserved { holder, .. }) if holder == by);
    if !reserved {
        println!("answered {result:?}");
    }
    reserved
}

fn is_gone(result: Result<(), DiskError>) -> bool {
    let gone = matches!(result, Err(DiskError::NotRegistered { .. }));
    if !gone {
        println!("answered {result:?}");
    }
    gone
}

fn contents(a: &BlockDisk, b: &BlockDisk) -> Outcome<()> {
    let size = a.size();
    expect("both paths show the same size", size == b.size() && size >= 4 << 20)?;
    let mut shadow = vec![0u8; 64 << 10];
    a.write_at(0, &shadow)?;
    for (round, (offset, length)) in
        [(0, 4096), (1, 1), (4095, 2), (5000, 9000), (4096, 8192), (511, 512), (65_000, 536)].into_iter().enumerate()
    {
        let data = vec![round as u8 + 1; length];
        a.write_at(offset as u64, &data)?;
        shadow[offset..offset + length].copy_from_slice(&data);
        let mut found = vec![0; shadow.len()];
        b.read_at(0, &mut found)?;
        expect("the other path reads what was written", found == shadow)?;
        let mut part = vec![0; length.min(700)];
        b.read_at(offset as u64, &mut part)?;
        expect("an unaligned read", part[..] == shadow[offset..offset + part.len()])?;
    }
    a.flush()?;
    let beyond = a.write_at(size - 1, &[0, 0]);
    expect("a write beyond the end", matches!(beyond, Err(DiskError::OutOfRange { .. })))
}

fn exclusive(a: &BlockDisk, b: &BlockDisk) -> Outcome<()> {
    expect("reserving without a registration", is_gone(a.reserve()))?;
    a.register()?;
    b.register()?;
    a.register()?;
    a.reserve()?;
    a.reserve()?;
    let reservation = b.read_reservation()?;
    expect("holder and keys as the other path sees them", reservation.holder == Some(A))?;
    expect("both keys are registered", reservation.registered == [B, A])?;
    expect("a second holder", is_reserved(b.reserve(), A))?;
    expect("a write of the other", is_reserved(b.write_at(0, &[9; 4096]), A))?;
    expect("an unaligned write of the other", is_reserved(b.write_at(3, &[9; 5]), A))?;
    a.write_at(0, &[7; 4096])?;
    let mut found = [0; 4096];
    b.read_at(0, &mut found)?;
    expect("the other reads the holder's write", found == [7; 4096])
}

fn preempting(a: &BlockDisk, b: &BlockDisk) -> Outcome<()> {
    b.preempt(A)?;
    let reservation = a.read_reservation()?;
    expect("the holder is the preemptor", reservation.holder == Some(B) && reservation.registered == [B])?;
    expect("a write of the preempted", is_reserved(a.write_at(0, &[1; 4096]), B))?;
    expect("reserving without a registration", is_reserved(a.reserve(), B))?;
    a.register()?;
    expect("a write after registering again", is_reserved(a.write_at(0, &[1; 4096]), B))?;
    b.write_at(0, &[2; 4096])?;
    let mut found = [0; 4096];
    a.read_at(0, &mut found)?;
    expect("what the new holder wrote stays", found == [2; 4096])
}

/// A writes without end, each write another number; B preempts and looks: the number never changes again.
fn stream(a: &BlockDisk, b: &BlockDisk) -> Outcome<()> {
    for round in 0..20u64 {
        let (stop, written) = (AtomicBool::new(false), AtomicU64::new(0));
        std::thread::scope(|scope| -> Outcome<()> {
            a.register()?;
            match a.preempt(B) {
                Ok(()) | Err(DiskError::NoSuchKey { .. }) => a.reserve()?,
                Err(other) => return Err(other.into()),
            }
            b.register()?;
            let writer = scope.spawn(|| {
                let mut refused = None;
                for number in 1.. {
                    let block = [number as u8; 4096].map(|byte: u8| byte.wrapping_add(round as u8));
                    match a.write_at(1 << 20, &block) {
                        Ok(()) => written.store(number, Ordering::SeqCst),
                        Err(error) => {
                            refused.get_or_insert(error);
                        }
                    }
                    if stop.load(Ordering::SeqCst) {
                        break;
                    }
                }
                refused
            });
            let begun = Instant::now();
            while written.load(Ordering::SeqCst) < 3 && begun.elapsed() < TIMEOUT {
                std::thread::yield_now();
            }
            b.preempt(A)?;
            let (mut at_once, mut later) = ([0; 4096], [0; 4096]);
            b.read_at(1 << 20, &mut at_once)?;
            std::thread::sleep(Duration::from_millis(30));
            b.read_at(1 << 20, &mut later)?;
            stop.store(true, Ordering::SeqCst);
            let refused = writer.join().map_err(|_| "the writer panicked")?;
            expect("the stream was under way", written.load(Ordering::SeqCst) >= 3)?;
            expect("a write landed after the preempt", at_once == later)?;
            expect("the writer was refused", refused.is_some_and(|error| error.is_refused()))
        })?;
    }
    Ok(())
}

fn states(a: &BlockDisk, b: &BlockDisk) -> Outcome<()> {
    expect("b holds it", b.read_reservation()?.holder == Some(B))?;
    expect("a victim that is not registered", matches!(b.preempt(A), Err(DiskError::NoSuchKey { victim: A, .. })))?;
    b.release()?;
    expect("nobody holds it", b.read_reservation()?.holder.is_none())?;
    a.register()?;
    a.reserve()?;
    b.release()?;
    expect("releasing what another holds changes nothing", b.read_reservation()?.holder == Some(A))?;
    a.unregister()?;
    let reservation = b.read_reservation()?;
    expect(
        "with its registration the reservation goes",
        reservation.holder.is_none() && reservation.registered == [B],
    )?;
    expect("unregistering twice", is_gone(a.unregister()))?;
    a.register()?;
    Ok(())
}

fn mailboxes(a: &BlockDisk, b: &BlockDisk) -> Outcome<()> {
    a.write_at(0, &vec![0; disk::MAILBOX_BYTES as usize])?;
    a.reserve()?;
    mailbox::write(a, 0, SlotKind::Record, b"owned by a")?;
    expect("a slot written by who does not hold it", mailbox::write(b, 1, SlotKind::Record, b"mine").is_err())?;
    b.preempt(A)?;
    mailbox::write(b, 1, SlotKind::Record, b"owned by b")?;
    let read = mailbox::read_all(a)?;
    for (node, wanted) in [(0, &b"owned by a"[..]), (1, b"owned by b")] {
        let good = matches!(read.slot(node, SlotKind::Record), Slot::Valid { data, .. } if data == wanted);
        expect("both slots as they were written", good)?;
    }
    Ok(())
}

/// A RAM disk of the kernel's SCSI target with two loopback paths: two targets, each with an initiator of its own, export
/// the same backstore.
fn make_target() -> Outcome<[PathBuf; 2]> {
    let write = |path: &str, text: &str| fs::write(path, text).map_err(|error| format!("{path}: {error}"));
    let make = |path: &str| fs::create_dir(path).map_err(|error| format!("{path}: {error}"));
    let store = format!("{CONFIG}/core/rd_mcp_0/shared");
    make(&format!("{CONFIG}/core/rd_mcp_0"))?;
    make(&store)?;
    write(&format!("{store}/control"), "rd_pages=4096")?;
    write(&format!("{store}/enable"), "1")?;
    // Registrations that persist through power loss are kept in a file named by the serial.
    fs::create_dir_all("/etc/target/pr").map_err(|error| format!("/etc/target/pr: {error}"))?;
    write(&format!("{store}/wwn/vpd_unit_serial"), "5a5a0001")?;
    make(&format!("{CONFIG}/loopback"))?;
    let before = disks()?;
    for path in 0..2 {
        let target = format!("{CONFIG}/loopback/naa.600140500000000{path}");
        make(&target)?;
        make(&format!("{target}/tpgt_1"))?;
        write(&format!("{target}/tpgt_1/nexus"), &format!("naa.600140500000001{path}"))?;
        make(&format!("{target}/tpgt_1/lun/lun_0"))?;
        let port = format!("{target}/tpgt_1/lun/lun_0/port");
        symlink(&store, &port).map_err(|error| format!("{port}: {error}"))?;
    }
    let begun = Instant::now();
    loop {
        let new: Vec<PathBuf> = disks()?.into_iter().filter(|disk| !before.contains(disk)).collect();
        if let [first, second] = &new[..] {
            return Ok([first.clone(), second.clone()]);
        }
        if begun.elapsed() > TIMEOUT {
            return Err(format!("two disks were expected to appear, there are {new:?}").into());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// The SCSI disks there are, by name.
fn disks() -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/sys/block")? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.starts_with("sd") {
            found.push(Path::new("/dev").join(name));
        }
    }
    found.sort();
    Ok(found)
}
