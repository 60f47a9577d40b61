//! Mailboxes, reservations and opening of volumes, on a thread of their own: a disk that hangs delays neither clients
//! nor heartbeats, only what waits for that disk.
//!
//! One handle per disk serves mailboxes and volume, because a registration belongs to a handle: a second handle of the
//! same node would take it away from the first. The volume writes through a [`Gate`], which the event loop can shut at
//! any moment (M8), while mailboxes stay writable.

use crate::config::{Config, Name};
use crate::secret::PairKey;
use cluster::{DiskIndex, DiskResult, DiskView, Epoch, Holder, Identity, Slot};
use disk::mailbox::{self, SlotKind};
use disk::{BlockDisk, Disk, DiskError, Key, Reservation, ShelfDisk};
use nix::sys::eventfd::{EfdFlags, EventFd};
use std::os::fd::{AsFd, BorrowedFd};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{channel, sync_channel, Receiver, SyncSender, TrySendError};
use std::sync::Arc;
use std::time::Duration;
use volume::{ConsistencyPoint, OpenOptions, Volume, VolumeError};

/// How long one call to a disk may take.
const DISK_TIMEOUT: Duration = Duration::from_secs(2);
/// Flushing what a consistency point wrote may take long on a busy disk; a mailbox that takes as long counts as failed.
const VOLUME_WRITE_TIMEOUT: Duration = Duration::from_secs(30);
/// Jobs that may wait. The cluster machine has at most a few under way for each identity.
const WAITING_MAX: usize = 64;

/// Work for the thread.
pub enum Job {
    /// Read holder and slots of all disks of an identity.
    Read(Identity),
    /// Write a slot on some disks, in this order.
    Write { identity: Identity, slot: Slot, bytes: Vec<u8>, epoch: Epoch, disks: Vec<DiskIndex> },
    /// Take the reservations, whoever holds them.
    Reserve(Identity, Vec<DiskIndex>),
    /// Give them up.
    Release(Identity, Vec<DiskIndex>),
    /// Open the volume of an identity.
    Open(Identity),
}

/// What became of it.
pub enum Done {
    /// Of [`Job::Read`].
    Read(Identity, Vec<Option<DiskView>>),
    /// Of [`Job::Write`], one for each disk.
    Written { identity: Identity, slot: Slot, disk: DiskIndex, result: DiskResult },
    /// Of [`Job::Reserve`].
    Reserved(Identity, Vec<(DiskIndex, DiskResult)>),
    /// Of [`Job::Open`].
    Opened(Identity, Box<Result<(Volume, ConsistencyPoint), VolumeError>>),
}

/// The disks of one identity as one node sees them.
pub struct Disks {
    handles: Vec<Option<Arc<dyn Disk>>>,
    gate: Arc<Gate>,
}

/// The thread, seen from the event loop.
pub struct Storage {
    jobs: SyncSender<Job>,
    done: Receiver<Done>,
    wake: Arc<EventFd>,
    gates: [Option<Arc<Gate>>; 2],
    overflow: std::collections::VecDeque<Job>,
}

/// A disk that lets writes through only while it is open.
pub struct Gate {
    disk: Arc<dyn Disk>,
    open: AtomicBool,
}

impl Gate {
    /// Lets writes through, or not.
    pub fn set_open(&self, open: bool) {
        self.open.store(open, Ordering::SeqCst);
    }

    /// The epoch of the volume's writes.
    pub fn set_epoch(&self, epoch: Epoch) {
        self.disk.set_epoch(disk::Epoch(epoch.0));
    }

    fn check(&self) -> Result<(), DiskError> {
        if self.open.load(Ordering::SeqCst) {
            Ok(())
        } else {
            Err(DiskError::Failed { disk: "of the volume".into(), reason: "this node has suspended its writes".into() })
        }
    }
}

