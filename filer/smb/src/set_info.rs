//! SET_INFO (MS-SMB2 3.3.5.21; classes MS-FSCC 2.4).

use volume::{FileTime, InodeId, Kind, Metadata, MetadataChange, Volume, VolumeError};

use crate::access;
use crate::dispatch::Request;
use crate::info::{
    attributes, class, ATTRIBUTES_KEPT, ATTRIBUTE_DIRECTORY, ATTRIBUTE_NORMAL, ATTRIBUTE_READONLY, ATTRIBUTE_TEMPORARY,
};
use crate::name::Path;
use crate::open::volume_status;
use crate::query::{INFO_FILE, INFO_FILESYSTEM, INFO_QUOTA, INFO_SECURITY};
use crate::read_write::FILE_BYTES_MAX;
use crate::server::Server;
use crate::status::{Outcome, Status};
use crate::wire::{utf16, Put, Reader, Reply, HEADER_BYTES};

/// Bits of FileModeInformation that can be set later (MS-FSCC 2.4.26).
const MODE_SETTABLE: u32 = 0x0000_103E;

impl Server {
    pub(crate) fn set_info(&mut self, volume: &mut Volume, request: &Request, reply: &mut Reply) -> Outcome<()> {
        request.structure(33)?;
        let reader = request.reader;
        let kind = reader.u8(HEADER_BYTES + 2)?;
        let class = reader.u8(HEADER_BYTES + 3)?;
        let length = reader.u32(HEADER_BYTES + 4)?;
        let offset = usize::from(reader.u16(HEADER_BYTES + 8)?);
        request.paid(length)?;
        let buffer = Reader::new(reader.part(offset, length as usize)?);
        let (id, open) = self.open_of(request, reply, HEADER_BYTES + 16)?;
        let inode = open.inode()?;
        match kind {
            INFO_FILE => match class {
                class::BASIC => {
                    open.allowed(access::WRITE_ATTRIBUTES)?;
                    self.set_basic(volume, id, inode, &buffer, request)
                }
                class::RENAME => {
                    open.allowed(access::DELETE)?;
                    self.rename(volume, inode, &buffer, request)
                }
                class::DISPOSITION => {
                    open.allowed(access::DELETE)?;
                    self.set_disposition(volume, inode, &buffer)
                }
                class::END_OF_FILE | class::ALLOCATION => {
                    open.allowed(access::WRITE_DATA)?;
                    let (inode, sticky) = (open.file()?, open.sticky_write_time);
                    set_size(volume, inode, class, sticky, &buffer, request)
                }
                class::POSITION => {
                    let position = buffer.u64(0).map_err(|_| Status::INFO_LENGTH_MISMATCH)?;
                    self.opens.get_mut(&id).ok_or(Status::FILE_CLOSED)?.position = position;
                    Ok(())
                }
                class::MODE => {
                    let mode = buffer.u32(0).map_err(|_| Status::INFO_LENGTH_MISMATCH)?;
                    if mode & !MODE_SETTABLE != 0 {
                        return Err(Status::INVALID_PARAMETER);
                    }
                    self.opens.get_mut(&id).ok_or(Status::FILE_CLOSED)?.mode = mode;
                    Ok(())
                }
                class::FULL_EA => Err(Status::EAS_NOT_SUPPORTED),
                _ => Err(Status::INVALID_INFO_CLASS),
            },
            INFO_FILESYSTEM | INFO_SECURITY | INFO_QUOTA => Err(Status::NOT_SUPPORTED),
            _ => Err(Status::INVALID_PARAMETER),
        }?;
        reply.put_u16(2);
        Ok(())
    }

