//! SPNEGO (RFC 4178) as far as NTLM under SMB needs it: a small DER codec for NegTokenInit and NegTokenResp.
//!
//! Reading is bounded by the token, takes definite lengths only and ignores fields it does not know.

/// 1.3.6.1.4.1.311.2.2.10, NTLMSSP.
const OID_NTLMSSP: &[u8] = &[0x2B, 0x06, 0x01, 0x04, 0x01, 0x82, 0x37, 0x02, 0x02, 0x0A];
/// 1.3.6.1.5.5.2, SPNEGO.
const OID_SPNEGO: &[u8] = &[0x2B, 0x06, 0x01, 0x05, 0x05, 0x02];

const TAG_APPLICATION_0: u8 = 0x60;
const TAG_CONTEXT_0: u8 = 0xA0;
const TAG_SEQUENCE: u8 = 0x30;
const TAG_OID: u8 = 0x06;
const TAG_OCTETS: u8 = 0x04;
const TAG_ENUMERATED: u8 = 0x0A;

/// What a client's security token contains.
#[derive(Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// NegTokenInit: the first token.
    Init {
        /// The DER of MechTypeList, over which mechListMIC is computed.
        mech_types: &'a [u8],
        /// NTLMSSP is among the mechanisms.
        offers_ntlm: bool,
        /// NTLMSSP is the client's first choice, so `mech_token` is an NTLM message.
        prefers_ntlm: bool,
        mech_token: Option<&'a [u8]>,
    },
    /// NegTokenResp: a later token.
    Response { token: Option<&'a [u8]>, mech_list_mic: Option<&'a [u8]> },
    /// An NTLM message without SPNEGO around it.
    Raw(&'a [u8]),
}

/// Outcome of the negotiation so far, the negState of NegTokenResp.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NegState {
    AcceptCompleted = 0,
    AcceptIncomplete = 1,
    RequestMic = 3,
}

/// Takes one element off the front of `input`: (tag, contents). `None` when it is not well formed.
fn element<'a>(input: &mut &'a [u8]) -> Option<(u8, &'a [u8])> {
    let (&tag, rest) = input.split_first()?;
    let (&first, mut rest) = rest.split_first()?;
    let length = if first < 0x80 {
        usize::from(first)
    } else {
        let count = usize::from(first & 0x7F);
        if !(1..=4).contains(&count) || rest.len() < count {
            return None;
        }
        let (digits, after) = rest.split_at(count);
        rest = after;
        digits.iter().fold(0usize, |length, digit| length << 8 | usize::from(*digit))
    };
    if rest.len() < length {
        return None;
    }
    let (contents, after) = rest.split_at(length);
    *input = after;
    Some((tag, contents))
}

fn expect(input: &mut &[u8], tag: u8) -> Option<()> {
    (*input.first()? == tag).then_some(())
}

fn contents(mut input: &[u8], tag: u8) -> Option<&[u8]> {
    expect(&mut input, tag)?;
    element(&mut input).map(|(_, contents)| contents)
}

/// Reads a client's token. `None` when it is neither SPNEGO nor NTLM.
pub fn read(token: &[u8]) -> Option<Token<'_>> {
    match *token.first()? {
        TAG_APPLICATION_0 => {
            let mut inner = contents(token, TAG_APPLICATION_0)?;
            let (tag, oid) = element(&mut inner)?;
            if tag != TAG_OID || oid != OID_SPNEGO {
                return None;
            }
            read_init(contents(contents(inner, TAG_CONTEXT_0)?, TAG_SEQUENCE)?)
        }
        tag if tag == TAG_CONTEXT_0 + 1 => read_response(contents(contents(token, TAG_CONTEXT_0 + 1)?, TAG_SEQUENCE)?),
        b'N' if token.starts_with(b"NTLMSSP\0") => Some(Token::Raw(token)),
        _ => None,
    }
}

fn read_init(mut fields: &[u8]) -> Option<Token<'_>> {
    let mut mech_types: &[u8] = &[];
    let mut mech_token = None;
    while !fields.is_empty() {
        match element(&mut fields)? {
            (tag, field) if tag == TAG_CONTEXT_0 => mech_types = field,
            (tag, field) if tag == TAG_CONTEXT_0 + 2 => mech_token = Some(contents(field, TAG_OCTETS)?),
            _ => {}
        }
    }
    let mut list = contents(mech_types, TAG_SEQUENCE)?;
    let (mut offers_ntlm, mut prefers_ntlm, mut first) = (false, false, true);
    while !list.is_empty() {
        let (tag, oid) = element(&mut list)?;
        let ntlm = tag == TAG_OID && oid == OID_NTLMSSP;
        prefers_ntlm |= first && ntlm;
        offers_ntlm |= ntlm;
        first = false;
    }
    Some(Token::Init { mech_types, offers_ntlm, prefers_ntlm, mech_token })
}

