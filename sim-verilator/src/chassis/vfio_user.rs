//! The vfio-user protocol, server side, one connection at a time (libvfio-user, `docs/vfio-user.rst`, version 0.1).
//!
//! Hand-written rather than the crate `vfio_user`, whose client the driver uses (`docs/decisions/0300-…`): this server
//! must end a connection from outside when its card loses power, and no byte a client sends may take the process down.
//!
//! A client that breaks the framing is disconnected; a request that makes no sense is answered with `EINVAL`. Reads and
//! writes of regions always get their full answer, as on a PCI bus: the crate's client reads past a short error reply.

use std::fs::File;
use std::io::{self, IoSliceMut, Write};
use std::mem::MaybeUninit;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;

use abi::msix::VECTORS;
use rustix::net::{recvmsg, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags};

/// Largest message a client may send or ask for, bytes.
const MAX_MESSAGE_BYTES: usize = (1 << 20) + 64;
const HEADER_BYTES: usize = 16;
/// File descriptors in one message.
const MAX_FDS: usize = 8;

const FLAG_REPLY: u32 = 1;
const FLAG_NO_REPLY: u32 = 1 << 4;
const FLAG_ERROR: u32 = 1 << 5;

/// `VFIO_DEVICE_FLAGS_RESET | VFIO_DEVICE_FLAGS_PCI` (linux/vfio.h).
const DEVICE_FLAGS: u32 = 1 | 2;
/// `VFIO_REGION_INFO_FLAG_READ | _WRITE`.
const REGION_FLAGS: u32 = 1 | 2;
/// `VFIO_PCI_NUM_REGIONS`, `VFIO_PCI_NUM_IRQS`.
const REGIONS: u32 = 9;
const IRQS: u32 = 5;
/// `VFIO_PCI_MSIX_IRQ_INDEX`, and its flags: raises eventfds, number of vectors fixed.
const IRQ_MSIX: u32 = 2;
const IRQ_FLAGS: u32 = 1 | 8;
/// `VFIO_IRQ_SET_DATA_NONE`, `_DATA_EVENTFD`, `_ACTION_TRIGGER`.
const SET_NONE: u32 = 1;
const SET_EVENTFD: u32 = 4;
const SET_TRIGGER: u32 = 32;
/// DMA map flags.
const DMA_WRITE: u32 = 2;
/// DMA unmap: everything.
const UNMAP_ALL: u32 = 2;

/// What a server does with the requests.
pub trait Device {
    /// Size of a region in bytes; 0 if there is none.
    fn region_bytes(&self, region: u32) -> u64;
    /// Reads a region; what cannot be read is all ones.
    fn read(&mut self, region: u32, offset: u64, into: &mut [u8]);
    /// Writes a region.
    fn write(&mut self, region: u32, offset: u64, data: Vec<u8>);
    /// Maps memory of the client.
    fn map(&mut self, iova: u64, bytes: u64, file: Option<File>, offset: u64, writable: bool) -> io::Result<()>;
    /// Ends mappings.
    fn unmap(&mut self, iova: u64, bytes: u64);
    /// Connects interrupt vectors (MSI-X) from `first` on to eventfds, or to nothing.
    fn connect(&mut self, first: u32, events: Vec<Option<OwnedFd>>);
    /// Resets the function.
    fn reset(&mut self);
}

struct Message {
    id: u16,
    command: u16,
    flags: u32,
    body: Vec<u8>,
    fds: Vec<OwnedFd>,
}

/// What to answer: the body, or an errno.
type Answer = Result<Vec<u8>, i32>;

