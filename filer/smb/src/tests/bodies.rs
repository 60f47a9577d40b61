//! Bodies of requests, as a client builds them.

use super::bench::Response;
use crate::spnego;
use crate::wire::{utf16_bytes, Put, Reader, HEADER_BYTES};

pub fn set_flags(component: &mut [u8], flags: u32) {
    let all = Reader::new(component).u32(16).unwrap() | flags;
    component[16..20].copy_from_slice(&all.to_le_bytes());
}

pub fn put_file_id(body: &mut Vec<u8>, id: u64) {
    body.put_u64(id);
    body.put_u64(id);
}

/// The FileId by which a related component means the file of the one before.
pub const CHAIN_FILE: u64 = u64::MAX;

pub fn negotiate_body(dialects: &[u16], signing: &[u16]) -> Vec<u8> {
    let mut body = Vec::new();
    body.put_u16(36);
    body.put_u16(dialects.len() as u16);
    body.put_u16(1);
    body.put_u16(0);
    body.put_u32(0x7F);
    body.put(&[0xC1; 16]);
    let place = body.len();
    body.put_u64(0);
    dialects.iter().for_each(|dialect| body.put_u16(*dialect));
    if dialects.contains(&0x0311) {
        body.resize((HEADER_BYTES + body.len()).next_multiple_of(8) - HEADER_BYTES, 0);
        let offset = (HEADER_BYTES + body.len()) as u32;
        body[place..place + 4].copy_from_slice(&offset.to_le_bytes());
        body[place + 4] = 2;
        body.put_u16(1);
        body.put_u16(38);
        body.put_u32(0);
        body.put_u16(1);
        body.put_u16(32);
        body.put_u16(1);
        body.put(&[0x5A; 32]);
        body.put_zeros(2);
        body.put_u16(8);
        body.put_u16(2 + 2 * signing.len() as u16);
        body.put_u32(0);
        body.put_u16(signing.len() as u16);
        signing.iter().for_each(|algorithm| body.put_u16(*algorithm));
    }
    body
}

pub fn session_setup_body(token: &[u8], previous: u64) -> Vec<u8> {
    let mut body = Vec::new();
    body.put_u16(25);
    body.put_u8(0);
    body.put_u8(1);
    body.put_u32(0);
    body.put_u32(0);
    body.put_u16(HEADER_BYTES as u16 + 24);
    body.put_u16(token.len() as u16);
    body.put_u64(previous);
    body.put(token);
    body
}

/// The security token of a SESSION_SETUP response; unwrapped if it is SPNEGO.
pub fn token_of(response: &Response) -> &[u8] {
    let buffer =
        response.reader().slice(response.u16(HEADER_BYTES + 4).into(), response.u16(HEADER_BYTES + 6).into()).unwrap();
    match spnego::read(buffer) {
        Some(spnego::Token::Response { token: Some(token), .. }) => token,
        _ => buffer,
    }
}

pub mod disposition {
    pub const SUPERSEDE: u32 = 0;
    pub const OPEN: u32 = 1;
    pub const CREATE: u32 = 2;
    pub const OPEN_IF: u32 = 3;
    pub const OVERWRITE: u32 = 4;
    pub const OVERWRITE_IF: u32 = 5;
}

/// A CREATE request, generous unless told otherwise.
#[derive(Clone)]
pub struct Create {
    pub name: String,
    pub access: u32,
    pub attributes: u32,
    pub share: u32,
    pub disposition: u32,
    pub options: u32,
    /// (name, data)
    pub contexts: Vec<(&'static [u8; 4], Vec<u8>)>,
}

impl Create {
    /// Everything with the file, sharing everything, made if it is not there.
    pub fn file(name: &str) -> Create {
        Create {
            name: name.into(),
            access: 0x001F_01FF,
            attributes: 0,
            share: 7,
            disposition: disposition::OPEN_IF,
            options: 0x40,
            contexts: Vec::new(),
        }
    }

    pub fn directory(name: &str) -> Create {
        Create { options: 0x01, ..Create::file(name) }
    }

    pub fn disposition(mut self, disposition: u32) -> Create {
        self.disposition = disposition;
        self
    }

    pub fn access(mut self, access: u32) -> Create {
        self.access = access;
        self
    }