impl Disk for Gate {
    fn size(&self) -> u64 {
        self.disk.size()
    }
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), DiskError> {
        self.disk.read_at(offset, buffer)
    }
    fn write_at(&self, offset: u64, data: &[u8]) -> Result<(), DiskError> {
        self.check()?;
        self.disk.write_at(offset, data)
    }
    fn read_many(&self, reads: &mut [(u64, &mut [u8])]) -> Result<(), DiskError> {
        self.disk.read_many(reads)
    }
    fn write_many(&self, writes: &[(u64, &[u8])]) -> Result<(), DiskError> {
        self.check()?;
        self.disk.write_many(writes)
    }
    fn flush(&self) -> Result<(), DiskError> {
        self.check()?;
        self.disk.flush()
    }
    fn epoch(&self) -> disk::Epoch {
        self.disk.epoch()
    }
    fn set_epoch(&self, epoch: disk::Epoch) {
        self.disk.set_epoch(epoch);
    }
    fn key(&self) -> Key {
        self.disk.key()
    }
    fn register(&self) -> Result<(), DiskError> {
        self.disk.register()
    }
    fn unregister(&self) -> Result<(), DiskError> {
        self.disk.unregister()
    }
    fn reserve(&self) -> Result<(), DiskError> {
        self.disk.reserve()
    }
    fn preempt(&self, victim: Key) -> Result<(), DiskError> {
        self.disk.preempt(victim)
    }
    fn release(&self) -> Result<(), DiskError> {
        self.disk.release()
    }
    fn read_reservation(&self) -> Result<Reservation, DiskError> {
        self.disk.read_reservation()
    }
}

/// The reservation key of a node of this pair: the same in every life of the node, another one in every pair.
pub fn key(pair: &PairKey, node: Name) -> Key {
    let bytes = pair.derive(&format!("reservation key of node {node}"));
    Key(bytes.first_chunk::<8>().map_or(1, |bytes| u64::from_le_bytes(*bytes)).max(1))
}

/// A disk of either kind.
pub enum AnyDisk {
    /// On the shelf.
    Shelf(ShelfDisk),
    /// A block device of the kernel.
    Block(BlockDisk),
}

impl AnyDisk {
    /// Opens a handle, which may read and nothing else yet.
    pub fn open(config: &Config, name: &str, key: Key) -> Result<AnyDisk, DiskError> {
        if name.starts_with('/') {
            return BlockDisk::open(Path::new(name), key, disk::Epoch(0), DISK_TIMEOUT).map(AnyDisk::Block);
        }
        AnyDisk::on_shelf(config, name, key)
    }

    /// Opens a handle beside a running filer, for reading only.
    pub fn open_reader(config: &Config, name: &str, key: Key) -> Result<AnyDisk, DiskError> {
        if name.starts_with('/') {
            return BlockDisk::open_reader(Path::new(name), key, disk::Epoch(0), DISK_TIMEOUT).map(AnyDisk::Block);
        }
        AnyDisk::on_shelf(config, name, key)
    }

    fn on_shelf(config: &Config, name: &str, key: Key) -> Result<AnyDisk, DiskError> {
        let shelf = config.shelf.as_ref().ok_or_else(|| DiskError::NoSuchDisk { disk: name.into() })?;
        ShelfDisk::open(shelf, name, key, disk::Epoch(0), DISK_TIMEOUT).map(AnyDisk::Shelf)
    }

    /// Opens a handle and registers it, so that writes of this node's previous life are refused (`arbitration.md` 29).
    fn open_registered(config: &Config, name: &str, key: Key) -> Result<AnyDisk, DiskError> {
        let disk = AnyDisk::open(config, name, key)?;
        match &disk {
            AnyDisk::Shelf(disk) => disk.register()?,
            AnyDisk::Block(disk) => disk.register()?,
        }
        Ok(disk)
    }

    /// Another handle of the same session, whose writes may take as long as a consistency point's.
    fn for_volume(&self) -> Result<Arc<dyn Disk>, DiskError> {
        Ok(match self {
            AnyDisk::Shelf(disk) => Arc::new(disk.with_write_timeout(VOLUME_WRITE_TIMEOUT)),
            AnyDisk::Block(disk) => Arc::new(disk.with_write_timeout(VOLUME_WRITE_TIMEOUT)?),
        })
    }

    /// As what a volume and mailboxes need.
    pub fn shared(self) -> Arc<dyn Disk> {
        match self {
            AnyDisk::Shelf(disk) => Arc::new(disk),
            AnyDisk::Block(disk) => Arc::new(disk),
        }
    }
}

