//! `card-quiet`: shows what a save point does not cost (R8 of the design: nobody waits for a PCIe read).
//!
//! Opens a card and a queue, then forbids itself every system call but the last words and the end (seccomp: the kernel kills
//! a process that tries another), posts batches of three lines, and spins on the watermark until each is durable. Reads of
//! the card and allocations meanwhile are counted. If it ends well and says zero, it cost nothing.

use std::alloc::{GlobalAlloc, Layout, System};
use std::num::NonZeroU64;
use std::os::fd::OwnedFd;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use abi::geometry::RINGS_OFFSET;
use abi::line::ENTRY_BYTES;
use clap::Parser;
use driver::line::seal;
use driver::vfio::VfioApi;
use driver::{Address, BusError, Card, CardBus, DmaAccess, DmaBuffer, OpenOptions, QueueSetup};

/// Polls of a watermark before a card counts as silent: the clock would be a system call.
const MAX_POLLS: u64 = 20_000_000_000;

/// Posts save points with system calls forbidden. THE LOG OF QUEUE 0 IS LOST.
#[derive(Parser)]
struct Arguments {
    /// PCI address, socket, or file of the card.
    #[arg(long)]
    card: Address,
    /// The crate that opens a card in a slot.
    #[arg(long, default_value = "pci-driver")]
    vfio: VfioApi,
    /// Binds a card in a slot to vfio-pci first.
    #[arg(long)]
    bind: bool,
    /// Batches of three lines.
    #[arg(long, default_value_t = 1000)]
    points: u64,
}

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);
static CARD_READS: AtomicU64 = AtomicU64::new(0);

struct Counting;

// SAFETY: the system's allocator does everything; counting touches no memory of it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's promise.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise.
        unsafe { System.dealloc(memory, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A bus that counts what waits for the card.
struct CountingBus(Box<dyn CardBus>);

fn count() {
    CARD_READS.fetch_add(1, Ordering::Relaxed);
}

impl CardBus for CountingBus {
    fn read32(&mut self, offset: u32) -> Result<u32, BusError> {
        count();
        self.0.read32(offset)
    }
    fn write32(&mut self, offset: u32, value: u32) -> Result<(), BusError> {
        self.0.write32(offset, value)
    }
    fn read64(&mut self, offset: u32) -> Result<u64, BusError> {
        count();
        self.0.read64(offset)
    }
    fn write64(&mut self, offset: u32, value: u64) -> Result<(), BusError> {
        self.0.write64(offset, value)
    }
    fn post(&mut self, offset: u64, data: &[u8]) -> Result<(), BusError> {
        self.0.post(offset, data)
    }
    fn read_block(&mut self, offset: u64, data: &mut [u8]) -> Result<(), BusError> {
        count();
        self.0.read_block(offset, data)
    }
    fn dma_buffer(&mut self, bytes: usize, access: DmaAccess) -> Result<DmaBuffer, BusError> {
        self.0.dma_buffer(bytes, access)
    }
    fn interrupt(&mut self, vector: u32) -> Result<OwnedFd, BusError> {
        self.0.interrupt(vector)
    }
    fn reset(&mut self) -> Result<(), BusError> {
        self.0.reset()
    }
    fn poll(&mut self) -> Result<(), BusError> {
        self.0.poll()
    }
}

/// From here on the kernel kills this process at any system call but `write` and `exit`.
fn forbid_system_calls() -> std::io::Result<()> {
    use nix::libc::*;
    let statement = |code: u32, k: u32| sock_filter { code: code as u16, jt: 0, jf: 0, k };
    // Skips to the instruction that allows if the call is `number`.
    let allow =
        |number: c_long, jt: u8| sock_filter { code: (BPF_JMP | BPF_JEQ | BPF_K) as u16, jt, jf: 0, k: number as u32 };
    let mut filter = [
        // The number is the first field of `seccomp_data`.
        statement(BPF_LD | BPF_W | BPF_ABS, 0),
        allow(SYS_write, 2),
        allow(SYS_exit, 1),
        statement(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    ];
    let program = sock_fprog { len: filter.len() as u16, filter: filter.as_mut_ptr() };
    // SAFETY: takes rights away from this thread, the only one; the kernel copies the filter and touches no other memory.
    let taken = unsafe {
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
            && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, std::ptr::from_ref(&program)) == 0
    };
    if taken {
        Ok(())
    } else {
        Err(std::io::Error::last_os_error())
    }
}

fn run(arguments: &Arguments) -> Result<(), Box<dyn std::error::Error>> {
    if arguments.bind {
        arguments.card.bind()?;
    }
    let bus = arguments.card.open(OpenOptions { vfio: arguments.vfio })?;
    let mut card = Card::open(Box::new(CountingBus(bus)))?;
    card.wait_ready(Duration::from_secs(20))?;
    card.boot(NonZeroU64::MIN)?;
    card.arm()?;
    let base = RINGS_OFFSET as u32;
    let mut queue = card.open_queue(
        0,
        QueueSetup {
            line_base: base,
            line_count: 1024,
            payload_base: base + (64 << 10),
            payload_bytes: 64 << 10,
            position: 1,
            epoch: 1,
        },
    )?;
    let entry = [0x33; ENTRY_BYTES];
    let (reads, allocations) = (CARD_READS.load(Ordering::Relaxed), ALLOCATIONS.load(Ordering::Relaxed));
    forbid_system_calls().map_err(|e| format!("seccomp: {e}"))?;
    let mut outcome = Ok(());
    for point in 0..arguments.points {
        let position = 1 + 3 * point;
        let lines = [position, position + 1, position + 2].map(|position| seal(&entry, position));
        let durable = queue.post_lines(position, &lines).is_ok() && {
            let mut polls = 0;
            while queue.watermarks().is_ok_and(|w| w.local != position + 3) && polls < MAX_POLLS {
                std::hint::spin_loop();
                polls += 1;
            }
            polls < MAX_POLLS
        };
        if !durable {
            outcome = Err(point);
            break;
        }
    }
    let reads = CARD_READS.load(Ordering::Relaxed) - reads;
    let allocations = ALLOCATIONS.load(Ordering::Relaxed) - allocations;
    match outcome {
        Ok(()) => println!(
            "{} save points of three lines: 0 system calls, {reads} reads of the card, {allocations} allocations",
            arguments.points
        ),
        Err(point) => println!("save point {point} was not durable"),
    }
    let status = i32::from(outcome.is_err() || reads != 0 || allocations != 0);
    // Only this call may still be made: the usual end of a process is another one. The kernel takes the card back.
    // SAFETY: ends this thread, the only one; nothing runs after it.
    unsafe { nix::libc::syscall(nix::libc::SYS_exit, status) };
    unreachable!("the thread has ended");
}

fn main() -> ExitCode {
    if let Err(e) = run(&Arguments::parse()) {
        eprintln!("card-quiet: {e}");
    }
    ExitCode::FAILURE
}
