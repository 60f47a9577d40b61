//! Unmodified clients against the server: Samba's smbclient and impacket.
//!
//! Every front-end here runs with its shadow, so each of these tests also shows that what these clients do is replayed
//! to the same bytes. Needs the Debian package `smbclient`; impacket is fetched from PyPI into `target/` once.

mod frontend;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use frontend::Frontend;
use smb::{nt_hash, Config, Share, Signing, User};

const USER: &str = "games";
const PASSWORD: &str = "Passw0rd1";

struct Lab {
    frontend: Frontend,
    /// Where the client runs and keeps its files.
    directory: tempfile::TempDir,
}

impl Lab {
    fn new() -> Lab {
        Lab::with_volume(512 << 20)
    }

    fn with_volume(bytes: u64) -> Lab {
        let share = |read_only| Share { path: String::new(), read_only };
        let config = Config {
            server_guid: *b"savepoint-tests!",
            netbios_name: "SAVEPOINT".into(),
            dns_name: "savepoint".into(),
            shares: BTreeMap::from([("share".into(), share(false)), ("readonly".into(), share(true))]),
            users: BTreeMap::from([(USER.into(), User { nt_hash: nt_hash(PASSWORD) })]),
        };
        let frontend = Frontend::start("127.0.0.1:0", config, Signing::Required, bytes, true).expect("a free port");
        Lab { frontend, directory: tempfile::tempdir().expect("a temporary directory") }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// A local file of pseudo-random bytes.
    fn make_file(&self, name: &str, bytes: usize, seed: u64) -> PathBuf {
        let path = self.path(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).expect("a local directory");
        }
        let mut state = seed | 1;
        let content: Vec<u8> = (0..bytes.div_ceil(8))
            .flat_map(|_| {
                // xorshift64
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state.to_le_bytes()
            })
            .collect();
        std::fs::write(&path, &content[..bytes]).expect("a local file");
        path
    }

    fn client(&self, share: &str, login: &str, options: &[&str], commands: &str) -> Command {
        let mut command = Command::new("smbclient");
        command
            .arg(format!("//127.0.0.1/{share}"))
            .args(["-p", &self.frontend.address.port().to_string(), "-U", login])
            .args(options)
            .args(["-c", commands])
            .current_dir(self.directory.path());
        command
    }

    /// Runs smbclient; its output, which must contain no NT_STATUS.
    fn smb(&self, options: &[&str], commands: &str) -> String {
        let login = format!("{USER}%{PASSWORD}");
        let output = run(&mut self.client("share", &login, options, commands));
        let text = text(&output);
        assert!(output.status.success() && !text.contains("NT_STATUS"), "smbclient {options:?} {commands}:\n{text}");
        assert!(self.frontend.healthy(), "the replay differed");
        text
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert!(self.frontend.healthy(), "the replay differed");
        }
    }
}

