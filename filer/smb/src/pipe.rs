//! Named pipes on IPC$: the one pipe `srvsvc` with as much of MS-SRVS over DCE/RPC (C706 12.6, connection-oriented) as
//! browsing for shares needs, NetrShareEnum and NetrShareGetInfo. Everything else gets an RPC fault.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::open::Target;
use crate::read_write::write_data;
use crate::server::Server;
use crate::status::{Outcome, Status};
use crate::tree::IPC_SHARE;
use crate::wire::{utf16, Put, Reader, Reply};

/// Names of pipes there are.
pub const PIPE_NAME: &str = "srvsvc";

/// Largest fragment sent and taken; the least every implementation must take is 1432 (C706 12.6.3.7).
const FRAGMENT_BYTES_MAX: usize = 4280;
/// Answers not read yet; a client that only writes gets no further.
const ANSWERS_MAX: usize = 64;

const PDU_REQUEST: u8 = 0;
const PDU_RESPONSE: u8 = 2;
const PDU_FAULT: u8 = 3;
const PDU_BIND: u8 = 11;
const PDU_BIND_ACK: u8 = 12;
const PDU_ALTER_CONTEXT: u8 = 14;
const PDU_ALTER_CONTEXT_RESP: u8 = 15;
const FLAG_FIRST: u8 = 0x01;
const FLAG_LAST: u8 = 0x02;
const FLAG_OBJECT: u8 = 0x80;
const HEADER_BYTES: usize = 16;

const FAULT_OP_RANGE: u32 = 0x1C01_0002;
const FAULT_PROTOCOL: u32 = 0x1C01_000B;

/// 4b324fc8-1670-01d3-1278-5a47bf6ee188, version 3.0: srvsvc.
const SYNTAX_SRVSVC: [u8; 20] =
    [0xc8, 0x4f, 0x32, 0x4b, 0x70, 0x16, 0xd3, 0x01, 0x12, 0x78, 0x5a, 0x47, 0xbf, 0x6e, 0xe1, 0x88, 3, 0, 0, 0];
/// 8a885d04-1ceb-11c9-9fe8-08002b104860, version 2.0: NDR.
const SYNTAX_NDR: [u8; 20] =
    [0x04, 0x5d, 0x88, 0x8a, 0xeb, 0x1c, 0xc9, 0x11, 0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60, 2, 0, 0, 0];

const OPNUM_SHARE_ENUM: u16 = 15;
const OPNUM_SHARE_GET_INFO: u16 = 16;
const SHARE_TYPE_DISK: u32 = 0;
const SHARE_TYPE_IPC: u32 = 3;
const SHARE_TYPE_SPECIAL: u32 = 0x8000_0000;
const ERROR_SUCCESS: u32 = 0;
const ERROR_INVALID_LEVEL: u32 = 124;
const NERR_NET_NAME_NOT_FOUND: u32 = 2310;

/// An open pipe: what was written and is not yet a whole fragment, and the answers not yet read.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Pipe {
    #[serde(with = "serde_bytes")]
    input: Vec<u8>,
    output: VecDeque<Vec<u8>>,
}

impl Server {
    fn pipe_mut(&mut self, open: u64) -> Outcome<(&mut Pipe, &Config)> {
        match self.opens.get_mut(&open).map(|open| &mut open.target) {
            Some(Target::Pipe(pipe)) => Ok((pipe, &self.config)),
            _ => Err(Status::INVALID_DEVICE_REQUEST),
        }
    }

    pub(crate) fn write_pipe(&mut self, open: u64, data: &[u8]) -> Outcome<()> {
        let (pipe, config) = self.pipe_mut(open)?;
        pipe.write(config, data)
    }

    pub(crate) fn read_pipe(&mut self, open: u64, length: u32, reply: &mut Reply) -> Outcome<()> {
        let (data, more) = self.take_from_pipe(open, length as usize)?;
        if more {
            reply.status = Status::BUFFER_OVERFLOW;
        }
        write_data(reply, &data);
        Ok(())
    }

    /// At most `length` bytes of the oldest answer, and whether it goes on.
    pub(crate) fn take_from_pipe(&mut self, open: u64, length: usize) -> Outcome<(Vec<u8>, bool)> {
        let (pipe, _) = self.pipe_mut(open)?;
        let mut message = pipe.output.pop_front().ok_or(Status::PIPE_EMPTY)?;
        let more = message.len() > length;
        if more {
            pipe.output.push_front(message.split_off(length));
        }
        Ok((message, more))
    }
}

impl Pipe {
    fn write(&mut self, config: &Config, data: &[u8]) -> Outcome<()> {
        self.input.extend_from_slice(data);
        while let Ok(length) = Reader::new(&self.input).u16(8) {
            let length = usize::from(length);
            if !(HEADER_BYTES..=FRAGMENT_BYTES_MAX).contains(&length) || self.output.len() >= ANSWERS_MAX {
                self.input.clear();
                return Err(Status::INSUFFICIENT_RESOURCES);
            }
            if self.input.len() < length {
                break;
            }
            let rest = self.input.split_off(length);
            let fragment = std::mem::replace(&mut self.input, rest);
            self.output.extend(answer(config, &fragment));
        }
        Ok(())
    }
}

