//! What surrounds the mirror on a card: ingress with its queues, LOCAL, REMOTE, the NV header, a host; and the checks that hold
//! in every cycle of every test.

use crate::dut::{at, place, Dut, LOCAL_BYTES};
use crate::random::Random;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Both parts of the image IN_SYNC, as in the NV header; and both INCONSISTENT.
pub const ALL_IN_SYNC: u128 = 0b1010;
pub const ALL_INCONSISTENT: u128 = 0b0101;
/// Line rings of the two queues, and their lines.
pub const LINE_BASES: [usize; 2] = [0x8000, 0xA000];
pub const LINES: usize = 128;
/// Their payload rings.
pub const PAYLOADS: [std::ops::Range<usize>; 2] = [0xC000..0xCFC0, 0xD000..0xE000];
/// Everything else that is written lies here; between the rings is nobody's.
pub const PAYLOAD: std::ops::Range<usize> = 0xC000..0xE000;
/// What a resync has to send.
pub const LIVE: std::ops::Range<usize> = 0x8000..0xE000;

/// One write into memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Write {
    pub address: usize,
    pub data: u128,
    pub enable: u16,
}

impl Write {
    /// Bytes that are not enabled do not matter.
    fn does_the_same(&self, other: &Write) -> bool {
        let enabled = (0..16).filter(|i| self.enable >> i & 1 == 1).fold(0, |mask, i| mask | 0xFF << (8 * i));
        (self.address, self.enable, self.data & enabled) == (other.address, other.enable, other.data & enabled)
    }
}

/// The queue a place belongs to, while that is open.
pub fn owner(address: usize) -> Option<usize> {
    (0..2).find(|&q| (LINE_BASES[q]..LINE_BASES[q] + LINES * 64).contains(&address) || PAYLOADS[q].contains(&address))
}

fn store(memory: &mut [u8], write: &Write) {
    for (i, byte) in write.data.to_le_bytes().into_iter().enumerate() {
        if write.enable >> i & 1 == 1 {
            memory[write.address + i] = byte;
        }
    }
}

fn load(memory: &[u8], address: usize) -> u128 {
    u128::from_le_bytes(memory[address..address + 16].try_into().expect("sixteen bytes"))
}

struct StageBeat {
    write: Write,
    first: bool,
    last: bool,
    length: usize,
    publish: bool,
    queue: usize,
    mark: u64,
}

/// A log queue of ingress.
#[derive(Default)]
pub struct Queue {
    pub enable: bool,
    /// LOCAL watermark.
    pub position: u64,
    /// Published above it.
    pub above: BTreeSet<u64>,
    changed: bool,
}

/// What the writer does.
#[derive(Clone, Copy, Debug, Default)]
pub struct Load {
    /// One chunk starts every so many cycles on average; 0 is none.
    pub every: u64,
    /// Of eight chunks, so many are lines.
    pub lines: u64,
    /// Lines may overtake each other.
    pub shuffled: bool,
    /// Chunks that are no lines have so many beats; 0 is any number up to 16, and sometimes up to 64.
    pub large: usize,
    /// Chunks that are no lines are some bytes of one beat.
    pub small: bool,
    /// Chunks that are no lines are 8 bytes: the lower halves of two units, then their upper halves, one pair behind the other.
    pub halves: bool,
    /// Payload goes anywhere, instead of one behind the other.
    pub scattered: bool,
    /// Now and then a chunk stays open: memory has its beats, and the mirror is not shown them yet.
    pub lingering: bool,
}

/// The signals of the NV header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    pub queue_states: u128,
    pub fence_mask: u128,
    pub sealed: [u128; 2],
    pub image_card_id: u128,
    pub image_nonce: u128,
}

/// Command pulses for the next cycle.
#[derive(Clone, Copy, Default)]
pub struct Commands {
    pub start_resync: bool,
    pub accept: bool,
    pub drop_mirror: bool,
    pub unreadable: bool,
    pub fence: u8,
    pub lift: u8,
}

