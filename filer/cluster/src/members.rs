//! Which disks are an identity's mailboxes, after one of them has been replaced by another (M12).
//!
//! Every record names the set it was written under; the newest record that can be seen says which set is in force. A set
//! changes by one disk at a time, and only an owner changes it, in this order:
//!
//! 1. The record with the new set goes to every mailbox that stays. Every majority of the old set contains one of them,
//!    so whoever could decide under the old set learns of the new one.
//! 2. Only when all of them show it, the record goes to the new disk. Until then that disk is *blank* and has no vote: a majority
//!    of the new set consists of disks that are in the old one too.
//!
//! A disk without any record has no vote once somebody has served ([`View::blank`]): it is new, or it has lost its contents, and what
//! it once said may have been what mattered. The owner fills it again under the same rule.

use crate::config::IdentityConfig;
use crate::event::Holder;
use crate::record::Record;
use crate::types::{DiskIndex, Node};
use crate::view::{DiskState, View};

/// A set of disks of one identity, a bit for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Members(pub u8);

impl Members {
    /// The set in force while no record names another.
    pub fn configured(disks: &IdentityConfig) -> Members {
        disks.mailboxes().collect()
    }

    /// The set a record was written under.
    fn of(record: &Record, disks: &IdentityConfig) -> Members {
        match record.mailboxes {
            0 => Members::configured(disks),
            bits => Members(bits),
        }
    }

    pub fn contains(self, disk: DiskIndex) -> bool {
        disk < 8 && self.0 & 1 << disk != 0
    }

    pub fn count(self) -> usize {
        self.0.count_ones() as usize
    }

    pub fn majority(self) -> usize {
        self.count() / 2 + 1
    }

    pub fn without(self, disk: DiskIndex) -> Members {
        self.iter().filter(|i| *i != disk).collect()
    }

    pub fn with(self, disk: DiskIndex) -> Members {
        self.iter().chain([disk]).collect()
    }

    /// In the fixed order; the first is the arbiter.
    pub fn iter(self) -> impl Iterator<Item = DiskIndex> {
        (0..8).filter(move |i| self.contains(*i))
    }
}

impl FromIterator<DiskIndex> for Members {
    fn from_iter<T: IntoIterator<Item = DiskIndex>>(disks: T) -> Members {
        Members(disks.into_iter().filter(|i| *i < 8).fold(0, |bits, i| bits | 1 << i))
    }
}

impl View {
    pub fn disk(&self, disk: DiskIndex) -> Option<&DiskState> {
        self.disks.get(disk as usize).and_then(|d| d.as_ref())
    }

    /// The set in force: that of the newest record, on disks or (`own`) about to be written to them.
    pub fn members(&self, disks: &IdentityConfig, own: Option<Record>) -> Members {
        let records = self.disks.iter().flatten().flat_map(|d| d.records.into_iter().flatten());
        let newest = records.chain(own).max_by_key(|record| record.rank());
        newest.map_or(Members::configured(disks), |record| Members::of(&record, disks))
    }

    /// The disk can be read and holds no record, although somebody has served.
    pub fn blank(&self, disk: DiskIndex) -> bool {
        let served = |record: &Record| record.seq > 1 || record.predecessor.is_some();
        let served = self.disks.iter().flatten().any(|d| d.records.iter().flatten().any(served));
        served && self.disk(disk).is_some_and(|d| d.records == [None, None])
    }

    /// What the disk says, if it has a vote.
    pub fn vote(&self, disk: DiskIndex) -> Option<&DiskState> {
        self.disk(disk).filter(|_| !self.blank(disk))
    }

    /// Members that may be written to: those that have a vote, and a blank or unreadable one once all the others show the set.
    pub fn writable(&self, members: Members, disks: &IdentityConfig) -> Members {
        let shows = |i: DiskIndex| {
            let records = self.disk(i).map(|d| d.records).unwrap_or_default();
            records.iter().flatten().any(|record| Members::of(record, disks) == members)
        };
        members.iter().filter(|i| self.vote(*i).is_some() || members.without(*i).iter().all(shows)).collect()
    }

    /// A member that this node holds and may write to does not show its newest record.
    pub fn behind(&self, writable: Members, node: Node, record: Option<Record>) -> bool {
        writable
            .iter()
            .filter_map(|i| self.disk(i))
            .any(|d| d.holder == Holder::Me && d.records[node.index()] != record)
    }
}