/// A PDU with its common header.
fn pdu(kind: u8, flags: u8, call_id: u32, body: &[u8]) -> Vec<u8> {
    let mut out = vec![5, 0, kind, flags, 0x10, 0, 0, 0];
    out.put_u16((HEADER_BYTES + body.len()) as u16);
    out.put_u16(0);
    out.put_u32(call_id);
    out.put(body);
    out
}

fn fault(call_id: u32, status: u32) -> Vec<u8> {
    let mut body = Vec::new();
    body.put_zeros(8);
    body.put_u32(status);
    body.put_u32(0);
    pdu(PDU_FAULT, FLAG_FIRST | FLAG_LAST, call_id, &body)
}

/// The fragments that answer one fragment.
fn answer(config: &Config, fragment: &[u8]) -> Vec<Vec<u8>> {
    let reader = Reader::new(fragment);
    let call_id = reader.u32(12).unwrap_or(0);
    let whole = fragment[3] & (FLAG_FIRST | FLAG_LAST) == FLAG_FIRST | FLAG_LAST;
    let outcome = match fragment[2] {
        _ if !whole || fragment[0] != 5 || fragment[4] != 0x10 => Err(FAULT_PROTOCOL),
        PDU_BIND => bind(&reader, PDU_BIND_ACK, call_id).map_err(|_| FAULT_PROTOCOL),
        PDU_ALTER_CONTEXT => bind(&reader, PDU_ALTER_CONTEXT_RESP, call_id).map_err(|_| FAULT_PROTOCOL),
        PDU_REQUEST => request(config, fragment, call_id),
        _ => Err(FAULT_PROTOCOL),
    };
    outcome.unwrap_or_else(|status| vec![fault(call_id, status)])
}

fn bind(reader: &Reader, kind: u8, call_id: u32) -> Outcome<Vec<Vec<u8>>> {
    const REJECTED: u16 = 2;
    const REASON_ABSTRACT_SYNTAX: u16 = 1;
    const REASON_TRANSFER_SYNTAX: u16 = 2;
    let mut body = Vec::new();
    body.put_u16(FRAGMENT_BYTES_MAX as u16);
    body.put_u16(FRAGMENT_BYTES_MAX as u16);
    // Association group: ours, as there is no state to share.
    body.put_u32(1);
    let address = b"\\PIPE\\srvsvc\0";
    body.put_u16(address.len() as u16);
    body.put(address);
    body.resize(body.len().next_multiple_of(4), 0);

    let count = reader.u8(24)?;
    body.put_u8(count);
    body.put_zeros(3);
    let mut at = 28;
    for _ in 0..count {
        let transfers = usize::from(reader.u8(at + 2)?);
        let known = reader.slice(at + 4, 20)? == SYNTAX_SRVSVC;
        let mut syntaxes = reader.slice(at + 24, 20 * transfers)?.chunks_exact(20);
        let (result, reason, syntax) = match (known, syntaxes.any(|syntax| syntax == SYNTAX_NDR)) {
            (true, true) => (0, 0, SYNTAX_NDR),
            (true, false) => (REJECTED, REASON_TRANSFER_SYNTAX, [0; 20]),
            (false, _) => (REJECTED, REASON_ABSTRACT_SYNTAX, [0; 20]),
        };
        body.put_u16(result);
        body.put_u16(reason);
        body.put(&syntax);
        at += 24 + 20 * transfers;
    }
    Ok(vec![pdu(kind, FLAG_FIRST | FLAG_LAST, call_id, &body)])
}

fn request(config: &Config, fragment: &[u8], call_id: u32) -> Result<Vec<Vec<u8>>, u32> {
    let reader = Reader::new(fragment);
    let context = reader.u16(20).map_err(|_| FAULT_PROTOCOL)?;
    let opnum = reader.u16(22).map_err(|_| FAULT_PROTOCOL)?;
    let start = HEADER_BYTES + 8 + if fragment[3] & FLAG_OBJECT != 0 { 16 } else { 0 };
    let stub = fragment.get(start..).ok_or(FAULT_PROTOCOL)?;
    let result = match opnum {
        OPNUM_SHARE_ENUM => share_enum(config, stub),
        OPNUM_SHARE_GET_INFO => share_get_info(config, stub),
        _ => return Err(FAULT_OP_RANGE),
    };
    let result = result.map_err(|_| FAULT_PROTOCOL)?;
    let pieces = result.chunks(FRAGMENT_BYTES_MAX - HEADER_BYTES - 8);
    let last = pieces.len() - 1;
    let fragments = pieces.enumerate().map(|(i, piece)| {
        let mut body = Vec::new();
        body.put_u32((result.len() - i * piece.len()) as u32);
        body.put_u16(context);
        body.put_u16(0);
        body.put(piece);
        let flags = if i == 0 { FLAG_FIRST } else { 0 } | if i == last { FLAG_LAST } else { 0 };
        pdu(PDU_RESPONSE, flags, call_id, &body)
    });
    Ok(fragments.collect())
}

