//! READ, WRITE, LOCK, CLOSE, FLUSH, and what must be in memory for them.

use super::*;
use crate::info::class;

#[test]
fn what_was_written_is_read_back() {
    for dialect in [Dialect::Smb202, Dialect::Smb311] {
        let mut bench = Bench::on_share_with(dialect);
        let id = bench.opened(&Create::file("f"));
        let data: Vec<u8> = (0..60_000u32).flat_map(u32::to_le_bytes).collect();
        for (i, piece) in data.chunks(60_000).enumerate() {
            let response = bench.write(id, i as u64 * 60_000, piece);
            assert_eq!((response.status, response.u32(HEADER_BYTES + 4)), (Status::SUCCESS, piece.len() as u32));
        }
        for (offset, length) in [(0u64, 65_536usize), (1, 4095), (4095, 2), (239_990, 10), (239_990, 100)] {
            let from = offset as usize;
            let response = bench.read(id, offset, length as u32);
            assert_eq!(response.data(), &data[from..data.len().min(from + length)], "{length} at {offset}");
        }
    }
}

#[test]
fn the_largest_write_and_read_fit() {
    let mut bench = Bench::on_share();
    let id = bench.opened(&Create::file("f"));
    let data = vec![0xA5; 1 << 20];
    assert_eq!(bench.write(id, 0, &data).status, Status::SUCCESS);
    assert_eq!(bench.read(id, 0, 1 << 20).data(), data);
    assert_eq!(bench.read(id, 0, (1 << 20) + 1).status, Status::INVALID_PARAMETER);
}

#[test]
fn transfers_are_paid_for_with_credits() {
    let mut bench = Bench::on_share();
    let id = bench.opened(&Create::file("f"));
    let mut message = bench.component(command::READ, &read_body(id, 0, 65_537));
    message[6..8].copy_from_slice(&1u16.to_le_bytes());
    bench.sign(&mut message);
    assert_eq!(bench.send(&message)[0].status, Status::INVALID_PARAMETER);

    let mut bench = Bench::on_share_with(Dialect::Smb202);
    let id = bench.opened(&Create::file("f"));
    bench.write(id, 0, b"x");
    assert_eq!(bench.read(id, 0, 65_536).status, Status::SUCCESS);
    assert_eq!(bench.read(id, 0, 65_537).status, Status::INVALID_PARAMETER);
}

#[test]
fn reading_at_the_end_and_holes() {
    let mut bench = Bench::on_share();
    let id = bench.opened(&Create::file("f"));
    assert_eq!(bench.read(id, 0, 1).status, Status::END_OF_FILE);
    assert_eq!(bench.read(id, 0, 0).status, Status::SUCCESS);
    bench.write(id, 10, b"x");
    assert_eq!(bench.read(id, 0, 100).data(), b"\0\0\0\0\0\0\0\0\0\0x");
    assert_eq!(bench.read(id, 11, 1).status, Status::END_OF_FILE);
    let mut body = read_body(id, 0, 100);
    body[32..36].copy_from_slice(&12u32.to_le_bytes());
    assert_eq!(bench.request(command::READ, &body).status, Status::END_OF_FILE, "less than the minimum");
    for offset in [u64::MAX, i64::MAX as u64] {
        assert_eq!(bench.read(id, offset, 10).status, Status::INVALID_PARAMETER);
        assert_eq!(bench.write(id, offset, b"xx").status, Status::INVALID_PARAMETER);
    }
    let largest = 0xFFF_FFFF_0000;
    assert_eq!(bench.write(id, largest, b"x").status, Status::INVALID_PARAMETER, "larger than a file can be");
    assert_eq!(bench.write(id, largest, b"").status, Status::SUCCESS);
    assert_eq!(bench.set(id, class::END_OF_FILE, &(largest + 1).to_le_bytes()).status, Status::INVALID_PARAMETER);
}

#[test]
fn data_outside_the_message_is_refused() {
    let mut bench = Bench::on_share();
    let id = bench.opened(&Create::file("f"));
    let mut body = write_body(id, 0, b"abc");
    body[4] = 4;
    assert_eq!(bench.request(command::WRITE, &body).status, Status::INVALID_PARAMETER);
    let mut body = write_body(id, 0, b"abc");
    body[2..4].copy_from_slice(&u16::MAX.to_le_bytes());
    assert_eq!(bench.request(command::WRITE, &body).status, Status::INVALID_PARAMETER);
}

