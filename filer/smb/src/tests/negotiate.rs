//! NEGOTIATE in its forms, and the check of it under a signature.

use super::*;

const VALIDATE_NEGOTIATE_INFO: u32 = 0x0014_0204;

#[test]
fn every_dialect_is_answered_with_itself_and_a_higher_one_wins() {
    for revision in [0x0202, 0x0210, 0x0300, 0x0302, 0x0311] {
        let mut bench = Bench::new();
        let message = bench.component(command::NEGOTIATE, &negotiate_body(&[0x0202, revision], &[1]));
        let response = bench.send(&message).remove(0);
        assert_eq!((response.status, response.u16(HEADER_BYTES + 4)), (Status::SUCCESS, revision));
        assert_eq!(response.u16(HEADER_BYTES + 2), 3, "signing is enabled and required");
        let io = if revision == 0x0202 { 65_536 } else { 1 << 20 };
        for field in [28, 32, 36] {
            assert_eq!(response.u32(HEADER_BYTES + field), io, "transact, read, write of {revision:#x}");
        }
    }
}

#[test]
fn signing_follows_our_preference_among_what_the_client_offers() {
    for (offered, chosen) in [(&[0u16, 1, 2][..], 2), (&[0, 1], 1), (&[0], 0), (&[9], 1)] {
        let mut bench = Bench::new();
        let message = bench.component(command::NEGOTIATE, &negotiate_body(&[0x0311], offered));
        let response = bench.send(&message).remove(0);
        let contexts = response.u32(HEADER_BYTES + 60) as usize;
        assert_eq!(response.u16(HEADER_BYTES + 6), 2);
        assert_eq!(response.u16(contexts), 1, "the first context is that of pre-authentication");
        let second = contexts + 8 + 38usize.next_multiple_of(8);
        assert_eq!((response.u16(second), response.u16(second + 10)), (8, chosen), "offered {offered:?}");
    }
}

#[test]
fn a_negotiate_that_cannot_be_met_is_refused() {
    let cases: [(&str, Vec<u8>, Status); 4] = [
        ("no dialects", negotiate_body(&[], &[]), Status::INVALID_PARAMETER),
        ("none of ours", negotiate_body(&[0x0222], &[]), Status::NOT_SUPPORTED),
        ("3.1.1 without contexts", negotiate_body(&[0x0311], &[])[..38].to_vec(), Status::INVALID_PARAMETER),
        (
            "another hash",
            {
                let mut body = negotiate_body(&[0x0311], &[1]);
                let at = Reader::new(&body).u32(28).unwrap() as usize - HEADER_BYTES;
                body[at + 12] = 9;
                body
            },
            Status::SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP,
        ),
    ];
    for (what, body, expected) in cases {
        let mut bench = Bench::new();
        let message = bench.component(command::NEGOTIATE, &body);
        assert_eq!(bench.send(&message)[0].status, expected, "{what}");
    }
}

#[test]
fn a_second_negotiate_ends_the_connection() {
    let mut bench = Bench::new();
    bench.negotiate(Dialect::Smb311);
    let message = bench.component(command::NEGOTIATE, &negotiate_body(&[0x0311], &[1]));
    let step = bench.exchange(&message);
    assert!(step.close && step.reply.is_none());
}

#[test]
fn nothing_goes_before_negotiate() {
    for command in 1..=18 {
        let mut bench = Bench::new();
        let message = bench.component(command, &[4, 0, 0, 0]);
        let step = bench.exchange(&message);
        assert!(step.close && step.reply.is_none(), "command {command}");
    }
}

fn smb1_negotiate(dialects: &[&str]) -> Vec<u8> {
    let mut message = vec![0xFF, b'S', b'M', b'B', 0x72];
    message.put_zeros(27);
    let strings: Vec<u8> = dialects.iter().flat_map(|name| [&[2], name.as_bytes(), &[0]].concat()).collect();
    message.put_u8(0);
    message.put_u16(strings.len() as u16);
    message.put(&strings);
    message
}

