//! The safeguards of `arbitration.md`, each by itself, so that tests can take one away and see what it was for.

/// The safeguards of the protocol. Only tests turn one off, to see that the checker notices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Safeguards {
    /// 26: read again while holding, after preempting back.
    pub read_again: bool,
    /// 18: acknowledge by the mirror while IN_SYNC is being written.
    pub mirrored_while_withdrawing: bool,
    /// 17: wait until lone acknowledgements are mirrored before IN_SYNC is written.
    pub cover_before_withdrawing: bool,
    /// 24, 26: stop only for a COMMIT that is, or may be, on a majority.
    pub count_commits: bool,
    /// 19b: only the newest record counts, and only a majority of MIRROR_LOST forbids a takeover.
    pub count_losses: bool,
    /// 19c: take over from a taker that died before its first MIRROR_LOST.
    pub base_of_commit: bool,
    /// 13, 27: raise the own epoch over an abandoned fence or promise.
    pub claim: bool,
    /// 4: odd and even epochs.
    pub parity: bool,
    /// 3: the record's sequence lives in NVRAM.
    pub sequence_in_nvram: bool,
    /// 21: a COMMIT counts only if the disks are still held after it.
    pub hold_after_commit: bool,
    /// 11, 28, 36: a write allows lone acknowledgements only if the disks are still held after it.
    pub hold_before_alone: bool,
    /// M12: a disk that holds no record has no vote once somebody has served.
    pub blank_has_no_vote: bool,
    /// 35: every mailbox has a record before anybody serves (kept by `filer init`; the worlds of the tests obey it).
    pub founded: bool,
    /// M12: a new mailbox is written only when all that stay show the new set.
    pub admit_last: bool,
    /// 24: a consistency point in progress is abandoned when writes are suspended (kept by the node, as the next).
    pub cp_abandoned: bool,
    /// 8: a consistency point is marked with the epoch of its start (kept by the node; the worlds of the tests obey it).
    pub cp_start_epoch: bool,
}

impl Default for Safeguards {
    fn default() -> Self {
        Safeguards {
            read_again: true,
            mirrored_while_withdrawing: true,
            cover_before_withdrawing: true,
            count_commits: true,
            count_losses: true,
            base_of_commit: true,
            claim: true,
            parity: true,
            sequence_in_nvram: true,
            hold_after_commit: true,
            hold_before_alone: true,
            blank_has_no_vote: true,
            founded: true,
            admit_last: true,
            cp_abandoned: true,
            cp_start_epoch: true,
        }
    }
}

#[cfg(test)]
impl Safeguards {
    /// All but the one of this name.
    pub fn without(name: &str) -> Option<Safeguards> {
        Safeguards::default().and_without(name)
    }

    /// These but the one of this name.
    pub fn and_without(self, name: &str) -> Option<Safeguards> {
        let mut safe = self;
        *match name {
            "read_again" => &mut safe.read_again,
            "mirrored_while_withdrawing" => &mut safe.mirrored_while_withdrawing,
            "cover_before_withdrawing" => &mut safe.cover_before_withdrawing,
            "count_commits" => &mut safe.count_commits,
            "count_losses" => &mut safe.count_losses,
            "base_of_commit" => &mut safe.base_of_commit,
            "claim" => &mut safe.claim,
            "parity" => &mut safe.parity,
            "sequence_in_nvram" => &mut safe.sequence_in_nvram,
            "hold_after_commit" => &mut safe.hold_after_commit,
            "hold_before_alone" => &mut safe.hold_before_alone,
            "blank_has_no_vote" => &mut safe.blank_has_no_vote,
            "founded" => &mut safe.founded,
            "admit_last" => &mut safe.admit_last,
            "cp_abandoned" => &mut safe.cp_abandoned,
            "cp_start_epoch" => &mut safe.cp_start_epoch,
            _ => return None,
        } = false;
        Some(safe)
    }
}
