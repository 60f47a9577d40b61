//! How much clients may send: the sum of all promises stays inside one budget (R9).
//!
//! A promise is the part of a connection's window edge that lies beyond what has become an input: bytes that the
//! client may send at any time and that then need room in the log. A promise is never taken back.
//!
//! Every connection may always get [`GUARANTEE`] bytes. The rest is shared by a dynamic threshold (Choudhury and
//! Hahne, "Dynamic queue length thresholds for shared-memory packet switches", 1998): nobody gets more than what is
//! left for the others. One busy connection so gets half of it, two get a third each, and there is always something
//! left for the next one, without counting who is busy.

/// Bytes every connection may be promised, whatever the others hold.
pub(crate) const GUARANTEE: u64 = 8 << 10;

/// See the module documentation.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    total: u64,
    /// Kept for guarantees.
    guaranteed: u64,
    promised: u64,
    /// The part of `promised` beyond each connection's guarantee.
    excess: u64,
}

impl Budget {
    pub fn set_total(&mut self, total: u64, connections_max: usize) {
        self.total = total;
        self.guaranteed = (connections_max as u64 * GUARANTEE).min(total / 2);
    }

    /// A connection's promise changed.
    pub fn change(&mut self, from: u64, to: u64) {
        self.promised = self.promised.saturating_sub(from) + to;
        let excess = |promise: u64| promise.saturating_sub(GUARANTEE);
        self.excess = self.excess.saturating_sub(excess(from)) + excess(to);
    }

    /// Forgets all promises.
    pub fn clear(&mut self) {
        self.promised = 0;
        self.excess = 0;
    }

    /// Sum of all promises.
    pub fn promised(&self) -> u64 {
        self.promised
    }

    /// What a connection that holds `held` may be promised in all.
    pub fn limit(&self, held: u64) -> u64 {
        self.share(held, 2)
    }

    /// What a connection that does not exist yet may be promised: less, because many never need more.
    pub fn first_limit(&self) -> u64 {
        self.share(0, 16)
    }

    fn share(&self, held: u64, divisor: u64) -> u64 {
        let others = self.promised.saturating_sub(held);
        let others_excess = self.excess.saturating_sub(held.saturating_sub(GUARANTEE));
        let pool = self.total - self.guaranteed;
        let share = GUARANTEE + pool.saturating_sub(others_excess) / divisor;
        share.min(self.total.saturating_sub(others))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_stays_inside_and_everybody_gets_something() {
        let mut budget = Budget::default();
        budget.set_total(16 << 20, 1024);
        let mut held = vec![0u64; 1024];
        for _ in 0..3 {
            for h in held.iter_mut() {
                let limit = budget.limit(*h);
                assert!(limit >= GUARANTEE);
                if limit > *h {
                    budget.change(*h, limit);
                    *h = limit;
                }
                assert!(budget.promised() <= 16 << 20);
            }
        }
        assert_eq!(budget.promised(), held.iter().sum::<u64>());
    }

    #[test]
    fn one_connection_gets_half_and_two_a_third_each() {
        let mut budget = Budget::default();
        budget.set_total(64 << 20, 1);
        let alone = budget.limit(0);
        assert!((31 << 20..=33 << 20).contains(&alone));
        let (mut a, mut b) = (0, 0);
        for _ in 0..50 {
            // Promises are used up and renewed.
            let next = budget.limit(a);
            budget.change(a, next);
            a = next;
            let next = budget.limit(b);
            budget.change(b, next);
            b = next;
        }
        assert!(a.abs_diff((64 << 20) / 3) < 1 << 20 && a.abs_diff(b) < 1 << 20, "{a} {b}");
    }

    #[test]
    fn a_smaller_budget_stops_promises_and_takes_none_back() {
        let mut budget = Budget::default();
        budget.set_total(1 << 20, 4);
        budget.change(0, 600_000);
        budget.set_total(100_000, 4);
        assert_eq!(budget.limit(0), 0);
        assert_eq!(budget.promised(), 600_000);
    }
}