pub struct Card {
    pub dut: Dut,
    pub random: Random,
    pub local: Vec<u8>,
    pub remote: Vec<u8>,
    pub queues: [Queue; 2],
    pub load: Load,
    /// The host starts and accepts resyncs as soon as it can.
    pub automatic: bool,
    pub armed: bool,
    pub power_fail: bool,
    pub commands: Commands,
    /// Register writes of the mailbox, one a cycle: word of BAR0 and data.
    pub mail_writes: VecDeque<(u32, u64)>,
    pub nonce: u64,
    pub id: u64,
    host_beat: u64,
    ticks: u64,
    stage: VecDeque<StageBeat>,
    hold: bool,
    held: bool,
    /// One in this many cycles memory is ready; 1 is always.
    pub memory_every: u64,
    reads: VecDeque<(u64, u128)>,
    persist_delay: Option<u64>,
    /// How long the NV header takes.
    pub persist_ticks: u64,
    /// As last written.
    pub header: Header,
    /// What the other card has to store, one list for each of our sessions.
    expect: Vec<Vec<(Write, Option<usize>)>>,
    /// How far it may have come: session and place in its list. A resync repeats what a session before has sent, so
    /// there can be more than one reading of what was stored.
    reached: BTreeSet<(usize, usize)>,
    /// Lines published, by queue and low half of the slot, with the slot.
    lines: BTreeMap<(usize, u32), (u64, [u8; 64])>,
    /// What the partner's lines prove: received slots above the prefix, and the prefix.
    received: [(u64, BTreeSet<u64>); 2],
    /// What of `received` was there when this card was last armed.
    durable: [u64; 2],
    pub mirrored: [u64; 2],
    pub writes: u64,
    pub published: u64,
    pub marks: u64,
    pub blocked: u64,
    /// Ticks in CATCHUP.
    pub late: u64,
    payload: usize,
    /// Stores of 8 bytes so far.
    halves: usize,
    /// The chunk in front is shown from this tick on.
    shown_at: u64,
    was_lost: bool,
}

impl Card {
    pub fn new(id: u64, seed: u64) -> Card {
        let mut random = Random::new(seed ^ id << 32);
        let local = (0..LOCAL_BYTES).map(|_| random.next() as u8).collect();
        let mut card = Card {
            dut: Dut::new(),
            random,
            local,
            remote: vec![0; LOCAL_BYTES],
            queues: Default::default(),
            load: Load::default(),
            automatic: true,
            armed: true,
            power_fail: false,
            commands: Commands::default(),
            mail_writes: VecDeque::new(),
            nonce: 0,
            id,
            host_beat: 0,
            ticks: 0,
            stage: VecDeque::new(),
            hold: false,
            held: false,
            memory_every: 1,
            reads: VecDeque::new(),
            persist_delay: None,
            persist_ticks: 20,
            header: Header::default(),
            expect: vec![Vec::new()],
            reached: BTreeSet::from([(0, 0)]),
            lines: BTreeMap::new(),
            received: Default::default(),
            durable: [0; 2],
            mirrored: [0; 2],
            writes: 0,
            published: 0,
            marks: 0,
            blocked: 0,
            late: 0,
            payload: PAYLOAD.start,
            halves: 0,
            shown_at: 0,
            was_lost: true,
        };
        card.power_on();
        card
    }

