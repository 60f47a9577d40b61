//! Who has a file open: names the process that holds a card.

use std::fs;
use std::path::Path;

/// The processes that have `path` open, in words: "process 4711 (filer)". Processes of other users can be seen by root
/// only, so there may be nobody to name.
pub(crate) fn of(path: &Path) -> String {
    let Ok(path) = path.canonicalize() else { return UNKNOWN.into() };
    let mut holders = Vec::new();
    for process in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = process.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        let open = fs::read_dir(process.path().join("fd")).into_iter().flatten().flatten();
        if open.filter_map(|fd| fs::read_link(fd.path()).ok()).any(|file| file == path) {
            let name = fs::read_to_string(process.path().join("comm")).unwrap_or_default();
            let own = if pid == std::process::id() { ", this one" } else { "" };
            holders.push(format!("process {pid} ({}{own})", name.trim_end()));
        }
    }
    if holders.is_empty() {
        UNKNOWN.into()
    } else {
        holders.join(" and ")
    }
}

const UNKNOWN: &str = "another process (root can see which)";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_names_who_has_a_file_open() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let found = of(file.path());
        assert!(found.starts_with(&format!("process {} (", std::process::id())), "{found}");
        assert!(found.ends_with("this one)"), "{found}");
        let (_, path) = file.keep().expect("it stays");
        assert_eq!(of(&path), UNKNOWN, "nobody has it open any more");
        fs::remove_file(&path).expect("it is there");
        assert_eq!(of(&path), UNKNOWN, "it is not there any more");
    }
}
