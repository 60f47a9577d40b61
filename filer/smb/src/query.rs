//! QUERY_INFO (MS-SMB2 3.3.5.20): files, the file system (MS-FSCC 2.5), security.

use volume::{InodeId, Volume, BLOCK_BYTES, NAME_UNITS_MAX};

use crate::access;
use crate::dispatch::Request;
use crate::info::{class, Subject};
use crate::open::{volume_status, OpenFile};
use crate::server::Server;
use crate::status::{Outcome, Status};
use crate::wire::{utf16_bytes, Put, Reply, HEADER_BYTES};

pub const INFO_FILE: u8 = 1;
pub const INFO_FILESYSTEM: u8 = 2;
pub const INFO_SECURITY: u8 = 3;
pub const INFO_QUOTA: u8 = 4;

/// Depth to which a path is followed upwards; deeper than a path can be long.
const DEPTH_MAX: usize = 32_768;

// MS-FSCC 2.5.1.
const CASE_SENSITIVE_SEARCH: u32 = 0x0000_0001;
const CASE_PRESERVED_NAMES: u32 = 0x0000_0002;
const UNICODE_ON_DISK: u32 = 0x0000_0004;
const SUPPORTS_SPARSE_FILES: u32 = 0x0000_0040;
const READ_ONLY_VOLUME: u32 = 0x0008_0000;
/// The file system this says it is: what clients switch features on for.
const FILE_SYSTEM_NAME: &str = "NTFS";
const FILE_DEVICE_DISK: u32 = 0x0000_0007;
const FILE_REMOTE_DEVICE: u32 = 0x0000_0010;
const SECTOR_BYTES: u32 = 512;

impl Server {
    pub(crate) fn query_info(&mut self, volume: &mut Volume, request: &Request, reply: &mut Reply) -> Outcome<()> {
        request.structure(41)?;
        let reader = request.reader;
        let kind = reader.u8(HEADER_BYTES + 2)?;
        let class = reader.u8(HEADER_BYTES + 3)?;
        let output_bytes_max = reader.u32(HEADER_BYTES + 4)?;
        let additional = reader.u32(HEADER_BYTES + 16)?;
        request.paid(output_bytes_max)?;
        let (_, open) = self.open_of(request, reply, HEADER_BYTES + 24)?;
        let room = output_bytes_max as usize;
        match kind {
            INFO_FILE => {
                let inode = open.inode()?;
                // Looking at what is not an attribute needs no right, as with Windows.
                let needs_attributes = matches!(
                    class,
                    class::BASIC | class::ALL | class::NETWORK_OPEN | class::ATTRIBUTE_TAG | class::COMPRESSION
                );
                if needs_attributes {
                    open.allowed(access::READ_ATTRIBUTES)?;
                }
                let (root, _) = self.disk_tree(request)?;
                let file = self.files.get(&inode.0).ok_or(Status::FILE_CLOSED)?;
                let subject = Subject {
                    metadata: volume.metadata(inode).map_err(volume_status)?,
                    open,
                    file,
                    path: path_of(volume, root, inode, file),
                    volume_id: volume.volume_id(),
                };
                let (bytes, fixed) = subject.encode(class)?;
                put_output(reply, &bytes, fixed, room)
            }
            INFO_FILESYSTEM => {
                open.inode()?;
                let (_, allowed) = self.disk_tree(request)?;
                let read_only = allowed & access::WRITE_DATA == 0;
                let share = self.share_label(request);
                let (bytes, fixed) = file_system(volume, class, read_only, &share)?;
                put_output(reply, &bytes, fixed, room)
            }
            INFO_SECURITY => {
                open.inode()?;
                open.allowed(access::READ_CONTROL)?;
                let bytes = security_descriptor(additional);
                if bytes.len() > room {
                    return self.too_small(reply, bytes.len());
                }
                put_output(reply, &bytes, bytes.len(), room)
            }
            INFO_QUOTA => Err(Status::NOT_SUPPORTED),
            _ => Err(Status::INVALID_PARAMETER),
        }
    }

