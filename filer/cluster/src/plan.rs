//! How to restore: the consistency point and the chain of regions since (R6, `arbitration.md` 20 and 22), and the proof of an
//! image.

use crate::action::{Plan, PlanRegion};
use crate::event::{CpMark, Image, Survey};
use crate::nv::{ChainLink, Flag};
use crate::record::Predecessor;
use crate::types::{Area, CardId, Epoch, Position};
use crate::view::Base;
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
    };
    // 20: a consistency point may contain entries that were never mirrored.
    let last = if cp.epoch >= epoch { sealed.max(cp.position) } else { sealed };
    let plan = chain(survey, cp, epoch, last, elective)?;
    let area = plan.regions.last().map_or(Area::Remote, |region| region.area);
    Ok((plan, Predecessor { epoch, card, area, last }))
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
