//! NTSTATUS codes (MS-ERREF 2.3) that this server sends. A handler fails with one of these and nothing else, so the
//! type is also the error type of the crate's inside.

use serde::{Deserialize, Serialize};

/// A status as it stands in the header of a response (MS-SMB2 2.2.1.2).
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status(pub u32);

/// What a handler returns: a value, or the status the client gets instead of it.
pub type Outcome<T> = Result<T, Status>;

macro_rules! statuses {
    ($($name:ident = $value:literal;)*) => {
        impl Status {
            $(pub const $name: Status = Status($value);)*

            fn name(self) -> Option<&'static str> {
                match self.0 {
                    $($value => Some(stringify!($name)),)*
                    _ => None,
                }
            }
        }
    };
}

statuses! {
    SUCCESS = 0x0000_0000;
    BUFFER_OVERFLOW = 0x8000_0005;
    NO_MORE_FILES = 0x8000_0006;
    INVALID_INFO_CLASS = 0xC000_0003;
    INFO_LENGTH_MISMATCH = 0xC000_0004;
    INVALID_PARAMETER = 0xC000_000D;
    NO_SUCH_FILE = 0xC000_000F;
    INVALID_DEVICE_REQUEST = 0xC000_0010;
    END_OF_FILE = 0xC000_0011;
    MORE_PROCESSING_REQUIRED = 0xC000_0016;
    ACCESS_DENIED = 0xC000_0022;
    BUFFER_TOO_SMALL = 0xC000_0023;
    OBJECT_NAME_INVALID = 0xC000_0033;
    OBJECT_NAME_NOT_FOUND = 0xC000_0034;
    OBJECT_NAME_COLLISION = 0xC000_0035;
    OBJECT_PATH_NOT_FOUND = 0xC000_003A;
    OBJECT_PATH_SYNTAX_BAD = 0xC000_003B;
    SHARING_VIOLATION = 0xC000_0043;
    EAS_NOT_SUPPORTED = 0xC000_004F;
    FILE_LOCK_CONFLICT = 0xC000_0054;
    LOCK_NOT_GRANTED = 0xC000_0055;
    DELETE_PENDING = 0xC000_0056;
    LOGON_FAILURE = 0xC000_006D;
    RANGE_NOT_LOCKED = 0xC000_007E;
    DISK_FULL = 0xC000_007F;
    INSUFFICIENT_RESOURCES = 0xC000_009A;
    FILE_IS_A_DIRECTORY = 0xC000_00BA;
    NOT_SUPPORTED = 0xC000_00BB;
    NETWORK_NAME_DELETED = 0xC000_00C9;
    BAD_NETWORK_NAME = 0xC000_00CC;
    REQUEST_NOT_ACCEPTED = 0xC000_00D0;
    PIPE_EMPTY = 0xC000_00D9;
    INTERNAL_ERROR = 0xC000_00E5;
    UNEXPECTED_IO_ERROR = 0xC000_00E9;
    DIRECTORY_NOT_EMPTY = 0xC000_0101;
    NOT_A_DIRECTORY = 0xC000_0103;
    NAME_TOO_LONG = 0xC000_0106;
    TOO_MANY_OPENED_FILES = 0xC000_011F;
    CANNOT_DELETE = 0xC000_0121;
    FILE_CLOSED = 0xC000_0128;
    INVALID_LOCK_RANGE = 0xC000_01A1;
    USER_SESSION_DELETED = 0xC000_0203;
    INVALID_DEVICE_STATE = 0xC000_0184;
    BAD_IMPERSONATION_LEVEL = 0xC000_00A5;
    NO_EAS_ON_FILE = 0xC000_0052;
    FS_DRIVER_REQUIRED = 0xC000_019C;
    SMB_NO_PREAUTH_INTEGRITY_HASH_OVERLAP = 0xC05D_0000;
}

impl std::fmt::Debug for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.name() {
            Some(name) => write!(f, "STATUS_{name}"),
            None => write!(f, "Status({:#010x})", self.0),
        }
    }
}
