//! Whatever comes from the wire: an answer or the end of the connection, never a panic, and never a different replay.

use proptest::prelude::*;

use super::*;
use crate::info::class;

/// One well-formed request of every kind, over an open file, directory and lock.
fn requests(file: u64, directory: u64) -> Vec<(u16, Vec<u8>)> {
    let mut list = vec![33, 0, 3, 1, 0, 0, 0, 0];
    put_file_id(&mut list, directory);
    list.put_u16(HEADER_BYTES as u16 + 32);
    list.put_u16(2);
    list.put_u32(1000);
    list.put(&[b'*', 0]);
    let mut rename = vec![33, 0, 1, class::RENAME, 24, 0, 0, 0, 96, 0, 0, 0, 0, 0, 0, 0];
    put_file_id(&mut rename, file);
    rename.put_zeros(16);
    rename.put_u32(4);
    rename.put(&[b'r', 0, b'n', 0]);
    let mut end = vec![33, 0, 1, class::END_OF_FILE, 8, 0, 0, 0, 96, 0, 0, 0, 0, 0, 0, 0];
    put_file_id(&mut end, file);
    end.put_u64(5000);
    let mut create = Create::file("new");
    create.contexts = vec![(b"MxAc", vec![]), (b"QFid", vec![])];
    let mut tree = vec![9, 0, 0, 0, 72, 0, 26, 0];
    tree.put(&utf16_bytes(r"\\filer\share"));
    vec![
        (command::NEGOTIATE, negotiate_body(&[0x0202, 0x0311], &[1, 2])),
        (command::SESSION_SETUP, session_setup_body(&client::negotiate(), 0)),
        (command::TREE_CONNECT, tree),
        (command::CREATE, create.body()),
        (command::READ, read_body(file, 10, 100)),
        (command::WRITE, write_body(file, 4000, &[3; 200])),
        (command::LOCK, lock_body(file, &[(0, 10, 2), (20, 10, 1)])),
        (command::IOCTL, ioctl_body(file, 0x0014_0204, &[0; 26], 24)),
        (command::QUERY_DIRECTORY, list),
        (command::QUERY_INFO, query_body(file, 1, class::ALL, 200)),
        (command::QUERY_INFO, query_body(file, 3, 0, 200)),
        (command::SET_INFO, rename),
        (command::SET_INFO, end),
        (command::FLUSH, close_body(file)),
        (command::CLOSE, close_body(file)),
        (command::ECHO, vec![4, 0, 0, 0]),
        (command::CANCEL, vec![4, 0, 0, 0]),
        (command::LOGOFF, vec![4, 0, 0, 0]),
    ]
}

/// Gives a message to the server; a connection that ends is ended as the node would.
fn survive(bench: &mut Bench, message: &[u8]) -> bool {
    for component in 0..Server::components(message) {
        let _ = bench.server.needs(CONNECTION, message, component);
        let step = bench.step(message, component);
        if let Some(reply) = &step.reply {
            assert_eq!(frame(reply), Ok(Some(reply.len())), "a reply is one whole frame");
        }
        if step.close {
            bench.disconnect(CONNECTION);
            return false;
        }
    }
    true
}

fn prepared() -> (Bench, u64, u64) {
    let mut bench = Bench::on_share();
    bench.put_file("f", &[5; 9000]);
    bench.opened(&Create::directory("d"));
    let directory = bench.opened(&Create::directory("d"));
    let file = bench.opened(&Create::file("f"));
    (bench, file, directory)
}

/// A change to a message: bytes replaced by interesting ones, or the end cut off.
fn mutate(message: &mut Vec<u8>, changes: &[(u16, u8)], cut: Option<u16>) {
    for (at, value) in changes {
        let at = usize::from(*at) % message.len();
        message[at] = *value;
    }
    if let Some(cut) = cut {
        message.truncate(usize::from(cut) % message.len());
    }
}

