//! The blocks on disks and in NVRAM, byte by byte, and what becomes of damaged ones.

use cluster::{
    decode_promise, encode_promise, Area, CardId, ChainLink, Epoch, Flag, FormatError, Identity, IdentityNv, Kind,
    Node, NodeNv, Owner, Position, Predecessor, Record, IDENTITY_NV_BYTES_MAX, NODE_NV_BYTES, PROMISE_BYTES,
    RECORD_BYTES,
};

const OWNER: Owner = Owner { pair_id: 0x1122, identity: Identity::B, node: Node::A };

fn record() -> Record {
    Record {
        epoch: Epoch(7),
        seq: 3,
        kind: Kind::Commit,
        generation: 9,
        card: CardId(0xAABB),
        mailboxes: 0b1011,
        predecessor: Some(Predecessor {
            epoch: Epoch(6),
            card: CardId(0xCC),
            area: Area::Remote,
            last: Position(1_000_000_007),
        }),
    }
}

fn block() -> IdentityNv {
    let link = |epoch, area| ChainLink {
        epoch: Epoch(epoch),
        card: CardId(5),
        area,
        first: Position(epoch as u64),
        last: Position(epoch as u64 + 10),
    };
    IdentityNv {
        identity: Identity::A,
        epoch: Epoch(9),
        seq: 2,
        generation: 1,
        card: CardId(5),
        first: Position(100),
        chain: (0..8).map(|i| link(8 - i, if i % 2 == 0 { Area::Local } else { Area::Remote })).collect(),
        flag: Flag::ElectiveTakeover,
    }
}

fn resealed(mut bytes: Vec<u8>) -> Vec<u8> {
    let body = bytes.len() - 4;
    let crc = crc32c::crc32c(&bytes[..body]);
    bytes[body..].copy_from_slice(&crc.to_le_bytes());
    bytes
}

// Shows M2, R6: a record is 72 bytes with the predecessor in it.
#[test]
fn a_record_byte_by_byte() {
    let bytes = record().encode(OWNER);
    assert_eq!(bytes.len(), RECORD_BYTES);
    assert_eq!(&bytes[..8], b"SPMR\x01\x00\x03\x01");
    assert_eq!(bytes[8..24], [7, 0, 0, 0, 3, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(bytes[24..32], 0xAABBu64.to_le_bytes());
    assert_eq!(bytes[32..40], 0x1122u64.to_le_bytes());
    assert_eq!(bytes[40..48], [6, 0, 0, 0, 1, 0, 0, 0]);
    assert_eq!(bytes[56..64], 1_000_000_007u64.to_le_bytes());
    assert_eq!(Record::decode(&bytes, OWNER), Ok(record()));
    let first = Record { predecessor: None, ..record() };
    assert_eq!(Record::decode(&first.encode(OWNER), OWNER), Ok(first));
}

// Shows M12 (35): FOUNDED has no epoch, stands in the home node's slot only, and no other record goes without an epoch.
#[test]
fn the_record_of_an_identity_that_was_just_made() {
    let home = Owner { node: Node::B, ..OWNER };
    let bytes = Record::founded().encode(home);
    assert_eq!(&bytes[..8], b"SPMR\x01\x00\x04\x01");
    assert_eq!(Record::decode(&bytes, home), Ok(Record::founded()));
    assert_eq!(Record::decode(&Record::founded().encode(OWNER), OWNER), Err(FormatError::Foreign));
    for strange in [
        Record { epoch: Epoch(2), ..Record::founded() },
        Record { seq: 1, ..Record::founded() },
        Record { kind: Kind::MirrorLost, ..Record::founded() },
    ] {
        assert_eq!(Record::decode(&strange.encode(home), home), Err(FormatError::Foreign), "{strange:?}");
    }
}

#[test]
fn a_promise_byte_by_byte() {
    let bytes = encode_promise(Epoch(0x0A0B), OWNER);
    assert_eq!(bytes.len(), PROMISE_BYTES);
    assert_eq!(&bytes[..12], b"SPMP\x01\x00\x01\x00\x0B\x0A\x00\x00");
    assert_eq!(decode_promise(&bytes, OWNER), Ok(Epoch(0x0A0B)));
}

#[test]
fn blocks_in_nvram() {
    let bytes = block().encode();
    assert_eq!(bytes.len(), IDENTITY_NV_BYTES_MAX);
    assert_eq!(IdentityNv::decode(&bytes, Identity::A), Ok(block()));
    assert_eq!(IdentityNv::decode(&bytes, Identity::B), Err(FormatError::Foreign));
    let node = NodeNv { generation: 77, disabled: Some("disks are being moved".into()), partner_disabled: true };
    assert_eq!(node.encode().len(), NODE_NV_BYTES);
    assert_eq!(NodeNv::decode(&node.encode()), Ok(node));
}

// Torn and damaged writes count as empty; another version counts as unreadable; another pair's slot is foreign.
#[test]
fn damage_versions_and_strangers_are_told_apart() {
    let good = record().encode(OWNER);
    for at in 0..good.len() {
        let mut torn = good.clone();
        torn[at] ^= 0x10;
        assert_eq!(Record::decode(&torn, OWNER), Err(FormatError::Invalid), "byte {at}");
        assert_eq!(Record::decode(&good[..at], OWNER), Err(FormatError::Invalid));
    }
    let mut newer = good.clone();
    newer[4] = 2;
    assert_eq!(Record::decode(&resealed(newer), OWNER), Err(FormatError::Version(2)));
    for owner in
        [Owner { pair_id: 1, ..OWNER }, Owner { identity: Identity::A, ..OWNER }, Owner { node: Node::B, ..OWNER }]
    {
        assert_eq!(Record::decode(&good, owner), Err(FormatError::Foreign));
        assert!(decode_promise(&encode_promise(Epoch(7), OWNER), owner).is_err());
    }
    // `arbitration.md` 4: an epoch of the wrong parity is nobody's.
    let even = Record { epoch: Epoch(8), ..record() };
    assert_eq!(Record::decode(&even.encode(OWNER), OWNER), Err(FormatError::Foreign));

    let good = block().encode();
    for at in 0..good.len() {
        let mut torn = good.clone();
        torn[at] ^= 0x10;
        assert!(IdentityNv::decode(&torn, Identity::A).is_err(), "byte {at}");
    }
    assert!(NodeNv::decode(&[0; 64]).is_err() && IdentityNv::decode(&[0xFF; 64], Identity::A).is_err());
}
