//! Live is replay: the engine that runs from a log ends in the state of the one that ran live, and says so when it does not.

use bytes::Bytes;
use disk::{Disk, Key, MemDisk};
use node::engine::{encode_begin, encode_tick, Engine, EngineError};
use node::secret::PairKey;
use node::session::{Session, SessionError};
use nvlog::{Epoch, Kind, Position, Term};
use smb::Refusal;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use tcp::{ConnId, Endpoint, Ends, Input, Open};
use volume::{ConsistencyPoint, FileTime, FormatOptions, OpenOptions, Volume};

const CONN: ConnId = ConnId(1);

/// One entry as it would stand in the log.
struct Logged {
    kind: Kind,
    stream: u32,
    body: Vec<u8>,
    payload: Bytes,
}

fn endpoint() -> Endpoint {
    Endpoint::new(tcp::Config::new([2, 0x53, 0x50, 0, 0, 1], Ipv4Addr::new(10, 0, 0, 1), &[445], [7; 16])).unwrap()
}

/// An engine that has never served.
fn fresh() -> Engine {
    let disk: Arc<dyn Disk> = Arc::new(MemDisk::new("test", 256 << 20, Key(1), Epoch(1)));
    let first = ConsistencyPoint { position: Position(1), epoch: Epoch(0), term: Term(0), session: Vec::new() };
    Volume::format(&disk, &FormatOptions { volume_id: 1, created: FileTime(1), first }).unwrap();
    let (volume, _) = Volume::open(disk, OpenOptions::default()).unwrap();
    Engine::new(endpoint(), session(), volume, Position(0))
}

fn session() -> Session {
    let config = smb::Config {
        server_guid: [1; 16],
        netbios_name: "FILER".into(),
        dns_name: "filer".into(),
        shares: BTreeMap::from([("share".into(), smb::Share { path: String::new(), read_only: false })]),
        users: BTreeMap::from([("user".into(), smb::User { nt_hash: smb::nt_hash("password") })]),
    };
    Session {
        tcp: endpoint().save(),
        server: smb::Server::new(config),
        time_ms: 0,
        utc: 1,
        attached: Vec::new(),
        requests: BTreeMap::new(),
    }
}

/// An SMB 2.1 NEGOTIATE request (MS-SMB2 2.2.3), framed for direct TCP.
fn negotiate() -> Vec<u8> {
    let mut message = Vec::new();
    message.extend(b"\xFESMB");
    message.extend([64, 0]); // structure size
    message.extend([0; 58]); // credit charge … signature: all zero, command 0, message id 0
    message.extend([36, 0, 1, 0, 1, 0, 0, 0]); // size, one dialect, signing enabled
    message.extend([0; 4]); // capabilities
    message.extend([9; 16]); // client guid
    message.extend([0; 8]);
    message.extend([0x10, 0x02]); // 2.1
    let mut framed = (message.len() as u32).to_be_bytes().to_vec();
    framed.extend(message);
    framed
}

fn inputs() -> Vec<Input> {
    let open = Open {
        ends: Ends { remote: IpAddr::V4(Ipv4Addr::new(10, 0, 0, 9)), remote_port: 50_000, local_port: 445 },
        remote_mac: [2, 0, 0, 0, 0, 9],
        iss: 1000,
        irs: 5000,
        mss: 1460,
        window_scale: Some(7),
        sack: true,
        timestamp: Some(77),
        timestamp_offset: 3,
        edge: 65_536,
    };
    let request = negotiate();
    let (first, second) = request.split_at(40);
    let receive = |offset: usize, bytes: &[u8]| Input::Receive {
        conn: CONN,
        offset: 1 + offset as u32,
        edge: 65_536 + offset as u32,
        tsval: 78,
        bytes: Bytes::copy_from_slice(bytes),
        fin: false,
    };
    vec![Input::Open { conn: CONN, open: Box::new(open) }, receive(0, first), receive(40, second)]
}

/// Runs one connection live and returns the log it would have written.
fn live(engine: &mut Engine) -> Vec<Logged> {
    let mut log = Vec::new();
    let mut position = Position(0);
    for input in inputs() {
        position = position.next();
        let (body, payload) = input.encode();
        let kind = if matches!(input, Input::Receive { .. }) { Kind::Receive } else { Kind::Event };
        engine.input(position, &input).unwrap();
        log.push(Logged { kind, stream: input.conn().0, body: body.to_vec(), payload });
    }
    position = position.next();
    engine.tick(position, FileTime(500), 20);
    log.push(Logged {
        kind: Kind::Event,
        stream: 0,
        body: encode_tick(FileTime(500), 20).to_vec(),
        payload: Bytes::new(),
    });
    let (conn, component) = engine.next_request(u64::MAX).expect("a complete request");
    position = position.next();
    let (utc, seed) = (FileTime(600), [3; 12]);
    engine.begin(position, conn, utc, seed, component, None).unwrap();
    log.push(Logged {
        kind: Kind::Begin,
        stream: conn.0,
        body: encode_begin(utc, seed, component).to_vec(),
        payload: Bytes::new(),
    });
    let (conn, body) = engine.is_executing().unwrap();
    engine.finish(position.next(), conn).unwrap();
    log.push(Logged { kind: Kind::Complete, stream: conn.0, body: body.to_vec(), payload: Bytes::new() });
    log
}