    /// Times: 0 leaves one alone, -1 leaves it alone from now on, -2 undoes -1 (MS-FSCC 2.4.7).
    fn set_basic(
        &mut self,
        volume: &mut Volume,
        id: u64,
        inode: InodeId,
        buffer: &Reader,
        request: &Request,
    ) -> Outcome<()> {
        const FREEZE: i64 = -1;
        const THAW: i64 = -2;
        if buffer.len() < 40 {
            return Err(Status::INFO_LENGTH_MISMATCH);
        }
        let mut times = [None; 4];
        for (i, time) in times.iter_mut().enumerate() {
            let value = buffer.u64(8 * i)?;
            *time = match value as i64 {
                0 | FREEZE | THAW => None,
                ..FREEZE => return Err(Status::INVALID_PARAMETER),
                _ => Some(FileTime(value)),
            };
        }
        let write_time = buffer.u64(16)? as i64;
        let wanted = buffer.u32(32)?;
        let metadata = volume.metadata(inode).map_err(volume_status)?;
        let kept = match wanted {
            0 => None,
            _ if wanted & ATTRIBUTE_DIRECTORY != 0 && metadata.kind == Kind::File => {
                return Err(Status::INVALID_PARAMETER);
            }
            _ if wanted & ATTRIBUTE_TEMPORARY != 0 && metadata.kind == Kind::Directory => {
                return Err(Status::INVALID_PARAMETER);
            }
            _ if wanted & !(ATTRIBUTES_KEPT | ATTRIBUTE_NORMAL | ATTRIBUTE_DIRECTORY) != 0 => {
                return Err(Status::INVALID_PARAMETER);
            }
            _ => Some(wanted & ATTRIBUTES_KEPT),
        };
        let [created, accessed, modified, changed] = times;
        let change = MetadataChange { created, accessed, modified, changed, attributes: kept };
        if change != MetadataChange::default() {
            volume.set_metadata(inode, &change, request.stamp.utc).map_err(volume_status)?;
        }
        let open = self.opens.get_mut(&id).ok_or(Status::FILE_CLOSED)?;
        match write_time {
            0 => {}
            THAW => open.sticky_write_time = false,
            _ => open.sticky_write_time = true,
        }
        Ok(())
    }

    fn set_disposition(&mut self, volume: &mut Volume, inode: InodeId, buffer: &Reader) -> Outcome<()> {
        let delete = buffer.u8(0).map_err(|_| Status::INFO_LENGTH_MISMATCH)? != 0;
        if delete {
            deletable(volume, &volume.metadata(inode).map_err(volume_status)?)?;
        }
        let file = self.files.get_mut(&inode.0).ok_or(Status::FILE_CLOSED)?;
        if delete && file.parent == 0 {
            return Err(Status::CANNOT_DELETE);
        }
        file.delete_pending = delete;
        Ok(())
    }

