//! A card served over a vfio-user socket: the simulated pair of `chassis`.
//!
//! The client is the crate `vfio_user`'s. What it does not do, this module does for it: it waits for ever for a server
//! that does not answer, so connecting runs beside a timeout; a second connection would sit in the server's backlog, so
//! a lock file beside the socket says who has the card; error replies are not looked at, so nothing is sent that a
//! server could refuse; and a message is kept well below a socket buffer, because a short write would go unnoticed.
//!
//! A posted write is a message with a reply, so posting costs a round trip (12 to 20 µs): runs of lines go as one
//! message of up to 16 KiB. That is the price of the transport, not of the card.
//!
//! A handle lives as long as its connection. When the server ends every access fails with [`BusError::Gone`]; opening
//! again is a new handle.

use std::cell::RefCell;
use std::fs::{File, OpenOptions};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::Duration;

use abi::geometry::{BAR0_BYTES, BAR2_BYTES};
use abi::registers::id;
use nix::errno::Errno;
use nix::fcntl::{Flock, FlockArg};
use nix::sys::eventfd::{EfdFlags, EventFd};
use vfio_user::Client;

use crate::bus::ONES;
use crate::dma_space::DmaSpace;
use crate::{holder, BusError, CardBus, DmaAccess, DmaBuffer};

/// Region numbers of a PCI device in VFIO.
const BAR0: u32 = 0;
const BAR2: u32 = 2;
/// Interrupt index of MSI-X in VFIO, and the flags of a request: eventfds follow, for triggering.
const IRQ_MSIX: u32 = 2;
const IRQ_SET_EVENTFD_TRIGGER: u32 = 1 << 2 | 1 << 5;
/// Longest read or write in one message, bytes.
const MESSAGE_BYTES: usize = 16 << 10;
/// Addresses for the card: such as an IOMMU gives.
const IOVAS: std::ops::Range<u64> = 1 << 32..1 << 39;
/// How long a server may take to answer the first messages.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// A card behind a vfio-user socket.
pub struct VfioUserBus {
    client: Client,
    path: PathBuf,
    msix_vectors: u32,
    /// What the server has mapped: kept until it has let go of it.
    memory: DmaSpace,
    _lock: Flock<File>,
}

impl VfioUserBus {
    /// Connects to the card served at `socket`.
    pub fn open(socket: &Path) -> Result<VfioUserBus, BusError> {
        let card = || socket.display().to_string();
        if !socket.exists() {
            return Err(BusError::Missing {
                card: card(),
                why: "there is no such socket; is the process that holds the cards running?".into(),
            });
        }
        let lock = lock(socket)?;
        let client = connect(socket)?;
        for (region, bytes) in [(BAR0, BAR0_BYTES), (BAR2, BAR2_BYTES)] {
            let found = client.region(region).map_or(0, |r| r.size);
            if found != bytes {
                return Err(BusError::Missing {
                    card: card(),
                    why: format!("the device there has a BAR{region} of {found:#x} bytes, a card has {bytes:#x}"),
                });
            }
        }
        let mut bus = VfioUserBus {
            client,
            path: socket.to_owned(),
            msix_vectors: 0,
            memory: DmaSpace::new(vec![IOVAS], 4096),
            _lock: lock,
        };
        // A device without interrupts may not know the index; there is then no vector.
        if bus.read32(abi::registers::id::CAPABILITIES)? & abi::registers::CAPABILITY_MSIX != 0 {
            bus.msix_vectors = bus.client.get_irq_info(IRQ_MSIX).map_err(|e| gone(&bus.path, e))?.count;
        }
        Ok(bus)
    }

    fn read(&mut self, bar: u32, offset: u64, data: &mut [u8]) -> Result<(), BusError> {
        self.client.region_read(bar, offset, data).map_err(|e| gone(&self.path, e))
    }

    /// A card without power in the slot of a server that goes on answers with ones, as a root port does. Ones may be a
    /// value; together with a magic register of ones they are no card.
    fn check_ones(&mut self, all_ones: bool) -> Result<(), BusError> {
        let mut magic = [0; 8];
        if all_ones {
            self.read(BAR0, id::MAGIC.into(), &mut magic)?;
        }
        if magic == [0xFF; 8] {
            return Err(BusError::Gone { card: self.path.display().to_string(), why: ONES.into() });
        }
        Ok(())
    }

    fn write(&mut self, bar: u32, offset: u64, data: &[u8]) -> Result<(), BusError> {
        self.client.region_write(bar, offset, data).map_err(|e| gone(&self.path, e))
    }
}

fn gone(path: &Path, error: vfio_user::Error) -> BusError {
    BusError::Gone { card: path.display().to_string(), why: error.to_string() }
}

/// Takes the lock file beside the socket. The server takes one client at a time and would leave a second one waiting.
fn lock(socket: &Path) -> Result<Flock<File>, BusError> {
    let mut name = socket.as_os_str().to_owned();
    name.push(".lock");
    let os = |source| BusError::Os { what: format!("locking {}", Path::new(&name).display()), source };
    let file = OpenOptions::new().write(true).create(true).truncate(false).open(&name).map_err(os)?;
    Flock::lock(file, FlockArg::LockExclusiveNonblock).map_err(|(file, errno)| {
        // Closed before the question who has it open.
        drop(file);
        match errno {
            Errno::EWOULDBLOCK => {
                BusError::Busy { card: socket.display().to_string(), holder: holder::of(Path::new(&name)) }
            }
            errno => os(errno.into()),
        }
    })
}

