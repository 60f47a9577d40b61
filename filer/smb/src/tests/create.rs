//! CREATE: dispositions, options, share modes, contexts; deletion.

use super::*;
use crate::info::class;

#[test]
fn dispositions_do_what_they_say() {
    use disposition::*;
    // (disposition, outcome if the file is there, if it is not); the action of a success.
    let cases = [
        (SUPERSEDE, Ok(0), Ok(2)),
        (OPEN, Ok(1), Err(Status::OBJECT_NAME_NOT_FOUND)),
        (CREATE, Err(Status::OBJECT_NAME_COLLISION), Ok(2)),
        (OPEN_IF, Ok(1), Ok(2)),
        (OVERWRITE, Ok(3), Err(Status::OBJECT_NAME_NOT_FOUND)),
        (OVERWRITE_IF, Ok(3), Ok(2)),
    ];
    for (disposition, there, not_there) in cases {
        for (name, expected) in [("there", there), ("not there", not_there)] {
            let mut bench = Bench::on_share();
            bench.put_file("there", b"content");
            let response = bench.create(&Create::file(name).disposition(disposition));
            let outcome = if response.status == Status::SUCCESS { Ok(response.action()) } else { Err(response.status) };
            assert_eq!(outcome, expected, "disposition {disposition}, {name}");
            if let Ok(action) = outcome {
                let size = if action == 1 { 7 } else { 0 };
                assert_eq!(response.u64(HEADER_BYTES + 48), size, "disposition {disposition}, {name}");
            }
        }
    }
    let mut bench = Bench::on_share();
    assert_eq!(bench.create(&Create::file("x").disposition(6)).status, Status::INVALID_PARAMETER);
}

#[test]
fn files_and_directories_are_told_apart() {
    let mut bench = Bench::on_share();
    bench.put_file("file", b"");
    bench.opened(&Create::directory("dir"));
    let open = disposition::OPEN;
    for (create, expected) in [
        (Create::file("dir").disposition(open), Status::FILE_IS_A_DIRECTORY),
        (Create::directory("file").disposition(open), Status::NOT_A_DIRECTORY),
        (Create::directory("file").disposition(disposition::CREATE), Status::OBJECT_NAME_COLLISION),
        (Create::file("dir").options(0).disposition(disposition::OVERWRITE), Status::FILE_IS_A_DIRECTORY),
        (Create::directory("x").disposition(disposition::OVERWRITE_IF), Status::INVALID_PARAMETER),
        (Create::file("x").options(0x41), Status::INVALID_PARAMETER),
        (Create::file(r"file\below"), Status::OBJECT_PATH_NOT_FOUND),
        (Create::file(r"no\such"), Status::OBJECT_PATH_NOT_FOUND),
        (Create::file("dir").options(0).disposition(open), Status::SUCCESS),
        (Create::file("").options(0).disposition(open), Status::SUCCESS),
    ] {
        assert_eq!(bench.create(&create).status, expected, "{} {:#x}", create.name, create.options);
    }
}

#[test]
fn names_keep_their_case_and_are_found_in_any() {
    let mut bench = Bench::on_share();
    bench.put_file("Grüße.TXT", b"1");
    let id = bench.opened(&Create::file("gRÜßE.txt").disposition(disposition::OPEN));
    let response = bench.query(id, 1, class::NORMALIZED_NAME, 100);
    assert_eq!(&response.output()[4..], utf16_bytes("Grüße.TXT"));
}

#[test]
fn what_cannot_be_a_name_is_refused() {
    let mut bench = Bench::on_share();
    for (name, expected) in [
        ("a*", Status::OBJECT_NAME_INVALID),
        ("a:stream", Status::OBJECT_NAME_INVALID),
        (r"\leading", Status::INVALID_PARAMETER),
        (r"..\up", Status::OBJECT_PATH_SYNTAX_BAD),
        (r"a\\b", Status::OBJECT_NAME_INVALID),
        (&"x".repeat(256), Status::OBJECT_NAME_INVALID),
        ("unnamed::$DATA", Status::SUCCESS),
    ] {
        assert_eq!(bench.create(&Create::file(name)).status, expected, "{name}");
    }
    let mut body = Create::file("ab").body();
    body[46] = 3;
    assert_eq!(bench.request(command::CREATE, &body).status, Status::OBJECT_NAME_INVALID, "half a character");
}

