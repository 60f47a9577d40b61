//! The decisions that follow from a reading of the mailboxes: `arbitration.md` 5, 19 a–d, 24, 26, 27 and 30 as pure functions.
//!
//! Everything here is counting. A record is *chosen* when a majority of the mailbox disks shows it; a disk that is not
//! held, or cannot be read, might show anything, so it counts against whoever wants to decide.

use crate::config::IdentityConfig;
use crate::event::Holder;
use crate::members::Members;
use crate::nv::IdentityNv;
use crate::record::{Kind, Predecessor, Record};
use crate::safeguards::Safeguards;
use crate::types::{CardId, DiskIndex, Epoch, Node};
use crate::view::{DiskState, View};

/// Who asks, and what it knows beside the mailboxes.
pub(crate) struct Judge<'a> {
    pub node: Node,
    pub disks: &'a IdentityConfig,
    /// The mailboxes: those of the newest record seen.
    pub members: Members,
    /// The own block in NVRAM: an own COMMIT whose region was never opened counts for nothing.
    pub nv: Option<&'a IdentityNv>,
    /// 39: an operator has decided; disks that lost their contents count as they are.
    pub forced: bool,
    pub safe: Safeguards,
}

/// On what a takeover may build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Base {
    /// The image on the own card, which has to prove itself against this IN_SYNC record.
    Image { epoch: Epoch, generation: u32, card: CardId },
    /// 19c: the owner committed and never acknowledged anything; its predecessor up to `last`.
    Commit { predecessor: Predecessor },
    /// An operator decided: the consistency point, and what of the log this card can add to it.
    Forced,
}

/// What the mailboxes allow a node that does not serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Verdict {
    /// Nobody ever owned the identity (35), or no record of it is left.
    Virgin,
    /// This node is the last owner and has its region (19d, 31).
    Own { epoch: Epoch },
    /// This node is the last owner, but its region is not in its NVRAM.
    OwnLost { epoch: Epoch },
    /// The other node is the last owner and may be taken over on this base.
    Take(Base),
    /// The other node is the last owner and may have acknowledged alone.
    RanAlone { epoch: Epoch },
}

/// What an owner does that lost its reservation and holds everything again (26, 27).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Contest {
    /// Lost again: 24.
    NotHeld,
    /// The other node owns the identity, or may.
    Stop,
    /// Somebody tried: raise the epoch.
    Claim,
    /// Nobody tried.
    Resume,
}

