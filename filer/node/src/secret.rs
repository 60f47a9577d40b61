//! The pair key: what is secret at rest is wrapped with it, and heartbeats are signed with it.
//!
//! Session keys live in consistency points, which lie on disks that others may read. The key itself is a file beside
//! the configuration and never goes to a shelf (section 6 of `docs/architecture.md`).

use ring::aead::{Aad, LessSafeKey, Nonce, UnboundKey, AES_256_GCM, NONCE_LEN};
use ring::hkdf::{Salt, HKDF_SHA256};
use std::fs;
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

/// Bytes of the key.
pub const KEY_BYTES: usize = 32;

/// The key both nodes of a pair share.
#[derive(Clone)]
pub struct PairKey([u8; KEY_BYTES]);

/// Why a key or something wrapped with it was refused.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The key file cannot be read or written.
    #[error("the pair key {path}: {source}", path = path.display())]
    File {
        /// The key file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The key file does not hold 64 hexadecimal digits.
    #[error("the pair key {path} does not hold 64 hexadecimal digits; `filer init` makes a good one", path = path.display())]
    Malformed {
        /// The key file.
        path: PathBuf,
    },
    /// Others may read the key.
    #[error("the pair key {path} may be read by others (mode {mode:o}); `chmod 600` it", path = path.display())]
    Exposed {
        /// The key file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Wrapped with another key, or damaged.
    #[error("the data does not open with this pair key: it was wrapped with another one, or it is damaged")]
    WrongKey,
    /// The kernel gave no random numbers.
    #[error("no random numbers from the kernel: {0}")]
    Entropy(getrandom::Error),
}

impl PairKey {
    /// Reads a key file.
    pub fn load(path: &Path) -> Result<PairKey, SecretError> {
        let file = |source| SecretError::File { path: path.into(), source };
        let mode = fs::metadata(path).map_err(file)?.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(SecretError::Exposed { path: path.into(), mode });
        }
        let text = fs::read_to_string(path).map_err(file)?;
        parse(text.trim()).map(PairKey).ok_or_else(|| SecretError::Malformed { path: path.into() })
    }

    /// Reads the key file, or makes it where there is none.
    pub fn load_or_create(path: &Path) -> Result<PairKey, SecretError> {
        let mut key = [0u8; KEY_BYTES];
        getrandom::fill(&mut key).map_err(SecretError::Entropy)?;
        match fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
            Ok(mut file) => {
                let text: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
                writeln!(file, "{text}").map_err(|source| SecretError::File { path: path.into(), source })?;
                Ok(PairKey(key))
            }
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => PairKey::load(path),
            Err(source) => Err(SecretError::File { path: path.into(), source }),
        }
    }

    /// A key for one purpose, from which neither this key nor another purpose's can be computed (RFC 5869).
    pub fn derive(&self, purpose: &str) -> [u8; KEY_BYTES] {
        let mut out = [0u8; KEY_BYTES];
        Salt::new(HKDF_SHA256, b"savepoint")
            .extract(&self.0)
            .expand(&[purpose.as_bytes()], HKDF_SHA256)
            .and_then(|okm| okm.fill(&mut out))
            .unwrap_or_else(|_| unreachable!("32 bytes are below HKDF's limit of 255 hashes"));
        out
    }

    /// What the pair is called on its disks and in its messages.
    pub fn pair_id(&self) -> u64 {
        self.derive("pair id").first_chunk::<8>().map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }

    /// Wraps bytes (AES-256-GCM with a random nonce in front). `purpose` is checked again when they are opened.
    pub fn wrap(&self, purpose: &str, bytes: &[u8]) -> Result<Vec<u8>, SecretError> {
        let mut nonce = [0u8; NONCE_LEN];
        getrandom::fill(&mut nonce).map_err(SecretError::Entropy)?;
        let mut out = nonce.to_vec();
        out.extend_from_slice(bytes);
        let tag = self
            .cipher(purpose)
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut out[NONCE_LEN..])
            .map_err(|_| SecretError::WrongKey)?;
        out.extend_from_slice(tag.as_ref());
        Ok(out)
    }

    /// Opens what [`PairKey::wrap`] made.
    pub fn unwrap(&self, purpose: &str, wrapped: &[u8]) -> Result<Vec<u8>, SecretError> {
        let (nonce, sealed) = wrapped.split_first_chunk::<NONCE_LEN>().ok_or(SecretError::WrongKey)?;
        let mut out = sealed.to_vec();
        let length = self
            .cipher(purpose)
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::empty(), &mut out)
            .map_err(|_| SecretError::WrongKey)?
            .len();
        out.truncate(length);
        Ok(out)
    }

    fn cipher(&self, purpose: &str) -> LessSafeKey {
        let key = UnboundKey::new(&AES_256_GCM, &self.derive(purpose));
        LessSafeKey::new(key.unwrap_or_else(|_| unreachable!("AES-256 takes keys of 32 bytes")))
    }
}

fn parse(text: &str) -> Option<[u8; KEY_BYTES]> {
    if text.len() != 2 * KEY_BYTES || !text.is_ascii() {
        return None;
    }
    let mut key = [0u8; KEY_BYTES];
    for (byte, digits) in key.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    }
    Some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrapped_secret_opens_with_the_same_key_and_purpose_only() {
        let dir = tempfile::tempdir().unwrap();
        let key = PairKey::load_or_create(&dir.path().join("one")).unwrap();
        let same = PairKey::load_or_create(&dir.path().join("one")).unwrap();
        let other = PairKey::load_or_create(&dir.path().join("two")).unwrap();
        let mut wrapped = key.wrap("sessions", b"session key").unwrap();
        assert_eq!(same.unwrap("sessions", &wrapped).unwrap(), b"session key");
        assert!(matches!(other.unwrap("sessions", &wrapped), Err(SecretError::WrongKey)));
        assert!(matches!(key.unwrap("heartbeats", &wrapped), Err(SecretError::WrongKey)));
        *wrapped.last_mut().unwrap() ^= 1;
        assert!(matches!(key.unwrap("sessions", &wrapped), Err(SecretError::WrongKey)));
        assert!(matches!(key.unwrap("sessions", &[0; 5]), Err(SecretError::WrongKey)));
    }

    #[test]
    fn a_key_that_others_may_read_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("key");
        PairKey::load_or_create(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(PairKey::load(&path), Err(SecretError::Exposed { mode: 0o644, .. })));
    }
}
