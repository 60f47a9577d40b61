//! Verilates the card, generates the glue between its ports and Rust, and compiles all of it.
//!
//! The card is the golden copy that `rtl-emit` keeps: a test there fails when it differs from what the sources emit, so
//! building a simulation does not have to build rust-hdl first (`docs/decisions/0301-…`).
//!
//! Needs `verilator` (Debian package, 5.006 or later; `VERILATOR` names another) and a C++17 compiler.
//!
//! With `MUTANTS=FILE` the cards are compiled with the mutants of that file, of which `MUTANT` chooses one when a card is made: for
//! `scripts/mutate-card`, in a target folder of its own.

#[path = "../rtl/prims/src/mutants.rs"]
mod mutants;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const TOP: &str = "card";
/// The core's clock and PCIe's: bit 0 and bit 1 of an edge.
const CLOCKS: [&str; 2] = ["clock", "user_clock"];
const GOLDEN: &str = "../rtl/emit/golden/card.v";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={GOLDEN}");
    println!("cargo:rerun-if-changed=../rtl/prims/src/mutants.rs");
    for variable in ["VERILATOR", "VERILATOR_ROOT", "MUTANTS"] {
        println!("cargo:rerun-if-env-changed={variable}");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let verilog = fs::read_to_string(GOLDEN)
        .unwrap_or_else(|e| panic!("{GOLDEN}: {e}. Write it with `cargo run -p rtl-emit --bin emit`"));
    let mutated = mutated(&verilog).map(|text| {
        let path = out.join("mutated.v");
        fs::write(&path, text).expect("OUT_DIR can be written");
        path
    });

    let verilator = env::var("VERILATOR").unwrap_or_else(|_| "verilator".into());
    let objects = out.join("verilated");
    verilate(&verilator, mutated.as_deref().unwrap_or(Path::new(GOLDEN)), &objects);

    let ports = ports(&verilog, TOP);
    fs::write(out.join("ports.rs"), rust_ports(&ports, build_hash(&verilog))).expect("OUT_DIR can be written");
    let shim = out.join("shim.cpp");
    fs::write(&shim, shim_source(&ports, regions(&objects), mutated.is_some())).expect("OUT_DIR can be written");
    compile(&root(&verilator), &objects, &shim);
}

/// The card with the mutants of the file that `MUTANTS` names. The list speaks of the core as `card`, as the tests of `rtl-emit` simulate it;
/// here it is inside of the card.
fn mutated(verilog: &str) -> Option<String> {
    let path = env::var("MUTANTS").ok()?;
    println!("cargo:rerun-if-changed={path}");
    let list = fs::read_to_string(&path).unwrap_or_else(|e| panic!("MUTANTS={path}: {e}"));
    let list = list.replace("\tcard$", "\tcard$core$").replace("\tcard\t", "\tcard$core\t");
    Some(mutants::apply(verilog, &list))
}

fn verilate(verilator: &str, source: &Path, objects: &Path) {
    // What an earlier run left would be compiled too.
    let _ = fs::remove_dir_all(objects);
    let status = Command::new(verilator)
        .args(["--cc", "-O3", "--noassert", "--x-assign", "fast", "--x-initial", "unique"])
        .args(if waves() { &["--trace-fst"][..] } else { &[] })
        // Every warning is an error but these: all modules are in one file; rust-hdl declares constants that only other
        // expressions use, and leaves ports open that a block offers and nobody wants; it writes casts as assignments of
        // another width (`rtl-lint` refuses the expressions in which that changes a value).
        .args(["-Wall", "-Wno-DECLFILENAME", "-Wno-UNUSED", "-Wno-WIDTH"])
        .args(["--default-language", "1364-2005", "--top-module", TOP, "--prefix", "Vcard", "--Mdir"])
        .arg(objects)
        .arg(source)
        .status()
        .unwrap_or_else(|e| panic!("cannot run {verilator}: {e}. Install the Debian package `verilator`"));
    assert!(status.success(), "verilator refused {}", source.display());
}

