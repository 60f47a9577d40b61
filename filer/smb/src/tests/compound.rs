//! Several requests in one message; message ids and credits; and what a replay must give.

use super::*;
use crate::info::class;

// Shows S2: each component of a compound is an execution of its own, which leaves its effect and nothing in the air
// before the next; the reply of the whole comes with the last (`Bench::exchange` checks that).
#[test]
fn each_component_is_an_operation_of_its_own() {
    let mut bench = Bench::on_share();
    let parts = [
        (command::CREATE, Create::file("f").body()),
        (command::WRITE, write_body(CHAIN_FILE, 0, b"content")),
        (command::CLOSE, close_body(CHAIN_FILE)),
    ];
    let message = bench.compound(&parts, true);
    assert_eq!(Server::components(&message), 3);

    assert_eq!(bench.step(&message, 0).reply, None);
    let entry = bench.volume.lookup(volume::ROOT, "f").expect("the first component made the file");
    assert_eq!(bench.volume.metadata(entry.inode).unwrap().size, 0, "the second one has not run");
    assert_eq!(bench.server.open_count(), 1);

    // A filer dies here, after the first component: the partner goes on from the saved state.
    let saved = postcard::to_stdvec(&bench.server).unwrap();
    bench.server = postcard::from_bytes(&saved).unwrap();

    assert_eq!(bench.step(&message, 1).reply, None);
    assert_eq!(bench.volume.metadata(entry.inode).unwrap().size, 7);
    assert_eq!(bench.server.open_count(), 1, "the third one has not run");
    let step = bench.step(&message, 2);
    assert_eq!(bench.server.open_count(), 0);
    let statuses: Vec<Status> = bench.responses(&step).iter().map(|response| response.status).collect();
    assert_eq!(statuses, [Status::SUCCESS; 3]);
}

// Shows S3: an operation executed again from the state before it answers with the same bytes, signature included, for
// every command that succeeds or fails here; so a reply sent again is a duplicate to the client's TCP.
#[test]
fn an_operation_done_again_answers_with_the_same_bytes() {
    for dialect in [Dialect::Smb202, Dialect::Smb210, Dialect::Smb300, Dialect::Smb302, Dialect::Smb311] {
        let mut bench = Bench::on_share_with(dialect);
        bench.put_file("f", &[0x42; 10_000]);
        let id = bench.opened(&Create::file("f"));
        let mut requests = vec![
            (command::ECHO, vec![4, 0, 0, 0]),
            (command::READ, read_body(id, 0, 10_000)),
            (command::READ, read_body(id, 10_000, 1)),
            (command::QUERY_INFO, query_body(id, 1, class::ALL, 1000)),
            (command::CREATE, Create::file("g").body()),
            (command::CREATE, Create::file("a*").body()),
            (command::LOCK, lock_body(id, &[(0, 1, 2)])),
            (command::CLOSE, close_body(id)),
        ];
        while let Some((command, body)) = requests.pop() {
            let message = bench.compound(&[(command, body)], false);
            let before = postcard::to_stdvec(&bench.server).unwrap();
            let stamp = bench.stamp();
            let first = bench.server.execute(&mut bench.volume, CONNECTION, &message, 0, &stamp);
            let mut again: Server = postcard::from_bytes(&before).unwrap();
            // Only what leaves the volume as it was can run on the same one twice; the replay of the whole bench, on a
            // volume of its own, covers the rest.
            if !matches!(command, command::CREATE | command::CLOSE) {
                let second = again.execute(&mut bench.volume, CONNECTION, &message, 0, &stamp);
                assert_eq!(first, second, "{dialect:?}, command {command}");
            }
            assert!(first.reply.is_some() && first.digest != [0; 16]);
            bench.record(message, 0, stamp, first);
        }
    }
}

#[test]
fn another_stamp_gives_another_challenge_and_the_same_stamp_the_same() {
    let challenge = |seed: u8| {
        let mut bench = Bench::new();
        bench.negotiate(Dialect::Smb311);
        let message = bench.component(command::SESSION_SETUP, &session_setup_body(&client::negotiate(), 0));
        let stamp = Stamp { utc: START, time_ms: 0, seed: [seed; 12], refusal: None };
        let step = bench.server.execute(&mut bench.volume, CONNECTION, &message, 0, &stamp);
        bench.record(message, 0, stamp, step.clone());
        let response = bench.responses(&step).remove(0);
        (token_of(&response)[24..32].to_vec(), response.session_id())
    };
    assert_eq!(challenge(1), challenge(1));
    assert_ne!(challenge(1).0, challenge(2).0);
    assert_ne!(challenge(1).1, challenge(2).1);
}

