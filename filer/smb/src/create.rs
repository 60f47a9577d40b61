//! CREATE (MS-SMB2 3.3.5.9; the rules of opening MS-FSA 2.1.5.1).

use std::collections::BTreeSet;

use volume::{InodeId, Kind, Metadata, MetadataChange, Volume, VolumeError};

use crate::access;
use crate::directory::Listing;
use crate::dispatch::Request;
use crate::info::{self, ATTRIBUTES_KEPT, ATTRIBUTE_ARCHIVE, ATTRIBUTE_HIDDEN, ATTRIBUTE_READONLY, ATTRIBUTE_SYSTEM};
use crate::limits;
use crate::name::Path;
use crate::open::{volume_status, Open, OpenFile, Target};
use crate::pipe::{Pipe, PIPE_NAME};
use crate::server::Server;
use crate::set_info::deletable;
use crate::status::{Outcome, Status};
use crate::tree::Tree;
use crate::wire::{utf16, Put, Reader, Reply, HEADER_BYTES};

/// CreateDisposition.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Disposition {
    Supersede,
    Open,
    Create,
    OpenIf,
    Overwrite,
    OverwriteIf,
}

impl Disposition {
    fn from_wire(value: u32) -> Outcome<Disposition> {
        match value {
            0 => Ok(Disposition::Supersede),
            1 => Ok(Disposition::Open),
            2 => Ok(Disposition::Create),
            3 => Ok(Disposition::OpenIf),
            4 => Ok(Disposition::Overwrite),
            5 => Ok(Disposition::OverwriteIf),
            _ => Err(Status::INVALID_PARAMETER),
        }
    }

    /// What is there already is emptied.
    fn replaces(self) -> bool {
        matches!(self, Disposition::Supersede | Disposition::Overwrite | Disposition::OverwriteIf)
    }
}

// CreateOptions.
const DIRECTORY_FILE: u32 = 0x0000_0001;
const NON_DIRECTORY_FILE: u32 = 0x0000_0040;
const CREATE_TREE_CONNECTION: u32 = 0x0000_0080;
const DELETE_ON_CLOSE: u32 = 0x0000_1000;
const OPEN_BY_FILE_ID: u32 = 0x0000_2000;
const RESERVE_OPFILTER: u32 = 0x0010_0000;
const OPTIONS_INVALID: u32 = 0xFF00_0000;
/// What FileModeInformation shows of the options.
const OPTIONS_IN_MODE: u32 = 0x0000_103E;
const SHARE_ACCESS_VALID: u32 = access::SHARE_READ | access::SHARE_WRITE | access::SHARE_DELETE;
const IMPERSONATION_LEVEL_MAX: u32 = 3;

// CreateAction.
const SUPERSEDED: u32 = 0;
const OPENED: u32 = 1;
const CREATED: u32 = 2;
const OVERWRITTEN: u32 = 3;

/// Offset of the contexts in the response.
const CONTEXTS_OFFSET: u32 = HEADER_BYTES as u32 + 88;
const CONTEXTS_MAX: usize = 32;

/// The fixed fields of the request.
struct Fields {
    access: u32,
    attributes: u32,
    share: u32,
    disposition: Disposition,
    options: u32,
}

/// The create contexts that are answered (MS-SMB2 2.2.13.2); others are ignored.
#[derive(Default)]
struct Contexts {
    maximal_access: bool,
    disk_id: bool,
}

/// What opening the name came to.
struct Opened {
    inode: InodeId,
    kind: Kind,
    access: u32,
    action: u32,
    parent: InodeId,
    name: String,
}

fn read_fields(request: &Request) -> Outcome<Fields> {
    let reader = request.reader;
    if reader.u32(HEADER_BYTES + 4)? > IMPERSONATION_LEVEL_MAX {
        return Err(Status::BAD_IMPERSONATION_LEVEL);
    }
    let fields = Fields {
        access: reader.u32(HEADER_BYTES + 24)?,
        attributes: reader.u32(HEADER_BYTES + 28)?,
        share: reader.u32(HEADER_BYTES + 32)?,
        disposition: Disposition::from_wire(reader.u32(HEADER_BYTES + 36)?)?,
        options: reader.u32(HEADER_BYTES + 40)?,
    };
    // Impossible rights come before everything else.
    access::grant(fields.access, u32::MAX)?;
    let both_kinds = DIRECTORY_FILE | NON_DIRECTORY_FILE;
    if fields.share & !SHARE_ACCESS_VALID != 0
        || fields.options & OPTIONS_INVALID != 0
        || fields.options & both_kinds == both_kinds
        || (fields.options & DIRECTORY_FILE != 0 && fields.disposition.replaces())
        || fields.attributes & !info::ATTRIBUTES_VALID != 0
    {
        return Err(Status::INVALID_PARAMETER);
    }
    if fields.options & (CREATE_TREE_CONNECTION | OPEN_BY_FILE_ID | RESERVE_OPFILTER) != 0 {
        return Err(Status::NOT_SUPPORTED);
    }
    Ok(fields)
}