    pub fn share(mut self, share: u32) -> Create {
        self.share = share;
        self
    }

    pub fn options(mut self, options: u32) -> Create {
        self.options = options;
        self
    }

    pub fn attributes(mut self, attributes: u32) -> Create {
        self.attributes = attributes;
        self
    }

    pub fn body(&self) -> Vec<u8> {
        let name = utf16_bytes(&self.name);
        let mut body = Vec::new();
        body.put_u16(57);
        body.put_u8(0);
        body.put_u8(0);
        body.put_u32(2);
        body.put_zeros(16);
        body.put_u32(self.access);
        body.put_u32(self.attributes);
        body.put_u32(self.share);
        body.put_u32(self.disposition);
        body.put_u32(self.options);
        body.put_u16(HEADER_BYTES as u16 + 56);
        body.put_u16(name.len() as u16);
        let place = body.len();
        body.put_u64(0);
        body.put(&name);
        if name.is_empty() {
            body.put_u8(0);
        }
        if self.contexts.is_empty() {
            return body;
        }
        body.resize(body.len().next_multiple_of(8), 0);
        let start = body.len();
        for (i, (name, data)) in self.contexts.iter().enumerate() {
            let next = if i + 1 < self.contexts.len() { (24 + data.len()).next_multiple_of(8) } else { 0 };
            body.put_u32(next as u32);
            body.put_u16(16);
            body.put_u16(4);
            body.put_u16(0);
            body.put_u16(24);
            body.put_u32(data.len() as u32);
            body.put(*name);
            body.put_u32(0);
            body.put(data);
            body.resize(body.len().next_multiple_of(8), 0);
        }
        let length = (body.len() - start) as u32;
        body[place..place + 4].copy_from_slice(&((HEADER_BYTES + start) as u32).to_le_bytes());
        body[place + 4..place + 8].copy_from_slice(&length.to_le_bytes());
        body
    }
}

pub fn close_body(id: u64) -> Vec<u8> {
    let mut body = Vec::new();
    body.put_u16(24);
    body.put_u16(1);
    body.put_u32(0);
    put_file_id(&mut body, id);
    body
}

pub fn read_body(id: u64, offset: u64, length: u32) -> Vec<u8> {
    let mut body = Vec::new();
    body.put_u16(49);
    body.put_u16(0);
    body.put_u32(length);
    body.put_u64(offset);
    put_file_id(&mut body, id);
    body.put_zeros(17);
    body
}

pub fn write_body(id: u64, offset: u64, data: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    body.put_u16(49);
    body.put_u16(HEADER_BYTES as u16 + 48);
    body.put_u32(data.len() as u32);
    body.put_u64(offset);
    put_file_id(&mut body, id);
    body.put_zeros(16);
    body.put(data);
    body
}

pub fn query_body(id: u64, kind: u8, class: u8, room: u32) -> Vec<u8> {
    let mut body = Vec::new();
    body.put_u16(41);
    body.put_u8(kind);
    body.put_u8(class);
    body.put_u32(room);
    body.put_u16(0);
    body.put_u16(0);
    body.put_u32(0);
    // Owner, group, DACL: looked at for security only.
    body.put_u32(7);
    body.put_u32(0);
    put_file_id(&mut body, id);
    body.put_u8(0);
    body
}

pub fn lock_body(id: u64, elements: &[(u64, u64, u32)]) -> Vec<u8> {
    let mut body = Vec::new();
    body.put_u16(48);
    body.put_u16(elements.len() as u16);
    body.put_u32(0);
    put_file_id(&mut body, id);
    for (offset, length, flags) in elements {
        body.put_u64(*offset);
        body.put_u64(*length);
        body.put_u32(*flags);
        body.put_u32(0);
    }
    body
}

pub fn ioctl_body(id: u64, code: u32, input: &[u8], room: u32) -> Vec<u8> {
    let mut body = Vec::new();
    body.put_u16(57);
    body.put_u16(0);
    body.put_u32(code);
    put_file_id(&mut body, id);
    body.put_u32(HEADER_BYTES as u32 + 56);
    body.put_u32(input.len() as u32);
    body.put_u32(0);
    body.put_u32(0);
    body.put_u32(0);
    body.put_u32(room);
    body.put_u32(1);
    body.put_u32(0);
    body.put(input);
    body
}
