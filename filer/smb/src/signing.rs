//! Keys and signatures (MS-SMB2 3.1.4.1, 3.1.4.2, 3.3.5.5.3).
//!
//! A signature covers a component with the signature field zeroed. Verification compares in constant time.

use cmac::{Cmac, KeyInit, Mac};
use ring::{aead, hmac};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::wire::HEADER_BYTES;

/// Where the signature stands in the header.
const SIGNATURE_OFFSET: usize = 48;

/// Signing algorithms, by their id in SMB2_SIGNING_CAPABILITIES (MS-SMB2 2.2.3.1.7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    HmacSha256,
    AesCmac,
    AesGmac,
}

impl Algorithm {
    pub fn id(self) -> u16 {
        match self {
            Algorithm::HmacSha256 => 0,
            Algorithm::AesCmac => 1,
            Algorithm::AesGmac => 2,
        }
    }
}

/// A session's signing key with the algorithm its connection negotiated.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    algorithm: Algorithm,
    key: [u8; 16],
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Signer {{ {:?}, key: (hidden) }}", self.algorithm)
    }
}

/// Who signs: part of the nonce of AES-GMAC.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    Client { cancel: bool },
    Server,
}

impl Signer {
    pub fn new(algorithm: Algorithm, key: [u8; 16]) -> Self {
        Signer { algorithm, key }
    }

    /// Signs a component in place: the header must be complete but for the signature, which is overwritten.
    pub fn sign(&self, component: &mut [u8]) {
        self.sign_as(component, Sender::Server);
    }

    pub(crate) fn sign_as(&self, component: &mut [u8], sender: Sender) {
        component[SIGNATURE_OFFSET..HEADER_BYTES].fill(0);
        let signature = match self.algorithm {
            Algorithm::AesGmac => gmac(&self.key, component, sender),
            _ => self.mac(&[component]),
        };
        component[SIGNATURE_OFFSET..HEADER_BYTES].copy_from_slice(&signature);
    }

    /// Whether the component's signature is the one its sender must have made.
    pub fn verify(&self, component: &[u8], sender: Sender) -> bool {
        let Some((header, rest)) = component.split_at_checked(HEADER_BYTES) else { return false };
        let (before, given) = header.split_at(SIGNATURE_OFFSET);
        let zeros = [0; HEADER_BYTES - SIGNATURE_OFFSET];
        let expected = match self.algorithm {
            // ring takes additional data in one piece only, so this one costs a copy.
            Algorithm::AesGmac => gmac(&self.key, &[before, &zeros, rest].concat(), sender),
            _ => self.mac(&[before, &zeros, rest]),
        };
        expected.ct_eq(given).into()
    }

    /// HMAC-SHA256 or AES-CMAC over the parts one after the other.
    fn mac(&self, parts: &[&[u8]]) -> [u8; 16] {
        if self.algorithm == Algorithm::HmacSha256 {
            let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, &self.key));
            parts.iter().for_each(|part| context.update(part));
            return first_16(context.sign().as_ref());
        }
        let mut context = Cmac::<aes::Aes128>::new(&self.key.into());
        parts.iter().for_each(|part| context.update(part));
        context.finalize().into_bytes().into()
    }
}

/// AES-128-GMAC: GCM over additional data alone. The nonce is the message id, then a word with bit 0 set by the server
/// and bit 1 for CANCEL (MS-SMB2 3.1.4.1).
fn gmac(key: &[u8; 16], component: &[u8], sender: Sender) -> [u8; 16] {
    let mut nonce = [0; 12];
    nonce[..8].copy_from_slice(&component[24..32]);
    nonce[8] = match sender {
        Sender::Server => 1,
        Sender::Client { cancel } => u8::from(cancel) << 1,
    };
    let key = aead::UnboundKey::new(&aead::AES_128_GCM, key).expect("an AES-128 key has 16 bytes");
    let key = aead::LessSafeKey::new(key);
    let nonce = aead::Nonce::assume_unique_for_key(nonce);
    let tag = key
        .seal_in_place_separate_tag(nonce, aead::Aad::from(component), &mut [])
        .expect("sealing nothing with bounded additional data does not fail");
    first_16(tag.as_ref())
}

