//! TREE_CONNECT and TREE_DISCONNECT (MS-SMB2 3.3.5.7, 3.3.5.8).

use serde::{Deserialize, Serialize};
use volume::{InodeId, Kind, Volume, ROOT};

use crate::access;
use crate::dispatch::Request;
use crate::limits;
use crate::server::Server;
use crate::status::{Outcome, Status};
use crate::wire::{utf16, Put, Reply, HEADER_BYTES};

/// The share of named pipes, which every server has.
pub const IPC_SHARE: &str = "IPC$";

const SHARE_TYPE_DISK: u8 = 1;
const SHARE_TYPE_PIPE: u8 = 2;
/// SMB2_SHAREFLAG_NO_CACHING: for pipes.
const SHARE_FLAG_NO_CACHING: u32 = 0x0000_0030;

/// A connected share.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tree {
    Pipes,
    Disk {
        /// The configured name, by which what the share allows is looked up.
        share: String,
        /// Inode of the directory that is the share's root.
        root: u64,
    },
}

impl Server {
    pub(crate) fn tree_connect(&mut self, volume: &mut Volume, request: &Request, reply: &mut Reply) -> Outcome<()> {
        request.structure(9)?;
        let reader = request.reader;
        let offset = usize::from(reader.u16(HEADER_BYTES + 4)?);
        let length = usize::from(reader.u16(HEADER_BYTES + 6)?);
        let path = utf16(reader.slice(offset, length)?).ok_or(Status::INVALID_PARAMETER)?;
        // \\server\share: the server's name is whatever the client calls us.
        let mut parts = path.strip_prefix(r"\\").ok_or(Status::INVALID_PARAMETER)?.split('\\');
        let (_server, share) = (parts.next(), parts.next().ok_or(Status::INVALID_PARAMETER)?);
        if parts.next().is_some() || share.is_empty() {
            return Err(Status::BAD_NETWORK_NAME);
        }

        let (tree, kind, flags, maximal) = if share.eq_ignore_ascii_case(IPC_SHARE) {
            (Tree::Pipes, SHARE_TYPE_PIPE, SHARE_FLAG_NO_CACHING, access::PIPE_ALL)
        } else {
            let (name, share) = self.config.share(share).ok_or(Status::BAD_NETWORK_NAME)?;
            let root = share_root(volume, &share.path).ok_or(Status::BAD_NETWORK_NAME)?;
            (Tree::Disk { share: name.to_owned(), root: root.0 }, SHARE_TYPE_DISK, 0, access::maximal(share.read_only))
        };
        let session = self.sessions.get_mut(&request.session_id).ok_or(Status::USER_SESSION_DELETED)?;
        if session.trees.len() >= limits::TREES_PER_SESSION_MAX {
            return Err(Status::INSUFFICIENT_RESOURCES);
        }
        session.tree_counter = session.tree_counter.wrapping_add(1).max(1);
        let id = session.tree_counter;
        session.trees.insert(id, tree);
        reply.tree_id = id;
        reply.put_u16(16);
        reply.put_u8(kind);
        reply.put_u8(0);
        reply.put_u32(flags);
        reply.put_u32(0);
        reply.put_u32(maximal);
        Ok(())
    }

    pub(crate) fn tree_disconnect(&mut self, volume: &mut Volume, request: &Request, reply: &mut Reply) -> Outcome<()> {
        request.structure(4)?;
        self.tree(request)?;
        let (session, tree) = (request.session_id, request.tree_id);
        self.close_opens(volume, request.stamp, |open| open.session == session && open.tree == tree);
        if let Some(session) = self.sessions.get_mut(&session) {
            session.trees.remove(&tree);
        }
        reply.put_u16(4);
        reply.put_u16(0);
        Ok(())
    }

    /// The tree a request names (3.3.5.2.11).
    pub(crate) fn tree(&self, request: &Request) -> Outcome<&Tree> {
        let session = self.sessions.get(&request.session_id).ok_or(Status::USER_SESSION_DELETED)?;
        session.trees.get(&request.tree_id).ok_or(Status::NETWORK_NAME_DELETED)
    }

    /// Access the configuration allows through a share now. A share that was taken out of it allows nothing.
    pub(crate) fn share_access(&self, share: &str) -> Outcome<u32> {
        let (_, share) = self.config.share(share).ok_or(Status::NETWORK_NAME_DELETED)?;
        Ok(access::maximal(share.read_only))
    }
}

/// The directory a share's path leads to.
fn share_root(volume: &Volume, path: &str) -> Option<InodeId> {
    path.split(['\\', '/']).filter(|name| !name.is_empty()).try_fold(ROOT, |directory, name| {
        let entry = volume.lookup(directory, name).ok()?;
        (entry.kind == Kind::Directory).then_some(entry.inode)
    })
}
