//! QUERY_INFO and SET_INFO, IOCTL, and the pipe.

use super::*;
use crate::info::class;

#[test]
fn file_classes_have_their_sizes_and_are_never_half_given() {
    let mut bench = Bench::on_share();
    bench.put_file("f", &[1; 5000]);
    let id = bench.opened(&Create::file("f"));
    for (class, size) in [
        (class::BASIC, 40),
        (class::STANDARD, 24),
        (class::INTERNAL, 8),
        (class::EA, 4),
        (class::ACCESS, 4),
        (class::NAME, 4 + 4),
        (class::POSITION, 8),
        (class::MODE, 4),
        (class::ALIGNMENT, 4),
        (class::ALL, 100 + 4),
        (class::STREAM, 24 + 14),
        (class::COMPRESSION, 16),
        (class::NETWORK_OPEN, 56),
        (class::ATTRIBUTE_TAG, 8),
        (class::NORMALIZED_NAME, 4 + 2),
        (class::ID, 24),
    ] {
        let response = bench.query(id, 1, class, 1000);
        assert_eq!((response.status, response.output().len()), (Status::SUCCESS, size), "class {class}");
        let none = bench.query(id, 1, class, 1).status;
        assert_eq!(none, Status::INFO_LENGTH_MISMATCH, "class {class}");
    }
    assert_eq!(bench.query(id, 1, class::ALL, 100).status, Status::INFO_LENGTH_MISMATCH);
    let longer = bench.opened(&Create::file("long"));
    let cut = bench.query(longer, 1, class::NAME, 8);
    assert_eq!((cut.status, cut.output()), (Status::BUFFER_OVERFLOW, &[10, 0, 0, 0, b'\\', 0, b'l', 0][..]));
    for (kind, class, expected) in [
        (1, 99, Status::INVALID_INFO_CLASS),
        (1, class::FULL_EA, Status::NO_EAS_ON_FILE),
        (2, 9, Status::INVALID_INFO_CLASS),
        (4, 0, Status::NOT_SUPPORTED),
        (9, 0, Status::INVALID_PARAMETER),
    ] {
        assert_eq!(bench.query(id, kind, class, 1000).status, expected, "type {kind} class {class}");
    }
}

#[test]
fn standard_information_follows_the_file() {
    let mut bench = Bench::on_share();
    let id = bench.opened(&Create::file("f"));
    bench.write(id, 0, &[1; 5000]);
    let standard = |bench: &mut Bench| bench.query(id, 1, class::STANDARD, 24).output().to_vec();
    let before = standard(&mut bench);
    assert_eq!((&before[0..8], &before[8..16]), (&8192u64.to_le_bytes()[..], &5000u64.to_le_bytes()[..]));
    assert_eq!(before[16..22], [1, 0, 0, 0, 0, 0], "one link, not to be deleted, not a directory");
    bench.set(id, class::DISPOSITION, &[1]);
    assert_eq!(standard(&mut bench)[16..22], [0, 0, 0, 0, 1, 0]);
}

#[test]
fn short_names_exist_where_the_name_is_short() {
    let mut bench = Bench::on_share();
    let id = bench.opened(&Create::file("Read.me"));
    assert_eq!(&bench.query(id, 1, class::ALTERNATE_NAME, 100).output()[4..], utf16_bytes("Read.me"));
    let id = bench.opened(&Create::file("a longer name.text"));
    assert_eq!(bench.query(id, 1, class::ALTERNATE_NAME, 100).status, Status::OBJECT_NAME_NOT_FOUND);
}