impl Judge<'_> {
    /// Mailbox disks that could be read and have a vote.
    fn readable<'v>(&self, view: &'v View) -> impl Iterator<Item = &'v DiskState> + use<'v, '_> {
        self.members.iter().filter_map(|i| self.vote(view, i))
    }

    fn vote<'v>(&self, view: &'v View, disk: DiskIndex) -> Option<&'v DiskState> {
        if self.safe.blank_has_no_vote && !self.forced {
            view.vote(disk)
        } else {
            view.disk(disk)
        }
    }

    /// Every mailbox can be read, and none holds a record.
    pub fn all_blank(&self, view: &View) -> bool {
        self.members.iter().all(|i| view.blank(i))
    }

    /// A majority could be read and holds records: by force, less can be decided on.
    pub fn majority_votes(&self, view: &View) -> bool {
        !self.forced || self.members.iter().filter(|i| view.vote(*i).is_some()).count() >= self.members.majority()
    }

    /// A majority could be read.
    pub fn majority_readable(&self, view: &View) -> bool {
        self.readable(view).count() >= self.members.majority()
    }

    fn not_held(&self, view: &View) -> usize {
        self.members.iter().filter(|i| self.vote(view, *i).map(|d| d.holder) != Some(Holder::Me)).count()
    }

    /// 5: a majority of the mailboxes and all data disks are held.
    pub fn holds_enough(&self, view: &View) -> bool {
        let data = self.disks.disks.iter().enumerate().filter(|(_, role)| role.data);
        self.members.count() - self.not_held(view) >= self.members.majority()
            && data.map(|(i, _)| i as DiskIndex).all(|i| view.holder(i) == Some(Holder::Me))
    }

    /// Mailboxes and data disks that can be read: whoever serves holds them. Spares and retired mailboxes are nobody's.
    pub fn needed<'v>(&self, view: &'v View) -> impl Iterator<Item = (DiskIndex, &'v DiskState)> + use<'v, '_> {
        let data = |i: DiskIndex| self.disks.disks.get(i as usize).is_some_and(|role| role.data);
        (0..8).filter(move |i| self.members.contains(*i) || data(*i)).filter_map(|i| Some((i, view.disk(i)?)))
    }

    /// Every disk that is needed and can be read is held.
    pub fn holds_all_readable(&self, view: &View) -> bool {
        self.holds_enough(view) && self.needed(view).all(|(_, d)| d.holder == Holder::Me)
    }

    /// The other node holds one of the disks.
    pub fn contested(&self, view: &View) -> bool {
        self.needed(view).any(|(_, d)| d.holder == Holder::Partner)
    }

    /// Own COMMITs whose region was never opened are ignored (19a, 29); FOUNDED makes nobody an owner.
    fn counts(&self, node: Node, record: &Record) -> bool {
        record.kind != Kind::Founded
            && !(node == self.node && record.kind == Kind::Commit && self.nv.is_none_or(|nv| nv.epoch < record.epoch))
    }

    /// The highest record that counts: its epoch and whose it is. Records at or above `below` are left out.
    fn top(&self, view: &View, below: Option<Epoch>) -> Option<(Epoch, Node)> {
        let mut top: Option<(Epoch, Node)> = None;
        for disk in self.readable(view) {
            for node in Node::BOTH {
                let Some(record) = disk.records[node.index()] else { continue };
                if !self.counts(node, &record) || below.is_some_and(|below| record.epoch >= below) {
                    continue;
                }
                if top.is_none_or(|(epoch, _)| record.epoch > epoch) {
                    top = Some((record.epoch, node));
                }
            }
        }
        top
    }

    /// 5: held disks with a COMMIT of the other node at `epoch`, plus those not held.
    fn possibly_chosen(&self, view: &View, epoch: Epoch) -> bool {
        let other = self.node.partner().index();
        let held = self.readable(view).filter(|d| d.holder == Holder::Me);
        let with = held.filter(|d| d.records[other].is_some_and(|r| r.epoch == epoch)).count();
        with + self.not_held(view) >= self.members.majority()
    }

    /// 19: what a node that does not serve may do. `holding`: the view was read while holding (else what is not held counts as
    /// favourable: this is only a look before an attempt).
    pub fn verdict(&self, view: &View, holding: bool) -> Verdict {
        let other = self.node.partner();
        let mut top = self.top(view, None);
        // 19a: skip COMMITs of the other node that cannot have been chosen.
        while let Some((epoch, owner)) = top {
            let mut records = self.readable(view).filter_map(|d| d.records[other.index()]);
            let only_commits = records.all(|r| r.epoch != epoch || r.kind == Kind::Commit);
            let skip = holding && owner == other && only_commits && !self.possibly_chosen(view, epoch);
            if !(skip && self.safe.count_commits) {
                break;
            }
            top = self.top(view, Some(epoch));
        }
        let Some((epoch, owner)) = top else { return Verdict::Virgin };
        if owner == self.node {
            return match self.nv {
                Some(nv) if nv.epoch >= epoch => Verdict::Own { epoch },
                _ => Verdict::OwnLost { epoch },
            };
        }
        // 19b and c: the newest record that is no MIRROR_LOST, if nothing newer can be on a majority.
        let slots = || self.readable(view).filter_map(|d| d.records[other.index()].map(|r| (r, d.holder)));
        let proofs = slots().map(|(r, _)| r).filter(|r| r.kind != Kind::MirrorLost && r.epoch <= epoch);
        let Some(base) = proofs.max_by_key(|r| r.rank()) else { return Verdict::RanAlone { epoch } };
        let counted = |holder| !holding || holder == Holder::Me;
        let newer = slots().filter(|(r, holder)| r.rank() > base.rank() && counted(*holder)).count();
        let unknown = if holding { self.not_held(view) } else { 0 };
        let ran_alone = if self.safe.count_losses { newer + unknown >= self.members.majority() } else { newer > 0 };
        match (ran_alone, base.kind) {
            (true, _) | (_, Kind::MirrorLost) => Verdict::RanAlone { epoch },
            // Its first CLAIM is on a minority.
            (_, Kind::Founded) => Verdict::Virgin,
            (_, Kind::InSync) => {
                Verdict::Take(Base::Image { epoch: base.epoch, generation: base.generation, card: base.card })
            }
            (_, Kind::Commit) => match base.predecessor {
                Some(predecessor) if self.safe.base_of_commit => Verdict::Take(Base::Commit { predecessor }),
                _ => Verdict::RanAlone { epoch },
            },
        }
    }

    /// On how many of `disks` one later epoch of the other node stands. COMMITs of different epochs are attempts, each of which was
    /// chosen by itself or not at all; whatever was served is on a majority, and what came after it as well.
    fn later<'a>(&self, disks: impl Iterator<Item = &'a DiskState>, mine: Epoch) -> usize {
        let other = self.node.partner().index();
        let later: Vec<Record> = disks.filter_map(|d| d.records[other]).filter(|r| r.epoch > mine).collect();
        if later.iter().any(|r| r.kind != Kind::Commit) {
            return later.len();
        }
        let together = |epoch| later.iter().filter(|r| r.epoch == epoch).count();
        later.iter().map(|r| together(r.epoch)).max().unwrap_or(0)
    }

    /// 24: an owner of `mine` reads; is a later epoch of the other node on a majority?
    pub fn overtaken(&self, view: &View, mine: Epoch) -> bool {
        let with = self.later(self.readable(view), mine);
        with >= if self.safe.count_commits { self.members.majority() } else { 1 }
    }

    /// 26 and 27: an owner of `mine` reads again while holding.
    pub fn contest(&self, view: &View, mine: Epoch) -> Contest {
        if !self.holds_enough(view) {
            return Contest::NotHeld;
        }
        let other = self.node.partner().index();
        let held = || self.readable(view).filter(|d| d.holder == Holder::Me);
        let with = self.later(held(), mine);
        let possibly = with > 0 && with + self.not_held(view) >= self.members.majority();
        let served =
            self.readable(view).any(|d| d.records[other].is_some_and(|r| r.epoch > mine && r.kind != Kind::Commit));
        if served || possibly || (with > 0 && !self.safe.count_commits) {
            return Contest::Stop;
        }
        let promised = held().any(|d| d.promises[other] > mine);
        if (with > 0 || promised) && self.safe.claim {
            Contest::Claim
        } else {
            Contest::Resume
        }
    }

    /// 30: the other's record is highest, on a minority, and the one below is mine: a rebooting node may contest. Gives its
    /// own epoch.
    pub fn minority_above_mine(&self, view: &View) -> Option<Epoch> {
        let (epoch, owner) = self.top(view, None)?;
        let other = self.node.partner();
        if owner != other || !self.majority_readable(view) {
            return None;
        }
        let with = self.readable(view).filter(|d| d.records[other.index()].is_some_and(|r| r.epoch == epoch)).count();
        let (mine, below) = self.top(view, Some(epoch))?;
        let region = self.nv.is_some_and(|nv| nv.epoch >= mine);
        (with < self.members.majority() && below == self.node && region).then_some(mine)
    }
}

