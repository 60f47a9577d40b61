//! What an operator configures: names, shares, users. Part of the server's saved state, because replies depend on it;
//! a change is an input like any other (P0) and reaches the server through `Server::configure`.

use std::collections::BTreeMap;

use md4::Digest;
use serde::{Deserialize, Serialize};

use crate::wire::utf16_bytes;

/// Names, shares and users of one server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    /// ServerGuid of NEGOTIATE; the identity's, the same on whichever node serves it.
    pub server_guid: [u8; 16],
    /// At most 15 characters, upper case by convention.
    pub netbios_name: String,
    pub dns_name: String,
    /// By name; looked up without regard to case.
    pub shares: BTreeMap<String, Share>,
    /// By name; looked up without regard to case.
    pub users: BTreeMap<String, User>,
}

/// A share: a directory of the volume.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Path inside the volume with `\` or `/` between components; empty means the root.
    pub path: String,
    pub read_only: bool,
}

/// An account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// See [`nt_hash`].
    pub nt_hash: [u8; 16],
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("User { nt_hash: (hidden) }")
    }
}

impl Config {
    pub(crate) fn share(&self, name: &str) -> Option<(&str, &Share)> {
        let wanted = name.to_lowercase();
        self.shares.iter().find(|(name, _)| name.to_lowercase() == wanted).map(|(name, share)| (name.as_str(), share))
    }

    pub(crate) fn user(&self, name: &str) -> Option<(&str, &User)> {
        let wanted = name.to_lowercase();
        self.users.iter().find(|(name, _)| name.to_lowercase() == wanted).map(|(name, user)| (name.as_str(), user))
    }
}

/// The NT one-way function of a password (MS-NLMP 3.3.1 NTOWFv1): what is stored instead of the password.
pub fn nt_hash(password: &str) -> [u8; 16] {
    md4::Md4::digest(utf16_bytes(password)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_the_specification() {
        // MS-NLMP 4.2.2.1.2, password "Password".
        let expected = [0xa4, 0xf4, 0x9c, 0x40, 0x65, 0x10, 0xbd, 0xca, 0xb6, 0x82, 0x4e, 0xe7, 0xc3, 0x0f, 0xd8, 0x52];
        assert_eq!(nt_hash("Password"), expected);
    }

    #[test]
    fn a_user_does_not_print_its_hash() {
        assert!(!format!("{:?}", User { nt_hash: [0x5A; 16] }).contains("90"));
    }
}
