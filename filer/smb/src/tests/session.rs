//! Logging on and off, signatures, trees.

use super::*;

const ALL: [Dialect; 5] = [Dialect::Smb202, Dialect::Smb210, Dialect::Smb300, Dialect::Smb302, Dialect::Smb311];

#[test]
fn the_right_password_opens_a_signed_session_in_every_dialect() {
    for dialect in ALL {
        let mut bench = Bench::on_share_with(dialect);
        // The bench verifies the server's signature with the client's key: both derived the same.
        let echo = bench.request(command::ECHO, &[4, 0, 0, 0]);
        assert_eq!(echo.status, Status::SUCCESS, "{dialect:?}");
        assert_ne!(echo.u32(16) & FLAG_SIGNED, 0, "{dialect:?}");
    }
}

#[test]
fn wrong_passwords_unknown_users_and_nobody_are_refused_alike() {
    for (user, password) in [(USER, "wrong"), (USER, ""), ("nobody", PASSWORD), ("", "")] {
        let mut bench = Bench::new();
        bench.negotiate(Dialect::Smb311);
        assert_eq!(bench.log_on(user, password).status, Status::LOGON_FAILURE, "{user}:{password}");
        assert_eq!(bench.server.session_count(), 0, "nothing is kept of a failed log-on");
        assert_eq!(bench.tree_connect(r"\\filer\share").status, Status::USER_SESSION_DELETED);
    }
}

#[test]
fn a_session_that_is_not_established_can_do_nothing() {
    let mut bench = Bench::new();
    bench.negotiate(Dialect::Smb311);
    let first = bench.component(command::SESSION_SETUP, &session_setup_body(&client::negotiate(), 0));
    let response = bench.send(&first).remove(0);
    bench.session_id = response.session_id();
    assert_eq!(bench.tree_connect(r"\\filer\share").status, Status::USER_SESSION_DELETED);
}

#[test]
fn every_request_of_a_session_must_carry_its_signature() {
    for dialect in ALL {
        let mut bench = Bench::on_share_with(dialect);
        let unsigned = bench.component(command::CREATE, &Create::file("f").body());
        assert_eq!(bench.send(&unsigned)[0].status, Status::ACCESS_DENIED, "{dialect:?}: not signed");

        for at in [14usize, 50, HEADER_BYTES + 24, HEADER_BYTES + 56] {
            let mut changed = bench.compound(&[(command::CREATE, Create::file("f").body())], false);
            changed[at] ^= 1;
            assert_eq!(bench.send(&changed)[0].status, Status::ACCESS_DENIED, "{dialect:?}: byte {at}");
        }
        let missing = bench.create(&Create::file("f").disposition(disposition::OPEN));
        assert_eq!(missing.status, Status::OBJECT_NAME_NOT_FOUND, "none of them had an effect");
    }
}

#[test]
fn where_signing_is_only_offered_the_client_decides() {
    for (client_demands, unsigned) in [(false, Status::SUCCESS), (true, Status::ACCESS_DENIED)] {
        let mut bench = Bench::new();
        bench.offer_signing();
        let response = bench.negotiate(Dialect::Smb311);
        assert_eq!(response.u16(HEADER_BYTES + 2), 1, "signing is enabled, not required");
        bench.demand_signing = client_demands;
        assert_eq!(bench.log_on(USER, PASSWORD).status, Status::SUCCESS);
        bench.tree_connect(r"\\filer\share");
        let message = bench.component(command::CREATE, &Create::file("f").body());
        let response = bench.send(&message).remove(0);
        assert_eq!((response.status, response.u32(16) & FLAG_SIGNED), (unsigned, 0));
        let mut changed = bench.compound(&[(command::CREATE, Create::file("g").body())], false);
        changed[HEADER_BYTES + 24] ^= 1;
        assert_eq!(bench.send(&changed)[0].status, Status::ACCESS_DENIED, "a wrong signature is never accepted");
    }
}

#[test]
fn a_session_belongs_to_its_connection() {
    let mut bench = Bench::on_share();
    let (session, tree, signer) = (bench.session_id, bench.tree_id, bench.signer.clone());
    bench.reconnect(8);
    bench.negotiate(Dialect::Smb311);
    (bench.session_id, bench.tree_id, bench.signer) = (session, tree, signer);
    assert_eq!(bench.create(&Create::file("f")).status, Status::USER_SESSION_DELETED);
}

#[test]
fn logging_off_closes_everything() {
    let mut bench = Bench::on_share();
    bench.opened(&Create::file("kept"));
    bench.opened(&Create::file("gone").options(0x1040));
    assert_eq!(bench.request(command::LOGOFF, &[4, 0, 0, 0]).status, Status::SUCCESS);
    assert_eq!((bench.server.session_count(), bench.server.open_count()), (0, 0));
    bench.signer = None;
    assert_eq!(bench.request(command::ECHO, &[4, 0, 0, 0]).status, Status::USER_SESSION_DELETED);

    bench.reconnect(8);
    bench.negotiate(Dialect::Smb311);
    bench.log_on(USER, PASSWORD);
    bench.tree_connect(r"\\filer\share");
    bench.opened(&Create::file("kept").disposition(disposition::OPEN));
    let gone = bench.create(&Create::file("gone").disposition(disposition::OPEN));
    assert_eq!(gone.status, Status::OBJECT_NAME_NOT_FOUND, "it was to be deleted on close");
}