fn value() -> impl Strategy<Value = u8> {
    prop_oneof![Just(0u8), Just(1), Just(0x7F), Just(0x80), Just(0xFF), any::<u8>()]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    // The body is changed and then signed, so that it reaches the handler.
    #[test]
    fn changed_requests_with_a_good_signature_do_no_harm(
        which in 0usize..18,
        changes in proptest::collection::vec((0u16..400, value()), 1..6),
        cut in proptest::option::weighted(0.2, 0u16..400),
    ) {
        let (mut bench, file, directory) = prepared();
        let (command, mut body) = requests(file, directory).remove(which);
        mutate(&mut body, &changes, cut);
        let message = bench.compound(&[(command, body)], false);
        if survive(&mut bench, &message) && bench.server.session_count() > 0 {
            let id = bench.next_message_id;
            bench.next_message_id = id.max(64);
            bench.request(command::ECHO, &[4, 0, 0, 0]);
        }
    }

    // Header, chain and signature are changed too, in a compound.
    #[test]
    fn changed_messages_do_no_harm(
        which in proptest::collection::vec(0usize..18, 1..4),
        changes in proptest::collection::vec((0u16..1200, value()), 1..8),
        cut in proptest::option::weighted(0.2, 0u16..1200),
        related in any::<bool>(),
    ) {
        let (mut bench, file, directory) = prepared();
        let all = requests(file, directory);
        let parts: Vec<_> = which.iter().map(|which| all[*which].clone()).collect();
        let mut message = bench.compound(&parts, related);
        mutate(&mut message, &changes, cut);
        survive(&mut bench, &message);
    }

    #[test]
    fn any_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..300), smb in 0u8..3) {
        let mut bench = Bench::new();
        let mut message = bytes;
        match smb {
            1 => message.splice(0..0, [0xFE, b'S', b'M', b'B', 64, 0]).for_each(drop),
            2 => message.splice(0..0, [0xFF, b'S', b'M', b'B', 0x72]).for_each(drop),
            _ => {}
        }
        survive(&mut bench, &message);
    }

    #[test]
    fn changed_log_ons_never_succeed(
        changes in proptest::collection::vec((12u16..400, any::<u8>()), 1..4),
        cut in proptest::option::weighted(0.2, 0u16..400),
    ) {
        let mut bench = Bench::new();
        bench.negotiate(Dialect::Smb311);
        let negotiate = client::negotiate();
        let first = bench.component(command::SESSION_SETUP, &session_setup_body(&negotiate, 0));
        let response = bench.send(&first).remove(0);
        bench.session_id = response.session_id();
        let (good, _) = client::authenticate(USER, PASSWORD, &negotiate, token_of(&response), true);
        let mut changed = good.clone();
        mutate(&mut changed, &changes, cut);
        prop_assume!(changed != good);
        let second = bench.component(command::SESSION_SETUP, &session_setup_body(&changed, 0));
        let response = bench.send(&second).remove(0);
        prop_assert_ne!(response.status, Status::SUCCESS);
    }
}

// Every request cut to every length, properly signed.
#[test]
fn requests_cut_short_are_refused() {
    let (bench, file, directory) = prepared();
    let count = requests(file, directory).len();
    drop(bench);
    for which in 0..count {
        let (mut bench, file, directory) = prepared();
        let (command, body) = requests(file, directory).remove(which);
        // A NEGOTIATE is refused anyway, CANCEL not answered, and the other two have nothing in them.
        if matches!(command, command::NEGOTIATE | command::CANCEL | command::ECHO | command::LOGOFF) {
            continue;
        }
        for length in 0..body.len() - 1 {
            let message = bench.compound(&[(command, body[..length].to_vec())], false);
            let response = bench.send(&message).remove(0);
            // A trailing part that carries nothing the command needs may be missing.
            let lenient = length >= 16 && response.status == Status::SUCCESS;
            let refused = response.status != Status::SUCCESS;
            assert!(refused || lenient, "command {command} cut to {length}: {:?}", response.status);
            if bench.server.session_count() == 0 {
                break;
            }
        }
    }
}
