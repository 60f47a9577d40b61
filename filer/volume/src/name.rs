//! Names: stored as given, found whatever their case.
//!
//! Two names are the same if they agree after every character is replaced by its simple upper-case form (Unicode 3.13,
//! `UnicodeData.txt` field 12), as Windows does it: no character becomes two, so `ß` and `SS` differ. The folded name
//! is the key of a directory and gives it its order: that of Unicode code points.

use crate::VolumeError;

/// UTF-16 units in the longest name (MS-FSCC 2.1.5).
pub const NAME_UNITS_MAX: usize = 255;

/// The key under which a directory keeps `name`.
pub fn fold(name: &str) -> String {
    name.chars().map(simple_upper_case).collect()
}

fn simple_upper_case(c: char) -> char {
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(single), None) => single,
        _ => c,
    }
}

/// Refuses what cannot be a name.
pub fn check(name: &str) -> Result<(), VolumeError> {
    if name.is_empty() || name == "." || name == ".." || name.contains(['\0', '/', '\\']) {
        return Err(VolumeError::InvalidName);
    }
    if name.encode_utf16().count() > NAME_UNITS_MAX {
        return Err(VolumeError::NameTooLong);
    }
    Ok(())
}
