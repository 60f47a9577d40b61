//! The kernel's interfaces to persistent reservations: `IOC_PR_*` (linux/pr.h) for changing them, SG_IO (scsi/sg.h) with
//! PERSISTENT RESERVE IN (SPC-4 6.15) for reading them.
//!
//! The only module of this crate with `unsafe`: six ioctls. What makes each sound: the structures are `repr(C)` with the
//! fields of the kernel's headers, live until the call returns, and the kernel keeps no pointer to them; the two buffers
//! that SG_IO is given by address outlive it as well and are at least as long as it is told.
#![allow(unsafe_code)]

use crate::reservation::{Key, Reservation};
use nix::errno::Errno;
use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;

/// Write exclusive (linux/pr.h `PR_WRITE_EXCLUSIVE`).
const TYPE: u32 = 1;
/// `PR_FL_IGNORE_KEY`: register whatever key the path had before.
const IGNORE_KEY: u32 = 1;
/// SAM-5 status RESERVATION CONFLICT, which the ioctls return as it is.
const RESERVATION_CONFLICT: i32 = 0x18;

#[repr(C)]
struct PrReservation {
    key: u64,
    kind: u32,
    flags: u32,
}

#[repr(C)]
struct PrRegistration {
    old_key: u64,
    new_key: u64,
    flags: u32,
    pad: u32,
}

#[repr(C)]
struct PrPreempt {
    old_key: u64,
    new_key: u64,
    kind: u32,
    flags: u32,
}

mod ioctl {
    use super::{PrPreempt, PrRegistration, PrReservation, SgIo};
    nix::ioctl_write_ptr!(pr_register, b'p', 200, PrRegistration);
    nix::ioctl_write_ptr!(pr_reserve, b'p', 201, PrReservation);
    nix::ioctl_write_ptr!(pr_release, b'p', 202, PrReservation);
    nix::ioctl_write_ptr!(pr_preempt, b'p', 203, PrPreempt);
    nix::ioctl_readwrite_bad!(sg_io, 0x2285, SgIo);
    nix::ioctl_write_ptr_bad!(sg_scsi_reset, 0x2284, i32);
}

/// What is done to a device's reservations.
#[derive(Clone, Copy, Debug)]
pub enum PrCommand {
    Register { key: Key },
    Unregister { key: Key },
    Reserve { key: Key },
    Release { key: Key },
    Preempt { key: Key, victim: Key },
}

/// The device answered RESERVATION CONFLICT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conflict;

