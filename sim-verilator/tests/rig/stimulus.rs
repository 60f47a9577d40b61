//! Random work for both hosts, decided by a seed alone, so that two pairs can be given exactly the same.

use abi::line::{ENTRY_BYTES, LINE_BYTES};
use abi::registers::{mirror, MODE_CATCHUP};
use sim_verilator::pair::{Bar, Side};
use sim_verilator::random::Random;

use super::{line_base, payload_base, queue, Logged, Rig, LINE_COUNT, PAYLOAD_BYTES};

/// Lines that are in the making at the same time; fewer than an assembler holds.
const OPEN_LINES: u64 = 28;

/// One thing that happens to a pair.
#[derive(Clone)]
pub enum Op {
    /// The host is about to post this.
    Log {
        side: Side,
        position: u64,
        entry: Logged,
    },
    /// A posted write into the aperture.
    Write {
        side: Side,
        offset: u64,
        data: Vec<u8>,
    },
    Advance(u64),
    Cable(bool),
    Noise(f64),
    /// The host looks after its mirror.
    Tend(Side),
    /// The side's bus is reset.
    Reset(Side),
}

/// Where both hosts have got to.
pub struct Generator {
    random: Random,
    next: [u64; 2],
    payload: [u64; 2],
    plugged: bool,
    /// Whether the cable may be cut and disturbed.
    faults: bool,
    /// Lines as close as the card takes them, instead of much of everything.
    dense: bool,
    /// Nothing is written twice but by going round a ring, and nothing in parts of less than 8 bytes: what a log does that keeps its
    /// mirror in CATCHUP.
    orderly: bool,
}

impl Generator {
    pub fn new(seed: u64, positions: [u64; 2], faults: bool) -> Self {
        Generator {
            random: Random::new(seed),
            next: positions,
            payload: [0; 2],
            plugged: true,
            faults,
            dense: false,
            orderly: false,
        }
    }

    /// The same for long runs: hardly a pause, fewer payloads and single stores; hosts that look after their mirrors; with faults, bus
    /// resets too.
    pub fn dense(seed: u64, positions: [u64; 2], faults: bool) -> Self {
        Generator { dense: true, ..Self::new(seed, positions, faults) }
    }

    /// A log that writes nothing twice, see `rtl-mirror.md` section 8.
    pub fn orderly(self) -> Self {
        Generator { orderly: true, ..self }
    }

    /// Goes on where another generator has left the payload rings.
    pub fn payloads_from(&mut self, payload: [u64; 2]) {
        self.payload = if self.orderly { payload.map(|at| at.next_multiple_of(8)) } else { payload };
    }

    /// Some work.
    pub fn ops(&mut self, count: usize) -> Vec<Op> {
        let mut ops = Vec::new();
        while ops.len() < count {
            let side = Side::BOTH[self.random.below(2) as usize];
            if self.dense {
                self.dense_op(side, &mut ops);
                continue;
            }
            match self.random.below(100) {
                0..25 => self.run(side, &mut ops),
                25..45 => self.interleaved(side, &mut ops),
                45..55 => self.overtaking(side, &mut ops),
                55..63 => self.raw(side, &mut ops),
                63..67 => self.bad_line(side, &mut ops),
                67..70 if self.faults => {
                    self.plugged = !self.plugged || self.random.chance(0.3);
                    ops.push(Op::Cable(self.plugged));
                }
                70..73 if self.faults => {
                    let rate = [0.0, 1e-6, 1e-5, 1e-4, 3e-4][self.random.below(5) as usize];
                    ops.push(Op::Noise(rate));
                }
                73..80 => ops.push(Op::Advance(self.random.below(3000))),
                _ => ops.push(Op::Advance(self.random.below(120))),
            }
        }
        ops
    }