impl Disks {
    /// Opens all disks of an identity. One that cannot be opened is absent from then on; the data disk must be there.
    fn open(config: &Config, name: Name, key: Key) -> Result<Disks, DiskError> {
        let identity = config.identity(name);
        let names = identity.into_iter().flat_map(|identity| identity.disks.iter().chain(&identity.spares));
        let (mut handles, mut data) = (Vec::new(), None);
        for (index, disk) in names.enumerate() {
            match AnyDisk::open_registered(config, disk, key) {
                Ok(handle) => {
                    if index == 0 {
                        data = Some(handle.for_volume()?);
                    }
                    handles.push(Some(handle.shared()));
                }
                Err(reason) if index == 0 => return Err(reason),
                Err(reason) => {
                    eprintln!("filer: mailbox disk {disk} is left out: {reason}");
                    handles.push(None);
                }
            }
        }
        let data = data.ok_or_else(|| DiskError::NoSuchDisk { disk: format!("0 of identity {name}") })?;
        let gate = Arc::new(Gate { disk: data, open: AtomicBool::new(true) });
        Ok(Disks { handles, gate })
    }
}

impl Storage {
    /// Opens the disks of every configured identity and starts the thread.
    pub fn start(config: &Config, pair: &PairKey) -> Result<Storage, StorageError> {
        let own = key(pair, config.node);
        let partner = key(pair, config.node.partner());
        let mut disks: [Option<Disks>; 2] = [None, None];
        for name in Name::BOTH.into_iter().filter(|name| config.identity(*name).is_some()) {
            disks[name.index()] = Some(Disks::open(config, name, own)?);
        }
        let gates = [0, 1].map(|index| disks[index].as_ref().map(|disks: &Disks| disks.gate.clone()));
        let (jobs, job_receiver) = sync_channel(WAITING_MAX);
        let (done_sender, done) = channel();
        let wake = Arc::new(
            EventFd::from_flags(EfdFlags::EFD_NONBLOCK | EfdFlags::EFD_CLOEXEC).map_err(StorageError::Thread)?,
        );
        let waker = wake.clone();
        let worker = Worker { disks, own, partner, node: config.node };
        std::thread::Builder::new()
            .name("storage".into())
            .spawn(move || {
                for job in job_receiver {
                    let mut open = true;
                    worker.run(job, &mut |result| {
                        open &= done_sender.send(result).is_ok();
                        // The counter of an eventfd cannot overflow with one per result.
                        let _ = waker.write(1);
                    });
                    if !open {
                        return;
                    }
                }
            })
            .map_err(|e| StorageError::Thread(nix::errno::Errno::from_raw(e.raw_os_error().unwrap_or(0))))?;
        Ok(Storage { jobs, done, wake, gates, overflow: Default::default() })
    }

    /// Hands a job over. Jobs are carried out in this order.
    pub fn submit(&mut self, job: Job) {
        self.overflow.push_back(job);
        self.pump();
    }

    /// The next result, if there is one.
    pub fn poll(&mut self) -> Option<Done> {
        let _ = self.wake.read();
        self.pump();
        self.done.try_recv().ok()
    }

    fn pump(&mut self) {
        while let Some(job) = self.overflow.pop_front() {
            if let Err(TrySendError::Full(job) | TrySendError::Disconnected(job)) = self.jobs.try_send(job) {
                self.overflow.push_front(job);
                return;
            }
        }
    }

    /// Becomes readable when there is a result.
    pub fn wake_fd(&self) -> BorrowedFd<'_> {
        self.wake.as_fd()
    }

    /// The gate of an identity's volume.
    pub fn gate(&self, identity: Identity) -> Option<&Arc<Gate>> {
        self.gates[identity.index()].as_ref()
    }
}

/// Why the storage cannot be used at all.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// A disk that must be there is not.
    #[error(transparent)]
    Disk(#[from] DiskError),
    /// The system refused a thread or an eventfd.
    #[error("cannot start the storage thread: {0}")]
    Thread(nix::errno::Errno),
}

struct Worker {
    disks: [Option<Disks>; 2],
    own: Key,
    partner: Key,
    node: Name,
}