#[test]
fn access_is_checked_when_opening_and_kept_with_the_open() {
    const READ: u32 = 0x0012_0089;
    let mut bench = Bench::on_share();
    bench.put_file("f", b"content");
    let id = bench.opened(&Create::file("f").access(READ));
    assert_eq!(bench.read(id, 0, 7).data(), b"content");
    assert_eq!(bench.write(id, 0, b"x").status, Status::ACCESS_DENIED);
    assert_eq!(bench.set(id, class::END_OF_FILE, &[0; 8]).status, Status::ACCESS_DENIED);
    assert_eq!(bench.set(id, class::DISPOSITION, &[1]).status, Status::ACCESS_DENIED);
    assert_eq!(bench.rename(id, "g", false).status, Status::ACCESS_DENIED);
    let id = bench.opened(&Create::file("f").access(0x0002));
    assert_eq!(bench.read(id, 0, 7).status, Status::ACCESS_DENIED);
    assert_eq!(bench.query(id, 1, class::BASIC, 40).status, Status::ACCESS_DENIED);
    assert_eq!(bench.create(&Create::file("f").access(0)).status, Status::ACCESS_DENIED);

    assert_eq!(bench.tree_connect(r"\\filer\readonly").status, Status::SUCCESS);
    let open = disposition::OPEN;
    assert_eq!(bench.create(&Create::file("f").access(READ).disposition(open)).status, Status::SUCCESS);
    assert_eq!(bench.create(&Create::file("f").disposition(open)).status, Status::ACCESS_DENIED);
    assert_eq!(bench.create(&Create::file("new").access(READ)).status, Status::ACCESS_DENIED);
    let maximal = bench.create(&Create::file("f").access(0x0200_0000).disposition(open));
    let response = bench.query(maximal.file_id(), 1, class::ACCESS, 4);
    assert_eq!(response.output(), 0x0012_00A9u32.to_le_bytes());
}

#[test]
fn an_overwrite_through_a_read_only_share_changes_nothing() {
    let mut bench = Bench::on_share();
    bench.put_file("f", b"content");
    bench.tree_connect(r"\\filer\readonly");
    for disposition in [disposition::OVERWRITE, disposition::OVERWRITE_IF, disposition::SUPERSEDE] {
        let create = Create::file("f").access(0x0012_0089).disposition(disposition);
        assert_eq!(bench.create(&create).status, Status::ACCESS_DENIED, "disposition {disposition}");
    }
    let id = bench.opened(&Create::file("f").access(1).disposition(disposition::OPEN));
    assert_eq!(bench.read(id, 0, 7).data(), b"content");
}

#[test]
fn share_modes_are_enforced() {
    let mut bench = Bench::on_share();
    let id = bench.opened(&Create::file("f").access(1).share(1));
    assert_eq!(bench.create(&Create::file("f").access(1).share(1)).status, Status::SUCCESS);
    assert_eq!(bench.create(&Create::file("f").access(2).share(7)).status, Status::SHARING_VIOLATION);
    assert_eq!(bench.create(&Create::file("f").access(1).share(0)).status, Status::SHARING_VIOLATION);
    assert_eq!(bench.create(&Create::file("f").access(0x80).share(0)).status, Status::SUCCESS, "attributes only");
    let emptied = Create::file("f").access(1).share(7).disposition(disposition::OVERWRITE);
    assert_eq!(bench.create(&emptied).status, Status::SHARING_VIOLATION, "emptying is writing");
    bench.close(id);
}

