//! How fast the kernel's TCP exchanges data with an endpoint over a TAP device, in Gb/s into and out of the endpoint:
//! with the client address on the device itself, and with a bridge between them, as in the lab. Every input is released
//! at once, so this is what the endpoint and the device cost, without a log.
//!
//! `cargo run --release -p savepoint-tcp --example throughput [SECONDS]` as root; it works in a network namespace of its
//! own.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use nix::sched::{unshare, CloneFlags};
use tcp::tap::{Tap, FRAME_BYTES_MAX};
use tcp::{Config, Endpoint, Position};

const SERVER: Ipv4Addr = Ipv4Addr::new(10, 78, 0, 11);
const SINK: u16 = 1;
const SOURCE: u16 = 2;

fn serve(mut tap: Tap, stop: &AtomicBool) -> (f64, tcp::Counters) {
    let config = Config::new([2, 0, 0, 0, 0x77, 0x12], SERVER, &[SINK, SOURCE], [7; 16]);
    let mut endpoint = Endpoint::new(config).expect("settings");
    endpoint.set_receive_budget(64 << 20);
    endpoint.resume(0);
    let began = Instant::now();
    let block = Bytes::from(vec![0x5a; 1 << 20]);
    let mut frame = vec![0; FRAME_BYTES_MAX];
    let mut position = 0;
    while !stop.load(Ordering::Relaxed) {
        let now_us = began.elapsed().as_micros() as u64;
        for _ in 0..64 {
            let Some(length) = tap.receive(&mut frame).expect("tap") else { break };
            endpoint.on_frame(now_us, &frame[..length]);
        }
        endpoint.on_timer(now_us);
        while let Some(input) = endpoint.poll_input() {
            position += 1;
            endpoint.apply(Position(position), &input).expect("apply");
        }
        for conn in endpoint.connections().collect::<Vec<_>>() {
            let received = endpoint.received(conn).len();
            if received > 0 {
                position += 1;
                endpoint.consume(Position(position), conn, received).expect("exists");
            }
            let source = endpoint.status(conn).is_some_and(|status| status.ends.local_port == SOURCE);
            while source && endpoint.unacked(conn) < 8 << 20 {
                position += 1;
                endpoint.send(Position(position), conn, block.clone()).expect("exists");
            }
        }
        endpoint.release(Position(position));
        endpoint.transmit(now_us, &mut |slices| tap.send(slices));
    }
    let usage = nix::sys::resource::getrusage(nix::sys::resource::UsageWho::RUSAGE_THREAD).expect("getrusage");
    let cpu = usage.user_time().tv_sec() as f64
        + usage.system_time().tv_sec() as f64
        + (usage.user_time().tv_usec() + usage.system_time().tv_usec()) as f64 / 1e6;
    (cpu, endpoint.counters())
}

fn measure(port: u16, seconds: u64) -> f64 {
    let mut socket = TcpStream::connect((SERVER, port)).expect("connect");
    let mut buffer = vec![0; 1 << 20];
    let began = Instant::now();
    let mut bytes = 0u64;
    while began.elapsed() < Duration::from_secs(seconds) {
        bytes += if port == SINK {
            socket.write(&buffer).expect("write") as u64
        } else {
            socket.read(&mut buffer).expect("read") as u64
        };
    }
    bytes as f64 * 8e-9 / began.elapsed().as_secs_f64()
}

fn main() {
    let seconds = std::env::args().nth(1).and_then(|arg| arg.parse().ok()).unwrap_or(3);
    if let Err(error) = unshare(CloneFlags::CLONE_NEWNET) {
        eprintln!("a network namespace cannot be made here ({error}): run as root");
        std::process::exit(1);
    }
    for (name, setup) in [
        ("direct", "ip tuntap add t0 mode tap vnet_hdr && ip addr add 10.78.0.1/24 dev t0 && ip link set t0 up"),
        (
            "bridge",
            "ip link del t0; ip tuntap add t1 mode tap vnet_hdr && ip link add br0 type bridge \
             && ip link set t1 master br0 && ip link set t1 up \
             && ip addr add 10.78.0.1/24 dev br0 && ip link set br0 up",
        ),
    ] {
        let output = Command::new("sh").args(["-c", setup]).output().expect("sh");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let tap = Tap::open(if name == "direct" { "t0" } else { "t1" }).expect("tap");
        let stop = Arc::new(AtomicBool::new(false));
        let server = std::thread::spawn({
            let stop = stop.clone();
            move || serve(tap, &stop)
        });
        let (input, output) = (measure(SINK, seconds), measure(SOURCE, seconds));
        stop.store(true, Ordering::Relaxed);
        let (cpu, counters) = server.join().expect("server");
        println!("{name}: {input:.1} Gb/s in, {output:.1} Gb/s out, {cpu:.1} s of CPU, {counters:?}");
    }
}