/// Whether the cards can record waveforms (feature `waves`): slower, and not compiled into anything otherwise.
fn waves() -> bool {
    env::var_os("CARGO_FEATURE_WAVES").is_some()
}

fn root(verilator: &str) -> PathBuf {
    if let Some(root) = env::var_os("VERILATOR_ROOT") {
        return root.into();
    }
    let output = Command::new(verilator).args(["--getenv", "VERILATOR_ROOT"]).output().expect("it ran before");
    PathBuf::from(String::from_utf8(output.stdout).expect("a path").trim())
}

fn compile(root: &Path, objects: &Path, shim: &Path) {
    let include = root.join("include");
    let mut build = cc::Build::new();
    build.cpp(true).std("c++17").opt_level(3).debug(false).warnings(false);
    build.include(&include).include(include.join("vltstd")).include(objects);
    let mut sources: Vec<PathBuf> =
        fs::read_dir(objects).expect("verilator wrote it").map(|e| e.expect("readable").path()).collect();
    sources.retain(|p| p.extension().is_some_and(|e| e == "cpp"));
    sources.sort();
    build.files(sources).file(include.join("verilated.cpp"));
    let threads = include.join("verilated_threads.cpp");
    if threads.exists() {
        build.file(threads);
    }
    if waves() {
        // FST files are compressed.
        let header =
            build.get_compiler().to_command().args(["-E", "-include", "zlib.h", "-x", "c++", "/dev/null"]).output();
        assert!(
            header.is_ok_and(|preprocessed| preprocessed.status.success()),
            "the feature `waves` needs zlib's headers: scripts/setup installs them (Debian package zlib1g-dev)"
        );
        build.file(include.join("verilated_fst_c.cpp"));
    }
    build.file(shim).compile("card");
    if waves() {
        println!("cargo:rustc-link-lib=z");
    }
}

/// A port of the top module.
struct Port {
    verilog: String,
    bits: u32,
    input: bool,
}

impl Port {
    fn is_clock(&self) -> bool {
        CLOCKS.contains(&self.verilog.as_str())
    }

    /// The name in Rust and in the structs of the shim.
    fn field(&self) -> String {
        self.verilog.replace('$', "_")
    }

    /// The name Verilator gives it.
    fn member(&self) -> String {
        self.verilog.replace('$', "__024")
    }

    fn rust_type(&self) -> String {
        match self.integer_bits() {
            Some(bits) => format!("u{bits}"),
            None => format!("[u32; {}]", self.bits.div_ceil(32)),
        }
    }

    /// Bits of the smallest integer that holds it.
    fn integer_bits(&self) -> Option<u32> {
        [8, 16, 32, 64].into_iter().find(|&bits| self.bits <= bits)
    }

    fn c_field(&self) -> String {
        let name = self.field();
        match self.integer_bits() {
            Some(bits) => format!("uint{bits}_t {name}"),
            None => format!("uint32_t {name}[{}]", self.bits.div_ceil(32)),
        }
    }
}

/// The ports of module `top` as rust-hdl writes them: `input wire [127:0] cq$data;`, one to a line.
fn ports(verilog: &str, top: &str) -> Vec<Port> {
    let start = verilog.find(&format!("module {top}(")).expect("the top module is there");
    let mut ports = Vec::new();
    for line in verilog[start..].lines().take_while(|l| !l.trim_start().starts_with("endmodule")) {
        // A declaration may end with a remark for Verilator.
        let declaration = line.split("/*").next().expect("a split has a first part");
        let mut words = declaration.trim().trim_end_matches(';').split_whitespace();
        let input = match words.next() {
            Some("input") => true,
            Some("output") => false,
            _ => continue,
        };
        let mut bits = 1;
        for word in words {
            if let Some(range) = word.strip_prefix('[') {
                bits = range.split(':').next().and_then(|n| n.parse::<u32>().ok()).expect("a range") + 1;
            } else if word != "wire" && word != "reg" {
                ports.push(Port { verilog: word.into(), bits, input });
            }
        }
    }
    assert!(!ports.is_empty(), "no ports found in module {top}");
    ports
}

