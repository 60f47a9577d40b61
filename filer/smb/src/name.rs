//! Names and patterns as clients send them (MS-FSCC 2.1.5, MS-FSA 2.1.4.4).

use volume::{fold, InodeId, Kind, Volume, VolumeError};

use crate::open::volume_status;
use crate::status::{Outcome, Status};

/// Longest path taken, in UTF-16 units; also what bounds the depth of a lookup.
const PATH_UNITS_MAX: usize = 32_767;

/// A path below a share's root: its components, none for the root itself.
#[derive(Debug, PartialEq, Eq)]
pub struct Path<'a> {
    directories: Vec<&'a str>,
    /// The last component.
    pub name: &'a str,
}

impl<'a> Path<'a> {
    /// Splits a path and refuses what no file can be called.
    pub fn parse(path: &'a str) -> Outcome<Path<'a>> {
        if path.starts_with('\\') {
            return Err(Status::INVALID_PARAMETER);
        }
        if path.encode_utf16().count() > PATH_UNITS_MAX {
            return Err(Status::NAME_TOO_LONG);
        }
        let path = path.strip_suffix('\\').unwrap_or(path);
        // The name of the unnamed stream is the file's.
        let path = match path.len().checked_sub("::$DATA".len()).and_then(|at| path.split_at_checked(at)) {
            Some((file, stream)) if stream.eq_ignore_ascii_case("::$DATA") => file,
            _ => path,
        };
        if path.is_empty() {
            return Ok(Path { directories: Vec::new(), name: "" });
        }
        let mut components: Vec<&str> = path.split('\\').collect();
        for component in &components {
            check(component)?;
        }
        let name = components.pop().unwrap_or_default();
        Ok(Path { directories: components, name })
    }

    /// The directory that holds the last component. A client can only be told that the way there does not exist.
    pub fn directory(&self, volume: &Volume, root: InodeId) -> Outcome<InodeId> {
        self.directories.iter().try_fold(root, |directory, name| match volume.lookup(directory, name) {
            Ok(entry) if entry.kind == Kind::Directory => Ok(entry.inode),
            Ok(_) | Err(VolumeError::NotFound | VolumeError::NotDirectory | VolumeError::NoSuchInode(_)) => {
                Err(Status::OBJECT_PATH_NOT_FOUND)
            }
            Err(error) => Err(volume_status(error)),
        })
    }
}

fn check(name: &str) -> Outcome<()> {
    if name == ".." {
        return Err(Status::OBJECT_PATH_SYNTAX_BAD);
    }
    let forbidden = |c: char| c < ' ' || matches!(c, '"' | '*' | '/' | ':' | '<' | '>' | '?' | '|' | '\\');
    if name.is_empty() || name == "." || name.contains(forbidden) {
        return Err(Status::OBJECT_NAME_INVALID);
    }
    if name.encode_utf16().count() > volume::NAME_UNITS_MAX {
        return Err(Status::OBJECT_NAME_INVALID);
    }
    Ok(())
}

/// MS-FSA 2.1.4.4, FileName matches Expression, without regard to case. `*` any run, `?` any one character; the forms
/// that DOS programs cause: `<` any run up to the last dot, `>` any one character or nothing at a dot or the end, `"` a
/// dot or the end.
pub fn matches(pattern: &str, name: &str) -> bool {
    if pattern == "*" {
        return true;
    }
    let pattern: Vec<char> = fold(pattern).chars().collect();
    let name: Vec<char> = fold(name).chars().collect();
    let last_dot = name.iter().rposition(|c| *c == '.');

    // The set of positions in the name that the pattern so far can have reached: linear in pattern times name, whatever
    // the pattern.
    let mut reached = vec![false; name.len() + 1];
    reached[0] = true;
    for symbol in pattern {
        let mut next = vec![false; name.len() + 1];
        for at in 0..=name.len() {
            let here = name.get(at);
            match symbol {
                '*' => next[at] = reached[at] || (at > 0 && next[at - 1]),
                '<' => {
                    // Stays, or eats a character that is not the last dot.
                    next[at] |= reached[at] || (at > 0 && next[at - 1] && last_dot != Some(at - 1));
                }
                '?' if reached[at] && here.is_some() => next[at + 1] = true,
                '>' if reached[at] => match here {
                    None | Some('.') => next[at] = true,
                    Some(_) => next[at + 1] = true,
                },
                '"' if reached[at] => match here {
                    None => next[at] = true,
                    Some('.') => next[at + 1] = true,
                    Some(_) => {}
                },
                _ if reached[at] && here == Some(&symbol) => next[at + 1] = true,
                _ => {}
            }
        }
        reached = next;
    }
    reached[name.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_split_and_checked() {
        let path = Path::parse(r"a\b\c.txt").unwrap();
        assert_eq!((path.directories, path.name), (vec!["a", "b"], "c.txt"));
        assert_eq!(Path::parse("").unwrap().name, "");
        assert_eq!(Path::parse(r"a\").unwrap().name, "a");
        assert_eq!(Path::parse("a::$data").unwrap().name, "a");
        assert_eq!(Path::parse(r"\a"), Err(Status::INVALID_PARAMETER));
        assert_eq!(Path::parse(r"a\..\b"), Err(Status::OBJECT_PATH_SYNTAX_BAD));
        for bad in [r"a\\b", ".", "a*b", "a:b", "a:b:$DATA", "a/b", "x\u{1}", &"x".repeat(256)] {
            assert_eq!(Path::parse(bad), Err(Status::OBJECT_NAME_INVALID), "{bad}");
        }
    }

    #[test]
    fn patterns_match_as_in_the_specification() {
        let cases = [
            ("*", "", true),
            ("*.TXT", "a.b.txt", true),
            ("*.txt", "txt", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("grüße*", "GRÜSSE", false),
            ("grü*", "GRÜN", true),
            // DOS forms: "*." is sent as "<", "*.*" as "*", "?" as ">", "." as "\"".
            ("<", "noext", true),
            ("<\"", "noext", true),
            ("<.txt", "a.b.txt", true),
            ("<.b", "a.b.txt", false),
            (">>>>", "ab", true),
            (">>", "abc", false),
            ("a>.txt", "a.txt", true),
            ("a\"txt", "a.txt", true),
            ("a\"", "a", true),
            ("*a*a*a*a*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
        ];
        for (pattern, name, expected) in cases {
            assert_eq!(matches(pattern, name), expected, "{pattern} on {name}");
        }
    }
}