    /// Power comes back: a new mirror, the header of before, another nonce. LOCAL and REMOTE have survived.
    pub fn power_on(&mut self) {
        // Power that comes back, or the reset input: the same.
        if self.random.one_in(2) {
            self.dut = Dut::new();
        }
        self.power_fail = false;
        self.nonce = self.random.next() | 1;
        self.stage.clear();
        self.reads.clear();
        self.persist_delay = None;
        self.queues = Default::default();
        self.mirrored = [0; 2];
        self.was_lost = true;
        self.expect.push(Vec::new());
        self.set(at!("reset"), 1);
        self.set(at!("card_id"), self.id as u128);
        for (i, (from, to)) in
            [(0x8000, 0xA000), (0xA000, 0xC000), (0xC000, 0xC040), (0xC040, 0xE000), (0, 0)].into_iter().enumerate()
        {
            self.set(
                [
                    at!("range0_start"),
                    at!("range1_start"),
                    at!("range2_start"),
                    at!("range3_start"),
                    at!("range4_start"),
                ][i],
                from,
            );
            self.set(
                [at!("range0_end"), at!("range1_end"), at!("range2_end"), at!("range3_end"), at!("range4_end")][i],
                to,
            );
        }
        self.dut.settle();
        self.dut.tick();
        self.set(at!("reset"), 0);
        let header = self.header.clone();
        self.set(at!("load"), 1);
        self.set(at!("load_queue_states"), header.queue_states);
        self.set(at!("load_fence_mask"), header.fence_mask);
        self.set(at!("load_sealed0"), header.sealed[0]);
        self.set(at!("load_sealed1"), header.sealed[1]);
        self.set(at!("load_image_card_id"), header.image_card_id);
        self.set(at!("load_image_nonce"), header.image_nonce);
        self.dut.settle();
        self.dut.tick();
        self.set(at!("load"), 0);
        self.dut.settle();
        assert_eq!(self.read_header(), header, "the header is taken over");
        self.received = header.sealed.map(|sealed| (sealed as u64, BTreeSet::new()));
    }

    pub fn set(&mut self, port: usize, value: u128) {
        self.dut.set(port, value);
    }
    pub fn read(&self, port: usize) -> u128 {
        self.dut.get(port)
    }
    pub fn flag(&self, port: usize) -> bool {
        self.read(port) == 1
    }
    /// An output by its name.
    pub fn get(&self, name: &str) -> u128 {
        self.read(place(name))
    }

    pub fn read_header(&self) -> Header {
        Header {
            queue_states: self.read(at!("queue_states")),
            fence_mask: self.read(at!("fence_mask")),
            sealed: [self.read(at!("sealed0")), self.read(at!("sealed1"))],
            image_card_id: self.read(at!("image_card_id")),
            image_nonce: self.read(at!("image_nonce")),
        }
    }

    /// The host opens a queue.
    pub fn open(&mut self, queue: usize, position: u64) {
        self.queues[queue] = Queue { enable: true, position, above: BTreeSet::new(), changed: true };
        self.mirrored[queue] = position;
    }

    /// Another serial.
    pub fn rename(&mut self, id: u64) {
        self.id = id;
        self.set(at!("card_id"), id as u128);
    }

    /// Nothing is on its way from the writer to the mirror.
    pub fn is_idle(&self) -> bool {
        self.stage.is_empty() && self.queues.iter().all(|q| q.above.is_empty())
    }

    /// Ingress stores the line of a slot inside the window of its queue, publishes and stages it.
    pub fn store_line(&mut self, q: usize, slot: u64) {
        let queue = &mut self.queues[q];
        queue.above.insert(slot);
        while queue.above.remove(&queue.position) {
            queue.position += 1;
        }
        let mark = queue.position;
        let address = LINE_BASES[q] + slot as usize % LINES * 64;
        let mut bytes = [0u8; 64];
        bytes[..48].fill_with(|| self.random.next() as u8);
        bytes[48..60].fill_with(|| self.random.next() as u8);
        bytes[60..].copy_from_slice(&(slot as u32).to_le_bytes());
        self.lines.insert((q, slot as u32), (slot, bytes));
        self.push(address, &bytes, 0xFFFF, Some((q, mark)));
    }