#[test]
fn file_system_classes_agree_with_the_volume() {
    let mut bench = Bench::on_share();
    let id = bench.opened(&Create::file("f"));
    bench.write(id, 0, &[1; 5000]);
    let space = bench.volume.statistics();
    for (class, size) in [(1, 18 + 10), (3, 24), (4, 8), (5, 12 + 8), (6, 48), (7, 32), (8, 64), (11, 28)] {
        let response = bench.query(id, 2, class, 1000);
        assert_eq!((response.status, response.output().len()), (Status::SUCCESS, size), "class {class}");
    }
    let output = bench.query(id, 2, 7, 32).output().to_vec();
    let reader = Reader::new(&output);
    let unit = u64::from(reader.u32(24).unwrap()) * u64::from(reader.u32(28).unwrap());
    assert_eq!(reader.u64(0).unwrap() * unit, space.total);
    assert_eq!(reader.u64(8).unwrap() * unit, space.free);
    assert_eq!(bench.query(id, 2, 1, 26).status, Status::BUFFER_OVERFLOW, "the label is cut");
}

#[test]
fn the_security_descriptor_is_self_relative_and_says_how_long_it_is() {
    let mut bench = Bench::on_share();
    let id = bench.opened(&Create::file("f"));
    let response = bench.query(id, 3, 0, 1000);
    let descriptor = Reader::new(response.output());
    assert_eq!((descriptor.u8(0), descriptor.u16(2)), (Ok(1), Ok(0x8004)));
    let (owner, group, dacl) = (descriptor.u32(4).unwrap(), descriptor.u32(8).unwrap(), descriptor.u32(16).unwrap());
    for offset in [owner, group] {
        assert_eq!(descriptor.slice(offset as usize, 8), Ok(&[1, 2, 0, 0, 0, 0, 0, 5][..]), "S-1-5-…");
    }
    assert_eq!(descriptor.len() - dacl as usize, usize::from(descriptor.u16(dacl as usize + 2).unwrap()));
    let small = bench.query(id, 3, 0, 10);
    assert_eq!(small.status, Status::BUFFER_TOO_SMALL);
    assert_eq!((small.u32(HEADER_BYTES + 4), small.u32(HEADER_BYTES + 8)), (4, descriptor.len() as u32));
}

#[test]
fn basic_information_is_set_field_by_field() {
    let mut bench = Bench::on_share();
    let id = bench.opened(&Create::file("f"));
    let before = bench.query(id, 1, class::BASIC, 40).output().to_vec();
    let mut change = vec![0; 40];
    change[0..8].copy_from_slice(&START.0.to_le_bytes());
    change[8..16].copy_from_slice(&(-1i64).to_le_bytes());
    change[32] = 0x01 | 0x02;
    assert_eq!(bench.set(id, class::BASIC, &change).status, Status::SUCCESS);
    let after = bench.query(id, 1, class::BASIC, 40).output().to_vec();
    assert_eq!(after[0..8], START.0.to_le_bytes(), "created");
    assert_eq!(after[8..24], before[8..24], "accessed and written stay");
    assert_eq!(after[32..36], [3, 0, 0, 0]);
    change = vec![0; 40];
    change[32] = 0x80;
    bench.set(id, class::BASIC, &change);
    assert_eq!(bench.query(id, 1, class::BASIC, 40).output()[32], 0x80, "NORMAL clears");
    change[32] = 0x10;
    assert_eq!(bench.set(id, class::BASIC, &change).status, Status::INVALID_PARAMETER, "a file is no directory");
    change[32] = 0;
    change[0..8].copy_from_slice(&(-3i64).to_le_bytes());
    assert_eq!(bench.set(id, class::BASIC, &change).status, Status::INVALID_PARAMETER);
    assert_eq!(bench.set(id, class::BASIC, &[0; 39]).status, Status::INFO_LENGTH_MISMATCH);
}