#[test]
fn directories_are_not_read_and_closed_files_not_either() {
    let mut bench = Bench::on_share();
    let dir = bench.opened(&Create::directory("d"));
    assert_eq!(bench.read(dir, 0, 1).status, Status::INVALID_DEVICE_REQUEST);
    assert_eq!(bench.write(dir, 0, b"x").status, Status::INVALID_DEVICE_REQUEST);
    let id = bench.opened(&Create::file("f"));
    bench.close(id);
    for response in [bench.read(id, 0, 1), bench.write(id, 0, b"x"), bench.close(id), bench.query(id, 1, 4, 40)] {
        assert_eq!(response.status, Status::FILE_CLOSED);
    }
}

#[test]
fn closing_tells_the_attributes_if_asked() {
    let mut bench = Bench::on_share();
    let id = bench.opened(&Create::file("f"));
    bench.write(id, 0, &[1; 5000]);
    let written = bench.now();
    let response = bench.close(id);
    assert_eq!(response.u16(HEADER_BYTES + 2), 1);
    assert_eq!(response.u64(HEADER_BYTES + 24), written, "last write");
    assert_eq!(response.u64(HEADER_BYTES + 40), 8192, "allocation");
    assert_eq!(response.u64(HEADER_BYTES + 48), 5000, "end of file");
    let id = bench.opened(&Create::file("f"));
    let mut body = close_body(id);
    body[2] = 0;
    let response = bench.request(command::CLOSE, &body);
    assert_eq!(response.bytes[HEADER_BYTES + 2..], [0; 58]);
}

#[test]
fn flushing_needs_write_access() {
    let mut bench = Bench::on_share();
    let id = bench.opened(&Create::file("f"));
    assert_eq!(bench.request(command::FLUSH, &close_body(id)).status, Status::SUCCESS);
    let id = bench.opened(&Create::file("f").access(1));
    assert_eq!(bench.request(command::FLUSH, &close_body(id)).status, Status::ACCESS_DENIED);
}

const SHARED: u32 = 1;
const EXCLUSIVE: u32 = 2;
const UNLOCK: u32 = 4;

#[test]
fn locks_keep_other_opens_out_until_released() {
    let mut bench = Bench::on_share();
    bench.put_file("f", &[7; 100]);
    let (a, b) = (bench.opened(&Create::file("f")), bench.opened(&Create::file("f")));
    let mut lock = |id, elements: &[(u64, u64, u32)]| {
        let response = bench.request(command::LOCK, &lock_body(id, elements));
        response.status
    };
    assert_eq!(lock(a, &[(10, 10, EXCLUSIVE)]), Status::SUCCESS);
    assert_eq!(lock(b, &[(19, 1, SHARED | 0x10)]), Status::LOCK_NOT_GRANTED);
    assert_eq!(lock(b, &[(0, 1, SHARED | 0x10), (15, 1, EXCLUSIVE | 0x10)]), Status::LOCK_NOT_GRANTED);
    assert_eq!(lock(a, &[(0, 1, EXCLUSIVE)]), Status::SUCCESS, "nothing is left of a request that failed");
    assert_eq!(lock(b, &[(10, 10, UNLOCK)]), Status::RANGE_NOT_LOCKED);
    assert_eq!(lock(a, &[(50, 1, UNLOCK)]), Status::RANGE_NOT_LOCKED);
    assert_eq!(lock(a, &[]), Status::INVALID_PARAMETER);
    assert_eq!(lock(a, &[(50, 1, SHARED | EXCLUSIVE)]), Status::INVALID_PARAMETER);
    assert_eq!(lock(a, &[(50, 1, SHARED), (60, 1, SHARED)]), Status::INVALID_PARAMETER, "two that might wait");
    assert_eq!(lock(a, &[(50, 1, SHARED | 0x10), (10, 10, UNLOCK)]), Status::INVALID_PARAMETER);
    assert_eq!(lock(a, &[(u64::MAX, 2, SHARED)]), Status::INVALID_LOCK_RANGE);

    assert_eq!(bench.read(b, 15, 1).status, Status::FILE_LOCK_CONFLICT);
    assert_eq!(bench.write(b, 5, &[1; 6]).status, Status::FILE_LOCK_CONFLICT);
    assert_eq!(bench.read(b, 20, 5).status, Status::SUCCESS);
    assert_eq!(bench.write(a, 10, &[1; 10]).status, Status::SUCCESS);
    bench.close(a);
    assert_eq!(bench.write(b, 5, &[1; 6]).status, Status::SUCCESS, "closing releases");
}

