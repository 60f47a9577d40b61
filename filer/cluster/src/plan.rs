//! How to restore: the consistency point and the chain of regions since (R6, `arbitration.md` 20 and 22), and the proof of an
//! image.

use crate::action::{Plan, PlanRegion};
use crate::event::{CpMark, Image, Survey};
use crate::judge::Base;
use crate::nv::{ChainLink, Flag};
use crate::record::Predecessor;
use crate::types::{Area, CardId, Epoch, Position};
use thiserror::Error;

/// Why there is nothing to restore from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub(crate) enum PlanError {
    #[error("the consistency point on the data disks cannot be read")]
    NoConsistencyPoint,
    #[error("the image on this card does not prove itself against the owner's record")]
    Unproven,
    #[error("the log of epoch {} is not on this card as far as position {}", .epoch.0, .last.0)]
    Missing { epoch: Epoch, last: Position },
    #[error("the log has a gap before position {}", .at.0)]
    Gap { at: Position },
}

/// The last owner restores from its own card (31): its region, as far as it goes.
pub(crate) fn own(survey: &Survey) -> Result<Plan, PlanError> {
    let cp = survey.cp.ok_or(PlanError::NoConsistencyPoint)?;
    let Some(local) = &survey.local else {
        return Err(PlanError::Missing { epoch: cp.epoch, last: cp.position });
    };
    let elective = local.nv.flag != Flag::NonElective;
    chain(survey, cp, local.nv.epoch, local.last.max(Position(local.nv.first.0.saturating_sub(1))), elective)
}

/// An identity that never had an owner: an empty volume and no log.
pub(crate) fn virgin(survey: &Survey) -> Result<Plan, PlanError> {
    match survey.cp {
        Some(cp) if cp.epoch == Epoch(0) => Ok(Plan { regions: Vec::new(), last: cp.position, elective: true }),
        Some(cp) => Err(PlanError::Missing { epoch: cp.epoch, last: cp.position }),
        None => Err(PlanError::NoConsistencyPoint),
    }
}

/// A taker restores on `base`: the plan, and what its COMMIT names as predecessor.
pub(crate) fn take(survey: &Survey, base: Base, card: CardId) -> Result<(Plan, Predecessor), PlanError> {
    let cp = survey.cp.ok_or(PlanError::NoConsistencyPoint)?;
    let (epoch, sealed, elective) = match base {
        Base::Image { epoch, generation, card } => {
            // 20: IN_SYNC, epoch, generation, serials, valid.
            let proven = |region: &&crate::event::Region| {
                survey.image == Image::InSync
                    && survey.image_card == card
                    && (region.nv.card, region.nv.epoch, region.nv.generation) == (card, epoch, generation)
            };
            let region = survey.remote.as_ref().filter(proven).ok_or(PlanError::Unproven)?;
            (epoch, region.last, region.nv.flag != Flag::NonElective)
        }
        Base::Commit { predecessor } => (predecessor.epoch, predecessor.last, false),
        Base::Forced => return force(survey, card, false),
    };
    // 20: a consistency point may contain entries that were never mirrored.
    let last = if cp.epoch >= epoch { sealed.max(cp.position) } else { sealed };
    let plan = chain(survey, cp, epoch, last, elective)?;
    let area = plan.regions.last().map_or(Area::Remote, |region| region.area);
    Ok((plan, Predecessor { epoch, card, area, last }))
}

/// An operator decided: whichever log on this card leads furthest beyond the consistency point, or that alone
/// (`point_only`, and where no log continues it). What another card may hold beyond it is lost.
pub(crate) fn force(survey: &Survey, card: CardId, point_only: bool) -> Result<(Plan, Predecessor), PlanError> {
    let cp = survey.cp.ok_or(PlanError::NoConsistencyPoint)?;
    let image = survey.remote.as_ref().filter(|_| survey.image == Image::InSync);
    let regions = [(Area::Local, survey.local.as_ref()), (Area::Remote, image)];
    let plans = regions.into_iter().filter_map(|(area, region)| {
        let region = region.filter(|region| !point_only && region.nv.epoch >= cp.epoch)?;
        let plan = chain(survey, cp, region.nv.epoch, region.last, false).ok()?;
        let last = plan.last;
        Some((plan, Predecessor { epoch: region.nv.epoch, card, area, last }))
    });
    let alone = Plan { regions: Vec::new(), last: cp.position, elective: false };
    let point = Predecessor { epoch: cp.epoch, card, area: Area::Local, last: cp.position };
    Ok(plans.max_by_key(|(plan, before)| (before.epoch, plan.last)).unwrap_or((alone, point)))
}