    /// Ingress stores a chunk in LOCAL and stages it.
    fn begin_chunk(&mut self) {
        let open: Vec<usize> = (0..2).filter(|&q| self.queues[q].enable && !self.queues[q].changed).collect();
        let line = self.random.below(8) < self.load.lines && !open.is_empty();
        if line {
            let q = open[self.random.below(open.len() as u64) as usize];
            let queue = &mut self.queues[q];
            let mut slot = queue.position;
            while queue.above.contains(&slot) {
                slot += 1;
            }
            if self.load.shuffled && queue.above.len() < 8 && self.random.one_in(3) {
                // Overtakes: a hole stays for now.
                slot += 1 + self.random.below(3);
                while queue.above.contains(&slot) {
                    slot += 1;
                }
            } else {
                slot = queue.position;
            }
            self.store_line(q, slot);
        } else if self.load.halves {
            let n = self.halves;
            self.halves += 1;
            let unit = n / 4 * 2 + n % 2;
            let address = PAYLOAD.start + unit * 16 % PAYLOAD.len();
            let data = self.random.beat().to_le_bytes();
            self.push(address, &data, 0xFF << (n / 2 % 2 * 8), None);
        } else if self.load.small || (self.load.large == 0 && self.random.one_in(3)) {
            let address = self.payload_place(1);
            let data = self.random.beat().to_le_bytes();
            let enable = (self.random.next() as u16).max(1);
            self.push(address, &data, enable, None);
        } else {
            // A chunk has one owner.
            let (beats, address) = loop {
                let most = if self.random.one_in(24) { 64 } else { 16 };
                let beats = match self.load.large {
                    0 => 1 + self.random.below(most) as usize,
                    beats => beats,
                };
                let address = self.payload_place(beats);
                let mut owners = (address..address + 16 * beats).step_by(16).map(owner);
                let first = owners.next();
                if owners.all(|owner| Some(owner) == first) {
                    break (beats, address);
                }
            };
            let data: Vec<u8> = (0..beats * 16).map(|_| self.random.next() as u8).collect();
            self.push(address, &data, 0xFFFF, None);
        }
    }

    /// Where the next payload goes: a ring, as a log has it, or anywhere.
    fn payload_place(&mut self, beats: usize) -> usize {
        if self.load.scattered {
            return PAYLOAD.start + self.random.below((PAYLOAD.len() / 16 - beats) as u64) as usize * 16;
        }
        if self.payload + 16 * beats > PAYLOAD.end {
            self.payload = PAYLOAD.start;
        }
        let place = self.payload;
        self.payload += 16 * beats;
        place
    }

    /// Stores other bytes where the newest 8 beats of payload are, in a chunk that stays open for so long.
    pub fn overwrite(&mut self, open_ticks: u64) {
        let data: Vec<u8> = (0..128).map(|_| self.random.next() as u8).collect();
        self.shown_at = self.ticks + open_ticks;
        self.push(self.payload - 128, &data, 0xFFFF, None);
    }

    fn push(&mut self, address: usize, data: &[u8], enable: u16, line: Option<(usize, u64)>) {
        let length = data.len() / 16;
        for (i, beat) in data.chunks(16).enumerate() {
            let write =
                Write { address: address + 16 * i, data: u128::from_le_bytes(beat.try_into().expect("16")), enable };
            store(&mut self.local, &write);
            let owner = owner(write.address).filter(|&q| self.queues[q].enable).unwrap_or(63);
            let (queue, mark) = line.unwrap_or((owner, 0xDEAD));
            let (first, last) = (i == 0, i + 1 == length);
            self.stage.push_back(StageBeat { write, first, last, length, publish: line.is_some(), queue, mark });
        }
    }