#[test]
fn an_element_cut_off_is_refused() {
    let mut bench = Bench::on_share();
    let id = bench.opened(&Create::file("f"));
    let mut body = lock_body(id, &[(0, 1, EXCLUSIVE)]);
    body[2] = 2;
    assert_eq!(bench.request(command::LOCK, &body).status, Status::INVALID_PARAMETER);
}

#[test]
fn a_write_time_the_client_has_set_stays() {
    let mut bench = Bench::on_share();
    let id = bench.opened(&Create::file("f"));
    let mut times = vec![0; 40];
    times[16..24].copy_from_slice(&START.0.to_le_bytes());
    assert_eq!(bench.set(id, class::BASIC, &times).status, Status::SUCCESS);
    bench.write(id, 0, b"x");
    assert_eq!(bench.query(id, 1, class::BASIC, 40).output()[16..24], START.0.to_le_bytes());
    let other = bench.opened(&Create::file("f"));
    bench.write(other, 0, b"x");
    let written = bench.now();
    assert_eq!(bench.query(id, 1, class::BASIC, 40).output()[16..24], written.to_le_bytes());
}

#[test]
fn what_an_operation_needs_in_memory_is_known_before() {
    let mut bench = Bench::on_share();
    let id = bench.opened(&Create::file("f"));
    let inode = volume::InodeId(2);
    let range = |offset, length| volume::BlockRange { inode, offset, length };
    let needs = |bench: &mut Bench, command, body: Vec<u8>| {
        let message = bench.compound(&[(command, body)], false);
        bench.server.needs(CONNECTION, &message, 0)
    };
    assert_eq!(needs(&mut bench, command::READ, read_body(id, 100, 5000)), [range(100, 5000)]);
    assert_eq!(
        needs(&mut bench, command::WRITE, write_body(id, 4095, &[0; 4098])),
        [range(0, 4096), range(8192, 4096)]
    );
    assert_eq!(needs(&mut bench, command::WRITE, write_body(id, 4096, &[0; 4096])), []);
    assert_eq!(needs(&mut bench, command::READ, read_body(99, 0, 10)), []);

    // In a chain the file is that of the component before.
    let parts = [(command::CREATE, Create::file("f").body()), (command::READ, read_body(CHAIN_FILE, 8, 8))];
    bench.next_message_id = 0;
    let mut bench = Bench::on_share();
    let message = bench.compound(&parts, true);
    bench.step(&message, 0);
    assert_eq!(bench.server.needs(CONNECTION, &message, 1), [range(8, 8)]);
    bench.step(&message, 1);
}

#[test]
fn a_full_disk_is_told_and_nothing_is_half_written() {
    let mut bench = Bench::on_share();
    let id = bench.opened(&Create::file("f"));
    let piece = vec![0x77; 1 << 20];
    let mut offset = 0;
    while bench.write(id, offset, &piece).status == Status::SUCCESS {
        offset += piece.len() as u64;
        assert!(offset < 1 << 30, "the volume never fills up");
        // A consistency point now and then would be the node's work; without one memory is the bound.
        if bench.volume.dirty_bytes() > bench.volume.dirty_limit() / 2 {
            let job = bench.volume.begin_consistency_point(ConsistencyPoint::default()).unwrap();
            bench.volume.finish_consistency_point(job.run()).unwrap();
        }
    }
    assert_eq!(bench.write(id, offset, &piece).status, Status::DISK_FULL);
    let response = bench.query(id, 1, class::STANDARD, 24);
    assert_eq!(response.output()[8..16], offset.to_le_bytes(), "the size is that of what succeeded");
    assert_eq!(bench.create(&Create::file("f").disposition(disposition::OVERWRITE)).status, Status::SUCCESS);
    assert_eq!(bench.write(id, 0, &piece).status, Status::SUCCESS, "room again");
}