#[cfg(test)]
mod tests {
    //! The counting decisions on hand-made readings: three disks, node B asking about node A unless said otherwise.

    use super::*;
    use crate::nv::Flag;
    use crate::types::{Area, Identity, Position};

    const CARD: CardId = CardId(1);

    fn record(epoch: u32, seq: u32, kind: Kind) -> Option<Record> {
        let predecessor = Predecessor { epoch: Epoch(epoch - 1), card: CARD, area: Area::Remote, last: Position(5) };
        let generation = if kind == Kind::InSync { 4 } else { 0 };
        Some(Record {
            epoch: Epoch(epoch),
            seq,
            kind,
            generation,
            card: CARD,
            mailboxes: 0,
            predecessor: Some(predecessor),
        })
    }

    fn disk(holder: Holder, a: Option<Record>, b: Option<Record>) -> Option<DiskState> {
        Some(DiskState { holder, epoch: Epoch(0), records: [a, b], promises: [Epoch(0), Epoch(0)] })
    }

    fn view(disks: [Option<DiskState>; 3]) -> View {
        View { disks: disks.to_vec() }
    }

    fn nv(epoch: u32) -> IdentityNv {
        IdentityNv {
            identity: Identity::A,
            epoch: Epoch(epoch),
            seq: 1,
            generation: 4,
            card: CARD,
            first: Position(1),
            chain: Vec::new(),
            flag: Flag::NonElective,
        }
    }