fn replay(engine: &mut Engine, log: &[Logged]) -> Result<(), EngineError> {
    for (index, entry) in log.iter().enumerate() {
        engine.replay(Position(index as u64 + 1), entry.kind, entry.stream, &entry.body, entry.payload.clone())?;
    }
    Ok(())
}

fn state(engine: &Engine) -> Vec<u8> {
    postcard::to_stdvec(&engine.session().unwrap()).unwrap()
}

// Shows S2, S3, F4: the state after a replay, replies that the client has not acknowledged included, is that of the live run,
// and a log that ends at any entry leads to the state the live run had there.
#[test]
fn replay_ends_in_the_state_of_the_live_run() {
    let mut running = fresh();
    let log = live(&mut running);
    assert!(running.endpoint.unacked(CONN) > 0, "there is a reply");
    let mut again = fresh();
    replay(&mut again, &log).unwrap();
    assert_eq!(state(&again), state(&running));
    assert_eq!(again.applied(), running.applied());
    // Cut between P2 and P3: the outcome is there, the reply is not out, and completing it gives the same state.
    let mut cut = fresh();
    replay(&mut cut, &log[..log.len() - 1]).unwrap();
    assert_eq!(cut.endpoint.unacked(CONN), 0);
    assert!(cut.session().is_none(), "no consistency point between P2 and P3");
    assert!(cut.is_executing().is_none(), "executed before anybody has decided about it");
    assert_eq!(cut.undecided(), Some(Position(log.len() as u64 - 1)));
    cut.decide(None).unwrap();
    let (conn, _) = cut.is_executing().unwrap();
    cut.finish(Position(log.len() as u64), conn).unwrap();
    assert_eq!(state(&cut), state(&running));
}

// Shows R3, F4: a request that was refused, because its disk failed or because executing it kills, is refused again by every
// replay, whatever executing it would do there: the log says so.
#[test]
fn a_refused_request_is_refused_again() {
    for refusal in [Refusal::DiskFailed, Refusal::Fatal, Refusal::Disconnect] {
        let mut log = live(&mut fresh());
        let executed = log.pop().unwrap();
        let mut refused = fresh();
        replay(&mut refused, &log).unwrap();
        refused.decide(Some(refusal)).unwrap();
        let (conn, body) = refused.is_executing().unwrap();
        assert_ne!(body.to_vec(), executed.body, "{refusal:?} has another outcome than executing it");
        refused.finish(Position(log.len() as u64 + 1), conn).unwrap();
        log.push(Logged { kind: Kind::Complete, stream: conn.0, body: body.to_vec(), payload: Bytes::new() });
        let mut again = fresh();
        replay(&mut again, &log).unwrap();
        assert_eq!(state(&again), state(&refused), "{refusal:?}");
        // Without the refusal in it, the same entry is a divergence.
        let last = log.len() - 1;
        log[last].body[16] = 0;
        assert!(matches!(replay(&mut fresh(), &log), Err(EngineError::Diverged { .. })), "{refusal:?}");
        log[last].body[16] = 9;
        assert!(matches!(replay(&mut fresh(), &log), Err(EngineError::Malformed { .. })));
    }
}

// Shows S3: a replay that has another outcome than the live run is noticed at its P3.
#[test]
fn a_replay_that_differs_is_noticed() {
    let log = live(&mut fresh());
    let last = log.len() - 1;
    let mut wrong = live(&mut fresh());
    wrong[last].body[0] ^= 1;
    assert!(matches!(replay(&mut fresh(), &wrong), Err(EngineError::Diverged { .. })));
    // Another time in P2 leads to another outcome (NEGOTIATE tells the client the time), and that is noticed as well.
    let mut wrong = live(&mut fresh());
    wrong[last - 1].body[0] ^= 1;
    assert!(matches!(replay(&mut fresh(), &wrong), Err(EngineError::Diverged { .. })));
    // Entries that do not decode are errors, not panics.
    for (index, kind) in [(0, Kind::Complete), (last, Kind::Begin), (1, Kind::Begin)] {
        let mut wrong = live(&mut fresh());
        wrong[index].kind = kind;
        assert!(replay(&mut fresh(), &wrong).is_err());
    }
}

#[test]
fn session_state_of_another_version_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let key = PairKey::load_or_create(&dir.path().join("key")).unwrap();
    let mut bytes = session().to_bytes(&key).unwrap();
    assert!(Session::from_bytes(&bytes, &key).is_ok());
    bytes[0] = 99;
    assert!(matches!(Session::from_bytes(&bytes, &key), Err(SessionError::Version { found: 99 })));
    assert!(!bytes.windows(5).any(|window| window == b"share"), "the state lies on the disk unwrapped");
}
