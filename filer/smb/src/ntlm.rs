//! The NTLM acceptor (MS-NLMP): NTLMv2 with extended session security, nothing older, nothing anonymous.
//!
//! A client proves knowledge of the NT hash by NTProofStr, an HMAC over our challenge and its own blob; the blob's
//! AV_FLAGS say whether AUTHENTICATE also carries a MIC over all three messages, and because NTProofStr covers the
//! flags, nobody on the way can take the MIC out. Both are compared in constant time, and an unknown user costs the
//! same work as a wrong password.

use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use rc4::{Rc4, StreamCipher};
use serde::{Deserialize, Serialize};
use subtle::{Choice, ConstantTimeEq};

use crate::config::Config;
use crate::wire::{utf16, utf16_bytes, Put, Reader};

const SIGNATURE: &[u8; 8] = b"NTLMSSP\0";

/// Longest NTLM message taken; Windows stays below 2 KiB.
const MESSAGE_BYTES_MAX: usize = 16 * 1024;
/// Longest NEGOTIATE_MESSAGE, which is kept until the client has proven itself: two short names at most.
const NEGOTIATE_BYTES_MAX: usize = 1024;

// NegotiateFlags, MS-NLMP 2.2.2.5.
const NEGOTIATE_UNICODE: u32 = 0x0000_0001;
const REQUEST_TARGET: u32 = 0x0000_0004;
const NEGOTIATE_SIGN: u32 = 0x0000_0010;
const NEGOTIATE_SEAL: u32 = 0x0000_0020;
const NEGOTIATE_NTLM: u32 = 0x0000_0200;
const NEGOTIATE_ALWAYS_SIGN: u32 = 0x0000_8000;
const TARGET_TYPE_SERVER: u32 = 0x0002_0000;
const NEGOTIATE_EXTENDED_SESSIONSECURITY: u32 = 0x0008_0000;
const NEGOTIATE_TARGET_INFO: u32 = 0x0080_0000;
const NEGOTIATE_VERSION: u32 = 0x0200_0000;
const NEGOTIATE_128: u32 = 0x2000_0000;
const NEGOTIATE_KEY_EXCH: u32 = 0x4000_0000;
const NEGOTIATE_56: u32 = 0x8000_0000;

// AV_PAIR ids, MS-NLMP 2.2.2.1.
const AV_EOL: u16 = 0;
const AV_NB_COMPUTER_NAME: u16 = 1;
const AV_NB_DOMAIN_NAME: u16 = 2;
const AV_DNS_COMPUTER_NAME: u16 = 3;
const AV_DNS_DOMAIN_NAME: u16 = 4;
const AV_FLAGS: u16 = 6;
const AV_TIMESTAMP: u16 = 7;
/// AV_FLAGS: AUTHENTICATE carries a MIC.
const AV_FLAG_MIC: u32 = 0x0000_0002;

/// The authentication is refused; why is not told to the client.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused;

/// An authentication between CHALLENGE and AUTHENTICATE.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Exchange {
    server_challenge: [u8; 8],
    /// Both messages so far, as they were on the wire: the MIC covers them.
    #[serde(with = "serde_bytes")]
    negotiate: Vec<u8>,
    #[serde(with = "serde_bytes")]
    challenge: Vec<u8>,
}

/// A user who has proven the password.
pub struct Authenticated {
    /// As configured.
    pub user: String,
    /// ExportedSessionKey, the SMB session's key.
    pub session_key: [u8; 16],
    flags: u32,
}

fn message_type(message: &[u8]) -> Result<u32, Refused> {
    if message.len() > MESSAGE_BYTES_MAX || !message.starts_with(SIGNATURE) {
        return Err(Refused);
    }
    Reader::new(message).u32(8).map_err(|_| Refused)
}

/// A security buffer: length, allocated length, offset (MS-NLMP 2.2.2, "fields").
fn field(message: &[u8], at: usize) -> Result<&[u8], Refused> {
    let reader = Reader::new(message);
    let length = reader.u16(at).map_err(|_| Refused)?;
    let offset = reader.u32(at + 4).map_err(|_| Refused)?;
    reader.part(offset as usize, length.into()).map_err(|_| Refused)
}

