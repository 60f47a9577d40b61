//! Battery, validity, hold-up test, drain time: the POWER block.
//!
//! What the battery measures comes from the board's monitor, as numbers. The hold-up test is the card's own: it asks the
//! board to put the card's load on the battery (`load`) for as long as the longest drain takes, and keeps the lowest
//! voltage it sees. A battery that has failed its test is a bad battery: the card is not ARMED until a test passes.
//!
//! The drain is measured from the cycle in which the power failure is seen to the one in which the CLEAN header begins
//! to be written; the NV header keeps the number, and after the next power-on it can be read here.

use crate::addresses::addresses;
use crate::registers::header;
use abi::registers::power;
use rust_hdl::prelude::*;

addresses! {
    /// The registers.
    PowerAddresses {
        header = power::BASE,
        millivolts = power::MILLIVOLTS,
        charge = power::CHARGE,
        test = power::TEST,
        test_millivolts = power::TEST_MILLIVOLTS,
        generation = power::GENERATION,
        drain_limit = power::DRAIN_LIMIT,
    }
}

/// See the module.
#[derive(LogicBlock)]
pub struct Power {
    pub clock: Signal<In, Clock>,
    // Register bus: 64-bit words of BAR0.
    pub write: Signal<In, Bit>,
    pub write_word: Signal<In, Bits<13>>,
    pub write_data: Signal<In, Bits<64>>,
    pub write_low: Signal<In, Bit>,
    pub read_word: Signal<In, Bits<13>>,
    pub read_data: Signal<Out, Bits<64>>,
    // The board's monitor.
    pub battery_good: Signal<In, Bit>,
    pub millivolts: Signal<In, Bits<16>>,
    /// Thousandths of a degree, two's complement.
    pub temperature: Signal<In, Bits<32>>,
    /// Thousandths.
    pub charge: Signal<In, Bits<16>>,
    /// Put the hold-up load on the battery.
    pub load: Signal<Out, Bit>,
    /// The battery can be relied on.
    pub good: Signal<Out, Bit>,
    /// One cycle: a test is over.
    pub tested: Signal<Out, Bit>,
    /// TEST_RESULT 32, TEST_MILLIVOLTS 32.
    pub result: Signal<Out, Bits<64>>,
    // What the NV header knows.
    pub validity: Signal<In, Bits<3>>,
    pub generation: Signal<In, Bits<16>>,
    pub drain_ticks: Signal<In, Bits<32>>,
    at: PowerAddresses,
    header_word: Constant<Bits<64>>,
    test_ticks: Constant<Bits<32>>,
    limit: Constant<Bits<16>>,
    /// TEST_RESULT.
    outcome: DFF<Bits<2>>,
    timer: DFF<Bits<32>>,
    lowest: DFF<Bits<16>>,
    over: DFF<Bit>,
    bad: DFF<Bit>,
    running: Signal<Local, Bit>,
    starts: Signal<Local, Bit>,
    low: Signal<Local, Bits<32>>,
}

impl Power {
    /// For a card whose longest drain takes `drain_ticks`, and a battery that must stay at `limit_millivolts` for so long.
    pub fn new(drain_ticks: u32, limit_millivolts: u16) -> Self {
        Power {
            clock: Default::default(),
            write: Default::default(),
            write_word: Default::default(),
            write_data: Default::default(),
            write_low: Default::default(),
            read_word: Default::default(),
            read_data: Default::default(),
            battery_good: Default::default(),
            millivolts: Default::default(),
            temperature: Default::default(),
            charge: Default::default(),
            load: Default::default(),
            good: Default::default(),
            tested: Default::default(),
            result: Default::default(),
            validity: Default::default(),
            generation: Default::default(),
            drain_ticks: Default::default(),
            at: Default::default(),
            header_word: Constant::new(header("POWER", 0).to_bits()),
            test_ticks: Constant::new(u64::from(drain_ticks).to_bits()),
            limit: Constant::new(u64::from(limit_millivolts).to_bits()),
            outcome: Default::default(),
            timer: Default::default(),
            lowest: Default::default(),
            over: Default::default(),
            bad: Default::default(),
            running: Default::default(),
            starts: Default::default(),
            low: Default::default(),
        }
    }
}

impl Logic for Power {
    #[hdl_gen]
    fn update(&mut self) {
        dff_setup!(self, clock, outcome, timer, lowest, over, bad);
        self.low.next = self.write_data.val().get_bits::<32>(0);
        self.running.next = self.outcome.q.val() == 1;
        self.starts.next = (self.write.val() & self.write_low.val())
            & (self.write_word.val() == self.at.test.val())
            & (self.low.val() == 1);
        self.over.d.next = false;
        if self.running.val() {
            if self.millivolts.val() < self.lowest.q.val() {
                self.lowest.d.next = self.millivolts.val();
            }
            self.timer.d.next = self.timer.q.val() - 1;
            if self.timer.q.val() == 0 {
                self.over.d.next = true;
                self.outcome.d.next = bits::<2>(2);
                self.bad.d.next = false;
                if (self.lowest.q.val() < self.limit.val()) | !self.battery_good.val() {
                    self.outcome.d.next = bits::<2>(3);
                    self.bad.d.next = true;
                }
            }
        } else if self.starts.val() {
            self.outcome.d.next = bits::<2>(1);
            self.timer.d.next = self.test_ticks.val();
            self.lowest.d.next = bits::<16>(0xFFFF);
        }
        self.load.next = self.running.val();
        self.good.next = self.battery_good.val() & !self.bad.q.val();
        self.tested.next = self.over.q.val();
        self.result.next = (bit_cast::<64, 16>(self.lowest.q.val()) << 32) | bit_cast::<64, 2>(self.outcome.q.val());

        self.read_data.next = bits::<64>(0);
        if self.read_word.val() == self.at.header.val() {
            self.read_data.next = self.header_word.val();
        }
        if self.read_word.val() == self.at.millivolts.val() {
            self.read_data.next =
                (bit_cast::<64, 32>(self.temperature.val()) << 32) | bit_cast::<64, 16>(self.millivolts.val());
        }
        if self.read_word.val() == self.at.charge.val() {
            self.read_data.next =
                (bit_cast::<64, 3>(self.validity.val()) << 32) | bit_cast::<64, 16>(self.charge.val());
        }
        if self.read_word.val() == self.at.test.val() {
            self.read_data.next = bit_cast::<64, 2>(self.outcome.q.val()) << 32;
        }
        if self.read_word.val() == self.at.test_millivolts.val() {
            self.read_data.next = bit_cast::<64, 16>(self.limit.val()) << 32;
            if self.outcome.q.val() != 0 {
                self.read_data.next =
                    (bit_cast::<64, 16>(self.limit.val()) << 32) | bit_cast::<64, 16>(self.lowest.q.val());
            }
        }
        if self.read_word.val() == self.at.generation.val() {
            self.read_data.next =
                (bit_cast::<64, 32>(self.drain_ticks.val()) << 32) | bit_cast::<64, 16>(self.generation.val());
        }
        if self.read_word.val() == self.at.drain_limit.val() {
            self.read_data.next = bit_cast::<64, 32>(self.test_ticks.val());
        }
    }
}