    /// Sets the inputs of this cycle, except the line's.
    pub fn drive(&mut self) {
        let start = self.stage.len() < 16 && !self.hold && !self.power_fail;
        if start && self.random.one_in(self.load.every) {
            self.begin_chunk();
        }
        self.set(at!("stage$left"), self.stage.len() as u128);
        let first = self.stage.front().is_some_and(|beat| beat.first);
        if self.load.lingering && first && self.ticks >= self.shown_at && self.random.one_in(40) {
            self.shown_at = self.ticks + self.random.below(400);
        }
        let shown = !first || self.ticks >= self.shown_at;
        match self.stage.front().filter(|_| shown) {
            Some(beat) => {
                let values = [
                    (at!("stage$valid"), 1),
                    (at!("stage$data"), beat.write.data),
                    (at!("stage$enable"), beat.write.enable as u128),
                    (at!("stage$first"), beat.first as u128),
                    (at!("stage$last"), beat.last as u128),
                    // Good in the first beat only: garbage afterwards must not matter.
                    (at!("stage$address"), if beat.first { beat.write.address as u128 / 16 } else { 0x0BAD }),
                    (at!("stage$length"), if beat.first { beat.length as u128 } else { 3 }),
                    (at!("stage$publish"), (beat.publish && beat.first) as u128),
                    (at!("stage$queue"), if beat.first { beat.queue as u128 } else { 0x3F }),
                    (at!("stage$mark"), if beat.first { beat.mark as u128 } else { 0 }),
                ];
                values.into_iter().for_each(|(name, value)| self.set(name, value));
            }
            None => self.set(at!("stage$valid"), 0),
        }
        for (q, names) in [
            [
                at!("queue0$enable"),
                at!("queue0$changed"),
                at!("queue0$settled"),
                at!("queue0$position"),
                at!("queue0$line_base"),
                at!("queue0$line_count"),
                at!("queue0$payload_base"),
                at!("queue0$payload_bytes"),
            ],
            [
                at!("queue1$enable"),
                at!("queue1$changed"),
                at!("queue1$settled"),
                at!("queue1$position"),
                at!("queue1$line_base"),
                at!("queue1$line_count"),
                at!("queue1$payload_base"),
                at!("queue1$payload_bytes"),
            ],
        ]
        .into_iter()
        .enumerate()
        {
            let queue = &self.queues[q];
            let values = [
                queue.enable as u128,
                queue.changed as u128,
                queue.above.is_empty() as u128,
                queue.position as u128,
                LINE_BASES[q] as u128,
                LINES as u128,
                PAYLOADS[q].start as u128,
                PAYLOADS[q].len() as u128,
            ];
            names.into_iter().zip(values).for_each(|(name, value)| self.set(name, value));
        }
        self.set(at!("held"), self.held as u128);
        let ready = self.random.one_in(self.memory_every) as u128;
        self.set(at!("write$ready"), ready);
        let ready = self.random.one_in(self.memory_every) as u128;
        self.set(at!("read$ready"), ready);
        let answer = self.reads.front().filter(|(due, _)| *due <= self.ticks).map(|(_, data)| *data);
        self.set(at!("read$data_valid"), answer.is_some() as u128);
        self.set(at!("read$data"), answer.unwrap_or(0));
        self.set(at!("nonce"), self.nonce as u128);
        self.set(at!("armed"), self.armed as u128);
        self.set(at!("power_fail"), self.power_fail as u128);
        self.set(at!("host_beat"), self.host_beat as u128);
        self.set(at!("ticks"), self.ticks as u128);
        self.set(at!("persisted"), (self.persist_delay == Some(0)) as u128);
        let mail = self.mail_writes.pop_front();
        self.set(at!("mail_write"), mail.is_some() as u128);
        self.set(at!("mail_write_low"), 1);
        self.set(at!("mail_write_high"), 1);
        if let Some((word, data)) = mail {
            self.set(at!("mail_write_word"), word as u128);
            self.set(at!("mail_write_data"), data as u128);
        }
        let commands = std::mem::take(&mut self.commands);
        self.set(at!("start_resync"), commands.start_resync as u128);
        self.set(at!("accept"), commands.accept as u128);
        self.set(at!("drop_mirror"), commands.drop_mirror as u128);
        self.set(at!("unreadable"), commands.unreadable as u128);
        self.set(at!("fence"), commands.fence as u128);
        self.set(at!("lift"), commands.lift as u128);
        if self.automatic && self.ticks % 1_024 == 0 && self.read(at!("link_state")) == 2 {
            match self.read(at!("mirror_state")) {
                0 if !commands.start_resync => self.set(at!("start_resync"), 1),
                2 => self.set(at!("accept"), 1),
                _ => {}
            }
        }
    }