/// Serves one client until it leaves, breaks the framing, or the connection is shut down from outside.
pub fn serve(mut stream: UnixStream, device: &mut dyn Device) -> io::Result<()> {
    while let Some(message) = receive(&stream)? {
        let (id, command, flags) = (message.id, message.command, message.flags);
        let answer = handle(message, device);
        if flags & FLAG_NO_REPLY != 0 && command != 1 {
            continue;
        }
        let (flags, error, body) = match answer {
            Ok(body) => (FLAG_REPLY, 0, body),
            Err(errno) => (FLAG_REPLY | FLAG_ERROR, errno as u32, Vec::new()),
        };
        let mut reply = Vec::with_capacity(HEADER_BYTES + body.len());
        reply.extend(id.to_le_bytes());
        reply.extend(command.to_le_bytes());
        reply.extend(((HEADER_BYTES + body.len()) as u32).to_le_bytes());
        reply.extend(flags.to_le_bytes());
        reply.extend(error.to_le_bytes());
        reply.extend(body);
        stream.write_all(&reply)?;
    }
    Ok(())
}

/// The next message, or none at the end of the connection.
fn receive(stream: &UnixStream) -> io::Result<Option<Message>> {
    let mut fds = Vec::new();
    let mut header = [0; HEADER_BYTES];
    if !read_exact(stream, &mut header, &mut fds)? {
        return Ok(None);
    }
    let size = u32::from_le_bytes(header[4..8].try_into().expect("four bytes")) as usize;
    if !(HEADER_BYTES..=MAX_MESSAGE_BYTES).contains(&size) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, format!("a message of {size} bytes")));
    }
    let mut body = vec![0; size - HEADER_BYTES];
    if !read_exact(stream, &mut body, &mut fds)? && !body.is_empty() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(Message {
        id: u16::from_le_bytes([header[0], header[1]]),
        command: u16::from_le_bytes([header[2], header[3]]),
        flags: u32::from_le_bytes(header[8..12].try_into().expect("four bytes")),
        body,
        fds,
    }))
}

/// Fills `into`, collecting the file descriptors that come along. False at the end of the stream before the first byte.
fn read_exact(stream: &UnixStream, into: &mut [u8], fds: &mut Vec<OwnedFd>) -> io::Result<bool> {
    let mut at = 0;
    while at < into.len() {
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_FDS))];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        let got = recvmsg(stream, &mut [IoSliceMut::new(&mut into[at..])], &mut control, RecvFlags::CMSG_CLOEXEC);
        let bytes = match got {
            Ok(got) => got.bytes,
            Err(rustix::io::Errno::INTR) => continue,
            Err(e) => return Err(e.into()),
        };
        for message in control.drain() {
            if let RecvAncillaryMessage::ScmRights(received) = message {
                fds.extend(received);
            }
        }
        match bytes {
            0 if at == 0 => return Ok(false),
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            n => at += n,
        }
    }
    Ok(true)
}

/// Reads little-endian fields out of a body, in order.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], i32> {
        let (field, rest) = self.0.split_first_chunk::<N>().ok_or(libc::EINVAL)?;
        self.0 = rest;
        Ok(*field)
    }
    fn u32(&mut self) -> Result<u32, i32> {
        self.take().map(u32::from_le_bytes)
    }
    fn u64(&mut self) -> Result<u64, i32> {
        self.take().map(u64::from_le_bytes)
    }
}

