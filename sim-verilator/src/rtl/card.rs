//! One card with power: what its ports are shown and what they say, on either of its two clocks.
//!
//! PCIe's edge is before the core's edge of a cycle or at the same time, or the cycle has none. Both sides look at the ports at their own
//! edge only: what a port says between belongs to nobody.

use std::collections::{BTreeMap, VecDeque};

use super::dut::{Dut, Edges, Inputs, Outputs};
use super::line::LineBeat;
use super::root::RootPort;
use super::tlp::{BadPacket, Beat};
use crate::memory::NvMemory;

/// Cycles from a memory read to its data.
const MEMORY_LATENCY_CYCLES: u64 = 12;
/// Beside read data: a wrong bit was corrected.
const CORRECTED: u8 = 1;
/// Beside read data: it is lost.
const LOST: u8 = 2;

/// What a write does to the wrong bits of a unit: all bytes replace it, some bytes correct what can be corrected, and
/// `inject` flips more.
fn write_check_bits(wrong_bits: &mut BTreeMap<u32, u8>, unit: u32, enable: u16, inject: u8) {
    let wrong = wrong_bits.remove(&unit).unwrap_or(0);
    let kept = if enable == u16::MAX || (enable != 0 && wrong == 1) { 0 } else { wrong };
    if kept + inject > 0 {
        wrong_bits.insert(unit, kept.saturating_add(inject));
    }
}

/// What moves over a card's ports in one cycle: valid and ready.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pins {
    /// A beat of the host's requests.
    pub cq: bool,
    pub memory_write: bool,
    pub memory_read: bool,
    /// A beat to the cable, and from it.
    pub tx: bool,
    pub rx: bool,
    /// That beat is the first or last of a frame.
    pub tx_control: bool,
    pub rx_control: bool,
    /// A beat of the card's own requests.
    pub rq: bool,
    /// The last one of a packet.
    pub rq_last: bool,
}

/// Where in a cycle of the core PCIe's clock has its edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UserEdge {
    None,
    Before,
    With,
}

/// What takes something in a cycle.
#[derive(Clone, Copy)]
pub(super) struct Readiness {
    pub memory_write: bool,
    pub memory_read: bool,
    pub cc: bool,
    pub rq: bool,
    pub line: bool,
}

/// The slot in a cycle.
pub(super) struct BusState {
    pub now: u64,
    pub perst: bool,
    pub user_reset: bool,
    pub flr: bool,
    pub bus_master: bool,
    /// The host is gone as well.
    pub power_fail: bool,
}

/// Everything else around the card in a cycle.
pub(super) struct BoardState {
    pub now: u64,
    pub link_up: bool,
    pub arriving: Option<LineBeat>,
    pub power_fail: bool,
    pub line_ready: bool,
}

/// A card with power.
pub(super) struct Card {
    dut: Dut,
    pub inputs: Inputs,
    pub outputs: Outputs,
    /// Memory reads on their way: cycle of arrival, beat, error bits beside it.
    reads: VecDeque<(u64, [u8; 16], u8)>,
    /// What PCIe's edge of the last cycle has moved, and what the card said of a function-level reset at it.
    pins: Pins,
    flr_done: bool,
}

impl Card {
    /// A card at power-on; `seed` decides what has no reset value.
    pub fn new(seed: u32, inputs: Inputs) -> Self {
        let (outputs, reads) = (Outputs::default(), VecDeque::new());
        Card { dut: Dut::new(seed), inputs, outputs, reads, pins: Pins::default(), flr_done: false }
    }

    /// What has moved in the cycle that was stepped last.
    pub fn pins(&self) -> Pins {
        let (inputs, outputs) = (&self.inputs, &self.outputs);
        Pins {
            memory_write: outputs.mem_write_valid != 0 && inputs.mem_write_ready != 0,
            memory_read: outputs.mem_read_valid != 0 && inputs.mem_read_ready != 0,
            tx: outputs.tx_valid != 0 && inputs.tx_ready != 0,
            rx: inputs.rx_valid != 0,
            tx_control: outputs.tx_control != 0,
            rx_control: inputs.rx_control != 0,
            ..self.pins
        }
    }

    /// The function-level reset that goes on has been carried out.
    pub fn flr_done(&self) -> bool {
        self.flr_done
    }

    /// One cycle of the core. What the card has put on the line, and what was wrong on the bus.
    #[allow(clippy::too_many_arguments)] // They are the neighbours a card has.
    pub fn cycle(
        &mut self,
        bus: &BusState,
        board: &BoardState,
        ready: Readiness,
        user: UserEdge,
        root: &mut RootPort,
        memory: &mut NvMemory,
        wrong_bits: &mut BTreeMap<u32, u8>,
    ) -> (Option<LineBeat>, Option<BadPacket>) {
        let mut error = None;
        self.pins = Pins::default();
        self.inputs.perst = bus.perst.into();
        self.inputs.user_reset = bus.user_reset.into();
        if user != UserEdge::None {
            self.show_bus(bus, ready, root);
        }
        if user == UserEdge::Before {
            self.dut.settle(&self.inputs, &mut self.outputs);
            error = self.bus_edge(bus, root);
            self.dut.clock(Edges::User);
        }
        self.show_board(board, ready);
        self.dut.settle(&self.inputs, &mut self.outputs);
        if user == UserEdge::With {
            error = self.bus_edge(bus, root);
        }
        let sent = self.board_edge(board.now, memory, wrong_bits);
        self.dut.clock(if user == UserEdge::With { Edges::Both } else { Edges::Core });
        (sent, error)
    }