/// Connects and exchanges the first messages, but does not wait for a server that has stopped, or serves somebody else.
fn connect(socket: &Path) -> Result<Client, BusError> {
    let (sender, receiver) = mpsc::channel();
    let path = socket.to_owned();
    // If it is too late the client is dropped with the channel, which closes the connection.
    std::thread::spawn(move || sender.send(Client::new(&path)));
    let card = socket.display().to_string();
    match receiver.recv_timeout(CONNECT_TIMEOUT) {
        Ok(Ok(client)) => Ok(client),
        Ok(Err(vfio_user::Error::Connect(error))) => Err(BusError::Missing {
            card,
            why: format!("nobody answers there ({error}); is the process that holds the cards running?"),
        }),
        Ok(Err(error)) => Err(BusError::Missing { card, why: format!("what answers there is not a card ({error})") }),
        Err(mpsc::RecvTimeoutError::Timeout) => Err(BusError::Missing {
            card,
            why: format!(
                "no answer in {} s: another client has the card, or its process is stopped",
                CONNECT_TIMEOUT.as_secs()
            ),
        }),
        Err(mpsc::RecvTimeoutError::Disconnected) => {
            Err(BusError::Missing { card, why: "what answers there breaks the protocol".into() })
        }
    }
}

/// Offset and length are what a server takes: inside the BAR and aligned.
fn check(what: &'static str, offset: u64, bytes: usize, align: u64, bar_bytes: u64) -> Result<(), BusError> {
    let bytes = bytes as u64;
    let inside = offset.checked_add(bytes).is_some_and(|end| end <= bar_bytes);
    if offset % align != 0 || bytes % align != 0 || !inside {
        return Err(BusError::BadAccess { what, offset, bytes });
    }
    Ok(())
}

impl CardBus for VfioUserBus {
    fn read32(&mut self, offset: u32) -> Result<u32, BusError> {
        check("register read", offset.into(), 4, 4, BAR0_BYTES)?;
        let mut data = [0; 4];
        self.read(BAR0, offset.into(), &mut data)?;
        self.check_ones(data == [0xFF; 4])?;
        Ok(u32::from_le_bytes(data))
    }

    fn write32(&mut self, offset: u32, value: u32) -> Result<(), BusError> {
        check("register write", offset.into(), 4, 4, BAR0_BYTES)?;
        self.write(BAR0, offset.into(), &value.to_le_bytes())
    }

    fn read64(&mut self, offset: u32) -> Result<u64, BusError> {
        check("register read", offset.into(), 8, 8, BAR0_BYTES)?;
        let mut data = [0; 8];
        self.read(BAR0, offset.into(), &mut data)?;
        self.check_ones(data == [0xFF; 8])?;
        Ok(u64::from_le_bytes(data))
    }

    fn write64(&mut self, offset: u32, value: u64) -> Result<(), BusError> {
        check("register write", offset.into(), 8, 8, BAR0_BYTES)?;
        self.write(BAR0, offset.into(), &value.to_le_bytes())
    }

    fn post(&mut self, offset: u64, data: &[u8]) -> Result<(), BusError> {
        check("post", offset, data.len(), 8, BAR2_BYTES)?;
        for (i, chunk) in data.chunks(MESSAGE_BYTES).enumerate() {
            self.write(BAR2, offset + (i * MESSAGE_BYTES) as u64, chunk)?;
        }
        Ok(())
    }

    fn read_block(&mut self, offset: u64, data: &mut [u8]) -> Result<(), BusError> {
        check("block read", offset, data.len(), 8, BAR2_BYTES)?;
        for (i, chunk) in data.chunks_mut(MESSAGE_BYTES).enumerate() {
            self.read(BAR2, offset + (i * MESSAGE_BYTES) as u64, chunk)?;
        }
        // A card that went while it was read is still gone at the last word.
        self.check_ones(data.last_chunk::<8>().is_some_and(|word| word == &[0xFF; 8]))
    }

    fn dma_buffer(&mut self, bytes: usize, _access: DmaAccess) -> Result<DmaBuffer, BusError> {
        let VfioUserBus { client, memory, path, .. } = self;
        let client = RefCell::new(client);
        let map = |buffer: &DmaBuffer| {
            let (iova, length) = (buffer.iova(), buffer.bytes() as u64);
            // The client maps everything for reading and writing.
            client.borrow_mut().dma_map(0, iova, length, buffer.fd().as_raw_fd()).map_err(|e| gone(path, e))
        };
        let unmap = |buffer: &DmaBuffer| {
            let ended = client.borrow_mut().dma_unmap(buffer.iova(), buffer.bytes() as u64);
            ended.map_err(std::io::Error::other)
        };
        memory.allocate(bytes, map, unmap)
    }

    fn interrupt(&mut self, vector: u32) -> Result<OwnedFd, BusError> {
        if vector >= self.msix_vectors {
            return Err(BusError::Unsupported {
                what: "that interrupt vector",
                why: "the card has fewer; poll the watermarks",
            });
        }
        let os = |errno: Errno| BusError::Os { what: "making an eventfd".into(), source: errno.into() };
        let event = EventFd::from_flags(EfdFlags::EFD_CLOEXEC | EfdFlags::EFD_NONBLOCK).map_err(os)?;
        let fd = event.as_fd().as_raw_fd();
        self.client.set_irqs(IRQ_MSIX, IRQ_SET_EVENTFD_TRIGGER, vector, 1, &[fd]).map_err(|e| gone(&self.path, e))?;
        Ok(event.into())
    }

    fn reset(&mut self) -> Result<(), BusError> {
        // `Client::resettable` says the opposite of what the server said; a card is always resettable.
        self.client.reset().map_err(|e| gone(&self.path, e))
    }
}

impl Drop for VfioUserBus {
    /// Lets the server go on to the next client. It forgets what this one had mapped, as it has to when a client dies.
    fn drop(&mut self) {
        // A connection that is closed already is what is wanted.
        let _ = self.client.shutdown();
    }
}