fn run(command: &mut Command) -> Output {
    command.output().unwrap_or_else(|error| {
        panic!("{} cannot be run: {error}; install the Debian package smbclient", command.get_program().display())
    })
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

fn assert_same(a: &Path, b: &Path) {
    let (a, b) = (std::fs::read(a).expect("first file"), std::fs::read(b).expect("second file"));
    assert_eq!(a.len(), b.len());
    // Not assert_eq: a difference would print megabytes.
    assert!(a == b, "the files differ at byte {:?}", a.iter().zip(&b).position(|(a, b)| a != b));
}

fn dialect_options(dialect: &str) -> [String; 2] {
    [format!("--option=client max protocol={dialect}"), format!("--option=client min protocol={dialect}")]
}

// Shows S12 (the part of this crate): a stock client works without an error, and whoever replays its requests answers
// the same bytes.
#[test]
fn files_and_directories_by_smbclient() {
    let lab = Lab::new();
    lab.make_file("local", 70_001, 1);
    lab.smb(&[], "mkdir dir; cd dir; put local one; mkdir inner; rename one inner/two; cd inner; get two back");
    assert_same(&lab.path("local"), &lab.path("back"));
    let listing = lab.smb(&[], "ls dir/inner/*");
    assert!(listing.contains("two") && listing.contains("70001"), "{listing}");
    let all = lab.smb(&[], "allinfo dir/inner/two");
    assert!(all.contains("attributes: A (20)") && all.contains("stream: [::$DATA], 70001 bytes"), "{all}");
    lab.smb(&[], "setmode dir/inner/two +r");
    let refused = run(&mut lab.client("share", "games%Passw0rd1", &[], "rm dir/inner/two"));
    assert!(text(&refused).contains("NT_STATUS_CANNOT_DELETE"), "{}", text(&refused));
    lab.smb(&[], "setmode dir/inner/two -r; rm dir/inner/two; rmdir dir/inner; rmdir dir");
    let listing = lab.smb(&[], "ls");
    assert!(!listing.contains("dir"), "{listing}");
    assert_eq!(lab.frontend.state().open_count(), 0, "nothing stays open");
}

#[test]
fn trees_by_smbclient() {
    let lab = Lab::new();
    for i in 0..40 {
        lab.make_file(&format!("tree/d{}/e{}/file {i} äöü", i % 3, i % 2), 1000 * i, i as u64);
    }
    lab.smb(&[], "prompt off; recurse on; mput tree");
    std::fs::create_dir(lab.path("back")).expect("a local directory");
    lab.smb(&[], "prompt off; recurse on; lcd back; mget tree");
    let difference = run(Command::new("diff").args(["-r", "tree", "back/tree"]).current_dir(lab.directory.path()));
    assert!(difference.status.success(), "{}", text(&difference));
    lab.smb(&[], "deltree tree");
    assert!(!lab.smb(&[], "ls").contains("tree"));
}

#[test]
fn every_dialect_by_smbclient() {
    let lab = Lab::new();
    lab.make_file("local", 16 << 20, 7);
    for dialect in ["SMB2_02", "SMB2_10", "SMB3_00", "SMB3_02", "SMB3_11"] {
        let options = dialect_options(dialect);
        let options: Vec<&str> = options.iter().map(String::as_str).collect();
        lab.smb(&options, "put local remote; get remote back; rm remote");
        assert_same(&lab.path("local"), &lab.path("back"));
        std::fs::remove_file(lab.path("back")).expect("the copy");
    }
    // From SMB1 upwards: the multi-protocol negotiation.
    lab.smb(&["--option=client min protocol=NT1"], "put local remote; rm remote");
}

#[test]
fn a_large_file_by_smbclient() {
    let lab = Lab::new();
    lab.make_file("local", (64 << 20) + 12_345, 3);
    lab.smb(&[], "put local big; get big back");
    assert_same(&lab.path("local"), &lab.path("back"));
}

#[test]
fn many_names_are_listed_once() {
    let lab = Lab::new();
    lab.make_file("local", 10, 3);
    let puts: String = (0..1500).map(|i| format!("put local \"name {i:04}\"; ")).collect();
    std::fs::write(lab.path("commands"), puts.replace("; ", "\n")).expect("a local file");
    let mut command = lab.client("share", "games%Passw0rd1", &[], "");
    let commands = std::fs::File::open(lab.path("commands")).expect("the commands");
    let mut without_c = Command::new("smbclient");
    without_c.args(command.get_args().take_while(|argument| *argument != "-c")).current_dir(lab.directory.path());
    command = without_c;
    let output = run(command.stdin(commands));
    assert!(!text(&output).contains("NT_STATUS"), "{}", text(&output));
    let listing = lab.smb(&[], "ls");
    for i in 0..1500 {
        let name = format!("name {i:04} ");
        assert_eq!(listing.matches(&name).count(), 1, "{name}");
    }
}

#[test]
fn refusals_are_what_smbclient_expects() {
    let lab = Lab::new();
    lab.make_file("local", 10, 3);
    let good = format!("{USER}%{PASSWORD}");
    let nt1 = dialect_options("NT1");
    let nt1: Vec<&str> = nt1.iter().map(String::as_str).collect();
    for (share, login, options, commands, expected) in [
        ("share", "games%wrong", &[][..], "ls", "session setup failed: NT_STATUS_LOGON_FAILURE"),
        ("share", "nobody%Passw0rd1", &[], "ls", "session setup failed: NT_STATUS_LOGON_FAILURE"),
        ("share", "%", &[], "ls", "session setup failed: NT_STATUS_LOGON_FAILURE"),
        ("nope", &good, &[], "ls", "tree connect failed: NT_STATUS_BAD_NETWORK_NAME"),
        ("share", &good, &nt1, "ls", "protocol negotiation failed"),
        ("share", &good, &["--client-protection=encrypt"], "ls", "server doesn't support SMB3 encryption"),
        ("readonly", &good, &[], "put local", "NT_STATUS_ACCESS_DENIED opening remote file"),
        ("readonly", &good, &[], "mkdir x", "NT_STATUS_ACCESS_DENIED making remote directory"),
        ("share", &good, &[], "get nothing", "NT_STATUS_OBJECT_NAME_NOT_FOUND opening remote file"),
        ("share", &good, &[], "cd nowhere", "NT_STATUS_OBJECT_NAME_NOT_FOUND"),
        ("share", &good, &[], "put local no/such/place", "NT_STATUS_OBJECT_PATH_NOT_FOUND"),
    ] {
        let output = run(&mut lab.client(share, login, options, commands));
        let text = text(&output);
        assert!(text.contains(expected), "{share} {login} {options:?} {commands}: expected {expected}, got\n{text}");
    }
    lab.smb(&[], "ls");
}

#[test]
fn shares_are_listed_by_smbclient() {
    let lab = Lab::new();
    let port = lab.frontend.address.port().to_string();
    let output = run(Command::new("smbclient").args(["-L", "127.0.0.1", "-p", &port, "-U", "games%Passw0rd1", "-g"]));
    for line in ["Disk|readonly|", "Disk|share|", "IPC|IPC$|"] {
        assert!(text(&output).contains(line), "{}", text(&output));
    }
}

#[test]
fn several_clients_at_once() {
    let lab = Lab::new();
    let clients = 8;
    let children: Vec<_> = (0..clients)
        .map(|i| {
            lab.make_file(&format!("local{i}"), 3_000_000 + i, 100 + i as u64);
            let commands =
                format!("mkdir d{i}; cd d{i}; put local{i} f; get f back{i}; ls; rename f g; get g again{i}");
            let mut command = lab.client("share", "games%Passw0rd1", &[], &commands);
            let spawned = command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn();
            spawned.expect("smbclient runs")
        })
        .collect();
    for (i, child) in children.into_iter().enumerate() {
        let output = child.wait_with_output().expect("smbclient ends");
        assert!(output.status.success() && !text(&output).contains("NT_STATUS"), "{}", text(&output));
        assert_same(&lab.path(&format!("local{i}")), &lab.path(&format!("back{i}")));
        assert_same(&lab.path(&format!("local{i}")), &lab.path(&format!("again{i}")));
    }
}

#[test]
fn a_full_disk_is_an_error_and_no_more() {
    let lab = Lab::with_volume(volume::DISK_BYTES_MIN);
    lab.make_file("big", 80 << 20, 5);
    lab.make_file("small", 1 << 20, 6);
    let output = run(&mut lab.client("share", "games%Passw0rd1", &[], "put big"));
    assert!(text(&output).contains("NT_STATUS_DISK_FULL"), "{}", text(&output));
    lab.smb(&[], "rm big; put small; get small back");
    assert_same(&lab.path("small"), &lab.path("back"));
}

/// The Python of a virtual environment with impacket, made on first use.
fn impacket_python() -> PathBuf {
    const VERSION: &str = "0.12.0";
    let environment = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("impacket-{VERSION}"));
    let python = environment.join("bin/python");
    if !environment.join("ready").exists() {
        let made = run(Command::new("python3").args(["-m", "venv"]).arg(&environment));
        assert!(made.status.success(), "python3 -m venv: {}", text(&made));
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "-q", "--disable-pip-version-check", &format!("impacket=={VERSION}")]);
        let installed = run(&mut pip);
        assert!(installed.status.success(), "pip install impacket: {}", text(&installed));
        std::fs::write(environment.join("ready"), "").expect("the environment can be marked");
    }
    python
}

#[test]
fn impacket_agrees() {
    let lab = Lab::new();
    let mut script = Command::new(impacket_python());
    script.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/impacket_client.py"));
    script.arg(lab.frontend.address.port().to_string());
    let output = run(&mut script);
    assert!(output.status.success(), "{}", text(&output));
    assert!(text(&output).ends_with("all done\n"), "{}", text(&output));
}
