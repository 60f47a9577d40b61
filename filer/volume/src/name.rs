//! Names: stored as given, found whatever their case.
//!
//! Two names are the same if they agree after every character is replaced by its simple upper-case form (Unicode 3.13,
//! `UnicodeData.txt` field 12), as Windows does it: no character becomes two, so `ß` and `SS` differ, and characters
//! outside the basic plane stay as they are. The folded name is the key of a directory and gives it its order: that of
//! Unicode code points.
//!
//! Unicode goes on giving upper-case forms to letters that had none. A volume therefore keeps the table that it was
//! made with (as NTFS does in `$UpCase`), so that another version of this program finds every name that is there.

use crate::VolumeError;
use std::sync::LazyLock;

/// UTF-16 units in the longest name (MS-FSCC 2.1.5).
pub const NAME_UNITS_MAX: usize = 255;

/// Characters in the table: the basic plane.
const TABLE_LENGTH: usize = 1 << 16;
/// The table as it is stored, in bytes.
pub const TABLE_BYTES: usize = TABLE_LENGTH * 2;

/// The upper-case form of every character of the basic plane.
pub struct FoldTable(Vec<u16>);

static BUILT_IN: LazyLock<FoldTable> = LazyLock::new(FoldTable::built_in);

/// Folds a name as this program does it; new volumes get the same table.
pub fn fold(name: &str) -> String {
    BUILT_IN.fold(name)
}

impl FoldTable {
    /// The table of this program.
    pub fn built_in() -> Self {
        let upper = |code: usize| {
            let character = char::from_u32(code as u32)?;
            let mut upper = character.to_uppercase();
            let single = upper.next().filter(|_| upper.next().is_none())?;
            u16::try_from(u32::from(single)).ok()
        };
        Self((0..TABLE_LENGTH).map(|code| upper(code).unwrap_or(code as u16)).collect())
    }

    /// The table from its stored form.
    pub fn from_bytes(bytes: &[u8; TABLE_BYTES]) -> Self {
        Self(bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect())
    }

    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|code| code.to_le_bytes()).collect()
    }

    /// The key under which a directory keeps `name`.
    pub fn fold(&self, name: &str) -> String {
        let upper = |c: char| self.0.get(c as usize).and_then(|code| char::from_u32(u32::from(*code))).unwrap_or(c);
        name.chars().map(upper).collect()
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