/// SP 800-108 in counter mode with HMAC-SHA256, 32-bit counter, 128-bit output (MS-SMB2 3.1.4.2).
pub fn derive_key(key: &[u8; 16], label: &[u8], context: &[u8]) -> [u8; 16] {
    let mut hmac = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, key));
    hmac.update(&1u32.to_be_bytes());
    hmac.update(label);
    hmac.update(&[0]);
    hmac.update(context);
    hmac.update(&128u32.to_be_bytes());
    first_16(hmac.sign().as_ref())
}

/// SHA-512 of the pre-authentication hash so far and the next message (MS-SMB2 3.3.5.4).
pub fn preauth_update(hash: &mut Vec<u8>, message: &[u8]) {
    let mut context = ring::digest::Context::new(&ring::digest::SHA512);
    context.update(hash);
    context.update(message);
    hash.clear();
    hash.extend_from_slice(context.finish().as_ref());
}

/// Value of the pre-authentication hash before the first message.
pub fn preauth_initial() -> Vec<u8> {
    vec![0; 64]
}

/// Bytes that look random to whoever lacks the seed, and are the same at every replay. `purpose` keeps the uses apart.
pub fn derive_bytes(seed: &[u8], purpose: &str, counter: u64) -> [u8; 32] {
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    context.update(&(seed.len() as u64).to_le_bytes());
    context.update(seed);
    context.update(&counter.to_le_bytes());
    context.update(purpose.as_bytes());
    context.finish().as_ref().try_into().expect("SHA-256 has 32 bytes")
}

pub fn first_16(bytes: &[u8]) -> [u8; 16] {
    *bytes.first_chunk().expect("a digest of at least 16 bytes")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(text: &str) -> Vec<u8> {
        (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
    }

    #[test]
    fn the_key_derivation_is_that_of_the_specification() {
        // "SMB 3.1.1 pre-authentication integrity" and "SMB 3.0 key derivation" test vectors, Microsoft
        // Open Specifications blog: session key -> signing key.
        let session_key: [u8; 16] = hex("7CD451825D0450D235424E44BA6E78CC").try_into().unwrap();
        let signing_key = derive_key(&session_key, b"SMB2AESCMAC\0", b"SmbSign\0");
        assert_eq!(signing_key.to_vec(), hex("0B7E9C5CAC36C0F6EA9AB275298CEDCE"));
    }

    #[test]
    fn a_changed_byte_anywhere_breaks_every_kind_of_signature() {
        for algorithm in [Algorithm::HmacSha256, Algorithm::AesCmac, Algorithm::AesGmac] {
            let signer = Signer::new(algorithm, [7; 16]);
            let mut component = vec![0xA5; 100];
            signer.sign(&mut component);
            assert!(signer.verify(&component, Sender::Server));
            for at in 0..component.len() {
                component[at] ^= 1;
                assert!(!signer.verify(&component, Sender::Server), "{algorithm:?}, byte {at}");
                component[at] ^= 1;
            }
            let gmac = algorithm == Algorithm::AesGmac;
            assert_eq!(signer.verify(&component, Sender::Client { cancel: false }), !gmac, "GMAC knows the sender");
        }
    }

    #[test]
    fn cmac_is_that_of_rfc_4493() {
        // Example 4 with its first 64 bytes as a "header" would need a zero signature field; check the primitive.
        let key: [u8; 16] = hex("2b7e151628aed2a6abf7158809cf4f3c").try_into().unwrap();
        let mut context = Cmac::<aes::Aes128>::new(&key.into());
        context.update(&hex("6bc1bee22e409f96e93d7e117393172a"));
        assert_eq!(context.finalize().into_bytes().to_vec(), hex("070a16b46b4d4144f79bdd9dd04a287c"));
    }
}