    fn ask<T>(node: Node, nv: Option<IdentityNv>, safe: Safeguards, question: impl FnOnce(&Judge) -> T) -> T {
        let disks = IdentityConfig::simple(3);
        let members = Members::configured(&disks);
        question(&Judge { node, disks: &disks, members, nv: nv.as_ref(), forced: false, safe })
    }

    const IMAGE: Verdict = Verdict::Take(Base::Image { epoch: Epoch(1), generation: 4, card: CARD });
    use Holder::{Me, Nobody, Partner};

    // Trap: refusing a takeover because of a MIRROR_LOST that only one disk shows (19b).
    #[test]
    fn one_mirror_lost_does_not_forbid_a_takeover_two_do() {
        let (sync, lost) = (record(1, 1, Kind::InSync), record(1, 2, Kind::MirrorLost));
        let one = view([disk(Me, lost, None), disk(Me, sync, None), disk(Me, sync, None)]);
        let two = view([disk(Me, lost, None), disk(Me, lost, None), disk(Me, sync, None)]);
        let unheld = view([disk(Me, lost, None), disk(Me, sync, None), disk(Partner, sync, None)]);
        let unread = view([disk(Me, lost, None), disk(Me, sync, None), None]);
        let on = Safeguards::default();
        let verdict = |view: &View, safe| ask(Node::B, None, safe, |judge| judge.verdict(view, true));
        assert_eq!(verdict(&one, on), IMAGE);
        for view in [&two, &unheld, &unread] {
            assert_eq!(verdict(view, on), Verdict::RanAlone { epoch: Epoch(1) });
        }
        let off = Safeguards::without("count_losses").unwrap();
        assert_eq!(verdict(&one, off), Verdict::RanAlone { epoch: Epoch(1) });
    }

    // Trap: a taker that died between COMMIT and its first MIRROR_LOST (19c): A asks about B.
    #[test]
    fn a_commit_alone_acknowledged_nothing() {
        let (sync, commit) = (record(1, 1, Kind::InSync), record(2, 0, Kind::Commit));
        let both = view([disk(Me, sync, commit), disk(Me, sync, commit), disk(Me, sync, None)]);
        let verdict = |view: &View, safe| ask(Node::A, Some(nv(1)), safe, |judge| judge.verdict(view, true));
        let on = Safeguards::default();
        let base = verdict(&both, on);
        assert!(
            matches!(base, Verdict::Take(Base::Commit { predecessor }) if predecessor.last == Position(5)),
            "{base:?}"
        );
        let off = Safeguards::without("base_of_commit").unwrap();
        assert_eq!(verdict(&both, off), Verdict::RanAlone { epoch: Epoch(2) });
        // As soon as its MIRROR_LOST may be on a majority, it may have acknowledged.
        let lost = record(2, 1, Kind::MirrorLost);
        let served = view([disk(Me, sync, lost), disk(Me, sync, commit), disk(Partner, sync, commit)]);
        assert_eq!(verdict(&served, on), Verdict::RanAlone { epoch: Epoch(2) });
    }

