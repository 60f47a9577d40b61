//! One reading of the mailboxes of an identity: `arbitration.md` 4. What follows from it is in [`crate::judge`].

use crate::config::IdentityConfig;
use crate::event::{DiskView, Holder, Slot};
use crate::record::{decode_promise, FormatError, Owner, Record};
use crate::types::{DiskIndex, Epoch, Identity, Node};

/// One readable disk, decoded.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct DiskState {
    pub holder: Holder,
    /// Highest epoch the disk reports.
    pub epoch: Epoch,
    /// Record slot of each node.
    pub records: [Option<Record>; 2],
    /// Promise slot of each node; 0 when empty.
    pub promises: [Epoch; 2],
}

/// One reading of all disks of an identity.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct View {
    pub disks: Vec<Option<DiskState>>,
}

impl View {
    /// Decodes what was read. A slot of a version this program does not know makes its disk unreadable (never empty).
    pub fn decode(disks: &[Option<DiskView>], pair_id: u64, identity: Identity) -> View {
        let decode = |disk: &DiskView| {
            let mut state = DiskState {
                holder: disk.holder,
                epoch: disk.epoch,
                records: [None, None],
                promises: [Epoch(0), Epoch(0)],
            };
            for node in Node::BOTH {
                let owner = Owner { pair_id, identity, node };
                let slots = &disk.slots[node.index()];
                match Record::decode(&slots[Slot::Record as usize], owner) {
                    Ok(record) => state.records[node.index()] = Some(record),
                    Err(FormatError::Version(_)) => return None,
                    Err(_) => {}
                }
                match decode_promise(&slots[Slot::Promise as usize], owner) {
                    Ok(epoch) => state.promises[node.index()] = epoch,
                    Err(FormatError::Version(_)) => return None,
                    Err(_) => {}
                }
            }
            Some(state)
        };
        View { disks: disks.iter().map(|disk| disk.as_ref().and_then(decode)).collect() }
    }

    /// The highest epoch in any record, promise or disk: a new one must be above it (4).
    pub fn highest_epoch(&self) -> Epoch {
        let states = self.disks.iter().flatten();
        states
            .flat_map(|d| d.records.iter().flatten().map(|r| r.epoch).chain(d.promises).chain([d.epoch]))
            .max()
            .unwrap_or_default()
    }

    /// The highest epoch that writes have to carry so as not to be refused as stale; promises are left out, so that a
    /// promise that comes to nothing does not shut out the owner.
    pub fn write_epoch(&self) -> Epoch {
        let states = self.disks.iter().flatten();
        states.flat_map(|d| d.records.iter().flatten().map(|r| r.epoch).chain([d.epoch])).max().unwrap_or_default()
    }

    /// Sequence of the newest own record of `epoch`.
    pub fn sequence(&self, node: Node, epoch: Epoch) -> Option<u32> {
        let own = self.disks.iter().flatten().filter_map(|d| d.records[node.index()]);
        own.filter(|r| r.epoch == epoch).map(|r| r.seq).max()
    }

    /// Every data disk answers.
    pub fn answers(&self, disks: &IdentityConfig) -> bool {
        disks.disks.iter().zip(&self.disks).all(|(role, found)| !role.data || found.is_some())
    }

    pub fn holder(&self, disk: DiskIndex) -> Option<Holder> {
        self.disk(disk).map(|d| d.holder)
    }
}