    /// Looks at the outputs of this cycle, after everything has settled; `partner` is the card at the other end.
    pub fn observe(&mut self, partner: &mut Card) {
        let lost = self.read(at!("mirror_state")) == 0;
        if lost && !self.was_lost {
            self.expect.push(Vec::new());
        }
        self.was_lost = lost;
        self.late += u64::from(self.flag(at!("catching_up")));
        if let Some(beat) = self.stage.front().filter(|_| self.flag(at!("stage$valid"))) {
            if self.flag(at!("stage$ready")) {
                if !lost {
                    let owner = Some(beat.queue).filter(|&queue| queue < 2);
                    self.expect.last_mut().expect("a session").push((beat.write, owner));
                }
                self.stage.pop_front();
            } else {
                self.blocked += 1;
            }
        }
        // At the bounds of CATCHUP.
        self.blocked += u64::from(self.flag(at!("hold")) && self.flag(at!("catching_up")));
        if self.flag(at!("read$valid")) && self.flag(at!("read$ready")) {
            let address = self.read(at!("read$address")) as usize * 16;
            let late = self.flag(at!("catching_up"));
            assert!(self.held || late, "LOCAL is read only while ingress is held, or in CATCHUP");
            let latency = 1 + self.random.below(12);
            let due = (self.ticks + latency).max(self.reads.back().map_or(0, |(due, _)| due + 1));
            self.reads.push_back((due, load(&self.local, address)));
            // In CATCHUP what is read must be what was staged, which is expected already.
            if !lost && !late {
                let write = Write { address, data: load(&self.local, address), enable: 0xFFFF };
                let owner = owner(address).filter(|&q| self.queues[q].enable);
                self.expect.last_mut().expect("a session").push((write, owner));
            }
        }
        if self.flag(at!("read$data_valid")) {
            self.reads.pop_front();
        }
        if self.flag(at!("write$valid")) && self.flag(at!("write$ready")) {
            let write = Write {
                address: self.read(at!("write$address")) as usize * 16,
                data: self.read(at!("write$data")),
                enable: self.read(at!("write$enable")) as u16,
            };
            partner.is_next(&write, self.read(at!("fence_done")));
            store(&mut self.remote, &write);
            self.writes += 1;
        }
        if self.flag(at!("published_valid")) {
            let (q, low) = (self.read(at!("published_queue")) as usize, self.read(at!("published_slot")) as u32);
            let &(slot, line) = partner.lines.get(&(q, low)).expect("the partner published it");
            let address = LINE_BASES[q] + slot as usize % LINES * 64;
            assert_eq!(self.remote[address..address + 64], line, "queue {q} slot {slot} is whole in REMOTE");
            self.received[q].1.insert(slot);
            self.published += 1;
        }
        for q in 0..2 {
            let sealed = self.read([at!("sealed0"), at!("sealed1")][q]) as u64;
            let (prefix, above) = &mut self.received[q];
            // A resync or a QUEUE frame sets it anew; else it moves over what is there.
            while *prefix < sealed && above.remove(prefix) {
                *prefix += 1;
            }
            if *prefix != sealed {
                let position = partner.queues[q].position;
                assert!(sealed <= position, "queue {q}: sealed {sealed} of {position}");
                *prefix = sealed;
                above.clear();
            }
        }
        for q in 0..2 {
            // An armed card vouches for everything it has ever stored.
            if self.armed {
                let (prefix, above) = &self.received[q];
                self.durable[q] = *prefix;
                while above.contains(&self.durable[q]) {
                    self.durable[q] += 1;
                }
            }
        }
        if self.flag(at!("mirrored_valid")) {
            let (q, mark) = (self.read(at!("mirrored_queue")) as usize, self.read(at!("mirrored_mark")) as u64);
            let queue = &self.queues[q];
            assert!(mark <= queue.position, "queue {q}: mirrored {mark} of {}", queue.position);
            assert!(mark >= self.mirrored[q], "queue {q}: mirrored went from {} back to {mark}", self.mirrored[q]);
            assert!(self.read(at!("mirror_state")) == 3, "marks only while mirroring");
            let (prefix, above) = &partner.received[q];
            let mut stored = *prefix;
            while above.contains(&stored) {
                stored += 1;
            }
            assert!(mark <= stored, "queue {q}: mirrored {mark}, the partner holds {stored}");
            assert!(mark <= partner.durable[q], "queue {q}: mirrored {mark}, durable there {}", partner.durable[q]);
            self.mirrored[q] = mark;
            self.marks += 1;
        }
        self.hold = self.flag(at!("hold"));
        self.held = self.hold && self.stage.is_empty();
        self.persist_delay = match (self.flag(at!("persist")), self.persist_delay) {
            (true, None) => Some(1 + self.random.below(self.persist_ticks)),
            (true, Some(0)) => {
                self.header = self.read_header();
                None
            }
            (true, Some(n)) => Some(n - 1),
            (false, _) => None,
        };
    }