fn words(values: &[u32]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

fn handle(mut message: Message, device: &mut dyn Device) -> Answer {
    let body = std::mem::take(&mut message.body);
    let mut fields = Fields(&body);
    match message.command {
        // VERSION: we speak 0.0 with the capabilities of the reference implementation's defaults.
        1 => {
            let mut reply = vec![0, 0, 0, 0];
            reply.extend_from_slice(
                br#"{"capabilities":{"max_msg_fds":8,"max_data_xfer_size":1048576,"migration":{"pgsize":4096}}}"#,
            );
            reply.push(0);
            Ok(reply)
        }
        // DMA_MAP
        2 => {
            let (_argsz, flags) = (fields.u32()?, fields.u32()?);
            let (offset, iova, bytes) = (fields.u64()?, fields.u64()?, fields.u64()?);
            let file = message.fds.pop().map(File::from);
            device.map(iova, bytes, file, offset, flags & DMA_WRITE != 0).map_err(|e| match e.kind() {
                io::ErrorKind::AlreadyExists => libc::EEXIST,
                _ => libc::EINVAL,
            })?;
            Ok(Vec::new())
        }
        // DMA_UNMAP: answered with the request
        3 => {
            let (_argsz, flags) = (fields.u32()?, fields.u32()?);
            let (iova, bytes) = (fields.u64()?, fields.u64()?);
            let (from, length) = if flags & UNMAP_ALL != 0 { (0, u64::MAX) } else { (iova, bytes) };
            device.unmap(from, length);
            Ok(body)
        }
        // DEVICE_GET_INFO
        4 => Ok(words(&[16, DEVICE_FLAGS, REGIONS, IRQS])),
        // DEVICE_GET_REGION_INFO
        5 => {
            let (_argsz, _flags, index) = (fields.u32()?, fields.u32()?, fields.u32()?);
            if index >= REGIONS {
                return Err(libc::EINVAL);
            }
            let bytes = device.region_bytes(index);
            let mut reply = words(&[32, if bytes == 0 { 0 } else { REGION_FLAGS }, index, 0]);
            reply.extend(bytes.to_le_bytes());
            reply.extend(0u64.to_le_bytes());
            Ok(reply)
        }
        // DEVICE_GET_IRQ_INFO: MSI-X and nothing else
        7 => {
            let (_argsz, _flags, index) = (fields.u32()?, fields.u32()?, fields.u32()?);
            if index >= IRQS {
                return Err(libc::EINVAL);
            }
            let (flags, count) = if index == IRQ_MSIX { (IRQ_FLAGS, VECTORS) } else { (0, 0) };
            Ok(words(&[16, flags, index, count]))
        }
        // DEVICE_SET_IRQS: connects vectors, or, without eventfds, disconnects them; a count of 0 disconnects all
        8 => {
            let (_argsz, flags, index, first, count) =
                (fields.u32()?, fields.u32()?, fields.u32()?, fields.u32()?, fields.u32()?);
            if index != IRQ_MSIX {
                return if count == 0 { Ok(Vec::new()) } else { Err(libc::EINVAL) };
            }
            let last = first.checked_add(count).filter(|last| *last <= VECTORS).ok_or(libc::EINVAL)?;
            if flags & SET_TRIGGER == 0 || flags & (SET_NONE | SET_EVENTFD) == 0 {
                return Err(libc::EINVAL);
            }
            let events = std::mem::take(&mut message.fds);
            match events.len() {
                0 if count == 0 => device.connect(0, (0..VECTORS).map(|_| None).collect()),
                0 => device.connect(first, (first..last).map(|_| None).collect()),
                n if n == count as usize => device.connect(first, events.into_iter().map(Some).collect()),
                _ => return Err(libc::EINVAL),
            }
            Ok(Vec::new())
        }
        // REGION_READ
        9 => {
            let (offset, region, count) = (fields.u64()?, fields.u32()?, fields.u32()?);
            if count as usize > MAX_MESSAGE_BYTES - 64 {
                return Err(libc::EINVAL);
            }
            let mut reply = body[..16].to_vec();
            reply.resize(16 + count as usize, 0xFF);
            device.read(region, offset, &mut reply[16..]);
            Ok(reply)
        }
        // REGION_WRITE
        10 => {
            let (offset, region, count) = (fields.u64()?, fields.u32()?, fields.u32()?);
            let data = fields.0.get(..count as usize).ok_or(libc::EINVAL)?.to_vec();
            device.write(region, offset, data);
            Ok(body[..16].to_vec())
        }
        // DEVICE_RESET
        13 => {
            device.reset();
            Ok(Vec::new())
        }
        _ => Err(libc::ENOTSUP),
    }
}