    fn dense_op(&mut self, side: Side, ops: &mut Vec<Op>) {
        match self.random.below(1000) {
            0..700 => self.run(side, ops),
            700..730 => self.interleaved(side, ops),
            730..900 => self.overtaking(side, ops),
            900..930 => self.raw(side, ops),
            930..940 => self.bad_line(side, ops),
            940..943 if self.faults => {
                ops.push(Op::Cable(false));
                // Some cuts are over before the mirror is lost, some long after.
                let cycles = if self.random.chance(0.7) { 300 } else { 30_000 };
                ops.push(Op::Advance(self.random.below(cycles)));
                ops.push(Op::Cable(true));
            }
            943..955 if self.faults => {
                let rate = [0.0, 0.0, 1e-6, 1e-5, 1e-4][self.random.below(5) as usize];
                ops.push(Op::Noise(rate));
            }
            955..957 if self.faults => ops.push(Op::Reset(side)),
            957..970 => ops.push(Op::Tend(side)),
            _ => ops.push(Op::Advance(self.random.below(120))),
        }
    }

    fn offset(side: Side, position: u64) -> u64 {
        line_base(queue(side)) + position % LINE_COUNT * LINE_BYTES as u64
    }

    /// Decides the next line, its payload posted first.
    fn line(&mut self, side: Side, ops: &mut Vec<Op>) -> (u64, [u8; LINE_BYTES]) {
        let i = side.index();
        let position = self.next[i];
        self.next[i] += 1;
        let entry: [u8; ENTRY_BYTES] = self.random.bytes(ENTRY_BYTES).try_into().expect("as many");
        let line = driver::line::seal(&entry, position);
        let payload = self.random.chance(if self.dense { 0.05 } else { 0.4 }).then(|| {
            let bytes = match self.random.below(3) {
                0 => 8 * (1 + self.random.below(8)),
                1 => 1 + self.random.below(40),
                _ => 1 + self.random.below(700),
            };
            let bytes = if self.orderly { bytes.next_multiple_of(8) } else { bytes };
            let start = self.payload[i];
            self.payload[i] += bytes;
            (start, self.random.bytes(bytes as usize))
        });
        ops.push(Op::Log { side, position, entry: Logged { line, payload: payload.clone() } });
        if let Some((start, data)) = payload {
            // The ring wraps, a write does not.
            let room = (PAYLOAD_BYTES - start % PAYLOAD_BYTES).min(data.len() as u64) as usize;
            for (at, part) in [(0, &data[..room]), (room as u64, &data[room..])] {
                if !part.is_empty() {
                    let offset = payload_base(queue(side)) + (start + at) % PAYLOAD_BYTES;
                    ops.push(Op::Write { side, offset, data: part.to_vec() });
                }
            }
        }
        (position, line)
    }

    /// Whole lines, several to a write where they lie side by side.
    fn run(&mut self, side: Side, ops: &mut Vec<Op>) {
        let count = 1 + self.random.below(20);
        let lines: Vec<_> = (0..count).map(|_| self.line(side, ops)).collect();
        let together = self.random.chance(0.5);
        let mut run: Vec<u8> = Vec::new();
        let mut start = lines[0].0;
        for (position, line) in lines {
            if !run.is_empty() && (!together || position % LINE_COUNT == 0) {
                ops.push(Op::Write { side, offset: Self::offset(side, start), data: std::mem::take(&mut run) });
            }
            if run.is_empty() {
                start = position;
            }
            run.extend(line);
        }
        ops.push(Op::Write { side, offset: Self::offset(side, start), data: run });
    }

    /// The 8-byte stores of several lines in any order, the stamp's place sometimes stored too, sometimes not.
    fn interleaved(&mut self, side: Side, ops: &mut Vec<Op>) {
        let count = 1 + self.random.below(OPEN_LINES);
        let mut stores = Vec::new();
        for _ in 0..count {
            let (position, line) = self.line(side, ops);
            for qword in 0..8usize {
                if qword != 6 || self.random.chance(0.5) {
                    let bytes = if qword == 6 { self.random.bytes(8) } else { line[qword * 8..][..8].to_vec() };
                    stores.push((Self::offset(side, position) + qword as u64 * 8, bytes));
                }
            }
        }
        self.shuffle(&mut stores);
        for (offset, data) in stores {
            ops.push(Op::Write { side, offset, data });
            if self.random.chance(0.1) {
                ops.push(Op::Advance(self.random.below(60)));
            }
        }
    }

    /// Whole lines out of order, as far as the window reaches.
    fn overtaking(&mut self, side: Side, ops: &mut Vec<Op>) {
        let count = 2 + self.random.below(40);
        let mut lines: Vec<_> = (0..count).map(|_| self.line(side, ops)).collect();
        self.shuffle(&mut lines);
        for (position, line) in lines {
            ops.push(Op::Write { side, offset: Self::offset(side, position), data: line.to_vec() });
        }
    }

