//! When a pair counts as idle: the chassis slows it down then, so whatever somebody waits for has to count as activity.

use std::time::Duration;

use driver::conformance::Bench;
use driver::{Card, Direction, DmaAccess, Transfer};
use sim_verilator::bench::SimBench;

/// Cycles without activity after which the chassis takes a pair for idle (`chassis::engine`).
const SETTLED_CYCLES: u64 = 256;
/// Cycles in which the transfers must be over.
const PATIENCE_CYCLES: u64 = 2_000_000;

// Shows that the RTL pair is not taken for idle while it writes to a host that only looks at its own memory.
#[test]
fn a_card_that_writes_to_its_host_is_busy() {
    let (transfers, bytes) = (2, 64 << 10);
    let mut bench = SimBench::rtl().expect("memory");
    let mut card = Card::open(bench.open(driver::Side::A).expect("the bus opens")).expect("it is a card");
    card.wait_ready(Duration::from_secs(60)).expect("it gets ready");
    let mut dma = card.open_dma(2).expect("the card has a DMA engine");
    let target = card.dma_buffer(bytes, DmaAccess::CardWrites).expect("host memory");
    for cookie in 0..transfers {
        let card_offset = abi::geometry::STATE_OFFSET;
        let direction = Direction::ToHost;
        let transfer = Transfer {
            direction,
            buffer: &target,
            buffer_offset: 0,
            card_offset,
            bytes,
            queue: 0,
            cookie,
            check: None,
        };
        dma.submit(&transfer).expect("room");
    }
    let pair = bench.pair();
    let mut done = 0;
    let start = sim_verilator::bus::lock(&pair).cycles();
    while done < transfers {
        // A look at the host's memory lets a little time pass, and is no access to the card.
        while dma.poll().expect("the card is there").is_some() {
            done += 1;
        }
        let pair = sim_verilator::bus::lock(&pair);
        let (now, quiet) = (pair.cycles(), pair.cycles() - pair.last_activity());
        assert!(now - start < PATIENCE_CYCLES, "{done} of {transfers} transfers are over");
        assert!(
            done == transfers || quiet < SETTLED_CYCLES,
            "quiet for {quiet} cycles with {done} of {transfers} done"
        );
    }
    // And then it does count as idle: heartbeats are not activity.
    let mut pair = sim_verilator::bus::lock(&pair);
    pair.advance(100_000);
    let quiet = pair.cycles() - pair.last_activity();
    assert!(quiet > 90_000, "quiet for {quiet} cycles only");
}