#[test]
fn the_end_of_a_connection_closes_everything_too() {
    let mut bench = Bench::on_share();
    bench.opened(&Create::file("f").share(0));
    bench.disconnect(CONNECTION);
    assert_eq!((bench.server.session_count(), bench.server.open_count()), (0, 0));
    bench.reconnect(8);
    bench.negotiate(Dialect::Smb311);
    bench.log_on(USER, PASSWORD);
    bench.tree_connect(r"\\filer\share");
    bench.opened(&Create::file("f").share(0));
    // What comes for a connection that is gone is not answered.
    bench.connection = CONNECTION;
    assert!(bench.exchange(&[0; 100]).close);
    bench.connection = 8;
}

#[test]
fn a_new_session_of_the_same_user_replaces_the_one_it_names() {
    let mut bench = Bench::on_share();
    let old = bench.session_id;
    bench.opened(&Create::file("f").share(0));
    bench.reconnect(8);
    bench.negotiate(Dialect::Smb311);
    assert_eq!(bench.log_on_with("other", "secret", old).status, Status::SUCCESS);
    assert_eq!(bench.server.session_count(), 2, "another user cannot end it");
    assert_eq!(bench.log_on_with(USER, PASSWORD, old).status, Status::SUCCESS);
    assert_eq!(bench.server.open_count(), 0, "the old session is gone with its opens");
}

#[test]
fn logging_on_again_keeps_the_key_and_a_failure_ends_the_session() {
    let mut bench = Bench::on_share();
    let id = bench.opened(&Create::file("f"));
    for (password, expected) in [(PASSWORD, Status::SUCCESS), ("wrong", Status::LOGON_FAILURE)] {
        let negotiate = client::negotiate();
        let response = bench.request(command::SESSION_SETUP, &session_setup_body(&negotiate, 0));
        assert_eq!(response.status, Status::MORE_PROCESSING_REQUIRED);
        let (authenticate, _) = client::authenticate(USER, password, &negotiate, token_of(&response), true);
        assert_eq!(bench.request(command::SESSION_SETUP, &session_setup_body(&authenticate, 0)).status, expected);
        let still = if expected == Status::SUCCESS { Status::SUCCESS } else { Status::USER_SESSION_DELETED };
        assert_eq!(bench.write(id, 0, b"x").status, still);
    }
}

#[test]
fn binding_a_session_to_a_second_connection_is_refused() {
    let mut bench = Bench::on_share();
    let mut body = session_setup_body(&client::negotiate(), 0);
    body[2] = 1;
    assert_eq!(bench.request(command::SESSION_SETUP, &body).status, Status::REQUEST_NOT_ACCEPTED);
}

#[test]
fn trees_are_found_by_name_whatever_its_case() {
    let mut bench = Bench::on_share();
    let disk = bench.tree_connect(r"\\filer\SHARE");
    assert_eq!((disk.status, disk.bytes[HEADER_BYTES + 2]), (Status::SUCCESS, 1));
    assert_eq!(disk.u32(HEADER_BYTES + 12), 0x001F_01FF);
    let pipes = bench.tree_connect(r"\\filer\ipc$");
    assert_eq!((pipes.status, pipes.bytes[HEADER_BYTES + 2]), (Status::SUCCESS, 2));
    let read_only = bench.tree_connect(r"\\filer\readonly");
    assert_eq!(read_only.u32(HEADER_BYTES + 12), 0x0012_00A9);
    for (path, expected) in [
        (r"\\filer\nope", Status::BAD_NETWORK_NAME),
        (r"\\filer\missing", Status::BAD_NETWORK_NAME),
        (r"\\filer\share\deeper", Status::BAD_NETWORK_NAME),
        (r"\\filer\", Status::BAD_NETWORK_NAME),
        (r"filer", Status::INVALID_PARAMETER),
        (r"\\filer", Status::INVALID_PARAMETER),
    ] {
        assert_eq!(bench.tree_connect(path).status, expected, "{path}");
    }
}

#[test]
fn a_disconnected_tree_is_gone_with_its_opens() {
    let mut bench = Bench::on_share();
    let id = bench.opened(&Create::file("f"));
    assert_eq!(bench.request(command::TREE_DISCONNECT, &[4, 0, 0, 0]).status, Status::SUCCESS);
    assert_eq!(bench.server.open_count(), 0);
    assert_eq!(bench.read(id, 0, 1).status, Status::NETWORK_NAME_DELETED);
    assert_eq!(bench.request(command::TREE_DISCONNECT, &[4, 0, 0, 0]).status, Status::NETWORK_NAME_DELETED);
}

#[test]
fn an_open_is_seen_through_its_own_tree_only() {
    let mut bench = Bench::on_share();
    let id = bench.opened(&Create::file("f"));
    bench.tree_connect(r"\\filer\share");
    assert_eq!(bench.read(id, 0, 1).status, Status::FILE_CLOSED);
}

#[test]
fn sessions_of_a_connection_are_limited() {
    let mut bench = Bench::new();
    bench.negotiate(Dialect::Smb311);
    for _ in 0..crate::limits::SESSIONS_PER_CONNECTION_MAX {
        assert_eq!(bench.log_on(USER, PASSWORD).status, Status::SUCCESS);
    }
    (bench.session_id, bench.signer) = (0, None);
    let message = bench.component(command::SESSION_SETUP, &session_setup_body(&client::negotiate(), 0));
    assert_eq!(bench.send(&message)[0].status, Status::INSUFFICIENT_RESOURCES);
}

#[test]
fn trees_of_a_session_are_limited() {
    let mut bench = Bench::on_share();
    for _ in 1..crate::limits::TREES_PER_SESSION_MAX {
        assert_eq!(bench.tree_connect(r"\\filer\share").status, Status::SUCCESS);
    }
    assert_eq!(bench.tree_connect(r"\\filer\share").status, Status::INSUFFICIENT_RESOURCES);
}
