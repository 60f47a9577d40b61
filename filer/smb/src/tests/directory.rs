//! QUERY_DIRECTORY.

use super::*;

const BOTH: u8 = 3;
const NAMES: u8 = 12;
const RESTART: u8 = 1;
const SINGLE: u8 = 2;
const REOPEN: u8 = 0x10;

fn list_body(id: u64, class: u8, flags: u8, pattern: &str, room: u32) -> Vec<u8> {
    let pattern = utf16_bytes(pattern);
    let mut body = Vec::new();
    body.put_u16(33);
    body.put_u8(class);
    body.put_u8(flags);
    body.put_u32(0);
    put_file_id(&mut body, id);
    body.put_u16(HEADER_BYTES as u16 + 32);
    body.put_u16(pattern.len() as u16);
    body.put_u32(room);
    body.put(&pattern);
    body
}

/// The names in an answer of class NAMES, after its chain has been checked.
fn names(response: &Response) -> Vec<String> {
    assert_eq!(response.status, Status::SUCCESS);
    let mut rest = response.output();
    let mut names = Vec::new();
    loop {
        let reader = Reader::new(rest);
        let length = reader.u32(8).unwrap() as usize;
        names.push(crate::wire::utf16(reader.slice(12, length).unwrap()).unwrap());
        match reader.u32(0).unwrap() as usize {
            0 => return names,
            next => {
                assert_eq!(next % 8, 0);
                rest = &rest[next..];
            }
        }
    }
}

/// A listing to its end, `room` bytes at a time.
fn list(bench: &mut Bench, id: u64, pattern: &str, room: u32) -> Vec<String> {
    let mut all = Vec::new();
    loop {
        let response = bench.request(command::QUERY_DIRECTORY, &list_body(id, NAMES, 0, pattern, room));
        match response.status {
            Status::NO_MORE_FILES => return all,
            _ => all.extend(names(&response)),
        }
    }
}

fn directory_of(names: &[String]) -> (Bench, u64) {
    let mut bench = Bench::on_share();
    bench.opened(&Create::directory("d"));
    for name in names {
        bench.put_file(&format!(r"d\{name}"), b"");
    }
    let id = bench.opened(&Create::directory("d"));
    (bench, id)
}

#[test]
fn a_listing_gives_every_name_once_whatever_the_buffer() {
    let made: Vec<String> = (0..300).map(|i| format!("file {i:03}")).collect();
    let expected: Vec<String> = [".", ".."].into_iter().map(String::from).chain(made.clone()).collect();
    for room in [40, 100, 1000, 65_536] {
        let (mut bench, id) = directory_of(&made);
        assert_eq!(list(&mut bench, id, "*", room), expected, "room {room}");
    }
}

#[test]
fn patterns_select() {
    let made: Vec<String> = ["a.txt", "b.txt", "b.dat", "noext"].map(String::from).to_vec();
    for (pattern, expected) in
        [("*.txt", &["a.txt", "b.txt"][..]), ("b.*", &["b.dat", "b.txt"]), ("?.d?t", &["b.dat"]), ("NOEXT", &["noext"])]
    {
        let (mut bench, id) = directory_of(&made);
        assert_eq!(list(&mut bench, id, pattern, 65_536), expected, "{pattern}");
    }
    let (mut bench, id) = directory_of(&made);
    let response = bench.request(command::QUERY_DIRECTORY, &list_body(id, NAMES, 0, "zzz", 65_536));
    assert_eq!(response.status, Status::NO_SUCH_FILE);
}

#[test]
fn a_listing_goes_on_while_the_directory_changes() {
    let made: Vec<String> = (0..100).map(|i| format!("{i:03}")).collect();
    let (mut bench, id) = directory_of(&made);
    let mut seen = Vec::new();
    for round in 0.. {
        let response = bench.request(command::QUERY_DIRECTORY, &list_body(id, NAMES, 0, "*", 200));
        if response.status == Status::NO_MORE_FILES {
            break;
        }
        let names = names(&response);
        // Remove the name the listing stands at, and make one before and one after it.
        let last = names.last().unwrap().clone();
        if last.len() == 3 {
            let gone = bench.opened(&Create::file(&format!(r"d\{last}")).options(0x1040));
            bench.close(gone);
            bench.put_file(&format!(r"d\000 new {round}"), b"");
            bench.put_file(&format!(r"d\{last} new"), b"");
        }
        seen.extend(names);
    }
    let old: Vec<&String> = seen.iter().filter(|name| name.len() == 3).collect();
    assert_eq!(old, made.iter().collect::<Vec<_>>(), "each name that was there at the start, once, in order");
    let mut unique = seen.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), seen.len(), "nothing twice");
}

