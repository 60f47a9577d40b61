//! Opens, and what the opens of one file share: its name, delete-pending, byte-range locks.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use volume::{FileTime, InodeId, MetadataChange, Volume, VolumeError};

use crate::access;
use crate::directory::Listing;
use crate::dispatch::Request;
use crate::lock::Lock;
use crate::pipe::Pipe;
use crate::server::{Server, Stamp};
use crate::status::{Outcome, Status};
use crate::tree::Tree;
use crate::wire::{Put, Reply, HEADER_BYTES};

/// What an open is open on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Target {
    File { inode: u64 },
    Directory { inode: u64, listing: Listing },
    Pipe(Pipe),
}

/// One successful CREATE.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Open {
    pub session: u64,
    pub tree: u32,
    pub target: Target,
    /// Granted access.
    pub access: u32,
    pub share: u32,
    pub delete_on_close: bool,
    /// FilePositionInformation: the client's, we only keep it.
    pub position: u64,
    /// FileModeInformation, from the create options.
    pub mode: u32,
    /// The client set the write time through this open: writes through it leave the time alone from then on.
    pub sticky_write_time: bool,
}

impl Open {
    /// The inode, if it is one of the volume.
    pub fn inode(&self) -> Outcome<InodeId> {
        match self.target {
            Target::File { inode } | Target::Directory { inode, .. } => Ok(InodeId(inode)),
            Target::Pipe(_) => Err(Status::INVALID_DEVICE_REQUEST),
        }
    }

    /// The inode, if it is a file.
    pub fn file(&self) -> Outcome<InodeId> {
        match self.target {
            Target::File { inode } => Ok(InodeId(inode)),
            Target::Directory { .. } | Target::Pipe(_) => Err(Status::INVALID_DEVICE_REQUEST),
        }
    }

    /// Refuses unless the open has at least one of these rights.
    pub fn allowed(&self, any_of: u32) -> Outcome<()> {
        if self.access & any_of == 0 {
            return Err(Status::ACCESS_DENIED);
        }
        Ok(())
    }
}

/// A file or directory with at least one open.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OpenFile {
    /// Where its name is: the directory's inode. The root of the volume has none.
    pub parent: u64,
    pub name: String,
    pub opens: BTreeSet<u64>,
    pub delete_pending: bool,
    pub locks: Vec<Lock>,
}

/// What a failure of the volume is to a client.
pub fn volume_status(error: VolumeError) -> Status {
    match error {
        VolumeError::NotFound => Status::OBJECT_NAME_NOT_FOUND,
        VolumeError::Exists => Status::OBJECT_NAME_COLLISION,
        VolumeError::NotEmpty => Status::DIRECTORY_NOT_EMPTY,
        VolumeError::NoSpace => Status::DISK_FULL,
        VolumeError::NameTooLong | VolumeError::InvalidName => Status::OBJECT_NAME_INVALID,
        VolumeError::IsDirectory => Status::FILE_IS_A_DIRECTORY,
        VolumeError::NotDirectory => Status::NOT_A_DIRECTORY,
        VolumeError::FileTooLarge => Status::DISK_FULL,
        VolumeError::IntoItself => Status::INVALID_PARAMETER,
        VolumeError::NoSuchInode(_) => Status::OBJECT_NAME_NOT_FOUND,
        _ => Status::UNEXPECTED_IO_ERROR,
    }
}

impl Server {
    /// The open that a request's FileId at `offset` names (3.3.5.2.12), which then is the chain's.
    pub(crate) fn open_of(&self, request: &Request, reply: &mut Reply, offset: usize) -> Outcome<(u64, &Open)> {
        self.tree(request)?;
        let id = request.file_id(offset)?;
        let open = self.opens.get(&id).ok_or(Status::FILE_CLOSED)?;
        if open.session != request.session_id || open.tree != request.tree_id {
            return Err(Status::FILE_CLOSED);
        }
        reply.file_id = Some(id);
        Ok((id, open))
    }

