//! A Linux TAP device with `IFF_VNET_HDR` and the offloads that let one frame carry up to 64 KiB.

use std::ffi::CString;
use std::fs::{File, OpenOptions};
use std::io::{self, IoSlice, Read};
use std::os::fd::{AsFd, AsRawFd, BorrowedFd};
use std::os::unix::fs::OpenOptionsExt;

use nix::sys::uio::writev;

/// A frame is at most this long: virtio_net_hdr, Ethernet header with VLAN tag, largest IP packet.
pub const FRAME_BYTES_MAX: usize = crate::VNET_HEADER_BYTES + 18 + 65_535;

const TUN_DEVICE: &str = "/dev/net/tun";

/// Why a TAP device could not be used.
#[derive(Debug, thiserror::Error)]
pub enum TapError {
    /// The name does not fit.
    #[error("TAP device name {0:?} must have 1 to 15 bytes and no NUL")]
    Name(String),
    /// `/dev/net/tun` cannot be opened.
    #[error("{TUN_DEVICE}: {0}; load the module tun, and run as root or with access to the device")]
    Device(io::Error),
    /// The interface refused.
    #[error(
        "TAP device {name}: {step}: {source}; is it in use, or not made with `ip tuntap add {name} mode tap vnet_hdr`?"
    )]
    Interface {
        /// Name of the interface.
        name: String,
        /// The step that failed.
        step: &'static str,
        /// The error.
        source: io::Error,
    },
}

/// An open TAP device. It is attached until dropped; if it did not exist, it exists only so long.
#[derive(Debug)]
pub struct Tap {
    file: File,
    /// Frames the device refused for another reason than being full.
    refused: u64,
}

impl Tap {
    /// Attaches to the interface `name`, and makes it if it does not exist. Reads and writes do not block.
    pub fn open(name: &str) -> Result<Tap, TapError> {
        let c_name = CString::new(name).map_err(|_| TapError::Name(name.to_owned()))?;
        if name.is_empty() || name.len() >= libc::IFNAMSIZ {
            return Err(TapError::Name(name.to_owned()));
        }
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .custom_flags(libc::O_NONBLOCK | libc::O_CLOEXEC)
            .open(TUN_DEVICE)
            .map_err(TapError::Device)?;
        let failed = |step| move |source| TapError::Interface { name: name.to_owned(), step, source };
        ioctl::attach(&file, &c_name).map_err(failed("attach (TUNSETIFF)"))?;
        ioctl::set_vnet_header_bytes(&file, crate::VNET_HEADER_BYTES as i32)
            .map_err(failed("set header size (TUNSETVNETHDRSZ)"))?;
        ioctl::set_offloads(&file).map_err(failed("set offloads (TUNSETOFFLOAD)"))?;
        Ok(Tap { file, refused: 0 })
    }

    /// Reads one frame into `frame` ([`FRAME_BYTES_MAX`] bytes), virtio_net_hdr in front, and returns its length;
    /// `None` when there is none. A frame that is longer is cut off, which its IP header tells.
    pub fn receive(&mut self, frame: &mut [u8]) -> io::Result<Option<usize>> {
        loop {
            match self.file.read(frame) {
                Ok(length) => return Ok(Some(length)),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(None),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // EIO: the interface is down. Nothing is to be received until it is up.
                Err(error) if error.raw_os_error() == Some(libc::EIO) => return Ok(None),
                Err(error) => return Err(error),
            }
        }
    }

    /// Writes one frame. False when the device has no room now. A frame that the device refuses is lost, as on any
    /// network, and counted.
    pub fn send(&mut self, frame: &[IoSlice<'_>]) -> bool {
        loop {
            match writev(&self.file, frame) {
                Ok(_) => return true,
                Err(nix::errno::Errno::EAGAIN | nix::errno::Errno::ENOBUFS) => return false,
                Err(nix::errno::Errno::EINTR) => {}
                Err(_) => {
                    self.refused += 1;
                    return true;
                }
            }
        }
    }

    /// Frames the device refused, for example because the interface is down.
    pub fn refused(&self) -> u64 {
        self.refused
    }
}

impl AsFd for Tap {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.file.as_fd()
    }
}

/// The three ioctls of `uapi/linux/if_tun.h`, and why calling them is sound: each gets an open file descriptor, which
/// `&File` guarantees, and either a pointer to a live, initialised value of the type the kernel reads and writes, or a
/// plain number. The kernel keeps no pointer after the call.
#[allow(unsafe_code)]
mod ioctl {
    use super::*;

    nix::ioctl_readwrite_bad!(tun_set_iff, nix::request_code_write!(b'T', 202, 4), libc::ifreq);
    nix::ioctl_write_int_bad!(tun_set_offload, nix::request_code_write!(b'T', 208, 4));
    nix::ioctl_write_ptr_bad!(tun_set_vnet_hdr_sz, nix::request_code_write!(b'T', 216, 4), libc::c_int);

    pub fn attach(file: &File, name: &CString) -> io::Result<()> {
        let mut request = libc::ifreq {
            ifr_name: [0; libc::IFNAMSIZ],
            ifr_ifru: libc::__c_anonymous_ifr_ifru {
                ifru_flags: (libc::IFF_TAP | libc::IFF_NO_PI | libc::IFF_VNET_HDR) as libc::c_short,
            },
        };
        for (to, from) in request.ifr_name.iter_mut().zip(name.as_bytes()) {
            *to = *from as libc::c_char;
        }
        // SAFETY: see the module; `request` is a whole `ifreq`, its name is terminated (the caller checked the length).
        unsafe { tun_set_iff(file.as_raw_fd(), &mut request) }?;
        Ok(())
    }

    pub fn set_vnet_header_bytes(file: &File, bytes: i32) -> io::Result<()> {
        // SAFETY: see the module; the kernel reads one int.
        unsafe { tun_set_vnet_hdr_sz(file.as_raw_fd(), &bytes) }?;
        Ok(())
    }

    pub fn set_offloads(file: &File) -> io::Result<()> {
        let offloads = libc::TUN_F_CSUM | libc::TUN_F_TSO4 | libc::TUN_F_TSO6;
        // SAFETY: see the module; the argument is a number.
        unsafe { tun_set_offload(file.as_raw_fd(), offloads as libc::c_int) }?;
        Ok(())
    }
}