#[test]
fn the_digest_tells_outcomes_apart() {
    let mut bench = Bench::on_share();
    let id = bench.opened(&Create::file("f"));
    let read = bench.compound(&[(command::READ, read_body(id, 0, 10))], false);
    bench.write(id, 0, b"one");
    let saved = postcard::to_stdvec(&bench.server).unwrap();
    let stamp = bench.stamp();
    let one = bench.server.execute(&mut bench.volume, CONNECTION, &read, 0, &stamp);
    bench.record(read.clone(), 0, stamp, one.clone());
    // The same request over a file with other content, as after a replay that went wrong.
    let mut other: Server = postcard::from_bytes(&saved).unwrap();
    let mut bench2 = Bench::on_share();
    let id2 = bench2.opened(&Create::file("f"));
    bench2.write(id2, 0, b"two");
    let two = other.execute(&mut bench2.volume, CONNECTION, &read, 0, &stamp);
    assert_ne!(one.digest, two.digest);
}

#[test]
fn a_failure_is_inherited_by_what_depends_on_it() {
    let mut bench = Bench::on_share();
    let missing = Create::file("missing").disposition(disposition::OPEN);
    let parts = [
        (command::CREATE, missing.body()),
        (command::READ, read_body(CHAIN_FILE, 0, 10)),
        (command::CLOSE, close_body(CHAIN_FILE)),
    ];
    let message = bench.compound(&parts, true);
    let statuses: Vec<Status> = bench.send(&message).iter().map(|response| response.status).collect();
    assert_eq!(statuses, [Status::OBJECT_NAME_NOT_FOUND; 3]);

    // A failure in the middle does not keep the file from being closed.
    bench.put_file("f", b"content");
    let parts = [
        (command::CREATE, Create::file("f").body()),
        (command::READ, read_body(CHAIN_FILE, 100, 10)),
        (command::CLOSE, close_body(CHAIN_FILE)),
    ];
    let message = bench.compound(&parts, true);
    let statuses: Vec<Status> = bench.send(&message).iter().map(|response| response.status).collect();
    assert_eq!(statuses, [Status::SUCCESS, Status::END_OF_FILE, Status::SUCCESS]);
}

#[test]
fn unrelated_components_stand_for_themselves() {
    let mut bench = Bench::on_share();
    bench.put_file("f", b"content");
    let id = bench.opened(&Create::file("f"));
    let missing = Create::file("missing").disposition(disposition::OPEN);
    let parts = [
        (command::CREATE, missing.body()),
        (command::READ, read_body(id, 0, 7)),
        (command::READ, read_body(CHAIN_FILE, 0, 7)),
        (command::ECHO, vec![4, 0, 0, 0]),
    ];
    let message = bench.compound(&parts, false);
    let responses = bench.send(&message);
    let statuses: Vec<Status> = responses.iter().map(|response| response.status).collect();
    assert_eq!(statuses, [Status::OBJECT_NAME_NOT_FOUND, Status::SUCCESS, Status::FILE_CLOSED, Status::SUCCESS]);
    assert_eq!(responses[1].data(), b"content");
}

#[test]
fn a_later_component_may_use_the_file_of_an_earlier_one_that_named_it() {
    let mut bench = Bench::on_share();
    bench.put_file("f", b"content");
    let id = bench.opened(&Create::file("f"));
    let parts = [(command::READ, read_body(id, 0, 7)), (command::CLOSE, close_body(CHAIN_FILE))];
    let message = bench.compound(&parts, true);
    let statuses: Vec<Status> = bench.send(&message).iter().map(|response| response.status).collect();
    assert_eq!(statuses, [Status::SUCCESS; 2]);
    assert_eq!(bench.server.open_count(), 0);
}