fn read_response(mut fields: &[u8]) -> Option<Token<'_>> {
    let (mut token, mut mech_list_mic) = (None, None);
    while !fields.is_empty() {
        match element(&mut fields)? {
            (tag, field) if tag == TAG_CONTEXT_0 + 2 => token = Some(contents(field, TAG_OCTETS)?),
            (tag, field) if tag == TAG_CONTEXT_0 + 3 => mech_list_mic = Some(contents(field, TAG_OCTETS)?),
            _ => {}
        }
    }
    Some(Token::Response { token, mech_list_mic })
}

fn wrap(tag: u8, contents: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match contents.len() {
        length @ 0..=0x7F => out.push(length as u8),
        length => {
            let digits = (length as u32).to_be_bytes();
            let skip = digits.iter().take_while(|digit| **digit == 0).count();
            out.push(0x80 | (4 - skip) as u8);
            out.extend_from_slice(&digits[skip..]);
        }
    }
    out.extend_from_slice(contents);
    out
}

/// The token of the NEGOTIATE response: NegTokenInit2 that offers NTLMSSP.
pub fn offer() -> Vec<u8> {
    let mech_types = wrap(TAG_CONTEXT_0, &wrap(TAG_SEQUENCE, &wrap(TAG_OID, OID_NTLMSSP)));
    let init = wrap(TAG_CONTEXT_0, &wrap(TAG_SEQUENCE, &mech_types));
    wrap(TAG_APPLICATION_0, &[wrap(TAG_OID, OID_SPNEGO), init].concat())
}

/// A NegTokenResp. `first` names the mechanism, which belongs into the first reply only.
pub fn response(state: NegState, first: bool, token: Option<&[u8]>, mech_list_mic: Option<&[u8]>) -> Vec<u8> {
    let mut fields = wrap(TAG_CONTEXT_0, &wrap(TAG_ENUMERATED, &[state as u8]));
    if first {
        fields.extend(wrap(TAG_CONTEXT_0 + 1, &wrap(TAG_OID, OID_NTLMSSP)));
    }
    if let Some(token) = token {
        fields.extend(wrap(TAG_CONTEXT_0 + 2, &wrap(TAG_OCTETS, token)));
    }
    if let Some(mic) = mech_list_mic {
        fields.extend(wrap(TAG_CONTEXT_0 + 3, &wrap(TAG_OCTETS, mic)));
    }
    wrap(TAG_CONTEXT_0 + 1, &wrap(TAG_SEQUENCE, &fields))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_tokens_read_back() {
        let offer = offer();
        let Some(Token::Init { offers_ntlm, prefers_ntlm, mech_token, mech_types }) = read(&offer) else {
            panic!("{offer:02x?}")
        };
        assert!(offers_ntlm && prefers_ntlm && mech_token.is_none());
        assert_eq!(mech_types, wrap(TAG_SEQUENCE, &wrap(TAG_OID, OID_NTLMSSP)));

        let long = vec![0xEE; 300];
        let token = response(NegState::AcceptIncomplete, true, Some(&long), Some(&[1, 2, 3]));
        assert_eq!(read(&token), Some(Token::Response { token: Some(&long), mech_list_mic: Some(&[1, 2, 3]) }));
    }

    #[test]
    fn cut_tokens_are_refused_at_every_length() {
        let token = response(NegState::AcceptCompleted, true, Some(&[0xEE; 300]), None);
        for length in 0..token.len() {
            assert_eq!(read(&token[..length]), None, "cut to {length}");
        }
        assert_eq!(read(&[TAG_APPLICATION_0, 0x84, 0xFF, 0xFF, 0xFF, 0xFF]), None, "a length beyond the token");
    }

    #[test]
    fn a_client_that_prefers_another_mechanism_is_recognised() {
        let kerberos = wrap(TAG_OID, &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x12, 0x01, 0x02, 0x02]);
        let list = wrap(TAG_SEQUENCE, &[kerberos, wrap(TAG_OID, OID_NTLMSSP)].concat());
        let fields = [wrap(TAG_CONTEXT_0, &list), wrap(TAG_CONTEXT_0 + 2, &wrap(TAG_OCTETS, b"krb"))].concat();
        let init = wrap(TAG_CONTEXT_0, &wrap(TAG_SEQUENCE, &fields));
        let token = wrap(TAG_APPLICATION_0, &[wrap(TAG_OID, OID_SPNEGO), init].concat());
        let expected =
            Token::Init { mech_types: &list, offers_ntlm: true, prefers_ntlm: false, mech_token: Some(b"krb") };
        assert_eq!(read(&token), Some(expected));
    }
}
