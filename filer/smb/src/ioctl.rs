//! IOCTL (MS-SMB2 3.3.5.15): the few control codes clients cannot do without.

use volume::Volume;

use crate::dispatch::Request;
use crate::open::Target;
use crate::server::Server;
use crate::status::{Outcome, Status};
use crate::wire::{Put, Reply, HEADER_BYTES};

const FLAG_IS_FSCTL: u32 = 0x0000_0001;

const FSCTL_DFS_GET_REFERRALS: u32 = 0x0006_0194;
const FSCTL_DFS_GET_REFERRALS_EX: u32 = 0x0006_01B0;
const FSCTL_CREATE_OR_GET_OBJECT_ID: u32 = 0x0009_00C0;
const FSCTL_PIPE_WAIT: u32 = 0x0011_0018;
const FSCTL_PIPE_TRANSCEIVE: u32 = 0x0011_C017;
const FSCTL_VALIDATE_NEGOTIATE_INFO: u32 = 0x0014_0204;

const OUTPUT_OFFSET: u32 = HEADER_BYTES as u32 + 48;
const FILE_ID_OFFSET: usize = HEADER_BYTES + 8;

impl Server {
    pub(crate) fn ioctl(&mut self, volume: &mut Volume, request: &Request, reply: &mut Reply) -> Outcome<()> {
        request.structure(57)?;
        let reader = request.reader;
        let code = reader.u32(HEADER_BYTES + 4)?;
        let input_offset = reader.u32(HEADER_BYTES + 24)? as usize;
        let input_count = reader.u32(HEADER_BYTES + 28)?;
        let output_bytes_max = reader.u32(HEADER_BYTES + 44)?;
        let flags = reader.u32(HEADER_BYTES + 48)?;
        self.tree(request)?;
        if flags & FLAG_IS_FSCTL == 0 {
            return Err(Status::NOT_SUPPORTED);
        }
        request.paid(input_count.max(output_bytes_max))?;
        let input = reader.part(input_offset, input_count as usize)?;
        let (output, more) = match code {
            FSCTL_VALIDATE_NEGOTIATE_INFO => {
                let output = self.validate_negotiate(request, input, reply)?;
                if output.len() > output_bytes_max as usize {
                    return Err(Status::INVALID_PARAMETER);
                }
                (output, false)
            }
            FSCTL_DFS_GET_REFERRALS | FSCTL_DFS_GET_REFERRALS_EX => return Err(Status::FS_DRIVER_REQUIRED),
            FSCTL_CREATE_OR_GET_OBJECT_ID => {
                let (_, open) = self.open_of(request, reply, FILE_ID_OFFSET)?;
                let inode = open.inode()?;
                if output_bytes_max < 64 {
                    return Err(Status::BUFFER_TOO_SMALL);
                }
                // FILE_OBJECTID_BUFFER (MS-FSCC 2.1.3): both numbers are for good, so together they are the id.
                let mut id = Vec::with_capacity(64);
                for number in [volume.volume_id(), inode.0, volume.volume_id(), 0, volume.volume_id(), inode.0, 0, 0] {
                    id.put_u64(number);
                }
                (id, false)
            }
            FSCTL_PIPE_WAIT => return Err(Status::OBJECT_NAME_NOT_FOUND),
            FSCTL_PIPE_TRANSCEIVE => {
                let (id, open) = self.open_of(request, reply, FILE_ID_OFFSET)?;
                if !matches!(open.target, Target::Pipe(_)) {
                    return Err(Status::INVALID_DEVICE_REQUEST);
                }
                self.write_pipe(id, input)?;
                self.take_from_pipe(id, output_bytes_max as usize)?
            }
            _ => {
                self.open_of(request, reply, FILE_ID_OFFSET)?;
                return Err(Status::INVALID_DEVICE_REQUEST);
            }
        };
        if more {
            reply.status = Status::BUFFER_OVERFLOW;
        }
        reply.put_u16(49);
        reply.put_u16(0);
        reply.put_u32(code);
        reply.put(reader.slice(FILE_ID_OFFSET, 16)?);
        reply.put_u32(OUTPUT_OFFSET);
        reply.put_u32(0);
        reply.put_u32(OUTPUT_OFFSET);
        reply.put_u32(output.len() as u32);
        reply.put_u32(0);
        reply.put_u32(0);
        reply.put(&output);
        Ok(())
    }
}