/// Reads NDR: little-endian, each primitive aligned to its size.
struct Ndr<'a> {
    reader: Reader<'a>,
    at: usize,
}

impl Ndr<'_> {
    fn u32(&mut self) -> Outcome<u32> {
        self.at = self.at.next_multiple_of(4);
        let value = self.reader.u32(self.at)?;
        self.at += 4;
        Ok(value)
    }

    /// A conformant and varying string of 16-bit characters with its NUL.
    fn string(&mut self) -> Outcome<String> {
        let (_max, _offset, count) = (self.u32()?, self.u32()?, self.u32()?);
        let bytes = self.reader.slice(self.at, (count as usize).saturating_mul(2))?;
        self.at += bytes.len();
        let text = utf16(bytes).ok_or(Status::INVALID_PARAMETER)?;
        Ok(text.trim_end_matches('\0').to_owned())
    }

    /// A string behind a pointer that may be null.
    fn unique_string(&mut self) -> Outcome<()> {
        if self.u32()? != 0 {
            self.string()?;
        }
        Ok(())
    }
}

fn put_string(out: &mut Vec<u8>, text: &str) {
    let units: Vec<u16> = text.encode_utf16().chain([0]).collect();
    out.put_u32(units.len() as u32);
    out.put_u32(0);
    out.put_u32(units.len() as u32);
    units.iter().for_each(|unit| out.put_u16(*unit));
    out.resize(out.len().next_multiple_of(4), 0);
}

/// Every share with its type, IPC$ last.
fn shares(config: &Config) -> Vec<(&str, u32)> {
    let disks = config.shares.keys().map(|name| (name.as_str(), SHARE_TYPE_DISK));
    disks.chain([(IPC_SHARE, SHARE_TYPE_IPC | SHARE_TYPE_SPECIAL)]).collect()
}

/// Non-null referent ids; clients only look whether they are null.
const REFERENT: u32 = 0x0002_0000;

/// SHARE_INFO_0 or _1 entries, then the strings they point to.
fn put_share_infos(out: &mut Vec<u8>, level: u32, shares: &[(&str, u32)]) {
    for (_, kind) in shares {
        out.put_u32(REFERENT);
        if level == 1 {
            out.put_u32(*kind);
            out.put_u32(REFERENT);
        }
    }
    for (name, _) in shares {
        put_string(out, name);
        if level == 1 {
            put_string(out, "");
        }
    }
}

/// NetrShareEnum (MS-SRVS 3.1.4.8), levels 0 and 1.
fn share_enum(config: &Config, stub: &[u8]) -> Outcome<Vec<u8>> {
    let mut input = Ndr { reader: Reader::new(stub), at: 0 };
    input.unique_string()?;
    let level = input.u32()?;
    let mut out = Vec::new();
    out.put_u32(level);
    out.put_u32(level);
    if level > 1 {
        out.put_u32(0);
        out.put_u32(0);
        out.put_u32(0);
        out.put_u32(ERROR_INVALID_LEVEL);
        return Ok(out);
    }
    let shares = shares(config);
    out.put_u32(REFERENT);
    out.put_u32(shares.len() as u32);
    out.put_u32(REFERENT);
    out.put_u32(shares.len() as u32);
    put_share_infos(&mut out, level, &shares);
    out.put_u32(shares.len() as u32);
    // No resume handle: everything was given.
    out.put_u32(0);
    out.put_u32(ERROR_SUCCESS);
    Ok(out)
}

/// NetrShareGetInfo (MS-SRVS 3.1.4.10), levels 0 and 1.
fn share_get_info(config: &Config, stub: &[u8]) -> Outcome<Vec<u8>> {
    let mut input = Ndr { reader: Reader::new(stub), at: 0 };
    input.unique_string()?;
    input.at = input.at.next_multiple_of(4);
    let name = input.string()?;
    let level = input.u32()?;
    let mut out = Vec::new();
    out.put_u32(level);
    let found = shares(config).into_iter().find(|(share, _)| share.to_lowercase() == name.to_lowercase());
    match found {
        Some(share) if level <= 1 => {
            out.put_u32(REFERENT);
            put_share_infos(&mut out, level, &[share]);
            out.put_u32(ERROR_SUCCESS);
        }
        _ => {
            out.put_u32(0);
            out.put_u32(if level > 1 { ERROR_INVALID_LEVEL } else { NERR_NET_NAME_NOT_FOUND });
        }
    }
    Ok(out)
}