/// Carries a command out, again if the device has to tell something first: none of them does harm twice.
pub fn persistent_reserve_out(file: &File, command: PrCommand) -> io::Result<Result<(), Conflict>> {
    for _ in 0..ATTENTIONS_MAX {
        match send_reserve_out(file, command) {
            Ok(Err(Answer::CheckCondition)) => {}
            Ok(Err(Answer::Conflict)) => return Ok(Err(Conflict)),
            Ok(Ok(())) => return Ok(Ok(())),
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::other(format!("{command:?} ended with SCSI status CHECK CONDITION {ATTENTIONS_MAX} times")))
}

enum Answer {
    Conflict,
    CheckCondition,
}

fn send_reserve_out(file: &File, command: PrCommand) -> io::Result<Result<(), Answer>> {
    let fd = file.as_raw_fd();
    let reservation = |key: Key| PrReservation { key: key.0, kind: TYPE, flags: 0 };
    // SAFETY: see the module; each ioctl gets the structure its number names.
    let status = unsafe {
        match command {
            PrCommand::Register { key } => {
                let registration = PrRegistration { old_key: 0, new_key: key.0, flags: IGNORE_KEY, pad: 0 };
                ioctl::pr_register(fd, &registration)
            }
            PrCommand::Unregister { key } => {
                ioctl::pr_register(fd, &PrRegistration { old_key: key.0, new_key: 0, flags: 0, pad: 0 })
            }
            PrCommand::Reserve { key } => ioctl::pr_reserve(fd, &reservation(key)),
            PrCommand::Release { key } => ioctl::pr_release(fd, &reservation(key)),
            // The kernel's names are those of the command's fields: the old key is the preemptor's own, the new one the
            // victim's (drivers/scsi/sd.c).
            PrCommand::Preempt { key, victim } => {
                let preempt = PrPreempt { old_key: key.0, new_key: victim.0, kind: TYPE, flags: 0 };
                ioctl::pr_preempt(fd, &preempt)
            }
        }
    };
    match status {
        Ok(0) => Ok(Ok(())),
        Ok(RESERVATION_CONFLICT) | Err(Errno::EBADE) => Ok(Err(Answer::Conflict)),
        Ok(status) if status == i32::from(CHECK_CONDITION) => Ok(Err(Answer::CheckCondition)),
        Ok(other) => Err(io::Error::other(format!("{command:?} ended with SCSI status {other:#x}"))),
        Err(Errno::EOPNOTSUPP | Errno::ENOTTY) => {
            Err(io::Error::other("the device has no persistent reservations; a filer needs them"))
        }
        Err(errno) => Err(errno.into()),
    }
}

/// `SG_SCSI_RESET_DEVICE`, with `SG_SCSI_RESET_NO_ESCALATE`: this logical unit and nothing else.
const RESET_UNIT: i32 = 1 | 0x100;

/// LOGICAL UNIT RESET (SAM-5 7.7): ends every command the unit is working on, of every path. Reservations stay.
pub fn reset_unit(file: &File) -> io::Result<()> {
    // SAFETY: see the module; the ioctl reads one int.
    unsafe { ioctl::sg_scsi_reset(file.as_raw_fd(), &RESET_UNIT) }.map(drop).map_err(io::Error::from)
}

/// `struct sg_io_hdr` of scsi/sg.h.
#[repr(C)]
struct SgIo {
    interface_id: i32,
    dxfer_direction: i32,
    cmd_len: u8,
    mx_sb_len: u8,
    iovec_count: u16,
    dxfer_len: u32,
    dxferp: *mut u8,
    cmdp: *mut u8,
    sbp: *mut u8,
    timeout: u32,
    flags: u32,
    pack_id: i32,
    usr_ptr: *mut u8,
    status: u8,
    masked_status: u8,
    msg_status: u8,
    sb_len_wr: u8,
    host_status: u16,
    driver_status: u16,
    resid: i32,
    duration: u32,
    info: u32,
}

/// Longest answer that is read: a header and as many keys as anybody registers.
const ANSWER_BYTES: usize = 8 + 64 * 8;
const SENSE_BYTES: usize = 32;
const PERSISTENT_RESERVE_IN: u8 = 0x5E;
const READ_KEYS: u8 = 0;
const READ_RESERVATION: u8 = 1;
const SG_DXFER_FROM_DEV: i32 = -3;
/// The kernel's own patience with the device; the caller's is the lane's.
const SG_TIMEOUT_MS: u32 = 5000;

/// Times a command is sent again after a unit attention: another path has changed something, or reset the unit (SAM-5 5.14).
const ATTENTIONS_MAX: usize = 4;
const CHECK_CONDITION: u8 = 2;
const UNIT_ATTENTION: u8 = 6;

/// Sends PERSISTENT RESERVE IN, again if the device has to tell something first.
fn persistent_reserve_in(file: &File, action: u8) -> io::Result<[u8; ANSWER_BYTES]> {
    let mut attentions = 0;
    loop {
        match send_reserve_in(file, action)? {
            Ok(answer) => return Ok(answer),
            Err(Refused { attention: true, .. }) if attentions < ATTENTIONS_MAX => attentions += 1,
            Err(Refused { text, .. }) => return Err(io::Error::other(text)),
        }
    }
}

struct Refused {
    attention: bool,
    text: String,
}

fn send_reserve_in(file: &File, action: u8) -> io::Result<Result<[u8; ANSWER_BYTES], Refused>> {
    let mut answer = [0u8; ANSWER_BYTES];
    let mut sense = [0u8; SENSE_BYTES];
    let length = (ANSWER_BYTES as u16).to_be_bytes();
    let mut command = [PERSISTENT_RESERVE_IN, action, 0, 0, 0, 0, 0, length[0], length[1], 0];
    let mut request = SgIo {
        interface_id: i32::from(b'S'),
        dxfer_direction: SG_DXFER_FROM_DEV,
        cmd_len: command.len() as u8,
        mx_sb_len: SENSE_BYTES as u8,
        iovec_count: 0,
        dxfer_len: ANSWER_BYTES as u32,
        dxferp: answer.as_mut_ptr(),
        cmdp: command.as_mut_ptr(),
        sbp: sense.as_mut_ptr(),
        timeout: SG_TIMEOUT_MS,
        flags: 0,
        pack_id: 0,
        usr_ptr: std::ptr::null_mut(),
        status: 0,
        masked_status: 0,
        msg_status: 0,
        sb_len_wr: 0,
        host_status: 0,
        driver_status: 0,
        resid: 0,
        duration: 0,
        info: 0,
    };
    // SAFETY: see the module; the three addresses are those of the arrays above, with their lengths.
    unsafe { ioctl::sg_io(file.as_raw_fd(), &mut request) }.map_err(io::Error::from)?;
    if (request.status, request.host_status) != (0, 0) {
        let SgIo { status, host_status, driver_status, .. } = request;
        // Fixed format (SPC-4 4.5.3): the sense key is the low half of byte 2.
        let attention = status == CHECK_CONDITION && sense[2] & 0xF == UNIT_ATTENTION;
        let text = format!(
            "PERSISTENT RESERVE IN ended with status {status:#x}, host {host_status:#x}, driver {driver_status:#x}, sense {sense:02x?}"
        );
        return Ok(Err(Refused { attention, text }));
    }
    Ok(Ok(answer))
}

/// The registrations and the holder.
pub fn read_reservation(file: &File) -> io::Result<Reservation> {
    let (generation, registered) = decode_keys(&persistent_reserve_in(file, READ_KEYS)?);
    let holder = decode_holder(&persistent_reserve_in(file, READ_RESERVATION)?);
    Ok(Reservation { generation, holder, registered, epoch: None })
}

fn word(bytes: &[u8]) -> u32 {
    bytes.iter().take(4).fold(0, |value, byte| value << 8 | u32::from(*byte))
}

fn key(bytes: &[u8]) -> Key {
    Key(bytes.iter().take(8).fold(0, |value, byte| value << 8 | u64::from(*byte)))
}

/// READ KEYS (SPC-4 6.15.2): PRGENERATION, additional length, keys. A key is listed once for each path that has it.
fn decode_keys(answer: &[u8]) -> (u32, Vec<Key>) {
    let length = (word(&answer[4..]) as usize).min(answer.len() - 8);
    let mut keys: Vec<Key> = answer[8..8 + length].chunks_exact(8).map(key).collect();
    keys.sort_unstable();
    keys.dedup();
    (word(answer), keys)
}

/// READ RESERVATION (SPC-4 6.15.3): nobody holds it if the additional length is 0; else the holder's key comes first.
fn decode_holder(answer: &[u8]) -> Option<Key> {
    (word(&answer[4..]) >= 16).then(|| key(&answer[8..])).filter(|key| key.0 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_a_device_are_read_within_their_length() {
        let mut answer = [0u8; ANSWER_BYTES];
        answer[3] = 7;
        assert_eq!(decode_keys(&answer), (7, vec![]));
        assert_eq!(decode_holder(&answer), None);
        answer[7] = 24;
        answer[8..16].copy_from_slice(&0x0102_0304_0506_0708u64.to_be_bytes());
        answer[16..24].copy_from_slice(&5u64.to_be_bytes());
        answer[24..32].copy_from_slice(&5u64.to_be_bytes());
        assert_eq!(decode_keys(&answer), (7, vec![Key(5), Key(0x0102_0304_0506_0708)]));
        assert_eq!(decode_holder(&answer), Some(Key(0x0102_0304_0506_0708)));
        // A length beyond the answer is no reason to read beyond it.
        answer[4] = 0xFF;
        assert_eq!(decode_keys(&answer).1.len(), 3, "and zero, which the rest is");
    }
}