fn read_contexts(request: &Request) -> Outcome<Contexts> {
    let reader = request.reader;
    let offset = reader.u32(HEADER_BYTES + 48)? as usize;
    let length = reader.u32(HEADER_BYTES + 52)? as usize;
    let mut rest = reader.part(offset, length)?;
    let mut contexts = Contexts::default();
    for _ in 0..CONTEXTS_MAX {
        if rest.is_empty() {
            break;
        }
        let context = Reader::new(rest);
        let next = context.u32(0)? as usize;
        let name = context.slice(context.u16(4)?.into(), context.u16(6)?.into())?;
        let data = context.part(context.u16(10)?.into(), context.u32(12)? as usize)?;
        match name {
            b"MxAc" if data.is_empty() || data.len() == 8 => contexts.maximal_access = true,
            b"MxAc" => return Err(Status::INVALID_PARAMETER),
            [] | [_] | [_, _] | [_, _, _] => return Err(Status::INVALID_PARAMETER),
            b"QFid" => contexts.disk_id = true,
            // Extended attributes to set at creation: there are none here.
            b"ExtA" if !data.is_empty() => return Err(Status::EAS_NOT_SUPPORTED),
            // A previous version: there are none; and handles to reconnect to: none is durable.
            b"TWrp" | b"DHnC" | b"DH2C" => return Err(Status::OBJECT_NAME_NOT_FOUND),
            _ => {}
        }
        if next == 0 {
            break;
        }
        rest = rest.get(next..).ok_or(Status::INVALID_PARAMETER)?;
    }
    Ok(contexts)
}

impl Server {
    pub(crate) fn create(&mut self, volume: &mut Volume, request: &Request, reply: &mut Reply) -> Outcome<()> {
        request.structure(57)?;
        let reader = request.reader;
        let name_offset = usize::from(reader.u16(HEADER_BYTES + 44)?);
        let name_length = usize::from(reader.u16(HEADER_BYTES + 46)?);
        let name = utf16(reader.part(name_offset, name_length)?).ok_or(Status::OBJECT_NAME_INVALID)?;
        let pipes = matches!(self.tree(request)?, Tree::Pipes);
        self.check_open_limits(request)?;
        if pipes {
            return self.create_pipe(&name, request, reply);
        }
        let fields = read_fields(request)?;
        let contexts = read_contexts(request)?;
        let opened = self.open_name(volume, &name, &fields, request)?;
        let metadata = volume.metadata(opened.inode).map_err(volume_status)?;
        volume.hold(opened.inode).map_err(volume_status)?;

        let id = self.next_id();
        let inode = opened.inode.0;
        let file = self.files.entry(inode).or_insert_with(|| OpenFile {
            parent: opened.parent.0,
            name: opened.name,
            opens: BTreeSet::new(),
            delete_pending: false,
            locks: Vec::new(),
        });
        file.opens.insert(id);
        let target = match opened.kind {
            Kind::File => Target::File { inode },
            Kind::Directory => Target::Directory { inode, listing: Listing::default() },
        };
        let open = Open {
            session: request.session_id,
            tree: request.tree_id,
            target,
            access: opened.access,
            share: fields.share,
            delete_on_close: fields.options & DELETE_ON_CLOSE != 0,
            position: 0,
            mode: fields.options & OPTIONS_IN_MODE,
            sticky_write_time: false,
        };
        self.insert_open(id, open);
        reply.file_id = Some(id);
        write_response(reply, id, opened.action, Some(&metadata));
        let (_, allowed) = self.disk_tree(request)?;
        write_contexts(reply, &contexts, allowed, opened.inode, volume.volume_id());
        Ok(())
    }

    fn check_open_limits(&self, request: &Request) -> Outcome<()> {
        let session = self.sessions.get(&request.session_id).ok_or(Status::USER_SESSION_DELETED)?;
        if session.opens >= limits::OPENS_PER_SESSION_MAX || self.opens.len() >= limits::OPENS_MAX {
            return Err(Status::TOO_MANY_OPENED_FILES);
        }
        Ok(())
    }

    fn insert_open(&mut self, id: u64, open: Open) {
        if let Some(session) = self.sessions.get_mut(&open.session) {
            session.opens += 1;
        }
        self.opens.insert(id, open);
    }