#[test]
fn flags_restart_and_give_one_at_a_time() {
    let made: Vec<String> = ["a", "b"].map(String::from).to_vec();
    let (mut bench, id) = directory_of(&made);
    let mut one = |flags, pattern| {
        let response = bench.request(command::QUERY_DIRECTORY, &list_body(id, NAMES, flags, pattern, 65_536));
        names(&response)
    };
    assert_eq!(one(SINGLE, "*"), ["."]);
    assert_eq!(one(SINGLE, "*"), [".."]);
    assert_eq!(one(SINGLE | RESTART, ""), ["."], "without a pattern the old one stays");
    assert_eq!(one(SINGLE, "b"), [".."], "a pattern counts at the start only");
    assert_eq!(one(RESTART, "b"), ["b"]);
    assert_eq!(one(REOPEN, "a"), ["a"]);
    let response = bench.request(command::QUERY_DIRECTORY, &list_body(id, NAMES, 0, "a", 65_536));
    assert_eq!(response.status, Status::NO_MORE_FILES);
}

#[test]
fn levels_carry_what_they_should() {
    let (mut bench, id) = directory_of(&["file".to_owned()]);
    // (class, offset of the name, offset of the inode number)
    for (class, name_at, inode_at) in
        [(1u8, 64, None), (2, 68, None), (BOTH, 94, None), (12, 12, None), (37, 104, Some(96)), (38, 80, Some(72))]
    {
        let flags = RESTART | SINGLE;
        let response = bench.request(command::QUERY_DIRECTORY, &list_body(id, class, flags, "file", 65_536));
        let entry = Reader::new(response.output());
        assert_eq!(entry.slice(name_at, 8), Ok(&utf16_bytes("file")[..]), "class {class}");
        assert_eq!(entry.len(), name_at + 8, "class {class}");
        if class != 12 {
            assert_eq!(entry.u32(56), Ok(0x20), "ARCHIVE in class {class}");
            assert_eq!(entry.u32(60), Ok(8), "length of the name in class {class}");
        }
        if let Some(at) = inode_at {
            assert_ne!(entry.u64(at), Ok(0), "class {class}");
        }
    }
    let response = bench.request(command::QUERY_DIRECTORY, &list_body(id, 99, RESTART, "*", 65_536));
    assert_eq!(response.status, Status::INVALID_INFO_CLASS);
}

#[test]
fn a_buffer_too_small_and_a_file_are_refused() {
    let (mut bench, id) = directory_of(&["a rather long name".to_owned()]);
    let response = bench.request(command::QUERY_DIRECTORY, &list_body(id, NAMES, 0, "*", 11));
    assert_eq!(response.status, Status::INFO_LENGTH_MISMATCH);
    let response = bench.request(command::QUERY_DIRECTORY, &list_body(id, NAMES, 0, "a*", 20));
    assert_eq!(response.status, Status::INFO_LENGTH_MISMATCH, "not even one entry fits");
    let file = bench.opened(&Create::file("f"));
    let response = bench.request(command::QUERY_DIRECTORY, &list_body(file, NAMES, 0, "*", 1000));
    assert_eq!(response.status, Status::INVALID_PARAMETER);
}

#[test]
fn the_parent_of_a_shares_root_is_itself() {
    let mut bench = Bench::on_share();
    let id = bench.opened(&Create::directory("").disposition(disposition::OPEN));
    let mut inodes = Vec::new();
    for flags in [SINGLE | RESTART, SINGLE] {
        let response = bench.request(command::QUERY_DIRECTORY, &list_body(id, 38, flags, "*", 1000));
        inodes.push(Reader::new(response.output()).u64(72).unwrap());
    }
    assert_eq!(inodes[0], inodes[1]);
}
