//! What not every backend can do is in the documentation, as the suite has it.

use driver::conformance::{checks, exceptions};

// Shows C13: the stated exceptions. (That they are the true ones the suite itself asserts on every backend.)
#[test]
fn the_table_of_exceptions_is_in_the_documentation() {
    let page =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/driver.md")).expect("docs/driver.md");
    let table = exceptions();
    assert!(page.contains(&table), "docs/driver.md has another table of exceptions than this:\n{table}");
}

#[test]
fn checks_have_different_names() {
    let mut names: Vec<&str> = checks().map(|check| check.name).collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
}