    fn create_pipe(&mut self, name: &str, request: &Request, reply: &mut Reply) -> Outcome<()> {
        if !name.trim_start_matches('\\').eq_ignore_ascii_case(PIPE_NAME) {
            return Err(Status::OBJECT_NAME_NOT_FOUND);
        }
        let is_pipe_of_session =
            |open: &&Open| open.session == request.session_id && matches!(open.target, Target::Pipe(_));
        if self.opens.values().filter(is_pipe_of_session).count() >= limits::PIPES_PER_SESSION_MAX {
            return Err(Status::TOO_MANY_OPENED_FILES);
        }
        let access = access::grant(request.reader.u32(HEADER_BYTES + 24)?, access::PIPE_ALL)?;
        let id = self.next_id();
        let open = Open {
            session: request.session_id,
            tree: request.tree_id,
            target: Target::Pipe(Pipe::default()),
            access,
            share: SHARE_ACCESS_VALID,
            delete_on_close: false,
            position: 0,
            mode: 0,
            sticky_write_time: false,
        };
        self.insert_open(id, open);
        reply.file_id = Some(id);
        write_response(reply, id, OPENED, None);
        reply.put_u64(0);
        Ok(())
    }

    /// Finds, makes or empties the file, after every check: a refused CREATE has changed nothing.
    fn open_name(&mut self, volume: &mut Volume, name: &str, fields: &Fields, request: &Request) -> Outcome<Opened> {
        let (root, allowed) = self.disk_tree(request)?;
        let access = access::grant(fields.access, allowed)?;
        if fields.options & DELETE_ON_CLOSE != 0 && access & access::DELETE == 0 {
            return Err(Status::INVALID_PARAMETER);
        }
        if fields.disposition.replaces() && allowed & access::WRITE_DATA == 0 {
            return Err(Status::ACCESS_DENIED);
        }
        let path = Path::parse(name)?;
        if path.name.is_empty() {
            return self.open_existing(volume, root, (InodeId(0), String::new()), fields, access, request);
        }
        let parent = path.directory(volume, root)?;
        match volume.lookup(parent, path.name) {
            Ok(entry) => self.open_existing(volume, entry.inode, (parent, entry.name), fields, access, request),
            Err(VolumeError::NotFound) => self.make(volume, parent, path.name, fields, access, allowed, request),
            Err(error) => Err(volume_status(error)),
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn make(
        &mut self,
        volume: &mut Volume,
        parent: InodeId,
        name: &str,
        fields: &Fields,
        access: u32,
        allowed: u32,
        request: &Request,
    ) -> Outcome<Opened> {
        if matches!(fields.disposition, Disposition::Open | Disposition::Overwrite) {
            return Err(Status::OBJECT_NAME_NOT_FOUND);
        }
        if allowed & access::WRITE_DATA == 0 {
            return Err(Status::ACCESS_DENIED);
        }
        // A directory that is about to go takes no new names.
        if self.files.get(&parent.0).is_some_and(|directory| directory.delete_pending) {
            return Err(Status::DELETE_PENDING);
        }
        let attributes = fields.attributes & ATTRIBUTES_KEPT;
        if fields.options & DELETE_ON_CLOSE != 0 && attributes & ATTRIBUTE_READONLY != 0 {
            return Err(Status::CANNOT_DELETE);
        }
        let now = request.stamp.utc;
        let (made, kind) = if fields.options & DIRECTORY_FILE != 0 {
            (volume.make_directory(parent, name, attributes, now), Kind::Directory)
        } else {
            (volume.create_file(parent, name, attributes | ATTRIBUTE_ARCHIVE, now), Kind::File)
        };
        let inode = made.map_err(volume_status)?;
        Ok(Opened { inode, kind, access, action: CREATED, parent, name: name.to_owned() })
    }

    fn open_existing(
        &mut self,
        volume: &mut Volume,
        inode: InodeId,
        (parent, name): (InodeId, String),
        fields: &Fields,
        mut access: u32,
        request: &Request,
    ) -> Outcome<Opened> {
        let metadata = volume.metadata(inode).map_err(volume_status)?;
        if self.files.get(&inode.0).is_some_and(|file| file.delete_pending) {
            return Err(Status::DELETE_PENDING);
        }
        if fields.disposition == Disposition::Create {
            return Err(Status::OBJECT_NAME_COLLISION);
        }
        match metadata.kind {
            Kind::Directory if fields.options & NON_DIRECTORY_FILE != 0 || fields.disposition.replaces() => {
                return Err(Status::FILE_IS_A_DIRECTORY);
            }
            Kind::File if fields.options & DIRECTORY_FILE != 0 => return Err(Status::NOT_A_DIRECTORY),
            _ => {}
        }
        // A read-only file cannot be opened for writing; "as much as possible" then means without it.
        const WRITING: u32 = access::WRITE_DATA | access::APPEND_DATA;
        if metadata.kind == Kind::File && metadata.attributes & ATTRIBUTE_READONLY != 0 {
            let explicit = fields.access & !access::MAXIMUM_ALLOWED | access::SYNCHRONIZE;
            let explicit = access::grant(explicit, u32::MAX)?;
            if explicit & WRITING != 0 || fields.disposition.replaces() {
                return Err(Status::ACCESS_DENIED);
            }
            access &= !WRITING;
        }
        if fields.options & DELETE_ON_CLOSE != 0 {
            if parent == InodeId(0) {
                return Err(Status::CANNOT_DELETE);
            }
            // Whether a directory is empty counts when it is closed.
            if metadata.kind == Kind::File {
                deletable(volume, &metadata)?;
            }
        }
        if fields.disposition.replaces() {
            let hides = metadata.attributes & (ATTRIBUTE_HIDDEN | ATTRIBUTE_SYSTEM);
            if hides & !fields.attributes != 0 {
                return Err(Status::ACCESS_DENIED);
            }
        }
        let for_sharing = if fields.disposition.replaces() { access | access::WRITE_DATA } else { access };
        self.check_sharing(inode, for_sharing, fields.share)?;
        let action = self.replace(volume, &metadata, fields, request)?;
        Ok(Opened { inode, kind: metadata.kind, access, action, parent, name })
    }

    pub(crate) fn check_sharing(&self, inode: InodeId, access: u32, share: u32) -> Outcome<()> {
        let Some(file) = self.files.get(&inode.0) else { return Ok(()) };
        let others = file.opens.iter().filter_map(|id| self.opens.get(id));
        for other in others {
            if !access::compatible(access, share, other.access, other.share) {
                return Err(Status::SHARING_VIOLATION);
            }
        }
        Ok(())
    }

    /// Empties the file if the disposition says so, and gives the action for the response.
    fn replace(
        &mut self,
        volume: &mut Volume,
        metadata: &Metadata,
        fields: &Fields,
        request: &Request,
    ) -> Outcome<u32> {
        if !fields.disposition.replaces() {
            return Ok(OPENED);
        }
        let now = request.stamp.utc;
        volume.set_end(metadata.inode, 0, now).map_err(volume_status)?;
        let attributes = (fields.attributes & ATTRIBUTES_KEPT) | ATTRIBUTE_ARCHIVE;
        let change = MetadataChange { attributes: Some(attributes), modified: Some(now), ..MetadataChange::default() };
        volume.set_metadata(metadata.inode, &change, now).map_err(volume_status)?;
        Ok(if fields.disposition == Disposition::Supersede { SUPERSEDED } else { OVERWRITTEN })
    }
}

/// The response without contexts; their offset and length, the last fields, are left to the caller.
fn write_response(reply: &mut Reply, id: u64, action: u32, metadata: Option<&Metadata>) {
    reply.put_u16(89);
    // No oplock, whatever was asked for.
    reply.put_u8(0);
    reply.put_u8(0);
    reply.put_u32(action);
    match metadata {
        Some(metadata) => {
            info::put_times(reply, metadata);
            info::put_sizes(reply, metadata);
            reply.put_u32(info::attributes(metadata));
        }
        None => {
            reply.put_zeros(48);
            reply.put_u32(info::ATTRIBUTE_NORMAL);
        }
    }
    reply.put_u32(0);
    reply.put_u64(id);
    reply.put_u64(id);
}

fn write_contexts(reply: &mut Reply, contexts: &Contexts, allowed: u32, inode: InodeId, volume_id: u64) {
    let mut answers: Vec<([u8; 4], Vec<u8>)> = Vec::new();
    if contexts.maximal_access {
        let mut data = Vec::new();
        data.put_u32(Status::SUCCESS.0);
        data.put_u32(allowed);
        answers.push((*b"MxAc", data));
    }
    if contexts.disk_id {
        let mut data = Vec::new();
        data.put_u64(inode.0);
        data.put_u64(volume_id);
        data.put_zeros(16);
        answers.push((*b"QFid", data));
    }
    if answers.is_empty() {
        reply.put_u64(0);
        return;
    }
    reply.put_u32(CONTEXTS_OFFSET);
    let length_field = reply.len();
    reply.put_u32(0);
    let start = reply.len();
    let count = answers.len();
    for (i, (name, data)) in answers.into_iter().enumerate() {
        // Next, NameOffset, NameLength, Reserved, DataOffset, DataLength, name, padding, data.
        let size = 24 + data.len();
        let next = if i + 1 < count { size.next_multiple_of(8) } else { 0 };
        reply.put_u32(next as u32);
        reply.put_u16(16);
        reply.put_u16(4);
        reply.put_u16(0);
        reply.put_u16(24);
        reply.put_u32(data.len() as u32);
        reply.put(&name);
        reply.put_u32(0);
        reply.put(&data);
        if next != 0 {
            reply.align(8);
        }
    }
    let length = reply.len() - start;
    reply.patch_u32(length_field, length as u32);
}