    // Trap: stopping on a COMMIT that only a minority shows (24, 26), and skipping it in 19a.
    #[test]
    fn a_commit_on_a_minority_is_no_owner() {
        let (sync, commit) = (record(1, 1, Kind::InSync), record(2, 0, Kind::Commit));
        let minority = view([disk(Me, sync, commit), disk(Me, sync, None), disk(Me, sync, None)]);
        let on = Safeguards::default();
        let off = Safeguards::without("count_commits").unwrap();
        let owner = |safe| {
            ask(Node::A, Some(nv(1)), safe, |judge| {
                (
                    judge.overtaken(&minority, Epoch(1)),
                    judge.contest(&minority, Epoch(1)),
                    judge.verdict(&minority, true),
                )
            })
        };
        assert_eq!(owner(on), (false, Contest::Claim, Verdict::Own { epoch: Epoch(1) }));
        assert_eq!((owner(off).0, owner(off).1), (true, Contest::Stop));
        // With a disk that is not held it may have been chosen.
        let maybe = view([disk(Me, sync, commit), disk(Me, sync, None), disk(Partner, sync, None)]);
        assert_eq!(ask(Node::A, Some(nv(1)), on, |judge| judge.contest(&maybe, Epoch(1))), Contest::Stop);
        // A taker that died in two attempts: two minorities are no majority, unless what is not held could make one.
        let attempts = |third| view([disk(Me, sync, commit), disk(Me, sync, record(4, 0, Kind::Commit)), third]);
        let owner = |view: &View| {
            ask(Node::A, Some(nv(1)), on, |judge| (judge.overtaken(view, Epoch(1)), judge.contest(view, Epoch(1))))
        };
        assert_eq!(owner(&attempts(disk(Me, sync, None))), (false, Contest::Claim));
        assert_eq!(owner(&attempts(disk(Partner, sync, None))), (false, Contest::Stop));
    }

    // 26: a later epoch that was served is chosen, wherever it stands; 24 needs a majority.
    #[test]
    fn an_epoch_that_was_served_stands() {
        let (sync, lost) = (record(1, 1, Kind::InSync), record(2, 1, Kind::MirrorLost));
        let served = view([disk(Me, sync, lost), disk(Me, sync, None), disk(Me, sync, None)]);
        let on = Safeguards::default();
        assert_eq!(ask(Node::A, Some(nv(1)), on, |judge| judge.contest(&served, Epoch(1))), Contest::Stop);
        assert!(!ask(Node::A, Some(nv(1)), on, |judge| judge.overtaken(&served, Epoch(1))));
    }

    // 27: a promise alone is enough to claim; nothing at all resumes; what is not held is not decided.
    #[test]
    fn promises_are_answered_by_a_claim() {
        let sync = record(1, 1, Kind::InSync);
        let clean = view([disk(Me, sync, None), disk(Me, sync, None), disk(Me, sync, None)]);
        let mut promised = clean.clone();
        promised.disks[1].as_mut().unwrap().promises[1] = Epoch(2);
        let lost = view([disk(Me, sync, None), disk(Nobody, sync, None), disk(Partner, sync, None)]);
        let contest =
            |view: &View| ask(Node::A, Some(nv(1)), Safeguards::default(), |judge| judge.contest(view, Epoch(1)));
        assert_eq!((contest(&clean), contest(&promised)), (Contest::Resume, Contest::Claim));
        assert_eq!(contest(&lost), Contest::NotHeld);
        assert_eq!((promised.highest_epoch(), promised.write_epoch()), (Epoch(2), Epoch(1)));
    }

    // 5: the data disk (here the first) has to be held, a majority alone is not enough.
    #[test]
    fn the_data_disk_has_to_be_held() {
        let sync = record(1, 1, Kind::InSync);
        let without = view([disk(Partner, sync, None), disk(Me, sync, None), disk(Me, sync, None)]);
        assert!(!ask(Node::B, None, Safeguards::default(), |judge| judge.holds_enough(&without)));
    }

    // 29: an own COMMIT whose region was never opened does not make this node the owner; a lost region is noticed.
    #[test]
    fn an_unopened_commit_of_mine_is_ignored() {
        let (sync, commit) = (record(1, 1, Kind::InSync), record(2, 0, Kind::Commit));
        let both = view([disk(Me, sync, commit), disk(Me, sync, commit), disk(Me, sync, None)]);
        let verdict = |nv| ask(Node::B, nv, Safeguards::default(), |judge| judge.verdict(&both, true));
        assert_eq!(verdict(None), IMAGE);
        assert_eq!(verdict(Some(nv(2))), Verdict::Own { epoch: Epoch(2) });
        let mine = view([disk(Me, sync, None), disk(Me, sync, None), disk(Me, sync, None)]);
        let lost = ask(Node::A, None, Safeguards::default(), |judge| judge.verdict(&mine, true));
        assert_eq!(lost, Verdict::OwnLost { epoch: Epoch(1) });
    }
}