fn hmac_md5(key: &[u8], parts: &[&[u8]]) -> [u8; 16] {
    let mut mac = Hmac::<Md5>::new_from_slice(key).expect("HMAC takes keys of any length");
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

fn md5(parts: &[&[u8]]) -> [u8; 16] {
    let mut hash = Md5::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize().into()
}

/// Upper case as Windows does it: one character for one, others stay.
fn upper(text: &str) -> String {
    let single = |c: char| {
        let mut upper = c.to_uppercase();
        match (upper.next(), upper.next()) {
            (Some(upper), None) => upper,
            _ => c,
        }
    };
    text.chars().map(single).collect()
}

impl Exchange {
    /// Takes NEGOTIATE_MESSAGE and makes CHALLENGE_MESSAGE from it (MS-NLMP 3.2.5.1.1). `utc` is FILETIME.
    pub fn begin(config: &Config, negotiate: &[u8], server_challenge: [u8; 8], utc: u64) -> Result<Exchange, Refused> {
        if message_type(negotiate)? != 1 || negotiate.len() > NEGOTIATE_BYTES_MAX {
            return Err(Refused);
        }
        let asked = Reader::new(negotiate).u32(12).map_err(|_| Refused)?;
        let optional = NEGOTIATE_SIGN
            | NEGOTIATE_SEAL
            | NEGOTIATE_ALWAYS_SIGN
            | NEGOTIATE_128
            | NEGOTIATE_KEY_EXCH
            | NEGOTIATE_56
            | NEGOTIATE_VERSION;
        let flags = (asked & optional)
            | NEGOTIATE_UNICODE
            | REQUEST_TARGET
            | NEGOTIATE_NTLM
            | TARGET_TYPE_SERVER
            | NEGOTIATE_EXTENDED_SESSIONSECURITY
            | NEGOTIATE_TARGET_INFO;

        let target_name = utf16_bytes(&config.netbios_name);
        let mut target_info = Vec::new();
        for (id, value) in [
            (AV_NB_DOMAIN_NAME, utf16_bytes(&config.netbios_name)),
            (AV_NB_COMPUTER_NAME, utf16_bytes(&config.netbios_name)),
            (AV_DNS_DOMAIN_NAME, utf16_bytes(&config.dns_name)),
            (AV_DNS_COMPUTER_NAME, utf16_bytes(&config.dns_name)),
            (AV_TIMESTAMP, utc.to_le_bytes().to_vec()),
            (AV_EOL, Vec::new()),
        ] {
            target_info.put_u16(id);
            target_info.put_u16(value.len() as u16);
            target_info.put(&value);
        }

        const FIXED_BYTES: usize = 56;
        let mut challenge = Vec::with_capacity(FIXED_BYTES + target_name.len() + target_info.len());
        challenge.put(SIGNATURE);
        challenge.put_u32(2);
        let fields = |out: &mut Vec<u8>, length: usize, offset: usize| {
            out.put_u16(length as u16);
            out.put_u16(length as u16);
            out.put_u32(offset as u32);
        };
        fields(&mut challenge, target_name.len(), FIXED_BYTES);
        challenge.put_u32(flags);
        challenge.put(&server_challenge);
        challenge.put_zeros(8);
        fields(&mut challenge, target_info.len(), FIXED_BYTES + target_name.len());
        // Version: Windows 6.1, NTLMSSP revision 15.
        challenge.put(&[6, 1, 0, 0, 0, 0, 0, 15]);
        challenge.put(&target_name);
        challenge.put(&target_info);
        Ok(Exchange { server_challenge, negotiate: negotiate.to_vec(), challenge })
    }

    /// CHALLENGE_MESSAGE, to be sent.
    pub fn challenge(&self) -> &[u8] {
        &self.challenge
    }

    /// Judges AUTHENTICATE_MESSAGE (MS-NLMP 3.2.5.1.2, 3.3.2).
    pub fn finish(&self, config: &Config, authenticate: &[u8]) -> Result<Authenticated, Refused> {
        if message_type(authenticate)? != 3 {
            return Err(Refused);
        }
        let nt_response = field(authenticate, 20)?;
        let domain = field(authenticate, 28)?;
        let user = utf16(field(authenticate, 36)?).ok_or(Refused)?;
        let encrypted_key = field(authenticate, 52)?;
        let flags = Reader::new(authenticate).u32(60).map_err(|_| Refused)?;
        if flags & NEGOTIATE_EXTENDED_SESSIONSECURITY == 0 || flags & NEGOTIATE_UNICODE == 0 {
            return Err(Refused);
        }
        // NTLMv2_RESPONSE: proof (16), then the blob with at least its fixed part (28). A 24-byte NTLMv1 response and
        // the empty one of an anonymous logon end here.
        let (proof, blob) = nt_response.split_at_checked(16).ok_or(Refused)?;
        if blob.len() < 28 || user.is_empty() {
            return Err(Refused);
        }

        let known = config.user(&user);
        let nt_hash = known.map_or([0; 16], |(_, user)| user.nt_hash);
        let response_key = hmac_md5(&nt_hash, &[&utf16_bytes(&upper(&user)), domain]);
        let expected_proof = hmac_md5(&response_key, &[&self.server_challenge, blob]);
        let base_key = hmac_md5(&response_key, &[&expected_proof]);
        let mut session_key = base_key;
        if flags & NEGOTIATE_KEY_EXCH != 0 {
            let encrypted: [u8; 16] = encrypted_key.try_into().map_err(|_| Refused)?;
            session_key = encrypted;
            rc4(&base_key).apply_keystream(&mut session_key);
        }
        let proven = expected_proof.ct_eq(proof) & self.mic_holds(authenticate, blob, &session_key)?;
        match known {
            Some((user, _)) if bool::from(proven) => Ok(Authenticated { user: user.to_owned(), session_key, flags }),
            _ => Err(Refused),
        }
    }

    fn mic_holds(&self, authenticate: &[u8], blob: &[u8], session_key: &[u8; 16]) -> Result<Choice, Refused> {
        const MIC: std::ops::Range<usize> = 72..88;
        if av_flags(&blob[28..]) & AV_FLAG_MIC == 0 {
            return Ok(Choice::from(1));
        }
        let given = authenticate.get(MIC).ok_or(Refused)?;
        let (before, after) = (&authenticate[..MIC.start], &authenticate[MIC.end..]);
        let expected = hmac_md5(session_key, &[&self.negotiate, &self.challenge, before, &[0; 16], after]);
        Ok(expected.ct_eq(given))
    }
}

/// The AV_FLAGS among the pairs; zero when absent or the list is cut short.
fn av_flags(pairs: &[u8]) -> u32 {
    let reader = Reader::new(pairs);
    let mut at = 0;
    while let (Ok(id), Ok(length)) = (reader.u16(at), reader.u16(at + 2)) {
        match id {
            AV_EOL => break,
            AV_FLAGS => return reader.u32(at + 4).unwrap_or(0),
            _ => at += 4 + usize::from(length),
        }
    }
    0
}

fn rc4(key: &[u8; 16]) -> Rc4 {
    Rc4::new_from_slice(key).expect("a 16-byte key")
}

impl Authenticated {
    /// The client's mechListMIC is the one it must have sent (RFC 4178 5; MS-NLMP 3.4.4.2, sequence number 0).
    pub fn mech_list_mic_holds(&self, mech_types: &[u8], given: &[u8]) -> bool {
        self.mech_list_mic(mech_types, "client-to-server").ct_eq(given).into()
    }

    /// Our mechListMIC.
    pub fn server_mech_list_mic(&self, mech_types: &[u8]) -> [u8; 16] {
        self.mech_list_mic(mech_types, "server-to-client")
    }

    fn mech_list_mic(&self, mech_types: &[u8], direction: &str) -> [u8; 16] {
        let magic = |what: &str| format!("session key to {direction} {what} key magic constant\0");
        let sign_key = md5(&[&self.session_key, magic("signing").as_bytes()]);
        let sequence = 0u32.to_le_bytes();
        let mut checksum = *hmac_md5(&sign_key, &[&sequence, mech_types]).first_chunk::<8>().expect("16 bytes");
        if self.flags & NEGOTIATE_KEY_EXCH != 0 {
            let weakened = match self.flags {
                flags if flags & NEGOTIATE_128 != 0 => 16,
                flags if flags & NEGOTIATE_56 != 0 => 7,
                _ => 5,
            };
            let seal_key = md5(&[&self.session_key[..weakened], magic("sealing").as_bytes()]);
            rc4(&seal_key).apply_keystream(&mut checksum);
        }
        let mut mic = [0; 16];
        mic[0..4].copy_from_slice(&1u32.to_le_bytes());
        mic[4..12].copy_from_slice(&checksum);
        mic[12..16].copy_from_slice(&sequence);
        mic
    }
}

/// The client's side, for tests: hand-built requests need an AUTHENTICATE that is right, or wrong in one known place.
#[cfg(test)]
pub mod client {
    use super::*;

    pub const NEGOTIATE_FLAGS: u32 = NEGOTIATE_UNICODE
        | REQUEST_TARGET
        | NEGOTIATE_NTLM
        | NEGOTIATE_SIGN
        | NEGOTIATE_ALWAYS_SIGN
        | NEGOTIATE_EXTENDED_SESSIONSECURITY
        | NEGOTIATE_128
        | NEGOTIATE_KEY_EXCH;

    /// NEGOTIATE_MESSAGE.
    pub fn negotiate() -> Vec<u8> {
        let mut message = SIGNATURE.to_vec();
        message.put_u32(1);
        message.put_u32(NEGOTIATE_FLAGS);
        message.put_zeros(16);
        message
    }

    /// AUTHENTICATE_MESSAGE with a MIC, and the session key.
    pub fn authenticate(
        user: &str,
        password: &str,
        negotiate: &[u8],
        challenge: &[u8],
        with_mic: bool,
    ) -> (Vec<u8>, [u8; 16]) {
        let server_challenge = &challenge[24..32];
        let target_info = field(challenge, 40).unwrap();
        let mut blob = vec![1, 1, 0, 0, 0, 0, 0, 0];
        blob.put_u64(0x01DA_0000_0000_0000);
        blob.put(&[0xC1; 8]);
        blob.put_zeros(4);
        blob.put(&target_info[..target_info.len() - 4]);
        if with_mic {
            blob.put_u16(AV_FLAGS);
            blob.put_u16(4);
            blob.put_u32(AV_FLAG_MIC);
        }
        blob.put_zeros(8);
        let key = hmac_md5(&crate::nt_hash(password), &[&utf16_bytes(&upper(user)), &utf16_bytes("DOM")]);
        let proof = hmac_md5(&key, &[server_challenge, &blob]);
        let base_key = hmac_md5(&key, &[&proof]);
        let session_key = [0x5E; 16];
        let mut encrypted_key = session_key;
        rc4(&base_key).apply_keystream(&mut encrypted_key);

        let nt_response = [&proof[..], &blob].concat();
        let parts =
            [Vec::new(), nt_response, utf16_bytes("DOM"), utf16_bytes(user), Vec::new(), encrypted_key.to_vec()];
        let mut message = SIGNATURE.to_vec();
        message.put_u32(3);
        let mut offset = 88;
        for part in &parts {
            message.put_u16(part.len() as u16);
            message.put_u16(part.len() as u16);
            message.put_u32(offset);
            offset += part.len() as u32;
        }
        message.put_u32(NEGOTIATE_FLAGS);
        message.put_zeros(8 + 16);
        parts.iter().for_each(|part| message.put(part));
        if with_mic {
            let mic = hmac_md5(&session_key, &[negotiate, challenge, &message]);
            message[72..88].copy_from_slice(&mic);
        }
        (message, session_key)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::config::{nt_hash, User};

    fn config() -> Config {
        Config {
            server_guid: [1; 16],
            netbios_name: "FILER".into(),
            dns_name: "filer.example".into(),
            shares: BTreeMap::new(),
            users: BTreeMap::from([("Games".into(), User { nt_hash: nt_hash("Passw0rd1") })]),
        }
    }

    fn exchange() -> Exchange {
        Exchange::begin(&config(), &client::negotiate(), [9; 8], 0x01DA_0000_0000_0000).unwrap()
    }

    fn authenticate(user: &str, password: &str, with_mic: bool) -> (Vec<u8>, [u8; 16]) {
        client::authenticate(user, password, &client::negotiate(), exchange().challenge(), with_mic)
    }

    #[test]
    fn the_right_password_gives_the_exchanged_key() {
        for with_mic in [true, false] {
            let (message, key) = authenticate("games", "Passw0rd1", with_mic);
            let authenticated = exchange().finish(&config(), &message).expect("accepted");
            assert_eq!((authenticated.user.as_str(), authenticated.session_key), ("Games", key));
        }
    }

    #[test]
    fn wrong_password_unknown_user_and_anonymous_are_refused() {
        for (user, password) in [("games", "passw0rd1"), ("nobody", "Passw0rd1"), ("", ""), ("games", "")] {
            let (message, _) = authenticate(user, password, true);
            assert!(exchange().finish(&config(), &message).is_err(), "{user}:{password}");
        }
    }

    #[test]
    fn every_byte_under_the_mic_counts() {
        let (good, _) = authenticate("games", "Passw0rd1", true);
        for at in 0..good.len() {
            let mut message = good.clone();
            message[at] ^= 0x20;
            // Nothing may be accepted: each byte is in the MIC, under it, or (the user's case) in the proof.
            assert!(exchange().finish(&config(), &message).is_err(), "byte {at}");
        }
        let mut other = exchange();
        other.negotiate[12] ^= 1;
        assert!(other.finish(&config(), &good).is_err(), "NEGOTIATE was changed on the way");
    }

    #[test]
    fn cut_messages_are_refused() {
        let (good, _) = authenticate("games", "Passw0rd1", true);
        for length in 0..good.len() {
            assert!(exchange().finish(&config(), &good[..length]).is_err(), "cut to {length}");
        }
    }

    #[test]
    fn ntlmv2_is_that_of_the_specification() {
        // MS-NLMP 4.2.4: NTOWFv2 for User, Domain, Password.
        let key = hmac_md5(&nt_hash("Password"), &[&utf16_bytes("USER"), &utf16_bytes("Domain")]);
        let expected = [0x0c, 0x86, 0x8a, 0x40, 0x3b, 0xfd, 0x7a, 0x93, 0xa3, 0x00, 0x1e, 0xf2, 0x2e, 0xf0, 0x2e, 0x3f];
        assert_eq!(key, expected);
    }
}