fn rust_ports(ports: &[Port], hash: u64) -> String {
    let mut text = format!(
        "/// First eight bytes of the hash over the emitted Verilog.\npub const BUILD_HASH: u64 = {hash:#x};\n"
    );
    for (name, input) in [("Inputs", true), ("Outputs", false)] {
        writeln!(text, "/// Generated from the card's ports.\n#[repr(C)]\n#[derive(Clone, Copy, Debug, Default)]")
            .unwrap();
        writeln!(text, "#[allow(dead_code)]\npub struct {name} {{").unwrap();
        for port in ports.iter().filter(|p| p.input == input && !p.is_clock()) {
            writeln!(text, "    pub {}: {},", port.field(), port.rust_type()).unwrap();
        }
        writeln!(text, "}}").unwrap();
    }
    text
}

/// The regions the shim steps by itself, if the model's evaluation has them: one for changed inputs, and one for the clocks' edges, of
/// which the number of each clock's trigger is given. A Verilator that spells them otherwise is given its own `eval`, which does the same
/// and takes a fifth longer.
fn regions(objects: &Path) -> Option<[usize; 2]> {
    if waves() {
        return None;
    }
    let text: String = fs::read_dir(objects)
        .expect("verilator wrote it")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.to_string_lossy().contains("___024root"))
        .map(|path| fs::read_to_string(path).expect("verilator writes text"))
        .collect();
    let known =
        ["VlTriggerVec<1> __VicoTriggered;", "VlTriggerVec<2> __VactTriggered;", "VlTriggerVec<2> __VnbaTriggered;"]
            .iter()
            .all(|found| text.contains(found))
            && ["ico", "nba"].iter().all(|region| {
                text.contains(&format!("void Vcard___024root___eval_{region}(Vcard___024root* vlSelf) {{"))
            });
    let trigger = |clock: &str| {
        (0..CLOCKS.len())
            .find(|n| text.contains(&format!("__VactTriggered.at({n}U) = ((IData)(vlSelf->{clock}) ")))
            .filter(|_| known)
    };
    Some([trigger(CLOCKS[0])?, trigger(CLOCKS[1])?])
}

