//! Serves an empty volume in memory, to try clients against the SMB server alone:
//!
//! `cargo run --release -p savepoint-smb --example serve -- 127.0.0.1:4450 [VOLUME_MIB] [shadow] [unsigned]`
//!
//! then `smbclient //127.0.0.1/share -p 4450 -U games%Passw0rd1`. Nothing survives the process.

use std::collections::BTreeMap;

use smb::{nt_hash, Config, Share, Signing, User};

#[path = "../tests/frontend/mod.rs"]
#[allow(dead_code)]
mod frontend;

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let listen = arguments.next().unwrap_or_else(|| "127.0.0.1:4450".into());
    let mib = arguments.next().and_then(|text| text.parse().ok()).unwrap_or(1024);
    let options: Vec<String> = arguments.collect();
    let option = |name: &str| options.iter().any(|option| option == name);
    let signing = if option("unsigned") { Signing::Offered } else { Signing::Required };
    let share = |read_only| Share { path: String::new(), read_only };
    let config = Config {
        server_guid: *b"savepoint-serve!",
        netbios_name: "SAVEPOINT".into(),
        dns_name: "savepoint".into(),
        shares: BTreeMap::from([("share".into(), share(false)), ("readonly".into(), share(true))]),
        users: BTreeMap::from([("games".into(), User { nt_hash: nt_hash("Passw0rd1") })]),
    };
    let frontend = frontend::Frontend::start(&listen, config, signing, mib << 20, option("shadow"))?;
    println!("serving //{}/share, user games, password Passw0rd1", frontend.address);
    loop {
        std::thread::park();
    }
}