#[test]
fn sizes_are_set_and_cut() {
    let mut bench = Bench::on_share();
    let id = bench.opened(&Create::file("f"));
    bench.write(id, 0, &[9; 10_000]);
    let size = |bench: &mut Bench| bench.query(id, 1, class::STANDARD, 24).output()[8..16].to_vec();
    for (class, given, expected) in [
        (class::END_OF_FILE, 5000u64, 5000u64),
        (class::END_OF_FILE, 9000, 9000),
        (class::ALLOCATION, 100_000, 9000),
        (class::ALLOCATION, 4096, 4096),
    ] {
        assert_eq!(bench.set(id, class, &given.to_le_bytes()).status, Status::SUCCESS);
        assert_eq!(size(&mut bench), expected.to_le_bytes(), "class {class} to {given}");
    }
    bench.set(id, class::END_OF_FILE, &6000u64.to_le_bytes());
    assert_eq!(bench.read(id, 4000, 2000).data(), [&[9; 96][..], &[0; 1904]].concat(), "what was cut is gone");
    assert_eq!(bench.set(id, class::END_OF_FILE, &u64::MAX.to_le_bytes()).status, Status::INVALID_PARAMETER);
    assert_eq!(bench.set(id, class::END_OF_FILE, &[0; 7]).status, Status::INFO_LENGTH_MISMATCH);
}

#[test]
fn position_and_mode_are_kept_per_open() {
    let mut bench = Bench::on_share();
    let (a, b) = (bench.opened(&Create::file("f")), bench.opened(&Create::file("f")));
    assert_eq!(bench.set(a, class::POSITION, &77u64.to_le_bytes()).status, Status::SUCCESS);
    assert_eq!(bench.query(a, 1, class::POSITION, 8).output(), 77u64.to_le_bytes());
    assert_eq!(bench.query(b, 1, class::POSITION, 8).output(), 0u64.to_le_bytes());
    bench.write(b, 10, b"x");
    bench.read(b, 0, 5);
    assert_eq!(bench.query(b, 1, class::POSITION, 8).output(), 5u64.to_le_bytes(), "behind what was read last");
    assert_eq!(bench.set(a, class::MODE, &2u32.to_le_bytes()).status, Status::SUCCESS);
    assert_eq!(bench.query(a, 1, class::MODE, 4).output(), 2u32.to_le_bytes());
    assert_eq!(bench.set(a, class::MODE, &0x8000_0000u32.to_le_bytes()).status, Status::INVALID_PARAMETER);
}

#[test]
fn control_codes_are_answered_as_clients_expect() {
    let mut bench = Bench::on_share();
    let id = bench.opened(&Create::file("f"));
    for (code, expected) in [
        (0x0006_0194, Status::FS_DRIVER_REQUIRED),
        (0x0006_01B0, Status::FS_DRIVER_REQUIRED),
        (0x0011_0018, Status::OBJECT_NAME_NOT_FOUND),
        (0x0011_C017, Status::INVALID_DEVICE_REQUEST),
        (0x0014_01FC, Status::INVALID_DEVICE_REQUEST),
        (0x0009_00C0, Status::SUCCESS),
        (0x0009_00C4, Status::INVALID_DEVICE_REQUEST),
    ] {
        let response = bench.request(command::IOCTL, &ioctl_body(id, code, &[], 1000));
        assert_eq!(response.status, expected, "{code:#x}");
    }
    let mut body = ioctl_body(id, 0x0006_0194, &[], 1000);
    body[48] = 0;
    assert_eq!(bench.request(command::IOCTL, &body).status, Status::NOT_SUPPORTED, "not an FSCTL");
    assert_eq!(bench.request(command::CHANGE_NOTIFY, &[32, 0]).status, Status::NOT_SUPPORTED);
    assert_eq!(bench.request(command::OPLOCK_BREAK, &[24, 0]).status, Status::INVALID_DEVICE_STATE);
}

/// BIND to srvsvc (or to something else) with NDR.
fn bind(interface: u8) -> Vec<u8> {
    let mut pdu = vec![5, 0, 11, 3, 0x10, 0, 0, 0, 72, 0, 0, 0, 1, 0, 0, 0];
    pdu.put(&[0xB8, 0x10, 0xB8, 0x10, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0]);
    pdu.put(&[interface, 0x4f, 0x32, 0x4b, 0x70, 0x16, 0xd3, 0x01]);
    pdu.put(&[0x12, 0x78, 0x5a, 0x47, 0xbf, 0x6e, 0xe1, 0x88, 3, 0, 0, 0]);
    pdu.put(&[0x04, 0x5d, 0x88, 0x8a, 0xeb, 0x1c, 0xc9, 0x11]);
    pdu.put(&[0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60, 2, 0, 0, 0]);
    pdu
}

