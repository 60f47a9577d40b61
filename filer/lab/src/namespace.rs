//! The lab's private network: a namespace, a bridge in it, a TAP device for each filer.
//!
//! As root a network namespace suffices. Otherwise a user namespace comes first, in which the lab is root; that works
//! where the machine allows unprivileged user namespaces and lets the user open `/dev/net/tun`.

use crate::layout::CLIENT_ADDRESS;
use anyhow::{bail, Context, Result};
use nix::sched::{setns, unshare, CloneFlags};
use node::config::Name;
use std::fs::File;
use std::process::Command;

/// Moves this process into a new network namespace. Must be called while the process has one thread.
pub fn enter_new() -> Result<()> {
    let (uid, gid) = (nix::unistd::geteuid(), nix::unistd::getegid());
    if uid.is_root() {
        unshare(CloneFlags::CLONE_NEWNET).context("cannot make a network namespace")?;
    } else {
        unshare(CloneFlags::CLONE_NEWUSER | CloneFlags::CLONE_NEWNET).context(
            "cannot make a user namespace; this machine does not allow unprivileged ones: run the lab as root",
        )?;
        std::fs::write("/proc/self/setgroups", "deny").context("user namespace: setgroups")?;
        std::fs::write("/proc/self/uid_map", format!("0 {uid} 1")).context("user namespace: uid_map")?;
        std::fs::write("/proc/self/gid_map", format!("0 {gid} 1")).context("user namespace: gid_map")?;
    }
    Ok(())
}

/// Moves this process into the namespaces of process `pid`. Must be called while the process has one thread.
pub fn enter_of(pid: i32) -> Result<()> {
    let open = |kind: &str| {
        File::open(format!("/proc/{pid}/ns/{kind}"))
            .with_context(|| format!("the lab's supervisor (process {pid}) is gone"))
    };
    let network = open("net")?;
    if !nix::unistd::geteuid().is_root() {
        setns(open("user")?, CloneFlags::CLONE_NEWUSER).context("cannot enter the lab's user namespace")?;
    }
    setns(network, CloneFlags::CLONE_NEWNET).context("cannot enter the lab's network namespace")
}

/// Builds the network inside the namespace this process is in.
pub fn configure() -> Result<()> {
    let (address, prefix) = CLIENT_ADDRESS;
    ip("link set lo up")?;
    // No forwarding delay: a TAP whose filer has just started must carry frames at once.
    ip("link add br0 type bridge forward_delay 0 stp_state 0")?;
    for name in Name::BOTH {
        ip(&format!("tuntap add dev tap-{name} mode tap vnet_hdr"))?;
        ip(&format!("link set tap-{name} master br0 up"))?;
    }
    ip(&format!("addr add {address}/{prefix} dev br0"))?;
    ip("link set br0 up")
}

fn ip(arguments: &str) -> Result<()> {
    let output = Command::new("ip")
        .args(arguments.split(' '))
        .output()
        .context("cannot run `ip`; install the Debian package iproute2")?;
    if !output.status.success() {
        bail!("`ip {arguments}` failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(())
}