struct Found<'a> {
    area: Area,
    first: Position,
    before: &'a [ChainLink],
}

fn find(survey: &Survey, epoch: Epoch, last: Position) -> Option<Found<'_>> {
    if let Some(local) = &survey.local {
        if local.nv.epoch == epoch && local.last >= last {
            return Some(Found { area: Area::Local, first: local.nv.first, before: &local.nv.chain });
        }
        let link = local.nv.chain.iter().position(|link| link.epoch == epoch && link.last >= last);
        if let Some(i) = link {
            let link = &local.nv.chain[i];
            return Some(Found { area: link.area, first: link.first, before: &local.nv.chain[i + 1..] });
        }
    }
    let remote = survey.remote.as_ref().filter(|_| survey.image == Image::InSync)?;
    (remote.nv.epoch == epoch && remote.last >= last).then_some(Found {
        area: Area::Remote,
        first: remote.nv.first,
        before: &remote.nv.chain,
    })
}

/// Walks the chain of epochs from (epoch, last) back to the consistency point.
fn chain(survey: &Survey, cp: CpMark, epoch: Epoch, last: Position, elective: bool) -> Result<Plan, PlanError> {
    let mut regions = Vec::new();
    let (mut at, mut upto) = (epoch, last);
    // A consistency point of a later epoch contains the end of every earlier one (R6).
    while cp.epoch <= at {
        if cp.epoch == at && upto <= cp.position {
            break;
        }
        let found = find(survey, at, upto).ok_or(PlanError::Missing { epoch: at, last: upto })?;
        let after = Position(found.first.0.saturating_sub(1)).max(cp.position);
        if upto > after {
            regions.push(PlanRegion { area: found.area, epoch: at, after, last: upto });
        }
        if cp.epoch == at {
            break;
        }
        match found.before.first() {
            Some(link) if link.epoch < at => {
                if link.last.next() != found.first {
                    return Err(PlanError::Gap { at: found.first });
                }
                (at, upto) = (link.epoch, link.last);
            }
            _ if found.first <= cp.position.next() => break,
            _ => return Err(PlanError::Gap { at: found.first }),
        }
    }
    regions.reverse();
    let last = last.max(cp.position);
    Ok(Plan { regions, last, elective })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Region;
    use crate::nv::IdentityNv;
    use crate::types::Identity;

    const OWNER: CardId = CardId(1);
    const MINE: CardId = CardId(2);
    const BASE: Base = Base::Image { epoch: Epoch(3), generation: 7, card: OWNER };

    fn region(epoch: u32, first: u64, last: u64, chain: Vec<ChainLink>) -> Region {
        let nv = IdentityNv {
            identity: Identity::A,
            epoch: Epoch(epoch),
            seq: 1,
            generation: 7,
            card: OWNER,
            first: Position(first),
            chain,
            flag: Flag::NonElective,
        };
        Region { nv, last: Position(last) }
    }

    fn link(epoch: u32, area: Area, first: u64, last: u64) -> ChainLink {
        ChainLink { epoch: Epoch(epoch), card: MINE, area, first: Position(first), last: Position(last) }
    }

    fn survey(cp: (u32, u64), local: Option<Region>, remote: Option<Region>) -> Survey {
        let cp = Some(CpMark { epoch: Epoch(cp.0), position: Position(cp.1) });
        Survey { local, remote, image: Image::InSync, image_card: OWNER, cp }
    }

    fn parts(plan: &Plan) -> Vec<(Area, u32, u64, u64)> {
        plan.regions.iter().map(|r| (r.area, r.epoch.0, r.after.0, r.last.0)).collect()
    }

    // Shows R7 (`arbitration.md` 20): an image that differs in any point of its proof is not used.
    #[test]
    fn an_image_has_to_prove_itself() {
        let good = survey((3, 110), None, Some(region(3, 101, 120, Vec::new())));
        let (plan, predecessor) = take(&good, BASE, MINE).unwrap();
        assert_eq!((parts(&plan), plan.last), (vec![(Area::Remote, 3, 110, 120)], Position(120)));
        assert_eq!((predecessor.epoch, predecessor.card, predecessor.last), (Epoch(3), MINE, Position(120)));

        let change = |edit: &dyn Fn(&mut Survey)| {
            let mut bad = good.clone();
            edit(&mut bad);
            take(&bad, BASE, MINE).map(|_| ())
        };
        let nv = |survey: &mut Survey, edit: &dyn Fn(&mut IdentityNv)| edit(&mut survey.remote.as_mut().unwrap().nv);
        assert_eq!(change(&|s| s.image = Image::Inconsistent), Err(PlanError::Unproven));
        assert_eq!(change(&|s| s.image = Image::Invalid), Err(PlanError::Unproven));
        assert_eq!(change(&|s| s.image_card = MINE), Err(PlanError::Unproven));
        assert_eq!(change(&|s| nv(s, &|nv| nv.generation = 6)), Err(PlanError::Unproven));
        assert_eq!(change(&|s| nv(s, &|nv| nv.epoch = Epoch(1))), Err(PlanError::Unproven));
        assert_eq!(change(&|s| nv(s, &|nv| nv.card = MINE)), Err(PlanError::Unproven));
        assert_eq!(change(&|s| s.remote = None), Err(PlanError::Unproven));
        assert_eq!(change(&|s| s.cp = None), Err(PlanError::NoConsistencyPoint));
    }

    // Shows F3 (20): a consistency point may contain entries that were never mirrored; they count.
    #[test]
    fn a_consistency_point_ahead_of_the_image_counts() {
        let ahead = survey((3, 130), None, Some(region(3, 101, 120, Vec::new())));
        let (plan, predecessor) = take(&ahead, BASE, MINE).unwrap();
        assert_eq!((parts(&plan), plan.last, predecessor.last), (Vec::new(), Position(130), Position(130)));
    }

    // Shows R6 (22): the chain is replayed whole, oldest first, and only what the consistency point does not contain.
    #[test]
    fn the_chain_of_epochs_is_replayed_whole() {
        let chain = vec![link(3, Area::Local, 61, 80), link(2, Area::Remote, 41, 60)];
        let local = Some(region(5, 81, 90, chain));
        let plan = own(&survey((2, 50), local.clone(), None)).unwrap();
        let whole = vec![(Area::Remote, 2, 50, 60), (Area::Local, 3, 60, 80), (Area::Local, 5, 80, 90)];
        assert_eq!((parts(&plan), plan.last), (whole, Position(90)));
        assert_eq!(plan.chain(MINE).iter().map(|l| l.epoch.0).collect::<Vec<_>>(), [5, 3, 2]);

        let later = own(&survey((3, 70), local.clone(), None)).unwrap();
        assert_eq!(parts(&later), [(Area::Local, 3, 70, 80), (Area::Local, 5, 80, 90)]);
        let present = own(&survey((5, 85), local.clone(), None)).unwrap();
        assert_eq!(parts(&present), [(Area::Local, 5, 85, 90)]);
        // A consistency point from before the chain begins: something is missing.
        assert_eq!(own(&survey((1, 30), local, None)), Err(PlanError::Gap { at: Position(41) }));
    }

    // 19c: the base of a COMMIT that acknowledged nothing; the own region must reach as far as it names.
    #[test]
    fn the_base_of_a_commit_must_be_covered() {
        let base = |last| Base::Commit {
            predecessor: Predecessor { epoch: Epoch(3), card: OWNER, area: Area::Remote, last: Position(last) },
        };
        let found = survey((3, 105), Some(region(3, 101, 125, Vec::new())), None);
        let (plan, _) = take(&found, base(120), OWNER).unwrap();
        assert_eq!((parts(&plan), plan.last), (vec![(Area::Local, 3, 105, 120)], Position(120)));
        let missing = PlanError::Missing { epoch: Epoch(3), last: Position(130) };
        assert_eq!(take(&found, base(130), OWNER).map(|_| ()), Err(missing));
        let mut broken = survey((3, 105), None, Some(region(3, 101, 125, Vec::new())));
        assert!(take(&broken, base(120), MINE).is_ok());
        broken.image = Image::Inconsistent;
        assert!(take(&broken, base(120), MINE).is_err());
    }

    // 35: an identity nobody owned starts from an empty volume only.
    #[test]
    fn empty_mailboxes_beside_a_used_volume_are_refused() {
        assert!(virgin(&survey((0, 0), None, None)).is_ok());
        assert!(virgin(&survey((3, 10), None, None)).is_err());
    }
}