impl Worker {
    fn run(&self, job: Job, tell: &mut dyn FnMut(Done)) {
        match job {
            Job::Read(identity) => {
                let disks = self.handles(identity).iter().map(|disk| disk.as_ref().and_then(|disk| self.view(&**disk)));
                tell(Done::Read(identity, disks.collect()));
            }
            Job::Write { identity, slot, bytes, epoch, disks } => {
                for disk in disks {
                    let result = self.with(identity, disk, |handle| self.write(handle, slot, &bytes, epoch));
                    tell(Done::Written { identity, slot, disk, result });
                }
            }
            Job::Reserve(identity, disks) => {
                let results =
                    disks.into_iter().map(|disk| (disk, self.with(identity, disk, |handle| self.reserve(handle))));
                tell(Done::Reserved(identity, results.collect()));
            }
            Job::Release(identity, disks) => {
                for disk in disks {
                    self.with(identity, disk, |handle| handle.release());
                }
            }
            Job::Open(identity) => {
                let opened = match &self.disks[identity.index()] {
                    Some(disks) => open_volume(&disks.gate),
                    None => Err(DiskError::NoSuchDisk { disk: format!("0 of {identity}") }.into()),
                };
                tell(Done::Opened(identity, Box::new(opened)));
            }
        }
    }

    fn handles(&self, identity: Identity) -> &[Option<Arc<dyn Disk>>] {
        self.disks[identity.index()].as_ref().map_or(&[], |disks| &disks.handles)
    }

    fn with(
        &self,
        identity: Identity,
        disk: DiskIndex,
        work: impl Fn(&dyn Disk) -> Result<(), DiskError>,
    ) -> DiskResult {
        match self.handles(identity).get(usize::from(disk)).and_then(Option::as_ref).map(|handle| work(&**handle)) {
            Some(Ok(())) => DiskResult::Ok,
            Some(Err(reason)) if reason.is_refused() => DiskResult::Refused,
            _ => DiskResult::Failed,
        }
    }

    fn write(&self, disk: &dyn Disk, slot: Slot, bytes: &[u8], epoch: Epoch) -> Result<(), DiskError> {
        // Never lowered: a disk that has seen a later epoch refuses the write, and that is the answer wanted.
        if disk.epoch().0 < epoch.0 {
            disk.set_epoch(disk::Epoch(epoch.0));
        }
        mailbox::write(disk, self.node.index(), kind(slot), bytes).map_err(|reason| match reason {
            mailbox::MailboxError::Disk(reason) => reason,
            other => DiskError::Failed { disk: "mailbox".into(), reason: other.to_string() },
        })
    }

    /// Reserves a free disk, preempts the partner, succeeds where this node holds it.
    fn reserve(&self, disk: &dyn Disk) -> Result<(), DiskError> {
        disk.register()?;
        match disk.reserve() {
            Err(DiskError::Reserved { holder, .. }) if holder == self.partner => disk.preempt(self.partner),
            other => other,
        }
    }

    fn view(&self, disk: &dyn Disk) -> Option<DiskView> {
        let reservation = disk.read_reservation().ok()?;
        let mailbox = mailbox::read_all(disk).ok()?;
        let holder = match reservation.holder {
            None => Holder::Nobody,
            // The key alone does not say that this handle may write: the registration must be its own as well. It is,
            // unless somebody preempted it, and then the key is gone.
            Some(key) if key == self.own => Holder::Me,
            Some(key) if key == self.partner => Holder::Partner,
            Some(_) => Holder::Stranger,
        };
        let mut slots: [[Vec<u8>; 3]; 2] = Default::default();
        for (node, kinds) in slots.iter_mut().enumerate() {
            for (bytes, slot) in kinds.iter_mut().zip([Slot::Status, Slot::Promise, Slot::Record]) {
                match mailbox.slot(node, kind(slot)) {
                    mailbox::Slot::Valid { data, .. } => bytes.clone_from(data),
                    mailbox::Slot::Empty => {}
                    // What stood there may have been anything: the disk counts as not readable, not as never written.
                    mailbox::Slot::Damaged => return None,
                }
            }
        }
        Some(DiskView { holder, epoch: Epoch(reservation.epoch.map_or(0, |epoch| epoch.0)), slots })
    }
}

/// Opens a volume whose disk this node holds. Opening may repair the metadata store, and these writes belong to the last
/// epoch the disk has seen: the new one does not exist before the takeover is committed.
fn open_volume(gate: &Arc<Gate>) -> Result<(Volume, ConsistencyPoint), VolumeError> {
    if let Some(highest) = gate.read_reservation()?.epoch {
        gate.disk.set_epoch(highest.max(gate.disk.epoch()));
    }
    gate.set_open(true);
    Volume::open(gate.clone(), OpenOptions::default())
}

fn kind(slot: Slot) -> SlotKind {
    match slot {
        Slot::Status => SlotKind::Status,
        Slot::Promise => SlotKind::Promise,
        Slot::Record => SlotKind::Record,
    }
}