fn shim_source(ports: &[Port], regions: Option<[usize; 2]>, mutated: bool) -> String {
    let mut text = String::from("#include \"Vcard.h\"\n#include \"verilated.h\"\n#include <cstring>\n");
    if regions.is_some() {
        text.push_str(
            "#include \"Vcard___024root.h\"\n\
             void Vcard___024root___eval_ico(Vcard___024root*);\nvoid Vcard___024root___eval_nba(Vcard___024root*);\n",
        );
    }
    if waves() {
        text.push_str("#include \"verilated_fst_c.h\"\n");
    }
    for (name, input) in [("Inputs", true), ("Outputs", false)] {
        writeln!(text, "struct {name} {{").unwrap();
        for port in ports.iter().filter(|p| p.input == input && !p.is_clock()) {
            writeln!(text, "  {};", port.c_field()).unwrap();
        }
        writeln!(text, "}};").unwrap();
    }
    // `eval` looks at the inputs again when only the clock has changed, and at the clock when only inputs have. So the two regions
    // are called one at a time, and not at all when no input has changed. `plain` is for the test that compares both ways.
    let (settle, clock) = if let Some([core, user]) = regions {
        (
            "if (card->plain) { top.eval(); } else if (changed) {\n\
             \x20   top.rootp->__VicoTriggered.at(0U) = true; Vcard___024root___eval_ico(top.rootp); }\n",
            format!(
                "if (!card->plain) {{ Vcard___024root* root = card->top.rootp;\n\
                 \x20   root->__VnbaTriggered.at({core}U) = edges & 1; root->__VnbaTriggered.at({user}U) = edges >> 1 & 1;\n\
                 \x20   Vcard___024root___eval_nba(root); return; }}\n "
            ),
        )
    } else {
        ("(void)changed; top.eval();\n", String::new())
    };
    // A recording has two samples for each cycle: settled with the clock low, and behind its edge. Times are nanoseconds.
    let (member, record, sample) = if waves() {
        (
            "VerilatedFstC waves; uint64_t now = 0;\n  void sample() { if (waves.isOpen()) waves.dump(now); now += 2; }",
            "void card_waves(Card* card, const char* path) { card->top.trace(&card->waves, 99); card->waves.open(path); }\n",
            "card->sample();",
        )
    } else {
        ("", "", "")
    };
    let (include, choose) = if mutated {
        ("#include <cstdlib>\n#include <string>\n", mutants::choose("context"))
    } else {
        ("", String::new())
    };
    // The context must be told how to fill what has no reset value before the model is constructed, and that a card is evaluated in
    // its caller's thread: it would start others, which do nothing and are missing after a fork.
    write!(
        text,
        "{include}struct Seeded : VerilatedContext {{ explicit Seeded(unsigned seed) {{ threads(1); randReset(2); randSeed(int(seed | 1)); }} }};\n\
         struct Card {{ Seeded context; Vcard top; Inputs last; bool settled = false, plain = false; {member}\n\
         \x20 explicit Card(unsigned seed) : context(seed), top(&context, \"card\") {{ {choose}\n\
         \x20 context.traceEverOn({}); std::memset(&last, 0, sizeof last); top.clock = 0; top.user_clock = 0; top.eval(); }} }};\n\
         double sc_time_stamp() {{ return 0; }}\n\
         extern \"C\" {{\n\
         Card* card_new(uint32_t seed) {{ return new Card(seed); }}\n\
         void card_free(Card* card) {{ card->top.final(); delete card; }}\n{record}\
         void card_plain(Card* card) {{ card->plain = true; }}\n\
         void card_clock(Card* card, uint32_t edges) {{\n  {clock} card->top.clock = edges & 1; card->top.user_clock = edges >> 1 & 1;\n\
         \x20 card->top.eval(); {sample} }}\n\
         void card_settle(Card* card, const Inputs* in, Outputs* out) {{\n\
         \x20 Vcard& top = card->top;\n  top.clock = 0; top.user_clock = 0;\n\
         \x20 bool changed = !card->settled || std::memcmp(in, &card->last, sizeof *in) != 0;\n\
         \x20 if (changed) {{\n  card->settled = true;\n  std::memcpy(&card->last, in, sizeof *in);\n",
        waves()
    )
    .unwrap();
    for port in ports.iter().filter(|p| !p.is_clock()) {
        let (field, member) = (port.field(), port.member());
        match (port.input, port.bits > 64) {
            (true, false) => writeln!(text, "  top.{member} = in->{field};"),
            (true, true) => writeln!(text, "  std::memcpy(&top.{member}[0], in->{field}, sizeof in->{field});"),
            _ => Ok(()),
        }
        .unwrap();
    }
    writeln!(text, "  }}\n  {settle}  {sample}").unwrap();
    for port in ports.iter().filter(|p| !p.input) {
        let (field, member) = (port.field(), port.member());
        if port.bits > 64 {
            writeln!(text, "  std::memcpy(out->{field}, &top.{member}[0], sizeof out->{field});").unwrap();
        } else {
            writeln!(text, "  out->{field} = top.{member};").unwrap();
        }
    }
    text.push_str("}\n}\n");
    text
}

/// FNV-1a, 64 bit: names a build, protects nothing.
fn build_hash(verilog: &str) -> u64 {
    verilog.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3))
}