    /// Where in the list of a session the next write can be: what belongs to a fenced queue may be left out.
    fn places(expect: &[(Write, Option<usize>)], mut place: usize, fenced: u128) -> Vec<usize> {
        let mut places = Vec::new();
        while let Some((_, owner)) = expect.get(place) {
            places.push(place);
            if !owner.is_some_and(|q| fenced >> q & 1 == 1) {
                break;
            }
            place += 1;
        }
        places
    }

    /// The partner, which has fenced these queues, stores `write`: it must be the next one of the session, or the first
    /// of a later session.
    fn is_next(&mut self, write: &Write, fenced: u128) {
        let mut reached = BTreeSet::new();
        for &(session, place) in &self.reached {
            let later = (session + 1..self.expect.len()).map(|later| (later, 0));
            for (session, place) in [(session, place)].into_iter().chain(later) {
                let list = &self.expect[session];
                let places = Self::places(list, place, fenced);
                reached.extend(places.iter().filter(|&&p| list[p].0.does_the_same(write)).map(|p| (session, p + 1)));
            }
        }
        if reached.is_empty() {
            let next: Vec<_> = self.reached.iter().map(|&(session, place)| self.expect[session].get(place)).collect();
            panic!("stored {write:x?} after {:?} of {} sessions, expected {next:x?}", self.reached, self.expect.len());
        }
        // What lies before the earliest reading is done with.
        let earliest = reached.first().expect("not empty").0;
        self.expect[..earliest].iter_mut().for_each(Vec::clear);
        self.reached = reached;
    }

    /// What the partner has stored last is of the present session.
    pub fn is_begun(&self) -> bool {
        self.reached.iter().all(|&(session, place)| session == self.expect.len() - 1 && place > 0)
    }

    /// The partner has stored everything of the present session.
    pub fn is_stored(&self) -> bool {
        let last = self.expect.len() - 1;
        self.reached.contains(&(last, self.expect[last].len()))
    }

    pub fn tick(&mut self) {
        self.queues.iter_mut().for_each(|q| q.changed = false);
        self.dut.tick();
        self.ticks += 1;
        if self.ticks % 1_000 == 0 {
            self.host_beat += 1;
        }
    }
}