#[test]
fn read_only_files_are_not_written_or_deleted() {
    let mut bench = Bench::on_share();
    let id = bench.opened(&Create::file("f").attributes(1).disposition(disposition::CREATE));
    assert_eq!(bench.write(id, 0, b"x").status, Status::SUCCESS, "the open that made it may write");
    assert_eq!(bench.set(id, class::DISPOSITION, &[1]).status, Status::CANNOT_DELETE);
    bench.close(id);
    let open = disposition::OPEN;
    assert_eq!(bench.create(&Create::file("f").disposition(open)).status, Status::ACCESS_DENIED);
    let overwrite = Create::file("f").access(1).disposition(disposition::OVERWRITE);
    assert_eq!(bench.create(&overwrite).status, Status::ACCESS_DENIED);
    let delete = Create::file("f").access(0x0001_0080).options(0x1040).disposition(open);
    assert_eq!(bench.create(&delete).status, Status::CANNOT_DELETE);
    let id = bench.opened(&Create::file("f").access(0x0200_0000).disposition(open));
    assert_eq!(bench.query(id, 1, class::ACCESS, 4).output(), 0x001F_01F9u32.to_le_bytes(), "all but writing");
}

#[test]
fn a_file_marked_for_deletion_goes_with_its_last_open() {
    let mut bench = Bench::on_share();
    let first = bench.opened(&Create::file("f"));
    let second = bench.opened(&Create::file("f"));
    bench.write(first, 0, b"still here");
    assert_eq!(bench.set(first, class::DISPOSITION, &[1]).status, Status::SUCCESS);
    assert_eq!(bench.create(&Create::file("f")).status, Status::DELETE_PENDING);
    bench.close(first);
    assert_eq!(bench.read(second, 0, 10).data(), b"still here");
    assert_eq!(bench.create(&Create::file("f")).status, Status::DELETE_PENDING);
    bench.close(second);
    let response = bench.create(&Create::file("f").disposition(disposition::OPEN));
    assert_eq!(response.status, Status::OBJECT_NAME_NOT_FOUND);

    // The mark can be taken back.
    let id = bench.opened(&Create::file("f"));
    bench.set(id, class::DISPOSITION, &[1]);
    bench.set(id, class::DISPOSITION, &[0]);
    bench.close(id);
    bench.opened(&Create::file("f").disposition(disposition::OPEN));
}

#[test]
fn directories_are_deleted_only_when_empty() {
    let mut bench = Bench::on_share();
    let dir = bench.opened(&Create::directory("d"));
    bench.put_file(r"d\f", b"");
    assert_eq!(bench.set(dir, class::DISPOSITION, &[1]).status, Status::DIRECTORY_NOT_EMPTY);
    let file = bench.opened(&Create::file(r"d\f").options(0x1040));
    bench.close(file);
    assert_eq!(bench.set(dir, class::DISPOSITION, &[1]).status, Status::SUCCESS);
    assert_eq!(bench.create(&Create::file(r"d\g")).status, Status::DELETE_PENDING, "it takes no new names");
    bench.close(dir);
    let response = bench.create(&Create::directory("d").disposition(disposition::OPEN));
    assert_eq!(response.status, Status::OBJECT_NAME_NOT_FOUND);
    let root = bench.opened(&Create::directory("").disposition(disposition::OPEN));
    assert_eq!(bench.set(root, class::DISPOSITION, &[1]).status, Status::CANNOT_DELETE);
}