    /// FileRenameInformation, type 2 (MS-FSCC 2.4.42.2): the new name is a path below the share's root.
    fn rename(&mut self, volume: &mut Volume, inode: InodeId, buffer: &Reader, request: &Request) -> Outcome<()> {
        const NAME_OFFSET: usize = 20;
        let replace = buffer.u8(0).map_err(|_| Status::INFO_LENGTH_MISMATCH)? != 0;
        let root_directory = buffer.u64(8).map_err(|_| Status::INFO_LENGTH_MISMATCH)?;
        let length = buffer.u32(16).map_err(|_| Status::INFO_LENGTH_MISMATCH)? as usize;
        let target = buffer.slice(NAME_OFFSET, length).map_err(|_| Status::INFO_LENGTH_MISMATCH)?;
        let target = utf16(target).ok_or(Status::OBJECT_NAME_INVALID)?;
        if root_directory != 0 {
            return Err(Status::INVALID_PARAMETER);
        }
        let (root, _) = self.disk_tree(request)?;
        let path = Path::parse(target.strip_prefix('\\').unwrap_or(&target))?;
        if path.name.is_empty() {
            return Err(Status::OBJECT_NAME_INVALID);
        }
        let directory = path.directory(volume, root)?;
        let file = self.files.get(&inode.0).ok_or(Status::FILE_CLOSED)?;
        if file.parent == 0 {
            return Err(Status::ACCESS_DENIED);
        }
        if file.delete_pending {
            return Err(Status::DELETE_PENDING);
        }
        // A directory with something open below it stays where it is, as on Windows.
        if volume.metadata(inode).map_err(volume_status)?.kind == Kind::Directory && self.opens_below(volume, inode) {
            return Err(Status::ACCESS_DENIED);
        }
        match volume.lookup(directory, path.name) {
            Ok(existing) if existing.inode != inode => {
                if !replace {
                    return Err(Status::OBJECT_NAME_COLLISION);
                }
                // What is open cannot be replaced, nor a directory, nor what is marked read-only.
                let in_the_way = volume.metadata(existing.inode).map_err(volume_status)?;
                if existing.kind == Kind::Directory
                    || self.files.contains_key(&existing.inode.0)
                    || in_the_way.attributes & ATTRIBUTE_READONLY != 0
                {
                    return Err(Status::ACCESS_DENIED);
                }
            }
            Ok(_) | Err(VolumeError::NotFound) => {}
            Err(error) => return Err(volume_status(error)),
        }
        let (from, name) = (InodeId(file.parent), file.name.clone());
        self.check_directory_sharing(from)?;
        self.check_directory_sharing(directory)?;
        volume.rename(from, &name, directory, path.name, replace, request.stamp.utc).map_err(volume_status)?;
        if let Some(file) = self.files.get_mut(&inode.0) {
            (file.parent, file.name) = (directory.0, path.name.to_owned());
        }
        Ok(())
    }

    /// A rename opens the directories it changes to add and remove names, sharing reading and writing (MS-FSA
    /// 2.1.5.14.11): who has one open for deletion, or shares no writing, is in the way.
    fn check_directory_sharing(&self, directory: InodeId) -> Outcome<()> {
        self.check_sharing(directory, access::WRITE_DATA, access::SHARE_READ | access::SHARE_WRITE)
    }

    /// Whether a file or directory somewhere below `directory` is open.
    fn opens_below(&self, volume: &Volume, directory: InodeId) -> bool {
        self.files.iter().filter(|(inode, _)| **inode != directory.0).any(|(_, file)| {
            let mut at = InodeId(file.parent);
            while at != directory {
                match volume.metadata(at) {
                    Ok(metadata) if at != volume::ROOT => at = metadata.parent,
                    _ => return false,
                }
            }
            true
        })
    }
}

/// Whether something may be marked for deletion (MS-FSA 2.1.5.14.3).
pub fn deletable(volume: &Volume, metadata: &Metadata) -> Outcome<()> {
    if attributes(metadata) & ATTRIBUTE_READONLY != 0 || metadata.inode == volume::ROOT {
        return Err(Status::CANNOT_DELETE);
    }
    if metadata.kind == Kind::Directory {
        let entries = volume.read_directory(metadata.inode, None, 1).map_err(volume_status)?;
        if !entries.is_empty() {
            return Err(Status::DIRECTORY_NOT_EMPTY);
        }
    }
    Ok(())
}

/// End of file is set as given. An allocation smaller than the file cuts it; a larger one is a wish we need not keep,
/// since space is charged when it is written.
fn set_size(
    volume: &mut Volume,
    inode: InodeId,
    class: u8,
    sticky: bool,
    buffer: &Reader,
    request: &Request,
) -> Outcome<()> {
    let size = buffer.u64(0).map_err(|_| Status::INFO_LENGTH_MISMATCH)?;
    if size > FILE_BYTES_MAX {
        return Err(Status::INVALID_PARAMETER);
    }
    let before = volume.metadata(inode).map_err(volume_status)?;
    if class == class::ALLOCATION && size >= before.size {
        return Ok(());
    }
    volume.set_end(inode, size, request.stamp.utc).map_err(volume_status)?;
    if sticky {
        Server::keep_write_time(volume, inode, before.modified, request.stamp.utc);
    }
    Ok(())
}