    /// The state area, any alignment and length.
    fn raw(&mut self, side: Side, ops: &mut Vec<Op>) {
        if self.orderly {
            return self.overtaking(side, ops);
        }
        let bytes = 1 + self.random.below(600);
        let offset = abi::geometry::STATE_OFFSET + self.random.below(8192 - bytes);
        ops.push(Op::Write { side, offset, data: self.random.bytes(bytes as usize) });
    }

    /// A line with a wrong slot, which does not count, then the right one; or a line with a wrong checksum, which
    /// counts and is reported.
    fn bad_line(&mut self, side: Side, ops: &mut Vec<Op>) {
        // The right line goes where the wrong one has just been.
        let wrong_slot = !self.orderly && self.random.chance(0.5);
        if wrong_slot {
            let position = self.next[side.index()];
            let entry: [u8; ENTRY_BYTES] = self.random.bytes(ENTRY_BYTES).try_into().expect("as many");
            let other = position.wrapping_add([1, LINE_COUNT, u64::MAX - 200][self.random.below(3) as usize]);
            let line = driver::line::seal(&entry, other);
            ops.push(Op::Write { side, offset: Self::offset(side, position), data: line.to_vec() });
            self.run(side, ops);
        } else {
            let (position, mut line) = self.line(side, ops);
            line[56] ^= 1;
            for op in ops.iter_mut().rev() {
                if let Op::Log { position: p, entry, side: s } = op {
                    if (*p, *s) == (position, side) {
                        entry.line = line;
                        break;
                    }
                }
            }
            ops.push(Op::Write { side, offset: Self::offset(side, position), data: line.to_vec() });
        }
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.random.below(i as u64 + 1) as usize);
        }
    }
}

impl Rig {
    /// Posts whole lines, in order and without payload.
    pub fn log(&mut self, side: Side, lines: u64) {
        for _ in 0..lines {
            let position = self.shadows[side.index()].next;
            let entry: [u8; ENTRY_BYTES] = Random::new(position).bytes(ENTRY_BYTES).try_into().expect("as many");
            let line = driver::line::seal(&entry, position);
            self.apply(&Op::Log { side, position, entry: Logged { line, payload: None } });
            self.apply(&Op::Write { side, offset: Generator::offset(side, position), data: line.to_vec() });
        }
    }

    /// Brings the side into CATCHUP, with the cable out: the outbox takes 496 lines at most, and 32 may wait behind it.
    pub fn fall_behind(&mut self, side: Side) {
        self.drain(side);
        self.pair.set_cable(false);
        for _ in 0..64 {
            self.log(side, 8);
            self.wait("LOCAL", |rig| rig.page(side).0 == rig.shadows[side.index()].next);
            if self.read32(side, mirror::MODE) == MODE_CATCHUP {
                return;
            }
        }
        panic!("{}: 512 lines are stored and not yet too many", self.name);
    }

    /// Does one thing.
    pub fn apply(&mut self, op: &Op) {
        match op {
            Op::Log { side, position, entry } => {
                let shadow = &mut self.shadows[side.index()];
                shadow.next = shadow.next.max(position + 1);
                if let Some((start, bytes)) = &entry.payload {
                    shadow.payload = start + bytes.len() as u64;
                }
                shadow.lines.insert(*position, entry.clone());
            }
            Op::Write { side, offset, data } => self.pair.write(*side, Bar::Aperture, *offset, data),
            Op::Advance(cycles) => {
                // In small steps: what must hold at all times is looked at often.
                for _ in 0..cycles / 50 {
                    self.step(50);
                }
                self.step(cycles % 50);
            }
            Op::Cable(plugged) => self.pair.set_cable(*plugged),
            Op::Noise(rate) => self.pair.set_noise(*rate),
            Op::Tend(side) => self.tend(*side),
            Op::Reset(side) => self.reset_bus(*side),
        }
        // The root port takes what it is given; a real host would be held off.
        while Side::BOTH.iter().any(|s| self.pair.backlog(*s) > 4096) {
            self.step(50);
        }
    }
}