#[test]
fn a_first_component_cannot_be_related() {
    let mut bench = Bench::on_share();
    let mut message = bench.component(command::ECHO, &[4, 0, 0, 0]);
    set_flags(&mut message, FLAG_RELATED);
    bench.sign(&mut message);
    assert_eq!(bench.send(&message)[0].status, Status::INVALID_PARAMETER);
}

#[test]
fn responses_are_padded_and_only_the_last_grants_credits() {
    let mut bench = Bench::on_share();
    bench.put_file("f", b"content");
    let parts = [
        (command::CREATE, Create::file("f").body()),
        (command::READ, read_body(CHAIN_FILE, 0, 7)),
        (command::CLOSE, close_body(CHAIN_FILE)),
    ];
    let message = bench.compound(&parts, true);
    let responses = bench.send(&message);
    let lengths: Vec<usize> = responses.iter().map(|response| response.bytes.len()).collect();
    assert_eq!((lengths[0] % 8, lengths[1] % 8), (0, 0));
    let credits: Vec<u16> = responses.iter().map(Response::credits).collect();
    assert_eq!(credits[..2], [0, 0]);
    assert!(credits[2] >= 3 * 16, "{credits:?}");
}

#[test]
fn a_compound_cannot_ask_for_more_than_a_frame_holds() {
    let mut bench = Bench::on_share();
    let id = bench.opened(&Create::file("f"));
    bench.write(id, 0, &vec![1; 1 << 20]);
    // Enough credits for six times a megabyte.
    bench.request(command::ECHO, &[4, 0, 0, 0]);
    let parts = vec![(command::READ, read_body(id, 0, 1 << 20)); 6];
    let message = bench.compound(&parts, false);
    let step = bench.exchange(&message);
    assert!(step.reply.as_ref().is_some_and(|reply| reply.len() <= crate::REPLY_BYTES_MAX));
    let statuses: Vec<Status> = bench.responses(&step).iter().map(|response| response.status).collect();
    assert_eq!(statuses[..2], [Status::SUCCESS; 2]);
    assert_eq!(statuses[4..], [Status::INSUFFICIENT_RESOURCES; 2]);
}

#[test]
fn a_component_out_of_turn_ends_the_connection() {
    let mut bench = Bench::on_share();
    let echo = (command::ECHO, vec![4, 0, 0, 0]);
    let message = bench.compound(&[echo.clone(), echo.clone(), echo], false);
    assert!(bench.step(&message, 1).close, "the first one is missing");
    let mut bench = Bench::on_share();
    let message = bench.compound(&[(command::ECHO, vec![4, 0, 0, 0])], false);
    assert!(bench.step(&message, 1).close, "there is no second one");
}

#[test]
fn message_ids_are_used_once_and_within_the_window() {
    let mut bench = Bench::on_share();
    let message = bench.compound(&[(command::ECHO, vec![4, 0, 0, 0])], false);
    bench.send(&message);
    let step = bench.exchange(&message);
    assert!(step.close && step.reply.is_none(), "an id used twice");
    let mut bench = Bench::on_share();
    bench.next_message_id += 10_000;
    let message = bench.compound(&[(command::ECHO, vec![4, 0, 0, 0])], false);
    assert!(bench.exchange(&message).close, "an id far ahead");
}

#[test]
fn a_client_never_gets_more_credits_than_the_limit() {
    let mut bench = Bench::on_share_with(Dialect::Smb202);
    let mut held = 0i64;
    for _ in 0..2000 {
        let mut message = bench.component(command::ECHO, &[4, 0, 0, 0]);
        message[14..16].copy_from_slice(&u16::MAX.to_le_bytes());
        bench.sign(&mut message);
        let response = bench.send(&message).remove(0);
        held += i64::from(response.credits()) - 1;
        assert!(held <= crate::limits::CREDITS_MAX as i64, "{held}");
    }
}

#[test]
fn cancel_is_not_answered_and_uses_no_id() {
    let mut bench = Bench::on_share();
    let id = bench.next_message_id;
    let message = bench.compound(&[(command::CANCEL, vec![4, 0, 0, 0])], false);
    let step = bench.exchange(&message);
    assert!(step.reply.is_none() && !step.close);
    bench.next_message_id = id;
    assert_eq!(bench.request(command::ECHO, &[4, 0, 0, 0]).status, Status::SUCCESS);
}
