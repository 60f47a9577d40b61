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
//! A disk without any record has no vote ([`View::blank`]): every mailbox got one when the identity was made (35), so it is new, or it has
//! lost its contents, and what it once said may have been what mattered. The owner fills it again under the same rule.

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

    /// The disk can be read and holds no record.
    pub fn blank(&self, disk: DiskIndex) -> bool {
        self.disk(disk).is_some_and(|d| d.records == [None, None])
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Kind;
    use crate::types::{CardId, Epoch};

    fn record(epoch: u32, seq: u32, mailboxes: u8) -> Option<Record> {
        let kind = Kind::InSync;
        Some(Record { epoch: Epoch(epoch), seq, kind, generation: 1, card: CardId(1), mailboxes, predecessor: None })
    }

    fn disk(records: [Option<Record>; 2]) -> Option<DiskState> {
        Some(DiskState { holder: Holder::Me, epoch: Epoch(0), records, promises: Default::default() })
    }

    /// Three mailboxes and two spares.
    fn config() -> IdentityConfig {
        IdentityConfig::simple(3).with_spares(2)
    }

    fn view(a: [Option<Record>; 5]) -> View {
        View { disks: a.into_iter().map(|record| disk([record, None])).collect() }
    }

    // Shows M12 (37): whoever sees the newest record sees the set; a record of the configured set is a newer set too.
    #[test]
    fn the_newest_record_says_which_disks_are_mailboxes() {
        let (old, new) = (record(1, 2, 0), record(1, 3, 0b1101));
        assert_eq!(view([old, old, old, None, None]).members(&config(), None), Members(0b0111));
        assert_eq!(view([new, old, old, None, None]).members(&config(), None), Members(0b1101));
        // Also when it stands on a disk that is no mailbox any more.
        assert_eq!(view([old, new, old, None, None]).members(&config(), None), Members(0b1101));
        assert_eq!(view([new, old, record(2, 0, 0), None, None]).members(&config(), None), Members(0b0111));
        assert_eq!(view([old, old, old, None, None]).members(&config(), new), Members(0b1101));
    }

    // Shows M12 (37): the new disk is written when all that stay show the set, and not before.
    #[test]
    fn a_new_mailbox_is_written_last() {
        let (old, new, set) = (record(1, 2, 0), record(1, 3, 0b1101), Members(0b1101));
        assert_eq!(view([new, old, old, None, None]).writable(set, &config()), Members(0b0101));
        assert_eq!(view([new, old, new, None, None]).writable(set, &config()), set);
        // One that can't be read may be blank.
        let mut hidden = view([new, old, old, None, None]);
        hidden.disks[3] = None;
        assert_eq!(hidden.writable(set, &config()), Members(0b0101));
        // It has a vote as soon as it has the record.
        let votes = |view: &View| set.iter().filter(|i| view.vote(*i).is_some()).count();
        assert_eq!(votes(&view([new, old, new, None, None])), 2);
        assert_eq!(votes(&view([new, old, new, new, None])), 3);
    }

    // Shows M12 (38): without a record there is no vote; one that says that nobody has served yet is a record.
    #[test]
    fn an_empty_disk_has_no_vote() {
        let founded = Some(Record::founded());
        let first = view([record(1, 1, 0), founded, None, None, None]);
        assert!(first.vote(1).is_some() && first.vote(2).is_none());
        let later = view([record(1, 2, 0), None, record(1, 2, 0), None, None]);
        assert!(later.blank(1) && later.vote(1).is_none());
        assert_eq!(later.writable(Members(0b0111), &config()), Members(0b0111), "it is filled again");
        assert!(later.behind(Members(0b0111), Node::A, record(1, 2, 0)));
    }
}
