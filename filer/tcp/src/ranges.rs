//! A small set of offset ranges: what the client reported to have by SACK (RFC 2018).

/// Most ranges kept. SACK information is advice, so what does not fit is forgotten; the price is a retransmission.
const RANGES_MAX: usize = 64;

/// Disjoint, non-adjacent half-open ranges in ascending order.
#[derive(Debug, Default)]
pub(crate) struct Ranges {
    ranges: Vec<(u64, u64)>,
}

impl Ranges {
    /// Adds `start..end`. True when it was not known completely.
    pub fn insert(&mut self, mut start: u64, mut end: u64) -> bool {
        if start >= end {
            return false;
        }
        let first = self.ranges.partition_point(|r| r.1 < start);
        let last = self.ranges.partition_point(|r| r.0 <= end);
        if self.ranges[first..last].iter().any(|r| r.0 <= start && end <= r.1) {
            return false;
        }
        if first == last && self.ranges.len() == RANGES_MAX {
            return false;
        }
        for r in &self.ranges[first..last] {
            start = start.min(r.0);
            end = end.max(r.1);
        }
        self.ranges.splice(first..last, [(start, end)]);
        true
    }

    /// Forgets everything below `offset`.
    pub fn remove_below(&mut self, offset: u64) {
        self.ranges.retain_mut(|r| {
            r.0 = r.0.max(offset);
            r.0 < r.1
        });
    }

    pub fn clear(&mut self) {
        self.ranges.clear();
    }

    /// The ranges in descending order.
    pub fn descending(&self) -> impl Iterator<Item = (u64, u64)> + '_ {
        self.ranges.iter().rev().copied()
    }

    /// The first gap at or after `from` and below `limit`.
    pub fn hole(&self, mut from: u64, limit: u64) -> Option<(u64, u64)> {
        for &(start, end) in &self.ranges {
            if end <= from {
                continue;
            }
            if start > from {
                return (from < limit).then(|| (from, start.min(limit)));
            }
            from = end;
        }
        (from < limit).then_some((from, limit))
    }

    /// Bytes of `start..end` that are not in the set.
    pub fn missing(&self, start: u64, end: u64) -> u64 {
        let length = end.saturating_sub(start);
        let covered: u64 = self.ranges.iter().map(|r| r.1.min(end).saturating_sub(r.0.max(start))).sum();
        length.saturating_sub(covered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn behaves_like_a_set_of_numbers(
            inserts in proptest::collection::vec((0u64..200, 0u64..40), 0..30),
            below in 0u64..200, from in 0u64..220, limit in 0u64..260,
        ) {
            let mut ranges = Ranges::default();
            let mut model = std::collections::BTreeSet::new();
            for (start, length) in inserts {
                let new = (start..start + length).any(|n| !model.contains(&n));
                prop_assert_eq!(ranges.insert(start, start + length), new);
                model.extend(start..start + length);
            }
            ranges.remove_below(below);
            model.retain(|n| *n >= below);
            let hole = (from..limit).find(|n| !model.contains(n));
            prop_assert_eq!(ranges.hole(from, limit).map(|h| h.0), hole);
            if let Some((start, end)) = ranges.hole(from, limit) {
                prop_assert!((start..end).all(|n| !model.contains(&n)));
                prop_assert!(end == limit || model.contains(&end));
            }
            let missing = (from..limit).filter(|n| !model.contains(n)).count() as u64;
            prop_assert_eq!(ranges.missing(from, limit), missing);
        }
    }
}