    /// Security descriptors do not come in parts: BUFFER_TOO_SMALL carries the length needed (3.3.5.20.3).
    fn too_small(&self, reply: &mut Reply, needed: usize) -> Outcome<()> {
        reply.status = Status::BUFFER_TOO_SMALL;
        reply.put_u16(9);
        reply.put_u16(0);
        reply.put_u32(4);
        reply.put_u32(needed as u32);
        Ok(())
    }

    fn share_label(&self, request: &Request) -> String {
        match self.tree(request) {
            Ok(crate::tree::Tree::Disk { share, .. }) => share.clone(),
            _ => String::new(),
        }
    }
}

/// Writes the answer, cut to the client's buffer with BUFFER_OVERFLOW; without room for the fixed part it is
/// INFO_LENGTH_MISMATCH.
fn put_output(reply: &mut Reply, bytes: &[u8], fixed: usize, room: usize) -> Outcome<()> {
    if room < fixed {
        return Err(Status::INFO_LENGTH_MISMATCH);
    }
    let sent = &bytes[..bytes.len().min(room)];
    if sent.len() < bytes.len() {
        reply.status = Status::BUFFER_OVERFLOW;
    }
    reply.put_u16(9);
    reply.put_u16(HEADER_BYTES as u16 + 8);
    reply.put_u32(sent.len() as u32);
    reply.put(sent);
    Ok(())
}