    /// What the hard block shows until its next edge.
    fn show_bus(&mut self, bus: &BusState, ready: Readiness, root: &mut RootPort) {
        let inputs = &mut self.inputs;
        inputs.flr = bus.flr.into();
        inputs.bus_master = bus.bus_master.into();
        // Without bus mastering the host's own requests go on. In a function-level reset what has begun ends.
        let request = if bus.user_reset || bus.power_fail { None } else { root.request_beat(!bus.flr) };
        inputs.cq_valid = request.is_some().into();
        if let Some(beat) = request {
            inputs.cq_data = words(beat.data);
            inputs.cq_user = [beat.user as u32, (beat.user >> 32) as u32, (beat.user >> 64) as u32];
            inputs.cq_keep = beat.keep;
            inputs.cq_last = beat.last.into();
        }
        let completion = if bus.user_reset { None } else { root.requester.beat(bus.now, &root.host, !bus.flr) };
        inputs.rc_valid = completion.is_some().into();
        if let Some(beat) = completion {
            inputs.rc_data = words(beat.data);
            inputs.rc_user = [beat.user as u32, (beat.user >> 32) as u32, (beat.user >> 64) as u32];
            inputs.rc_keep = beat.keep;
            inputs.rc_last = beat.last.into();
        }
        let number_back = root.number_back(bus.now);
        inputs.rq_seq_num_valid = number_back.is_some().into();
        inputs.rq_seq_num = number_back.unwrap_or(0);
        inputs.cc_ready = ready.cc.into();
        inputs.rq_ready = ready.rq.into();
    }

    /// What moves over the bus at PCIe's edge.
    fn bus_edge(&mut self, bus: &BusState, root: &mut RootPort) -> Option<BadPacket> {
        let (inputs, out) = (&self.inputs, &self.outputs);
        let rq = out.rq_valid != 0 && inputs.rq_ready != 0;
        self.pins.cq = inputs.cq_valid != 0 && out.cq_ready != 0;
        (self.pins.rq, self.pins.rq_last) = (rq, rq && out.rq_last != 0);
        self.flr_done = bus.flr && out.flr_done != 0;
        if self.pins.cq {
            root.request_taken();
        }
        root.credit(out.cq_np_req);
        if inputs.rc_valid != 0 && out.rc_ready != 0 {
            root.requester.taken();
        }
        if bus.user_reset {
            return None;
        }
        let mut error = None;
        if out.cc_valid == 0 {
            error = root.completion_gap().err();
        }
        if out.rq_valid == 0 {
            error = root.requester_gap().err().or(error);
        }
        if out.cc_valid != 0 && inputs.cc_ready != 0 {
            let beat = Beat { data: number(&out.cc_data), user: 0, keep: out.cc_keep, last: out.cc_last != 0 };
            error = root.completion_beat(&beat).err();
        }
        if rq {
            let user = u128::from(out.rq_user);
            let beat = Beat { data: number(&out.rq_data), user, keep: out.rq_keep, last: out.rq_last != 0 };
            error = root.requester_beat(bus.now, &beat).err().or(error);
        }
        error
    }

    /// What memory, line and board show until the core's next edge.
    fn show_board(&mut self, board: &BoardState, ready: Readiness) {
        let inputs = &mut self.inputs;
        inputs.power_fail = board.power_fail.into();
        inputs.link_up = board.link_up.into();
        inputs.rx_valid = board.arriving.is_some().into();
        if let Some(beat) = board.arriving {
            inputs.rx_data = words(beat.data);
            inputs.rx_control = beat.control.into();
        }
        let data = self.reads.pop_front_if(|(due, ..)| *due <= board.now);
        inputs.mem_read_data_valid = data.is_some().into();
        if let Some((_, beat, error)) = data {
            inputs.mem_read_data = words(u128::from_le_bytes(beat));
            inputs.mem_read_error = error;
        }
        inputs.mem_write_ready = ready.memory_write.into();
        inputs.mem_read_ready = ready.memory_read.into();
        inputs.tx_ready = board.line_ready.into();
    }

    /// What moves at the core's edge; what goes to the line.
    fn board_edge(&mut self, now: u64, memory: &mut NvMemory, wrong_bits: &mut BTreeMap<u32, u8>) -> Option<LineBeat> {
        let (inputs, out) = (&self.inputs, &self.outputs);
        if out.mem_write_valid != 0 && inputs.mem_write_ready != 0 {
            let data = number(&out.mem_write_data).to_le_bytes();
            memory.write_beat(out.mem_write_address.into(), &data, out.mem_write_enable);
            if !wrong_bits.is_empty() || out.mem_write_inject != 0 {
                write_check_bits(wrong_bits, out.mem_write_address, out.mem_write_enable, out.mem_write_inject);
            }
        }
        if out.mem_read_valid != 0 && inputs.mem_read_ready != 0 {
            let beat = memory.read_beat(out.mem_read_address.into());
            let error = match wrong_bits.get(&out.mem_read_address) {
                None => 0,
                Some(1) => CORRECTED,
                Some(_) => LOST,
            };
            // What is lost looks like anything but what was written.
            let beat = if error == LOST { beat.map(|byte| !byte) } else { beat };
            self.reads.push_back((now + MEMORY_LATENCY_CYCLES, beat, error));
        }
        (out.tx_valid != 0 && inputs.tx_ready != 0)
            .then(|| LineBeat { data: number(&out.tx_data), control: out.tx_control != 0 })
    }
}

fn words(value: u128) -> [u32; 4] {
    std::array::from_fn(|i| (value >> (32 * i)) as u32)
}

fn number(words: &[u32; 4]) -> u128 {
    words.iter().rev().fold(0, |value, word| value << 32 | u128::from(*word))
}
