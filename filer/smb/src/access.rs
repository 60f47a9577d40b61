//! Access masks (MS-SMB2 2.2.13.1, MS-DTYP 2.4.3) and share modes (MS-FSA 2.1.5.1.2).

use crate::status::{Outcome, Status};

pub const READ_DATA: u32 = 0x0000_0001;
pub const WRITE_DATA: u32 = 0x0000_0002;
pub const APPEND_DATA: u32 = 0x0000_0004;
pub const EXECUTE: u32 = 0x0000_0020;
pub const READ_ATTRIBUTES: u32 = 0x0000_0080;
pub const WRITE_ATTRIBUTES: u32 = 0x0000_0100;
pub const DELETE: u32 = 0x0001_0000;
pub const READ_CONTROL: u32 = 0x0002_0000;
/// FILE_LIST_DIRECTORY: for directories the bit of READ_DATA.
pub const LIST_DIRECTORY: u32 = READ_DATA;

const READ_EA: u32 = 0x0000_0008;
pub const SYNCHRONIZE: u32 = 0x0010_0000;
pub const MAXIMUM_ALLOWED: u32 = 0x0200_0000;
const GENERIC_ALL: u32 = 0x1000_0000;
const GENERIC_EXECUTE: u32 = 0x2000_0000;
const GENERIC_WRITE: u32 = 0x4000_0000;
const GENERIC_READ: u32 = 0x8000_0000;
/// ACCESS_SYSTEM_SECURITY (needs a privilege nobody has here) and bits without a meaning.
const NEVER: u32 = 0x0DE0_FE00;

const FILE_ALL: u32 = 0x001F_01FF;
const FILE_GENERIC_READ: u32 = 0x0012_0089;
const FILE_GENERIC_WRITE: u32 = 0x0012_0116;
const FILE_GENERIC_EXECUTE: u32 = 0x0012_00A0;
/// What a read-only share allows: reading, listing, executing.
const READ_ONLY: u32 = READ_DATA | READ_EA | EXECUTE | READ_ATTRIBUTES | READ_CONTROL | SYNCHRONIZE;

/// What can be done with a pipe.
pub const PIPE_ALL: u32 = FILE_ALL;

pub const SHARE_READ: u32 = 1;
pub const SHARE_WRITE: u32 = 2;
pub const SHARE_DELETE: u32 = 4;

/// All that an authenticated user may do through a share.
pub const fn maximal(read_only: bool) -> u32 {
    if read_only {
        READ_ONLY
    } else {
        FILE_ALL
    }
}

/// Turns DesiredAccess into the access granted, out of `allowed`.
pub fn grant(desired: u32, allowed: u32) -> Outcome<u32> {
    if desired == 0 || desired & NEVER != 0 {
        return Err(Status::ACCESS_DENIED);
    }
    let generic = [
        (GENERIC_ALL, FILE_ALL),
        (GENERIC_EXECUTE, FILE_GENERIC_EXECUTE),
        (GENERIC_WRITE, FILE_GENERIC_WRITE),
        (GENERIC_READ, FILE_GENERIC_READ),
    ];
    let mut wanted = desired & FILE_ALL;
    for (bit, meaning) in generic {
        if desired & bit != 0 {
            wanted |= meaning;
        }
    }
    if wanted & !allowed != 0 {
        return Err(Status::ACCESS_DENIED);
    }
    Ok(if desired & MAXIMUM_ALLOWED != 0 { wanted | allowed } else { wanted })
}

/// What counts for share modes; opens that only look at attributes never conflict.
const SHARED: u32 = READ_DATA | EXECUTE | WRITE_DATA | APPEND_DATA | DELETE;

/// Whether an open with `access` and `share` may stand beside one with `other_access` and `other_share`.
pub fn compatible(access: u32, share: u32, other_access: u32, other_share: u32) -> bool {
    let allows = |access: u32, share: u32| {
        (access & (READ_DATA | EXECUTE) == 0 || share & SHARE_READ != 0)
            && (access & (WRITE_DATA | APPEND_DATA) == 0 || share & SHARE_WRITE != 0)
            && (access & DELETE == 0 || share & SHARE_DELETE != 0)
    };
    if access & SHARED == 0 || other_access & SHARED == 0 {
        return true;
    }
    allows(access, other_share) && allows(other_access, share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generic_rights_become_specific_ones() {
        assert_eq!(grant(GENERIC_READ, FILE_ALL), Ok(FILE_GENERIC_READ));
        assert_eq!(grant(MAXIMUM_ALLOWED, READ_ONLY), Ok(READ_ONLY));
        assert_eq!(grant(GENERIC_READ | WRITE_DATA, READ_ONLY), Err(Status::ACCESS_DENIED));
        assert_eq!(grant(GENERIC_READ | GENERIC_EXECUTE, READ_ONLY), Ok(FILE_GENERIC_READ | FILE_GENERIC_EXECUTE));
        assert_eq!(grant(0, FILE_ALL), Err(Status::ACCESS_DENIED));
        assert_eq!(grant(0x0100_0000, FILE_ALL), Err(Status::ACCESS_DENIED), "ACCESS_SYSTEM_SECURITY");
    }

    #[test]
    fn share_modes_bind_both_sides() {
        assert!(compatible(READ_DATA, SHARE_READ, READ_DATA, SHARE_READ));
        assert!(!compatible(WRITE_DATA, SHARE_READ | SHARE_WRITE, READ_DATA, SHARE_READ), "the older one forbids it");
        assert!(!compatible(READ_DATA, SHARE_READ, WRITE_DATA, SHARE_READ | SHARE_WRITE), "the newer one forbids it");
        assert!(!compatible(DELETE, 7, READ_DATA, SHARE_READ | SHARE_WRITE));
        assert!(compatible(READ_ATTRIBUTES, 0, WRITE_DATA, 0), "looking at attributes never conflicts");
    }
}