#[test]
fn the_smb1_form_leads_to_smb2() {
    let mut bench = Bench::new();
    let response = bench.send(&smb1_negotiate(&["NT LM 0.12", "SMB 2.002", "SMB 2.???"])).remove(0);
    assert_eq!((response.status, response.u16(HEADER_BYTES + 4)), (Status::SUCCESS, 0x02FF));
    assert_eq!(response.credits(), 1);
    bench.next_message_id = 1;
    let negotiated = {
        let message = bench.component(command::NEGOTIATE, &negotiate_body(&[0x0311], &[1]));
        bench.send(&message).remove(0)
    };
    assert_eq!((negotiated.status, negotiated.u16(HEADER_BYTES + 4)), (Status::SUCCESS, 0x0311));

    let mut bench = Bench::new();
    let response = bench.send(&smb1_negotiate(&["NT LM 0.12", "SMB 2.002"])).remove(0);
    assert_eq!(response.u16(HEADER_BYTES + 4), 0x0202);
}

#[test]
fn smb1_alone_is_refused_cleanly() {
    let mut bench = Bench::new();
    let step = bench.exchange(&smb1_negotiate(&["PC NETWORK PROGRAM 1.0", "NT LM 0.12"]));
    let reply = step.reply.expect("an answer in SMB1");
    assert!(step.close);
    assert_eq!(&reply[4..9], &[0xFF, b'S', b'M', b'B', 0x72]);
    assert_eq!(reply[13] & 0x80, 0x80, "a response");
    assert_eq!(&reply[36..], &[1, 0xFF, 0xFF, 0, 0], "no dialect");

    // Another SMB1 command is not answered, nor is SMB1 after SMB2.
    let mut bench = Bench::new();
    let mut session_setup = smb1_negotiate(&["SMB 2.???"]);
    session_setup[4] = 0x73;
    assert!(bench.exchange(&session_setup).close);
    let mut bench = Bench::new();
    bench.negotiate(Dialect::Smb311);
    assert!(bench.exchange(&smb1_negotiate(&["SMB 2.???"])).close);
}

fn validate_input(change: impl Fn(&mut Vec<u8>)) -> Vec<u8> {
    let mut input = Vec::new();
    input.put_u32(0x7F);
    input.put(&[0xC1; 16]);
    input.put_u16(1);
    input.put_u16(1);
    input.put_u16(0x0302);
    change(&mut input);
    input
}

#[test]
fn a_negotiate_changed_on_the_way_is_noticed() {
    let mut bench = Bench::on_share_with(Dialect::Smb302);
    let body = ioctl_body(CHAIN_FILE, VALIDATE_NEGOTIATE_INFO, &validate_input(|_| {}), 24);
    let response = bench.request(command::IOCTL, &body);
    assert_eq!(response.status, Status::SUCCESS);
    let output = response.reader().slice(HEADER_BYTES + 48, 24).unwrap();
    assert_eq!(&output[4..20], &[0x11; 16], "the server's GUID");
    assert_eq!(output[20..], [3, 0, 0x02, 0x03], "security mode and dialect");

    type Change = fn(&mut Vec<u8>);
    let changes: [(&str, Change); 4] = [
        ("capabilities", |input| input[0] ^= 1),
        ("guid", |input| input[4] ^= 1),
        ("security mode", |input| input[20] ^= 2),
        ("dialects", |input| input[24] ^= 2),
    ];
    for (what, change) in changes {
        let mut bench = Bench::on_share_with(Dialect::Smb302);
        let body = ioctl_body(CHAIN_FILE, VALIDATE_NEGOTIATE_INFO, &validate_input(change), 24);
        let message = bench.compound(&[(command::IOCTL, body)], false);
        let step = bench.exchange(&message);
        assert!(step.close && step.reply.is_none(), "{what} changed");
    }
}