/// NetrShareEnum, level 1, without a server name.
fn share_enum(opnum: u8) -> Vec<u8> {
    let mut stub = Vec::new();
    [0u32, 1, 1, 0x20000, 0, 0, u32::MAX, 0].iter().for_each(|field| stub.put_u32(*field));
    let mut pdu = vec![5, 0, 0, 3, 0x10, 0, 0, 0];
    pdu.put_u16(24 + stub.len() as u16);
    pdu.put(&[0, 0, 2, 0, 0, 0]);
    pdu.put_u32(stub.len() as u32);
    pdu.put(&[0, 0, opnum, 0]);
    pdu.put(&stub);
    pdu
}

#[test]
fn shares_are_listed_through_the_pipe() {
    let mut bench = Bench::on_share();
    bench.tree_connect(r"\\filer\IPC$");
    assert_eq!(bench.create(&Create::file("spoolss")).status, Status::OBJECT_NAME_NOT_FOUND);
    let id = bench.opened(&Create::file("srvsvc"));
    assert_eq!(bench.read(id, 0, 100).status, Status::PIPE_EMPTY);
    // Written in two pieces: a fragment need not come whole.
    assert_eq!(bench.write(id, 0, &bind(0xc8)[..20]).status, Status::SUCCESS);
    assert_eq!(bench.write(id, 0, &bind(0xc8)[20..]).status, Status::SUCCESS);
    let acknowledged = bench.read(id, 0, 4280);
    assert_eq!((acknowledged.data()[2], acknowledged.data().len()), (12, 68));
    assert_eq!(acknowledged.data()[44..46], [0, 0], "accepted");

    const TRANSCEIVE: u32 = 0x0011_C017;
    let response = bench.request(command::IOCTL, &ioctl_body(id, TRANSCEIVE, &share_enum(15), 4280));
    assert_eq!(response.status, Status::SUCCESS);
    let text = utf16_bytes("share\0");
    assert!(response.bytes.windows(text.len()).any(|window| window == text), "{response:02x?}");
    let small = bench.request(command::IOCTL, &ioctl_body(id, TRANSCEIVE, &share_enum(15), 100));
    assert_eq!(small.status, Status::BUFFER_OVERFLOW);
    assert_eq!(bench.read(id, 0, 4280).status, Status::SUCCESS, "the rest");

    let fault = bench.request(command::IOCTL, &ioctl_body(id, TRANSCEIVE, &share_enum(99), 4280));
    assert_eq!(fault.reader().u8(HEADER_BYTES + 48 + 2), Ok(3), "an RPC fault");
    bench.write(id, 0, &bind(0x99));
    assert_eq!(bench.read(id, 0, 4280).data()[44], 2, "another interface is rejected");
    assert_eq!(bench.query(id, 1, class::BASIC, 40).status, Status::INVALID_DEVICE_REQUEST);
    assert_eq!(bench.close(id).status, Status::SUCCESS);
}

#[test]
fn pipes_of_a_session_are_limited() {
    let mut bench = Bench::on_share();
    bench.tree_connect(r"\\filer\IPC$");
    for _ in 0..crate::limits::PIPES_PER_SESSION_MAX {
        bench.opened(&Create::file("srvsvc"));
    }
    assert_eq!(bench.create(&Create::file("srvsvc")).status, Status::TOO_MANY_OPENED_FILES);
}

#[test]
fn a_pipe_that_is_not_read_does_not_grow() {
    let mut bench = Bench::on_share();
    bench.tree_connect(r"\\filer\IPC$");
    let id = bench.opened(&Create::file("srvsvc"));
    let writes = (0..200).map(|_| bench.write(id, 0, &bind(0xc8)).status).collect::<Vec<_>>();
    assert_eq!(writes.first(), Some(&Status::SUCCESS));
    assert_eq!(writes.last(), Some(&Status::INSUFFICIENT_RESOURCES));
}