/// The path of an open file from the share's root: its own name is known, the directories' names are found by looking
/// for them in their parents. Falls back to the bare name when that would take too long.
fn path_of(volume: &Volume, root: InodeId, inode: InodeId, file: &OpenFile) -> String {
    if inode == root {
        return r"\".to_owned();
    }
    let mut names = vec![file.name.clone()];
    let mut at = InodeId(file.parent);
    while at != root && names.len() < DEPTH_MAX {
        let Some((parent, name)) = name_of_directory(volume, at) else { break };
        names.push(name);
        at = parent;
    }
    names.iter().rev().fold(String::new(), |path, name| path + r"\" + name)
}

fn name_of_directory(volume: &Volume, directory: InodeId) -> Option<(InodeId, String)> {
    const NAMES_PER_STEP: usize = 256;
    let parent = volume.metadata(directory).ok()?.parent;
    let mut after: Option<String> = None;
    loop {
        let entries = volume.read_directory(parent, after.as_deref(), NAMES_PER_STEP).ok()?;
        if let Some(entry) = entries.iter().find(|entry| entry.inode == directory) {
            return Some((parent, entry.name.clone()));
        }
        after = Some(entries.last()?.name.clone());
    }
}

/// A class of the file system: the bytes, and the room without which there is no answer: for the classes that end in a
/// string the size of the structure as C pads it, which is what Windows compares with.
fn file_system(volume: &Volume, class: u8, read_only: bool, label: &str) -> Outcome<(Vec<u8>, usize)> {
    let space = volume.statistics();
    let (total, free) = (space.total / BLOCK_BYTES, space.free / BLOCK_BYTES);
    let sectors_per_block = BLOCK_BYTES as u32 / SECTOR_BYTES;
    let root = volume.metadata(volume::ROOT).map_err(volume_status)?;
    let mut out = Vec::new();
    let fixed = match class {
        // FileFsVolumeInformation
        1 => {
            let label = utf16_bytes(label);
            out.put_u64(root.created.0);
            out.put_u32(volume.volume_id() as u32);
            out.put_u32(label.len() as u32);
            out.put_u16(0);
            out.put(&label);
            24
        }
        // FileFsSizeInformation
        3 => {
            out.put_u64(total);
            out.put_u64(free);
            out.put_u32(sectors_per_block);
            out.put_u32(SECTOR_BYTES);
            24
        }
        // FileFsDeviceInformation
        4 => {
            out.put_u32(FILE_DEVICE_DISK);
            out.put_u32(FILE_REMOTE_DEVICE);
            8
        }
        // FileFsAttributeInformation
        5 => {
            let name = utf16_bytes(FILE_SYSTEM_NAME);
            let read_only = if read_only { READ_ONLY_VOLUME } else { 0 };
            out.put_u32(
                CASE_SENSITIVE_SEARCH | CASE_PRESERVED_NAMES | UNICODE_ON_DISK | SUPPORTS_SPARSE_FILES | read_only,
            );
            out.put_u32(NAME_UNITS_MAX as u32);
            out.put_u32(name.len() as u32);
            out.put(&name);
            16
        }
        // FileFsControlInformation: no quotas, so no thresholds.
        6 => {
            out.put_zeros(24);
            out.put_u64(u64::MAX);
            out.put_u64(u64::MAX);
            out.put_u32(0);
            out.put_u32(0);
            48
        }
        // FileFsFullSizeInformation
        7 => {
            out.put_u64(total);
            out.put_u64(free);
            out.put_u64(free);
            out.put_u32(sectors_per_block);
            out.put_u32(SECTOR_BYTES);
            32
        }
        // FileFsObjectIdInformation
        8 => {
            out.put_u64(volume.volume_id());
            out.put_zeros(8 + 48);
            64
        }
        // FileFsSectorSizeInformation: a block is the physical sector, aligned.
        11 => {
            out.put_u32(SECTOR_BYTES);
            out.put_u32(BLOCK_BYTES as u32);
            out.put_u32(BLOCK_BYTES as u32);
            out.put_u32(BLOCK_BYTES as u32);
            out.put_u32(0x0000_0003);
            out.put_u32(0);
            out.put_u32(0);
            28
        }
        _ => return Err(Status::INVALID_INFO_CLASS),
    };
    Ok((out, fixed))
}

/// What every file has (MS-DTYP 2.4.6), as far as asked for: owned by the administrators, full access for everybody who
/// got past the share.
fn security_descriptor(wanted: u32) -> Vec<u8> {
    const OWNER: u32 = 1;
    const GROUP: u32 = 2;
    const DACL: u32 = 4;
    /// S-1-5-32-544, BUILTIN\Administrators.
    const ADMINISTRATORS: [u8; 16] = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0];
    /// S-1-1-0, Everyone.
    const EVERYONE: [u8; 12] = [1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0];
    const SELF_RELATIVE: u16 = 0x8000;
    const DACL_PRESENT: u16 = 0x0004;
    const FIXED_BYTES: u32 = 20;

    let mut parts: Vec<u8> = Vec::new();
    let mut place = |asked: u32, bytes: &[u8]| match wanted & asked {
        0 => 0,
        _ => {
            let offset = FIXED_BYTES + parts.len() as u32;
            parts.extend_from_slice(bytes);
            offset
        }
    };
    // One ACCESS_ALLOWED_ACE, inherited by files and directories below.
    let mut ace = vec![0, 0x03];
    ace.put_u16(8 + EVERYONE.len() as u16);
    ace.put_u32(access::maximal(false));
    ace.put(&EVERYONE);
    let mut acl = vec![2, 0];
    acl.put_u16(8 + ace.len() as u16);
    acl.put_u16(1);
    acl.put_u16(0);
    acl.put(&ace);

    let owner = place(OWNER, &ADMINISTRATORS);
    let group = place(GROUP, &ADMINISTRATORS);
    let dacl = place(DACL, &acl);
    let mut out = vec![1, 0];
    out.put_u16(SELF_RELATIVE | if dacl != 0 { DACL_PRESENT } else { 0 });
    out.put_u32(owner);
    out.put_u32(group);
    out.put_u32(0);
    out.put_u32(dacl);
    out.put(&parts);
    out
}