#[test]
fn contexts_are_answered_or_ignored() {
    let mut bench = Bench::on_share();
    let mut create = Create::file("f");
    create.contexts = vec![(b"Blah", vec![1; 5]), (b"MxAc", vec![]), (b"QFid", vec![]), (b"RqLs", vec![0; 32])];
    let response = bench.create(&create);
    assert_eq!(response.status, Status::SUCCESS);
    let (offset, length) = (response.u32(HEADER_BYTES + 80) as usize, response.u32(HEADER_BYTES + 84) as usize);
    assert_eq!(offset + length, response.bytes.len());
    assert_eq!(&response.bytes[offset + 16..offset + 20], b"MxAc");
    assert_eq!(response.u32(offset + 28), 0x001F_01FF);
    let second = offset + response.u32(offset) as usize;
    assert_eq!(&response.bytes[second + 16..second + 20], b"QFid");
    assert_eq!(response.u64(second + 32), 0x5AFE, "the volume");

    for (name, data, expected) in [
        (b"ExtA", vec![0; 16], Status::EAS_NOT_SUPPORTED),
        (b"TWrp", vec![0; 8], Status::OBJECT_NAME_NOT_FOUND),
        (b"DHnC", vec![0; 16], Status::OBJECT_NAME_NOT_FOUND),
        (b"MxAc", vec![0; 3], Status::INVALID_PARAMETER),
    ] {
        create.contexts = vec![(name, data)];
        assert_eq!(bench.create(&create).status, expected, "{}", String::from_utf8_lossy(name));
    }
    let mut body = create.body();
    let at = body.len() - 32;
    body[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert_eq!(
        bench.request(command::CREATE, &body).status,
        Status::INVALID_PARAMETER,
        "a list that leaves the message"
    );
}

#[test]
fn renaming_moves_replaces_and_respects_what_is_open() {
    let mut bench = Bench::on_share();
    bench.put_file("a", b"a");
    bench.put_file("b", b"b");
    let directory = bench.opened(&Create::directory("d"));
    let id = bench.opened(&Create::file("a"));
    assert_eq!(bench.rename(id, "b", false).status, Status::OBJECT_NAME_COLLISION);
    let other = bench.opened(&Create::file("b"));
    assert_eq!(bench.rename(id, "b", true).status, Status::ACCESS_DENIED, "b is open");
    bench.close(other);
    assert_eq!(bench.rename(id, "d", true).status, Status::ACCESS_DENIED, "a directory is never replaced");
    assert_eq!(bench.rename(id, r"no\b", false).status, Status::OBJECT_PATH_NOT_FOUND);
    assert_eq!(bench.rename(id, "b*", false).status, Status::OBJECT_NAME_INVALID);
    assert_eq!(bench.rename(id, "b", true).status, Status::SUCCESS);
    assert_eq!(bench.rename(id, "B", false).status, Status::SUCCESS, "only the case changes");
    let to_directory = bench.rename(id, r"d\c", false).status;
    assert_eq!(to_directory, Status::SHARING_VIOLATION, "somebody has the directory open to delete it");
    bench.close(directory);
    assert_eq!(bench.rename(id, r"\d\c", false).status, Status::SUCCESS, "some clients begin at the root");
    let response = bench.query(id, 1, class::NAME, 100);
    assert_eq!(&response.output()[4..], utf16_bytes(r"\d\c"));
    // Deleting goes by the name it has now.
    bench.set(id, class::DISPOSITION, &[1]);
    bench.close(id);
    for name in ["a", "b", r"d\c"] {
        let response = bench.create(&Create::file(name).disposition(disposition::OPEN));
        assert_eq!(response.status, Status::OBJECT_NAME_NOT_FOUND, "{name}");
    }
}

#[test]
fn directories_move_unless_something_below_is_open() {
    let mut bench = Bench::on_share();
    bench.opened(&Create::directory("d"));
    let inner = bench.opened(&Create::directory(r"d\e"));
    let file = bench.opened(&Create::file(r"d\e\f"));
    bench.close(inner);
    let dir = bench.opened(&Create::directory("d"));
    assert_eq!(bench.rename(dir, "new", false).status, Status::ACCESS_DENIED);
    bench.close(file);
    assert_eq!(bench.rename(dir, r"d\e\itself", false).status, Status::INVALID_PARAMETER);
    assert_eq!(bench.rename(dir, "new", false).status, Status::SUCCESS);
    bench.opened(&Create::file(r"new\e\f").disposition(disposition::OPEN));
}

#[test]
fn opens_of_a_session_are_limited() {
    let mut bench = Bench::on_share();
    bench.server.sessions.get_mut(&bench.session_id).unwrap().opens = crate::limits::OPENS_PER_SESSION_MAX;
    assert_eq!(bench.create(&Create::file("f")).status, Status::TOO_MANY_OPENED_FILES);
    bench.forget();
}