    pub(crate) fn close(&mut self, volume: &mut Volume, request: &Request, reply: &mut Reply) -> Outcome<()> {
        const POSTQUERY_ATTRIB: u16 = 0x0001;
        request.structure(24)?;
        let flags = request.reader.u16(HEADER_BYTES + 2)?;
        let (id, open) = self.open_of(request, reply, HEADER_BYTES + 8)?;
        let metadata = match open.inode() {
            Ok(inode) if flags & POSTQUERY_ATTRIB != 0 => Some(volume.metadata(inode).map_err(volume_status)?),
            _ => None,
        };
        self.close_open(volume, id, request.stamp);
        reply.put_u16(60);
        match metadata {
            Some(metadata) => {
                reply.put_u16(POSTQUERY_ATTRIB);
                reply.put_u32(0);
                crate::info::put_times(reply, &metadata);
                crate::info::put_sizes(reply, &metadata);
                reply.put_u32(crate::info::attributes(&metadata));
            }
            None => reply.put_zeros(58),
        }
        Ok(())
    }

    /// Forgets an open and what hangs on it; the last one of a file marked for deletion removes the file.
    pub(crate) fn close_open(&mut self, volume: &mut Volume, id: u64, stamp: &Stamp) {
        let Some(open) = self.opens.remove(&id) else { return };
        if let Some(session) = self.sessions.get_mut(&open.session) {
            session.opens = session.opens.saturating_sub(1);
        }
        let Ok(inode) = open.inode() else { return };
        if let Some(file) = self.files.get_mut(&inode.0) {
            file.opens.remove(&id);
            file.locks.retain(|lock| lock.open != id);
            file.delete_pending |= open.delete_on_close;
            if file.opens.is_empty() {
                let file = self.files.remove(&inode.0);
                if let Some(file) = file.filter(|file| file.delete_pending) {
                    // A directory that was filled meanwhile stays. Nobody is left to be told.
                    let _ = volume.remove(InodeId(file.parent), &file.name, stamp.utc);
                }
            }
        }
        // It was held when it was opened, so this cannot fail but for the disk, which the next operation meets too.
        let _ = volume.release(inode);
    }

    /// Closes every open that `which` picks.
    pub(crate) fn close_opens(&mut self, volume: &mut Volume, stamp: &Stamp, which: impl Fn(&Open) -> bool) {
        let ids: Vec<u64> = self.opens.iter().filter(|(_, open)| which(open)).map(|(id, _)| *id).collect();
        for id in ids {
            self.close_open(volume, id, stamp);
        }
    }

    /// Nothing to do: what was answered is in the log of both filers before the answer left.
    pub(crate) fn flush(&mut self, request: &Request, reply: &mut Reply) -> Outcome<()> {
        request.structure(24)?;
        let (_, open) = self.open_of(request, reply, HEADER_BYTES + 8)?;
        open.inode()?;
        open.allowed(access::WRITE_DATA | access::APPEND_DATA)?;
        reply.put_u16(4);
        reply.put_u16(0);
        Ok(())
    }

    /// Sets the times back that a write through an open with a sticky write time has changed.
    pub(crate) fn keep_write_time(volume: &mut Volume, inode: InodeId, modified: FileTime, now: FileTime) {
        let change = MetadataChange { modified: Some(modified), ..MetadataChange::default() };
        // The write before it worked on the same inode.
        let _ = volume.set_metadata(inode, &change, now);
    }

    /// Access the request's tree allows, and the root it is confined to. Pipes have neither.
    pub(crate) fn disk_tree(&self, request: &Request) -> Outcome<(InodeId, u32)> {
        match self.tree(request)? {
            Tree::Disk { share, root } => Ok((InodeId(*root), self.share_access(share)?)),
            Tree::Pipes => Err(Status::INVALID_DEVICE_REQUEST),
        }
    }
}
